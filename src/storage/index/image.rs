//! The index as it lies in its file: the texts, the lists of words, and a table of what is where. What is
//! read whole is checked when the file is opened, everything else when it is read, so that damage anywhere
//! is known before anything is shown of it. `docs/formats.md` has no word on the bytes: the file is a cache.
//!
//! ```text
//! head | texts, lists, dictionaries | table | where the table is, and its check sum
//! ```

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::bytes::Reader;
use super::key::time;
use super::postings::{self, Dictionary};
use super::table::{Part, Table};
use super::writing::Writer;
use crate::domain::search::{Document, Query, Searched, Text};
use crate::storage::disk;

/// Begins the file. The last byte is the format: another one is made again.
pub const HEAD: &[u8; 16] = b"hotseat search\n\x01";
/// Where the table is (8 bytes), its length (8), its check sum (4), the check sum of these (4).
pub const FOOT: usize = 24;
/// A table or dictionary larger than this was not written by hotseat.
const LARGEST: u64 = 1 << 30;

/// The file cannot be read as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

/// Where the bytes are.
#[derive(Debug)]
enum Source {
    File(File),
    /// Where no file can be written.
    Memory(Vec<u8>),
}

/// An index that is open.
#[derive(Debug)]
pub struct Image {
    source: Source,
    pub table: Table,
    dictionaries: Vec<Dictionary>,
    pub bytes: u64,
    /// When it was written, in nanoseconds since 1970.
    pub made: u64,
}

impl Image {
    /// Opens the file, if it is an index of the sessions in `root` that this version wrote.
    pub fn open(file: &Path, root: &str) -> Option<Self> {
        let file = disk::open(file).ok()?;
        let made = time(&file.metadata().ok()?);
        Self::new(Source::File(file), root, made).ok()
    }

    /// Takes an index that is in memory.
    pub fn memory(bytes: Vec<u8>, root: &str) -> Option<Self> {
        Self::new(Source::Memory(bytes), root, 0).ok()
    }

    fn new(source: Source, root: &str, made: u64) -> Result<Self, Damaged> {
        let bytes = source.length().map_err(|_| Damaged)?;
        let foot_at = bytes.checked_sub(FOOT as u64).ok_or(Damaged)?;
        if source.read(0, HEAD.len() as u64)? != HEAD {
            return Err(Damaged);
        }
        let foot = source.read(foot_at, FOOT as u64)?;
        let (table_at, table_length, sum) = read_foot(&foot).ok_or(Damaged)?;
        let table = source.checked(table_at, table_length, sum)?;
        let table = Table::read(&table)
            .filter(|table| table.root == root)
            .ok_or(Damaged)?;
        let mut dictionaries = Vec::with_capacity(table.parts.len());
        for part in &table.parts {
            let bytes = source.checked(part.dictionary_at, part.dictionary_length, part.dictionary_sum)?;
            dictionaries.push(Dictionary::new(bytes).ok_or(Damaged)?);
        }
        Ok(Self {
            source,
            table,
            dictionaries,
            bytes,
            made,
        })
    }

    /// Returns a session as it is searched.
    pub fn session(&self, index: usize) -> Result<Searched, Damaged> {
        let row = self.table.sessions.get(index).ok_or(Damaged)?;
        let documents = row.documents.clone().map(|index| self.document(index as usize));
        Ok(Searched {
            folder: row.folder.to_string(),
            began_at: row.began_at,
            documents: documents.collect::<Result<_, _>>()?,
        })
    }

    /// Returns a document with its texts.
    pub fn document(&self, index: usize) -> Result<Document, Damaged> {
        let row = self.table.documents.get(index).ok_or(Damaged)?;
        let range = row.texts.start as usize..row.texts.end as usize;
        let mut texts = Vec::with_capacity(range.len());
        for text in self.table.texts.get(range).ok_or(Damaged)? {
            let bytes = self.source.checked(text.at, u64::from(text.length), text.sum)?;
            texts.push(Text {
                place: self.table.place(text.place).ok_or(Damaged)?,
                text: String::from_utf8(bytes).map_err(|_| Damaged)?,
            });
        }
        Ok(Document {
            attempt: row.attempt,
            question: self.table.string(row.question).ok_or(Damaged)?.to_owned(),
            texts,
        })
    }

