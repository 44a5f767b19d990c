//! Every way out gives the terminal back whole, with the exit code due.

use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;

use crate::house::{House, may_become_nobody};
use crate::pty::{Control, Ended, F9, LONG, Launch, Pty, START, now};

fn code(code: u32) -> Ended {
    Ended { code, signal: None }
}

fn assert_whole(pty: &Pty, what: &str) {
    pty.assert_whole(what);
}

#[test]
fn quitting_gives_the_terminal_back() {
    let mut pty = Pty::hotseat();
    pty.send("\x1b[?0u");
    pty.wait("the keyboard protocol", LONG, |pty| {
        pty.left_on().contains(&"kitty".to_owned())
    });
    pty.quit();
    assert_eq!(pty.ended(LONG), code(0));
    assert_whole(&pty, "quit");
}

#[test]
fn every_signal_that_ends_the_program_gives_the_terminal_back() {
    let everywhere = [
        Signal::TERM,
        Signal::HUP,
        Signal::INT,
        Signal::QUIT,
        Signal::USR1,
        Signal::USR2,
        Signal::ALARM,
        Signal::VTALARM,
        Signal::PROF,
        Signal::XCPU,
    ];
    #[cfg(target_os = "linux")]
    let here = [Signal::IO, Signal::POWER];
    #[cfg(not(target_os = "linux"))]
    let here = [];
    for signal in everywhere.into_iter().chain(here) {
        let expected = 128 + signal.as_raw() as u32;
        let mut pty = Pty::hotseat();
        pty.send("typing");
        let begin = now();
        pty.kill(signal);
        assert_eq!(pty.ended(LONG), code(expected), "{signal:?}");
        assert!(
            now() - begin < Duration::from_secs(3),
            "{signal:?}: {:?}",
            now() - begin
        );
        assert_whole(&pty, &format!("{signal:?}"));
        let journal = pty.journal();
        assert!(journal.contains("\"typing\""), "{signal:?}: {journal}");
    }
}

#[test]
fn a_panic_on_the_loops_thread_leaves_the_terminal_whole_and_its_text_readable() {
    for place in ["update", "render"] {
        let mut pty = Launch::hotseat().env("HOTSEAT_TEST_PANIC", place).ready();
        pty.send("x");
        assert_eq!(pty.ended(LONG), code(101), "{place}");
        assert_whole(&pty, place);
        assert!(
            pty.shows(&format!("a panic in {place}, asked for by a test")),
            "{place}"
        );
    }
}

#[test]
fn a_panic_on_another_thread_leaves_the_screen_alone() {
    let mut pty = Launch::hotseat().env("HOTSEAT_TEST_PANIC", "thread").ready();
    pty.send("xy");
    pty.wait_for("xy");
    assert!(pty.screen().alternate_screen());
    assert!(!String::from_utf8_lossy(pty.raw()).contains("panic"));
    pty.quit();
    assert_eq!(pty.ended(LONG), code(0));
    assert_whole(&pty, "a panic in a thread");
}

#[test]
fn an_error_leaves_the_terminal_whole_and_is_a_sentence() {
    let mut pty = Launch::hotseat().env("HOTSEAT_TEST_PANIC", "error").ready();
    pty.send("x");
    assert_eq!(pty.ended(LONG), code(1));
    assert_whole(&pty, "an error");
    assert!(pty.shows("The system refused"), "{}", pty.screen().contents());
}

#[test]
fn a_terminal_that_is_gone_ends_the_program_at_once() {
    type Way = fn() -> Launch;
    let launches: [(&str, Way); 3] = [
        ("with SIGHUP", Launch::hotseat),
        ("without a controlling terminal", || {
            Launch::hotseat().control(Control::None)
        }),
        ("with SIGHUP ignored", || {
            Launch::command(&["/bin/sh", "-c", &format!("trap '' HUP; exec {START}")])
        }),
    ];
    for (what, launch) in launches {
        for sent in ["", "x", "\x1b[200~half a paste", "\x1b["] {
            let mut pty = launch().ready();
            pty.send(sent);
            let begin = now();
            pty.hang_up();
            assert_eq!(pty.ended(LONG), code(129), "{what}, {}", sent.escape_debug());
            let took = now() - begin;
            assert!(
                took < Duration::from_secs(3),
                "{what}, {}: {took:?}",
                sent.escape_debug()
            );
        }
    }
}

#[test]
fn a_terminal_that_is_gone_ends_the_program_under_an_editor_too() {
    let mut pty = Launch::hotseat()
        .env("VISUAL", "/bin/sh -c 'touch SCRATCH/open; exec sleep 60'")
        .ready();
    pty.send(F9);
    let open = pty.folder().join("open");
    pty.wait("the editor", LONG, |_| open.exists());
    pty.hang_up();
    assert_eq!(pty.ended(LONG), code(129));
}

#[test]
fn a_terminal_that_may_not_be_opened_again_and_takes_no_bytes_cannot_keep_the_program() {
    if !may_become_nobody() {
        crate::pythons::missing("only root may start the program in a terminal that is not its own");
        return;
    }
    let house = House::new();
    let mut pty = house
        .hotseat_as_nobody(&["start", "--question", "th-logsumexp", "--seed", "1"])
        .size(200, 60)
        .ready();
    let page = format!("{}\r", "x".repeat(199)).repeat(60);
    pty.send(format!("\x1b[200~{page}\x1b[201~"));
    pty.wait_for("xxxxxxxxxx");
    // From here on nobody reads: each size is a whole frame, until the program is stuck in a write and
    // leaves its input unread.
    let deadline = now() + LONG;
    for turn in 0.. {
        pty.resize(190 + turn % 2, 60);
        if pty.offer(b"k") == 0 {
            break;
        }
        assert!(now() < deadline, "the program never got stuck");
    }
    let begin = now();
    pty.kill(Signal::TERM);
    let status = loop {
        if let Some(status) = pty.ended_unread() {
            break status;
        }
        assert!(now() - begin < Duration::from_secs(5), "stuck for good");
        std::thread::yield_now();
    };
    assert_eq!(status, code(143));
    let (now, before) = pty.settings();
    assert_eq!(now, before);
}

#[test]
fn without_a_terminal_there_are_words_and_code_3() {
    for (stdin, term, words) in [
        (Stdio::null(), "xterm", "standard input"),
        (Stdio::piped(), "xterm", "standard input"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_hotseat"))
            .env_clear()
            .env("TERM", term)
            .env("HOME", "/nonexistent")
            .stdin(stdin)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains(words), "{said}");
        assert_eq!(output.stdout, b"");
    }
    let mut pty = Launch::command(&["/bin/sh", "-c", "\"$BIN\" | cat"]).start();
    pty.wait_for("standard output");
    let mut pty = Launch::hotseat().env("TERM", "dumb").start();
    assert_eq!(pty.ended(LONG), code(3));
    assert!(pty.shows("(TERM=dumb) cannot show screens"));
    assert!(!pty.raw().contains(&0x1b));
}
