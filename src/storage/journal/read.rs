//! Reads a session's journal back, whatever happened to it: every record that is whole is kept, in the
//! order of its number, and what is wrong is said by file and line. Reading changes nothing; [`mend`]
//! moves torn ends out of the way, and keeps a copy of them first.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::path::{Path, PathBuf};

use super::{LineError, decode};
use crate::domain::event::{Record, VERSION};
use crate::domain::plain;
use crate::storage::disk::{self, Append, Disk};

/// A journal larger than this is not hotseat's.
const LARGEST: u64 = 1 << 30;
/// Of more problems than this only the number is told.
const TOLD: usize = 50;

/// What a session's journal files hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Journal {
    /// In the order of their numbers.
    pub records: Vec<Record>,
    /// What is wrong, in sentences that name file and line.
    pub problems: Vec<String>,
    pub files: Vec<JournalFile>,
}

/// One of the files of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalFile {
    pub name: String,
    /// Its length, in bytes.
    pub bytes: u64,
    /// How it ends.
    pub end: End,
}

/// How a file ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Whole,
    /// The last record is whole, only its newline is missing.
    NoNewline,
    /// From its newest whole line on there is part of a line.
    Torn {
        at: u64,
        tail: Vec<u8>,
    },
}

/// Why a journal cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(
        "{path}, line {line}, was written by a newer hotseat (version {version}, this one reads up to {VERSION}). \
         Update hotseat to open this session; nothing in it was changed."
    )]
    Newer {
        path: PathBuf,
        line: usize,
        version: u64,
    },
    #[error("{path} cannot be read: {error}.")]
    Io { path: PathBuf, error: io::Error },
    #[error("{0} has no journal, so it is not a session.")]
    NoJournal(PathBuf),
}

/// Returns the name of the journal's file of this number.
pub fn file_name(number: u32) -> String {
    match number {
        0 | 1 => "journal.jsonl".to_owned(),
        number => format!("journal.{number}.jsonl"),
    }
}

/// Returns the number of a journal's file, if its name is one.
pub fn file_number(name: &str) -> Option<u32> {
    let number = match name.strip_prefix("journal.")?.strip_suffix("jsonl")? {
        "" => 1,
        middle => middle.strip_suffix('.')?.parse().ok()?,
    };
    (file_name(number) == name).then_some(number)
}

/// Reads the journal in a session's folder.
pub fn read(dir: &Path) -> Result<Journal, ReadError> {
    let names = disk::list(dir).map_err(|error| ReadError::Io {
        path: dir.to_owned(),
        error,
    })?;
    let mut numbered: Vec<(u32, &String)> = names
        .iter()
        .filter_map(|name| Some((file_number(name)?, name)))
        .collect();
    numbered.sort_unstable();
    if numbered.is_empty() {
        return Err(ReadError::NoJournal(dir.to_owned()));
    }
    let mut reader = Reader::default();
    for (_, name) in numbered {
        let path = dir.join(name);
        match disk::read(&path, LARGEST) {
            Ok(bytes) => reader.file(&path, name, &bytes)?,
            Err(error) => return Err(ReadError::Io { path, error }),
        }
    }
    for name in names.iter().filter(|name| is_stray(name)) {
        reader.problem(&format!(
            "{name} was left out, because hotseat does not write files of that name. If a sync tool made it, \
             compare it with journal.jsonl."
        ));
    }
    Ok(reader.finish())
}

/// Reads one file of a journal that is already in memory.
pub fn parse(path: &Path, bytes: &[u8]) -> Result<Journal, ReadError> {
    let mut reader = Reader::default();
    reader.file(path, &file_name(1), bytes)?;
    Ok(reader.finish())
}

fn is_stray(name: &str) -> bool {
    let jsonl = Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "jsonl");
    jsonl && name.starts_with("journal") && file_number(name).is_none()
}

#[derive(Default)]
struct Reader {
    /// By number, each with the check sum of its bytes.
    records: BTreeMap<u64, (u32, Record)>,
    problems: Vec<String>,
    untold: usize,
    files: Vec<JournalFile>,
    /// Highest number so far.
    highest: u64,
}

impl Journal {
    /// Returns which files end in the middle of a line, in sentences, for those who do not [`mend`] it.
    pub fn torn(&self) -> impl Iterator<Item = String> {
        self.files.iter().filter_map(|file| match &file.end {
            End::Torn { tail, .. } => Some(format!(
                "{} ends in the middle of a line; its last {} bytes were left out.",
                file.name,
                tail.len()
            )),
            _ => None,
        })
    }
}

