//! What an interview shows while its question's clock stands: paused, and between two questions.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::action::Action;
use crate::app::flow;
use crate::app::layout::Page;
use crate::domain::bank::RoundKind;
use crate::domain::clock;
use crate::domain::event::{PauseCause, SubmitCause};
use crate::domain::fields::{self, FieldInfo};
use crate::domain::session::{Attempt, Stand};
use crate::ui::paint;
use crate::ui::theme::Theme;

/// The page with nothing on it to go on thinking about.
pub(super) fn paused(frame: &mut Frame, page: &Page, app: &App, cause: PauseCause, theme: &Theme) {
    let why = match cause {
        PauseCause::Ended => "This interview was interrupted; it stands where it stood.",
        _ => "Paused. The question and your answer are out of sight.",
    };
    let pauses = app
        .data
        .live
        .as_ref()
        .and_then(|live| live.session.current())
        .is_some_and(Attempt::answered);
    let kept = if pauses {
        "Everything you wrote is kept."
    } else {
        "Nothing is lost."
    };
    let key = app
        .keymap
        .key_of(Action::Continue, &app.contexts(), app)
        .unwrap_or_default();
    let lines = [
        Line::styled(why, theme.strong),
        Line::default(),
        Line::from(vec![
            Span::styled(format!("{kept} "), theme.text),
            Span::styled(format!("[{key} go on]"), theme.strong.patch(theme.chip)),
            Span::styled("   the clock stands still", theme.dim),
        ]),
    ];
    let top = page.body.y + page.body.height / 3;
    for (row, line) in lines.iter().enumerate() {
        let wide = (line.width() as u16).min(page.body.width);
        let area = Rect {
            x: page.body.x + (page.body.width - wide) / 2,
            y: top + row as u16,
            width: wide,
            height: 1,
        };
        paint::left(frame.buffer_mut(), area, line);
    }
}

/// After done: what comes next, in the message row, until a key says so.
pub(super) fn between(frame: &mut Frame, page: &Page, app: &App, attempt: &Attempt, theme: &Theme) {
    let left = app.data.live.as_ref().map_or(0, flow::left_in_round);
    let at = attempt
        .submissions
        .last()
        .map(|at| clock::short(*at))
        .unwrap_or_default();
    let what = match (attempt.skipped, attempt.submitted) {
        (true, _) => "Skipped.".to_owned(),
        (_, Some(SubmitCause::TimeUp)) => "Time is up; the answer is locked.".to_owned(),
        _ => format!("Done at {at}."),
    };
    let over = app
        .data
        .live
        .as_ref()
        .is_some_and(|live| live.session.stand() != Stand::Between);
    let next = match left {
        _ if over => "goes on: the round's time is over",
        0 => "ends the round",
        1 => "asks the last question",
        _ => "asks the next question",
    };
    let line = |what: &str| {
        let mut spans = vec![
            Span::styled(format!("{} ", theme.glyphs.tick), theme.strong),
            Span::styled(format!("{what} "), theme.strong),
            Span::styled("Enter", theme.strong),
            Span::styled(format!(" {next}"), theme.text),
        ];
        if app.may_take_back() {
            spans.push(Span::styled("   u", theme.strong));
            spans.push(Span::styled(" takes it back", theme.text));
        }
        Line::from(spans)
    };
    let kind = app
        .data
        .live
        .as_ref()
        .and_then(|live| live.current())
        .map(|(_, question)| question.round);
    let told = kind
        .and_then(|kind| empty_parts(kind, attempt))
        .map(|empty| line(&format!("{} {empty}", what.trim_end_matches('.'))))
        .filter(|line| paint::line_width(line) <= page.message.width);
    let line = told.unwrap_or_else(|| line(&what));
    paint::left(frame.buffer_mut(), page.message, &line);
}

/// Says how many parts of an answer in parts have nothing in them, where others have: one may not have known of
/// them, and can still take done back.
fn empty_parts(kind: RoundKind, attempt: &Attempt) -> Option<String> {
    let parts = fields::of(kind).iter().filter(|part| part.share > 0);
    let is_empty = |part: &FieldInfo| {
        attempt
            .field(part.name)
            .is_none_or(|field| field.text.trim().is_empty())
    };
    let (all, empty) = parts.fold((0, 0), |(all, empty), part| {
        (all + 1, empty + usize::from(is_empty(part)))
    });
    let silent = attempt.spoken || attempt.skipped || attempt.submitted != Some(SubmitCause::Done);
    (0 < empty && empty < all && !silent).then(|| {
        let what = match kind {
            RoundKind::SystemDesign => "phases",
            _ => "sections",
        };
        format!("with {empty} of {all} {what} empty.")
    })
}
