//! The editor by cases: text with the cursor (`|`) and the other end of the selection (`^`) marked,
//! keys, and the text as it then is. One file beside the editor, because the table is longer than it.

use std::time::Duration;

use super::{Clip, Did, Editor, Keep, Locked};
use crate::app::action::Action;
use crate::text::buffer::Place;

/// An editor with a clock and a clip, driven by words.
pub(super) struct Desk {
    pub(super) editor: Editor,
    pub(super) clip: Clip,
    pub(super) now: Duration,
    pub(super) did: Did,
}

impl Desk {
    pub(super) fn new(marked: &str) -> Self {
        Self::over(marked, Editor::new)
    }

    /// A desk for code.
    pub(super) fn code(marked: &str) -> Self {
        Self::over(marked, Editor::code)
    }

    fn over(marked: &str, editor: fn(&str) -> Editor) -> Self {
        let mut editor = editor(&marked.replace(['|', '^'], ""));
        let place = |mark: char, other: char| {
            let (before, _) = marked.split_once(mark)?;
            let before = before.replace(other, "");
            let line = before.matches('\n').count();
            let byte = before.rsplit('\n').next().unwrap_or_default().len();
            Some(Place { line, byte })
        };
        editor.cursor = place('|', '^').expect("every case marks the cursor");
        editor.anchor = place('^', '|');
        Self {
            editor,
            clip: Clip::default(),
            now: Duration::ZERO,
            did: Did::Nothing,
        }
    }

    /// Words: an action's name, `'text` to type, `wait` for two seconds, `paste:text`. `_` is a space.
    pub(super) fn press(&mut self, keys: &str) {
        for word in keys.split(' ') {
            let text = |text: &str| text.replace('_', " ").replace("\\n", "\n");
            if let Some(typed) = word.strip_prefix('\'') {
                for c in text(typed).chars() {
                    self.did = self.editor.type_char(c, self.now);
                }
            } else if let Some(pasted) = word.strip_prefix("paste:") {
                self.did = self.editor.paste(&text(pasted), self.now);
            } else if word == "wait" {
                self.now += Duration::from_secs(2);
            } else {
                let action = Action::ALL.iter().find(|action| action.name() == word);
                let action = *action.unwrap_or_else(|| panic!("no action {word}"));
                self.did = self.editor.perform(action, &mut self.clip, self.now);
            }
        }
    }

    pub(super) fn marked(&self) -> String {
        let mut text = self.editor.text();
        let mut marks = vec![(self.editor.cursor(), '|')];
        if let Some(anchor) = self.editor.anchor.filter(|&anchor| anchor != self.editor.cursor) {
            marks.push((self.editor.buffer.offset(anchor), '^'));
        }
        marks.sort_by(|a, b| b.cmp(a));
        for (at, mark) in marks {
            text.insert(at, mark);
        }
        text
    }
}

#[track_caller]
fn check(cases: &[(&str, &str, &str)]) {
    for (before, keys, after) in cases {
        let mut desk = Desk::new(before);
        desk.press(keys);
        assert_eq!(desk.marked(), *after, "{before:?} after {keys}");
    }
}

#[test]
fn moves_go_by_graphemes() {
    check(&[
        ("|a👨‍👩‍👧b", "move-right", "a|👨‍👩‍👧b"),
        ("|a👨‍👩‍👧b", "move-right move-right", "a👨‍👩‍👧|b"),
        ("|a👨‍👩‍👧b", "move-right move-right move-right", "a👨‍👩‍👧b|"),
        ("a👨‍👩‍👧|b", "move-left", "a|👨‍👩‍👧b"),
        ("🇩🇪🇫🇷|", "move-left", "🇩🇪|🇫🇷"),
        ("e\u{301}|x", "move-left", "|e\u{301}x"),
        ("|नि", "move-right", "नि|"),
        ("a|\nb", "move-right", "a\n|b"),
        ("a\n|b", "move-left", "a|\nb"),
        ("|a", "move-left", "|a"),
        ("a|", "move-right", "a|"),
        // A lone joiner or mark takes no cell and holds nobody up.
        ("|\u{200d}a", "move-right move-right", "\u{200d}a|"),
        ("a\n|\u{301}b", "move-right", "a\n\u{301}|b"),
    ]);
}

