//! `session.json`: the readable result of a session, derived from its journal and made again any time. It is
//! what `sessions show --json` prints. Lists read its head only, and only while it is as new as the
//! journal.

use std::path::Path;
use std::time::Duration;

use jiff::ZonedDateTime;
use serde::Deserialize;

use super::list::JournalFile;
use super::{Loaded, SessionError, load};
use crate::domain::bank::{QuestionName, RoundKind};
use crate::domain::event::SessionKind;
use crate::domain::story::StoryUse;
use crate::domain::summary::{Outcome, QuestionSummary, RoundSummary, SessionSummary};
use crate::storage::disk::{self, Disk};
use crate::storage::export::{self, Stories};

/// The format of `session.json` this program writes and the highest it reads.
pub const FORMAT: u64 = 1;
pub(super) const FILE: &str = "session.json";
const LARGEST: u64 = 256 << 20;

/// Reads a session's journal and puts its `session.json` in place. One of a newer format is left alone.
pub fn write_result(disk: &impl Disk, root: &Path, folder: &str) -> Result<(), SessionError> {
    let path = root.join(folder).join(FILE);
    if let Some(format) = format_of(&path)
        && format > FORMAT
    {
        return Err(SessionError::Newer { path, format });
    }
    let loaded = load(root, folder)?;
    disk.replace(&path, &export::json_with(&loaded, &Stories::Ids))
        .map_err(|error| SessionError::Io { path, error })
}

fn format_of(path: &Path) -> Option<u64> {
    #[derive(Deserialize)]
    struct Head {
        format: u64,
    }
    let bytes = disk::read(path, LARGEST).ok()?;
    Some(serde_json::from_slice::<Head>(&bytes).ok()?.format)
}

/// What a list needs of `session.json`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Stored {
    format: u64,
    began_at: Option<ZonedDateTime>,
    last_at: Option<ZonedDateTime>,
    kind: SessionKind,
    #[serde(rename = "loop")]
    loop_id: String,
    title: String,
    score: Option<f64>,
    over: bool,
    to_score: usize,
    place: String,
    spent_ms: u64,
    starred: bool,
    disputed: bool,
    rounds: Vec<StoredRound>,
    questions: Vec<StoredQuestion>,
    journal: Vec<StoredFile>,
    problems: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct StoredRound {
    kind: RoundKind,
    score: Option<f64>,
    spent_ms: u64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct StoredQuestion {
    question: QuestionName,
    kind: RoundKind,
    topic: String,
    score: Option<f64>,
    /// A file without it is older than the figures: the journal is read instead.
    outcome: Outcome,
    #[serde(default)]
    stories: Vec<StoredStory>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct StoredStory {
    id: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct StoredFile {
    file: String,
    bytes: u64,
}

impl Stored {
    /// Reads what a list needs, if `session.json` is there and was made from the journal as it is:
    /// the same files, as long as they were then, and none of them changed later.
    pub(super) fn read(dir: &Path, journal: &[JournalFile]) -> Option<Self> {
        let path = dir.join(FILE);
        let made = path.symlink_metadata().ok()?.modified().ok()?;
        let stored: Self = serde_json::from_slice(&disk::read(&path, LARGEST).ok()?).ok()?;
        let same = stored.journal.len() == journal.len()
            && stored.journal.iter().zip(journal).all(|(then, (name, now))| {
                then.file == *name
                    && now.as_ref().is_ok_and(|now| {
                        now.len() == then.bytes && now.modified().is_ok_and(|changed| changed <= made)
                    })
            });
        (stored.format == FORMAT && same).then_some(stored)
    }

    pub(super) fn summary(self, folder: &str) -> SessionSummary {
        let stories = self.questions.iter().flat_map(|question| {
            question.stories.iter().map(|story| StoryUse {
                question: question.question.clone(),
                story: story.id.clone(),
            })
        });
        let stories = stories.collect();
        SessionSummary {
            folder: folder.to_owned(),
            began_at: self.began_at,
            last_at: self.last_at,
            kind: self.kind,
            loop_id: self.loop_id,
            title: self.title,
            score: self.score,
            over: self.over,
            to_score: self.to_score,
            place: self.place,
            spent: Duration::from_millis(self.spent_ms),
            starred: self.starred,
            disputed: self.disputed,
            stories,
            rounds: self
                .rounds
                .into_iter()
                .map(|round| RoundSummary {
                    kind: round.kind,
                    score: round.score,
                    spent: Duration::from_millis(round.spent_ms),
                })
                .collect(),
            questions: self
                .questions
                .into_iter()
                .map(|question| QuestionSummary {
                    name: question.question,
                    round: question.kind,
                    topic: question.topic,
                    score: question.score,
                    outcome: question.outcome,
                })
                .collect(),
            problems: self.problems,
        }
    }
}

impl Loaded {
    pub fn summary(&self) -> SessionSummary {
        let question = |name: &QuestionName| self.questions.get(name).map(|snapshot| &snapshot.question);
        SessionSummary::of(&self.folder, &self.session(), &question, self.problems.clone())
    }
}
