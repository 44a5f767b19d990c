//! A name that the bank screen asks for, and what giving it does.

use ratatui::Frame;
use ratatui::text::{Line, Span};

use super::{answered, divider, framed, told};
use crate::app::App;
use crate::app::layout::{self, Upper};
use crate::app::overlays::bank_name::{BankName, Naming};
use crate::app::screens::Screen;
use crate::domain::bank::RoundKind;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;

pub fn render(frame: &mut Frame, app: &App, asked: &BankName, theme: &Theme) {
    let Screen::Banks(screen) = app.screen() else {
        return;
    };
    let area = layout::overlay(app.size, 68, 10, Upper::Middle);
    let title = match &asked.of {
        Naming::New(_) => "A new question",
        Naming::Copy => "A copy of this question",
        Naming::Move(_) => "Move this question to another bank",
    };
    let inner = framed(frame.buffer_mut(), area, title, "Esc not now", theme);
    if let Naming::New(round) = &asked.of {
        let names = RoundKind::ALL.map(RoundKind::title);
        let chosen = RoundKind::ALL
            .iter()
            .position(|known| known == round)
            .unwrap_or(0);
        let chips = paint::chips(&names, chosen, Focus::Elsewhere, theme);
        paint::left(frame.buffer_mut(), layout::row_of(inner, 0), &chips);
    }
    let field = layout::row_of(inner, 2);
    let placeholder = match &asked.of {
        Naming::Move(_) => "the bank's id",
        _ => "its id, such as why-layer-norm",
    };
    answered(frame, field, &asked.editor, placeholder, theme);
    divider(frame.buffer_mut(), area, field.y + 1, theme);
    let name = asked.name(screen, &app.data);
    let (words, style) = match (&asked.refused, asked.problem(screen, &app.data)) {
        (Some(refused), _) => (format!("! {refused}"), theme.strong),
        (None, _) if asked.editor.is_empty() && !matches!(asked.of, Naming::Move(_)) => {
            let words = "It names the question everywhere and stays. Words become an id: why layer norm, why-layer-norm.";
            (words.to_owned(), theme.dim)
        }
        (None, Some(problem)) => (problem, theme.dim),
        (None, None) => {
            let words = match &asked.of {
                Naming::New(_) => format!("It becomes {name}; the id stays, all else can be changed."),
                Naming::Copy => format!("It becomes {name}, with a history of its own."),
                Naming::Move(_) => format!("It becomes {name} and begins a history of its own."),
            };
            (words, theme.dim)
        }
    };
    let room = layout::below(inner, 4);
    told(frame, room, &words, style);
    let foot = layout::row_of(inner, inner.height.saturating_sub(1));
    let mut keys = vec![
        Span::styled("Enter", theme.strong),
        Span::styled(" goes on", theme.dim),
    ];
    if matches!(asked.of, Naming::New(_)) {
        keys.push(Span::styled("   Tab", theme.strong));
        keys.push(Span::styled(" another round", theme.dim));
    }
    paint::left(frame.buffer_mut(), foot, &Line::from(keys));
}
