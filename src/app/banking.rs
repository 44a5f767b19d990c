//! What reaches the app of banks: files that changed, banks read and saved. The bank screen takes it in; where
//! another one is open only what everybody must know is left of it.

use super::App;
use super::effect::Effect;
use super::msg::{Msg, Now};
use super::screens::{Input, banks};

impl App {
    /// Takes in a message of banks.
    pub(super) fn banked(&mut self, msg: Msg, now: &Now, effects: &mut Vec<Effect>) {
        let on_screen = self.banks().is_some();
        match msg {
            Msg::BanksChanged => {
                effects.push(Effect::LoadBanks);
                self.input(Input::BanksChanged, effects);
            }
            Msg::BankOpened(task, result) => self.input(Input::BankOpened(task, result), effects),
            Msg::BankSaved(task, result) if on_screen => self.input(Input::BankSaved(task, result), effects),
            Msg::BankSaved(_, result) => banks::saved_elsewhere(&result, &mut self.cx(now, effects)),
            Msg::CodeSaved(_, Ok(_)) => effects.push(Effect::LoadBanks),
            Msg::CodeSaved(_, Err(problem)) => self.cx(now, effects).problem(problem.to_string()),
            Msg::DraftRead(task, draft) => self.input(Input::DraftRead(task, draft), effects),
            Msg::Versions(task, bank, versions) => {
                self.input(Input::Versions(task, bank, versions), effects);
            }
            Msg::VersionRead(task, text) => self.input(Input::VersionRead(task, text), effects),
            Msg::Judge(task, progress) => self.input(Input::Tried(task, progress), effects),
            // Answers for a screen that is no longer there.
            _ => {}
        }
    }
}
