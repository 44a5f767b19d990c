//! A problem as people read it: where it is, the line with the place marked, what was expected and what
//! to do. Returns text; whoever calls prints it.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Problem, Severity};
use crate::domain::plain;

use super::find::floor_boundary;

/// Characters of a long line that are shown on either side of the place.
const AROUND: usize = 70;

/// Whether a report has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    Plain,
    Ansi,
}

/// Returns a problem with its excerpt from the source, as compilers show it.
pub fn report(problem: &Problem, file: &str, source: &str, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Plain => Renderer::plain(),
        Colour::Ansi => Renderer::styled(),
    };
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let shown = line_around(source, problem.span.start, problem.span.end);
    let label = match problem.expected.as_str() {
        "" => String::new(),
        expected => format!("expected {expected}"),
    };
    let file = plain::clean_line(file).into_owned();
    let title = level.primary_title(problem.message.as_str());
    let place = Origin::path(file.clone())
        .line(problem.line)
        .char_column(problem.column);
    let mut group = if shown.text.trim().is_empty() {
        let group = title.element(place);
        if label.is_empty() {
            group
        } else {
            group.element(Level::NOTE.message(label))
        }
    } else {
        let snippet = Snippet::source(shown.text.as_str())
            .path(file.as_str())
            .line_start(problem.line)
            .annotation(AnnotationKind::Primary.span(shown.start..shown.end).label(label));
        title.element(snippet)
    };
    if !problem.path.is_empty() {
        group = group.element(Level::NOTE.message(format!("at {}", problem.path)));
    }
    if !problem.mend.is_empty() {
        group = group.element(Level::HELP.message(problem.mend.as_str()));
    }
    // The snippet may show only a part of a long line and then counts columns from there.
    let column = shown.text[..shown.start].chars().count() + 1;
    renderer.render(&[group]).replacen(
        &format!("{file}:{}:{column}", problem.line),
        &format!("{file}:{}:{}", problem.line, problem.column),
        1,
    )
}

/// Returns `file:line:column: error: message`, one line for logs and lists.
pub fn line(problem: &Problem, file: &str) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let file = plain::clean_line(file);
    let (line, column) = (problem.line, problem.column);
    format!("{file}:{line}:{column}: {severity}: {}", problem.message)
}

struct Shown {
    text: String,
    start: usize,
    end: usize,
}

/// Returns the line a span begins in, cleaned and cut, with the span's part in it.
fn line_around(source: &str, start: usize, end: usize) -> Shown {
    // A line may be as long as the file: nothing outside a window is looked at.
    let window = 4 * (AROUND + 1);
    let from = floor_boundary(source, start.saturating_sub(window));
    let to = floor_boundary(source, start.saturating_add(window));
    let before = source.get(from..start).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or(before);
    let rest = source.get(start..to).unwrap_or_default();
    let rest = rest.split('\n').next().unwrap_or(rest);
    let (marked, after) = rest.split_at(floor_boundary(rest, end.saturating_sub(start)));
    let skip = before.chars().count().saturating_sub(AROUND);
    let mut text = String::new();
    if skip > 0 {
        text.push('…');
    }
    text.push_str(&part(before.chars().skip(skip)));
    let from = text.len();
    text.push_str(&part(marked.chars().take(AROUND)));
    let to = text.len();
    let rest = AROUND.saturating_sub(marked.chars().count());
    text.push_str(&part(after.chars().take(rest)));
    if after.chars().nth(rest).is_some() || marked.chars().nth(AROUND).is_some() {
        text.push('…');
    }
    Shown {
        end: to.max(from),
        start: from,
        text,
    }
}

fn part(chars: impl Iterator<Item = char>) -> String {
    let raw: String = chars.collect();
    match plain::clean_line(&raw) {
        Cow::Borrowed(_) => raw,
        Cow::Owned(clean) => clean,
    }
}
