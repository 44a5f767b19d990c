//! The summary of a session: rounds with time and score, the hiring signal and its rule, predictions
//! against scores, what to do next and what to read. Everything is derived from the session and the
//! questions as they were asked; nothing here changes a score. Numbers are left as they are: they are
//! cut for showing in one place, [`score::shown`].

mod calibration;
mod steps;

use std::collections::BTreeMap;
use std::time::Duration;

use super::bank::{Question, QuestionName, Resource, ResourceRef, RoundKind};
use super::event::PauseCause;
use super::score::{self, SignalGiven};
use super::session::{Attempt, RoundRun, Said, Session};

pub use calibration::{Calibration, calibration};
pub use steps::NextStep;

/// Finds a question as it was asked.
pub type Questions<'a> = dyn Fn(&QuestionName) -> Option<&'a Question> + 'a;

/// Finds what a question's resource stands for.
pub type Resources<'a> = dyn Fn(&ResourceRef) -> Option<Resource> + 'a;

/// The summary of a session.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scorecard {
    pub title: String,
    /// `None`: no round has a score yet.
    pub signal: Option<SignalGiven>,
    /// Rounds of the plan, in its order.
    pub rounds: Vec<RoundCard>,
    pub calibration: Calibration,
    /// At most three, the most costly gap first.
    pub next_steps: Vec<NextStep>,
    pub facts: Facts,
    /// Answers that wait for a score.
    pub to_score: usize,
}

/// One round of the summary.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundCard {
    pub kind: RoundKind,
    /// Index into [`Session::rounds`]; `None`: never reached.
    pub run: Option<usize>,
    pub score: Option<f64>,
    /// Mean of the predictions, 0 to 4.
    pub predicted: Option<f64>,
    /// Time used, pauses left out.
    pub spent: Duration,
    /// Budget with extra time.
    pub budget: Duration,
    pub asked: usize,
    pub planned: usize,
    pub to_score: usize,
    /// What went best; `None` where nothing stands out.
    pub strong: Option<Notable>,
    /// What went worst.
    pub gap: Option<Notable>,
}

impl RoundCard {
    /// Returns the time over the budget.
    pub fn over(&self) -> Duration {
        self.spent.saturating_sub(self.budget)
    }
}

/// A topic, or a criterion where the round had one topic, with its score.
#[derive(Debug, Clone, PartialEq)]
pub struct Notable {
    pub text: String,
    pub score: f64,
}

/// What lies beside the scores and changes none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    pub asked: usize,
    pub planned: usize,
    pub hints: usize,
    pub follow_ups: usize,
    /// Pauses but those of a debrief.
    pub pauses: usize,
    pub paused: Duration,
    /// Overtime of all rounds together.
    pub over: Duration,
    pub rounds_over: usize,
    pub spoken: usize,
    pub skipped: usize,
    pub disputed: usize,
    pub starred: usize,
    /// Time used, pauses left out.
    pub spent: Duration,
}

/// Sums a session up.
pub fn scorecard(session: &Session, questions: &Questions<'_>, resources: &Resources<'_>) -> Scorecard {
    let scores = score::round_scores(session);
    let rounds: Vec<RoundCard> = (0..scores.len())
        .map(|index| round_card(session, index, questions))
        .collect();
    Scorecard {
        title: session
            .started
            .as_ref()
            .map(|started| started.title.clone())
            .unwrap_or_default(),
        signal: score::signal(&scores),
        calibration: calibration(&session.attempts),
        next_steps: steps::next_steps(session, questions, resources),
        facts: facts(session, &rounds),
        to_score: rounds.iter().map(|round| round.to_score).sum(),
        rounds,
    }
}

fn round_card(session: &Session, index: usize, questions: &Questions<'_>) -> RoundCard {
    let planned = session
        .started
        .as_ref()
        .and_then(|started| started.plan.get(index));
    let run: Option<(usize, &RoundRun)> = session
        .rounds
        .iter()
        .enumerate()
        .find(|(_, run)| run.index == index);
    let attempts: Vec<&Attempt> = session
        .attempts
        .iter()
        .filter(|attempt| run.is_some_and(|(at, _)| attempt.round == at))
        .collect();
    let (strong, gap) = notable(&attempts, session, questions);
    RoundCard {
        kind: run
            .map(|(_, run)| run.kind)
            .or_else(|| planned.map(|round| round.round))
            .unwrap_or(RoundKind::MlTheory),
        run: run.map(|(at, _)| at),
        score: run.and_then(|(at, _)| score::round_score(session, at)),
        predicted: score::weighted_mean(
            attempts
                .iter()
                .filter_map(|attempt| Some((f64::from(attempt.prediction?.min(4)), 1.0))),
        ),
        spent: run.map_or(Duration::ZERO, |(_, run)| run.spent),
        budget: run.map_or_else(
            || {
                let minutes = planned.map_or(0.0, |round| round.minutes);
                Duration::try_from_secs_f64(minutes * 60.0).unwrap_or_default()
            },
            |(_, run)| run.budget,
        ),
        asked: attempts.len(),
        planned: planned.map_or(attempts.len(), |round| round.questions.len()),
        to_score: attempts
            .iter()
            .filter(|attempt| attempt.over() && score::standing(attempt).is_none())
            .count(),
        strong,
        gap,
    }
}

