//! `hotseat __sandbox`: puts the layers of a rung on and becomes the interpreter.
//!
//! | process | is | ends when |
//! | --- | --- | --- |
//! | keeper | the process that was started; outside of the namespaces | its child has ended, or its parent has |
//! | first | process 1 of the pid namespace; only where there is one | its child has ended, or the keeper has |
//! | interpreter | Python, below all layers of the launcher | by itself |
//!
//! The first takes everything of its namespace with it. Without a namespace the keeper does that: it is the
//! process that orphans come to, and ends them.

use std::ffi::OsString;
use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::io::FdFlags;
use rustix::process::{Gid, Uid};
use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process};
use rustix::thread::UnshareFlags;

use super::super::plan::Plan;
use super::filter::Reach;
use super::sys::{self, Side};
use super::{attempts, layers, root, tree};

/// The user and group that a run is where nobody's own would be the machine's administrator.
const NOBODY: u32 = 65534;

/// The user and group that a run is inside a user namespace of its own.
const INSIDE: u32 = 1000;

/// How often a keeper without a pid namespace looks for orphans, in milliseconds.
const SWEEP: u32 = 100;

/// All namespaces but the user's.
const NAMESPACES: UnshareFlags = UnshareFlags::NEWNS
    .union(UnshareFlags::NEWPID)
    .union(UnshareFlags::NEWNET)
    .union(UnshareFlags::NEWIPC)
    .union(UnshareFlags::NEWUTS);

/// Runs a launch and returns its exit code; the error says in words what could not be done.
pub fn run(plan: &Plan, args: &[OsString]) -> Result<u8, String> {
    sys::close_from(3).map_err(|error| format!("descriptors could not be closed: {error}"))?;
    take_control(plan)?;
    // Not the signal by which the parent itself ends a run: the two are told apart.
    end_with_parent(Signal::HUP)?;
    if rustix::process::getppid().map(Pid::as_raw_pid) != Some(plan.parent) {
        return Err("what started it has ended".to_owned());
    }
    sys::hold_signals().map_err(|error| format!("signals could not be held back: {error}"))?;
    // Out of the terminal's reach, and the terminal out of its own.
    let _ = rustix::process::setsid();
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o022));
    if plan.rung >= 3 {
        in_namespaces(plan, args)
    } else {
        without(plan, args)
    }
}

/// Descriptor 0 is the control socket when started; it becomes descriptor 3, and 0 becomes `/dev/null`.
fn take_control(plan: &Plan) -> Result<(), String> {
    let word = |error: rustix::io::Errno| format!("its descriptors could not be arranged: {error}");
    if plan.interpreter.is_some() {
        let control = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3).map_err(word)?;
        rustix::io::fcntl_setfd(&control, FdFlags::empty()).map_err(word)?;
        // It stays open until the interpreter has it.
        std::mem::forget(control);
    }
    let null =
        fs::File::open("/dev/null").map_err(|error| format!("/dev/null could not be opened: {error}"))?;
    rustix::stdio::dup2_stdin(null).map_err(word)
}

fn end_with_parent(signal: Signal) -> Result<(), String> {
    rustix::process::set_parent_process_death_signal(Some(signal))
        .map_err(|error| format!("it could not be tied to its parent: {error}"))
}

/// A pipe whose one end only the parent holds: at its end, the parent has ended.
fn lifeline() -> Result<(OwnedFd, OwnedFd), String> {
    rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC | rustix::pipe::PipeFlags::NONBLOCK)
        .map_err(|error| format!("a pipe could not be made: {error}"))
}

/// Ties a forked child to its parent, which may have ended meanwhile.
fn hold_on(lifeline: &OwnedFd) -> Result<(), String> {
    end_with_parent(Signal::KILL)?;
    match rustix::io::read(lifeline, &mut [0u8; 1]) {
        Err(rustix::io::Errno::AGAIN) => Ok(()),
        _ => Err("what started it has ended".to_owned()),
    }
}

