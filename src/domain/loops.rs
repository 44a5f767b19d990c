//! Loops: the plan of an interview, as in `assets/loops/*.json` and the person's own. A loop says how
//! long each round lasts and which questions may be drawn for it, never which ones are. Every limit is
//! checked in [`Loop::check`]; `docs/formats.md` lists them.

mod check;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::bank::{Difficulty, RoundKind};
use super::catalog::Origin;
use super::draw::apportion;

pub use check::{LoopProblem, MAX_TITLE};

/// The loop format this program writes and the highest it reads.
pub const FORMAT: u32 = 1;

/// What happens when time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pressure {
    /// Overtime counts and is recorded.
    #[default]
    Relaxed,
    /// The answer locks and the interview moves on; no pauses.
    Strict,
}

/// When answers are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreAfter {
    Question,
    #[default]
    Round,
    Loop,
}

/// Whether a loop of the same id that is there gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The one that is there stays.
    New,
    /// The person was asked.
    Replace,
}

/// The plan of an interview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Loop {
    pub format: u32,
    pub id: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub pressure: Pressure,
    #[serde(default)]
    pub score_after: ScoreAfter,
    pub rounds: Vec<RoundPlan>,
    /// Where it was read, which no file says.
    #[serde(skip)]
    pub origin: Origin,
    /// Fields of a newer program: kept.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// One round of a loop: how long it lasts and what may be drawn for it. Empty lists filter nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundPlan {
    pub round: RoundKind,
    /// The budget in minutes, those of `inside` included.
    pub minutes: f64,
    /// A few minutes of another kind held within this round, before its own questions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<RoundPlan>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// `None`: all mixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difficulty: Option<Difficulty>,
    /// Ids of banks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub banks: Vec<String>,
    /// How many questions; `None`: as many as fill the minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub questions: Option<u32>,
    /// Only these answer fields are asked; `None`: all of the round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<String>>,
    /// Fields of a newer program: kept.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Loop {
    pub fn new(id: impl Into<String>, title: impl Into<String>, rounds: Vec<RoundPlan>) -> Self {
        Self {
            format: FORMAT,
            id: id.into(),
            title: title.into(),
            pressure: Pressure::default(),
            score_after: ScoreAfter::default(),
            rounds,
            origin: Origin::BuiltIn,
            other: Map::new(),
        }
    }

    /// Returns the name shown to people: the title, or the id where there is none.
    pub fn name(&self) -> &str {
        if self.title.trim().is_empty() {
            &self.id
        } else {
            &self.title
        }
    }

    /// Returns the name where room is short: what a built-in loop says after a comma is left out.
    pub fn short_name(&self) -> &str {
        match (self.origin, self.name().split_once(',')) {
            (Origin::BuiltIn, Some((short, _))) => short,
            _ => self.name(),
        }
    }

    /// Returns every round and what it borrows of other kinds.
    pub fn parts(&self) -> impl Iterator<Item = &RoundPlan> {
        self.rounds
            .iter()
            .flat_map(|round| std::iter::once(round).chain(&round.inside))
    }

    /// Changes every round and what it borrows.
    pub fn each_part(&mut self, mut change: impl FnMut(&mut RoundPlan)) {
        for round in &mut self.rounds {
            change(round);
            round.inside.iter_mut().for_each(&mut change);
        }
    }

    /// Returns the minutes of all rounds, without extra time.
    pub fn total_minutes(&self) -> f64 {
        self.rounds.iter().map(|round| round.minutes).sum()
    }

    /// Returns the same loop lasting `minutes` in all, each round in proportion and, where the total
    /// allows it, in whole minutes. A length that is no length leaves the loop as it is.
    #[must_use]
    pub fn scale(&self, minutes: f64) -> Self {
        let mut scaled = self.clone();
        if !(minutes.is_finite() && minutes > 0.0 && self.total_minutes() > 0.0) {
            return scaled;
        }
        let weights: Vec<f64> = self.rounds.iter().map(|round| round.minutes).collect();
        for (round, minutes) in scaled.rounds.iter_mut().zip(apportion(minutes, &weights, &[1.0])) {
            round.scale(minutes);
        }
        scaled
    }

    /// Returns every broken rule; none where the loop can be held.
    pub fn check(&self) -> Vec<LoopProblem> {
        check::check(self)
    }

    /// Returns the loop as its file, for people to read.
    pub fn to_json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("strings, numbers and maps with string keys serialise");
        text.push('\n');
        text
    }
}

