//! What is read beside a score: the words of an answer in which an idea was found, the reference and
//! other written answers.

use std::collections::BTreeMap;
use std::ops::Range;

use super::parts;
use super::talk::Talk;
use super::words::{capital, listed};
use crate::app::flow;
use crate::app::screens::debrief::evidence;
use crate::domain::bank::{ExemplarAnswer, Idea, Question};
use crate::domain::plain;
use crate::domain::session::Attempt;

/// Characters of an answer that are said on each side of what was found.
const AROUND: usize = 40;
/// The file in a programming question's folder that passes its tests.
const SOLUTION: &str = "solution.py";
/// Places that are said.
const MOST: usize = 3;

/// Returns the places of an answer where an idea's signs stand, each in its words.
pub fn quotes(attempt: &Attempt, question: &Question, idea: &Idea) -> Vec<String> {
    let several = attempt
        .fields
        .iter()
        .filter(|field| !field.text.is_empty())
        .count()
        > 1;
    let shown = attempt.follow_ups();
    let mut said: Vec<String> = Vec::new();
    for (field, range) in evidence(attempt, idea) {
        let quote = quote(attempt.text_of(&field), range);
        let quote = if several {
            format!("“{quote}” under {}", parts::name(question, &field, &shown))
        } else {
            format!("“{quote}”")
        };
        // Two signs of one sentence are one quotation.
        if !said.contains(&quote) {
            said.push(quote);
        }
    }
    said.truncate(MOST);
    said
}

/// Returns the words around a range of a text, of its own line.
fn quote(text: &str, range: Range<usize>) -> String {
    let (Some(before), Some(found), Some(after)) = (
        text.get(..range.start),
        text.get(range.clone()),
        text.get(range.end..),
    ) else {
        return String::new();
    };
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let from = before
        .char_indices()
        .rev()
        .nth(AROUND - 1)
        .map_or(0, |(at, _)| next_word(before, at));
    let to = after
        .char_indices()
        .nth(AROUND)
        .map_or(after.len(), |(at, _)| last_word(after, at));
    let lead = if from > 0 { "… " } else { "" };
    let tail = if to < after.len() { " …" } else { "" };
    let whole = format!("{lead}{}{found}{}{tail}", &before[from..], &after[..to]);
    plain::clean_line(whole.trim()).into_owned()
}

/// Returns where the first whole word from `at` on begins.
fn next_word(text: &str, at: usize) -> usize {
    text[at..].find(char::is_whitespace).map_or(text.len(), |blank| {
        at + blank + text[at + blank..].chars().next().map_or(0, char::len_utf8)
    })
}

/// Returns where the last whole word before `at` ends.
fn last_word(text: &str, at: usize) -> usize {
    text[..at].rfind(char::is_whitespace).unwrap_or(0)
}

/// Returns whether the reference has a file of its own.
fn has_code(question: &Question) -> bool {
    matches!(
        question.reference().map(|reference| &reference.answer),
        Some(ExemplarAnswer::Fields(fields)) if fields.contains_key(flow::CODE)
    )
}

impl Talk {
    /// Says the reference, and what follow-ups and estimate were after.
    pub(super) fn say_reference(&mut self) {
        let Some((attempt, question)) = self.scored() else {
            return;
        };
        let shown = attempt.follow_ups();
        self.head(match question.reference() {
            Some(reference) => format!("The reference, an answer of level {}:", reference.level),
            None => "This question has no written reference.".to_owned(),
        });
        if let Some(reference) = question.reference() {
            self.say_written(&question, &reference.answer);
        }
        let solution = question.code.as_ref().and_then(|code| code.files.get(SOLUTION));
        if let Some(solution) = solution.filter(|_| !has_code(&question)) {
            self.say("The file of a solution:");
            self.say_numbered(solution.trim_end());
        }
        if let Some(estimate) = &question.estimate {
            self.say_markdown("The estimate: ", &estimate.expect);
        }
        for follow_up in shown.iter().filter_map(|id| question.follow_up(id)) {
            let ask = self.in_one_line(&follow_up.ask);
            if !follow_up.expect.is_empty() {
                self.say_markdown(
                    &format!("Asked “{ask}”, a strong answer has: "),
                    &follow_up.expect,
                );
            }
        }
        let best = question.reference().map(|reference| reference.level);
        let others: Vec<String> = question
            .exemplars
            .iter()
            .filter(|exemplar| Some(exemplar.level) != best)
            .map(|exemplar| format!("[exemplar {}]", exemplar.level))
            .collect();
        if !others.is_empty() {
            self.say(format!("Another written answer: {}.", listed(&others)));
        }
    }

    pub(super) fn say_exemplar(&mut self, argument: &str) {
        let Some((_, question)) = self.scored() else {
            return;
        };
        let exemplar = argument.parse::<u8>().ok().and_then(|level| {
            let mut known = question.exemplars.iter();
            known.find(|exemplar| exemplar.level == level)
        });
        let Some(exemplar) = exemplar else {
            let levels: Vec<String> = question
                .exemplars
                .iter()
                .map(|exemplar| format!("[exemplar {}]", exemplar.level))
                .collect();
            return self.say(format!("Written answers: {}.", listed(&levels)));
        };
        self.head(format!("A written answer of level {}:", exemplar.level));
        self.say_written(&question, &exemplar.answer);
    }

    fn say_written(&mut self, question: &Question, answer: &ExemplarAnswer) {
        match answer {
            ExemplarAnswer::Text(text) => self.say_markdown("", text),
            ExemplarAnswer::Fields(fields) => self.say_written_fields(question, fields),
        }
    }

    fn say_written_fields(&mut self, question: &Question, fields: &BTreeMap<String, String>) {
        let own = flow::fields(question, None);
        let rank = |name: &String| own.iter().position(|known| known == name).unwrap_or(own.len());
        let mut ordered: Vec<(&String, &String)> = fields.iter().collect();
        ordered.sort_by_key(|(name, _)| rank(name));
        for (name, text) in ordered {
            if name == flow::CODE {
                self.say("Code:");
                self.say_numbered(text.trim_end());
                continue;
            }
            let title = match name
                .strip_prefix(parts::FOLLOW_UP)
                .and_then(|id| question.follow_up(id))
            {
                Some(follow_up) => format!("On “{}”", self.in_one_line(&follow_up.ask)),
                None => capital(&parts::title(question.round, name)),
            };
            self.say_markdown(&format!("{title}: "), text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_has_whole_words_around_what_was_found() {
        let text = "first line\nIt is the negative log-likelihood of a categorical model, so it is maximum \
                    likelihood and nothing else would do as well, not even here.\nlast";
        let start = text.find("maximum").unwrap();
        let end = start + "maximum likelihood".len();
        assert_eq!(
            quote(text, start..end),
            "… of a categorical model, so it is maximum likelihood and nothing else would do as well, not …"
        );
        assert_eq!(quote("p - y", 0..5), "p - y");
        let wide = "é".repeat(200);
        assert_eq!(quote(&wide, 200..202), "… é …");
    }
}
