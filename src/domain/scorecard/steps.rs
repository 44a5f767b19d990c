//! What to do next: the gaps that cost most, each in words that say what was missed, with something to
//! read. A gap is a criterion of one answer, or the whole answer where nothing was said; what it costs
//! is what it took from the session's score.

use std::collections::{BTreeMap, BTreeSet};

use super::{Anchors, Questions, Resources, topic_of};
use crate::domain::bank::{Criterion, Idea, Question, QuestionName, Resource};
use crate::domain::code;
use crate::domain::score::{self, BEST, CriterionScore};
use crate::domain::session::{Attempt, Session};

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub struct NextStep {
    pub question: QuestionName,
    pub topic: String,
    /// What was missed, as a sentence.
    pub what: String,
    pub read: Option<Resource>,
}

/// Steps a scorecard names.
const STEPS: usize = 3;

/// A gap that costs less than a quarter of a level of its criterion is none.
const LEAST: f64 = 0.25;

struct Gap<'a> {
    attempt: &'a Attempt,
    question: &'a Question,
    /// Score points it took, weighted by minutes.
    cost: f64,
    what: String,
}

pub(super) fn next_steps(
    session: &Session,
    questions: &Questions<'_>,
    resources: &Resources<'_>,
    anchors: &Anchors<'_>,
) -> Vec<NextStep> {
    let mut gaps: Vec<Gap> = session
        .attempts
        .iter()
        .filter(|attempt| score::standing(attempt).is_some())
        .filter_map(|attempt| Some((attempt, questions(&attempt.question)?)))
        .flat_map(|(attempt, question)| gaps(attempt, question, anchors))
        .collect();
    // A stable sort: of equal gaps the one asked first comes first.
    gaps.sort_by(|a, b| b.cost.total_cmp(&a.cost));

    // One step for each question first; a second of one question only where others have none.
    let mut taken: BTreeMap<&QuestionName, usize> = BTreeMap::new();
    let mut order: Vec<(usize, Gap)> = gaps
        .into_iter()
        .map(|gap| {
            let before = taken.entry(&gap.attempt.question).or_default();
            *before += 1;
            (*before, gap)
        })
        .collect();
    order.sort_by_key(|(before, _)| *before);
    let mut read = BTreeSet::new();
    order
        .into_iter()
        .take(STEPS)
        .map(|(_, gap)| NextStep {
            question: gap.attempt.question.clone(),
            topic: topic_of(session, gap.attempt, gap.question).to_owned(),
            what: gap.what,
            read: resource(gap.question, resources, &mut read),
        })
        .collect()
}

/// Returns the first of a question's resources that no step names yet, else the first.
fn resource(question: &Question, resources: &Resources<'_>, read: &mut BTreeSet<String>) -> Option<Resource> {
    let known: Vec<Resource> = question.resources.iter().filter_map(resources).collect();
    let chosen = known
        .iter()
        .find(|resource| !read.contains(&resource.title))
        .or_else(|| known.first())?;
    read.insert(chosen.title.clone());
    Some(chosen.clone())
}

