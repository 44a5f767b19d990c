//! A history that is kept in the cache directory is the one on disk, whatever becomes of the cache.

use std::io::Write;
use std::path::{Path, PathBuf};

use hotseat::domain::event::{Event, Record};
use hotseat::domain::summary::SessionSummary;
use hotseat::storage::journal::encode;
use hotseat::storage::sessions::{list, list_kept};

use crate::histories;

struct Disk {
    root: tempfile::TempDir,
}

impl Disk {
    fn new(sessions: usize) -> Self {
        let root = tempfile::tempdir().unwrap();
        histories::write(&root.path().join("sessions"), sessions, 5);
        Self { root }
    }

    fn sessions(&self) -> PathBuf {
        self.root.path().join("sessions")
    }

    fn kept(&self) -> Vec<SessionSummary> {
        list_kept(&self.sessions(), &self.root.path().join("cache")).unwrap()
    }

    fn read(&self) -> Vec<SessionSummary> {
        list(&self.sessions()).unwrap()
    }

    /// The only file of the cache.
    fn file(&self) -> PathBuf {
        let mut files = std::fs::read_dir(self.root.path().join("cache")).unwrap();
        let file = files.next().unwrap().unwrap().path();
        assert!(files.next().is_none(), "one file, and nothing left of writing it");
        file
    }
}

fn put(path: &Path, bytes: &[u8]) {
    std::fs::File::create(path).unwrap().write_all(bytes).unwrap();
}

#[test]
fn what_is_kept_is_what_is_read_and_is_not_read_again() {
    let disk = Disk::new(12);
    let read = disk.read();
    assert_eq!(disk.kept(), read);
    let written = std::fs::read(disk.file()).unwrap();
    assert_eq!(disk.kept(), read);
    assert_eq!(std::fs::read(disk.file()).unwrap(), written);
    // Without its questions a session is another one; the journal is as it was.
    for summary in &read {
        let folder = disk.sessions().join(&summary.folder);
        std::fs::remove_dir_all(folder.join("questions")).unwrap();
        let _ = std::fs::remove_file(folder.join("session.json"));
    }
    assert_ne!(disk.read(), read);
    assert_eq!(disk.kept(), read);
}

#[test]
fn a_record_more_a_session_more_and_a_session_less_are_seen() {
    let disk = Disk::new(8);
    let before = disk.kept();
    let folder = disk.sessions().join(&before[2].folder);
    let journal = folder.join("journal.jsonl");
    let mut bytes = std::fs::read(&journal).unwrap();
    let last = bytes
        .split(|byte| *byte == b'\n')
        .rfind(|line| !line.is_empty())
        .unwrap();
    let last = hotseat::storage::journal::decode(last).unwrap();
    bytes.extend(encode(&Record {
        seq: last.seq + 1,
        event: Event::Starred {
            question: before[2].questions[0].name.clone(),
            on: !before[2].starred,
        },
        ..last
    }));
    put(&journal, &bytes);
    let after = disk.kept();
    assert_ne!(after[2].starred, before[2].starred);
    assert_eq!(after, disk.read());
    std::fs::remove_dir_all(disk.sessions().join(&before[0].folder)).unwrap();
    assert_eq!(disk.kept(), disk.read());
    assert_eq!(disk.kept().len(), 7);
    let shorter = std::fs::read_to_string(disk.file()).unwrap();
    assert!(!shorter.contains(&before[0].folder), "what is gone is not kept");
}

#[test]
fn a_damaged_cache_is_made_again_and_one_that_cannot_be_written_changes_nothing() {
    let disk = Disk::new(5);
    let read = disk.read();
    assert_eq!(disk.kept(), read);
    let file = disk.file();
    let whole = std::fs::read(&file).unwrap();
    let step = whole.len() / 40;
    for at in (0..whole.len()).step_by(step) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        put(&file, &bytes);
        assert_eq!(disk.kept(), read, "byte {at}");
        assert_eq!(std::fs::read(&file).unwrap(), whole, "byte {at} is mended");
        put(&file, &whole[..at]);
        assert_eq!(disk.kept(), read, "cut at {at}");
    }
    put(&file, &[0xff; 64]);
    assert_eq!(disk.kept(), read);
    let nowhere = disk.root.path().join("a file");
    put(&nowhere, b"");
    assert_eq!(list_kept(&disk.sessions(), &nowhere).unwrap(), read);
    assert_eq!(list_kept(&disk.root.path().join("none"), &nowhere).unwrap(), []);
}

#[test]
fn a_session_with_a_problem_is_read_each_time() {
    let disk = Disk::new(4);
    let folder = disk.sessions().join(&disk.read()[1].folder);
    let questions = folder.join("questions");
    let _ = std::fs::remove_file(folder.join("session.json"));
    let hidden = folder.join("hidden");
    std::fs::rename(&questions, &hidden).unwrap();
    assert!(!disk.kept()[1].problems.is_empty());
    std::fs::rename(&hidden, &questions).unwrap();
    assert!(disk.kept()[1].problems.is_empty(), "it was mended");
}
