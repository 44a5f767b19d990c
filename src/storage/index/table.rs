//! What is where in the index: the sessions in the order of their folders' names, their documents, the texts
//! of these.

use std::ops::Range;

use super::bytes::{Reader, put, put_text};
use super::key::Key;
use crate::domain::search::Place;

/// Everything of an index but its texts and lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Where the sessions are.
    pub root: String,
    /// Names of questions and of fields.
    strings: Vec<Box<str>>,
    pub sessions: Vec<Session>,
    pub documents: Vec<Document>,
    pub texts: Vec<Text>,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub folder: Box<str>,
    /// In milliseconds since 1970.
    pub began_at: i64,
    pub key: Key,
    pub documents: Range<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Index of its session.
    pub session: u32,
    pub attempt: Option<usize>,
    /// Index of the question's name.
    pub question: u32,
    pub texts: Range<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// As [`place_number`] gives it.
    pub place: u32,
    pub at: u64,
    pub length: u32,
    pub sum: u32,
}

/// Documents whose words have lists together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub documents: Range<u32>,
    pub lists_at: u64,
    pub dictionary_at: u64,
    pub dictionary_length: u64,
    pub dictionary_sum: u32,
}

const FIXED: [Place; 6] = [
    Place::Note,
    Place::Dispute,
    Place::Prompt,
    Place::Topic,
    Place::Question,
    Place::Title,
];

/// Returns a place as a number; `name` gives that of a field's name.
pub fn place_number(place: &Place, name: impl FnOnce(&str) -> u32) -> u32 {
    match place {
        Place::Answer(field) => FIXED.len() as u32 + name(field),
        fixed => FIXED.iter().position(|known| known == fixed).unwrap_or(0) as u32,
    }
}

impl Table {
    pub fn string(&self, index: u32) -> Option<&str> {
        self.strings.get(index as usize).map(|string| &**string)
    }

    /// Returns the place of this number.
    pub fn place(&self, number: u32) -> Option<Place> {
        match FIXED.get(number as usize) {
            Some(fixed) => Some(fixed.clone()),
            None => Some(Place::Answer(
                self.string(number - FIXED.len() as u32)?.to_owned(),
            )),
        }
    }

    /// Returns the index of the session in this folder.
    pub fn find(&self, folder: &str) -> Option<usize> {
        self.sessions
            .binary_search_by(|session| (*session.folder).cmp(folder))
            .ok()
    }

    /// Reads a table as [`put`] wrote it.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let reader = &mut reader;
        let mut table = Self {
            root: reader.text()?.to_owned(),
            ..Self::default()
        };
        for _ in 0..reader.number()? {
            table.strings.push(reader.text()?.into());
        }
        for index in 0..reader.number32()? {
            table.session(index, reader)?;
        }
        let mut from = 0;
        for _ in 0..reader.number()? {
            let until = reader.number32()?;
            table.parts.push(Part {
                documents: from..until,
                lists_at: reader.number()?,
                dictionary_at: reader.number()?,
                dictionary_length: reader.number()?,
                dictionary_sum: reader.number32()?,
            });
            from = until;
        }
        let whole = from as usize == table.documents.len() && reader.0.is_empty();
        whole.then_some(table)
    }

    fn session(&mut self, index: u32, reader: &mut Reader) -> Option<()> {
        let folder = reader.text()?.into();
        let began_at = reader.number()?.cast_signed();
        let key = Key::read(reader)?;
        let from = self.documents.len() as u32;
        for _ in 0..reader.number()? {
            let attempt = reader.number()?.checked_sub(1).map(|attempt| attempt as usize);
            let question = reader.number32()?;
            let texts = self.texts.len() as u32;
            for _ in 0..reader.number()? {
                self.texts.push(Text {
                    place: reader.number32()?,
                    at: reader.number()?,
                    length: reader.number32()?,
                    sum: reader.number32()?,
                });
            }
            self.documents.push(Document {
                session: index,
                attempt,
                question,
                texts: texts..self.texts.len() as u32,
            });
        }
        self.sessions.push(Session {
            folder,
            began_at,
            key,
            documents: from..self.documents.len() as u32,
        });
        Some(())
    }
}

/// Writes a table piece by piece.
#[derive(Debug, Default)]
pub struct Pieces {
    pub strings: Vec<String>,
    pub sessions: u64,
    pub documents: u32,
    /// The rows of the sessions.
    pub rows: Vec<u8>,
    pub parts: Vec<Part>,
}

impl Pieces {
    /// Begins the row of a session of so many documents.
    pub fn session(&mut self, folder: &str, began_at: i64, key: &Key, documents: usize) {
        put_text(&mut self.rows, folder);
        put(&mut self.rows, began_at.cast_unsigned());
        key.put(&mut self.rows);
        put(&mut self.rows, documents as u64);
        self.sessions += 1;
    }

    /// Begins the row of a document of so many texts.
    pub fn document(&mut self, attempt: Option<usize>, question: u32, texts: usize) {
        put(&mut self.rows, attempt.map_or(0, |attempt| attempt as u64 + 1));
        put(&mut self.rows, u64::from(question));
        put(&mut self.rows, texts as u64);
        self.documents += 1;
    }

    pub fn text(&mut self, text: &Text) {
        put(&mut self.rows, u64::from(text.place));
        put(&mut self.rows, text.at);
        put(&mut self.rows, u64::from(text.length));
        put(&mut self.rows, u64::from(text.sum));
    }

    /// Returns the whole table.
    pub fn put(&self, root: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.rows.len() + 4_096);
        put_text(&mut out, root);
        put(&mut out, self.strings.len() as u64);
        for string in &self.strings {
            put_text(&mut out, string);
        }
        put(&mut out, self.sessions);
        out.extend_from_slice(&self.rows);
        put(&mut out, self.parts.len() as u64);
        for part in &self.parts {
            put(&mut out, u64::from(part.documents.end));
            put(&mut out, part.lists_at);
            put(&mut out, part.dictionary_at);
            put(&mut out, part.dictionary_length);
            put(&mut out, u64::from(part.dictionary_sum));
        }
        out
    }
}
