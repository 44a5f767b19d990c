//! Home and what is due: a drill by one key, the schedule as it comes, a retake of what was missed.

use std::sync::Arc;

use hotseat::app::Goal;
use hotseat::app::effect::Effect;
use hotseat::app::msg::Msg;
use hotseat::app::screens::Screen;
use hotseat::app::screens::setup::plan_retake;
use hotseat::domain::bank::{QuestionName, RoundKind};
use hotseat::domain::config::Config;
use hotseat::domain::diary::{Diary, Entry, Note};
use hotseat::domain::event::{Event, SessionKind, Started};
use hotseat::domain::session::Session;
use hotseat::domain::summary::{IdeaOutcome, Outcome, QuestionSummary, Said, SessionSummary};
use jiff::ToSpan;

use crate::script::{Script, builtin_banks};

const QUESTION: &str = "th-ce-justification";

fn name() -> QuestionName {
    QuestionName::new("theory-foundations", QUESTION)
}

/// Home of somebody who a week ago said all but one idea of a question.
fn home() -> Script {
    let mut script = Script::bare(120, 40, Config::default(), Goal::Home);
    script.send(Msg::Banks(builtin_banks(Vec::new())));
    let at = script.app.now.wall.checked_sub(7.days()).unwrap();
    let catalog = script.app.data.catalog().unwrap();
    let question = &catalog.get(&name()).unwrap().question;
    let probed = |id: &str| {
        question
            .follow_ups
            .iter()
            .any(|follow_up| !follow_up.twist && follow_up.probes.iter().any(|probed| probed == id))
    };
    let mut missed = false;
    let ideas = question
        .rubric
        .iter()
        .flat_map(|criterion| criterion.ideas.iter().flatten())
        .map(|idea| {
            let misses = !missed && probed(&idea.id);
            missed |= misses;
            IdeaOutcome {
                id: idea.id.clone(),
                said: if misses { Said::Missed } else { Said::Unaided },
                same_as: None,
            }
        })
        .filter(|idea| idea.said == Said::Missed)
        .collect();
    let mut summary = SessionSummary::of("before", &Session::default(), &|_| None, Vec::new());
    summary.began_at = Some(at.clone());
    summary.over = true;
    summary.score = Some(3.6);
    summary.questions = vec![QuestionSummary {
        name: name(),
        round: RoundKind::MlTheory,
        topic: "losses".to_owned(),
        score: Some(3.6),
        outcome: Outcome {
            asked_at: Some(at.clone()),
            ideas,
            ..Outcome::default()
        },
    }];
    script.send(Msg::History(vec![summary]));
    let day = at.date().checked_add(9.weeks()).unwrap();
    let note = Note::InterviewDay { day: Some(day) };
    script.send(Msg::Diary(Diary::of(vec![Entry { at, note }]), Vec::new()));
    script
}

fn begun(script: &Script) -> Option<&Started> {
    script.effects.iter().find_map(|effect| match effect {
        Effect::Append(_, record) => match &record.event {
            Event::SessionStarted(started) => Some(&**started),
            _ => None,
        },
        _ => None,
    })
}

/// Reading all questions cost Home a third of its memory.
#[test]
fn no_question_is_read_for_home_or_for_what_would_be_drawn() {
    let mut script = Script::with(120, 40, Config::default(), Goal::Home);
    script.send(Msg::History(crate::screens::world::history()));
    let read = |script: &Script| -> Vec<String> {
        let entries = script.app.data.catalog().unwrap().entries().iter();
        let read = entries.filter(|entry| entry.question.is_read());
        read.map(|entry| entry.name.to_string()).collect()
    };
    assert!(script.screen().contains("Drill what is due"));
    assert_eq!(read(&script), [""; 0], "at Home");
    script.keys("enter");
    assert!(script.screen().contains("Onsite"), "{}", script.screen());
    assert_eq!(read(&script), [""; 0], "in the setup");
    script.keys("esc b");
    script.screen();
    assert_eq!(read(&script).len(), 1, "of the list only the one that is shown");
}

#[test]
fn home_says_what_is_due_and_one_key_drills_it_through_the_follow_up_alone() {
    let mut script = home();
    let screen = script.screen();
    assert!(screen.contains("interview in 8 weeks"), "{screen}");
    assert!(screen.contains("Drill what is due        1 question"), "{screen}");
    assert!(
        screen.contains("Drill losses, ") && screen.contains(" min, 1 due"),
        "{screen}"
    );
    script.keys("d");
    let started = begun(&script).expect("a session began");
    assert_eq!(
        (started.kind, started.loop_id.as_str()),
        (SessionKind::Drill, "drill")
    );
    let question = &started.plan[0].questions[0];
    assert_eq!(
        (&question.name, question.ideas.as_ref().map(Vec::len)),
        (&name(), Some(1))
    );
    assert!(
        question.reason.starts_with("due: 1 idea, recall 0."),
        "{}",
        question.reason
    );
    assert!(matches!(script.app.screen(), Screen::Interview(_)));
    let live = script.app.data.live.as_ref().unwrap();
    let asked = live.question(&name()).unwrap();
    assert!(asked.prompt.contains("Only this now:"), "{}", asked.prompt);
    let left: usize = asked
        .rubric
        .iter()
        .flat_map(|criterion| &criterion.ideas)
        .map(Vec::len)
        .sum();
    assert_eq!(
        (left, asked.follow_ups.len()),
        (1, 0),
        "nothing else is asked or scored"
    );
}

#[test]
fn where_nothing_is_due_a_drill_says_so_and_begins_nothing() {
    let mut script = Script::new(120, 40);
    script.send(Msg::Diary(Diary::default(), Vec::new()));
    script.keys("Down Enter");
    assert!(script.screen().contains("Nothing is due."), "{}", script.screen());
    assert_eq!(begun(&script), None);
}

#[test]
fn a_schedule_that_comes_late_is_ignored_and_a_note_in_the_diary_asks_for_another() {
    let mut script = home();
    let schedule = script.app.data.schedule.clone().unwrap();
    let old = script.app.data.scheduling.unwrap();
    script.send(Msg::History(Vec::new()));
    assert!(script.app.data.schedule.as_ref().unwrap().cards().is_empty());
    script.send(Msg::Schedule(old, Arc::clone(&schedule)));
    assert!(script.app.data.schedule.as_ref().unwrap().cards().is_empty());
    script.send(Msg::Diary(
        Diary::default(),
        vec!["diary.jsonl:3:1: It is torn.".to_owned()],
    ));
    assert!(script.screen().contains("It is torn."), "{}", script.screen());
}

#[test]
fn a_retake_of_what_was_missed_is_planned_from_the_same_bank() {
    let script = home();
    let data = &script.app.data;
    let whole = plan_retake(&name(), None, data, &script.app.now).unwrap();
    assert_eq!(whole.started.kind, SessionKind::Retake);
    assert_eq!(whole.started.plan[0].questions[0].ideas, None);
    let missed = data.sessions()[0].questions[0].outcome.ideas[0].id.clone();
    let part = plan_retake(&name(), Some(vec![missed]), data, &script.app.now).unwrap();
    assert!(part.questions[&name()].question.prompt.contains("Only this now:"));
    let gone = plan_retake(&QuestionName::new("b", "gone"), None, data, &script.app.now);
    assert_eq!(gone.unwrap_err(), "There is no question b/gone any more.");
}
