//! The course of one answer, to scale: how many words were written when, what was said and asked, pauses,
//! runs, the budget and what went over it; and the same once more in words. Everything stands on the
//! question's clock. Which glyph and colour shows what is the screen's.

mod cells;
#[cfg(test)]
mod tests;

use crate::domain::words::counted;
use std::time::Duration;

use super::bank::{Hint, Question, RoundKind};
use super::clock::short;
use super::code::readable;
use super::event::{PauseCause, SubmitCause};
use super::fields;
use super::plain::clean_line;
use super::replay::{Ran, Replay, What};
use super::score;
use super::session::{Attempt, Said};
use super::verdict::RunKind;

pub use cells::{Cells, Tick};

/// The course of one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Question's time used.
    pub total: Duration,
    /// Nothing where the question had no budget.
    pub budget: Duration,
    /// Words begun, each at its time, in order.
    words: Vec<(Duration, u32)>,
    marks: Vec<Mark>,
    /// The same in words, in order.
    pub events: Vec<Happening>,
    /// How it was predicted and scored: `predicted 3, scored 2.7`; `None`: neither.
    pub judged: Option<String>,
}

/// Which row a mark stands in, and how it looks there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// The question, a follow-up, a twist.
    Asked,
    /// The candidate asked.
    Clarified,
    Hint,
    Paused,
    /// A run all of whose tests passed.
    Passed,
    Failed,
    /// A stage was opened, or a section of the answer begun.
    Part,
    /// The budget was used up.
    TimeUp,
    /// Submitted, by key or when time was up.
    Done,
    Skipped,
    TakenBack,
    Spoken,
}

/// A mark of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Question's time.
    pub at: Duration,
    pub sign: Sign,
    /// Of a pause: how long it was, in time that is not on this clock.
    pub length: Duration,
}

/// An event in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// Question's time.
    pub at: Duration,
    pub sign: Sign,
    /// One line of clean text; what the interviewer says is Markdown still.
    pub words: String,
}

impl Timeline {
    /// Returns the course of an answer; without its question, ids stand for what was said.
    pub fn of(attempt: &Attempt, replay: &Replay, question: Option<&Question>) -> Self {
        let mut out = Self {
            total: attempt.spent,
            budget: attempt.budget,
            words: Vec::new(),
            marks: Vec::new(),
            events: Vec::new(),
            judged: judged(attempt),
        };
        out.add(Duration::ZERO, Sign::Asked, "asked");
        let teller = Teller { attempt, question };
        let mut entered: Vec<&str> = Vec::new();
        for step in replay.steps() {
            match &step.what {
                What::Edited { begun: 0, .. } => {}
                What::Edited { begun, .. } => out.words.push((step.at, *begun)),
                What::Entered { field } => {
                    if teller.is_section(field) && !entered.contains(&field.as_str()) {
                        entered.push(field);
                        out.add(step.at, Sign::Part, &teller.section(field));
                    }
                }
                What::Paused { cause, length } => {
                    let why = match cause {
                        PauseCause::Person | PauseCause::Debrief => "",
                        PauseCause::Stopped => ", hotseat was stopped",
                        PauseCause::Slept => ", the machine slept",
                        PauseCause::Ended => ", hotseat was not running",
                    };
                    let length = *length;
                    out.add(
                        step.at,
                        Sign::Paused,
                        &format!("paused {}, not counted{why}", short(length)),
                    );
                    if let Some(mark) = out.marks.last_mut() {
                        mark.length = length;
                    }
                }
                what => {
                    if let Some((sign, words)) = teller.tell(what) {
                        out.add(step.at, sign, &words);
                    }
                }
            }
        }
        out.time_up(attempt);
        out
    }

    fn add(&mut self, at: Duration, sign: Sign, words: &str) {
        self.marks.push(Mark {
            at,
            sign,
            length: Duration::ZERO,
        });
        self.events.push(Happening {
            at,
            sign,
            words: clean_line(words).into_owned(),
        });
    }

    /// The end of the budget, among what happened in its time.
    fn time_up(&mut self, attempt: &Attempt) {
        let over = self.over();
        let locked = attempt.submitted == Some(SubmitCause::TimeUp);
        if self.budget.is_zero() || over.as_secs() == 0 && !locked {
            return;
        }
        let words = match over.as_secs() {
            0 => "time up".to_owned(),
            _ => format!("time up, {} over", short(over)),
        };
        // What was said at that instant came before; the end of the answer after.
        let ends = |sign: Sign| matches!(sign, Sign::Done | Sign::Skipped);
        let at = self
            .events
            .iter()
            .position(|event| event.at > self.budget || event.at == self.budget && ends(event.sign))
            .unwrap_or(self.events.len());
        self.events.insert(
            at,
            Happening {
                at: self.budget,
                sign: Sign::TimeUp,
                words,
            },
        );
    }

    /// Returns the time used over the budget.
    pub fn over(&self) -> Duration {
        if self.budget.is_zero() {
            return Duration::ZERO;
        }
        self.total.saturating_sub(self.budget)
    }

    /// Returns the length of the axis: the time used, or the budget where that is longer.
    pub fn span(&self) -> Duration {
        self.total.max(self.budget)
    }

    /// Returns the marks of all rows, in order.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Returns the words begun, each at its time.
    pub fn words(&self) -> &[(Duration, u32)] {
        &self.words
    }

    /// Returns the index of the newest event at this moment of the question's clock.
    pub fn event_at(&self, at: Duration) -> usize {
        self.events
            .partition_point(|event| event.at <= at)
            .saturating_sub(1)
    }
}

