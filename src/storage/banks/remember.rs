//! What was made of bank files, kept in the cache directory: somebody with tens of thousands of questions need
//! not have all of them read and checked at every start. A file here counts only while the bank is the very file
//! it was made of; what is missing, damaged or of another hotseat is made again. Small collections, nearly all
//! there are, are read whole and leave nothing here.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs::{File, Metadata};
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{open, read_bounded, read_bytes};
use crate::domain::catalog::{BankText, Brief, Files, Kept, Shelf, Shelved, Texts};
use crate::domain::event::text_hash;
use crate::storage::disk::{Disk as _, RealDisk};

/// Another one is made anew.
const FORMAT: u32 = 1;

/// From this many bytes of banks on.
pub(super) const LARGE: u64 = 4 << 20;

/// A file here is larger than its bank only where that says little of each question.
const LONGEST: u64 = 64 << 20;

/// What a file system's clock may leave two changes the same time.
const TICK: Duration = Duration::from_secs(2);

/// Tells one file from what stood there before or will stand there after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    length: u64,
    /// Nanoseconds since 1970 of the last change of what is in it.
    changed: u64,
    /// Nanoseconds since 1970 of any change, and the file's number; 0 where the system has none.
    touched: u64,
    number: u64,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Option<Self> {
        let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        #[cfg(unix)]
        let (touched, number) = {
            use std::os::unix::fs::MetadataExt as _;
            let nanoseconds = metadata.ctime().checked_mul(1_000_000_000)?;
            let touched = nanoseconds.checked_add(metadata.ctime_nsec())?;
            (u64::try_from(touched).ok()?, metadata.ino())
        };
        #[cfg(not(unix))]
        let (touched, number) = (0, 0);
        Some(Self {
            length: metadata.len(),
            changed: u64::try_from(changed.as_nanos()).ok()?,
            touched,
            number,
        })
    }

    fn newest(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_nanos(self.changed.max(self.touched))
    }
}

/// The files of one folder of banks.
#[derive(Debug)]
pub(super) struct Memory {
    folder: PathBuf,
    /// Whose rules the banks were checked by.
    by: &'static str,
}

/// A bank as it is kept: JSON, its check sum before it.
#[derive(Debug, Serialize, Deserialize)]
struct Remembered<'a> {
    format: u32,
    by: Cow<'a, str>,
    stamp: Stamp,
    id: Cow<'a, str>,
    title: Cow<'a, str>,
    license: Option<Cow<'a, str>>,
    questions: Vec<One<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct One<'a> {
    id: Cow<'a, str>,
    piece: (usize, usize),
    brief: Cow<'a, Brief>,
}

impl Memory {
    /// Returns the memory of a folder of banks in this cache directory.
    pub(super) fn of(banks: &Path, cache: &Path) -> Self {
        let banks = std::path::absolute(banks).unwrap_or_else(|_| banks.to_owned());
        Self {
            folder: cache.join(format!("banks-{}", text_hash(&banks.to_string_lossy()))),
            by: concat!(env!("CARGO_PKG_VERSION"), " ", env!("HOTSEAT_RULES")),
        }
    }

    fn file(&self, bank: &Path) -> Option<PathBuf> {
        Some(self.folder.join(bank.file_name()?))
    }

    /// Returns what was made of this file, if it is still the same.
    pub(super) fn recall(&self, bank: &Path) -> Option<Shelf> {
        let stamp = Stamp::of(&std::fs::metadata(bank).ok()?)?;
        let file = self.file(bank)?;
        // A bank that changed in the moment it was read could look unchanged.
        let kept = std::fs::symlink_metadata(&file).ok()?;
        if kept.modified().ok()? < stamp.newest() + TICK {
            return None;
        }
        let bytes = read_bytes(&file, LONGEST).ok()?;
        let (sum, json) = bytes.split_at_checked(SUM)?;
        if sum != check_sum(json).as_bytes() {
            return None;
        }
        let known: Remembered = serde_json::from_slice(json).ok()?;
        if known.format != FORMAT || known.by != self.by || known.stamp != stamp {
            return None;
        }
        let texts = on_disk(bank, stamp);
        let questions = known.questions.into_iter().map(|one| Shelved {
            question: elsewhere(&texts, one.piece.0..one.piece.1, &one.id),
            id: one.id.into_owned(),
            brief: Cow::Owned(one.brief.into_owned()),
        });
        Some(Shelf {
            questions: questions.collect(),
            id: known.id.into_owned(),
            title: Cow::Owned(known.title.into_owned()),
            license: known.license.map(|license| Cow::Owned(license.into_owned())),
        })
    }

