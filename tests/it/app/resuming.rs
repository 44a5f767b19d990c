//! A run that ends between any two records goes on from there: the same screen, the same words, the
//! same time left.

use hotseat::app::msg::NotOpened;

use super::*;

/// The folder of an older session.
const OLD: &str = "2026-11-22-1855-theory-0000";

/// Home, where the newest session can be gone on with.
fn home_with(old: &Script) -> Script {
    let mut script = home(Config::default(), Vec::new());
    let session = Session::fold(&old.records());
    let history = hotseat::domain::summary::SessionSummary::of(OLD, &session, &|_| None, Vec::new());
    script.send(Msg::History(vec![history]));
    script
}

/// An interview with everything in it, and after every record what a resumed run has to show.
fn whole() -> Script {
    let mut plan = plan(vec![round(20.0, 2), round(10.0, 1)]);
    plan.score_after = hotseat::domain::loops::ScoreAfter::Round;
    let mut script = sit(plan);
    script
        .text("maximum")
        .seconds(2)
        .keys("F4")
        .text(" likelihood")
        .seconds(30);
    script
        .keys("F3")
        .text("p - y, mostly")
        .seconds(3)
        .keys("shift-Tab")
        .text("!");
    script.keys("F8").seconds(50).keys("Enter").seconds(5);
    script.keys("ctrl-g a l a b e l s Enter ctrl-g r").seconds(1);
    script
        .keys("F2")
        .seconds(4)
        .keys("u")
        .text("?")
        .keys("F2")
        .seconds(2)
        .keys("Enter");
    script.sleep(secs(1000));
    script
        .text("maximum likelihood, p - y")
        .seconds(40)
        .keys("F2 Enter");
    assert_eq!(scene(&script), "predicting");
    script.keys("2 Enter Space Down Space Down 2 Down 3 Enter");
    script.keys("3 Enter Space y Down Down 1 Enter");
    assert_eq!(scene(&script), "asking");
    script.text("something").seconds(3).keys("ctrl-g k s");
    assert_eq!(scene(&script), "scorecard");
    script
}

/// Sums up what a person would see.
#[derive(Debug, PartialEq)]
struct Sight {
    scene: &'static str,
    texts: Vec<(String, String)>,
    prediction: Option<u8>,
    scores: usize,
}

fn sight(script: &Script, scene: &'static str) -> Sight {
    let session = session(script);
    let texts = session
        .attempts
        .iter()
        .flat_map(|attempt| &attempt.fields)
        .map(|field| (field.name.clone(), field.text.clone()))
        .collect();
    Sight {
        scene,
        texts,
        prediction: session.attempts.iter().rev().find_map(|a| a.prediction),
        scores: session.attempts.iter().map(|a| a.scores.len()).sum(),
    }
}

/// Where records that end here lead to.
fn due(session: &Session) -> &'static str {
    let paused = session.paused;
    let debrief = paused == Some(PauseCause::Debrief);
    let waits = |attempt: &Attempt| attempt.waits_for_score();
    let waiting = session.attempts.iter().find(|attempt| waits(attempt));
    let scoring = match waiting.and_then(|attempt| attempt.prediction) {
        Some(_) => "scoring",
        None => "predicting",
    };
    match session.stand() {
        Stand::Between if debrief => scoring,
        Stand::BetweenRounds | Stand::Over if waiting.is_some() => scoring,
        Stand::Asking | Stand::Between => "paused",
        // Nothing was asked: it is asked now, and its clock runs.
        Stand::Fresh | Stand::BetweenRounds => "asking",
        Stand::Over => "scorecard",
    }
}

