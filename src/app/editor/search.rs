//! Searching as one types: hits are found anew for each query, the cursor goes to the first at or
//! after where the search began, and giving up brings it back there.

use std::ops::Range;

use super::{Did, Editor, Lean};
use crate::text::buffer::Place;
use crate::text::search::find_all;

/// The query, its hits and where the search began. Hits are there only while a search is on.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Search {
    query: String,
    hits: Vec<Range<usize>>,
    current: Option<usize>,
    origin: Option<Place>,
}

impl Search {
    /// Ends the search; the query is kept for the next time.
    pub(super) fn end(&mut self) {
        self.hits = Vec::new();
        self.current = None;
        self.origin = None;
    }
}

/// Where the cursor stays after a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// At the hit it stands on.
    Hit,
    /// Where the search began.
    Origin,
}

impl Editor {
    /// Begins a search at the cursor; [`Editor::set_query`] follows as it is typed.
    pub fn begin_search(&mut self) {
        self.search.end();
        self.search.origin = Some(self.cursor);
    }

    /// Looks for `query`, goes to the first hit from where the search began (or, past the end, the
    /// first of all) and returns how many there are. Letters match either case unless the query has
    /// an upper-case letter.
    pub fn set_query(&mut self, query: &str) -> usize {
        let origin = *self.search.origin.get_or_insert(self.cursor);
        query.clone_into(&mut self.search.query);
        self.search.hits = find_all(&self.buffer, query);
        let hits = &self.search.hits;
        let from = self.buffer.offset(origin);
        let first = hits.partition_point(|hit| hit.start < from);
        let first = if first < hits.len() { first } else { 0 };
        self.search.current = (!hits.is_empty()).then_some(first);
        match self.search.current {
            Some(_) => self.go_to_current(),
            None => self.stand(origin, Lean::On),
        }
        self.search.hits.len()
    }

    /// Goes to the next hit of the last query, from the last on to the first.
    pub fn search_next(&mut self) -> Did {
        self.look_again();
        let from = self.buffer.offset(self.cursor);
        let hits = &self.search.hits;
        let after = hits.partition_point(|hit| hit.start <= from);
        self.choose(if after < hits.len() { after } else { 0 })
    }

    /// Goes to the hit before of the last query, from the first on to the last.
    pub fn search_previous(&mut self) -> Did {
        self.look_again();
        let from = self.buffer.offset(self.cursor);
        let hits = &self.search.hits;
        let before = hits.partition_point(|hit| hit.start < from);
        self.choose(before.checked_sub(1).unwrap_or(hits.len().saturating_sub(1)))
    }

    /// Ends the search; the hits are no longer painted, the query is kept for the next.
    pub fn end_search(&mut self, keep: Keep) {
        if let (Keep::Origin, Some(origin)) = (keep, self.search.origin) {
            self.stand(self.buffer.snap(origin), Lean::On);
        }
        self.search.end();
    }

    /// Returns whether a search is on.
    #[cfg(test)]
    pub(super) fn is_searching(&self) -> bool {
        self.search.origin.is_some()
    }

    /// Returns the hits of the search that is on, as bytes of the whole text, in order.
    pub fn hits(&self) -> &[Range<usize>] {
        &self.search.hits
    }

    /// Returns which of [`Editor::hits`] the cursor stands on.
    pub fn current_hit(&self) -> Option<usize> {
        self.search.current
    }

    fn look_again(&mut self) {
        if self.search.hits.is_empty() {
            self.search.hits = find_all(&self.buffer, &self.search.query);
            self.search.origin.get_or_insert(self.cursor);
        }
    }

    fn choose(&mut self, hit: usize) -> Did {
        if self.search.hits.is_empty() {
            self.search.end();
            return Did::Nothing;
        }
        self.search.current = Some(hit);
        self.go_to_current();
        Did::Moved
    }

    fn go_to_current(&mut self) {
        let hit = self.search.current.and_then(|hit| self.search.hits.get(hit));
        if let Some(start) = hit.map(|hit| hit.start) {
            if !self.takes_commands() {
                // With vim's keys a search takes the selection with it.
                self.clear_selection();
            }
            self.history.seal();
            self.stand(self.buffer.place(start), Lean::On);
        }
    }
}
