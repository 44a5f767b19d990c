//! A programming answer: the file and the talk as tabs, the stages under the question, and under the code
//! the tests.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::text::{Line, Span};

use super::{Scene, said, verdicts};
use crate::app::layout::{Answer, InterviewAreas, Pane};
use crate::app::screens::interview::{Side, coarse};
use crate::domain::clock;
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
    if narrow {
        titles.push(verdicts::tab_title(scene));
    }
    let on_tests = narrow && screen.side == Side::Aside;
    let (current, fact) = match field {
        Some(field) => (*field + before, scene.code_fact(*field, head.width, &titles)),
        None if on_tests => (titles.len() - 1, verdicts::tab_fact(scene)),
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
        if on_tests {
            verdicts::tab(frame.buffer_mut(), *inner, scene, view);
        } else {
            said::tab(frame.buffer_mut(), *inner, scene, view);
        }
        return;
    };
    said::pinned(frame.buffer_mut(), *pinned, scene, view);
    scene.editor(frame, *inner, *index);
    if let Some((_, pane)) = below {
        let focus = Focus::when(scene.asking && screen.side == Side::Aside);
        verdicts::pane(frame.buffer_mut(), pane, scene, focus, view);
    }
    if let Some(strip) = strip {
        verdicts::strip::render(frame.buffer_mut(), *strip, scene);
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
        let title = paint::clean(&stage.title);
        if run.is_some_and(|run| run.passed_over) {
            right.insert_str(0, passed_over(&title, &right, row.width));
        }
        let room = row.width.saturating_sub(paint::width(&right) + 3);
        let title = paint::cut(&title, room, theme);
        let mark_style = if current { scene.accent } else { theme.dim };
        let line = Line::from(vec![
            Span::styled(format!("{mark} "), mark_style),
            Span::styled(title, style),
        ]);
        paint::left(buffer, row, &line);
        paint::right(buffer, row, &Line::styled(right, theme.dim));
    }
}

/// Returns in words that a stage was passed over: in one less where a long title needs the room, since the
/// dash before it says the same.
fn passed_over(title: &str, time: &str, width: u16) -> &'static str {
    let long = "passed over ";
    if paint::width(title) + paint::width(long) + paint::width(time) + 3 <= width {
        long
    } else {
        "passed "
    }
}

#[cfg(test)]
mod words {
    use super::*;

    #[test]
    fn a_long_title_of_a_stage_goes_before_the_words_beside_it() {
        assert_eq!(passed_over("one more booking", "0:40", 36), "passed over ");
        assert_eq!(passed_over("value and gradients", "0:05", 36), "passed ");
    }
}
