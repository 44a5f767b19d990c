//! Where vim's motions lead in a text, and what an operator covers on the way there.

use super::{Find, Motion, words};
use crate::text::brackets;
use crate::text::buffer::{Buffer, Place};
use crate::text::indent;
use crate::text::motion;
use crate::text::scan::Starts;
use crate::text::wrap;

/// A text and what the scanner knows of it, where it is code.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    pub buffer: &'a Buffer,
    pub starts: Option<&'a Starts>,
}

/// Where a motion leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    pub place: Place,
    pub covers: Covers,
}

/// What an operator over a motion covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covers {
    /// Up to the place.
    Before,
    /// Up to the place, wherever in its line that is: no line is taken whole.
    Exactly,
    /// The character at the place too.
    With,
    /// All lines from here to there.
    Lines,
}

/// A stretch of text: characters from one place to another, or whole lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    Characters(Place, Place),
    /// The first and the last.
    Lines(usize, usize),
}

/// What the last search for a character was.
pub type LastFind = Option<(Find, char)>;

/// Returns where `motion` leads from a place, or `None` where it leads nowhere. Rows of the screen are not
/// known here: they are lines.
pub fn go(text: Text, from: Place, motion: Motion, count: Option<usize>, last: LastFind) -> Option<Goal> {
    let buffer = text.buffer;
    let times = count.unwrap_or(1);
    let before = |place| Goal {
        place,
        covers: Covers::Before,
    };
    let with = |place| Goal {
        place,
        covers: Covers::With,
    };
    let to_line = |line: usize| Goal {
        place: first_non_blank(buffer, line),
        covers: Covers::Lines,
    };
    Some(match motion {
        Motion::Left => before(left(buffer, from, times)?),
        Motion::Right => before(right(buffer, from, times)?),
        Motion::Down | Motion::RowDown => in_line(buffer, from, below(buffer, from.line, times)?),
        Motion::Up | Motion::RowUp => in_line(buffer, from, above(from.line, times)?),
        Motion::LineBelow => to_line(below(buffer, from.line, times)?),
        Motion::LineAbove => to_line(above(from.line, times)?),
        Motion::FirstLine => to_line(counted_line(buffer, times)),
        Motion::LastLine => to_line(counted_line(buffer, count.unwrap_or(usize::MAX))),
        Motion::Word(kind) => before(repeat(from, times, |at| words::next_word(buffer, at, kind))?),
        Motion::WordBack(kind) => before(repeat(from, times, |at| words::word_start(buffer, at, kind))?),
        Motion::WordEnd(kind) => with(repeat(from, times, |at| words::word_end(buffer, at, kind))?),
        Motion::WordEndBack(kind) => with(repeat(from, times, |at| words::word_end_back(buffer, at, kind))?),
        Motion::LineStart => before(Place { byte: 0, ..from }),
        Motion::FirstNonBlank => before(first_non_blank(buffer, from.line)),
        Motion::LineEnd => Goal {
            place: buffer.line_end(match times {
                0 | 1 => from.line,
                times => below(buffer, from.line, times - 1)?,
            }),
            covers: Covers::Exactly,
        },
        Motion::ParagraphBack => before(paragraphs_back(buffer, from, times)?),
        Motion::Paragraph => before(paragraphs(buffer, from, times)?),
        Motion::Find(find, c) => find_goal(from, find, in_line_at(buffer, from, find, c, times, Again::No)?),
        Motion::FindAgain => {
            let (find, c) = last?;
            find_goal(from, find, in_line_at(buffer, from, find, c, times, Again::Yes)?)
        }
        Motion::FindAgainBack => {
            let (find, c) = last.map(|(find, c)| (other_way(find), c))?;
            find_goal(from, find, in_line_at(buffer, from, find, c, times, Again::Yes)?)
        }
        Motion::Bracket => match count {
            None => with(bracket(text, from)?),
            // As many hundredths of the text.
            Some(hundredths) if hundredths > 100 => return None,
            Some(hundredths) => to_line((hundredths * buffer.line_count()).div_ceil(100).max(1) - 1),
        },
    })
}

