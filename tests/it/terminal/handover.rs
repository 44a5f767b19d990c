//! The terminal lent to an editor: every key goes to one program or the other, none to both or neither.

use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::pty::{F9, LONG, Launch, Pty, READY, soak};

/// hotseat with an editor that runs `script`, its file being `$1`.
fn with_editor(script: &str) -> Pty {
    Launch::hotseat()
        .env("VISUAL", &format!("/bin/sh -c '{script}' editor"))
        .ready()
}

/// Waits until the editor says by this file that it runs, and the screen is its.
fn wait_until_lent(pty: &mut Pty, name: &str) {
    wait_for_file(pty, name);
    pty.wait("the main screen", LONG, |pty| !pty.screen().alternate_screen());
}

fn wait_for_file(pty: &mut Pty, name: &str) {
    let path = pty.folder().join(name);
    pty.wait(name, LONG, |_| path.exists());
}

#[test]
fn the_editor_gets_the_text_and_gives_it_back() {
    let mut pty = with_editor("cp \"$1\" SCRATCH/got; printf \"new text\\n\" > \"$1\"");
    pty.send("old text");
    pty.send(F9);
    pty.wait_for("new text");
    assert_eq!(
        std::fs::read_to_string(pty.folder().join("got")).unwrap(),
        "old text"
    );
    let left: Vec<_> = pty
        .folder()
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !left
            .iter()
            .any(|name| name.to_string_lossy().starts_with("hotseat-")),
        "{left:?}"
    );
}

#[test]
fn the_editor_gets_all_its_keys_and_what_was_read_before_comes_after() {
    let mut pty = with_editor("touch SCRATCH/open; head -c 300 > SCRATCH/keys; touch SCRATCH/done");
    let mut typed = b"abc".to_vec();
    typed.extend_from_slice(F9);
    typed.extend_from_slice(b"def");
    pty.send(typed);
    wait_until_lent(&mut pty, "open");
    let (now, before) = pty.settings();
    assert_eq!(now, before, "the editor finds the terminal as it was");
    let keys = "keys\n".repeat(60);
    pty.send(&keys);
    wait_for_file(&mut pty, "done");
    pty.wait_for(READY);
    assert_eq!(std::fs::read_to_string(pty.folder().join("keys")).unwrap(), keys);
    pty.wait_for("abcdef");
    pty.send("g");
    pty.wait_for("abcdefg");
}

/// I11: what is typed before the editor has the terminal, into it, and behind its back, each reaches whom it was
/// typed for, also where the editor is killed and the terminal changes its size meanwhile.
#[test]
fn three_hundred_keys_and_those_around_them_reach_whom_they_were_typed_for() {
    for _ in 0..if soak() { 20 } else { 1 } {
        for end in ["true", "kill -9 $$"] {
            let mut pty = with_editor(&format!(
                "touch SCRATCH/open; head -c 300 > SCRATCH/keys; touch SCRATCH/done; \
                 until [ -e SCRATCH/go ]; do sleep 0.02; done; {end}"
            ));
            pty.send([b"abc", F9, b"def"].concat());
            wait_until_lent(&mut pty, "open");
            pty.resize(100, 30);
            let keys = "keys\n".repeat(60);
            pty.send(format!("{keys}ghi"));
            wait_for_file(&mut pty, "done");
            pty.resize(90, 28);
            pty.send("jkl");
            let go = pty.folder().join("go");
            std::fs::File::create(go).unwrap();
            pty.wait_for("abcdefghijkl");
            pty.wait("the size it has now", LONG, |pty| {
                let rows: Vec<String> = pty.screen().rows(0, 90).collect();
                rows.iter().any(|row| row.contains("F2 done")) && rows[1].trim_end().len() > 60
            });
            assert_eq!(std::fs::read_to_string(pty.folder().join("keys")).unwrap(), keys);
            pty.send("m");
            pty.wait_for("abcdefghijklm");
            pty.quit();
            assert_eq!(pty.ended(LONG).code, 0, "{end}");
        }
    }
}

#[test]
fn the_screen_has_the_right_size_after_a_resize_under_the_editor() {
    let mut pty = with_editor("touch SCRATCH/open; read line");
    pty.send(F9);
    wait_until_lent(&mut pty, "open");
    pty.resize(70, 20);
    pty.send("\n");
    pty.wait_until_painted();
}

#[test]
fn the_clock_goes_on_under_the_editor() {
    let mut pty = with_editor("touch SCRATCH/open; read line");
    pty.send(F9);
    wait_until_lent(&mut pty, "open");
    let (woken, written) = (pty.wake_ups(), pty.raw().len());
    pty.wait("a wake-up under the editor", LONG, |pty| pty.wake_ups() > woken);
    assert_eq!(pty.raw().len(), written, "nothing is painted over the editor");
    pty.send("\n");
    pty.wait_for(READY);
}

#[test]
fn an_editor_that_fails_costs_nothing_but_a_sentence() {
    for (script, sentence) in [
        ("echo lost > \"$1\"; exit 3", "ended with code 3, so your text is"),
        (
            "echo lost > \"$1\"; kill -9 $$",
            "was ended by signal 9, so your text is",
        ),
        ("rm \"$1\"", "could not be read"),
        ("rm \"$1\"; ln -s /etc/hostname \"$1\"", "could not be read"),
        ("printf \"\\377\" > \"$1\"", "is not UTF-8 text"),
    ] {
        let mut pty = with_editor(script);
        pty.send("kept");
        pty.send(F9);
        pty.wait_for(sentence);
        assert!(pty.shows("kept"), "{script}");
        pty.send("!");
        pty.wait_for("kept!");
    }
}

#[test]
fn a_missing_editor_is_a_sentence() {
    let mut pty = Launch::hotseat().env("VISUAL", "no-such-editor").ready();
    pty.send("kept");
    pty.send(F9);
    pty.wait_for("The editor no-such-editor was not found.");
    pty.send("!");
    pty.wait_for("kept!");
}

#[test]
fn ctrl_c_meant_for_the_editor_ends_the_editor_only() {
    let mut pty = with_editor("touch SCRATCH/open; exec sleep 60");
    pty.send("kept");
    pty.send(F9);
    wait_until_lent(&mut pty, "open");
    pty.send("\x03");
    pty.wait_for("was ended by signal 2");
    // Longer than the watchdog waits: it must have been told.
    pty.pass(Duration::from_secs(1));
    assert_eq!(pty.ended_unread(), None);
    pty.send("!");
    pty.wait_for("kept!");
}

#[test]
fn a_signal_ends_both_and_gives_the_terminal_back() {
    let mut pty = with_editor(
        "stty raw -echo; echo $$ > SCRATCH/pid.part; mv SCRATCH/pid.part SCRATCH/pid; exec sleep 60",
    );
    pty.send(F9);
    wait_until_lent(&mut pty, "pid");
    let editor = std::fs::read_to_string(pty.folder().join("pid")).unwrap();
    pty.kill(Signal::TERM);
    assert_eq!(pty.ended(LONG).code, 143);
    let (now, before) = pty.settings();
    assert_eq!(now, before);
    assert_eq!(pty.left_on(), [""; 0]);
    let editor = Pid::from_raw(editor.trim().parse().unwrap()).unwrap();
    assert!(
        kill_process(editor, Signal::CONT).is_err(),
        "the editor is still there"
    );
}
