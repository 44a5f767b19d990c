//! Loads banks: the built-in ones and the person's own. One bad bank never blocks the others, and
//! nothing in a bank folder can make loading hang or read more than a bank may be: pipes, devices and
//! oversized files are refused unopened or unread, links lead to regular files or nowhere. Loading
//! takes its time on the thread of whoever calls; the interface never does.

use std::collections::HashMap;
use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::domain::bank::Bank;
use crate::domain::catalog::{Catalog, Tables};
use crate::domain::check::{self, Checked, Colour, Refused, limits};
use crate::domain::plain;
use crate::storage::{builtin, code_files};

pub mod archive;
pub mod edit;
mod remember;
mod shelve;

/// Where a bank came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    BuiltIn,
    File(PathBuf),
}

/// A bank with where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedBank {
    pub bank: Bank,
    pub home: Home,
}

/// What was found: the banks that are good, and what is wrong with the rest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LoadedBanks {
    pub banks: Vec<LoadedBank>,
    pub problems: Vec<FileProblem>,
}

/// A file that was not taken.
#[derive(Debug, Clone, PartialEq)]
pub struct FileProblem {
    pub file: PathBuf,
    pub fault: Fault,
}

/// Why a file was not taken.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// It could not be read; a sentence.
    Unread(String),
    /// It breaks the rules of a bank.
    Broken(Refused),
    /// Another own file already has a bank of this id.
    SameId { id: String, first: PathBuf },
}

/// A file with everything a check found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct FileCheck {
    pub file: PathBuf,
    /// The text as read, for excerpts.
    pub source: String,
    pub checked: Checked,
}

impl fmt::Display for FileProblem {
    /// One line: the file and its first problem.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display().to_string();
        let shown = plain::clean_line(&file);
        match &self.fault {
            Fault::Unread(why) => write!(f, "{shown}: {why}"),
            Fault::SameId { id, first } => {
                let first = first.display().to_string();
                let first = plain::clean_line(&first);
                write!(
                    f,
                    "{shown}: The bank `{id}` is already in {first}. Give one of the two another id."
                )
            }
            Fault::Broken(refused) => {
                let count = refused.errors().count() + refused.left_off;
                match refused.errors().next() {
                    Some(problem) => f.write_str(&check::line(problem, &file))?,
                    None => write!(f, "{shown}: The bank was refused.")?,
                }
                if count > 1 {
                    write!(f, " And {} more: `hotseat bank check` shows all.", count - 1)?;
                }
                Ok(())
            }
        }
    }
}

impl FileCheck {
    /// Adds what was seen of the bank's quality, in the order of the text.
    pub fn add(&mut self, linted: check::Linted) {
        self.checked.problems.extend(linted.problems);
        self.checked.problems.sort_by_key(|problem| problem.span.start);
        self.checked.left_off += linted.left_off;
    }

    /// Returns the reports of all problems, one after the other.
    pub fn report(&self, colour: Colour) -> String {
        let file = self.file.display().to_string();
        let mut reports: Vec<String> = self
            .checked
            .problems
            .iter()
            .map(|problem| check::report(problem, &file, &self.source, colour))
            .collect();
        if self.checked.left_off > 0 {
            reports.push(format!(
                "… and {} more problems in {}.",
                self.checked.left_off,
                plain::clean_line(&file)
            ));
        }
        reports.join("\n\n")
    }
}

/// Loads the built-in banks.
pub fn load_builtin(tables: &Tables) -> LoadedBanks {
    let mut loaded = LoadedBanks::default();
    for file in builtin::banks() {
        match check::load(file.text.as_bytes(), tables) {
            Ok(mut bank) => {
                code_files::fill_builtin(&mut bank);
                loaded.banks.push(LoadedBank {
                    bank,
                    home: Home::BuiltIn,
                });
            }
            Err(refused) => loaded.problems.push(FileProblem {
                file: PathBuf::from(file.path),
                fault: Fault::Broken(refused),
            }),
        }
    }
    loaded
}

fn unlisted(folder: &Path, error: &std::io::Error) -> FileProblem {
    FileProblem {
        file: folder.to_owned(),
        fault: Fault::Unread(format!("The folder cannot be listed: {error}.")),
    }
}

/// Loads every `*.json` of a folder, by name; a folder that is not there has no banks.
pub fn load_folder(folder: &Path, tables: &Tables) -> LoadedBanks {
    let mut loaded = LoadedBanks::default();
    let files = match bank_files(folder) {
        Ok(files) => files,
        Err(error) => {
            loaded.problems.push(unlisted(folder, &error));
            return loaded;
        }
    };
    let mut seen: HashMap<String, PathBuf> = HashMap::new();
    for file in files {
        let fault = match load_file(&file, tables) {
            Ok(mut bank) => match seen.get(&bank.id) {
                None => {
                    seen.insert(bank.id.clone(), file.clone());
                    for why in code_files::fill(&mut bank, folder) {
                        loaded.problems.push(FileProblem {
                            file: file.clone(),
                            fault: Fault::Unread(why),
                        });
                    }
                    code_files::fill_builtin(&mut bank);
                    loaded.banks.push(LoadedBank {
                        bank,
                        home: Home::File(file),
                    });
                    continue;
                }
                Some(first) => Fault::SameId {
                    id: bank.id,
                    first: first.clone(),
                },
            },
            Err(fault) => fault,
        };
        loaded.problems.push(FileProblem { file, fault });
    }
    loaded
}

