//! By what it is seen that a session changed: which files its journal has, how long they are and when they
//! were written. A journal is only ever appended to, and a file that joins or goes changes its folder.

use std::fs::Metadata;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rustix::fs::{AtFlags, FileType, statat};

use super::bytes::{Reader, put};
use crate::storage::disk;
use crate::storage::journal::{file_name, file_number};

/// More files than this has no journal.
const MOST_FILES: u64 = 10_000;

/// What a session's files looked like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Key {
    /// When its folder changed, in nanoseconds since 1970.
    folder: u64,
    /// Number, length and time of each file of the journal, in order.
    files: Vec<(u32, u64, u64)>,
}

/// Whether a session is as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Same,
    /// It is new, or its journal changed, and this is how it looks now.
    Changed(Key),
    /// It is none, or no longer.
    None,
}

/// The folder of all sessions, open, so that what is in it is found sooner.
#[derive(Debug)]
pub struct Root {
    path: PathBuf,
    open: OwnedFd,
}

/// What is known of a file or folder without opening it.
struct Seen {
    kind: FileType,
    length: u64,
    time: u64,
}

impl Root {
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            open: OwnedFd::from(std::fs::File::open(path)?),
        })
    }

    /// Looks at a session's folder. `made`: the time up to which folders are known to be as the key says, in
    /// nanoseconds since 1970; one that changed shortly before may have changed again within the same tick
    /// of the file system's clock.
    pub fn compare(&self, folder: &str, known: Option<&Key>, made: u64) -> State {
        const TICK: u64 = 2_000_000_000;
        let Some(seen) = self.look(folder).filter(|seen| seen.kind == FileType::Directory) else {
            return State::None;
        };
        if let Some(known) = known
            && known.folder == seen.time
            && seen.time.saturating_add(TICK) < made
            && known.files.iter().all(|file| self.file(folder, file.0) == *file)
        {
            return State::Same;
        }
        let files = self.files(folder);
        match known {
            _ if files.is_empty() => State::None,
            Some(known) if known.files == files => State::Same,
            _ => State::Changed(Key {
                folder: seen.time,
                files,
            }),
        }
    }

    /// Returns the journal's files as they are now.
    fn files(&self, folder: &str) -> Vec<(u32, u64, u64)> {
        let mut numbers: Vec<u32> = disk::list(&self.path.join(folder))
            .unwrap_or_default()
            .iter()
            .filter_map(|name| file_number(name))
            .collect();
        numbers.sort_unstable();
        numbers
            .into_iter()
            .map(|number| self.file(folder, number))
            .collect()
    }

    /// Returns how a file of a journal looks; one that cannot be looked at is there all the same.
    fn file(&self, folder: &str, number: u32) -> (u32, u64, u64) {
        match self.look(&format!("{folder}/{}", file_name(number))) {
            Some(seen) => (number, seen.length, seen.time),
            None => (number, u64::MAX, 0),
        }
    }

    fn look(&self, below: &str) -> Option<Seen> {
        let seen = statat(&self.open, below, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let time = i128::from(seen.st_mtime) * 1_000_000_000 + i128::from(seen.st_mtime_nsec);
        Some(Seen {
            kind: FileType::from_raw_mode(seen.st_mode),
            length: u64::try_from(seen.st_size).unwrap_or(u64::MAX),
            time: u64::try_from(time).unwrap_or(0),
        })
    }
}

impl Key {
    pub fn put(&self, out: &mut Vec<u8>) {
        put(out, self.folder);
        put(out, self.files.len() as u64);
        for (number, length, time) in &self.files {
            put(out, u64::from(*number));
            put(out, *length);
            put(out, *time);
        }
    }

    pub fn read(reader: &mut Reader) -> Option<Self> {
        let folder = reader.number()?;
        let count = reader.number().filter(|count| *count <= MOST_FILES)?;
        let files = (0..count)
            .map(|_| Some((reader.number32()?, reader.number()?, reader.number()?)))
            .collect::<Option<_>>()?;
        Some(Self { folder, files })
    }
}

/// Returns when something changed, in nanoseconds since 1970; 0 where that is not told.
pub fn time(metadata: &Metadata) -> u64 {
    metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .and_then(|time| time.as_nanos().try_into().ok())
        .unwrap_or(0)
}
