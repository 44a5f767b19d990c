//! The scorecard: signal with its rule, rounds, next steps beside calibration.

use std::time::Duration;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::layout::{self, Page};
use crate::app::screens::scorecard::ScorecardScreen;
use crate::domain::clock;
use crate::domain::score::{Signal, shown};
use crate::domain::scorecard::{Notable, RoundCard, Scorecard};
use crate::domain::words::counted;
use crate::ui::View;
use crate::ui::paint;
use crate::ui::skeleton::{self, Crumb};
use crate::ui::theme::Theme;
use crate::ui::widgets::guide;
use crate::ui::widgets::markdown::plain_line;

const SIGNALS: [Signal; 6] = [
    Signal::StrongNo,
    Signal::No,
    Signal::LeanNo,
    Signal::LeanYes,
    Signal::Yes,
    Signal::StrongYes,
];

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &ScorecardScreen, view: &View) {
    let theme = &view.theme;
    let card = &screen.card;
    let buffer = frame.buffer_mut();
    let when = app
        .data
        .live
        .as_ref()
        .and_then(|live| live.session.began_at.as_ref())
        .map(|at| format!("{}, {}", at.strftime("%a %-d %b %Y"), length(card.facts.spent)))
        .unwrap_or_default();
    skeleton::title(
        buffer,
        page.title,
        &[
            Crumb::new("hotseat", theme.dim),
            Crumb::new(paint::clean(&card.title), theme.dim),
            Crumb::new("scorecard", theme.strong),
        ],
        &vec![Line::styled(when, theme.dim)],
        theme,
    );
    paint::rule(buffer, page.rule, theme.glyphs.light, theme.rule);
    let page = &guide::above(buffer, page, app, skeleton::accent(app, theme), theme);
    let wide = page.body.width + 4 >= layout::TWO_PANES;
    let gap = u16::from(page.roomy);
    let mut y = page.body.y + gap;
    y = signal(buffer, page.body, y, card, theme);
    y += gap;
    let cursor;
    (y, cursor) = rounds(buffer, page.body, y, screen, wide, theme);
    y += 1 + gap;
    let rest = Rect {
        y,
        height: page.body.bottom().saturating_sub(y),
        ..page.body
    };
    if wide {
        let half = (rest.width.saturating_sub(4)) / 2;
        let (left, right) = layout::split(rest, half, 4);
        let foot = 1 + gap;
        let steps_area = Rect {
            height: left.height.saturating_sub(foot),
            ..left
        };
        steps(buffer, steps_area, card, theme);
        calibration(buffer, right, card, theme);
        let line = layout::row_of(
            Rect {
                width: rest.width,
                ..rest
            },
            rest.height.saturating_sub(1),
        );
        paint::left(buffer, line, &facts(card, theme));
    } else {
        let steps_area = Rect {
            height: rest.height.saturating_sub(2),
            ..rest
        };
        steps(buffer, steps_area, card, theme);
        let line = layout::row_of(rest, rest.height.saturating_sub(1));
        let mut spans = Vec::new();
        if let Some(words) = card.calibration.words() {
            spans.push(Span::styled(format!("you predict {words}   "), theme.text));
        }
        // Without its label: the row is short.
        spans.extend(facts(card, theme).spans.into_iter().skip(1));
        paint::left(buffer, line, &Line::from(spans));
    }
    frame.set_cursor_position((page.body.x, cursor));
}

fn length(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    if minutes >= 60 {
        format!("{} h {} min", minutes / 60, minutes % 60)
    } else {
        format!("{minutes} min")
    }
}

fn row(area: Rect, y: u16, x: u16) -> Rect {
    Rect {
        x: area.x + x.min(area.width),
        y,
        width: area.width.saturating_sub(x),
        height: u16::from(y < area.bottom()),
    }
}

fn signal(buffer: &mut Buffer, area: Rect, y: u16, card: &Scorecard, theme: &Theme) -> u16 {
    let Some(given) = &card.signal else {
        let words = match card.to_score {
            0 => "No score: nothing was answered.".to_owned(),
            1 => "1 answer waits for its score.".to_owned(),
            n => format!("{n} answers wait for their score."),
        };
        paint::left(buffer, row(area, y, 0), &Line::styled(words, theme.strong));
        return y + 2;
    };
    // On the smallest screen the six chips stand close, so that all of them do.
    let close = area.width < 70;
    let of = if close { " " } else { "  of 4    " };
    let mut spans = vec![
        Span::styled(shown(given.score), theme.strong),
        Span::styled(of, theme.dim),
    ];
    for known in SIGNALS {
        if known == given.signal {
            spans.push(Span::styled(
                format!("[{}]", known.title()),
                theme.strong.patch(theme.chip),
            ));
        } else {
            spans.push(Span::styled(format!(" {} ", known.title()), theme.dim));
        }
        if !close {
            spans.push(Span::raw(" "));
        }
    }
    paint::left(buffer, row(area, y, 0), &Line::from(spans));
    let rule = match given.coverage() {
        Some(coverage) => format!("{coverage}; rule: {}", given.rule),
        None => format!("rule: {}", given.rule),
    };
    let room = row(area, y + 1, if close { 0 } else { 14 });
    paint::left(
        buffer,
        room,
        &Line::styled(paint::cut(&rule, room.width, theme), theme.dim),
    );
    y + 2
}

