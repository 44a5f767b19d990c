//! What a stranger sees under the menu, in the place of figures there are none of yet: what taking the
//! first question comes to, and its two keys.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{FACT, at};
use crate::app::App;
use crate::app::action::Action;
use crate::app::first;
use crate::app::keymap::Context;
use crate::app::layout::{MEASURE, Page};
use crate::ui::paint;
use crate::ui::theme::Theme;

/// Returns how long the question takes, with this person's extra time.
pub(super) fn minutes(app: &App) -> String {
    format!("{:.0} min", first::MINUTES * app.data.config.extra_time())
}

/// Paints it from row `y` on; what does not fit whole is left out.
pub(super) fn render(buffer: &mut Buffer, page: &Page, app: &App, mut y: u16, theme: &Theme) {
    let row = |y: u16| Rect {
        y,
        height: u16::from(y < page.body.bottom()),
        ..page.body
    };
    let key = |action, context| app.keymap.key_in(action, context).unwrap_or_default();
    at(buffer, row(y), 2, &Line::styled("What happens", theme.strong));
    let begin = if app.on_first_question() {
        Action::Open
    } else {
        Action::StartNow
    };
    let keys = Line::from(vec![
        Span::styled(key(begin, Context::Home), theme.strong),
        Span::styled(" begins, ", theme.text),
        Span::styled(key(Action::SkipFirst, Context::Home), theme.strong),
        Span::styled(" skips for good.", theme.text),
    ]);
    at(buffer, row(y), FACT, &keys);
    y += 1 + u16::from(page.body.height >= 18);
    let room = page.body.width.saturating_sub(FACT).min(MEASURE);
    for (label, words) in steps(app, &key(Action::Done, Context::Interview)) {
        let lines = paint::wrap(&words, room);
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        if y.saturating_add(height) > page.body.bottom() {
            return;
        }
        at(buffer, row(y), 2, &Line::styled(label, theme.dim));
        for line in lines {
            at(buffer, row(y), FACT, &Line::styled(line, theme.text));
            y += 1;
        }
        y += u16::from(page.roomy);
    }
}

fn steps(app: &App, done: &str) -> [(&'static str, String); 5] {
    [
        (
            "You answer",
            format!(
                "Type what you would say, and press {done} when done. The clock shows what is left of {}.",
                minutes(app)
            ),
        ),
        (
            "You predict",
            "How good was it? You say so before you look.".to_owned(),
        ),
        (
            "You tick ideas",
            "Those you said; your words for them are marked.".to_owned(),
        ),
        (
            "You get a score",
            "0 to 4, from your ticks. Each step is explained.".to_owned(),
        ),
        (
            "It is kept",
            format!(
                "In {}; nothing leaves this machine.",
                paint::clean(&app.data.host.sessions_dir)
            ),
        ),
    ]
}
