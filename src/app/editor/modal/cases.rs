//! Vim's keys by cases: text with the cursor (`|`) and the other end of the selection (`^`) marked, keys,
//! and the text as it then is. Prose comes out as in vim 9 itself, but for graphemes, an empty clip and
//! where a comment says otherwise.

use std::time::Duration;

use super::super::cases::Desk;
use super::super::{Did, Editor, Keep, Locked, Manner};
use crate::app::action::Action;

/// Presses keys as vim's books write them: characters, `<esc>` and other names in angle brackets.
pub(in crate::app::editor) fn press(desk: &mut Desk, keys: &str) {
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let action = named.and_then(|(name, _)| {
            Some(match name {
                "esc" => Action::NormalMode,
                "cr" => Action::NewLine,
                "bs" => Action::DeleteBack,
                "del" => Action::DeleteForward,
                "c-w" => Action::DeleteWordBack,
                "c-u" => Action::CutToLineStart,
                "c-r" => Action::Redo,
                "c-d" => Action::HalfPageDown,
                "tab" => Action::Indent,
                "left" => Action::MoveLeft,
                "right" => Action::MoveRight,
                "up" => Action::MoveUp,
                "down" => Action::MoveDown,
                "home" => Action::LineStart,
                "s-right" => Action::SelectRight,
                "s-down" => Action::SelectDown,
                "end" => Action::LineEnd,
                _ => return None,
            })
        });
        if let (Some(action), Some((_, after))) = (action, named) {
            desk.did = desk.editor.perform(action, &mut desk.clip, desk.now);
            rest = after;
        } else {
            desk.did = desk.editor.press(c, &mut desk.clip, desk.now);
            rest = &rest[c.len_utf8()..];
        }
    }
}

pub(in crate::app::editor) fn modal(marked: &str, desk: fn(&str) -> Desk) -> Desk {
    let mut desk = desk(marked);
    let anchor = desk.editor.anchor;
    desk.editor.set_manner(Manner::Modal);
    assert!(anchor.is_none(), "a selection is made by keys");
    desk
}

#[track_caller]
fn check(cases: &[(&str, &str, &str)]) {
    for (before, keys, after) in cases {
        let mut desk = modal(before, Desk::new);
        press(&mut desk, keys);
        assert_eq!(desk.marked(), *after, "{before:?} after {keys}");
    }
}

#[track_caller]
fn check_code(cases: &[(&str, &str, &str)]) {
    for (before, keys, after) in cases {
        let mut desk = modal(before, Desk::code);
        press(&mut desk, keys);
        assert_eq!(desk.marked(), *after, "{before:?} after {keys}");
    }
}

#[test]
fn the_cursor_stands_on_a_character() {
    check(&[
        ("abc|", "", "ab|c"),
        ("a|bc", "l", "ab|c"),
        ("ab|c", "l", "ab|c"),
        ("|abc", "h", "|abc"),
        ("|abc\nde", "lll", "ab|c\nde"),
        ("|abc", "9l", "ab|c"),
        ("ab|c", "2h", "|abc"),
        ("|a👨‍👩‍👧b", "2l", "a👨‍👩‍👧|b"),
        ("ab|c\n\nabc", "jj", "abc\n\nab|c"),
        ("abc\nx\nab|c", "2k", "ab|c\nx\nabc"),
        ("a|b\nabcd", "$j", "ab\nabc|d"),
        ("abc|d\nab\nabcd", "$jj", "abcd\nab\nabc|d"),
        ("ab|c", "0", "|abc"),
        ("  a|b", "0", "|  ab"),
        ("  a|b", "^", "  |ab"),
        ("|abc", "$", "ab|c"),
        ("|ab\ncd\nef", "2$", "ab\nc|d\nef"),
        ("|ab\n  cd", "<cr>", "ab\n  |cd"),
        ("ab\n  c|d", "-", "|ab\n  cd"),
        ("|a\nb\n  c", "G", "a\nb\n  |c"),
        ("a\nb\n  |c", "gg", "|a\nb\n  c"),
        ("|a\nb\nc", "2G", "a\n|b\nc"),
        ("a\nb\n|c", "2gg", "a\n|b\nc"),
    ]);
}

