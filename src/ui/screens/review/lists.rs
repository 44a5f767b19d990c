//! The list of sessions, the questions of one, and the session in short where one pane shows.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{score_or_dash, search_line};
use crate::app::App;
use crate::app::layout;
use crate::app::msg::Now;
use crate::app::screens::review::{Pane, Review};
use crate::domain::bank::RoundKind;
use crate::domain::clock;
use crate::domain::score::{shown, signal};
use crate::domain::summary::SessionSummary;
use crate::ui::paint;
use crate::ui::theme::Theme;
use crate::ui::widgets::markdown::plain_line;

/// Columns of date, rounds, score and length.
const DATE: u16 = 9;
const ROUNDS: u16 = 9;
const SCORE: u16 = 6;
const LENGTH: u16 = 7;

/// Returns the day a session began, in this year without the year.
pub(super) fn day(summary: &SessionSummary, now: &Now) -> String {
    let Some(at) = &summary.began_at else {
        return String::new();
    };
    let form = if at.year() == now.wall.year() {
        "%-d %b"
    } else {
        "%b %Y"
    };
    at.strftime(form).to_string()
}

/// Paints the search line, the header and the sessions that show.
pub(super) fn sessions(frame: &mut Frame, area: Rect, app: &App, screen: &Review, theme: &Theme) {
    let gap = u16::from(area.height > 20);
    search_line(frame, layout::row_of(area, 0), app, screen, theme);
    let rows = screen.rows(&app.data, &app.now);
    let head = layout::row_of(area, 1 + gap);
    let list = layout::below(area, 2 + gap);
    if app.data.history.is_none() {
        paint::left(
            frame.buffer_mut(),
            head,
            &Line::styled("reading the history", theme.dim),
        );
        return;
    }
    if rows.is_empty() {
        return nothing(frame, list, screen, theme);
    }
    header(frame.buffer_mut(), head, theme);
    let height = usize::from(list.height);
    let at = rows
        .iter()
        .position(|summary| summary.folder == screen.folder)
        .unwrap_or(0);
    let from = scroll(at, rows.len(), height);
    for (row, summary) in rows.iter().skip(from).take(height).enumerate() {
        let place = layout::row_of(list, row as u16);
        let chosen = from + row == at;
        if chosen {
            choose(
                frame,
                place,
                screen.pane == Pane::Sessions && !screen.searching,
                theme,
            );
        }
        session(frame.buffer_mut(), place, summary, &app.now, chosen, theme);
    }
    let left = list.height.saturating_sub(rows.len() as u16);
    let mut legend = paint::wrap("p programming, c culture, t theory, d design", list.width);
    legend.push(format!("{} marked   ! disputed", theme.glyphs.star));
    if usize::from(left) >= legend.len() + 2 {
        for (row, words) in legend.into_iter().enumerate() {
            let place = layout::row_of(list, rows.len() as u16 + 1 + row as u16);
            paint::left(frame.buffer_mut(), place, &Line::styled(words, theme.aside));
        }
    }
}

/// Keeps the row in hand in sight, with what comes after it.
fn scroll(at: usize, count: usize, height: usize) -> usize {
    (at + 1 + height / 4)
        .saturating_sub(height)
        .min(count.saturating_sub(height))
}

fn choose(frame: &mut Frame, place: Rect, focus: bool, theme: &Theme) {
    if focus {
        paint::surface(frame.buffer_mut(), place, theme.select);
        frame.set_cursor_position((place.x, place.y));
    }
    paint::text(
        frame.buffer_mut(),
        place.x,
        place.y,
        theme.glyphs.cursor,
        1,
        theme.strong,
    );
}

/// An empty result says what was looked for and what brings the others back.
fn nothing(frame: &mut Frame, area: Rect, screen: &Review, theme: &Theme) {
    let query = paint::clean(&screen.query.text());
    let words = match &screen.search_problem {
        Some(problem) => paint::clean(problem),
        None => no_hits(&query, screen),
    };
    let lines = paint::wrap(&words, area.width);
    for (row, text) in lines.into_iter().enumerate() {
        let place = layout::row_of(area, row as u16);
        paint::left(frame.buffer_mut(), place, &Line::styled(text, theme.strong));
    }
    let place = layout::row_of(area, 3);
    paint::left(
        frame.buffer_mut(),
        place,
        &Line::styled("Esc shows all again", theme.dim),
    );
}

