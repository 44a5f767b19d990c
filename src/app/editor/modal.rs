//! The editor with vim's keys: does the commands that [`crate::text::vim`] makes of them.
//!
//! A command is one edit and one undo step, and so is what is typed from entering insert mode to leaving
//! it. In normal mode the cursor stands on a character and never behind a line's last one; that is held
//! where the cursor is placed, so that no other part of the editor knows of it.

#[cfg(test)]
mod cases;
mod insert;
mod letters;
mod operate;

use std::time::Duration;

use super::moving::{self, Motion as Travel, Reach};
use super::{Clip, Did, Editor, Hold, Lean, Locked, Shape};
use crate::app::action::Action;
use crate::text::buffer::Place;
use crate::text::vim::keys::{BACKSPACE, DELETE, ENTER};
use crate::text::vim::motions::{self, Covers, Goal, LastFind, Text};
use crate::text::vim::{Command, Mode, Motion, Operator, Pending, Told, What};
use insert::{Change, Session};

/// How keys are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    /// What is typed is text.
    #[default]
    Direct,
    /// Vim's: what is typed is text in insert mode only.
    Modal,
}

/// What the editor keeps for vim's keys.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Modal {
    mode: Mode,
    pending: Pending,
    last_find: LastFind,
    /// What `.` does.
    last_change: Option<Change>,
    /// What insert mode is about, while it is on.
    session: Option<Session>,
    /// Where the cursor stood before a command that moved it to make its change.
    origin: Option<Place>,
}

impl Editor {
    /// Sets how keys are taken; a field of one line always takes them directly.
    pub fn set_manner(&mut self, manner: Manner) {
        match manner {
            Manner::Modal if self.shape == Shape::Block && self.modal.is_none() => {
                self.modal = Some(Box::default());
                self.clear_selection();
                self.stand(self.cursor, self.lean);
            }
            Manner::Direct => self.modal = None,
            Manner::Modal => {}
        }
    }

