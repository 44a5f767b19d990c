//! A candidate who is weak in two of eight topics and practises a quarter of an hour a day for thirty days.

use std::collections::BTreeMap;

use hotseat::domain::bank::{Bank, QuestionName, RoundKind};
use hotseat::domain::catalog::{Catalog, Tables};
use hotseat::domain::diary::Diary;
use hotseat::domain::draw::{Abilities, Candidate, Draw, DrawnQuestion, History, Request, draw};
use hotseat::domain::drill::{Rest, Wish, drill};
use hotseat::domain::due::{Card, Schedule};
use hotseat::domain::event::SessionKind;
use hotseat::domain::loops::{Loop, RoundPlan};
use hotseat::domain::session::Session;
use hotseat::domain::summary::{IdeaOutcome, Outcome, QuestionSummary, Said, SessionSummary};
use jiff::civil::Date;

const TOPICS: usize = 8;
const WEAK: [&str; 2] = ["t2", "t5"];
const DAYS: u32 = 30;
/// So often an idea of a weak topic must be met before the candidate has learned it.
const TO_LEARN: u32 = 2;

fn catalog() -> Catalog {
    let question = |id: usize| {
        format!(
            r#"{{"id": "q{id:02}", "round": "ml_theory", "topic": "t{}", "difficulty": "easy", "minutes": 5,
             "prompt": "Why?", "rubric": [{{"id": "core", "criterion": "Core", "weight": 1,
               "ideas": [{{"id": "a", "idea": "A"}}, {{"id": "b", "idea": "B"}}]}}],
             "follow_ups": [{{"id": "f", "ask": "A?", "probes": ["a"], "minutes": 1.5}},
                            {{"id": "g", "ask": "B?", "probes": ["b"], "minutes": 1.5}}]}}"#,
            id % TOPICS
        )
    };
    let questions: Vec<String> = (0..40).map(question).collect();
    let bank: Bank = serde_json::from_str(&format!(
        r#"{{"format": 1, "id": "b", "questions": [{}]}}"#,
        questions.join(",")
    ))
    .expect("a bank");
    Catalog::new(vec![bank], Vec::new(), Tables::default())
}

/// What a person knows: how often each idea was met.
#[derive(Default)]
struct Person {
    met: BTreeMap<(QuestionName, String), u32>,
}

impl Person {
    /// Answers; in a weak topic ideas are missed until they were met often enough.
    fn answer(&mut self, question: &DrawnQuestion, day: Date) -> QuestionSummary {
        let asked = question.ideas.clone();
        let ideas: Vec<IdeaOutcome> = asked
            .unwrap_or_else(|| vec!["a".to_owned(), "b".to_owned()])
            .into_iter()
            .map(|id| {
                let met = self.met.entry((question.name.clone(), id.clone())).or_default();
                *met += 1;
                let knows = !WEAK.contains(&question.topic.as_str()) || *met > TO_LEARN;
                let said = if knows { Said::Unaided } else { Said::Missed };
                IdeaOutcome {
                    id,
                    said,
                    same_as: None,
                }
            })
            .collect();
        let said = ideas.iter().filter(|idea| idea.said != Said::Missed).count();
        QuestionSummary {
            name: question.name.clone(),
            round: RoundKind::MlTheory,
            topic: question.topic.clone(),
            score: Some(4.0 * said as f64 / ideas.len() as f64),
            outcome: Outcome {
                asked_at: Some(day.at(20, 0, 0, 0).in_tz("UTC").unwrap()),
                answered: true,
                part: question.ideas.is_some(),
                ideas,
                ..Outcome::default()
            },
        }
    }
}

fn session(day: Date, kind: SessionKind, questions: Vec<QuestionSummary>) -> SessionSummary {
    let mut summary = SessionSummary::of(&day.to_string(), &Session::default(), &|_| None, Vec::new());
    summary.began_at = Some(day.at(20, 0, 0, 0).in_tz("UTC").unwrap());
    summary.kind = kind;
    summary.over = true;
    summary.questions = questions;
    summary
}

fn fold(history: &[SessionSummary], catalog: &Catalog, day: Date) -> Schedule {
    Schedule::fold(history, &Diary::default(), catalog, day)
}

