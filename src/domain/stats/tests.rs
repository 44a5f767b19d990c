//! Figures over histories made by hand.

use std::time::Duration;

use super::*;
use crate::domain::bank::QuestionName;
use crate::domain::event::{ScoreKind, SessionKind};
use crate::domain::summary::{GivenScore, Outcome, QuestionSummary, RoundSummary, Tests};

/// An answer of the theory round that was scored so.
fn answer(id: &str, topic: &str, score: Option<f64>) -> QuestionSummary {
    QuestionSummary {
        name: QuestionName::new("b", id),
        round: RoundKind::MlTheory,
        topic: topic.to_owned(),
        score,
        outcome: Outcome {
            budget_ms: 600_000,
            spent_ms: 480_000,
            answered: true,
            words: 120,
            scale: "one".to_owned(),
            ..Outcome::default()
        },
    }
}

/// A session of one theory round.
fn session(at: &str, questions: Vec<QuestionSummary>) -> SessionSummary {
    let at: ZonedDateTime = at.parse().unwrap();
    let scores: Vec<f64> = questions.iter().filter_map(|asked| asked.score).collect();
    let score = answers::mean(&scores);
    let spent = Duration::from_millis(questions.iter().map(|asked| asked.outcome.spent_ms).sum());
    SessionSummary {
        folder: at.strftime("%Y-%m-%d-%H%M-test").to_string(),
        began_at: Some(at.clone()),
        last_at: Some(at),
        kind: SessionKind::Interview,
        loop_id: "test".to_owned(),
        title: "Test".to_owned(),
        rounds: vec![RoundSummary {
            kind: RoundKind::MlTheory,
            score,
            spent,
        }],
        questions,
        score,
        over: true,
        to_score: 0,
        place: String::new(),
        spent,
        starred: false,
        disputed: false,
        stories: Vec::new(),
        problems: Vec::new(),
    }
}

/// One session a day up to 27 November, with these scores, oldest first; the history is newest first.
fn history(scores: &[f64]) -> Vec<SessionSummary> {
    scores
        .iter()
        .rev()
        .enumerate()
        .map(|(back, score)| {
            let at = format!("2026-11-{:02}T20:00:00+01:00[Europe/Berlin]", 27 - back);
            session(&at, vec![answer("q", "losses", Some(*score))])
        })
        .collect()
}

const TODAY: Date = Date::constant(2026, 11, 28);

fn theory(figures: &Figures) -> &RoundScores {
    figures
        .scores
        .iter()
        .find(|scores| scores.round == RoundKind::MlTheory)
        .unwrap()
}

fn near(got: Option<f64>, want: f64) {
    assert!(
        got.is_some_and(|got| (got - want).abs() < 1e-9),
        "{got:?}, not {want}"
    );
}

#[test]
fn a_day_turns_at_four_in_its_own_zone() {
    for (at, want) in [
        ("2026-11-24T03:59:00+01:00[Europe/Berlin]", "2026-11-23"),
        ("2026-11-24T04:00:00+01:00[Europe/Berlin]", "2026-11-24"),
        ("2026-11-24T04:00:00+09:00[Asia/Tokyo]", "2026-11-24"),
        // The night the clocks are put forward, and the one they are put back.
        ("2026-03-29T04:10:00+02:00[Europe/Berlin]", "2026-03-29"),
        ("2026-10-25T03:50:00+01:00[Europe/Berlin]", "2026-10-24"),
    ] {
        assert_eq!(practice_day(&at.parse().unwrap()).to_string(), want, "{at}");
    }
}

#[test]
fn below_five_scores_there_is_no_trend_and_it_says_so() {
    let none = figures(&[], TODAY, Period::All);
    assert_eq!(theory(&none).too_few().unwrap(), "no score yet");
    assert_eq!((none.from, theory(&none).median), (None, None));
    let three = figures(&history(&[1.0, 4.0, 2.0]), TODAY, Period::All);
    let scores = theory(&three);
    assert_eq!(scores.too_few().unwrap(), "3 scores: too few for a trend");
    near(scores.median, 2.0);
    assert_eq!(
        (scores.lowest, scores.change, scores.range("–")),
        (None, None, None)
    );
    let five = figures(&history(&[1.0, 4.0, 2.0, 3.0, 2.5]), TODAY, Period::All);
    let scores = theory(&five);
    assert_eq!((scores.too_few(), scores.change), (None, None));
    assert_eq!(scores.range("–").unwrap(), "1.0–4.0");
    near(scores.median, 2.5);
}

#[test]
fn the_figure_is_the_median_of_the_last_five_and_home_has_the_same() {
    let history = history(&[0.0, 4.0, 1.0, 2.0, 3.0, 3.5, 3.6]);
    let figures = figures(&history, TODAY, Period::All);
    let scores = theory(&figures);
    near(scores.median, 3.0);
    near(scores.lowest, 1.0);
    near(scores.highest, 3.6);
    // Before the newest the last five were 4, 1, 2, 3, 3.5.
    near(scores.change, 0.0);
    let home = trend(&history, RoundKind::MlTheory);
    assert_eq!((home.median, home.change), (scores.median, scores.change));
    assert_eq!(home.scores.len(), 7);
    assert!((home.scores[6] - 3.6).abs() < 1e-9, "newest last");
}

