//! The tests of a programming answer: the run under way or the newest one, and before the first what is
//! known of them. A pane under the code, a tab and a strip where one pane shows.

pub(super) mod strip;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Scene;
use crate::app::action::Action;
use crate::app::judging::{Mark, Purpose, Readiness, Row, Run, Told};
use crate::app::keymap::Context;
use crate::app::layout::{Pane, row_of};
use crate::domain::code;
use crate::domain::verdict::{RunKind, Unable};
use crate::ui::View;
use crate::ui::paint::{self, Focus};
use crate::ui::theme::Theme;

/// A row and what stands at its right end.
type Placed = (Line<'static>, Line<'static>);

/// Under the code.
pub(super) fn pane(buffer: &mut Buffer, pane: &Pane, scene: &Scene, focus: Focus, view: &mut View) {
    let fact = fact(scene);
    paint::head(
        buffer,
        pane,
        title(scene),
        &fact,
        focus,
        scene.accent,
        &scene.theme,
    );
    body(buffer, pane.inner, scene, view);
}

/// In a tab of its own, whose title counts what passed.
pub(super) fn tab(buffer: &mut Buffer, area: Rect, scene: &Scene, view: &mut View) {
    let judging = &scene.app.data.judging;
    if judging.older && judging.own_run().is_none() {
        let key = scene
            .app
            .keymap
            .key_in(Action::RunTests, Context::Interview)
            .unwrap_or_default();
        let words = format!("Of an earlier text; {key} runs it as it stands.");
        paint::left(buffer, row_of(area, 0), &Line::styled(words, scene.theme.strong));
        let under = crate::app::layout::below(area, 2);
        body(buffer, under, scene, view);
    } else {
        body(buffer, area, scene, view);
    }
}

/// Beside the title of the tab, where there is little room.
pub(super) fn tab_fact(scene: &Scene) -> Line<'static> {
    let judging = &scene.app.data.judging;
    match (&judging.run, &judging.told) {
        (None, Some(told)) => Line::styled(format!("run {}   {}", told.number, told.time), scene.theme.dim),
        _ => fact(scene),
    }
}

/// Returns the title of the tab: `Tests 3 of 5`.
pub(super) fn tab_title(scene: &Scene) -> String {
    let judging = &scene.app.data.judging;
    match (judging.own_run(), &judging.told) {
        (None, Some(told)) if !told.rows.is_empty() => {
            let passed = told.rows.iter().filter(|row| row.mark == Mark::Passed).count();
            format!("Tests {passed} of {}", told.rows.len())
        }
        _ => "Tests".to_owned(),
    }
}

fn title(scene: &Scene) -> &'static str {
    let judging = &scene.app.data.judging;
    let kind = match (judging.own_run(), &judging.told) {
        (Some(run), _) => run.kind,
        (None, Some(told)) => told.kind,
        (None, None) => RunKind::Visible,
    };
    match kind {
        RunKind::Script => "Script",
        RunKind::Visible => "Tests",
        RunKind::All => "All tests",
    }
}

/// The counts of the run, or what the judge is at: `run 4   3 of 5 passed   2.1 s`.
pub(super) fn fact(scene: &Scene) -> Line<'static> {
    let (theme, judging) = (&scene.theme, &scene.app.data.judging);
    if let Some(run) = &judging.run {
        return under_way(scene, run);
    }
    if let Some(told) = &judging.told {
        let mut spans = Vec::new();
        if judging.older {
            spans.push(Span::styled("of an earlier text   ", theme.strong));
        }
        spans.push(Span::styled(format!("run {}   ", told.number), theme.text));
        spans.push(Span::styled(told.count.clone(), theme.strong));
        spans.push(Span::styled(format!("   {}", told.time), theme.dim));
        return Line::from(spans);
    }
    let words = match &judging.ready {
        Readiness::Unknown => "",
        Readiness::Looking => "Python starts",
        Readiness::Ready => "not run yet",
        Readiness::Unable(_) => "not run here",
    };
    Line::styled(words, theme.dim)
}

fn under_way(scene: &Scene, run: &Run) -> Line<'static> {
    let theme = &scene.theme;
    let dots = theme.glyphs.dots;
    if run.purpose == Purpose::Final {
        let stages = scene.question.code.as_ref().map_or(0, |code| code.stages.len());
        let words = if scene.attempt.question == run.name {
            format!("final tests {dots} stage {} of {stages}", run.stage + 1)
        } else {
            format!("final tests of the question before {dots}")
        };
        return Line::styled(words, theme.dim);
    }
    let seconds = scene.app.now.mono.saturating_sub(run.began).as_secs();
    let waited = if seconds > 0 {
        format!("   {seconds} s")
    } else {
        String::new()
    };
    let doing = match (run.stopping, run.kind, run.rows.len()) {
        (true, _, _) => format!("stopping {dots}"),
        (false, RunKind::Script, _) => format!("script runs {dots}"),
        (false, _, 0) => format!("starts {dots}"),
        (false, _, all) => format!("{} of {all} passed {dots}", run.passed),
    };
    Line::from(vec![
        Span::styled(format!("run {}   ", run.number), theme.text),
        Span::styled(doing, theme.strong),
        Span::styled(waited, theme.dim),
    ])
}