fn gaps<'a>(attempt: &'a Attempt, question: &'a Question, anchors: &Anchors<'_>) -> Vec<Gap<'a>> {
    let minutes = attempt.budget.as_secs_f64().max(1.0);
    let gap = |cost: f64, what: String| Gap {
        attempt,
        question,
        cost: cost * minutes,
        what,
    };
    if !attempt.answered() {
        let first = important(
            question
                .rubric
                .iter()
                .flat_map(|criterion| criterion.ideas.iter().flatten()),
        )
        .map(|idea| format!(" Begin with: {}", sentence(&idea.idea)))
        .unwrap_or_default();
        let what = format!("Nothing was answered on {}.{first}", question.topic);
        return vec![gap(BEST, what)];
    }
    let scores = score::question_score(question, attempt).criteria;
    let weights: f64 = scores
        .iter()
        .filter(|criterion| criterion.score.is_some())
        .map(|criterion| criterion.weight)
        .sum();
    let of_criteria = question
        .rubric
        .iter()
        .zip(&scores)
        .filter_map(|(criterion, scored)| {
            let lost = BEST - scored.score?;
            (lost >= LEAST).then(|| {
                gap(
                    lost * scored.weight / weights,
                    what_was_missed(criterion, scored, attempt, question, anchors),
                )
            })
        });
    // What was said wrongly took nothing from the score by itself: it comes after what did.
    let of_pitfalls = question
        .pitfalls
        .iter()
        .filter(|pitfall| attempt.pitfalls.contains(&pitfall.id))
        .map(|pitfall| {
            let what = format!(
                "Said on {}: {} Right: {}",
                question.topic,
                sentence(&pitfall.wrong),
                sentence(&pitfall.right)
            );
            gap(0.0, what)
        });
    of_criteria.chain(of_pitfalls).collect()
}

fn what_was_missed(
    criterion: &Criterion,
    scored: &CriterionScore,
    attempt: &Attempt,
    question: &Question,
    anchors: &Anchors<'_>,
) -> String {
    let topic = &question.topic;
    let name = criterion.criterion.trim_end_matches('.');
    if let Some(ideas) = &criterion.ideas {
        let missed: Vec<&Idea> = ideas
            .iter()
            .filter(|idea| !attempt.ticks.get(&idea.id).is_some_and(|tick| tick.on))
            .collect();
        let Some(first) = important(missed.iter().copied()) else {
            return format!("Go over {topic} again: “{name}”.");
        };
        let more = match missed.len() {
            1 => String::new(),
            count => format!(" ({count} ideas missed in “{name}”)"),
        };
        return format!("Missed on {topic}: {}{more}.", clause(&first.idea));
    }
    if criterion.levels.is_some() {
        let level = scored.score.unwrap_or_default() as usize;
        let levels = anchors(criterion);
        let next = levels.as_ref().and_then(|levels| levels.get(level + 1));
        let next = next.filter(|next| !next.trim().is_empty());
        let reached = format!("On {topic}, “{name}” was at level {level}");
        return match next {
            Some(next) => format!("{reached}; level {} is: {}", level + 1, sentence(next)),
            None => format!("{reached} of 4."),
        };
    }
    if criterion.axis.is_some() {
        return format!("On {topic}, work on “{name}”.");
    }
    let (passed, of) = (scored.ticked, scored.of);
    let counted = format!("On {topic}, {passed} of {of} tests passed");
    match failed_test(question, attempt) {
        Some((stage, Some(test))) => match of.saturating_sub(passed) {
            1 => format!("{counted}; “{test}” ({stage}) did not."),
            failed => format!("{counted}; {failed} did not, the first of them “{test}” ({stage})."),
        },
        Some((stage, None)) => format!("{counted}; “{stage}” was not run on the final text."),
        None => format!("{counted}."),
    }
}

/// Returns the stage whose tests did not all pass, the first of them, and in words its first test that did
/// not; no test where none of the stage was run.
pub(super) fn failed_test<'a>(
    question: &'a Question,
    attempt: &'a Attempt,
) -> Option<(&'a str, Option<String>)> {
    let stages = score::at_submission(question, attempt);
    let failed = stages.iter().find(|stage| stage.passed() < stage.of())?;
    let test = failed.first_failure().filter(|_| failed.run.is_some());
    Some((failed.title, test.map(|test| code::readable(test.name))))
}

/// Returns the heaviest idea, the first of equals.
fn important<'a>(ideas: impl Iterator<Item = &'a Idea>) -> Option<&'a Idea> {
    ideas.fold(None, |best: Option<&Idea>, idea| match best {
        Some(best) if best.weight >= idea.weight => Some(best),
        _ => Some(idea),
    })
}

/// Returns a statement without its full stop, to stand within a sentence.
fn clause(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '?', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}
