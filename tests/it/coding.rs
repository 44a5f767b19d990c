//! A programming question as a stranger sits it, in a terminal, with the code run for real: wrong, mended,
//! through its stages, handed in. Journal, `session.json` and the debrief say the same of it.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use serde_json::Value;

use crate::house::{House, OVER, text_of};
use crate::pty::{LONG, Pty};
use crate::pythons;

const F2: &str = "\x1bOQ";
const F5: &str = "\x1b[15~";
const F7: &str = "\x1b[18~";
const DOWN: &str = "\x1b[B";

const WRONG: &str = "\
import numpy as np


def linear_forward(x, W, b):
    return x @ W.T + b, (x, W)


def linear_backward(dy, cache):
    x, W = cache
    print('dy', dy.shape)
    return dy @ W, dy.T @ x, dy
";

const RIGHT: &str = "\
import numpy as np


def linear_forward(x, W, b):
    return x @ W.T + b, (x, W)


def linear_backward(dy, cache):
    x, W = cache
    rows, into = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return dy @ W, rows.T @ into, rows.sum(axis=0)
";

/// Puts a text in the place of the file.
fn replace(pty: &mut Pty, text: &str, shows: &str) {
    pty.send("\x01");
    pty.send(format!("\x1b[200~{text}\x1b[201~"));
    pty.wait_for(shows);
}

/// The verdicts in the journal, in order: stage, kind, passed, all.
fn verdicts(house: &House) -> Vec<(u64, String, usize, usize, String)> {
    let journal = house.journal();
    let records = journal
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    records
        .filter(|record| record["ev"] == "ran")
        .map(|record| {
            let ran = &record["d"];
            let tests = ran["verdict"]["tests"].as_array().unwrap();
            (
                ran["stage"].as_u64().unwrap(),
                ran["verdict"]["kind"].as_str().unwrap().to_owned(),
                tests.iter().filter(|test| test["outcome"] == "passed").count(),
                tests.len(),
                ran["hash"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

#[test]
fn a_programming_question_is_sat_with_its_tests_run_and_every_record_says_the_same() {
    let Some(environment) = pythons::environment() else {
        return;
    };
    let house = House::new();
    let mut pty = house
        .hotseat(&["start", "--question", "linear-backprop", "--seed", "1"])
        .env("VIRTUAL_ENV", environment.to_str().unwrap())
        .start();
    pty.wait_for("NumPy");
    replace(&mut pty, WRONG, "print('dy', dy.shape)");
    pty.send(F5);
    pty.wait_for("2 of 2 passed   ");
    pty.send(F2);
    pty.wait_for("All 8 tests passed. Stage 2 of 3");
    pty.wait_for("not run yet");

    // Red: what was expected, what came, what was printed.
    pty.send(F5);
    pty.wait_for("0 of 2 passed   ");
    for words in [
        "✗ gradients have the shapes of their arrays",
        "expected shape (2,)",
        "got shape (2, 2)",
    ] {
        pty.wait_for(words);
    }
    pty.send(F7);
    pty.wait_for("dy (2, 2)");
    pty.send("\x1b");
    pty.wait("the page", LONG, |pty| !pty.shows("Ran with"));
    pty.send(F2);
    pty.wait_for("of them hidden. F2 again goes on");

    // Mended: green, and on to the next stage and the end.
    replace(&mut pty, RIGHT, "rows.sum(axis=0)");
    pty.wait_for("of an earlier text");
    pty.send(F5);
    pty.wait_for("2 of 2 passed   ");
    pty.send(F2);
    pty.wait_for("9 of 9 passed   ");
    pty.wait_for("The interviewer asks on");
    pty.send(F2);
    pty.wait_for("Stage 3 of 3");
    pty.send(F2);
    pty.wait_for("9 of 9 passed   ");
    pty.wait_for("F2 with nothing typed ends the question");
    for asked in ["follow-up 3 of 4", "follow-up 4 of 4", "takes it back"] {
        pty.send(F2);
        pty.wait_for(asked);
    }
    pty.send("\r");
    pty.wait_for("how good was your answer");
    pty.send("3");
    pty.wait_for("[3]");
    pty.send("\r");
    pty.wait_for("26 of 26");
    for _ in 0..3 {
        pty.send("3");
        pty.send(DOWN);
    }
    pty.send("\r");
    pty.wait_for("Enter open round");
    pty.send("q");
    pty.wait_for("Start an interview");
    pty.send("q");
    assert_eq!(pty.ended(LONG), OVER);

    let verdicts = verdicts(&house);
    let counts: Vec<(u64, &str, usize, usize)> = verdicts
        .iter()
        .map(|(stage, kind, passed, all, _)| (*stage, kind.as_str(), *passed, *all))
        .collect();
    assert_eq!(
        counts[..3],
        [(0, "visible", 2, 2), (0, "all", 8, 8), (1, "visible", 0, 2)]
    );
    assert_eq!((counts[3].0, counts[3].1, counts[3].3), (1, "all", 9));
    assert_eq!(
        counts[4..],
        [
            (1, "visible", 2, 2),
            (1, "all", 9, 9),
            (2, "all", 9, 9),
            (0, "all", 8, 8)
        ]
    );
    let session = house.session();
    let attempt = &session["questions"][0];
    assert_eq!(attempt["submitted"], "done");
    assert_eq!(text_of(attempt, "code"), RIGHT);
    // The last of each stage ran on the final text.
    let hash = hotseat::domain::event::text_hash(text_of(attempt, "code"));
    for (_, _, _, _, of) in &verdicts[5..] {
        assert_eq!(*of, hash);
    }
    let stages: Vec<(u64, u64)> = attempt["tests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| (stage["passed"].as_u64().unwrap(), stage["of"].as_u64().unwrap()))
        .collect();
    assert_eq!(stages, [(8, 8), (9, 9), (9, 9)]);
    assert_eq!(attempt["runs"].as_array().unwrap().len(), verdicts.len());
    let result = house.result();
    for part in ["tests", "runs", "scores", "submitted"] {
        assert_eq!(
            result["questions"][0][part], attempt[part],
            "{part} in session.json"
        );
    }
    // The tests are 4 of 4, and three levels 3.
    let scores = attempt["scores"].as_array().unwrap();
    assert_eq!((scores.len(), &scores[0]["kind"]), (1, &Value::from("first")));
    let score = scores[0]["score"].as_f64().unwrap();
    assert!((3.0..4.0).contains(&score), "{score}");
    let left: Vec<bool> = attempt["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| stage["passed_over"].as_bool().unwrap())
        .collect();
    assert_eq!(left, [false, false, false]);
}
