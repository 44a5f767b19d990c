//! The full text of past sessions, kept ready for a search. One file in the cache directory holds it; it is
//! derived from the journals alone, may be deleted at any time, and is made again where it is missing,
//! damaged or of another format. Nobody waits for a lock: two programs write it one after the other, and
//! each reads what it has opened.
//!
//! A refresh looks at the files of every session and reads only those that changed. In a long history a few
//! of these are kept in memory until there are enough to write the file again.

mod bytes;
mod find;
mod image;
mod key;
mod postings;
mod reading;
mod table;
mod writing;

use std::cell::Cell;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::domain::search::Searched;
use crate::storage::disk::{self, Disk};
use crate::storage::sessions;

pub use find::Unfinished;
use image::{Damaged, Image};
use key::{Key, Root, State};
use reading::Reading;

/// A file shorter than this is written again whenever anything changed, in bytes.
const SMALL: u64 = 8 << 20;
/// So many sessions may have changed before a longer one is.
const WAITING: usize = 64;

/// Is told how many sessions of how many are read; may stop the reading.
pub type Report<'a> = &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>;

/// What is known of a folder of sessions.
#[derive(Debug)]
pub struct Index {
    root: PathBuf,
    file: PathBuf,
    /// The sessions as the file has them.
    image: Option<Image>,
    /// Those of them that changed since, or are gone.
    stale: Vec<bool>,
    /// Sessions that are not in the file, or not as they are now.
    fresh: Vec<(Searched, Key)>,
    /// Below this length the file is written again whenever anything changed.
    small: u64,
}

/// A session of the next file, and where it comes from.
enum Entry {
    Image(usize),
    Fresh(usize),
    Read(String, Key),
}

impl Index {
    /// Opens the index of the sessions in `root`, which is kept in `file`. What cannot be read of it will be
    /// made again by [`Index::refresh`].
    pub fn open(root: &Path, file: &Path) -> Self {
        let mut index = Self {
            root: root.to_owned(),
            file: file.to_owned(),
            image: None,
            stale: Vec::new(),
            fresh: Vec::new(),
            small: SMALL,
        };
        index.take(Image::open(file, &index.name()));
        index
    }

    /// Takes the file for short below this length, in bytes: one that is not is written again only once many
    /// sessions changed.
    pub fn small(mut self, bytes: u64) -> Self {
        self.small = bytes;
        self
    }

    /// Returns how many sessions it knows.
    pub fn sessions(&self) -> usize {
        self.stale.iter().filter(|stale| !**stale).count() + self.fresh.len()
    }

    /// Reads what changed. Returns whether anything did; if it was stopped, nothing.
    pub fn refresh(&mut self, disk: &impl Disk, report: Report) -> io::Result<bool> {
        let entries = self.look()?;
        let (mut kept, mut waiting, mut read) = (0, 0, 0);
        for entry in &entries {
            match entry {
                Entry::Image(_) => kept += 1,
                Entry::Fresh(_) => waiting += 1,
                Entry::Read(..) => read += 1,
            }
        }
        let known = self.stale.iter().filter(|stale| !**stale).count();
        if read == 0 && kept == known && waiting == self.fresh.len() {
            return Ok(false);
        }
        let small = self.image.as_ref().is_none_or(|image| image.bytes < self.small);
        if small || read + waiting + self.stale.len() - kept >= WAITING {
            self.write(disk, &entries, read, report)
        } else {
            Ok(self.hold(entries, read, report))
        }
    }

    /// Forgets what the file holds, as it is damaged.
    fn forget(&mut self) {
        self.take(None);
    }

    fn take(&mut self, image: Option<Image>) {
        self.stale = vec![false; image.as_ref().map_or(0, |image| image.table.sessions.len())];
        self.image = image;
    }

    /// Where the sessions are, as the file says it.
    fn name(&self) -> String {
        let root = std::path::absolute(&self.root).unwrap_or_else(|_| self.root.clone());
        root.to_string_lossy().into_owned()
    }

