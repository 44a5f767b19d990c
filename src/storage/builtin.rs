//! What is inside the binary: the built-in banks and the assets, as text. The list is made at build
//! time from the folders themselves. Nothing is parsed until asked for, and then on the caller's
//! thread: the first screen needs only [`counts`], which cost nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::bank::Resource;
use crate::domain::catalog::{Axis, BankText, Brief, Counts, Files, Kept, Shelf, Shelved, Tables};

#[rustfmt::skip]
#[expect(clippy::unreadable_literal, reason = "made by build.rs; nobody reads its numbers")]
mod listed {
    use std::borrow::Cow;

    use super::{Counts, Embedded, Listed, ListedBank};
    use crate::domain::bank::{Difficulty, RoundKind};
    use crate::domain::catalog::brief::{Brief, BriefFollowUp, BriefIdea, Text};

    include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
}

/// A file inside the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Embedded {
    /// Below `question_banks/` or `assets/`, with forward slashes.
    pub path: &'static str,
    pub text: &'static str,
}

/// A built-in bank as it was listed when the program was built.
#[derive(Debug)]
struct ListedBank {
    id: &'static str,
    title: &'static str,
    license: Option<&'static str>,
    text: &'static str,
    questions: &'static [Listed],
}

/// A question of a [`ListedBank`]: where it stands in the text, its code files by name, and all of it in brief.
#[derive(Debug)]
struct Listed {
    id: &'static str,
    piece: (usize, usize),
    files: &'static [(&'static str, &'static str)],
    brief: Brief,
}

/// Returns the built-in banks with every question in brief; no text is read.
pub fn shelves() -> Vec<Shelf> {
    let shelf = |bank: &'static ListedBank| Shelf {
        id: bank.id.to_owned(),
        title: Cow::Borrowed(bank.title),
        license: bank.license.map(Cow::Borrowed),
        questions: bank
            .questions
            .iter()
            .map(|listed| shelved(bank, listed))
            .collect(),
    };
    listed::SHELVES.iter().map(shelf).collect()
}

fn shelved(bank: &'static ListedBank, listed: &'static Listed) -> Shelved {
    let (start, end) = listed.piece;
    Shelved {
        id: listed.id.to_owned(),
        brief: Cow::Borrowed(&listed.brief),
        question: Kept::at(
            BankText::BuiltIn(bank.text),
            start..end,
            Files::BuiltIn(listed.files),
        ),
    }
}

/// Returns the files of the built-in banks.
pub fn banks() -> &'static [Embedded] {
    listed::BANKS
}

/// Returns the code files of the built-in questions: `<bank>/<question>/starter.py` and so on.
pub fn code() -> &'static [Embedded] {
    listed::CODE
}

/// Returns the JSON files of `assets/`.
pub fn assets() -> &'static [Embedded] {
    listed::ASSETS
}

/// Returns the asset of this path below `assets/`, such as `loops/onsite.json`.
pub fn asset(path: &str) -> Option<&'static str> {
    assets()
        .iter()
        .find(|asset| asset.path == path)
        .map(|asset| asset.text)
}

/// Returns how many questions are built in, counted when the program was built.
pub fn counts() -> Counts {
    listed::COUNTS
}

/// Reads the shared tables that questions refer to.
pub fn tables() -> Tables {
    tables_from(
        asset("resources.json").unwrap_or_default(),
        asset("axes.json").unwrap_or_default(),
    )
}

/// Reads the two tables; what is malformed is left out, and a test says so of the built-in ones.
pub fn tables_from(resources: &str, axes: &str) -> Tables {
    Tables {
        resources: entries(resources, "resources", |entry| {
            serde_json::from_value::<Resource>(entry.clone()).ok()
        }),
        axes: entries(axes, "axes", axis),
    }
}

fn axis(entry: &Value) -> Option<Axis> {
    let levels: Vec<String> = serde_json::from_value(entry.get("levels")?.clone()).ok()?;
    Some(Axis {
        title: entry
            .get("title")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        levels: levels.try_into().ok()?,
    })
}

/// A table is a list of objects with ids, an object of them by id, or an object of such lists by group,
/// alone or in a field of its name.
fn entries<T>(text: &str, name: &str, read: impl Fn(&Value) -> Option<T>) -> BTreeMap<String, T> {
    let root: Value = serde_json::from_str(text).unwrap_or_default();
    let with_id = |entry: &Value| Some((entry.get("id")?.as_str()?.to_owned(), read(entry)?));
    match root.get(name).unwrap_or(&root) {
        Value::Array(list) => list.iter().filter_map(with_id).collect(),
        Value::Object(map) => {
            let grouped = map
                .values()
                .filter_map(Value::as_array)
                .flatten()
                .filter_map(with_id);
            let by_id = map
                .iter()
                .filter_map(|(id, entry)| Some((id.clone(), read(entry)?)));
            by_id.chain(grouped).collect()
        }
        _ => BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_listed_in_brief_as_it_is_read() {
        let read = crate::storage::banks::load_builtin(&tables()).banks;
        let shelves = shelves();
        assert_eq!(shelves.len(), read.len());
        for (shelf, bank) in shelves.iter().zip(read) {
            let bank = bank.bank;
            assert_eq!((&shelf.id, &*shelf.title), (&bank.id, &*bank.title));
            assert_eq!(shelf.license.as_deref(), bank.license.as_deref());
            assert_eq!(shelf.questions.len(), bank.questions.len());
            for (shelved, question) in shelf.questions.iter().zip(&bank.questions) {
                assert!(!shelved.question.is_read());
                assert_eq!(shelved.id, question.id);
                assert_eq!(*shelved.brief, Brief::of(question), "{}", question.id);
                assert_eq!(**shelved.question, *question);
            }
        }
    }

    #[test]
    fn a_table_is_read_as_a_list_by_id_or_by_group() {
        let list = r#"{"format": 1, "resources": [{"id": "a", "title": "A", "url": null}]}"#;
        let by_id = r#"{"a": {"title": "A", "url": null}}"#;
        let axes = r#"[{"id": "x", "title": "X", "levels": ["0", "1", "2", "3", "4"]}, {"id": "short", "levels": []}]"#;
        assert_eq!(tables_from(list, "").resources, tables_from(by_id, "").resources);
        let grouped = format!(r#"{{"axes": {{"culture": {axes}}}}}"#);
        assert_eq!(tables_from("", &grouped).axes, tables_from("", axes).axes);
        let tables = tables_from(list, axes);
        assert_eq!(tables.resources["a"].title, "A");
        assert_eq!(tables.axes.keys().collect::<Vec<_>>(), ["x"]);
        assert_eq!(tables.axes["x"].levels[4], "4");
        assert_eq!(tables_from("not json", "3"), Tables::default());
    }
}
