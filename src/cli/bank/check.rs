//! `hotseat bank check`: every problem of bank files with its place, and of the code beside them by running
//! it. 1 where a bank would be refused or its code does not do what it should; warnings alone are 0.

mod run;

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::context::Context;
use super::super::failure::{Failure, Kind};
use super::super::interrupt::Interrupt;
use super::super::out::{Form, Out};
use crate::domain::bank::QuestionName;
use crate::domain::bank::edit::{self, BankText, TextHome};
use crate::domain::catalog::Tables;
use crate::domain::check::{self as rules, Colour, Problem, Severity, limits};
use crate::domain::words::counted;
use crate::judge::Cancel;
use crate::runtime::clock;
use crate::storage::banks::edit::{Desk, Whose};
use crate::storage::banks::{self, Fault, FileCheck, FileProblem};
use crate::storage::{builtin, code_files};
use crate::ui::widgets::markdown;

/// What standard input is called in messages.
const STDIN: &str = "standard input";

#[derive(Debug, Serialize)]
struct ProblemShown<'a> {
    file: String,
    /// `None`: the file as a whole.
    line: Option<usize>,
    column: Option<usize>,
    severity: &'static str,
    rule: &'a str,
    path: &'a str,
    message: String,
    expected: Option<&'a str>,
    mend: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct CheckShown<'a> {
    format: u32,
    files: usize,
    errors: usize,
    warnings: usize,
    /// Problems beyond the most that are told of one file.
    left_off: usize,
    problems: Vec<ProblemShown<'a>>,
    /// Questions whose code was run.
    ran: usize,
    /// Code that was not run and why, in sentences.
    not_run: &'a [String],
}

/// Whether code is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Running {
    /// Where it can be.
    WhereItCan,
    /// Or it is a failure.
    Demanded,
    Never,
}

/// What was looked at and found.
#[derive(Debug, Default)]
struct Found {
    checks: Vec<FileCheck>,
    /// Files that could not be read, or whose bank another file has.
    unread: Vec<FileProblem>,
    /// So many of the first checks are of built-in banks.
    built_in: usize,
    ran: run::Ran,
}

pub fn run(
    context: &Context,
    out: &Out,
    paths: &[PathBuf],
    running: Running,
    form: Form,
) -> Result<u8, Failure> {
    let mut found = look(context, out, paths)?;
    found.lint();
    if running != Running::Never
        && let Some(code) = found.run(context, out)
    {
        return Ok(code);
    }
    let errors = found.count(Severity::Error) + found.unread.len();
    let warnings = found.count(Severity::Warning);
    let left_off = found.checks.iter().map(|check| check.checked.left_off).sum();
    let files = found.checks.len() + found.unread.len();
    match form {
        Form::Json => out.json(&CheckShown {
            format: 1,
            files,
            errors,
            warnings,
            left_off,
            problems: found.shown(),
            ran: found.ran.questions,
            not_run: &found.ran.not_run,
        })?,
        Form::Text => {
            let colour = if out.colour { Colour::Ansi } else { Colour::Plain };
            let mut reports: Vec<String> = found
                .checks
                .iter()
                .map(|check| check.report(colour))
                .filter(|report| !report.is_empty())
                .collect();
            reports.extend(found.ran.problems.iter().map(|of_code| {
                let file = of_code.file.display().to_string();
                rules::report(&of_code.problem, &file, &of_code.source, colour)
            }));
            reports.extend(found.unread.iter().map(ToString::to_string));
            if !reports.is_empty() {
                // The reports are clean; only our own colours are in them.
                out.bytes(reports.join("\n\n").as_bytes())?;
            }
            for sentence in &found.ran.not_run {
                out.words(sentence);
            }
            let ran = match found.ran.questions {
                0 => String::new(),
                count => format!(" The code of {} was run.", counted(count, "question")),
            };
            out.words(&format!(
                "{}: {}, {}.{ran}",
                counted(files, "file"),
                counted(errors, "error"),
                counted(warnings, "warning")
            ));
        }
    }
    if errors == 0 && running == Running::Demanded && !found.ran.not_run.is_empty() {
        return Ok(Kind::Environment.code());
    }
    Ok(u8::from(errors > 0))
}

