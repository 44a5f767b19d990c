//! T8: one line of a megabyte in the real editor: it is typed at both ends of it and moved about in, and every key
//! is answered, in prose and in code.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::time::Duration;

use crate::house::{House, text_of};
use crate::pty::{LONG, Pty, now};

const SIZE: usize = 1_000_000;
const TEXT_START: &str = "\x1b[1;5H";
const TEXT_END: &str = "\x1b[1;5F";
const WORD_LEFT: &str = "\x1b[1;5D";
const WORD_RIGHT: &str = "\x1b[1;5C";

/// What the line is made of. Where a flag begins is told by counting those before it.
const LINES: [(&str, &str); 4] = [
    ("words", "the gradient of the loss "),
    ("everything", "plain 漢字 👩🏽‍🔬 e\u{301} שלום नि 🇩🇪 −∑ ❤\u{fe0f} "),
    ("flags", "🇩🇪"),
    ("brackets", "f(x, [1]) + 'a' + "),
];

/// The longest a key may take in this program, which is not optimised, on a busy machine.
const DUE: Duration = Duration::from_secs(5);

fn before_cursor(pty: &Pty) -> String {
    let screen = pty.screen();
    let (row, column) = screen.cursor_position();
    let cell = column.checked_sub(1).and_then(|column| screen.cell(row, column));
    cell.map(|cell| cell.contents().to_owned()).unwrap_or_default()
}

/// Presses the keys and then types a letter, which stands before the cursor once all is painted.
fn type_there(pty: &mut Pty, keys: &str, letter: &str) -> Duration {
    let begun = now();
    pty.send(format!("{keys}{letter}"));
    pty.wait(&format!("{letter} after {keys:?}"), LONG, |pty| {
        before_cursor(pty) == letter
    });
    begun.elapsed()
}

/// Types about in a line and returns how long the slowest keys took.
fn typed_about(question: &str, ready: &str, field: &str, piece: &str) -> Duration {
    let house = House::new();
    let mut pty = house
        .hotseat(&["start", "--question", question, "--seed", "1"])
        .start();
    pty.wait_for(ready);
    let line = piece.repeat(SIZE / piece.len());
    pty.send("\x01\x7f");
    pty.send(format!("\x1b[200~{line}\x1b[201~"));
    pty.wait_until_read();
    let _ = type_there(&mut pty, "", "Z");
    let mut longest = Duration::ZERO;
    for (keys, letter) in [
        ("", "Y"),
        (TEXT_START, "A"),
        ("", "B"),
        ("\x1b[F\x1b[H\x1b[H", "C"),
        (TEXT_END, "X"),
        (&format!("{WORD_LEFT}{WORD_LEFT}{TEXT_END}"), "W"),
        (
            &format!("{TEXT_START}{WORD_RIGHT}\x1b[C\x1b[B\x1b[A{TEXT_START}"),
            "D",
        ),
    ] {
        longest = longest.max(type_there(&mut pty, keys, letter));
    }
    pty.send("\x03");
    // The rest of the question lies over flags, which the emulator counts as two characters each.
    pty.wait_for("keep going");
    pty.send("q");
    assert_eq!(pty.ended(LONG).code, 0);
    let session = house.session();
    let kept = text_of(&session["questions"][0], field);
    assert!(kept == format!("DCAB{line}ZYXW"), "{} bytes on disk", kept.len());
    longest
}

#[test]
fn a_line_of_a_megabyte_is_typed_in_at_both_ends_in_prose() {
    for (what, piece) in LINES {
        let longest = typed_about("th-logsumexp", "Your answer", "main", piece);
        println!("T8: a line of {SIZE} bytes of {what}: {longest:?} at most until a key is seen");
        assert!(longest < DUE, "{what}: {longest:?}");
    }
}

#[test]
fn a_line_of_a_megabyte_is_typed_in_at_both_ends_in_code() {
    for (what, piece) in LINES {
        let longest = typed_about("linear-backprop", "linear_forward", "code", piece);
        println!("T8: code in a line of {SIZE} bytes of {what}: {longest:?} at most until a key is seen");
        assert!(longest < DUE, "{what}: {longest:?}");
    }
}
