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
    let mut spans = vec![Span::styled(
        format!("[Esc {}]", confirm.keep),
        theme.strong.patch(theme.chip),
    )];
    for choice in &confirm.choices {
        spans.push(Span::raw("   "));
        spans.push(Span::styled(choice.key.to_string(), theme.strong));
        spans.push(Span::styled(format!(" {}", choice.label), theme.text));
    }
    let keys = Line::from(spans);
    let widest = confirm
        .facts
        .iter()
        .map(|fact| paint::width(fact))
        .chain([paint::width(&confirm.title) + 4, keys.width() as u16])
        .max()
        .unwrap_or(0);
    let area = layout::overlay(
        app.size,
        widest + 8,
        confirm.facts.len() as u16 + 6,
        Upper::Middle,
    );
    let inner = framed(frame.buffer_mut(), area, &confirm.title, "", theme);
    for (row, fact) in confirm.facts.iter().enumerate() {
        let line = Line::styled(paint::cut(fact, inner.width, theme), theme.text);
        paint::left(frame.buffer_mut(), layout::row_of(inner, 1 + row as u16), &line);
    }
    let row = layout::row_of(inner, confirm.facts.len() as u16 + 2);
    paint::left(frame.buffer_mut(), row, &keys);
    // Beside the chip: on it the cursor would undo the reverse of its first cell.
    frame.set_cursor_position((row.x.saturating_sub(1), row.y));
}
