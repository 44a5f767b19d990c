//! Editing through the screen's own messages: bytes that nobody touched stay, what a person wrote comes back,
//! what was changed outside is not overwritten, versions come back, banks go and come.

use std::time::Duration;

use hotseat::app::msg::{Msg, Signal};
use hotseat::app::overlays::Overlay;
use hotseat::domain::bank::edit::question_text;
use hotseat::domain::catalog::Origin;
use hotseat::storage::disk::{Disk as _, RealDisk};

use super::person::{Person, With, root};
use super::styles;
use crate::journal::disk::{Fault, FaultyDisk, Plan};

const GOOD: &str = include_str!("../../fixtures/banks/good.json");
const FIRST: &str = "th-cross-entropy";
const DRAFT: &str = "versions/good/th-cross-entropy/draft.json";

fn own(person: &Person) -> String {
    person.read("banks/good.json")
}

fn asked(person: &Person) -> String {
    match &person.script.app.overlay {
        Some(Overlay::Confirm(confirm)) => confirm.title.clone(),
        other => format!("{other:?}"),
    }
}

/// From the topic, where one begins, to the minutes.
const TO_MINUTES: &str = "Tab Tab Tab";

#[test]
fn one_field_changed_on_the_screen_changes_no_other_byte_of_an_oddly_written_bank() {
    let bank = styles::bank();
    let all = styles::texts();
    assert!(all.len() >= 40, "{}", all.len());
    for (style, text, id) in all {
        let root = root(&text);
        let mut person = Person::over(&root, With::Nothing);
        person.edit(&id).keys(TO_MINUTES).keys("Tab ctrl-a");
        person.text("Another?").keys("F2");
        let old = styles::literal(&style, &bank);
        assert_eq!(own(&person), text.replacen(&old, "\"Another?\"", 1), "{style:?}");
        assert_eq!(
            person.screen().form.as_ref().map(|form| form.is_saved()),
            Some(true)
        );
    }
}

#[test]
fn what_breaks_a_rule_is_a_draft_that_survives_the_end_and_is_offered_again() {
    let root = root(GOOD);
    let mut person = Person::over(&root, With::Nothing);
    person.edit(FIRST).keys(TO_MINUTES).keys("ctrl-a").text("0");
    assert_eq!(person.read(DRAFT), "", "not with every key");
    person.wait(Duration::from_secs(1));
    assert!(
        person.read(DRAFT).contains("\"minutes\": 0"),
        "killed now, it is there"
    );
    // The field is left, and the program ends.
    person.keys("Tab").text(" And why?");
    person.send(Msg::Signal(Signal::End(143)));
    assert_eq!(own(&person), GOOD, "nothing that breaks a rule is saved");

    let mut person = Person::over(&root, With::Nothing);
    person.edit(FIRST);
    assert!(
        asked(&person).starts_with("Go on with your draft of"),
        "{}",
        asked(&person)
    );
    person
        .keys("Esc")
        .keys(TO_MINUTES)
        .keys("ctrl-a")
        .text("12")
        .keys("F2");
    let now = own(&person);
    assert!(
        now.contains("And why?") && now.contains("\"minutes\": 12"),
        "{now}"
    );
    assert_eq!(person.read(DRAFT), "", "it is saved, so it is no draft");
    person.keys("Esc").edit(FIRST);
    assert_eq!(person.script.app.overlay, None);
}

#[test]
fn a_draft_is_thrown_away_only_when_asked() {
    let root = root(GOOD);
    let mut person = Person::over(&root, With::Nothing);
    person
        .edit(FIRST)
        .keys(TO_MINUTES)
        .keys("ctrl-a")
        .text("0")
        .keys("Esc");
    assert_eq!(asked(&person), "Leave with what cannot be saved?");
    person.keys("k");
    assert!(person.screen().form.is_none());
    assert!(person.read(DRAFT).contains("\"minutes\": 0"));
    person.edit(FIRST);
    assert!(asked(&person).starts_with("Go on"), "{}", asked(&person));
    // It came by itself: what is being typed at that moment is no answer to it.
    person.keys("d");
    assert!(asked(&person).starts_with("Go on"), "{}", asked(&person));
    person.script.seconds(1);
    person.keys("d");
    assert_eq!(person.read(DRAFT), "");
    assert!(person.screen().form.as_ref().unwrap().is_saved());
    person.keys("alt-y");
    assert!(
        !person.screen().form.as_ref().unwrap().is_saved(),
        "redo brings it back"
    );
    person.keys("Esc d");
    assert_eq!(
        (person.read(DRAFT), own(&person)),
        (String::new(), GOOD.to_owned())
    );
}

