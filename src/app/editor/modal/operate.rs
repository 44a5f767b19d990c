//! What vim's operators and other commands do to the text: each is one edit.

use std::time::Duration;

use super::super::{Clip, Did, Editor, Lean};
use crate::text::buffer::Place;
use crate::text::indent;
use crate::text::undo::Kind;
use crate::text::vim::motions::{self, Stretch};
use crate::text::vim::objects;
use crate::text::vim::words;
use crate::text::vim::{Around, Case, Command, Mode, Motion, Object, Operator, Over, What};
use crate::text::wrap;

/// The deepest that one command may indent.
const LEVELS: usize = 40;

impl Editor {
    /// Does an operator over what was asked.
    pub(super) fn operate(
        &mut self,
        operator: Operator,
        over: Over,
        count: Option<usize>,
        clip: &mut Clip,
        now: Duration,
    ) -> Did {
        let visual = matches!(over, Over::Selection | Over::SelectedLines);
        let Some((stretch, landing)) = self.covered(operator, over, count) else {
            return Did::Nothing;
        };
        let writes_lines = matches!(
            operator,
            Operator::Change | Operator::Indent | Operator::Outdent | Operator::Comment
        );
        let levels = if visual { count.unwrap_or(1).min(LEVELS) } else { 1 };
        if visual && operator != Operator::Change {
            self.set_mode(Mode::Normal);
        }
        if is_empty(stretch) && !writes_lines {
            return Did::Nothing;
        }
        match operator {
            Operator::Yank => {
                clip.text = self.text_of(stretch);
                self.stand(landing, Lean::On);
                Did::Copied
            }
            Operator::Delete => {
                clip.text = self.text_of(stretch);
                self.delete_stretch(stretch, now)
            }
            Operator::Change => {
                if !is_empty(stretch) {
                    clip.text = self.text_of(stretch);
                }
                let what = What::Operate(operator, over);
                let command = Command { count, what };
                let command = self.repeatable(command).unwrap_or(command);
                self.change_stretch(stretch, command, now)
            }
            Operator::Indent => self.shift(stretch, now, |line| again(line, levels, indent::indented)),
            Operator::Outdent => self.shift(stretch, now, |line| again(line, levels, indent::outdented)),
            Operator::Comment if self.is_code() => {
                let lines = lines_of(stretch);
                let did = self.rewrite(lines, now, indent::comments_toggled);
                self.stand(motions::first_non_blank(&self.buffer, lines.0), Lean::On);
                did
            }
            Operator::Comment => Did::Nothing,
            Operator::Case(case) => self.turn(stretch, case, landing, now),
        }
    }

    /// Returns what an operator covers, and where the cursor stands after it.
    fn covered(&mut self, operator: Operator, over: Over, count: Option<usize>) -> Option<(Stretch, Place)> {
        let from = self.cursor;
        let times = count.unwrap_or(1);
        let stretch = match over {
            Over::Motion(Motion::Word(kind)) => {
                let keeps = operator == Operator::Change;
                let stretch = words::cover(&self.buffer, from, kind, times, keeps);
                match operator {
                    Operator::Delete => motions::whole_lines(&self.buffer, stretch),
                    _ => stretch,
                }
            }
            Over::Motion(Motion::Left | Motion::Right)
                if operator == Operator::Change && self.buffer.line(from.line).is_empty() =>
            {
                Stretch::Characters(from, from)
            }
            Over::Motion(motion) => {
                let goal = self.goal_of(motion, count)?;
                let stretch = match motions::stretch(&self.buffer, from, goal) {
                    stretch if operator == Operator::Delete => motions::whole_lines(&self.buffer, stretch),
                    stretch => stretch,
                };
                return Some((stretch, from.min(goal.place)));
            }
            Over::Object(object, around) => {
                objects::cover(self.text_of_motion(), from, object, around, times)?
            }
            Over::Lines => {
                let end = self.buffer.line_count() - 1;
                if times > 1 && from.line == end {
                    return None;
                }
                let last = from.line.saturating_add(times - 1).min(end);
                let landing = match operator {
                    Operator::Case(_) if times == 1 => {
                        motions::first_non_blank(&self.buffer, from.line).min(from)
                    }
                    _ => from,
                };
                return Some((Stretch::Lines(from.line, last), landing));
            }
            Over::Selection | Over::SelectedLines => self.selected_stretch(over)?,
        };
        let landing = match (stretch, over) {
            (Stretch::Characters(start, _), _) => start,
            (Stretch::Lines(..), Over::Selection | Over::SelectedLines)
                if self.anchor.is_some_and(|anchor| from.line < anchor.line) =>
            {
                from
            }
            (Stretch::Lines(line, _), _) => Place { line, byte: 0 },
        };
        Some((stretch, landing))
    }

