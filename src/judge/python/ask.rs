//! Asks an interpreter by starting it once, isolated from what the environment and the working directory
//! would have it load, and never longer than a limit.

use std::collections::BTreeMap;
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process_group};
use serde::Deserialize;

use super::{Closely, Places};
use crate::domain::plain;

/// What the interpreter runs to answer.
const SCRIPT: &str = include_str!("../../../assets/python/hotseat_look.py");

/// What a line of the answer begins with.
const MARK: &str = "hotseat:";

/// Bytes of an answer that are read; one that says more is none.
const MOST: usize = 1 << 20;

/// What an interpreter says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Answer {
    pub version: (u32, u32, u32),
    pub executable: PathBuf,
    /// What kind of Python it is; empty where it does not tell.
    pub tag: String,
    /// The directories of `sys.path`.
    pub path: Vec<PathBuf>,
    /// All directories it was seen to read from.
    pub reads: Vec<PathBuf>,
    pub modules: BTreeMap<String, Module>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Module {
    /// Its version, where it tells one.
    There(String),
    Missing,
    /// Why it cannot be imported.
    Broken(String),
}

impl Answer {
    pub fn version(&self) -> String {
        let (major, minor, patch) = self.version;
        format!("{major}.{minor}.{patch}")
    }
}

/// One line of an answer.
#[derive(Debug, Deserialize)]
struct Line {
    version: Option<(u32, u32, u32)>,
    /// Paths are bytes written as characters below 256.
    #[serde(default)]
    executable: String,
    #[serde(default)]
    tag: String,
    #[serde(default)]
    path: Vec<String>,
    #[serde(default)]
    reads: Vec<String>,
    module: Option<String>,
    #[serde(default)]
    state: String,
    #[serde(default, rename = "version_of")]
    of: String,
    #[serde(default)]
    why: String,
}

/// Starts an interpreter and reads what it says. The error is a part of a sentence: `does not start: …`.
pub(super) fn ask(
    python: &Path,
    places: &Places,
    modules: &[String],
    closely: Closely,
    limit: Duration,
) -> Result<Answer, String> {
    let wishes = modules.iter().map(|module| match closely {
        Closely::Glancing => module.clone(),
        Closely::Importing => format!("+{module}"),
    });
    let mut command = Command::new(python);
    command
        .args(["-I", "-c", SCRIPT])
        .args(wishes)
        // `-I` lets Python pass over PYTHON* variables; a shim in front of it would still heed them.
        .env_clear()
        .env("PATH", &places.path)
        .env("HOME", &places.home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // A group of its own, so that all of it ends where it takes too long.
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let child = command
        .spawn()
        .map_err(|error| format!("does not start: {error}"))?;
    let said = Group(child).read(limit)?;
    parse(&said.out).ok_or_else(|| said.why())
}

/// What came out of a process that has ended.
struct Said {
    out: String,
    err: String,
    status: Option<std::process::ExitStatus>,
}

impl Said {
    fn why(&self) -> String {
        let last = self.err.lines().rfind(|line| !line.trim().is_empty());
        match (last, self.status) {
            (Some(line), _) => format!("does not start: {}", plain::clean_line(cut(line.trim()))),
            (None, Some(status)) if !status.success() => format!("does not start: {status}"),
            _ => "does not answer as a Python does".to_owned(),
        }
    }
}

fn cut(line: &str) -> &str {
    &line[..line.floor_char_boundary(300)]
}

/// A started process and all it started, which are gone when this is.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        if let Ok(None) = self.0.try_wait()
            && let Some(group) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw)
        {
            // Not waited for yet, so its number is still its own.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.0.wait();
    }
}