#[test]
fn backspace_deletes_whole_graphemes() {
    check(&[
        ("a👨‍👩‍👧|b", "delete-back", "a|b"),
        ("🇩🇪🇫🇷|", "delete-back", "🇩🇪|"),
        ("👍🏽|", "delete-back", "|"),
        ("cafe\u{301}|", "delete-back", "caf|"),
        ("1️⃣|", "delete-back", "|"),
        ("\u{1112}\u{1161}\u{11ab}|", "delete-back", "|"),
        ("❤️|", "delete-back", "|"),
        ("नि|", "delete-back", "|"),
        ("a|👨‍👩‍👧b", "delete-forward", "a|b"),
        ("a\n|b", "delete-back", "a|b"),
        ("a|\nb", "delete-forward", "a|b"),
        ("    |x", "delete-back", "   |x"),
        ("|a", "delete-back", "|a"),
        ("a|", "delete-forward", "a|"),
        // What deleting joins into one grapheme, the cursor steps out of.
        ("🇩x|🇪", "delete-back", "🇩🇪|"),
    ]);
}

#[test]
fn words_are_moved_over_and_deleted() {
    check(&[
        ("|one two", "word-right", "one| two"),
        ("one| two", "word-right", "one two|"),
        ("one two|", "word-left", "one |two"),
        ("one |two", "word-left", "|one two"),
        ("don't|", "word-left", "|don't"),
        ("|naïve café", "word-right word-right", "naïve café|"),
        ("one|\n\n  two", "word-right", "one\n\n  two|"),
        ("one\n\n  |two", "word-left", "|one\n\n  two"),
        ("|p(x ∣ y)", "word-right word-right", "p(x| ∣ y)"),
        ("|∑ ∫", "word-right", "∑ ∫|"),
        ("漢字|かな", "word-left", "漢|字かな"),
        ("カタカナ|", "word-left", "|カタカナ"),
        ("one two|", "delete-word-back", "one |"),
        ("one two |", "delete-word-back", "one |"),
        ("  one|", "delete-word-back", "  |"),
        ("one\n  |", "delete-word-back", "one\n|"),
        ("one\n|two", "delete-word-back", "one|two"),
        ("|one two", "delete-word-forward", "| two"),
        ("one|\ntwo", "delete-word-forward", "one|two"),
        ("a| +\nb", "delete-word-forward", "a|\nb"),
    ]);
}

#[test]
fn selections_grow_with_shift_or_a_mark() {
    check(&[
        ("a|bc", "select-right", "a^b|c"),
        ("a|bc", "select-right select-left", "a|bc"),
        ("ab|c", "select-left select-left", "|ab^c"),
        ("a^b|c", "move-left", "a|bc"),
        ("a|b^c", "move-right", "ab|c"),
        ("one |two", "select-word-left", "|one ^two"),
        ("a\nb|b\nc", "select-up", "a|\nb^b\nc"),
        ("ab|", "select-line-start", "|ab^"),
        ("a|b\nc", "select-text-end", "a^b\nc|"),
        ("a|b\nc", "select-all", "^ab\nc|"),
        ("a|bcd", "set-mark move-right move-right", "a^bc|d"),
        ("a|bcd", "set-mark move-right set-mark move-right", "abc|d"),
        ("a^bc|d", "'x", "ax|d"),
        ("a|bc^d", "paste:yy", "ayy|d"),
        ("a^bc|d", "delete-back", "a|d"),
        ("a^bc|d", "delete-word-forward", "a|d"),
        ("a^b\nc|d", "new-line", "a\n|d"),
    ]);
}

