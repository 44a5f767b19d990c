//! Search: the full text of past sessions by words, and the palette's fuzzy match.
//!
//! A session is searched as [`Document`]s: each attempt with its texts, and the session's own. All words of
//! a [`Query`] must stand in one document. What people wrote themselves comes before what they were asked,
//! and within that the newest session comes first.

mod document;
mod fuzzy;
mod query;
mod snippet;
pub mod words;

use std::cmp::Reverse;

pub use document::{Asked, Document, Place, Text, documents};
pub use fuzzy::{Fuzzy, fuzzy};
pub use query::{Match, Query, Term};
pub use snippet::Snippet;

/// Hits that are shown of one search.
pub const SHOWN: usize = 200;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Best first, at most as many as were asked for.
    pub hits: Vec<Hit>,
    /// There are more than these.
    pub more: bool,
    /// How many sessions were searched.
    pub sessions: usize,
}

/// A document in which everything stands that was searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Name of the session's folder.
    pub folder: String,
    /// Index of the attempt in its session; `None`: the session's own title or note.
    pub attempt: Option<usize>,
    /// The question's name, `bank/question`; empty where it is none.
    pub question: String,
    /// The text that is shown: where most of it stands.
    pub place: Place,
    pub snippet: Snippet,
}

/// The place of a document among those found: less comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank<'a> {
    /// Not everything searched for stands in what the person wrote.
    pub asked: bool,
    /// When the session began, in milliseconds since 1970.
    pub newest: Reverse<i64>,
    pub folder: Reverse<&'a str>,
    pub attempt: Option<usize>,
}

/// A session as it is searched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Searched {
    pub folder: String,
    /// When it began, in milliseconds since 1970; 0 where that is not known.
    pub began_at: i64,
    pub documents: Vec<Document>,
}

/// Looks through sessions one by one: what an index answers is this, sooner.
pub fn scan(query: &Query, sessions: &[Searched], most: usize) -> Found {
    let mut found: Vec<(Rank, &Document, Match)> = Vec::new();
    for session in sessions {
        for document in &session.documents {
            if let Some(matched) = query.matches(document) {
                let rank = Rank {
                    asked: !matched.written,
                    newest: Reverse(session.began_at),
                    folder: Reverse(&session.folder),
                    attempt: document.attempt,
                };
                found.push((rank, document, matched));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Found {
        more: found.len() > most,
        sessions: sessions.len(),
        hits: found
            .into_iter()
            .take(most)
            .map(|(rank, document, matched)| Hit::new(rank.folder.0, document, &matched))
            .collect(),
    }
}

impl Hit {
    /// Shows where a document of a session matches.
    pub fn new(folder: &str, document: &Document, matched: &Match) -> Self {
        let shown = document.texts.get(matched.shown);
        Self {
            folder: folder.to_owned(),
            attempt: document.attempt,
            question: document.question.clone(),
            place: shown.map_or(Place::Title, |text| text.place.clone()),
            snippet: shown.map_or_else(Snippet::default, |text| Snippet::new(&text.text, &matched.ranges)),
        }
    }
}
