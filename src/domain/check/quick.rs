//! The fast yes: whether a bank that serde has read breaks no rule. It may be wrong in one direction
//! only: whatever is not surely good goes to the walk, which decides and explains. A test mutates a
//! good bank everywhere and holds the two beside each other.

use std::collections::HashSet;

use super::limits as max;
use super::shape::DESIGN_PHASES;
use super::walk::{holds, is_id, is_idea_name, is_python_file, is_python_name};
use crate::domain::bank::{
    Bank, Code, Criterion, ExemplarAnswer, FORMAT, FollowUp, Hint, Idea, Question, Resource, ResourceRef,
    RoundKind,
};
use crate::domain::catalog::Tables;

pub(super) fn is_good(bank: &Bank, tables: &Tables) -> bool {
    bank.format >= 1
        && bank.format <= FORMAT
        && is_id(&bank.id)
        && line(bank.schema.as_ref(), max::LINK)
        && holds(&bank.title, 0, max::TITLE)
        && holds(&bank.description, 0, max::PASSAGE)
        && line(bank.license.as_ref(), max::TITLE)
        && lines(&bank.authors, max::AUTHORS, max::TITLE)
        && line(bank.source.as_ref(), max::LINK)
        && bank.questions.len() <= max::QUESTIONS
        && unique(bank.questions.iter().map(|question| question.id.as_str()))
        && bank
            .questions
            .iter()
            .all(|question| is_question(question, tables))
}

fn is_question(question: &Question, tables: &Tables) -> bool {
    let ideas: Vec<&Idea> = question
        .rubric
        .iter()
        .flat_map(|criterion| criterion.ideas.iter().flatten())
        .collect();
    let stages = question.code.as_ref().map_or(0, |code| code.stages.len());
    let programming = question.round == RoundKind::Programming;
    is_id(&question.id)
        && holds(&question.topic, 1, max::TAG)
        && lines(&question.tags, max::TAGS, max::TAG)
        && within(question.minutes, max::MINUTES_MIN, max::MINUTES_MAX)
        && holds(&question.prompt, 1, max::TEXT)
        && question.clarifications.len() <= max::CLARIFICATIONS
        && question.clarifications.iter().all(|c| {
            holds(&c.ask, 1, max::SENTENCE)
                && holds(&c.answer, 1, max::PASSAGE)
                && lines(&c.signs, max::SIGNS, max::SIGN)
        })
        && question
            .estimate
            .as_ref()
            .is_none_or(|e| holds(&e.ask, 1, max::SENTENCE) && holds(&e.expect, 1, max::PASSAGE))
        && question.hints.len() <= max::HINTS
        && question.hints.iter().all(|hint| is_hint(hint, stages))
        && (1..=max::CRITERIA).contains(&question.rubric.len())
        && made(question.rubric.iter().map(|criterion| criterion.id.as_str()))
        && question
            .rubric
            .iter()
            .all(|criterion| is_criterion(criterion, programming, tables))
        && unique(ideas.iter().map(|idea| idea.id.as_str()))
        && question.follow_ups.len() <= max::FOLLOW_UPS
        && made(question.follow_ups.iter().map(|follow_up| follow_up.id.as_str()))
        && question
            .follow_ups
            .iter()
            .all(|follow_up| is_follow_up(follow_up, &ideas, stages))
        && question.exemplars.len() <= max::EXEMPLARS
        && question
            .exemplars
            .iter()
            .all(|exemplar| exemplar.level <= max::LEVEL_MAX && is_answer(&exemplar.answer, question))
        && question.pitfalls.len() <= max::PITFALLS
        && made(question.pitfalls.iter().map(|pitfall| pitfall.id.as_str()))
        && question
            .pitfalls
            .iter()
            .all(|pitfall| holds(&pitfall.wrong, 1, max::SENTENCE) && holds(&pitfall.right, 1, max::PASSAGE))
        && question.resources.len() <= max::RESOURCES
        && question
            .resources
            .iter()
            .all(|resource| is_resource(resource, tables))
        && lines(&question.competencies, max::COMPETENCIES, max::TAG)
        && question.code.is_some() == programming
        && question.code.as_ref().is_none_or(is_code)
}

fn is_hint(hint: &Hint, stages: usize) -> bool {
    let stage = match hint {
        Hint::Text(_) => true,
        Hint::Staged { stage, .. } => is_stage(*stage, stages),
    };
    stage && holds(hint.text(), 1, max::PASSAGE)
}

