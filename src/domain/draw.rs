//! Choosing questions for a loop: seeded, explainable, repeatable. [`draw`] is a function of its
//! arguments alone: the same plan, request, candidates, history, seed, day and abilities give the same
//! questions, in whatever order the candidates come. [`DRAW_VERSION`] rises when that changes.

mod exact;
mod explain;
mod pick;
mod plan;
mod shares;
mod too_few;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;
use serde::{Deserialize, Serialize};

use super::bank::{Difficulty, QuestionName, RoundKind};
use super::catalog::Entry;
use super::due::Schedule;
use super::event::SessionKind;
use super::loops::Loop;
use super::stats::practice_day;
use super::summary::SessionSummary;

pub use explain::{Explained, ExplainedQuestion, ExplainedRound, Terms, explain, explained, of_code};
pub use shares::apportion;
pub(in crate::domain) use too_few::number;
pub use too_few::{Shortfall, TooFew};

/// Rises when the same arguments would give another draw. Since 2 what is due counts; where nothing is, the
/// questions are those of 1.
pub const DRAW_VERSION: u32 = 2;

/// The version that is part of the generator's key: it stays, so that a seed keeps its questions.
const KEY_VERSION: u32 = 1;

/// A question gets at least this share of its own minutes.
pub const LEAST_SHARE: f64 = 0.75;
/// A question gets at most this share of its own minutes.
pub const MOST_SHARE: f64 = 1.5;

/// How questions are preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Draw {
    #[default]
    Balanced,
    Due,
    Weakest,
    Random,
}

/// What this machine is known to run. Where nothing was looked for, nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Abilities {
    pub python: bool,
    pub numpy: bool,
    pub torch: bool,
}

impl Abilities {
    /// Returns what is to be said of PyTorch where it is not known to be here. Without Python there was
    /// nothing to look for it with.
    pub fn of_torch(self) -> &'static str {
        if self.python {
            "is not here"
        } else {
            "was not looked for"
        }
    }
}

/// A round of the plan with its questions, in the order they are asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawnRound {
    pub round: RoundKind,
    /// The round's budget in minutes, without extra time.
    pub minutes: f64,
    pub questions: Vec<DrawnQuestion>,
    /// Only these answer fields are asked; `None`: all of the round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<String>>,
}

/// One question of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawnQuestion {
    pub name: QuestionName,
    /// Its kind: a round may borrow a few minutes of another kind.
    pub round: RoundKind,
    pub topic: String,
    /// Its share of the round in minutes, without extra time.
    pub minutes: f64,
    /// Why it was drawn, for people.
    pub reason: String,
    /// Only these ideas are asked for, through the follow-ups that probe them; `None`: the whole question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ideas: Option<Vec<String>>,
}

/// What is asked of the draw besides the loop. Empty lists filter nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Request {
    pub strategy: Draw,
    /// Only these rounds of the loop.
    pub rounds: Vec<RoundKind>,
    /// Minutes of the whole interview; `None`: as the loop has it.
    pub minutes: Option<f64>,
    /// Questions in each round; `None`: as the loop has it.
    pub questions: Option<u32>,
    /// Exactly these, in this order; filters and strategy then play no part.
    pub exact: Vec<QuestionName>,
    pub topics: Vec<String>,
    pub difficulty: Option<Difficulty>,
    pub banks: Vec<String>,
}

/// What the draw needs to know of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub name: QuestionName,
    pub round: RoundKind,
    pub topic: String,
    pub difficulty: Difficulty,
    /// Its own minutes.
    pub minutes: f64,
    pub needs_numpy: bool,
    pub needs_torch: bool,
}

/// What was asked before.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    pub entries: Vec<Asked>,
    /// What is due now.
    pub due: BTreeMap<QuestionName, DueNow>,
}

/// How a question is due, itself or by its ideas.
#[derive(Debug, Clone, PartialEq)]
pub struct DueNow {
    /// Of the most forgotten of its cards.
    pub recall: f64,
    /// For people: `due: 3 ideas, recall 0.71`.
    pub reason: String,
}

