//! Two attempts side by side: ideas that came and went, levels, texts, and what is no measure of the other.

use super::*;
use crate::domain::bank::{QuestionName, ResourceRef};
use crate::domain::event::{ScoreKind, SubmitCause};
use crate::domain::session::{Field, Said, Scored, Tick, Utterance};

fn question() -> Question {
    serde_json::from_value(serde_json::json!({
        "id": "q", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 8,
        "prompt": "Why?", "hints": ["a", "b", "c"], "resources": ["cs229", "unknown", { "title": "GLMs" }],
        "follow_ups": [{ "id": "mse", "ask": "And MSE?" }],
        "rubric": [
            { "id": "core", "criterion": "Core", "weight": 3, "ideas": [
                { "id": "never", "idea": "Label smoothing" },
                { "id": "lost", "idea": "A real alternative" },
                { "id": "gained", "idea": "The likelihood" },
                { "id": "both", "idea": "p − y" } ] },
            { "id": "probing", "criterion": "Probing", "weight": 1, "levels": [null, null, "", null, ""] },
            { "id": "clear", "criterion": "Clear", "weight": 1, "levels": [null, null, "", null, ""] }
        ]
    }))
    .unwrap()
}

fn answer(text: &str, ticks: &[&str], clear: u8, score: f64) -> Attempt {
    let mut attempt = Attempt::new(QuestionName::new("b", "q"), "b.q.json", Duration::from_mins(8));
    attempt.fields.push(Field {
        name: "main".into(),
        text: text.into(),
        ..Field::default()
    });
    attempt.submitted = Some(SubmitCause::Done);
    attempt.spent = Duration::from_secs(370);
    for idea in ticks {
        let tick = Tick {
            on: true,
            ..Tick::default()
        };
        attempt.ticks.insert((*idea).into(), tick);
    }
    attempt.levels.insert("clear".into(), Some(clear));
    attempt.scores.push(Scored {
        score,
        by: "self".into(),
        kind: ScoreKind::First,
        at: None,
    });
    attempt
}

fn resources(reference: &ResourceRef) -> Option<Resource> {
    match reference {
        ResourceRef::Id(id) if id == "cs229" => Some(Resource {
            title: "CS229".into(),
            url: None,
        }),
        ResourceRef::Id(_) => None,
        ResourceRef::Own(own) => Some(own.clone()),
    }
}

fn compared(older: &Attempt, newer: &Attempt) -> Comparison {
    let question = question();
    let side = |attempt| Side {
        attempt,
        question: &question,
    };
    Comparison::of(side(older), side(newer), &resources)
}

#[test]
fn ideas_are_said_both_times_gained_lost_or_never_said() {
    let older = answer("old words", &["both", "lost"], 1, 0.8);
    let newer = answer("new words", &["both", "gained"], 3, 2.79);
    let compared = compared(&older, &newer);
    let told: Vec<(&str, &str, usize)> = compared
        .ideas
        .iter()
        .map(|idea| (idea.id.as_str(), idea.change.word(), idea.read.len()))
        .collect();
    assert_eq!(
        told,
        [
            ("both", "both", 0),
            ("gained", "gained", 0),
            ("lost", "lost", 2),
            ("never", "never", 2)
        ]
    );
    assert_eq!(Change::ALL.map(|change| compared.count(change)), [1, 1, 1, 1]);
    assert_eq!(compared.gain(), Some(1.9), "2.7 is shown, and 0.8");
    assert!(!compared.other_version && !compared.kept_apart());
}

#[test]
fn levels_hints_and_times_stand_side_by_side() {
    let older = answer("old", &["both"], 1, 0.8);
    let mut newer = answer("new", &["both"], 3, 2.7);
    newer.transcript.push(Utterance {
        at: Duration::ZERO,
        what: Said::Hint { hint: 0 },
    });
    newer.prediction = Some(3);
    let compared = compared(&older, &newer);
    let scores: Vec<_> = compared
        .criteria
        .iter()
        .map(|criterion| {
            (
                criterion.id.as_str(),
                criterion.score.older,
                criterion.score.newer,
            )
        })
        .collect();
    assert_eq!(
        scores,
        [
            ("core", Ok(1.0), Ok(1.0)),
            (
                "probing",
                Err("no follow-up was asked"),
                Err("no follow-up was asked")
            ),
            ("clear", Ok(1.0), Ok(3.0)),
        ]
    );
    assert_eq!((compared.hints.older, compared.hints.newer), ((0, 3), (1, 3)));
    assert_eq!(compared.predicted.newer, Some(3));
    assert_eq!(compared.spent.older, Duration::from_secs(370));
    assert_eq!(compared.tests, Both::default());
}

#[test]
fn fields_stand_in_the_order_of_reading_and_one_of_a_single_answer_is_all_gained_or_lost() {
    let mut older = answer("it is convex", &[], 1, 1.0);
    let newer = answer("it is smooth", &[], 1, 1.0);
    older.fields.push(Field {
        name: "follow_up.mse".into(),
        text: "slower".into(),
        ..Field::default()
    });
    let compared = compared(&older, &newer);
    let told: Vec<(&str, &str, usize)> = compared
        .fields
        .iter()
        .map(|field| (field.name.as_str(), field.title.as_str(), field.parts.len()))
        .collect();
    assert_eq!(
        told,
        [("main", "Your answer", 3), ("follow_up.mse", "To follow-up 1", 1)]
    );
    assert_eq!(compared.fields[1].parts[0].kind, words::Kind::Lost);
}

#[test]
fn what_is_no_measure_of_the_other_says_so() {
    let mut older = answer("notes", &["both"], 1, 1.0);
    older.spoken = true;
    let newer = answer("an answer", &[], 1, 1.0);
    assert!(compared(&older, &newer).kept_apart());
    assert!(!compared(&older, &older).kept_apart());
    let mut unscored = newer.clone();
    unscored.scores.clear();
    assert_eq!(compared(&older, &unscored).ideas, []);
    assert_eq!(compared(&older, &unscored).gain(), None);
    let (asked, mut now) = (question(), question());
    now.rubric[0].ideas.as_mut().unwrap()[0].id = "other".into();
    let (older, newer) = (
        Side {
            attempt: &older,
            question: &asked,
        },
        Side {
            attempt: &newer,
            question: &now,
        },
    );
    let compared = Comparison::of(older, newer, &resources);
    assert!(compared.other_version);
    let new: Vec<&str> = compared
        .ideas
        .iter()
        .filter(|idea| idea.new)
        .map(|idea| idea.id.as_str())
        .collect();
    assert_eq!(new, ["other"]);
}
