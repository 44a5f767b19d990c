//! The first minute: offered to a stranger, taken or skipped by a key, and never offered again; words under
//! its debrief that say what each step is for, and under no other.

use hotseat::app::Goal;
use hotseat::app::first::{self, Guide};
use hotseat::app::screens::home::{Home, Item};
use hotseat::domain::bank::Difficulty;
use hotseat::domain::config::FIRST_QUESTION;
use hotseat::domain::summary::SessionSummary;

use crate::script::builtin_banks;

use super::*;

/// The first start, with everything read: there was nothing.
fn stranger() -> Script {
    let mut script = Script::new(120, 40);
    script.app.data.stranger = true;
    script
}

fn offered(script: &Script) -> bool {
    Home::items(&script.app.data).contains(&Item::First)
}

/// What is to be remembered.
fn saw(script: &Script) -> Vec<&'static str> {
    script
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Saw(note) => Some(*note),
            _ => None,
        })
        .collect()
}

/// The question taken, answered and done.
fn done() -> Script {
    let mut script = stranger();
    script
        .keys("Enter")
        .text("The loss at the start should be ln C.")
        .seconds(60);
    script.keys("F2 F2 Enter");
    script
}

fn guide(script: &Script) -> Option<Guide> {
    first::guide(&script.app)
}

#[test]
fn the_question_is_an_easy_one_of_theory_and_takes_ten_minutes() {
    let mut script = stranger();
    let catalog = script.app.data.catalog().unwrap().clone();
    let question = &catalog.get(&first::question()).unwrap().question;
    assert_eq!(
        (question.round, question.difficulty),
        (RoundKind::MlTheory, Difficulty::Easy)
    );
    // Its own minutes are no fewer than two thirds of those it gets, as in any loop.
    assert!((first::MINUTES / 1.5 - 1.0..=first::MINUTES / 0.75).contains(&question.minutes));
    script.keys("Enter");
    assert_eq!(scene(&script), "asking");
    let started = session(&script).started.as_ref().unwrap();
    assert_eq!(
        (started.loop_id.as_str(), started.pressure),
        (first::LOOP, Pressure::Relaxed)
    );
    assert_eq!(attempt(&script).budget, secs(600));
    assert_eq!(attempt(&script).question, first::question());
}

#[test]
fn taken_it_is_never_offered_again() {
    for key in ["Enter", "s", "Down s"] {
        let mut script = stranger();
        assert!(offered(&script) && script.screen().contains("What happens"));
        script.keys(key);
        assert_eq!(scene(&script), "asking", "{key}");
        assert_eq!(saw(&script), [FIRST_QUESTION]);
        // Back at once: the history has not come yet.
        script.keys("Esc l");
        assert_eq!(scene(&script), "home");
        assert!(!offered(&script) && !script.screen().contains("What happens"));
    }
}

#[test]
fn skipped_it_is_never_offered_again() {
    let mut script = stranger();
    script.keys("Down Down x");
    assert_eq!(saw(&script), [FIRST_QUESTION]);
    assert_eq!((scene(&script), offered(&script)), ("home", false));
    assert!(script.screen().contains("Next best step"));
    script.keys("x x");
    assert_eq!(saw(&script), [FIRST_QUESTION], "the key is dead from then on");
    // The cursor stands where the menu begins, and the next step is what it always was.
    script.keys("Enter");
    assert!(matches!(script.app.screen(), Screen::Setup(_)));
    script.keys("Esc s");
    assert!(matches!(script.app.screen(), Screen::Setup(_)));
}

