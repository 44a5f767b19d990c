//! Isolation on macOS: `sandbox-exec` with the profile of `seatbelt`, tried before it is believed.

use std::ffi::OsString;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::plan::{COMMAND, Plan};
use super::{Rung, SandboxError, seatbelt};

/// The program that applies a profile.
const SANDBOX_EXEC: &str = "/usr/bin/sandbox-exec";

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
    let mut command = if plan.rung == Rung::Seatbelt.number() {
        let mut command = Command::new(SANDBOX_EXEC);
        command.arg("-p").arg(of(&plan, &scratch)).arg(&interpreter);
        command
    } else {
        Command::new(&interpreter)
    };
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

fn of(plan: &Plan, scratch: &Path) -> String {
    let real = |path: &OsString| fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
    let reads: Vec<PathBuf> = plan.reads.iter().chain(&plan.interpreter).map(real).collect();
    let scratch = fs::canonicalize(scratch).unwrap_or_else(|_| scratch.to_owned());
    seatbelt::profile(&reads, &scratch, &real(&plan.home))
}

/// Returns the rung that holds: a shell in the sandbox must not read a file outside nor write one.
pub fn probe(_hotseat: &Path, home: &Path, best: Rung) -> (Rung, String) {
    let nothing = |why: &str| (Rung::Nothing, why.to_owned());
    if best < Rung::Seatbelt {
        return nothing("It was not asked for.");
    }
    let (Ok(outside), Ok(scratch)) = (tempfile::tempdir(), tempfile::tempdir()) else {
        return nothing("Nothing could be tried: there is no folder for temporary files.");
    };
    let file = outside.path().join("secret");
    if fs::File::create(&file)
        .and_then(|mut file| std::io::Write::write_all(&mut file, b"secret"))
        .is_err()
    {
        return nothing("Nothing could be tried: the folder for temporary files cannot be written.");
    }
    let scratch = fs::canonicalize(scratch.path()).unwrap_or_else(|_| scratch.path().to_owned());
    let profile = seatbelt::profile(&[PathBuf::from("/bin")], &scratch, home);
    // Exit code 7 says that the shell ran and that nothing was possible.
    let script = "cat \"$1\" >/dev/null 2>&1 && exit 1; (: >\"$1.made\") 2>/dev/null && exit 2; \
                  (: >\"$2/made\") 2>/dev/null || exit 3; exit 7";
    let output = Command::new(SANDBOX_EXEC)
        .arg("-p")
        .arg(profile)
        .args(["/bin/sh", "-c", script, "sh"])
        .arg(&file)
        .arg(&scratch)
        .env_clear()
        .output();
    match output.ok().and_then(|output| output.status.code()) {
        Some(7) => (Rung::Seatbelt, String::new()),
        Some(1) => nothing("Tried, and possible: read."),
        Some(2) => nothing("Tried, and possible: write."),
        _ => nothing("sandbox-exec does not work here."),
    }
}

pub fn command(hotseat: &Path, plan: &Plan) -> Result<Command, SandboxError> {
    super::unix::command(hotseat, COMMAND, plan)
}

pub use super::unix::{await_end, counts_processes, end, ender, filters, landlock_version, memory};
