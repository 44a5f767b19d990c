//! What is *true* while hotseat runs: banks, history, the open session, the disk. Screens hold only
//! what is looked at. [`Cx::record`] is the only way a session changes, so that screen and disk
//! cannot disagree.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::Goal;
use super::action::Action;
use super::additions::{self, Additions};
use super::book::Book;
use super::editor::Clip;
use super::effect::Effect;
use super::judging::Judging;
use super::keymap::{Context, Keymap};
use super::msg::{Banks, Journal, Now, Size, TaskId};
use super::overlays::Overlay;
use crate::domain::bank::{Question, QuestionName};
use crate::domain::catalog::Catalog;
use crate::domain::config::Config;
use crate::domain::diary::Diary;
use crate::domain::draw::Abilities;
use crate::domain::due::Schedule;
use crate::domain::event::{Event, Record, VERSION};
use crate::domain::loops::Loop;
use crate::domain::session::{Attempt, Session};
use crate::domain::stats::practice_day;
use crate::domain::summary::SessionSummary;

/// Everything that is true.
#[derive(Debug, Clone)]
pub struct Data {
    /// `None` until they are read.
    pub banks: Option<Banks>,
    /// Newest first; `None` until it is read.
    pub history: Option<Arc<[SessionSummary]>>,
    /// Why it cannot be read, in a sentence; what was known of it before stays.
    pub history_problem: Option<String>,
    /// `None` until it is read.
    pub diary: Option<Arc<Diary>>,
    /// What is due, folded from banks, history and diary; `None` until all three are read.
    pub schedule: Option<Arc<Schedule>>,
    /// The schedule that is awaited; an older one that comes late is ignored.
    pub scheduling: Option<TaskId>,
    pub live: Option<Live>,
    /// The session that is being opened, and what for; `None` once another one begins.
    pub opening: Option<Goal>,
    pub disk: DiskState,
    /// Sessions that were left and are not known to be on disk yet, oldest first.
    pub left: Vec<Left>,
    pub config: Config,
    pub abilities: Abilities,
    pub host: Host,
    /// Running code: what is known of Python, and the runs.
    pub judging: Judging,
    /// The person's stories.
    pub book: Book,
    /// What is added to sessions that are over.
    pub additions: Additions,
    /// Id of the loop chosen last.
    pub last_loop: Option<String>,
    /// The first question may be offered: this is a first start, as far as the folders tell.
    pub stranger: bool,
    pub next_task: u64,
}

/// The process as a session's record names it, and where its files are, for words on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Host {
    pub name: String,
    pub pid: u32,
    pub version: String,
    pub sessions_dir: String,
    pub banks_dir: String,
}

/// The open session.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    pub folder: String,
    pub session: Session,
    pub questions: BTreeMap<QuestionName, Arc<Question>>,
    /// File names of their snapshots.
    pub snapshots: BTreeMap<QuestionName, String>,
    /// Monotonic time of the newest record of this process.
    pub recorded: Duration,
    /// Since when something typed waits to be recorded.
    pub typed_since: Option<Duration>,
    /// Runs at submission that are on their way, with their question and stage: an answer is not scored
    /// before they are in.
    pub awaited: BTreeMap<TaskId, (QuestionName, usize)>,
    /// A copy, for scoring blind: nothing of it is written.
    pub scratch: bool,
}

/// A session that was left before everything of it was on disk. The journal goes on trying; it is kept here
/// for a file that may be asked for meanwhile.
#[derive(Debug, Clone, PartialEq)]
pub struct Left {
    pub live: Live,
    /// Why saving fails, in a sentence.
    pub failed: Option<String>,
}

/// Whether what happened is on disk, in the open session or else in the one that was left last.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DiskState {
    /// Highest `seq` known to be on disk.
    pub saved: u64,
    /// Since when something is not.
    pub unsaved_since: Option<Duration>,
    /// Why saving fails, in a sentence.
    pub failed: Option<String>,
}

/// A word about something done; the newest wins.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    pub text: String,
    pub tone: Tone,
    pub until: Duration,
}

/// Whether something was done, or could not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Done,
    Problem,
}

/// What a screen's update may touch beside itself.
pub struct Cx<'a> {
    pub data: &'a mut Data,
    /// Only to say which key does a thing: screens get actions, never keys.
    pub keymap: &'a Keymap,
    pub now: &'a Now,
    pub size: Size,
    pub effects: &'a mut Vec<Effect>,
    pub clip: &'a mut Clip,
    pub toast: &'a mut Option<Toast>,
    pub overlay: &'a mut Option<Overlay>,
}

impl Data {
    pub fn catalog(&self) -> Option<&Arc<Catalog>> {
        self.banks.as_ref().map(|banks| &banks.catalog)
    }

    /// Returns the history, newest first; empty until it is read.
    pub fn sessions(&self) -> &[SessionSummary] {
        self.history.as_deref().unwrap_or_default()
    }

    pub fn task(&mut self) -> TaskId {
        self.next_task += 1;
        TaskId(self.next_task)
    }

    /// Returns why something is only in memory, if saving fails: of the open session, else of one that was left.
    pub fn unsaved(&self) -> Option<&str> {
        let left = || self.unsaved_left().and_then(|left| left.failed.as_deref());
        match &self.live {
            Some(_) => self.disk.failed.as_deref().or_else(left),
            None => left(),
        }
    }

    /// Returns the newest session that was left and cannot be saved.
    pub fn unsaved_left(&self) -> Option<&Left> {
        self.left.iter().rev().find(|left| left.failed.is_some())
    }

