//! The rows and words of every line of a text, kept up to date edit by edit.
//!
//! After any edit it equals what would be made of the whole text anew; an edit inside a line wraps
//! again only the rows about it.

use std::ops::Range;

use super::{Flow, breaks, wrap_from};
use crate::text::buffer::{Buffer, Change, Place};
use crate::text::count;

/// Rows and words of a text at a width.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrapped {
    width: usize,
    lines: Vec<Line>,
    rows: usize,
    words: usize,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Line {
    /// Where rows begin, without the first.
    breaks: Vec<u32>,
    words: u32,
}

impl Line {
    fn new(text: &str, width: usize) -> Self {
        Self {
            breaks: breaks(text, width),
            words: count::words(text) as u32,
        }
    }
}

impl Default for Wrapped {
    /// The rows of an empty text: one.
    fn default() -> Self {
        Self {
            width: 0,
            lines: vec![Line::default()],
            rows: 1,
            words: 0,
        }
    }
}

impl Wrapped {
    /// Returns the rows of a text at a width in cells; a width of 0 wraps nothing.
    pub fn new(buffer: &Buffer, width: usize) -> Self {
        let mut new = Self {
            width,
            ..Self::default()
        };
        new.lines = (0..buffer.line_count())
            .map(|line| Line::new(buffer.line(line), width))
            .collect();
        new.rows = new.lines.iter().map(|line| line.breaks.len() + 1).sum();
        new.words = new.lines.iter().map(|line| line.words as usize).sum();
        new
    }

    pub fn width(&self) -> usize {
        self.width
    }

    /// Wraps the text anew where the width is another.
    pub fn set_width(&mut self, buffer: &Buffer, width: usize) {
        if width == self.width {
            return;
        }
        self.width = width;
        for (index, line) in self.lines.iter_mut().enumerate() {
            line.breaks = breaks(buffer.line(index), width);
        }
        self.rows = self.lines.iter().map(|line| line.breaks.len() + 1).sum();
    }

    /// Returns the rows of the whole text.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Returns the words of the whole text.
    pub fn words(&self) -> usize {
        self.words
    }

    /// Returns the rows of a line, one at least.
    pub fn rows_of(&self, line: usize) -> usize {
        self.lines.get(line).map_or(1, |line| line.breaks.len() + 1)
    }

    /// Returns the bytes of a line that a row shows; past the last row, nothing at its end.
    pub fn row(&self, buffer: &Buffer, line: usize, row: usize) -> Range<usize> {
        let len = buffer.line(line).len();
        let Some(known) = self.lines.get(line) else {
            return 0..len;
        };
        let start = |row: usize| match row {
            0 => 0,
            _ => known.breaks.get(row - 1).map_or(len, |&at| at as usize),
        };
        start(row)..start(row + 1)
    }

    /// Returns the row in which the grapheme after a place stands.
    pub fn row_at(&self, place: Place) -> usize {
        self.lines.get(place.line).map_or(0, |line| {
            line.breaks.partition_point(|&at| at as usize <= place.byte)
        })
    }

    /// Follows a change of the text that took `old` out of it, wrapping and counting again only what it touched.
    pub fn follow(&mut self, buffer: &Buffer, change: &Change, old: &str) {
        let first = change.from.line;
        if change.old_lines == 1 && change.new_lines == 1 {
            let Some(line) = self.lines.get_mut(first) else {
                return;
            };
            let text = buffer.line(first);
            self.rows -= line.breaks.len();
            self.words -= line.words as usize;
            rewrap(text, self.width, &mut line.breaks, change);
            let from = change.from.byte;
            let words = count::words_after(text, line.words as usize, from, from + change.inserted, old);
            line.words = words as u32;
            self.rows += line.breaks.len();
            self.words += line.words as usize;
            return;
        }
        let new: Vec<Line> = (first..first + change.new_lines)
            .map(|line| Line::new(buffer.line(line), self.width))
            .collect();
        let sum = |lines: &[Line]| {
            lines.iter().fold((0, 0), |(rows, words), line| {
                (rows + line.breaks.len() + 1, words + line.words as usize)
            })
        };
        let range = first..(first + change.old_lines).min(self.lines.len());
        let (old_rows, old_words) = sum(&self.lines[range.clone()]);
        let (new_rows, new_words) = sum(&new);
        self.rows = self.rows - old_rows + new_rows;
        self.words = self.words - old_words + new_words;
        self.lines.splice(range, new);
    }
}

/// Wraps a line again after a change inside it: from two rows before (a shorter word may move up a
/// row, and a row's end was found by looking one grapheme past the next one) until the rows agree.
fn rewrap(line: &str, width: usize, breaks: &mut Vec<u32>, change: &Change) {
    let at = change.from.byte;
    let row = breaks.partition_point(|&start| start as usize <= at);
    let kept = row.saturating_sub(3);
    let start = match kept {
        0 => 0,
        _ => breaks[kept - 1] as usize,
    };
    // Rows past the change, by where they begin now; a row is only compared past the change's end.
    let later = breaks.partition_point(|&start| start as usize <= at + change.deleted);
    let old = breaks.split_off(kept);
    let old = &old[later - kept..];
    let moved = |start: u32| start as usize - change.deleted + change.inserted;
    let mut agreed = None;
    let mut next = 0;
    wrap_from(line, start, width, breaks, |start| {
        while old.get(next).is_some_and(|&old| moved(old) < start) {
            next += 1;
        }
        if old.get(next).is_some_and(|&old| moved(old) == start) {
            agreed = Some(next + 1);
            return Flow::Stop;
        }
        Flow::On
    });
    if let Some(agreed) = agreed {
        breaks.extend(old[agreed..].iter().map(|&old| moved(old) as u32));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::wrap::tests::line;

    proptest! {
        #[test]
        fn an_edit_wraps_as_the_whole_text_would(
            old in prop::collection::vec(line(), 1..4),
            ins in prop::collection::vec(line(), 1..3),
            from in 0..300usize,
            span in 0..60usize,
            width in 0..30usize,
        ) {
            let mut buffer = Buffer::new(&old.join("\n"));
            let mut wrapped = Wrapped::new(&buffer, width);
            let from = from.min(buffer.len());
            let a = buffer.place(from);
            let b = buffer.place((from + span).min(buffer.len()));
            let (edit, change) = buffer.replace(a, b, &ins.join("\n"));
            wrapped.follow(&buffer, &change, &edit.del);
            prop_assert_eq!(wrapped, Wrapped::new(&buffer, width));
        }

        #[test]
        fn an_edit_of_a_long_line_wraps_as_the_whole_line_would(
            old in prop::collection::vec(line(), 1..8),
            ins in line(),
            from in 0..2000usize,
            span in 0..40usize,
            width in 1..12usize,
        ) {
            let mut buffer = Buffer::new(&old.concat());
            let mut wrapped = Wrapped::new(&buffer, width);
            let from = from % (buffer.len() + 1);
            let a = buffer.place(from);
            let b = buffer.place((from + span).min(buffer.len()));
            let (edit, change) = buffer.replace(a, b, &ins);
            wrapped.follow(&buffer, &change, &edit.del);
            prop_assert_eq!(wrapped, Wrapped::new(&buffer, width));
        }
    }
}
