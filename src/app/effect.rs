//! What `update` asks of the world, as data.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;

use super::msg::TaskId;
use crate::domain::bank::edit::{BankEdit, BankText, Draft};
use crate::domain::bank::{Question, QuestionName};
use crate::domain::catalog::Catalog;
use crate::domain::diary::Diary;
use crate::domain::event::{Event, Record};
use crate::domain::export::ExportFormat;
use crate::domain::loops::{Keep, Loop};
use crate::domain::session::Session;
use crate::domain::stats::Figures;
use crate::domain::story::Story;
use crate::domain::summary::SessionSummary;
use crate::domain::verdict::RunRequest;

/// One wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read all banks and loops; answered by `Msg::Banks`.
    LoadBanks,
    /// Read the history; answered by `Msg::History`, or `Msg::NoHistory`.
    LoadHistory,
    /// Read the diary; answered by `Msg::Diary`.
    LoadDiary,
    /// Fold what is due; answered by `Msg::Schedule`.
    Schedule {
        task: TaskId,
        catalog: Arc<Catalog>,
        history: Arc<[SessionSummary]>,
        diary: Arc<Diary>,
        today: Date,
    },
    /// Make the folder of a new session and take its lock; records follow.
    Begin {
        folder: String,
    },
    /// Open a session again, under its lock; answered by `Msg::Opened`.
    OpenSession {
        folder: String,
    },
    /// Read a session to look back on it; answered by `Msg::Reviewed`.
    Review {
        task: TaskId,
        folder: String,
    },
    /// Add records to a session that is not open, under its lock; answered by `Msg::Amended`. `again`: the person
    /// was told why it failed, and asks for it once more.
    Amend {
        task: TaskId,
        folder: String,
        events: Vec<Event>,
        again: bool,
    },
    /// A question as it is asked, on disk before the record that names it.
    Snapshot {
        file: String,
        bytes: Vec<u8>,
    },
    /// One more record of the open session, which is that of this folder.
    Append(String, Record),
    /// The monotonic time up to which the open session was alive.
    Heartbeat(Duration),
    /// Write what is derived, give the lock back.
    CloseSession,
    /// Write a session to a file in the folder hotseat was started in; answered by `Msg::Exported`.
    Export {
        task: TaskId,
        folder: String,
        format: ExportFormat,
    },
    /// Write these figures as JSON beside where hotseat was started; answered by `Msg::Exported`.
    ExportFigures {
        task: TaskId,
        figures: Box<Figures>,
    },
    /// Write a text that cannot be saved to a file somewhere else; answered by `Msg::Exported`.
    Rescue {
        task: TaskId,
        folder: String,
        text: String,
    },
    /// Write everything of a session that cannot be saved to a file somewhere else; answered by `Msg::Exported`.
    RescueSession {
        task: TaskId,
        folder: String,
        session: Box<Session>,
        questions: BTreeMap<QuestionName, Arc<Question>>,
    },
    /// Keep a loop in the configuration directory; answered by `Msg::Loops`.
    SaveLoop {
        task: TaskId,
        plan: Box<Loop>,
        keep: Keep,
    },
    /// Delete the person's own loop of this id; answered by `Msg::Loops`.
    DeleteLoop {
        task: TaskId,
        id: String,
    },
    /// Search past sessions; answered by `Msg::Found`, and again if sessions turn out to have changed, with
    /// `Msg::Indexing` before that where it takes long. A newer search takes the place of an older one,
    /// which is then not answered.
    Search {
        task: TaskId,
        text: String,
    },
    /// Read the stories; answered by `Msg::Stories`.
    LoadStories,
    /// Keep this story; answered by `Msg::Stories`.
    SaveStory {
        task: TaskId,
        story: Box<Story>,
    },
    /// Delete the story of this id; answered by `Msg::Stories`.
    DeleteStory {
        task: TaskId,
        id: String,
    },
    /// Read a bank's text to change it: the own file where it has the question, else the built-in one;
    /// answered by `Msg::BankOpened`.
    OpenBank {
        task: TaskId,
        bank: String,
        question: Option<String>,
    },
    /// Change a bank as it was seen; answered by `Msg::BankSaved`, whose text the next change is meant for.
    /// Two changes meant for the same text are a conflict: the second waits for the answer to the first.
    SaveQuestion {
        task: TaskId,
        seen: BankText,
        edits: Vec<BankEdit>,
    },
    /// Put a bank on disk that is not there yet; answered by `Msg::BankOpened`.
    CreateBank {
        task: TaskId,
        id: String,
        text: String,
    },
    /// Take an own copy of a built-in question back; answered by `Msg::BankSaved`.
    RevertQuestion {
        task: TaskId,
        seen: BankText,
        question: String,
    },
    /// Change a code file of an own question; answered by `Msg::CodeSaved`.
    SaveCode {
        task: TaskId,
        name: QuestionName,
        /// Such as `starter.py` or `wrong/off-by-one.py`.
        file: String,
        /// As it was seen; `None`: it was not there.
        before: Option<String>,
        /// `None`: it is deleted.
        after: Option<String>,
    },
    /// List what a bank was before; answered by `Msg::Versions`.
    ListVersions {
        task: TaskId,
        bank: String,
    },
    /// Read a version of a bank; answered by `Msg::VersionRead`.
    ReadVersion {
        task: TaskId,
        bank: String,
        name: String,
    },
    /// Put a version in the place of the own bank; answered by `Msg::BankSaved`.
    RestoreVersion {
        task: TaskId,
        seen: BankText,
        name: String,
    },
    /// Delete an own bank; answered by `Msg::BankSaved` with what it was.
    DeleteBank {
        task: TaskId,
        bank: String,
    },
    /// Read the draft of a question; answered by `Msg::DraftRead`.
    ReadDraft {
        task: TaskId,
        name: QuestionName,
    },
    /// Keep what is written and not saved, or throw it away; answered only where that cannot be done.
    KeepDraft {
        name: QuestionName,
        draft: Option<Box<Draft>>,
    },
    /// Remember what was chosen last.
    Remember {
        loop_id: String,
        seed: u64,
    },
    /// Remember that this note was shown and is not to be shown again.
    Saw(&'static str),
    /// Hand this text to `$VISUAL` or `$EDITOR` in a file of this extension.
    OpenEditor {
        task: TaskId,
        text: String,
        extension: &'static str,
    },
    /// Have a worker ready for this question; answered by [`Progress::Ready`] or `Unable`.
    ///
    /// [`Progress::Ready`]: crate::domain::verdict::Progress::Ready
    WarmJudge {
        task: TaskId,
        name: QuestionName,
        question: Arc<Question>,
    },
    /// Run an answer; answered by `Msg::Judge` until it is done. A run under way is cancelled first.
    Run {
        task: TaskId,
        request: Box<RunRequest>,
    },
    /// Stop this run; it still ends with a verdict.
    CancelRun(TaskId),
    /// Give the worker back.
    CoolJudge,
    /// Send to the terminal's clipboard (OSC 52).
    Copy(String),
    Bell,
    /// Desktop notification (OSC 9).
    Notify(String),
    /// Title of the terminal's window (OSC 2).
    WindowTitle(String),
    /// Stop the process group, as Ctrl-Z in a shell does.
    Suspend,
    /// Leave with this exit code.
    Quit(u8),
}
