//! The walk by shape: types, limits, missing and unknown fields, keys given twice, hostile text. It
//! goes on after every problem, so that one run names them all.

use std::collections::HashSet;

use jsonc_parser::ast::{Object, Value};

use super::find::{Finder, Path, name_span, opening, present, short, span};
use super::nearest;
use super::shape::{Field, Need, Shape};
use crate::domain::bank::RoundKind;
use crate::domain::plain;

/// Checks a value and everything in it against a shape.
pub(super) fn value(finder: &mut Finder, value: &Value<'_>, shape: &Shape, path: &Path<'_>) {
    match (shape, value) {
        (Shape::Maybe(_), Value::NullKeyword(_)) | (Shape::Flag, Value::BooleanLit(_)) => {}
        (Shape::Maybe(shape), _) => self::value(finder, value, shape, path),
        (Shape::Either(text, _), Value::StringLit(_)) => self::value(finder, value, text, path),
        (Shape::Either(_, object), Value::Object(_)) => self::value(finder, value, object, path),
        (Shape::Object(fields), Value::Object(found)) => object(finder, found, fields, path),
        (Shape::ByField { most }, Value::Object(found)) => {
            for prop in &found.properties {
                let shape = Shape::Text {
                    least: 1,
                    most: *most,
                };
                self::value(finder, &prop.value, &shape, &path.key(prop.name.as_str()));
            }
        }
        (Shape::List { of, least, most }, Value::Array(list)) => {
            let count = list.elements.len();
            if count < *least || count > *most {
                finder
                    .error(
                        "length",
                        span(value),
                        path,
                        format!("{} has {count} entries.", path.name()),
                    )
                    .expected(shape.expected());
            }
            for (at, element) in list.elements.iter().enumerate() {
                self::value(finder, element, of, &path.index(at));
            }
        }
        (Shape::Number { .. } | Shape::Weight(_) | Shape::Integer { .. }, Value::NumberLit(number)) => {
            if !fits(shape, number.value) {
                let message = format!("{} is {}.", path.name(), short(number.value));
                finder
                    .error("range", span(value), path, message)
                    .expected(shape.expected());
            }
        }
        (
            Shape::Object(_)
            | Shape::ByField { .. }
            | Shape::List { .. }
            | Shape::Flag
            | Shape::Either(..)
            | Shape::Number { .. }
            | Shape::Weight(_)
            | Shape::Integer { .. },
            _,
        ) => wrong_type(finder, value, shape, path),
        (_, Value::StringLit(literal)) => text(finder, value, &literal.value, shape, path),
        _ => wrong_type(finder, value, shape, path),
    }
}

fn wrong_type(finder: &mut Finder, value: &Value<'_>, shape: &Shape, path: &Path<'_>) {
    let is = match value {
        Value::StringLit(_) => "a text",
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "true or false",
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        Value::NullKeyword(_) => "null",
    };
    // An object or a list may be pages long: its opening is place enough.
    let mut place = span(value);
    if matches!(value, Value::Object(_) | Value::Array(_)) {
        place.end = place.start + 1;
    }
    finder
        .error("type", place, path, format!("{} is {is}.", path.name()))
        .expected(shape.expected());
}

fn object(finder: &mut Finder, object: &Object<'_>, fields: &[Field], path: &Path<'_>) {
    for prop in &object.properties {
        let name = prop.name.as_str();
        match fields.iter().find(|field| field.name == name) {
            Some(field) => value(finder, &prop.value, &field.shape, &path.key(name)),
            None if name.starts_with("x-") => {}
            None => {
                let message = format!(
                    "`{}` is not a known field; it is kept, but nothing reads it.",
                    short(name)
                );
                let note = finder.warning("unknown-field", name_span(prop), &path.key(name), message);
                if let Some(note) = note.kept() {
                    match nearest(name, fields.iter().map(|field| field.name)) {
                        Some(near) => note.expected(format!("perhaps `{near}`")).mend(format!(
                            "Rename it to `{near}`, or begin its name with `x-` if it is yours."
                        )),
                        None => note.mend("Remove it, or begin its name with `x-` if it is yours."),
                    };
                }
            }
        }
    }
    for field in fields {
        let given = object.get(field.name).is_some();
        match field.need {
            Need::Required if !given => {
                finder
                    .error(
                        "missing",
                        opening(object),
                        path,
                        format!("`{}` is missing here.", field.name),
                    )
                    .expected(format!("`{}`: {}", field.name, field.shape.expected()));
            }
            Need::Made if present(object, field.name).is_none() && !given => {
                finder
                    .warning(
                        "no-id",
                        opening(object),
                        path,
                        format!("`{}` is missing here.", field.name),
                    )
                    .expected(format!("`{}`: {}", field.name, field.shape.expected()))
                    .mend(
                        "Write one by hand, of lower-case letters, digits and hyphens, and never change it.",
                    );
            }
            _ => {}
        }
    }
}

