//! What every screen shares: title line with clocks, the rule or ribbon under it, message row, key
//! line, and the polite word where there is too little room.

mod time;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::paint;
use super::theme::Theme;
use crate::app::App;
use crate::app::action::Action;
use crate::app::data::Tone;
use crate::app::keymap::{Context, Rank};
use crate::app::layout::{LEAST, Page};
use crate::app::screens::Screen;
use crate::domain::bank::RoundKind;
use crate::domain::session::RoundRun;

pub use time::{interview_clock, interview_clocks, ribbon};

/// One step of the breadcrumb.
#[derive(Debug, Clone, PartialEq)]
pub struct Crumb {
    pub text: String,
    pub style: Style,
}

/// The right side of the title line, from the longest form to the shortest.
pub type Rights = Vec<Line<'static>>;

impl Crumb {
    pub fn new(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
        }
    }
}

/// Paints the title line. What does not fit is dropped from the left of the crumbs; the last crumbs
/// and the shortest right side always stay.
pub fn title(buffer: &mut Buffer, area: Rect, crumbs: &[Crumb], rights: &Rights, theme: &Theme) {
    title_beside(buffer, area, crumbs, rights.iter().cloned(), theme);
}

/// The same, where a shorter right side is made only if the longer one does not fit.
pub fn title_beside(
    buffer: &mut Buffer,
    area: Rect,
    crumbs: &[Crumb],
    rights: impl Iterator<Item = Line<'static>>,
    theme: &Theme,
) {
    let separator = format!(" {} ", theme.glyphs.crumb);
    let wide = |crumbs: &[Crumb]| {
        crumbs.iter().map(|crumb| paint::width(&crumb.text)).sum::<u16>()
            + 3 * u16::try_from(crumbs.len().saturating_sub(1)).unwrap_or(0)
    };
    let fits = |crumbs: &[Crumb], right: &Line| wide(crumbs) + 3 + paint::line_width(right) <= area.width;
    let mut chosen: (&[Crumb], Option<Line>) = (&crumbs[crumbs.len().saturating_sub(1)..], None);
    // First the loop and the program go, then words of the right side, as VISUAL has it.
    'search: for right in rights {
        for drop in 0..crumbs.len().saturating_sub(1).max(1) {
            let kept = &crumbs[drop..];
            if fits(kept, &right) {
                chosen = (kept, Some(right));
                break 'search;
            }
        }
        chosen.1 = Some(right);
    }
    let (kept, right) = chosen;
    let mut spans = Vec::new();
    for (index, crumb) in kept.iter().enumerate() {
        if index > 0 {
            spans.push(Span::styled(separator.clone(), theme.dim));
        }
        spans.push(Span::styled(crumb.text.clone(), crumb.style));
    }
    paint::left(buffer, area, &Line::from(spans));
    if let Some(right) = right {
        paint::right(buffer, area, &right);
    }
}

/// Returns the crumbs of an interview or its debrief.
pub fn crumbs(app: &App, last: &str, theme: &Theme) -> Vec<Crumb> {
    let round = app.data.live.as_ref().and_then(|live| live.session.rounds.last());
    crumbs_in(app, round, last, theme)
}

/// Returns the crumbs of a screen in any round: a debrief's is not always the newest.
pub fn crumbs_in(app: &App, round: Option<&RoundRun>, last: &str, theme: &Theme) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("hotseat", theme.dim)];
    if let Some(live) = &app.data.live
        && let Some(started) = &live.session.started
    {
        let title = paint::clean(&started.title);
        if round.map(|round| round.kind.title()) != Some(title.as_str()) {
            crumbs.push(Crumb::new(title, theme.dim));
        }
        if let Some(round) = round {
            let accent = theme.accent(Some(round.kind)).add_modifier(Modifier::BOLD);
            let text = if started.plan.len() > 1 {
                format!(
                    "{}/{} {}",
                    round.index + 1,
                    started.plan.len(),
                    round.kind.title()
                )
            } else {
                round.kind.title().to_owned()
            };
            crumbs.push(Crumb::new(text, accent));
        }
    }
    crumbs.push(Crumb::new(last.to_owned(), theme.strong));
    crumbs
}

