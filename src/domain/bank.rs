//! A question bank and everything in it: the JSON format of `docs/formats.md` as types. Rules and
//! limits are in `check`; loading with places is in `storage::banks`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use strict::{Once, TextOr};

pub mod compare;
pub mod edit;
mod strict;

pub use strict::Strict;

/// The bank format this program writes and the highest it reads.
pub const FORMAT: u32 = 1;

/// One of the four rounds of an interview. The order is that of an onsite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoundKind {
    Programming,
    Culture,
    MlTheory,
    SystemDesign,
}

impl RoundKind {
    pub const ALL: [Self; 4] = [
        Self::Programming,
        Self::Culture,
        Self::MlTheory,
        Self::SystemDesign,
    ];

    /// Returns the name shown to people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Programming => "Programming",
            Self::Culture => "Culture",
            Self::MlTheory => "ML theory",
            Self::SystemDesign => "System design",
        }
    }

    /// Returns the name in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Programming => "programming",
            Self::Culture => "culture",
            Self::MlTheory => "ml_theory",
            Self::SystemDesign => "system_design",
        }
    }

    /// Returns the short name, as flags and colours have it.
    pub fn short(self) -> &'static str {
        match self {
            Self::Programming => "programming",
            Self::Culture => "culture",
            Self::MlTheory => "theory",
            Self::SystemDesign => "design",
        }
    }

    /// Returns the ordered names of an answer's fields.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Programming => &["code", "talk"],
            Self::Culture => &["situation", "task", "action", "result"],
            Self::MlTheory => &["main"],
            Self::SystemDesign => &[
                "scope",
                "metrics",
                "data",
                "features",
                "model",
                "training",
                "serving",
                "monitoring",
                "canvas",
            ],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Difficulty {
    Easy,
    Medium,
    Hard,
}

impl Difficulty {
    /// Returns the word people and files have for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }
}

/// Names a question everywhere: `bank/question`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QuestionName {
    pub bank: String,
    pub question: String,
}

impl QuestionName {
    pub fn new(bank: impl Into<String>, question: impl Into<String>) -> Self {
        Self {
            bank: bank.into(),
            question: question.into(),
        }
    }
}

impl fmt::Display for QuestionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.bank, self.question)
    }
}

impl From<QuestionName> for String {
    fn from(name: QuestionName) -> Self {
        name.to_string()
    }
}

impl TryFrom<String> for QuestionName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once('/') {
            Some((bank, question)) if !bank.is_empty() && !question.is_empty() => {
                Ok(Self::new(bank, question))
            }
            _ => Err(format!("`{text}` is not a question name; expected BANK/QUESTION")),
        }
    }
}

/// A bank file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bank {
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    pub format: u32,
    pub id: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub license: Option<String>,
    #[serde(default)]
    pub authors: Vec<String>,
    #[serde(default)]
    pub source: Option<String>,
    #[serde(deserialize_with = "strict::objects")]
    pub questions: Vec<Question>,
}

/// An entry of a bank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    pub id: String,
    pub round: RoundKind,
    pub topic: String,
    #[serde(default)]
    pub tags: Vec<String>,
    pub difficulty: Difficulty,
    /// Own minutes, thinking and follow-ups included.
    pub minutes: f64,
    /// Markdown, mathematics as `$…$`.
    pub prompt: String,
    #[serde(default, deserialize_with = "strict::objects")]
    pub clarifications: Vec<Clarification>,
    #[serde(default, deserialize_with = "strict::maybe_object")]
    pub estimate: Option<Estimate>,
    /// From gentle to telling.
    #[serde(default)]
    pub hints: Vec<Hint>,
    #[serde(deserialize_with = "strict::objects")]
    pub rubric: Vec<Criterion>,
    #[serde(default, deserialize_with = "strict::objects")]
    pub follow_ups: Vec<FollowUp>,
    #[serde(default, deserialize_with = "strict::objects")]
    pub exemplars: Vec<Exemplar>,
    #[serde(default, deserialize_with = "strict::objects")]
    pub pitfalls: Vec<Pitfall>,
    #[serde(default)]
    pub resources: Vec<ResourceRef>,
    #[serde(default)]
    pub competencies: Vec<String>,
    #[serde(default, deserialize_with = "strict::maybe_object")]
    pub code: Option<Code>,
}

/// What the interviewer tells when asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Clarification {
    pub ask: String,
    #[serde(default)]
    pub signs: Vec<String>,
    pub answer: String,
}

/// The back-of-envelope sum of a design question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    pub ask: String,
    pub expect: String,
}

/// A hint, of the whole question or of one stage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Hint {
    Text(String),
    Staged { stage: u32, text: String },
}

impl Hint {
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Staged { text, .. } => text,
        }
    }
}

