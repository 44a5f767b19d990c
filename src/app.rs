//! State and update, pure: messages in, effects out. Time comes in as [`Now`].

pub mod action;
pub mod additions;
mod banking;
pub mod book;
pub mod data;
pub mod editor;
pub mod effect;
pub mod first;
pub mod flow;
mod gaps;
mod going;
pub mod judging;
pub mod keymap;
pub mod layout;
pub mod msg;
pub mod overlays;
pub mod probes;
pub mod screens;

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::domain::config::Config;
use crate::domain::draw::Abilities;
use crate::domain::event::PauseCause;
use crate::domain::verdict::Progress;
use action::Action;
use data::{Cx, Data, DiskState, Host, Toast};
use editor::Clip;
use effect::Effect;
use keymap::{Context, Hit, Keymap, Preset};
use msg::{Journal, Msg, Now, Signal, Size};
use overlays::Overlay;
use screens::banks::BankScreen;
use screens::home::Home;
use screens::{Input, Nav, Screen};

/// Everything there is while hotseat runs.
#[derive(Debug, Clone)]
pub struct App {
    pub data: Data,
    /// The last one is looked at; `Esc` pops.
    pub screens: Vec<Screen>,
    pub overlay: Option<Overlay>,
    pub toast: Option<Toast>,
    pub size: Size,
    pub now: Now,
    pub keymap: Keymap,
    /// Ctrl-G was pressed and its letter is awaited.
    pub leader: bool,
    clip: Clip,
    dirty: bool,
    wake_at: Option<Duration>,
    /// When time alone changes what is on the screen.
    changes_at: Option<Duration>,
}

/// What the program was started for, and later what a session is opened for.
#[derive(Debug, Clone)]
pub enum Goal {
    Home,
    Banks,
    /// Straight into an interview.
    Begin(Box<flow::Plan>),
    /// Continue the session of this folder.
    Resume(String),
    /// Look back on past sessions, at this one where one is named.
    Review(Option<String>),
    /// Score an attempt of the session of this folder again.
    Revise(String, usize),
}

impl Goal {
    /// Returns whether it is reached with the session of this folder.
    fn opens(&self, wanted: &str) -> bool {
        matches!(self, Self::Resume(folder) | Self::Revise(folder, _) if folder == wanted)
    }
}

/// What [`App::new`] starts from.
#[derive(Debug, Clone)]
pub struct Start {
    pub size: Size,
    pub config: Config,
    pub abilities: Abilities,
    pub host: Host,
    pub last_loop: Option<String>,
    /// Nothing was ever held here, and the first question neither taken nor skipped.
    pub stranger: bool,
    pub goal: Goal,
    /// What is wrong with the configuration, in sentences.
    pub problems: Vec<String>,
}

impl App {
    pub fn new(start: Start, now: &Now) -> (Self, Vec<Effect>) {
        let preset = Preset::from(start.config.editor_keys());
        let (keymap, key_problems) = Keymap::new(preset, &start.config.keys);
        let problems: Vec<String> = start.problems.into_iter().chain(key_problems).collect();
        let mut app = Self {
            data: Data {
                banks: None,
                history: None,
                history_problem: None,
                diary: None,
                schedule: None,
                scheduling: None,
                live: None,
                opening: None,
                disk: DiskState::default(),
                left: Vec::new(),
                config: start.config,
                abilities: start.abilities,
                host: start.host,
                last_loop: start.last_loop,
                stranger: start.stranger,
                book: book::Book::default(),
                additions: additions::Additions::default(),
                judging: judging::Judging::default(),
                next_task: 0,
            },
            screens: vec![Screen::Home(Home::default())],
            overlay: None,
            toast: None,
            size: start.size,
            now: now.clone(),
            keymap,
            leader: false,
            clip: Clip::default(),
            dirty: true,
            wake_at: None,
            changes_at: None,
        };
        let mut effects = vec![
            Effect::LoadBanks,
            Effect::LoadHistory,
            Effect::LoadDiary,
            Effect::LoadStories,
        ];
        match start.goal {
            Goal::Home => {}
            Goal::Banks => {
                let screen = BankScreen::new(&mut app.cx(now, &mut effects));
                app.go(Nav::Open(Screen::Banks(Box::new(screen))));
            }
            Goal::Begin(plan) => {
                let screen = flow::begin(&mut app.cx(now, &mut effects), *plan);
                app.go(Nav::Open(screen));
            }
            Goal::Review(folder) => {
                let review = screens::review::Review::open(&mut app.cx(now, &mut effects), folder);
                app.go(Nav::Open(Screen::Review(Box::new(review))));
            }
            Goal::Resume(folder) | Goal::Revise(folder, _) => {
                effects.push(Effect::OpenSession {
                    folder: folder.clone(),
                });
                app.data.opening = Some(Goal::Resume(folder));
            }
        }
        if let Some(problem) = problems.first() {
            app.cx(now, &mut effects).problem(problem.clone());
        }
        app.settle();
        (app, effects)
    }

