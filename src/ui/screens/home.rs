//! Home: one list, one table, one row; for a stranger the first question in the place of table and row.

mod offer;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::data::Data;
use crate::app::layout::Page;
use crate::app::screens::home::{Home, Item, last_over};
use crate::domain::bank::RoundKind;
use crate::domain::catalog::{Catalog, Entry, Origin};
use crate::domain::diary::in_how_long;
use crate::domain::drill::SITTING;
use crate::domain::next_step::next_best;
use crate::domain::score::{self, shown};
use crate::domain::stats;
use crate::domain::words::counted;
use crate::ui::paint;
use crate::ui::skeleton::{self, Crumb};
use crate::ui::theme::Theme;
use crate::ui::{View, widgets::bars};

/// Column of the facts and of the third column, from the page's left edge.
const FACT: u16 = 27;
const THIRD: u16 = 42;
const FOURTH: u16 = 66;

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &Home, view: &View) {
    let theme = &view.theme;
    let buffer = frame.buffer_mut();
    skeleton::title(
        buffer,
        page.title,
        &[Crumb::new("hotseat", theme.strong)],
        &day(app, theme),
        theme,
    );
    paint::rule(buffer, page.rule, theme.glyphs.light, theme.rule);
    let items = Home::items(&app.data);
    let cursor = screen.cursor.min(items.len().saturating_sub(1));
    let step: u16 = if app.size.height >= 36 { 2 } else { 1 };
    let mut y = page.body.y + u16::from(page.roomy);
    let wide = page.body.width + 4 >= crate::app::layout::TWO_PANES;
    for (index, item) in items.iter().enumerate() {
        let row = Rect {
            y,
            height: 1,
            ..page.body
        };
        if y >= page.body.bottom() {
            return;
        }
        let chosen = index == cursor;
        if chosen {
            paint::surface(buffer, row, theme.select);
            buffer.set_string(row.x, y, theme.glyphs.cursor, theme.strong);
        }
        let (name, fact, third) = words(*item, app, theme);
        let style = if chosen { theme.strong } else { theme.text };
        let quiet = if chosen { theme.text } else { theme.dim };
        buffer.set_string(row.x + 2, y, name, style);
        at(
            buffer,
            row,
            FACT,
            &Line::styled(
                paint::cut(
                    &fact,
                    if wide { 37 } else { row.width.saturating_sub(FACT) },
                    theme,
                ),
                quiet,
            ),
        );
        if wide {
            at(buffer, row, FOURTH, &Line::styled(third, quiet));
        }
        if chosen {
            frame_cursor(buffer, row);
        }
        y += step;
    }
    y += if step == 2 {
        1
    } else {
        u16::from(page.body.height >= 18)
    };
    if items.first() == Some(&Item::First) {
        offer::render(buffer, page, app, y, theme);
    } else {
        y = rounds(buffer, page, app, y, wide, theme);
        y += 1 + u16::from(page.roomy);
        week(buffer, page, app, y, wide, theme);
    }
    frame.set_cursor_position((
        page.body.x,
        page.body.y + u16::from(page.roomy) + step * cursor as u16,
    ));
}

/// Returns the day and how far away the interview is; the day is the first to go.
fn day(app: &App, theme: &Theme) -> Vec<Line<'static>> {
    let today = app.now.wall.strftime("%a %-d %b %Y").to_string();
    let coming = app
        .data
        .diary
        .as_ref()
        .and_then(|diary| diary.coming(stats::practice_day(&app.now.wall)));
    let Some((_, days)) = coming else {
        return vec![Line::styled(today, theme.dim)];
    };
    let interview = format!("interview {}", in_how_long(days));
    vec![
        Line::styled(format!("{today}   {interview}"), theme.dim),
        Line::styled(interview, theme.dim),
    ]
}

fn frame_cursor(_: &mut ratatui::buffer::Buffer, _: Rect) {}

fn at(buffer: &mut ratatui::buffer::Buffer, row: Rect, column: u16, line: &Line) {
    let area = Rect {
        x: row.x + column.min(row.width),
        width: row.width.saturating_sub(column),
        ..row
    };
    paint::left(buffer, area, line);
}

