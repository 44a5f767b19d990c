//! A programming round with what the judge said, as a fixture journal, and what is read from it: the score,
//! `session.json` and the Markdown.

use std::collections::BTreeMap;

use hotseat::domain::bank::{Question, QuestionName, RoundKind};
use hotseat::domain::draw::{DrawnQuestion, DrawnRound};
use hotseat::domain::event::{EndCause, Event, Record, ScoreKind, text_hash};
use hotseat::domain::loops::Pressure;
use hotseat::domain::score;
use hotseat::domain::scorecard::scorecard;
use hotseat::domain::session::Session;
use hotseat::domain::snapshot::snapshot;
use hotseat::domain::verdict::{Bench, Ended, Outcome, Output, RunKind, TestResult, TraceLine, Verdict};
use hotseat::storage::{export, sessions};
use serde_json::{Value, json};

use super::build::{self, Script, done, edit};
use super::{FOLDER, put, session_of};

const GIVEN: &str = "def forward(x, W, b):\n    raise NotImplementedError\n";
const WRITTEN: &str = "def forward(x, W, b):\n    return x @ W.T + b\n";

fn name() -> QuestionName {
    QuestionName::new("programming-numpy", "linear")
}

fn question() -> Question {
    let mut question: Question = serde_json::from_value(json!({
        "id": "linear", "round": "programming", "topic": "backpropagation", "difficulty": "easy", "minutes": 20,
        "prompt": "Write a linear layer.",
        "rubric": [
            { "id": "correct", "criterion": "Correctness", "weight": 3, "tests": true },
            { "id": "cost", "criterion": "Cost", "weight": 1, "levels": ["a", "b", "c", "d", "e"] } ],
        "code": { "language": "python", "entry": ["forward"], "requires": ["numpy"], "stages": [
            { "title": "forward", "tests": "tests_1.py", "visible": ["test_matches"] },
            { "title": "backward", "tests": "tests_2.py", "visible": ["test_dw"] } ] }
    }))
    .unwrap();
    let files = &mut question.code.as_mut().unwrap().files;
    for (file, names) in [
        ("tests_1.py", ["test_matches", "test_dtype"]),
        ("tests_2.py", ["test_dw", "test_db_sums"]),
    ] {
        let source = names.map(|name| format!("def {name}():\n    pass\n")).concat();
        files.insert(file.to_owned(), source.into());
    }
    files.insert("starter.py".to_owned(), GIVEN.into());
    question
}

fn test(name: &str, visible: bool, outcome: Outcome) -> TestResult {
    TestResult {
        name: name.into(),
        visible,
        outcome,
        ms: 2.5,
        ..TestResult::default()
    }
}

fn verdict(kind: RunKind, tests: Vec<TestResult>) -> Verdict {
    Verdict {
        kind,
        tests,
        ms: 61.25,
        bench: Bench {
            python: "3.11.7".into(),
            versions: BTreeMap::from([("numpy".to_owned(), "2.4.1".to_owned())]),
            interpreter: "/usr/bin/python3".into(),
            isolation: "sandboxed".into(),
            isolation_lacks: String::new(),
        },
        ..Verdict::default()
    }
}

fn ran(question: Option<QuestionName>, stage: usize, text: &str, verdict: Verdict) -> Event {
    Event::Ran {
        question,
        stage,
        hash: text_hash(text),
        verdict: Box::new(verdict),
    }
}

/// Visible tests that fail, a script, the first stage at its submission, and after the end of the round the
/// second, of which a hidden test fails.
pub fn records() -> Vec<Record> {
    script().records
}