fn in_namespaces(plan: &Plan, args: &[OsString]) -> Result<u8, String> {
    let reads: Vec<PathBuf> = plan.reads.iter().map(PathBuf::from).collect();
    let interpreter = plan.interpreter.as_ref().map(PathBuf::from);
    let entries = root::entries(interpreter.as_deref(), &reads, Path::new(&plan.home));
    let refused = |error: std::io::Error| format!("the kernel refused namespaces: {error}");
    let administrator = layers::may_mount();
    if administrator {
        sys::unshare(NAMESPACES).map_err(refused)?;
    } else {
        let (user, group) = (rustix::process::geteuid(), rustix::process::getegid());
        sys::unshare(NAMESPACES | UnshareFlags::NEWUSER).map_err(refused)?;
        map_user(user, group)?;
    }
    let (reader, writer) = lifeline()?;
    if let Side::Parent(first) = sys::fork().map_err(|error| format!("it could not fork: {error}"))? {
        return Ok(keep(first, None));
    }
    drop(writer);
    hold_on(&reader)?;
    root::build(&entries)?;
    let _ = rustix::system::sethostname(b"hotseat");
    if administrator {
        let nobody = entries.iter().all(readable_by_all);
        become_other(if nobody { NOBODY } else { 0 })?;
        // Changing the user has untied it.
        hold_on(&reader)?;
    }
    rustix::thread::set_no_new_privs(true).map_err(|error| format!("no_new_privs was refused: {error}"))?;
    if let Side::Parent(child) = sys::fork().map_err(|error| format!("it could not fork: {error}"))? {
        return Ok(keep(child, None));
    }
    layers::limits()?;
    match &plan.targets {
        Some(targets) => attempts::in_a_run(targets),
        None => become_interpreter(plan, args),
    }
}

fn map_user(user: Uid, group: Gid) -> Result<(), String> {
    let put = |file: &str, text: String| {
        fs::OpenOptions::new()
            .write(true)
            .open(file)
            .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
            .map_err(|error| format!("the kernel refused the user's map: {error}"))
    };
    put("/proc/self/setgroups", "deny".to_owned())?;
    put("/proc/self/uid_map", format!("{INSIDE} {} 1", user.as_raw()))?;
    put("/proc/self/gid_map", format!("{INSIDE} {} 1", group.as_raw()))
}

/// Returns whether the others of the machine may read it too. The administrator's own environment may be
/// closed to them.
fn readable_by_all(entry: &root::Entry) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let root::Entry::Bind { at, .. } = entry else {
        return true;
    };
    // The new root is in place: what is at the path is what was let in.
    fs::metadata(at).is_ok_and(|data| {
        let wanted = if data.is_dir() { 0o005 } else { 0o004 };
        data.permissions().mode() & wanted == wanted
    })
}

fn become_other(user: u32) -> Result<(), String> {
    let word = |error: rustix::io::Errno| format!("it could not become another user: {error}");
    let (uid, gid) = (Uid::from_raw(user), Gid::from_raw(user));
    rustix::thread::set_thread_groups(&[]).map_err(word)?;
    rustix::thread::set_thread_res_gid(gid, gid, gid).map_err(word)?;
    rustix::thread::set_thread_res_uid(uid, uid, uid).map_err(word)?;
    layers::no_rights()
}

fn without(plan: &Plan, args: &[OsString]) -> Result<u8, String> {
    rustix::process::set_child_subreaper(Some(getpid()))
        .map_err(|error| format!("it could not take orphans: {error}"))?;
    let (reader, writer) = lifeline()?;
    if let Side::Parent(child) = sys::fork().map_err(|error| format!("it could not fork: {error}"))? {
        return Ok(keep(child, Some(plan)));
    }
    drop(writer);
    hold_on(&reader)?;
    let _ = rustix::process::setsid();
    layers::limits()?;
    if plan.rung == 0 {
        rustix::thread::set_no_new_privs(true)
            .map_err(|error| format!("no_new_privs was refused: {error}"))?;
    } else {
        layers::no_rights()?;
        hold_on(&reader)?;
    }
    if plan.rung == 2 {
        let (reads, writes) = reach(plan);
        layers::landlock(&reads, &writes)?;
    }
    if plan.rung >= 1 {
        layers::seccomp(Reach {
            files: true,
            signals: false,
        })?;
    }
    match &plan.targets {
        Some(targets) => attempts::in_place(plan.rung, targets),
        None => become_interpreter(plan, args),
    }
}

