//! Picking questions by preference so that they still fit. The most preferred question is taken
//! whenever the rest can be completed from those left; whether it can is answered exactly, by the set
//! of all sums of minutes that are reachable (a bit a step of three seconds).

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{Candidate, LEAST_SHARE, MOST_SHARE};

/// Steps a minute of the sums.
const STEPS: f64 = 20.0;

/// A candidate with its place in the order of preference: lower comes first.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    pub candidate: &'a Candidate,
    /// Minutes it takes in this part of the plan.
    pub minutes: f64,
    /// Compared first.
    pub before: (u8, i64),
    /// Whether topics asked less often in this session come before `after`.
    pub mix: Mix,
    pub after: i64,
    /// The seed's say.
    pub tie: u64,
    pub stands: Stands,
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mix {
    Topics,
    Nothing,
}

/// Whether a question may be the only one of its round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    Alone,
    /// Only beside one that stands alone.
    InCompany,
}

/// What a part of the plan wants.
#[derive(Debug, Clone, Copy)]
pub(super) struct Want {
    pub minutes: f64,
    pub count: Option<usize>,
}

/// How well it could be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Every question gets 0.75 to 1.5 of its minutes.
    Good,
    /// The nearest there is.
    Poor,
}

/// Uses of each topic in this session.
pub(super) type Topics<'a> = BTreeMap<&'a str, usize>;

/// Picks from items in an order that must not matter to the caller.
pub(super) fn pick<'a>(items: &[Item<'a>], want: Want, topics: &mut Topics<'a>) -> (Vec<Item<'a>>, Fit) {
    match want.count {
        Some(count) => by_count(items, want.minutes, count, topics),
        None => by_minutes(items, want.minutes, topics),
    }
}

/// Picks as [`pick`] does, but never only questions that need company: then the most preferred one that
/// stands alone and still fits comes first.
pub(super) fn pick_in_company<'a>(
    items: &[Item<'a>],
    want: Want,
    topics: &mut Topics<'a>,
) -> (Vec<Item<'a>>, Fit) {
    let good = |taken: &[Item]| taken.iter().any(|item| item.stands == Stands::Alone);
    let before = topics.clone();
    let (taken, fit) = pick(items, want, topics);
    if good(&taken) {
        return (taken, fit);
    }
    let mut alone: Vec<&Item<'a>> = items.iter().filter(|item| item.stands == Stands::Alone).collect();
    alone.sort_by(|a, b| compare(a, b, &before));
    for company in &alone {
        let mut items = items.to_vec();
        for item in &mut items {
            if item.candidate.name == company.candidate.name {
                item.before = (0, i64::MIN);
            }
        }
        topics.clone_from(&before);
        let (taken, fit) = pick(&items, want, topics);
        if fit == Fit::Good && good(&taken) {
            return (taken, fit);
        }
    }
    topics.clone_from(&before);
    let alone: Vec<Item<'a>> = alone.into_iter().cloned().collect();
    pick(&alone, want, topics)
}

/// Bounds of the sum of own minutes for which everybody gets a fair share, in steps.
fn band(minutes: f64) -> (usize, usize) {
    let least = (minutes / MOST_SHARE * STEPS - 1e-6).ceil().max(0.0) as usize;
    let most = (minutes / LEAST_SHARE * STEPS + 1e-6).floor().max(0.0) as usize;
    (least, most)
}

fn steps(item: &Item) -> usize {
    ((item.minutes * STEPS).round() as usize).max(1)
}

