//! The fold: tables for what each event does, laws for time, and no panic on any order of events. Long, as
//! every event has its table over one set of helpers.

use jiff::{SignedDuration, ZonedDateTime};
use proptest::prelude::*;

use super::*;
use crate::domain::draw::{Abilities, Draw, DrawnQuestion, DrawnRound};
use crate::domain::event::{Event, Opened, SessionKind};
use crate::domain::loops::{Pressure, ScoreAfter};
use crate::domain::verdict::{Output, RunKind, TestResult, TraceLine};
use crate::text::edit::Edit;

/// Steps both clocks and numbers the records.
#[derive(Clone)]
struct Script {
    records: Vec<Record>,
    wall: ZonedDateTime,
    mono: Duration,
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn name(id: &str) -> QuestionName {
    QuestionName::new("bank", id)
}

fn started() -> Event {
    let question = |id: &str| DrawnQuestion {
        name: name(id),
        round: RoundKind::MlTheory,
        topic: "losses".into(),
        minutes: 5.0,
        reason: "unseen".into(),
        ideas: None,
    };
    let round = |questions| DrawnRound {
        round: RoundKind::MlTheory,
        minutes: 10.0,
        questions,
        fields: None,
    };
    Event::SessionStarted(Box::new(Started {
        kind: SessionKind::Interview,
        loop_id: "first".into(),
        title: "First".into(),
        seed: 7,
        draw: Draw::Balanced,
        draw_version: 1,
        extra_time: 1.5,
        pressure: Pressure::Relaxed,
        score_after: ScoreAfter::Round,
        abilities: Abilities::default(),
        plan: vec![
            round(vec![question("a"), question("b")]),
            round(vec![question("c")]),
        ],
    }))
}

fn ask(round: usize, id: &str) -> Event {
    Event::QuestionAsked {
        round,
        question: name(id),
        snapshot: format!("bank.{id}.00000000.json"),
        budget_ms: 300_000,
    }
}

fn edit(field: &str, at: usize, ins: &str) -> Event {
    Event::Edited {
        field: field.into(),
        edit: Edit {
            at,
            del: String::new(),
            ins: ins.into(),
        },
    }
}

fn entered(field: &str) -> Event {
    Event::Entered { field: field.into() }
}

fn paused(cause: PauseCause, past: Option<u64>) -> Event {
    Event::Paused { cause, past_ms: past }
}

fn done() -> Event {
    Event::Submitted {
        cause: SubmitCause::Done,
    }
}

fn end_round(round: usize) -> Event {
    Event::RoundEnded {
        round,
        cause: EndCause::Done,
    }
}

fn opened(carried_ms: u64) -> Event {
    Event::Opened(Opened {
        pid: 1,
        host: "here".into(),
        version: "0.1.0".into(),
        carried_ms,
    })
}

impl Script {
    fn new() -> Self {
        let mut script = Self {
            records: Vec::new(),
            wall: "2026-11-23T21:14:05+01:00[Europe/Berlin]".parse().unwrap(),
            mono: ms(100),
        };
        script.then(0, opened(0)).then(0, started());
        script
    }

    /// A session whose first question is open, its field entered.
    fn asking() -> Self {
        let mut script = Self::new();
        script
            .then(0, Event::RoundStarted { round: 0 })
            .then(0, ask(0, "a"))
            .then(0, entered("main"));
        script
    }

    fn then(&mut self, after_ms: u64, event: Event) -> &mut Self {
        self.mono += ms(after_ms);
        self.wall = self
            .wall
            .saturating_add(SignedDuration::from_millis(after_ms as i64));
        self.push(event)
    }

    fn push(&mut self, event: Event) -> &mut Self {
        self.records.push(Record {
            v: 1,
            seq: self.records.len() as u64 + 1,
            at: self.wall.clone(),
            mono: self.mono,
            event,
        });
        self
    }

    /// The process is killed and the session opened again `gap_ms` later.
    fn killed(&mut self, alive_ms: u64, gap_ms: u64) -> &mut Self {
        self.wall = self
            .wall
            .saturating_add(SignedDuration::from_millis((alive_ms + gap_ms) as i64));
        self.mono = ms(250);
        self.push(opened(alive_ms))
    }

