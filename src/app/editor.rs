//! The editor: a cursor over a buffer, with selection, undo, search and a soft-wrapped view.
//!
//! All writing in hotseat is done here, in answers as in one-line boxes. Keys come as [`Action`]s and
//! characters; what changed goes out as [`Edit`]s for the journal, which folded onto the old text
//! always give the new one. The cursor stands between graphemes whatever was done, and nothing per key
//! grows with the text.

mod canvas;
#[cfg(test)]
mod cases;
mod code;
mod modal;
mod moving;
mod search;
mod view;

use std::ops::Range;
use std::time::Duration;

use crate::app::action::Action;
use crate::domain::plain;
use crate::text::buffer::{Buffer, Place};
use crate::text::edit::Edit;
use crate::text::scan::Starts;
use crate::text::symbols::symbol;
use crate::text::undo::{History, Kind, Made, Step};
use crate::text::wrap::Wrapped;

pub use modal::Manner;
pub use search::Keep;
pub use view::{RowEnd, Shown};

/// What was cut or copied last; shared by all fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clip {
    pub text: String,
}

/// What became of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Did {
    /// Nothing changed.
    Nothing,
    /// The cursor, the selection or the view moved.
    Moved,
    /// The text changed.
    Edited,
    /// The clip was filled (and for a cut the text changed): the caller sends it to the terminal.
    Copied,
    /// Not an editor's business here: the caller's turn. Tab without a `\name` before it, for one.
    Unhandled,
}

/// Whether the text may be changed. Moving, selecting and copying always work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locked {
    #[default]
    Open,
    Locked,
}

/// Whether a text has lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Shape {
    #[default]
    Block,
    /// One line, which scrolls sideways.
    Line,
}

/// On which row the cursor shows where one row ends and the next begins at the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Lean {
    /// At the end of the row before.
    Back,
    /// At the start of the next row.
    #[default]
    On,
}

/// How long a selection lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Hold {
    /// Until a move without Shift.
    #[default]
    Shift,
    /// Until it is ended: emacs's mark.
    Mark,
}

/// Whether the last action cut to an end of the line: then the next one adds to the clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Cutting {
    #[default]
    No,
    Going,
}

/// A text, a cursor in it and all that editing needs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Editor {
    buffer: Buffer,
    wrapped: Wrapped,
    history: History,
    pending: Vec<Edit>,
    cursor: Place,
    lean: Lean,
    /// The column Up and Down aim at, in cells.
    goal: Option<usize>,
    anchor: Option<Place>,
    hold: Hold,
    shape: Shape,
    /// In code, what the scanner knows of every line.
    code: Option<Starts>,
    /// Where keys have modes, what belongs to that.
    modal: Option<Box<modal::Modal>>,
    locked: Locked,
    cutting: Cutting,
    search: search::Search,
    view: view::View,
}

impl Editor {
    /// Returns an editor over `text`, the cursor at its end.
    pub fn new(text: &str) -> Self {
        let buffer = Buffer::new(text);
        Self {
            wrapped: Wrapped::new(&buffer, 0),
            cursor: buffer.end(),
            buffer,
            ..Self::default()
        }
    }

    /// Returns an empty field of one line: Enter and moves up and down are the caller's, and what is
    /// pasted is joined to one line.
    pub fn single_line() -> Self {
        Self {
            shape: Shape::Line,
            ..Self::new("")
        }
    }

    /// Returns a field of one line over `text`, the cursor at its end.
    pub fn single_line_of(text: &str) -> Self {
        Self {
            shape: Shape::Line,
            ..Self::new(&plain::clean_line(text))
        }
    }

    /// Returns the whole text. It is put together anew each time: not for every key.
    pub fn text(&self) -> String {
        self.buffer.text()
    }

    /// Returns the bytes of the text.
    pub fn len(&self) -> usize {
        self.buffer.len()
    }

    pub fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Returns how many words there are; characters of scripts without spaces count each.
    pub fn words(&self) -> usize {
        self.wrapped.words()
    }

    /// Returns how many lines there are; an empty text has one.
    pub fn lines(&self) -> usize {
        self.buffer.line_count()
    }

    /// Returns where the cursor stands, in bytes of the whole text.
    pub fn cursor(&self) -> usize {
        self.buffer.offset(self.cursor)
    }

    /// Locks or opens the text.
    pub fn set_read_only(&mut self, locked: Locked) {
        self.locked = locked;
        if locked == Locked::Locked {
            self.stop_inserting();
        }
    }

