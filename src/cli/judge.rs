//! `hotseat judge B/Q FILE`: the judge without the interface. Every test is run and told, the hidden ones
//! too: whoever asks here is not sitting an interview. Tests are told as they end.

mod told;

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::args::JudgeArgs;
use super::bank;
use super::context::Context;
use super::failure::{Failure, Kind};
use super::interrupt::Interrupt;
use super::out::{Form, Out};
use crate::domain::bank::{Code, Question, QuestionName};
use crate::domain::check::limits;
use crate::domain::plain;
use crate::domain::verdict::{Bench, Progress, RunKind, RunRequest, Unable, Verdict};
use crate::judge::{Cancel, Judge, Origin};
use crate::storage::trust;

/// How long the worker may take, between two runs of one command, to ready the next.
const STANDING: Duration = Duration::from_secs(2);

#[derive(Debug, Serialize)]
struct Shown<'a> {
    format: u32,
    question: String,
    /// Whether every test of every stage passed in every run.
    passed: bool,
    bench: &'a Bench,
    stages: Vec<StageShown<'a>>,
}

#[derive(Debug, Serialize)]
struct StageShown<'a> {
    /// From 1.
    stage: usize,
    title: &'a str,
    /// Of the first run.
    verdict: &'a Verdict,
    /// Wall time of each run, in milliseconds.
    runs: Vec<f64>,
    /// Runs in which every test passed.
    passed: usize,
}

/// The runs of one stage.
struct Runs {
    stage: usize,
    first: Verdict,
    ms: Vec<f64>,
    passed: usize,
}

pub fn run(context: &Context, out: &Out, args: &JudgeArgs) -> Result<u8, Failure> {
    let (config, wrong) = context.config();
    let mut judge = Judge::new(context.pythons(&config));
    // Banks are read while Python starts.
    judge.ahead();
    let (catalog, problems) = context.catalog();
    for problem in &problems {
        out.problem(&problem.to_string());
    }
    let entry = catalog
        .resolve(&args.question)
        .map_err(|error| bank::unresolved(&error, &catalog, Kind::Usage))?;
    let Some(code) = &entry.question.code else {
        return Err(Failure::usage(format!(
            "{} is no programming question, so there is nothing to run.",
            entry.name
        )));
    };
    let stages = stages(args.stage, code, &entry.name)?;
    let answer = answer(&context.env.cwd, &args.file)?;
    let origin = trust::allowed(&context.dirs.trust_file(), &entry.name, &entry.question).map_err(unable)?;
    for problem in &wrong {
        out.problem(problem);
    }
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let interrupt = Interrupt::catch(move || stop.cancel());
    let mut judging = Judging {
        judge,
        name: &entry.name,
        question: &entry.question,
        answer: &answer,
        origin,
        cancel,
        out,
        form: args.json.form(),
    };
    let runs = judging.all(&stages, args.repeat);
    // A run that was stopped from outside says nothing of the answer.
    if let Some(code) = interrupt.code() {
        return Ok(code);
    }
    let runs = runs?;
    let passed = runs.iter().all(|runs| runs.passed == runs.ms.len());
    if args.json.form() == Form::Json {
        out.json(&Shown {
            format: 1,
            question: entry.name.to_string(),
            passed,
            bench: runs.first().map_or(&Bench::default(), |runs| &runs.first.bench),
            stages: runs
                .iter()
                .map(|runs| StageShown {
                    stage: runs.stage + 1,
                    title: code.stages.get(runs.stage).map_or("", |stage| &stage.title),
                    verdict: &runs.first,
                    runs: runs.ms.clone(),
                    passed: runs.passed,
                })
                .collect(),
        })?;
    }
    Ok(u8::from(!passed))
}

/// Returns the failure of what keeps code from being run.
pub(super) fn unable(unable: Unable) -> Failure {
    let failure = Failure::environment(unable.sentence);
    if unable.mend.is_empty() {
        failure
    } else {
        failure.hint(unable.mend)
    }
}

