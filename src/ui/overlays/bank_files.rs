//! The code files of a question: their names, how long they are, and one to come.

use ratatui::Frame;
use ratatui::text::{Line, Span};

use super::framed;
use crate::app::App;
use crate::app::layout::{self, Upper};
use crate::app::overlays::bank_files::BankFiles;
use crate::app::screens::Screen;
use crate::domain::words::counted;
use crate::ui::paint;
use crate::ui::theme::Theme;

pub fn render(frame: &mut Frame, app: &App, files: &BankFiles, theme: &Theme) {
    let Screen::Banks(screen) = app.screen() else {
        return;
    };
    let rows = screen.files(&app.data);
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(4);
    let area = layout::overlay(app.size, 60, height, Upper::Middle);
    let inner = framed(
        frame.buffer_mut(),
        area,
        "Code files",
        "Enter write   e $EDITOR   Esc back",
        theme,
    );
    let list = layout::below(inner, 1);
    let height = usize::from(list.height).saturating_sub(1).max(1);
    let cursor = files.cursor.min(rows.len().saturating_sub(1));
    let first = (cursor + 1).saturating_sub(height);
    for (y, (index, file)) in rows.iter().enumerate().skip(first).take(height).enumerate() {
        let line = layout::row_of(list, y as u16);
        let here = index == cursor;
        if here {
            paint::surface(frame.buffer_mut(), line, theme.select);
            frame.set_cursor_position((line.x, line.y));
        }
        let mark = if here { theme.glyphs.cursor } else { " " };
        let style = if here { theme.strong } else { theme.text };
        let name = Line::from(vec![
            Span::styled(format!("{mark} "), theme.strong),
            Span::styled(paint::clean(&file.shown()), style),
        ]);
        paint::left(frame.buffer_mut(), line, &name);
        let fact = match &file.text {
            None => "to be written".to_owned(),
            Some(text) => counted(text.lines().count(), "line"),
        };
        paint::right(frame.buffer_mut(), line, &Line::styled(fact, theme.dim));
    }
}
