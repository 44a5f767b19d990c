//! `hotseat bank export B`: a bank for others, with its licence and source: as JSON, as a zip with its code, or
//! as a list for tools that know questions and answers only.

use std::path::Path;

use super::super::args::BankFormat;
use super::super::context::Context;
use super::super::failure::{Failure, Kind};
use super::super::out::Out;
use super::{catalog, saving};
use crate::domain::bank::edit::{TextHome, question_ids};
use crate::domain::bank::{Bank, FORMAT, Question};
use crate::domain::catalog::{Entry, Origin};
use crate::domain::exchange;
use crate::storage::banks::archive;
use crate::storage::banks::edit::{Code, Desk, own_json};
use crate::storage::disk::{Disk as _, RealDisk};

pub fn run(
    context: &Context,
    out: &Out,
    bank: &str,
    format: BankFormat,
    to: Option<&Path>,
) -> Result<u8, Failure> {
    let (catalog, _) = catalog(context, out);
    let entries: Vec<&Entry> = catalog
        .entries()
        .iter()
        .filter(|entry| entry.name.bank == bank)
        .collect();
    let Some(first) = entries.first() else {
        return Err(Failure {
            kind: Kind::Failed,
            message: format!("There is no bank `{}`.", crate::domain::plain::clean_line(bank)),
            hint: Some("`hotseat bank list` shows all.".to_owned()),
        });
    };
    let questions: Vec<&Question> = entries.iter().map(|entry| &**entry.question).collect();
    let license = first.license.as_deref();
    let desk = Desk::new(context.desk());
    let seen = desk.read(bank, None).map_err(|problem| saving(&problem))?;
    let whole: Bank = serde_json::from_str(seen.text.trim_start_matches('\u{feff}'))
        .map_err(|error| Failure::failed(format!("The bank cannot be read: {error}.")))?;
    // What lies in one file goes out as it is written; a mixture of built-in and own is written anew.
    let mixed = entries.iter().any(|entry| entry.origin == Origin::Changed)
        || (seen.home == TextHome::Own
            && question_ids(&seen.text).is_ok_and(|ids| ids.len() != questions.len()));
    let json = || {
        if mixed {
            own_json(&Bank {
                schema: None,
                format: FORMAT,
                id: bank.to_owned(),
                title: first.bank_title.to_string(),
                license: license.map(str::to_owned),
                questions: questions.iter().map(|question| (*question).clone()).collect(),
                ..whole.clone()
            })
        } else {
            seen.text.to_string()
        }
    };
    let bytes = match format {
        BankFormat::Json => json().into_bytes(),
        BankFormat::Md => {
            exchange::markdown_list(&first.bank_title, license, whole.source.as_deref(), &questions)
                .into_bytes()
        }
        BankFormat::Csv => exchange::csv(&questions).into_bytes(),
        BankFormat::Anki => exchange::anki::written(&first.bank_title, license, &questions).into_bytes(),
        BankFormat::Zip => archive::written(bank, &json(), &code(&questions)).map_err(Failure::failed)?,
    };
    let default = context.env.cwd.join(format!("{bank}.zip"));
    let to = match (to, format) {
        (Some(to), _) => context.env.cwd.join(to),
        (None, BankFormat::Zip) => default,
        (None, _) => {
            out.bytes(&bytes)?;
            return Ok(0);
        }
    };
    if to.symlink_metadata().is_ok() {
        return Err(Failure::failed(format!(
            "{} is there already and is not overwritten.",
            to.display()
        ))
        .hint("Name another file with --to."));
    }
    RealDisk
        .replace(&to, &bytes)
        .map_err(|error| Failure::environment(format!("{} cannot be written: {error}.", to.display())))?;
    out.words(&format!("{} written.", to.display()));
    Ok(0)
}

/// Returns the code of the questions that have any.
fn code(questions: &[&Question]) -> Vec<Code> {
    let files = questions.iter().flat_map(|question| {
        let files = question.code.iter().flat_map(|code| &code.files);
        files.map(|(name, text)| Code {
            question: question.id.clone(),
            name: name.clone(),
            text: text.to_string(),
        })
    });
    files.collect()
}
