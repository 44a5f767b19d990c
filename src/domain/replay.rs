//! An answer played again as it was given: the steps of one attempt on the question's clock, and the
//! texts as they stood at any moment of it. Which record does what is the session's fold alone: a replay
//! folds the records once more and notes what each of them changed, so that its end is exactly the answer
//! as it was submitted, and its beginning what was given. Pauses take no time on the question's clock; a
//! stretch in which nothing happens is shortened, see [`Replay::IDLE`].

mod playback;
mod seek;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use super::event::{Event, PauseCause, Record, SubmitCause};
use super::session::{Attempt, Field, Said, Session};
use super::verdict::{Ended, Outcome, RunKind};
use super::written;
use crate::text::edit::Edit;

pub use playback::{Playback, Speed};
pub use seek::Stop;

/// One thing that happened while a question was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Question's time.
    pub at: Duration,
    pub what: What,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The field got the focus.
    Entered {
        field: String,
    },
    /// An edit that fitted its text; `begun` words were begun by it.
    Edited {
        field: String,
        edit: Edit,
        begun: u32,
    },
    /// The interviewer spoke, or was asked.
    Said(Said),
    Stage {
        stage: usize,
    },
    PassedOver {
        stage: usize,
    },
    Ran(Ran),
    /// No time passes on the question's clock.
    Paused {
        cause: PauseCause,
        length: Duration,
    },
    Spoken {
        on: bool,
    },
    /// With the words of the answer as it stood, and its lines of code.
    Submitted {
        cause: SubmitCause,
        words: usize,
        lines: usize,
    },
    Skipped,
    TakenBack,
}

/// A run of the answer in short; the verdict is with [`Attempt::runs`].
#[derive(Debug, Clone, PartialEq)]
pub struct Ran {
    /// Counts the runs of the answer, from 1.
    pub number: usize,
    /// Index into [`Attempt::runs`]; `None`: it is too old to be kept there.
    pub kept: Option<usize>,
    /// Index into the question's stages.
    pub stage: usize,
    pub kind: RunKind,
    pub ended: Ended,
    /// None unless the run came to its end undisturbed.
    pub passed: usize,
    pub of: usize,
    /// The first test that did not pass.
    pub failed: Option<Failed>,
}

/// A test that did not pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Failed {
    pub name: String,
    pub visible: bool,
    pub outcome: Outcome,
}

/// One attempt, played again. It has a position, which [`Replay::seek`] moves either way; what it tells of
/// texts is of that position.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    steps: Vec<Step>,
    /// Played time of each step.
    played: Vec<Duration>,
    /// Question's time at the end.
    total: Duration,
    /// Played time at the end.
    length: Duration,
    /// What stood in each field of the answer before anything happened.
    given: BTreeMap<String, String>,
    /// As they stand at the position.
    texts: BTreeMap<String, String>,
    /// Steps that have happened at the position.
    done: usize,
    at: Duration,
}

impl Replay {
    /// A stretch of the question's clock without a step that is longer than this is played in this time: the
    /// clock runs faster through it, and everything else is played as fast as it was.
    pub const IDLE: Duration = Duration::from_secs(2);

    /// Returns the attempt of this index in the session's order, at its beginning; `None`: there is none.
    pub fn of(records: &[Record], attempt: usize) -> Option<Self> {
        let mut session = Session::default();
        let mut steps = Vec::new();
        let mut runs = 0;
        for record in records {
            let before = session.attempts.get(attempt).map(Seen::of);
            let begun = begun_by(&session, attempt, record);
            let concerns = session.concerned(&record.event) == Some(attempt);
            session.apply(record);
            let (Some(before), Some(after)) = (before, session.attempts.get(attempt)) else {
                continue;
            };
            note(&mut steps, &before, after, record, concerns, begun, &mut runs);
        }
        let attempt = session.attempts.get(attempt)?;
        complete(&mut steps, attempt, runs);
        let given: BTreeMap<String, String> = attempt
            .fields
            .iter()
            .map(|field| (field.name.clone(), field.given.clone()))
            .collect();
        let (played, length) = seek::fold_idle(&steps, attempt.spent);
        Some(Self {
            steps,
            played,
            total: attempt.spent,
            length,
            texts: given.clone(),
            given,
            done: 0,
            at: Duration::ZERO,
        })
    }

