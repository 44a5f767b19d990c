//! What a debrief is made of: its rows, its tabs, the exemplars beside the answer, and what of the answer
//! shows what the criterion under the cursor measures.

use std::ops::Range;

use crate::app::data::Live;
use crate::app::flow;
use crate::domain::bank::{Criterion, Exemplar, Idea, Question};
use crate::domain::score::{self, Missing, QuestionScore};
use crate::domain::session::Attempt;
use crate::domain::signs::Folded;

/// How an answer is laid out for scoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// A checklist of ideas beside the answer; criteria of levels come after the ideas.
    Ideas,
    /// Criteria with their anchors beside the answer and two exemplars.
    Levels,
}

/// The tabs beside the rubric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Answer,
    /// The tests as the judge left them.
    Tests,
    /// The exemplars under the answer; where one pane shows, the lower of the two.
    Exemplars,
    Reference,
    Pitfalls,
}

impl Tab {
    pub fn title(self) -> &'static str {
        match self {
            Self::Answer => "Your answer",
            Self::Tests => "Tests",
            Self::Exemplars => "Exemplars",
            Self::Reference => "Reference",
            Self::Pitfalls => "Often missed",
        }
    }
}

/// A row the cursor can stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Idea { criterion: usize, idea: usize },
    Levels { criterion: usize },
}

impl Row {
    /// Returns the index of the row's criterion.
    pub fn criterion(self) -> usize {
        match self {
            Self::Idea { criterion, .. } | Self::Levels { criterion } => criterion,
        }
    }
}

/// Returns how a question is debriefed.
pub fn manner(question: &Question) -> Manner {
    if question.rubric.iter().any(|criterion| criterion.ideas.is_some()) {
        Manner::Ideas
    } else {
        Manner::Levels
    }
}

/// Returns the tabs of a question, in order.
pub fn tabs(question: &Question) -> &'static [Tab] {
    let pairs = manner(question) == Manner::Levels && question.exemplars.len() > 1;
    match (pairs, has_tests(question)) {
        (true, true) => &[
            Tab::Answer,
            Tab::Tests,
            Tab::Exemplars,
            Tab::Reference,
            Tab::Pitfalls,
        ],
        (true, false) => &[Tab::Answer, Tab::Exemplars, Tab::Reference, Tab::Pitfalls],
        (false, true) => &[Tab::Answer, Tab::Tests, Tab::Reference, Tab::Pitfalls],
        (false, false) => &[Tab::Answer, Tab::Reference, Tab::Pitfalls],
    }
}

/// Returns whether a criterion of the question is scored by tests.
pub fn has_tests(question: &Question) -> bool {
    question.rubric.iter().any(|criterion| criterion.tests.is_some())
}

/// Returns the tab that opens with the reference: what did not pass, or is still running, comes first.
pub(super) fn first_tab(live: &Live, attempt: &Attempt, question: &Question) -> Tab {
    let stages = score::at_submission(question, attempt);
    let failed = stages.iter().any(|stage| stage.passed() < stage.of());
    let running = live.awaited_stages(&attempt.question).next().is_some();
    if has_tests(question) && (failed || running) {
        Tab::Tests
    } else {
        Tab::Answer
    }
}

/// Returns every row the cursor can stand on, in the rubric's order. Tests have none: nobody ticks them.
pub fn rows(question: &Question) -> Vec<Row> {
    let mut rows = Vec::new();
    for (criterion, item) in question.rubric.iter().enumerate() {
        match &item.ideas {
            Some(ideas) => rows.extend((0..ideas.len()).map(|idea| Row::Idea { criterion, idea })),
            None if item.tests.is_none() => rows.push(Row::Levels { criterion }),
            None => {}
        }
    }
    rows
}

/// Returns the first row that waits for a level.
pub(super) fn first_open(question: &Question, attempt: &Attempt) -> Option<usize> {
    rows(question).iter().position(|row| match row {
        Row::Levels { criterion } => question.rubric.get(*criterion).is_some_and(|criterion| {
            score::criterion_score(question, criterion, attempt).missing == Some(Missing::ToScore)
        }),
        Row::Idea { .. } => false,
    })
}