    /// Marks, for each document of a part, whether every word of a query stands in it ([`postings::PRESENT`])
    /// and whether each does in what the person wrote ([`postings::WRITTEN`]). Whether words of a phrase
    /// stand together is not known here.
    pub fn candidates(&self, part: usize, query: &Query) -> Result<Vec<u8>, Damaged> {
        let (Some(row), Some(dictionary)) = (self.table.parts.get(part), self.dictionaries.get(part)) else {
            return Err(Damaged);
        };
        let mut all = vec![postings::PRESENT | postings::WRITTEN; row.documents.len()];
        let mut one = vec![0; row.documents.len()];
        for term in &query.terms {
            for (index, word) in term.words.iter().enumerate() {
                one.fill(0);
                self.mark(
                    row,
                    dictionary,
                    word,
                    term.open && index + 1 == term.words.len(),
                    &mut one,
                )?;
                let mut any = 0;
                for (all, one) in all.iter_mut().zip(&one) {
                    *all &= one;
                    any |= *all;
                }
                if any == 0 {
                    return Ok(Vec::new());
                }
            }
        }
        Ok(all)
    }

    fn mark(
        &self,
        part: &Part,
        dictionary: &Dictionary,
        word: &str,
        beginning: bool,
        documents: &mut [u8],
    ) -> Result<(), Damaged> {
        let places = dictionary.find(word, beginning);
        let (Some(first), Some(last)) = (places.first(), places.last()) else {
            return Ok(());
        };
        // The lists of words that begin alike stand one after the other.
        let length = last.at - first.at + u64::from(last.length) + postings::SUM as u64;
        let bytes = self.source.read(part.lists_at + first.at, length)?;
        for place in &places {
            let at = (place.at - first.at) as usize;
            let (list, rest) = bytes
                .get(at..)
                .and_then(|bytes| bytes.split_at_checked(place.length as usize))
                .ok_or(Damaged)?;
            let sum = rest.first_chunk().ok_or(Damaged)?;
            if crc32fast::hash(list) != u32::from_le_bytes(*sum) {
                return Err(Damaged);
            }
            postings::mark(list, documents).ok_or(Damaged)?;
        }
        Ok(())
    }
}

/// Writes an index: `fill` adds the sessions.
pub fn write(
    out: &mut dyn Write,
    root: &str,
    fill: &mut dyn FnMut(&mut Writer) -> io::Result<()>,
) -> io::Result<()> {
    let mut writer = Writer::new(BufWriter::with_capacity(1 << 18, out))?;
    fill(&mut writer)?;
    writer.finish(root)
}

fn read_foot(foot: &[u8]) -> Option<(u64, u64, u32)> {
    let (fields, sum) = foot.split_at_checked(FOOT - 4)?;
    if crc32fast::hash(fields) != u32::from_le_bytes(sum.try_into().ok()?) {
        return None;
    }
    let mut reader = Reader(fields);
    Some((
        u64::from_le_bytes(reader.bytes(8)?.try_into().ok()?),
        u64::from_le_bytes(reader.bytes(8)?.try_into().ok()?),
        u32::from_le_bytes(reader.bytes(4)?.try_into().ok()?),
    ))
}

impl Source {
    fn length(&self) -> io::Result<u64> {
        match self {
            Self::File(file) => Ok(file.metadata()?.len()),
            Self::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    fn read(&self, at: u64, length: u64) -> Result<Vec<u8>, Damaged> {
        if length > LARGEST {
            return Err(Damaged);
        }
        let length = length as usize;
        match self {
            Self::File(file) => {
                let mut file = file;
                // Never more than there is, whatever a damaged length says.
                let mut bytes = Vec::new();
                file.seek(SeekFrom::Start(at)).map_err(|_| Damaged)?;
                bytes.try_reserve_exact(length).map_err(|_| Damaged)?;
                file.take(length as u64)
                    .read_to_end(&mut bytes)
                    .map_err(|_| Damaged)?;
                (bytes.len() == length).then_some(bytes).ok_or(Damaged)
            }
            Self::Memory(bytes) => usize::try_from(at)
                .ok()
                .and_then(|at| bytes.get(at..at.checked_add(length)?))
                .map(<[u8]>::to_vec)
                .ok_or(Damaged),
        }
    }

    fn checked(&self, at: u64, length: u64, sum: u32) -> Result<Vec<u8>, Damaged> {
        let bytes = self.read(at, length)?;
        (crc32fast::hash(&bytes) == sum).then_some(bytes).ok_or(Damaged)
    }
}