/// `predicted 3, scored 2.7`
fn judged(attempt: &Attempt) -> Option<String> {
    let predicted = attempt.prediction.map(|level| format!("predicted {level}"));
    let scored = score::standing(attempt)
        .filter(|_| !attempt.scores.is_empty())
        .map(|score| format!("scored {}", score::shown(score)));
    match (predicted, scored) {
        (None, None) => None,
        (Some(predicted), Some(scored)) => Some(format!("{predicted}, {scored}")),
        (Some(predicted), None) if attempt.set_aside => Some(format!("{predicted}, nothing to score")),
        (Some(predicted), None) => Some(format!("{predicted}, not scored")),
        (None, Some(scored)) => Some(format!("not predicted, {scored}")),
    }
}

/// Finds the words for what happened.
struct Teller<'a> {
    attempt: &'a Attempt,
    question: Option<&'a Question>,
}

impl Teller<'_> {
    fn tell(&self, what: &What) -> Option<(Sign, String)> {
        Some(match what {
            What::Said(said) => self.said(said),
            What::Stage { stage } if *stage > 0 => (
                Sign::Part,
                format!("stage {}{}", stage.saturating_add(1), self.stage(*stage)),
            ),
            What::PassedOver { stage } => (
                Sign::Part,
                format!("stage {} passed over", stage.saturating_add(1)),
            ),
            What::Ran(ran) => {
                let sign = if ran.all_passed() {
                    Sign::Passed
                } else {
                    Sign::Failed
                };
                (sign, self.ran(ran))
            }
            What::Spoken { on: true } => (
                Sign::Spoken,
                "spoken from here on, only notes are written".to_owned(),
            ),
            What::Spoken { on: false } => (Sign::Spoken, "written from here on".to_owned()),
            What::Submitted { cause, words, lines } => {
                let end = match cause {
                    SubmitCause::Done => "done",
                    SubmitCause::TimeUp => "locked",
                };
                (Sign::Done, format!("{end}, {}", self.amount(*words, *lines)))
            }
            What::Skipped => (Sign::Skipped, "skipped".to_owned()),
            What::TakenBack => (Sign::TakenBack, "taken back".to_owned()),
            // The first stage is open from the start.
            What::Stage { .. } | What::Entered { .. } | What::Edited { .. } | What::Paused { .. } => {
                return None;
            }
        })
    }

    fn said(&self, said: &Said) -> (Sign, String) {
        match said {
            Said::Hint { hint } => {
                let text = self.question.and_then(|question| question.hints.get(*hint));
                let text =
                    text.map_or_else(String::new, |hint| format!(": {}", first_line(Hint::text(hint))));
                (Sign::Hint, format!("hint {}{text}", hint.saturating_add(1)))
            }
            Said::FollowUp { id } => {
                let asked = self.question.and_then(|question| question.follow_up(id));
                let kind = if asked.is_some_and(|asked| asked.twist) {
                    "twist"
                } else {
                    "follow-up"
                };
                let ask = asked.map_or(id.as_str(), |asked| first_line(&asked.ask));
                (Sign::Asked, format!("{kind}: {ask}"))
            }
            Said::Clarified { ask, matched } => {
                let unanswered = match matched {
                    Some(_) => "",
                    None => " (no answer)",
                };
                (
                    Sign::Clarified,
                    format!("you asked: {}{unanswered}", first_line(ask)),
                )
            }
        }
    }

    fn stage(&self, stage: usize) -> String {
        let code = self.question.and_then(|question| question.code.as_ref());
        let told = code.and_then(|code| code.stages.get(stage));
        told.map_or_else(String::new, |stage| format!(": {}", stage.title))
    }

    /// `run 2: visible tests, 1 of 3 passed, first failed: rows sum to one`
    fn ran(&self, ran: &Ran) -> String {
        let what = match ran.kind {
            RunKind::Visible => "visible tests",
            RunKind::All => "all tests",
            RunKind::Script => "as a script",
        };
        let number = ran.number;
        if ran.ended != super::verdict::Ended::Whole {
            let ended = score::ended_words(ran.ended);
            let ended = ended.trim_end_matches('.');
            return format!("run {number}: {what}. {ended}");
        }
        if ran.kind == RunKind::Script {
            return format!("run {number}: {what}");
        }
        // Names of tests that stay hidden until the answer was predicted stay so here.
        let open = self.attempt.is_open();
        let failed = ran.failed.as_ref().filter(|failed| failed.visible || open);
        let failed = failed.map_or_else(String::new, |failed| {
            format!(", first {}: {}", failed.outcome.word(), readable(&failed.name))
        });
        format!(
            "run {number}: {what}, {} of {} passed{failed}",
            ran.passed, ran.of
        )
    }

    fn amount(&self, words: usize, lines: usize) -> String {
        let words_of = || counted(words, "word");
        if self.attempt.spoken {
            return format!("spoken, {} of notes", words_of());
        }
        match (lines, words) {
            (0, _) => words_of(),
            (lines, 0) => format!("{} of code", counted(lines, "line")),
            (lines, _) => format!("{} of code, {}", counted(lines, "line"), words_of()),
        }
    }

    /// Whether beginning a field is told: the sections of an answer in several are, the file is not.
    fn is_section(&self, field: &str) -> bool {
        let round = self.question.map(|question| question.round);
        let several = matches!(round, Some(RoundKind::Culture | RoundKind::SystemDesign));
        several && fields::info(round.unwrap_or(RoundKind::MlTheory), field).is_some()
    }

    fn section(&self, field: &str) -> String {
        self.question.map_or_else(
            || field.to_owned(),
            |question| fields::title(question, field, &[]),
        )
    }
}

/// The first line that says something: a list shows one.
fn first_line(text: &str) -> &str {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or("")
}
