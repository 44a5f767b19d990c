//! Leaving: by command, at the end of the input, after the scorecard. Nothing is lost by it, and what goes on
//! how is said.

use super::talk::{End, Talk};
use super::words::count;
use crate::app::action::Action;
use crate::app::msg::{Msg, Now, Signal};
use crate::app::overlays::Overlay;

impl Talk {
    /// No more lines come: what was typed is kept, and the session waits to be resumed.
    pub fn end_of_input(&mut self, now: &Now) {
        self.now = now.clone();
        if self.end.is_some() {
            return;
        }
        self.save_elsewhere();
        self.update(Msg::Signal(Signal::End(0)));
        self.say_kept("The input ended.");
        self.end = Some(End::Code(0));
    }

    /// Leaves the session where it stands.
    pub(super) fn leave(&mut self) {
        if !self.app.offers(Action::LeaveInterview) {
            self.save_elsewhere();
            self.update(Msg::Signal(Signal::End(0)));
            return;
        }
        self.perform(Action::LeaveInterview);
        let asks = matches!(
            &self.app.overlay,
            Some(Overlay::Confirm(confirm)) if confirm.offers(Action::LeaveInterview)
        );
        if asks {
            self.pick(Action::LeaveInterview);
        }
    }

    /// Leaves the scorecard. Where records cannot be saved their words go elsewhere first.
    pub(super) fn leave_card(&mut self) {
        self.save_elsewhere();
        self.update(Msg::Signal(Signal::End(0)));
    }

    /// Has the answers written to a file elsewhere, where they cannot be saved.
    fn save_elsewhere(&mut self) {
        if self.failed.is_some() && self.live().is_some() {
            let now = self.now.clone();
            let effects = self.app.rescue(&now);
            self.take(effects);
        }
    }

    /// The session is given back.
    pub(super) fn gone(&mut self) {
        if !self.left.over || self.left.to_score > 0 {
            self.say_kept("Left.");
        }
        self.end = Some(End::Code(0));
    }

    /// Says why it ends, and how it goes on.
    pub(super) fn say_kept(&mut self, why: &str) {
        if self.folder.is_empty() || self.end.is_some() {
            return;
        }
        let resume = format!("`hotseat resume {} --plain`", self.folder);
        self.head(match (self.left.over, self.left.to_score) {
            (false, _) => format!("{why} Everything is kept: {resume} goes on here."),
            (true, 0) => return,
            (true, n) => format!(
                "{why} The interview is over, and {} to be scored: {resume} does that.",
                match n {
                    1 => "1 answer is still".to_owned(),
                    n => format!("{} are still", count(n, "answer")),
                }
            ),
        });
    }
}
