//! Follows a program through every system call that changes files below a folder: counts them over all of its
//! threads in the order in which they happen, and at one of them ends the program, tears the call, or has it
//! fail for a while. strace counts each thread and each kind of call apart, and knows no folders; so the same
//! is done here by hand. Only Linux on x86-64 has what it needs; elsewhere these trials say that they are
//! skipped.
#![expect(unsafe_code, reason = "ptrace has no safe wrapper")]

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::pty::now;

/// What happens at the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The program is killed before it.
    Kill,
    /// Half of what was to be written is, then the program is killed; a call that writes nothing is made whole.
    Torn,
    /// It fails with this number, and so does every call like it until the time is over.
    Error(i32),
    /// One byte is written, then all is well.
    Short,
}

/// Which calls are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    All,
    /// Those that a full disk refuses.
    Growing,
    /// Those of this name.
    Named(&'static str),
}

/// The fault, the call at which it begins (from 1), and how long it lasts.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub which: Which,
    pub at: usize,
    pub fault: Fault,
    pub lasts: Duration,
}

/// A call that changed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub name: &'static str,
    /// What it was made on, and for a rename where to.
    pub path: PathBuf,
    pub to: Option<PathBuf>,
    pub flags: u64,
    /// What came back; `None`: the program did not live to see it.
    pub result: Option<i64>,
    pub hit: bool,
}

impl Call {
    pub fn is_sync(&self) -> bool {
        matches!(self.name, "fsync" | "fdatasync")
    }

    pub fn creates(&self) -> bool {
        self.name == "openat" && self.flags & libc::O_CREAT as u64 != 0
    }

    pub fn is(&self, which: Which) -> bool {
        match which {
            // A lock changes no file.
            Which::All => self.name != "flock",
            Which::Growing => {
                self.creates()
                    || matches!(
                        self.name,
                        "write" | "pwrite64" | "writev" | "mkdir" | "rename" | "fsync" | "fdatasync"
                    )
            }
            Which::Named(name) => self.name == name,
        }
    }
}

/// What a followed program did.
#[derive(Debug, Default)]
pub struct Trace {
    pub calls: Vec<Call>,
    /// Whether the call of the plan was reached.
    pub hit: bool,
    /// When it was.
    pub since: Option<Instant>,
}

/// A system call of a thread that has not returned yet.
#[derive(Default)]
struct Open {
    call: Option<usize>,
    error: Option<i32>,
    kill: bool,
}

struct Tracer {
    root: PathBuf,
    plan: Option<Plan>,
    count: usize,
    open: HashMap<i32, Open>,
    trace: Trace,
}

/// Whether calls can be followed here; says so where they cannot.
pub fn works() -> bool {
    let works = cfg!(all(target_os = "linux", target_arch = "x86_64"));
    if !works {
        crate::pythons::missing("System calls are not followed: only Linux on x86-64 is known");
    }
    works
}

/// Follows a process that waits to become the program, until it ends; calls `go` once it is followed.
pub fn follow(pid: u32, root: &Path, plan: Option<Plan>, go: impl FnOnce()) -> JoinHandle<Trace> {
    let root = root.canonicalize().expect("the folder is there");
    let (sender, seized) = std::sync::mpsc::channel();
    let thread = std::thread::Builder::new().name("tracer".to_owned());
    let thread = thread.spawn(move || {
        let pid = pid.cast_signed();
        seize(pid).expect("a child may be followed");
        sender.send(()).expect("somebody waits");
        let tracer = Tracer {
            root,
            plan,
            count: 0,
            open: HashMap::new(),
            trace: Trace::default(),
        };
        tracer.run(pid)
    });
    seized.recv().expect("the child is followed");
    go();
    thread.expect("a thread")
}

fn ptrace(request: libc::c_uint, pid: i32, addr: usize, data: usize) -> io::Result<i64> {
    // SAFETY: every caller gives a request whose pointers, where it has any, stay valid for the call.
    match unsafe { libc::ptrace(request, pid, addr, data) } {
        -1 => Err(io::Error::last_os_error()),
        value => Ok(value),
    }
}

