//! Writes one session's records in order and says what is on disk. What cannot be written stays in
//! memory and is tried again; nothing is lost while the program lives, and nothing is called saved before
//! the disk said so. After a failed sync nobody knows what the file holds, so the journal goes on in a new
//! file, which first repeats every record not known to be on disk.
//!
//! Time is an argument: the thread that owns a writer brings the clock.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{encode, file_name, file_number};
use crate::domain::event::{Flush, Record};
use crate::storage::disk::{Append, Disk};
use crate::storage::sessions::lock::{Holder, Lock, LockError};

/// Typing is synced this long after its keystroke; with the sync itself it stays within a second.
const SYNC_AFTER: Duration = Duration::from_millis(700);
/// As much as this is not left in memory until a sync is due: a paste of many megabytes would be there twice.
const MUCH: usize = 8 << 20;
/// Waiting times before the first tries to save again; the last one stays.
const RETRY_AFTER: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// What is told of a fault that is not the disk's.
const FAULT: &str = "A fault in hotseat itself: saving stopped. Everything is kept in memory, and saving is tried again \
                     every few seconds.";

/// What became of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Everything up to this `seq` is on disk.
    Saved(u64),
    /// Saving fails, and why, in a sentence; told once until it works again.
    Failed(String),
    /// Something worth a line, in a sentence.
    Note(String),
}

/// The writer of one session.
pub struct Writer<D: Disk> {
    disk: D,
    dir: PathBuf,
    holder: Holder,
    lock: Option<Lock>,
    file: Option<Current<D::File>>,
    /// Highest number of a journal file that is there.
    number: u32,
    waiting: VecDeque<Item>,
    /// Written to the current file, not yet synced.
    unsynced: Vec<Line>,
    sync_due: Option<Duration>,
    saved: u64,
    trouble: Option<Trouble>,
    /// A file that never was synced well; everything in it is written again.
    abandoned: Option<PathBuf>,
}

struct Current<F> {
    file: F,
    path: PathBuf,
    /// What its length must be.
    length: u64,
    /// Bytes of the first waiting line that are in it.
    partial: usize,
    /// Whether a sync of it ever went well, or records of an earlier run are in it.
    proven: bool,
}

#[derive(Clone)]
enum Item {
    /// The folder is made and locked.
    Folder,
    Snapshot {
        file: String,
        bytes: Vec<u8>,
    },
    Line(Line),
}

#[derive(Clone)]
struct Line {
    seq: u64,
    bytes: Vec<u8>,
    flush: Flush,
}

struct Trouble {
    sentence: String,
    tries: usize,
    retry_at: Duration,
}

impl<D: Disk> Writer<D> {
    /// Returns the writer of a new session; its folder is made and locked with its first record.
    pub fn begin(disk: D, dir: PathBuf, holder: Holder) -> Self {
        let mut writer = Self::new(disk, dir, holder);
        writer.waiting.push_back(Item::Folder);
        writer
    }

    /// Returns the writer of a session that was opened again, its journal mended. `number` is that of its
    /// newest file, `saved` the highest `seq` in it.
    pub fn resume(
        disk: D,
        dir: PathBuf,
        lock: Option<Lock>,
        holder: Holder,
        number: u32,
        saved: u64,
    ) -> Self {
        let mut writer = Self::new(disk, dir, holder);
        writer.lock = lock;
        writer.number = number;
        writer.saved = saved;
        writer
    }

    fn new(disk: D, dir: PathBuf, holder: Holder) -> Self {
        Self {
            disk,
            dir,
            holder,
            lock: None,
            file: None,
            number: 0,
            waiting: VecDeque::new(),
            unsynced: Vec::new(),
            sync_due: None,
            saved: 0,
            trouble: None,
            abandoned: None,
        }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Takes a question's snapshot, to be on disk before any record appended later.
    pub fn snapshot(&mut self, file: &str, bytes: Vec<u8>) {
        self.waiting.push_back(Item::Snapshot {
            file: file.to_owned(),
            bytes,
        });
    }

    /// Takes a record that happened at `now`. [`Self::advance`] writes it.
    pub fn append(&mut self, record: &Record, now: Duration) {
        self.sync_due.get_or_insert(now.saturating_add(SYNC_AFTER));
        self.waiting.push_back(Item::Line(Line {
            seq: record.seq,
            bytes: encode(record),
            flush: record.event.flush(),
        }));
    }

    /// Notes that the session was alive at this monotonic time of its process.
    pub fn beat(&mut self, mono: Duration) {
        if let Some(lock) = &mut self.lock {
            lock.beat(mono);
        }
    }

    /// Returns when [`Self::advance`] has something to do.
    pub fn due(&self) -> Option<Duration> {
        match &self.trouble {
            Some(trouble) => Some(trouble.retry_at),
            None if self.is_idle() => None,
            None if self.waiting.is_empty() => self.sync_due,
            None => Some(Duration::ZERO),
        }
    }

    /// Returns whether everything taken is on disk.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.unsynced.is_empty()
    }

