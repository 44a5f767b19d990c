//! How each round goes: scores session by session, topics, time.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::answers::{Answer, mean, median, session_score};
use super::practice_day;
use crate::domain::bank::RoundKind;
use crate::domain::score::shown;
use crate::domain::summary::SessionSummary;

/// Scores or answers that a figure looks back on.
pub const LAST: usize = 5;

/// A topic's mean under this is marked on the board. It lies a little above 2.2, where the signal's "lean no" begins,
/// and has nothing to do with what a draw calls weak.
pub const MARKED_LOW: f64 = 2.3;

/// The scores of one round.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoundScores {
    pub round: RoundKind,
    /// Oldest first, one a session.
    pub scores: Vec<DayScore>,
    /// Of the last five, or of as many as there are.
    pub median: Option<f64>,
    /// Of the last five; `None` below five scores.
    pub lowest: Option<f64>,
    pub highest: Option<f64>,
    /// Against the median of the five before the newest; `None` below six scores.
    pub change: Option<f64>,
    /// Answers typed, and answers given aloud: they are not compared.
    pub written: Answers,
    pub spoken: Answers,
}

/// What a round of one session was worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DayScore {
    pub session: String,
    pub day: Option<Date>,
    /// 0 to 4.
    pub score: f64,
}

/// Scored answers of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Answers {
    pub answers: usize,
    /// Of the last five.
    pub mean: Option<f64>,
}

impl RoundScores {
    pub(super) fn of(history: &[&SessionSummary], answers: &[Answer], round: RoundKind) -> Self {
        let scores: Vec<DayScore> = history
            .iter()
            .rev()
            .filter_map(|summary| {
                Some(DayScore {
                    session: summary.folder.clone(),
                    day: summary.began_at.as_ref().map(practice_day),
                    score: session_score(summary, round)?,
                })
            })
            .collect();
        let values: Vec<f64> = scores.iter().map(|score| score.score).collect();
        let count = values.len();
        let last = &values[count.saturating_sub(LAST)..];
        let whole = (last.len() == LAST).then_some(last);
        let before = (count > LAST).then(|| median(&values[count - 1 - LAST..count - 1]));
        let of = |spoken: bool| {
            let scores: Vec<f64> = answers
                .iter()
                .filter(|answer| answer.asked.round == round && answer.asked.outcome.spoken == spoken)
                .filter_map(Answer::score)
                .collect();
            Answers {
                answers: scores.len(),
                mean: mean(&scores[scores.len().saturating_sub(LAST)..]),
            }
        };
        Self {
            round,
            median: (count > 0).then(|| median(last)),
            lowest: whole.map(|last| last.iter().copied().fold(f64::INFINITY, f64::min)),
            highest: whole.map(|last| last.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
            change: before.map(|before| median(last) - before),
            written: of(false),
            spoken: of(true),
            scores,
        }
    }

    /// Returns whether there are enough scores to speak of a trend.
    pub fn has_trend(&self) -> bool {
        self.lowest.is_some()
    }

    /// Returns why there is no trend: `3 scores: too few for a trend`.
    pub fn too_few(&self) -> Option<String> {
        match self.scores.len() {
            _ if self.has_trend() => None,
            0 => Some("no score yet".to_owned()),
            1 => Some("1 score: too few for a trend".to_owned()),
            n => Some(format!("{n} scores: too few for a trend")),
        }
    }

    /// Returns the range of the last five: `2.1–2.7`.
    pub fn range(&self, dash: &str) -> Option<String> {
        Some(format!("{}{dash}{}", shown(self.lowest?), shown(self.highest?)))
    }
}

/// A topic over the rounds it was asked in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopicRow {
    pub topic: String,
    /// In the order of the rounds; a round without a scored answer has none.
    pub rounds: Vec<TopicCell>,
}

/// A topic in one round.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopicCell {
    pub round: RoundKind,
    /// Scored answers over all.
    pub answers: usize,
    /// Of the last five.
    pub mean: f64,
}

impl TopicRow {
    pub fn cell(&self, round: RoundKind) -> Option<&TopicCell> {
        self.rounds.iter().find(|cell| cell.round == round)
    }

    /// Returns the lowest of its means.
    pub fn weakest(&self) -> f64 {
        self.rounds
            .iter()
            .map(|cell| cell.mean)
            .fold(f64::INFINITY, f64::min)
    }
}

/// Returns the topics, weakest first.
pub(super) fn topics(answers: &[Answer]) -> Vec<TopicRow> {
    let mut topics: BTreeMap<&str, BTreeMap<RoundKind, Vec<f64>>> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| !answer.asked.topic.is_empty()) {
        if let Some(score) = answer.score() {
            topics
                .entry(&answer.asked.topic)
                .or_default()
                .entry(answer.asked.round)
                .or_default()
                .push(score);
        }
    }
    let mut rows: Vec<TopicRow> = topics
        .into_iter()
        .map(|(topic, rounds)| TopicRow {
            topic: topic.to_owned(),
            rounds: rounds
                .into_iter()
                .filter_map(|(round, scores)| {
                    Some(TopicCell {
                        round,
                        answers: scores.len(),
                        mean: mean(&scores[scores.len().saturating_sub(LAST)..])?,
                    })
                })
                .collect(),
        })
        .collect();
    rows.sort_by(|a, b| a.weakest().total_cmp(&b.weakest()));
    rows
}

/// Time used in one round, of answers that were given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoundTime {
    pub round: RoundKind,
    pub answers: usize,
    pub spent_ms: u64,
    pub budget_ms: u64,
    /// Spent through budget; `None` without a budget.
    pub used: Option<f64>,
    /// Answers that took longer than their budget.
    pub over: usize,
    /// Of the answers; `None` without any.
    pub over_share: Option<f64>,
}

impl RoundTime {
    pub(super) fn of(answers: &[Answer], round: RoundKind) -> Self {
        let given: Vec<_> = answers
            .iter()
            .filter(|answer| answer.asked.round == round && answer.asked.outcome.answered)
            .map(|answer| &answer.asked.outcome)
            .collect();
        let spent_ms = given
            .iter()
            .fold(0_u64, |sum, one| sum.saturating_add(one.spent_ms));
        let budget_ms = given
            .iter()
            .fold(0_u64, |sum, one| sum.saturating_add(one.budget_ms));
        let over = given.iter().filter(|one| one.spent_ms > one.budget_ms).count();
        Self {
            round,
            answers: given.len(),
            spent_ms,
            budget_ms,
            used: (budget_ms > 0).then(|| spent_ms as f64 / budget_ms as f64),
            over,
            over_share: (!given.is_empty()).then(|| over as f64 / given.len() as f64),
        }
    }
}
