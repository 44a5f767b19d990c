//! Isolation: starts an interpreter so that what it runs reaches neither files nor network nor other
//! processes, and says in words how well that holds here.
//!
//! The interpreter is started by hotseat's own binary, run again as a launcher (`hotseat __sandbox`). What
//! it starts is trusted code that keeps NumPy imported, a *worker*; each run and each test is a fork of it,
//! which `assets/python/hotseat_cell.py` shuts off before anything of the candidate is loaded.
//!
//! | rung | a run has |
//! | --- | --- |
//! | 3 | a root, processes, a network, shared memory of its own; Landlock, seccomp and limits inside |
//! | 2 | Landlock, seccomp and limits, among the machine's own files and processes |
//! | 1 | seccomp and limits |
//! | Seatbelt | the profile of `seatbelt` |
//! | 0 | limits |

pub mod plan;
pub mod seatbelt;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux as system;

#[cfg(not(target_os = "linux"))]
mod unix;

#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
use macos as system;

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod other;
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
use other as system;

use std::ffi::OsString;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::python::{Interpreter, Places};
use plan::Plan;

/// How long the end of a whole tree may take before the launcher itself is ended, in milliseconds.
const PATIENCE: i64 = 500;

/// The numbers of files and folders that a run may make.
const FILES: u64 = 4_096;

/// Beyond its limit, what a folder may hold of files that a run needs itself, in bytes.
const SLACK: u64 = 1 << 20;

/// How well a run is isolated; a better rung is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    Nothing,
    /// No network and limits, but files can be read.
    NoFiles,
    Seatbelt,
    Partly,
    Full,
}

impl Rung {
    /// Returns the number of the rung on the ladder.
    pub fn number(self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::NoFiles => 1,
            Self::Seatbelt | Self::Partly => 2,
            Self::Full => 3,
        }
    }

    /// Returns what the screen says beside a run.
    pub fn words(self) -> &'static str {
        match self {
            Self::Full => "sandboxed",
            Self::Partly => "sandboxed, partly",
            Self::NoFiles => "can read your files",
            Self::Seatbelt => "sandboxed (Seatbelt)",
            Self::Nothing => "not isolated",
        }
    }

    /// Returns in sentences what is missing; empty where nothing is.
    pub fn lacks(self) -> &'static str {
        match self {
            Self::Full => "",
            Self::Partly => {
                "This system refuses namespaces of its own to a run: it can see that files exist, though not \
                 read them, how many processes it starts is not limited, and multiprocessing has no shared \
                 memory."
            }
            Self::NoFiles => {
                "This kernel has no Landlock: a run has no network, but it can read and change your files."
            }
            Self::Seatbelt => "A run can see that other processes exist, and its memory is only watched.",
            Self::Nothing => "A run can do whatever you can: only its time and its size are limited.",
        }
    }
}

/// Limits of a test, beyond those that always hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Memory of all processes of a run together, in bytes; whoever runs it watches that.
    pub memory: u64,
    /// Processes at a time; held only where they are counted apart from the person's own.
    pub processes: u64,
    /// Bytes of one file, and of all files where a run has a file system of its own.
    pub file_bytes: u64,
    /// Processor time of one process, in seconds: a backstop behind the limits on wall time.
    pub cpu_seconds: u64,
    /// Address space of one process, in bytes. Libraries map far more than they use: none for those.
    pub address_space: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 1 << 30,
            processes: 64,
            file_bytes: 64 << 20,
            cpu_seconds: 120,
            address_space: None,
        }
    }
}

/// Why nothing could be started.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error("{} could not be started: {why}.", what.display())]
    Start { what: PathBuf, why: String },
    #[error("No folder for the files of runs could be made: {0}.")]
    Scratch(std::io::Error),
}

