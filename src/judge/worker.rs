//! A warm Python: its start, its runs, its end.
//!
//! The worker's Python side is `assets/python/hotseat_judge.py`. Here are the limits that hold whatever it
//! does: a run that passes them is ended by its worker, a worker that does not answer is ended itself, with
//! everything it started.

use std::collections::BTreeSet;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::pipe::{PipeFlags, pipe_with};

use super::kept;
use super::output::Captured;
use super::pipes::{Source, wait};
use super::protocol::{self, Answer, Ask, Boot, Ready, RunAsk};
use super::python::{self, Interpreter, Places};
use super::sandbox::{Held, Limits, Rung, Sandbox};
use super::tally::{Stop, Tally};
use super::{Cancel, Origin};
use crate::domain::bank::Question;
use crate::domain::verdict::{Bench, Progress, RunKind, RunRequest, Unable, Verdict};
use boot::{BOOT, MODULES};
use plan::{nonce, plan};
pub use unable::broken;
use unable::{no_tests, not_isolated, not_started};

mod boot;
mod plan;
#[cfg(test)]
mod tests;
mod unable;

/// CPU seconds a test where its stage does not say.
const SECONDS: f64 = 2.0;
/// CPU seconds of a file run as a script.
const SCRIPT_SECONDS: f64 = 10.0;
const MEMORY: u64 = 1 << 30;
/// PyTorch maps and touches far more before anything is done with it.
const TORCH_MEMORY: u64 = 3 << 30;
/// Wall time for Python to start and import; a cold disk and PyTorch take long.
const STARTING: Duration = Duration::from_mins(1);
/// A longer record is not the judge's, in bytes.
const LONGEST_RECORD: usize = 4 << 20;
/// How often memory and the wish to cancel are looked at.
const LOOK: Duration = Duration::from_millis(20);
/// What a supervisor may take beyond the limit of a test until its own end of it has arrived.
const GRACE: Duration = Duration::from_millis(600);
/// A worker that has not ended a run after this is ended itself.
const ENDING: Duration = Duration::from_millis(400);

/// One process with the question's modules imported, of which every run is a fresh fork.
#[derive(Debug)]
pub struct Worker {
    held: Held,
    control: UnixStream,
    bench: Bench,
    modules: BTreeSet<String>,
    rung: Rung,
    /// This Python can shut a run off by itself, as the best rung needs.
    shuts_off: bool,
    limits: Limits,
    runs: u64,
    /// Folders of earlier runs that are not removed yet.
    left: Vec<PathBuf>,
    /// When the verdict of a run was out whose processes have not been heard to have ended yet.
    ending: Option<Instant>,
    /// The worker has said that the next run stands ready.
    stands: bool,
}

/// Python as it was started, before it was told for which question.
#[derive(Debug)]
pub struct Started {
    interpreter: Interpreter,
    /// What it has been told to import already.
    imports: Vec<String>,
    rung: Rung,
    held: Held,
    control: UnixStream,
    complaints: OwnedFd,
}

impl Worker {
    /// Starts Python isolated and has it import what the question requires. Where the first run comes `soon` after,
    /// it is made ready for that rather than for all later ones.
    pub fn start(
        places: &Places,
        sandbox: &Sandbox,
        question: &Question,
        mut started: Option<Started>,
        soon: bool,
        cancel: &Cancel,
    ) -> Result<Self, Unable> {
        let requires = question.code.as_ref().map_or(&[][..], |code| &code.requires);
        // Whoever cannot import after all is passed over from then on, so that this ends.
        loop {
            let interpreter = python::find(places, requires)?;
            let started = started
                .take()
                .filter(|started| started.suits(&interpreter, sandbox, requires))
                .map_or_else(|| launch(&interpreter, sandbox, &[]), Ok)?;
            let kept = kept::codes(places, &interpreter).is_some();
            let result = Self::start_with(started, places, sandbox, requires, soon, cancel);
            // It has thrown away what was kept, which may have been to blame.
            if kept && result.is_err() && kept::codes(places, &interpreter).is_none() {
                continue;
            }
            match result? {
                Ok(worker) => return Ok(worker),
                Err((module, why)) => python::cannot_import(places, &interpreter, &module, &why),
            }
        }
    }