fn by_minutes<'a>(items: &[Item<'a>], minutes: f64, topics: &mut Topics<'a>) -> (Vec<Item<'a>>, Fit) {
    let (least, most) = band(minutes);
    let target = (minutes * STEPS).round() as usize;
    let widest = items.iter().map(steps).max().unwrap_or(0);
    let sums = Sums::of(items.iter().map(steps), most + widest);
    if sums.any(least, most) {
        return (fill(items, least, most, target, topics), Fit::Good);
    }
    // Nothing fits: the nearest sum on either side, whichever stretches or squeezes less.
    let under = sums.last_until(least);
    let over = sums.first_from(most);
    let nearer_over = match (under, over) {
        (Some(under), Some(over)) => most as f64 / over as f64 >= under as f64 / least as f64,
        (_, over) => over.is_some(),
    };
    let (least, most) = match (under, over) {
        (_, Some(over)) if nearer_over => (over, over + over / 4),
        (Some(under), _) => (under - under / 5, under),
        _ => return (Vec::new(), Fit::Poor),
    };
    (fill(items, least, most, target, topics), Fit::Poor)
}

/// Takes by preference what can still be completed to a sum within the bounds, until another question
/// would lead away from the target. The bounds must be reachable.
fn fill<'a>(
    items: &[Item<'a>],
    least: usize,
    most: usize,
    target: usize,
    topics: &mut Topics<'a>,
) -> Vec<Item<'a>> {
    let mut left: Vec<&Item<'a>> = items.iter().collect();
    let mut taken = Vec::new();
    let mut sum = 0;
    // What was passed over, though the minutes were enough, as it led away from the target.
    let mut passed: Option<&Item<'a>> = None;
    while let Some(at) = first(&left, topics) {
        let item = left.swap_remove(at);
        if passed.is_some_and(|passed| rank(passed, topics) < rank(item, topics)) {
            // Nearer by a minute is not worth a topic again, or a question of the last session.
            break;
        }
        let with = sum + steps(item);
        // Where it is the same either way, fewer questions get more time each.
        let nearer = with.abs_diff(target) < sum.abs_diff(target);
        // Once out of reach it stays so: what is left only shrinks.
        let completes = with <= most
            && (with >= least || {
                let rest = Sums::of(left.iter().map(|item| steps(item)), most - with);
                rest.any(least - with, most - with)
            });
        if completes && (nearer || sum < least) {
            *topics.entry(&item.candidate.topic).or_default() += 1;
            taken.push(item.clone());
            sum = with;
        } else if sum >= least {
            passed = passed.or(Some(item));
        }
    }
    taken
}

fn by_count<'a>(
    items: &[Item<'a>],
    minutes: f64,
    count: usize,
    topics: &mut Topics<'a>,
) -> (Vec<Item<'a>>, Fit) {
    let (least, most) = band(minutes);
    let all: Vec<&Item<'a>> = items.iter().collect();
    if completes(&all, count, least, most) {
        return (fill_count(all, count, least, most, topics), Fit::Good);
    }
    // Nothing fits: the shortest or the longest, whichever is squeezed or stretched less.
    let mut lengths: Vec<usize> = items.iter().map(steps).collect();
    lengths.sort_unstable();
    let shortest: usize = lengths.iter().take(count).sum();
    let longest: usize = lengths.iter().rev().take(count).sum();
    let squeezed = most as f64 / shortest.max(1) as f64;
    let stretched = longest as f64 / least.max(1) as f64;
    let last = count.min(lengths.len()).saturating_sub(1);
    let near: Vec<&Item<'a>> = if shortest > most || (longest >= least && squeezed <= 1.0 / stretched) {
        let longest = lengths.get(last).map_or(0, |length| length + length / 4);
        all.into_iter().filter(|item| steps(item) <= longest).collect()
    } else {
        let shortest = lengths
            .iter()
            .rev()
            .nth(last)
            .map_or(0, |length| length - length / 5);
        all.into_iter().filter(|item| steps(item) >= shortest).collect()
    };
    (fill_count(near, count, 0, usize::MAX, topics), Fit::Poor)
}