/// One asking of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub name: QuestionName,
    /// Sessions since: 0 is the newest.
    pub session_index: usize,
    /// The session's day; a day turns at 04:00.
    pub at_day: Option<Date>,
    /// The score that stands, 0 to 4.
    pub score: Option<f64>,
}

/// The questions of an interview.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    pub kind: SessionKind,
    pub loop_id: String,
    pub title: String,
    pub strategy: Draw,
    pub seed: u64,
    pub rounds: Vec<DrawnRound>,
    /// What could not be had as asked, in sentences.
    pub notes: Vec<String>,
    /// What is known of each question drawn.
    pub details: BTreeMap<QuestionName, Detail>,
    pub left_out: LeftOut,
}

/// What is known of a question drawn, beside what the record keeps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detail {
    pub difficulty: Difficulty,
    pub own_minutes: f64,
    pub standing: Standing,
}

/// How a question stands with this person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    New,
    /// Its last score is under 3.0.
    Weak,
    Seen,
}

/// Questions that matched and were still not to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Asked in the last two sessions.
    pub recent: usize,
    /// Need PyTorch, which is not known to be here, and would have been the only ones of their round.
    pub torch: usize,
}

impl Request {
    /// Returns the loop as this request wants it: only its rounds, in its length, with its count.
    pub fn applied_to(&self, plan: &Loop) -> Loop {
        let mut plan = plan.clone();
        if !self.rounds.is_empty() {
            plan.rounds.retain(|round| self.rounds.contains(&round.round));
        }
        if let Some(minutes) = self.minutes {
            plan = plan.scale(minutes);
        }
        if self.questions.is_some() {
            for round in &mut plan.rounds {
                round.questions = self.questions;
            }
        }
        plan
    }
}

impl Drawn {
    /// Returns the minutes of all rounds, without extra time.
    pub fn minutes(&self) -> f64 {
        self.rounds.iter().map(|round| round.minutes).sum()
    }

    pub fn questions(&self) -> usize {
        self.rounds.iter().map(|round| round.questions.len()).sum()
    }
}

impl Candidate {
    /// Returns what the draw needs of a question of the catalog.
    pub fn of(entry: &Entry) -> Self {
        let brief = &entry.brief;
        Self {
            name: entry.name.clone(),
            round: brief.round,
            topic: brief.topic.to_string(),
            difficulty: brief.difficulty,
            minutes: brief.minutes,
            needs_numpy: brief.needs("numpy"),
            needs_torch: brief.needs("torch"),
        }
    }
}

impl History {
    /// Returns the history that these sessions make.
    pub fn of(sessions: &[SessionSummary]) -> Self {
        let mut newest: Vec<&SessionSummary> = sessions
            .iter()
            .filter(|session| !session.questions.is_empty())
            .collect();
        newest.sort_by(|a, b| {
            let began =
                |session: &SessionSummary| session.began_at.as_ref().map(jiff::ZonedDateTime::timestamp);
            began(b).cmp(&began(a)).then_with(|| a.folder.cmp(&b.folder))
        });
        let entries = newest
            .iter()
            .enumerate()
            .flat_map(|(session_index, session)| {
                let at_day = session.began_at.as_ref().map(practice_day);
                session.questions.iter().map(move |question| Asked {
                    name: question.name.clone(),
                    session_index,
                    at_day,
                    // A part says nothing about the whole.
                    score: question.score.filter(|_| !question.outcome.part),
                })
            })
            .collect();
        Self {
            entries,
            due: BTreeMap::new(),
        }
    }

    /// Takes in what is due on a day.
    #[must_use]
    pub fn with(mut self, schedule: &Schedule, day: Date) -> Self {
        self.due = schedule
            .askings(day)
            .into_iter()
            .map(|asking| {
                let due = DueNow {
                    recall: asking.recall,
                    reason: asking.reason(),
                };
                (asking.question, due)
            })
            .collect();
        self
    }

