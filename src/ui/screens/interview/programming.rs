//! A programming answer: the file and the talk as tabs, the stages under the question, and under the code
//! the tests of the stage in hand. This version runs none; it says so and names them.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Scene, said};
use crate::app::layout::{Answer, InterviewAreas, Pane};
use crate::app::screens::interview::{Side, coarse};
use crate::domain::clock;
use crate::domain::code;
use crate::ui::View;
use crate::ui::paint::{self, Focus};

/// What stands where a run would.
const NOT_RUN: &str = "not run in this version";

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
    if let Some(pane) = &areas.aside {
        stages(frame.buffer_mut(), pane, scene);
    }
    let narrow = areas.interviewer.is_none();
    let (screen, theme) = (scene.screen, &scene.theme);
    let mut titles: Vec<String> = Vec::new();
    if narrow {
        titles.push("Interviewer".to_owned());
    }
    titles.extend(screen.fields.iter().map(|field| scene.title(field)));
    let before = usize::from(narrow);
    let (current, fact) = match field {
        Some(field) => (*field + before, scene.fact(*field)),
        None => (0, Line::styled(said::about(scene.question), theme.dim)),
    };
    let here = field.map_or(Focus::Here, |field| scene.focus(field));
    paint::tabs(
        frame.buffer_mut(),
        *head,
        *rule,
        &titles,
        current,
        &fact,
        here,
        scene.accent,
        theme,
    );
    let Some(index) = field else {
        said::tab(frame.buffer_mut(), *inner, scene, view);
        return;
    };
    said::pinned(frame.buffer_mut(), *pinned, scene, view);
    scene.editor(frame, *inner, *index);
    if let Some((_, pane)) = below {
        tests(frame.buffer_mut(), pane, scene);
    }
    if let Some(strip) = strip {
        strip_line(frame.buffer_mut(), *strip, scene);
    }
    if screen.side == Side::Interviewer && !narrow {
        // Nothing is typed there: the cursor waits where reading begins.
        if let Some(pane) = &areas.interviewer {
            frame.set_cursor_position(Position::new(pane.inner.x, pane.inner.y));
        }
    }
}

/// The stages with the time each took.
fn stages(buffer: &mut Buffer, pane: &Pane, scene: &Scene) {
    let theme = &scene.theme;
    let stages = scene.question.code.as_ref().map_or(&[][..], |code| &code.stages);
    let fact = Line::styled(
        format!("{} of {}", scene.attempt.stage() + 1, stages.len()),
        theme.dim,
    );
    paint::head(
        buffer,
        pane,
        "Stages",
        &fact,
        Focus::Elsewhere,
        scene.accent,
        theme,
    );
    let spent = scene.live.session.live(scene.live.since(&scene.app.now)).question;
    for (index, stage) in stages.iter().enumerate() {
        let row = crate::app::layout::row_of(pane.inner, index as u16);
        if row.height == 0 {
            break;
        }
        let run = scene.attempt.stage_run(index);
        let current = index == scene.attempt.stage();
        let (mark, style) = match run {
            _ if current => (theme.glyphs.cursor, theme.strong),
            Some(run) if run.passed_over => (theme.glyphs.dash, theme.dim),
            Some(_) => (theme.glyphs.tick, theme.dim),
            None => (" ", theme.dim),
        };
        let time = run.map(|run| run.left.unwrap_or(spent).saturating_sub(run.opened));
        let mut right = time.map(|time| clock::short(coarse(time))).unwrap_or_default();
        if run.is_some_and(|run| run.passed_over) {
            right.insert_str(0, "passed over ");
        }
        let room = row.width.saturating_sub(paint::width(&right) + 3);
        let title = paint::cut(&paint::clean(&stage.title), room, theme);
        let mark_style = if current { scene.accent } else { theme.dim };
        let line = Line::from(vec![
            Span::styled(format!("{mark} "), mark_style),
            Span::styled(title, style),
        ]);
        paint::left(buffer, row, &line);
        paint::right(buffer, row, &Line::styled(right, theme.dim));
    }
}

/// The tests of the stage in hand by name; those that stay hidden are counted.
fn tests(buffer: &mut Buffer, pane: &Pane, scene: &Scene) {
    let theme = &scene.theme;
    let fact = Line::styled(NOT_RUN, theme.dim);
    paint::head(
        buffer,
        pane,
        "Tests",
        &fact,
        Focus::Elsewhere,
        scene.accent,
        theme,
    );
    let Some(code) = &scene.question.code else { return };
    let known = code::tests_of(code, scene.attempt.stage());
    let room = usize::from(pane.inner.height);
    let mut lines: Vec<Line> = Vec::new();
    let last = hidden_words(known.hidden);
    let shown = room.saturating_sub(usize::from(!last.is_empty()));
    for (index, name) in known.visible.iter().enumerate() {
        if index + 1 == shown && known.visible.len() > shown {
            let more = known.visible.len() - index;
            lines.push(Line::styled(
                format!("{} {more} more", theme.glyphs.dots),
                theme.dim,
            ));
            break;
        }
        lines.push(Line::styled(format!("  {}", code::readable(name)), theme.text));
    }
    if !last.is_empty() {
        lines.push(Line::styled(format!("  {last}"), theme.dim));
    }
    if known.visible.is_empty() && last.is_empty() {
        lines.push(Line::styled("  This stage has no tests.", theme.dim));
    }
    paint::lines(buffer, pane.inner, &lines, 0);
}

fn hidden_words(hidden: usize) -> String {
    match hidden {
        0 => String::new(),
        1 => "and 1 that stays hidden".to_owned(),
        n => format!("and {n} that stay hidden"),
    }
}

/// The tests in one line, under the code of a small screen.
fn strip_line(buffer: &mut Buffer, area: Rect, scene: &Scene) {
    let theme = &scene.theme;
    if area.y > 0 {
        let above = Rect {
            y: area.y - 1,
            ..area
        };
        paint::rule(buffer, above, theme.glyphs.light, theme.rule);
    }
    let Some(code) = &scene.question.code else { return };
    let stage = scene.attempt.stage();
    let known = code::tests_of(code, stage);
    let title = code.stages.get(stage).map_or("", |found| found.title.as_str());
    let left = if code.stages.len() > 1 {
        format!(
            "stage {} of {}: {}",
            stage + 1,
            code.stages.len(),
            paint::clean(title)
        )
    } else {
        paint::clean(title)
    };
    let right = format!(
        "{} visible, {} hidden tests, {NOT_RUN}",
        known.visible.len(),
        known.hidden
    );
    let room = area.width.saturating_sub(paint::width(&right) + 3);
    paint::left(
        buffer,
        area,
        &Line::styled(paint::cut(&left, room, theme), theme.text),
    );
    paint::right(buffer, area, &Line::styled(right, theme.dim));
}
