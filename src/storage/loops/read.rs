//! One loop file: its syntax, the shape of every value with its place, then the rules of a loop. All
//! problems are reported, not the first alone; only a file of another format or of no shape stops early.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, parse_to_ast};

use crate::domain::check::{STRICT, nearest};
use crate::domain::loops::{FORMAT, Loop};
use crate::domain::plain;
use crate::storage::place::{located, shown};

/// Reads the text of a loop; `file` is for words only. Returns the loop, if it can be held, and what is
/// wrong or unknown, in sentences.
pub fn parse(text: &str, file: &Path) -> (Option<Loop>, Vec<String>) {
    // serde's parser bounds the nesting, and places faults of syntax well; the tree places the rest.
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        let message = error.to_string();
        let what = message.split(" at line ").next().unwrap_or(&message);
        return (
            None,
            vec![format!(
                "{}:{}:{}: This is not JSON: {}.",
                shown(file),
                error.line().max(1),
                error.column().max(1),
                plain::clean_line(what)
            )],
        );
    }
    let mut reader = Reader::default();
    let plan = reader.read(text);
    reader.problems.sort();
    let sentences = reader
        .problems
        .iter()
        .map(|(at, sentence)| located(file, text, *at, sentence))
        .collect();
    (plan.filter(|_| !reader.refused), sentences)
}

#[derive(Default)]
struct Reader {
    /// By where they are.
    problems: Vec<(usize, String)>,
    /// Where each value is, by its path.
    places: BTreeMap<String, usize>,
    refused: bool,
}

/// What a field holds.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Number,
    Whole,
    OneOf(&'static [&'static str]),
    Texts,
    Rounds,
}

/// Whether a field may be left out.
#[derive(Clone, Copy, PartialEq)]
enum Need {
    Required,
    Optional,
}

const LOOP: &[(&str, Shape, Need)] = &[
    ("format", Shape::Whole, Need::Required),
    ("id", Shape::Text, Need::Required),
    ("title", Shape::Text, Need::Optional),
    ("pressure", Shape::OneOf(&["relaxed", "strict"]), Need::Optional),
    (
        "score_after",
        Shape::OneOf(&["question", "round", "loop"]),
        Need::Optional,
    ),
    ("rounds", Shape::Rounds, Need::Required),
];

const ROUND: &[(&str, Shape, Need)] = &[
    (
        "round",
        Shape::OneOf(&["programming", "culture", "ml_theory", "system_design"]),
        Need::Required,
    ),
    ("minutes", Shape::Number, Need::Required),
    ("inside", Shape::Rounds, Need::Optional),
    ("topics", Shape::Texts, Need::Optional),
    (
        "difficulty",
        Shape::OneOf(&["easy", "medium", "hard"]),
        Need::Optional,
    ),
    ("banks", Shape::Texts, Need::Optional),
    ("questions", Shape::Whole, Need::Optional),
    ("fields", Shape::Texts, Need::Optional),
];

impl Reader {
    fn read(&mut self, text: &str) -> Option<Loop> {
        let parsed = match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
            Ok(parsed) => parsed.value,
            Err(error) => {
                self.refuse(error.range().start, "This is not JSON.".to_owned());
                return None;
            }
        };
        let Some(Value::Object(object)) = parsed else {
            self.refuse(
                0,
                "A loop is an object with `format`, `id` and `rounds`.".to_owned(),
            );
            return None;
        };
        if let Some(number) = object.get_number("format")
            && number.value.parse::<u32>().is_ok_and(|format| format > FORMAT)
        {
            // Everything else may mean something else there.
            self.refuse(
                number.range.start,
                format!(
                    "This loop has format {}; this version of hotseat reads format {FORMAT}.",
                    number.value
                ),
            );
            return None;
        }
        self.object("", &object, LOOP);
        if self.refused {
            return None;
        }
        let plan: Loop = match serde_json::from_str(text) {
            Ok(plan) => plan,
            Err(error) => {
                self.refuse(0, format!("This is no loop: {error}."));
                return None;
            }
        };
        for problem in plan.check() {
            let at = self.place(&problem.path);
            self.refuse(at, problem.message);
        }
        Some(plan)
    }

    fn refuse(&mut self, at: usize, sentence: String) {
        self.refused = true;
        self.problems.push((at, sentence));
    }

    /// Returns where a path is, or what holds it.
    fn place(&self, path: &str) -> usize {
        let mut path = path;
        loop {
            if let Some(at) = self.places.get(path) {
                return *at;
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = path.get(..end).unwrap_or_default(),
                None => return 0,
            }
        }
    }

    fn object(&mut self, path: &str, object: &Object, known: &[(&str, Shape, Need)]) {
        let mut seen = BTreeSet::new();
        for property in &object.properties {
            let name = property.name.as_str();
            if !seen.insert(name.to_owned()) {
                let shown = plain::clean_line(name);
                self.refuse(property.range.start, format!("The field `{shown}` stands twice."));
                continue;
            }
            match known.iter().find(|(field, _, _)| *field == name) {
                Some((_, shape, _)) => self.field(path, property, *shape),
                None if name.starts_with("x-") || name == "$schema" => {}
                None => {
                    let shown = plain::clean_line(name);
                    let near = nearest(name, known.iter().map(|(field, _, _)| *field))
                        .map(|near| format!(" Did you mean `{near}`?"))
                        .unwrap_or_default();
                    self.problems.push((
                        property.range.start,
                        format!("There is no field `{shown}` here.{near}"),
                    ));
                }
            }
        }
        for (field, _, need) in known {
            if *need == Need::Required && !seen.contains(*field) {
                self.refuse(object.range.start, format!("The field `{field}` is missing."));
            }
        }
    }

    fn field(&mut self, path: &str, property: &ObjectProp, shape: Shape) {
        let name = property.name.as_str();
        let path = match path {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        let at = property.value.range().start;
        self.places.insert(path.clone(), at);
        let expected = match (shape, &property.value) {
            (Shape::Text, Value::StringLit(_)) | (Shape::Number, Value::NumberLit(_)) => return,
            (Shape::Whole, Value::NumberLit(number)) if number.value.parse::<u32>().is_ok() => return,
            (Shape::OneOf(words), Value::StringLit(text)) if words.contains(&text.value.as_ref()) => return,
            (Shape::Texts, Value::Array(list)) => {
                for (index, value) in list.elements.iter().enumerate() {
                    self.places
                        .insert(format!("{path}[{index}]"), value.range().start);
                    if value.as_string_lit().is_none() {
                        self.refuse(value.range().start, format!("`{name}` is a list of texts."));
                    }
                }
                return;
            }
            (Shape::Rounds, Value::Array(list)) => {
                for (index, value) in list.elements.iter().enumerate() {
                    let path = format!("{path}[{index}]");
                    self.places.insert(path.clone(), value.range().start);
                    match value.as_object() {
                        Some(round) => self.object(&path, round, ROUND),
                        None => self.refuse(
                            value.range().start,
                            "A round is an object with `round` and `minutes`.".to_owned(),
                        ),
                    }
                }
                return;
            }
            (Shape::Text, _) => "a text".to_owned(),
            (Shape::Number, _) => "a number".to_owned(),
            (Shape::Whole, _) => "a whole number".to_owned(),
            (Shape::OneOf(words), _) => {
                let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                format!("one of {}", quoted.join(", "))
            }
            (Shape::Texts, _) => "a list of texts".to_owned(),
            (Shape::Rounds, _) => "a list of rounds".to_owned(),
        };
        self.refuse(at, format!("`{name}` is {expected}."));
    }
}
