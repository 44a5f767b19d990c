//! Puts own banks on the shelf: every file read and checked once, its text kept, each question in brief with
//! the piece of the text where it stands. A folder of many files is read by several threads.

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::remember::{LARGE, Memory, Stamp};
use super::{Fault, FileProblem, bank_files, read_bounded};
use crate::domain::bank::{Bank, Question, RoundKind};
use crate::domain::catalog::{BankText, Brief, Files, Kept, Shelf, Shelved, Tables};
use crate::domain::check;
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

/// Where the questions of a bank stand in its text.
#[derive(Deserialize)]
struct Pieces<'a> {
    #[serde(borrow)]
    questions: Vec<&'a RawValue>,
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
    let read = read_all(&files, |file| remembered(file, folder, memory.as_ref(), tables));
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

/// Reads the files, in their order.
fn read_all(
    files: &[PathBuf],
    read: impl Fn(&Path) -> Result<Read, Fault> + Sync,
) -> Vec<Result<Read, Fault>> {
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(THREADS);
    if files.len() < MANY || threads == 1 {
        return files.iter().map(|file| read(file)).collect();
    }
    let next = AtomicUsize::new(0);
    // Each thread takes the next file that is left, so that a large one holds up nobody else.
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(at) else { return done };
            done.push((at, read(file)));
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

/// Reads a bank, or takes what is known of it.
fn remembered(file: &Path, folder: &Path, memory: Option<&Memory>, tables: &Tables) -> Result<Read, Fault> {
    let Some(memory) = memory else {
        return read(file, folder, tables);
    };
    if let Some(shelf) = memory.recall(file) {
        let unread = Vec::new();
        return Ok(Read { shelf, unread });
    }
    let before = std::fs::metadata(file).ok().as_ref().and_then(Stamp::of);
    let mut read = read(file, folder, tables)?;
    // Code stands in files of its own, which may change without the bank.
    let has_code = |shelved: &Shelved| shelved.brief.round == RoundKind::Programming;
    if let Some(stamp) = before.filter(|_| !read.shelf.questions.iter().any(has_code)) {
        memory.keep(file, stamp, &mut read.shelf);
    }
    Ok(read)
}

fn read(file: &Path, folder: &Path, tables: &Tables) -> Result<Read, Fault> {
    let bytes = read_bounded(file).map_err(Fault::Unread)?;
    let mut bank = check::load(&bytes, tables).map_err(Fault::Broken)?;
    // Most banks have no folder; each question of one would be looked for in vain.
    let unread = if folder.join(&bank.id).is_dir() {
        code_files::fill(&mut bank, folder)
    } else {
        Vec::new()
    };
    code_files::fill_builtin(&mut bank);
    let text = Arc::new(String::from_utf8(bytes).unwrap_or_default());
    Ok(Read {
        shelf: shelf(bank, &text),
        unread,
    })
}

/// Returns a bank that was read of this text, its questions put away again.
fn shelf(bank: Bank, text: &Arc<String>) -> Shelf {
    let json = text.trim_start_matches('\u{feff}');
    let pieces = serde_json::from_str::<Pieces>(json).map(|pieces| pieces.questions);
    let pieces = pieces.unwrap_or_default();
    if pieces.len() != bank.questions.len() {
        return bank.into();
    }
    let put_away = |(mut question, piece): (Question, &RawValue)| {
        let brief = Brief::of(&question);
        let start = piece.get().as_ptr().addr() - text.as_ptr().addr();
        let files = question.code.as_mut().map(|code| mem::take(&mut code.files));
        Shelved {
            brief: Cow::Owned(brief),
            question: Kept::at(
                BankText::Own(Arc::clone(text)),
                start..start + piece.get().len(),
                Files::Own(Arc::new(files.unwrap_or_default())),
            ),
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
