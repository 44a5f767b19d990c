//! What of a session is searched: which texts, and in what each of them stands.

use super::Searched;
use crate::domain::bank::{Question, QuestionName};
use crate::domain::plain;
use crate::domain::session::{Attempt, Session};

/// What is matched as a whole: an attempt, or what belongs to the session itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Index of the attempt in its session; `None`: the session's own texts.
    pub attempt: Option<usize>,
    /// The question's name; empty where it is none.
    pub question: String,
    /// None of them is empty.
    pub texts: Vec<Text>,
}

/// One text of a document, safe for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub place: Place,
    pub text: String,
}

/// What a text is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A field of the answer, by its name.
    Answer(String),
    /// A note, on an attempt or on the session.
    Note,
    /// Why a question is disputed.
    Dispute,
    Prompt,
    Topic,
    /// The question's name.
    Question,
    /// The session's title.
    Title,
}

impl Place {
    /// Returns whether the person wrote it, and was not asked it.
    pub fn written(&self) -> bool {
        matches!(self, Self::Answer(_) | Self::Note | Self::Dispute)
    }

    /// Returns its name for people and files: `answer`, `situation`, `follow-up replace`, `note`.
    pub fn label(&self) -> String {
        match self {
            Self::Answer(field) if field == "main" => "answer".to_owned(),
            Self::Answer(field) => match field.strip_prefix("follow_up.") {
                Some(id) => format!("follow-up {id}"),
                None => field.clone(),
            },
            Self::Note => "note".to_owned(),
            Self::Dispute => "dispute".to_owned(),
            Self::Prompt => "prompt".to_owned(),
            Self::Topic => "topic".to_owned(),
            Self::Question => "question".to_owned(),
            Self::Title => "title".to_owned(),
        }
    }
}

/// What of a question is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    pub prompt: &'a str,
    pub topic: &'a str,
}

impl<'a> Asked<'a> {
    pub fn of(question: &'a Question) -> Self {
        Self {
            prompt: &question.prompt,
            topic: &question.topic,
        }
    }
}

/// Returns a session as it is searched; `question` gives what was asked, if it can be read. A field in which
/// only what was given stands is no answer and is left out.
pub fn documents<'a>(
    folder: &str,
    session: &Session,
    question: impl Fn(&QuestionName) -> Option<Asked<'a>>,
) -> Searched {
    let mut all = Vec::with_capacity(session.attempts.len() + 1);
    let mut own = Document::default();
    let title = session.started.as_ref().map_or("", |started| &started.title);
    own.add(Place::Title, title);
    own.add(Place::Note, &session.note);
    all.push(own);
    for (index, attempt) in session.attempts.iter().enumerate() {
        all.push(of_attempt(index, attempt, question(&attempt.question)));
    }
    all.retain(|document| !document.texts.is_empty());
    Searched {
        folder: folder.to_owned(),
        began_at: session
            .began_at
            .as_ref()
            .map_or(0, |at| at.timestamp().as_millisecond()),
        documents: all,
    }
}

fn of_attempt(index: usize, attempt: &Attempt, question: Option<Asked>) -> Document {
    let name = attempt.question.to_string();
    let mut document = Document {
        attempt: Some(index),
        question: plain::clean_line(&name).into_owned(),
        texts: Vec::new(),
    };
    for field in attempt.fields.iter().filter(|field| field.answered()) {
        document.add(Place::Answer(field.name.clone()), &field.text);
    }
    document.add(Place::Note, &attempt.note);
    document.add(Place::Dispute, attempt.disputed.as_deref().unwrap_or_default());
    if let Some(question) = question {
        document.add(Place::Prompt, question.prompt);
        document.add(Place::Topic, question.topic);
    }
    document.add(Place::Question, &name);
    document
}

impl Document {
    fn add(&mut self, place: Place, text: &str) {
        let text = plain::clean(text);
        if !text.trim().is_empty() {
            self.texts.push(Text {
                place,
                text: text.into_owned(),
            });
        }
    }
}
