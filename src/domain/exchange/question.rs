//! Makes a question of a card. What it needs to be asked and scored is there: the answer as the reference,
//! and one criterion of levels that suits any answer. Ideas, follow-ups and hints are for a person to add.

use std::collections::HashSet;

use serde_json::{Map, Value as Json, json};

use super::Card;
use crate::domain::bank::RoundKind;
use crate::domain::bank::edit::{free_id, id_from};
use crate::domain::check::limits;
use crate::domain::plain;

/// What every question of an import has in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub round: RoundKind,
    /// In place of what the file says.
    pub topic: Option<String>,
    /// Ids that are taken already.
    pub taken: Vec<String>,
    /// Prompts that are there already.
    pub prompts: Vec<String>,
}

/// How an answer is scored that has no rubric of its own, 0 to 4.
const LEVELS: [&str; 5] = [
    "no answer, or one to another question",
    "names the subject; what the reference says of it is missing",
    "says part of what the reference says; a main point is missing or wrong",
    "says every main point of the reference in own words",
    "also gives the reasons, and says where the answer would not hold",
];

/// Returns questions of cards, and what was left out or shortened, in sentences.
pub fn made(cards: &[Card], wanted: &Wanted) -> (Vec<Json>, Vec<String>) {
    let mut taken: Vec<String> = wanted.taken.clone();
    let mut prompts: HashSet<String> = wanted.prompts.iter().map(|prompt| folded(prompt)).collect();
    let (mut questions, mut notes) = (Vec::new(), Vec::new());
    let (mut empty, mut twice) = (0, 0);
    for card in cards {
        let ask = plain::clean(card.ask.trim()).trim().to_owned();
        if ask.is_empty() {
            empty += 1;
            continue;
        }
        if !prompts.insert(folded(&ask)) {
            twice += 1;
            continue;
        }
        let fallback = format!("question-{}", questions.len() + 1);
        let id = free_id(
            &id_from(first_line(&ask), &fallback),
            taken.iter().map(String::as_str),
        );
        let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
        if ask.chars().count() > limits::TEXT || card.answer.chars().count() > limits::TEXT {
            notes.push(format!(
                "`{id}` is longer than {} characters and was cut.",
                limits::TEXT
            ));
        }
        let mut question = Map::new();
        let topic = wanted.topic.as_deref().unwrap_or(&card.topic);
        let topic = plain::clean_line(topic.trim());
        let topic = if topic.is_empty() { "imported" } else { &topic };
        question.insert("id".to_owned(), json!(id));
        question.insert("round".to_owned(), json!(wanted.round.name()));
        question.insert("topic".to_owned(), json!(cut(topic, limits::TAG)));
        let mut tags: Vec<String> = card
            .tags
            .iter()
            .map(|tag| cut(plain::clean_line(tag.trim()).trim(), limits::TAG))
            .filter(|tag| !tag.is_empty())
            .collect();
        tags.dedup();
        tags.truncate(limits::TAGS);
        if !tags.is_empty() {
            question.insert("tags".to_owned(), json!(tags));
        }
        let difficulty = card.difficulty.as_deref().map(|word| word.trim().to_lowercase());
        let known = difficulty
            .as_deref()
            .filter(|word| ["easy", "medium", "hard"].contains(word));
        let difficulty = known.unwrap_or("medium");
        question.insert("difficulty".to_owned(), json!(difficulty));
        let minutes = card
            .minutes
            .filter(|minutes| (limits::MINUTES_MIN..=limits::MINUTES_MAX).contains(minutes))
            .unwrap_or_else(|| minutes_of(wanted.round, &card.answer));
        question.insert("minutes".to_owned(), json!(minutes));
        question.insert("prompt".to_owned(), json!(cut(&ask, limits::TEXT)));
        question.insert(
            "rubric".to_owned(),
            json!([{ "id": "answer", "criterion": "The answer beside the reference", "weight": 1, "levels": LEVELS }]),
        );
        let answer = plain::clean(card.answer.trim()).trim().to_owned();
        if !answer.is_empty() {
            let answer = cut(&answer, limits::TEXT);
            question.insert("exemplars".to_owned(), json!([{ "level": 4, "answer": answer }]));
        }
        taken.push(id);
        questions.push(Json::Object(question));
    }
    if empty > 0 {
        notes.push(format!("{empty} without a question were left out."));
    }
    if twice > 0 {
        notes.push(format!(
            "{twice} with a prompt that is there already were left out."
        ));
    }
    (questions, notes)
}

/// Returns minutes in which an answer of this length is said, with time to think.
fn minutes_of(round: RoundKind, answer: &str) -> f64 {
    let words = answer.split_whitespace().count() as f64;
    let (least, most) = match round {
        RoundKind::SystemDesign => (25.0, 45.0),
        RoundKind::Culture => (5.0, 12.0),
        RoundKind::MlTheory | RoundKind::Programming => (3.0, 12.0),
    };
    (words / 60.0 + 2.0).ceil().clamp(least, most)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn folded(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