#[test]
fn what_was_typed_and_fits_is_saved_by_whatever_ends_the_program() {
    for end in [Msg::Signal(Signal::End(129)), Msg::Signal(Signal::End(143))] {
        let mut person = Person::over(&root(GOOD), With::Nothing);
        person.edit(FIRST).keys("ctrl-a").text("objectives");
        person.send(end);
        assert!(own(&person).contains("\"objectives\""));
        assert_eq!(person.read(DRAFT), "");
    }
    let mut person = Person::over(&root(GOOD), With::Nothing);
    person
        .edit(FIRST)
        .keys("ctrl-a")
        .text("objectives")
        .keys("ctrl-c");
    assert!(own(&person).contains("\"objectives\""));
}

#[test]
fn a_draft_of_a_question_that_changed_meanwhile_goes_over_nothing() {
    let root = root(GOOD);
    let mut person = Person::over(&root, With::Nothing);
    person.edit(FIRST).keys("ctrl-a").text("mine");
    person.wait(Duration::from_secs(1));
    assert!(person.read(DRAFT).contains("mine"));
    let theirs = GOOD.replacen("\"topic\": \"losses\"", "\"topic\": \"theirs\"", 1);
    RealDisk
        .replace(&person.file("banks/good.json"), theirs.as_bytes())
        .unwrap();
    // Killed: nothing of this one is heard again.
    let mut person = Person::over(&root, With::Nothing);
    person.edit(FIRST);
    let screen = person.script.screen();
    assert!(
        screen.contains("Two versions") && screen.contains("theirs") && screen.contains("mine"),
        "{screen}"
    );
    assert_eq!(own(&person), theirs);
    person.keys("o");
    assert_eq!(own(&person), theirs.replacen("theirs", "mine", 1));
}

#[test]
fn on_a_full_disk_the_words_stay_on_the_screen_until_there_is_room() {
    for at in 0..10 {
        let root = root(GOOD);
        let disk = FaultyDisk::new(Plan {
            fault: Fault::Full,
            at,
            lasts: 12,
        });
        let mut person = Person::on(disk, &root, With::Nothing, (120, 40));
        person.edit(FIRST).keys("ctrl-a").text("objectives").keys("Esc");
        for _ in 0..30 {
            if person.read("banks/good.json").contains("\"objectives\"") {
                break;
            }
            if person.script.app.overlay.is_some() {
                person.keys("Esc");
            }
            let form = person.screen().form.as_ref();
            assert!(
                form.is_some(),
                "{at}: the form is left, and its words are nowhere"
            );
            person.keys("F2");
        }
        let now = person.read("banks/good.json");
        assert!(now.contains("\"objectives\""), "{at}: {}", person.script.screen());
        let second = "sd-transcription";
        assert_eq!(question_text(&now, second), question_text(GOOD, second));
    }
}

#[test]
fn a_bank_that_broke_while_it_was_edited_is_left_and_the_words_are_saved_once_it_is_mended() {
    let root = root(GOOD);
    let mut person = Person::over(&root, With::Nothing);
    person.edit(FIRST).keys("ctrl-a").text("objectives");
    let file = person.file("banks/good.json");
    let slip = GOOD.replacen(',', "", 1);
    RealDisk.replace(&file, slip.as_bytes()).unwrap();
    person.keys("Esc");
    for _ in 0..3 {
        // Whatever is answered, nothing goes over it.
        person.keys("o F2");
        assert_eq!(own(&person), slip);
        assert!(person.screen().form.is_some(), "{}", person.script.screen());
    }
    RealDisk.replace(&file, GOOD.as_bytes()).unwrap();
    person.keys("F2");
    assert!(
        own(&person).contains("\"objectives\""),
        "{}",
        person.script.screen()
    );
}

