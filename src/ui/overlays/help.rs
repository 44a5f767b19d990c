//! The keys that work now, in as many columns of 30 as fit.

use ratatui::Frame;
use ratatui::text::{Line, Span};

use super::{divider, framed};
use crate::app::App;
use crate::app::layout::{self, Upper};
use crate::app::overlays::help::{Group, Help};
use crate::ui::paint;
use crate::ui::theme::{GlyphSet, Theme};

const COLUMN: u16 = 33;
/// What of it is written on.
const WIDE: u16 = COLUMN - 2;
const KEYS: u16 = 10;
/// The least that what a key does is read in.
const LEAST: u16 = 10;

pub fn render(frame: &mut Frame, app: &App, help: &Help, theme: &Theme) {
    let groups = help.groups(&app.keymap);
    let columns = ((app.size.width.saturating_sub(14)) / COLUMN).clamp(1, 3);
    let laid = lay(&groups, usize::from(columns), theme);
    let rows = laid.iter().map(Vec::len).max().unwrap_or(0);
    let title = match help.contexts.first() {
        Some(context) if !matches!(context, crate::app::keymap::Context::Editor) => {
            format!("Keys, {}", context.title().to_lowercase())
        }
        _ => "Keys".to_owned(),
    };
    let area = layout::overlay(
        app.size,
        columns * COLUMN + 8,
        (rows as u16 + 5).max(8),
        Upper::Middle,
    );
    let inner = framed(frame.buffer_mut(), area, &title, "Esc closes", theme);
    let list = ratatui::layout::Rect {
        y: inner.y + 1,
        height: inner.height.saturating_sub(3),
        ..inner
    };
    let most = rows.saturating_sub(usize::from(list.height));
    let scroll = usize::from(help.scroll).min(most);
    for (index, column) in laid.iter().enumerate() {
        let x = list.x + index as u16 * COLUMN;
        for (row, line) in column
            .iter()
            .skip(scroll)
            .take(usize::from(list.height))
            .enumerate()
        {
            let wide = WIDE.min(list.right().saturating_sub(x));
            frame.buffer_mut().set_line(x, list.y + row as u16, line, wide);
        }
    }
    if laid.iter().all(Vec::is_empty) {
        paint::left(
            frame.buffer_mut(),
            list,
            &Line::styled("No key that works now matches.", theme.dim),
        );
    }
    let foot = inner.bottom().saturating_sub(1);
    divider(frame.buffer_mut(), area, foot.saturating_sub(1), theme);
    let filter = help.filter.text();
    let more = most.saturating_sub(scroll);
    let line = if filter.is_empty() {
        let more = if more > 0 {
            format!("   {more} more rows")
        } else {
            String::new()
        };
        Line::styled(
            format!("type to filter   only keys that work now are listed{more}"),
            theme.dim,
        )
    } else {
        Line::from(vec![
            Span::styled("filter ", theme.dim),
            Span::styled(paint::clean(&filter), theme.strong),
        ])
    };
    let place = ratatui::layout::Rect {
        y: foot,
        height: 1,
        ..inner
    };
    paint::left(frame.buffer_mut(), place, &line);
    let column = if filter.is_empty() {
        0
    } else {
        7 + help.filter.cursor_cell().0
    };
    frame.set_cursor_position((place.x + column.min(place.width), foot));
}

/// Lays the groups into columns of about one height; a group that goes on says so.
fn lay(groups: &[Group], columns: usize, theme: &Theme) -> Vec<Vec<Line<'static>>> {
    let groups: Vec<(&str, Vec<Vec<Line<'static>>>)> = groups
        .iter()
        .map(|group| {
            let rows = group.rows.iter().map(|(keys, help)| row(keys, help, theme));
            (group.title, rows.collect())
        })
        .collect();
    let total: usize = groups
        .iter()
        .map(|(_, rows)| rows.iter().map(Vec::len).sum::<usize>() + 3)
        .sum();
    let target = total.div_ceil(columns.max(1)).max(8);
    let mut done: Vec<Vec<Line<'static>>> = Vec::new();
    let mut column: Vec<Line<'static>> = Vec::new();
    let heading = |column: &mut Vec<Line<'static>>, title: String| {
        if !column.is_empty() {
            column.push(Line::default());
        }
        column.push(Line::styled(title, theme.strong));
        let rule = theme.glyphs.light.repeat(usize::from(COLUMN) - 4);
        column.push(Line::styled(rule, theme.rule));
    };
    for (title, rows) in groups {
        let room_left = done.len() + 1 < columns;
        if room_left && !column.is_empty() && column.len() + 5 > target {
            done.push(std::mem::take(&mut column));
        }
        heading(&mut column, title.to_owned());
        let count = rows.len();
        for (index, lines) in rows.into_iter().enumerate() {
            let left = count - index;
            if column.len() >= target && left > 2 && done.len() + 1 < columns {
                done.push(std::mem::take(&mut column));
                heading(&mut column, format!("{title}, more"));
            }
            column.extend(lines);
        }
    }
    done.push(column);
    done
}

/// Keys, and beside them what they do, in as many rows as it takes; under them where they leave too little room.
fn row(keys: &str, help: &str, theme: &Theme) -> Vec<Line<'static>> {
    let keys = paint::glyphs(keys, theme);
    let help = match theme.glyphs.set {
        GlyphSet::Unicode => help.to_owned(),
        GlyphSet::Ascii => help.replace('∑', "its sign"),
    };
    let from = (paint::width(&keys) + 1).max(KEYS);
    let (mut lines, from) = if from + LEAST > WIDE {
        let keys = paint::wrap(&keys, WIDE).into_iter();
        (keys.map(|row| Line::styled(row, theme.strong)).collect(), KEYS)
    } else {
        (Vec::new(), from)
    };
    let mut beside = if lines.is_empty() { keys } else { String::new() };
    for words in paint::wrap(&help, WIDE - from) {
        let gap = from.saturating_sub(paint::width(&beside));
        lines.push(Line::from(vec![
            Span::styled(std::mem::take(&mut beside), theme.strong),
            Span::raw(" ".repeat(usize::from(gap))),
            Span::styled(words, theme.dim),
        ]));
    }
    lines
}
