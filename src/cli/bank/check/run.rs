//! The part of `bank check` that runs code: a solution passes every stage, a starter none, and each wrong
//! solution is rejected by the test that its first line names. Questions are run beside one another, each
//! thread with a judge of its own, those that require the same one after the other.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::bank::{Bank, Code, Question, QuestionName};
use crate::domain::check::{Problem, Severity};
use crate::domain::code::{FAULT, fault_line, readable, test_names};
use crate::domain::plain;
use crate::domain::verdict::{Ended, Origin, RunKind, RunRequest, TestResult, Unable, Verdict, Why};
use crate::judge::python::Places;
use crate::judge::{Cancel, Judge};
use crate::storage::trust;

/// More workers than these are not worth their memory.
const MOST_THREADS: usize = 4;

/// A bank with its code, and the folder that its code stands in.
#[derive(Debug)]
pub(super) struct Subject {
    pub bank: Bank,
    pub folder: PathBuf,
}

/// A problem of a code file.
#[derive(Debug)]
pub(super) struct CodeProblem {
    pub file: PathBuf,
    pub source: String,
    pub problem: Problem,
}

/// What running came to.
#[derive(Debug, Default)]
pub(super) struct Ran {
    /// Questions whose code was run.
    pub questions: usize,
    pub problems: Vec<CodeProblem>,
    /// What was not run and why, in sentences.
    pub not_run: Vec<String>,
}

/// One question to run.
#[derive(Debug)]
struct Job {
    name: QuestionName,
    question: Arc<Question>,
    /// `questions[3].code`
    path: String,
    folder: PathBuf,
    origin: Origin,
}

/// Runs what may be run of the banks. `progress` hears of each question that is done, and how many are.
pub(super) fn all(
    subjects: &[Subject],
    places: &Places,
    trusted: &Path,
    cancel: &Cancel,
    mut progress: impl FnMut(&QuestionName, usize, usize),
) -> Ran {
    let mut ran = Ran::default();
    let mut jobs = Vec::new();
    for subject in subjects {
        plan(subject, trusted, &mut jobs, &mut ran.not_run);
    }
    // Taken from the end.
    jobs.sort_by(|a, b| (requires(b), &b.name).cmp(&(requires(a), &a.name)));
    let count = jobs.len();
    let threads = std::thread::available_parallelism()
        .map_or(1, NonZero::get)
        .clamp(1, MOST_THREADS)
        .min(count);
    let jobs = Mutex::new(jobs);
    let (results, done) = channel();
    let mut results_of: Vec<(QuestionName, Result<Vec<CodeProblem>, Unable>)> = Vec::new();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (jobs, results, places) = (&jobs, results.clone(), places.clone());
            scope.spawn(move || work(jobs, &results, Judge::new(places), cancel));
        }
        drop(results);
        for (name, result) in done {
            results_of.push((name, result));
            if let Some((name, _)) = results_of.last() {
                progress(name, results_of.len(), count);
            }
        }
    });
    results_of.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, result) in results_of {
        match result {
            Ok(problems) => {
                ran.questions += 1;
                ran.problems.extend(problems);
            }
            Err(unable) => ran.not_run.push(
                format!("{name} was not run: {} {}", unable.sentence, unable.mend)
                    .trim_end()
                    .to_owned(),
            ),
        }
    }
    ran
}

fn requires(job: &Job) -> &[String] {
    job.question.code.as_ref().map_or(&[], |code| &code.requires)
}

/// Lists the questions of a bank that can be run and may be.
fn plan(subject: &Subject, trusted: &Path, jobs: &mut Vec<Job>, not_run: &mut Vec<String>) {
    let bank = &subject.bank;
    let mut untrusted = None;
    for (index, question) in bank.questions.iter().enumerate() {
        if question.code.as_ref().is_none_or(|code| code.files.is_empty()) {
            continue;
        }
        let name = QuestionName::new(bank.id.clone(), question.id.clone());
        match trust::allowed(trusted, &name, question) {
            Ok(origin) => jobs.push(Job {
                path: format!("questions[{index}].code"),
                folder: subject.folder.join(&bank.id).join(&question.id),
                question: Arc::new(question.clone()),
                name,
                origin,
            }),
            // Told once a bank.
            Err(unable) => untrusted = Some(unable),
        }
    }
    if let Some(unable) = untrusted {
        not_run.push(format!("{} {}", unable.sentence, unable.mend));
    }
}

fn work(
    jobs: &Mutex<Vec<Job>>,
    results: &Sender<(QuestionName, Result<Vec<CodeProblem>, Unable>)>,
    judge: Judge,
    cancel: &Cancel,
) {
    let mut running = Running { judge, cancel };
    while !cancel.is_cancelled() {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(job) = job else { return };
        let result = running.question(&job);
        if results.send((job.name, result)).is_err() {
            return;
        }
    }
}

struct Running<'a> {
    judge: Judge,
    cancel: &'a Cancel,
}

