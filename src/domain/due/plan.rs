//! Planning back from the interview day: what to practise on which day, so that everything asked before is
//! known that day with probability [`WANTED`], or is named as not fitting. What is due comes when it is due,
//! the most forgotten first; what would be forgotten again by then is asked once more, as late as there is
//! time for it and early enough to hold. Every planned asking is taken to go well; the plan is made anew
//! from what really happened.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::asking::group;
use super::cards::has_memory;
use super::fold::AGES;
use super::{Asking, Card, Due, Grade, Memory, Schedule, Scheduled, WANTED, days_between, due_on, later};
use crate::domain::bank::QuestionName;

/// What to practise until the interview.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    pub interview_day: Date,
    pub minutes_per_day: f64,
    /// Every day from today to the one before the interview.
    pub days: Vec<Day>,
    /// What will not be known well enough: there are too few minutes, or too few days.
    pub not_fitting: Vec<Due>,
}

/// One day of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Day {
    pub day: Date,
    /// What its askings take.
    pub minutes: f64,
    pub askings: Vec<Asking>,
}

/// Tries to hold a card that one more asking does not carry to the interview, on as many days in a row.
const MOST_IN_A_ROW: usize = 4;

impl Schedule {
    /// Plans the days before an interview, with so many minutes on each.
    pub fn plan_back(&self, interview_day: Date, minutes_per_day: f64) -> Plan {
        let minutes_per_day = if minutes_per_day.is_finite() {
            minutes_per_day.max(0.0)
        } else {
            0.0
        };
        let mut planning = Planning {
            interview: interview_day,
            minutes: minutes_per_day,
            days: (0..days_between(self.today, interview_day))
                .map(|ahead| Day {
                    day: later(self.today, ahead),
                    minutes: 0.0,
                    askings: Vec::new(),
                })
                .collect(),
            cards: self.cards.clone(),
            of: BTreeMap::new(),
        };
        for (at, card) in planning.cards.iter().enumerate() {
            planning.of.entry(card.how.question.clone()).or_default().push(at);
        }
        for at in 0..planning.days.len() {
            planning.what_is_due(at);
        }
        planning.once_more();
        let not_fitting = planning.not_fitting();
        Plan {
            interview_day,
            minutes_per_day,
            days: planning.days,
            not_fitting,
        }
    }
}

struct Planning {
    interview: Date,
    minutes: f64,
    days: Vec<Day>,
    /// As they would stand after what is planned so far.
    cards: Vec<Scheduled>,
    of: BTreeMap<QuestionName, Vec<usize>>,
}

impl Planning {
    fn what_is_due(&mut self, at: usize) {
        let Some(day) = self.days.get(at).map(|day| day.day) else {
            return;
        };
        let due = self.cards.iter().filter(|card| card.due_on() <= day);
        for asking in group(due.map(|card| (card, card.recall(day)))) {
            if self.fits(at, &asking) {
                self.ask(at, asking);
            }
        }
    }

    /// Asks again what would not hold until the interview: what must come last first, each on the last day
    /// that has time for it.
    fn once_more(&mut self) {
        let weak = self
            .cards
            .iter()
            .filter(|card| card.recall(self.interview) < WANTED);
        let mut askings: Vec<(usize, usize, Asking)> = Vec::new();
        for asking in group(weak.map(|card| (card, card.recall(self.interview)))) {
            let found = (1..=MOST_IN_A_ROW).find_map(|times| Some((self.earliest(&asking, times)?, times)));
            if let Some((earliest, times)) = found {
                askings.push((earliest, times, asking));
            }
        }
        askings.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.question.cmp(&b.2.question)));
        for (earliest, times, asking) in askings {
            let last = (earliest..self.days.len()).rev().find(|last| {
                let days = (last + 1 - times)..=*last;
                days.into_iter().all(|at| self.fits(at, &asking))
            });
            if let Some(last) = last {
                for at in (last + 1 - times)..=last {
                    self.ask(at, asking.clone());
                }
            }
        }
    }

    /// Returns the earliest day on which an asking, the last of some on days in a row, holds until the
    /// interview, as it does on every later one.
    fn earliest(&self, asking: &Asking, times: usize) -> Option<usize> {
        let holds = |last: usize| {
            let first = last.checked_sub(times - 1)?;
            let cards = asking.cards.iter().filter_map(|name| self.card(name));
            let good = cards.into_iter().all(|card| {
                let mut card = card.clone();
                for at in first..=last {
                    match self.days.get(at) {
                        Some(day) if day.day > card.last => review(&mut card, day.day),
                        _ => return false,
                    }
                }
                card.recall(self.interview) >= WANTED
            });
            good.then_some(last)
        };
        (0..self.days.len()).rev().map_while(holds).last()
    }

    fn card(&self, name: &Card) -> Option<&Scheduled> {
        let at = self.cards.binary_search_by(|card| card.card.cmp(name)).ok()?;
        self.cards.get(at)
    }

    fn fits(&self, at: usize, asking: &Asking) -> bool {
        self.days.get(at).is_some_and(|day| {
            let other = day.askings.iter().all(|known| known.question != asking.question);
            other && day.minutes + asking.minutes <= self.minutes + 1e-9
        })
    }

    fn ask(&mut self, at: usize, asking: Asking) {
        let Some(day) = self.days.get_mut(at) else {
            return;
        };
        let whole = asking.ideas.is_none();
        for &card in self.of.get(&asking.question).into_iter().flatten() {
            if let Some(card) = self.cards.get_mut(card)
                && (whole || asking.cards.contains(&card.card))
                && day.day > card.last
            {
                review(card, day.day);
            }
        }
        day.minutes += asking.minutes;
        day.askings.push(asking);
    }

    fn not_fitting(&self) -> Vec<Due> {
        let mut weak: Vec<Due> = self
            .cards
            .iter()
            .filter(|card| card.recall(self.interview) < WANTED)
            .map(|card| Due {
                card: card.card.clone(),
                recall: card.recall(self.interview),
                since: due_on(card.last, card.memory, card.owed),
                minutes: card.how.alone(),
            })
            .collect();
        weak.sort_by(|a, b| a.recall.total_cmp(&b.recall).then_with(|| a.card.cmp(&b.card)));
        weak
    }
}

/// Takes an asking that goes well into a card.
fn review(card: &mut Scheduled, day: Date) {
    card.memory = if has_memory(card.round) {
        card.memory.after(days_between(card.last, day), Grade::Good)
    } else {
        Memory {
            stability: AGES[Grade::Good as usize - 1],
            ..card.memory
        }
    };
    card.last = card.last.max(day);
    card.owed = card.owed.saturating_sub(1);
}
