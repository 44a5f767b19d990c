//! Insert mode: how it is entered and left, and what `.` repeats of it.

use std::time::Duration;

use super::super::{Clip, Did, Editor, Lean};
use crate::app::action::Action;
use crate::text::buffer::Place;
use crate::text::indent;
use crate::text::undo::Kind;
use crate::text::vim::{Command, Entry, Mode, What};

/// The most bytes that a count may write.
pub(super) const MOST: usize = 1 << 20;

/// What insert mode is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Session {
    /// The command that entered it.
    command: Command,
    /// Where what is typed begins.
    start: Place,
    /// How often it is written in the end.
    times: usize,
}

/// A change that can be made again.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub command: Command,
    /// What was typed after it.
    pub typed: String,
}

impl Editor {
    /// Enters insert mode at a place.
    pub(super) fn enter(&mut self, entry: Entry, command: Command, now: Duration) -> Did {
        let Place { line, byte } = self.cursor;
        let times = command.count.unwrap_or(1);
        let start = Place { line, byte: 0 };
        let end = self.buffer.line_end(line);
        let blanks = indent::blanks(self.buffer.line(line));
        let place = match entry {
            Entry::After if byte < end.byte => self.buffer.right(self.cursor),
            Entry::Before | Entry::After => self.cursor,
            Entry::FirstNonBlank => Place {
                line,
                byte: blanks.len(),
            },
            Entry::LineEnd | Entry::Below => end,
            Entry::Above => start,
        };
        let above = format!("{blanks}\n");
        let standing = Place {
            line,
            byte: blanks.len(),
        };
        let origin = self.cursor;
        self.begin_insert(command, times);
        self.stand(place, Lean::On);
        if let (Entry::Below | Entry::Above, Some(modal)) = (entry, &mut self.modal) {
            modal.origin = Some(origin);
        }
        match entry {
            Entry::Below => {
                let _ = self.new_line(now);
            }
            Entry::Above => {
                let _ = self.change_and_stand(place, place, &above, Kind::Whole, now, Some(standing));
            }
            _ => {}
        }
        if let Some(modal) = &mut self.modal {
            modal.origin = None;
        }
        self.renew(command, times);
        Did::Moved
    }

    /// Goes into insert mode: what is changed from now on is one step.
    pub(super) fn begin_insert(&mut self, command: Command, times: usize) {
        self.set_mode(Mode::Normal);
        if let Some(modal) = &mut self.modal {
            modal.mode = Mode::Insert;
        }
        self.renew(command, times);
    }

    /// What is typed begins here.
    pub(super) fn renew(&mut self, command: Command, times: usize) {
        let start = self.cursor;
        if let Some(modal) = self.modal.as_mut().filter(|modal| modal.mode == Mode::Insert) {
            modal.session = Some(Session {
                command,
                start,
                times,
            });
        }
    }

    /// Something was typed: what begins further on than it ends begins there.
    pub(super) fn typed_on(&mut self) {
        let cursor = self.cursor;
        if let Some(session) = self.modal.as_mut().and_then(|modal| modal.session.as_mut()) {
            session.start = session.start.min(cursor);
        }
    }

    /// An action was done in insert mode. Typing that goes on elsewhere is a change of its own.
    pub(super) fn typed_with(&mut self, action: Action, did: Did) {
        let types = matches!(
            action,
            Action::NewLine
                | Action::DeleteBack
                | Action::DeleteForward
                | Action::DeleteWordBack
                | Action::CutToLineStart
                | Action::CompleteOrNext
                | Action::Indent
        );
        match did {
            Did::Edited | Did::Copied if types => self.typed_on(),
            Did::Moved | Did::Edited | Did::Copied => self.type_anew(),
            Did::Nothing | Did::Unhandled => {}
        }
    }

    /// Returns the sort of a change: in insert mode it belongs to what was typed before.
    pub(in crate::app::editor) fn kind_now(&self, kind: Kind) -> Kind {
        let inserts = self.modal.is_some() && self.mode_now() == Mode::Insert;
        if inserts { Kind::Inserting } else { kind }
    }

