//! The calls to the kernel that no safe crate makes: few, and each of one line.

use std::ffi::CString;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::process::Pid;
use rustix::thread::UnshareFlags;

/// Which side of a fork this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Child,
    Parent(Pid),
}

/// Forks. The launcher has one thread, so that nothing is left half done in the child.
#[expect(unsafe_code, reason = "std and rustix only start other programs")]
pub fn fork() -> io::Result<Side> {
    // SAFETY: the launcher never starts a thread, so no lock is held by one that is missing afterwards.
    let pid = unsafe { libc::fork() };
    match pid {
        -1 => Err(io::Error::last_os_error()),
        pid => Ok(Pid::from_raw(pid).map_or(Side::Child, Side::Parent)),
    }
}

/// Moves into new namespaces.
#[expect(
    unsafe_code,
    reason = "unsharing descriptors could break their owners; these flags cannot"
)]
pub fn unshare(flags: UnshareFlags) -> io::Result<()> {
    debug_assert!(!flags.contains(UnshareFlags::FILES));
    // SAFETY: only namespaces are unshared, never the table of descriptors.
    Ok(unsafe { rustix::thread::unshare_unsafe(flags) }?)
}

/// Closes every descriptor from `first` on.
#[expect(unsafe_code, reason = "descriptors nobody here owns have to be closed")]
pub fn close_from(first: u32) -> io::Result<()> {
    // SAFETY: called before anything here has opened a descriptor; those closed were inherited.
    let done = unsafe { libc::syscall(libc::SYS_close_range, first, u32::MAX, 0) };
    if done == 0 {
        return Ok(());
    }
    // Older than 5.9: one by one.
    for entry in std::fs::read_dir("/proc/self/fd")?.collect::<Vec<_>>() {
        let number = entry?.file_name().to_string_lossy().parse::<i32>();
        if let Ok(number) = number
            && number >= first as i32
        {
            // SAFETY: as above.
            unsafe { libc::close(number) };
        }
    }
    Ok(())
}

/// The attributes of `mount_setattr`.
#[repr(C)]
struct MountAttributes {
    set: u64,
    clear: u64,
    propagation: u64,
    user_namespace: u64,
}

/// Adds attributes (`MOUNT_ATTR_*`) to a mount, and to those below it where asked. It never takes any away,
/// so that it is allowed on mounts whose flags are locked.
#[expect(unsafe_code, reason = "rustix has no mount_setattr")]
pub fn add_mount_attributes(target: &Path, attributes: u64, below: bool) -> io::Result<()> {
    let path = CString::new(target.as_os_str().as_bytes())?;
    let wanted = MountAttributes {
        set: attributes,
        clear: 0,
        propagation: 0,
        user_namespace: 0,
    };
    let flags = if below { libc::AT_RECURSIVE } else { 0 };
    // SAFETY: the path ends in a zero and the structure has the size that is named; both outlive the call.
    let done = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            path.as_ptr(),
            flags,
            &raw const wanted,
            size_of::<MountAttributes>(),
        )
    };
    if done == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// The signals the launcher waits for: a child's end, and every wish that it end itself.
fn awaited() -> libc::sigset_t {
    #[expect(unsafe_code, reason = "signal sets are made by libc alone")]
    // SAFETY: the set is emptied before anything reads it, and the signals are valid.
    unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        for signal in [
            libc::SIGCHLD,
            libc::SIGTERM,
            libc::SIGINT,
            libc::SIGHUP,
            libc::SIGQUIT,
        ] {
            libc::sigaddset(&raw mut set, signal);
        }
        set
    }
}

/// Holds the awaited signals back, so that [`wait_signal`] gets them. What is executed inherits that.
pub fn hold_signals() -> io::Result<()> {
    change_mask(libc::SIG_BLOCK)
}

/// Lets the awaited signals through again.
pub fn release_signals() -> io::Result<()> {
    change_mask(libc::SIG_UNBLOCK)
}

#[expect(unsafe_code, reason = "no safe crate holds signals back")]
fn change_mask(how: libc::c_int) -> io::Result<()> {
    let set = awaited();
    // SAFETY: the set is valid and the old mask is not asked for.
    if unsafe { libc::sigprocmask(how, &raw const set, std::ptr::null_mut()) } == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Waits for one of the awaited signals, for `milliseconds` where given; returns its number, if one came.
#[expect(unsafe_code, reason = "no safe crate waits for signals")]
pub fn wait_signal(milliseconds: Option<u32>) -> Option<i32> {
    let set = awaited();
    let number = match milliseconds {
        // SAFETY: the set is valid and nothing is asked for but the number.
        None => unsafe { libc::sigwaitinfo(&raw const set, std::ptr::null_mut()) },
        Some(milliseconds) => {
            let time = libc::timespec {
                tv_sec: libc::time_t::from(milliseconds / 1000),
                tv_nsec: libc::c_long::from(milliseconds % 1000) * 1_000_000,
            };
            // SAFETY: the set and the time are valid; nothing is asked for but the number.
            unsafe { libc::sigtimedwait(&raw const set, std::ptr::null_mut(), &raw const time) }
        }
    };
    (number > 0).then_some(number)
}

/// Returns the version of Landlock the kernel has, 0 where it has none.
#[expect(unsafe_code, reason = "the landlock crate does not tell the version")]
pub fn landlock_version() -> u32 {
    const ASK_VERSION: u32 = 1;
    // SAFETY: with this flag the kernel reads no memory and makes nothing.
    let version = unsafe {
        libc::syscall(
            libc::SYS_landlock_create_ruleset,
            std::ptr::null::<libc::c_void>(),
            0usize,
            ASK_VERSION,
        )
    };
    u32::try_from(version).unwrap_or(0)
}
