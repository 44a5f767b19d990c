//! What is said before anything begins: what will be held, how lines are taken, which commands there are.

use super::words::{Line, duration};
use crate::app::Goal;
use crate::domain::loops::Pressure;
use crate::domain::plain;
use crate::domain::words::counted;

use std::time::Duration;

/// Whether an interview begins at once or when the person says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    AtOnce,
    /// With an empty line: a person listens to the announcement before the clock runs.
    WhenAsked,
}

/// Returns the announcement.
pub fn lines(goal: &Goal, begin: Begin) -> Vec<Line> {
    let mut said = Vec::new();
    if let Goal::Begin(plan) = goal {
        let started = &plan.started;
        let questions: usize = started.plan.iter().map(|round| round.questions.len()).sum();
        let minutes: f64 = started.plan.iter().map(|round| round.minutes).sum();
        let length = Duration::try_from_secs_f64(minutes * 60.0 * started.extra_time).unwrap_or_default();
        said.push(format!(
            "{}: {}, {}, {}, {}.",
            plain::clean_line(&started.title),
            counted(started.plan.len(), "round"),
            counted(questions, "question"),
            duration(length),
            match started.pressure {
                Pressure::Relaxed => "relaxed: overtime counts and is recorded",
                Pressure::Strict => "strict: time up locks the answer",
            }
        ));
    }
    said.push(
        "Type answers as lines. A line with a lone dot (.) ends a part of an answer, and with the last part the \
         answer; two dots (..) stand for a line with one. The end of the input leaves, and everything is kept."
            .to_owned(),
    );
    said.push(
        "Commands are words in brackets, alone on a line: [follow-up] [hint] [ask] [time] [show] [pause] [resume] \
         [spoken] [back] [note] [star] [done] [take back] [skip] [end round] [leave]; [help] says what works where \
         you are."
            .to_owned(),
    );
    if begin == Begin::WhenAsked {
        said.push("An empty line begins; the clock runs from then on.".to_owned());
    }
    said.into_iter().map(Line::prose).collect()
}
