//! The journal's vocabulary: what can happen in a session, as it stands on disk for ever
//! (`docs/formats.md`, Session). Names and fields here are final; new optional fields may join.

use std::time::Duration;

use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};

use super::bank::QuestionName;
use super::draw::{Abilities, Draw, DrawnRound};
use super::loops::{Pressure, ScoreAfter};
use super::verdict::Verdict;
use crate::text::edit::Edit;

/// The version of a journal line this program writes and the highest it reads.
pub const VERSION: u16 = 1;

/// One line of `journal.jsonl`.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub v: u16,
    /// Counts from 1, without gaps.
    pub seq: u64,
    pub at: ZonedDateTime,
    /// Monotonic time since the process began; starts anew after [`Event::Opened`]. Milliseconds on disk.
    pub mono: Duration,
    pub event: Event,
}

/// When a record must be on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flush {
    /// Within a second of the keystroke.
    Soon,
    /// Before the screen says so.
    Now,
}

/// Something that happened. Events of an interview belong to the question asked last; events of a
/// debrief name their question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ev", content = "d", rename_all = "snake_case")]
pub enum Event {
    Opened(Opened),
    SessionStarted(Box<Started>),
    RoundStarted {
        /// Index into the plan.
        round: usize,
    },
    QuestionAsked {
        round: usize,
        question: QuestionName,
        /// File name of its snapshot in `questions/`, written before this record.
        snapshot: String,
        /// The question's share of its round, extra time included.
        budget_ms: u64,
    },
    Entered {
        field: String,
    },
    Edited {
        field: String,
        edit: Edit,
    },
    Clarified {
        /// What the candidate typed or picked.
        ask: String,
        /// Index of the clarification it matched; `None`: the interviewer had no answer.
        matched: Option<usize>,
    },
    FollowUpShown {
        id: String,
    },
    HintTaken {
        /// Index into the question's hints.
        hint: usize,
    },
    StageOpened {
        stage: usize,
    },
    StagePassedOver {
        stage: usize,
    },
    /// The judge ran the answer. A run at submission may end after it, so it names its question.
    Ran {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        question: Option<QuestionName>,
        stage: usize,
        /// Of the text that was run ([`text_hash`]).
        hash: String,
        /// As [`Verdict::trimmed`] leaves it.
        verdict: Box<Verdict>,
    },
    Paused {
        cause: PauseCause,
        /// Known afterwards: the pause is over and was this long. `None`: it lasts until `resumed`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        past_ms: Option<u64>,
    },
    Resumed {},
    StoryUsed {
        story: String,
    },
    Spoken {
        on: bool,
    },
    Submitted {
        cause: SubmitCause,
    },
    TakenBack {},
    Skipped {},
    Predicted {
        question: QuestionName,
        level: u8,
    },
    Ticked {
        question: QuestionName,
        idea: String,
        on: bool,
        /// Where in the answer it was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Evidence>,
        /// No sign was found, and the candidate said that it was said in other words.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        in_other_words: bool,
    },
    Levelled {
        question: QuestionName,
        criterion: String,
        /// `None`: not applicable, the criterion leaves the mean.
        level: Option<u8>,
    },
    PitfallMarked {
        question: QuestionName,
        pitfall: String,
        on: bool,
    },
    Scored {
        question: QuestionName,
        /// 0 to 4.
        score: f64,
        /// `self` or a name.
        by: String,
        kind: ScoreKind,
    },
    /// Nothing of the answer can be scored: no criterion applies, or its tests were not run. It leaves the
    /// means and waits for no score.
    SetAside {
        question: QuestionName,
    },
    /// The whole text of the note; replaces an earlier one of the same place.
    Noted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        question: Option<QuestionName>,
        text: String,
    },
    Starred {
        question: QuestionName,
        on: bool,
    },
    Disputed {
        question: QuestionName,
        on: bool,
        text: String,
    },
    RoundEnded {
        round: usize,
        cause: EndCause,
    },
    SessionEnded {
        cause: EndCause,
    },
    /// An event of a newer program: kept, ignored by the fold.
    #[serde(skip)]
    Unknown {
        ev: String,
        d: serde_json::Value,
    },
}

/// A process took the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub pid: u32,
    pub host: String,
    /// hotseat's version.
    pub version: String,
    /// Time of the run before, after its last record, as its heartbeat in `lock` told.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub carried_ms: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape serde asks for")]
fn is_zero(value: &u64) -> bool {
    *value == 0
}

/// What a session began with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Started {
    pub kind: SessionKind,
    /// Id of the loop.
    #[serde(rename = "loop")]
    pub loop_id: String,
    pub title: String,
    pub seed: u64,
    pub draw: Draw,
    pub draw_version: u32,
    /// 1.0, or the factor of extended time.
    pub extra_time: f64,
    pub pressure: Pressure,
    pub score_after: ScoreAfter,
    pub abilities: Abilities,
    /// The rounds and their questions, each with the reason it was drawn.
    pub plan: Vec<DrawnRound>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    Interview,
    Drill,
    Cram,
    Retake,
}