#[test]
fn what_a_bank_was_is_listed_looked_at_and_brought_back_also_after_a_restart() {
    let root = root(GOOD);
    let mut person = Person::over(&root, With::Nothing);
    person.edit(FIRST).keys("ctrl-a").text("one").keys("F2");
    person.keys(TO_MINUTES).keys("ctrl-a").text("33").keys("F2 Esc");
    let mut person = Person::over(&root, With::Nothing);
    person.find(FIRST).keys("V");
    let screen = person.script.screen();
    assert!(screen.contains("th-cross-entropy: minutes"), "{screen}");
    assert!(screen.contains("th-cross-entropy: topic"), "{screen}");
    person.keys("Down Enter");
    let screen = person.script.screen();
    assert!(screen.contains("losses") && screen.contains("one"), "{screen}");
    person.keys("Esc b");
    assert_eq!(own(&person), GOOD, "byte for byte");
    // And what it was until then is a version too.
    person.keys("V b");
    assert!(own(&person).contains("\"one\""));
    // Where there is none yet the list says what it is for.
    let mut person = Person::over(&super::person::root(GOOD), With::Nothing);
    person.find(FIRST).keys("V");
    assert!(
        person.script.screen().contains("No version yet"),
        "{}",
        person.script.screen()
    );
}

#[test]
fn an_own_bank_is_deleted_and_comes_back_as_it_was() {
    let mut person = Person::over(&root(GOOD), With::Nothing);
    person.keys("shift-Tab End");
    while !person.screen().on_own_bank(&person.script.app.data) {
        person.keys("Up");
    }
    person.keys("x");
    assert!(
        asked(&person).starts_with("Delete your bank"),
        "{}",
        asked(&person)
    );
    person.keys("d");
    assert_eq!(own(&person), "");
    assert!(person.file("versions/good").read_dir().unwrap().count() > 0);
    person.keys("u");
    assert_eq!(own(&person), GOOD);
}

#[test]
fn a_programming_question_is_begun_moved_and_its_files_go_with_it() {
    let mut person = Person::over(&root(GOOD), With::Nothing);
    person.keys("n");
    while !person.script.screen().contains("[Programming]") {
        person.keys("Tab");
    }
    person.text("count pairs").keys("Enter");
    assert!(person.screen().form.is_some(), "its fields are open");
    assert!(
        person
            .read("banks/good/count-pairs/tests_1.py")
            .contains("def test_answer")
    );
    // A wrong solution, written in the editor.
    person.keys("F4 End");
    assert!(
        person.script.screen().contains("one more wrong solution"),
        "{}",
        person.script.screen()
    );
    person.keys("Enter ctrl-a");
    person.text("# fault: always nothing; rejected by test_answer\ndef answer(x):\nreturn None\n");
    person.keys("Esc");
    let wrong = person.read("banks/good/count-pairs/wrong/fault_1.py");
    assert!(wrong.starts_with("# fault: always nothing"), "{wrong}");
    // And the starter in the editor of the person.
    person.editor = |text| format!("{text}# from outside\n");
    person.keys("F4 Home e");
    let files = ["solution.py", "starter.py", "tests_1.py"];
    let outside = |person: &Person, bank: &str| {
        let count = files.iter().filter(|file| {
            let text = person.read(&format!("banks/{bank}/count-pairs/{file}"));
            text.contains("# from outside")
        });
        count.count()
    };
    assert_eq!(outside(&person, "good"), 1);
    person.keys("Esc");
    assert_eq!(own(&person).matches("count-pairs").count(), 1);
    let before = question_text(&own(&person), FIRST);

    person.find("count-pairs").keys("m").text("others").keys("Enter");
    assert!(
        !own(&person).contains("count-pairs"),
        "{}",
        person.script.screen()
    );
    assert!(person.read("banks/others.json").contains("count-pairs"));
    assert_eq!(outside(&person, "others"), 1);
    assert!(
        person
            .read("banks/others/count-pairs/wrong/fault_1.py")
            .contains("always nothing")
    );
    assert_eq!(question_text(&own(&person), FIRST), before);
    // A copy, then away with it, and back.
    person.find("count-pairs").keys("c").keys("Enter");
    assert!(
        person.read("banks/others.json").contains("my-count-pairs"),
        "{}",
        person.script.screen()
    );
    let whole = person.read("banks/others.json");
    person.find("my-count-pairs").keys("x");
    assert!(!person.read("banks/others.json").contains("my-count-pairs"));
    person.keys("u");
    assert_eq!(person.read("banks/others.json"), whole);
    person.keys("U");
    assert!(!person.read("banks/others.json").contains("my-count-pairs"));
    person.keys("u");
    assert_eq!(person.read("banks/others.json"), whole);
}