fn words(item: Item, app: &App, theme: &Theme) -> (&'static str, String, String) {
    let data = &app.data;
    match item {
        Item::First => (
            "Your first question",
            format!("easy, ML theory, {}", offer::minutes(app)),
            "then its debrief, step by step".to_owned(),
        ),
        Item::Start => match &data.banks {
            None => (
                "Start an interview",
                "reading the banks".to_owned(),
                String::new(),
            ),
            Some(banks) => {
                let chosen = data
                    .last_loop
                    .as_ref()
                    .and_then(|id| banks.loops.iter().find(|known| known.id == *id))
                    .or_else(|| banks.loops.first());
                let (name, length) = chosen.map_or((String::new(), String::new()), |known| {
                    (paint::clean(known.name()), length_of(known))
                });
                ("Start an interview", name, length)
            }
        },
        Item::Resume => {
            let (place, when) = data
                .resumable()
                .map_or((String::new(), String::new()), |summary| {
                    (
                        place_of(summary),
                        format!("left {}", when(data, app, summary.last_at.as_ref())),
                    )
                });
            ("Resume", place, when)
        }
        Item::Score => {
            let (what, when) = data.unscored().map_or((String::new(), String::new()), |summary| {
                let answers = match summary.to_score {
                    1 => "1 answer waits".to_owned(),
                    n => format!("{n} answers wait"),
                };
                (
                    format!("{}, {answers}", paint::clean(&summary.title)),
                    when(data, app, summary.last_at.as_ref()),
                )
            });
            ("Score", what, when)
        }
        Item::Drill => {
            let (fact, third) = drill(app);
            ("Drill what is due", fact, third)
        }
        Item::Review => {
            let fact = match data.sessions().len() {
                0 if data.history_problem.is_some() => String::new(),
                held => counted(held, "session"),
            };
            let last = last_over(data).map_or_else(String::new, |summary| {
                let score = summary.score.map(shown).unwrap_or_default();
                let rounds: Vec<Option<f64>> = summary.rounds.iter().map(|round| round.score).collect();
                let signal = score::signal(&rounds).map_or("", |given| given.signal.title());
                format!("last: {}, {score} {signal}", paint::clean(&summary.title))
            });
            let third = if data.history_problem.is_some() {
                "! could not be read".to_owned()
            } else {
                last.trim_end().to_owned()
            };
            ("Review past sessions", fact, third)
        }
        Item::Stories => {
            let stories = app.data.book.list().len();
            let fact = match stories {
                _ if !app.data.book.is_read() => String::new(),
                0 => "none yet".to_owned(),
                1 => "1 story".to_owned(),
                n => format!("{n} stories"),
            };
            let third = if app.data.book.problems.is_empty() {
                "for the culture round".to_owned()
            } else {
                "! could not be read".to_owned()
            };
            ("Stories", fact, third)
        }
        Item::Progress => {
            let (fact, third) = progress(app, theme);
            ("Progress", fact, third)
        }
        Item::Banks => {
            let fact = data.banks.as_ref().map_or_else(String::new, |banks| {
                let counts = banks.catalog.counts();
                format!("{} banks, {} questions", counts.banks, counts.questions)
            });
            let third = data
                .banks
                .as_ref()
                .map_or_else(String::new, |banks| match banks.problems.len() {
                    0 => yours(&banks.catalog),
                    1 => "! 1 problem: hotseat bank check".to_owned(),
                    n => format!("! {n} problems: hotseat bank check"),
                });
            ("Question banks", fact, third)
        }
    }
}

/// Returns how many questions of a catalog are the person's own, in words.
fn yours(catalog: &Catalog) -> String {
    let own = |entry: &&Entry| entry.origin != Origin::BuiltIn;
    match catalog.entries().iter().filter(own).count() {
        0 => "yours join in from the data folder".to_owned(),
        1 => "1 question of yours".to_owned(),
        count => format!("{count} questions of yours"),
    }
}

