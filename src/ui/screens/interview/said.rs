//! What the interviewer and the candidate said: the question, then stages, hints, follow-ups and what was
//! asked, each with its time.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::Scene;
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::layout::{self, Pane};
use crate::app::screens::interview::{Pinned, Side, pinned as what_is_pinned};
use crate::domain::bank::Question;
use crate::domain::clock;
use crate::domain::session::Said;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;
use crate::ui::{Form, Lines, View};

/// The interviewer's pane beside the answer.
pub(super) fn pane(buffer: &mut Buffer, pane: &Pane, scene: &Scene, view: &mut View) {
    let (screen, theme) = (scene.screen, &scene.theme);
    let here = screen.side == Side::Interviewer && scene.asking;
    let title = "Interviewer";
    let room = pane.head.width.saturating_sub(paint::width(title) + 1);
    let fact = Line::styled(about_in(scene.question, room), theme.dim);
    paint::head(buffer, pane, title, &fact, Focus::when(here), scene.accent, theme);
    let lines = transcript(scene, pane.inner.width, view);
    let height = usize::from(pane.inner.height);
    if !here && matches!(screen.scroll, 0 | -1) && lines.len() > height && height > 8 {
        // Both the question and the newest words stay in sight; what lies between is a key away.
        let question = lines.iter().take(4).take_while(|line| line.width() > 0).count();
        let rest = height - question - 1;
        let left_out = lines.len() - question - rest;
        let words = format!(
            "{} {left_out} more rows   {}",
            theme.glyphs.dots,
            reads(scene, false)
        );
        let row = question as u16;
        paint::lines(buffer, pane.inner, &lines[..question], 0);
        let between = layout::row_of(pane.inner, row);
        paint::line(
            buffer,
            between.x,
            between.y,
            &Line::styled(words, theme.dim),
            between.width,
        );
        let below = layout::below(pane.inner, row + 1);
        paint::lines(buffer, below, &lines[lines.len() - rest..], 0);
        return;
    }
    let keys = if here {
        READS_ON.to_owned()
    } else {
        reads(scene, false)
    };
    scrolled(buffer, pane.inner, &lines, screen.scroll, &keys, theme);
}

/// The same as a tab of its own.
pub(super) fn tab(buffer: &mut Buffer, area: Rect, scene: &Scene, view: &mut View) {
    let lines = transcript(scene, area.width, view);
    scrolled(buffer, area, &lines, scene.screen.scroll, READS_ON, &scene.theme);
}

/// What stays in sight above the answer where one pane shows.
pub(super) fn pinned(buffer: &mut Buffer, area: Rect, scene: &Scene, view: &mut View) {
    if area.height == 0 {
        return;
    }
    let lines = match what_is_pinned(scene.live) {
        Some(Pinned::FollowUp(text)) => barred(text, area.width, scene.accent, scene.accent, view),
        Some(Pinned::Question(text)) => view
            .markdown(text, area.width.min(layout::MEASURE), Form::Prompt, scene.accent)
            .to_vec(),
        None => return,
    };
    let more = paint::lines(buffer, area, &lines, 0);
    more_below(buffer, area, more, &reads(scene, true), &scene.theme);
}

