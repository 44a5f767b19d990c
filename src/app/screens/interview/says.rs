//! What the open session says of the question in hand: its clocks, what is left to ask, what is pinned.
//! Pure questions to the session; nothing here changes it.

use std::time::Duration;

use crate::app::data::Live;
use crate::app::msg::Now;
use crate::domain::bank::Question;
use crate::domain::clock::{self, ClockState};
use crate::domain::interviewer;
use crate::domain::loops::Pressure;
use crate::domain::session::{Attempt, Said, Session, Stand};

/// Returns the name of a follow-up's field.
pub fn follow_up_field(id: &str) -> String {
    format!("follow_up.{id}")
}

pub fn pressure(session: &Session) -> Pressure {
    session
        .started
        .as_ref()
        .map_or(Pressure::Relaxed, |started| started.pressure)
}

/// Returns the states of the question's and the round's clock.
pub fn clocks(live: &Live, now: &Now) -> (ClockState, ClockState) {
    let times = live.session.live(live.since(now));
    let pressure = pressure(&live.session);
    let question = live.session.current().map_or(ClockState::Calm, |attempt| {
        clock::state(attempt.budget, times.question, pressure)
    });
    let round = live.session.rounds.last().map_or(ClockState::Calm, |round| {
        clock::state(round.budget, times.round, pressure)
    });
    (question, round)
}

/// Returns the monotonic time at which a running clock reaches half, low, last or its end: between two
/// ticks where the clocks are not in step.
pub fn next_change(live: &Live, now: &Now) -> Option<Duration> {
    let times = live.session.live(live.since(now));
    let question = live
        .session
        .current()
        .filter(|_| live.session.stand() == Stand::Asking)
        .and_then(|attempt| clock::next_change(attempt.budget, times.question));
    let round = live
        .session
        .rounds
        .last()
        .and_then(|round| clock::next_change(round.budget, times.round));
    let after = [question, round].into_iter().flatten().min()?;
    Some(now.mono + after)
}

pub fn time_left(live: &Live, now: &Now) -> bool {
    let times = live.session.live(live.since(now));
    live.session
        .current()
        .is_some_and(|attempt| times.question < attempt.budget)
}

/// Returns which ideas show a sign in the answer so far.
pub fn shows(question: &Question, attempt: &Attempt) -> impl Fn(&str) -> bool {
    let text = attempt
        .fields
        .iter()
        .map(|field| field.text.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let folded = crate::domain::signs::Folded::new(&text);
    let found: Vec<String> = question
        .rubric
        .iter()
        .flat_map(|criterion| criterion.ideas.iter().flatten())
        .filter(|idea| folded.has(&idea.signs))
        .map(|idea| idea.id.clone())
        .collect();
    move |id: &str| found.iter().any(|known| known == id)
}

/// Returns whether a follow-up is left. Asked at every key: it reads no answer.
pub fn follow_up_left(live: &Live) -> bool {
    live.current().is_some_and(|(attempt, question)| {
        let shown = |id: &str| {
            attempt
                .transcript
                .iter()
                .any(|said| matches!(&said.what, Said::FollowUp { id: known } if known == id))
        };
        question
            .follow_ups
            .iter()
            .any(|follow_up| !follow_up.twist && !shown(&follow_up.id))
    })
}

/// Returns the follow-up that comes next, if one is left.
pub fn next_follow_up(live: &Live) -> Option<String> {
    let (attempt, question) = live.current()?;
    interviewer::next_follow_up(question, &attempt.follow_ups(), &shows(question, attempt))
        .map(|follow_up| follow_up.id.clone())
}

/// Returns the next follow-up the answer needs: one whose probed ideas show no sign.
pub fn needed_follow_up(live: &Live) -> Option<String> {
    let (attempt, question) = live.current()?;
    interviewer::needed_follow_up(question, &attempt.follow_ups(), &shows(question, attempt))
        .map(|follow_up| follow_up.id.clone())
}

pub fn next_hint(live: &Live) -> Option<usize> {
    let (attempt, question) = live.current()?;
    interviewer::next_hint(question, &attempt.hints(), None)
}

pub fn twist_left(live: &Live) -> Option<String> {
    let (attempt, question) = live.current()?;
    interviewer::twist_left(question, &attempt.follow_ups()).map(|follow_up| follow_up.id.clone())
}

pub fn twist_due(live: &Live, now: &Now) -> Option<String> {
    let (attempt, question) = live.current()?;
    let times = live.session.live(live.since(now));
    interviewer::twist_due(question, &attempt.follow_ups(), times.question, attempt.budget)
        .map(|follow_up| follow_up.id.clone())
}

/// What is pinned above the answer where one pane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pinned<'a> {
    FollowUp(&'a str),
    /// Until the first follow-up: the question itself is never out of sight when its clock starts.
    Question(&'a str),
}

impl<'a> Pinned<'a> {
    pub fn text(self) -> &'a str {
        match self {
            Self::FollowUp(text) | Self::Question(text) => text,
        }
    }
}

/// Returns the newest follow-up's words, or else the question's.
pub fn pinned(live: &Live) -> Option<Pinned<'_>> {
    let (attempt, question) = live.current()?;
    let follow_up = attempt.transcript.iter().rev().find_map(|said| match &said.what {
        Said::FollowUp { id } => question.follow_up(id),
        _ => None,
    });
    Some(follow_up.map_or(Pinned::Question(&question.prompt), |follow_up| {
        Pinned::FollowUp(&follow_up.ask)
    }))
}
