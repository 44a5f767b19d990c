//! The scenes of a programming answer that runs: under way, red, green, not loaded, not allowed, no Python.

use hotseat::domain::bank::RoundKind;
use hotseat::domain::code::test_names;
use hotseat::domain::loops::Pressure;
use hotseat::domain::verdict::{
    Ended, Forbidden, Outcome, Output, Progress, RunKind, TestResult, TraceLine, Verdict,
};

use super::rounds::{CODE, FORWARD, begin, onsite};
use super::world::World;
use crate::script::{Script, bench};

const BACKWARD: &str =
    "    x, W = cache\n    dx = dy @ W\n    dW = dy.T @ x\n    db = dy\n    return dx, dW, db\n";

/// In the second stage with a backward pass that forgets to sum over the batch.
fn backward(world: &World, width: u16, height: u16) -> Script {
    let mut script = onsite(world, width, height, 0);
    script.with_judge();
    begin(&mut script);
    script.keys("ctrl-End Up Up Up Up Up End Enter").seconds(120);
    script.paste(&world.typed(FORWARD)).seconds(200).keys("F2");
    script.verdict(green(&script));
    if script.app.size.width < 100 {
        script.keys("Tab");
    }
    script
        .seconds(30)
        .keys("ctrl-End Enter")
        .paste(&world.typed(BACKWARD));
    script.keys("Up Up").seconds(90);
    script
}

/// The tests of the newest run, none run yet.
fn tests(script: &Script) -> Vec<TestResult> {
    let (_, request) = script.asked().expect("a run was asked for");
    let code = request.question.code.as_ref().expect("it has code");
    let stage = &code.stages[request.stage];
    test_names(&code.files[&stage.tests])
        .map(|name| TestResult {
            name: name.to_owned(),
            visible: stage.visible.iter().any(|known| known == name),
            ..TestResult::default()
        })
        .filter(|test| test.visible || request.kind == RunKind::All)
        .collect()
}

fn kind(script: &Script) -> RunKind {
    script.asked().expect("a run was asked for").1.kind
}

/// A verdict on the newest run in which every test passes.
pub fn green(script: &Script) -> Verdict {
    let mut tests = tests(script);
    for (index, test) in tests.iter_mut().enumerate() {
        test.outcome = Outcome::Passed;
        test.ms = [1.4, 0.8, 11.2, 3.1][index % 4];
    }
    Verdict {
        kind: kind(script),
        tests,
        ms: 38.0,
        bench: bench(),
        ..Verdict::default()
    }
}

/// The same in which the sum over the batch is missing.
pub fn red(script: &Script) -> Verdict {
    let mut verdict = green(script);
    for test in &mut verdict.tests {
        let (outcome, message) = match test.name.as_str() {
            "test_backward_of_a_worked_example" => (Outcome::Failed, "db\nexpected shape (2,)\ngot (2, 2)"),
            "test_gradients_have_the_shapes_of_their_arrays" => {
                (Outcome::Failed, "db for b (3,)\nexpected shape (3,)\ngot (7, 3)")
            }
            "test_db_sums_over_the_batch" => (Outcome::Failed, "secret"),
            "test_backward_of_many_rows_is_vectorised" => (Outcome::Time, "secret"),
            _ => continue,
        };
        test.outcome = outcome;
        message.clone_into(&mut test.message);
        test.line = Some(34);
        test.trace = vec![TraceLine {
            file: "tests_2.py".to_owned(),
            line: 42,
            function: test.name.clone(),
            source: "check.close(db, [3.0, -1.0], \"db\")".to_owned(),
        }];
    }
    verdict.output = Output {
        head: "x (2, 3)\ndy (2, 2)\n\u{1b}[31mdb\u{1b}[0m (2, 2)\n".to_owned(),
        ..Output::default()
    };
    verdict
}