/// Returns the stages to run, as indices.
fn stages(asked: Option<usize>, code: &Code, name: &QuestionName) -> Result<Vec<usize>, Failure> {
    match asked {
        None => Ok((0..code.stages.len()).collect()),
        Some(stage) if (1..=code.stages.len()).contains(&stage) => Ok(vec![stage - 1]),
        Some(stage) => Err(Failure::usage(format!(
            "{name} has no stage {stage}; its stages are 1 to {}.",
            code.stages.len()
        ))),
    }
}

/// Reads the answer; it is a slip of the command where that cannot be.
fn answer(folder: &Path, file: &Path) -> Result<String, Failure> {
    let most = limits::SMALL_FILE as u64;
    let shown = plain::clean_line(&file.display().to_string()).into_owned();
    let failed = |why: String| Failure::usage(format!("{shown} {why}"));
    let mut bytes = Vec::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        let path = folder.join(file);
        // Opening a pipe would wait for whoever writes to it.
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Err(failed("is not a regular file.".to_owned()));
        }
        std::fs::File::open(path).and_then(|opened| opened.take(most + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| failed(format!("cannot be read: {error}.")))?;
    if bytes.len() as u64 > most {
        return Err(failed(format!("is larger than {} KiB.", most / 1024)));
    }
    String::from_utf8(bytes).map_err(|_| failed("is not UTF-8.".to_owned()))
}

/// One answer that is judged.
struct Judging<'a> {
    judge: Judge,
    name: &'a QuestionName,
    question: &'a Arc<Question>,
    answer: &'a str,
    origin: Origin,
    cancel: Cancel,
    out: &'a Out,
    form: Form,
}

impl Judging<'_> {
    fn all(&mut self, stages: &[usize], repeat: u32) -> Result<Vec<Runs>, Failure> {
        let bench = self.judge.warm(self.question, &self.cancel).map_err(unable)?;
        self.say(&told::head(self.name, &bench))?;
        let mut done = Vec::new();
        for &stage in stages {
            let title = self
                .question
                .code
                .as_ref()
                .and_then(|code| code.stages.get(stage))
                .map_or("", |stage| &stage.title);
            self.say(&told::stage(stage, title))?;
            let first = self.once(stage, true)?;
            self.say(&told::end(&first))?;
            let mut runs = Runs {
                stage,
                ms: vec![first.ms],
                passed: usize::from(first.all_passed()),
                first,
            };
            for number in 2..=repeat {
                if self.cancel.is_cancelled() {
                    break;
                }
                // As after the pause that a person makes between two runs.
                self.judge.stand(STANDING);
                let verdict = self.once(stage, false)?;
                self.say(&told::again(number, &verdict))?;
                runs.ms.push(verdict.ms);
                runs.passed += usize::from(verdict.all_passed());
            }
            if repeat > 1 {
                self.say(&told::times(&runs.ms))?;
            }
            done.push(runs);
        }
        Ok(done)
    }

    /// Runs one stage; its tests are told as they end where somebody reads them.
    fn once(&mut self, stage: usize, aloud: bool) -> Result<Verdict, Failure> {
        let request = RunRequest {
            name: self.name.clone(),
            question: Arc::clone(self.question),
            kind: RunKind::All,
            stage,
            answer: self.answer.to_owned(),
        };
        let (out, form) = (self.out, self.form);
        let mut written = Ok(());
        let mut report = |progress| {
            if let Progress::Test(test) = progress
                && aloud
                && form == Form::Text
                && written.is_ok()
            {
                written = out.data(&told::test(&test));
            }
        };
        let verdict = self.judge.run(&request, self.origin, &self.cancel, &mut report);
        written?;
        verdict.map_err(unable)
    }

    fn say(&self, text: &str) -> Result<(), Failure> {
        if self.form == Form::Text && !text.is_empty() {
            self.out.data(text)?;
        }
        Ok(())
    }
}
