//! A note of one's own: to a question, or to the session. Kept while it is written, and when
//! it closes.

use std::time::Duration;

use crate::app::data::Data;
use crate::app::editor::Editor;
use crate::app::screens::interview::TYPING;
use crate::domain::bank::QuestionName;
use crate::domain::event::Event;

#[derive(Debug, Clone, PartialEq)]
pub struct Notes {
    /// `None`: the note of the session.
    pub question: Option<QuestionName>,
    pub editor: Editor,
    /// As it stood when it opened.
    pub before: String,
    /// As it was recorded last.
    kept: String,
    typed_since: Option<Duration>,
}

impl Notes {
    pub fn new(question: Option<QuestionName>, text: &str) -> Self {
        Self {
            question,
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
        Some(Event::Noted {
            question: self.question.clone(),
            text,
        })
    }
}

/// Returns the note of the question in hand.
pub fn of_current(data: &Data) -> Option<Notes> {
    let attempt = data.live.as_ref()?.session.current()?;
    Some(Notes::new(Some(attempt.question.clone()), &attempt.note))
}