#[test]
fn cut_copy_and_paste_share_a_clip() {
    check(&[
        ("a^bc|d", "cut move-right paste", "adbc|"),
        ("a^bc|d", "copy paste paste", "abcbc|d"),
        ("a|bc", "cut", "a|bc"),
        ("a|bc", "copy paste", "a|bc"),
        (
            "|ab\ncd\nef",
            "cut-to-line-end cut-to-line-end cut-to-line-end paste",
            "ab\ncd|\nef",
        ),
        ("|ab cd", "cut-to-line-end move-left paste paste", "ab cdab cd|"),
        ("ab|cd", "cut-to-line-start", "|cd"),
        ("ab\n|cd", "cut-to-line-start", "ab\n|cd"),
        ("a|bc", "set-mark move-right copy move-right paste", "abcb|"),
    ]);
    let mut desk = Desk::new("|ab\ncd");
    desk.press("cut-to-line-end");
    assert_eq!((desk.did, desk.clip.text.as_str()), (Did::Copied, "ab"));
    desk.press("cut-to-line-end cut-to-line-end");
    assert_eq!(desk.clip.text, "ab\ncd");
    let mut desk = Desk::new("ab|cd");
    desk.press("cut-to-line-start cut-to-line-end");
    assert_eq!(desk.clip.text, "abcd");
    desk.press("cut");
    assert_eq!(desk.did, Did::Nothing);
}

#[test]
fn undo_goes_by_words_pauses_and_moves() {
    check(&[
        ("|", "'one_two undo", "one |"),
        ("|", "'one_two undo undo", "|"),
        ("|", "'one_two undo undo redo", "one |"),
        ("|", "'one_two undo undo redo redo redo", "one two|"),
        ("|", "'on wait 'e undo", "on|"),
        ("|", "'one move-left 'x undo", "on|e"),
        ("one|", "delete-back delete-back undo", "one|"),
        ("one|", "delete-back 'x undo", "on|"),
        ("a^bc|d", "'x undo", "abc|d"),
        ("|", "'a paste:b_c_d 'e undo undo", "a|"),
        ("|", "'ab undo 'c redo", "c|"),
        ("e|", "'\u{301} undo", "e|"),
        ("x|", "paste:👩\u{200d}👩 undo redo", "x👩\u{200d}👩|"),
        ("x|y", "paste:one undo redo", "xone|y"),
        ("x^one|y", "paste:1 undo redo undo", "xone|y"),
        ("a|", "undo", "a|"),
        ("|\\sum", "text-end complete undo", "\\sum|"),
    ]);
}

#[test]
fn enter_keeps_the_indentation() {
    check(&[
        ("  x = 1|", "new-line 'y", "  x = 1\n  y|"),
        ("  x| = 1", "new-line", "  x\n  | = 1"),
        (" |  x", "new-line", " \n |  x"),
        ("|  x", "new-line", "\n|  x"),
        ("\tx|", "new-line", "\tx\n|"),
    ]);
}

#[test]
fn tab_completes_names_of_symbols_only() {
    check(&[
        ("\\sum|", "complete", "∑|"),
        ("x\\sum|_i", "complete", "x∑|_i"),
        ("\\sum_i|", "complete", "\\sum_i|"),
        ("sum|", "complete", "sum|"),
        ("\\\\sum|", "complete", "\\∑|"),
        ("\\|", "complete", "\\|"),
    ]);
    for (text, did) in [
        ("\\sum|", Did::Edited),
        ("sum|", Did::Unhandled),
        ("|", Did::Unhandled),
    ] {
        let mut desk = Desk::new(text);
        desk.press("complete");
        assert_eq!(desk.did, did, "{text}");
    }
}

#[test]
fn up_and_down_go_by_rows_and_keep_their_column() {
    let mut cases = vec![
        ("one |two three four", "move-down", "one two thre|e four"),
        ("one two thre|e four", "move-up", "one |two three four"),
        // The column is kept in cells, through a shorter line.
        ("abcde|f\nx\nabcdef", "move-down move-down", "abcdef\nx\nabcde|f"),
        ("漢字|x\nabcdef", "move-down", "漢字x\nabcd|ef"),
        ("abc|def\n漢字x", "move-down", "abcdef\n漢|字x"),
        ("|ab", "move-up", "|ab"),
        ("ab|", "move-down", "ab|"),
        ("\tx|\nabcdefg", "move-down", "\tx\nabcde|fg"),
        ("one two |three four", "line-end", "one two three| four"),
    ];
    // "one two " then "three " then "four" at a width of 8.
    cases.push(("one two thr|ee four", "line-start", "one two |three four"));
    cases.push(("one two |three four", "line-start", "|one two three four"));
    cases.push(("on|e two three", "line-end", "one two| three"));
    cases.push(("one two| three", "line-end", "one two three|"));
    cases.push(("漢漢漢漢|漢漢", "move-up", "|漢漢漢漢漢漢"));
    for (before, keys, after) in cases {
        let mut desk = Desk::new(before);
        desk.editor.set_view(8, 4);
        desk.press(keys);
        assert_eq!(desk.marked(), after, "{before:?} after {keys}");
    }
}

