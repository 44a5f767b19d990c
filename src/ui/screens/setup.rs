//! Setup: a form, and beside it what will be drawn, without naming a question.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::layout::{self, Page};
use crate::app::screens::setup::{DRAWS, EXTRA, Row, SCORES, Setup};
use crate::domain::bank::Difficulty;
use crate::domain::draw::{Draw, Drawn};
use crate::domain::loops::{Pressure, ScoreAfter};
use crate::ui::View;
use crate::ui::paint::{self, Focus};
use crate::ui::skeleton::{self, Crumb};
use crate::ui::theme::Theme;

const VALUE: u16 = 17;
const FORM: u16 = 76;

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &Setup, view: &View) {
    let theme = &view.theme;
    let buffer = frame.buffer_mut();
    let now = app.now.wall.strftime("%a %-d %b %Y, %H:%M").to_string();
    skeleton::title(
        buffer,
        page.title,
        &[
            Crumb::new("hotseat", theme.dim),
            Crumb::new("New interview", theme.strong),
        ],
        &vec![Line::styled(now, theme.dim)],
        theme,
    );
    paint::rule(buffer, page.rule, theme.glyphs.light, theme.rule);
    let (form, side) = if page.body.width + 4 >= layout::THREE_PANES {
        let (form, side) = layout::split(page.body, FORM, layout::GUTTER);
        (form, Some(side))
    } else {
        (page.body, None)
    };
    if screen.plan.is_none() {
        let words = match &app.data.banks {
            None => "Reading the banks …",
            Some(_) => "No loop can be held with the banks there are; `hotseat bank check` says why.",
        };
        paint::left(buffer, layout::row_of(form, 1), &Line::styled(words, theme.text));
        return;
    }
    let cursor = form_rows(buffer, form, page.roomy, app, screen, theme);
    if let Some(side) = side {
        explain(buffer, side, page.roomy, app, screen, theme);
    }
    frame.set_cursor_position((form.x, cursor));
}

/// Paints the form; returns the row of the cursor.
fn form_rows(buffer: &mut Buffer, area: Rect, roomy: bool, app: &App, screen: &Setup, theme: &Theme) -> u16 {
    let gap = u16::from(roomy);
    let mut y = area.y + gap;
    let mut cursor = y;
    let rows = screen.rows();
    for (index, row) in rows.iter().enumerate() {
        let line = Rect {
            y,
            height: u16::from(y < area.bottom()),
            ..area
        };
        let here = index == screen.cursor;
        if here {
            cursor = y;
            paint::surface(buffer, line, theme.select);
            buffer.set_string(
                line.x,
                y.min(area.bottom().saturating_sub(1)),
                theme.glyphs.cursor,
                theme.strong,
            );
        }
        let focus = Focus::when(here);
        let (label, value, aside) = cells(*row, app, screen, focus, theme);
        let place = |column: u16| Rect {
            x: line.x + column,
            width: line.width.saturating_sub(column),
            ..line
        };
        paint::left(
            buffer,
            place(2),
            &Line::styled(label, if here { theme.text } else { theme.dim }),
        );
        let bracketed = !matches!(row, Row::Topics | Row::Seed);
        paint::left(buffer, place(VALUE - u16::from(bracketed)), &value);
        y += 1;
        if let Some(aside) = aside {
            let line = Rect {
                y,
                height: u16::from(y < area.bottom()),
                ..area
            };
            let place = Rect {
                x: line.x + VALUE,
                width: line.width.saturating_sub(VALUE),
                ..line
            };
            paint::left(buffer, place, &Line::styled(aside, theme.dim));
            y += 1;
        }
        let next_is_round = matches!(rows.get(index + 1), Some(Row::Round(_)));
        if !(matches!(row, Row::Round(_)) && next_is_round) {
            y += gap;
        }
    }
    if !roomy && y + 1 < area.bottom() {
        y += 1;
    }
    let line = Rect {
        y,
        height: u16::from(y < area.bottom()),
        ..area
    };
    let label = Rect {
        x: line.x + 2,
        width: line.width.saturating_sub(2),
        ..line
    };
    paint::left(buffer, label, &Line::styled("Enter", theme.strong));
    let value = Rect {
        x: line.x + VALUE,
        width: line.width.saturating_sub(VALUE),
        ..line
    };
    match &screen.drawn {
        Some(Ok(drawn)) => {
            let text = format!("starts: {}", summary(drawn, screen.extra, app));
            paint::left(
                buffer,
                value,
                &Line::styled(paint::cut(&text, value.width, theme), theme.text),
            );
        }
        Some(Err(sentence)) => {
            for (row, words) in paint::wrap(&format!("! {}", paint::clean(sentence)), value.width)
                .into_iter()
                .enumerate()
            {
                let place = Rect {
                    y: value.y + row as u16,
                    height: u16::from(value.y + (row as u16) < area.bottom()),
                    ..value
                };
                paint::left(buffer, place, &Line::styled(words, theme.strong));
            }
        }
        None => {}
    }
    cursor
}

