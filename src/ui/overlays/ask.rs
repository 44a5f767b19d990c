//! A question to the interviewer.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{divider, framed};
use crate::app::App;
use crate::app::layout::{self, Upper};
use crate::app::overlays::ask::Ask;
use crate::ui::paint;
use crate::ui::theme::Theme;

pub fn render(frame: &mut Frame, app: &App, ask: &Ask, theme: &Theme) {
    let Some(live) = &app.data.live else { return };
    let Some((_, question)) = live.current() else {
        return;
    };
    let matches = ask.matches(live);
    let area = layout::overlay(app.size, 76, 10, Upper::Middle);
    let inner = framed(
        frame.buffer_mut(),
        area,
        "Ask the interviewer",
        "Esc closes",
        theme,
    );
    let field = layout::row_of(inner, 1);
    let line = Line::from(vec![
        Span::styled(format!("{} ", theme.glyphs.cursor), theme.strong),
        Span::styled(paint::clean(&ask.editor.text()), theme.text),
    ]);
    paint::left(frame.buffer_mut(), field, &line);
    if ask.editor.is_empty() {
        let place = Rect {
            x: field.x + 2,
            width: field.width.saturating_sub(2),
            ..field
        };
        paint::left(
            frame.buffer_mut(),
            place,
            &Line::styled("type your question", theme.aside),
        );
    }
    divider(frame.buffer_mut(), area, field.y + 1, theme);
    let list = layout::below(inner, 3);
    if matches.is_empty() {
        let words = if ask.editor.is_empty() {
            "What would you like to know before you go on?"
        } else {
            "Enter asks it as it stands; the interviewer may leave it to you."
        };
        paint::left(frame.buffer_mut(), list, &Line::styled(words, theme.dim));
    }
    for (row, index) in matches.iter().take(3).enumerate() {
        let Some(known) = question.clarifications.get(*index) else {
            continue;
        };
        let chosen = row == ask.cursor.min(matches.len().saturating_sub(1));
        let lead = if chosen { theme.glyphs.cursor } else { " " };
        let style = if chosen { theme.strong } else { theme.text };
        let text = paint::cut(&paint::clean(&known.ask), list.width.saturating_sub(2), theme);
        paint::left(
            frame.buffer_mut(),
            layout::row_of(list, row as u16),
            &Line::from(vec![
                Span::styled(format!("{lead} "), theme.strong),
                Span::styled(text, style),
            ]),
        );
    }
    let foot = layout::row_of(inner, inner.height.saturating_sub(1));
    let line = Line::from(vec![
        Span::styled("Enter", theme.strong),
        Span::styled(" ask", theme.dim),
    ]);
    paint::left(frame.buffer_mut(), foot, &line);
    frame.set_cursor_position((field.x + 2 + ask.editor.cursor_cell().0, field.y));
}
