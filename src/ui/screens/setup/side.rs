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

/// Columns of a round's name with its swatch, at least.
const NAME: usize = 15;

/// How questions stand, and the columns of each figure.
const STANDINGS: [(Standing, &str, usize); 3] = [
    (Standing::Weak, "weak", 5),
    (Standing::New, "new", 4),
    (Standing::Seen, "seen", 5),
];

/// Columns a figure or a name gets more where there is room.
fn more(area: Rect) -> usize {
    let least = NAME + STANDINGS.iter().map(|(_, _, columns)| columns).sum::<usize>();
    (usize::from(area.width).saturating_sub(least) / 4).min(2)
}

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
            let sums = Totals::of(drawn, screen.factor(), app);
            lines.extend(totals(&sums, screen.factor(), inner, theme));
            lines.push(Line::default());
            lines.extend(table(drawn, more(inner), theme));
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

fn totals(totals: &Totals, factor: f64, area: Rect, theme: &Theme) -> Vec<Line<'static>> {
    let Totals {
        rounds,
        questions,
        minutes,
        ends,
    } = totals;
    let wide = format!("{rounds:<12}{questions:<15}{minutes}");
    let mut lines = if paint::width(&wide) <= area.width {
        vec![Line::styled(wide, theme.strong)]
    } else {
        vec![
            Line::styled(format!("{rounds}, {questions}"), theme.strong),
            Line::styled(minutes.clone(), theme.strong),
        ]
    };
    let extra = if factor > 1.0 {
        format!(", at {factor}x")
    } else {
        String::new()
    };
    let breaks = [
        format!("{ends}{extra}, with no breaks"),
        format!("{ends}{extra}, no breaks"),
    ];
    let fits = breaks.iter().find(|line| paint::width(line) <= area.width);
    paragraph(&mut lines, fits.unwrap_or(&breaks[1]), area, theme);
    lines
}

/// Returns a line a round, and one for each kind it borrows from, with how its questions stand.
fn table(drawn: &Drawn, more: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut head = " ".repeat(NAME + more);
    for (_, word, columns) in STANDINGS {
        let columns = columns + more;
        head.push_str(&format!("{word:>columns$}"));
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
                    format!(
                        "{:<width$}",
                        kind.title(),
                        width = (NAME + more).saturating_sub(2 + indent)
                    ),
                    theme.text,
                ),
            ];
            for (standing, _, columns) in STANDINGS {
                let columns = columns + more;
                let count = round
                    .questions
                    .iter()
                    .filter(|question| question.round == kind)
                    .filter_map(|question| drawn.details.get(&question.name))
                    .filter(|detail| detail.standing == standing)
                    .count();
                spans.push(match count {
                    0 => Span::styled(format!("{:>columns$}", theme.glyphs.dot), theme.dim),
                    count => Span::styled(format!("{count:>columns$}"), theme.text),
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