/// What may be read and written where files are guarded by Landlock alone.
fn reach(plan: &Plan) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let home = Path::new(&plan.home);
    let mut reads = layers::always_read();
    // For the worker, which looks for the processes a run leaves; `hotseat_cell.py` takes it away from runs.
    reads.push(PathBuf::from("/proc"));
    for path in plan.reads.iter().chain(&plan.interpreter).map(PathBuf::from) {
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if !home.starts_with(&real) {
            reads.push(real);
        }
    }
    let mut writes = layers::always_written().to_vec();
    writes.extend(plan.scratch.as_ref().map(PathBuf::from));
    (reads, writes)
}

fn become_interpreter(plan: &Plan, args: &[OsString]) -> Result<u8, String> {
    let Some(interpreter) = &plan.interpreter else {
        return Err("it was told of no interpreter".to_owned());
    };
    let folder = match &plan.scratch {
        Some(scratch) => PathBuf::from(scratch),
        None => PathBuf::from(root::WORK),
    };
    let mut command = Command::new(interpreter);
    super::super::clean_environment(&mut command, &folder);
    sys::release_signals().map_err(|error| format!("signals could not be let through: {error}"))?;
    let error = command
        .args(["-I", "-B", "-c"])
        .args(args)
        .current_dir(&folder)
        .exec();
    Err(format!("{} could not be started: {error}", interpreter.display()))
}

/// Waits until `main` has ended and returns its exit code. A wish to end is passed on as a kill. With a plan
/// there is no pid namespace: orphans are ended, and folders of runs that are over removed.
fn keep(main: Pid, alone: Option<&Plan>) -> u8 {
    let own = getpid().as_raw_pid();
    let scratch = alone.and_then(|plan| plan.scratch.as_ref()).map(Path::new);
    let (mut orphaned, mut wished) = (false, false);
    let code = loop {
        if let Some(code) = reap(main) {
            break code;
        }
        match sys::wait_signal(alone.map(|_| SWEEP)) {
            Some(libc::SIGCHLD) => {}
            Some(signal) => {
                wished = true;
                orphaned |= signal == libc::SIGHUP;
                let _ = kill_process(main, Signal::KILL);
            }
            None => {
                for orphan in tree::children(own) {
                    if orphan != main.as_raw_pid()
                        && let Some(orphan) = Pid::from_raw(orphan)
                    {
                        let _ = kill_process(orphan, Signal::KILL);
                    }
                }
                scratch.map(remove_ended);
            }
        }
    };
    if let Some(plan) = alone {
        tree::end_descendants(own);
        scratch.map(remove_ended);
        // Whoever made the folder removes it, but for one that was killed. Of that the thread which started us may
        // have ended before the others, and its descriptors close, which ends an interpreter, before it has ended.
        while !wished {
            let signal = sys::wait_signal(Some(SWEEP));
            // Nothing is left below that could send this one more than once.
            wished = signal != Some(libc::SIGCHLD);
            orphaned = signal == Some(libc::SIGHUP);
        }
        if orphaned || rustix::process::getppid().map(Pid::as_raw_pid) != Some(plan.parent) {
            scratch.map(fs::remove_dir);
        }
    }
    code
}

/// Reaps what has ended; returns the exit code of `main` if that has.
fn reap(main: Pid) -> Option<u8> {
    let mut code = None;
    while let Ok(Some((pid, status))) = rustix::process::wait(WaitOptions::NOHANG) {
        if pid == main {
            let signal = status.terminating_signal().map(|signal| 128 + signal);
            code = Some(status.exit_status().or(signal).unwrap_or(1) as u8);
        }
    }
    code
}

/// Removes the folders of runs whose process is gone: they are named `run-PID-…`.
fn remove_ended(scratch: &Path) {
    let Ok(folders) = fs::read_dir(scratch) else {
        return;
    };
    for folder in folders.flatten() {
        let name = folder.file_name();
        let pid = name
            .to_str()
            .and_then(|name| name.strip_prefix("run-")?.split('-').next()?.parse().ok());
        if pid.is_some_and(|pid| !tree::is_alive(pid)) {
            // This follows no link that a run has left.
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}

/// Reads a plan from the launcher's first argument.
pub fn read_plan(argument: &OsString) -> Result<Plan, String> {
    let text = argument.to_str().ok_or("its plan is not text")?;
    serde_json::from_str(text).map_err(|error| format!("its plan cannot be read: {error}"))
}
