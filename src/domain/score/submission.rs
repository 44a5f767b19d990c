//! What the judge said of an answer as it was submitted: of each stage the newest run of all tests over the
//! final text, if that run said anything about the answer. Which tests a stage has is fixed by the question,
//! not by the verdict: what a verdict leaves out has not passed, what it adds does not count.

use std::collections::BTreeSet;

use super::StageTests;
use crate::domain::bank::{Code, Question};
use crate::domain::code;
use crate::domain::event::text_hash;
use crate::domain::session::{Attempt, Run, Session};
use crate::domain::verdict::{Ended, Outcome, RunKind, TestResult};

/// The field whose text is run.
const CODE: &str = "code";

/// One stage of an answer at its submission.
#[derive(Debug, Clone, PartialEq)]
pub struct StageVerdict<'a> {
    /// Index into the question's stages.
    pub stage: usize,
    pub title: &'a str,
    /// `None`: its tests were not run on the final text.
    pub run: Option<&'a Run>,
    /// In the order of the stage's file.
    pub tests: Vec<TestVerdict<'a>>,
}

/// One test of a stage at submission.
#[derive(Debug, Clone, PartialEq)]
pub struct TestVerdict<'a> {
    /// `test_rows_sum_to_one`.
    pub name: &'a str,
    pub visible: bool,
    /// `None`: the verdict says nothing of it.
    pub result: Option<&'a TestResult>,
}

impl TestVerdict<'_> {
    pub fn outcome(&self) -> Outcome {
        self.result.map_or(Outcome::NotRun, |result| result.outcome)
    }
}

impl StageVerdict<'_> {
    /// Returns whether what the run says of its tests counts: only where it came to its end undisturbed.
    pub fn counts(&self) -> bool {
        self.run.is_some_and(|run| run.verdict.ended == Ended::Whole)
    }

    pub fn of(&self) -> usize {
        self.tests.len()
    }

    pub fn passed(&self) -> usize {
        if !self.counts() {
            return 0;
        }
        let passed = self.tests.iter().filter(|test| test.outcome().passed());
        passed.count()
    }

    /// Returns the first test that did not pass, in the order of the file.
    pub fn first_failure(&self) -> Option<&TestVerdict<'_>> {
        self.tests.iter().find(|test| !test.outcome().passed())
    }
}

/// Returns what the judge said of the answer as it was submitted, stage by stage; nothing where no stage's
/// tests were run on its final text.
pub fn at_submission<'a>(question: &'a Question, attempt: &'a Attempt) -> Vec<StageVerdict<'a>> {
    let Some(code) = &question.code else {
        return Vec::new();
    };
    // Hashing a file at every frame would be waste where there is nothing to compare it with.
    if !attempt.runs.iter().any(|run| run.verdict.kind == RunKind::All) {
        return Vec::new();
    }
    let hash = text_hash(attempt.text_of(CODE));
    let stages: Vec<StageVerdict> = code
        .stages
        .iter()
        .enumerate()
        .map(|(stage, told)| {
            let run = attempt
                .runs
                .iter()
                .rev()
                .find(|run| run.stage == stage && run.hash == hash && says_something(run));
            StageVerdict {
                stage,
                title: &told.title,
                run,
                tests: tests(code, stage, run),
            }
        })
        .collect();
    if stages.iter().any(|stage| stage.run.is_some()) {
        stages
    } else {
        Vec::new()
    }
}

/// Returns passed and of by stage, as [`super::tests_score`] takes them; `None` where nothing was run.
pub(super) fn tallies(question: &Question, attempt: &Attempt) -> Option<Vec<StageTests>> {
    let stages = at_submission(question, attempt);
    let tally = |stage: &StageVerdict| StageTests {
        passed: stage.passed(),
        of: stage.of(),
    };
    (!stages.is_empty()).then(|| stages.iter().map(tally).collect())
}

