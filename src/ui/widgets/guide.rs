//! A few words under the debrief and the scorecard of a first question: what this step is for. They stand on
//! the last rows of the body, and the screen above them is the one everybody has.

use ratatui::buffer::Buffer;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::first::{self, Guide};
use crate::app::layout::{self, MEASURE, Page};
use crate::domain::score::shown;
use crate::ui::paint;
use crate::ui::theme::Theme;

/// Paints the words there are and returns the page without their rows.
pub fn above(buffer: &mut Buffer, page: &Page, app: &App, accent: Style, theme: &Theme) -> Page {
    let Some(guide) = first::guide(app) else {
        return *page;
    };
    let (page, area) = layout::guided(page);
    let width = area.width.saturating_sub(2);
    let lines = if area.height < 2 {
        vec![on_one(guide, &app.data.host.sessions_dir, width, theme)]
    } else {
        lines(guide, &app.data.host.sessions_dir, width)
    };
    for (at, (strong, rest)) in lines.into_iter().enumerate() {
        let spans = vec![
            Span::styled(format!("{} ", theme.glyphs.bar), accent),
            Span::styled(strong, theme.strong),
            Span::styled(rest, theme.text),
        ];
        paint::left(buffer, layout::row_of(area, at as u16), &Line::from(spans));
    }
    page
}

/// Returns the words in lines at most `width` wide, each parted into what is bold and the rest.
fn lines(guide: Guide, sessions: &str, width: u16) -> Vec<(String, String)> {
    let (head, words) = (head(guide), words(guide, sessions));
    let mut bold = head.len();
    paint::wrap(&format!("{head} {words}"), width.min(MEASURE))
        .into_iter()
        .map(|line| {
            let (strong, rest) = line.split_at(bold.min(line.len()));
            // The blank at which the line was broken counts.
            bold = bold.saturating_sub(line.len() + 1);
            (strong.to_owned(), rest.to_owned())
        })
        .collect()
}

/// The same on one line, as far as it goes.
fn on_one(guide: Guide, sessions: &str, width: u16, theme: &Theme) -> (String, String) {
    let head = head(guide);
    let room = width.saturating_sub(paint::width(head) + 1);
    let words = paint::cut(&words(guide, sessions), room, theme);
    (head.to_owned(), format!(" {words}"))
}

fn head(guide: Guide) -> &'static str {
    match guide {
        Guide::Prediction => "Step 1 of 6: the prediction.",
        Guide::Ideas => "Step 2 of 6: the ideas.",
        Guide::Ticks | Guide::Unheard => "Step 3 of 6: the ticks.",
        Guide::Levels => "Step 4 of 6: the levels.",
        Guide::Score(_) => "Step 5 of 6: the score.",
        Guide::Kept => "Step 6 of 6: all of it is kept.",
        Guide::Reference => "A strong answer.",
        Guide::OftenMissed => "Often missed.",
    }
}

fn words(guide: Guide, sessions: &str) -> String {
    let words = match guide {
        Guide::Prediction => {
            "Say how good it was before you see a strong answer. Beside the score it tells how well you judge."
        }
        Guide::Ideas => {
            "Each is one thing a strong answer says. Your words for it, where any were found, are marked: did you \
             say it?"
        }
        Guide::Ticks => {
            "A tick means: I said this, in whatever words. Only you decide. Unticked ideas come back in drills."
        }
        Guide::Unheard => {
            "No words for this one were found in your answer. Keep the tick if you said it, untick it if you only \
             knew it."
        }
        Guide::Levels => {
            "Some things are a matter of degree. Take the line that reads most like your \
             answer."
        }
        Guide::Reference => {
            "Compare what it says with what you said; yours may have other words. Then back to the ideas."
        }
        Guide::OftenMissed => {
            "Mark what happened to you. It is counted in Progress, and never lowers the score."
        }
        Guide::Score(score) => {
            return format!(
                "{} of 4: ticks and levels by their weight. From 3.0 on it is a yes. Nothing else is in it: no \
                 hints, no time.",
                shown(score)
            );
        }
        Guide::Kept => {
            return format!(
                "Home has it under Review, your disk in {}.",
                paint::clean(sessions)
            );
        }
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::msg::Size;

    #[test]
    fn every_word_has_room_at_every_size() {
        let guides = [
            Guide::Prediction,
            Guide::Ideas,
            Guide::Ticks,
            Guide::Unheard,
            Guide::Levels,
            Guide::Reference,
            Guide::OftenMissed,
            Guide::Score(2.25),
            Guide::Kept,
        ];
        for width in layout::LEAST.width..=130 {
            let size = Size { width, height: 24 };
            let (_, area) = layout::guided(&layout::page(size).unwrap());
            for guide in guides {
                let lines = lines(guide, "/home/ada/.local/share/hotseat/sessions", area.width - 2);
                assert!(lines.len() <= usize::from(area.height), "{width}: {lines:?}");
            }
        }
    }
}
