//! Two attempts at one question laid side by side: what was written, which ideas came and went, levels,
//! tests, scores, and what stands beside a score. It lays side by side and judges nothing: where two
//! attempts are no measure of each other (one was spoken, or another version of the question was asked)
//! it says so.

pub mod words;

#[cfg(test)]
mod tests;

use std::time::Duration;

use super::bank::{Question, Resource};
use super::fields;
use super::score;
use super::scorecard::Resources;
use super::session::Attempt;
use super::written::{self, Form};

use words::Part;

/// One of two attempts, with the question as it was asked then.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub attempt: &'a Attempt,
    pub question: &'a Question,
}

/// What is told of both attempts: the older's and the newer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Both<T> {
    pub older: T,
    pub newer: T,
}

/// Two attempts at one question, side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub fields: Vec<FieldChange>,
    /// Of all ideas of the question as it was asked last: said both times, gained, lost, never said, each in
    /// the order of the rubric. Empty where one of the two was not gone through.
    pub ideas: Vec<IdeaChange>,
    pub criteria: Vec<CriterionChange>,
    /// Tests passed at submission, of how many; none where they were not run.
    pub tests: Both<Option<score::StageTests>>,
    pub score: Both<Option<f64>>,
    pub predicted: Both<Option<u8>>,
    pub words: Both<usize>,
    pub spent: Both<Duration>,
    pub budget: Both<Duration>,
    /// Hints taken, of how many.
    pub hints: Both<(usize, usize)>,
    pub paused: Both<Duration>,
    pub spoken: Both<bool>,
    /// The question was not the same: another version of it was asked.
    pub other_version: bool,
}

/// A field of the two answers.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    pub name: String,
    pub title: String,
    pub form: Form,
    /// What is the same, lost and gained, in the order of reading. What is the same and what is lost give the
    /// older text, what is the same and what is gained the newer.
    pub parts: Vec<Part>,
}

/// What became of an idea.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    Both,
    Gained,
    Lost,
    Never,
}

impl Change {
    pub const ALL: [Self; 4] = [Self::Both, Self::Gained, Self::Lost, Self::Never];

    /// Returns the word that stands beside its sign.
    pub fn word(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Gained => "gained",
            Self::Lost => "lost",
            Self::Never => "never",
        }
    }

    fn of(older: bool, newer: bool) -> Self {
        match (older, newer) {
            (true, true) => Self::Both,
            (false, true) => Self::Gained,
            (true, false) => Self::Lost,
            (false, false) => Self::Never,
        }
    }
}

/// An idea of the question in both attempts.
#[derive(Debug, Clone, PartialEq)]
pub struct IdeaChange {
    pub id: String,
    pub idea: String,
    pub change: Change,
    /// The idea was not asked for when the older answer was given.
    pub new: bool,
    /// What to read; of ideas that were not said last.
    pub read: Vec<Resource>,
}

/// A criterion in both attempts.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionChange {
    pub id: String,
    pub criterion: String,
    /// What each was worth; none with why.
    pub score: Both<Result<f64, &'static str>>,
}

impl<T> Both<T> {
    /// Returns what is told of each.
    fn of<'a>(older: Side<'a>, newer: Side<'a>, told: impl Fn(Side<'a>) -> T) -> Self {
        Self {
            older: told(older),
            newer: told(newer),
        }
    }
}

impl Comparison {
    /// Returns two attempts at one question side by side. `resources` finds what a question's resource stands
    /// for.
    pub fn of(older: Side<'_>, newer: Side<'_>, resources: &Resources<'_>) -> Self {
        Self {
            fields: changes(older, newer),
            ideas: ideas(older, newer, resources),
            criteria: criteria(older, newer),
            tests: Both::of(older, newer, |side| tests(side)),
            score: Both::of(older, newer, |side| score::standing(side.attempt)),
            predicted: Both::of(older, newer, |side| side.attempt.prediction),
            words: Both::of(older, newer, |side| side.attempt.words()),
            spent: Both::of(older, newer, |side| side.attempt.spent),
            budget: Both::of(older, newer, |side| side.attempt.budget),
            hints: Both::of(older, newer, |side| {
                (side.attempt.hints().len(), side.question.hints.len())
            }),
            paused: Both::of(older, newer, |side| side.attempt.pause_total()),
            spoken: Both::of(older, newer, |side| side.attempt.spoken),
            other_version: older.question != newer.question,
        }
    }

