//! What the editor does otherwise in code: indentation, comments, brackets and line numbers.
//!
//! Each of these is one edit and one undo step, and keeps the cursor and the selection in the words
//! they were in.

#[cfg(test)]
mod cases;

use std::time::Duration;

use super::{Did, Editor, Lean};
use crate::text::brackets;
use crate::text::buffer::{Buffer, Place};
use crate::text::edit::Edit;
use crate::text::indent;
use crate::text::scan::{Language, Starts, State};
use crate::text::undo::Kind;
use crate::text::wrap;

/// Cells of a line's number, which grow with a text of a thousand lines, and blanks after it.
const NUMBER: usize = 3;
const AFTER_NUMBER: usize = 2;

impl Editor {
    /// Returns an editor over Python, the cursor at its start: indentation, comments, brackets and line
    /// numbers.
    pub fn code(text: &str) -> Self {
        let mut editor = Self::new(text);
        editor.code = Some(Starts::new(Language::Python, &editor.buffer));
        editor.stand(Place::default(), Lean::On);
        editor
    }

    pub fn is_code(&self) -> bool {
        self.code.is_some()
    }

    /// Returns what the scanner knows of the start of every line, in code.
    pub fn starts(&self) -> Option<&Starts> {
        self.code.as_ref()
    }

    /// Returns a line, from 0, without its line break.
    pub fn line(&self, line: usize) -> &str {
        self.buffer.line(line)
    }

    /// Stands at the first word of a line, counted from 0; beyond the last, on the last.
    pub fn go_to_line(&mut self, line: usize) {
        let line = line.min(self.lines().saturating_sub(1));
        let text = self.buffer.line(line);
        let at = text.len() - text.trim_start().len();
        self.anchor = None;
        self.history.seal();
        self.stand(Place { line, byte: at }, Lean::On);
    }

    /// Returns the line the cursor is on, from 0.
    pub fn cursor_line(&self) -> usize {
        self.cursor.line
    }

    /// Returns the cells at the left that hold line numbers; in prose none.
    pub fn gutter(&self) -> u16 {
        if !self.is_code() {
            return 0;
        }
        let digits = self.buffer.line_count().ilog10() as usize + 1;
        (digits.max(NUMBER) + AFTER_NUMBER) as u16
    }

    /// Returns the bracket under the cursor or before it, and its mate, as bytes of the whole text.
    pub fn brackets(&self) -> Option<[usize; 2]> {
        let starts = self.code.as_ref()?;
        let under = self.cursor;
        let before = Place {
            byte: under.byte.checked_sub(1).unwrap_or(usize::MAX),
            ..under
        };
        [under, before].into_iter().find_map(|at| {
            let mate = brackets::mate(&self.buffer, Some(starts), at, brackets::NEAR)?;
            Some([self.buffer.offset(at), self.buffer.offset(mate)])
        })
    }

    /// Enter: the new line is indented, and blanks after the cursor do not go down with the rest. Where
    /// only blanks stand before the cursor, the line goes down as it is.
    pub(super) fn new_line_of_code(&mut self, now: Duration) -> Did {
        let Some(starts) = &self.code else {
            return Did::Unhandled;
        };
        let (from, mut to) = self.selected().unwrap_or((self.cursor, self.cursor));
        let before = self.buffer.line(from.line).get(..from.byte).unwrap_or_default();
        if from == to && indent::blanks(before).len() == before.len() {
            let start = Place { byte: 0, ..from };
            let below = Place {
                line: from.line + 1,
                ..from
            };
            return self.change_and_stand(start, start, "\n", Kind::Typing, now, Some(below));
        }
        if starts.walk_to(&self.buffer, from, |_, _| {}) == State::Code {
            let rest = self.buffer.line(to.line).get(to.byte..).unwrap_or_default();
            to.byte += indent::blanks(rest).len();
        }
        let text = format!("\n{}", indent::of_new_line(&self.buffer, starts, from));
        self.change(from, to, &text, Kind::Typing, now)
    }

