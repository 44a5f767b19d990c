//! Puts own banks on the shelf: every file read and checked once, its text kept, each question in brief with
//! the piece of the text where it stands. A folder of many files is read by several threads.

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::value::RawValue;

use super::remember::{LARGE, Memory, Stamp, Whole, on_disk};
use super::{Fault, FileProblem, bank_files, read_bounded, read_regular_into};
use crate::domain::bank::{Question, RoundKind};
use crate::domain::catalog::{BankText, Brief, Files, Kept, Shelf, Shelved, Tables};
use crate::domain::check::{self, Placed, limits};
use crate::storage::code_files;

/// Files from which on more than one thread reads them.
const MANY: usize = 8;

/// Threads that read at most: the disk and the interface want some, too.
const THREADS: usize = 4;

/// A bank that was read, with sentences on code files that could not be.
struct Read {
    shelf: Shelf,
    unread: Vec<String>,
}

/// Loads every bank of a folder, by name; a folder that is not there has none. Of two banks of one id the
/// first stands. Of a large collection it is kept in the directory `cache` what was made of it.
pub(super) fn shelves(
    folder: &Path,
    cache: Option<&Path>,
    tables: &Tables,
) -> (Vec<Shelf>, Vec<FileProblem>) {
    let files = match bank_files(folder) {
        Ok(files) => files,
        Err(error) => return (Vec::new(), vec![super::unlisted(folder, &error)]),
    };
    let mut shelves = Vec::with_capacity(files.len());
    let mut problems = Vec::new();
    let mut seen: HashMap<String, PathBuf> = HashMap::new();
    let length = |file: &PathBuf| std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    let memory = cache
        .filter(|_| files.iter().map(length).sum::<u64>() >= LARGE)
        .map(|cache| Memory::of(folder, cache));
    if let Some(memory) = &memory {
        memory.forget_others(&files);
    }
    let read = read_all(&files, |file, space| match &memory {
        Some(memory) => remembered(file, folder, memory, tables, space),
        None => read(file, folder, tables),
    });
    for (file, read) in files.into_iter().zip(read) {
        match read {
            Ok(Read { shelf, unread }) => match seen.get(&shelf.id) {
                None => {
                    seen.insert(shelf.id.clone(), file.clone());
                    problems.extend(unread.into_iter().map(|why| FileProblem {
                        file: file.clone(),
                        fault: Fault::Unread(why),
                    }));
                    shelves.push(shelf);
                }
                Some(first) => problems.push(FileProblem {
                    file,
                    fault: Fault::SameId {
                        id: shelf.id,
                        first: first.clone(),
                    },
                }),
            },
            Err(fault) => problems.push(FileProblem { file, fault }),
        }
    }
    (shelves, problems)
}

/// Reads the files, in their order; each thread has a space for what is needed only while one is read.
fn read_all(
    files: &[PathBuf],
    read: impl Fn(&Path, &mut Vec<u8>) -> Result<Read, Fault> + Sync,
) -> Vec<Result<Read, Fault>> {
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(THREADS);
    if files.len() < MANY || threads == 1 {
        let mut space = Vec::new();
        return files.iter().map(|file| read(file, &mut space)).collect();
    }
    let next = AtomicUsize::new(0);
    // Each thread takes the next file that is left, so that a large one holds up nobody else.
    let work = || {
        let mut done = Vec::new();
        let mut space = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(at) else { return done };
            done.push((at, read(file, &mut space)));
        }
    };
    let mut all: Vec<(usize, Result<Read, Fault>)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, read)| read).collect()
}

/// Takes what is known of a bank, or reads it and keeps what is made of it; its text is left where it is.
fn remembered(
    file: &Path,
    folder: &Path,
    memory: &Memory,
    tables: &Tables,
    space: &mut Vec<u8>,
) -> Result<Read, Fault> {
    if let Some(shelf) = memory.recall(file) {
        let unread = Vec::new();
        return Ok(Read { shelf, unread });
    }
    let before = std::fs::metadata(file).ok().as_ref().and_then(Stamp::of);
    read_regular_into(space, file, limits::FILE_BYTES).map_err(Fault::Unread)?;
    let placed = check::load_placed(space, tables).map_err(Fault::Broken)?;
    // Code stands in files of its own, which may change without the bank.
    let has_code = |question: &Question| question.round == RoundKind::Programming;
    let (Some(stamp), false) = (before, placed.bank.questions.iter().any(has_code)) else {
        return Ok(with_code(placed, space.clone(), folder));
    };
    let texts = on_disk(file, stamp);
    let shelf = shelf(placed, space, |id| {
        BankText::Elsewhere(Arc::clone(&texts), id.into())
    });
    memory.keep(file, stamp, &shelf);
    let unread = Vec::new();
    Ok(Read { shelf, unread })
}

fn read(file: &Path, folder: &Path, tables: &Tables) -> Result<Read, Fault> {
    let bytes = read_bounded(file).map_err(Fault::Unread)?;
    let placed = check::load_placed(&bytes, tables).map_err(Fault::Broken)?;
    Ok(with_code(placed, bytes, folder))
}

/// Adds the code that stands in files beside a bank, and keeps the bank's text in memory.
fn with_code(mut placed: Placed, bytes: Vec<u8>, folder: &Path) -> Read {
    // Most banks have no folder; each question of one would be looked for in vain.
    let unread = if folder.join(&placed.bank.id).is_dir() {
        code_files::fill(&mut placed.bank, folder)
    } else {
        Vec::new()
    };
    code_files::fill_builtin(&mut placed.bank);
    let text = Arc::new(String::from_utf8(bytes).unwrap_or_default());
    let shelf = shelf(placed, text.as_bytes(), |_| BankText::Own(Arc::clone(&text)));
    Read { shelf, unread }
}

/// Returns a bank that was read of these bytes, its questions put away again.
fn shelf(placed: Placed, bytes: &[u8], text: impl Fn(&str) -> BankText) -> Shelf {
    let Placed { bank, pieces } = placed;
    let pieces = pieces.or_else(|| find_pieces(bytes)).unwrap_or_default();
    if pieces.len() != bank.questions.len() {
        return bank.into();
    }
    let put_away = |(mut question, piece): (Question, Range<usize>)| {
        let brief = Brief::of(&question);
        let files = match &mut question.code {
            Some(code) => Files::Own(Arc::new(mem::take(&mut code.files))),
            None => Files::BuiltIn(&[]),
        };
        Shelved {
            brief: Cow::Owned(brief),
            question: Kept::at(text(&question.id), piece, files),
            id: question.id,
        }
    };
    Shelf {
        id: bank.id,
        title: bank.title.into(),
        license: bank.license.map(Into::into),
        questions: bank.questions.into_iter().zip(pieces).map(put_away).collect(),
    }
}

/// Finds where the questions stand in a text of which the quick check was not sure.
fn find_pieces(bytes: &[u8]) -> Option<Vec<Range<usize>>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let pieces: Whole = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let place = |piece: &&RawValue| {
        let start = piece.get().as_ptr().addr() - bytes.as_ptr().addr();
        start..start + piece.get().len()
    };
    Some(pieces.questions.iter().map(place).collect())
}