#[test]
fn topics_stand_weakest_first_by_their_last_five_answers() {
    let mut history = history(&[0.0, 3.0, 3.0, 3.0, 3.0, 3.0]);
    history[0].questions.push(answer("other", "speech", Some(2.0)));
    let topics = figures(&history, TODAY, Period::All).topics;
    let told: Vec<_> = topics
        .iter()
        .map(|row| (row.topic.as_str(), row.rounds[0].answers, row.rounds[0].mean))
        .collect();
    assert_eq!(told, [("speech", 1, 2.0), ("losses", 6, 3.0)]);
    let (weakest, mean) = weakest_topic(&history, RoundKind::MlTheory).unwrap();
    assert_eq!(weakest, "speech");
    near(Some(mean), 2.0);
    assert_eq!(weakest_topic(&history, RoundKind::Culture), None);
}

#[test]
fn another_scale_begins_a_question_anew_and_spoken_answers_stay_apart() {
    let mut history = history(&[3.8, 1.0, 2.0, 3.0, 0.5]);
    let oldest = history.len() - 1;
    history[oldest].questions[0].outcome.scale = "other".to_owned();
    history[0].questions[0].outcome.spoken = true;
    let figures = figures(&history, TODAY, Period::All);
    let [again] = figures.questions.as_slice() else {
        panic!("{:?}", figures.questions)
    };
    assert_eq!((again.answers, again.other_scales, again.spoken), (3, 1, false));
    near(Some(again.first), 1.0);
    near(Some(again.change), 2.0);
    let scores = theory(&figures);
    assert_eq!((scores.written.answers, scores.spoken.answers), (4, 1));
    near(scores.spoken.mean, 0.5);
}

#[test]
fn time_counts_answers_that_were_given() {
    let mut history = history(&[1.0, 2.0, 3.0]);
    history[0].questions[0].outcome.spent_ms = 600_001;
    history[1].questions[0].outcome.answered = false;
    let time = figures(&history, TODAY, Period::All).time;
    let theory = &time[2];
    assert_eq!((theory.answers, theory.over), (2, 1));
    near(theory.over_share, 0.5);
    near(theory.used, 1_080_001.0 / 1_200_000.0);
    assert_eq!((time[0].used, time[0].over_share), (None, None));
}

#[test]
fn judgement_compares_the_score_with_everything_else_there_is() {
    let mut history = history(&[2.0, 2.0, 3.0]);
    for (index, session) in history.iter_mut().enumerate() {
        let outcome = &mut session.questions[0].outcome;
        outcome.prediction = Some(3);
        outcome.tests = Some(Tests {
            passed: 1,
            of: 2,
            first: false,
        });
        let given = |score, kind| GivenScore {
            score,
            by: String::new(),
            kind,
            at: None,
        };
        outcome.scores = vec![given(0.0, ScoreKind::Blind), given(1.0, ScoreKind::Blind)];
        if index == 0 {
            outcome.scores.push(given(4.0, ScoreKind::Outside));
        }
    }
    let told = figures(&history, TODAY, Period::All).calibration;
    assert_eq!(
        (told.all.pairs, told.all.counts[3][3], told.all.counts[2][3]),
        (3, 1, 2)
    );
    near(told.all.error, 2.0 / 3.0);
    near(told.all.standard_error, (2.0 / 3.0 / 2.0 / 3.0_f64).sqrt());
    near(told.judge.difference, 1.0 / 3.0);
    near(told.blind.difference, 4.0 / 3.0);
    near(told.outside.difference, -1.0);
    assert_eq!((told.outside.answers, told.outside.standard_error), (1, None));
    assert_eq!(told.rounds[2].calibration, told.all);
}

#[test]
fn a_pitfall_recurs_from_the_second_answer_on() {
    let mut history = history(&[1.0, 2.0, 3.0]);
    for session in &mut history {
        session.questions[0].outcome.pitfalls = vec!["twice".to_owned()];
    }
    history[1].questions[0].outcome.pitfalls = vec!["once".to_owned()];
    let told = figures(&history, TODAY, Period::All).pitfalls;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].pitfall.as_str(), told[0].answers), ("twice", 2));
    assert_eq!(told[0].last.unwrap().to_string(), "2026-11-27");
}

#[test]
fn the_calendar_adds_the_sessions_of_a_day_and_counts_rows_of_days_and_weeks() {
    let mut history = history(&[1.0, 2.0, 3.0]);
    history.insert(
        0,
        session(
            "2026-11-28T02:00:00+01:00[Europe/Berlin]",
            vec![answer("q", "x", None)],
        ),
    );
    history.push(session(
        "2026-11-17T20:00:00+01:00[Europe/Berlin]",
        vec![answer("q", "x", None)],
    ));
    let days = figures(&history, TODAY, Period::All).days;
    assert_eq!((days.days_running, days.weeks_running, days.longest), (3, 2, 3));
    assert_eq!(
        days.minutes(Date::constant(2026, 11, 27)),
        Some(16),
        "past midnight is the day before"
    );
    assert_eq!(days.days.last().unwrap().sessions, 2);
    assert_eq!(days.minutes(TODAY), None);
}

#[test]
fn a_period_leaves_out_what_is_older() {
    let mut history = history(&[1.0, 2.0]);
    history.push(session("2026-11-01T20:00:00+01:00[Europe/Berlin]", vec![]));
    history.push(session("2026-10-31T20:00:00+01:00[Europe/Berlin]", vec![]));
    let count = |period| figures(&history, TODAY, period).totals.sessions;
    assert_eq!(Period::ALL.map(count), [4, 4, 4, 3]);
}