    /// As [`Self::start`]; the inner error is a module that could not be imported, and why.
    fn start_with(
        started: Started,
        places: &Places,
        sandbox: &Sandbox,
        requires: &[String],
        soon: bool,
        cancel: &Cancel,
    ) -> Result<Result<Self, (String, String)>, Unable> {
        let torch = requires.iter().any(|module| module == "torch");
        let memory = if torch { TORCH_MEMORY } else { MEMORY };
        let limits = Limits {
            memory,
            ..Limits::default()
        };
        let mut worker = Self {
            held: started.held,
            control: started.control,
            bench: Bench::default(),
            modules: requires.iter().cloned().collect(),
            rung: sandbox.rung(),
            shuts_off: true,
            limits,
            runs: 0,
            left: Vec::new(),
            ending: None,
            stands: false,
        };
        let codes = kept::codes(places, &started.interpreter);
        let boot = Boot {
            modules: if codes.is_some() { &[] } else { &MODULES },
            compiled: codes.is_some(),
            imports: requires,
            soon,
            policy: sandbox.policy(&limits),
        };
        let told = worker.boot(
            &boot,
            codes.as_deref(),
            &started.interpreter,
            &started.complaints,
            cancel,
        );
        if codes.is_some() && told.is_err() && !cancel.is_cancelled() {
            // It may have been that: another start does without.
            kept::keep_codes(places, &started.interpreter, None);
        }
        let told = match told? {
            Booted::Ready(told) => told,
            Booted::Lacks(module, why) => return Ok(Err((module, why))),
        };
        if told.codes
            && let Ok(codes) = protocol::receive_bytes(&worker.control)
        {
            kept::keep_codes(places, &started.interpreter, Some(&codes));
        }
        worker.shuts_off = told.cell.ok;
        let mut lacks = worker.rung.lacks().to_owned();
        if !sandbox.why().is_empty() {
            lacks = format!("{lacks} {}", sandbox.why());
        }
        if !told.cell.ok {
            lacks = told.cell.lacks;
        }
        worker.bench = Bench {
            python: told.python,
            versions: told.versions,
            interpreter: started.interpreter.path.display().to_string(),
            isolation: worker.rung.words().to_owned(),
            isolation_lacks: lacks,
        };
        Ok(Ok(worker))
    }

    /// Tells Python what it is for, and waits until it has imported that.
    fn boot(
        &mut self,
        boot: &Boot<'_>,
        codes: Option<&[u8]>,
        interpreter: &Interpreter,
        complaints: &OwnedFd,
        cancel: &Cancel,
    ) -> Result<Booted, Unable> {
        let sent = protocol::send(&self.control, boot, &[])
            .and_then(|()| codes.map_or(Ok(()), |codes| protocol::send_bytes(&self.control, codes)));
        let begun = now();
        let answer = loop {
            if cancel.is_cancelled() {
                return Err(broken("Starting Python was cancelled."));
            }
            if sent.is_err() || !self.held.is_alive() || begun.elapsed() > STARTING {
                break None;
            }
            if wait(&[self.control.as_fd()], LOOK).first() == Some(&true) {
                break self.answer(STARTING).ok();
            }
        };
        match answer {
            Some(Answer::Ready(told)) => Ok(Booted::Ready(told)),
            Some(Answer::Missing { missing, why }) => Ok(Booted::Lacks(missing, why)),
            _ => {
                self.held.kill();
                Err(not_started(interpreter, complaints))
            }
        }
    }

    fn answer(&self, within: Duration) -> std::io::Result<Answer> {
        self.control.set_read_timeout(Some(within))?;
        protocol::receive(&self.control)
    }

    /// Returns whether everything that this question requires is imported here.
    pub fn serves(&mut self, question: &Question) -> bool {
        let requires = question.code.as_ref().map_or(&[][..], |code| &code.requires);
        requires.len() == self.modules.len()
            && requires.iter().all(|module| self.modules.contains(module))
            && self.is_alive()
    }

    /// Returns whether this Python cannot do its part of the rung it was started at: then no run could begin.
    pub fn needs_lower_rung(&self) -> bool {
        self.rung == Rung::Full && !self.shuts_off
    }

    pub fn bench(&self) -> &Bench {
        &self.bench
    }

    pub fn is_alive(&mut self) -> bool {
        self.held.is_alive()
    }

