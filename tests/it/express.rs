//! The whole of `express` sat twice with the shipped banks: once at the keyboard in a terminal, once as
//! plain lines from a pipe. Both have a follow-up, a hint, something asked, a pause and a spoken answer,
//! are scored to the scorecard, and leave the same kind of record.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
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

/// What done leads to, each of it recorded: the tests of the stage, the next of what the interviewer has, or
/// the end.
const DONE: [&str; 4] = ["ran", "follow_up_shown", "stage_opened", "submitted"];

/// What was recorded of these, the newest last; the journal is written beside the screen.
fn done_so_far(house: &House) -> Vec<String> {
    let journal = house.journal();
    let whole = journal
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let names = whole.filter_map(|line| Some(line["ev"].as_str()?.to_owned()));
    names.filter(|name| DONE.contains(&name.as_str())).collect()
}

/// Done until the question is over: a follow-up with nothing typed ends a question or its stage, and done again
/// goes on where tests fail. The screen alone does not tell, as its clock changes too.
fn end(pty: &mut Pty, house: &House) {
    for _ in 0..24 {
        let before = done_so_far(house).len();
        pty.send(F2);
        let mut brought = Vec::new();
        pty.wait("what done brought", LONG, |_| {
            brought = done_so_far(house).split_off(before);
            !brought.is_empty()
        });
        if brought.iter().any(|name| name == "submitted") {
            // On a slow machine the seconds to take it back may be over before they are seen.
            pty.wait("the end of the question", LONG, |pty| {
                pty.shows("takes it back") || pty.shows("how good was your answer")
            });
            if pty.shows("takes it back") {
                pty.send("\r");
            }
            return;
        }
    }
    panic!("the question does not end:\n{}", pty.screen().contents());
}

/// Predicts, goes down the rubric giving a 3 wherever there are levels, and on to what comes after.
fn score(pty: &mut Pty, after: &str) {
    pty.wait_for("how good was your answer");
    key(pty, "2", "[2]");
    pty.send("\r");
    pty.wait("the rubric", LONG, |pty| !pty.shows("how good was your answer"));
    pty.send("3\x1b[B".repeat(30));
    pty.send("\r");
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
    assert!(questions.iter().any(|question| {
        question["pauses"]
            .as_array()
            .is_some_and(|pauses| pauses.iter().any(|pause| pause["cause"] == "person"))
    }));
    for question in questions {
        assert_eq!(question["prediction"], 2, "{}", question["question"]);
        assert_eq!(question["scores"][0]["kind"], "first", "{}", question["question"]);
        assert_eq!(question["submitted"], "done", "{}", question["question"]);
    }
}

/// The kinds of events of a journal, but for ticks: lines ask of every idea and record also what was not said.
fn events(house: &House) -> BTreeSet<String> {
    house
        .journal()
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["ev"].as_str().unwrap().to_owned()
        })
        .filter(|name| name != "ticked")
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
    end(&mut pty, house);
    score(&mut pty, "Situation");

    key(&mut pty, &format!("{LEADER}s"), "Answer aloud");
    for (field, next) in [
        ("situation", true),
        ("task", true),
        ("action", true),
        ("result", false),
    ] {
        write(&mut pty, &format!("What belongs under {field}."));
        if next {
            pty.send("\t");
        }
    }
    end(&mut pty, house);
    score(&mut pty, "Code");

    write(&mut pty, "a_line_of_code = 1");
    pty.send("\r");
    key(&mut pty, F6, "What you would say aloud");
    write(&mut pty, "It costs one pass.");
    end(&mut pty, house);
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
    end(&mut pty, house);
    score(&mut pty, "scorecard");
    pty.send("qq");
    assert_eq!(pty.ended(LONG), OVER);
}

/// What is typed to a line that asks for something.
fn answer(heard: &str, first: &mut dyn FnMut(&'static str) -> bool) -> Option<String> {
    let part = |heard: &str| {
        let name = heard.split(", ").nth(1)?.split('.').next()?.to_owned();
        heard.starts_with("Part ").then_some(name)
    };
    let ends = heard.contains("ends it");
    Some(match part(heard) {
        Some(name) if name.starts_with("code") && first("code") => {
            "[append]\na_line_of_code = 1\n.\n".to_owned()
        }
        // What was typed passes no test: it goes on as it is.
        Some(name) if name.starts_with("code") => ".\n".to_owned(),
        Some(name) if name.starts_with("talk") && ends => "It costs one pass.\n.\n".to_owned(),
        Some(name) if ends => {
            let field = name.split(',').next().unwrap_or_default();
            match field {
                "situation" => format!("[spoken]\nWhat belongs under {field}.\n.\n"),
                "task" | "action" | "result" => format!("What belongs under {field}.\n.\n"),
                "clarify and scope" => "A decision on scope.\n[ask] How much data is there?\n.\n".to_owned(),
                "model and loss" => "A decision on model.\n.\n".to_owned(),
                field => format!("A decision on {field}.\n.\n"),
            }
        }
        _ if heard.contains("with nothing typed") && first("follow-up") => "An answer to it.\n.\n".to_owned(),
        _ if heard.contains("with nothing typed") => ".\n".to_owned(),
        _ if ends && first("theory") => {
            "One sentence of theory.\n[hint]\n[pause]\n[resume]\n[follow-up]\n".to_owned()
        }
        _ if heard.starts_with("An empty line or [next]") => "\n".to_owned(),
        _ if heard.starts_with("Type 0 to 4; it cannot be changed") => "2\n".to_owned(),
        _ if heard.starts_with("Did you say it?") => "n\n".to_owned(),
        _ if heard.starts_with("Type 0 to 4, or a minus") => "3\n".to_owned(),
        _ if heard.starts_with("Type the numbers of those") || heard.starts_with("A note of your own") => {
            "\n".to_owned()
        }
        _ => return None,
    })
}

fn from_a_pipe(house: &House) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hotseat"))
        .args(["start", "express", "--seed", "5", "--plain"])
        .env_clear()
        .env("HOME", house.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (mut seen, mut said) = (BTreeSet::new(), String::new());
    for line in output.lines() {
        let line = line.unwrap();
        said.push_str(&line);
        said.push('\n');
        assert!(said.len() < 1 << 20, "it asks for ever:\n{said}");
        if let Some(typed) = answer(&line, &mut |name| seen.insert(name)) {
            input.write_all(typed.as_bytes()).unwrap();
        }
    }
    assert!(child.wait().unwrap().success(), "{said}");
    assert!(!said.contains('\x1b'), "an escape code among the lines:\n{said}");
}

#[test]
fn express_is_sat_as_plain_lines_and_leaves_the_same_kind_of_record() {
    let (lines, keys) = (House::new(), House::new());
    from_a_pipe(&lines);
    has_all_of_it(&lines.session());
    at_the_keyboard(&keys);
    assert_eq!(events(&lines), events(&keys));
    let shape = |session: &Value| session.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(shape(&lines.session()), shape(&keys.session()));
}

#[test]
fn express_is_sat_at_the_keyboard_from_the_first_question_to_the_scorecard() {
    let house = House::new();
    at_the_keyboard(&house);
    has_all_of_it(&house.session());
}
