//! Which past sessions show: by round, topic, score, age, and what was marked or disputed.

use jiff::civil::Date;

use crate::domain::bank::RoundKind;
use crate::domain::stats::practice_day;
use crate::domain::summary::{QuestionSummary, SessionSummary};

/// What a session has to have to show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub round: Option<RoundKind>,
    pub topic: Option<String>,
    pub score: Band,
    pub age: Age,
    pub starred: bool,
    pub disputed: bool,
}

/// A range of scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Band {
    #[default]
    Any,
    /// Under 2.0.
    Low,
    /// From 2.0 to under 3.0.
    Middle,
    /// 3.0 and above.
    High,
    /// Something waits for its score.
    Open,
}

/// How long ago at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Age {
    #[default]
    Any,
    Week,
    Month,
    Quarter,
}

impl Band {
    pub const ALL: [Self; 5] = [Self::Any, Self::Low, Self::Middle, Self::High, Self::Open];

    pub fn title(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Low => "under 2",
            Self::Middle => "2 to 3",
            Self::High => "3 and up",
            Self::Open => "to score",
        }
    }

    fn has(self, score: Option<f64>) -> bool {
        match (self, score) {
            (Self::Any, _) => true,
            (Self::Low, Some(score)) => score < 2.0,
            (Self::Middle, Some(score)) => (2.0..3.0).contains(&score),
            (Self::High, Some(score)) => score >= 3.0,
            (Self::Open, score) => score.is_none(),
            (_, None) => false,
        }
    }
}

impl Age {
    pub const ALL: [Self; 4] = [Self::Any, Self::Week, Self::Month, Self::Quarter];

    pub fn title(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Week => "7 days",
            Self::Month => "30 days",
            Self::Quarter => "90 days",
        }
    }

    fn days(self) -> Option<i32> {
        match self {
            Self::Any => None,
            Self::Week => Some(7),
            Self::Month => Some(30),
            Self::Quarter => Some(90),
        }
    }
}

impl Filter {
    /// Returns whether everything shows.
    pub fn is_off(&self) -> bool {
        *self == Self::default()
    }

    /// Returns whether a session shows, on a day. Round and topic have to be those of one question; a score is
    /// that question's where they are asked for, else the session's.
    pub fn keeps(&self, summary: &SessionSummary, today: Date) -> bool {
        let named = self.round.is_some() || self.topic.is_some();
        let old_enough = self.age.days().is_none_or(|days| {
            summary.began_at.as_ref().is_some_and(|at| {
                practice_day(at)
                    .until(today)
                    .is_ok_and(|span| span.get_days() < days)
            })
        });
        old_enough
            && (!self.starred || summary.starred)
            && (!self.disputed || summary.disputed)
            && if named {
                summary.questions.iter().any(|question| self.names(question))
            } else if self.score == Band::Open {
                summary.to_score > 0
            } else {
                self.score.has(summary.score)
            }
    }

    /// Returns whether a question is of the round and topic asked for, with such a score.
    pub fn names(&self, question: &QuestionSummary) -> bool {
        self.round.is_none_or(|round| question.round == round)
            && self.topic.as_ref().is_none_or(|topic| question.topic == *topic)
            && self.score.has(question.score)
    }

    /// Returns what is asked for, in words: `theory, losses, under 2`.
    pub fn words(&self) -> String {
        let mut words: Vec<&str> = Vec::new();
        if let Some(round) = self.round {
            words.push(round.title());
        }
        words.extend(self.topic.as_deref());
        if self.score != Band::Any {
            words.push(self.score.title());
        }
        if self.age != Age::Any {
            words.push(self.age.title());
        }
        if self.starred {
            words.push("marked");
        }
        if self.disputed {
            words.push("disputed");
        }
        words.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::QuestionName;
    use crate::domain::session::Session;
    use crate::domain::summary::Outcome;

    fn summary(score: Option<f64>) -> SessionSummary {
        let mut summary = SessionSummary::of("f", &Session::default(), &|_| None, Vec::new());
        summary.began_at = Some("2026-11-20T10:00:00+01:00[Europe/Berlin]".parse().unwrap());
        summary.score = score;
        summary.to_score = usize::from(score.is_none());
        summary.questions = [
            ("losses", RoundKind::MlTheory, 1.5),
            ("conflict", RoundKind::Culture, 3.5),
        ]
        .map(|(topic, round, score)| QuestionSummary {
            name: QuestionName::new("b", topic),
            round,
            topic: topic.to_owned(),
            score: Some(score),
            outcome: Outcome::default(),
        })
        .to_vec();
        summary
    }

    #[test]
    fn round_topic_and_score_have_to_hold_of_one_question() {
        let today: Date = "2026-11-23".parse().unwrap();
        let base = Filter::default();
        let low_theory = Filter {
            round: Some(RoundKind::MlTheory),
            score: Band::Low,
            ..base.clone()
        };
        let low_culture = Filter {
            round: Some(RoundKind::Culture),
            ..low_theory.clone()
        };
        let told = [
            (base.clone(), true),
            (low_theory, true),
            (low_culture, false),
            (
                Filter {
                    score: Band::Middle,
                    ..base.clone()
                },
                true,
            ),
            (
                Filter {
                    score: Band::Open,
                    ..base.clone()
                },
                false,
            ),
            (
                Filter {
                    age: Age::Week,
                    ..base.clone()
                },
                true,
            ),
            (
                Filter {
                    starred: true,
                    ..base.clone()
                },
                false,
            ),
        ];
        for (filter, kept) in told {
            assert_eq!(filter.keeps(&summary(Some(2.5)), today), kept, "{filter:?}");
        }
        let later: Date = "2026-11-27".parse().unwrap();
        let week = Filter {
            age: Age::Week,
            ..base.clone()
        };
        assert!(!week.keeps(&summary(None), later));
        assert!(
            Filter {
                score: Band::Open,
                ..base
            }
            .keeps(&summary(None), later)
        );
    }
}