#[test]
fn code_of_a_built_in_question_is_changed_in_a_copy_compared_and_taken_back() {
    let mut person = Person::over(&root(""), With::BuiltIn);
    person.keys("/").text("pr-").keys("Enter");
    let name = person
        .screen()
        .entry(&person.script.app.data)
        .unwrap()
        .name
        .clone();
    person.keys("v Enter");
    let file = person
        .screen()
        .code
        .as_ref()
        .expect("it is open")
        .file
        .name
        .clone();
    person.text("# mine and only mine\n").keys("F2 Esc");
    let below = format!("banks/{}/{}/{file}", name.bank, name.question);
    assert!(
        person.read(&below).starts_with("# mine and only mine"),
        "{}",
        person.script.screen()
    );
    let origin = |person: &Person| person.screen().entry(&person.script.app.data).unwrap().origin;
    assert_eq!(origin(&person), Origin::Changed);
    person.keys("d");
    let screen = person.script.screen();
    assert!(screen.contains("+ # mine and only mine"), "{screen}");
    assert!(!screen.contains("Both say the same"), "{screen}");
    // Once more, over what is there by now.
    person.keys("v Enter").text("# twice\n").keys("Esc");
    assert!(
        person.read(&below).starts_with("# twice"),
        "{}",
        person.script.screen()
    );
    person.keys("R");
    assert_eq!(origin(&person), Origin::BuiltIn, "{}", person.script.screen());
    assert_eq!(person.read(&below), "");
    // And back, with its code.
    person.keys("u");
    assert_eq!(origin(&person), Origin::Changed, "{}", person.script.screen());
    assert!(
        person.read(&below).starts_with("# twice"),
        "{}",
        person.script.screen()
    );
    person.keys("U");
    assert_eq!(origin(&person), Origin::BuiltIn, "{}", person.script.screen());
}

#[test]
fn an_exemplar_is_written_as_one_text_or_field_by_field_and_nothing_of_it_is_lost() {
    let mut person = Person::over(&root(GOOD), With::Nothing);
    let answer = |person: &Person| {
        let bank: serde_json::Value = serde_json::from_str(&own(person)).unwrap();
        let mut questions = bank["questions"].as_array().unwrap().iter();
        let question = questions
            .find(|question| question["id"] == "cu-disagreement")
            .unwrap();
        question["exemplars"][0]["answer"].clone()
    };
    let before = answer(&person);
    person.edit("cu-disagreement");
    let row = |person: &Person, path: &str| {
        let form = person.screen().form.as_ref().unwrap();
        form.rows.iter().position(|row| row.path == path)
    };
    let to = |person: &mut Person, path: &str| {
        person.keys("F2");
        for _ in 0..200 {
            let form = person.screen().form.as_ref().unwrap();
            if form.row().is_some_and(|row| row.path == path) {
                return;
            }
            let here = form.cursor;
            let key = if row(person, path).is_some_and(|at| at < here) {
                "shift-Tab"
            } else {
                "Tab"
            };
            person.keys(key);
        }
        panic!("no row {path}:\n{}", person.script.screen())
    };
    to(&mut person, "exemplars");
    person.keys("Enter");
    to(&mut person, "exemplars[0]");
    person.keys("Enter");
    to(&mut person, "exemplars[0].written as");
    person.keys("Right F2");
    let other = answer(&person);
    assert_ne!(other.is_object(), before.is_object());
    let words = |value: &serde_json::Value| {
        let text = value.as_object().map_or_else(
            || value.as_str().unwrap().to_owned(),
            |fields| fields.values().filter_map(|text| text.as_str()).collect(),
        );
        text.chars().filter(|c| c.is_alphanumeric()).count()
    };
    assert!(words(&other) >= words(&before) && words(&before) > 0);
    person.keys("Right F2");
    assert_eq!(answer(&person).is_object(), before.is_object());
}
