//! Code by cases, as prose has them: text with the cursor (`|`) and the other end of the selection (`^`)
//! marked, what is done, and the text as it then is.

use std::time::Duration;

use super::super::cases::Desk;
use super::super::{Did, Editor, Locked};

#[track_caller]
fn check(cases: &[(&str, &str, &str)]) {
    for (before, keys, after) in cases {
        let mut desk = Desk::code(before);
        desk.press(keys);
        assert_eq!(desk.marked(), *after, "{before:?} after {keys}");
    }
}

#[test]
fn enter_indents() {
    check(&[
        ("if x:|", "new-line 'y", "if x:\n    y|"),
        ("    return x|", "new-line", "    return x\n|"),
        ("f(a,|", "new-line", "f(a,\n  |"),
        ("f(a, |b)", "new-line", "f(a, \n  |b)"),
        ("x = 1;|  y = 2", "new-line", "x = 1;\n|y = 2"),
        ("if x:|  y", "new-line", "if x:\n    |y"),
        // A line goes down as it is, and leaves no blanks behind.
        ("    |", "new-line", "\n    |"),
        ("  |  x", "new-line", "\n  |  x"),
        ("|    x", "new-line", "\n|    x"),
        ("    if x:|", "new-line new-line 'y", "    if x:\n\n        y|"),
        ("if ^x|:", "new-line", "if \n|:"),
        ("\"\"\"\n  a|  b", "new-line", "\"\"\"\n  a\n  |  b"),
        // One step each.
        ("if x:|", "new-line undo", "if x:|"),
        ("    |", "new-line undo", "    |"),
        ("x;|  y", "new-line undo redo", "x;\n|y"),
    ]);
}

#[test]
fn backspace_goes_to_the_tab_stop_before() {
    check(&[
        ("        |x", "delete-back", "    |x"),
        ("      |x", "delete-back", "    |x"),
        ("    |", "delete-back", "|"),
        ("\t|x", "delete-back", "|x"),
        ("x    |", "delete-back", "x   |"),
        ("        ^    |x", "delete-back", "        |x"),
        ("x\n|    y", "delete-back", "x|    y"),
        ("        |x", "delete-back delete-back undo", "        |x"),
        ("    |x", "delete-forward", "    |"),
    ]);
}

#[test]
fn tab_indents_and_completes() {
    check(&[
        ("|x", "indent", "    |x"),
        (" |x", "indent", "    |x"),
        ("ab|", "indent", "ab  |"),
        ("漢|", "indent", "漢  |"),
        ("abcd|", "indent", "abcd    |"),
        ("# \\alpha|", "indent", "# α|"),
        ("x = \\alpha|", "indent", "x = α|"),
        ("x = \\none|", "indent", "x = \\none   |"),
        ("a^b\nc|d", "indent", "    a^b\n    c|d"),
        ("^ab\n|cd", "indent", "^    ab\n|cd"),
        ("^ab\ncd|", "indent indent", "^        ab\n        cd|"),
        ("|a\n\n  b^", "indent", "|    a\n\n      b^"),
        ("\ta|b^", "indent", "\t\ta|b^"),
        ("|ab\ncd^", "indent undo", "|ab\ncd"),
        ("|x", "indent undo", "|x"),
    ]);
}

#[test]
fn shift_tab_outdents() {
    check(&[
        ("    x|", "outdent", "x|"),
        ("        |x", "outdent", "    |x"),
        ("  |  x", "outdent", "|x"),
        ("  x|", "outdent", "x|"),
        ("x|", "outdent", "x|"),
        ("\tx|", "outdent", "x|"),
        ("    a^b\n  c|d\n    e", "outdent", "a^b\nc|d\n    e"),
        ("    ^ab\n      cd|", "outdent outdent", "^ab\ncd|"),
        ("    a|", "outdent undo", "    a|"),
    ]);
    let mut desk = Desk::new("    x|");
    for action in ["outdent", "indent", "toggle-comment"] {
        desk.press(action);
        assert_eq!((desk.marked().as_str(), desk.did), ("    x|", Did::Unhandled));
    }
}