fn cells(
    row: Row,
    app: &App,
    screen: &Setup,
    focus: Focus,
    theme: &Theme,
) -> (String, Line<'static>, Option<&'static str>) {
    let chips = |values: &[&str], chosen: usize| paint::chips(values, chosen, focus, theme);
    match row {
        Row::Loop => {
            let names: Vec<String> = screen
                .loops
                .iter()
                .map(|known| paint::clean(known.name()))
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            ("Loop".to_owned(), chips(&names, screen.chosen), None)
        }
        Row::Round(index) => {
            let label = if index == 0 { "Rounds" } else { "" };
            let Some(round) = screen.plan.as_ref().and_then(|plan| plan.rounds.get(index)) else {
                return (label.to_owned(), Line::default(), None);
            };
            let on = !screen.off.contains(&index);
            let questions = screen
                .drawn
                .as_ref()
                .and_then(|drawn| drawn.as_ref().ok())
                .filter(|_| on)
                .and_then(|drawn| {
                    let at = index - screen.off.iter().filter(|off| **off < index).count();
                    drawn.rounds.get(at).map(|round| round.questions.len())
                });
            let bar = (round.minutes / 5.0).round().clamp(1.0, 18.0) as usize;
            let box_text = if on {
                theme.glyphs.tick_on
            } else {
                theme.glyphs.tick_off
            };
            let mut spans = vec![
                Span::styled(format!(" {box_text} "), theme.text),
                Span::styled(format!("{:<14}", round.round.title()), theme.text),
                Span::styled(format!("{:>4} min  ", round.minutes.round()), theme.text),
                Span::styled(theme.glyphs.heavy.repeat(bar), theme.accent(Some(round.round))),
            ];
            if let Some(count) = questions {
                spans.push(Span::styled(
                    format!("  {}", count_of(count, "question")),
                    theme.text,
                ));
            }
            (label.to_owned(), Line::from(spans), None)
        }
        Row::Topics => {
            let topics = screen.topics(&app.data);
            let line = match &screen.topic {
                None => {
                    let some: Vec<String> = topics.iter().take(3).map(|topic| paint::clean(topic)).collect();
                    Line::from(vec![
                        Span::styled(format!("all {}", topics.len()), theme.strong),
                        Span::styled(
                            format!("   choose: {}, {}", some.join(", "), theme.glyphs.dots),
                            theme.dim,
                        ),
                    ])
                }
                Some(topic) => Line::from(vec![
                    Span::styled(paint::clean(topic), theme.strong),
                    Span::styled("   only", theme.dim),
                ]),
            };
            ("Topics".to_owned(), line, None)
        }
        Row::Difficulty => {
            let at = match screen.difficulty {
                Some(Difficulty::Easy) => 0,
                Some(Difficulty::Medium) => 1,
                None => 2,
                Some(Difficulty::Hard) => 3,
            };
            (
                "Difficulty".to_owned(),
                chips(&["easy", "medium", "mixed", "hard"], at),
                None,
            )
        }
        Row::Draw => {
            let at = DRAWS.iter().position(|draw| *draw == screen.draw).unwrap_or(0);
            let aside = match screen.draw {
                Draw::Balanced => "prefers unseen, then longest ago; mixes topics",
                Draw::Due => "what is due comes first",
                Draw::Weakest => "lowest last scores first",
                Draw::Random => "anything that fits",
            };
            (
                "Draw".to_owned(),
                chips(&["balanced", "weakest", "random"], at),
                Some(aside),
            )
        }
        Row::Pressure => {
            let strict = screen.pressure == Pressure::Strict;
            let aside = if strict {
                "time up locks the answer; no pauses"
            } else {
                "overtime counts and is recorded"
            };
            (
                "Pressure".to_owned(),
                chips(&["relaxed", "strict"], usize::from(strict)),
                Some(aside),
            )
        }
        Row::ScoreAfter => {
            let at = SCORES
                .iter()
                .position(|known| *known == screen.score_after)
                .unwrap_or(0);
            let names: Vec<&str> = SCORES
                .iter()
                .map(|known| match known {
                    ScoreAfter::Round => "round",
                    ScoreAfter::Question => "question",
                    ScoreAfter::Loop => "loop",
                })
                .collect();
            ("Score after".to_owned(), chips(&names, at), None)
        }
        Row::Extra => {
            let mut names = vec!["none".to_owned()];
            names.extend(EXTRA.iter().skip(1).map(|factor| format!("{factor}x")));
            let at = EXTRA
                .iter()
                .position(|factor| (factor - screen.extra).abs() < 1e-9);
            if at.is_none() {
                names.push(format!("{}x", screen.extra));
            }
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            (
                "Extra time".to_owned(),
                chips(&names, at.unwrap_or(EXTRA.len())),
                None,
            )
        }
        Row::Seed => (
            "Seed".to_owned(),
            Line::from(vec![
                Span::styled(format!("{:<19}", screen.seed), theme.strong),
                Span::styled("same seed, same history, same questions", theme.dim),
            ]),
            None,
        ),
    }
}

