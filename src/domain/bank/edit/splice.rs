//! Changes one value in a JSON text by replacing its bytes alone. What is written new looks like what
//! stands around it: its indentation, its line ends, its spaces after colons and commas.

use std::ops::Range;

use jsonc_parser::ast::{Array, Object, ObjectPropName, Value};
use jsonc_parser::{CollectOptions, parse_to_ast};
use serde_json::Value as Json;

use super::{Change, EditError, Step};
use crate::domain::bank::FORMAT;
use crate::domain::check::{self, STRICT, span};
use crate::domain::plain;

/// A JSON text with its syntax tree.
pub(super) struct Sheet<'a> {
    text: &'a str,
    root: Value<'a>,
    style: Style,
}

/// How a text is laid out.
#[derive(Clone)]
struct Style {
    newline: &'static str,
    /// One step of indentation; `None`: everything is on one line.
    unit: Option<String>,
    colon: String,
    comma: &'static str,
}

/// A question in the text of its bank.
pub(super) struct Spot {
    pub id: Option<String>,
    pub span: Range<usize>,
}

impl<'a> Sheet<'a> {
    /// Reads a text, without a byte order mark.
    pub fn whole(text: &'a str) -> Result<Self, EditError> {
        Self::read(text, None)
    }

    /// Reads a part of this text, which is laid out as all of it is.
    pub fn part<'b>(&self, text: &'b str) -> Result<Sheet<'b>, EditError> {
        Sheet::read(text, Some(self.style.clone()))
    }

    /// Returns all of it as a value.
    pub fn value(&self) -> Json {
        json(&self.root)
    }

    fn read(text: &'a str, style: Option<Style>) -> Result<Self, EditError> {
        // Nesting and sizes as the check has them, so that no text costs more here than there.
        check::within_reach(text).map_err(EditError::Unreadable)?;
        let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT)
            .map_err(|error| EditError::Unreadable(plain::clean_line(&error.to_string()).into_owned()))?;
        let root = parsed
            .value
            .ok_or_else(|| EditError::Unreadable("it is empty.".to_owned()))?;
        let style = style.unwrap_or_else(|| Style::of(text, &root));
        Ok(Self { text, root, style })
    }

    pub fn is_object(&self) -> bool {
        matches!(self.root, Value::Object(_))
    }

    /// Returns a text field of the outermost object.
    pub fn text_of(&self, name: &str) -> Option<String> {
        let value = self.root.as_object()?.get_string(name)?;
        Some(value.value.clone().into_owned())
    }

    /// Returns the questions of a bank.
    pub fn questions(&self) -> Result<Vec<Spot>, EditError> {
        let Value::Object(bank) = &self.root else {
            return Err(EditError::Unreadable("it is no object.".to_owned()));
        };
        let format = bank
            .get_number("format")
            .and_then(|format| format.value.parse::<f64>().ok());
        if format.is_some_and(|format| format > f64::from(FORMAT)) {
            return Err(EditError::Newer);
        }
        let Some(list) = bank.get("questions") else {
            return Ok(Vec::new());
        };
        let Value::Array(list) = &list.value else {
            return Err(EditError::Unreadable("`questions` is no list.".to_owned()));
        };
        Ok(list
            .elements
            .iter()
            .map(|value| Spot {
                id: value
                    .as_object()
                    .and_then(|question| question.get_string("id"))
                    .map(|id| id.value.clone().into_owned()),
                span: span(value),
            })
            .collect())
    }

    /// Returns the text of these bytes.
    pub fn at(&self, range: Range<usize>) -> String {
        self.text.get(range).unwrap_or_default().to_owned()
    }

    /// Returns the text with these bytes replaced.
    pub fn replaced(&self, range: Range<usize>, by: &str) -> String {
        let mut out = String::with_capacity(self.text.len() + by.len());
        out.push_str(self.text.get(..range.start).unwrap_or_default());
        out.push_str(by);
        out.push_str(self.text.get(range.end..).unwrap_or_default());
        out
    }

    /// Returns a text with the line ends of this one.
    pub fn line_ends(&self, text: &str) -> String {
        if text.contains("\r\n") || self.style.newline == "\n" {
            text.to_owned()
        } else {
            text.replace('\n', self.style.newline)
        }
    }

    pub fn change(&self, change: &Change) -> Result<String, EditError> {
        match change {
            Change::Set { at, value } => self.set(at, value),
            Change::Unset { at } => self.unset(at),
            Change::Insert { at, index, value } => self.insert(at, *index, value),
            Change::Remove { at, index } => self.remove(at, *index),
            Change::Move { at, from, to } => self.shift(at, *from, *to),
        }
    }

    /// Returns what takes a change of the bank itself back: its field as it was.
    pub fn before(&self, change: &Change) -> Result<Change, EditError> {
        let (Change::Set { at, .. }
        | Change::Unset { at }
        | Change::Insert { at, .. }
        | Change::Remove { at, .. }
        | Change::Move { at, .. }) = change;
        let field: Vec<Step> = at.iter().take(1).cloned().collect();
        Ok(match self.find(&field) {
            Ok(value) => Change::Set {
                at: field,
                value: json(value),
            },
            Err(EditError::NoPlace(_)) if !field.is_empty() => Change::Unset { at: field },
            Err(error) => return Err(error),
        })
    }

    pub fn set(&self, at: &[Step], value: &Json) -> Result<String, EditError> {
        match self.find(at) {
            Ok(old) => {
                let span = span(old);
                if same(old, value) {
                    return Ok(self.text.to_owned());
                }
                let written = self.style.written(value, &self.indent_at(span.start));
                Ok(self.replaced(span, &written))
            }
            Err(EditError::NoPlace(_)) => {
                let (Some(Step::Key(name)), above) = (at.last(), &at[..at.len().saturating_sub(1)]) else {
                    return Err(no_place(at));
                };
                let Value::Object(object) = self.find(above)? else {
                    return Err(no_place(at));
                };
                Ok(self.add_field(object, above, name, value))
            }
            Err(error) => Err(error),
        }
    }

    fn unset(&self, at: &[Step]) -> Result<String, EditError> {
        let (Some(Step::Key(name)), above) = (at.last(), &at[..at.len().saturating_sub(1)]) else {
            return Err(no_place(at));
        };
        let Value::Object(object) = self.find(above)? else {
            return Err(no_place(at));
        };
        once(object, name)?;
        let items = fields(object);
        Ok(
            match object
                .properties
                .iter()
                .position(|prop| prop.name.as_str() == name)
            {
                None => self.text.to_owned(),
                Some(index) => self.without(object.range.start..object.range.end, &items, index),
            },
        )
    }

    pub fn insert(&self, at: &[Step], index: usize, value: &Json) -> Result<String, EditError> {
        match self.find(at) {
            Ok(Value::Array(list)) => {
                let (container, items) = elements(list);
                let index = index.min(items.len());
                Ok(self.with(container, &items, index, |indent| {
                    self.style.written(value, indent)
                }))
            }
            Ok(Value::NullKeyword(_)) | Err(EditError::NoPlace(_)) => {
                self.set(at, &Json::Array(vec![value.clone()]))
            }
            Ok(_) => Err(no_place(at)),
            Err(error) => Err(error),
        }
    }

    pub fn insert_text(&self, at: &[Step], index: usize, text: &str) -> Result<String, EditError> {
        let (container, items) = self.list(at)?;
        let index = index.min(items.len());
        Ok(self.with(container, &items, index, |_| text.to_owned()))
    }

    pub fn remove(&self, at: &[Step], index: usize) -> Result<String, EditError> {
        let (container, items) = self.list(at)?;
        if index >= items.len() {
            return Err(no_place(at));
        }
        Ok(self.without(container, &items, index))
    }

    /// Moves an entry; what stands between entries stays where it is.
    pub fn shift(&self, at: &[Step], from: usize, to: usize) -> Result<String, EditError> {
        let (_, items) = self.list(at)?;
        if from >= items.len() || to >= items.len() {
            return Err(no_place(at));
        }
        let mut order: Vec<usize> = (0..items.len()).collect();
        let moved = order.remove(from);
        order.insert(to, moved);
        let (Some(first), Some(last)) = (items.first(), items.last()) else {
            return Err(no_place(at));
        };
        let mut out = String::new();
        for (place, which) in order.iter().enumerate() {
            if place > 0 {
                out.push_str(self.between(&items[place - 1], &items[place]));
            }
            out.push_str(self.text.get(items[*which].clone()).unwrap_or_default());
        }
        Ok(self.replaced(first.start..last.end, &out))
    }

    fn list(&self, at: &[Step]) -> Result<(Range<usize>, Vec<Range<usize>>), EditError> {
        match self.find(at)? {
            Value::Array(list) => Ok(elements(list)),
            _ => Err(no_place(at)),
        }
    }

    fn find(&self, at: &[Step]) -> Result<&Value<'a>, EditError> {
        let mut value = &self.root;
        for step in at {
            value = match (step, value) {
                (Step::Key(name), Value::Object(object)) => {
                    once(object, name)?;
                    &object.get(name).ok_or_else(|| no_place(at))?.value
                }
                (Step::Index(index), Value::Array(list)) => {
                    list.elements.get(*index).ok_or_else(|| no_place(at))?
                }
                _ => return Err(no_place(at)),
            };
        }
        Ok(value)
    }

    /// Puts a field where the documentation has it among those that are there.
    fn add_field(&self, object: &Object<'_>, path: &[Step], name: &str, value: &Json) -> String {
        let order = check::field_order(&object_path(path));
        let rank = |field: &str| order.iter().position(|known| *known == field);
        let index = match rank(name) {
            Some(own) => object
                .properties
                .iter()
                .rposition(|prop| rank(prop.name.as_str()).is_some_and(|other| other < own))
                .map_or(0, |before| before + 1),
            None => object.properties.len(),
        };
        let colon = object
            .properties
            .first()
            .map_or(self.style.colon.clone(), |prop| {
                let from = name_end(&prop.name);
                let to = span(&prop.value).start;
                self.text.get(from..to).unwrap_or(": ").to_owned()
            });
        // A colon with a line break of its own is somebody's whim that need not be repeated.
        let colon = if colon.contains('\n') {
            ": ".to_owned()
        } else {
            colon
        };
        let container = object.range.start..object.range.end;
        self.with(container, &fields(object), index, |indent| {
            format!("{}{colon}{}", quoted(name), self.style.written(value, indent))
        })
    }

    /// Puts one more item among those of a list or object; `written` is told its indentation.
    fn with(
        &self,
        container: Range<usize>,
        items: &[Range<usize>],
        index: usize,
        written: impl Fn(&str) -> String,
    ) -> String {
        let Some(first) = items.first() else {
            let (open, close) = (container.start + 1, container.end - 1);
            let outer = self.indent_at(container.start);
            return match &self.style.unit {
                Some(unit) => {
                    let indent = format!("{outer}{unit}");
                    let newline = self.style.newline;
                    let item = written(&indent);
                    self.replaced(open..close, &format!("{newline}{indent}{item}{newline}{outer}"))
                }
                None => self.replaced(open..close, &written("")),
            };
        };
        // As its neighbours are set apart, or as the only one is from the bracket.
        let near = items.get(index.saturating_sub(2)..).filter(|near| near.len() > 1);
        let gap = match near.unwrap_or(items) {
            [before, after, ..] => self.between(before, after).to_owned(),
            _ => match self.text.get(container.start + 1..first.start) {
                Some("") | None => self.style.comma.to_owned(),
                Some(lead) => format!(",{lead}"),
            },
        };
        let indent = match gap.rsplit_once('\n') {
            Some((_, indent)) => indent.trim_start_matches(',').to_owned(),
            None => self.indent_at(first.start),
        };
        let item = written(&indent);
        if let Some(next) = items.get(index) {
            return self.replaced(next.start..next.start, &format!("{item}{gap}"));
        }
        let end = items.last().map_or(container.start + 1, |last| last.end);
        self.replaced(end..end, &format!("{gap}{item}"))
    }

    fn without(&self, container: Range<usize>, items: &[Range<usize>], index: usize) -> String {
        let range = match (index.checked_sub(1).and_then(|before| items.get(before)), items) {
            (_, [_]) => container.start + 1..container.end - 1,
            (_, items) if index + 1 < items.len() => items[index].start..items[index + 1].start,
            (Some(before), items) => before.end..items[index].end,
            (None, items) => items[index].clone(),
        };
        self.replaced(range, "")
    }

    fn between(&self, before: &Range<usize>, after: &Range<usize>) -> &str {
        self.text.get(before.end..after.start).unwrap_or(",")
    }

    /// Returns the indentation of the line a byte is in.
    fn indent_at(&self, at: usize) -> String {
        let before = self.text.get(..at).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.text.get(line..).unwrap_or_default();
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        line.get(..blanks).unwrap_or_default().to_owned()
    }
}

