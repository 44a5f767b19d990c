//! Changes to a bank file, as data, and what they make of its text: everything that is not changed keeps
//! its bytes, with its spacing, order, unknown fields, byte order mark and line ends. Pure: who may change
//! which file, versions and conflicts are in `storage::banks::edit`.

mod lines;
mod merge;
mod own;
mod saved;
mod splice;

use std::sync::Arc;

use serde_json::Value as Json;

use super::{FORMAT, Question};
use crate::domain::catalog::Tables;
use crate::domain::check::{self, Problem};
use splice::Sheet;

pub use lines::{Outdented, outdented};
pub use own::{Original, bank_text, from_mark, mark, new_bank, original, own_bank};
pub use saved::{DRAFT_FORMAT, Draft, SaveProblem, Saved, Version};

/// One step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Index(usize),
}

impl From<&str> for Step {
    fn from(name: &str) -> Self {
        Self::Key(name.to_owned())
    }
}

impl From<usize> for Step {
    fn from(at: usize) -> Self {
        Self::Index(at)
    }
}

/// One change below a bank or a question. `at` leads there from the bank or the question.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Puts a value into a field, which is made where it is not there, or in an entry's place.
    Set { at: Vec<Step>, value: Json },
    /// Takes a field away; one that is not there is no error.
    Unset { at: Vec<Step> },
    /// Puts one more entry into a list, which is made where it is not there.
    Insert {
        at: Vec<Step>,
        index: usize,
        value: Json,
    },
    /// Takes an entry out of a list.
    Remove { at: Vec<Step>, index: usize },
    /// Moves an entry of a list to where it stands afterwards.
    Move { at: Vec<Step>, from: usize, to: usize },
}

/// One change of a bank file.
#[derive(Debug, Clone, PartialEq)]
pub enum BankEdit {
    /// Changes what the bank says of itself.
    Bank(Change),
    /// Changes one question.
    Question {
        id: String,
        change: Change,
    },
    /// Makes a question equal to this one; only what differs is touched and unknown fields stay.
    Become {
        id: String,
        question: Box<Question>,
    },
    /// Puts this JSON text in a question's place, as it is written, with the line ends of the bank.
    Text {
        id: String,
        text: String,
    },
    /// Puts back what stood in a question's place, to the byte: a bank may have line ends of both kinds.
    Back {
        id: String,
        text: String,
    },
    /// Puts one more question into the bank, at the end where no place is named.
    Add {
        question: Json,
        at: Option<usize>,
    },
    /// The same, from the text of one that was deleted, to the byte.
    AddText {
        text: String,
        at: Option<usize>,
    },
    Delete {
        id: String,
    },
    /// Moves a question to where it stands afterwards.
    Move {
        id: String,
        to: usize,
    },
    /// Puts a copy under another id behind a question.
    Duplicate {
        id: String,
        new_id: String,
    },
    /// Puts a code file of a question back that was taken away with it. The bank's text stays.
    Code {
        id: String,
        file: String,
        text: String,
    },
}

impl BankEdit {
    /// Returns the id of the question it is about; `None`: the bank itself, or a question yet to come.
    pub fn question(&self) -> Option<&str> {
        match self {
            Self::Question { id, .. }
            | Self::Become { id, .. }
            | Self::Text { id, .. }
            | Self::Back { id, .. }
            | Self::Delete { id }
            | Self::Move { id, .. }
            | Self::Duplicate { id, .. }
            | Self::Code { id, .. } => Some(id),
            Self::Bank(_) | Self::Add { .. } | Self::AddText { .. } => None,
        }
    }
}

/// Why a change cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("The bank cannot be read, so it is not changed: {0}")]
    Unreadable(String),
    #[error("The bank has a format newer than {FORMAT}; update hotseat to change it.")]
    Newer,
    #[error("The bank has no question `{0}`.")]
    NoQuestion(String),
    #[error("The bank has a question `{0}` already. Give this one another id.")]
    IdTaken(String),
    #[error("The id of a question stays: its history hangs on it. Duplicate `{0}` to have another one.")]
    IdChanged(String),
    #[error("There is no `{0}` to change.")]
    NoPlace(String),
    #[error("`{0}` is given twice. Mend that in an editor first.")]
    Twice(String),
    #[error("This is not the JSON of a question: {0}")]
    NotAQuestion(String),
}

