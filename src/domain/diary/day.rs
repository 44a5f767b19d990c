//! Reads a day as people type it: `2027-01-18`, `18 Jan`, `Jan 18 2027`, `in 8 weeks`, `tomorrow`.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// Days ahead for which planning says anything.
const FARTHEST: i32 = 730;

/// Why a text is no day of an interview, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoDay {
    #[error("`{0}` is not a day. Write it as 2027-01-18, 18 Jan, in 8 weeks, tomorrow, or none.")]
    NotADay(String),
    #[error("{0} is past. The interview day is today or later.")]
    Past(Date),
    #[error("{0} is more than two years away. Set it when it comes nearer.")]
    Far(String),
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Returns the day a text names; one without its year is the next of that name.
pub fn parse_day(text: &str, today: Date) -> Result<Date, NoDay> {
    let none = || NoDay::NotADay(text.trim().chars().take(60).collect());
    let lower = text.to_lowercase().replace([',', '.'], " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let day = match words.as_slice() {
        ["today"] => today,
        ["tomorrow"] => today.tomorrow().map_err(|_| none())?,
        ["in", number, unit] => today
            .checked_add(span(number, unit).ok_or_else(none)?)
            .map_err(|_| NoDay::Far(text.trim().chars().take(60).collect()))?,
        [iso] => iso.parse().map_err(|_| none())?,
        [day, month] | [month, day] if month_of(month).is_some() => {
            next(day, month, today).ok_or_else(none)?
        }
        [day, month, year] | [month, day, year] if month_of(month).is_some() => {
            dated(day, month, year.parse().map_err(|_| none())?).ok_or_else(none)?
        }
        _ => return Err(none()),
    };
    match today.until(day).map(|span| span.get_days()) {
        Ok(..0) => Err(NoDay::Past(day)),
        Ok(0..=FARTHEST) => Ok(day),
        _ => Err(NoDay::Far(day.to_string())),
    }
}

fn span(number: &str, unit: &str) -> Option<Span> {
    let number: i64 = match number {
        "a" | "an" | "one" => 1,
        number => number
            .parse()
            .ok()
            .filter(|number| (0..=10_000).contains(number))?,
    };
    match unit {
        "day" | "days" => Some(number.days()),
        "week" | "weeks" => Some(number.weeks()),
        "month" | "months" => Some(number.months()),
        _ => None,
    }
}

/// A month by its name or at least three letters of it.
fn month_of(word: &str) -> Option<i8> {
    let at = MONTHS
        .iter()
        .position(|month| word.len() >= 3 && month.starts_with(word))
        .or_else(|| (word == "sept").then_some(8))?;
    i8::try_from(at + 1).ok()
}

fn dated(day: &str, month: &str, year: i16) -> Option<Date> {
    let day = day
        .trim_end_matches(|c: char| c.is_ascii_alphabetic())
        .parse()
        .ok()?;
    Date::new(year, month_of(month)?, day).ok()
}

fn next(day: &str, month: &str, today: Date) -> Option<Date> {
    // A 29 February may be years away.
    (0..8)
        .filter_map(|years| dated(day, month, today.year().checked_add(years)?))
        .find(|day| *day >= today)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 28);

    #[test]
    fn a_day_is_read_as_people_type_it() {
        let cases = [
            ("2027-01-18", date(2027, 1, 18)),
            ("18 Jan", date(2027, 1, 18)),
            ("Jan 18", date(2027, 1, 18)),
            ("18th January 2027", date(2027, 1, 18)),
            ("January 18, 2027", date(2027, 1, 18)),
            ("1 dec", date(2026, 12, 1)),
            ("28 Nov", TODAY),
            ("in 8 weeks", date(2027, 1, 23)),
            ("in a week", date(2026, 12, 5)),
            ("in 10 days", date(2026, 12, 8)),
            ("in 2 months", date(2027, 1, 28)),
            ("  Tomorrow ", date(2026, 11, 29)),
            ("today", TODAY),
        ];
        for (text, want) in cases {
            assert_eq!(parse_day(text, TODAY), Ok(want), "{text}");
        }
        assert_eq!(
            parse_day("29 feb", date(2027, 3, 1)),
            Ok(date(2028, 2, 29)),
            "the next there is"
        );
    }

    #[test]
    fn what_is_no_day_is_said_in_a_sentence() {
        let said = |text: &str| parse_day(text, TODAY).unwrap_err().to_string();
        assert_eq!(
            said("2026-11-27"),
            "2026-11-27 is past. The interview day is today or later."
        );
        assert!(said("31 Feb").starts_with("`31 Feb` is not a day."));
        assert!(said("soon").starts_with("`soon` is not a day."));
        assert!(said("in 9000 weeks").contains("more than two years away"));
        assert!(said("2031-01-01").contains("more than two years away"));
    }

    proptest! {
        #[test]
        fn no_text_panics_and_no_day_is_past(text in "(in |[0-9]{1,5}|[a-z]{1,6}|-| |\\PC){0,8}") {
            if let Ok(day) = parse_day(&text, TODAY) {
                prop_assert!(day >= TODAY);
            }
        }
    }
}
