//! The part of a text that shows a match, as one line.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells of a snippet.
const WIDTH: usize = 200;
/// A match is shown where most others begin within so many bytes of it.
const NEAR: usize = 160;
/// Bytes of a text that are looked at before and after the match.
const REACH: usize = 800;

/// One line out of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// Without line breaks; `…` stands where it was cut.
    pub text: String,
    /// The bytes of it that match, in order.
    pub ranges: Vec<Range<usize>>,
}

/// A character as it is seen, and where it stands.
struct Seen<'a> {
    text: &'a str,
    at: usize,
    cells: usize,
}

impl Snippet {
    /// Cuts a line out of `text` that shows where most of `ranges` stand close together.
    pub fn new(text: &str, ranges: &[Range<usize>]) -> Self {
        cut(text, ranges, WIDTH)
    }

    /// Returns the part of it that `cells` have room for, with a match in it.
    pub fn fit(&self, cells: usize) -> Self {
        cut(&self.text, &self.ranges, cells)
    }
}

fn cut(text: &str, ranges: &[Range<usize>], width: usize) -> Snippet {
    let best = densest(ranges);
    let from = boundary(text, best.start.saturating_sub(REACH));
    let until = boundary(text, best.end.saturating_add(REACH));
    let line = one_line(text, from..until);
    let place = |byte: usize| line.partition_point(|seen| seen.at < byte);
    let cells = |part: Range<usize>| {
        line.get(part)
            .into_iter()
            .flatten()
            .map(|seen| seen.cells)
            .sum::<usize>()
    };
    let whole = from == 0 && until == text.len() && cells(0..line.len()) <= width;
    let (mut first, mut last) = (0, line.len());
    if !whole {
        // Room for both `…`; what comes before the match takes a quarter.
        let width = width.saturating_sub(2);
        let best = place(best.start);
        first = best;
        while first > 0 && cells(first - 1..best) <= width / 4 {
            first -= 1;
        }
        last = first;
        while last < line.len() && cells(first..last + 1) <= width {
            last += 1;
        }
        // At the end of a text there is more room before the match.
        while first > 0 && last == line.len() && cells(first - 1..last) <= width {
            first -= 1;
        }
        first = word_begins(&line, first, best);
        last = word_ends(&line, last, best);
    }
    let mut out = Snippet::default();
    if first > 0 || from > 0 {
        out.text.push('…');
    }
    let (start, end) = (
        line.get(first).map_or(until, |seen| seen.at),
        line.get(last).map_or(until, |seen| seen.at),
    );
    let offset = out.text.len();
    let mut places = Vec::with_capacity(last.saturating_sub(first) + 1);
    for seen in line.get(first..last).unwrap_or_default() {
        places.push((seen.at, out.text.len()));
        out.text.push_str(seen.text);
    }
    places.push((end, out.text.len()));
    let moved = |byte: usize| {
        let index = places.partition_point(|(at, _)| *at < byte);
        places.get(index).map_or(offset, |(_, place)| *place)
    };
    for range in ranges
        .iter()
        .filter(|range| range.start < end && range.end > start)
    {
        let range = moved(range.start)..moved(range.end.min(end));
        if !range.is_empty() {
            out.ranges.push(range);
        }
    }
    if last < line.len() || until < text.len() {
        out.text.push('…');
    }
    out
}

/// Returns the range near which most others begin; the first of equals.
fn densest(ranges: &[Range<usize>]) -> Range<usize> {
    let mut best = (0, 0..0);
    for (index, range) in ranges.iter().enumerate() {
        let near = ranges
            .iter()
            .skip(index)
            .take_while(|other| other.start < range.start.saturating_add(NEAR))
            .count();
        if near > best.0 {
            best = (near, range.clone());
        }
    }
    best.1
}

/// Returns the nearest place at or before a byte at which a character begins.
fn boundary(text: &str, byte: usize) -> usize {
    text.floor_char_boundary(byte.min(text.len()))
}

