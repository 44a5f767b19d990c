//! A code file of a question in the editor. It is saved when it is left, with F2, and before the program ends.

use super::BankScreen;
use super::files::File;
use crate::app::action::Action;
use crate::app::data::Cx;
use crate::app::editor::{Did, Editor};
use crate::app::effect::Effect;
use crate::app::keymap::Preset;
use crate::app::layout;
use crate::app::msg::Size;
use crate::app::screens::Input;
use crate::domain::bank::QuestionName;

#[derive(Debug, Clone, PartialEq)]
pub struct CodeEdit {
    pub name: QuestionName,
    pub file: File,
    pub editor: Editor,
}

impl CodeEdit {
    /// Returns whether the file is on disk, or on its way there, as it stands.
    pub fn is_saved(&self) -> bool {
        self.file.text.as_deref() == Some(self.editor.text().as_str())
    }

    pub fn settle(&mut self, size: Size) {
        if let Some(page) = layout::page(size) {
            let area = layout::pane(page.body, page.roomy).inner;
            self.editor.set_view(area.width, area.height);
        }
    }
}

impl BankScreen {
    /// Opens a file in the editor.
    pub fn write_file(&mut self, at: usize, cx: &mut Cx) {
        let Some((name, _)) = self.shown(cx.data) else {
            return;
        };
        let Some(file) = self.files(cx.data).into_iter().nth(at) else {
            return;
        };
        if let Some(form) = &mut self.form {
            form.count(cx);
        }
        let mut editor = Editor::code(&file.begun());
        editor.set_manner(Preset::from(cx.data.config.editor_keys()).manner());
        let mut code = CodeEdit { name, file, editor };
        code.settle(cx.size);
        self.code = Some(Box::new(code));
    }

    /// Gives input to the file that is written.
    pub(super) fn in_code(&mut self, input: &Input, cx: &mut Cx) {
        let Some(code) = &mut self.code else { return };
        let (clip, now) = (&mut *cx.clip, cx.now.mono);
        let did = match input {
            Input::Action(Action::Save) => {
                self.save_written(cx);
                return;
            }
            Input::Flush => {
                self.save_changed(cx);
                return;
            }
            Input::Action(Action::Back) => {
                self.save_changed(cx);
                self.code = None;
                return;
            }
            Input::Action(Action::ExternalEditor) => {
                let (name, file, text) = (code.name.clone(), code.file.clone(), code.editor.text());
                self.code = None;
                self.lend(name, file, text, cx);
                return;
            }
            Input::Action(action) => code.editor.perform(*action, clip, now),
            Input::Char(c) => code.editor.press(*c, clip, now),
            Input::Paste(text) => code.editor.paste(text, now),
            _ => return,
        };
        let _ = code.editor.take_edits();
        if did == Did::Copied {
            cx.effects.push(Effect::Copy(cx.clip.text.clone()));
        }
    }

    fn save_changed(&mut self, cx: &mut Cx) {
        // A file that was only looked at is not made.
        let begun = |code: &CodeEdit| code.file.text.is_none() && code.editor.text() == code.file.begun();
        if self
            .code
            .as_ref()
            .is_some_and(|code| !code.is_saved() && !begun(code))
        {
            self.save_written(cx);
        }
    }

    fn save_written(&mut self, cx: &mut Cx) {
        let Some(code) = &mut self.code else { return };
        let (name, file, text) = (code.name.clone(), code.file.clone(), code.editor.text());
        code.file.text = Some(text.clone());
        self.put_file(name, &file, text, cx);
    }
}