/// Makes the ids that are missing in own banks. A bank that cannot be changed is said and left as it is.
pub fn fix(context: &Context, out: &Out, paths: &[PathBuf]) -> Result<(), Failure> {
    let own = [context.banks()];
    let mut files = Vec::new();
    for path in if paths.is_empty() { &own[..] } else { paths } {
        if path.is_dir() {
            let listed = banks::bank_files(path).map_err(|error| {
                Failure::environment(format!("{} cannot be read: {error}.", path.display()))
            })?;
            files.extend(listed);
        } else if path.is_file() {
            files.push(path.clone());
        }
    }
    for file in files {
        match fix_file(context, &file) {
            Ok(0) => {}
            Ok(made) => out.words(&format!("{}: {} made.", file.display(), counted(made, "id"))),
            Err(why) => out.problem(&format!("{}: {why}", file.display())),
        }
    }
    Ok(())
}

/// Returns how many ids were made. The error is a sentence.
fn fix_file(context: &Context, file: &Path) -> Result<usize, String> {
    let text = banks::read_text(file)?;
    let edits = edit::missing_ids(&text).map_err(|error| error.to_string())?;
    let Some(bank) = edit::bank_id(&text).filter(|_| !edits.is_empty()) else {
        return Ok(0);
    };
    let folder = context.env.cwd.join(file);
    let desk = Desk::new(context.desk_in(folder.parent().unwrap_or(Path::new("."))));
    let seen = BankText {
        bank,
        text: text.into(),
        home: TextHome::Own,
    };
    desk.save(&seen, &edits, Whose::Written, clock::timestamp())
        .map(|_| edits.len())
        .map_err(|problem| problem.to_string())
}

fn look(context: &Context, out: &Out, paths: &[PathBuf]) -> Result<Found, Failure> {
    let tables = builtin::tables();
    let mut found = Found::default();
    if paths.is_empty() {
        for bank in builtin::banks() {
            found.checks.push(FileCheck {
                file: PathBuf::from(bank.path),
                source: bank.text.to_owned(),
                checked: rules::check(bank.text.as_bytes(), &tables),
            });
        }
        found.built_in = found.checks.len();
        found.folder(&context.banks(), &tables)?;
    }
    for path in paths {
        if path.as_os_str() == "-" {
            found.checks.push(from_stdin(&tables)?);
        } else if path.is_dir() {
            if found.folder(path, &tables)? == 0 {
                out.problem(&format!(
                    "{} has no bank files; their names end in .json.",
                    path.display()
                ));
            }
        } else {
            found.file(path, &tables);
        }
    }
    Ok(found)
}

impl Found {
    fn file(&mut self, path: &Path, tables: &Tables) {
        match banks::check_file(path, tables) {
            Ok(check) => self.checks.push(check),
            Err(problem) => self.unread.push(problem),
        }
    }

    /// Looks at every bank of a folder, of which no two may have the same id. Returns their number.
    fn folder(&mut self, folder: &Path, tables: &Tables) -> Result<usize, Failure> {
        let files = banks::bank_files(folder).map_err(|error| {
            Failure::environment(format!("{} cannot be read: {error}.", folder.display()))
        })?;
        let before = self.checks.len();
        for file in &files {
            self.file(file, tables);
        }
        let mut seen: HashMap<String, PathBuf> = HashMap::new();
        for check in &self.checks[before..] {
            let Some(bank) = &check.checked.bank else { continue };
            if let Some(first) = seen.get(&bank.id) {
                self.unread.push(FileProblem {
                    file: check.file.clone(),
                    fault: Fault::SameId {
                        id: bank.id.clone(),
                        first: first.clone(),
                    },
                });
            } else {
                seen.insert(bank.id.clone(), check.file.clone());
            }
        }
        Ok(files.len())
    }

