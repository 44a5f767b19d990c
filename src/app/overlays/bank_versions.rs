//! What a bank was before: when, and what was changed after it; one of them looked at, or brought back. The
//! bank screen has the list; here is where in it one stands.

use super::{Outcome, Overlay};
use crate::app::App;
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::msg::Now;
use crate::app::screens::{Input, Screen};

/// Rows a page moves.
const PAGE: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BankVersions {
    pub cursor: usize,
    /// First row of what is looked at; painting keeps it within the text.
    pub scroll: u16,
}

/// Takes input; the overlay is out of `app` meanwhile.
pub(super) fn update(
    mut at: BankVersions,
    input: &Input,
    app: &mut App,
    now: &Now,
    effects: &mut Vec<Effect>,
) -> Outcome {
    let (screen, mut cx) = app.parts(now, effects);
    let Some(Screen::Banks(screen)) = screen else {
        return Outcome::Close;
    };
    let Some(versions) = &mut screen.versions else {
        return Outcome::Close;
    };
    let last = versions
        .list
        .as_ref()
        .map_or(0, |list| list.len().saturating_sub(1));
    at.cursor = at.cursor.min(last);
    let looking = versions.looked.is_some();
    let page = if looking { PAGE } else { PAGE.min(last) };
    let to = |by: isize, scroll: u16, cursor: usize| {
        if looking {
            (scroll.saturating_add_signed(by as i16), cursor)
        } else {
            (scroll, cursor.saturating_add_signed(by).min(last))
        }
    };
    let moved = |at: BankVersions, by: isize| {
        let (scroll, cursor) = to(by, at.scroll, at.cursor);
        BankVersions { cursor, scroll }
    };
    match input {
        Input::Action(Action::Back) if looking => {
            versions.looked = None;
            at.scroll = 0;
        }
        Input::Action(Action::Back) => {
            screen.versions = None;
            return Outcome::Close;
        }
        Input::Action(Action::Up) => at = moved(at, -1),
        Input::Action(Action::Down) => at = moved(at, 1),
        Input::Action(Action::PageUp) => at = moved(at, -(page as isize)),
        Input::Action(Action::PageDown) => at = moved(at, page as isize),
        Input::Action(Action::First) if looking => at.scroll = 0,
        Input::Action(Action::Last) if looking => at.scroll = u16::MAX,
        Input::Action(Action::First) => at.cursor = 0,
        Input::Action(Action::Last) => at.cursor = last,
        Input::Action(Action::Open) if !looking => screen.look_at_version(at.cursor, &mut cx),
        Input::Action(Action::BringBack) if screen.bring_back(at.cursor, &mut cx) => return Outcome::Close,
        _ => {}
    }
    Outcome::Stay(Overlay::BankVersions(at))
}
