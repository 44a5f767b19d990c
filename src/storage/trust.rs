//! Whose code may be run: `trust.json` in the state directory. Built-in code may; anything else only after
//! somebody said so of exactly this content, or of a file whatever its content.
//!
//! What is asked about is the question in hand, its code files with it, and that is what runs: nothing is
//! read again in between, so a file that is swapped meanwhile changes nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::banks::{self, LoadedBank};
use super::place::{read_text, shown};
use super::{builtin, code_files, settings};
use crate::domain::bank::{Bank, Question, QuestionName};
use crate::domain::snapshot;
use crate::domain::verdict::{Origin, Unable, Why};

/// The format this program writes and the highest it reads.
const FORMAT: u32 = 1;

/// The file is no larger.
const LIMIT: u64 = 4 << 20;

/// What was said to be trusted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Trust {
    format: u32,
    /// By content.
    #[serde(default)]
    banks: Vec<Trusted>,
    /// By path, whatever the content.
    #[serde(default)]
    mine: Vec<Mine>,
    /// What a newer hotseat knows besides.
    #[serde(flatten)]
    other: Map<String, Value>,
}

/// A bank that was trusted as it was.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Trusted {
    bank: String,
    /// SHA-256 of the bank's content and all its code files, in hex.
    hash: String,
    /// The same of each question by id, so that a session's snapshot is known without the bank.
    #[serde(default)]
    questions: BTreeMap<String, String>,
    #[serde(default)]
    origin: Whose,
    #[serde(flatten)]
    other: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Mine {
    bank: String,
    /// The bank's file, without links.
    path: PathBuf,
    #[serde(flatten)]
    other: Map<String, Value>,
}

/// Why content is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Somebody was asked.
    #[default]
    Asked,
    /// hotseat's own screens wrote it.
    Written,
}

/// How a bank stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody said anything of it.
    Unknown,
    /// Trusted before, and changed since.
    Changed,
    Trusted,
    /// Trusted whatever its content.
    Mine,
}

/// Why nothing is trusted but what is built in, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoTrust {
    #[error("{0}")]
    Unread(String),
    #[error(
        "{file}: It has format {format}, which a newer hotseat wrote; no bank is trusted until hotseat is updated."
    )]
    Newer { file: String, format: u32 },
}

/// Reads what is trusted; without a file only what is built in is.
pub fn read(file: &Path) -> Result<Trust, NoTrust> {
    let Some(text) = read_text(file, LIMIT).map_err(NoTrust::Unread)? else {
        return Ok(Trust::default());
    };
    let trust: Trust = serde_json::from_str(&text).map_err(|error| {
        NoTrust::Unread(format!(
            "{}:{}:{}: It is not what hotseat writes, so no bank is trusted. Move it away and trust your banks \
             again.",
            shown(file),
            error.line(),
            error.column()
        ))
    })?;
    if trust.format > FORMAT {
        return Err(NoTrust::Newer {
            file: shown(file),
            format: trust.format,
        });
    }
    Ok(trust)
}

/// Returns whose the code of a question is, as it stands in this very value, or why it may not be run.
pub fn allowed(file: &Path, name: &QuestionName, question: &Question) -> Result<Origin, Unable> {
    if is_builtin(name, question) {
        return Ok(Origin::Own);
    }
    let (origin, why) = match read(file) {
        Ok(trust) => (trust.origin_of(name, question), String::new()),
        Err(error) => (None, format!(" {error}")),
    };
    origin.ok_or_else(|| Unable {
        why: Why::NotTrusted,
        sentence: format!(
            "The bank {} is not trusted, so its tests are not run.{why}",
            name.bank
        ),
        mend: format!(
            "`hotseat bank trust {}` shows what it would be able to run, and asks.",
            name.bank
        ),
    })
}

impl Trust {
    /// Returns whose the code of a question is, as it stands in this very value; `None`: nobody trusts it.
    pub fn origin_of(&self, name: &QuestionName, question: &Question) -> Option<Origin> {
        if is_builtin(name, question) {
            return Some(Origin::Own);
        }
        let hash = hash_of_question(name, question);
        let known = self
            .banks
            .iter()
            .filter(|trusted| trusted.bank == name.bank)
            .find(|trusted| trusted.questions.get(&name.question) == Some(&hash));
        if let Some(known) = known {
            return Some(match known.origin {
                Whose::Asked => Origin::Trusted,
                Whose::Written => Origin::Own,
            });
        }
        // That the file is trusted does not help whatever else goes by the bank's name: it has to be in there.
        self.mine
            .iter()
            .filter(|mine| mine.bank == name.bank)
            .filter_map(|mine| still_there(&mine.path))
            .flat_map(|bank| bank.questions)
            .any(|there| there.id == name.question && hash_of_question(name, &there) == hash)
            .then_some(Origin::Trusted)
    }

    /// Returns how a bank stands as it was loaded from this file.
    pub fn standing(&self, bank: &Bank, file: &Path) -> Standing {
        let path = file.canonicalize().ok();
        if self
            .mine
            .iter()
            .any(|mine| mine.bank == bank.id && Some(&mine.path) == path.as_ref())
        {
            return Standing::Mine;
        }
        let hash = hash_of_bank(bank);
        let mut known = false;
        for trusted in self.banks.iter().filter(|trusted| trusted.bank == bank.id) {
            if trusted.hash == hash {
                return Standing::Trusted;
            }
            known = true;
        }
        if known {
            Standing::Changed
        } else {
            Standing::Unknown
        }
    }
}

