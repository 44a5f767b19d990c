//! `hotseat sessions`: the history without the interface. Everything that is read comes from the
//! journals; nothing is changed but by `delete`, which asks, and `repair`.

mod search;

use std::io::BufRead;

use serde::Serialize;

use super::args::{SessionsArgs, SessionsCommand};
use super::context::Context;
use super::failure::Failure;
use super::out::{Form, Out};
use super::table::{Side, Table};
use crate::domain::clock;
use crate::domain::export::ExportFormat;
use crate::domain::score;
use crate::domain::summary::SessionSummary;
use crate::domain::words::counted;
use crate::runtime::FORMULAS;
use crate::storage::disk::RealDisk;
use crate::storage::export::{self, Stories};
use crate::storage::sessions::{self, Locking, SessionError};
use crate::storage::stories;

/// A line of `sessions list --json`.
#[derive(Debug, Serialize)]
struct Line<'a> {
    session: &'a str,
    began_at: Option<String>,
    last_at: Option<String>,
    kind: crate::domain::event::SessionKind,
    #[serde(rename = "loop")]
    loop_id: &'a str,
    title: &'a str,
    rounds: Vec<&'static str>,
    questions: Vec<String>,
    score: Option<f64>,
    over: bool,
    to_score: usize,
    place: &'a str,
    spent_ms: u64,
    starred: bool,
    disputed: bool,
    problems: &'a [String],
}

#[derive(Debug, Serialize)]
struct List<'a> {
    format: u32,
    sessions: Vec<Line<'a>>,
}

/// A line of `sessions repair --json`.
#[derive(Debug, Serialize)]
struct Repaired {
    session: String,
    /// What was done and what cannot be mended, in sentences.
    notes: Vec<String>,
    /// Why nothing could be done.
    error: Option<String>,
}

#[derive(Debug, Serialize)]
struct Repairs {
    format: u32,
    sessions: Vec<Repaired>,
}

pub fn run(context: &Context, out: &Out, args: SessionsArgs) -> Result<u8, Failure> {
    let outer = args.json;
    let form = |json: super::args::Json| match json.form() {
        Form::Json => Form::Json,
        Form::Text => outer.form(),
    };
    match args.command {
        None => list(context, out, outer.form()),
        Some(SessionsCommand::List { json }) => list(context, out, form(json)),
        Some(SessionsCommand::Search {
            text,
            limit,
            repeat,
            json,
        }) => search::run(
            context,
            out,
            &search::Asked {
                text: text.join(" "),
                limit: limit as usize,
                repeat,
                form: form(json),
            },
        ),
        Some(SessionsCommand::Show { session, json }) => shown(context, out, &session, form(json)),
        Some(SessionsCommand::Export {
            session,
            disputes: true,
            answers,
            ..
        }) => disputes(context, out, &session, answers),
        Some(SessionsCommand::Export {
            session,
            format: ExportFormat::Cast,
            size,
            ..
        }) => exported(context, out, &session, |loaded| {
            export::cast(loaded, FORMULAS, size)
        }),
        Some(SessionsCommand::Export {
            session,
            format,
            with_stories,
            ..
        }) => {
            let stories = if with_stories {
                titles(context, out)
            } else {
                Stories::LeftOut
            };
            exported(context, out, &session, |loaded| {
                export::bytes(loaded, format, FORMULAS, &stories)
            })
        }
        Some(SessionsCommand::Delete { session, yes }) => delete(
            context,
            out,
            &session,
            if yes { Asking::Never } else { Asking::First },
        ),
        Some(SessionsCommand::Repair {
            session,
            unlocked,
            json,
        }) => {
            let locking = if unlocked {
                Locking::Waived
            } else {
                Locking::Required
            };
            repair(context, out, session.as_deref(), locking, form(json))
        }
    }
}

pub(super) fn failed(error: &SessionError) -> Failure {
    match error {
        SessionError::Io { .. } => Failure::environment(error.to_string())
            .hint("`hotseat doctor` checks the directories; --data-dir names another."),
        _ => Failure::failed(error.to_string()),
    }
}