    /// Takes one message in and returns what the world has to do.
    pub fn update(&mut self, msg: Msg, now: &Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.gaps(&msg, now, &mut effects);
        self.now.clone_from(now);
        let unpainted = std::mem::replace(&mut self.dirty, true);
        let due = self.wake_at.is_some_and(|at| at <= now.mono);
        let changes = self.changes_at.is_some_and(|at| at <= now.mono);
        if due && msg.comes_after_time() {
            self.wake(&mut effects);
        }
        match msg {
            Msg::Key(event) if event.kind == KeyEventKind::Release => self.dirty = unpainted || due,
            Msg::Key(event) => self.key(&event, &mut effects),
            Msg::Paste(text) => self.input(Input::Paste(text), &mut effects),
            Msg::Mouse(event) => self.input(Input::Mouse(event), &mut effects),
            Msg::Act(action) => self.act(action, &mut effects),
            Msg::Resize(size) => self.size = size,
            Msg::Wake => {
                // What was typed is recorded between the ticks, and nobody sees it.
                self.dirty = unpainted || changes || self.wake_at.is_none();
                self.wake(&mut effects);
            }
            Msg::Signal(Signal::End(code)) => {
                self.leave_session(PauseCause::Ended, &mut effects);
                effects.push(Effect::Quit(code));
            }
            // Time that was no time spent is already recorded; colours are the view's.
            Msg::Focus(_) | Msg::Background(..) | Msg::Signal(Signal::Continued) => {}
            msg @ (Msg::BanksChanged
            | Msg::BankOpened(..)
            | Msg::BankSaved(..)
            | Msg::CodeSaved(..)
            | Msg::DraftRead(..)
            | Msg::Versions(..)
            | Msg::VersionRead(..)) => self.banked(msg, now, &mut effects),
            msg @ Msg::Judge(..) if self.banks().is_some() => self.banked(msg, now, &mut effects),
            Msg::Returned(task, Ok(text)) if self.interview().is_none() && self.banks().is_none() => {
                // The screen it was meant for is gone: what was written goes to a file of its own.
                let folder = "editor".to_owned();
                effects.push(Effect::Rescue { task, folder, text });
            }
            Msg::Returned(task, text) => self.input(Input::Returned(task, text), &mut effects),
            Msg::Banks(banks) => {
                self.data.banks = Some(banks);
                self.cx(now, &mut effects).reschedule();
                self.input(Input::Loaded, &mut effects);
            }
            Msg::History(history) => {
                self.data.history = Some(history.into());
                self.data.history_problem = None;
                self.cx(now, &mut effects).reschedule();
                self.input(Input::Loaded, &mut effects);
            }
            Msg::NoHistory(sentence) => {
                self.data.history.get_or_insert_default();
                self.data.history_problem = Some(sentence.clone());
                self.cx(now, &mut effects).reschedule();
                self.input(Input::Loaded, &mut effects);
                self.cx(now, &mut effects).problem(sentence);
            }
            Msg::Diary(diary, problems) => self.cx(now, &mut effects).take_diary(diary, problems),
            Msg::Schedule(task, schedule) => {
                if self.data.scheduling == Some(task) {
                    self.data.schedule = Some(schedule);
                    self.input(Input::Loaded, &mut effects);
                }
            }
            Msg::Loops(task, said, loops) => {
                let done = said.is_ok();
                self.cx(now, &mut effects).take_loops(said, loops);
                self.input(Input::Loops(task, done), &mut effects);
            }
            Msg::Stories(news) => {
                book::hear(&mut self.cx(now, &mut effects), news);
                self.input(Input::Loaded, &mut effects);
            }
            Msg::Opened(result) => self.opened(result, &mut effects),
            Msg::Reviewed(task, read) => self.input(Input::Reviewed(task, read), &mut effects),
            Msg::Amended(task, done) => self.amended(task, done, &mut effects),
            Msg::Journal(journal) => {
                let changed = self.journal(journal);
                // A save that goes well is painted with the next tick: it is no reason for a frame.
                self.dirty = unpainted || changed;
            }
            Msg::Judge(task, progress) => {
                let changed = self.judged(task, progress, &mut effects);
                self.dirty = unpainted || due || changed;
            }
            Msg::Found(task, found) => self.input(Input::Found(task, found), &mut effects),
            Msg::Indexing { task, done, total } => {
                self.input(Input::Indexing { task, done, total }, &mut effects);
            }
            Msg::Exported(_, Ok(text)) => {
                self.cx(now, &mut effects).toast(text);
                let unsaved = self.data.unsaved().is_some() || self.data.book.failed.is_some();
                let unsaved = unsaved || self.data.additions.failed().is_some();
                if let Some(toast) = self.toast.as_mut().filter(|_| unsaved) {
                    // Where the answers are is read twice.
                    toast.until = now.mono + Duration::from_secs(10);
                }
            }
            Msg::Exported(_, Err(text)) => self.cx(now, &mut effects).problem(text),
        }
        if self.toast.as_ref().is_some_and(|toast| toast.until <= now.mono) {
            self.toast = None;
            self.dirty = true;
        }
        self.settle();
        effects
    }

