//! A design answer: the phase in hand over the canvas, and a table of where the time went; on a small
//! screen one of them at a time, with the phase before and after as a strip.

use std::time::Duration;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Scene, said};
use crate::app::layout::{Answer, InterviewAreas, row_of};
use crate::app::screens::interview::{CANVAS, FieldTime, Side, coarse};
use crate::domain::clock;
use crate::domain::fields;
use crate::ui::View;
use crate::ui::paint::{self, Focus};

pub(super) fn render(frame: &mut Frame, areas: &InterviewAreas, scene: &Scene, view: &mut View) {
    let Answer::Panel {
        head,
        rule,
        pinned,
        field,
        inner,
        below,
        strip,
    } = &areas.answer
    else {
        return;
    };
    let (screen, theme) = (scene.screen, &scene.theme);
    let times = &scene.times;
    if let Some(pane) = &areas.aside {
        let fact = Line::styled("words   used     of", theme.dim);
        paint::head(
            frame.buffer_mut(),
            pane,
            "Phases",
            &fact,
            Focus::Elsewhere,
            scene.accent,
            theme,
        );
        phases(frame.buffer_mut(), pane.inner, times, scene);
    }
    if areas.interviewer.is_none() {
        tabs(frame, *head, *rule, *field, scene);
        match (field, screen.side) {
            (None, Side::Aside) => phases(frame.buffer_mut(), *inner, times, scene),
            (None, _) => said::tab(frame.buffer_mut(), *inner, scene, view),
            (Some(index), _) => {
                said::pinned(frame.buffer_mut(), *pinned, scene, view);
                scene.editor(frame, *inner, *index);
                if let Some(strip) = strip {
                    neighbours(frame.buffer_mut(), *strip, *index, times, scene);
                }
            }
        }
        return;
    }
    let pane = crate::app::layout::Pane {
        head: *head,
        rule: *rule,
        inner: *inner,
    };
    let shown = field.map(|index| (Some(index), pane));
    for (index, pane) in shown.into_iter().chain(*below) {
        let Some((index, field)) = index.and_then(|index| Some((index, screen.fields.get(index)?))) else {
            continue;
        };
        paint::head(
            frame.buffer_mut(),
            &pane,
            &scene.title(field),
            &scene.fact(index),
            scene.focus(index),
            scene.accent,
            theme,
        );
        scene.editor(frame, pane.inner, index);
    }
}

fn tabs(frame: &mut Frame, head: Rect, rule: Rect, field: Option<usize>, scene: &Scene) {
    let screen = scene.screen;
    let phases: Vec<_> = screen
        .fields
        .iter()
        .filter(|field| has_phase(scene, &field.name))
        .collect();
    let done = phases.iter().filter(|field| !field.editor.is_empty()).count();
    let mut titles = vec![
        "Interviewer".to_owned(),
        format!("Phases {done} of {}", phases.len()),
    ];
    let canvas = screen.field_at(CANVAS);
    let beside = if canvas == Some(screen.focus) {
        screen.beside
    } else {
        screen.focus
    };
    titles.extend(screen.fields.get(beside).map(|field| scene.title(field)));
    titles.extend(canvas.map(|_| "Canvas".to_owned()));
    let (current, fact) = match (screen.side, field) {
        (Side::Interviewer, _) => (0, Line::styled(said::about(scene.question), scene.theme.dim)),
        (Side::Aside, _) => (1, Line::default()),
        (Side::Answer, Some(index)) if canvas == Some(index) => (3, scene.fact(index)),
        (Side::Answer, index) => (2, scene.fact(index.unwrap_or(screen.focus))),
    };
    paint::tabs(
        frame.buffer_mut(),
        head,
        rule,
        &titles,
        current,
        &fact,
        Focus::Here,
        scene.accent,
        &scene.theme,
    );
}

fn has_phase(scene: &Scene, name: &str) -> bool {
    fields::info(scene.question.round, name).is_some_and(|info| info.share > 0)
}

