//! A session as one file, for people ([`markdown`]) and for programs ([`json`]). Both are made from its
//! records and snapshots alone, and neither lets a control character of an answer or a bank through.

mod json;
mod markdown;
mod runs;

use std::collections::BTreeMap;

pub use json::{json, json_with};
pub use markdown::{markdown, markdown_with};

/// What is said of the stories of one's own that were told. What was taken over from one into an answer is
/// the answer's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Stories {
    /// Nothing: stories are private.
    #[default]
    LeftOut,
    /// Their ids, for hotseat's own lists.
    Ids,
    /// Their ids, and their titles by id.
    Titles(BTreeMap<String, String>),
}