impl Group {
    /// Reads both streams until they end.
    fn read(mut self, limit: Duration) -> Result<Said, String> {
        let (Some(mut out), Some(mut err)) = (self.0.stdout.take(), self.0.stderr.take()) else {
            return Err("does not start: its output is not to be had".to_owned());
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "a limit on a process of the judge, nothing of an interview"
        )]
        let now = Instant::now;
        let end = now() + limit;
        let slow = || format!("does not answer within {} s", limit.as_secs());
        let (mut said, mut told) = (Vec::new(), Vec::new());
        let (mut out_open, mut err_open) = (true, true);
        let mut room = [0; 8192];
        while out_open || err_open {
            let left = end.saturating_duration_since(now());
            if left.is_zero() {
                return Err(slow());
            }
            let mut fds = Vec::with_capacity(2);
            if out_open {
                fds.push(PollFd::from_borrowed_fd(out.as_fd(), PollFlags::IN));
            }
            if err_open {
                fds.push(PollFd::from_borrowed_fd(err.as_fd(), PollFlags::IN));
            }
            let wait = Timespec::try_from(left).ok();
            match poll(&mut fds, wait.as_ref()) {
                Ok(0) | Err(rustix::io::Errno::INTR) => continue,
                Ok(_) => {}
                Err(error) => return Err(format!("cannot be listened to: {error}")),
            }
            let ready: Vec<bool> = fds.iter().map(|fd| !fd.revents().is_empty()).collect();
            drop(fds);
            let (out_ready, err_ready) = match (out_open, ready.as_slice()) {
                (true, [out, rest @ ..]) => (*out, rest.first().copied().unwrap_or(false)),
                (_, rest) => (false, rest.first().copied().unwrap_or(false)),
            };
            if out_ready {
                out_open = take(&mut out, &mut said, &mut room);
            }
            if err_ready {
                err_open = take(&mut err, &mut told, &mut room);
            }
            if said.len() + told.len() > MOST {
                return Err("says more than an answer".to_owned());
            }
        }
        // Both streams are closed; the process itself may still not end.
        let status = loop {
            match self.0.try_wait() {
                Ok(Some(status)) => break Some(status),
                Ok(None) if now() < end => std::thread::sleep(Duration::from_millis(1)),
                Ok(None) => return Err(slow()),
                Err(_) => break None,
            }
        };
        Ok(Said {
            out: String::from_utf8_lossy(&said).into_owned(),
            err: String::from_utf8_lossy(&told).into_owned(),
            status,
        })
    }
}

/// Reads what is there; returns whether more may come.
fn take(from: &mut impl std::io::Read, to: &mut Vec<u8>, room: &mut [u8]) -> bool {
    match from.read(room) {
        Ok(0) => false,
        Ok(count) => {
            to.extend_from_slice(room.get(..count).unwrap_or_default());
            true
        }
        Err(error) => error.kind() == std::io::ErrorKind::Interrupted,
    }
}

fn parse(said: &str) -> Option<Answer> {
    let mut answer = Answer::default();
    let mut known = false;
    for line in said.lines().filter_map(|line| line.strip_prefix(MARK)) {
        let Ok(line) = serde_json::from_str::<Line>(line) else {
            continue;
        };
        if let Some(version) = line.version {
            known = true;
            answer.version = version;
            answer.executable = path(&line.executable);
            answer.tag = line.tag;
        }
        answer.path.extend(line.path.iter().map(|text| path(text)));
        answer.reads.extend(line.reads.iter().map(|text| path(text)));
        if let Some(module) = line.module {
            let state = match line.state.as_str() {
                "there" => Module::There(plain::clean_line(&line.of).into_owned()),
                "missing" => Module::Missing,
                // Nothing further is said where importing ended the process.
                "importing" => Module::Broken("importing it ends Python".to_owned()),
                _ => Module::Broken(plain::clean_line(&line.why).into_owned()),
            };
            answer.modules.insert(module, state);
        }
    }
    known.then_some(answer)
}

/// Returns the path whose bytes these characters stand for.
fn path(text: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    let bytes = text.chars().map(|c| c as u32 as u8).collect();
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}