/// Returns why no stage's tests were run on the final text, in a sentence.
pub fn why_not_run(session: Option<&Session>, question: &Question, attempt: &Attempt) -> String {
    let Some(code) = question.code.as_ref().filter(|code| !code.stages.is_empty()) else {
        return "the question has none.".to_owned();
    };
    let final_text = text_hash(attempt.text_of(CODE));
    let mut runs = attempt.runs.iter().rev();
    let said = runs.find(|run| run.verdict.kind == RunKind::All && run.hash == final_text);
    if let Some(run) = said {
        return match run.verdict.said.trim() {
            "" => ended_words(run.verdict.ended).to_owned(),
            said => said.to_owned(),
        };
    }
    let Some(can) = session
        .and_then(|session| session.started.as_ref())
        .map(|started| started.abilities)
    else {
        return NO_VERDICT.to_owned();
    };
    let needs = |module: &str| code.requires.iter().any(|required| required == module);
    let lacks = if !can.python {
        "Python"
    } else if needs("torch") && !can.torch {
        "PyTorch"
    } else if needs("numpy") && !can.numpy {
        "NumPy"
    } else {
        return NO_VERDICT.to_owned();
    };
    format!("there was no {lacks} to run them with.")
}

const NO_VERDICT: &str = "no verdict on the final text came.";

/// Returns how a run ended, in a sentence: where it says nothing itself.
pub fn ended_words(ended: Ended) -> &'static str {
    match ended {
        Ended::Whole => "Every test was run.",
        Ended::NotLoaded => "The file could not be loaded.",
        Ended::Forbidden => "It uses what the question forbids.",
        Ended::Cancelled => "The run was cancelled.",
        Ended::Time => "The run was over its limit of time.",
        Ended::Memory => "The run was over its limit of memory.",
        Ended::Output => "More was printed than a run may print.",
        Ended::Tampered => "What decides about passing was found changed.",
        Ended::Broken => "The judge itself failed.",
    }
}

/// Returns a test's time: `3 ms`, `2.0 s`.
pub fn milliseconds(ms: f64) -> String {
    if !ms.is_finite() || ms < 0.0 {
        String::new()
    } else if ms < 1000.0 {
        format!("{ms:.0} ms")
    } else {
        format!("{:.1} s", ms / 1000.0)
    }
}

/// A run that was cancelled, or in which the judge itself failed, says nothing about the answer.
fn says_something(run: &Run) -> bool {
    run.verdict.kind == RunKind::All && !matches!(run.verdict.ended, Ended::Cancelled | Ended::Broken)
}

