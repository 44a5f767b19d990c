//! What is still known of a card: the memory model FSRS-6 with its published default parameters
//! (<https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm>). It is a page of arithmetic,
//! written out here because the library of the field brings a thread pool and a source of randomness along,
//! which the domain has no use for; a test compares the two.

use std::ops::RangeInclusive;

use serde::Serialize;

/// The default parameters, w₀ to w₂₀.
const W: [f64; 21] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614,
    0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];

/// A card is due when it is known with this probability.
pub const WANTED: f64 = 0.9;

/// Days; no memory is weaker.
const LEAST_STABILITY: f64 = 0.001;
const DIFFICULTIES: RangeInclusive<f64> = 1.0..=10.0;

/// Days; nothing is put off longer.
const LONGEST: f64 = 36500.0;

/// How well something was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    Again = 1,
    Hard = 2,
    Good = 3,
    Easy = 4,
}

impl Grade {
    /// Returns the grade of a score of 0 to 4.
    pub fn of_score(score: f64) -> Self {
        match score {
            score if score < 1.5 => Self::Again,
            score if score < 2.5 => Self::Hard,
            score if score < 3.5 => Self::Good,
            _ => Self::Easy,
        }
    }

    /// Returns the grade below; there is none below the lowest.
    #[must_use]
    pub fn lowered(self) -> Self {
        match self {
            Self::Again | Self::Hard => Self::Again,
            Self::Good => Self::Hard,
            Self::Easy => Self::Good,
        }
    }

    fn number(self) -> f64 {
        f64::from(self as u8)
    }
}

/// What is known of a card after it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Memory {
    /// Days after which it is known with probability [`WANTED`].
    pub stability: f64,
    /// 1 to 10.
    pub difficulty: f64,
}

impl Memory {
    /// Returns the memory of what was asked for the first time.
    pub fn first(grade: Grade) -> Self {
        Self {
            stability: W[grade as usize - 1].max(LEAST_STABILITY),
            difficulty: clamped(first_difficulty(grade)),
        }
    }

    /// Returns the memory after another asking, this many days after the one before.
    #[must_use]
    pub fn after(self, days: u32, grade: Grade) -> Self {
        let stability = match (days, grade) {
            (0, grade) => self.same_day(grade),
            (days, Grade::Again) => self.forgotten(self.recall(days)),
            (days, grade) => self.recalled(self.recall(days), grade),
        };
        let towards = self.difficulty - W[6] * (grade.number() - 3.0) * (10.0 - self.difficulty) / 9.0;
        let difficulty = W[7] * first_difficulty(Grade::Easy) + (1.0 - W[7]) * towards;
        Self {
            stability: stability.max(LEAST_STABILITY),
            difficulty: clamped(difficulty),
        }
    }

    /// Returns with which probability it is known this many days after it was asked last.
    pub fn recall(self, days: u32) -> f64 {
        (1.0 + factor() * f64::from(days) / self.stability).powf(-W[20])
    }

    /// Returns after how many days it is due; one at least.
    pub fn interval(self) -> u32 {
        self.stability.round_ties_even().clamp(1.0, LONGEST) as u32
    }

    fn same_day(self, grade: Grade) -> f64 {
        let grows = (W[17] * (grade.number() - 3.0 + W[18])).exp() * self.stability.powf(-W[19]);
        let grows = if grade == Grade::Again {
            grows
        } else {
            grows.max(1.0)
        };
        self.stability * grows
    }

    fn forgotten(self, recall: f64) -> f64 {
        let anew = W[11]
            * self.difficulty.powf(-W[12])
            * ((self.stability + 1.0).powf(W[13]) - 1.0)
            * ((1.0 - recall) * W[14]).exp();
        anew.min(self.stability / (W[17] * W[18]).exp())
    }

    fn recalled(self, recall: f64, grade: Grade) -> f64 {
        let weight = match grade {
            Grade::Hard => W[15],
            Grade::Easy => W[16],
            Grade::Again | Grade::Good => 1.0,
        };
        let grows = W[8].exp()
            * (11.0 - self.difficulty)
            * self.stability.powf(-W[9])
            * (((1.0 - recall) * W[10]).exp() - 1.0)
            * weight;
        self.stability * (1.0 + grows)
    }
}

/// The factor that makes the recall [`WANTED`] after as many days as the memory is stable.
fn factor() -> f64 {
    WANTED.powf(-1.0 / W[20]) - 1.0
}

fn first_difficulty(grade: Grade) -> f64 {
    W[4] - (W[5] * (grade.number() - 1.0)).exp() + 1.0
}

fn clamped(difficulty: f64) -> f64 {
    difficulty.clamp(*DIFFICULTIES.start(), *DIFFICULTIES.end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_memory_is_due_when_it_is_known_as_well_as_wanted() {
        for grade in [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy] {
            let memory = Memory::first(grade);
            let stable = Memory {
                stability: 20.0,
                ..memory
            };
            assert!((stable.recall(20) - WANTED).abs() < 1e-12);
            assert_eq!(stable.interval(), 20);
            assert!(memory.recall(0) == 1.0 && memory.interval() >= 1);
        }
    }

    #[test]
    fn the_published_examples_come_out() {
        // Of the library itself: good after good, each when it is due, then forgotten once.
        let mut memory = Memory::first(Grade::Good);
        let mut intervals = vec![memory.interval()];
        for _ in 0..3 {
            memory = memory.after(memory.interval(), Grade::Good);
            intervals.push(memory.interval());
        }
        assert_eq!(intervals, INTERVALS);
        let lapsed = memory.after(memory.interval(), Grade::Again);
        assert!(lapsed.stability < 6.0 && lapsed.difficulty > memory.difficulty);
    }

    const INTERVALS: [u32; 4] = [2, 11, 46, 163];

    proptest! {
        #[test]
        fn whatever_is_asked_when_stays_within_its_bounds(
            first in 1u8..5,
            course in prop::collection::vec((0u32..4000, 1u8..5), 0..40),
        ) {
            let grade = |number| match number { 1 => Grade::Again, 2 => Grade::Hard, 3 => Grade::Good, _ => Grade::Easy };
            let mut memory = Memory::first(grade(first));
            for (days, number) in course {
                let before = memory;
                memory = memory.after(days, grade(number));
                prop_assert!(memory.stability.is_finite() && memory.stability >= LEAST_STABILITY);
                prop_assert!(DIFFICULTIES.contains(&memory.difficulty));
                prop_assert!((1..=36500).contains(&memory.interval()));
                prop_assert!((0.0..=1.0).contains(&memory.recall(days)));
                if number == 1 {
                    prop_assert!(memory.stability <= before.stability + 1e-9);
                } else {
                    prop_assert!(memory.stability >= before.stability - 1e-9);
                }
            }
        }
    }
}