/// Returns what an operator covers from a place to where a motion leads, by vim's rules for ends at the
/// start of a line.
pub fn stretch(buffer: &Buffer, from: Place, goal: Goal) -> Stretch {
    let (start, end) = (from.min(goal.place), from.max(goal.place));
    match goal.covers {
        Covers::Lines => Stretch::Lines(start.line, end.line),
        Covers::With => Stretch::Characters(start, after(buffer, end)),
        Covers::Before if end.byte == 0 && end.line > start.line => {
            if start.byte <= first_non_blank(buffer, start.line).byte {
                Stretch::Lines(start.line, end.line - 1)
            } else {
                Stretch::Characters(start, buffer.line_end(end.line - 1))
            }
        }
        Covers::Before | Covers::Exactly => Stretch::Characters(start, end),
    }
}

/// Returns what is deleted of a stretch: where that is all the text of several lines, the lines.
pub fn whole_lines(buffer: &Buffer, stretch: Stretch) -> Stretch {
    let Stretch::Characters(from, to) = stretch else {
        return stretch;
    };
    let rest = buffer.line(to.line).get(to.byte..).unwrap_or_default();
    let in_indent = from.byte <= first_non_blank(buffer, from.line).byte;
    if to.line > from.line && in_indent && rest.trim_start_matches([' ', '\t']).is_empty() {
        return Stretch::Lines(from.line, to.line);
    }
    stretch
}

/// Returns the first place of a line that holds no blank; among blanks only, its last character.
pub fn first_non_blank(buffer: &Buffer, line: usize) -> Place {
    let byte = indent::blanks(buffer.line(line)).len();
    Place { line, byte }
}

/// Returns the place behind the character at a place, in its line.
pub fn after(buffer: &Buffer, place: Place) -> Place {
    Place {
        byte: motion::next_grapheme(buffer.line(place.line), place.byte),
        ..place
    }
}

/// Returns the place of the character before a place, in its line.
pub fn before(buffer: &Buffer, place: Place) -> Place {
    Place {
        byte: motion::previous_grapheme(buffer.line(place.line), place.byte),
        ..place
    }
}

/// Returns the place in a line that is as many cells from its start as another.
pub fn at_column(buffer: &Buffer, line: usize, column: usize) -> Place {
    let text = buffer.line(line);
    let cell = wrap::cells(text).find(|cell| column < cell.column + cell.width);
    Place {
        line,
        byte: cell.map_or(text.len(), |cell| cell.at),
    }
}

fn in_line(buffer: &Buffer, from: Place, line: usize) -> Goal {
    let before = buffer.line(from.line).get(..from.byte).unwrap_or_default();
    Goal {
        place: at_column(buffer, line, wrap::width_of(before)),
        covers: Covers::Lines,
    }
}

/// Goes some steps, as far as they lead; none at all leads nowhere.
fn repeat(from: Place, times: usize, step: impl Fn(Place) -> Place) -> Option<Place> {
    let at = repeat_exactly(from, times, step);
    (at != from).then_some(at)
}

/// Goes some steps, as far as they lead.
pub(super) fn repeat_exactly(from: Place, times: usize, step: impl Fn(Place) -> Place) -> Place {
    let mut at = from;
    for _ in 0..times {
        let next = step(at);
        if next == at {
            break;
        }
        at = next;
    }
    at
}

fn left(buffer: &Buffer, from: Place, times: usize) -> Option<Place> {
    repeat(from, times, |at| before(buffer, at))
}

fn right(buffer: &Buffer, from: Place, times: usize) -> Option<Place> {
    repeat(from, times, |at| after(buffer, at))
}

