//! One `render` a screen; the same file names as in `app/screens`.

pub mod banks;
pub mod compare;
pub mod debrief;
pub mod home;
pub mod interview;
pub mod progress;
pub mod replay;
pub mod review;
pub mod scorecard;
pub mod setup;
pub mod stories;