/// What is scored, in exactly one of three ways: `ideas`, `levels` (with or without `axis`), `tests`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Criterion {
    #[serde(default)]
    pub id: String,
    pub criterion: String,
    pub weight: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "strict::maybe_objects"
    )]
    pub ideas: Option<Vec<Idea>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub axis: Option<String>,
    /// Five anchored descriptions, 0 to 4; `null` stands for the shared text of the axis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels: Option<Vec<Option<String>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tests: Option<bool>,
}

/// One checkable statement of an ideas criterion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Idea {
    pub id: String,
    pub idea: String,
    #[serde(default = "one")]
    pub weight: f64,
    /// Phrases by which the idea may be recognised; they highlight evidence and never score.
    #[serde(default)]
    pub signs: Vec<String>,
    /// `bank/question#idea` of the same idea elsewhere.
    #[serde(default)]
    pub same_as: Option<String>,
}

fn one() -> f64 {
    1.0
}

/// A probe the interviewer asks after the first answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUp {
    #[serde(default)]
    pub id: String,
    pub ask: String,
    #[serde(default)]
    pub expect: String,
    #[serde(default)]
    pub minutes: Option<f64>,
    /// Ids of the ideas it probes.
    #[serde(default)]
    pub probes: Vec<String>,
    #[serde(default)]
    pub phase: Option<String>,
    #[serde(default)]
    pub stage: Option<u32>,
    /// A twist changes a constraint mid-answer.
    #[serde(default)]
    pub twist: bool,
}

/// A written answer of a stated level; the one at level 4 is the reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Exemplar {
    pub level: u8,
    pub answer: ExemplarAnswer,
}

/// Markdown as one text, or by field of the answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ExemplarAnswer {
    Text(String),
    Fields(BTreeMap<String, String>),
}

/// What people often say wrongly, with its correction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pitfall {
    #[serde(default)]
    pub id: String,
    pub wrong: String,
    pub right: String,
}

/// The id of an entry of `assets/resources.json`, or a title with a link of its own.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ResourceRef {
    Id(String),
    Own(Resource),
}

/// Something to read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resource {
    pub title: String,
    #[serde(default)]
    pub url: Option<String>,
}

/// The code part of a programming question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Code {
    pub language: String,
    pub entry: Vec<String>,
    #[serde(default)]
    pub requires: Vec<String>,
    #[serde(default)]
    pub forbid: Vec<String>,
    #[serde(deserialize_with = "strict::objects")]
    pub stages: Vec<Stage>,
    /// The files of the question's folder by name (`starter.py`, `wrong/x.py`). They stand beside the
    /// bank's JSON, not in it; whoever loads the bank fills them in.
    #[serde(skip)]
    #[schemars(skip)]
    pub files: BTreeMap<String, CodeText>,
}

/// The text of a code file. Those inside the binary are not copied: with all banks loaded they would be the
/// larger part of the memory.
pub type CodeText = Cow<'static, str>;

/// A part of a programming question with tests of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stage {
    pub title: String,
    #[serde(default)]
    pub prompt: String,
    pub tests: String,
    #[serde(default)]
    pub visible: Vec<String>,
    /// CPU seconds a test.
    #[serde(default)]
    pub seconds: Option<f64>,
}

impl<'de> Deserialize<'de> for Hint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Staged {
            stage: u32,
            text: String,
        }
        Ok(match TextOr::deserialize(deserializer)? {
            TextOr::Text(text) => Self::Text(text),
            TextOr::Object(Staged { stage, text }) => Self::Staged { stage, text },
        })
    }
}

impl<'de> Deserialize<'de> for ExemplarAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match TextOr::deserialize(deserializer)? {
            TextOr::Text(text) => Self::Text(text),
            TextOr::Object(Once(fields)) => Self::Fields(fields),
        })
    }
}

impl<'de> Deserialize<'de> for ResourceRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match TextOr::deserialize(deserializer)? {
            TextOr::Text(id) => Self::Id(id),
            TextOr::Object(resource) => Self::Own(resource),
        })
    }
}

impl Code {
    /// The file a candidate begins with.
    pub const STARTER: &'static str = "starter.py";

    /// Returns the text a candidate begins with; empty where the question has none.
    pub fn starter(&self) -> &str {
        self.files.get(Self::STARTER).map_or("", |text| text)
    }
}

impl Question {
    /// Returns the reference: the exemplar at level 4, or the highest there is.
    pub fn reference(&self) -> Option<&Exemplar> {
        self.exemplars.iter().max_by_key(|exemplar| exemplar.level)
    }

    /// Returns the follow-up of this id.
    pub fn follow_up(&self, id: &str) -> Option<&FollowUp> {
        self.follow_ups.iter().find(|follow_up| follow_up.id == id)
    }

    /// Returns the idea of this id, with its criterion.
    pub fn idea(&self, id: &str) -> Option<(&Criterion, &Idea)> {
        self.rubric.iter().find_map(|criterion| {
            criterion
                .ideas
                .iter()
                .flatten()
                .find(|idea| idea.id == id)
                .map(|idea| (criterion, idea))
        })
    }
}
