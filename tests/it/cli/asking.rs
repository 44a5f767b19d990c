//! What needs a terminal without being a screen: the question before a deletion, colour, and terminals
//! that cannot show screens.

use super::World;
use super::sessions::{WHOLE, records};
use crate::pty::{LONG, Launch, Pty};

/// Runs a script of a shell in a pseudo-terminal; `$BIN` is hotseat, `$DATA` this world's data.
fn terminal(world: &World, term: &str, script: &str) -> Pty {
    Launch::command(&["/bin/sh", "-c", &format!("{script}; echo \"code $?\"")])
        .env("BIN", env!("CARGO_BIN_EXE_hotseat"))
        .env("HOTSEAT_DATA_DIR", world.path("data/hotseat").to_str().unwrap())
        .env("TERM", term)
        .size(160, 30)
        .start()
}

#[test]
fn a_deletion_asks_and_only_the_whole_word_deletes() {
    let world = World::new();
    let dir = world.session(WHOLE, &records("v1-theory"));
    for (answer, code) in [("y\n", 1), ("\x04", 1), ("delete\n", 0)] {
        let mut pty = terminal(&world, "xterm", "\"$BIN\" sessions delete last");
        pty.wait_for("Type `delete` to go on:");
        assert!(dir.exists());
        pty.send(answer);
        pty.wait_for(&format!("code {code}"));
        let _ = pty.ended(LONG);
        assert_eq!(dir.exists(), code == 1, "{answer:?}");
    }
}

#[test]
fn a_deletion_whose_question_goes_elsewhere_does_not_wait_for_an_answer() {
    let world = World::new();
    world.session(WHOLE, &records("v1-theory"));
    let mut pty = terminal(&world, "xterm", "\"$BIN\" sessions delete last 2>/dev/null");
    pty.wait_for("code 2");
    let _ = pty.ended(LONG);
}

#[test]
fn screens_refuse_a_dumb_terminal_and_a_stream_that_is_none() {
    let world = World::new();
    for (term, script, want) in [
        (
            "dumb",
            "\"$BIN\"",
            "This terminal (TERM=dumb) cannot show screens.",
        ),
        (
            "dumb",
            "\"$BIN\" start",
            "This terminal (TERM=dumb) cannot show screens.",
        ),
        ("xterm", "\"$BIN\" >file", "standard output is not one"),
        ("xterm", "\"$BIN\" </dev/null", "standard input is not one"),
    ] {
        let mut pty = terminal(&world, term, script);
        pty.wait_for("code 3");
        assert!(pty.shows(want), "{script}: {}", pty.screen().contents());
        assert!(!pty.raw().contains(&0x1b), "{script}");
        let _ = pty.ended(LONG);
    }
}

#[test]
fn colour_is_for_terminals_that_want_it() {
    let world = World::new();
    for (term, script, coloured) in [
        ("xterm", "\"$BIN\" --help", true),
        ("xterm", "NO_COLOR=1 \"$BIN\" --help", false),
        ("dumb", "\"$BIN\" --help", false),
        ("xterm", "echo '{' | \"$BIN\" bank check -", true),
        ("xterm", "echo '{' | NO_COLOR=1 \"$BIN\" bank check -", false),
    ] {
        let mut pty = terminal(&world, term, script);
        pty.wait_for("code ");
        let _ = pty.ended(LONG);
        assert_eq!(pty.raw().contains(&0x1b), coloured, "{term} {script}");
    }
}
