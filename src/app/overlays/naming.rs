//! The name under which the form is kept as a loop of one's own.

use std::time::Duration;

use super::Outcome;
use crate::app::App;
use crate::app::action::Action;
use crate::app::editor::{Clip, Editor};
use crate::app::effect::Effect;
use crate::app::msg::Now;
use crate::app::screens::setup::Named;
use crate::app::screens::{Input, Screen};

use super::Overlay;

#[derive(Debug, Clone, PartialEq)]
pub struct Naming {
    pub editor: Editor,
    /// Why the name was refused when it was given.
    pub refused: Option<String>,
}

impl Naming {
    /// Offers a name, selected, so that typing replaces it.
    pub fn new(offered: &str, now: Duration) -> Self {
        let mut editor = Editor::single_line();
        let _ = editor.paste(offered, now);
        let _ = editor.perform(Action::SelectAll, &mut Clip::default(), now);
        Self {
            editor,
            refused: None,
        }
    }
}

/// Takes input; the overlay is out of `app` meanwhile.
pub(super) fn update(
    mut naming: Box<Naming>,
    input: &Input,
    app: &mut App,
    now: &Now,
    effects: &mut Vec<Effect>,
) -> Outcome {
    let (screen, mut cx) = app.parts(now, effects);
    let Some(Screen::Setup(setup)) = screen else {
        return Outcome::Close;
    };
    match input {
        Input::Action(Action::Back) => return Outcome::Close,
        Input::Action(Action::Open) => match setup.save_as(&naming.editor.text(), &mut cx) {
            Named::Kept => return Outcome::Close,
            Named::Asks(confirm) => return Outcome::Stay(Overlay::Confirm(confirm)),
            Named::No(sentence) => naming.refused = Some(sentence),
        },
        input => {
            if super::write(&mut naming.editor, input, cx.clip, now.mono) {
                naming.refused = None;
            }
        }
    }
    Outcome::Stay(Overlay::Naming(naming))
}
