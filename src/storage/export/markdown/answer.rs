//! The answer by field, as the candidate gave it, and the reference to lay beside it.

use std::fmt::Write as _;

use super::Page;
use crate::domain::bank::{Question, RoundKind};
use crate::domain::clock::short;
use crate::domain::fields;
use crate::domain::plain::clean_line;
use crate::domain::session::{Attempt, Field};
use crate::domain::words::counted;
use crate::domain::written::{self, Form};
use crate::storage::builtin;

impl Page {
    pub(super) fn answer(&mut self, attempt: &Attempt, question: Option<&Question>) {
        let read: Vec<&Field> = match question {
            Some(question) => written::reading(question, attempt),
            None => attempt.fields.iter().collect(),
        };
        for field in read {
            let title = title(&field.name, question);
            let time = short(field.spent);
            let _ = writeln!(self.0, "### {} ({time})\n", clean_line(&title));
            if field.text.trim().is_empty() {
                self.line("*Nothing was written.*\n");
            } else if field.answered() {
                self.written(question, &field.name, &field.text);
            } else {
                self.line("*The file as it was given.*\n");
            }
            if field.misfits > 0 {
                let lost = counted(field.misfits as usize, "edit");
                let _ = writeln!(self.0, "*The record is damaged: {lost} could not be taken in.*\n");
            }
        }
    }

    fn written(&mut self, question: Option<&Question>, field: &str, text: &str) {
        // Without the question the name of the field tells: only one round has it.
        let form = question.map_or_else(
            || {
                RoundKind::ALL
                    .into_iter()
                    .map(|round| written::form(round, field))
                    .find(|form| *form != Form::Prose)
                    .unwrap_or(Form::Prose)
            },
            |question| written::form(question.round, field),
        );
        self.formed(form, text);
    }

    fn formed(&mut self, form: Form, text: &str) {
        match form {
            Form::Prose => self.quote(text),
            Form::Code => self.fence("python", text),
            Form::Drawing => self.fence("text", text),
        }
    }

    /// When each stage of a programming question was worked on.
    pub(super) fn stages(&mut self, attempt: &Attempt, question: Option<&Question>) {
        let code = question.and_then(|question| question.code.as_ref());
        for (index, stage) in code.iter().flat_map(|code| &code.stages).enumerate() {
            let what = match attempt.stage_run(index) {
                None => "not reached".to_owned(),
                Some(run) => {
                    let from = short(run.opened);
                    match run.left {
                        Some(left) if run.passed_over => format!("{from} to {}, passed over", short(left)),
                        Some(left) => format!("{from} to {}", short(left)),
                        None if attempt.over() => format!("{from} to {}", short(attempt.spent)),
                        None => format!("from {from} on"),
                    }
                }
            };
            self.item(&format!("Stage {}, {}: {what}", index + 1, stage.title));
        }
    }

    /// What a strong answer has: the reference by field, the estimate, what was expected of follow-ups.
    pub(super) fn reference(&mut self, attempt: &Attempt, question: Option<&Question>) {
        let Some(question) = question else { return };
        if let Some(reference) = question.reference() {
            let _ = writeln!(self.0, "\n### Reference, level {}\n", reference.level);
            for part in written::parts(question.round, &reference.answer) {
                if let Some(name) = part.name {
                    let title = fields::title(question, name, &[]);
                    let _ = writeln!(self.0, "#### {}\n", clean_line(&title));
                }
                self.formed(part.form, part.text);
            }
        }
        if let Some(solution) = written::solution(question) {
            self.line("\n### The file of a solution\n");
            self.fence("python", solution);
        }
        if let Some(estimate) = &question.estimate {
            self.line("\n### Estimate, expected\n");
            self.quote(&format!("{}\n\n{}", estimate.ask, estimate.expect));
        }
        for follow_up in written::expected(question, attempt) {
            let _ = writeln!(self.0, "### Expected: {}\n", clean_line(&follow_up.ask));
            self.quote(&follow_up.expect);
        }
        self.resources(question);
    }

    fn resources(&mut self, question: &Question) {
        let known = builtin::tables();
        let mut read = question
            .resources
            .iter()
            .filter_map(|reference| known.resource(reference))
            .peekable();
        if read.peek().is_none() {
            return;
        }
        self.line("### To read\n");
        for resource in read {
            let url = resource
                .url
                .as_deref()
                .map_or_else(String::new, |url| format!(", {url}"));
            self.item(&format!("{}{url}", resource.title));
        }
    }
}

/// Returns a field's title, or what was asked in the follow-up it answers.
pub(in crate::storage::export) fn title(name: &str, question: Option<&Question>) -> String {
    if let Some(id) = name.strip_prefix("follow_up.") {
        let asked = question.and_then(|question| question.follow_up(id));
        let kind = if asked.is_some_and(|asked| asked.twist) {
            "Twist"
        } else {
            "Follow-up"
        };
        return format!("{kind}: {}", asked.map_or(id, |follow_up| &follow_up.ask));
    }
    if name == "main" {
        return "Answer".to_owned();
    }
    question
        .and_then(|question| fields::info(question.round, name))
        .map_or_else(|| name.to_owned(), |info| info.title.to_owned())
}
