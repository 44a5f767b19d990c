//! What lists, draws and the schedule need of every question: small, and of the built-in ones made when the
//! program is built. With a hundred questions or a hundred thousand, no walk over them reads their texts.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::domain::bank::{Difficulty, FollowUp, Question, RoundKind};

/// Characters of a prompt that are searched as one types.
pub const PROMPT: usize = 400;

/// Text of the binary itself, or read from a file.
pub type Text = Cow<'static, str>;

/// A list of the binary itself, or read from a file.
pub type List<T> = Cow<'static, [T]>;

/// A question in brief. [`Brief::of`] is what it says of a question; `build.rs` makes the same of the built-in
/// ones, and a test compares the two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    pub round: RoundKind,
    pub topic: Text,
    pub tags: List<Text>,
    pub difficulty: Difficulty,
    /// Own minutes.
    pub minutes: f64,
    /// The first [`PROMPT`] characters of its prompt.
    pub prompt: Text,
    /// Modules that its code needs.
    pub requires: List<Text>,
    /// The ideas of its rubric, in order.
    pub ideas: List<BriefIdea>,
}

/// An idea of a rubric in brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BriefIdea {
    pub id: Text,
    /// `bank/question#idea` of the same idea elsewhere.
    pub same_as: Option<Text>,
    /// The first follow-up that asks for it alone.
    pub asked_by: Option<BriefFollowUp>,
}

/// A follow-up in brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BriefFollowUp {
    pub id: Text,
    pub minutes: Option<f64>,
}

impl Brief {
    /// Returns a question in brief.
    pub fn of(question: &Question) -> Self {
        let texts = |texts: &[String]| texts.iter().cloned().map(Cow::Owned).collect();
        let requires = question.code.as_ref().map(|code| texts(&code.requires));
        let ideas = question
            .rubric
            .iter()
            .flat_map(|criterion| criterion.ideas.iter().flatten());
        Self {
            round: question.round,
            topic: Cow::Owned(question.topic.clone()),
            tags: texts(&question.tags),
            difficulty: question.difficulty,
            minutes: question.minutes,
            prompt: Cow::Owned(beginning(&question.prompt).to_owned()),
            requires: requires.unwrap_or_default(),
            ideas: ideas
                .map(|idea| BriefIdea {
                    id: Cow::Owned(idea.id.clone()),
                    same_as: idea.same_as.clone().map(Cow::Owned),
                    asked_by: asked_by(question, &idea.id).map(|follow_up| BriefFollowUp {
                        id: Cow::Owned(follow_up.id.clone()),
                        minutes: follow_up.minutes,
                    }),
                })
                .collect(),
        }
    }

    /// Returns whether its code needs this module.
    pub fn needs(&self, module: &str) -> bool {
        self.requires.iter().any(|required| required == module)
    }
}

/// Returns what is searched of a prompt.
fn beginning(prompt: &str) -> &str {
    let end = prompt
        .char_indices()
        .nth(PROMPT)
        .map_or(prompt.len(), |(end, _)| end);
    &prompt[..end]
}

/// Returns the first follow-up that asks for an idea. A twist changes the question and makes no sense alone,
/// and one of a stage needs its code.
fn asked_by<'a>(question: &'a Question, idea: &str) -> Option<&'a FollowUp> {
    question.follow_ups.iter().find(|follow_up| {
        !follow_up.twist && follow_up.stage.is_none() && follow_up.probes.iter().any(|probed| probed == idea)
    })
}
