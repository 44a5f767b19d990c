//! What is done to whole questions: new, copied, moved, deleted, taken back, undone. A bank is read, then
//! changed as it was read; one thing is done at a time.

use std::sync::Arc;

use serde_json::Value as Json;

use super::files::Code;
use super::template::{CODE, template};
use super::{BankScreen, Form, Group, What};
use crate::app::action::Action;
use crate::app::data::Cx;
use crate::app::effect::Effect;
use crate::app::keymap::Context;
use crate::app::msg::TaskId;
use crate::app::overlays::{Overlay, confirm};
use crate::domain::bank::edit::{BankEdit, BankText, SaveProblem, Saved, new_bank};
use crate::domain::bank::{QuestionName, RoundKind};
use crate::domain::catalog::Origin;

/// A change of a bank and what comes after it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub bank: String,
    pub edits: Vec<BankEdit>,
    /// Code files that go with it.
    pub code: Vec<Code>,
    /// Said when it is done.
    pub said: String,
    /// The question to stand on then, and whether its fields are opened.
    pub stand: Option<(QuestionName, bool)>,
    /// What is changed after it: the other half of a move.
    pub next: Option<Box<Change>>,
    pub kind: Kind,
}

/// What a change is to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    New,
    /// It takes something back itself.
    Undo,
    /// It does again what was taken back.
    Redo,
}

impl Change {
    pub(super) fn new(bank: &str, edits: Vec<BankEdit>, said: String) -> Self {
        Self {
            bank: bank.to_owned(),
            edits,
            code: Vec::new(),
            said,
            stand: None,
            next: None,
            kind: Kind::New,
        }
    }
}

/// What is awaited.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Work {
    /// A question's bank is read to open its fields.
    Opening(TaskId, QuestionName),
    Reading(TaskId, Box<Change>),
    Creating(TaskId, Box<Change>),
    Saving(TaskId, Box<Change>),
    /// An own copy is read to take it back.
    Reverting(TaskId, QuestionName),
    /// A bank is read to put a version in its place.
    Restoring(TaskId, String, String),
    /// An own bank is deleted.
    Deleting(TaskId, String),
    /// A deleted bank is made again.
    Remaking(TaskId, String),
}

/// What takes a change back.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Undo {
    Edits(String, Vec<BankEdit>),
    /// A bank that was deleted.
    Bank(BankText),
}

impl BankScreen {
    /// Opens the fields of the question under the cursor.
    pub(super) fn edit(&mut self, cx: &mut Cx) {
        if let Some(name) = self.name(cx.data) {
            self.edit_question(name, cx);
        }
    }

    pub(super) fn edit_question(&mut self, name: QuestionName, cx: &mut Cx) {
        let task = cx.data.task();
        cx.effects.push(Effect::OpenBank {
            task,
            bank: name.bank.clone(),
            question: Some(name.question.clone()),
        });
        self.work = Some(Work::Opening(task, name));
    }

    /// Begins a change, unless another one is under way.
    pub(super) fn begin(&mut self, change: Change, cx: &mut Cx) {
        if self.work.is_some() {
            if change.code.is_empty() {
                cx.toast("One moment: the change before is being saved");
            } else {
                // Somebody wrote it: it waits its turn.
                self.waiting.push(change);
            }
            return;
        }
        let task = cx.data.task();
        cx.effects.push(Effect::OpenBank {
            task,
            bank: change.bank.clone(),
            question: change
                .edits
                .first()
                .and_then(BankEdit::question)
                .map(str::to_owned),
        });
        self.work = Some(Work::Reading(task, Box::new(change)));
    }

    /// Takes in a bank that was read or made.
    pub fn bank_opened(&mut self, task: TaskId, result: &Result<BankText, SaveProblem>, cx: &mut Cx) {
        self.opened(task, result, cx);
        self.next_waiting(cx);
    }

    /// Begins what waited for the change before.
    fn next_waiting(&mut self, cx: &mut Cx) {
        if self.work.is_none() && !self.waiting.is_empty() {
            let change = self.waiting.remove(0);
            self.begin(change, cx);
        }
    }

