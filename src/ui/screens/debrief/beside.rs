//! What lies beside a score, never in it: the words found for an idea, prediction, time and where it went,
//! stages, hints, pauses, note.

use std::collections::BTreeSet;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::{Part, texts, verdicts};
use crate::app::layout;
use crate::app::screens::debrief::{Manner, asked, evidence, has_tests, manner};
use crate::domain::bank::{Question, RoundKind};
use crate::domain::clock;
use crate::domain::session::{Attempt, Field};
use crate::domain::written::{self, Form};
use crate::ui::paint;
use crate::ui::theme::Theme;

/// Returns how much was written in the fields that are `wanted`.
pub fn amount(question: &Question, attempt: &Attempt, wanted: &dyn Fn(&str) -> bool) -> String {
    let lines = if question.round == RoundKind::Programming && wanted("code") {
        written::code_lines(attempt)
    } else {
        0
    };
    let words: usize = attempt
        .fields
        .iter()
        .filter(|field| wanted(&field.name))
        .filter(|field| written::form(question.round, &field.name) != Form::Code)
        .map(Field::words)
        .sum();
    let words_of = crate::ui::screens::interview::words_of(words);
    let mut parts = Vec::new();
    match lines {
        0 => {}
        1 => parts.push("1 line of code".to_owned()),
        n => parts.push(format!("{n} lines of code")),
    }
    if attempt.spoken {
        parts.push(format!("spoken, {words_of} of notes"));
    } else if words > 0 || parts.is_empty() {
        parts.push(words_of);
    }
    parts.join(", ")
}

pub fn time_fact(attempt: &Attempt) -> String {
    format!(
        "{} of {}",
        clock::short(attempt.spent),
        clock::short(attempt.budget)
    )
}

pub fn over_fact(attempt: &Attempt) -> String {
    let over = attempt.spent.saturating_sub(attempt.budget);
    if over.as_secs() == 0 {
        String::new()
    } else {
        format!(", {} over", clock::short(over))
    }
}

pub fn pauses_fact(attempt: &Attempt) -> String {
    format!(
        "{}, {} in all",
        attempt.pauses.len(),
        clock::short(attempt.pause_total())
    )
}

/// Returns the stages that were opened, of those there are, and how many were passed over.
fn stages_fact(question: &Question, attempt: &Attempt) -> Option<(String, String)> {
    let all = question.code.as_ref()?.stages.len();
    if all < 2 {
        return None;
    }
    let reached: BTreeSet<usize> = attempt.stages.iter().map(|run| run.stage).collect();
    let passed = attempt.stages.iter().filter(|run| run.passed_over).count();
    let over = match passed {
        0 => String::new(),
        n => format!(", {n} passed over"),
    };
    Some((reached.len().to_string(), format!(" of {all} reached{over}")))
}

/// Returns the fields over their share of the time, as label, time used and the rest.
fn over_shares(part: &Part) -> Vec<(String, String, String)> {
    let Some(live) = &part.app.data.live else {
        return Vec::new();
    };
    let (question, attempt) = (part.question, part.attempt);
    let one = match question.round {
        RoundKind::SystemDesign => "phase",
        RoundKind::Culture => "part",
        RoundKind::Programming | RoundKind::MlTheory => return Vec::new(),
    };
    let fields = asked(live, attempt, question);
    let over = written::over_budget(question, attempt, &fields);
    if over.len() > 2 {
        let spent: Duration = over
            .iter()
            .map(|time| time.spent.saturating_sub(time.budget))
            .sum();
        return vec![(
            format!("{one}s over"),
            over.len().to_string(),
            format!(" of {}, by {} in all", fields.len(), clock::short(spent)),
        )];
    }
    over.into_iter()
        .map(|time| {
            (
                format!("{one} {}", time.name),
                clock::short(time.spent),
                format!(" of {}", clock::short(time.budget)),
            )
        })
        .collect()
}