    /// Where Backspace deletes to: in the indentation of code the tab stop before.
    pub(super) fn back(&self) -> Place {
        let Place { line, byte } = self.cursor;
        let before = self.buffer.line(line).get(..byte).unwrap_or_default();
        if self.is_code() && byte > 0 && indent::blanks(before).len() == byte {
            let byte = indent::stop_before(before);
            return Place { line, byte };
        }
        self.buffer.left(self.cursor)
    }

    /// Returns the byte at which a line starts for whoever moves to its start.
    pub(super) fn first_column(&self, line: usize) -> usize {
        if self.is_code() {
            indent::blanks(self.buffer.line(line)).len()
        } else {
            0
        }
    }

    /// Tab: the selected lines a level deeper; without a selection the symbol of the `\name` before the
    /// cursor, or blanks to the next tab stop.
    pub(super) fn indent(&mut self, now: Duration) -> Did {
        if self.has_selection() {
            return self.rewrite(self.selected_lines(), now, |lines| {
                lines.iter().map(|line| indent::indented(line)).collect()
            });
        }
        match self.complete(now) {
            Did::Unhandled => {}
            did => return did,
        }
        let before = self.buffer.line(self.cursor.line).get(..self.cursor.byte);
        let blanks = indent::to_next_stop(wrap::width_of(before.unwrap_or_default()));
        self.change(self.cursor, self.cursor, blanks, Kind::Whole, now)
    }

    /// Takes a level from the selected lines, or from the cursor's.
    pub(super) fn outdent(&mut self, now: Duration) -> Did {
        self.rewrite(self.selected_lines(), now, |lines| {
            lines.iter().map(|line| indent::outdented(line)).collect()
        })
    }

    /// Makes the selected lines, or the cursor's, comments, or code again.
    pub(super) fn toggle_comment(&mut self, now: Duration) -> Did {
        self.rewrite(self.selected_lines(), now, indent::comments_toggled)
    }

    /// Returns the first and the last line of the selection, or the cursor's. A last line of which
    /// nothing is selected is not in it.
    fn selected_lines(&self) -> (usize, usize) {
        match self.selected() {
            Some((from, to)) if to.byte == 0 && to.line > from.line => (from.line, to.line - 1),
            Some((from, to)) => (from.line, to.line),
            None => (self.cursor.line, self.cursor.line),
        }
    }

    /// Writes lines anew, each as one line, as one smallest edit; the selection stays.
    pub(super) fn rewrite(
        &mut self,
        (first, last): (usize, usize),
        now: Duration,
        new: impl FnOnce(&[&str]) -> Vec<String>,
    ) -> Did {
        let old: Vec<&str> = (first..=last).map(|line| self.buffer.line(line)).collect();
        let new = new(&old);
        let Some(edit) = Edit::between(&old.join("\n"), &new.join("\n")) else {
            return Did::Nothing;
        };
        let selected = self.has_selection();
        let moved = |place: Place| moved(&self.buffer, first, &new, place, selected);
        let (cursor, anchor) = (moved(self.cursor), self.anchor.map(moved));
        let start = self.buffer.line_offset(first) + edit.at;
        let from = self.buffer.place(start);
        let to = self.buffer.place(start + edit.del.len());
        let hold = self.hold;
        let did = self.change_and_stand(from, to, &edit.ins, Kind::Whole, now, Some(cursor));
        if did == Did::Edited && !self.takes_commands() {
            self.anchor = anchor.map(|anchor| self.buffer.snap(anchor));
            self.hold = hold;
        }
        did
    }
}

/// Returns where a place is once the lines from `first` on are `new`: in the words it was in. At what was
/// put in, the end of a selection stays before it and a lone cursor goes behind it.
fn moved(buffer: &Buffer, first: usize, new: &[String], place: Place, selected: bool) -> Place {
    let Some(line) = place.line.checked_sub(first).and_then(|index| new.get(index)) else {
        return place;
    };
    let old = buffer.line(place.line);
    let same = old.bytes().zip(line.bytes()).take_while(|(a, b)| a == b).count();
    if place.byte < same || place.byte == same && selected {
        return place;
    }
    let byte = (place.byte + line.len()).saturating_sub(old.len()).max(same);
    Place { byte, ..place }
}
