//! Question banks: banks and topics, their questions, and the one under the cursor as it will be asked.

mod coding;
mod editing;
mod files;
mod form;
mod groups;
mod listing;
mod template;
mod trial;
mod versions;
mod work;

use std::collections::HashMap;
use std::sync::Arc;

use super::{Input, Nav};
use crate::app::action::Action;
use crate::app::data::{Cx, Data};
use crate::app::editor::Editor;
use crate::app::effect::Effect;
use crate::app::flow;
use crate::app::keymap::Context;
use crate::app::layout;
use crate::app::msg::Size;
use crate::app::overlays::bank_files::BankFiles;
use crate::app::overlays::{self, Overlay};
use crate::app::screens::setup;
use crate::domain::bank::edit::BankEdit;
use crate::domain::bank::{Question, QuestionName, RoundKind};
use crate::domain::catalog::{Entry, Origin};
use crate::domain::search::Fuzzy;

pub use coding::CodeEdit;
pub use files::File;
pub use form::{Codec, Conflict, Form, FormRow, Kind, Side, TEXT_ROWS, VALUE};
pub use groups::{Group, GroupRow, What};
pub use trial::{Ran, Trial};
pub use versions::{Looked, Versions};
pub use work::saved_elsewhere;

/// What has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    Groups,
    #[default]
    Questions,
    Preview,
    Problems,
}

/// What of a question is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    #[default]
    Prompt,
    Rubric,
    FollowUps,
    Reference,
    Pitfalls,
    Code,
    /// Beside the built-in question it was made from.
    Compare,
}

