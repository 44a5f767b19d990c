//! Scores: what a criterion, a question, a round and an interview are worth, 0 to 4. Nothing here
//! subtracts for hints, pauses or overtime, and signs never count: only ticks, levels and tests do.

mod signal;
mod submission;

use std::collections::BTreeSet;

use super::bank::{Criterion, Question};
use super::session::{Attempt, Said, Session};

pub use signal::{RULES, Rule, Signal, SignalGiven, signal};
pub use submission::{StageVerdict, TestVerdict, at_submission, ended_words, milliseconds, why_not_run};

/// The highest score there is.
pub const BEST: f64 = 4.0;

/// Sums of floats stray by less than this; a score that is 2.6 by hand is 2.6 here.
const TOLERANCE: f64 = 1e-9;

/// The id of the levels criterion that says how an answer held up under follow-ups. Where none was
/// asked it does not apply.
pub const PROBING: &str = "probing";

/// What a question is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionScore {
    /// `None`: nothing of it can be scored (yet).
    pub score: Option<f64>,
    pub criteria: Vec<CriterionScore>,
    /// Criteria that still wait for a level.
    pub to_score: usize,
}

/// What a criterion is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionScore {
    pub id: String,
    pub score: Option<f64>,
    pub weight: f64,
    /// Ideas ticked, or tests passed.
    pub ticked: usize,
    /// Ideas or tests there are; 0 for levels.
    pub of: usize,
    /// Why there is no score.
    pub missing: Option<Missing>,
}

/// Why a criterion has no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Its level is still to be chosen.
    ToScore,
    /// The person said that it does not apply.
    SetAside,
    NoFollowUp,
    NoJudge,
    /// A rubric that has nothing to tick or choose.
    Empty,
}

impl Missing {
    /// Returns the words that stand where the score would.
    pub fn words(self) -> &'static str {
        match self {
            Self::ToScore => "to score",
            Self::SetAside => "not applicable",
            Self::NoFollowUp => "no follow-up was asked",
            Self::NoJudge => "tests were not run",
            Self::Empty => "nothing to score",
        }
    }
}

/// Outcome of one stage's tests at submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageTests {
    pub passed: usize,
    pub of: usize,
}

/// Returns what an answer is worth by its ticks, its levels and the tests at its submission
/// ([`at_submission`]).
///
/// A closed answer with nothing in it is worth 0. One that is still open and empty is worth nothing
/// yet.
pub fn question_score(question: &Question, attempt: &Attempt) -> QuestionScore {
    score_with(
        question,
        attempt,
        submission::tallies(question, attempt).as_deref(),
    )
}

fn score_with(question: &Question, attempt: &Attempt, tests: Option<&[StageTests]>) -> QuestionScore {
    let criteria: Vec<CriterionScore> = question
        .rubric
        .iter()
        .map(|criterion| score_criterion(criterion, attempt, tests))
        .collect();
    if !attempt.answered() {
        return QuestionScore {
            score: attempt.over().then_some(0.0),
            criteria,
            to_score: 0,
        };
    }
    QuestionScore {
        score: weighted_mean(
            criteria
                .iter()
                .filter_map(|criterion| Some((criterion.score?, criterion.weight))),
        ),
        to_score: criteria
            .iter()
            .filter(|criterion| criterion.missing == Some(Missing::ToScore))
            .count(),
        criteria,
    }
}

/// Returns what one criterion of a question is worth.
pub fn criterion_score(question: &Question, criterion: &Criterion, attempt: &Attempt) -> CriterionScore {
    let tests = criterion
        .tests
        .and_then(|_| submission::tallies(question, attempt));
    score_criterion(criterion, attempt, tests.as_deref())
}

fn score_criterion(criterion: &Criterion, attempt: &Attempt, tests: Option<&[StageTests]>) -> CriterionScore {
    let mut out = CriterionScore {
        id: criterion.id.clone(),
        score: None,
        weight: weight(criterion.weight),
        ticked: 0,
        of: 0,
        missing: None,
    };
    let result = if let Some(ideas) = &criterion.ideas {
        let said: BTreeSet<&str> = attempt
            .ticks
            .iter()
            .filter(|(_, tick)| tick.on)
            .map(|(idea, _)| idea.as_str())
            .collect();
        let is_said = |id: &str| said.contains(id);
        out.of = ideas.len();
        out.ticked = ideas.iter().filter(|idea| is_said(&idea.id)).count();
        weighted_mean(ideas.iter().map(|idea| {
            let score = if is_said(&idea.id) { BEST } else { 0.0 };
            (score, weight(idea.weight))
        }))
        .ok_or(Missing::Empty)
    } else if criterion.levels.is_some() || criterion.axis.is_some() {
        level(criterion, attempt)
    } else {
        let stages = tests.unwrap_or_default();
        out.of = stages.iter().map(|stage| stage.of).sum();
        out.ticked = stages.iter().map(|stage| stage.passed.min(stage.of)).sum();
        tests_score(stages).ok_or(Missing::NoJudge)
    };
    match result {
        Ok(score) => out.score = Some(score),
        Err(missing) => out.missing = Some(missing),
    }
    out
}

