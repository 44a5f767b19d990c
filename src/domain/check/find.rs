//! Collects what the walks find: each finding with its place as bytes and its path, made into problems
//! with line, column and excerpt at the end, in one pass over the text. Whatever of the file ends up
//! in a message is made safe for a terminal here.

use std::fmt;
use std::ops::Range;

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::limits;
use super::{Problem, Severity};
use crate::domain::plain;

/// Characters of the line shown before and after the place.
const AROUND: usize = 60;

/// Where a value stands, as in `questions[3].minutes`; built on the way down, printed only on need.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    above: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    pub(super) const ROOT: Path<'static> = Path {
        above: None,
        step: Step::Root,
    };

    pub(super) fn key<'b>(&'b self, name: &'b str) -> Path<'b>
    where
        'a: 'b,
    {
        Path {
            above: Some(self),
            step: Step::Key(name),
        }
    }

    pub(super) fn index<'b>(&'b self, at: usize) -> Path<'b>
    where
        'a: 'b,
    {
        Path {
            above: Some(self),
            step: Step::Index(at),
        }
    }

    /// Returns the last name with what follows it, such as `hints[2]`.
    pub(super) fn name(&self) -> String {
        match (self.step, self.above) {
            (Step::Root, _) | (_, None) => "The file".to_owned(),
            (Step::Key(name), _) => format!("`{}`", short(name)),
            (Step::Index(at), Some(above)) => {
                let list = above.name();
                format!("{}[{at}]`", list.trim_end_matches('`'))
            }
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            write!(f, "{above}")?;
            match (self.step, above.step) {
                (Step::Root, _) => {}
                (Step::Key(name), Step::Root) => f.write_str(&short(name))?,
                (Step::Key(name), _) => write!(f, ".{}", short(name))?,
                (Step::Index(at), _) => write!(f, "[{at}]")?,
            }
        }
        Ok(())
    }
}

/// Returns text of the file fit to be quoted in a message.
pub(super) fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(AROUND).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    plain::clean_line(&cut).into_owned()
}

/// A finding before its line and column are known.
#[derive(Debug)]
pub(super) struct Finding {
    pub severity: Severity,
    pub rule: &'static str,
    pub span: Range<usize>,
    pub path: String,
    pub message: String,
    pub expected: String,
    pub mend: String,
}

#[derive(Debug, Default)]
pub(super) struct Finder {
    found: Vec<Finding>,
    errors: usize,
    warnings: usize,
}

impl Finder {
    /// Notes an error; the text of the message is made only if it will be kept.
    pub(super) fn error(
        &mut self,
        rule: &'static str,
        span: Range<usize>,
        path: &Path<'_>,
        message: String,
    ) -> Note<'_> {
        self.note(Severity::Error, rule, span, path, message)
    }

    pub(super) fn warning(
        &mut self,
        rule: &'static str,
        span: Range<usize>,
        path: &Path<'_>,
        message: String,
    ) -> Note<'_> {
        self.note(Severity::Warning, rule, span, path, message)
    }

    fn note(
        &mut self,
        severity: Severity,
        rule: &'static str,
        span: Range<usize>,
        path: &Path<'_>,
        message: String,
    ) -> Note<'_> {
        let count = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count > limits::REPORTED {
            return Note(None);
        }
        self.found.push(Finding {
            severity,
            rule,
            span,
            path: path.to_string(),
            message,
            expected: String::new(),
            mend: String::new(),
        });
        Note(self.found.last_mut())
    }

    pub(super) fn errors(&self) -> usize {
        self.errors
    }

    pub(super) fn has_error_in(&self, lines: &Range<usize>) -> bool {
        self.found
            .iter()
            .any(|finding| finding.severity == Severity::Error && lines.contains(&finding.span.start))
    }

    /// Returns the problems in the order of the text, and how many more there were.
    pub(super) fn finish(mut self, text: &str) -> (Vec<Problem>, usize) {
        self.found
            .sort_by_key(|finding| (finding.span.start, finding.severity == Severity::Warning));
        let left_off = self.errors + self.warnings - self.found.len();
        let mut places = Places::new(text);
        let problems = self
            .found
            .into_iter()
            .map(|finding| places.problem(finding))
            .collect();
        (problems, left_off)
    }
}

/// What may still be said about the finding just made.
pub(super) struct Note<'a>(Option<&'a mut Finding>);

