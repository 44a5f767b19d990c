//! The next best step that Home offers: what was begun is finished first, then what waits for a score,
//! then what is due, then the topic that went worst lately, and for a stranger the first question.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::bank::RoundKind;
use super::drill::SITTING;
use super::due::Schedule;
use super::score::shown;
use super::summary::SessionSummary;

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum NextBest {
    /// An interview that can go on.
    Resume { folder: String },
    /// Answers that wait for a score.
    Score { folder: String, answers: usize },
    /// Nothing was held yet.
    First,
    /// The topic of which most is due.
    Drill { topic: String, minutes: f64, due: usize },
    /// A topic under 3.0 at its last asking.
    Practise {
        round: RoundKind,
        topic: String,
        score: f64,
    },
    /// Nothing is weak: the next interview.
    Another,
}

/// A score from here on is no reason to practise.
const GOOD: f64 = 3.0;

/// Sessions looked back on for a weak topic.
const LATELY: usize = 20;

/// Returns the next best step; `history` is newest first, `schedule` there once it is folded.
pub fn next_best(history: &[SessionSummary], schedule: Option<&Schedule>, today: Date) -> NextBest {
    if let Some(session) = history.iter().find(|session| session.resumable()) {
        return NextBest::Resume {
            folder: session.folder.clone(),
        };
    }
    if let Some(session) = history.iter().find(|session| session.to_score > 0) {
        return NextBest::Score {
            folder: session.folder.clone(),
            answers: session.to_score,
        };
    }
    if history.iter().all(|session| session.questions.is_empty()) {
        return NextBest::First;
    }
    schedule
        .and_then(|schedule| most_due(schedule, today))
        .or_else(|| weakest(history))
        .unwrap_or(NextBest::Another)
}

impl NextBest {
    /// Returns it in words that stand on one line.
    pub fn words(&self) -> String {
        match self {
            Self::Resume { .. } => "Finish the interview you began".to_owned(),
            Self::Score { answers: 1, .. } => "Score the answer that waits".to_owned(),
            Self::Score { answers, .. } => format!("Score the {answers} answers that wait"),
            Self::First => "One theory question, ten minutes".to_owned(),
            Self::Drill { topic, minutes, due } => {
                format!("Drill {topic}, {} min, {due} due", minutes.ceil().min(SITTING))
            }
            Self::Practise { topic, score, .. } => format!("Practise {topic}, last {}", shown(*score)),
            Self::Another => "Hold another interview".to_owned(),
        }
    }
}

/// Returns the topic with the most questions due, of equal ones the most forgotten.
fn most_due(schedule: &Schedule, today: Date) -> Option<NextBest> {
    let mut topics: BTreeMap<String, (usize, f64, f64)> = BTreeMap::new();
    for asking in schedule.askings(today) {
        let (due, minutes, recall) = topics.entry(asking.topic).or_insert((0, 0.0, 1.0));
        *due += 1;
        *minutes += asking.minutes;
        *recall = recall.min(asking.recall);
    }
    topics
        .into_iter()
        .min_by(|(_, a), (_, b)| b.0.cmp(&a.0).then_with(|| a.2.total_cmp(&b.2)))
        .map(|(topic, (due, minutes, _))| NextBest::Drill { topic, minutes, due })
}

/// Returns the topic whose newest score is the lowest of all, if it is weak.
fn weakest(history: &[SessionSummary]) -> Option<NextBest> {
    let mut newest: Vec<(RoundKind, &str, f64)> = Vec::new();
    for question in history.iter().take(LATELY).flat_map(|session| &session.questions) {
        let Some(score) = question.score.filter(|_| !question.topic.is_empty()) else {
            continue;
        };
        let known = newest
            .iter()
            .any(|(round, topic, _)| *round == question.round && *topic == question.topic);
        if !known {
            newest.push((question.round, &question.topic, score));
        }
    }
    newest
        .into_iter()
        .filter(|(_, _, score)| *score < GOOD)
        .min_by(|a, b| a.2.total_cmp(&b.2))
        .map(|(round, topic, score)| NextBest::Practise {
            round,
            topic: topic.to_owned(),
            score,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::QuestionName;
    use crate::domain::session::Session;
    use crate::domain::summary::{Outcome, QuestionSummary};

    const TODAY: Date = jiff::civil::date(2026, 11, 28);

    fn held(folder: &str, questions: &[(&str, Option<f64>)]) -> SessionSummary {
        let mut summary = SessionSummary::of(folder, &Session::default(), &|_| None, Vec::new());
        summary.over = true;
        summary.questions = questions
            .iter()
            .map(|(topic, score)| QuestionSummary {
                name: QuestionName::new("b", *topic),
                round: RoundKind::MlTheory,
                topic: (*topic).to_owned(),
                score: *score,
                outcome: Outcome::default(),
            })
            .collect();
        summary
    }

    #[test]
    fn what_was_begun_comes_before_what_waits_and_that_before_what_is_weak() {
        assert_eq!(next_best(&[], None, TODAY), NextBest::First);
        let good = held("a", &[("losses", Some(3.4))]);
        assert_eq!(
            next_best(std::slice::from_ref(&good), None, TODAY),
            NextBest::Another
        );

        // Of a topic the newest score counts, of topics the lowest.
        let weak = held("b", &[("losses", Some(2.9)), ("kv caching", Some(2.0))]);
        let older = held("c", &[("kv caching", Some(0.5)), ("vae", Some(1.0))]);
        let history = [good.clone(), weak.clone(), older];
        let NextBest::Practise { topic, score, .. } = next_best(&history, None, TODAY) else {
            panic!("{:?}", next_best(&history, None, TODAY));
        };
        assert_eq!((topic.as_str(), score), ("vae", 1.0));

        let mut waits = weak.clone();
        waits.to_score = 2;
        assert_eq!(
            next_best(&[good.clone(), waits.clone()], None, TODAY).words(),
            "Score the 2 answers that wait"
        );
        let mut begun = weak;
        begun.over = false;
        let step = next_best(&[good, waits, begun], None, TODAY);
        assert_eq!(
            step,
            NextBest::Resume {
                folder: "b".to_owned()
            }
        );
    }
}
