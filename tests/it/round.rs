//! A round as a stranger sits it, in a terminal, with the program as it is shipped: from the command
//! to the scorecard, and through everything that may end a run on the way. What the disk says
//! afterwards is read with the program's own `sessions show --json`.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;

use crate::house::{House, OVER, text_of};
use crate::pty::{F9, LONG, Pty, READY, now};

const F2: &str = "\x1bOQ";
const F3: &str = "\x1bOR";
const F4: &str = "\x1bOS";
const F8: &str = "\x1b[19~";
const DOWN: &str = "\x1b[B";
const END: &str = "\x1b[F";
const START: &[&str] = &["start", "--question", "th-ce-justification", "--seed", "1"];

/// Types and waits until it is seen.
fn write(pty: &mut Pty, text: &str) {
    pty.send(text);
    pty.wait_for(text);
}

/// Seconds that the question's clock shows as left.
fn left(pty: &mut Pty) -> u64 {
    pty.wait_for(" left");
    let screen = pty.screen().contents();
    let title = screen.lines().find(|line| line.contains("left")).unwrap();
    let clock = title.split("left").next().unwrap().trim();
    let clock = clock.rsplit(char::is_whitespace).next().unwrap();
    let (minutes, seconds) = clock.split_once(':').unwrap();
    minutes.parse::<u64>().unwrap() * 60 + seconds.parse::<u64>().unwrap()
}

/// Predicts, ticks two ideas, chooses the last level and goes to the scorecard.
fn score(pty: &mut Pty) {
    pty.wait_for("how good was your answer");
    write_key(pty, "2", "[2]");
    write_key(pty, "\r", "Your answer");
    pty.wait_for("tick");
    pty.send(" ");
    pty.send(DOWN);
    pty.send(" ");
    pty.send(END);
    pty.wait_for("level");
    pty.send("3");
    pty.send("\r");
    pty.wait_for("scorecard");
}

fn write_key(pty: &mut Pty, key: &str, shows: &str) {
    pty.send(key);
    pty.wait_for(shows);
}

#[test]
fn a_round_is_sat_to_the_scorecard_and_the_record_has_all_of_it() {
    let house = House::new();
    let script = house.folder().join("editor");
    #[expect(clippy::disallowed_methods, reason = "a script in a temporary folder")]
    std::fs::write(&script, "printf '\\nfrom the editor\\n' >> \"$1\"\n").unwrap();
    let mut pty = house
        .hotseat(START)
        .env("EDITOR", &format!("/bin/sh {}", script.display()))
        .ready();
    write(&mut pty, "It is maximum likelihood for a categorical model.");
    write_key(&mut pty, F4, "hint 1 of 3");
    write_key(&mut pty, F3, "follow-up 1");
    write(&mut pty, "The gradient is p minus y.");
    pty.send(F8);
    pty.wait("a hidden question", LONG, |pty| {
        pty.shows("go on") && !pty.shows("maximum likelihood")
    });
    write_key(&mut pty, "\r", "maximum likelihood");
    pty.send(F9);
    pty.wait_for("from the editor");
    write_key(&mut pty, F2, "follow-up 2");
    write_key(&mut pty, F2, "takes it back");
    pty.send("u");
    pty.wait_for("F2 done");
    write_key(&mut pty, F2, "takes it back");
    pty.send("\r");
    score(&mut pty);
    pty.send("q");
    pty.wait_for("Start an interview");
    pty.send("q");
    assert_eq!(pty.ended(LONG), OVER);

    let session = house.session();
    let attempt = &session["questions"][0];
    assert_eq!(attempt["question"], "theory-foundations/th-ce-justification");
    assert_eq!(
        text_of(attempt, "main"),
        "It is maximum likelihood for a categorical model."
    );
    let said: Vec<&Value> = attempt["transcript"].as_array().unwrap().iter().collect();
    assert_eq!(said[0]["hint"], 0);
    let follow_ups: Vec<&str> = said
        .iter()
        .filter_map(|said| said["follow_up"].as_str())
        .collect();
    assert_eq!(follow_ups.len(), 2);
    assert_eq!(
        text_of(attempt, &format!("follow_up.{}", follow_ups[0])),
        "The gradient is p minus y.\nfrom the editor"
    );
    assert_eq!(attempt["taken_back"], 1);
    assert_eq!(attempt["submitted"], "done");
    assert_eq!(attempt["prediction"], 2);
    let ideas = attempt["ideas"].as_array().unwrap();
    assert_eq!(ideas.iter().filter(|idea| idea["on"] == true).count(), 2);
    assert_eq!(attempt["levels"][0]["id"], "probing");
    assert_eq!(attempt["levels"][0]["level"], 3);
    assert_eq!(attempt["scores"][0]["kind"], "first");
    assert_eq!(attempt["pauses"][0]["cause"], "person");
    assert!(attempt["spent_ms"].as_u64().unwrap() > 0);
    assert_eq!(attempt["budget_ms"], 600_000);
    assert_eq!(
        (&session["seed"], &session["over"], &session["to_score"]),
        (&Value::from(1), &Value::from(true), &Value::from(0))
    );
    assert_eq!(session["problems"], Value::Array(Vec::new()));
}

