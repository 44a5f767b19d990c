//! What is due when: grades, missed ideas, joined ideas, the plan.

use jiff::ZonedDateTime;
use jiff::civil::date;

use super::*;
use crate::domain::bank::Bank;
use crate::domain::catalog::Tables;
use crate::domain::diary::{Entry, Note};
use crate::domain::event::SessionKind;
use crate::domain::session::Session;
use crate::domain::summary::{IdeaOutcome, Outcome, QuestionSummary, Said, Tests};

const DAY: Date = date(2026, 11, 2);

/// Two theory questions that share an idea, a programming, a culture question.
fn catalog() -> Catalog {
    catalog_of(
        r#"[{"id": "ce", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 8,
         "prompt": "Why?", "rubric": [{"id": "core", "criterion": "Core", "weight": 1, "ideas": [
            {"id": "mle", "idea": "Likelihood"}, {"id": "grad", "idea": "Gradient"}]}],
         "follow_ups": [{"id": "more", "ask": "More?", "probes": ["grad"], "minutes": 1.5}]},
        {"id": "softmax", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 10,
         "prompt": "What?", "rubric": [{"id": "core", "criterion": "Core", "weight": 1, "ideas": [
            {"id": "nll", "idea": "Likelihood", "same_as": "b/ce#mle"}]}],
         "follow_ups": [{"id": "nll", "ask": "Why that?", "probes": ["nll"]}]},
        {"id": "linear", "round": "programming", "topic": "layers", "difficulty": "easy", "minutes": 20,
         "prompt": "Write.", "rubric": [{"id": "right", "criterion": "Right", "weight": 1, "tests": true}],
         "code": {"language": "python", "entry": ["f"], "stages": [{"title": "one", "tests": "tests_1.py"}]}},
        {"id": "conflict", "round": "culture", "topic": "conflict", "difficulty": "easy", "minutes": 8,
         "prompt": "Tell.", "rubric": [{"id": "clear", "criterion": "Clear", "weight": 1,
            "levels": ["a", "b", "c", "d", "e"]}]}]"#,
    )
}

fn catalog_of(questions: &str) -> Catalog {
    let bank: Bank = serde_json::from_str(&format!(
        r#"{{"format": 1, "id": "b", "questions": {questions}}}"#
    ))
    .unwrap();
    Catalog::new(vec![bank], Vec::new(), Tables::default())
}

fn name(id: &str) -> QuestionName {
    QuestionName::new("b", id)
}

fn question_card(id: &str) -> Card {
    Card::Question(name(id))
}

fn idea_card(question: &str, idea: &str) -> Card {
    Card::idea(name(question), idea)
}

fn at(day: Date, hour: i8) -> ZonedDateTime {
    day.at(hour, 0, 0, 0).in_tz("Europe/Berlin").unwrap()
}

/// One question asked at a time, with its score and what became of its ideas.
fn asked(at: ZonedDateTime, id: &str, score: Option<f64>, ideas: &[(&str, Said)]) -> SessionSummary {
    let mut summary = SessionSummary::of("s", &Session::default(), &|_| None, Vec::new());
    summary.began_at = Some(at.clone());
    summary.over = true;
    summary.questions = vec![QuestionSummary {
        name: name(id),
        round: match id {
            "linear" => RoundKind::Programming,
            "conflict" => RoundKind::Culture,
            _ => RoundKind::MlTheory,
        },
        topic: "losses".to_owned(),
        score,
        outcome: Outcome {
            asked_at: Some(at),
            budget_ms: 480_000,
            spent_ms: 400_000,
            answered: true,
            ideas: ideas
                .iter()
                .map(|(id, said)| IdeaOutcome {
                    id: (*id).to_owned(),
                    said: *said,
                    same_as: None,
                })
                .collect(),
            ..Outcome::default()
        },
    }];
    summary
}

fn fold(history: &[SessionSummary]) -> Schedule {
    Schedule::fold(history, &Diary::default(), &catalog(), DAY)
}

fn memory(history: &[SessionSummary], card: &Card) -> Option<Memory> {
    fold(history).get(card).map(|card| card.memory)
}

#[test]
fn a_question_is_graded_by_its_score_and_an_idea_by_how_it_was_said() {
    for (score, grade) in [
        (1.49, Grade::Again),
        (1.5, Grade::Hard),
        (2.49, Grade::Hard),
        (2.5, Grade::Good),
        (3.49, Grade::Good),
        (3.5, Grade::Easy),
    ] {
        let history = [asked(at(DAY, 9), "ce", Some(score), &[])];
        assert_eq!(
            memory(&history, &question_card("ce")),
            Some(Memory::first(grade)),
            "{score}"
        );
    }
    for (said, grade) in [
        (Said::Missed, Grade::Again),
        (Said::Helped, Grade::Hard),
        (Said::Unaided, Grade::Good),
    ] {
        let history = [asked(at(DAY, 9), "ce", Some(3.0), &[("grad", said)])];
        assert_eq!(
            memory(&history, &idea_card("ce", "grad")),
            Some(Memory::first(grade))
        );
    }
}