/// What a change makes of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    pub text: String,
    /// What takes it back, to be done in this order.
    pub undo: Vec<BankEdit>,
}

/// A bank's text as somebody saw it: what a change was meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankText {
    pub bank: String,
    pub text: Arc<str>,
    pub home: TextHome,
}

/// Where a bank's text came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextHome {
    BuiltIn,
    /// The person's own file.
    Own,
}

/// Makes changes one after the other.
pub fn apply_all(text: &str, edits: &[BankEdit]) -> Result<Edited, EditError> {
    let mut edited = Edited {
        text: text.to_owned(),
        undo: Vec::new(),
    };
    for edit in edits {
        let next = apply(&edited.text, edit)?;
        edited.text = next.text;
        edited.undo.splice(0..0, next.undo);
    }
    Ok(edited)
}

/// Makes one change.
pub fn apply(text: &str, edit: &BankEdit) -> Result<Edited, EditError> {
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = &text[..text.len() - json.len()];
    let sheet = Sheet::whole(json)?;
    let questions = sheet.questions()?;
    let place = |id: &str| {
        questions
            .iter()
            .position(|question| question.id.as_deref() == Some(id))
            .ok_or_else(|| EditError::NoQuestion(id.to_owned()))
    };
    let free = |id: &str| match place(id) {
        Ok(_) => Err(EditError::IdTaken(id.to_owned())),
        Err(_) => Ok(()),
    };
    let raw = |at: usize| {
        questions
            .get(at)
            .and_then(|question| json.get(question.span.clone()))
            .unwrap_or_default()
            .to_owned()
    };
    let list = [Step::from("questions")];
    let mut undo = Vec::new();
    let after = match edit {
        BankEdit::Bank(change) => {
            undo.push(BankEdit::Bank(sheet.before(change)?));
            sheet.change(change)?
        }
        BankEdit::Question { id, change } => {
            let at = place(id)?;
            undo.push(BankEdit::Back {
                id: id.clone(),
                text: raw(at),
            });
            let after = sheet.change(&change.below(at))?;
            same_id(&after, at, id)?;
            after
        }
        BankEdit::Become { id, question } => {
            let at = place(id)?;
            undo.push(BankEdit::Back {
                id: id.clone(),
                text: raw(at),
            });
            let after = merge::merged(&sheet, &questions[at], question)?;
            same_id(&after, at, id)?;
            after
        }
        BankEdit::Text { id, text } | BankEdit::Back { id, text } => {
            let at = place(id)?;
            let text = question_text_of(text)?;
            let text = match edit {
                BankEdit::Back { .. } => text.to_owned(),
                _ => sheet.line_ends(text),
            };
            undo.push(BankEdit::Back {
                id: id.clone(),
                text: raw(at),
            });
            let after = sheet.replaced(questions[at].span.clone(), &text);
            same_id(&after, at, id)?;
            after
        }
        BankEdit::Add { question, at } => {
            let id = id_of(question)?;
            free(&id)?;
            undo.push(BankEdit::Delete { id });
            let at = at.unwrap_or(questions.len()).min(questions.len());
            sheet.insert(&list, at, question)?
        }
        BankEdit::AddText { text, at } => {
            let text = question_text_of(text)?;
            let id = id_of(&serde_json::from_str(text).unwrap_or_default())?;
            free(&id)?;
            undo.push(BankEdit::Delete { id });
            let at = at.unwrap_or(questions.len()).min(questions.len());
            sheet.insert_text(&list, at, text)?
        }
        BankEdit::Delete { id } => {
            let at = place(id)?;
            undo.push(BankEdit::AddText {
                text: raw(at),
                at: Some(at),
            });
            sheet.remove(&list, at)?
        }
        BankEdit::Move { id, to } => {
            let at = place(id)?;
            let to = (*to).min(questions.len() - 1);
            undo.push(BankEdit::Move {
                id: id.clone(),
                to: at,
            });
            sheet.shift(&list, at, to)?
        }
        // Its file is written by whoever writes the bank.
        BankEdit::Code { .. } => json.to_owned(),
        BankEdit::Duplicate { id, new_id } => {
            let at = place(id)?;
            free(new_id)?;
            let copied = sheet.insert_text(&list, at + 1, &raw(at))?;
            let change = Change::Set {
                at: vec!["id".into()],
                value: new_id.clone().into(),
            };
            undo.push(BankEdit::Delete { id: new_id.clone() });
            let copied = Sheet::whole(&copied)?.change(&change.below(at + 1))?;
            // Where a copy came from is no longer where it came from.
            let unset = Change::Unset {
                at: vec![own::MARK.into()],
            };
            Sheet::whole(&copied)?.change(&unset.below(at + 1))?
        }
    };
    Ok(Edited {
        text: format!("{mark}{after}"),
        undo,
    })
}