fn no_hits(query: &str, screen: &Review) -> String {
    match (query.trim().is_empty(), screen.filter.is_off()) {
        (false, true) => format!("No session has {query:?} in its prompts, answers or notes."),
        (false, false) => format!("No session that is {} has {query:?}.", screen.filter.words()),
        (true, _) => format!("No session is {}.", screen.filter.words()),
    }
}

fn header(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let dim = |text: &str| Line::styled(text.to_owned(), theme.dim);
    let (_, right) = layout::split(area, area.width.saturating_sub(ROUNDS + SCORE + LENGTH), 0);
    let (_, inner) = layout::split(area, 2, 0);
    paint::left(buffer, inner, &dim("date"));
    let (_, name) = layout::split(inner, DATE, 0);
    paint::left(buffer, name, &dim("loop"));
    paint::left(buffer, right, &dim("rounds"));
    let (_, score) = layout::split(right, ROUNDS, 0);
    paint::left(buffer, score, &dim("score"));
    paint::right(buffer, area, &dim("h:mm"));
}

fn session(
    buffer: &mut Buffer,
    area: Rect,
    summary: &SessionSummary,
    now: &Now,
    chosen: bool,
    theme: &Theme,
) {
    let style = if chosen { theme.strong } else { theme.text };
    let (_, inner) = layout::split(area, 2, 0);
    paint::text(buffer, inner.x, inner.y, &day(summary, now), DATE - 1, theme.text);
    let (_, rest) = layout::split(inner, DATE, 0);
    let columns = ROUNDS + SCORE + LENGTH;
    let name_room = rest.width.saturating_sub(columns + 1);
    let mut marks = String::new();
    if summary.starred {
        marks.push_str(&format!(" {}", theme.glyphs.star));
    }
    if summary.disputed {
        marks.push_str(" !");
    }
    let mut title = paint::clean(&summary.title);
    if title.is_empty() {
        title.clone_from(&summary.place);
    }
    let title = paint::cut(&title, name_room.saturating_sub(paint::width(&marks)), theme);
    let x = paint::text(buffer, rest.x, rest.y, &title, name_room, style);
    paint::text(buffer, x, rest.y, &marks, 6, theme.strong);
    let (_, right) = layout::split(rest, rest.width.saturating_sub(columns), 0);
    paint::text(buffer, right.x, right.y, &letters(summary), ROUNDS, theme.dim);
    let (_, score) = layout::split(right, ROUNDS, 0);
    let (text, style) = score_or_dash(summary.score, theme);
    paint::text(buffer, score.x, score.y, &format!("{text:>5}"), SCORE, style);
    let state = if summary.resumable() {
        "paused".to_owned()
    } else {
        clock::hours(summary.spent)
    };
    paint::right(buffer, area, &Line::styled(state, theme.text));
}

/// Returns a letter for each round that was held, each in its place.
fn letters(summary: &SessionSummary) -> String {
    RoundKind::ALL
        .map(|kind| {
            if summary.rounds.iter().any(|round| round.kind == kind) {
                letter(kind)
            } else {
                " "
            }
        })
        .join(" ")
}

fn letter(kind: RoundKind) -> &'static str {
    match kind {
        RoundKind::Programming => "p",
        RoundKind::Culture => "c",
        RoundKind::MlTheory => "t",
        RoundKind::SystemDesign => "d",
    }
}

