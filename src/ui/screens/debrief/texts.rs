//! What is read while one scores: the answer, exemplars with what was expected of estimate and follow-ups,
//! and what is often missed.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Part, Reading, clamp};
use crate::app::layout;
use crate::app::screens::debrief::Pane;
use crate::domain::bank::{Criterion, Exemplar};
use crate::domain::fields;
use crate::domain::written::{self, Form as FieldForm};
use crate::ui::paint;
use crate::ui::theme::Theme;
use crate::ui::widgets::answer;
use crate::ui::widgets::markdown::plain_line;
use crate::ui::{Form, View};

/// Returns the answer, all of it or what shows what one criterion measures.
pub fn answer(
    part: &Reading,
    marks: &[(String, Range<usize>)],
    only: Option<&Criterion>,
    width: u16,
) -> Vec<Line<'static>> {
    let question = part.question;
    let wanted = |field: &str| only.is_none_or(|only| written::concerns(question, only, field));
    answer::by_field(
        question,
        part.attempt,
        &wanted,
        marks,
        width,
        part.accent,
        &part.theme,
    )
}

/// Returns an exemplar. The reference also has what was expected of the estimate and of the follow-ups
/// that were asked.
pub fn exemplar(
    part: &Reading,
    exemplar: &Exemplar,
    only: Option<&Criterion>,
    width: u16,
    view: &mut View,
) -> Vec<Line<'static>> {
    let (question, theme) = (part.question, &part.theme);
    let prose = width.min(layout::MEASURE);
    let is_reference = question
        .reference()
        .is_some_and(|reference| reference.level == exemplar.level);
    let mut lines = Vec::new();
    if is_reference && only.is_none() {
        estimate(&mut lines, part, prose, view);
    }
    let shown = written::parts(question.round, &exemplar.answer);
    let shown: Vec<_> = shown
        .into_iter()
        .filter(|read| match (only, read.name) {
            (Some(only), Some(name)) => written::concerns(question, only, name),
            _ => true,
        })
        .collect();
    for read in &shown {
        if let Some(name) = read.name
            && (shown.len() > 1 || !lines.is_empty())
        {
            paint::gap(&mut lines);
            let title = fields::title(question, name, &[]);
            lines.push(Line::styled(paint::clean(&title), theme.dim));
        }
        match read.form {
            FieldForm::Code => {
                lines.extend(answer::preformatted(
                    "python",
                    read.text,
                    width,
                    part.accent,
                    theme,
                ));
            }
            FieldForm::Drawing => {
                lines.extend(answer::preformatted("", read.text, width, part.accent, theme));
            }
            FieldForm::Prose => {
                let text = view.markdown(read.text, prose, Form::Text, part.accent);
                lines.extend(text.iter().cloned());
            }
        }
    }
    if shown.is_empty() {
        lines.push(Line::styled("nothing is written on this", theme.aside));
    }
    if is_reference {
        if only.is_some_and(|only| only.axis.as_deref() == Some("serving")) {
            estimate(&mut lines, part, prose, view);
        }
        lines.extend(solution(part, width, only.is_some()));
        expected(&mut lines, part, only, prose, view);
    }
    lines
}

/// The file of a solution, where the reference itself shows no code.
fn solution(part: &Reading, width: u16, filtered: bool) -> Vec<Line<'static>> {
    let Some(source) = written::solution(part.question).filter(|_| !filtered) else {
        return Vec::new();
    };
    let mut lines = vec![
        Line::default(),
        Line::styled("The file of a solution", part.theme.dim),
    ];
    lines.extend(answer::preformatted(
        "python",
        source,
        width,
        part.accent,
        &part.theme,
    ));
    lines
}

/// The back-of-envelope sum with its figure.
fn estimate(lines: &mut Vec<Line<'static>>, part: &Reading, width: u16, view: &mut View) {
    let Some(estimate) = &part.question.estimate else {
        return;
    };
    paint::gap(lines);
    lines.push(Line::styled("Estimate", part.theme.strong));
    aside(lines, &estimate.ask, width, &part.theme);
    let text = view.markdown(&estimate.expect, width, Form::Text, part.accent);
    lines.extend(text.iter().cloned());
    lines.push(Line::default());
}

