//! The judge for real: Python is started, answers are run.

mod behaviour;
mod endurance;
mod hostile;
mod runs;
#[cfg(target_os = "linux")]
mod sandbox;
