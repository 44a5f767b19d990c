//! Rows to scale and the same in words, as the layouts have them, and no panic on any records.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::domain::bank::QuestionName;
use crate::domain::event::{Event, Record, ScoreKind};
use crate::domain::session::{self, Session};
use crate::domain::verdict::{Outcome, TestResult, Verdict};
use crate::text::edit::Edit;

fn question() -> Question {
    serde_json::from_value(serde_json::json!({
        "id": "q", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 8,
        "prompt": "Why is cross-entropy the natural loss for a softmax classifier?",
        "hints": ["look at ∂L/∂z", "and then?"],
        "follow_ups": [
            { "id": "mse", "ask": "could you replace it by something else?" },
            { "id": "cal", "ask": "\n  are the probabilities calibrated?\nSay why." } ],
        "rubric": [{ "id": "core", "criterion": "Core", "weight": 1, "levels": [null, null, "", null, ""] }]
    }))
    .unwrap()
}

struct Script {
    records: Vec<Record>,
    mono: Duration,
}

impl Script {
    fn new(budget: u64) -> Self {
        let mut script = Self {
            records: Vec::new(),
            mono: Duration::ZERO,
        };
        script
            .at(0, Event::RoundStarted { round: 0 })
            .at(
                0,
                Event::QuestionAsked {
                    round: 0,
                    question: QuestionName::new("b", "q"),
                    snapshot: String::new(),
                    budget_ms: budget * 1_000,
                },
            )
            .at(0, Event::Entered { field: "main".into() });
        script
    }

    /// So many seconds after the process began.
    fn at(&mut self, seconds: u64, event: Event) -> &mut Self {
        self.mono = Duration::from_secs(seconds);
        let wall: jiff::ZonedDateTime = "2026-11-23T21:14:05+01:00[Europe/Berlin]".parse().unwrap();
        self.records.push(Record {
            v: 1,
            seq: self.records.len() as u64 + 1,
            at: wall.saturating_add(jiff::SignedDuration::from_secs(seconds as i64)),
            mono: self.mono,
            event,
        });
        self
    }

    fn writes(&mut self, seconds: u64, text: &str) -> &mut Self {
        let edit = Edit {
            at: 0,
            del: String::new(),
            ins: text.into(),
        };
        self.at(
            seconds,
            Event::Edited {
                field: "main".into(),
                edit,
            },
        )
    }

    fn timeline(&self, question: &Question) -> Timeline {
        let session = Session::fold(&self.records);
        let replay = Replay::of(&self.records, 0).unwrap();
        Timeline::of(&session.attempts[0], &replay, Some(question))
    }
}

fn pause() -> Event {
    Event::Paused {
        cause: PauseCause::Person,
        past_ms: None,
    }
}

fn done() -> Event {
    Event::Submitted {
        cause: SubmitCause::Done,
    }
}

fn layout() -> Script {
    let name = || QuestionName::new("b", "q");
    let mut script = Script::new(480);
    script
        .writes(60, &"word ".repeat(100))
        .at(110, Event::HintTaken { hint: 0 })
        .at(220, Event::FollowUpShown { id: "mse".into() })
        .at(310, pause())
        .at(350, Event::Resumed {})
        .at(420, Event::FollowUpShown { id: "cal".into() })
        .writes(540, &"word ".repeat(42))
        .at(600, done())
        .at(
            600,
            Event::Predicted {
                question: name(),
                level: 3,
            },
        )
        .at(
            600,
            Event::Scored {
                question: name(),
                score: 2.75,
                by: "self".into(),
                kind: ScoreKind::First,
            },
        );
    script
}

fn lines(timeline: &Timeline) -> String {
    let mut out = String::new();
    for event in &timeline.events {
        let _ = writeln!(out, "{:>5} {:?} {}", short(event.at), event.sign, event.words);
    }
    out
}

#[test]
fn the_list_says_in_words_what_the_rows_show() {
    let timeline = layout().timeline(&question());
    assert_eq!(
        lines(&timeline),
        " 0:00 Asked asked\n \
         1:50 Hint hint 1: look at ∂L/∂z\n \
         3:40 Asked follow-up: could you replace it by something else?\n \
         5:10 Paused paused 0:40, not counted\n \
         6:20 Asked follow-up: are the probabilities calibrated?\n \
         8:00 TimeUp time up, 1:20 over\n \
         9:20 Done done, 142 words\n"
    );
    assert_eq!(timeline.judged.as_deref(), Some("predicted 3, scored 2.7"));
    assert_eq!(timeline.over(), Duration::from_secs(80));
    assert_eq!(timeline.event_at(Duration::from_secs(225)), 2);
    assert_eq!(timeline.event_at(Duration::ZERO), 0);
}

