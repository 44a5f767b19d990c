//! What the newest run said at length: why it ended, every failure with its calls, what was printed, how
//! long each test took, and what it ran with.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{foot, framed};
use crate::app::App;
use crate::app::action::Action;
use crate::app::judging::{Mark, Row, Told, time_words};
use crate::app::keymap::Context;
use crate::app::layout::{self, Upper};
use crate::app::overlays::output::Output;
use crate::domain::code::readable;
use crate::domain::plain;
use crate::domain::verdict::{RunKind, TestResult, TraceLine};
use crate::text::wrap;
use crate::ui::paint;
use crate::ui::theme::Theme;

/// Columns of the box at most.
const WIDE: u16 = 100;

pub fn render(frame: &mut Frame, app: &App, output: Output, theme: &Theme) {
    let Some(told) = &app.data.judging.told else {
        return;
    };
    let most = layout::overlay(app.size, WIDE, app.size.height, Upper::Middle);
    let lines = lines(app, told, most.width.saturating_sub(6), theme);
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let area = layout::overlay(app.size, WIDE, rows.saturating_add(5).max(9), Upper::Middle);
    let title = format!("Run {}, {}", told.number, told.count);
    let inner = framed(frame.buffer_mut(), area, &title, "Esc closes", theme);
    let list = Rect {
        y: inner.y + 1,
        height: inner.height.saturating_sub(3),
        ..inner
    };
    let scroll = output.scroll.min(rows.saturating_sub(list.height));
    let more = paint::lines(frame.buffer_mut(), list, &lines, scroll);
    let foot = foot(frame.buffer_mut(), area, inner, theme);
    let mut keys = Vec::new();
    let contexts = [Context::Output];
    if let Some(key) = app.keymap.key_of(Action::NextFailure, &contexts, app) {
        keys.push(Span::styled(key, theme.strong));
        keys.push(Span::styled(" to the line of the failure   ", theme.dim));
    }
    keys.push(Span::styled(paint::glyphs("▴▾", theme), theme.strong));
    keys.push(Span::styled(" scroll", theme.dim));
    let fact = match (more, scroll) {
        (0, 0) => Line::default(),
        (0, _) => Line::styled("end", theme.dim),
        (more, _) => Line::styled(format!("{} {more} more rows", theme.glyphs.dots), theme.dim),
    };
    let mut keys = Line::from(keys);
    if keys.width() + fact.width() + 2 > usize::from(foot.width) {
        // What the arrows do is known.
        keys.spans.truncate(keys.spans.len() - 2);
    }
    paint::left(frame.buffer_mut(), foot, &keys);
    paint::right(frame.buffer_mut(), foot, &fact);
    frame.set_cursor_position((list.x, list.y));
}

fn lines(app: &App, told: &Told, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut page = PageOf {
        lines: Vec::new(),
        width,
        theme,
    };
    for (sentence, line) in &told.said {
        let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
        page.wrapped(&format!("{place}{sentence}"), theme.strong);
    }
    page.calls(&told.verdict.trace);
    let hidden = told.veiled && app.data.live.as_ref().is_some_and(is_open);
    let tests = told.rows.iter().zip(&told.verdict.tests);
    let mut after_hidden = false;
    for (row, test) in tests.filter(|(row, _)| row.mark == Mark::Failed) {
        page.failure(row, test, after_hidden);
        after_hidden = row.hidden;
    }
    page.printed(told, hidden, app);
    page.timing(told);
    let bench = &told.verdict.bench;
    if !bench.python.is_empty() {
        page.heading("Ran with");
        let mut words = vec![format!("Python {}", bench.python)];
        words.extend(
            bench
                .versions
                .iter()
                .map(|(name, version)| format!("{name} {version}")),
        );
        words.push(bench.isolation.clone());
        words.retain(|word| !word.is_empty());
        page.wrapped(&words.join(", "), theme.text);
        page.wrapped(&bench.interpreter, theme.dim);
        page.wrapped(&bench.isolation_lacks, theme.text);
    }
    page.lines
}

/// Returns whether the answer is still being written.
fn is_open(live: &crate::app::data::Live) -> bool {
    live.session
        .current()
        .is_some_and(|attempt| attempt.submitted.is_none())
}

/// The text as it is put together.
struct PageOf<'a> {
    lines: Vec<Line<'static>>,
    width: u16,
    theme: &'a Theme,
}

