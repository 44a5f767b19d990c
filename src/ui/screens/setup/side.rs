//! What will be drawn, in figures: how each round's questions stand, and what could not be had.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Totals;
use crate::app::App;
use crate::app::layout;
use crate::app::screens::setup::Setup;
use crate::domain::bank::RoundKind;
use crate::domain::draw::{Drawn, Standing};
use crate::ui::paint;
use crate::ui::theme::Theme;

/// Columns of a round's name, and of each figure.
const NAME: usize = 19;
const FIGURE: usize = 6;

const STANDINGS: [(Standing, &str); 3] = [
    (Standing::Weak, "weak"),
    (Standing::New, "new"),
    (Standing::Seen, "seen"),
];

pub(super) fn render(
    buffer: &mut Buffer,
    area: Rect,
    roomy: bool,
    app: &App,
    screen: &Setup,
    notes: &[String],
    theme: &Theme,
) {
    paint::left(
        buffer,
        layout::row_of(area, 0),
        &Line::styled("What will be drawn", theme.dim),
    );
    paint::rule(buffer, layout::row_of(area, 1), theme.glyphs.light, theme.rule);
    let inner = layout::below(area, 2 + u16::from(roomy));
    let mut lines = Vec::new();
    match &screen.drawn {
        Some(Ok(drawn)) => {
            lines.extend(totals(
                &Totals::of(drawn, screen.factor(), app),
                screen.factor(),
                theme,
            ));
            lines.push(Line::default());
            lines.extend(table(drawn, theme));
            lines.push(Line::default());
            paragraph(
                &mut lines,
                "The questions stay hidden: it is an interview.",
                inner,
                theme,
            );
            if drawn.left_out.recent > 0 {
                let words = format!(
                    "Asked in the last two sessions and left out: {}.",
                    drawn.left_out.recent
                );
                paragraph(&mut lines, &words, inner, theme);
            }
        }
        Some(Err(_)) => paragraph(
            &mut lines,
            "Nothing, as the form stands: fewer minutes, more topics, another difficulty or another loop may do.",
            inner,
            theme,
        ),
        None => {}
    }
    for note in notes {
        if lines.last().is_some_and(|line| line.width() > 0) {
            lines.push(Line::default());
        }
        paragraph(&mut lines, &format!("! {note}"), inner, theme);
    }
    paint::lines(buffer, inner, &lines, 0);
}

fn totals(totals: &Totals, factor: f64, theme: &Theme) -> [Line<'static>; 2] {
    let breaks = if factor > 1.0 {
        format!("{}, at {factor}x, with no breaks", totals.ends)
    } else {
        format!("{}, with no breaks", totals.ends)
    };
    [
        Line::styled(
            format!("{:<12}{:<15}{}", totals.rounds, totals.questions, totals.minutes),
            theme.strong,
        ),
        Line::styled(breaks, theme.text),
    ]
}

/// Returns a line a round, and one for each kind it borrows from, with how its questions stand.
fn table(drawn: &Drawn, theme: &Theme) -> Vec<Line<'static>> {
    let mut head = " ".repeat(NAME);
    for (_, word) in STANDINGS {
        head.push_str(&format!("{word:>FIGURE$}"));
    }
    let mut lines = vec![Line::styled(head, theme.dim)];
    for round in &drawn.rounds {
        let mut kinds: Vec<RoundKind> = vec![round.round];
        for question in &round.questions {
            if !kinds.contains(&question.round) {
                kinds.push(question.round);
            }
        }
        for kind in kinds {
            // What is borrowed stands under what borrows it.
            let indent = if kind == round.round { 0 } else { 2 };
            let mut spans = vec![
                Span::raw(" ".repeat(indent)),
                Span::styled(format!("{} ", theme.glyphs.swatch), theme.accent(Some(kind))),
                Span::styled(
                    format!("{:<width$}", kind.title(), width = NAME - 2 - indent),
                    theme.text,
                ),
            ];
            for (standing, _) in STANDINGS {
                let count = round
                    .questions
                    .iter()
                    .filter(|question| question.round == kind)
                    .filter_map(|question| drawn.details.get(&question.name))
                    .filter(|detail| detail.standing == standing)
                    .count();
                spans.push(match count {
                    0 => Span::styled(format!("{:>FIGURE$}", theme.glyphs.dot), theme.dim),
                    count => Span::styled(format!("{count:>FIGURE$}"), theme.text),
                });
            }
            lines.push(Line::from(spans));
        }
    }
    lines
}

fn paragraph(lines: &mut Vec<Line<'static>>, words: &str, area: Rect, theme: &Theme) {
    for line in paint::wrap(words, area.width) {
        lines.push(Line::styled(line, theme.text));
    }
}