/// Columns behind the minutes, where there is room for what was strong and what is missing.
struct Notes {
    gauge: u16,
    strong: u16,
    gap: u16,
}

impl Notes {
    /// The gauge is short where both would not stand in words.
    fn of(width: u16) -> Self {
        let gauge = if width >= 112 { 14 } else { 5 };
        let strong = 42 + gauge + 17;
        let each = width.saturating_sub(strong + 2) / 2;
        Self {
            gauge,
            strong,
            gap: strong + each.min(20) + 2,
        }
    }
}

/// Paints the rounds; returns the row after them and the cursor's.
fn rounds(
    buffer: &mut Buffer,
    area: Rect,
    y: u16,
    screen: &ScorecardScreen,
    wide: bool,
    theme: &Theme,
) -> (u16, u16) {
    let dim = |text: &str| Line::styled(text.to_owned(), theme.dim);
    paint::left(buffer, row(area, y, 2), &dim("Round"));
    paint::left(buffer, row(area, y, 21), &dim("score"));
    paint::left(buffer, row(area, y, 30), &dim("predicted"));
    let minutes = if area.width >= 70 {
        "minutes, of budget"
    } else {
        "minutes"
    };
    paint::left(buffer, row(area, y, 42), &dim(minutes));
    if wide {
        let notes = Notes::of(area.width);
        paint::left(buffer, row(area, y, notes.strong), &dim("strong"));
        paint::left(buffer, row(area, y, notes.gap), &dim("gap"));
    }
    paint::rule(buffer, row(area, y + 1, 0), theme.glyphs.light, theme.rule);
    let mut at = y + 2;
    let mut cursor = at;
    for (index, card) in screen.card.rounds.iter().enumerate() {
        let here = index == screen.cursor;
        if here {
            cursor = at;
            paint::surface(buffer, row(area, at, 0), theme.select);
            paint::left(
                buffer,
                row(area, at, 0),
                &Line::styled(theme.glyphs.cursor, theme.strong),
            );
        }
        round(buffer, area, at, card, here, wide, theme);
        at += 1;
    }
    (at, cursor)
}

fn round(buffer: &mut Buffer, area: Rect, y: u16, card: &RoundCard, here: bool, wide: bool, theme: &Theme) {
    let name = Line::from(vec![
        Span::styled(format!("{} ", theme.glyphs.swatch), theme.accent(Some(card.kind))),
        Span::styled(card.kind.title(), if here { theme.strong } else { theme.text }),
    ]);
    paint::left(buffer, row(area, y, 2), &name);
    let score = match (card.score, card.to_score) {
        (Some(score), _) => Line::styled(format!("{:>5}", shown(score)), theme.strong),
        (None, 0) => Line::styled(format!("{:>5}", theme.glyphs.dash), theme.dim),
        (None, n) => Line::styled(format!("+{n} open"), theme.dim),
    };
    paint::left(buffer, row(area, y, 21), &score);
    let predicted = card
        .predicted
        .map_or_else(|| theme.glyphs.dash.to_owned(), |value| format!("{value:.0}"));
    paint::left(
        buffer,
        row(area, y, 30),
        &Line::styled(format!("{predicted:>9}"), theme.text),
    );
    if card.run.is_none() {
        let minutes = (card.budget.as_secs_f64() / 60.0).round();
        let words = format!("not reached, {minutes} planned");
        paint::left(buffer, row(area, y, 42), &Line::styled(words, theme.dim));
        return;
    }
    let share = card.spent.as_secs_f64() / card.budget.as_secs_f64().max(1.0);
    let minutes = |time: Duration| (time.as_secs_f64() / 60.0).round();
    let figures = format!("{} of {}", minutes(card.spent), minutes(card.budget));
    let notes = Notes::of(area.width);
    let mut spans = Vec::new();
    // The gauge goes before the figures do.
    if area.width >= 70 {
        spans = paint::gauge(share, if wide { notes.gauge } else { 14 }, theme, theme.dim).spans;
        spans.push(Span::raw("  "));
    }
    spans.push(Span::styled(figures, theme.text));
    let over = card.over();
    if over.as_secs() >= 30 {
        spans.push(Span::styled(
            format!(" +{}", minutes(over).max(1.0)),
            theme.strong,
        ));
    }
    paint::left(buffer, row(area, y, 42), &Line::from(spans));
    if wide {
        let notable = |told: Option<&Notable>, width: u16| {
            told.map_or_else(
                || Line::styled(theme.glyphs.dash.to_owned(), theme.dim),
                |told| {
                    let whole = paint::clean(&told.text);
                    // Its name in a word rather than the beginning of its title.
                    let text = match &told.short {
                        Some(short) if paint::width(&whole) > width => paint::clean(short),
                        _ => whole,
                    };
                    Line::styled(paint::cut(&text, width, theme), theme.text)
                },
            )
        };
        paint::left(
            buffer,
            row(area, y, notes.strong),
            &notable(card.strong.as_ref(), notes.gap - notes.strong - 2),
        );
        paint::left(
            buffer,
            row(area, y, notes.gap),
            &notable(card.gap.as_ref(), area.width.saturating_sub(notes.gap)),
        );
    }
}