    /// Returns every step, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Returns the steps that have happened at the position.
    pub fn happened(&self) -> &[Step] {
        self.steps.get(..self.done).unwrap_or_default()
    }

    /// Returns the question's time at the end.
    pub fn total(&self) -> Duration {
        self.total
    }

    /// Returns how long it plays at speed 1.
    pub fn length(&self) -> Duration {
        self.length
    }

    /// Returns the position, in question's time.
    pub fn at(&self) -> Duration {
        self.at
    }

    /// Returns the text of a field at the position; empty where it was not opened yet.
    pub fn text(&self, field: &str) -> &str {
        self.texts.get(field).map_or("", String::as_str)
    }

    /// Returns what stood in a field before anything happened.
    pub fn given(&self, field: &str) -> &str {
        self.given.get(field).map_or("", String::as_str)
    }

    /// Returns the field that has the focus at the position; `None`: none was entered yet.
    pub fn focus(&self) -> Option<&str> {
        self.happened().iter().rev().find_map(|step| match &step.what {
            What::Entered { field } | What::Edited { field, .. } => Some(field.as_str()),
            _ => None,
        })
    }

    /// Returns the stage in hand at the position, an index into the question's stages.
    pub fn stage(&self) -> usize {
        let opened = self.happened().iter().rev().find_map(|step| match step.what {
            What::Stage { stage } => Some(stage),
            _ => None,
        });
        opened.unwrap_or(0)
    }

    /// Returns what was said up to the position, in order, each with the question's time.
    pub fn said(&self) -> impl Iterator<Item = (Duration, &Said)> {
        self.happened().iter().filter_map(|step| match &step.what {
            What::Said(said) => Some((step.at, said)),
            _ => None,
        })
    }

    /// Returns the newest run at the position.
    pub fn run(&self) -> Option<&Ran> {
        self.happened().iter().rev().find_map(|step| match &step.what {
            What::Ran(ran) => Some(ran),
            _ => None,
        })
    }

    /// Returns whether the answer is closed at the position: submitted or skipped, and not taken back.
    pub fn over(&self) -> bool {
        let last = self.happened().iter().rev().find(|step| {
            matches!(
                step.what,
                What::Submitted { .. } | What::Skipped | What::TakenBack
            )
        });
        last.is_some_and(|step| step.what != What::TakenBack)
    }
}

impl Step {
    /// Returns whether it is worth going to: everything but typing and the way of the focus.
    pub fn is_event(&self) -> bool {
        !matches!(self.what, What::Edited { .. } | What::Entered { .. })
    }
}

impl Ran {
    /// Returns whether all of its tests passed; a script has none, and passes by coming to its end.
    pub fn all_passed(&self) -> bool {
        self.ended == Ended::Whole && self.passed == self.of
    }
}

/// What of an attempt tells which step a record was.
struct Seen {
    said: usize,
    stages: usize,
    pauses: usize,
    over: bool,
    skipped: bool,
    spoken: bool,
    taken_back: u32,
    edits: u32,
}

impl Seen {
    fn of(attempt: &Attempt) -> Self {
        Self {
            said: attempt.transcript.len(),
            stages: attempt.stages.len(),
            pauses: attempt.pauses.len(),
            over: attempt.over(),
            skipped: attempt.skipped,
            spoken: attempt.spoken,
            taken_back: attempt.taken_back,
            edits: edits(attempt),
        }
    }
}

