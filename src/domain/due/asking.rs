//! How cards are asked: what is due of one question is one asking. Ideas alone are asked through the
//! follow-ups that probe them; the whole question is asked when it is due itself, or when an idea is that no
//! follow-up probes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::{Card, Schedule, Scheduled};
use crate::domain::bank::{QuestionName, RoundKind};

/// What waits to be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Waiting {
    pub questions: usize,
    pub minutes: f64,
}

/// One question, whole or in part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asking {
    pub question: QuestionName,
    pub round: RoundKind,
    pub topic: String,
    /// Only these ideas, through the follow-ups that probe them; `None`: the whole question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ideas: Option<Vec<String>>,
    pub minutes: f64,
    /// What is due of it.
    pub cards: Vec<Card>,
    /// Of the most forgotten of them.
    pub recall: f64,
}

impl Schedule {
    /// Returns what is due on a day as questions to ask, the most forgotten first.
    pub fn askings(&self, day: Date) -> Vec<Asking> {
        let due = self.cards.iter().filter(|card| card.due_on() <= day);
        group(due.map(|card| (card, card.recall(day))))
    }

    /// Returns how much is due on a day.
    pub fn waiting(&self, day: Date) -> Waiting {
        let askings = self.askings(day);
        Waiting {
            questions: askings.len(),
            minutes: askings.iter().map(|asking| asking.minutes).sum(),
        }
    }

    /// Returns whether anything is due on a day.
    pub fn is_due(&self, day: Date) -> bool {
        self.cards.iter().any(|card| card.due_on() <= day)
    }

    /// Returns the first day after this one on which something more becomes due.
    pub fn next_due(&self, day: Date) -> Option<Date> {
        let days = self.cards.iter().map(Scheduled::due_on);
        days.filter(|due| *due > day).min()
    }

    /// Returns every question that was asked and is still there, whole, the most forgotten first.
    pub fn known(&self, day: Date) -> Vec<Asking> {
        let mut askings = group(self.cards.iter().map(|card| (card, card.recall(day))));
        for asking in &mut askings {
            asking.ideas = None;
            let of = self
                .cards
                .iter()
                .find(|card| card.how.question == asking.question);
            asking.minutes = of.map_or(asking.minutes, |card| card.how.minutes);
        }
        askings
    }
}

impl Asking {
    /// Returns why it is asked: `due: 3 ideas, recall 0.71`.
    pub fn reason(&self) -> String {
        let ideas = self.cards.iter().filter(|card| matches!(card, Card::Idea { .. }));
        let whole = self.cards.iter().any(|card| matches!(card, Card::Question(_)));
        let what = match (ideas.count(), whole) {
            (0, _) => "the question".to_owned(),
            (1, false) => "1 idea".to_owned(),
            (1, true) => "the question and 1 idea".to_owned(),
            (count, false) => format!("{count} ideas"),
            (count, true) => format!("the question and {count} ideas"),
        };
        format!("due: {what}, recall {:.2}", self.recall)
    }
}

/// Joins cards into askings, the most forgotten first.
pub(super) fn group<'a>(cards: impl Iterator<Item = (&'a Scheduled, f64)>) -> Vec<Asking> {
    let mut by_question: BTreeMap<&QuestionName, Vec<(&Scheduled, f64)>> = BTreeMap::new();
    for (card, recall) in cards {
        by_question
            .entry(&card.how.question)
            .or_default()
            .push((card, recall));
    }
    let mut askings: Vec<Asking> = by_question
        .into_iter()
        .filter_map(|(question, cards)| asking(question, &cards))
        .collect();
    askings.sort_by(|a, b| {
        a.recall
            .total_cmp(&b.recall)
            .then_with(|| a.question.cmp(&b.question))
    });
    askings
}

fn asking(question: &QuestionName, cards: &[(&Scheduled, f64)]) -> Option<Asking> {
    let (first, _) = cards.first()?;
    let mut follow_ups: BTreeMap<&str, f64> = BTreeMap::new();
    let mut ideas = Vec::new();
    for asked in cards.iter().filter_map(|(card, _)| card.how.follow_up.as_ref()) {
        follow_ups.insert(&asked.id, asked.minutes);
        ideas.push(asked.idea.clone());
    }
    let part: f64 = follow_ups.values().sum();
    // Where the follow-ups take as long as the question, it may as well be asked whole.
    let whole = ideas.len() < cards.len() || part >= first.how.minutes;
    Some(Asking {
        question: question.clone(),
        round: first.round,
        topic: first.topic.clone(),
        ideas: (!whole).then_some(ideas),
        minutes: if whole { first.how.minutes } else { part },
        cards: cards.iter().map(|(card, _)| card.card.clone()).collect(),
        recall: cards.iter().map(|(_, recall)| *recall).fold(1.0, f64::min),
    })
}
