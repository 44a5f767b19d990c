//! The course of an answer, to scale: rows of one minute axis, each with its name.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::app::layout;
use crate::domain::clock;
use crate::domain::timeline::{Cells, Happening, Sign, Timeline};
use crate::ui::paint;
use crate::ui::theme::{GlyphSet, Theme};
use crate::ui::widgets::markdown::plain_line;

/// Columns of a row's name.
const LABEL: u16 = 10;

/// Columns before an event's words: a cursor, its time, its sign.
const LEAD: u16 = 13;

/// Returns how many rows the rows to scale take.
pub fn rows(timeline: &Timeline) -> u16 {
    let cells = timeline.cells(1);
    2 + bands(&cells).len() as u16
}

/// One row to scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Band {
    Words,
    Asked,
    YouAsked,
    Hints,
    Runs,
    Parts,
    Paused,
    Budget,
}

/// The rows there are: words and budget always, the others where something stands in them.
fn bands(cells: &Cells) -> Vec<Band> {
    let any = |row: &[bool]| row.iter().any(|on| *on);
    let mut bands = vec![Band::Words, Band::Asked];
    if any(&cells.clarified) {
        bands.push(Band::YouAsked);
    }
    if any(&cells.hints) {
        bands.push(Band::Hints);
    }
    if cells.runs.iter().any(Option::is_some) {
        bands.push(Band::Runs);
    }
    if any(&cells.parts) {
        bands.push(Band::Parts);
    }
    if any(&cells.paused) {
        bands.push(Band::Paused);
    }
    bands.push(Band::Budget);
    bands
}

/// Paints the axis and the rows under it; `at` marks a moment of the question's clock.
pub fn to_scale(
    buffer: &mut Buffer,
    area: Rect,
    timeline: &Timeline,
    at: Option<Duration>,
    accent: Style,
    theme: &Theme,
) {
    let width = usize::from(area.width.saturating_sub(LABEL));
    if width == 0 {
        return;
    }
    let cells = timeline.cells(width);
    let row = |n: u16| layout::row_of(area, n);
    let room = |n: u16| layout::split(row(n), LABEL, 0).1;
    let label = |buffer: &mut Buffer, n: u16, text: &str| {
        let place = row(n);
        if place.height > 0 {
            paint::text(buffer, place.x, place.y, text, LABEL, theme.dim);
        }
    };
    label(buffer, 0, "min");
    paint::rule(buffer, room(1), theme.glyphs.light, theme.rule);
    for tick in timeline.ticks(width, 6) {
        let text = tick.minute.to_string();
        let (labels, axis) = (room(0), room(1));
        let x = labels.x + tick.cell as u16;
        if labels.height > 0 && x + paint::width(&text) <= labels.right() {
            paint::text(buffer, x, labels.y, &text, 4, theme.dim);
        }
        let glyph = match theme.glyphs.set {
            GlyphSet::Unicode => "┬",
            GlyphSet::Ascii => "+",
        };
        if axis.height > 0 {
            paint::text(buffer, axis.x + tick.cell as u16, axis.y, glyph, 1, theme.rule);
        }
    }
    for (index, band) in bands(&cells).into_iter().enumerate() {
        let n = 2 + index as u16;
        if row(n).height == 0 {
            return;
        }
        label(buffer, n, name(band));
        self::band(buffer, room(n), band, &cells, accent, theme);
    }
    if let Some(at) = at {
        let x = area.x + LABEL + timeline.cell(at, width) as u16;
        for y in area.y + 2..(area.y + rows(timeline)).min(area.bottom()) {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.set_style(Style::default().add_modifier(Modifier::REVERSED));
            }
        }
    }
}

fn name(band: Band) -> &'static str {
    match band {
        Band::Words => "words",
        Band::Asked => "asked",
        Band::YouAsked => "you asked",
        Band::Hints => "hints",
        Band::Runs => "runs",
        Band::Parts => "parts",
        Band::Paused => "paused",
        Band::Budget => "budget",
    }
}

