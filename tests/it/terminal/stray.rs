//! T7: bytes that are no text never become any, however they are cut and however slow the line: seeded streams
//! of broken characters, half and unknown sequences, answers nobody asked for, between keys that all arrive.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::time::Duration;

use crate::chance::Draw;
use crate::house::House;
use crate::pty::{ASKS, LONG, Pty, READY, now, soak};

/// What comes in, cut into pieces with a silence after each, and what it types.
struct Input {
    pieces: Vec<(Vec<u8>, u64)>,
    types: String,
}

fn input(draw: &mut Draw) -> Input {
    let whole = |bytes: &[u8], types: &str| (bytes.to_vec(), types.to_owned(), false);
    let digits = draw.below(3000);
    let kind = match draw.below(160) {
        half @ 2..=5 => half,
        _ => [0, 1, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19][draw.below(16)],
    };
    let (bytes, types, half) = match kind {
        0 => {
            let bad: [&[u8]; 8] = [
                b"\xff",
                b"\x80\x81",
                b"\xc3\xff",
                b"\xed\xa0\x80",
                b"\xf8\x88\x80\x80\x80",
                b"\xc0\xaf",
                b"\xf4\x90\x80\x80",
                b"\xfe\xbf",
            ];
            whole(draw.of(&bad), "")
        }
        1 => {
            let known = draw.of(&["é", "漢", "🦀", "ß", "∑"]);
            whole(known.as_bytes(), known)
        }
        2 => (
            draw.of::<&[u8]>(&[b"\xe6\xbc", b"\xf0\x9f", b"\xc3"]).to_vec(),
            String::new(),
            true,
        ),
        3 => (format!("\x1b[{digits}").into_bytes(), String::new(), true),
        4 => (
            format!("\x1b]{};half", digits % 100).into_bytes(),
            String::new(),
            true,
        ),
        5 => (b"\x1bP1$r".to_vec(), String::new(), true),
        6 => whole(format!("\x1b[{digits};{}y", draw.below(99)).as_bytes(), ""),
        7 => whole(format!("\x1b[?{};{}$y", digits, draw.below(5)).as_bytes(), ""),
        8 => whole(format!("\x1b[>{};{};0c", draw.below(99), digits).as_bytes(), ""),
        9 => whole(
            format!("\x1b]{};rgb:12/34/56\x1b\\", 12 + draw.below(90)).as_bytes(),
            "",
        ),
        10 => whole(
            format!("\x1b]52;c;{}\x07", "QUJD".repeat(draw.below(60))).as_bytes(),
            "",
        ),
        11 => whole(b"\x1bP>|term 1.2\x1b\\", ""),
        12 => whole(b"\x1b_Gi=31;OK\x1b\\", ""),
        13 => whole(
            format!("\x1b[{};{}R", 2 + draw.below(40), 1 + draw.below(99)).as_bytes(),
            "",
        ),
        14 => whole(
            format!("\x1b[<35;{};{}M", 1 + draw.below(80), 1 + draw.below(24)).as_bytes(),
            "",
        ),
        15 => whole(
            draw.of::<&[u8]>(&[b"\x1b[I", b"\x1b[O", b"\x1b[24;5~", b"\x1b[97;1:3u"]),
            "",
        ),
        // The protocol with sequences for everything, amid keys of the old kind.
        16 => whole(b"\x1b[120u", "x"),
        17 => whole(b"\x1b[121;1:2u", "y"),
        18 => whole(b"\x1b[57441;1u\x1b[57358u", ""),
        _ => {
            let text = draw.of(&["pasted", "a\x1b[31mb", "\x1b[200~", "c\x03d"]);
            let clean: String = match text {
                "a\x1b[31mb" => "ab".to_owned(),
                "\x1b[200~" => String::new(),
                "c\x03d" => "cd".to_owned(),
                other => other.to_owned(),
            };
            whole(format!("\x1b[200~{text}\x1b[201~").as_bytes(), &clean)
        }
    };
    let mut pieces = Vec::new();
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        let most = 1 + draw.below(if pieces.len() < 6 { 9 } else { bytes.len() });
        let (piece, after) = rest.split_at(most.min(rest.len()));
        // A silence right after an escape is a key of its own; there and in the middle of a character or of
        // parameters it may last as long as the parser waits, with room for a busy machine.
        let gaps: &[u64] = match piece.last() {
            _ if after.is_empty() || draw.below(12) > 0 => &[0],
            Some(0x1b) => &[10, 20],
            _ => &[20, 60, 100, 200],
        };
        pieces.push((piece.to_vec(), draw.of(gaps)));
        rest = after;
    }
    if half && let Some(last) = pieces.last_mut() {
        // Half a string is waited for longest.
        last.1 = if matches!(bytes[..], [0x1b, b']' | b'P', ..]) {
            1_100
        } else {
            320
        };
    }
    Input { pieces, types }
}

/// Sends so many inputs with a key after each; `None` where this machine was so late that a silence grew too
/// long to mean what it should.
fn batch(seed: u64, count: usize) -> Option<()> {
    let draw = &mut Draw::new(seed);
    let house = House::new();
    let mut pty = house
        .hotseat(&["start", "--question", "th-logsumexp", "--seed", "1"])
        .start();
    pty.wait_for(READY);
    let mut expected = String::new();
    let mut late = false;
    for turn in 0..count {
        let input = input(draw);
        for (piece, gap) in &input.pieces {
            let begin = now();
            pty.send(piece);
            if *gap > 0 {
                pty.pass(Duration::from_millis(*gap));
            }
            late |= begin.elapsed() > Duration::from_millis(gap + 25);
        }
        let key = char::from(b'0' + (turn % 10) as u8);
        pty.send(key.to_string());
        expected.push_str(&input.types);
        expected.push(key);
    }
    if late {
        return None;
    }
    let answer = pty.answer();
    let differ = answer
        .chars()
        .zip(expected.chars())
        .position(|(is, due)| is != due);
    assert!(
        answer == expected,
        "seed {seed}, from character {differ:?}:\n{answer}\n{expected}"
    );
    Some(())
}

#[test]
fn no_byte_that_is_not_text_becomes_text_and_every_key_between_arrives() {
    // Silences cost no processor: programs side by side.
    let (sides, inputs, each) = if soak() { (4, 5_000, 200) } else { (2, 100, 50) };
    std::thread::scope(|scope| {
        for side in 0..sides {
            scope.spawn(move || {
                let mut draw = Draw::new(0x5eed_0007 + side);
                let (mut done, mut late) = (0, 0);
                while done < inputs {
                    match batch(draw.below(u64::MAX), each) {
                        Some(()) => done += each,
                        None => late += 1,
                    }
                    assert!(late < 20 + done / each * 4, "this machine is too busy");
                }
                println!(
                    "T7: {done} cases in {} programs, {late} thrown away as late",
                    done / each
                );
            });
        }
    });
}

#[test]
fn escape_alone_is_answered_at_once() {
    let trials = if soak() { 200 } else { 5 };
    let mut pty = Pty::hotseat();
    let mut took = Vec::new();
    for _ in 0..trials {
        let begin = now();
        pty.send("\x1b");
        pty.wait_for(ASKS);
        took.push(begin.elapsed());
        pty.send("\x1b");
        pty.wait("the answer", LONG, |pty| !pty.shows(ASKS));
    }
    took.sort();
    let (middle, last) = (took[took.len() / 2], took[took.len() - 1]);
    println!("T7: Esc alone: {trials} cases in {middle:?}, at most {last:?}");
    let due = Duration::from_millis(if soak() { 100 } else { 1_000 });
    assert!(middle <= due, "{took:?}");
}
