//! One `render` a screen; the same file names as in `app/screens`.

pub mod banks;
pub mod debrief;
pub mod home;
pub mod interview;
pub mod scorecard;
pub mod setup;
