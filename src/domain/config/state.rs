//! What hotseat remembers between starts: what was seen, the terminal's background, the last choice.
//! Losing it loses nothing but comfort. Fields of a newer program are kept.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The state format this program writes and the highest it reads.
pub const FORMAT: u32 = 1;

/// The note of [`State::seen`] that the first question was taken or skipped.
pub const FIRST_QUESTION: &str = "first-question";

/// `state.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub format: u32,
    /// Notes shown once and not again.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub seen: BTreeSet<String>,
    /// The terminal's background as it last told: red, green, blue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background: Option<[u8; 3]>,
    /// Id of the loop chosen last.
    #[serde(rename = "loop", default, skip_serializing_if = "Option::is_none")]
    pub loop_id: Option<String>,
    /// The seed used last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            format: FORMAT,
            seen: BTreeSet::new(),
            background: None,
            loop_id: None,
            seed: None,
            other: Map::new(),
        }
    }
}