/// Paints the heading of what lies beside the score.
pub(super) fn head(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    paint::left(
        buffer,
        layout::row_of(area, 0),
        &Line::styled("Beside the score", theme.dim),
    );
    paint::rule(buffer, layout::row_of(area, 1), theme.glyphs.light, theme.rule);
}

type Fact = (String, Vec<Span<'static>>);

/// Returns what lies beside the score, label by label. Beside levels what did not happen is left out,
/// since the kinds have more to say.
pub(super) fn rows(part: &Part) -> Vec<Fact> {
    let (attempt, question, theme) = (part.attempt, part.question, &part.theme);
    let all = manner(question) == Manner::Ideas;
    let figure = |figure: String, rest: String| {
        vec![Span::styled(figure, theme.strong), Span::styled(rest, theme.dim)]
    };
    let none = || vec![Span::styled("none", theme.dim)];
    let mut rows: Vec<Fact> = vec![("you predicted".to_owned(), predicted(part))];
    rows.push((
        "time".to_owned(),
        figure(
            clock::short(attempt.spent),
            format!(" of {}{}", clock::short(attempt.budget), over_fact(attempt)),
        ),
    ));
    rows.extend(
        over_shares(part)
            .into_iter()
            .map(|(label, used, rest)| (label, figure(used, rest))),
    );
    if let Some((reached, rest)) = stages_fact(question, attempt) {
        rows.push(("stages".to_owned(), figure(reached, rest)));
    }
    if has_tests(question) {
        let short = verdicts::in_short(part);
        rows.push((
            "tests".to_owned(),
            match short.split_once(' ') {
                Some((passed, rest)) if passed.parse::<usize>().is_ok() => {
                    figure(passed.to_owned(), format!(" {rest} passed"))
                }
                _ => vec![Span::styled(short, theme.dim)],
            },
        ));
    }
    if attempt.spoken && !all {
        rows.push((
            "spoken".to_owned(),
            figure("yes".to_owned(), "; what is written are notes".to_owned()),
        ));
    }
    let hints = attempt.hints().len();
    rows.push((
        "hints".to_owned(),
        if hints == 0 {
            none()
        } else {
            figure(hints.to_string(), format!(" of {}", question.hints.len()))
        },
    ));
    if !attempt.pauses.is_empty() {
        let fact = pauses_fact(attempt);
        let (count, rest) = fact.split_once(',').unwrap_or((&fact, ""));
        rows.push(("pauses".to_owned(), figure(count.to_owned(), format!(",{rest}"))));
    } else if all {
        rows.push(("pauses".to_owned(), none()));
    }
    let noted = !attempt.note.is_empty() || attempt.starred || attempt.disputed.is_some();
    if all || noted {
        rows.push(("note".to_owned(), note_spans(attempt, theme)));
    }
    rows
}

fn predicted(part: &Part) -> Vec<Span<'static>> {
    let theme = &part.theme;
    match (part.attempt.prediction, part.settled()) {
        (Some(predicted), Some(score)) => {
            // The figures beside it are cut, not rounded: so is this one.
            let gap = f64::from(predicted) - (score * 10.0 + 1e-9).floor() / 10.0;
            let words = if gap.abs() < 0.05 {
                "as your score".to_owned()
            } else if gap > 0.0 {
                format!("{gap:.1} above your score")
            } else {
                format!("{:.1} below your score", -gap)
            };
            vec![
                Span::styled(predicted.to_string(), theme.strong),
                Span::styled(format!("   {words}"), theme.dim),
            ]
        }
        (Some(predicted), None) => vec![Span::styled(predicted.to_string(), theme.strong)],
        _ => vec![Span::styled(theme.glyphs.dash, theme.dim)],
    }
}

pub(super) fn facts(buffer: &mut Buffer, area: Rect, part: &Part) {
    for (row, (label, value)) in rows(part).into_iter().enumerate() {
        let line = layout::row_of(area, row as u16);
        paint::left(buffer, line, &Line::styled(label, part.theme.dim));
        let place = Rect {
            x: line.x + 16.min(line.width),
            width: line.width.saturating_sub(16),
            ..line
        };
        paint::left(buffer, place, &Line::from(value));
    }
}

