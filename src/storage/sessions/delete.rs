//! Deletes a session: only files hotseat writes, never what a link leads to. A folder that holds
//! anything else stays, with that in it.

use std::io;
use std::path::{Path, PathBuf};

use super::lock::{self, Holder, Lock, LockError};
use super::{SessionError, folder_path, result};
use crate::storage::disk::{Disk, TEMPORARY};
use crate::storage::journal;

/// Deletes a session that no hotseat has open. Returns the names of files that are not hotseat's
/// and were left, with their folder.
pub fn delete(
    disk: &impl Disk,
    root: &Path,
    folder: &str,
    holder: &Holder,
) -> Result<Vec<String>, SessionError> {
    let dir = folder_path(root, folder)?;
    // Held until the folder is gone, so that nobody opens what is being deleted.
    let _lock: Option<Lock> = match Lock::take(disk, &dir, holder) {
        Ok(taken) => Some(taken.lock),
        Err(LockError::Unsupported(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| SessionError::Io { path, error }
    };
    let questions = dir.join("questions");
    let mut left = Vec::new();
    if is_real_dir(&questions) {
        for name in disk.list(&questions).map_err(at(&questions))? {
            let path = questions.join(&name);
            if is_plain(&path) && (has_extension(&name, "json") || is_temporary(&name)) {
                disk.remove(&path).map_err(at(&path))?;
            } else {
                left.push(format!("questions/{name}"));
            }
        }
        remove_dir(&questions).map_err(at(&questions))?;
    }
    let mut ours: Vec<PathBuf> = Vec::new();
    for name in disk.list(&dir).map_err(at(&dir))? {
        let path = dir.join(&name);
        if is_plain(&path) && is_ours(&name) {
            ours.push(path);
        } else if name != "questions" || !is_real_dir(&path) {
            left.push(name);
        }
    }
    // The journal goes last: a deletion cut short leaves a session, not a heap of files.
    ours.sort_by_key(|path| {
        path.file_name()
            .and_then(|name| name.to_str())
            .and_then(journal::file_number)
            .map_or(0, |number| u32::MAX - number)
    });
    for path in ours {
        disk.remove(&path).map_err(at(&path))?;
    }
    remove_dir(&dir).map_err(at(&dir))?;
    Ok(left)
}

fn is_ours(name: &str) -> bool {
    journal::file_number(name).is_some()
        || journal::torn_number(name).is_some()
        || matches!(name, lock::FILE | result::FILE)
        || is_temporary(name)
}

fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY) && has_extension(name, "tmp")
}

fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|found| found == extension)
}

fn is_plain(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_file())
}

fn is_real_dir(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}

/// A folder that is not empty stays.
fn remove_dir(dir: &Path) -> io::Result<()> {
    match std::fs::remove_dir(dir) {
        Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => Err(error),
        _ => Ok(()),
    }
}
