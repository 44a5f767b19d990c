//! What became of one question, as figures and the schedule need it: without its text.

use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};

use crate::domain::bank::Question;
use crate::domain::event::ScoreKind;
use crate::domain::score;
use crate::domain::session::Attempt;

/// The field of a follow-up begins so.
const FOLLOW_UP: &str = "follow_up.";

/// What became of one question. It stands in `session.json` as it is here.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Outcome {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<ZonedDateTime>,
    /// Share of the round, extra time included.
    pub budget_ms: u64,
    /// Time used, pauses left out.
    pub spent_ms: u64,
    /// Something was said and the answer is closed.
    pub answered: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skipped: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spoken: bool,
    /// Only some of its ideas were asked for, through their follow-ups.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub part: bool,
    pub words: usize,
    /// 0 to 4, before the reference was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<u8>,
    /// In the order they were made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<GivenScore>,
    /// Hints taken.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hints: usize,
    /// Follow-ups shown.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub follow_ups: usize,
    /// Ids of those that happened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pitfalls: Vec<String>,
    /// Every idea of the rubric, once the answer is scored; none before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ideas: Vec<IdeaOutcome>,
    /// The tests at submission; `None`: they were not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tests: Option<Tests>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub starred: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disputed: bool,
    /// Changes with the set of ideas: another one is another scale.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scale: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape serde asks for")]
fn is_zero(value: &usize) -> bool {
    *value == 0
}

/// One score as it was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GivenScore {
    pub score: f64,
    pub by: String,
    pub kind: ScoreKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<ZonedDateTime>,
}

/// What became of one idea.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdeaOutcome {
    pub id: String,
    pub said: Said,
    /// `bank/question#idea` of the same idea elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
}

/// Whether an idea was said, and whether somebody had to help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    Missed,
    /// Only in an answer to a follow-up, or in what was written after a hint.
    Helped,
    Unaided,
}

/// The judge's word on an answer at submission, over all stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tests {
    pub passed: usize,
    pub of: usize,
    /// All passed at the first submission: nothing was taken back.
    pub first: bool,
}

impl Outcome {
    /// Returns what became of an attempt at `question`, as it was asked.
    pub fn of(attempt: &Attempt, question: Option<&Question>) -> Self {
        let scored = !attempt.scores.is_empty();
        let ms = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Self {
            asked_at: attempt.asked_at.clone(),
            budget_ms: ms(attempt.budget),
            spent_ms: ms(attempt.spent),
            answered: attempt.submitted.is_some() && attempt.answered(),
            skipped: attempt.skipped,
            spoken: attempt.spoken,
            part: false,
            words: attempt.words(),
            prediction: attempt.prediction,
            scores: attempt
                .scores
                .iter()
                .map(|scored| GivenScore {
                    score: scored.score,
                    by: scored.by.clone(),
                    kind: scored.kind,
                    at: scored.at.clone(),
                })
                .collect(),
            hints: attempt.hints().len(),
            follow_ups: attempt.follow_ups().len(),
            pitfalls: attempt.pitfalls.iter().cloned().collect(),
            ideas: question
                .filter(|_| scored)
                .map(|question| ideas(attempt, question))
                .unwrap_or_default(),
            tests: question.and_then(|question| tests(attempt, question)),
            starred: attempt.starred,
            disputed: attempt.disputed.is_some(),
            scale: question.map(scale).unwrap_or_default(),
        }
    }

    /// Returns the newest score of this kind.
    pub fn newest(&self, kind: ScoreKind) -> Option<&GivenScore> {
        self.scores.iter().rev().find(|given| given.kind == kind)
    }
}

fn ideas(attempt: &Attempt, question: &Question) -> Vec<IdeaOutcome> {
    question
        .rubric
        .iter()
        .flat_map(|criterion| criterion.ideas.iter().flatten())
        .map(|idea| IdeaOutcome {
            id: idea.id.clone(),
            said: said(attempt, question, &idea.id),
            same_as: idea.same_as.clone(),
        })
        .collect()
}

/// A tick whose words stand in an answer to a follow-up, or beyond what was written when the first hint came,
/// was helped. One without words was helped where a follow-up that probes the idea was shown, or a hint taken.
fn said(attempt: &Attempt, question: &Question, idea: &str) -> Said {
    let Some(tick) = attempt.ticks.get(idea).filter(|tick| tick.on) else {
        return Said::Missed;
    };
    let helped = match &tick.evidence {
        Some(evidence) => {
            evidence.field.starts_with(FOLLOW_UP)
                || attempt.before_hint.as_ref().is_some_and(|lengths| {
                    evidence.start >= lengths.get(&evidence.field).copied().unwrap_or(0)
                })
        }
        None => {
            attempt.before_hint.is_some()
                || attempt
                    .follow_ups()
                    .iter()
                    .filter_map(|id| question.follow_up(id))
                    .any(|follow_up| follow_up.probes.iter().any(|probed| probed == idea))
        }
    };
    if helped { Said::Helped } else { Said::Unaided }
}

