//! A stranger's first ten minutes, with the program as it is shipped: offered, taken, debriefed step by step,
//! kept; and nobody is asked twice, whatever the folders are like.

use std::path::PathBuf;

use crate::house::{House, OVER, text_of};
use crate::pty::{LONG, Pty, READY};

const OFFER: &str = "Your first question";
const F2: &str = "\x1bOQ";
const DOWN: &str = "\x1b[B";
const END: &str = "\x1b[F";
const TAB: &str = "\t";

fn press(pty: &mut Pty, key: &str, shows: &str) {
    pty.send(key);
    pty.wait_for(shows);
}

/// Starts and waits until everything behind Home is read.
fn home(house: &House) -> Pty {
    let mut pty = house.hotseat(&[]).start();
    pty.wait_for("questions");
    pty.wait("the history", LONG, |pty| pty.shows("session"));
    pty
}

fn quit(mut pty: Pty) {
    pty.send("q");
    assert_eq!(pty.ended(LONG), OVER);
}

fn state(house: &House) -> PathBuf {
    house.folder().join(".local/state/hotseat")
}

fn write(path: &std::path::Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a file in a temporary folder")]
    std::fs::write(path, text).unwrap();
}

#[test]
fn the_first_ten_minutes_of_a_stranger() {
    for (width, height) in [(120, 40), (80, 24)] {
        let house = House::new();
        let mut pty = house.hotseat(&[]).size(width, height).start();
        pty.wait_for(OFFER);
        pty.wait_for("Enter begins, x skips for good.");
        pty.wait("the banks", LONG, |pty| !pty.shows("reading the banks"));
        press(&mut pty, "\r", READY);
        pty.wait_for(" left of 10:00");
        press(&mut pty, "The loss at the start should be ln C.", "be ln C.");
        press(&mut pty, F2, "The interviewer asks on.");
        press(&mut pty, "I shuffle the batch.", "I shuffle the batch.");
        press(&mut pty, F2, "ollow-up 2");
        press(&mut pty, F2, "takes it back");
        press(&mut pty, "\r", "Step 1 of 6: the prediction.");
        press(&mut pty, "2", "[2]");
        press(&mut pty, "\r", "Step 2 of 6: the ideas.");
        press(&mut pty, " ", "Step 3 of 6: the ticks. A tick");
        press(
            &mut pty,
            &format!("{DOWN}{DOWN} "),
            "Step 3 of 6: the ticks. No words",
        );
        press(&mut pty, "n", "the ticks. A tick");
        press(&mut pty, &format!("{TAB}{TAB}"), "A strong answer.");
        press(&mut pty, &format!("{TAB}{TAB}{END}"), "Step 4 of 6: the levels.");
        press(&mut pty, "1", "Step 5 of 6: the score.");
        press(&mut pty, "\r", "Step 6 of 6: all of it is kept.");
        press(&mut pty, "q", "1 session");
        assert!(!pty.shows(OFFER) && pty.shows("Next best step"));
        quit(pty);

        let session = house.session();
        assert_eq!(session["problems"].as_array().map(Vec::len), Some(0));
        assert_eq!(
            (&session["over"], &session["to_score"]),
            (&true.into(), &0.into())
        );
        let attempt = &session["questions"][0];
        assert_eq!(text_of(attempt, "main"), "The loss at the start should be ln C.");
        assert_eq!(attempt["budget_ms"], 600_000);
        assert_eq!(attempt["scores"][0]["kind"], "first");

        let pty = home(&house);
        assert!(!pty.shows(OFFER));
        quit(pty);
    }
}

#[test]
fn whoever_skips_is_not_asked_again_however_soon_they_leave() {
    let house = House::new();
    let mut pty = house.hotseat(&[]).start();
    pty.wait_for(OFFER);
    pty.send("xq");
    assert_eq!(pty.ended(LONG), OVER);
    let kept = std::fs::read_to_string(state(&house).join("state.json")).unwrap();
    assert!(kept.contains("first-question"), "{kept}");
    assert!(
        !house.folder().join(".local/share/hotseat").exists(),
        "nothing was held"
    );
    let pty = home(&house);
    assert!(!pty.shows(OFFER));
    quit(pty);
}

#[test]
fn whoever_looks_and_leaves_is_offered_it_the_next_time() {
    let house = House::new();
    for _ in 0..2 {
        let mut pty = house.hotseat(&[]).start();
        pty.wait_for(OFFER);
        quit(pty);
    }
}

#[test]
fn where_no_answer_could_be_kept_nobody_is_asked() {
    let broken: [(&str, fn(&House)); 5] = [
        ("a file in the place of the state", |house| {
            write(&state(house), "");
        }),
        ("the state of a newer program", |house| {
            write(&state(house).join("state.json"), r#"{"format": 2}"#);
        }),
        ("a state that cannot be read", |house| {
            write(&state(house).join("state.json"), "{ oops");
        }),
        ("a file in the place of the data", |house| {
            write(&house.folder().join(".local/share/hotseat"), "");
        }),
        ("somebody's stories", |house| {
            let file = house.folder().join(".local/share/hotseat/stories.json");
            write(&file, r#"{"format": 1, "stories": []}"#);
        }),
    ];
    for (what, make) in broken {
        let house = House::new();
        make(&house);
        let pty = home(&house);
        assert!(!pty.shows(OFFER), "{what}");
        quit(pty);
    }
}

/// It must not look like having practised nothing.
#[test]
fn a_folder_of_sessions_that_cannot_be_read_is_no_empty_history() {
    let house = House::new();
    write(
        &house.folder().join(".local/share/hotseat/sessions"),
        "not a folder",
    );
    let mut pty = house.hotseat(&[]).start();
    pty.wait_for("! could not be read");
    pty.wait_for("Past sessions cannot be read:");
    assert!(!pty.shows("0 sessions"), "{}", pty.screen().contents());
    // The word goes after a while; the screens that need the history say why it is not there.
    press(&mut pty, "v", "No session can be shown");
    press(&mut pty, "\x1b", "! could not be read");
    press(&mut pty, "p", "Nothing to reckon with");
    assert!(
        pty.shows("Past sessions cannot be read:"),
        "{}",
        pty.screen().contents()
    );
}
