//! The middle pane: which questions are listed, and the search that narrows them as one types. Names and
//! the beginnings of prompts are folded once, so that a key costs a look at them and no more.

use std::collections::HashMap;

use jiff::civil::Date;

use super::groups::Group;
use crate::domain::bank::QuestionName;
use crate::domain::catalog::Catalog;
use crate::domain::due::Schedule;
use crate::domain::search::{self, Fuzzy};
use crate::domain::summary::SessionSummary;

/// What is searched of every question of the catalog, in its order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Words {
    /// Bank, id, topic and tags in lower case.
    names: Vec<String>,
    /// The beginning of the prompt in lower case.
    prompts: Vec<String>,
    /// What was found last: a longer query is looked for only there.
    last: Option<Last>,
}

#[derive(Debug, Clone, PartialEq)]
struct Last {
    group: Group,
    topic: Option<String>,
    /// In lower case.
    query: String,
    /// In the order of the catalog.
    found: Vec<usize>,
}

impl Words {
    pub(super) fn of(catalog: &Catalog) -> Self {
        let mut words = Self::default();
        for entry in catalog.entries() {
            let brief = &entry.brief;
            let tags = brief.tags.join(" ");
            let name = format!("{} {} {tags}", entry.name, brief.topic);
            words.names.push(name.to_lowercase());
            words.prompts.push(brief.prompt.to_lowercase());
        }
        words
    }

    /// Returns the questions among which this query is to be looked for, if it only adds to the one before. One
    /// with signs that the search of letters gives a meaning may find what the shorter one did not.
    fn narrowed(&self, group: &Group, topic: Option<&str>, query: &str) -> Option<Vec<usize>> {
        let plain = |c: char| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '-' | '_' | '/');
        let last = self.last.as_ref()?;
        let adds = query.starts_with(&last.query) && query.chars().all(plain);
        (adds && last.group == *group && last.topic.as_deref() == topic).then(|| last.found.clone())
    }
}

/// Returns the first day on which a card of each question is due.
pub(super) fn due(schedule: Option<&Schedule>) -> HashMap<QuestionName, Date> {
    let mut days: HashMap<QuestionName, Date> = HashMap::new();
    for card in schedule.map_or(&[][..], |schedule| schedule.cards()) {
        let day = card.due_on();
        days.entry(card.card.question().clone())
            .and_modify(|known| *known = day.min(*known))
            .or_insert(day);
    }
    days
}

/// Returns the questions of a group and topic that match, as places in the catalog with the characters of
/// their ids that matched: first those with the words in bank, id, topic or tags, then those with them in the
/// prompt, then ids that have the letters in order.
pub(super) fn find(
    catalog: &Catalog,
    words: &mut Words,
    group: &Group,
    topic: Option<&str>,
    query: &str,
) -> Vec<Fuzzy> {
    let entries = catalog.entries();
    let wanted = |index: usize| {
        entries
            .get(index)
            .is_some_and(|entry| group.has(entry) && topic.is_none_or(|topic| entry.brief.topic == topic))
    };
    let all = || (0..entries.len()).filter(|index| wanted(*index)).collect();
    let query = query.trim();
    if query.is_empty() {
        words.last = None;
        let listed: Vec<usize> = all();
        let unmarked = |index| Fuzzy {
            index,
            characters: Vec::new(),
        };
        return listed.into_iter().map(unmarked).collect();
    }
    let lower = query.to_lowercase();
    let listed: Vec<usize> = words.narrowed(group, topic, &lower).unwrap_or_else(all);
    let parts: Vec<&str> = lower.split_whitespace().collect();
    let all_in = |texts: &[String], index: usize| {
        let text = texts.get(index);
        text.is_some_and(|text| parts.iter().all(|part| text.contains(part)))
    };
    let id = |index: usize| entries.get(index).map_or("", |entry| &entry.name.question);
    let mut found: Vec<Fuzzy> = Vec::new();
    let mut rest = listed;
    for texts in [&words.names, &words.prompts] {
        rest.retain(|&index| {
            let matches = all_in(texts, index);
            if matches {
                let characters = places(id(index), &parts);
                found.push(Fuzzy { index, characters });
            }
            !matches
        });
    }
    // What nobody would type whole: letters of an id, in order.
    let ids: Vec<&str> = rest.iter().map(|&index| id(index)).collect();
    found.extend(search::fuzzy(query, &ids).into_iter().filter_map(|fuzzy| {
        let index = *rest.get(fuzzy.index)?;
        Some(Fuzzy { index, ..fuzzy })
    }));
    let mut places: Vec<usize> = found.iter().map(|found| found.index).collect();
    places.sort_unstable();
    words.last = Some(Last {
        group: group.clone(),
        topic: topic.map(str::to_owned),
        query: lower,
        found: places,
    });
    found
}