fn body(buffer: &mut Buffer, area: Rect, scene: &Scene, view: &mut View) {
    let judging = &scene.app.data.judging;
    let room = usize::from(area.height);
    let rows = match (judging.own_run(), &judging.told) {
        (Some(run), _) if !run.rows.is_empty() => coming(&run.rows, room, scene, area.width),
        (_, Some(told)) => after(told, room, scene, area.width),
        (_, None) => {
            // The tests' file is read through for their names: once, not for each key.
            let unable = judging.unable().map(|unable| (&unable.sentence, &unable.mend));
            let (folder, question) = (&scene.live.folder, &scene.attempt.question);
            let known = ("tests", folder, question, scene.attempt.stage(), unable, room);
            let lines = view.composed(&known, area.width, |_| before(scene, room, area.width));
            for (index, line) in lines.iter().take(room).enumerate() {
                paint::left(buffer, row_of(area, index as u16), line);
            }
            return;
        }
    };
    for (index, (left, right)) in rows.iter().take(room).enumerate() {
        let row = row_of(area, index as u16);
        let wide = u16::try_from(right.width()).unwrap_or(u16::MAX).min(row.width);
        let room = row.width - wide - u16::from(wide > 0).min(row.width - wide);
        paint::left(buffer, Rect { width: room, ..row }, left);
        paint::right(buffer, row, right);
    }
}

/// A run under way: its rows stand where they will, so that none moves while others come.
fn coming(tests: &[Row], room: usize, scene: &Scene, width: u16) -> Vec<Placed> {
    let known = tests.iter().filter(|row| !row.hidden).count();
    if tests.len() > room || tests.len() + known <= room {
        return fitted(tests, room, scene, width);
    }
    tests
        .iter()
        .flat_map(|row| test(row, width, &scene.theme).into_iter().take(1))
        .collect()
}

/// A run that ended: why it did not end whole, its tests or what the script printed, and the keys that go on.
fn after(told: &Told, room: usize, scene: &Scene, width: u16) -> Vec<Placed> {
    let theme = &scene.theme;
    let mut rows: Vec<Placed> = Vec::new();
    for (sentence, line) in &told.said {
        let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let text = format!("{} {place}{sentence}", theme.glyphs.cross);
        for (index, part) in paint::wrap(&text, width.saturating_sub(2))
            .into_iter()
            .enumerate()
        {
            let indent = if index == 0 { "" } else { "  " };
            rows.push(only(Line::styled(format!("{indent}{part}"), theme.strong)));
        }
    }
    let foot = foot(told, scene);
    // The keys go first where there is little room, then what passed.
    let keys = usize::from(room >= rows.len() + told.rows.len() + 3) * 2;
    let left = room.saturating_sub(rows.len() + keys);
    if told.kind == RunKind::Script {
        rows.extend(tail(told, left, scene));
    } else {
        rows.extend(fitted(&told.rows, left, scene, width));
    }
    if keys > 0 && foot.width() > 0 {
        rows.push(only(Line::default()));
        rows.push(only(foot));
    }
    rows
}

fn only(line: Line<'static>) -> Placed {
    (line, Line::default())
}

/// The key that shows all of a run.
fn output(scene: &Scene) -> String {
    scene.app.keymap.spelled(Action::Output, Context::Interview)
}

/// The last lines that a script printed.
fn tail(told: &Told, room: usize, scene: &Scene) -> Vec<Placed> {
    let theme = &scene.theme;
    if told.last.is_empty() {
        return vec![only(Line::styled("It printed nothing.", theme.dim))];
    }
    let row = |line: &String| only(Line::styled(line.clone(), theme.text));
    if told.printed <= told.last.len().min(room) {
        return told.last.iter().map(row).collect();
    }
    let shown = told.last.len().min(room.saturating_sub(1));
    let words = format!(
        "{} {} lines in all, {} shows them",
        theme.glyphs.dots,
        told.printed,
        output(scene)
    );
    let mut rows = vec![only(Line::styled(words, theme.dim))];
    rows.extend(told.last[told.last.len() - shown..].iter().map(row));
    rows
}

