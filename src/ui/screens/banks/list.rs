//! The lists: banks and topics, questions, problems.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::{Part, from, shifted};
use crate::app::layout;
use crate::app::screens::banks::{GroupRow, Pane, What};
use crate::domain::bank::Difficulty;
use crate::domain::catalog::{Entry, Origin};
use crate::domain::score::shown;
use crate::ui::paint::{self, Focus};
use crate::ui::widgets::editor::EditorView;

/// Paints banks and topics; returns where the cursor stands.
pub(super) fn groups(buffer: &mut Buffer, area: Rect, part: &Part) -> Option<(u16, u16)> {
    let (screen, theme) = (part.screen, part.theme);
    // Over the topics stand a blank row and what they are.
    let mut rows: Vec<Option<usize>> = Vec::new();
    let mut heading = None;
    for (index, row) in screen.groups.iter().enumerate() {
        if matches!(row.what, What::Topic(None)) {
            rows.push(None);
            heading = Some(rows.len());
            rows.push(None);
        }
        rows.push(Some(index));
    }
    let cursor = rows
        .iter()
        .position(|row| *row == Some(screen.group_cursor))
        .unwrap_or(0);
    let height = usize::from(area.height);
    let first = from(cursor, rows.len(), height);
    let mut at = None;
    for (y, (place, row)) in rows.iter().enumerate().skip(first).take(height).enumerate() {
        let line = layout::row_of(area, y as u16);
        match row {
            Some(index) => {
                let here = *index == screen.group_cursor;
                if let Some(row) = screen.groups.get(*index) {
                    group(buffer, line, row, here, part);
                }
                if here {
                    at = Some((line.x, line.y));
                }
            }
            None if heading == Some(place) => {
                paint::left(buffer, line, &Line::styled("Topics", theme.dim));
            }
            None => {}
        }
    }
    more(buffer, area, rows.len().saturating_sub(first + height), part);
    at
}

fn group(buffer: &mut Buffer, line: Rect, row: &GroupRow, here: bool, part: &Part) {
    let (screen, theme) = (part.screen, part.theme);
    let focus = part.focus(Pane::Groups);
    let chosen = match &row.what {
        What::Group(group) => *group == screen.group && screen.topic.is_none(),
        What::Topic(topic) => topic.is_some() && *topic == screen.topic,
    };
    if here && focus == Focus::Here {
        paint::surface(buffer, line, theme.select);
    }
    if here {
        let style = theme.accent(screen.round());
        paint::left(buffer, line, &Line::styled(theme.glyphs.cursor, style));
    }
    let style = if here || chosen { theme.strong } else { theme.text };
    let mut lead = vec![];
    let mut indent = 2;
    if let What::Group(_) = row.what {
        if row.inner {
            indent = 6;
        } else if let Some(round) = row.round {
            lead.push(Span::styled(
                format!("{} ", theme.glyphs.swatch),
                theme.accent(Some(round)),
            ));
            indent = 2;
        }
    } else {
        indent = 4;
    }
    let count = match row.changed {
        0 => row.questions.to_string(),
        changed => format!("{changed} of {}", row.questions),
    };
    let place = shifted(line, indent);
    let room = place
        .width
        .saturating_sub(paint::width(&count) + 1 + if lead.is_empty() { 0 } else { 2 });
    lead.push(Span::styled(
        paint::cut(&paint::clean(&row.name), room, theme),
        style,
    ));
    paint::left(buffer, place, &Line::from(lead));
    paint::right(buffer, line, &Line::styled(row.questions.to_string(), theme.dim));
}

/// Columns of the table after the name, each with the blanks before it.
struct Columns {
    name: u16,
    topic: u16,
    due: bool,
    origin: bool,
}

const DIFFICULTY: u16 = 5;
const MINUTES: u16 = 5;
const LAST: u16 = 6;
const DUE: u16 = 6;
const ORIGIN: u16 = 9;