    /// Returns the newest asking of each question, with the newest score any asking got.
    fn newest(&self) -> BTreeMap<&QuestionName, Asked> {
        let mut order: Vec<&Asked> = self.entries.iter().collect();
        order.sort_by_key(|asked| asked.session_index);
        let mut newest: BTreeMap<&QuestionName, Asked> = BTreeMap::new();
        for asked in order {
            newest
                .entry(&asked.name)
                .and_modify(|known| known.score = known.score.or(asked.score))
                .or_insert_with(|| asked.clone());
        }
        newest
    }
}

/// Chooses the questions of an interview.
///
/// `candidates` may come in any order and from any bank; of two of one name the first stands.
pub fn draw(
    plan: &Loop,
    request: &Request,
    candidates: &[Candidate],
    history: &History,
    seed: u64,
    today: Date,
    can: Abilities,
) -> Result<Drawn, TooFew> {
    let mut by_name: BTreeMap<&QuestionName, &Candidate> = BTreeMap::new();
    for candidate in candidates {
        by_name.entry(&candidate.name).or_insert(candidate);
    }
    let cx = Cx {
        request,
        by_name,
        newest: history.newest(),
        due: &history.due,
        seed,
        today,
        can,
    };
    if request.exact.is_empty() {
        plan::draw_rounds(&cx, plan)
    } else {
        exact::draw_exact(&cx, plan)
    }
}

/// What every part of a draw looks at.
struct Cx<'a> {
    request: &'a Request,
    by_name: BTreeMap<&'a QuestionName, &'a Candidate>,
    newest: BTreeMap<&'a QuestionName, Asked>,
    due: &'a BTreeMap<QuestionName, DueNow>,
    seed: u64,
    today: Date,
    can: Abilities,
}

impl Cx<'_> {
    /// Returns the generator of one part of the plan, so that changing one round leaves the others.
    fn generator(&self, part: u64) -> ChaCha20Rng {
        // Written out, as the short cut `seed_from_u64` promises nothing between versions.
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&self.seed.to_le_bytes());
        bytes[8..12].copy_from_slice(&KEY_VERSION.to_le_bytes());
        bytes[16..24].copy_from_slice(&part.to_le_bytes());
        ChaCha20Rng::from_seed(bytes)
    }

    fn standing(&self, name: &QuestionName) -> Standing {
        match self.newest.get(name) {
            None => Standing::New,
            Some(asked) if asked.score.is_some_and(|score| score < DRAWN_AS_WEAK) => Standing::Weak,
            Some(_) => Standing::Seen,
        }
    }

    fn detail(&self, candidate: &Candidate) -> Detail {
        Detail {
            difficulty: candidate.difficulty,
            own_minutes: own_minutes(candidate),
            standing: self.standing(&candidate.name),
        }
    }

    /// Returns when a question was asked last: `12 days ago`.
    fn ago(&self, asked: &Asked) -> String {
        let days = asked
            .at_day
            .and_then(|day| day.until(self.today).ok())
            .map(|span| span.get_days());
        match days {
            Some(..=0) => "today".to_owned(),
            Some(1) => "yesterday".to_owned(),
            Some(days) => format!("{days} days ago"),
            None => "before".to_owned(),
        }
    }
}

/// A question scored under this is weak to a draw, and preferred: the signal would not be "yes".
const DRAWN_AS_WEAK: f64 = 3.0;

/// Sessions whose questions are not asked again if it can be avoided.
const RECENT: usize = 2;

/// Returns a candidate's minutes within what a bank may say, whatever it says.
fn own_minutes(candidate: &Candidate) -> f64 {
    if candidate.minutes.is_finite() {
        candidate.minutes.clamp(0.5, 240.0)
    } else {
        10.0
    }
}

/// Returns the share of a question's minutes that asking only some fields takes.
fn asked_share(round: RoundKind, fields: Option<&Vec<String>>) -> f64 {
    let Some(fields) = fields else {
        return 1.0;
    };
    let asked = round
        .fields()
        .iter()
        .filter(|field| fields.iter().any(|asked| asked == *field))
        .count();
    asked.max(1) as f64 / round.fields().len() as f64
}
