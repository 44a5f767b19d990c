//! Other people's code, run for real: a candidate's file against the tests of a question, isolated, with
//! a verdict that only the outside decides.
//!
//! Blocking code: whoever calls gives it a thread, a place to report to and a flag to stop by. `python`
//! finds the interpreter, `kept` remembers it, `sandbox` starts it isolated and says in words how well, `worker` keeps it warm
//! and speaks with it by `protocol`, `tally` says what its
//! records add up to, `output` keeps what was printed,
//! `pipes` reads without waiting.
//! `docs/judge.md` tells the whole of it.

mod kept;
mod output;
mod pipes;
mod protocol;
pub mod python;
pub mod sandbox;
mod tally;
pub mod worker;

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::domain::bank::Question;
pub use crate::domain::verdict::Origin;
use crate::domain::verdict::{Bench, Progress, RunRequest, Unable, Verdict, Why};
use python::Places;
use sandbox::{Ender, Rung, Sandbox};
use worker::{Started, Worker};

/// Stops a run from another thread. Once set it stays set.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<Wish>);

#[derive(Debug, Default)]
struct Wish {
    how: AtomicU8,
    /// Ends the run that is under way.
    ender: Mutex<Option<Ender>>,
}

/// What a start of Python that is under way is given before isolation is tried: both make namespaces, and the kernel
/// makes them one after the other. While Python imports there is time.
const GIVING_WAY: Duration = Duration::from_millis(15);

const ASKED: u8 = 1;
const AT_ONCE: u8 = 2;

impl Cancel {
    pub fn cancel(&self) {
        self.0.how.fetch_max(ASKED, Ordering::AcqRel);
    }

    /// Ends the worker with the run: there is no time to have it end the run by itself, nor to wait until the
    /// thread that follows it has its turn beside what the run has started.
    pub fn at_once(&self) {
        self.0.how.fetch_max(AT_ONCE, Ordering::AcqRel);
        if let Some(ender) = &*self.ender() {
            ender.end();
        }
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.how.load(Ordering::Acquire) > 0
    }

    pub fn is_at_once(&self) -> bool {
        self.0.how.load(Ordering::Acquire) == AT_ONCE
    }

    /// Says what ends the run that is under way from now on, if one is.
    fn reaches(&self, ender: Option<Ender>) {
        *self.ender() = ender;
        if self.is_at_once() {
            self.at_once();
        }
    }

    fn ender(&self) -> MutexGuard<'_, Option<Ender>> {
        self.0.ender.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs code, one run at a time, keeping a warm worker between runs.
#[derive(Debug)]
pub struct Judge {
    places: Places,
    /// How well a run can be isolated here, tried once.
    sandbox: Option<Sandbox>,
    /// Being tried.
    probing: Option<JoinHandle<Sandbox>>,
    /// Python started for a question that is not known yet.
    ahead: Option<Started>,
    /// What is warmed will be run at once.
    soon: bool,
    worker: Option<Worker>,
}

impl Judge {
    /// Nothing is started or looked for yet.
    pub fn new(places: Places) -> Self {
        Self {
            places,
            sandbox: None,
            probing: None,
            ahead: None,
            soon: false,
            worker: None,
        }
    }

    /// Starts the Python that most questions want, if it is known, while the question is still being looked for:
    /// it will be run at once. What this starts ends with the thread that calls it, as what [`Self::warm`] starts
    /// does.
    pub fn ahead(&mut self) {
        self.soon = true;
        let numpy = ["numpy".to_owned()];
        if self.worker.is_none()
            && let Some(sandbox) = self.expected()
            && let Some(interpreter) = python::known(&self.places, &numpy)
        {
            // Where it does not start, whoever needs it says so.
            self.ahead = worker::launch(&interpreter, &sandbox, &numpy).ok();
        }
    }

