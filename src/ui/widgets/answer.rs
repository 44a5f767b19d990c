//! An answer to be read: wrapped as the editor wraps it, with ranges of its bytes marked.

use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::plain;
use crate::text::buffer::Buffer;
use crate::text::wrap::Wrapped;
use crate::ui::theme::Theme;

/// Lays `text` out in rows of `width`; bytes in `marks` (of the whole text) get the style `mark`.
pub fn wrapped(
    text: &str,
    marks: &[Range<usize>],
    width: u16,
    mark: Style,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let buffer = Buffer::new(text);
    let wrapped = Wrapped::new(&buffer, usize::from(width.max(1)));
    let mut lines = Vec::new();
    for number in 0..buffer.line_count() {
        let line = buffer.line(number);
        let start = buffer.line_offset(number);
        for row in 0..wrapped.rows_of(number) {
            let range = wrapped.row(&buffer, number, row);
            let mut spans = Vec::new();
            let mut at = range.start;
            while at < range.end {
                let (marked, until) = run(start + at, start + range.end, marks);
                let end = (until - start).min(range.end).max(at + 1);
                let end = (end..=range.end)
                    .find(|end| line.is_char_boundary(*end))
                    .unwrap_or(range.end);
                let part = plain::clean_line(line.get(at..end).unwrap_or("")).replace('\t', "    ");
                spans.push(Span::styled(part, if marked { mark } else { theme.text }));
                at = end;
            }
            lines.push(Line::from(spans));
        }
    }
    lines
}

/// Returns whether byte `at` is marked, and how far that holds.
fn run(at: usize, end: usize, marks: &[Range<usize>]) -> (bool, usize) {
    if let Some(inside) = marks.iter().find(|mark| mark.contains(&at)) {
        return (true, inside.end.min(end));
    }
    let next = marks
        .iter()
        .map(|mark| mark.start)
        .filter(|start| *start > at)
        .min()
        .unwrap_or(end);
    (false, next.min(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{Depth, GlyphSet, Ground};
    use ratatui::style::Modifier;

    #[test]
    fn marks_go_on_over_the_end_of_a_row_and_nothing_is_lost() {
        let theme = Theme::new(Depth::None, Ground::Dark, GlyphSet::Unicode);
        let mark = Style::new().add_modifier(Modifier::BOLD);
        let text = "it does not vanish while wrong\nso there";
        let start = text.find("not").unwrap();
        let end = text.find(" wrong").unwrap();
        let marked = start..end;
        let lines = wrapped(text, std::slice::from_ref(&marked), 12, mark, &theme);
        let marked: String = lines
            .iter()
            .flat_map(|line| &line.spans)
            .filter(|span| span.style == mark)
            .map(|span| span.content.trim().to_owned() + " ")
            .collect();
        assert_eq!(
            marked.split_whitespace().collect::<Vec<_>>().join(" "),
            "not vanish while"
        );
        let all: String = lines.iter().map(|line| line.to_string() + " ").collect();
        assert_eq!(
            all.split_whitespace().collect::<Vec<_>>().join(" "),
            "it does not vanish while wrong so there"
        );
    }
}
