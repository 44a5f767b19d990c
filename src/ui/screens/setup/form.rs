//! The form: its rows, as far as they find room, and under them what Enter does. Blank rows go first,
//! then explanations of rows without the focus; then the rows scroll.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::Totals;
use super::values::{self, Cells};
use crate::app::App;
use crate::app::layout::{self, MEASURE};
use crate::app::screens::setup::{Row, Setup};
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;

/// The column of values; brackets hang one to the left of it.
const VALUE: u16 = 17;

/// One row of the screen.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Row(usize),
    /// The second: which explanation of the row.
    Aside(usize, usize),
    Blank,
}

/// How much of the form is shown.
#[derive(Clone, Copy, PartialEq)]
enum Fullness {
    Roomy,
    Compact,
    /// Only the row with the focus is explained.
    Tight,
}

/// Paints the form; returns the row of the cursor.
pub(super) fn render(
    buffer: &mut Buffer,
    area: Rect,
    roomy: bool,
    app: &App,
    screen: &Setup,
    notes: &[String],
    theme: &Theme,
) -> u16 {
    let rows = screen.rows();
    let room = area.width.saturating_sub(VALUE - 1);
    let cells: Vec<Cells> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let focus = Focus::when(index == screen.cursor);
            values::cells(*row, app, screen, focus, room, theme)
        })
        .collect();
    let mut ends = ends(app, screen, area.width.saturating_sub(VALUE), theme);
    // The form keeps most of the room, whatever is wrong with it.
    let most = usize::from(area.height / 3).max(1);
    if ends.len() > most {
        ends.truncate(most);
        if let Some((last, _)) = ends.last_mut() {
            last.push_str(&format!(" {}", theme.glyphs.dots));
        }
    }
    let wanted = ends.len() as u16 + 1;
    let fullness = if roomy { Fullness::Roomy } else { Fullness::Compact };
    let ways = [fullness, Fullness::Compact, Fullness::Tight];
    let mut places = Vec::new();
    for way in ways {
        places = lay(&rows, &cells, screen.cursor, way);
        if places.len() as u16 + wanted <= area.height {
            break;
        }
    }
    let fits = places.len() as u16 + wanted <= area.height;
    let view = if fits {
        places.len()
    } else {
        usize::from(area.height).saturating_sub(ends.len()).max(1)
    };
    let focused = places
        .iter()
        .position(|place| *place == Place::Row(screen.cursor))
        .unwrap_or(0);
    let from = (focused + 2)
        .saturating_sub(view)
        .max(focused.saturating_sub(view / 2))
        .min(places.len().saturating_sub(view));
    for (y, place) in places.iter().skip(from).take(view).enumerate() {
        let line = layout::row_of(area, y as u16);
        match place {
            Place::Row(index) => paint_row(buffer, line, &cells[*index], *index == screen.cursor, theme),
            Place::Aside(index, which) => {
                if let Some(words) = cells[*index].asides.get(*which) {
                    let place = shifted(line, VALUE + cells[*index].indent);
                    paint::left(buffer, place, &Line::styled(words.clone(), theme.dim));
                }
            }
            Place::Blank => {}
        }
    }
    let edge = |buffer: &mut Buffer, y: usize, glyph: &'static str| {
        let line = layout::row_of(area, y as u16);
        paint::right(buffer, line, &Line::styled(glyph, theme.dim));
    };
    if from > 0 {
        edge(buffer, 0, theme.glyphs.up);
    }
    if from + view < places.len() {
        edge(buffer, view - 1, theme.glyphs.down);
    }
    let mut y = view as u16 + u16::from(fits);
    if matches!(screen.drawn, Some(Ok(_))) {
        let label = shifted(layout::row_of(area, y), 2);
        paint::left(buffer, label, &Line::styled("Enter", theme.strong));
    }
    for (words, style) in ends {
        let place = shifted(layout::row_of(area, y), VALUE);
        paint::left(buffer, place, &Line::styled(words, style));
        y += 1;
    }
    below(buffer, layout::below(area, y + 1), notes, theme);
    area.y + (focused - from) as u16
}

/// Returns the rows of the screen that the form takes.
fn lay(rows: &[Row], cells: &[Cells], cursor: usize, way: Fullness) -> Vec<Place> {
    let mut places = Vec::new();
    if way == Fullness::Roomy {
        places.push(Place::Blank);
    }
    for (index, row) in rows.iter().enumerate() {
        places.push(Place::Row(index));
        if way != Fullness::Tight || index == cursor {
            places.extend((0..cells[index].asides.len()).map(|which| Place::Aside(index, which)));
        }
        let between_rounds =
            matches!(row, Row::Round(_)) && matches!(rows.get(index + 1), Some(Row::Round(_)));
        if way == Fullness::Roomy && !between_rounds && index + 1 < rows.len() {
            places.push(Place::Blank);
        }
    }
    places
}

fn paint_row(buffer: &mut Buffer, line: Rect, cells: &Cells, here: bool, theme: &Theme) {
    if here && line.height > 0 {
        paint::surface(buffer, line, theme.select);
        buffer.set_string(line.x, line.y, theme.glyphs.cursor, theme.strong);
    }
    let label = if here { theme.text } else { theme.dim };
    paint::left(buffer, shifted(line, 2), &Line::styled(cells.label, label));
    paint::left(
        buffer,
        shifted(line, VALUE - u16::from(cells.bracketed)),
        &cells.value,
    );
}

/// What Enter does, or why it does nothing.
fn ends(app: &App, screen: &Setup, room: u16, theme: &Theme) -> Vec<(String, Style)> {
    match &screen.drawn {
        Some(Ok(drawn)) => {
            let line = Totals::of(drawn, screen.factor(), app).line(room);
            vec![(line, theme.text)]
        }
        Some(Err(sentence)) => paint::wrap(&format!("! {}", paint::clean(sentence)), room.min(MEASURE))
            .into_iter()
            .map(|words| (words, theme.strong))
            .collect(),
        None => Vec::new(),
    }
}

/// Paints notes under the form, each whole or not at all.
fn below(buffer: &mut Buffer, area: Rect, notes: &[String], theme: &Theme) {
    let place = layout::at_most(shifted(area, 2), MEASURE);
    let mut y = 0;
    for note in notes {
        let words = paint::wrap(&format!("! {note}"), place.width);
        if y + words.len() as u16 > place.height {
            break;
        }
        for line in words {
            paint::left(buffer, layout::row_of(place, y), &Line::styled(line, theme.dim));
            y += 1;
        }
    }
}

fn shifted(line: Rect, columns: u16) -> Rect {
    let columns = columns.min(line.width);
    Rect {
        x: line.x + columns,
        width: line.width - columns,
        ..line
    }
}
