//! Times, counts and lists in words: what a screen reader says is what is meant.

use std::time::Duration;

use crate::domain::clock::{self, Face};
use crate::domain::words::counted;

/// A line as it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub shape: Shape,
}

/// Whether a line may be broken where the terminal is narrower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Prose,
    /// Code: its line ends and its spaces are its own.
    Verbatim,
}

impl Line {
    pub fn prose(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            shape: Shape::Prose,
        }
    }

    pub fn verbatim(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            shape: Shape::Verbatim,
        }
    }
}

/// `3 minutes 12 seconds`; minutes go on past the hour, as on a clock of an interview.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    let (minutes, rest) = ((seconds / 60) as usize, (seconds % 60) as usize);
    match (minutes, rest) {
        (0, rest) => counted(rest, "second"),
        (minutes, 0) => counted(minutes, "minute"),
        (minutes, rest) => format!("{} {}", counted(minutes, "minute"), counted(rest, "second")),
    }
}

/// A soft share of time: to the half minute, and to the minute where it is longer.
pub fn about(time: Duration) -> String {
    let step = if time < Duration::from_mins(3) { 30 } else { 60 };
    let steps = (time.as_secs() + step / 2) / step;
    format!("about {}", duration(Duration::from_secs(steps.max(1) * step)))
}

/// What a clock says: `3 minutes left of 10 minutes`, `12 seconds over 10 minutes`.
pub fn clock(budget: Duration, spent: Duration) -> String {
    let of = duration(budget);
    match clock::face(budget, spent) {
        Face::Left(left) => format!("{} left of {of}", duration(left)),
        Face::Over(over) => format!("{} over {of}", duration(over)),
    }
}

/// `a`, `a and b`, `a, b and c`
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The text with a full stop, unless it ends a sentence already.
pub fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '?', '!', ':', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// The text with its first letter large.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + chars.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        let s = Duration::from_secs;
        for (seconds, want) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (60, "1 minute"),
            (61, "1 minute 1 second"),
            (600, "10 minutes"),
            (5405, "90 minutes 5 seconds"),
        ] {
            assert_eq!(duration(s(seconds)), want);
        }
        for (seconds, want) in [
            (3, "about 30 seconds"),
            (48, "about 1 minute"),
            (96, "about 1 minute 30 seconds"),
            (264, "about 4 minutes"),
        ] {
            assert_eq!(about(s(seconds)), want);
        }
        assert_eq!(clock(s(600), s(60)), "9 minutes left of 10 minutes");
        assert_eq!(clock(s(600), s(600)), "0 seconds over 10 minutes");
        assert_eq!(clock(s(600), s(672)), "1 minute 12 seconds over 10 minutes");
    }

    #[test]
    fn lists_and_sentences_end_as_they_should() {
        let names = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(listed(&names("a")), "a");
        assert_eq!(listed(&names("a b")), "a and b");
        assert_eq!(listed(&names("a b c")), "a, b and c");
        assert_eq!(sentence("so"), "so.");
        assert_eq!(sentence("so? "), "so?");
        assert_eq!(capital("élan"), "Élan");
    }
}
