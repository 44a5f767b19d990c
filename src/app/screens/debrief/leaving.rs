//! How a debrief is left: the score recorded, the next answer, and where it goes back to.

use super::{Debrief, Pane, Stage, parts, score_of};
use crate::app::additions;
use crate::app::data::Cx;
use crate::app::flow::{self, Scoring};
use crate::app::screens::{Nav, Screen};
use crate::domain::bank::{Question, QuestionName};
use crate::domain::event::{Event, ScoreKind};
use crate::domain::session::Attempt;

/// What Enter says while the verdict is not in.
const STILL_RUNNING: &str = "The tests are still running, and the score needs their result.";

/// Scores nearer than this are the same.
const SAME: f64 = 1e-9;

impl Debrief {
    /// Opens an attempt of a copy of its session to be scored again, as if for the first time: what becomes of
    /// it lies beside the first score.
    pub fn blind(attempt: usize) -> Self {
        Self {
            stage: Stage::Score,
            ..Self::at(vec![attempt], false)
        }
    }

    /// Opens one scored attempt again, from the review of past sessions.
    pub fn revise(cx: &mut Cx, attempt: usize) -> Screen {
        let mut debrief = Self::at(vec![attempt], true);
        debrief.looking_back = true;
        debrief.enter(cx.data);
        Screen::Debrief(Box::new(debrief))
    }

    /// Records the score and goes to the next answer, or says what is still to score.
    pub(super) fn next(&mut self, cx: &mut Cx) -> Option<Nav> {
        let (attempt, question) = self.attempt(cx.data)?;
        let scored = score_of(question, attempt);
        let awaited = cx.data.live.as_ref();
        if awaited.is_some_and(|live| live.awaited_stages(&attempt.question).next().is_some()) {
            self.notice = Some(STILL_RUNNING.to_owned());
            return None;
        }
        if scored.to_score > 0 {
            let open = parts::first_open(question, attempt);
            if let Some(row) = open {
                self.pane = Pane::Rubric;
                self.move_to(row);
            }
            self.notice = Some(match scored.to_score {
                1 => {
                    "One criterion is still to score: choose a level with 0 to 4, or - if it does not apply."
                        .to_owned()
                }
                n => format!("{n} criteria are still to score: choose levels with 0 to 4."),
            });
            return None;
        }
        if cx.data.live.as_ref().is_some_and(|live| live.scratch) {
            return Some(self.close(cx, Scoring::Now));
        }
        let name = attempt.question.clone();
        match scored.score {
            Some(score) if attempt.scores.is_empty() => cx.record(first(name, score)),
            None if attempt.waits_for_score() => {
                cx.record(Event::SetAside { question: name });
                cx.toast("Nothing of this answer could be scored: it leaves the means");
            }
            _ => {}
        }
        self.keep_revision(cx);
        if self.at + 1 < self.queue.len() {
            self.at += 1;
            self.enter(cx.data);
            return None;
        }
        Some(self.close(cx, Scoring::Now))
    }

    /// Records what an answer scored before is worth now, if that is something else.
    fn keep_revision(&mut self, cx: &mut Cx) {
        let Some((attempt, question)) = self.attempt(cx.data) else {
            return;
        };
        let scored = score_of(question, attempt);
        let before = attempt.latest_score().map(|scored| scored.score);
        if let (0, Some(score), None) = (scored.to_score, scored.score, before)
            && attempt.set_aside
        {
            let event = first(attempt.question.clone(), score);
            return cx.record(event);
        }
        if let (0, Some(score), Some(before)) = (scored.to_score, scored.score, before)
            && (score - before).abs() > SAME
            && self.changed
        {
            let event = Event::Scored {
                question: attempt.question.clone(),
                score,
                by: "self".to_owned(),
                kind: ScoreKind::Revision,
            };
            self.changed = false;
            cx.record(event);
        }
    }

    pub(super) fn close(&mut self, cx: &mut Cx, scoring: Scoring) -> Nav {
        if let Some(live) = cx.data.live.as_ref().filter(|live| live.scratch) {
            let event = self.attempt(cx.data).and_then(blind_score);
            let folder = live.folder.clone();
            match event {
                Some(event) if scoring == Scoring::Now => {
                    additions::add(cx, &folder, vec![event]);
                }
                _ => cx.toast("Left without a score: nothing was recorded"),
            }
            return Nav::Shut;
        }
        if self.looking_back {
            self.keep_revision(cx);
            return Nav::Shut;
        }
        if self.revising {
            // The ticks are changed already: the score goes with them, however the answer is left.
            self.keep_revision(cx);
            return Nav::Replace(flow::scorecard(cx));
        }
        if scoring == Scoring::Later {
            cx.toast("Kept for later: Home offers it under Score");
            let over = cx
                .data
                .live
                .as_ref()
                .is_some_and(|live| live.session.ended.is_some());
            if over {
                return Nav::Home;
            }
        }
        Nav::Replace(flow::advance(cx, scoring))
    }
}

/// What the copy of an answer scored, beside the score that stands.
fn blind_score((attempt, question): (&Attempt, &Question)) -> Option<Event> {
    let scored = score_of(question, attempt);
    let score = scored.score.filter(|_| scored.to_score == 0)?;
    Some(Event::Scored {
        question: attempt.question.clone(),
        score,
        by: "self".to_owned(),
        kind: ScoreKind::Blind,
    })
}

/// The score that is never overwritten.
fn first(question: QuestionName, score: f64) -> Event {
    Event::Scored {
        question,
        score,
        by: "self".to_owned(),
        kind: ScoreKind::First,
    }
}
