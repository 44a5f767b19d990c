//! `hotseat bank new FILE --round R`: a bank with one complete question of a round, to be written over.

use std::path::{Path, PathBuf};

use super::super::context::Context;
use super::super::failure::Failure;
use super::super::out::Out;
use super::saving;
use crate::domain::bank::RoundKind;
use crate::domain::bank::edit::{BankEdit, apply, id_from, new_bank};
use crate::domain::plain;
use crate::runtime::clock;
use crate::storage::banks::edit::{Code, Desk, Whose};
use crate::storage::builtin;

/// The code of the example of a programming question.
const CODE: [(&str, &str); 4] = [
    (
        "starter.py",
        include_str!("../../../assets/templates/code/starter.py"),
    ),
    (
        "solution.py",
        include_str!("../../../assets/templates/code/solution.py"),
    ),
    (
        "tests_1.py",
        include_str!("../../../assets/templates/code/tests_1.py"),
    ),
    (
        "wrong/forgets_the_last_window.py",
        include_str!("../../../assets/templates/code/wrong/forgets_the_last_window.py"),
    ),
];

pub fn run(context: &Context, out: &Out, file: &Path, round: RoundKind) -> Result<u8, Failure> {
    let (folder, id) = place(context, file)?;
    let desk = Desk::new(context.desk_in(&folder));
    let question = template(round)?;
    let question_id = question["id"].as_str().unwrap_or_default().to_owned();
    let begun = new_bank(&id, &title(&id), None, None);
    let text = apply(&begun, &BankEdit::Add { question, at: None })
        .map_err(|error| Failure::failed(error.to_string()))?
        .text;
    let code: Vec<Code> = match round {
        RoundKind::Programming => CODE
            .iter()
            .map(|(name, text)| Code {
                question: question_id.clone(),
                name: (*name).to_owned(),
                text: (*text).to_owned(),
            })
            .collect(),
        _ => Vec::new(),
    };
    desk.create_with(&id, &text, &code, Whose::Written, clock::timestamp())
        .map_err(|problem| saving(&problem))?;
    let made = folder.join(format!("{id}.json"));
    out.data(&made.display().to_string())?;
    let joins = if folder == context.banks() {
        format!(
            "It joins in: `hotseat bank edit {id}/{question_id}` opens its question in your editor, \
             `hotseat start --question {id}/{question_id}` asks it."
        )
    } else {
        format!(
            "It joins in once it lies in {}. `hotseat bank check {}` looks at it where it is.",
            context.banks().display(),
            plain::clean_line(&file.display().to_string())
        )
    };
    out.words(&format!(
        "A bank with one example question of {}. {joins}",
        round.title()
    ));
    Ok(0)
}

/// Returns the example question of a round.
fn template(round: RoundKind) -> Result<serde_json::Value, Failure> {
    let text = builtin::asset(&format!("templates/{}.json", round.name())).unwrap_or_default();
    serde_json::from_str(text)
        .map_err(|error| Failure::failed(format!("The example cannot be read: {error}.")))
}

/// Returns the folder and the id a file's name says; a bare name is one of the person's own banks.
fn place(context: &Context, file: &Path) -> Result<(PathBuf, String), Failure> {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let stem = name.strip_suffix(".json").unwrap_or(name);
    let id = id_from(stem, "");
    if id.is_empty() || id != stem {
        let hint = match id.as_str() {
            "" => "Name it, for example, my-questions.json.".to_owned(),
            id => format!("Name it {id}.json."),
        };
        return Err(Failure::usage(format!(
            "The file's name becomes the bank's id, and `{}` is none: 1 to 40 characters from a-z, 0-9 and -.",
            plain::clean_line(stem)
        ))
        .hint(hint));
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = match folder {
        None => context.banks(),
        Some(folder) => {
            let folder = context.env.cwd.join(folder);
            if !folder.is_dir() {
                return Err(Failure::environment(format!(
                    "There is no folder {}.",
                    folder.display()
                )));
            }
            folder
        }
    };
    Ok((folder, id))
}

fn title(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
