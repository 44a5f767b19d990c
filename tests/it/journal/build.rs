//! Builds the fixture journals. The files in `tests/fixtures/journals` are the formats as they were released:
//! they are never edited, and `what_this_program_writes_is_what_it_wrote` compares them with what the
//! same events give today. A new release adds files: `write_new_fixtures` (ignored) makes what is missing.

use std::fmt::Write as _;
use std::path::PathBuf;

use hotseat::domain::bank::{Question, QuestionName, RoundKind};
use hotseat::domain::draw::{Abilities, Draw, DrawnQuestion, DrawnRound};
use hotseat::domain::event::{
    EndCause, Event, Evidence, Opened, PauseCause, Record, ScoreKind, SessionKind, Started, SubmitCause,
};
use hotseat::domain::loops::{Pressure, ScoreAfter};
use hotseat::domain::snapshot::snapshot;
use hotseat::storage::journal::encode;
use hotseat::text::edit::Edit;
use jiff::{SignedDuration, ZonedDateTime};
use serde_json::json;

use super::ms;

pub const NAMES: [&str; 5] = ["v1-theory", "v1-killed", "v1-strict", "v1-by-hand", "v1-ran"];

/// Twelve sentences.
const TWELVE: &str = "One loss. Two classes. Three labels. A softmax. Its logits. A log. A sum. An argument. A limit. \
                      A proof. A doubt. An end. ";

/// Steps both clocks and numbers the records.
pub struct Script {
    pub records: Vec<Record>,
    wall: ZonedDateTime,
    mono: u64,
}

impl Script {
    pub fn new(pressure: Pressure, rounds: Vec<DrawnRound>) -> Self {
        let mut script = Self {
            records: Vec::new(),
            wall: "2026-11-23T21:14:05.123+01:00[Europe/Berlin]".parse().unwrap(),
            mono: 120,
        };
        script.then(0, opened(4_711, 0));
        script.then(
            3,
            Event::SessionStarted(Box::new(Started {
                kind: SessionKind::Interview,
                loop_id: "first".into(),
                title: "First interview".into(),
                seed: 17,
                draw: Draw::Balanced,
                draw_version: 1,
                extra_time: 1.0,
                pressure,
                score_after: ScoreAfter::Round,
                abilities: Abilities {
                    python: true,
                    numpy: true,
                    torch: false,
                },
                plan: rounds,
            })),
        );
        script
    }

    pub fn then(&mut self, after_ms: u64, event: Event) -> &mut Self {
        self.mono += after_ms;
        self.wall = self
            .wall
            .saturating_add(SignedDuration::from_millis(after_ms as i64));
        self.records.push(Record {
            v: 1,
            seq: self.records.len() as u64 + 1,
            at: self.wall.clone(),
            mono: ms(self.mono),
            event,
        });
        self
    }

    /// Another process opens the session `gap_ms` after this one was last known to live.
    pub fn reopen(&mut self, pid: u32, carried_ms: u64, gap_ms: u64) -> &mut Self {
        let gone = (carried_ms + gap_ms) as i64;
        self.wall = self.wall.saturating_add(SignedDuration::from_millis(gone));
        self.mono = 95;
        self.then(0, opened(pid, carried_ms))
    }

    /// A text is typed into a field, an edit every few words.
    pub fn types(&mut self, field: &str, text: &str) -> &mut Self {
        let mut at = 0;
        for part in text.split_inclusive(". ") {
            self.then(2_130, edit(field, at, "", part));
            at += part.len();
        }
        self
    }
}

pub fn opened(pid: u32, carried_ms: u64) -> Event {
    Event::Opened(Opened {
        pid,
        host: "desk".into(),
        version: "0.1.0".into(),
        carried_ms,
    })
}

pub fn edit(field: &str, at: usize, del: &str, ins: &str) -> Event {
    Event::Edited {
        field: field.into(),
        edit: Edit {
            at,
            del: del.into(),
            ins: ins.into(),
        },
    }
}

pub fn name() -> QuestionName {
    QuestionName::new("theory-foundations", "th-ce")
}

pub fn done() -> Event {
    Event::Submitted {
        cause: SubmitCause::Done,
    }
}

fn planned(id: &str) -> DrawnQuestion {
    DrawnQuestion {
        name: QuestionName::new("theory-foundations", id),
        round: RoundKind::MlTheory,
        topic: "losses".into(),
        minutes: 8.0,
        reason: "not seen yet".into(),
        ideas: None,
    }
}

pub fn round(ids: &[&str]) -> DrawnRound {
    DrawnRound {
        round: RoundKind::MlTheory,
        minutes: 8.0 * ids.len() as f64,
        questions: ids.iter().map(|id| planned(id)).collect(),
        fields: None,
    }
}

pub fn ask(round: usize, id: &str) -> Event {
    Event::QuestionAsked {
        round,
        question: QuestionName::new("theory-foundations", id),
        snapshot: if id == "th-ce" {
            fixture_snapshot().0
        } else {
            format!("theory-foundations.{id}.0a1b2c3d.json")
        },
        budget_ms: 480_000,
    }
}

