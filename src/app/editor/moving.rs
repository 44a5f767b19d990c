//! Where moves go: by grapheme, word and row, with a goal column for rows of different lengths.
//!
//! A row is what the screen shows of a line. The cursor's line has one row more than its text while
//! the cursor stands after a row that is full: the row on which the next character will be.

use super::{Did, Editor, Hold, Lean, Shape};
use crate::app::action::Action;
use crate::text::buffer::Place;
use crate::text::wrap::{cells, is_space, width_of};

/// A row on the screen: the line it belongs to and its number in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Row {
    pub line: usize,
    pub row: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Motion {
    Left,
    Right,
    Up,
    Down,
    WordLeft,
    WordRight,
    RowStart,
    RowEnd,
    TextStart,
    TextEnd,
    PageUp,
    PageDown,
}

/// Whether a move takes the selection with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    No,
    Selection,
}

/// Returns the move an action is, if it is one.
pub(super) fn motion(action: Action) -> Option<(Motion, Reach)> {
    use Reach::{No, Selection};
    Some(match action {
        Action::MoveLeft => (Motion::Left, No),
        Action::MoveRight => (Motion::Right, No),
        Action::MoveUp => (Motion::Up, No),
        Action::MoveDown => (Motion::Down, No),
        Action::WordLeft => (Motion::WordLeft, No),
        Action::WordRight => (Motion::WordRight, No),
        Action::LineStart => (Motion::RowStart, No),
        Action::LineEnd => (Motion::RowEnd, No),
        Action::TextStart => (Motion::TextStart, No),
        Action::TextEnd => (Motion::TextEnd, No),
        Action::PageUp => (Motion::PageUp, No),
        Action::PageDown => (Motion::PageDown, No),
        Action::SelectLeft => (Motion::Left, Selection),
        Action::SelectRight => (Motion::Right, Selection),
        Action::SelectUp => (Motion::Up, Selection),
        Action::SelectDown => (Motion::Down, Selection),
        Action::SelectWordLeft => (Motion::WordLeft, Selection),
        Action::SelectWordRight => (Motion::WordRight, Selection),
        Action::SelectLineStart => (Motion::RowStart, Selection),
        Action::SelectLineEnd => (Motion::RowEnd, Selection),
        Action::SelectTextStart => (Motion::TextStart, Selection),
        Action::SelectTextEnd => (Motion::TextEnd, Selection),
        _ => return None,
    })
}

impl Editor {
    /// Moves the cursor, and the end of the selection with it.
    pub(super) fn travel(&mut self, motion: Motion, reach: Reach) -> Did {
        let vertical = matches!(
            motion,
            Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown
        );
        if vertical && self.shape == Shape::Line && reach == Reach::No {
            return Did::Unhandled;
        }
        let was = (self.cursor, self.lean, self.anchor);
        let goal = vertical.then(|| self.goal.unwrap_or_else(|| self.cursor_column()));
        let (to, lean) = match (motion, reach, self.selected(), self.hold) {
            // Left and right end a selection at its ends.
            (Motion::Left, Reach::No, Some((from, _)), Hold::Shift) => (from, Lean::On),
            (Motion::Right, Reach::No, Some((_, to)), Hold::Shift) => (to, Lean::On),
            _ => self.target(motion, goal.unwrap_or_default()),
        };
        match reach {
            Reach::Selection => self.anchor = self.anchor.or(Some(self.cursor)),
            Reach::No if self.hold == Hold::Shift => self.anchor = None,
            Reach::No => {}
        }
        self.history.seal();
        self.stand(to, lean);
        self.goal = goal;
        if was == (self.cursor, self.lean, self.anchor) {
            Did::Nothing
        } else {
            Did::Moved
        }
    }

    /// Stands at a place, forgets the goal column and brings the cursor into view.
    pub(super) fn stand(&mut self, place: Place, lean: Lean) {
        self.cursor = self.rest(place);
        self.lean = lean;
        self.goal = None;
        self.show_cursor();
    }

    fn target(&self, motion: Motion, goal: usize) -> (Place, Lean) {
        let page = self.view.height().saturating_sub(1).max(1);
        let place = match motion {
            Motion::Left => self.buffer.left(self.cursor),
            Motion::Right => self.buffer.right(self.cursor),
            Motion::WordLeft => self.buffer.word_left(self.cursor),
            Motion::WordRight => self.buffer.word_right(self.cursor),
            Motion::TextStart => Place::default(),
            Motion::TextEnd => self.buffer.end(),
            Motion::RowStart => self.row_start(),
            Motion::RowEnd => return self.row_end(),
            Motion::Up => return self.rows_away(-1, goal),
            Motion::Down => return self.rows_away(1, goal),
            Motion::PageUp => return self.rows_away(-(page as isize), goal),
            Motion::PageDown => return self.rows_away(page as isize, goal),
        };
        (place, Lean::On)
    }

