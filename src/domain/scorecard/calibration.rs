//! Predictions against scores: how well a candidate knows what an answer is worth.

use serde::Serialize;

use crate::domain::score;
use crate::domain::session::Attempt;

/// Answers that were predicted and then scored.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Calibration {
    /// Answers by score (first index, to the nearest level) and prediction (second).
    pub counts: [[usize; 5]; 5],
    pub pairs: usize,
    /// Mean of prediction − score: above 0 is too high. `None` without pairs.
    pub error: Option<f64>,
    /// Half the width of the 95 % interval of the mean (Student's t); `None` under three pairs, where
    /// it would say nothing.
    pub spread: Option<f64>,
    /// Standard error of the mean; `None` under three pairs.
    pub standard_error: Option<f64>,
}

/// A mean with what is not known of it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mean {
    /// `None` of nothing.
    pub mean: Option<f64>,
    /// `None` under three values.
    pub standard_error: Option<f64>,
    /// Half the width of the 95 % interval; `None` under three values.
    pub spread: Option<f64>,
}

impl Mean {
    pub fn of(values: &[f64]) -> Self {
        let count = values.len() as f64;
        let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / count);
        let standard_error = mean.filter(|_| values.len() >= 3).map(|mean| {
            let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
            (squares / (count - 1.0) / count).sqrt()
        });
        let student = |values: usize| STUDENT.get(values - 3).copied().unwrap_or(1.96);
        Self {
            mean,
            standard_error,
            spread: standard_error.map(|error| student(values.len()) * error),
        }
    }
}

/// The 97.5 % point of Student's t for 2 to 30 degrees of freedom; above, the normal's is near enough.
const STUDENT: [f64; 29] = [
    4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/// Compares predictions with the scores that stand.
pub fn calibration(attempts: &[Attempt]) -> Calibration {
    let pairs: Vec<(u8, f64)> = attempts
        .iter()
        .filter_map(|attempt| Some((attempt.prediction?, score::standing(attempt)?)))
        .collect();
    Calibration::of(&pairs)
}

impl Calibration {
    /// Compares predictions with scores, pair by pair.
    pub fn of(pairs: &[(u8, f64)]) -> Self {
        let mut counts = [[0; 5]; 5];
        for (prediction, score) in pairs {
            let level = (score.round() as usize).min(4);
            counts[level][usize::from(*prediction).min(4)] += 1;
        }
        let errors: Vec<f64> = pairs
            .iter()
            .map(|(prediction, score)| f64::from((*prediction).min(4)) - score)
            .collect();
        let mean = Mean::of(&errors);
        Self {
            counts,
            pairs: pairs.len(),
            error: mean.mean,
            spread: mean.spread,
            standard_error: mean.standard_error,
        }
    }

    /// Returns the error in words: `0.4 too high`, `as scored`.
    pub fn words(&self) -> Option<String> {
        let tenths = (self.error? * 10.0).round() / 10.0;
        Some(if tenths == 0.0 {
            "as scored".to_owned()
        } else if tenths > 0.0 {
            format!("{tenths:.1} too high")
        } else {
            format!("{:.1} too low", -tenths)
        })
    }
}
