//! The judge for real: Python is started, answers are run.

mod behaviour;
pub mod endurance;
mod hostile;
mod runs;
#[cfg(target_os = "linux")]
mod sandbox;