fn steps(buffer: &mut Buffer, area: Rect, card: &Scorecard, theme: &Theme) {
    paint::left(
        buffer,
        layout::row_of(area, 0),
        &Line::styled("Next steps", theme.dim),
    );
    paint::rule(buffer, layout::row_of(area, 1), theme.glyphs.light, theme.rule);
    let mut y = area.y + 2;
    let roomy = area.height >= 16;
    y += u16::from(roomy);
    if card.next_steps.is_empty() {
        let words = if card.to_score > 0 {
            "Score what was answered, and the next steps come from what was missed."
        } else {
            "Nothing was missed. Take a harder question, or another topic."
        };
        for line in paint::wrap(words, area.width) {
            paint::left(buffer, row(area, y, 0), &Line::styled(line, theme.text));
            y += 1;
        }
        return;
    }
    let told = |what: &str| paint::glyphs(&plain_line(&paint::clean(what)), theme);
    let room = area.width.saturating_sub(3);
    // Addresses are whole where every step keeps its rows.
    let rows: usize = card
        .next_steps
        .iter()
        .map(|step| {
            let read = step.read.as_ref().map_or(0, |read| {
                1 + read
                    .url
                    .as_ref()
                    .map_or(0, |url| pieces(&paint::clean(url), room).len())
            });
            paint::wrap(&told(&step.what), room).len() + read + 1
        })
        .sum();
    let whole = rows <= usize::from((area.bottom() + 1).saturating_sub(y));
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (index, step) in card.next_steps.iter().enumerate() {
        for (line, words) in paint::wrap(&told(&step.what), room).into_iter().enumerate() {
            let number = if line == 0 {
                (index + 1).to_string()
            } else {
                String::new()
            };
            lines.push(Line::from(vec![
                Span::styled(format!("{number:<3}"), theme.strong),
                Span::styled(words, theme.text),
            ]));
        }
        if let Some(read) = &step.read {
            lines.push(Line::from(vec![
                Span::styled("   read ", theme.dim),
                Span::styled(
                    paint::cut(&paint::clean(&read.title), area.width.saturating_sub(8), theme),
                    theme.link,
                ),
            ]));
            if let Some(url) = read.url.as_ref().filter(|_| roomy) {
                let url = paint::clean(url);
                let parts = if whole {
                    pieces(&url, room)
                } else {
                    vec![paint::cut(&url, room, theme)]
                };
                let under = |part| Line::styled(format!("   {part}"), theme.dim);
                lines.extend(parts.into_iter().map(under));
            }
        }
        if roomy {
            lines.push(Line::default());
        }
    }
    let blank = |line: &Line| line.width() == 0;
    while lines.last().is_some_and(blank) {
        lines.pop();
    }
    let height = usize::from(area.bottom().saturating_sub(y));
    let goes_on = lines.len() > height;
    lines.truncate(height);
    while lines.last().is_some_and(blank) {
        lines.pop();
    }
    // What has no room is not left out in silence.
    if let Some(last) = lines.last_mut().filter(|_| goes_on) {
        let width = paint::line_width(last);
        if let Some(span) = last
            .spans
            .last_mut()
            .filter(|span| !span.content.ends_with(theme.glyphs.dots))
        {
            let room = area.width.saturating_sub(width - paint::width(&span.content));
            let words = format!("{} {}", span.content, theme.glyphs.dots);
            span.content = paint::cut(&words, room, theme).into();
        }
    }
    for line in &lines {
        paint::left(buffer, row(area, y, 0), line);
        y += 1;
    }
}

