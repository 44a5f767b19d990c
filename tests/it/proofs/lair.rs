//! A home whose data folder is the environment's, and what must hold of it whatever happened.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use hotseat::storage::sessions;
use tempfile::TempDir;

use crate::house::NOBODY;
use crate::past::words_of;
use crate::pty::{LONG, Launch, now};

/// Waits for a line before it becomes the program, so that it can be followed from its first call on.
const WAITS: &str = "read go; exec \"$0\" \"$@\"";

/// Every file below a folder, with its bytes.
pub type Tree = BTreeMap<PathBuf, Vec<u8>>;

pub struct Lair {
    folder: TempDir,
    /// What stands before each command: another user's name, where it is to be one.
    user: &'static [&'static str],
}

/// What a command did.
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Lair {
    pub fn new() -> Self {
        let lair = Self {
            folder: tempfile::tempdir().unwrap(),
            user: &[],
        };
        for folder in ["data", "home"] {
            std::fs::create_dir(lair.path(folder)).unwrap();
        }
        lair
    }

    /// The home of somebody whom permissions bind, which they do not root; `None`, and said, where that cannot be.
    pub fn of_a_plain_user() -> Option<Self> {
        let mut lair = Self::new();
        if rustix::process::getuid().is_root() {
            lair.user = &NOBODY;
            for folder in ["", "data", "home"] {
                std::os::unix::fs::chown(lair.path(folder), Some(65_534), Some(65_534)).unwrap();
            }
            if lair.run(&["--version"], "").code != Some(0) {
                crate::pythons::missing("Permissions are not tried: no plain user can start hotseat here");
                return None;
            }
        }
        Some(lair)
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub fn data(&self, below: &str) -> PathBuf {
        self.path("data").join(below)
    }

    fn env(&self) -> [(&'static str, String); 7] {
        let text = |below: &str| self.path(below).to_str().unwrap().to_owned();
        [
            ("HOME", text("home")),
            ("HOTSEAT_DATA_DIR", text("data")),
            ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
            ("EDITOR", "sh -c 'printf \"\\nmore\" >> \"$1\"' editor".to_owned()),
        ]
    }

    fn command_of(&self, words: &[&str]) -> Command {
        let words = [self.user, words].concat();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).env_clear().envs(self.env());
        command.current_dir(self.path("home"));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn command(&self, args: &[&str]) -> Command {
        self.command_of(&[&[env!("CARGO_BIN_EXE_hotseat")], args].concat())
    }

    /// The same, begun by a line on its input.
    pub fn waiting(&self, args: &[&str]) -> Command {
        let shell = ["/bin/sh", "-c", WAITS, env!("CARGO_BIN_EXE_hotseat")];
        self.command_of(&[&shell, args].concat())
    }

    pub fn screens(&self, args: &[&str]) -> Launch {
        self.launch(&[&[env!("CARGO_BIN_EXE_hotseat")], args].concat())
    }

    /// The same, begun by a line on its terminal.
    pub fn waiting_screens(&self, args: &[&str]) -> Launch {
        let shell = ["/bin/sh", "-c", WAITS, env!("CARGO_BIN_EXE_hotseat")];
        self.launch(&[&shell, args].concat())
    }

    pub fn launch(&self, words: &[&str]) -> Launch {
        let launch = Launch::command(&[self.user, words].concat()).size(120, 40);
        self.env()
            .into_iter()
            .fold(launch, |launch, (name, value)| launch.env(name, &value))
    }

    pub fn run(&self, args: &[&str], input: &str) -> Done {
        let mut child = self.command(args).spawn().unwrap();
        // A child that refuses before it reads closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Done {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Names of the sessions' folders, in order.
    pub fn folders(&self) -> Vec<String> {
        hotseat::storage::disk::list(&self.data("sessions")).unwrap_or_default()
    }

    /// The folder of sessions that is not among these.
    pub fn new_folder(&self, known: &[String]) -> Option<String> {
        self.folders().into_iter().find(|folder| !known.contains(folder))
    }

    pub fn journal(&self, folder: &str) -> String {
        let mut text = String::new();
        for number in 1..9 {
            let name = hotseat::storage::journal::file_name(number);
            let bytes = std::fs::read(self.data("sessions").join(folder).join(name));
            text.push_str(&String::from_utf8_lossy(&bytes.unwrap_or_default()));
        }
        text
    }

    /// Everything typed and noted in a session.
    pub fn words(&self, folder: &str) -> String {
        let loaded = sessions::load(&self.data("sessions"), folder);
        loaded
            .map(|loaded| words_of(&loaded.session()))
            .unwrap_or_default()
    }

    pub fn tree(&self) -> Tree {
        let mut found = Tree::new();
        gather(&self.path("data"), &mut found);
        found
    }

    /// P3, P4: everything from before is as it was, and the session that was being written opens: at once with
    /// nothing worse than a torn end, and once it was gone on with, whole. Returns its words.
    pub fn assert_sound(&self, before: &Tree, known: &[String], what: &str) -> String {
        let after = self.tree();
        for (path, bytes) in before {
            assert!(
                after.get(path) == Some(bytes),
                "{what}: {} changed",
                path.display()
            );
        }
        let list = self.run(&["sessions", "--json"], "");
        assert_eq!(list.code, Some(0), "{what}: {}", list.err);
        let Some(folder) = self.new_folder(known) else {
            return String::new();
        };
        let begun = self.data("sessions").join(&folder).join("journal.jsonl").exists();
        if !begun {
            // Nothing was recorded yet, so there is nothing to lose; others are there as before.
            return String::new();
        }
        let loaded = sessions::load(&self.data("sessions"), &folder).expect(what);
        let torn = |problem: &String| problem.contains("ends in the middle of a line");
        assert!(
            loaded.problems.iter().filter(|problem| !torn(problem)).count() == 0,
            "{what}: {:?}",
            loaded.problems
        );
        let numbers = loaded.records.iter().map(|record| record.seq);
        assert!(numbers.eq(1..=loaded.records.len() as u64), "{what}: a gap");
        let words = words_of(&loaded.session());
        if loaded.records.is_empty() {
            return words;
        }
        if loaded.session().attempts.is_empty() {
            // Nothing was asked yet: there is nothing to go on with, which is said.
            return words;
        }
        let gone_on = self.run(&["resume", &folder, "--plain"], "[resume]\n[show]\n");
        assert_eq!(gone_on.code, Some(0), "{what}: {}{}", gone_on.out, gone_on.err);
        let again = sessions::load(&self.data("sessions"), &folder).expect(what);
        assert_eq!(again.problems, [""; 0], "{what}: gone on with");
        assert!(again.records.starts_with(&loaded.records), "{what}: rewritten");
        words
    }
}

fn gather(folder: &Path, found: &mut Tree) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, found);
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap_or_default());
        }
    }
}