fn fits(shape: &Shape, number: &str) -> bool {
    match shape {
        Shape::Integer { least, most } => number.parse::<u32>().is_ok_and(|n| n >= *least && n <= *most),
        Shape::Number { least, most } => number.parse::<f64>().is_ok_and(|n| n >= *least && n <= *most),
        Shape::Weight(most) => number.parse::<f64>().is_ok_and(|n| n > 0.0 && n <= *most),
        _ => false,
    }
}

fn text(finder: &mut Finder, value: &Value<'_>, text: &str, shape: &Shape, path: &Path<'_>) {
    let (rule, fits) = match shape {
        Shape::Id => ("id", is_id(text)),
        Shape::Line(most) => ("length", holds(text, 1, *most)),
        Shape::Text { least, most } => ("length", holds(text, *least, *most)),
        Shape::Round => ("choice", RoundKind::ALL.iter().any(|round| round.name() == text)),
        Shape::Choice(names) => ("choice", names.contains(&text)),
        Shape::IdeaName => ("idea-name", is_idea_name(text)),
        Shape::Identifier => ("name", is_python_name(text)),
        Shape::PythonFile => ("name", is_python_file(text)),
        _ => {
            wrong_type(finder, value, shape, path);
            return;
        }
    };
    if fits {
        hostile(finder, value, text, shape, path);
        return;
    }
    let message = match rule {
        "length" => format!("{} has {} characters.", path.name(), text.chars().count()),
        _ => format!("{} is `{}`.", path.name(), short(text)),
    };
    finder
        .error(rule, span(value), path, message)
        .expected(shape.expected())
        .suggest(|| match shape {
            Shape::Round => nearest(text, RoundKind::ALL.map(RoundKind::name)),
            Shape::Choice(names) => nearest(text, names.iter().copied()),
            _ => None,
        });
}

fn hostile(finder: &mut Finder, value: &Value<'_>, text: &str, shape: &Shape, path: &Path<'_>) {
    if let Some((at, c)) = plain::first_unclean(text) {
        let place = text.get(..at).map_or(0, |before| before.chars().count()) + 1;
        let message = format!(
            "{} has {} as its character {place}.",
            path.name(),
            plain::describe(c)
        );
        finder
            .warning("hostile-text", span(value), path, message)
            .expected("text without control and invisible characters")
            .mend("It is left out wherever the text is shown; remove it from the file.");
    } else if matches!(shape, Shape::Line(_)) && text.contains('\n') {
        finder
            .warning(
                "length",
                span(value),
                path,
                format!("{} has a line break.", path.name()),
            )
            .expected(shape.expected())
            .mend("It is shown as one line; remove the line break.");
    }
}

pub(super) fn holds(text: &str, least: usize, most: usize) -> bool {
    // Bytes first: counting characters of every text would cost more than reading it did.
    let bytes = text.len();
    if bytes < least {
        return false;
    }
    bytes <= most && bytes >= least.saturating_mul(4) || {
        let count = text.chars().count();
        count >= least && count <= most
    }
}

pub(super) fn is_id(text: &str) -> bool {
    (1..=super::limits::ID).contains(&text.len())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

pub(super) fn is_idea_name(text: &str) -> bool {
    text.split_once('/')
        .and_then(|(bank, rest)| {
            rest.split_once('#')
                .map(|(question, idea)| [bank, question, idea])
        })
        .is_some_and(|parts| parts.into_iter().all(is_id))
}

pub(super) fn is_python_name(text: &str) -> bool {
    text.len() <= super::limits::TITLE
        && text.split('.').all(|part| {
            let mut bytes = part.bytes();
            bytes
                .next()
                .is_some_and(|first| first == b'_' || first.is_ascii_alphabetic())
                && bytes.all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
        })
}

/// A plain file name: no folder, no dot in front, nothing a file system could read otherwise.
pub(super) fn is_python_file(text: &str) -> bool {
    text.strip_suffix(".py").is_some_and(|stem| {
        (1..=super::limits::ID).contains(&stem.len())
            && stem
                .bytes()
                .all(|byte| byte == b'_' || byte == b'-' || byte.is_ascii_alphanumeric())
    })
}

/// Finds keys given twice, in known and unknown objects alike.
pub(super) fn duplicates(finder: &mut Finder, value: &Value<'_>, path: &Path<'_>) {
    match value {
        Value::Object(object) => {
            let mut seen: HashSet<&str> = HashSet::with_capacity(object.properties.len());
            for prop in &object.properties {
                let name = prop.name.as_str();
                if !seen.insert(name) {
                    let message = format!("`{}` stands twice in this object.", short(name));
                    finder
                        .error("duplicate-key", name_span(prop), &path.key(name), message)
                        .expected("each key once")
                        .mend("Remove one of the two.");
                }
                duplicates(finder, &prop.value, &path.key(name));
            }
        }
        Value::Array(list) => {
            for (at, element) in list.elements.iter().enumerate() {
                duplicates(finder, element, &path.index(at));
            }
        }
        _ => {}
    }
}
