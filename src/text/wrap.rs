//! Lines as rows of a screen: widths of graphemes and soft wrapping.
//!
//! A width is exactly what ratatui counts for a grapheme, tabs go to the next tab stop of their row.
//! Rows rejoin to the line, none but the spaces at a row's end goes past the width, and only a lone
//! grapheme wider than the view is cut. Where a row begins depends on nothing before it: that is what
//! lets an edit wrap again only the rows about it.

mod wrapped;

use unicode_width::UnicodeWidthStr;

use super::motion;

pub use wrapped::Wrapped;

const TAB_STOP: usize = 4;

/// One grapheme of a row as it stands on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Bytes from the start of the row.
    pub at: usize,
    pub text: &'a str,
    /// Cells from the left edge of the row.
    pub column: usize,
    pub width: usize,
}

/// Returns the graphemes of a row with their columns.
pub fn cells(row: &str) -> Cells<'_> {
    Cells {
        row,
        at: 0,
        column: 0,
    }
}

/// See [`cells`].
#[derive(Debug, Clone)]
pub struct Cells<'a> {
    row: &'a str,
    at: usize,
    column: usize,
}

impl<'a> Iterator for Cells<'a> {
    type Item = Cell<'a>;

    fn next(&mut self) -> Option<Cell<'a>> {
        if self.at >= self.row.len() {
            return None;
        }
        let end = motion::next_grapheme(self.row, self.at);
        let text = &self.row[self.at..end];
        let cell = Cell {
            at: self.at,
            text,
            column: self.column,
            width: width_at(text, self.column),
        };
        self.at = end;
        self.column += cell.width;
        Some(cell)
    }
}

/// Returns the cells a row takes.
pub fn width_of(row: &str) -> usize {
    cells(row).last().map_or(0, |cell| cell.column + cell.width)
}

/// Returns whether a row may be broken after it, and it may hang over the edge.
pub fn is_space(grapheme: &str) -> bool {
    match grapheme.as_bytes() {
        [b' ' | b'\t'] => true,
        [byte, ..] if byte.is_ascii() => false,
        // All but the spaces that forbid a break; those begin so.
        [0xe1..=0xe3 | 0xc2, ..] => grapheme
            .chars()
            .all(|c| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')),
        _ => false,
    }
}

/// Returns the cells of a grapheme at a column. Control characters take one: they are painted as `?`.
fn width_at(grapheme: &str, column: usize) -> usize {
    match grapheme.as_bytes() {
        [b'\t'] => return TAB_STOP - column % TAB_STOP,
        [_] => return 1,
        _ => {}
    }
    let mut chars = grapheme.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if motion::is_single(c) => motion::single_width(c),
        _ if grapheme.contains(char::is_control) => 1,
        // Terminals give the halfwidth sound marks a cell of their own, and so does ratatui.
        _ => grapheme.width() + grapheme.matches(['\u{ff9e}', '\u{ff9f}']).count(),
    }
}

/// Returns the bytes of `line` at which its rows begin, without the first. A width of 0 wraps nothing.
pub fn breaks(line: &str, width: usize) -> Vec<u32> {
    let mut out = Vec::new();
    wrap_from(line, 0, width, &mut out, |_| Flow::On);
    out
}

enum Flow {
    On,
    Stop,
}

/// What stands before the grapheme looked at.
#[derive(Clone, Copy)]
struct Before<'a> {
    text: &'a str,
    width: usize,
}

