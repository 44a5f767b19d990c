//! Session folders: made, listed, found, opened again, mended, deleted. The journal in a folder is the
//! truth; `session.json` beside it is derived, for people and for quick lists, and made again any time.

mod amend;
mod cache;
mod delete;
mod list;
pub mod lock;
mod result;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use amend::amend;
pub use cache::list_kept;
pub use delete::delete;
pub use list::{list, resolve, summary, unscored};
use result::Stored;
pub use result::{FORMAT, write_result};

use self::lock::{Holder, Lock, LockError};
use super::disk::{self, Disk};
use super::journal::{self, Journal, ReadError};
use crate::domain::bank::QuestionName;
use crate::domain::event::{Event, Record};
use crate::domain::session::Session;
use crate::domain::snapshot::Snapshot;

/// A snapshot larger than this is not hotseat's.
const LARGEST_SNAPSHOT: u64 = 16 << 20;

/// Why a session could not be used. Every message is a whole sentence.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("There is no session {name} in {}. `hotseat sessions` lists them.", .root.display())]
    Unknown { name: String, root: PathBuf },
    #[error("There are no sessions in {} yet. `hotseat start` begins one.", .0.display())]
    None(PathBuf),
    #[error("{name} could be any of {}. Give more of its name.", .candidates.join(", "))]
    Ambiguous { name: String, candidates: Vec<String> },
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(
        "{} was written by a newer hotseat (format {format}, this one reads up to {FORMAT}). Update hotseat to \
         use it; nothing in it was changed.",
        .path.display()
    )]
    Newer { path: PathBuf, format: u64 },
    #[error("{0}")]
    Unsaved(String),
    #[error("{} cannot be used: {error}.", .path.display())]
    Io { path: PathBuf, error: io::Error },
}

impl SessionError {
    /// Returns the sentence; where only the person can know that no other hotseat has the session open, `then` says
    /// what to do if none has.
    pub fn or_if_alone(&self, then: &str) -> String {
        match self {
            Self::Lock(LockError::Unsupported(dir)) => lock::unsure(dir, then),
            error => error.to_string(),
        }
    }
}

/// Whether a session may be opened where locks do not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locking {
    Required,
    /// The person was asked and said that no other hotseat has it open.
    Waived,
}

/// Returns whether a name can be a session's folder: nothing in it leads elsewhere.
pub fn is_folder_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name.len() <= 255
        && !name.contains(['/', '\\', '\0', ':'])
        && !name.chars().any(char::is_control)
}

/// A session as its files tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    pub folder: String,
    pub records: Vec<Record>,
    /// By the question's name; one asked twice has the newer.
    pub questions: BTreeMap<QuestionName, Snapshot>,
    /// What is wrong with its files, in sentences.
    pub problems: Vec<String>,
    pub(crate) journal_files: Vec<journal::JournalFile>,
}

/// A session taken from disk, its lock held.
#[derive(Debug)]
pub struct Opened {
    pub loaded: Loaded,
    /// Time of the run before, after its last record.
    pub carried: Duration,
    /// What was mended, in sentences.
    pub mended: Vec<String>,
    /// `None`: locks do not work here, and that was waived.
    pub lock: Option<Lock>,
    /// Number of the journal file that is newest.
    pub number: u32,
    /// Highest `seq` in the journal.
    pub seq: u64,
}

impl Loaded {
    pub fn session(&self) -> Session {
        Session::fold(&self.records)
    }
}

/// Reads a session without changing or locking anything.
pub fn load(root: &Path, folder: &str) -> Result<Loaded, SessionError> {
    let dir = folder_path(root, folder)?;
    let mut journal = journal::read(&dir)?;
    let torn: Vec<String> = journal.torn().collect();
    journal.problems.extend(torn);
    Ok(assemble(&dir, folder, journal))
}

/// Reads a session's records alone.
pub(in crate::storage) fn records(root: &Path, folder: &str) -> Result<Vec<Record>, SessionError> {
    Ok(journal::read(&folder_path(root, folder)?)?.records)
}

