//! What reaches `update`: a key, a paste, a size, a wake-up, the answer to an effect.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::ZonedDateTime;

use super::action::Action;
use crate::domain::bank::edit::{BankText, Draft, SaveProblem, Saved, Version};
use crate::domain::bank::{Question, QuestionName};
use crate::domain::catalog::Catalog;
use crate::domain::diary::Diary;
use crate::domain::due::Schedule;
use crate::domain::event::Record;
use crate::domain::loops::Loop;
use crate::domain::search::Found;
use crate::domain::session::{Attempt, Session};
use crate::domain::story::Story;
use crate::domain::summary::SessionSummary;
use crate::domain::verdict::Progress;

/// A terminal's size in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    pub width: u16,
    pub height: u16,
}

/// The time of a message, by both clocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Now {
    pub wall: ZonedDateTime,
    /// Monotonic time since this process began; time suspended is not in it.
    pub mono: Duration,
    /// The same clock with time suspended in it (`CLOCK_BOOTTIME`): growth of `boot − mono` is sleep.
    pub boot: Duration,
}

/// What the process was told from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// A signal that ends programs, such as SIGTERM, or a terminal that is gone, with the exit code due (128 + n).
    End(u8),
    /// The process was stopped and goes on (SIGCONT); the screen is repainted whole.
    Continued,
}

/// Which answer belongs to which effect; stale ones are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub u64);

/// The banks and loops there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Banks {
    pub catalog: Arc<Catalog>,
    pub loops: Vec<Loop>,
    /// Sentences, each naming file, line and column.
    pub problems: Vec<String>,
}

/// A session taken from disk, its lock held.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedSession {
    pub folder: String,
    pub records: Vec<Record>,
    /// The questions of its plan, from its snapshots.
    pub questions: BTreeMap<QuestionName, Arc<Question>>,
    /// File names of the snapshots.
    pub snapshots: BTreeMap<QuestionName, String>,
    /// Time of the run before, after its last record.
    pub carried: Duration,
    /// What was mended or could not be read, in sentences.
    pub notes: Vec<String>,
}

/// Why a session could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotOpened {
    pub folder: String,
    pub sentence: String,
}

/// A session as it is looked back on: nothing of it is locked.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    pub folder: String,
    pub records: Vec<Record>,
    pub session: Session,
    /// The questions as they were asked, from its snapshots.
    pub questions: BTreeMap<QuestionName, Arc<Question>>,
    /// What is wrong with its files, in sentences.
    pub problems: Vec<String>,
}

impl Reviewed {
    /// Returns an attempt with its question as it was asked.
    pub fn attempt(&self, index: usize) -> Option<(&Attempt, &Arc<Question>)> {
        let attempt = self.session.attempts.get(index)?;
        Some((attempt, self.questions.get(&attempt.question)?))
    }
}

/// What became of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Journal {
    /// Everything of the session of this folder up to this `seq` is on disk.
    Saved(String, u64),
    /// Not on disk, and why, in a sentence. Saving is tried again until it works. `None`: there is nothing that
    /// could write, whatever is open.
    Failed(Option<String>, String),
    /// The session of this folder was left, and everything of it is on disk.
    Closed(String),
}

/// Why an editor gave no text back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReturned {
    pub sentence: String,
    /// The file that holds what was saved in it all the same.
    pub kept: Option<String>,
}

/// What became of the stories. Sentences are for people.
#[derive(Debug, Clone, PartialEq)]
pub enum StoryNews {
    /// They were read.
    Read {
        stories: Vec<Story>,
        problems: Vec<String>,
    },
    /// A story is on disk.
    Saved {
        task: TaskId,
        /// The version that somebody else left meanwhile, kept beside it.
        other: Option<Box<Story>>,
        said: Option<String>,
    },
    /// A story is gone; or it was changed by somebody else meanwhile, and stays.
    Deleted {
        task: TaskId,
        changed: Option<Box<Story>>,
    },
    /// Nothing was written, and why.
    Failed { task: TaskId, sentence: String },
}

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    Key(KeyEvent),
    /// A bracketed paste, or a burst of at least 64 printable keys in one read: one undo step.
    Paste(String),
    Mouse(MouseEvent),
    /// What a person wants, said without a key: a line of plain text named it.
    Act(Action),
    Focus(bool),
    Resize(Size),
    /// The time [`super::App::next_wake`] asked for has come.
    Wake,
    Signal(Signal),
    /// The terminal told its background (OSC 11), as 8-bit red, green, blue.
    Background(u8, u8, u8),
    /// `$EDITOR` ended: its text, or why there is none.
    Returned(TaskId, Result<String, NotReturned>),
    Banks(Banks),
    History(Vec<SessionSummary>),
    /// Why the history cannot be read (a sentence).
    NoHistory(String),
    /// The diary, and what of it could not be read, in sentences.
    Diary(Diary, Vec<String>),
    /// What is due.
    Schedule(TaskId, Arc<Schedule>),
    /// A loop was kept or deleted, or not (sentences), and the loops there are now.
    Loops(TaskId, Result<String, String>, Vec<Loop>),
    Stories(StoryNews),
    /// A session is open, or not.
    Opened(Result<Box<OpenedSession>, NotOpened>),
    /// A session to look back on, or why it cannot be read (a sentence).
    Reviewed(TaskId, Result<Arc<Reviewed>, String>),
    /// Records were added to a session that is not open, or why not (a sentence).
    Amended(TaskId, Result<(), String>),
    Journal(Journal),
    /// What the judge tells of a run, or of a worker being made ready.
    Judge(TaskId, Progress),
    /// What a search found, or why nothing could be searched (a sentence).
    Found(TaskId, Result<Found, String>),
    /// A search waits for sessions to be read: so many of so many are.
    Indexing {
        task: TaskId,
        done: usize,
        total: usize,
    },
    /// Something was written: where, or why not (sentences).
    Exported(TaskId, Result<String, String>),
    /// A bank's text to be changed, or that of a bank just made.
    BankOpened(TaskId, Result<BankText, SaveProblem>),
    /// A bank was changed, or not.
    BankSaved(TaskId, Result<Box<Saved>, SaveProblem>),
    /// A code file was changed, with what somebody should know (sentences), or not.
    CodeSaved(TaskId, Result<Vec<String>, SaveProblem>),
    /// What a bank was before, newest first.
    Versions(TaskId, String, Vec<Version>),
    /// Bank files were changed by somebody.
    BanksChanged,
    /// What of a question was written and not saved, if anything.
    DraftRead(TaskId, Option<Box<Draft>>),
    /// The text of a version.
    VersionRead(TaskId, Result<String, SaveProblem>),
}

impl Msg {
    /// Returns whether the time that has come is dealt with before this message: what is typed after the
    /// end of strict time finds the answer locked, and a flood of keys delays no record.
    pub(super) fn comes_after_time(&self) -> bool {
        matches!(
            self,
            Self::Key(_)
                | Self::Paste(_)
                | Self::Mouse(_)
                | Self::Act(_)
                | Self::Returned(..)
                | Self::Signal(_)
        )
    }
}
