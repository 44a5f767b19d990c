//! Past sessions: the list with filters and search, under it the questions of the one in hand, beside them
//! what an answer was: its words, reference, rubric, timeline and runs.

pub mod filter;
mod later;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compare::Compare;
use super::replay::{Course, ReplayScreen};
use super::{Input, Nav, Screen};
use crate::app::action::Action;
use crate::app::data::{Cx, Data};
use crate::app::editor::Editor;
use crate::app::effect::Effect;
use crate::app::keymap::Context;
use crate::app::msg::{Now, Reviewed, TaskId};
use crate::app::overlays::{self, Overlay};
use crate::domain::bank::Question;
use crate::domain::search::{Found, Hit};
use crate::domain::session::Attempt;
use crate::domain::stats::practice_day;
use crate::domain::summary::SessionSummary;
use filter::Filter;

/// The pane with the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Sessions,
    Questions,
    /// The tabs of the question.
    Text,
}

/// What shows of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Answer,
    Reference,
    Rubric,
    Timeline,
    Runs,
}

impl Tab {
    pub const ALL: [Self; 5] = [
        Self::Answer,
        Self::Reference,
        Self::Rubric,
        Self::Timeline,
        Self::Runs,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Answer => "Answer",
            Self::Reference => "Reference",
            Self::Rubric => "Rubric",
            Self::Timeline => "Timeline",
            Self::Runs => "Runs",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    pub pane: Pane,
    pub tab: Tab,
    /// Folder of the session in hand; empty before there is one.
    pub folder: String,
    /// Index of the attempt in hand.
    pub question: usize,
    pub scroll: u16,
    /// Index of the event under the cursor of the timeline.
    pub event: usize,
    pub query: Editor,
    /// The search line has the keyboard.
    pub searching: bool,
    pub filter: Filter,
    /// The session in hand, once it is read.
    pub opened: Option<Arc<Reviewed>>,
    /// Why it cannot be read, in a sentence.
    pub problem: Option<String>,
    /// The course of the answer in hand, made when it is first looked at.
    pub course: Option<Box<Course>>,
    task: Option<TaskId>,
    /// What the search found last.
    pub found: Option<Found>,
    /// Sessions read of those the search waits for.
    pub indexing: Option<(usize, usize)>,
    /// Why nothing could be searched, in a sentence.
    pub search_problem: Option<String>,
    search: Option<TaskId>,
    /// The text of the search that was asked for last.
    asked: String,
}

impl Review {
    /// Opens the review at a session, or at the newest.
    pub fn open(cx: &mut Cx, folder: Option<String>) -> Self {
        cx.effects.push(Effect::WindowTitle("hotseat: review".to_owned()));
        let mut review = Self {
            pane: Pane::Sessions,
            tab: Tab::Answer,
            folder: folder.unwrap_or_default(),
            question: 0,
            scroll: 0,
            event: 0,
            query: Editor::single_line(),
            searching: false,
            filter: Filter::default(),
            opened: None,
            problem: None,
            course: None,
            task: None,
            found: None,
            indexing: None,
            search_problem: None,
            search: None,
            asked: String::new(),
        };
        review.settle_on(cx);
        review
    }

    pub fn contexts(&self) -> Vec<Context> {
        match (self.searching, self.pane) {
            (true, _) => vec![Context::ReviewSearch, Context::Editor],
            (false, Pane::Text) => vec![Context::ReviewText, Context::Review],
            (false, _) => vec![Context::ReviewList, Context::Review],
        }
    }

