//! The code files of a question, one of which is opened in the editor or handed to `$EDITOR`.

use super::{Outcome, Overlay};
use crate::app::App;
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::msg::Now;
use crate::app::screens::{Input, Screen};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BankFiles {
    pub cursor: usize,
}

/// Takes input; the overlay is out of `app` meanwhile.
pub(super) fn update(
    mut files: BankFiles,
    input: &Input,
    app: &mut App,
    now: &Now,
    effects: &mut Vec<Effect>,
) -> Outcome {
    let (screen, mut cx) = app.parts(now, effects);
    let Some(Screen::Banks(screen)) = screen else {
        return Outcome::Close;
    };
    let last = screen.files(cx.data).len().saturating_sub(1);
    files.cursor = files.cursor.min(last);
    match input {
        Input::Action(Action::Back) => return Outcome::Close,
        Input::Action(Action::Up) => files.cursor = files.cursor.saturating_sub(1),
        Input::Action(Action::Down) => files.cursor = (files.cursor + 1).min(last),
        Input::Action(Action::First) => files.cursor = 0,
        Input::Action(Action::Last) => files.cursor = last,
        Input::Action(Action::Open) => {
            screen.write_file(files.cursor, &mut cx);
            return Outcome::Close;
        }
        Input::Action(Action::ExternalEditor) => {
            screen.open_file(files.cursor, &mut cx);
            return Outcome::Close;
        }
        _ => {}
    }
    Outcome::Stay(Overlay::BankFiles(files))
}
