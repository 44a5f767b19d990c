//! Choosing topics, round by round. What is chosen is the form's; only the cursor is kept here.

use super::{Outcome, Overlay};
use crate::app::App;
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::msg::Now;
use crate::app::screens::{Input, Screen};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topics {
    pub cursor: usize,
}

/// Rows a page moves.
const PAGE: usize = 8;

/// Takes input; the overlay is out of `app` meanwhile.
pub(super) fn update(
    mut topics: Topics,
    input: &Input,
    app: &mut App,
    now: &Now,
    effects: &mut Vec<Effect>,
) -> Outcome {
    let (screen, cx) = app.parts(now, effects);
    let Some(Screen::Setup(setup)) = screen else {
        return Outcome::Close;
    };
    let rows = setup.topics(cx.data);
    let last = rows.len().saturating_sub(1);
    topics.cursor = topics.cursor.min(last);
    match input {
        Input::Action(Action::Back) => return Outcome::Close,
        Input::Action(Action::Up) => topics.cursor = topics.cursor.saturating_sub(1),
        Input::Action(Action::Down) => topics.cursor = (topics.cursor + 1).min(last),
        Input::Action(Action::PageUp) => topics.cursor = topics.cursor.saturating_sub(PAGE),
        Input::Action(Action::PageDown) => topics.cursor = (topics.cursor + PAGE).min(last),
        Input::Action(Action::First) => topics.cursor = 0,
        Input::Action(Action::Last) => topics.cursor = last,
        Input::Action(Action::Toggle) => {
            if let Some(row) = rows.get(topics.cursor) {
                setup.toggle_topic(row.round, &row.name, &cx);
            }
        }
        Input::Action(Action::AllTopics) => setup.all_topics(&cx),
        _ => {}
    }
    Outcome::Stay(Overlay::Topics(topics))
}