fn count_of(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

fn totals(drawn: &Drawn, extra: f64) -> (usize, usize, f64) {
    let questions = drawn.rounds.iter().map(|round| round.questions.len()).sum();
    let minutes: f64 = drawn.rounds.iter().map(|round| round.minutes).sum::<f64>() * extra;
    (drawn.rounds.len(), questions, minutes)
}

fn ends_about(minutes: f64, app: &App) -> String {
    app.now
        .wall
        .checked_add(jiff::SignedDuration::from_secs((minutes * 60.0) as i64))
        .map(|end| end.strftime("%H:%M").to_string())
        .unwrap_or_default()
}

fn summary(drawn: &Drawn, extra: f64, app: &App) -> String {
    let (rounds, questions, minutes) = totals(drawn, extra);
    format!(
        "{}, {}, {} min, ends about {}",
        count_of(rounds, "round"),
        count_of(questions, "question"),
        minutes.round(),
        ends_about(minutes, app)
    )
}

fn explain(buffer: &mut Buffer, area: Rect, roomy: bool, app: &App, screen: &Setup, theme: &Theme) {
    paint::left(
        buffer,
        layout::row_of(area, 0),
        &Line::styled("What will be drawn", theme.dim),
    );
    paint::rule(buffer, layout::row_of(area, 1), theme.glyphs.light, theme.rule);
    let mut y = area.y + 2 + u16::from(roomy);
    let mut put = |line: Line<'static>| {
        if y < area.bottom() {
            paint::left(buffer, Rect { y, height: 1, ..area }, &line);
        }
        y += 1;
    };
    let Some(Ok(drawn)) = &screen.drawn else {
        put(Line::styled("Nothing yet: change the form.", theme.dim));
        return;
    };
    let (rounds, questions, minutes) = totals(drawn, screen.extra);
    put(Line::from(vec![
        Span::styled(format!("{:<13}", count_of(rounds, "round")), theme.strong),
        Span::styled(format!("{:<15}", count_of(questions, "question")), theme.strong),
        Span::styled(format!("{} min", minutes.round()), theme.strong),
    ]));
    put(Line::styled(
        format!("ends about {}, with no breaks", ends_about(minutes, app)),
        theme.text,
    ));
    put(Line::default());
    for round in &drawn.rounds {
        put(Line::from(vec![
            Span::styled(
                format!("{} ", theme.glyphs.swatch),
                theme.accent(Some(round.round)),
            ),
            Span::styled(round.round.title(), theme.text),
        ]));
        let mut same: Vec<(String, usize)> = Vec::new();
        for question in &round.questions {
            let text = format!(
                "{} min, {}",
                question.minutes.round(),
                paint::clean(&question.reason)
            );
            match same.iter_mut().find(|(known, _)| *known == text) {
                Some((_, count)) => *count += 1,
                None => same.push((text, 1)),
            }
        }
        for (text, count) in same {
            let text = format!("  {count} x {text}");
            put(Line::styled(paint::cut(&text, area.width, theme), theme.dim));
        }
    }
    put(Line::default());
    for words in paint::wrap("The questions stay hidden: it is an interview.", area.width) {
        put(Line::styled(words, theme.text));
    }
    for note in &drawn.notes {
        put(Line::default());
        for words in paint::wrap(&format!("! {}", paint::clean(note)), area.width) {
            put(Line::styled(words, theme.text));
        }
    }
}