    /// Runs one answer.
    pub fn run(
        &mut self,
        request: &RunRequest,
        origin: Origin,
        cancel: &Cancel,
        report: &mut dyn FnMut(Progress),
    ) -> Result<Verdict, Unable> {
        if origin != Origin::Own && self.rung == Rung::Nothing {
            return Err(not_isolated());
        }
        self.settle();
        let begun = now();
        let Some(code) = &request.question.code else {
            return Err(no_tests(request));
        };
        let planned = plan(request, code)?;
        let nonce = nonce();
        let io = |error: &dyn std::fmt::Display| broken(&format!("A run could not begin: {error}."));
        let (results, results_end) = pipe_with(PipeFlags::CLOEXEC).map_err(|error| io(&error))?;
        let (output, output_end) = pipe_with(PipeFlags::CLOEXEC).map_err(|error| io(&error))?;
        self.runs += 1;
        self.stands = false;
        self.left = self.held.left();
        let ask = Ask::Run(Box::new(RunAsk {
            id: self.runs,
            nonce: &nonce,
            kind: if request.kind == RunKind::Script {
                "script"
            } else {
                "tests"
            },
            answer: &request.answer,
            tests_file: planned.file,
            tests: planned.tests,
            names: planned.names,
            solution: code.files.get("solution.py").map(|text| &**text),
            forbid: &code.forbid,
            entry: &code.entry,
            seconds: planned.seconds,
            shared: self.modules.contains("torch"),
            together: false,
        }));
        if let Err(error) = protocol::send(&self.control, &ask, &[results_end.as_fd(), output_end.as_fd()]) {
            self.held.kill();
            return Err(io(&error));
        }
        drop((results_end, output_end));
        report(Progress::Began(planned.results.clone()));
        let mut tally = Tally::new(nonce, request.kind, planned.results);
        let mut captured = Captured::default();
        cancel.reaches(self.held.ender());
        let stop = self.follow(
            results,
            output,
            planned.seconds,
            cancel,
            &mut captured,
            &mut |line| {
                if let Some(test) = tally.take(line) {
                    report(Progress::Test(test));
                }
                tally.is_over()
            },
        );
        cancel.reaches(None);
        let ms = begun.elapsed().as_secs_f64() * 1e3;
        Ok(tally.close(stop, self.bench.clone(), captured.finish(), ms))
    }

    /// Waits until the processes of the last run have ended, which its verdict does not wait for; ends the
    /// worker where they do not in time.
    pub fn settle(&mut self) {
        while let Some(since) = self.ending {
            if !self.held.is_alive() {
                self.ending = None;
            } else if since.elapsed() > ENDING {
                self.held.kill();
                self.ending = None;
            } else if wait(&[self.control.as_fd()], LOOK).first() == Some(&true) {
                self.ended();
            }
        }
    }

    /// Waits until the next run has all that can be made before it is known, but no longer than this.
    pub fn stand(&mut self, within: Duration) {
        self.settle();
        let begun = now();
        while !self.stands && self.held.is_alive() && begun.elapsed() < within {
            if wait(&[self.control.as_fd()], LOOK).first() == Some(&true) {
                self.ended();
            }
        }
    }

    /// Takes what the worker says; returns whether the last run has ended.
    fn ended(&mut self) -> bool {
        match self.answer(ENDING) {
            Ok(Answer::Ended { ended: id }) if id == self.runs => {
                self.ending = None;
                true
            }
            Ok(answer) => {
                self.stands |= matches!(answer, Answer::Stands { .. });
                false
            }
            Err(_) => {
                self.held.kill();
                false
            }
        }
    }

