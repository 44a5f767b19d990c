//! The terminal lent to an editor: every key goes to one program or the other, none to both or neither.

use std::path::PathBuf;
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

/// The folders for editors' files that are still there.
fn folders(pty: &Pty) -> Vec<PathBuf> {
    let entries = pty
        .folder()
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let of_editors = |path: &PathBuf| {
        path.file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("hotseat-")
    };
    entries.filter(of_editors).collect()
}

#[test]
fn an_editor_that_fails_changes_nothing_and_leaves_nothing_behind() {
    for (script, sentence) in [
        ("exit 3", "ended with code 3, so your text is"),
        ("kill -9 $$", "was ended by signal 9, so your text is"),
        ("rm \"$1\"", "could not be read"),
    ] {
        let mut pty = with_editor(script);
        pty.send("kept");
        pty.send(F9);
        pty.wait_for(sentence);
        assert!(pty.shows("kept"), "{script}");
        pty.send("!");
        pty.wait_for("kept!");
        assert_eq!(folders(&pty), [""; 0].map(PathBuf::from), "{script}");
    }
}

/// `:w` and then a crash: what was saved is not taken, and not thrown away either.
#[test]
fn what_was_saved_in_an_editor_that_fails_is_kept_and_the_file_named() {
    for (script, sentence, saved) in [
        ("echo mine > \"$1\"; exit 3", "ended with code 3.", &b"mine\n"[..]),
        (
            "echo mine > \"$1\"; kill -9 $$",
            "was ended by signal 9.",
            b"mine\n",
        ),
        ("printf \"\\377\" > \"$1\"", "is not UTF-8 text.", b"\xff"),
        ("rm \"$1\"; ln -s SCRATCH/copy \"$1\"", "could not be read", b"cp"),
        ("touch \"$1~\"; exit 1", "ended with code 1.", b"kept"),
    ] {
        let mut pty = with_editor(script);
        pty.send("kept");
        pty.send(F9);
        pty.wait_for("Not taken, but kept in");
        let words = pty
            .screen()
            .contents()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(words.contains(sentence), "{script}: {words}");
        let folders = folders(&pty);
        let [folder] = &folders[..] else {
            panic!("{script}: {folders:?}");
        };
        let name = folder.file_name().unwrap().to_str().unwrap();
        assert!(pty.shows(name), "{script}: {}", pty.screen().contents());
        let file = std::fs::read(folder.join("answer.md")).unwrap();
        assert!(file.starts_with(saved), "{script}");
        pty.send("!");
        pty.wait_for("kept!");
        pty.wait("the note that names it", LONG, |pty| pty.journal().contains(name));
    }
}

/// The line drops twenty minutes after F9: what was saved by then is the answer.
#[test]
fn what_was_saved_when_the_end_comes_is_the_answer() {
    type Way = fn(&mut Pty);
    let ways: [(&str, Way); 2] = [
        ("SIGTERM", |pty| pty.kill(Signal::TERM)),
        ("the terminal is gone", Pty::hang_up),
    ];
    for (what, end) in ways {
        // An editor that hears of no hang-up is still there when the program ends.
        for trap in ["", "trap : HUP TERM; "] {
            let mut pty = with_editor(&format!(
                "{trap}echo twenty minutes > \"$1\"; touch SCRATCH/open; while :; do sleep 0.05; done"
            ));
            pty.send("before");
            pty.send(F9);
            wait_until_lent(&mut pty, "open");
            end(&mut pty);
            pty.ended(LONG);
            let journal = pty.journal();
            let kept = folders(&pty);
            // An editor that ends first has failed: then its file is kept, and the journal says where.
            let named = kept
                .iter()
                .any(|folder| journal.contains(folder.file_name().unwrap().to_str().unwrap()));
            assert!(
                journal.contains("twenty minutes") || named,
                "{what}, {trap}: {journal}"
            );
            if what == "SIGTERM" {
                assert!(journal.contains("twenty minutes"), "{trap}: {journal}");
                assert_eq!(kept, [""; 0].map(PathBuf::from), "{trap}");
            }
            let text = journal.find("twenty minutes");
            assert!(
                text < journal.find("\"ev\":\"paused\""),
                "{what}, {trap}: {journal}"
            );
        }
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
