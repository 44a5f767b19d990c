//! The interview for who has no screen: fields are reached by name and commands without keys. What the
//! key table does not offer here and now is not offered there either.

use super::{Interview, Side};
use crate::app::App;
use crate::app::action::Action;
use crate::app::data::Cx;
use crate::app::effect::Effect;
use crate::app::flow;
use crate::app::msg::Now;
use crate::app::screens::Screen;

impl Interview {
    /// Moves the focus to the field of this name, the cursor to its end. Lines come when they were
    /// asked for: none of them was meant for an answer that time cut off.
    fn focus_named(&mut self, name: &str, cx: &mut Cx) -> bool {
        self.cut_off = None;
        let Some(index) = self.fields.iter().position(|field| field.name == name) else {
            return false;
        };
        self.side = Side::Answer;
        self.focus_on(Some(index), cx);
        if let Some(editor) = self.editor_mut() {
            editor.clear_selection();
            let _ = editor.perform(Action::TextEnd, cx.clip, cx.now.mono);
        }
        true
    }

    fn replace_focused(&mut self, text: &str, cx: &mut Cx) {
        if self.takes_text(cx.data) {
            let now = cx.now.mono;
            let did = self.editor_mut().map(|editor| editor.replace_all(text, now));
            self.after(did, cx);
        }
    }
}

impl App {
    /// Returns whether the key table offers this action here and now.
    pub fn offers(&self, action: Action) -> bool {
        self.keymap
            .live(&self.contexts(), self)
            .any(|(binding, _)| binding.action == action)
    }

    /// Moves the focus to the field of this name and the cursor to its end, if the interview has it.
    pub fn focus_field(&mut self, name: &str, now: &Now) -> Vec<Effect> {
        self.on_interview(now, |interview, cx| {
            interview.focus_named(name, cx);
        })
    }

    /// Puts `text` in the place of the focused field's text, as one smallest edit.
    pub fn replace_focused(&mut self, text: &str, now: &Now) -> Vec<Effect> {
        self.on_interview(now, |interview, cx| interview.replace_focused(text, cx))
    }

    /// Lets what comes next through, however soon after time cut the answer off.
    pub fn heed(&mut self) {
        if let Some(Screen::Interview(interview)) = self.screens.last_mut() {
            interview.cut_off = None;
        }
    }

    /// Has every answer of the open session written outside its folder, which cannot be written.
    pub fn rescue(&mut self, now: &Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.keep_typed(now, &mut effects);
        flow::rescue(&mut self.cx(now, &mut effects));
        effects
    }

    fn on_interview(&mut self, now: &Now, change: impl FnOnce(&mut Interview, &mut Cx)) -> Vec<Effect> {
        let mut effects = Vec::new();
        let (screen, mut cx) = self.parts(now, &mut effects);
        if let Some(Screen::Interview(interview)) = screen {
            change(interview, &mut cx);
        }
        self.dirty = true;
        self.settle();
        effects
    }
}
