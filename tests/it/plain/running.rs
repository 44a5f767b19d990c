//! Code that runs in lines: what is asked for, what is told of it, and that lines wait for it.

use hotseat::app::effect::Effect;
use hotseat::domain::bank::RoundKind;
use hotseat::domain::event::Event;
use hotseat::domain::loops::Loop;
use hotseat::domain::verdict::{Ended, Outcome, Output, RunKind, TestResult, TraceLine, Verdict};

use super::sitter::{Sitter, programming, round};
use crate::script::bench;

const STAGES: [&[(&str, bool)]; 2] = [
    &[("test_shapes_of_y", true), ("test_values", false)],
    &[("test_gradients", false)],
];

/// In the code of a programming question, with a judge.
fn sit() -> Sitter {
    let plan = Loop::new("one", "One", vec![round(RoundKind::Programming, 12.0, 1)]);
    let mut sitter = Sitter::judged(&plan, &[programming()]);
    assert!(!sitter.talk.listens(), "lines wait for what is known of Python");
    sitter.ready();
    sitter
}

/// A verdict on the newest run, by the outcomes of its tests: `.` passed, `F` failed.
fn verdict(sitter: &Sitter, outcomes: &str) -> Verdict {
    let request = sitter.request();
    let all = request.kind == RunKind::All;
    let tests = STAGES[request.stage]
        .iter()
        .filter(|(_, visible)| all || *visible);
    let tests = tests.zip(outcomes.chars()).map(|((name, visible), letter)| {
        let passed = letter == '.';
        TestResult {
            name: (*name).to_owned(),
            visible: *visible,
            outcome: if passed { Outcome::Passed } else { Outcome::Failed },
            ms: 2.0,
            message: if passed {
                ""
            } else {
                "y\nexpected shape (2, 3)\ngot (3, 2)"
            }
            .to_owned(),
            line: (!passed).then_some(5),
            trace: Vec::new(),
        }
    });
    Verdict {
        kind: request.kind,
        tests: if request.kind == RunKind::Script {
            Vec::new()
        } else {
            tests.collect()
        },
        ms: 41.0,
        bench: bench(),
        ..Verdict::default()
    }
}

fn told(sitter: &mut Sitter, outcomes: &str) {
    let verdict = verdict(sitter, outcomes);
    sitter.verdict(verdict);
}

#[test]
fn run_says_each_visible_test_and_the_lines_typed_next_come_after_it() {
    let mut sitter = sit();
    sitter.burst("def forward(x, W):\n    return W @ x\n[run]\n[append]\n# more\n[time]");
    let request = sitter.request().clone();
    assert_eq!((request.kind, request.stage), (RunKind::Visible, 0));
    assert_eq!(request.answer, "def forward(x, W):\n    return W @ x");
    assert!(!sitter.talk.listens());
    sitter
        .says("The visible tests of stage 1 run.")
        .says_not("left of");
    told(&mut sitter, "F");
    sitter
        .says(
            "Stage 1: 0 of 1 test passed, 41 ms.\nFailed: shapes of y, line 5.\n   y\n   expected shape (2, 3)\n   got \
             (3, 2)\n",
        )
        .says("left of");
    assert!(sitter.talk.listens());
    assert_eq!(
        sitter.text("code"),
        "def forward(x, W):\n    return W @ x\n# more"
    );
    let ran = sitter
        .records()
        .into_iter()
        .find_map(|record| match record.event {
            Event::Ran { verdict, .. } => Some(verdict),
            _ => None,
        });
    assert_eq!(ran.unwrap().passed(), 0);
}

#[test]
fn script_says_what_the_file_prints_and_an_error_with_its_calls() {
    let mut sitter = sit();
    sitter.lines("print(1)\n[script]");
    assert_eq!(sitter.request().kind, RunKind::Script);
    let printed = Verdict {
        ended: Ended::NotLoaded,
        said: "NameError: name 'x' is not defined.".to_owned(),
        line: Some(2),
        trace: vec![TraceLine {
            file: "answer.py".to_owned(),
            line: 2,
            function: "<module>".to_owned(),
            source: "x".to_owned(),
        }],
        output: Output {
            head: "1\n\u{1b}[31m2\n".to_owned(),
            ..Output::default()
        },
        ..verdict(&sitter, "")
    };
    sitter.verdict(printed);
    sitter.says(
        "The file ran, 41 ms.\nNameError: name 'x' is not defined. Line 2.\n   answer.py line 2, <module>: x\nPrinted:\n1\n",
    );
}

