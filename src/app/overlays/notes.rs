//! A note of one's own: to a question, or to the session; or what is wrong with a question that is disputed.
//! Kept while it is written, and when it closes.

use std::time::Duration;

use crate::app::data::Data;
use crate::app::editor::Editor;
use crate::app::screens::interview::TYPING;
use crate::domain::bank::QuestionName;
use crate::domain::event::Event;
use crate::domain::session::Attempt;

/// What is written about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Session,
    Question(QuestionName),
    /// What is wrong with a question.
    Dispute(QuestionName),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Notes {
    pub about: About,
    pub editor: Editor,
    /// As it stood when it opened.
    pub before: String,
    /// As it was recorded last.
    kept: String,
    typed_since: Option<Duration>,
}

impl Notes {
    pub fn new(question: Option<QuestionName>, text: &str) -> Self {
        Self::on(question.map_or(About::Session, About::Question), text)
    }

    /// Opens what an attempt's question is disputed for, if it is.
    pub fn of_dispute(attempt: &Attempt) -> Option<Self> {
        let text = attempt.disputed.as_deref()?;
        Some(Self::on(About::Dispute(attempt.question.clone()), text))
    }

    fn on(about: About, text: &str) -> Self {
        Self {
            about,
            editor: Editor::new(text),
            before: text.to_owned(),
            kept: text.to_owned(),
            typed_since: None,
        }
    }

    /// Something was typed, perhaps.
    pub fn typed(&mut self, now: Duration) {
        self.typed_since.get_or_insert(now);
    }

    /// Returns the monotonic time at which what was typed is recorded.
    pub fn due(&self) -> Option<Duration> {
        self.typed_since.map(|since| since + TYPING)
    }

    /// Returns the event that keeps the note as it stands, unless that is kept already.
    pub fn keep(&mut self) -> Option<Event> {
        self.typed_since = None;
        let text = self.editor.text();
        if text == self.kept {
            return None;
        }
        self.kept.clone_from(&text);
        let question = match &self.about {
            About::Session => None,
            About::Question(name) => Some(name.clone()),
            About::Dispute(name) => {
                let question = name.clone();
                return Some(Event::Disputed {
                    question,
                    on: true,
                    text,
                });
            }
        };
        Some(Event::Noted { question, text })
    }
}

/// Returns the note of the question in hand.
pub fn of_current(data: &Data) -> Option<Notes> {
    let attempt = data.live.as_ref()?.session.current()?;
    Some(Notes::new(Some(attempt.question.clone()), &attempt.note))
}