/// Takes by preference what can still be completed to this many with a sum within the bounds.
fn fill_count<'a>(
    mut left: Vec<&Item<'a>>,
    count: usize,
    least: usize,
    most: usize,
    topics: &mut Topics<'a>,
) -> Vec<Item<'a>> {
    let bounded = most < usize::MAX;
    let mut taken = Vec::new();
    let mut sum = 0;
    while taken.len() < count {
        let Some(at) = first(&left, topics) else {
            break;
        };
        let item = left.swap_remove(at);
        let with = sum + steps(item);
        let more = count - taken.len() - 1;
        let fits =
            !bounded || (with <= most && completes(&left, more, least.saturating_sub(with), most - with));
        if fits {
            *topics.entry(&item.candidate.topic).or_default() += 1;
            taken.push(item.clone());
            sum = with;
        }
    }
    taken
}

/// Returns whether exactly this many of the items make a sum within the bounds.
fn completes(items: &[&Item], count: usize, least: usize, most: usize) -> bool {
    if count == 0 {
        return least == 0;
    }
    let mut lengths: Vec<usize> = items.iter().map(|item| steps(item)).collect();
    lengths.sort_unstable();
    let shortest: usize = lengths.iter().take(count).sum();
    let longest: usize = lengths.iter().rev().take(count).sum();
    if lengths.len() < count || shortest > most || longest < least {
        return false;
    }
    if (least..=most).contains(&shortest) || (least..=most).contains(&longest) {
        return true;
    }
    // Between the two there may still be a hole: by the sums of exactly 0, 1, 2 … of them.
    let mut sums = vec![Sums::of(std::iter::empty(), most)];
    sums.extend((0..count).map(|_| Sums::empty(most)));
    for length in lengths {
        for of in (1..=count).rev() {
            let (fewer, more) = sums.split_at_mut(of);
            if let (Some(fewer), Some(more)) = (fewer.last(), more.first_mut()) {
                more.add_shifted(fewer, length);
            }
        }
    }
    sums.last().is_some_and(|sums| sums.any(least, most))
}

/// Returns the index of the most preferred.
fn first(items: &[&Item], topics: &Topics) -> Option<usize> {
    (0..items.len()).min_by(|&a, &b| compare(items[a], items[b], topics))
}

/// Returns what weighs more than how long ago a question was asked and than the seed.
fn rank(item: &Item, topics: &Topics) -> ((u8, i64), usize) {
    let uses = match item.mix {
        Mix::Topics => topics
            .get(item.candidate.topic.as_str())
            .copied()
            .unwrap_or_default(),
        Mix::Nothing => 0,
    };
    (item.before, uses)
}

fn compare(a: &Item, b: &Item, topics: &Topics) -> Ordering {
    rank(a, topics)
        .cmp(&rank(b, topics))
        .then_with(|| a.after.cmp(&b.after))
        .then_with(|| a.tie.cmp(&b.tie))
        .then_with(|| a.candidate.name.cmp(&b.candidate.name))
}

/// The set of sums that some of the lengths make, up to a limit: bit `n` of the words is sum `n`.
struct Sums {
    words: Vec<u64>,
    limit: usize,
}

impl Sums {
    fn of(lengths: impl Iterator<Item = usize>, limit: usize) -> Self {
        let mut sums = Self::empty(limit);
        if let Some(word) = sums.words.first_mut() {
            *word = 1;
        }
        for length in lengths {
            let before = sums.words.clone();
            shift_into(&mut sums.words, &before, length);
        }
        sums
    }

    fn empty(limit: usize) -> Self {
        Self {
            words: vec![0; limit / 64 + 1],
            limit,
        }
    }

    /// Joins the sums of another set, each longer by `length`.
    fn add_shifted(&mut self, other: &Self, length: usize) {
        shift_into(&mut self.words, &other.words, length);
    }

    fn has(&self, sum: usize) -> bool {
        sum <= self.limit && self.words[sum / 64] >> (sum % 64) & 1 == 1
    }

    fn any(&self, least: usize, most: usize) -> bool {
        (least..=most.min(self.limit)).any(|sum| self.has(sum))
    }

    /// Returns the largest sum above nothing and under `end`.
    fn last_until(&self, end: usize) -> Option<usize> {
        (1..end).rev().find(|sum| self.has(*sum))
    }