    /// Returns the mode in a word, where keys have modes.
    pub fn mode(&self) -> Option<&'static str> {
        Some(self.modal.as_ref()?.mode.name())
    }

    /// Returns whether what is typed are commands.
    pub fn takes_commands(&self) -> bool {
        self.modal
            .as_ref()
            .is_some_and(|modal| modal.mode != Mode::Insert)
    }

    /// Returns whether what is typed begins a command: none is half typed.
    pub fn begins_command(&self) -> bool {
        self.takes_commands() && self.modal.as_ref().is_some_and(|modal| modal.pending.is_empty())
    }

    /// Returns whether there is anything that leads back to normal mode, or a command to give up.
    pub fn may_go_normal(&self) -> bool {
        self.modal
            .as_ref()
            .is_some_and(|modal| modal.mode != Mode::Normal || !modal.pending.is_empty())
    }

    /// Takes a character from the keyboard: text, or with vim's keys perhaps a command.
    pub fn press(&mut self, c: char, clip: &mut Clip, now: Duration) -> Did {
        let Some(modal) = self.modal.as_mut().filter(|modal| modal.mode != Mode::Insert) else {
            let did = self.type_char(c, now);
            self.typed_on();
            return did;
        };
        let told = modal.pending.press(c, modal.mode);
        match told {
            Told::Wait | Told::Nothing => Did::Nothing,
            Told::Command(command) => self.command(command, clip, now),
        }
    }

    /// Does an action where keys have modes.
    pub(super) fn perform_modal(&mut self, action: Action, clip: &mut Clip, now: Duration) -> Did {
        if action == Action::NormalMode {
            return self.go_normal(now);
        }
        if !self.takes_commands() {
            let did = self.perform_directly(action, clip, now);
            self.typed_with(action, did);
            return did;
        }
        let key = match action {
            Action::NewLine => Some(ENTER),
            Action::DeleteBack => Some(BACKSPACE),
            Action::DeleteForward => Some(DELETE),
            _ => None,
        };
        if let Some(key) = key.and_then(|key| key.chars().next()) {
            return self.press(key, clip, now);
        }
        if let Some(modal) = &mut self.modal {
            modal.pending = Pending::default();
        }
        if let Some((travel, reach)) = moving::motion(action) {
            if reach == Reach::Selection && !self.mode_now().selects() {
                self.set_mode(Mode::Visual);
            }
            return match as_motion(travel) {
                Some(motion) => self.go(motion, None),
                None => self.travel(travel, Reach::No),
            };
        }
        match action {
            Action::HalfPageUp | Action::HalfPageDown => self.half_page(action),
            Action::SelectAll => {
                self.set_mode(Mode::Visual);
                self.anchor = Some(Place::default());
                self.stand(self.buffer.end(), Lean::On);
                Did::Moved
            }
            Action::Undo
            | Action::Redo
            | Action::SearchNext
            | Action::SearchPrevious
            | Action::PasteClip
            | Action::Cut
            | Action::Copy
            | Action::ToggleComment => {
                let did = self.perform_directly(action, clip, now);
                if action == Action::Copy {
                    self.clear_selection();
                }
                did
            }
            Action::Indent
            | Action::Outdent
            | Action::DeleteWordBack
            | Action::DeleteWordForward
            | Action::CutToLineEnd
            | Action::CutToLineStart
            | Action::SetMark => Did::Nothing,
            _ => Did::Unhandled,
        }
    }

    /// Scrolls half a view, the cursor with it.
    pub(super) fn half_page(&mut self, action: Action) -> Did {
        let half = (self.view.height() / 2).max(1);
        let travel = match action {
            Action::HalfPageUp => Travel::Up,
            _ => Travel::Down,
        };
        let mut did = Did::Nothing;
        for _ in 0..half {
            if self.travel(travel, Reach::No) != Did::Moved {
                break;
            }
            did = Did::Moved;
        }
        did
    }

    pub(super) fn mode_now(&self) -> Mode {
        self.modal.as_ref().map_or(Mode::Insert, |modal| modal.mode)
    }

    /// Esc: ends insert mode, a selection or a half-typed command.
    fn go_normal(&mut self, now: Duration) -> Did {
        match self.mode_now() {
            Mode::Insert if self.modal.is_some() => self.leave_insert(now),
            Mode::Visual | Mode::VisualLine => {
                self.set_mode(Mode::Normal);
                Did::Moved
            }
            _ => {
                if let Some(modal) = &mut self.modal {
                    modal.pending = Pending::default();
                }
                Did::Nothing
            }
        }
    }

    /// Goes from one mode to another; into insert mode leads [`Editor::begin_insert`] alone.
    fn set_mode(&mut self, mode: Mode) {
        let Some(modal) = &mut self.modal else {
            return;
        };
        modal.mode = mode;
        modal.pending = Pending::default();
        modal.session = None;
        if mode.selects() {
            self.anchor = self.anchor.or(Some(self.cursor));
            self.hold = Hold::Mark;
        } else {
            self.anchor = None;
            self.hold = Hold::Shift;
        }
        self.history.seal();
        self.stand(self.cursor, self.lean);
    }

    /// Returns where undoing the change at hand leads the cursor.
    pub(super) fn origin(&mut self) -> Place {
        let origin = self.modal.as_mut().and_then(|modal| modal.origin.take());
        origin.unwrap_or(self.cursor)
    }

    /// What ends a selection ends the mode that has it.
    pub(super) fn end_visual(&mut self) {
        if let Some(modal) = &mut self.modal
            && modal.mode.selects()
        {
            modal.mode = Mode::Normal;
            self.cursor = self.rest(self.cursor);
        }
    }

    /// Returns where the cursor rests that was sent to a place: in normal mode on a character.
    pub(super) fn rest(&self, place: Place) -> Place {
        let normal = self.modal.is_some() && self.mode_now() == Mode::Normal;
        if normal && place.byte > 0 && place.byte >= self.buffer.line(place.line).len() {
            self.buffer.left(place)
        } else {
            place
        }
    }

    /// Returns what visual mode selects: the character under the cursor too, or whole lines.
    pub(super) fn selected_visually(&self) -> Option<(Place, Place)> {
        let anchor = self.anchor?;
        let (first, last) = (anchor.min(self.cursor), anchor.max(self.cursor));
        match self.mode_now() {
            Mode::Visual => Some((first, self.buffer.right(last))),
            Mode::VisualLine => {
                let start = Place { byte: 0, ..first };
                Some((start, self.buffer.right(self.buffer.line_end(last.line))))
            }
            _ => None,
        }
    }

    fn text_of_motion(&self) -> Text<'_> {
        Text {
            buffer: &self.buffer,
            starts: self.code.as_ref(),
        }
    }

    fn last_find(&self) -> LastFind {
        self.modal.as_ref().and_then(|modal| modal.last_find)
    }

    fn command(&mut self, command: Command, clip: &mut Clip, now: Duration) -> Did {
        if !matches!(command.what, What::SearchNext | What::SearchPrevious) {
            self.search.end();
        }
        self.cutting = super::Cutting::No;
        if let What::Repeat = command.what {
            return self.repeat(command.count, clip, now);
        }
        let changes = changes_text(command.what);
        if changes && self.locked == Locked::Locked {
            self.set_mode(Mode::Normal);
            return Did::Nothing;
        }
        let repeatable = self.repeatable(command);
        let did = self.execute(command, clip, now);
        // What begins insert mode is remembered when that ends.
        if changes
            && did != Did::Nothing
            && self.takes_commands()
            && let (Some(modal), Some(command)) = (&mut self.modal, repeatable)
        {
            modal.last_change = Some(Change {
                command,
                typed: String::new(),
            });
        }
        did
    }

    fn execute(&mut self, command: Command, clip: &mut Clip, now: Duration) -> Did {
        let Command { count, what } = command;
        let times = count.unwrap_or(1);
        match what {
            What::Move(motion) => self.go(motion, count),
            What::Select(object, around) => self.select_object(object, around, times),
            What::Operate(operator, over) => self.operate(operator, over, count, clip, now),
            What::Enter(entry) => self.enter(entry, command, now),
            What::Replace(c) => self.replace(c, times, now),
            What::Turn => self.turn_case(times, now),
            What::Join => self.join(times, now),
            What::Put(side) => self.put_clip(side, times, clip, now),
            What::Undo => self.undo_times(times),
            What::Mode(mode) => {
                self.set_mode(mode);
                Did::Moved
            }
            What::OtherEnd => {
                let Some(anchor) = self.anchor else {
                    return Did::Nothing;
                };
                self.anchor = Some(self.cursor);
                self.stand(anchor, Lean::On);
                Did::Moved
            }
            What::SearchNext => self.times(times, Self::search_next),
            What::SearchPrevious => self.times(times, Self::search_previous),
            What::Repeat => Did::Nothing,
        }
    }

    fn times(&mut self, times: usize, mut step: impl FnMut(&mut Self) -> Did) -> Did {
        let mut did = Did::Nothing;
        // No search has more hits than this to go round for a purpose.
        for _ in 0..times.min(1000) {
            match step(self) {
                Did::Nothing => break,
                done => did = done,
            }
        }
        did
    }

    fn undo_times(&mut self, times: usize) -> Did {
        let mut did = Did::Nothing;
        for _ in 0..times {
            if self.undo() != Did::Edited {
                break;
            }
            did = Did::Edited;
        }
        did
    }

    /// Moves the cursor, and with it the end of a selection.
    fn go(&mut self, motion: Motion, count: Option<usize>) -> Did {
        let travel = match motion {
            Motion::Down if count.is_none() && self.mode_now() != Mode::VisualLine => Some(Travel::Down),
            Motion::Up if count.is_none() && self.mode_now() != Mode::VisualLine => Some(Travel::Up),
            Motion::RowDown => Some(Travel::Down),
            Motion::RowUp => Some(Travel::Up),
            _ => None,
        };
        if let Some(travel) = travel {
            return self.times(count.unwrap_or(1), |editor| editor.travel(travel, Reach::No));
        }
        let was = (self.cursor, self.lean);
        let Some(Goal { place, covers }) = self.goal_of(motion, count) else {
            return Did::Nothing;
        };
        // In visual mode the end of a line is a place to stand: its break is selected.
        let place = if covers == Covers::Exactly {
            place
        } else {
            self.buffer.snap(place)
        };
        let vertical = matches!(motion, Motion::Down | Motion::Up);
        let column = self.goal.filter(|_| vertical);
        let place = match column {
            Some(column) => motions::at_column(&self.buffer, place.line, column),
            None => place,
        };
        self.history.seal();
        self.stand(place, Lean::On);
        // After `$` a cursor that goes up and down stays at the ends of lines.
        self.goal = if motion == Motion::LineEnd {
            Some(usize::MAX)
        } else {
            column
        };
        if was == (self.cursor, self.lean) {
            Did::Nothing
        } else {
            Did::Moved
        }
    }

    fn goal_of(&mut self, motion: Motion, count: Option<usize>) -> Option<Goal> {
        let last = self.last_find();
        if let (Motion::Find(find, c), Some(modal)) = (motion, &mut self.modal) {
            modal.last_find = Some((find, c));
        }
        motions::go(self.text_of_motion(), self.cursor, motion, count, last)
    }
}

fn changes_text(what: What) -> bool {
    match what {
        What::Operate(operator, _) => operator != Operator::Yank,
        What::Enter(_) | What::Replace(_) | What::Turn | What::Join | What::Put(_) => true,
        _ => false,
    }
}

/// Returns vim's motion for a move by a named key, where it has one.
fn as_motion(travel: Travel) -> Option<Motion> {
    use crate::text::vim::Words;
    Some(match travel {
        Travel::Left => Motion::Left,
        Travel::Right => Motion::Right,
        Travel::Up => Motion::Up,
        Travel::Down => Motion::Down,
        Travel::WordLeft => Motion::WordBack(Words::Small),
        Travel::WordRight => Motion::Word(Words::Small),
        Travel::RowStart => Motion::LineStart,
        Travel::RowEnd => Motion::LineEnd,
        Travel::TextStart => Motion::FirstLine,
        Travel::TextEnd => Motion::LastLine,
        Travel::PageUp | Travel::PageDown => return None,
    })
}
