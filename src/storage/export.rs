//! A session as one file, for people ([`markdown`]) and for programs ([`json`]). Both are made from its
//! records and snapshots alone, and neither lets a control character of an answer or a bank through.

mod json;
mod markdown;
mod runs;

pub use json::json;
pub use markdown::markdown;