fn level(criterion: &Criterion, attempt: &Attempt) -> Result<f64, Missing> {
    match attempt.levels.get(&criterion.id) {
        Some(Some(level)) => Ok(f64::from(*level).min(BEST)),
        Some(None) => Err(Missing::SetAside),
        None if criterion.id == PROBING && !was_probed(attempt) => Err(Missing::NoFollowUp),
        None => Err(Missing::ToScore),
    }
}

fn was_probed(attempt: &Attempt) -> bool {
    attempt
        .transcript
        .iter()
        .any(|said| matches!(said.what, Said::FollowUp { .. }))
}

/// Returns 4 × the mean share of tests passed, stages weighing alike; 4 only where all pass.
/// Stages without tests say nothing; without any there is no score.
pub fn tests_score(stages: &[StageTests]) -> Option<f64> {
    weighted_mean(
        stages
            .iter()
            .filter(|stage| stage.of > 0)
            .map(|stage| (BEST * stage.passed.min(stage.of) as f64 / stage.of as f64, 1.0)),
    )
}

/// Returns the score of an answer as it stands: the newest revision by the candidate, else the first;
/// 0 where it is skipped, or closed and empty. Blind and outside scores lie beside it.
pub fn standing(attempt: &Attempt) -> Option<f64> {
    attempt
        .latest_score()
        .map(|scored| scored.score)
        .filter(|score| score.is_finite())
        .map(|score| score.clamp(0.0, BEST))
        .or_else(|| (attempt.skipped || attempt.over() && !attempt.answered()).then_some(0.0))
}

/// Returns the score of a round (an index into [`Session::rounds`]): the mean of its answers, weighted
/// by their minutes.
pub fn round_score(session: &Session, round: usize) -> Option<f64> {
    weighted_mean(
        session
            .attempts
            .iter()
            .filter(|attempt| attempt.round == round)
            .filter_map(|attempt| Some((standing(attempt)?, attempt.budget.as_secs_f64().max(1.0)))),
    )
}

/// Returns the scores of all planned rounds; a round never reached or not scored has none.
pub fn round_scores(session: &Session) -> Vec<Option<f64>> {
    let planned = session.started.as_ref().map_or(0, |started| started.plan.len());
    let reached = session
        .rounds
        .iter()
        .map(|round| round.index.saturating_add(1))
        .max();
    // A damaged journal may name any index; it does not make rounds that were never planned or held.
    let count = planned.max(reached.unwrap_or(0).min(planned.max(session.rounds.len())));
    let mut scores = vec![None; count];
    for (at, run) in session.rounds.iter().enumerate() {
        if let Some(score) = scores.get_mut(run.index) {
            *score = round_score(session, at);
        }
    }
    scores
}

/// Returns the mean of the values with a weight above nothing; none where there is none.
pub fn weighted_mean(values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (sum, weights) = values
        .filter(|(value, weight)| value.is_finite() && weight.is_finite() && *weight > 0.0)
        .fold((0.0, 0.0), |(sum, weights), (value, weight)| {
            (sum + value * weight, weights + weight)
        });
    (weights > 0.0).then(|| sum / weights)
}

/// Returns a score as it is shown, with one decimal. It is cut, not rounded, so that what is shown never
/// promises a signal the score does not give: 2.58 is 2.5, and under "lean yes from 2.6".
pub fn shown(score: f64) -> String {
    format!("{:.1}", tenths(score))
}

/// Returns a score cut to a tenth, as [`shown`] has it.
pub fn tenths(score: f64) -> f64 {
    ((score + TOLERANCE) * 10.0).floor() / 10.0
}

