//! Texts as words to compare: by NFKC, without case and without accents. A word is a run of letters and
//! digits. Where a script puts no spaces between words each character is one, and so is each emoji and each
//! sign of mathematics; all other signs separate words and are not searched.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a text, each with the bytes it came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    folded: String,
    list: Vec<Word>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    folded: Range<usize>,
    at: Range<usize>,
}

impl Words {
    pub fn of(text: &str) -> Self {
        let mut words = Self {
            folded: String::with_capacity(text.len()),
            // Of five letters and a space, about.
            list: Vec::with_capacity(text.len() / 6),
        };
        each(text, |word, at| {
            let start = words.folded.len();
            words.folded.push_str(word);
            words.list.push(Word {
                folded: start..words.folded.len(),
                at,
            });
        });
        words
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns a word as it is compared.
    pub fn word(&self, index: usize) -> Option<&str> {
        self.folded.get(self.list.get(index)?.folded.clone())
    }

    /// Returns where a word stands in the text, in bytes.
    pub fn at(&self, index: usize) -> Option<Range<usize>> {
        Some(self.list.get(index)?.at.clone())
    }
}

/// Calls `say` with each word of a text, as it is compared, and the bytes it stands at.
pub fn each(text: &str, mut say: impl FnMut(&str, Range<usize>)) {
    let mut folded = String::new();
    let mut at = 0;
    while let Some((class, length)) = class_at(text, at) {
        let start = at;
        at += length;
        match class {
            Class::Letter => {
                let mut ascii = length == 1;
                while let Some((Class::Letter | Class::Mark, length)) = class_at(text, at) {
                    ascii &= length == 1;
                    at += length;
                }
                folded.clear();
                let word = text.get(start..at).unwrap_or_default();
                if ascii {
                    folded.push_str(word);
                    folded.make_ascii_lowercase();
                } else {
                    fold(word, &mut folded);
                }
            }
            Class::Single => {
                let end = at;
                while let Some((Class::Mark, length)) = class_at(text, at) {
                    at += length;
                }
                folded.clear();
                fold(text.get(start..end).unwrap_or_default(), &mut folded);
            }
            Class::Mark | Class::Break => continue,
        }
        if !folded.is_empty() {
            say(&folded, start..at);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Part of a word.
    Letter,
    /// A word of its own.
    Single,
    /// Belongs to what stands before it.
    Mark,
    Break,
}

/// Returns what stands at a byte, and its length.
fn class_at(text: &str, at: usize) -> Option<(Class, usize)> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() {
        let class = if byte.is_ascii_alphanumeric() {
            Class::Letter
        } else {
            Class::Break
        };
        return Some((class, 1));
    }
    let c = text.get(at..)?.chars().next()?;
    Some((class(c), c.len_utf8()))
}

fn class(c: char) -> Class {
    match c {
        '\u{ad}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0100}'..='\u{e01ef}' => Class::Mark,
        _ if is_combining_mark(c) => Class::Mark,
        '⋅' | '∙' | '∗' | '∣' | '∥' | '∶' | '∕' => Class::Break,
        '\u{2190}'..='\u{23ff}'
        | '\u{2600}'..='\u{27bf}'
        | '\u{27c0}'..='\u{27e5}'
        | '\u{27f0}'..='\u{27ff}'
        | '\u{2900}'..='\u{2982}'
        | '\u{2999}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}' => Class::Single,
        // No spaces between words: Chinese, Japanese; Thai, Lao, Burmese, Khmer.
        '\u{2e80}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}'
        | '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
            if c.is_alphanumeric() =>
        {
            Class::Single
        }
        _ if c.is_alphanumeric() => Class::Letter,
        _ => Class::Break,
    }
}

/// Appends a word as it is compared.
fn fold(word: &str, out: &mut String) {
    let bare = word
        .nfkd()
        .filter(|c| !is_accent(*c) && class(*c) != Class::Break);
    let joined = bare.nfc().filter(|c| !is_joiner(*c));
    // Upper and lower again: ß is ss and ς is σ, as full case folding has it.
    for c in joined.flat_map(char::to_uppercase).flat_map(char::to_lowercase) {
        if !is_accent(c) {
            out.push(if c == 'ς' { 'σ' } else { c });
        }
    }
}

/// A mark that only says how a letter of an alphabet is pronounced. Marks of other scripts are letters.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

fn is_joiner(c: char) -> bool {
    class(c) == Class::Mark && !is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let words = Words::of(text);
        (0..words.len())
            .filter_map(|index| words.word(index).map(str::to_owned))
            .collect()
    }

    #[test]
    fn a_word_is_compared_without_case_accents_and_width() {
        for (text, want) in [
            ("Cross-Entropy, naïve", &["cross", "entropy", "naive"] as &[_]),
            ("Straße ΣΊΣΥΦΟΣ ﬁne", &["strasse", "σισυφοσ", "fine"]),
            ("ＡＢＣ１ 𝑥² İstanbul", &["abc1", "x2", "istanbul"]),
            ("cafe\u{301} soft\u{ad}max", &["cafe", "softmax"]),
            (
                "交叉熵 loss が か\u{3099}",
                &["交", "叉", "熵", "loss", "が", "か"],
            ),
            (
                "👩\u{200d}🔬 ☕\u{fe0f} 👍🏽 ∂L/∂z ≥ 3",
                &["👩", "🔬", "☕", "👍", "∂", "l", "∂", "z", "≥", "3"],
            ),
            ("한국어 हिन्दी", &["한국어", "हिन्दी"]),
            ("x_t + log(p) — “q”", &["x", "t", "log", "p", "q"]),
            ("\u{301} ... !", &[]),
            ("", &[]),
        ] {
            assert_eq!(words(text), want, "{text}");
        }
    }

    #[test]
    fn composed_and_decomposed_are_one_word() {
        for (one, other) in [
            ("é", "e\u{301}"),
            ("한", "\u{1112}\u{1161}\u{11ab}"),
            ("Å", "A\u{30a}"),
        ] {
            assert_eq!(words(one), words(other), "{one}");
        }
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "Ein naïves 熵!";
        let words = Words::of(text);
        let at: Vec<&str> = (0..words.len())
            .map(|index| &text[words.at(index).unwrap()])
            .collect();
        assert_eq!(at, ["Ein", "naïves", "熵"]);
    }
}