    /// Takes in what became of records.
    pub(super) fn journal(&mut self, journal: Journal) {
        match journal {
            Journal::Saved(folder, seq) => {
                // What an earlier session still had to save says nothing of this one.
                let newest = self.live.as_ref().or(self.left.last().map(|left| &left.live));
                let Some(live) = newest.filter(|live| live.folder == folder) else {
                    return;
                };
                self.disk.saved = self.disk.saved.max(seq);
                self.disk.failed = None;
                if self.disk.saved >= live.session.seq {
                    self.disk.unsaved_since = None;
                }
            }
            Journal::Failed(folder, sentence) => {
                let of = |live: &Live| folder.as_ref().is_none_or(|folder| live.folder == *folder);
                if self.live.as_ref().is_some_and(of) {
                    self.disk.failed = Some(sentence);
                    return;
                }
                // It failed as the session was given back.
                for left in self.left.iter_mut().filter(|left| of(&left.live)) {
                    left.failed.get_or_insert_with(|| sentence.clone());
                }
            }
            Journal::Closed(folder) => self.left.retain(|left| left.live.folder != folder),
        }
    }

    /// Returns the newest session that can go on.
    pub fn resumable(&self) -> Option<&SessionSummary> {
        self.sessions().iter().find(|summary| summary.resumable())
    }

    /// Returns the newest session that is over and waits for scores.
    pub fn unscored(&self) -> Option<&SessionSummary> {
        self.sessions()
            .iter()
            .find(|summary| summary.over && summary.to_score > 0)
    }
}

impl Live {
    pub fn question(&self, name: &QuestionName) -> Option<&Arc<Question>> {
        self.questions.get(name)
    }

    /// Returns the newest attempt with its question.
    pub fn current(&self) -> Option<(&Attempt, &Arc<Question>)> {
        let attempt = self.session.current()?;
        Some((attempt, self.question(&attempt.question)?))
    }

    /// Returns the stages of a question whose tests at submission are still running.
    pub fn awaited_stages<'a>(&'a self, question: &'a QuestionName) -> impl Iterator<Item = usize> + 'a {
        let of = move |(name, _): &&(QuestionName, usize)| name == question;
        self.awaited.values().filter(of).map(|(_, stage)| *stage)
    }

    /// Returns how long ago the newest record was written, at `now`.
    pub fn since(&self, now: &Now) -> Duration {
        now.mono.saturating_sub(self.recorded)
    }
}

impl Cx<'_> {
    /// Returns the key of an action for a sentence; which one it is, people may change.
    pub fn key(&self, action: Action, context: Context) -> String {
        self.keymap.spelled(action, context)
    }

    /// Numbers and stamps an event, takes it into the open session and has it written.
    pub fn record(&mut self, event: Event) {
        let Some(live) = &mut self.data.live else {
            return;
        };
        // An edit too large for one line of the journal becomes several.
        let mut remarks = Vec::new();
        for event in event.pieces() {
            let record = Record {
                v: VERSION,
                seq: live.session.seq + 1,
                at: self.now.wall.clone(),
                mono: self.now.mono,
                event,
            };
            live.session.apply(&record);
            if !live.scratch {
                self.effects.push(Effect::Append(live.folder.clone(), record));
            } else if record.event.is_remark() {
                // What one says of an answer is kept also where its score is only tried.
                remarks.push(record.event);
            }
        }
        live.recorded = self.now.mono;
        if live.scratch {
            if !remarks.is_empty() {
                let folder = live.folder.clone();
                additions::add(self, &folder, remarks);
            }
            return;
        }
        self.data.disk.unsaved_since.get_or_insert(self.now.mono);
    }

    /// Has the schedule folded from what is known now, once everything it needs is read.
    pub fn reschedule(&mut self) {
        let (Some(banks), Some(history), Some(diary)) =
            (&self.data.banks, &self.data.history, &self.data.diary)
        else {
            return;
        };
        let (catalog, history, diary) = (banks.catalog.clone(), history.clone(), diary.clone());
        let task = self.data.task();
        self.data.scheduling = Some(task);
        self.effects.push(Effect::Schedule {
            task,
            catalog,
            history,
            diary,
            today: practice_day(&self.now.wall),
        });
    }

    /// Takes in the diary, and says the first of what could not be read of it.
    pub fn take_diary(&mut self, diary: Diary, problems: Vec<String>) {
        self.data.diary = Some(Arc::new(diary));
        self.reschedule();
        if let Some(problem) = problems.into_iter().next() {
            self.problem(problem);
        }
    }

    /// Takes in the loops there are now, and says what became of the one that was kept or deleted.
    pub fn take_loops(&mut self, said: Result<String, String>, loops: Vec<Loop>) {
        if let Some(banks) = &mut self.data.banks {
            banks.loops = loops;
        }
        match said {
            Ok(text) => self.toast(text),
            Err(text) => self.problem(text),
        }
    }

    pub fn toast(&mut self, text: impl Into<String>) {
        *self.toast = Some(Toast {
            text: text.into(),
            tone: Tone::Done,
            until: self.now.mono + Duration::from_secs(4),
        });
    }

    /// Says what could not be done; it stays longer than a word about something done.
    pub fn problem(&mut self, text: impl Into<String>) {
        *self.toast = Some(Toast {
            text: text.into(),
            tone: Tone::Problem,
            until: self.now.mono + Duration::from_secs(10),
        });
    }
}