#[test]
fn home_leads_to_an_interview_by_two_keys_and_what_was_left_is_resumed_there() {
    let house = House::new();
    let mut pty = house.hotseat(&[]).start();
    // What a stranger is offered is passed over.
    pty.wait_for("What happens");
    pty.send(DOWN);
    pty.send("\r");
    pty.wait_for("start");
    pty.wait("a plan", LONG, |pty| pty.shows("1 question"));
    pty.send("\r");
    pty.wait_for(READY);
    write(&mut pty, "half an answer");
    write_key(&mut pty, "\x1b", "Leave this interview?");
    pty.send("l");
    pty.wait("the way back on Home", LONG, |pty| {
        pty.shows("Start an interview") && pty.shows("r resume")
    });
    write_key(&mut pty, "r", "go on");
    write_key(&mut pty, "\r", "half an answer");
    pty.quit();
    assert_eq!(pty.ended(LONG), OVER);
    let session = house.session();
    assert_eq!(text_of(&session["questions"][0], "main"), "half an answer");
    assert_eq!(session["opened"], 2);
}

#[test]
fn a_run_killed_while_typing_goes_on_at_its_second_with_its_words() {
    let house = House::new();
    let mut pty = house.hotseat(START).ready();
    let typed = now();
    write(&mut pty, "first words");
    house.wait_for_journal(&mut pty, "first words");
    assert!(now() - typed < Duration::from_secs(5), "{:?}", now() - typed);
    pty.wait("a clock that runs", LONG, |pty| left(pty) <= 597);
    // Whatever was typed within the last second may be lost.
    pty.send(" and more");
    pty.kill(Signal::KILL);
    pty.ended(LONG);
    let before = left(&mut pty);

    let mut pty = house.hotseat(&["resume"]).start();
    pty.wait_for("go on");
    let shown = left(&mut pty);
    assert!(shown.abs_diff(before) <= 1, "{shown} s are left, {before} were");
    write_key(&mut pty, "\r", "first words");
    write(&mut pty, " to the end");
    for _ in 0..2 {
        pty.send(F2);
    }
    pty.wait_for("takes it back");
    pty.send("\r");
    score(&mut pty);
    pty.send("qq");
    assert_eq!(pty.ended(LONG), OVER);

    let session = house.session();
    let attempt = &session["questions"][0];
    let text = text_of(attempt, "main");
    assert!(
        text.starts_with("first words") && text.ends_with(" to the end"),
        "{text}"
    );
    assert_eq!(attempt["pauses"][0]["cause"], "ended");
    assert_eq!(session["over"], true);
    assert_eq!(session["opened"], 2);
}

#[test]
fn a_run_killed_in_the_debrief_keeps_every_tick_it_showed() {
    let house = House::new();
    let mut pty = house.hotseat(START).ready();
    write(&mut pty, "It is maximum likelihood.");
    pty.send(F2);
    pty.send(F2);
    pty.wait_for("takes it back");
    pty.send("\r");
    pty.wait_for("how good was your answer");
    write_key(&mut pty, "3", "[3]");
    pty.send("\r");
    pty.wait_for("tick");
    pty.send(" ");
    house.wait_for_journal(&mut pty, "\"ev\":\"ticked\"");
    pty.kill(Signal::KILL);
    pty.ended(LONG);

    let mut pty = house.hotseat(&["resume"]).start();
    pty.wait_for("you predicted");
    pty.send(END);
    pty.wait_for("level");
    pty.send("2");
    pty.send("\r");
    pty.wait_for("scorecard");
    pty.send("qq");
    assert_eq!(pty.ended(LONG), OVER);
    let session = house.session();
    let attempt = &session["questions"][0];
    assert_eq!(attempt["prediction"], 3);
    assert_eq!(attempt["ideas"].as_array().unwrap().len(), 1);
    assert_eq!(attempt["scores"].as_array().unwrap().len(), 1);
    assert_eq!(session["to_score"], 0);
}

#[test]
fn a_terminal_that_is_closed_while_typing_costs_nothing() {
    let house = House::new();
    let mut pty = house.hotseat(START).ready();
    write(&mut pty, "to the very last letter!");
    pty.hang_up();
    assert_eq!(pty.ended(LONG).code, 129);
    let session = house.session();
    let text = text_of(&session["questions"][0], "main").to_owned();
    assert_eq!(text, "to the very last letter!");

    let mut pty = house.hotseat(&["resume"]).start();
    pty.wait_for("go on");
    write_key(&mut pty, "\r", "to the very last letter!");
    pty.quit();
    assert_eq!(pty.ended(LONG), OVER);
}

#[test]
fn time_in_which_the_process_was_stopped_is_a_pause() {
    let house = House::new();
    let mut pty = house.hotseat(START).ready();
    write(&mut pty, "before");
    let before = left(&mut pty);
    let began = now();
    pty.kill(Signal::STOP);
    // A stopped process shows nothing to wait for: its time has to pass.
    pty.pass(Duration::from_millis(2_500));
    pty.kill(Signal::CONT);
    let stopped = now() - began;
    write(&mut pty, " and after");
    let shown = left(&mut pty);
    assert!(before - shown <= 2, "{before} s were left, then {shown}");
    pty.quit();
    assert_eq!(pty.ended(LONG), OVER);
    let session = house.session();
    let pause = &session["questions"][0]["pauses"][0];
    assert_eq!(pause["cause"], "stopped");
    let length = Duration::from_millis(pause["length_ms"].as_u64().unwrap());
    assert!(
        length.abs_diff(stopped) <= Duration::from_secs(1),
        "{length:?} of {stopped:?}"
    );
}
