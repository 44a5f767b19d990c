//! What the judge said, for exports: each run in a line, and the tests at submission one by one. Texts are
//! cut, and of many runs the newest are told: the journal has them all.

use crate::domain::score::{self, StageVerdict};
use crate::domain::session::{Attempt, Run};
use crate::domain::verdict::{Ended, RunKind, TestResult};

/// Runs of one answer that an export tells, the newest.
pub const RUNS: usize = 50;

/// Text of one message that an export keeps, in bytes.
const MESSAGE: usize = 400;

/// Returns the runs to tell, in order, and how many came before them.
pub fn newest(attempt: &Attempt) -> (&[Run], usize) {
    let left = attempt.runs.len().saturating_sub(RUNS);
    (attempt.runs.get(left..).unwrap_or_default(), left)
}

/// Returns the first test of a run that did not pass, if it may be named: those a candidate is not to
/// know by name are not, until the answer was predicted.
pub fn first_failure<'a>(run: &'a Run, attempt: &Attempt) -> Option<&'a TestResult> {
    let failed = run.verdict.tests.iter().filter(|test| !test.outcome.passed());
    let mut may = failed.filter(|test| test.visible || attempt.is_open());
    may.next()
}

/// Returns a text cut for an export.
pub fn cut(text: &str) -> &str {
    let text = text.trim();
    text.get(..text.floor_char_boundary(MESSAGE)).unwrap_or(text)
}

/// Returns what a run came to in words: `visible tests, 3 of 5 passed`, `script`.
pub fn came_to(run: &Run) -> String {
    let verdict = &run.verdict;
    let what = match verdict.kind {
        RunKind::Visible => "visible tests",
        RunKind::All => "all tests",
        RunKind::Script => "as a script",
    };
    let ended = match (verdict.ended, verdict.said.trim()) {
        (Ended::Whole, _) => String::new(),
        (ended, "") => format!(". {}", score::ended_words(ended)),
        (_, said) => format!(". {}", cut(said)),
    };
    if verdict.kind == RunKind::Script {
        return format!("{what}{ended}");
    }
    format!("{what}, {} of {} passed{ended}", passed(run), verdict.tests.len())
}

/// Returns how many tests a run passes: none unless it came to its end undisturbed.
pub fn passed(run: &Run) -> usize {
    match run.verdict.ended {
        Ended::Whole => run.verdict.passed(),
        _ => 0,
    }
}

/// Returns passed and of over all stages.
pub fn total(stages: &[StageVerdict]) -> (usize, usize) {
    let passed = stages.iter().map(StageVerdict::passed).sum();
    (passed, stages.iter().map(StageVerdict::of).sum())
}
