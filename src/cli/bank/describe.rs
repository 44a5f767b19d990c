//! A question to read, as Markdown: what the candidate is asked, and what the interviewer has in hand.

use std::fmt::Write as _;

use crate::domain::bank::{Criterion, Question};
use crate::domain::catalog::{Catalog, Entry};
use crate::domain::fields;
use crate::domain::plain::clean_line;
use crate::domain::written::{self, Form};

/// Returns the question with everything an answer is scored by. Not yet safe for a terminal.
pub fn question(entry: &Entry, catalog: &Catalog) -> String {
    let question = &entry.question;
    let mut page = Page::default();
    page.line(&format!("# {}\n", entry.name));
    page.line(&format!(
        "{}, {}, {}, {} min; bank \"{}\"{}\n",
        question.round.title(),
        clean_line(&question.topic),
        question.difficulty.name(),
        question.minutes,
        clean_line(&entry.bank_title),
        entry
            .license
            .as_ref()
            .map_or_else(String::new, |license| format!(", {}", clean_line(license)))
    ));
    page.line(&question.prompt);
    page.said(question);
    page.line("\n## Rubric");
    for criterion in &question.rubric {
        page.criterion(criterion, catalog);
    }
    page.answers(question);
    if !question.resources.is_empty() {
        page.line("\n## To read\n");
    }
    for reference in &question.resources {
        let Some(resource) = catalog.resource(reference) else {
            continue;
        };
        let url = resource
            .url
            .as_ref()
            .map_or_else(String::new, |url| format!(": {url}"));
        page.item(&format!("{}{url}", resource.title));
    }
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.0, "{text}");
    }

    fn item(&mut self, text: &str) {
        let _ = writeln!(self.0, "- {}", clean_line(text));
    }

    fn said(&mut self, question: &Question) {
        if let Some(estimate) = &question.estimate {
            self.line(&format!(
                "\n## Estimate\n\n{}\n\nExpected: {}",
                estimate.ask, estimate.expect
            ));
        }
        if !question.clarifications.is_empty() {
            self.line("\n## When asked\n");
        }
        for clarification in &question.clarifications {
            self.item(&format!("{} {}", clarification.ask, clarification.answer));
        }
        if !question.hints.is_empty() {
            self.line("\n## Hints\n");
        }
        for (index, hint) in question.hints.iter().enumerate() {
            self.line(&format!("{}. {}", index + 1, clean_line(hint.text())));
        }
        if !question.follow_ups.is_empty() {
            self.line("\n## Follow-ups");
        }
        for follow_up in &question.follow_ups {
            let twist = if follow_up.twist { " (a twist)" } else { "" };
            self.line(&format!("\n{}{twist}", follow_up.ask));
            if !follow_up.expect.is_empty() {
                self.line(&format!("\nExpected: {}", follow_up.expect));
            }
        }
    }

    fn criterion(&mut self, criterion: &Criterion, catalog: &Catalog) {
        self.line(&format!(
            "\n### {} (weight {})\n",
            clean_line(&criterion.criterion),
            criterion.weight
        ));
        for idea in criterion.ideas.iter().flatten() {
            self.item(&idea.idea);
        }
        for (level, words) in catalog.levels_of(criterion).into_iter().flatten().enumerate() {
            self.line(&format!("{level}. {}", clean_line(&words)));
        }
        if criterion.tests == Some(true) {
            self.line("The share of tests passed.");
        }
    }

    fn answers(&mut self, question: &Question) {
        for exemplar in &question.exemplars {
            self.line(&format!("\n## An answer at level {}\n", exemplar.level));
            for part in written::parts(question.round, &exemplar.answer) {
                if let Some(name) = part.name {
                    let title = fields::title(question, name, &[]);
                    self.line(&format!("### {}\n", clean_line(&title)));
                }
                match part.form {
                    Form::Prose => self.line(&format!("{}\n", part.text.trim_end())),
                    Form::Code => self.line(&format!("```python\n{}\n```\n", part.text.trim_end())),
                    Form::Drawing => self.line(&format!("```text\n{}\n```\n", part.text.trim_end())),
                }
            }
        }
        if !question.pitfalls.is_empty() {
            self.line("\n## Often missed");
        }
        for pitfall in &question.pitfalls {
            self.line(&format!("\n{}\n\nRight: {}", pitfall.wrong, pitfall.right));
        }
    }
}