    /// Reads what a run says until it has told its end, or all of it is gone; ends it where it passes a limit.
    fn follow(
        &mut self,
        results: OwnedFd,
        output: OwnedFd,
        seconds: f64,
        cancel: &Cancel,
        captured: &mut Captured,
        take: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Option<Stop> {
        let quiet_limit = Duration::from_secs_f64(3.0 * seconds + 1.0) + GRACE;
        let (mut results, mut output) = (Some(Source::new(results)), Some(Source::new(output)));
        let (mut stop, mut stopped_at, mut ended) = (None, None::<Instant>, false);
        let (mut heard, mut looked) = (now(), now());
        while results.is_some() || output.is_some() || !ended {
            if !self.held.is_alive() {
                // Whatever the pipes still hold is read below; then they are at their end.
                ended = true;
            }
            let fds: Vec<_> = [&results, &output]
                .into_iter()
                .flatten()
                .map(|source| source.fd.as_fd())
                .chain((!ended).then(|| self.control.as_fd()))
                .collect();
            wait(&fds, LOOK);
            let mut over = false;
            if let Some(source) = &mut results {
                let open = source.read(|_| heard = now());
                if source.pending.len() > LONGEST_RECORD {
                    source.pending = b"\n".to_vec();
                    take(b"");
                }
                for line in source.lines() {
                    over = take(&line);
                }
                if !open {
                    results = None;
                }
            }
            if let Some(source) = &mut output {
                let open = source.read(|bytes| captured.take(bytes));
                source.pending.clear();
                if !open {
                    output = None;
                }
            }
            if over && stop.is_none() && !ended {
                // The supervisor has told the end, and what was printed until then is read. That its processes
                // end is waited for before the next run.
                self.ending = Some(now());
                return None;
            }
            if !ended && wait(&[self.control.as_fd()], Duration::ZERO).first() == Some(&true) && self.ended()
            {
                ended = true;
                // What holds the pipes still is dying with its namespace.
                stopped_at.get_or_insert_with(now);
            }
            if let Some(at) = stopped_at {
                if at.elapsed() > ENDING || cancel.is_at_once() {
                    self.held.kill();
                    ended = true;
                    // Nothing can be behind them any more.
                    if at.elapsed() > 2 * ENDING {
                        break;
                    }
                }
                continue;
            }
            stop = if cancel.is_cancelled() {
                Some(Stop::Cancelled)
            } else if captured.is_too_much() {
                Some(Stop::Output)
            } else if heard.elapsed() > quiet_limit {
                Some(Stop::Time)
            } else if looked.elapsed() >= LOOK {
                looked = now();
                if self.held.memory(self.limits.memory) > self.limits.memory {
                    Some(Stop::Memory)
                } else {
                    self.held
                        .wrote_too_much(&self.limits, &self.left)
                        .then_some(Stop::Files)
                }
            } else {
                None
            };
            if stop.is_some() {
                stopped_at = Some(now());
                if protocol::send(&self.control, &Ask::Cancel { id: self.runs }, &[]).is_err() {
                    self.held.kill();
                }
            }
        }
        stop
    }
}

impl Started {
    /// Returns whether it is what a question needs, and has nothing imported that this does not ask for.
    fn suits(&self, interpreter: &Interpreter, sandbox: &Sandbox, requires: &[String]) -> bool {
        // PyTorch brings NumPy with it.
        let asked = |module: &String| {
            requires.contains(module) || module == "numpy" && requires.iter().any(|one| one == "torch")
        };
        self.interpreter.path == interpreter.path
            && self.interpreter.reads == interpreter.reads
            && self.rung == sandbox.rung()
            && self.imports.iter().all(asked)
    }
}

/// What became of telling Python what it is for.
enum Booted {
    Ready(Box<Ready>),
    /// A module that could not be imported, and why.
    Lacks(String, String),
}

/// Starts Python isolated; it imports these, then it waits to be told what for.
pub fn launch(interpreter: &Interpreter, sandbox: &Sandbox, imports: &[String]) -> Result<Started, Unable> {
    let arguments: Vec<String> = std::iter::once(BOOT.to_owned())
        .chain(imports.iter().cloned())
        .collect();
    let io = |error: &dyn std::fmt::Display| broken(&error.to_string());
    let (control, theirs) = UnixStream::pair().map_err(|error| io(&error))?;
    let (complaints, stderr) = pipe_with(PipeFlags::CLOEXEC).map_err(|error| io(&error))?;
    let stdout = stderr.try_clone().map_err(|error| io(&error))?;
    let held = sandbox
        .start(interpreter, theirs.into(), stdout, stderr, &arguments)
        .map_err(|error| io(&error))?;
    Ok(Started {
        interpreter: interpreter.clone(),
        imports: imports.to_vec(),
        rung: sandbox.rung(),
        held,
        control,
        complaints,
    })
}

fn now() -> Instant {
    #[expect(
        clippy::disallowed_methods,
        reason = "the limits of a run hold by the clock, whatever the caller does"
    )]
    Instant::now()
}
