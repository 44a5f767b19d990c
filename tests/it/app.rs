//! An interview as it is held, at the keyboard but without a terminal: what each key does to the
//! session, what time does to it, and that nothing said is ever lost. Every test states one thing.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

mod answering;
mod banks;
mod clocks;
mod drill;
mod first;
mod keys;
mod laws;
mod leaving;
mod levels;
mod progress;
mod prompts;
mod resuming;
mod review;
mod running;
mod scoring;
mod setup;
mod stories;
mod vim;

use std::sync::Arc;
use std::time::Duration;

use hotseat::app::data::Live;
use hotseat::app::effect::Effect;
use hotseat::app::msg::{Banks, Msg};
use hotseat::app::overlays::Overlay;
use hotseat::app::screens::Screen;
use hotseat::app::screens::debrief::Stage;
use hotseat::domain::bank::{Bank, RoundKind};
use hotseat::domain::catalog::{Catalog, Tables};
use hotseat::domain::config::Config;
use hotseat::domain::event::{Event, PauseCause, Record};
use hotseat::domain::loops::{Loop, Pressure, RoundPlan};
use hotseat::domain::session::{Attempt, Session, Stand};
use serde_json::json;

use crate::script::Script;

fn question(id: &str, twist: bool) -> serde_json::Value {
    let mut follow_ups = vec![
        json!({ "id": "on-mle", "ask": "Where does it come from?", "probes": ["mle"] }),
        json!({ "id": "on-grad", "ask": "And its gradient?", "probes": ["grad"] }),
    ];
    if twist {
        follow_ups.push(json!({ "id": "turn", "ask": "Now without labels?", "twist": true }));
    }
    json!({
        "id": id, "round": "ml_theory", "topic": format!("topic-{id}"), "difficulty": "medium",
        "minutes": 10, "prompt": format!("The prompt of {id}: why is this loss right?"),
        "clarifications": [
            { "ask": "How much labelled data is there?", "signs": ["labels"], "answer": "Ten hours." },
            { "ask": "Which network is it?", "signs": ["network"], "answer": "A small one." },
        ],
        "hints": ["Think of the model first.", "Write the likelihood down."],
        "rubric": [
            { "id": "core", "criterion": "Why it is right", "weight": 3, "ideas": [
                { "id": "mle", "idea": "It is the likelihood", "weight": 2, "signs": ["maximum likelihood"] },
                { "id": "grad", "idea": "p - y", "weight": 1, "signs": ["p - y"] },
            ] },
            { "id": "clear", "criterion": "Clear", "weight": 1, "levels": ["0", "1", "2", "3", "4"] },
            { "id": "probing", "criterion": "Holds up", "weight": 1, "levels": ["0", "1", "2", "3", "4"] },
        ],
        "follow_ups": follow_ups,
        "exemplars": [{ "level": 4, "answer": "The best." }, { "level": 2, "answer": "A fair one." }],
        "pitfalls": [
            { "id": "bounded", "wrong": "It is bounded.", "right": "It is not." },
            { "id": "squared", "wrong": "Squares do.", "right": "They do not." },
        ],
    })
}

/// Three questions of ten minutes in the bank `own`, and one with a twist in another.
fn catalog() -> Arc<Catalog> {
    let bank = |id: &str, questions: Vec<serde_json::Value>| -> Bank {
        serde_json::from_value(json!({ "format": 1, "id": id, "title": id, "questions": questions })).unwrap()
    };
    let own = ["q1", "q2", "q3"].map(|id| question(id, false)).to_vec();
    let banks = vec![bank("own", own), bank("turns", vec![question("q-twist", true)])];
    Arc::new(Catalog::new(Vec::new(), banks, Tables::default()))
}

/// A theory round of so many minutes and questions.
fn round(minutes: f64, questions: u32) -> RoundPlan {
    let mut round = RoundPlan::new(RoundKind::MlTheory, minutes);
    round.questions = Some(questions);
    round.banks = vec!["own".to_owned()];
    round
}

fn plan(rounds: Vec<RoundPlan>) -> Loop {
    Loop::new("theory", "Theory", rounds)
}

fn home(config: Config, loops: Vec<Loop>) -> Script {
    let mut script = Script::with(120, 40, config, hotseat::app::Goal::Home);
    script.send(Msg::Banks(Banks {
        catalog: catalog(),
        loops,
        problems: Vec::new(),
    }));
    script.send(Msg::History(Vec::new()));
    script
}

/// In the first question of this loop, with nothing answered.
fn sit(plan: Loop) -> Script {
    sit_with(Config::default(), plan)
}

fn sit_with(config: Config, plan: Loop) -> Script {
    let mut script = home(config, vec![plan]);
    script.keys("Enter Enter");
    assert_eq!(scene(&script), "asking");
    script
}

