//! The code files of own questions: changed one at a time, copied with the question they belong to. Nothing
//! is written through a link, and what was there before is kept among the versions.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{Desk, is_id, not_written, trusted, versions};
use crate::domain::bank::edit::{BankEdit, SaveProblem};
use crate::domain::bank::{Bank, QuestionName};
use crate::domain::check::limits;
use crate::domain::plain;
use crate::storage::banks::read_regular;
use crate::storage::code_files;
use crate::storage::disk::Disk;
use crate::storage::place::shown;

/// A code file to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeChange<'a> {
    pub name: &'a QuestionName,
    /// Such as `starter.py` or `wrong/off-by-one.py`.
    pub file: &'a str,
    /// As it was seen; `None`: it was not there.
    pub before: Option<&'a str>,
    /// `None`: it is deleted.
    pub after: Option<&'a str>,
}

impl<D: Disk> Desk<D> {
    /// Changes a code file of an own question, the copy of a built-in one included. Returns what somebody
    /// should know, in sentences.
    pub fn save_code(&self, change: &CodeChange<'_>, now: Timestamp) -> Result<Vec<String>, SaveProblem> {
        let QuestionName { bank, question } = change.name;
        if !is_code_file(change.file) {
            return Err(SaveProblem::Disk(format!(
                "`{}` is no name of a code file: a name that ends in .py, in the question's folder or its `wrong/`.",
                plain::clean_line(change.file)
            )));
        }
        if change.after.is_some_and(|text| text.len() > limits::SMALL_FILE) {
            return Err(SaveProblem::Disk(format!(
                "A code file has at most {} KiB.",
                limits::SMALL_FILE / 1024
            )));
        }
        let _held = self.hold()?;
        let text = self.current(bank)?.text.unwrap_or_default();
        let before = self.loaded(bank, &text);
        let has_code = before
            .iter()
            .flat_map(|bank| &bank.questions)
            .any(|known| known.id == *question && known.code.is_some());
        if !has_code {
            return Err(SaveProblem::Disk(format!(
                "`{}` is no programming question of yours; only those have code files to change.",
                change.name
            )));
        }
        let file = self.folder(bank, question)?.join(change.file);
        let there = read(&file)?;
        if there.as_deref() != change.before && there.as_deref() != change.after {
            let ours = change.after.unwrap_or_default();
            let kept = self.keep_code(bank, question, change.file, ours, now)?;
            return Err(SaveProblem::Conflict {
                file: shown(&file),
                ours: ours.to_owned(),
                theirs: there.unwrap_or_default(),
                kept: shown(&kept),
            });
        }
        self.write_code(bank, question, change.file, change.after, now)?;
        Ok(self.trust(bank, before.as_ref(), &text, &[]))
    }

    /// Reads a code file of an own question; `None` where there is none.
    pub fn read_code(&self, name: &QuestionName, file: &str) -> Result<Option<String>, SaveProblem> {
        read(&self.folder(&name.bank, &name.question)?.join(file))
    }

    /// Trusts the code of these questions as it stands on disk. Where that cannot be kept, it asks.
    pub(super) fn trust_these(&self, bank: &str, text: &str, questions: &[&str]) {
        let Some(loaded) = self.loaded(bank, text) else {
            return;
        };
        if !questions.is_empty() {
            let _ = crate::storage::trust::trust_written(&self.places.trust, &loaded, questions);
        }
    }

    /// Copies the code of a question to another one of the bank; built-in code where it has none of its own.
    pub(super) fn copy_code(
        &self,
        bank: &str,
        from: &str,
        to: &str,
        now: Timestamp,
    ) -> Result<(), SaveProblem> {
        let files = code_files::own_files(&self.places.banks, bank, from);
        if files.is_empty() {
            return self.copy_builtin_code(bank, from, to, now);
        }
        for (name, text) in files {
            self.write_code(bank, to, &name, Some(&text), now)?;
        }
        Ok(())
    }

    pub(super) fn copy_builtin_code(
        &self,
        bank: &str,
        from: &str,
        to: &str,
        now: Timestamp,
    ) -> Result<(), SaveProblem> {
        for (name, text) in code_files::builtin_files(bank, from) {
            self.write_code(bank, to, &name, Some(&text), now)?;
        }
        Ok(())
    }