    /// Keeps what was made of a file that was like that before it was read.
    pub(super) fn keep(&self, bank: &Path, stamp: Stamp, shelf: &Shelf) {
        let questions: Option<Vec<One>> = shelf
            .questions
            .iter()
            .map(|shelved| {
                let piece = shelved.question.piece()?;
                Some(One {
                    id: Cow::Borrowed(&shelved.id),
                    piece: (piece.start, piece.end),
                    brief: Cow::Borrowed(&shelved.brief),
                })
            })
            .collect();
        let Some(questions) = questions else { return };
        let kept = Remembered {
            format: FORMAT,
            by: Cow::Borrowed(self.by),
            stamp,
            id: Cow::Borrowed(&shelf.id),
            title: Cow::Borrowed(&shelf.title),
            license: shelf.license.as_deref().map(Cow::Borrowed),
            questions,
        };
        // What cannot be kept is made anew next time.
        let _ = self.write(bank, &kept);
    }

    /// Not synced: what a power cut leaves of it is told by its check sum.
    fn write(&self, bank: &Path, kept: &Remembered) -> io::Result<()> {
        // A question in brief is about half of it.
        let likely = usize::try_from(kept.stamp.length / 2).unwrap_or_default();
        let mut bytes = Vec::with_capacity(likely.min(1 << 20));
        bytes.extend([b' '; SUM]);
        serde_json::to_writer(&mut bytes, kept)?;
        if let Some((sum, json)) = bytes.split_at_mut_checked(SUM) {
            sum.copy_from_slice(check_sum(json).as_bytes());
        }
        let file = self.file(bank).ok_or(io::ErrorKind::InvalidInput)?;
        // Made anew, so that nothing planted under its name is written through.
        let create = |file: &Path| File::options().write(true).create_new(true).open(file);
        match create(&file) {
            Ok(mut new) => return new.write_all(&bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                RealDisk.make_dir(&self.folder)?;
                return create(&file)?.write_all(&bytes);
            }
            Err(_) => {}
        }
        let mut new = file.clone().into_os_string();
        new.push(".new");
        create(Path::new(&new))?.write_all(&bytes)?;
        std::fs::rename(&new, &file)
    }

    /// Forgets the files of banks that are gone.
    pub(super) fn forget_others(&self, banks: &[PathBuf]) {
        let Ok(kept) = std::fs::read_dir(&self.folder) else {
            return;
        };
        let names: HashSet<_> = banks.iter().filter_map(|bank| bank.file_name()).collect();
        for entry in kept.filter_map(Result::ok) {
            if !names.contains(entry.file_name().as_os_str()) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// Bytes of a check sum.
const SUM: usize = 9;

fn check_sum(json: &[u8]) -> String {
    format!("{:08x} ", crc32fast::hash(json))
}

fn elsewhere(texts: &Arc<dyn Texts>, piece: Range<usize>, id: &str) -> Kept {
    Kept::at(
        BankText::Elsewhere(Arc::clone(texts), id.into()),
        piece,
        Files::BuiltIn(&[]),
    )
}

/// Returns the text of a bank that stays in its file.
pub(super) fn on_disk(bank: &Path, stamp: Stamp) -> Arc<dyn Texts> {
    let file = bank.to_owned();
    Arc::new(OnDisk { file, stamp })
}

/// A bank file whose questions are fetched when they are looked at.
#[derive(Debug)]
struct OnDisk {
    file: PathBuf,
    stamp: Stamp,
}

/// A bank whose questions are texts still.
#[derive(Deserialize)]
pub(super) struct Whole<'a> {
    #[serde(borrow)]
    pub(super) questions: Vec<&'a serde_json::value::RawValue>,
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
}

impl OnDisk {
    fn piece(&self, piece: &Range<usize>) -> Option<String> {
        let file = open(&self.file).ok()?;
        if Stamp::of(&file.metadata().ok()?)? != self.stamp {
            return None;
        }
        let mut bytes = vec![0; piece.len()];
        read_at(&file, &mut bytes, piece.start as u64).ok()?;
        String::from_utf8(bytes).ok()
    }
}

impl Texts for OnDisk {
    fn question(&self, piece: &Range<usize>, id: &str) -> Option<String> {
        self.piece(piece).or_else(|| {
            let text = String::from_utf8(read_bounded(&self.file).ok()?).ok()?;
            let whole: Whole = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
            let is_it = |raw: &&serde_json::value::RawValue| {
                serde_json::from_str::<Named>(raw.get()).is_ok_and(|named| named.id == id)
            };
            let found = whole.questions.into_iter().find(is_it)?;
            Some(found.get().to_owned())
        })
    }

    fn version(&self) -> String {
        format!("{} {:?}", self.file.display(), self.stamp)
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], from: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, from)
}

#[cfg(not(unix))]
fn read_at(file: &File, bytes: &mut [u8], from: u64) -> io::Result<()> {
    use std::io::{Read as _, Seek as _};
    let mut file = file;
    file.seek(io::SeekFrom::Start(from))?;
    file.read_exact(bytes)
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "a test lays out its own folder, and its times"
)]
mod tests;
