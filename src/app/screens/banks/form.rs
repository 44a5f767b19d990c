//! The fields of one question, edited in place. What is typed changes the draft at once, so that preview
//! and problems follow; it counts, and goes to disk, when its field is left. A draft that breaks a rule
//! waits until it is mended: what is on disk stays as it was.

mod doing;
mod drafts;
mod entries;
mod outside;
mod rows;
mod value;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::app::action::Action;
use crate::app::data::Cx;
use crate::app::editor::{Did, Editor};
use crate::app::effect::Effect;
use crate::app::keymap::{Context, Preset};
use crate::app::layout;
use crate::app::msg::{Size, TaskId};
use crate::app::screens::Input;
use crate::domain::bank::edit::{self, BankEdit, BankText, Original, SaveProblem, Saved, Step, TextHome};
use crate::domain::bank::{Question, QuestionName};
use crate::domain::catalog::Tables;
use crate::domain::check::{self, Problem, Severity};

use outside::After;
pub use outside::Conflict;
pub use rows::{FormRow, Kind};
pub use value::Codec;

/// Rows a text shows, and with the focus at least and at most.
pub const TEXT_ROWS: u16 = 3;
const TEXT_LEAST: u16 = 2;
const TEXT_MOST: u16 = 14;

/// The column of values; those within groups stand further in.
pub const VALUE: u16 = 16;

/// What of the form is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    #[default]
    Fields,
    Preview,
    Problems,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    pub name: QuestionName,
    draft: Json,
    /// As it is on disk.
    saved: Json,
    open: BTreeSet<String>,
    pub rows: Vec<FormRow>,
    pub cursor: usize,
    /// The text of the row of the cursor.
    pub field: Option<Editor>,
    /// Rows that text has on the screen.
    pub field_rows: u16,
    pub problems: Vec<Problem>,
    pub side: Side,
    /// The newest state of the draft that can be read.
    pub shown: Arc<Question>,
    /// Whose it is, and what became of its original.
    pub home: TextHome,
    pub original: Original,
    pub conflict: Option<Conflict>,
    /// Why the newest save failed, in a sentence.
    pub failed: Option<String>,
    seen: BankText,
    /// What is on its way to disk.
    sent: Option<(TaskId, Json)>,
    /// The draft when its field got the focus.
    entered: Json,
    undo: Vec<Json>,
    redo: Vec<Json>,
    /// The field that `$EDITOR` has.
    lent: Option<(TaskId, String)>,
    /// Read again after a conflict: to put the draft over theirs, or to take theirs.
    reading: Option<(TaskId, After)>,
    drafts: drafts::Drafts,
    /// The form is left as soon as what was sent is on disk.
    pub leaving: bool,
}

/// Steps of undo that are kept.
const STEPS: usize = 200;

impl Form {
    /// Opens a question of a bank's text; `None` where it is not in it.
    pub fn new(name: QuestionName, seen: BankText, known: &Arc<Question>, cx: &Cx) -> Option<Self> {
        let text = edit::question_text(&seen.text, &name.question)?;
        let draft: Json = serde_json::from_str(&text).ok()?;
        let mut form = Self {
            name,
            saved: draft.clone(),
            entered: draft.clone(),
            draft,
            open: BTreeSet::from(["rubric".to_owned(), "hints".to_owned()]),
            rows: Vec::new(),
            cursor: 0,
            field: None,
            field_rows: 1,
            problems: Vec::new(),
            side: Side::Fields,
            shown: Arc::clone(known),
            home: seen.home,
            original: Original::Unknown,
            conflict: None,
            failed: None,
            seen,
            sent: None,
            undo: Vec::new(),
            redo: Vec::new(),
            lent: None,
            reading: None,
            drafts: drafts::Drafts::default(),
            leaving: false,
        };
        form.renew(cx);
        // One begins where something is to be written, not at the id.
        form.cursor = form.rows.iter().position(FormRow::takes_text).unwrap_or(0);
        form.enter(cx);
        Some(form)
    }

    pub fn contexts(&self) -> Vec<Context> {
        match self.side {
            _ if self.conflict.is_some() => vec![Context::BankConflict],
            Side::Fields if self.field.is_some() => vec![Context::BankForm, Context::Editor],
            Side::Fields => vec![Context::BankRow, Context::BankForm],
            Side::Preview | Side::Problems => vec![Context::BankText, Context::BankForm],
        }
    }

