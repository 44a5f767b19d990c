//! A whole sitting as it reads, and beside one on the screens: what is recorded is the same.

use std::collections::BTreeSet;

use hotseat::app::Goal;
use hotseat::domain::config::Config;
use hotseat::domain::event::Record;
use hotseat::domain::session::{Attempt, Session};
use serde_json::Value;

use super::sitter::{Sitter, catalog, one, planned, with_twist};
use crate::script::Script;

/// A sitting with its pauses between the lines, in seconds.
const SITTING: &[(u64, &str)] = &[
    (5, "It is maximum likelihood for a categorical model."),
    (20, "[hint]"),
    (2, "[ask] which network is it?"),
    (40, "So the loss follows from the model."),
    (1, "[pause]"),
    (90, "[resume]"),
    (3, "."),
    (30, "Then nothing is estimated."),
    (0, "."),
    (10, "[spoken]"),
    (60, "p - y, said aloud"),
    (0, "."),
    (4, "[take back]"),
    (120, "and bounded"),
    (0, "."),
    (2, ""),
    (10, "[answer]"),
    (5, "3"),
    (9, "y"),
    (9, "y"),
    (9, "4"),
    (9, "[exemplar 2]"),
    (9, "2"),
    (9, "1"),
    (9, "read more about KL"),
    (9, ""),
];

fn sat_in_lines() -> Sitter {
    let mut sitter = Sitter::new(&one(), &[with_twist("th")]);
    for (seconds, line) in SITTING {
        sitter.seconds(*seconds);
        sitter.said.push_str(&format!("> {line}\n"));
        sitter.line(line);
    }
    sitter
}

#[test]
fn a_sitting_reads_well() {
    insta::assert_snapshot!(sat_in_lines().said);
}

#[test]
fn the_sample_in_the_documentation_is_what_is_said() {
    let page = include_str!("../../../docs/plain.md");
    let sample = page
        .split("```text\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let mut sitter = Sitter::theory();
    for line in sample.lines().filter_map(|line| line.strip_prefix("> ")) {
        sitter.seconds(if line == "[time]" { 6 } else { 15 });
        sitter.said.push_str(&format!("> {line}\n"));
        sitter.line(line);
    }
    assert_eq!(sitter.said, sample);
}

/// The same sitting at the keyboard, without a terminal.
fn sat_on_screens() -> Vec<Record> {
    let catalog = catalog(&[with_twist("th")]);
    let goal = Goal::Begin(Box::new(planned(&one(), &catalog)));
    let mut script = Script::with(120, 40, Config::default(), goal);
    script.text("It is maximum likelihood for a categorical model.\n");
    script.keys("f4".to_uppercase().as_str()).keys("ctrl-g a");
    script.text("which network is it?").keys("Enter");
    script
        .text("So the loss follows from the model.")
        .keys("F8")
        .seconds(90);
    script
        .keys("Enter F2")
        .text("Then nothing is estimated.")
        .keys("F2 ctrl-g s");
    script
        .text("p - y, said aloud")
        .keys("F2 u")
        .text("\nand bounded")
        .keys("F2 Enter");
    script.keys("3 Enter Space Down Space Down 4 Down 2");
    script
        .keys("shift-Tab Space Tab n")
        .text("read more about KL")
        .keys("Esc Enter Esc");
    script.records()
}

/// The name of each kind of event among records.
fn kinds(records: &[Record]) -> BTreeSet<String> {
    let name = |record: &Record| -> String {
        let value = serde_json::to_value(&record.event).unwrap();
        let Value::String(name) = &value["ev"] else {
            panic!("{value} has no name")
        };
        name.clone()
    };
    records.iter().map(name).collect()
}

/// Everything of an answer but its times.
fn told(attempt: &Attempt) -> String {
    let fields: Vec<(&str, &str)> = attempt
        .fields
        .iter()
        .map(|field| (field.name.as_str(), field.text.as_str()))
        .collect();
    let said: Vec<_> = attempt.transcript.iter().map(|said| &said.what).collect();
    let pauses: Vec<_> = attempt
        .pauses
        .iter()
        .map(|pause| (pause.cause, pause.length))
        .collect();
    let scores: Vec<_> = attempt
        .scores
        .iter()
        .map(|scored| (scored.score, &scored.by, scored.kind))
        .collect();
    format!(
        "{:#?}",
        (
            (&attempt.question, &attempt.snapshot, attempt.budget, fields, said),
            (
                attempt.spoken,
                attempt.submitted,
                attempt.taken_back,
                attempt.skipped,
                pauses
            ),
            (
                attempt.prediction,
                &attempt.ticks,
                &attempt.levels,
                &attempt.pitfalls,
                scores,
                &attempt.note
            ),
        )
    )
}

#[test]
fn what_is_recorded_is_of_the_same_kind_as_on_the_screens() {
    let (lines, screens) = (sat_in_lines().records(), sat_on_screens());
    assert_eq!(kinds(&lines), kinds(&screens));
    let (lines, screens) = (Session::fold(&lines), Session::fold(&screens));
    assert_eq!(told(&lines.attempts[0]), told(&screens.attempts[0]));
    assert_eq!(lines.rounds.len(), screens.rounds.len());
    assert_eq!(lines.started, screens.started);
    assert_eq!((lines.ended, lines.stand()), (screens.ended, screens.stand()));
}