    /// The machine sleeps: the monotonic clock stands still.
    fn slept(&mut self, after_ms: u64, length_ms: u64) -> &mut Self {
        self.wall = self
            .wall
            .saturating_add(SignedDuration::from_millis(length_ms as i64));
        self.then(after_ms, paused(PauseCause::Slept, Some(length_ms)))
    }

    fn fold(&self) -> Session {
        Session::fold(&self.records)
    }
}

fn pauses(session: &Session) -> Vec<(PauseCause, Duration)> {
    session
        .pauses
        .iter()
        .map(|pause| (pause.cause, pause.length))
        .collect()
}

#[test]
fn time_goes_to_the_round_the_question_and_its_focused_field() {
    let session = Script::asking()
        .then(2_000, edit("main", 0, "x"))
        .then(1_000, Event::FollowUpShown { id: "why".into() })
        .then(500, entered("follow_up.why"))
        .then(4_000, done())
        .then(8_000, ask(0, "b"))
        .then(1_000, end_round(0))
        .then(9_000, Event::RoundStarted { round: 1 })
        .fold();
    let first = &session.attempts[0];
    assert_eq!(first.spent, ms(7_500));
    assert_eq!(first.field("main").unwrap().spent, ms(3_500));
    assert_eq!(first.field("follow_up.why").unwrap().spent, ms(4_000));
    assert_eq!(first.field("follow_up.why").unwrap().entered, ms(3_000));
    assert_eq!(first.submissions, [ms(7_500)]);
    assert_eq!(first.transcript[0].at, ms(3_000));
    assert_eq!(session.attempts[1].spent, s(1));
    assert_eq!(
        session.rounds[0].spent,
        ms(16_500),
        "the round runs between questions"
    );
    assert_eq!(session.rounds[0].budget, s(900), "extra time is in the budget");
    assert_eq!(session.untimed, s(9));
}

#[test]
fn a_pause_by_key_is_listed_and_not_spent() {
    let mut script = Script::asking();
    script
        .then(1_000, paused(PauseCause::Person, None))
        .then(60_000, Event::Resumed {})
        .then(2_000, edit("main", 0, "x"));
    let session = script.fold();
    assert_eq!(session.attempts[0].spent, s(3));
    assert_eq!(pauses(&session), [(PauseCause::Person, s(60))]);
    assert_eq!(session.attempts[0].pause_total(), s(60));
    assert!(session.running());
}

#[test]
fn a_stop_is_taken_off_and_a_sleep_was_never_on_the_clock() {
    let session = Script::asking()
        .then(31_000, paused(PauseCause::Stopped, Some(30_000)))
        .slept(2_000, 3_600_000)
        .then(1_000, done())
        .fold();
    assert_eq!(session.attempts[0].spent, s(4));
    assert_eq!(
        pauses(&session),
        [(PauseCause::Stopped, s(30)), (PauseCause::Slept, s(3_600))]
    );
    assert!(session.running(), "both were over when they were recorded");
}

#[test]
fn a_killed_run_resumes_at_the_second_and_is_paused_until_resumed() {
    let mut script = Script::asking();
    script.then(5_000, edit("main", 0, "x")).killed(3_000, 600_000);
    let session = script.fold();
    assert_eq!(session.paused, Some(PauseCause::Ended));
    assert_eq!(session.attempts[0].spent, s(8));
    assert_eq!(pauses(&session), [(PauseCause::Ended, s(600))]);
    let session = script.then(7_000, Event::Resumed {}).then(1_000, done()).fold();
    assert_eq!(session.attempts[0].spent, s(9));
    assert_eq!(pauses(&session), [(PauseCause::Ended, s(607))]);
}

#[test]
fn leaving_in_a_pause_keeps_it_one_pause_with_the_time_by_the_wall() {
    let session = Script::asking()
        .then(1_000, paused(PauseCause::Person, None))
        .killed(2_000, 86_400_000)
        .then(3_000, Event::Resumed {})
        .fold();
    assert_eq!(pauses(&session), [(PauseCause::Person, s(86_405))]);
    assert_eq!(session.attempts[0].spent, s(1));
}

#[test]
fn debriefs_are_neither_spent_nor_listed_and_a_new_question_ends_them() {
    let mut script = Script::asking();
    script
        .then(1_000, done())
        .then(2_000, paused(PauseCause::Debrief, None))
        .then(90_000, paused(PauseCause::Person, None))
        .killed(0, 90_000);
    let session = script.fold();
    assert_eq!(session.paused, Some(PauseCause::Debrief));
    let session = script.then(5_000, ask(0, "b")).then(1_000, done()).fold();
    assert_eq!(session.pauses, []);
    assert_eq!(session.rounds[0].spent, s(4));
    assert_eq!(session.untimed, s(95));
    assert!(session.running());
}

#[test]
fn taking_back_opens_the_answer_and_its_round_again() {
    let mut script = Script::asking();
    script.then(1_000, done()).then(500, end_round(0));
    assert_eq!(script.fold().stand(), Stand::BetweenRounds);
    let session = script.then(2_000, Event::TakenBack {}).then(1_000, done()).fold();
    let attempt = &session.attempts[0];
    assert_eq!(attempt.taken_back, 1);
    assert_eq!(attempt.submissions, [s(1), s(1), s(2)]);
    assert_eq!(session.rounds[0].ended, None);
    assert_eq!(session.rounds[0].spent, ms(2_500));
    let session = script
        .then(
            0,
            Event::SessionEnded {
                cause: EndCause::Person,
            },
        )
        .then(0, Event::TakenBack {})
        .fold();
    assert!(session.attempts[0].over(), "an ended session stays ended");
}

#[test]
fn stand_says_where_a_session_goes_on() {
    let mut script = Script::new();
    assert_eq!(Session::default().stand(), Stand::Fresh);
    for (event, expect) in [
        (Event::RoundStarted { round: 0 }, Stand::Fresh),
        (ask(0, "a"), Stand::Asking),
        (done(), Stand::Between),
        (ask(0, "b"), Stand::Asking),
        (Event::Skipped {}, Stand::Between),
        (end_round(0), Stand::BetweenRounds),
        (Event::RoundStarted { round: 1 }, Stand::Between),
        (ask(1, "c"), Stand::Asking),
        (done(), Stand::Between),
        (end_round(1), Stand::Over),
        (
            Event::SessionEnded {
                cause: EndCause::Done,
            },
            Stand::Over,
        ),
        (ask(1, "c"), Stand::Over),
    ] {
        script.then(10, event.clone());
        assert_eq!(script.fold().stand(), expect, "after {event:?}");
    }
}

#[test]
fn live_clocks_run_on_from_the_newest_record() {
    let mut script = Script::asking();
    script.then(1_500, edit("main", 0, "x"));
    let live = script.fold().live(ms(700));
    assert_eq!(
        (live.question, live.round, live.tick()),
        (ms(2_200), ms(2_200), ms(2_200))
    );
    script.then(0, done());
    let live = script.fold().live(ms(700));
    assert_eq!(
        (live.question, live.round, live.tick()),
        (ms(1_500), ms(2_200), ms(2_200))
    );
    script.then(0, paused(PauseCause::Person, None));
    assert_eq!(script.fold().live(s(99)).round, ms(1_500));
}

#[test]
fn events_of_a_debrief_name_their_question_and_unknown_ones_are_ignored() {
    let mut script = Script::asking();
    script.then(1_000, done()).then(0, ask(0, "b"));
    let before = script.fold();
    let tick = |question, on| Event::Ticked {
        question,
        idea: "mle".into(),
        on,
        evidence: None,
        in_other_words: true,
    };
    let score = |question, score, kind| Event::Scored {
        question,
        score,
        by: "self".into(),
        kind,
    };
    script.then(0, tick(name("nowhere"), true));
    script.then(0, score(name("a"), 9.0, ScoreKind::First));
    script.then(
        0,
        Event::Predicted {
            question: name("a"),
            level: 5,
        },
    );
    script.then(
        0,
        Event::Unknown {
            ev: "hummed".into(),
            d: serde_json::json!({}),
        },
    );
    let after = script.fold();
    assert_eq!(after.attempts, before.attempts);
    script.then(0, tick(name("a"), true));
    script.then(
        0,
        Event::Predicted {
            question: name("a"),
            level: 3,
        },
    );
    script.then(0, score(name("a"), 2.0, ScoreKind::First));
    script.then(0, score(name("a"), 3.0, ScoreKind::First));
    script.then(0, score(name("a"), 2.5, ScoreKind::Revision));
    script.then(0, score(name("a"), 1.0, ScoreKind::Outside));
    let session = script.fold();
    let attempt = session.attempt(&name("a")).unwrap();
    assert!(attempt.ticks["mle"].on && attempt.ticks["mle"].in_other_words);
    assert_eq!(attempt.prediction, Some(3));
    assert_eq!(attempt.first_score().unwrap().score, 2.0, "the first stays");
    assert_eq!(attempt.latest_score().unwrap().score, 2.5);
    assert_eq!(attempt.scores.len(), 4);
    assert_eq!(session.attempt(&name("b")).unwrap().scores, []);
}

/// RELIABILITY R15: the wall may do what it likes.
#[test]
fn a_wall_clock_that_is_set_changes_nothing_that_is_spent() {
    let mut script = Script::asking();
    script
        .then(1_000, edit("main", 0, "x"))
        .then(1_000, paused(PauseCause::Person, None))
        .then(1_000, Event::Resumed {})
        .slept(1_000, 5_000)
        .then(9_000, paused(PauseCause::Stopped, Some(8_000)))
        .then(1_000, done());
    let plain = script.fold();
    let year = 365 * 86_400;
    for jump in [
        1,
        -1,
        3_600,
        -3_600,
        86_400,
        -86_400,
        year,
        -year,
        10 * year,
        -10 * year,
    ] {
        for at in 0..script.records.len() {
            let mut jumped = script.records.clone();
            for record in &mut jumped[at..] {
                record.at = record.at.saturating_add(SignedDuration::from_secs(jump));
            }
            let session = Session::fold(&jumped);
            assert_eq!(session.attempts[0].spent, plain.attempts[0].spent);
            assert_eq!(session.rounds[0].spent, plain.rounds[0].spent);
            assert_eq!(pauses(&session), pauses(&plain), "{jump} s at record {at}");
        }
    }
    let mut elsewhere = script.records.clone();
    for record in &mut elsewhere[4..] {
        record.at = record.at.in_tz("Asia/Tokyo").unwrap();
    }
    assert_eq!(pauses(&Session::fold(&elsewhere)), pauses(&plain));
}

#[test]
fn a_wall_clock_set_back_while_no_process_ran_gives_no_negative_pause() {
    let mut script = Script::asking();
    script.then(1_000, edit("main", 0, "x"));
    script.wall = script.wall.saturating_sub(SignedDuration::from_hours(87_600));
    let session = script.killed(2_000, 0).then(1_000, Event::Resumed {}).fold();
    assert_eq!(pauses(&session), [(PauseCause::Ended, s(1))]);
    assert_eq!(session.attempts[0].spent, s(3));
}

#[test]
fn a_night_of_summer_time_is_as_long_as_it_was() {
    let mut script = Script::asking();
    script.wall = "2026-10-25T01:30:00+02:00[Europe/Berlin]".parse().unwrap();
    script.push(edit("main", 0, "x"));
    let session = script.killed(0, 2 * 3_600_000).then(0, Event::Resumed {}).fold();
    assert_eq!(session.last_at.as_ref().unwrap().hour(), 2, "the hour came twice");
    assert_eq!(pauses(&session), [(PauseCause::Ended, s(7_200))]);
}

fn ran(question: Option<QuestionName>, stage: usize, hash: &str) -> Event {
    let test = TestResult {
        name: "test_a".into(),
        trace: vec![TraceLine::default()],
        ..TestResult::default()
    };
    Event::Ran {
        question,
        stage,
        hash: hash.into(),
        verdict: Box::new(Verdict {
            tests: vec![test],
            output: Output {
                head: "printed".into(),
                ..Output::default()
            },
            ..Verdict::default()
        }),
    }
}

#[test]
fn a_run_belongs_to_the_question_it_names_else_to_the_one_in_hand() {
    let mut script = Script::asking();
    script.then(2_000, ran(None, 0, "one"));
    script.then(500, done()).then(0, ask(0, "b"));
    script.then(300, ran(Some(name("a")), 1, "two"));
    script.then(0, ran(Some(name("nowhere")), 1, "lost"));
    script.then(0, ran(None, 0, "three"));
    let session = script.fold();
    let runs = |attempt: usize| -> Vec<_> {
        let runs = session.attempts[attempt].runs.iter();
        runs.map(|run| (run.stage, run.hash.as_str(), run.at)).collect()
    };
    assert_eq!(runs(0), [(0, "one", s(2)), (1, "two", ms(2_500))]);
    assert_eq!(runs(1), [(0, "three", ms(300))]);
}

#[test]
fn runs_are_kept_within_bounds_and_those_at_submission_whole() {
    let mut script = Script::asking();
    let mut at_submission = ran(None, 0, "done");
    if let Event::Ran { verdict, .. } = &mut at_submission {
        verdict.kind = RunKind::All;
    }
    script.then(1, ran(None, 0, "first"));
    script.then(1, at_submission);
    for _ in 0..Run::MOST - 2 {
        script.then(1, ran(None, 0, "again"));
    }
    let attempt = script.fold().attempts.swap_remove(0);
    assert_eq!(attempt.runs.len(), Run::MOST);
    let whole = |run: &Run| !run.verdict.output.is_empty() && !run.verdict.tests[0].trace.is_empty();
    assert!(!whole(&attempt.runs[0]), "an old one keeps its outcomes alone");
    assert_eq!(attempt.runs[0].verdict.tests.len(), 1);
    assert!(whole(&attempt.runs[1]), "the one at submission");
    let newest = attempt.runs.iter().rev().take_while(|run| whole(run)).count();
    assert_eq!(newest, Run::WHOLE);
    script.then(1, ran(None, 0, "one more"));
    let attempt = script.fold().attempts.swap_remove(0);
    assert_eq!(attempt.runs.len(), Run::MOST);
    assert_eq!(attempt.runs[0].hash, "done", "the oldest goes");
}

#[test]
fn an_answer_of_which_nothing_applies_waits_for_no_score() {
    let mut script = Script::asking();
    script.then(1_000, done());
    assert!(script.fold().attempts[0].waits_for_score());
    script.then(0, Event::SetAside { question: name("a") });
    assert!(!script.fold().attempts[0].waits_for_score());
}

fn any_event() -> impl Strategy<Value = Event> {
    let question = || "[abcd]".prop_map(|id| name(&id));
    let cause = || {
        prop_oneof![
            Just(PauseCause::Person),
            Just(PauseCause::Stopped),
            Just(PauseCause::Slept),
            Just(PauseCause::Ended),
            Just(PauseCause::Debrief)
        ]
    };
    let number = || prop_oneof![0usize..4, Just(usize::MAX)];
    let text = || "[aé\n]{0,3}";
    prop_oneof![
        (0u64..u64::MAX).prop_map(opened),
        Just(started()),
        number().prop_map(|round| Event::RoundStarted { round }),
        (number(), question(), any::<u64>()).prop_map(|(round, question, budget_ms)| Event::QuestionAsked {
            round,
            question,
            snapshot: String::new(),
            budget_ms
        }),
        text().prop_map(|field| Event::Entered { field }),
        (text(), number(), text(), text()).prop_map(|(field, at, del, ins)| Event::Edited {
            field,
            edit: Edit { at, del, ins }
        }),
        text().prop_map(|id| Event::FollowUpShown { id }),
        number().prop_map(|hint| Event::HintTaken { hint }),
        (cause(), proptest::option::of(any::<u64>()))
            .prop_map(|(cause, past_ms)| Event::Paused { cause, past_ms }),
        Just(Event::Resumed {}),
        Just(done()),
        Just(Event::TakenBack {}),
        Just(Event::Skipped {}),
        (proptest::option::of(question()), number(), text())
            .prop_map(|(question, stage, hash)| ran(question, stage, &hash)),
        question().prop_map(|question| Event::SetAside { question }),
        (question(), any::<u8>()).prop_map(|(question, level)| Event::Predicted { question, level }),
        (question(), any::<f64>()).prop_map(|(question, score)| Event::Scored {
            question,
            score,
            by: "self".into(),
            kind: ScoreKind::First
        }),
        number().prop_map(end_round),
        Just(Event::SessionEnded {
            cause: EndCause::Person
        }),
    ]
}

pub(in crate::domain) fn any_record() -> impl Strategy<Value = Record> {
    (
        any_event(),
        any::<u64>(),
        any::<u64>(),
        -253_402_207_200i64..253_402_207_200,
    )
        .prop_map(|(event, seq, mono, at)| Record {
            v: 1,
            seq,
            at: jiff::Timestamp::from_second(at)
                .unwrap_or_default()
                .in_tz("UTC")
                .unwrap(),
            mono: ms(mono),
            event,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_fold_never_panics_on_any_order_of_events(
        records in proptest::collection::vec(any_record(), 0..40),
        since in any::<u64>(),
    ) {
        let session = Session::fold(&records);
        session.stand();
        session.live(ms(since));
        session.question_time(ms(since));
        for attempt in &session.attempts {
            attempt.words();
            attempt.pause_total();
            prop_assert!(attempt.round < session.rounds.len());
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Run(u64, Event),
    Sleep(u64, u64),
    Kill(u64, u64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let event = prop_oneof![
        Just(edit("main", 0, "x")),
        Just(entered("talk")),
        Just(done()),
        Just(Event::TakenBack {}),
        Just(Event::Skipped {}),
        Just(ask(0, "a")),
        Just(ask(1, "c")),
        Just(Event::RoundStarted { round: 0 }),
        Just(end_round(0)),
        Just(paused(PauseCause::Person, None)),
        Just(paused(PauseCause::Debrief, None)),
        Just(Event::Resumed {}),
    ];
    prop_oneof![
        8 => (0u64..100_000, event).prop_map(|(after, event)| Step::Run(after, event)),
        1 => (0u64..100_000, 0u64..100_000).prop_map(|(after, stop)| {
            Step::Run(after + stop, paused(PauseCause::Stopped, Some(stop)))
        }),
        1 => (0u64..100_000, 0u64..10_000_000).prop_map(|(after, length)| Step::Sleep(after, length)),
        1 => (0u64..100_000, 0u64..10_000_000).prop_map(|(alive, gap)| Step::Kill(alive, gap)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// With a wall clock nobody sets, every millisecond of a session is in exactly one place.
    #[test]
    fn spent_and_paused_and_untimed_are_the_time_by_the_wall(
        steps in proptest::collection::vec(any_step(), 0..60),
    ) {
        let mut script = Script::asking();
        let began = script.wall.clone();
        let mut nowhere = Duration::ZERO;
        for step in steps {
            match step {
                Step::Run(after, event) => script.then(after, event),
                Step::Sleep(after, length) => script.slept(after, length),
                Step::Kill(alive, gap) => {
                    let before = script.fold();
                    // The wall gap belongs to a pause only if a clock would have run.
                    if before.pausing == Pausing::Nothing && !before.running() {
                        nowhere += ms(gap);
                    }
                    script.killed(alive, gap)
                }
            };
        }
        let session = script.fold();
        let elapsed = Duration::try_from(script.wall.duration_since(&began)).unwrap();
        let spent: Duration = session.rounds.iter().map(|round| round.spent).sum();
        let paused: Duration = session.pauses.iter().map(|pause| pause.length).sum();
        prop_assert_eq!(spent + paused + session.untimed + nowhere, elapsed);
        for (index, round) in session.rounds.iter().enumerate() {
            let of_round = session.attempts.iter().filter(|attempt| attempt.round == index);
            let asked: Duration = of_round.clone().map(|attempt| attempt.spent).sum();
            prop_assert!(asked <= round.spent);
        }
        for attempt in &session.attempts {
            let fields: Duration = attempt.fields.iter().map(|field| field.spent).sum();
            prop_assert!(fields <= attempt.spent);
        }
    }

    #[test]
    fn one_record_at_a_time_is_the_same_as_all_at_once(
        records in proptest::collection::vec(any_record(), 0..40),
        cut in 0usize..40,
    ) {
        let (head, tail) = records.split_at(cut.min(records.len()));
        let mut session = Session::fold(head);
        for record in tail {
            session.apply(record);
        }
        prop_assert_eq!(session, Session::fold(&records));
    }
}
