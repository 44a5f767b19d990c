//! Which system calls a run is refused, as programs for seccomp. They are compiled here alone: the launcher
//! applies them itself, and `hotseat_cell.py` gets their bytes.
//!
//! A call is refused with EPERM, so that Python raises an error with a line; with ENOSYS where libraries
//! know an older way (`clone3`) or where the call is of another kind of program (x32).

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    sock_filter,
};

/// How much is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Files outside are not out of sight: what changes them without opening them is refused as well.
    pub files: bool,
    /// Other processes are not out of reach: no signal may be sent, not even to oneself.
    pub signals: bool,
}

/// Calls that have numbers of their own on the one processor and none on the other.
#[cfg(target_arch = "x86_64")]
const OLDER: &[i64] = &[
    libc::SYS_inotify_init,
    libc::SYS_ioperm,
    libc::SYS_iopl,
    libc::SYS_modify_ldt,
    libc::SYS_uselib,
    libc::SYS_sysfs,
    libc::SYS__sysctl,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: &[i64] = &[];

/// As [`OLDER`], of those that change files by their names.
#[cfg(target_arch = "x86_64")]
const OLDER_CHANGES: &[i64] = &[
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
    libc::SYS_mknod,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER_CHANGES: &[i64] = &[];

/// Refused always.
const NEVER: &[i64] = &[
    // The network, whole: pathname sockets are seen neither by Landlock nor by a network namespace.
    libc::SYS_socket,
    libc::SYS_bind,
    libc::SYS_connect,
    libc::SYS_listen,
    // Other processes.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_process_mrelease,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_kcmp,
    libc::SYS_setpriority,
    libc::SYS_ioprio_set,
    libc::SYS_sched_setaffinity,
    libc::SYS_sched_setscheduler,
    libc::SYS_sched_setparam,
    libc::SYS_sched_setattr,
    libc::SYS_migrate_pages,
    libc::SYS_move_pages,
    // Much kernel behind one call.
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_bpf,
    libc::SYS_userfaultfd,
    libc::SYS_perf_event_open,
    libc::SYS_personality,
    libc::SYS_lookup_dcookie,
    // What passes data between runs, or holds memory that no limit counts.
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_memfd_create,
    libc::SYS_memfd_secret,
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_shmctl,
    libc::SYS_msgget,
    libc::SYS_msgsnd,
    libc::SYS_msgrcv,
    libc::SYS_msgctl,
    libc::SYS_semget,
    libc::SYS_semop,
    libc::SYS_semtimedop,
    libc::SYS_semctl,
    libc::SYS_mq_open,
    libc::SYS_mq_unlink,
    // Mounts, roots, namespaces.
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_fanotify_init,
    libc::SYS_fanotify_mark,
    libc::SYS_inotify_init1,
    libc::SYS_inotify_add_watch,
    // The machine.
    libc::SYS_quotactl,
    libc::SYS_quotactl_fd,
    libc::SYS_acct,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_reboot,
    libc::SYS_kexec_load,
    libc::SYS_kexec_file_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_syslog,
    libc::SYS_vhangup,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
];

/// Calls newer than the names of the libc crate; their numbers are the same on every processor.
const SET_XATTR_AT: i64 = 463;
const REMOVE_XATTR_AT: i64 = 466;
const OPEN_TREE_ATTR: i64 = 467;
const FILE_SETATTR: i64 = 469;

/// Refused where files outside can be named: Landlock guards what is opened, not what is changed by name.
const CHANGES: &[i64] = &[
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    libc::SYS_fchmodat2,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    SET_XATTR_AT,
    REMOVE_XATTR_AT,
    FILE_SETATTR,
    libc::SYS_truncate,
    libc::SYS_mknodat,
    // Its flags lie in memory, where a filter cannot look.
    libc::SYS_openat2,
];

/// Refused where a signal could reach a process that is not of the run.
const SIGNALS: &[i64] = &[
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_tgkill,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
];

const NEW_NAMESPACES: &[libc::c_int] = &[
    libc::CLONE_NEWNS,
    libc::CLONE_NEWCGROUP,
    libc::CLONE_NEWUTS,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWNET,
];

/// Returns the programs in the order to install them, or in words why there are none for this machine.
pub fn programs(reach: Reach) -> Result<Vec<BpfProgram>, String> {
    let refused = refused(reach).map_err(|error| error.to_string())?;
    let arch = std::env::consts::ARCH
        .try_into()
        .map_err(|_| format!("no filter is written for {}", std::env::consts::ARCH))?;
    let filter = SeccompFilter::new(
        refused,
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EPERM as u32),
        arch,
    )
    .map_err(|error| error.to_string())?;
    let main = BpfProgram::try_from(filter).map_err(|error| error.to_string())?;
    Ok(vec![not_known(), main])
}

/// Returns the programs as `hotseat_cell.py` reads them: their bytes, two hexadecimal digits each.
pub fn in_digits(programs: &[BpfProgram]) -> Vec<String> {
    let digits = |program: &BpfProgram| {
        let mut text = String::new();
        for step in program {
            let bytes = step.code.to_ne_bytes().into_iter().chain([step.jt, step.jf]);
            for byte in bytes.chain(step.k.to_ne_bytes()) {
                text.push_str(&format!("{byte:02x}"));
            }
        }
        text
    };
    programs.iter().map(digits).collect()
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

fn refused(reach: Reach) -> Result<Rules, seccompiler::BackendError> {
    use SeccompCmpOp::{Eq, MaskedEq, Ne};
    let when = |argument: u8, operator: SeccompCmpOp, value: u64| {
        // Half of the argument is compared: the kernel looks at no more of these either.
        let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)?;
        SeccompRule::new(vec![condition])
    };
    let mut rules: Rules = NEVER
        .iter()
        .chain(OLDER)
        .map(|call| (*call, Vec::new()))
        .collect();
    rules.insert(OPEN_TREE_ATTR, Vec::new());
    rules.insert(libc::SYS_socketpair, vec![when(0, Ne, libc::AF_UNIX as u64)?]);
    rules.insert(libc::SYS_prlimit64, vec![when(0, Ne, 0)?]);
    rules.insert(
        libc::SYS_ioctl,
        vec![
            when(1, Eq, libc::TIOCSTI)?,
            when(1, Eq, libc::TIOCLINUX)?,
            when(1, Eq, libc::TIOCSETD)?,
        ],
    );
    let namespaces = NEW_NAMESPACES.iter().map(|flag| {
        let flag = *flag as u64;
        when(0, MaskedEq(flag), flag)
    });
    rules.insert(libc::SYS_clone, namespaces.collect::<Result<_, _>>()?);
    if reach.files {
        rules.extend(
            CHANGES
                .iter()
                .chain(OLDER_CHANGES)
                .map(|call| (*call, Vec::new())),
        );
        // Opened for reading and emptied: older Landlock lets that pass.
        let mask = (libc::O_ACCMODE | libc::O_TRUNC) as u64;
        let emptied = || when(2, MaskedEq(mask), (libc::O_RDONLY | libc::O_TRUNC) as u64);
        rules.insert(libc::SYS_openat, vec![emptied()?]);
        #[cfg(target_arch = "x86_64")]
        rules.insert(
            libc::SYS_open,
            vec![when(1, MaskedEq(mask), (libc::O_RDONLY | libc::O_TRUNC) as u64)?],
        );
    }
    if reach.signals {
        rules.extend(SIGNALS.iter().map(|call| (*call, Vec::new())));
    }
    Ok(rules)
}

/// The program that says «no such call»: to `clone3`, whose flags lie in memory where no filter can look,
/// and to the calls of x32, which have numbers of their own and would pass by the other program.
fn not_known() -> BpfProgram {
    const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
    const AT_LEAST: u16 = (libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K) as u16;
    const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
    const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;
    const X32: u32 = 0x4000_0000;
    let step = |code, jt, k| sock_filter { code, jt, jf: 0, k };
    vec![
        step(LOAD, 0, 0),
        step(AT_LEAST, 2, X32),
        step(EQUAL, 1, libc::SYS_clone3 as u32),
        step(RETURN, 0, libc::SECCOMP_RET_ALLOW),
        step(RETURN, 0, libc::SECCOMP_RET_ERRNO | libc::ENOSYS as u32),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reach_refuses_more_than_the_one_before() {
        let of = |files, signals| refused(Reach { files, signals }).unwrap().len();
        assert!(of(false, false) < of(true, false));
        assert!(of(true, false) < of(true, true));
    }

    #[test]
    fn the_bytes_are_those_of_the_program() {
        let programs = programs(Reach {
            files: true,
            signals: true,
        })
        .unwrap();
        let digits = in_digits(&programs);
        assert_eq!(digits.len(), 2);
        assert_eq!(digits[0].len(), programs[0].len() * 16);
        assert!(programs[1].len() < 4096, "more than the kernel takes");
    }
}
