//! What a run is told as: rows of tests, the lines it points at, its counts in words. Made when a message
//! of the judge comes, not when the screen is painted.

use crate::domain::code::readable;
use crate::domain::plain;
use crate::domain::verdict::{Bench, Ended, Outcome, Output, RunKind, TestResult, Verdict};

/// The most lines that a pane shows of what was printed.
pub const LAST: usize = 16;

/// Columns of such a line that may be seen.
const WIDE: usize = 500;

/// How a test stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Passed,
    Failed,
    /// Not ended yet.
    Waits,
    /// The run ended before it.
    NotRun,
}

/// A test as it is shown. A hidden one has a number for a name and keeps its message to itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub mark: Mark,
    pub name: String,
    /// `3 ms`; empty until it ended.
    pub time: String,
    /// Where and why it did not pass, in one line; empty where it did.
    pub said: String,
    /// The line of the file that it points at, from 1.
    pub line: Option<u32>,
    pub hidden: bool,
}

/// A run that ended, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub number: u32,
    pub stage: usize,
    pub hash: String,
    pub kind: RunKind,
    pub verdict: Verdict,
    pub rows: Vec<Row>,
    /// `3 of 5 passed`, or how it ended where it has no tests to count.
    pub count: String,
    /// How long it took.
    pub time: String,
    /// Why it did not end whole: sentences with the line they point at.
    pub said: Vec<(String, Option<u32>)>,
    /// Lines of the file to be marked, from 1, each once.
    pub lines: Vec<usize>,
    /// Lines of printed text; what is left out is not counted.
    pub printed: usize,
    /// The last of them, ready to be shown: at most 16.
    pub last: Vec<String>,
    /// What was printed may show what hidden tests try: it stays out of sight.
    pub veiled: bool,
}

impl Told {
    pub(super) fn new(number: u32, stage: usize, hash: &str, verdict: Verdict) -> Self {
        let rows = rows_after(&verdict);
        let said = said(&verdict);
        let mut lines: Vec<usize> = rows
            .iter()
            .filter_map(|row| row.line)
            .chain(said.iter().filter_map(|(_, line)| *line))
            .map(|line| line as usize)
            .collect();
        lines.sort_unstable();
        lines.dedup();
        let printed = lines_of(&verdict.output.head) + lines_of(&verdict.output.tail);
        let last = last_lines(&verdict.output);
        Self {
            number,
            stage,
            hash: hash.to_owned(),
            kind: verdict.kind,
            count: count(verdict.kind, &verdict),
            time: time_words(verdict.ms),
            veiled: rows.iter().any(|row| row.hidden),
            rows,
            said,
            lines,
            printed,
            last,
            verdict,
        }
    }

    /// Returns the rows of tests that did not pass.
    pub fn failures(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.mark == Mark::Failed)
    }

    /// Returns the lines that failures point at, in their order, each once.
    pub fn places(&self) -> Vec<u32> {
        let mut places = Vec::new();
        let said = self.said.iter().filter_map(|(_, line)| *line);
        for line in said.chain(self.failures().filter_map(|row| row.line)) {
            if !places.contains(&line) {
                places.push(line);
            }
        }
        places
    }

    /// Returns how many tests did not pass, and how many of them are hidden.
    pub fn failed(&self) -> (usize, usize) {
        let failed = self.rows.iter().filter(|row| row.mark != Mark::Passed);
        failed.fold((0, 0), |(all, hidden), row| {
            (all + 1, hidden + usize::from(row.hidden))
        })
    }
}

/// Returns the tests of a run under way as rows.
pub(super) fn rows(tests: &[TestResult]) -> Vec<Row> {
    let mut hidden = 0;
    tests
        .iter()
        .map(|test| {
            hidden += usize::from(!test.visible);
            row(test, hidden, Mark::Waits)
        })
        .collect()
}

/// Returns the tests of a run that ended as rows: what has no end of its own was not run.
fn rows_after(verdict: &Verdict) -> Vec<Row> {
    let mut hidden = 0;
    verdict
        .tests
        .iter()
        .map(|test| {
            hidden += usize::from(!test.visible);
            row(test, hidden, Mark::NotRun)
        })
        .collect()
}