impl Style {
    fn of(text: &str, root: &Value<'_>) -> Self {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let (mut unit, mut colon, mut comma) = (None, ": ".to_owned(), ", ");
        if let Value::Object(object) = root
            && let Some(first) = object.properties.first()
        {
            let lead = text
                .get(object.range.start + 1..first.range.start)
                .unwrap_or_default();
            unit = match lead.rsplit_once('\n') {
                Some((_, "")) => Some(String::new()),
                Some((_, indent)) => Some(indent.to_owned()),
                None if text.trim_end().contains('\n') => Some("  ".to_owned()),
                None => None,
            };
            let written = text
                .get(name_end(&first.name)..span(&first.value).start)
                .unwrap_or(": ");
            if !written.contains('\n') {
                written.clone_into(&mut colon);
            }
            if let Some(second) = object.properties.get(1) {
                let gap = text.get(first.range.end..second.range.start);
                if gap == Some(",") {
                    comma = ",";
                }
            }
        } else if text.trim_end().contains('\n') {
            unit = Some("  ".to_owned());
        }
        Self {
            newline,
            unit,
            colon,
            comma,
        }
    }

    /// Returns a value as it would stand in a line of this indentation.
    fn written(&self, value: &Json, indent: &str) -> String {
        let mut out = String::new();
        self.write(value, indent, &mut out);
        out
    }

