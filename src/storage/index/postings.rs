//! Which words stand in which documents. Documents are numbered within a part of the index; a word's list
//! holds, in order, the distance to each document and whether the word stands there in what the person
//! wrote. A list carries its own check sum, as only a few are ever read.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::{self, Write};

use super::bytes::{Reader, put};

/// Words from one place to the next at which reading can begin.
const STEP: usize = 64;
/// Bytes of the check sum after a list.
pub const SUM: usize = 4;

/// In a document the word stands somewhere.
pub const PRESENT: u8 = 1;
/// In a document the word stands in what the person wrote.
pub const WRITTEN: u8 = 2;

/// Collects the words of documents.
#[derive(Debug, Default)]
pub struct Collector {
    numbers: HashMap<Box<str>, u32, BuildHasherDefault<WordHasher>>,
    lists: Vec<List>,
    /// Bytes of all lists so far, about.
    bytes: usize,
}

#[derive(Debug, Default)]
struct List {
    bytes: Vec<u8>,
    /// The document before the newest, counted from 1; 0: none.
    before: u32,
    /// The newest document, counted from 1.
    newest: u32,
    written: bool,
}

impl List {
    fn close(&mut self) {
        if self.newest > 0 {
            let distance = u64::from(self.newest - self.before);
            put(&mut self.bytes, distance << 1 | u64::from(self.written));
            self.before = self.newest;
        }
    }
}

impl Collector {
    /// Takes in that a word stands in a document; documents come in order.
    pub fn add(&mut self, word: &str, document: u32, written: bool) {
        let number = if let Some(number) = self.numbers.get(word) {
            *number as usize
        } else {
            let number = self.lists.len();
            self.numbers.insert(word.into(), number as u32);
            self.lists.push(List::default());
            self.bytes += word.len() + 64;
            number
        };
        let Some(list) = self.lists.get_mut(number) else {
            return;
        };
        if list.newest == document + 1 {
            list.written |= written;
        } else {
            list.close();
            list.newest = document + 1;
            list.written = written;
            self.bytes += 2;
        }
    }

    /// Returns how much memory this takes, about.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Writes the lists in the order of their words; returns the dictionary. Nothing is left.
    pub fn write(&mut self, out: &mut dyn Write) -> io::Result<Vec<u8>> {
        let numbers = std::mem::take(&mut self.numbers);
        let mut words: Vec<(Box<str>, u32)> = numbers.into_iter().collect();
        words.sort_unstable();
        let mut dictionary = Vec::new();
        let mut before: &str = "";
        for (index, (word, number)) in words.iter().enumerate() {
            let Some(list) = self.lists.get_mut(*number as usize) else {
                continue;
            };
            list.close();
            let list = std::mem::take(&mut list.bytes);
            let shared = if index % STEP == 0 {
                0
            } else {
                shared(before, word)
            };
            put(&mut dictionary, shared as u64);
            put(&mut dictionary, (word.len() - shared) as u64);
            dictionary.extend_from_slice(&word.as_bytes()[shared..]);
            put(&mut dictionary, list.len() as u64);
            out.write_all(&list)?;
            out.write_all(&crc32fast::hash(&list).to_le_bytes())?;
            before = word;
        }
        self.lists.clear();
        self.bytes = 0;
        Ok(dictionary)
    }
}

fn shared(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
}

/// The words of a part of the index, in order, with where their lists are.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    bytes: Vec<u8>,
    /// Of every [`STEP`]th word: where it stands in `bytes`, and where its list begins.
    steps: Vec<(u32, u64)>,
}

/// A list of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Where it begins, in bytes after the first list.
    pub at: u64,
    /// Its bytes, without the check sum.
    pub length: u32,
}