/// Returns the same on one line: what comes first goes last where room is short.
pub(super) fn compact(part: &Part) -> Vec<String> {
    let (attempt, question) = (part.attempt, part.question);
    let mut parts = Vec::new();
    if let Some(prediction) = attempt.prediction {
        parts.push(format!("predicted {prediction}"));
    }
    parts.push(format!("time {}{}", time_fact(attempt), over_fact(attempt)));
    for (label, used, rest) in over_shares(part) {
        parts.push(format!("{label} {used}{rest}"));
    }
    if let Some((reached, rest)) = stages_fact(question, attempt) {
        parts.push(format!("stages {reached}{}", rest.replace(" reached", "")));
    }
    if attempt.spoken && manner(question) == Manner::Levels {
        parts.push("spoken".to_owned());
    }
    parts.push(format!("hints {}", attempt.hints().len()));
    if !attempt.pauses.is_empty() {
        parts.push(format!("pauses {}", pauses_fact(attempt)));
    }
    if attempt.starred {
        parts.push(part.theme.glyphs.star.to_owned());
    }
    if attempt.disputed.is_some() {
        parts.push("! disputed".to_owned());
    }
    parts
}

pub(super) fn note_spans(attempt: &Attempt, theme: &Theme) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    if attempt.starred {
        spans.push(Span::styled(format!("{} ", theme.glyphs.star), theme.strong));
    }
    if attempt.disputed.is_some() {
        spans.push(Span::styled(
            "! disputed  ",
            theme.strong.add_modifier(Modifier::BOLD),
        ));
    }
    let first = attempt.note.lines().next().unwrap_or("");
    if first.is_empty() && spans.is_empty() {
        spans.push(Span::styled("none", theme.dim));
    } else {
        spans.push(Span::styled(paint::clean(first), theme.text));
    }
    spans
}

/// Where one pane shows: the marked words, quoted.
pub(super) fn evidence_strip(buffer: &mut Buffer, area: Rect, part: &Part) {
    let (attempt, theme) = (part.attempt, &part.theme);
    paint::rule(buffer, layout::row_of(area, 0), theme.glyphs.light, theme.rule);
    let Some(idea) = part.screen.idea(part.question) else {
        // Levels are chosen beside the answer: its end is what the follow-ups brought.
        paint::left(
            buffer,
            layout::row_of(area, 0),
            &Line::styled("Your answer ", theme.dim),
        );
        let lines = texts::answer(part, &[], None, area.width);
        let rows = layout::below(area, 1);
        let skip = lines.len().saturating_sub(usize::from(rows.height));
        paint::lines(buffer, rows, &lines, skip as u16);
        return;
    };
    let found = evidence(attempt, idea);
    let label = Line::styled("found", theme.dim);
    paint::left(buffer, layout::row_of(area, 1), &label);
    let place = Rect {
        x: area.x + 7,
        width: area.width.saturating_sub(7),
        ..layout::below(area, 1)
    };
    if found.is_empty() {
        paint::left(
            buffer,
            layout::row_of(place, 0),
            &Line::styled("no words of the answer match a sign of this idea", theme.dim),
        );
        return;
    }
    let mut quote = String::new();
    for (name, range) in found.iter().take(3) {
        let text = attempt.text_of(name);
        let start = text[..range.start.min(text.len())]
            .char_indices()
            .rev()
            .nth(30)
            .map_or(0, |(at, _)| at);
        let tail = text.get(range.end..).unwrap_or("");
        let end = range.end + tail.char_indices().nth(30).map_or(tail.len(), |(at, _)| at);
        if let Some(part) = text.get(start..end) {
            quote.push_str(&format!(
                "{d}{}{d}  ",
                paint::clean(part).trim(),
                d = theme.glyphs.dots
            ));
        }
    }
    for (row, words) in paint::wrap(&quote, place.width).into_iter().enumerate() {
        paint::left(
            buffer,
            layout::row_of(place, row as u16),
            &Line::styled(words, theme.text),
        );
    }
}
