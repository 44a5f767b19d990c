//! Debriefs of code that was run, as scenes and as tests: what the judge said at submission, and what shows
//! while its verdict is on its way or where none came.

use hotseat::app::screens::Screen;
use hotseat::app::screens::debrief::Tab;
use hotseat::domain::bank::RoundKind;
use hotseat::domain::verdict::{Ended, Outcome, TestResult, TraceLine, Verdict};

use super::debriefs::{TESTS, answer, score, session_over, sit, write};
use super::world::World;
use crate::script::Script;

/// Outcomes by stage, in the order of their files: `.` passed, `F` failed, `E` an error, `T` too slow.
const GREEN: [&str; 3] = ["..", "....", ".."];
const MIXED: [&str; 3] = ["..", ".F.T", ".E"];

fn outcome(letter: char) -> Outcome {
    match letter {
        '.' => Outcome::Passed,
        'F' => Outcome::Failed,
        'E' => Outcome::Error,
        'T' => Outcome::Time,
        _ => Outcome::NotRun,
    }
}

fn result(name: &str, letter: char, at: usize) -> TestResult {
    let mut test = TestResult {
        name: name.to_owned(),
        outcome: outcome(letter),
        ms: 1.0 + 2.0 * at as f64,
        ..TestResult::default()
    };
    match letter {
        'F' => {
            test.line = Some(16);
            "expected shape (4,)   got (8, 4)".clone_into(&mut test.message);
        }
        'E' => {
            test.line = Some(12);
            "IndexError: tuple index out of range".clone_into(&mut test.message);
            test.trace = vec![TraceLine {
                file: "answer.py".to_owned(),
                line: 12,
                function: "forward".to_owned(),
                source: "n = x.shape[-2]".to_owned(),
            }];
        }
        'T' => {
            test.ms = 2004.0;
            "stopped at the limit of 2 s".clone_into(&mut test.message);
        }
        _ => {}
    }
    test
}

/// What the judge says of the newest run, by the outcomes of its tests.
fn verdict(script: &Script, outcomes: &str, ended: Ended) -> Verdict {
    let (_, request) = script.asked().expect("a run was asked for");
    let tests = TESTS[request.stage].1.iter().zip(outcomes.chars()).enumerate();
    let mut tests: Vec<TestResult> = tests
        .map(|(at, (name, letter))| result(name, letter, at))
        .collect();
    for test in &mut tests {
        test.visible = VISIBLE.contains(&test.name.as_str());
    }
    Verdict {
        kind: request.kind,
        ended,
        tests,
        ..Verdict::default()
    }
}

const VISIBLE: [&str; 2] = [
    "test_forward_matches_the_reference",
    "test_dW_matches_finite_differences",
];

/// Returns whether a run is under way.
fn runs(script: &Script) -> bool {
    script.app.data.judging.run.is_some()
}

/// Sits the question and submits it; the judge is still to say what it makes of it.
fn submitted(world: &World, width: u16, height: u16) -> Script {
    let mut script = sit(world, width, height, &[RoundKind::Programming]);
    script.with_judge();
    write(&mut script, "code", "# rows first\nimport numpy as np\n\n");
    script.seconds(300);
    for _ in 0..2 {
        script.keys("F2");
        let passed = verdict(&script, "....", Ended::Whole);
        script.verdict(passed).seconds(120);
    }
    write(
        &mut script,
        "talk",
        "Rows are independent, so leading dims are flattened.",
    );
    write(&mut script, "code", "# and back\n");
    script.seconds(50);
    for _ in 0..8 {
        if !session_over(&script) {
            script.keys("F2");
        }
    }
    assert!(runs(&script), "the tests at submission are under way");
    script
}

/// Has the judge say this of the stages, whose runs come one by one, until `most` runs are said.
fn says(script: &mut Script, stages: &[&str], most: usize) {
    for _ in 0..most {
        if runs(script) {
            let (_, request) = script.asked().expect("a run was asked for");
            let told = verdict(script, stages[request.stage], Ended::Whole);
            script.verdict(told);
        }
    }
}

/// The debrief of an answer of which the judge says this.
fn judged(world: &World, width: u16, height: u16, stages: &[&str]) -> Script {
    let mut script = submitted(world, width, height);
    says(&mut script, stages, 3);
    assert!(!runs(&script), "three stages are three runs");
    script.keys("Enter");
    script
}

/// Some tests failed: they show first, beside the criteria; where one pane shows, in their tab.
pub fn mixed(world: &World, width: u16, height: u16) -> Script {
    let mut script = judged(world, width, height, &MIXED);
    score(&mut script, "");
    if width < 100 {
        script.keys("Tab Tab");
    }
    script
}

pub fn green(world: &World, width: u16, height: u16) -> Script {
    let mut script = judged(world, width, height, &GREEN);
    score(&mut script, "3 Tab Tab");
    script
}

