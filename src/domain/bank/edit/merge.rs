//! Makes a question in its bank's text equal to another one by the fewest changes: entries of lists are
//! matched from both ends, equal values keep their bytes, and fields that this hotseat does not know stay.

use serde_json::{Map, Value as Json};

use super::splice::{Sheet, Spot};
use super::{Change, EditError, Step};
use crate::domain::bank::Question;
use crate::domain::check;

/// Changes of one question that are made before it is taken for hopeless; no question has as many values.
const MOST: usize = 5_000;

/// Returns the bank's text with the question as given.
pub(super) fn merged(sheet: &Sheet<'_>, spot: &Spot, question: &Question) -> Result<String, EditError> {
    let new = serde_json::to_value(question).map_err(|error| EditError::NotAQuestion(error.to_string()))?;
    // Only the question's own text is read again after every change, not the bank's.
    let mut text = sheet.at(spot.span.clone());
    for _ in 0..MOST {
        let part = sheet.part(&text)?;
        let mut at = Vec::new();
        let Some(change) = first_change(&part.value(), &new, "questions[].", &mut at) else {
            return Ok(sheet.replaced(spot.span.clone(), &text));
        };
        let next = part.change(&change)?;
        if next == text {
            return Err(EditError::NotAQuestion("it cannot be written.".to_owned()));
        }
        text = next;
    }
    Err(EditError::NotAQuestion("it has too many values.".to_owned()))
}

/// Returns the first change on the way from one value to another.
fn first_change(old: &Json, new: &Json, object: &str, at: &mut Vec<Step>) -> Option<Change> {
    match (old, new) {
        (Json::Object(old), Json::Object(new)) => of_objects(old, new, object, at),
        (Json::Array(old), Json::Array(new)) => of_lists(old, new, object, at),
        _ if alike(old, new) => None,
        _ => Some(Change::Set {
            at: at.clone(),
            value: new.clone(),
        }),
    }
}

fn of_objects(
    old: &Map<String, Json>,
    new: &Map<String, Json>,
    object: &str,
    at: &mut Vec<Step>,
) -> Option<Change> {
    for (name, new) in new {
        at.push(name.as_str().into());
        let change = match old.get(name) {
            None | Some(Json::Null) if is_default(name, new) => None,
            None => Some(Change::Set {
                at: at.clone(),
                value: tidy(new),
            }),
            Some(old) => {
                let below = match new {
                    Json::Array(_) => format!("{name}[]."),
                    _ => format!("{name}."),
                };
                first_change(old, new, &below, at)
            }
        };
        at.pop();
        if change.is_some() {
            return change;
        }
    }
    // What the types know and no longer say goes; what they do not know is somebody else's.
    let known = check::field_order(object);
    let gone = old
        .keys()
        .find(|name| !new.contains_key(*name) && (known.is_empty() || known.contains(&name.as_str())))?;
    at.push(gone.as_str().into());
    let change = Change::Unset { at: at.clone() };
    at.pop();
    Some(change)
}

fn of_lists(old: &[Json], new: &[Json], object: &str, at: &mut Vec<Step>) -> Option<Change> {
    let shorter = old.len().min(new.len());
    let front = (0..shorter)
        .take_while(|&index| covers(&old[index], &new[index], object))
        .count();
    let back = (0..shorter - front)
        .take_while(|&index| covers(&old[old.len() - 1 - index], &new[new.len() - 1 - index], object))
        .count();
    let (left, wanted) = (old.len() - front - back, new.len() - front - back);
    if left > wanted {
        return Some(Change::Remove {
            at: at.clone(),
            index: front,
        });
    }
    if wanted > left {
        return Some(Change::Insert {
            at: at.clone(),
            index: front + left,
            value: tidy(&new[front + left]),
        });
    }
    for index in front..front + left {
        at.push(index.into());
        let change = first_change(&old[index], &new[index], object, at);
        at.pop();
        if change.is_some() {
            return change;
        }
    }
    None
}

/// Returns whether nothing has to be changed to have this value.
fn covers(old: &Json, new: &Json, object: &str) -> bool {
    first_change(old, new, object, &mut Vec::new()).is_none()
}

/// Returns whether a field says what its absence says.
fn is_default(name: &str, value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => true,
        Json::Array(list) => list.is_empty(),
        Json::String(text) => text.is_empty(),
        Json::Number(number) => name == "weight" && number.as_f64() == Some(1.0),
        _ => false,
    }
}

/// Returns a value without the fields that say what their absence says.
pub(super) fn tidy(value: &Json) -> Json {
    match value {
        Json::Object(map) => map
            .iter()
            // The weight of a criterion is required; only an idea may do without.
            .filter(|(name, value)| {
                !is_default(name, value) || (*name == "weight" && map.contains_key("criterion"))
            })
            .map(|(name, value)| (name.clone(), tidy(value)))
            .collect(),
        Json::Array(list) => list.iter().map(tidy).collect(),
        other => other.clone(),
    }
}

/// Returns whether two values say the same, numbers by what they are worth.
pub(super) fn alike(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| alike(a, b)))
        }
        _ => a == b,
    }
}