#[test]
fn words_are_those_of_vim() {
    check(&[
        ("|one two", "w", "one |two"),
        ("|one, two", "w", "one|, two"),
        ("|one, two", "W", "one, |two"),
        ("|one two three", "2w", "one two |three"),
        ("one |two", "w", "one tw|o"),
        ("|one\n\n  two", "w", "one\n|\n  two"),
        ("one\n|\n  two", "w", "one\n\n  |two"),
        ("one two|", "b", "one |two"),
        ("one, |two", "b", "one|, two"),
        ("one, |two", "B", "|one, two"),
        ("one\n\n|two", "b", "one\n|\ntwo"),
        ("|one two", "e", "on|e two"),
        ("on|e two", "e", "one tw|o"),
        ("|a.b c", "E", "a.|b c"),
        ("one |two", "ge", "on|e two"),
        ("one tw|o", "ge", "on|e two"),
        ("|one\n\ntwo", "ee", "one\n\ntw|o"),
        ("|漢字かなカナab", "w", "漢字|かなカナab"),
        ("|漢字かなカナab", "ww", "漢字かな|カナab"),
    ]);
}

#[test]
fn characters_paragraphs_and_brackets_are_found() {
    check(&[
        ("|a-b-c", "f-", "a|-b-c"),
        ("|a-b-c", "2f-", "a-b|-c"),
        ("|a-b-c", "3f-", "|a-b-c"),
        ("|a-b-c", "t-", "|a-b-c"),
        ("|ab-b-c", "t-", "a|b-b-c"),
        ("a-b-|c", "F-", "a-b|-c"),
        ("a-b-c|d", "T-", "a-b-|cd"),
        ("|a-b-c", "f-;", "a-b|-c"),
        ("|a-b-c", "f-;,", "a|-b-c"),
        ("|ab-cd-e", "t-;", "ab-c|d-e"),
        ("|a\n-", "f-", "|a\n-"),
        ("|ab\ncd\n\nef\n", "}", "ab\ncd\n|\nef\n"),
        ("ab\n|\ncd", "}", "ab\n\nc|d"),
        ("ab\n\ncd\ne|f", "{", "ab\n|\ncd\nef"),
        ("ab\n|cd", "{", "|ab\ncd"),
        ("|f(a[1])", "%", "f(a[1]|)"),
        ("f(a|[1])", "%", "f(a[1|])"),
        ("f(a[1]|)", "%", "f|(a[1])"),
        ("|ab", "%", "|ab"),
    ]);
    check_code(&[("f|(')')", "%", "f(')'|)")]);
}

#[test]
fn operators_go_over_motions() {
    check(&[
        ("|one two", "dw", "|two"),
        ("one |two", "dw", "one| "),
        ("one |two\nthree", "dw", "one| \nthree"),
        ("|one two three", "d2w", "|three"),
        ("|one two three four", "2dw", "|three four"),
        ("o|ne two", "de", "o| two"),
        ("one |two", "db", "|two"),
        ("on|e two", "d0", "|e two"),
        ("o|ne two", "d$", "|o"),
        ("|ab-cd", "df-", "|cd"),
        ("|ab-cd", "dt-", "|-cd"),
        ("ab-c|d", "dF-", "ab|d"),
        ("|ab-cd-e", "dt-d;", "|-e"),
        ("f|(a)b", "d%", "f|b"),
        ("one\nt|wo\nthree", "dj", "|one"),
        ("one\nt|wo\nthree", "dk", "|three"),
        ("a\n|b\nc\nd", "dG", "|a"),
        ("a\nb\n|c\nd", "dgg", "|d"),
        ("|ab\ncd\n\nef", "d}", "|\nef"),
        ("a|b\ncd\n\nef", "d}", "|a\n\nef"),
        ("on|e two", "cwx<esc>", "on|x two"),
        ("one| two", "cwx<esc>", "one|xtwo"),
        ("|one two", "c2wx<esc>", "|x"),
        ("one tw|o\nx", "cwa<esc>", "one tw|a\nx"),
        ("|one, two", "cWx<esc>", "|x two"),
        ("one |two", "yb$p", "one twoone| "),
        ("|one two", "ywP", "one| one two"),
        ("|a\nb", "jyk", "|a\nb"),
    ]);
}

