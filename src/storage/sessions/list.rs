//! The history: every session folder in short, and the folder a person means by part of its name.

use std::io;
use std::path::Path;

use super::{SessionError, Stored, folder_path, load};
use crate::domain::event::SessionKind;
use crate::domain::summary::SessionSummary;
use crate::storage::disk;
use crate::storage::journal;

/// Lists all sessions, newest first. One damaged session never keeps the others from the list: it is
/// there with what is wrong. No folder yet is no session yet.
pub fn list(root: &Path) -> io::Result<Vec<SessionSummary>> {
    let mut sessions: Vec<SessionSummary> = folders(root)?
        .iter()
        .map(|(folder, files)| summary_of(root, folder, files))
        .collect();
    newest_first(&mut sessions);
    Ok(sessions)
}

pub(super) fn newest_first(sessions: &mut [SessionSummary]) {
    sessions.sort_by(|a, b| (&b.began_at, &b.folder).cmp(&(&a.began_at, &a.folder)));
}

/// Returns one session in short, from `session.json` while that is as new as the journal.
pub fn summary(root: &Path, folder: &str) -> SessionSummary {
    let files = journal_files(&root.join(folder)).unwrap_or_default();
    summary_of(root, folder, &files)
}

pub(super) fn summary_of(root: &Path, folder: &str, files: &[JournalFile]) -> SessionSummary {
    if let Some(stored) = Stored::read(&root.join(folder), files) {
        return stored.summary(folder);
    }
    match load(root, folder) {
        Ok(loaded) => loaded.summary(),
        Err(error) => SessionSummary {
            folder: folder.to_owned(),
            began_at: None,
            last_at: None,
            kind: SessionKind::Interview,
            loop_id: String::new(),
            title: String::new(),
            rounds: Vec::new(),
            questions: Vec::new(),
            score: None,
            over: true,
            to_score: 0,
            place: "cannot be read".to_owned(),
            spent: std::time::Duration::ZERO,
            starred: false,
            disputed: false,
            stories: Vec::new(),
            problems: vec![error.to_string()],
        },
    }
}

/// Returns the sessions that are over and have answers without a score.
pub fn unscored(sessions: &[SessionSummary]) -> impl Iterator<Item = &SessionSummary> {
    sessions
        .iter()
        .filter(|session| session.over && session.to_score > 0)
}

/// Returns the folder a person means: by its name, by a prefix that only it has, or `last`.
pub fn resolve(root: &Path, name: &str) -> Result<String, SessionError> {
    let folders = folders(root).map_err(|error| SessionError::Io {
        path: root.to_owned(),
        error,
    })?;
    let folders: Vec<String> = folders.into_iter().map(|(folder, _)| folder).collect();
    if name == "last" {
        return newest(root, folders).ok_or_else(|| SessionError::None(root.to_owned()));
    }
    if folders.iter().any(|folder| folder == name) {
        return Ok(name.to_owned());
    }
    let mut found: Vec<String> = folders
        .into_iter()
        .filter(|folder| !name.is_empty() && folder.starts_with(name))
        .collect();
    match found.len() {
        0 => Err(SessionError::Unknown {
            name: name.to_owned(),
            root: root.to_owned(),
        }),
        1 => Ok(found.remove(0)),
        _ => Err(SessionError::Ambiguous {
            name: name.to_owned(),
            candidates: found,
        }),
    }
}

/// Names begin with the minute a session began; only within that minute the records must tell.
fn newest(root: &Path, folders: Vec<String>) -> Option<String> {
    const MINUTE: usize = "2026-11-23-2114".len();
    let last = folders.last()?.get(..MINUTE)?.to_owned();
    folders
        .into_iter()
        .filter(|folder| folder.starts_with(&last))
        .map(|folder| (summary(root, &folder).began_at, folder))
        .max()
        .map(|(_, folder)| folder)
}

/// A journal's file, with what the file system says of it.
pub(super) type JournalFile = (String, io::Result<std::fs::Metadata>);

/// Lists the folders that hold a journal, sorted by name, each with its journal's files.
pub(super) fn folders(root: &Path) -> io::Result<Vec<(String, Vec<JournalFile>)>> {
    let names = match disk::list(root) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        names => names?,
    };
    Ok(names
        .into_iter()
        .filter(|name| folder_path(root, name).is_ok())
        .filter_map(|name| {
            let files = journal_files(&root.join(&name)).filter(|files| !files.is_empty())?;
            Some((name, files))
        })
        .collect())
}

/// Returns a journal's files in order.
fn journal_files(dir: &Path) -> Option<Vec<JournalFile>> {
    let mut files: Vec<(u32, String)> = disk::list(dir)
        .ok()?
        .into_iter()
        .filter_map(|name| Some((journal::file_number(&name)?, name)))
        .collect();
    files.sort_unstable();
    Some(
        files
            .into_iter()
            .map(|(_, name)| {
                let metadata = dir.join(&name).symlink_metadata();
                (name, metadata)
            })
            .collect(),
    )
}