/// Returns every session in short, newest first.
pub(super) fn all(context: &Context) -> Result<Vec<SessionSummary>, Failure> {
    let root = context.sessions();
    sessions::list_kept(&root, &context.dirs.cache)
        .map_err(|error| failed(&SessionError::Io { path: root, error }))
}

pub(super) fn load(context: &Context, name: &str) -> Result<sessions::Loaded, Failure> {
    let root = context.sessions();
    let folder = sessions::resolve(&root, name).map_err(|error| failed(&error))?;
    sessions::load(&root, &folder).map_err(|error| failed(&error))
}

fn list(context: &Context, out: &Out, form: Form) -> Result<u8, Failure> {
    let summaries = all(context)?;
    for summary in &summaries {
        let Some(first) = summary.problems.first() else {
            continue;
        };
        let more = match summary.problems.len() {
            1 => String::new(),
            many => format!(
                " And {} more: `hotseat sessions show {}` says all.",
                many - 1,
                summary.folder
            ),
        };
        out.problem(&format!("{}: {first}{more}", summary.folder));
    }
    match form {
        Form::Json => out.json(&List {
            format: 1,
            sessions: summaries.iter().map(line).collect(),
        })?,
        Form::Text if summaries.is_empty() => out.words("No sessions yet. `hotseat start` begins one."),
        Form::Text => out.data(&table(&summaries))?,
    }
    Ok(0)
}

fn line(summary: &SessionSummary) -> Line<'_> {
    Line {
        session: &summary.folder,
        began_at: summary.began_at.as_ref().map(ToString::to_string),
        last_at: summary.last_at.as_ref().map(ToString::to_string),
        kind: summary.kind,
        loop_id: &summary.loop_id,
        title: &summary.title,
        rounds: summary.rounds.iter().map(|round| round.kind.name()).collect(),
        questions: summary
            .questions
            .iter()
            .map(|question| question.name.to_string())
            .collect(),
        score: summary.score,
        over: summary.over,
        to_score: summary.to_score,
        place: &summary.place,
        spent_ms: u64::try_from(summary.spent.as_millis()).unwrap_or(u64::MAX),
        starred: summary.starred,
        disputed: summary.disputed,
        problems: &summary.problems,
    }
}

fn table(summaries: &[SessionSummary]) -> String {
    let mut table = Table::new([
        ("session", Side::Left),
        ("loop", Side::Left),
        ("rounds", Side::Left),
        ("questions", Side::Right),
        ("score", Side::Right),
        ("min", Side::Right),
        ("state", Side::Left),
    ]);
    for summary in summaries {
        let rounds: Vec<&str> = summary.rounds.iter().map(|round| round.kind.short()).collect();
        let state = if summary.began_at.is_none() {
            summary.place.clone()
        } else if !summary.over {
            format!("stopped at {}", summary.place)
        } else if summary.to_score > 0 {
            format!("{} to score", summary.to_score)
        } else {
            "scored".to_owned()
        };
        table.row([
            summary.folder.clone(),
            summary.title.clone(),
            rounds.join(", "),
            summary.questions.len().to_string(),
            summary.score.map_or_else(|| "-".to_owned(), score::shown),
            (summary.spent.as_secs_f64() / 60.0).round().to_string(),
            state,
        ]);
    }
    table.text()
}

/// Returns the titles of one's own stories; what is wrong with their file is said.
fn titles(context: &Context, out: &Out) -> Stories {
    let read = stories::read(&context.places().stories);
    for problem in &read.problems {
        out.problem(problem);
    }
    let titles = read.stories.iter().map(|story| (story.id.clone(), story.name()));
    Stories::Titles(titles.collect())
}

fn shown(context: &Context, out: &Out, name: &str, form: Form) -> Result<u8, Failure> {
    let format = match form {
        Form::Json => ExportFormat::Json,
        Form::Text => ExportFormat::Markdown,
    };
    exported(context, out, name, |loaded| {
        export::bytes(loaded, format, FORMULAS, &Stories::LeftOut)
    })
}

