//! A session of two rounds, one of them not reached, seen through its scorecard.

use std::time::Duration;

use super::*;
use crate::domain::draw::{Abilities, Draw, DrawnQuestion, DrawnRound};
use crate::domain::event::{ScoreKind, SessionKind, Started, SubmitCause};
use crate::domain::loops::{Pressure, ScoreAfter};
use crate::domain::score::Signal;
use crate::domain::session::{Field, Pause, Scored, Tick, Utterance};

fn question(id: &str, topic: &str) -> Question {
    serde_json::from_value(serde_json::json!({
        "id": id, "round": "ml_theory", "topic": topic, "difficulty": "easy", "minutes": 10,
        "prompt": "Why?",
        "rubric": [
            { "id": "core", "criterion": "Why it is right", "weight": 3, "ideas": [
                { "id": format!("{id}-a"), "idea": "It is a likelihood." , "weight": 2 },
                { "id": format!("{id}-b"), "idea": "It is a divergence" },
                { "id": format!("{id}-c"), "idea": "Its gradient is p − y" } ] },
            { "id": "depth", "criterion": "Depth", "weight": 1,
              "levels": ["none", "a fragment", "right in the main", "right and reasoned", "with limits"] }
        ],
        "resources": ["cs229", "cs231n"]
    }))
    .unwrap()
}

