//! Writes an index from its beginning to its end. Of the texts nothing stays in memory; words are written
//! out part by part, so that memory does not grow with the history.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};

use super::image::HEAD;
use super::key::Key;
use super::postings::{Collector, hash};
use super::table::{Part, Pieces, Text, place_number};
use crate::domain::search::{Document, Place, Searched, words};

/// The words of a part take so much memory at most, about.
const PART: usize = 6 << 20;

/// Takes sessions in, in the order of their folders' names.
pub struct Writer<'a> {
    out: BufWriter<&'a mut dyn Write>,
    at: u64,
    pieces: Pieces,
    names: HashMap<String, u32>,
    /// Texts that many documents have, by their content.
    shared: HashMap<(u32, u64, usize), u64>,
    words: Collector,
    /// The first document of the part in hand.
    part: u32,
}

impl<'a> Writer<'a> {
    pub fn new(out: BufWriter<&'a mut dyn Write>) -> io::Result<Self> {
        let mut writer = Self {
            out,
            at: 0,
            pieces: Pieces::default(),
            names: HashMap::new(),
            shared: HashMap::new(),
            words: Collector::default(),
            part: 0,
        };
        writer.write(HEAD)?;
        Ok(writer)
    }

    pub fn add(&mut self, session: &Searched, key: &Key) -> io::Result<()> {
        let count = session.documents.len();
        self.pieces.session(&session.folder, session.began_at, key, count);
        for document in &session.documents {
            self.document(document)?;
        }
        if self.words.bytes() > PART {
            self.end_part()?;
        }
        Ok(())
    }

    /// Writes what is left, and the table.
    pub fn finish(mut self, root: &str) -> io::Result<()> {
        self.end_part()?;
        let table = self.pieces.put(root);
        let mut foot = Vec::new();
        foot.extend_from_slice(&self.at.to_le_bytes());
        foot.extend_from_slice(&(table.len() as u64).to_le_bytes());
        foot.extend_from_slice(&crc32fast::hash(&table).to_le_bytes());
        foot.extend_from_slice(&crc32fast::hash(&foot).to_le_bytes());
        self.write(&table)?;
        self.write(&foot)?;
        self.out.flush()
    }

    fn document(&mut self, document: &Document) -> io::Result<()> {
        let question = self.name(&document.question);
        let number = self.pieces.documents - self.part;
        self.pieces
            .document(document.attempt, question, document.texts.len());
        for text in &document.texts {
            let place = place_number(&text.place, |field| self.name(field));
            let at = self.text(&text.place, &text.text)?;
            self.pieces.text(&Text {
                place,
                at,
                length: u32::try_from(text.text.len()).map_err(|_| io::ErrorKind::FileTooLarge)?,
                sum: crc32fast::hash(text.text.as_bytes()),
            });
            let written = text.place.written();
            words::each(&text.text, |word, _| self.words.add(word, number, written));
        }
        Ok(())
    }

    /// Writes a text, unless it is one of those asked again and again that is there already.
    fn text(&mut self, place: &Place, text: &str) -> io::Result<u64> {
        let at = self.at;
        if !place.written() {
            let key = (
                crc32fast::hash(text.as_bytes()),
                hash(text.as_bytes()),
                text.len(),
            );
            if let Some(at) = self.shared.get(&key) {
                return Ok(*at);
            }
            self.shared.insert(key, at);
        }
        self.write(text.as_bytes())?;
        Ok(at)
    }

    fn name(&mut self, name: &str) -> u32 {
        if let Some(number) = self.names.get(name) {
            return *number;
        }
        let number = self.pieces.strings.len() as u32;
        self.pieces.strings.push(name.to_owned());
        self.names.insert(name.to_owned(), number);
        number
    }

    fn end_part(&mut self) -> io::Result<()> {
        if self.part == self.pieces.documents {
            return Ok(());
        }
        let lists_at = self.at;
        let mut counted = Counted {
            out: &mut self.out,
            bytes: 0,
        };
        let dictionary = self.words.write(&mut counted)?;
        self.at += counted.bytes;
        self.pieces.parts.push(Part {
            documents: self.part..self.pieces.documents,
            lists_at,
            dictionary_at: self.at,
            dictionary_length: dictionary.len() as u64,
            dictionary_sum: crc32fast::hash(&dictionary),
        });
        self.part = self.pieces.documents;
        self.write(&dictionary)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

struct Counted<'a, 'b> {
    out: &'a mut BufWriter<&'b mut dyn Write>,
    bytes: u64,
}

impl Write for Counted<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