/// Edits of all fields that fitted.
fn edits(attempt: &Attempt) -> u32 {
    let each = attempt.fields.iter().map(|field| field.edits);
    each.fold(0, u32::saturating_add)
}

/// Returns how many words an edit begins in the text it will be made in.
fn begun_by(session: &Session, attempt: usize, record: &Record) -> u32 {
    let Event::Edited { field, edit } = &record.event else {
        return 0;
    };
    let text = session
        .attempts
        .get(attempt)
        .map_or("", |attempt| attempt.text_of(field));
    let before = text.get(..edit.at).and_then(|head| head.chars().next_back());
    let mut blank = before.is_none_or(char::is_whitespace);
    let mut begun = 0;
    for c in edit.ins.chars() {
        begun += u32::from(blank && !c.is_whitespace());
        blank = c.is_whitespace();
    }
    begun
}

/// Adds the steps that a record was, if it was any.
fn note(
    steps: &mut Vec<Step>,
    before: &Seen,
    after: &Attempt,
    record: &Record,
    concerns: bool,
    begun: u32,
    runs: &mut usize,
) {
    let mut add = |what| {
        steps.push(Step {
            at: after.spent,
            what,
        });
    };
    if after.pauses.len() > before.pauses
        && let Some(pause) = after.pauses.last()
    {
        add(What::Paused {
            cause: pause.cause,
            length: pause.length,
        });
    }
    if after.taken_back > before.taken_back {
        add(What::TakenBack);
    }
    if after.transcript.len() > before.said
        && let Some(said) = after.transcript.last()
    {
        add(What::Said(said.what.clone()));
    }
    if after.stages.len() > before.stages {
        add(What::Stage { stage: after.stage() });
    }
    if after.spoken != before.spoken {
        add(What::Spoken { on: after.spoken });
    }
    if after.over() && !before.over {
        add(match after.submitted {
            Some(cause) => What::Submitted {
                cause,
                words: after.words() - after.field("code").map_or(0, Field::words),
                lines: written::code_lines(after),
            },
            None => What::Skipped,
        });
    } else if after.skipped && !before.skipped {
        add(What::Skipped);
    }
    if !concerns {
        return;
    }
    match &record.event {
        Event::Entered { field } => add(What::Entered { field: field.clone() }),
        // Without the focus anywhere it is what was given.
        Event::Edited { field, edit } if edits(after) > before.edits && after.focus.is_some() => {
            add(What::Edited {
                field: field.clone(),
                edit: edit.clone(),
                begun,
            });
        }
        Event::StagePassedOver { stage } => {
            let known = after
                .stages
                .iter()
                .any(|run| run.stage == *stage && run.passed_over);
            if known {
                add(What::PassedOver { stage: *stage });
            }
        }
        Event::Ran { stage, verdict, .. } => {
            *runs += 1;
            add(What::Ran(Ran {
                number: *runs,
                kept: None,
                stage: *stage,
                kind: verdict.kind,
                ended: verdict.ended,
                passed: match verdict.ended {
                    Ended::Whole => verdict.passed(),
                    _ => 0,
                },
                of: verdict.tests.len(),
                failed: verdict.first_failure().map(|test| Failed {
                    name: test.name.clone(),
                    visible: test.visible,
                    outcome: test.outcome,
                }),
            }));
        }
        _ => {}
    }
}

/// Fills in what is known only at the end: how long a pause became, and which runs were kept of `runs`.
fn complete(steps: &mut [Step], attempt: &Attempt, runs: usize) {
    let mut pauses = attempt.pauses.iter();
    let dropped = runs.saturating_sub(attempt.runs.len());
    for step in steps {
        match &mut step.what {
            What::Paused { length, .. } => {
                if let Some(pause) = pauses.next() {
                    *length = pause.length;
                }
            }
            What::Ran(ran) => ran.kept = ran.number.checked_sub(1 + dropped),
            _ => {}
        }
    }
}
