//! Setup: a form, and beside it what will be drawn, without naming a question.

mod form;
mod side;
mod values;

use ratatui::Frame;
use ratatui::text::Line;

use crate::app::App;
use crate::app::layout::{self, Page};
use crate::app::screens::setup::Setup;
use crate::domain::draw::{Drawn, of_code};
use crate::domain::words::counted;
use crate::ui::View;
use crate::ui::paint;
use crate::ui::skeleton::{self, Crumb};

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
    let notes = notes(app, screen);
    let below: &[String] = if side.is_some() { &[] } else { &notes };
    let cursor = form::render(buffer, form, page.roomy, app, screen, below, theme);
    if let Some(side) = side {
        side::render(buffer, side, page.roomy, app, screen, &notes, theme);
    }
    frame.set_cursor_position((form.x, cursor));
}

/// What the draw could not do as asked, what becomes of code, and which loops are not offered.
fn notes(app: &App, screen: &Setup) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(Ok(drawn)) = &screen.drawn {
        notes.extend(of_code(drawn, app.data.abilities).map(str::to_owned));
        notes.extend(drawn.notes.iter().cloned());
    }
    notes.extend(Setup::waiting_loops(&app.data));
    notes.iter().map(|note| paint::clean(note)).collect()
}

/// Returns minutes as people write them: whole, or with one decimal.
fn minutes(minutes: f64) -> String {
    format!("{}", (minutes * 10.0).round() / 10.0)
}

/// What the interview comes to, extra time counted in.
struct Totals {
    rounds: String,
    questions: String,
    minutes: String,
    ends: String,
}

impl Totals {
    fn of(drawn: &Drawn, factor: f64, app: &App) -> Self {
        let minutes = drawn.minutes() * factor;
        let ends = app
            .now
            .wall
            .checked_add(jiff::SignedDuration::from_secs((minutes * 60.0) as i64))
            .map(|end| end.strftime("%H:%M").to_string())
            .unwrap_or_default();
        Self {
            rounds: counted(drawn.rounds.len(), "round"),
            questions: counted(drawn.questions(), "question"),
            minutes: format!("{} min", minutes.round()),
            ends: format!("ends about {ends}"),
        }
    }

    /// Returns it on one line that fits.
    fn line(&self, room: u16) -> String {
        let Self {
            rounds,
            questions,
            minutes,
            ends,
        } = self;
        let lines = [
            format!("starts: {rounds}, {questions}, {minutes}, {ends}"),
            format!("starts: {questions}, {minutes}, {ends}"),
            format!("starts: {minutes}, {ends}"),
        ];
        lines
            .into_iter()
            .find(|line| paint::width(line) <= room)
            .unwrap_or_else(|| format!("starts: {minutes}"))
    }
}