#[test]
fn operators_go_over_lines_when_doubled() {
    check(&[
        ("a\n|b\nc", "dd", "a\n|c"),
        ("a\n|b", "dd", "|a"),
        ("|a", "dd", "|"),
        ("a\n|b\nc\nd", "2dd", "a\n|d"),
        ("a\n|b\nc\nd", "d1d", "a\n|c\nd"),
        ("a\n|b\n  c", "dd", "a\n  |c"),
        ("  a|b\nc", "ccx<esc>", "  |x\nc"),
        ("|a\nb\nc", "2ccx<esc>", "|x\nc"),
        ("  a|b", "Sx<esc>", "  |x"),
        ("a\n|b", "yyp", "a\nb\n|b"),
        ("a\n|b", "yyP", "a\n|b\nb"),
        ("|a\nb", "yyjp", "a\nb\n|a"),
        ("|a\nb\nc", "2yyGp", "a\nb\nc\n|a\nb"),
        ("|a\nb", "Yp", "a\n|a\nb"),
        ("|a\nb", ">>", "    |a\nb"),
        ("|a\n\nb\nc", "3>>", "    |a\n\n    b\nc"),
        ("        |a", "<<", "    |a"),
        ("  |a", "<<", "|a"),
        ("|a\nb", ">j", "    |a\n    b"),
        ("a|B", "guu", "|ab"),
        ("ab |cd", "gUiw", "ab |CD"),
        ("a|B c", "g~~", "|Ab C"),
    ]);
    check_code(&[
        ("x = 1|", "gcc", "|# x = 1"),
        ("if x:\n    |y", "gcgg", "|# if x:\n#     y"),
        ("# |x", "gcc", "|x"),
    ]);
    check(&[("x|", "gcc", "|x")]);
}

#[test]
fn objects_are_what_operators_go_over() {
    check(&[
        ("one t|wo three", "diw", "one | three"),
        ("one t|wo three", "daw", "one |three"),
        ("one t|wo", "daw", "on|e"),
        ("one|  two", "diw", "one|two"),
        ("one|  two x", "daw", "one| x"),
        ("a.b|c d", "diW", "| d"),
        ("a.b|c d", "daW", "|d"),
        ("o|ne two three", "d2aw", "|three"),
        ("o|ne two three", "c3iwx<esc>", "|x three"),
        ("f(a, (b|), c)", "di(", "f(a, (|), c)"),
        ("f(a, (b|), c)", "da(", "f(a, |, c)"),
        ("f(a|, (b), c)", "dib", "f(|)"),
        ("f(a, (b|), c)", "d2i(", "f(|)"),
        ("f|(a)", "di)", "f(|)"),
        ("x[|1]", "ci[2<esc>", "x[|2]"),
        ("x{|1}", "daB", "|x"),
        ("x|(1)", "di[", "x|(1)"),
        ("f(\n  a|,\n  b\n)", "di(", "f(\n|)"),
        ("f(\n  a|,\n  b\n)", "ci(x<esc>", "f(\n  |x\n)"),
        ("f(a,\n  b|)", "di(", "f(|)"),
        ("x = \"a |b\" + y", "di\"", "x = \"|\" + y"),
        ("x = \"a |b\" + y", "da\"", "x = |+ y"),
        ("|x = 'a' + y", "ci'b<esc>", "x = '|b' + y"),
        ("x = 'a\\'|b'", "di'", "x = '|'"),
        ("|x = 1", "di\"", "|x = 1"),
        ("a\n\nb|\nc\n\nd", "dip", "a\n\n|\nd"),
        ("a\n\nb|\nc\n\nd", "dap", "a\n\n|d"),
        ("a\n\nb|\nc", "dap", "|a"),
        ("a\n|\n\nb", "dip", "a\n|b"),
        ("|a\nb\n\nc", "yipGp", "a\nb\n\nc\n|a\nb"),
    ]);
    check_code(&[("f(')|', b)", "%", "f|(')', b)")]);
}