    pub(super) fn selected_stretch(&self, over: Over) -> Option<Stretch> {
        let anchor = self.anchor?;
        let (first, last) = (anchor.min(self.cursor), anchor.max(self.cursor));
        if self.mode_now() == Mode::VisualLine || over == Over::SelectedLines {
            return Some(Stretch::Lines(first.line, last.line));
        }
        Some(Stretch::Characters(first, self.buffer.right(last)))
    }

    /// Returns a text for the clip; lines end in a line break, by which they are known.
    pub(super) fn text_of(&self, stretch: Stretch) -> String {
        match stretch {
            Stretch::Characters(from, to) => self.buffer.slice(from, to),
            Stretch::Lines(first, last) => {
                let start = Place { line: first, byte: 0 };
                let mut text = self.buffer.slice(start, self.buffer.line_end(last));
                text.push('\n');
                text
            }
        }
    }

    fn delete_stretch(&mut self, stretch: Stretch, now: Duration) -> Did {
        let (first, last) = match stretch {
            Stretch::Characters(from, to) => return self.change(from, to, "", Kind::Whole, now),
            Stretch::Lines(first, last) => (first, last),
        };
        let begin = |line| Place { line, byte: 0 };
        let (from, to, stand) = if last + 1 < self.buffer.line_count() {
            let byte = motions::first_non_blank(&self.buffer, last + 1).byte;
            (begin(first), begin(last + 1), Place { line: first, byte })
        } else if first > 0 {
            let above = self.buffer.line_end(first - 1);
            let stand = motions::first_non_blank(&self.buffer, first - 1);
            (above, self.buffer.line_end(last), stand)
        } else {
            (begin(0), self.buffer.line_end(last), begin(0))
        };
        self.change_and_stand(from, to, "", Kind::Whole, now, Some(stand))
    }

    /// Deletes and goes into insert mode; of lines the first one's indentation stays.
    fn change_stretch(&mut self, stretch: Stretch, command: Command, now: Duration) -> Did {
        let (from, to) = match stretch {
            Stretch::Characters(from, to) => (from, to),
            Stretch::Lines(first, last) => {
                let start = motions::first_non_blank(&self.buffer, first);
                (start, self.buffer.line_end(last))
            }
        };
        self.begin_insert(command, 1);
        self.stand(from, Lean::On);
        let did = self.change(from, to, "", Kind::Whole, now);
        self.renew(command, 1);
        if did == Did::Edited { did } else { Did::Moved }
    }

    fn shift(&mut self, stretch: Stretch, now: Duration, shifted: impl Fn(&str) -> String) -> Did {
        let lines = lines_of(stretch);
        let did = self.rewrite(lines, now, |old| old.iter().map(|line| shifted(line)).collect());
        self.stand(motions::first_non_blank(&self.buffer, lines.0), Lean::On);
        did
    }

    fn turn(&mut self, stretch: Stretch, case: Case, landing: Place, now: Duration) -> Did {
        let (from, to) = match stretch {
            Stretch::Characters(from, to) => (from, to),
            Stretch::Lines(first, last) => (Place { line: first, byte: 0 }, self.buffer.line_end(last)),
        };
        let old = self.buffer.slice(from, to);
        let new = turned(&old, case);
        if new == old {
            self.stand(landing, Lean::On);
            return Did::Moved;
        }
        self.change_and_stand(from, to, &new, Kind::Whole, now, Some(landing))
    }

