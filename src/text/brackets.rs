//! Which brackets belong together. Those in strings and comments do not count where the text is code.
//!
//! A search looks at a stated number of lines, so that a key in a large file costs no more than in a
//! small one.

use super::buffer::{Buffer, Place};
use super::scan::Starts;

/// Lines looked at for every key: about what a screen and its surroundings hold.
pub const NEAR: usize = 200;

/// Returns the bracket that belongs to the one at `at`, at most `reach` lines away.
pub fn mate(buffer: &Buffer, starts: Option<&Starts>, at: Place, reach: usize) -> Option<Place> {
    let bracket = *buffer.line(at.line).as_bytes().get(at.byte)?;
    let other = other(bracket)?;
    let here = brackets(buffer, starts, at.line);
    let index = here.iter().position(|&(byte, _)| byte == at.byte)?;
    let mut depth = 0_usize;
    // Only brackets of its own kind count, so that one too many of another misleads nobody.
    let mut closes = |found: u8| {
        if found == bracket {
            depth += 1;
        } else if found == other {
            depth -= 1;
            return depth == 0;
        }
        false
    };
    if is_open(bracket) {
        let last = at.line.saturating_add(reach).min(buffer.line_count() - 1);
        for line in at.line..=last {
            let skip = if line == at.line { index } else { 0 };
            let found = brackets(buffer, starts, line);
            let hit = found.into_iter().skip(skip).find(|&(_, found)| closes(found));
            if let Some((byte, _)) = hit {
                return Some(Place { line, byte });
            }
        }
    } else {
        for line in (at.line.saturating_sub(reach)..=at.line).rev() {
            let found = brackets(buffer, starts, line);
            let end = if line == at.line { index + 1 } else { found.len() };
            let hit = found[..end].iter().rev().find(|&&(_, found)| closes(found));
            if let Some(&(byte, _)) = hit {
                return Some(Place { line, byte });
            }
        }
    }
    None
}

/// Returns the bracket that is open at a place, at most `reach` lines above it: the innermost, or with
/// `out` the one so many further out. `until` ends the search at a line that begins inside none.
pub fn open_at(
    buffer: &Buffer,
    starts: Option<&Starts>,
    at: Place,
    out: usize,
    reach: usize,
    until: impl Fn(usize) -> bool,
) -> Option<Place> {
    let mut depth = out;
    for line in (at.line.saturating_sub(reach)..=at.line).rev() {
        for (byte, bracket) in brackets(buffer, starts, line).into_iter().rev() {
            if line == at.line && byte >= at.byte {
                continue;
            }
            match (is_open(bracket), depth) {
                (true, 0) => return Some(Place { line, byte }),
                (true, _) => depth -= 1,
                (false, _) => depth += 1,
            }
        }
        if line < at.line && until(line) {
            return None;
        }
    }
    None
}

/// Returns the pair of brackets of one kind that a place is in, or `out` pairs further out, as far as it
/// has a second. A place at a bracket is in its pair.
pub fn around(
    buffer: &Buffer,
    starts: Option<&Starts>,
    at: Place,
    open: u8,
    out: usize,
) -> Option<(Place, Option<Place>)> {
    let close = other(open)?;
    let mut depth = out;
    for line in (0..=at.line).rev() {
        for (byte, bracket) in brackets(buffer, starts, line).into_iter().rev() {
            let here = line == at.line;
            if here && (byte > at.byte || byte == at.byte && bracket == close) {
                continue;
            }
            if bracket == close {
                depth += 1;
            } else if bracket == open && depth == 0 {
                let opened = Place { line, byte };
                return Some((opened, mate(buffer, starts, opened, usize::MAX)));
            } else if bracket == open {
                depth -= 1;
            }
        }
    }
    None
}

