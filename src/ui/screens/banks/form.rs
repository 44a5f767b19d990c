//! The fields of a question: one row a field, texts in the editor where the cursor is, problems on the row
//! under their field and again in the list.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget as _;

use super::{Part, preview, shifted};
use crate::app::layout::{self, Page};
use crate::app::screens::banks::{Conflict, Form, FormRow, Kind, Side, TEXT_ROWS, VALUE};
use crate::domain::bank::edit::{Original, TextHome};
use crate::domain::check::{Problem, Severity};
use crate::domain::words::counted;
use crate::ui::View;
use crate::ui::paint::{self, Focus};
use crate::ui::screens::banks::compare;
use crate::ui::skeleton::Crumb;
use crate::ui::widgets::editor::EditorView;

/// Returns the crumbs of the form and what stands at the right of them.
pub(super) fn title(part: &Part, form: &Form) -> (Vec<Crumb>, Vec<Line<'static>>) {
    let theme = part.theme;
    let entry = part
        .app
        .data
        .catalog()
        .and_then(|catalog| catalog.get(&form.name));
    let bank = entry.map_or(form.name.bank.as_str(), |entry| &*entry.bank_title);
    let crumbs = vec![
        Crumb::new("hotseat", theme.dim),
        Crumb::new("Question banks", theme.dim),
        Crumb::new(paint::clean(bank), theme.dim),
        Crumb::new(paint::clean(&form.name.question), theme.strong),
    ];
    let mut spans = Vec::new();
    let errors = form.errors().count();
    if errors > 0 {
        spans.push(Span::styled(
            format!("! {}", counted(errors, "problem")),
            theme.strong,
        ));
        spans.push(Span::raw("   "));
    }
    let state = if form.is_saving() {
        Span::styled("saving", theme.dim)
    } else if form.is_saved() {
        Span::styled("saved", theme.dim)
    } else if form.failed.is_some() {
        Span::styled("! not saved", theme.strong)
    } else {
        Span::styled("not saved", theme.dim)
    };
    spans.push(state);
    (crumbs, vec![Line::from(spans)])
}

/// Paints the fields beside the preview, or one of them where there is no more room; returns where the cursor
/// stands.
pub(super) fn render(
    buffer: &mut Buffer,
    page: &Page,
    part: &Part,
    form: &Form,
    view: &mut View,
) -> Option<(u16, u16)> {
    let theme = part.theme;
    let accent = theme.accent(Some(form.shown.round));
    let areas = layout::bank_form(page);
    let fact = Line::styled(whose(form), theme.dim);
    if let Some(conflict) = &form.conflict {
        let pane = layout::pane(page.body, page.roomy);
        paint::head(
            buffer,
            &pane,
            "Two versions",
            &Line::default(),
            Focus::Here,
            accent,
            theme,
        );
        two_versions(buffer, pane.inner, part, conflict);
        return None;
    }
    let mut cursor = None;
    if let Some(pane) = &areas.preview {
        paint::head(
            buffer,
            &areas.form,
            "Fields",
            &fact,
            Focus::when(form.side == Side::Fields),
            accent,
            theme,
        );
        let lines = problem_lines(form, areas.form.inner.width, part);
        let below = problems_rows(form, lines.len(), areas.form.inner, page.roomy);
        let (fields, problems) = cut_below(areas.form.inner, below);
        cursor = rows(buffer, fields, part, form);
        if problems.height > 2 {
            let head = layout::row_of(problems, 0);
            paint::left(buffer, head, &Line::styled("Problems", theme.dim));
            paint::rule(
                buffer,
                layout::row_of(problems, 1),
                theme.glyphs.light,
                theme.rule,
            );
            preview::scrolled(buffer, layout::below(problems, 2), &lines, 0, theme);
        }
        preview::head(buffer, pane, part, Focus::when(form.side != Side::Fields));
        preview::body(buffer, pane.inner, part, part.screen.scroll, view);
        return cursor;
    }
    let mut titles = vec!["Fields".to_owned(), "Preview".to_owned()];
    if !form.problems.is_empty() {
        titles.push(format!("Problems {}", form.problems.len()));
    }
    let current = match form.side {
        Side::Fields => 0,
        Side::Preview => 1,
        Side::Problems => 2,
    };
    let short = if page.body.width < 76 {
        Line::default()
    } else {
        fact
    };
    paint::tabs(
        buffer,
        areas.form.head,
        areas.form.rule,
        &titles,
        current,
        &short,
        Focus::Here,
        accent,
        theme,
    );
    let inner = areas.form.inner;
    match form.side {
        Side::Fields => cursor = rows(buffer, inner, part, form),
        Side::Preview => preview::body(buffer, inner, part, part.screen.scroll, view),
        Side::Problems => {
            let lines = problem_lines(form, inner.width, part);
            preview::scrolled(buffer, inner, &lines, part.screen.scroll, theme);
        }
    }
    cursor
}

