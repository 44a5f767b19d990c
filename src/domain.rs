//! What an interview is, pure: no I/O, no clocks, no entropy, no environment, no terminal.

pub mod bank;
pub mod catalog;
pub mod check;
pub mod clock;
pub mod code;
pub mod config;
pub mod draw;
pub mod event;
pub mod exchange;
pub mod fields;
pub mod interviewer;
pub mod loops;
pub mod next_step;
pub mod plain;
pub mod score;
pub mod scorecard;
pub mod search;
pub mod session;
pub mod signs;
pub mod snapshot;
pub mod stats;
pub mod summary;
pub mod verdict;
pub mod written;
