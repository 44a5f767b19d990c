//! Time: both clocks, pauses, warnings, the end in a strict and a relaxed interview, and a world that
//! sets clocks, sleeps and stops processes.

use hotseat::domain::config::Value;
use hotseat::domain::event::{EndCause, SubmitCause};

use super::*;

fn ringing() -> Config {
    let mut config = Config::default();
    for name in ["ui.bell", "ui.notify"] {
        config.set(name, &Value::Switch(true)).unwrap();
    }
    config
}

fn alerts(script: &Script) -> (usize, usize) {
    (
        effects(script, |effect| *effect == Effect::Bell),
        effects(script, |effect| matches!(effect, Effect::Notify(_))),
    )
}

#[test]
fn a_pause_hides_the_question_and_stops_both_clocks() {
    let mut script = three();
    script.text("so far").seconds(61);
    assert!(script.screen().contains("The prompt of"));
    script.keys("F8");
    assert_eq!(scene(&script), "paused");
    let screen = script.screen();
    assert!(!screen.contains("The prompt of") && !screen.contains("so far"));
    script.seconds(3600);
    assert_eq!(times(&script), (secs(61), secs(61)));
    assert_eq!(script.app.next_wake(script.now()), None, "nothing to wake for");
    script.keys("Enter").seconds(9);
    assert_eq!(times(&script), (secs(70), secs(70)));
    assert_eq!(pauses(&script), [(PauseCause::Person, secs(3600))]);
    assert!(script.screen().contains("The prompt of"));
    assert_fold(&script);
}

#[test]
fn a_strict_interview_has_no_pause() {
    let mut script = sit(strict(plan(vec![round(30.0, 3)])));
    script.keys("F8 ctrl-g p").seconds(5);
    assert_eq!(count(&script, "Paused"), 0);
    assert!(!script.screen().contains("F8"));
    assert_eq!(times(&script).0, secs(5));
    script.keys("Esc");
    assert!(!script.screen().contains("pause instead"));
}

#[test]
fn each_warning_comes_once_at_its_time() {
    let mut script = one();
    let mut seen = Vec::new();
    for second in 1..=610 {
        script.seconds(1);
        let Screen::Interview(interview) = script.app.screen() else {
            panic!();
        };
        let text = interview.notice.as_ref().map(|notice| notice.text.clone());
        if let Some(text) = text
            && seen.last().is_none_or(|(_, last)| *last != text)
        {
            seen.push((second, text));
        }
    }
    let seconds: Vec<u64> = seen.iter().map(|(second, _)| *second).collect();
    assert_eq!(seconds, [300, 450, 540, 600], "{seen:?}");
}

#[test]
fn bell_and_notification_come_only_when_configured_and_once_a_warning() {
    let mut quiet = one();
    quiet.seconds(700);
    assert_eq!(alerts(&quiet), (0, 0));
    let mut script = sit_with(ringing(), plan(vec![round(10.0, 1)]));
    script.seconds(449);
    assert_eq!(alerts(&script), (0, 0), "half the time is no reason to ring");
    script.seconds(300);
    assert_eq!(alerts(&script), (3, 3), "low, last, over");
}

#[test]
fn the_rounds_end_is_told_between_two_questions_too() {
    let mut script = sit_with(ringing(), plan(vec![round(30.0, 3)]));
    script.keys("F2").seconds(1800);
    assert_eq!(scene(&script), "between");
    assert_eq!(alerts(&script), (3, 3));
}

#[test]
fn strict_time_up_locks_the_answer_at_the_second() {
    let mut script = sit(strict(plan(vec![round(30.0, 3)])));
    script.text("in time").wait(ms(599_990)).text("!");
    assert_eq!(scene(&script), "asking");
    script.wait(ms(10));
    assert_eq!(scene(&script), "between");
    assert_eq!(attempt(&script).submitted, Some(SubmitCause::TimeUp));
    assert_eq!(attempt(&script).submissions, [secs(600)]);
    script.text("too late").seconds(2);
    assert_eq!(attempt(&script).text_of("main"), "in time!");
    assert!(!script.screen().contains("take it back"));
    script.keys("u").seconds(1);
    assert_eq!(scene(&script), "between");
    assert_eq!(count(&script, "TakenBack"), 0);
    assert!(script.screen().contains("Time is up"));
    assert_fold(&script);
}

#[test]
fn a_key_that_comes_with_the_end_of_strict_time_finds_the_answer_locked() {
    let mut script = sit(strict(plan(vec![round(30.0, 3)])));
    script.text("in time").wait(ms(599_900));
    // The program was busy: the key is read before it could be woken.
    script.advance(ms(150));
    script.text("X").seconds(1);
    assert_eq!(attempt(&script).text_of("main"), "in time");
    assert_eq!(scene(&script), "between");
}

