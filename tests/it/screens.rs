//! What people see, without a terminal: named scenes, each painted at several sizes and in several
//! themes, compared with the pictures and texts in the repository and held to the laws of the screen.
//!
//! `HOTSEAT_BLESS=1 cargo test --test it screens` writes `assets/screenshots/*.svg` and
//! `tests/snapshots/*.txt` anew; `HOTSEAT_FULL=1` runs every combination of hostile text and field.

mod colours;
mod contrast;
mod debriefs;
mod firsts;
mod hostile;
mod hundred;
mod keep;
mod kept;
mod progress;
mod reviews;
mod rounds;
mod runs;
mod scenes;
mod sizes;
mod stories;
mod tested;
mod words;
pub mod world;