fn scrolled(
    buffer: &mut Buffer,
    area: Rect,
    lines: &[Line<'static>],
    scroll: i32,
    keys: &str,
    theme: &Theme,
) {
    let more = paint::lines(buffer, area, lines, first_row(scroll, lines.len(), area.height));
    more_below(buffer, area, more, keys, theme);
}

/// Returns the first row that shows; below zero `scroll` counts from the end.
fn first_row(scroll: i32, lines: usize, height: u16) -> u16 {
    let last = u16::try_from(lines).unwrap_or(u16::MAX).saturating_sub(height);
    let from = if scroll < 0 {
        i32::from(last).saturating_add(1).saturating_add(scroll)
    } else {
        scroll
    };
    u16::try_from(from.max(0)).unwrap_or(u16::MAX).min(last)
}

/// The keys that lead to what is left out where the pane has the focus.
const READS_ON: &str = "PgDn reads on";

/// Returns those where it has not: as many as it takes.
fn reads(scene: &Scene, narrow: bool) -> String {
    let pane = scene.app.keymap.spelled(Action::NextPane, Context::Interview);
    match scene.screen.panes_to_interviewer(&scene.app.data, narrow) {
        0 | 1 => format!("{pane} reads them"),
        2 => format!("{pane} twice reads them"),
        presses => format!("{pane} {presses} times reads them"),
    }
}

/// How much lies below, and the keys that lead there.
fn more_below(buffer: &mut Buffer, area: Rect, more: usize, keys: &str, theme: &Theme) {
    if more > 0 && area.height > 1 {
        let row = layout::row_of(area, area.height - 1);
        buffer.set_style(row, Style::reset());
        paint::rule(buffer, row, " ", theme.text);
        let text = format!("{} {} more rows   {keys}", theme.glyphs.dots, more + 1);
        paint::left(buffer, row, &Line::styled(text, theme.dim));
    }
}

pub(super) fn about(question: &Question) -> String {
    format!(
        "{}, {}",
        paint::clean(&question.topic),
        question.difficulty.name()
    )
}

/// Returns as much of that as has room: topic and difficulty, the topic, or the difficulty.
fn about_in(question: &Question, room: u16) -> String {
    let difficulty = question.difficulty.name().to_owned();
    [about(question), paint::clean(&question.topic)]
        .into_iter()
        .find(|words| paint::width(words) <= room)
        .unwrap_or(difficulty)
}

/// Everything said so far.
fn transcript(scene: &Scene, width: u16, view: &mut View) -> Lines {
    // What was said changes with the next thing said, not with a key.
    let said = (
        &scene.live.folder,
        &scene.attempt.question,
        scene.attempt.transcript.len(),
        scene.attempt.stages.len(),
        scene.asking,
    );
    view.composed(&said, width, |view| composed(scene, width, view))
}

fn composed(scene: &Scene, width: u16, view: &mut View) -> Vec<Line<'static>> {
    let Scene {
        app,
        attempt,
        question,
        accent,
        ..
    } = *scene;
    let theme = &scene.theme;
    let mut lines = asked(question, width, accent, view);
    if question.code.is_some() {
        lines.extend(stage_lines(scene, 0, width, view));
    }
    let mut stages = attempt.stages.iter().filter(|run| run.stage > 0).peekable();
    let latest = attempt.transcript.len().saturating_sub(1);
    let follow_ups = question
        .follow_ups
        .iter()
        .filter(|follow_up| !follow_up.twist)
        .count();
    let mut asked = 0;
    if !attempt.transcript.is_empty() {
        lines.push(Line::default());
    }
    for (index, said) in attempt.transcript.iter().enumerate() {
        while let Some(run) = stages.next_if(|run| run.opened <= said.at) {
            lines.extend(stage_lines(scene, run.stage, width, view));
        }
        lines.push(Line::default());
        let at = format!("at {}", clock::short(said.at));
        match &said.what {
            Said::Hint { hint } => {
                let Some(text) = question.hints.get(*hint) else {
                    continue;
                };
                let head = format!("hint {} of {}", hint + 1, question.hints.len());
                lines.push(spread(&head, &at, width, theme));
                let inner = view.markdown(text.text(), width.saturating_sub(2), Form::Text, accent);
                lines.extend(
                    inner
                        .iter()
                        .map(|line| prefixed(theme.glyphs.hint_bar, theme.dim, line)),
                );
            }
            Said::FollowUp { id } => {
                let Some(follow_up) = question.follow_up(id) else {
                    continue;
                };
                asked += usize::from(!follow_up.twist);
                let head = if follow_up.twist {
                    "twist".to_owned()
                } else {
                    format!("follow-up {asked} of {follow_ups}")
                };
                lines.push(spread(&head, &at, width, theme));
                let bar = if index == latest { accent } else { theme.rule };
                lines.extend(barred(&follow_up.ask, width, bar, accent, view));
            }
            Said::Clarified { ask, matched } => {
                lines.push(spread("you asked", &at, width, theme));
                for row in paint::wrap(&paint::clean(ask), width) {
                    lines.push(Line::styled(row, theme.text.add_modifier(Modifier::ITALIC)));
                }
                let answer = matched
                    .and_then(|index| question.clarifications.get(index))
                    .map_or("Take whatever assumption you need, and say it.", |known| {
                        known.answer.as_str()
                    });
                lines.extend(barred(answer, width, theme.rule, accent, view));
            }
        }
    }
    for run in stages {
        lines.extend(stage_lines(scene, run.stage, width, view));
    }
    let left = follow_ups.saturating_sub(asked);
    if left > 0 && scene.asking {
        lines.push(Line::default());
        let words = match left {
            1 => "1 more follow-up".to_owned(),
            n => format!("{n} more follow-ups"),
        };
        let contexts = app.screen().contexts(&app.data);
        let key = app
            .keymap
            .key_of(Action::FollowUp, &contexts, app)
            .unwrap_or_default();
        if !key.is_empty() {
            lines.push(Line::from(vec![
                Span::styled(format!("{words}    "), theme.dim),
                Span::styled(key, theme.strong),
                Span::styled(" next", theme.dim),
            ]));
        }
    }
    lines
}

