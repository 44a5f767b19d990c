//! Finds signs in an answer: the phrases by which an idea may be recognised. Signs pick follow-ups and
//! highlight evidence; they never score. A sign matches where its words stand in order, each as a
//! word's beginning, compared by NFKC and case folding; `…` lets up to five words between. Hyphens and
//! dashes only separate words; superscripts, `^2` and `_t` compare alike; a symbol such as ∂ or √ and
//! every Chinese or Japanese character is a word of its own.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Words that `…` lets stand between.
const GAP: usize = 5;

/// Returns the byte ranges of the answer that match any of the signs, merged and in order.
pub fn find(signs: &[String], answer: &str) -> Vec<Range<usize>> {
    Folded::new(answer).find(signs)
}

/// An answer prepared for many signs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Folded {
    words: Words,
}

impl Folded {
    pub fn new(answer: &str) -> Self {
        Self {
            words: Words::of(answer),
        }
    }

    /// Returns the number of words and symbols of the answer.
    pub fn words(&self) -> usize {
        self.words.list.len()
    }

    /// Returns the byte ranges of the answer that match any of the signs, merged and in order.
    pub fn find(&self, signs: &[String]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for sign in signs {
            self.find_one(&Sign::new(sign), |range| {
                found.push(range);
                Search::GoOn
            });
        }
        merge(found)
    }

    /// Returns whether any of the signs matches.
    pub fn has(&self, signs: &[String]) -> bool {
        signs.iter().any(|sign| {
            let mut hit = false;
            self.find_one(&Sign::new(sign), |_| {
                hit = true;
                Search::Stop
            });
            hit
        })
    }

    fn find_one(&self, sign: &Sign, mut report: impl FnMut(Range<usize>) -> Search) {
        // From the last word of the sign to the first: where the rest would end if this word of it stood
        // here. Linear in the answer for any number of gaps, so no sign can make the search explode.
        let mut rest: Vec<Option<usize>> = Vec::new();
        for index in (0..sign.words.list.len()).rev() {
            let last = index + 1 == sign.words.list.len();
            let reach = if sign.gaps.contains(&(index + 1)) { GAP } else { 0 };
            let ends: Vec<Option<usize>> = (0..self.words.list.len())
                .map(|at| match (self.fits(sign, index, at), last) {
                    (false, _) => None,
                    (true, true) => Some(at),
                    (true, false) => {
                        let until = (at + 2 + reach).min(rest.len());
                        rest.get(at + 1..until)?.iter().flatten().min().copied()
                    }
                })
                .collect();
            if ends.iter().all(Option::is_none) {
                return;
            }
            rest = ends;
        }
        for (start, end) in rest.into_iter().enumerate() {
            if let Some(end) = end
                && let (Some(first), Some(last)) = (self.words.list.get(start), self.words.list.get(end))
                && report(first.start..last.end) == Search::Stop
            {
                return;
            }
        }
    }

    fn fits(&self, sign: &Sign, index: usize, at: usize) -> bool {
        let (Some(want), Some(word)) = (sign.words.list.get(index), self.words.list.get(at)) else {
            return false;
        };
        if want.dashed && !word.dashed {
            return false;
        }
        let (want, word) = (sign.words.text(want), self.words.text(word));
        // One letter begins far too many words: `p` is p or pₖ, not "probability".
        let short = want.chars().nth(1).is_none();
        word.starts_with(want) && (!short || word.chars().nth(2).is_none())
    }
}

#[derive(PartialEq)]
enum Search {
    GoOn,
    Stop,
}

/// A sign as words; `gaps` are the words that `…` stands before.
struct Sign {
    words: Words,
    gaps: Vec<usize>,
}