    fn write(&self, value: &Json, indent: &str, out: &mut String) {
        match value {
            Json::Array(list) if !list.is_empty() => {
                let items = list.iter().map(|value| (None, value));
                self.write_items('[', items, ']', indent, out);
            }
            Json::Object(map) if !map.is_empty() => {
                let items = map.iter().map(|(name, value)| (Some(name.as_str()), value));
                self.write_items('{', items, '}', indent, out);
            }
            Json::Array(_) => out.push_str("[]"),
            Json::Object(_) => out.push_str("{}"),
            Json::String(text) => out.push_str(&quoted(text)),
            Json::Number(number) => out.push_str(&plain_number(number)),
            Json::Bool(_) | Json::Null => out.push_str(&value.to_string()),
        }
    }

    fn write_items<'v>(
        &self,
        open: char,
        items: impl Iterator<Item = (Option<&'v str>, &'v Json)>,
        close: char,
        indent: &str,
        out: &mut String,
    ) {
        out.push(open);
        let inner = self.unit.as_ref().map(|unit| format!("{indent}{unit}"));
        for (at, (name, value)) in items.enumerate() {
            match &inner {
                Some(inner) => {
                    if at > 0 {
                        out.push(',');
                    }
                    out.push_str(self.newline);
                    out.push_str(inner);
                }
                None if at > 0 => out.push_str(self.comma),
                None => {}
            }
            if let Some(name) = name {
                out.push_str(&quoted(name));
                out.push_str(&self.colon);
            }
            self.write(value, inner.as_deref().unwrap_or_default(), out);
        }
        if inner.is_some() {
            out.push_str(self.newline);
            out.push_str(indent);
        }
        out.push(close);
    }
}