fn name(id: &str) -> QuestionName {
    QuestionName::new("theory", id)
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

fn attempt(id: &str, prediction: u8, score: Option<f64>, ticks: &[&str], level: u8) -> Attempt {
    let mut attempt = Attempt::new(name(id), "", minutes(10));
    attempt.fields.push(Field {
        name: "main".to_owned(),
        text: "because".to_owned(),
        ..Field::default()
    });
    attempt.submitted = Some(SubmitCause::Done);
    attempt.prediction = Some(prediction);
    for idea in ticks {
        attempt.ticks.insert(
            format!("{id}-{idea}"),
            Tick {
                on: true,
                ..Tick::default()
            },
        );
    }
    attempt.levels.insert("depth".to_owned(), Some(level));
    attempt.scores.extend(score.map(|score| Scored {
        score,
        by: "self".to_owned(),
        kind: ScoreKind::First,
        at: None,
    }));
    attempt
}

fn session() -> Session {
    let planned = |id: &str, topic: &str| DrawnQuestion {
        name: name(id),
        round: RoundKind::MlTheory,
        topic: topic.to_owned(),
        minutes: 10.0,
        reason: String::new(),
        ideas: None,
    };
    let round = |round, questions| DrawnRound {
        round,
        minutes: 30.0,
        questions,
        fields: None,
    };
    let mut session = Session::default();
    session.started = Some(Started {
        kind: SessionKind::Interview,
        loop_id: "mine".to_owned(),
        title: "Mine".to_owned(),
        seed: 1,
        draw: Draw::Balanced,
        draw_version: 1,
        extra_time: 1.0,
        pressure: Pressure::Relaxed,
        score_after: ScoreAfter::Round,
        abilities: Abilities::default(),
        plan: vec![
            round(
                RoundKind::MlTheory,
                vec![
                    planned("ce", "losses"),
                    planned("kv", "serving"),
                    planned("bn", "networks"),
                ],
            ),
            round(RoundKind::Culture, Vec::new()),
        ],
    });
    session.rounds.push(RoundRun {
        index: 0,
        kind: RoundKind::MlTheory,
        budget: minutes(30),
        spent: minutes(36),
        ended: None,
    });
    session.attempts = vec![
        attempt("ce", 4, Some(4.0), &["a", "b", "c"], 4),
        attempt("kv", 3, Some(1.0), &["c"], 1),
        attempt("bn", 2, Some(2.75), &["a", "b"], 2),
    ];
    session
}

fn card(session: &Session) -> Scorecard {
    let questions = [
        question("ce", "losses"),
        question("kv", "serving"),
        question("bn", "networks"),
    ];
    scorecard(
        session,
        &|name| questions.iter().find(|question| question.id == name.question),
        &|reference| match reference {
            ResourceRef::Id(id) => Some(Resource {
                title: id.to_uppercase(),
                url: Some(format!("https://example.org/{id}")),
            }),
            ResourceRef::Own(resource) => Some(resource.clone()),
        },
    )
}

#[test]
fn a_round_shows_score_prediction_time_and_what_stands_out() {
    let card = card(&session());
    let round = &card.rounds[0];
    assert!((round.score.unwrap() - 7.75 / 3.0).abs() < 1e-9);
    assert_eq!(round.predicted, Some(3.0));
    assert_eq!(round.over(), minutes(6));
    assert_eq!((round.asked, round.planned, round.to_score), (3, 3, 0));
    assert_eq!(round.strong.as_ref().unwrap().text, "losses");
    assert_eq!(round.gap.as_ref().unwrap().text, "serving");

    let signal = card.signal.unwrap();
    assert_eq!(signal.signal, Signal::LeanNo);
    assert_eq!(signal.coverage().as_deref(), Some("from 1 of 2 rounds"));
    assert_eq!(card.rounds[1].run, None);
    assert_eq!(card.rounds[1].budget, minutes(30));
}

#[test]
fn next_steps_name_the_costliest_gap_of_each_question_and_what_to_read() {
    let card = card(&session());
    let steps: Vec<(&str, &str)> = card
        .next_steps
        .iter()
        .map(|step| (step.what.as_str(), step.read.as_ref().unwrap().title.as_str()))
        .collect();
    assert_eq!(
        steps,
        [
            (
                "Missed on serving: It is a likelihood (2 ideas missed in “Why it is right”).",
                "CS229"
            ),
            ("Missed on networks: Its gradient is p − y.", "CS231N"),
            (
                "On serving, “Depth” was at level 1; level 2 is: right in the main.",
                "CS229"
            ),
        ]
    );
}

#[test]
fn an_answer_left_empty_is_a_step_of_its_own() {
    let mut session = session();
    session.attempts[1] = Attempt::new(name("kv"), "", minutes(10));
    session.attempts[1].skipped = true;
    let card = card(&session);
    assert_eq!(
        card.next_steps[0].what,
        "Nothing was answered on serving. Begin with: It is a likelihood."
    );
    assert_eq!(card.facts.skipped, 1);
    assert_eq!(card.rounds[0].to_score, 0);
}

#[test]
fn one_topic_is_told_by_its_criteria_and_a_round_all_alike_has_no_gap() {
    let mut session = session();
    session.attempts.truncate(1);
    assert_eq!(card(&session).rounds[0].gap, None);
    session.attempts = vec![attempt("ce", 4, Some(2.5), &[], 4)];
    let round = &card(&session).rounds[0];
    assert_eq!(round.strong.as_ref().unwrap().text, "Depth");
    assert_eq!(round.gap.as_ref().unwrap().text, "Why it is right");
}

#[test]
fn predictions_are_compared_with_scores() {
    let calibration = card(&session()).calibration;
    assert_eq!(calibration.pairs, 3);
    assert_eq!(calibration.counts[4][4], 1);
    assert_eq!(calibration.counts[1][3], 1);
    assert_eq!(calibration.counts[3][2], 1);
    assert!((calibration.error.unwrap() - 1.25 / 3.0).abs() < 1e-9);
    assert_eq!(calibration.words().as_deref(), Some("0.4 too high"));
    // Errors 0, 2, −0.75: s = 1.4216, t(2) = 4.303, half width 3.53.
    assert!(
        (calibration.spread.unwrap() - 3.532).abs() < 0.01,
        "{calibration:?}"
    );

    let mut two = session();
    two.attempts.truncate(2);
    assert_eq!(card(&two).calibration.spread, None);
    let mut exact = session();
    exact.attempts.truncate(1);
    assert_eq!(card(&exact).calibration.words().as_deref(), Some("as scored"));
}

#[test]
fn facts_lie_beside_the_scores() {
    let mut session = session();
    for cause in [PauseCause::Person, PauseCause::Debrief, PauseCause::Slept] {
        session.pauses.push(Pause {
            cause,
            at: None,
            length: minutes(3),
        });
    }
    session.attempts[0].transcript.push(Utterance {
        at: Duration::ZERO,
        what: Said::Hint { hint: 0 },
    });
    session.attempts[0].starred = true;
    session.attempts[2].disputed = Some("wrong".to_owned());
    session.attempts[2].scores.clear();
    let card = card(&session);
    let facts = &card.facts;
    assert_eq!((facts.pauses, facts.paused), (2, minutes(6)));
    assert_eq!((facts.hints, facts.starred, facts.disputed), (1, 1, 1));
    assert_eq!((facts.rounds_over, facts.over), (1, minutes(6)));
    assert_eq!(card.to_score, 1);
}

#[test]
fn a_session_that_never_began_has_an_empty_card() {
    assert_eq!(card(&Session::default()), Scorecard::default());
}

/// A culture question scored on shared axes alone.
fn story(id: &str, topic: &str) -> Question {
    let axis = |id: &str, weight: u32| {
        serde_json::json!({ "id": id, "criterion": format!("Title of {id}"), "weight": weight, "axis": id,
                            "levels": [null, null, null, null, null] })
    };
    serde_json::from_value(serde_json::json!({
        "id": id, "round": "culture", "topic": topic, "difficulty": "easy", "minutes": 10, "prompt": "Tell me.",
        "rubric": [axis("actions", 3), axis("result", 2)],
        "pitfalls": [{ "id": "we", "wrong": "Saying only we", "right": "Say what you did" }]
    }))
    .unwrap()
}

fn told(id: &str, actions: u8, result: u8, score: f64) -> Attempt {
    let mut told = attempt(id, 3, Some(score), &[], 0);
    told.levels = [
        ("actions".to_owned(), Some(actions)),
        ("result".to_owned(), Some(result)),
    ]
    .into();
    told
}

#[test]
fn a_round_of_shared_axes_is_told_by_them_over_all_its_questions() {
    let mut session = session();
    session.attempts = vec![told("one", 4, 1, 2.8), told("two", 3, 2, 2.6)];
    session.attempts[0].pitfalls.insert("we".to_owned());
    let questions = [story("one", "conflict"), story("two", "ownership")];
    let find = |name: &QuestionName| questions.iter().find(|question| question.id == name.question);
    let card = scorecard_with(&session, &find, &|_| None, &|criterion| {
        Some(std::array::from_fn(|level| {
            format!("shared {level} of {}", criterion.id)
        }))
    });
    let round = &card.rounds[0];
    let named = |told: &Option<Notable>| {
        let told = told.as_ref().unwrap();
        (told.text.clone(), told.short.clone(), told.score)
    };
    assert_eq!(
        named(&round.strong),
        ("Title of actions".to_owned(), Some("actions".to_owned()), 3.5)
    );
    assert_eq!(
        named(&round.gap),
        ("Title of result".to_owned(), Some("result".to_owned()), 1.5)
    );
    assert_eq!(card.pitfalls, 1);
    let steps: Vec<&str> = card.next_steps.iter().map(|step| step.what.as_str()).collect();
    assert_eq!(
        steps,
        [
            "On conflict, “Title of result” was at level 1; level 2 is: shared 2 of result.",
            "On ownership, “Title of result” was at level 2; level 3 is: shared 3 of result.",
            "On ownership, “Title of actions” was at level 3; level 4 is: shared 4 of actions.",
        ]
    );
    // Where nothing cost points, what was said wrongly is the step.
    session.attempts = vec![told("one", 4, 4, 4.0)];
    session.attempts[0].pitfalls.insert("we".to_owned());
    let card = scorecard(&session, &find, &|_| None);
    assert_eq!(
        card.next_steps[0].what,
        "Said on conflict: Saying only we. Right: Say what you did."
    );
    assert_eq!(card.rounds[0].gap.as_ref().unwrap().text, "Saying only we");
}

#[test]
fn where_nothing_stands_out_the_gap_is_the_weightiest_idea_that_was_missed() {
    let mut session = session();
    session.attempts = vec![attempt("ce", 3, Some(3.5), &["b"], 4)];
    let question: Question = serde_json::from_value(serde_json::json!({
        "id": "ce", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 10, "prompt": "Why?",
        "rubric": [{ "id": "core", "criterion": "Why", "weight": 1, "ideas": [
            { "id": "ce-a", "idea": "Light", "weight": 0.1 }, { "id": "ce-b", "idea": "Said", "weight": 9 },
            { "id": "ce-c", "idea": "Heavier.", "weight": 0.5 } ] }]
    }))
    .unwrap();
    let card = scorecard(&session, &|_| Some(&question), &|_| None);
    assert_eq!(card.rounds[0].gap.as_ref().unwrap().text, "Heavier");
}