#[test]
fn a_verdict_grades_code_and_over_one_and_a_half_times_the_minutes_is_one_lower() {
    let code = |passed, first, spent| {
        let mut session = asked(at(DAY, 9), "linear", Some(0.0), &[]);
        session.questions[0].outcome.tests = Some(Tests { passed, of: 4, first });
        session.questions[0].outcome.spent_ms = spent;
        memory(&[session], &question_card("linear"))
    };
    for (passed, first, grade) in [
        (4, true, Grade::Easy),
        (4, false, Grade::Good),
        (1, false, Grade::Hard),
        (0, false, Grade::Again),
    ] {
        assert_eq!(
            code(passed, first, 720_000),
            Some(Memory::first(grade)),
            "in time"
        );
        assert_eq!(code(passed, first, 720_001), Some(Memory::first(grade.lowered())));
    }
    // Not run: the score is what there is.
    let history = [asked(at(DAY, 9), "linear", Some(3.0), &[])];
    assert_eq!(
        memory(&history, &question_card("linear")),
        Some(Memory::first(Grade::Good))
    );
}

#[test]
fn cramming_and_what_was_not_scored_leave_the_schedule_alone_and_a_part_the_question() {
    let ideas = [("grad", Said::Unaided)];
    let mut cram = asked(at(DAY, 9), "ce", Some(4.0), &ideas);
    cram.kind = SessionKind::Cram;
    let unscored = asked(at(DAY, 9), "ce", None, &[]);
    assert!(fold(&[cram, unscored]).cards().is_empty());
    let mut part = asked(at(DAY, 9), "ce", Some(4.0), &ideas);
    part.questions[0].outcome.part = true;
    let schedule = fold(&[part]);
    assert_eq!(schedule.get(&question_card("ce")), None);
    assert!(schedule.get(&idea_card("ce", "grad")).is_some());
}

#[test]
fn a_missed_idea_returns_until_it_was_said_on_three_days() {
    let card = idea_card("ce", "grad");
    let mut history = vec![asked(at(DAY, 9), "ce", Some(2.0), &[("grad", Said::Missed)])];
    let stands = |history: &[SessionSummary]| {
        let schedule = fold(history);
        let card = schedule.get(&card).unwrap();
        (card.owed, days_between(DAY, card.due_on()))
    };
    assert_eq!(stands(&history), (3, 1));
    let said = |days: i64, hour| {
        let day = DAY.checked_add(days.days()).unwrap();
        asked(at(day, hour), "ce", Some(3.0), &[("grad", Said::Unaided)])
    };
    history.push(said(1, 9));
    history.push(said(1, 20));
    assert_eq!(stands(&history), (2, 2), "twice on one day is one day");
    history.push(said(2, 3));
    assert_eq!(
        stands(&history),
        (2, 2),
        "before four in the morning it is still the day before"
    );
    history.push(said(2, 4));
    assert_eq!(stands(&history), (1, 3));
    history.push(said(3, 9));
    let (owed, due) = stands(&history);
    assert!(owed == 0 && due > 4, "then as any other: {due}");
    history.push(asked(at(DAY, 10), "ce", Some(3.0), &[("grad", Said::Missed)]));
    assert_eq!(
        stands(&history).0,
        0,
        "the order is that of time, not of the list"
    );
    history.push(asked(
        at(date(2026, 11, 20), 10),
        "ce",
        Some(3.0),
        &[("grad", Said::Missed)],
    ));
    assert_eq!(stands(&history), (3, 19), "missed again, all three are due again");
}

#[test]
fn the_same_idea_of_two_questions_is_one_card_and_what_is_gone_has_none() {
    let history = [
        asked(at(DAY, 9), "ce", Some(2.0), &[("mle", Said::Missed)]),
        asked(at(DAY, 10), "softmax", Some(3.0), &[("nll", Said::Unaided)]),
        asked(at(DAY, 11), "softmax", Some(3.0), &[("gone", Said::Missed)]),
        asked(at(DAY, 11), "gone", Some(0.0), &[("gone", Said::Missed)]),
    ];
    let schedule = fold(&history);
    assert_eq!(
        schedule.get(&idea_card("ce", "mle")),
        schedule.get(&idea_card("softmax", "nll"))
    );
    let card = schedule.get(&idea_card("ce", "mle")).unwrap();
    assert_eq!((card.times, card.owed), (2, 2));
    let names: Vec<String> = schedule
        .cards()
        .iter()
        .map(|card| card.card.to_string())
        .collect();
    assert_eq!(names, ["b/ce", "b/softmax", "b/ce#mle"]);

    // Its first question went: what was said there counts for the other.
    let left = catalog_of(
        r#"[{"id": "softmax", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 10,
         "prompt": "Reworded?", "rubric": [{"id": "core", "criterion": "Core", "weight": 1, "ideas": [
            {"id": "nll", "idea": "Reworded", "same_as": "b/ce#mle"}]}]}]"#,
    );
    let schedule = Schedule::fold(&history[..1], &Diary::default(), &left, DAY);
    assert_eq!(schedule.get(&idea_card("softmax", "nll")).unwrap().owed, 3);
    assert_eq!(schedule.get(&question_card("ce")), None);
}

