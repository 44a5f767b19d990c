//! Two attempts side by side, the older left; under them the ideas with sign and word, and the figures.

use std::time::Duration;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::debrief::texts;
use super::review::first_line;
use crate::app::App;
use crate::app::layout::{self, Page, Pane};
use crate::app::screens::compare::{Compare, Half, Place};
use crate::domain::clock;
use crate::domain::compare::words::{Kind, Part};
use crate::domain::compare::{Both, Change, Comparison, FieldChange};
use crate::domain::score::shown;
use crate::domain::words::counted;
use crate::domain::written::Form;
use crate::ui::View;
use crate::ui::paint::{self, Focus};
use crate::ui::skeleton::{self, Crumb};
use crate::ui::theme::Theme;
use crate::ui::widgets::answer;

/// Rows of the halves where the ideas need the rest.
const SHORT: u16 = 5;

/// Columns of the sign and word before an idea, and of a mark under each date.
const SIGN: u16 = 12;
const MARK: u16 = 10;

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &Compare, view: &View) {
    let theme = &view.theme;
    title(frame, page, screen, theme);
    let Some(comparison) = &screen.comparison else {
        let words = screen
            .problem
            .clone()
            .unwrap_or_else(|| "reading both".to_owned());
        for (row, text) in paint::wrap(&paint::clean(&words), page.body.width.min(layout::MEASURE))
            .into_iter()
            .enumerate()
        {
            let place = layout::row_of(page.body, row as u16);
            paint::left(frame.buffer_mut(), place, &Line::styled(text, theme.dim));
        }
        return;
    };
    let wide = page.body.width + 4 >= layout::TWO_PANES;
    let under = under_rows(comparison);
    let halves = if screen.ideas_only {
        0
    } else if wide {
        let least = SHORT + 2 + u16::from(page.roomy);
        page.body.height.saturating_sub(under + 1).max(least)
    } else {
        SHORT + 2 + u16::from(page.roomy)
    };
    let top = Rect {
        height: halves.min(page.body.height),
        ..page.body
    };
    if halves > 0 {
        let gutter = 4;
        let (left, right) = layout::split(top, top.width.saturating_sub(gutter) / 2, gutter);
        half(frame, left, page, app, screen, comparison, Half::Older, theme);
        half(frame, right, page, app, screen, comparison, Half::Newer, theme);
    } else {
        frame.set_cursor_position((page.body.x, page.body.y));
    }
    let rest = layout::below(page.body, halves + u16::from(halves > 0));
    ideas(frame.buffer_mut(), rest, screen, app, comparison, theme);
}

fn title(frame: &mut Frame, page: &Page, screen: &Compare, theme: &Theme) {
    let name = screen
        .side(Half::Newer)
        .and_then(|(place, session)| session.attempt(place.attempt))
        .map_or_else(String::new, |(_, question)| first_line(&question.prompt));
    let room = page.title.width.saturating_sub(60).max(20);
    let crumbs = [
        Crumb::new("hotseat", theme.dim),
        Crumb::new("Review", theme.dim),
        Crumb::new("compare", theme.dim),
        Crumb::new(paint::cut(&name, room, theme), theme.strong),
    ];
    let rights = screen
        .comparison
        .as_ref()
        .map(|comparison| vec![scores(comparison, theme)])
        .unwrap_or_default();
    skeleton::title(frame.buffer_mut(), page.title, &crumbs, &rights, theme);
    paint::rule(frame.buffer_mut(), page.rule, theme.glyphs.light, theme.rule);
}

/// `0.8 then   2.7 now   ▴ 1.9`
fn scores(comparison: &Comparison, theme: &Theme) -> Line<'static> {
    let text = |score: Option<f64>| score.map_or_else(|| theme.glyphs.dash.to_owned(), shown);
    let mut spans = vec![
        Span::styled(text(comparison.score.older), theme.text),
        Span::styled(" then   ", theme.dim),
        Span::styled(text(comparison.score.newer), theme.strong),
        Span::styled(" now", theme.dim),
    ];
    if let Some(gain) = comparison.gain() {
        let (glyph, amount) = change(gain, theme);
        spans.push(Span::styled(format!("   {glyph} {amount:.1}"), theme.strong));
    }
    Line::from(spans)
}

fn change(gain: f64, theme: &Theme) -> (&'static str, f64) {
    if gain > 0.0 {
        (theme.glyphs.up, gain)
    } else if gain < 0.0 {
        (theme.glyphs.down, -gain)
    } else {
        ("=", 0.0)
    }
}

fn day(place: &Place, app: &App) -> String {
    place.at.as_ref().map_or_else(String::new, |at| {
        let form = if at.year() == app.now.wall.year() {
            "%-d %b"
        } else {
            "%-d %b %Y"
        };
        at.strftime(form).to_string()
    })
}

