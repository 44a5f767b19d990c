//! A field lent to `$EDITOR`, and what comes back.

use super::{CANVAS, Interview, TOO_LATE};
use crate::app::data::Cx;
use crate::app::editor::Did;
use crate::app::effect::Effect;
use crate::app::flow;
use crate::app::msg::{NotReturned, TaskId};
use crate::domain::event::Event;
use crate::domain::session::Stand;

impl Interview {
    pub(super) fn lend(&mut self, cx: &mut Cx) {
        self.flush(cx);
        let Some(editor) = self.editor() else { return };
        let text = editor.text();
        let extension = match self.fields.get(self.focus) {
            Some(field) if field.name == flow::CODE => "py",
            Some(field) if field.name == CANVAS => "txt",
            _ => "md",
        };
        let task = cx.data.task();
        self.lent = Some((task, self.focus));
        cx.effects.push(Effect::OpenEditor {
            task,
            text,
            extension,
        });
    }

    pub(super) fn returned(&mut self, task: TaskId, text: Result<String, NotReturned>, cx: &mut Cx) {
        let Some((_, index)) = self.lent.take_if(|(lent, _)| *lent == task) else {
            return;
        };
        let locked = cx
            .data
            .live
            .as_ref()
            .is_some_and(|live| live.session.stand() != Stand::Asking);
        match text {
            Ok(text) if locked => self.too_late(index, &text, cx),
            Ok(text) => {
                let now = cx.now.mono;
                let did = self
                    .fields
                    .get_mut(index)
                    .map(|field| field.editor.replace_all(&text, now));
                self.after(did, cx);
                self.flush(cx);
                if did == Some(Did::Edited) {
                    self.saved(index, cx);
                }
            }
            Err(NotReturned { sentence, kept: None }) => self.say(&sentence, cx),
            Err(NotReturned {
                sentence,
                kept: Some(file),
            }) => {
                // The sentence goes; where the text is must be found tomorrow too.
                Self::add_to_note(&format!("Not taken from $EDITOR, kept in {file}"), cx);
                cx.problem(sentence);
            }
        }
    }

    /// What an editor gives back after the answer was locked is kept as a note: nothing written is lost.
    pub(super) fn too_late(&self, index: usize, text: &str, cx: &mut Cx) {
        let unchanged = self
            .fields
            .get(index)
            .is_some_and(|field| field.editor.text() == text.trim_end_matches('\n'));
        if !unchanged {
            Self::add_to_note(&format!("From $EDITOR, after time was up:\n{text}"), cx);
        }
        cx.problem(TOO_LATE);
    }

    /// Puts words behind what is noted of this question already.
    fn add_to_note(words: &str, cx: &mut Cx) {
        let current = cx.data.live.as_ref().and_then(|live| live.session.current());
        let Some((question, mut note)) =
            current.map(|attempt| (attempt.question.clone(), attempt.note.clone()))
        else {
            return;
        };
        if !note.is_empty() {
            note.push_str("\n\n");
        }
        note.push_str(words);
        cx.record(Event::Noted {
            question: Some(question),
            text: note,
        });
    }
}
