//! Why a run could not be made, in sentences.

use std::os::fd::OwnedFd;
use std::path::Path;

use crate::domain::verdict::{RunRequest, Unable, Why};
use crate::judge::pipes::Source;
use crate::judge::python::Interpreter;

/// The judge itself failed.
pub fn broken(sentence: &str) -> Unable {
    Unable {
        why: Why::Broken,
        sentence: sentence.to_owned(),
        mend: "`hotseat doctor` says what works here.".to_owned(),
    }
}

pub(super) fn no_tests(request: &RunRequest) -> Unable {
    Unable {
        why: Why::NoTests,
        sentence: format!(
            "{} has no tests to run in stage {}.",
            request.name,
            request.stage.saturating_add(1)
        ),
        mend: format!(
            "`hotseat bank check` names what is missing beside the bank `{}`.",
            request.name.bank
        ),
    }
}

pub(super) fn not_isolated() -> Unable {
    Unable {
        why: Why::NotIsolated,
        sentence: "This system cannot isolate what is run, so the tests of somebody else's bank are not run."
            .to_owned(),
        mend: "`hotseat doctor` says what is missing.".to_owned(),
    }
}

pub(super) fn not_started(interpreter: &Interpreter, complaints: &OwnedFd) -> Unable {
    let path: &Path = &interpreter.path;
    let mut source = match complaints.try_clone() {
        Ok(fd) => Source::new(fd),
        Err(error) => return broken(&error.to_string()),
    };
    source.read(|_| {});
    let said = String::from_utf8_lossy(&source.pending).into_owned();
    let last = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    Unable {
        why: Why::Broken,
        sentence: format!(
            "{} did not start in the sandbox: {}.",
            path.display(),
            last.unwrap_or("it said nothing").trim_end_matches('.')
        ),
        mend: "`hotseat doctor` says what works here; `hotseat setup` makes an environment that does."
            .to_owned(),
    }
}