fn below(buffer: &Buffer, line: usize, times: usize) -> Option<usize> {
    let last = buffer.line_count() - 1;
    (line < last).then(|| line.saturating_add(times).min(last))
}

fn above(line: usize, times: usize) -> Option<usize> {
    (line > 0).then(|| line.saturating_sub(times))
}

fn counted_line(buffer: &Buffer, count: usize) -> usize {
    count.clamp(1, buffer.line_count()) - 1
}

/// The empty line after so many paragraphs. The last ends with the text.
fn paragraphs(buffer: &Buffer, from: Place, times: usize) -> Option<Place> {
    let is_empty = |line: &usize| buffer.line(*line).is_empty();
    let mut line = from.line;
    for left in (0..times).rev() {
        let first = (line..buffer.line_count()).find(|line| !is_empty(line));
        match first.and_then(|first| (first..buffer.line_count()).find(is_empty)) {
            Some(end) => line = end,
            None if left == 0 => return Some(buffer.end()),
            None => return None,
        }
    }
    Some(Place { line, byte: 0 })
}

/// The empty line before so many paragraphs. The first begins with the text.
fn paragraphs_back(buffer: &Buffer, from: Place, times: usize) -> Option<Place> {
    let is_empty = |line: &usize| buffer.line(*line).is_empty();
    let mut line = from.line;
    for left in (0..times).rev() {
        let last = (0..=line).rev().find(|line| !is_empty(line));
        match last.and_then(|last| (0..last).rev().find(is_empty)) {
            Some(start) => line = start,
            None if left == 0 => return Some(Place::default()),
            None => return None,
        }
    }
    Some(Place { line, byte: 0 })
}

#[derive(Clone, Copy, PartialEq)]
enum Again {
    No,
    Yes,
}

fn other_way(find: Find) -> Find {
    match find {
        Find::To => Find::BackTo,
        Find::Till => Find::BackTill,
        Find::BackTo => Find::To,
        Find::BackTill => Find::Till,
    }
}

fn find_goal(from: Place, find: Find, byte: usize) -> Goal {
    Goal {
        place: Place { byte, ..from },
        covers: match find {
            Find::To | Find::Till => Covers::With,
            Find::BackTo | Find::BackTill => Covers::Before,
        },
    }
}

/// Returns the byte of the line at which a search for a character ends. One that stops before the
/// character goes past it when it is done again.
fn in_line_at(
    buffer: &Buffer,
    from: Place,
    find: Find,
    c: char,
    times: usize,
    again: Again,
) -> Option<usize> {
    let line = buffer.line(from.line);
    let is_it = |at: usize| {
        let rest = line.get(at..motion::next_grapheme(line, at)).unwrap_or_default();
        rest.starts_with(c) && rest.len() == c.len_utf8()
    };
    let step = |at: usize| match find {
        Find::To | Find::Till => Some(motion::next_grapheme(line, at)).filter(|&next| next < line.len()),
        Find::BackTo | Find::BackTill => (at > 0).then(|| motion::previous_grapheme(line, at)),
    };
    let stops_short = matches!(find, Find::Till | Find::BackTill);
    let mut at = from.byte;
    if again == Again::Yes && stops_short && step(at).is_some_and(is_it) {
        at = step(at)?;
    }
    for _ in 0..times {
        at = step(at)?;
        while !is_it(at) {
            at = step(at)?;
        }
    }
    Some(match find {
        Find::To | Find::BackTo => at,
        Find::Till => motion::previous_grapheme(line, at),
        Find::BackTill => motion::next_grapheme(line, at),
    })
}

/// The mate of the first bracket of the line at a place or after it.
fn bracket(text: Text, from: Place) -> Option<Place> {
    let found = brackets::brackets(text.buffer, text.starts, from.line);
    let (byte, _) = found.into_iter().find(|&(byte, _)| byte >= from.byte)?;
    let at = Place { byte, ..from };
    brackets::mate(text.buffer, text.starts, at, usize::MAX)
}
