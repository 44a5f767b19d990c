//! What lies beside a score, never in it: the answer itself, the words found for an idea, prediction,
//! time, hints, pauses, note.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::app::layout;
use crate::app::screens::debrief::{Debrief, evidence};
use crate::domain::bank::Question;
use crate::domain::clock;
use crate::domain::session::Attempt;
use crate::ui::paint;
use crate::ui::theme::Theme;
use crate::ui::widgets::answer;

pub(super) fn words_fact(attempt: &Attempt) -> String {
    let words = crate::ui::screens::interview::words_of(attempt.words());
    if attempt.spoken {
        format!("spoken, {words} of notes")
    } else {
        words
    }
}

pub(super) fn time_fact(attempt: &Attempt) -> String {
    format!(
        "{} of {}",
        clock::short(attempt.spent),
        clock::short(attempt.budget)
    )
}

pub(super) fn over_fact(attempt: &Attempt) -> String {
    let over = attempt.spent.saturating_sub(attempt.budget);
    if over.as_secs() == 0 {
        String::new()
    } else {
        format!(", {} over", clock::short(over))
    }
}

pub(super) fn pauses_fact(attempt: &Attempt) -> String {
    let total: std::time::Duration = attempt.pauses.iter().map(|pause| pause.length).sum();
    format!("pauses {}, {} in all", attempt.pauses.len(), clock::short(total))
}

pub(super) fn facts(
    buffer: &mut Buffer,
    area: Rect,
    question: &Question,
    attempt: &Attempt,
    score: Option<f64>,
    theme: &Theme,
) {
    let predicted = match (attempt.prediction, score) {
        (Some(predicted), Some(score)) => {
            // The figures beside it are cut, not rounded: so is this one.
            let gap = f64::from(predicted) - (score * 10.0 + 1e-9).floor() / 10.0;
            let words = if gap.abs() < 0.05 {
                "as your score".to_owned()
            } else if gap > 0.0 {
                format!("{gap:.1} above your score")
            } else {
                format!("{:.1} below your score", -gap)
            };
            vec![
                Span::styled(predicted.to_string(), theme.strong),
                Span::styled(format!("   {words}"), theme.dim),
            ]
        }
        (Some(predicted), None) => vec![Span::styled(predicted.to_string(), theme.strong)],
        _ => vec![Span::styled(theme.glyphs.dash, theme.dim)],
    };
    let hints = attempt.hints().len();
    let rows: Vec<(&str, Vec<Span>)> = vec![
        ("you predicted", predicted),
        (
            "time",
            vec![
                Span::styled(clock::short(attempt.spent), theme.strong),
                Span::styled(
                    format!(" of {}{}", clock::short(attempt.budget), over_fact(attempt)),
                    theme.dim,
                ),
            ],
        ),
        (
            "hints",
            if hints == 0 {
                vec![Span::styled("none", theme.dim)]
            } else {
                vec![
                    Span::styled(hints.to_string(), theme.strong),
                    Span::styled(format!(" of {}", question.hints.len()), theme.dim),
                ]
            },
        ),
        (
            "pauses",
            if attempt.pauses.is_empty() {
                vec![Span::styled("none", theme.dim)]
            } else {
                let total: std::time::Duration = attempt.pauses.iter().map(|pause| pause.length).sum();
                vec![
                    Span::styled(attempt.pauses.len().to_string(), theme.strong),
                    Span::styled(format!(", {} in all", clock::short(total)), theme.dim),
                ]
            },
        ),
        ("note", note_spans(attempt, theme)),
    ];
    for (row, (label, value)) in rows.into_iter().enumerate() {
        let line = layout::row_of(area, row as u16);
        paint::left(buffer, line, &Line::styled(label, theme.dim));
        let place = Rect {
            x: line.x + 16.min(line.width),
            width: line.width.saturating_sub(16),
            ..line
        };
        paint::left(buffer, place, &Line::from(value));
    }
}

