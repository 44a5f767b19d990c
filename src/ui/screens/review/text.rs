//! The tabs of one answer: its words, the reference, the rubric as it was scored, the timeline, the runs.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::lists::first_line;
use crate::app::layout;
use crate::app::screens::debrief::exemplars;
use crate::app::screens::review::{Pane, Review, Tab};
use crate::domain::bank::{Criterion, Question};
use crate::domain::clock;
use crate::domain::event::ScoreKind;
use crate::domain::score::{self, shown};
use crate::domain::session::{Attempt, Run};
use crate::domain::verdict::RunKind;
use crate::ui::screens::debrief::{Reading, beside, texts, verdicts};
use crate::ui::theme::Theme;
use crate::ui::widgets::rubric::{self, Wrapped};
use crate::ui::widgets::timeline;
use crate::ui::{View, paint};

/// Returns what stands at the right end of the head: the score.
pub(super) fn fact(screen: &Review, theme: &Theme) -> Line<'static> {
    let Some((attempt, _)) = screen.attempt() else {
        return Line::default();
    };
    match attempt.latest_score() {
        Some(scored) => Line::from(vec![
            Span::styled("score ", theme.dim),
            Span::styled(shown(scored.score), theme.strong),
        ]),
        None if attempt.waits_for_score() => Line::styled("to score", theme.dim),
        None => Line::default(),
    }
}

/// Paints the tab in hand of the answer in hand.
pub(super) fn body(frame: &mut Frame, area: Rect, screen: &Review, view: &mut View) {
    let theme = view.theme.clone();
    let Some((attempt, question)) = screen.attempt() else {
        let words = match (&screen.problem, screen.session()) {
            (Some(problem), _) => problem.clone(),
            (None, Some(opened)) => match opened.problems.first() {
                Some(problem) => problem.clone(),
                None => "No question of it can be shown.".to_owned(),
            },
            (None, None) if screen.folder.is_empty() => String::new(),
            (None, None) => "reading it".to_owned(),
        };
        for (row, text) in paint::wrap(&paint::clean(&words), area.width.min(layout::MEASURE))
            .into_iter()
            .enumerate()
        {
            let place = layout::row_of(area, row as u16);
            paint::left(frame.buffer_mut(), place, &Line::styled(text, theme.dim));
        }
        return;
    };
    let reading = Reading {
        attempt,
        question,
        accent: theme.accent(Some(question.round)),
        theme: theme.clone(),
    };
    head(frame, area, &reading);
    let rows = head_rows(frame, area, screen, &theme);
    let room = layout::below(area, rows);
    let width = room.width;
    let shut = matches!(screen.tab, Tab::Reference | Tab::Rubric) && !attempt.reference_open();
    let lines = match screen.tab {
        _ if shut => vec![
            Line::styled("It opens once you have predicted your score.", theme.text),
            Line::styled("o goes on with this session.", theme.dim),
        ],
        Tab::Answer => answer(&reading, width),
        Tab::Reference => reference(&reading, width, view),
        Tab::Rubric => rubric_lines(&reading, width),
        Tab::Timeline => {
            course(frame, room, screen, &reading);
            return;
        }
        Tab::Runs => runs(&reading, width),
    };
    texts::body(frame.buffer_mut(), room, &lines, screen.scroll, &theme);
}

/// The question in a line, under it its name, difficulty and time.
fn head(frame: &mut Frame, area: Rect, reading: &Reading) {
    let (attempt, question, theme) = (reading.attempt, reading.question, &reading.theme);
    let buffer = frame.buffer_mut();
    let prompt = paint::cut(&first_line(&question.prompt), area.width, theme);
    paint::left(
        buffer,
        layout::row_of(area, 0),
        &Line::styled(prompt, theme.strong),
    );
    let mut facts = vec![
        attempt.question.to_string(),
        question.difficulty.name().to_owned(),
        beside::time_fact(attempt) + &beside::over_fact(attempt),
    ];
    if attempt.spoken {
        facts.push("spoken".to_owned());
    }
    if attempt.starred {
        facts.push(format!("{} marked", theme.glyphs.star));
    }
    if attempt.disputed.is_some() {
        facts.push("! disputed".to_owned());
    }
    // The name goes first where there is no room for all of it.
    let mut words = facts.join("   ");
    if paint::width(&words) > area.width {
        words = facts[1..].join("   ");
    }
    paint::left(
        buffer,
        layout::row_of(area, 1),
        &Line::styled(paint::cut(&words, area.width, theme), theme.dim),
    );
}