fn is_criterion(criterion: &Criterion, programming: bool, tables: &Tables) -> bool {
    let scored = match (&criterion.ideas, &criterion.levels, criterion.tests) {
        (Some(ideas), None, None) => (1..=max::IDEAS).contains(&ideas.len()) && ideas.iter().all(is_idea),
        (None, Some(levels), None) => {
            levels.len() == max::LEVELS
                && levels.iter().all(|level| match level {
                    Some(text) => holds(text, 1, max::PASSAGE),
                    None => criterion.axis.is_some(),
                })
        }
        (None, None, Some(tests)) => tests && programming,
        _ => false,
    };
    let axis = criterion.axis.as_ref().is_none_or(|axis| {
        criterion.levels.is_some()
            && is_id(axis)
            && (tables.axes.is_empty() || tables.axes.contains_key(axis))
    });
    scored && axis && holds(&criterion.criterion, 1, max::SENTENCE) && is_weight(criterion.weight)
}

fn is_idea(idea: &Idea) -> bool {
    is_id(&idea.id)
        && holds(&idea.idea, 1, max::SENTENCE)
        && is_weight(idea.weight)
        && lines(&idea.signs, max::SIGNS, max::SIGN)
        && idea.same_as.as_ref().is_none_or(|name| is_idea_name(name))
}

fn is_follow_up(follow_up: &FollowUp, ideas: &[&Idea], stages: usize) -> bool {
    holds(&follow_up.ask, 1, max::PASSAGE)
        && holds(&follow_up.expect, 0, max::PASSAGE)
        && follow_up
            .minutes
            .is_none_or(|minutes| within(minutes, max::FOLLOW_UP_MINUTES_MIN, max::FOLLOW_UP_MINUTES_MAX))
        && follow_up.probes.len() <= max::IDEAS
        && follow_up
            .probes
            .iter()
            .all(|probe| ideas.iter().any(|idea| idea.id == *probe))
        && follow_up
            .phase
            .as_ref()
            .is_none_or(|phase| DESIGN_PHASES.contains(&phase.as_str()))
        && follow_up.stage.is_none_or(|stage| is_stage(stage, stages))
}

fn is_answer(answer: &ExemplarAnswer, question: &Question) -> bool {
    match answer {
        ExemplarAnswer::Text(text) => holds(text, 1, max::TEXT),
        ExemplarAnswer::Fields(fields) => fields.iter().all(|(name, text)| {
            holds(text, 1, max::TEXT)
                && (question.round.fields().contains(&name.as_str())
                    || name
                        .strip_prefix("follow_up.")
                        .is_some_and(|id| !id.is_empty() && question.follow_up(id).is_some()))
        }),
    }
}

fn is_resource(resource: &ResourceRef, tables: &Tables) -> bool {
    match resource {
        ResourceRef::Id(id) => {
            is_id(id) && (tables.resources.is_empty() || tables.resources.contains_key(id))
        }
        ResourceRef::Own(Resource { title, url }) => {
            holds(title, 1, max::LINK) && line(url.as_ref(), max::LINK)
        }
    }
}

fn is_code(code: &Code) -> bool {
    code.language == "python"
        && (1..=max::ENTRIES).contains(&code.entry.len())
        && code.requires.len() <= max::MODULES
        && code
            .entry
            .iter()
            .chain(&code.requires)
            .all(|name| is_python_name(name))
        && lines(&code.forbid, max::FORBIDDEN, max::TAG)
        && (1..=max::STAGES).contains(&code.stages.len())
        && code.stages.iter().all(|stage| {
            holds(&stage.title, 1, max::TITLE)
                && holds(&stage.prompt, 0, max::TEXT)
                && is_python_file(&stage.tests)
                && stage.visible.len() <= max::VISIBLE
                && stage.visible.iter().all(|name| is_python_name(name))
                && stage
                    .seconds
                    .is_none_or(|seconds| within(seconds, max::SECONDS_MIN, max::SECONDS_MAX))
        })
}

fn is_stage(stage: u32, stages: usize) -> bool {
    stage >= 1 && stage as usize <= stages
}

fn is_weight(weight: f64) -> bool {
    weight > 0.0 && weight <= max::WEIGHT_MAX
}

fn within(number: f64, least: f64, most: f64) -> bool {
    number >= least && number <= most
}

fn line(text: Option<&String>, most: usize) -> bool {
    text.is_none_or(|text| holds(text, 1, most))
}

fn lines(texts: &[String], count: usize, most: usize) -> bool {
    texts.len() <= count && texts.iter().all(|text| holds(text, 1, most))
}

fn unique<'a>(mut ids: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = HashSet::new();
    ids.all(|id| is_id(id) && seen.insert(id))
}

/// Ids that may still be missing: the walk warns, so a bank without them takes its way.
fn made<'a>(ids: impl Iterator<Item = &'a str>) -> bool {
    unique(ids)
}
