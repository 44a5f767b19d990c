//! Isolation on Linux: which rung of the ladder holds here, found out by trying; processes and their memory.
//!
//! | file | has |
//! | --- | --- |
//! | `launcher` | the re-executed binary that puts the layers on |
//! | `root` | the root that a run sees |
//! | `layers`, `filter` | Landlock, limits and rights; the system calls refused |
//! | `attempts` | what a probe tries |
//! | `tree` | processes below a process |
//! | `sys` | calls that no safe crate makes |

mod attempts;
mod filter;
mod launcher;
mod layers;
mod root;
mod sys;
mod tree;

use std::ffi::OsString;
use std::net::{TcpListener, UdpSocket};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::{Pid, PidfdFlags, Signal};

use super::plan::{COMMAND, Plan, Targets};
use super::{Rung, SandboxError};

pub use filter::Reach;
pub use tree::memory;

/// The first kernel that counts the processes of a user namespace alone.
const COUNTS_PROCESSES: (u32, u32) = (5, 14);

/// Runs the launcher's side: `args` are those after the hidden command.
pub fn launch(args: &[OsString]) -> Result<u8, String> {
    let (first, rest) = args.split_first().ok_or("it was told nothing")?;
    launcher::run(&launcher::read_plan(first)?, rest)
}

/// Returns the version of Landlock, 0 without.
pub fn landlock_version() -> u32 {
    sys::landlock_version()
}

/// Returns the programs that `hotseat_cell.py` installs for each test of a run.
pub fn filters(rung: Rung) -> Vec<String> {
    let reach = Reach {
        files: rung != Rung::Full,
        signals: attempts::refuses_signals(rung.number()),
    };
    if rung == Rung::Nothing {
        return Vec::new();
    }
    filter::programs(reach)
        .map(|programs| filter::in_digits(&programs))
        .unwrap_or_default()
}

/// Returns whether a limit on processes would count those of a run alone.
pub fn counts_processes() -> bool {
    let release = rustix::system::uname().release().to_string_lossy().into_owned();
    let mut numbers = release
        .split(['.', '-'])
        .map_while(|part| part.parse::<u32>().ok());
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= COUNTS_PROCESSES
}

/// The best rung that holds, from `best` down, and what was possible at those that did not.
pub fn probe(hotseat: &Path, home: &Path, best: Rung) -> (Rung, String) {
    let mut why = String::new();
    let Ok(outside) = Outside::new() else {
        return (
            Rung::Nothing,
            "Nothing could be tried: there is no folder for temporary files.".to_owned(),
        );
    };
    for rung in [Rung::Full, Rung::Partly, Rung::NoFiles] {
        if rung > best {
            continue;
        }
        match outside.tried(hotseat, home, rung) {
            Ok(possible) if possible.is_empty() => return (rung, why),
            Ok(possible) => why = format!("Tried, and possible: {}.", possible.join(", ")),
            Err(said) => why = said,
        }
    }
    (Rung::Nothing, why)
}

/// Things that have to be out of a run's reach, made for a probe.
struct Outside {
    folder: tempfile::TempDir,
    scratch: tempfile::TempDir,
    targets: Targets,
    _listeners: (TcpListener, UdpSocket, UnixListener),
}

impl Outside {
    fn new() -> std::io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("hotseat-outside-").tempdir()?;
        let scratch = tempfile::Builder::new().prefix("hotseat-runs-").tempdir()?;
        let file = folder.path().join("secret");
        std::io::Write::write_all(&mut std::fs::File::create(&file)?, b"secret")?;
        let socket = folder.path().join("socket");
        let tcp = TcpListener::bind("127.0.0.1:0")?;
        let udp = UdpSocket::bind("127.0.0.1:0")?;
        let unix = UnixListener::bind(&socket)?;
        let targets = Targets {
            file: file.into_os_string(),
            socket: socket.into_os_string(),
            tcp: tcp.local_addr()?.port(),
            udp: udp.local_addr()?.port(),
            process: rustix::process::getpid().as_raw_pid(),
        };
        Ok(Self {
            folder,
            scratch,
            targets,
            _listeners: (tcp, udp, unix),
        })
    }

    /// Returns what could be done at a rung, or why it could not be climbed.
    fn tried(&self, hotseat: &Path, home: &Path, rung: Rung) -> Result<Vec<String>, String> {
        debug_assert!(self.folder.path().exists());
        let plan = Plan {
            rung: rung.number(),
            parent: rustix::process::getpid().as_raw_pid(),
            home: home.as_os_str().to_owned(),
            scratch: (rung != Rung::Full).then(|| self.scratch.path().as_os_str().to_owned()),
            targets: Some(self.targets.clone()),
            ..Plan::default()
        };
        let output = command(hotseat, &plan)
            .map_err(|error| error.to_string())?
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("{} could not be started: {error}", hotseat.display()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let mut possible: Vec<String> = said.lines().map(str::to_owned).collect();
        if !output.status.success() || possible.pop().as_deref() != Some(attempts::WHOLE) {
            let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(if words.is_empty() {
                "The probe ended early.".to_owned()
            } else {
                words
            });
        }
        Ok(possible)
    }
}

/// Returns the command that starts a launcher.
pub fn command(hotseat: &Path, plan: &Plan) -> Result<Command, SandboxError> {
    let text = serde_json::to_string(plan).map_err(|error| SandboxError::Start {
        what: hotseat.to_owned(),
        why: error.to_string(),
    })?;
    let mut command = Command::new(hotseat);
    command.arg(COMMAND).arg(text).env_clear().current_dir("/");
    Ok(command)
}

/// Returns a handle of a launcher.
pub fn ender(launcher: u32) -> Option<OwnedFd> {
    let launcher = i32::try_from(launcher).ok().and_then(Pid::from_raw)?;
    rustix::process::pidfd_open(launcher, PidfdFlags::empty()).ok()
}

/// Has a launcher end what it has started, and itself.
pub fn end(launcher: &OwnedFd) {
    // It fails only where it has ended.
    let _ = rustix::process::pidfd_send_signal(launcher, Signal::TERM);
}

/// Waits at most `milliseconds` for a child to end; it is left to be waited for.
pub fn await_end(child: Pid, milliseconds: i64) {
    let Ok(handle) = rustix::process::pidfd_open(child, PidfdFlags::empty()) else {
        return;
    };
    let wait = rustix::time::Timespec {
        tv_sec: milliseconds / 1000,
        tv_nsec: (milliseconds % 1000) * 1_000_000,
    };
    let ends = rustix::event::PollFd::new(&handle, rustix::event::PollFlags::IN);
    let _ = rustix::event::poll(&mut [ends], Some(&wait));
}