/// Two of nine have ended.
pub fn under_way(world: &World, width: u16, height: u16) -> Script {
    let mut script = backward(world, width, height);
    script.keys("F2");
    let verdict = red(&script);
    script.judge(Progress::Began(tests(&script)));
    for test in &verdict.tests[..3] {
        script.judge(Progress::Test(test.clone()));
    }
    script.seconds(2);
    script
}

/// The visible tests are red.
pub fn failed(world: &World, width: u16, height: u16) -> Script {
    let mut script = backward(world, width, height);
    script.keys("F5");
    let verdict = red(&script);
    script.verdict(verdict).seconds(1);
    script
}

/// The tab of the tests, where there is one; the text has changed since.
pub fn older(world: &World, width: u16, height: u16) -> Script {
    let mut script = failed(world, width, height);
    script.keys("Left").text(".sum(axis=0)").seconds(1);
    if script.app.size.width < 100 {
        script.keys("F6 F6");
    }
    script
}

/// Done was said, and hidden tests fail.
pub fn refused(world: &World, width: u16, height: u16) -> Script {
    let mut script = backward(world, width, height);
    script.keys("F2");
    let verdict = red(&script);
    script.verdict(verdict).seconds(1);
    script
}

pub fn passed(world: &World, width: u16, height: u16) -> Script {
    let mut script = failed(world, width, height);
    script.keys("End").text(".sum(axis=0)").seconds(20).keys("F5");
    let verdict = green(&script);
    script.verdict(verdict).seconds(1);
    script
}

/// The file does not load.
pub fn error(world: &World, width: u16, height: u16) -> Script {
    let mut script = backward(world, width, height);
    script.keys("F5");
    let mut verdict = Verdict {
        ended: Ended::NotLoaded,
        said: "NameError: name 'npp' is not defined".to_owned(),
        line: Some(20),
        trace: vec![TraceLine {
            file: "answer.py".to_owned(),
            line: 20,
            function: "<module>".to_owned(),
            source: "EPS = npp.finfo(float).eps".to_owned(),
        }],
        ..green(&script)
    };
    for test in &mut verdict.tests {
        test.outcome = Outcome::NotRun;
    }
    script.verdict(verdict).seconds(1);
    script
}

/// The file uses what the question forbids.
pub fn forbidden(world: &World, width: u16, height: u16) -> Script {
    let mut script = backward(world, width, height);
    script.keys("F5");
    let use_of = |name: &str, line, reason: &str| Forbidden {
        name: name.to_owned(),
        line,
        reason: reason.to_owned(),
    };
    let verdict = Verdict {
        ended: Ended::Forbidden,
        forbidden: vec![
            use_of("np.linalg.inv", 31, "This question is about writing it."),
            use_of("eval", 33, "Text is not run as code here."),
        ],
        tests: Vec::new(),
        ..green(&script)
    };
    script.verdict(verdict).seconds(1);
    script
}

/// The file ran as a script.
pub fn script_ran(world: &World, width: u16, height: u16) -> Script {
    let mut script = backward(world, width, height);
    script.keys("ctrl-g i");
    let verdict = Verdict {
        output: Output {
            head: "row (7, 3)\n".repeat(30),
            tail: "dx (7, 5)\tok\n".to_owned(),
            left_out: 4_096,
        },
        tests: Vec::new(),
        ..green(&script)
    };
    script.verdict(verdict).seconds(1);
    script
}

/// What the run said at length.
pub fn output(world: &World, width: u16, height: u16) -> Script {
    let mut script = failed(world, width, height);
    script.keys("F7");
    script
}

/// No Python here: the round goes on without.
pub fn unable(world: &World, width: u16, height: u16) -> Script {
    let rounds: [(RoundKind, f64, &[&str]); 1] = [(RoundKind::Programming, 20.0, &[CODE])];
    let plan = world.rounds("Programming", &rounds, Pressure::Relaxed);
    let mut script = world.begin(width, height, plan);
    begin(&mut script);
    script.text("#").keys("Backspace").seconds(2);
    script
}
