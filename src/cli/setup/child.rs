//! A program whose output is followed line by line until it ends, or until this process is told to.

use std::ffi::OsStr;
use std::io::{PipeReader, Read as _};
use std::os::fd::AsFd as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process_group};

use super::super::interrupt::Interrupt;

/// How often is looked whether this process is told to end, in nanoseconds.
const LOOK: i64 = 100_000_000;

/// Variables that would have Python or pip put things elsewhere than into the environment. Everything else
/// pip heeds, such as which index it asks, is passed on.
const NOT_PASSED: [&str; 7] = [
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_PYTHON",
    "PIP_DRY_RUN",
];

/// How it ended.
#[derive(Debug)]
pub(super) enum Ended {
    Well,
    Badly(ExitStatus),
    Interrupted,
}

/// A started program and all it started, which are gone when this is.
#[derive(Debug)]
pub(super) struct Child {
    child: std::process::Child,
    said: PipeReader,
}

impl Child {
    /// Starts a program; the error is a part of a sentence.
    pub fn start(program: &Path, arguments: &[&OsStr]) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("{} does not start: {error}.", program.display());
        let (said, to) = std::io::pipe().map_err(failed)?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            // Its settings must not say otherwise either.
            .env("PIP_USER", "0")
            .stdin(Stdio::null())
            .stdout(to.try_clone().map_err(failed)?)
            .stderr(to)
            // A group of its own, so that all of it can be ended.
            .process_group(0);
        for name in NOT_PASSED {
            command.env_remove(name);
        }
        let child = command.spawn().map_err(failed)?;
        Ok(Self { child, said })
    }

    /// Hands over each line until the program has ended.
    pub fn follow(mut self, interrupt: &Interrupt, mut line: impl FnMut(&str)) -> Ended {
        let mut rest: Vec<u8> = Vec::new();
        let mut room = [0; 4096];
        loop {
            if interrupt.code().is_some() {
                return Ended::Interrupted;
            }
            let mut fds = [PollFd::from_borrowed_fd(self.said.as_fd(), PollFlags::IN)];
            let wait = Timespec {
                tv_sec: 0,
                tv_nsec: LOOK,
            };
            match poll(&mut fds, Some(&wait)) {
                Ok(0) | Err(rustix::io::Errno::INTR) => continue,
                Ok(_) => {}
                Err(_) => break,
            }
            match self.said.read(&mut room) {
                Ok(count) if count > 0 => rest.extend_from_slice(room.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                _ => break,
            }
            while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                let whole: Vec<u8> = rest.drain(..=end).collect();
                line(&String::from_utf8_lossy(&whole));
            }
        }
        line(&String::from_utf8_lossy(&rest));
        // Everyone who could write has closed; it is ending, or has.
        match self.child.wait() {
            Ok(status) if status.success() => Ended::Well,
            Ok(status) => Ended::Badly(status),
            Err(_) => Ended::Interrupted,
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait()
            && let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw)
        {
            // Not waited for yet, so its number is still its own.
            let _ = kill_process_group(group, Signal::KILL);
            let _ = self.child.wait();
        }
    }
}
