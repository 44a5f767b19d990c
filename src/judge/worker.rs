//! A warm Python: its start, its runs, its end.

use super::python::Places;
use super::{Cancel, Origin};
use crate::domain::bank::Question;
use crate::domain::verdict::{Bench, Progress, RunRequest, Unable, Verdict, Why};

/// One process with the question's modules imported, of which every run is a fresh fork.
#[derive(Debug)]
pub struct Worker {
    bench: Bench,
}

impl Worker {
    /// Starts Python isolated and has it import what the question requires.
    pub fn start(_places: &Places, _question: &Question, _cancel: &Cancel) -> Result<Self, Unable> {
        Err(broken("The worker is not built yet."))
    }

    /// Returns whether everything that this question requires is imported here.
    pub fn serves(&self, _question: &Question) -> bool {
        false
    }

    pub fn bench(&self) -> &Bench {
        &self.bench
    }

    pub fn is_alive(&mut self) -> bool {
        false
    }

    /// Runs one answer.
    pub fn run(
        &mut self,
        _request: &RunRequest,
        _origin: Origin,
        _cancel: &Cancel,
        _report: &mut dyn FnMut(Progress),
    ) -> Result<Verdict, Unable> {
        Err(broken("The worker is not built yet."))
    }
}

/// The judge itself failed.
pub fn broken(sentence: &str) -> Unable {
    Unable {
        why: Why::Broken,
        sentence: sentence.to_owned(),
        mend: "`hotseat doctor` says what works here.".to_owned(),
    }
}
