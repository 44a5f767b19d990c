//! An answer played again: the text as it stood, beside or over what happened, to scale.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::layout::{self, Page, Pane};
use crate::app::screens::replay::ReplayScreen;
use crate::domain::bank::Question;
use crate::domain::clock;
use crate::domain::fields;
use crate::domain::words::counted;
use crate::domain::written::{self, Form};
use crate::ui::View;
use crate::ui::paint::{self, Focus};
use crate::ui::skeleton::{self, Crumb};
use crate::ui::theme::Theme;
use crate::ui::widgets::markdown::plain_line;
use crate::ui::widgets::{answer, timeline};

/// Columns of what happened, where it stands beside the text.
const BESIDE: u16 = 50;

pub fn render(frame: &mut Frame, page: &Page, app: &App, screen: &ReplayScreen, view: &View) {
    let theme = &view.theme;
    let course = &screen.course;
    let Some((attempt, question)) = screen.session.attempt(course.attempt) else {
        return;
    };
    let accent = theme.accent(Some(question.round));
    title(frame, page, app, screen, theme);
    let prompt = question
        .prompt
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let prompt = plain_line(&paint::clean(prompt));
    let top = layout::row_of(page.body, 0);
    paint::left(
        frame.buffer_mut(),
        top,
        &Line::styled(paint::cut(&prompt, top.width, theme), theme.strong),
    );
    let body = layout::below(page.body, 1 + u16::from(page.body.height > 18));
    let scale = timeline::rows(&course.timeline);
    let at = course.replay.at();
    let wide = page.body.width + 4 >= layout::TWO_PANES;
    let strip = scale.min(body.height.saturating_sub(8));
    let upper = Rect {
        height: body.height.saturating_sub(strip + u16::from(strip > 0)),
        ..body
    };
    if strip > 0 {
        let area = Rect {
            y: upper.bottom() + 1,
            height: strip,
            ..body
        };
        timeline::to_scale(
            frame.buffer_mut(),
            area,
            &course.timeline,
            Some(at),
            accent,
            theme,
        );
    }
    let text_area = if wide {
        let (left, right) = layout::split(upper, BESIDE, layout::GUTTER);
        let pane = layout::pane(left, page.roomy);
        let none = Line::default();
        paint::head(
            frame.buffer_mut(),
            &pane,
            "What happened",
            &none,
            Focus::Elsewhere,
            accent,
            theme,
        );
        happened(frame, &pane, screen, theme);
        right
    } else {
        upper
    };
    let pane = layout::pane(text_area, page.roomy);
    let (field, end) = screen.writing().unwrap_or(("", 0));
    let shown = attempt.follow_ups();
    let name = if field.is_empty() {
        "Nothing is written yet".to_owned()
    } else {
        paint::clean(&fields::title(question, field, &shown))
    };
    let words = course.replay.text(field).split_whitespace().count();
    let fact = counted(words, "word");
    paint::head(
        frame.buffer_mut(),
        &pane,
        &name,
        &Line::styled(fact, theme.dim),
        Focus::Here,
        accent,
        theme,
    );
    text(frame, &pane, screen, question, (field, end), theme);
}

fn title(frame: &mut Frame, page: &Page, app: &App, screen: &ReplayScreen, theme: &Theme) {
    let name = screen
        .session
        .session
        .started
        .as_ref()
        .map_or_else(String::new, |started| paint::clean(&started.title));
    let crumbs = [
        Crumb::new("hotseat", theme.dim),
        Crumb::new("Review", theme.dim),
        Crumb::new(name, theme.dim),
        Crumb::new(format!("question {}", screen.course.attempt + 1), theme.dim),
        Crumb::new("replay", theme.strong),
    ];
    let replay = &screen.course.replay;
    let state = if screen.plays(&app.now) {
        "playing"
    } else if replay.at() >= replay.total() {
        "at the end"
    } else {
        "stopped"
    };
    let clock = Span::styled(clock::short(replay.at()), theme.strong);
    let rights = vec![
        Line::from(vec![
            clock.clone(),
            Span::styled(
                format!(
                    " of {}   {}x   {state}",
                    clock::short(replay.total()),
                    screen.playback.speed().times()
                ),
                theme.dim,
            ),
        ]),
        Line::from(vec![clock]),
    ];
    skeleton::title(frame.buffer_mut(), page.title, &crumbs, &rights, theme);
    paint::rule(frame.buffer_mut(), page.rule, theme.glyphs.light, theme.rule);
}

/// The events up to now; the newest is marked and in sight.
fn happened(frame: &mut Frame, pane: &Pane, screen: &ReplayScreen, theme: &Theme) {
    let timeline = &screen.course.timeline;
    let width = pane.inner.width;
    let now = timeline.event_at(screen.course.replay.at());
    let lines = timeline::events(timeline, Some(now), width, theme);
    let row = timeline::row_of(timeline, now, width);
    let height = usize::from(pane.inner.height);
    let from = (row + 1 + height / 4)
        .saturating_sub(height)
        .min(lines.len().saturating_sub(height));
    paint::lines(frame.buffer_mut(), pane.inner, &lines, from as u16);
}

/// The text of the field as it stood; the place of the newest edit is in sight.
fn text(
    frame: &mut Frame,
    pane: &Pane,
    screen: &ReplayScreen,
    question: &Question,
    (field, end): (&str, usize),
    theme: &Theme,
) {
    let replay = &screen.course.replay;
    let whole = replay.text(field);
    let accent = theme.accent(Some(question.round));
    let form = written::form(question.round, field);
    let width = match form {
        Form::Prose => pane.inner.width.min(layout::MEASURE),
        Form::Code | Form::Drawing => pane.inner.width,
    };
    let lay = |text: &str| match form {
        Form::Code => answer::preformatted("python", text, width, accent, theme),
        Form::Drawing => answer::preformatted("", text, width, accent, theme),
        Form::Prose => answer::wrapped(text, &[], width, theme.text, theme),
    };
    let lines = lay(whole);
    let before = whole.get(..end).unwrap_or(whole);
    let row = lay(before).len().saturating_sub(1);
    let height = usize::from(pane.inner.height);
    let from = (row + 1 + height / 4)
        .saturating_sub(height)
        .min(lines.len().saturating_sub(height));
    paint::lines(frame.buffer_mut(), pane.inner, &lines, from as u16);
    let y = pane.inner.y + (row.saturating_sub(from)).min(height.saturating_sub(1)) as u16;
    let x = lines
        .get(row)
        .map_or(0, paint::line_width)
        .min(width.saturating_sub(1));
    let last = row + 1 == lines.len() || before.len() == whole.len();
    frame.set_cursor_position((pane.inner.x + if last { x } else { 0 }, y));
}
