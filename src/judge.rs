//! Other people's code, run for real: a candidate's file against the tests of a question, isolated, with
//! a verdict that only the outside decides.
//!
//! Blocking code: whoever calls gives it a thread, a place to report to and a flag to stop by. `python`
//! finds the interpreter, `sandbox` starts it isolated and says in words how well, `worker` keeps it warm
//! and speaks with it by `protocol`, `tally` says what its
//! records add up to, `output` keeps what was printed,
//! `pipes` reads without waiting.
//! `docs/judge.md` tells the whole of it.

mod output;
mod pipes;
mod protocol;
pub mod python;
pub mod sandbox;
mod tally;
pub mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::domain::bank::Question;
pub use crate::domain::verdict::Origin;
use crate::domain::verdict::{Bench, Progress, RunRequest, Unable, Verdict};
use python::Places;
use sandbox::{Rung, Sandbox};
use worker::Worker;

/// Stops a run from another thread. Once set it stays set.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Runs code, one run at a time, keeping a warm worker between runs.
#[derive(Debug)]
pub struct Judge {
    places: Places,
    /// How well a run can be isolated here, tried once.
    sandbox: Option<Sandbox>,
    worker: Option<Worker>,
}

/// Tries how well a run can be isolated while an interpreter is looked for, which is remembered: each starts a
/// process and waits for it, and together they take no longer than the slower.
fn probe_and_find(places: &Places, question: &Question) -> Sandbox {
    let requires = question.code.as_ref().map_or(&[][..], |code| &code.requires);
    std::thread::scope(|scope| {
        // Where there is no thread to be had, whoever needs it looks later.
        let _ = std::thread::Builder::new()
            .name("python".to_owned())
            .spawn_scoped(scope, || python::find(places, requires).is_ok());
        Sandbox::probe(places)
    })
}

impl Judge {
    /// Nothing is started or looked for yet.
    pub fn new(places: Places) -> Self {
        Self {
            places,
            sandbox: None,
            worker: None,
        }
    }

    /// Starts a worker with what the question requires imported, if none is warm that has it.
    pub fn warm(&mut self, question: &Question, cancel: &Cancel) -> Result<Bench, Unable> {
        if let Some(worker) = &mut self.worker
            && worker.serves(question)
        {
            return Ok(worker.bench().clone());
        }
        self.cool();
        let places = &self.places;
        let sandbox = self
            .sandbox
            .get_or_insert_with(|| probe_and_find(places, question));
        let mut worker = Worker::start(&self.places, sandbox, question, cancel)?;
        if worker.needs_lower_rung() {
            // The launcher alone does less than it and Python together, but all that is left.
            let lower = Sandbox::at_most(&self.places, Rung::Partly);
            worker = Worker::start(&self.places, &lower, question, cancel)?;
        }
        let bench = worker.bench().clone();
        self.worker = Some(worker);
        Ok(bench)
    }

    /// Runs an answer to a verdict, reporting as it goes; starts a worker first where none is warm. The
    /// verdict is returned, not reported.
    pub fn run(
        &mut self,
        request: &RunRequest,
        origin: Origin,
        cancel: &Cancel,
        report: &mut dyn FnMut(Progress),
    ) -> Result<Verdict, Unable> {
        let bench = self.warm(&request.question, cancel)?;
        report(Progress::Ready(bench));
        let Some(worker) = &mut self.worker else {
            return Err(worker::broken("The worker is gone before it began."));
        };
        let verdict = worker.run(request, origin, cancel, report)?;
        if !worker.is_alive() {
            self.worker = None;
        }
        Ok(verdict)
    }

    /// Waits until nothing of the last run is left. Its verdict may be out some milliseconds earlier.
    pub fn settle(&mut self) {
        if let Some(worker) = &mut self.worker {
            worker.settle();
        }
    }

    /// Waits, but no longer than this, until the next run has all that can be made before it is known: what a
    /// person's pause between two runs is enough for.
    pub fn stand(&mut self, within: Duration) {
        if let Some(worker) = &mut self.worker {
            worker.stand(within);
        }
    }

    /// Ends the worker and gives its memory back.
    pub fn cool(&mut self) {
        self.worker = None;
    }
}
