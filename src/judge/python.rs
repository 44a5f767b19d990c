//! Which interpreter runs a question's code: the first that imports everything it requires of the
//! configured one, the active environment, the one `hotseat setup` made, `python3` on the path and
//! `/usr/bin/python3`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::domain::verdict::Unable;

/// Where interpreters are looked for, and what the judge needs to know of this process.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// `python` under `[judge]` in `config.toml`.
    pub configured: Option<PathBuf>,
    /// The active environment: `VIRTUAL_ENV`, else `CONDA_PREFIX`.
    pub environment: Option<PathBuf>,
    /// What `hotseat setup` makes: `python/` in the data directory.
    pub made: PathBuf,
    /// The value of `PATH`.
    pub path: String,
    /// The home directory, which no run may read.
    pub home: PathBuf,
    /// hotseat's own binary, started again as the launcher of the sandbox.
    pub hotseat: PathBuf,
}

/// An interpreter that can import what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreter {
    pub path: PathBuf,
    /// `3.11.7`.
    pub version: String,
    /// Versions of the modules asked for, where they tell one.
    pub modules: BTreeMap<String, String>,
    /// `sys.prefix`, `sys.base_prefix` and the directories of `sys.path`: what a sandbox has to let it read.
    pub reads: Vec<PathBuf>,
    /// Which of the places it is, in words: `the environment hotseat setup made`.
    pub place: &'static str,
}

/// Returns the first interpreter, 3.9 or newer, that imports all of `modules`. The error says what was
/// found instead and what to do.
pub fn find(_places: &Places, _modules: &[String]) -> Result<Interpreter, Unable> {
    Err(super::worker::broken("Finding Python is not built yet."))
}
