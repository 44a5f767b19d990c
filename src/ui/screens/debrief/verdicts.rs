//! Tests as the judge left them: stage by stage, each test with its mark, its words and its time, under one
//! that did not pass what it said. The question is over: hidden ones are named too.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Part, Reading};
use crate::domain::code;
use crate::domain::score::{self, StageVerdict, TestVerdict};
use crate::domain::verdict::{Outcome, TraceLine};
use crate::ui::paint;
use crate::ui::widgets::answer;
use crate::ui::widgets::markdown::plain_line;

/// Calls of a traceback that show; the innermost are those that tell.
const CALLS: usize = 4;

/// Returns whether tests of the answer at submission are still running.
pub(super) fn running(part: &Part) -> bool {
    awaited(part).next().is_some()
}

fn awaited<'a>(part: &'a Part) -> impl Iterator<Item = usize> + 'a {
    let live = part.app.data.live.iter();
    live.flat_map(|live| live.awaited_stages(&part.attempt.question))
}

/// Returns how many tests passed, in a few words: `7 of 9`, `not run`, `still running`.
pub(super) fn in_short(part: &Part) -> String {
    if running(part) {
        return "still running".to_owned();
    }
    let stages = score::at_submission(part.question, part.attempt);
    if stages.is_empty() {
        return "not run".to_owned();
    }
    let passed: usize = stages.iter().map(StageVerdict::passed).sum();
    let of: usize = stages.iter().map(StageVerdict::of).sum();
    format!("{passed} of {of}")
}

/// Returns the same for the head of the pane.
pub(super) fn fact(part: &Part) -> Line<'static> {
    Line::styled(in_short(part), part.theme.dim)
}

/// Returns every stage with its tests.
pub(super) fn lines(part: &Part, width: u16) -> Vec<Line<'static>> {
    let theme = &part.theme;
    let stages = score::at_submission(part.question, part.attempt);
    let mut lines = Vec::new();
    if running(part) {
        lines.push(Line::styled("The tests are still running.", theme.text));
        lines.push(Line::default());
    } else if stages.is_empty() {
        let session = part.app.data.live.as_ref().map(|live| &live.session);
        let why = score::why_not_run(session, part.question, part.attempt);
        let unable = part.app.data.judging.unable();
        let said = unable.map_or_else(
            || format!("Tests were not run: {why}"),
            |unable| unable.sentence.clone(),
        );
        lines.extend(words(&said, width, 0, theme.text, part));
        let mend = unable.map_or("", |unable| unable.mend.trim());
        let mend = format!("They leave the mean. {mend}");
        lines.extend(words(&mend, width, 0, theme.aside, part));
        return lines;
    }
    let running: Vec<usize> = awaited(part).collect();
    lines.extend(self::stages(part, &stages, &running, width));
    lines
}

/// Returns stages with their tests; those `awaited` are still running.
pub fn stages(part: &Reading, stages: &[StageVerdict], awaited: &[usize], width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for stage in stages {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        let awaited = stage.run.is_none() && awaited.contains(&stage.stage);
        self::stage(&mut lines, part, stage, awaited, width);
    }
    lines
}

fn stage(lines: &mut Vec<Line<'static>>, part: &Reading, stage: &StageVerdict, awaited: bool, width: u16) {
    let theme = &part.theme;
    let of = part.question.code.as_ref().map_or(0, |code| code.stages.len());
    let fact = match stage.run {
        _ if awaited => "still running".to_owned(),
        None => "not run".to_owned(),
        Some(_) => format!("{} of {} passed", stage.passed(), stage.of()),
    };
    let title = plain_line(&paint::clean(stage.title));
    let title = if of > 1 {
        format!("Stage {} of {of}, {title}", stage.stage + 1)
    } else {
        title
    };
    let room = width.saturating_sub(paint::width(&fact) + 2);
    let title = paint::cut(&title, room, theme);
    let gap = width.saturating_sub(paint::width(&title) + paint::width(&fact));
    let quiet = awaited || stage.passed() == stage.of();
    lines.push(Line::from(vec![
        Span::styled(title, theme.strong),
        Span::raw(" ".repeat(usize::from(gap))),
        Span::styled(fact, if quiet { theme.dim } else { theme.strong }),
    ]));
    let Some(run) = stage.run else {
        if !awaited {
            let said = "These tests were not run on the final text: they count as not passed.";
            lines.extend(words(said, width, 2, theme.text, part));
        }
        return;
    };
    let verdict = &run.verdict;
    if !stage.counts() {
        let said = match verdict.said.trim() {
            "" => score::ended_words(verdict.ended),
            said => said,
        };
        // What Python says of an error ends without a stop.
        let stop = if said.ends_with(['.', '!', '?']) { "" } else { "." };
        lines.extend(words(
            &format!("{said}{stop} Nothing of this run counts as passed."),
            width,
            2,
            theme.strong,
            part,
        ));
        for used in &verdict.forbidden {
            let said = format!("line {}: {}. {}", used.line, used.name, used.reason);
            barred(lines, part, &said, width);
        }
        if let Some(line) = verdict.line {
            barred(lines, part, &format!("line {line}"), width);
        }
        calls(lines, part, &verdict.trace, width);
    }
    for test in &stage.tests {
        self::test(lines, part, test, width);
    }
}