fn seize(pid: i32) -> io::Result<()> {
    let options = libc::PTRACE_O_TRACESYSGOOD
        | libc::PTRACE_O_TRACECLONE
        | libc::PTRACE_O_TRACEFORK
        | libc::PTRACE_O_TRACEVFORK
        | libc::PTRACE_O_TRACEEXEC
        | libc::PTRACE_O_EXITKILL;
    ptrace(libc::PTRACE_SEIZE, pid, 0, options as usize)?;
    ptrace(libc::PTRACE_INTERRUPT, pid, 0, 0)?;
    Ok(())
}

/// The next of this thread's processes that stopped or ended, left as it is.
fn peek() -> Option<(i32, i32)> {
    // SAFETY: all-zero is a valid siginfo, and the pointer is to it.
    unsafe {
        let mut info: libc::siginfo_t = std::mem::zeroed();
        let how = libc::WEXITED | libc::WSTOPPED | libc::WNOWAIT | libc::__WALL | libc::__WNOTHREAD;
        match libc::waitid(libc::P_ALL, 0, &raw mut info, how) {
            0 => Some((info.si_pid(), info.si_code)),
            _ => None,
        }
    }
}

fn reap(pid: i32) -> i32 {
    let mut status = 0;
    // SAFETY: the pointer is to a local.
    unsafe { libc::waitpid(pid, &raw mut status, libc::__WALL | libc::__WNOTHREAD) };
    status
}

#[cfg(target_arch = "x86_64")]
fn change(pid: i32, edit: impl FnOnce(&mut libc::user_regs_struct)) {
    // SAFETY: all-zero is a valid set of registers, and both requests get a pointer to it.
    let mut registers: libc::user_regs_struct = unsafe { std::mem::zeroed() };
    if ptrace(libc::PTRACE_GETREGS, pid, 0, &raw mut registers as usize).is_ok() {
        edit(&mut registers);
        let _ = ptrace(libc::PTRACE_SETREGS, pid, 0, &raw mut registers as usize);
    }
}

impl Tracer {
    fn run(mut self, leader: i32) -> Trace {
        while let Some((pid, code)) = peek() {
            let over = matches!(code, libc::CLD_EXITED | libc::CLD_KILLED | libc::CLD_DUMPED);
            if over && pid == leader {
                // Whoever started it is told of its end.
                break;
            }
            let status = reap(pid);
            if !libc::WIFSTOPPED(status) {
                self.open.remove(&pid);
                continue;
            }
            let signal = libc::WSTOPSIG(status);
            let pass = if signal == libc::SIGTRAP | 0x80 {
                self.system_call(pid, leader);
                0
            } else if status >> 16 != 0 {
                0
            } else {
                signal
            };
            let _ = ptrace(libc::PTRACE_SYSCALL, pid, 0, pass as usize);
        }
        self.trace
    }

    fn system_call(&mut self, pid: i32, leader: i32) {
        let mut info = [0_u8; 128];
        let told = ptrace(
            libc::PTRACE_GET_SYSCALL_INFO,
            pid,
            info.len(),
            info.as_mut_ptr() as usize,
        );
        if told.is_err() {
            return;
        }
        let word = |at: usize| u64::from_ne_bytes(info[at..at + 8].try_into().expect("eight bytes"));
        match info[0] {
            // Entry: the number, then six arguments.
            1 => {
                let arguments = std::array::from_fn(|index| word(32 + 8 * index));
                let open = self.enters(pid, leader, word(24) as i64, arguments);
                self.open.insert(pid, open);
            }
            2 => {
                let Some(open) = self.open.remove(&pid) else {
                    return;
                };
                let mut result = word(24) as i64;
                if let Some(error) = open.error {
                    result = -i64::from(error);
                    change(pid, |registers| registers.rax = result as u64);
                }
                if let Some(at) = open.call {
                    self.trace.calls[at].result = Some(result);
                }
                if open.kill {
                    kill(leader);
                }
            }
            _ => {}
        }
    }

