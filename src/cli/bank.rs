//! `hotseat bank`: question banks without the interface. A bad bank is said with its place and never
//! keeps the others from the list.

mod check;
mod describe;
mod edit;
mod export;
mod import;
mod new;
mod trust;

use std::mem::ManuallyDrop;

use serde::Serialize;

use super::args::{BankArgs, BankCommand, Json};
use super::context::Context;
use super::failure::{Failure, Kind};
use super::out::{Form, Out};
use super::table::{Side, Table};
use crate::app::Goal;
use crate::domain::bank::edit::SaveProblem;
use crate::domain::bank::{Question, RoundKind};
use crate::domain::catalog::{Catalog, Entry, Origin, Unresolved};
use crate::domain::check::{self as rules, nearest};

pub fn run(context: &Context, out: &Out, args: BankArgs) -> Result<u8, Failure> {
    let outer = args.json;
    let form = |json: Json| match json.form() {
        Form::Json => Form::Json,
        Form::Text => outer.form(),
    };
    match args.command {
        // On a terminal the screen; where something else reads, the list.
        None if outer.form() == Form::Text
            && context.env.stdin_is_terminal
            && context.env.stdout_is_terminal =>
        {
            context.show(Goal::Banks)
        }
        None => list(context, out, outer.form()),
        Some(BankCommand::List { json }) => list(context, out, form(json)),
        Some(BankCommand::Show { name, json }) => show(context, out, &name, form(json)),
        Some(BankCommand::New { file, round }) => new::run(context, out, &file, round.kind()),
        Some(BankCommand::Edit { name, file }) => edit::run(context, out, &name, file.as_deref()),
        Some(BankCommand::Check {
            path,
            run,
            no_run,
            fix,
            json,
        }) => {
            if fix {
                check::fix(context, out, &path)?;
            }
            let running = match (run, no_run) {
                (true, _) => check::Running::Demanded,
                (_, true) => check::Running::Never,
                _ => check::Running::WhereItCan,
            };
            check::run(context, out, &path, running, form(json))
        }
        Some(BankCommand::Import(args)) => {
            let form = match args.json.form() {
                Form::Json => Form::Json,
                Form::Text => outer.form(),
            };
            import::run(context, out, &args, form)
        }
        Some(BankCommand::Export { bank, format, to }) => {
            export::run(context, out, &bank, format, to.as_deref())
        }
        Some(BankCommand::Trust { name, mine, yes }) => {
            let what = if mine {
                trust::What::Path
            } else {
                trust::What::Content
            };
            let asking = if yes {
                trust::Asking::Never
            } else {
                trust::Asking::First
            };
            trust::run(context, out, &name, what, asking)
        }
        Some(BankCommand::Schema) => schema(out),
    }
}

/// Returns why something was not saved as the command's failure.
pub(super) fn saving(problem: &SaveProblem) -> Failure {
    match problem {
        SaveProblem::Disk(sentence) => Failure::environment(sentence.clone()),
        other => Failure::failed(other.to_string()),
    }
}

/// Writes the JSON Schema of bank files.
pub fn schema(out: &Out) -> Result<u8, Failure> {
    out.bytes(rules::schema().as_bytes())?;
    Ok(0)
}

/// Returns the failure of a name that no question has, with those that begin with it.
pub(super) fn unresolved(error: &Unresolved, catalog: &Catalog, kind: Kind) -> Failure {
    let failure = Failure {
        kind,
        message: error.to_string(),
        hint: None,
    };
    let asked = match error {
        Unresolved::Unknown { asked, near: None } if !asked.is_empty() => asked,
        _ => return failure,
    };
    let begin: Vec<String> = catalog
        .entries()
        .iter()
        .filter(|entry| entry.name.question.starts_with(asked) || entry.name.to_string().starts_with(asked))
        .take(5)
        .map(|entry| entry.name.to_string())
        .collect();
    if begin.is_empty() {
        failure
    } else {
        failure.hint(format!("Names that begin so: {}.", begin.join(", ")))
    }
}

fn catalog(context: &Context, out: &Out) -> (ManuallyDrop<Catalog>, Vec<String>) {
    let (catalog, problems) = context.catalog();
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    for problem in &problems {
        out.problem(problem);
    }
    (catalog, problems)
}

#[derive(Debug, Serialize)]
struct BankLine {
    id: String,
    title: String,
    license: Option<String>,
    questions: usize,
    rounds: Vec<&'static str>,
    minutes: f64,
    origin: &'static str,
}

#[derive(Debug, Serialize)]
struct BankList {
    format: u32,
    banks: Vec<BankLine>,
    /// Banks that were not taken, in sentences.
    problems: Vec<String>,
}

