//! What `update` asks of the world, as data.

use std::sync::Arc;
use std::time::Duration;

use super::msg::TaskId;
use crate::domain::bank::{Question, QuestionName};
use crate::domain::event::Record;
use crate::domain::loops::{Keep, Loop};
use crate::domain::stats::Figures;
use crate::domain::verdict::RunRequest;

/// One wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read all banks and loops; answered by `Msg::Banks`.
    LoadBanks,
    /// Read the history; answered by `Msg::History`.
    LoadHistory,
    /// Make the folder of a new session and take its lock; records follow.
    Begin {
        folder: String,
    },
    /// Open a session again, under its lock; answered by `Msg::Opened`.
    OpenSession {
        folder: String,
    },
    /// A question as it is asked, on disk before the record that names it.
    Snapshot {
        file: String,
        bytes: Vec<u8>,
    },
    /// One more record of the open session.
    Append(Record),
    /// The monotonic time up to which the open session was alive.
    Heartbeat(Duration),
    /// Write what is derived, give the lock back.
    CloseSession,
    /// Write a session as Markdown beside where hotseat was started; answered by `Msg::Exported`.
    Export {
        task: TaskId,
        folder: String,
    },
    /// Write these figures as JSON beside where hotseat was started; answered by `Msg::Exported`.
    ExportFigures {
        task: TaskId,
        figures: Box<Figures>,
    },
    /// Write answers that cannot be saved to a file somewhere else; answered by `Msg::Exported`.
    Rescue {
        task: TaskId,
        folder: String,
        text: String,
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
    /// Remember what was chosen last.
    Remember {
        loop_id: String,
        seed: u64,
    },
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
