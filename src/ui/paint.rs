//! Small strokes every screen uses: text cut to its place, rules, heads, tabs, gauges, chips.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::theme::{GlyphSet, Theme};
pub use super::widgets::editor::Focus;
use crate::app::layout::Pane;
use crate::domain::plain;

/// Printable ASCII: most of what is painted. A character of it beside another takes one cell by itself.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// Returns whether every character of a text takes one cell by itself, without a doubt.
pub fn is_plain_text(text: &str) -> bool {
    text.bytes().all(is_plain)
}

/// Returns the columns a text takes, as ratatui counts them.
pub fn width(text: &str) -> u16 {
    if is_plain_text(text) {
        return u16::try_from(text.len()).unwrap_or(u16::MAX);
    }
    u16::try_from(text.graphemes(true).map(UnicodeWidthStr::width).sum::<usize>()).unwrap_or(u16::MAX)
}

/// Returns `text` cut to `room` columns, with the theme's dots where something was cut.
pub fn cut(text: &str, room: u16, theme: &Theme) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let dots = theme.glyphs.dots;
    let room = usize::from(room.saturating_sub(1));
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let next = UnicodeWidthStr::width(grapheme);
        if used + next > room {
            break;
        }
        used += next;
        kept.push_str(grapheme);
    }
    while kept.ends_with(' ') {
        kept.pop();
    }
    kept.push_str(dots);
    kept
}

/// Returns the columns a line takes.
pub fn line_width(line: &Line) -> u16 {
    line.iter()
        .map(|span| width(&span.content))
        .fold(0, u16::saturating_add)
}

/// Paints a text from a place on, in `room` columns at most. Returns the column after it. It paints what
/// [`Buffer::set_stringn`] would, in a fraction of its time where the text is plain.
pub fn text(buffer: &mut Buffer, x: u16, y: u16, text: &str, room: u16, style: Style) -> u16 {
    let end = x.saturating_add(room).min(buffer.area.right());
    let bytes = text.as_bytes();
    let (mut x, mut at) = (x, 0);
    while at < bytes.len() && x < end {
        let run = bytes[at..].iter().take_while(|&&byte| is_plain(byte)).count();
        // A mark that follows belongs to the last of them.
        let alone = if at + run == bytes.len() {
            run
        } else {
            run.saturating_sub(1)
        };
        let fits = alone.min(usize::from(end - x));
        let from = buffer.index_of(x, y);
        let cells = buffer.content[from..from + fits].iter_mut();
        for (cell, index) in cells.zip(at..) {
            cell.set_symbol(&text[index..=index]).set_style(style);
        }
        x += fits as u16;
        at += alone;
        if at == bytes.len() || x == end {
            break;
        }
        // What is not plain is ratatui's, up to where two plain characters part it from the rest.
        let stop = (at + 2..bytes.len())
            .find(|&stop| is_plain(bytes[stop - 1]) && is_plain(bytes[stop]))
            .unwrap_or(bytes.len());
        let piece = &text[at..stop];
        let (after, _) = buffer.set_stringn(x, y, piece, usize::from(end - x), style);
        let shown = piece
            .graphemes(true)
            .filter(|grapheme| !grapheme.contains(char::is_control));
        if usize::from(after - x) < shown.map(UnicodeWidthStr::width).sum() {
            return after;
        }
        (x, at) = (after, stop);
    }
    x
}

/// Paints a line from a place on, in `room` columns at most. Returns the column after it.
pub fn line(buffer: &mut Buffer, x: u16, y: u16, line: &Line, room: u16) -> u16 {
    let end = x.saturating_add(room);
    line.iter().fold(x, |x, span| {
        let style = line.style.patch(span.style);
        text(buffer, x, y, &span.content, end.saturating_sub(x), style)
    })
}

/// Paints one line at the left of `area`, cut to it. Returns the columns used.
pub fn left(buffer: &mut Buffer, area: Rect, line: &Line) -> u16 {
    if area.is_empty() {
        return 0;
    }
    let x = self::line(buffer, area.x, area.y, line, area.width);
    if line_width(line) > area.width {
        dots_at_end(buffer, area);
    }
    x - area.x
}

/// What is cut says so in its last column; a wide character that reached into it goes.
fn dots_at_end(buffer: &mut Buffer, area: Rect) {
    let last = area.right() - 1;
    if last > area.x
        && let Some(before) = buffer.cell_mut((last - 1, area.y))
        && UnicodeWidthStr::width(before.symbol()) > 1
    {
        before.set_symbol(" ");
    }
    if let Some(cell) = buffer.cell_mut((last, area.y)) {
        cell.set_symbol("…");
    }
}

