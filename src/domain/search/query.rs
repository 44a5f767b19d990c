//! What is searched for, and where a document matches it.

use std::ops::Range;

use super::document::Document;
use super::words::Words;

/// More terms than this are not looked at: nobody typed them.
const MOST_TERMS: usize = 32;
/// Nor are more words of one term.
const MOST_WORDS: usize = 64;

/// What a person typed, as terms that must all be there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pub terms: Vec<Term>,
}

/// Words that must stand one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Term {
    /// As they are compared; at least one.
    pub words: Vec<String>,
    /// The last of them may go on: it is still being typed.
    pub open: bool,
}

/// Where a document matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Every term stands in what the person wrote.
    pub written: bool,
    /// Index of the text in which most terms stand.
    pub shown: usize,
    /// The bytes of that text at which they stand, in order.
    pub ranges: Vec<Range<usize>>,
}

impl Query {
    /// Reads a query: words apart, each of which must be there; the last may be the beginning of a word.
    /// `"several words"` stand just so. What holds several words without a space between them, such as
    /// `cross-entropy` or `交叉熵`, stands just so as well.
    pub fn new(text: &str) -> Self {
        let mut terms = Vec::new();
        let mut quoted = false;
        let parts: Vec<&str> = text.split(['"', '“', '”', '„']).collect();
        for (index, part) in parts.iter().enumerate() {
            let last = index + 1 == parts.len();
            if quoted {
                terms.extend(Term::new(part, last));
            } else {
                let chunks: Vec<&str> = part.split_whitespace().collect();
                for (index, chunk) in chunks.iter().enumerate() {
                    terms.extend(Term::new(chunk, last && index + 1 == chunks.len()));
                }
            }
            quoted = !quoted;
        }
        terms.truncate(MOST_TERMS);
        Self { terms }
    }

    /// Returns whether there is nothing to search for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Returns where a document matches, if every term stands in it.
    pub fn matches(&self, document: &Document) -> Option<Match> {
        if self.is_empty() {
            return None;
        }
        let mut seen = vec![Seen::Nowhere; self.terms.len()];
        let mut shown: Option<(usize, usize, Words)> = None;
        for (index, text) in document.texts.iter().enumerate() {
            let words = Words::of(&text.text);
            let mut here = 0;
            for (term, seen) in self.terms.iter().zip(&mut seen) {
                if term.find(&words).next().is_some() {
                    here += 1;
                    *seen = if text.place.written() {
                        Seen::Written
                    } else {
                        (*seen).max(Seen::Asked)
                    };
                }
            }
            // The first of equals: texts stand in the order in which they are shown.
            if here > 0 && shown.as_ref().is_none_or(|(most, ..)| here > *most) {
                shown = Some((here, index, words));
            }
            if here == self.terms.len() && text.place.written() {
                // Nothing better comes.
                break;
            }
        }
        let (_, shown, words) = shown.filter(|_| !seen.contains(&Seen::Nowhere))?;
        Some(Match {
            written: seen.iter().all(|seen| *seen == Seen::Written),
            shown,
            ranges: self.ranges(&words),
        })
    }

    /// Returns the bytes at which any term stands, in order, without overlaps.
    fn ranges(&self, words: &Words) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = self.terms.iter().flat_map(|term| term.find(words)).collect();
        ranges.sort_by_key(|range| (range.start, range.end));
        ranges.dedup_by(|next, kept| {
            let overlaps = next.start < kept.end;
            if overlaps {
                kept.end = kept.end.max(next.end);
            }
            overlaps
        });
        ranges
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    Nowhere,
    Asked,
    Written,
}

impl Term {
    fn new(text: &str, open: bool) -> Option<Self> {
        let read = Words::of(text);
        let words: Vec<String> = (0..read.len().min(MOST_WORDS))
            .filter_map(|index| read.word(index).map(str::to_owned))
            .collect();
        (!words.is_empty()).then_some(Self { words, open })
    }