/// What is under this is no strength.
const STRONG: f64 = 2.6;
/// What is from this on is no gap.
const GAP: f64 = 3.5;

/// Returns the best and the worst of a round: topics where it had several, else criteria.
fn notable(
    attempts: &[&Attempt],
    session: &Session,
    questions: &Questions<'_>,
) -> (Option<Notable>, Option<Notable>) {
    let mut topics: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    let mut criteria: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for attempt in attempts {
        let (Some(question), Some(standing)) = (questions(&attempt.question), score::standing(attempt))
        else {
            continue;
        };
        topics
            .entry(topic_of(session, attempt, question))
            .or_default()
            .push((standing, attempt.budget.as_secs_f64().max(1.0)));
        if attempt.answered() {
            for (criterion, scored) in question
                .rubric
                .iter()
                .zip(score::question_score(question, attempt).criteria)
            {
                if let Some(score) = scored.score {
                    criteria
                        .entry(&criterion.criterion)
                        .or_default()
                        .push((score, scored.weight));
                }
            }
        }
    }
    let of = if topics.len() > 1 { topics } else { criteria };
    let means: Vec<(&str, f64)> = of
        .into_iter()
        .filter_map(|(text, scores)| Some((text, score::weighted_mean(scores.into_iter())?)))
        .collect();
    let named = |entry: Option<&(&str, f64)>| {
        entry.map(|(text, score)| Notable {
            text: (*text).to_owned(),
            score: *score,
        })
    };
    let best = means.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0)));
    let worst = means.iter().min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(b.0)));
    let apart = best.zip(worst).is_none_or(|(best, worst)| best.1 > worst.1);
    (
        named(best.filter(|(_, score)| *score >= STRONG && (apart || *score >= GAP))),
        named(worst.filter(|(_, score)| *score < GAP && (apart || *score < STRONG))),
    )
}

/// Returns the topic a question was drawn under: its bank may say another by now.
fn topic_of<'t>(session: &'t Session, attempt: &Attempt, question: &'t Question) -> &'t str {
    session
        .started
        .iter()
        .flat_map(|started| &started.plan)
        .flat_map(|round| &round.questions)
        .find(|planned| planned.name == attempt.question)
        .map_or(question.topic.as_str(), |planned| planned.topic.as_str())
}

fn facts(session: &Session, rounds: &[RoundCard]) -> Facts {
    let said = |wanted: fn(&Said) -> bool| {
        session
            .attempts
            .iter()
            .flat_map(|attempt| &attempt.transcript)
            .filter(|utterance| wanted(&utterance.what))
            .count()
    };
    let pauses: Vec<Duration> = session
        .pauses
        .iter()
        .filter(|pause| pause.cause != PauseCause::Debrief)
        .map(|pause| pause.length)
        .collect();
    let count = |wanted: fn(&Attempt) -> bool| session.attempts.iter().filter(|a| wanted(a)).count();
    let sum = |durations: &mut dyn Iterator<Item = Duration>| {
        durations.fold(Duration::ZERO, Duration::saturating_add)
    };
    Facts {
        asked: session.attempts.len(),
        planned: rounds.iter().map(|round| round.planned).sum(),
        hints: said(|said| matches!(said, Said::Hint { .. })),
        follow_ups: said(|said| matches!(said, Said::FollowUp { .. })),
        pauses: pauses.len(),
        paused: sum(&mut pauses.into_iter()),
        over: sum(&mut rounds.iter().map(RoundCard::over)),
        rounds_over: rounds.iter().filter(|round| !round.over().is_zero()).count(),
        spoken: count(|attempt| attempt.spoken),
        skipped: count(|attempt| attempt.skipped),
        disputed: count(|attempt| attempt.disputed.is_some()),
        starred: count(|attempt| attempt.starred),
        spent: sum(&mut rounds.iter().map(|round| round.spent)),
    }
}

#[cfg(test)]
mod tests;
