//! A text as lines, and places in it.
//!
//! There is always one line at least, and no line holds `\n`. Bytes of the whole text are reckoned
//! from the line changed last, so that a key costs nothing that grows with the text.

use std::fmt::Write as _;

use super::edit::Edit;
use super::motion;

/// A place between two characters. Orders as the text does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    pub line: usize,
    /// Bytes from the start of the line.
    pub byte: usize,
}

/// What one replacement did to the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Where it began.
    pub from: Place,
    /// Lines that were touched, before and after.
    pub old_lines: usize,
    pub new_lines: usize,
    /// Bytes deleted and inserted.
    pub deleted: usize,
    pub inserted: usize,
    /// Where the inserted text ends.
    pub end: Place,
}

/// A text as lines.
#[derive(Debug, Clone)]
pub struct Buffer {
    lines: Vec<String>,
    len: usize,
    /// A line and the byte of the whole text it begins at.
    near: (usize, usize),
}

impl PartialEq for Buffer {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.lines == other.lines
    }
}

impl Default for Buffer {
    fn default() -> Self {
        Self::new("")
    }
}

impl Buffer {
    pub fn new(text: &str) -> Self {
        Self {
            lines: text.split('\n').map(str::to_owned).collect(),
            len: text.len(),
            near: (0, 0),
        }
    }

    /// Returns the whole text, lines joined by `\n`.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// Returns the bytes of the whole text.
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns how many lines there are, one at least.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// Returns a line without its `\n`; past the end, an empty one.
    pub fn line(&self, line: usize) -> &str {
        self.lines.get(line).map_or("", String::as_str)
    }

    /// Returns the place after the last character.
    pub fn end(&self) -> Place {
        self.line_end(self.lines.len() - 1)
    }

    /// Returns the place at the end of a line.
    pub fn line_end(&self, line: usize) -> Place {
        Place {
            line,
            byte: self.line(line).len(),
        }
    }

    /// Returns the byte of the whole text at which a line begins.
    pub fn line_offset(&self, line: usize) -> usize {
        let line = line.min(self.lines.len());
        let (near, offset) = self.near;
        let bytes = |lines: &[String]| lines.iter().map(|line| line.len() + 1).sum::<usize>();
        if line >= near {
            offset + bytes(&self.lines[near..line])
        } else if line > near / 2 {
            offset - bytes(&self.lines[line..near])
        } else {
            bytes(&self.lines[..line])
        }
    }

    /// Returns the byte of the whole text at a place.
    pub fn offset(&self, place: Place) -> usize {
        self.line_offset(place.line) + place.byte
    }

    /// Returns the place of a byte of the whole text; it may be inside a grapheme, never a character.
    pub fn place(&self, offset: usize) -> Place {
        let (mut line, mut start) = if offset < self.near.1 { (0, 0) } else { self.near };
        while let Some(text) = self.lines.get(line) {
            if offset <= start + text.len() {
                return Place {
                    line,
                    byte: text.floor_char_boundary(offset - start),
                };
            }
            start += text.len() + 1;
            line += 1;
        }
        self.end()
    }

    /// Returns the nearest place at or after this one that is in the text and between graphemes.
    pub fn snap(&self, place: Place) -> Place {
        if place.line >= self.lines.len() {
            return self.end();
        }
        Place {
            line: place.line,
            byte: motion::snap(self.line(place.line), place.byte),
        }
    }

    /// Returns the place one grapheme on; the end of a line is followed by the start of the next.
    pub fn right(&self, place: Place) -> Place {
        let line = self.line(place.line);
        if place.byte < line.len() {
            Place {
                byte: motion::next_grapheme(line, place.byte),
                ..place
            }
        } else if place.line + 1 < self.lines.len() {
            Place {
                line: place.line + 1,
                byte: 0,
            }
        } else {
            place
        }
    }

    /// Returns the place one grapheme back.
    pub fn left(&self, place: Place) -> Place {
        if place.byte > 0 {
            Place {
                byte: motion::previous_grapheme(self.line(place.line), place.byte),
                ..place
            }
        } else if place.line > 0 {
            self.line_end(place.line - 1)
        } else {
            place
        }
    }

    /// Returns the end of the next word, through line ends; without one, the end of the text.
    pub fn word_right(&self, place: Place) -> Place {
        let mut byte = place.byte;
        for line in place.line..self.lines.len() {
            if let Some(byte) = motion::word_right(self.line(line), byte) {
                return Place { line, byte };
            }
            byte = 0;
        }
        self.end()
    }

    /// Returns the start of the word before, through line ends; without one, the start of the text.
    pub fn word_left(&self, place: Place) -> Place {
        let mut byte = place.byte;
        for line in (0..=place.line).rev() {
            if let Some(byte) = motion::word_left(self.line(line), byte) {
                return Place { line, byte };
            }
            byte = self.line(line.saturating_sub(1)).len();
        }
        Place::default()
    }