    /// Returns whether so much is in memory that it is better written before more is taken.
    pub fn is_full(&self) -> bool {
        let waiting = self.waiting.iter().filter_map(|item| match item {
            Item::Line(line) => Some(line),
            _ => None,
        });
        waiting
            .chain(&self.unsynced)
            .map(|line| line.bytes.len())
            .sum::<usize>()
            >= MUCH
    }

    /// Returns why saving fails, if it does, in a sentence.
    pub fn failed(&self) -> Option<&str> {
        self.trouble.as_ref().map(|trouble| trouble.sentence.as_str())
    }

    /// Writes what waits and syncs what is due.
    pub fn advance(&mut self, now: Duration) -> Vec<Outcome> {
        match &self.trouble {
            Some(trouble) if now < trouble.retry_at => Vec::new(),
            _ => self.work(now, Flush::Soon),
        }
    }

    /// Writes and syncs everything, whether due or not.
    pub fn flush(&mut self, now: Duration) -> Vec<Outcome> {
        self.work(now, Flush::Now)
    }

    fn work(&mut self, now: Duration, flush: Flush) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        if self.trouble.is_some() {
            self.leave_if_changed();
        }
        // A fault of hotseat's own is one like those of a disk: nobody knows how far it came.
        let result = catch_unwind(AssertUnwindSafe(|| {
            self.write(&mut outcomes)
                .and_then(|()| self.sync_if_due(now, flush))
        }))
        .unwrap_or_else(|_| {
            self.move_on();
            Err(FAULT.to_owned())
        });
        match result {
            Ok(synced) => {
                let mended = synced && self.trouble.take().is_some();
                if let Some(seq) = self.news(synced).or(mended.then_some(self.saved)) {
                    outcomes.push(Outcome::Saved(seq));
                }
            }
            Err(sentence) => outcomes.extend(self.fail(sentence, now)),
        }
        outcomes
    }

    /// Writes everything that waits; the first that cannot be written stays at the front.
    fn write(&mut self, outcomes: &mut Vec<Outcome>) -> Result<(), String> {
        // It stays in its place until it is written, whatever happens meanwhile.
        while let Some(item) = self.waiting.front().cloned() {
            match &item {
                Item::Folder => self.make_folder(outcomes),
                Item::Snapshot { file, bytes } => self.write_snapshot(file, bytes),
                Item::Line(line) => self.write_line(&line.bytes),
            }?;
            self.waiting.pop_front();
            if let Item::Line(line) = item {
                self.unsynced.push(line);
                if let Some(lock) = &mut self.lock {
                    lock.wrote();
                }
            }
        }
        Ok(())
    }

    fn make_folder(&mut self, outcomes: &mut Vec<Outcome>) -> Result<(), String> {
        let dir = self.dir.clone();
        self.disk
            .make_dir(&dir)
            .map_err(|error| unsaved("make the folder", &dir, &error))?;
        let names = self
            .disk
            .list(&dir)
            .map_err(|error| unsaved("read", &dir, &error))?;
        if self.lock.is_none() {
            match Lock::take(&self.disk, &dir, &self.holder) {
                Ok(taken) => self.lock = Some(taken.lock),
                // Nobody else can know a folder that was only just made.
                Err(LockError::Unsupported(_)) => outcomes.push(Outcome::Note(format!(
                    "File locks do not work in {}, so hotseat cannot keep a second one from opening this session.",
                    dir.display()
                ))),
                Err(error) => return Err(error.to_string()),
            }
        }
        self.number = names
            .iter()
            .filter_map(|name| file_number(name))
            .max()
            .unwrap_or(0);
        Ok(())
    }

    fn write_snapshot(&mut self, file: &str, bytes: &[u8]) -> Result<(), String> {
        let dir = self.dir.join("questions");
        let path = dir.join(file);
        self.disk
            .make_dir(&dir)
            .and_then(|()| self.disk.replace(&path, bytes))
            .map_err(|error| unsaved("write", &path, &error))
    }

    fn write_line(&mut self, bytes: &[u8]) -> Result<(), String> {
        let mut current = match self.file.take() {
            Some(current) => current,
            None => self.open()?,
        };
        let result = loop {
            let Some(rest) = bytes.get(current.partial..).filter(|rest| !rest.is_empty()) else {
                current.partial = 0;
                break Ok(());
            };
            match current.file.append(rest) {
                Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
                Ok(taken) => {
                    current.partial += taken;
                    current.length += taken as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        let path = current.path.clone();
        self.file = Some(current);
        result.map_err(|error: io::Error| unsaved("write", &path, &error))
    }

    /// Opens the newest file of a session that is resumed, else a new one.
    fn open(&mut self) -> Result<Current<D::File>, String> {
        let untouched = self.unsynced.is_empty() && self.abandoned.is_none();
        if self.number > 0 && untouched && self.trouble.is_none() {
            let path = self.dir.join(file_name(self.number));
            let opened = self
                .disk
                .open(&path)
                .and_then(|mut file| Ok((file.length()?, file)));
            // What cannot be appended to, a new file may follow.
            if let Ok((length, file)) = opened {
                return Ok(Current {
                    file,
                    path,
                    length,
                    partial: 0,
                    proven: true,
                });
            }
        }
        loop {
            let number = self.number.saturating_add(1);
            let path = self.dir.join(file_name(number));
            match self.disk.create(&path) {
                Ok(file) => {
                    self.number = number;
                    return Ok(Current {
                        file,
                        path,
                        length: 0,
                        partial: 0,
                        proven: false,
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < u32::MAX => {
                    self.number = number;
                }
                Err(error) => return Err(unsaved("make", &path, &error)),
            }
        }
    }

    /// Before going on in a file after a failure: it must be as it was left.
    fn leave_if_changed(&mut self) {
        if let Some(current) = &mut self.file
            && !current.file.length().is_ok_and(|length| length == current.length)
        {
            self.move_on();
        }
    }

    /// Begins anew where nobody knows how far the last try came.
    pub fn doubt(&mut self) {
        self.move_on();
    }

    /// Leaves the current file; everything not known to be on disk is written again, to a new one.
    fn move_on(&mut self) {
        if let Some(left) = self.file.take().filter(|current| !current.proven) {
            self.abandoned = Some(left.path);
        }
        for line in self.unsynced.drain(..).rev() {
            self.waiting.push_front(Item::Line(line));
        }
    }

    /// Returns whether it synced.
    fn sync_if_due(&mut self, now: Duration, flush: Flush) -> Result<bool, String> {
        let due = flush == Flush::Now
            || self.trouble.is_some()
            || self.is_full()
            || self.unsynced.iter().any(|line| line.flush == Flush::Now)
            || self.sync_due.is_some_and(|due| due <= now);
        let Some(current) = self.file.as_mut().filter(|_| due && !self.unsynced.is_empty()) else {
            return Ok(due);
        };
        // A file that was deleted takes bytes and keeps none of them.
        match current.file.sync().and_then(|()| current.file.length()) {
            Ok(_) => {
                current.proven = true;
                if let Some(abandoned) = self.abandoned.take() {
                    // Only repeats what is on disk now; if it stays, readers drop what is repeated.
                    let _ = self.disk.remove(&abandoned);
                }
                Ok(true)
            }
            Err(error) => {
                let sentence = unsaved("write", &current.path, &error);
                let before = self.abandoned.take();
                self.move_on();
                if let (Some(before), true) = (before, self.abandoned.is_some()) {
                    let _ = self.disk.remove(&before);
                }
                Err(sentence)
            }
        }
    }

    /// Returns the `seq` up to which everything is on disk, if that is news.
    fn news(&mut self, synced: bool) -> Option<u64> {
        if !synced {
            return None;
        }
        let last = self.unsynced.last().map(|line| line.seq);
        self.unsynced.clear();
        self.sync_due = None;
        let last = last.filter(|seq| *seq > self.saved)?;
        self.saved = last;
        Some(last)
    }

    fn fail(&mut self, sentence: String, now: Duration) -> Option<Outcome> {
        let (tries, known) = match &self.trouble {
            Some(trouble) => (trouble.tries, trouble.sentence == sentence),
            None => (0, false),
        };
        let wait = RETRY_AFTER[tries.min(RETRY_AFTER.len() - 1)];
        self.trouble = Some(Trouble {
            sentence: sentence.clone(),
            tries: tries + 1,
            retry_at: now.saturating_add(wait),
        });
        (!known).then_some(Outcome::Failed(sentence))
    }
}

/// The cause without the system's number, first in the sentence: it is what a person can mend.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

fn unsaved(doing: &str, path: &Path, error: &io::Error) -> String {
    format!(
        "{}: hotseat could not {doing} {}. Everything is kept in memory, and saving is tried again every few seconds.",
        reason(error),
        path.display()
    )
}
