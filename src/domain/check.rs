//! Every rule of a bank file. A good file is read by typed serde alone; on any failure or broken rule
//! one walk over the syntax tree reports all problems, each with its place, what was expected and what
//! to do. Loading refuses exactly what the walk calls an error; warnings never refuse.

mod find;
pub mod limits;
mod lint;
mod nearest;
mod quality;
mod quick;
mod report;
mod rules;
mod schema;
mod shape;
mod syntax;
mod walk;

use std::ops::Range;

use jsonc_parser::ast::Value;
use serde::Deserialize;

use crate::domain::bank::{Bank, FORMAT, Strict};
use crate::domain::catalog::Tables;
pub(in crate::domain) use find::span;
use find::{Finder, Path};

pub use lint::{Linted, Subject, lint};
pub use nearest::nearest;
pub use report::{Colour, line, report};
pub use schema::schema;
pub use shape::documentation as field_table;
pub use shape::{Field, Need, QUESTION, Shape};
pub use syntax::STRICT;

#[cfg(test)]
mod tests;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The bank is refused.
    Error,
    /// The bank is read; somebody should look at it.
    Warning,
}

/// One thing that is wrong with a bank file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    /// A short name that stays, for `--json` and for searching.
    pub rule: &'static str,
    /// Such as `questions[3].minutes`; empty for the file as a whole.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// Characters, from 1.
    pub column: usize,
    /// Bytes of the text, a byte order mark not counted.
    pub span: Range<usize>,
    /// The line around the place, safe to show.
    pub excerpt: String,
    /// Words that follow "expected"; may be empty.
    pub expected: String,
    /// A sentence: what is wrong.
    pub message: String,
    /// A sentence: what to do; may be empty.
    pub mend: String,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Checked {
    /// The bank, unless there is an error.
    pub bank: Option<Bank>,
    /// In the order of the text.
    pub problems: Vec<Problem>,
    /// Problems beyond the limit of what is reported.
    pub left_off: usize,
}

/// Why a bank was refused: every problem, at least one of them an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// In the order of the text.
    pub problems: Vec<Problem>,
    /// Problems beyond the limit of what is reported.
    pub left_off: usize,
}

impl Checked {
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        errors(&self.problems)
    }
}

impl Refused {
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        errors(&self.problems)
    }
}

fn errors(problems: &[Problem]) -> impl Iterator<Item = &Problem> {
    problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
}

/// A bank with where its questions stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub bank: Bank,
    /// Bytes of what was read, a question each; `None` where a longer look was needed.
    pub pieces: Option<Vec<Range<usize>>>,
}

/// Reads a bank: fast where it is good, with all its problems where it is not.
pub fn load(bytes: &[u8], tables: &Tables) -> Result<Bank, Refused> {
    load_placed(bytes, tables).map(|placed| placed.bank)
}

/// Reads a bank as [`load`] does, and tells where its questions stand.
pub fn load_placed(bytes: &[u8], tables: &Tables) -> Result<Placed, Refused> {
    let json = bytes.strip_prefix(syntax::BOM).unwrap_or(bytes);
    // As text, not as bytes, and plain: what serde skips it would not look at.
    if let Some(mut pieces) = syntax::plain(json)
        && let Ok(text) = std::str::from_utf8(json)
        && let Ok(Strict(bank)) = serde_json::from_str::<Strict<Bank>>(text)
        && quick::is_good(&bank, tables)
    {
        let before = bytes.len() - json.len();
        for piece in &mut pieces {
            *piece = piece.start + before..piece.end + before;
        }
        let pieces = Some(pieces);
        return Ok(Placed { bank, pieces });
    }
    let checked = check(bytes, tables);
    let bank = checked.bank.ok_or(Refused {
        problems: checked.problems,
        left_off: checked.left_off,
    })?;
    Ok(Placed { bank, pieces: None })
}

