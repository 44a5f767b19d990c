//! Stopped and gone on in every kind of round, and while one scores: the screen comes back whole, at the size
//! it has then; nothing typed is lost; while a clock ran the gap is a pause.

use std::time::Duration;

use rustix::process::Signal;

use super::stop::{assert_shell_works, under_bash};
use crate::house::House;
use crate::pty::{LONG, Launch, Pty, SUSPEND};

const F2: &str = "\x1bOQ";
const GAP: Duration = Duration::from_millis(1_300);

/// A question of each kind, what shows once its answer can be typed, and the keys that lead there.
const KINDS: [(&str, &str); 4] = [
    ("th-logsumexp", "Your answer"),
    ("cul-disagree-manager", "Situation"),
    ("linear-backprop", "Stages"),
    ("sd-speech-denoise", "Canvas"),
];

/// Returns the pauses of the only question that were gaps of the process, in milliseconds.
fn gaps(house: &House) -> Vec<u64> {
    let session = house.session();
    let pauses = session["questions"][0]["pauses"].as_array().unwrap().clone();
    pauses
        .iter()
        .filter(|pause| pause["cause"] == "stopped")
        .map(|pause| pause["length_ms"].as_u64().unwrap())
        .collect()
}

/// The screen without the two rows in which clocks run.
fn still(pty: &Pty) -> Vec<String> {
    let rows = pty.screen().contents();
    let clocks = |row: &&str| !row.contains(" left") && !row.contains('╸') && !row.contains(" of ");
    rows.lines().filter(clocks).map(str::to_owned).collect()
}

/// Checks that the screen is the one that painting anew brings.
fn assert_whole(pty: &mut Pty, width: u16, height: u16, shows: &str) {
    pty.wait("the screen at its new size", LONG, |pty| {
        pty.shows(shows) && pty.screen().alternate_screen()
    });
    // What is made ready behind the screen may still come to stand on it.
    let mut before = still(pty);
    pty.pass(Duration::from_millis(300));
    while still(pty) != before {
        before = still(pty);
        pty.pass(Duration::from_millis(300));
    }
    pty.resize(width - 1, height);
    pty.wait("another size", LONG, |pty| {
        still(pty) != before && pty.shows(shows)
    });
    pty.resize(width, height);
    pty.wait("the same screen again", LONG, |pty| still(pty) == before);
}

fn frozen(pty: &mut Pty, width: u16, height: u16) {
    pty.kill(Signal::STOP);
    pty.pass(GAP / 2);
    pty.resize(width, height);
    pty.pass(GAP / 2);
    pty.kill(Signal::CONT);
}

#[test]
fn frozen_while_one_types_in_any_round() {
    for (question, shows) in KINDS {
        let house = House::new();
        let mut pty = house
            .hotseat(&["start", "--question", question, "--seed", "1"])
            .start();
        pty.wait_for(shows);
        pty.send("before");
        pty.wait_for("before");
        frozen(&mut pty, 112, 36);
        pty.send("after");
        pty.wait_for("beforeafter");
        assert_whole(&mut pty, 112, 36, shows);
        pty.kill(Signal::TERM);
        assert_eq!(pty.ended(LONG).code, 143);
        let gaps = gaps(&house);
        let [gap] = gaps[..] else {
            panic!("{question}: {gaps:?}");
        };
        assert!(gap + 100 >= GAP.as_millis() as u64, "{question}: {gap} ms");
    }
}

#[test]
fn stopped_as_a_job_while_one_types_in_any_round() {
    for (question, shows) in KINDS {
        let house = House::new();
        let command = format!("\"$BIN\" start --question {question} --seed 1");
        let mut pty = under_bash(&command, shows, |launch: Launch| {
            launch.env("HOME", &house.path()).size(120, 40)
        });
        pty.send("before");
        pty.wait_for("before");
        pty.send(SUSPEND);
        assert_shell_works(&mut pty, "one");
        let (now, before) = pty.settings();
        assert_eq!(now, before, "the shell finds the terminal as it was");
        pty.pass(GAP);
        pty.resize(112, 36);
        pty.send("fg\n");
        pty.wait("the alternate screen", LONG, |pty| {
            pty.screen().alternate_screen() && pty.shows(shows)
        });
        pty.send("after");
        pty.wait_for("beforeafter");
        assert_whole(&mut pty, 112, 36, shows);
        pty.quit();
        pty.wait("the shell again", LONG, |pty| !pty.screen().alternate_screen());
        let gaps = gaps(&house);
        let [gap] = gaps[..] else {
            panic!("{question}: {gaps:?}");
        };
        assert!(gap + 100 >= GAP.as_millis() as u64, "{question}: {gap} ms");
    }
}

#[test]
fn frozen_while_one_scores() {
    for (question, shows) in [KINDS[1], KINDS[2]] {
        let house = House::new();
        let mut pty = house
            .hotseat(&["start", "--question", question, "--seed", "1"])
            .start();
        pty.wait_for(shows);
        pty.send("what I would say");
        pty.wait_for("what I would say");
        while !house.journal().contains("\"ev\":\"submitted\"") {
            let before = house.journal().len();
            pty.send(F2);
            pty.wait("what done brought", LONG, |_| house.journal().len() > before);
            // What was typed is recorded first, and is not what done brings.
            pty.pass(Duration::from_millis(500));
        }
        pty.wait_for("takes it back");
        pty.send("\r");
        pty.wait_for("how good was your answer");
        pty.send("2\r");
        pty.wait("the rubric", LONG, |pty| !pty.shows("how good was your answer"));
        frozen(&mut pty, 112, 36);
        assert_whole(&mut pty, 112, 36, "Levels");
        pty.send("3\x1b[B".repeat(30));
        pty.send("\r");
        house.wait_for_journal(&mut pty, "\"ev\":\"scored\"");
    }
}
