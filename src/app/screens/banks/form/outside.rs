//! What happens to the question outside while its fields are edited: nothing of it is overwritten, and where both
//! changed the same question both are shown.

use super::Form;
use crate::app::action::Action;
use crate::app::data::Cx;
use crate::app::effect::Effect;
use crate::app::msg::TaskId;
use crate::domain::bank::edit::{self, BankText, SaveProblem};

/// Two versions of a question that stand in each other's way.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Its file.
    pub file: String,
    pub ours: String,
    pub theirs: String,
    /// Where the bank with our version is kept.
    pub kept: String,
}

/// What is done with a bank that is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    SaveOurs,
    TakeTheirs,
    /// The file changed while nothing here waited to be saved.
    Refresh,
}

impl Form {
    /// Takes in a bank that was read again; returns whether it was for this form.
    pub fn reread(&mut self, task: TaskId, result: &Result<BankText, SaveProblem>, cx: &mut Cx) -> bool {
        let Some((_, after)) = self.reading.take_if(|(reading, _)| *reading == task) else {
            return false;
        };
        if after == After::Refresh && !self.is_saved() {
            // What was changed here since meets theirs when it is saved.
            self.save_counted(cx);
            return true;
        }
        let text = match result {
            Ok(seen) => {
                self.seen = seen.clone();
                self.home = seen.home;
                edit::question_text(&seen.text, &self.name.question)
            }
            Err(problem) => {
                cx.problem(problem.to_string());
                return true;
            }
        };
        let Some(theirs) = text.and_then(|text| serde_json::from_str(&text).ok()) else {
            cx.problem("The question is gone from its bank; yours is kept among the versions.");
            return true;
        };
        self.saved = theirs;
        match after {
            After::SaveOurs => self.save(cx),
            After::Refresh if self.draft == self.saved => {}
            After::Refresh => {
                self.change(self.saved.clone(), cx);
                cx.toast("It was changed outside: this is what is on disk now");
            }
            After::TakeTheirs => {
                self.change(self.saved.clone(), cx);
                cx.toast("Theirs is taken; undo brings yours back");
            }
        }
        true
    }

    /// The file changed outside while nothing here waits to be saved: what is there now is shown.
    pub fn changed_outside(&mut self, cx: &mut Cx) {
        let idle = self.is_saved() && self.sent.is_none() && self.reading.is_none();
        if idle && self.draft == self.entered && self.conflict.is_none() {
            self.read_again(After::Refresh, cx);
        }
    }

    pub(super) fn read_again(&mut self, after: After, cx: &mut Cx) {
        let task = cx.data.task();
        self.reading = Some((task, after));
        cx.effects.push(Effect::OpenBank {
            task,
            bank: self.name.bank.clone(),
            question: Some(self.name.question.clone()),
        });
    }

    pub(super) fn settle_conflict(&mut self, action: Action, cx: &mut Cx) {
        let after = match action {
            Action::KeepOurs => After::SaveOurs,
            Action::TakeTheirs => After::TakeTheirs,
            _ => return,
        };
        self.conflict = None;
        self.read_again(after, cx);
    }
}