/// The question of the fixtures.
pub fn question() -> Question {
    serde_json::from_value(json!({
        "id": "th-ce", "round": "ml_theory", "topic": "losses", "difficulty": "medium", "minutes": 8,
        "prompt": "Why cross-entropy?\u{1b}[31m",
        "clarifications": [{ "ask": "Which labels?", "answer": "One class each." }],
        "hints": ["Think of a distribution.", "Write the likelihood."],
        "rubric": [
            { "id": "core", "criterion": "Why it is right", "weight": 3, "ideas": [
                { "id": "mle", "idea": "It is the negative log-likelihood" },
                { "id": "kl", "idea": "It is KL up to a constant" } ] },
            { "id": "probing", "criterion": "Holds up under follow-ups", "weight": 1,
              "levels": ["a", "b", "c", "d", "e"] } ],
        "follow_ups": [{ "id": "mse", "ask": "Why not squared error?" }],
        "pitfalls": [{ "id": "bounded", "wrong": "It is bounded", "right": "It is not" }]
    }))
    .unwrap()
}

pub fn fixture_snapshot() -> (String, Vec<u8>) {
    snapshot(
        "theory-foundations",
        &question(),
        "Foundations",
        Some("CC-BY-4.0"),
    )
}

/// An interview with everything a theory round records.
pub fn theory() -> Vec<Record> {
    let mut script = Script::new(Pressure::Relaxed, vec![round(&["th-ce", "th-lse"])]);
    let tick = |idea: &str, on, evidence| Event::Ticked {
        question: name(),
        idea: idea.into(),
        on,
        evidence,
        in_other_words: idea == "kl",
    };
    let score = |score, by: &str, kind| Event::Scored {
        question: name(),
        score,
        by: by.into(),
        kind,
    };
    let said = Evidence {
        field: "main".into(),
        start: 0,
        end: 26,
    };
    script
        .then(1, Event::RoundStarted { round: 0 })
        .then(2, ask(0, "th-ce"))
        .then(0, Event::Entered { field: "main".into() })
        .types(
            "main",
            "Maximise the likelihood — of the labels. Its log is a sum. ",
        )
        .then(900, edit("main", 0, "Maximise", "We maximise"))
        .then(
            3_000,
            Event::Clarified {
                ask: "which labels".into(),
                matched: Some(0),
            },
        )
        .then(
            3_000,
            Event::Clarified {
                ask: "how many".into(),
                matched: None,
            },
        )
        .then(10_000, Event::HintTaken { hint: 0 })
        .then(
            5_000,
            Event::Paused {
                cause: PauseCause::Person,
                past_ms: None,
            },
        )
        .then(61_000, Event::Resumed {})
        .then(
            32_000,
            Event::Paused {
                cause: PauseCause::Stopped,
                past_ms: Some(30_000),
            },
        )
        .then(
            1_000,
            Event::Paused {
                cause: PauseCause::Slept,
                past_ms: Some(600_000),
            },
        )
        .then(4_000, done())
        .then(1_500, Event::TakenBack {})
        .types("main", "And ")
        .then(1_000, edit("main", 0, "And ", ""))
        .then(2_000, Event::FollowUpShown { id: "mse".into() })
        .then(
            0,
            Event::Entered {
                field: "follow_up.mse".into(),
            },
        )
        .types(
            "follow_up.mse",
            "Its gradient vanishes 🙂. A bell\u{7} rang\u{202e}. ",
        )
        .then(500, Event::Spoken { on: true })
        .then(100, Event::Spoken { on: false })
        .then(1_000, done())
        .then(4_000, ask(0, "th-lse"))
        .then(0, Event::Entered { field: "main".into() })
        .then(20_000, Event::Skipped {})
        .then(
            100,
            Event::RoundEnded {
                round: 0,
                cause: EndCause::Done,
            },
        )
        .then(
            50,
            Event::Paused {
                cause: PauseCause::Debrief,
                past_ms: None,
            },
        )
        .then(
            9_000,
            Event::Predicted {
                question: name(),
                level: 3,
            },
        )
        .then(4_000, tick("mle", true, Some(said)))
        .then(4_000, tick("kl", true, None))
        .then(1_000, tick("kl", false, None))
        .then(1_000, tick("kl", true, None))
        .then(
            2_000,
            Event::Levelled {
                question: name(),
                criterion: "probing".into(),
                level: Some(2),
            },
        )
        .then(
            2_000,
            Event::PitfallMarked {
                question: name(),
                pitfall: "bounded".into(),
                on: true,
            },
        )
        .then(1_000, score(3.5, "self", ScoreKind::First))
        .then(
            3_000,
            Event::Noted {
                question: Some(name()),
                text: "Say KL first.".into(),
            },
        )
        .then(
            1_000,
            Event::Starred {
                question: name(),
                on: true,
            },
        )
        .then(
            1_000,
            Event::Disputed {
                question: name(),
                on: true,
                text: "Hint 1 tells it all.".into(),
            },
        )
        .then(
            1_000,
            Event::Noted {
                question: None,
                text: "A calm day.".into(),
            },
        )
        .then(
            10,
            Event::SessionEnded {
                cause: EndCause::Done,
            },
        )
        .then(60_000, score(3.0, "self", ScoreKind::Revision))
        .then(60_000, score(2.0, "Ada", ScoreKind::Outside));
    script.records
}

