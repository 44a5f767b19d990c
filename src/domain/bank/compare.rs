//! What two versions of a question have different, by the place of each value.

use std::collections::BTreeMap;

use serde_json::Value as Json;

/// One value that is another, or is in one of them only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// `rubric[0].ideas[1].idea`.
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Returns what is different, by place. Fields that begin `x-` are nobody's business; what is empty is as good
/// as not there.
pub fn differences(before: &Json, after: &Json) -> Vec<Difference> {
    let (mut old, mut new) = (Places::default(), Places::default());
    old.walk(before, String::new());
    new.walk(after, String::new());
    let mut order = old.order.clone();
    order.extend(
        new.order
            .iter()
            .filter(|path| !old.values.contains_key(*path))
            .cloned(),
    );
    order
        .into_iter()
        .map(|path| Difference {
            before: old.values.get(&path).cloned(),
            after: new.values.get(&path).cloned(),
            path,
        })
        .filter(|found| found.before != found.after)
        .collect()
}

/// Questions that are named before the rest is counted.
const NAMED: usize = 2;

/// Says in words what is different in two texts of a bank: `th-ce: prompt, hints`.
pub fn changed_between(before: &str, after: &str) -> String {
    let read =
        |text: &str| serde_json::from_str::<Json>(text.trim_start_matches('\u{feff}')).unwrap_or_default();
    let (before, after) = (read(before), read(after));
    let (old, new) = (questions(&before), questions(&after));
    let mut said = Vec::new();
    for (id, question) in &new {
        match old.iter().find(|(known, _)| known == id) {
            None => said.push(format!("{id} new")),
            Some((_, was)) => {
                let fields = fields_of(&differences(was, question));
                if !fields.is_empty() {
                    said.push(format!("{id}: {fields}"));
                }
            }
        }
    }
    let gone = old
        .iter()
        .filter(|(id, _)| !new.iter().any(|(known, _)| known == id));
    said.extend(gone.map(|(id, _)| format!("{id} deleted")));
    let bank = |value: &Json| {
        let mut value = value.clone();
        if let Some(map) = value.as_object_mut() {
            map.remove("questions");
        }
        value
    };
    let fields = fields_of(&differences(&bank(&before), &bank(&after)));
    if !fields.is_empty() {
        said.push(format!("the bank: {fields}"));
    }
    match said.len() {
        0 => "only how it is written".to_owned(),
        more if more > NAMED => format!("{} and {} more", said[..NAMED].join("; "), more - NAMED),
        _ => said.join("; "),
    }
}

/// Returns the questions of a bank with their ids.
pub fn questions(bank: &Json) -> Vec<(&str, &Json)> {
    let list = bank.get("questions").and_then(Json::as_array);
    let list = list.into_iter().flatten();
    list.filter_map(|question| Some((question.get("id")?.as_str()?, question)))
        .collect()
}

/// Returns the fields that differences lie in, each once.
fn fields_of(found: &[Difference]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for difference in found {
        let name = difference.path.split(['.', '[']).next().unwrap_or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ").replace('_', "-")
}

#[derive(Default)]
struct Places {
    order: Vec<String>,
    values: BTreeMap<String, String>,
}

impl Places {
    fn walk(&mut self, value: &Json, path: String) {
        match value {
            Json::Object(map) => {
                for (name, value) in map.iter().filter(|(name, _)| !name.starts_with("x-")) {
                    let inner = if path.is_empty() {
                        name.clone()
                    } else {
                        format!("{path}.{name}")
                    };
                    self.walk(value, inner);
                }
            }
            Json::Array(list) => {
                for (at, value) in list.iter().enumerate() {
                    self.walk(value, format!("{path}[{at}]"));
                }
            }
            Json::String(text) if !text.is_empty() => self.put(path, text.clone()),
            Json::Number(number) => {
                let text = number
                    .as_f64()
                    .map_or_else(|| number.to_string(), |number| number.to_string());
                self.put(path, text);
            }
            Json::Bool(true) => self.put(path, "yes".to_owned()),
            Json::String(_) | Json::Null | Json::Bool(false) => {}
        }
    }

    fn put(&mut self, path: String, text: String) {
        self.order.push(path.clone());
        self.values.insert(path, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_changed_in_a_bank_is_said_in_a_few_words() {
        let bank =
            |questions: Json, title: &str| json!({ "title": title, "questions": questions }).to_string();
        let before = bank(
            json!([{ "id": "a", "prompt": "x", "hints": ["1"] }, { "id": "b" }]),
            "T",
        );
        let after = bank(
            json!([{ "id": "a", "prompt": "y", "hints": ["2"] }, { "id": "c" }]),
            "T",
        );
        assert_eq!(changed_between(&before, &before), "only how it is written");
        assert_eq!(
            changed_between(&before, &after),
            "a: prompt, hints; c new and 1 more"
        );
        let titled = bank(
            json!([{ "id": "a", "prompt": "x", "hints": ["1"] }, { "id": "b" }]),
            "U",
        );
        assert_eq!(changed_between(&before, &titled), "the bank: title");
    }

    #[test]
    fn what_differs_is_named_by_its_place_and_nothing_else_is() {
        let before =
            json!({ "minutes": 8, "tags": ["a"], "twist": false, "x-from": 1, "hints": ["one", "two"] });
        let after = json!({ "minutes": 8.0, "tags": ["a", "b"], "hints": ["one", "three"], "prompt": "" });
        let found = differences(&before, &after);
        let rows: Vec<(&str, Option<&str>, Option<&str>)> = found
            .iter()
            .map(|found| {
                (
                    found.path.as_str(),
                    found.before.as_deref(),
                    found.after.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                ("hints[1]", Some("two"), Some("three")),
                ("tags[1]", None, Some("b"))
            ]
        );
    }
}
