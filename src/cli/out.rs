//! The two streams: data on stdout, words on stderr. The only place that prints, and the last through
//! which text from banks, answers and names passes: nothing a terminal would obey gets by. A reader that
//! went away (`| head`) is no failure; a full disk is one.

use std::io::{ErrorKind, Write};

use super::env::Env;
use super::failure::Failure;
use crate::domain::plain;
use crate::storage::escape;

/// In which form data is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Json,
}

/// Where a command's output goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Out {
    pub colour: bool,
}

impl Out {
    pub fn new(env: &Env) -> Self {
        Self { colour: env.colour() }
    }

    /// Writes data for people, with a newline at its end.
    pub fn data(&self, text: &str) -> Result<(), Failure> {
        self.bytes(plain::clean(text).as_bytes())
    }

    /// Writes bytes that are safe as they are: JSON with its escapes, our own colours, generated files.
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        let newline: &[u8] = if bytes.ends_with(b"\n") { b"" } else { b"\n" };
        let written = stdout
            .write_all(bytes)
            .and_then(|()| stdout.write_all(newline))
            .and_then(|()| stdout.flush());
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::environment(format!(
                "The result cannot be written to standard output: {error}."
            ))),
            _ => Ok(()),
        }
    }

    /// Writes a value as indented JSON in which nothing a terminal would obey stands raw.
    pub fn json<T: serde::Serialize>(&self, value: &T) -> Result<(), Failure> {
        let bytes = escape::pretty(value)
            .map_err(|error| Failure::failed(format!("The result cannot be written as JSON: {error}.")))?;
        self.bytes(&bytes)
    }

    /// Writes words for people. Where they cannot be written there is nobody to tell.
    pub fn words(&self, text: &str) {
        let mut stderr = std::io::stderr().lock();
        let newline = if text.ends_with('\n') { "" } else { "\n" };
        let _ = write!(stderr, "{}{newline}", plain::clean(text));
    }

    /// Writes what is wrong beside the thing asked for.
    pub fn problem(&self, text: &str) {
        self.words(&format!("hotseat: {}", plain::clean_line(text)));
    }

    /// Writes what went wrong and what to do next.
    pub fn failure(&self, failure: &Failure) {
        self.problem(&failure.message);
        if let Some(hint) = &failure.hint {
            self.words(&format!("  {}", plain::clean_line(hint)));
        }
    }
}
