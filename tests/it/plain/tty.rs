//! In a terminal: nothing but lines is written, the clock waits for the person, lines fit the width.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;

use crate::pty::{Ended, LONG, Launch, Pty};

fn plain() -> Pty {
    let command = [
        env!("CARGO_BIN_EXE_hotseat"),
        "start",
        "--plain",
        "--question",
        "th-ce-justification",
        "--seed",
        "1",
    ];
    Launch::command(&command).size(60, 200).start()
}

fn journal(pty: &Pty) -> String {
    let sessions = pty.folder().join(".local/share/hotseat/sessions");
    let folder = std::fs::read_dir(sessions).into_iter().flatten().next();
    folder
        .and_then(|entry| std::fs::read_to_string(entry.unwrap().path().join("journal.jsonl")).ok())
        .unwrap_or_default()
}

fn over(code: u32) -> Ended {
    Ended { code, signal: None }
}

#[test]
fn the_clock_waits_for_an_empty_line_and_only_lines_are_written() {
    let mut pty = plain();
    pty.wait_for("An empty line begins; the clock runs from then on.");
    assert!(!pty.shows("Question 1 of 1"));
    pty.send("what?\n");
    pty.wait_for("An empty line begins; [leave] leaves.");
    assert_eq!(journal(&pty), "");
    pty.send("\n");
    pty.wait_for("Your answer.");
    pty.send("words in a terminal\n[hint]\n");
    pty.wait_for("Hint 1 of 3:");
    pty.send("\x04");
    pty.wait_for("Everything is kept:");
    assert_eq!(pty.ended(LONG), over(0));
    let text = String::from_utf8(pty.raw().to_vec()).unwrap();
    assert!(!text.contains('\u{1b}'), "{}", pty.raw().escape_ascii());
    // The terminal's own echo aside, nothing is longer than a row.
    let longest = text.lines().map(|line| line.trim_end().chars().count()).max();
    assert!(longest.unwrap() <= 60, "{text}");
    let typed: Vec<Value> = journal(&pty)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|record: &Value| record["ev"] == "edited")
        .collect();
    assert_eq!(typed[0]["d"]["edit"]["ins"], "words in a terminal");
}

#[test]
fn nothing_is_begun_where_the_person_leaves_first() {
    for (keys, code) in [("\x04", 0), ("[leave]\n", 0), ("\x03", 130)] {
        let mut pty = plain();
        pty.wait_for("An empty line begins");
        pty.send(keys);
        assert_eq!(pty.ended(LONG), over(code), "{keys:?}");
        assert_eq!(journal(&pty), "", "{keys:?}");
    }
}

#[test]
fn an_interrupt_keeps_everything() {
    let mut pty = plain();
    pty.wait_for("An empty line begins");
    pty.send("\nwords\n");
    pty.wait("the words on disk", LONG, |pty| journal(pty).contains("words"));
    pty.send("\x03");
    assert_eq!(pty.ended(LONG), over(130));
    pty.wait_for("Everything is kept:");
    assert!(journal(&pty).contains("\"cause\":\"ended\""), "{}", journal(&pty));
}

#[test]
fn time_in_which_the_process_was_stopped_is_a_pause() {
    let mut pty = plain();
    pty.wait_for("An empty line begins");
    pty.send("\nbefore\n");
    pty.wait("the words on disk", LONG, |pty| journal(pty).contains("before"));
    pty.kill(Signal::STOP);
    // A stopped process shows nothing to wait for: its time has to pass.
    pty.pass(Duration::from_millis(1_500));
    pty.kill(Signal::CONT);
    pty.wait_for("are counted as a pause.");
    pty.send("[leave]\n");
    assert_eq!(pty.ended(LONG), over(0));
    assert!(
        journal(&pty).contains("\"cause\":\"stopped\""),
        "{}",
        journal(&pty)
    );
}