#[test]
fn a_strict_answer_that_was_done_can_be_taken_back_while_its_time_lasts() {
    let mut script = sit(strict(plan(vec![round(30.0, 3)])));
    script.text("p - y, maximum likelihood").seconds(500).keys("F2");
    script.seconds(300).keys("u");
    assert_eq!(scene(&script), "asking", "its clock stood still meanwhile");
    script.seconds(100);
    assert_eq!(attempt(&script).submitted, Some(SubmitCause::TimeUp));
}

#[test]
fn a_strict_round_ends_at_its_time_wherever_it_is() {
    let mut asking = sit(strict(plan(vec![round(30.0, 3)])));
    asking.keys("F2").seconds(1300).keys("Enter").seconds(499);
    assert_eq!(scene(&asking), "asking");
    let mut between = sit(strict(plan(vec![round(30.0, 3)])));
    between.keys("F2").seconds(1799);
    assert_eq!(scene(&between), "between");
    for mut script in [asking, between] {
        script.seconds(1);
        // The page stays until a key says so, and keys meant for the answer come to nothing.
        script.text("n1\n2");
        assert_eq!(scene(&script), "between");
        let round = &session(&script).rounds[0];
        assert_eq!((round.ended, round.spent), (Some(EndCause::TimeUp), secs(1800)));
        assert_fold(&script);
        script.seconds(2).keys("Enter");
        assert_eq!(scene(&script), "predicting");
    }
}

#[test]
fn what_is_open_above_a_strict_answer_ends_with_its_time() {
    for keys in [
        "ctrl-g a", "ctrl-g n", "ctrl-f", "ctrl-g /", "ctrl-g k", "F1", "Esc",
    ] {
        let mut script = sit(strict(plan(vec![round(30.0, 3)])));
        script.text("an answer").wait(ms(599_500)).keys(keys);
        script.text("x").seconds(1);
        assert_eq!((scene(&script), overlay(&script)), ("between", "none"), "{keys}");
        assert_eq!(attempt(&script).text_of("main"), "an answer", "{keys}");
        if keys == "ctrl-g n" {
            assert_eq!(attempt(&script).note, "x");
        }
        script.seconds(2).keys("Enter").seconds(1);
        assert_eq!(scene(&script), "asking", "{keys}");
        let wrong = ["Clarified", "FollowUpShown", "Skipped"];
        assert!(
            !names(&script).iter().any(|name| wrong.contains(&name.as_str())),
            "{keys}"
        );
    }
}

#[test]
fn an_editor_that_comes_back_after_strict_time_changes_nothing_and_is_told() {
    let mut script = sit(strict(plan(vec![round(30.0, 3)])));
    script.text("in time").keys("F9").seconds(700);
    script.send(Msg::Returned(
        hotseat::app::msg::TaskId(1),
        Ok("too late".to_owned()),
    ));
    assert_eq!(attempt(&script).text_of("main"), "in time");
    assert!(script.screen().contains("Time was up while your editor was open"));

    let mut script = sit(strict(plan(vec![round(10.0, 1)])));
    script.text("in time").keys("F9").seconds(700);
    assert_eq!(scene(&script), "between");
    script.send(Msg::Returned(
        hotseat::app::msg::TaskId(1),
        Ok("too late".to_owned()),
    ));
    assert_eq!(attempt(&script).text_of("main"), "in time");
    assert!(
        attempt(&script).note.ends_with("too late"),
        "nothing written is lost"
    );
    assert!(script.screen().contains("Time was up while your editor was open"));
}

#[test]
fn relaxed_overtime_is_counted_and_recorded() {
    let mut script = one();
    script.seconds(650).text("still going").seconds(10);
    assert_eq!(scene(&script), "asking");
    assert!(script.screen().contains("over"));
    script.keys("F2");
    let attempt = attempt(&script);
    assert_eq!((attempt.spent, attempt.budget), (secs(660), secs(600)));
    assert_eq!(attempt.text_of("main"), "still going");
}

#[test]
fn extended_time_scales_every_budget_and_is_in_the_record() {
    let mut config = Config::default();
    config.set("interview.extra_time", &Value::Number(1.5)).unwrap();
    let script = sit_with(config, strict(plan(vec![round(30.0, 3)])));
    assert_eq!(attempt(&script).budget, secs(900));
    assert_eq!(session(&script).rounds[0].budget, secs(2700));
    assert_eq!(session(&script).started.as_ref().unwrap().extra_time, 1.5);
    let mut script = script;
    script.seconds(899);
    assert_eq!(scene(&script), "asking");
    script.seconds(1);
    assert_eq!(scene(&script), "between");
}

