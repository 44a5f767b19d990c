//! What is done to an answer long after it: marked, noted, disputed, scored again, asked again, exported.

use std::sync::Arc;

use jiff::SignedDuration;

use super::Review;
use crate::app::action::Action;
use crate::app::additions;
use crate::app::data::Cx;
use crate::app::effect::Effect;
use crate::app::overlays::{Overlay, confirm, notes};
use crate::app::screens::debrief::Debrief;
use crate::app::screens::setup;
use crate::app::screens::{Nav, Screen};
use crate::app::{data::Live, flow};
use crate::domain::event::Event;
use crate::domain::session::Session;

/// Days after which an answer is scored blind: by then few remember their score.
pub const BLIND_AFTER: i64 = 14;

impl Review {
    pub(super) fn later(&mut self, action: Action, cx: &mut Cx) -> Option<Nav> {
        match action {
            Action::ExportAs => {
                *cx.overlay = Some(Overlay::Confirm(confirm::export(&self.summary(cx.data)?.folder)));
                return None;
            }
            Action::NoteSession => {
                let note = notes::Notes::new(None, &self.session()?.session.note);
                *cx.overlay = Some(Overlay::Notes(Box::new(note)));
                return None;
            }
            _ => {}
        }
        let (attempt, _) = self.attempt()?;
        let question = attempt.question.clone();
        match action {
            Action::Star => {
                let on = !attempt.starred;
                self.amend(vec![Event::Starred { question, on }], cx);
            }
            Action::Note => {
                let note = notes::Notes::new(Some(question), &attempt.note);
                *cx.overlay = Some(Overlay::Notes(Box::new(note)));
            }
            Action::Dispute => {
                let on = attempt.disputed.is_none();
                let text = attempt.note.clone();
                self.amend(vec![Event::Disputed { question, on, text }], cx);
            }
            Action::DisputeText => {
                *cx.overlay = notes::Notes::of_dispute(attempt)
                    .map(Box::new)
                    .map(Overlay::Notes);
            }
            Action::Retake => return self.retake(None, cx),
            Action::RetakeMissed => return self.retake(Some(self.missed()), cx),
            Action::Revise => {
                if attempt.scores.is_empty() {
                    cx.toast("This answer has no score yet");
                    return None;
                }
                return Some(Nav::Revise(self.folder.clone(), self.question));
            }
            Action::BlindScore => return self.blind(cx),
            _ => {}
        }
        None
    }

    /// Does what was chosen in a dialog.
    pub fn confirmed(&mut self, action: Action, cx: &mut Cx) {
        let Some(format) = confirm::export_format(action) else {
            return;
        };
        let (task, folder) = (cx.data.task(), self.folder.clone());
        cx.effects.push(Effect::Export { task, folder, format });
    }

    /// Adds to the record of the session in hand.
    pub fn amend(&mut self, events: Vec<Event>, cx: &mut Cx) {
        if let Some(opened) = &mut self.opened {
            // A note opened again before it is on disk says what was written last.
            let session = &mut Arc::make_mut(opened).session;
            for event in &events {
                session.remark(event);
            }
        }
        additions::add(cx, &self.folder, events);
    }

    pub(super) fn amended(&mut self, done: &Result<(), String>, cx: &mut Cx) {
        if done.is_ok() {
            cx.toast("Kept in the record");
            self.read(cx);
        }
    }

    /// Asks the question again, whole or only what was missed; the old answer stays hidden until the new one is
    /// scored.
    fn retake(&self, ideas: Option<Vec<String>>, cx: &mut Cx) -> Option<Nav> {
        let (attempt, _) = self.attempt()?;
        match setup::plan_retake(&attempt.question, ideas, cx.data, cx.now) {
            Ok(plan) => Some(Nav::Open(flow::begin(cx, plan))),
            Err(sentence) => {
                cx.problem(sentence);
                None
            }
        }
    }

    /// Returns the ids of the ideas that a scored answer missed.
    pub fn missed(&self) -> Vec<String> {
        let Some((attempt, question)) = self.attempt().filter(|(attempt, _)| !attempt.scores.is_empty())
        else {
            return Vec::new();
        };
        let said = |id: &str| attempt.ticks.get(id).is_some_and(|tick| tick.on);
        let criteria = question.rubric.iter();
        criteria
            .flat_map(|criterion| criterion.ideas.iter().flatten())
            .filter(|idea| !said(&idea.id))
            .map(|idea| idea.id.clone())
            .collect()
    }

    /// Opens the answer in hand to be scored again with its score hidden, on a copy: the ticks of the first
    /// score stay as they are.
    fn blind(&self, cx: &mut Cx) -> Option<Nav> {
        let opened = self.session()?.clone();
        let (attempt, _) = self.attempt()?;
        if !self.may_score_blind(cx.now) {
            cx.toast(format!(
                "Blind scoring needs a scored answer {BLIND_AFTER} days old or older"
            ));
            return None;
        }
        let question = attempt.question.clone();
        let mut session: Session = opened.session.clone();
        for attempt in &mut session.attempts {
            if attempt.question == question {
                attempt.prediction = None;
                attempt.ticks.clear();
                attempt.levels.clear();
                attempt.pitfalls.clear();
                attempt.scores.clear();
            }
        }
        cx.data.live = Some(Live {
            folder: opened.folder.clone(),
            session,
            questions: opened.questions.clone(),
            snapshots: std::collections::BTreeMap::new(),
            recorded: cx.now.mono,
            typed_since: None,
            awaited: std::collections::BTreeMap::new(),
            scratch: true,
        });
        Some(Nav::Open(Screen::Debrief(Box::new(Debrief::blind(
            self.question,
        )))))
    }

    /// Returns whether the answer in hand is scored, and old enough to be scored again blind.
    pub fn may_score_blind(&self, now: &crate::app::msg::Now) -> bool {
        self.attempt().is_some_and(|(attempt, _)| {
            let old = attempt.asked_at.as_ref().is_some_and(|at| {
                now.wall.duration_since(at) >= SignedDuration::from_hours(24 * BLIND_AFTER)
            });
            old && attempt.first_score().is_some()
        })
    }
}