/// Returns a text as JSON in which nothing a terminal would obey stands raw.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_default();
    if plain::is_clean(&json) {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if plain::is_clean(c.encode_utf8(&mut [0; 4])) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

fn plain_number(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
            format!("{}", float as i64)
        }
        _ => number.to_string(),
    }
}

fn name_end(name: &ObjectPropName<'_>) -> usize {
    match name {
        ObjectPropName::String(literal) => literal.range.end,
        ObjectPropName::Word(word) => word.range.end,
    }
}

fn fields(object: &Object<'_>) -> Vec<Range<usize>> {
    let range = |prop: &jsonc_parser::ast::ObjectProp<'_>| prop.range.start..prop.range.end;
    object.properties.iter().map(range).collect()
}

fn elements(list: &Array<'_>) -> (Range<usize>, Vec<Range<usize>>) {
    (
        list.range.start..list.range.end,
        list.elements.iter().map(span).collect(),
    )
}

fn once(object: &Object<'_>, name: &str) -> Result<(), EditError> {
    let count = object
        .properties
        .iter()
        .filter(|prop| prop.name.as_str() == name)
        .count();
    if count > 1 {
        return Err(EditError::Twice(plain::clean_line(name).into_owned()));
    }
    Ok(())
}

fn no_place(at: &[Step]) -> EditError {
    let mut shown = String::new();
    for step in at {
        match step {
            Step::Key(name) if shown.is_empty() => shown.push_str(name),
            Step::Key(name) => shown.push_str(&format!(".{name}")),
            Step::Index(index) => shown.push_str(&format!("[{index}]")),
        }
    }
    EditError::NoPlace(plain::clean_line(&shown).into_owned())
}

/// Returns the name under which the fields of an object are documented.
fn object_path(path: &[Step]) -> String {
    let name = path.iter().rev().find_map(|step| match step {
        Step::Key(name) => Some(name.as_str()),
        Step::Index(_) => None,
    });
    match (name, path.last()) {
        (Some(name), Some(Step::Index(_))) => format!("{name}[]."),
        (Some(name), _) => format!("{name}."),
        (None, _) => String::new(),
    }
}

/// Returns a value of the text as a value.
pub(super) fn json(value: &Value<'_>) -> Json {
    match value {
        Value::StringLit(text) => Json::String(text.value.clone().into_owned()),
        Value::NumberLit(number) => serde_json::from_str(number.value).unwrap_or(Json::Null),
        Value::BooleanLit(flag) => Json::Bool(flag.value),
        Value::NullKeyword(_) => Json::Null,
        Value::Array(list) => list.elements.iter().map(json).collect(),
        Value::Object(object) => object
            .properties
            .iter()
            .map(|prop| (prop.name.as_str().to_owned(), json(&prop.value)))
            .collect(),
    }
}

/// Returns whether a value of the text says the same as another one.
fn same(old: &Value<'_>, new: &Json) -> bool {
    super::merge::alike(&json(old), new)
}