fn row(test: &TestResult, hidden: usize, open: Mark) -> Row {
    let mark = match test.outcome {
        Outcome::Passed => Mark::Passed,
        Outcome::NotRun => open,
        _ => Mark::Failed,
    };
    let time = match mark {
        Mark::Passed | Mark::Failed => time_words(test.ms),
        Mark::Waits | Mark::NotRun => String::new(),
    };
    if !test.visible {
        let kind = match mark {
            Mark::Failed => format!(": {}", test.outcome.word()),
            _ => String::new(),
        };
        return Row {
            mark,
            name: format!("hidden {hidden}{kind}"),
            time,
            said: String::new(),
            line: None,
            hidden: true,
        };
    }
    let (said, line) = match mark {
        Mark::Failed => (reason(test), test.line),
        _ => (String::new(), None),
    };
    Row {
        mark,
        name: readable(&test.name),
        time,
        said,
        line,
        hidden: false,
    }
}

/// `line 16   expected shape (4,)   got (8, 4)`
fn reason(test: &TestResult) -> String {
    let mut parts: Vec<String> = test.line.map(|line| format!("line {line}")).into_iter().collect();
    let message = test
        .message
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    parts.extend(message.map(|line| plain::clean_line(line).into_owned()));
    if test.message.trim().is_empty() || test.outcome == Outcome::Tampered {
        parts.push(test.outcome.word().to_owned());
    }
    parts.join("   ")
}

/// Returns why a run did not end whole: sentences with the line they point at.
pub fn said(verdict: &Verdict) -> Vec<(String, Option<u32>)> {
    if verdict.ended == Ended::Forbidden && !verdict.forbidden.is_empty() {
        return verdict
            .forbidden
            .iter()
            .map(|use_of| {
                let sentence = format!("{} is not allowed here. {}", use_of.name, use_of.reason);
                (one_line(&sentence), Some(use_of.line))
            })
            .collect();
    }
    let sentence = match verdict.ended {
        Ended::Whole if verdict.said.is_empty() => return Vec::new(),
        _ if !verdict.said.is_empty() => one_line(&verdict.said),
        Ended::Whole => String::new(),
        Ended::NotLoaded => "The file cannot be loaded.".to_owned(),
        Ended::Forbidden => "The file uses what this question forbids; nothing was run.".to_owned(),
        Ended::Cancelled => "The run was stopped.".to_owned(),
        Ended::Time => "The run took too long and was stopped.".to_owned(),
        Ended::Memory => "The run used too much memory and was stopped.".to_owned(),
        Ended::Output => "The run printed too much and was stopped.".to_owned(),
        Ended::Tampered => "What decides about passing was changed; nothing of this run counts.".to_owned(),
        Ended::Broken => "The judge itself failed; this run says nothing of your code.".to_owned(),
    };
    vec![(sentence, verdict.line)]
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    plain::clean_line(&words.join(" ")).into_owned()
}

fn count(kind: RunKind, verdict: &Verdict) -> String {
    let all = verdict.tests.len();
    match (kind, verdict.ended) {
        (_, Ended::NotLoaded) => "not loaded".to_owned(),
        (_, Ended::Forbidden) => "not allowed".to_owned(),
        (_, Ended::Tampered) => "does not count".to_owned(),
        (_, Ended::Broken) => "the judge failed".to_owned(),
        (_, Ended::Cancelled) => "stopped".to_owned(),
        (RunKind::Script, Ended::Whole) => "script".to_owned(),
        (RunKind::Script, _) => "script stopped".to_owned(),
        _ if all == 0 => "no tests".to_owned(),
        _ => format!("{} of {all} passed", verdict.passed()),
    }
}

/// Returns the last lines printed; what was left out is one of them.
fn last_lines(output: &Output) -> Vec<String> {
    let mark = (output.left_out > 0).then(|| format!("… {} bytes left out", output.left_out));
    let mut lines: Vec<String> = output
        .tail
        .lines()
        .rev()
        .map(str::to_owned)
        .chain(mark)
        .chain(output.head.lines().rev().map(str::to_owned))
        .take(LAST)
        .map(|line| {
            let seen: String = line.replace('\t', "    ").chars().take(WIDE).collect();
            plain::clean_line(&seen).into_owned()
        })
        .collect();
    lines.reverse();
    lines
}

fn lines_of(text: &str) -> usize {
    text.lines().count()
}

/// Returns a length of time as it stands beside a test: `3 ms`, `2.1 s`.
pub fn time_words(ms: f64) -> String {
    if ms < 0.5 {
        "<1 ms".to_owned()
    } else if ms < 999.5 {
        format!("{ms:.0} ms")
    } else {
        format!("{:.1} s", ms / 1000.0)
    }
}

