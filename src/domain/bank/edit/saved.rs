//! What became of a change, and what is kept beside a bank: versions, and drafts that are not saved yet.

use serde_json::Value as Json;

use super::{BankEdit, BankText, EditError};
use crate::domain::check::Problem;

/// A change that is on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The bank as it is on disk now; the next change is meant for it.
    pub now: BankText,
    /// What takes the change back, to be done in this order.
    pub undo: Vec<BankEdit>,
    /// What somebody should know, in sentences.
    pub notes: Vec<String>,
}

/// Why a change was not saved; the file is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SaveProblem {
    #[error("{0}")]
    Edit(#[from] EditError),
    /// The bank would break a rule that it does not break now.
    #[error("{}", refused(.0))]
    Refused(Vec<Problem>),
    /// The file was changed outside. Both are there: theirs in its place, ours among the versions.
    #[error(
        "{file} was changed outside meanwhile and is left as it is; your version is kept in {kept}. \
         Compare the two and save again."
    )]
    Conflict {
        file: String,
        /// The question, or the bank where the change was of the bank, as it would have been.
        ours: String,
        /// The same as it is on disk; empty where it is gone.
        theirs: String,
        /// Where the whole bank with the change is.
        kept: String,
    },
    /// A sentence: the disk is full, the file is not ours, and the like.
    #[error("{0}")]
    Disk(String),
}

fn refused(problems: &[Problem]) -> String {
    let Some(first) = problems.first() else {
        return "The bank would be refused.".to_owned();
    };
    let expected = match first.expected.as_str() {
        "" => String::new(),
        expected => format!(" Expected {expected}."),
    };
    let more = match problems.len() - 1 {
        0 => String::new(),
        1 => " And 1 more problem.".to_owned(),
        more => format!(" And {more} more problems."),
    };
    format!("Not saved: {}{expected}{more}", first.message)
}

/// An older state of a bank, or a copy kept of what could not be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The name of its file.
    pub name: String,
    pub at: jiff::Timestamp,
    pub bytes: u64,
    /// Somebody's change that another change stood in the way of.
    pub conflict: bool,
    /// What was changed after it, in words; of a conflict what it has other than the bank now.
    pub changed: String,
}

/// What somebody wrote in the fields of a question and what is not saved: it is kept until it is, or is thrown
/// away.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    pub format: u32,
    pub at: jiff::Timestamp,
    /// The question as it was on disk.
    pub base: Json,
    pub draft: Json,
}

/// Drafts are written in this format, and read up to it.
pub const DRAFT_FORMAT: u32 = 1;