/// Returns the id a loop of this name gets: `Speech, 30 min` is `speech-30-min`. Empty where nothing of
/// the name can be in an id.
pub fn id_of(name: &str) -> String {
    let mut id = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.truncate(MAX_ID);
    id.trim_end_matches('-').to_owned()
}

/// Characters of an id.
const MAX_ID: usize = 64;

impl RoundPlan {
    pub fn new(round: RoundKind, minutes: f64) -> Self {
        Self {
            round,
            minutes,
            inside: Vec::new(),
            topics: Vec::new(),
            difficulty: None,
            banks: Vec::new(),
            questions: None,
            fields: None,
            other: Map::new(),
        }
    }

    /// Returns the minutes left for the round's own kind.
    pub fn own_minutes(&self) -> f64 {
        self.minutes - self.inside.iter().map(|part| part.minutes).sum::<f64>()
    }

    /// Makes the round last this long, what it borrows in proportion.
    pub fn scale(&mut self, minutes: f64) {
        if !self.inside.is_empty() {
            let mut weights = vec![self.own_minutes().max(0.0)];
            weights.extend(self.inside.iter().map(|part| part.minutes));
            let shares = apportion(minutes, &weights, &[1.0, 0.25]);
            for (part, share) in self.inside.iter_mut().zip(shares.into_iter().skip(1)) {
                part.minutes = share;
            }
            self.inside.retain(|part| part.minutes > 0.0);
        }
        self.minutes = minutes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn phone_screen() -> Loop {
        let mut programming = RoundPlan::new(RoundKind::Programming, 35.0);
        programming.inside = vec![RoundPlan::new(RoundKind::Culture, 10.0)];
        Loop::new(
            "phone-screen",
            "Phone screen",
            vec![RoundPlan::new(RoundKind::MlTheory, 25.0), programming],
        )
    }

    fn minutes(plan: &Loop) -> Vec<f64> {
        plan.rounds.iter().map(|round| round.minutes).collect()
    }

    #[test]
    fn a_scaled_loop_keeps_its_proportions_in_whole_minutes() {
        let plan = phone_screen();
        for (total, rounds, borrowed) in [
            (60.0, &[25.0, 35.0][..], 10.0),
            (30.0, &[13.0, 17.0], 5.0),
            (120.0, &[50.0, 70.0], 20.0),
            (45.0, &[19.0, 26.0], 7.0),
        ] {
            let scaled = plan.scale(total);
            assert_eq!(minutes(&scaled), rounds, "{total}");
            assert_eq!(scaled.rounds[1].inside[0].minutes, borrowed, "{total}");
            assert_eq!(scaled.check(), [], "{total}");
        }
    }

    #[test]
    fn a_length_that_is_none_changes_nothing() {
        for total in [0.0, -5.0, f64::NAN, f64::INFINITY] {
            assert_eq!(phone_screen().scale(total), phone_screen());
        }
        let empty = Loop::new("empty", "", Vec::new());
        assert_eq!(empty.scale(60.0), empty);
        assert_eq!(empty.name(), "empty");
    }

    #[test]
    fn a_name_gives_an_id_that_holds() {
        for (name, want) in [
            ("Speech", "speech"),
            ("  Speech, 30 min!", "speech-30-min"),
            ("../../etc", "etc"),
            ("Über mich", "ber-mich"),
            ("\u{1b}[2J", "2j"),
            ("Речь", ""),
            ("", ""),
        ] {
            assert_eq!(id_of(name), want, "{name}");
        }
        let long = Loop::new(
            id_of(&"ab ".repeat(60)),
            "",
            vec![RoundPlan::new(RoundKind::Culture, 8.0)],
        );
        assert_eq!(long.check(), []);
    }

    #[test]
    fn every_rule_is_told_with_its_path() {
        let broken = |change: fn(&mut Loop)| {
            let mut plan = phone_screen();
            change(&mut plan);
            plan.check()
                .into_iter()
                .map(|problem| problem.path)
                .collect::<Vec<_>>()
        };
        let cases: &[(fn(&mut Loop), &[&str])] = &[
            (|_| {}, &[]),
            (|plan| plan.format = 2, &["format"]),
            (|plan| plan.format = 0, &["format"]),
            (|plan| plan.id = "a/b".to_owned(), &["id"]),
            (|plan| plan.id = "a".repeat(65), &["id"]),
            (|plan| plan.title = "x".repeat(81), &["title"]),
            (|plan| plan.title = "\u{1b}[2J".to_owned(), &["title"]),
            (|plan| plan.rounds.clear(), &["rounds"]),
            (|plan| plan.rounds[0].minutes = f64::NAN, &["rounds[0].minutes"]),
            (|plan| plan.rounds[0].minutes = 241.0, &["rounds[0].minutes"]),
            (
                |plan| plan.rounds = vec![RoundPlan::new(RoundKind::Culture, 240.0); 4],
                &["rounds"],
            ),
            (
                |plan| plan.rounds[0].questions = Some(0),
                &["rounds[0].questions"],
            ),
            (
                |plan| plan.rounds[0].topics = vec![String::new()],
                &["rounds[0].topics[0]"],
            ),
            (
                |plan| plan.rounds[0].banks = vec!["A".to_owned()],
                &["rounds[0].banks[0]"],
            ),
            (
                |plan| plan.rounds[0].fields = Some(Vec::new()),
                &["rounds[0].fields"],
            ),
            (
                |plan| plan.rounds[0].fields = Some(vec!["main".to_owned(), "main".to_owned()]),
                &["rounds[0].fields[1]"],
            ),
            (
                |plan| plan.rounds[1].inside[0].minutes = 35.0,
                &["rounds[1].inside"],
            ),
            (
                |plan| plan.rounds[1].inside[0].round = RoundKind::Programming,
                &["rounds[1].inside[0].round"],
            ),
            (
                |plan| {
                    plan.rounds[1].inside[0].fields = Some(vec!["task".to_owned()]);
                    plan.rounds[1].inside[0].inside = vec![RoundPlan::new(RoundKind::MlTheory, 1.0)];
                },
                &["rounds[1].inside[0].fields", "rounds[1].inside[0].inside"],
            ),
        ];
        for (change, want) in cases {
            assert_eq!(broken(*change), *want);
        }
    }

    #[test]
    fn a_loop_reads_back_as_it_was_written() {
        let mut plan = phone_screen();
        plan.pressure = Pressure::Strict;
        plan.rounds[0].difficulty = Some(Difficulty::Hard);
        plan.rounds[0].other.insert("x-mood".to_owned(), "calm".into());
        let read: Loop = serde_json::from_str(&plan.to_json()).unwrap();
        assert_eq!(read, plan);
    }

    proptest! {
        #[test]
        fn a_scaled_loop_lasts_as_long_as_asked(
            rounds in prop::collection::vec(1.0f64..240.0, 1..8),
            total in 1u32..1000,
        ) {
            let rounds = rounds.into_iter().map(|minutes| RoundPlan::new(RoundKind::Culture, minutes)).collect();
            let scaled = Loop::new("a", "", rounds).scale(f64::from(total));
            prop_assert!((scaled.total_minutes() - f64::from(total)).abs() < 1e-6);
            prop_assert!(scaled.rounds.iter().all(|round| round.minutes > 0.0));
        }
    }
}
