//! The hiring signal: one table of thresholds, and the words of the rule that gave a signal.

use serde::{Deserialize, Serialize};

use super::{TOLERANCE, shown, weighted_mean};

/// What a panel would say, from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    StrongNo,
    No,
    LeanNo,
    LeanYes,
    Yes,
    StrongYes,
}

impl Signal {
    pub const ALL: [Self; 6] = [
        Self::StrongNo,
        Self::No,
        Self::LeanNo,
        Self::LeanYes,
        Self::Yes,
        Self::StrongYes,
    ];

    /// Returns the words shown to people.
    pub fn title(self) -> &'static str {
        match self {
            Self::StrongNo => "strong no",
            Self::No => "no",
            Self::LeanNo => "lean no",
            Self::LeanYes => "lean yes",
            Self::Yes => "yes",
            Self::StrongYes => "strong yes",
        }
    }
}

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    pub signal: Signal,
    /// The mean of the rounds is at least this.
    pub from: f64,
    /// No round is under this.
    pub no_round_under: Option<f64>,
}

/// The rules, best first: the first that holds gives the signal; where none does it is "strong no".
pub const RULES: [Rule; 5] = [
    rule(Signal::StrongYes, 3.5, Some(3.0)),
    rule(Signal::Yes, 3.0, Some(2.5)),
    rule(Signal::LeanYes, 2.6, None),
    rule(Signal::LeanNo, 2.2, None),
    rule(Signal::No, 1.5, None),
];

const fn rule(signal: Signal, from: f64, no_round_under: Option<f64>) -> Rule {
    Rule {
        signal,
        from,
        no_round_under,
    }
}

/// A signal with what gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalGiven {
    pub signal: Signal,
    /// Mean of the scored rounds.
    pub score: f64,
    /// The rule that held and the next better one: `lean yes from 2.6; yes from 3.0 with no round under 2.5`.
    pub rule: String,
    /// Scored rounds.
    pub scored: usize,
    /// Planned rounds.
    pub of: usize,
    /// Indices of the rounds whose score kept the mean from the next better signal.
    pub held_by: Vec<usize>,
}

impl SignalGiven {
    /// Returns `from 2 of 4 rounds` where not all rounds count.
    pub fn coverage(&self) -> Option<String> {
        (self.scored < self.of).then(|| format!("from {} of {} rounds", self.scored, self.of))
    }
}

/// Returns the signal of an interview from the scores of its planned rounds; none where no round has a
/// score.
pub fn signal(rounds: &[Option<f64>]) -> Option<SignalGiven> {
    let scores: Vec<(usize, f64)> = rounds
        .iter()
        .enumerate()
        .filter_map(|(index, score)| {
            score
                .filter(|score| score.is_finite())
                .map(|score| (index, score))
        })
        .collect();
    let score = weighted_mean(scores.iter().map(|(_, score)| (*score, 1.0)))?;
    let weak = |rule: &Rule| -> Vec<usize> {
        let floor = rule.no_round_under.unwrap_or(f64::NEG_INFINITY);
        scores
            .iter()
            .filter(|(_, score)| *score < floor - TOLERANCE)
            .map(|(index, _)| *index)
            .collect()
    };
    let reaches = |rule: &Rule| score >= rule.from - TOLERANCE;
    let at = RULES
        .iter()
        .position(|rule| reaches(rule) && weak(rule).is_empty())
        .unwrap_or(RULES.len());
    let better = at.checked_sub(1).and_then(|at| RULES.get(at));
    let (signal, held) = match RULES.get(at) {
        Some(rule) => (rule.signal, words(rule)),
        None => (Signal::StrongNo, lowest_words()),
    };
    Some(SignalGiven {
        signal,
        score,
        rule: better.map_or_else(|| held.clone(), |better| format!("{held}; {}", words(better))),
        scored: scores.len(),
        of: rounds.len(),
        held_by: better.filter(|rule| reaches(rule)).map(weak).unwrap_or_default(),
    })
}

fn words(rule: &Rule) -> String {
    let floor = rule
        .no_round_under
        .map(|floor| format!(" with no round under {}", shown(floor)))
        .unwrap_or_default();
    format!("{} from {}{floor}", rule.signal.title(), shown(rule.from))
}

fn lowest_words() -> String {
    let least = RULES.iter().map(|rule| rule.from).fold(f64::INFINITY, f64::min);
    format!("{} under {}", Signal::StrongNo.title(), shown(least))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn given(rounds: &[f64]) -> SignalGiven {
        signal(&rounds.iter().copied().map(Some).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn every_threshold_holds_on_its_edge_and_not_under_it() {
        let cases: &[(&[f64], Signal)] = &[
            (&[4.0], Signal::StrongYes),
            (&[3.5], Signal::StrongYes),
            (&[3.49], Signal::Yes),
            (&[4.0, 3.0], Signal::StrongYes),
            (&[4.0, 4.0, 2.99], Signal::Yes),
            (&[3.0], Signal::Yes),
            (&[3.0, 3.0, 3.0], Signal::Yes),
            (&[3.5, 2.5], Signal::Yes),
            (&[4.0, 2.49], Signal::LeanYes),
            (&[2.99], Signal::LeanYes),
            (&[2.6], Signal::LeanYes),
            (&[2.59], Signal::LeanNo),
            (&[4.0, 4.0, 0.0], Signal::LeanYes),
            (&[2.2], Signal::LeanNo),
            (&[2.19], Signal::No),
            (&[1.5], Signal::No),
            (&[1.49], Signal::StrongNo),
            (&[0.0], Signal::StrongNo),
            (&[2.4, 2.7, 2.7], Signal::LeanYes),
        ];
        for (rounds, want) in cases {
            assert_eq!(given(rounds).signal, *want, "{rounds:?}");
        }
    }

    #[test]
    fn the_rule_is_said_with_the_next_better_one() {
        for (rounds, want) in [
            (
                &[2.9][..],
                "lean yes from 2.6; yes from 3.0 with no round under 2.5",
            ),
            (&[3.9], "strong yes from 3.5 with no round under 3.0"),
            (&[1.0], "strong no under 1.5; no from 1.5"),
        ] {
            assert_eq!(given(rounds).rule, want);
        }
    }

    #[test]
    fn a_weak_round_that_holds_a_good_mean_back_is_named() {
        assert_eq!(given(&[3.8, 2.4, 3.6]).held_by, [1]);
        assert_eq!(given(&[2.8, 2.4]).held_by, [0; 0]);
    }

    #[test]
    fn rounds_without_a_score_are_counted_not_averaged() {
        let given = signal(&[Some(3.2), None, Some(3.0), None]).unwrap();
        assert_eq!(given.signal, Signal::Yes);
        assert_eq!(given.coverage().as_deref(), Some("from 2 of 4 rounds"));
        assert_eq!(signal(&[None, None]), None);
        assert_eq!(signal(&[]), None);
    }

    proptest! {
        #[test]
        fn a_better_round_never_gives_a_worse_signal(
            mut rounds in prop::collection::vec(0.0f64..=4.0, 1..6),
            at in 0usize..6,
            more in 0.0f64..2.0,
        ) {
            let before = given(&rounds).signal;
            let at = at % rounds.len();
            rounds[at] = (rounds[at] + more).min(4.0);
            prop_assert!(given(&rounds).signal >= before);
        }

        #[test]
        fn what_is_shown_never_promises_more_than_the_signal(score in 0.0f64..=4.0) {
            let shown: f64 = shown(score).parse().unwrap();
            prop_assert_eq!(given(&[shown]).signal, given(&[score]).signal);
        }
    }
}