/// Returns how much is due and how long it takes.
fn drill(app: &App) -> (String, String) {
    let today = stats::practice_day(&app.now.wall);
    let Some(schedule) = app.data.schedule.as_ref() else {
        return (String::new(), String::new());
    };
    let waiting = schedule.waiting(today);
    let minutes = waiting.minutes.ceil() as u64;
    let about = match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("about {minutes} min"),
        (hours, 0) => format!("about {hours} h"),
        (hours, minutes) => format!("about {hours} h {minutes} min"),
    };
    match (waiting.questions, schedule.next_due(today)) {
        (0, None) => (
            "nothing is due yet".to_owned(),
            "what you answer comes back in time".to_owned(),
        ),
        (0, Some(next)) => {
            let days = today.until(next).map_or(0, |span| span.get_days());
            let next = in_how_long(u32::try_from(days).unwrap_or(0));
            ("nothing is due today".to_owned(), format!("again {next}"))
        }
        (questions, _) => {
            let fact = counted(questions, "question");
            let part = if waiting.minutes > SITTING {
                format!("{about}, {SITTING} at a time")
            } else {
                about
            };
            (fact, part)
        }
    }
}

/// Returns the two rounds that moved most, and since when.
fn progress(app: &App, theme: &Theme) -> (String, String) {
    let mut moved: Vec<(RoundKind, f64, f64)> = RoundKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let trend = stats::trend(app.data.sessions(), kind);
            Some((kind, trend.median?, trend.change.unwrap_or(0.0)))
        })
        .collect();
    moved.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
    if moved.is_empty() {
        return ("a median needs five scores".to_owned(), String::new());
    }
    let told: Vec<String> = moved
        .iter()
        .take(2)
        .map(|(kind, median, change)| {
            let glyph = match change {
                change if *change > 0.05 => theme.glyphs.up,
                change if *change < -0.05 => theme.glyphs.down,
                _ => "=",
            };
            format!("{} {} {glyph}", kind.title(), shown(*median))
        })
        .collect();
    (told.join(", "), "against the session before".to_owned())
}

/// Returns where a session stands; a loop that is named after its round is not named twice.
fn place_of(summary: &crate::domain::summary::SessionSummary) -> String {
    let title = paint::clean(&summary.title);
    if summary.place.starts_with(&title) {
        summary.place.clone()
    } else {
        format!("{title}, {}", summary.place)
    }
}

/// Returns how long a loop is: `1 question`, or `4 rounds, 3 h 45 min`.
fn length_of(known: &crate::domain::loops::Loop) -> String {
    let minutes = known.total_minutes().round() as u64;
    let time = match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    };
    match (
        known.rounds.len(),
        known.rounds.first().and_then(|round| round.questions),
    ) {
        (1, Some(1)) => format!("1 question, {time}"),
        (1, _) => format!("1 round, {time}"),
        (rounds, _) => format!("{rounds} rounds, {time}"),
    }
}

/// Returns a day as people say it.
fn when(_: &Data, app: &App, at: Option<&jiff::ZonedDateTime>) -> String {
    let Some(at) = at else { return String::new() };
    let days = stats::practice_day(&app.now.wall)
        .since(stats::practice_day(at))
        .map_or(0, |span| span.get_days());
    let time = at.strftime("%H:%M");
    match days {
        0 => format!("today {time}"),
        1 => format!("yesterday {time}"),
        _ => at.strftime("%-d %b, %H:%M").to_string(),
    }
}