#[test]
fn done_runs_all_tests_says_how_many_fail_and_goes_on_when_it_is_said_again() {
    let mut sitter = sit();
    sitter.lines("one\n.\ntalk\n.");
    assert_eq!(sitter.request().kind, RunKind::All);
    assert!(!sitter.talk.listens(), "done waits");
    told(&mut sitter, ".F");
    sitter
        .says("Stage 1: 1 of 2 tests passed, 41 ms.\nPassed: shapes of y.\nFailed: hidden test 1.\n")
        .says("1 of 2 fails, 1 of them hidden. A lone dot goes on as it is, and so does [done]; [run] runs the visible tests.\n")
        .says_not("values")
        .says_not("Stage 2 of 2");
    sitter.heard();
    sitter.line(".");
    sitter.says("Stage 2 of 2: backward.");
    // The text is the same as before: its own stage runs, and with all passed it goes on.
    sitter.line(".");
    assert_eq!(sitter.request().stage, 1);
    told(&mut sitter, ".");
    sitter.says("Stage 2: 1 of 1 test passed").says("Done.");
}

#[test]
fn the_debrief_reads_the_tests_out_once_they_are_in() {
    let mut sitter = sit();
    sitter.lines("one\n[done]");
    told(&mut sitter, "..");
    sitter.lines("two\n[done]");
    told(&mut sitter, "F");
    sitter.lines("[done]\n");
    // Stage 1 runs anew: the file was changed since.
    assert_eq!((sitter.request().stage, sitter.request().kind), (0, RunKind::All));
    sitter.heard();
    sitter.burst("2\n3\n");
    sitter
        .says("Predicted 2.")
        .says("The tests are still running.")
        .says_not("Tests at submission")
        .says_not("Criterion 2");
    assert!(!sitter.talk.listens());
    told(&mut sitter, ".F");
    sitter.says(
        "Tests at submission: 1 of 3 passed.\nStage 1, forward: 1 of 2 passed.\nPassed: shapes of y.\nFailed: values, \
         line 5.\n   y\n   expected shape (2, 3)\n   got (3, 2)\nStage 2, backward: 0 of 1 passed.\nFailed: gradients",
    );
    sitter.says("Criterion 2 of 2: Cost.");
    // What was typed meanwhile is taken now: a level, and no note.
    sitter.says("Correctness: 1.0 of 4, 1 of 3 passed; weight 3.");
    sitter.heard();
    sitter.lines("[tests]");
    sitter.says("Tests at submission: 1 of 3 passed.");
    sitter.lines("");
    assert_eq!(sitter.attempt().scores[0].score, 1.5);
}

#[test]
fn without_python_it_is_said_once_and_again_where_it_is_asked_for() {
    let plan = Loop::new("one", "One", vec![round(RoundKind::Programming, 12.0, 1)]);
    let mut sitter = Sitter::new(&plan, &[programming()]);
    sitter.says("so tests are not run. `hotseat setup` makes one");
    sitter.heard();
    sitter.lines("one\n[show]\n.");
    sitter.says_not("hotseat setup");
    sitter.line("[back code]").line("[run]");
    sitter.says("so tests are not run. `hotseat setup` makes one");
    sitter.heard();
    sitter.lines("[done]\n[done]\n\n2");
    sitter.says("so tests are not run. The tests leave the mean.");
    let runs = sitter
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Run { .. }));
    assert_eq!(runs.count(), 1, "only what was asked for");
}

#[test]
fn a_stage_without_a_test_to_name_says_so() {
    let mut sitter = sit();
    sitter.lines("one\n[pass stage]\n[run]");
    sitter.says("This stage shows no tests; [done] runs those it has.");
    assert!(sitter.talk.listens());
}
