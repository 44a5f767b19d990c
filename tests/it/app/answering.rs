//! Writing an answer: every keystroke reaches the record in time, in order, and in one piece.

use std::time::Duration;

use hotseat::app::effect::Effect;
use hotseat::app::msg::{Msg, NotReturned, TaskId};
use hotseat::domain::event::Event;

use super::*;

fn edits(script: &Script) -> Vec<(Duration, String)> {
    script
        .records()
        .into_iter()
        .filter_map(|record| match record.event {
            Event::Edited { edit, .. } => Some((record.mono, edit.ins)),
            _ => None,
        })
        .collect()
}

fn not_returned(sentence: &str, kept: Option<&str>) -> NotReturned {
    NotReturned {
        sentence: sentence.to_owned(),
        kept: kept.map(str::to_owned),
    }
}

#[test]
fn home_leads_to_the_first_question_in_at_most_three_keys() {
    let mut script = Script::new(120, 40);
    script.keys("Enter Enter");
    assert_eq!(scene(&script), "asking");
    assert!(attempt(&script).fields[0].name == "main");
    assert_fold(&script);
}

#[test]
fn typing_is_recorded_within_half_a_second_of_the_keystroke() {
    let mut script = one();
    script.wait(ms(730)).text("a");
    let typed = script.now().mono;
    script.wait(ms(499));
    let (recorded, text) = edits(&script).pop().unwrap();
    assert_eq!(text, "a");
    assert!(
        recorded.saturating_sub(typed) <= ms(500),
        "{:?}",
        recorded.saturating_sub(typed)
    );
    assert_eq!(attempt(&script).text_of("main"), "a");
}

#[test]
fn a_flood_of_keys_delays_no_record() {
    let mut script = one();
    let mut typed = Vec::new();
    // Never idle: the program is not woken once.
    for _ in 0..200 {
        script.advance(ms(30));
        script.text("k");
        typed.push(script.now().mono);
    }
    script.seconds(1);
    let mut at = 0;
    for (recorded, text) in edits(&script) {
        for _ in text.chars() {
            assert!(
                recorded.saturating_sub(typed[at]) <= ms(500),
                "key {at}: {:?}",
                recorded.saturating_sub(typed[at])
            );
            at += 1;
        }
    }
    assert_eq!(at, 200);
}

#[test]
fn what_was_typed_is_recorded_before_any_other_event() {
    for (keys, event) in [
        ("F2", "Submitted"),
        ("F3", "FollowUpShown"),
        ("F4", "HintTaken"),
        ("F8", "Paused"),
        ("ctrl-g r", "Starred"),
        ("ctrl-g s", "Spoken"),
        ("ctrl-g a l a b e l s Enter", "Clarified"),
        ("ctrl-g n n o t e Esc", "Noted"),
        ("ctrl-g k s", "Skipped"),
        ("ctrl-g x e", "Submitted"),
        ("Esc l", "Paused"),
        ("F3 Tab", "Entered"),
    ] {
        let mut script = one();
        let before = script.records().len();
        script.text("maximum likelihood and p - y").keys(keys);
        let after = names(&script).split_off(before);
        assert_eq!(
            after.first().map(String::as_str),
            Some("Edited"),
            "{keys}: {after:?}"
        );
        assert!(after.iter().any(|name| name == event), "{keys}: {after:?}");
        let records = script.records();
        assert_eq!(
            Session::fold(&records).attempts[0].text_of("main"),
            "maximum likelihood and p - y",
            "{keys}"
        );
    }
}

#[test]
fn what_was_typed_is_recorded_before_the_program_is_stopped_or_the_text_is_lent() {
    for keys in ["ctrl-g z", "F9"] {
        let mut script = one();
        script.text("kept").keys(keys);
        assert!(matches!(last(&script), Event::Edited { .. }), "{keys}");
    }
}

