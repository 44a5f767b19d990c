//! What the editor does in a drawing: typing that moves nothing beside it, strokes, boxes, heads of arrows.
//! Each is one edit and one undo step.

use std::time::Duration;

use super::{Did, Editor, Lean, Locked};
use crate::text::buffer::Place;
use crate::text::canvas::{self, Drawn, Pen, Spot, Way};
use crate::text::edit::Edit;
use crate::text::undo::Kind;
use crate::text::wrap::{cells, width_of};

impl Editor {
    /// Types one character. Where something stands further right in the line, the blank under the cursor
    /// gives way instead of pushing it along.
    pub fn type_over(&mut self, c: char, now: Duration) -> Did {
        let Place { line, byte } = self.cursor;
        let after = self.buffer.line(line).get(byte..).unwrap_or_default();
        let holds = after.starts_with(' ') && !after.trim().is_empty();
        if !holds || self.has_selection() || c == '\n' || c.is_control() {
            return self.type_char(c, now);
        }
        let to = Place { line, byte: byte + 1 };
        self.change(self.cursor, to, c.encode_utf8(&mut [0; 4]), Kind::Typing, now)
    }

    /// Deletes the character before the cursor and leaves a blank where something stands further right.
    pub fn delete_over(&mut self, now: Duration) -> Did {
        let Place { line, byte } = self.cursor;
        let from = self.buffer.left(self.cursor);
        let after = self.buffer.line(line).get(byte..).unwrap_or_default();
        if after.trim().is_empty() || byte == 0 || self.has_selection() {
            return self.delete(from, Kind::DeletingBack, now);
        }
        let text = self.buffer.line(line).get(from.byte..byte).unwrap_or_default();
        let blanks = " ".repeat(width_of(text).max(1));
        self.change_and_stand(from, self.cursor, &blanks, Kind::Whole, now, Some(from))
    }

    /// Draws a stroke from the cursor; `came` is the way of the stroke before.
    pub fn stroke(&mut self, came: Option<Way>, way: Way, pen: Pen, now: Duration) -> Did {
        let drawn = canvas::stroke(&self.text(), self.spot(), came, way, pen);
        self.take(drawn, now)
    }

    /// Ends a line at the cursor with the head of an arrow.
    pub fn arrow_head(&mut self, way: Way, now: Duration) -> Did {
        let drawn = canvas::head(&self.text(), self.spot(), way);
        self.take(drawn, now)
    }

    /// Draws a box round the words at the cursor.
    pub fn box_words(&mut self, pen: Pen, now: Duration) -> Did {
        let drawn = canvas::boxed(&self.text(), self.spot(), pen);
        self.take(drawn, now)
    }

    /// Where the cursor is on the drawing.
    fn spot(&self) -> Spot {
        let before = self.buffer.line(self.cursor.line).get(..self.cursor.byte);
        Spot {
            row: self.cursor.line,
            column: width_of(before.unwrap_or_default()),
        }
    }

    fn take(&mut self, drawn: Option<Drawn>, now: Duration) -> Did {
        let Some(drawn) = drawn.filter(|_| self.locked == Locked::Open) else {
            return Did::Nothing;
        };
        self.clear_selection();
        let mut text = drawn.text;
        reach(&mut text, drawn.at);
        let old = self.buffer.text();
        let did = match Edit::between(&old, &text) {
            None => Did::Moved,
            Some(edit) => {
                let from = self.buffer.place(edit.at);
                let to = self.buffer.place(edit.at + edit.del.len());
                self.change(from, to, &edit.ins, Kind::Whole, now)
            }
        };
        let line = drawn.at.row.min(self.buffer.line_count() - 1);
        let found = cells(self.buffer.line(line)).find(|cell| cell.column >= drawn.at.column);
        let place = found.map_or(self.buffer.line_end(line), |cell| Place { line, byte: cell.at });
        self.stand(place, Lean::On);
        did
    }
}

/// Fills a row with blanks up to where the pen is: a cursor stands only in text.
fn reach(text: &mut String, at: Spot) {
    let mut rows: Vec<&str> = text.split('\n').collect();
    if rows.len() <= at.row {
        rows.resize(at.row + 1, "");
    }
    let short = at.column.saturating_sub(width_of(rows[at.row]));
    if short == 0 && rows.len() == text.split('\n').count() {
        return;
    }
    let filled = format!("{}{}", rows[at.row], " ".repeat(short));
    rows[at.row] = &filled;
    let joined = rows.join("\n");
    *text = joined;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::action::Action;
    use crate::app::editor::Clip;

    const NOW: Duration = Duration::ZERO;

    #[test]
    fn a_diagram_is_drawn_with_a_few_keys() {
        let mut editor = Editor::new("");
        for c in "speech".chars() {
            let _ = editor.type_over(c, NOW);
        }
        assert_eq!(editor.box_words(Pen::Lines, NOW), Did::Edited);
        let mut came = None;
        for _ in 0..3 {
            let _ = editor.stroke(came, Way::Right, Pen::Lines, NOW);
            came = Some(Way::Right);
        }
        let _ = editor.arrow_head(Way::Right, NOW);
        assert_eq!(editor.text(), "┌────────┐\n│ speech │───>\n└────────┘");
        let edits = editor.take_edits();
        let mut folded = String::new();
        for edit in &edits {
            edit.apply(&mut folded).unwrap();
        }
        assert_eq!(folded, editor.text());
        for _ in 0..20 {
            let _ = editor.perform(Action::Undo, &mut Clip::default(), NOW);
        }
        assert_eq!(editor.text(), "");
    }

    #[test]
    fn typing_before_a_box_does_not_push_it() {
        let mut editor = Editor::new("      │ mix │");
        let _ = editor.perform(Action::TextStart, &mut Clip::default(), NOW);
        for c in "ab".chars() {
            let _ = editor.type_over(c, NOW);
        }
        assert_eq!(editor.text(), "ab    │ mix │");
        let _ = editor.delete_over(NOW);
        assert_eq!(editor.text(), "a     │ mix │");
        let _ = editor.perform(Action::LineEnd, &mut Clip::default(), NOW);
        let _ = editor.delete_over(NOW);
        assert_eq!(editor.text(), "a     │ mix ");
    }

    #[test]
    fn a_locked_drawing_stays() {
        let mut editor = Editor::new("mix");
        editor.set_read_only(Locked::Locked);
        assert_eq!(editor.box_words(Pen::Lines, NOW), Did::Nothing);
        assert_eq!(editor.text(), "mix");
    }
}
