//! What is disputed of a question, as the text of an issue for whoever keeps its bank: which question in
//! which version, as it was asked, and what is wrong with it. The answer joins only if it is asked for.

use std::fmt::Write as _;

use crate::domain::bank::QuestionName;
use crate::domain::plain::{clean, clean_line};
use crate::domain::session::Attempt;
use crate::domain::snapshot::{Snapshot, hash};
use crate::domain::written::{self, Form};
use crate::storage::export::markdown::title;
use crate::storage::sessions::Loaded;

/// Returns the issues of a session's disputed questions, of one question where it is named; `None`: nothing of
/// it is disputed.
pub fn issues(loaded: &Loaded, only: Option<&QuestionName>, with_answer: bool) -> Option<String> {
    let session = loaded.session();
    let issues: Vec<String> = session
        .attempts
        .iter()
        .filter(|attempt| only.is_none_or(|name| attempt.question == *name))
        .filter_map(|attempt| {
            let disputed = attempt.disputed.as_deref()?;
            let snapshot = loaded.questions.get(&attempt.question);
            Some(issue(attempt, snapshot, disputed, with_answer))
        })
        .collect();
    (!issues.is_empty()).then(|| issues.join("\n---\n\n"))
}

fn issue(attempt: &Attempt, snapshot: Option<&Snapshot>, disputed: &str, with_answer: bool) -> String {
    let mut out = format!("# Disputed: {}\n\n", clean_line(&attempt.question.to_string()));
    let bank = snapshot.map_or(attempt.question.bank.as_str(), |snapshot| &snapshot.bank.id);
    let title = snapshot.map_or("", |snapshot| snapshot.bank.title.trim());
    let named = match title {
        "" => clean_line(bank).into_owned(),
        title => clean_line(&format!("{title} (`{bank}`)")).into_owned(),
    };
    let _ = writeln!(out, "- Bank: {named}");
    match snapshot {
        Some(snapshot) => {
            let _ = writeln!(out, "- Version of the question: `{}`", hash(&snapshot.question));
        }
        None => out.push_str("- Version of the question: unknown, its snapshot is gone\n"),
    }
    let _ = writeln!(out, "- hotseat {}\n", env!("CARGO_PKG_VERSION"));
    out.push_str("## What is disputed\n\n");
    match disputed.trim() {
        "" => out.push_str("Nothing was noted.\n\n"),
        text => out.push_str(&quoted(text)),
    }
    if let Some(snapshot) = snapshot {
        out.push_str("## The question as it was asked\n\n");
        out.push_str(&quoted(&snapshot.question.prompt));
    }
    if with_answer {
        answer(&mut out, attempt, snapshot);
    }
    out
}

fn answer(out: &mut String, attempt: &Attempt, snapshot: Option<&Snapshot>) {
    out.push_str("## The answer\n\n");
    let question = snapshot.map(|snapshot| &snapshot.question);
    let read = match question {
        Some(question) => written::reading(question, attempt),
        None => attempt.fields.iter().collect(),
    };
    let mut empty = true;
    for field in read.into_iter().filter(|field| field.answered()) {
        empty = false;
        let _ = writeln!(out, "### {}\n", clean_line(&title(&field.name, question)));
        let form = question.map_or(Form::Prose, |question| written::form(question.round, &field.name));
        match form {
            Form::Prose => out.push_str(&quoted(&field.text)),
            Form::Code | Form::Drawing => {
                let text = clean(&field.text);
                let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
                let fence = "`".repeat(longest.max(2) + 1);
                let language = if form == Form::Code { "python" } else { "text" };
                let _ = writeln!(out, "{fence}{language}\n{}\n{fence}\n", text.trim_end());
            }
        }
    }
    if empty {
        out.push_str("Nothing was written.\n\n");
    }
}

/// A text as a quotation: nothing in it becomes a heading of the issue.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for line in clean(text.trim_end()).lines() {
        let _ = writeln!(out, "{}", format!("> {line}").trim_end());
    }
    out.push('\n');
    out
}