impl Dictionary {
    /// Takes a dictionary as it was written, if it is one.
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        let mut steps = Vec::new();
        let mut reader = Reader(&bytes);
        let mut list = 0_u64;
        let mut index = 0;
        while !reader.0.is_empty() {
            if index % STEP == 0 {
                steps.push((u32::try_from(bytes.len() - reader.0.len()).ok()?, list));
            }
            let _shared = reader.number()?;
            let rest = reader.number()?;
            reader.bytes(usize::try_from(rest).ok()?)?;
            list = list.checked_add(u64::from(reader.number32()?) + SUM as u64)?;
            index += 1;
        }
        Some(Self { bytes, steps })
    }

    /// Returns the lists of the words that are this one, or that begin with it, in order.
    pub fn find(&self, word: &str, beginning: bool) -> Vec<Place> {
        let word = word.as_bytes();
        // The last step whose word is not after it.
        let first = self
            .steps
            .partition_point(|(at, _)| self.step_word(*at).is_some_and(|step| step < word));
        let Some(&(at, mut list)) = self.steps.get(first.saturating_sub(1)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut reader = Reader(self.bytes.get(at as usize..).unwrap_or_default());
        let mut current: Vec<u8> = Vec::new();
        while let Some(length) = next(&mut reader, &mut current) {
            let fits = if beginning {
                current.starts_with(word)
            } else {
                current == word
            };
            if fits {
                found.push(Place { at: list, length });
            } else if current.as_slice() > word {
                break;
            }
            list += u64::from(length) + SUM as u64;
        }
        found
    }

    fn step_word(&self, at: u32) -> Option<&[u8]> {
        let mut reader = Reader(self.bytes.get(at as usize..)?);
        let _shared = reader.number()?;
        let length = reader.number()?;
        reader.bytes(length as usize)
    }
}

/// Reads the next word into `current`; returns the length of its list.
fn next(reader: &mut Reader, current: &mut Vec<u8>) -> Option<u32> {
    let shared = reader.number()? as usize;
    let length = reader.number()? as usize;
    let rest = reader.bytes(length)?;
    current.truncate(shared);
    current.extend_from_slice(rest);
    reader.number32()
}

/// Marks the documents of a list; `None`: the list is damaged.
pub fn mark(list: &[u8], documents: &mut [u8]) -> Option<()> {
    let mut reader = Reader(list);
    let mut document = 0_u64;
    while !reader.0.is_empty() {
        let value = reader.number()?;
        document = document.checked_add(value >> 1)?;
        let marked = documents.get_mut(usize::try_from(document.checked_sub(1)?).ok()?)?;
        *marked |= PRESENT | if value & 1 == 1 { WRITTEN } else { 0 };
    }
    Some(())
}

/// Tells bytes apart that nobody made alike.
pub fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = WordHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

/// Quick for short words; whoever makes words that collide only slows their own search down.
#[derive(Debug, Default)]
pub struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            for (to, from) in word.iter_mut().zip(chunk) {
                *to = *from;
            }
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(FACTOR);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[(&str, u32, bool)], word: &str, beginning: bool) -> Vec<Vec<u8>> {
        let mut collector = Collector::default();
        for (word, document, written) in words {
            collector.add(word, *document, *written);
        }
        let mut lists = Vec::new();
        let dictionary = Dictionary::new(collector.write(&mut lists).unwrap()).unwrap();
        dictionary
            .find(word, beginning)
            .into_iter()
            .map(|place| {
                let list = &lists[place.at as usize..][..place.length as usize];
                let mut documents = vec![0; 4];
                mark(list, &mut documents).unwrap();
                documents
            })
            .collect()
    }

    #[test]
    fn a_word_knows_its_documents_and_who_wrote_it() {
        let words = [
            ("loss", 0, false),
            ("loss", 0, true),
            ("loss", 3, false),
            ("lot", 1, true),
            ("a", 2, true),
        ];
        assert_eq!(found(&words, "loss", false), [[3, 0, 0, 1]]);
        assert_eq!(found(&words, "lo", true), [[3, 0, 0, 1], [0, 3, 0, 0]]);
        assert_eq!(found(&words, "lo", false), Vec::<Vec<u8>>::new());
        assert_eq!(found(&words, "z", true), Vec::<Vec<u8>>::new());
        assert_eq!(found(&[], "z", true), Vec::<Vec<u8>>::new());
    }

    #[test]
    fn every_one_of_many_words_is_found() {
        let all: Vec<String> = (0..1_000).map(|n| format!("w{n}")).collect();
        let words: Vec<(&str, u32, bool)> = all.iter().map(|word| (word.as_str(), 1, true)).collect();
        for word in ["w0", "w63", "w64", "w999", "w5"] {
            assert_eq!(found(&words, word, false), [[0, 3, 0, 0]], "{word}");
        }
        assert_eq!(found(&words, "w99", true).len(), 11);
        assert_eq!(found(&words, "w", true).len(), 1_000);
    }

    #[test]
    fn a_damaged_list_marks_nothing_out_of_bounds() {
        for list in [&[0_u8][..], &[1], &[0x80], &[200, 1], &[0xff; 12]] {
            assert_eq!(mark(list, &mut [0; 4]), None, "{list:?}");
        }
        assert!(Dictionary::new(vec![0, 200, b'a']).is_none());
    }
}