fn whose(form: &Form) -> &'static str {
    match (form.home, form.original) {
        (TextHome::BuiltIn, _) => "built in; an edit makes your copy",
        (TextHome::Own, Original::Same) => "your copy, built in stays",
        (TextHome::Own, Original::Changed) => "your copy; built in changed since",
        (TextHome::Own, Original::Gone | Original::Unknown) => "yours",
    }
}

/// Returns how many rows the list of problems takes under the fields, its head and the blank row above it: a
/// third of what there is, and whatever the fields leave empty.
fn problems_rows(form: &Form, lines: usize, area: Rect, roomy: bool) -> u16 {
    if form.problems.is_empty() || !roomy {
        return 0;
    }
    let wanted = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(3);
    let empty = area.height.saturating_sub(all_rows(&laid(area, form)));
    wanted.min(empty.max(area.height / 3))
}

fn cut_below(area: Rect, rows: u16) -> (Rect, Rect) {
    let top = Rect {
        height: area.height.saturating_sub(rows),
        ..area
    };
    let gap = u16::from(rows > 0);
    (top, layout::below(area, top.height + gap))
}

fn problem_lines(form: &Form, width: u16, part: &Part) -> Vec<Line<'static>> {
    let theme = part.theme;
    let mut lines = Vec::new();
    let mut problems: Vec<&Problem> = form.problems.iter().collect();
    problems.sort_by_key(|problem| problem.severity);
    for problem in problems {
        let error = problem.severity == Severity::Error;
        let mut words = match problem.path.as_str() {
            "" => problem.message.clone(),
            path => format!("{path}: {}", problem.message),
        };
        if !problem.expected.is_empty() {
            words.push_str(&format!(" Expected {}.", problem.expected));
        }
        if error {
            words.push_str(" It is saved once this is mended.");
        }
        let style = if error { theme.text } else { theme.dim };
        for (row, text) in paint::wrap(&paint::clean(&words), width.saturating_sub(2))
            .into_iter()
            .enumerate()
        {
            let mark = match (row, error) {
                (0, true) => "! ",
                (0, false) => "- ",
                _ => "  ",
            };
            lines.push(Line::from(vec![
                Span::styled(mark, theme.strong),
                Span::styled(text, style),
            ]));
        }
    }
    lines
}

/// Where label and value of a row begin.
fn columns(row: &FormRow) -> (u16, u16) {
    let value = VALUE + 2 * row.depth;
    let numbered = row.label.bytes().all(|byte| byte.is_ascii_digit());
    match (row.depth, numbered) {
        (0, _) => (0, value),
        (depth, true) => (VALUE + 2 * (depth - 1), value),
        (depth, false) => (2 * depth, value),
    }
}

/// A row of the form as it is laid out.
struct Placed {
    index: usize,
    /// Blank rows above it.
    gap: u16,
    height: u16,
    /// What is wrong with it, in rows.
    wrong: Vec<String>,
}

impl Placed {
    fn rows(&self) -> u16 {
        self.gap + self.height + self.wrong.len() as u16
    }
}

fn all_rows(placed: &[Placed]) -> u16 {
    placed.iter().map(Placed::rows).fold(0, u16::saturating_add)
}