#[test]
fn the_end_of_a_full_row_and_the_start_of_the_next_are_told_apart() {
    let mut desk = Desk::new("|漢漢漢漢漢漢");
    desk.editor.set_view(8, 4);
    desk.press("line-end");
    assert_eq!(desk.editor.cursor_cell(), (7, 0));
    desk.press("line-start");
    assert_eq!(desk.editor.cursor_cell(), (0, 0));
    desk.press("line-end line-end");
    assert_eq!(desk.editor.cursor_cell(), (4, 1));
    desk.press("text-start move-right move-right move-right move-right");
    assert_eq!(desk.editor.cursor_cell(), (0, 1));
}

#[test]
fn after_a_full_row_the_cursor_waits_on_the_next() {
    let mut desk = Desk::new("abcdefg|\nx");
    desk.editor.set_view(8, 4);
    assert_eq!((desk.editor.rows(), desk.editor.cursor_cell()), (2, (7, 0)));
    desk.press("'h");
    assert_eq!((desk.editor.rows(), desk.editor.cursor_cell()), (3, (0, 1)));
    desk.press("'i");
    assert_eq!((desk.editor.rows(), desk.editor.cursor_cell()), (3, (1, 1)));
    desk.press("delete-back move-left");
    assert_eq!((desk.editor.rows(), desk.editor.cursor_cell()), (2, (7, 0)));
    desk.press("move-right move-down");
    assert_eq!((desk.editor.rows(), desk.editor.cursor_cell()), (2, (0, 1)));
}

#[test]
fn columns_are_what_the_screen_shows() {
    for (text, column) in [
        ("漢字|", 4),
        ("❤️|x", 2),
        ("a👨‍👩‍👧|b", 3),
        ("नि|", 2),
        ("e\u{301}|", 1),
        ("\t|", 4),
        ("ab\t|", 4),
        ("abcd\t|", 8),
        ("\u{1}|", 1),
        // ratatui gives the sound mark two cells, and what stands after it would vanish in the second.
        ("ｶﾞ|", 3),
    ] {
        let mut desk = Desk::new(text);
        desk.editor.set_view(80, 4);
        assert_eq!(desk.editor.cursor_cell(), (column, 0), "{text:?}");
    }
}

#[test]
fn pages_keep_one_row_in_common_and_the_view_follows() {
    let text = "line\n".repeat(30);
    let mut desk = Desk::new(&format!("|{text}"));
    desk.editor.set_view(10, 5);
    desk.press("page-down");
    assert_eq!((desk.editor.cursor.line, desk.editor.first_row()), (4, 0));
    desk.press("page-down");
    assert_eq!((desk.editor.cursor.line, desk.editor.first_row()), (8, 4));
    desk.press("text-end");
    assert_eq!((desk.editor.cursor_cell(), desk.editor.first_row()), ((0, 4), 26));
    desk.press("page-up");
    assert_eq!((desk.editor.cursor.line, desk.editor.first_row()), (26, 26));
    desk.editor.scroll(-20);
    assert_eq!((desk.editor.first_row(), desk.editor.visible_cursor()), (6, None));
    desk.editor.click(0, 2);
    assert_eq!((desk.editor.cursor.line, desk.editor.first_row()), (8, 6));
    desk.editor.scroll(1000);
    assert_eq!(desk.editor.first_row(), 26);
}

#[test]
fn another_size_keeps_the_cursor_on_its_row_of_the_screen() {
    let text = "a line of the text\n".repeat(20);
    let mut desk = Desk::new(&format!("|{text}"));
    desk.editor.set_view(40, 8);
    desk.press("page-down page-down move-up move-up");
    let row = desk.editor.cursor_cell().1;
    assert!(row > 1);
    desk.editor.set_view(7, 8);
    assert_eq!(desk.editor.cursor_cell().1, row);
    desk.editor.set_view(0, 0);
    desk.editor.set_view(1, 1);
    assert_eq!(desk.editor.cursor_cell().1, 0);
}