#[expect(clippy::too_many_arguments, reason = "a half is its parts")]
fn half(
    frame: &mut Frame,
    area: Rect,
    page: &Page,
    app: &App,
    screen: &Compare,
    comparison: &Comparison,
    half: Half,
    theme: &Theme,
) {
    let Some((place, session)) = screen.side(half) else {
        return;
    };
    let of = |both: Both<Duration>| match half {
        Half::Older => both.older,
        Half::Newer => both.newer,
    };
    let newer = half == Half::Newer;
    let hints = if newer {
        comparison.hints.newer.0
    } else {
        comparison.hints.older.0
    };
    let words = if newer {
        comparison.words.newer
    } else {
        comparison.words.older
    };
    let spoken = if newer {
        comparison.spoken.newer
    } else {
        comparison.spoken.older
    };
    let time = format!(
        "{} of {}",
        clock::short(of(comparison.spent)),
        clock::short(of(comparison.budget))
    );
    let hints = match hints {
        0 => "no hints".to_owned(),
        n => counted(n, "hint"),
    };
    let amount = match (spoken, words) {
        (true, n) => format!("spoken, {n} words of notes"),
        (false, 1) => "1 word".to_owned(),
        (false, n) => format!("{n} words"),
    };
    let name = match session.session.started.as_ref() {
        Some(started) => format!("{}, {}", paint::clean(&started.title), day(place, app)),
        None => day(place, app),
    };
    let mut fact = format!("{amount}, {time}, {hints}");
    if paint::width(&fact) + paint::width(&name) + 2 > area.width {
        fact = time;
    }
    let here = screen.half == half;
    let pane: Pane = layout::pane(area, page.roomy);
    paint::head(
        frame.buffer_mut(),
        &pane,
        &name,
        &Line::styled(fact, theme.dim),
        Focus::when(here),
        theme.strong,
        theme,
    );
    let lines = answer_lines(comparison, half, pane.inner.width, theme);
    let scroll = screen.scroll[usize::from(newer)];
    texts::body(frame.buffer_mut(), pane.inner, &lines, scroll, theme);
    if here {
        frame.set_cursor_position((pane.inner.x, pane.inner.y));
    }
}

/// One of the two answers by field; what the other has not is bold.
fn answer_lines(comparison: &Comparison, half: Half, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mine = |kind: Kind| match half {
        Half::Older => kind != Kind::Gained,
        Half::Newer => kind != Kind::Lost,
    };
    let several = comparison.fields.len() > 1;
    for field in &comparison.fields {
        let parts: Vec<&Part> = field.parts.iter().filter(|part| mine(part.kind)).collect();
        let text: String = parts.iter().map(|part| part.text.as_str()).collect();
        if several {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::styled(paint::clean(&field.title), theme.dim));
        }
        if text.trim().is_empty() {
            lines.push(Line::styled("nothing was written", theme.aside));
            continue;
        }
        lines.extend(field_lines(
            field,
            &parts,
            &text,
            comparison.kept_apart(),
            width,
            theme,
        ));
    }
    if lines.is_empty() {
        lines.push(Line::styled("nothing was written", theme.aside));
    }
    lines
}

fn field_lines(
    field: &FieldChange,
    parts: &[&Part],
    text: &str,
    apart: bool,
    width: u16,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let mut at = 0;
    let mut marks = Vec::new();
    for part in parts {
        let end = at + part.text.len();
        if part.kind != Kind::Same && !apart {
            marks.push(at..end);
        }
        at = end;
    }
    match field.form {
        Form::Prose => answer::wrapped(text, &marks, width, theme.strong, theme),
        Form::Code | Form::Drawing => answer::preformatted("", text, width, theme.strong, theme),
    }
}

/// Rows that ideas, criteria and figures want.
fn under_rows(comparison: &Comparison) -> u16 {
    let ideas = comparison.ideas.len() as u16;
    let criteria = comparison.criteria.len() as u16;
    let list = if ideas > 0 { ideas } else { criteria };
    2 + 1 + list + 1 + 2
}

