//! Changes banks on disk. One hotseat at a time, under a lock; what was there before is kept among the
//! versions; the file is the old or the new one whatever happens; what somebody else changed meanwhile is
//! never overwritten. Built-in banks are not changed: a changed question of theirs goes into an own bank of
//! the same id, where it takes the built-in one's place.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use self::current::Current;
use crate::domain::bank::compare::changed_between;
use crate::domain::bank::edit::{
    self, BankEdit, BankText, Edited, SaveProblem, Saved, TextHome, Version, apply_all, checked,
};
use crate::domain::bank::{Bank, QuestionName};
use crate::domain::catalog::Tables;
use crate::domain::check;
use crate::storage::disk::{Disk, RealDisk, TEMPORARY};
use crate::storage::place::shown;
use crate::storage::{builtin, code_files};

pub mod code;
mod copy;
mod current;
mod drafts;
mod trusted;
pub mod versions;

/// Where banks are changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPlaces {
    pub banks: PathBuf,
    /// `versions/` of the data directory.
    pub versions: PathBuf,
    /// `trust.json`.
    pub trust: PathBuf,
}

/// Whose content is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// What a person wrote here: its code is trusted as saved.
    Written,
    /// What came from elsewhere: its code asks.
    Foreign,
}

/// Changes banks. Calls take their time: whoever calls gives them a thread.
#[derive(Debug)]
pub struct Desk<D: Disk = RealDisk> {
    disk: D,
    places: DeskPlaces,
    tables: Tables,
}

/// A code file to be written with its bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub question: String,
    /// Such as `starter.py` or `wrong/off-by-one.py`.
    pub name: String,
    pub text: String,
}

impl Desk<RealDisk> {
    pub fn new(places: DeskPlaces) -> Self {
        Self::on(RealDisk, places)
    }
}

impl<D: Disk> Desk<D> {
    pub fn on(disk: D, places: DeskPlaces) -> Self {
        Self {
            disk,
            places,
            tables: builtin::tables(),
        }
    }

    /// Reads a bank to change it: the own file, or the built-in one where no own file has the question.
    pub fn read(&self, bank: &str, question: Option<&str>) -> Result<BankText, SaveProblem> {
        let own = self.current(bank)?.text;
        let built_in = builtin_text(bank);
        let has = |text: &str| question.is_none_or(|id| edit::question_text(text, id).is_some());
        let (text, home) = match (own, built_in) {
            (Some(own), None) => (own, TextHome::Own),
            (Some(own), Some(_)) if has(&own) => (own, TextHome::Own),
            (_, Some(built_in)) => (built_in.to_owned(), TextHome::BuiltIn),
            (None, None) => {
                return Err(SaveProblem::Disk(format!(
                    "There is no bank `{bank}`. `hotseat bank list` shows all."
                )));
            }
        };
        Ok(BankText {
            bank: bank.to_owned(),
            text: text.into(),
            home,
        })
    }

    /// Makes changes to the bank as it was seen and puts it on disk.
    pub fn save(
        &self,
        seen: &BankText,
        edits: &[BankEdit],
        whose: Whose,
        now: Timestamp,
    ) -> Result<Saved, SaveProblem> {
        let _held = self.hold()?;
        match seen.home {
            TextHome::BuiltIn => self.save_copy(seen, edits, None, whose, now),
            TextHome::Own => self.save_own(seen, edits, whose, now),
        }
    }

    /// Puts a bank on disk that is not there yet.
    pub fn create(
        &self,
        id: &str,
        text: &str,
        whose: Whose,
        now: Timestamp,
    ) -> Result<BankText, SaveProblem> {
        self.create_with(id, text, &[], whose, now)
    }

    /// The same, with its code.
    pub fn create_with(
        &self,
        id: &str,
        text: &str,
        code: &[Code],
        whose: Whose,
        now: Timestamp,
    ) -> Result<BankText, SaveProblem> {
        let _held = self.hold()?;
        let current = self.current(id)?;
        if current.text.is_some() {
            return Err(SaveProblem::Disk(format!(
                "{} is there already. Give the bank another id, or change that one.",
                shown(&current.file)
            )));
        }
        checked("{}", text, &self.tables)?;
        // The code first: a bank is there with all of it, or not at all.
        for file in code {
            self.write_code(id, &file.question, &file.name, Some(&file.text), now)?;
        }
        self.put(id, &current, text, &[], Whose::Foreign, now)?;
        if whose == Whose::Written {
            let all: Vec<&str> = code.iter().map(|file| file.question.as_str()).collect();
            self.trust_these(id, text, &all);
        }
        Ok(own_text(id, text))
    }