fn script() -> Script {
    let failed = TestResult {
        message: "forward(x, W, b)\nexpected shape (4, 2)\ngot nothing".into(),
        line: Some(2),
        trace: vec![TraceLine {
            file: "answer.py".into(),
            line: 2,
            function: "forward".into(),
            source: "raise NotImplementedError".into(),
        }],
        ..test("test_matches", true, Outcome::Error)
    };
    let summed = TestResult {
        message: "expected shape (4,), got (8, 4)".into(),
        line: Some(2),
        ..test("test_db_sums", false, Outcome::Failed)
    };
    let script = Verdict {
        output: Output {
            head: "(8, 4)\n".into(),
            ..Output::default()
        },
        ..verdict(RunKind::Script, Vec::new())
    };
    let forbidden = Verdict {
        ended: Ended::Forbidden,
        said: "It uses np.linalg.inv, which is not allowed here.".into(),
        ..verdict(
            RunKind::Visible,
            vec![test("test_matches", true, Outcome::NotRun)],
        )
    };
    let plan = DrawnRound {
        round: RoundKind::Programming,
        minutes: 20.0,
        questions: vec![DrawnQuestion {
            name: name(),
            round: RoundKind::Programming,
            topic: "backpropagation".into(),
            minutes: 20.0,
            reason: "not seen yet".into(),
            ideas: None,
        }],
        fields: None,
    };
    let mut records = Script::new(Pressure::Relaxed, vec![plan]);
    records
        .then(1, Event::RoundStarted { round: 0 })
        .then(
            2,
            Event::QuestionAsked {
                round: 0,
                question: name(),
                snapshot: file().0,
                budget_ms: 1_200_000,
            },
        )
        .then(0, edit("code", 0, "", GIVEN))
        .then(0, Event::StageOpened { stage: 0 })
        .then(0, Event::Entered { field: "code".into() })
        .then(
            40_000,
            ran(None, 0, GIVEN, verdict(RunKind::Visible, vec![failed])),
        )
        .then(
            60_000,
            edit("code", 26, "raise NotImplementedError", "return x @ W.T + b"),
        )
        .then(2_000, ran(None, 0, WRITTEN, script))
        .then(2_000, ran(None, 0, WRITTEN, forbidden))
        .then(
            5_000,
            ran(
                None,
                0,
                WRITTEN,
                verdict(
                    RunKind::All,
                    vec![
                        test("test_matches", true, Outcome::Passed),
                        test("test_dtype", false, Outcome::Passed),
                    ],
                ),
            ),
        )
        .then(10, Event::StageOpened { stage: 1 })
        .then(30_000, done())
        .then(
            1,
            Event::RoundEnded {
                round: 0,
                cause: EndCause::Done,
            },
        )
        .then(
            1,
            Event::SessionEnded {
                cause: EndCause::Done,
            },
        )
        .then(
            900,
            ran(
                Some(name()),
                1,
                WRITTEN,
                verdict(RunKind::All, vec![test("test_dw", true, Outcome::Passed), summed]),
            ),
        );
    records
        .then(
            4_000,
            Event::Predicted {
                question: name(),
                level: 3,
            },
        )
        .then(
            4_000,
            Event::Levelled {
                question: name(),
                criterion: "cost".into(),
                level: Some(2),
            },
        )
        .then(
            1_000,
            Event::Scored {
                question: name(),
                score: 2.75,
                by: "self".into(),
                kind: ScoreKind::First,
            },
        )
        .then(
            1_000,
            Event::Noted {
                question: Some(name()),
                text: "Shapes first.".into(),
            },
        );
    records
}

fn file() -> (String, Vec<u8>) {
    snapshot("programming-numpy", &question(), "NumPy", None)
}

/// The session with its snapshot, up to the record of this number.
fn on_disk(records: usize) -> tempfile::TempDir {
    let bytes = build::fixture("v1-ran");
    let lines: Vec<u8> = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(records)
        .flatten()
        .copied()
        .collect();
    let root = session_of(&lines);
    let (name, bytes) = file();
    put(&root.path().join(FOLDER).join("questions").join(name), &bytes);
    root
}

fn exported(records: usize) -> (Value, String) {
    let root = on_disk(records);
    let loaded = sessions::load(root.path(), FOLDER).unwrap();
    assert_eq!(loaded.problems, Vec::<String>::new());
    let json = serde_json::from_slice(&export::json(&loaded)).unwrap();
    (json, export::markdown(&loaded))
}

#[test]
fn the_score_of_tests_is_read_from_the_journal() {
    let session = Session::fold(&records());
    let question = question();
    let scored = score::question_score(&question, &session.attempts[0]);
    let correct = &scored.criteria[0];
    assert_eq!(
        (correct.score, correct.ticked, correct.of),
        (Some(3.0), 3, 4),
        "stages weigh alike"
    );
    assert_eq!(scored.score, Some(2.75));
}

#[test]
fn the_scorecard_names_the_test_that_failed() {
    let session = Session::fold(&records());
    let question = question();
    let card = scorecard(&session, &|_| Some(&question), &|_| None);
    assert_eq!(
        card.next_steps[0].what,
        "On backpropagation, 3 of 4 tests passed; “db sums” (backward) did not."
    );
    let mut all = records();
    // Without the run that came after the end one stage was not run on the final text.
    all.retain(|record| {
        !matches!(
            &record.event,
            Event::Ran {
                question: Some(_),
                ..
            }
        )
    });
    let card = scorecard(&Session::fold(&all), &|_| Some(&question), &|_| None);
    assert_eq!(
        card.next_steps[0].what,
        "On backpropagation, 2 of 4 tests passed; “backward” was not run on the final text."
    );
}