impl Note<'_> {
    /// Says what was expected, as words that follow "expected".
    pub(super) fn expected(mut self, expected: impl Into<String>) -> Self {
        if let Some(finding) = &mut self.0 {
            finding.expected = expected.into();
        }
        self
    }

    /// Suggests the name that was probably meant; looked for only if the finding is kept.
    pub(super) fn suggest<'n>(self, near: impl FnOnce() -> Option<&'n str>) {
        if self.0.is_some()
            && let Some(near) = near()
        {
            self.mend(format!("Did you mean `{}`?", short(near)));
        }
    }

    /// Goes on only if the finding is kept.
    pub(super) fn kept(self) -> Option<Self> {
        self.0.is_some().then_some(self)
    }

    /// Says what to do, as a sentence.
    pub(super) fn mend(mut self, mend: impl Into<String>) -> Self {
        if let Some(finding) = &mut self.0 {
            finding.mend = mend.into();
        }
        self
    }
}

/// Turns byte offsets into lines and columns, going forward only.
struct Places<'a> {
    text: &'a str,
    line: usize,
    line_start: usize,
    column: usize,
    at: usize,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            line: 1,
            line_start: 0,
            column: 1,
            at: 0,
        }
    }

    fn problem(&mut self, finding: Finding) -> Problem {
        let target = floor_boundary(self.text, finding.span.start);
        let between = self.text.get(self.at..target).unwrap_or_default();
        let ahead = between.bytes().filter(|&byte| byte == b'\n').count();
        match between.rfind('\n') {
            Some(last) => {
                self.line += ahead;
                self.line_start = self.at + last + 1;
                self.column = 1 + between[last + 1..].chars().count();
            }
            None => self.column += between.chars().count(),
        }
        self.at = target;
        let end = floor_boundary(self.text, finding.span.end.max(target));
        Problem {
            severity: finding.severity,
            rule: finding.rule,
            path: finding.path,
            line: self.line,
            column: self.column,
            span: target..end,
            excerpt: excerpt(self.text, self.line_start, target),
            expected: finding.expected,
            message: finding.message,
            mend: finding.mend,
        }
    }
}

/// Returns the part of the line around a place, safe to show.
fn excerpt(text: &str, line_start: usize, at: usize) -> String {
    let before = text.get(line_start..at).unwrap_or_default();
    let from = before
        .char_indices()
        .rev()
        .take(AROUND)
        .last()
        .map_or(at, |(from, _)| line_start + from);
    let after = text.get(at..).unwrap_or_default();
    let length = after
        .char_indices()
        .take(AROUND)
        .take_while(|(_, c)| !matches!(c, '\n' | '\r'))
        .last()
        .map_or(0, |(from, c)| from + c.len_utf8());
    let part = text.get(from..at + length).unwrap_or_default();
    plain::clean_line(part.trim()).into_owned()
}

pub(super) fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the bytes of a value.
pub(in crate::domain) fn span(value: &Value<'_>) -> Range<usize> {
    let range = match value {
        Value::StringLit(node) => node.range,
        Value::NumberLit(node) => node.range,
        Value::BooleanLit(node) => node.range,
        Value::Object(node) => node.range,
        Value::Array(node) => node.range,
        Value::NullKeyword(node) => node.range,
    };
    range.start..range.end
}

/// Returns the bytes of a property's name.
pub(super) fn name_span(prop: &ObjectProp<'_>) -> Range<usize> {
    let start = prop.range.start;
    start..start + prop.name.as_str().len() + 2
}

/// Returns the brace that opens an object: where something missing is pointed out.
pub(super) fn opening(object: &Object<'_>) -> Range<usize> {
    object.range.start..object.range.start + 1
}

/// Returns a field's value, null counting as absent.
pub(super) fn present<'v, 'a>(object: &'v Object<'a>, name: &str) -> Option<&'v Value<'a>> {
    let value = &object.get(name)?.value;
    (!matches!(value, Value::NullKeyword(_))).then_some(value)
}

/// Returns a field's text.
pub(super) fn text<'v>(object: &'v Object<'_>, name: &str) -> Option<&'v str> {
    present(object, name)?
        .as_string_lit()
        .map(|literal| literal.value.as_ref())
}

/// Returns a field's whole number.
pub(super) fn integer(object: &Object<'_>, name: &str) -> Option<u64> {
    present(object, name)?.as_number_lit()?.value.parse().ok()
}

/// Returns the elements of a field's list; none where it is no list.
pub(super) fn items<'v, 'a>(object: &'v Object<'a>, name: &str) -> &'v [Value<'a>] {
    match present(object, name) {
        Some(Value::Array(list)) => &list.elements,
        _ => &[],
    }
}