    /// Returns the sessions that show, newest first.
    pub fn rows<'a>(&self, data: &'a Data, now: &Now) -> Vec<&'a SessionSummary> {
        let today = practice_day(&now.wall);
        let found: Option<BTreeSet<&str>> = self
            .found
            .as_ref()
            .map(|found| found.hits.iter().map(|hit| hit.folder.as_str()).collect());
        data.sessions()
            .iter()
            .filter(|summary| self.filter.is_off() || self.filter.keeps(summary, today))
            .filter(|summary| {
                found
                    .as_ref()
                    .is_none_or(|found| found.contains(summary.folder.as_str()))
            })
            .collect()
    }

    /// Returns the session in hand, in short.
    pub fn summary<'a>(&self, data: &'a Data) -> Option<&'a SessionSummary> {
        data.sessions()
            .iter()
            .find(|summary| summary.folder == self.folder)
    }

    /// Returns the session in hand, once it is read.
    pub fn session(&self) -> Option<&Arc<Reviewed>> {
        self.opened.as_ref().filter(|opened| opened.folder == self.folder)
    }

    /// Returns the answer in hand with its question as it was asked.
    pub fn attempt(&self) -> Option<(&Attempt, &Arc<Question>)> {
        self.session()?.attempt(self.question)
    }

    /// Returns what the search found in the session in hand.
    pub fn hits(&self) -> impl Iterator<Item = &Hit> {
        let found = self.found.iter().flat_map(|found| &found.hits);
        found.filter(|hit| hit.folder == self.folder)
    }

    /// Returns what the search found in the answer in hand.
    pub fn hit(&self) -> Option<&Hit> {
        self.hits().find(|hit| hit.attempt == Some(self.question))
    }

    /// Returns the tabs of the question in hand.
    pub fn tabs(&self) -> &'static [Tab] {
        match self.attempt() {
            Some((attempt, question)) if question.code.is_none() && attempt.runs.is_empty() => &Tab::ALL[..4],
            _ => &Tab::ALL,
        }
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Option<Nav> {
        let nav = match input {
            Input::Reviewed(task, read) => {
                self.take(*task, read, cx.data);
                None
            }
            Input::Amended(_, done) => {
                self.amended(done, cx);
                None
            }
            Input::Found(task, found) if self.search == Some(*task) => {
                self.indexing = None;
                match found {
                    Ok(found) => self.found = Some(found.clone()),
                    Err(sentence) => self.search_problem = Some(sentence.clone()),
                }
                self.go_to_first_hit();
                None
            }
            Input::Indexing { task, done, total } if self.search == Some(*task) => {
                self.indexing = Some((*done, *total));
                None
            }
            Input::Loaded => {
                // What is true of the session may be new.
                self.task = None;
                self.opened = self.opened.take().filter(|opened| opened.folder == self.folder);
                self.read(cx);
                None
            }
            Input::Action(action) if self.searching => self.search(*action, input, cx),
            Input::Action(action) => self.act(*action, cx),
            input if self.searching => {
                overlays::write(&mut self.query, input, cx.clip, cx.now.mono);
                None
            }
            _ => None,
        };
        self.look_for(cx);
        self.settle_on(cx);
        nav
    }

    fn take(&mut self, task: TaskId, read: &Result<Arc<Reviewed>, String>, data: &Data) {
        if self.task != Some(task) {
            return;
        }
        self.task = None;
        match read {
            Ok(session) => {
                let last = session.session.attempts.len().saturating_sub(1);
                let mut session = Arc::clone(session);
                if data.additions.has(&session.folder) {
                    let folder = session.folder.clone();
                    data.additions
                        .put_over(&folder, &mut Arc::make_mut(&mut session).session);
                }
                self.opened = Some(session);
                // Its records may be more than they were.
                self.course = None;
                self.question = self.question.min(last);
                self.problem = None;
            }
            Err(sentence) => {
                self.opened = None;
                self.problem = Some(sentence.clone());
            }
        }
    }

    /// Keeps the session in hand among those that show, and has it read.
    fn settle_on(&mut self, cx: &mut Cx) {
        let rows = self.rows(cx.data, cx.now);
        if rows.iter().all(|summary| summary.folder != self.folder) {
            let first = rows.first().map(|summary| summary.folder.clone());
            if cx.data.history.is_some() {
                self.choose(first.unwrap_or_default());
            }
        }
        let stands = self.session().is_some() || self.problem.is_some() || self.task.is_some();
        if !stands {
            self.read(cx);
        }
        if !self.tabs().contains(&self.tab) {
            self.tab = Tab::Answer;
        }
        if self.tab == Tab::Timeline {
            self.make_course();
        }
    }

    /// Searches for what stands in the search line, once for each text.
    fn look_for(&mut self, cx: &mut Cx) {
        let text = self.query.text();
        if text == self.asked {
            return;
        }
        self.asked.clone_from(&text);
        self.search_problem = None;
        if text.trim().is_empty() {
            self.found = None;
            self.indexing = None;
            self.search = None;
            return;
        }
        let task = cx.data.task();
        self.search = Some(task);
        cx.effects.push(Effect::Search { task, text });
    }

    /// Goes to the answer in which the search found most, where it found nothing in the one in hand.
    fn go_to_first_hit(&mut self) {
        let first = self.hits().find_map(|hit| hit.attempt);
        if let Some(attempt) = first.filter(|_| self.hit().is_none()) {
            self.question = attempt;
            self.go_to_top();
        }
    }

    fn read(&mut self, cx: &mut Cx) {
        if self.folder.is_empty() {
            return;
        }
        let task = cx.data.task();
        self.task = Some(task);
        cx.effects.push(Effect::Review {
            task,
            folder: self.folder.clone(),
        });
    }

    /// Makes the course of the answer in hand, unless it is there.
    fn make_course(&mut self) {
        let (folder, attempt) = (&self.folder, self.question);
        let stale = |course: &Course| course.folder != *folder || course.attempt != attempt;
        if self.course.as_deref().is_none_or(stale) {
            let session = self.session().cloned();
            self.course = session
                .and_then(|session| Course::of(&session, attempt))
                .map(Box::new);
        }
    }

    fn choose(&mut self, folder: String) {
        if self.folder != folder {
            self.folder = folder;
            self.question = 0;
            self.task = None;
            self.problem = None;
            self.go_to_top();
            self.go_to_first_hit();
        }
    }

    fn go_to_top(&mut self) {
        self.scroll = 0;
        self.event = 0;
    }

    fn search(&mut self, action: Action, input: &Input, cx: &mut Cx) -> Option<Nav> {
        match action {
            Action::Back if self.query.is_empty() => self.searching = false,
            Action::Back => {
                self.query = Editor::single_line();
                self.searching = false;
            }
            Action::Open | Action::NextPane => self.searching = false,
            Action::Up => self.step(-1, cx),
            Action::Down => self.step(1, cx),
            _ => {
                overlays::write(&mut self.query, input, cx.clip, cx.now.mono);
            }
        }
        None
    }

    fn act(&mut self, action: Action, cx: &mut Cx) -> Option<Nav> {
        match action {
            Action::Back => return self.back(),
            Action::Search => {
                self.pane = Pane::Sessions;
                self.searching = true;
            }
            Action::FilterSessions => {
                *cx.overlay = Some(Overlay::Filter(Box::new(overlays::filter::FilterRows::new(
                    &self.filter,
                    cx.data,
                ))));
            }
            Action::NextPane => self.pane = self.beside(1),
            Action::PreviousPane => self.pane = self.beside(-1),
            Action::NextTab | Action::Right => self.turn(1),
            Action::Left => self.turn(-1),
            Action::Open => match self.pane {
                Pane::Sessions => self.pane = Pane::Questions,
                _ => self.pane = Pane::Text,
            },
            Action::Continue => return self.go_on(cx.data),
            Action::Retake
            | Action::RetakeMissed
            | Action::Revise
            | Action::BlindScore
            | Action::Star
            | Action::Note
            | Action::NoteSession
            | Action::Dispute
            | Action::DisputeText
            | Action::ExportAs => return self.later(action, cx),
            Action::Replay => return self.replay(),
            Action::Compare => return self.compare(cx),
            action if self.pane == Pane::Text && self.tab == Tab::Timeline => self.step_event(action),
            action if self.pane == Pane::Text => self.read_on(action),
            Action::Up => self.step(-1, cx),
            Action::Down => self.step(1, cx),
            Action::PageUp => self.step(-10, cx),
            Action::PageDown => self.step(10, cx),
            Action::First => self.step(isize::MIN, cx),
            Action::Last => self.step(isize::MAX, cx),
            _ => {}
        }
        None
    }

    fn back(&mut self) -> Option<Nav> {
        match self.pane {
            Pane::Text => self.pane = Pane::Questions,
            Pane::Questions => self.pane = Pane::Sessions,
            Pane::Sessions if !self.query.is_empty() => self.query = Editor::single_line(),
            Pane::Sessions if !self.filter.is_off() => self.filter = Filter::default(),
            Pane::Sessions => return Some(Nav::Home),
        }
        None
    }

    fn beside(&self, by: isize) -> Pane {
        let panes = [Pane::Sessions, Pane::Questions, Pane::Text];
        let at = panes.iter().position(|pane| *pane == self.pane).unwrap_or(0);
        let next = (at as isize + by).rem_euclid(3);
        panes[next as usize]
    }

    fn turn(&mut self, by: isize) {
        let tabs = self.tabs();
        let at = tabs.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let next = (at as isize + by).rem_euclid(tabs.len() as isize);
        self.tab = tabs.get(next as usize).copied().unwrap_or(Tab::Answer);
        self.go_to_top();
    }

    /// Goes up or down by so many rows in the pane with the focus.
    fn step(&mut self, by: isize, cx: &Cx) {
        let to = |at: usize, count: usize| {
            (at as isize)
                .saturating_add(by)
                .clamp(0, count.saturating_sub(1) as isize) as usize
        };
        if self.pane == Pane::Questions {
            let count = self.session().map_or(0, |opened| opened.session.attempts.len());
            self.question = to(self.question, count);
            self.go_to_top();
            return;
        }
        let rows = self.rows(cx.data, cx.now);
        let at = rows
            .iter()
            .position(|summary| summary.folder == self.folder)
            .unwrap_or(0);
        let folder = rows.get(to(at, rows.len())).map(|summary| summary.folder.clone());
        if let Some(folder) = folder {
            self.choose(folder);
        }
    }

    fn step_event(&mut self, action: Action) {
        let last = self
            .course
            .as_ref()
            .map_or(0, |course| course.timeline.events.len().saturating_sub(1));
        self.event = match action {
            Action::Up => self.event.saturating_sub(1),
            Action::Down => self.event.saturating_add(1),
            Action::PageUp => self.event.saturating_sub(10),
            Action::PageDown => self.event.saturating_add(10),
            Action::First => 0,
            Action::Last => last,
            _ => self.event,
        }
        .min(last);
    }

    /// Plays the answer in hand: from the event under the cursor of the timeline, else from its beginning.
    fn replay(&mut self) -> Option<Nav> {
        self.make_course();
        let course = self.course.as_deref()?.clone();
        let at = (self.tab == Tab::Timeline)
            .then(|| course.timeline.events.get(self.event).map(|event| event.at))
            .flatten()
            .unwrap_or_default();
        let session = self.session()?.clone();
        let screen = ReplayScreen::new(session, course, at);
        Some(Nav::Open(Screen::Replay(Box::new(screen))))
    }

    /// Lays the answer in hand beside another one to the same question.
    fn compare(&self, cx: &mut Cx) -> Option<Nav> {
        let (attempt, _) = self.attempt()?;
        let compare = Compare::open(&attempt.question.clone(), self.session()?, self.question, cx)?;
        Some(Nav::Open(Screen::Compare(Box::new(compare))))
    }

    fn read_on(&mut self, action: Action) {
        match action {
            Action::Up => self.scroll = self.scroll.saturating_sub(1),
            Action::Down => self.scroll = self.scroll.saturating_add(1),
            Action::PageUp => self.scroll = self.scroll.saturating_sub(10),
            Action::PageDown => self.scroll = self.scroll.saturating_add(10),
            Action::First => self.scroll = 0,
            Action::Last => self.scroll = u16::MAX,
            _ => {}
        }
    }

    /// Goes on with the session in hand: its interview, or what waits for a score.
    fn go_on(&self, data: &Data) -> Option<Nav> {
        let summary = self.summary(data)?;
        (summary.resumable() || summary.to_score > 0 || summary.over)
            .then(|| Nav::Resume(summary.folder.clone()))
    }

    /// Takes over what the filter's overlay chose.
    pub fn filtered(&mut self, filter: Filter, cx: &mut Cx) {
        self.filter = filter;
        self.settle_on(cx);
    }

    /// Returns how many answers of the history there are, for the title.
    pub fn answers(data: &Data) -> usize {
        data.sessions()
            .iter()
            .map(|summary| summary.questions.len())
            .sum()
    }

    /// Returns the topics there are, with how often each was asked.
    pub fn topics(data: &Data) -> BTreeMap<&str, usize> {
        let mut topics = BTreeMap::new();
        for question in data.sessions().iter().flat_map(|summary| &summary.questions) {
            if !question.topic.is_empty() {
                *topics.entry(question.topic.as_str()).or_default() += 1;
            }
        }
        topics
    }
}