#[test]
fn clicks_reach_the_grapheme_under_them() {
    let mut desk = Desk::new("|a漢b\n\nxyz");
    desk.editor.set_view(10, 4);
    for ((column, row), after) in [
        ((1, 0), "a|漢b\n\nxyz"),
        ((2, 0), "a|漢b\n\nxyz"),
        ((3, 0), "a漢|b\n\nxyz"),
        ((9, 0), "a漢b|\n\nxyz"),
        ((5, 1), "a漢b\n|\nxyz"),
        ((1, 9), "a漢b\n\nx|yz"),
    ] {
        desk.editor.click(column, row);
        assert_eq!(desk.marked(), after);
    }
}

#[test]
fn pastes_are_cleaned_and_one_step() {
    check(&[
        ("|", "paste:a\r\nb\rc", "a\nb\nc|"),
        ("|", "paste:a\u{1b}[31mb\u{0}\u{202e}c\u{1b}[201~", "abc|"),
        ("|", "paste:a\u{7}", "a|"),
        ("x|y", "paste:one_two_three undo", "x|y"),
    ]);
    let mut editor = Editor::single_line();
    let _ = editor.paste("a\r\nb\tc\nd\r\n", Duration::ZERO);
    assert_eq!(editor.text(), "a b c d");
    let clip = &mut Clip::default();
    for action in [Action::NewLine, Action::MoveUp, Action::MoveDown, Action::PageUp] {
        assert_eq!(editor.perform(action, clip, Duration::ZERO), Did::Unhandled);
    }
    assert_eq!(editor.type_char('\u{1b}', Duration::ZERO), Did::Nothing);
    assert_eq!(editor.type_char('\u{202e}', Duration::ZERO), Did::Nothing);
    assert_eq!(editor.text(), "a b c d");
}

#[test]
fn joiners_may_be_typed_and_the_cursor_steps_out_of_what_they_join() {
    check(&[
        ("👩|", "'\u{200d} '👩", "👩\u{200d}👩|"),
        ("👩|👩", "'\u{200d}", "👩\u{200d}👩|"),
        ("❤|", "'\u{fe0f}", "❤\u{fe0f}|"),
    ]);
}

#[test]
fn a_locked_text_moves_and_copies_only() {
    let mut desk = Desk::new("a^bc|d");
    desk.editor.set_read_only(Locked::Locked);
    desk.press("'x paste:y new-line delete-back delete-word-back cut cut-to-line-end undo redo paste");
    assert_eq!((desk.marked().as_str(), desk.clip.text.as_str()), ("a^bc|d", ""));
    desk.press("copy move-right");
    assert_eq!((desk.marked().as_str(), desk.clip.text.as_str()), ("abc|d", "bc"));
    desk.press("complete");
    assert_eq!(desk.did, Did::Unhandled);
    assert_eq!(desk.editor.replace_all("other", Duration::ZERO), Did::Nothing);
    assert!(desk.editor.take_edits().is_empty());
}

#[test]
fn search_goes_round_and_minds_capitals_only_when_given() {
    let mut desk = Desk::new("Loss a |loss b LOSS");
    desk.editor.begin_search();
    assert_eq!(desk.editor.set_query("loss"), 3);
    assert_eq!(
        (desk.marked().as_str(), desk.editor.current_hit()),
        ("Loss a |loss b LOSS", Some(1))
    );
    desk.press("search-next");
    assert_eq!(desk.marked(), "Loss a loss b |LOSS");
    desk.press("search-next");
    assert_eq!(desk.marked(), "|Loss a loss b LOSS");
    desk.press("search-previous");
    assert_eq!(desk.marked(), "Loss a loss b |LOSS");
    assert_eq!(desk.editor.set_query("Loss"), 1);
    assert_eq!(desk.marked(), "|Loss a loss b LOSS");
    assert_eq!(desk.editor.set_query("losses"), 0);
    assert_eq!(desk.marked(), "Loss a |loss b LOSS");
    desk.editor.end_search(Keep::Origin);
    assert_eq!(desk.marked(), "Loss a |loss b LOSS");
    assert!(!desk.editor.is_searching());
}