    /// Deletes an own bank as it is now and returns what it was, to be made again.
    pub fn delete_bank(&self, bank: &str, now: Timestamp) -> Result<Saved, SaveProblem> {
        let seen = match self.current(bank)?.text {
            Some(text) => own_text(bank, &text),
            None => {
                return Err(SaveProblem::Disk(format!(
                    "There is no bank `{bank}` of yours to delete."
                )));
            }
        };
        self.delete(&seen, now)?;
        Ok(Saved {
            now: seen,
            undo: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// Deletes an own bank; its text stays among the versions, its code where it is.
    pub fn delete(&self, seen: &BankText, now: Timestamp) -> Result<(), SaveProblem> {
        let _held = self.hold()?;
        let current = self.current(&seen.bank)?;
        match &current.text {
            None => Ok(()),
            Some(text) if **text == *seen.text => self.drop_file(&seen.bank, &current, now),
            Some(text) => Err(self.conflict(seen, None, "", text, &current.file, now)),
        }
    }

    /// Takes an own copy of a built-in question back; its text and its code stay among the versions, and what
    /// undoes it brings both back.
    pub fn revert(&self, seen: &BankText, question: &str, now: Timestamp) -> Result<Saved, SaveProblem> {
        let built_in = builtin_bank(&seen.bank);
        if !built_in.is_some_and(|bank| bank.questions.iter().any(|known| known.id == question)) {
            return Err(SaveProblem::Disk(format!(
                "`{}/{question}` is no copy of a built-in question, so there is nothing to go back to.",
                seen.bank
            )));
        }
        let delete = BankEdit::Delete {
            id: question.to_owned(),
        };
        let mut saved = self.save(seen, &[delete], Whose::Written, now)?;
        if let (TextHome::BuiltIn, Some(text)) = (saved.now.home, edit::question_text(&seen.text, question)) {
            // Nothing is left of the own bank: it is begun again with what stood in it.
            let id = question.to_owned();
            saved.undo = vec![BankEdit::Text { id, text }];
        }
        let _held = self.hold()?;
        let (taken, problem) = self.stash_code(&seen.bank, question, now);
        saved.undo.extend(taken);
        // The question is as built in already: what is left of its code is no reason to say that it is not.
        saved
            .notes
            .splice(0..0, problem.map(|problem| problem.to_string()));
        Ok(saved)
    }

    /// Makes the person's own copy of a built-in question, unchanged, so that its code can be changed.
    pub fn copy_question(
        &self,
        seen: &BankText,
        question: &str,
        now: Timestamp,
    ) -> Result<Saved, SaveProblem> {
        let _held = self.hold()?;
        self.save_copy(seen, &[], Some(question), Whose::Written, now)
    }

    /// Keeps what somebody wrote and what could not be saved; returns its file.
    pub fn keep_unsaved(
        &self,
        name: &QuestionName,
        text: &str,
        extension: &str,
        now: Timestamp,
    ) -> Result<PathBuf, SaveProblem> {
        let dir = self.places.versions.join(&name.bank).join(&name.question);
        versions::keep_as(&self.disk, &dir, text, &format!(".unsaved.{extension}"), now)
            .map_err(|(file, error)| not_written(&file, &error))
    }

    /// Returns the versions of a bank, newest first, each with what was changed after it.
    pub fn versions(&self, bank: &str) -> Vec<Version> {
        let mut versions = versions::list(&self.places.versions, bank);
        let now = self.read(bank, None).map(|seen| seen.text.to_string());
        let mut newer = now.clone().unwrap_or_default();
        for version in &mut versions {
            let Ok(text) = self.version(bank, &version.name) else {
                continue;
            };
            let beside = if version.conflict {
                now.as_deref().unwrap_or_default()
            } else {
                newer.as_str()
            };
            version.changed = changed_between(&text, beside);
            if !version.conflict {
                newer = text;
            }
        }
        versions
    }

    /// Reads a version. The error is a sentence.
    pub fn version(&self, bank: &str, name: &str) -> Result<String, SaveProblem> {
        versions::read(&self.places.versions, bank, name).map_err(SaveProblem::Disk)
    }

    /// Puts a version in the place of the own file; what is there now becomes a version itself.
    pub fn restore(&self, seen: &BankText, name: &str, now: Timestamp) -> Result<Saved, SaveProblem> {
        let text = self.version(&seen.bank, name)?;
        let _held = self.hold()?;
        let current = self.current(&seen.bank)?;
        let (same, theirs) = match (&current.text, seen.home) {
            (Some(text), TextHome::Own) => (**text == *seen.text, text.as_str()),
            (None, TextHome::BuiltIn) => (true, ""),
            (text, _) => (false, text.as_deref().unwrap_or_default()),
        };
        if !same {
            return Err(self.conflict(seen, None, &text, theirs, &current.file, now));
        }
        checked(&seen.text, &text, &self.tables)?;
        self.put(&seen.bank, &current, &text, &[], Whose::Written, now)?;
        Ok(Saved {
            now: own_text(&seen.bank, &text),
            undo: Vec::new(),
            notes: Vec::new(),
        })
    }

    fn save_own(
        &self,
        seen: &BankText,
        edits: &[BankEdit],
        whose: Whose,
        now: Timestamp,
    ) -> Result<Saved, SaveProblem> {
        let ours = apply_all(&seen.text, edits)?;
        checked(&seen.text, &ours.text, &self.tables)?;
        let current = self.current(&seen.bank)?;
        let theirs = current.text.as_deref().unwrap_or_default();
        let mut notes = Vec::new();
        let edited = if *theirs == *seen.text {
            ours
        } else {
            let merged = beside(&seen.text, theirs, edits)
                .filter(|merged| checked(theirs, &merged.text, &self.tables).is_ok());
            let Some(merged) = merged else {
                let about = edits.iter().find_map(BankEdit::question);
                return Err(self.conflict(seen, about, &ours.text, theirs, &current.file, now));
            };
            notes.push(format!(
                "{} was changed outside meanwhile; your change was put beside that one.",
                shown(&current.file)
            ));
            merged
        };
        if edited.text == theirs {
            return Ok(Saved {
                now: own_text(&seen.bank, &edited.text),
                undo: Vec::new(),
                notes,
            });
        }
        let empty = edit::question_ids(&edited.text).is_ok_and(|ids| ids.is_empty());
        if let Some(built_in) = builtin_text(&seen.bank).filter(|_| empty) {
            // Nothing is left that would take a built-in question's place.
            self.drop_file(&seen.bank, &current, now)?;
            return Ok(Saved {
                now: BankText {
                    bank: seen.bank.clone(),
                    text: built_in.into(),
                    home: TextHome::BuiltIn,
                },
                undo: Vec::new(),
                notes,
            });
        }
        notes.extend(self.put(&seen.bank, &current, &edited.text, edits, whose, now)?);
        Ok(Saved {
            now: own_text(&seen.bank, &edited.text),
            undo: edited.undo,
            notes,
        })
    }

    /// Writes a bank: its version first, the code of copies, the file, then what is trusted.
    fn put(
        &self,
        bank: &str,
        current: &Current,
        text: &str,
        edits: &[BankEdit],
        whose: Whose,
        now: Timestamp,
    ) -> Result<Vec<String>, SaveProblem> {
        let before = self.loaded(bank, current.text.as_deref().unwrap_or_default());
        if let Some(old) = &current.text {
            self.keep(bank, old, versions::Kind::Before, now)?;
        }
        for edit in edits {
            match edit {
                BankEdit::Duplicate { id, new_id } => self.copy_code(bank, id, new_id, now)?,
                BankEdit::Code { id, file, text } if code::is_code_file(file) => {
                    self.write_code(bank, id, file, Some(text), now)?;
                }
                _ => {}
            }
        }
        self.make_dir(&self.places.banks)?;
        self.sweep();
        self.disk
            .replace(&current.file, text.as_bytes())
            .map_err(|error| not_written(&current.file, &error))?;
        Ok(match whose {
            Whose::Written => self.trust(bank, before.as_ref(), text, edits),
            Whose::Foreign => Vec::new(),
        })
    }

    fn drop_file(&self, bank: &str, current: &Current, now: Timestamp) -> Result<(), SaveProblem> {
        let text = current.text.as_deref().unwrap_or_default();
        self.keep(bank, text, versions::Kind::Before, now)?;
        self.disk
            .remove(&current.file)
            .map_err(|error| not_written(&current.file, &error))
    }

    /// Keeps a text among the versions of a bank; returns its file.
    fn keep(
        &self,
        bank: &str,
        text: &str,
        kind: versions::Kind,
        now: Timestamp,
    ) -> Result<PathBuf, SaveProblem> {
        versions::keep(&self.disk, &self.places.versions, bank, text, kind, now)
            .map_err(|(file, error)| not_written(&file, &error))
    }

    /// Keeps what cannot be saved and says so.
    fn conflict(
        &self,
        seen: &BankText,
        question: Option<&str>,
        ours: &str,
        theirs: &str,
        file: &Path,
        now: Timestamp,
    ) -> SaveProblem {
        let kept = match self.keep(&seen.bank, ours, versions::Kind::Conflict, now) {
            Ok(kept) => kept,
            Err(problem) => return problem,
        };
        let part = |text: &str| match question {
            Some(id) => edit::question_text(text, id).unwrap_or_default(),
            None => text.to_owned(),
        };
        // Of a built-in bank theirs is the question already.
        let theirs = match seen.home {
            TextHome::BuiltIn if question.is_some() => theirs.to_owned(),
            _ => part(theirs),
        };
        SaveProblem::Conflict {
            file: shown(file),
            ours: part(ours),
            theirs,
            kept: shown(&kept),
        }
    }

    /// Reads a bank's text with the code beside it, as the catalog has it.
    fn loaded(&self, bank: &str, text: &str) -> Option<Bank> {
        let mut loaded = check::load(text.as_bytes(), &self.tables).ok()?;
        if loaded.id != bank {
            return None;
        }
        code_files::fill(&mut loaded, &self.places.banks);
        code_files::fill_builtin(&mut loaded);
        Some(loaded)
    }

    /// Keeps other hotseats from changing banks until what is returned is dropped. Where the file system has
    /// no locks, what is on disk is still compared before it is written.
    fn hold(&self) -> Result<Option<File>, SaveProblem> {
        self.make_dir(&self.places.versions)?;
        let file = self.places.versions.join("lock");
        match self.disk.lock(&file) {
            Ok((lock, true)) => Ok(Some(lock)),
            // Held for as long as one save takes.
            Ok((lock, false)) => lock
                .lock()
                .map(|()| Some(lock))
                .map_err(|error| not_written(&file, &error)),
            Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(None),
            Err(error) => Err(not_written(&file, &error)),
        }
    }

    /// Removes what a save that was cut short left behind; under the lock nobody else has one under way.
    fn sweep(&self) {
        for name in self.disk.list(&self.places.banks).unwrap_or_default() {
            let ours = name.starts_with(TEMPORARY)
                && Path::new(&name).extension().is_some_and(|ending| ending == "tmp");
            if ours {
                let _ = self.disk.remove(&self.places.banks.join(name));
            }
        }
    }

    fn make_dir(&self, dir: &Path) -> Result<(), SaveProblem> {
        self.disk.make_dir(dir).map_err(|error| not_written(dir, &error))
    }
}

/// Makes changes to a newer text where they concern nothing that changed between the two.
fn beside(seen: &str, theirs: &str, edits: &[BankEdit]) -> Option<Edited> {
    let mut new = Vec::new();
    for edit in edits {
        match edit {
            BankEdit::Bank(_) | BankEdit::Move { .. } => return None,
            BankEdit::Add { .. } | BankEdit::AddText { .. } | BankEdit::Code { .. } => {}
            BankEdit::Duplicate { id, new_id } => {
                new.push(new_id.as_str());
                untouched(seen, theirs, id)?;
            }
            BankEdit::Question { id, .. }
            | BankEdit::Become { id, .. }
            | BankEdit::Text { id, .. }
            | BankEdit::Back { id, .. }
            | BankEdit::Delete { id } => {
                if !new.contains(&id.as_str()) {
                    untouched(seen, theirs, id)?;
                }
            }
        }
    }
    apply_all(theirs, edits).ok()
}

fn untouched(seen: &str, theirs: &str, id: &str) -> Option<()> {
    let theirs = edit::question_text(theirs, id)?;
    match edit::question_text(seen, id) {
        Some(seen) if seen != theirs => None,
        _ => Some(()),
    }
}

fn own_text(bank: &str, text: &str) -> BankText {
    BankText {
        bank: bank.to_owned(),
        text: text.into(),
        home: TextHome::Own,
    }
}

fn is_id(name: &str) -> bool {
    (1..=check::limits::ID).contains(&name.len())
        && name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Returns the text of a built-in bank.
pub fn builtin_text(bank: &str) -> Option<&'static str> {
    builtin::banks()
        .iter()
        .find(|file| file.path.strip_suffix(".json") == Some(bank))
        .map(|file| file.text)
        .filter(|text| edit::bank_id(text).as_deref() == Some(bank))
}

/// Returns the text of a bank that is put together from several files.
pub fn own_json(bank: &Bank) -> String {
    edit::bank_text(bank)
}

/// Returns a built-in bank with its code.
fn builtin_bank(bank: &str) -> Option<Bank> {
    let mut loaded = check::load(builtin_text(bank)?.as_bytes(), &builtin::tables()).ok()?;
    code_files::fill_builtin(&mut loaded);
    Some(loaded)
}

/// Says what kept a file from being written and what to do.
fn not_written(file: &Path, error: &io::Error) -> SaveProblem {
    let file = shown(file);
    SaveProblem::Disk(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => format!(
            "The disk is full: {file} could not be written, and your change is not saved. Free some space and \
             save again."
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => format!(
            "{file} may not be written ({error}), and your change is not saved. Change who may write there, or \
             choose another data directory with --data-dir."
        ),
        _ => format!("{file} could not be written ({error}), and your change is not saved."),
    })
}

#[cfg(test)]
mod tests;
