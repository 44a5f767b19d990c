//! The left pane: everything, the rounds with their banks, the person's own banks, and under them the
//! topics of what is chosen.

use std::collections::BTreeMap;

use crate::domain::bank::RoundKind;
use crate::domain::catalog::{Catalog, Entry, Origin};

/// Which questions are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Group {
    #[default]
    All,
    Round(RoundKind),
    /// The bank of this id.
    Bank(String),
}

/// A row of the left pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    pub what: What,
    pub name: String,
    pub questions: usize,
    /// Of them the person's own in place of built-in ones.
    pub changed: usize,
    /// The round whose colour it has.
    pub round: Option<RoundKind>,
    /// Set in under its round.
    pub inner: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Group(Group),
    /// A topic of the chosen group; `None`: all of them.
    Topic(Option<String>),
}

impl Group {
    /// Returns whether a question belongs to it.
    pub fn has(&self, entry: &Entry) -> bool {
        match self {
            Self::All => true,
            Self::Round(round) => entry.brief.round == *round,
            Self::Bank(id) => entry.name.bank == *id,
        }
    }
}

#[derive(Default)]
struct Bank {
    title: String,
    questions: usize,
    changed: usize,
    own: usize,
    rounds: BTreeMap<RoundKind, usize>,
}

/// Returns the rows for this group.
pub(super) fn rows(catalog: &Catalog, group: &Group) -> Vec<GroupRow> {
    let mut banks: BTreeMap<&str, Bank> = BTreeMap::new();
    let mut by_round: BTreeMap<RoundKind, (usize, usize)> = BTreeMap::new();
    let mut topics: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in catalog.entries() {
        let changed = usize::from(entry.origin == Origin::Changed);
        let round = entry.brief.round;
        let bank = banks.entry(entry.name.bank.as_str()).or_default();
        if bank.title.is_empty() {
            bank.title = entry.bank_title.to_string();
        }
        bank.questions += 1;
        bank.changed += changed;
        bank.own += usize::from(entry.origin == Origin::Own);
        *bank.rounds.entry(round).or_default() += 1;
        let counts = by_round.entry(round).or_default();
        counts.0 += 1;
        counts.1 += changed;
        if group.has(entry) {
            *topics.entry(&*entry.brief.topic).or_default() += 1;
        }
    }
    let mut rows = vec![row(
        What::Group(Group::All),
        "All questions",
        catalog.entries().len(),
        0,
        None,
    )];
    let is_own = |bank: &Bank| bank.own == bank.questions;
    for (round, (questions, changed)) in &by_round {
        let what = What::Group(Group::Round(*round));
        rows.push(row(what, round.title(), *questions, *changed, Some(*round)));
        let of_round: Vec<(&&str, &Bank)> = banks
            .iter()
            .filter(|(_, bank)| !is_own(bank) && bank.main_round() == Some(*round))
            .collect();
        if of_round.len() < 2 {
            continue;
        }
        for (id, bank) in of_round {
            let what = What::Group(Group::Bank((*id).to_owned()));
            let name = short_title(&bank.title, *round);
            let mut row = row(what, &name, bank.questions, bank.changed, Some(*round));
            row.inner = true;
            rows.push(row);
        }
    }
    for (id, bank) in banks.iter().filter(|(_, bank)| is_own(bank)) {
        let what = What::Group(Group::Bank((*id).to_owned()));
        let name = if bank.title.is_empty() {
            id
        } else {
            bank.title.as_str()
        };
        rows.push(row(what, name, bank.questions, 0, None));
    }
    let all: usize = topics.values().sum();
    if topics.len() > 1 {
        rows.push(row(What::Topic(None), "all topics", all, 0, None));
        for (topic, questions) in topics {
            let what = What::Topic(Some(topic.to_owned()));
            rows.push(row(what, topic, questions, 0, None));
        }
    }
    rows
}

impl Bank {
    fn main_round(&self) -> Option<RoundKind> {
        let most = self.rounds.iter().max_by_key(|(_, count)| **count);
        most.map(|(round, _)| *round)
    }
}

fn row(what: What, name: &str, questions: usize, changed: usize, round: Option<RoundKind>) -> GroupRow {
    GroupRow {
        what,
        name: name.to_owned(),
        questions,
        changed,
        round,
        inner: false,
    }
}

/// Returns a bank's title without the round, under which it stands.
fn short_title(title: &str, round: RoundKind) -> String {
    let rest = title
        .strip_prefix(round.title())
        .map(|rest| rest.trim_start_matches([':', ',', ' ']))
        .filter(|rest| !rest.is_empty());
    rest.unwrap_or(title).to_owned()
}