/// A program that hears lines and says lines.
pub struct Talking {
    pub child: Child,
    said: Receiver<String>,
    pub all: String,
}

impl Talking {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, said) = channel();
        let thread = std::thread::Builder::new();
        let reads = thread.spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        reads.unwrap();
        Self {
            child,
            said,
            all: String::new(),
        }
    }

    pub fn say(&mut self, line: &str) {
        let input = self.child.stdin.as_mut().unwrap();
        // One that was killed hears nothing.
        let _ = input.write_all(line.as_bytes()).and_then(|()| input.flush());
    }

    /// Hears until a line holds this; `false`: it ended before.
    pub fn hears(&mut self, text: &str) -> bool {
        let end = now() + LONG;
        loop {
            match self.said.recv_timeout(end.saturating_duration_since(now())) {
                Ok(line) => {
                    self.all.push_str(&line);
                    self.all.push('\n');
                    if line.contains(text) {
                        return true;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => panic!("waited in vain for {text}; it said:\n{}", self.all),
            }
        }
    }

    /// Takes in what it says in this time.
    pub fn listen(&mut self, within: Duration) {
        while let Ok(line) = self.said.recv_timeout(within) {
            self.all.push_str(&line);
            self.all.push('\n');
        }
    }

    /// What one said that has ended, on both streams, and its exit code.
    pub fn left(&mut self) -> (Option<i32>, String) {
        let code = self.ends();
        let mut text = std::mem::take(&mut self.all);
        let errors = self.child.stderr.take().unwrap();
        let _ = std::io::Read::read_to_string(&mut BufReader::new(errors), &mut text);
        (code, text)
    }

    /// The end of its input; returns its exit code, `None` for a signal.
    pub fn ends(&mut self) -> Option<i32> {
        drop(self.child.stdin.take());
        while let Ok(line) = self.said.recv_timeout(LONG) {
            self.all.push_str(&line);
            self.all.push('\n');
        }
        self.child.wait().unwrap().code()
    }
}

impl Drop for Talking {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
