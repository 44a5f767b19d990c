//! A question that is read when it is first looked at: until then it is a piece of its bank's text. Home, a
//! draw and a list of thousands need only its [`Brief`](super::Brief).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use crate::domain::bank::{CodeText, Criterion, Difficulty, Question, RoundKind, Strict};

/// A question, read or still to be read. Whoever makes one of a text has read that text before, or it is
/// inside the binary and the tests have.
#[derive(Clone)]
pub struct Kept {
    read: OnceLock<Arc<Question>>,
    from: Option<Source>,
}

/// Where the question stands.
#[derive(Clone)]
struct Source {
    text: BankText,
    piece: Range<usize>,
    files: Files,
}

/// The text of a bank, shared by its questions.
#[derive(Clone)]
pub enum BankText {
    BuiltIn(&'static str),
    /// As it was read, so that it need not be copied.
    Own(Arc<String>),
    /// Not in memory, with the question's id.
    Elsewhere(Arc<dyn Texts>, Box<str>),
}

/// The text of a bank that is fetched a question at a time: of many large banks hardly any question is looked at.
pub trait Texts: fmt::Debug + Send + Sync {
    /// Returns the text of the question at this place or, where the bank is no longer as it was, of this id.
    fn question(&self, piece: &Range<usize>, id: &str) -> Option<String>;
    /// Tells two texts apart: the same for what is the same.
    fn version(&self) -> String;
}

/// The code files of a question by name.
#[derive(Clone, PartialEq)]
pub enum Files {
    BuiltIn(&'static [(&'static str, &'static str)]),
    Own(Arc<BTreeMap<String, CodeText>>),
}

impl Kept {
    /// A question that stands in this piece of its bank's text.
    pub fn at(text: BankText, piece: Range<usize>, files: Files) -> Self {
        let from = Some(Source { text, piece, files });
        Self {
            read: OnceLock::new(),
            from,
        }
    }

    /// Returns where it stands in its bank's text; `None`: it was not made of one.
    pub fn piece(&self) -> Option<Range<usize>> {
        self.from.as_ref().map(|source| source.piece.clone())
    }

    /// Returns whether it has been looked at.
    pub fn is_read(&self) -> bool {
        self.read.get().is_some()
    }
}

impl From<Question> for Kept {
    fn from(question: Question) -> Self {
        Self {
            read: OnceLock::from(Arc::new(question)),
            from: None,
        }
    }
}

impl Deref for Kept {
    type Target = Arc<Question>;

    fn deref(&self) -> &Arc<Question> {
        self.read.get_or_init(|| {
            let read = self.from.as_ref().and_then(Source::read);
            Arc::new(read.unwrap_or_else(unreadable))
        })
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        match (&self.from, &other.from) {
            (Some(a), Some(b)) if a.is(b) => true,
            _ => **self == **other,
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.read.get() {
            Some(question) => question.fmt(f),
            None => f.write_str("Question(not read)"),
        }
    }
}

impl Source {
    fn read(&self) -> Option<Question> {
        let piece: Cow<str> = match &self.text {
            BankText::BuiltIn(text) => text.get(self.piece.clone())?.into(),
            BankText::Own(text) => text.get(self.piece.clone())?.into(),
            BankText::Elsewhere(texts, id) => texts.question(&self.piece, id)?.into(),
        };
        let Strict(mut question) = serde_json::from_str::<Strict<Question>>(&piece).ok()?;
        if let Some(code) = &mut question.code {
            code.files = match &self.files {
                Files::BuiltIn(files) => files
                    .iter()
                    .map(|(name, text)| ((*name).to_owned(), Cow::Borrowed(*text)))
                    .collect(),
                Files::Own(files) => (**files).clone(),
            };
        }
        Some(question)
    }

    /// Whether it is the same piece of the same text, without reading either.
    fn is(&self, other: &Self) -> bool {
        let same = match (&self.text, &other.text) {
            (BankText::BuiltIn(a), BankText::BuiltIn(b)) => std::ptr::eq(*a, *b),
            (BankText::Own(a), BankText::Own(b)) => Arc::ptr_eq(a, b),
            (BankText::Elsewhere(a, _), BankText::Elsewhere(b, _)) => {
                Arc::ptr_eq(a, b) || a.version() == b.version()
            }
            _ => false,
        };
        same && self.piece == other.piece && self.files == other.files
    }
}

/// What stands in for a question whose text cannot be read: texts are read before they come here, so that
/// nobody should ever see it.
fn unreadable() -> Question {
    Question {
        id: String::new(),
        round: RoundKind::MlTheory,
        topic: String::new(),
        tags: Vec::new(),
        difficulty: Difficulty::Medium,
        minutes: 1.0,
        prompt: "The text of this question could not be read again. `hotseat bank check` shows why."
            .to_owned(),
        clarifications: Vec::new(),
        estimate: None,
        hints: Vec::new(),
        rubric: Vec::<Criterion>::new(),
        follow_ups: Vec::new(),
        exemplars: Vec::new(),
        pitfalls: Vec::new(),
        resources: Vec::new(),
        competencies: Vec::new(),
        code: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BANK: &str = r#"{"questions": [{"id": "q", "round": "ml_theory", "topic": "t", "difficulty": "easy",
        "minutes": 5, "prompt": "Why?", "rubric": []}]}"#;

    fn kept(piece: Range<usize>) -> Kept {
        Kept::at(BankText::BuiltIn(BANK), piece, Files::BuiltIn(&[]))
    }

    #[test]
    fn it_is_read_when_it_is_looked_at_and_only_then() {
        let piece = BANK.find(r#"{"id""#).unwrap()..BANK.len() - 2;
        let (first, second) = (kept(piece.clone()), kept(piece));
        assert!(first == second && !first.is_read(), "compared without reading");
        assert_eq!(first.prompt, "Why?");
        assert!(first.is_read() && !second.is_read());
        assert!(
            Kept::from(Question::clone(&first)) == second,
            "compared by reading"
        );
    }

    #[test]
    fn a_piece_that_is_no_question_is_told_in_words() {
        for piece in [0..3, 5..9, 3..4_000] {
            assert!(kept(piece).prompt.contains("could not be read"));
        }
    }
}