    /// Takes the code of a question away; all of it is kept. Returns what brings it back, and what kept the
    /// rest of it from being taken.
    pub(super) fn stash_code(
        &self,
        bank: &str,
        question: &str,
        now: Timestamp,
    ) -> (Vec<BankEdit>, Option<SaveProblem>) {
        let mut taken = Vec::new();
        for (file, text) in code_files::own_files(&self.places.banks, bank, question) {
            if let Err(problem) = self.write_code(bank, question, &file, None, now) {
                return (taken, Some(problem));
            }
            taken.push(BankEdit::Code {
                id: question.to_owned(),
                file,
                text: text.to_string(),
            });
        }
        (taken, None)
    }

    /// Writes or removes a code file; what is there before is kept.
    pub(super) fn write_code(
        &self,
        bank: &str,
        question: &str,
        name: &str,
        text: Option<&str>,
        now: Timestamp,
    ) -> Result<(), SaveProblem> {
        let folder = self.folder(bank, question)?;
        let file = folder.join(name);
        let before = read(&file)?;
        if before.as_deref() == text {
            return Ok(());
        }
        if let Some(before) = &before {
            self.keep_code(bank, question, name, before, now)?;
        }
        match text {
            Some(text) => {
                self.make_dir(file.parent().unwrap_or(&folder))?;
                self.disk.replace(&file, text.as_bytes())
            }
            None => self.disk.remove(&file),
        }
        .map_err(|error| not_written(&file, &error))
    }

    fn keep_code(
        &self,
        bank: &str,
        question: &str,
        name: &str,
        text: &str,
        now: Timestamp,
    ) -> Result<PathBuf, SaveProblem> {
        let dir = self.places.versions.join(bank).join(question);
        let ending = format!(".{}", name.replace('/', "~"));
        versions::keep_as(&self.disk, &dir, text, &ending, now)
            .map_err(|(file, error)| not_written(&file, &error))
    }

    /// Returns the folder of a question's code, which no link leads away from the banks.
    fn folder(&self, bank: &str, question: &str) -> Result<PathBuf, SaveProblem> {
        if !is_id(bank) || !is_id(question) {
            return Err(SaveProblem::Disk(
                "An id has 1 to 64 characters from a-z, 0-9 and -.".to_owned(),
            ));
        }
        let bank = self.places.banks.join(bank);
        let question = bank.join(question);
        for dir in [&bank, &question, &question.join("wrong")] {
            if dir.is_symlink() {
                return Err(SaveProblem::Disk(format!(
                    "{} is a link, which hotseat does not write through. Put the folder itself there.",
                    shown(dir)
                )));
            }
        }
        Ok(question)
    }

    /// Trusts what was written here; returns what kept it from that, in a sentence.
    pub(super) fn trust(
        &self,
        bank: &str,
        before: Option<&Bank>,
        text: &str,
        edits: &[BankEdit],
    ) -> Vec<String> {
        let Some(after) = self.loaded(bank, text) else {
            return Vec::new();
        };
        trusted::as_written(&self.places.trust, before, &after, edits)
            .err()
            .into_iter()
            .collect()
    }
}

/// Returns whether a name is that of a code file in a question's folder or its `wrong/`.
pub fn is_code_file(name: &str) -> bool {
    let name = name.strip_prefix("wrong/").unwrap_or(name);
    name.strip_suffix(".py").is_some_and(|stem| {
        (1..=limits::TAG).contains(&stem.len())
            && stem
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    })
}

/// Reads a code file; `None` where there is none, and a link is nobody's code file.
fn read(file: &Path) -> Result<Option<String>, SaveProblem> {
    match file.symlink_metadata() {
        Err(_) => return Ok(None),
        Ok(found) if !found.is_file() => {
            return Err(SaveProblem::Disk(format!(
                "{} is not a regular file and is left as it is.",
                shown(file)
            )));
        }
        Ok(_) => {}
    }
    let bytes = read_regular(file, limits::SMALL_FILE as u64)
        .map_err(|why| SaveProblem::Disk(format!("{}: {why}", shown(file))))?;
    String::from_utf8(bytes).map(Some).map_err(|_| {
        SaveProblem::Disk(format!(
            "{}: The file is not UTF-8. Save it in that encoding.",
            shown(file)
        ))
    })
}
