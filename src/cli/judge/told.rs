//! What `hotseat judge` says of runs, in lines.

use crate::app::judging::{bench_words, said, time_words};
use crate::domain::bank::QuestionName;
use crate::domain::code::readable;
use crate::domain::verdict::{Bench, Outcome, Output, TestResult, TraceLine, Verdict};

/// Printed lines that are shown of the head and of the tail each.
const PRINTED: usize = 20;

/// Returns what is run and with what.
pub(super) fn head(name: &QuestionName, bench: &Bench) -> String {
    let mut text = format!("{name}\n{} ({})\n", bench_words(bench), bench.interpreter);
    if !bench.isolation_lacks.is_empty() {
        text.push_str(&format!("{}\n", bench.isolation_lacks));
    }
    text
}

pub(super) fn stage(index: usize, title: &str) -> String {
    format!("\nStage {}: {title}", index + 1)
}

/// Returns a test that ended, and under it what kept it from passing.
pub(super) fn test(test: &TestResult) -> String {
    let mark = match test.outcome {
        Outcome::Passed => "ok",
        Outcome::NotRun => "--",
        _ => "!!",
    };
    let time = match test.outcome {
        Outcome::NotRun => String::new(),
        _ => time_words(test.ms),
    };
    let mut text = format!("{mark}  {:<52} {time:>7}\n", readable(&test.name));
    if test.outcome.passed() || test.outcome == Outcome::NotRun {
        return text;
    }
    let mut why: Vec<String> = test
        .message
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    if test.outcome != Outcome::Failed || why.is_empty() {
        why.insert(0, test.outcome.word().to_owned());
    }
    if let (Some(line), Some(first)) = (test.line, why.first_mut()) {
        *first = format!("line {line}: {first}");
    }
    for line in why {
        text.push_str(&format!("      {line}\n"));
    }
    text.push_str(&trace(&test.trace));
    text
}

fn trace(lines: &[TraceLine]) -> String {
    let mut text = String::new();
    for line in lines {
        let place = format!("{}:{}, in {}", line.file, line.line, line.function);
        let source = if line.source.is_empty() { "" } else { ": " };
        text.push_str(&format!("        {place}{source}{}\n", line.source));
    }
    text
}

/// Returns how a run ended: what was not run, why, its count, what was printed.
pub(super) fn end(verdict: &Verdict) -> String {
    let mut text = String::new();
    // Those that never ended were not told as they did.
    for left in verdict
        .tests
        .iter()
        .filter(|test| test.outcome == Outcome::NotRun)
    {
        text.push_str(&test(left));
    }
    for (sentence, line) in said(verdict) {
        let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
        text.push_str(&format!("{place}{sentence}\n"));
    }
    text.push_str(&trace(&verdict.trace));
    text.push_str(&format!(
        "{} of {} tests passed, {}\n",
        verdict.passed(),
        verdict.tests.len(),
        time_words(verdict.ms)
    ));
    text.push_str(&printed(&verdict.output));
    text
}

fn printed(output: &Output) -> String {
    if output.is_empty() {
        return String::new();
    }
    let mut text = "Printed:\n".to_owned();
    let mut show = |lines: &[&str]| {
        for line in lines {
            text.push_str(&format!("  {line}\n"));
        }
    };
    let head: Vec<&str> = output.head.lines().collect();
    let tail: Vec<&str> = output.tail.lines().collect();
    if output.left_out == 0 && head.len() + tail.len() <= 2 * PRINTED {
        show(&head);
        show(&tail);
        return text;
    }
    // Where nothing was left out before, the tail is the end of the head.
    let end = if tail.is_empty() { &head } else { &tail };
    show(head.get(..PRINTED.min(head.len())).unwrap_or_default());
    show(&["…"]);
    show(end.get(end.len().saturating_sub(PRINTED)..).unwrap_or_default());
    text
}

/// Returns a further run of the same in one line.
pub(super) fn again(number: u32, verdict: &Verdict) -> String {
    let failed: Vec<String> = verdict
        .tests
        .iter()
        .filter(|test| !test.outcome.passed())
        .map(|test| format!("{} {}", readable(&test.name), test.outcome.word()))
        .collect();
    let failed = if failed.is_empty() {
        String::new()
    } else {
        format!("; {}", failed.join(", "))
    };
    format!(
        "run {number}: {} of {} tests passed, {:.1} ms{failed}",
        verdict.passed(),
        verdict.tests.len(),
        verdict.ms
    )
}

/// Returns what the times of several runs come to. The first is among them: the worker was warm before it.
pub(super) fn times(ms: &[f64]) -> String {
    let mut sorted = ms.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let index = (share * (sorted.len().saturating_sub(1)) as f64).round() as usize;
        sorted.get(index).copied().unwrap_or_default()
    };
    format!(
        "{} runs: median {:.1} ms, 95 % within {:.1} ms, longest {:.1} ms",
        ms.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::verdict::Ended;

    #[test]
    fn a_failed_test_says_where_it_is_and_what_was_got() {
        let mut failed = TestResult {
            name: "test_rows_sum_to_one".to_owned(),
            outcome: Outcome::Failed,
            ms: 1.4,
            message: "rows\nexpected 1.0\ngot 0.5".to_owned(),
            line: Some(3),
            ..TestResult::default()
        };
        let told = test(&failed);
        assert!(told.starts_with("!!  rows sum to one "), "{told}");
        assert!(
            told.ends_with(" 1 ms\n      line 3: rows\n      expected 1.0\n      got 0.5\n"),
            "{told}"
        );
        failed.outcome = Outcome::Error;
        failed.message = "ValueError: shapes".to_owned();
        failed.trace = vec![TraceLine {
            file: "answer.py".to_owned(),
            line: 3,
            function: "f".to_owned(),
            source: "a @ b".to_owned(),
        }];
        let told = test(&failed);
        assert!(
            told.ends_with(
                "      line 3: error\n      ValueError: shapes\n        answer.py:3, in f: a @ b\n"
            ),
            "{told}"
        );
    }

    #[test]
    fn the_end_names_what_was_not_run_and_what_was_printed() {
        let verdict = Verdict {
            ended: Ended::Time,
            tests: vec![TestResult {
                name: "test_a".to_owned(),
                ..TestResult::default()
            }],
            output: Output {
                head: (0..100).map(|line| line.to_string() + "\n").collect(),
                ..Output::default()
            },
            ..Verdict::default()
        };
        let told = end(&verdict);
        assert!(told.starts_with("--  a "), "{told}");
        assert!(
            told.contains("took too long") && told.contains("0 of 1 tests passed"),
            "{told}"
        );
        assert!(
            told.contains("  0\n") && told.contains("  19\n  …\n  80\n") && told.ends_with("  99\n"),
            "{told}"
        );
        assert_eq!(
            times(&[3.0, 1.0, 2.0]),
            "3 runs: median 2.0 ms, 95 % within 3.0 ms, longest 3.0 ms"
        );
    }
}
