//! All banks together: the built-in ones, the person's own beside them, and the shared tables they
//! refer to. A question of the same bank and id in an own bank takes the built-in one's place, where
//! it stood. The order is that of bank ids and, within a bank, of its file: the draw relies on it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::domain::bank::{Bank, Criterion, Question, QuestionName, Resource, ResourceRef, RoundKind};
use crate::domain::check::nearest;
use brief::Text;

pub use brief::{Brief, BriefFollowUp, BriefIdea};
pub use kept::{BankText, Files, Kept, Texts};

pub mod brief;
mod kept;

/// Whose question it is, or whose loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    #[default]
    BuiltIn,
    /// The person's own.
    Own,
    /// The person's own, in place of a built-in one.
    Changed,
}

/// A question as it stands in the catalog.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub name: QuestionName,
    pub bank_title: Arc<str>,
    pub license: Option<Arc<str>>,
    pub origin: Origin,
    /// What every list, draw and schedule needs; does not read the question.
    pub brief: Cow<'static, Brief>,
    /// All of it, read when it is first looked at.
    pub question: Kept,
    /// The built-in question whose place it takes; hardly any entry has one.
    pub original: Option<Box<Kept>>,
}

/// A bank as the catalog takes it: its questions in brief, each with where it is read.
#[derive(Debug, Clone)]
pub struct Shelf {
    pub id: String,
    pub title: Text,
    pub license: Option<Text>,
    pub questions: Vec<Shelved>,
}

/// A question of a [`Shelf`].
#[derive(Debug, Clone)]
pub struct Shelved {
    pub id: String,
    pub brief: Cow<'static, Brief>,
    pub question: Kept,
}

impl From<Bank> for Shelf {
    fn from(bank: Bank) -> Self {
        let shelved = |question: Question| Shelved {
            id: question.id.clone(),
            brief: Cow::Owned(Brief::of(&question)),
            question: question.into(),
        };
        Self {
            id: bank.id,
            title: Cow::Owned(bank.title),
            license: bank.license.map(Cow::Owned),
            questions: bank.questions.into_iter().map(shelved).collect(),
        }
    }
}

/// A scale shared by the rubrics of many questions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Axis {
    pub title: String,
    /// Five anchored descriptions, 0 to 4.
    pub levels: [String; 5],
}

/// What questions refer to by id: `assets/resources.json` and `assets/axes.json`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tables {
    pub resources: BTreeMap<String, Resource>,
    pub axes: BTreeMap<String, Axis>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    pub banks: usize,
    pub questions: usize,
    /// In the order of [`RoundKind::ALL`].
    pub by_round: [usize; 4],
    /// Minutes of all questions of a round, in the same order.
    pub minutes: [f64; 4],
}

/// A topic of a round, with how many questions it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub name: String,
    pub questions: usize,
}

/// A name that is no question's, or more than one's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unresolved {
    #[error("There is no question `{asked}`.{}", suggest(.near.as_ref()))]
    Unknown {
        asked: String,
        near: Option<QuestionName>,
    },
    #[error("`{asked}` names {} questions: {}. Say which with BANK/QUESTION.", .found.len(), list(.found))]
    Ambiguous { asked: String, found: Vec<QuestionName> },
}

fn suggest(near: Option<&QuestionName>) -> String {
    match near {
        Some(name) => format!(" Did you mean `{name}`? `hotseat bank show BANK` lists a bank's questions."),
        None => " `hotseat bank list` names the banks, `hotseat bank show BANK` its questions.".to_owned(),
    }
}

fn list(names: &[QuestionName]) -> String {
    names
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

/// All banks together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalog {
    /// By bank id, and within a bank as in its file.
    entries: Vec<Entry>,
    /// Their places; within each bank by question id.
    by_id: Vec<u32>,
    tables: Tables,
    counts: Counts,
}

impl Catalog {
    /// Joins built-in and own banks. Of two own questions of one name the first stands.
    pub fn new(built_in: Vec<Bank>, own: Vec<Bank>, tables: Tables) -> Self {
        let shelves = |banks: Vec<Bank>| banks.into_iter().map(Shelf::from).collect();
        Self::of(shelves(built_in), shelves(own), tables)
    }

    /// The same of shelves, whose questions need not have been read.
    pub fn of(built_in: Vec<Shelf>, own: Vec<Shelf>, tables: Tables) -> Self {
        let built_in = built_in.into_iter().map(|bank| (bank, Origin::BuiltIn));
        let own = own.into_iter().map(|bank| (bank, Origin::Own));
        let mut shelves: Vec<(Shelf, Origin)> = built_in.chain(own).collect();
        // Stable: a built-in bank stays before the person's own of the same id, and own ones as they came.
        shelves.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        // Entries are large: they are made where they stay.
        let mut entries = Vec::with_capacity(shelves.iter().map(|(bank, _)| bank.questions.len()).sum());
        let mut by_id: Vec<u32> = Vec::with_capacity(entries.capacity());
        let mut counts = Counts::default();
        let mut shelves = shelves.into_iter().peekable();
        while let Some((bank, origin)) = shelves.next() {
            let start = entries.len();
            let id = bank.id.clone();
            join(&mut entries, start, bank, origin);
            while let Some((bank, origin)) = shelves.next_if(|(next, _)| next.id == id) {
                join(&mut entries, start, bank, origin);
            }
            counts.banks += 1;
            by_id.extend((start..entries.len()).filter_map(|at| u32::try_from(at).ok()));
            let of_bank = by_id.get_mut(start..).unwrap_or_default();
            of_bank.sort_by(|a, b| question_id(&entries, *a).cmp(question_id(&entries, *b)));
        }
        for entry in &entries {
            counts.add(entry.brief.round, entry.brief.minutes);
        }
        Self {
            entries,
            by_id,
            tables,
            counts,
        }
    }

