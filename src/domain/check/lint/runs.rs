//! Runs of words that two questions share, outside code and formulas.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Words in a row that no two questions have by chance.
const RUN: usize = 12;
/// Words that are remembered; what comes after them is only compared.
const MOST: usize = 2_000_000;

/// Every run met so far, with the question that had it first.
#[derive(Debug, Default)]
pub(super) struct Runs {
    questions: Vec<String>,
    first: HashMap<u64, usize>,
    /// Pairs that were told.
    told: HashSet<(usize, usize)>,
}

impl Runs {
    /// Returns the other question that a text shares a run with, and the run; once for a pair of questions.
    pub(super) fn shared(&mut self, question: &str, text: &str) -> Option<(String, String)> {
        if self.questions.last().is_none_or(|last| last != question) {
            self.questions.push(question.to_owned());
        }
        let own = self.questions.len() - 1;
        let words = words(text);
        let mut found = None;
        for run in words.windows(RUN) {
            let mut hasher = DefaultHasher::new();
            run.hash(&mut hasher);
            let full = self.first.len() >= MOST;
            let hash = hasher.finish();
            let first = match self.first.get(&hash) {
                Some(first) => *first,
                None if full => continue,
                None => *self.first.entry(hash).or_insert(own),
            };
            // An own question may take the place of a built-in one, and then has its name.
            let other = first != own && self.questions[first] != question;
            if other && found.is_none() && self.told.insert((first, own)) {
                found = Some((self.questions[first].clone(), run.join(" ")));
            }
        }
        found
    }
}

/// Returns the words of a text in lower case, without code and formulas.
fn words(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            plain.push_str(line);
            plain.push('\n');
        }
    }
    let outside = |text: &str, mark: char| -> String {
        let parts: Vec<&str> = text.split(mark).collect();
        // An odd number of marks: the last opens nothing.
        let closed = parts.len() - (parts.len() + 1) % 2;
        let kept = parts
            .iter()
            .enumerate()
            .filter(|(at, _)| at % 2 == 0 || *at >= closed);
        kept.map(|(_, part)| *part).collect::<Vec<_>>().join(" ")
    };
    outside(&outside(&plain, '`'), '$')
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_code_and_formulas_are_left_out() {
        let text = "One $x^2$ two `three four` Five.\n```py\nsix\n```\nSeven's $ sum";
        assert_eq!(words(text), ["one", "two", "five", "seven", "s", "sum"]);
    }

    #[test]
    fn a_run_is_told_once_for_two_questions_and_never_for_one() {
        let run = "a b c d e f g h i j k l";
        let mut runs = Runs::default();
        assert_eq!(runs.shared("x/one", run), None);
        assert_eq!(runs.shared("x/one", run), None);
        let told = runs.shared("x/two", &format!("So: {run} m"));
        assert_eq!(told, Some(("x/one".to_owned(), run.to_owned())));
        assert_eq!(runs.shared("x/two", run), None);
        assert_eq!(runs.shared("x/one", run), None, "in another bank file");
        assert_eq!(runs.shared("x/three", "a b c d e f g h i j k"), None);
    }
}