#[test]
fn the_result_tells_every_run_and_the_tests_at_submission() {
    let (json, text) = exported(usize::MAX);
    let told = &json["questions"][0];
    let runs: Vec<_> = told["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| {
            (
                run["at_ms"].as_u64().unwrap(),
                run["kind"].as_str().unwrap(),
                run["ended"].as_str().unwrap(),
                (run["passed"].as_u64().unwrap(), run["of"].as_u64().unwrap()),
                run["first_failure"]["name"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        runs,
        [
            (40_000, "visible", "whole", (0, 1), Some("test_matches")),
            (102_000, "script", "whole", (0, 0), None),
            (104_000, "visible", "forbidden", (0, 1), Some("test_matches")),
            (109_000, "all", "whole", (2, 2), None),
            (139_010, "all", "whole", (1, 2), Some("test_db_sums")),
        ]
    );
    let stages: Vec<_> = told["tests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| {
            (
                stage["title"].as_str(),
                stage["passed"].as_u64(),
                stage["of"].as_u64(),
            )
        })
        .collect();
    assert_eq!(
        stages,
        [
            (Some("forward"), Some(2), Some(2)),
            (Some("backward"), Some(1), Some(2))
        ]
    );
    assert_eq!(told["tests"][1]["tests"][1]["outcome"], "failed");
    assert_eq!(told["tests_not_run"], Value::Null);
    for words in [
        "- 0:40 stage 1, visible tests, 0 of 1 passed; first error: matches, forward(x, W, b)",
        "- 1:42 stage 1, as a script\n",
        "- 1:44 stage 1, visible tests, 0 of 1 passed. It uses np.linalg.inv, which is not allowed here.",
        "- 2:19 stage 2, all tests, 1 of 2 passed; first failed: db sums, expected shape (4,), got (8, 4)",
        "- Correctness: 3.0 of 4, 3 of 4 tests passed at submission\n",
        "  - Stage 1, forward: 2 of 2 passed\n",
        "  - failed: db sums, line 2: expected shape (4,), got (8, 4)\n",
    ] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
}

#[test]
fn hidden_tests_are_not_named_before_the_prediction() {
    let last = records().len();
    let (json, text) = exported(last - 4);
    let told = &json["questions"][0];
    assert_eq!(told["runs"][4]["first_failure"], Value::Null);
    assert_eq!(told["tests"][1]["passed"], 1);
    assert!(
        !json.to_string().contains("db_sums") && !text.contains("db sums"),
        "{text}"
    );
    assert!(
        exported(last - 3).1.contains("db sums"),
        "the prediction opens them"
    );
}

#[test]
fn where_no_verdict_is_the_result_says_why() {
    let (json, _) = exported(14);
    let told = &json["questions"][0];
    assert_eq!(told["submitted"], "done");
    assert_eq!(told["tests"][1]["run"], false, "the second stage's are not in");
    let (json, _) = exported(11);
    assert_eq!(json["questions"][0]["tests"], json!([]));
    assert_eq!(
        json["questions"][0]["tests_not_run"],
        Value::Null,
        "not submitted yet"
    );
}

#[test]
fn the_result_stays_small_however_much_was_run() {
    let mut records = script();
    let loud = |at: usize| TestResult {
        message: "x".repeat(2_000),
        ..test(&format!("test_{at}"), true, Outcome::Failed)
    };
    for _ in 0..400 {
        let event = ran(
            Some(name()),
            0,
            GIVEN,
            Verdict {
                said: "y".repeat(2_000),
                ..verdict(RunKind::Visible, (0..8).map(loud).collect())
            },
        );
        records.then(1, event);
    }
    let root = session_of(
        &records
            .records
            .iter()
            .flat_map(hotseat::storage::journal::encode)
            .collect::<Vec<u8>>(),
    );
    let (name, bytes) = file();
    put(&root.path().join(FOLDER).join("questions").join(name), &bytes);
    let loaded = sessions::load(root.path(), FOLDER).unwrap();
    let json = export::json(&loaded);
    assert!(json.len() < 100_000, "{}", json.len());
    let read: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(read["questions"][0]["runs_left_out"], 405 - 50);
}
