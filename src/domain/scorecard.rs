//! The summary of a session: rounds with time and score, the hiring signal and its rule, predictions
//! against scores, what to do next and what to read. Everything is derived from the session and the
//! questions as they were asked; nothing here changes a score. Numbers are left as they are: they are
//! cut for showing in one place, [`score::shown`].

mod calibration;
mod steps;

use std::collections::BTreeMap;
use std::time::Duration;

use super::bank::{Criterion, Idea, Pitfall, Question, QuestionName, Resource, ResourceRef, RoundKind};
use super::event::PauseCause;
use super::score::{self, SignalGiven};
use super::session::{Attempt, RoundRun, Said, Session};

pub use calibration::{Calibration, Mean, calibration};
pub use steps::NextStep;

/// Finds a question as it was asked.
pub type Questions<'a> = dyn Fn(&QuestionName) -> Option<&'a Question> + 'a;

/// Finds what a question's resource stands for.
pub type Resources<'a> = dyn Fn(&ResourceRef) -> Option<Resource> + 'a;

/// Finds the five anchors of a criterion of levels, shared ones included.
pub type Anchors<'a> = dyn Fn(&Criterion) -> Option<[String; 5]> + 'a;

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
    /// What people often say wrongly and the candidate marked as said.
    pub pitfalls: usize,
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

/// A topic with its score; a criterion where the round had one topic, or is scored on shared axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Notable {
    pub text: String,
    /// In a word, where there is little room.
    pub short: Option<String>,
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

/// Sums a session up, with the anchors the questions themselves have.
pub fn scorecard(session: &Session, questions: &Questions<'_>, resources: &Resources<'_>) -> Scorecard {
    scorecard_with(session, questions, resources, &|criterion| {
        let own = criterion.levels.as_ref()?;
        Some(std::array::from_fn(|level| {
            own.get(level).cloned().flatten().unwrap_or_default()
        }))
    })
}

/// Sums a session up.
pub fn scorecard_with(
    session: &Session,
    questions: &Questions<'_>,
    resources: &Resources<'_>,
    anchors: &Anchors<'_>,
) -> Scorecard {
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
        next_steps: steps::next_steps(session, questions, resources, anchors),
        facts: facts(session, &rounds),
        to_score: rounds.iter().map(|round| round.to_score).sum(),
        pitfalls: session
            .attempts
            .iter()
            .map(|attempt| attempt.pitfalls.len())
            .sum(),
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
    let gap = gap.or_else(|| missed(&attempts, questions));
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
            .filter(|attempt| attempt.over() && !attempt.set_aside && score::standing(attempt).is_none())
            .count(),
        strong,
        gap,
    }
}

/// What is under this is no strength.
const STRONG: f64 = 2.6;
/// What is from this on is no gap.
const GAP: f64 = 3.5;

/// Returns the best and the worst of a round: topics where it had several, else criteria. A round that is
/// scored on shared axes alone is told by them, over all its questions.
fn notable(
    attempts: &[&Attempt],
    session: &Session,
    questions: &Questions<'_>,
) -> (Option<Notable>, Option<Notable>) {
    let mut topics: BTreeMap<&str, Told> = BTreeMap::new();
    let mut criteria: BTreeMap<&str, Told> = BTreeMap::new();
    let mut axes_alone = true;
    for attempt in attempts {
        let (Some(question), Some(standing)) = (questions(&attempt.question), score::standing(attempt))
        else {
            continue;
        };
        let topic = topic_of(session, attempt, question);
        let told = topics.entry(topic).or_insert_with(|| Told::new(topic, None));
        told.scores
            .push((standing, attempt.budget.as_secs_f64().max(1.0)));
        axes_alone &= question.rubric.iter().all(|criterion| criterion.axis.is_some());
        if !attempt.answered() {
            continue;
        }
        let scored = score::question_score(question, attempt).criteria;
        for (criterion, scored) in question.rubric.iter().zip(scored) {
            if let Some(score) = scored.score {
                let name = criterion.criterion.as_str();
                let axis = criterion.axis.as_deref();
                let told = criteria
                    .entry(axis.unwrap_or(name))
                    .or_insert_with(|| Told::new(name, axis));
                told.scores.push((score, scored.weight));
            }
        }
    }
    let by_criteria = topics.len() <= 1 || axes_alone && !criteria.is_empty();
    let of = if by_criteria { criteria } else { topics };
    let means: Vec<(Told, f64)> = of
        .into_values()
        .filter_map(|told| {
            let mean = score::weighted_mean(told.scores.iter().copied())?;
            Some((told, mean))
        })
        .collect();
    let named = |entry: Option<&(Told, f64)>| {
        entry.map(|(told, score)| Notable {
            text: told.text.to_owned(),
            short: told.axis.map(|axis| axis.replace('-', " ")),
            score: *score,
        })
    };
    let best = means
        .iter()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.text.cmp(a.0.text)));
    let worst = means
        .iter()
        .min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.text.cmp(b.0.text)));
    let apart = best.zip(worst).is_none_or(|(best, worst)| best.1 > worst.1);
    (
        named(best.filter(|(_, score)| *score >= STRONG && (apart || *score >= GAP))),
        named(worst.filter(|(_, score)| *score < GAP && (apart || *score < STRONG))),
    )
}

/// Returns what was missed where no topic or criterion stands out: the weightiest idea that was not said, else
/// the first test that did not pass, else what was said wrongly.
fn missed(attempts: &[&Attempt], questions: &Questions<'_>) -> Option<Notable> {
    let scored = || {
        attempts
            .iter()
            .filter(|attempt| attempt.answered())
            .filter_map(|attempt| Some((attempt, questions(&attempt.question)?, score::standing(attempt)?)))
    };
    let told = |text: &str, score: f64| Notable {
        text: text.trim().trim_end_matches('.').to_owned(),
        short: None,
        score,
    };
    let ideas = scored().flat_map(|(attempt, question, score)| {
        let missing = move |id: &str| !attempt.ticks.get(id).is_some_and(|tick| tick.on);
        question
            .rubric
            .iter()
            .flat_map(|criterion| criterion.ideas.iter().flatten())
            .filter(move |idea| missing(&idea.id))
            .map(move |idea| (idea, score))
    });
    let idea = ideas.fold(None, |best: Option<(&Idea, f64)>, next| match best {
        Some(best) if best.0.weight >= next.0.weight => Some(best),
        _ => Some(next),
    });
    let test = || {
        scored().find_map(|(attempt, question, score)| {
            let (stage, test) = steps::failed_test(question, attempt)?;
            Some(told(test.as_deref().unwrap_or(stage), score))
        })
    };
    idea.map(|(idea, score)| told(&idea.idea, score))
        .or_else(test)
        .or_else(|| {
            scored().find_map(|(attempt, question, score)| {
                let marked = |pitfall: &&Pitfall| attempt.pitfalls.contains(&pitfall.id);
                let pitfall = question.pitfalls.iter().find(marked)?;
                Some(told(&pitfall.wrong, score))
            })
        })
}

/// What is told of several answers under one name.
struct Told<'a> {
    text: &'a str,
    axis: Option<&'a str>,
    /// Each with its weight.
    scores: Vec<(f64, f64)>,
}

impl<'a> Told<'a> {
    fn new(text: &'a str, axis: Option<&'a str>) -> Self {
        Self {
            text,
            axis,
            scores: Vec::new(),
        }
    }
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