/// Paints one line so that it ends at the right edge of `area`.
pub fn right(buffer: &mut Buffer, area: Rect, line: &Line) {
    let width = line_width(line).min(area.width);
    if area.is_empty() || width == 0 {
        return;
    }
    self::line(buffer, area.right() - width, area.y, line, width);
}

/// Paints lines from `scroll` on. Returns how many there are beyond the last painted.
pub fn lines(buffer: &mut Buffer, area: Rect, lines: &[Line], scroll: u16) -> usize {
    for (row, line) in lines
        .iter()
        .skip(usize::from(scroll))
        .take(usize::from(area.height))
        .enumerate()
    {
        self::line(buffer, area.x, area.y + row as u16, line, area.width);
    }
    lines
        .len()
        .saturating_sub(usize::from(scroll) + usize::from(area.height))
}

/// One blank row between what is there and what follows.
pub fn gap(lines: &mut Vec<Line<'static>>) {
    if lines.last().is_some_and(|line| line.width() > 0) {
        lines.push(Line::default());
    }
}

/// Fills one row with a glyph.
pub fn rule(buffer: &mut Buffer, area: Rect, glyph: &str, style: Style) {
    for x in area.x..area.right() {
        if let Some(cell) = buffer.cell_mut((x, area.y))
            && area.height > 0
        {
            cell.set_symbol(glyph).set_style(style);
        }
    }
}

/// Paints a pane's head: its title, a fact at the right end, and the rule that says where the focus is.
pub fn head(
    buffer: &mut Buffer,
    pane: &Pane,
    title: &str,
    fact: &Line,
    focus: Focus,
    accent: Style,
    theme: &Theme,
) {
    let here = focus == Focus::Here;
    let style = if here {
        accent.add_modifier(Modifier::BOLD)
    } else {
        theme.dim
    };
    let room = pane.head.width.saturating_sub(line_width(fact) + 1);
    left(buffer, pane.head, &Line::styled(cut(title, room, theme), style));
    right(buffer, pane.head, fact);
    let (glyph, style) = if here {
        (theme.glyphs.heavy, accent)
    } else {
        (theme.glyphs.light, theme.rule)
    };
    rule(buffer, pane.rule, glyph, style);
}

/// Paints a head of tabs with the current one marked.
#[expect(
    clippy::too_many_arguments,
    reason = "a head is its parts; a struct would name them twice"
)]
pub fn tabs(
    buffer: &mut Buffer,
    head: Rect,
    rule_area: Rect,
    titles: &[String],
    current: usize,
    fact: &Line,
    focus: Focus,
    accent: Style,
    theme: &Theme,
) {
    rule(buffer, rule_area, theme.glyphs.light, theme.rule);
    let here = focus == Focus::Here;
    let mut x = head.x;
    let end = head
        .right()
        .saturating_sub(line_width(fact) + u16::from(line_width(fact) > 0));
    // Where not all have room, those before the current one give way: it has to be seen.
    let room = usize::from(end.saturating_sub(head.x));
    let upto = |first: usize| {
        let shown = titles.get(first..=current).unwrap_or_default();
        shown
            .iter()
            .map(|title| usize::from(width(title)) + 3)
            .sum::<usize>()
    };
    let mut first = 0;
    while first < current && upto(first) > room + 3 {
        first += 1;
    }
    for (index, title) in titles.iter().enumerate().skip(first) {
        let style = match (index == current, here) {
            (true, true) => accent.add_modifier(Modifier::BOLD),
            (true, false) => theme.strong,
            (false, _) => theme.dim,
        };
        let room = end.saturating_sub(x);
        if room == 0 {
            break;
        }
        let text = cut(title, room, theme);
        let wide = width(&text);
        self::text(buffer, x, head.y, &text, wide, style);
        if index == current {
            let mark = Rect {
                x,
                width: wide,
                ..rule_area
            };
            rule(
                buffer,
                mark,
                theme.glyphs.heavy,
                if here { accent } else { theme.dim },
            );
        }
        x += wide + 3;
    }
    right(buffer, head, fact);
}

/// Returns a gauge: passed heavy, rest light.
pub fn gauge(share: f64, columns: u16, theme: &Theme, style: Style) -> Line<'static> {
    let passed = passed(share, columns);
    Line::from(vec![
        Span::styled(theme.glyphs.heavy.repeat(usize::from(passed)), style),
        Span::styled(
            theme.glyphs.light.repeat(usize::from(columns - passed)),
            theme.rule,
        ),
    ])
}