    /// Returns the edits since the last call, joined, and forgets them.
    #[must_use = "the edits are forgotten here"]
    pub fn take_edits(&mut self) -> Vec<Edit> {
        let mut edits = std::mem::take(&mut self.pending);
        edits.retain(|edit| !edit.is_idle());
        edits
    }

    /// Returns whether there are edits to take.
    pub fn has_pending(&self) -> bool {
        self.pending.iter().any(|edit| !edit.is_idle())
    }

    /// Does what an action means in a text. `now` groups undo steps.
    pub fn perform(&mut self, action: Action, clip: &mut Clip, now: Duration) -> Did {
        if self.modal.is_some() {
            self.perform_modal(action, clip, now)
        } else {
            self.perform_directly(action, clip, now)
        }
    }

    fn perform_directly(&mut self, action: Action, clip: &mut Clip, now: Duration) -> Did {
        let cutting = std::mem::take(&mut self.cutting);
        if let Some((motion, reach)) = moving::motion(action) {
            return self.travel(motion, reach);
        }
        match action {
            Action::NewLine => self.new_line(now),
            Action::CompleteOrNext => self.complete(now),
            Action::Indent if self.is_code() => self.indent(now),
            Action::Outdent if self.is_code() => self.outdent(now),
            Action::ToggleComment if self.is_code() => self.toggle_comment(now),
            Action::DeleteBack => self.delete(self.back(), Kind::DeletingBack, now),
            Action::DeleteForward => self.delete(self.buffer.right(self.cursor), Kind::DeletingForward, now),
            Action::DeleteWordBack => self.delete(self.word_start(), Kind::Whole, now),
            Action::DeleteWordForward => self.delete(self.word_end(), Kind::Whole, now),
            Action::CutToLineEnd => self.cut_line(LineSide::End, cutting, clip, now),
            Action::CutToLineStart => self.cut_line(LineSide::Start, cutting, clip, now),
            Action::SelectAll => {
                self.history.seal();
                self.anchor = Some(Place::default());
                self.hold = Hold::Shift;
                self.stand(self.buffer.end(), Lean::On);
                Did::Moved
            }
            Action::SetMark => self.set_mark(),
            Action::Cut => self.cut(clip, now),
            Action::Copy => self.copy(clip),
            Action::PasteClip => self.paste(&clip.text, now),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::SearchNext => self.search_next(),
            Action::SearchPrevious => self.search_previous(),
            _ => Did::Unhandled,
        }
    }

    /// Types one character. Joiners and selectors of emoji are typed too; other invisible characters
    /// and control characters are not.
    pub fn type_char(&mut self, c: char, now: Duration) -> Did {
        self.cutting = Cutting::No;
        if c == '\n' {
            return self.new_line(now);
        }
        let joins = matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
        let mut bytes = [0; 4];
        let text: &str = c.encode_utf8(&mut bytes);
        if !joins && (!plain::is_clean(text) || c == '\t' && self.shape == Shape::Line) {
            return Did::Nothing;
        }
        self.insert(text, Kind::Typing, now)
    }

    /// Inserts outside text as one undo step: line breaks become `\n`, what could steer a terminal is
    /// left out.
    pub fn paste(&mut self, text: &str, now: Duration) -> Did {
        self.cutting = Cutting::No;
        let text = match self.shape {
            Shape::Block => plain::clean(text),
            Shape::Line => plain::clean_line(text.trim_end_matches(['\r', '\n'])),
        };
        if self.takes_commands() {
            return self.paste_in_normal_mode(&text, now);
        }
        self.history.seal();
        let did = self.insert(&text, Kind::Whole, now);
        self.history.seal();
        self.type_anew();
        did
    }

    /// Takes a text back from outside (`$EDITOR`) as one smallest edit and one undo step. Editors end
    /// a file with a line break: one that the text did not end with before is left out.
    pub fn replace_all(&mut self, text: &str, now: Duration) -> Did {
        self.cutting = Cutting::No;
        let old = self.buffer.text();
        let new = match self.shape {
            Shape::Block => plain::clean(text),
            Shape::Line => plain::clean_line(text.trim_end_matches(['\r', '\n'])),
        };
        let new = match new.strip_suffix('\n') {
            Some(stripped) if !old.ends_with('\n') => stripped,
            _ => &new,
        };
        let Some(edit) = Edit::between(&old, new) else {
            return Did::Nothing;
        };
        let from = self.buffer.place(edit.at);
        let to = self.buffer.place(edit.at + edit.del.len());
        self.history.seal();
        let did = self.change(from, to, &edit.ins, Kind::Whole, now);
        self.history.seal();
        self.type_anew();
        did
    }

