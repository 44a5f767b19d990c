//! The diary: what happens outside of hotseat and still counts. The day of the real interview, how real
//! interviews went, and scores a friend gave. It only grows; of the interview day the newest word stands.

mod day;

use jiff::ZonedDateTime;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::bank::{QuestionName, RoundKind};

pub use day::{NoDay, parse_day};

/// The version of a diary line this program writes and the highest it reads.
pub const VERSION: u16 = 1;

/// Characters of one text in it.
pub const LONGEST_TEXT: usize = 2000;

/// Everything written so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diary {
    /// By time, whatever the order in the file: the diaries of two machines may be put together.
    entries: Vec<Entry>,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub at: ZonedDateTime,
    pub note: Note,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ev", content = "d", rename_all = "snake_case")]
pub enum Note {
    /// The day of the interview that is prepared for; `None`: there is none.
    InterviewDay { day: Option<Date> },
    /// How a real interview went.
    Outcome(RealOutcome),
    /// A score that a friend gave.
    Score(FriendScore),
    /// A line of a newer program: kept, and ignored.
    #[serde(skip)]
    Unknown { ev: String, d: serde_json::Value },
}

/// How a real interview went. Everything but the result may be left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RealOutcome {
    /// In the person's own words: `yes`, `no`, `offer`, `second round`.
    pub result: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundKind>,
    /// 0 to 4, as the person thinks it was scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A score that a friend gave, for a question or a whole round.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FriendScore {
    /// 0 to 4.
    pub score: f64,
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<QuestionName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Diary {
    /// Returns the diary of these lines, in whatever order they come.
    pub fn of(mut entries: Vec<Entry>) -> Self {
        // Of two at one moment the later in the file is the newer.
        entries.sort_by_key(|entry| entry.at.timestamp());
        Self { entries }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Takes one more line in.
    pub fn push(&mut self, entry: Entry) {
        let newer = |known: &Entry| known.at.timestamp() > entry.at.timestamp();
        let at = self.entries.iter().rposition(|known| !newer(known));
        self.entries.insert(at.map_or(0, |at| at + 1), entry);
    }

    /// Returns the day of the interview that was named last, also one that is past.
    pub fn interview_day(&self) -> Option<Date> {
        self.entries
            .iter()
            .rev()
            .find_map(|entry| match entry.note {
                Note::InterviewDay { day } => Some(day),
                _ => None,
            })
            .flatten()
    }

    /// Returns the interview day if it is still to come, and in how many days it is.
    pub fn coming(&self, today: Date) -> Option<(Date, u32)> {
        let day = self.interview_day()?;
        let days = u32::try_from(today.until(day).ok()?.get_days()).ok()?;
        Some((day, days))
    }

    /// Returns how real interviews went, oldest first.
    pub fn outcomes(&self) -> impl Iterator<Item = (&ZonedDateTime, &RealOutcome)> {
        self.entries.iter().filter_map(|entry| match &entry.note {
            Note::Outcome(outcome) => Some((&entry.at, outcome)),
            _ => None,
        })
    }

    /// Returns the scores friends gave, oldest first.
    pub fn scores(&self) -> impl Iterator<Item = (&ZonedDateTime, &FriendScore)> {
        self.entries.iter().filter_map(|entry| match &entry.note {
            Note::Score(score) => Some((&entry.at, score)),
            _ => None,
        })
    }
}

impl Note {
    /// Returns what no reader of the diary could use, in a sentence.
    pub fn problem(&self) -> Option<String> {
        let (score, texts) = match self {
            Self::Outcome(outcome) => (
                outcome.score,
                vec![
                    ("result", Some(&outcome.result)),
                    ("company", outcome.company.as_ref()),
                    ("note", outcome.note.as_ref()),
                ],
            ),
            Self::Score(given) => (
                Some(given.score),
                vec![("name", Some(&given.by)), ("note", given.note.as_ref())],
            ),
            Self::InterviewDay { .. } | Self::Unknown { .. } => return None,
        };
        if score.is_some_and(|score| !(0.0..=4.0).contains(&score)) {
            return Some("A score is a number from 0 to 4.".to_owned());
        }
        texts.into_iter().find_map(|(what, text)| {
            let text = text?;
            if text.trim().is_empty() {
                Some(format!("The {what} is empty."))
            } else if text.chars().count() > LONGEST_TEXT {
                Some(format!("The {what} is longer than {LONGEST_TEXT} characters."))
            } else {
                None
            }
        })
    }
}

/// Returns how far away a day is, as people say it: `in 8 weeks`, `in 10 days`, `tomorrow`.
pub fn in_how_long(days: u32) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days if days >= 14 && days.is_multiple_of(7) || days >= 56 => format!("in {} weeks", (days + 3) / 7),
        days => format!("in {days} days"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn entry(at: &str, note: Note) -> Entry {
        Entry {
            at: at.parse().unwrap(),
            note,
        }
    }

    fn day(day: Option<Date>) -> Note {
        Note::InterviewDay { day }
    }

    #[test]
    fn the_newest_word_on_the_interview_day_stands_in_whatever_order_the_lines_are() {
        let first = entry("2026-11-20T10:00:00+00:00[UTC]", day(Some(date(2027, 1, 18))));
        let second = entry("2026-11-21T10:00:00+00:00[UTC]", day(Some(date(2027, 1, 20))));
        let diary = Diary::of(vec![second.clone(), first.clone()]);
        assert_eq!(diary.interview_day(), Some(date(2027, 1, 20)));
        assert_eq!(
            diary.coming(date(2027, 1, 18)),
            Some((date(2027, 1, 20), 2)),
            "counted from the day asked"
        );
        assert_eq!(diary.coming(date(2027, 1, 21)), None, "it is past");

        let mut diary = Diary::of(vec![second]);
        diary.push(first);
        assert_eq!(diary.interview_day(), Some(date(2027, 1, 20)));
        diary.push(entry("2026-11-22T10:00:00+00:00[UTC]", day(None)));
        assert_eq!(diary.interview_day(), None);
        let times: Vec<_> = diary.entries().iter().map(|entry| entry.at.day()).collect();
        assert_eq!(times, [20, 21, 22]);
    }

    #[test]
    fn what_nobody_could_use_is_refused_with_a_sentence() {
        let outcome = |result: &str, score| {
            Note::Outcome(RealOutcome {
                result: result.to_owned(),
                score,
                ..RealOutcome::default()
            })
        };
        assert_eq!(outcome("yes", Some(3.2)).problem(), None);
        assert_eq!(outcome("yes", None).problem(), None);
        assert_eq!(
            outcome("yes", Some(f64::NAN)).problem().as_deref(),
            Some("A score is a number from 0 to 4.")
        );
        assert_eq!(
            outcome(" ", None).problem().as_deref(),
            Some("The result is empty.")
        );
        let long = outcome(&"x".repeat(2001), None).problem();
        assert!(long.is_some_and(|long| long.contains("2000 characters")));
    }

    #[test]
    fn a_far_day_is_told_in_weeks_and_a_near_one_in_days() {
        let told: Vec<String> = [0, 1, 6, 13, 14, 20, 55, 56, 58, 60]
            .into_iter()
            .map(in_how_long)
            .collect();
        assert_eq!(
            told,
            [
                "today",
                "tomorrow",
                "in 6 days",
                "in 13 days",
                "in 2 weeks",
                "in 20 days",
                "in 55 days",
                "in 8 weeks",
                "in 8 weeks",
                "in 9 weeks"
            ]
        );
    }
}