/// Paints what the search found in the answer; returns how many rows the head has then.
fn head_rows(frame: &mut Frame, area: Rect, screen: &Review, theme: &Theme) -> u16 {
    let Some(hit) = screen.hit() else {
        return 3;
    };
    let label = format!("found in {}  ", hit.place.label());
    let room = usize::from(area.width.saturating_sub(paint::width(&label)));
    let snippet = hit.snippet.fit(room);
    let mut spans = vec![Span::styled(label, theme.dim)];
    let mut at = 0;
    for range in &snippet.ranges {
        let piece =
            |range: std::ops::Range<usize>| snippet.text.get(range).map(paint::clean).unwrap_or_default();
        spans.push(Span::styled(piece(at..range.start), theme.text));
        spans.push(Span::styled(
            piece(range.clone()),
            theme.evidence_on(theme.strong),
        ));
        at = range.end;
    }
    spans.push(Span::styled(
        snippet.text.get(at..).map(paint::clean).unwrap_or_default(),
        theme.text,
    ));
    paint::left(frame.buffer_mut(), layout::row_of(area, 2), &Line::from(spans));
    4
}

/// The answer by field, after it note and dispute.
fn answer(reading: &Reading, width: u16) -> Vec<Line<'static>> {
    let theme = &reading.theme;
    let mut lines = texts::answer(reading, &[], None, width);
    let kept = [
        ("Your note", Some(reading.attempt.note.as_str())),
        ("Disputed", reading.attempt.disputed.as_deref()),
    ];
    for (title, text) in kept {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        lines.push(Line::default());
        lines.push(Line::styled(title, theme.dim));
        for line in paint::clean(text).lines() {
            let rows = paint::wrap(line, width.min(layout::MEASURE));
            lines.extend(rows.into_iter().map(|row| Line::styled(row, theme.aside)));
        }
    }
    lines
}

fn reference(reading: &Reading, width: u16, view: &mut View) -> Vec<Line<'static>> {
    match exemplars(reading.question).last() {
        Some(exemplar) => texts::exemplar(reading, exemplar, None, width, view),
        None => texts::no_reference(reading, width, view),
    }
}

/// The rubric as it was scored, and every score that was given.
fn rubric_lines(reading: &Reading, width: u16) -> Vec<Line<'static>> {
    let (attempt, question, theme) = (reading.attempt, reading.question, &reading.theme);
    let own = |criterion: &Criterion| {
        let own = criterion.levels.clone().unwrap_or_default();
        std::array::from_fn(|level| own.get(level).cloned().flatten().unwrap_or_default())
    };
    let mut lines = scores(attempt, theme);
    lines.extend(
        rubric::lines(
            question,
            attempt,
            usize::MAX,
            None,
            &own,
            Wrapped::All,
            width,
            reading.accent,
            theme,
        )
        .lines,
    );
    let missed: Vec<&str> = pitfalls(question, attempt);
    if !missed.is_empty() {
        lines.push(Line::default());
        lines.push(Line::styled("It happened to you", theme.dim));
        for wrong in missed {
            for row in paint::wrap(&paint::clean(wrong), width.min(layout::MEASURE)) {
                lines.push(Line::styled(row, theme.text));
            }
        }
    }
    lines
}