fn test(lines: &mut Vec<Line<'static>>, part: &Reading, test: &TestVerdict, width: u16) {
    let theme = &part.theme;
    let outcome = test.outcome();
    let passed = outcome.passed();
    let (mark, style) = if passed {
        (theme.glyphs.tick, theme.dim)
    } else if outcome == Outcome::NotRun {
        (theme.glyphs.dash, theme.text)
    } else {
        (theme.glyphs.cross, theme.strong)
    };
    let hidden = if test.visible { "" } else { "hidden" };
    let word = if passed || outcome == Outcome::Failed {
        ""
    } else {
        outcome.word()
    };
    let time = test
        .result
        .filter(|_| outcome != Outcome::NotRun)
        .map_or(String::new(), |result| score::milliseconds(result.ms));
    let fact: Vec<&str> = [hidden, word, &time]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let fact = fact.join("  ");
    let room = width.saturating_sub(4 + paint::width(&fact) + 2);
    let name = paint::cut(&paint::clean(&code::readable(test.name)), room, theme);
    let gap = width.saturating_sub(4 + paint::width(&name) + paint::width(&fact));
    lines.push(Line::from(vec![
        Span::styled(format!("  {mark} "), style),
        Span::styled(name, style),
        Span::raw(" ".repeat(usize::from(gap))),
        Span::styled(fact, theme.dim),
    ]));
    let Some(result) = test.result.filter(|_| !passed) else {
        return;
    };
    let at = result.line.map(|line| format!("line {line}")).unwrap_or_default();
    let message = result.message.trim();
    match message.split_once('\n') {
        _ if message.is_empty() && at.is_empty() => {}
        None if at.len() + message.len() < 60 => {
            barred(lines, part, format!("{at}   {message}").trim(), width);
        }
        _ => {
            for said in std::iter::once(at.as_str()).chain(message.lines()) {
                barred(lines, part, said, width);
            }
        }
    }
    calls(lines, part, &result.trace, width);
}

/// The calls that led to an error, the innermost last.
fn calls(lines: &mut Vec<Line<'static>>, part: &Reading, trace: &[TraceLine], width: u16) {
    for call in trace.iter().skip(trace.len().saturating_sub(CALLS)) {
        let said = format!(
            "{} line {}, {}: {}",
            call.file, call.line, call.function, call.source
        );
        barred(lines, part, said.trim_end_matches([':', ' ']), width);
    }
}

/// What a test said, under its row.
fn barred(lines: &mut Vec<Line<'static>>, part: &Reading, said: &str, width: u16) {
    let theme = &part.theme;
    if said.trim().is_empty() {
        return;
    }
    let bar = Span::styled(format!("    {} ", theme.glyphs.hint_bar), theme.rule);
    for line in answer::wrapped(said, &[], width.saturating_sub(6), theme.text, theme) {
        let mut spans = vec![bar.clone()];
        spans.extend(line.spans);
        lines.push(Line::from(spans));
    }
}

/// Words of the page itself, set in.
fn words(said: &str, width: u16, indent: u16, style: Style, part: &Reading) -> Vec<Line<'static>> {
    let said = paint::clean(said);
    let width = width.min(crate::app::layout::MEASURE).saturating_sub(indent);
    let rows = paint::wrap(&paint::glyphs(&said, &part.theme), width).into_iter();
    rows.map(|row| {
        let lead = " ".repeat(usize::from(indent));
        Line::styled(format!("{lead}{row}"), style)
    })
    .collect()
}