/// Paints the message row: what needs an action, else a notice, else a toast.
pub fn message(frame: &mut Frame, page: &Page, app: &App, theme: &Theme) {
    let buffer = frame.buffer_mut();
    if let Some(failed) = app.data.unsaved().or_else(|| app.data.additions.failed()) {
        not_saved(buffer, page, app, failed, theme);
        return;
    }
    if app.leader {
        let leader = app.keymap.leader().shown();
        let words = " and now a letter: ";
        let room = page
            .message
            .width
            .saturating_sub(paint::width(&leader) + paint::width(words));
        let line = Line::from(vec![
            Span::styled(leader, theme.strong),
            Span::styled(words, theme.dim),
            Span::styled(paint::cut(&leader_letters(app), room, theme), theme.text),
        ]);
        paint::rule(buffer, page.message, " ", Style::reset());
        paint::left(buffer, page.message, &line);
        return;
    }
    let notice = match app.screen() {
        // What comes next after done stands there already.
        Screen::Interview(_) if app.contexts().contains(&Context::Between) => None,
        Screen::Interview(screen) => screen.notice.as_ref().map(|notice| notice.text.clone()),
        Screen::Debrief(screen) => screen.notice.clone(),
        _ => None,
    };
    if let Some(notice) = notice {
        let text = paint::cut(&paint::clean(&notice), page.message.width, theme);
        paint::left(buffer, page.message, &Line::styled(text, theme.text));
        return;
    }
    if let Some(toast) = &app.toast {
        let text = paint::clean(&toast.text);
        let mark = match toast.tone {
            Tone::Done => theme.glyphs.tick,
            Tone::Problem => "!",
        };
        let mark = Span::styled(format!(" {mark} "), theme.chip);
        let room = page.message.width.saturating_sub(MARK);
        if paint::width(&text) <= room {
            paint::rule(buffer, page.message, " ", Style::reset());
            let line = Line::from(vec![mark, Span::raw(format!("  {text}"))]);
            paint::right(buffer, page.message, &line);
        } else {
            let rows = paint::wrap(&text, room).into_iter().map(Span::raw).collect();
            in_two_rows(buffer, page, mark, rows, theme);
        }
    }
}

/// Columns of the mark before a word, with the gap after it.
const MARK: u16 = 5;

/// Says that something is only in memory; a word about what was done or could not be, a file written
/// elsewhere above all, is seen beside it.
fn not_saved(buffer: &mut Buffer, page: &Page, app: &App, failed: &str, theme: &Theme) {
    let mark = Span::styled(" ! ", theme.strong.patch(theme.chip));
    let cause = failed.split(": ").next().unwrap_or(failed);
    let known = format!("Not saved: {}.", paint::clean(cause).trim_end_matches('.'));
    let known = Span::styled(known, theme.strong);
    let wide = |words: &str| 4 + known.width() + words.len() <= usize::from(page.message.width);
    let mut line = vec![mark.clone(), Span::raw(" "), known.clone()];
    if let Some(toast) = &app.toast {
        let text = paint::clean(&toast.text);
        if !wide(&format!(" {text}")) {
            let room = page.message.width.saturating_sub(MARK);
            let rows = if paint::width(&text) <= room {
                vec![known, Span::raw(text)]
            } else {
                // A path to a file helps more than the cause.
                let rows = paint::wrap(&format!("Not saved. {text}"), room);
                rows.into_iter().map(Span::raw).collect()
            };
            in_two_rows(buffer, page, mark, rows, theme);
            return;
        }
        line.push(Span::raw(format!(" {text}")));
    } else {
        // Elsewhere Esc leads back to Home, and there it offers one.
        let answers = app.data.live.is_some() && app.data.unsaved().is_some();
        let offers = answers || matches!(app.screen(), Screen::Home(_));
        let quit = app.keymap.key_in(Action::Quit, Context::Global);
        let key = quit.filter(|_| !offers).unwrap_or_else(|| "Esc".to_owned());
        let kept = [" Kept in memory, tried again; ", " Tried again; ", " "];
        let fits = |words: &&&str| wide(&format!("{words}{key} offers a file."));
        line.push(Span::raw(*kept.iter().find(fits).unwrap_or(&kept[2])));
        line.push(Span::styled(key.clone(), theme.strong));
        line.push(Span::raw(" offers a file."));
    }
    paint::rule(buffer, page.message, " ", Style::reset());
    paint::left(buffer, page.message, &Line::from(line));
}

/// Says what one row cannot hold in two: the message row, and the empty one under it or else the last of the
/// body. What is left over is cut.
fn in_two_rows(
    buffer: &mut Buffer,
    page: &Page,
    mark: Span<'static>,
    rows: Vec<Span<'static>>,
    theme: &Theme,
) {
    let first = page.message.y - u16::from(!page.roomy);
    let room = page.message.width.saturating_sub(MARK);
    let mut rows = rows.into_iter();
    let upper = rows.next().unwrap_or_default();
    let lower = rows.map(|row| row.content).collect::<Vec<_>>().join(" ");
    let upper = vec![
        mark,
        Span::raw("  "),
        Span::styled(paint::cut(&upper.content, room, theme), upper.style),
    ];
    let lower = vec![Span::raw("     "), Span::raw(paint::cut(&lower, room, theme))];
    for (y, spans) in (first..).zip([upper, lower]) {
        let area = Rect { y, ..page.message };
        paint::rule(buffer, area, " ", Style::reset());
        paint::left(buffer, area, &Line::from(spans));
    }
}

