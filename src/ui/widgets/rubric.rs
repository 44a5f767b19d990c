//! The rubric as rows: criteria with their ideas to tick, or with their five anchors to choose from.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::screens::debrief::{Row, evidence, rows};
use crate::domain::bank::{Criterion, Question};
use crate::domain::session::Attempt;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;
use crate::ui::widgets::levels::{self as scale, LevelLines, Scale};

/// The rows, and where the cursor's begin and end.
#[derive(Debug, Clone, PartialEq)]
pub struct RubricLines {
    pub lines: Vec<Line<'static>>,
    pub cursor: usize,
    /// One past the last row that belongs to the cursor's.
    pub cursor_end: usize,
}

/// Returns how many rows the rubric wants, roughly: enough for the layout to share the height.
pub fn rows_wanted(question: &Question, cursor: usize) -> u16 {
    let open = matches!(rows(question).get(cursor), Some(Row::Levels { .. }));
    let rows: usize = question
        .rubric
        .iter()
        .map(|criterion| match &criterion.ideas {
            Some(ideas) => ideas.len() + 2,
            None => 1,
        })
        .sum();
    // One more for the idea under the cursor, which is whole.
    (rows + 1 + if open { 8 } else { 0 }) as u16
}

/// Which ideas may take more than one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapped {
    All,
    /// Only the one under the cursor; the others are cut.
    Cursor,
}

/// Lays the rubric out. `levels` gives a criterion's five anchors.
#[expect(clippy::too_many_arguments, reason = "what a rubric's rows are made of")]
pub fn lines(
    question: &Question,
    attempt: &Attempt,
    cursor: usize,
    asking: Option<&str>,
    levels: &dyn Fn(&Criterion) -> [String; 5],
    wrapped: Wrapped,
    width: u16,
    accent: Style,
    theme: &Theme,
) -> RubricLines {
    let all = rows(question);
    let here = all.get(cursor).copied();
    let mut out = RubricLines {
        lines: Vec::new(),
        cursor: 0,
        cursor_end: 0,
    };
    let mut before: Option<bool> = None;
    for (index, criterion) in question.rubric.iter().enumerate() {
        let by_ideas = criterion.ideas.is_some();
        if before.is_some_and(|was| was || by_ideas) {
            out.lines.push(Line::default());
        }
        before = Some(by_ideas);
        match &criterion.ideas {
            Some(_) => ideas(
                &mut out, index, criterion, attempt, here, asking, wrapped, width, accent, theme,
            ),
            None => level_rows(
                &mut out, index, criterion, question, attempt, here, levels, width, accent, theme,
            ),
        }
    }
    out
}

