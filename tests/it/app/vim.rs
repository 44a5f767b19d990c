//! Vim's keys in an interview: none of them takes a key from the interview, and where one line is
//! written there are no modes.

use hotseat::app::action::Action;
use hotseat::app::keymap::Context;
use hotseat::app::keymap::key::Key;
use hotseat::domain::config::Value;

use super::*;

/// In one question, with vim's keys.
fn vim() -> Script {
    let mut config = Config::default();
    config.set("editor.keys", &Value::Text("vim".to_owned())).unwrap();
    let mut round = round(10.0, 1);
    round.topics = vec!["topic-q1".to_owned()];
    sit_with(config, plan(vec![round]))
}

fn mode(script: &Script) -> &'static str {
    let Screen::Interview(interview) = script.app.screen() else {
        panic!("no interview on the screen");
    };
    interview.editor().unwrap().mode().unwrap()
}

#[test]
fn esc_leaves_insert_mode_and_then_asks_about_leaving() {
    let mut script = vim();
    script.text("ithe likelihood").keys("Esc");
    assert_eq!(
        (shown(&script, "main").as_str(), mode(&script), overlay(&script)),
        ("the likelihood", "normal", "none")
    );
    script.text("2d").keys("Esc");
    assert_eq!(
        (shown(&script, "main").as_str(), overlay(&script)),
        ("the likelihood", "none")
    );
    script.text("v").keys("ctrl-c");
    assert_eq!((mode(&script), overlay(&script)), ("normal", "none"));
    script.keys("Esc");
    assert_eq!(overlay(&script), "confirm");
    assert_eq!(attempt(&script).text_of("main"), "the likelihood");
    assert_fold(&script);
}

#[test]
fn every_command_of_the_interview_works_in_every_mode() {
    let modes = ["", "i", "v", "V", "d", "2", "f", "r", "\"", "g", "ci"];
    let rows: Vec<_> = vim()
        .app
        .keymap
        .rows()
        .filter(|(row, _)| row.context == Context::Interview && row.leader.is_some())
        .map(|(row, keys)| (row.action, keys.to_vec(), row.leader))
        .collect();
    assert!(rows.len() > 8);
    for (action, keys, leader) in rows {
        let outcome = |before: &str, keys: &[Key]| {
            let mut script = vim();
            script
                .text("A few words of it")
                .keys("Esc")
                .seconds(1)
                .text(before);
            for key in keys {
                script.send(Msg::Key(key.event()));
            }
            (names(&script), scene(&script), overlay(&script))
        };
        let functions = keys.into_iter().filter(|key| *key != Key::parse("esc").unwrap());
        let chords = functions
            .map(|key| vec![key])
            .chain(leader.map(|letter| vec![Key::ctrl('g'), Key::parse(&letter.to_string()).unwrap()]));
        for chord in chords {
            let plain = outcome("", &chord);
            for before in modes {
                if action == Action::LeaveInterview && before.eq_ignore_ascii_case("v") {
                    // Leaving ends a selection first, whatever the keys.
                    continue;
                }
                assert_eq!(outcome(before, &chord), plain, "{action:?} after {before:?}");
            }
        }
    }
}

#[test]
fn search_goes_from_a_slash_to_n() {
    let mut script = vim();
    script.text("ia loss, a loss").keys("Esc").text("0/loss");
    assert_eq!(overlay(&script), "find");
    script.keys("Enter").text("nx");
    assert_eq!(shown(&script, "main"), "a loss, a oss");
    // A slash that a command awaits is no search.
    script.text("0f/dd");
    assert_eq!((shown(&script, "main").as_str(), overlay(&script)), ("", "none"));
}

#[test]
fn a_paste_is_no_command() {
    let mut script = vim();
    script.paste("dd and ZZ");
    assert_eq!(
        (shown(&script, "main").as_str(), mode(&script)),
        ("dd and ZZ", "normal")
    );
}

#[test]
fn what_is_yanked_in_one_field_is_put_in_another() {
    let mut script = vim();
    script.text("ione two").keys("Esc").text("0yw").keys("F3");
    assert_eq!(effects(&script, |effect| matches!(effect, Effect::Copy(_))), 1);
    script.text("p");
    assert_eq!(shown(&script, "follow_up.on-mle"), "one ");
    // Tab in normal mode goes on to the next field.
    script.keys("Tab").text("x");
    assert_eq!(shown(&script, "main"), "ne two");
}

#[test]
fn notes_and_lines_have_no_modes() {
    let mut script = vim();
    script.keys("ctrl-g n").text("dd: a note").keys("Esc");
    assert_eq!(attempt(&script).note, "dd: a note");
    script.keys("ctrl-g a").text("labels");
    assert_eq!(overlay(&script), "ask");
    script.keys("Esc F1").text("yank");
    assert_eq!(overlay(&script), "help");
}

#[test]
fn the_list_of_keys_has_them() {
    let mut script = vim();
    script.keys("F1").text("matching");
    assert!(
        script.screen().contains("matching bracket"),
        "{}",
        script.screen()
    );
}