    /// Returns whether everything in the draft is on disk.
    pub fn is_saved(&self) -> bool {
        self.draft == self.saved
    }

    pub fn is_saving(&self) -> bool {
        self.sent.is_some()
    }

    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
    }

    pub fn row(&self) -> Option<&FormRow> {
        self.rows.get(self.cursor)
    }

    /// Returns the row a problem stands under: its field, or the group that hides it.
    pub fn row_of(&self, problem: &Problem) -> Option<usize> {
        self.rows
            .iter()
            .enumerate()
            .filter(|(_, row)| {
                problem
                    .path
                    .strip_prefix(&row.path)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            })
            .max_by_key(|(_, row)| row.path.len())
            .map(|(at, _)| at)
    }

    pub fn settle(&mut self, size: Size) {
        let Some(page) = layout::page(size) else { return };
        let width = layout::bank_form(&page).form.inner.width;
        let Some(row) = self.rows.get(self.cursor) else {
            return;
        };
        let (depth, is_text) = (row.depth, matches!(row.kind, Kind::Text(_)));
        let room = width.saturating_sub(VALUE + 2 * depth).max(1);
        let most = (page.body.height / 2).clamp(TEXT_LEAST, TEXT_MOST);
        if let Some(editor) = &mut self.field {
            let rows = if is_text {
                // Its width first: it says how many rows there are.
                editor.set_view(room, most);
                let rows = u16::try_from(editor.rows()).unwrap_or(u16::MAX);
                rows.clamp(TEXT_LEAST, most)
            } else {
                1
            };
            editor.set_view(room, rows);
            self.field_rows = rows;
        }
    }

    /// The banks were read again: code files may be others.
    pub fn reloaded(&mut self, cx: &Cx) {
        let entry = cx.data.catalog().and_then(|catalog| catalog.get(&self.name));
        if let Some(code) = entry.and_then(|entry| entry.question.code.as_ref())
            && let Some(shown) = &mut Arc::make_mut(&mut self.shown).code
        {
            shown.files = code.files.clone();
        }
        self.renew(cx);
    }

    /// Makes what follows from the draft anew.
    fn renew(&mut self, cx: &Cx) {
        self.rows = rows::rows(&self.draft, &self.open);
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
        let empty = Tables::default();
        let catalog = cx.data.catalog();
        let tables = catalog.map_or(&empty, |catalog| catalog.tables());
        self.problems = check::question(&self.draft, tables);
        if let Ok(mut question) = serde_json::from_value::<Question>(self.draft.clone()) {
            // The code files stand beside the bank.
            let files = self.shown.code.as_ref().map(|code| code.files.clone());
            if let (Some(code), Some(files)) = (&mut question.code, files) {
                code.files = files;
            }
            self.shown = Arc::new(question);
        }
        let entry = cx.data.catalog().and_then(|catalog| catalog.get(&self.name));
        let built_in = entry
            .and_then(|entry| entry.original.as_deref())
            .map(|original| &***original);
        self.original = edit::original(&self.draft, built_in);
    }

    /// Gives the row of the cursor its text.
    fn enter(&mut self, cx: &Cx) {
        self.entered = self.draft.clone();
        let Some(row) = self.rows.get(self.cursor) else {
            return;
        };
        let manner = Preset::from(cx.data.config.editor_keys()).manner();
        self.field = match &row.kind {
            Kind::Line(_, text) => {
                let mut editor = Editor::single_line();
                let _ = editor.paste(text, cx.now.mono);
                let _ = editor.take_edits();
                Some(editor)
            }
            Kind::Text(text) => {
                let mut editor = Editor::new(text);
                editor.set_manner(manner);
                Some(editor)
            }
            _ => None,
        };
        self.settle(cx.size);
    }

    /// The form is not left after all: its field has the keyboard again.
    pub fn stay(&mut self, cx: &Cx) {
        self.enter(cx);
    }

    /// Leaves the field: what was typed counts now.
    fn leave(&mut self, cx: &mut Cx) {
        self.field = None;
        self.count(cx);
    }

    /// Takes what changed since the field was entered as one step, and saves it.
    pub fn count(&mut self, cx: &mut Cx) {
        if self.draft != self.entered {
            entries::fill_ids(&mut self.draft);
            let before = std::mem::replace(&mut self.entered, self.draft.clone());
            self.undo.push(before);
            if self.undo.len() > STEPS {
                self.undo.remove(0);
            }
            self.redo.clear();
            self.renew(cx);
        }
        self.save(cx);
        if self.sent.is_none() {
            self.keep_draft(cx);
        }
    }

    /// Saves what counts already; what is being typed waits for its field to be left.
    fn save_counted(&mut self, cx: &mut Cx) {
        if self.draft == self.entered {
            self.save(cx);
        }
    }

    /// Sends the draft to disk, unless it breaks a rule or something is on its way already.
    fn save(&mut self, cx: &mut Cx) {
        let blocked = self.sent.is_some() || self.reading.is_some() || self.conflict.is_some();
        if blocked || self.is_saved() || self.errors().next().is_some() {
            return;
        }
        let Ok(question) = serde_json::from_value::<Question>(self.draft.clone()) else {
            return;
        };
        let task = cx.data.task();
        self.sent = Some((task, self.draft.clone()));
        cx.effects.push(Effect::SaveQuestion {
            task,
            seen: self.seen.clone(),
            edits: vec![BankEdit::Become {
                id: self.name.question.clone(),
                question: Box::new(question),
            }],
        });
    }

    /// Takes in what became of a save; returns whether it was of this form.
    pub fn heard(&mut self, task: TaskId, result: &Result<Box<Saved>, SaveProblem>, cx: &mut Cx) -> bool {
        let Some((_, draft)) = self.sent.take_if(|(sent, _)| *sent == task) else {
            return false;
        };
        match result {
            Ok(saved) => {
                self.seen = saved.now.clone();
                self.home = saved.now.home;
                self.saved = draft;
                self.failed = None;
                self.drop_draft_on_disk(cx);
                if let Some(note) = saved.notes.first() {
                    cx.toast(note.clone());
                }
                cx.effects.push(Effect::LoadBanks);
                self.save_counted(cx);
            }
            Err(SaveProblem::Conflict {
                file,
                ours,
                theirs,
                kept,
            }) => {
                self.leaving = false;
                self.conflict = Some(Conflict {
                    file: file.clone(),
                    ours: ours.clone(),
                    theirs: theirs.clone(),
                    kept: kept.clone(),
                });
            }
            Err(problem) => {
                self.leaving = false;
                self.failed = Some(problem.to_string());
                cx.problem(problem.to_string());
            }
        }
        true
    }

    /// Makes the draft another one, as a step that can be undone.
    fn change(&mut self, draft: Json, cx: &mut Cx) {
        self.draft = draft;
        self.count(cx);
        self.enter(cx);
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Done {
        if matches!(input, Input::Action(_) | Input::Char(_) | Input::Paste(_)) && self.leaving {
            // One goes on after all.
            self.leaving = false;
            self.enter(cx);
        }
        match input {
            Input::Action(action) if self.conflict.is_some() => self.settle_conflict(*action, cx),
            Input::Action(action) => return self.act(*action, cx),
            Input::Char(c) => {
                let (clip, now) = (&mut *cx.clip, cx.now.mono);
                let did = self.field.as_mut().map(|editor| editor.press(*c, clip, now));
                self.after(did, cx);
            }
            Input::Paste(text) => {
                let now = cx.now.mono;
                let did = self.field.as_mut().map(|editor| editor.paste(text, now));
                self.after(did, cx);
            }
            Input::Flush => {
                self.count(cx);
                self.keep_draft(cx);
            }
            Input::Wake => self.keep_draft_if_due(cx),
            Input::Returned(task, text) => self.returned(*task, text, cx),
            _ => {}
        }
        Done::Stay
    }

    fn act(&mut self, action: Action, cx: &mut Cx) -> Done {
        match action {
            Action::Save => {
                self.count(cx);
                self.say_saved(cx);
            }
            Action::Back if self.side != Side::Fields => self.side = Side::Fields,
            Action::Back => {
                self.leave(cx);
                // What is on its way may come back unsaved: then it is still here.
                self.leaving = self.sent.is_some();
                return if self.leaving { Done::Stay } else { Done::Leave };
            }
            Action::NextPane => self.turn(cx),
            Action::PreviousField => self.step(-1, cx),
            Action::ExternalEditor => self.lend(cx),
            Action::AddEntry => self.add(cx),
            Action::RemoveEntry => self.remove(cx),
            Action::EntryUp => self.shift(-1, cx),
            Action::EntryDown => self.shift(1, cx),
            Action::FormUndo => self.go_back(cx),
            Action::FormRedo => self.go_on(cx),
            _ if self.side != Side::Fields => {}
            action if self.field.is_some() => self.write(action, cx),
            Action::Up => self.step(-1, cx),
            Action::Down | Action::CompleteOrNext => self.step(1, cx),
            Action::First => self.go(0, cx),
            Action::Last => self.go(self.rows.len().saturating_sub(1), cx),
            Action::Left => self.choose(-1, cx),
            Action::Right | Action::Toggle | Action::Open => self.choose(1, cx),
            _ => {}
        }
        Done::Stay
    }

    fn say_saved(&self, cx: &mut Cx) {
        if let Some(problem) = self.errors().next() {
            let words = format!("{}: {}", problem.path, problem.message);
            cx.problem(format!("Not saved. {words}"));
        } else if self.is_saved() {
            cx.toast("Saved");
        }
    }

    fn turn(&mut self, cx: &mut Cx) {
        let beside = layout::page(cx.size).is_some_and(|page| layout::bank_form(&page).preview.is_some());
        self.side = match self.side {
            Side::Fields => Side::Preview,
            Side::Preview if beside || self.problems.is_empty() => Side::Fields,
            Side::Preview => Side::Problems,
            Side::Problems => Side::Fields,
        };
    }

    /// Does what an action means in the text of the row.
    fn write(&mut self, action: Action, cx: &mut Cx) {
        let line = matches!(self.row().map(|row| &row.kind), Some(Kind::Line(..)));
        let (clip, now) = (&mut *cx.clip, cx.now.mono);
        let did = self
            .field
            .as_mut()
            .map(|editor| editor.perform(action, clip, now));
        let idle = matches!(did, Some(Did::Nothing | Did::Unhandled));
        match action {
            Action::MoveUp if idle || line => self.step(-1, cx),
            Action::MoveDown if idle || line => self.step(1, cx),
            Action::CompleteOrNext | Action::NewLine if idle => self.step(1, cx),
            Action::Undo if idle => self.go_back(cx),
            Action::Redo if idle => self.go_on(cx),
            _ => self.after(did, cx),
        }
    }

    fn after(&mut self, did: Option<Did>, cx: &mut Cx) {
        if did == Some(Did::Copied) {
            cx.effects.push(Effect::Copy(cx.clip.text.clone()));
        }
        if matches!(did, Some(Did::Edited | Did::Copied)) {
            self.typed(cx);
        }
    }

    /// The text of the row goes into the draft.
    fn typed(&mut self, cx: &mut Cx) {
        let (Some(editor), Some(row)) = (&mut self.field, self.rows.get(self.cursor)) else {
            return;
        };
        let _ = editor.take_edits();
        let text = editor.text();
        let new = match &row.kind {
            Kind::Line(codec, _) => value::read(&text, *codec),
            _ if text.is_empty() => None,
            _ => Some(Json::from(text)),
        };
        let steps = row.steps.clone();
        self.put(&steps, new);
        self.renew(cx);
        self.draft_comes(cx);
    }

    /// Puts a value into the draft. What was there and is emptied stays as an empty text where the format
    /// asks for one.
    fn put(&mut self, steps: &[Step], new: Option<Json>) {
        let of_list = matches!(steps.last(), Some(Step::Index(_)));
        let new = match new {
            None if of_list || is_required(steps) => Some(Json::from("")),
            new => new,
        };
        value::set(&mut self.draft, steps, new);
    }

    fn step(&mut self, by: isize, cx: &mut Cx) {
        let to = self.cursor as isize + by;
        self.go(usize::try_from(to).unwrap_or(0), cx);
    }

    fn go(&mut self, to: usize, cx: &mut Cx) {
        self.leave(cx);
        self.cursor = to.min(self.rows.len().saturating_sub(1));
        self.enter(cx);
    }
}

/// Returns whether the format asks for a text at this place.
fn is_required(steps: &[Step]) -> bool {
    let Some(Step::Key(name)) = steps.last() else {
        return false;
    };
    let inner = matches!(
        name.as_str(),
        "ask" | "answer" | "idea" | "criterion" | "wrong" | "right" | "title" | "tests" | "text"
    );
    steps.len() > 1 && inner || steps.len() == 1 && matches!(name.as_str(), "topic" | "prompt" | "minutes")
}

/// What an input came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Stay,
    /// The form is left.
    Leave,
}
