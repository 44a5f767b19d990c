//! What changes a question, from the list and from its fields: which wish does what, and when the fields are
//! left.

use super::form::{self, Side};
use super::trial::Trial;
use super::{BankScreen, Pane, Tab};
use crate::app::action::Action;
use crate::app::data::Cx;
use crate::app::keymap::Context;
use crate::app::overlays::bank_name::{BankName, Naming};
use crate::app::overlays::{Overlay, confirm};
use crate::app::screens::Input;
use crate::domain::bank::RoundKind;

impl BankScreen {
    /// Does what changes a question; returns whether the action was such a wish.
    pub(super) fn changes(&mut self, action: Action, cx: &mut Cx) -> bool {
        match action {
            Action::EditQuestion => self.edit(cx),
            Action::NewQuestion => {
                let round = self.round().or_else(|| Some(self.entry(cx.data)?.brief.round));
                Self::ask_name(Naming::New(round.unwrap_or(RoundKind::MlTheory)), "", cx);
            }
            Action::CopyQuestion => {
                if let Some(name) = self.name(cx.data) {
                    let mine = format!("my-{}", name.question);
                    Self::ask_name(Naming::Copy, &mine, cx);
                }
            }
            Action::MoveQuestion => {
                if let Some(name) = self.name(cx.data) {
                    Self::ask_name(Naming::Move(name), "", cx);
                }
            }
            Action::DeleteQuestion => self.delete(cx),
            Action::Revert => self.revert(cx),
            Action::DeleteBank => self.ask_delete_bank(cx),
            Action::BankVersions => self.show_versions(cx),
            Action::UndoChange => self.undo(cx),
            Action::RedoChange => self.redo(cx),
            Action::CompareBank => {
                self.tab = Tab::Compare;
                self.scroll = 0;
            }
            _ => return false,
        }
        true
    }

    /// Gives input to the fields of the question that is edited.
    pub(super) fn in_form(&mut self, input: &Input, cx: &mut Cx) {
        let Some(form) = &mut self.form else { return };
        let reading = form.side != Side::Fields || form.conflict.is_some();
        if reading && let Input::Action(action) = input {
            match action {
                Action::PreviousTab => return self.next_tab(-1, cx.data),
                Action::NextTab => return self.next_tab(1, cx.data),
                Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First => {
                    return self.read(*action);
                }
                _ => {}
            }
        }
        if form.update(input, cx) == form::Done::Stay {
            return;
        }
        let broken: Vec<String> = form
            .errors()
            .map(|problem| format!("{}: {}", problem.path, problem.message))
            .chain(form.failed.clone())
            .collect();
        match broken.first() {
            Some(first) if !form.is_saved() => {
                form.stay(cx);
                let confirm = confirm::leave_form(
                    first,
                    broken.len() - 1,
                    &cx.key(Action::NextPane, Context::BankForm),
                );
                *cx.overlay = Some(Overlay::Confirm(confirm));
            }
            _ => self.leave_form(),
        }
    }

    /// Runs the judge over the question's own solutions.
    pub(super) fn test(&mut self, cx: &mut Cx) {
        if let Some(form) = &mut self.form {
            form.count(cx);
        }
        if self.trial.as_ref().is_some_and(|trial| trial.is_running()) {
            cx.toast("The solutions are being run");
            return;
        }
        let Some((name, question)) = self.shown(cx.data) else {
            return;
        };
        if let Some(trial) = Trial::begin(name, &question, cx) {
            self.trial = Some(Box::new(trial));
            self.tab = Tab::Code;
            self.scroll = 0;
        }
    }

    pub(super) fn leave_form(&mut self) {
        // What is on its way to disk arrives there; its answer is nobody's any more.
        self.form = None;
        self.scroll = 0;
        self.pane = Pane::Questions;
    }

    /// Does what was asked about and confirmed.
    pub fn confirmed(&mut self, action: Action, cx: &mut Cx) {
        match (action, &mut self.form) {
            (Action::DropDraft, Some(form)) => {
                form.throw_away(cx);
                self.leave_form();
            }
            (Action::KeepDraft, Some(form)) => {
                form.keep_draft(cx);
                self.leave_form();
            }
            (Action::ForgetDraft, Some(form)) => form.forget_draft(cx),
            (Action::DeleteBank, _) => self.delete_bank(cx),
            _ => {}
        }
    }

    fn ask_name(of: Naming, offered: &str, cx: &mut Cx) {
        let asked = BankName::new(of, offered, cx.now.mono);
        *cx.overlay = Some(Overlay::BankName(Box::new(asked)));
    }
}