    fn problems(&self) -> impl Iterator<Item = (&Path, &Problem)> {
        let of_banks = self.checks.iter().flat_map(|check| {
            let file = check.file.as_path();
            check.checked.problems.iter().map(move |problem| (file, problem))
        });
        let of_code = self.ran.problems.iter();
        of_banks.chain(of_code.map(|of_code| (of_code.file.as_path(), &of_code.problem)))
    }

    /// Adds what can be seen of the quality of the banks that have no errors, all of them taken together.
    fn lint(&mut self) {
        let mut banks = Vec::new();
        for (index, check) in self.checks.iter().enumerate() {
            let Some(bank) = &check.checked.bank else { continue };
            let mut bank = bank.clone();
            if index >= self.built_in && check.file != Path::new(STDIN) {
                // What cannot be read is told where code is run.
                code_files::fill(&mut bank, check.file.parent().unwrap_or(Path::new("")));
            }
            code_files::fill_builtin(&mut bank);
            banks.push((index, bank));
        }
        let subjects: Vec<rules::Subject> = banks
            .iter()
            .map(|(index, bank)| rules::Subject {
                source: &self.checks[*index].source,
                bank,
            })
            .collect();
        let linted = rules::lint(&subjects, &markdown::undrawn);
        for ((index, _), linted) in banks.iter().zip(linted) {
            self.checks[*index].add(linted);
        }
    }

    /// Runs the code of the banks that have no errors. Returns the exit code where a signal stopped it.
    fn run(&mut self, context: &Context, out: &Out) -> Option<u8> {
        let mut subjects = Vec::new();
        for (index, check) in self.checks.iter().enumerate() {
            let Some(bank) = &check.checked.bank else { continue };
            let mut bank = bank.clone();
            let folder = check.file.parent().unwrap_or(Path::new("")).to_owned();
            if index >= self.built_in && check.file != Path::new(STDIN) {
                let unread = code_files::fill(&mut bank, &folder);
                self.ran.not_run.extend(unread);
            }
            code_files::fill_builtin(&mut bank);
            subjects.push(run::Subject { bank, folder });
        }
        let cancel = Cancel::default();
        let stop = cancel.clone();
        let interrupt = Interrupt::catch(move || stop.cancel());
        let progress = |name: &QuestionName, done: usize, all: usize| {
            if context.env.stderr_is_terminal {
                out.words(&format!("{done} of {all}  {name}"));
            }
        };
        let places = context.pythons(&context.config().0);
        let ran = run::all(&subjects, &places, &context.dirs.trust_file(), &cancel, progress);
        self.ran.questions = ran.questions;
        self.ran.problems = ran.problems;
        self.ran.not_run.extend(ran.not_run);
        interrupt.code()
    }

    fn count(&self, severity: Severity) -> usize {
        self.problems()
            .filter(|(_, problem)| problem.severity == severity)
            .count()
    }

    fn shown(&self) -> Vec<ProblemShown<'_>> {
        let within = self.problems().map(|(file, problem)| ProblemShown {
            file: file.display().to_string(),
            line: Some(problem.line),
            column: Some(problem.column),
            severity: match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            rule: problem.rule,
            path: &problem.path,
            message: problem.message.clone(),
            expected: some(&problem.expected),
            mend: some(&problem.mend),
        });
        let whole = self.unread.iter().map(|problem| ProblemShown {
            file: problem.file.display().to_string(),
            line: None,
            column: None,
            severity: "error",
            rule: match problem.fault {
                Fault::SameId { .. } => "same-id",
                _ => "unread",
            },
            path: "",
            message: match &problem.fault {
                Fault::Unread(why) => why.clone(),
                _ => problem.to_string(),
            },
            expected: None,
            mend: None,
        });
        within.chain(whole).collect()
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn from_stdin(tables: &Tables) -> Result<FileCheck, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(limits::FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::environment(format!("Standard input cannot be read: {error}.")))?;
    let checked = rules::check(&bytes, tables);
    Ok(FileCheck {
        file: PathBuf::from(STDIN),
        source: String::from_utf8_lossy(&bytes).into_owned(),
        checked,
    })
}
