//! Entries of lists: added, taken out, moved. What an entry begins with comes from the table of fields.

use serde_json::{Map, Value as Json, json};

use super::rows::bare;
use super::value;
use crate::domain::bank::RoundKind;
use crate::domain::bank::edit::{Step, free_id, id_from};
use crate::domain::check::{Field, Need, QUESTION, Shape};

/// Returns the list a row stands in or is, and the entry of it where it is within one. The five levels are
/// no list: there are always five.
pub(super) fn place(question: &Json, steps: &[Step]) -> Option<(Vec<Step>, Option<usize>)> {
    let list = |steps: &[Step]| matches!(shape_at(steps), Some(Shape::List { of, .. }) if is_list(of));
    if list(steps) && value::get(question, steps).is_none_or(|value| value.is_array() || value.is_null()) {
        return Some((steps.to_vec(), None));
    }
    steps.iter().enumerate().rev().find_map(|(at, step)| match step {
        Step::Index(index) if list(&steps[..at]) => Some((steps[..at].to_vec(), Some(*index))),
        _ => None,
    })
}

/// Lists of words are one line; all others have rows.
fn is_list(of: &Shape) -> bool {
    matches!(of, Shape::Object(_) | Shape::Either(..))
}

/// Returns the shape of a place.
fn shape_at(steps: &[Step]) -> Option<&'static Shape> {
    let mut fields: Option<&'static [Field]> = Some(QUESTION);
    let mut shape: Option<&'static Shape> = None;
    for step in steps {
        match step {
            Step::Key(name) => {
                let field = fields?.iter().find(|field| field.name == name)?;
                shape = Some(bare(&field.shape));
            }
            Step::Index(_) => {
                let Some(Shape::List { of, .. }) = shape else {
                    return None;
                };
                shape = Some(bare(of));
            }
        }
        fields = match shape {
            Some(Shape::Object(fields) | Shape::Either(_, Shape::Object(fields))) => Some(fields),
            _ => None,
        };
    }
    shape
}

/// Puts a new entry into a list at `at`.
pub(super) fn add(question: &mut Json, list: &[Step], at: usize) {
    let Some(Shape::List { of, .. }) = shape_at(list) else {
        return;
    };
    let round = question
        .get("round")
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_owned();
    let new = match bare(of) {
        Shape::Object(fields) => begun(fields, &round, at),
        _ => Json::from(""),
    };
    if let Some(entries) = value::list_mut(question, list) {
        entries.insert(at.min(entries.len()), new);
    }
}

/// Returns an object with what is required, to be written.
fn begun(fields: &'static [Field], round: &str, at: usize) -> Json {
    let mut object = Map::new();
    for field in fields {
        if field.need == Need::Optional {
            continue;
        }
        let value = match (field.name, bare(&field.shape)) {
            ("level", _) => json!(4),
            ("tests", Shape::PythonFile) => json!(format!("tests_{}.py", at + 1)),
            ("answer", Shape::Either(_, Shape::ByField { .. })) if round != "ml_theory" => json!({}),
            (_, Shape::Weight(_) | Shape::Integer { .. } | Shape::Number { .. }) => json!(1),
            (_, Shape::List { .. }) => json!([]),
            _ => json!(""),
        };
        object.insert(field.name.to_owned(), value);
    }
    if fields.iter().any(|field| field.name == "criterion") {
        let manner = match round {
            "ml_theory" => "ideas",
            _ => "levels",
        };
        score_by(&mut object, manner);
    }
    Json::Object(object)
}

/// Has a criterion scored another way.
pub(super) fn score_by(criterion: &mut Map<String, Json>, manner: &str) {
    for name in ["ideas", "levels", "axis", "tests"] {
        criterion.shift_remove(name);
    }
    let value = match manner {
        "ideas" => json!([{ "id": "", "idea": "", "weight": 1, "signs": [] }]),
        "levels" => json!(["", "", "", "", ""]),
        _ => json!(true),
    };
    criterion.insert(manner.to_owned(), value);
}