pub(super) fn note_spans(attempt: &Attempt, theme: &Theme) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    if attempt.starred {
        spans.push(Span::styled(format!("{} ", theme.glyphs.star), theme.strong));
    }
    if attempt.disputed.is_some() {
        spans.push(Span::styled(
            "! disputed  ",
            theme.strong.add_modifier(Modifier::BOLD),
        ));
    }
    let first = attempt.note.lines().next().unwrap_or("");
    if first.is_empty() && spans.is_empty() {
        spans.push(Span::styled("none", theme.dim));
    } else {
        spans.push(Span::styled(paint::clean(first), theme.text));
    }
    spans
}

/// Where one pane shows: the marked words, quoted.
pub(super) fn evidence_strip(
    buffer: &mut Buffer,
    area: Rect,
    screen: &Debrief,
    attempt: &Attempt,
    question: &Question,
    theme: &Theme,
) {
    paint::rule(buffer, layout::row_of(area, 0), theme.glyphs.light, theme.rule);
    let Some(idea) = screen.idea(question) else {
        // Levels are chosen beside the answer: its end is what the follow-ups brought.
        paint::left(
            buffer,
            layout::row_of(area, 0),
            &Line::styled("Your answer ", theme.dim),
        );
        let lines = answer_lines(attempt, &[], area.width.min(layout::MEASURE), theme.text, theme);
        let rows = layout::below(area, 1);
        let skip = lines.len().saturating_sub(usize::from(rows.height));
        paint::lines(buffer, rows, &lines, skip as u16);
        return;
    };
    let found = evidence(attempt, idea);
    let label = Line::styled("found", theme.dim);
    paint::left(buffer, layout::row_of(area, 1), &label);
    let place = Rect {
        x: area.x + 7,
        width: area.width.saturating_sub(7),
        ..layout::below(area, 1)
    };
    if found.is_empty() {
        paint::left(
            buffer,
            layout::row_of(place, 0),
            &Line::styled("no words of the answer match a sign of this idea", theme.dim),
        );
        return;
    }
    let mut quote = String::new();
    for (name, range) in found.iter().take(3) {
        let text = attempt.text_of(name);
        let start = text[..range.start.min(text.len())]
            .char_indices()
            .rev()
            .nth(30)
            .map_or(0, |(at, _)| at);
        let tail = text.get(range.end..).unwrap_or("");
        let end = range.end + tail.char_indices().nth(30).map_or(tail.len(), |(at, _)| at);
        if let Some(part) = text.get(start..end) {
            quote.push_str(&format!(
                "{d}{}{d}  ",
                paint::clean(part).trim(),
                d = theme.glyphs.dots
            ));
        }
    }
    for (row, words) in paint::wrap(&quote, place.width).into_iter().enumerate() {
        paint::left(
            buffer,
            layout::row_of(place, row as u16),
            &Line::styled(words, theme.text),
        );
    }
}

/// The answer by field, with the words that match marked.
pub fn answer_lines(
    attempt: &Attempt,
    marks: &[(String, Range<usize>)],
    width: u16,
    accent: Style,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut follow_up = 0;
    for field in &attempt.fields {
        if field.name.starts_with("follow_up.") {
            follow_up += 1;
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::styled(format!("to follow-up {follow_up}"), theme.dim));
        } else if field.name != "main" {
            lines.push(Line::styled(paint::clean(&field.name), theme.dim));
        }
        if field.text.trim().is_empty() {
            lines.push(Line::styled("nothing was written", theme.aside));
            continue;
        }
        let ranges: Vec<Range<usize>> = marks
            .iter()
            .filter(|(name, _)| *name == field.name)
            .map(|(_, range)| range.clone())
            .collect();
        lines.extend(answer::wrapped(
            &field.text,
            &ranges,
            width,
            theme.evidence_on(accent),
            theme,
        ));
    }
    if lines.is_empty() {
        lines.push(Line::styled("nothing was written", theme.aside));
    }
    lines
}