    fn opened(&mut self, task: TaskId, result: &Result<BankText, SaveProblem>, cx: &mut Cx) {
        if let Some(form) = &mut self.form
            && form.reread(task, result, cx)
        {
            return;
        }
        match (self.work.take(), result) {
            (Some(Work::Opening(asked, name)), result) if asked == task => match result {
                Ok(seen) => self.open_form(name, seen.clone(), cx),
                Err(problem) => cx.problem(problem.to_string()),
            },
            (Some(Work::Reading(asked, change) | Work::Creating(asked, change)), Ok(seen))
                if asked == task =>
            {
                self.send(seen.clone(), change, cx);
            }
            (Some(Work::Reading(asked, change)), Err(problem)) if asked == task => {
                // A bank that is not there yet is made, where a question goes into it.
                if matches!(change.edits.first(), Some(BankEdit::Add { .. })) {
                    let task = cx.data.task();
                    let id = change.bank.clone();
                    let text = new_bank(&id, &title_of(&id), None, None);
                    cx.effects.push(Effect::CreateBank { task, id, text });
                    self.work = Some(Work::Creating(task, change));
                } else {
                    cx.problem(problem.to_string());
                }
            }
            (Some(Work::Creating(asked, _)), Err(problem)) if asked == task => {
                cx.problem(problem.to_string());
            }
            (Some(Work::Reverting(asked, name)), result) if asked == task => match result {
                Ok(seen) => {
                    let task = cx.data.task();
                    let said = format!("{name} is as built in again; your version is among the versions");
                    let mut change = Change::new(&name.bank, Vec::new(), said);
                    change.stand = Some((name.clone(), false));
                    cx.effects.push(Effect::RevertQuestion {
                        task,
                        seen: seen.clone(),
                        question: name.question,
                    });
                    self.work = Some(Work::Saving(task, Box::new(change)));
                }
                Err(problem) => cx.problem(problem.to_string()),
            },
            (Some(Work::Restoring(asked, bank, name)), result) if asked == task => match result {
                Ok(seen) => {
                    let task = cx.data.task();
                    let said = format!("{bank} is what it was; what it was until now is a version too");
                    cx.effects.push(Effect::RestoreVersion {
                        task,
                        seen: seen.clone(),
                        name,
                    });
                    self.work = Some(Work::Saving(task, Box::new(Change::new(&bank, Vec::new(), said))));
                }
                Err(problem) => cx.problem(problem.to_string()),
            },
            (Some(Work::Remaking(asked, bank)), result) if asked == task => match result {
                Ok(_) => {
                    cx.toast(format!("{bank} is back"));
                    cx.effects.push(Effect::LoadBanks);
                }
                Err(problem) => cx.problem(problem.to_string()),
            },
            (work, _) => self.work = work,
        }
    }

    fn send(&mut self, seen: BankText, change: Box<Change>, cx: &mut Cx) {
        let task = cx.data.task();
        cx.effects.push(Effect::SaveQuestion {
            task,
            seen,
            edits: change.edits.clone(),
        });
        self.work = Some(Work::Saving(task, change));
    }

    fn open_form(&mut self, name: QuestionName, seen: BankText, cx: &mut Cx) {
        let known = cx
            .data
            .catalog()
            .and_then(|catalog| catalog.get(&name))
            .map(|entry| Arc::clone(&entry.question));
        let Some(known) = known else { return };
        match Form::new(name, seen, &known, cx) {
            Some(mut form) => {
                self.scroll = 0;
                form.ask_for_draft(cx);
                self.form = Some(Box::new(form));
            }
            None => cx.problem("The question is not in its bank any more. The banks are read again."),
        }
    }

    /// Takes in what became of a change.
    pub fn bank_saved(&mut self, task: TaskId, result: &Result<Box<Saved>, SaveProblem>, cx: &mut Cx) {
        if let Some(form) = &mut self.form
            && form.heard(task, result, cx)
        {
            if form.leaving && !form.is_saving() {
                self.leave_form();
            }
            return;
        }
        self.changed(task, result, cx);
        self.next_waiting(cx);
    }

    fn changed(&mut self, task: TaskId, result: &Result<Box<Saved>, SaveProblem>, cx: &mut Cx) {
        if let Some(Work::Deleting(_, bank)) = self
            .work
            .take_if(|work| matches!(work, Work::Deleting(asked, _) if *asked == task))
        {
            match result {
                Ok(saved) => {
                    self.undos.push(Undo::Bank(saved.now.clone()));
                    let undo = cx.key(Action::UndoChange, Context::Banks);
                    cx.toast(format!("{bank} is deleted; {undo} brings it back"));
                    cx.effects.push(Effect::LoadBanks);
                }
                Err(problem) => cx.problem(problem.to_string()),
            }
            return;
        }
        let Some(Work::Saving(_, change)) = self
            .work
            .take_if(|work| matches!(work, Work::Saving(asked, _) if *asked == task))
        else {
            // Of a form that was left before it came.
            saved_elsewhere(result, cx);
            return;
        };
        match result {
            Ok(saved) => {
                self.remember_back(&change, saved);
                for code in &change.code {
                    code.save(cx);
                }
                if let Some(next) = change.next {
                    self.begin(*next, cx);
                    return;
                }
                cx.toast(saved.notes.first().cloned().unwrap_or(change.said));
                self.then = change.stand;
                cx.effects.push(Effect::LoadBanks);
            }
            Err(problem) => cx.problem(problem.to_string()),
        }
    }

