//! Floods cost frames, never keys; and silence costs nothing.

use std::time::Duration;

use crate::pty::{LONG, Launch, Pty};

/// The first screen once everything behind it is loaded.
fn home() -> Pty {
    let mut pty = Launch::home().start();
    pty.wait_for("Start an interview");
    pty.wait("the banks", LONG, |pty| !pty.shows("reading the banks"));
    pty.pass(Duration::from_millis(300));
    pty
}

/// How often the cursor was sent somewhere: a frame that changes anything does so at least once.
fn moves(pty: &Pty) -> usize {
    let text = String::from_utf8_lossy(pty.raw());
    let place = |part: &&str| {
        let (numbers, rest) =
            part.split_at(part.find(|c: char| c != ';' && !c.is_ascii_digit()).unwrap_or(0));
        numbers.contains(';') && rest.starts_with('H')
    };
    text.split("\x1b[").filter(place).count()
}

#[test]
fn keys_survive_floods_of_mouse_and_focus_reports() {
    for report in ["\x1b[<35;{};5M", "\x1b[I\x1b[O"] {
        let mut pty = Pty::hotseat();
        let before = moves(&pty);
        let mut stream = String::new();
        for turn in 0..10_000 {
            stream.push_str(&report.replace("{}", &(turn % 80 + 1).to_string()));
            if turn % 1000 == 999 {
                stream.push('k');
            }
        }
        pty.send(&stream);
        pty.wait_for("kkkkkkkkkk");
        pty.wait_until_read();
        assert_eq!(pty.answer(), "k".repeat(10));
        let painted = moves(&pty) - before;
        assert!(
            painted < 500,
            "the cursor moved {painted} times for 10,000 reports"
        );
    }
}

#[test]
fn keys_survive_a_storm_of_sizes_and_the_last_size_wins() {
    let mut pty = Pty::hotseat();
    for turn in 0..1000 {
        pty.resize(60 + turn % 40, 20);
        if turn % 100 == 99 {
            pty.send("k");
        }
    }
    pty.resize(90, 22);
    pty.wait_until_painted();
    assert_eq!(pty.answer(), "k".repeat(10));
}

#[test]
fn a_burst_of_keys_is_few_frames() {
    let mut pty = Pty::hotseat();
    let before = moves(&pty);
    pty.send("a".repeat(400));
    pty.wait("400 letters", LONG, |pty| {
        pty.screen().contents().matches('a').count() >= 400
    });
    let painted = moves(&pty) - before;
    // Eight frames, each of which touches some ten rows.
    assert!(painted <= 80, "the cursor moved {painted} times");
}

#[test]
fn an_idle_program_is_never_woken() {
    let mut pty = home();
    let (before, written) = (pty.wake_ups(), pty.raw().len());
    pty.pass(Duration::from_millis(1500));
    assert_eq!(pty.wake_ups() - before, 0);
    assert_eq!(pty.raw().len(), written);
}

#[test]
fn a_running_clock_wakes_once_a_second() {
    let mut pty = Pty::hotseat();
    pty.pass(Duration::from_secs(2));
    let before = pty.loop_wake_ups();
    pty.pass(Duration::from_secs(3));
    let woken = pty.loop_wake_ups() - before;
    assert!((2..=5).contains(&woken), "{woken} wake-ups in 3 s");
}

#[test]
fn nothing_but_our_own_reader_ever_watches_the_terminal() {
    let mut pty = Launch::hotseat().ready();
    pty.send("a\x1b[?0u\x1b[B");
    pty.resize(70, 20);
    pty.wait_until_painted();
    pty.answer();
    // tokio holds its one queue twice; what a queue watches tells queues apart.
    let mut queues: Vec<String> = std::fs::read_dir(pty.proc("fd"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| {
            std::fs::read_link(entry.path()).is_ok_and(|to| to.ends_with("anon_inode:[eventpoll]"))
        })
        .map(|entry| std::fs::read_to_string(pty.proc("fdinfo").join(entry.file_name())).unwrap())
        .collect();
    queues.dedup();
    // Whoever watches the files of banks has a queue of its own, and not the terminal in it.
    queues.retain(|queue| queue.contains("tfd:        0 "));
    assert_eq!(queues.len(), 1, "{queues:#?}");
}

#[test]
fn an_unchanged_screen_is_not_written() {
    let mut pty = home();
    let written = pty.raw().len();
    for _ in 0..20 {
        pty.send("\x1b[I");
        pty.wait_until_read();
    }
    pty.pass(Duration::from_millis(50));
    assert_eq!(pty.raw().len(), written);
}
