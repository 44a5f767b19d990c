//! Two versions of a question beside one another: what is different, by its place.

use std::collections::BTreeMap;

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use serde_json::Value as Json;
use similar::{Algorithm, DiffTag, capture_diff_slices, group_diff_ops};

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
    let (before, after) = (json(original), json(own));
    let files = files(original, own, width, theme);
    if files.is_empty() || !differences(&before, &after).is_empty() {
        let mut all = lines(&before, &after, ("built in", "yours"), width, theme);
        all.extend(files);
        return all;
    }
    let mut all = vec![legend(("built in", "yours"), theme)];
    all.extend(files);
    all
}

fn legend(names: (&str, &str), theme: &Theme) -> Line<'static> {
    let words = format!("{} {}   + {}", theme.glyphs.minus, names.0, names.1);
    Line::styled(words, theme.dim)
}

/// Lines around a change of code that are shown with it.
const AROUND: usize = 2;

/// Returns what is different in the code files, each under its name.
fn files(original: &Question, own: &Question, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let (before, after) = (code_of(original), code_of(own));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let mut lines = Vec::new();
    for name in names {
        let text = |files: &BTreeMap<String, String>| files.get(name).cloned().unwrap_or_default();
        let (was, is) = (text(&before), text(&after));
        if was == is {
            continue;
        }
        lines.push(Line::default());
        let said = match (before.contains_key(name), after.contains_key(name)) {
            (false, _) => format!("{name}, new"),
            (_, false) => format!("{name}, not there any more"),
            _ => name.clone(),
        };
        lines.push(Line::styled(
            paint::cut(&paint::clean(&said), width, theme),
            theme.dim,
        ));
        let old: Vec<&str> = was.lines().collect();
        let new: Vec<&str> = is.lines().collect();
        let found = capture_diff_slices(Algorithm::Myers, &old, &new);
        for (at, group) in group_diff_ops(found, AROUND).iter().enumerate() {
            if at > 0 {
                lines.push(Line::styled(theme.glyphs.dots, theme.dim));
            }
            for op in group {
                let mut put = |mark: &str, rows: &[&str], style: Style| {
                    for row in rows {
                        let words = paint::clean(&row.replace('\t', "    "));
                        let room = width.saturating_sub(2);
                        lines.push(Line::from(vec![
                            Span::styled(format!("{mark} "), style),
                            Span::styled(paint::cut(&words, room, theme), style),
                        ]));
                    }
                };
                let before = old.get(op.old_range()).unwrap_or_default();
                let after = new.get(op.new_range()).unwrap_or_default();
                if op.tag() == DiffTag::Equal {
                    put(" ", after, theme.dim);
                } else {
                    put(theme.glyphs.minus, before, theme.text);
                    put("+", after, theme.strong);
                }
            }
        }
    }
    lines
}

fn code_of(question: &Question) -> BTreeMap<String, String> {
    let files = question.code.iter().flat_map(|code| &code.files);
    files
        .map(|(name, text)| (name.clone(), text.to_string()))
        .collect()
}

/// Returns what differs, each value under its place.
pub fn lines(
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
    let mut lines = vec![legend(names, theme)];
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
