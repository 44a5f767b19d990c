//! The command line from the outside: the binary in a world of its own, with nothing of this machine's
//! environment. Every command, its exit codes, which stream says what, and the shape of its JSON.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

mod asking;
mod bank;
mod bank_write;
mod date;
mod help;
mod hostile;
mod judge;
mod judged;
mod places;
mod search;
mod sessions;
mod setup;
mod start;
mod streams;
mod trust;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use hotseat::domain::plain;
use serde_json::Value;
use tempfile::TempDir;

/// The longest a command may take on a busy machine; one that waits for input takes longer.
const LONG: Duration = Duration::from_secs(30);

/// A home of its own.
pub struct World {
    home: TempDir,
}

/// What a command did.
#[derive(Debug)]
#[must_use]
pub struct Outcome {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl World {
    pub fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.home.path().join(below)
    }

    pub fn sessions(&self) -> PathBuf {
        self.path("data/hotseat/sessions")
    }

    /// Writes a file below the home, with its folders.
    pub fn file(&self, below: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(below);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::File::create(&path)
            .unwrap()
            .write_all(content.as_ref())
            .unwrap();
        path
    }

    pub fn bank(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        self.file(&format!("data/hotseat/banks/{name}"), content)
    }

    fn config(&self, content: &str) -> PathBuf {
        self.file("config/hotseat/config.toml", content)
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hotseat"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_STATE_HOME", self.path("state"))
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("TZ", "UTC")
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm-256color")
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, args: &[&str]) -> Outcome {
        self.done(self.command(args))
    }

    pub fn feed(&self, args: &[&str], input: &[u8]) -> Outcome {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A child that refuses before it reads closes the pipe.
        let _ = stdin.write_all(input);
        drop(stdin);
        self.wait(child)
    }

    pub fn done(&self, mut command: Command) -> Outcome {
        self.wait(command.spawn().unwrap())
    }

    /// Waits for a command, ending one that waits itself.
    pub fn wait(&self, child: Child) -> Outcome {
        let id = child.id();
        let (done, ended) = mpsc::channel();
        let waiter = std::thread::Builder::new()
            .spawn(move || {
                // Nobody listens any more after a timeout.
                let _ = done.send(child.wait_with_output());
            })
            .unwrap();
        let Ok(output) = ended.recv_timeout(LONG) else {
            let id = rustix::process::Pid::from_raw(id.cast_signed()).unwrap();
            rustix::process::kill_process(id, rustix::process::Signal::KILL).unwrap();
            panic!("a command waited for input that nobody gives");
        };
        waiter.join().unwrap();
        let output = output.unwrap();
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes)
                .unwrap()
                .replace(self.home.path().to_str().unwrap(), "~")
        };
        Outcome {
            code: output.status.code().expect("no signal ended it"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Outcome {
    /// Returns stdout of a command that succeeded without a word.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// Returns stderr of a command that ended with this code and gave no data.
    #[track_caller]
    fn words(self, code: i32) -> String {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{}", self.err);
        self.err
    }

    /// Returns the data of a command that ended with this code, as JSON with a format.
    #[track_caller]
    pub fn json(self, code: i32) -> Value {
        assert_eq!(self.code, code, "{}", self.err);
        assert_safe(&self.out);
        let value: Value = serde_json::from_str(&self.out).unwrap();
        assert_eq!(value["format"], 1, "{value}");
        value
    }
}

/// No control, direction or invisible character but line ends and tabs.
#[track_caller]
fn assert_safe(text: &str) {
    assert!(
        plain::is_clean(text),
        "{:?} in\n{text:?}",
        plain::first_unclean(text)
    );
}

/// The names of an object's fields.
fn fields(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

pub fn fixture(name: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::read(root.join(name)).unwrap()
}
