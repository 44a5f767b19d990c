//! R16: a panic wherever there is a thread, a panic in a panic, a stack that is used up, memory that is refused.
//! What was recorded is there, the terminal is whole and says why; where only a helper failed, the interview goes
//! on and no key is lost.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use super::calls::{ON_SCREEN, lived_in};
use super::lair::Lair;
use super::{at_once, trials};
use crate::pty::{LONG, Pty};
use crate::pythons;

/// A place, the exit code due, and what the terminal shows then.
const ENDS: &[(&str, u32, &str)] = &[
    ("update", 101, "a panic in update, asked for by a test"),
    ("render", 101, "a panic in render, asked for by a test"),
    ("error", 1, "The system refused"),
    ("twice", 134, "A fault in hotseat itself"),
    ("stack", 134, "A fault in hotseat itself"),
    ("memory", 134, "A fault in hotseat itself"),
];

const GO_ON: &[&str] = &["thread", "journal", "judge"];

/// Typing that is no key: the fault comes with the first one.
fn paste(lair: &Lair, known: &[String], pty: &mut Pty, text: &str) {
    pty.send(format!("\x1b[200~{text}\x1b[201~"));
    pty.wait("what was pasted, in the journal", LONG, |_| {
        let folder = lair.new_folder(known).unwrap_or_default();
        lair.words(&folder).contains(text)
    });
}

fn ends(place: &str, code: u32, shows: &str) {
    let lair = lived_in();
    let (before, known) = (lair.tree(), lair.folders());
    let mut pty = lair.screens(ON_SCREEN).env("HOTSEAT_TEST_PANIC", place).ready();
    // Synced only later, were it not for the end.
    paste(&lair, &known, &mut pty, "typed before it");
    pty.send("x");
    let ended = pty.ended(LONG);
    assert_eq!(
        (ended.code, ended.signal),
        (code, None),
        "{place}: {}",
        pty.screen().contents()
    );
    pty.assert_whole(place);
    assert!(pty.shows(shows), "{place}: {}", pty.screen().contents());
    let words = lair.assert_sound(&before, &known, place);
    assert!(words.contains("typed before it"), "{place}: {words}");
}

fn goes_on(place: &str) {
    let lair = lived_in();
    let known = lair.folders();
    let code = ["start", "--question", "linear-backprop", "--seed", "1"];
    let mut launch = lair.screens(if place == "judge" { &code } else { ON_SCREEN });
    if place == "judge" {
        let Some(environment) = pythons::environment() else {
            return;
        };
        launch = launch.env("VIRTUAL_ENV", environment.to_str().unwrap());
    }
    let mut pty = launch.env("HOTSEAT_TEST_PANIC", place).start();
    pty.wait_for(if place == "judge" { "NumPy" } else { "Your answer" });
    paste(&lair, &known, &mut pty, "# before ");
    pty.send("x and after it");
    if place == "judge" {
        pty.send("\x1b[15~");
        pty.wait_for("hotseat itself failed");
        // The next run has another thread's help.
        pty.send("\x1b[15~");
        pty.wait("a run in the journal", LONG, |_| {
            let folder = lair.new_folder(&known).unwrap_or_default();
            lair.journal(&folder).contains("\"ev\":\"ran\"")
        });
    }
    let typed = "# before x and after it";
    pty.wait("every key in the journal", LONG, |_| {
        let folder = lair.new_folder(&known).unwrap_or_default();
        lair.words(&folder).contains(typed)
    });
    assert!(!pty.shows("Not saved"), "{place}: {}", pty.screen().contents());
    pty.quit();
    assert_eq!(pty.ended(LONG).code, 0, "{place}");
    pty.assert_whole(place);
    let folder = lair.new_folder(&known).unwrap();
    let loaded = hotseat::storage::sessions::load(&lair.data("sessions"), &folder).unwrap();
    assert_eq!(loaded.problems, [""; 0], "{place}");
}

#[test]
fn a_panic_anywhere_costs_nothing_recorded_and_leaves_the_terminal_whole() {
    let times = trials(1, 5);
    let places = ENDS.len() + GO_ON.len();
    at_once(3, 0..places * times, |trial| match ENDS.get(trial % places) {
        Some((place, code, shows)) => ends(place, *code, shows),
        None => goes_on(GO_ON[trial % places - ENDS.len()]),
    });
    println!("R16: {places} places, {times} times each");
}
