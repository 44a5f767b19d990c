//! Summaries kept in the cache directory, so that a long history is there as fast as a short one. Nothing in it
//! is true by itself: a summary counts only while the files of its journal are as they were when it was made, by
//! name, length and time of change. What is missing or damaged is made again.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::list::{JournalFile, folders, newest_first, summary_of};
use crate::domain::event::text_hash;
use crate::domain::summary::SessionSummary;
use crate::storage::disk::{self, Disk, RealDisk};
use crate::storage::escape;

/// Another one is made anew.
const FORMAT: u32 = 1;

/// A line longer than this is not hotseat's.
const LONGEST: usize = 4 << 20;

/// A session as it is kept: a line of JSON, its check sum before it.
#[derive(Debug, Deserialize)]
struct Kept {
    files: Vec<Seen>,
    summary: SessionSummary,
}

#[derive(Debug, Serialize)]
struct Keeping<'a> {
    files: &'a [Seen],
    summary: &'a SessionSummary,
}

/// A file of a journal: name, length, nanoseconds since 1970 of its last change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen(String, u64, u128);

/// The first line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    format: u32,
    version: String,
    /// The folder of the sessions.
    root: PathBuf,
}

impl Head {
    fn of(root: &Path) -> Self {
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            root: root.to_owned(),
        }
    }
}

/// Lists all sessions as [`super::list`] does, with what is kept in the folder `cache`; what changed is kept
/// again. A cache that cannot be read or written changes nothing.
pub fn list_kept(root: &Path, cache: &Path) -> io::Result<Vec<SessionSummary>> {
    let found = folders(root)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let root = &std::path::absolute(root)?;
    let file = cache.join(format!(
        "history-{}.jsonl",
        text_hash(&root.display().to_string())
    ));
    let mut kept = read(&file, root).unwrap_or_default();
    let before = kept.len();
    let mut taken = 0;
    let mut seen: HashMap<String, Vec<Seen>> = HashMap::with_capacity(found.len());
    let mut sessions: Vec<SessionSummary> = Vec::with_capacity(found.len());
    for (folder, files) in &found {
        let now = look(files);
        let old = kept
            .remove(folder)
            .filter(|old| now.as_ref().is_some_and(|now| *now == old.files));
        taken += usize::from(old.is_some());
        let summary = old.map_or_else(|| summary_of(root, folder, files), |old| old.summary);
        // What is wrong with a session's files may be mended without its journal changing.
        if let Some(now) = now.filter(|_| summary.problems.is_empty()) {
            seen.insert(folder.clone(), now);
        }
        sessions.push(summary);
    }
    newest_first(&mut sessions);
    if taken != before || taken != seen.len() {
        // A cache that cannot be written is made anew next time.
        let _ = write(cache, &file, root, &sessions, &seen);
    }
    Ok(sessions)
}

fn look(files: &[JournalFile]) -> Option<Vec<Seen>> {
    files
        .iter()
        .map(|(name, metadata)| {
            let metadata = metadata.as_ref().ok()?;
            let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
            Some(Seen(name.clone(), metadata.len(), changed.as_nanos()))
        })
        .collect()
}

fn read(file: &Path, root: &Path) -> io::Result<HashMap<String, Kept>> {
    let mut reader = BufReader::with_capacity(256 << 10, disk::open(file)?);
    let mut line = Vec::new();
    let mut kept = HashMap::new();
    let mut head = true;
    loop {
        line.clear();
        let read = io::Read::take(&mut reader, LONGEST as u64).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(kept);
        }
        let Some(json) = checked(&line) else {
            if head {
                return Ok(kept);
            }
            continue;
        };
        if head {
            let known = serde_json::from_slice::<Head>(json).is_ok_and(|head| head == Head::of(root));
            if !known {
                return Ok(kept);
            }
            head = false;
        } else if let Ok(one) = serde_json::from_slice::<Kept>(json) {
            kept.insert(one.summary.folder.clone(), one);
        }
    }
}

/// Returns what stands after a right check sum.
fn checked(line: &[u8]) -> Option<&[u8]> {
    let (sum, json) = line.strip_suffix(b"\n")?.split_at_checked(9)?;
    (sum == format!("{:08x} ", crc32fast::hash(json)).as_bytes()).then_some(json)
}

fn write(
    cache: &Path,
    file: &Path,
    root: &Path,
    sessions: &[SessionSummary],
    seen: &HashMap<String, Vec<Seen>>,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut line = |json: Vec<u8>| {
        bytes.extend_from_slice(format!("{:08x} ", crc32fast::hash(&json)).as_bytes());
        bytes.extend_from_slice(&json);
        bytes.push(b'\n');
    };
    line(escape::compact(&Head::of(root))?);
    for summary in sessions {
        if let Some(files) = seen.get(&summary.folder) {
            line(escape::compact(&Keeping { files, summary })?);
        }
    }
    RealDisk.make_dir(cache)?;
    RealDisk.replace(file, &bytes)
}
