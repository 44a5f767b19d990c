//! What the last run printed and said, to be read at length. The text is the run's; only how far it was
//! scrolled is kept here.

use super::{Outcome, Overlay};
use crate::app::action::Action;
use crate::app::screens::Input;

/// Rows a page moves.
const PAGE: u16 = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Output {
    /// First row that shows; painting keeps it within the text.
    pub scroll: u16,
}

impl Output {
    /// Takes input in.
    pub(super) fn update(mut self, input: &Input) -> Outcome {
        match input {
            Input::Action(Action::Back) => return Outcome::Close,
            Input::Action(Action::NextFailure) => return Outcome::Act(Action::NextFailure),
            Input::Action(Action::Up) => self.scroll = self.scroll.saturating_sub(1),
            Input::Action(Action::Down) => self.scroll = self.scroll.saturating_add(1),
            Input::Action(Action::PageUp) => self.scroll = self.scroll.saturating_sub(PAGE),
            Input::Action(Action::PageDown) => self.scroll = self.scroll.saturating_add(PAGE),
            Input::Action(Action::First) => self.scroll = 0,
            Input::Action(Action::Last) => self.scroll = u16::MAX,
            _ => {}
        }
        Outcome::Stay(Overlay::Output(self))
    }
}
