//! Commands on characters and lines that are no operators: replace, turn, join, paste.

use std::time::Duration;

use super::super::{Clip, Did, Editor, Lean};
use super::insert::repeated;
use super::operate::{lines_of, turned};
use crate::text::buffer::Place;
use crate::text::indent;
use crate::text::motion;
use crate::text::undo::Kind;
use crate::text::vim::motions::{self, Stretch};
use crate::text::vim::{Case, Mode, Over, Side};
use crate::text::wrap;

impl Editor {
    /// `~`: turns characters of the line and goes past them.
    pub(super) fn turn_case(&mut self, times: usize, now: Duration) -> Did {
        let from = self.cursor;
        let Some(to) = self.some_right(from, times) else {
            return Did::Nothing;
        };
        let old = self.buffer.slice(from, to);
        let new = turned(&old, Case::Other);
        let end = Place {
            byte: from.byte + new.len(),
            ..from
        };
        if new == old {
            self.stand(end, Lean::On);
            return Did::Moved;
        }
        self.change_and_stand(from, to, &new, Kind::Whole, now, Some(end))
    }

    /// `r`: as many characters of the line, or what is selected, become one character each.
    pub(super) fn replace(&mut self, c: char, times: usize, now: Duration) -> Did {
        let mut bytes = [0; 4];
        let with: &str = c.encode_utf8(&mut bytes);
        if c != '\n' && !crate::domain::plain::is_clean(with) {
            return Did::Nothing;
        }
        if let Some((from, to)) = self.selected_visually() {
            let old = self.buffer.slice(from, to);
            let new: String = old
                .split_inclusive('\n')
                .map(|line| all_replaced(line, with))
                .collect();
            self.set_mode(Mode::Normal);
            return self.change_and_stand(from, to, &new, Kind::Whole, now, Some(from));
        }
        let from = self.cursor;
        let mut to = from;
        for _ in 0..times {
            let next = motions::after(&self.buffer, to);
            if next == to {
                return Did::Nothing;
            }
            to = next;
        }
        if c == '\n' {
            return self.change(from, to, "\n", Kind::Whole, now);
        }
        let new = with.repeat(times);
        let stand = Place {
            byte: from.byte + new.len() - with.len(),
            ..from
        };
        self.change_and_stand(from, to, &new, Kind::Whole, now, Some(stand))
    }

    /// `J`: joins lines with a blank between, as many as the count says or as are selected.
    pub(super) fn join(&mut self, times: usize, now: Duration) -> Did {
        let (first, last) = match self.selected_stretch(Over::SelectedLines) {
            Some(stretch) if self.mode_now().selects() => lines_of(stretch),
            _ => (
                self.cursor.line,
                self.cursor.line.saturating_add(times.max(2) - 1),
            ),
        };
        self.set_mode(Mode::Normal);
        let last = last.max(first + 1).min(self.buffer.line_count() - 1);
        if last <= first {
            return Did::Nothing;
        }
        let own = self.buffer.line(first);
        let mut joined = String::new();
        let mut stand = own.len();
        let mut before = own.chars().next_back();
        for line in first + 1..=last {
            let next = self.buffer.line(line);
            let next = &next[indent::blanks(next).len()..];
            stand = own.len() + joined.len();
            // After an empty line there is a blank even where one stands already.
            let begun = stand > 0;
            if begun && !next.is_empty() && !next.starts_with(')') && !before.is_some_and(char::is_whitespace)
            {
                joined.push(' ');
            }
            joined.push_str(next);
            before = next.chars().next_back();
        }
        let from = self.buffer.line_end(first);
        let to = self.buffer.line_end(last);
        let stand = Place {
            line: first,
            byte: stand,
        };
        self.change_and_stand(from, to, &joined, Kind::Whole, now, Some(stand))
    }

    /// `p` and `P`: the clip, lines as lines.
    pub(super) fn put_clip(&mut self, side: Side, times: usize, clip: &mut Clip, now: Duration) -> Did {
        if clip.text.is_empty() {
            return Did::Nothing;
        }
        let text = repeated(&clip.text, times);
        if self.mode_now().selects() {
            return self.put_over(&text, clip, now);
        }
        let line = self.cursor.line;
        if let Some(lines) = text.strip_suffix('\n') {
            let blanks = indent::blanks(lines.lines().next().unwrap_or_default()).len();
            return match side {
                Side::After => {
                    let at = self.buffer.line_end(line);
                    let stand = Place {
                        line: line + 1,
                        byte: blanks,
                    };
                    self.change_and_stand(at, at, &format!("\n{lines}"), Kind::Whole, now, Some(stand))
                }
                Side::Before => {
                    let at = Place { line, byte: 0 };
                    let stand = Place { line, byte: blanks };
                    self.change_and_stand(at, at, &text, Kind::Whole, now, Some(stand))
                }
            };
        }
        let at = match side {
            Side::After => motions::after(&self.buffer, self.cursor),
            Side::Before => self.cursor,
        };
        let stand = last_of_put(at, &text);
        self.change_and_stand(at, at, &text, Kind::Whole, now, Some(stand))
    }

    /// Puts a text in the place of the selection, which goes into the clip.
    fn put_over(&mut self, text: &str, clip: &mut Clip, now: Duration) -> Did {
        let Some(stretch) = self.selected_stretch(Over::Selection) else {
            return Did::Nothing;
        };
        let old = self.text_of(stretch);
        self.set_mode(Mode::Normal);
        let (from, to) = match stretch {
            Stretch::Characters(from, to) => (from, to),
            Stretch::Lines(first, last) => (Place { line: first, byte: 0 }, self.buffer.line_end(last)),
        };
        let (text, line) = match (stretch, text.strip_suffix('\n')) {
            (Stretch::Lines(..), Some(lines)) => (lines.to_owned(), Some(from.line)),
            (Stretch::Characters(..), Some(_)) => (format!("\n{text}"), Some(from.line + 1)),
            (_, None) => (text.to_owned(), None),
        };
        let stand = match line {
            None if matches!(stretch, Stretch::Lines(..)) => from,
            Some(line) => {
                let first = text.trim_start_matches('\n').lines().next().unwrap_or_default();
                let byte = indent::blanks(first).len();
                Place { line, byte }
            }
            None => last_of_put(from, &text),
        };
        clip.text = old;
        self.change_and_stand(from, to, &text, Kind::Whole, now, Some(stand))
    }

    fn some_right(&self, from: Place, times: usize) -> Option<Place> {
        let mut at = from;
        for _ in 0..times {
            let next = motions::after(&self.buffer, at);
            if next == at {
                break;
            }
            at = next;
        }
        (at != from).then_some(at)
    }
}

/// Returns a line, its break left alone, with every character of it replaced.
fn all_replaced(line: &str, with: &str) -> String {
    let body = line.strip_suffix('\n').unwrap_or(line);
    let replaced = with.repeat(wrap::cells(body).count());
    format!("{replaced}{}", &line[body.len()..])
}

/// Where the cursor stands after characters were put at a place: on the last of one line, at the start of
/// more.
fn last_of_put(at: Place, text: &str) -> Place {
    if text.contains('\n') {
        return at;
    }
    let last = motion::previous_grapheme(text, text.len());
    Place {
        byte: at.byte + last,
        ..at
    }
}
