//! A theory answer: its fields one above the other, or a tab a field with the end of the one before as a
//! strip.

use ratatui::Frame;
use ratatui::text::Line;

use super::{Scene, said, words_of};
use crate::app::layout::{Answer, Pane};
use crate::app::screens::interview::Side;
use crate::ui::View;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;

pub(super) fn stack(frame: &mut Frame, panes: &[(usize, Pane)], scene: &Scene) {
    for (index, pane) in panes {
        let Some(field) = scene.screen.fields.get(*index) else {
            continue;
        };
        paint::head(
            frame.buffer_mut(),
            pane,
            &scene.title(field),
            &scene.fact(*index),
            scene.focus(*index),
            scene.accent,
            &scene.theme,
        );
        scene.editor(frame, pane.inner, *index);
    }
}

pub(super) fn tabs(frame: &mut Frame, answer: &Answer, scene: &Scene, view: &mut View) {
    let Answer::Tabs {
        head,
        rule,
        pinned,
        inner,
        strip,
    } = answer
    else {
        return;
    };
    let (screen, theme) = (scene.screen, &scene.theme);
    let mut titles = vec!["Interviewer".to_owned()];
    titles.extend(screen.fields.iter().map(|field| scene.title(field)));
    let (current, fact) = if screen.side == Side::Answer {
        (screen.focus + 1, scene.fact(screen.focus))
    } else {
        (0, Line::styled(said::about(scene.question), theme.dim))
    };
    paint::tabs(
        frame.buffer_mut(),
        *head,
        *rule,
        &titles,
        current,
        &fact,
        Focus::Here,
        scene.accent,
        theme,
    );
    if screen.side != Side::Answer {
        said::tab(frame.buffer_mut(), *inner, scene, view);
        return;
    }
    said::pinned(frame.buffer_mut(), *pinned, scene, view);
    scene.editor(frame, *inner, screen.focus);
    if let Some((index, pane)) = strip
        && let Some(field) = screen.fields.get(*index)
    {
        let buffer = frame.buffer_mut();
        paint::rule(buffer, pane.head, theme.glyphs.light, theme.rule);
        let title = format!("{} ", scene.title(field));
        paint::left(buffer, pane.head, &Line::styled(title, theme.dim));
        let words = Line::styled(format!(" {}", words_of(field.words)), theme.dim);
        paint::right(buffer, pane.head, &words);
        let text = field.editor.text();
        let tail = tail_lines(&text, pane.inner.width, pane.inner.height, theme);
        paint::lines(buffer, pane.inner, &tail, 0);
    }
}

/// The end of a text, so that one sees where it stopped.
fn tail_lines(text: &str, width: u16, height: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut tail: String = text
        .chars()
        .rev()
        .take(usize::from(width) * usize::from(height) * 2)
        .collect::<String>()
        .chars()
        .rev()
        .collect();
    tail = paint::clean(&tail);
    let wrapped = paint::wrap(&tail, width);
    let skip = wrapped.len().saturating_sub(usize::from(height));
    let cut = skip > 0 || tail.len() < text.trim().len();
    wrapped
        .into_iter()
        .skip(skip)
        .enumerate()
        .map(|(row, line)| {
            if row == 0 && cut {
                Line::styled(format!("{}{line}", theme.glyphs.dots), theme.dim)
            } else {
                Line::styled(line, theme.dim)
            }
        })
        .collect()
}