#[test]
fn letters_change_what_is_under_them() {
    check(&[
        ("a|bc", "x", "a|c"),
        ("ab|c", "x", "a|b"),
        ("|abc", "2x", "|c"),
        ("|abc", "9x", "|"),
        ("|\nb", "x", "|\nb"),
        ("a|👨‍👩‍👧b", "x", "a|b"),
        ("ab|c", "X", "a|c"),
        ("|abc", "X", "|abc"),
        ("a|bc", "<del>", "a|c"),
        ("a|bc", "D", "|a"),
        ("a|bc", "Cx<esc>", "a|x"),
        ("|\nb", "sx<esc>", "|x\nb"),
        ("a|bc", "sxy<esc>", "ax|yc"),
        ("|abc", "2sx<esc>", "|xc"),
        ("a|bc", "rx", "a|xc"),
        ("|abc", "2rx", "x|xc"),
        ("|abc", "4rx", "|abc"),
        ("a|bc", "r<cr>", "a\n|c"),
        ("|abC", "3~", "AB|c"),
        ("ab|c", "~", "ab|C"),
        ("|ab\n  cd", "J", "ab| cd"),
        ("|a\nb\nc\nd", "3J", "a b| c\nd"),
        ("|f(\n)", "J", "f(|)"),
        ("|a \nb", "J", "a |b"),
        ("|a\n\nb", "J", "|a\nb"),
        ("|a", "J", "|a"),
        ("|ab", "xp", "b|a"),
        ("a|b", "xP", "|ba"),
        ("|ab", "x3p", "baa|a"),
        ("|one two\nx", "dwjp", "two\nxone| "),
        ("a\n|b", "dd2p", "a\n|b\nb"),
        ("|ab\ncd", "yj$p", "ab\n|ab\ncd\ncd"),
    ]);
}

#[test]
fn what_is_typed_in_insert_mode_is_one_step() {
    check(&[
        ("a|b", "ix<esc>", "a|xb"),
        ("a|b", "ax<esc>", "ab|x"),
        ("  a|b", "Ix<esc>", "  |xab"),
        ("|ab", "Ax<esc>", "ab|x"),
        ("a|b\nc", "ox<esc>", "ab\n|x\nc"),
        ("a|b", "Ox<esc>", "|x\nab"),
        ("  a|b", "ox<esc>", "  ab\n  |x"),
        ("  a|b", "Ox<esc>", "  |x\n  ab"),
        ("|ab", "3ix<esc>", "xx|xab"),
        ("|ab", "2ox<esc>", "ab\nx\n|x"),
        ("  |a", "2Oxy<esc>", "  xy\n  x|y\n  a"),
        ("|ab", "ione two three<esc>u", "|ab"),
        ("|ab", "ione two<esc>u<c-r>", "|one twoab"),
        ("|one two", "cwx y<esc>u", "|one two"),
        ("|ab", "ox<cr>y<esc>u", "|ab"),
        ("|ab", "ix<left>y<esc>u", "|xab"),
        ("|ab", "A xy<bs><bs>z<esc>", "ab |z"),
        ("|ab", "A one two<c-w>x<esc>u", "a|b"),
        ("a|b", "ox<esc>u", "a|b"),
        // Vim goes to the line's first column.
        ("abc|", "ddu", "ab|c"),
        ("|a b c", "dwdwuu", "|a b c"),
        ("|a b c", "dwdw2u", "|a b c"),
    ]);
    check_code(&[
        ("if x:|", "oy<esc>", "if x:\n    |y"),
        ("    re|turn", "ox<esc>", "    return\n|x"),
        ("    |x", "i<bs>y<esc>", "|yx"),
        ("|x", "i<tab>y<esc>", "    |yx"),
        ("    x|", "A<cr>y<esc>u", "    |x"),
        (
            "def f():|",
            "oif x:<cr>return<cr>x<esc>",
            "def f():\n    if x:\n        return\n    |x",
        ),
        ("  a|b", "Sx<esc>", "  |x"),
    ]);
}