/// Lays the rows out.
fn laid(area: Rect, form: &Form) -> Vec<Placed> {
    let roomy = area.height >= 20;
    let mut placed = Vec::with_capacity(form.rows.len());
    let mut wrong: Vec<Vec<&Problem>> = vec![Vec::new(); form.rows.len()];
    for problem in form.errors() {
        if let Some(place) = form.row_of(problem).and_then(|row| wrong.get_mut(row)) {
            place.push(problem);
        }
    }
    let mut before: Option<&FormRow> = None;
    for (index, row) in form.rows.iter().enumerate() {
        let (_, value) = columns(row);
        let room = area.width.saturating_sub(value);
        let height = match &row.kind {
            Kind::Text(_) if index == form.cursor && form.field.is_some() => form.field_rows,
            Kind::Text(text) => text_rows(text, room),
            _ => 1,
        };
        let tall = |row: &FormRow| {
            matches!(row.kind, Kind::Text(_)) || matches!(row.kind, Kind::Group { open: true, .. })
        };
        let gap = roomy
            && row.depth == 0
            && before.is_some_and(|before| before.depth > 0 || tall(before) || tall(row));
        let words = wrong.get(index).map_or(&[][..], Vec::as_slice);
        placed.push(Placed {
            index,
            gap: u16::from(gap),
            height,
            wrong: words
                .iter()
                .take(2)
                .flat_map(|problem| {
                    paint::wrap(&said(problem), room.saturating_sub(2))
                        .into_iter()
                        .take(2)
                })
                .collect(),
        });
        before = Some(row);
    }
    placed
}

fn rows(buffer: &mut Buffer, area: Rect, part: &Part, form: &Form) -> Option<(u16, u16)> {
    let placed = laid(area, form);
    let top = all_rows(placed.get(..form.cursor).unwrap_or(&placed));
    let here = placed.get(form.cursor).map_or(1, Placed::rows);
    let all = all_rows(&placed);
    // The row of the cursor is in view as a whole, with a little of what follows.
    let scroll = (top + here + 2)
        .saturating_sub(area.height)
        .min(all.saturating_sub(area.height))
        .min(top);
    let mut y = 0_u16;
    let mut cursor = None;
    for place in &placed {
        let first = y + place.gap;
        let end = y + place.rows();
        y = end;
        if first < scroll || first >= scroll + area.height {
            continue;
        }
        let Some(row) = form.rows.get(place.index) else {
            continue;
        };
        let line = Rect {
            y: area.y + first - scroll,
            height: place.height.min(area.height - (first - scroll)),
            ..area
        };
        let at = paint_row(buffer, line, row, place.index == form.cursor, part, form);
        cursor = cursor.or(at);
        let (_, value) = columns(row);
        for (n, words) in place.wrong.iter().enumerate() {
            let below = first + place.height + n as u16;
            if below >= scroll + area.height {
                break;
            }
            let under = Rect {
                y: area.y + below - scroll,
                height: 1,
                ..area
            };
            let mark = if n == 0 { "! " } else { "  " };
            let line = Line::from(vec![
                Span::styled(mark, part.theme.strong),
                Span::styled(words.clone(), part.theme.text),
            ]);
            paint::left(buffer, shifted(under, value), &line);
        }
    }
    let edge = |buffer: &mut Buffer, y: u16, glyph: &'static str| {
        let line = layout::row_of(area, y);
        paint::right(buffer, line, &Line::styled(glyph, part.theme.dim));
    };
    if scroll > 0 {
        edge(buffer, 0, part.theme.glyphs.up);
    }
    if all > scroll + area.height {
        edge(buffer, area.height.saturating_sub(1), part.theme.glyphs.down);
    }
    cursor
}

/// Returns what was expected, or what is wrong.
fn said(problem: &Problem) -> String {
    let words = if problem.expected.is_empty() {
        problem.message.clone()
    } else {
        format!("expected {}", problem.expected)
    };
    paint::clean(&words)
}

fn text_rows(text: &str, room: u16) -> u16 {
    let rows = shortened(text, room, usize::from(TEXT_ROWS), "").len();
    u16::try_from(rows).unwrap_or(TEXT_ROWS).max(1)
}

/// Returns the first rows of a text; where there are more the last one says so.
fn shortened(text: &str, room: u16, rows: usize, dots: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .lines()
        .flat_map(|line| paint::wrap(&paint::clean(line), room))
        .take(rows + 1)
        .collect();
    if words.len() <= rows {
        return words;
    }
    words.truncate(rows);
    while words.len() > 1 && words.last().is_some_and(String::is_empty) {
        words.pop();
    }
    if let Some(last) = words.last_mut() {
        while paint::width(last) + 2 > room && last.pop().is_some() {}
        *last = format!("{} {dots}", last.trim_end());
    }
    words
}

