//! What the interviewer does: asks on when the candidate is done, gives a hint, changes a constraint.

use super::says::{
    follow_up_field, needed_follow_up, next_follow_up, next_hint, next_stage, time_left, twist_left,
};
use super::{FieldEditor, Interview};
use crate::app::action::Action;
use crate::app::data::{Cx, Data};
use crate::app::editor::Locked;
use crate::app::judging;
use crate::app::keymap::Context;
use crate::app::screens::Nav;
use crate::domain::event::{Event, SubmitCause};
use crate::domain::session::{Attempt, Stand};

impl Interview {
    /// Done: the interviewer asks what the answer has not touched, or else the question is over.
    pub(super) fn done(&mut self, cx: &mut Cx) -> Option<Nav> {
        self.flush(cx);
        if let Some(unseen) = self.unseen_follow_up(cx.data) {
            self.focus_on(Some(unseen), cx);
            let done = cx.key(Action::Done, Context::Interview);
            self.say(
                &format!("This came while you wrote. {done} with nothing typed leaves it."),
                cx,
            );
            return None;
        }
        if self.tests_first(cx) {
            return None;
        }
        let answered = cx
            .data
            .live
            .as_ref()
            .and_then(|live| live.session.current())
            .is_some_and(Attempt::answered);
        let in_time = cx.data.live.as_ref().is_some_and(|live| time_left(live, cx.now));
        if in_time && answered && !self.is_silent(cx.data) {
            if let Some(id) = cx.data.live.as_ref().and_then(twist_left) {
                self.show_twist(id, cx);
                return None;
            }
            if let Some(id) = cx.data.live.as_ref().and_then(needed_follow_up) {
                self.show_follow_up(id, cx);
                let more = cx.data.live.as_ref().and_then(next_stage).is_some();
                let done = cx.key(Action::Done, Context::Interview);
                let then = if more {
                    "opens the next stage"
                } else {
                    "ends the question"
                };
                self.say(
                    &format!("The interviewer asks on. {done} with nothing typed {then}."),
                    cx,
                );
                return None;
            }
        }
        if let Some(stage) = cx.data.live.as_ref().and_then(next_stage) {
            self.open_stage(stage, cx);
            return None;
        }
        self.submit(SubmitCause::Done, cx);
        None
    }

    /// Returns the field of a twist that came by the clock and that nobody has gone to yet.
    pub(super) fn unseen_follow_up(&self, data: &Data) -> Option<usize> {
        let (attempt, question) = data.live.as_ref()?.current()?;
        self.fields.iter().enumerate().position(|(index, field)| {
            let id = field.name.strip_prefix("follow_up.");
            // The others had the focus when they were asked, even if for no time: lines from a file take none.
            let twist = id
                .and_then(|id| question.follow_up(id))
                .is_some_and(|one| one.twist);
            let entered = attempt
                .field(&field.name)
                .is_some_and(|known| !known.spent.is_zero());
            twist && index != self.focus && field.editor.is_empty() && !entered
        })
    }

    /// Returns whether the newest follow-up was left without an answer: then done asks no further one. One
    /// about a stage before this says nothing of this stage.
    pub(super) fn is_silent(&self, data: &Data) -> bool {
        let Some(live) = &data.live else { return false };
        let Some((attempt, question)) = live.current() else {
            return false;
        };
        let newest = self
            .fields
            .iter()
            .rev()
            .find_map(|field| Some((field.name.strip_prefix("follow_up.")?, &field.editor)));
        newest.is_some_and(|(id, editor)| {
            let of = question.follow_up(id).and_then(|follow_up| follow_up.stage);
            let now = attempt.stage() + 1;
            editor.is_empty() && of.is_none_or(|of| of as usize >= now)
        })
    }

    pub(super) fn submit(&mut self, cause: SubmitCause, cx: &mut Cx) {
        self.flush(cx);
        cx.record(Event::Submitted { cause });
        judging::submitted(cx);
        self.notice = None;
        self.lock(Locked::Locked);
    }

    pub(super) fn follow_up(&mut self, cx: &mut Cx) {
        self.flush(cx);
        let Some(id) = cx.data.live.as_ref().and_then(next_follow_up) else {
            return;
        };
        let between = cx
            .data
            .live
            .as_ref()
            .is_some_and(|live| live.session.stand() == Stand::Between);
        if between {
            cx.record(Event::TakenBack {});
            judging::taken_back(cx);
            self.lock(Locked::Open);
        }
        self.show_follow_up(id, cx);
    }

    pub(super) fn show_follow_up(&mut self, id: String, cx: &mut Cx) {
        self.open_follow_up(id, cx);
        self.focus_on(Some(self.fields.len() - 1), cx);
    }

    pub(super) fn open_follow_up(&mut self, id: String, cx: &mut Cx) {
        let name = follow_up_field(&id);
        cx.record(Event::FollowUpShown { id });
        self.fields.push(FieldEditor::new(name, ""));
        self.scroll = 0;
    }

    pub(super) fn show_twist(&mut self, id: String, cx: &mut Cx) {
        self.show_follow_up(id, cx);
        self.say("A twist: the interviewer changes a constraint.", cx);
    }

    /// The same by the clock: it takes nobody from the middle of a word.
    pub(super) fn announce_twist(&mut self, id: String, cx: &mut Cx) {
        self.open_follow_up(id, cx);
        self.say(
            "A twist: the interviewer changes a constraint. Its answer has a field of its own, the last.",
            cx,
        );
    }

    pub(super) fn hint(&mut self, cx: &mut Cx) {
        self.flush(cx);
        if let Some(hint) = cx.data.live.as_ref().and_then(next_hint) {
            cx.record(Event::HintTaken { hint });
            self.scroll = 0;
            self.show_interviewer(cx);
        }
    }
}
