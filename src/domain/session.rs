//! A session *is* its records: [`Session::fold`] is the one path for a live interview, resuming,
//! repair, review and replay. The fold never panics, whatever the order of events; a record that makes
//! no sense where it stands changes as little as it can, and never drops a word of an answer.
//! Spent + paused + untimed is the time by the wall; a wall clock that is set changes none of what is spent.

mod attempt;
mod fold;
#[cfg(test)]
pub(super) mod tests;
mod time;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::ZonedDateTime;

use super::bank::{QuestionName, RoundKind};
use super::event::{EndCause, Event, Evidence, PauseCause, Record, ScoreKind, Started, SubmitCause};
use super::verdict::Verdict;

/// Everything a session's records say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Session {
    /// `None` until `session_started` was read.
    pub started: Option<Started>,
    pub began_at: Option<ZonedDateTime>,
    /// Wall time of the newest record.
    pub last_at: Option<ZonedDateTime>,
    /// Highest `seq` seen.
    pub seq: u64,
    /// Rounds that began, in order; `plan` has the rest.
    pub rounds: Vec<RoundRun>,
    /// Questions asked, in order, over all rounds.
    pub attempts: Vec<Attempt>,
    pub pauses: Vec<Pause>,
    /// Process runs: how often the session was opened.
    pub opened: u32,
    /// The pause that lasts, if one does.
    pub paused: Option<PauseCause>,
    pub ended: Option<EndCause>,
    pub note: String,
    /// Time in which no clock ran and nothing was paused: debriefs, between rounds, after the end.
    pub untimed: Duration,
    /// Monotonic time of the newest record in the run of the process that wrote it.
    pub(crate) last_mono: Duration,
    /// Whose pause it is that lasts.
    pausing: Pausing,
}

/// What the pause that lasts stopped, so that it grows where it is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Pausing {
    /// Nothing: no clock ran, or it is a debrief.
    #[default]
    Nothing,
    /// The round, between two questions.
    Round,
    /// The round and this attempt of it.
    Attempt(usize),
}

/// Both clocks, as they stand now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Times {
    /// Time used by the newest question.
    pub question: Duration,
    /// Time used by the newest round.
    pub round: Duration,
    answering: bool,
}

impl Times {
    /// Returns the clock by whose whole seconds the screen steps: the question's while one is open.
    pub fn tick(&self) -> Duration {
        if self.answering { self.question } else { self.round }
    }
}

/// One round as it was held.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundRun {
    /// Index into the plan.
    pub index: usize,
    pub kind: RoundKind,
    /// Budget with extra time.
    pub budget: Duration,
    /// Time used up to the newest record, pauses and debriefs left out.
    pub spent: Duration,
    pub ended: Option<EndCause>,
}

/// One question answered in a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    pub question: QuestionName,
    /// File name of the snapshot.
    pub snapshot: String,
    /// Index into [`Session::rounds`].
    pub round: usize,
    pub asked_at: Option<ZonedDateTime>,
    /// Share of the round with extra time.
    pub budget: Duration,
    /// Time used up to the newest record.
    pub spent: Duration,
    /// In the order they were opened.
    pub fields: Vec<Field>,
    /// Name of the field that has the focus.
    pub focus: Option<String>,
    /// What the interviewer and the candidate said, in order, each with the question's time.
    pub transcript: Vec<Utterance>,
    /// Bytes in each field when the first hint was taken: what stands before was said without help. A text
    /// changed in its middle later blurs it.
    pub before_hint: Option<BTreeMap<String, usize>>,
    pub spoken: bool,
    /// Ids of the stories that were told, in order.
    pub stories: Vec<String>,
    /// Stages of a programming question in the order they were opened; the first is open from the start.
    pub stages: Vec<StageRun>,
    /// What the judge said, in the order it was said; the newest [`Run::MOST`].
    pub runs: Vec<Run>,
    pub submitted: Option<SubmitCause>,
    /// Question's time at which it was submitted, taken back, submitted …
    pub submissions: Vec<Duration>,
    pub taken_back: u32,
    pub skipped: bool,
    pub pauses: Vec<Pause>,
    pub prediction: Option<u8>,
    /// By id of the idea.
    pub ticks: BTreeMap<String, Tick>,
    /// By id of the criterion; `None`: not applicable.
    pub levels: BTreeMap<String, Option<u8>>,
    pub pitfalls: BTreeSet<String>,
    /// In order; the first of kind `first` is never overwritten.
    pub scores: Vec<Scored>,
    /// Nothing of the answer can be scored, and it waits for no score.
    pub set_aside: bool,
    pub note: String,
    pub starred: bool,
    pub disputed: Option<String>,
}

/// A named part of the answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Field {
    pub name: String,
    pub text: String,
    /// What stood in it before it was entered first: a starter file. It is no answer.
    pub given: String,
    /// Question's time when it was entered first.
    pub entered: Duration,
    /// Time with the focus.
    pub spent: Duration,
    pub edits: u32,
    /// Edits that did not fit the text; a damaged journal.
    pub misfits: u32,
}

/// A stage of a programming question as it was worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageRun {
    /// Index into the question's stages.
    pub stage: usize,
    /// Question's time when it was opened.
    pub opened: Duration,
    /// Question's time when it was left: submitted, passed over, or the question ended.
    pub left: Option<Duration>,
    pub passed_over: bool,
}

