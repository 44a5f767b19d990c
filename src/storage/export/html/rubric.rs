//! What was ticked, chosen and marked, and the tests at submission, with every score beside the prediction.

use serde::Serialize;

use super::{Safe, prose, safe};
use crate::domain::bank::{Criterion, Question};
use crate::domain::catalog::Tables;
use crate::domain::code;
use crate::domain::plain::clean_line;
use crate::domain::score::{self, StageVerdict};
use crate::domain::session::{Attempt, Session};
use crate::domain::verdict::Outcome;
use crate::storage::builtin;
use crate::storage::export::markdown::score_kind;
use crate::storage::export::{Formulas, runs};

#[derive(Debug, Serialize)]
pub(super) struct View {
    /// `predicted 3`, `first score 2.7`.
    scores: Vec<String>,
    criteria: Vec<One>,
    pitfalls: Vec<Wrong>,
}

/// A criterion.
#[derive(Debug, Serialize)]
struct One {
    title: Safe,
    /// Its score, or why it has none.
    score: String,
    ideas: Vec<Idea>,
    level: Option<Safe>,
    stages: Vec<Stage>,
    /// Why its tests were not run.
    not_run: Option<String>,
}

#[derive(Debug, Serialize)]
struct Idea {
    on: bool,
    text: Safe,
    in_other_words: bool,
    /// What the answer says of it.
    said: Option<String>,
}

#[derive(Debug, Serialize)]
struct Stage {
    title: String,
    tests: Vec<Test>,
}

#[derive(Debug, Serialize)]
struct Test {
    /// `on`, `failed`, or `off` where it was not run.
    class: &'static str,
    name: String,
    words: String,
}

#[derive(Debug, Serialize)]
struct Wrong {
    wrong: Safe,
    right: Safe,
}

pub(super) fn view(session: &Session, question: &Question, attempt: &Attempt, formulas: Formulas) -> View {
    let shared = builtin::tables();
    let mut scores = vec![match attempt.prediction {
        Some(level) => format!("predicted {level}"),
        None => "not predicted".to_owned(),
    }];
    for scored in &attempt.scores {
        let by = match scored.by.as_str() {
            "self" => String::new(),
            by => format!(" by {}", clean_line(by)),
        };
        let kind = score_kind(scored.kind).to_lowercase();
        scores.push(format!("{kind} {}{by}", score::shown(scored.score)));
    }
    if attempt.set_aside && attempt.scores.is_empty() {
        scores.push("nothing of it could be scored: it leaves the mean".to_owned());
    } else if attempt.scores.is_empty() {
        scores.push("not scored".to_owned());
    }
    View {
        scores,
        criteria: question
            .rubric
            .iter()
            .map(|criterion| one(session, question, criterion, attempt, &shared, formulas))
            .collect(),
        pitfalls: attempt
            .pitfalls
            .iter()
            .filter_map(|id| question.pitfalls.iter().find(|pitfall| pitfall.id == *id))
            .map(|pitfall| Wrong {
                wrong: safe(prose::inline(&pitfall.wrong, formulas)),
                right: safe(prose::inline(&pitfall.right, formulas)),
            })
            .collect(),
    }
}

fn one(
    session: &Session,
    question: &Question,
    criterion: &Criterion,
    attempt: &Attempt,
    shared: &Tables,
    formulas: Formulas,
) -> One {
    let worth = score::criterion_score(question, criterion, attempt);
    let of = match worth.of {
        0 => String::new(),
        of => format!("{} of {of}, ", worth.ticked),
    };
    let missing = worth.missing.map_or("", score::Missing::words);
    let level = attempt.levels.get(&criterion.id).copied().flatten();
    let anchor = level.and_then(|level| {
        let anchors = shared.levels_of(criterion)?;
        anchors.get(usize::from(level)).cloned()
    });
    let tests = criterion.tests.is_some();
    let stages = if tests {
        score::at_submission(question, attempt)
    } else {
        Vec::new()
    };
    One {
        title: safe(prose::inline(&criterion.criterion, formulas)),
        score: worth.score.map_or_else(
            || missing.to_owned(),
            |score| format!("{of}{}", score::shown(score)),
        ),
        ideas: criterion
            .ideas
            .iter()
            .flatten()
            .map(|idea| {
                let tick = attempt.ticks.get(&idea.id).filter(|tick| tick.on);
                Idea {
                    on: tick.is_some(),
                    text: safe(prose::inline(&idea.idea, formulas)),
                    in_other_words: tick.is_some_and(|tick| tick.in_other_words),
                    said: tick.and_then(|tick| said(attempt, tick.evidence.as_ref()?)),
                }
            })
            .collect(),
        level: anchor
            .filter(|anchor| !anchor.is_empty())
            .map(|anchor| safe(prose::inline(&anchor, formulas))),
        not_run: (tests && worth.score.is_none())
            .then(|| score::why_not_run(Some(session), question, attempt))
            .map(|why| clean_line(&why).into_owned()),
        stages: stages.iter().map(stage).collect(),
    }
}

/// The words that are evidence of an idea, on one line.
fn said(attempt: &Attempt, evidence: &crate::domain::event::Evidence) -> Option<String> {
    let text = attempt
        .text_of(&evidence.field)
        .get(evidence.start..evidence.end)?;
    let text = clean_line(text.trim()).into_owned();
    (!text.is_empty()).then_some(text)
}

fn stage(stage: &StageVerdict<'_>) -> Stage {
    let lead = format!("Stage {}, {}", stage.stage + 1, clean_line(stage.title));
    let title = match stage.run {
        None => format!("{lead}: not run on the final text"),
        Some(_) if stage.counts() => format!("{lead}: {} of {} passed", stage.passed(), stage.of()),
        Some(run) => {
            let said = runs::cut(&run.verdict.said);
            let said = if said.is_empty() {
                score::ended_words(run.verdict.ended)
            } else {
                said
            };
            format!(
                "{lead}: {} of {} passed. {}",
                stage.passed(),
                stage.of(),
                clean_line(said)
            )
        }
    };
    let tests = stage.tests.iter().map(|test| {
        let outcome = test.outcome();
        let result = test.result.filter(|_| !outcome.passed());
        let line = result.and_then(|result| result.line);
        let line = line.map_or_else(String::new, |line| format!(", line {line}"));
        let message = result.map_or("", |result| runs::cut(&result.message));
        let stop = if message.is_empty() { "" } else { ": " };
        Test {
            class: match outcome {
                Outcome::Passed => "on",
                Outcome::NotRun => "off",
                _ => "failed",
            },
            name: clean_line(&code::readable(test.name)).into_owned(),
            // Of a stage that was not run its title says so.
            words: if outcome.passed() || stage.run.is_none() {
                String::new()
            } else {
                clean_line(&format!("{}{line}{stop}{message}", outcome.word())).into_owned()
            },
        }
    });
    Stage {
        title,
        tests: tests.collect(),
    }
}