/// Returns the question as it is put: what is asked, an estimate on the way, calls that are not allowed.
pub(in crate::ui::screens) fn asked(
    question: &Question,
    width: u16,
    accent: Style,
    view: &mut View,
) -> Vec<Line<'static>> {
    let (dim, plain) = (view.theme.dim, view.theme.text);
    let mut lines: Vec<Line<'static>> = view
        .markdown(&question.prompt, width, Form::Prompt, accent)
        .to_vec();
    if let Some(estimate) = &question.estimate {
        lines.push(Line::default());
        lines.push(Line::styled("an estimate, on the way", dim));
        lines.extend(
            view.markdown(&estimate.ask, width, Form::Text, accent)
                .iter()
                .cloned(),
        );
    }
    let forbidden = question.code.iter().flat_map(|code| &code.forbid);
    let forbidden: Vec<&str> = forbidden.map(String::as_str).collect();
    if !forbidden.is_empty() {
        lines.push(Line::default());
        lines.push(Line::styled("not to be called", dim));
        for row in paint::wrap(&paint::clean(&forbidden.join(", ")), width) {
            lines.push(Line::styled(row, plain));
        }
    }
    lines
}

/// The words of a stage, where it has any or there are several.
fn stage_lines(scene: &Scene, stage: usize, width: u16, view: &mut View) -> Vec<Line<'static>> {
    let stages = scene.question.code.as_ref().map_or(&[][..], |code| &code.stages);
    let Some(found) = stages
        .get(stage)
        .filter(|found| stages.len() > 1 || !found.prompt.is_empty())
    else {
        return Vec::new();
    };
    let at = scene
        .attempt
        .stage_run(stage)
        .filter(|_| stage > 0)
        .map_or(String::new(), |run| format!("at {}", clock::short(run.opened)));
    let head = format!(
        "stage {} of {}: {}",
        stage + 1,
        stages.len(),
        paint::clean(&found.title)
    );
    let mut lines = vec![Line::default()];
    // A long title goes on in a second row, so that nothing of it is cut.
    let room = width.saturating_sub(paint::width(&at) + 1);
    let rows = paint::wrap(&head, room);
    for (row, words) in rows.iter().enumerate() {
        let at = if row == 0 { at.as_str() } else { "" };
        lines.push(spread(words, at, width, &scene.theme));
    }
    let current = stage == scene.attempt.stage();
    let bar = if current { scene.accent } else { scene.theme.rule };
    lines.extend(barred(&found.prompt, width, bar, scene.accent, view));
    lines
}

/// A dim line: words at the left, the time at the right.
fn spread(left: &str, right: &str, width: u16, theme: &Theme) -> Line<'static> {
    let gap = width
        .saturating_sub(paint::width(left) + paint::width(right))
        .max(1);
    Line::styled(
        format!("{left}{}{right}", " ".repeat(usize::from(gap))),
        theme.dim,
    )
}

fn prefixed(bar: &str, style: Style, line: &Line<'static>) -> Line<'static> {
    let mut spans = vec![Span::styled(format!("{bar} "), style)];
    spans.extend(line.spans.iter().cloned());
    Line::from(spans)
}

/// Words behind a bar.
pub(in crate::ui::screens) fn barred(
    text: &str,
    width: u16,
    bar: Style,
    accent: Style,
    view: &mut View,
) -> Vec<Line<'static>> {
    let glyph = view.theme.glyphs.bar;
    view.markdown(text, width.saturating_sub(2), Form::Text, accent)
        .iter()
        .map(|line| prefixed(glyph, bar, line))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_gives_way_to_the_interviewers_name() {
        let question: Question = serde_json::from_value(serde_json::json!({
            "id": "q", "round": "culture", "topic": "failure and learning", "difficulty": "medium",
            "minutes": 7, "prompt": "Tell me.", "rubric": []
        }))
        .expect("a question");
        for (room, words) in [
            (28, "failure and learning, medium"),
            (27, "failure and learning"),
            (18, "medium"),
        ] {
            assert_eq!(about_in(&question, room), words, "{room}");
        }
    }
}
