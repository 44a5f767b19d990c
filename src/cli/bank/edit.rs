//! `hotseat bank edit B/Q`: a question as its own JSON text in the person's editor, or one of its texts or
//! code files. Only what was changed is written; what cannot be saved is never lost.

use std::io::BufRead as _;
use std::path::Path;

use serde_json::Value as Json;

use super::super::context::Context;
use super::super::failure::{Failure, Kind};
use super::super::out::Out;
use super::{catalog, saving, unresolved};
use crate::domain::bank::QuestionName;
use crate::domain::bank::edit::{
    BankEdit, BankText, Change, SaveProblem, Step, TextHome, outdented, question_text,
};
use crate::domain::plain;
use crate::runtime::{self, Editor, clock};
use crate::storage::banks::edit::code::{CodeChange, is_code_file};
use crate::storage::banks::edit::{Desk, Whose};

/// What of a question is edited.
enum Part {
    /// Its whole JSON text.
    Whole,
    /// The text at this place.
    Text(Vec<Step>),
    Code(String),
}

pub fn run(context: &Context, out: &Out, name: &str, file: Option<&str>) -> Result<u8, Failure> {
    let (catalog, _) = catalog(context, out);
    let entry = catalog
        .resolve(name)
        .map_err(|error| unresolved(&error, &catalog, Kind::Failed))?;
    let name = entry.name.clone();
    let desk = Desk::new(context.desk());
    let seen = desk
        .read(&name.bank, Some(&name.question))
        .map_err(|problem| saving(&problem))?;
    let part = match file {
        None => Part::Whole,
        Some(file) if is_code_file(file) => Part::Code(file.to_owned()),
        Some(path) => Part::Text(steps(path)),
    };
    let work = Work {
        context,
        out,
        desk,
        editor: context.editor(),
        name,
    };
    match part {
        Part::Whole => work.whole(&seen),
        Part::Text(at) => work.text(&seen, &at),
        Part::Code(file) => work.code(&seen, &file),
    }
}

struct Work<'a> {
    context: &'a Context<'a>,
    out: &'a Out,
    desk: Desk,
    editor: Editor,
    name: QuestionName,
}

impl Work<'_> {
    fn whole(&self, seen: &BankText) -> Result<u8, Failure> {
        let raw = question_text(&seen.text, &self.name.question).unwrap_or_default();
        let given = outdented(&raw);
        self.rounds(&given.text, "json", |text| {
            let edit = BankEdit::Text {
                id: self.name.question.clone(),
                text: given.indented(text),
            };
            self.save(seen, edit)
        })
    }

    fn text(&self, seen: &BankText, at: &[Step]) -> Result<u8, Failure> {
        let raw = question_text(&seen.text, &self.name.question).unwrap_or_default();
        let question: Json = serde_json::from_str(&raw).unwrap_or_default();
        let found = at.iter().try_fold(&question, |value, step| match step {
            Step::Key(name) => value.get(name),
            Step::Index(index) => value.get(index),
        });
        let given = match found {
            Some(Json::String(text)) => text.clone(),
            None => String::new(),
            Some(_) => {
                return Err(
                    Failure::failed(format!("That part of {} is no text of its own.", self.name))
                        .hint("Without --file the whole question is edited as JSON."),
                );
            }
        };
        self.rounds(&given, "md", |text| {
            let change = Change::Set {
                at: at.to_vec(),
                value: text.into(),
            };
            let edit = BankEdit::Question {
                id: self.name.question.clone(),
                change,
            };
            self.save(seen, edit)
        })
    }

    fn code(&self, seen: &BankText, file: &str) -> Result<u8, Failure> {
        let now = clock::timestamp();
        if seen.home == TextHome::BuiltIn {
            let copied = self.desk.copy_question(seen, &self.name.question, now);
            for note in copied.map_err(|problem| saving(&problem))?.notes {
                self.out.words(&note);
            }
        }
        let before = self
            .desk
            .read_code(&self.name, file)
            .map_err(|problem| saving(&problem))?;
        self.rounds(before.as_deref().unwrap_or_default(), "py", |text| {
            let change = CodeChange {
                name: &self.name,
                file,
                before: before.as_deref(),
                after: Some(text),
            };
            self.desk.save_code(&change, clock::timestamp())
        })
    }

    fn save(&self, seen: &BankText, edit: BankEdit) -> Result<Vec<String>, SaveProblem> {
        let saved = self
            .desk
            .save(seen, &[edit], Whose::Written, clock::timestamp())?;
        Ok(saved.notes)
    }

    /// Opens the editor until what it gives back can be saved, or nobody wants to go on.
    fn rounds(
        &self,
        given: &str,
        extension: &'static str,
        save: impl Fn(&str) -> Result<Vec<String>, SaveProblem>,
    ) -> Result<u8, Failure> {
        let mut text = given.to_owned();
        loop {
            let back = runtime::edit_text(&self.editor, text.clone(), extension).map_err(|why| {
                // What an earlier round gave back is not saved yet.
                let kept = if text == given {
                    String::new()
                } else {
                    self.kept(&text, extension)
                };
                Failure::environment(format!("{why}{kept}"))
            })?;
            if back == given {
                self.out.words("Nothing was changed.");
                return Ok(0);
            }
            match save(&back) {
                Ok(notes) => {
                    for note in notes {
                        self.out.words(&note);
                    }
                    self.out.words(&format!("Saved {}.", self.name));
                    return Ok(0);
                }
                Err(problem @ (SaveProblem::Edit(_) | SaveProblem::Refused(_))) => {
                    self.say(&problem);
                    if !self.again() {
                        let kept = self.kept(&back, extension);
                        return Err(Failure::failed(format!("{} is as it was.{kept}", self.name)));
                    }
                    text = back;
                }
                Err(problem @ SaveProblem::Conflict { .. }) => return Err(saving(&problem)),
                Err(problem) => {
                    let kept = self.kept(&back, extension);
                    let mut failure = saving(&problem);
                    failure.message.push_str(&kept);
                    return Err(failure);
                }
            }
        }
    }

    fn say(&self, problem: &SaveProblem) {
        match problem {
            SaveProblem::Refused(problems) => {
                for problem in problems {
                    let mut line = format!("{}: {}", problem.path, problem.message);
                    if !problem.expected.is_empty() {
                        line.push_str(&format!(" Expected {}.", problem.expected));
                    }
                    if !problem.mend.is_empty() {
                        line.push_str(&format!(" {}", problem.mend));
                    }
                    self.out.problem(&line);
                }
            }
            other => self.out.problem(&other.to_string()),
        }
    }

    fn again(&self) -> bool {
        if !self.context.env.can_ask() {
            return false;
        }
        self.out.words("Open it again? [Y/n]");
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        read.is_ok_and(|count| count > 0)
            && matches!(answer.trim().to_ascii_lowercase().as_str(), "" | "y" | "yes")
    }

    /// Keeps a text that is not saved; returns a sentence that says where.
    fn kept(&self, text: &str, extension: &str) -> String {
        match self
            .desk
            .keep_unsaved(&self.name, text, extension, clock::timestamp())
        {
            Ok(file) => format!(" What you wrote is kept in {}.", shown(&file)),
            // Then there is one place left.
            Err(_) => format!(" What you wrote:\n{text}"),
        }
    }
}

fn shown(file: &Path) -> String {
    plain::clean_line(&file.display().to_string()).into_owned()
}

/// Reads `exemplars.0.answer`.
fn steps(path: &str) -> Vec<Step> {
    path.split('.')
        .map(|part| match part.parse::<usize>() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::from(part),
        })
        .collect()
}