/// How runs are isolated here.
#[derive(Debug, Clone)]
pub struct Sandbox {
    rung: Rung,
    /// Why a better rung does not hold.
    why: String,
    hotseat: PathBuf,
    home: PathBuf,
    /// Where runs get their folders, where they have no file system of their own.
    scratch: Option<Arc<TempDir>>,
}

impl Sandbox {
    /// Finds out which rung holds here, by trying from inside what must not be possible.
    pub fn probe(places: &Places) -> Self {
        Self::at_most(places, Rung::Full)
    }

    /// As [`Self::probe`], but no better than `best`: to fall back on, and to try the lower rungs.
    pub fn at_most(places: &Places, best: Rung) -> Self {
        let (rung, why) = system::probe(&places.hotseat, &places.home, best);
        let scratch = (rung != Rung::Full)
            .then(|| tempfile::Builder::new().prefix("hotseat-runs-").tempdir().ok())
            .flatten()
            .map(Arc::new);
        Self {
            rung,
            why,
            hotseat: places.hotseat.clone(),
            home: places.home.clone(),
            scratch,
        }
    }

    /// Returns what will most likely hold here, not tried yet; nothing of an answer may be run by it alone.
    /// `None` where there is no saying.
    pub fn presumed(places: &Places) -> Option<Self> {
        cfg!(target_os = "linux").then(|| Self {
            rung: Rung::Full,
            why: String::new(),
            hotseat: places.hotseat.clone(),
            home: places.home.clone(),
            scratch: None,
        })
    }

    pub fn rung(&self) -> Rung {
        self.rung
    }

    /// Returns why no better rung holds: what a probe could do, or what the system refused; empty at the best.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// Starts the interpreter with `-I -B -c` and `args`, whose first is its program. It has `control` as
    /// descriptor 3, `/dev/null` as 0, an environment of few variables, and ends with the *thread* that
    /// calls this: that thread has to outlive what it has started.
    pub fn start(
        &self,
        interpreter: &Interpreter,
        control: OwnedFd,
        stdout: OwnedFd,
        stderr: OwnedFd,
        args: &[String],
    ) -> Result<Held, SandboxError> {
        let plan = Plan {
            rung: self.rung.number(),
            parent: rustix::process::getpid().as_raw_pid(),
            interpreter: Some(interpreter.path.clone().into_os_string()),
            reads: interpreter.reads.iter().map(OsString::from).collect(),
            home: self.home.clone().into_os_string(),
            scratch: self
                .scratch
                .as_ref()
                .map(|folder| folder.path().as_os_str().to_owned()),
            targets: None,
        };
        if plan.scratch.is_none() && self.rung != Rung::Full {
            return Err(SandboxError::Scratch(std::io::ErrorKind::NotFound.into()));
        }
        let child = system::command(&self.hotseat, &plan)?
            .args(args)
            .stdin(Stdio::from(control))
            .stdout(stdout)
            .stderr(stderr)
            .spawn()
            .map_err(|error| SandboxError::Start {
                what: self.hotseat.clone(),
                why: error.to_string(),
            })?;
        Ok(Held {
            child,
            scratch: self.scratch.clone(),
        })
    }

    /// Returns what `hotseat_cell.py` is told.
    pub fn policy(&self, limits: &Limits) -> serde_json::Value {
        let apart = self.rung == Rung::Full && system::counts_processes();
        serde_json::json!({
            "rung": self.rung.number(),
            "landlock": if self.rung >= Rung::Partly { system::landlock_version() } else { 0 },
            "filters": system::filters(self.rung),
            "scratch": self.scratch.as_ref().map(|folder| folder.path().to_string_lossy().into_owned()),
            "memory": limits.memory,
            "processes": apart.then_some(limits.processes),
            "file_bytes": limits.file_bytes,
            "files": FILES,
            "cpu_seconds": limits.cpu_seconds,
            "address_space": limits.address_space,
        })
    }
}

/// A started interpreter. When dropped, it ends, and everything that it has started.
#[derive(Debug)]
pub struct Held {
    child: Child,
    scratch: Option<Arc<TempDir>>,
}