impl Running<'_> {
    fn question(&mut self, job: &Job) -> Result<Vec<CodeProblem>, Unable> {
        let Some(code) = &job.question.code else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for stage in 0..code.stages.len() {
            if let Some(text) = code.files.get("solution.py") {
                let verdict = self.run(job, stage, text)?;
                found.extend(solution(job, "solution.py", text, stage, &verdict));
            }
            if let Some(text) = code.files.get(Code::STARTER) {
                let verdict = self.run(job, stage, text)?;
                if verdict.all_passed() {
                    let what = format!(
                        "The starter passes stage {}: there is nothing to be done.",
                        stage + 1
                    );
                    found.push(problem(job, Code::STARTER, text, 1, "starter-passes", &what));
                }
            }
        }
        for (file, text) in code.files.iter().filter(|(file, _)| file.starts_with("wrong/")) {
            found.extend(self.wrong(job, code, file, text)?);
        }
        Ok(found)
    }

    /// Runs a wrong solution against the stage of the test that must reject it.
    fn wrong(
        &mut self,
        job: &Job,
        code: &Code,
        file: &str,
        text: &str,
    ) -> Result<Option<CodeProblem>, Unable> {
        let Some(test) = fault_line(text) else {
            let what = "Line 1 does not say what is wrong and which test rejects it.".to_owned();
            let mut found = problem(job, file, text, 1, "wrong-unnamed", &what);
            found.problem.expected = format!("`{}…{}test_…`", FAULT.0, FAULT.1);
            return Ok(Some(found));
        };
        let stage = code.stages.iter().position(|stage| {
            code.files
                .get(&stage.tests)
                .is_some_and(|tests| test_names(tests).any(|known| known == test))
        });
        let Some(stage) = stage else {
            let what = format!("It names {}, and there is no such test.", plain::clean_line(test));
            return Ok(Some(problem(job, file, text, 1, "wrong-unnamed", &what)));
        };
        let verdict = self.run(job, stage, text)?;
        if verdict.ended != Ended::Whole {
            let what = format!(
                "It is to be rejected by {test}, and its run did not end whole: {}",
                verdict.said
            );
            let line = verdict.line.unwrap_or(1);
            return Ok(Some(problem(job, file, text, line, "wrong-broken", &what)));
        }
        let passes = |result: &TestResult| result.name == test && result.outcome.passed();
        Ok(verdict.tests.iter().any(passes).then(|| {
            let what = format!("It passes {test}, which must reject it.");
            problem(job, file, text, 1, "wrong-passes", &what)
        }))
    }

    fn run(&mut self, job: &Job, stage: usize, answer: &str) -> Result<Verdict, Unable> {
        let request = RunRequest {
            name: job.name.clone(),
            question: Arc::clone(&job.question),
            kind: RunKind::All,
            stage,
            answer: answer.to_owned(),
        };
        let verdict = self.judge.run(&request, job.origin, self.cancel, &mut |_| {})?;
        match verdict.ended {
            // Nothing is known of the code.
            Ended::Broken | Ended::Cancelled => Err(Unable {
                why: Why::Broken,
                sentence: match verdict.said.as_str() {
                    "" => "The run was stopped.".to_owned(),
                    said => said.to_owned(),
                },
                mend: String::new(),
            }),
            _ => Ok(verdict),
        }
    }
}

/// Returns what is wrong with a solution, if it does not pass a stage.
fn solution(job: &Job, file: &str, text: &str, stage: usize, verdict: &Verdict) -> Option<CodeProblem> {
    if verdict.all_passed() {
        return None;
    }
    let number = stage + 1;
    let (what, line) = match verdict.first_failure() {
        Some(test) if verdict.ended == Ended::Whole => {
            let why: Vec<&str> = test.message.lines().map(str::trim).collect();
            let why = match why.join(" ").trim() {
                "" => test.outcome.word().to_owned(),
                why => why.to_owned(),
            };
            let what = format!(
                "The solution does not pass stage {number}: {} ({}): {why}",
                test.name,
                readable(&test.name)
            );
            (what, test.line)
        }
        None if verdict.ended == Ended::Whole => (format!("Stage {number} has no tests."), None),
        _ => {
            let why = match verdict.said.as_str() {
                "" => "its run did not end whole",
                said => said,
            };
            (
                format!("The solution does not pass stage {number}: {why}"),
                verdict.line,
            )
        }
    };
    Some(problem(
        job,
        file,
        text,
        line.unwrap_or(1),
        "solution-fails",
        &what,
    ))
}

fn problem(job: &Job, file: &str, text: &str, line: u32, rule: &'static str, what: &str) -> CodeProblem {
    let line = (line as usize).clamp(1, text.lines().count().max(1));
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let whole = text[start..].lines().next().unwrap_or_default();
    let indent = whole.len() - whole.trim_start().len();
    CodeProblem {
        file: job.folder.join(file),
        source: text.to_owned(),
        problem: Problem {
            severity: Severity::Error,
            rule,
            path: job.path.clone(),
            line,
            column: indent + 1,
            span: start + indent..start + whole.len(),
            excerpt: plain::clean_line(whole).into_owned(),
            expected: String::new(),
            message: plain::clean_line(what).into_owned(),
            mend: String::new(),
        },
    }
}
