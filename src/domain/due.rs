//! Repetition: what is due, and when. The schedule is a pure fold of the sessions and the diary, never
//! stored, so that the folders of two machines merge. A card is a question of theory or programming, or one
//! idea of a rubric; questions of culture and design have no memory to model and come by weakness and age.

mod asking;
mod cards;
mod fold;
mod memory;
mod plan;

use std::collections::HashMap;
use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::bank::{QuestionName, RoundKind};
use super::catalog::Catalog;
use super::diary::Diary;
use super::summary::SessionSummary;

pub use asking::{Asking, Waiting};
pub use memory::{Grade, Memory, WANTED};
pub use plan::{Day, Plan};

/// Days on which a missed idea must be said before it is due like any other.
pub const SAID_DAYS: u8 = 3;

/// Over this many times its minutes a question is graded one lower.
pub const SLOW: f64 = 1.5;

/// What is remembered or forgotten as one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Card {
    Question(QuestionName),
    Idea { question: QuestionName, idea: String },
}

impl Card {
    pub fn idea(question: QuestionName, idea: impl Into<String>) -> Self {
        Self::Idea {
            question,
            idea: idea.into(),
        }
    }

    pub fn question(&self) -> &QuestionName {
        match self {
            Self::Question(question) | Self::Idea { question, .. } => question,
        }
    }
}

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Question(question) => write!(f, "{question}"),
            Self::Idea { question, idea } => write!(f, "{question}#{idea}"),
        }
    }
}

impl Serialize for Card {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A card that was asked at least once.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheduled {
    pub card: Card,
    pub round: RoundKind,
    pub topic: String,
    pub memory: Memory,
    /// The day it was asked last.
    pub last: Date,
    /// How often it was graded.
    pub times: u32,
    /// Days on which it is still to be said, after it was missed; 0: it was not, or was made up for.
    pub owed: u8,
    /// How it is asked again.
    how: How,
}

/// How a card is asked.
#[derive(Debug, Clone, PartialEq)]
struct How {
    question: QuestionName,
    /// The question's own minutes.
    minutes: f64,
    /// `None`: only the whole question asks for it.
    follow_up: Option<AskedBy>,
}

#[derive(Debug, Clone, PartialEq)]
struct AskedBy {
    id: String,
    minutes: f64,
    /// The idea's id in the question that is asked, which may be another than the card's.
    idea: String,
}

/// A card that is due.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Due {
    pub card: Card,
    /// With which probability it is known that day.
    pub recall: f64,
    /// The day from which it is due.
    pub since: Date,
    /// What asking for it alone takes.
    pub minutes: f64,
}

/// All cards that were asked, and when they come again.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schedule {
    /// By card.
    cards: Vec<Scheduled>,
    /// By every name a card has: ideas joined by `same_as` share one.
    index: HashMap<Card, usize>,
    today: Date,
    interview: Option<Date>,
}

impl Schedule {
    /// Folds the sessions, in whatever order they come, into what is known today.
    pub fn fold(history: &[SessionSummary], diary: &Diary, catalog: &Catalog, today: Date) -> Self {
        let (cards, index) = fold::fold(history, catalog);
        Self {
            cards,
            index,
            today,
            interview: diary.coming(today).map(|(day, _)| day),
        }
    }

    /// Returns the day it was folded for.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Returns the interview day, if one is to come.
    pub fn interview(&self) -> Option<Date> {
        self.interview
    }

    /// Returns every card that was asked, by name.
    pub fn cards(&self) -> &[Scheduled] {
        &self.cards
    }

    /// Returns the card of this name, also one it shares through `same_as`.
    pub fn get(&self, card: &Card) -> Option<&Scheduled> {
        self.cards.get(*self.index.get(card)?)
    }

    /// Returns with which probability a card is known on a day; `None`: it was never asked.
    pub fn recall(&self, card: &Card, day: Date) -> Option<f64> {
        self.get(card).map(|card| card.recall(day))
    }

    /// Returns what is due on a day, the most forgotten first.
    pub fn due(&self, day: Date) -> Vec<Due> {
        let mut due: Vec<Due> = self
            .cards
            .iter()
            .filter(|card| card.due_on() <= day)
            .map(|card| Due {
                card: card.card.clone(),
                recall: card.recall(day),
                since: card.due_on(),
                minutes: card.how.alone(),
            })
            .collect();
        due.sort_by(|a, b| a.recall.total_cmp(&b.recall).then_with(|| a.card.cmp(&b.card)));
        due
    }

    /// Returns how many cards become due on each of the next days, today first; what is overdue is today's.
    pub fn forecast(&self, days: usize) -> Vec<usize> {
        let mut counts = vec![0; days];
        for card in &self.cards {
            let ahead = days_between(self.today, card.due_on()) as usize;
            if let Some(count) = counts.get_mut(ahead) {
                *count += 1;
            }
        }
        counts
    }
}

impl Scheduled {
    /// Returns the day from which it is due.
    pub fn due_on(&self) -> Date {
        due_on(self.last, self.memory, self.owed)
    }

    /// Returns with which probability it is known on a day.
    pub fn recall(&self, day: Date) -> f64 {
        self.memory.recall(days_between(self.last, day))
    }
}

impl How {
    fn alone(&self) -> f64 {
        self.follow_up
            .as_ref()
            .map_or(self.minutes, |asked| asked.minutes)
    }
}

/// What was missed is due the next day, and again until it was said on three.
fn due_on(last: Date, memory: Memory, owed: u8) -> Date {
    let days = if owed > 0 { 1 } else { memory.interval() };
    later(last, days)
}

fn later(day: Date, days: u32) -> Date {
    day.checked_add(i64::from(days).days()).unwrap_or(Date::MAX)
}

/// Whole days from one day to another; 0 where it is earlier.
fn days_between(from: Date, to: Date) -> u32 {
    from.until(to)
        .map_or(0, |span| u32::try_from(span.get_days()).unwrap_or(0))
}

#[cfg(test)]
mod tests;
