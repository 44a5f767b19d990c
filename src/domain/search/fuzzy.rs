//! Fuzzy match for the palette and the list of banks: the one place that names the library.

use std::cmp::Reverse;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// One match: which item, and which of its characters matched, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fuzzy {
    pub index: usize,
    pub characters: Vec<usize>,
}

/// Returns the items that match `query`, best first; all of them, in order, for an empty query.
pub fn fuzzy<S: AsRef<str>>(query: &str, items: &[S]) -> Vec<Fuzzy> {
    let query = query.trim();
    if query.is_empty() {
        return (0..items.len())
            .map(|index| Fuzzy {
                index,
                characters: Vec::new(),
            })
            .collect();
    }
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let (mut letters, mut places) = (Vec::new(), Vec::new());
    let mut found: Vec<((Reverse<u32>, usize), Fuzzy)> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        places.clear();
        let item = Utf32Str::new(item.as_ref(), &mut letters);
        let letters_of = item.len();
        let Some(score) = pattern.indices(item, &mut matcher, &mut places) else {
            continue;
        };
        // Words of the query are looked for one by one, and may share letters.
        places.sort_unstable();
        places.dedup();
        let characters = places.iter().map(|place| *place as usize).collect();
        // Of two that match as well the one with less beside the match is the closer.
        found.push(((Reverse(score), letters_of), Fuzzy { index, characters }));
    }
    // Stable: those that are equal keep their order.
    found.sort_by_key(|(closeness, _)| *closeness);
    found.into_iter().map(|(_, fuzzy)| fuzzy).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_order_match_and_the_closest_comes_first() {
        let items = ["pause", "open in $EDITOR", "why cross-entropy", "cross"];
        let found = fuzzy("cross", &items);
        assert_eq!(found.first().map(|found| found.index), Some(3));
        assert!(found.iter().any(|found| found.index == 2));
        assert!(found.iter().all(|found| found.index != 0));
    }

    #[test]
    fn an_empty_query_lists_everything_in_order() {
        let found = fuzzy("  ", &["b", "a"]);
        assert_eq!(found.iter().map(|found| found.index).collect::<Vec<_>>(), [0, 1]);
    }
}