    fn enters(&mut self, pid: i32, leader: i32, number: i64, arguments: [u64; 6]) -> Open {
        let Some(call) = self.read(pid, number, arguments) else {
            return Open::default();
        };
        let mut open = Open {
            call: Some(self.trace.calls.len()),
            ..Open::default()
        };
        let due = self.plan.filter(|plan| call.is(plan.which)).filter(|plan| {
            self.count += 1;
            self.count >= plan.at
        });
        self.trace.calls.push(call);
        let Some(plan) = due else { return open };
        let first = !self.trace.hit;
        let since = *self.trace.since.get_or_insert_with(now);
        self.trace.hit = true;
        let writes = matches!(number, libc::SYS_write | libc::SYS_pwrite64);
        match plan.fault {
            Fault::Kill if first => kill(leader),
            Fault::Torn if first => {
                if writes {
                    change(pid, |registers| registers.rdx /= 2);
                }
                open.kill = true;
            }
            Fault::Error(error) if first || since.elapsed() < plan.lasts => {
                // No call has this number: the kernel does nothing, and the answer is given at its end.
                change(pid, |registers| registers.orig_rax = u64::MAX);
                open.error = Some(error);
            }
            Fault::Short if writes && (first || since.elapsed() < plan.lasts) => {
                change(pid, |registers| registers.rdx = registers.rdx.min(1));
            }
            _ => return open,
        }
        if let Some(call) = self.trace.calls.last_mut() {
            call.hit = true;
        }
        open
    }

    /// Returns the call if it changes something below the folder.
    fn read(&self, pid: i32, number: i64, arguments: [u64; 6]) -> Option<Call> {
        let [first, second, third, fourth, ..] = arguments;
        let file = || std::fs::read_link(format!("/proc/{pid}/fd/{}", first as i32)).ok();
        let text = |at: u64| string(pid, at);
        let (name, path, to, flags) = match number {
            libc::SYS_write => ("write", file(), None, 0),
            libc::SYS_pwrite64 => ("pwrite64", file(), None, 0),
            libc::SYS_writev => ("writev", file(), None, 0),
            libc::SYS_fsync => ("fsync", file(), None, 0),
            libc::SYS_fdatasync => ("fdatasync", file(), None, 0),
            libc::SYS_ftruncate => ("ftruncate", file(), None, 0),
            libc::SYS_flock => ("flock", file(), None, 0),
            libc::SYS_fchmod => ("fchmod", file(), None, 0),
            libc::SYS_openat => {
                let changing = libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC;
                if third & changing as u64 == 0 {
                    return None;
                }
                ("openat", text(second), None, third)
            }
            libc::SYS_mkdir => ("mkdir", text(first), None, 0),
            libc::SYS_mkdirat => ("mkdir", text(second), None, 0),
            libc::SYS_rmdir => ("rmdir", text(first), None, 0),
            libc::SYS_unlink => ("unlink", text(first), None, 0),
            libc::SYS_unlinkat => ("unlink", text(second), None, 0),
            libc::SYS_rename => ("rename", text(first), text(second), 0),
            libc::SYS_renameat | libc::SYS_renameat2 => ("rename", text(second), text(fourth), 0),
            libc::SYS_link => ("link", text(first), text(second), 0),
            libc::SYS_linkat => ("link", text(second), text(fourth), 0),
            libc::SYS_symlink => ("symlink", text(second), None, 0),
            libc::SYS_truncate => ("truncate", text(first), None, 0),
            _ => return None,
        };
        let path = path.filter(|path| path.starts_with(&self.root))?;
        Some(Call {
            name,
            path,
            to,
            flags,
            result: None,
            hit: false,
        })
    }
}

fn kill(pid: i32) {
    if let Some(pid) = rustix::process::Pid::from_raw(pid) {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
    }
}

fn string(pid: i32, at: u64) -> Option<PathBuf> {
    let memory = std::fs::File::open(format!("/proc/{pid}/mem")).ok()?;
    let mut bytes = Vec::new();
    let mut piece = [0; 64];
    while bytes.len() < 4096 {
        let count = memory.read_at(&mut piece, at + bytes.len() as u64).ok()?;
        let end = piece[..count].iter().position(|byte| *byte == 0);
        bytes.extend_from_slice(&piece[..end.unwrap_or(count)]);
        if end.is_some() || count == 0 {
            break;
        }
    }
    Some(PathBuf::from(OsStr::from_bytes(&bytes)))
}
