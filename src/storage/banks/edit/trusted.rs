//! What of a bank is trusted after it was changed here: what a person wrote, and what was trusted before.
//! Code that came from others stays what it was, however much is changed around it.

use std::path::Path;

use crate::domain::bank::edit::BankEdit;
use crate::domain::bank::{Bank, Question, QuestionName};
use crate::storage::trust::{self, Trust};

/// Trusts what was written. The error is a sentence: the change itself is on disk all the same.
pub(super) fn as_written(
    file: &Path,
    before: Option<&Bank>,
    after: &Bank,
    edits: &[BankEdit],
) -> Result<(), String> {
    if after.questions.iter().all(|question| question.code.is_none()) {
        return Ok(());
    }
    let known = trust::read(file).map_err(|error| error.to_string())?;
    let old = |id: &str| {
        before
            .into_iter()
            .flat_map(|bank| &bank.questions)
            .find(|question| question.id == id)
    };
    let original = |id: &str| {
        edits.iter().find_map(|edit| match edit {
            BankEdit::Duplicate { id: from, new_id } if new_id == id => Some(from.clone()),
            _ => None,
        })
    };
    let ids: Vec<&str> = after
        .questions
        .iter()
        .filter(|question| question.code.is_some())
        .filter(|question| {
            let from = original(&question.id).unwrap_or_else(|| question.id.clone());
            harmless(&known, &after.id, old(&from).unwrap_or(question))
        })
        .map(|question| question.id.as_str())
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    trust::trust_written(file, after, &ids)
}

/// Returns whether a question has no code that could run, or only code that may.
fn harmless(known: &Trust, bank: &str, question: &Question) -> bool {
    let files = question.code.as_ref().map_or(0, |code| code.files.len());
    let name = QuestionName::new(bank, question.id.clone());
    files == 0 || known.origin_of(&name, question).is_some()
}
