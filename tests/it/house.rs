//! A home of its own for a run of the program, and what the program tells of it afterwards.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::pty::{Ended, LONG, Launch, Pty};

/// How a program ends that was left in peace.
pub const OVER: Ended = Ended {
    code: 0,
    signal: None,
};

/// What a command begins with that an ordinary user runs.
pub const NOBODY: [&str; 7] = [
    "/usr/bin/setpriv",
    "--reuid",
    "65534",
    "--regid",
    "65534",
    "--clear-groups",
    "--",
];

/// Whether tests may become an ordinary user.
pub fn may_become_nobody() -> bool {
    rustix::process::geteuid().is_root() && Path::new(NOBODY[0]).exists()
}

/// A home nobody has lived in yet.
pub struct House(TempDir);

impl House {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    pub fn path(&self) -> String {
        self.0.path().to_str().unwrap().to_owned()
    }

    pub fn hotseat(&self, words: &[&str]) -> Launch {
        Launch::command(&[&[env!("CARGO_BIN_EXE_hotseat")], words].concat())
            .env("HOME", &self.path())
            .size(120, 40)
    }

    /// The same as an ordinary user, who may not open the terminal that was opened for us; only root may become one.
    pub fn hotseat_as_nobody(&self, words: &[&str]) -> Launch {
        let open = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(self.folder(), open).unwrap();
        Launch::command(&[&NOBODY[..], &[env!("CARGO_BIN_EXE_hotseat")], words].concat())
            .env("HOME", &self.path())
            .env("TMPDIR", &self.path())
            .size(120, 40)
    }

    /// The newest session as the program tells it.
    pub fn session(&self) -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_hotseat"))
            .args(["sessions", "show", "last", "--json"])
            .env_clear()
            .env("HOME", self.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub fn journal(&self) -> String {
        self.file("journal.jsonl")
    }

    /// What is derived from the only session, as it lies on the disk.
    pub fn result(&self) -> Value {
        serde_json::from_str(&self.file("session.json")).unwrap()
    }

    /// A file of the only session; empty where there is none.
    fn file(&self, name: &str) -> String {
        let sessions = self.0.path().join(".local/share/hotseat/sessions");
        let folders: Vec<PathBuf> = std::fs::read_dir(sessions)
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect();
        let file = folders.first().map(|folder| folder.join(name));
        file.and_then(|path| std::fs::read_to_string(path).ok())
            .unwrap_or_default()
    }

    pub fn wait_for_journal(&self, pty: &mut Pty, text: &str) {
        pty.wait(&format!("{text} in the journal"), LONG, |_| {
            self.journal().contains(text)
        });
    }
}

/// Returns the text of a field of a question in `sessions show --json`; empty where there is none.
pub fn text_of<'a>(attempt: &'a Value, field: &str) -> &'a str {
    let fields = attempt["fields"].as_array().unwrap();
    let field = fields.iter().find(|known| known["name"] == field);
    field.map_or("", |field| field["text"].as_str().unwrap())
}
