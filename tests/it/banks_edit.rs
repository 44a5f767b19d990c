//! Banks that are changed: oddly formatted ones keep every byte beside the change, bad ones are refused with
//! their place or made harmless, and neither a kill, a full disk nor a second editor loses anything.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

pub mod bad;
mod faults;
mod person;
mod screen;
pub mod styles;
#[cfg(target_os = "linux")]
mod ways;