/// In the one question of ten minutes.
fn one() -> Script {
    let mut round = round(10.0, 1);
    round.topics = vec!["topic-q1".to_owned()];
    sit(plan(vec![round]))
}

/// In the first of three questions of ten minutes.
fn three() -> Script {
    sit(plan(vec![round(30.0, 3)]))
}

fn strict(mut plan: Loop) -> Loop {
    plan.pressure = Pressure::Strict;
    plan
}

fn asked(id: &str) -> Script {
    let mut script = home(Config::default(), vec![plan(vec![round(10.0, 1)])]);
    script.keys("/").text(id).keys("Enter");
    assert_eq!(scene(&script), "asking");
    script
}

fn live(script: &Script) -> &Live {
    script.app.data.live.as_ref().expect("a session is open")
}

fn session(script: &Script) -> &Session {
    &live(script).session
}

fn attempt(script: &Script) -> &Attempt {
    session(script).current().unwrap()
}

/// Both clocks now: the question's and the round's.
fn times(script: &Script) -> (Duration, Duration) {
    let live = live(script);
    let times = live.session.live(live.since(script.now()));
    (times.question, times.round)
}

fn name(event: &Event) -> String {
    let text = format!("{event:?}");
    text.split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap()
        .to_owned()
}

/// The names of everything recorded, in order.
fn names(script: &Script) -> Vec<String> {
    script
        .records()
        .iter()
        .map(|record| name(&record.event))
        .collect()
}

fn count(script: &Script, event: &str) -> usize {
    names(script).iter().filter(|name| *name == event).count()
}

fn last(script: &Script) -> Event {
    script.records().pop().unwrap().event
}

fn pauses(script: &Script) -> Vec<(PauseCause, Duration)> {
    session(script)
        .pauses
        .iter()
        .map(|pause| (pause.cause, pause.length))
        .collect()
}

/// What is looked at.
fn scene(script: &Script) -> &'static str {
    match script.app.screen() {
        Screen::Home(_) => "home",
        Screen::Setup(_) => "setup",
        Screen::Interview(_) if session(script).paused.is_some() => "paused",
        Screen::Interview(_) if session(script).stand() == Stand::Asking => "asking",
        Screen::Interview(_) => "between",
        Screen::Debrief(debrief) if debrief.stage == Stage::Score => "scoring",
        Screen::Debrief(_) => "predicting",
        Screen::Scorecard(_) => "scorecard",
        Screen::Review(_) => "review",
        Screen::Replay(_) => "replay",
        Screen::Compare(_) => "compare",
        Screen::Stories(_) => "stories",
        Screen::Banks(_) => "banks",
        Screen::Progress(_) => "progress",
    }
}

fn overlay(script: &Script) -> &'static str {
    match &script.app.overlay {
        None => "none",
        Some(Overlay::Help(_)) => "help",
        Some(Overlay::Palette(_)) => "palette",
        Some(Overlay::Confirm(_)) => "confirm",
        Some(Overlay::Notes(_)) => "notes",
        Some(Overlay::Ask(_)) => "ask",
        Some(Overlay::Find(_)) => "find",
        Some(Overlay::Output(_)) => "output",
        Some(Overlay::Topics(_)) => "topics",
        Some(Overlay::BankFiles(_)) => "bank files",
        Some(Overlay::BankVersions(_)) => "bank versions",
        Some(Overlay::BankName(_)) => "bank name",
        Some(Overlay::Naming(_)) => "naming",
        Some(Overlay::Filter(_)) => "filter",
        Some(Overlay::Tell(_)) => "tell",
    }
}

/// The text of a field as the screen has it.
fn shown(script: &Script, field: &str) -> String {
    let Screen::Interview(interview) = script.app.screen() else {
        panic!("no interview on the screen");
    };
    let field = interview.fields.iter().find(|known| known.name == field);
    field.unwrap().editor.text()
}

/// Records since the session began say what the live session says.
fn assert_fold(script: &Script) {
    assert_eq!(Session::fold(&script.records()), *session(script));
}

/// Another process that goes on with what is on disk after these records, an hour later.
fn resumed(script: &Script, records: Vec<Record>, carried: Duration) -> Script {
    let mut disk = script.on_disk(carried);
    disk.records = records;
    let mut again = Script::with(
        120,
        40,
        Config::default(),
        hotseat::app::Goal::Resume(disk.folder.clone()),
    );
    again.send(Msg::Banks(Banks {
        catalog: catalog(),
        loops: Vec::new(),
        problems: Vec::new(),
    }));
    let later = script
        .now()
        .wall
        .checked_add(jiff::SignedDuration::from_hours(1))
        .unwrap();
    again.set_wall(&later.to_string());
    again.send(Msg::Opened(Ok(Box::new(disk))));
    again
}

fn effects(script: &Script, wanted: fn(&Effect) -> bool) -> usize {
    script.effects.iter().filter(|effect| wanted(effect)).count()
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}
