//! What the judge says of a run: an outcome for every test, what was printed, how it ended. These types
//! are shared by the judge, the journal (`ran`), the screens and the command line.
//!
//! The names of the tests are fixed before the answer is loaded; a test without a true record of its end
//! has not passed. Exit codes and printed text never count.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bank::{Question, QuestionName};

/// Printed text that the journal keeps of a run, at its head and at its tail each, in bytes.
const KEPT_OUTPUT: usize = 4 * 1024;

/// Text that the journal keeps of one test's message, in bytes.
const KEPT_MESSAGE: usize = 2 * 1024;

/// Whose a question's code is (starter, solution, tests) that may be run; the candidate's file is always their
/// own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Built in, or written by hotseat's own screens: runs however well it can be isolated.
    Own,
    /// Of somebody else, and trusted: needs isolation.
    Trusted,
}

/// What is run of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// The stage's tests that a candidate may know by name.
    #[default]
    Visible,
    /// All tests of the stage: at submission.
    All,
    /// The file as a script, to look at shapes and prints; no tests.
    Script,
}

/// One wish to run an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRequest {
    pub name: QuestionName,
    /// With its code files ([`super::bank::Code::files`]): what is run is what stands here.
    pub question: Arc<Question>,
    pub kind: RunKind,
    /// An index into the question's stages; its tests and time limit hold.
    pub stage: usize,
    /// The candidate's file, whole.
    pub answer: String,
}

/// How one test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Passed,
    /// A check of the test did not hold.
    Failed,
    /// The answer raised an error.
    Error,
    /// Over its limit of CPU or wall time.
    Time,
    /// Over the limit of memory.
    Memory,
    /// The process ended before the test did: an exit, a crash, a signal.
    Died,
    /// What decides about passing was found changed.
    Tampered,
    /// Nothing is known: the run ended before this test, or the record of its end is missing or doubled.
    #[default]
    NotRun,
}

/// One test of a run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TestResult {
    /// `test_rows_sum_to_one`.
    pub name: String,
    #[serde(default)]
    pub visible: bool,
    pub outcome: Outcome,
    /// Wall time, in milliseconds.
    #[serde(default)]
    pub ms: f64,
    /// Why it did not pass, in one to three lines: what it is about and what was expected, what was got.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// The line of the candidate's file that it happened at or below, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The traceback in the candidate's words, innermost call last; empty where the answer raised nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<TraceLine>,
}

/// A call of a traceback.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TraceLine {
    /// `answer.py`, `tests_1.py`, or a library's file name.
    pub file: String,
    pub line: u32,
    pub function: String,
    /// The source at this line, without its indent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// How a run ended as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Every test was run to an end of its own.
    #[default]
    Whole,
    /// The file could not be loaded: an error at its top level, or a syntax error.
    NotLoaded,
    /// It uses what the question forbids; nothing was run.
    Forbidden,
    Cancelled,
    /// Over the limit of wall time for the whole run.
    Time,
    Memory,
    /// More was printed, or written to files, than a run may.
    Output,
    /// The machinery that decides was attacked; nothing of the run counts.
    Tampered,
    /// The judge itself failed; the sentence says how.
    Broken,
}

/// What was printed, in the order it came; the middle is left out where it is long.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Output {
    pub head: String,
    /// Empty where nothing was left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tail: String,
    /// Bytes between head and tail that are not kept.
    #[serde(default)]
    pub left_out: u64,
}

/// A use of what the question forbids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forbidden {
    /// As the question names it: `np.linalg.inv`.
    pub name: String,
    /// From 1.
    pub line: u32,
    /// A sentence.
    pub reason: String,
}

/// What the judge says of one run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Verdict {
    #[serde(default)]
    pub kind: RunKind,
    #[serde(default)]
    pub ended: Ended,
    /// Why it ended otherwise than whole, in a sentence for the candidate.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// In the order of the stage's file; all that were to be run, whatever became of them.
    #[serde(default)]
    pub tests: Vec<TestResult>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbidden: Vec<Forbidden>,
    /// The line of the candidate's file that it could not be loaded for, from 1, and the calls that led there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<TraceLine>,
    #[serde(default)]
    pub output: Output,
    /// From the request to the last record, in milliseconds.
    #[serde(default)]
    pub ms: f64,
    /// What ran it and how well it was isolated.
    #[serde(default)]
    pub bench: Bench,
}

/// What code is run with: named on the screen and kept with each run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bench {
    /// `3.11.7`.
    #[serde(default)]
    pub python: String,
    /// Versions of what the question requires: `numpy` → `2.4.1`.
    #[serde(default)]
    pub versions: BTreeMap<String, String>,
    /// The interpreter's path.
    #[serde(default)]
    pub interpreter: String,
    /// How well a run is isolated, in words: `sandboxed`.
    #[serde(default)]
    pub isolation: String,
    /// What is missing of it, in a sentence; empty where nothing is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub isolation_lacks: String,
}