/// Refuses a text that would cost too much to read, as [`check`] does. The error is a sentence.
pub fn within_reach(text: &str) -> Result<(), String> {
    if text.len() as u64 > limits::FILE_BYTES {
        return Err(format!("it is larger than {} MiB.", limits::FILE_BYTES >> 20));
    }
    match syntax::excess(text.as_bytes()) {
        None => Ok(()),
        Some((_, syntax::Excess::Nesting)) => Err("objects and lists are nested too deep.".to_owned()),
        Some((_, syntax::Excess::Values)) => Err("it has too many values.".to_owned()),
    }
}

/// Returns the names of an object's fields in the order they are documented in; the object is named as there,
/// such as `questions[].`, and the bank is the empty name. None of an object that is not known.
pub fn field_order(object: &str) -> Vec<&'static str> {
    let fields = shape::OBJECTS.iter().find(|(name, _)| *name == object);
    fields
        .map(|(_, fields)| fields.iter().map(|field| field.name).collect())
        .unwrap_or_default()
}

/// Tells whether a question's folder has a file: by bank, question and the file's name.
pub type Beside<'a> = &'a dyn Fn(&str, &str, &str) -> bool;

/// Reports every problem of one question as it would stand in a bank; paths begin in the question.
pub fn question(question: &serde_json::Value, tables: &Tables) -> Vec<Problem> {
    let bank =
        serde_json::json!({ "format": FORMAT, "id": "bank", "title": "Bank", "questions": [question] });
    let mut problems = check(bank.to_string().as_bytes(), tables).problems;
    // What is wrong with the bank around it is made up here.
    problems.retain(|problem| problem.path.starts_with("questions[0]"));
    for problem in &mut problems {
        let inner = problem.path.strip_prefix("questions[0]").unwrap_or_default();
        problem.path = inner.trim_start_matches('.').to_owned();
    }
    problems
}

/// Reports every problem of a bank file, warnings included.
pub fn check(bytes: &[u8], tables: &Tables) -> Checked {
    checked(bytes, tables, None)
}

/// The same, and which code files are missing beside the bank.
pub fn check_beside(bytes: &[u8], tables: &Tables, beside: Beside) -> Checked {
    checked(bytes, tables, Some(beside))
}

fn checked(bytes: &[u8], tables: &Tables, beside: Option<Beside>) -> Checked {
    let mut finder = Finder::default();
    let text = match syntax::text(bytes) {
        Ok(text) => text,
        Err((valid, finding)) => {
            finding(&mut finder);
            return finished(finder, valid, None);
        }
    };
    let bank = walk_all(&mut finder, text, tables, beside);
    finished(finder, text, bank)
}

fn finished(finder: Finder, text: &str, bank: Option<Bank>) -> Checked {
    let (problems, left_off) = finder.finish(text);
    Checked {
        bank,
        problems,
        left_off,
    }
}

fn walk_all(finder: &mut Finder, text: &str, tables: &Tables, beside: Option<Beside>) -> Option<Bank> {
    let tree = syntax::tree(finder, text)?;
    let Value::Object(object) = &tree else {
        walk::value(finder, &tree, &shape::Shape::Object(shape::BANK), &Path::ROOT);
        return None;
    };
    if let Some(format) = find::integer(object, "format")
        && format > u64::from(FORMAT)
        && let Some(place) = find::present(object, "format").map(find::span)
    {
        // Everything else may mean something else there.
        finder
            .error(
                "format",
                place,
                &Path::ROOT.key("format"),
                format!("The bank has format {format}; this version of hotseat reads up to {FORMAT}."),
            )
            .expected(format!("format {FORMAT}"))
            .mend("Update hotseat to use this bank; it was not changed.");
        return None;
    }
    walk::duplicates(finder, &tree, &Path::ROOT);
    walk::value(finder, &tree, &shape::Shape::Object(shape::BANK), &Path::ROOT);
    rules::bank(finder, object, tables);
    quality::bank(finder, object);
    if let Some(beside) = beside {
        quality::code_files(finder, object, beside);
    }
    match Bank::deserialize(&mut serde_json::Deserializer::from_str(text)) {
        Ok(bank) if finder.errors() == 0 => Some(bank),
        Ok(_) => None,
        Err(error) => {
            syntax::refused(finder, text, &error);
            None
        }
    }
}
