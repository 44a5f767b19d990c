//! A culture answer: Situation, Task, Action, Result and what follow-ups opened, one above the other. The
//! one being written is large, with the gauge of its time and a line on what belongs there.

use std::time::Duration;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::{Scene, said, words_of};
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::layout::{Answer, InterviewAreas, Pane, Section};
use crate::app::overlays::tell::offers;
use crate::app::screens::interview::FieldTime;
use crate::domain::clock;
use crate::domain::fields;
use crate::ui::View;
use crate::ui::overlays::used;
use crate::ui::paint::{self, Focus};

pub(super) fn render(frame: &mut Frame, areas: &InterviewAreas, scene: &Scene, view: &mut View) {
    let Answer::Sections { pinned, sections } = &areas.answer else {
        return;
    };
    if let Some(pane) = areas.aside.as_ref().filter(|_| scene.app.has_stories()) {
        stories(frame.buffer_mut(), pane, scene);
    } else if let Some(pane) = &areas.aside {
        let fact = Line::default();
        paint::head(
            frame.buffer_mut(),
            pane,
            "What is looked for",
            &fact,
            Focus::Elsewhere,
            scene.accent,
            &scene.theme,
        );
        let mut lines: Vec<Line> = scene
            .question
            .competencies
            .iter()
            .map(|code| Line::styled(fields::competency(code), scene.theme.text))
            .collect();
        let room = usize::from(pane.inner.height) >= lines.len() + 3;
        if room && scene.app.data.book.is_read() {
            let words = "No story of your own yet: Home leads to Stories.";
            lines.push(Line::default());
            let rows = paint::wrap(words, pane.inner.width);
            lines.extend(rows.into_iter().map(|row| Line::styled(row, scene.theme.aside)));
        }
        paint::lines(frame.buffer_mut(), pane.inner, &lines, 0);
    }
    one_line(frame.buffer_mut(), *pinned, scene, view);
    for section in sections {
        let time = scene.times.get(section.field).copied().unwrap_or_default();
        if section.large {
            large(frame, section, time, scene);
        } else {
            folded(frame.buffer_mut(), section, time, scene);
        }
    }
}

/// The person's own stories, those that fit what is looked for first.
fn stories(buffer: &mut Buffer, pane: &Pane, scene: &Scene) {
    let theme = &scene.theme;
    let offers = offers(&scene.app.data);
    let fit = offers.iter().filter(|offer| offer.fits > 0).count();
    let fact = match fit {
        0 => "none fits".to_owned(),
        1 => "1 fits".to_owned(),
        n => format!("{n} fit"),
    };
    let fact = Line::styled(fact, theme.dim);
    paint::head(
        buffer,
        pane,
        "Your stories",
        &fact,
        Focus::Elsewhere,
        scene.accent,
        theme,
    );
    let width = pane.inner.width;
    let wanted = scene.question.competencies.iter();
    let wanted: Vec<String> = wanted.map(|code| fields::competency(code)).collect();
    let mut lines: Vec<Line> = Vec::new();
    if !wanted.is_empty() {
        let rows = paint::wrap(&format!("for {}", wanted.join(", ")), width);
        lines.extend(rows.into_iter().take(2).map(|row| Line::styled(row, theme.aside)));
    }
    for offer in &offers {
        // A story of which only the name has room is none.
        if lines.len() + 2 > usize::from(pane.inner.height) {
            break;
        }
        if !lines.is_empty() && lines.len() + 3 <= usize::from(pane.inner.height) {
            lines.push(Line::default());
        }
        let style = if offer.fits > 0 { theme.text } else { theme.dim };
        let mark = if offer.here { theme.glyphs.tick } else { " " };
        let name = paint::cut(&offer.name, width.saturating_sub(2), theme);
        lines.push(Line::from(vec![
            Span::styled(format!("{mark} "), theme.strong),
            Span::styled(name, style),
        ]));
        let times = if offer.here {
            "in this answer".to_owned()
        } else {
            used(offer.used)
        };
        let room = width.saturating_sub(paint::width(&times) + 5);
        let names = paint::cut(&paint::clean(&offer.competencies.join(", ")), room, theme);
        let gap = if names.is_empty() { "" } else { "   " };
        lines.push(Line::styled(format!("  {names}{gap}{times}"), theme.dim));
    }
    paint::lines(buffer, pane.inner, &lines, 0);
}

/// The interviewer as the one pane there is.
pub(super) fn said(frame: &mut Frame, areas: &InterviewAreas, scene: &Scene, view: &mut View) {
    let Answer::Panel {
        head, rule, inner, ..
    } = areas.answer
    else {
        return;
    };
    let titles = ["Interviewer".to_owned(), "Your answer".to_owned()];
    let fact = Line::styled(said::about(scene.question), scene.theme.dim);
    paint::tabs(
        frame.buffer_mut(),
        head,
        rule,
        &titles,
        0,
        &fact,
        Focus::Here,
        scene.accent,
        &scene.theme,
    );
    said::tab(frame.buffer_mut(), inner, scene, view);
}