/// Paints the questions of the session in hand.
pub(super) fn questions(frame: &mut Frame, area: Rect, screen: &Review, theme: &Theme) {
    let Some(opened) = screen.session() else {
        let words = screen.problem.clone().unwrap_or_else(|| "reading it".to_owned());
        for (row, text) in paint::wrap(&paint::clean(&words), area.width)
            .into_iter()
            .enumerate()
        {
            let place = layout::row_of(area, row as u16);
            paint::left(frame.buffer_mut(), place, &Line::styled(text, theme.dim));
        }
        return;
    };
    let attempts = &opened.session.attempts;
    if attempts.is_empty() {
        let words = Line::styled("Nothing was asked in it.", theme.dim);
        paint::left(frame.buffer_mut(), area, &words);
        return;
    }
    let height = usize::from(area.height);
    let from = scroll(screen.question, attempts.len(), height);
    for (row, (index, attempt)) in attempts.iter().enumerate().skip(from).take(height).enumerate() {
        let place = layout::row_of(area, row as u16);
        let chosen = index == screen.question;
        if chosen {
            choose(frame, place, screen.pane == Pane::Questions, theme);
        }
        let question = opened.questions.get(&attempt.question);
        let name = question.map_or_else(
            || attempt.question.question.clone(),
            |question| first_line(&question.prompt),
        );
        let mut marks = String::new();
        if attempt.starred {
            marks.push_str(&format!(" {}", theme.glyphs.star));
        }
        if attempt.disputed.is_some() {
            marks.push_str(" !");
        }
        let kind = question.map(|question| question.round);
        let buffer = frame.buffer_mut();
        let number = format!("{:>3}  ", index + 1);
        let (_, inner) = layout::split(place, 1, 0);
        let x = paint::text(buffer, inner.x, inner.y, &number, 5, theme.dim);
        let x = paint::text(
            buffer,
            x,
            inner.y,
            &format!("{} ", theme.glyphs.swatch),
            2,
            theme.accent(kind),
        );
        let room = place.right().saturating_sub(x + 6 + paint::width(&marks));
        let style = if chosen { theme.strong } else { theme.text };
        let x = paint::text(buffer, x, inner.y, &paint::cut(&name, room, theme), room, style);
        paint::text(buffer, x, inner.y, &marks, 5, theme.strong);
        let (score, style) = match (attempt.latest_score(), attempt.skipped, attempt.waits_for_score()) {
            (Some(scored), ..) => (shown(scored.score), theme.strong),
            (None, true, _) => ("skip".to_owned(), theme.dim),
            (None, _, true) => ("open".to_owned(), theme.dim),
            _ => (theme.glyphs.dash.to_owned(), theme.dim),
        };
        paint::right(buffer, place, &Line::styled(score, style));
    }
}

/// Returns the first line of a prompt, without its markup.
pub fn first_line(prompt: &str) -> String {
    let line = prompt.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    plain_line(&paint::clean(line))
}

/// Paints the session in hand in short: its rounds with their scores, its signal, its note.
pub(super) fn strip(buffer: &mut Buffer, area: Rect, app: &App, screen: &Review, theme: &Theme) {
    let Some(summary) = screen.summary(&app.data) else {
        return;
    };
    paint::rule(buffer, layout::row_of(area, 0), theme.glyphs.light, theme.rule);
    let when = summary
        .began_at
        .as_ref()
        .map(|at| at.strftime("%a %-d %b, %H:%M").to_string())
        .unwrap_or_default();
    let mut head = vec![
        Span::styled(paint::clean(&summary.title), theme.strong),
        Span::styled(format!("  {when}"), theme.dim),
    ];
    if let Some(given) = signal(&summary.rounds.iter().map(|round| round.score).collect::<Vec<_>>()) {
        head.push(Span::styled(format!("   {}", given.signal.title()), theme.text));
    }
    paint::left(buffer, layout::row_of(area, 1), &Line::from(head));
    let mut rounds = Vec::new();
    for round in &summary.rounds {
        rounds.push(Span::styled(
            format!("{} ", theme.glyphs.swatch),
            theme.accent(Some(round.kind)),
        ));
        let (score, style) = score_or_dash(round.score, theme);
        rounds.push(Span::styled(format!("{} ", round.kind.title()), theme.text));
        rounds.push(Span::styled(format!("{score}   "), style));
    }
    paint::left(buffer, layout::row_of(area, 2), &Line::from(rounds));
    let note = screen
        .session()
        .map(|opened| paint::clean(&opened.session.note))
        .unwrap_or_default();
    let note = note.lines().next().unwrap_or_default().to_owned();
    paint::left(buffer, layout::row_of(area, 3), &Line::styled(note, theme.aside));
}
