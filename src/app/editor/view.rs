//! What of the text is on the screen: soft-wrapped rows from a top row on, or in a one-line field
//! columns from a left one on.
//!
//! The view follows the cursor; scrolling by itself leaves the cursor where it stands. No empty rows
//! are shown below while there are rows above.

use std::ops::Range;

use super::moving::Row;
use super::{Editor, Shape};
use crate::text::wrap::width_of;

/// Size and place of what is seen.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct View {
    width: usize,
    height: usize,
    top: Row,
    /// Cells of a one-line field that are scrolled off to the left.
    left: usize,
}

impl View {
    pub(super) fn height(&self) -> usize {
        self.height.max(1)
    }
}

/// One row as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<'a> {
    pub text: &'a str,
    /// The line it is of, from 0, and the bytes of that line before it.
    pub line: usize,
    pub start: usize,
    /// Bytes of the whole text.
    pub range: Range<usize>,
    /// Cells of it that are scrolled off to the left.
    pub skip: usize,
    pub end: RowEnd,
}

/// What follows a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowEnd {
    /// The same line goes on.
    Soft,
    /// The line ends here.
    Line,
}

impl Editor {
    /// Sets the size of the field in cells, line numbers included. Wraps the text anew when the width is
    /// another, and keeps the cursor on the row of the screen it was on.
    pub fn set_view(&mut self, width: u16, height: u16) {
        let text = width.saturating_sub(self.gutter()).max(width.min(1));
        let (width, height) = (usize::from(text), usize::from(height));
        if (width, height) == (self.view.width, self.view.height) {
            return;
        }
        let row = self.row_in_view().unwrap_or_default();
        self.view.width = width;
        self.view.height = height;
        if self.shape == Shape::Block {
            self.wrapped.set_width(&self.buffer, width);
        }
        self.goal = None;
        let row = row.min(self.view.height() - 1);
        self.view.top = self.walk(self.cursor_row(), -(row as isize));
        self.show_cursor();
    }

    /// Returns the rows the whole text takes.
    pub fn rows(&self) -> usize {
        self.wrapped.rows() + usize::from(self.needs_row())
    }

    /// Returns the first row in view, counted from the start of the text.
    pub fn first_row(&self) -> usize {
        let above: usize = (0..self.view.top.line).map(|line| self.rows_here(line)).sum();
        above + self.view.top.row
    }

    /// Returns column and row of the cursor in the view; where it is scrolled out, the nearest cell.
    pub fn cursor_cell(&self) -> (u16, u16) {
        let row = self
            .row_in_view()
            .unwrap_or(if self.cursor_row() < self.view.top {
                0
            } else {
                self.view.height() - 1
            });
        (self.column_in_view(), row as u16)
    }

    /// Returns column and row of the cursor in the view, unless it is scrolled out.
    pub fn visible_cursor(&self) -> Option<(u16, u16)> {
        let row = self.row_in_view()?;
        Some((self.column_in_view(), row as u16))
    }

    /// Returns the rows in view from the top.
    pub fn shown(&self) -> impl Iterator<Item = Shown<'_>> {
        let Row { line, row } = self.view.top;
        let mut next = Some((line, row, self.buffer.line_offset(line)));
        std::iter::from_fn(move || {
            let (line, row, offset) = next?;
            let text = self.buffer.line(line);
            let range = self.wrapped.row(&self.buffer, line, row);
            let last = row + 1 >= self.rows_here(line);
            next = if !last {
                Some((line, row + 1, offset))
            } else if line + 1 < self.buffer.line_count() {
                Some((line + 1, 0, offset + text.len() + 1))
            } else {
                None
            };
            Some(Shown {
                text: text.get(range.clone()).unwrap_or_default(),
                line,
                start: range.start,
                skip: self.view.left,
                end: if range.end == text.len() && last {
                    RowEnd::Line
                } else {
                    RowEnd::Soft
                },
                range: offset + range.start..offset + range.end,
            })
        })
        .take(self.view.height())
    }

    /// Puts the cursor at a cell of the view.
    pub fn click(&mut self, column: u16, row: u16) {
        let rows = usize::from(row).min(self.view.height() - 1);
        let at = self.walk(self.view.top, rows as isize);
        let column = usize::from(column.saturating_sub(self.gutter()));
        let (place, lean) = self.place_at(at, column + self.view.left);
        self.clear_selection();
        self.history.seal();
        self.stand(place, lean);
    }

    /// Scrolls by rows, down where positive, and leaves the cursor where it stands.
    pub fn scroll(&mut self, rows: i32) {
        let top = self.walk(self.view.top, rows as isize);
        self.view.top = top.min(self.lowest_top());
    }

    /// Scrolls no further than needed to have the cursor in view.
    pub(super) fn show_cursor(&mut self) {
        let here = self.cursor_row();
        let back = self.view.height() - 1;
        let lowest = self.walk(here, -(back as isize));
        self.view.top = self.view.top.clamp(lowest, here).min(self.lowest_top());
        if self.shape == Shape::Line && self.view.width > 0 {
            let column = self.cursor_column();
            // The cursor needs a cell of its own after the last character.
            let width = self.view.width;
            let all = width_of(self.buffer.line(0)) + 1;
            let least = (column + 1).saturating_sub(width);
            self.view.left = self
                .view
                .left
                .clamp(least, column)
                .min(all.saturating_sub(width).max(least));
        }
    }

    fn lowest_top(&self) -> Row {
        let line = self.buffer.line_count() - 1;
        let row = self.rows_here(line) - 1;
        let back = self.view.height() - 1;
        self.walk(Row { line, row }, -(back as isize))
    }

    fn column_in_view(&self) -> u16 {
        let column = self.cursor_column().saturating_sub(self.view.left);
        let column = match self.view.width {
            0 => column,
            // Among spaces that hang over the edge the cursor waits at it.
            width => column.min(width - 1),
        };
        self.gutter().saturating_add(column as u16)
    }

    fn row_in_view(&self) -> Option<usize> {
        let here = self.cursor_row();
        let mut at = self.view.top;
        if here < at {
            return None;
        }
        let mut rows = 0;
        while at.line < here.line && rows < self.view.height() {
            rows += self.rows_here(at.line).saturating_sub(at.row);
            at = Row {
                line: at.line + 1,
                row: 0,
            };
        }
        let rows = rows + here.row.saturating_sub(at.row);
        (at.line == here.line && rows < self.view.height()).then_some(rows)
    }
}
