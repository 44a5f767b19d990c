//! What the open session says of the question in hand: its clocks, what is left to ask, what is pinned.
//! Pure questions to the session; nothing here changes it.

use std::time::Duration;

use crate::app::data::Live;
use crate::app::msg::Now;
use crate::domain::bank::{Question, RoundKind};
use crate::domain::clock::{self, ClockState};
use crate::domain::fields;
use crate::domain::interviewer::{self, Course};
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

/// Returns the kind of the question in hand; an interview may hold another kind inside a round.
pub fn kind(live: &Live) -> RoundKind {
    live.current()
        .map_or(RoundKind::MlTheory, |(_, question)| question.round)
}

/// Returns how many stages the question has.
pub fn stages(question: &Question) -> usize {
    question.code.as_ref().map_or(0, |code| code.stages.len())
}

/// Returns the stage after the one in hand, an index into the question's stages.
pub fn next_stage(live: &Live) -> Option<usize> {
    let (attempt, question) = live.current()?;
    Some(attempt.stage() + 1).filter(|next| *next < stages(question))
}

fn course<'a>(attempt: &Attempt, question: &Question, shown: &'a [String]) -> Course<'a> {
    let all = stages(question);
    Course {
        shown,
        stage: (all > 0).then(|| u32::try_from(attempt.stage() + 1).unwrap_or(u32::MAX)),
        more_stages: attempt.stage() + 1 < all,
    }
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
        let course = course(attempt, question, &[]);
        question
            .follow_ups
            .iter()
            .any(|follow_up| course.reaches(follow_up) && !shown(&follow_up.id))
    })
}

/// Returns the follow-up that comes next, if one is left.
pub fn next_follow_up(live: &Live) -> Option<String> {
    let (attempt, question) = live.current()?;
    let shown = attempt.follow_ups();
    let course = course(attempt, question, &shown);
    interviewer::next_follow_up(question, &course, &shows(question, attempt))
        .map(|follow_up| follow_up.id.clone())
}

/// Returns the next follow-up the answer needs: one whose probed ideas show no sign.
pub fn needed_follow_up(live: &Live) -> Option<String> {
    let (attempt, question) = live.current()?;
    let shown = attempt.follow_ups();
    let course = course(attempt, question, &shown);
    interviewer::needed_follow_up(question, &course, &shows(question, attempt))
        .map(|follow_up| follow_up.id.clone())
}

pub fn next_hint(live: &Live) -> Option<usize> {
    let (attempt, question) = live.current()?;
    interviewer::next_hint(question, &attempt.hints(), course(attempt, question, &[]).stage)
}

/// The time of one field: with the focus so far, and its soft share of the question's budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FieldTime {
    pub spent: Duration,
    /// Zero: it has no share of its own.
    pub budget: Duration,
}

impl FieldTime {
    /// Returns the time spent as it is shown beside a soft share: in steps of five seconds, so that one clock
    /// ticks on a screen and not three.
    pub fn shown(&self) -> Duration {
        coarse(self.spent)
    }

    /// Returns by how much it is over its share.
    pub fn over(&self) -> Duration {
        if self.budget.is_zero() {
            Duration::ZERO
        } else {
            self.spent.saturating_sub(self.budget)
        }
    }
}

/// Returns a time in steps of five seconds.
pub fn coarse(time: Duration) -> Duration {
    Duration::from_secs(time.as_secs() / 5 * 5)
}

/// Returns the times of these fields of the question in hand, the focused one's running.
pub fn field_times(live: &Live, now: &Now, names: &[impl AsRef<str>]) -> Vec<FieldTime> {
    let Some((attempt, question)) = live.current() else {
        return vec![FieldTime::default(); names.len()];
    };
    let running = live
        .session
        .live(live.since(now))
        .question
        .saturating_sub(attempt.spent);
    let shares = fields::shares(question.round, names);
    names
        .iter()
        .zip(shares)
        .map(|(name, share)| {
            let name = name.as_ref();
            let spent = attempt.field(name).map_or(Duration::ZERO, |field| field.spent);
            let here = attempt.focus.as_deref() == Some(name);
            FieldTime {
                spent: if here {
                    spent.saturating_add(running)
                } else {
                    spent
                },
                budget: attempt.budget.mul_f64(share / 100.0),
            }
        })
        .collect()
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

/// Returns the newest follow-up's words, or the stage's that was opened after it, or else the question's.
pub fn pinned(live: &Live) -> Option<Pinned<'_>> {
    let (attempt, question) = live.current()?;
    let follow_up = attempt.transcript.iter().rev().find_map(|said| match &said.what {
        Said::FollowUp { id } => Some((said.at, question.follow_up(id)?)),
        _ => None,
    });
    let stage = attempt.stages.last().and_then(|run| {
        let stage = question.code.as_ref()?.stages.get(run.stage)?;
        (!stage.prompt.is_empty()).then_some((run.opened, stage.prompt.as_str()))
    });
    Some(match (follow_up, stage) {
        (Some((asked, _)), Some((opened, prompt))) if opened > asked => Pinned::Question(prompt),
        (Some((_, follow_up)), _) => Pinned::FollowUp(&follow_up.ask),
        (None, Some((_, prompt))) => Pinned::Question(prompt),
        (None, None) => Pinned::Question(&question.prompt),
    })
}
