//! T8: one line of a megabyte, a hundred thousand lines. The editor against a plain string: the texts agree after
//! every step, the cursor stands between graphemes and in sight, undoing everything leads back to the start.
//! Quick sizes; `HOTSEAT_SOAK=1` takes those of the promise.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::time::Duration;

use hotseat::app::action::Action;
use hotseat::app::editor::{Clip, Did, Editor};
use unicode_segmentation::UnicodeSegmentation;

use crate::chance::Draw;
use crate::pty::{now, soak};

/// What lines are made of: all that is more than one byte, one character, or one cell.
const WORDS: &[&str] = &[
    "plain",
    "漢字",
    "👩🏽‍🔬",
    "e\u{301}te\u{301}",
    "שלום",
    "\t",
    "नि",
    "🇩🇪",
    "−∑",
    "±§¶°",
    "❤\u{fe0f}",
    "한글",
];
const ACTIONS: &[Action] = &[
    Action::DeleteBack,
    Action::DeleteForward,
    Action::MoveLeft,
    Action::MoveRight,
    Action::MoveUp,
    Action::MoveDown,
    Action::LineStart,
    Action::LineEnd,
    Action::TextStart,
    Action::TextEnd,
    Action::PageUp,
    Action::PageDown,
    Action::DeleteWordBack,
    Action::NewLine,
];

fn long_line(draw: &mut Draw, size: usize) -> String {
    let mut text = String::with_capacity(size + 40);
    while text.len() < size {
        text.push_str(draw.of(WORDS));
        text.push(' ');
    }
    text
}

fn many_lines(draw: &mut Draw, count: usize) -> String {
    let mut text = String::new();
    for _ in 0..count {
        for _ in 0..draw.below(4) {
            text.push_str(draw.of(WORDS));
            text.push(' ');
        }
        text.push('\n');
    }
    text
}

/// The graphemes right before and after a place, by the line it is in.
fn neighbours(text: &str, at: usize) -> (usize, usize) {
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    let before = text[start..at]
        .graphemes(true)
        .next_back()
        .map_or_else(|| usize::from(at > 0), str::len);
    let after = text[at..end]
        .graphemes(true)
        .next()
        .map_or_else(|| usize::from(at < text.len()), str::len);
    (before, after)
}

fn is_boundary(text: &str, at: usize) -> bool {
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    let mut cursor = unicode_segmentation::GraphemeCursor::new(at - start, end - start, true);
    cursor.is_boundary(&text[start..end], 0).unwrap_or(false)
}

/// Runs so many steps; returns the longest one took.
fn run(text: &str, steps: usize, draw: &mut Draw) -> Duration {
    let mut editor = Editor::new(text);
    editor.set_view(70, 20);
    let mut clip = Clip::default();
    let mut clock = Duration::ZERO;
    let mut model = text.to_owned();
    let mut longest = Duration::ZERO;
    // From the middle, where both ends are far.
    for _ in 0..draw.below(3) {
        let _ = editor.perform(Action::PageDown, &mut clip, clock);
    }
    for step in 0..steps {
        clock += Duration::from_millis(700);
        let at = editor.cursor();
        let begin = now();
        let what = match draw.below(3) {
            0 => {
                let letter = draw.of(&['x', 'é', '漢', ' ']);
                assert_eq!(editor.type_char(letter, clock), Did::Edited);
                model.insert(at, letter);
                format!("typed {letter}")
            }
            1 => {
                let pasted = draw.of(&["pasted", "two\nlines", "words of a paste"]);
                assert_eq!(editor.paste(pasted, clock), Did::Edited);
                model.insert_str(at, pasted);
                format!("pasted {pasted:?}")
            }
            _ => {
                let action = draw.of(ACTIONS);
                let (before, after) = neighbours(&model, at);
                let did = editor.perform(action, &mut clip, clock);
                match action {
                    Action::DeleteBack => drop(model.drain(at - before..at)),
                    Action::DeleteForward => drop(model.drain(at..at + after)),
                    // How much a word or an indentation is, is told elsewhere: here it is taken from the editor.
                    Action::DeleteWordBack => drop(model.drain(editor.cursor()..at)),
                    Action::NewLine => model.insert_str(at, &editor.text()[at..editor.cursor()]),
                    _ => assert!(did != Did::Edited, "{action:?}"),
                }
                format!("{action:?}")
            }
        };
        longest = longest.max(begin.elapsed());
        assert!(editor.text() == model, "step {step}, {what}");
        assert!(
            is_boundary(&model, editor.cursor()),
            "step {step}, {what}: inside a grapheme"
        );
        assert!(
            editor.visible_cursor().is_some(),
            "step {step}, {what}: the cursor is out of sight"
        );
        assert!(editor.shown().count() <= 20, "step {step}, {what}");
    }
    let mut journal = text.to_owned();
    for edit in editor.take_edits() {
        edit.apply(&mut journal)
            .expect("edits fit the text they were made in");
    }
    assert!(journal == model, "the journal's text");
    while editor.perform(Action::Undo, &mut clip, clock) == Did::Edited {}
    assert!(editor.text() == text, "undone to the start");
    longest
}

#[test]
fn a_line_of_a_megabyte_is_edited_as_a_string_is() {
    let (size, steps) = if soak() { (1_000_000, 40) } else { (60_000, 25) };
    let mut draw = Draw::new(0x5eed_0008);
    let text = long_line(&mut draw, size);
    let longest = run(&text, steps, &mut draw);
    println!("T8: one line of {size} bytes: {steps} cases in {longest:?} at most each");
}

#[test]
fn a_hundred_thousand_lines_are_edited_as_a_string_is() {
    let (count, steps) = if soak() { (100_000, 1_000) } else { (10_000, 40) };
    let mut draw = Draw::new(0x5eed_0009);
    let text = many_lines(&mut draw, count);
    let longest = run(&text, steps, &mut draw);
    println!("T8: {count} lines: {steps} cases in {longest:?} at most each");
}