/// Why the clock stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseCause {
    /// Asked for by key, or the interview was left.
    Person,
    /// The process was stopped (SIGTSTP, SIGSTOP) and continued.
    Stopped,
    /// The machine slept: `CLOCK_BOOTTIME` − `CLOCK_MONOTONIC` grew.
    Slept,
    /// The process ended; known from [`Event::Opened`].
    Ended,
    /// Scoring between questions; never timed.
    Debrief,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmitCause {
    Done,
    /// Strict: time came and the answer locked.
    TimeUp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndCause {
    Done,
    /// Ended by the person before its last question.
    Person,
    TimeUp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreKind {
    First,
    Revision,
    Blind,
    Outside,
}

/// A range of an answer's field, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub field: String,
    pub start: usize,
    pub end: usize,
}

/// Returns the sixteen hex digits that tell one text of an answer from another: its 64-bit FNV-1a hash.
pub fn text_hash(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// Text that one `edited` record carries at most, in bytes. However it is escaped, its line stays
/// below 16 MiB.
const PIECE: usize = 2 * 1024 * 1024;

impl Event {
    /// Every event's name in a journal.
    pub const NAMES: [&'static str; 30] = [
        "opened",
        "session_started",
        "round_started",
        "question_asked",
        "entered",
        "edited",
        "clarified",
        "follow_up_shown",
        "hint_taken",
        "stage_opened",
        "stage_passed_over",
        "ran",
        "paused",
        "resumed",
        "story_used",
        "spoken",
        "submitted",
        "taken_back",
        "skipped",
        "predicted",
        "ticked",
        "levelled",
        "pitfall_marked",
        "scored",
        "set_aside",
        "noted",
        "starred",
        "disputed",
        "round_ended",
        "session_ended",
    ];

    /// Returns whether it says something of an answer without scoring it.
    pub fn is_remark(&self) -> bool {
        matches!(
            self,
            Self::Noted { .. } | Self::Starred { .. } | Self::Disputed { .. }
        )
    }

    /// Returns when a record of this event must be on disk.
    pub fn flush(&self) -> Flush {
        match self {
            Self::Edited { .. } | Self::Entered { .. } => Flush::Soon,
            _ => Flush::Now,
        }
    }

    /// Returns whether what comes of it is shown only once it is on disk: what a person did, got or decided, and
    /// would not do again.
    pub fn is_shown_once_saved(&self) -> bool {
        matches!(
            self,
            Self::Clarified { .. }
                | Self::FollowUpShown { .. }
                | Self::HintTaken { .. }
                | Self::Ran { .. }
                | Self::Submitted { .. }
                | Self::TakenBack { .. }
                | Self::Skipped { .. }
                | Self::Predicted { .. }
                | Self::Ticked { .. }
                | Self::Levelled { .. }
                | Self::PitfallMarked { .. }
                | Self::Scored { .. }
                | Self::Noted { .. }
                | Self::Starred { .. }
                | Self::Disputed { .. }
        )
    }

    /// Returns the event as those to record: an edit too large for one line becomes several, each
    /// valid after the one before.
    pub fn pieces(self) -> Vec<Self> {
        match self {
            Self::Edited { field, edit } if edit.del.len() + edit.ins.len() > PIECE => split(edit)
                .map(|edit| Self::Edited {
                    field: field.clone(),
                    edit,
                })
                .collect(),
            event => vec![event],
        }
    }
}

fn split(edit: Edit) -> impl Iterator<Item = Edit> {
    let at = edit.at;
    let deleted = chunks(edit.del).into_iter().map(move |del| Edit {
        at,
        del,
        ins: String::new(),
    });
    let inserted = chunks(edit.ins).into_iter().scan(at, |at, ins| {
        let begins = *at;
        *at += ins.len();
        Some(Edit {
            at: begins,
            del: String::new(),
            ins,
        })
    });
    deleted.chain(inserted)
}

/// Cuts a text into pieces of at most [`PIECE`] bytes, never within a character. It is cut from its end, and what
/// is cut off is given back at once, so that a text of many megabytes is never in memory twice.
fn chunks(mut text: String) -> Vec<String> {
    let next = |from: &usize| Some(text.floor_char_boundary(from + PIECE)).filter(|at| *at < text.len());
    let starts: Vec<usize> = std::iter::successors(Some(0).filter(|_| !text.is_empty()), next).collect();
    let mut chunks = Vec::with_capacity(starts.len());
    for start in starts.into_iter().rev() {
        chunks.push(text.split_off(start));
        text.shrink_to_fit();
    }
    chunks.reverse();
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_too_large_for_a_line_becomes_several_that_do_the_same() {
        let text = "ä".repeat(PIECE);
        let edit = Edit {
            at: 3,
            del: format!("b{text}"),
            ins: format!("{text}c"),
        };
        let event = Event::Edited {
            field: "main".into(),
            edit: edit.clone(),
        };
        let mut after = format!("aaa{}z", edit.del);
        let pieces = event.pieces();
        assert_eq!(pieces.len(), 6);
        for piece in pieces {
            let Event::Edited { edit, .. } = piece else {
                panic!()
            };
            assert!(edit.del.len() + edit.ins.len() <= PIECE);
            let end = edit.at + edit.del.len();
            assert_eq!(after.get(edit.at..end), Some(edit.del.as_str()));
            after.replace_range(edit.at..end, &edit.ins);
        }
        assert_eq!(after, format!("aaa{}z", edit.ins));
    }

    #[test]
    fn a_small_edit_stays_one() {
        let event = Event::Entered { field: "main".into() };
        assert_eq!(event.clone().pieces(), [event]);
    }
}
