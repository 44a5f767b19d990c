//! Four small charts, one a round; rows of figures where there is no room for them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::layout::{below, row_of, split};
use crate::domain::score::shown;
use crate::domain::stats::{Figures, RoundScores};
use crate::ui::paint;
use crate::ui::theme::Theme;
use crate::ui::widgets::bars;

/// Rows of a chart with its head and its dates.
const CHART: u16 = bars::CHART + 2;

/// Columns between two charts.
const GAP: u16 = 2;

pub fn paint(buffer: &mut Buffer, area: Rect, figures: &Figures, theme: &Theme) {
    if area.height < 2 * CHART {
        return rows(buffer, area, figures, theme);
    }
    let gap = u16::from(area.height > 2 * CHART);
    for (index, scores) in figures.scores.iter().enumerate() {
        let row = below(area, (CHART + gap) * (index as u16 / 2));
        let (left, right) = split(row, (area.width - GAP) / 2, GAP);
        let half = if index % 2 == 0 { left } else { right };
        chart(buffer, half, scores, theme);
    }
    let last = below(area, 2 * (CHART + gap));
    weakest(buffer, row_of(last, 0), figures, theme);
}

/// Names the topics that went worst, where a row is left for it.
fn weakest(buffer: &mut Buffer, row: Rect, figures: &Figures, theme: &Theme) {
    let mut spans = vec![Span::styled("weakest", theme.dim)];
    for topic in figures.topics.iter().take(3) {
        spans.push(Span::styled(
            format!("   {} ", paint::clean(&topic.topic)),
            theme.text,
        ));
        spans.push(Span::styled(shown(topic.weakest()), theme.strong));
    }
    if spans.len() > 1 {
        paint::left(buffer, row, &Line::from(spans));
    }
}

fn name(scores: &RoundScores, theme: &Theme) -> Line<'static> {
    Line::from(vec![
        Span::styled(
            format!("{} ", theme.glyphs.swatch),
            theme.accent(Some(scores.round)),
        ),
        Span::styled(scores.round.title(), theme.text),
    ])
}

/// Returns the figure with its range and its change: `2.4 2.1–2.7 ▾ 0.3`, or without the last space.
fn figure(scores: &RoundScores, space: &str, theme: &Theme) -> Vec<Span<'static>> {
    let Some(median) = scores.median else {
        return Vec::new();
    };
    let mut spans = vec![Span::styled(shown(median), theme.strong)];
    if let Some(range) = scores.range(theme.glyphs.dash) {
        spans.push(Span::styled(format!(" {range}"), theme.dim));
    }
    if let Some(change) = scores.change {
        let (glyph, amount) = match (change * 10.0).round() / 10.0 {
            change if change > 0.0 => (theme.glyphs.up, change),
            change if change < 0.0 => (theme.glyphs.down, -change),
            _ => ("=", 0.0),
        };
        spans.push(Span::styled(format!(" {glyph}{space}{amount:.1}"), theme.text));
    }
    spans
}

fn chart(buffer: &mut Buffer, area: Rect, scores: &RoundScores, theme: &Theme) {
    let head = row_of(area, 0);
    let name = name(scores, theme);
    let mut told = Line::from(figure(scores, " ", theme));
    if paint::line_width(&name) + 1 + paint::line_width(&told) > head.width {
        told = Line::from(figure(scores, "", theme));
    }
    paint::left(buffer, head, &name);
    paint::right(buffer, head, &told);
    let frame = Rect {
        height: bars::CHART,
        ..below(area, 1)
    };
    let values: Vec<f64> = scores.scores.iter().map(|score| score.score).collect();
    let accent = theme.accent(Some(scores.round));
    let first = bars::chart(buffer, frame, &values, accent, theme);
    if let Some(words) = scores.too_few() {
        let room = first.saturating_sub(frame.x + 5);
        for (row, line) in paint::wrap(&words, room.min(20)).into_iter().enumerate() {
            let (x, y) = (frame.x + 4, frame.y + 1 + row as u16);
            paint::text(buffer, x, y, &line, room, theme.dim);
        }
    }
    let seen = bars::room(frame.width).min(values.len());
    let days = &scores.scores[values.len() - seen..];
    let date = |index: usize| Some(days.get(index)?.day?.strftime("%-d %b").to_string());
    let row = row_of(area, bars::CHART + 1);
    let last = date(seen.saturating_sub(1)).unwrap_or_default();
    paint::right(buffer, row, &Line::styled(last.clone(), theme.dim));
    if let Some(began) = date(0).filter(|_| seen > 1) {
        let end = row.right().saturating_sub(paint::width(&last) + 2);
        if first + paint::width(&began) <= end {
            paint::text(buffer, first, row.y, &began, 8, theme.dim);
        }
    }
}

fn rows(buffer: &mut Buffer, area: Rect, figures: &Figures, theme: &Theme) {
    for (index, scores) in figures.scores.iter().enumerate() {
        let row = row_of(area, 2 * index as u16);
        paint::left(buffer, row, &name(scores, theme));
        let rest = split(row, 18.min(row.width), 0).1;
        let values: Vec<f64> = scores.scores.iter().map(|score| score.score).collect();
        let eight = &values[values.len().saturating_sub(8)..];
        let mut spans = vec![Span::styled(
            format!("{:<10}", bars::sparkline(eight, theme)),
            theme.accent(Some(scores.round)),
        )];
        spans.extend(figure(scores, " ", theme));
        if let Some(words) = scores.too_few() {
            let gap = if scores.median.is_some() { "  " } else { "" };
            spans.push(Span::styled(format!("{gap}{words}"), theme.dim));
        }
        paint::left(buffer, rest, &Line::from(spans));
    }
    weakest(buffer, row_of(area, 9), figures, theme);
}