#[test]
fn a_paste_of_100_kb_is_one_edit_and_one_undo_step() {
    let mut script = one();
    let text = "A line of forty characters, more or less\n".repeat(2_500);
    script.text("before ").seconds(1);
    let before = script.records().len();
    script.send(Msg::Paste(text.clone())).seconds(1);
    let after: Vec<Event> = script
        .records()
        .split_off(before)
        .into_iter()
        .map(|record| record.event)
        .collect();
    assert_eq!(after.len(), 1);
    let Event::Edited { edit, .. } = &after[0] else {
        panic!("{after:?}");
    };
    assert_eq!(edit.ins, text);
    script.keys("ctrl-z").seconds(1);
    assert_eq!(attempt(&script).text_of("main"), "before ");
    assert_fold(&script);
}

#[test]
fn keys_typed_while_paused_or_after_done_reach_no_answer() {
    let mut script = one();
    script.text("maximum likelihood, p - y").keys("F8").text("zzz");
    script
        .send(Msg::Paste("pasted".to_owned()))
        .keys("Enter")
        .seconds(1);
    assert_eq!(attempt(&script).text_of("main"), "maximum likelihood, p - y");
    script.keys("F2").text("zzz").seconds(1);
    script.send(Msg::Paste("pasted".to_owned())).seconds(1);
    assert_eq!(attempt(&script).text_of("main"), "maximum likelihood, p - y");
    assert_eq!(scene(&script), "between");
}

#[test]
fn the_editor_of_ones_own_gets_the_field_and_gives_it_back_as_one_edit() {
    let mut script = one();
    script.text("first line").keys("F9");
    let Some(Effect::OpenEditor { task, text, .. }) = script.effects.last().cloned() else {
        panic!("{:?}", script.effects.last());
    };
    assert_eq!(text, "first line");
    script.seconds(30);
    let before = script.records().len();
    script.send(Msg::Returned(task, Ok("first line\nsecond\n".to_owned())));
    assert_eq!(shown(&script, "main"), "first line\nsecond");
    assert_eq!(names(&script).split_off(before), ["Edited"]);
    assert!(times(&script).0 >= secs(30), "the clock runs meanwhile");
    assert_fold(&script);
}

#[test]
fn an_editor_that_changes_nothing_changes_nothing() {
    for text in ["one line", "ends with a break\n", "two\n\n"] {
        let mut script = one();
        script.send(Msg::Paste(text.to_owned())).keys("F9");
        let before = script.records().len();
        // Editors end a file with a line break.
        let saved = if text.ends_with('\n') {
            text.to_owned()
        } else {
            format!("{text}\n")
        };
        script.send(Msg::Returned(TaskId(1), Ok(saved)));
        assert_eq!(shown(&script, "main"), text);
        assert_eq!(script.records().len(), before, "{text:?}");
    }
}

#[test]
fn a_stale_answer_of_an_editor_is_ignored() {
    let mut script = one();
    script.text("mine").seconds(1);
    let before = script.records();
    for task in [TaskId(0), TaskId(1), TaskId(77)] {
        script.send(Msg::Returned(task, Ok("not mine".to_owned())));
    }
    assert_eq!(shown(&script, "main"), "mine");
    script.keys("F9");
    script.send(Msg::Returned(TaskId(77), Ok("not mine".to_owned())));
    assert_eq!(shown(&script, "main"), "mine");
    script.send(Msg::Returned(TaskId(1), Ok("mine too".to_owned())));
    script.send(Msg::Returned(TaskId(1), Ok("twice".to_owned())));
    assert_eq!(shown(&script, "main"), "mine too");
    assert_eq!(script.records().len(), before.len() + 1);
}

#[test]
fn an_editor_that_fails_leaves_the_answer_and_says_so() {
    let mut script = one();
    script.text("mine").keys("F9");
    script.send(Msg::Returned(
        TaskId(1),
        Err(not_returned("The editor ended with code 3.", None)),
    ));
    assert_eq!(shown(&script, "main"), "mine");
    assert!(script.screen().contains("The editor ended with code 3."));
    assert_eq!(attempt(&script).note, "");
}