#[test]
fn nobody_else_is_offered_it() {
    let mut known = Script::new(120, 40);
    assert!(!offered(&known));
    known.keys("x");
    assert_eq!(saw(&known), [""; 0]);

    // Folders of another machine were put in, unseen by the start.
    let mut moved = stranger();
    let summary = SessionSummary::of("before", &Session::default(), &|_| None, Vec::new());
    moved.send(Msg::History(vec![summary]));
    assert!(!offered(&moved));

    // The question is in no bank.
    let mut without = Script::bare(80, 24, Config::default(), Goal::Home);
    without.app.data.stranger = true;
    without.send(Msg::Banks(Banks {
        catalog: catalog(),
        loops: Vec::new(),
        problems: Vec::new(),
    }));
    assert!(!offered(&without));
}

#[test]
fn before_the_banks_are_read_it_waits() {
    let mut script = Script::bare(80, 24, Config::default(), Goal::Home);
    script.app.data.stranger = true;
    script.keys("Enter");
    assert_eq!((scene(&script), offered(&script)), ("home", true));
    assert!(script.screen().contains("still being read"));
    assert_eq!(saw(&script), [""; 0]);
    script.send(Msg::Banks(builtin_banks(Vec::new())));
    script.keys("Enter");
    assert_eq!(scene(&script), "asking");
}

#[test]
fn every_step_of_the_debrief_says_what_it_is_for() {
    let mut script = done();
    assert_eq!(guide(&script), Some(Guide::Prediction));
    assert!(script.screen().contains("Step 1 of 6: the prediction."));
    script.keys("Tab");
    assert_eq!(
        guide(&script),
        Some(Guide::Prediction),
        "while the answer is read again"
    );
    script.keys("Tab 2 Enter");
    assert_eq!(guide(&script), Some(Guide::Ideas));
    script.keys("Space");
    assert_eq!(guide(&script), Some(Guide::Ticks));
    script.keys("Down Space");
    assert_eq!(guide(&script), Some(Guide::Unheard));
    script.keys("n");
    assert_eq!(guide(&script), Some(Guide::Ticks));
    script.keys("Tab Tab");
    assert_eq!(guide(&script), Some(Guide::Reference));
    script.keys("Tab");
    assert_eq!(guide(&script), Some(Guide::OftenMissed));
    script.keys("Tab End");
    assert_eq!(guide(&script), Some(Guide::Levels));
    script.keys("2");
    let Some(Guide::Score(score)) = guide(&script) else {
        panic!("{:?}", guide(&script));
    };
    let words = format!("{} of 4: ticks and levels", hotseat::domain::score::shown(score));
    assert!(script.screen().contains(&words), "{words}");
    script.keys("Enter");
    assert_eq!(guide(&script), Some(Guide::Kept));
    assert!(script.screen().contains("Step 6 of 6: all of it is kept."));
    script.keys("Esc");
    assert_eq!((scene(&script), guide(&script)), ("home", None));
}

#[test]
fn a_run_that_was_cut_off_is_guided_on_and_scoring_again_is_not() {
    let mut script = done();
    script.keys("2 Enter Space");
    let disk = script.on_disk(secs(0));
    let mut after = Script::with(120, 40, Config::default(), Goal::Resume(disk.folder.clone()));
    after.send(Msg::Opened(Ok(Box::new(disk))));
    assert_eq!(guide(&after), Some(Guide::Ticks));
    after.keys("End 2 Enter");
    assert_eq!(guide(&after), Some(Guide::Kept));
    after.keys("Enter");
    assert_eq!((scene(&after), guide(&after)), ("scoring", None));
}

#[test]
fn no_other_debrief_has_words_under_it() {
    let mut script = one();
    script.text("an answer").seconds(5).keys("F2 F2 Enter");
    assert_eq!(scene(&script), "predicting");
    assert_eq!(guide(&script), None);
    assert!(!script.screen().contains("Step 1"));
}

#[test]
fn what_is_not_saved_is_not_said_to_be_kept() {
    let mut script = done();
    script.keys("2 Enter End 2 Enter");
    assert_eq!(guide(&script), Some(Guide::Kept));
    script.app.data.disk.failed = Some("No space left on device".to_owned());
    assert_eq!(guide(&script), None);
}