fn paint_row(
    buffer: &mut Buffer,
    area: Rect,
    row: &FormRow,
    here: bool,
    part: &Part,
    form: &Form,
) -> Option<(u16, u16)> {
    let theme = part.theme;
    let focus = Focus::when(here && form.side == Side::Fields);
    let (label_x, value_x) = columns(row);
    if focus == Focus::Here {
        paint::surface(buffer, layout::row_of(area, 0), theme.select);
    }
    let line = layout::row_of(area, 0);
    let style = if here { theme.strong } else { theme.dim };
    let label = Rect {
        width: (value_x - label_x).saturating_sub(1),
        ..shifted(line, label_x)
    };
    paint::left(buffer, label, &Line::styled(paint::clean(&row.label), style));
    let value = shifted(line, value_x);
    match &row.kind {
        Kind::Fixed(text) => {
            paint::left(buffer, value, &Line::styled(paint::clean(text), theme.text));
            let why = Line::styled("stays: history hangs on it", theme.aside);
            if focus == Focus::Here {
                paint::right(buffer, line, &why);
            }
        }
        Kind::Choice(names, chosen) => {
            let names: Vec<String> = names.iter().map(|name| name.replace('_', " ")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let mut chips = paint::chips(&names, chosen.unwrap_or(usize::MAX), focus, theme);
            // The blank after the last would be cut off with dots.
            chips.spans.pop();
            paint::left(buffer, shifted(line, value_x.saturating_sub(1)), &chips);
        }
        Kind::Group { open, fact } => {
            let glyph = if *open {
                theme.glyphs.open
            } else {
                theme.glyphs.closed
            };
            let (name, facts) = fact.split_once('\t').unwrap_or((fact, ""));
            let room = value.width.saturating_sub(paint::width(facts) + 5);
            paint::left(
                buffer,
                value,
                &Line::from(vec![
                    Span::styled(format!("{glyph} "), theme.dim),
                    Span::styled(
                        paint::cut(&paint::clean(name), room, theme),
                        if here { theme.strong } else { theme.text },
                    ),
                ]),
            );
            // Its last column is the mark's that says there is more below.
            let right = Rect {
                width: line.width.saturating_sub(2),
                ..line
            };
            paint::right(buffer, right, &Line::styled(facts.to_owned(), theme.dim));
        }
        Kind::Line(_, text) | Kind::Text(text) => {
            if let Some(editor) = form.field.as_ref().filter(|_| here) {
                let text_area = Rect {
                    x: value.x,
                    width: value.width,
                    ..area
                };
                let view = EditorView::new(editor, theme, focus).placeholder(row.meaning);
                (&view).render(text_area, buffer);
                return view.cursor(text_area).map(|at| (at.x, at.y));
            }
            if text.is_empty() {
                paint::left(buffer, value, &Line::styled(theme.glyphs.dash, theme.dim));
                return None;
            }
            let height = usize::from(area.height);
            let words = shortened(text, value.width, height, theme.glyphs.dots);
            for (n, words) in words.iter().enumerate() {
                let place = shifted(layout::row_of(area, n as u16), value_x);
                paint::left(buffer, place, &Line::styled(words.clone(), theme.text));
            }
        }
    }
    (focus == Focus::Here).then_some((value.x, value.y))
}

/// Both versions of a question that was changed here and outside.
fn two_versions(buffer: &mut Buffer, area: Rect, part: &Part, conflict: &Conflict) {
    let theme = part.theme;
    let mut lines = Vec::new();
    let words = format!(
        "{} was changed outside while you edited. Nothing is overwritten; your version is kept in {}.",
        conflict.file, conflict.kept
    );
    for text in paint::wrap(&paint::clean(&words), area.width.min(layout::MEASURE)) {
        lines.push(Line::styled(text, theme.text));
    }
    lines.push(Line::default());
    let read = |text: &str| serde_json::from_str(text).unwrap_or_default();
    lines.extend(compare::lines(
        &read(&conflict.theirs),
        &read(&conflict.ours),
        ("on disk", "yours"),
        area.width,
        theme,
    ));
    preview::scrolled(buffer, area, &lines, part.screen.scroll, theme);
}
