//! The shape of a bank file as one table: every field with its type, limit, need and meaning. The walk
//! reads it to find problems, the documentation is printed from it, and a test holds it beside the JSON
//! Schema and the types. What relates fields to one another is in `rules`. The file is long because it
//! is one table, which the formatter spreads over several lines a field.

use super::limits as max;
use crate::domain::bank::RoundKind;

/// One field of an object.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub need: Need,
    pub shape: Shape,
    pub meaning: &'static str,
}

/// Whether a field may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
    /// Written by hand once, then final; a bank without it is read, with a warning.
    Made,
}

/// What a value must be.
#[derive(Debug)]
pub enum Shape {
    /// `[a-z0-9-]{1,64}`.
    Id,
    /// One line of at most so many characters, at least one.
    Line(usize),
    /// Any text of `least` to `most` characters.
    Text {
        least: usize,
        most: usize,
    },
    Number {
        least: f64,
        most: f64,
    },
    /// A number greater than 0, at most so much.
    Weight(f64),
    Integer {
        least: u32,
        most: u32,
    },
    Flag,
    Round,
    Choice(&'static [&'static str]),
    /// `bank/question#idea`.
    IdeaName,
    /// A Python name.
    Identifier,
    /// The name of a file beside the bank, ending in `.py`.
    PythonFile,
    List {
        of: &'static Shape,
        least: usize,
        most: usize,
    },
    Object(&'static [Field]),
    /// An object of texts by answer field.
    ByField {
        most: usize,
    },
    /// A text or an object.
    Either(&'static Shape, &'static Shape),
    /// The shape, or null.
    Maybe(&'static Shape),
}

const fn field(name: &'static str, need: Need, shape: Shape, meaning: &'static str) -> Field {
    Field {
        name,
        need,
        shape,
        meaning,
    }
}

const fn list(of: &'static Shape, most: usize) -> Shape {
    Shape::List { of, least: 0, most }
}

const fn text(most: usize) -> Shape {
    Shape::Text { least: 1, most }
}

use Need::{Made, Optional, Required};
use Shape::{Either, Flag, Id, Identifier, Integer, Line, List, Maybe, Number, Object, Text, Weight};

pub static DIFFICULTIES: &[&str] = &["easy", "medium", "hard"];
pub static DESIGN_PHASES: &[&str] = &[
    "scope",
    "metrics",
    "data",
    "features",
    "model",
    "training",
    "serving",
    "monitoring",
    "canvas",
];

const SIGNS: Shape = list(&Line(max::SIGN), max::SIGNS);

/// A whole bank file.
pub static BANK: &[Field] = &[
    field(
        "$schema",
        Optional,
        Maybe(&Line(max::LINK)),
        "Where an editor finds the JSON Schema; not read.",
    ),
    field(
        "format",
        Required,
        Integer {
            least: 1,
            most: u32::MAX,
        },
        "The format of the file, now 1. A higher one is refused and never rewritten.",
    ),
    field(
        "id",
        Required,
        Id,
        "Names the bank everywhere; unique, never changed.",
    ),
    field(
        "title",
        Optional,
        Text {
            least: 0,
            most: max::TITLE,
        },
        "Shown to people. An own bank that changes questions of another may leave it out.",
    ),
    field(
        "description",
        Optional,
        Text {
            least: 0,
            most: max::PASSAGE,
        },
        "What the bank is about, Markdown.",
    ),
    field(
        "license",
        Optional,
        Maybe(&Line(max::TITLE)),
        "Licence of the texts, an SPDX expression; goes with every snapshot and export.",
    ),
    field(
        "authors",
        Optional,
        list(&Line(max::TITLE), max::AUTHORS),
        "Who wrote it.",
    ),
    field(
        "source",
        Optional,
        Maybe(&Line(max::LINK)),
        "Where it comes from, a link or words.",
    ),
    field(
        "questions",
        Required,
        list(&Object(QUESTION), max::QUESTIONS),
        "The questions, in the order a bank is browsed.",
    ),
];

/// An entry of `questions`.
pub static QUESTION: &[Field] = &[
    field(
        "id",
        Required,
        Id,
        "Unique in the bank, never changed: the history of a question hangs on it.",
    ),
    field("round", Required, Shape::Round, "The round that asks it."),
    field(
        "topic",
        Required,
        Line(max::TAG),
        "What it is about; the draw mixes topics, Progress has figures per topic.",
    ),
    field(
        "tags",
        Optional,
        list(&Line(max::TAG), max::TAGS),
        "Further words to find it by.",
    ),
    field(
        "difficulty",
        Required,
        Shape::Choice(DIFFICULTIES),
        "How hard it is.",
    ),
    field(
        "minutes",
        Required,
        Number {
            least: max::MINUTES_MIN,
            most: max::MINUTES_MAX,
        },
        "Its own time, thinking and follow-ups included.",
    ),
    field(
        "prompt",
        Required,
        text(max::TEXT),
        "What is asked: Markdown, mathematics as `$…$`.",
    ),
    field(
        "clarifications",
        Optional,
        list(&Object(CLARIFICATION), max::CLARIFICATIONS),
        "What the interviewer tells when asked.",
    ),
    field(
        "estimate",
        Optional,
        Maybe(&Object(ESTIMATE)),
        "The back-of-envelope sum of a design question.",
    ),
    field(
        "hints",
        Optional,
        list(&Either(&text(max::PASSAGE), &Object(HINT)), max::HINTS),
        "From gentle to telling: a text, or an object with a stage.",
    ),
    field(
        "rubric",
        Required,
        List {
            of: &Object(CRITERION),
            least: 1,
            most: max::CRITERIA,
        },
        "What is scored.",
    ),
    field(
        "follow_ups",
        Optional,
        list(&Object(FOLLOW_UP), max::FOLLOW_UPS),
        "What the interviewer asks next, in this order unless the answer suggests another.",
    ),
    field(
        "exemplars",
        Optional,
        list(&Object(EXEMPLAR), max::EXEMPLARS),
        "Written answers of stated levels; the one at level 4 is the reference.",
    ),
    field(
        "pitfalls",
        Optional,
        list(&Object(PITFALL), max::PITFALLS),
        "What people say wrongly.",
    ),
    field(
        "resources",
        Optional,
        list(&Either(&Id, &Object(RESOURCE)), max::RESOURCES),
        "What to read next: an id of `assets/resources.json`, or an object of its own.",
    ),
    field(
        "competencies",
        Optional,
        list(&Line(max::TAG), max::COMPETENCIES),
        "Culture: what the question probes.",
    ),
    field(
        "code",
        Optional,
        Maybe(&Object(CODE)),
        "Programming, and there required: the code part.",
    ),
];

pub static CLARIFICATION: &[Field] = &[
    field(
        "ask",
        Required,
        text(max::SENTENCE),
        "The question a candidate may ask.",
    ),
    field(
        "signs",
        Optional,
        SIGNS,
        "Phrases by which the candidate's question is recognised.",
    ),
    field(
        "answer",
        Required,
        text(max::PASSAGE),
        "What the interviewer tells.",
    ),
];

pub static ESTIMATE: &[Field] = &[
    field("ask", Required, text(max::SENTENCE), "What is to be estimated."),
    field(
        "expect",
        Required,
        text(max::PASSAGE),
        "The figure and how it comes about.",
    ),
];

pub static HINT: &[Field] = &[
    field(
        "stage",
        Required,
        Integer {
            least: 1,
            most: max::STAGES as u32,
        },
        "The stage it belongs to, from 1.",
    ),
    field("text", Required, text(max::PASSAGE), "The hint, Markdown."),
];

pub static CRITERION: &[Field] = &[
    field("id", Made, Id, "Unique in the question, never changed."),
    field(
        "criterion",
        Required,
        text(max::SENTENCE),
        "What is scored, in words.",
    ),
    field(
        "weight",
        Required,
        Weight(max::WEIGHT_MAX),
        "Its share of the question's score.",
    ),
    field(
        "ideas",
        Optional,
        Maybe(&List {
            of: &Object(IDEA),
            least: 1,
            most: max::IDEAS,
        }),
        "Scored by ideas. Exactly one of `ideas`, `levels`, `tests` is given.",
    ),
    field(
        "axis",
        Optional,
        Maybe(&Id),
        "With `levels`: the shared scale of `assets/axes.json` that fills their nulls.",
    ),
    field(
        "levels",
        Optional,
        Maybe(&List {
            of: &Maybe(&text(max::PASSAGE)),
            least: max::LEVELS,
            most: max::LEVELS,
        }),
        "Scored by levels: five descriptions, 0 to 4; null takes the axis' text.",
    ),
    field(
        "tests",
        Optional,
        Maybe(&Flag),
        "Scored by the judge's verdict; programming only, and then true.",
    ),
];

pub static IDEA: &[Field] = &[
    field("id", Required, Id, "Unique in the question, never changed."),
    field("idea", Required, text(max::SENTENCE), "One checkable statement."),
    field(
        "weight",
        Optional,
        Weight(max::WEIGHT_MAX),
        "Its share of the criterion; 1 where missing.",
    ),
    field(
        "signs",
        Optional,
        SIGNS,
        "Phrases by which it may be recognised in an answer; they never score.",
    ),
    field(
        "same_as",
        Optional,
        Maybe(&Shape::IdeaName),
        "The same idea elsewhere, as `bank/question#idea`: both are learnt as one.",
    ),
];

pub static FOLLOW_UP: &[Field] = &[
    field("id", Made, Id, "Unique in the question, never changed."),
    field("ask", Required, text(max::PASSAGE), "What the interviewer asks."),
    field(
        "expect",
        Optional,
        Text {
            least: 0,
            most: max::PASSAGE,
        },
        "What a strong answer contains, Markdown.",
    ),
    field(
        "minutes",
        Optional,
        Maybe(&Number {
            least: max::FOLLOW_UP_MINUTES_MIN,
            most: max::FOLLOW_UP_MINUTES_MAX,
        }),
        "Its part of the question's minutes.",
    ),
    field(
        "probes",
        Optional,
        list(&Id, max::IDEAS),
        "Ids of the question's ideas that it draws out.",
    ),
    field(
        "phase",
        Optional,
        Maybe(&Shape::Choice(DESIGN_PHASES)),
        "System design: the part of the answer it belongs to.",
    ),
    field(
        "stage",
        Optional,
        Maybe(&Integer {
            least: 1,
            most: max::STAGES as u32,
        }),
        "Programming: the stage after which it is asked, from 1.",
    ),
    field(
        "twist",
        Optional,
        Flag,
        "Changes a constraint in mid-answer; asked at half time.",
    ),
];

pub static EXEMPLAR: &[Field] = &[
    field(
        "level",
        Required,
        Integer {
            least: 0,
            most: max::LEVEL_MAX as u32,
        },
        "What the answer would be scored.",
    ),
    field(
        "answer",
        Required,
        Either(&text(max::TEXT), &Shape::ByField { most: max::TEXT }),
        "Markdown, or an object of texts by answer field.",
    ),
];

pub static PITFALL: &[Field] = &[
    field("id", Made, Id, "Unique in the question, never changed."),
    field("wrong", Required, text(max::SENTENCE), "What people say."),
    field("right", Required, text(max::PASSAGE), "The correction."),
];

pub static RESOURCE: &[Field] = &[
    field("title", Required, Line(max::LINK), "Its title."),
    field("url", Optional, Maybe(&Line(max::LINK)), "Where it is."),
];

pub static CODE: &[Field] = &[
    field("language", Required, Shape::Choice(&["python"]), "The language."),
    field(
        "entry",
        Required,
        List {
            of: &Identifier,
            least: 1,
            most: max::ENTRIES,
        },
        "The names the answer must define.",
    ),
    field(
        "requires",
        Optional,
        list(&Identifier, max::MODULES),
        "Modules the interpreter must be able to import.",
    ),
    field(
        "forbid",
        Optional,
        list(&Line(max::TAG), max::FORBIDDEN),
        "Calls that would give the answer away.",
    ),
    field(
        "stages",
        Required,
        List {
            of: &Object(STAGE),
            least: 1,
            most: max::STAGES,
        },
        "The parts, opened one after the other.",
    ),
];

pub static STAGE: &[Field] = &[
    field("title", Required, Line(max::TITLE), "Its name."),
    field(
        "prompt",
        Optional,
        Text {
            least: 0,
            most: max::TEXT,
        },
        "What this stage adds, Markdown.",
    ),
    field(
        "tests",
        Required,
        Shape::PythonFile,
        "The file of its tests, in the question's folder.",
    ),
    field(
        "visible",
        Optional,
        list(&Identifier, max::VISIBLE),
        "Names of the tests whose source the candidate may read.",
    ),
    field(
        "seconds",
        Optional,
        Maybe(&Number {
            least: max::SECONDS_MIN,
            most: max::SECONDS_MAX,
        }),
        "CPU seconds a test may take; 2 where missing.",
    ),
];

/// Every object of a bank file with the path its fields are documented under.
pub static OBJECTS: &[(&str, &[Field])] = &[
    ("", BANK),
    ("questions[].", QUESTION),
    ("clarifications[].", CLARIFICATION),
    ("estimate.", ESTIMATE),
    ("hints[].", HINT),
    ("rubric[].", CRITERION),
    ("ideas[].", IDEA),
    ("follow_ups[].", FOLLOW_UP),
    ("exemplars[].", EXEMPLAR),
    ("pitfalls[].", PITFALL),
    ("resources[].", RESOURCE),
    ("code.", CODE),
    ("stages[].", STAGE),
];

impl Shape {
    /// Returns what is expected, as words that follow "expected".
    pub fn expected(&self) -> String {
        match self {
            Self::Id => "an id of 1 to 64 characters from a-z, 0-9 and -".to_owned(),
            Self::Line(most) => format!("one line of 1 to {most} characters"),
            Self::Text { least, most } => format!("a text of {least} to {most} characters"),
            Self::Number { least, most } => format!("a number from {least} to {most}"),
            Self::Weight(most) => format!("a number greater than 0 and at most {most}"),
            Self::Integer {
                least,
                most: u32::MAX,
            } => format!("a whole number from {least}"),
            Self::Integer { least, most } => format!("a whole number from {least} to {most}"),
            Self::Flag => "true or false".to_owned(),
            Self::Round => format!("one of {}", quoted(&RoundKind::ALL.map(RoundKind::name))),
            Self::Choice([only]) => format!("`{only}`"),
            Self::Choice(names) => format!("one of {}", quoted(names)),
            Self::IdeaName => "the name of an idea, as `bank/question#idea`".to_owned(),
            Self::Identifier => "a Python name, with dots between modules".to_owned(),
            Self::PythonFile => {
                "the name of a file in the question's folder, such as `tests_1.py`".to_owned()
            }
            Self::List { least, most, of } if least == most => {
                format!("a list of exactly {most}, each {}", of.expected())
            }
            Self::List { least: 0, most, of } => format!("a list of at most {most}, each {}", of.expected()),
            Self::List { least, most, of } => format!("a list of {least} to {most}, each {}", of.expected()),
            Self::Object(fields) => format!("an object with {}", required(fields)),
            Self::ByField { most } => {
                format!("an object of texts of at most {most} characters by answer field")
            }
            Self::Either(text, object) => format!("{}, or {}", text.expected(), object.expected()),
            Self::Maybe(shape) => format!("{}, or null", shape.expected()),
        }
    }
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn required(fields: &[Field]) -> String {
    let names: Vec<&str> = fields
        .iter()
        .filter(|field| field.need == Required)
        .map(|field| field.name)
        .collect();
    quoted(&names)
}

/// Returns the table of every field for the documentation, Markdown.
pub fn documentation() -> String {
    let mut out = String::from("| field | required | is | meaning |\n| --- | --- | --- | --- |\n");
    for (path, fields) in OBJECTS {
        for field in *fields {
            let need = match field.need {
                Required => "yes",
                Optional => "",
                Made => "yes, or a warning",
            };
            let is = field.shape.expected().replace('|', "\\|");
            let row = format!("| `{path}{}` | {need} | {is} | {} |\n", field.name, field.meaning);
            out.push_str(&row);
        }
    }
    out
}