#[test]
fn a_file_an_editor_leaves_behind_is_named_at_once_and_in_the_note() {
    let file = "/tmp/hotseat-x/answer.md";
    let mut script = one();
    script.text("mine").keys("F9");
    let sentence =
        format!("Not taken, but kept in {file}: vim ended with code 1. Your text is as it was before.");
    script.send(Msg::Returned(TaskId(1), Err(not_returned(&sentence, Some(file)))));
    assert_eq!(shown(&script, "main"), "mine");
    assert!(script.screen().contains(file), "{}", script.screen());
    assert!(attempt(&script).note.contains(file));
    // Also once nobody can type any more.
    let mut script = sit(strict(plan(vec![round(10.0, 1)])));
    script.keys("F9").seconds(700);
    script.send(Msg::Returned(TaskId(1), Err(not_returned(&sentence, Some(file)))));
    assert!(script.screen().contains(file), "{}", script.screen());
    assert!(attempt(&script).note.contains(file));
    assert_fold(&script);
}

#[test]
fn a_text_that_comes_back_to_no_screen_goes_to_a_file() {
    let mut script = one();
    script.keys("Esc").text("l");
    assert_eq!(scene(&script), "home");
    script.send(Msg::Returned(TaskId(1), Ok("written".to_owned())));
    let rescued = |effect: &Effect| matches!(effect, Effect::Rescue { text, .. } if text == "written");
    assert!(script.effects.iter().any(rescued), "{:?}", script.effects.last());
}

#[test]
fn a_note_is_kept_while_it_is_written_and_when_it_closes() {
    let mut script = one();
    script.keys("ctrl-g n").text("look up KL");
    script.seconds(1);
    assert_eq!(overlay(&script), "notes");
    assert_eq!(attempt(&script).note, "look up KL");
    script.text(" again").keys("Esc");
    assert_eq!(attempt(&script).note, "look up KL again");
    let before = script.records().len();
    script.keys("ctrl-g n Esc");
    assert_eq!(
        script.records().len(),
        before,
        "unchanged, it is not recorded again"
    );
    script.keys("ctrl-g n").text("!").keys("F1");
    assert_eq!(attempt(&script).note, "look up KL again!");
}

#[test]
fn a_mark_and_an_answer_aloud_are_switched_and_recorded() {
    let mut script = one();
    script.keys("ctrl-g r ctrl-g s");
    assert!(attempt(&script).starred && attempt(&script).spoken);
    script.keys("ctrl-g r ctrl-g s");
    assert!(!attempt(&script).starred && !attempt(&script).spoken);
    assert_eq!((count(&script, "Starred"), count(&script, "Spoken")), (2, 2));
    assert_fold(&script);
}

#[test]
fn a_burst_of_saves_swallows_no_frame() {
    let mut script = one();
    script.text("x").seconds(1);
    script.app.take_dirty();
    script.text("y");
    let seq = session(&script).seq;
    let folder = script.app.data.live.as_ref().unwrap().folder.clone();
    let saved = Msg::Journal(hotseat::app::msg::Journal::Saved(folder, seq));
    script.send(saved.clone());
    assert!(script.app.take_dirty(), "the key is not painted yet");
    script.send(saved);
    assert!(!script.app.take_dirty(), "a save alone is no reason for a frame");
}

#[test]
fn what_was_typed_is_recorded_between_the_ticks_without_a_frame() {
    let mut script = one();
    script.seconds(2);
    script.advance(Duration::from_millis(100));
    script.text("y");
    assert!(script.app.take_dirty());
    let before = count(&script, "Edited");
    script.wait(Duration::from_millis(450));
    assert_eq!(count(&script, "Edited"), before + 1);
    assert!(!script.app.take_dirty(), "a record is no reason for a frame");
    script.wait(Duration::from_millis(500));
    assert!(script.app.take_dirty(), "the clock ticks");
}
