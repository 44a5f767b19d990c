//! The laws of a replay, over made-up sessions that could have been held and over any records at all.

use jiff::{SignedDuration, ZonedDateTime};
use proptest::prelude::*;

use super::*;
use crate::domain::bank::QuestionName;
use crate::domain::event::Opened;
use crate::domain::session;
use crate::domain::verdict::{TestResult, Verdict};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Steps both clocks, and knows the texts, so that its edits fit.
struct Script {
    records: Vec<Record>,
    wall: ZonedDateTime,
    mono: Duration,
    texts: BTreeMap<String, String>,
}

impl Script {
    fn new() -> Self {
        let mut script = Self {
            records: Vec::new(),
            wall: "2026-11-23T21:14:05+01:00[Europe/Berlin]".parse().unwrap(),
            mono: ms(100),
            texts: BTreeMap::new(),
        };
        script.then(0, Event::RoundStarted { round: 0 });
        script
    }

    fn asking() -> Self {
        let mut script = Self::new();
        script.ask("a").then(0, Event::Entered { field: "main".into() });
        script
    }

    fn ask(&mut self, id: &str) -> &mut Self {
        self.texts.clear();
        self.then(
            0,
            Event::QuestionAsked {
                round: 0,
                question: QuestionName::new("bank", id),
                snapshot: String::new(),
                budget_ms: 300_000,
            },
        )
    }

    fn then(&mut self, after_ms: u64, event: Event) -> &mut Self {
        self.mono += ms(after_ms);
        self.wall = self
            .wall
            .saturating_add(SignedDuration::from_millis(after_ms as i64));
        self.records.push(Record {
            v: 1,
            seq: self.records.len() as u64 + 1,
            at: self.wall.clone(),
            mono: self.mono,
            event,
        });
        self
    }

    /// Replaces what stands at a share of the text, in 255ths, by `ins`.
    fn change(&mut self, after_ms: u64, field: &str, place: u8, len: usize, ins: &str) -> &mut Self {
        let text = self.texts.entry(field.to_owned()).or_default();
        let at = text.floor_char_boundary(text.len() * usize::from(place) / 255);
        let end = text.floor_char_boundary((at + len).min(text.len()).max(at));
        let edit = Edit {
            at,
            del: text[at..end].to_owned(),
            ins: ins.to_owned(),
        };
        edit.apply(text).unwrap();
        let field = field.to_owned();
        self.then(after_ms, Event::Edited { field, edit })
    }

    fn types(&mut self, after_ms: u64, text: &str) -> &mut Self {
        self.change(after_ms, "main", 255, 0, text)
    }

    fn replay(&self) -> Replay {
        Replay::of(&self.records, 0).unwrap()
    }
}

fn follow_up(id: &str) -> Event {
    Event::FollowUpShown { id: id.into() }
}

fn done() -> Event {
    Event::Submitted {
        cause: SubmitCause::Done,
    }
}

fn ran(passed: usize) -> Event {
    let test = |index: usize| TestResult {
        name: format!("test_{index}"),
        outcome: if index < passed {
            Outcome::Passed
        } else {
            Outcome::Failed
        },
        ..TestResult::default()
    };
    Event::Ran {
        question: None,
        stage: 0,
        hash: String::new(),
        verdict: Box::new(Verdict {
            tests: (0..3).map(test).collect(),
            ..Verdict::default()
        }),
    }
}

/// An interview with a question of 74 seconds on its clock.
fn interview() -> Script {
    let mut script = Script::asking();
    script
        .types(1_000, "one ")
        .types(500, "two")
        .then(30_000, follow_up("why"))
        .then(
            500,
            Event::Paused {
                cause: PauseCause::Person,
                past_ms: None,
            },
        )
        .then(600_000, Event::Resumed {})
        .then(1_000, ran(1))
        .change(1_000, "main", 0, 3, "1")
        .then(40_000, ran(3))
        .then(0, done())
        .then(60_000, Event::TakenBack {})
        .then(0, done());
    script
}

#[test]
fn steps_stand_on_the_clock_of_the_question_and_say_what_was_done() {
    let replay = interview().replay();
    let told: Vec<(u128, String)> = replay
        .steps()
        .iter()
        .map(|step| {
            let what = match &step.what {
                What::Entered { field } => format!("entered {field}"),
                What::Edited { begun, .. } => format!("{begun} begun"),
                What::Said(Said::FollowUp { id }) => id.clone(),
                What::Paused { length, .. } => format!("paused {}", length.as_secs()),
                What::Ran(ran) => format!("run {}: {} of {}", ran.number, ran.passed, ran.of),
                What::Submitted { words, .. } => format!("done, {words}"),
                What::TakenBack => "back".to_owned(),
                what => format!("{what:?}"),
            };
            (step.at.as_millis(), what)
        })
        .collect();
    let expected = [
        (0, "entered main"),
        (1_000, "1 begun"),
        (1_500, "1 begun"),
        (31_500, "why"),
        (32_000, "paused 600"),
        (33_000, "run 1: 1 of 3"),
        (34_000, "1 begun"),
        (74_000, "run 2: 3 of 3"),
        (74_000, "done, 2"),
        (74_000, "back"),
        (74_000, "done, 2"),
    ];
    let told: Vec<(u128, &str)> = told.iter().map(|(at, what)| (*at, what.as_str())).collect();
    assert_eq!(told, expected);
    assert!(Replay::of(&interview().records, 1).is_none());
}

