//! R17 through the screen: killed at any moment of editing, two editors at once. Ten kills in every run of the
//! tests, two hundred with `HOTSEAT_SOAK`.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::time::Duration;

use hotseat::domain::bank::edit::question_text;
use hotseat::storage::disk::{Disk as _, RealDisk};
use rustix::process::Signal;
use serde_json::Value;

use crate::chance::Draw;
use crate::house::{House, OVER};
use crate::pty::{LONG, Pty, soak};

const GOOD: &str = include_str!("../../fixtures/banks/good.json");
const FIRST: &str = "th-cross-entropy";
const SECOND: &str = "sd-transcription";
const ALL: &str = "\x01";
const BACK: &str = "\x1b[Z";
const F2: &str = "\x1bOQ";

fn furnished() -> House {
    let house = House::new();
    let banks = house.folder().join(".local/share/hotseat/banks");
    RealDisk.make_dir(&banks).unwrap();
    RealDisk
        .replace(&banks.join("good.json"), GOOD.as_bytes())
        .unwrap();
    house
}

fn bank(house: &House) -> String {
    let file = house.folder().join(".local/share/hotseat/banks/good.json");
    std::fs::read_to_string(file).unwrap()
}

fn topic(house: &House, id: &str) -> String {
    let question = question_text(&bank(house), id).expect("the bank is whole");
    let question: Value = serde_json::from_str(&question).unwrap();
    question["topic"].as_str().unwrap().to_owned()
}

/// Opens the fields of a question, the topic first.
fn editing(house: &House, id: &str) -> Pty {
    let mut pty = house.hotseat(&["bank"]).start();
    pty.wait_for("All questions");
    pty.send(format!("/{id}\r"));
    pty.wait_for("1 found");
    pty.send("e");
    pty.wait_for("Fields");
    pty
}

#[test]
fn an_edit_killed_at_any_moment_is_there_whole_and_nothing_accepted_is_lost() {
    let trials = if soak() { 200 } else { 10 };
    let house = furnished();
    let draft = house
        .folder()
        .join(".local/share/hotseat/versions/good/th-cross-entropy/draft.json");
    let second = question_text(GOOD, SECOND);
    let mut draw = Draw::new(11);
    let (mut drafts, mut accepted_in_all) = (0, 0);
    for trial in 0..trials {
        let mut pty = editing(&house, FIRST);
        let before = topic(&house, FIRST);
        let end = Duration::from_millis(draw.below(1_500));
        let began = crate::pty::now();
        let (mut typed, mut accepted) = (vec![before.clone()], None);
        for step in 0..40 {
            let word = format!("t{trial}x{step}");
            pty.send(format!("{ALL}{word}"));
            typed.push(word.clone());
            if draw.below(3) > 0 {
                // The field is left: from when the screen says so it is on disk.
                pty.send(format!("\t{BACK}"));
                pty.pass(Duration::from_millis(draw.below(120)));
                let screen = pty.screen().contents();
                let head = screen
                    .lines()
                    .find(|line| line.contains("Question banks"))
                    .unwrap_or_default();
                let done = head.trim_end().ends_with("saved") && !head.contains("not saved");
                if done && screen.contains(&word) {
                    accepted = Some(step);
                }
            } else {
                pty.pass(Duration::from_millis(draw.below(60)));
            }
            if began.elapsed() >= end {
                break;
            }
        }
        pty.kill(Signal::KILL);
        let _ = pty.ended(LONG);
        let there = topic(&house, FIRST);
        let at = typed.iter().position(|word| *word == there);
        assert!(at.is_some(), "{trial}: {there} was never typed whole");
        if let Some(accepted) = accepted {
            accepted_in_all += 1;
            assert!(at > Some(accepted), "{trial}: {there}, but {accepted} was saved");
        }
        assert_eq!(
            question_text(&bank(&house), SECOND),
            second,
            "{trial}: the question beside it"
        );
        if let Ok(text) = std::fs::read_to_string(&draft) {
            let kept: Value = serde_json::from_str(&text).expect("a draft is whole");
            drafts += usize::from(kept["draft"]["id"] == FIRST);
            std::fs::remove_file(&draft).unwrap();
        }
    }
    println!("{trials} kills: {accepted_in_all} after an accepted edit, {drafts} left a draft");
    assert!(accepted_in_all > 0, "none was killed after an edit was accepted");
}

#[test]
fn what_was_typed_a_second_before_a_kill_is_offered_again() {
    let house = furnished();
    let draft = house
        .folder()
        .join(".local/share/hotseat/versions/good/th-cross-entropy/draft.json");
    let mut pty = editing(&house, FIRST);
    pty.send(format!("\t\t\t{ALL}0"));
    pty.wait_for("expected a number from 0.5 to 240");
    pty.wait("a draft", Duration::from_secs(10), |_| draft.exists());
    pty.kill(Signal::KILL);
    let _ = pty.ended(LONG);
    let mut pty = editing(&house, FIRST);
    pty.wait_for("Go on with your draft of");
    pty.send("\x1b");
    pty.wait("the question before it", LONG, |pty| {
        !pty.shows("Go on with your draft of")
    });
    pty.send(format!("\t\t\t{ALL}14{F2}"));
    pty.wait("the minutes on disk", LONG, |_| {
        bank(&house).contains("\"minutes\": 14")
    });
    pty.wait("no draft any more", LONG, |_| !draft.exists());
    pty.send("\x03");
    assert_eq!(pty.ended(LONG), OVER);
}

#[test]
fn a_closed_window_and_the_end_of_the_session_keep_what_breaks_a_rule() {
    for signal in [Signal::HUP, Signal::TERM] {
        let house = furnished();
        let draft = house
            .folder()
            .join(".local/share/hotseat/versions/good/th-cross-entropy/draft.json");
        let mut pty = editing(&house, FIRST);
        pty.send(format!("\t\t\t{ALL}0"));
        pty.wait_for("expected a number from 0.5 to 240");
        pty.kill(signal);
        let _ = pty.ended(LONG);
        let kept = std::fs::read_to_string(&draft).unwrap();
        let kept: Value = serde_json::from_str(&kept).unwrap();
        assert_eq!(kept["draft"]["minutes"], 0, "{signal:?}");
        assert_eq!(bank(&house), GOOD);
    }
}

#[test]
fn two_editors_at_once_lose_nothing_of_one_another() {
    let rounds = if soak() { 25 } else { 3 };
    let house = furnished();
    let mut one = editing(&house, FIRST);
    let mut other = editing(&house, SECOND);
    for round in 0..rounds {
        let (mine, theirs) = (format!("one{round}x"), format!("other{round}x"));
        one.send(format!("{ALL}{mine}{F2}"));
        other.send(format!("{ALL}{theirs}{F2}"));
        one.wait("both on disk", LONG, |_| {
            topic(&house, FIRST) == mine && topic(&house, SECOND) == theirs
        });
        other.pass(Duration::from_millis(30));
    }
    // The same field: whoever comes second is shown both.
    let mut third = editing(&house, FIRST);
    third.send(format!("{ALL}third"));
    one.send(format!("{ALL}first{F2}"));
    one.wait("the first on disk", LONG, |_| topic(&house, FIRST) == "first");
    third.send(F2);
    third.wait_for("Two versions");
    assert_eq!(topic(&house, FIRST), "first");
    third.send("o");
    third.wait("the third on disk", LONG, |_| topic(&house, FIRST) == "third");
    assert_eq!(topic(&house, SECOND), format!("other{}x", rounds - 1));
    for mut pty in [one, other, third] {
        pty.send("\x03");
        let _ = pty.ended(LONG);
    }
}