impl Columns {
    /// Shares the width out; where every question is built in that need not be said.
    fn of(width: u16, own: bool) -> Self {
        let origin = own && width >= 46;
        let origins = if origin { ORIGIN } else { 0 };
        let fixed = 2 + DIFFICULTY + MINUTES + LAST + origins;
        // A name needs room to be told from its neighbours; when it comes again can be read elsewhere.
        let due = width >= fixed + DUE + 20;
        let fixed = fixed + if due { DUE } else { 0 };
        let room = width.saturating_sub(fixed);
        let topic = if room >= 46 { room - 32 } else { 0 };
        Self {
            name: room - topic,
            topic,
            due,
            origin,
        }
    }
}

/// Paints the questions; returns where the cursor stands.
pub(super) fn questions(buffer: &mut Buffer, area: Rect, part: &Part) -> Option<(u16, u16)> {
    let (screen, theme) = (part.screen, part.theme);
    let mut area = area;
    let mut cursor = None;
    if screen.searching || !screen.query.is_empty() {
        let line = layout::row_of(area, 0);
        paint::left(buffer, line, &Line::styled("/ ", theme.dim));
        let text = shifted(line, 2);
        let focus = Focus::when(screen.searching);
        let view = EditorView::new(&screen.query, theme, focus).placeholder("id, topic, words of the prompt");
        cursor = view.cursor(text).map(|at| (at.x, at.y));
        ratatui::widgets::Widget::render(&view, text, buffer);
        area = layout::below(area, 2);
    }
    let Some(catalog) = part.app.data.catalog() else {
        return cursor;
    };
    if screen.found.is_empty() {
        nothing(buffer, area, part);
        return cursor;
    }
    let mut entries = catalog.entries().iter();
    let columns = Columns::of(area.width, entries.any(|entry| entry.origin != Origin::BuiltIn));
    let mut x = 2;
    let head = layout::row_of(area, 0);
    let mut label = |buffer: &mut Buffer, text: &str, width: u16, right: bool| {
        let place = Rect {
            width,
            ..shifted(head, x)
        };
        let line = Line::styled(text.to_owned(), theme.dim);
        if right {
            paint::right(buffer, place, &line);
        } else {
            paint::left(buffer, place, &line);
        }
        x += width;
    };
    label(buffer, "question", columns.name, false);
    if columns.topic > 0 {
        label(buffer, "topic", columns.topic, false);
    }
    label(buffer, "diff", DIFFICULTY, true);
    label(buffer, "min", MINUTES, true);
    label(buffer, "last", LAST, true);
    if columns.due {
        label(buffer, "due", DUE, true);
    }
    if columns.origin {
        label(buffer, "  origin", ORIGIN, false);
    }
    let rows = layout::below(area, 1);
    let height = usize::from(rows.height);
    let first = from(screen.cursor, screen.found.len(), height);
    for (y, (index, found)) in screen
        .found
        .iter()
        .enumerate()
        .skip(first)
        .take(height)
        .enumerate()
    {
        let line = layout::row_of(rows, y as u16);
        let here = index == screen.cursor;
        if let Some(entry) = catalog.entries().get(found.index) {
            question(buffer, line, entry, &found.characters, here, &columns, part);
        }
        if here && !screen.searching {
            cursor = Some((line.x, line.y));
        }
    }
    more(
        buffer,
        rows,
        screen.found.len().saturating_sub(first + height),
        part,
    );
    cursor
}