    /// Returns how long until the next message [`Msg::Wake`] is needed, or `None` to sleep.
    pub fn next_wake(&self, now: &Now) -> Option<Duration> {
        self.wake_at.map(|at| at.saturating_sub(now.mono))
    }

    /// Returns whether the screen changed since the last paint, and forgets it.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    pub fn screen(&self) -> &Screen {
        // The stack is never empty: `go` keeps Home at its bottom.
        self.screens
            .last()
            .expect("Home stays at the bottom of the stack")
    }

    /// Returns the contexts keys are looked up in, innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        let mut contexts = match &self.overlay {
            Some(overlay) => overlay.contexts(),
            None => self.screen().contexts(&self.data),
        };
        contexts.push(Context::Global);
        contexts
    }

    fn cx<'a>(&'a mut self, now: &'a Now, effects: &'a mut Vec<Effect>) -> Cx<'a> {
        self.parts(now, effects).1
    }

    fn key(&mut self, event: &KeyEvent, effects: &mut Vec<Effect>) {
        let contexts = self.contexts();
        let hit = if std::mem::take(&mut self.leader) {
            match self.keymap.lookup_leader(event, &contexts, self) {
                Hit::None => return,
                hit => hit,
            }
        } else {
            self.keymap.lookup(event, &contexts, self)
        };
        match hit {
            Hit::Leader => self.leader = true,
            Hit::Action(action) => self.act(action, effects),
            Hit::None => {
                let command = event
                    .modifiers
                    .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SUPER);
                if let KeyCode::Char(c) = event.code
                    && !command
                {
                    self.input(Input::Char(c), effects);
                }
            }
        }
    }

    fn act(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let now = self.now.clone();
        match action {
            Action::Keys if matches!(self.overlay, Some(Overlay::Help(_))) => {
                self.input(Input::Action(Action::Back), effects);
            }
            Action::Keys => {
                self.keep_typed(&now, effects);
                // Listed while the dialog is still open: it decides what works.
                let mut help = overlays::help::Help::new(self.contexts(), self);
                help.under = self.overlay.take();
                self.overlay = Some(Overlay::Help(Box::new(help)));
            }
            Action::Palette => {
                let contexts = self.contexts();
                let palette = overlays::palette::Palette::new(&contexts, self);
                self.overlay = Some(Overlay::Palette(Box::new(palette)));
            }
            Action::Suspend => {
                self.keep_typed(&now, effects);
                effects.push(Effect::Suspend);
            }
            Action::Quit => self.quit(effects),
            Action::Stories => self.open_stories(effects),
            action if self.overlay.is_some() => self.input(Input::Action(action), effects),
            action => {
                let nav = self.on_screen(Input::Action(action), &now, effects);
                self.follow(nav, effects);
            }
        }
    }

    /// Gives input to the overlay, or else to the screen.
    fn input(&mut self, input: Input, effects: &mut Vec<Effect>) {
        let now = self.now.clone();
        self.input_at(input, &now, effects);
    }

    fn input_at(&mut self, input: Input, now: &Now, effects: &mut Vec<Effect>) {
        let for_overlay = matches!(
            input,
            Input::Action(_) | Input::Char(_) | Input::Paste(_) | Input::Mouse(_)
        );
        if for_overlay && let Some(overlay) = self.overlay.take() {
            let outcome = overlays::update(overlay, &input, self, now, effects);
            match outcome {
                overlays::Outcome::Stay(overlay) => self.overlay = Some(overlay),
                overlays::Outcome::Close => {}
                overlays::Outcome::Act(action) => self.act(action, effects),
                overlays::Outcome::Go(nav) => self.follow(Some(nav), effects),
            }
            return;
        }
        let nav = self.on_screen(input, now, effects);
        self.follow(nav, effects);
    }

    /// Gives the screen the time that has come.
    fn wake(&mut self, effects: &mut Vec<Effect>) {
        let now = self.now.clone();
        let typed = match &self.overlay {
            Some(Overlay::Notes(notes)) => notes.due(),
            _ => None,
        };
        if typed.is_some_and(|due| due <= now.mono) {
            self.keep_typed(&now, effects);
        }
        let stand = |app: &Self| app.data.live.as_ref().map(|live| live.session.stand());
        let before = stand(self);
        let nav = self.on_screen(Input::Wake, &now, effects);
        if stand(self) != before {
            // What was asked there is over: time was up.
            self.close_overlay(effects);
        }
        self.follow(nav, effects);
    }

    /// Records everything typed so far: in the answer, and in a note that is open.
    fn keep_typed(&mut self, now: &Now, effects: &mut Vec<Effect>) {
        self.input_at(Input::Flush, now, effects);
        let event = match &mut self.overlay {
            Some(Overlay::Notes(notes)) => notes.keep(),
            _ => None,
        };
        if let Some(event) = event {
            match self.screens.pop() {
                Some(Screen::Review(mut review)) => {
                    review.amend(vec![event], &mut self.cx(now, effects));
                    self.screens.push(Screen::Review(review));
                }
                screen => {
                    self.screens.extend(screen);
                    self.cx(now, effects).record(event);
                }
            }
        }
    }

    /// Closes whatever lies above the screen; a note in it is kept.
    fn close_overlay(&mut self, effects: &mut Vec<Effect>) {
        let now = self.now.clone();
        self.keep_typed(&now, effects);
        let closed = match self.overlay.take() {
            Some(Overlay::Help(help)) => help.under,
            overlay => overlay,
        };
        if let Some(Overlay::Find(_)) = closed
            && let Some(editor) = self.screens.last_mut().and_then(Screen::editor_mut)
        {
            editor.end_search(editor::Keep::Origin);
        }
    }

    fn on_screen(&mut self, input: Input, now: &Now, effects: &mut Vec<Effect>) -> Option<Nav> {
        let mut screen = self.screens.pop()?;
        let nav = screen.update(input, &mut self.cx(now, effects));
        self.screens.push(screen);
        nav
    }

    /// Takes in what became of records; returns whether the screen says something else now.
    fn journal(&mut self, journal: Journal) -> bool {
        let shown = self.data.unsaved().is_some();
        self.data.journal(journal);
        shown != self.data.unsaved().is_some()
    }

    /// Takes in what the judge tells; returns whether the screen says something else now.
    fn judged(&mut self, task: msg::TaskId, progress: Progress, effects: &mut Vec<Effect>) -> bool {
        let now = self.now.clone();
        if matches!(progress, Progress::Done(_)) {
            // What was typed before the verdict came is recorded before it.
            self.keep_typed(&now, effects);
        }
        let heard = judging::hear(&mut self.cx(&now, effects), task, progress);
        if let judging::Heard::Done { stage, hash } = &heard {
            self.input(
                Input::Judged {
                    stage: *stage,
                    hash: hash.clone(),
                },
                effects,
            );
        }
        heard != judging::Heard::Nothing
    }

    /// Lays out what depends on the size, and finds when to wake next.
    fn settle(&mut self) {
        let size = self.size;
        if let Some(mut screen) = self.screens.pop() {
            screen.settle(size, &self.data, &self.now);
            self.screens.push(screen);
        }
        let toast = self.toast.as_ref().map(|toast| toast.until);
        let screen = self.screen().wake_at(&self.data, &self.now);
        let changes = self.screen().changes_at(&self.data, &self.now);
        let note = match &self.overlay {
            Some(Overlay::Notes(notes)) => notes.due(),
            _ => None,
        };
        self.wake_at = [toast, screen, note].into_iter().flatten().min();
        self.changes_at = [toast, changes].into_iter().flatten().min();
    }

    /// Gives the parts an overlay may change.
    pub(crate) fn parts<'a>(
        &'a mut self,
        now: &'a Now,
        effects: &'a mut Vec<Effect>,
    ) -> (Option<&'a mut Screen>, Cx<'a>) {
        let screen = self.screens.last_mut();
        (
            screen,
            Cx {
                data: &mut self.data,
                keymap: &self.keymap,
                now,
                size: self.size,
                effects,
                clip: &mut self.clip,
                toast: &mut self.toast,
                overlay: &mut self.overlay,
            },
        )
    }

    /// Returns the catalog, once it is read.
    pub fn catalog(&self) -> Option<&Arc<crate::domain::catalog::Catalog>> {
        self.data.catalog()
    }
}
