//! What a candidate meets: messages with their lines, printed text, limits, a script, a run taken back.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::collections::BTreeMap;
use std::sync::Arc;

use hotseat::domain::bank::{Question, QuestionName};
use hotseat::domain::verdict::{Ended, Outcome, Progress, RunKind, RunRequest, Verdict};
use hotseat::judge::{Cancel, Judge, Origin};

use super::runs::places;

const TESTS: &str = "\
import answer
import hotseat_check as check


def test_of_two():
    check.equal(answer.double(2), 4, \"double(2)\")


def test_of_nothing():
    check.equal(answer.double(0), 0, \"double(0)\")


def test_of_many():
    for value in range(100):
        check.equal(answer.double(value), 2 * value, f\"double({value})\")
";

/// A question about doubling a number, which requires nothing.
fn question(forbid: &[&str]) -> Arc<Question> {
    let mut question: Question = serde_json::from_value(serde_json::json!({
        "id": "double", "round": "programming", "topic": "t", "difficulty": "easy", "minutes": 5, "prompt": "p",
        "rubric": [{ "id": "c", "criterion": "c", "weight": 1, "tests": true }],
        "code": {
            "language": "python", "entry": ["double"], "forbid": forbid,
            "stages": [{ "title": "s", "tests": "tests_1.py", "visible": ["test_of_two"], "seconds": 0.5 }]
        }
    }))
    .unwrap();
    question.code.as_mut().unwrap().files = BTreeMap::from([
        ("tests_1.py".to_owned(), TESTS.into()),
        (
            "solution.py".to_owned(),
            "def double(x):\n    return 2 * x\n".into(),
        ),
    ]);
    Arc::new(question)
}

struct Sat {
    judge: Judge,
    question: Arc<Question>,
}

impl Sat {
    fn new() -> Option<Self> {
        Some(Self {
            judge: Judge::new(places(crate::pythons::plain()?)),
            question: question(&[]),
        })
    }

    fn run(&mut self, kind: RunKind, answer: &str) -> Verdict {
        self.told(kind, answer, &mut |_, _| {})
    }

    fn told(&mut self, kind: RunKind, answer: &str, hear: &mut dyn FnMut(&Progress, &Cancel)) -> Verdict {
        let request = RunRequest {
            name: QuestionName::new("b", "double"),
            question: Arc::clone(&self.question),
            kind,
            stage: 0,
            answer: answer.to_owned(),
        };
        let cancel = Cancel::default();
        self.judge
            .run(&request, Origin::Own, &cancel, &mut |progress| {
                hear(&progress, &cancel);
            })
            .unwrap_or_else(|unable| panic!("{} {}", unable.sentence, unable.mend))
    }
}

const RIGHT: &str = "def double(x):\n    return x + x\n";

#[test]
fn tests_are_told_one_by_one_in_their_order() {
    let Some(mut sat) = Sat::new() else { return };
    let mut told = Vec::new();
    let verdict = sat.told(RunKind::All, RIGHT, &mut |progress, _| {
        told.push(match progress {
            Progress::Ready(bench) => format!("ready {}", bench.python.starts_with("3.")),
            Progress::Began(tests) => format!("began {}", tests.len()),
            Progress::Test(test) => test.name.clone(),
            Progress::Done(_) | Progress::Unable(_) => panic!("these are returned"),
        });
    });
    assert_eq!(
        told,
        [
            "ready true",
            "began 3",
            "test_of_two",
            "test_of_nothing",
            "test_of_many"
        ]
    );
    assert!(verdict.all_passed());
    let verdict = sat.run(RunKind::Visible, RIGHT);
    assert_eq!(verdict.tests.len(), 1);
    assert!(verdict.all_passed() && verdict.tests[0].visible);
}

#[test]
fn a_failure_says_what_was_expected_and_an_error_where_it_was_raised() {
    let Some(mut sat) = Sat::new() else { return };
    let verdict = sat.run(RunKind::All, "def double(x):\n    return x + 2\n");
    let outcomes: Vec<Outcome> = verdict.tests.iter().map(|test| test.outcome).collect();
    assert_eq!(outcomes, [Outcome::Passed, Outcome::Failed, Outcome::Failed]);
    let failed = verdict.first_failure().unwrap();
    assert!(
        failed.message.contains("double(0)") && failed.message.contains("got 2"),
        "{}",
        failed.message
    );
    assert_eq!(failed.line, None);

    let verdict = sat.run(
        RunKind::All,
        "def double(x):\n    return twice(x)\n\ndef twice(x):\n    return x / 0\n",
    );
    let test = &verdict.tests[0];
    assert_eq!(test.outcome, Outcome::Error);
    assert_eq!(test.message, "ZeroDivisionError: division by zero");
    assert_eq!(test.line, Some(5));
    let calls: Vec<(&str, u32, &str)> = test
        .trace
        .iter()
        .map(|at| (at.file.as_str(), at.line, at.source.as_str()))
        .collect();
    assert_eq!(
        calls[1..],
        [
            ("answer.py", 2, "return twice(x)"),
            ("answer.py", 5, "return x / 0")
        ]
    );
    assert_eq!(calls[0].0, "tests_1.py");
}

#[test]
fn a_file_that_cannot_be_loaded_says_at_which_line() {
    let Some(mut sat) = Sat::new() else { return };
    let verdict = sat.run(RunKind::All, "def double(x):\n    return x +\n");
    assert_eq!(
        (verdict.ended, verdict.line),
        (Ended::NotLoaded, Some(2)),
        "{verdict:?}"
    );
    assert!(verdict.said.contains("SyntaxError"), "{}", verdict.said);
    let verdict = sat.run(RunKind::All, "import nowhere_to_be_found\n");
    assert_eq!(
        (verdict.ended, verdict.line),
        (Ended::NotLoaded, Some(1)),
        "{verdict:?}"
    );
    assert!(verdict.tests.iter().all(|test| test.outcome == Outcome::NotRun));
    for hostile in [
        "\0",
        "\u{feff}def double(x): return 2 * x",
        "def double(x):\r\n\treturn 2 * x\r\n",
        "",
    ] {
        let verdict = sat.run(RunKind::All, hostile);
        assert_ne!(verdict.ended, Ended::Broken, "{hostile:?}: {}", verdict.said);
    }
}

#[test]
fn printed_text_is_kept_and_what_is_printed_while_loading_is_shown_once() {
    let Some(mut sat) = Sat::new() else { return };
    let verdict = sat.run(
        RunKind::All,
        "import sys\nprint('loading', 'ä')\ndef double(x):\n    if x == 2: print('two', file=sys.stderr)\n    return 2 * x\n",
    );
    assert!(verdict.all_passed());
    assert_eq!(
        verdict.output.head.matches("loading ä").count(),
        1,
        "{:?}",
        verdict.output
    );
    assert_eq!(
        verdict.output.head.matches("two").count(),
        2,
        "{:?}",
        verdict.output
    );
    let verdict = sat.run(
        RunKind::Script,
        "print(1 + 1)\nif __name__ == '__main__': print('main')\n1 / 0\n",
    );
    assert_eq!((verdict.ended, verdict.line), (Ended::NotLoaded, Some(3)));
    assert!(
        verdict.output.head.starts_with("2\nmain\n"),
        "{:?}",
        verdict.output
    );
    let verdict = sat.run(RunKind::Script, "print('fine')\nraise SystemExit(1)\n");
    assert_eq!(verdict.ended, Ended::Whole, "{}", verdict.said);
    let verdict = sat.run(RunKind::Script, "while True: print('x' * 1000)\n");
    assert_eq!(verdict.ended, Ended::Output);
    assert!(
        verdict.output.left_out > 1 << 20
            && verdict.output.tail.ends_with('x') | verdict.output.tail.ends_with('\n')
    );
}

#[test]
fn limits_hold_for_a_loop_and_for_a_sleeper_and_the_other_tests_are_run() {
    let Some(mut sat) = Sat::new() else { return };
    for slow in [
        "while True: pass",
        "import time; time.sleep(100)",
        "sum(range(10 ** 12))",
    ] {
        let answer = format!("def double(x):\n    if x == 0:\n        {slow}\n    return 2 * x\n");
        let verdict = sat.run(RunKind::All, &answer);
        let outcomes: Vec<Outcome> = verdict.tests.iter().map(|test| test.outcome).collect();
        assert_eq!(
            outcomes,
            [Outcome::Passed, Outcome::Time, Outcome::Time],
            "{slow}: {verdict:?}"
        );
    }
}

#[test]
fn what_a_question_forbids_is_named_with_its_line_and_nothing_is_run() {
    let Some(mut sat) = Sat::new() else { return };
    sat.question = question(&["np.linalg.inv", "sorted", ".sort", "scipy"]);
    let answer =
        "print('run')\nfrom numpy.linalg import inv as i\ni(x)\nsorted([])\n[].sort()\nimport scipy.stats\n";
    let verdict = sat.run(RunKind::All, answer);
    assert_eq!(verdict.ended, Ended::Forbidden);
    let found: Vec<(&str, u32)> = verdict
        .forbidden
        .iter()
        .map(|use_| (use_.name.as_str(), use_.line))
        .collect();
    assert_eq!(
        found,
        [
            ("np.linalg.inv", 2),
            ("np.linalg.inv", 3),
            ("sorted", 4),
            (".sort", 5),
            ("scipy", 6)
        ]
    );
    assert!(verdict.output.is_empty());
    let verdict = sat.run(
        RunKind::All,
        "def double(x):\n    resorted = unsorted = 2 * x\n    return resorted\n",
    );
    assert!(verdict.all_passed(), "{verdict:?}");
}

#[test]
fn a_run_taken_back_ends_at_once_and_the_next_one_is_as_fresh() {
    let Some(mut sat) = Sat::new() else { return };
    let sleeper = "import time\ndef double(x):\n    if x == 0: time.sleep(100)\n    return 2 * x\n";
    let verdict = sat.told(RunKind::All, sleeper, &mut |progress, cancel| {
        if matches!(progress, Progress::Test(_)) {
            cancel.cancel();
        }
    });
    assert_eq!(verdict.ended, Ended::Cancelled);
    assert_eq!(verdict.tests[0].outcome, Outcome::Passed);
    assert!(verdict.ms < 2000.0, "{}", verdict.ms);
    assert!(sat.run(RunKind::All, RIGHT).all_passed());
}

/// PyTorch keeps the text of a traceback where it puts a call off, as in `manual_seed` without a graphics card.
#[test]
fn an_answer_may_seed_pytorch() {
    let Some(python) = crate::pythons::torch() else {
        return;
    };
    let mut asked = Arc::unwrap_or_clone(question(&[]));
    asked.code.as_mut().unwrap().requires = vec!["torch".to_owned()];
    let mut sat = Sat {
        judge: Judge::new(places(python)),
        question: Arc::new(asked),
    };
    let seeded = "import torch\ntorch.manual_seed(1)\n\n\ndef double(x):\n    torch.manual_seed(2)\n    return 2 * x\n";
    let verdict = sat.run(RunKind::All, seeded);
    assert!(verdict.all_passed(), "{} {:?}", verdict.said, verdict.tests);
}