#[test]
fn the_last_change_can_be_made_again() {
    check(&[
        ("|a b c d", "dw.", "|c d"),
        ("|a b c d", "dw2.", "|d"),
        ("|a b c d", "2dw.", "|"),
        ("|a\nb\nc", "Ax<esc>j.", "ax\nb|x\nc"),
        ("|a b", "cwxy<esc>w.", "xy x|y"),
        ("|ab\ncd", "ox<esc>.", "ab\nx\n|x\ncd"),
        ("|ab", "ix<esc>3.", "xx|xxab"),
        ("|abc", "x.", "|c"),
        ("|aaa", "rx.l.", "x|xa"),
        ("|a\nb\nc\nd", "ddp.", "b\na\n|a\nc\nd"),
        ("|a\nb", ">>.", "        |a\nb"),
        ("|one (two) (three)", "f(ci(x<esc>f(.", "one (x) (|x)"),
        ("|ab ab", "vlxw.", "| "),
        ("|a\nb\nc\nd\ne", "Vjd.", "|e"),
        ("|ab", "ix<left>y<esc>.", "|yyxab"),
        ("|a b", "wdw.", "|a"),
        ("|ab", "yl.", "|ab"),
    ]);
}

#[test]
fn what_is_selected_is_what_commands_go_over() {
    check(&[
        ("a|bcd", "vl", "a^b|cd"),
        ("a|bcd", "vld", "a|d"),
        ("a|bcd", "vhd", "|cd"),
        ("a|bcd", "vx", "a|cd"),
        ("a|bcd", "vv", "a|bcd"),
        ("a|bcd", "vl<esc>", "ab|cd"),
        ("a|bcd", "vlcx<esc>", "a|xd"),
        ("a|bcd", "vly$p", "abcdb|c"),
        ("|ab\ncd", "v$d", "|cd"),
        ("|ab\ncd", "vjd", "|d"),
        ("a|bc", "vlo", "a|b^c"),
        ("a|bc", "vloh", "|ab^c"),
        ("|a\nb\nc", "Vd", "|b\nc"),
        ("|a\nb\nc", "Vjd", "|c"),
        ("a\n|b\nc", "Vky", "|a\nb\nc"),
        ("a|b\ncd", "vjD", "|"),
        ("|a\nb\nc", "Vj>", "    |a\n    b\nc"),
        ("|a\nb", "V2>", "        |a\nb"),
        ("|a\n  b\nc", "VjJ", "a| b\nc"),
        ("|abc", "vlrx", "|xxc"),
        ("|abc", "vlU", "|ABc"),
        ("|ABC", "vlu", "|abC"),
        ("|aBc", "v$~", "|AbC"),
        ("|a b", "vyw", "a |b"),
        ("|a b", "yiwwviwp", "a |a"),
        ("|a\nb\nc", "yyjVp", "a\n|a\nc"),
        ("one t|wo", "viwd", "one| "),
        ("f(a|, b)", "vi(d", "f(|)"),
        ("f((a|), b)", "vi(i(d", "f((|), b)"),
        ("|a\nb\n\nc", "vipd", "|\nc"),
        ("|a\nb\nc", "Vjcx<esc>", "|x\nc"),
        ("|a\nb\nc", "vVjd", "|c"),
        ("|abc", "vfcd", "|"),
        ("|ab", "vp", "|ab"),
    ]);
    check_code(&[("|a\nb\nc", "Vjgc", "|# a\n# b\nc")]);
}

