//! The rows of the form, made from the table of all fields: a field of the format is a field here.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::value::{self, Codec, path_of};
use crate::domain::bank::RoundKind;
use crate::domain::bank::edit::Step;
use crate::domain::check::{Field, Need, QUESTION, Shape, limits};

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct FormRow {
    pub steps: Vec<Step>,
    /// The same as problems name it.
    pub path: String,
    pub label: String,
    /// How deep it lies in lists and groups.
    pub depth: u16,
    pub kind: Kind,
    /// What belongs there.
    pub meaning: &'static str,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Not to be changed.
    Fixed(String),
    /// One line.
    Line(Codec, String),
    /// Lines of Markdown.
    Text(String),
    /// One of several; `None`: not chosen.
    Choice(Vec<String>, Option<usize>),
    /// Rows within, shown where it is open.
    Group { open: bool, fact: String },
}

impl FormRow {
    /// Returns whether typing goes into it.
    pub fn takes_text(&self) -> bool {
        matches!(self.kind, Kind::Line(..) | Kind::Text(_))
    }
}

/// The fields in the order of the form.
const ORDER: [&str; 17] = [
    "id",
    "round",
    "topic",
    "tags",
    "difficulty",
    "minutes",
    "prompt",
    "hints",
    "rubric",
    "follow_ups",
    "exemplars",
    "pitfalls",
    "clarifications",
    "estimate",
    "resources",
    "competencies",
    "code",
];

/// How a criterion is scored, by the field that says so.
pub(super) const MANNERS: [&str; 3] = ["ideas", "levels", "tests"];
/// The last step to the row that chooses it; no field has this name.
pub(super) const MANNER: &str = "scored by";

/// The last step to the row that chooses whether an exemplar is one text or a text a field.
pub(super) const WRITTEN: &str = "written as";
pub(super) const WRITTEN_AS: [&str; 2] = ["one_text", "by_field"];

/// Returns the rows of a question; groups whose paths are in `open` are open.
pub(super) fn rows(question: &Json, open: &BTreeSet<String>) -> Vec<FormRow> {
    let round = question.get("round").and_then(Json::as_str).unwrap_or_default();
    let round = RoundKind::ALL.into_iter().find(|known| known.name() == round);
    let mut made = Rows {
        question,
        open,
        round,
        made: Vec::new(),
    };
    for name in ORDER {
        let concerns = match name {
            "competencies" => round == Some(RoundKind::Culture),
            "estimate" => round == Some(RoundKind::SystemDesign),
            "code" => round == Some(RoundKind::Programming),
            _ => true,
        };
        let there = question.get(name).is_some_and(|value| !value.is_null());
        if let Some(field) = QUESTION.iter().find(|field| field.name == name)
            && (concerns || there)
        {
            made.field(field, &[], 0);
        }
    }
    made.made
}

struct Rows<'a> {
    question: &'a Json,
    open: &'a BTreeSet<String>,
    round: Option<RoundKind>,
    made: Vec<FormRow>,
}

