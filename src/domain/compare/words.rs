//! What changed between two texts, word by word. Words and the blanks between them are compared, so that
//! the parts put together are the texts again, to the byte.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// A text of more words and blanks than this is compared line by line: comparing takes the square of what
/// is different.
const WORDS: usize = 4_000;

/// Of more lines than this, all is different between the first and the last that are.
const LINES: usize = 4_000;

/// What became of a part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Same,
    /// Only in the older text.
    Lost,
    /// Only in the newer text.
    Gained,
}

/// A stretch of one or both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub kind: Kind,
    pub text: String,
}

/// Returns what is the same, lost and gained, in the order of reading; no two parts of a kind follow each
/// other, and what is lost comes before what is gained in its place.
pub fn changes(older: &str, newer: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let (old_words, new_words): (Vec<&str>, Vec<&str>) = (words(older).collect(), words(newer).collect());
    if old_words.len().max(new_words.len()) <= WORDS {
        compare(&mut out, &old_words, &new_words);
        return joined(out);
    }
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) = (
        older.split_inclusive('\n').collect(),
        newer.split_inclusive('\n').collect(),
    );
    if old_lines.len().max(new_lines.len()) <= LINES {
        compare(&mut out, &old_lines, &new_lines);
    } else {
        ends(&mut out, &old_lines, &new_lines);
    }
    joined(out)
}

/// Splits a text into words and the blanks between them; a line's end is one of its own.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = match first {
            '\n' => Some(1),
            blank if blank.is_whitespace() => rest.find(|c: char| c == '\n' || !c.is_whitespace()),
            _ => rest.find(char::is_whitespace),
        };
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}

fn compare(out: &mut Vec<Part>, older: &[&str], newer: &[&str]) {
    for change in capture_diff_slices(Algorithm::Myers, older, newer) {
        let lost = older.get(change.old_range()).unwrap_or_default();
        let gained = newer.get(change.new_range()).unwrap_or_default();
        if change.tag() == DiffTag::Equal {
            push(out, Kind::Same, lost);
        } else {
            push(out, Kind::Lost, lost);
            push(out, Kind::Gained, gained);
        }
    }
}

/// All is different but the beginning and the end that are the same.
fn ends(out: &mut Vec<Part>, older: &[&str], newer: &[&str]) {
    let head = older.iter().zip(newer).take_while(|(a, b)| a == b).count();
    let (same, older) = older.split_at(head);
    let newer = newer.get(head..).unwrap_or_default();
    let pairs = older.iter().rev().zip(newer.iter().rev());
    let tail = pairs.take_while(|(a, b)| a == b).count();
    let (lost, after) = older.split_at(older.len() - tail);
    push(out, Kind::Same, same);
    push(out, Kind::Lost, lost);
    push(
        out,
        Kind::Gained,
        newer.get(..newer.len() - tail).unwrap_or_default(),
    );
    push(out, Kind::Same, after);
}

fn push(out: &mut Vec<Part>, kind: Kind, words: &[&str]) {
    if !words.is_empty() {
        out.push(Part {
            kind,
            text: words.concat(),
        });
    }
}

/// Joins parts of a kind that follow each other, and changes that only a blank parts: "three new words" reads
/// better than three times one. A change of several stretches becomes what was lost, then what was gained.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    let (mut lost, mut gained) = (String::new(), String::new());
    let mut parts = parts.into_iter().peekable();
    while let Some(part) = parts.next() {
        let changing = !lost.is_empty() || !gained.is_empty();
        let goes_on = parts.peek().is_some_and(|next| next.kind != Kind::Same);
        match part.kind {
            Kind::Lost => lost.push_str(&part.text),
            Kind::Gained => gained.push_str(&part.text),
            // A line's end stays: lines are what a reader holds on to.
            Kind::Same
                if changing
                    && goes_on
                    && !lost.is_empty()
                    && !gained.is_empty()
                    && part.text.chars().all(|c| c != '\n' && c.is_whitespace()) =>
            {
                lost.push_str(&part.text);
                gained.push_str(&part.text);
            }
            Kind::Same => {
                close(&mut out, &mut lost, &mut gained);
                add(&mut out, Kind::Same, part.text);
            }
        }
    }
    close(&mut out, &mut lost, &mut gained);
    out
}