/// Wraps the line from a row's start on, and asks `found` after each break whether to go on.
fn wrap_from(
    line: &str,
    start: usize,
    width: usize,
    out: &mut Vec<u32>,
    mut found: impl FnMut(usize) -> Flow,
) {
    if width == 0 {
        return;
    }
    let mut row = start;
    let mut at = start;
    let mut column = 0;
    let mut before: Option<Before> = None;
    let mut chance: Option<(usize, usize)> = None;
    while at < line.len() {
        if at == row {
            match plain_row(line.as_bytes(), row, width) {
                Plain::Last => return,
                Plain::Until(next) => {
                    (row, at, before) = (next, next, None);
                    out.push(row as u32);
                    if let Flow::Stop = found(row) {
                        return;
                    }
                    continue;
                }
                Plain::No => {}
            }
        }
        let end = motion::next_grapheme(line, at);
        let text = &line[at..end];
        let mut cells = width_at(text, column);
        if before.is_some_and(|before| may_break(before, text, cells)) {
            chance = Some((at, column));
        }
        while column + cells > width && at > row && !is_space(text) {
            (row, column) = match chance.take() {
                Some((place, used)) => (place, column - used),
                None => (at, 0),
            };
            cells = width_at(text, column);
            out.push(row as u32);
            if let Flow::Stop = found(row) {
                return;
            }
        }
        before = Some(Before { text, width: cells });
        column += cells;
        at = end;
    }
}

/// What a row is whose characters are all printable ASCII.
enum Plain {
    /// The rest of the line, which fits.
    Last,
    /// A row that ends at this byte.
    Until(usize),
    /// It has something else in it.
    No,
}

/// Wraps one row of prose without looking at graphemes: most rows there are.
fn plain_row(line: &[u8], row: usize, width: usize) -> Plain {
    let plain = |bytes: &[u8]| bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    let rest = &line[row..];
    if rest.len() <= width {
        return if plain(rest) { Plain::Last } else { Plain::No };
    }
    if !plain(&rest[..=width]) {
        return Plain::No;
    }
    // A mark that follows belongs to the character that overflows, and goes down with it.
    if rest[width] != b' ' {
        let space = rest[..width].iter().rposition(|&byte| byte == b' ');
        return Plain::Until(row + space.map_or(width, |space| space + 1));
    }
    let hanging = rest[width..].iter().take_while(|&&byte| byte == b' ').count();
    match rest.get(width + hanging) {
        None => Plain::Last,
        Some(b' '..=b'~') => Plain::Until(row + width + hanging),
        Some(_) => Plain::No,
    }
}

/// Returns whether a row may end between two graphemes: after spaces, and beside wide characters
/// but for their punctuation.
fn may_break(before: Before, text: &str, width: usize) -> bool {
    if is_space(text) {
        return false;
    }
    if is_space(before.text) {
        return true;
    }
    if before.width < 2 && width < 2 {
        return false;
    }
    !is_closing(text) && !before.text.starts_with(OPENING)
}

/// Letters and ideographs are passed over at once.
fn is_closing(text: &str) -> bool {
    let letter = text
        .chars()
        .next()
        .is_some_and(|c| matches!(c, '\u{4e00}'..='\u{9fff}' | 'a'..='z'));
    !letter && text.starts_with(CLOSING)
}

/// Never at the start of a row, in scripts that break anywhere.
const CLOSING: [char; 34] = [
    '、', '。', '，', '．', '・', '：', '；', '？', '！', '」', '』', '）', '］', '｝', '】', '〉', '》',
    '〕', '〗', '”', '’', '々', 'ー', '…', ',', '.', ':', ';', '?', '!', ')', ']', '}', '%',
];