    /// Selects the object at the cursor.
    pub(super) fn select_object(&mut self, object: Object, around: Around, times: usize) -> Did {
        let text = self.text_of_motion();
        let mut stretch = objects::cover(text, self.cursor, object, around, times);
        let mut anchor = None;
        match (object, stretch, self.selected_visually()) {
            // Once more: the word after what is selected too.
            (Object::Word(_), ..) if self.anchor.is_some_and(|anchor| anchor < self.cursor) => {
                anchor = self.anchor;
                let next = motions::after(&self.buffer, self.cursor);
                stretch = objects::cover(text, next, object, around, times);
            }
            // Or the pair further out.
            (Object::Bracket(_), Some(Stretch::Characters(from, to)), Some((first, last)))
                if self.mode_now() == Mode::Visual
                    && (first <= from && to <= last && last > motions::after(&self.buffer, first)) =>
            {
                stretch = objects::cover(text, self.cursor, object, around, times + 1);
            }
            _ => {}
        }
        let (from, to) = match stretch {
            None => return Did::Nothing,
            Some(Stretch::Characters(from, to)) if from == to => return Did::Nothing,
            Some(Stretch::Characters(from, to)) => (from, self.buffer.left(to)),
            Some(Stretch::Lines(first, last)) => {
                let end = Place { line: last, byte: 0 };
                self.anchor = Some(Place { line: first, byte: 0 });
                self.set_mode(Mode::VisualLine);
                self.stand(end, Lean::On);
                return Did::Moved;
            }
        };
        self.set_mode(Mode::Visual);
        self.anchor = anchor.or(Some(from));
        self.stand(to, Lean::On);
        Did::Moved
    }

    /// Returns a command as `.` does it again: over as many lines or characters as are selected. What was
    /// put over a selection, or went over several lines of it in part, is not done again.
    pub(super) fn repeatable(&self, command: Command) -> Option<Command> {
        if !self.mode_now().selects() {
            return Some(command);
        }
        let over = match command.what {
            What::Operate(_, over) => over,
            What::Join => Over::SelectedLines,
            What::Replace(_) => Over::Selection,
            _ => return None,
        };
        let (count, over) = match self.selected_stretch(over)? {
            Stretch::Lines(first, last) => (last - first + 1, Over::Lines),
            Stretch::Characters(from, to) if from.line == to.line => {
                let line = self.buffer.line(from.line).get(from.byte..to.byte);
                (
                    wrap::cells(line.unwrap_or_default()).count(),
                    Over::Motion(Motion::Right),
                )
            }
            Stretch::Characters(..) => return None,
        };
        let what = match command.what {
            What::Operate(operator, _) => What::Operate(operator, over),
            What::Replace(_) if over == Over::Lines => return None,
            what => what,
        };
        Some(Command {
            count: Some(count),
            what,
        })
    }
}

pub(super) fn lines_of(stretch: Stretch) -> (usize, usize) {
    match stretch {
        // Of the last line nothing is in it.
        Stretch::Characters(from, to) if to.byte == 0 && to.line > from.line => (from.line, to.line - 1),
        Stretch::Characters(from, to) => (from.line, to.line),
        Stretch::Lines(first, last) => (first, last),
    }
}

fn is_empty(stretch: Stretch) -> bool {
    matches!(stretch, Stretch::Characters(from, to) if from == to)
}

fn again(line: &str, times: usize, step: impl Fn(&str) -> String) -> String {
    (0..times).fold(line.to_owned(), |line, _| step(&line))
}

pub(super) fn turned(text: &str, case: Case) -> String {
    match case {
        Case::Lower => text.to_lowercase(),
        Case::Upper => text.to_uppercase(),
        Case::Other => {
            let mut out = String::with_capacity(text.len());
            for c in text.chars() {
                if c.is_uppercase() {
                    out.extend(c.to_lowercase());
                } else {
                    out.extend(c.to_uppercase());
                }
            }
            out
        }
    }
}