    /// Returns whether a word at this place of the term fits.
    pub fn fits(&self, index: usize, word: &str) -> bool {
        self.words.get(index).is_some_and(|want| {
            if self.open && index + 1 == self.words.len() {
                word.starts_with(want.as_str())
            } else {
                word == want
            }
        })
    }

    /// Returns the bytes at which the term stands.
    fn find<'a>(&'a self, words: &'a Words) -> impl Iterator<Item = Range<usize>> + 'a {
        let places = (words.len() + 1).saturating_sub(self.words.len());
        (0..places).filter_map(move |start| {
            let fits = (0..self.words.len()).all(|index| {
                words
                    .word(start + index)
                    .is_some_and(|word| self.fits(index, word))
            });
            let end = words.at(start + self.words.len() - 1)?.end;
            fits.then_some(words.at(start)?.start..end)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::{Place, Text};
    use super::*;

    fn document(texts: &[(Place, &str)]) -> Document {
        Document {
            attempt: Some(0),
            question: "b/q".to_owned(),
            texts: texts
                .iter()
                .map(|(place, text)| Text {
                    place: place.clone(),
                    text: (*text).to_owned(),
                })
                .collect(),
        }
    }

    fn marked(query: &str, text: &str) -> Option<String> {
        let document = document(&[(Place::Answer("main".into()), text)]);
        let matched = Query::new(query).matches(&document)?;
        let mut out = String::new();
        let mut at = 0;
        for range in matched.ranges {
            out.push_str(&format!("{}[{}]", &text[at..range.start], &text[range.clone()]));
            at = range.end;
        }
        Some(out + &text[at..])
    }

    #[test]
    fn every_word_must_be_there_and_the_last_may_be_a_beginning() {
        for (query, text, want) in [
            (
                "loss",
                "The loss, a LOSS; losses",
                Some("The [loss], a [LOSS]; [losses]"),
            ),
            ("loss the", "the losses", None),
            ("the los", "The losses", Some("[The] [losses]")),
            ("loss gradient", "the loss", None),
            ("\"the loss\"", "loss the loss", Some("loss [the loss]")),
            ("\"the los\"", "the loss", None),
            ("\"the los", "the loss", Some("[the loss]")),
            ("“the loss” a", "the loss: a", Some("[the loss]: [a]")),
            (
                "cross-ent",
                "cross entropy, entropy",
                Some("[cross entropy], entropy"),
            ),
            ("cross-ent", "entropy cross", None),
            ("naive", "Naïve Bayes", Some("[Naïve] Bayes")),
            ("交叉", "用交叉熵", Some("用[交叉]熵")),
            ("熵交", "交叉熵", None),
            ("👍", "so 👍🏽 it is", Some("so [👍🏽] it is")),
            ("", "a", None),
            ("+ - \"\"", "a", None),
        ] {
            assert_eq!(marked(query, text).as_deref(), want, "{query} in {text}");
        }
    }

    #[test]
    fn words_may_stand_in_different_texts_of_a_document() {
        let both = document(&[
            (Place::Answer("main".into()), "softmax and softmax"),
            (Place::Note, "shift the softmax by its maximum"),
            (Place::Prompt, "What is a shift?"),
        ]);
        let matched = |query: &str| Query::new(query).matches(&both);
        let shown = matched("softmax").unwrap();
        assert_eq!((shown.written, shown.shown), (true, 0), "the first of equals");
        let shown = matched("softmax shift").unwrap();
        assert_eq!((shown.written, shown.shown), (true, 1), "where most stands");
        let shown = matched("softmax what").unwrap();
        assert_eq!((shown.written, shown.shown), (false, 0));
        assert_eq!(matched("\"softmax shift\""), None, "a phrase stands in one text");
        assert_eq!(matched("softmax absent"), None);
    }

    #[test]
    fn a_query_of_any_length_is_read() {
        let many = "a ".repeat(10_000);
        assert_eq!(Query::new(&many).terms.len(), MOST_TERMS);
        let long = "a-".repeat(10_000);
        assert_eq!(Query::new(&long).terms[0].words.len(), MOST_WORDS);
    }
}