/// Never at the end of a row.
const OPENING: [char; 15] = [
    '「', '『', '（', '［', '｛', '【', '〈', '《', '〔', '〖', '“', '‘', '(', '[', '{',
];

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(line: &str, width: usize) -> Vec<&str> {
        let breaks = breaks(line, width);
        let starts = std::iter::once(0).chain(breaks.iter().map(|&at| at as usize));
        let ends = breaks.iter().map(|&at| at as usize).chain([line.len()]);
        starts.zip(ends).map(|(start, end)| &line[start..end]).collect()
    }

    #[test]
    fn rows_break_after_spaces_inside_long_words_and_between_wide_characters() {
        let han12 = "漢".repeat(12);
        for (line, width, wanted) in [
            ("", 5, vec![""]),
            ("one two", 7, vec!["one two"]),
            ("one two", 6, vec!["one ", "two"]),
            ("one two", 3, vec!["one ", "two"]),
            ("one  two ", 3, vec!["one  ", "two "]),
            ("abcdefgh", 3, vec!["abc", "def", "gh"]),
            ("a bcdefgh", 3, vec!["a ", "bcd", "efg", "h"]),
            (&han12, 20, vec!["漢漢漢漢漢漢漢漢漢漢", "漢漢"]),
            (&han12, 21, vec!["漢漢漢漢漢漢漢漢漢漢", "漢漢"]),
            ("loss漢字", 6, vec!["loss漢", "字"]),
            ("損失関数。", 8, vec!["損失関", "数。"]),
            ("損失「関」", 6, vec!["損失", "「関」"]),
            ("漢字", 1, vec!["漢", "字"]),
            ("a\tb", 4, vec!["a\t", "b"]),
            ("ab\u{a0}cd ef", 6, vec!["ab\u{a0}cd ", "ef"]),
            ("👨‍👩‍👧👨‍👩‍👧", 3, vec!["👨‍👩‍👧", "👨‍👩‍👧"]),
            ("wide enough", 0, vec!["wide enough"]),
        ] {
            assert_eq!(rows(line, width), wanted, "{line:?} at {width}");
        }
    }

    #[test]
    fn tabs_go_to_the_stops_of_their_row() {
        let columns = |row: &str| cells(row).map(|cell| cell.column).collect::<Vec<_>>();
        assert_eq!(columns("\ta"), [0, 4]);
        assert_eq!(columns("abc\td"), [0, 1, 2, 3, 4]);
        assert_eq!(columns("abcd\te"), [0, 1, 2, 3, 4, 8]);
        assert_eq!(columns("漢\te"), [0, 2, 4]);
    }

    pub(super) fn line() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a", "bc", "word", " ", "  ", "\t", "é", "\u{301}", "漢", "。", "「", "👩", "\u{200d}", "🇩", "🇪",
            "\u{fe0f}", "नि", "\u{1}", "\u{200b}", "ﾞ", "\u{1112}", "\u{1161}", "\u{11ab}", "\u{a0}",
        ]);
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn rows_rejoin_to_the_line_and_stay_within_the_width(line in line(), width in 1..30usize) {
            let rows = rows(&line, width);
            prop_assert_eq!(rows.concat(), line.clone());
            for (index, row) in rows.iter().enumerate() {
                prop_assert!(!row.is_empty() || line.is_empty());
                let seen: Vec<Cell> = cells(row).collect();
                // Spaces at the end hang over the edge; nothing else is past it.
                let last = seen.iter().rposition(|cell| !is_space(cell.text));
                if let Some(last) = last {
                    let end = seen[last].column + seen[last].width;
                    prop_assert!(end <= width || last == 0, "{:?} at {}", row, width);
                }
                prop_assert!(motion::snap(&line, rows[..index].concat().len()) == rows[..index].concat().len());
            }
        }

        /// The short way for plain rows against the plainest way there is.
        #[test]
        fn prose_is_wrapped_word_by_word(line in "é?[ab ]{0,80}é?", width in 1..20usize) {
            let mut wanted: Vec<String> = vec![String::new()];
            let mut column = 0;
            for word in line.split_inclusive(' ') {
                let letters = word.trim_end_matches(' ').chars().count();
                if column + letters > width && column > 0 && letters > 0 {
                    wanted.push(String::new());
                    column = 0;
                }
                for c in word.chars() {
                    if column >= width && c != ' ' {
                        wanted.push(String::new());
                        column = 0;
                    }
                    wanted.last_mut().unwrap().push(c);
                    column += 1;
                }
            }
            prop_assert_eq!(rows(&line, width), wanted);
        }
    }
}
