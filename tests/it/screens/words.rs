//! What a screen says of its keys and of what it leaves out is so.

use hotseat::app::msg::Msg;
use hotseat::app::screens::Screen;
use hotseat::app::screens::interview::Side;
use hotseat::domain::bank::RoundKind;
use hotseat::domain::loops::Pressure;
use serde_json::Value;

use super::rounds::{self, CODE, FORWARD};
use super::runs;
use super::scenes::{named, opened};
use super::world::{QUESTION, World};
use crate::script::Script;

fn side(script: &Script) -> Side {
    match script.app.screen() {
        Screen::Interview(screen) => screen.side,
        other => panic!("{other:?}"),
    }
}

fn key_line(script: &mut Script) -> String {
    let shown = script.screen();
    let last = shown.lines().rfind(|line| !line.trim().is_empty());
    last.unwrap_or_default().to_owned()
}

/// A scene's name, how it is made and what its key line has.
type Ways<'a> = (fn(&World, u16, u16) -> Script, &'a str);

#[test]
fn the_key_line_says_how_to_get_to_the_next_phase_or_section() {
    let world = World::new();
    let ways: [Ways; 4] = [
        (rounds::design_fresh, "Tab next phase"),
        (rounds::design, "Tab next phase"),
        (rounds::culture_fresh, "Tab next section"),
        (rounds::culture, "Tab next section"),
    ];
    for (scene, words) in ways {
        for (width, height) in [(120, 40), (80, 24)] {
            let mut script = scene(&world, width, height);
            if side(&script) == Side::Interviewer {
                script.keys("Tab");
            }
            let line = key_line(&mut script);
            assert!(line.contains(words), "{line}");
        }
    }
    let line = key_line(&mut rounds::talk(&world, 120, 40));
    assert!(!line.contains("Tab"), "{line}");
}

#[test]
fn a_run_is_offered_in_the_question_it_belongs_to_and_in_no_other() {
    let world = World::new();
    let rounds: [(RoundKind, f64, &[&str]); 2] = [
        (RoundKind::Programming, 20.0, &[CODE]),
        (RoundKind::SystemDesign, 60.0, &["sd-speech-denoise"]),
    ];
    let mut script = world.begin(120, 40, world.rounds("Two", &rounds, Pressure::Relaxed));
    script.with_judge().keys("ctrl-End Up Up Up Up Up End Enter");
    script.paste(&world.typed(FORWARD)).seconds(20).keys("F5");
    let verdict = runs::green(&script);
    script.verdict(verdict).seconds(5);
    assert!(key_line(&mut script).contains("F7 output"));
    script.keys("ctrl-g k s").seconds(5);
    for _ in 0..3 {
        let Screen::Interview(_) = script.app.screen() else {
            script.keys("Enter").seconds(1);
            continue;
        };
        break;
    }
    let line = key_line(&mut script);
    assert!(line.contains("Tab next phase"), "{}", script.screen());
    assert!(!line.contains("F7"), "{line}");
    script.keys("F7");
    assert!(script.app.overlay.is_none(), "{}", script.screen());
}

#[test]
fn as_many_presses_as_it_says_lead_to_what_the_interviewer_said() {
    let world = World::new();
    for (scene, focus) in [("programming", "Code"), ("talk", "Talk")] {
        let mut script = (named(scene).build)(&world, 120, 30);
        if side(&script) == Side::Interviewer {
            script.keys("Tab");
        }
        let shown = script.screen();
        let told = shown
            .lines()
            .find(|line| line.contains("more rows"))
            .unwrap_or_else(|| panic!("rows are left out: {shown}"));
        let presses = match told {
            told if told.contains("F6 reads them") => 1,
            told if told.contains("F6 twice reads them") => 2,
            told => panic!("{told}"),
        };
        for press in 0..presses {
            assert_eq!(side(&script), Side::Answer, "{press} of {presses} from {focus}");
            script.keys("F6");
        }
        assert_eq!(side(&script), Side::Interviewer, "from {focus}");
    }
}

#[test]
fn a_hint_that_is_taken_while_the_question_is_read_is_in_sight() {
    let world = World::new();
    let mut script = rounds::programming_fresh(&world, 80, 24);
    assert_eq!(side(&script), Side::Interviewer);
    assert!(script.screen().contains("more rows"), "{}", script.screen());
    script.keys("F4");
    let shown = script.screen();
    assert!(shown.contains("hint 1 of"), "{shown}");
    assert!(!shown.contains("more rows"), "{shown}");
    // The end stays where it is, and a row up is a row up.
    script.keys("Down Down Down");
    assert_eq!(script.screen(), shown);
    script.keys("Up");
    let above = script.screen();
    assert_ne!(above, shown);
    script.keys("Down");
    assert_eq!(script.screen(), shown);
}

#[test]
fn next_steps_that_have_no_room_say_that_they_go_on() {
    let world = World::new();
    // 24 rows just have room for this one's.
    for (height, goes_on) in [(24, false), (22, true), (20, true), (18, true)] {
        let mut script = (named("scorecard").build)(&world, 80, height);
        let shown = script.screen();
        let steps: Vec<&str> = shown
            .lines()
            .skip_while(|line| !line.contains("Next steps"))
            .skip(2)
            .take_while(|line| !line.trim().is_empty())
            .collect();
        assert!(!steps.is_empty(), "{shown}");
        let last = steps.last().map_or("", |line| line.trim_end());
        assert_eq!(last.ends_with('…'), goes_on, "{height} rows: {last}");
    }
}

/// What a question may do without.
const MORE: [&str; 7] = [
    "exemplars",
    "follow_ups",
    "hints",
    "clarifications",
    "pitfalls",
    "explanation",
    "resources",
];

#[test]
fn problems_of_a_question_take_the_rows_its_fields_leave_empty() {
    let world = World::new();
    let mut script = world.home(120, 40, Vec::new());
    script.keys("b /").text(QUESTION).keys("Enter e");
    let (task, mut seen) = opened(&world, &script);
    // As a template begins: nothing beside the question and what it is scored by.
    let mut bank: Value = serde_json::from_str(&seen.text).expect("it is JSON");
    for question in bank["questions"].as_array_mut().into_iter().flatten() {
        if let Some(fields) = question.as_object_mut() {
            fields.retain(|name, _| !MORE.contains(&name.as_str()));
        }
    }
    seen.text = bank.to_string().into();
    script.send(Msg::BankOpened(task, Ok(seen)));
    let shown = script.screen();
    assert!(shown.contains("Problems"), "{shown}");
    assert!(shown.contains("no exemplars"), "{shown}");
    assert!(!shown.contains("more rows"), "{shown}");
}

#[test]
fn the_legend_of_past_sessions_is_not_cut() {
    let world = World::new();
    for (width, height) in [(120, 40), (100, 30), (80, 24)] {
        let mut script = (named("review-filter").build)(&world, width, height);
        script.keys("Esc");
        let shown = script.screen();
        for words in ["p programming", "t theory", "design", "disputed"] {
            assert!(shown.contains(words), "{width}x{height}, {words}: {shown}");
        }
    }
}
