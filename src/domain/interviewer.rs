//! What the interviewer says next: which follow-up, which hint, when a twist comes, and whether a
//! question typed by the candidate is one that has an answer. Rules only; whoever calls knows what was
//! said so far and records what comes of it. Signs pick and match here, they never score.

use std::collections::BTreeSet;
use std::time::Duration;

use super::bank::{Clarification, FollowUp, Hint, Question};

/// How far the interview of a question has come, as far as the next follow-up depends on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Course<'a> {
    /// Ids of the follow-ups asked so far.
    pub shown: &'a [String],
    /// The number of the stage in hand, from 1; `None`: the question has none.
    pub stage: Option<u32>,
    /// Whether a stage comes after it.
    pub more_stages: bool,
}

impl Course<'_> {
    /// Returns whether this is a follow-up, no twist, and belongs to no stage that was not opened.
    pub fn reaches(&self, follow_up: &FollowUp) -> bool {
        let opened = match (follow_up.stage, self.stage) {
            (Some(of), Some(now)) => of <= now,
            _ => true,
        };
        opened && !follow_up.twist
    }

    fn open(&self, follow_up: &FollowUp) -> bool {
        self.reaches(follow_up) && !is_shown(follow_up, self.shown)
    }

    /// What belongs here when the candidate is done: before the last stage only what is about this one.
    fn due(&self, follow_up: &FollowUp) -> bool {
        !self.more_stages || follow_up.stage == self.stage
    }
}

/// Returns the follow-up that comes next, if one is left: first the first whose probed ideas all show
/// no sign in the answer (`said` tells by the idea's id), then the order of the bank. Twists come by
/// [`twist_due`] and are not among them.
pub fn next_follow_up<'a>(
    question: &'a Question,
    course: &Course,
    said: &dyn Fn(&str) -> bool,
) -> Option<&'a FollowUp> {
    let silent = |follow_up: &FollowUp| {
        !follow_up.probes.is_empty() && !follow_up.probes.iter().any(|idea| said(idea))
    };
    let mut left = question
        .follow_ups
        .iter()
        .filter(|follow_up| course.open(follow_up));
    let first = left.clone().find(|follow_up| silent(follow_up));
    first.or_else(|| left.next())
}

/// Returns the next follow-up the answer needs: [`next_follow_up`] among those that probe an idea
/// without a sign, or that probe no idea in particular. The others are offered by key only.
pub fn needed_follow_up<'a>(
    question: &'a Question,
    course: &Course,
    said: &dyn Fn(&str) -> bool,
) -> Option<&'a FollowUp> {
    let needed = |follow_up: &&FollowUp| {
        course.due(follow_up)
            && (follow_up.probes.is_empty() || follow_up.probes.iter().any(|idea| !said(idea)))
    };
    let silent = next_follow_up(question, course, said).filter(needed);
    silent.or_else(|| {
        question
            .follow_ups
            .iter()
            .filter(|follow_up| course.open(follow_up))
            .find(needed)
    })
}

/// Returns the twist that is due: the first, once half of the question's time is used.
pub fn twist_due<'a>(
    question: &'a Question,
    shown: &[String],
    used: Duration,
    budget: Duration,
) -> Option<&'a FollowUp> {
    let came = question
        .follow_ups
        .iter()
        .any(|follow_up| follow_up.twist && is_shown(follow_up, shown));
    if came || used < budget / 2 {
        return None;
    }
    twist_left(question, shown)
}

/// Returns the next twist not shown yet: with done it comes at once.
pub fn twist_left<'a>(question: &'a Question, shown: &[String]) -> Option<&'a FollowUp> {
    question
        .follow_ups
        .iter()
        .find(|follow_up| follow_up.twist && !is_shown(follow_up, shown))
}

fn is_shown(follow_up: &FollowUp, shown: &[String]) -> bool {
    shown.contains(&follow_up.id)
}

/// Returns the indices of the hints that can be taken at this stage (counted from 1; `None`: the
/// question has none, so all of them), gentle ones first.
pub fn hints_at(question: &Question, stage: Option<u32>) -> Vec<usize> {
    question
        .hints
        .iter()
        .enumerate()
        .filter(|(_, hint)| match (hint, stage) {
            (Hint::Staged { stage: of, .. }, Some(stage)) => *of == stage,
            _ => true,
        })
        .map(|(index, _)| index)
        .collect()
}