fn rounds(
    buffer: &mut ratatui::buffer::Buffer,
    page: &Page,
    app: &App,
    mut y: u16,
    wide: bool,
    theme: &Theme,
) -> u16 {
    let row = |y: u16| Rect {
        y,
        height: u16::from(y < page.body.bottom()),
        ..page.body
    };
    let dim = |text: &str| Line::styled(text.to_owned(), theme.dim);
    at(buffer, row(y), 2, &Line::styled("Rounds", theme.strong));
    at(buffer, row(y), FACT, &dim("median"));
    at(
        buffer,
        row(y),
        THIRD,
        &dim(if wide { "last eight sessions" } else { "last eight" }),
    );
    if wide {
        at(buffer, row(y), FOURTH, &dim("weakest topic"));
    }
    let history = app.data.history.as_deref().unwrap_or_default();
    for kind in RoundKind::ALL {
        y += 1;
        let trend = stats::trend(history, kind);
        let name = Line::from(vec![
            Span::styled(format!("{} ", theme.glyphs.swatch), theme.accent(Some(kind))),
            Span::styled(kind.title(), theme.text),
        ]);
        at(buffer, row(y), 2, &name);
        let median = match (trend.median, trend.change) {
            (Some(median), Some(change)) => {
                let (glyph, amount) = if change > 0.05 {
                    (theme.glyphs.up, change)
                } else if change < -0.05 {
                    (theme.glyphs.down, -change)
                } else {
                    ("=", 0.0)
                };
                Line::from(vec![
                    Span::styled(shown(median), theme.strong),
                    Span::styled(format!("  {glyph} {amount:.1}"), theme.dim),
                ])
            }
            (Some(median), None) => Line::styled(shown(median), theme.strong),
            (None, _) => match trend.scores.len() {
                0 => dim(theme.glyphs.dash),
                1 => dim("1 score"),
                n => dim(&format!("{n} scores")),
            },
        };
        at(buffer, row(y), FACT, &median);
        let bars = bars::sparkline(&trend.scores, theme);
        at(
            buffer,
            row(y),
            THIRD,
            &Line::styled(
                if trend.scores.is_empty() {
                    theme.glyphs.dash.to_owned()
                } else {
                    bars
                },
                if trend.scores.is_empty() {
                    theme.dim
                } else {
                    theme.accent(Some(kind))
                },
            ),
        );
        if wide {
            let weakest = stats::weakest_topic(history, kind);
            let line = weakest.map_or_else(
                || dim(theme.glyphs.dash),
                |(topic, score)| {
                    Line::from(vec![
                        Span::styled(paint::clean(&topic), theme.dim),
                        Span::styled(format!("  {}", shown(score)), theme.dim),
                    ])
                },
            );
            at(buffer, row(y), FOURTH, &line);
        }
    }
    y + 1
}

fn week(buffer: &mut ratatui::buffer::Buffer, page: &Page, app: &App, y: u16, wide: bool, theme: &Theme) {
    if y + 1 >= page.body.bottom() {
        return;
    }
    let row = |y: u16| Rect {
        y,
        height: u16::from(y < page.body.bottom()),
        ..page.body
    };
    let history = app.data.history.as_deref().unwrap_or_default();
    let week = stats::week(history, &app.now.wall);
    let total: u32 = week.iter().sum();
    let dim = |text: String| Line::styled(text, theme.dim);
    at(buffer, row(y), 2, &Line::styled("This week", theme.strong));
    let mut days = String::new();
    let mut minutes = String::new();
    for (day, spent) in ["M", "T", "W", "T", "F", "S", "S"].iter().zip(week) {
        days.push_str(&format!("{day:<4}"));
        let text = if spent == 0 {
            theme.glyphs.dot.to_owned()
        } else {
            spent.to_string()
        };
        minutes.push_str(&format!("{text:<4}"));
    }
    at(buffer, row(y), FACT, &dim(days));
    let so_far = if total == 0 {
        "nothing yet".to_owned()
    } else {
        match (total / 60, total % 60) {
            (0, minutes) => format!("{minutes} min so far"),
            (hours, minutes) => format!("{hours} h {minutes} min so far"),
        }
    };
    at(buffer, row(y + 1), 2, &dim(so_far));
    at(buffer, row(y + 1), FACT, &Line::styled(minutes, theme.text));
    let today = stats::practice_day(&app.now.wall);
    let step = paint::clean(&next_best(history, app.data.schedule.as_deref(), today).words());
    let key = app
        .keymap
        .key_of(crate::app::action::Action::StartNow, &app.contexts(), app)
        .unwrap_or_default();
    let press = |step: &str| {
        Line::from(vec![
            Span::styled(step.to_owned(), theme.text),
            Span::styled("   press ", theme.dim),
            Span::styled(key.clone(), theme.strong),
        ])
    };
    if wide {
        at(buffer, row(y + 2), FACT, &dim("minutes practised".to_owned()));
        at(
            buffer,
            row(y),
            FOURTH,
            &Line::styled("Next best step", theme.strong),
        );
        at(
            buffer,
            row(y + 1),
            FOURTH,
            &Line::styled(step.clone(), theme.text),
        );
        at(
            buffer,
            row(y + 2),
            FOURTH,
            &Line::from(vec![
                Span::styled("press ", theme.dim),
                Span::styled(key.clone(), theme.strong),
            ]),
        );
    } else {
        at(
            buffer,
            row(y + 3),
            2,
            &Line::styled("Next best step", theme.strong),
        );
        at(buffer, row(y + 3), FACT, &press(&step));
    }
}