/// Returns a shape that need not be null.
pub(super) fn bare(shape: &'static Shape) -> &'static Shape {
    match shape {
        Shape::Maybe(inner) => inner,
        shape => shape,
    }
}

fn longer(steps: &[Step], step: impl Into<Step>) -> Vec<Step> {
    let mut longer = steps.to_vec();
    longer.push(step.into());
    longer
}

impl Rows<'_> {
    fn push(&mut self, steps: Vec<Step>, label: &str, depth: u16, kind: Kind, meaning: &'static str) {
        let path = path_of(&steps);
        self.made.push(FormRow {
            steps,
            path,
            label: label.replace('_', "-"),
            depth,
            kind,
            meaning,
        });
    }

    fn value(&self, steps: &[Step]) -> Option<&Json> {
        value::get(self.question, steps)
    }

    fn text(&self, steps: &[Step]) -> String {
        value::written(self.value(steps), Codec::Plain)
    }

    /// Makes the row of a group; returns whether it is open.
    fn group(
        &mut self,
        steps: &[Step],
        label: &str,
        depth: u16,
        fact: String,
        meaning: &'static str,
    ) -> bool {
        let open = self.open.contains(&path_of(steps));
        self.push(steps.to_vec(), label, depth, Kind::Group { open, fact }, meaning);
        open
    }

    fn field(&mut self, field: &'static Field, above: &[Step], depth: u16) {
        let steps = longer(above, field.name);
        let (label, meaning) = (field.name, field.meaning);
        // The id of a question is final; those of its parts are written by hand where one likes.
        if above.is_empty() && field.name == "id" {
            let id = self.text(&steps);
            self.push(steps, label, depth, Kind::Fixed(id), meaning);
            return;
        }
        match bare(&field.shape) {
            Shape::Round => {
                let names: Vec<&str> = RoundKind::ALL.map(RoundKind::name).to_vec();
                self.choice(steps, label, depth, &names, meaning);
            }
            Shape::Choice(names) => self.choice(steps, label, depth, names, meaning),
            Shape::Flag => self.choice(steps, label, depth, &["no", "yes"], meaning),
            Shape::Text { most, .. } if *most > limits::TITLE => {
                let text = self.text(&steps);
                self.push(steps, label, depth, Kind::Text(text), meaning);
            }
            Shape::Number { .. } | Shape::Weight(_) | Shape::Integer { .. } => {
                self.line(steps, label, depth, Codec::Number, meaning);
            }
            Shape::List { of, .. } => self.list(&steps, label, depth, bare(of), meaning),
            Shape::Object(fields) => {
                let there = self.value(&steps).is_some_and(Json::is_object);
                let fact = if there { String::new() } else { "none".to_owned() };
                if self.group(&steps, label, depth, fact, meaning) {
                    self.fields(fields, &steps, depth + 1);
                }
            }
            Shape::Either(_, Shape::ByField { .. }) => self.answer(&steps, label, depth, meaning),
            _ => self.line(steps, label, depth, Codec::Plain, meaning),
        }
    }

    fn line(&mut self, steps: Vec<Step>, label: &str, depth: u16, codec: Codec, meaning: &'static str) {
        let text = value::written(self.value(&steps), codec);
        self.push(steps, label, depth, Kind::Line(codec, text), meaning);
    }

    fn choice(&mut self, steps: Vec<Step>, label: &str, depth: u16, names: &[&str], meaning: &'static str) {
        let chosen = match self.value(&steps) {
            Some(Json::Bool(yes)) => Some(usize::from(*yes)),
            Some(Json::String(text)) => names.iter().position(|name| name == text),
            // A flag that is not there is off.
            None | Some(Json::Null) if names.first() == Some(&"no") => Some(0),
            _ => None,
        };
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        self.push(steps, label, depth, Kind::Choice(names, chosen), meaning);
    }

    fn fields(&mut self, fields: &'static [Field], steps: &[Step], depth: u16) {
        let scored = fields.iter().any(|field| field.name == "criterion");
        if !scored {
            for field in fields {
                self.field(field, steps, depth);
            }
            return;
        }
        // Of the three ways to score a criterion one is shown, and the row that chooses it.
        let manner = MANNERS.iter().position(|name| {
            let value = self.value(&longer(steps, *name));
            value.is_some_and(|value| !value.is_null())
        });
        for field in fields {
            let shown = match field.name {
                "axis" => manner == Some(1),
                name => MANNERS
                    .iter()
                    .position(|known| *known == name)
                    .is_none_or(|at| manner == Some(at) && name != "tests"),
            };
            if shown {
                self.field(field, steps, depth);
            }
            if field.name == "weight" {
                let names = MANNERS.map(str::to_owned).to_vec();
                let meaning = "By ideas ticked one by one, by five described levels, or by the tests.";
                let steps = longer(steps, MANNER);
                self.push(steps, MANNER, depth, Kind::Choice(names, manner), meaning);
            }
        }
    }

    fn list(&mut self, steps: &[Step], label: &str, depth: u16, of: &'static Shape, meaning: &'static str) {
        let count = self.value(steps).and_then(Json::as_array).map_or(0, Vec::len);
        let resources = matches!(of, Shape::Either(Shape::Id, _));
        match of {
            Shape::Line(_) | Shape::Id | Shape::Identifier => {
                self.line(steps.to_vec(), label, depth, Codec::Words, meaning);
                return;
            }
            _ => {}
        }
        let fact = match count {
            0 => "none".to_owned(),
            count => count.to_string(),
        };
        if !self.group(steps, label, depth, fact, meaning) {
            return;
        }
        for at in 0..count {
            let entry = longer(steps, at);
            let number = (at + 1).to_string();
            match of {
                Shape::Object(fields) => self.entry(&entry, depth + 1, fields),
                Shape::Either(_, Shape::Object(fields)) if !resources => {
                    if self.value(&entry).is_some_and(Json::is_object) {
                        self.entry(&entry, depth + 1, fields);
                    } else {
                        let text = self.text(&entry);
                        self.push(entry, &number, depth + 1, Kind::Text(text), meaning);
                    }
                }
                Shape::Text { .. } => {
                    // Levels are numbered from 0.
                    let text = self.text(&entry);
                    self.push(entry, &at.to_string(), depth + 1, Kind::Text(text), meaning);
                }
                _ => self.line(entry, &number, depth + 1, Codec::Resource, meaning),
            }
        }
    }

    /// An object of a list: a row that says what it is, and its fields where it is open.
    fn entry(&mut self, steps: &[Step], depth: u16, fields: &'static [Field]) {
        let at = match steps.last() {
            Some(Step::Index(at)) => at + 1,
            _ => 1,
        };
        let title = fields
            .iter()
            .filter(|field| field.name != "id" && field.need == Need::Required)
            .map(|field| self.text(&longer(steps, field.name)))
            .find(|text| !text.is_empty())
            .unwrap_or_default();
        let mut fact = title.lines().next().unwrap_or_default().to_owned();
        let weight = self.text(&longer(steps, "weight"));
        let ideas = self.value(&longer(steps, "ideas")).and_then(Json::as_array);
        match (weight.as_str(), ideas.map(Vec::len)) {
            ("", _) => {}
            (weight, Some(1)) => fact.push_str(&format!("\tweight {weight}   1 idea")),
            (weight, Some(ideas)) => fact.push_str(&format!("\tweight {weight}   {ideas} ideas")),
            (weight, None) => fact.push_str(&format!("\tweight {weight}")),
        }
        if self.group(steps, &at.to_string(), depth, fact, "") {
            self.fields(fields, steps, depth + 1);
        }
    }

    /// An exemplar's answer: one text, or a text for each field of the round.
    fn answer(&mut self, steps: &[Step], label: &str, depth: u16, meaning: &'static str) {
        let fields = self.round.map_or(&[][..], RoundKind::fields);
        let split = matches!(self.value(steps), Some(Json::Object(_)));
        if fields.len() > 1 || split {
            let mut choice = steps.to_vec();
            choice.pop();
            let names = WRITTEN_AS.map(str::to_owned).to_vec();
            let meaning = "As one text, or a text for each field of the answer.";
            let choice = longer(&choice, WRITTEN);
            self.push(
                choice,
                "written",
                depth,
                Kind::Choice(names, Some(usize::from(split))),
                meaning,
            );
        }
        let Some(Json::Object(by_field)) = self.value(steps) else {
            let text = self.text(steps);
            self.push(steps.to_vec(), label, depth, Kind::Text(text), meaning);
            return;
        };
        let known = self.round.map_or(&[][..], RoundKind::fields);
        let mut names: Vec<String> = known.iter().map(|name| (*name).to_owned()).collect();
        names.extend(
            by_field
                .keys()
                .filter(|name| !known.contains(&name.as_str()))
                .cloned(),
        );
        for name in names {
            let steps = longer(steps, name.as_str());
            let text = self.text(&steps);
            self.push(steps, &name, depth, Kind::Text(text), meaning);
        }
    }
}
