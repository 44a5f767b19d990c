//! A code file of a question, in the editor.

use ratatui::Frame;
use ratatui::text::Line;
use ratatui::widgets::Widget as _;

use super::Part;
use crate::app::layout::{self, Page};
use crate::app::screens::banks::CodeEdit;
use crate::domain::bank::RoundKind;
use crate::ui::paint::{self, Focus};
use crate::ui::skeleton::{self, Crumb};
use crate::ui::widgets::editor::EditorView;

pub(super) fn render(frame: &mut Frame, page: &Page, part: &Part, written: &CodeEdit) {
    let theme = part.theme;
    let crumbs = [
        Crumb::new("hotseat", theme.dim),
        Crumb::new("Question banks", theme.dim),
        Crumb::new(paint::clean(&written.name.question), theme.dim),
        Crumb::new(paint::clean(&written.file.name), theme.strong),
    ];
    let state = if written.is_saved() { "saved" } else { "not saved" };
    let rights = vec![Line::styled(state, theme.dim)];
    let buffer = frame.buffer_mut();
    skeleton::title(buffer, page.title, &crumbs, &rights, theme);
    paint::rule(buffer, page.rule, theme.glyphs.light, theme.rule);
    let accent = theme.accent(Some(RoundKind::Programming));
    let pane = layout::pane(page.body, page.roomy);
    let lines = written.editor.text().lines().count();
    let fact = Line::styled(
        if lines == 1 {
            "1 line".to_owned()
        } else {
            format!("{lines} lines")
        },
        theme.dim,
    );
    let title = paint::clean(&written.file.name);
    paint::head(buffer, &pane, &title, &fact, Focus::Here, accent, theme);
    let view = EditorView::new(&written.editor, theme, Focus::Here).code(accent);
    (&view).render(pane.inner, buffer);
    if let Some(at) = view.cursor(pane.inner) {
        frame.set_cursor_position(at);
    }
}