/// A run of the answer by the judge.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Index into the question's stages.
    pub stage: usize,
    /// Of the text that was run ([`super::event::text_hash`]).
    pub hash: String,
    /// An older one of visible tests or of a script has lost what was printed and its tracebacks.
    pub verdict: Verdict,
    /// Question's time when the verdict came.
    pub at: Duration,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// Question's time.
    pub at: Duration,
    pub what: Said,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    Hint { hint: usize },
    FollowUp { id: String },
    Clarified { ask: String, matched: Option<usize> },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pause {
    pub cause: PauseCause,
    pub at: Option<ZonedDateTime>,
    pub length: Duration,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tick {
    pub on: bool,
    pub evidence: Option<Evidence>,
    pub in_other_words: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    pub score: f64,
    pub by: String,
    pub kind: ScoreKind,
    pub at: Option<ZonedDateTime>,
}

/// Where a session stands; decides which screen opens on resuming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Nothing was asked yet.
    Fresh,
    /// A question is being answered (its clock runs unless paused).
    Asking,
    /// The newest question is submitted or skipped, its round goes on: it can be taken back.
    Between,
    /// The newest round has ended, another is due.
    BetweenRounds,
    /// All rounds are over.
    Over,
}

impl Session {
    /// Returns what the records say; damaged or misplaced ones change as little as they can.
    pub fn fold<'a>(records: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut session = Self::default();
        for record in records {
            session.apply(record);
        }
        session
    }

    /// Takes one more record in.
    pub fn apply(&mut self, record: &Record) {
        fold::apply(self, record);
    }

    /// Takes in what somebody says of an answer or of the session, before there is a record of it. Other events change
    /// nothing.
    pub fn remark(&mut self, event: &Event) {
        fold::remark(self, event);
    }

    /// Returns the index of the attempt that an event of an answer or of a debrief changes, were it the next
    /// record.
    pub(super) fn concerned(&self, event: &Event) -> Option<usize> {
        fold::concerned(self, event)
    }

    /// Returns where the session stands.
    pub fn stand(&self) -> Stand {
        let Some(round) = self.rounds.last() else {
            return if self.ended.is_some() {
                Stand::Over
            } else {
                Stand::Fresh
            };
        };
        let planned = self.started.as_ref().map_or(0, |started| started.plan.len());
        match (self.attempts.last(), round.ended) {
            _ if self.ended.is_some() => Stand::Over,
            (_, Some(_)) if round.index.saturating_add(1) < planned => Stand::BetweenRounds,
            (_, Some(_)) => Stand::Over,
            (None, None) => Stand::Fresh,
            (Some(attempt), None) if self.is_of_newest_round(attempt) && !attempt.over() => Stand::Asking,
            (Some(_), None) => Stand::Between,
        }
    }

    /// Returns the newest attempt: the question being answered, or the one answered last.
    pub fn current(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// Returns the newest attempt at this question.
    pub fn attempt(&self, question: &QuestionName) -> Option<&Attempt> {
        self.attempts
            .iter()
            .rev()
            .find(|attempt| attempt.question == *question)
    }

    /// Returns whether the round's clock runs: it does from its first question to its end, also
    /// between two questions, but not in a pause.
    pub fn running(&self) -> bool {
        self.paused.is_none() && self.timed()
    }

    /// Returns both clocks `since` the newest record.
    pub fn live(&self, since: Duration) -> Times {
        let spent = self.rounds.last().map_or(Duration::ZERO, |round| round.spent);
        let ran = if self.running() { since } else { Duration::ZERO };
        Times {
            question: self.question_time(since),
            round: spent.saturating_add(ran),
            answering: self.answering(),
        }
    }

    /// Returns the newest question's clock `since` the newest record.
    pub fn question_time(&self, since: Duration) -> Duration {
        let spent = self.current().map_or(Duration::ZERO, |attempt| attempt.spent);
        if self.running() && self.answering() {
            spent.saturating_add(since)
        } else {
            spent
        }
    }

    /// Returns the monotonic time of the newest record, in the run of the process that wrote it.
    pub fn last_mono(&self) -> Duration {
        self.last_mono
    }

    /// Returns whether a round is open, paused or not.
    fn timed(&self) -> bool {
        self.ended.is_none() && self.rounds.last().is_some_and(|round| round.ended.is_none())
    }

    /// Returns whether a question is open, paused or not.
    fn answering(&self) -> bool {
        self.timed()
            && self
                .attempts
                .last()
                .is_some_and(|attempt| self.is_of_newest_round(attempt) && !attempt.over())
    }

    fn is_of_newest_round(&self, attempt: &Attempt) -> bool {
        attempt.round + 1 == self.rounds.len()
    }
}

/// Returns the name of a new session's folder: `2026-11-23-2114-onsite-3f9a`.
pub fn folder_name(at: &ZonedDateTime, loop_id: &str, digits: u16) -> String {
    let id: String = loop_id
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .take(64)
        .collect();
    let id = if id.is_empty() { "session" } else { &id };
    format!("{}-{id}-{digits:04x}", at.strftime("%Y-%m-%d-%H%M"))
}