/// Something the world does, and the pause it has to be.
type Disturbance = (&'static str, fn(&mut Script), Option<(PauseCause, u64)>);

fn set_by(script: &mut Script, by: jiff::Span) {
    let wall = script.now().wall.checked_add(by).unwrap();
    script.set_wall(&wall.to_string());
}

const WORLD: &[Disturbance] = &[
    ("nothing", |_| {}, None),
    ("a second on", |s| set_by(s, jiff::Span::new().seconds(1)), None),
    (
        "a second back",
        |s| set_by(s, jiff::Span::new().seconds(-1)),
        None,
    ),
    ("a day on", |s| set_by(s, jiff::Span::new().days(1)), None),
    ("a day back", |s| set_by(s, jiff::Span::new().days(-1)), None),
    ("ten years on", |s| set_by(s, jiff::Span::new().years(10)), None),
    (
        "ten years back",
        |s| set_by(s, jiff::Span::new().years(-10)),
        None,
    ),
    (
        "summer time begins",
        |s| {
            s.set_wall("2027-03-28T01:59:30+01:00[Europe/Berlin]");
            s.seconds(60);
            s.set_wall("2027-03-28T03:00:30+02:00[Europe/Berlin]");
        },
        None,
    ),
    (
        "summer time ends",
        |s| {
            s.set_wall("2026-10-25T02:59:59+02:00[Europe/Berlin]");
            s.set_wall("2026-10-25T02:00:00+01:00[Europe/Berlin]");
        },
        None,
    ),
    (
        "another zone",
        |s| {
            s.set_wall("2026-11-24T03:00:00+09:00[Asia/Tokyo]");
        },
        None,
    ),
    (
        "a minute asleep",
        |s| {
            s.sleep(secs(60));
        },
        Some((PauseCause::Slept, 60)),
    ),
    (
        "a night asleep",
        |s| {
            s.sleep(secs(36_000));
        },
        Some((PauseCause::Slept, 36_000)),
    ),
    (
        "stopped for a minute",
        |s| {
            s.stopped(secs(60));
        },
        Some((PauseCause::Stopped, 60)),
    ),
    (
        "stopped for a day",
        |s| {
            s.stopped(secs(86_400));
        },
        Some((PauseCause::Stopped, 86_400)),
    ),
    (
        "continued without having been stopped",
        |s| {
            s.send(Msg::Signal(hotseat::app::msg::Signal::Continued));
        },
        None,
    ),
];

fn near(a: Duration, b: Duration) -> bool {
    a.abs_diff(b) <= secs(1)
}

#[test]
fn no_clock_of_the_world_changes_what_is_spent_and_every_pause_has_its_cause() {
    for pressure in [Pressure::Relaxed, Pressure::Strict] {
        for (what, disturb, pause) in WORLD {
            for after in [ms(0), ms(400), ms(2_700), secs(299)] {
                let mut plan = plan(vec![round(10.0, 1)]);
                plan.pressure = pressure;
                let mut script = sit(plan);
                script.text("before").wait(after);
                let began = script.now().mono;
                disturb(&mut script);
                let ran = script.now().mono.saturating_sub(began);
                script.text(" and after").seconds(100);
                let lost = match pause {
                    Some((PauseCause::Stopped, length)) => secs(*length),
                    _ => Duration::ZERO,
                };
                let expect = (after + ran).saturating_sub(lost) + secs(100);
                let (question, round) = times(&script);
                let what = format!("{what} after {after:?}, {pressure:?}");
                assert!(near(question, expect), "{what}: {question:?} for {expect:?}");
                assert_eq!(question, round, "{what}");
                let pauses = pauses(&script);
                match pause {
                    None => assert_eq!(pauses, [], "{what}"),
                    Some((cause, length)) => {
                        assert_eq!(pauses.len(), 1, "{what}");
                        assert_eq!(pauses[0].0, *cause, "{what}");
                        assert!(near(pauses[0].1, secs(*length)), "{what}: {pauses:?}");
                    }
                }
                assert_eq!(scene(&script), "asking", "{what}: never time up from a sleep");
                assert_eq!(attempt(&script).text_of("main"), "before and after", "{what}");
                assert_fold(&script);
            }
        }
    }
}

#[test]
fn sleep_within_a_pause_is_part_of_it() {
    let mut script = one();
    script.seconds(10).keys("F8").seconds(10);
    script.sleep(secs(3600)).stopped(secs(60));
    script.keys("Enter").seconds(5);
    assert_eq!(times(&script).0, secs(15));
    assert_eq!(pauses(&script).len(), 1);
    assert_fold(&script);
}

#[test]
fn a_late_wake_without_a_cause_is_time_spent() {
    let mut script = one();
    script.seconds(10).advance(secs(20));
    script.send(Msg::Wake);
    assert_eq!(times(&script).0, secs(30));
    assert_eq!(pauses(&script), []);
}
