//! Editing a question: what is typed counts when its field is left, what breaks a rule waits, what was changed
//! outside is never overwritten.

use hotseat::app::msg::TaskId;
use hotseat::app::screens::banks::Form;
use hotseat::domain::bank::edit::{BankEdit, BankText, SaveProblem, Saved, TextHome, apply_all};
use hotseat::storage::banks::edit::builtin_text;

use super::*;

const ID: &str = "th-ce-justification";

/// The fields of a question, opened as a person opens them.
fn opened() -> (Script, BankText) {
    let mut script = Script::new(120, 40);
    script.keys("b /").text(ID).keys("Enter e");
    let asked = script.effects.iter().rev().find_map(|effect| match effect {
        Effect::OpenBank { task, bank, .. } => Some((*task, bank.clone())),
        _ => None,
    });
    let (task, bank) = asked.expect("its bank is asked for");
    let seen = BankText {
        text: builtin_text(&bank).expect("it is built in").into(),
        bank,
        home: TextHome::BuiltIn,
    };
    script.send(Msg::BankOpened(task, Ok(seen.clone())));
    (script, seen)
}

fn form(script: &Script) -> &Form {
    match script.app.screen() {
        Screen::Banks(screen) => screen.form.as_ref().expect("a question is edited"),
        other => panic!("{other:?}"),
    }
}

fn saves(script: &Script) -> Vec<(TaskId, BankText, Vec<BankEdit>)> {
    let save = |effect: &Effect| match effect {
        Effect::SaveQuestion { task, seen, edits } => Some((*task, seen.clone(), edits.clone())),
        _ => None,
    };
    script.effects.iter().filter_map(save).collect()
}

/// The disk does what was asked of it last.
fn saved(script: &mut Script) -> BankText {
    let (task, seen, edits) = saves(script).pop().expect("something is saved");
    let edited = apply_all(&seen.text, &edits).expect("the edit fits the text");
    let now = BankText {
        text: edited.text.into(),
        home: TextHome::Own,
        ..seen
    };
    script.send(Msg::BankSaved(
        task,
        Ok(Box::new(Saved {
            now: now.clone(),
            undo: edited.undo,
            notes: Vec::new(),
        })),
    ));
    now
}

#[test]
fn what_is_typed_is_saved_when_its_field_is_left_and_no_sooner() {
    let (mut script, before) = opened();
    script.text(" and more");
    assert!(saves(&script).is_empty(), "the field is not left");
    assert!(!form(&script).is_saved());
    script.keys("Tab");
    let [(_, seen, edits)] = &saves(&script)[..] else {
        panic!("one save")
    };
    assert_eq!(*seen, before);
    assert!(matches!(&edits[..], [BankEdit::Become { id, .. }] if id == ID));
    let now = saved(&mut script);
    assert!(now.text.contains("\"losses and more\""));
    assert!(form(&script).is_saved());
    script.keys("Tab Tab");
    assert_eq!(saves(&script).len(), 1, "nothing changed since");
}

#[test]
fn what_breaks_a_rule_waits_and_what_was_good_stays_on_disk() {
    let (mut script, _) = opened();
    script.keys("Tab Tab Tab ctrl-a").text("0").keys("Tab");
    assert!(saves(&script).is_empty());
    let problem = form(&script).errors().next().expect("it is told");
    assert_eq!(problem.path, "minutes");
    script.keys("Esc");
    assert!(script.app.overlay.is_some(), "it asks before it is dropped");
    script.keys("Esc shift-Tab ctrl-a").text("12").keys("F2");
    assert!(saved(&mut script).text.contains("\"minutes\": 12"));
}

#[test]
fn undo_goes_back_field_by_field_and_is_saved_too() {
    let (mut script, before) = opened();
    script.text("!").keys("Tab");
    saved(&mut script);
    script.keys("Tab alt-z");
    let now = saved(&mut script);
    assert_eq!(now.text, before.text);
    script.keys("alt-y");
    assert!(saved(&mut script).text.contains("losses!"));
}

#[test]
fn a_change_meant_for_a_text_that_is_gone_shows_both_and_overwrites_nothing() {
    let (mut script, before) = opened();
    script.text(" of mine").keys("F2");
    let (task, ..) = saves(&script).pop().expect("it is saved");
    let theirs = before.text.replacen("\"losses\"", "\"losses of theirs\"", 1);
    script.send(Msg::BankSaved(
        task,
        Err(SaveProblem::Conflict {
            file: "theory-foundations.json".to_owned(),
            ours: "{ \"topic\": \"losses of mine\" }".to_owned(),
            theirs: "{ \"topic\": \"losses of theirs\" }".to_owned(),
            kept: "versions/a.json".to_owned(),
        }),
    ));
    let screen = script.screen();
    assert!(
        screen.contains("losses of theirs") && screen.contains("losses of mine"),
        "{screen}"
    );
    let asked = script.effects.len();
    script.keys("o");
    let reread = script.effects[asked..].iter().find_map(|effect| match effect {
        Effect::OpenBank { task, .. } => Some(*task),
        _ => None,
    });
    let seen = BankText {
        text: theirs.into(),
        home: TextHome::Own,
        ..before
    };
    script.send(Msg::BankOpened(
        reread.expect("it is read again"),
        Ok(seen.clone()),
    ));
    let (_, meant_for, _) = saves(&script).pop().expect("ours is saved");
    assert_eq!(meant_for, seen, "over what was shown, and nothing newer");
}

#[test]
fn files_that_change_outside_are_read_again_without_touching_an_edit() {
    let (mut script, before) = opened();
    script.text(" of mine");
    script.send(Msg::BanksChanged);
    assert!(script.effects.contains(&Effect::LoadBanks));
    let editor = form(&script).field.as_ref().expect("one is typing");
    assert_eq!(editor.text(), "losses of mine");
    script.keys("F2");
    assert_eq!(saves(&script).pop().expect("it is saved").1, before);
}

#[test]
fn entries_of_lists_are_added_moved_and_taken_out() {
    let (mut script, _) = opened();
    // To the first hint.
    script
        .keys("Tab Tab Tab Tab Tab Tab F3")
        .text("A new hint")
        .keys("F2");
    let now = saved(&mut script);
    assert!(now.text.contains("\"A new hint\""));
    script.keys("alt-Up F2");
    let hints = |text: &str| {
        let bank: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
        let mut questions = bank["questions"].as_array().into_iter().flatten();
        let question = questions
            .find(|question| question["id"] == ID)
            .expect("it is there");
        question["hints"].as_array().cloned().unwrap_or_default()
    };
    let now = saved(&mut script);
    assert_eq!(hints(&now.text)[0], "A new hint");
    script.keys("F8");
    let now = saved(&mut script);
    assert_eq!(hints(&now.text).len(), 3);
    assert!(!now.text.contains("A new hint"));
}
