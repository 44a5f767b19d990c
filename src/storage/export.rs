//! A session as one file: for people ([`markdown`], [`html`]), for programs ([`json`]), to be played
//! ([`cast`]); and what is disputed in it as the text of an issue ([`issues`]). All are made from its
//! records and snapshots alone, and none lets a control character of an answer or a bank through.

mod cast;
mod html;
mod issue;
mod json;
mod markdown;
mod plain;
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

pub use cast::{Size, cast};
pub use html::html;
pub use issue::issues;
pub use markdown::rescued;

use super::sessions::Loaded;
use crate::domain::export::ExportFormat;

/// How formulas are set: drawing them is the view's, and a file shows what the screen shows.
#[derive(Clone, Copy)]
pub struct Formulas {
    /// `$…$` on one line.
    pub inline: fn(&str) -> String,
    /// `$$…$$` as rows.
    pub display: fn(&str) -> Vec<String>,
}

/// Returns a session in this format; a recording has the usual size.
pub fn bytes(loaded: &Loaded, format: ExportFormat, formulas: Formulas, stories: &Stories) -> Vec<u8> {
    match format {
        ExportFormat::Markdown => markdown_with(loaded, stories).into_bytes(),
        ExportFormat::Html => html(loaded, formulas).into_bytes(),
        ExportFormat::Json => json_with(loaded, stories),
        ExportFormat::Cast => cast(loaded, formulas, Size::default()),
    }
}
