//! Sessions that are no interview: a drill of what is due in the minutes there are, cramming before the day,
//! and a retake of one question or of its missed ideas. Each is a [`Drawn`] like that of an interview, so that
//! it is held, recorded and scored the same way.

mod part;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rand::SeedableRng;
use rand::seq::SliceRandom;

use super::bank::{QuestionName, RoundKind};
use super::catalog::{Catalog, Entry};
use super::draw::{Abilities, Detail, Draw, Drawn, DrawnQuestion, DrawnRound, LeftOut, Standing, number};
use super::due::{Asking, Schedule};
use super::event::SessionKind;

pub(in crate::domain) use part::FOLLOW_UP_MINUTES;
pub use part::part_of;

/// The loops these sessions are recorded under; `hotseat start` knows the first two by these names.
pub const DRILL: &str = "drill";
pub const CRAM: &str = "cram";
const RETAKE: &str = "retake";

/// Minutes of a drill where none are named.
pub const DRILL_MINUTES: f64 = 15.0;
/// Minutes of cramming where none are named.
pub const CRAM_MINUTES: f64 = 60.0;

/// Minutes of a drill begun by one key; what is due beyond waits for the next.
pub const SITTING: f64 = 30.0;

/// What is done with minutes that nothing due needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// The drill is shorter.
    Free,
    /// Questions not asked yet.
    New,
}

/// What is asked of a drill or of cramming.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    pub minutes: f64,
    pub rest: Rest,
    /// Only these; empty: all.
    pub topics: Vec<String>,
    /// Only these; empty: all.
    pub rounds: Vec<RoundKind>,
}

impl Wish {
    pub fn of(minutes: f64, rest: Rest) -> Self {
        Self {
            minutes,
            rest,
            topics: Vec::new(),
            rounds: Vec::new(),
        }
    }

    fn lets(&self, topic: &str, round: RoundKind) -> bool {
        (self.topics.is_empty() || self.topics.iter().any(|wanted| wanted == topic))
            && (self.rounds.is_empty() || self.rounds.contains(&round))
    }
}

/// Why nothing can be asked, as a sentence.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Nothing {
    #[error("Nothing is due.{}", next(.0.as_ref()))]
    Due(Option<Date>),
    #[error("Nothing fits into {} min: the shortest of {what} takes {} min.", number(*.minutes), number(*.shortest))]
    Fits {
        what: &'static str,
        minutes: f64,
        shortest: f64,
    },
    #[error("No question of this topic or round is there.")]
    Matches,
    #[error("There is no question {0} any more.")]
    Gone(QuestionName),
    #[error("{0} no longer has the ideas that were missed; retake the whole question.")]
    NoSuchIdeas(QuestionName),
}

fn next(day: Option<&Date>) -> String {
    day.map_or_else(String::new, |day| format!(" The next is on {day}."))
}

/// Draws what is due, the most forgotten first, as much as fits into the minutes.
pub fn drill(
    wish: &Wish,
    schedule: &Schedule,
    catalog: &Catalog,
    seed: u64,
    day: Date,
    can: Abilities,
) -> Result<Drawn, Nothing> {
    let due: Vec<Asking> = schedule
        .askings(day)
        .into_iter()
        .filter(|asking| wish.lets(&asking.topic, asking.round))
        .filter(|asking| runs(catalog, &asking.question, can))
        .collect();
    let mut making = Making::new(SessionKind::Drill, seed, wish.minutes);
    let shortest = due
        .iter()
        .map(|asking| asking.minutes)
        .fold(f64::INFINITY, f64::min);
    for asking in due {
        let reason = asking.reason();
        making.take(catalog, asking, reason);
    }
    if wish.rest == Rest::New {
        making.fill(wish, schedule, catalog, can);
    }
    if making.questions.is_empty() {
        return Err(if shortest.is_finite() {
            Nothing::Fits {
                what: "what is due",
                minutes: wish.minutes,
                shortest,
            }
        } else {
            Nothing::Due(schedule.next_due(day))
        });
    }
    Ok(making.drawn(schedule, catalog, day))
}

/// Draws everything of some topics for the day before: what is known least first, then what was never asked.
pub fn cram(
    wish: &Wish,
    schedule: &Schedule,
    catalog: &Catalog,
    seed: u64,
    day: Date,
    can: Abilities,
) -> Result<Drawn, Nothing> {
    let mut making = Making::new(SessionKind::Cram, seed, wish.minutes);
    let known = schedule
        .known(day)
        .into_iter()
        .filter(|asking| wish.lets(&asking.topic, asking.round))
        .filter(|asking| runs(catalog, &asking.question, can));
    for asking in known {
        let reason = format!("recall {:.2}", asking.recall);
        making.take(catalog, asking, reason);
    }
    making.fill(wish, schedule, catalog, can);
    if making.questions.is_empty() {
        let shortest = catalog
            .entries()
            .iter()
            .filter(|entry| wish.lets(&entry.brief.topic, entry.brief.round))
            .map(|entry| entry.brief.minutes)
            .fold(f64::INFINITY, f64::min);
        return Err(if shortest.is_finite() {
            Nothing::Fits {
                what: "these questions",
                minutes: wish.minutes,
                shortest,
            }
        } else {
            Nothing::Matches
        });
    }
    Ok(making.drawn(schedule, catalog, day))
}

