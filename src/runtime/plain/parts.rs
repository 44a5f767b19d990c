//! What the parts of an answer are called where they are asked for one by one.

use crate::domain::bank::{Question, RoundKind};
use crate::domain::fields;

/// The prefix of a field that answers a follow-up.
pub const FOLLOW_UP: &str = "follow_up.";

/// Returns what a part is called: a follow-up's by its number among `shown`, the ids of those asked so far.
pub fn name(question: &Question, field: &str, shown: &[String]) -> String {
    let Some(id) = field.strip_prefix(FOLLOW_UP) else {
        return title(question.round, field);
    };
    match number(question, id, shown) {
        Some(number) => format!("your answer to follow-up {number}"),
        None => "your answer to the twist".to_owned(),
    }
}

/// Returns the number of a follow-up among those shown; a twist has none.
pub fn number(question: &Question, id: &str, shown: &[String]) -> Option<usize> {
    let twist = |id: &str| question.follow_up(id).is_some_and(|follow_up| follow_up.twist);
    if twist(id) {
        return None;
    }
    let before = shown.iter().take_while(|known| *known != id);
    Some(before.filter(|known| !twist(known)).count() + 1)
}

/// Returns what a field of a round is called within a sentence.
pub fn title(round: RoundKind, field: &str) -> String {
    fields::info(round, field).map_or_else(|| field.to_owned(), |info| info.title.to_lowercase())
}

/// Returns one line on what belongs in a field.
pub fn belongs(round: RoundKind, field: &str) -> &'static str {
    fields::info(round, field).map_or("", |info| info.aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follow_ups_are_numbered_and_a_twist_is_a_twist() {
        let question: Question = serde_json::from_value(serde_json::json!({
            "id": "q", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 10,
            "prompt": "Why?", "rubric": [],
            "follow_ups": [{ "id": "a", "ask": "A?" }, { "id": "t", "ask": "T?", "twist": true }, { "id": "b", "ask": "B?" }]
        }))
        .unwrap();
        let shown = ["a", "t", "b"].map(str::to_owned);
        for (field, want) in [
            ("main", "your answer"),
            ("follow_up.a", "your answer to follow-up 1"),
            ("follow_up.t", "your answer to the twist"),
            ("follow_up.b", "your answer to follow-up 2"),
            ("unknown", "unknown"),
        ] {
            assert_eq!(name(&question, field, &shown), want);
        }
    }
}