    /// The banks were read after a change: one stands on what was changed.
    pub(super) fn after_change(&mut self, cx: &mut Cx) {
        let Some((name, edit)) = self.then.take() else {
            return;
        };
        self.stand_on(&name, cx.data);
        if edit {
            self.edit_question(name, cx);
        }
    }

    /// Returns the bank a new question goes into: the chosen one if it is the person's own, else the first own
    /// one, else one to be made.
    pub fn own_bank(&self, data: &crate::app::data::Data) -> String {
        let entries = data.catalog().map_or(&[][..], |catalog| catalog.entries());
        let own = || entries.iter().filter(|entry| entry.origin == Origin::Own);
        let chosen = match &self.group {
            super::Group::Bank(id) => own().find(|entry| entry.name.bank == *id),
            _ => None,
        };
        chosen
            .or_else(|| own().next())
            .map_or_else(|| "my-questions".to_owned(), |entry| entry.name.bank.clone())
    }

    /// Puts a new question of a round into an own bank and opens its fields.
    pub fn begin_question(&mut self, id: &str, round: RoundKind, cx: &mut Cx) {
        let bank = self.own_bank(cx.data);
        let name = QuestionName::new(bank.as_str(), id);
        let edit = BankEdit::Add {
            question: template(id, round),
            at: None,
        };
        let mut change = Change::new(&bank, vec![edit], format!("{name} is begun"));
        if round == RoundKind::Programming {
            change.code = CODE
                .iter()
                .map(|(file, text)| Code {
                    name: name.clone(),
                    file: (*file).to_owned(),
                    before: None,
                    after: (*text).to_owned(),
                })
                .collect();
        }
        change.stand = Some((name, true));
        self.begin(change, cx);
    }

    /// Puts a copy of the question under the cursor into an own bank, under another id.
    pub fn duplicate(&mut self, id: &str, cx: &mut Cx) {
        let Some(entry) = self.entry(cx.data) else { return };
        let own = entry.origin != Origin::BuiltIn;
        let (from, question) = (entry.name.clone(), Arc::clone(&entry.question));
        let bank = if own {
            from.bank.clone()
        } else {
            self.own_bank(cx.data)
        };
        let name = QuestionName::new(bank.as_str(), id);
        let edit = match (own, serde_json::to_value(question.as_ref())) {
            (false, Ok(mut copy)) => {
                copy["id"] = Json::from(id);
                BankEdit::Add {
                    question: copy,
                    at: None,
                }
            }
            _ => BankEdit::Duplicate {
                id: from.question.clone(),
                new_id: id.to_owned(),
            },
        };
        let mut change = Change::new(&bank, vec![edit], format!("{name} is a copy of {from}"));
        change.code = code_of(&question, &name);
        change.stand = Some((name, false));
        self.begin(change, cx);
    }

    /// Moves the own question under the cursor to another own bank.
    pub fn move_to(&mut self, bank: &str, cx: &mut Cx) {
        let Some(entry) = self.entry(cx.data) else { return };
        let (from, question) = (entry.name.clone(), Arc::clone(&entry.question));
        let Ok(copy) = serde_json::to_value(question.as_ref()) else {
            return;
        };
        let name = QuestionName::new(bank, from.question.as_str());
        let add = BankEdit::Add {
            question: copy,
            at: None,
        };
        let delete = BankEdit::Delete {
            id: from.question.clone(),
        };
        let mut last = Change::new(&from.bank, vec![delete], format!("{from} is {name} now"));
        last.stand = Some((name.clone(), false));
        let mut change = Change::new(bank, vec![add], String::new());
        change.code = code_of(&question, &name);
        change.next = Some(Box::new(last));
        self.begin(change, cx);
    }

