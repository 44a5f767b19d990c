//! The judge for real: Python is started, answers are run.

mod behaviour;
mod runs;
