//! The program: parse, dispatch, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(hotseat::cli::run(&hotseat::cli::env::Env::from_process()))
}
