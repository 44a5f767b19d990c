//! What systems other than Linux have in common: a launcher that only arranges descriptors.

use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::Command;

use rustix::io::FdFlags;
use rustix::process::{Pid, Signal};

use super::plan::Plan;
use super::{Rung, SandboxError};

/// Descriptor 0 is the control socket when started; it becomes descriptor 3, and 0 becomes `/dev/null`.
pub fn take_control() -> Result<(), String> {
    let word = |error: rustix::io::Errno| format!("its descriptors could not be arranged: {error}");
    let control = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3).map_err(word)?;
    if std::os::fd::AsRawFd::as_raw_fd(&control) != 3 {
        return Err("descriptor 3 is taken".to_owned());
    }
    rustix::io::fcntl_setfd(&control, FdFlags::empty()).map_err(word)?;
    // It stays open until the interpreter has it.
    std::mem::forget(control);
    let null = std::fs::File::open("/dev/null").map_err(|error| format!("/dev/null: {error}"))?;
    rustix::stdio::dup2_stdin(null).map_err(word)
}

pub fn command(hotseat: &Path, name: &str, plan: &Plan) -> Result<Command, SandboxError> {
    let text = serde_json::to_string(plan).map_err(|error| SandboxError::Start {
        what: hotseat.to_owned(),
        why: error.to_string(),
    })?;
    let mut command = Command::new(hotseat);
    command.arg(name).arg(text).env_clear().current_dir("/");
    Ok(command)
}

/// There is no handle of a process: the thread that follows a run ends it.
pub fn ender(_launcher: u32) -> Option<OwnedFd> {
    None
}

pub fn end(_launcher: &OwnedFd) {}

/// Ends the session that the launcher has made; nothing here takes part in its own end.
pub fn await_end(launcher: Pid, _milliseconds: i64) {
    let _ = rustix::process::kill_process_group(launcher, Signal::KILL);
}

pub fn landlock_version() -> u32 {
    0
}

pub fn filters(_rung: Rung) -> Vec<String> {
    Vec::new()
}

pub fn counts_processes() -> bool {
    false
}

/// Returns what `ps` says of the memory of a process and of those below it, in bytes.
pub fn memory(pid: i32, _exact_from: u64) -> u64 {
    let Ok(output) = Command::new("/bin/ps").args(["-axo", "pid=,ppid=,rss="]).output() else {
        return 0;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rows: Vec<[i64; 3]> = text
        .lines()
        .filter_map(|line| {
            let mut numbers = line.split_whitespace().filter_map(|word| word.parse().ok());
            Some([numbers.next()?, numbers.next()?, numbers.next()?])
        })
        .collect();
    let mut tree = vec![i64::from(pid)];
    let mut kilobytes = 0;
    let mut at = 0;
    while at < tree.len() {
        for [child, _, size] in rows.iter().filter(|row| row[1] == tree[at]) {
            if !tree.contains(child) {
                tree.push(*child);
                kilobytes += size;
            }
        }
        at += 1;
    }
    u64::try_from(kilobytes).unwrap_or(0) * 1024
}
