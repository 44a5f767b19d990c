//! By what it is seen that a session changed: which files its journal has, how long they are and when they
//! were written. A journal is only ever appended to, and a file that joins or goes changes its folder.

use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

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

impl Key {
    /// Looks at a session's folder. `made`: the time up to which folders are known to be as the key says, in
    /// nanoseconds since 1970; one that changed shortly before may have changed again within the same tick
    /// of the file system's clock.
    pub fn compare(dir: &Path, known: Option<&Self>, made: u64) -> State {
        const TICK: u64 = 2_000_000_000;
        let Some(folder) = dir.symlink_metadata().ok().filter(Metadata::is_dir) else {
            return State::None;
        };
        let folder = time(&folder);
        if let Some(known) = known
            && known.folder == folder
            && folder.saturating_add(TICK) < made
            && known
                .files
                .iter()
                .all(|file| look(dir, file.0).is_ok_and(|now| now == *file))
        {
            return State::Same;
        }
        let files = files(dir);
        match known {
            _ if files.is_empty() => State::None,
            Some(known) if known.files == files => State::Same,
            _ => State::Changed(Self { folder, files }),
        }
    }

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

/// Returns the journal's files as they are now.
fn files(dir: &Path) -> Vec<(u32, u64, u64)> {
    let mut numbers: Vec<u32> = disk::list(dir)
        .unwrap_or_default()
        .iter()
        .filter_map(|name| file_number(name))
        .collect();
    numbers.sort_unstable();
    // One that cannot be looked at is there all the same, and is looked at again next time.
    numbers
        .into_iter()
        .map(|number| look(dir, number).unwrap_or((number, u64::MAX, 0)))
        .collect()
}

fn look(dir: &Path, number: u32) -> io::Result<(u32, u64, u64)> {
    let metadata = dir.join(file_name(number)).symlink_metadata()?;
    Ok((number, metadata.len(), time(&metadata)))
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