#[test]
fn a_position_tells_what_stood_there() {
    let mut replay = interview().replay();
    for (at, text, said, run, over) in [
        (s(0), "", 0, None, false),
        (ms(999), "", 0, None, false),
        (s(1), "one ", 0, None, false),
        (s(33), "one two", 1, Some(1), false),
        (ms(73_999), "1 two", 1, Some(1), false),
        (s(1_000), "1 two", 1, Some(2), true),
        (ms(31_499), "one two", 0, None, false),
        (s(0), "", 0, None, false),
    ] {
        replay.seek(at);
        assert_eq!(replay.text("main"), text, "{at:?}");
        assert_eq!(replay.said().count(), said, "{at:?}");
        assert_eq!(replay.run().map(|ran| ran.number), run, "{at:?}");
        assert_eq!(replay.over(), over, "{at:?}");
    }
    assert_eq!(replay.at(), s(0));
}

#[test]
fn long_stretches_of_nothing_are_played_in_two_seconds() {
    let mut replay = interview().replay();
    // 1.5 s of typing, 30 s as 2, 0.5, 1, 1, and 40 s as 2.
    assert_eq!(replay.length(), s(8));
    for (at, played) in [
        (ms(0), 0),
        (ms(1_250), 1_250),
        (ms(1_500), 1_500),
        (ms(16_500), 2_500),
        (ms(31_500), 3_500),
        (ms(54_000), 7_000),
        (s(74), 8_000),
    ] {
        assert_eq!(replay.played_at(at), ms(played), "{at:?}");
        assert_eq!(replay.time_at(ms(played)), at);
    }
    assert_eq!(replay.next_change(ms(1_600)), Some(ms(3_500)));
    assert_eq!(replay.next_change(ms(8_000)), None);
    replay.finish();
    assert_eq!((replay.at(), replay.happened().len()), (s(74), 11));
}

#[test]
fn seeking_stops_at_follow_ups_runs_minutes_and_events() {
    let replay = interview().replay();
    for (stop, from, previous, next) in [
        (Stop::FollowUp, s(0), None, Some(ms(31_500))),
        (Stop::FollowUp, ms(31_500), None, None),
        (Stop::FollowUp, s(74), Some(ms(31_500)), None),
        (Stop::Run, s(33), None, Some(s(74))),
        (Stop::Run, ms(33_001), Some(s(33)), Some(s(74))),
        (Stop::Minute, s(0), None, Some(s(60))),
        (Stop::Minute, s(60), Some(s(0)), None),
        (Stop::Minute, s(61), Some(s(60)), None),
        (Stop::Event, s(32), Some(ms(31_500)), Some(s(33))),
        (Stop::Minute, Duration::MAX, None, None),
    ] {
        assert_eq!(replay.previous(stop, from), previous, "{stop:?} {from:?}");
        assert_eq!(replay.next(stop, from), next, "{stop:?} {from:?}");
    }
}

#[test]
fn playing_is_a_matter_of_the_clock_and_the_speed_alone() {
    let length = s(80);
    let mut playback = Playback::at(s(10));
    assert_eq!(playback.position(s(1_000), length), s(10));
    assert!(!playback.plays(s(1_000), length));
    playback.play(s(100), length);
    assert_eq!(playback.position(s(105), length), s(30));
    assert_eq!(
        playback.until(s(50), s(105), length),
        Some(s(5) + Duration::from_nanos(1))
    );
    playback.set_speed(playback.speed().faster(), s(105), length);
    assert_eq!(playback.position(s(106), length), s(38));
    playback.seek(s(70), s(106), length);
    assert_eq!(playback.position(s(107), length), s(78));
    assert_eq!(playback.position(s(200), length), length);
    assert!(!playback.plays(s(200), length));
    assert_eq!(playback.until(length, s(200), length), None);
    playback.play(s(300), length);
    assert_eq!(
        playback.position(s(301), length),
        s(8),
        "from the beginning again"
    );
    playback.stop(s(301), length);
    assert_eq!(playback.position(s(400), length), s(8));
    let speeds: Vec<u32> = Speed::ALL.iter().map(|speed| speed.times()).collect();
    assert_eq!(speeds, [1, 2, 4, 8, 16, 32]);
    assert_eq!(Speed::ALL[5].faster(), Speed::ALL[5]);
    assert_eq!(Speed::ALL[0].slower(), Speed::ALL[0]);
}

