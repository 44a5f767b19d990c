//! Questions from elsewhere and for elsewhere: lists in Markdown, tables, Anki's text export. What is read
//! becomes cards, a card becomes a question that can be asked in an interview; pure, and whatever the text
//! holds, reading it ends with cards or with none.

pub mod anki;
mod export;
mod html;
mod markdown;
mod question;
mod table;

pub use export::{csv, markdown_list};
pub use html::text as html_text;
pub use markdown::cards as markdown_cards;
pub use question::{Wanted, made};
pub use table::cards as table_cards;

/// Cards that are read from one file; more belong into several.
pub const MOST: usize = 10_000;

/// A question with its answer as they stood elsewhere.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Card {
    /// Markdown.
    pub ask: String,
    /// Markdown; empty where there is none.
    pub answer: String,
    /// What it stood under; empty where nothing is known.
    pub topic: String,
    pub tags: Vec<String>,
    /// As the file says it; whatever it is worth.
    pub difficulty: Option<String>,
    pub minutes: Option<f64>,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    pub cards: Vec<Card>,
    /// What was left out and why, in sentences.
    pub notes: Vec<String>,
}

/// What kind of text a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A bank of hotseat's.
    Bank,
    Markdown,
    Csv,
    Tsv,
    Anki,
}

/// Tells what a text is: by how it begins, else by the ending of its file's name.
pub fn kind_of(text: &str, ending: &str) -> Kind {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let anki = [
        "#separator:",
        "#html:",
        "#deck",
        "#notetype",
        "#tags",
        "#guid",
        "#columns:",
    ];
    if anki.iter().any(|head| first.starts_with(head)) {
        return Kind::Anki;
    }
    match ending.to_ascii_lowercase().as_str() {
        "json" => Kind::Bank,
        "md" | "markdown" => Kind::Markdown,
        "csv" => Kind::Csv,
        "tsv" => Kind::Tsv,
        _ if text.trim_start().starts_with('{') => Kind::Bank,
        _ if tabbed(text) => Kind::Tsv,
        _ => Kind::Markdown,
    }
}

/// Anki without its head lines, and spreadsheets, have a tab in nearly every line.
fn tabbed(text: &str) -> bool {
    let lines = text.lines().take(50).filter(|line| !line.trim().is_empty());
    let (all, with) = lines.fold((0, 0), |(all, with), line| {
        (all + 1, with + usize::from(line.contains('\t')))
    });
    all > 0 && with * 10 >= all * 9
}