impl Tab {
    pub fn title(self) -> &'static str {
        match self {
            Self::Prompt => "As asked",
            Self::Rubric => "Rubric",
            Self::FollowUps => "Follow-ups",
            Self::Reference => "Reference",
            Self::Pitfalls => "Often missed",
            Self::Code => "Code",
            Self::Compare => "Compared",
        }
    }

    /// Returns the tabs of a question; `changed` tells whether it stands in place of a built-in one.
    pub fn of(question: &Question, changed: bool) -> Vec<Self> {
        let mut tabs = vec![
            Self::Prompt,
            Self::Rubric,
            Self::FollowUps,
            Self::Reference,
            Self::Pitfalls,
        ];
        if question.code.is_some() {
            tabs.push(Self::Code);
        }
        if changed {
            tabs.push(Self::Compare);
        }
        tabs
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct BankScreen {
    pub pane: Pane,
    pub groups: Vec<GroupRow>,
    pub group_cursor: usize,
    pub group: Group,
    pub topic: Option<String>,
    /// What is searched for.
    pub query: Editor,
    /// The query has the keyboard.
    pub searching: bool,
    /// What is listed, as places in the catalog.
    pub found: Vec<Fuzzy>,
    pub cursor: usize,
    pub tab: Tab,
    /// Rows of the preview, or of the problems, that are scrolled off.
    pub scroll: u16,
    pub scores: HashMap<QuestionName, f64>,
    /// The first day on which anything of a question is due.
    pub due: HashMap<QuestionName, jiff::civil::Date>,
    /// The fields of a question that is edited.
    pub form: Option<Box<Form>>,
    /// A code file that is written.
    pub code: Option<Box<CodeEdit>>,
    /// What a bank was before, while one looks at it.
    pub versions: Option<Box<Versions>>,
    /// The runs of a question's own solutions.
    pub trial: Option<Box<Trial>>,
    words: listing::Words,
    /// The code file that `$EDITOR` has.
    lent: Option<files::Lent>,
    /// The change that is under way.
    work: Option<work::Work>,
    /// Changes that wait for it to be done.
    waiting: Vec<work::Change>,
    /// What takes changes of whole questions back, by bank, or a deleted bank.
    undos: Vec<work::Undo>,
    /// What does again what was taken back, by bank.
    redos: Vec<(String, Vec<BankEdit>)>,
    /// What to stand on once the banks are read again, and whether to open its fields.
    then: Option<(QuestionName, bool)>,
    /// The question under the cursor, by its name: the banks may be read anew.
    standing: Option<QuestionName>,
}

impl BankScreen {
    pub fn new(cx: &mut Cx) -> Self {
        cx.effects
            .push(Effect::WindowTitle("hotseat: question banks".to_owned()));
        Self::over(cx.data)
    }

    /// Opens the screen over what is known now.
    pub fn over(data: &Data) -> Self {
        let mut screen = Self {
            pane: Pane::default(),
            groups: Vec::new(),
            group_cursor: 0,
            group: Group::default(),
            topic: None,
            query: Editor::single_line(),
            searching: false,
            found: Vec::new(),
            cursor: 0,
            tab: Tab::default(),
            scroll: 0,
            scores: HashMap::new(),
            due: HashMap::new(),
            form: None,
            code: None,
            versions: None,
            trial: None,
            words: listing::Words::default(),
            lent: None,
            work: None,
            waiting: Vec::new(),
            undos: Vec::new(),
            redos: Vec::new(),
            then: None,
            standing: None,
        };
        screen.loaded(data);
        screen
    }

    pub fn contexts(&self) -> Vec<Context> {
        if self.code.is_some() {
            return vec![Context::BankCode, Context::Editor];
        }
        if let Some(form) = &self.form {
            return form.contexts();
        }
        if self.searching {
            return vec![Context::BankSearch, Context::Editor];
        }
        match self.pane {
            Pane::Groups => vec![Context::BankGroups, Context::Banks],
            Pane::Questions => vec![Context::BankList, Context::Banks],
            Pane::Preview | Pane::Problems => vec![Context::BankText, Context::Banks],
        }
    }

    /// Returns the text that has the keyboard.
    pub fn editor(&self) -> Option<&Editor> {
        if let Some(code) = &self.code {
            return Some(&code.editor);
        }
        match &self.form {
            Some(form) => form.field.as_ref().filter(|_| form.side == Side::Fields),
            None => self.searching.then_some(&self.query),
        }
    }

    pub fn may_undo(&self) -> bool {
        !self.undos.is_empty() && self.work.is_none()
    }

    pub fn may_redo(&self) -> bool {
        !self.redos.is_empty() && self.work.is_none()
    }

    /// Takes in banks and history as they are now; the cursor stays on its question.
    fn loaded(&mut self, data: &Data) {
        self.scores = listing::last_scores(data.history.as_deref().unwrap_or_default());
        self.due = listing::due(data.schedule.as_deref());
        let Some(catalog) = data.catalog() else { return };
        self.words = listing::Words::of(catalog);
        // What is listed are places in the catalog that was before.
        let here = self.standing.take();
        self.regroup(data);
        self.list(data);
        if let Some(name) = here {
            self.stand_on(&name, data);
        }
    }

    /// Makes the rows of the left pane anew; the cursor stays on its row where that is still there.
    fn regroup(&mut self, data: &Data) {
        let Some(catalog) = data.catalog() else { return };
        let here = self.groups.get(self.group_cursor).map(|row| row.what.clone());
        self.groups = groups::rows(catalog, &self.group);
        let group = What::Group(self.group.clone());
        if !self.groups.iter().any(|row| row.what == group) {
            self.group = Group::All;
            self.topic = None;
            self.groups = groups::rows(catalog, &self.group);
        }
        let place = |what: &What| self.groups.iter().position(|row| row.what == *what);
        let topic = self.topic.clone().map(|topic| What::Topic(Some(topic)));
        if topic.as_ref().is_some_and(|topic| place(topic).is_none()) {
            self.topic = None;
        }
        self.group_cursor = here.as_ref().and_then(place).unwrap_or(0);
    }

    fn list(&mut self, data: &Data) {
        let Some(catalog) = data.catalog() else { return };
        self.found = listing::find(
            catalog,
            &mut self.words,
            &self.group,
            self.topic.as_deref(),
            &self.query.text(),
        );
        self.cursor = self.cursor.min(self.found.len().saturating_sub(1));
    }

    /// Moves the cursor to a question; what hides it is opened.
    pub fn stand_on(&mut self, name: &QuestionName, data: &Data) {
        let place = |screen: &Self| {
            let catalog = data.catalog()?;
            let at = catalog.entries().iter().position(|entry| entry.name == *name)?;
            screen.found.iter().position(|found| found.index == at)
        };
        if place(self).is_none() && data.catalog().is_some_and(|known| known.get(name).is_some()) {
            self.group = Group::All;
            self.topic = None;
            self.query = Editor::single_line();
            self.group_cursor = 0;
            self.regroup(data);
            self.list(data);
        }
        if let Some(at) = place(self) {
            self.cursor = at;
        }
    }

    /// Returns the question under the cursor.
    pub fn entry<'a>(&self, data: &'a Data) -> Option<&'a Entry> {
        let found = self.found.get(self.cursor)?;
        data.catalog()?.entries().get(found.index)
    }

    fn name(&self, data: &Data) -> Option<QuestionName> {
        self.entry(data).map(|entry| entry.name.clone())
    }

    /// Returns the question that is read, with what it is called.
    pub fn shown(&self, data: &Data) -> Option<(QuestionName, Arc<Question>)> {
        if let Some(form) = &self.form {
            return Some((form.name.clone(), Arc::clone(&form.shown)));
        }
        let entry = self.entry(data)?;
        Some((entry.name.clone(), Arc::clone(&entry.question)))
    }

    /// Returns the round whose colour the list has.
    pub fn round(&self) -> Option<RoundKind> {
        let here = What::Group(self.group.clone());
        let row = self.groups.iter().find(|row| row.what == here)?;
        row.round
    }

    /// Returns what the list is called.
    pub fn title(&self) -> String {
        let here = What::Group(self.group.clone());
        let name = self
            .groups
            .iter()
            .find(|row| row.what == here)
            .map_or("All questions", |row| row.name.as_str());
        match &self.topic {
            Some(topic) => format!("{name}, {topic}"),
            None => name.to_owned(),
        }
    }

    pub fn settle(&mut self, size: Size, data: &Data) {
        self.standing = self.name(data);
        if let Some(form) = &mut self.form {
            form.settle(size);
        }
        if let Some(code) = &mut self.code {
            code.settle(size);
        }
        if let Some(page) = layout::page(size) {
            let areas = layout::banks(&page, false);
            self.query
                .set_view(areas.list.inner.width.saturating_sub(4).max(1), 1);
        }
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Option<Nav> {
        match input {
            Input::Loaded => {
                self.loaded(cx.data);
                if let Some(form) = &mut self.form {
                    form.reloaded(cx);
                }
                self.after_change(cx);
            }
            Input::BankOpened(task, result) => self.bank_opened(*task, result, cx),
            Input::BankSaved(task, result) => self.bank_saved(*task, result, cx),
            Input::BanksChanged => {
                if let Some(form) = &mut self.form {
                    form.changed_outside(cx);
                }
            }
            Input::Tried(task, progress) => {
                if let Some(trial) = &mut self.trial {
                    trial.hear(*task, progress, cx);
                }
            }
            Input::DraftRead(task, draft) => {
                if let Some(form) = &mut self.form {
                    form.take_draft(*task, draft.as_deref(), cx);
                }
            }
            Input::Versions(task, _, list) => self.versions_listed(*task, list),
            Input::VersionRead(task, text) => self.version_read(*task, text, cx),
            Input::Returned(task, text) if self.file_returned(*task, text, cx) => {}
            input if self.code.is_some() && !matches!(input, Input::Wake) => self.in_code(input, cx),
            Input::Action(Action::TestQuestion) => self.test(cx),
            Input::Action(Action::CodeFiles) => *cx.overlay = Some(Overlay::BankFiles(BankFiles::default())),
            input if self.form.is_some() => self.in_form(input, cx),
            Input::Action(action) if self.searching => self.search_by(*action, cx),
            Input::Char(_) | Input::Paste(_) if self.searching => self.typed(input, cx),
            Input::Action(action) => return self.act(*action, cx),
            _ => {}
        }
        None
    }

    /// Returns when something is to be done without being asked.
    pub fn wake_at(&self) -> Option<std::time::Duration> {
        self.form.as_ref().and_then(|form| form.draft_due())
    }

    /// Returns whether the cursor on the left stands on a bank of the person's own.
    pub fn on_own_bank(&self, data: &Data) -> bool {
        self.own_bank_row(data).is_some()
    }

    fn own_bank_row(&self, data: &Data) -> Option<&GroupRow> {
        let row = self.groups.get(self.group_cursor)?;
        let What::Group(Group::Bank(id)) = &row.what else {
            return None;
        };
        let entries = data.catalog()?.entries();
        let mut of_bank = entries.iter().filter(|entry| entry.name.bank == *id);
        of_bank.all(|entry| entry.origin == Origin::Own).then_some(row)
    }

    fn typed(&mut self, input: &Input, cx: &mut Cx) {
        if overlays::write(&mut self.query, input, cx.clip, cx.now.mono) {
            self.cursor = 0;
            self.scroll = 0;
            self.list(cx.data);
        }
    }

    fn search_by(&mut self, action: Action, cx: &mut Cx) {
        match action {
            Action::Back => {
                let here = self.name(cx.data);
                self.searching = false;
                self.query = Editor::single_line();
                self.list(cx.data);
                if let Some(name) = here {
                    self.stand_on(&name, cx.data);
                }
            }
            Action::Open => self.searching = false,
            Action::Up => self.go(self.cursor.saturating_sub(1)),
            Action::Down => self.go(self.cursor + 1),
            _ => self.typed(&Input::Action(action), cx),
        }
    }

    /// Moves to a question of the list.
    fn go(&mut self, to: usize) {
        self.cursor = to.min(self.found.len().saturating_sub(1));
        self.scroll = 0;
    }

    fn act(&mut self, action: Action, cx: &mut Cx) -> Option<Nav> {
        match action {
            Action::Back => return Some(Nav::Back),
            Action::Search => {
                self.searching = true;
                self.pane = Pane::Questions;
            }
            Action::NextPane => self.turn(1, cx),
            Action::PreviousPane => self.turn(-1, cx),
            Action::NextTab => self.next_tab(1, cx.data),
            Action::PreviousTab => self.next_tab(-1, cx.data),
            Action::TryIt => return self.try_it(cx),
            action if self.changes(action, cx) => {}
            action => match self.pane {
                Pane::Groups => self.choose_group(action, cx),
                Pane::Questions => self.choose_question(action, cx),
                Pane::Preview | Pane::Problems => self.read(action),
            },
        }
        None
    }

    /// Returns the panes there are, in the order of `Tab`.
    pub fn panes(data: &Data) -> Vec<Pane> {
        let mut panes = vec![Pane::Groups, Pane::Questions, Pane::Preview];
        if data
            .banks
            .as_ref()
            .is_some_and(|banks| !banks.problems.is_empty())
        {
            panes.push(Pane::Problems);
        }
        panes
    }

    fn turn(&mut self, by: isize, cx: &Cx) {
        let panes = Self::panes(cx.data);
        let at = panes.iter().position(|pane| *pane == self.pane).unwrap_or(0);
        let next = (at as isize + by).rem_euclid(panes.len() as isize) as usize;
        self.pane = panes.get(next).copied().unwrap_or_default();
        self.scroll = 0;
    }

    /// Returns the tabs of what is read.
    pub fn tabs(&self, question: &Question, data: &Data) -> Vec<Tab> {
        Tab::of(question, self.original(data).is_some())
    }

    /// Returns the built-in question in whose place the one that is read stands.
    pub fn original(&self, data: &Data) -> Option<Arc<Question>> {
        let name = match &self.form {
            Some(form) => form.name.clone(),
            None => self.name(data)?,
        };
        let entry = data.catalog()?.get(&name)?;
        entry.original.as_deref().map(|original| Arc::clone(original))
    }

    fn next_tab(&mut self, by: isize, data: &Data) {
        let Some((_, question)) = self.shown(data) else {
            return;
        };
        let tabs = self.tabs(&question, data);
        let at = tabs.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let next = (at as isize + by).rem_euclid(tabs.len() as isize) as usize;
        self.tab = tabs.get(next).copied().unwrap_or_default();
        self.scroll = 0;
    }

    fn choose_group(&mut self, action: Action, cx: &Cx) {
        let last = self.groups.len().saturating_sub(1);
        let page = page_rows(cx.size);
        let to = match action {
            Action::Up => self.group_cursor.saturating_sub(1),
            Action::Down => (self.group_cursor + 1).min(last),
            Action::PageUp => self.group_cursor.saturating_sub(page),
            Action::PageDown => (self.group_cursor + page).min(last),
            Action::First => 0,
            Action::Last => last,
            Action::Open | Action::Right => {
                self.pane = Pane::Questions;
                return;
            }
            _ => return,
        };
        self.group_cursor = to;
        match self.groups.get(to).map(|row| row.what.clone()) {
            Some(What::Group(group)) => {
                self.group = group;
                self.topic = None;
                self.regroup(cx.data);
            }
            Some(What::Topic(topic)) => self.topic = topic,
            None => {}
        }
        self.cursor = 0;
        self.scroll = 0;
        self.list(cx.data);
    }

    fn choose_question(&mut self, action: Action, cx: &Cx) {
        let last = self.found.len().saturating_sub(1);
        let page = page_rows(cx.size);
        match action {
            Action::Up => self.go(self.cursor.saturating_sub(1)),
            Action::Down => self.go(self.cursor + 1),
            Action::PageUp => self.go(self.cursor.saturating_sub(page)),
            Action::PageDown => self.go(self.cursor + page),
            Action::First => self.go(0),
            Action::Last => self.go(last),
            Action::Left => self.pane = Pane::Groups,
            Action::Open | Action::Right => self.pane = Pane::Preview,
            _ => {}
        }
    }

    fn read(&mut self, action: Action) {
        match action {
            Action::Up => self.scroll = self.scroll.saturating_sub(1),
            Action::Down => self.scroll = self.scroll.saturating_add(1),
            Action::PageUp => self.scroll = self.scroll.saturating_sub(10),
            Action::PageDown => self.scroll = self.scroll.saturating_add(10),
            Action::First => self.scroll = 0,
            Action::Last => self.scroll = u16::MAX,
            Action::Left | Action::Open => self.pane = Pane::Questions,
            _ => {}
        }
    }

    /// Sits the one question.
    fn try_it(&self, cx: &mut Cx) -> Option<Nav> {
        let name = self.name(cx.data)?;
        let catalog = Arc::clone(cx.data.catalog()?);
        match setup::plan_exactly(&name, &catalog, cx.data, cx.now) {
            Ok(plan) => Some(Nav::Open(flow::begin(cx, plan))),
            Err(sentence) => {
                cx.problem(sentence);
                None
            }
        }
    }
}

/// Returns how many rows a page moves.
fn page_rows(size: Size) -> usize {
    layout::page(size).map_or(1, |page| usize::from(page.body.height).saturating_sub(8).max(1))
}