fn leader_letters(app: &App) -> String {
    let contexts = app.contexts();
    let mut rows: Vec<(bool, String)> = app
        .keymap
        .live(&contexts, app)
        .filter_map(|(binding, keys)| {
            let letter = binding.leader?;
            let help = binding.action.help();
            let word = binding.hint.map_or(help, |hint| hint.label);
            let word = word.split([',', ' ']).next().unwrap_or(word);
            Some((!keys.is_empty(), format!("{letter} {word}")))
        })
        .collect();
    // What has no key of its own comes first.
    rows.sort_by_key(|(has_key, _)| *has_key);
    rows.into_iter()
        .map(|(_, row)| row)
        .collect::<Vec<_>>()
        .join("   ")
}

/// Paints the key line: what matters here and now, in rank order, as many as fit.
pub fn key_line(frame: &mut Frame, page: &Page, app: &App, theme: &Theme) {
    let contexts = match &app.overlay {
        Some(_) => {
            let mut contexts = app.screen().contexts(&app.data);
            contexts.push(Context::Global);
            contexts
        }
        None => app.contexts(),
    };
    let mut hints: Vec<(Rank, &str)> = Vec::new();
    for (rank, keys) in app.keymap.hinted(&contexts, app) {
        // One key, one hint: the innermost context has it.
        let taken = |(known, shown): &(Rank, &str)| known.label == rank.label || *shown == keys;
        if !keys.is_empty() && !hints.iter().any(taken) {
            hints.push((rank, keys));
        }
    }
    hints.sort_by_key(|(rank, _)| rank.order);
    let item = |rank: &Rank, shown: &str| {
        Line::from(vec![
            Span::styled(paint::glyphs(shown, theme), theme.strong),
            Span::styled(" ", theme.dim),
            Span::styled(rank.label, theme.dim),
        ])
    };
    let area = page.keys;
    let mut end = area.right();
    let buffer = frame.buffer_mut();
    // A screen's own right-hand key goes before the one for all keys.
    let last = hints
        .iter()
        .position(|(rank, _)| rank.order == Rank::RIGHT)
        .map(|at| hints.remove(at));
    hints.retain(|(rank, _)| rank.order != Rank::RIGHT);
    if let Some((rank, shown)) = &last {
        let line = item(rank, shown);
        paint::right(buffer, area, &line);
        end -= paint::line_width(&line).min(area.width);
    }
    let mut x = area.x;
    for (rank, shown) in &hints {
        let line = item(rank, shown);
        let wide = paint::line_width(&line);
        if x + wide + 3 > end {
            break;
        }
        paint::line(buffer, x, area.y, &line, wide);
        x += wide + 3;
    }
}

/// Says politely that there is too little room; the clock stays in sight.
pub fn too_small(frame: &mut Frame, app: &App, theme: &Theme) {
    let area = frame.area();
    let mut words = vec![
        Line::styled(
            format!(
                "hotseat needs {}x{} here; this is {}x{}",
                LEAST.width, LEAST.height, app.size.width, app.size.height
            ),
            theme.strong,
        ),
        Line::styled("The clock runs on and nothing is lost.", theme.text),
    ];
    let running = app.data.live.as_ref().is_some_and(|live| live.session.running());
    if running {
        let times = match (app.screen(), &app.data.live) {
            (Screen::Interview(screen), Some(live)) => screen.times(live, &app.now),
            _ => Vec::new(),
        };
        words.push(interview_clock(app, &times, time::SHORTEST, theme));
    } else {
        words[1] = Line::styled("Nothing is lost.", theme.text);
    }
    let top = area.height.saturating_sub(words.len() as u16) / 2;
    for (row, line) in words.iter().enumerate() {
        let y = area.y + top + row as u16;
        if y >= area.bottom() {
            break;
        }
        let wide = (line.width() as u16).min(area.width);
        let x = area.x + (area.width - wide) / 2;
        frame.buffer_mut().set_line(x, y, line, wide);
    }
}

/// Returns the accent of the round in hand.
pub fn accent(app: &App, theme: &Theme) -> Style {
    theme.accent(round_kind(app))
}

pub fn round_kind(app: &App) -> Option<RoundKind> {
    app.data
        .live
        .as_ref()
        .and_then(|live| live.session.rounds.last())
        .map(|round| round.kind)
}