    /// Starts a worker with what the question requires imported, if none is warm that has it.
    pub fn warm(&mut self, question: &Question, cancel: &Cancel) -> Result<Bench, Unable> {
        if let Some(worker) = &mut self.worker
            && worker.serves(question)
        {
            return Ok(worker.bench().clone());
        }
        self.worker = None;
        self.try_isolation();
        let ahead = self.ahead.take();
        let mut started = None;
        if let Some(expected) = self.expected() {
            let worker = Worker::start(&self.places, &expected, question, ahead, self.soon, cancel);
            if let Err(unable) = &worker
                && matches!(unable.why, Why::NoPython | Why::NoModule)
            {
                return worker.map(|worker| worker.bench().clone());
            }
            started = Some((expected, worker));
        }
        // Nothing of an answer is run before it is known how well it would be shut off.
        let sandbox = self.tried();
        let mut worker = match started {
            Some((expected, worker)) if expected.rung() == sandbox.rung() => worker?,
            other => {
                drop(other);
                Worker::start(&self.places, &sandbox, question, None, self.soon, cancel)?
            }
        };
        if worker.needs_lower_rung() {
            // The launcher alone does less than it and Python together, but all that is left.
            let lower = Sandbox::at_most(&self.places, Rung::Partly);
            worker = Worker::start(&self.places, &lower, question, None, self.soon, cancel)?;
        }
        let bench = worker.bench().clone();
        self.worker = Some(worker);
        Ok(bench)
    }

    /// Has it tried, beside all else, how well a run can be isolated, if that is not known.
    fn try_isolation(&mut self) {
        if self.sandbox.is_none() && self.probing.is_none() {
            let places = self.places.clone();
            let after = if self.ahead.is_some() {
                GIVING_WAY
            } else {
                Duration::ZERO
            };
            // Where there is no thread to be had, whoever needs it tries itself.
            self.probing = std::thread::Builder::new()
                .name("isolation".to_owned())
                .spawn(move || {
                    std::thread::sleep(after);
                    Sandbox::probe(&places)
                })
                .ok();
        }
    }

    /// Returns what isolates a run here as far as is known: while it is tried, what will most likely hold.
    fn expected(&self) -> Option<Sandbox> {
        self.sandbox.clone().or_else(|| Sandbox::presumed(&self.places))
    }

    /// Waits until it is known what isolates a run here.
    fn tried(&mut self) -> Sandbox {
        let probing = self.probing.take();
        let places = &self.places;
        self.sandbox
            .get_or_insert_with(|| {
                probing
                    .and_then(|thread| thread.join().ok())
                    .unwrap_or_else(|| Sandbox::probe(places))
            })
            .clone()
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
        let mut verdict = worker.run(request, origin, cancel, report);
        if verdict.is_err() && !worker.is_alive() {
            // What the last answer left behind may have ended it just now; this one has not been begun.
            self.worker = None;
            self.warm(&request.question, cancel)?;
            let Some(fresh) = &mut self.worker else {
                return verdict;
            };
            verdict = fresh.run(request, origin, cancel, report);
        }
        let verdict = verdict?;
        if !self.worker.as_mut().is_some_and(Worker::is_alive) {
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
        self.ahead = None;
        self.worker = None;
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::Command;

    use super::*;

    #[test]
    fn at_once_ends_a_run_whether_or_not_a_thread_follows_it() {
        for wished_before in [false, true] {
            let mut child = Command::new("sleep").arg("60").spawn().unwrap();
            let cancel = Cancel::default();
            if wished_before {
                cancel.at_once();
            }
            cancel.reaches(Ender::of(child.id()));
            cancel.cancel();
            if !wished_before {
                assert_eq!(
                    child.try_wait().unwrap(),
                    None,
                    "a run is asked to end by its worker"
                );
                cancel.at_once();
            }
            assert_eq!(child.wait().unwrap().signal(), Some(15));
            // What has ended is not ended again.
            cancel.reaches(None);
            cancel.at_once();
        }
    }
}
