//! What an interview is, pure: no I/O, no clocks, no entropy, no environment, no terminal.

pub mod bank;
pub mod catalog;
pub mod check;
pub mod plain;
pub mod signs;
pub mod snapshot;
