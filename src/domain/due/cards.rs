//! Which cards there are: one for each question that has a memory, one for each idea of a rubric, ideas that
//! are the same one joined. What is no longer in the catalog has none.

use std::collections::HashMap;

use super::{AskedBy, Card, How};
use crate::domain::bank::{QuestionName, RoundKind};
use crate::domain::catalog::{BriefIdea, Catalog, Entry};
use crate::domain::drill::FOLLOW_UP_MINUTES;

/// Cards by number, and by question which those of its own are.
pub(super) struct Deck<'a> {
    pub cards: Vec<Blank<'a>>,
    pub by_question: HashMap<&'a QuestionName, Of<'a>>,
    /// Every name of a joined idea, also of ideas that are in no bank any more.
    pub joined: HashMap<(QuestionName, String), usize>,
}

/// A card that was not asked yet.
pub(super) struct Blank<'a> {
    pub card: Card,
    pub entry: &'a Entry,
    pub how: How,
}

/// The cards of one question.
pub(super) struct Of<'a> {
    pub whole: usize,
    pub ideas: Vec<(&'a str, usize)>,
}

impl<'a> Deck<'a> {
    pub fn of(catalog: &'a Catalog) -> Self {
        let mut deck = Self {
            cards: Vec::new(),
            by_question: HashMap::new(),
            joined: HashMap::new(),
        };
        let roots = roots(catalog);
        for entry in catalog.entries() {
            let whole = deck.add(entry, Card::Question(entry.name.clone()), None);
            let mut of = Of {
                whole,
                ideas: Vec::new(),
            };
            for idea in &*entry.brief.ideas {
                let own = (entry.name.clone(), idea.id.to_string());
                let root = roots.get(&own).unwrap_or(&own).clone();
                let by = asked_by(idea);
                let at = match deck.joined.get(&root) {
                    Some(&at) => {
                        deck.prefer(at, entry, by);
                        at
                    }
                    None => deck.add(entry, Card::idea(root.0.clone(), root.1.clone()), by),
                };
                if roots.contains_key(&own) {
                    deck.joined.insert(root, at);
                    deck.joined.insert(own, at);
                }
                of.ideas.push((&*idea.id, at));
            }
            deck.by_question.insert(&entry.name, of);
        }
        // Names that only `same_as` knows: what was said of them before they went counts on.
        for (name, root) in roots {
            if let Some(&at) = deck.joined.get(&root) {
                deck.joined.entry(name).or_insert(at);
            }
        }
        deck
    }

    fn add(&mut self, entry: &'a Entry, card: Card, follow_up: Option<AskedBy>) -> usize {
        self.cards.push(Blank {
            card,
            entry,
            how: How {
                question: entry.name.clone(),
                minutes: entry.brief.minutes,
                follow_up,
            },
        });
        self.cards.len() - 1
    }

    /// Of the questions that share an idea, the first that has a follow-up for it asks.
    fn prefer(&mut self, at: usize, entry: &'a Entry, by: Option<AskedBy>) {
        if let Some(blank) = self.cards.get_mut(at)
            && blank.how.follow_up.is_none()
            && by.is_some()
        {
            blank.entry = entry;
            blank.how = How {
                question: entry.name.clone(),
                minutes: entry.brief.minutes,
                follow_up: by,
            };
        }
    }
}

/// Returns whether a question's recall is modelled; the others come by weakness and age.
pub(super) fn has_memory(round: RoundKind) -> bool {
    matches!(round, RoundKind::MlTheory | RoundKind::Programming)
}

/// Returns the follow-up by which an idea is asked alone.
fn asked_by(idea: &BriefIdea) -> Option<AskedBy> {
    idea.asked_by.as_ref().map(|follow_up| AskedBy {
        id: follow_up.id.to_string(),
        minutes: follow_up.minutes.unwrap_or(FOLLOW_UP_MINUTES),
        idea: idea.id.to_string(),
    })
}

type IdeaName = (QuestionName, String);

/// Returns, for every idea that `same_as` joins with another, the name all of them go by: the first in the
/// order of names.
fn roots(catalog: &Catalog) -> HashMap<IdeaName, IdeaName> {
    let mut joins: Vec<(IdeaName, IdeaName)> = Vec::new();
    for entry in catalog.entries() {
        for idea in &*entry.brief.ideas {
            if let Some(other) = idea.same_as.as_deref().and_then(idea_name) {
                joins.push(((entry.name.clone(), idea.id.to_string()), other));
            }
        }
    }
    let mut roots: HashMap<IdeaName, IdeaName> = HashMap::new();
    for (a, b) in joins {
        let root = |name: &IdeaName| roots.get(name).unwrap_or(name).clone();
        let (a_root, b_root) = (root(&a), root(&b));
        let (first, other) = if a_root <= b_root {
            (a_root, b_root)
        } else {
            (b_root, a_root)
        };
        for known in roots.values_mut() {
            if *known == other {
                known.clone_from(&first);
            }
        }
        for name in [a, b, first.clone(), other] {
            roots.insert(name, first.clone());
        }
    }
    roots
}

/// Reads `bank/question#idea`.
pub(super) fn idea_name(text: &str) -> Option<IdeaName> {
    let (question, idea) = text.split_once('#')?;
    Some((QuestionName::try_from(question.to_owned()).ok()?, idea.to_owned()))
}