/// Why no code can be run here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unable {
    pub why: Why,
    /// A sentence for people: what is missing.
    pub sentence: String,
    /// What to do about it, in a sentence; empty where nothing can be.
    pub mend: String,
}

/// The kinds of reasons why no code can be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    NoPython,
    /// There is Python, but not what the question requires.
    NoModule,
    NotTrusted,
    /// The question has no tests, or they cannot be read.
    NoTests,
    /// Isolation is not to be had and the code is not the person's own.
    NotIsolated,
    Broken,
}

/// What the judge tells while it works, in this order: `Ready` once a worker is warm, `Began`, each test
/// as it ends, then exactly one of `Done` and `Unable`.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    Ready(Bench),
    /// The tests to be run, all as [`Outcome::NotRun`].
    Began(Vec<TestResult>),
    Test(TestResult),
    Done(Box<Verdict>),
    Unable(Unable),
}

impl Outcome {
    pub fn passed(self) -> bool {
        self == Self::Passed
    }

    /// Returns the word that stands beside a test.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Error => "error",
            Self::Time => "too slow",
            Self::Memory => "too much memory",
            Self::Died => "ended early",
            Self::Tampered => "tampered with",
            Self::NotRun => "not run",
        }
    }
}

impl Verdict {
    pub fn passed(&self) -> usize {
        self.tests.iter().filter(|test| test.outcome.passed()).count()
    }

    /// Returns whether every test passed and the run ended whole. A run without tests passes nothing.
    pub fn all_passed(&self) -> bool {
        self.ended == Ended::Whole && !self.tests.is_empty() && self.passed() == self.tests.len()
    }

    /// Returns the first test, in their order, that did not pass.
    pub fn first_failure(&self) -> Option<&TestResult> {
        self.tests.iter().find(|test| !test.outcome.passed())
    }

    /// Returns the verdict as a journal keeps it: long texts are cut, all else is whole.
    pub fn trimmed(mut self) -> Self {
        for test in &mut self.tests {
            cut(&mut test.message, KEPT_MESSAGE);
            for line in &mut test.trace {
                cut(&mut line.source, KEPT_MESSAGE);
            }
        }
        cut(&mut self.said, KEPT_MESSAGE);
        self.output = self.output.kept(KEPT_OUTPUT);
        self
    }
}

impl Output {
    pub fn is_empty(&self) -> bool {
        self.head.is_empty() && self.tail.is_empty() && self.left_out == 0
    }

    /// Returns it with at most `room` bytes of head and of tail.
    pub fn kept(mut self, room: usize) -> Self {
        if self.head.len() > room {
            let at = self.head.floor_char_boundary(room);
            let rest = self.head.split_off(at);
            if self.left_out == 0 && self.tail.is_empty() {
                self.tail = rest;
            } else {
                self.left_out += rest.len() as u64;
            }
        }
        if self.tail.len() > room {
            let at = self.tail.ceil_char_boundary(self.tail.len() - room);
            self.left_out += at as u64;
            self.tail.drain(..at);
        }
        self
    }
}

fn cut(text: &mut String, room: usize) {
    if text.len() > room {
        text.truncate(text.floor_char_boundary(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(outcome: Outcome) -> TestResult {
        TestResult {
            outcome,
            ..TestResult::default()
        }
    }

    #[test]
    fn only_a_whole_run_of_tests_that_all_passed_passes() {
        let of = |ended, outcomes: &[Outcome]| Verdict {
            ended,
            tests: outcomes.iter().map(|outcome| test(*outcome)).collect(),
            ..Verdict::default()
        };
        assert!(of(Ended::Whole, &[Outcome::Passed, Outcome::Passed]).all_passed());
        assert!(!of(Ended::Whole, &[]).all_passed());
        assert!(!of(Ended::Tampered, &[Outcome::Passed]).all_passed());
        let partly = of(Ended::Whole, &[Outcome::Passed, Outcome::NotRun]);
        assert!(!partly.all_passed());
        assert_eq!(partly.passed(), 1);
        assert_eq!(
            partly.first_failure().map(|test| test.outcome),
            Some(Outcome::NotRun)
        );
    }

    #[test]
    fn what_a_journal_keeps_of_printed_text_is_its_head_and_its_tail() {
        let output = Output {
            head: format!("{}{}", "ä".repeat(10), "z".repeat(10)),
            ..Output::default()
        };
        let kept = output.clone().kept(9);
        assert_eq!((kept.head.as_str(), kept.tail.as_str()), ("ääää", "zzzzzzzzz"));
        assert_eq!(
            kept.head.len() + kept.tail.len() + kept.left_out as usize,
            output.head.len()
        );
        assert_eq!(output.clone().kept(100), output);
    }

    #[test]
    fn a_verdict_of_another_version_is_read_for_what_it_has() {
        let read: Verdict =
            serde_json::from_str(r#"{"tests":[{"name":"test_a","outcome":"passed"}],"new":1}"#).unwrap();
        assert!(read.all_passed());
        let written = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<Verdict>(&written).unwrap(), read);
    }
}