/// One stage is still on its way.
pub fn running(world: &World, width: u16, height: u16) -> Script {
    let mut script = submitted(world, width, height);
    says(&mut script, &GREEN, 2);
    script.keys("Enter");
    score(&mut script, "Enter");
    if width < 100 {
        script.keys("Tab Tab");
    }
    script
}

/// There is no Python.
pub fn not_run(world: &World, width: u16, height: u16) -> Script {
    let mut script = sit(world, width, height, &[RoundKind::Programming]);
    answer(&mut script, RoundKind::Programming);
    score(&mut script, "3 Tab Tab");
    script
}

fn tab(script: &Script) -> Tab {
    match script.app.screen() {
        Screen::Debrief(debrief) => debrief.tab,
        _ => panic!("the debrief is not open"),
    }
}

fn scores(script: &Script) -> Vec<f64> {
    let live = script.app.data.live.as_ref().expect("a session is open");
    live.session.attempts[0]
        .scores
        .iter()
        .map(|scored| scored.score)
        .collect()
}

#[test]
fn what_failed_shows_first_and_the_hidden_are_named() {
    let script = &mut mixed(&World::new(), 120, 40);
    assert_eq!(tab(script), Tab::Tests);
    let screen = script.screen();
    for words in [
        "Stage 2 of 3, backward",
        "2 of 4 passed",
        "✗ db sums over the batch",
        "line 16   expected shape (4,)   got (8, 4)",
        "too slow  2.0 s",
        "answer.py line 12, forward: n = x.shape[-2]",
        "✓ forward keeps the dtype",
        "5 of 8",
    ] {
        assert!(screen.contains(words), "{words} in\n{screen}");
    }
    // One who is wholly right is shown their answer.
    let mut script = judged(&World::new(), 120, 40, &GREEN);
    score(&mut script, "");
    assert_eq!(tab(&script), Tab::Answer);
    assert!(script.screen().contains("8 of 8 passed"), "{}", script.screen());
    script.keys("3 Down 1 Enter");
    assert_eq!(scores(&script), [3.2], "weights 3, 1 and 1");
}

#[test]
fn before_the_prediction_nothing_tells_what_passed() {
    let mut script = judged(&World::new(), 120, 40, &MIXED);
    let screen = script.screen();
    assert!(screen.contains("Before you look"), "{screen}");
    assert!(
        !screen.contains("db sums") && !screen.contains("5 of 8"),
        "{screen}"
    );
    script.keys("Tab");
    assert!(!script.screen().contains("5 of 8"), "{}", script.screen());
}

#[test]
fn a_score_waits_for_the_tests_and_counts_them_when_they_come() {
    let mut script = submitted(&World::new(), 120, 40);
    says(&mut script, &GREEN, 2);
    script.keys("Enter");
    score(&mut script, "3 Down 1 Enter");
    assert_eq!(scores(&script), Vec::<f64>::new());
    let screen = script.screen();
    assert!(screen.contains("The tests are still running"), "{screen}");
    script.app.take_dirty();
    says(&mut script, &GREEN, 1);
    assert!(script.app.take_dirty(), "what came is painted");
    let screen = script.screen();
    assert!(screen.contains("8 of 8"), "{screen}");
    script.keys("Enter");
    assert_eq!(scores(&script), [3.2]);
}

#[test]
fn a_run_that_was_stopped_says_so_and_passes_nothing() {
    let mut script = submitted(&World::new(), 120, 40);
    let told = verdict(&script, "..", Ended::Tampered);
    script.verdict(told);
    says(&mut script, &GREEN, 1);
    let cancelled = verdict(&script, "....", Ended::Cancelled);
    script.verdict(cancelled).keys("Enter");
    // The debrief asks for what is missing again; it cannot be had.
    while runs(&script) {
        let broken = verdict(&script, "", Ended::Broken);
        script.verdict(broken);
    }
    score(&mut script, "");
    let screen = script.screen();
    for words in [
        "What decides about passing was found changed.",
        "0 of 2 passed",
        "2 of 2 passed",
        "These tests were not run on the final text",
    ] {
        assert!(screen.contains(words), "{words} in\n{screen}");
    }
}

#[test]
fn a_long_list_of_tests_is_read_to_its_end() {
    let mut script = mixed(&World::new(), 60, 16);
    assert!(!script.screen().contains("n = x.shape[-2]"));
    script.keys("End");
    let screen = script.screen();
    assert!(screen.contains("n = x.shape[-2]"), "{screen}");
}

#[test]
fn an_answer_that_nobody_can_score_is_set_aside_and_waits_for_nothing() {
    let world = World::new();
    let mut script = sit(&world, 120, 40, &[RoundKind::Programming]);
    answer(&mut script, RoundKind::Programming);
    score(&mut script, "- Down - Enter");
    let live = script.app.data.live.as_ref().unwrap();
    let attempt = &live.session.attempts[0];
    assert!(attempt.set_aside && attempt.scores.is_empty());
    assert!(!attempt.waits_for_score());
    assert!(matches!(script.app.screen(), Screen::Scorecard(_)));
    let screen = script.screen();
    assert!(!screen.contains("to score"), "{screen}");
}