    /// Deletes the own question under the cursor; undo brings it back.
    pub(super) fn delete(&mut self, cx: &mut Cx) {
        let Some(entry) = self.entry(cx.data) else { return };
        let name = entry.name.clone();
        match entry.origin {
            Origin::BuiltIn => {
                let edit = cx.key(Action::EditQuestion, Context::Banks);
                cx.toast(format!(
                    "Built-in questions stay; {edit} makes a copy of your own"
                ));
            }
            Origin::Changed => self.revert(cx),
            Origin::Own => {
                let edit = BankEdit::Delete {
                    id: name.question.clone(),
                };
                let undo = cx.key(Action::UndoChange, Context::Banks);
                self.begin(
                    Change::new(
                        &name.bank,
                        vec![edit],
                        format!("{name} is deleted; {undo} brings it back"),
                    ),
                    cx,
                );
            }
        }
    }

    /// Asks before the own bank under the cursor is deleted.
    pub(super) fn ask_delete_bank(&self, cx: &mut Cx) {
        if let Some(row) = self.own_bank_row(cx.data)
            && let What::Group(Group::Bank(id)) = &row.what
        {
            let confirm = confirm::delete_bank(id, &row.name, row.questions);
            *cx.overlay = Some(Overlay::Confirm(confirm));
        }
    }

    /// Deletes the own bank under the cursor; undo brings it back.
    pub(super) fn delete_bank(&mut self, cx: &mut Cx) {
        let bank = match self.own_bank_row(cx.data).map(|row| &row.what) {
            Some(What::Group(Group::Bank(id))) if self.work.is_none() => id.clone(),
            _ => return,
        };
        let task = cx.data.task();
        cx.effects.push(Effect::DeleteBank {
            task,
            bank: bank.clone(),
        });
        self.work = Some(Work::Deleting(task, bank));
    }

    /// Takes the own copy of a built-in question back.
    pub(super) fn revert(&mut self, cx: &mut Cx) {
        let Some(entry) = self.entry(cx.data) else { return };
        if entry.origin != Origin::Changed || self.work.is_some() {
            return;
        }
        let name = entry.name.clone();
        let task = cx.data.task();
        cx.effects.push(Effect::OpenBank {
            task,
            bank: name.bank.clone(),
            question: Some(name.question.clone()),
        });
        self.work = Some(Work::Reverting(task, name));
    }

    /// Takes the last change of a whole question back.
    pub(super) fn undo(&mut self, cx: &mut Cx) {
        if self.work.is_some() {
            return;
        }
        let (bank, edits) = match self.undos.pop() {
            Some(Undo::Edits(bank, edits)) => (bank, edits),
            Some(Undo::Bank(gone)) => {
                let task = cx.data.task();
                cx.effects.push(Effect::CreateBank {
                    task,
                    id: gone.bank.clone(),
                    text: gone.text.to_string(),
                });
                self.work = Some(Work::Remaking(task, gone.bank));
                return;
            }
            None => {
                cx.toast("Nothing to undo");
                return;
            }
        };
        let mut change = Change::new(&bank, edits, "Undone".to_owned());
        change.kind = Kind::Undo;
        self.begin(change, cx);
    }

    /// Does again what was taken back last.
    pub(super) fn redo(&mut self, cx: &mut Cx) {
        if self.work.is_some() {
            return;
        }
        let Some((bank, edits)) = self.redos.pop() else {
            cx.toast("Nothing to redo");
            return;
        };
        let mut change = Change::new(&bank, edits, "Done again".to_owned());
        change.kind = Kind::Redo;
        self.begin(change, cx);
    }

    /// Remembers what takes a change back, or does again what it took back.
    fn remember_back(&mut self, change: &Change, saved: &Saved) {
        if change.kind == Kind::New {
            self.redos.clear();
        }
        if saved.undo.is_empty() {
            return;
        }
        let (bank, edits) = (change.bank.clone(), saved.undo.clone());
        match change.kind {
            Kind::Undo => self.redos.push((bank, edits)),
            Kind::New | Kind::Redo => self.undos.push(Undo::Edits(bank, edits)),
        }
    }
}

/// Takes in what became of a change that no one waits for any more.
pub fn saved_elsewhere(result: &Result<Box<Saved>, SaveProblem>, cx: &mut Cx) {
    match result {
        Ok(_) => cx.effects.push(Effect::LoadBanks),
        Err(problem) => cx.problem(problem.to_string()),
    }
}

/// Returns the code files of a question, to go with it under another name.
fn code_of(question: &crate::domain::bank::Question, name: &QuestionName) -> Vec<Code> {
    let files = question.code.iter().flat_map(|code| &code.files);
    files
        .map(|(file, text)| Code {
            name: name.clone(),
            file: file.clone(),
            before: None,
            after: text.to_string(),
        })
        .collect()
}

fn title_of(id: &str) -> String {
    let mut title = id.replace('-', " ");
    if let Some(first) = title.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    title
}