/// Returns an exemplar's answer written the other way: all of it goes along. One text becomes the first field's;
/// the fields become one text in their order, each under its name where there is more than one.
pub(super) fn written_as(question: &Json, answer: &Json, manner: &str) -> Json {
    let round = question.get("round").and_then(Json::as_str).unwrap_or_default();
    let round = RoundKind::ALL.into_iter().find(|known| known.name() == round);
    let fields = round.map_or(&[][..], RoundKind::fields);
    match (answer, manner) {
        (Json::Object(by_field), "one_text") => {
            let mut names: Vec<&str> = fields.to_vec();
            let known = |name: &&str| !fields.contains(name);
            names.extend(by_field.keys().map(String::as_str).filter(known));
            let text = |name: &&str| {
                by_field
                    .get(*name)
                    .and_then(Json::as_str)
                    .map(|text| (name.to_string(), text))
            };
            let parts: Vec<(String, &str)> = names
                .iter()
                .filter_map(text)
                .filter(|(_, text)| !text.is_empty())
                .collect();
            match parts.as_slice() {
                [(_, text)] => json!(text),
                parts => {
                    let parts: Vec<String> = parts
                        .iter()
                        .map(|(name, text)| format!("**{name}** {text}"))
                        .collect();
                    json!(parts.join("\n\n"))
                }
            }
        }
        (Json::String(text), "by_field") => {
            let mut by_field = Map::new();
            let first = fields.first().copied().unwrap_or("main");
            if !text.is_empty() {
                by_field.insert(first.to_owned(), json!(text));
            }
            Json::Object(by_field)
        }
        (other, _) => other.clone(),
    }
}

/// Gives every part that has words but no id one made of its words.
pub(super) fn fill_ids(question: &mut Json) {
    let mut taken = Vec::new();
    collect(question, &mut taken);
    fill(question, &mut taken);
}

fn collect(value: &Json, taken: &mut Vec<String>) {
    match value {
        Json::Object(map) => {
            if let Some(id) = map.get("id").and_then(Json::as_str)
                && !id.is_empty()
            {
                taken.push(id.to_owned());
            }
            map.values().for_each(|value| collect(value, taken));
        }
        Json::Array(list) => list.iter().for_each(|value| collect(value, taken)),
        _ => {}
    }
}

fn fill(value: &mut Json, taken: &mut Vec<String>) {
    match value {
        Json::Object(map) => {
            let words = ["criterion", "idea", "ask", "wrong"]
                .iter()
                .find_map(|name| map.get(*name).and_then(Json::as_str))
                .unwrap_or_default();
            let open = map.get("id").and_then(Json::as_str) == Some("");
            if open && !words.trim().is_empty() {
                let id = free_id(
                    &id_from(&first_words(words), "part"),
                    taken.iter().map(String::as_str),
                );
                taken.push(id.clone());
                map.insert("id".to_owned(), id.into());
            }
            map.values_mut().for_each(|value| fill(value, taken));
        }
        Json::Array(list) => list.iter_mut().for_each(|value| fill(value, taken)),
        _ => {}
    }
}

/// An id is read and typed: three words tell it apart.
fn first_words(words: &str) -> String {
    words.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_of_parts_takes_a_new_entry_and_a_row_within_knows_its_own() {
        let mut question = json!({ "id": "q", "round": "ml_theory", "rubric": [] });
        for name in [
            "hints",
            "rubric",
            "follow_ups",
            "exemplars",
            "pitfalls",
            "clarifications",
            "resources",
        ] {
            let list = [Step::from(name)];
            add(&mut question, &list, 0);
            assert_eq!(question[name].as_array().map(Vec::len), Some(1), "{name}");
            assert_eq!(place(&question, &list), Some((list.to_vec(), None)), "{name}");
        }
        let idea = [
            Step::from("rubric"),
            Step::from(0),
            Step::from("ideas"),
            Step::from(0),
            Step::from("idea"),
        ];
        assert_eq!(place(&question, &idea), Some((idea[..3].to_vec(), Some(0))));
        assert_eq!(
            place(&question, &[Step::from("tags")]),
            None,
            "words are one line"
        );
    }

    #[test]
    fn parts_without_an_id_get_one_of_their_words_that_no_other_has() {
        let mut question = json!({
            "id": "q", "pitfalls": [{ "id": "", "wrong": "It is a distance of two", "right": "" },
                                    { "id": "", "wrong": "It is a metric", "right": "" },
                                    { "id": "kept", "wrong": "x", "right": "" },
                                    { "id": "", "wrong": " ", "right": "" }]
        });
        fill_ids(&mut question);
        let id = |at: usize| question["pitfalls"][at]["id"].as_str().unwrap();
        assert_eq!([id(0), id(1), id(2), id(3)], ["it-is-a", "it-is-a-2", "kept", ""]);
    }
}
