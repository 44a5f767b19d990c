//! Vim's words: letters, punctuation and blanks told apart, an empty line a word of its own.

use super::Words;
use super::motions::{self, Covers, Goal, Stretch, after, before};
use crate::text::buffer::{Buffer, Place};
use crate::text::motion;

/// Returns what an operator over words covers: the last of them ends in its line. `keeps_blanks` leaves
/// the blanks after it, as changing a word does.
pub fn cover(buffer: &Buffer, from: Place, words: Words, times: usize, keeps_blanks: bool) -> Stretch {
    let on_word = class_at(buffer, from, words).is_some_and(|class| class != Class::Blank);
    if keeps_blanks && on_word {
        let first = run_end(buffer, from, words);
        let last = motions::repeat_exactly(first, times - 1, |at| word_end(buffer, at, words));
        return Stretch::Characters(from, after(buffer, last));
    }
    let last = motions::repeat_exactly(from, times - 1, |at| next_word(buffer, at, words));
    let end = next_word(buffer, last, words);
    if end.line == last.line {
        return Stretch::Characters(from, end);
    }
    // An empty line is a word, and ends with its break.
    if buffer.line(last.line).is_empty() && !keeps_blanks {
        let place = Place {
            line: last.line + 1,
            byte: 0,
        };
        return motions::stretch(
            buffer,
            from,
            Goal {
                place,
                covers: Covers::Before,
            },
        );
    }
    Stretch::Characters(from, buffer.line_end(last.line))
}

/// What a character is to a motion over words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Blank,
    Word,
    Punctuation,
    /// Scripts whose words are not parted by blanks, each for itself.
    Han,
    Hiragana,
    Katakana,
}

fn class(grapheme: &str, words: Words) -> Class {
    let c = grapheme.chars().next().unwrap_or(' ');
    match c {
        _ if c.is_whitespace() => Class::Blank,
        _ if words == Words::Big => Class::Word,
        '\u{3040}'..='\u{309f}' => Class::Hiragana,
        '\u{30a0}'..='\u{30ff}' => Class::Katakana,
        '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' => Class::Han,
        _ if c.is_alphanumeric() || c == '_' => Class::Word,
        _ => Class::Punctuation,
    }
}

/// Returns the class of the character at a place; at a line's end there is none.
pub(super) fn class_at(buffer: &Buffer, place: Place, words: Words) -> Option<Class> {
    let line = buffer.line(place.line);
    let end = motion::next_grapheme(line, place.byte);
    let grapheme = line.get(place.byte..end).filter(|text| !text.is_empty())?;
    Some(class(grapheme, words))
}

/// Returns the last place of the run of one class at a place.
pub(super) fn run_end(buffer: &Buffer, place: Place, words: Words) -> Place {
    let class = class_at(buffer, place, words);
    let mut at = place;
    loop {
        let next = after(buffer, at);
        if next == at || class_at(buffer, next, words) != class {
            return at;
        }
        at = next;
    }
}

/// Returns the first place of the run of one class at a place.
pub(super) fn run_start(buffer: &Buffer, place: Place, words: Words) -> Place {
    let class = class_at(buffer, place, words);
    let mut at = place;
    while at.byte > 0 {
        let previous = before(buffer, at);
        if class_at(buffer, previous, words) != class {
            break;
        }
        at = previous;
    }
    at
}

fn is_last_line(buffer: &Buffer, line: usize) -> bool {
    line + 1 >= buffer.line_count()
}

/// The start of the next word; an empty line is one. After the last, the end of the text.
pub(super) fn next_word(buffer: &Buffer, from: Place, words: Words) -> Place {
    let mut at = from;
    if class_at(buffer, at, words).is_some_and(|class| class != Class::Blank) {
        at = after(buffer, run_end(buffer, at, words));
    }
    loop {
        match class_at(buffer, at, words) {
            Some(Class::Blank) => at = after(buffer, run_end(buffer, at, words)),
            Some(_) => return at,
            None if is_last_line(buffer, at.line) => return at,
            None => {
                at = Place {
                    line: at.line + 1,
                    byte: 0,
                };
                if buffer.line(at.line).is_empty() {
                    return at;
                }
            }
        }
    }
}

/// The last character of the word that ends next.
pub(super) fn word_end(buffer: &Buffer, from: Place, words: Words) -> Place {
    let mut at = buffer.right(from);
    loop {
        match class_at(buffer, at, words) {
            Some(Class::Blank) => at = after(buffer, run_end(buffer, at, words)),
            Some(_) => return run_end(buffer, at, words),
            None if is_last_line(buffer, at.line) => return before(buffer, at),
            None => {
                at = Place {
                    line: at.line + 1,
                    byte: 0,
                }
            }
        }
    }
}

/// The start of the word that began last; an empty line is one.
pub(super) fn word_start(buffer: &Buffer, from: Place, words: Words) -> Place {
    let at = back_to_word(buffer, buffer.left(from), words);
    run_start(buffer, at, words)
}

/// The last character of the word that ended last.
pub(super) fn word_end_back(buffer: &Buffer, from: Place, words: Words) -> Place {
    let inside = class_at(buffer, from, words).is_some_and(|class| class != Class::Blank);
    let at = if inside {
        run_start(buffer, from, words)
    } else {
        from
    };
    back_to_word(buffer, buffer.left(at), words)
}

/// Goes back over blanks and line ends to a word or an empty line.
fn back_to_word(buffer: &Buffer, from: Place, words: Words) -> Place {
    let mut at = from;
    loop {
        let on_word = match class_at(buffer, at, words) {
            Some(class) => class != Class::Blank,
            None => buffer.line(at.line).is_empty(),
        };
        let previous = buffer.left(at);
        if on_word || previous == at {
            return at;
        }
        at = previous;
    }
}
