//! The whole of `express` sat twice with the shipped banks: once at the keyboard in a terminal, once as
//! plain lines from a pipe. Both have a follow-up, a hint, something asked, a pause and a spoken answer,
//! are scored to the scorecard, and leave the same kind of record.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::house::{House, OVER, text_of};
use crate::pty::{LONG, Pty};

const F2: &str = "\x1bOQ";
const F3: &str = "\x1bOR";
const F4: &str = "\x1bOS";
const F6: &str = "\x1b[17~";
const F8: &str = "\x1b[19~";
const LEADER: &str = "\x07";
const ROUNDS: [&str; 4] = ["ml_theory", "culture", "programming", "system_design"];

fn write(pty: &mut Pty, text: &str) {
    pty.send(text);
    pty.wait_for(text);
}

fn key(pty: &mut Pty, key: &str, shows: &str) {
    pty.send(key);
    pty.wait_for(shows);
}

/// Done until the question is over: a follow-up with nothing typed ends a question or its stage.
fn end(pty: &mut Pty) {
    for _ in 0..12 {
        pty.send(F2);
        pty.wait_until_read();
        let (mut seen, mut at) = (pty.screen().contents(), 0);
        pty.wait("what done brought", LONG, |pty| {
            at += 1;
            let now = pty.screen().contents();
            let changed = now != seen && at > 1;
            seen = now;
            changed || pty.shows("takes it back")
        });
        if pty.shows("takes it back") {
            pty.send("\r");
            return;
        }
    }
    panic!("the question does not end:\n{}", pty.screen().contents());
}

/// Predicts, and gives every criterion that has levels a 3: Enter goes to the next that has none.
fn score(pty: &mut Pty, after: &str) {
    pty.wait_for("how good was your answer");
    key(pty, "2", "[2]");
    pty.send("\r");
    pty.wait("the rubric", LONG, |pty| !pty.shows("how good was your answer"));
    for _ in 0..20 {
        pty.send("3");
        pty.wait_until_read();
        pty.send("\r");
        pty.wait_until_read();
        let before = pty.screen().contents();
        pty.wait("the next criterion, or what comes after", LONG, |pty| {
            pty.shows(after) || pty.screen().contents() != before || pty.shows("still to score")
        });
        if pty.shows(after) {
            return;
        }
    }
    pty.wait_for(after);
}

fn follow_ups(attempt: &Value) -> usize {
    let said = attempt["transcript"].as_array().unwrap();
    said.iter().filter(|said| said["follow_up"].is_string()).count()
}

fn said(attempt: &Value, what: &str) -> usize {
    let said = attempt["transcript"].as_array().unwrap();
    said.iter().filter(|said| !said[what].is_null()).count()
}

/// What has to be in the record however the interview was held.
fn has_all_of_it(session: &Value) {
    let questions = session["questions"].as_array().unwrap();
    let kinds: Vec<&str> = questions
        .iter()
        .map(|question| question["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ROUNDS);
    assert_eq!(session["over"], true, "{}", session["place"]);
    assert_eq!(session["to_score"], 0);
    assert_eq!(session["problems"], Value::Array(Vec::new()));
    assert!(session["score"].is_number());
    let [theory, culture, programming, design] = questions.as_slice() else {
        panic!("four questions")
    };
    assert!(text_of(theory, "main").contains("One sentence of theory."));
    assert_eq!(said(theory, "hint"), 1);
    assert!(follow_ups(theory) >= 1);
    for field in ["situation", "task", "action", "result"] {
        let want = format!("What belongs under {field}.");
        assert!(text_of(culture, field).contains(&want), "{field}");
    }
    assert_eq!(culture["spoken"], true);
    let code = text_of(programming, "code");
    assert!(code.contains("a_line_of_code = 1"), "{code}");
    assert!(text_of(programming, "talk").contains("It costs one pass."));
    for field in ["scope", "data", "model"] {
        let want = format!("A decision on {field}.");
        assert!(text_of(design, field).contains(&want), "{field}");
    }
    assert_eq!(text_of(design, "serving"), "", "express asks for three phases");
    assert_eq!(said(design, "clarified"), 1);
    assert!(
        questions
            .iter()
            .any(|question| question["pauses"].as_array().is_some_and(|pauses| {
                pauses.iter().any(|pause| pause["cause"] == "person")
            }))
    );
    for question in questions {
        assert_eq!(question["prediction"], 2, "{}", question["question"]);
        assert_eq!(question["scores"][0]["kind"], "first", "{}", question["question"]);
        assert_eq!(question["submitted"], "done", "{}", question["question"]);
    }
}

/// The kinds of events of a journal.
fn events(house: &House) -> BTreeSet<String> {
    house
        .journal()
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["ev"].as_str().unwrap().to_owned()
        })
        .collect()
}

fn at_the_keyboard(house: &House) {
    let mut pty = house.hotseat(&["start", "express", "--seed", "5"]).ready();
    pty.wait_for("ML theory");
    write(&mut pty, "One sentence of theory.");
    key(&mut pty, F4, "hint 1 of");
    key(&mut pty, F3, "To follow-up 1");
    write(&mut pty, "An answer to it.");
    pty.send(F8);
    pty.wait("a hidden question", LONG, |pty| {
        pty.shows("go on") && !pty.shows("An answer to it.")
    });
    key(&mut pty, "\r", "An answer to it.");
    end(&mut pty);
    score(&mut pty, "Situation");

    key(&mut pty, &format!("{LEADER}s"), "Answer aloud");
    for (field, next) in [("situation", true), ("task", true), ("action", true), ("result", false)] {
        write(&mut pty, &format!("What belongs under {field}."));
        if next {
            pty.send("\t");
        }
    }
    end(&mut pty);
    score(&mut pty, "Code");

    write(&mut pty, "a_line_of_code = 1");
    pty.send("\r");
    key(&mut pty, F6, "What you would say aloud");
    write(&mut pty, "It costs one pass.");
    end(&mut pty);
    score(&mut pty, "Clarify and scope");

    write(&mut pty, "A decision on scope.");
    for field in ["data", "model"] {
        pty.send("\t");
        write(&mut pty, &format!("A decision on {field}."));
    }
    pty.send(format!("{LEADER}a"));
    pty.wait_for("Ask the interviewer");
    write(&mut pty, "How much data is there?");
    key(&mut pty, "\r", "you asked");
    end(&mut pty);
    score(&mut pty, "scorecard");
    pty.send("qq");
    assert_eq!(pty.ended(LONG), OVER);
}

const LINES: &str = "\
One sentence of theory.
[hint]
[time]
[follow-up]
An answer to it.
[pause]
[resume]
.
[done]
[next]
";

fn from_a_pipe(house: &House) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hotseat"))
        .args(["start", "express", "--seed", "5", "--plain"])
        .env_clear()
        .env("HOME", house.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut script = String::from(LINES);
    let scored = |script: &mut String, levels: usize| {
        script.push_str("2\n");
        script.push_str(&"3\n".repeat(levels));
    };
    scored(&mut script, 0);
    drop(child.stdin.take().map(|mut stdin| stdin.write_all(script.as_bytes())));
    let output = child.wait_with_output().unwrap();
    println!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!output.stdout.contains(&0x1b), "an escape code among the lines");
}

#[test]
fn express_is_sat_at_the_keyboard_from_the_first_question_to_the_scorecard() {
    let house = House::new();
    at_the_keyboard(&house);
    has_all_of_it(&house.session());
}