/// Returns an address in rows, broken behind a slash or a hyphen where there is one.
fn pieces(url: &str, room: u16) -> Vec<String> {
    let mut rows = Vec::new();
    let mut rest = url;
    while paint::width(rest) > room.max(1) {
        let fits = rest
            .char_indices()
            .nth(usize::from(room.max(1)))
            .map_or(rest.len(), |(at, _)| at);
        let at = rest[..fits].rfind(['/', '-']).map_or(fits, |at| at + 1);
        rows.push(rest[..at].to_owned());
        rest = &rest[at..];
    }
    rows.push(rest.to_owned());
    rows
}

/// Predictions across, scores up; what was predicted rightly in brackets.
fn calibration(buffer: &mut Buffer, area: Rect, card: &Scorecard, theme: &Theme) {
    paint::left(
        buffer,
        layout::row_of(area, 0),
        &Line::styled("Prediction against score", theme.dim),
    );
    let count = counted(card.calibration.pairs, "question");
    paint::right(buffer, layout::row_of(area, 0), &Line::styled(count, theme.dim));
    paint::rule(buffer, layout::row_of(area, 1), theme.glyphs.light, theme.rule);
    let top = area.y + 3;
    let words = card
        .calibration
        .words()
        .unwrap_or_else(|| "nothing yet".to_owned());
    paint::left(buffer, row(area, top, 4), &Line::styled("score", theme.dim));
    for score in (0..5usize).rev() {
        let y = top + 1 + (4 - score) as u16;
        let mut spans = vec![Span::styled(format!("{score:>9}"), theme.dim)];
        for predicted in 0..5usize {
            // Rows are scores, columns predictions.
            let n = card.calibration.counts[score][predicted];
            let text = if n == 0 {
                theme.glyphs.dot.to_owned()
            } else {
                n.to_string()
            };
            let cell = if score == predicted {
                format!("[{text:>2}]")
            } else {
                format!(" {text:>2} ")
            };
            let style = if n > 0 { theme.strong } else { theme.dim };
            spans.push(Span::raw("  "));
            spans.push(Span::styled(cell, style));
        }
        let line = Line::from(spans);
        paint::left(buffer, row(area, y, 0), &line);
        // In words beside the matrix, or else under it.
        let x = line.width() as u16 + 3;
        let beside = x + paint::width(&words).max(11) <= area.width;
        if beside && score == 4 {
            paint::left(buffer, row(area, y, x), &Line::styled("you predict", theme.dim));
        }
        if beside && score == 3 {
            paint::left(
                buffer,
                row(area, y, x),
                &Line::styled(words.clone(), theme.strong),
            );
        }
        if !beside && score == 0 {
            let told = Line::from(vec![
                Span::styled("you predict ", theme.dim),
                Span::styled(words.clone(), theme.strong),
            ]);
            paint::left(buffer, row(area, top + 9, 4), &told);
        }
    }
    let mut axis = " ".repeat(9);
    for predicted in 0..5 {
        axis.push_str(&format!("    {predicted} "));
    }
    paint::left(buffer, row(area, top + 6, 0), &Line::styled(axis, theme.dim));
    paint::left(
        buffer,
        row(area, top + 7, 12),
        &Line::styled("predicted   [ ] as predicted", theme.dim),
    );
}

fn facts(card: &Scorecard, theme: &Theme) -> Line<'static> {
    let facts = &card.facts;
    let mut parts = Vec::new();
    parts.push(if facts.hints == 0 {
        "no hints".to_owned()
    } else {
        format!("{} taken", counted(facts.hints, "hint"))
    });
    if facts.pauses > 0 {
        parts.push(format!(
            "{}, {}",
            counted(facts.pauses, "pause"),
            clock::short(facts.paused)
        ));
    }
    if facts.over.as_secs() > 0 {
        parts.push(format!("{} over", clock::short(facts.over)));
    }
    if facts.skipped > 0 {
        parts.push(format!("{} skipped", facts.skipped));
    }
    if facts.asked < facts.planned {
        parts.push(format!("{} not reached", facts.planned - facts.asked));
    }
    if facts.spoken > 0 {
        parts.push(format!("{} spoken", facts.spoken));
    }
    if card.pitfalls > 0 {
        parts.push(format!("{} marked", counted(card.pitfalls, "pitfall")));
    }
    if facts.disputed > 0 {
        parts.push(format!("{} disputed", counted(facts.disputed, "question")));
    }
    if facts.starred > 0 {
        parts.push(format!("{} marked {}", facts.starred, theme.glyphs.star));
    }
    Line::from(vec![
        Span::styled("Beside the scores:  ", theme.dim),
        Span::styled(parts.join("   "), theme.text),
    ])
}
