//! The text handed to `$VISUAL` or `$EDITOR` and taken back.
//!
//! The person's text is either as it was or as the editor saved it; every other way is a sentence. The file
//! lies in a folder of its own that nobody else can read. The folder goes away once its text was taken back,
//! or holds nothing that was not handed over; whatever else is in it (a text that is not taken, what an editor
//! that was killed left beside it) stays, and the sentence names the file.

use std::fs::OpenOptions;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::app::msg::{NotReturned, TaskId};

/// The most an editor may give back, in bytes.
const MOST: u64 = 16 * 1024 * 1024;

/// Which editor, and where its files may lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Editor {
    /// The value of `VISUAL` or `EDITOR`: a command with its arguments.
    pub command: Option<String>,
    /// The folder for temporary files.
    pub scratch: PathBuf,
}

/// A text to be edited.
#[derive(Debug, PartialEq)]
pub struct Handed {
    pub task: TaskId,
    pub text: String,
    pub extension: &'static str,
}

/// An editor at work. Its folder stays unless it is known that nothing in it is lost: also where the program
/// ends before the text was taken back.
#[derive(Debug)]
pub struct Lent {
    task: TaskId,
    name: String,
    original: String,
    file: LentFile,
    child: Child,
}

/// The file an editor has, alone in its folder.
#[derive(Debug)]
pub struct LentFile {
    folder: PathBuf,
    path: PathBuf,
}

/// Hands a text to the editor and waits for it, for commands that show no screens. The error is a sentence.
pub fn edit_text(editor: &Editor, text: String, extension: &'static str) -> Result<String, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("The system refuses what an editor needs: {error}."))?;
    runtime.block_on(async {
        let text = Handed {
            task: TaskId(0),
            text,
            extension,
        };
        let mut lent = editor.open(text).map_err(|(_, sentence)| sentence)?;
        let status = lent.ended().await;
        lent.returned(status).map_err(|failed| failed.sentence)
    })
}

impl Editor {
    /// Starts the editor; the terminal has been left before. An error is the sentence to show.
    pub fn open(&self, text: Handed) -> Result<Lent, (TaskId, String)> {
        let task = text.task;
        self.start(text).map_err(|sentence| (task, sentence))
    }

    fn start(&self, text: Handed) -> Result<Lent, String> {
        let words = self.command.as_deref().map(words).unwrap_or_default();
        let Some((name, arguments)) = words.split_first() else {
            return Err(
                "No editor is set. Set VISUAL or EDITOR to the command of one, for example nano.".to_owned(),
            );
        };
        let (folder, path) = self.file(&text).map_err(|error| {
            format!(
                "The text could not be written to a file in {} ({error}), so no editor was opened.",
                self.scratch.display()
            )
        })?;
        let child = Command::new(name).args(arguments).arg(&path).spawn();
        let child = child.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                format!("The editor {name} was not found. Set VISUAL or EDITOR to one that is installed.")
            }
            _ => format!("The editor {name} could not be started ({error})."),
        })?;
        Ok(Lent {
            task: text.task,
            name: name.clone(),
            original: text.text,
            file: LentFile {
                folder: folder.keep(),
                path,
            },
            child,
        })
    }

    fn file(&self, text: &Handed) -> io::Result<(TempDir, PathBuf)> {
        let folder = tempfile::Builder::new()
            .prefix("hotseat-")
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .tempdir_in(&self.scratch)?;
        let path = folder.path().join(format!("answer.{}", text.extension));
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        file.write_all(text.text.as_bytes())?;
        Ok((folder, path))
    }
}

impl Lent {
    /// Waits for the editor to end. Cancelling loses nothing.
    pub async fn ended(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Ends the editor because the program ends; waits a moment so that it can leave the screen.
    pub async fn end(&mut self) {
        let pid = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        if let Some(pid) = pid {
            let _ = kill_process(pid, Signal::TERM);
            let _ = tokio::time::timeout(Duration::from_millis(250), self.child.wait()).await;
        }
    }

    /// Takes the text back from an editor that has ended. Its file goes away, unless something in it would be lost.
    pub fn returned(self, status: io::Result<ExitStatus>) -> Result<String, NotReturned> {
        let back = self.well_ended(status).and_then(|()| self.saved());
        let back = back.map_err(|why| self.not_returned(&why));
        if back.is_ok() {
            self.file.remove();
        }
        back
    }

    /// Takes what was saved from an editor that was ended because the program ends. The file is the caller's to
    /// remove, once the text is safe.
    pub fn cut_off(self) -> (Result<String, NotReturned>, LentFile) {
        let back = match self.saved() {
            // What was not saved yet may lie beside the file, where the editor saw to that.
            Ok(text) if text == self.original && !self.file.holds_only(&self.original) => {
                Err(format!("{} was ended before it saved anything", self.name))
            }
            back => back,
        };
        let back = back.map_err(|why| self.not_returned(&why));
        (back, self.file)
    }

    /// Returns which answer its text is.
    pub fn task(&self) -> TaskId {
        self.task
    }

    fn well_ended(&self, status: io::Result<ExitStatus>) -> Result<(), String> {
        let name = &self.name;
        let status = status.map_err(|error| format!("{name} could not be waited for ({error})"))?;
        if let Some(signal) = status.signal() {
            return Err(format!("{name} was ended by signal {signal}"));
        }
        match status.code() {
            Some(code) if code != 0 => Err(format!("{name} ended with code {code}")),
            _ => Ok(()),
        }
    }

    fn saved(&self) -> Result<String, String> {
        let name = &self.name;
        let bytes = read(&self.file.path)
            .map_err(|error| format!("What {name} saved could not be read ({error})"))?;
        if bytes.len() as u64 > MOST {
            return Err(format!("What {name} saved is longer than {} MiB", MOST >> 20));
        }
        let text = String::from_utf8(bytes).map_err(|_| format!("What {name} saved is not UTF-8 text"))?;
        Ok(tidy(text, &self.original))
    }

    /// Says why there is no text, and where the editor's is, if it has one that was not handed over.
    fn not_returned(&self, why: &str) -> NotReturned {
        if self.file.holds_only(&self.original) {
            self.file.remove();
            return NotReturned {
                sentence: format!("{why}, so your text is as it was before."),
                kept: None,
            };
        }
        let file = self.file.path.display();
        NotReturned {
            // The file first: a narrow screen cuts what comes last.
            sentence: format!("Not taken, but kept in {file}: {why}. Your text is as it was before."),
            kept: Some(file.to_string()),
        }
    }
}

impl LentFile {
    /// Returns whether nothing would be lost with the folder: the file is gone or as it was handed over, and the
    /// editor left nothing beside it.
    fn holds_only(&self, original: &str) -> bool {
        self.is_alone()
            && (self.path.symlink_metadata().is_err()
                || read(&self.path).is_ok_and(|bytes| bytes == original.as_bytes()))
    }