fn origin(entries: &[&Entry]) -> &'static str {
    if entries.iter().all(|entry| entry.origin == Origin::BuiltIn) {
        "built in"
    } else if entries.iter().any(|entry| entry.origin == Origin::Changed) {
        "changed"
    } else if entries.iter().all(|entry| entry.origin == Origin::Own) {
        "yours"
    } else {
        "built in and yours"
    }
}

fn lines(catalog: &Catalog) -> Vec<BankLine> {
    let mut by_bank: std::collections::BTreeMap<&str, Vec<&Entry>> = std::collections::BTreeMap::new();
    for entry in catalog.entries() {
        by_bank.entry(&entry.name.bank).or_default().push(entry);
    }
    by_bank
        .into_iter()
        .map(|(id, entries)| BankLine {
            id: id.to_owned(),
            title: entries
                .first()
                .map(|entry| entry.bank_title.to_string())
                .unwrap_or_default(),
            license: entries
                .first()
                .and_then(|entry| entry.license.as_ref().map(ToString::to_string)),
            questions: entries.len(),
            rounds: RoundKind::ALL
                .into_iter()
                .filter(|kind| entries.iter().any(|entry| entry.brief.round == *kind))
                .map(RoundKind::name)
                .collect(),
            minutes: entries.iter().map(|entry| entry.brief.minutes).sum(),
            origin: origin(&entries),
        })
        .collect()
}

fn list(context: &Context, out: &Out, form: Form) -> Result<u8, Failure> {
    let (catalog, problems) = catalog(context, out);
    let code = u8::from(!problems.is_empty());
    let banks = lines(&catalog);
    match form {
        Form::Json => out.json(&BankList {
            format: 1,
            banks,
            problems,
        })?,
        Form::Text => {
            let mut table = Table::new([
                ("bank", Side::Left),
                ("title", Side::Left),
                ("questions", Side::Right),
                ("min", Side::Right),
                ("origin", Side::Left),
            ]);
            for bank in banks {
                table.row([
                    bank.id,
                    bank.title,
                    bank.questions.to_string(),
                    bank.minutes.round().to_string(),
                    bank.origin.to_owned(),
                ]);
            }
            out.data(&table.text())?;
        }
    }
    Ok(code)
}

#[derive(Debug, Serialize)]
struct Shown<'a> {
    name: String,
    question: &'a Question,
}

#[derive(Debug, Serialize)]
struct BankShown<'a> {
    format: u32,
    bank: &'a str,
    title: String,
    license: Option<String>,
    questions: Vec<Shown<'a>>,
}

#[derive(Debug, Serialize)]
struct QuestionShown<'a> {
    format: u32,
    #[serde(flatten)]
    shown: Shown<'a>,
}

fn show(context: &Context, out: &Out, name: &str, form: Form) -> Result<u8, Failure> {
    let (catalog, _) = catalog(context, out);
    let of_bank: Vec<&Entry> = catalog
        .entries()
        .iter()
        .filter(|entry| entry.name.bank == name)
        .collect();
    match of_bank.as_slice() {
        [] => {
            let entry = catalog.resolve(name).map_err(|error| {
                let mut failure = unresolved(&error, &catalog, Kind::Failed);
                // A name without a bank before it may have been meant as one.
                if !name.contains('/') && matches!(error, Unresolved::Unknown { .. }) {
                    let ids = catalog.entries().iter().map(|entry| entry.name.bank.as_str());
                    let near = nearest(name, ids).map(|bank| format!("; the nearest is `{bank}`"));
                    let near = near.unwrap_or_default();
                    failure.message = format!("There is no bank `{name}`{near}. {}", failure.message);
                }
                failure
            })?;
            match form {
                Form::Json => out.json(&QuestionShown {
                    format: 1,
                    shown: shown(entry),
                })?,
                Form::Text => out.data(&describe::question(entry, &catalog))?,
            }
        }
        [first, ..] => match form {
            Form::Json => out.json(&BankShown {
                format: 1,
                bank: name,
                title: first.bank_title.to_string(),
                license: first.license.as_ref().map(ToString::to_string),
                questions: of_bank.iter().map(|entry| shown(entry)).collect(),
            })?,
            Form::Text => out.data(&questions(&of_bank))?,
        },
    }
    Ok(0)
}

fn shown(entry: &Entry) -> Shown<'_> {
    Shown {
        name: entry.name.to_string(),
        question: &entry.question,
    }
}

fn questions(entries: &[&Entry]) -> String {
    let mut table = Table::new([
        ("question", Side::Left),
        ("round", Side::Left),
        ("topic", Side::Left),
        ("difficulty", Side::Left),
        ("min", Side::Right),
    ]);
    for entry in entries {
        let brief = &entry.brief;
        table.row([
            entry.name.to_string(),
            brief.round.title().to_owned(),
            brief.topic.to_string(),
            brief.difficulty.name().to_owned(),
            brief.minutes.to_string(),
        ]);
    }
    table.text()
}
