//! One line of the history: what lists, the draw and Home need of a session, without its text.

use std::time::Duration;

use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};

use super::bank::{QuestionName, RoundKind};
use super::event::SessionKind;
use super::score;
use super::session::{Attempt, Session, Stand};

mod outcome;

use super::bank::Question;
use super::story::StoryUse;
pub use outcome::{GivenScore, IdeaOutcome, Outcome, Said, Tests};

/// A session in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionSummary {
    /// Name of its folder.
    pub folder: String,
    pub began_at: Option<ZonedDateTime>,
    pub last_at: Option<ZonedDateTime>,
    pub kind: SessionKind,
    pub loop_id: String,
    pub title: String,
    pub rounds: Vec<RoundSummary>,
    pub questions: Vec<QuestionSummary>,
    /// Mean of the scored rounds.
    pub score: Option<f64>,
    /// All rounds are over.
    pub over: bool,
    /// Answers that wait for a score.
    pub to_score: usize,
    /// Where it stands, for people: `ML theory, question 2 of 5`.
    pub place: String,
    /// Time used, pauses left out.
    pub spent: Duration,
    pub starred: bool,
    pub disputed: bool,
    /// The stories that were told, each with its question.
    pub stories: Vec<StoryUse>,
    /// What was wrong with its files, in sentences.
    pub problems: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundSummary {
    pub kind: RoundKind,
    pub score: Option<f64>,
    pub spent: Duration,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuestionSummary {
    pub name: QuestionName,
    pub round: RoundKind,
    pub topic: String,
    /// The score that stands: the newest revision, else the first; 0 where it was skipped.
    pub score: Option<f64>,
    /// What became of it, for the figures and the schedule.
    pub outcome: Outcome,
}

impl SessionSummary {
    /// Returns the summary of a session in `folder`; `question` gives the questions as they were asked, from
    /// the session's snapshots: without one its missed ideas and its tests are unknown.
    pub fn of<'a>(
        folder: &str,
        session: &Session,
        question: &dyn Fn(&QuestionName) -> Option<&'a Question>,
        problems: Vec<String>,
    ) -> Self {
        let started = session.started.as_ref();
        let drawn = |name: &QuestionName| {
            started
                .into_iter()
                .flat_map(|started| &started.plan)
                .flat_map(|round| &round.questions)
                .find(|question| question.name == *name)
        };
        let rounds: Vec<RoundSummary> = session
            .rounds
            .iter()
            .enumerate()
            .map(|(index, round)| RoundSummary {
                kind: round.kind,
                score: score::weighted_mean(
                    session
                        .attempts
                        .iter()
                        .filter(|attempt| attempt.round == index)
                        .filter_map(|attempt| {
                            Some((standing(attempt)?, attempt.budget.as_secs_f64().max(1.0)))
                        }),
                ),
                spent: round.spent,
            })
            .collect();
        Self {
            folder: folder.to_owned(),
            began_at: session.began_at.clone(),
            last_at: session.last_at.clone(),
            kind: started.map_or(SessionKind::Interview, |started| started.kind),
            loop_id: started.map(|started| started.loop_id.clone()).unwrap_or_default(),
            title: started.map(|started| started.title.clone()).unwrap_or_default(),
            score: score::weighted_mean(
                rounds
                    .iter()
                    .filter_map(|round| round.score.map(|score| (score, 1.0))),
            ),
            // A sum that overflows panics, and a journal edited by hand may say anything.
            spent: rounds
                .iter()
                .fold(Duration::ZERO, |sum, round| sum.saturating_add(round.spent)),
            questions: session
                .attempts
                .iter()
                .map(|attempt| QuestionSummary {
                    name: attempt.question.clone(),
                    round: session
                        .rounds
                        .get(attempt.round)
                        .map_or(RoundKind::MlTheory, |round| round.kind),
                    topic: drawn(&attempt.question)
                        .map(|drawn| drawn.topic.clone())
                        .unwrap_or_default(),
                    score: standing(attempt),
                    outcome: Outcome {
                        part: drawn(&attempt.question).is_some_and(|drawn| drawn.ideas.is_some()),
                        ..Outcome::of(attempt, question(&attempt.question))
                    },
                })
                .collect(),
            rounds,
            over: session.stand() == Stand::Over,
            to_score: session
                .attempts
                .iter()
                .filter(|attempt| attempt.waits_for_score())
                .count(),
            place: place(session),
            starred: session.attempts.iter().any(|attempt| attempt.starred),
            disputed: session.attempts.iter().any(|attempt| attempt.disputed.is_some()),
            stories: session
                .attempts
                .iter()
                .flat_map(|attempt| {
                    attempt.stories.iter().map(|story| StoryUse {
                        question: attempt.question.clone(),
                        story: story.clone(),
                    })
                })
                .collect(),
            problems,
        }
    }

    /// Returns whether the interview can go on.
    pub fn resumable(&self) -> bool {
        !self.over && !self.questions.is_empty()
    }
}

/// Returns the score that stands, as the scorecard has it: a question passed by is worth 0. An answer that
/// waits for its score has none.
fn standing(attempt: &Attempt) -> Option<f64> {
    score::standing(attempt).filter(|_| !attempt.waits_for_score())
}

/// Returns where a session stands: `ML theory, question 2 of 5`.
fn place(session: &Session) -> String {
    let (Some(started), Some(round)) = (&session.started, session.rounds.last()) else {
        return "not begun".to_owned();
    };
    let asked = session
        .attempts
        .iter()
        .filter(|attempt| attempt.round + 1 == session.rounds.len())
        .count();
    let planned = started
        .plan
        .get(round.index)
        .map_or(asked, |planned| planned.questions.len());
    format!("{}, question {asked} of {planned}", round.kind.title())
}