/// Returns where an idea's signs stand in the answer: field and byte range.
pub fn evidence(attempt: &Attempt, idea: &Idea) -> Vec<(String, Range<usize>)> {
    attempt
        .fields
        .iter()
        .flat_map(|field| {
            Folded::new(&field.text)
                .find(&idea.signs)
                .into_iter()
                .map(|range| (field.name.clone(), range))
        })
        .collect()
}

/// Returns the score as it stands.
pub fn score_of(question: &Question, attempt: &Attempt) -> QuestionScore {
    score::question_score(question, attempt)
}

/// Returns the fields that were asked for in an attempt's round.
pub fn asked(live: &Live, attempt: &Attempt, question: &Question) -> Vec<String> {
    let run = live.session.rounds.get(attempt.round);
    let planned = run.and_then(|run| live.session.started.as_ref()?.plan.get(run.index));
    flow::fields(question, planned)
}

/// Returns the exemplars from the lowest level to the highest; the last is the reference.
pub fn exemplars(question: &Question) -> Vec<&Exemplar> {
    let mut exemplars: Vec<&Exemplar> = question.exemplars.iter().collect();
    exemplars.sort_by_key(|exemplar| exemplar.level);
    exemplars
}

/// Returns how many steps of `]` lead back to where one was.
pub(super) fn steps(question: &Question) -> usize {
    let count = question.exemplars.len();
    match manner(question) {
        Manner::Ideas => count.max(1),
        // Both ways of showing them come round: pairs side by side, and one at a time.
        Manner::Levels => (count * count.saturating_sub(1)).max(1),
    }
}

/// Returns the two exemplars that stand side by side, the lower first, after so many steps: the highest
/// two at first.
pub fn pair(question: &Question, step: usize) -> (Option<&Exemplar>, Option<&Exemplar>) {
    let all = exemplars(question);
    match all.len() {
        0 => (None, None),
        1 => (None, all.first().copied()),
        count => {
            let low = (count - 2 + step % (count - 1)) % (count - 1);
            (all.get(low).copied(), all.get(low + 1).copied())
        }
    }
}

/// Returns the one exemplar that shows where there is no room for two, after so many steps: the lower of
/// the highest two at first.
pub fn single(question: &Question, step: usize) -> Option<&Exemplar> {
    let all = exemplars(question);
    let count = all.len();
    let first = count.saturating_sub(2);
    all.get((first + step) % count.max(1)).copied()
}

/// Returns the criterion whose fields alone show; `None`: all of the answer does.
pub fn filter(question: &Question, row: Option<Row>, whole: bool) -> Option<&Criterion> {
    let criterion = question.rubric.get(row?.criterion())?;
    let narrows = manner(question) == Manner::Levels
        && !crate::domain::written::of_criterion(question, criterion).is_empty();
    (narrows && !whole).then_some(criterion)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(levels: &[u8]) -> Question {
        let exemplars: Vec<_> = levels
            .iter()
            .map(|level| serde_json::json!({ "level": level, "answer": "a" }))
            .collect();
        serde_json::from_value(serde_json::json!({
            "id": "q", "round": "culture", "topic": "t", "difficulty": "easy", "minutes": 10, "prompt": "Tell.",
            "rubric": [{ "id": "c", "criterion": "C", "weight": 1, "axis": "actions", "levels": ["", "", "", "", ""] }],
            "exemplars": exemplars
        }))
        .unwrap()
    }

    #[test]
    fn the_highest_two_exemplars_come_first_and_all_come_round() {
        let level = |exemplar: Option<&Exemplar>| exemplar.map(|exemplar| exemplar.level);
        let pairs = |levels: &[u8]| {
            let question = question(levels);
            (0..=steps(&question))
                .map(|step| {
                    let (low, high) = pair(&question, step);
                    (level(low), level(high))
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(pairs(&[]), [(None, None); 2]);
        assert_eq!(pairs(&[4]), [(None, Some(4)); 2]);
        assert_eq!(pairs(&[4, 2]), [(Some(2), Some(4)); 3]);
        let of_three = pairs(&[2, 4, 1]);
        assert_eq!(of_three[..2], [(Some(2), Some(4)), (Some(1), Some(2))]);
        assert_eq!(of_three.first(), of_three.last());
        let question = question(&[4, 2]);
        assert_eq!(level(single(&question, 0)), Some(2));
        assert_eq!(level(single(&question, 1)), Some(4));
        assert_eq!(level(single(&question, 2)), Some(2));
    }
}
