//! The name of a loop of one's own, and what giving it does.

use ratatui::Frame;
use ratatui::text::{Line, Span};

use super::{answered, divider, framed, told};
use crate::app::App;
use crate::app::layout::{self, Upper};
use crate::app::overlays::naming::Naming;
use crate::app::screens::Screen;
use crate::app::screens::setup::AsLoop;
use crate::ui::paint;
use crate::ui::theme::Theme;

pub fn render(frame: &mut Frame, app: &App, naming: &Naming, theme: &Theme) {
    let Screen::Setup(setup) = app.screen() else {
        return;
    };
    let area = layout::overlay(app.size, 64, 9, Upper::Middle);
    let inner = framed(
        frame.buffer_mut(),
        area,
        "Keep as a loop of your own",
        "Esc not now",
        theme,
    );
    let field = layout::row_of(inner, 1);
    answered(frame, field, &naming.editor, "its name", theme);
    divider(frame.buffer_mut(), area, field.y + 1, theme);
    let (words, style) = match (&naming.refused, setup.as_loop(&naming.editor.text(), &app.data)) {
        (Some(refused), _) => (format!("! {refused}"), theme.strong),
        (None, AsLoop::No(sentence)) => (sentence, theme.dim),
        (None, AsLoop::New(plan)) => (
            format!(
                "Rounds, topics, pressure and scoring go into {}.json, among your loops.",
                plan.id
            ),
            theme.dim,
        ),
        (None, AsLoop::Replaces(_, old)) => (
            format!("You have a loop {old}; you are asked before it is replaced."),
            theme.dim,
        ),
    };
    let room = layout::below(inner, 3);
    told(frame, room, &words, style);
    let foot = layout::row_of(inner, inner.height.saturating_sub(1));
    let keys = Line::from(vec![
        Span::styled("Enter", theme.strong),
        Span::styled(" keep it", theme.dim),
    ]);
    paint::left(frame.buffer_mut(), foot, &keys);
}
