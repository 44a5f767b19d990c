//! Running a programming answer: visible tests and the script by key, all tests of a stage before done
//! goes on, the line of a failure.

use super::{Interview, Side};
use crate::app::action::Action;
use crate::app::data::Cx;
use crate::app::flow;
use crate::app::judging::{self, Purpose, Readiness};
use crate::app::keymap::Context;
use crate::app::screens::Nav;
use crate::domain::code;
use crate::domain::event::text_hash;
use crate::domain::session::Stand;
use crate::domain::verdict::{Ended, RunKind};

impl Interview {
    /// Returns whether the field with the focus is the file.
    pub(super) fn in_code(&self) -> bool {
        self.fields
            .get(self.focus)
            .is_some_and(|field| field.name == flow::CODE)
    }

    /// Runs the file as it stands.
    pub(super) fn run(&mut self, kind: RunKind, cx: &mut Cx) {
        self.flush(cx);
        let visible = judging::in_hand(cx.data)
            .and_then(|(attempt, question)| {
                let code = question.code.as_ref()?;
                Some(code::tests_of(code, attempt.stage()).visible.len())
            })
            .unwrap_or_default();
        if kind == RunKind::Visible && visible == 0 {
            let done = cx.key(Action::Done, Context::Interview);
            self.say(
                &format!("This stage shows no tests: {done} runs those it has."),
                cx,
            );
            return;
        }
        judging::run(cx, kind, Purpose::Look);
    }

    /// `$EDITOR` gave the file back changed: it runs, as it does on saving in an editor beside it.
    pub(super) fn saved(&mut self, index: usize, cx: &mut Cx) {
        let is_code = self
            .fields
            .get(index)
            .is_some_and(|field| field.name == flow::CODE);
        if is_code && cx.data.judging.unable().is_none() {
            self.run(RunKind::Visible, cx);
        }
    }

    /// Done was said: all tests of the stage run before it goes on. Returns whether it waits for them.
    /// Nobody has to: said again of the same text, it goes on.
    pub(super) fn tests_first(&mut self, cx: &mut Cx) -> bool {
        if matches!(cx.data.judging.ready, Readiness::Unable(_) | Readiness::Unknown) {
            return false;
        }
        let Some((attempt, _)) = judging::in_hand(cx.data) else {
            return false;
        };
        let Some(field) = attempt.field(flow::CODE).filter(|field| field.answered()) else {
            return false;
        };
        let (stage, hash) = (attempt.stage(), text_hash(&field.text));
        if judging::is_settled(attempt, stage, &hash) {
            return false;
        }
        if cx.data.judging.said_again(stage, &hash) {
            cx.data.judging.wait_no_more();
            return false;
        }
        judging::run(cx, RunKind::All, Purpose::Done);
        let done = cx.key(Action::Done, Context::Interview);
        self.say(
            &format!("All tests of this stage run; {done} again goes on without waiting."),
            cx,
        );
        true
    }

    /// The tests that done waited for have run: it goes on where they pass, else it is said.
    pub(super) fn judged(&mut self, stage: usize, hash: &str, cx: &mut Cx) -> Option<Nav> {
        let live = cx.data.live.as_ref()?;
        let open = live.session.running() && live.session.stand() == Stand::Asking;
        let (attempt, _) = judging::in_hand(cx.data)?;
        if !open || attempt.stage() != stage {
            return None;
        }
        let same = text_hash(attempt.text_of(flow::CODE)) == *hash;
        if cx.data.judging.unable().is_some() {
            return self.done(cx);
        }
        let told = cx.data.judging.told.as_ref()?;
        let passed = told.verdict.all_passed();
        if passed && same {
            let all = told.rows.len();
            let nav = self.done(cx);
            if let Some(notice) = &mut self.notice {
                let whole = format!("All {all} tests passed. {}", notice.text);
                if whole.len() + 4 <= usize::from(cx.size.width) {
                    notice.text = whole;
                }
            }
            return nav;
        }
        let done = cx.key(Action::Done, Context::Interview);
        let text = match told.verdict.ended {
            Ended::Whole if passed => {
                format!("All tests passed, but the file changed meanwhile: {done} runs them again.")
            }
            Ended::Whole => {
                let (failed, hidden) = told.failed();
                let all = told.rows.len();
                let which = match hidden {
                    0 => String::new(),
                    hidden if hidden == failed && hidden == 1 => ", a hidden one".to_owned(),
                    hidden if hidden == failed => ", all hidden".to_owned(),
                    hidden => format!(", {hidden} of them hidden"),
                };
                let fail = if failed == 1 { "fails" } else { "fail" };
                let run = cx.key(Action::RunTests, Context::Interview);
                format!("{failed} of {all} {fail}{which}. {done} again goes on, {run} runs the visible ones.")
            }
            Ended::Cancelled => format!("The run was stopped. {done} again goes on."),
            _ => {
                let why = told.said.first().map_or("", |(sentence, _)| sentence);
                format!("{why} {done} again goes on.")
            }
        };
        self.say(&text, cx);
        None
    }

    /// Brings the line of the next failure to the cursor.
    pub(super) fn next_failure(&mut self, cx: &mut Cx) {
        let Some(line) = cx.data.judging.next_failure() else {
            return;
        };
        let code = self.field_at(flow::CODE);
        self.focus_on(code, cx);
        self.side = Side::Answer;
        if let Some(field) = code.and_then(|index| self.fields.get_mut(index)) {
            field.editor.go_to_line((line as usize).saturating_sub(1));
        }
    }
}