/// Returns the pair of brackets of one kind that begins next after a place, near it.
pub fn next(buffer: &Buffer, starts: Option<&Starts>, at: Place, open: u8) -> Option<(Place, Place)> {
    let close = other(open)?;
    let last = at.line.saturating_add(NEAR).min(buffer.line_count() - 1);
    let mut places = (at.line..=last).flat_map(|line| {
        let found = brackets(buffer, starts, line).into_iter();
        found.map(move |(byte, bracket)| (Place { line, byte }, bracket))
    });
    let (opened, bracket) =
        places.find(|&(place, bracket)| place > at && (bracket == open || bracket == close))?;
    let mate = mate(buffer, starts, opened, usize::MAX)?;
    (bracket == open).then_some((opened, mate))
}

/// Returns whether a byte opens a bracket.
pub fn is_open(byte: u8) -> bool {
    matches!(byte, b'(' | b'[' | b'{')
}

/// Returns the bracket that a bracket goes with.
pub fn other(byte: u8) -> Option<u8> {
    Some(match byte {
        b'(' => b')',
        b')' => b'(',
        b'[' => b']',
        b']' => b'[',
        b'{' => b'}',
        b'}' => b'{',
        _ => return None,
    })
}

/// Returns the brackets of a line with their places.
pub fn brackets(buffer: &Buffer, starts: Option<&Starts>, line: usize) -> Vec<(usize, u8)> {
    let mut found = Vec::new();
    let mut keep = |at: usize, byte: u8| {
        if other(byte).is_some() {
            found.push((at, byte));
        }
    };
    match starts {
        Some(starts) => {
            starts.walk(buffer, line, keep);
        }
        None => buffer
            .line(line)
            .bytes()
            .enumerate()
            .for_each(|(at, byte)| keep(at, byte)),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::scan::Language;

    /// The text with its bracket at `|` and the mate marked in it, in code and in prose.
    fn marked(text: &str, reach: usize) -> (String, String) {
        let at = text.find('|').expect("every case marks a bracket");
        let text = text.replace('|', "");
        let buffer = Buffer::new(&text);
        let starts = Starts::new(Language::Python, &buffer);
        let show = |starts| {
            let mate = mate(&buffer, starts, buffer.place(at), reach);
            mate.map_or("none".to_owned(), |mate| {
                let mut text = text.clone();
                text.insert(buffer.offset(mate), '|');
                text
            })
        };
        (show(Some(&starts)), show(None))
    }

    #[test]
    fn brackets_find_their_mates_past_strings_and_comments() {
        for (text, code, prose) in [
            ("f|(a, (b))", "f(a, (b)|)", "f(a, (b)|)"),
            ("f(a, (b)|)", "f|(a, (b))", "f|(a, (b))"),
            ("f|(')')", "f(')'|)", "f('|)')"),
            ("f(')'|)", "f|(')')", "none"),
            (
                "|[\n  1,  # ]\n  2]",
                "[\n  1,  # ]\n  2|]",
                "[\n  1,  # |]\n  2]",
            ),
            ("x = |{(}", "x = {(|}", "x = {(|}"),
            ("\"\"\"\n|(\n\"\"\")", "none", "\"\"\"\n(\n\"\"\"|)"),
            ("|(", "none", "none"),
            ("|a", "none", "none"),
            ("|)", "none", "none"),
        ] {
            assert_eq!(marked(text, 9), (code.to_owned(), prose.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_search_ends_at_its_reach() {
        let text = format!("|(\n{})", "x\n".repeat(20));
        assert_eq!(marked(&text, 20).0, "none");
        assert_ne!(marked(&text, 21).0, "none");
        let text = format!("(\n{}|)", "x\n".repeat(20));
        assert_eq!(marked(&text, 20).0, "none");
        assert_ne!(marked(&text, 21).0, "none");
    }

    #[test]
    fn the_innermost_open_bracket_is_found() {
        let buffer = Buffer::new("def f():\n  g(a,\n    [b],\n    c");
        let open =
            |line, byte, reach| open_at(&buffer, None, Place { line, byte }, 0, reach, |line| line == 0);
        assert_eq!(open(3, 5, 9), Some(Place { line: 1, byte: 3 }));
        assert_eq!(open(3, 5, 1), None);
        assert_eq!(open(2, 5, 9), Some(Place { line: 2, byte: 4 }));
        assert_eq!(open(1, 3, 9), None);
    }
}
