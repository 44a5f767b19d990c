//! What the records of a run add up to. The tests are fixed before the first record; a record that is
//! missing, doubled, unknown or without the run's nonce never makes a test pass.

use super::protocol::{Line, Record, TestEnd};
use crate::domain::verdict::{
    Bench, Ended, Forbidden, Outcome, Output, RunKind, TestResult, TraceLine, Verdict,
};

/// Why a run was ended from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Cancelled,
    /// A test that did not end at its limit, or a supervisor that said nothing.
    Time,
    Memory,
    Output,
    /// Too much in its folder.
    Files,
}

/// The records of one run so far.
#[derive(Debug)]
pub struct Tally {
    nonce: String,
    kind: RunKind,
    tests: Vec<TestResult>,
    /// Whether a test has its record.
    seen: Vec<bool>,
    running: Option<usize>,
    /// The run told its end.
    over: bool,
    ended: Ended,
    said: String,
    forbidden: Vec<Forbidden>,
    line: Option<u32>,
    trace: Vec<TraceLine>,
}

impl Tally {
    /// The tests that are to be run, all [`Outcome::NotRun`] as yet.
    pub fn new(nonce: String, kind: RunKind, tests: Vec<TestResult>) -> Self {
        Self {
            nonce,
            kind,
            seen: vec![false; tests.len()],
            tests,
            running: None,
            over: false,
            ended: Ended::Whole,
            said: String::new(),
            forbidden: Vec::new(),
            line: None,
            trace: Vec::new(),
        }
    }

    /// Takes one line in; returns the test that ended with it.
    pub fn take(&mut self, line: &[u8]) -> Option<TestResult> {
        let read = serde_json::from_slice::<Line>(line);
        let record = match read {
            Ok(line) if line.nonce == self.nonce && !self.over => line.record,
            _ => {
                self.tampered("A record came that is not the judge's.");
                return None;
            }
        };
        match record {
            Record::Start { index } => {
                self.running = index;
                None
            }
            Record::Test { index, end } => self.test(index, end),
            Record::Script { end } => {
                self.script(end);
                None
            }
            Record::NotLoaded { message, line, trace } => {
                self.end(Ended::NotLoaded, message);
                (self.line, self.trace) = (line, trace);
                None
            }
            Record::Forbidden { uses } => {
                self.end(Ended::Forbidden, "It uses what this question forbids.".to_owned());
                self.forbidden = uses;
                None
            }
            Record::Tampered { message } => {
                self.tampered(&message);
                None
            }
            Record::Broken { message } => {
                self.end(Ended::Broken, message);
                None
            }
            Record::End => {
                self.over = true;
                None
            }
        }
    }

    /// Returns whether the run has told its end.
    pub fn is_over(&self) -> bool {
        self.over
    }

    fn test(&mut self, index: usize, end: TestEnd) -> Option<TestResult> {
        let (Some(test), Some(seen)) = (self.tests.get_mut(index), self.seen.get_mut(index)) else {
            self.tampered("A record came for a test that there is not.");
            return None;
        };
        if std::mem::replace(seen, true) || self.running != Some(index) {
            self.tampered("A test was recorded twice, or before it began.");
            return None;
        }
        self.running = None;
        test.outcome = end.outcome;
        test.message = end.message;
        test.line = end.line;
        test.trace = end.trace;
        test.ms = end.ms;
        let told = test.clone();
        if told.outcome == Outcome::Tampered {
            self.tampered("What decides about the tests was changed by the answer.");
        }
        Some(told)
    }

    fn script(&mut self, end: TestEnd) {
        match end.outcome {
            Outcome::Passed => {}
            Outcome::Time => self.end(Ended::Time, end.message),
            Outcome::Memory => self.end(Ended::Memory, end.message),
            _ => self.end(Ended::NotLoaded, end.message),
        }
        (self.line, self.trace) = (end.line, end.trace);
    }

    fn end(&mut self, ended: Ended, said: String) {
        if self.ended != Ended::Tampered {
            (self.ended, self.said) = (ended, said);
        }
    }

    fn tampered(&mut self, said: &str) {
        self.end(Ended::Tampered, said.to_owned());
    }

