//! A note in a box of its own; search as a line where the message row is.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{foot, framed};
use crate::app::App;
use crate::app::layout::{self, Page, Upper};
use crate::app::overlays::find::Find;
use crate::app::overlays::notes::{About, Notes};
use crate::app::screens::interview::Interview;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;
use crate::ui::widgets::editor::EditorView;

const REMEMBER: &str = "What to remember of this one.";

/// Columns and rows of the note's text, which its editor wraps to.
pub fn text_area(size: crate::app::msg::Size) -> Rect {
    let area = layout::overlay(size, 70, (size.height / 2).clamp(8, 16), Upper::Middle);
    Rect {
        x: area.x + 3,
        y: area.y + 2,
        width: area.width.saturating_sub(6),
        height: area.height.saturating_sub(5),
    }
}

pub fn render(frame: &mut Frame, app: &App, notes: &Notes, theme: &Theme) {
    let area = layout::overlay(app.size, 70, (app.size.height / 2).clamp(8, 16), Upper::Middle);
    let (title, wanted) = match notes.about {
        About::Session => ("A note on this session", REMEMBER),
        About::Question(_) => ("A note on this question", REMEMBER),
        About::Dispute(_) => (
            "What is wrong with this question?",
            "What is wrong or unclear, and what would be right.",
        ),
    };
    let inner = framed(frame.buffer_mut(), area, title, "Esc keeps and closes", theme);
    let text = text_area(app.size);
    let mut editor = notes.editor.clone();
    editor.set_view(text.width, text.height.max(1));
    let view = EditorView::new(&editor, theme, Focus::Here).placeholder(wanted);
    frame.render_widget(&view, text);
    if let Some(position) = view.cursor(text) {
        frame.set_cursor_position(position);
    }
    let place = foot(frame.buffer_mut(), area, inner, theme);
    let words = match notes.about {
        About::Dispute(_) => "kept with the record, for whoever keeps the bank",
        About::Session | About::Question(_) => "kept with the record; exports have it too",
    };
    let line = Line::styled(words, theme.dim);
    paint::left(frame.buffer_mut(), place, &line);
}

/// Search in the field that has the focus, in the message row.
pub fn find(frame: &mut Frame, page: &Page, app: &App, find: &Find, theme: &Theme) {
    let row = page.message;
    paint::rule(frame.buffer_mut(), row, " ", theme.text);
    let query = find.query.text();
    let hits = app
        .interview()
        .and_then(Interview::editor)
        .map_or(0, |editor| editor.hits().len());
    let fact = if query.is_empty() {
        "type to search".to_owned()
    } else if hits == 1 {
        "1 match".to_owned()
    } else {
        format!("{hits} matches")
    };
    let line = Line::from(vec![
        Span::styled("search ", theme.dim),
        Span::styled(paint::clean(&query), theme.strong),
    ]);
    paint::left(frame.buffer_mut(), row, &line);
    paint::right(
        frame.buffer_mut(),
        row,
        &Line::styled(
            format!("{fact}   up and down: other matches   Esc closes"),
            theme.dim,
        ),
    );
    frame.set_cursor_position((row.x + 7 + find.query.cursor_cell().0, row.y));
}