#[test]
fn keys_with_names_do_as_in_vim() {
    check(&[
        ("|ab", "<right>", "a|b"),
        ("a|b", "<right>", "a|b"),
        ("a\n|b", "<left>", "a\n|b"),
        // Vim goes on to the line before.
        ("ab\n|c", "<bs>", "ab\n|c"),
        ("|a\nb", "<down>", "a\n|b"),
        ("|abc", "<end>", "ab|c"),
        ("|abc", "<s-right>", "^a|bc"),
        ("|abc", "<s-right>d", "|c"),
        ("|abc", "v<right>d", "|c"),
        ("a\n|b", "<c-w><c-u>", "a\n|b"),
        ("|ab", "ix<left><left>y<esc>", "|yxab"),
        ("|ab", "2:", "|ab"),
        ("|ab", "ZZ", "|ab"),
        ("|ab cd", "d<esc>w", "ab |cd"),
        // Vim has the arrows for motions here too.
        ("|ab cd", "d<right>", "a|b cd"),
        ("|ab", "\"+yyp", "ab\n|ab"),
    ]);
}

#[test]
fn a_search_goes_on_with_n() {
    let mut desk = modal("|a x a x a", Desk::new);
    desk.editor.begin_search();
    assert_eq!(desk.editor.set_query("x"), 2);
    desk.editor.end_search(Keep::Hit);
    assert_eq!(desk.marked(), "a |x a x a");
    for (keys, after) in [
        ("n", "a x a |x a"),
        ("n", "a |x a x a"),
        ("N", "a x a |x a"),
        ("2n", "a x a |x a"),
        ("ggvn", "^a |x a x a"),
        ("d", "| a x a"),
    ] {
        press(&mut desk, keys);
        assert_eq!(desk.marked(), after, "{keys}");
    }
    assert!(desk.editor.hits().is_empty());
}

#[test]
fn a_paste_goes_in_whatever_the_mode() {
    for (before, keys, pasted, after) in [
        ("ab|c", "", "X Y", "abcX |Y"),
        ("a|bc", "", "xy", "abx|yc"),
        ("|abc", "", "xy", "x|yabc"),
        ("|abc", "vl", "x", "|xc"),
        ("a|bc", "i", "dd", "add|bc"),
        ("a|bc", "2d", "x", "ab|xc"),
        ("ab|c", "", "x\ny", "abcx\n|y"),
    ] {
        let mut desk = modal(before, Desk::new);
        press(&mut desk, keys);
        let _ = desk.editor.paste(pasted, desk.now);
        assert_eq!(desk.marked(), after, "{before:?} after {keys} and {pasted:?}");
        press(&mut desk, "<esc>u");
        assert_eq!(desk.editor.text(), before.replace('|', ""), "one step");
    }
    let mut desk = modal("|", Desk::new);
    press(&mut desk, "ia ");
    let _ = desk.editor.paste("b c", desk.now);
    press(&mut desk, "d<esc>u");
    assert_eq!(desk.marked(), "a b |c");
    press(&mut desk, "u");
    assert_eq!(desk.marked(), "a| ");
}

