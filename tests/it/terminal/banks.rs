//! The bank screen in a terminal: a new user's way from nothing to a question of their own, asked.

use std::process::Command;

use hotseat::storage::disk::{Disk as _, RealDisk};
use serde_json::Value;

use crate::house::{House, OVER};
use crate::pty::{LONG, Pty};

const F2: &str = "\x1bOQ";
const F3: &str = "\x1bOR";
const ALL: &str = "\x01";

/// Runs a command in the house; returns its exit code and what it wrote.
fn run(house: &House, words: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hotseat"))
        .args(words)
        .env_clear()
        .env("HOME", house.path())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

fn bank(house: &House) -> Value {
    let file = house
        .folder()
        .join(".local/share/hotseat/banks/my-questions.json");
    let text = std::fs::read_to_string(file).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// On the bank screen: a question of ML theory is begun, and its fields are open.
pub fn new_theory_question(pty: &mut Pty) {
    pty.send("n");
    pty.wait_for("A new question");
    // From the round under the cursor to the one that is wanted.
    pty.send("\t");
    pty.wait_for("[ML theory]");
    pty.send("Why layer norm\r");
    pty.wait_for("Fields");
}

#[test]
fn a_new_users_first_question_is_written_checked_and_asked() {
    let house = House::new();
    let mut pty = house.hotseat(&["bank"]).start();
    pty.wait_for("All questions");
    new_theory_question(&mut pty);
    pty.send(format!("{ALL}normalisation\t"));
    // Past tags and difficulty; a time that cannot be is told under its field and not saved.
    pty.send(format!("\t\t{ALL}0"));
    pty.wait_for("! expected a number from 0.5 to 240");
    pty.send(format!("{ALL}6\t"));
    pty.send(format!("{ALL}Why do transformers use layer norm?\t"));
    // Hints, the hint, the rubric, its criterion; then down to its ideas, and one more of them.
    pty.send("\t\t\t\r\t\t\t\t\t");
    pty.send(F3);
    pty.send("It averages over the features of one position");
    pty.send(F2);
    pty.wait("the idea on disk", LONG, |_| {
        bank(&house)["questions"][0]["rubric"][0]["ideas"][1]["idea"]
            == "It averages over the features of one position"
    });
    let question = bank(&house)["questions"][0].clone();
    assert_eq!(question["id"], "why-layer-norm");
    assert_eq!(question["topic"], "normalisation");
    assert_eq!(question["minutes"], 6);
    assert_eq!(question["rubric"][0]["ideas"][1]["id"], "it-averages-over");
    pty.send("\x1b");
    pty.wait_for("yours");
    let (code, said) = run(&house, &["bank", "check", "--no-run"]);
    assert_eq!(code, Some(0), "{said}");
    pty.send("T");
    pty.wait_for("Why do transformers use layer norm?");
    pty.wait_for("Your answer");
    pty.send("It averages over the features of one position.");
    pty.send(F2);
    pty.send("\r");
    pty.wait_for("how good was your answer");
    pty.send("\x03");
    assert_eq!(pty.ended(LONG), OVER);
    let session = house.session();
    assert!(
        session.to_string().contains("my-questions/why-layer-norm"),
        "{session}"
    );
}

#[test]
fn what_is_changed_elsewhere_joins_in_by_itself() {
    let house = House::new();
    let mut pty = house.hotseat(&["bank"]).start();
    pty.wait_for("All questions");
    let folder = house.folder().join(".local/share/hotseat/banks");
    RealDisk.make_dir(&folder).unwrap();
    let mine = include_str!("../../fixtures/banks/good.json").replace("th-cross-entropy", "th-from-outside");
    RealDisk
        .replace(&folder.join("good.json"), mine.as_bytes())
        .unwrap();
    pty.wait_for("A small bank");
    pty.send("/outside");
    pty.wait_for("th-from-outside");
    pty.send("\x03");
    assert_eq!(pty.ended(LONG), OVER);
}
