//! A question before a step that cannot be undone; the safe choice first, as a reverse chip.

use ratatui::Frame;
use ratatui::text::{Line, Span};

use super::framed;
use crate::app::App;
use crate::app::layout::{self, Upper};
use crate::app::overlays::confirm::Confirm;
use crate::ui::paint;
use crate::ui::theme::Theme;

pub fn render(frame: &mut Frame, app: &App, confirm: &Confirm, theme: &Theme) {
    let keys = keys(confirm, theme);
    let all = keys.iter().map(|key| key.width() as u16 + APART).sum::<u16>();
    let widest = confirm
        .facts
        .iter()
        .map(|fact| paint::width(fact))
        .chain([paint::width(&confirm.title) + 4, all.saturating_sub(APART)])
        .max()
        .unwrap_or(0);
    let width = layout::overlay(app.size, widest + 8, 1, Upper::Middle).width;
    let room = width.saturating_sub(8);
    let facts: Vec<String> = confirm
        .facts
        .iter()
        .flat_map(|fact| paint::wrap(fact, room))
        .collect();
    let keys = rows(keys, room);
    let rows = (facts.len() + keys.len()) as u16;
    let area = layout::overlay(app.size, widest + 8, rows + 5, Upper::Middle);
    let inner = framed(frame.buffer_mut(), area, &confirm.title, "", theme);
    // Where there is no room for all of it, what can be done is told before why.
    let shown = facts
        .len()
        .min(usize::from(inner.height.saturating_sub(keys.len() as u16 + 2)));
    for (row, fact) in facts.iter().take(shown).enumerate() {
        let line = Line::styled(paint::cut(fact, inner.width, theme), theme.text);
        paint::left(frame.buffer_mut(), layout::row_of(inner, 1 + row as u16), &line);
    }
    let first = shown as u16 + 2;
    for (row, line) in keys.iter().enumerate() {
        paint::left(
            frame.buffer_mut(),
            layout::row_of(inner, first + row as u16),
            line,
        );
    }
    let row = layout::row_of(inner, first);
    // Beside the chip: on it the cursor would undo the reverse of its first cell.
    frame.set_cursor_position((row.x.saturating_sub(1), row.y));
}

/// Columns between two choices.
const APART: u16 = 3;

/// Returns the choices, the safe one first.
fn keys(confirm: &Confirm, theme: &Theme) -> Vec<Line<'static>> {
    let keep = Span::styled(format!("[Esc {}]", confirm.keep), theme.strong.patch(theme.chip));
    let choices = confirm.choices.iter().map(|choice| {
        Line::from(vec![
            Span::styled(choice.key.to_string(), theme.strong),
            Span::styled(format!(" {}", choice.label), theme.text),
        ])
    });
    std::iter::once(keep.into()).chain(choices).collect()
}

/// Puts choices side by side, in as many rows as they take.
fn rows(keys: Vec<Line<'static>>, room: u16) -> Vec<Line<'static>> {
    let mut rows: Vec<Line<'static>> = Vec::new();
    for key in keys {
        match rows.last_mut() {
            Some(row) if row.width() + usize::from(APART) + key.width() <= usize::from(room) => {
                row.push_span(" ".repeat(usize::from(APART)));
                row.extend(key.spans);
            }
            _ => rows.push(key),
        }
    }
    rows
}