#[test]
fn culture_comes_by_weakness_and_age() {
    for (score, days) in [(1.0, 3), (2.0, 7), (3.0, 21), (3.9, 60)] {
        // However often it was asked before.
        let before = asked(at(date(2026, 10, 1), 9), "conflict", Some(0.0), &[]);
        let schedule = fold(&[before, asked(at(DAY, 9), "conflict", Some(score), &[])]);
        let card = schedule.get(&question_card("conflict")).unwrap();
        assert_eq!(days_between(DAY, card.due_on()), days, "{score}");
        assert!((card.recall(card.due_on()) - WANTED).abs() < 1e-9);
    }
}

#[test]
fn what_is_due_comes_most_forgotten_first_and_ideas_alone_through_their_follow_ups() {
    let history = [
        asked(
            at(DAY, 9),
            "ce",
            Some(3.6),
            &[("mle", Said::Unaided), ("grad", Said::Missed)],
        ),
        asked(at(DAY, 9), "linear", Some(1.0), &[]),
    ];
    let schedule = fold(&history);
    assert_eq!(schedule.due(DAY), [], "not on the day itself");
    let next = later(DAY, 1);
    let due = schedule.due(next);
    let names: Vec<String> = due.iter().map(|due| due.card.to_string()).collect();
    assert_eq!(names, ["b/linear", "b/ce#grad"], "equally forgotten, so by name");
    assert!(due.iter().all(|due| due.since == next));
    assert_eq!(due.iter().map(|due| due.minutes).collect::<Vec<_>>(), [20.0, 1.5]);
    assert_eq!(schedule.recall(&due[0].card, next), Some(due[0].recall));
    assert_eq!(schedule.forecast(3), [0, 2, 1]);

    let askings = schedule.askings(next);
    assert_eq!(askings[0].ideas.as_deref(), Some(&["grad".to_owned()][..]));
    assert_eq!((askings[0].minutes, askings[1].minutes), (1.5, 20.0));
    assert_eq!(askings[1].ideas, None);
    assert_eq!(
        askings[0].reason(),
        format!("due: 1 idea, recall {:.2}", due[0].recall)
    );
    let later = schedule.askings(later(DAY, 60));
    let ce = later.iter().find(|asking| asking.question == name("ce")).unwrap();
    assert_eq!((ce.ideas.as_ref(), ce.minutes), (None, 8.0));
    assert!(
        ce.reason().starts_with("due: the question and 1 idea, recall 0."),
        "{}",
        ce.reason()
    );
}

#[test]
fn a_plan_brings_everything_to_the_interview_or_says_what_does_not_fit() {
    let history = [
        asked(
            at(DAY, 9),
            "ce",
            Some(1.0),
            &[("mle", Said::Missed), ("grad", Said::Missed)],
        ),
        asked(at(DAY, 9), "linear", Some(1.0), &[]),
        asked(at(DAY, 9), "conflict", Some(1.0), &[]),
    ];
    let schedule = fold(&history);
    let plan = schedule.plan_back(date(2026, 12, 14), 30.0);
    assert_eq!(plan.not_fitting, []);
    assert_eq!(plan.days.len(), 42);
    assert!(plan.days.iter().all(|day| day.minutes <= 30.0));
    assert!(
        plan.days[1]
            .askings
            .iter()
            .any(|asking| asking.question == name("ce"))
    );

    // Too few minutes for the code: it is named.
    let plan = schedule.plan_back(date(2026, 12, 14), 12.0);
    let names: Vec<String> = plan.not_fitting.iter().map(|due| due.card.to_string()).collect();
    assert_eq!(names, ["b/linear"]);
    // No day is left.
    let plan = schedule.plan_back(DAY, 60.0);
    assert_eq!(
        (plan.days.len(), plan.not_fitting.len()),
        (0, 0),
        "all were asked today"
    );
    assert_eq!(schedule.plan_back(date(2026, 11, 1), f64::NAN).days, []);
}

#[test]
fn the_interview_day_is_that_of_the_diary_while_it_is_to_come() {
    let diary = |day| {
        Diary::of(vec![Entry {
            at: at(DAY, 9),
            note: Note::InterviewDay { day: Some(day) },
        }])
    };
    let day = date(2026, 11, 30);
    let of = |diary: &Diary| Schedule::fold(&[], diary, &catalog(), DAY).interview();
    assert_eq!(of(&diary(day)), Some(day));
    assert_eq!(of(&diary(date(2026, 11, 1))), None);
}
