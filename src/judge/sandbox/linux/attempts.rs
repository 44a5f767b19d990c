//! What a probe does: everything that a run must not be able to, from where a run would be. What succeeds is
//! written to stdout, one word a line, and a last line says that nothing was left out.

use std::fs;
use std::io::Write;
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::mount::MountFlags;
use rustix::process::{Pid, test_kill_process};
use rustix::thread::UnshareFlags;

use super::super::plan::Targets;
use super::filter::Reach;
use super::sys::{self, Side};
use super::{layers, root};

/// The last line of a report.
pub const WHOLE: &str = "whole";

/// Tries everything from where a run in namespaces is: below the worker's, in new ones of its own.
pub fn in_a_run(targets: &Targets) -> Result<u8, String> {
    let all = UnshareFlags::NEWUSER
        | UnshareFlags::NEWNS
        | UnshareFlags::NEWPID
        | UnshareFlags::NEWNET
        | UnshareFlags::NEWIPC
        | UnshareFlags::NEWUTS;
    let (user, group) = (
        rustix::process::geteuid().as_raw(),
        rustix::process::getegid().as_raw(),
    );
    // Changing the user has closed this process's own entries; a program started anew has them open.
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::Dumpable);
    sys::unshare(all).map_err(|error| format!("the kernel refused a run its namespaces: {error}"))?;
    for (file, text) in [
        ("setgroups", "deny".to_owned()),
        ("uid_map", format!("{user} {user} 1")),
        ("gid_map", format!("{group} {group} 1")),
    ] {
        fs::OpenOptions::new()
            .write(true)
            .open(Path::new("/proc/self").join(file))
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| format!("the kernel refused a run its user's map: {error}"))?;
    }
    if let Side::Parent(run) = sys::fork().map_err(|error| format!("it could not fork: {error}"))? {
        let status = rustix::process::waitpid(Some(run), rustix::process::WaitOptions::empty());
        return Ok(status
            .ok()
            .flatten()
            .and_then(|(_, status)| status.exit_status())
            .unwrap_or(1) as u8);
    }
    let quiet = MountFlags::NOSUID | MountFlags::NODEV;
    let word = |error| format!("a run could not mount its folders: {error}");
    rustix::mount::mount("tmpfs", root::WORK, "tmpfs", quiet, Some(c"size=1m,mode=0700")).map_err(word)?;
    rustix::mount::mount("proc", "/proc", "proc", quiet | MountFlags::NOEXEC, None).map_err(word)?;
    layers::no_rights()?;
    if sys::landlock_version() > 0 {
        let writes = [
            PathBuf::from(root::WORK),
            PathBuf::from("/dev/null"),
            PathBuf::from("/dev/shm"),
        ];
        layers::landlock(&[PathBuf::from("/")], &writes)?;
    }
    layers::seccomp(Reach {
        files: false,
        signals: false,
    })?;
    report(targets, true)
}

/// Tries everything from where a run without namespaces is. The launcher's layers are on; what
/// `hotseat_cell.py` adds to them for a run is added here.
pub fn in_place(rung: u8, targets: &Targets) -> Result<u8, String> {
    if rung >= 1 {
        layers::seccomp(Reach {
            files: true,
            signals: refuses_signals(rung),
        })?;
    }
    report(targets, rung >= 2)
}

/// Returns whether a run at this rung may send no signals at all: nothing else keeps them inside.
pub fn refuses_signals(rung: u8) -> bool {
    match rung {
        1 => true,
        // Landlock keeps signals inside from its sixth version on.
        2 => sys::landlock_version() < 6,
        _ => false,
    }
}

fn report(targets: &Targets, files: bool) -> Result<u8, String> {
    let mut found = possible(targets, files);
    found.push(WHOLE);
    let mut text = found.join("\n");
    text.push('\n');
    std::io::stdout()
        .write_all(text.as_bytes())
        .map_err(|error| format!("it could not report: {error}"))?;
    Ok(0)
}

/// Returns a word for each thing that could be done. Nothing here does harm where it succeeds.
fn possible(targets: &Targets, files: bool) -> Vec<&'static str> {
    let canary = Path::new(&targets.file);
    let loopback = |port: u16| SocketAddr::from(([127, 0, 0, 1], port));
    let wait = Duration::from_millis(200);
    let mut found = Vec::new();
    let mut note = |word, done: bool| {
        if done {
            found.push(word);
        }
    };
    if files {
        note("read", fs::read(canary).is_ok());
        note("write", fs::OpenOptions::new().append(true).open(canary).is_ok());
        note("create", fs::File::create(canary.with_file_name("made")).is_ok());
        note(
            "chmod",
            fs::set_permissions(canary, fs::Permissions::from_mode(0o600)).is_ok(),
        );
        note(
            "environ",
            fs::read(format!("/proc/{}/environ", targets.process)).is_ok(),
        );
    }
    note(
        "tcp",
        TcpStream::connect_timeout(&loopback(targets.tcp), wait).is_ok(),
    );
    let sent = UdpSocket::bind(loopback(0)).and_then(|socket| socket.send_to(b"x", loopback(targets.udp)));
    note("udp", sent.is_ok());
    note("unix", UnixStream::connect(Path::new(&targets.socket)).is_ok());
    let abstract_name = targets.socket.as_bytes();
    let by_name = rustix::net::SocketAddrUnix::new_abstract_name(abstract_name).and_then(|address| {
        let socket = rustix::net::socket(
            rustix::net::AddressFamily::UNIX,
            rustix::net::SocketType::STREAM,
            None,
        )?;
        rustix::net::connect(&socket, &address)
    });
    // Nobody listens there, so that «refused» would say that it was let through.
    note(
        "abstract",
        matches!(by_name, Ok(()) | Err(rustix::io::Errno::CONNREFUSED)),
    );
    let netlink = rustix::net::socket(
        rustix::net::AddressFamily::NETLINK,
        rustix::net::SocketType::RAW,
        None,
    );
    note("netlink", netlink.is_ok());
    let process = Pid::from_raw(targets.process);
    note(
        "signal",
        process.is_some_and(|process| test_kill_process(process).is_ok()),
    );
    let limits = process.and_then(|process| {
        let own = rustix::process::getrlimit(rustix::process::Resource::Core);
        rustix::process::prlimit(Some(process), rustix::process::Resource::Core, own).ok()
    });
    note("prlimit", limits.is_some());
    let root = rustix::mount::mount("tmpfs", "/dev/shm", "tmpfs", MountFlags::empty(), None);
    note("mount", root.is_ok());
    note("namespaces", sys::unshare(UnshareFlags::NEWUSER).is_ok());
    found
}
