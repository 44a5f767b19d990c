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