fn tests<'a>(code: &'a Code, stage: usize, run: Option<&'a Run>) -> Vec<TestVerdict<'a>> {
    let Some(told) = code.stages.get(stage) else {
        return Vec::new();
    };
    let results: &[TestResult] = run.map_or(&[], |run| &run.verdict.tests);
    let names: Vec<&str> = if let Some(source) = code.files.get(&told.tests) {
        code::test_names(source).collect()
    } else {
        // Without the file the bank's visible ones and the verdict's are all that is known.
        let said = results.iter().map(|result| result.name.as_str());
        told.visible.iter().map(String::as_str).chain(said).collect()
    };
    let mut seen = BTreeSet::new();
    names
        .into_iter()
        .filter(|name| seen.insert(*name))
        .map(|name| {
            let mut said = results.iter().filter(|result| result.name == name);
            // Of one that is told twice nothing is known.
            let result = said.next().filter(|_| said.next().is_none());
            TestVerdict {
                name,
                visible: told.visible.iter().any(|known| known == name),
                result,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{BEST, Missing, question_score};
    use super::*;
    use crate::domain::bank::QuestionName;
    use crate::domain::event::SubmitCause;
    use crate::domain::session::Field;
    use crate::domain::verdict::Verdict;

    const TEXT: &str = "def f(): return 1";

    fn question() -> Question {
        let mut question: Question = serde_json::from_value(serde_json::json!({
            "id": "q", "round": "programming", "topic": "t", "difficulty": "easy", "minutes": 10, "prompt": "Write.",
            "rubric": [{ "id": "correct", "criterion": "Correct", "weight": 3, "tests": true }],
            "code": { "language": "python", "entry": ["f"], "stages": [
                { "title": "one", "tests": "tests_1.py", "visible": ["test_a"] },
                { "title": "two", "tests": "tests_2.py" } ] }
        }))
        .unwrap();
        let code = question.code.as_mut().unwrap();
        for (file, names) in [("tests_1.py", &["a", "b"][..]), ("tests_2.py", &["c", "d", "d"])] {
            let source = names.join("():\n    pass\ndef test_");
            code.files.insert(
                file.to_owned(),
                format!("def test_{source}():\n    pass\n").into(),
            );
        }
        question
    }

    fn run(stage: usize, passed: &str, failed: &str) -> Run {
        let one = |outcome| {
            move |name: char| TestResult {
                name: format!("test_{name}"),
                outcome,
                ..TestResult::default()
            }
        };
        let tests = passed
            .chars()
            .map(one(Outcome::Passed))
            .chain(failed.chars().map(one(Outcome::Failed)));
        Run {
            stage,
            hash: text_hash(TEXT),
            verdict: Verdict {
                kind: RunKind::All,
                tests: tests.collect(),
                ..Verdict::default()
            },
            at: Duration::ZERO,
        }
    }

    fn attempt(runs: Vec<Run>) -> Attempt {
        let mut attempt = Attempt::new(QuestionName::new("b", "q"), "b.q.json", Duration::from_mins(10));
        attempt.fields.push(Field {
            name: "code".to_owned(),
            text: TEXT.to_owned(),
            ..Field::default()
        });
        attempt.submitted = Some(SubmitCause::Done);
        attempt.runs = runs;
        attempt
    }

    fn ended(mut run: Run, ended: Ended) -> Run {
        run.verdict.ended = ended;
        run
    }

    #[test]
    fn tests_at_submission_are_the_newest_that_ran_on_the_final_text() {
        let other = |mut run: Run| {
            run.hash = text_hash("something else");
            run
        };
        let visible = |mut run: Run| {
            run.verdict.kind = RunKind::Visible;
            run
        };
        let one = || run(0, "ab", "");
        let two = || run(1, "cd", "");
        for (name, runs, want) in [
            ("nothing was run", vec![], None),
            ("all pass", vec![one(), two()], Some(BEST)),
            ("a stage that was not run has not passed", vec![one()], Some(2.0)),
            ("another text", vec![other(one()), other(two())], None),
            ("visible tests only", vec![visible(one())], None),
            (
                "a stage nobody knows",
                vec![one(), two(), run(7, "x", "")],
                Some(BEST),
            ),
            (
                "the newest of a text counts",
                vec![one(), two(), run(0, "a", "b")],
                Some(3.0),
            ),
            (
                "a run of another text since does not",
                vec![one(), two(), other(run(0, "", "ab"))],
                Some(BEST),
            ),
            ("left out is not passed", vec![run(0, "a", ""), two()], Some(3.0)),
            (
                "made up does not count",
                vec![run(0, "axyz", "b"), two()],
                Some(3.0),
            ),
            (
                "told twice is not known",
                vec![run(0, "aab", ""), two()],
                Some(3.0),
            ),
            (
                "a run that was stopped passes nothing",
                vec![ended(one(), Ended::Time), two()],
                Some(2.0),
            ),
            (
                "nor one that was tampered with",
                vec![ended(one(), Ended::Tampered), two()],
                Some(2.0),
            ),
            (
                "a cancelled one says nothing",
                vec![one(), two(), ended(run(0, "", ""), Ended::Cancelled)],
                Some(BEST),
            ),
            ("nor a broken judge", vec![ended(one(), Ended::Broken)], None),
        ] {
            let scored = question_score(&question(), &attempt(runs));
            assert_eq!(scored.score, want, "{name}");
            let missing = want.is_none().then_some(Missing::NoJudge);
            assert_eq!(scored.criteria[0].missing, missing, "{name}");
        }
    }

    #[test]
    fn tests_are_told_in_the_order_of_their_file_with_what_became_of_them() {
        let question = question();
        let attempt = attempt(vec![run(0, "b", "a")]);
        let stages = at_submission(&question, &attempt);
        let told: Vec<Vec<_>> = stages
            .iter()
            .map(|stage| {
                let tests = stage.tests.iter();
                tests
                    .map(|test| (test.name, test.visible, test.outcome()))
                    .collect()
            })
            .collect();
        assert_eq!(
            told,
            [
                vec![
                    ("test_a", true, Outcome::Failed),
                    ("test_b", false, Outcome::Passed)
                ],
                vec![
                    ("test_c", false, Outcome::NotRun),
                    ("test_d", false, Outcome::NotRun)
                ],
            ]
        );
        assert_eq!((stages[0].passed(), stages[0].of()), (1, 2));
        assert_eq!(stages[0].first_failure().unwrap().name, "test_a");
        assert!(!stages[1].counts());
    }
}
