//! Pastes and the editor in the fields of the other rounds: code, a culture answer, the canvas. What a theory
//! answer stands, they stand.

use std::time::Duration;

use rustix::process::Signal;

use crate::house::House;
use crate::pty::{F9, LONG, Launch, Pty};

/// A field: the question it belongs to, what shows once its question does, and the keys that lead to it.
struct Field {
    question: &'static str,
    shows: &'static str,
    keys: &'static str,
    /// Shows once it has the keyboard.
    here: &'static str,
}

const FIELDS: [Field; 3] = [
    Field {
        question: "linear-backprop",
        shows: "Stages",
        keys: "",
        here: "Code",
    },
    Field {
        question: "cul-disagree-manager",
        shows: "Situation",
        keys: "\t",
        here: "What you had to achieve",
    },
    Field {
        question: "sd-speech-denoise",
        shows: "Canvas",
        keys: "\x07c",
        here: "Boxes and arrows",
    },
];

impl Field {
    /// Returns hotseat with the keyboard in the field.
    fn open(&self, house: &House, editor: Option<&str>) -> Pty {
        let mut launch: Launch = house.hotseat(&["start", "--question", self.question, "--seed", "1"]);
        if let Some(script) = editor {
            launch = launch.env("VISUAL", &format!("/bin/sh -c '{script}' editor"));
        }
        let mut pty = launch.start();
        pty.wait_for(self.shows);
        pty.send(self.keys);
        pty.wait_for(self.here);
        pty
    }
}

/// Lines of words, some of them long, of one to four bytes a character.
fn text(size: usize) -> String {
    let mut text = String::with_capacity(size + 80);
    let mut line = 0;
    while text.len() < size {
        line += 1;
        text.push_str(&format!("line {line} of été 漢字 🦀 {}\n", "x".repeat(line % 90)));
    }
    text.push_str("end");
    text
}

#[test]
fn a_megabyte_arrives_whole_in_every_kind_of_field() {
    let text = text(1_000_000);
    for field in &FIELDS {
        for (open, close) in [("\x1b[200~", "\x1b[201~"), ("", "")] {
            let house = House::new();
            let mut pty = field.open(&house, None);
            let before = pty.answer();
            pty.send(format!("{open}{}{close}", text.replace('\n', "\r")));
            pty.wait_until_read();
            let answer = pty.answer();
            // A file is typed into at its head.
            let whole = answer.strip_suffix(&before).is_some_and(|pasted| pasted == text);
            assert!(
                whole,
                "{}, {}: {} bytes",
                field.question,
                open.escape_debug(),
                answer.len()
            );
            // One step back takes all of it; what came without brackets may be several, as no end is told.
            for _ in 0..if open.is_empty() { 60 } else { 1 } {
                pty.send("\x1a");
            }
            let back = pty.answer();
            assert!(
                back == before,
                "{}, {}, taken back: {} bytes of {}",
                field.question,
                open.escape_debug(),
                back.len(),
                answer.len()
            );
        }
    }
}

#[test]
fn an_editor_that_fails_costs_no_field_anything() {
    let scripts = [
        ("echo lost > \"$1\"; kill -9 $$", "was ended by signal 9"),
        ("rm \"$1\"; ln -s /etc/hostname \"$1\"", "could not be read"),
        ("printf \"\\377\\000\" > \"$1\"", "is not UTF-8 text"),
        ("head -c 50000000 /dev/zero > \"$1\"", "is longer than 16 MiB"),
    ];
    for field in &FIELDS {
        for (script, sentence) in scripts {
            let house = House::new();
            let mut pty = field.open(&house, Some(script));
            pty.send("kept");
            pty.wait_for("kept");
            pty.send(F9);
            pty.wait_for(sentence);
            assert!(pty.shows("kept"), "{}: {script}", field.question);
            pty.send("!");
            pty.wait_for("kept!");
            house.wait_for_journal(&mut pty, "!");
        }
    }
}

#[test]
fn a_field_that_an_editor_emptied_is_empty_and_can_be_taken_back() {
    for field in &FIELDS {
        let house = House::new();
        let mut pty = field.open(&house, Some(": > \"$1\""));
        pty.send("kept");
        pty.wait_for("kept");
        let from = pty.raw().len();
        pty.send(F9);
        pty.wait("an empty field", LONG, |pty| {
            pty.entered_since(from) && !pty.shows("kept")
        });
        pty.send("\x1a");
        pty.wait_for("kept");
    }
}

#[test]
fn the_clock_of_every_kind_goes_on_under_the_editor() {
    for field in &FIELDS {
        let house = House::new();
        let mut pty = field.open(
            &house,
            Some("touch SCRATCH/open; read line; printf edited > \"$1\""),
        );
        pty.send(F9);
        let open = pty.folder().join("open");
        pty.wait("the editor", LONG, |_| open.exists());
        pty.pass(Duration::from_millis(1_500));
        pty.send("\n");
        pty.wait_for("edited");
        pty.kill(Signal::TERM);
        assert_eq!(pty.ended(LONG).code, 143);
        let session = house.session();
        let question = &session["questions"][0];
        assert!(
            question["spent_ms"].as_u64().unwrap() >= 1_500,
            "{}",
            question["spent_ms"]
        );
        let pauses = question["pauses"].as_array().unwrap();
        assert!(pauses.iter().all(|pause| pause["cause"] == "ended"), "{pauses:?}");
    }
}
