//! The scanner's state at the start of every line, kept up to date edit by edit.
//!
//! After any edit it equals what scanning the whole text anew would give. An edit costs its own lines
//! and those below whose start it changes: none, unless it opens or closes a string of many lines.

use super::{Escapes, Language, Role, State, scan};
use crate::text::buffer::{Buffer, Change, Place};

/// The states at the starts of a text's lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Starts {
    language: Language,
    states: Vec<State>,
}

impl Starts {
    pub fn new(language: Language, buffer: &Buffer) -> Self {
        let mut new = Self {
            language,
            states: vec![State::Code; buffer.line_count()],
        };
        new.settle(buffer, 0, buffer.line_count());
        new
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns the state at the start of a line.
    pub fn at(&self, line: usize) -> State {
        self.states.get(line).copied().unwrap_or_default()
    }

    /// Gives `code` the bytes of a line that are neither in a string nor in a comment, with their
    /// places. Quotes are not given; whether letters before one belong to the string is left open.
    /// Returns the state at the end of the line.
    pub fn walk(&self, buffer: &Buffer, line: usize, code: impl FnMut(usize, u8)) -> State {
        walk(self.language, self.at(line), buffer.line(line), code)
    }

    /// The same for what stands before a place; returns the state there.
    pub fn walk_to(&self, buffer: &Buffer, at: Place, code: impl FnMut(usize, u8)) -> State {
        let line = buffer.line(at.line);
        let before = line.get(..at.byte).unwrap_or(line);
        walk(self.language, self.at(at.line), before, code)
    }

    /// Follows a change of the text.
    pub fn follow(&mut self, buffer: &Buffer, change: &Change) {
        let first = change.from.line;
        // The commonest edit stays in its line: nothing moves.
        if change.old_lines != 1 || change.new_lines != 1 {
            let count = self.states.len();
            let old = (first + 1).min(count)..(first + change.old_lines).min(count);
            let new = std::iter::repeat_n(State::Code, change.new_lines - 1);
            self.states.splice(old, new);
        }
        self.settle(buffer, first, first + change.new_lines);
    }

    /// Scans from a line on, to `until` at least and then as long as what follows changes.
    fn settle(&mut self, buffer: &Buffer, from: usize, until: usize) {
        for line in from..buffer.line_count() {
            let state = self.walk(buffer, line, |_, _| {});
            let Some(next) = self.states.get_mut(line + 1) else {
                return;
            };
            if line + 1 >= until && *next == state {
                return;
            }
            *next = state;
        }
    }
}

fn walk(language: Language, state: State, line: &str, mut code: impl FnMut(usize, u8)) -> State {
    if language != Language::Python {
        return walk_parts(language, state, line, code);
    }
    let bytes = line.as_bytes();
    let mut state = state;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (state, byte) {
            (State::Code, b'#') => return State::Code,
            (State::Code, b'"' | b'\'') => {
                let length: u8 = if bytes[at..].starts_with(&[byte; 3]) { 3 } else { 1 };
                state = State::String {
                    quote: byte,
                    length,
                    escapes: Escapes::Backslash,
                };
                at += usize::from(length);
            }
            (State::Code, byte) => {
                code(at, byte);
                at += 1;
            }
            // A backslash takes the next character with it; at the end, the line break.
            (State::String { .. }, b'\\') if at + 1 == bytes.len() => return state,
            (State::String { .. }, b'\\') => at += 2,
            (State::String { quote, length, .. }, byte) => {
                let ends = byte == quote && (length == 1 || bytes[at..].starts_with(&[quote; 3]));
                if ends {
                    state = State::Code;
                }
                at += if ends { usize::from(length) } else { 1 };
            }
        }
    }
    match state {
        State::String { length: 1, .. } => State::Code,
        state => state,
    }
}

/// The same by the parts of a scan, for languages that are shown but not written here.
fn walk_parts(language: Language, state: State, line: &str, mut code: impl FnMut(usize, u8)) -> State {
    let mut parts = Vec::new();
    let next = scan(language, state, line, &mut parts);
    let bytes = line.as_bytes();
    for (range, role) in parts {
        if !matches!(role, Role::Comment | Role::String) {
            for at in range {
                code(at, bytes[at]);
            }
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn source() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "'", "\"", "'''", "\"\"\"", "\\", "#", "(", ")", "x", "rb", " ", "\n", "é", "漢", "1", "def f",
        ]);
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn a_walk_agrees_with_a_scan(text in source()) {
            for language in [Language::Python, Language::Shell, Language::Json, Language::Plain] {
                let mut state = State::Code;
                for line in text.split('\n') {
                    let mut parts = Vec::new();
                    let wanted = scan(language, state, line, &mut parts);
                    let is_code = |at: usize| {
                        let part = parts.iter().find(|(range, _)| range.contains(&at));
                        part.is_some_and(|(_, role)| !matches!(role, Role::Comment | Role::String))
                    };
                    let mut seen = Vec::new();
                    state = walk(language, state, line, |at, _| seen.push(at));
                    prop_assert_eq!(state, wanted, "{:?} {:?}", language, line);
                    for (at, byte) in line.bytes().enumerate() {
                        // Letters before a quote may belong to the string.
                        if !byte.is_ascii_alphabetic() {
                            prop_assert_eq!(seen.contains(&at), is_code(at), "{:?} at {}", line, at);
                        }
                    }
                }
            }
        }

        #[test]
        fn after_an_edit_the_states_are_those_of_the_whole_text(
            text in source(),
            edits in prop::collection::vec((0..60usize, 0..10usize, source()), 1..6),
        ) {
            let mut buffer = Buffer::new(&text);
            let mut starts = Starts::new(Language::Python, &buffer);
            for (from, span, ins) in edits {
                let a = buffer.place(from);
                let b = buffer.place(from + span);
                let (_, change) = buffer.replace(a, b, &ins);
                starts.follow(&buffer, &change);
                prop_assert_eq!(&starts, &Starts::new(Language::Python, &buffer));
            }
        }
    }
}
