//! Two versions of a question beside one another: what is different, by its place.

use ratatui::text::{Line, Span};
use serde_json::Value as Json;

use crate::app::layout;
use crate::domain::bank::Question;
use crate::domain::bank::compare::differences;
use crate::ui::paint;
use crate::ui::theme::Theme;

/// Returns what a person's own version has different from the built-in one.
pub(super) fn with_original(
    original: &Question,
    own: &Question,
    width: u16,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let json = |question: &Question| serde_json::to_value(question).unwrap_or_default();
    lines(&json(original), &json(own), ("built in", "yours"), width, theme)
}

/// Returns what differs, each value under its place.
pub(super) fn lines(
    before: &Json,
    after: &Json,
    names: (&str, &str),
    width: u16,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let found = differences(before, after);
    if found.is_empty() {
        return vec![Line::styled("Both say the same.", theme.text)];
    }
    let legend = format!("{} {}   + {}", theme.glyphs.minus, names.0, names.1);
    let mut lines = vec![Line::styled(legend, theme.dim)];
    let room = width.min(layout::MEASURE).saturating_sub(2);
    for difference in found {
        lines.push(Line::default());
        lines.push(Line::styled(
            paint::cut(&paint::clean(&difference.path), width, theme),
            theme.dim,
        ));
        for (mark, value, style) in [
            (theme.glyphs.minus, &difference.before, theme.text),
            ("+", &difference.after, theme.strong),
        ] {
            for (row, words) in value
                .iter()
                .flat_map(|text| text.lines())
                .flat_map(|line| paint::wrap(&paint::clean(line), room))
                .enumerate()
            {
                let lead = if row == 0 {
                    format!("{mark} ")
                } else {
                    "  ".to_owned()
                };
                lines.push(Line::from(vec![
                    Span::styled(lead, style),
                    Span::styled(words, style),
                ]));
            }
        }
    }
    lines
}