/// A weight that is no weight counts as one.
fn weight(weight: f64) -> f64 {
    if weight.is_finite() && weight > 0.0 {
        weight
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::bank::{QuestionName, RoundKind};
    use crate::domain::event::{ScoreKind, SubmitCause};
    use crate::domain::session::{Field, RoundRun, Scored, Tick, Utterance};

    fn question() -> Question {
        serde_json::from_value(serde_json::json!({
            "id": "q", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 10,
            "prompt": "Why?",
            "rubric": [
                { "id": "core", "criterion": "Core", "weight": 3, "ideas": [
                    { "id": "mle", "idea": "likelihood", "weight": 2 },
                    { "id": "kl", "idea": "divergence" },
                    { "id": "grad", "idea": "gradient" } ] },
                { "id": "probing", "criterion": "Probing", "weight": 1, "levels": [null, null, "", null, ""] },
                { "id": "clear", "criterion": "Clear", "weight": 2, "levels": [null, null, "", null, ""] },
                { "id": "correct", "criterion": "Correct", "weight": 3, "tests": true }
            ]
        }))
        .unwrap()
    }

    /// An answer with these ideas ticked and these levels chosen.
    fn answer(ticks: &[&str], levels: &[(&str, Option<u8>)]) -> Attempt {
        let mut attempt = Attempt::new(QuestionName::new("b", "q"), "b.q.json", Duration::from_mins(10));
        attempt.fields.push(Field {
            name: "main".to_owned(),
            text: "because".to_owned(),
            ..Field::default()
        });
        attempt.submitted = Some(SubmitCause::Done);
        for idea in ticks {
            attempt.ticks.insert(
                (*idea).to_owned(),
                Tick {
                    on: true,
                    ..Tick::default()
                },
            );
        }
        for (criterion, level) in levels {
            attempt.levels.insert((*criterion).to_owned(), *level);
        }
        attempt
    }

    fn probed(mut attempt: Attempt) -> Attempt {
        attempt.transcript.push(Utterance {
            at: Duration::ZERO,
            what: Said::FollowUp { id: "f".to_owned() },
        });
        attempt
    }

    #[test]
    fn an_answer_is_the_weighted_mean_of_what_applies() {
        let tests: [StageTests; 2] = [StageTests { passed: 4, of: 4 }, StageTests { passed: 1, of: 2 }];
        let all = ["mle", "kl", "grad"];
        let cases: &[(Attempt, Option<&[StageTests]>, Option<f64>, usize)] = &[
            // Ideas 4 × 3/4 = 3 weighs 3, a level of 2 weighs 2; no follow-up, no judge.
            (
                answer(&["mle", "kl"], &[("clear", Some(2))]),
                None,
                Some(13.0 / 5.0),
                0,
            ),
            // The same, probed and not scored for it yet.
            (
                probed(answer(&["mle", "kl"], &[("clear", Some(2))])),
                None,
                Some(13.0 / 5.0),
                1,
            ),
            (
                probed(answer(
                    &["mle", "kl"],
                    &[("clear", Some(2)), ("probing", Some(4))],
                )),
                None,
                Some(17.0 / 6.0),
                0,
            ),
            // Set aside by the person: it leaves the mean.
            (
                probed(answer(&all, &[("clear", None), ("probing", None)])),
                None,
                Some(4.0),
                0,
            ),
            // A level counts even where no follow-up is on record.
            (
                answer(&all, &[("clear", Some(4)), ("probing", Some(0))]),
                None,
                Some(20.0 / 6.0),
                0,
            ),
            // Stages alike: 4 and 2 give 3.
            (
                answer(&all, &[("clear", Some(4))]),
                Some(&tests),
                Some((12.0 + 8.0 + 9.0) / 8.0),
                0,
            ),
            // A level no scale has is the best there is.
            (answer(&all, &[("clear", Some(9))]), None, Some(4.0), 0),
            (answer(&[], &[]), None, Some(0.0), 1),
        ];
        for (attempt, tests, want, to_score) in cases {
            let got = score_with(&question(), attempt, *tests);
            let near = match (got.score, want) {
                (Some(got), Some(want)) => (got - want).abs() < 1e-9,
                (got, want) => got == *want,
            };
            assert!(near, "{:?} is not {want:?}", got.score);
            assert_eq!(got.to_score, *to_score, "{:?}", attempt.levels);
        }
    }

    #[test]
    fn what_has_no_score_says_why() {
        let score = question_score(&question(), &answer(&["mle"], &[("clear", None)]));
        let missing: Vec<_> = score.criteria.iter().map(|criterion| criterion.missing).collect();
        assert_eq!(
            missing,
            [
                None,
                Some(Missing::NoFollowUp),
                Some(Missing::SetAside),
                Some(Missing::NoJudge)
            ]
        );
        assert_eq!((score.criteria[0].ticked, score.criteria[0].of), (1, 3));
    }

    #[test]
    fn a_tick_taken_back_does_not_count() {
        let mut attempt = answer(&["mle", "kl"], &[]);
        attempt.ticks.get_mut("kl").unwrap().on = false;
        let score = question_score(&question(), &attempt);
        assert_eq!(score.criteria[0].score, Some(2.0));
    }

    #[test]
    fn an_empty_answer_is_worth_nothing_once_it_is_closed() {
        let mut attempt = answer(&[], &[]);
        attempt.fields[0].text = " \n".to_owned();
        assert_eq!(question_score(&question(), &attempt).score, Some(0.0));
        assert_eq!(question_score(&question(), &attempt).to_score, 0);
        assert_eq!(standing(&attempt), Some(0.0));
        attempt.submitted = None;
        assert_eq!(question_score(&question(), &attempt).score, None);
        assert_eq!(standing(&attempt), None);
        attempt.spoken = true;
        attempt.submitted = Some(SubmitCause::TimeUp);
        assert_eq!(standing(&attempt), None, "a spoken answer waits for its score");
    }

    #[test]
    fn a_skipped_answer_is_worth_nothing_until_it_is_scored() {
        let mut attempt = answer(&[], &[]);
        assert_eq!(standing(&attempt), None);
        attempt.skipped = true;
        assert!(attempt.answered(), "what was typed is kept");
        assert_eq!(standing(&attempt), Some(0.0));
    }

    #[test]
    fn tests_are_worth_four_only_if_all_pass() {
        let stage = |passed, of| StageTests { passed, of };
        for (stages, want) in [
            (&[stage(3, 3), stage(7, 7)][..], Some(4.0)),
            (&[stage(3, 3), stage(6, 7)], Some(f64::midpoint(4.0, 24.0 / 7.0))),
            (&[stage(0, 3)], Some(0.0)),
            (&[stage(0, 0), stage(9, 3)], Some(4.0)),
            (&[stage(0, 0)], None),
            (&[], None),
        ] {
            assert_eq!(tests_score(stages), want, "{stages:?}");
        }
    }

    #[test]
    fn weights_that_are_none_never_give_a_score_out_of_range() {
        let mut question = question();
        question.rubric[0].weight = f64::NAN;
        question.rubric[1].weight = -3.0;
        question.rubric[2].weight = 0.0;
        let score = question_score(&question, &answer(&["mle"], &[("clear", Some(4))]))
            .score
            .unwrap();
        assert!((0.0..=4.0).contains(&score), "{score}");
    }

    #[test]
    fn a_round_is_weighted_by_minutes_and_unscored_rounds_have_none() {
        let scored = |score: f64, round: usize, seconds: u64| {
            let mut attempt = answer(&["mle"], &[]);
            attempt.round = round;
            attempt.budget = Duration::from_secs(seconds);
            attempt.scores.push(Scored {
                score,
                by: "self".to_owned(),
                kind: ScoreKind::First,
                at: None,
            });
            attempt
        };
        let run = |index: usize| RoundRun {
            index,
            kind: RoundKind::MlTheory,
            budget: Duration::from_mins(20),
            spent: Duration::ZERO,
            ended: None,
        };
        let mut session = Session::default();
        session.rounds = vec![run(0), run(1)];
        session.attempts = vec![scored(4.0, 0, 600), scored(1.0, 0, 300), answer(&[], &[])];
        session.attempts[2].round = 1;
        assert_eq!(round_scores(&session), [Some(3.0), None]);
        let revised = Scored {
            score: 4.0,
            kind: ScoreKind::Revision,
            ..session.attempts[1].scores[0].clone()
        };
        session.attempts[1].scores.push(revised);
        let outside = Scored {
            score: 0.0,
            kind: ScoreKind::Outside,
            ..session.attempts[1].scores[0].clone()
        };
        session.attempts[1].scores.push(outside);
        assert_eq!(round_scores(&session), [Some(4.0), None]);
        session.rounds[1].index = usize::MAX;
        assert_eq!(round_scores(&session).len(), 2);
    }

    #[test]
    fn scores_are_cut_for_showing() {
        for (score, want) in [
            (4.0, "4.0"),
            (2.58, "2.5"),
            (2.6, "2.6"),
            (0.1 + 0.2 + 2.3, "2.6"),
            (0.0, "0.0"),
            (3.999, "3.9"),
        ] {
            assert_eq!(shown(score), want);
        }
    }
}