/// Returns what code is run with, in words: `Python 3.11, NumPy 2.4, sandboxed`.
pub fn bench_words(bench: &Bench) -> String {
    let mut parts = vec![format!("Python {}", short_version(&bench.python))];
    for (module, version) in &bench.versions {
        let name = match module.as_str() {
            "numpy" => "NumPy",
            "torch" => "PyTorch",
            other => other,
        };
        parts.push(format!("{name} {}", short_version(version)));
    }
    if !bench.isolation.is_empty() {
        parts.push(bench.isolation.clone());
    }
    one_line(&parts.join(", "))
}

/// `3.11.7` → `3.11`.
fn short_version(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::verdict::Forbidden;

    fn test(name: &str, outcome: Outcome, message: &str) -> TestResult {
        TestResult {
            name: name.to_owned(),
            visible: !name.contains("secret"),
            outcome,
            ms: 1.2,
            message: message.to_owned(),
            line: Some(16),
            trace: Vec::new(),
        }
    }

    #[test]
    fn a_failure_says_where_and_why_in_one_line_and_a_hidden_one_neither() {
        let tests = [
            test("test_a_b", Outcome::Passed, ""),
            test("test_shape", Outcome::Failed, "expected shape (4,)\ngot (8, 4)\n"),
            test("test_slow", Outcome::Time, ""),
            test("test_secret_a", Outcome::Passed, ""),
            test("test_secret_b", Outcome::Error, "ValueError: secret"),
            test("test_last", Outcome::NotRun, ""),
        ];
        let shown: Vec<String> = rows(&tests)
            .into_iter()
            .map(|row| {
                format!(
                    "{:?} {} [{}] {:?} {}",
                    row.mark, row.name, row.time, row.line, row.said
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "Passed a b [1 ms] None ",
                "Failed shape [1 ms] Some(16) line 16   expected shape (4,)   got (8, 4)",
                "Failed slow [1 ms] Some(16) line 16   too slow",
                "Passed hidden 1 [1 ms] None ",
                "Failed hidden 2: error [1 ms] None ",
                "Waits last [] None ",
            ]
        );
    }

    #[test]
    fn every_forbidden_use_is_told_with_its_line() {
        let verdict = Verdict {
            ended: Ended::Forbidden,
            said: "2 uses".to_owned(),
            forbidden: vec![
                Forbidden {
                    name: "np.linalg.inv".to_owned(),
                    line: 3,
                    reason: "Write it yourself.".to_owned(),
                },
                Forbidden {
                    name: "eval".to_owned(),
                    line: 9,
                    reason: "No code from text.".to_owned(),
                },
            ],
            ..Verdict::default()
        };
        assert_eq!(
            said(&verdict),
            [
                (
                    "np.linalg.inv is not allowed here. Write it yourself.".to_owned(),
                    Some(3)
                ),
                ("eval is not allowed here. No code from text.".to_owned(), Some(9)),
            ]
        );
        assert_eq!(count(RunKind::Visible, &verdict), "not allowed");
    }

    #[test]
    fn of_what_was_printed_the_last_lines_are_ready_to_be_shown() {
        let output = Output {
            head: "one\ntwo\n".to_owned(),
            tail: "a\tb\n\u{1b}[31mred\u{1b}[0m\n".to_owned(),
            left_out: 70,
        };
        assert_eq!(
            last_lines(&output),
            ["one", "two", "… 70 bytes left out", "a    b", "red"]
        );
        let long = Output {
            head: "row\n".repeat(1000) + &"w".repeat(9_000),
            ..Output::default()
        };
        let last = last_lines(&long);
        assert_eq!(
            (last.len(), last[LAST - 1].len(), last[0].as_str()),
            (LAST, WIDE, "row")
        );
        assert!(last_lines(&Output::default()).is_empty());
    }

    #[test]
    fn times_and_versions_are_short() {
        for (ms, words) in [
            (0.2, "<1 ms"),
            (0.6, "1 ms"),
            (11.4, "11 ms"),
            (999.4, "999 ms"),
            (999.6, "1.0 s"),
            (2_049.0, "2.0 s"),
        ] {
            assert_eq!(time_words(ms), words);
        }
        let bench = Bench {
            python: "3.11.7".to_owned(),
            versions: [("numpy".to_owned(), "2.4.1".to_owned())].into(),
            isolation: "sandboxed".to_owned(),
            ..Bench::default()
        };
        assert_eq!(bench_words(&bench), "Python 3.11, NumPy 2.4, sandboxed");
    }
}
