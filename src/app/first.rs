//! The first minute. Where nothing was ever held, Home offers one question of ten minutes; taken or skipped,
//! it is never offered again. What follows is the ordinary course: a session of one question, its debrief,
//! its scorecard. Only a few words stand under those, and which ones is told here by what is on the screen.

use super::App;
use super::data::{Cx, Data};
use super::effect::Effect;
use super::flow;
use super::screens::debrief::{Debrief, Pane, Row, Stage, Tab, rows, score_of};
use super::screens::setup::plan_first;
use super::screens::{Nav, Screen};
use crate::domain::bank::QuestionName;
use crate::domain::config::FIRST_QUESTION;

/// The question: easy, without a formula to write, and there is something to say for everybody who ever
/// trained anything.
pub const QUESTION: (&str, &str) = ("theory-deep", "th-sanity-checks");

/// What its session is called in its record, by which its debrief is known to be guided.
pub const LOOP: &str = "first-question";

/// Time for the question, without extra time.
pub const MINUTES: f64 = 10.0;

/// What the words under a debrief are about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Guide {
    Prediction,
    /// Nothing is ticked yet: what an idea is.
    Ideas,
    /// What a tick means.
    Ticks,
    /// The tick under the cursor has no words of the answer behind it.
    Unheard,
    Levels,
    Reference,
    OftenMissed,
    /// What the score means that stands now.
    Score(f64),
    /// On the scorecard: where all of it is kept.
    Kept,
}

/// Returns the name of the question.
pub fn question() -> QuestionName {
    QuestionName::new(QUESTION.0, QUESTION.1)
}

/// Returns whether the first question is offered.
pub fn offered(data: &Data) -> bool {
    data.stranger
        && data.sessions().is_empty()
        && data
            .catalog()
            .is_none_or(|catalog| catalog.get(&question()).is_some())
}

/// Takes the offer.
pub(super) fn begin(cx: &mut Cx) -> Option<Nav> {
    match plan_first(&question(), MINUTES, cx.data, cx.now) {
        Ok(plan) => {
            answered(cx);
            Some(Nav::Open(flow::begin(cx, plan)))
        }
        Err(sentence) => {
            cx.toast(sentence);
            None
        }
    }
}

/// Skips it.
pub(super) fn skip(cx: &mut Cx) {
    answered(cx);
    cx.toast("Skipped for good; `First` under Start an interview is much the same");
}

fn answered(cx: &mut Cx) {
    cx.data.stranger = false;
    cx.effects.push(Effect::Saw(FIRST_QUESTION));
}

/// Returns what the words under the screen are about; `None`: there are none.
pub fn guide(app: &App) -> Option<Guide> {
    let live = app.data.live.as_ref().filter(|live| !live.scratch)?;
    let started = live.session.started.as_ref()?;
    if started.loop_id != LOOP {
        return None;
    }
    match app.screen() {
        Screen::Debrief(debrief) if !debrief.revising => of_debrief(debrief, &app.data),
        // Only what is on disk is kept.
        Screen::Scorecard(_) => app.data.disk.failed.is_none().then_some(Guide::Kept),
        _ => None,
    }
}

fn of_debrief(debrief: &Debrief, data: &Data) -> Option<Guide> {
    let (attempt, question) = debrief.attempt(data)?;
    if debrief.stage != Stage::Score {
        return Some(Guide::Prediction);
    }
    match (debrief.pane, debrief.tab) {
        (Pane::Text, Tab::Reference) => return Some(Guide::Reference),
        (Pane::Text, Tab::Pitfalls) => return Some(Guide::OftenMissed),
        _ => {}
    }
    if debrief.asking.is_some() {
        return Some(Guide::Unheard);
    }
    let scored = score_of(question, attempt);
    let row = debrief.row(question);
    // The score is there from the first row on where no level waits; it is the last thing to be told.
    let last = debrief.cursor + 1 >= rows(question).len();
    Some(match (row, scored.score) {
        (_, Some(score)) if scored.to_score == 0 && last => Guide::Score(score),
        (Some(Row::Levels { .. }), _) => Guide::Levels,
        _ if attempt.ticks.is_empty() => Guide::Ideas,
        _ => Guide::Ticks,
    })
}
