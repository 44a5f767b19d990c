//! Topics, pitfalls, time and what is due.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::layout::{below, row_of, split};
use crate::domain::bank::RoundKind;
use crate::domain::stats::Figures;
use crate::ui::paint;
use crate::ui::theme::Theme;
use crate::ui::widgets::{bars, heat};

/// Columns of a round.
const ROUND: u16 = 9;

/// Columns of a round's name with its swatch, and two of space.
const NAME: u16 = 17;

pub fn topics(buffer: &mut Buffer, area: Rect, figures: &Figures, scroll: usize, theme: &Theme) {
    let names = area.width.saturating_sub(4 * ROUND + 2);
    let column = |row: Rect, index: usize| Rect {
        x: row.x + names + 2 + index as u16 * ROUND,
        width: ROUND - 1,
        ..row
    };
    if figures.topics.is_empty() {
        let words = "No answer is scored yet: its topic will stand here.";
        paint::left(buffer, row_of(area, 0), &Line::styled(words, theme.dim));
        return;
    }
    let head = row_of(area, 0);
    for (index, name) in ["program", "culture", "theory", "design"].into_iter().enumerate() {
        let cell = column(head, index);
        let text = format!("{name:>7}");
        paint::text(buffer, cell.x + 1, cell.y, &text, cell.width, theme.dim);
    }
    let body = below(area, 1);
    let (shown, rest) = window(figures.topics.len(), scroll, body.height);
    for (at, topic) in figures.topics.iter().skip(shown).take(rest.0).enumerate() {
        let row = row_of(body, at as u16);
        let name = paint::cut(&paint::clean(&topic.topic), names, theme);
        paint::left(buffer, row, &Line::styled(name, theme.text));
        for (index, round) in RoundKind::ALL.into_iter().enumerate() {
            heat::score(
                buffer,
                column(row, index),
                topic.cell(round).map(|cell| cell.mean),
                theme,
            );
        }
    }
    more(buffer, row_of(body, rest.0 as u16), rest.1, theme);
}

/// Returns the first row shown, how many are, and how many more there are under them.
fn window(count: usize, scroll: usize, height: u16) -> (usize, (usize, usize)) {
    let height = usize::from(height);
    if count <= height {
        return (0, (count, 0));
    }
    let shown = height.saturating_sub(1);
    let first = scroll.min(count - shown);
    (first, (shown, count - first - shown))
}

fn more(buffer: &mut Buffer, row: Rect, rest: usize, theme: &Theme) {
    if rest > 0 {
        let words = format!("{rest} more");
        paint::left(buffer, row, &Line::styled(words, theme.dim));
    }
}

pub fn pitfalls(buffer: &mut Buffer, area: Rect, figures: &Figures, app: &App, scroll: usize, theme: &Theme) {
    if figures.pitfalls.is_empty() {
        let words = "Nothing that is often missed happened in two answers so far.";
        paint::left(buffer, row_of(area, 0), &Line::styled(words, theme.dim));
        return;
    }
    let (first, (shown, rest)) = window(figures.pitfalls.len(), scroll, area.height);
    for (at, recurring) in figures.pitfalls.iter().skip(first).take(shown).enumerate() {
        let row = row_of(area, at as u16);
        let known = app
            .data
            .catalog()
            .and_then(|catalog| catalog.resolve(&recurring.question.to_string()).ok())
            .and_then(|entry| {
                let mut pitfalls = entry.question.pitfalls.iter();
                pitfalls.find(|pitfall| pitfall.id == recurring.pitfall)
            });
        let words = known.map_or(recurring.pitfall.as_str(), |pitfall| pitfall.wrong.as_str());
        let question = paint::cut(&paint::clean(&recurring.question.question), 24, theme);
        let room = row.width.saturating_sub(paint::width(&question) + 7);
        let line = Line::from(vec![
            Span::styled(format!("{:>3}  ", recurring.answers), theme.strong),
            Span::styled(paint::cut(&paint::clean(words), room, theme), theme.text),
        ]);
        paint::left(buffer, row, &line);
        paint::right(buffer, row, &Line::styled(question, theme.dim));
    }
    more(buffer, row_of(area, shown as u16), rest, theme);
}

pub fn time(buffer: &mut Buffer, area: Rect, figures: &Figures, theme: &Theme) {
    let bar = if area.width >= 70 { 24 } else { 10 };
    for (at, time) in figures.time.iter().enumerate() {
        let row = row_of(area, at as u16);
        let name = Line::from(vec![
            Span::styled(
                format!("{} ", theme.glyphs.swatch),
                theme.accent(Some(time.round)),
            ),
            Span::styled(time.round.title(), theme.text),
        ]);
        paint::left(buffer, row, &name);
        let rest = split(row, NAME.min(row.width), 0).1;
        let Some(used) = time.used else {
            paint::left(buffer, rest, &Line::styled(theme.glyphs.dash, theme.dim));
            continue;
        };
        let drawn = bars::bar(used / 1.5, bar, theme);
        let gap = usize::from(bar).saturating_sub(usize::from(paint::width(&drawn)));
        let line = Line::from(vec![
            Span::styled(drawn + &" ".repeat(gap), theme.dim),
            Span::styled(format!(" {:>3.0} %", used * 100.0), theme.strong),
            Span::styled(format!("  {} of {} over", time.over, time.answers), theme.dim),
        ]);
        paint::left(buffer, rest, &line);
    }
}

pub fn due(buffer: &mut Buffer, area: Rect, figures: &Figures, theme: &Theme) {
    let Some(due) = figures.due else { return };
    let rows = [
        ("today", due.today),
        ("tomorrow", due.tomorrow),
        ("this week", due.this_week),
        ("next week", due.next_week),
    ];
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let room = area.width.saturating_sub(12 + 5).min(30);
    for (at, (name, count)) in rows.into_iter().enumerate() {
        let row = row_of(area, at as u16);
        paint::left(buffer, row, &Line::styled(name, theme.dim));
        let rest = split(row, 12.min(row.width), 0).1;
        let line = Line::from(vec![
            Span::styled(bars::bar(count as f64 / most as f64, room, theme), theme.dim),
            Span::styled(format!(" {count}"), theme.text),
        ]);
        paint::left(buffer, rest, &line);
    }
}