/// Returns which characters of an id these words are.
fn places(id: &str, parts: &[&str]) -> Vec<usize> {
    parts
        .iter()
        .filter_map(|part| id.find(part).map(|at| at..at + part.len()))
        .flatten()
        .collect()
}

/// Returns the newest score of every question; `history` is newest first.
pub(super) fn last_scores(history: &[SessionSummary]) -> HashMap<QuestionName, f64> {
    let mut scores = HashMap::new();
    for question in history.iter().flat_map(|session| &session.questions) {
        if let Some(score) = question.score {
            scores.entry(question.name.clone()).or_insert(score);
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::Bank;
    use crate::domain::catalog::Tables;
    use crate::domain::check;

    fn catalog(questions: usize) -> Catalog {
        let good = include_str!("../../../../tests/fixtures/banks/good.json");
        let mut bank: Bank = check::load(good.as_bytes(), &Tables::default()).expect("the bank is good");
        let model = bank.questions[0].clone();
        bank.questions.extend((0..questions).map(|number| {
            let mut question = model.clone();
            question.id = format!("th-number-{number}");
            question.topic = format!("topic {}", number % 50);
            question.prompt = format!("Why is the answer to question {number} what it is?");
            question
        }));
        Catalog::new(vec![bank], Vec::new(), Tables::default())
    }

    fn ids<'a>(catalog: &'a Catalog, found: &[Fuzzy]) -> Vec<&'a str> {
        let entry = |found: &Fuzzy| catalog.entries()[found.index].name.question.as_str();
        found.iter().map(entry).collect()
    }

    #[test]
    fn ids_come_before_prompts_and_those_before_letters_in_order() {
        let catalog = catalog(30);
        let mut words = Words::of(&catalog);
        let mut search = |query: &str| find(&catalog, &mut words, &Group::All, None, query);
        let found = search("cross");
        assert_eq!(ids(&catalog, &found)[0], "th-cross-entropy");
        assert_eq!(found[0].characters, [3, 4, 5, 6, 7]);
        let found = search("ANSWER 17");
        assert_eq!(
            ids(&catalog, &found)[0],
            "th-number-17",
            "both words of the prompt"
        );
        let found = search("crsent");
        assert_eq!(ids(&catalog, &found), ["th-cross-entropy"]);
        assert_eq!(search("  ").len(), catalog.entries().len());
        assert_eq!(search("good/").len(), catalog.entries().len(), "the bank");
        let topic = find(&catalog, &mut words, &Group::All, Some("topic 3"), "");
        assert_eq!(ids(&catalog, &topic), ["th-number-3"]);
    }

    #[test]
    fn letter_by_letter_the_same_is_found_as_at_once() {
        let catalog = catalog(300);
        let whole = Words::of(&catalog);
        let mut typed = whole.clone();
        let topics = [None, Some("topic 3")];
        for query in [
            "number 17 answer",
            "th-numb 1",
            "Why  is",
            "crsent",
            "!cross",
            "^th 'cross e$",
            "th-Cé",
            "zzz",
        ] {
            for (topic, end) in topics.iter().flat_map(|topic| {
                // There and back, as one types and deletes.
                let ends = (1..=query.len()).chain((1..query.len()).rev());
                ends.map(move |end| (*topic, end))
            }) {
                let Some(query) = query.get(..end) else { continue };
                let found = find(&catalog, &mut typed, &Group::All, topic, query);
                let at_once = find(&catalog, &mut whole.clone(), &Group::All, topic, query);
                assert_eq!(found, at_once, "{query:?} {topic:?}");
            }
        }
    }

    #[test]
    fn five_thousand_questions_are_searched_in_time_for_the_next_frame() {
        let catalog = catalog(5_000);
        let mut words = Words::of(&catalog);
        #[expect(clippy::disallowed_methods, reason = "a test measures")]
        let began = std::time::Instant::now();
        for query in ["n", "nu", "num", "numb 4", "numb 49", "what it is 4999", "thnmb"] {
            assert!(
                !find(&catalog, &mut words, &Group::All, None, query).is_empty(),
                "{query}"
            );
        }
        // Unoptimised and on a busy machine: a frame for each would be 16 ms.
        let each = began.elapsed() / 7;
        assert!(each.as_millis() < 400, "{each:?} a key");
    }
}