fn ideas(
    buffer: &mut Buffer,
    area: Rect,
    screen: &Compare,
    app: &App,
    comparison: &Comparison,
    theme: &Theme,
) {
    let mut row = 0;
    let mut next = || {
        let place = layout::row_of(area, row);
        row += 1;
        place
    };
    let head = next();
    let by_ideas = !comparison.ideas.is_empty();
    let title = if by_ideas { "Ideas" } else { "Criteria" };
    paint::left(buffer, head, &Line::styled(title, theme.strong));
    if by_ideas {
        let counts = [
            (Change::Gained, "gained"),
            (Change::Lost, "lost"),
            (Change::Never, "never said"),
        ]
        .map(|(change, word)| format!("{} {word}", comparison.count(change)))
        .join("   ");
        paint::right(buffer, head, &Line::styled(counts, theme.dim));
    }
    paint::rule(buffer, next(), theme.glyphs.light, theme.rule);
    let wide = area.width >= 96;
    let marks = area
        .width
        .saturating_sub(if wide { 2 * MARK + 22 } else { 2 * MARK });
    let dates: Vec<String> = [screen.older, screen.newer]
        .iter()
        .filter_map(|at| screen.places.get(*at))
        .map(|place| day(place, app))
        .collect();
    let columns = next();
    for (index, date) in dates.iter().enumerate() {
        let x = columns.x + marks + MARK * index as u16;
        if columns.height > 0 {
            paint::text(buffer, x, columns.y, date, MARK - 1, theme.dim);
        }
    }
    if wide && by_ideas && columns.height > 0 {
        paint::text(
            buffer,
            columns.x + marks + 2 * MARK,
            columns.y,
            "read",
            10,
            theme.dim,
        );
    }
    for idea in &comparison.ideas {
        let place = next();
        if place.height == 0 {
            return;
        }
        let (sign, style) = sign(idea.change, theme);
        let lead = format!("{sign}  {:<8}", idea.change.word());
        paint::text(buffer, place.x, place.y, &lead, SIGN, style);
        let room = marks.saturating_sub(SIGN + 1);
        let text = crate::ui::widgets::markdown::plain_line(&paint::clean(&idea.idea));
        paint::text(
            buffer,
            place.x + SIGN,
            place.y,
            &paint::cut(&text, room, theme),
            room,
            style,
        );
        let said = match idea.change {
            Change::Both => [true, true],
            Change::Gained => [false, true],
            Change::Lost => [true, false],
            Change::Never => [false, false],
        };
        for (index, said) in said.into_iter().enumerate() {
            let glyph = if said { theme.glyphs.tick } else { theme.glyphs.dot };
            let x = place.x + marks + MARK * index as u16 + 1;
            paint::text(buffer, x, place.y, glyph, 1, style);
        }
        if wide && let Some(resource) = idea.read.first() {
            let x = place.x + marks + 2 * MARK;
            let room = place.right().saturating_sub(x);
            let title = paint::cut(&paint::clean(&resource.title), room, theme);
            paint::text(buffer, x, place.y, &title, room, theme.dim);
        }
    }
    if !by_ideas {
        for criterion in &comparison.criteria {
            let place = next();
            if place.height == 0 {
                return;
            }
            let text = paint::clean(&criterion.criterion);
            paint::left(buffer, place, &Line::styled(text, theme.text));
            let both = [&criterion.score.older, &criterion.score.newer];
            for (index, score) in both.into_iter().enumerate() {
                let text = score
                    .as_ref()
                    .map_or_else(|_| theme.glyphs.dash.to_owned(), |score| shown(*score));
                let x = place.x + marks + MARK * index as u16;
                paint::text(buffer, x, place.y, &text, MARK, theme.strong);
            }
        }
    }
    figures(buffer, &mut next, marks, comparison, theme);
}

fn sign(change: Change, theme: &Theme) -> (&'static str, Style) {
    match change {
        Change::Both => ("=", theme.text),
        Change::Gained => ("+", theme.strong),
        Change::Lost => (theme.glyphs.minus, theme.strong),
        Change::Never => (theme.glyphs.dot, theme.dim),
    }
}

/// The scores and predictions under each other, in the columns of the two dates.
fn figures(
    buffer: &mut Buffer,
    next: &mut impl FnMut() -> Rect,
    marks: u16,
    comparison: &Comparison,
    theme: &Theme,
) {
    paint::rule(buffer, next(), theme.glyphs.light, theme.rule);
    let number = |value: Option<u8>| value.map(|value| value.to_string());
    let rows = [
        (
            "score",
            [
                comparison.score.older.map(shown),
                comparison.score.newer.map(shown),
            ],
        ),
        (
            "predicted",
            [
                number(comparison.predicted.older),
                number(comparison.predicted.newer),
            ],
        ),
    ];
    for (label, values) in rows {
        let place = next();
        if place.height == 0 {
            return;
        }
        paint::text(buffer, place.x + SIGN, place.y, label, 20, theme.dim);
        for (index, value) in values.into_iter().enumerate() {
            let text = value.unwrap_or_else(|| theme.glyphs.dash.to_owned());
            let x = place.x + marks + MARK * index as u16;
            paint::text(buffer, x, place.y, &text, MARK, theme.strong);
        }
        if label == "score"
            && let Some(gain) = comparison.gain()
        {
            let (glyph, amount) = change(gain, theme);
            let x = place.x + marks + 2 * MARK;
            if x + 6 <= place.right() {
                paint::text(
                    buffer,
                    x,
                    place.y,
                    &format!("{glyph} {amount:.1}"),
                    8,
                    theme.strong,
                );
            }
        }
    }
    if comparison.other_version {
        let words = "Another version of the question was asked: the scores are not on one scale.";
        paint::left(buffer, next(), &Line::styled(words, theme.dim));
    }
    if comparison.kept_apart() {
        let words = "One answer was spoken: its notes are not measured against the other's text.";
        paint::left(buffer, next(), &Line::styled(words, theme.dim));
    }
}