fn same_id(text: &str, at: usize, id: &str) -> Result<(), EditError> {
    let same = Sheet::whole(text)?
        .questions()?
        .get(at)
        .is_some_and(|question| question.id.as_deref() == Some(id));
    if same {
        Ok(())
    } else {
        Err(EditError::IdChanged(id.to_owned()))
    }
}

fn id_of(question: &Json) -> Result<String, EditError> {
    question
        .get("id")
        .and_then(Json::as_str)
        .map(str::to_owned)
        .ok_or_else(|| EditError::NotAQuestion("it has no `id`.".to_owned()))
}

/// Returns a text that is one JSON object, without what stands around it.
fn question_text_of(text: &str) -> Result<&str, EditError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
    let sheet = Sheet::whole(text).map_err(|error| match error {
        EditError::Unreadable(why) => EditError::NotAQuestion(why),
        other => other,
    })?;
    if sheet.is_object() {
        Ok(text)
    } else {
        Err(EditError::NotAQuestion("it is no object.".to_owned()))
    }
}

/// Returns the ids of a bank's questions in order; those that have none are left out.
pub fn question_ids(text: &str) -> Result<Vec<String>, EditError> {
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    let questions = Sheet::whole(json)?.questions()?;
    Ok(questions.into_iter().filter_map(|question| question.id).collect())
}

/// Returns the id a bank gives itself.
pub fn bank_id(text: &str) -> Option<String> {
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    Sheet::whole(json).ok()?.text_of("id")
}

/// Returns a question's own text in a bank's, byte for byte.
pub fn question_text(text: &str, id: &str) -> Option<String> {
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    let questions = Sheet::whole(json).ok()?.questions().ok()?;
    let question = questions
        .into_iter()
        .find(|question| question.id.as_deref() == Some(id))?;
    json.get(question.span).map(str::to_owned)
}

/// Returns an id that none of these is, made from the wanted one.
pub fn free_id<'a>(wanted: &str, taken: impl Iterator<Item = &'a str>) -> String {
    let taken: std::collections::HashSet<&str> = taken.collect();
    if !taken.contains(wanted) {
        return wanted.to_owned();
    }
    (2..=taken.len() + 2)
        .map(|number| {
            let ending = format!("-{number}");
            let most = check::limits::ID - ending.len();
            let cut: String = wanted.chars().take(most).collect();
            format!("{}{ending}", cut.trim_end_matches('-'))
        })
        .find(|id| !taken.contains(id.as_str()))
        .unwrap_or_default()
}

/// Returns an id made of a text's words, at most so long; `fallback` where it has none that an id can have.
pub fn id_from(text: &str, fallback: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let mut id = String::new();
    for word in text
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .collect::<String>()
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let longer = id.len() + word.len() + usize::from(!id.is_empty());
        if longer > MADE_ID {
            if id.is_empty() {
                id.extend(word.chars().take(MADE_ID));
            }
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(word);
    }
    if id.is_empty() { fallback.to_owned() } else { id }
}

