//! Topics by round, with how many questions each has.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{divider, framed};
use crate::app::App;
use crate::app::layout::{self, Upper};
use crate::app::overlays::topics::Topics;
use crate::app::screens::Screen;
use crate::app::screens::setup::TopicRow;
use crate::domain::words::counted;
use crate::ui::paint;
use crate::ui::theme::Theme;

/// A row of the list.
enum Place {
    /// A round; which it is.
    Head(usize),
    Topic(usize),
    Blank,
}

pub fn render(frame: &mut Frame, app: &App, topics: &Topics, theme: &Theme) {
    let Screen::Setup(setup) = app.screen() else {
        return;
    };
    let rows = setup.topics(&app.data);
    let cursor = topics.cursor.min(rows.len().saturating_sub(1));
    let places = lay(&rows);
    let area = layout::overlay(app.size, 62, places.len() as u16 + 6, Upper::Middle);
    let inner = framed(
        frame.buffer_mut(),
        area,
        "Topics to ask",
        "Enter goes back",
        theme,
    );
    let list = Rect {
        y: inner.y + 1,
        height: inner.height.saturating_sub(3),
        ..inner
    };
    let view = usize::from(list.height);
    let focused = places
        .iter()
        .position(|place| matches!(place, Place::Topic(index) if *index == cursor))
        .unwrap_or(0);
    // The head above the first topic stays in sight.
    let from = (focused + 1 + view / 3)
        .saturating_sub(view)
        .min(places.len().saturating_sub(view))
        .min(focused.saturating_sub(1));
    for (y, place) in places.iter().skip(from).take(view).enumerate() {
        let line = layout::row_of(list, y as u16);
        match place {
            Place::Head(index) => head(frame, line, &rows, *index, theme),
            Place::Topic(index) => {
                let full = Rect {
                    x: area.x + 1,
                    width: area.width.saturating_sub(2),
                    ..line
                };
                topic(frame, full, line, &rows[*index], *index == cursor, theme);
                if *index == cursor {
                    frame.set_cursor_position((line.x + 1, line.y));
                }
            }
            Place::Blank => {}
        }
    }
    let more = places.len().saturating_sub(from + view);
    let foot = inner.bottom().saturating_sub(1);
    divider(frame.buffer_mut(), area, foot.saturating_sub(1), theme);
    let foot = Rect {
        y: foot,
        height: 1,
        ..inner
    };
    // What is too little is seen before going back.
    let fact = if matches!(setup.drawn, Some(Err(_))) {
        Line::styled("! too few questions", theme.strong)
    } else if more > 0 {
        Line::styled(format!("{} {more} more rows", theme.glyphs.dots), theme.dim)
    } else {
        Line::default()
    };
    let mut keys = vec![
        Span::styled("Space", theme.strong),
        Span::styled(" ask it or not", theme.dim),
    ];
    let all = [
        Span::styled("   a", theme.strong),
        Span::styled(" all topics", theme.dim),
    ];
    let wide = |spans: &[Span]| spans.iter().map(Span::width).sum::<usize>();
    let room = usize::from(foot.width).saturating_sub(wide(&keys) + fact.width() + 2);
    if rows.iter().any(|row| row.chosen) && wide(&all) <= room {
        keys.extend(all);
    }
    paint::left(frame.buffer_mut(), foot, &Line::from(keys));
    paint::right(frame.buffer_mut(), foot, &fact);
}

fn lay(rows: &[TopicRow]) -> Vec<Place> {
    let mut places = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let first = index == 0 || rows[index - 1].round != row.round;
        if first && index > 0 {
            places.push(Place::Blank);
        }
        if first {
            places.push(Place::Head(index));
        }
        places.push(Place::Topic(index));
    }
    places
}

fn head(frame: &mut Frame, line: Rect, rows: &[TopicRow], index: usize, theme: &Theme) {
    let round = rows[index].round;
    let of_round: Vec<&TopicRow> = rows.iter().filter(|row| row.round == round).collect();
    let chosen = of_round.iter().filter(|row| row.chosen).count();
    let minutes: f64 = of_round
        .iter()
        .filter(|row| row.chosen || chosen == 0)
        .map(|row| row.minutes)
        .sum();
    let topics = match chosen {
        0 => format!("all {}", of_round.len()),
        _ => format!("{chosen} of {}", of_round.len()),
    };
    let fact = format!("{topics}, {} min", minutes.round());
    let words = Line::from(vec![
        Span::styled(format!("{} ", theme.glyphs.swatch), theme.accent(Some(round))),
        Span::styled(round.title(), theme.strong),
    ]);
    paint::left(frame.buffer_mut(), line, &words);
    paint::right(frame.buffer_mut(), line, &Line::styled(fact, theme.dim));
}

fn topic(frame: &mut Frame, full: Rect, line: Rect, row: &TopicRow, here: bool, theme: &Theme) {
    let buffer = frame.buffer_mut();
    if here {
        paint::surface(buffer, full, theme.select);
        buffer.set_string(full.x, full.y, theme.glyphs.cursor, theme.strong);
    }
    let tick = if row.chosen {
        theme.glyphs.tick_on
    } else {
        theme.glyphs.tick_off
    };
    let style = if here { theme.strong } else { theme.text };
    let count = counted(row.questions, "question");
    let room = line.width.saturating_sub(paint::width(&count) + 6);
    let name = paint::cut(&paint::clean(&row.name), room, theme);
    paint::left(buffer, line, &Line::styled(format!("{tick} {name}"), style));
    paint::right(buffer, line, &Line::styled(count, theme.dim));
}
