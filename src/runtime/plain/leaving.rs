//! Leaving: by command, at the end of the input, after the scorecard. Nothing is lost by it, and what goes on
//! how is said.

use super::talk::{End, Farewell, Talk};
use crate::app::action::Action;
use crate::app::msg::{Msg, Now, Signal};
use crate::app::overlays::Overlay;
use crate::domain::words::counted;

impl Talk {
    /// No more lines come: what was typed is kept, and the session waits to be resumed.
    pub fn end_of_input(&mut self, now: &Now) {
        self.now = now.clone();
        if self.end.is_some() {
            return;
        }
        self.save_elsewhere();
        self.update(Msg::Signal(Signal::End(0)));
        self.part("The input ended.", true);
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
        if self.failed.is_some() {
            let now = self.now.clone();
            let effects = self.app.rescue(&now);
            self.take(effects);
        }
    }

    /// The session is given back.
    pub(super) fn gone(&mut self) {
        if !self.left.over || self.left.to_score > 0 {
            // Where saving fails the dialog has asked.
            self.part("Left.", self.failed.is_none());
        }
        self.end = Some(End::Code(0));
    }

    /// Notes why it ends.
    pub(super) fn part(&mut self, why: &'static str, to_file: bool) {
        if !self.folder.is_empty() && self.end.is_none() {
            self.farewell = Some(Farewell { why, to_file });
        }
    }

    /// Has the answers written to a file where it turned out only at the end that they cannot be saved.
    pub fn keep_elsewhere(&mut self) {
        if self.farewell.is_some_and(|farewell| farewell.to_file) && !self.elsewhere {
            self.save_elsewhere();
        }
    }

    /// Says why it ends and how it goes on, once it is known whether everything is on disk.
    pub fn say_farewell(&mut self, saved: bool) {
        let Some(Farewell { why, .. }) = self.farewell.take() else {
            return;
        };
        let resume = format!("`hotseat resume {} --plain`", self.folder);
        self.head(match (self.left.over, self.left.to_score) {
            _ if self.elsewhere && self.failed.is_some() => {
                format!("{why} Saving failed: what is not on disk is only in the file of the answers.")
            }
            _ if !saved || self.failed.is_some() => {
                format!("{why} Saving failed: what is not on disk yet may be lost.")
            }
            (false, _) => format!("{why} Everything is kept: {resume} goes on here."),
            (true, 0) => return,
            (true, n) => format!(
                "{why} The interview is over, and {} to be scored: {resume} does that.",
                match n {
                    1 => "1 answer is still".to_owned(),
                    n => format!("{} are still", counted(n, "answer")),
                }
            ),
        });
    }
}
