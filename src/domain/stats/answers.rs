//! Answers as the figures read them: one asked question each, oldest first, with its day.

use jiff::civil::Date;

use super::practice_day;
use crate::domain::bank::RoundKind;
use crate::domain::score;
use crate::domain::summary::{QuestionSummary, SessionSummary};

/// One question of the history.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'a> {
    pub asked: &'a QuestionSummary,
    /// Of its session; `None` where no record tells.
    pub day: Option<Date>,
}

impl Answer<'_> {
    /// Returns the score that stands, 0 to 4.
    pub fn score(&self) -> Option<f64> {
        self.asked.score.filter(|score| score.is_finite())
    }
}

/// Returns the answers of a history that is newest first, oldest first: as their sessions began, and in a
/// session as they were asked.
pub(super) fn oldest_first<'a>(history: &[&'a SessionSummary]) -> Vec<Answer<'a>> {
    history
        .iter()
        .rev()
        .flat_map(|summary| {
            let day = summary.began_at.as_ref().map(practice_day);
            summary.questions.iter().map(move |asked| Answer { asked, day })
        })
        .collect()
}

/// Returns what a session's rounds of this kind are worth: the mean of those that are scored.
pub(super) fn session_score(summary: &SessionSummary, kind: RoundKind) -> Option<f64> {
    score::weighted_mean(
        summary
            .rounds
            .iter()
            .filter(|round| round.kind == kind)
            .filter_map(|round| Some((round.score?, 1.0))),
    )
}

/// Returns the middle of the values, of an even count the mean of the two in the middle; 0 of none.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted.get(middle).copied().unwrap_or(0.0)
    } else {
        let pair = (sorted.get(middle.wrapping_sub(1)), sorted.get(middle));
        pair.0.zip(pair.1).map_or(0.0, |(a, b)| f64::midpoint(*a, *b))
    }
}

/// Returns the mean; none of none.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_count_is_the_middle_of_the_two() {
        assert!((median(&[1.0, 4.0, 2.0, 3.0]) - 2.5).abs() < 1e-12);
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < 1e-12);
        assert!(median(&[]).abs() < 1e-12);
    }
}
