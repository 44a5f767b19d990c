//! What a bank was before: a row a version, or one of them beside the bank as it is.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{foot, framed};
use crate::app::App;
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::layout::{self, Upper};
use crate::app::overlays::bank_versions::BankVersions;
use crate::app::screens::Screen;
use crate::app::screens::banks::{Looked, Versions};
use crate::domain::bank::edit::Version;
use crate::ui::paint;
use crate::ui::screens::banks::compared;
use crate::ui::theme::Theme;

/// Columns of the box at most.
const WIDE: u16 = 96;

pub fn render(frame: &mut Frame, app: &App, at: BankVersions, theme: &Theme) {
    let Screen::Banks(screen) = app.screen() else {
        return;
    };
    let Some(versions) = &screen.versions else { return };
    let most = layout::overlay(app.size, WIDE, app.size.height, Upper::Middle);
    let width = most.width.saturating_sub(6);
    let lines = match &versions.looked {
        Some(looked) => looked_at(looked, width, theme),
        None => listed(versions, at.cursor, width, theme),
    };
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let area = layout::overlay(app.size, WIDE, rows.saturating_add(5).max(9), Upper::Middle);
    let title = match &versions.looked {
        Some(_) => format!("{}, then and now", versions.bank),
        None => format!("What {} was before", versions.bank),
    };
    let inner = framed(frame.buffer_mut(), area, &paint::clean(&title), "Esc back", theme);
    let list = Rect {
        y: inner.y + 1,
        height: inner.height.saturating_sub(3),
        ..inner
    };
    let last = rows.saturating_sub(list.height);
    let scroll = match &versions.looked {
        Some(_) => at.scroll.min(last),
        None => u16::try_from(at.cursor + 2)
            .unwrap_or(u16::MAX)
            .saturating_sub(list.height)
            .min(last),
    };
    let more = paint::lines(frame.buffer_mut(), list, &lines, scroll);
    let empty = versions.list.as_ref().is_none_or(Vec::is_empty);
    if versions.looked.is_none() && !empty {
        let y = u16::try_from(at.cursor)
            .unwrap_or(u16::MAX)
            .saturating_sub(scroll);
        frame.set_cursor_position((list.x, list.y + y.min(list.height.saturating_sub(1))));
    }
    let foot = foot(frame.buffer_mut(), area, inner, theme);
    let mut keys = Vec::new();
    let wishes = [(Action::Open, "look"), (Action::BringBack, "bring it back")];
    for (action, words) in wishes {
        let wanted = !empty && (action != Action::Open || versions.looked.is_none());
        if let Some(key) = app.keymap.key_of(action, &[Context::BankVersions], app)
            && wanted
        {
            keys.push(Span::styled(key, theme.strong));
            keys.push(Span::styled(format!(" {words}   "), theme.dim));
        }
    }
    paint::left(frame.buffer_mut(), foot, &Line::from(keys));
    if more > 0 {
        let words = format!("{} {more} more rows", theme.glyphs.dots);
        paint::right(frame.buffer_mut(), foot, &Line::styled(words, theme.dim));
    }
}

fn wrapped(words: &str, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let rows = paint::wrap(words, width);
    rows.into_iter()
        .map(|row| Line::styled(row, theme.text))
        .collect()
}

fn listed(versions: &Versions, cursor: usize, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let Some(list) = &versions.list else {
        return vec![Line::styled("Reading them \u{2026}", theme.text)];
    };
    if list.is_empty() {
        let words = "No version yet. Whenever your own bank is changed here, what it was before is kept: the \
                     newest twenty.";
        return wrapped(words, width, theme);
    }
    let row = |(at, version): (usize, &Version)| {
        let here = at == cursor;
        let zone = versions.zone.clone();
        let time = version
            .at
            .to_zoned_datetime(zone)
            .strftime("%-d %b %H:%M:%S")
            .to_string();
        let mark = if here { theme.glyphs.cursor } else { " " };
        let words = if version.conflict {
            format!("not saved then: {}", version.changed)
        } else {
            version.changed.clone()
        };
        let words = paint::clean(&words);
        let style = if here { theme.strong } else { theme.text };
        let room = width.saturating_sub(19);
        Line::from(vec![
            Span::styled(format!("{mark} "), theme.strong),
            Span::styled(format!("{time:>15}  "), theme.dim),
            Span::styled(paint::cut(&words, room, theme), style),
        ])
    };
    list.iter().enumerate().map(row).collect()
}

fn looked_at(looked: &Looked, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (id, then, now) in &looked.questions {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        let words = match (then.is_null(), now.is_null()) {
            (true, _) => format!("{id} was not there yet"),
            (_, true) => format!("{id} is not there any more"),
            _ => id.clone(),
        };
        lines.push(Line::styled(paint::clean(&words), theme.strong));
        lines.extend(compared(then, now, ("then", "now"), width, theme));
    }
    if lines.is_empty() {
        lines = wrapped("Its questions were as they are now.", width, theme);
    }
    lines
}