/// Draws one question again: whole, or only these ideas of it.
pub fn retake(
    name: &QuestionName,
    ideas: Option<Vec<String>>,
    schedule: &Schedule,
    catalog: &Catalog,
    seed: u64,
    day: Date,
) -> Result<Drawn, Nothing> {
    let entry = catalog.get(name).ok_or_else(|| Nothing::Gone(name.clone()))?;
    let minutes = match &ideas {
        None => entry.brief.minutes,
        Some(ideas) => {
            part_of(&entry.question, ideas)
                .ok_or_else(|| Nothing::NoSuchIdeas(name.clone()))?
                .minutes
        }
    };
    let mut making = Making::new(SessionKind::Retake, seed, f64::INFINITY);
    let reason = match &ideas {
        None => "asked again".to_owned(),
        Some(ideas) if ideas.len() == 1 => "asked again: the idea missed".to_owned(),
        Some(ideas) => format!("asked again: the {} ideas missed", ideas.len()),
    };
    let asking = Asking {
        question: name.clone(),
        round: entry.brief.round,
        topic: entry.brief.topic.to_string(),
        ideas,
        minutes,
        cards: Vec::new(),
        recall: 1.0,
    };
    making.take(catalog, asking, reason);
    Ok(making.drawn(schedule, catalog, day))
}

/// Without PyTorch a question that needs it can be answered, but not run: no drill for it.
fn runs(catalog: &Catalog, name: &QuestionName, can: Abilities) -> bool {
    catalog
        .get(name)
        .is_some_and(|entry| can.torch || !entry.brief.needs("torch"))
}

/// What is chosen so far.
struct Making {
    kind: SessionKind,
    seed: u64,
    left: f64,
    taken: BTreeSet<QuestionName>,
    questions: Vec<DrawnQuestion>,
}

impl Making {
    fn new(kind: SessionKind, seed: u64, minutes: f64) -> Self {
        Self {
            kind,
            seed,
            left: minutes,
            taken: BTreeSet::new(),
            questions: Vec::new(),
        }
    }

    fn take(&mut self, catalog: &Catalog, asking: Asking, reason: String) {
        let known = catalog.get(&asking.question).is_some();
        if !known || asking.minutes > self.left + 1e-9 || !self.taken.insert(asking.question.clone()) {
            return;
        }
        self.left -= asking.minutes;
        self.questions.push(DrawnQuestion {
            name: asking.question,
            round: asking.round,
            topic: asking.topic,
            minutes: asking.minutes,
            reason,
            ideas: asking.ideas,
        });
    }

    /// Takes questions never asked, in an order of the seed, of the rounds that are practised.
    fn fill(&mut self, wish: &Wish, schedule: &Schedule, catalog: &Catalog, can: Abilities) {
        let asked: BTreeSet<&QuestionName> =
            schedule.cards().iter().map(|card| card.card.question()).collect();
        let mut rounds: BTreeSet<RoundKind> = schedule.cards().iter().map(|card| card.round).collect();
        if rounds.is_empty() {
            rounds.insert(RoundKind::MlTheory);
        }
        let mut fresh: Vec<&Entry> = catalog
            .entries()
            .iter()
            .filter(|entry| !asked.contains(&entry.name) && runs(catalog, &entry.name, can))
            .filter(|entry| wish.lets(&entry.brief.topic, entry.brief.round))
            .filter(|entry| {
                let named = !wish.topics.is_empty() || !wish.rounds.is_empty();
                named || rounds.contains(&entry.brief.round)
            })
            .collect();
        fresh.sort_by(|a, b| a.name.cmp(&b.name));
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&self.seed.to_le_bytes());
        fresh.shuffle(&mut rand::rngs::ChaCha20Rng::from_seed(bytes));
        for entry in fresh {
            let asking = Asking {
                question: entry.name.clone(),
                round: entry.brief.round,
                topic: entry.brief.topic.to_string(),
                ideas: None,
                minutes: entry.brief.minutes,
                cards: Vec::new(),
                recall: 0.0,
            };
            self.take(catalog, asking, "not asked yet".to_owned());
        }
    }

    /// Puts what was taken into a round for each kind, in the order of an onsite.
    fn drawn(self, schedule: &Schedule, catalog: &Catalog, day: Date) -> Drawn {
        let details = self
            .questions
            .iter()
            .filter_map(|question| {
                let entry = catalog.get(&question.name)?;
                let asked: Vec<_> = schedule
                    .cards()
                    .iter()
                    .filter(|card| *card.card.question() == question.name)
                    .collect();
                let standing = match asked.as_slice() {
                    [] => Standing::New,
                    cards if cards.iter().any(|card| card.due_on() <= day) => Standing::Weak,
                    _ => Standing::Seen,
                };
                let detail = Detail {
                    difficulty: entry.brief.difficulty,
                    own_minutes: question.minutes,
                    standing,
                };
                Some((question.name.clone(), detail))
            })
            .collect();
        let count = self.questions.len();
        let (loop_id, title) = match self.kind {
            SessionKind::Cram => (CRAM, format!("Cram of {count}")),
            SessionKind::Retake => (RETAKE, "Retake".to_owned()),
            SessionKind::Drill | SessionKind::Interview => (DRILL, format!("Drill of {count}")),
        };
        let mut rounds: BTreeMap<RoundKind, Vec<DrawnQuestion>> = BTreeMap::new();
        for question in self.questions {
            rounds.entry(question.round).or_default().push(question);
        }
        Drawn {
            kind: self.kind,
            loop_id: loop_id.to_owned(),
            title,
            strategy: Draw::Due,
            seed: self.seed,
            rounds: rounds
                .into_iter()
                .map(|(round, questions)| DrawnRound {
                    round,
                    minutes: questions.iter().map(|question| question.minutes).sum(),
                    questions,
                    fields: None,
                })
                .collect(),
            notes: Vec::new(),
            details,
            left_out: LeftOut::default(),
        }
    }
}

#[cfg(test)]
mod tests;
