//! Figures over the history: what Home, Progress and `hotseat stats` show. Pure, over summaries that are
//! newest first. `docs/stats.md` defines each of them.

mod answers;
mod days;
mod judgement;
mod rounds;

use jiff::civil::Date;
use jiff::{ToSpan, ZonedDateTime};
use serde::Serialize;

use super::bank::RoundKind;
use super::summary::SessionSummary;
use answers::{Answer, median, session_score};

pub use days::{Day, Days, monday};
pub use judgement::{Again, Compared, Judgement, Recurring, RoundCalibration};
pub use rounds::{Answers, DayScore, LAST, MARKED_LOW, RoundScores, RoundTime, TopicCell, TopicRow};

/// The format of the figures as JSON.
pub const FORMAT: u32 = 1;

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

/// How far back figures look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    #[default]
    All,
    /// The last 365 days, today among them.
    Year,
    /// The last 91.
    Quarter,
    /// The last 28.
    Month,
}

impl Period {
    /// From the longest to the shortest.
    pub const ALL: [Self; 4] = [Self::All, Self::Year, Self::Quarter, Self::Month];

    /// Returns its days; `None`: all there are.
    pub fn days(self) -> Option<i64> {
        match self {
            Self::All => None,
            Self::Year => Some(365),
            Self::Quarter => Some(91),
            Self::Month => Some(28),
        }
    }

    /// Returns it in words: `13 weeks`.
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "all of it",
            Self::Year => "a year",
            Self::Quarter => "13 weeks",
            Self::Month => "4 weeks",
        }
    }

    fn holds(self, day: Option<Date>, today: Date) -> bool {
        let Some(days) = self.days() else { return true };
        let first = today.checked_sub((days - 1).days()).unwrap_or(Date::MIN);
        day.is_some_and(|day| day >= first)
    }
}

/// Everything Progress shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    pub format: u32,
    pub period: Period,
    /// The day it was asked.
    pub today: Date,
    /// The first and the last day with a session.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub totals: Totals,
    /// In the order of an onsite.
    pub scores: Vec<RoundScores>,
    /// Weakest first.
    pub topics: Vec<TopicRow>,
    pub time: Vec<RoundTime>,
    pub calibration: Judgement,
    pub pitfalls: Vec<Recurring>,
    pub days: Days,
    pub questions: Vec<Again>,
    /// `None`: no schedule was asked for.
    pub due: Option<Due>,
}

/// What there is to reckon with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    pub sessions: usize,
    /// Days with time spent.
    pub days: usize,
    pub spent_ms: u64,
    pub asked: usize,
    pub answered: usize,
    pub skipped: usize,
    pub scored: usize,
    /// Answers that wait for a score.
    pub to_score: usize,
    pub words: usize,
    pub hints: usize,
    pub follow_ups: usize,
}

/// Cards by when they are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Due {
    pub today: usize,
    pub tomorrow: usize,
    /// The rest of this week, up to Sunday.
    pub this_week: usize,
    pub next_week: usize,
}

/// Returns every figure of a history that is newest first.
pub fn figures(history: &[SessionSummary], today: Date, period: Period) -> Figures {
    let day = |summary: &SessionSummary| summary.began_at.as_ref().map(practice_day);
    let history: Vec<&SessionSummary> = history
        .iter()
        .filter(|summary| period.holds(day(summary), today))
        .collect();
    let answers = answers::oldest_first(&history);
    let days = Days::of(&history, today);
    Figures {
        format: FORMAT,
        period,
        today,
        from: history.iter().filter_map(|summary| day(summary)).min(),
        to: history.iter().filter_map(|summary| day(summary)).max(),
        totals: totals(&history, &answers, &days),
        scores: RoundKind::ALL
            .map(|round| RoundScores::of(&history, &answers, round))
            .into(),
        topics: rounds::topics(&answers),
        time: RoundKind::ALL.map(|round| RoundTime::of(&answers, round)).into(),
        calibration: Judgement::of(&answers),
        pitfalls: judgement::pitfalls(&answers),
        questions: judgement::again(&answers),
        days,
        due: None,
    }
}

fn totals(history: &[&SessionSummary], answers: &[Answer], days: &Days) -> Totals {
    let count = |is: &dyn Fn(&Answer) -> bool| answers.iter().filter(|answer| is(answer)).count();
    let sum = |of: &dyn Fn(&Answer) -> usize| answers.iter().map(of).sum();
    Totals {
        sessions: history.len(),
        days: days.days.len(),
        spent_ms: history.iter().fold(0_u64, |sum, summary| {
            let spent = u64::try_from(summary.spent.as_millis()).unwrap_or(u64::MAX);
            sum.saturating_add(spent)
        }),
        asked: answers.len(),
        answered: count(&|answer| answer.asked.outcome.answered),
        skipped: count(&|answer| answer.asked.outcome.skipped),
        scored: count(&|answer| answer.score().is_some()),
        to_score: history.iter().map(|summary| summary.to_score).sum(),
        words: sum(&|answer| answer.asked.outcome.words),
        hints: sum(&|answer| answer.asked.outcome.hints),
        follow_ups: sum(&|answer| answer.asked.outcome.follow_ups),
    }
}

/// Returns the day a moment belongs to, in its own zone: the day turns at 04:00.
pub fn practice_day(at: &ZonedDateTime) -> Date {
    // By the clock on the wall: on the day it is put forward, four hours of time are not four of that.
    let wall = at.datetime();
    wall.checked_sub(4.hours()).unwrap_or(wall).date()
}

/// Returns the trend of a round; `history` is newest first.
pub fn trend(history: &[SessionSummary], kind: RoundKind) -> Trend {
    let newest_first: Vec<f64> = history
        .iter()
        .filter_map(|summary| session_score(summary, kind))
        .take(8)
        .collect();
    let median = (newest_first.len() >= LAST).then(|| median(&newest_first[..LAST]));
    let before = (newest_first.len() > LAST).then(|| self::median(&newest_first[1..=LAST]));
    let mut scores = newest_first;
    scores.reverse();
    Trend {
        scores,
        change: median.zip(before).map(|(now, before)| now - before),
        median,
    }
}

/// Returns the topic of a round that is weakest in its last five answers, and their mean; `history` is
/// newest first.
pub fn weakest_topic(history: &[SessionSummary], kind: RoundKind) -> Option<(String, f64)> {
    let history: Vec<&SessionSummary> = history.iter().collect();
    let mut answers = answers::oldest_first(&history);
    answers.retain(|answer| answer.asked.round == kind);
    let weakest = rounds::topics(&answers).into_iter().next()?;
    let mean = weakest.weakest();
    Some((weakest.topic, mean))
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
            let minutes = (summary.spent.as_secs_f64() / 60.0).round() as u32;
            *day = u32::saturating_add(*day, minutes);
        }
    }
    minutes
}

#[cfg(test)]
mod tests;