    /// Returns the question of exactly this name.
    pub fn get(&self, name: &QuestionName) -> Option<&Entry> {
        let bank = self.bank(&name.bank);
        let places = self.by_id.get(bank)?;
        let at = places
            .binary_search_by(|at| question_id(&self.entries, *at).cmp(&name.question))
            .ok()?;
        self.entries.get(*places.get(at)? as usize)
    }

    /// Returns where the questions of a bank stand among all; empty where there is no such bank.
    fn bank(&self, id: &str) -> Range<usize> {
        let before = |entry: &Entry| entry.name.bank.as_str() < id;
        let not_after = |entry: &Entry| entry.name.bank.as_str() <= id;
        self.entries.partition_point(before)..self.entries.partition_point(not_after)
    }

    /// Returns all questions, by bank id and then as in their file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the questions of a round, in the same order.
    pub fn of_round(&self, round: RoundKind) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.brief.round == round)
    }

    /// Returns the topics of a round by name, each with its number of questions.
    pub fn topics(&self, round: RoundKind) -> Vec<Topic> {
        let mut topics: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in self.of_round(round) {
            *topics.entry(&entry.brief.topic).or_default() += 1;
        }
        topics
            .into_iter()
            .map(|(name, questions)| Topic {
                name: name.to_owned(),
                questions,
            })
            .collect()
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Finds a question by `bank/question` or, where only one bank has it, by the question's id alone.
    pub fn resolve(&self, asked: &str) -> Result<&Entry, Unresolved> {
        if let Ok(name) = QuestionName::try_from(asked.to_owned()) {
            return self.get(&name).ok_or_else(|| self.unknown(asked));
        }
        let found: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| entry.name.question == asked)
            .collect();
        match found.as_slice() {
            [entry] => Ok(entry),
            [] => Err(self.unknown(asked)),
            _ => Err(Unresolved::Ambiguous {
                asked: asked.to_owned(),
                found: found.iter().map(|entry| entry.name.clone()).collect(),
            }),
        }
    }

    fn unknown(&self, asked: &str) -> Unresolved {
        let question = asked.rsplit('/').next().unwrap_or(asked);
        let near = nearest(
            question,
            self.entries.iter().map(|entry| entry.name.question.as_str()),
        )
        .and_then(|near| self.entries.iter().find(|entry| entry.name.question == near))
        .map(|entry| entry.name.clone());
        Unresolved::Unknown {
            asked: asked.to_owned(),
            near,
        }
    }

    /// Returns what a question's resource stands for; none where the id is unknown.
    pub fn resource<'a>(&'a self, reference: &'a ResourceRef) -> Option<&'a Resource> {
        self.tables.resource(reference)
    }

    /// Returns the five descriptions of a levels criterion, taking the axis' text where it has none.
    pub fn levels_of(&self, criterion: &Criterion) -> Option<[String; 5]> {
        self.tables.levels_of(criterion)
    }
}

impl Tables {
    /// Returns what a question's resource stands for; none where the id is unknown.
    pub fn resource<'a>(&'a self, reference: &'a ResourceRef) -> Option<&'a Resource> {
        match reference {
            ResourceRef::Id(id) => self.resources.get(id),
            ResourceRef::Own(resource) => Some(resource),
        }
    }

    /// Returns the five descriptions of a levels criterion, taking the axis' text where it has none.
    pub fn levels_of(&self, criterion: &Criterion) -> Option<[String; 5]> {
        let own = criterion.levels.as_ref()?;
        let shared = criterion.axis.as_ref().and_then(|axis| self.axes.get(axis));
        Some(std::array::from_fn(|level| {
            let own = own.get(level).and_then(Option::as_ref);
            let shared = shared.map(|axis| &axis.levels[level]);
            own.or(shared).cloned().unwrap_or_default()
        }))
    }
}

impl Counts {
    /// Counts one question in.
    pub fn add(&mut self, round: RoundKind, minutes: f64) {
        let at = round as usize;
        self.questions += 1;
        self.by_round[at] += 1;
        self.minutes[at] += minutes;
    }
}

/// Returns the id of the question at this place.
fn question_id(entries: &[Entry], at: u32) -> &str {
    entries
        .get(at as usize)
        .map_or("", |entry| entry.name.question.as_str())
}

