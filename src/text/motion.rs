//! Where a cursor may stand and go within a line: graphemes and words.
//!
//! Every place returned is a grapheme boundary. ASCII takes a short way, so that typing in a long
//! paragraph of plain prose costs nothing.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// Returns the boundary after the boundary at byte `at`; it is the end of the line at most. What a grapheme is
/// depends on nothing before it, so nothing before it is looked at: where flags stand by the thousand, telling
/// where one begins means counting them all.
pub fn next_grapheme(line: &str, at: usize) -> usize {
    let bytes = line.as_bytes();
    match (bytes.get(at), bytes.get(at + 1)) {
        (None, _) => return line.len(),
        (Some(a), b) if is_plain(*a) && b.is_none_or(|b| is_plain(*b)) => return at + 1,
        _ => {}
    }
    let Some(rest) = line.get(at..) else {
        return boundary_after(line, at);
    };
    let mut chars = rest.chars();
    if let Some(first) = chars.next()
        && is_single(first)
        && chars.next().is_none_or(is_single)
    {
        return at + first.len_utf8();
    }
    ask(rest, 0, |cursor| cursor.next_boundary(rest, 0)).map_or(line.len(), |length| at + length)
}

/// Returns the boundary after any byte of the line.
fn boundary_after(line: &str, at: usize) -> usize {
    ask(line, at, |cursor| cursor.next_boundary(line, 0)).unwrap_or(line.len())
}

/// Returns the boundary before byte `at`, which is the start of the line at least.
pub fn previous_grapheme(line: &str, at: usize) -> usize {
    let bytes = line.as_bytes();
    let at = at.min(line.len());
    match at {
        0 | 1 => 0,
        _ if is_plain(bytes[at - 1]) && is_plain(bytes[at - 2]) => at - 1,
        _ => ask(line, at, |cursor| cursor.prev_boundary(line, 0)).unwrap_or(0),
    }
}

/// Returns `at` where a grapheme begins there, else the boundary after it.
pub fn snap(line: &str, at: usize) -> usize {
    if at >= line.len() {
        return line.len();
    }
    if at == 0 || is_plain(line.as_bytes()[at]) && is_plain(line.as_bytes()[at - 1]) {
        return at;
    }
    let at = line.ceil_char_boundary(at);
    let stands = GraphemeCursor::new(at, line.len(), true)
        .is_boundary(line, 0)
        .unwrap_or(true);
    if stands { at } else { boundary_after(line, at) }
}

/// Returns the end of the word at or after byte `at`, or `None` where no word follows in the line.
pub fn word_right(line: &str, at: usize) -> Option<usize> {
    let rest = line.get(at..)?;
    rest.split_word_bound_indices()
        .find(|(_, piece)| is_word(piece))
        .map(|(start, piece)| snap(line, at + start + piece.len()))
}

/// Returns the start of the word before byte `at`, or `None` where no word comes before in the line.
pub fn word_left(line: &str, at: usize) -> Option<usize> {
    // What follows the last letter has no part in where its word begins, and may be a long way of signs: between
    // flags, each bound is found by counting all before it.
    let before = line.get(..at)?;
    let (last, letter) = before.char_indices().rfind(|(_, c)| c.is_alphanumeric())?;
    before
        .get(..last + letter.len_utf8())?
        .split_word_bound_indices()
        .rev()
        .find(|(_, piece)| is_word(piece))
        .map(|(start, _)| {
            if snap(line, start) == start {
                start
            } else {
                previous_grapheme(line, start)
            }
        })
}

/// Returns whether a character is a grapheme by itself beside others of its kind, and takes
/// [`single_width`] cells: the letters most text is made of, as a short way round the tables.
pub(super) fn is_single(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\u{c0}'..='\u{24f}' | '\u{391}'..='\u{3a1}' | '\u{3a3}'..='\u{3ce}' | '\u{400}'..='\u{481}'
        | '\u{3001}'..='\u{3020}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fe}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}')
}

/// Returns the cells of a character that [`is_single`].
pub(super) fn single_width(c: char) -> usize {
    if c < '\u{3001}' { 1 } else { 2 }
}

/// Printable ASCII: beside another of its kind it is a grapheme by itself.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

fn is_word(piece: &str) -> bool {
    piece.chars().any(char::is_alphanumeric)
}

fn ask<E>(
    line: &str,
    at: usize,
    question: impl FnOnce(&mut GraphemeCursor) -> Result<Option<usize>, E>,
) -> Option<usize> {
    let at = line.floor_char_boundary(at);
    question(&mut GraphemeCursor::new(at, line.len(), true))
        .ok()
        .flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_short_way_for_single_characters_agrees_with_the_tables() {
        use unicode_width::UnicodeWidthStr;
        let singles: Vec<char> = ('\0'..=char::MAX).filter(|&c| is_single(c)).collect();
        for &c in &singles {
            let text = c.to_string();
            assert_eq!(text.width(), single_width(c), "{c:?}");
            let pair = format!("{c}a漢{c}{c}");
            assert_eq!(pair.graphemes(true).count(), 5, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn boundaries_are_those_of_the_segmentation(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["a", " ", "'", "_", "1", "\r", "é", "\u{301}", "漢", "👩", "\u{200d}", "🇩", "\u{1112}", "\u{1161}", "नि", "\u{600}"]),
                0..12,
            ),
        ) {
            let line = pieces.concat();
            let mut stops: Vec<usize> = line.grapheme_indices(true).map(|(at, _)| at).collect();
            stops.push(line.len());
            for pair in stops.windows(2) {
                prop_assert_eq!(next_grapheme(&line, pair[0]), pair[1]);
                prop_assert_eq!(previous_grapheme(&line, pair[1]), pair[0]);
            }
            for at in 0..=line.len() {
                let wanted = stops.iter().find(|&&stop| stop >= at);
                prop_assert_eq!(Some(&snap(&line, at)), wanted);
                if let Some(word) = stops.contains(&at).then(|| word_right(&line, at)).flatten() {
                    prop_assert!(word > at && stops.contains(&word));
                }
                if let Some(before) = line.get(..at) {
                    let plainly = before.split_word_bound_indices().rev().find(|(_, piece)| is_word(piece));
                    let start = plainly.map(|(start, _)| stops.iter().rfind(|&&stop| stop <= start).copied());
                    prop_assert_eq!(word_left(&line, at), start.flatten());
                }
                if let Some(word) = stops.contains(&at).then(|| word_left(&line, at)).flatten() {
                    prop_assert!(word < at && stops.contains(&word));
                }
            }
        }
    }
}
