//! Systems for which no isolation is written: limits only, and in words.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::plan::{COMMAND, Plan};
use super::{Rung, SandboxError};

/// Runs the launcher's side: `args` are those after the hidden command.
pub fn launch(args: &[OsString]) -> Result<u8, String> {
    let (first, rest) = args.split_first().ok_or("it was told nothing")?;
    let text = first.to_str().ok_or("its plan is not text")?;
    let plan: Plan =
        serde_json::from_str(text).map_err(|error| format!("its plan cannot be read: {error}"))?;
    let interpreter = plan.interpreter.clone().ok_or("it was told of no interpreter")?;
    let scratch = PathBuf::from(plan.scratch.clone().ok_or("it was told of no folder")?);
    super::unix::take_control()?;
    let _ = rustix::process::setsid();
    let mut command = Command::new(&interpreter);
    super::clean_environment(&mut command, &scratch);
    let error = command
        .args(["-I", "-B", "-c"])
        .args(rest)
        .current_dir(&scratch)
        .exec();
    Err(format!(
        "{} could not be started: {error}",
        Path::new(&interpreter).display()
    ))
}

pub fn probe(_hotseat: &Path, _home: &Path, _best: Rung) -> (Rung, String) {
    (
        Rung::Nothing,
        "No isolation is written for this system.".to_owned(),
    )
}

pub fn command(hotseat: &Path, plan: &Plan) -> Result<Command, SandboxError> {
    super::unix::command(hotseat, COMMAND, plan)
}

pub use super::unix::{await_end, counts_processes, end, ender, filters, landlock_version, memory};
