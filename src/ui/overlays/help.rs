//! The keys that work now, in as many columns of 30 as fit.

use ratatui::Frame;
use ratatui::text::{Line, Span};

use super::{divider, framed};
use crate::app::App;
use crate::app::layout::{self, Upper};
use crate::app::overlays::help::{Group, Help};
use crate::ui::paint;
use crate::ui::theme::Theme;

const COLUMN: u16 = 33;
const KEYS: usize = 11;

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
            let wide = (COLUMN - 2).min(list.right().saturating_sub(x));
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
    let total: usize = groups.iter().map(|group| group.rows.len() + 3).sum();
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
    for group in groups {
        let room_left = done.len() + 1 < columns;
        if room_left && !column.is_empty() && column.len() + 5 > target {
            done.push(std::mem::take(&mut column));
        }
        heading(&mut column, group.title.to_owned());
        for (index, (keys, help)) in group.rows.iter().enumerate() {
            let left = group.rows.len() - index;
            if column.len() >= target && left > 2 && done.len() + 1 < columns {
                done.push(std::mem::take(&mut column));
                heading(&mut column, format!("{}, more", group.title));
            }
            let keys = paint::glyphs(keys, theme);
            let gap = KEYS.saturating_sub(usize::from(paint::width(&keys))).max(1);
            column.push(Line::from(vec![
                Span::styled(keys, theme.strong),
                Span::raw(" ".repeat(gap)),
                Span::styled((*help).to_owned(), theme.dim),
            ]));
        }
    }
    done.push(column);
    done
}