#[test]
fn a_starter_is_given_and_is_no_step() {
    let mut script = Script::new();
    script
        .ask("a")
        .change(0, "code", 0, 0, "pass\n")
        .then(0, Event::Entered { field: "code".into() })
        .change(900, "code", 0, 0, "import numpy\n");
    let mut replay = script.replay();
    assert_eq!(replay.text("code"), "pass\n");
    replay.finish();
    assert_eq!(replay.text("code"), "import numpy\npass\n");
    replay.seek(ms(0));
    assert_eq!((replay.text("code"), replay.given("code")), ("pass\n", "pass\n"));
    assert_eq!(replay.focus(), None);
}

/// Every law of one replay; `turns` are moments to go to, in 255ths of it.
fn holds(records: &[Record], turns: &[u8]) -> Result<(), TestCaseError> {
    let session = session::Session::fold(records);
    for (index, attempt) in session.attempts.iter().enumerate() {
        let mut replay = Replay::of(records, index).unwrap();
        let mut sorted = replay.steps().windows(2);
        prop_assert!(sorted.all(|pair| pair[0].at <= pair[1].at));
        prop_assert_eq!(replay.total(), attempt.spent);
        prop_assert!(replay.length() <= replay.total());
        for field in &attempt.fields {
            prop_assert_eq!(replay.text(&field.name), &field.given);
        }
        replay.finish();
        for field in &attempt.fields {
            prop_assert_eq!(replay.text(&field.name), &field.text, "{}", &field.name);
        }
        for turn in turns {
            let played = replay.length() / 255 * u32::from(*turn);
            let at = replay.time_at(played);
            replay.seek(at);
            let mut fresh = Replay::of(records, index).unwrap();
            fresh.seek(at);
            prop_assert_eq!(&replay, &fresh, "there by another way");
            let again = replay.played_at(at);
            prop_assert!(
                again <= played && played.saturating_sub(again) <= ms(1),
                "{:?} {:?}",
                again,
                played
            );
        }
        replay.seek(Duration::ZERO);
        for field in &attempt.fields {
            prop_assert_eq!(replay.text(&field.name), &field.given);
        }
        let runs = replay.steps().iter().filter_map(|step| match &step.what {
            What::Ran(ran) => ran.kept,
            _ => None,
        });
        prop_assert!(runs.eq(0..attempt.runs.len()));
    }
    Ok(())
}

/// A thing a person or their machine does.
#[derive(Debug, Clone)]
enum Act {
    Change(&'static str, u8, usize, String),
    Do(Event),
    Kill(u64),
    Next,
}

fn any_act() -> impl Strategy<Value = (u64, Act)> {
    let field = || prop::sample::select(vec!["main", "code", "talk", "follow_up.why"]);
    let text = prop::sample::select(vec![
        "a",
        "word ",
        "\n",
        "é",
        "∂L/∂z",
        "漢字 ",
        "👩\u{200d}👧",
        "",
    ]);
    let event = prop_oneof![
        field().prop_map(|field| Event::Entered { field: field.into() }),
        Just(follow_up("why")),
        (0usize..3).prop_map(|hint| Event::HintTaken { hint }),
        (0usize..3).prop_map(|stage| Event::StageOpened { stage }),
        (0usize..4).prop_map(ran),
        Just(Event::Paused {
            cause: PauseCause::Person,
            past_ms: None
        }),
        Just(Event::Paused {
            cause: PauseCause::Stopped,
            past_ms: Some(1_500)
        }),
        Just(Event::Resumed {}),
        Just(Event::Spoken { on: true }),
        Just(done()),
        Just(Event::TakenBack {}),
        Just(Event::Skipped {}),
    ];
    let act = prop_oneof![
        12 => (field(), any::<u8>(), 0usize..6, text)
            .prop_map(|(field, place, len, ins)| Act::Change(field, place, len, ins.to_owned())),
        4 => event.prop_map(Act::Do),
        1 => (0u64..100_000).prop_map(Act::Kill),
        1 => Just(Act::Next),
    ];
    (prop_oneof![3 => 0u64..500, 1 => 0u64..60_000], act)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_replay_ends_with_the_answer_and_goes_back_to_what_was_given(
        starter in "(pass\n)?",
        acts in prop::collection::vec(any_act(), 0..60),
        turns in prop::collection::vec(any::<u8>(), 0..4),
    ) {
        let mut script = Script::new();
        script.ask("a").change(0, "code", 0, 0, &starter);
        for (after, act) in acts {
            match act {
                Act::Change(field, place, len, ins) => script.change(after, field, place, len, &ins),
                Act::Do(event) => script.then(after, event),
                Act::Kill(carried_ms) => {
                    script.mono = ms(0);
                    script.then(0, Event::Opened(Opened {
                        pid: 1,
                        host: String::new(),
                        version: String::new(),
                        carried_ms,
                    }))
                }
                Act::Next => script.ask("b"),
            };
        }
        holds(&script.records, &turns)?;
    }

    #[test]
    fn no_order_of_records_breaks_it(
        records in prop::collection::vec(session::tests::any_record(), 0..40),
        turns in prop::collection::vec(any::<u8>(), 0..4),
    ) {
        holds(&records, &turns)?;
    }
}
