//! The filter of past sessions: a row a condition, its values as chips.

use ratatui::Frame;
use ratatui::text::{Line, Span};

use super::framed;
use crate::app::App;
use crate::app::layout::{self, Upper};
use crate::app::overlays::filter::{FilterRows, Row};
use crate::app::screens::review::filter::{Age, Band};
use crate::domain::bank::RoundKind;
use crate::domain::words::counted;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;

/// Columns of a row's name.
const NAME: u16 = 12;

pub fn render(frame: &mut Frame, app: &App, rows: &FilterRows, theme: &Theme) {
    let area = layout::overlay(app.size, 72, Row::ALL.len() as u16 + 5, Upper::Middle);
    let shown = app
        .review()
        .map(|review| review.rows(&app.data, &app.now).len())
        .unwrap_or_default();
    let right = counted(shown, "session");
    let inner = framed(frame.buffer_mut(), area, "Which sessions show", &right, theme);
    for (index, row) in Row::ALL.into_iter().enumerate() {
        let here = index == rows.cursor;
        let line = layout::row_of(inner, 1 + index as u16);
        if here {
            paint::surface(frame.buffer_mut(), line, theme.select);
        }
        let style = if here { theme.strong } else { theme.text };
        paint::text(frame.buffer_mut(), line.x, line.y, row.title(), NAME, style);
        let values = values(rows, row, Focus::when(here), theme);
        let (_, room) = layout::split(line, NAME, 0);
        paint::left(frame.buffer_mut(), room, &values);
        if here {
            frame.set_cursor_position((line.x, line.y));
        }
    }
    let foot = layout::row_of(inner, inner.height.saturating_sub(1));
    let key = |key: &str| Span::styled(paint::glyphs(key, theme), theme.strong);
    let word = |word: &'static str| Span::styled(word, theme.dim);
    let keys = Line::from(vec![
        key("◂▸"),
        word(" change   "),
        key("Backspace"),
        word(" show all   "),
        key("Esc"),
        word(" done"),
    ]);
    paint::left(frame.buffer_mut(), foot, &keys);
}

fn values(rows: &FilterRows, row: Row, focus: Focus, theme: &Theme) -> Line<'static> {
    let filter = &rows.filter;
    let switch = |on: bool| paint::chips(&["either", "only"], usize::from(on), focus, theme);
    match row {
        Row::Round => {
            let titles: Vec<&str> = std::iter::once("any")
                .chain(RoundKind::ALL.map(RoundKind::short))
                .collect();
            let at = filter
                .round
                .and_then(|round| RoundKind::ALL.iter().position(|kind| *kind == round))
                .map_or(0, |at| at + 1);
            paint::chips(&titles, at, focus, theme)
        }
        Row::Topic => {
            let name = filter.topic.as_deref().map_or("any".to_owned(), paint::clean);
            let mut line = paint::chips(&[&name], 0, focus, theme);
            line.push_span(Span::styled(format!("  of {}", rows.topics.len()), theme.dim));
            line
        }
        Row::Score => paint::chips(
            &Band::ALL.map(Band::title),
            Band::ALL
                .iter()
                .position(|band| *band == filter.score)
                .unwrap_or(0),
            focus,
            theme,
        ),
        Row::Age => paint::chips(
            &Age::ALL.map(Age::title),
            Age::ALL.iter().position(|age| *age == filter.age).unwrap_or(0),
            focus,
            theme,
        ),
        Row::Starred => switch(filter.starred),
        Row::Disputed => switch(filter.disputed),
    }
}
