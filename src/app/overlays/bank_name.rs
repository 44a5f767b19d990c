//! A name that the bank screen asks for: of a new question, of a copy, of the bank to move to.

use std::time::Duration;

use super::{Outcome, Overlay};
use crate::app::App;
use crate::app::action::Action;
use crate::app::data::Data;
use crate::app::editor::{Clip, Editor};
use crate::app::effect::Effect;
use crate::app::msg::Now;
use crate::app::screens::banks::BankScreen;
use crate::app::screens::{Input, Screen};
use crate::domain::bank::edit::id_from;
use crate::domain::bank::{QuestionName, RoundKind};
use crate::domain::check::limits;

/// What is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    New(RoundKind),
    Copy,
    /// The bank to move this question to.
    Move(QuestionName),
}

#[derive(Debug, Clone, PartialEq)]
pub struct BankName {
    pub of: Naming,
    pub editor: Editor,
    /// Why the name was refused when it was given.
    pub refused: Option<String>,
}

impl BankName {
    /// Offers a name, selected, so that typing replaces it.
    pub fn new(of: Naming, offered: &str, now: Duration) -> Self {
        let mut editor = Editor::single_line();
        let _ = editor.paste(offered, now);
        let _ = editor.perform(Action::SelectAll, &mut Clip::default(), now);
        Self {
            of,
            editor,
            refused: None,
        }
    }

    /// Returns the id that the words come to.
    pub fn id(&self) -> String {
        let words = self.editor.text();
        let words = words.trim();
        let is_id = (1..=limits::ID).contains(&words.len())
            && words
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if is_id {
            words.to_owned()
        } else {
            id_from(words, "")
        }
    }

    /// Returns the question there would be; none while moving.
    pub fn name(&self, screen: &BankScreen, data: &Data) -> QuestionName {
        let id = self.id();
        match &self.of {
            Naming::New(_) => QuestionName::new(screen.own_bank(data), id),
            Naming::Copy => {
                let own = screen
                    .entry(data)
                    .filter(|entry| entry.origin != crate::domain::catalog::Origin::BuiltIn)
                    .map(|entry| entry.name.bank.clone());
                QuestionName::new(own.unwrap_or_else(|| screen.own_bank(data)), id)
            }
            Naming::Move(from) => QuestionName::new(id, from.question.as_str()),
        }
    }

    /// Returns why the name cannot be taken, in a sentence.
    pub fn problem(&self, screen: &BankScreen, data: &Data) -> Option<String> {
        if self.id().is_empty() {
            return Some("A name needs letters or digits.".to_owned());
        }
        let name = self.name(screen, data);
        let taken = data.catalog().is_some_and(|catalog| catalog.get(&name).is_some());
        taken.then(|| format!("There is a question {name} already."))
    }
}

/// Takes input; the overlay is out of `app` meanwhile.
pub(super) fn update(
    mut asked: Box<BankName>,
    input: &Input,
    app: &mut App,
    now: &Now,
    effects: &mut Vec<Effect>,
) -> Outcome {
    let (screen, mut cx) = app.parts(now, effects);
    let Some(Screen::Banks(screen)) = screen else {
        return Outcome::Close;
    };
    match input {
        Input::Action(Action::Back) => return Outcome::Close,
        Input::Action(Action::NextTab) => {
            if let Naming::New(round) = &mut asked.of {
                let at = RoundKind::ALL
                    .iter()
                    .position(|known| known == round)
                    .unwrap_or(0);
                *round = RoundKind::ALL[(at + 1) % RoundKind::ALL.len()];
            }
        }
        Input::Action(Action::Open) => {
            if let Some(problem) = asked.problem(screen, cx.data) {
                asked.refused = Some(problem);
            } else {
                let id = asked.id();
                match &asked.of {
                    Naming::New(round) => screen.begin_question(&id, *round, &mut cx),
                    Naming::Copy => screen.duplicate(&id, &mut cx),
                    Naming::Move(_) => screen.move_to(&id, &mut cx),
                }
                return Outcome::Close;
            }
        }
        input => {
            if super::write(&mut asked.editor, input, cx.clip, now.mono) {
                asked.refused = None;
            }
        }
    }
    Outcome::Stay(Overlay::BankName(asked))
}
