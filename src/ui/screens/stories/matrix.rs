//! The matrix: stories down, competencies across, each cell how often the story was told there. Warmer is more
//! often; `!` marks a gap and a story told too often, and words below say which.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Scene, head};
use crate::app::book;
use crate::app::layout::{self, Page};
use crate::domain::fields;
use crate::domain::story::{Cell, Matrix};
use crate::domain::words::counted;
use crate::ui::paint::{self, Focus};

/// Columns of the stories' names at least and at most.
const LEAST_NAME: u16 = 18;
const MOST_NAME: u16 = 32;

/// Columns of a competency at least and at most.
const LEAST_CELL: u16 = 4;
const MOST_CELL: u16 = 6;

/// From this width a code of four letters stands beside the next.
const WHOLE_CELL: u16 = 5;

/// From this width of the names the sums are named in full.
const WHOLE_NAME: u16 = 24;

/// How the columns lie.
struct Grid {
    area: Rect,
    name: u16,
    cell: u16,
    /// Competencies that have room.
    shown: usize,
}

pub(super) fn render(frame: &mut Frame, page: &Page, scene: &Scene) {
    let matrix = book::matrix(&scene.app.data);
    let gaps = matrix.gaps().count();
    let pane = layout::pane(page.body, page.roomy);
    let fact = match gaps {
        0 => "no gap".to_owned(),
        n => counted(n, "gap"),
    };
    head(frame, &pane, 1, fact, Focus::Here, scene);
    let grid = grid(pane.inner, matrix.columns.len());
    let mut words = words(&matrix, scene, pane.inner.width);
    if grid.shown < matrix.columns.len() {
        let more = format!(
            "{} {} more have no room in this width",
            scene.theme.glyphs.dots,
            matrix.columns.len() - grid.shown
        );
        words.insert(0, Line::styled(more, scene.theme.dim));
    }
    // Two rows of sums with a rule above them and a blank row below; heads.
    let least = 4 + 1 + u16::from(grid.cell < WHOLE_CELL);
    let said = u16::try_from(words.len())
        .unwrap_or(u16::MAX)
        .min(pane.inner.height.saturating_sub(least + 2));
    let rows = pane.inner.height.saturating_sub(least + said).max(1);
    let y = table(frame, &grid, &matrix, rows, scene);
    let room = Rect {
        y: (y + 1).min(pane.inner.bottom()),
        height: pane.inner.bottom().saturating_sub(y + 1),
        ..pane.inner
    };
    paint::lines(frame.buffer_mut(), room, &words, 0);
}

fn grid(area: Rect, columns: usize) -> Grid {
    let count = u16::try_from(columns.max(1)).unwrap_or(u16::MAX);
    let cell = (area.width.saturating_sub(MOST_NAME) / count).clamp(LEAST_CELL, MOST_CELL);
    let name = area
        .width
        .saturating_sub(cell.saturating_mul(count))
        .clamp(LEAST_NAME.min(area.width), MOST_NAME);
    Grid {
        area,
        name,
        cell,
        shown: usize::from(area.width.saturating_sub(name) / cell).min(columns),
    }
}

impl Grid {
    fn row(&self, y: u16) -> Rect {
        Rect {
            y,
            height: u16::from(y < self.area.bottom()),
            ..self.area
        }
    }

    fn cell(&self, y: u16, column: usize) -> Rect {
        Rect {
            x: self.area.x + self.name + self.cell * column as u16,
            width: self.cell,
            ..self.row(y)
        }
    }
}