    /// Returns the smallest sum above `start`.
    fn first_from(&self, start: usize) -> Option<usize> {
        (start + 1..=self.limit).find(|sum| self.has(*sum))
    }
}

/// Joins `from`, moved up by `by` bits, into `to`; what moves out at the top is over the limit.
fn shift_into(to: &mut [u64], from: &[u64], by: usize) {
    let (skip, shift) = (by / 64, by % 64);
    for (at, word) in to.iter_mut().enumerate().skip(skip) {
        let low = from.get(at - skip).map_or(0, |word| word << shift);
        let carried = if shift > 0 && at > skip {
            from.get(at - skip - 1).map_or(0, |word| word >> (64 - shift))
        } else {
            0
        };
        *word |= low | carried;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brute(lengths: &[usize]) -> Vec<(u32, usize)> {
        (0u32..1 << lengths.len())
            .map(|set| {
                let sum = lengths
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| set >> index & 1 == 1)
                    .map(|(_, length)| length)
                    .sum();
                (set.count_ones(), sum)
            })
            .collect()
    }

    fn candidates(lengths: &[usize]) -> Vec<Candidate> {
        use crate::domain::bank::{Difficulty, QuestionName, RoundKind};
        lengths
            .iter()
            .enumerate()
            .map(|(index, length)| Candidate {
                name: QuestionName::new("b", index.to_string()),
                round: RoundKind::Culture,
                topic: String::new(),
                difficulty: Difficulty::Easy,
                minutes: *length as f64 / STEPS,
                needs_numpy: false,
                needs_torch: false,
            })
            .collect()
    }

    fn items(candidates: &[Candidate]) -> Vec<Item<'_>> {
        candidates
            .iter()
            .map(|candidate| Item {
                candidate,
                minutes: candidate.minutes,
                before: (0, 0),
                mix: Mix::Topics,
                after: 0,
                tie: 0,
                stands: Stands::Alone,
                reason: String::new(),
            })
            .collect()
    }

    proptest! {
        #[test]
        fn reachable_sums_are_those_of_all_subsets(lengths in prop::collection::vec(1usize..150, 0..9)) {
            let sums = Sums::of(lengths.iter().copied(), 400);
            let all = brute(&lengths);
            for sum in 0..=400 {
                prop_assert_eq!(sums.has(sum), all.iter().any(|(_, known)| *known == sum), "{}", sum);
            }
        }

        #[test]
        fn a_number_of_questions_is_possible_where_some_subset_is(
            lengths in prop::collection::vec(1usize..150, 0..9),
            count in 1usize..5,
            least in 0usize..300,
            width in 0usize..100,
        ) {
            let candidates = candidates(&lengths);
            let items = items(&candidates);
            let all: Vec<&Item> = items.iter().collect();
            let want = brute(&lengths)
                .iter()
                .any(|(of, sum)| *of as usize == count && (least..=least + width).contains(sum));
            prop_assert_eq!(completes(&all, count, least, least + width), want);
        }

        #[test]
        fn what_is_picked_fits_whenever_anything_does(
            lengths in prop::collection::vec(1usize..150, 1..9),
            minutes in 1u32..30,
            count in prop::option::of(1usize..5),
        ) {
            let candidates = candidates(&lengths);
            let minutes = f64::from(minutes);
            let (least, most) = band(minutes);
            let possible = brute(&lengths).iter().any(|(of, sum)| {
                *of > 0 && count.is_none_or(|count| count == *of as usize) && (least..=most).contains(sum)
            });
            let (taken, fit) = pick(&items(&candidates), Want { minutes, count }, &mut Topics::new());
            prop_assert_eq!(fit == Fit::Good, possible);
            let sum: usize = taken.iter().map(steps).sum();
            let as_many = count.is_none_or(|count| count == taken.len());
            prop_assert_eq!(as_many && (least..=most).contains(&sum), possible);
            let wanted = count.map_or(1, |count| count.min(lengths.len()));
            prop_assert!(taken.len() >= wanted);
        }
    }
}
