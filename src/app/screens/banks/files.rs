//! Code files of a question, lent to `$EDITOR` one at a time. A file of a built-in question is saved in the
//! person's own copy.

use super::BankScreen;
use super::work::Change;
use crate::app::data::{Cx, Data};
use crate::app::effect::Effect;
use crate::app::msg::{NotReturned, TaskId};
use crate::domain::bank::QuestionName;
use crate::domain::bank::edit::{self, BankEdit, TextHome};
use crate::domain::catalog::Origin;
use crate::domain::code::FAULT;

/// A file that is there, or one to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    /// `None`: it is not there yet.
    pub text: Option<String>,
}

impl File {
    /// Returns what stands in it when one begins to write.
    pub fn begun(&self) -> String {
        match &self.text {
            Some(text) => text.clone(),
            None if self.name.starts_with("wrong/") => format!("{}what is wrong{}test_\n", FAULT.0, FAULT.1),
            None => String::new(),
        }
    }

    /// Returns what it is called in a list.
    pub fn shown(&self) -> String {
        if self.text.is_none() && self.name.starts_with("wrong/") {
            "one more wrong solution".to_owned()
        } else {
            self.name.clone()
        }
    }
}

/// A file that `$EDITOR` has.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lent {
    task: TaskId,
    name: QuestionName,
    file: File,
}

impl BankScreen {
    /// Returns the code files of the question that is read, and those it could have.
    pub fn files(&self, data: &Data) -> Vec<File> {
        let Some((_, question)) = self.shown(data) else {
            return Vec::new();
        };
        let Some(code) = &question.code else {
            return Vec::new();
        };
        let mut files: Vec<File> = code
            .files
            .iter()
            .map(|(name, text)| File {
                name: name.clone(),
                text: Some(text.to_string()),
            })
            .collect();
        let needed = ["starter.py", "solution.py"]
            .into_iter()
            .map(str::to_owned)
            .chain(code.stages.iter().map(|stage| stage.tests.clone()));
        for name in needed {
            if !files.iter().any(|file| file.name == name) {
                files.push(File { name, text: None });
            }
        }
        let free = (1..).map(|number| format!("wrong/fault_{number}.py"));
        let free = free
            .take(1000)
            .find(|name| !files.iter().any(|file| file.name == *name));
        files.extend(free.map(|name| File { name, text: None }));
        files
    }

    /// Lends a file to `$EDITOR`.
    pub fn open_file(&mut self, at: usize, cx: &mut Cx) {
        let Some((name, _)) = self.shown(cx.data) else {
            return;
        };
        let Some(file) = self.files(cx.data).into_iter().nth(at) else {
            return;
        };
        let text = file.begun();
        self.lend(name, file, text, cx);
    }

    /// Hands a text to `$EDITOR`, to be saved as this file.
    pub(super) fn lend(&mut self, name: QuestionName, file: File, text: String, cx: &mut Cx) {
        let task = cx.data.task();
        self.lent = Some(Lent { task, name, file });
        cx.effects.push(Effect::OpenEditor {
            task,
            text,
            extension: "py",
        });
    }

    /// Takes a file back; returns whether it was one that this screen lent.
    pub(super) fn file_returned(
        &mut self,
        task: TaskId,
        text: &Result<String, NotReturned>,
        cx: &mut Cx,
    ) -> bool {
        let Some(lent) = self.lent.take_if(|lent| lent.task == task) else {
            return false;
        };
        let text = match text {
            Ok(text) => text,
            Err(failed) => {
                cx.problem(failed.sentence.clone());
                return true;
            }
        };
        self.put_file(lent.name, &lent.file, text.clone(), cx);
        true
    }

    /// Saves a file; that of a built-in question in the person's own copy.
    pub(super) fn put_file(&mut self, name: QuestionName, file: &File, text: String, cx: &mut Cx) {
        if file.text.as_ref() == Some(&text) {
            cx.toast(format!("{} is as it was", file.name));
            return;
        }
        let code = Code {
            name: name.clone(),
            file: file.name.clone(),
            before: file.text.clone(),
            after: text,
        };
        let entry = cx.data.catalog().and_then(|catalog| catalog.get(&name));
        let built_in = entry.is_some_and(|entry| entry.origin == Origin::BuiltIn)
            && self
                .form
                .as_ref()
                .is_none_or(|form| form.home == TextHome::BuiltIn);
        if !built_in {
            code.save(cx);
            cx.toast(format!("{} is saved", file.name));
            return;
        }
        // The copy comes first; the mark says why there is one.
        let mark = edit::Change::Set {
            at: vec!["x-code".into()],
            value: "changed".into(),
        };
        let edit = BankEdit::Question {
            id: name.question.clone(),
            change: mark,
        };
        let mut change = Change::new(
            &name.bank,
            vec![edit],
            format!("Saved in your own copy of {name}"),
        );
        change.code = vec![code];
        change.stand = Some((name, false));
        self.form = None;
        self.begin(change, cx);
    }
}

/// A code file to be saved.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Code {
    pub name: QuestionName,
    pub file: String,
    /// As it was seen; `None`: it was not there.
    pub before: Option<String>,
    pub after: String,
}

impl Code {
    pub(super) fn save(&self, cx: &mut Cx) {
        let task = cx.data.task();
        cx.effects.push(Effect::SaveCode {
            task,
            name: self.name.clone(),
            file: self.file.clone(),
            before: self.before.clone(),
            after: Some(self.after.clone()),
        });
    }
}