fn close(out: &mut Vec<Part>, lost: &mut String, gained: &mut String) {
    add(out, Kind::Lost, std::mem::take(lost));
    add(out, Kind::Gained, std::mem::take(gained));
}

fn add(out: &mut Vec<Part>, kind: Kind, text: String) {
    if text.is_empty() {
        return;
    }
    match out.last_mut().filter(|last| last.kind == kind) {
        Some(last) => last.text.push_str(&text),
        None => out.push(Part { kind, text }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The parts, `-` before what is lost and `+` before what is gained.
    fn told(parts: &[Part]) -> String {
        let each = parts.iter().map(|part| match part.kind {
            Kind::Same => part.text.clone(),
            Kind::Lost => format!("[-{}]", part.text),
            Kind::Gained => format!("[+{}]", part.text),
        });
        each.collect()
    }

    #[test]
    fn whole_words_are_lost_and_gained() {
        for (older, newer, expected) in [
            ("", "", ""),
            ("", "a b", "[+a b]"),
            ("a b", "", "[-a b]"),
            (
                "the loss is convex",
                "the loss is smooth",
                "the loss is [-convex][+smooth]",
            ),
            ("it is fast", "it is very fast", "it is [+very ]fast"),
            (
                "one two three",
                "four five six",
                "[-one two three][+four five six]",
            ),
            ("a\nb", "a\nc\nb", "a\n[+c\n]b"),
            ("x\n  y", "x\n    y", "x\n[-  ][+    ]y"),
            ("−log p_y é", "−log p_y e\u{301}", "−log p_y [-é][+e\u{301}]"),
        ] {
            assert_eq!(told(&changes(older, newer)), expected);
        }
    }

    #[test]
    fn texts_too_long_for_words_are_compared_by_lines_and_by_their_ends() {
        let lines = |from: usize, to: usize, odd: &str| -> String {
            let lines = (from..to).map(|line| ["line ", &line.to_string(), " of many", odd, "\n"].concat());
            lines.collect::<Vec<_>>().concat()
        };
        let (older, newer) = (
            lines(0, 2_000, ""),
            lines(0, 2_000, "").replace("line 7 ", "Line 7 "),
        );
        assert_eq!(
            changes(&older, &newer)[1..3],
            [
                Part {
                    kind: Kind::Lost,
                    text: "line 7 of many\n".into()
                },
                Part {
                    kind: Kind::Gained,
                    text: "Line 7 of many\n".into()
                },
            ]
        );
        let newer = lines(0, 10, "") + &lines(10, 20_000, "!") + "end\n";
        let older = lines(0, 20_000, "") + "end\n";
        let parts = changes(&older, &newer);
        assert_eq!(parts.len(), 4);
        assert_eq!(parts[0].text, lines(0, 10, ""));
        assert_eq!(parts[3].text, "end\n");
    }

    fn text() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec!["a", "bb", "é", " ", "  ", "\n", "漢", "\t", "p_y"]);
        prop::collection::vec(word, 0..30).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn the_parts_are_both_texts_again(older in text(), newer in text()) {
            let parts = changes(&older, &newer);
            let without = |kind: Kind| -> String {
                let kept = parts.iter().filter(|part| part.kind != kind);
                kept.map(|part| part.text.as_str()).collect()
            };
            prop_assert_eq!(without(Kind::Gained), older);
            prop_assert_eq!(without(Kind::Lost), newer);
            prop_assert!(parts.iter().all(|part| !part.text.is_empty()));
            prop_assert!(parts.windows(2).all(|pair| pair[0].kind != pair[1].kind));
        }
    }
}
