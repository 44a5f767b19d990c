//! Fuzzy match for the palette: the one place that names the library, whose interface moves.

use frizbee::{Config, Matcher};

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
    let mut matches = Matcher::from_query(query, &Config::default()).match_list_indices(items);
    matches.sort();
    matches
        .into_iter()
        .map(|found| {
            let mut characters: Vec<usize> = found.indices.iter().map(|index| *index as usize).collect();
            characters.sort_unstable();
            Fuzzy {
                index: found.index as usize,
                characters,
            }
        })
        .collect()
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