fn tests(attempt: &Attempt, question: &Question) -> Option<Tests> {
    attempt.submitted?;
    let stages = score::at_submission(question, attempt);
    if stages.is_empty() {
        return None;
    }
    let passed = stages.iter().map(score::StageVerdict::passed).sum();
    let of = stages.iter().map(score::StageVerdict::of).sum();
    Some(Tests {
        passed,
        of,
        first: of > 0 && passed == of && attempt.taken_back == 0,
    })
}

/// Returns sixteen hex digits that change with the set of ideas and criteria.
fn scale(question: &Question) -> String {
    let mut ids = String::new();
    for criterion in &question.rubric {
        ids.push_str(&criterion.id);
        for idea in criterion.ideas.iter().flatten() {
            ids.push('#');
            ids.push_str(&idea.id);
        }
        ids.push('\n');
    }
    crate::domain::event::text_hash(&ids)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::domain::bank::QuestionName;
    use crate::domain::event::Evidence;
    use crate::domain::session::{Said as Line, Tick, Utterance};

    fn question() -> Question {
        serde_json::from_str(
            r#"{"id": "q", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 8,
                "prompt": "Why?", "rubric": [{"id": "core", "criterion": "Core", "weight": 1, "ideas": [
                  {"id": "mle", "idea": "Likelihood"}, {"id": "grad", "idea": "Gradient"}]}],
                "follow_ups": [{"id": "more", "ask": "More?", "probes": ["grad"]}]}"#,
        )
        .unwrap()
    }

    fn tick(field: &str, start: usize) -> Tick {
        Tick {
            on: true,
            evidence: (!field.is_empty()).then(|| Evidence {
                field: field.to_owned(),
                start,
                end: start + 1,
            }),
            in_other_words: field.is_empty(),
        }
    }

    #[test]
    fn an_idea_is_helped_after_a_hint_or_in_answer_to_a_follow_up() {
        let mut attempt = Attempt::new(QuestionName::new("b", "q"), "", Duration::from_mins(8));
        let question = question();
        let told = |attempt: &Attempt, idea: &str| said(attempt, &question, idea);
        assert_eq!(told(&attempt, "mle"), Said::Missed);
        attempt.ticks.insert("mle".into(), tick("main", 40));
        attempt.ticks.insert("grad".into(), tick("follow_up.more", 0));
        assert_eq!(told(&attempt, "mle"), Said::Unaided);
        assert_eq!(told(&attempt, "grad"), Said::Helped);
        attempt.before_hint = Some(BTreeMap::from([("main".to_owned(), 40)]));
        assert_eq!(told(&attempt, "mle"), Said::Helped);
        attempt.before_hint = Some(BTreeMap::from([("main".to_owned(), 41)]));
        assert_eq!(told(&attempt, "mle"), Said::Unaided);
        attempt.before_hint = None;
        attempt.ticks.insert("grad".into(), tick("", 0));
        assert_eq!(told(&attempt, "grad"), Said::Unaided, "no follow-up was shown");
        attempt.transcript.push(Utterance {
            at: Duration::ZERO,
            what: Line::FollowUp { id: "more".into() },
        });
        assert_eq!(told(&attempt, "grad"), Said::Helped);
        attempt.ticks.insert("mle".into(), Tick::default());
        assert_eq!(told(&attempt, "mle"), Said::Missed, "the tick was taken back");
    }

    #[test]
    fn ideas_are_told_once_the_answer_is_scored_and_the_scale_changes_with_their_set() {
        let attempt = Attempt::new(QuestionName::new("b", "q"), "", Duration::from_mins(8));
        let mut question = question();
        let outcome = Outcome::of(&attempt, Some(&question));
        assert!(outcome.ideas.is_empty() && outcome.tests.is_none() && !outcome.answered);
        let before = outcome.scale;
        question.prompt.push_str(" In short.");
        assert_eq!(scale(&question), before);
        if let Some(ideas) = question
            .rubric
            .first_mut()
            .and_then(|criterion| criterion.ideas.as_mut())
        {
            ideas.pop();
        }
        assert_ne!(scale(&question), before);
    }
}