/// Opens a session to go on with it: takes its lock, mends its journal.
pub fn open(
    disk: &impl Disk,
    root: &Path,
    folder: &str,
    holder: &Holder,
    locking: Locking,
) -> Result<Opened, SessionError> {
    let dir = folder_path(root, folder)?;
    let (lock, previous) = match Lock::take(disk, &dir, holder) {
        Ok(taken) => (Some(taken.lock), taken.previous),
        Err(LockError::Unsupported(_)) if locking == Locking::Waived => (None, None),
        Err(error) => return Err(error.into()),
    };
    let journal = journal::read(&dir)?;
    let mended = journal::mend(disk, &dir, &journal).map_err(|error| SessionError::Io {
        path: dir.clone(),
        error,
    })?;
    let newest = journal.files.last();
    let number = newest
        .and_then(|file| journal::file_number(&file.name))
        .unwrap_or(1);
    let seq = journal.records.last().map_or(0, |record| record.seq);
    let carried = previous.map_or(Duration::ZERO, |(last, beat)| {
        carried(&journal.records, &last, beat)
    });
    Ok(Opened {
        loaded: assemble(&dir, folder, journal),
        carried,
        mended,
        lock,
        number,
        seq,
    })
}

/// Mends a session's journal and makes its `session.json` again. Returns what was done and what is
/// wrong, in sentences.
pub fn repair(
    disk: &impl Disk,
    root: &Path,
    folder: &str,
    holder: &Holder,
    locking: Locking,
) -> Result<Vec<String>, SessionError> {
    let opened = open(disk, root, folder, holder, locking)?;
    let mut notes = opened.mended;
    notes.extend(opened.loaded.problems.iter().cloned());
    write_result(disk, root, folder)?;
    Ok(notes)
}

/// Returns how long the last run lived after its last record.
fn carried(records: &[Record], last: &Holder, beat: Duration) -> Duration {
    let run = records.iter().rev().find_map(|record| match &record.event {
        Event::Opened(opened) => Some(opened),
        _ => None,
    });
    match (run, records.last()) {
        (Some(opened), Some(newest)) if opened.pid == last.pid && opened.host == last.host => {
            beat.saturating_sub(newest.mono)
        }
        _ => Duration::ZERO,
    }
}

fn folder_path(root: &Path, folder: &str) -> Result<PathBuf, SessionError> {
    let unknown = || SessionError::Unknown {
        name: folder.to_owned(),
        root: root.to_owned(),
    };
    if !is_folder_name(folder) {
        return Err(unknown());
    }
    let path = root.join(folder);
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => Ok(path),
        Ok(_) => Err(unknown()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(unknown()),
        Err(error) => Err(SessionError::Io { path, error }),
    }
}

fn assemble(dir: &Path, folder: &str, journal: Journal) -> Loaded {
    let mut problems = journal.problems;
    let mut questions = BTreeMap::new();
    for record in &journal.records {
        if let Event::QuestionAsked {
            question, snapshot, ..
        } = &record.event
        {
            match read_snapshot(dir, snapshot) {
                Ok(read) => {
                    questions.insert(question.clone(), read);
                }
                Err(sentence) if problems.contains(&sentence) => {}
                Err(sentence) => problems.push(sentence),
            }
        }
    }
    Loaded {
        folder: folder.to_owned(),
        records: journal.records,
        questions,
        problems,
        journal_files: journal.files,
    }
}

fn read_snapshot(dir: &Path, file: &str) -> Result<Snapshot, String> {
    snapshot_bytes(dir, file).and_then(|bytes| {
        Snapshot::from_bytes(&bytes).map_err(|error| format!("questions/{file} cannot be read. {error}"))
    })
}

/// Reads a question's snapshot as it lies in the session's folder.
pub(in crate::storage) fn snapshot_bytes(dir: &Path, file: &str) -> Result<Vec<u8>, String> {
    if !is_folder_name(file) {
        return Err(
            "A question's snapshot has a name that hotseat does not give, and was left out.".to_owned(),
        );
    }
    disk::read(&dir.join("questions").join(file), LARGEST_SNAPSHOT)
        .map_err(|error| format!("questions/{file} cannot be read: {error}."))
}