    /// Returns whether the editor left nothing beside the file.
    pub fn is_alone(&self) -> bool {
        let entries = self.folder.read_dir();
        entries
            .is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|entry| entry.path() == self.path)))
    }

    /// Removes the file with its folder.
    pub fn remove(&self) {
        // What cannot be removed lies in a folder for temporary files: no reason to trouble anybody.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Reads a plain file, following no link and waiting for no pipe, up to one byte more than allowed.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = std::fs::File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a plain file"));
    }
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Undoes what editors do by themselves: Windows line ends, and a last line end that was not there.
fn tidy(text: String, original: &str) -> String {
    let mut text = if text.contains('\r') {
        text.replace("\r\n", "\n")
    } else {
        text
    };
    if text.ends_with('\n') && !original.ends_with('\n') {
        text.pop();
    }
    text
}

/// Splits a command as a shell would, with quotes and backslashes and nothing else.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = command.chars();
    while let Some(ch) = chars.next() {
        match (quote, ch) {
            (None, ch) if ch.is_whitespace() => words.extend(word.take()),
            (None, '\'' | '"') => {
                quote = Some(ch);
                word.get_or_insert_default();
            }
            (Some(open), ch) if ch == open => quote = None,
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(chars.next()),
            (_, ch) => word.get_or_insert_default().push(ch),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_into_words() {
        let cases: [(&str, &[&str]); 8] = [
            ("vim", &["vim"]),
            ("  code --wait ", &["code", "--wait"]),
            ("'/opt/my editor/bin/ed' -n", &["/opt/my editor/bin/ed", "-n"]),
            (
                r#"emacs -eval "(setq a \"b\")""#,
                &["emacs", "-eval", "(setq a \"b\")"],
            ),
            (r"my\ editor", &["my editor"]),
            ("ed ''", &["ed", ""]),
            ("'half open", &["half open"]),
            ("", &[]),
        ];
        for (command, expected) in cases {
            assert_eq!(words(command), expected, "{command}");
        }
    }

    #[test]
    fn line_ends_an_editor_adds_are_taken_off() {
        assert_eq!(tidy("a\r\nb\n".to_owned(), "x"), "a\nb");
        assert_eq!(tidy("a\n".to_owned(), "x\n"), "a\n");
        assert_eq!(tidy("\n".to_owned(), ""), "");
    }

    #[test]
    fn the_file_is_for_the_person_alone_and_nothing_but_a_plain_file_is_read() {
        use std::os::unix::fs::PermissionsExt as _;
        let scratch = TempDir::new().unwrap();
        let editor = Editor {
            command: None,
            scratch: scratch.path().to_owned(),
        };
        let text = Handed {
            task: TaskId(1),
            text: "été".to_owned(),
            extension: "md",
        };
        let (folder, path) = editor.file(&text).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(folder.path()), mode(&path)), (0o700, 0o600));
        assert_eq!(path.extension().unwrap(), "md");
        assert_eq!(read(&path).unwrap(), "été".as_bytes());

        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(read(&link).is_err());
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, Mode::RUSR, 0).unwrap();
        assert!(read(&pipe).is_err());
    }

    #[test]
    fn a_missing_editor_is_a_sentence() {
        let scratch = TempDir::new().unwrap();
        let open = |command: Option<&str>| {
            let editor = Editor {
                command: command.map(str::to_owned),
                scratch: scratch.path().to_owned(),
            };
            editor
                .open(Handed {
                    task: TaskId(7),
                    text: String::new(),
                    extension: "md",
                })
                .unwrap_err()
        };
        assert!(open(None).1.starts_with("No editor is set."));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let (task, sentence) = runtime.block_on(async { open(Some("no-such-editor-anywhere --wait")) });
        assert_eq!(task, TaskId(7));
        assert!(
            sentence.starts_with("The editor no-such-editor-anywhere was not found."),
            "{sentence}"
        );
        assert_eq!(scratch.path().read_dir().unwrap().count(), 0);
    }
}
