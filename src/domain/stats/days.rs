//! Days of practice: minutes a day, days and weeks running.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::practice_day;
use crate::domain::summary::SessionSummary;

/// The calendar.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Days {
    /// Days with time spent, oldest first.
    pub days: Vec<Day>,
    /// Days without a gap up to today, or up to yesterday while today is still to come.
    pub days_running: usize,
    /// Weeks, Monday to Sunday, in the same way.
    pub weeks_running: usize,
    /// The longest row of days there was.
    pub longest: usize,
}

/// One day of practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    pub day: Date,
    pub spent_ms: u64,
    pub sessions: usize,
}

impl Day {
    /// Returns the minutes, to the nearest.
    pub fn minutes(&self) -> u64 {
        self.spent_ms.saturating_add(30_000) / 60_000
    }
}

impl Days {
    pub(super) fn of(history: &[&SessionSummary], today: Date) -> Self {
        let mut found: BTreeMap<Date, (u64, usize)> = BTreeMap::new();
        for summary in history {
            let spent = u64::try_from(summary.spent.as_millis()).unwrap_or(u64::MAX);
            if let Some(at) = summary.began_at.as_ref().filter(|_| spent > 0) {
                let day = found.entry(practice_day(at)).or_default();
                day.0 = day.0.saturating_add(spent);
                day.1 += 1;
            }
        }
        let practised = |day: &Date| found.contains_key(day);
        let weeks: BTreeSet<Date> = found.keys().map(|day| monday(*day)).collect();
        let mut longest = 0;
        let mut row = 0;
        let mut before = None;
        for day in found.keys() {
            row = if before.is_some() && before == back(*day, 1) {
                row + 1
            } else {
                1
            };
            longest = longest.max(row);
            before = Some(*day);
        }
        Self {
            days_running: running(today, 1, &practised),
            weeks_running: running(monday(today), 7, &|week| weeks.contains(week)),
            longest,
            days: found
                .into_iter()
                .map(|(day, (spent_ms, sessions))| Day {
                    day,
                    spent_ms,
                    sessions,
                })
                .collect(),
        }
    }

    /// Returns the minutes of a day, if there was practice.
    pub fn minutes(&self, day: Date) -> Option<u64> {
        let at = self.days.binary_search_by_key(&day, |known| known.day).ok()?;
        self.days.get(at).map(Day::minutes)
    }
}

/// Returns the Monday of a day's week.
pub fn monday(day: Date) -> Date {
    back(day, i64::from(day.weekday().to_monday_zero_offset())).unwrap_or(day)
}

/// Returns the day so many days before.
fn back(day: Date, days: i64) -> Option<Date> {
    day.checked_sub(days.days()).ok()
}

/// Returns how many in a row, each `step` days before the next, up to `now` or the one before it.
fn running(now: Date, step: i64, is: &dyn Fn(&Date) -> bool) -> usize {
    let mut at = if is(&now) { Some(now) } else { back(now, step) };
    let mut count = 0;
    while let Some(day) = at.filter(|day| is(day)) {
        count += 1;
        at = back(day, step);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_goes_on_while_today_is_still_to_come() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let days = ["2026-11-23", "2026-11-24", "2026-11-25"].map(day);
        let is = |one: &Date| days.contains(one);
        for (today, want) in [
            ("2026-11-25", 3),
            ("2026-11-26", 3),
            ("2026-11-27", 0),
            ("2026-11-24", 2),
        ] {
            assert_eq!(running(day(today), 1, &is), want, "{today}");
        }
        assert_eq!(monday(day("2026-11-29")), day("2026-11-23"));
        assert_eq!(monday(day("2026-11-23")), day("2026-11-23"));
        assert_eq!(running(Date::MIN, 1, &|_| true), 1, "the calendar's first day");
    }
}