fn passed(share: f64, columns: u16) -> u16 {
    (share.clamp(0.0, 1.0) * f64::from(columns)).round() as u16
}

/// Paints a gauge as a rule as long as its area.
pub fn gauge_rule(buffer: &mut Buffer, area: Rect, share: f64, theme: &Theme, style: Style) {
    let passed = passed(share, area.width);
    let part = |x, width| Rect { x, width, ..area };
    rule(buffer, part(area.x, passed), theme.glyphs.heavy, style);
    let rest = part(area.x + passed, area.width - passed);
    rule(buffer, rest, theme.glyphs.light, theme.rule);
}

/// Returns one of several as VISUAL's chips: ` easy  [mixed]  hard `.
pub fn chips(values: &[&str], chosen: usize, focus: Focus, theme: &Theme) -> Line<'static> {
    let mut spans = Vec::new();
    for (index, value) in values.iter().enumerate() {
        if index == chosen {
            let style = match focus {
                Focus::Here => theme.strong.patch(theme.chip),
                Focus::Elsewhere => theme.strong,
            };
            spans.push(Span::styled(format!("[{value}]"), style));
        } else {
            spans.push(Span::styled(format!(" {value} "), theme.text));
        }
        spans.push(Span::raw(" "));
    }
    Line::from(spans)
}

/// Colours a row's surface.
pub fn surface(buffer: &mut Buffer, area: Rect, style: Style) {
    buffer.set_style(area, style);
}

/// Returns a text on one line with nothing a terminal would obey.
pub fn clean(text: &str) -> String {
    plain::clean_line(text).into_owned()
}

/// Wraps plain words into lines at most `room` wide.
pub fn wrap(text: &str, room: u16) -> Vec<String> {
    let room = usize::from(room.max(1));
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let wide = usize::from(width(word));
        let last = lines.last_mut().expect("one line at least");
        if used > 0 && used + 1 + wide > room {
            lines.push(word.to_owned());
            used = wide;
        } else {
            if used > 0 {
                last.push(' ');
                used += 1;
            }
            last.push_str(word);
            used += wide;
        }
    }
    lines
}

/// Takes what a terminal would obey out of finished cells: the last gate before it.
pub fn sweep(cells: &mut [Cell], dots: &str) {
    for cell in cells {
        let symbol = cell.symbol();
        // Nearly every cell is a letter, a blank or a line: they are let through first.
        match symbol.as_bytes() {
            [0x20..=0x7e] | [0xe2, 0x94..=0x96, _] => continue,
            _ => {}
        }
        if !plain::is_clean(symbol) {
            cell.set_symbol(" ");
        } else if symbol == "…" {
            cell.set_symbol(dots);
        }
    }
}

/// Turns every line-drawing glyph of a text to the theme's set.
pub fn glyphs(text: &str, theme: &Theme) -> String {
    if theme.glyphs.set == GlyphSet::Unicode {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match c {
            '▴' => "^".to_owned(),
            '▾' => "v".to_owned(),
            '◂' => "<".to_owned(),
            '▸' | '›' => ">".to_owned(),
            '…' => "~".to_owned(),
            '–' | '−' => "-".to_owned(),
            '✓' => "+".to_owned(),
            '✗' => "x".to_owned(),
            '✱' => "*".to_owned(),
            '·' => ".".to_owned(),
            '±' => "+-".to_owned(),
            '“' | '”' => "\"".to_owned(),
            c => c.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Plain texts and others, cut anywhere, beside and over what is there.
        #[test]
        fn a_text_is_painted_as_ratatui_would_paint_it(
            pieces in prop::collection::vec("[a-z ]{1,5}|\u{301}|é|漢|“|━|👩\u{200d}👩|❤\u{fe0f}|\t|\u{7}|नि", 0..8),
            x in 0..12_u16,
            room in 0..16_u16,
        ) {
            let whole = pieces.concat();
            let mut ours = Buffer::with_lines(["漢漢漢漢漢漢"]);
            let mut theirs = ours.clone();
            let style = Style::new().add_modifier(Modifier::BOLD);
            let after = text(&mut ours, x, 0, &whole, room, style);
            let (wanted, _) = theirs.set_stringn(x, 0, &whole, usize::from(room), style);
            prop_assert_eq!(&ours, &theirs);
            prop_assert_eq!(after, wanted);
            let line = Line::from(whole.clone());
            prop_assert_eq!(usize::from(line_width(&line)), line.width());
        }
    }
}
