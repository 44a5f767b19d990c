//! The stories of the culture round: the list, the story being written, and the matrix of competencies. What
//! is written is saved within half a second, when its part is left, and before the screen is.

use std::time::Duration;

use super::interview::TYPING;
use super::{Input, Nav, Screen};
use crate::app::App;
use crate::app::action::Action;
use crate::app::book;
use crate::app::data::{Cx, Data, Tone};
use crate::app::editor::{Clip, Did, Editor};
use crate::app::effect::Effect;
use crate::app::keymap::{Context, Preset};
use crate::app::layout::{self, FieldSize, StoriesAreas};
use crate::app::msg::Size;
use crate::app::overlays::Overlay;
use crate::domain::story::{MAX_TEXT, MAX_TITLE, Part, Story};

/// How long after a failure saving is tried again.
const RETRY: Duration = Duration::from_secs(3);

/// Characters of a part of one line that is no title.
const MAX_LINE: usize = 2000;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    #[default]
    Stories,
    Matrix,
}

/// Which side has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    #[default]
    List,
    Story,
}

/// A part of the story under the cursor.
#[derive(Debug, Clone, PartialEq)]
pub struct PartEditor {
    pub part: Part,
    pub editor: Editor,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct StoriesScreen {
    pub tab: Tab,
    pub side: Side,
    /// Index of the story.
    pub cursor: usize,
    /// Those of the story under the cursor; none where there is no story.
    pub fields: Vec<PartEditor>,
    /// Index into `fields`.
    pub focus: usize,
    /// The told part that is large, an index into [`Part::TOLD`].
    pub large: usize,
    /// Id of the story in `fields`.
    of: Option<String>,
    /// A new story that is not on disk yet.
    fresh: Option<String>,
    typed_since: Option<Duration>,
    retry_at: Option<Duration>,
    /// It was asked to save: said once it is on disk.
    says_saved: bool,
    deleted: Option<(usize, Story)>,
}

impl StoriesScreen {
    pub fn new(cx: &Cx) -> Self {
        let mut screen = Self::default();
        screen.show(cx.data);
        screen
    }

    pub fn editor(&self) -> Option<&Editor> {
        let field = self.fields.get(self.focus)?;
        (self.side == Side::Story).then_some(&field.editor)
    }

    pub fn editor_mut(&mut self) -> Option<&mut Editor> {
        let field = self.fields.get_mut(self.focus)?;
        (self.side == Side::Story).then_some(&mut field.editor)
    }

    pub fn has_deleted(&self) -> bool {
        self.deleted.is_some()
    }

    /// Returns whether what was typed is not on disk yet.
    pub fn is_unsaved(&self, data: &Data) -> bool {
        let waits = self.fields.iter().any(|field| field.editor.has_pending());
        waits || self.of.as_deref().is_some_and(|id| !data.book.is_saved(id))
    }

