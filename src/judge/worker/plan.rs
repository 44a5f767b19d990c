//! What a run is told: which tests of which stage, by name, before the answer is loaded.

use super::unable::no_tests;
use super::{SCRIPT_SECONDS, SECONDS};
use crate::domain::bank::Code;
use crate::domain::code;
use crate::domain::verdict::{RunKind, RunRequest, TestResult, Unable};

/// What stands ready to be run, read from a request.
pub(super) struct Planned<'a> {
    pub file: &'a str,
    pub tests: &'a str,
    pub names: Vec<&'a str>,
    pub results: Vec<TestResult>,
    pub seconds: f64,
}

/// Reads a request; one without tests says so.
pub(super) fn plan<'a>(request: &'a RunRequest, code: &'a Code) -> Result<Planned<'a>, Unable> {
    let script = request.kind == RunKind::Script;
    let stage = code.stages.get(request.stage).ok_or_else(|| no_tests(request))?;
    let source = code.files.get(&stage.tests).map_or("", |text| text);
    if source.is_empty() && !script {
        return Err(no_tests(request));
    }
    let names: Vec<&str> = code::test_names(source)
        .filter(|name| match request.kind {
            RunKind::Visible => stage.visible.iter().any(|visible| visible == name),
            RunKind::All => true,
            RunKind::Script => false,
        })
        .collect();
    if names.is_empty() && !script {
        return Err(no_tests(request));
    }
    let results = names
        .iter()
        .map(|name| TestResult {
            name: (*name).to_owned(),
            visible: stage.visible.iter().any(|visible| visible == name),
            ..TestResult::default()
        })
        .collect();
    let seconds = stage
        .seconds
        .filter(|seconds| seconds.is_finite() && *seconds > 0.0)
        .unwrap_or(SECONDS);
    Ok(Planned {
        file: &stage.tests,
        tests: source,
        names,
        results,
        seconds: if script { SCRIPT_SECONDS } else { seconds },
    })
}

/// Returns what a run's results have to bear.
pub(super) fn nonce() -> String {
    #[expect(clippy::disallowed_methods, reason = "a nonce that could be foretold is none")]
    let value: u128 = rand::RngExt::random(&mut rand::rng());
    format!("{value:032x}")
}