/// Killed twice: while typing, and in a pause.
pub fn killed() -> Vec<Record> {
    let mut script = Script::new(Pressure::Relaxed, vec![round(&["th-ce"])]);
    script
        .then(1, Event::RoundStarted { round: 0 })
        .then(2, ask(0, "th-ce"))
        .then(0, Event::Entered { field: "main".into() })
        .types("main", TWELVE)
        .reopen(4_712, 800, 86_400_000)
        .then(1_200, Event::Resumed {})
        .then(700, edit("main", 0, "One loss. ", "Zero losses. One loss. "))
        .then(
            5_000,
            Event::Paused {
                cause: PauseCause::Person,
                past_ms: None,
            },
        )
        .reopen(4_713, 0, 3_600_000)
        .then(2_000, Event::Resumed {})
        .types(
            "main",
            "First this. Then that. And so. Or not. It is. It was. It may be. It ends. ",
        )
        .then(9_000, done())
        .then(
            1,
            Event::RoundEnded {
                round: 0,
                cause: EndCause::Done,
            },
        )
        .then(
            1,
            Event::SessionEnded {
                cause: EndCause::Done,
            },
        );
    script.records
}

/// Time came: an answer locked, a round ended with a question not reached, the next began.
pub fn strict() -> Vec<Record> {
    let mut script = Script::new(
        Pressure::Strict,
        vec![round(&["th-ce", "th-lse"]), round(&["th-elbo"])],
    );
    script
        .then(1, Event::RoundStarted { round: 0 })
        .then(2, ask(0, "th-ce"))
        .then(0, Event::Entered { field: "main".into() })
        .types("main", TWELVE)
        .then(
            454_440,
            Event::Submitted {
                cause: SubmitCause::TimeUp,
            },
        )
        .then(
            480_000,
            Event::RoundEnded {
                round: 0,
                cause: EndCause::TimeUp,
            },
        )
        .then(30_000, Event::RoundStarted { round: 1 })
        .then(2, ask(1, "th-elbo"))
        .then(0, Event::Entered { field: "main".into() })
        .types("main", TWELVE)
        .then(1_000, done())
        .then(
            1,
            Event::RoundEnded {
                round: 1,
                cause: EndCause::Person,
            },
        )
        .then(
            1,
            Event::SessionEnded {
                cause: EndCause::Person,
            },
        );
    script.records
}

/// The bytes of a fixture as this program writes them.
pub fn build(fixture: &str) -> Vec<u8> {
    let records = match fixture {
        "v1-theory" => theory(),
        "v1-killed" => killed(),
        "v1-strict" => strict(),
        "v1-ran" => super::ran::records(),
        _ => return by_hand(),
    };
    records.iter().flat_map(encode).collect()
}

/// Edited by hand: no check sums, Windows line ends, an event nobody knows, a field nobody knows.
fn by_hand() -> Vec<u8> {
    let mut text = String::new();
    for record in killed() {
        let line = String::from_utf8(encode(&record)).unwrap();
        let (head, _) = line.split_once(",\"crc\"").unwrap();
        let extra = if record.seq % 5 == 0 {
            r#","x-mood":"calm""#
        } else {
            ""
        };
        write!(text, "{head}{extra}}}\r\n").unwrap();
    }
    let next = killed().len() + 1;
    write!(
        text,
        "{{\"v\":1,\"seq\":{next},\"at\":\"2026-11-25T21:14:05.123+01:00[Europe/Berlin]\",\"mono_ms\":99999,\"ev\":\"hummed\",\"d\":{{\"tune\":[1,2.5]}}}}\r\n"
    )
    .unwrap();
    text.into_bytes()
}

pub fn path(fixture: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/journals")
        .join(format!("{fixture}.jsonl"))
}

pub fn fixture(fixture: &str) -> Vec<u8> {
    std::fs::read(path(fixture)).unwrap()
}

#[test]
#[ignore = "makes the fixtures of a new release; those that are there stay as they are"]
fn write_new_fixtures() {
    for name in NAMES.into_iter().filter(|name| !path(name).exists()) {
        super::put(&path(name), &build(name));
    }
}

#[test]
fn what_this_program_writes_is_what_it_wrote() {
    for name in NAMES {
        let (built, kept) = (build(name), fixture(name));
        let lines = built
            .split(|byte| *byte == b'\n')
            .zip(kept.split(|byte| *byte == b'\n'));
        for (index, (built, kept)) in lines.enumerate() {
            assert_eq!(
                String::from_utf8_lossy(built),
                String::from_utf8_lossy(kept),
                "{name}, line {}",
                index + 1
            );
        }
        assert_eq!(built.len(), kept.len(), "{name}");
    }
}