/// Returns a part of a text as it is seen on one line: every stretch of white space is one space.
fn one_line(text: &str, part: Range<usize>) -> Vec<Seen<'_>> {
    let mut line: Vec<Seen> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = part.start;
    while at < part.end {
        // Two of ASCII in a row are two characters, but for CR LF, which is white space.
        let plain = bytes.get(at).is_some_and(u8::is_ascii) && bytes.get(at + 1).is_none_or(u8::is_ascii);
        let rest = text.get(at..part.end).unwrap_or_default();
        let grapheme = if plain {
            rest.get(..1)
        } else {
            rest.graphemes(true).next()
        };
        let Some(grapheme) = grapheme else {
            break;
        };
        let blank = grapheme.chars().all(char::is_whitespace);
        if !blank || line.last().is_some_and(|seen| seen.text != " ") {
            line.push(Seen {
                text: if blank { " " } else { grapheme },
                at,
                cells: if plain || blank { 1 } else { grapheme.width() },
            });
        }
        at += grapheme.len();
    }
    if line.last().is_some_and(|seen| seen.text == " ") {
        line.pop();
    }
    line
}

/// Returns where the next word begins, if that is before the match.
fn word_begins(line: &[Seen], first: usize, best: usize) -> usize {
    if first == 0 {
        return 0;
    }
    let after_space = |at: usize| line.get(at - 1).is_some_and(|seen| seen.text == " ");
    (first..=best).find(|at| after_space(*at)).unwrap_or(first)
}

/// Returns where the last whole word ends, if that is after the match's beginning.
fn word_ends(line: &[Seen], last: usize, best: usize) -> usize {
    if last == line.len() {
        return last;
    }
    let before_space = |at: &usize| line.get(*at).is_some_and(|seen| seen.text == " ");
    (best + 1..=last).rev().find(before_space).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(snippet: &Snippet) -> String {
        let mut out = String::new();
        let mut at = 0;
        for range in &snippet.ranges {
            out.push_str(&snippet.text[at..range.start]);
            out.push_str(&format!("[{}]", &snippet.text[range.clone()]));
            at = range.end;
        }
        out + &snippet.text[at..]
    }

    fn cut_at(text: &str, words: &[&str], width: usize) -> String {
        let mut ranges: Vec<Range<usize>> = words
            .iter()
            .flat_map(|word| text.match_indices(word).map(|(at, found)| at..at + found.len()))
            .collect();
        ranges.sort_by_key(|range| range.start);
        let snippet = cut(text, &ranges, width);
        assert!(snippet.text.width() <= width.max(4), "{snippet:?}");
        marked(&snippet)
    }

    #[test]
    fn a_short_text_is_shown_whole_on_one_line() {
        assert_eq!(
            cut_at("  The\n\n loss\tis small ", &["loss"], 40),
            "The [loss] is small"
        );
        assert_eq!(cut_at("交叉熵 👩‍🔬", &["叉", "👩‍🔬"], 40), "交[叉]熵 [👩‍🔬]");
        assert_eq!(cut_at("", &[], 40), "");
    }

    #[test]
    fn a_long_text_is_cut_at_words_around_the_match() {
        let text = "one two three four five six seven eight nine ten eleven twelve";
        assert_eq!(cut_at(text, &["six"], 24), "…five [six] seven eight…");
        assert_eq!(cut_at(text, &["one"], 24), "[one] two three four…");
        assert_eq!(cut_at(text, &["twelve"], 24), "…nine ten eleven [twelve]");
        assert_eq!(cut_at(text, &["two", "nine", "ten"], 24), "one [two] three four…");
        assert_eq!(cut_at(&"x".repeat(90), &["xxxx"], 12), "[xxxx][xxxx][xx]…");
    }

    #[test]
    fn a_text_without_spaces_is_cut_between_characters() {
        let text = "损失函数是交叉熵因为它是负对数似然的期望值并且梯度很简单";
        assert_eq!(cut_at(text, &["熵"], 16), "…叉[熵]因为它是负…");
    }

    #[test]
    fn it_shows_where_most_matches_stand() {
        let text = format!("loss {} loss of the softmax loss", "word ".repeat(100));
        let snippet = Snippet::new(&text, &[0..5, 505..510, 522..529]);
        assert!(snippet.ranges.len() > 1, "{snippet:?}");
    }

    #[test]
    fn what_fits_has_a_match_whatever_the_room() {
        let text = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda 熵 mu nu xi";
        let start = text.find('熵').unwrap();
        let snippet = Snippet::new(text, std::slice::from_ref(&(start..start + 3)));
        for cells in 0..80 {
            let fitted = snippet.fit(cells);
            if cells >= 4 {
                assert!(fitted.text.width() <= cells, "{cells} {fitted:?}");
                assert!(marked(&fitted).contains("[熵]"), "{cells} {fitted:?}");
            }
        }
    }
}