/// Each phase with words, time and share; then the answers to follow-ups; then what ran over in all.
fn phases(buffer: &mut Buffer, area: Rect, times: &[FieldTime], scene: &Scene) {
    let theme = &scene.theme;
    let shown = scene.attempt.follow_ups();
    let mut row = 0;
    for (index, field) in scene.screen.fields.iter().enumerate() {
        if field.name == CANVAS {
            continue;
        }
        let line_area = row_of(area, row);
        if line_area.height == 0 {
            return;
        }
        row += 1;
        let time = times.get(index).copied().unwrap_or_default();
        let here = index == scene.screen.focus && scene.asking;
        let begun = !field.editor.is_empty();
        let (mark, style) = if here {
            (theme.glyphs.cursor, theme.strong)
        } else if begun {
            (theme.glyphs.tick, theme.dim)
        } else {
            (" ", theme.dim)
        };
        let title = fields::info(scene.question.round, &field.name).map_or_else(
            || fields::title(scene.question, &field.name, &shown).to_lowercase(),
            |info| info.short.to_owned(),
        );
        let mark_style = if here { scene.accent } else { theme.dim };
        let left = Line::from(vec![
            Span::styled(format!("{mark} "), mark_style),
            Span::styled(title, style),
        ]);
        paint::left(buffer, line_area, &left);
        let words = if begun || here {
            field.words.to_string()
        } else {
            String::new()
        };
        let used = if time.spent.is_zero() && !here {
            String::new()
        } else {
            clock::short(time.shown())
        };
        let of = if time.budget.is_zero() {
            String::new()
        } else {
            clock::short(time.budget)
        };
        let used_style = if time.over().is_zero() {
            style
        } else {
            theme.strong
        };
        let right = Line::from(vec![
            Span::styled(format!("{words:>4}"), theme.dim),
            Span::styled(format!("{used:>7}"), used_style),
            Span::styled(format!("{of:>7}"), theme.dim),
        ]);
        paint::right(buffer, line_area, &right);
    }
    let over: Vec<Duration> = times
        .iter()
        .map(|time| coarse(time.over()))
        .filter(|over| over.as_secs() > 0)
        .collect();
    let line_area = row_of(area, row + u16::from(area.height > row + 1));
    if over.is_empty() || line_area.height == 0 {
        return;
    }
    let sum: Duration = over.iter().sum();
    let words = match over.len() {
        1 => format!("1 phase ran over, by {}", clock::short(sum)),
        n => format!("{n} phases ran over, by {} together", clock::short(sum)),
    };
    paint::left(buffer, line_area, &Line::styled(words, theme.text));
}

/// The phase before and the one after, where only one shows.
fn neighbours(buffer: &mut Buffer, area: Rect, index: usize, times: &[FieldTime], scene: &Scene) {
    let theme = &scene.theme;
    if area.y > 0 {
        let above = Rect {
            y: area.y - 1,
            ..area
        };
        paint::rule(buffer, above, theme.glyphs.light, theme.rule);
    }
    if scene
        .screen
        .fields
        .get(index)
        .is_some_and(|field| !has_phase(scene, &field.name))
    {
        return;
    }
    let describe = |at: usize, word: &str, used: bool| {
        let field = scene.screen.fields.get(at)?;
        let info = fields::info(scene.question.round, &field.name).filter(|info| info.share > 0)?;
        let time = times.get(at)?;
        let figures = if used {
            format!("{} of {}", clock::short(time.shown()), clock::short(time.budget))
        } else {
            clock::short(time.budget)
        };
        Some(Line::from(vec![
            Span::styled(format!("{word} "), theme.dim),
            Span::styled(format!("{} ", info.short), theme.text),
            Span::styled(figures, theme.dim),
        ]))
    };
    if let Some(line) = index.checked_sub(1).and_then(|at| describe(at, "before", true)) {
        paint::left(buffer, area, &line);
    }
    if let Some(line) = describe(index + 1, "next", false) {
        paint::right(buffer, area, &line);
    }
}
