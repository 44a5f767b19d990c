//! A question to the interviewer: typed, matched by signs against what the interviewer can tell.

use crate::app::data::{Data, Live};
use crate::app::editor::Editor;
use crate::domain::interviewer;
use crate::domain::signs;

#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    pub editor: Editor,
    pub cursor: usize,
}

impl Ask {
    pub fn new() -> Self {
        Self {
            editor: Editor::single_line(),
            cursor: 0,
        }
    }

    /// Returns the clarifications that match what is typed, best first. Nothing is listed before
    /// something is typed: a list of what can be asked would give the interview away.
    pub fn matches(&self, live: &Live) -> Vec<usize> {
        let Some((_, question)) = live.current() else {
            return Vec::new();
        };
        let text = self.editor.text();
        if text.trim().chars().count() < 3 {
            return Vec::new();
        }
        interviewer::clarifications(question, &text, &|signs: &[String], text: &str| {
            !signs::find(signs, text).is_empty()
        })
    }

    /// Returns what is asked and the clarification that answers it.
    pub fn chosen(&self, data: &Data) -> Option<(String, Option<usize>)> {
        let live = data.live.as_ref()?;
        let text = self.editor.text();
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let matched = self.matches(live).get(self.cursor).copied();
        Some((text.to_owned(), matched))
    }
}

impl Default for Ask {
    fn default() -> Self {
        Self::new()
    }
}