/// Minutes on weak topics, and all minutes.
#[derive(Default)]
struct Spent {
    weak: f64,
    all: f64,
}

impl Spent {
    fn add(&mut self, question: &DrawnQuestion) {
        self.all += question.minutes;
        if WEAK.contains(&question.topic.as_str()) {
            self.weak += question.minutes;
        }
    }

    fn share(&self) -> f64 {
        self.weak / self.all.max(1e-9)
    }
}

#[test]
fn thirty_days_of_drills_find_the_weak_topics_and_bring_every_missed_idea_back_on_three_days() {
    let catalog = catalog();
    let mut person = Person::default();
    let mut history: Vec<SessionSummary> = Vec::new();
    let mut spent = Spent::default();
    // By card: the days it was said on since it was missed last.
    let mut since: BTreeMap<Card, Vec<Date>> = BTreeMap::new();
    for number in 0..DAYS {
        let day = super::day(number);
        let schedule = fold(&history, &catalog, day);
        let due = schedule.due(day);
        for (card, said_on) in &since {
            let owed = said_on.len() < 3;
            let is_due = due.iter().any(|due| due.card == *card);
            assert!(
                !owed || is_due,
                "day {number}: {card} was said on {said_on:?} and is not due"
            );
        }
        let wish = Wish::of(15.0, Rest::New);
        let drawn = drill(
            &wish,
            &schedule,
            &catalog,
            u64::from(number),
            day,
            Abilities::default(),
        )
        .unwrap();
        assert!(drawn.minutes() <= 15.0);
        let mut answers = Vec::new();
        for question in drawn.rounds.iter().flat_map(|round| &round.questions) {
            // The first five days show where the weaknesses are.
            if number >= 5 {
                spent.add(question);
            }
            let answer = person.answer(question, day);
            for idea in &answer.outcome.ideas {
                let card = Card::idea(question.name.clone(), idea.id.clone());
                if idea.said == Said::Missed {
                    since.insert(card, Vec::new());
                } else if let Some(days) = since.get_mut(&card) {
                    days.push(day);
                }
            }
            answers.push(answer);
        }
        history.insert(0, session(day, SessionKind::Drill, answers));
    }
    let made_up = since.values().filter(|days| days.len() >= 3).count();
    assert!(
        spent.share() >= 0.5,
        "{:.2} of the time on a quarter of the topics",
        spent.share()
    );
    assert!(
        made_up * 10 >= since.len() * 6,
        "{made_up} of {} missed ideas were said on three days",
        since.len()
    );
}

#[test]
fn a_draw_that_weighs_in_what_is_due_finds_the_weak_topics_and_chance_does_not() {
    let share = |way: Draw| {
        let catalog = catalog();
        let candidates: Vec<Candidate> = catalog.entries().iter().map(Candidate::of).collect();
        let plan = Loop::new("theory", "", vec![RoundPlan::new(RoundKind::MlTheory, 20.0)]);
        let request = Request {
            strategy: way,
            ..Request::default()
        };
        let mut person = Person::default();
        let mut history: Vec<SessionSummary> = Vec::new();
        let mut spent = Spent::default();
        for number in 0..DAYS {
            let day = super::day(number);
            let known = History::of(&history).with(&fold(&history, &catalog, day), day);
            let seed = u64::from(number);
            let drawn = draw(
                &plan,
                &request,
                &candidates,
                &known,
                seed,
                day,
                Abilities::default(),
            )
            .unwrap();
            let questions: Vec<&DrawnQuestion> =
                drawn.rounds.iter().flat_map(|round| &round.questions).collect();
            // Every question was asked once after ten days.
            if number >= 10 {
                for question in &questions {
                    spent.add(question);
                }
            }
            let answers = questions
                .iter()
                .map(|question| person.answer(question, day))
                .collect();
            history.insert(0, session(day, SessionKind::Interview, answers));
        }
        spent.share()
    };
    let (due, weakest, chance) = (share(Draw::Due), share(Draw::Weakest), share(Draw::Random));
    assert!((0.1..0.4).contains(&chance), "two of eight topics: {chance:.2}");
    assert!(
        due >= 0.4 && due > chance + 0.1,
        "due {due:.2}, chance {chance:.2}"
    );
    assert!(weakest > chance, "weakest {weakest:.2}, chance {chance:.2}");
}