/// Every score side by side: the first is never overwritten.
fn scores(attempt: &Attempt, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some(level) = attempt.prediction {
        lines.push(Line::from(vec![
            Span::styled(format!("{:<18}", "predicted"), theme.dim),
            Span::styled(level.to_string(), theme.strong),
        ]));
    }
    for scored in &attempt.scores {
        let by = if scored.by == "self" {
            String::new()
        } else {
            format!(" by {}", paint::clean(&scored.by))
        };
        let at = scored
            .at
            .as_ref()
            .map(|at| at.strftime("   %-d %b %Y").to_string())
            .unwrap_or_default();
        lines.push(Line::from(vec![
            Span::styled(format!("{:<18}", format!("{}{by}", kind(scored.kind))), theme.dim),
            Span::styled(shown(scored.score), theme.strong),
            Span::styled(at, theme.dim),
        ]));
    }
    let hints = attempt.hints().len();
    if hints > 0 {
        lines.push(Line::from(vec![
            Span::styled(format!("{:<18}", "hints"), theme.dim),
            Span::styled(hints.to_string(), theme.strong),
        ]));
    }
    if !attempt.pauses.is_empty() {
        lines.push(Line::from(vec![
            Span::styled(format!("{:<18}", "pauses"), theme.dim),
            Span::styled(beside::pauses_fact(attempt), theme.text),
        ]));
    }
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    lines
}

/// Returns what kind of score it is, as its row is headed.
fn kind(kind: ScoreKind) -> &'static str {
    match kind {
        ScoreKind::First => "first score",
        ScoreKind::Revision => "revised",
        ScoreKind::Blind => "blind",
        ScoreKind::Outside => "outside",
    }
}

fn pitfalls<'a>(question: &'a Question, attempt: &Attempt) -> Vec<&'a str> {
    question
        .pitfalls
        .iter()
        .filter(|pitfall| attempt.pitfalls.contains(&pitfall.id))
        .map(|pitfall| pitfall.wrong.as_str())
        .collect()
}

/// The course of the answer: rows to scale, under them the same events in words.
fn course(frame: &mut Frame, area: Rect, screen: &Review, reading: &Reading) {
    let theme = &reading.theme;
    let Some(course) = &screen.course else {
        return;
    };
    let scale = timeline::rows(&course.timeline);
    let here = screen.pane == Pane::Text;
    timeline::to_scale(
        frame.buffer_mut(),
        area,
        &course.timeline,
        None,
        reading.accent,
        theme,
    );
    let list = layout::below(area, scale + 1);
    let cursor = here.then_some(screen.event);
    let lines = timeline::events(&course.timeline, cursor, list.width, theme);
    let row = timeline::row_of(&course.timeline, screen.event, list.width);
    let height = usize::from(list.height);
    let from = (row + 2)
        .saturating_sub(height)
        .min(lines.len().saturating_sub(height));
    paint::lines(frame.buffer_mut(), list, &lines, from as u16);
}

/// Every run in a line, then the tests at submission.
fn runs(reading: &Reading, width: u16) -> Vec<Line<'static>> {
    let (attempt, question, theme) = (reading.attempt, reading.question, &reading.theme);
    let mut lines: Vec<Line<'static>> = attempt.runs.iter().map(|run| run_line(run, theme)).collect();
    if lines.is_empty() {
        lines.push(Line::styled("The code was never run.", theme.dim));
    }
    let stages = score::at_submission(question, attempt);
    // Hidden tests stay unnamed until the answer was predicted.
    if !stages.is_empty() && attempt.reference_open() {
        lines.push(Line::default());
        lines.push(Line::styled("At submission", theme.dim));
        lines.extend(verdicts::stages(reading, &stages, &[], width));
    }
    lines
}

fn run_line(run: &Run, theme: &Theme) -> Line<'static> {
    let tests = &run.verdict.tests;
    let passed = tests.iter().filter(|test| test.outcome.passed()).count();
    let whole = !tests.is_empty() && passed == tests.len();
    let kind = match run.verdict.kind {
        RunKind::Script => "as a script".to_owned(),
        _ => format!("{passed} of {} passed", tests.len()),
    };
    let (mark, style) = match (run.verdict.kind, whole) {
        (RunKind::Script, _) => (" ", theme.dim),
        (_, true) => (theme.glyphs.tick, theme.dim),
        (_, false) => (theme.glyphs.cross, theme.text),
    };
    Line::from(vec![
        Span::styled(format!("{:>6}  ", clock::short(run.at)), theme.dim),
        Span::styled(format!("{mark} "), style),
        Span::styled(format!("stage {}  {kind}", run.stage + 1), style),
    ])
}