/// Loads everything there is: built-in banks, and the person's own beside or in place of them.
pub fn load_all(own: Option<&Path>) -> (Catalog, Vec<FileProblem>) {
    load(own, None)
}

/// Loads everything as [`load_all`] does; what was made of a large collection is kept in the directory `cache`.
pub fn load_kept(own: &Path, cache: &Path) -> (Catalog, Vec<FileProblem>) {
    load(Some(own), Some(cache))
}

fn load(own: Option<&Path>, cache: Option<&Path>) -> (Catalog, Vec<FileProblem>) {
    let tables = builtin::tables();
    let (own, problems) = own
        .map(|folder| shelve::shelves(folder, cache, &tables))
        .unwrap_or_default();
    (Catalog::of(builtin::shelves(), own, tables), problems)
}

/// Loads one bank file.
pub fn load_file(file: &Path, tables: &Tables) -> Result<Bank, Fault> {
    let bytes = read_bounded(file).map_err(Fault::Unread)?;
    check::load(&bytes, tables).map_err(Fault::Broken)
}

/// Checks one bank file, warnings included.
pub fn check_file(file: &Path, tables: &Tables) -> Result<FileCheck, FileProblem> {
    let bytes = read_bounded(file).map_err(|why| FileProblem {
        file: file.to_owned(),
        fault: Fault::Unread(why),
    })?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let checked = check::check_beside(&bytes, tables, &|bank, question, name| {
        // What a bank says of itself leads nowhere else.
        let plain = |part: &str| !part.is_empty() && !part.contains(['/', '\\']) && part != "..";
        [bank, question, name].into_iter().all(plain) && folder.join(bank).join(question).join(name).is_file()
    });
    Ok(FileCheck {
        file: file.to_owned(),
        source: String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        checked,
    })
}

/// Returns the files of a folder that are meant as banks, sorted; folders and hidden files are not.
pub fn bank_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let hidden = path
            .file_name()
            .is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        let json = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if json && !hidden && !path.is_dir() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads the text of a bank file as it stands, good or bad. The error is a sentence.
pub fn read_text(file: &Path) -> Result<String, String> {
    String::from_utf8(read_bounded(file)?)
        .map_err(|_| "The file is not UTF-8. Save it in that encoding.".to_owned())
}

/// Reads a regular file of at most so many bytes, whatever it holds. The error is a sentence.
pub fn read_bytes(file: &Path, most: u64) -> Result<Vec<u8>, String> {
    read_regular(file, most)
}

/// Reads a regular file no larger than a bank may be; the error is a sentence.
fn read_bounded(file: &Path) -> Result<Vec<u8>, String> {
    read_regular(file, limits::FILE_BYTES)
}

/// Reads a regular file of at most so many bytes; the error is a sentence.
pub(super) fn read_regular(file: &Path, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    read_regular_into(&mut bytes, file, most)?;
    Ok(bytes)
}

/// Reads it into the place of what `bytes` held: memory for one file after the other.
fn read_regular_into(bytes: &mut Vec<u8>, file: &Path, most: u64) -> Result<(), String> {
    let too_large = || {
        format!(
            "The file is larger than {} MiB and was not read. Split it into several files.",
            most >> 20
        )
    };
    let not_regular = || "It is not a regular file.".to_owned();
    bytes.clear();
    // Looked at before it is opened: opening a device can do things, opening a pipe can wait for ever.
    let before = std::fs::metadata(file).map_err(|error| cannot_read(&error))?;
    if !before.is_file() {
        return Err(not_regular());
    }
    if before.len() > most {
        return Err(too_large());
    }
    let opened = open(file).map_err(|error| cannot_read(&error))?;
    // And after: something else may have taken its name in between.
    let after = opened.metadata().map_err(|error| cannot_read(&error))?;
    if !after.is_file() {
        return Err(not_regular());
    }
    bytes.reserve(after.len().min(most) as usize + 1);
    opened
        .take(most + 1)
        .read_to_end(bytes)
        .map_err(|error| cannot_read(&error))?;
    if bytes.len() as u64 > most {
        return Err(too_large());
    }
    Ok(())
}

fn cannot_read(error: &std::io::Error) -> String {
    format!("The file cannot be read: {error}.")
}

#[cfg(unix)]
fn open(file: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    std::fs::OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(file)
}

#[cfg(not(unix))]
fn open(file: &Path) -> std::io::Result<std::fs::File> {
    std::fs::File::open(file)
}