#[test]
fn typing_ends_a_search_and_the_query_is_kept() {
    let mut desk = Desk::new("|a x a");
    desk.editor.begin_search();
    desk.editor.set_query("a");
    desk.press("'b");
    assert!(desk.editor.hits().is_empty() && !desk.editor.is_searching());
    desk.press("search-next");
    assert_eq!(desk.marked(), "ba x |a");
    desk.press("search-next");
    assert_eq!(desk.marked(), "b|a x a");
}

#[test]
fn what_stands_in_the_text_is_not_kept_for_undo_too() {
    let mut desk = Desk::new("a|");
    let large = "word ".repeat(1_000);
    desk.did = desk.editor.paste(&large, desk.now);
    assert_eq!(desk.editor.history.held(), 0);
    desk.press("undo");
    assert_eq!(desk.editor.text(), "a");
    assert_eq!(desk.editor.history.held(), large.len(), "to be taken again");
    desk.press("redo");
    assert_eq!(desk.editor.text(), format!("a{large}"));
    assert_eq!(desk.editor.history.held(), 0);
    desk.press("select-all delete-back undo");
    assert_eq!(desk.editor.text(), format!("a{large}"));
    assert_eq!(desk.editor.history.held(), 0);
}

#[test]
fn text_back_from_outside_is_one_smallest_edit_and_one_step() {
    let mut desk = Desk::new("one\ntwo\nthree|");
    assert_eq!(
        desk.editor.replace_all("one\r\n2\r\nthree\r\n", desk.now),
        Did::Edited
    );
    assert_eq!(desk.marked(), "one\n2|\nthree");
    let edits = desk.editor.take_edits();
    assert_eq!(edits.len(), 1);
    assert_eq!(
        (edits[0].at, edits[0].del.as_str(), edits[0].ins.as_str()),
        (4, "two", "2")
    );
    desk.press("undo");
    assert_eq!(desk.editor.text(), "one\ntwo\nthree");
    assert_eq!(
        desk.editor.replace_all("one\ntwo\nthree\n", desk.now),
        Did::Nothing
    );
}

#[test]
fn what_is_typed_and_taken_back_at_once_is_no_edit() {
    let mut desk = Desk::new("a|");
    desk.press("'b delete-back");
    assert!(!desk.editor.has_pending());
    assert!(desk.editor.take_edits().is_empty());
    desk.press("'bc");
    assert!(desk.editor.has_pending());
    assert_eq!(desk.editor.take_edits().len(), 1);
    assert!(!desk.editor.has_pending());
}

#[test]
fn words_and_bytes_are_counted_as_the_text_changes() {
    let mut desk = Desk::new("|");
    desk.press("'the_loss");
    assert_eq!((desk.editor.words(), desk.editor.len()), (2, 8));
    desk.press("new-line paste:漢字_x\\n∑_+_y2 delete-back");
    assert_eq!(
        (desk.editor.words(), desk.editor.len()),
        (6, desk.editor.text().len())
    );
    desk.press("select-all delete-back");
    assert_eq!((desk.editor.words(), desk.editor.is_empty()), (0, true));
}

#[test]
fn a_one_line_field_scrolls_sideways() {
    let mut desk = Desk {
        editor: Editor::single_line(),
        ..Desk::new("|")
    };
    desk.editor.set_view(5, 1);
    desk.press("'abcdefgh");
    assert_eq!((desk.editor.cursor_cell(), desk.editor.rows()), ((4, 0), 1));
    assert_eq!(desk.editor.shown().map(|row| row.skip).collect::<Vec<_>>(), [4]);
    desk.press("line-start");
    assert_eq!(desk.editor.cursor_cell(), (0, 0));
    assert_eq!(desk.editor.shown().map(|row| row.skip).collect::<Vec<_>>(), [0]);
}

#[test]
fn a_line_of_a_megabyte_is_written_in() {
    let text = "word ".repeat(200_000);
    let mut desk = Desk::new(&format!("|{text}"));
    desk.editor.set_view(72, 20);
    let rows = desk.editor.rows();
    for _ in 0..20 {
        desk.press("'x move-down line-end delete-back");
    }
    assert!(desk.editor.rows().abs_diff(rows) < 2);
    assert_eq!(desk.editor.len(), text.len());
}