/// Writes a session in a form of which every byte is safe to show.
fn exported(
    context: &Context,
    out: &Out,
    name: &str,
    written: impl Fn(&sessions::Loaded) -> Vec<u8>,
) -> Result<u8, Failure> {
    let loaded = load(context, name)?;
    for problem in &loaded.problems {
        out.problem(problem);
    }
    out.bytes(&written(&loaded))?;
    Ok(0)
}

fn disputes(context: &Context, out: &Out, name: &str, answers: bool) -> Result<u8, Failure> {
    let loaded = load(context, name)?;
    match export::issues(&loaded, None, answers) {
        Some(text) => out.data(&text)?,
        None => out.words(&format!("Nothing is disputed in {}.", loaded.folder)),
    }
    Ok(0)
}

/// Whether a deletion is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    First,
    Never,
}

fn delete(context: &Context, out: &Out, name: &str, asking: Asking) -> Result<u8, Failure> {
    let root = context.sessions();
    let folder = sessions::resolve(&root, name).map_err(|error| failed(&error))?;
    if asking == Asking::First {
        if !context.env.can_ask() {
            return Err(Failure::usage(format!(
                "Deleting {folder} asks first, and there is no terminal to ask on."
            ))
            .hint("Give --yes if you mean it."));
        }
        let summary = sessions::summary(&root, &folder);
        out.words(&format!(
            "{folder}: {}, {} spent, {} asked. It cannot be brought back. Type `delete` to go on:",
            summary.title,
            clock::hours(summary.spent),
            counted(summary.questions.len(), "question")
        ));
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        if read.is_err() || answer.trim() != "delete" {
            out.words("Kept.");
            return Ok(1);
        }
    }
    let left =
        sessions::delete(&RealDisk, &root, &folder, &context.holder()).map_err(|error| failed(&error))?;
    if left.is_empty() {
        out.words(&format!("Deleted {folder}."));
    } else {
        out.words(&format!(
            "Deleted {folder}. Its folder stays, because hotseat did not write {}.",
            left.join(", ")
        ));
    }
    Ok(0)
}

fn repair(
    context: &Context,
    out: &Out,
    name: Option<&str>,
    locking: Locking,
    form: Form,
) -> Result<u8, Failure> {
    let root = context.sessions();
    let folders = match name {
        Some(name) => vec![sessions::resolve(&root, name).map_err(|error| failed(&error))?],
        None => all(context)?.into_iter().map(|summary| summary.folder).collect(),
    };
    let repaired: Vec<Repaired> = folders
        .into_iter()
        .map(|session| {
            let done = sessions::repair(&RealDisk, &root, &session, &context.holder(), locking);
            let (notes, error) = match done {
                Ok(notes) => (notes, None),
                Err(error) => (
                    Vec::new(),
                    Some(error.or_if_alone("`hotseat sessions repair --unlocked` mends it.")),
                ),
            };
            Repaired {
                session,
                notes,
                error,
            }
        })
        .collect();
    let code = u8::from(repaired.iter().any(|session| session.error.is_some()));
    for session in &repaired {
        if let Some(error) = &session.error {
            out.problem(&format!("{}: {error}", session.session));
        }
    }
    match form {
        Form::Json => out.json(&Repairs {
            format: 1,
            sessions: repaired,
        })?,
        Form::Text if repaired.is_empty() => out.words("No sessions yet: there is nothing to mend."),
        Form::Text => {
            let mut text = String::new();
            for session in repaired.iter().filter(|session| session.error.is_none()) {
                if session.notes.is_empty() {
                    text.push_str(&format!("{}: nothing was wrong\n", session.session));
                }
                for note in &session.notes {
                    text.push_str(&format!("{}: {note}\n", session.session));
                }
            }
            if !text.is_empty() {
                out.data(&text)?;
            }
        }
    }
    Ok(code)
}
