//! The command line: one file a command. Data goes to stdout, words to stderr; exit code 0 success,
//! 1 the thing asked about failed, 2 usage, 3 environment, 128 + n after a signal. Nothing here waits for
//! input that nobody can give.

pub mod args;
pub mod bank;
pub mod context;
pub mod date;
pub mod doctor;
pub mod env;
pub mod failure;
pub mod held;
pub mod home;
pub mod interrupt;
pub mod judge;
pub mod keys;
pub mod out;
pub mod packaging;
pub mod review;
pub mod sessions;
pub mod setup;
pub mod start;
pub mod stats;
pub mod table;

use clap::Parser;

use args::{Args, BankCommand, Command};
use context::Context;
use env::Env;
use failure::Failure;
use held::Held;
use out::Out;

use crate::judge::sandbox;

/// Runs the command the environment names and returns the exit code.
pub fn run(env: &Env) -> u8 {
    let out = Out::new(env);
    // Before anything that takes time: this is a start of ours, on the way to Python. The command is no part
    // of the command line that people have, so that clap does not know it.
    if env
        .args
        .get(1)
        .is_some_and(|command| command == sandbox::plan::COMMAND)
    {
        return sandbox::launch(&env.args[2..]).unwrap_or_else(|why| {
            out.words(&format!("The sandbox could not be built: {why}."));
            failure::Kind::Environment.code()
        });
    }
    let done = match Args::try_parse_from(&env.args) {
        Ok(args) => dispatch(env, &out, args),
        Err(error) if error.use_stderr() => {
            out.words(&error.render().to_string());
            return failure::Kind::Usage.code();
        }
        // Help and version.
        Err(answer) => {
            let text = answer.render();
            let text = if env.colour() {
                text.ansi().to_string()
            } else {
                text.to_string()
            };
            out.bytes(text.as_bytes()).map(|()| 0)
        }
    };
    done.unwrap_or_else(|failure| {
        out.failure(&failure);
        failure.kind.code()
    })
}

fn dispatch(env: &Env, out: &Out, args: Args) -> Result<u8, Failure> {
    let context = || Context::new(env, args.data_dir.as_deref());
    match args.command {
        None => home::run(&context()?),
        Some(Command::Start(args)) => start::run(&context()?, out, &args),
        Some(Command::Review { session }) => review::run(&context()?, session.as_deref()),
        Some(Command::Resume { session, plain }) => {
            start::resume(&context()?, out, session.as_deref(), Held::of(plain))
        }
        Some(Command::Sessions(args)) => sessions::run(&context()?, out, args),
        Some(Command::Date(args)) => date::run(&context()?, out, args),
        Some(Command::Stats { json }) => stats::run(&context()?, out, json.form()),
        // These need no directories: packages are built where there is no home.
        Some(Command::Bank(args)) if matches!(args.command, Some(BankCommand::Schema)) => bank::schema(out),
        Some(Command::Bank(args)) => bank::run(&context()?, out, args),
        Some(Command::Keys { json }) => keys::run(&context()?, out, json.form()),
        Some(Command::Judge(args)) => judge::run(&context()?, out, &args),
        Some(Command::Setup { yes }) => {
            let asking = if yes {
                setup::Asking::Never
            } else {
                setup::Asking::First
            };
            setup::run(&context()?, out, asking)
        }
        Some(Command::Doctor { json }) => doctor::run(&context()?, out, json.form()),
        Some(Command::Completions { shell }) => packaging::completions(out, shell),
        Some(Command::Man) => packaging::man(out),
    }
}