#[test]
fn cells_are_to_scale() {
    let timeline = layout().timeline(&question());
    // 560 seconds in 56 cells of ten.
    let cells = timeline.cells(56);
    let set = |row: &[bool]| -> Vec<usize> { (0..row.len()).filter(|cell| row[*cell]).collect() };
    assert_eq!(set(&cells.asked), [0, 22, 38]);
    assert_eq!(set(&cells.hints), [11]);
    assert_eq!(set(&cells.paused), [31, 32, 33]);
    assert_eq!((cells.budget, cells.used), (48, 56));
    assert_eq!((cells.words[6], cells.words[50]), (100, 42));
    assert_eq!(cells.words.iter().sum::<u32>(), 142);
    let heights = cells.heights(8);
    assert_eq!((heights[6], heights[50], heights[0]), (8, 4, 0));
    let ticks: Vec<(usize, u64)> = timeline
        .ticks(56, 5)
        .iter()
        .map(|tick| (tick.cell, tick.minute))
        .collect();
    assert_eq!(ticks[..3], [(0, 0), (6, 1), (12, 2)]);
    assert_eq!(ticks.len(), 10);
    let wide = timeline.ticks(56, 12);
    assert_eq!((wide[1].minute, wide.len()), (5, 2));
}

#[test]
fn an_answer_within_its_budget_leaves_the_rest_of_the_axis_empty() {
    let mut script = Script::new(100);
    script.writes(10, "one two").at(50, done());
    let timeline = script.timeline(&question());
    let cells = timeline.cells(10);
    assert_eq!((cells.used, cells.budget), (5, 10));
    assert_eq!(lines(&timeline), " 0:00 Asked asked\n 0:50 Done done, 2 words\n");
    assert_eq!(timeline.judged, None);
    let mut script = Script::new(0);
    let timeline = script.at(50, Event::Skipped {}).timeline(&question());
    assert_eq!(
        timeline.over(),
        Duration::ZERO,
        "without a budget nothing is over"
    );
    assert_eq!(lines(&timeline), " 0:00 Asked asked\n 0:50 Skipped skipped\n");
}

#[test]
fn runs_name_only_the_tests_that_may_be_known() {
    let ran = |outcome| Event::Ran {
        question: None,
        stage: 0,
        hash: String::new(),
        verdict: Box::new(Verdict {
            tests: vec![TestResult {
                name: "test_rows_sum_to_one".into(),
                outcome,
                ..TestResult::default()
            }],
            ..Verdict::default()
        }),
    };
    let mut script = Script::new(100);
    script
        .at(10, ran(Outcome::Failed))
        .at(20, ran(Outcome::Passed))
        .at(30, Event::StageOpened { stage: 1 })
        .at(
            100,
            Event::Submitted {
                cause: SubmitCause::TimeUp,
            },
        );
    let told = |timeline: &Timeline| -> Vec<String> {
        let tail = timeline.events[1..].iter();
        tail.map(|event| event.words.clone()).collect()
    };
    let timeline = script.timeline(&question());
    assert_eq!(
        told(&timeline),
        [
            "run 1: visible tests, 0 of 1 passed",
            "run 2: visible tests, 1 of 1 passed",
            "stage 2",
            "time up",
            "locked, 0 words",
        ]
    );
    assert_eq!(timeline.cells(10).runs[1..3], [Some(false), Some(true)]);
    let name = QuestionName::new("b", "q");
    script.at(
        100,
        Event::Predicted {
            question: name,
            level: 1,
        },
    );
    assert_eq!(
        told(&script.timeline(&question()))[0],
        "run 1: visible tests, 0 of 1 passed, first failed: rows sum to one"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn no_record_and_no_width_breaks_it(
        records in prop::collection::vec(session::tests::any_record(), 0..30),
        width in 0usize..200,
        room in 0usize..12,
    ) {
        let session = Session::fold(&records);
        for (index, attempt) in session.attempts.iter().enumerate() {
            let replay = Replay::of(&records, index).unwrap();
            let timeline = Timeline::of(attempt, &replay, None);
            let cells = timeline.cells(width);
            for row in [&cells.asked, &cells.clarified, &cells.hints, &cells.paused, &cells.parts] {
                prop_assert_eq!(row.len(), width);
            }
            prop_assert_eq!(cells.heights(8).len(), width);
            prop_assert!(cells.used <= width && cells.budget <= width);
            prop_assert!(timeline.ticks(width, room).len() <= width.max(1) * 2 + 1);
            let sorted = timeline.events.windows(2).all(|pair| pair[0].at <= pair[1].at);
            prop_assert!(sorted);
        }
    }
}