    /// Looks at every session's files; returns the sessions there are, by name.
    fn look(&self) -> io::Result<Vec<Entry>> {
        let names = match disk::list(&self.root) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            names => names?,
        };
        let mut entries = Vec::with_capacity(names.len());
        if names.is_empty() {
            return Ok(entries);
        }
        let root = Root::open(&self.root)?;
        for name in names.into_iter().filter(|name| sessions::is_folder_name(name)) {
            let stored = self.image.as_ref().and_then(|image| {
                let index = image
                    .table
                    .find(&name)
                    .filter(|index| self.stale.get(*index) == Some(&false))?;
                Some((index, &image.table.sessions.get(index)?.key, image.made))
            });
            let held = self.fresh.iter().position(|(session, _)| session.folder == name);
            let (known, made) = match (stored, held.and_then(|index| self.fresh.get(index))) {
                (Some((_, key, made)), _) => (Some(key), made),
                (None, Some((_, key))) => (Some(key), 0),
                (None, None) => (None, 0),
            };
            match (root.compare(&name, known, made), stored, held) {
                (State::Same, Some((index, ..)), _) => entries.push(Entry::Image(index)),
                (State::Same, None, Some(index)) => entries.push(Entry::Fresh(index)),
                (State::Changed(key), ..) => entries.push(Entry::Read(name, key)),
                (State::Same | State::None, ..) => {}
            }
        }
        Ok(entries)
    }

    /// Reads sessions and keeps them in memory, beside the file.
    fn hold(&mut self, entries: Vec<Entry>, total: usize, report: Report) -> bool {
        let mut stale = vec![true; self.stale.len()];
        let mut reading = Reading::new(&self.root);
        let mut fresh = Vec::new();
        let mut done = 0;
        for entry in entries {
            match entry {
                Entry::Image(index) => stale
                    .iter_mut()
                    .skip(index)
                    .take(1)
                    .for_each(|stale| *stale = false),
                Entry::Fresh(index) => fresh.extend(self.fresh.get(index).cloned()),
                Entry::Read(folder, key) => {
                    if report(done, total).is_break() {
                        return false;
                    }
                    fresh.push((reading.session(&folder), key));
                    done += 1;
                }
            }
        }
        self.stale = stale;
        self.fresh = fresh;
        true
    }

    /// Writes the file again, with these sessions; where that cannot be, it is kept in memory.
    fn write(
        &mut self,
        disk: &impl Disk,
        entries: &[Entry],
        total: usize,
        report: Report,
    ) -> io::Result<bool> {
        let root = self.name();
        let stopped = Cell::new(false);
        let mut reading = Reading::new(&self.root);
        let mut fill = |out: &mut dyn io::Write| {
            let mut done = 0;
            image::write(out, &root, &mut |writer| {
                for entry in entries {
                    match entry {
                        Entry::Image(index) => {
                            if let Some((session, key)) = self.stored(*index, &mut reading) {
                                writer.add(&session, key)?;
                            }
                        }
                        Entry::Fresh(index) => {
                            if let Some((session, key)) = self.fresh.get(*index) {
                                writer.add(session, key)?;
                            }
                        }
                        Entry::Read(folder, key) => {
                            if report(done, total).is_break() {
                                stopped.set(true);
                                return Err(io::ErrorKind::Interrupted.into());
                            }
                            writer.add(&reading.session(folder), key)?;
                            done += 1;
                        }
                    }
                }
                Ok(())
            })
        };
        let parent = self.file.parent().map_or(Ok(()), |parent| disk.make_dir(parent));
        let written = parent.and_then(|()| disk.replace_by(&self.file, &mut fill));
        let ours = written
            .ok()
            .and_then(|()| Image::open(&self.file, &root))
            .filter(|image| holds(image, entries, self));
        let image = match ours {
            Some(image) => image,
            None if stopped.get() => return Ok(false),
            // It cannot be written here, or another program has put its own there meanwhile.
            None => {
                let mut bytes = Vec::new();
                match fill(&mut bytes) {
                    Err(_) if stopped.get() => return Ok(false),
                    filled => filled?,
                }
                Image::memory(bytes, &root).ok_or(io::ErrorKind::InvalidData)?
            }
        };
        self.take(Some(image));
        self.fresh.clear();
        Ok(true)
    }

    /// Returns a session as the file has it, or from its journal where the file is damaged.
    fn stored(&self, index: usize, reading: &mut Reading) -> Option<(Searched, &Key)> {
        let image = self.image.as_ref()?;
        let row = image.table.sessions.get(index)?;
        let session = image
            .session(index)
            .unwrap_or_else(|Damaged| reading.session(&row.folder));
        Some((session, &row.key))
    }
}

/// Returns whether an image holds just these sessions, as they are now.
fn holds(image: &Image, entries: &[Entry], index: &Index) -> bool {
    let keys = entries.iter().map(|entry| match entry {
        Entry::Image(at) => Some(&index.image.as_ref()?.table.sessions.get(*at)?.key),
        Entry::Fresh(at) => index.fresh.get(*at).map(|(_, key)| key),
        Entry::Read(_, key) => Some(key),
    });
    let held = image.table.sessions.iter().map(|session| Some(&session.key));
    held.eq(keys)
}