#[test]
fn a_run_that_ends_after_any_record_goes_on_there() {
    let script = whole();
    let records = script.records();
    assert!(records.len() > 40, "{}", records.len());
    for cut in 1..=records.len() {
        let head = records[..cut].to_vec();
        let before = Session::fold(&head);
        if before.started.is_none() {
            continue;
        }
        let carried = ms(700);
        let mut again = resumed(&script, head, carried);
        let what = format!("after {cut} records, the last {:?}", records[cut - 1].event);
        let expect = due(&before);
        assert_eq!(scene(&again), expect, "{what}");
        // Whatever was written is there, on the screen too.
        let texts = |session: &Session| {
            session
                .attempts
                .iter()
                .flat_map(|a| a.fields.clone())
                .map(|f| (f.name, f.text))
                .collect::<Vec<_>>()
        };
        let now = texts(session(&again));
        assert_eq!(now[..texts(&before).len()], texts(&before)[..], "{what}");
        if expect == "paused" {
            for field in &before.current().unwrap().fields {
                assert_eq!(shown(&again, &field.name), field.text, "{what}");
            }
            let ran = if before.running() { carried } else { Duration::ZERO };
            let answering = before.stand() == Stand::Asking;
            let question = before.current().unwrap().spent + if answering { ran } else { Duration::ZERO };
            let round = before.rounds.last().unwrap().spent + ran;
            again.seconds(100);
            assert_eq!(
                times(&again),
                (question, round),
                "{what}: nothing runs before Enter"
            );
            again.keys("Enter").seconds(10);
            let more = if answering { secs(10) } else { Duration::ZERO };
            assert_eq!(times(&again), (question + more, round + secs(10)), "{what}");
        }
        // It can be held to its end from here.
        for _ in 0..40 {
            match scene(&again) {
                "paused" | "between" => again.keys("Enter"),
                "asking" => again.keys("F2"),
                "predicting" => again.keys("2 Enter"),
                "scoring" => again.keys("End 2 Up 2 Enter"),
                _ => break,
            };
        }
        assert_eq!(scene(&again), "scorecard", "{what}");
        let all = [&records[..cut], &again.records()[..]].concat();
        assert_eq!(Session::fold(&all), *session(&again), "{what}");
        assert_eq!(session(&again).attempts.len(), 3, "{what}");
        assert!(
            all.windows(2).all(|pair| pair[1].seq == pair[0].seq + 1),
            "{what}"
        );
    }
}

#[test]
fn a_resumed_run_shows_the_same_as_the_one_that_goes_on() {
    let mut script = whole();
    script.keys("Enter Esc");
    let again = resumed(&script, script.records(), Duration::ZERO);
    assert_eq!(sight(&again, "scorecard"), sight(&script, scene(&script)));
}

#[test]
fn the_time_in_which_no_process_ran_is_a_pause_and_no_time_spent() {
    let mut script = one();
    script.text("kept").seconds(30);
    let mut again = resumed(&script, script.records(), ms(900));
    // The last record is half a second after the last key, the rest was carried by the heartbeat.
    let spent = attempt(&again).spent;
    again.seconds(60).keys("Enter").seconds(1);
    let (cause, length) = pauses(&again)[0];
    assert_eq!(cause, PauseCause::Ended);
    assert!(length >= secs(3600), "{length:?}");
    assert_eq!(times(&again).0, spent + secs(1));
}

#[test]
fn a_strict_answer_whose_time_ran_out_with_the_run_locks_when_it_goes_on() {
    let mut script = sit(strict(plan(vec![round(30.0, 3)])));
    script.seconds(590).text("x").seconds(1);
    let mut again = resumed(&script, script.records(), secs(20));
    again.keys("Enter").text("late").seconds(1);
    assert_eq!(scene(&again), "between");
    assert_eq!(attempt(&again).text_of("main"), "x");
}

#[test]
fn a_wall_clock_set_back_between_two_runs_makes_no_negative_pause() {
    let mut script = one();
    script.seconds(30).text("x").seconds(1);
    let wall = script
        .now()
        .wall
        .checked_add(jiff::Span::new().years(-10))
        .unwrap();
    script.set_wall(&wall.to_string());
    let mut head = script.records();
    for record in &mut head {
        // As if the first run had been ten years later.
        record.at = record.at.checked_add(jiff::Span::new().years(10)).unwrap();
    }
    let mut again = resumed(&script, head, Duration::ZERO);
    again.keys("Enter").seconds(1);
    assert_eq!(pauses(&again).len(), 1);
    assert!(pauses(&again)[0].1 <= secs(1));
    assert_eq!(scene(&again), "asking");
}

