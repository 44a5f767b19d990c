//! An answer to be read, field by field: words wrapped as the editor wraps them, with ranges of their bytes
//! marked; code in its colour, a drawing as it stands.

use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::code;
use crate::app::layout;
use crate::domain::bank::Question;
use crate::domain::fields;
use crate::domain::plain;
use crate::domain::session::{Attempt, Field};
use crate::domain::written::{self, Form};
use crate::text::buffer::Buffer;
use crate::text::wrap::Wrapped;
use crate::ui::paint;
use crate::ui::theme::Theme;

/// Returns the fields of an answer that are `wanted`, in reading order, each under its title.
pub fn by_field(
    question: &Question,
    attempt: &Attempt,
    wanted: &dyn Fn(&str) -> bool,
    marks: &[(String, Range<usize>)],
    width: u16,
    accent: Style,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let shown = attempt.follow_ups();
    let read: Vec<&Field> = written::reading(question, attempt)
        .into_iter()
        .filter(|field| wanted(&field.name))
        .collect();
    let mut lines = Vec::new();
    for field in &read {
        let is_follow_up = field.name.starts_with("follow_up.");
        // The pane's head says what the one field of a theory answer is.
        if is_follow_up || (read.len() > 1 && field.name != "main") {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            let title = fields::title(question, &field.name, &shown);
            let title = if is_follow_up { title.to_lowercase() } else { title };
            lines.push(Line::styled(paint::clean(&title), theme.dim));
        }
        if !field.answered() {
            let words = if field.text.trim().is_empty() {
                "nothing was written"
            } else {
                "the file as it was given"
            };
            lines.push(Line::styled(words, theme.aside));
            continue;
        }
        match written::form(question.round, &field.name) {
            Form::Code => lines.extend(preformatted("python", &field.text, width, accent, theme)),
            Form::Drawing => lines.extend(preformatted("", &field.text, width, accent, theme)),
            Form::Prose => {
                let ranges: Vec<Range<usize>> = marks
                    .iter()
                    .filter(|(name, _)| *name == field.name)
                    .map(|(_, range)| range.clone())
                    .collect();
                let mark = theme.evidence_on(accent);
                let prose = width.min(layout::MEASURE);
                lines.extend(wrapped(&field.text, &ranges, prose, mark, theme));
            }
        }
    }
    if lines.is_empty() {
        lines.push(Line::styled("nothing was written", theme.aside));
    }
    lines
}

/// Lays out code or, without a language, a drawing. A line of code that does not fit goes on in the row
/// below, set in; in a drawing every column counts, so that what does not fit is cut.
pub fn preformatted(
    language: &str,
    source: &str,
    width: u16,
    accent: Style,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let lines = code::fence(language, source.trim_end(), theme, accent).into_iter();
    if language.is_empty() {
        return lines.map(|line| cut(line, width, theme)).collect();
    }
    lines.flat_map(|line| folded(line, width)).collect()
}

/// How much further in the rest of a folded line of code stands than its beginning.
const FOLD: usize = 4;

/// Breaks a line of code into rows of `width`, at a blank where there is one in the second half of a row.
fn folded(line: Line<'static>, width: u16) -> Vec<Line<'static>> {
    if line.width() <= usize::from(width) {
        return vec![line];
    }
    let letters: Vec<(char, Style)> = line
        .spans
        .iter()
        .flat_map(|span| span.content.chars().map(|letter| (letter, span.style)))
        .collect();
    let indent = letters.iter().take_while(|(letter, _)| *letter == ' ').count();
    let lead = (indent + FOLD).min(usize::from(width) / 2);
    let mut rows = Vec::new();
    let mut rest = letters.as_slice();
    while !rest.is_empty() {
        let lead = if rows.is_empty() { 0 } else { lead };
        let room = usize::from(width).saturating_sub(lead).max(1);
        let mut used = 0;
        let fits = rest
            .iter()
            .take_while(|(letter, _)| {
                used += usize::from(paint::width(letter.encode_utf8(&mut [0; 4])));
                used <= room
            })
            .count()
            .max(1);
        let mut end = fits.min(rest.len());
        if end < rest.len() {
            let blank = rest[..end].iter().rposition(|(letter, _)| *letter == ' ');
            end = blank.filter(|at| at + 1 > end / 2).map_or(end, |at| at + 1);
        }
        let (row, after) = rest.split_at(end);
        let mut spans = vec![Span::raw(" ".repeat(lead))];
        spans.extend(row.chunk_by(|a, b| a.1 == b.1).map(|run| {
            Span::styled(
                run.iter().map(|(letter, _)| *letter).collect::<String>(),
                run[0].1,
            )
        }));
        rows.push(Line::from(spans));
        rest = after;
    }
    rows
}

/// Cuts a line to `width`, with the theme's dots where something was cut.
fn cut(line: Line<'static>, width: u16, theme: &Theme) -> Line<'static> {
    if line.width() <= usize::from(width) {
        return line;
    }
    let mut left = width;
    let mut spans = Vec::new();
    for span in line.spans {
        let wide = paint::width(&span.content);
        if wide < left {
            left -= wide;
            spans.push(span);
            continue;
        }
        // Something follows or is cut off: the dots take the last column.
        let text = paint::cut(&format!("{}{}", span.content, theme.glyphs.dots), left, theme);
        spans.push(Span::styled(text, span.style));
        break;
    }
    Line::from(spans)
}

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
    fn a_drawing_is_cut_and_never_wrapped() {
        let theme = Theme::new(Depth::None, Ground::Dark, GlyphSet::Unicode);
        let source = "mic\n    +--> codec  # a box\n";
        for width in 1..30 {
            let lines = preformatted("", source, width, theme.text, &theme);
            assert_eq!(lines.len(), 2);
            for line in &lines {
                assert!(line.width() <= usize::from(width), "{width}: {line}");
            }
        }
        let lines = preformatted("", source, 12, theme.text, &theme);
        assert_eq!(lines[0].to_string(), "mic");
        assert_eq!(lines[1].to_string(), "    +--> co…");
    }

    #[test]
    fn a_long_line_of_code_goes_on_in_the_row_below_and_loses_nothing() {
        let theme = Theme::new(Depth::None, Ground::Dark, GlyphSet::Unicode);
        let source = "def f(x):\n    return x + 数 + one_more(x)  # as it should be\n";
        for width in 4..60 {
            let lines = preformatted("python", source, width, theme.text, &theme);
            for line in &lines {
                assert!(line.width() <= usize::from(width), "{width}: {line}");
            }
            let letters = |text: &str| text.replace([' ', '\n'], "");
            let shown: String = lines.iter().map(ToString::to_string).collect();
            assert_eq!(letters(&shown), letters(source), "{width}");
        }
        let lines: Vec<String> = preformatted("python", source, 24, theme.text, &theme)
            .iter()
            .map(|line| line.to_string().trim_end().to_owned())
            .collect();
        assert_eq!(
            lines,
            [
                "def f(x):",
                "    return x + 数 +",
                "        one_more(x)  #",
                "        as it should be"
            ]
        );
    }

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
