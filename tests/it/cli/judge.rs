//! `hotseat judge`: what it says, its exit codes, its JSON.

use std::path::Path;

use super::{World, fields};
use crate::pythons;

fn file(name: &str) -> String {
    let bank = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/programming-dsa/pair-to-budget");
    bank.join(name).to_str().unwrap().to_owned()
}

const QUESTION: &str = "programming-dsa/pair-to-budget";

#[test]
fn a_right_answer_passes_and_a_starter_does_not() {
    if pythons::plain().is_none() {
        return;
    }
    let world = World::new();
    let right = world.run(&["judge", QUESTION, &file("solution.py")]);
    assert_eq!((right.code, right.err.as_str()), (0, ""), "{}", right.out);
    assert!(
        right.out.starts_with(&format!("{QUESTION}\nPython 3.")),
        "{}",
        right.out
    );
    assert!(
        right.out.contains("\nStage 1: ") && !right.out.contains("!!"),
        "{}",
        right.out
    );
    let starter = world.run(&["judge", "pair-to-budget", &file("starter.py"), "--stage", "1"]);
    assert_eq!((starter.code, starter.err.as_str()), (1, ""), "{}", starter.out);
    assert!(
        starter.out.contains("!!  ") && starter.out.contains("\n0 of "),
        "{}",
        starter.out
    );
    assert!(!starter.out.contains("Stage 2"), "{}", starter.out);
}

#[test]
fn what_is_printed_and_a_file_that_cannot_be_loaded_are_told() {
    if pythons::plain().is_none() {
        return;
    }
    let world = World::new();
    let printed = world.feed(
        &["judge", QUESTION, "-", "--stage", "1"],
        b"print('\\x1b[31mhello')\n\n\ndef f(:\n",
    );
    assert_eq!(printed.code, 1, "{}", printed.err);
    assert!(printed.out.contains("line 4: "), "{}", printed.out);
    let source = std::fs::read_to_string(file("solution.py")).unwrap();
    let printed = world.feed(
        &["judge", QUESTION, "-", "--stage", "1"],
        format!("print('\\x1b[31mhello')\n{source}").as_bytes(),
    );
    assert_eq!(printed.code, 0, "{}", printed.out);
    assert!(
        printed.out.contains("Printed:\n") && printed.out.contains("hello"),
        "{}",
        printed.out
    );
    super::assert_safe(&printed.out);
}

#[test]
fn the_json_has_the_verdict_and_the_time_of_each_run() {
    if pythons::plain().is_none() {
        return;
    }
    let world = World::new();
    let json = world
        .run(&[
            "judge",
            QUESTION,
            &file("solution.py"),
            "--stage",
            "1",
            "--repeat",
            "3",
            "--json",
        ])
        .json(0);
    assert_eq!(fields(&json), ["format", "question", "passed", "bench", "stages"]);
    assert_eq!(
        (&json["passed"], &json["question"]),
        (&true.into(), &QUESTION.into())
    );
    let stage = &json["stages"][0];
    assert_eq!(fields(stage), ["stage", "title", "verdict", "runs", "passed"]);
    assert_eq!(stage["runs"].as_array().unwrap().len(), 3);
    assert_eq!(stage["passed"], 3);
    assert_eq!(stage["verdict"]["kind"], "all");
}

#[test]
fn a_slip_of_the_command_is_no_failed_test() {
    let world = World::new();
    world.file("latin.py", b"\xe4");
    world.file("answer.py", "");
    for (args, want) in [
        (&[QUESTION, "nowhere.py"][..], "nowhere.py cannot be read: "),
        (&[QUESTION, "latin.py"], "latin.py is not UTF-8."),
        (&[QUESTION, "."], ". is not a regular file."),
        (
            &["pair-to-budge", "answer.py"],
            "Did you mean `programming-dsa/pair-to-budget`?",
        ),
        (&["th-kv-caching", "answer.py"], "is no programming question"),
        (
            &[QUESTION, "answer.py", "--stage", "9"],
            "has no stage 9; its stages are 1 to ",
        ),
        (&[QUESTION, "answer.py", "--repeat", "0"], "--repeat"),
    ] {
        let words = world.run(&[&["judge"], args].concat()).words(2);
        assert!(words.contains(want), "{args:?}: {words}");
    }
}
