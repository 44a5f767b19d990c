//! The screens, one file each. A screen holds what is looked at; what is true lies in `Data`.

pub mod banks;
pub mod compare;
pub mod debrief;
pub mod home;
pub mod interview;
pub mod progress;
pub mod replay;
pub mod review;
pub mod scorecard;
pub mod setup;
pub mod stories;

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::MouseEvent;

use super::action::Action;
use super::data::{Cx, Data};
use super::editor::Editor;
use super::keymap::Context;
use super::msg::{NotReturned, Now, Reviewed, Size, TaskId};
use crate::domain::bank::edit::{BankText, Draft, SaveProblem, Saved, Version};
use crate::domain::search::Found;
use banks::BankScreen;
use compare::Compare;
use debrief::Debrief;
use home::Home;
use interview::Interview;
use progress::Progress;
use replay::ReplayScreen;
use review::Review;
use scorecard::ScorecardScreen;
use setup::Setup;
use stories::StoriesScreen;

/// What is looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum Screen {
    Home(Home),
    Setup(Box<Setup>),
    Interview(Box<Interview>),
    Debrief(Box<Debrief>),
    Scorecard(Box<ScorecardScreen>),
    Review(Box<Review>),
    Replay(Box<ReplayScreen>),
    Compare(Box<Compare>),
    Stories(Box<StoriesScreen>),
    Banks(Box<BankScreen>),
    Progress(Box<Progress>),
}

/// What reaches a screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    Action(Action),
    Char(char),
    Paste(String),
    Mouse(MouseEvent),
    /// Time has passed.
    Wake,
    /// Whatever waits to be recorded is recorded now.
    Flush,
    /// Banks, history or stories were read or changed.
    Loaded,
    /// The loops were read again after this task, which went well or not.
    Loops(TaskId, bool),
    /// The tests of a stage that was said to be done have run on the text of this hash.
    Judged {
        stage: usize,
        hash: String,
    },
    /// A session to look back on was read, or not.
    Reviewed(TaskId, Result<Arc<Reviewed>, String>),
    /// Records were added to a session that is not open, or not.
    Amended(TaskId, Result<(), String>),
    /// What a search found.
    Found(TaskId, Result<Found, String>),
    /// A search waits for sessions to be read: so many of so many are.
    Indexing {
        task: TaskId,
        done: usize,
        total: usize,
    },
    /// A bank was read to be changed.
    BankOpened(TaskId, Result<BankText, SaveProblem>),
    /// A bank was changed, or not.
    BankSaved(TaskId, Result<Box<Saved>, SaveProblem>),
    /// Bank files were changed by somebody.
    BanksChanged,
    /// What of a question was written and not saved.
    DraftRead(TaskId, Option<Box<Draft>>),
    /// What a bank was before.
    Versions(TaskId, String, Vec<Version>),
    /// The text of a version was read, or not.
    VersionRead(TaskId, Result<String, SaveProblem>),
    /// What the judge tells of a question's own solutions.
    Tried(TaskId, crate::domain::verdict::Progress),
    /// `$EDITOR` ended.
    Returned(TaskId, Result<String, NotReturned>),
}

/// Where to go.
#[derive(Debug, Clone, PartialEq)]
pub enum Nav {
    Open(Screen),
    Replace(Screen),
    Back,
    /// Home, with the open session given back.
    Home,
    /// Open a session from disk.
    Resume(String),
    /// Open a session from disk to score this attempt again.
    Revise(String, usize),
    /// Back, with the open session given back.
    Shut,
    /// Home, though the session is not on disk: it was asked.
    HomeUnsaved,
    /// Asks first where an interview runs.
    Quit,
    /// Quits: it was asked.
    Leave,
}

impl Screen {
    pub fn update(&mut self, input: Input, cx: &mut Cx) -> Option<Nav> {
        match self {
            Self::Home(screen) => screen.update(&input, cx),
            Self::Setup(screen) => screen.update(&input, cx),
            Self::Interview(screen) => screen.update(input, cx),
            Self::Debrief(screen) => screen.update(&input, cx),
            Self::Scorecard(screen) => screen.update(&input, cx),
            Self::Review(screen) => screen.update(&input, cx),
            Self::Replay(screen) => screen.update(&input, cx),
            Self::Compare(screen) => screen.update(&input, cx),
            Self::Stories(screen) => screen.update(&input, cx),
            Self::Progress(screen) => screen.update(&input, cx),
            Self::Banks(screen) => screen.update(&input, cx),
        }
    }

    /// Returns the editor one writes in, where the screen has one.
    pub fn editor_mut(&mut self) -> Option<&mut Editor> {
        match self {
            Self::Interview(screen) => screen.editor_mut(),
            Self::Stories(screen) => screen.editor_mut(),
            _ => None,
        }
    }

    /// Returns the contexts of its keys, innermost first, without the global one.
    pub fn contexts(&self, data: &Data) -> Vec<Context> {
        match self {
            Self::Home(_) => vec![Context::Home],
            Self::Setup(_) => vec![Context::Setup],
            Self::Interview(screen) => screen.contexts(data),
            Self::Debrief(screen) => screen.contexts(),
            Self::Scorecard(_) => vec![Context::Scorecard],
            Self::Review(screen) => screen.contexts(),
            Self::Replay(_) => ReplayScreen::contexts(),
            Self::Compare(_) => vec![Context::Compare],
            Self::Stories(screen) => screen.contexts(),
            Self::Banks(screen) => screen.contexts(),
            Self::Progress(_) => vec![Context::Progress],
        }
    }

    /// Fits what depends on the size: wrapped text, scrolling.
    pub fn settle(&mut self, size: Size, data: &Data, now: &Now) {
        match self {
            Self::Interview(screen) => screen.settle(size, data),
            Self::Setup(screen) => screen.settle(data, now),
            Self::Stories(screen) => screen.settle(size, data),
            Self::Banks(screen) => screen.settle(size, data),
            _ => {}
        }
    }

    /// Returns the monotonic time at which something changes by itself.
    /// Returns when time alone changes what the screen says: what is only recorded then is no reason for a
    /// frame.
    pub fn changes_at(&self, data: &Data, now: &Now) -> Option<Duration> {
        match self {
            Self::Interview(screen) => screen.changes_at(data, now),
            Self::Replay(screen) => screen.wake_at(now),
            _ => None,
        }
    }

    pub fn wake_at(&self, data: &Data, now: &Now) -> Option<Duration> {
        match self {
            Self::Interview(screen) => screen.wake_at(data, now),
            Self::Replay(screen) => screen.wake_at(now),
            Self::Stories(screen) => screen.wake_at(data),
            Self::Banks(screen) => screen.wake_at(),
            _ => None,
        }
    }
}
