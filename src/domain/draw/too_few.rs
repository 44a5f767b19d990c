//! Why an interview cannot be drawn, in sentences that say what would be possible.

use std::fmt;

use crate::domain::bank::{QuestionName, RoundKind};

/// The banks do not have what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct TooFew {
    pub shortfalls: Vec<Shortfall>,
}

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Shortfall {
    /// The loop has none of the rounds asked for, or none at all.
    NoRound { title: String, has: Vec<RoundKind> },
    /// A question asked for by name is in no bank.
    NoQuestion {
        name: QuestionName,
        near: Option<String>,
    },
    /// A topic or a bank that no question of these rounds has.
    NoSuch {
        what: &'static str,
        name: String,
        near: Option<String>,
    },
    /// A round cannot be filled.
    Round {
        round: RoundKind,
        minutes: f64,
        wanted: Option<u32>,
        /// In words: `topic `speech``; empty: nothing was filtered.
        filters: String,
        /// Questions of this kind, asked elsewhere in the interview or filtered or not.
        of_kind: usize,
        found: usize,
        found_minutes: f64,
        /// Minutes they could fill, least and most.
        possible: (f64, f64),
        /// How many of them need PyTorch, where these are all there are.
        torch: usize,
        /// What is known of PyTorch: `is not here`.
        of_torch: &'static str,
    },
}

impl std::error::Error for TooFew {}

impl fmt::Display for TooFew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, shortfall) in self.shortfalls.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            shortfall.fmt(f)?;
        }
        Ok(())
    }
}

impl From<Shortfall> for TooFew {
    fn from(shortfall: Shortfall) -> Self {
        Self {
            shortfalls: vec![shortfall],
        }
    }
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRound { title, has } if has.is_empty() => write!(f, "The loop `{title}` has no rounds."),
            Self::NoRound { title, has } => {
                let has: Vec<&str> = has.iter().map(|round| round.title()).collect();
                write!(
                    f,
                    "The loop `{title}` has no such round; it has {}.",
                    has.join(", ")
                )
            }
            Self::NoQuestion { name, near } => {
                write!(f, "There is no question `{name}`.")?;
                suggest(f, near.as_ref())
            }
            Self::NoSuch { what, name, near } => {
                write!(f, "No question of these rounds has {what} `{name}`.")?;
                suggest(f, near.as_ref())
            }
            Self::Round {
                round,
                minutes,
                wanted,
                filters,
                of_kind,
                found,
                found_minutes,
                possible,
                torch,
                of_torch,
            } => {
                write!(
                    f,
                    "{}: {} wanted; ",
                    round.title(),
                    wanted_words(*minutes, *wanted)
                )?;
                match found {
                    0 => f.write_str("no question")?,
                    1 => write!(f, "1 question of {} min", number(*found_minutes))?,
                    _ => write!(f, "{found} questions of {} min together", number(*found_minutes))?,
                }
                match (filters.as_str(), found) {
                    ("", 0) if *of_kind == 0 => f.write_str(" is there")?,
                    ("", 0 | 1) => f.write_str(" is left")?,
                    ("", _) => f.write_str(" are left")?,
                    (filters, 0 | 1) => write!(f, " matches {filters}")?,
                    (filters, _) => write!(f, " match {filters}")?,
                }
                if *found > 0 {
                    let (least, most) = possible;
                    write!(f, ", enough for {} to {} min", number(*least), number(*most))?;
                }
                f.write_str(".")?;
                match torch {
                    0 => {}
                    1 => write!(
                        f,
                        " It needs PyTorch, which {of_torch}: no round is drawn of it alone."
                    )?,
                    _ => write!(
                        f,
                        " They need PyTorch, which {of_torch}: no round is drawn of them alone."
                    )?,
                }
                Ok(())
            }
        }
    }
}

fn suggest(f: &mut fmt::Formatter<'_>, near: Option<&String>) -> fmt::Result {
    match near {
        Some(near) => write!(f, " Did you mean `{near}`?"),
        None => Ok(()),
    }
}

fn wanted_words(minutes: f64, wanted: Option<u32>) -> String {
    match wanted {
        None => format!("{} min", number(minutes)),
        Some(1) => "1 question".to_owned(),
        Some(count) => format!("{count} questions"),
    }
}

/// Returns minutes with at most one decimal: `24`, `7.5`.
pub(in crate::domain) fn number(minutes: f64) -> String {
    let tenths = (minutes * 10.0).round() / 10.0;
    format!("{tenths}")
}
