//! hotseat in a terminal: what is typed arrives, whatever the line does, and the terminal is given back
//! whole whatever ends the program. Quick sizes; `HOTSEAT_SOAK=1` runs the long ones.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

pub mod banks;
mod banks_killed;
mod ending;
mod first;
mod flood;
mod gaps;
mod gone;
mod handover;
mod keys;
mod kinds;
mod line;
mod paste;
mod running;
mod stop;
mod stories;
mod storm;
mod stray;
mod surroundings;
mod widths;