/// The newest follow-up, or else the question, cut to one line.
fn one_line(buffer: &mut Buffer, area: Rect, scene: &Scene, view: &mut View) {
    use crate::app::screens::interview::{Pinned, pinned};
    use crate::ui::Form;
    if area.height == 0 {
        return;
    }
    let Some(what) = pinned(scene.live) else { return };
    let lines = view.markdown(what.text(), u16::MAX, Form::Text, scene.accent);
    let mut line = lines.first().cloned().unwrap_or_default();
    let whole = lines.iter().filter(|line| line.width() > 0).count() == 1;
    if !whole {
        line.push_span(Span::raw(format!(" {}", scene.theme.glyphs.dots)));
    }
    if let Pinned::FollowUp(_) = what {
        line.spans.insert(
            0,
            Span::styled(format!("{} ", scene.theme.glyphs.bar), scene.accent),
        );
    } else {
        line = line.patch_style(scene.theme.strong);
    }
    let fits = line.width() <= usize::from(area.width);
    if fits && whole {
        paint::left(buffer, area, &line);
        return;
    }
    let more = Line::styled(
        format!(
            "   {} reads it",
            scene.app.keymap.spelled(Action::NextPane, Context::Interview)
        ),
        scene.theme.dim,
    );
    let room = Rect {
        width: area.width.saturating_sub(more.width() as u16),
        ..area
    };
    paint::left(buffer, room, &line);
    paint::right(buffer, area, &more);
}

fn large(frame: &mut Frame, section: &Section, time: FieldTime, scene: &Scene) {
    let Some(field) = scene.screen.fields.get(section.field) else {
        return;
    };
    let theme = &scene.theme;
    let here = scene.focus(section.field) == Focus::Here;
    let buffer = frame.buffer_mut();
    let accent = if here { scene.accent } else { theme.dim };
    let title = Line::styled(scene.title(field), accent.add_modifier(Modifier::BOLD));
    head(buffer, section, &title, time, scene);
    gauge(buffer, section.rule, time, scene, here);
    let aside = fields::info(scene.question.round, &field.name).map_or("", |info| info.aside);
    let aside = if scene.attempt.spoken {
        "Answer aloud; notes only."
    } else {
        aside
    };
    paint::left(buffer, section.aside, &Line::styled(aside, theme.aside));
    scene.editor(frame, section.inner, section.field);
}

fn folded(buffer: &mut Buffer, section: &Section, time: FieldTime, scene: &Scene) {
    let Some(field) = scene.screen.fields.get(section.field) else {
        return;
    };
    let theme = &scene.theme;
    head(
        buffer,
        section,
        &Line::styled(scene.title(field), theme.dim),
        time,
        scene,
    );
    if section.rule.height > 0 {
        gauge(buffer, section.rule, time, scene, false);
    }
    let indent = if section.rule.height > 0 { 0 } else { 2 };
    let inner = Rect {
        x: section.inner.x + indent,
        width: section.inner.width.saturating_sub(indent),
        ..section.inner
    };
    if inner.height == 0 {
        return;
    }
    if field.editor.is_empty() {
        let aside =
            fields::info(scene.question.round, &field.name).map_or("not answered yet", |info| info.aside);
        paint::left(buffer, inner, &Line::styled(aside, theme.aside));
        return;
    }
    let wide = inner.width.min(crate::app::layout::MEASURE);
    let text = paint::clean(&field.editor.text());
    let rows = paint::wrap(&text, wide);
    let more = rows.len() > usize::from(inner.height);
    let mut lines: Vec<Line> = Vec::new();
    for (index, row) in rows.into_iter().take(usize::from(inner.height)).enumerate() {
        let last = index + 1 == usize::from(inner.height);
        let row = if more && last {
            let cut = paint::cut(&row, wide.saturating_sub(1), theme);
            if cut.ends_with(theme.glyphs.dots) {
                cut
            } else {
                format!("{cut}{}", theme.glyphs.dots)
            }
        } else {
            row
        };
        lines.push(Line::styled(row, theme.dim));
    }
    paint::lines(buffer, inner, &lines, 0);
}

/// Name at the left; words, time and share at the right.
fn head(buffer: &mut Buffer, section: &Section, title: &Line, time: FieldTime, scene: &Scene) {
    let theme = &scene.theme;
    let Some(field) = scene.screen.fields.get(section.field) else {
        return;
    };
    paint::left(buffer, section.head, title);
    let mut spans: Vec<Span> = scene.mode(section.field).into_iter().collect();
    spans.push(Span::styled(words_of(field.words), theme.dim));
    if time.budget.is_zero() {
        if !time.spent.is_zero() {
            spans.push(Span::styled(
                format!("   {}", clock::short(time.shown())),
                theme.dim,
            ));
        }
    } else {
        let style = if time.over().is_zero() {
            theme.dim
        } else {
            theme.strong
        };
        spans.push(Span::styled(format!("   {}", clock::short(time.shown())), style));
        spans.push(Span::styled(
            format!(" of {}", clock::short(time.budget)),
            theme.dim,
        ));
    }
    if section.large {
        spans.extend(
            scene
                .saved(section.field)
                .filter(|span| span.content.contains('!')),
        );
    }
    paint::right(buffer, section.head, &Line::from(spans));
}

/// The section's rule is the gauge of its time.
fn gauge(buffer: &mut Buffer, area: Rect, time: FieldTime, scene: &Scene, here: bool) {
    let theme = &scene.theme;
    let style = if here { scene.accent } else { theme.dim };
    let share = if time.budget > Duration::ZERO {
        time.shown().as_secs_f64() / time.budget.as_secs_f64()
    } else if here {
        1.0
    } else {
        0.0
    };
    paint::gauge_rule(buffer, area, share, theme, style);
}
