//! What a drill, cramming and a retake ask.

use jiff::civil::date;

use super::*;
use crate::domain::bank::Bank;
use crate::domain::catalog::Tables;
use crate::domain::diary::Diary;
use crate::domain::session::Session;
use crate::domain::summary::{IdeaOutcome, Outcome, QuestionSummary, Said, SessionSummary};

const TODAY: Date = date(2026, 11, 28);
const CAN: Abilities = Abilities {
    python: true,
    numpy: true,
    torch: false,
};

fn catalog() -> Catalog {
    let question = |id: &str, minutes: f64| {
        format!(
            r#"{{"id": "{id}", "round": "ml_theory", "topic": "{}", "difficulty": "easy", "minutes": {minutes},
             "prompt": "Why?", "rubric": [{{"id": "core", "criterion": "Core", "weight": 1, "ideas": [
               {{"id": "a", "idea": "A"}}, {{"id": "b", "idea": "B"}}]}}],
             "follow_ups": [{{"id": "f", "ask": "A?", "probes": ["a"], "minutes": 2}}]}}"#,
            &id[..1]
        )
    };
    let questions = [
        question("x1", 8.0),
        question("x2", 6.0),
        question("y1", 5.0),
        question("y2", 30.0),
    ];
    let torch = r#"{"id": "z1", "round": "programming", "topic": "z", "difficulty": "easy", "minutes": 4,
        "prompt": "Write.", "rubric": [{"id": "right", "criterion": "Right", "weight": 1, "tests": true}],
        "code": {"language": "python", "entry": ["f"], "requires": ["torch"],
                 "stages": [{"title": "one", "tests": "tests_1.py"}]}}"#;
    let bank: Bank = serde_json::from_str(&format!(
        r#"{{"format": 1, "id": "b", "questions": [{}, {torch}]}}"#,
        questions.join(",")
    ))
    .unwrap();
    Catalog::new(vec![bank], Vec::new(), Tables::default())
}

/// Asked six days ago, with its score and whether its first idea was said.
fn asked(id: &str, score: f64, said: Said) -> SessionSummary {
    let at = date(2026, 11, 22).at(10, 0, 0, 0).in_tz("UTC").unwrap();
    let mut summary = SessionSummary::of("s", &Session::default(), &|_| None, Vec::new());
    summary.began_at = Some(at.clone());
    summary.questions = vec![QuestionSummary {
        name: QuestionName::new("b", id),
        round: if id == "z1" {
            RoundKind::Programming
        } else {
            RoundKind::MlTheory
        },
        topic: id[..1].to_owned(),
        score: Some(score),
        outcome: Outcome {
            asked_at: Some(at),
            ideas: vec![IdeaOutcome {
                id: "a".to_owned(),
                said,
                same_as: None,
            }],
            ..Outcome::default()
        },
    }];
    summary
}

fn schedule(history: &[SessionSummary]) -> Schedule {
    Schedule::fold(history, &Diary::default(), &catalog(), TODAY)
}

fn told(drawn: &Drawn) -> Vec<String> {
    drawn
        .rounds
        .iter()
        .flat_map(|round| &round.questions)
        .map(|question| {
            let ideas = question.ideas.as_ref().map(|ideas| ideas.join("+"));
            let what = ideas.map_or_else(String::new, |ideas| format!("#{ideas}"));
            format!("{}{what} {}", question.name.question, question.minutes)
        })
        .collect()
}

#[test]
fn a_drill_holds_what_is_due_in_the_minutes_there_are_most_forgotten_first() {
    let history = [
        asked("x1", 4.0, Said::Missed),
        asked("x2", 1.0, Said::Unaided),
        asked("y2", 1.0, Said::Unaided),
        asked("z1", 1.0, Said::Unaided),
    ];
    let schedule = schedule(&history);
    let of = |minutes, rest| drill(&Wish::of(minutes, rest), &schedule, &catalog(), 1, TODAY, CAN);
    let drawn = of(15.0, Rest::Free).unwrap();
    assert_eq!(
        told(&drawn),
        ["x1#a 2", "x2 6"],
        "30 minutes do not fit, and torch is not here"
    );
    assert_eq!(drawn.kind, SessionKind::Drill);
    assert_eq!((drawn.title.as_str(), drawn.minutes()), ("Drill of 2", 8.0));
    let reason = &drawn.rounds[0].questions[0].reason;
    assert!(reason.starts_with("due: 1 idea, recall 0."), "{reason}");
    assert_eq!(told(&of(15.0, Rest::New).unwrap()), ["x1#a 2", "x2 6", "y1 5"]);
    assert_eq!(
        of(1.0, Rest::New).unwrap_err().to_string(),
        "Nothing fits into 1 min: the shortest of what is due takes 2 min."
    );
    let plan = of(15.0, Rest::New);
    assert_eq!(plan, of(15.0, Rest::New), "the same of the same seed");
}

#[test]
fn where_nothing_is_due_it_is_said_when_something_will_be() {
    let schedule = schedule(&[asked("x1", 4.0, Said::Unaided)]);
    let wish = Wish::of(15.0, Rest::Free);
    let before = date(2026, 11, 22);
    let nothing = drill(&wish, &schedule, &catalog(), 1, before, CAN).unwrap_err();
    assert_eq!(nothing.to_string(), "Nothing is due. The next is on 2026-11-24.");
    let nothing = drill(&wish, &Schedule::default(), &catalog(), 1, TODAY, CAN).unwrap_err();
    assert_eq!(nothing.to_string(), "Nothing is due.");
}

#[test]
fn cramming_takes_whole_questions_of_the_topics_least_known_first() {
    let schedule = schedule(&[asked("x1", 4.0, Said::Missed), asked("x2", 1.0, Said::Unaided)]);
    let wish = Wish {
        topics: vec!["x".to_owned()],
        ..Wish::of(60.0, Rest::New)
    };
    let drawn = cram(&wish, &schedule, &catalog(), 1, TODAY, CAN).unwrap();
    assert_eq!(told(&drawn), ["x1 8", "x2 6"]);
    assert_eq!(drawn.kind, SessionKind::Cram);
    let none = Wish {
        topics: vec!["none".to_owned()],
        ..wish
    };
    let nothing = cram(&none, &schedule, &catalog(), 1, TODAY, CAN).unwrap_err();
    assert_eq!(nothing, Nothing::Matches);
}

#[test]
fn a_retake_asks_the_whole_question_or_the_ideas_missed() {
    let name = QuestionName::new("b", "x1");
    let of = |name: &QuestionName, ideas: Option<&[&str]>| {
        let ideas = ideas.map(|ideas| ideas.iter().map(|idea| (*idea).to_owned()).collect());
        retake(name, ideas, &Schedule::default(), &catalog(), 1, TODAY)
    };
    assert_eq!(told(&of(&name, None).unwrap()), ["x1 8"]);
    let part = of(&name, Some(&["a"])).unwrap();
    assert_eq!(
        (told(&part), part.kind),
        (vec!["x1#a 2".to_owned()], SessionKind::Retake)
    );
    assert_eq!(
        told(&of(&name, Some(&["b"])).unwrap()),
        ["x1#b 8"],
        "no follow-up asks"
    );
    assert_eq!(
        of(&name, Some(&["none"])).unwrap_err(),
        Nothing::NoSuchIdeas(name.clone())
    );
    let gone = QuestionName::new("b", "gone");
    assert_eq!(of(&gone, None).unwrap_err(), Nothing::Gone(gone));
}