fn question(
    buffer: &mut Buffer,
    line: Rect,
    entry: &Entry,
    matched: &[usize],
    here: bool,
    columns: &Columns,
    part: &Part,
) {
    let (screen, theme) = (part.screen, part.theme);
    let brief = &entry.brief;
    if here {
        if part.focus(Pane::Questions) == Focus::Here {
            paint::surface(buffer, line, theme.select);
        }
        let accent = theme.accent(Some(brief.round));
        paint::left(buffer, line, &Line::styled(theme.glyphs.cursor, accent));
    }
    let style = if here { theme.strong } else { theme.text };
    let name = paint::cut(
        &paint::clean(&entry.name.question),
        columns.name.saturating_sub(1),
        theme,
    );
    let spans: Vec<Span> = name
        .chars()
        .enumerate()
        .map(|(at, c)| {
            let style = if matched.contains(&at) {
                style.add_modifier(Modifier::UNDERLINED)
            } else {
                style
            };
            Span::styled(c.to_string(), style)
        })
        .collect();
    let mut x = 2;
    paint::left(buffer, shifted(line, x), &Line::from(spans));
    x += columns.name;
    if columns.topic > 0 {
        let topic = paint::cut(
            &paint::clean(&brief.topic),
            columns.topic.saturating_sub(1),
            theme,
        );
        paint::left(buffer, shifted(line, x), &Line::styled(topic, theme.dim));
        x += columns.topic;
    }
    let mut right = |buffer: &mut Buffer, text: String, width: u16, style| {
        let place = Rect {
            width,
            ..shifted(line, x)
        };
        paint::right(buffer, place, &Line::styled(text, style));
        x += width;
    };
    let difficulty = match brief.difficulty {
        Difficulty::Easy => "E ",
        Difficulty::Medium => "M ",
        Difficulty::Hard => "H ",
    };
    right(buffer, difficulty.to_owned(), DIFFICULTY, theme.text);
    right(buffer, brief.minutes.to_string(), MINUTES, theme.text);
    match screen.scores.get(&entry.name) {
        Some(score) => right(buffer, shown(*score), LAST, theme.strong),
        None => right(buffer, theme.glyphs.dash.to_owned(), LAST, theme.dim),
    }
    if columns.due {
        let today = part.app.data.schedule.as_ref().map(|schedule| schedule.today());
        let style = theme.dim;
        match (screen.due.get(&entry.name), today) {
            (Some(day), Some(today)) if *day <= today => right(buffer, "now".to_owned(), DUE, theme.text),
            (Some(day), Some(today)) => {
                let days = (*day - today).get_days();
                right(buffer, format!("{days} d"), DUE, style);
            }
            _ => right(buffer, theme.glyphs.dash.to_owned(), DUE, style),
        }
    }
    if columns.origin {
        paint::left(
            buffer,
            shifted(line, x + 2),
            &Line::styled(origin(entry.origin), theme.dim),
        );
    }
}

/// Returns whose a question is, in a word; what is built in needs none.
fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::BuiltIn => "",
        Origin::Own => "yours",
        Origin::Changed => "changed",
    }
}

/// Says why nothing is listed, and what helps.
fn nothing(buffer: &mut Buffer, area: Rect, part: &Part) {
    let (screen, theme) = (part.screen, part.theme);
    let (head, words) = if screen.query.is_empty() {
        (
            "No question here yet",
            "A bank file in the data folder joins in by itself.".to_owned(),
        )
    } else {
        (
            "Nothing found",
            format!(
                "Ids, topics, tags and prompts of {} were searched. Esc shows all again.",
                paint::clean(&screen.title())
            ),
        )
    };
    let place = shifted(area, 2);
    paint::left(
        buffer,
        layout::row_of(place, 1),
        &Line::styled(head, theme.strong),
    );
    for (y, row) in paint::wrap(&words, place.width).into_iter().enumerate() {
        let line = layout::row_of(place, 2 + y as u16);
        paint::left(buffer, line, &Line::styled(row, theme.text));
    }
}

/// Paints what is wrong with banks.
pub(super) fn problems(buffer: &mut Buffer, area: Rect, part: &Part, scroll: u16) {
    let theme = part.theme;
    let Some(banks) = &part.app.data.banks else { return };
    let mut lines = Vec::new();
    for problem in &banks.problems {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        let room = area.width.saturating_sub(2).min(layout::MEASURE);
        for (row, words) in paint::wrap(&paint::clean(problem), room).into_iter().enumerate() {
            let lead = if row == 0 { "! " } else { "  " };
            lines.push(Line::from(vec![
                Span::styled(lead, theme.strong),
                Span::styled(words, theme.text),
            ]));
        }
    }
    super::preview::scrolled(buffer, area, &lines, scroll, theme);
}

/// Says how many rows have no room, in the last one there is.
fn more(buffer: &mut Buffer, area: Rect, left: usize, part: &Part) {
    if left == 0 || area.height < 2 {
        return;
    }
    let theme = part.theme;
    let line = layout::row_of(area, area.height - 1);
    buffer.set_style(line, ratatui::style::Style::reset());
    paint::rule(buffer, line, " ", theme.text);
    let words = format!("{} {} more", theme.glyphs.dots, left + 1);
    paint::left(buffer, shifted(line, 2), &Line::styled(words, theme.dim));
}