    /// Adds a text at the end, a blank line after what stands there, as one undo step. The cursor stands
    /// after it.
    pub fn append(&mut self, text: &str, now: Duration) -> Did {
        self.cutting = Cutting::No;
        let clean = plain::clean(text);
        let before = self.buffer.text();
        let before = before.trim_end_matches(' ');
        let lead = match before {
            "" => "",
            text if text.ends_with("\n\n") => "",
            text if text.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        self.clear_selection();
        self.history.seal();
        let end = self.buffer.end();
        let did = self.change(end, end, &format!("{lead}{clean}"), Kind::Whole, now);
        self.history.seal();
        self.type_anew();
        did
    }

    /// Returns the selected bytes of the whole text.
    pub fn selection(&self) -> Option<Range<usize>> {
        let (from, to) = self.selected()?;
        Some(self.buffer.offset(from)..self.buffer.offset(to))
    }

    pub fn selection_text(&self) -> Option<String> {
        let (from, to) = self.selected()?;
        Some(self.buffer.slice(from, to))
    }

    pub fn has_selection(&self) -> bool {
        self.selected().is_some()
    }

    /// Ends the selection; returns whether there was one, or a mark.
    pub fn clear_selection(&mut self) -> bool {
        self.hold = Hold::Shift;
        self.end_visual();
        self.anchor.take().is_some()
    }

    fn selected(&self) -> Option<(Place, Place)> {
        if self.modal.is_some() && self.mode_now().selects() {
            return self.selected_visually();
        }
        let anchor = self.anchor.filter(|&anchor| anchor != self.cursor)?;
        Some((anchor.min(self.cursor), anchor.max(self.cursor)))
    }

    fn set_mark(&mut self) -> Did {
        if !self.clear_selection() {
            self.anchor = Some(self.cursor);
            self.hold = Hold::Mark;
        }
        Did::Moved
    }

    fn cut(&mut self, clip: &mut Clip, now: Duration) -> Did {
        match self.selection_text() {
            Some(text) if self.locked == Locked::Open => {
                clip.text = text;
                let _ = self.delete(self.cursor, Kind::Whole, now);
                Did::Copied
            }
            _ => Did::Nothing,
        }
    }

    /// A mark has done its work after this; a Shift selection stays.
    fn copy(&mut self, clip: &mut Clip) -> Did {
        let Some(text) = self.selection_text() else {
            return Did::Nothing;
        };
        clip.text = text;
        if self.hold == Hold::Mark {
            self.clear_selection();
        }
        Did::Copied
    }

    /// Puts `text` in the place of the selection, or at the cursor.
    fn insert(&mut self, text: &str, kind: Kind, now: Duration) -> Did {
        match self.selected() {
            Some((from, to)) => self.change(from, to, text, kind, now),
            None => self.change(self.cursor, self.cursor, text, kind, now),
        }
    }

    /// Enter: the new line begins with the spaces the old one began with, so that formulas line up.
    fn new_line(&mut self, now: Duration) -> Did {
        if self.shape == Shape::Line {
            return Did::Unhandled;
        }
        if self.is_code() {
            return self.new_line_of_code(now);
        }
        let at = self.selected().map_or(self.cursor, |(from, _)| from);
        let before = self.buffer.line(at.line).get(..at.byte).unwrap_or_default();
        let indent = before.len() - before.trim_start_matches(' ').len();
        let text = format!("\n{}", &before[..indent]);
        self.insert(&text, Kind::Typing, now)
    }

    /// Tab: the `\name` before the cursor becomes its symbol.
    fn complete(&mut self, now: Duration) -> Did {
        if self.has_selection() || self.locked == Locked::Locked {
            return Did::Unhandled;
        }
        let Place { line, byte } = self.cursor;
        let before = self.buffer.line(line).get(..byte).unwrap_or_default();
        let start = before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        let known = before[..start]
            .strip_suffix('\\')
            .and_then(|head| Some((head.len(), symbol(&before[start..])?)));
        match known {
            Some((byte, text)) => self.change(Place { line, byte }, self.cursor, text, Kind::Whole, now),
            None => Did::Unhandled,
        }
    }

    /// Deletes the selection, or else from the cursor to `to`.
    fn delete(&mut self, to: Place, kind: Kind, now: Duration) -> Did {
        match self.selected() {
            Some((from, to)) => self.change(from, to, "", Kind::Whole, now),
            None => self.change(self.cursor.min(to), self.cursor.max(to), "", kind, now),
        }
    }

    /// Where deleting the word before stops: at the line's start at most, beyond which lies a break.
    fn word_start(&self) -> Place {
        let line_start = Place {
            byte: 0,
            ..self.cursor
        };
        match self.cursor.byte {
            0 => self.buffer.left(self.cursor),
            _ => self.buffer.word_left(self.cursor).max(line_start),
        }
    }

    fn word_end(&self) -> Place {
        let line_end = self.buffer.line_end(self.cursor.line);
        if self.cursor == line_end {
            self.buffer.right(self.cursor)
        } else {
            self.buffer.word_right(self.cursor).min(line_end)
        }
    }

    /// Cuts to an end of the line; at the end already, the line break after it. Repeated, the clip
    /// keeps all of it.
    fn cut_line(&mut self, side: LineSide, cutting: Cutting, clip: &mut Clip, now: Duration) -> Did {
        if self.locked == Locked::Locked {
            return Did::Nothing;
        }
        let line_end = self.buffer.line_end(self.cursor.line);
        let to = match side {
            LineSide::End if self.cursor == line_end => self.buffer.right(self.cursor),
            LineSide::End => line_end,
            LineSide::Start => Place {
                byte: 0,
                ..self.cursor
            },
        };
        if to == self.cursor {
            return Did::Nothing;
        }
        let text = self.buffer.slice(self.cursor, to);
        match (cutting, side) {
            (Cutting::No, _) => clip.text = text,
            (Cutting::Going, LineSide::End) => clip.text.push_str(&text),
            (Cutting::Going, LineSide::Start) => clip.text.insert_str(0, &text),
        }
        let (from, to) = (self.cursor.min(to), self.cursor.max(to));
        let _ = self.change(from, to, "", Kind::Whole, now);
        self.cutting = Cutting::Going;
        Did::Copied
    }

    fn undo(&mut self) -> Did {
        if self.locked == Locked::Locked {
            return Did::Nothing;
        }
        let Some(mut step) = self.history.undo() else {
            return Did::Nothing;
        };
        self.exchange(&mut step);
        self.settle(step.before);
        self.history.taken_back(step);
        Did::Edited
    }

    fn redo(&mut self) -> Did {
        if self.locked == Locked::Locked {
            return Did::Nothing;
        }
        let Some(mut step) = self.history.redo() else {
            return Did::Nothing;
        };
        self.exchange(&mut step);
        let cursor = if self.takes_commands() {
            self.buffer.place(step.at)
        } else {
            step.after
        };
        self.settle(cursor);
        self.history.taken_again(step);
        Did::Edited
    }

    /// Takes a step back, or takes it again.
    fn exchange(&mut self, step: &mut Step) {
        let from = self.buffer.place(step.at);
        let to = self.buffer.place(step.at + step.there);
        let (made, _) = self.put(from, to, &step.other);
        let taken = made.del;
        step.turn(taken);
    }

    fn change(&mut self, from: Place, to: Place, ins: &str, kind: Kind, now: Duration) -> Did {
        self.change_and_stand(from, to, ins, kind, now, None)
    }

    /// Every change of the text but undo and redo goes through here. The cursor stands where the new text
    /// ends, unless `stand` says where.
    fn change_and_stand(
        &mut self,
        from: Place,
        to: Place,
        ins: &str,
        kind: Kind,
        now: Duration,
        stand: Option<Place>,
    ) -> Did {
        if self.locked == Locked::Locked || from == to && ins.is_empty() {
            return Did::Nothing;
        }
        let before = self.origin();
        let kind = self.kind_now(kind);
        let (made, end) = self.put(from, to, ins);
        self.settle(stand.unwrap_or(end));
        self.history.record(made, kind, now, before, self.cursor);
        Did::Edited
    }

    /// Replaces text and follows it in rows, words and what the journal is owed.
    fn put<'a>(&mut self, from: Place, to: Place, ins: &'a str) -> (Made<'a>, Place) {
        let (edit, change) = self.buffer.replace(from, to, ins);
        self.wrapped.follow(&self.buffer, &change, &edit.del);
        if let Some(starts) = &mut self.code {
            starts.follow(&self.buffer, &change);
        }
        let (at, del) = (edit.at, edit.del.clone());
        let joined = self.pending.last_mut().is_some_and(|last| last.join(&edit));
        if !joined {
            self.pending.push(edit);
        }
        (Made { at, del, ins }, change.end)
    }

    /// Stands at a place after the text changed.
    fn settle(&mut self, cursor: Place) {
        self.search.end();
        self.clear_selection();
        self.stand(self.buffer.snap(cursor), Lean::On);
    }
}

/// Which end of a line.
#[derive(Debug, Clone, Copy)]
enum LineSide {
    Start,
    End,
}