#[test]
fn comments_are_toggled() {
    check(&[
        ("    x| = 1", "toggle-comment", "    # x| = 1"),
        ("    |x", "toggle-comment", "    # |x"),
        ("|    x", "toggle-comment", "|    # x"),
        ("    # x| = 1", "toggle-comment", "    x| = 1"),
        ("    # |x", "toggle-comment", "    |x"),
        ("    #| x", "toggle-comment", "    |x"),
        ("^if x:\n    y|\nz", "toggle-comment", "^# if x:\n#     y|\nz"),
        (
            "^if x:\n    y\n|z",
            "toggle-comment toggle-comment",
            "^if x:\n    y\n|z",
        ),
        ("^if x:\n    y|", "toggle-comment undo", "if x:\n    y|"),
    ]);
}

#[test]
fn home_goes_to_the_first_word_and_then_to_the_first_column() {
    check(&[
        ("    x = 1|", "line-start", "    |x = 1"),
        ("    |x = 1", "line-start", "|    x = 1"),
        ("|    x = 1", "line-start", "    |x = 1"),
        ("  |  x", "line-start", "    |x"),
        ("x|", "line-start", "|x"),
        ("    x|", "select-line-start", "    |x^"),
    ]);
    let mut desk = Desk::code("    one two three|");
    desk.editor.set_view(15, 4);
    for after in ["    one |two three", "    |one two three", "|    one two three"] {
        desk.press("line-start");
        assert_eq!(desk.marked(), after);
    }
}

#[test]
fn pasted_code_keeps_its_indentation() {
    check(&[
        ("    |", "paste:a\\n__b\\nc", "    a\n  b\nc|"),
        ("if x:\n    |", "paste:\ty undo", "if x:\n    |"),
    ]);
}

#[test]
fn the_bracket_at_the_cursor_has_its_mate() {
    for (text, wanted) in [
        ("f|(x)", Some([1, 3])),
        ("f(|x)", Some([1, 3])),
        ("f(x|)", Some([3, 1])),
        ("f(x)|", Some([3, 1])),
        ("f(x|)(y)", Some([3, 1])),
        ("f(x)|(y)", Some([4, 6])),
        ("f('|)')", None),
        ("# f|()", None),
        ("f|(x", None),
        ("|x", None),
    ] {
        assert_eq!(Desk::code(text).editor.brackets(), wanted, "{text}");
    }
    assert_eq!(Desk::new("f|(x)").editor.brackets(), None);
}

#[test]
fn line_numbers_take_room_and_grow_with_the_text() {
    let mut desk = Desk::code("|a\nbc");
    desk.editor.set_view(20, 4);
    assert_eq!(
        (desk.editor.gutter(), desk.editor.visible_cursor()),
        (5, Some((5, 0)))
    );
    for ((column, row), after) in [((6, 1), "a\nb|c"), ((5, 1), "a\n|bc"), ((2, 0), "|a\nbc")] {
        desk.editor.click(column, row);
        assert_eq!(desk.marked(), after);
    }
    let text = format!("{}{}", "\n".repeat(998), "x".repeat(15));
    let mut desk = Desk::code(&format!("|{text}"));
    desk.editor.set_view(20, 4);
    assert_eq!((desk.editor.gutter(), desk.editor.rows()), (5, 999));
    desk.press("new-line");
    desk.editor.set_view(20, 4);
    assert_eq!((desk.editor.gutter(), desk.editor.rows()), (6, 1001));
    assert_eq!(desk.editor.visible_cursor(), Some((6, 1)));
    for (width, height) in [(0, 0), (1, 1), (5, 2), (6, 2)] {
        desk.editor.set_view(width, height);
        assert!(desk.editor.visible_cursor().is_some());
    }
}

#[test]
fn locked_code_stays_as_it_is() {
    let mut desk = Desk::code("    if x:|");
    desk.editor.set_read_only(Locked::Locked);
    desk.press("new-line indent outdent toggle-comment delete-back");
    assert_eq!(desk.marked(), "    if x:|");
    assert!(!desk.editor.has_pending());
    assert_eq!(Editor::code("").type_char('\n', Duration::ZERO), Did::Edited);
}