#[expect(clippy::too_many_arguments, reason = "what a criterion's rows are made of")]
fn ideas(
    out: &mut RubricLines,
    index: usize,
    criterion: &Criterion,
    attempt: &Attempt,
    here: Option<Row>,
    asking: Option<&str>,
    wrapped: Wrapped,
    width: u16,
    accent: Style,
    theme: &Theme,
) {
    let ideas = criterion.ideas.as_deref().unwrap_or_default();
    let on = |id: &str| attempt.ticks.get(id).is_some_and(|tick| tick.on);
    let ticked = ideas.iter().filter(|idea| on(&idea.id)).count();
    let fact = format!("  {ticked} of {}   weight {}", ideas.len(), criterion.weight);
    let title = paint::clean(&criterion.criterion);
    let head = paint::cut(&title, width.saturating_sub(paint::width(&fact)), theme);
    let used = paint::width(&head) + paint::width(&fact);
    // Over the column of counts, once: how often the idea's words are in the answer.
    let found_label = match index {
        0 if width >= used + 16 => "in your answer",
        0 if width > used + 5 => "found",
        _ => "",
    };
    let gap = width.saturating_sub(used + paint::width(found_label));
    out.lines.push(Line::from(vec![
        Span::styled(head, theme.strong),
        Span::styled(fact, theme.dim),
        Span::raw(" ".repeat(usize::from(gap))),
        Span::styled(found_label, theme.dim),
    ]));
    for (at, idea) in ideas.iter().enumerate() {
        let chosen = here
            == Some(Row::Idea {
                criterion: index,
                idea: at,
            });
        let found = evidence(attempt, idea).len();
        let count = if found == 0 {
            theme.glyphs.dash.to_owned()
        } else {
            found.to_string()
        };
        let tick = if on(&idea.id) {
            theme.glyphs.tick_on
        } else {
            theme.glyphs.tick_off
        };
        let lead = if chosen { theme.glyphs.cursor } else { " " };
        let style = if chosen { theme.strong } else { theme.text };
        let room = width.saturating_sub(7 + paint::width(&count) + 1);
        let text = crate::ui::widgets::markdown::plain_line(&paint::clean(&idea.idea));
        let rows = if chosen || wrapped == Wrapped::All {
            paint::wrap(&text, room)
        } else {
            vec![paint::cut(&text, room, theme)]
        };
        if chosen {
            out.cursor = out.lines.len();
        }
        for (row, words) in rows.iter().enumerate() {
            let mut spans = if row == 0 {
                vec![
                    Span::styled(lead, accent),
                    Span::styled(format!(" {tick} "), style),
                    Span::styled(words.clone(), style),
                ]
            } else {
                vec![Span::raw(" ".repeat(6)), Span::styled(words.clone(), style)]
            };
            if row == 0 {
                let used: u16 = spans.iter().map(|span| span.width() as u16).sum();
                let gap = width.saturating_sub(used + paint::width(&count));
                spans.push(Span::raw(" ".repeat(usize::from(gap))));
                spans.push(Span::styled(
                    count.clone(),
                    if chosen { theme.strong } else { theme.dim },
                ));
            }
            out.lines.push(Line::from(spans));
        }
        if chosen && asking == Some(idea.id.as_str()) {
            out.lines.push(Line::from(vec![
                Span::raw(" ".repeat(6)),
                Span::styled("said in other words?  ", theme.text),
                Span::styled("y", theme.strong),
                Span::styled(" keep   ", theme.dim),
                Span::styled("n", theme.strong),
                Span::styled(" untick", theme.dim),
            ]));
        }
        if chosen {
            out.cursor_end = out.lines.len();
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "what a criterion's rows are made of")]
fn level_rows(
    out: &mut RubricLines,
    index: usize,
    criterion: &Criterion,
    question: &Question,
    attempt: &Attempt,
    here: Option<Row>,
    levels: &dyn Fn(&Criterion) -> [String; 5],
    width: u16,
    accent: Style,
    theme: &Theme,
) {
    let chosen = here == Some(Row::Levels { criterion: index });
    let (value, value_style) = scale::value(question, criterion, attempt, theme);
    let mark = if chosen { theme.glyphs.open } else { " " };
    let weight = match criterion.tests {
        Some(_) => String::new(),
        None => format!("weight {}   ", criterion.weight),
    };
    let right = paint::width(&weight) + paint::width(&value);
    let name = paint::cut(
        &paint::clean(&criterion.criterion),
        width.saturating_sub(right + 4),
        theme,
    );
    let gap = width.saturating_sub(2 + paint::width(&name) + right).max(1);
    if chosen {
        out.cursor = out.lines.len();
    }
    out.lines.push(Line::from(vec![
        Span::styled(format!("{mark} "), theme.text),
        Span::styled(name, if chosen { theme.strong } else { theme.text }),
        Span::raw(" ".repeat(usize::from(gap))),
        Span::styled(weight, theme.dim),
        Span::styled(value, value_style),
    ]));
    if chosen {
        let mut anchors = LevelLines::default();
        let scale = Scale {
            question,
            attempt,
            levels,
            running: false,
            focus: Focus::Here,
            accent,
            theme,
        };
        scale.anchors(&mut anchors, criterion, width);
        out.lines.append(&mut anchors.lines);
        out.cursor_end = out.lines.len();
    }
}
