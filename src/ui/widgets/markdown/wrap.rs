//! Breaking styled text into lines, by graphemes and by the widths the screen uses.

use ratatui::style::Style;
use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A stretch of text in one style. A line break in it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub text: String,
    pub style: Style,
    pub kind: Kind,
}

/// Where a line may be broken besides at blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// After hyphens and strokes inside words.
    Prose,
    /// Nowhere: code and formulas.
    Solid,
}

/// A blank that is no place to break a line; it is drawn as a blank.
pub(super) const GLUE: char = '\u{a0}';

#[derive(Debug, Clone, Copy)]
struct Grapheme<'a> {
    text: &'a str,
    width: usize,
    style: Style,
    /// A line may end behind it.
    ends: bool,
}

/// Breaks runs into lines of at most `width` cells (at least 1). A character wider than that is drawn
/// as `instead`. There is always at least one line.
pub(super) fn wrap(runs: &[Run], width: usize, instead: &'static str) -> Vec<Vec<Span<'static>>> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line: Vec<Grapheme<'_>> = Vec::new();
    let mut used = 0;
    let mut end: Option<usize> = None;
    for mut next in graphemes(runs) {
        if next.text == "\n" {
            lines.push(spans(&line));
            line.clear();
            used = 0;
            end = None;
            continue;
        }
        if next.text == " " {
            if !line.is_empty() {
                line.push(next);
                used += 1;
                end = Some(line.len());
            }
            continue;
        }
        if next.width > width {
            next.text = instead;
            next.width = 1;
        }
        while used + next.width > width && !line.is_empty() {
            let rest = line.split_off(end.take().unwrap_or(line.len()));
            lines.push(spans(&line));
            used = rest.iter().map(|grapheme| grapheme.width).sum();
            line = rest;
        }
        line.push(next);
        used += next.width;
        if next.ends {
            end = Some(line.len());
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(spans(&line));
    }
    lines
}

/// Returns the cells of the widest line of runs that are not broken.
pub(super) fn natural_width(runs: &[Run]) -> usize {
    let (mut widest, mut used) = (0, 0);
    for grapheme in graphemes(runs) {
        used = if grapheme.text == "\n" {
            0
        } else {
            used + grapheme.width
        };
        widest = widest.max(used);
    }
    widest
}

/// Returns spans cut to `width` cells, `dots` at the end of what was cut.
pub(super) fn cut(spans: Vec<Span<'static>>, width: usize, dots: &str) -> Vec<Span<'static>> {
    if cells(&spans) <= width {
        return spans;
    }
    let room = width.saturating_sub(text_cells(dots));
    let mut out = Vec::new();
    let mut used = 0;
    for span in spans {
        let mut kept = String::new();
        let mut full = false;
        for grapheme in span.content.graphemes(true) {
            used += grapheme.width();
            if used > room {
                full = true;
                break;
            }
            kept.push_str(grapheme);
        }
        if full {
            kept.push_str(dots);
        }
        out.push(Span::styled(kept, span.style));
        if full {
            break;
        }
    }
    out
}

/// Returns the cells of spans as the screen counts them.
pub(super) fn cells(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| text_cells(&span.content)).sum()
}

pub(super) fn text_cells(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

fn graphemes(runs: &[Run]) -> impl Iterator<Item = Grapheme<'_>> {
    runs.iter().flat_map(|run| {
        let text = run.text.as_str();
        text.grapheme_indices(true).map(move |(at, grapheme)| Grapheme {
            text: if joins(text, at, grapheme, run.kind) {
                "\u{a0}"
            } else {
                grapheme
            },
            width: grapheme.width(),
            style: run.style,
            ends: ends(text, at, grapheme, run.kind),
        })
    })
}

/// Says whether the blank at `at` keeps a figure with its per cent sign.
fn joins(text: &str, at: usize, grapheme: &str, kind: Kind) -> bool {
    grapheme == " "
        && kind == Kind::Prose
        && text[at + 1..].starts_with('%')
        && text[..at].ends_with(|c: char| c.is_ascii_digit())
}

/// Says whether a line may end behind the grapheme at `at`.
fn ends(text: &str, at: usize, grapheme: &str, kind: Kind) -> bool {
    let rest = &text[at + grapheme.len()..];
    let after = rest.chars().next();
    let (Some(this), Kind::Prose) = (grapheme.chars().next(), kind) else {
        return false;
    };
    if is_ideograph(this) || after.is_some_and(is_ideograph) {
        let opens = "（「『【〈《([{“‘$¥￥".contains(this);
        let closes = after.is_some_and(|c| "、。，．！？：；）」』】〉》ー…)]},.!?:;”’%".contains(c));
        return !opens && !closes && this != GLUE && after != Some(GLUE);
    }
    let before = text[..at].chars().next_back();
    matches!(this, '-' | '‐' | '–' | '—' | '/')
        && before.is_some_and(char::is_alphanumeric)
        && rest.chars().take(2).filter(|c| c.is_alphabetic()).count() == 2
}

/// Says whether a character is written without blanks round it.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{303f}' | '\u{3041}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Joins graphemes of one style; blanks at the end go.
fn spans(line: &[Grapheme<'_>]) -> Vec<Span<'static>> {
    let length = line
        .iter()
        .rposition(|grapheme| grapheme.text != " ")
        .map_or(0, |last| last + 1);
    let mut spans: Vec<Span<'static>> = Vec::new();
    for grapheme in &line[..length] {
        let text = if grapheme.text == "\u{a0}" {
            " "
        } else {
            grapheme.text
        };
        match spans.last_mut() {
            Some(last) if last.style == grapheme.style => last.content.to_mut().push_str(text),
            _ => spans.push(Span::styled(text.to_owned(), grapheme.style)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str, kind: Kind) -> Vec<Run> {
        vec![Run {
            text: text.to_owned(),
            style: Style::new(),
            kind,
        }]
    }

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let lines = wrap(&run(text, Kind::Prose), width, "~");
        lines
            .iter()
            .map(|line| line.iter().map(|span| &*span.content).collect())
            .collect()
    }

    #[test]
    fn lines_end_at_blanks_hyphens_and_between_ideographs() {
        for (text, width, lines) in [
            ("one two three", 7, vec!["one two", "three"]),
            ("one  two", 3, vec!["one", "two"]),
            ("", 5, vec![""]),
            ("a\nb", 5, vec!["a", "b"]),
            ("a\n\nb", 5, vec!["a", "", "b"]),
            ("abcdefgh ij", 3, vec!["abc", "def", "gh", "ij"]),
            ("log-likelihood", 8, vec!["log-", "likeliho", "od"]),
            ("read/write", 6, vec!["read/", "write"]),
            ("at 2 TB/s", 8, vec!["at 2", "TB/s"]),
            ("of 10 % now", 5, vec!["of", "10 %", "now"]),
            ("p\u{a0}− y is", 4, vec!["p −", "y is"]),
            ("機械学習です。", 4, vec!["機械", "学習", "で", "す。"]),
            ("漢x", 1, vec!["~", "x"]),
            ("e\u{301}e\u{301}e", 2, vec!["e\u{301}e\u{301}", "e"]),
            ("-1 to x-2", 8, vec!["-1 to", "x-2"]),
        ] {
            assert_eq!(wrapped(text, width), lines, "{text} at {width}");
        }
    }

    #[test]
    fn what_is_cut_ends_in_dots_and_keeps_to_its_width() {
        let spans = vec![Span::raw("ab漢"), Span::raw("cd")];
        for (width, text) in [(6, "ab漢cd"), (5, "ab漢…"), (4, "ab…"), (1, "…"), (0, "…")] {
            let cut: String = cut(spans.clone(), width, "…")
                .iter()
                .map(|span| span.content.clone())
                .collect();
            assert_eq!(cut, text, "{width}");
        }
    }
}
