//! The palette: kind, name with matches underlined, what it is worth. Never taller than half the screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{divider, framed};
use crate::app::App;
use crate::app::layout::{self, Upper};
use crate::app::overlays::palette::Palette;
use crate::ui::paint;
use crate::ui::theme::Theme;

pub fn render(frame: &mut Frame, app: &App, palette: &Palette, theme: &Theme) {
    let items = palette.items(app);
    let found = palette.found(&items);
    let rows = (app.size.height / 2).saturating_sub(6).clamp(3, 12);
    let area = layout::overlay(app.size, 76, rows + 6, Upper::Third);
    let inner = framed(frame.buffer_mut(), area, "", "", theme);
    let field = Rect {
        x: inner.x,
        y: inner.y,
        height: 1,
        width: inner.width,
    };
    let query = palette.query.text();
    let line = Line::from(vec![
        Span::styled("/ ", theme.dim),
        Span::styled(paint::clean(&query), theme.strong),
    ]);
    paint::left(frame.buffer_mut(), field, &line);
    let count = match palette.only {
        Some(kind) => format!("{} of {}, only {}s", found.len(), items.len(), kind.name()),
        None => format!("{} of {}", found.len(), items.len()),
    };
    paint::right(frame.buffer_mut(), field, &Line::styled(count, theme.dim));
    divider(frame.buffer_mut(), area, field.y + 1, theme);
    let list = Rect {
        y: field.y + 2,
        height: inner.height.saturating_sub(4),
        ..inner
    };
    let height = usize::from(list.height);
    let cursor = palette.cursor.min(found.len().saturating_sub(1));
    let scroll = (cursor + 1).saturating_sub(height);
    for (row, (index, hit)) in found.iter().enumerate().skip(scroll).take(height).enumerate() {
        let Some(item) = items.get(hit.index) else {
            continue;
        };
        let chosen = index == cursor;
        let place = Rect {
            x: area.x + 1,
            y: list.y + row as u16,
            width: area.width.saturating_sub(2),
            height: 1,
        };
        if chosen {
            paint::surface(frame.buffer_mut(), place, theme.select);
        }
        let fact = paint::clean(&item.fact);
        let room = place.width.saturating_sub(3 + 11 + paint::width(&fact) + 4);
        let mut spans = vec![
            Span::styled(
                if chosen {
                    format!(" {} ", theme.glyphs.cursor)
                } else {
                    "   ".to_owned()
                },
                theme.strong,
            ),
            Span::styled(format!("{:<11}", item.kind.name()), theme.dim),
        ];
        let name = paint::cut(&paint::clean(&item.name), room, theme);
        for (at, c) in name.chars().enumerate() {
            let mut style = if chosen { theme.strong } else { theme.text };
            if hit.characters.contains(&at) {
                style = style.patch(theme.link);
            }
            spans.push(Span::styled(c.to_string(), style));
        }
        paint::left(frame.buffer_mut(), place, &Line::from(spans));
        let end = Rect {
            width: place.width.saturating_sub(2),
            ..place
        };
        paint::right(frame.buffer_mut(), end, &Line::styled(fact, theme.dim));
    }
    if found.is_empty() {
        paint::left(
            frame.buffer_mut(),
            list,
            &Line::styled(
                "Nothing matches among actions, questions and sessions.",
                theme.dim,
            ),
        );
    }
    let foot = inner.bottom().saturating_sub(1);
    divider(frame.buffer_mut(), area, foot.saturating_sub(1), theme);
    let keys = Line::from(vec![
        Span::styled("Enter", theme.strong),
        Span::styled(" open   ", theme.dim),
        Span::styled("Tab", theme.strong),
        Span::styled(" only one kind   ", theme.dim),
        Span::styled(">", theme.strong),
        Span::styled(" actions   ", theme.dim),
        Span::styled("Esc", theme.strong),
        Span::styled(" close", theme.dim),
    ]);
    let place = Rect {
        y: foot,
        height: 1,
        ..inner
    };
    paint::left(frame.buffer_mut(), place, &keys);
    frame.set_cursor_position((field.x + 2 + palette.query.cursor_cell().0, field.y));
}
