//! Finding a string in a text. Letters match either case unless the query has an upper-case letter.
//!
//! A hit never begins or ends inside a grapheme, and hits do not overlap.

use std::ops::Range;

use super::buffer::Buffer;
use super::motion;

/// Returns the hits of `query` as bytes of the whole text, in order. An empty query has none.
pub fn find_all(buffer: &Buffer, query: &str) -> Vec<Range<usize>> {
    let mut hits = Vec::new();
    if query.is_empty() {
        return hits;
    }
    let case = if query.chars().any(char::is_uppercase) {
        Case::Exact
    } else {
        Case::Any
    };
    let mut offset = 0;
    for index in 0..buffer.line_count() {
        let line = buffer.line(index);
        let mut at = 0;
        while let Some(found) = find(line, at, query, case) {
            hits.push(offset + found.start..offset + found.end);
            at = found.end;
        }
        offset += line.len() + 1;
    }
    hits
}

#[derive(Clone, Copy, PartialEq)]
enum Case {
    Exact,
    Any,
}

fn find(line: &str, from: usize, query: &str, case: Case) -> Option<Range<usize>> {
    let fits =
        |start: usize, end: usize| motion::snap(line, start) == start && motion::snap(line, end) == end;
    if case == Case::Exact {
        return line
            .get(from..)?
            .match_indices(query)
            .map(|(at, found)| from + at..from + at + found.len())
            .find(|hit| fits(hit.start, hit.end));
    }
    let first = query.chars().next()?;
    line.get(from..)?
        .char_indices()
        .filter(|&(_, c)| c == first || !c.is_ascii() || c.eq_ignore_ascii_case(&first))
        .find_map(|(at, _)| {
            let start = from + at;
            let end = start + folded_prefix(&line[start..], query)?;
            fits(start, end).then_some(start..end)
        })
}

/// Returns how many bytes of `text` the query matches at its start, in lower case.
fn folded_prefix(text: &str, query: &str) -> Option<usize> {
    let mut wanted = query.chars().flat_map(char::to_lowercase).peekable();
    for (at, c) in text.char_indices() {
        if wanted.peek().is_none() {
            return Some(at);
        }
        for lower in c.to_lowercase() {
            if wanted.next() != Some(lower) {
                return None;
            }
        }
    }
    wanted.peek().is_none().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, query, and where each hit begins and ends.
    type Case = (&'static str, &'static str, &'static [(usize, usize)]);

    #[test]
    fn hits_are_whole_and_mind_capitals_only_when_given() {
        let cases: [Case; 10] = [
            ("Loss loss", "loss", &[(0, 4), (5, 9)]),
            ("Loss loss", "Loss", &[(0, 4)]),
            ("aaaa", "aa", &[(0, 2), (2, 4)]),
            ("a\nba", "a", &[(0, 1), (3, 4)]),
            ("ÉTÉ été", "été", &[(0, 5), (6, 11)]),
            ("Δx", "δ", &[(0, 2)]),
            // Not half of a grapheme: this é is e and a combining mark.
            ("e\u{301} e", "e", &[(4, 5)]),
            ("x", "", &[]),
            ("x", "xy", &[]),
            ("İ", "i", &[]),
        ];
        for (text, query, hits) in cases {
            let found = find_all(&Buffer::new(text), query);
            let found: Vec<_> = found.iter().map(|hit| (hit.start, hit.end)).collect();
            assert_eq!(found, hits, "{query} in {text}");
        }
    }
}