/// Adds a bank to the questions of its id that are there already, from `start` on.
fn join(entries: &mut Vec<Entry>, start: usize, bank: Shelf, origin: Origin) {
    let there = entries.get(start..).unwrap_or_default();
    // An own bank of changed questions need not repeat the title of the bank it changes.
    let title: Arc<str> = match (&*bank.title, there.first()) {
        ("", Some(first)) => first.bank_title.clone(),
        ("", None) => bank.id.as_str().into(),
        (title, _) => title.into(),
    };
    let license: Option<Arc<str>> = bank.license.as_deref().map(Into::into);
    let known: HashMap<String, usize> = there
        .iter()
        .zip(start..)
        .map(|(entry, at)| (entry.name.question.clone(), at))
        .collect();
    for shelved in bank.questions {
        let mut entry = Entry {
            name: QuestionName::new(bank.id.clone(), shelved.id),
            bank_title: title.clone(),
            license: license.clone(),
            origin,
            brief: shelved.brief,
            question: shelved.question,
            original: None,
        };
        match known
            .get(&entry.name.question)
            .and_then(|&at| entries.get_mut(at))
        {
            None => entries.push(entry),
            Some(built_in) if built_in.origin == Origin::BuiltIn && origin == Origin::Own => {
                entry.origin = Origin::Changed;
                entry.original = Some(Box::new(built_in.question.clone()));
                *built_in = entry;
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::check;

    fn bank(id: &str) -> Bank {
        let good = include_str!("../../tests/fixtures/banks/good.json");
        let text = good.replacen("\"id\": \"good\"", &format!("\"id\": \"{id}\""), 1);
        check::load(text.as_bytes(), &Tables::default()).expect("the bank is good")
    }

    #[test]
    fn null_levels_are_filled_by_the_axis() {
        let axis = Axis {
            title: "Serving".to_owned(),
            levels: ["s0", "s1", "s2", "s3", "s4"].map(String::from),
        };
        let tables = Tables {
            axes: [("serving".to_owned(), axis)].into(),
            ..Tables::default()
        };
        let catalog = Catalog::new(vec![bank("b")], Vec::new(), tables);
        let question = &catalog.resolve("sd-transcription").unwrap().question;
        let levels = catalog.levels_of(&question.rubric[0]).unwrap();
        assert_eq!(
            levels,
            [
                "s0",
                "s1",
                "Names a latency.",
                "s3",
                "Derives batch size from it."
            ]
        );
        let theory = &catalog.resolve("th-cross-entropy").unwrap().question;
        assert_eq!(catalog.levels_of(&theory.rubric[0]), None, "scored by ideas");
    }

    #[test]
    fn every_question_is_found_by_its_name_whatever_the_order() {
        let named = |id: &str, questions: &[&str]| {
            let mut bank = bank(id);
            let one = bank.questions[0].clone();
            let question = |id: &&str| Question {
                id: (*id).to_owned(),
                ..one.clone()
            };
            bank.questions = questions.iter().map(question).collect();
            bank
        };
        let built_in = vec![named("m", &["c", "a", "b"]), named("z", &["c"])];
        let own = vec![named("a", &["z", "y"]), named("m", &["d", "a"]), named("n", &[])];
        let catalog = Catalog::new(built_in, own, Tables::default());
        let names: Vec<String> = catalog
            .entries()
            .iter()
            .map(|entry| entry.name.to_string())
            .collect();
        assert_eq!(names, ["a/z", "a/y", "m/c", "m/a", "m/b", "m/d", "z/c"]);
        assert_eq!((catalog.counts().banks, catalog.counts().questions), (4, 7));
        for entry in catalog.entries() {
            assert!(
                std::ptr::eq(catalog.get(&entry.name).unwrap(), entry),
                "{}",
                entry.name
            );
            let changed = entry.name.to_string() == "m/a";
            assert_eq!(
                (entry.origin == Origin::Changed, entry.original.is_some()),
                (changed, changed)
            );
        }
        for none in ["m/e", "n/a", "0/a", "zz/c"] {
            let name = QuestionName::try_from(none.to_owned()).unwrap();
            assert!(catalog.get(&name).is_none(), "{none}");
        }
    }

    #[test]
    fn an_id_that_two_banks_have_must_be_named_in_full() {
        let catalog = Catalog::new(vec![bank("b"), bank("a")], Vec::new(), Tables::default());
        assert_eq!(catalog.counts().banks, 2);
        assert_eq!(catalog.entries()[0].name.bank, "a", "banks by id");
        let error = catalog.resolve("pr-linear").unwrap_err().to_string();
        assert_eq!(
            error,
            "`pr-linear` names 2 questions: a/pr-linear, b/pr-linear. Say which with BANK/QUESTION."
        );
        assert_eq!(catalog.resolve("b/pr-linear").unwrap().name.bank, "b");
        let none = catalog.resolve("zzz").unwrap_err().to_string();
        assert_eq!(
            none,
            "There is no question `zzz`. `hotseat bank list` names the banks, `hotseat bank show BANK` its questions."
        );
    }
}