    /// A paste from outside, or with a named key: behind the cursor's character, but at a line's start
    /// before it; in the place of a selection.
    pub(in crate::app::editor) fn paste_in_normal_mode(&mut self, text: &str, now: Duration) -> Did {
        let (from, to) = match self.selected() {
            Some(selected) => selected,
            None if self.cursor.byte > 0 => {
                let behind = super::motions::after(&self.buffer, self.cursor);
                (behind, behind)
            }
            None => (self.cursor, self.cursor),
        };
        let did = self.change(from, to, text, Kind::Whole, now);
        let lines = text.matches('\n').count();
        let end = Place {
            line: from.line + lines,
            byte: text.rsplit('\n').next().map_or(0, str::len) + if lines == 0 { from.byte } else { 0 },
        };
        // On its last character, as after typing it.
        if did == Did::Edited && self.cursor == end && end.byte > 0 {
            self.stand(self.buffer.left(self.cursor), Lean::On);
        }
        did
    }

    /// Leaves insert mode as it is: nothing can be typed any more.
    pub(in crate::app::editor) fn stop_inserting(&mut self) {
        if self.modal.is_some() && self.mode_now() == Mode::Insert {
            self.set_mode(Mode::Normal);
        }
    }

    /// Insert mode goes on as if it had been entered here.
    pub(in crate::app::editor) fn type_anew(&mut self) {
        let here = Command {
            count: None,
            what: What::Enter(Entry::Before),
        };
        self.renew(here, 1);
    }

    /// Ends insert mode: writes what was typed as often as was asked, and remembers it.
    pub(super) fn leave_insert(&mut self, now: Duration) -> Did {
        let session = self.modal.as_mut().and_then(|modal| modal.session.take());
        let mut did = Did::Moved;
        if let Some(session) = session {
            let typed = if session.start < self.cursor {
                self.buffer.slice(session.start, self.cursor)
            } else {
                String::new()
            };
            if session.times > 1 && !typed.is_empty() {
                let opens = matches!(session.command.what, What::Enter(Entry::Below | Entry::Above));
                let once = if opens {
                    let line = self.buffer.line(session.start.line);
                    let blanks = line.get(..session.start.byte).unwrap_or_default();
                    format!("\n{blanks}{typed}")
                } else {
                    typed.clone()
                };
                let more = repeated(&once, session.times - 1);
                did = self.change(self.cursor, self.cursor, &more, Kind::Whole, now);
            }
            if let Some(modal) = &mut self.modal {
                modal.last_change = Some(Change {
                    command: session.command,
                    typed,
                });
            }
        }
        self.clear_selection();
        let place = super::motions::before(&self.buffer, self.cursor);
        self.cursor = place;
        self.set_mode(Mode::Normal);
        did
    }

    /// `.`: the last change again, with a count of its own where one was given.
    pub(super) fn repeat(&mut self, count: Option<usize>, clip: &mut Clip, now: Duration) -> Did {
        let last = self.modal.as_ref().and_then(|modal| modal.last_change.clone());
        let Some(Change { mut command, typed }) = last else {
            return Did::Nothing;
        };
        if self.locked == super::Locked::Locked {
            return Did::Nothing;
        }
        if count.is_some() {
            command.count = count;
        }
        let mut did = self.execute(command, clip, now);
        if self.mode_now() == Mode::Insert {
            if !typed.is_empty() {
                did = self.change(self.cursor, self.cursor, &typed, Kind::Whole, now);
            }
            let left = self.leave_insert(now);
            did = if did == Did::Edited { did } else { left };
        }
        if let Some(modal) = &mut self.modal {
            modal.last_change = Some(Change { command, typed });
        }
        did
    }
}

/// Returns a text so many times over, as far as is sensible.
pub(super) fn repeated(text: &str, times: usize) -> String {
    text.repeat(times.min(MOST / text.len().max(1) + 1))
}