    pub fn contexts(&self) -> Vec<Context> {
        match self.side {
            Side::List => vec![Context::Stories],
            Side::Story => vec![Context::Editor, Context::Story],
        }
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Option<Nav> {
        match input {
            Input::Action(action) if self.side == Side::Story => self.write(*action, cx),
            Input::Action(action) => return self.act(*action, cx),
            Input::Char(c) => {
                self.type_in(&c.to_string(), cx, |editor, cx| {
                    editor.press(*c, cx.clip, cx.now.mono)
                });
            }
            Input::Paste(text) => {
                self.type_in(text, cx, |editor, cx| editor.paste(text, cx.now.mono));
            }
            Input::Wake => self.wake(cx),
            Input::Flush => self.flush(cx),
            Input::Loaded => self.loaded(cx),
            _ => {}
        }
        None
    }

    /// Keys of the list and of the matrix.
    fn act(&mut self, action: Action, cx: &mut Cx) -> Option<Nav> {
        let last = cx.data.book.list().len().saturating_sub(1);
        match action {
            Action::Up => self.go(self.cursor.saturating_sub(1), cx),
            Action::Down => self.go((self.cursor + 1).min(last), cx),
            Action::First => self.go(0, cx),
            Action::Last => self.go(last, cx),
            Action::NextTab => {
                self.tab = match self.tab {
                    Tab::Stories => Tab::Matrix,
                    Tab::Matrix => Tab::Stories,
                };
            }
            Action::Open => self.enter(Part::TOLD[self.large.min(3)]),
            Action::RenameStory => {
                self.enter(Part::Title);
                if let Some(editor) = self.editor_mut() {
                    let _ = editor.perform(Action::SelectAll, cx.clip, cx.now.mono);
                }
            }
            Action::NewStory => {
                let story = Story::new(book::new_id(cx), cx.now.wall.date());
                self.fresh = Some(story.id.clone());
                let at = cx.data.book.put_fresh(story);
                self.go(at, cx);
                self.large = 0;
                self.enter(Part::Title);
            }
            Action::DeleteStory => self.delete(cx),
            Action::Undo => {
                if let Some((at, story)) = self.deleted.take() {
                    let name = story.name();
                    let at = book::keep(cx, story, at);
                    self.go(at, cx);
                    cx.toast(format!("{name} is back"));
                }
            }
            Action::Back => {
                self.flush(cx);
                if cx.data.book.failed.is_some() {
                    book::retry(cx);
                }
                return Some(Nav::Back);
            }
            Action::Quit => return Some(Nav::Quit),
            _ => {}
        }
        None
    }

    /// Goes to the part of the story under the cursor.
    fn enter(&mut self, part: Part) {
        if let Some(at) = self.fields.iter().position(|field| field.part == part) {
            self.tab = Tab::Stories;
            self.side = Side::Story;
            self.focus_on(at);
        }
    }

    fn focus_on(&mut self, at: usize) {
        self.unscroll();
        self.focus = at;
        // One goes on where the text ends, unless one was elsewhere in it.
        if let Some(field) = self.fields.get_mut(at)
            && field.editor.cursor() == 0
        {
            let _ = field
                .editor
                .perform(Action::TextEnd, &mut Clip::default(), Duration::ZERO);
        }
        let part = self.fields.get(at).map(|field| field.part);
        if let Some(told) = Part::TOLD.iter().position(|told| Some(*told) == part) {
            self.large = told;
        }
    }

    /// A part of one line that is left shows its beginning.
    fn unscroll(&mut self) {
        if let Some(field) = self.fields.get_mut(self.focus)
            && field.part.is_line()
        {
            field.editor.clear_selection();
            let _ = field
                .editor
                .perform(Action::TextStart, &mut Clip::default(), Duration::ZERO);
        }
    }

    /// Keys while one writes.
    fn write(&mut self, action: Action, cx: &mut Cx) {
        match action {
            Action::Done => {
                self.flush(cx);
                if cx.data.book.failed.is_some() {
                    book::retry(cx);
                }
                self.says_saved = true;
                self.say_saved(cx);
            }
            Action::Back if self.editor_mut().is_some_and(Editor::clear_selection) => {}
            Action::Back | Action::NextPane => self.leave(cx),
            Action::PreviousField => self.step(self.fields.len().saturating_sub(1), cx),
            Action::Search => {
                if let Some(editor) = self.editor_mut() {
                    editor.begin_search();
                }
                *cx.overlay = Some(Overlay::Find(Box::default()));
            }
            action => {
                let adding = match action {
                    Action::PasteClip => cx.clip.text.clone(),
                    Action::NewLine => "\n".to_owned(),
                    _ => String::new(),
                };
                let did = self.type_in(&adding, cx, |editor, cx| {
                    editor.perform(action, cx.clip, cx.now.mono)
                });
                match (did, action) {
                    (Some(Did::Unhandled), Action::CompleteOrNext | Action::NewLine | Action::MoveDown) => {
                        self.step(1, cx);
                    }
                    (Some(Did::Unhandled), Action::MoveUp) => {
                        self.step(self.fields.len().saturating_sub(1), cx);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Goes so many parts on, round the end.
    fn step(&mut self, parts: usize, cx: &mut Cx) {
        self.flush(cx);
        let count = self.fields.len().max(1);
        self.focus_on((self.focus + parts) % count);
    }

    /// Back to the list; a new story in which nothing was written is none.
    fn leave(&mut self, cx: &mut Cx) {
        self.flush(cx);
        self.unscroll();
        self.side = Side::List;
        if let Some(fresh) = self.fresh.take() {
            cx.data.book.forget(&fresh);
            self.go(self.cursor.saturating_sub(1), cx);
        }
    }

    /// Lets the editor do something that adds this text, where there is room for it.
    fn type_in(
        &mut self,
        adding: &str,
        cx: &mut Cx,
        act: impl FnOnce(&mut Editor, &mut Cx) -> Did,
    ) -> Option<Did> {
        if let Some(sentence) = self.refuses(adding) {
            cx.problem(sentence);
            return None;
        }
        let editor = self.editor_mut()?;
        let did = act(editor, cx);
        match did {
            Did::Edited => {
                self.says_saved = false;
                self.typed_since.get_or_insert(cx.now.mono);
            }
            Did::Copied => {
                cx.effects.push(Effect::Copy(cx.clip.text.clone()));
                if self.editor().is_some_and(Editor::has_pending) {
                    self.typed_since.get_or_insert(cx.now.mono);
                }
                cx.toast("Copied, and sent to the terminal's clipboard");
            }
            _ => {}
        }
        if let Some(sentence) = self.refuses("") {
            // What vim puts or redo brings back is known only afterwards.
            if let Some(editor) = self.editor_mut() {
                let _ = editor.perform(Action::Undo, cx.clip, cx.now.mono);
            }
            cx.problem(sentence);
        }
        Some(did)
    }

    /// Returns why the part with the focus does not take this text.
    fn refuses(&self, adding: &str) -> Option<String> {
        let field = self.fields.get(self.focus)?;
        let (most, has, more) = match field.part {
            Part::Title | Part::Figures | Part::Names => {
                let most = if field.part == Part::Title {
                    MAX_TITLE
                } else {
                    MAX_LINE
                };
                (most, field.editor.text().chars().count(), adding.chars().count())
            }
            _ => (MAX_TEXT, field.editor.len(), adding.len()),
        };
        let unit = if field.part.is_line() {
            "characters"
        } else {
            "bytes"
        };
        (has + more > most).then(|| {
            format!(
                "{} holds {most} {unit} at most; that was not taken in.",
                field.part.title()
            )
        })
    }

    /// Saves what was written since the last time.
    fn flush(&mut self, cx: &mut Cx) {
        self.typed_since = None;
        let Some((at, story)) = self.of.as_deref().and_then(|id| cx.data.book.find(id)) else {
            return;
        };
        let mut changed = story.clone();
        for field in &mut self.fields {
            if !field.editor.take_edits().is_empty() {
                changed.set(field.part, field.editor.text());
            }
        }
        if changed == *story {
            return;
        }
        changed.updated = Some(cx.now.wall.date());
        book::keep(cx, changed, at);
        self.fresh = None;
    }

    /// Says that all is on disk, where that was asked for and is so.
    fn say_saved(&mut self, cx: &mut Cx) {
        if self.says_saved && !self.is_unsaved(cx.data) {
            self.says_saved = false;
            // What has to be known goes before it.
            if cx.toast.as_ref().is_none_or(|toast| toast.tone == Tone::Done) {
                cx.toast("Saved");
            }
        }
    }

    fn wake(&mut self, cx: &mut Cx) {
        let now = cx.now.mono;
        if self
            .typed_since
            .is_some_and(|since| now.saturating_sub(since) >= TYPING)
        {
            self.flush(cx);
        }
        if cx.data.book.failed.is_some() && self.retry_at.is_none_or(|at| at <= now) {
            self.retry_at = Some(now + RETRY);
            book::retry(cx);
        }
    }

    fn delete(&mut self, cx: &mut Cx) {
        self.flush(cx);
        let Some(id) = self.of.clone() else { return };
        self.deleted = book::delete(cx, &id);
        if let Some((_, story)) = &self.deleted {
            let name = story.name();
            let undo = cx.key(Action::Undo, Context::Stories);
            cx.toast(format!("{name} is deleted; {undo} brings it back"));
        }
        self.go(self.cursor, cx);
    }

    /// Something became of the stories: another may stand under the cursor.
    fn loaded(&mut self, cx: &mut Cx) {
        let at = self.of.as_deref().and_then(|id| cx.data.book.find(id));
        match at.map(|(at, _)| at) {
            Some(at) => self.cursor = at,
            None => self.show(cx.data),
        }
        self.say_saved(cx);
    }

    /// Puts the cursor on a story.
    fn go(&mut self, at: usize, cx: &mut Cx) {
        self.flush(cx);
        self.cursor = at;
        self.show(cx.data);
    }

    /// Takes the story under the cursor into the editors.
    fn show(&mut self, data: &Data) {
        let stories = data.book.list();
        self.cursor = self.cursor.min(stories.len().saturating_sub(1));
        let story = stories.get(self.cursor);
        self.of = story.map(|story| story.id.clone());
        self.fields = story.map_or_else(Vec::new, |story| {
            Part::ALL
                .into_iter()
                .map(|part| {
                    let text = story.text(part);
                    let editor = if part.is_line() {
                        Editor::single_line_of(&text)
                    } else {
                        Editor::new(&crate::domain::plain::clean(&text))
                    };
                    let mut field = PartEditor { part, editor };
                    // What is looked through is read from its beginning.
                    let start = Action::TextStart;
                    let _ = field.editor.perform(start, &mut Clip::default(), Duration::ZERO);
                    field
                })
                .collect()
        });
        if self.fields.is_empty() {
            self.side = Side::List;
        }
    }

    /// Returns the monotonic time at which something is to be saved.
    pub fn wake_at(&self, data: &Data) -> Option<Duration> {
        let typed = self.typed_since.map(|since| since + TYPING);
        let failed = data.book.failed.is_some();
        let retry = failed.then(|| self.retry_at.unwrap_or_default());
        [typed, retry].into_iter().flatten().min()
    }

    /// Returns the field of a part.
    pub fn field(&self, part: Part) -> Option<&PartEditor> {
        self.fields.iter().find(|field| field.part == part)
    }

    /// Returns whether the keyboard writes into this part.
    pub fn is_here(&self, part: Part) -> bool {
        self.side == Side::Story
            && self
                .fields
                .get(self.focus)
                .is_some_and(|field| field.part == part)
    }

    /// Returns where everything is; the same for update and render.
    pub fn areas(&self, page: &layout::Page) -> StoriesAreas {
        let rows: Vec<FieldSize> = Part::TOLD
            .into_iter()
            .map(|part| {
                let rows = self.field(part).map_or(1, |field| field.editor.rows());
                FieldSize {
                    rows: u16::try_from(rows).unwrap_or(u16::MAX).min(2000),
                }
            })
            .collect();
        let writing = self.side == Side::Story;
        let on_line = writing
            && self
                .fields
                .get(self.focus)
                .is_some_and(|field| field.part.is_line());
        layout::stories(page, &rows, self.large, on_line, writing)
    }

    /// Wraps the parts for the size.
    pub fn settle(&mut self, size: Size, data: &Data) {
        let Some(page) = layout::page(size) else { return };
        let manner = Preset::from(data.config.editor_keys()).manner();
        let Some(first) = self.areas(&page).story else {
            return;
        };
        let width = first.head.width.min(layout::MEASURE);
        for field in &mut self.fields {
            // A line has no modes, as nowhere else: vim's commands would open lines in it.
            if !field.part.is_line() {
                field.editor.set_manner(manner);
                field.editor.set_view(width, 6);
            }
        }
        let Some(areas) = self.areas(&page).story else {
            return;
        };
        let large = areas.sections.iter().find(|section| section.large);
        let told = Part::TOLD[self.large.min(3)];
        for field in &mut self.fields {
            let area = match field.part {
                Part::Title => areas.title(),
                Part::Figures => layout::value(areas.figures),
                Part::Names => layout::value(areas.names),
                part if part == told => {
                    let inner = large.map(|section| section.inner).unwrap_or_default();
                    layout::at_most(inner, layout::MEASURE)
                }
                _ => continue,
            };
            field.editor.set_view(area.width, area.height.max(1));
        }
    }
}

impl App {
    /// Opens the stories above whatever is looked at.
    pub(in crate::app) fn open_stories(&mut self, effects: &mut Vec<Effect>) {
        self.close_overlay(effects);
        let now = self.now.clone();
        let screen = StoriesScreen::new(&self.cx(&now, effects));
        self.go(Nav::Open(Screen::Stories(Box::new(screen))));
    }
}