#[test]
fn the_mode_has_a_word_and_esc_leads_back() {
    let mut desk = modal("|ab", Desk::new);
    for (keys, mode, waits) in [
        ("", "normal", false),
        ("2", "normal", true),
        ("<esc>", "normal", false),
        ("d", "normal", true),
        ("<esc>", "normal", false),
        ("i", "insert", true),
        ("<esc>", "normal", false),
        ("v", "visual", true),
        ("V", "visual line", true),
        ("<esc>", "normal", false),
        ("f", "normal", true),
        ("x", "normal", false),
    ] {
        press(&mut desk, keys);
        assert_eq!(
            (desk.editor.mode(), desk.editor.may_go_normal()),
            (Some(mode), waits),
            "{keys}"
        );
    }
    press(&mut desk, "v");
    assert!(desk.editor.has_selection());
    assert!(desk.editor.clear_selection());
    assert_eq!(desk.editor.mode(), Some("normal"));
    press(&mut desk, "v");
    desk.editor.click(0, 0);
    assert_eq!(desk.editor.mode(), Some("normal"));
    desk.editor.set_manner(Manner::Direct);
    press(&mut desk, "dd");
    assert_eq!((desk.editor.text().as_str(), desk.editor.mode()), ("ddab", None));
    let mut line = Editor::single_line();
    line.set_manner(Manner::Modal);
    assert_eq!(line.mode(), None);
}

#[test]
fn what_is_copied_and_deleted_goes_to_the_clip() {
    let mut desk = modal("|ab cd\nef", Desk::new);
    for (keys, did, clip) in [
        ("yw", Did::Copied, "ab "),
        ("yy", Did::Copied, "ab cd\n"),
        ("vly", Did::Copied, "ab"),
        ("x", Did::Edited, "a"),
        ("dd", Did::Edited, "b cd\n"),
        ("Cx<esc>", Did::Moved, "ef"),
        ("dw", Did::Edited, "x"),
        ("D", Did::Nothing, "x"),
    ] {
        press(&mut desk, keys);
        assert_eq!((desk.did, desk.clip.text.as_str()), (did, clip), "{keys}");
    }
}

#[test]
fn locked_text_is_read_and_copied_only() {
    let mut desk = modal("|ab cd", Desk::new);
    press(&mut desk, "i");
    desk.editor.set_read_only(Locked::Locked);
    assert_eq!(desk.editor.mode(), Some("normal"));
    press(&mut desk, "wdwxiZ<esc>cwx<esc>ppJ~rxu.Vdvd>>gUU");
    assert_eq!(
        (desk.editor.text().as_str(), desk.editor.mode()),
        ("ab cd", Some("normal"))
    );
    assert_eq!(desk.clip.text, "");
    press(&mut desk, "0yw");
    assert_eq!(desk.clip.text, "ab ");
    assert!(!desk.editor.has_pending());
}

#[test]
fn soft_wrapped_rows_are_gone_through_and_lines_counted() {
    let text = "|one two three four\nfive";
    for (keys, after) in [
        ("j", "one two |three four\nfive"),
        ("gj", "one two |three four\nfive"),
        ("1j", "one two three four\n|five"),
        ("dj", "|"),
        ("Vjd", "|"),
        ("$k", "one two three| four\nfive"),
    ] {
        let mut desk = modal(text, Desk::new);
        desk.editor.set_view(8, 4);
        press(&mut desk, keys);
        assert_eq!(desk.marked(), after, "{keys}");
    }
    let mut desk = modal(&format!("|{}", "x\n".repeat(30)), Desk::new);
    desk.editor.set_view(8, 10);
    press(&mut desk, "<c-d>");
    assert_eq!(desk.editor.cursor_line(), 5);
}

#[test]
fn large_counts_do_not_take_the_machine() {
    let mut desk = modal("|ab", Desk::new);
    press(&mut desk, "yy99999p");
    let _ = std::mem::take(&mut desk.clip.text);
    press(&mut desk, "gg99999iword<esc>99999.");
    assert!(desk.editor.len() < 8 << 20);
    let before = desk.now;
    desk.now = before + Duration::from_secs(1);
    press(&mut desk, "99999u99999w99999>>");
    assert_eq!(desk.editor.mode(), Some("normal"));
}
