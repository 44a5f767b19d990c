//! The scenes of Progress: eight weeks of practice that nobody had, of none, and of four sessions.

use std::time::Duration;

use hotseat::domain::bank::{QuestionName, RoundKind};
use hotseat::domain::event::{ScoreKind, SessionKind};
use hotseat::domain::summary::{GivenScore, Outcome, QuestionSummary, RoundSummary, SessionSummary, Tests};

use super::world::World;
use crate::script::Script;

/// Day of each session, its round, minutes, and its answers: topic, prediction, score in tenths.
type Sat = (&'static str, RoundKind, u64, &'static [(&'static str, u8, u8)]);

use RoundKind::{Culture as C, MlTheory as T, Programming as P, SystemDesign as D};

/// Oldest first.
const SESSIONS: [Sat; 31] = [
    (
        "10-02",
        P,
        65,
        &[("numerical stability", 3, 22), ("losses", 3, 30)],
    ),
    ("10-03", T, 35, &[("losses", 2, 17)]),
    ("10-06", C, 45, &[("conflict", 3, 27), ("speech", 3, 32)]),
    (
        "10-07",
        T,
        45,
        &[("transformers, KV cache", 2, 19), ("losses", 3, 23)],
    ),
    (
        "10-08",
        P,
        55,
        &[("backprop", 4, 35), ("numerical stability", 2, 18)],
    ),
    ("10-10", C, 35, &[("evaluation", 3, 30)]),
    ("10-12", T, 25, &[("losses", 2, 22)]),
    ("10-14", P, 65, &[("transformers, KV cache", 3, 27)]),
    ("10-15", C, 55, &[("conflict", 3, 26), ("speech", 3, 30)]),
    (
        "10-17",
        T,
        45,
        &[("speech", 3, 26), ("numerical stability", 3, 21)],
    ),
    ("10-20", P, 45, &[("losses", 3, 25), ("backprop", 4, 33)]),
    ("10-22", C, 55, &[("speech", 3, 31)]),
    ("10-23", T, 65, &[("evaluation", 3, 29), ("backprop", 4, 36)]),
    ("10-26", P, 45, &[("transformers, KV cache", 3, 23)]),
    ("10-28", C, 35, &[("evaluation", 3, 29)]),
    ("10-29", T, 65, &[("speech", 3, 30)]),
    (
        "10-30",
        P,
        55,
        &[("numerical stability", 3, 14), ("losses", 3, 26)],
    ),
    ("11-02", D, 55, &[("evaluation", 3, 21)]),
    ("11-03", C, 35, &[("conflict", 2, 22), ("speech", 3, 33)]),
    (
        "11-05",
        T,
        45,
        &[("losses", 3, 28), ("transformers, KV cache", 3, 20)],
    ),
    (
        "11-07",
        P,
        75,
        &[("backprop", 4, 34), ("transformers, KV cache", 3, 20)],
    ),
    ("11-09", D, 55, &[("transformers, KV cache", 3, 26)]),
    ("11-10", C, 25, &[("speech", 3, 30)]),
    ("11-12", T, 65, &[("evaluation", 3, 31), ("backprop", 4, 36)]),
    ("11-14", P, 55, &[("losses", 3, 25)]),
    ("11-16", C, 45, &[("evaluation", 3, 28), ("conflict", 3, 20)]),
    ("11-17", T, 45, &[("speech", 3, 34)]),
    (
        "11-19",
        P,
        65,
        &[("numerical stability", 2, 15), ("backprop", 3, 34)],
    ),
    ("11-21", D, 55, &[("speech", 4, 31)]),
    ("11-22", C, 25, &[("conflict", 3, 24)]),
    ("11-23", T, 45, &[("losses", 3, 27), ("evaluation", 3, 33)]),
];

/// Returns the sessions as they are read from disk, newest first.
fn history(of: &[Sat]) -> Vec<SessionSummary> {
    of.iter().rev().map(session).collect()
}

fn session(sat: &Sat) -> SessionSummary {
    let (day, kind, minutes, answers) = *sat;
    let at: jiff::ZonedDateTime = format!("2026-{day}T19:30:00+01:00[+01:00]")
        .parse()
        .expect("the scene's dates are dates");
    let spent = Duration::from_secs(minutes * 60);
    let each = minutes * 60_000 / answers.len() as u64;
    let questions: Vec<QuestionSummary> = answers
        .iter()
        .map(|(topic, prediction, tenths)| {
            let score = f64::from(*tenths) / 10.0;
            let other = |kind, score| GivenScore {
                score,
                by: "Mara".to_owned(),
                kind,
                at: None,
            };
            QuestionSummary {
                name: QuestionName::new(
                    "theory-foundations",
                    if *tenths % 2 == 0 {
                        "th-logsumexp"
                    } else {
                        "th-ce-justification"
                    },
                ),
                round: kind,
                topic: (*topic).to_owned(),
                score: Some(score),
                outcome: Outcome {
                    asked_at: Some(at.clone()),
                    budget_ms: 1_500_000,
                    spent_ms: each,
                    answered: true,
                    prediction: Some(*prediction),
                    scores: vec![
                        other(ScoreKind::First, score),
                        other(ScoreKind::Blind, (score - 0.3).max(0.0)),
                    ],
                    pitfalls: vec![if *tenths % 3 == 0 {
                        "bounded".to_owned()
                    } else {
                        format!("p{tenths}")
                    }],
                    tests: (kind == RoundKind::Programming).then_some(Tests {
                        passed: usize::from(*tenths) / 6,
                        of: 6,
                        first: false,
                    }),
                    scale: "one".to_owned(),
                    ..Outcome::default()
                },
            }
        })
        .collect();
    let score = Some(questions.iter().filter_map(|asked| asked.score).sum::<f64>() / questions.len() as f64);
    SessionSummary {
        folder: format!("2026-{day}-1930-scene"),
        began_at: Some(at.clone()),
        last_at: Some(at),
        kind: SessionKind::Interview,
        loop_id: "scene".to_owned(),
        title: kind.title().to_owned(),
        rounds: vec![RoundSummary { kind, score, spent }],
        questions,
        score,
        over: true,
        to_score: 0,
        place: String::new(),
        spent,
        starred: false,
        disputed: false,
        stories: Vec::new(),
        problems: Vec::new(),
    }
}

fn opened(world: &World, width: u16, height: u16, of: &[Sat], keys: &str) -> Script {
    let mut script = world.home(width, height, history(of));
    script.keys("p").keys(keys);
    script
}

pub fn full(world: &World, width: u16, height: u16) -> Script {
    opened(world, width, height, &SESSIONS, "")
}

pub fn topics(world: &World, width: u16, height: u16) -> Script {
    opened(world, width, height, &SESSIONS, "Tab")
}

pub fn time(world: &World, width: u16, height: u16) -> Script {
    opened(world, width, height, &SESSIONS, "Tab Tab")
}

pub fn calibration(world: &World, width: u16, height: u16) -> Script {
    opened(world, width, height, &SESSIONS, "Tab Tab Tab")
}

pub fn days(world: &World, width: u16, height: u16) -> Script {
    opened(world, width, height, &SESSIONS, "Tab Tab Tab Tab")
}

pub fn pitfalls(world: &World, width: u16, height: u16) -> Script {
    opened(world, width, height, &SESSIONS, "shift-Tab")
}

pub fn empty(world: &World, width: u16, height: u16) -> Script {
    opened(world, width, height, &[], "")
}

pub fn one(world: &World, width: u16, height: u16) -> Script {
    opened(world, width, height, &SESSIONS[30..], "")
}

pub fn four(world: &World, width: u16, height: u16) -> Script {
    opened(world, width, height, &SESSIONS[27..], "")
}