/// Tests in the order of their file, each failure with its reason. Where there is too little room those that
/// passed fold into a line, then the reasons go, then the last ones.
fn fitted(tests: &[Row], room: usize, scene: &Scene, width: u16) -> Vec<Placed> {
    let theme = &scene.theme;
    let reasons = tests.iter().filter(|row| !row.said.is_empty()).count();
    if tests.len() + reasons <= room {
        return tests.iter().flat_map(|row| test(row, width, theme)).collect();
    }
    let passed = tests.iter().filter(|row| row.mark == Mark::Passed).count();
    let open: Vec<&Row> = tests.iter().filter(|row| row.mark != Mark::Passed).collect();
    let fold = usize::from(passed > 0);
    let mut rows: Vec<Placed> = Vec::new();
    for (index, row) in open.iter().enumerate() {
        let left = open.len() - index;
        let mut lines = test(row, width, theme);
        if rows.len() + lines.len() + left - 1 + fold > room {
            lines.truncate(1);
        }
        if rows.len() + lines.len() + fold > room || (left > 1 && rows.len() + 2 + fold > room) {
            let words = format!("{} {left} more, {} shows them", theme.glyphs.dots, output(scene));
            rows.push(only(Line::styled(words, theme.dim)));
            break;
        }
        rows.append(&mut lines);
    }
    if passed > 0 {
        let words = format!("{} {passed} passed", theme.glyphs.tick);
        rows.push(only(Line::styled(words, theme.dim)));
    }
    rows
}

fn test(row: &Row, width: u16, theme: &Theme) -> Vec<Placed> {
    let (mark, style, time): (&str, Style, &str) = match row.mark {
        Mark::Passed => (theme.glyphs.tick, theme.dim, &row.time),
        Mark::Failed => (theme.glyphs.cross, theme.strong, &row.time),
        Mark::Waits => (theme.glyphs.dots, theme.text, ""),
        Mark::NotRun => (theme.glyphs.dash, theme.dim, "not run"),
    };
    let mut rows = vec![(
        Line::styled(format!("{mark} {}", row.name), style),
        Line::styled(time.to_owned(), style),
    )];
    if !row.said.is_empty() {
        rows.push(only(reason(row, width, theme)));
    }
    rows
}

fn reason(row: &Row, width: u16, theme: &Theme) -> Line<'static> {
    let said = paint::cut(&row.said, width.saturating_sub(4), theme);
    Line::from(vec![
        Span::styled(format!("  {} ", theme.glyphs.hint_bar), theme.rule),
        Span::styled(said, theme.text),
    ])
}

/// What a key does now with the run that ended.
fn foot(told: &Told, scene: &Scene) -> Line<'static> {
    let keymap = &scene.app.keymap;
    let mut parts = Vec::new();
    if let Some(key) = keymap
        .key_in(Action::NextFailure, Context::Interview)
        .filter(|_| !told.lines.is_empty())
    {
        parts.push(format!("{key} to the line of the next failure"));
    }
    if let Some(key) = keymap.key_in(Action::Output, Context::Interview) {
        let lines = match told.printed {
            _ if told.veiled => String::new(),
            0 => String::new(),
            1 => ", 1 line printed".to_owned(),
            lines => format!(", {lines} lines printed"),
        };
        parts.push(format!("{key} the run at length{lines}"));
    }
    let words = paint::glyphs(&parts.join("    "), &scene.theme);
    Line::styled(words, scene.theme.dim)
}

/// Before the first run: why none can be, and the tests of the stage by name; hidden ones are counted.
fn before(scene: &Scene, room: usize, width: u16) -> Vec<Line<'static>> {
    let theme = &scene.theme;
    let mut rows: Vec<Line<'static>> = Vec::new();
    if let Some(unable) = scene.app.data.judging.unable() {
        rows.extend(unable_words(unable, width, theme));
        if room > rows.len() + 3 {
            rows.push(Line::default());
        }
    }
    let Some(code) = &scene.question.code else {
        return rows;
    };
    let known = code::tests_of(code, scene.attempt.stage());
    let last = hidden_words(known.hidden);
    let shown = room.saturating_sub(rows.len() + usize::from(!last.is_empty()));
    for (index, name) in known.visible.iter().enumerate() {
        if index + 1 == shown && known.visible.len() > shown {
            let more = known.visible.len() - index;
            rows.push(Line::styled(
                format!("{} {more} more", theme.glyphs.dots),
                theme.dim,
            ));
            break;
        }
        if index >= shown {
            break;
        }
        rows.push(Line::styled(format!("  {}", code::readable(name)), theme.text));
    }
    if !last.is_empty() {
        rows.push(Line::styled(format!("  {last}"), theme.dim));
    }
    if known.visible.is_empty() && last.is_empty() {
        rows.push(Line::styled("  This stage has no tests.", theme.dim));
    }
    rows
}

fn unable_words(unable: &Unable, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let width = width.saturating_sub(2).min(crate::app::layout::MEASURE);
    let sentence = paint::wrap(&paint::clean(&unable.sentence), width);
    let mend = paint::wrap(&paint::clean(&unable.mend), width);
    let first = sentence.into_iter().map(|row| Line::styled(row, theme.strong));
    let then = mend
        .into_iter()
        .filter(|row| !row.is_empty())
        .map(|row| Line::styled(row, theme.text));
    first.chain(then).collect()
}

fn hidden_words(hidden: usize) -> String {
    match hidden {
        0 => String::new(),
        1 => "and 1 that stays hidden".to_owned(),
        n => format!("and {n} that stay hidden"),
    }
}