/// Characters of an id that is made from a text: short enough to be typed.
const MADE_ID: usize = 40;

/// Returns the changes that make the ids which are missing in a bank, of criteria, follow-ups and pitfalls:
/// each from its own text, the same every time.
pub fn missing_ids(text: &str) -> Result<Vec<BankEdit>, EditError> {
    const LISTS: [(&str, &str, &str); 3] = [
        ("rubric", "criterion", "criterion"),
        ("follow_ups", "ask", "follow-up"),
        ("pitfalls", "wrong", "pitfall"),
    ];
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    let sheet = Sheet::whole(json)?;
    sheet.questions()?;
    let bank = sheet.value();
    let mut edits = Vec::new();
    for question in bank["questions"].as_array().into_iter().flatten() {
        let Some(of) = question["id"].as_str() else {
            continue;
        };
        for (list, words, fallback) in LISTS {
            let entries: &[Json] = question[list].as_array().map_or(&[], Vec::as_slice);
            let mut taken: Vec<String> = entries
                .iter()
                .filter_map(|entry| entry["id"].as_str().map(str::to_owned))
                .collect();
            for (index, entry) in entries.iter().enumerate() {
                if !entry.is_object() || entry.get("id").is_some_and(|id| !id.is_null()) {
                    continue;
                }
                let wanted = id_from(entry[words].as_str().unwrap_or_default(), fallback);
                let id = free_id(&wanted, taken.iter().map(String::as_str));
                edits.push(BankEdit::Question {
                    id: of.to_owned(),
                    change: Change::Set {
                        at: vec![list.into(), index.into(), "id".into()],
                        value: id.as_str().into(),
                    },
                });
                taken.push(id);
            }
        }
    }
    Ok(edits)
}

/// Refuses a changed text that breaks a rule which the text before did not break: what was wrong already
/// does not keep anybody from mending it bit by bit.
pub fn checked(before: &str, after: &str, tables: &Tables) -> Result<(), SaveProblem> {
    let checked = check::check(after.as_bytes(), tables);
    if checked.errors().next().is_none() {
        return Ok(());
    }
    let was = check::check(before.as_bytes(), tables);
    let mut known: Vec<(&str, &str, &str)> = was.errors().map(key).collect();
    let new: Vec<Problem> = checked
        .errors()
        .filter(|problem| {
            let same = known.iter().position(|known| *known == key(problem));
            same.map(|at| known.swap_remove(at)).is_none()
        })
        .cloned()
        .collect();
    if new.is_empty() && was.left_off >= checked.left_off {
        Ok(())
    } else {
        Err(SaveProblem::Refused(new))
    }
}

/// What makes two problems the same although the text moved.
fn key(problem: &Problem) -> (&str, &str, &str) {
    (
        problem.rule,
        problem.path.rsplit('.').next().unwrap_or_default(),
        problem.message.as_str(),
    )
}

impl Change {
    /// Returns the change as seen from the bank, of its question at this place.
    fn below(&self, question: usize) -> Self {
        let longer = |at: &[Step]| {
            let mut longer = vec!["questions".into(), question.into()];
            longer.extend_from_slice(at);
            longer
        };
        match self {
            Self::Set { at, value } => Self::Set {
                at: longer(at),
                value: value.clone(),
            },
            Self::Unset { at } => Self::Unset { at: longer(at) },
            Self::Insert { at, index, value } => Self::Insert {
                at: longer(at),
                index: *index,
                value: value.clone(),
            },
            Self::Remove { at, index } => Self::Remove {
                at: longer(at),
                index: *index,
            },
            Self::Move { at, from, to } => Self::Move {
                at: longer(at),
                from: *from,
                to: *to,
            },
        }
    }
}

#[cfg(test)]
mod tests;
