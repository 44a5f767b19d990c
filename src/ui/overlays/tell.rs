//! The stories for the question in hand, those that fit it first.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{divider, framed};
use crate::app::App;
use crate::app::layout::{self, Upper};
use crate::app::overlays::tell::{Offer, Tell, offers};
use crate::domain::clock;
use crate::domain::story::shown;
use crate::ui::paint;
use crate::ui::theme::Theme;

/// Rows of the box without its list: border, divider, what is said and the keys.
const FRAME: u16 = 5;

pub fn render(frame: &mut Frame, app: &App, tell: Tell, theme: &Theme) {
    let offers = offers(&app.data);
    let wanted = u16::try_from(offers.len() * 2).unwrap_or(u16::MAX);
    let most = app.size.height.saturating_sub(6).max(FRAME + 2);
    let area = layout::overlay(
        app.size,
        72,
        wanted.saturating_add(FRAME).min(most),
        Upper::Middle,
    );
    let inner = framed(
        frame.buffer_mut(),
        area,
        "Begin with a story",
        "Esc not now",
        theme,
    );
    let list = Rect {
        height: inner.height.saturating_sub(3),
        ..inner
    };
    let visible = usize::from(list.height / 2).max(1);
    let cursor = tell.cursor.min(offers.len().saturating_sub(1));
    let first = (cursor + 1).saturating_sub(visible);
    for (row, (index, offer)) in offers.iter().enumerate().skip(first).take(visible).enumerate() {
        let y = list.y + 2 * row as u16;
        let full = Rect {
            x: area.x + 1,
            y,
            width: area.width.saturating_sub(2),
            height: 2.min(list.bottom().saturating_sub(y)),
        };
        offered(frame, full, list, offer, index == cursor, theme);
        if index == cursor {
            frame.set_cursor_position((inner.x, y));
        }
    }
    let foot = inner.bottom().saturating_sub(2);
    divider(frame.buffer_mut(), area, foot.saturating_sub(1), theme);
    let said = Line::styled(
        paint::cut(
            "Copied into empty parts; where you wrote already it comes below.",
            inner.width,
            theme,
        ),
        theme.dim,
    );
    paint::left(frame.buffer_mut(), layout::row_of(below(inner, foot), 0), &said);
    let mut keys = vec![
        Span::styled("Enter", theme.strong),
        Span::styled(" begin with it", theme.dim),
    ];
    let more = offers.len().saturating_sub(first + visible);
    if more > 0 {
        keys.push(Span::styled(
            format!("   {} {more} more", theme.glyphs.dots),
            theme.dim,
        ));
    }
    paint::left(
        frame.buffer_mut(),
        layout::row_of(below(inner, foot), 1),
        &Line::from(keys),
    );
}

fn below(area: Rect, y: u16) -> Rect {
    Rect {
        y,
        height: area.bottom().saturating_sub(y),
        ..area
    }
}

fn offered(frame: &mut Frame, full: Rect, list: Rect, offer: &Offer, here: bool, theme: &Theme) {
    let buffer = frame.buffer_mut();
    if here {
        paint::surface(buffer, full, theme.select);
        paint::text(buffer, full.x, full.y, theme.glyphs.cursor, 1, theme.strong);
    }
    let line = |row: u16| Rect {
        y: full.y + row,
        height: u16::from(row < full.height),
        ..list
    };
    let style = if here { theme.strong } else { theme.text };
    let time = format!("{} to tell", clock::short(shown(offer.speaking)));
    let room = list.width.saturating_sub(paint::width(&time) + 2);
    let name = paint::cut(&offer.name, room, theme);
    paint::left(buffer, line(0), &Line::styled(name, style));
    paint::right(buffer, line(0), &Line::styled(time, theme.dim));
    let used = if offer.here {
        "in this answer".to_owned()
    } else {
        used(offer.used)
    };
    let fits = match offer.fits {
        0 => "does not fit".to_owned(),
        _ => "fits".to_owned(),
    };
    let fact = format!("{fits}, {used}");
    let room = list.width.saturating_sub(paint::width(&fact) + 4);
    let names = paint::cut(&paint::clean(&offer.competencies.join(", ")), room, theme);
    paint::left(buffer, line(1), &Line::styled(format!("  {names}"), theme.dim));
    paint::right(buffer, line(1), &Line::styled(fact, theme.dim));
}

/// Says how often a story was told.
pub fn used(times: usize) -> String {
    match times {
        0 => "never used".to_owned(),
        n => format!("used {n}x"),
    }
}
