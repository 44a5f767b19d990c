//! Values of a question by their place, and as the one line of text that a field is edited in.

use serde_json::Value as Json;

use crate::domain::bank::edit::Step;

/// How a value is written on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    Plain,
    Number,
    /// A list of texts between commas; between semicolons where one of them has a comma.
    Words,
    /// An id, or a title with its link.
    Resource,
}

/// Returns a place as problems name it: `rubric[0].ideas[1].idea`.
pub(super) fn path_of(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(name) if path.is_empty() => path.push_str(name),
            Step::Key(name) => {
                path.push('.');
                path.push_str(name);
            }
            Step::Index(at) => path.push_str(&format!("[{at}]")),
        }
    }
    path
}

/// Returns the value at a place.
pub(super) fn get<'a>(root: &'a Json, steps: &[Step]) -> Option<&'a Json> {
    steps.iter().try_fold(root, |value, step| match step {
        Step::Key(name) => value.get(name),
        Step::Index(at) => value.get(at),
    })
}

fn get_mut<'a>(root: &'a mut Json, steps: &[Step]) -> Option<&'a mut Json> {
    steps.iter().try_fold(root, |value, step| match step {
        Step::Key(name) => value.get_mut(name),
        Step::Index(at) => value.get_mut(at),
    })
}

/// Puts a value at a place; `None` takes it away. Objects on the way are made.
pub(super) fn set(root: &mut Json, steps: &[Step], new: Option<Json>) {
    let Some((last, before)) = steps.split_last() else {
        return;
    };
    let mut value = root;
    for step in before {
        if let (Step::Key(name), Json::Object(map)) = (step, &mut *value)
            && map.get(name).is_none_or(Json::is_null)
        {
            map.insert(name.clone(), Json::Object(serde_json::Map::new()));
        }
        let next = match step {
            Step::Key(name) => value.get_mut(name),
            Step::Index(at) => value.get_mut(at),
        };
        match next {
            Some(next) => value = next,
            None => return,
        }
    }
    match (last, value, new) {
        (Step::Key(name), Json::Object(map), Some(new)) => {
            map.insert(name.clone(), new);
        }
        (Step::Key(name), Json::Object(map), None) => {
            map.shift_remove(name);
        }
        (Step::Index(at), Json::Array(list), new) => {
            if let Some(place) = list.get_mut(*at) {
                *place = new.unwrap_or(Json::Null);
            }
        }
        _ => {}
    }
}

/// Returns the list at a place, which is made where there is none.
pub(super) fn list_mut<'a>(root: &'a mut Json, steps: &[Step]) -> Option<&'a mut Vec<Json>> {
    if get(root, steps).is_none_or(Json::is_null) {
        set(root, steps, Some(Json::Array(Vec::new())));
    }
    get_mut(root, steps)?.as_array_mut()
}

/// Returns a value as the line it is edited in.
pub(super) fn written(value: Option<&Json>, codec: Codec) -> String {
    match (value, codec) {
        (None | Some(Json::Null), _) => String::new(),
        (Some(Json::String(text)), _) => text.clone(),
        (Some(Json::Array(list)), Codec::Words) => {
            let words: Vec<&str> = list.iter().filter_map(Json::as_str).collect();
            let between = if words.iter().any(|word| word.contains(',')) {
                "; "
            } else {
                ", "
            };
            words.join(between)
        }
        (Some(Json::Object(map)), Codec::Resource) => {
            let part = |name: &str| map.get(name).and_then(Json::as_str).unwrap_or_default();
            format!("{} {}", part("title"), part("url")).trim().to_owned()
        }
        (Some(Json::Number(number)), _) => {
            let whole = number.as_f64().filter(|number| number.fract() == 0.0);
            whole.map_or_else(|| number.to_string(), |whole| format!("{whole}"))
        }
        (Some(other), _) => other.to_string(),
    }
}

/// Returns the value a line stands for; `None` where nothing is written.
pub(super) fn read(text: &str, codec: Codec) -> Option<Json> {
    let line = text.trim();
    if line.is_empty() {
        return None;
    }
    Some(match codec {
        Codec::Plain => Json::from(line),
        // What is no number stays as typed and is told as a problem.
        Codec::Number => number(line).unwrap_or_else(|| Json::from(line)),
        Codec::Words => {
            let between = if line.contains(';') { ';' } else { ',' };
            line.split(between)
                .map(str::trim)
                .filter(|word| !word.is_empty())
                .collect()
        }
        Codec::Resource => resource(line),
    })
}

fn number(line: &str) -> Option<Json> {
    if let Ok(whole) = line.parse::<u64>() {
        return Some(whole.into());
    }
    let number: f64 = line.replace(',', ".").parse().ok()?;
    serde_json::Number::from_f64(number).map(Json::Number)
}

fn resource(line: &str) -> Json {
    let link = line.split_whitespace().find(|word| word.contains("://"));
    match link {
        Some(link) => {
            let title = line.replacen(link, "", 1);
            serde_json::json!({ "title": title.trim(), "url": link })
        }
        None if line.contains(char::is_whitespace) => serde_json::json!({ "title": line }),
        None => Json::from(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_on_a_line_is_read_back_the_same() {
        let cases = [
            (serde_json::json!("losses"), Codec::Plain),
            (serde_json::json!(7.5), Codec::Number),
            (serde_json::json!(10), Codec::Number),
            (serde_json::json!(["softmax", "mle"]), Codec::Words),
            (serde_json::json!(["p − y, at the logits", "nll"]), Codec::Words),
            (serde_json::json!("cs229"), Codec::Resource),
            (
                serde_json::json!({ "title": "A primer", "url": "https://example.org/a" }),
                Codec::Resource,
            ),
        ];
        for (value, codec) in cases {
            let line = written(Some(&value), codec);
            assert_eq!(read(&line, codec), Some(value), "{line}");
        }
        assert_eq!(read("  ", Codec::Number), None);
        assert_eq!(read("ten", Codec::Number), Some(Json::from("ten")));
    }

    #[test]
    fn a_value_is_put_where_nothing_was() {
        let mut root = serde_json::json!({ "rubric": [{ "weight": 1 }] });
        let at = |steps: &[&str]| steps.iter().map(|step| Step::from(*step)).collect::<Vec<_>>();
        set(&mut root, &at(&["estimate", "ask"]), Some("How much?".into()));
        assert_eq!(root["estimate"]["ask"], "How much?");
        set(&mut root, &at(&["estimate"]), None);
        assert!(root.get("estimate").is_none());
        let steps = [Step::from("rubric"), Step::from(0), Step::from("weight")];
        set(&mut root, &steps, Some(2.into()));
        assert_eq!(path_of(&steps), "rubric[0].weight");
        assert_eq!(get(&root, &steps), Some(&Json::from(2)));
    }
}
