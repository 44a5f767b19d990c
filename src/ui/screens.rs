//! One `render` a screen; the same file names as in `app/screens`.

pub mod debrief;
pub mod home;
pub mod interview;
pub mod progress;
pub mod scorecard;
pub mod setup;