impl PageOf<'_> {
    fn heading(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.lines.push(Line::styled(text.to_owned(), self.theme.dim));
    }

    /// Prose in as many rows as it takes; nothing for no words.
    fn wrapped(&mut self, text: &str, style: ratatui::style::Style) {
        if text.trim().is_empty() {
            return;
        }
        for row in paint::wrap(&paint::clean(text), self.width) {
            self.lines.push(Line::styled(row, style));
        }
    }

    /// Text as it stands, each line in as many rows as it takes.
    fn verbatim(&mut self, text: &str) {
        let text = plain::clean(text);
        for line in text.lines() {
            let line = line.replace('\t', "    ");
            let breaks = wrap::breaks(&line, usize::from(self.width.max(1)));
            let ends = breaks.iter().map(|at| *at as usize).chain([line.len()]);
            let mut from = 0;
            for end in ends {
                self.lines
                    .push(Line::styled(line[from..end].to_owned(), self.theme.text));
                from = end;
            }
        }
    }

    fn failure(&mut self, row: &Row, test: &TestResult, after_hidden: bool) {
        // Hidden ones say nothing of themselves: they stand close.
        let close = row.hidden && after_hidden;
        if !close && !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.heading_of_test(row);
        if row.hidden {
            return;
        }
        let bar = self.theme.glyphs.hint_bar;
        for line in test.message.lines().filter(|line| !line.trim().is_empty()) {
            for part in paint::wrap(&paint::clean(line), self.width.saturating_sub(4)) {
                self.lines.push(Line::from(vec![
                    Span::styled(format!("  {bar} "), self.theme.dim),
                    Span::styled(part, self.theme.text),
                ]));
            }
        }
        self.calls(&test.trace);
    }

    fn heading_of_test(&mut self, row: &Row) {
        let place = row.line.map(|line| format!("   line {line}")).unwrap_or_default();
        self.lines.push(Line::from(vec![
            Span::styled(
                format!("{} {}", self.theme.glyphs.cross, row.name),
                self.theme.strong,
            ),
            Span::styled(place, self.theme.dim),
        ]));
    }

    /// A traceback: the innermost call last.
    fn calls(&mut self, trace: &[TraceLine]) {
        for call in trace {
            let place = format!("{}:{} in {}", call.file, call.line, call.function);
            let own = call.file == "answer.py";
            let style = if own { self.theme.text } else { self.theme.dim };
            let room = self.width.saturating_sub(6);
            self.lines.push(Line::styled(
                format!("    {}", paint::cut(&paint::clean(&place), room, self.theme)),
                style,
            ));
            if !call.source.is_empty() {
                self.lines.push(Line::styled(
                    format!(
                        "      {}",
                        paint::cut(&paint::clean(&call.source), room, self.theme)
                    ),
                    style,
                ));
            }
        }
    }

    fn printed(&mut self, told: &Told, hidden: bool, app: &App) {
        let output = &told.verdict.output;
        self.heading("Printed");
        if output.is_empty() {
            self.lines.push(Line::styled("nothing", self.theme.text));
        } else if hidden {
            let run = app.keymap.spelled(Action::RunTests, Context::Interview);
            self.wrapped(
                &format!("Not shown: hidden tests were among these. {run} runs the visible ones."),
                self.theme.text,
            );
        } else {
            self.verbatim(&output.head);
            if output.left_out > 0 {
                let words = format!("{} {} bytes left out", self.theme.glyphs.dots, output.left_out);
                self.lines.push(Line::styled(words, self.theme.dim));
            }
            self.verbatim(&output.tail);
        }
    }

    fn timing(&mut self, told: &Told) {
        self.heading(match told.kind {
            RunKind::Script => "Time",
            RunKind::Visible => "Time, visible tests",
            RunKind::All => "Time, all tests",
        });
        let mut rows: Vec<(String, String)> = told
            .rows
            .iter()
            .zip(&told.verdict.tests)
            .map(|(row, test)| {
                let name = if row.hidden {
                    row.name.clone()
                } else {
                    readable(&test.name)
                };
                let time = if row.time.is_empty() { "not run" } else { &row.time };
                (name, time.to_owned())
            })
            .collect();
        rows.push(("the whole run".to_owned(), time_words(told.verdict.ms)));
        for (name, time) in rows {
            let line = Line::from(vec![
                Span::styled(format!("{time:>9}  "), self.theme.dim),
                Span::styled(paint::clean(&name), self.theme.text),
            ]);
            self.lines.push(line);
        }
    }
}