/// Returns the index of the next hint at this stage, if one is left.
pub fn next_hint(question: &Question, taken: &[usize], stage: Option<u32>) -> Option<usize> {
    hints_at(question, stage)
        .into_iter()
        .find(|index| !taken.contains(index))
}

/// Returns the indices of the clarifications that what was typed asks for, best first: the very words of
/// one, then those whose signs match, then those that share most of their words with it.
///
/// `matches` tells whether any of some signs stands in a text.
pub fn clarifications(
    question: &Question,
    typed: &str,
    matches: &dyn Fn(&[String], &str) -> bool,
) -> Vec<usize> {
    let asked = words(typed);
    if asked.is_empty() {
        return Vec::new();
    }
    let mut ranked: Vec<(u32, usize)> = question
        .clarifications
        .iter()
        .enumerate()
        .filter_map(|(index, clarification)| {
            let rank = rank(clarification, typed, &asked, matches);
            (rank > 0).then_some((rank, index))
        })
        .collect();
    ranked.sort_by_key(|(rank, index)| (std::cmp::Reverse(*rank), *index));
    ranked.into_iter().map(|(_, index)| index).collect()
}

/// Returns how well a clarification answers; 0: not at all.
fn rank(
    clarification: &Clarification,
    typed: &str,
    asked: &BTreeSet<String>,
    matches: &dyn Fn(&[String], &str) -> bool,
) -> u32 {
    let own = words(&clarification.ask);
    let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
    let shared = own.iter().filter(|word| asked.contains(*word)).count();
    // In percent of the shorter of the two, so that a few telling words are enough.
    let shorter = own.len().min(asked.len()).max(1);
    let overlap = (shared * 100 / shorter) as u32;
    if same(typed, &clarification.ask) {
        1000
    } else if matches(&clarification.signs, typed) {
        500 + overlap
    } else if overlap >= 50 && (shared >= 2 || own.len() == 1) {
        overlap
    } else {
        0
    }
}

/// Words that every question has.
const COMMON: &[&str] = &[
    "about", "and", "any", "are", "can", "could", "did", "does", "for", "from", "have", "how", "is", "it",
    "many", "may", "much", "must", "of", "on", "or", "should", "that", "the", "there", "this", "to", "we",
    "what", "when", "where", "which", "who", "will", "with", "would", "you", "your",
];