    /// The start of the row, and from there the start of the line. In code a line starts at its first
    /// character that is no blank, and only from there at its first column.
    fn row_start(&self) -> Place {
        let Row { line, row } = self.cursor_row();
        let row = row.min(self.wrapped.rows_of(line) - 1);
        let byte = self.wrapped.row(&self.buffer, line, row).start;
        let start = Place { line, byte };
        if byte > 0 && start != self.cursor {
            return start;
        }
        let first = Place {
            line,
            byte: self.first_column(line),
        };
        if first == self.cursor {
            Place { line, byte: 0 }
        } else {
            first
        }
    }

    /// The end of the row, and from there the end of the line.
    fn row_end(&self) -> (Place, Lean) {
        let Row { line, row } = self.cursor_row();
        let stop = self.row_stop(line, row);
        if stop.0 == self.cursor {
            (self.buffer.line_end(line), Lean::On)
        } else {
            stop
        }
    }

    /// The last place on a row that shows there: before the space it was broken at, or leaning back
    /// from the next row.
    fn row_stop(&self, line: usize, row: usize) -> (Place, Lean) {
        if row + 1 >= self.wrapped.rows_of(line) {
            return (self.buffer.line_end(line), Lean::On);
        }
        let range = self.wrapped.row(&self.buffer, line, row);
        let end = Place {
            line,
            byte: range.end,
        };
        let last = self.buffer.left(end);
        let broken_at_space =
            self.buffer.line(line)[last.byte..].starts_with(|c: char| is_space(c.encode_utf8(&mut [0; 4])));
        if broken_at_space {
            (last, Lean::On)
        } else {
            (end, Lean::Back)
        }
    }

    fn rows_away(&self, rows: isize, goal: usize) -> (Place, Lean) {
        let here = self.cursor_row();
        let there = self.walk(here, rows);
        if there == here {
            return (self.cursor, self.lean);
        }
        self.place_at(there, goal)
    }

    /// Returns the place at a column of a row, or the last one on it.
    pub(super) fn place_at(&self, at: Row, column: usize) -> (Place, Lean) {
        let Row { line, row } = at;
        let range = self.wrapped.row(&self.buffer, line, row);
        let text = self.buffer.line(line).get(range.clone()).unwrap_or_default();
        match cells(text).find(|cell| column < cell.column + cell.width) {
            Some(cell) => {
                let byte = range.start + cell.at;
                (Place { line, byte }, Lean::On)
            }
            None => self.row_stop(line, row),
        }
    }

    /// Returns the row some rows away, at most the first or the last.
    pub(super) fn walk(&self, from: Row, rows: isize) -> Row {
        let mut at = from;
        let mut left = rows.unsigned_abs();
        while left > 0 {
            if rows < 0 {
                if at.row >= left {
                    at.row -= left;
                    break;
                }
                if at.line == 0 {
                    return Row::default();
                }
                left -= at.row + 1;
                at.line -= 1;
                at.row = self.rows_here(at.line) - 1;
            } else {
                let below = self.rows_here(at.line).saturating_sub(at.row + 1);
                if below >= left {
                    at.row += left;
                    break;
                }
                if at.line + 1 >= self.buffer.line_count() {
                    at.row += below;
                    return at;
                }
                left -= below + 1;
                at.line += 1;
                at.row = 0;
            }
        }
        at
    }

    /// Returns the rows a line takes now, with the one the cursor needs after a full row.
    pub(super) fn rows_here(&self, line: usize) -> usize {
        self.wrapped.rows_of(line) + usize::from(line == self.cursor.line && self.needs_row())
    }

    /// Returns whether the cursor stands at a line's end whose last row is full.
    pub(super) fn needs_row(&self) -> bool {
        let Place { line, byte } = self.cursor;
        let text = self.buffer.line(line);
        let width = self.wrapped.width();
        if width == 0 || byte < text.len() || text.is_empty() {
            return false;
        }
        let last = self
            .wrapped
            .row(&self.buffer, line, self.wrapped.rows_of(line) - 1);
        width_of(text.get(last).unwrap_or_default()) >= width
    }

    /// Returns the row the cursor is on.
    pub(super) fn cursor_row(&self) -> Row {
        let line = self.cursor.line;
        let mut row = self.wrapped.row_at(self.cursor);
        let start = self.wrapped.row(&self.buffer, line, row).start;
        if self.lean == Lean::Back && row > 0 && start == self.cursor.byte {
            row -= 1;
        } else if self.needs_row() {
            row += 1;
        }
        Row { line, row }
    }

    /// Returns the column of the cursor in its row, in cells; it may be past the edge.
    pub(super) fn cursor_column(&self) -> usize {
        let Row { line, row } = self.cursor_row();
        let start = self.wrapped.row(&self.buffer, line, row).start;
        let before = self.buffer.line(line).get(start..self.cursor.byte);
        width_of(before.unwrap_or_default())
    }
}
