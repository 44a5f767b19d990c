//! A story written in a terminal, the program killed, and the story told in a culture question: nothing is
//! lost, the story stays as it is, and no export names it unless it is asked to.

use std::process::Command;

use rustix::process::Signal;

use crate::house::{House, text_of};
use crate::pty::{LONG, Pty};

const F5: &str = "\x1b[15~";
/// To the last row of Home but one.
const END: &str = "\x1b[F\x1b[A";

fn stories(house: &House) -> String {
    let file = house.folder().join(".local/share/hotseat/stories.json");
    std::fs::read_to_string(file).unwrap_or_default()
}

fn wait_for_story(house: &House, pty: &mut Pty, text: &str) {
    pty.wait(&format!("{text} in stories.json"), LONG, |_| {
        stories(house).contains(text)
    });
}

fn export(house: &House, words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hotseat"))
        .args([&["sessions", "export", "last"], words].concat())
        .env_clear()
        .env("HOME", house.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_story_survives_a_kill_is_told_and_stays_private() {
    let house = House::new();
    let mut pty = house.hotseat(&[]).start();
    pty.wait_for("none yet");
    pty.send(format!("{END}\r"));
    pty.wait_for("writes the first");
    pty.send("n");
    pty.wait_for("A few words you will know it by.");
    // From the title to the situation, over task and action to the result, over the figures to what it shows.
    for (keys, text, saved) in [
        ("", "Regression before launch", "launch"),
        ("\t", "In March the recogniser was late.", "was late."),
        ("\t\t\t", "We shipped.", "We shipped."),
        ("\t\t", "conflict, hush-hush", "hush-hush"),
    ] {
        pty.send(keys);
        pty.send(text);
        wait_for_story(&house, &mut pty, saved);
    }
    pty.kill(Signal::KILL);
    let written = stories(&house);
    for text in ["Regression before launch", "In March", "We shipped.", "CONF"] {
        assert!(written.contains(text), "{text} in {written}");
    }

    let mut pty = house
        .hotseat(&["start", "--question", "cul-disagree-manager"])
        .start();
    pty.wait_for("Your stories");
    pty.wait_for("1 fits");
    pty.send("First.");
    house.wait_for_journal(&mut pty, "First.");
    pty.send(F5);
    pty.wait_for("Begin with a story");
    pty.send("\r");
    pty.wait_for("added below what you wrote");
    house.wait_for_journal(&mut pty, "story_used");
    house.wait_for_journal(&mut pty, "We shipped.");
    pty.quit();
    pty.ended(LONG);
    assert_eq!(stories(&house), written, "the story itself stays");

    let session = house.session();
    let answer = &session["questions"][0];
    assert_eq!(
        text_of(answer, "situation"),
        "First.\n\nIn March the recogniser was late."
    );
    assert_eq!(text_of(answer, "result"), "We shipped.");
    let id = written
        .split("\"id\": \"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    for words in [&[][..], &["--format", "json"]] {
        let plain = export(&house, words);
        let asked = export(&house, &[words, &["--with-stories"]].concat());
        for text in ["Regression before launch", id, "story_used", "hush-hush"] {
            assert!(!plain.contains(text), "{text}");
        }
        assert!(plain.contains("We shipped."), "what was copied is the answer's");
        assert!(
            asked.contains("Regression before launch") && asked.contains(id),
            "{asked}"
        );
    }
    assert!(
        !session.to_string().contains(id),
        "`sessions show` names it no more"
    );
    // Told in this session, and counted at home.
    assert_eq!(house.result()["questions"][0]["stories"][0]["id"], id);
    let mut pty = house.hotseat(&[]).start();
    pty.wait_for("1 story");
    pty.send(format!("{END}\r"));
    pty.wait_for("used 1x");
    pty.send("\x03");
    pty.ended(LONG);
}
