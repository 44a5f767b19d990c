//! Saves, copies, conflicts, versions and trust on a real disk.

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::*;
use crate::domain::bank::edit::{Change, Original, original};
use crate::storage::banks::edit::code::CodeChange;
use crate::storage::trust;

const THEORY: &str = include_str!("../../../../tests/fixtures/banks/good.json");

struct Room {
    root: TempDir,
    desk: Desk,
}

fn room() -> Room {
    let root = tempfile::tempdir().unwrap();
    let desk = Desk::new(DeskPlaces {
        banks: root.path().join("banks"),
        versions: root.path().join("versions"),
        trust: root.path().join("trust.json"),
    });
    Room { root, desk }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

fn prompt(id: &str, text: &str) -> Vec<BankEdit> {
    vec![BankEdit::Question {
        id: id.to_owned(),
        change: Change::Set {
            at: vec!["prompt".into()],
            value: json!(text),
        },
    }]
}

impl Room {
    /// Puts a file there as another program would.
    fn outside(&self, name: &str, text: &str) -> PathBuf {
        let file = self.root.path().join(name);
        RealDisk.make_dir(file.parent().unwrap()).unwrap();
        RealDisk.replace(&file, text.as_bytes()).unwrap();
        file
    }

    fn own(&self, name: &str) -> String {
        std::fs::read_to_string(self.root.path().join("banks").join(name)).unwrap()
    }

    fn good(&self) -> BankText {
        self.outside("banks/mine.json", THEORY);
        self.desk.read("good", None).unwrap()
    }

    fn save(&self, seen: &BankText, edits: &[BankEdit], second: i64) -> Result<Saved, SaveProblem> {
        self.desk.save(seen, edits, Whose::Written, at(second))
    }
}

#[test]
fn a_change_is_on_disk_with_what_was_before_among_the_versions() {
    let room = room();
    let seen = room.good();
    let saved = room.save(&seen, &prompt("th-cross-entropy", "New?"), 1).unwrap();
    assert_eq!(*saved.now.text, *room.own("mine.json"));
    let versions = room.desk.versions("good");
    assert_eq!(versions.len(), 1);
    assert_eq!(room.desk.version("good", &versions[0].name).unwrap(), THEORY);
    let undone = room.save(&saved.now, &saved.undo, 2).unwrap();
    assert_eq!(room.own("mine.json"), THEORY);
    let again = room
        .desk
        .restore(&undone.now, &room.desk.versions("good")[0].name, at(3))
        .unwrap();
    assert_eq!(again.now.text, saved.now.text);
    assert!(room.desk.version("good", "../../secret").is_err());
}

#[test]
fn twenty_versions_are_kept_and_a_clock_that_goes_back_does_not_mix_them_up() {
    let room = room();
    let mut seen = room.good();
    for number in 0..30 {
        let text = format!("Number {number}?");
        seen = room
            .save(&seen, &prompt("th-cross-entropy", &text), -number)
            .unwrap()
            .now;
    }
    let versions = room.desk.versions("good");
    assert_eq!(versions.len(), versions::KEPT);
    let newest = room.desk.version("good", &versions[0].name).unwrap();
    assert!(newest.contains("Number 28?"), "{newest}");
    let oldest = room.desk.version("good", &versions[19].name).unwrap();
    assert!(oldest.contains("Number 9?"));
}

#[test]
fn a_question_changed_outside_is_a_conflict_and_both_are_there() {
    let room = room();
    let seen = room.good();
    let theirs = THEORY.replacen("\"difficulty\": \"medium\"", "\"difficulty\": \"hard\"", 1);
    room.outside("banks/mine.json", &theirs);
    let Err(SaveProblem::Conflict {
        ours,
        theirs: shown,
        kept,
        ..
    }) = room.save(&seen, &prompt("th-cross-entropy", "Mine?"), 1)
    else {
        panic!("no conflict")
    };
    assert!(ours.contains("Mine?") && shown.contains("hard") && !shown.contains("Mine?"));
    assert_eq!(room.own("mine.json"), theirs, "theirs is not overwritten");
    assert!(std::fs::read_to_string(kept).unwrap().contains("Mine?"));
    assert!(room.desk.versions("good")[0].conflict);
}

#[test]
fn changes_of_different_questions_stand_beside_each_other() {
    let room = room();
    let seen = room.good();
    let theirs = room
        .save(&seen, &prompt("sd-transcription", "Theirs?"), 1)
        .unwrap();
    let ours = room.save(&seen, &prompt("th-cross-entropy", "Ours?"), 2).unwrap();
    assert_eq!(theirs.notes, [""; 0]);
    assert_eq!(ours.notes.len(), 1, "it is said");
    let text = room.own("mine.json");
    assert!(text.contains("Theirs?") && text.contains("Ours?"));
}

#[test]
fn a_built_in_question_is_copied_and_the_copy_can_be_taken_back() {
    let room = room();
    let bank = "programming-numpy";
    let seen = room.desk.read(bank, Some("log-mel")).unwrap();
    assert_eq!(seen.home, TextHome::BuiltIn);
    let saved = room.save(&seen, &prompt("log-mel", "Changed?"), 1).unwrap();
    assert_eq!(saved.now.home, TextHome::Own);
    let text = room.own("programming-numpy.json");
    assert_eq!(
        edit::question_ids(&text).unwrap(),
        ["log-mel"],
        "only that question"
    );
    assert!(text.contains("CC-BY-4.0"), "the licence goes on");
    let solution = room
        .root
        .path()
        .join("banks/programming-numpy/log-mel/solution.py");
    assert!(solution.is_file());

    let question: Json = serde_json::from_str(&edit::question_text(&text, "log-mel").unwrap()).unwrap();
    let built_in = builtin_bank(bank).unwrap();
    let mut source = built_in
        .questions
        .iter()
        .find(|known| known.id == "log-mel")
        .unwrap()
        .clone();
    assert_eq!(original(&question, Some(&source)), Original::Same);
    assert_eq!(original(&question, None), Original::Gone);
    source.minutes += 1.0;
    assert_eq!(original(&question, Some(&source)), Original::Changed);

    // Another one that saw the built-in question only.
    assert!(matches!(
        room.save(&seen, &prompt("log-mel", "Other?"), 2),
        Err(SaveProblem::Conflict { .. })
    ));
    let second = room.save(&seen, &prompt("gmm-em", "Changed too?"), 3).unwrap();
    let reverted = room.desk.revert(&second.now, "log-mel", at(4)).unwrap();
    assert!(!solution.exists());
    assert_eq!(edit::question_ids(&reverted.now.text).unwrap(), ["gmm-em"]);
    let last = room.desk.revert(&reverted.now, "gmm-em", at(5)).unwrap();
    assert_eq!(last.now.home, TextHome::BuiltIn);
    assert!(!room.root.path().join("banks/programming-numpy.json").exists());
    assert!(room.desk.versions(bank).len() >= 3);
    let delete = BankEdit::Delete {
        id: "log-mel".to_owned(),
    };
    let refused = room.save(&seen, &[delete], 6).unwrap_err().to_string();
    assert!(refused.contains("is built in"), "{refused}");
}

#[test]
fn what_is_written_here_is_trusted_and_what_came_from_others_is_not() {
    let room = room();
    let name = QuestionName::new("programming-numpy", "log-mel");
    let standing = |name: &QuestionName| {
        let loaded = trust::load(&room.root.path().join(format!("banks/{}.json", name.bank))).unwrap();
        let question = loaded
            .bank
            .questions
            .into_iter()
            .find(|known| known.id == name.question);
        let trust = trust::read(&room.root.path().join("trust.json")).unwrap();
        trust.origin_of(name, &question.unwrap()).is_some()
    };
    let seen = room.desk.read(&name.bank, Some("log-mel")).unwrap();
    room.save(&seen, &prompt("log-mel", "Changed?"), 1).unwrap();
    let starter = std::fs::read_to_string(
        room.root
            .path()
            .join("banks/programming-numpy/log-mel/starter.py"),
    );
    let change = CodeChange {
        name: &name,
        file: "starter.py",
        before: Some(&starter.unwrap()),
        after: Some("x = 1\n"),
    };
    room.desk.save_code(&change, at(2)).unwrap();
    assert!(standing(&name), "the person wrote it");
    let conflict = room.desk.save_code(
        &CodeChange {
            after: Some("y"),
            ..change.clone()
        },
        at(3),
    );
    assert!(matches!(conflict, Err(SaveProblem::Conflict { .. })));
    for file in ["../x.py", "wrong/../x.py", "x.txt", "/etc/x.py", "deep/x.py"] {
        assert!(
            room.desk
                .save_code(
                    &CodeChange {
                        file,
                        ..change.clone()
                    },
                    at(3)
                )
                .is_err(),
            "{file}"
        );
    }

    room.outside("banks/good.json", THEORY);
    room.outside("banks/good/pr-linear/tests_1.py", "def test_a():\n    pass\n");
    let seen = room.desk.read("good", None).unwrap();
    let saved = room.save(&seen, &prompt("pr-linear", "Changed?"), 4).unwrap();
    let foreign = QuestionName::new("good", "pr-linear");
    assert!(!standing(&foreign), "its code came from elsewhere");
    let copy = BankEdit::Duplicate {
        id: "pr-linear".to_owned(),
        new_id: "pr-copy".to_owned(),
    };
    room.save(&saved.now, &[copy], 5).unwrap();
    assert!(
        !standing(&QuestionName::new("good", "pr-copy")),
        "and so did its copy's"
    );
    assert!(room.root.path().join("banks/good/pr-copy/tests_1.py").is_file());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let room = room();
    let target = room.outside("elsewhere/mine.json", THEORY);
    RealDisk.make_dir(&room.root.path().join("banks")).unwrap();
    std::os::unix::fs::symlink(&target, room.root.path().join("banks/mine.json")).unwrap();
    let refused = room.desk.read("good", None).unwrap_err().to_string();
    assert!(refused.contains("is a link to"), "{refused}");

    let away = room.root.path().join("away");
    RealDisk.make_dir(&away).unwrap();
    std::os::unix::fs::symlink(&away, room.root.path().join("banks/programming-numpy")).unwrap();
    let seen = room.desk.read("programming-numpy", Some("log-mel")).unwrap();
    assert!(room.save(&seen, &prompt("log-mel", "Changed?"), 1).is_err());
    assert_eq!(std::fs::read_dir(&away).unwrap().count(), 0);
}

#[test]
fn a_bank_is_made_deleted_and_never_made_twice() {
    let room = room();
    let text = edit::new_bank("mine", "Mine", Some("CC0-1.0"), None);
    let made = room.desk.create("mine", &text, Whose::Written, at(1)).unwrap();
    assert_eq!(room.own("mine.json"), text);
    assert!(room.desk.create("mine", &text, Whose::Written, at(2)).is_err());
    assert!(room.desk.create("../mine", &text, Whose::Written, at(2)).is_err());
    room.desk.delete(&made, at(3)).unwrap();
    assert_eq!(room.desk.versions("mine").len(), 1);
    assert!(room.desk.read("mine", None).is_err());
}

#[test]
fn an_own_bank_that_cannot_be_read_is_never_written_over() {
    let bank = "theory-foundations";
    let room = room();
    let id = edit::question_ids(builtin_text(bank).unwrap()).unwrap().remove(0);
    let seen = room.desk.read(bank, Some(&id)).unwrap();
    let saved = room.save(&seen, &prompt(&id, "Mine?"), 1).unwrap();
    room.save(&saved.now, &prompt(&id, "Mine again?"), 2).unwrap();
    let version = room.desk.versions(bank).remove(0);
    let good = room.own("theory-foundations.json");
    let file = room.root.path().join("banks/theory-foundations.json");
    let slip = good.replacen(',', "", 1).into_bytes();
    let latin = [good.as_bytes(), b"\xe9"].concat();
    let other = good.replacen(bank, "another", 1).into_bytes();
    for (bytes, said) in [
        (slip, "cannot be read as a bank"),
        (latin, "cannot be read as a bank"),
        (other, "holds the bank `another`"),
    ] {
        RealDisk.replace(&file, &bytes).unwrap();
        for refused in [
            // As one saves who saw the built-in question, or the own one before the slip.
            room.save(&seen, &prompt(&id, "Typed?"), 3).map(drop),
            room.save(&saved.now, &prompt(&id, "Typed?"), 3).map(drop),
            room.desk.copy_question(&seen, &id, at(3)).map(drop),
            room.desk.restore(&seen, &version.name, at(3)).map(drop),
            room.desk.create(bank, &good, Whose::Written, at(3)).map(drop),
            room.desk.read(bank, Some(&id)).map(drop),
            room.desk.delete_bank(bank, at(3)).map(drop),
        ] {
            let refused = refused.unwrap_err().to_string();
            assert!(
                refused.contains("theory-foundations.json") && refused.contains(said),
                "{refused}"
            );
            assert_eq!(std::fs::read(&file).unwrap(), bytes, "{refused}");
        }
    }
    RealDisk.replace(&file, good.as_bytes()).unwrap();
    let seen = room.desk.read(bank, Some(&id)).unwrap();
    room.save(&seen, &prompt(&id, "Typed?"), 4).unwrap();
    assert!(room.own("theory-foundations.json").contains("Typed?"));
}

#[test]
fn undoing_the_way_back_to_the_built_in_question_brings_its_code_back_and_what_was_trusted() {
    let bank = "programming-numpy";
    let name = QuestionName::new(bank, "log-mel");
    // Alone in its bank, and with another one; written here, and by somebody else.
    for (other, written) in [(false, true), (true, true), (false, false), (true, false)] {
        let room = room();
        let mut seen = room.desk.read(bank, Some("log-mel")).unwrap();
        if other {
            let second = room.save(&seen, &prompt("gmm-em", "Changed too?"), 1).unwrap();
            assert_eq!(second.now.home, TextHome::Own);
        }
        room.save(&seen, &prompt("log-mel", "Changed?"), 2).unwrap();
        let starter = "banks/programming-numpy/log-mel/starter.py";
        let read = || std::fs::read_to_string(room.root.path().join(starter));
        if written {
            let before = read().unwrap();
            let change = CodeChange {
                name: &name,
                file: "starter.py",
                before: Some(&before),
                after: Some("mine = 1\n"),
            };
            room.desk.save_code(&change, at(3)).unwrap();
        } else {
            room.outside(starter, "mine = 1\n");
        }
        let standing = || {
            let loaded = trust::load(&room.root.path().join("banks/programming-numpy.json")).unwrap();
            let mut questions = loaded.bank.questions.into_iter();
            let question = questions.find(|known| known.id == "log-mel").unwrap();
            let trust = trust::read(&room.root.path().join("trust.json")).unwrap();
            trust.origin_of(&name, &question).is_some()
        };
        assert_eq!(standing(), written);
        seen = room.desk.read(bank, Some("log-mel")).unwrap();
        let own = edit::question_text(&seen.text, "log-mel").unwrap();
        let reverted = room.desk.revert(&seen, "log-mel", at(4)).unwrap();
        assert!(read().is_err());
        // As the bank screen reads it.
        let first = reverted.undo.first().and_then(BankEdit::question);
        let seen = room.desk.read(bank, first).unwrap();
        room.save(&seen, &reverted.undo, 5).unwrap();
        assert_eq!(read().unwrap(), "mine = 1\n");
        let back = edit::question_text(&room.own("programming-numpy.json"), "log-mel").unwrap();
        let json = |text: &str| serde_json::from_str::<Json>(text).unwrap();
        assert_eq!(json(&back), json(&own));
        assert_eq!(standing(), written, "code of others asks as before");
    }
}