    /// Returns the verdict of a run of which nothing more can come.
    pub fn close(mut self, stop: Option<Stop>, bench: Bench, output: Output, ms: f64) -> Verdict {
        if let Some(stop) = stop {
            let (ended, outcome, said) = match stop {
                Stop::Cancelled => (Ended::Cancelled, Outcome::NotRun, "The run was cancelled."),
                Stop::Time => (
                    Ended::Time,
                    Outcome::Time,
                    "It did not end at its limit of time and was ended.",
                ),
                Stop::Memory => (
                    Ended::Memory,
                    Outcome::Memory,
                    "It took more memory than a run may and was ended.",
                ),
                Stop::Output => (
                    Ended::Output,
                    Outcome::Died,
                    "It printed more than a run may and was ended.",
                ),
                Stop::Files => (
                    Ended::Output,
                    Outcome::Died,
                    "It wrote more files than a run may and was ended.",
                ),
            };
            self.end(ended, said.to_owned());
            if let Some(test) = self.running.and_then(|index| self.tests.get_mut(index)) {
                test.outcome = outcome;
                said.clone_into(&mut test.message);
            }
        } else if !self.over && self.ended == Ended::Whole {
            self.end(
                Ended::Broken,
                "The run ended before it said so; nothing of it counts.".to_owned(),
            );
        } else if self.ended == Ended::Whole && self.kind != RunKind::Script && self.seen.contains(&false) {
            self.end(
                Ended::Broken,
                "A test has no record; nothing of the run counts.".to_owned(),
            );
        }
        if self.ended == Ended::Tampered {
            // Which of them were true cannot be known.
            for test in self.tests.iter_mut().filter(|test| test.outcome.passed()) {
                test.outcome = Outcome::Tampered;
            }
        }
        Verdict {
            kind: self.kind,
            ended: self.ended,
            said: self.said,
            tests: self.tests,
            forbidden: self.forbidden,
            line: self.line,
            trace: self.trace,
            output,
            ms,
            bench,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = r#"{"nonce":"n","ev":"start","index":0}"#;
    const PASS: &str = r#"{"nonce":"n","ev":"test","index":0,"outcome":"passed","ms":1.0}"#;
    const SECOND: &str = r#"{"nonce":"n","ev":"start","index":1}"#;
    const PASS_TOO: &str = r#"{"nonce":"n","ev":"test","index":1,"outcome":"passed","ms":1.0}"#;
    const END: &str = r#"{"nonce":"n","ev":"end"}"#;

    fn of(lines: &[&str], stop: Option<Stop>) -> Verdict {
        let tests = ["test_a", "test_b"].map(|name| TestResult {
            name: name.into(),
            ..TestResult::default()
        });
        let mut tally = Tally::new("n".into(), RunKind::All, tests.into());
        for line in lines {
            tally.take(line.as_bytes());
        }
        tally.close(stop, Bench::default(), Output::default(), 1.0)
    }

    #[test]
    fn only_a_run_with_each_record_once_and_its_end_passes() {
        assert!(of(&[START, PASS, SECOND, PASS_TOO, END], None).all_passed());
        let bad: [(&str, &[&str], Ended); 9] = [
            ("nothing came", &[], Ended::Broken),
            ("one is missing", &[START, PASS, END], Ended::Broken),
            ("no end", &[START, PASS, SECOND, PASS_TOO], Ended::Broken),
            (
                "doubled",
                &[START, PASS, PASS, SECOND, PASS_TOO, END],
                Ended::Tampered,
            ),
            ("never began", &[START, PASS, PASS_TOO, END], Ended::Tampered),
            ("late", &[START, PASS, SECOND, END, PASS_TOO], Ended::Tampered),
            (
                "unknown test",
                &[
                    START,
                    PASS,
                    r#"{"nonce":"n","ev":"test","index":2,"outcome":"passed"}"#,
                    END,
                ],
                Ended::Tampered,
            ),
            (
                "no nonce",
                &[START, PASS, r#"{"ev":"test","index":1,"outcome":"passed"}"#, END],
                Ended::Tampered,
            ),
            (
                "another nonce",
                &[
                    START,
                    PASS,
                    SECOND,
                    r#"{"nonce":"m","ev":"test","index":1,"outcome":"passed"}"#,
                    END,
                ],
                Ended::Tampered,
            ),
        ];
        for (what, lines, ended) in bad {
            let verdict = of(lines, None);
            assert!(!verdict.all_passed(), "{what}");
            assert_eq!(verdict.ended, ended, "{what}");
            assert!(!verdict.said.is_empty(), "{what}");
        }
    }

    #[test]
    fn a_run_that_was_tampered_with_passes_nothing() {
        let verdict = of(
            &[START, PASS, r#"{"nonce":"n","ev":"tampered","message":"m"}"#, END],
            None,
        );
        assert_eq!(verdict.passed(), 0);
        let by_test = of(
            &[
                START,
                PASS,
                SECOND,
                r#"{"nonce":"n","ev":"test","index":1,"outcome":"tampered"}"#,
                END,
            ],
            None,
        );
        assert_eq!((by_test.ended, by_test.passed()), (Ended::Tampered, 0));
    }

    #[test]
    fn a_run_ended_from_outside_says_why_at_the_test_it_was_at() {
        let verdict = of(&[START, PASS, SECOND], Some(Stop::Memory));
        assert_eq!(verdict.ended, Ended::Memory);
        assert_eq!(verdict.tests[0].outcome, Outcome::Passed);
        assert_eq!(verdict.tests[1].outcome, Outcome::Memory);
        let cancelled = of(&[START], Some(Stop::Cancelled));
        assert_eq!(cancelled.ended, Ended::Cancelled);
        assert!(cancelled.tests.iter().all(|test| test.outcome == Outcome::NotRun));
    }
}