impl Reader {
    fn problem(&mut self, sentence: &str) {
        if self.problems.len() < TOLD {
            // A sentence quotes the file, which anything may have been done to.
            self.problems.push(plain::clean_line(sentence).into_owned());
        } else {
            self.untold += 1;
        }
    }

    fn file(&mut self, path: &Path, name: &str, bytes: &[u8]) -> Result<(), ReadError> {
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let (lines, tail) = bytes.split_at(whole);
        let mut count = 0;
        for (index, line) in lines.split_inclusive(|byte| *byte == b'\n').enumerate() {
            count = index + 1;
            self.line(path, name, count, &line[..line.len() - 1])?;
        }
        let end = if tail.is_empty() {
            End::Whole
        } else if decode(tail).is_ok() {
            self.line(path, name, count + 1, tail)?;
            End::NoNewline
        } else {
            if let Err(LineError::Newer(version)) = decode(tail) {
                return Err(newer(path, count + 1, version));
            }
            End::Torn {
                at: whole as u64,
                tail: tail.to_vec(),
            }
        };
        self.files.push(JournalFile {
            name: name.to_owned(),
            bytes: bytes.len() as u64,
            end,
        });
        Ok(())
    }

    fn line(&mut self, path: &Path, name: &str, number: usize, line: &[u8]) -> Result<(), ReadError> {
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let record = match decode(line) {
            Ok(record) => record,
            Err(LineError::Newer(version)) => return Err(newer(path, number, version)),
            Err(error) => {
                self.problem(&format!("{name}, line {number}, was left out: {error}."));
                return Ok(());
            }
        };
        let seq = record.seq;
        let sum = crc32fast::hash(line.strip_suffix(b"\r").unwrap_or(line));
        match self.records.entry(seq) {
            Entry::Occupied(known) => {
                if known.get().0 != sum {
                    self.problem(&format!(
                        "{name}, line {number}, was left out: it repeats number {seq} with something else."
                    ));
                }
                return Ok(());
            }
            Entry::Vacant(free) => free.insert((sum, record)),
        };
        if seq < self.highest {
            self.problem(&format!(
                "{name}, line {number}, stands too late: number {seq} was put back before number {}.",
                self.highest
            ));
        } else if seq > self.highest + 1 {
            let missing = match (self.highest + 1, seq - 1) {
                (first, last) if first == last => format!("number {first} is"),
                (first, last) => format!("numbers {first} to {last} are"),
            };
            self.problem(&format!("{name}, line {number}: {missing} missing before it."));
        }
        self.highest = self.highest.max(seq);
        Ok(())
    }

    fn finish(mut self) -> Journal {
        if self.untold > 0 {
            self.problems
                .push(format!("{} more lines are damaged.", self.untold));
        }
        Journal {
            records: self.records.into_values().map(|(_, record)| record).collect(),
            problems: self.problems,
            files: self.files,
        }
    }
}

fn newer(path: &Path, line: usize, version: u64) -> ReadError {
    ReadError::Newer {
        path: path.to_owned(),
        line,
        version,
    }
}

/// Makes every file of the journal end with a whole line, so that it can be appended to. A torn end is
/// copied to `journal.torn.N` before it is cut off. Returns what was done, in sentences.
pub fn mend(disk: &impl Disk, dir: &Path, journal: &Journal) -> io::Result<Vec<String>> {
    let mut done = Vec::new();
    for file in &journal.files {
        let path = dir.join(&file.name);
        match &file.end {
            End::Whole => {}
            End::NoNewline => {
                let mut open = disk.open(&path)?;
                if open.append(b"\n")? == 0 {
                    return Err(io::ErrorKind::WriteZero.into());
                }
                open.sync()?;
            }
            End::Torn { at, tail } => {
                let aside = free_name(&disk.list(dir)?);
                disk.replace(&dir.join(&aside), tail)?;
                disk.cut(&path, *at)?;
                done.push(format!(
                    "{} ended in the middle of a line; its last {} bytes were moved to {aside}.",
                    file.name,
                    tail.len()
                ));
            }
        }
    }
    Ok(done)
}

fn free_name(names: &[String]) -> String {
    let taken = names
        .iter()
        .filter_map(|name| torn_number(name))
        .max()
        .unwrap_or(0);
    format!("journal.torn.{}", taken.saturating_add(1))
}

/// Returns N of `journal.torn.N`.
pub(in crate::storage) fn torn_number(name: &str) -> Option<u32> {
    name.strip_prefix("journal.torn.")?.parse().ok()
}
