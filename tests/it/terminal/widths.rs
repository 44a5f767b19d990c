//! T8: a terminal and the program agree on how wide a text is: the cursor of a terminal emulator stands right
//! behind what was typed, whatever it was, and painting anew changes nothing.

use crate::pty::{LONG, Launch, Pty};

/// Texts a column of which a terminal may count otherwise.
const TEXTS: &[&str] = &[
    "plain",
    "été",
    "e\u{301}te\u{301}",
    "漢字かな",
    "한글",
    "\u{1112}\u{1161}\u{11ab}",
    "👩",
    "🇩🇪",
    "👩🏽‍🔬",
    "👨‍👩‍👧‍👦",
    "❤\u{fe0f}",
    "☺",
    "1\u{fe0f}\u{20e3}",
    "שלום",
    "مرحبا",
    "नि",
    "กำ",
    "±§¶°×÷",
    "αβγ",
    "−∑∏√∞",
    "①②③",
    "┃━┏",
    "…—“”",
    "ﾊﾝｶｸ",
    "ＦＵＬＬ",
    "a\u{200b}b",
    "z\u{30d}\u{321}",
    "\u{a0}x\u{3000}y",
];

/// The cell left of the cursor.
fn before_cursor(pty: &Pty) -> String {
    let screen = pty.screen();
    let (row, column) = screen.cursor_position();
    let cell = column.checked_sub(1).and_then(|column| screen.cell(row, column));
    cell.map(|cell| cell.contents().to_owned()).unwrap_or_default()
}

#[test]
fn the_cursor_stands_right_behind_whatever_was_typed() {
    let mut pty = Launch::hotseat().size(120, 40).ready();
    for (index, text) in TEXTS.iter().enumerate() {
        let end = char::from(b'A' + (index % 26) as u8).to_string();
        pty.send(format!("\x1b[200~{text}\x1b[201~{end}"));
        pty.wait(
            &format!("{end} behind {text:?} and before the cursor"),
            LONG,
            |pty| before_cursor(pty) == end,
        );
        // And in the middle of it: back to its first letter, over everything between.
        pty.send("\x1b[Hz");
        pty.wait(&format!("z before {text:?}"), LONG, |pty| {
            before_cursor(pty) == "z"
        });
        pty.send("\x1b[F\r");
        pty.wait("the next row", LONG, |pty| before_cursor(pty).trim().is_empty());
        // More rows than the pane has would scroll.
        if index % 20 == 19 {
            pty.send("\x01\x7f");
            pty.wait("an empty answer", LONG, |pty| pty.shows("0 words"));
        }
    }
}
