//! The person's own copy of a built-in question: what its bank looks like at first, and the mark by which
//! a newer hotseat can tell that the original changed since.

use serde_json::{Map, Value as Json, json};

use super::merge::tidy;
use crate::domain::bank::{Bank, Question};
use crate::domain::snapshot;

/// The field of a question that says what it was copied from.
pub(super) const MARK: &str = "x-from";

/// What became of the question that an own one was copied from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Original {
    /// The own question was not copied, or does not say from what.
    Unknown,
    Same,
    /// The built-in question is another one since the copy was made.
    Changed,
    /// This hotseat has no such question.
    Gone,
}

/// Returns the value of the mark of a copy of this question.
pub fn mark(original: &Question) -> Json {
    json!({ "builtin": snapshot::hash(original) })
}

/// Returns the hash that a copied question keeps of its original.
pub fn from_mark(question: &Json) -> Option<&str> {
    question.get(MARK)?.get("builtin")?.as_str()
}

/// Tells whether the original of a question, given as it stands in its bank, changed since it was copied.
pub fn original(question: &Json, built_in: Option<&Question>) -> Original {
    match (from_mark(question), built_in) {
        (None, _) => Original::Unknown,
        (Some(_), None) => Original::Gone,
        (Some(hash), Some(built_in)) if snapshot::hash(built_in) == hash => Original::Same,
        _ => Original::Changed,
    }
}

/// Returns the text of an own bank beside a built-in one: its questions take the built-in ones' place, its
/// licence and authors go on with them.
pub fn own_bank(built_in: &Bank) -> String {
    let mut bank = Map::new();
    bank.insert("format".to_owned(), json!(built_in.format));
    bank.insert("id".to_owned(), json!(built_in.id));
    let rest = json!({
        "license": built_in.license,
        "authors": built_in.authors,
        "source": built_in.source,
    });
    if let Json::Object(rest) = tidy(&rest) {
        bank.extend(rest);
    }
    text_of(bank)
}

/// Returns the text of a bank that begins.
pub fn new_bank(id: &str, title: &str, license: Option<&str>, source: Option<&str>) -> String {
    let head = json!({
        "format": crate::domain::bank::FORMAT,
        "id": id,
        "title": title,
        "license": license,
        "source": source,
    });
    match tidy(&head) {
        Json::Object(bank) => text_of(bank),
        _ => String::new(),
    }
}

/// Returns the text of a bank, without the fields that say what their absence says.
pub fn bank_text(bank: &Bank) -> String {
    let value = serde_json::to_value(bank).unwrap_or_default();
    let mut text = serde_json::to_string_pretty(&tidy(&value)).unwrap_or_default();
    text.push('\n');
    text
}

fn text_of(mut bank: Map<String, Json>) -> String {
    bank.insert("questions".to_owned(), json!([]));
    let mut text = serde_json::to_string_pretty(&Json::Object(bank)).unwrap_or_default();
    text.push('\n');
    text
}