/// What a strong answer to each follow-up has, of those that were asked.
fn expected(
    lines: &mut Vec<Line<'static>>,
    part: &Reading,
    only: Option<&Criterion>,
    width: u16,
    view: &mut View,
) {
    let (question, theme) = (part.question, &part.theme);
    let shown = part.attempt.follow_ups();
    let field = |id: &str| format!("follow_up.{id}");
    let asked: Vec<_> = written::expected(question, part.attempt)
        .into_iter()
        .filter(|follow_up| only.is_none_or(|only| written::concerns(question, only, &field(&follow_up.id))))
        .collect();
    if asked.is_empty() {
        return;
    }
    paint::gap(lines);
    let title = match asked.len() {
        1 => "Follow-up: what was expected",
        _ => "Follow-ups: what was expected",
    };
    for words in paint::wrap(title, width) {
        lines.push(Line::styled(words, theme.strong));
    }
    for follow_up in asked {
        paint::gap(lines);
        let title = fields::title(question, &field(&follow_up.id), &shown).to_lowercase();
        lines.push(Line::styled(paint::clean(&title), theme.dim));
        aside(lines, &follow_up.ask, width, theme);
        let text = view.markdown(&follow_up.expect, width, Form::Text, part.accent);
        lines.extend(text.iter().cloned());
    }
}

fn aside(lines: &mut Vec<Line<'static>>, text: &str, width: u16, theme: &Theme) {
    let text = plain_line(&paint::clean(text));
    for words in paint::wrap(&text, width) {
        lines.push(Line::styled(words, theme.aside));
    }
}

pub fn no_reference(part: &Reading, width: u16, view: &mut View) -> Vec<Line<'static>> {
    let words = "This question has no written reference.";
    let mut lines = vec![Line::styled(words, part.theme.dim)];
    lines.extend(solution(part, width, false));
    estimate(&mut lines, part, width.min(layout::MEASURE), view);
    expected(&mut lines, part, None, width.min(layout::MEASURE), view);
    lines
}

/// Returns what is often missed, each with its correction.
pub(super) fn pitfalls(part: &Part, width: u16, view: &mut View) -> Vec<Line<'static>> {
    let (screen, theme) = (part.screen, &part.theme);
    let mut lines = Vec::new();
    for (index, pitfall) in part.question.pitfalls.iter().enumerate() {
        let marked = part.attempt.pitfalls.contains(&pitfall.id);
        let here = screen.pane == Pane::Text && index == screen.pitfall;
        let tick = if marked {
            theme.glyphs.tick_on
        } else {
            theme.glyphs.tick_off
        };
        let cursor = if here { theme.glyphs.cursor } else { " " };
        let style = if here { theme.strong } else { theme.text };
        let wrong = view.markdown(&pitfall.wrong, width.saturating_sub(6), Form::Text, part.accent);
        for (row, line) in wrong.iter().enumerate() {
            let lead = if row == 0 {
                format!("{cursor} {tick} ")
            } else {
                " ".repeat(6)
            };
            let mut spans = vec![Span::styled(lead, style)];
            spans.extend(line.spans.iter().cloned().map(|span| span.patch_style(style)));
            lines.push(Line::from(spans));
        }
        let right = view.markdown(&pitfall.right, width.saturating_sub(6), Form::Text, part.accent);
        for line in right.iter() {
            let mut spans = vec![Span::raw(" ".repeat(6))];
            spans.extend(line.spans.iter().cloned().map(|span| span.patch_style(theme.dim)));
            lines.push(Line::from(spans));
        }
        lines.push(Line::default());
    }
    if lines.is_empty() {
        lines.push(Line::styled("Nothing is noted for this question.", theme.dim));
    }
    lines
}

/// Returns from which row on the pitfall under the cursor shows whole.
pub(super) fn pitfall_scroll(part: &Part, lines: &[Line], height: u16) -> u16 {
    let cursor = part.theme.glyphs.cursor;
    let here = |line: &Line| {
        let lead = line.spans.first().map_or("", |span| &span.content);
        lead.starts_with(cursor)
    };
    let Some(start) = lines.iter().position(here) else {
        return part.screen.scroll;
    };
    let length = lines[start..].iter().position(|line| line.width() == 0);
    // The last row may say how many more there are.
    let end = start + length.unwrap_or(lines.len() - start) + 1;
    u16::try_from(end).unwrap_or(u16::MAX).saturating_sub(height)
}

/// Returns how many rows have no room, in words.
pub fn rows_left(more: usize, theme: &Theme) -> String {
    let rows = if more == 1 { "row" } else { "rows" };
    format!("{} {more} more {rows}", theme.glyphs.dots)
}

/// Paints lines; what has no room is counted on the last row.
pub fn body(buffer: &mut Buffer, area: Rect, lines: &[Line], scroll: u16, theme: &Theme) {
    let scroll = clamp(scroll, lines.len(), area.height);
    let more = paint::lines(buffer, area, lines, scroll);
    if more > 0 && area.height > 1 {
        let row = layout::row_of(area, area.height - 1);
        buffer.set_style(row, Style::reset());
        paint::rule(buffer, row, " ", theme.text);
        let text = rows_left(more + 1, theme);
        paint::left(buffer, row, &Line::styled(text, theme.dim));
    }
}
