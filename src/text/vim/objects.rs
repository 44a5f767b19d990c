//! What vim's text objects cover: words, brackets, quotes, paragraphs.

use super::motions::{Stretch, Text, after, before};
use super::words::{Class, class_at, run_end, run_start};
use super::{Around, Object, Words};
use crate::text::brackets;
use crate::text::buffer::{Buffer, Place};
use crate::text::motion;

/// Returns what an object at a place covers, or `None` where there is none.
pub fn cover(text: Text, at: Place, object: Object, around: Around, times: usize) -> Option<Stretch> {
    match object {
        Object::Word(words) => word(text.buffer, at, words, around, times),
        Object::Bracket(open) => bracket(text, at, open, around, times),
        Object::Quote(quote) => quoted(text.buffer, at, quote, around),
        Object::Paragraph => paragraph(text.buffer, at.line, around, times),
    }
}

fn word(buffer: &Buffer, at: Place, words: Words, around: Around, times: usize) -> Option<Stretch> {
    let line_end = buffer.line_end(at.line);
    if at >= line_end {
        return (around == Around::Inner && line_end.byte == 0).then_some(Stretch::Characters(at, at));
    }
    let start = run_start(buffer, at, words);
    let runs = |times: usize| {
        let mut end = start;
        for _ in 0..times {
            if end == line_end {
                return None;
            }
            end = after(buffer, run_end(buffer, end, words));
        }
        Some(end)
    };
    match around {
        Around::Inner => Some(Stretch::Characters(start, runs(times)?)),
        Around::All => all_of_words(buffer, start, words, times),
    }
}

/// So many words with the blanks after them or, without such, before them.
fn all_of_words(buffer: &Buffer, start: Place, words: Words, times: usize) -> Option<Stretch> {
    let line_end = buffer.line_end(start.line);
    let is_blank = |place| class_at(buffer, place, words) == Some(Class::Blank);
    let run_after = |place| after(buffer, run_end(buffer, place, words));
    let on_blank = is_blank(start);
    let mut end = start;
    for _ in 0..times {
        if on_blank && is_blank(end) {
            end = run_after(end);
        }
        if end == line_end {
            return None;
        }
        end = run_after(end);
        if !on_blank && is_blank(end) {
            end = run_after(end);
        }
    }
    if on_blank || is_blank(before(buffer, end)) || start.byte == 0 {
        return Some(Stretch::Characters(start, end));
    }
    // Indentation is left alone.
    let blanks = run_start(buffer, before(buffer, start), words);
    let start = if is_blank(blanks) && blanks.byte > 0 {
        blanks
    } else {
        start
    };
    Some(Stretch::Characters(start, end))
}

fn bracket(text: Text, at: Place, open: u8, around: Around, times: usize) -> Option<Stretch> {
    let buffer = text.buffer;
    let (open, close) = match brackets::around(buffer, text.starts, at, open, times.max(1) - 1) {
        Some((open, close)) => (open, close?),
        // Outside all of them, the next.
        None if times <= 1 => brackets::next(buffer, text.starts, at, open)?,
        None => return None,
    };
    if around == Around::All {
        return Some(Stretch::Characters(open, after(buffer, close)));
    }
    let inside = after(buffer, open);
    let is_blank = |text: Option<&str>| text.unwrap_or_default().trim().is_empty();
    let stands_alone = is_blank(buffer.line(open.line).get(inside.byte..))
        && is_blank(buffer.line(close.line).get(..close.byte));
    // Brackets on lines of their own stay there.
    if stands_alone && close.line > open.line + 1 {
        return Some(Stretch::Lines(open.line + 1, close.line - 1));
    }
    Some(Stretch::Characters(inside, close))
}

fn quoted(buffer: &Buffer, at: Place, quote: u8, around: Around) -> Option<Stretch> {
    let line = buffer.line(at.line);
    let bytes = line.as_bytes();
    let mut open = None;
    let mut byte = 0;
    let mut pair = None;
    while byte < bytes.len() {
        match bytes[byte] {
            b'\\' => byte += 1,
            found if found == quote => match open.take() {
                None => open = Some(byte),
                // The pair the place is in, or else the first after it.
                Some(open) if byte >= at.byte => {
                    pair = Some((open, byte));
                    break;
                }
                Some(_) => {}
            },
            _ => {}
        }
        byte += 1;
    }
    let (open, close) = pair?;
    let place = |byte| Place { byte, ..at };
    if around == Around::Inner {
        return Some(Stretch::Characters(place(open + 1), place(close)));
    }
    let blanks = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
    let behind = blanks(&line[close + 1..]);
    if behind > 0 {
        let end = motion::snap(line, close + 1 + behind);
        return Some(Stretch::Characters(place(open), place(end)));
    }
    let start = line[..open].trim_end_matches([' ', '\t']).len();
    Some(Stretch::Characters(place(start), place(close + 1)))
}

fn paragraph(buffer: &Buffer, line: usize, around: Around, times: usize) -> Option<Stretch> {
    let is_blank = |line: usize| buffer.line(line).trim().is_empty();
    let count = buffer.line_count();
    let on_blank = is_blank(line);
    let first = (0..line)
        .rev()
        .take_while(|&line| is_blank(line) == on_blank)
        .last();
    let first = first.unwrap_or(line);
    let runs = match around {
        Around::Inner => times,
        // Each with the empty lines after it.
        Around::All => times.saturating_mul(2),
    };
    let mut end = first;
    let mut done = 0;
    while done < runs && end < count {
        let kind = is_blank(end);
        while end < count && is_blank(end) == kind {
            end += 1;
        }
        done += 1;
    }
    if done == runs {
        return Some(Stretch::Lines(first, end - 1));
    }
    if around == Around::All && done + 1 == runs && !on_blank {
        // Without empty lines after the last, those before the first.
        let before = (0..first).rev().take_while(|&line| is_blank(line)).last();
        return Some(Stretch::Lines(before.unwrap_or(first), end - 1));
    }
    None
}