/// Paints heads, stories and sums; returns the row after them.
fn table(frame: &mut Frame, grid: &Grid, matrix: &Matrix, rows: u16, scene: &Scene) -> u16 {
    let (theme, buffer) = (scene.theme, frame.buffer_mut());
    let mut y = grid.area.y;
    // Where columns are narrow, every second head stands a row lower, over the column before it.
    let staggered = grid.cell < WHOLE_CELL;
    for (at, column) in matrix.columns.iter().enumerate().take(grid.shown) {
        let style = if column.is_gap() { theme.strong } else { theme.dim };
        let place = grid.cell(y + u16::from(staggered && at % 2 == 1), at);
        let reach = if staggered {
            grid.cell.min(place.x - grid.area.x)
        } else {
            0
        };
        let place = Rect {
            x: place.x - reach,
            width: place.width + reach,
            ..place
        };
        let code = paint::cut(&paint::clean(&column.code), place.width - 1, theme);
        paint::right(buffer, place, &Line::styled(code, style));
    }
    y += 1 + u16::from(staggered);
    let visible = usize::from(rows);
    let cursor = scene.screen.cursor;
    let first = (cursor + 1).saturating_sub(visible);
    for row in matrix.rows.iter().skip(first).take(visible) {
        let Some(story) = scene.app.data.book.list().get(row.story) else {
            continue;
        };
        let chosen = row.story == cursor;
        if chosen {
            paint::surface(buffer, grid.row(y), theme.select);
            paint::text(buffer, grid.area.x, y, theme.glyphs.cursor, 1, theme.strong);
        }
        let name = Rect {
            x: grid.area.x + 2,
            width: grid.name.saturating_sub(3),
            ..grid.row(y)
        };
        let style = if chosen { theme.strong } else { theme.text };
        let text = paint::cut(&story.name(), name.width, theme);
        paint::left(buffer, name, &Line::styled(text, style));
        for (at, cell) in row.cells.iter().enumerate().take(grid.shown) {
            let (text, style) = shown(*cell, scene);
            let place = grid.cell(y, at);
            if cell.told > 0 {
                let inside = Rect {
                    x: place.x + 1,
                    width: place.width.saturating_sub(1),
                    ..place
                };
                paint::surface(buffer, inside, style);
            }
            paint::right(buffer, place, &Line::styled(text, style));
        }
        y += 1;
    }
    paint::rule(buffer, grid.row(y), theme.glyphs.light, theme.rule);
    y += 1;
    let sums: [(&str, fn(&crate::domain::story::Column) -> String); 2] = [
        ("stories that show it", |column| match column.stories {
            0 => "!0".to_owned(),
            n => n.to_string(),
        }),
        ("answers with a story", |column| column.answers.to_string()),
    ];
    for (label, sum) in sums {
        let label = if grid.name < WHOLE_NAME {
            label.split(' ').next().unwrap_or(label)
        } else {
            label
        };
        let place = Rect {
            x: grid.area.x + 2,
            width: grid.name.saturating_sub(3),
            ..grid.row(y)
        };
        let label = paint::cut(label, place.width, theme);
        paint::left(buffer, place, &Line::styled(label, theme.dim));
        for (at, column) in matrix.columns.iter().enumerate().take(grid.shown) {
            let text = sum(column);
            let style = if text.starts_with('!') {
                theme.strong
            } else {
                theme.dim
            };
            paint::right(buffer, grid.cell(y, at), &Line::styled(text, style));
        }
        y += 1;
    }
    y
}

fn shown(cell: Cell, scene: &Scene) -> (String, Style) {
    let theme = scene.theme;
    match cell {
        Cell {
            told: 0, shows: true, ..
        } => (theme.glyphs.tick.to_owned(), theme.text),
        Cell { told: 0, .. } => (theme.glyphs.dot.to_owned(), theme.dim),
        Cell { told, over, .. } => {
            let mark = if over { "!" } else { "" };
            (format!("{mark}{told}"), theme.heat(scene.accent, told))
        }
    }
}

/// What the marks mean, and what they say here.
fn words(matrix: &Matrix, scene: &Scene, width: u16) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let mut lines = Vec::new();
    let mut say = |text: String, style: Style| {
        let rows = paint::wrap(&text, width);
        lines.extend(rows.into_iter().map(|row| Line::styled(row, style)));
    };
    let gaps: Vec<String> = matrix
        .gaps()
        .map(|column| fields::competency(&column.code))
        .collect();
    if matrix.rows.is_empty() {
        say(
            "No story is written yet: every competency is a gap.".to_owned(),
            theme.text,
        );
    } else if !gaps.is_empty() {
        say(format!("! No story for {}.", gaps.join(", ")), theme.text);
    }
    for (index, story) in scene.app.data.book.list().iter().enumerate() {
        let over: Vec<String> = matrix
            .over_used()
            .filter(|(story, _)| *story == index)
            .map(|(_, code)| fields::competency(code))
            .collect();
        if !over.is_empty() {
            let sentence = format!(
                "! {} was told in more than half of the answers about {}.",
                story.name(),
                over.join(", ")
            );
            say(sentence, theme.text);
        }
    }
    lines.push(Line::default());
    lines.push(Line::from(vec![
        Span::styled("1", theme.strong),
        Span::styled(" told so often   ", theme.dim),
        Span::styled(theme.glyphs.tick, theme.strong),
        Span::styled(" shows it   ", theme.dim),
        Span::styled("!", theme.strong),
        Span::styled(" gap, or told too often", theme.dim),
    ]));
    lines
}
