//! How well a candidate knows what an answer is worth: against the prediction, the judge, a second look and
//! other people. And what went wrong more than once.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::answers::Answer;
use crate::domain::bank::{QuestionName, RoundKind};
use crate::domain::event::ScoreKind;
use crate::domain::score::BEST;
use crate::domain::scorecard::{Calibration, Mean};

/// Predictions and other values beside the scores that stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// Prediction − score.
    pub all: Calibration,
    pub rounds: Vec<RoundCalibration>,
    /// Score − 4 × share of the tests passed at submission.
    pub judge: Compared,
    /// Score − newest blind re-score.
    pub blind: Compared,
    /// Score − newest score by somebody else.
    pub outside: Compared,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoundCalibration {
    pub round: RoundKind,
    #[serde(flatten)]
    pub calibration: Calibration,
}

/// Scores against another value of the same answers: above 0 the candidate scores higher.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Compared {
    pub answers: usize,
    /// Mean of the differences.
    pub difference: Option<f64>,
    /// Half the width of the 95 % interval of that mean; `None` under three answers.
    pub spread: Option<f64>,
    /// Of that mean; `None` under three answers.
    pub standard_error: Option<f64>,
}

impl Compared {
    fn of(differences: &[f64]) -> Self {
        let mean = Mean::of(differences);
        Self {
            answers: differences.len(),
            difference: mean.mean,
            spread: mean.spread,
            standard_error: mean.standard_error,
        }
    }
}

impl Judgement {
    pub(super) fn of(answers: &[Answer]) -> Self {
        let pairs = |round: Option<RoundKind>| {
            let pairs: Vec<(u8, f64)> = answers
                .iter()
                .filter(|answer| round.is_none_or(|round| answer.asked.round == round))
                .filter_map(|answer| Some((answer.asked.outcome.prediction?, answer.score()?)))
                .collect();
            Calibration::of(&pairs)
        };
        let against = |other: &dyn Fn(&Answer) -> Option<f64>| {
            let differences: Vec<f64> = answers
                .iter()
                .filter_map(|answer| Some(answer.score()? - other(answer)?))
                .collect();
            Compared::of(&differences)
        };
        let newest =
            |kind: ScoreKind| against(&move |answer: &Answer| Some(answer.asked.outcome.newest(kind)?.score));
        Self {
            all: pairs(None),
            rounds: RoundKind::ALL
                .map(|round| RoundCalibration {
                    round,
                    calibration: pairs(Some(round)),
                })
                .into(),
            judge: against(&|answer: &Answer| {
                let tests = answer.asked.outcome.tests.filter(|tests| tests.of > 0)?;
                Some(BEST * tests.passed as f64 / tests.of as f64)
            }),
            blind: newest(ScoreKind::Blind),
            outside: newest(ScoreKind::Outside),
        }
    }
}

/// Answers a pitfall happened in, from which it is one that recurs.
const RECURS: usize = 2;

/// A pitfall that happened more than once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recurring {
    pub question: QuestionName,
    pub pitfall: String,
    /// Answers it happened in.
    pub answers: usize,
    /// Of the newest of them.
    pub last: Option<Date>,
}

/// Returns what happened in two answers or more: most often first, then newest.
pub(super) fn pitfalls(answers: &[Answer]) -> Vec<Recurring> {
    let mut found: BTreeMap<(&QuestionName, &str), (usize, Option<Date>)> = BTreeMap::new();
    for answer in answers {
        for pitfall in &answer.asked.outcome.pitfalls {
            let seen = found.entry((&answer.asked.name, pitfall)).or_default();
            seen.0 += 1;
            seen.1 = seen.1.max(answer.day);
        }
    }
    let mut recurring: Vec<Recurring> = found
        .into_iter()
        .filter(|(_, (answers, _))| *answers >= RECURS)
        .map(|((question, pitfall), (answers, last))| Recurring {
            question: question.clone(),
            pitfall: pitfall.to_owned(),
            answers,
            last,
        })
        .collect();
    recurring.sort_by_key(|one| Reverse((one.answers, one.last)));
    recurring
}

/// A question that was answered again on the same scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Again {
    pub question: QuestionName,
    pub round: RoundKind,
    /// Answers given aloud are a trend of their own.
    pub spoken: bool,
    /// Scored answers on the newest scale.
    pub answers: usize,
    pub first: f64,
    pub last: f64,
    pub change: f64,
    /// Scored answers on other scales: the set of ideas was another one.
    pub other_scales: usize,
}

/// Returns the questions with two scored answers or more on their newest scale: what fell most first.
pub(super) fn again(answers: &[Answer]) -> Vec<Again> {
    let mut of: BTreeMap<(&QuestionName, bool), Vec<(&Answer, f64)>> = BTreeMap::new();
    for answer in answers {
        if let Some(score) = answer.score() {
            of.entry((&answer.asked.name, answer.asked.outcome.spoken))
                .or_default()
                .push((answer, score));
        }
    }
    let mut all: Vec<Again> = of
        .into_iter()
        .filter_map(|((question, spoken), scored)| {
            let (newest, last) = scored.last()?;
            let scale = &newest.asked.outcome.scale;
            let same: Vec<f64> = scored
                .iter()
                .filter(|(answer, _)| answer.asked.outcome.scale == *scale)
                .map(|(_, score)| *score)
                .collect();
            let first = *same.first().filter(|_| same.len() > 1)?;
            Some(Again {
                question: question.clone(),
                round: newest.asked.round,
                spoken,
                answers: same.len(),
                first,
                last: *last,
                change: last - first,
                other_scales: scored.len() - same.len(),
            })
        })
        .collect();
    all.sort_by(|a, b| a.change.total_cmp(&b.change));
    all
}
