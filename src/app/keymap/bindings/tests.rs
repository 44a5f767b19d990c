//! What holds of the table whatever stands in it.

use std::collections::BTreeMap;

use super::*;
use crate::app::keymap::Keymap;
use crate::app::keymap::key::Key;

#[test]
fn every_key_in_the_table_is_a_key_terminals_can_send() {
    for binding in BINDINGS {
        for text in binding.keys {
            let key = Key::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert!(!key.is_ambiguous(), "{text}");
        }
    }
}

#[test]
fn no_editing_key_of_a_preset_shadows_the_interview() {
    for preset in [Preset::Ordinary, Preset::Emacs, Preset::Vim] {
        let (keymap, problems) = Keymap::new(preset, &BTreeMap::new());
        assert!(problems.is_empty());
        let interview: Vec<Key> = keymap
            .rows()
            .filter(|(row, _)| matches!(row.context, C::Interview))
            .flat_map(|(_, keys)| keys.to_vec())
            .collect();
        for (row, keys) in keymap.rows().filter(|(row, _)| row.context == C::Editor) {
            // Shift-Tab in code is what it is everywhere; Esc leads to normal mode only while it can.
            if matches!(row.action, A::Outdent | A::NormalMode) {
                continue;
            }
            for key in keys {
                assert!(!interview.contains(key), "{key} of {:?}", row.action);
                assert_ne!(*key, keymap.leader(), "{:?}", row.action);
            }
        }
    }
}

#[test]
fn every_interview_command_has_a_leader_letter_and_no_two_share_one() {
    for context in [C::Interview, C::Paused, C::Between] {
        let mut seen: Vec<(char, A)> = Vec::new();
        for row in BINDINGS.iter().filter(|row| row.context == context) {
            if matches!(row.action, A::Leader | A::PreviousField) {
                continue;
            }
            let letter = row.leader.unwrap_or_else(|| panic!("{:?}", row.action));
            // One action under two names, by where it stands, has one letter.
            let taken = seen
                .iter()
                .any(|(known, action)| *known == letter && *action != row.action);
            assert!(!taken, "{letter}");
            seen.push((letter, row.action));
        }
    }
}

#[test]
fn keys_of_a_persons_own_replace_and_unknown_names_are_told() {
    let overrides = BTreeMap::from([
        ("interview.done".to_owned(), vec!["f10".to_owned()]),
        ("interview.nothing".to_owned(), vec!["f10".to_owned()]),
        (
            "home.quit".to_owned(),
            vec!["ctrl-h".to_owned(), "ctrl-".to_owned()],
        ),
    ]);
    let (keymap, problems) = Keymap::new(Preset::Ordinary, &overrides);
    assert_eq!(problems.len(), 3, "{problems:?}");
    let done = keymap
        .rows()
        .find(|(row, _)| row.action == A::Done)
        .map(|(_, keys)| keys.to_vec());
    assert_eq!(done, Some(vec![Key::parse("f10").unwrap()]));
}
