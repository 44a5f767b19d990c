//! Saving a bank while things go wrong: the disk is full, two edit at once, the program is killed.

use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use hotseat::domain::bank::edit::{BankEdit, Change, SaveProblem, question_text};
use hotseat::storage::banks::edit::{Desk, DeskPlaces, Whose};
use hotseat::storage::disk::{Disk, RealDisk};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::chance::Draw;
use crate::journal::disk::{Fault, FaultyDisk, Plan};
use crate::pythons;

const GOOD: &str = include_str!("../../fixtures/banks/good.json");
const FIRST: &str = "th-cross-entropy";
const SECOND: &str = "sd-transcription";

fn places(root: &TempDir) -> DeskPlaces {
    DeskPlaces {
        banks: root.path().join("banks"),
        versions: root.path().join("versions"),
        trust: root.path().join("trust.json"),
    }
}

fn room() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    RealDisk.make_dir(&root.path().join("banks")).unwrap();
    RealDisk
        .replace(&root.path().join("banks/good.json"), GOOD.as_bytes())
        .unwrap();
    root
}

fn now(number: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + number).unwrap()
}

fn tagged(id: &str, tag: &str) -> [BankEdit; 1] {
    [BankEdit::Question {
        id: id.to_owned(),
        change: Change::Insert {
            at: vec!["tags".into()],
            index: 0,
            value: tag.into(),
        },
    }]
}

fn own(root: &TempDir) -> String {
    std::fs::read_to_string(root.path().join("banks/good.json")).unwrap()
}

#[test]
fn whatever_call_fails_the_bank_is_the_old_or_the_new_one_and_the_next_save_works() {
    let mut hit = 0;
    for fault in [Fault::Full, Fault::ReadOnly, Fault::PowerCut] {
        for at in 0..14 {
            let root = room();
            let disk = FaultyDisk::new(Plan {
                fault,
                at,
                lasts: usize::MAX,
            });
            let desk = Desk::on(disk.clone(), places(&root));
            let seen = desk.read("good", None).unwrap();
            let saved = desk.save(&seen, &tagged(FIRST, "new"), Whose::Written, now(1));
            hit += usize::from(disk.was_hit());
            match saved {
                Ok(saved) => assert_eq!(*saved.now.text, *own(&root), "{fault:?} {at}"),
                Err(SaveProblem::Disk(sentence)) => {
                    assert_eq!(own(&root), GOOD, "{fault:?} {at}: {sentence}");
                    assert!(sentence.contains("your change is not saved"), "{sentence}");
                    if fault == Fault::Full {
                        assert!(sentence.contains("The disk is full"), "{sentence}");
                    }
                }
                Err(other) => panic!("{fault:?} {at}: {other}"),
            }
            let desk = Desk::new(places(&root));
            let seen = desk.read("good", None).unwrap();
            desk.save(&seen, &tagged(SECOND, "after"), Whose::Written, now(2))
                .unwrap();
            assert!(own(&root).contains("after"));
        }
    }
    assert!(hit >= 9, "the faults were met {hit} times");
}

#[test]
fn two_that_edit_at_once_lose_nothing() {
    let root = room();
    std::thread::scope(|scope| {
        for id in [FIRST, SECOND] {
            let root = &root;
            scope.spawn(move || {
                let desk = Desk::new(places(root));
                for number in 0..15 {
                    // What was seen may be old by the time it is saved.
                    let seen = desk.read("good", None).unwrap();
                    let tag = format!("{id}-{number}");
                    desk.save(&seen, &tagged(id, &tag), Whose::Written, now(number))
                        .unwrap();
                }
            });
        }
    });
    let text = own(&root);
    for id in [FIRST, SECOND] {
        let question = question_text(&text, id).unwrap();
        for number in 0..15 {
            assert!(question.contains(&format!("\"{id}-{number}\"")), "{id} {number}");
        }
    }
}

#[test]
fn an_edit_that_is_killed_at_any_moment_is_there_whole_or_not_at_all() {
    let trials = if pythons::is_set("HOTSEAT_FULL") { 200 } else { 20 };
    let home = tempfile::tempdir().unwrap();
    let banks = home.path().join(".local/share/hotseat/banks");
    RealDisk.make_dir(&banks).unwrap();
    let file = banks.join("good.json");
    RealDisk.replace(&file, GOOD.as_bytes()).unwrap();
    let editor = home.path().join("ed.sh");
    RealDisk
        .replace(&editor, b"printf '%s' \"$WORDS\" > \"$1\"\n")
        .unwrap();
    let mut draw = Draw::new(7);
    let (mut killed, mut before) = (0, GOOD.to_owned());
    for trial in 0..trials {
        let words = format!("Trial {trial}?");
        let mut child = Command::new(env!("CARGO_BIN_EXE_hotseat"))
            .args(["bank", "edit", &format!("good/{FIRST}"), "--file", "prompt"])
            .env_clear()
            .env("HOME", home.path())
            .env("PATH", "/usr/bin:/bin")
            .env("EDITOR", format!("sh {}", editor.display()))
            .env("WORDS", &words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // A moment that may come at any point of the work; nothing is sent.
        let (_keep, never) = mpsc::channel::<()>();
        let _ = never.recv_timeout(Duration::from_millis(draw.below(700)));
        let _ = child.kill();
        let ended = child.wait().unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        let changed = text.contains(&words);
        if ended.success() {
            assert!(changed, "{trial}: what was saved is there");
        } else {
            killed += 1;
        }
        if !changed {
            assert_eq!(text, before, "{trial}: or nothing was changed");
        }
        assert_eq!(
            question_text(&text, SECOND),
            question_text(GOOD, SECOND),
            "{trial}: the question beside it"
        );
        before = text;
    }
    assert!(killed > 0, "none was killed in time");
    let desk = Desk::new(DeskPlaces {
        versions: home.path().join(".local/share/hotseat/versions"),
        banks: banks.clone(),
        trust: home.path().join("trust.json"),
    });
    for version in desk.versions("good") {
        let text = desk.version("good", &version.name).unwrap();
        assert!(question_text(&text, FIRST).is_some(), "{}", version.name);
    }
    // What a kill left behind goes with the next save.
    let seen = desk.read("good", None).unwrap();
    desk.save(&seen, &tagged(FIRST, "last"), Whose::Written, now(1))
        .unwrap();
    let left: Vec<_> = std::fs::read_dir(&banks)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".hotseat-"))
        .collect();
    assert_eq!(left, [""; 0]);
}
