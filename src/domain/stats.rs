//! Figures over the history that Home shows: trend, weakest topic, minutes of the week.

use jiff::civil::Date;
use jiff::{SignedDuration, ZonedDateTime};

use super::bank::RoundKind;
use super::summary::SessionSummary;

/// How a round goes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trend {
    /// Scores of the last eight sessions that have one, oldest first.
    pub scores: Vec<f64>,
    /// Median of the last five; `None` below five scores.
    pub median: Option<f64>,
    /// Against the median of the five before the newest; `None` below six scores.
    pub change: Option<f64>,
}

/// Returns the day a moment belongs to, in its own zone: the day turns at 04:00.
pub fn practice_day(at: &ZonedDateTime) -> Date {
    at.checked_sub(SignedDuration::from_hours(4))
        .map_or_else(|_| at.date(), |shifted| shifted.date())
}

/// Returns the trend of a round; `history` is newest first.
pub fn trend(history: &[SessionSummary], kind: RoundKind) -> Trend {
    let newest_first: Vec<f64> = history
        .iter()
        .filter_map(|summary| {
            summary
                .rounds
                .iter()
                .filter(|round| round.kind == kind)
                .find_map(|round| round.score)
        })
        .collect();
    let median = (newest_first.len() >= 5).then(|| median(&newest_first[..5]));
    let before = (newest_first.len() >= 6).then(|| self::median(&newest_first[1..6]));
    let mut scores: Vec<f64> = newest_first.into_iter().take(8).collect();
    scores.reverse();
    Trend {
        scores,
        change: median.zip(before).map(|(now, before)| now - before),
        median,
    }
}

fn median(values: &[f64]) -> f64 {
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

/// Returns the topic of a round with the lowest mean score, and that mean.
pub fn weakest_topic(history: &[SessionSummary], kind: RoundKind) -> Option<(String, f64)> {
    let mut topics: std::collections::BTreeMap<&str, (f64, f64)> = std::collections::BTreeMap::new();
    for question in history
        .iter()
        .flat_map(|summary| &summary.questions)
        .filter(|question| question.round == kind && !question.topic.is_empty())
    {
        if let Some(score) = question.score {
            let entry = topics.entry(&question.topic).or_default();
            entry.0 += score;
            entry.1 += 1.0;
        }
    }
    topics
        .into_iter()
        .map(|(topic, (sum, count))| (topic.to_owned(), sum / count))
        .min_by(|a, b| a.1.total_cmp(&b.1))
}

/// Returns the minutes practised on each day of this week, Monday first.
pub fn week(history: &[SessionSummary], now: &ZonedDateTime) -> [u32; 7] {
    let today = practice_day(now);
    let monday = today.weekday().to_monday_zero_offset();
    let mut minutes = [0; 7];
    for summary in history {
        let Some(at) = &summary.began_at else { continue };
        let Ok(span) = today.since(practice_day(at)) else {
            continue;
        };
        let back = i32::from(monday) - span.get_days();
        if let Some(day) = usize::try_from(back).ok().and_then(|day| minutes.get_mut(day))
            && span.get_days() >= 0
        {
            *day += (summary.spent.as_secs_f64() / 60.0).round() as u32;
        }
    }
    minutes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_turns_at_four_in_its_own_zone() {
        let late: ZonedDateTime = "2026-11-24T03:59:00+01:00[Europe/Berlin]".parse().unwrap();
        let early: ZonedDateTime = "2026-11-24T04:00:00+01:00[Europe/Berlin]".parse().unwrap();
        assert_eq!(practice_day(&late).to_string(), "2026-11-23");
        assert_eq!(practice_day(&early).to_string(), "2026-11-24");
    }

    #[test]
    fn the_median_of_an_even_count_is_the_middle_of_the_two() {
        assert!((median(&[1.0, 4.0, 2.0, 3.0]) - 2.5).abs() < 1e-12);
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < 1e-12);
    }
}