impl Held {
    /// Returns the launcher's process id; the interpreter is below it.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Returns what ends it from any thread, where the system has that.
    pub fn ender(&self) -> Option<Ender> {
        Ender::of(self.id())
    }

    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Returns how it ended, in words, once it has.
    pub fn ended(&mut self) -> Option<String> {
        let status = self.child.try_wait().ok()??;
        Some(match (status.code(), status.signal()) {
            (Some(code), _) => format!("it ended with exit code {code}"),
            (_, Some(signal)) => format!("it was ended by signal {signal}"),
            _ => "it ended".to_owned(),
        })
    }

    /// Returns the memory of everything that was started, in bytes: what is shared is counted once from
    /// `exact_from` on, and for each below it, which is quicker.
    pub fn memory(&self, exact_from: u64) -> u64 {
        memory_of_tree(self.id(), exact_from)
    }

    /// The folders of runs.
    fn folders(&self) -> Vec<PathBuf> {
        let inside = self
            .scratch
            .as_ref()
            .map(|scratch| std::fs::read_dir(scratch.path()));
        inside
            .into_iter()
            .flatten()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect()
    }

    /// Returns the folders that earlier runs have left something in; they are being removed.
    pub fn left(&self) -> Vec<PathBuf> {
        let mut folders = self.folders();
        folders.retain(|folder| std::fs::read_dir(folder).is_ok_and(|mut inside| inside.next().is_some()));
        folders
    }

    /// Returns whether more lies in the folders of runs than a run may write, but for those that were `left`.
    /// Where a run has a file system of its own, that has the limit.
    pub fn wrote_too_much(&self, limits: &Limits, left: &[PathBuf]) -> bool {
        let (mut bytes, mut files) = (0, 0);
        let mut folders = self.folders();
        folders.retain(|folder| !left.contains(folder));
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                files += 1;
                // Of links themselves, not of what they lead to.
                if let Ok(data) = entry.metadata() {
                    if data.is_dir() {
                        folders.push(entry.path());
                    } else {
                        bytes += data.len();
                    }
                }
                if bytes > limits.file_bytes + SLACK || files > FILES {
                    return true;
                }
            }
        }
        false
    }

    /// Ends it and everything that it has started, and waits for that.
    pub fn kill(&mut self) {
        if !self.is_alive() {
            return;
        }
        if let Some(launcher) = i32::try_from(self.id()).ok().and_then(Pid::from_raw) {
            // The launcher ends its own: it alone knows them all.
            #[cfg(target_os = "linux")]
            let _ = kill_process(launcher, Signal::TERM);
            system::await_end(launcher, PATIENCE);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Ends a started interpreter and everything it has started, without waiting for that: nothing else is needed, and it
/// holds for no other process that may have the same number later.
#[derive(Debug)]
pub struct Ender(OwnedFd);

impl Ender {
    pub fn of(launcher: u32) -> Option<Self> {
        system::ender(launcher).map(Self)
    }

    pub fn end(&self) {
        system::end(&self.0);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Returns the memory of all processes below one, in bytes, as [`Held::memory`] does.
pub fn memory_of_tree(pid: u32, exact_from: u64) -> u64 {
    i32::try_from(pid).map_or(0, |pid| system::memory(pid, exact_from))
}

/// Runs the hidden command: `args` are those after its name. Returns the exit code, or what went wrong.
pub fn launch(args: &[OsString]) -> Result<u8, String> {
    system::launch(args)
}

/// An environment of few variables, the same on every machine.
fn clean_environment(command: &mut Command, folder: &Path) {
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LANG", "C.UTF-8")
        .env("USER", "candidate")
        .env("LOGNAME", "candidate")
        .env("HOME", folder)
        .env("TMPDIR", folder);
    for threads in [
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ] {
        command.env(threads, "1");
    }
}