/// Trusts a bank as it stands in this value. The error is a sentence.
pub fn trust_content(file: &Path, bank: &Bank, whose: Whose) -> Result<(), String> {
    let trusted = Trusted {
        bank: bank.id.clone(),
        hash: hash_of_bank(bank),
        questions: bank
            .questions
            .iter()
            .filter(|question| question.code.is_some())
            .map(|question| {
                let name = QuestionName::new(bank.id.clone(), question.id.clone());
                let hash = hash_of_question(&name, question);
                (question.id.clone(), hash)
            })
            .collect(),
        origin: whose,
        other: Map::new(),
    };
    update(file, |trust| {
        // What was trusted before stays so: a session begun with it can be ended with it.
        trust
            .banks
            .retain(|known| known.bank != trusted.bank || known.hash != trusted.hash);
        trust.banks.push(trusted);
    })
}

/// Versions of a bank that hotseat wrote and that stay trusted for sessions begun with them.
const WRITTEN: usize = 20;

/// Trusts the code of these questions as hotseat wrote them. The error is a sentence.
pub(in crate::storage) fn trust_written(file: &Path, bank: &Bank, questions: &[&str]) -> Result<(), String> {
    let hashes: BTreeMap<String, String> = bank
        .questions
        .iter()
        .filter(|question| questions.contains(&question.id.as_str()))
        .map(|question| {
            let name = QuestionName::new(bank.id.clone(), question.id.clone());
            (question.id.clone(), hash_of_question(&name, question))
        })
        .collect();
    let coded = bank.questions.iter().filter(|question| question.code.is_some());
    let hash = if coded.count() == hashes.len() {
        hash_of_bank(bank)
    } else {
        // Never that of a bank: what else is in it is not trusted with it.
        let mut hash = Sha256::new();
        for text in hashes.values() {
            hash.update(text);
        }
        format!("part-{}", hex(hash))
    };
    let trusted = Trusted {
        bank: bank.id.clone(),
        hash,
        questions: hashes,
        origin: Whose::Written,
        other: Map::new(),
    };
    update(file, |trust| {
        trust
            .banks
            .retain(|known| known.bank != trusted.bank || known.hash != trusted.hash);
        trust.banks.push(trusted);
        let written = |known: &Trusted| known.bank == bank.id && known.origin == Whose::Written;
        let mut surplus = trust.banks.iter().filter(|known| written(known)).count();
        trust.banks.retain(|known| {
            let old = written(known) && surplus > WRITTEN;
            surplus -= usize::from(written(known));
            !old
        });
    })
}

/// Trusts a bank's file whatever its content. The error is a sentence.
pub fn trust_path(file: &Path, bank: &Bank, path: &Path) -> Result<(), String> {
    let path = path
        .canonicalize()
        .map_err(|error| format!("{}: It cannot be found: {error}.", shown(path)))?;
    if path.to_str().is_none() {
        return Err(format!(
            "{}: Its path is not UTF-8, so it cannot be kept. Trust the bank without --mine, or move it.",
            shown(&path)
        ));
    }
    update(file, |trust| {
        trust.mine.retain(|mine| mine.path != path);
        trust.mine.push(Mine {
            bank: bank.id.clone(),
            path,
            other: Map::new(),
        });
    })
}

fn update(file: &Path, change: impl FnOnce(&mut Trust)) -> Result<(), String> {
    let _held = settings::locked(file)?;
    let mut trust = read(file).map_err(|error| error.to_string())?;
    trust.format = FORMAT;
    change(&mut trust);
    let mut bytes =
        serde_json::to_vec_pretty(&trust).expect("strings, numbers and maps with string keys serialise");
    bytes.push(b'\n');
    settings::replace(file, &bytes)
}

/// Returns whether the code of a question is what is built in under its name: whatever else of it was changed,
/// nothing else can run.
fn is_builtin(name: &QuestionName, question: &Question) -> bool {
    let Some(code) = question.code.as_ref().filter(|code| !code.files.is_empty()) else {
        return false;
    };
    let built_in = code_files::builtin_files(&name.bank, &question.id);
    name.question == question.id && code.files == built_in
}

fn hash_of_question(name: &QuestionName, question: &Question) -> String {
    let mut hash = Sha256::new();
    hash.update(name.to_string());
    hash.update([0]);
    hash.update(snapshot::canonical_text(question));
    hex(hash)
}

fn hash_of_bank(bank: &Bank) -> String {
    let mut hash = Sha256::new();
    // The bank as a whole, what its questions hold beside their code included.
    hash.update(serde_json::to_vec(bank).expect("strings, numbers and maps with string keys serialise"));
    for question in &bank.questions {
        let name = QuestionName::new(bank.id.clone(), question.id.clone());
        hash.update(hash_of_question(&name, question));
    }
    hex(hash)
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    })
}

/// Loads a bank that is trusted by its path, with its code, if it still stands there and not elsewhere by a
/// link.
fn still_there(path: &Path) -> Option<Bank> {
    if path.canonicalize().ok()? != path {
        return None;
    }
    load(path).ok().map(|loaded| loaded.bank)
}

/// Loads a bank's file with its code as the catalog has it. The error is a sentence.
pub fn load(path: &Path) -> Result<LoadedBank, String> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut bank = banks::load_file(path, &builtin::tables()).map_err(|fault| {
        banks::FileProblem {
            file: path.to_owned(),
            fault,
        }
        .to_string()
    })?;
    if let Some(problem) = code_files::fill(&mut bank, folder).into_iter().next() {
        return Err(problem);
    }
    code_files::fill_builtin(&mut bank);
    Ok(LoadedBank {
        bank,
        home: banks::Home::File(path.to_owned()),
    })
}

#[cfg(test)]
mod tests;