#[test]
fn a_session_without_a_beginning_is_said_to_have_none() {
    let script = one();
    let mut again = resumed(&script, script.records()[..1].to_vec(), Duration::ZERO);
    assert_eq!(scene(&again), "home");
    assert!(again.screen().contains("ended before it began"));
    assert_eq!(effects(&again, |effect| *effect == Effect::CloseSession), 1);
}

#[test]
fn a_session_that_cannot_be_opened_is_a_sentence_on_home() {
    let mut script = home_with(&one());
    script.keys("r");
    script.send(Msg::Opened(Err(NotOpened {
        folder: OLD.to_owned(),
        sentence: "It is open in another hotseat.".to_owned(),
    })));
    assert_eq!(scene(&script), "home");
    assert!(script.screen().contains("It is open in another hotseat."));
    let stale = whole().on_disk(Duration::ZERO);
    script.send(Msg::Opened(Ok(Box::new(stale))));
    assert_eq!(scene(&script), "home", "nobody waits for it");
}

/// On a slow disk: what is opened comes when something else was begun.
#[test]
fn a_session_that_is_opened_late_takes_no_others_place() {
    let old = one();
    let late = || {
        let mut disk = old.on_disk(Duration::ZERO);
        disk.folder = OLD.to_owned();
        Msg::Opened(Ok(Box::new(disk)))
    };
    let mut script = home_with(&old);
    script.keys("r");
    assert!(matches!(script.effects.last(), Some(Effect::OpenSession { folder }) if folder == OLD));
    script.keys("/").text("q2").keys("Enter");
    assert_eq!(scene(&script), "asking");
    let begun = script.app.data.live.as_ref().unwrap().folder.clone();
    assert_ne!(begun, OLD);
    let before = script.records().len();
    script.send(late());
    assert_eq!(script.app.data.live.as_ref().unwrap().folder, begun);
    assert_eq!(
        script.records().len(),
        before,
        "nothing is recorded for the other"
    );
    let closes = |script: &Script| effects(script, |effect| *effect == Effect::CloseSession);
    assert_eq!(closes(&script), 0, "the one that was begun stays open");
    script.text("mine").seconds(1);
    for effect in &script.effects {
        assert!(!matches!(effect, Effect::Append(folder, _) if *folder != begun));
    }
    // Nor does it come back once that one was left: its journal was closed as the other began.
    script.keys("Esc").text("l");
    assert_eq!(scene(&script), "home");
    script.send(late());
    assert_eq!(scene(&script), "home");
    assert!(script.app.data.live.is_none());
}

#[test]
fn of_two_sessions_that_are_opened_one_after_the_other_the_second_counts() {
    let old = one();
    let opened = |folder: &str| {
        let mut disk = old.on_disk(Duration::ZERO);
        disk.folder = folder.to_owned();
        Msg::Opened(Ok(Box::new(disk)))
    };
    let mut script = home_with(&old);
    script.keys("r");
    let newer = "2026-11-23-0900-theory-0001";
    let session = Session::fold(&old.records());
    let summary = hotseat::domain::summary::SessionSummary::of(newer, &session, &|_| None, Vec::new());
    script.send(Msg::History(vec![summary])).keys("r");
    script.send(opened(OLD));
    assert!(script.app.data.live.is_none(), "its journal is closed by now");
    script.send(Msg::Opened(Err(NotOpened {
        folder: OLD.to_owned(),
        sentence: "Too late.".to_owned(),
    })));
    script.send(opened(newer));
    assert_eq!(script.app.data.live.as_ref().unwrap().folder, newer);
}