fn band(buffer: &mut Buffer, area: Rect, band: Band, cells: &Cells, accent: Style, theme: &Theme) {
    let marks = |buffer: &mut Buffer, row: &[bool], glyph: &str, style: Style| {
        for (cell, on) in row.iter().enumerate() {
            if *on {
                paint::text(buffer, area.x + cell as u16, area.y, glyph, 1, style);
            }
        }
    };
    match band {
        Band::Words => {
            for (cell, height) in cells.heights(8).into_iter().enumerate() {
                if let Some(block) = height
                    .checked_sub(1)
                    .and_then(|at| theme.glyphs.blocks.get(at as usize))
                {
                    paint::text(buffer, area.x + cell as u16, area.y, block, 1, accent);
                }
            }
        }
        Band::Asked => marks(buffer, &cells.asked, theme.glyphs.cursor, theme.strong),
        Band::YouAsked => marks(buffer, &cells.clarified, theme.glyphs.left, theme.text),
        Band::Hints => marks(buffer, &cells.hints, "?", theme.text),
        Band::Parts => marks(buffer, &cells.parts, theme.glyphs.dot, theme.text),
        Band::Paused => marks(buffer, &cells.paused, theme.glyphs.pause, theme.dim),
        Band::Runs => {
            for (cell, run) in cells.runs.iter().enumerate() {
                let (glyph, style) = match run {
                    None => continue,
                    Some(true) => (theme.glyphs.tick, theme.dim),
                    Some(false) => (theme.glyphs.cross, theme.strong),
                };
                paint::text(buffer, area.x + cell as u16, area.y, glyph, 1, style);
            }
        }
        Band::Budget => {
            for cell in 0..cells.used.max(cells.budget) {
                let x = area.x + cell as u16;
                let (glyph, style) = if cell < cells.budget {
                    (theme.glyphs.light, theme.rule)
                } else {
                    (theme.glyphs.heavy, theme.time_low)
                };
                if x < area.right() {
                    paint::text(buffer, x, area.y, glyph, 1, style);
                }
            }
            let end = area.x + cells.budget as u16;
            if let Some(x) = end.checked_sub(1).filter(|x| *x < area.right() && *x >= area.x) {
                paint::text(buffer, x, area.y, theme.glyphs.border[7], 1, theme.dim);
            }
        }
    }
}

/// Returns the sign of an event, as the list has it.
fn sign(sign: Sign, theme: &Theme) -> &'static str {
    let glyphs = theme.glyphs;
    match sign {
        Sign::Asked => glyphs.cursor,
        Sign::Clarified | Sign::TakenBack => glyphs.left,
        Sign::Hint => "?",
        Sign::Paused => glyphs.pause,
        Sign::Passed | Sign::Done => glyphs.tick,
        Sign::Failed => glyphs.cross,
        Sign::Part | Sign::Spoken => glyphs.dot,
        Sign::TimeUp => "!",
        Sign::Skipped => glyphs.dash,
    }
}

/// Returns the events in words, one a row; the one at `cursor` is marked. Long words go on below.
pub fn events(timeline: &Timeline, cursor: Option<usize>, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (index, event) in timeline.events.iter().enumerate() {
        let here = Some(index) == cursor;
        let rows = self::event(event, here, width, theme);
        lines.extend(rows);
    }
    if let Some(judged) = &timeline.judged {
        let lead = " ".repeat(usize::from(LEAD));
        lines.push(Line::styled(format!("{lead}{judged}"), theme.dim));
    }
    lines
}

fn event(event: &Happening, here: bool, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let style = if here { theme.strong } else { theme.text };
    let words = plain_line(&event.words);
    let room = width.saturating_sub(LEAD);
    let wrapped = paint::wrap(&words, room);
    let mark = if here { theme.glyphs.cursor } else { " " };
    let lead = format!(
        "{mark} {:>7}  {}  ",
        clock::short(event.at),
        sign(event.sign, theme)
    );
    let mut lines = Vec::new();
    for (row, text) in wrapped.into_iter().enumerate() {
        let lead = if row == 0 {
            Span::styled(lead.clone(), if here { theme.strong } else { theme.dim })
        } else {
            Span::raw(" ".repeat(usize::from(LEAD)))
        };
        lines.push(Line::from(vec![lead, Span::styled(text, style)]));
    }
    if lines.is_empty() {
        lines.push(Line::styled(lead, theme.dim));
    }
    lines
}

/// Returns the row at which the event of this index begins.
pub fn row_of(timeline: &Timeline, index: usize, width: u16) -> usize {
    let room = width.saturating_sub(LEAD);
    timeline
        .events
        .iter()
        .take(index)
        .map(|event| paint::wrap(&plain_line(&event.words), room).len().max(1))
        .sum()
}
