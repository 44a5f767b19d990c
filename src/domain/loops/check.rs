//! Every rule of a loop file, as sentences. Each names the field by its path, so that whoever read the
//! file can say the line and the column. Nothing here depends on which banks there are.

use super::{FORMAT, Loop, RoundPlan};
use crate::domain::plain;

/// A rule that a loop breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoopProblem {
    /// Where: `rounds[0].minutes`.
    pub path: String,
    /// What is wrong and what was expected, as a sentence.
    pub message: String,
}

pub const MAX_ROUNDS: usize = 12;
pub const MAX_INSIDE: usize = 4;
pub const MAX_TITLE: usize = 80;
pub const MAX_NAMES: usize = 64;
pub const MAX_QUESTIONS: u32 = 50;
pub const LEAST_MINUTES: f64 = 1.0;
pub const MOST_MINUTES: f64 = 240.0;
pub const MOST_TOTAL: f64 = 720.0;

pub(super) fn check(plan: &Loop) -> Vec<LoopProblem> {
    let mut found = Found::default();
    if plan.format == 0 || plan.format > FORMAT {
        found.add(
            "format",
            format!(
                "This loop has format {}; this version of hotseat reads format {FORMAT}.",
                plan.format
            ),
        );
    }
    if !is_id(&plan.id) {
        found.add(
            "id",
            "An id is 1 to 64 of the characters a-z, 0-9 and `-`.".to_owned(),
        );
    }
    if plan.title.chars().count() > MAX_TITLE {
        found.add("title", format!("A title has at most {MAX_TITLE} characters."));
    }
    if plain::clean_line(&plan.title) != plan.title {
        found.add(
            "title",
            "A title is one line without control or invisible characters.".to_owned(),
        );
    }
    if plan.rounds.is_empty() || plan.rounds.len() > MAX_ROUNDS {
        found.add(
            "rounds",
            format!(
                "A loop has 1 to {MAX_ROUNDS} rounds; this one has {}.",
                plan.rounds.len()
            ),
        );
    }
    for (index, round) in plan.rounds.iter().enumerate() {
        found.round(&format!("rounds[{index}]"), round);
    }
    let total = plan.total_minutes();
    if total > MOST_TOTAL {
        found.add(
            "rounds",
            format!("A loop lasts at most {MOST_TOTAL} minutes; this one lasts {total}."),
        );
    }
    found.problems
}

#[derive(Default)]
struct Found {
    problems: Vec<LoopProblem>,
}

impl Found {
    fn add(&mut self, path: impl Into<String>, message: String) {
        self.problems.push(LoopProblem {
            path: path.into(),
            message,
        });
    }

    fn round(&mut self, path: &str, round: &RoundPlan) {
        self.part(path, round);
        if round.inside.len() > MAX_INSIDE {
            self.add(
                format!("{path}.inside"),
                format!("A round borrows at most {MAX_INSIDE} times from other kinds."),
            );
        }
        for (index, part) in round.inside.iter().enumerate() {
            let path = format!("{path}.inside[{index}]");
            self.part(&path, part);
            if part.round == round.round {
                self.add(
                    format!("{path}.round"),
                    "A round borrows minutes of another kind, not of its own.".to_owned(),
                );
            }
            if part.fields.is_some() {
                self.add(
                    format!("{path}.fields"),
                    "Borrowed minutes ask whole answers; leave `fields` out.".to_owned(),
                );
            }
            if !part.inside.is_empty() {
                self.add(
                    format!("{path}.inside"),
                    "Borrowed minutes cannot borrow further.".to_owned(),
                );
            }
        }
        if !round.inside.is_empty() && round.own_minutes() < LEAST_MINUTES {
            self.add(
                format!("{path}.inside"),
                format!(
                    "Borrowed minutes lie within the round's {}: at least {LEAST_MINUTES} must be left of its own kind.",
                    round.minutes
                ),
            );
        }
    }

    fn part(&mut self, path: &str, round: &RoundPlan) {
        if !(LEAST_MINUTES..=MOST_MINUTES).contains(&round.minutes) {
            self.add(
                format!("{path}.minutes"),
                format!(
                    "A round lasts {LEAST_MINUTES} to {MOST_MINUTES} minutes; this one lasts {}.",
                    round.minutes
                ),
            );
        }
        if round
            .questions
            .is_some_and(|count| !(1..=MAX_QUESTIONS).contains(&count))
        {
            self.add(
                format!("{path}.questions"),
                format!("A round has 1 to {MAX_QUESTIONS} questions."),
            );
        }
        self.names(&format!("{path}.topics"), &round.topics, |topic| {
            !topic.trim().is_empty() && topic.chars().count() <= MAX_NAMES
        });
        self.names(&format!("{path}.banks"), &round.banks, is_id);
        if let Some(fields) = &round.fields {
            self.fields(&format!("{path}.fields"), round, fields);
        }
    }

    fn names(&mut self, path: &str, names: &[String], good: impl Fn(&str) -> bool) {
        if names.len() > MAX_NAMES {
            self.add(path, format!("This list has at most {MAX_NAMES} names."));
        }
        for (index, name) in names.iter().enumerate() {
            if !good(name) {
                self.add(
                    format!("{path}[{index}]"),
                    format!("A name here is 1 to {MAX_NAMES} characters; of a bank, its id."),
                );
            }
        }
    }

    fn fields(&mut self, path: &str, round: &RoundPlan, fields: &[String]) {
        let known = round.round.fields();
        if fields.is_empty() {
            self.add(
                path,
                format!(
                    "Name at least one of {}, or leave `fields` out.",
                    known.join(", ")
                ),
            );
        }
        for (index, field) in fields.iter().enumerate() {
            if !known.contains(&field.as_str()) {
                self.add(
                    format!("{path}[{index}]"),
                    format!(
                        "A {} answer has no field `{}`; it has {}.",
                        round.round.title(),
                        plain::clean_line(field),
                        known.join(", ")
                    ),
                );
            } else if fields[..index].contains(field) {
                self.add(format!("{path}[{index}]"), format!("`{field}` stands twice."));
            }
        }
    }
}

fn is_id(text: &str) -> bool {
    (1..=super::MAX_ID).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
