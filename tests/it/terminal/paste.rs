//! Pastes arrive whole, with brackets and without, however they are cut.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::time::Duration;

use crate::house::House;
use crate::pty::{LONG, Pty, READY, now, soak};

/// A text of `size` bytes or a few more: lines, and characters of one to four bytes.
fn text(size: usize) -> String {
    let mut text = String::with_capacity(size + 80);
    let mut state: u32 = 1;
    while text.len() < size {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        match state >> 24 {
            0..=3 => text.push('\n'),
            4 => text.push('é'),
            5 => text.push('漢'),
            6 => text.push('🦀'),
            other => text.push(char::from(b' ' + (other % 95) as u8)),
        }
    }
    text
}

fn sizes() -> Vec<usize> {
    if soak() {
        vec![100_000, 1_000_000, 10_000_000]
    } else {
        vec![100_000]
    }
}

#[test]
fn bracketed_pastes_arrive_whole_in_pieces_of_any_size() {
    for size in sizes() {
        for piece in [1, 1023, 1024, 1025, 4095, 65_536] {
            // Single bytes of the largest take minutes and say nothing new.
            if piece == 1 && size > 100_000 {
                continue;
            }
            let text = text(size);
            let mut pty = Pty::hotseat();
            let begin = now();
            pty.send_in(
                format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r")).as_bytes(),
                piece,
            );
            pty.wait_until_read();
            assert!(pty.answer() == text, "{size} bytes in pieces of {piece}");
            assert!(
                now() - begin < LONG,
                "{size} bytes in pieces of {piece}: {:?}",
                now() - begin
            );
        }
    }
}

#[test]
fn pastes_without_brackets_arrive_whole_in_pieces_of_any_size() {
    for size in sizes() {
        for piece in [1023, 1024, 1025, 4095, 65_536] {
            let text = text(size);
            let mut pty = Pty::hotseat();
            pty.send_in(text.replace('\n', "\r").as_bytes(), piece);
            pty.wait_until_read();
            assert!(pty.answer() == text, "{size} bytes in pieces of {piece}");
        }
    }
    let text = text(3000);
    let mut pty = Pty::hotseat();
    pty.send_in(text.replace('\n', "\r").as_bytes(), 1);
    assert_eq!(pty.answer(), text, "in single bytes");
}

#[test]
fn a_megabyte_arrives_whole() {
    // What it costs is a benchmark's matter: this program is not optimised.
    for brackets in [("", ""), ("\x1b[200~", "\x1b[201~")] {
        let text = text(1_000_000);
        let mut pty = Pty::hotseat();
        pty.send(format!(
            "{}{}{}",
            brackets.0,
            text.replace('\n', "\r"),
            brackets.1
        ));
        pty.wait_until_read();
        assert!(pty.answer() == text, "{}", brackets.0.escape_debug());
    }
}

#[test]
fn a_paste_is_never_taken_for_keys() {
    let mut pty = Pty::hotseat();
    // Ctrl-C would ask whether to quit.
    pty.send("\x1b[200~a\x03\x1b[Ab\x1b[2");
    pty.pass(Duration::from_millis(400));
    pty.send("\x03c\x1b[201~d");
    assert_eq!(pty.answer(), "abcd", "control characters are taken out");
}

/// What the system says of the program's memory, in bytes.
fn memory(pty: &Pty, name: &str) -> usize {
    let status = std::fs::read_to_string(pty.proc("status")).unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    1024 * line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap()
}

/// How many times a text of twenty megabytes is in memory once it is saved: twice, and what the allocator rounds up.
const HELD: f64 = 3.4;

/// R19: the editor and the session have it, once each, and nothing else keeps it.
#[test]
fn a_very_large_paste_is_held_twice_and_no_more_once_it_is_saved() {
    let house = House::new();
    let mut pty = house
        .hotseat(&["start", "--question", "th-logsumexp", "--seed", "1"])
        .start();
    pty.wait_for(READY);
    let before = memory(&pty, "VmRSS");
    let text = format!(
        "{}the end of it all",
        format!("{}\n", "words of a paste ".repeat(60)).repeat(20_000)
    );
    pty.send(format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r")));
    house.wait_for_journal(&mut pty, "the end of it all");
    let held = |pty: &Pty| memory(pty, "VmRSS").saturating_sub(before) as f64 / text.len() as f64;
    pty.wait("memory given back", LONG, |pty| held(pty) < HELD);
    let most = memory(&pty, "VmHWM").saturating_sub(before) as f64 / text.len() as f64;
    println!(
        "R19: {} bytes pasted are held {:.1} times, at most {most:.1} times",
        text.len(),
        held(&pty)
    );
}