/// Returns the telling words of a text, in lower case and without a plural's `s`.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().nth(1).is_some() && !COMMON.contains(&word.as_str()))
        .map(|word| match word.strip_suffix('s') {
            Some(stem) if stem.chars().count() > 2 && !stem.ends_with('s') => stem.to_owned(),
            _ => word,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        serde_json::from_value(serde_json::json!({
            "id": "q", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 10,
            "prompt": "Why?", "rubric": [],
            "hints": ["look at the sum", { "stage": 2, "text": "second" }, "use the maximum",
                      { "stage": 1, "text": "first" }],
            "follow_ups": [
                { "id": "a", "ask": "A?", "probes": ["mle"] },
                { "id": "b", "ask": "B?", "probes": ["kl", "mle"] },
                { "id": "c", "ask": "C?", "probes": ["grad"] },
                { "id": "d", "ask": "D?" },
                { "id": "t", "ask": "Now without labels.", "twist": true },
                { "id": "u", "ask": "Now on a phone.", "twist": true }
            ],
            "clarifications": [
                { "ask": "How much labelled data?", "signs": ["labels", "annotated"], "answer": "10 h" },
                { "ask": "Which languages must be supported?", "signs": ["language"], "answer": "English" },
                { "ask": "Latency?", "signs": [], "answer": "200 ms" }
            ]
        }))
        .unwrap()
    }

    fn after(shown: &[&str]) -> Vec<String> {
        shown.iter().map(|id| (*id).to_owned()).collect()
    }

    fn contains(signs: &[String], text: &str) -> bool {
        signs
            .iter()
            .any(|sign| text.to_lowercase().contains(sign.as_str()))
    }

    #[test]
    fn what_shows_no_sign_is_asked_first_and_then_the_order_of_the_bank() {
        let question = question();
        let cases: &[(&[&str], &[&str], Option<&str>, Option<&str>)] = &[
            // shown, said, next, needed
            (&[], &[], Some("a"), Some("a")),
            (&[], &["mle"], Some("c"), Some("c")),
            (&["c"], &["mle"], Some("a"), Some("b")),
            (&["c", "b"], &["mle"], Some("a"), Some("d")),
            (&["c", "b", "d"], &["mle"], Some("a"), None),
            (&["a", "b", "c", "d"], &[], None, None),
            (&[], &["mle", "kl", "grad"], Some("a"), Some("d")),
        ];
        for (shown, said, next, needed) in cases {
            let is_said = |idea: &str| said.contains(&idea);
            let id = |follow_up: Option<&FollowUp>| follow_up.map(|follow_up| follow_up.id.clone());
            let shown = after(shown);
            let course = Course {
                shown: &shown,
                ..Course::default()
            };
            assert_eq!(
                id(next_follow_up(&question, &course, &is_said)).as_deref(),
                *next,
                "next after {shown:?}, {said:?}"
            );
            assert_eq!(
                id(needed_follow_up(&question, &course, &is_said)).as_deref(),
                *needed,
                "needed after {shown:?}, {said:?}"
            );
        }
    }

    #[test]
    fn a_follow_up_of_a_stage_waits_for_it_and_comes_before_the_next() {
        let mut question = question();
        question.follow_ups[0].stage = Some(2);
        question.follow_ups[1].stage = Some(1);
        let nothing = |_: &str| false;
        let asked = |stage, more_stages, shown: &[&str]| {
            let shown = after(shown);
            let course = Course {
                shown: &shown,
                stage: Some(stage),
                more_stages,
            };
            let id = |found: Option<&FollowUp>| found.map_or("-".to_owned(), |found| found.id.clone());
            format!(
                "{} {}",
                id(next_follow_up(&question, &course, &nothing)),
                id(needed_follow_up(&question, &course, &nothing))
            )
        };
        assert_eq!(asked(1, true, &[]), "b b");
        assert_eq!(asked(1, true, &["b"]), "c -");
        assert_eq!(asked(2, true, &["b"]), "a a");
        assert_eq!(asked(2, false, &["b", "a"]), "c c");
    }

    #[test]
    fn a_twist_comes_once_at_half_of_the_time() {
        let question = question();
        let due = |shown: &[&str], used: u64| {
            let shown = after(shown);
            twist_due(
                &question,
                &shown,
                Duration::from_secs(used),
                Duration::from_mins(10),
            )
            .map(|twist| twist.id.clone())
        };
        assert_eq!(due(&[], 299), None);
        assert_eq!(due(&[], 300).as_deref(), Some("t"));
        assert_eq!(due(&["t"], 400), None);
        let left = twist_left(&question, &after(&["t"])).map(|twist| twist.id.as_str());
        assert_eq!(left, Some("u"));
    }

    #[test]
    fn hints_come_in_order_and_of_the_stage_only() {
        let question = question();
        assert_eq!(hints_at(&question, Some(2)), [0, 1, 2]);
        assert_eq!(hints_at(&question, None), [0, 1, 2, 3]);
        assert_eq!(next_hint(&question, &[], Some(1)), Some(0));
        assert_eq!(next_hint(&question, &[0, 2], Some(1)), Some(3));
        assert_eq!(next_hint(&question, &[0, 2, 3], Some(1)), None);
    }

    #[test]
    fn a_question_is_matched_by_its_words_or_its_signs() {
        let question = question();
        for (typed, want) in [
            ("how much labelled data?", &[0][..]),
            ("do we have LABELS", &[0]),
            ("Is the data labelled", &[0]),
            ("language or annotated data?", &[0, 1]),
            ("what latency do you need", &[2]),
            ("how much is there", &[]),
            ("data", &[]),
            ("…", &[]),
            ("", &[]),
        ] {
            assert_eq!(clarifications(&question, typed, &contains), want, "{typed}");
        }
    }
}