impl Sign {
    fn new(sign: &str) -> Self {
        let mut words = Words::default();
        let mut gaps = Vec::new();
        for (index, part) in sign.replace("...", "…").split('…').enumerate() {
            if index > 0 && !words.list.is_empty() {
                gaps.push(words.list.len());
            }
            words.add(part);
        }
        // In a sign only a leading minus is meant; between words a dash merely separates.
        for word in words.list.iter_mut().skip(1) {
            word.dashed = false;
        }
        Self { words, gaps }
    }
}

/// Returns whether a sign has any word to match by.
pub fn has_words(sign: &str) -> bool {
    !Sign::new(sign).words.list.is_empty()
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Words {
    folded: String,
    list: Vec<Word>,
}

#[derive(Debug, Clone, PartialEq)]
struct Word {
    folded: Range<usize>,
    /// Bytes in the text it was found in.
    start: usize,
    end: usize,
    /// A hyphen, dash or minus stands between this word and the one before.
    dashed: bool,
}

/// A folded character and the bytes it came from.
#[derive(Debug, Clone, Copy)]
struct Folding {
    c: char,
    class: Class,
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Class {
    /// Part of a word.
    Letter,
    /// A word of its own.
    Symbol,
    Dash,
    /// Neither breaks nor makes a word.
    Nothing,
    Break,
}

impl Words {
    fn of(text: &str) -> Self {
        let mut words = Self::default();
        words.add(text);
        words
    }

    fn text(&self, word: &Word) -> &str {
        self.folded.get(word.folded.clone()).unwrap_or_default()
    }

    fn add(&mut self, text: &str) {
        let chars = fold(text);
        let mut open = false;
        let mut dashed = false;
        let mut at = 0;
        while let Some(&folding) = chars.get(at) {
            at += 1;
            match folding.class {
                Class::Letter if open => self.extend(folding),
                Class::Letter => {
                    self.push(folding, dashed);
                    (open, dashed) = (true, false);
                }
                Class::Symbol => {
                    self.push(folding, dashed);
                    (open, dashed) = (false, false);
                }
                Class::Dash => (open, dashed) = (false, true),
                Class::Nothing => {}
                Class::Break => match joined(&chars, at - 1) {
                    Some(next) if open => at = next,
                    _ => open = false,
                },
            }
        }
    }

    fn push(&mut self, folding: Folding, dashed: bool) {
        let from = self.folded.len();
        self.folded.push(folding.c);
        self.list.push(Word {
            folded: from..self.folded.len(),
            start: folding.start,
            end: folding.end,
            dashed,
        });
    }

    fn extend(&mut self, folding: Folding) {
        self.folded.push(folding.c);
        if let Some(word) = self.list.last_mut() {
            word.folded.end = self.folded.len();
            word.end = folding.end;
        }
    }
}

/// `x^2`, `x^{2}` and `x_t` read as x² and xₜ: returns where to go on if the mark at `at` joins.
fn joined(chars: &[Folding], at: usize) -> Option<usize> {
    let is_letter = |at: usize| chars.get(at).is_some_and(|f| f.class == Class::Letter);
    let mark = chars.get(at)?.c;
    let braced = chars.get(at + 1).is_some_and(|f| f.c == '{');
    let next = at + 1 + usize::from(braced);
    // A longer run after `_` is an identifier, such as log_softmax: two words.
    let joins = match mark {
        '^' => is_letter(next),
        '_' => is_letter(next) && !is_letter(next + 1),
        _ => false,
    };
    joins.then_some(next)
}

/// Returns the text by NFKC and case folding, each character with where it stood.
fn fold(text: &str) -> Vec<Folding> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < text.len() {
        // Two ASCII characters in a row are never one grapheme but for CR LF, which are both breaks.
        let next_is_ascii = bytes.get(at + 1).is_none_or(u8::is_ascii);
        if bytes[at].is_ascii() && next_is_ascii {
            let (c, length) = ascii(bytes, at);
            out.push(Folding {
                c,
                class: classify(c),
                start: at,
                end: at + length,
            });
            at += length;
            continue;
        }
        let Some(grapheme) = text.get(at..).and_then(|rest| rest.graphemes(true).next()) else {
            break;
        };
        let end = at + grapheme.len();
        let big = is_big_operator(text, at, end, grapheme);
        for c in grapheme
            .nfkc()
            .flat_map(char::to_uppercase)
            .flat_map(char::to_lowercase)
        {
            // Upper and lower again: ß is ss and ς is σ, as full case folding has it.
            let class = if big { Class::Symbol } else { classify(c) };
            let c = if c == 'ς' { 'σ' } else { c };
            out.push(Folding {
                c,
                class,
                start: at,
                end,
            });
        }
        at = end;
    }
    out
}

/// An ASCII character in lower case, or the symbol that two of them are typed for, with its bytes.
fn ascii(bytes: &[u8], at: usize) -> (char, usize) {
    match (bytes[at], bytes.get(at + 1)) {
        (b'>', Some(b'=')) => ('≥', 2),
        (b'<', Some(b'=')) => ('≤', 2),
        (b'-', Some(b'>')) => ('→', 2),
        (b'!', Some(b'=')) => ('≠', 2),
        (byte, _) => (char::from(byte.to_ascii_lowercase()), 1),
    }
}

/// Σ and Π outside a Greek word stand for a sum and a product, as ∑ and ∏ do.
fn is_big_operator(text: &str, start: usize, end: usize, grapheme: &str) -> bool {
    let greek = |c: char| matches!(c, '\u{370}'..='\u{3ff}');
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let after = text.get(end..).and_then(|text| text.chars().next());
    matches!(grapheme, "Σ" | "Π") && !before.is_some_and(greek) && !after.is_some_and(greek)
}

fn classify(c: char) -> Class {
    match c {
        '-' | '\u{2010}'..='\u{2015}' | '−' => Class::Dash,
        '<' | '>' => Class::Symbol,
        _ if c.is_ascii_alphanumeric() => Class::Letter,
        _ if c.is_ascii() => Class::Break,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => {
            Class::Nothing
        }
        '⋅' | '∙' | '∗' | '∣' | '∥' | '∶' | '∕' => Class::Break,
        '\u{2190}'..='\u{22ff}' | '\u{27c0}'..='\u{27ff}' | '\u{2900}'..='\u{2aff}' => Class::Symbol,
        // No spaces between words: each character counts as one.
        '\u{2e80}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
            if c.is_alphanumeric() =>
        {
            Class::Symbol
        }
        _ if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => Class::Letter,
        _ => Class::Break,
    }
}

fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(sign: &str, answer: &str) -> Vec<String> {
        find(&[sign.to_owned()], answer)
            .into_iter()
            .map(|range| answer[range].to_owned())
            .collect()
    }

    #[test]
    fn a_sign_matches_by_the_beginnings_of_its_words() {
        let cases: &[(&str, &str, &[&str])] = &[
            (
                "maximum likelihood",
                "By Maximum Likelihood we …",
                &["Maximum Likelihood"],
            ),
            (
                "calibrat",
                "it is calibrated; calibration helps",
                &["calibrated", "calibration"],
            ),
            ("likelihood", "the log-likelihood", &["likelihood"]),
            ("likelihood", "unlikelihood", &[]),
            ("bayes rule", "Bayes' rule", &["Bayes' rule"]),
            ("rule bayes", "Bayes' rule", &[]),
            ("log sum exp", "log-sum-exp", &["log-sum-exp"]),
            ("log-sum-exp", "the log sum exp trick", &["log sum exp"]),
            ("log‑softmax", "log_softmax(x)", &["log_softmax"]),
            ("O(n²)", "it is O(n^2) here", &["O(n^2"]),
            ("n^{2}", "n² steps", &["n²"]),
            ("p_theta", "p_theta", &["p_theta"]),
            ("xₜ", "x_t and x_{t} and xₜ", &["x_t", "x_{t", "xₜ"]),
            ("∂L/∂z", "so ∂L / ∂z = p − y", &["∂L / ∂z"]),
            ("p − y", "p-y, p - y, p–y", &["p-y", "p - y", "p–y"]),
            ("−log p", "= -log p, is − log p", &["log p", "log p"]),
            ("−log p", "we take log p", &[]),
            ("√d", "divide by √d_k or √ d", &["√d_k", "√ d"]),
            ("1/√d", "scale 1/√dₖ", &["1/√dₖ"]),
            ("Σ p log p", "∑ p log p", &[]),
            ("Σ p log p", "Σp log p", &["Σp log p"]),
            ("KL ≥ 0", "since KL >= 0", &["KL >= 0"]),
            ("a → b", "a -> b", &["a -> b"]),
            ("μ", "µ", &["µ"]),
            ("straße", "STRASSE", &["STRASSE"]),
            ("ΛΌΓΟΣ", "λόγος", &["λόγος"]),
            ("ﬁlter", "filters", &["filters"]),
            ("𝔼[x]", "E[x]", &["E[x"]),
            ("naïve", "nai\u{308}ve bayes", &["nai\u{308}ve"]),
            ("最大似然", "用最大似然估计", &["最大似然"]),
            ("가능도", "가능도를 최대화", &["가능도를"]),
            ("p", "probability of p", &["p"]),
            (
                "gradient … vanish",
                "the gradient will then quickly vanish",
                &["gradient will then quickly vanish"],
            ),
            ("gradient … vanish", "gradient vanishes", &["gradient vanishes"]),
            ("a1 … b1", "a1 1 2 3 4 5 b1", &["a1 1 2 3 4 5 b1"]),
            ("a1 … b1", "a1 1 2 3 4 5 6 b1", &[]),
            ("a1 ... b1", "a1 x b1", &["a1 x b1"]),
            ("aa … bb cc", "aa bb x bb cc", &["aa bb x bb cc"]),
            ("… aa", "x aa", &["aa"]),
            ("++", "a ++ b", &[]),
            ("", "anything", &[]),
            ("zero\u{200b}width", "zerowidth", &["zerowidth"]),
        ];
        for (sign, answer, want) in cases {
            assert_eq!(found(sign, answer), *want, "{sign:?} in {answer:?}");
        }
    }

    #[test]
    fn ranges_of_several_signs_are_merged_and_ordered() {
        let signs = [
            "cross entropy".to_owned(),
            "entropy loss".to_owned(),
            "nll".to_owned(),
        ];
        assert_eq!(find(&signs, "NLL is cross entropy loss"), [0..3, 7..25]);
    }

    #[test]
    fn has_agrees_with_find() {
        let folded = Folded::new("negative log likelihood");
        assert!(folded.has(&["nll".into(), "log … likelihood".into()]));
        assert!(!folded.has(&["likelihood log".into()]));
    }

    #[test]
    fn a_sign_of_many_gaps_takes_no_time() {
        let sign = "a … ".repeat(40) + "b";
        assert_eq!(found(&sign, &"a ".repeat(5_000)), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn every_range_lies_on_the_text(sign in "\\PC{0,12}", answer in "[-−a-cA-C ²^_{}∂Σσßé漢\u{301}\u{200d}…<>=]{0,40}|\\PC{0,40}") {
            let ranges = find(&[sign], &answer);
            let mut last = 0;
            for range in ranges {
                prop_assert!(answer.get(range.clone()).is_some());
                prop_assert!(range.start >= last && range.end > range.start);
                last = range.end;
            }
        }

        #[test]
        fn a_sentence_of_words_is_found_in_itself(words in prop::collection::vec("[a-z]{3,8}", 1..6)) {
            let sign = words.join(" ");
            let answer = format!("so: {}.", words.join("-").to_uppercase());
            prop_assert!(!find(&[sign], &answer).is_empty());
        }
    }
}
