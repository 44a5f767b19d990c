//! From sessions to memories: every asking in the order of time, graded, a day the unit.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::cards::{Deck, has_memory, idea_name};
use super::{Card, Grade, Memory, SAID_DAYS, SLOW, Scheduled, days_between};
use crate::domain::bank::RoundKind;
use crate::domain::catalog::Catalog;
use crate::domain::event::SessionKind;
use crate::domain::stats::practice_day;
use crate::domain::summary::{Outcome, QuestionSummary, Said, SessionSummary};

/// What is known of a card so far.
#[derive(Debug, Clone, Copy)]
struct Known {
    memory: Memory,
    last: Date,
    times: u32,
    owed: u8,
    /// The last day it was said on, while some are owed.
    said_on: Option<Date>,
}

/// One asking of a question that was scored.
struct Asked<'a> {
    at: Timestamp,
    day: Date,
    question: &'a QuestionSummary,
}

pub(super) fn fold(history: &[SessionSummary], catalog: &Catalog) -> (Vec<Scheduled>, HashMap<Card, usize>) {
    let deck = Deck::of(catalog);
    let mut known: Vec<Option<Known>> = vec![None; deck.cards.len()];
    for asked in in_order(history) {
        let outcome = &asked.question.outcome;
        let of = deck.by_question.get(&asked.question.name);
        if let Some(of) = of
            && !outcome.part
            && let Some(slot) = known.get_mut(of.whole)
        {
            match grade(asked.question) {
                Some(grade) => review(slot, asked.day, grade),
                None => by_weakness(slot, asked.day, asked.question),
            }
        }
        for idea in &outcome.ideas {
            let own = of.and_then(|of| of.ideas.iter().find(|(id, _)| *id == idea.id));
            let at = match own {
                Some((_, at)) => Some(*at),
                // The idea or its question is gone; the same idea elsewhere may not be.
                None if deck.joined.is_empty() => None,
                None => deck
                    .joined
                    .get(&(asked.question.name.clone(), idea.id.clone()))
                    .or_else(|| deck.joined.get(&idea_name(idea.same_as.as_deref()?)?))
                    .copied(),
            };
            if let Some(slot) = at.and_then(|at| known.get_mut(at)) {
                said(slot, asked.day, idea.said);
            }
        }
    }
    scheduled(deck, &known)
}

/// Returns what counts, oldest first. Cramming leaves the schedule alone, and so does what was not scored.
fn in_order(history: &[SessionSummary]) -> Vec<Asked<'_>> {
    let mut all: Vec<Asked> = history
        .iter()
        .filter(|session| session.kind != SessionKind::Cram)
        .flat_map(|session| {
            session.questions.iter().filter_map(|question| {
                question.score?;
                let at = question.outcome.asked_at.as_ref().or(session.began_at.as_ref())?;
                Some(Asked {
                    at: at.timestamp(),
                    day: practice_day(at),
                    question,
                })
            })
        })
        .collect();
    all.sort_by(|a, b| {
        let key = |asked: &Asked| (asked.at, asked.day);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.question.name.cmp(&b.question.name))
    });
    all
}

/// Returns the grade of a whole question; `None`: its kind has no memory.
fn grade(question: &QuestionSummary) -> Option<Grade> {
    if !has_memory(question.round) {
        return None;
    }
    let outcome = &question.outcome;
    let grade = match outcome.tests {
        Some(tests) if question.round == RoundKind::Programming && tests.of > 0 => match tests.passed {
            0 => Grade::Again,
            _ if tests.first => Grade::Easy,
            passed if passed == tests.of => Grade::Good,
            _ => Grade::Hard,
        },
        _ => Grade::of_score(question.score?),
    };
    Some(if slow(outcome) { grade.lowered() } else { grade })
}

fn slow(outcome: &Outcome) -> bool {
    outcome.budget_ms > 0 && outcome.spent_ms as f64 > SLOW * outcome.budget_ms as f64
}

fn review(slot: &mut Option<Known>, day: Date, grade: Grade) {
    *slot = Some(match *slot {
        None => Known {
            memory: Memory::first(grade),
            last: day,
            times: 1,
            owed: 0,
            said_on: None,
        },
        Some(known) => Known {
            memory: known.memory.after(days_between(known.last, day), grade),
            // Two zones may tell of the days in another order than the clock.
            last: known.last.max(day),
            times: known.times + 1,
            ..known
        },
    });
}

fn said(slot: &mut Option<Known>, day: Date, said: Said) {
    let grade = match said {
        Said::Missed => Grade::Again,
        Said::Helped => Grade::Hard,
        Said::Unaided => Grade::Good,
    };
    review(slot, day, grade);
    let Some(known) = slot else { return };
    if said == Said::Missed {
        known.owed = SAID_DAYS;
        known.said_on = None;
    } else if known.owed > 0 && known.said_on != Some(day) {
        known.owed -= 1;
        known.said_on = Some(day);
    }
}

/// Days after which a culture or design question comes again, by how well it went last.
pub(super) const AGES: [f64; 4] = [3.0, 7.0, 21.0, 60.0];

/// Of culture and design only the last score counts, and how long ago it was.
fn by_weakness(slot: &mut Option<Known>, day: Date, question: &QuestionSummary) {
    let Some(score) = question.score else { return };
    let mut grade = Grade::of_score(score);
    if slow(&question.outcome) {
        grade = grade.lowered();
    }
    let times = slot.map_or(0, |known| known.times) + 1;
    *slot = Some(Known {
        memory: Memory {
            stability: AGES[grade as usize - 1],
            ..Memory::first(grade)
        },
        last: day,
        times,
        owed: 0,
        said_on: None,
    });
}

fn scheduled(deck: Deck, known: &[Option<Known>]) -> (Vec<Scheduled>, HashMap<Card, usize>) {
    let mut cards: Vec<(usize, Scheduled)> = deck
        .cards
        .into_iter()
        .zip(known)
        .enumerate()
        .filter_map(|(at, (blank, known))| {
            let known = (*known)?;
            Some((
                at,
                Scheduled {
                    card: blank.card,
                    round: blank.entry.brief.round,
                    topic: blank.entry.brief.topic.to_string(),
                    memory: known.memory,
                    last: known.last,
                    times: known.times,
                    owed: known.owed,
                    how: blank.how,
                },
            ))
        })
        .collect();
    cards.sort_by(|a, b| a.1.card.cmp(&b.1.card));
    let place: HashMap<usize, usize> = cards
        .iter()
        .enumerate()
        .map(|(place, (at, _))| (*at, place))
        .collect();
    let mut index: HashMap<Card, usize> = deck
        .joined
        .into_iter()
        .filter_map(|((question, idea), at)| Some((Card::idea(question, idea), *place.get(&at)?)))
        .collect();
    let cards: Vec<Scheduled> = cards.into_iter().map(|(_, card)| card).collect();
    index.extend(cards.iter().enumerate().map(|(at, card)| (card.card.clone(), at)));
    (cards, index)
}