    /// Returns whether exactly one of the two was spoken: its notes are not measured against an answer, by
    /// words or by text.
    pub fn kept_apart(&self) -> bool {
        self.spoken.older != self.spoken.newer
    }

    /// Returns how many ideas changed in this way.
    pub fn count(&self, change: Change) -> usize {
        self.ideas.iter().filter(|idea| idea.change == change).count()
    }

    /// Returns how much better the newer was, as it is shown: with the digits of both scores cut alike.
    /// `None` where one has none.
    pub fn gain(&self) -> Option<f64> {
        let tenths = |score: f64| score::shown(score).parse::<f64>().ok();
        let (older, newer) = (tenths(self.score.older?)?, tenths(self.score.newer?)?);
        Some(((newer - older) * 10.0).round() / 10.0)
    }
}

/// The fields of both answers, in the order of the newer.
fn changes(older: Side<'_>, newer: Side<'_>) -> Vec<FieldChange> {
    let mut names: Vec<&str> = Vec::new();
    for side in [newer, older] {
        for field in written::reading(side.question, side.attempt) {
            if !names.contains(&field.name.as_str()) {
                names.push(&field.name);
            }
        }
    }
    let shown = newer.attempt.follow_ups();
    // Of a file that was only given nothing was written.
    let text = |side: Side<'_>, name: &str| -> String {
        let field = side.attempt.field(name).filter(|field| field.answered());
        field.map_or_else(String::new, |field| field.text.clone())
    };
    names
        .into_iter()
        .filter_map(|name| {
            let (before, after) = (text(older, name), text(newer, name));
            if before.is_empty() && after.is_empty() {
                return None;
            }
            let round = newer.question.round;
            Some(FieldChange {
                name: name.to_owned(),
                title: fields::title(newer.question, name, &shown),
                form: written::form(round, name),
                parts: words::changes(&before, &after),
            })
        })
        .collect()
}

fn ideas(older: Side<'_>, newer: Side<'_>, resources: &Resources<'_>) -> Vec<IdeaChange> {
    let gone_through = |side: Side<'_>| !side.attempt.scores.is_empty() || !side.attempt.ticks.is_empty();
    if !gone_through(older) || !gone_through(newer) {
        return Vec::new();
    }
    let said = |side: Side<'_>, id: &str| side.attempt.ticks.get(id).is_some_and(|tick| tick.on);
    let read: Vec<Resource> = newer.question.resources.iter().filter_map(resources).collect();
    let asked = newer
        .question
        .rubric
        .iter()
        .flat_map(|criterion| criterion.ideas.iter().flatten());
    let mut out: Vec<IdeaChange> = asked
        .map(|idea| {
            let change = Change::of(said(older, &idea.id), said(newer, &idea.id));
            IdeaChange {
                id: idea.id.clone(),
                idea: idea.idea.clone(),
                change,
                new: older.question.idea(&idea.id).is_none(),
                read: match change {
                    Change::Lost | Change::Never => read.clone(),
                    Change::Both | Change::Gained => Vec::new(),
                },
            }
        })
        .collect();
    out.sort_by_key(|idea| idea.change);
    out
}

/// The criteria of the newer question, and what the older was worth on the same ones.
fn criteria(older: Side<'_>, newer: Side<'_>) -> Vec<CriterionChange> {
    let worth = |side: Side<'_>, id: &str| {
        let known = side.question.rubric.iter().find(|criterion| criterion.id == id);
        let scored = known.map(|criterion| score::criterion_score(side.question, criterion, side.attempt));
        match scored {
            None => Err("was not asked for"),
            Some(_) if !side.attempt.answered() => Err("nothing was written"),
            Some(scored) => scored
                .score
                .ok_or_else(|| scored.missing.map_or("", score::Missing::words)),
        }
    };
    newer
        .question
        .rubric
        .iter()
        .map(|criterion| CriterionChange {
            id: criterion.id.clone(),
            criterion: criterion.criterion.clone(),
            score: Both {
                older: worth(older, &criterion.id),
                newer: worth(newer, &criterion.id),
            },
        })
        .collect()
}

fn tests(side: Side<'_>) -> Option<score::StageTests> {
    let stages = score::at_submission(side.question, side.attempt);
    (!stages.is_empty()).then(|| score::StageTests {
        passed: stages.iter().map(score::StageVerdict::passed).sum(),
        of: stages.iter().map(score::StageVerdict::of).sum(),
    })
}
