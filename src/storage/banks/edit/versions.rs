//! What banks were before they were changed: `versions/<bank>/`, the newest twenty, and as many copies of
//! changes that another change stood in the way of. Plain bank files, so that any of them can be read, or
//! moved back by hand.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use crate::domain::bank::edit::Version;
use crate::domain::check::limits;
use crate::storage::disk::{self, Disk};
use crate::storage::place::shown;

/// Versions of a bank that are kept.
pub const KEPT: usize = 20;

/// How the name of a conflict copy ends.
const CONFLICT: &str = ".conflict.json";
const ENDING: &str = ".json";
/// The folder of all versions, in the data directory.
const FOLDER: &str = "versions";
/// How a version's name begins: the time, with milliseconds, fit for every file system.
const TIME: &str = "%Y-%m-%dT%H-%M-%S%.3f";
/// Characters of the time and of the hash in a name.
const TIME_LENGTH: usize = 23;
const HASH_LENGTH: usize = 8;

/// Why a text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It was the bank before a change.
    Before,
    /// It could not be saved.
    Conflict,
}

/// A file that could not be written.
pub(super) type NotKept = (PathBuf, io::Error);

/// Keeps a text; returns its file. One that is the newest version already is not kept again.
pub(super) fn keep<D: Disk>(
    disk: &D,
    root: &Path,
    bank: &str,
    text: &str,
    kind: Kind,
    now: Timestamp,
) -> Result<PathBuf, NotKept> {
    let ending = match kind {
        Kind::Before => ENDING,
        Kind::Conflict => CONFLICT,
    };
    keep_as(disk, &root.join(bank), text, ending, now)
}

/// Keeps a text in a folder under the time, its hash and an ending.
pub(super) fn keep_as<D: Disk>(
    disk: &D,
    dir: &Path,
    text: &str,
    ending: &str,
    now: Timestamp,
) -> Result<PathBuf, NotKept> {
    follows_no_link(dir)?;
    disk.make_dir(dir).map_err(|error| (dir.to_owned(), error))?;
    let hash = hash(text);
    let same = of_ending(disk, dir, ending);
    if let Some(newest) = same.last()
        && newest.get(TIME_LENGTH + 1..TIME_LENGTH + 1 + HASH_LENGTH) == Some(&hash)
    {
        return Ok(dir.join(newest));
    }
    let time = now.to_zoned_datetime(TimeZone::UTC).strftime(TIME).to_string();
    // Two within a millisecond, or a clock that went back: the newest has the last name all the same.
    let time = match same.last().and_then(|name| name.get(..TIME_LENGTH)) {
        Some(last) if last >= time.as_str() => after(last).unwrap_or(time),
        _ => time,
    };
    let file = dir.join(format!("{time}-{hash}{ending}"));
    disk.replace(&file, text.as_bytes())
        .map_err(|error| (file.clone(), error))?;
    let surplus = (same.len() + 1).saturating_sub(KEPT);
    for name in same.iter().take(surplus) {
        // An old one that cannot be removed is no reason to refuse a change.
        let _ = disk.remove(&dir.join(name));
    }
    Ok(file)
}

/// Refuses the folder of a bank or of a question that is a link: what is kept would be written, and what is too
/// old removed, wherever it leads. The folder of all versions may be one: that is a person's own choice.
pub(super) fn follows_no_link(dir: &Path) -> Result<(), NotKept> {
    let inner = dir.ancestors().take_while(|part| !part.ends_with(FOLDER));
    match inner.take(2).find(|part| part.is_symlink()) {
        Some(link) => Err((
            link.to_owned(),
            io::Error::other("it is a link, which hotseat does not write through"),
        )),
        None => Ok(()),
    }
}

/// Returns the versions of a bank, newest first.
pub(super) fn list(root: &Path, bank: &str) -> Vec<Version> {
    let dir = root.join(bank);
    let mut found: Vec<Version> = disk::list(&dir)
        .unwrap_or_default()
        .into_iter()
        .filter(|name| name.ends_with(ENDING))
        .filter_map(|name| {
            let at = time_of(&name)?;
            let bytes = dir.join(&name).symlink_metadata().ok()?.len();
            Some(Version {
                conflict: name.ends_with(CONFLICT),
                changed: String::new(),
                name,
                at,
                bytes,
            })
        })
        .collect();
    found.sort_by(|a, b| b.name.cmp(&a.name));
    found
}

/// Reads a version. The error is a sentence.
pub(super) fn read(root: &Path, bank: &str, name: &str) -> Result<String, String> {
    if !list(root, bank).iter().any(|version| version.name == name) {
        return Err(format!("`{bank}` has no version {name}."));
    }
    let file = root.join(bank).join(name);
    let bytes = disk::read(&file, limits::FILE_BYTES)
        .map_err(|error| format!("{} cannot be read: {error}.", shown(&file)))?;
    String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8.", shown(&file)))
}

fn of_ending<D: Disk>(disk: &D, dir: &Path, ending: &str) -> Vec<String> {
    let other = |name: &str| ending == ENDING && name.ends_with(CONFLICT);
    let mut names = disk.list(dir).unwrap_or_default();
    names.retain(|name| time_of(name).is_some() && name.ends_with(ending) && !other(name));
    names.sort();
    names
}

fn time_of(name: &str) -> Option<Timestamp> {
    let time = DateTime::strptime(TIME, name.get(..TIME_LENGTH)?).ok()?;
    TimeZone::UTC.to_timestamp(time).ok()
}

/// Returns the time a millisecond later.
fn after(time: &str) -> Option<String> {
    let next = Timestamp::from_millisecond(time_of(time)?.as_millisecond() + 1).ok()?;
    Some(next.to_zoned_datetime(TimeZone::UTC).strftime(TIME).to_string())
}

fn hash(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let bytes = hash.iter().take(HASH_LENGTH / 2);
    bytes.fold(String::new(), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    })
}
