//! An interview held in plain lines: by a sitter without a process, whose time is literal, and by the
//! program as it is shipped, through pipes and in a terminal.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

mod builtin;
mod cut;
mod debrief;
mod kinds;
mod laws;
mod pipe;
mod running;
mod sitter;
mod stories;
mod theory;
mod time;
mod transcript;
mod tty;