    /// Returns the text between two places, whichever comes first.
    pub fn slice(&self, a: Place, b: Place) -> String {
        let (from, to) = (self.within(a.min(b)), self.within(a.max(b)));
        if from.line == to.line {
            return self.lines[from.line][from.byte..to.byte].to_owned();
        }
        let mut out = self.lines[from.line][from.byte..].to_owned();
        for line in &self.lines[from.line + 1..to.line] {
            // Writing to a String cannot fail.
            let _ = write!(out, "\n{line}");
        }
        out.push('\n');
        out.push_str(&self.lines[to.line][..to.byte]);
        out
    }

    /// Replaces the text between two places. Returns it as an edit, and what it did to the lines.
    pub fn replace(&mut self, a: Place, b: Place, ins: &str) -> (Edit, Change) {
        let (from, to) = (self.within(a.min(b)), self.within(a.max(b)));
        let start = self.line_offset(from.line);
        let edit = Edit {
            at: start + from.byte,
            del: self.slice(from, to),
            ins: ins.to_owned(),
        };
        let mut pieces = ins.split('\n');
        let first = pieces.next().unwrap_or_default();
        let end;
        if from.line == to.line && first.len() == ins.len() {
            self.lines[from.line].replace_range(from.byte..to.byte, ins);
            end = Place {
                line: from.line,
                byte: from.byte + ins.len(),
            };
        } else {
            let rest = self.lines[to.line].split_off(to.byte);
            let mut added: Vec<String> = pieces.map(str::to_owned).collect();
            self.lines[from.line].truncate(from.byte);
            self.lines[from.line].push_str(first);
            end = Place {
                line: from.line + added.len(),
                byte: added.last().map_or(from.byte + first.len(), String::len),
            };
            match added.last_mut() {
                Some(last) => last.push_str(&rest),
                None => self.lines[from.line].push_str(&rest),
            }
            self.lines.splice(from.line + 1..=to.line, added);
        }
        self.len = self.len - edit.del.len() + ins.len();
        self.near = (from.line, start);
        let change = Change {
            from,
            old_lines: to.line - from.line + 1,
            new_lines: end.line - from.line + 1,
            deleted: edit.del.len(),
            inserted: ins.len(),
            end,
        };
        (edit, change)
    }

    /// Keeps a place inside the text and off the inside of characters.
    fn within(&self, place: Place) -> Place {
        if place.line >= self.lines.len() {
            return self.end();
        }
        Place {
            line: place.line,
            byte: self.line(place.line).floor_char_boundary(place.byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(line: usize, byte: usize) -> Place {
        Place { line, byte }
    }

    #[test]
    fn replacing_across_lines_tells_what_it_did() {
        let mut buffer = Buffer::new("one\ntwo\nthree");
        let (edit, change) = buffer.replace(at(0, 2), at(2, 1), "x\ny");
        assert_eq!(buffer.text(), "onx\nyhree");
        assert_eq!(
            (edit.at, edit.del.as_str(), edit.ins.as_str()),
            (2, "e\ntwo\nt", "x\ny")
        );
        assert_eq!((change.old_lines, change.new_lines, change.end), (3, 2, at(1, 1)));
        assert_eq!((buffer.len(), buffer.line_count()), (9, 2));
    }

    #[test]
    fn places_outside_the_text_are_brought_inside() {
        let mut buffer = Buffer::new("é");
        assert_eq!(buffer.slice(at(0, 1), at(7, 7)), "é");
        let _ = buffer.replace(at(0, 1), at(0, 1), "a");
        assert_eq!(buffer.text(), "aé");
        assert_eq!(buffer.place(99), at(0, 3));
        assert_eq!(buffer.line(5), "");
    }

    proptest! {
        #[test]
        fn a_buffer_does_as_a_string_does(
            text in "[ab\né漢]{0,20}",
            edits in prop::collection::vec((0..30usize, 0..6usize, "[xy\né]{0,4}"), 1..8),
        ) {
            let mut model = text.clone();
            let mut buffer = Buffer::new(&text);
            for (from, span, ins) in edits {
                let a = buffer.place(from);
                let b = buffer.place(from.min(buffer.len()) + span);
                let (from, to) = (buffer.offset(a), buffer.offset(b));
                prop_assert_eq!(buffer.slice(a, b), &model[from..to]);
                let (edit, change) = buffer.replace(a, b, &ins);
                edit.apply(&mut model).unwrap();
                prop_assert_eq!(buffer.text(), model.clone());
                prop_assert_eq!(&buffer, &Buffer::new(&model));
                prop_assert_eq!(buffer.offset(change.end), from + ins.len());
                for line in 0..buffer.line_count() {
                    let start = model.split('\n').take(line).map(|line| line.len() + 1).sum::<usize>();
                    prop_assert_eq!(buffer.line_offset(line), start);
                    prop_assert_eq!(buffer.place(start), at(line, 0));
                }
            }
        }
    }
}
