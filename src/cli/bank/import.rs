//! `hotseat bank import FILE`: questions from elsewhere. First a look at what would be made, then a question,
//! then the bank; nothing that is there is overwritten, and code that comes along asks before it runs.

use std::io::BufRead as _;

use serde::Serialize;
use serde_json::Value as Json;

use super::super::args::{ImportArgs, Round};
use super::super::context::Context;
use super::super::failure::Failure;
use super::super::out::{Form, Out};
use super::super::table::{Side, Table};
use super::saving;
use crate::domain::bank::RoundKind;
use crate::domain::bank::edit::{
    BankEdit, BankText, Change, apply, apply_all, bank_id, id_from, new_bank, question_ids,
};
use crate::domain::exchange::{self, Kind, Wanted};
use crate::domain::words::counted;
use crate::domain::{check, plain};
use crate::runtime::clock;
use crate::storage::banks::archive::{self, Archive};
use crate::storage::banks::edit::{Code, Desk, Whose, builtin_text};
use crate::storage::banks::{self};
use crate::storage::builtin;

/// Questions that the look at what would be made shows.
const SHOWN: usize = 20;

/// What would be written.
struct Plan {
    id: String,
    work: Work,
    questions: Vec<Json>,
    notes: Vec<String>,
}

enum Work {
    /// A bank that is not there yet, with its code.
    Create { text: String, code: Vec<Code> },
    /// More questions for one that is.
    Add,
}

#[derive(Serialize)]
struct Planned<'a> {
    format: u32,
    bank: &'a str,
    /// Whether the bank is there already.
    adds: bool,
    questions: &'a [Json],
    code_files: usize,
    notes: &'a [String],
}

pub fn run(context: &Context, out: &Out, args: &ImportArgs, form: Form) -> Result<u8, Failure> {
    let bytes = banks::read_bytes(&args.file, archive::ARCHIVE_BYTES)
        .map_err(|why| Failure::failed(format!("{}: {why}", args.file.display())))?;
    let plan = plan(context, args, &bytes)?;
    let code = match &plan.work {
        Work::Create { code, .. } => code.len(),
        Work::Add => 0,
    };
    if form == Form::Json {
        out.json(&Planned {
            format: 1,
            bank: &plan.id,
            adds: matches!(plan.work, Work::Add),
            questions: &plan.questions,
            code_files: code,
            notes: &plan.notes,
        })?;
    } else {
        preview(out, &plan, args.dry_run)?;
    }
    if args.dry_run {
        return Ok(0);
    }
    if !args.yes && !agreed(context, out, &plan)? {
        out.words("Nothing was imported.");
        return Ok(1);
    }
    let desk = Desk::new(context.desk());
    let now = clock::timestamp();
    match &plan.work {
        Work::Create { text, code } => {
            desk.create_with(&plan.id, text, code, Whose::Foreign, now)
                .map_err(|problem| saving(&problem))?;
        }
        Work::Add => {
            let seen = desk.read(&plan.id, None).map_err(|problem| saving(&problem))?;
            let edits: Vec<BankEdit> = plan.questions.iter().cloned().map(add).collect();
            desk.save(&seen, &edits, Whose::Foreign, now)
                .map_err(|problem| saving(&problem))?;
        }
    }
    out.words(&format!(
        "{} in the bank {}. `hotseat bank check` says what they lack, `hotseat start --bank {}` asks them.",
        counted(plan.questions.len(), "question"),
        plan.id,
        plan.id
    ));
    if code > 0 {
        out.words(&format!(
            "Its code is not run before you trust it: `hotseat bank trust {}`.",
            plan.id
        ));
    }
    Ok(0)
}

fn plan(context: &Context, args: &ImportArgs, bytes: &[u8]) -> Result<Plan, Failure> {
    if archive::is_zip(bytes) {
        let archive = archive::read(bytes).map_err(Failure::failed)?;
        return whole_bank(context, args, archive);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(
            Failure::failed(format!("{} is not UTF-8 text.", args.file.display()))
                .hint("Save it as UTF-8, or export it as text."),
        );
    };
    let ending = args
        .file
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    let read = match exchange::kind_of(text, ending) {
        Kind::Bank => {
            if let Some(questions) = questions_alone(text) {
                return given(context, args, questions);
            }
            let archive = Archive {
                bank: text.to_owned(),
                code: Vec::new(),
                notes: Vec::new(),
            };
            return whole_bank(context, args, archive);
        }
        Kind::Markdown => Ok(exchange::markdown_cards(text)),
        Kind::Csv => exchange::table_cards(text, b','),
        Kind::Tsv => exchange::table_cards(text, b'\t'),
        Kind::Anki => exchange::anki::cards(text),
    };
    let read = read.map_err(Failure::failed)?;
    if read.cards.is_empty() {
        return Err(Failure::failed(format!("{} has no questions that hotseat finds.", args.file.display()))
            .hint("Headings with answers below, `Q:` and `A:` lines, numbered or bold questions, `<details>`; a table with the columns question and answer; Anki's \"Notes in Plain Text\"."));
    }
    cards(context, args, read)
}

/// Cards become questions of a new bank, or of one that is there.
fn cards(context: &Context, args: &ImportArgs, read: exchange::Read) -> Result<Plan, Failure> {
    let round = args.round.map_or(RoundKind::MlTheory, Round::kind);
    if round == RoundKind::Programming {
        return Err(Failure::usage(
            "A list has no tests, so its questions cannot be of the programming round.",
        )
        .hint("Import them as ml_theory, or begin with `hotseat bank new FILE --round programming`."));
    }
    let (id, there) = goal(context, args)?;
    let seen = there.as_ref().map_or("{}", |seen| &seen.text);
    let loaded = check::load(seen.as_bytes(), &builtin::tables()).ok();
    let wanted = Wanted {
        round,
        topic: args.topic.clone(),
        taken: question_ids(seen).unwrap_or_default(),
        prompts: loaded
            .into_iter()
            .flat_map(|bank| bank.questions)
            .map(|question| question.prompt)
            .collect(),
    };
    let (questions, notes) = exchange::made(&read.cards, &wanted);
    if questions.is_empty() {
        return Err(Failure::failed(format!(
            "There is nothing to import. {}",
            notes.join(" ")
        )));
    }
    let work = work(args, &id, there.is_some(), &questions)?;
    Ok(Plan {
        id,
        work,
        questions,
        notes: [read.notes, notes].concat(),
    })
}

/// Returns the bank that questions go to, and its text where it is there.
fn goal(context: &Context, args: &ImportArgs) -> Result<(String, Option<BankText>), Failure> {
    let id = match &args.bank {
        Some(id) => id.clone(),
        None => id_from(stem(args), "imported"),
    };
    if !is_id(&id) {
        return Err(Failure::usage(format!(
            "`{}` is no id of a bank: 1 to 64 characters from a-z, 0-9 and -.",
            plain::clean_line(&id)
        )));
    }
    let there = Desk::new(context.desk()).read(&id, None).ok();
    if there.is_some() && args.bank.is_none() {
        let failure = Failure::failed(format!("There is a bank {id} already."));
        return Err(failure.hint(format!(
            "--bank {id} adds to it; --bank with another id makes a new one."
        )));
    }
    Ok((id, there))
}

fn stem(args: &ImportArgs) -> &str {
    let stem = args.file.file_stem();
    stem.and_then(|stem| stem.to_str()).unwrap_or_default()
}

/// Returns what has to be done to have these questions in a bank.
fn work(args: &ImportArgs, id: &str, there: bool, questions: &[Json]) -> Result<Work, Failure> {
    if there {
        return Ok(Work::Add);
    }
    let source = match &args.source {
        Some(source) => Some(source.clone()),
        None => args
            .file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
    };
    let title = stem(args).replace(['-', '_'], " ");
    let begun = new_bank(id, &title, args.license.as_deref(), source.as_deref());
    let edits: Vec<BankEdit> = questions.iter().cloned().map(add).collect();
    Ok(Work::Create {
        text: many(&begun, &edits)?,
        code: Vec::new(),
    })
}

/// Returns the questions of a JSON text that is one of them, or a list of some.
fn questions_alone(text: &str) -> Option<Vec<Json>> {
    match serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()? {
        Json::Array(list)
            if !list.is_empty() && list.iter().all(|question| question["prompt"].is_string()) =>
        {
            Some(list)
        }
        question if question["prompt"].is_string() => Some(vec![question]),
        _ => None,
    }
}

/// Questions as they are.
fn given(context: &Context, args: &ImportArgs, questions: Vec<Json>) -> Result<Plan, Failure> {
    let (id, there) = goal(context, args)?;
    Ok(Plan {
        work: work(args, &id, there.is_some(), &questions)?,
        id,
        questions,
        notes: Vec::new(),
    })
}

/// A bank of hotseat's, whole.
fn whole_bank(context: &Context, args: &ImportArgs, archive: Archive) -> Result<Plan, Failure> {
    let mut text = archive.bank;
    let file = args.file.display().to_string();
    if let Err(refused) = check::load(text.as_bytes(), &builtin::tables()) {
        let problem = refused.errors().next();
        let line = problem.map_or_else(
            || format!("{file}: It is no bank."),
            |problem| check::line(problem, &file),
        );
        return Err(Failure::failed(line)
            .hint("`hotseat bank check` says everything that is wrong with a bank file."));
    }
    let mut changes = Vec::new();
    let set = |name: &str, value: &str| {
        BankEdit::Bank(Change::Set {
            at: vec![name.into()],
            value: value.into(),
        })
    };
    if let Some(id) = &args.bank {
        changes.push(set("id", id));
    }
    changes.extend(args.license.iter().map(|license| set("license", license)));
    changes.extend(args.source.iter().map(|source| set("source", source)));
    text = many(&text, &changes)?;
    let id = bank_id(&text).unwrap_or_default();
    if Desk::new(context.desk()).read(&id, None).is_ok() {
        let whose = if builtin_text(&id).is_some() {
            " is built in"
        } else {
            " is there already"
        };
        return Err(
            Failure::failed(format!("The bank {id}{whose}; it is not overwritten."))
                .hint("Import it under another id with --bank ID."),
        );
    }
    let bank: Json = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
    Ok(Plan {
        id,
        questions: bank["questions"].as_array().cloned().unwrap_or_default(),
        work: Work::Create {
            text,
            code: archive.code,
        },
        notes: archive.notes,
    })
}

/// Makes changes to a text; many at once are put together first.
fn many(text: &str, edits: &[BankEdit]) -> Result<String, Failure> {
    let adds: Vec<&Json> = edits
        .iter()
        .filter_map(|edit| match edit {
            BankEdit::Add { question, .. } => Some(question),
            _ => None,
        })
        .collect();
    let done = if adds.len() == edits.len() && !adds.is_empty() {
        let list: Json = adds.into_iter().cloned().collect();
        apply(
            text,
            &BankEdit::Bank(Change::Set {
                at: vec!["questions".into()],
                value: list,
            }),
        )
    } else {
        apply_all(text, edits)
    };
    Ok(done.map_err(|error| Failure::failed(error.to_string()))?.text)
}

fn add(question: Json) -> BankEdit {
    BankEdit::Add { question, at: None }
}

fn preview(out: &Out, plan: &Plan, dry: bool) -> Result<(), Failure> {
    let mut table = Table::new([
        ("question", Side::Left),
        ("topic", Side::Left),
        ("min", Side::Right),
        ("answer", Side::Right),
        ("prompt", Side::Left),
    ]);
    let cell = |text: &str, most: usize| {
        let line = plain::clean_line(text.lines().next().unwrap_or_default()).into_owned();
        match line.char_indices().nth(most) {
            Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
            None => line,
        }
    };
    let words = |question: &Json| match &question["exemplars"][0]["answer"] {
        Json::String(text) => format!("{} words", text.split_whitespace().count()),
        Json::Null => "none".to_owned(),
        _ => "by field".to_owned(),
    };
    for question in plan.questions.iter().take(SHOWN) {
        table.row([
            cell(question["id"].as_str().unwrap_or_default(), 30),
            cell(question["topic"].as_str().unwrap_or_default(), 16),
            question["minutes"].as_f64().unwrap_or_default().to_string(),
            words(question),
            cell(question["prompt"].as_str().unwrap_or_default(), 44),
        ]);
    }
    // Data where only a look is asked for, else words before a question.
    if dry {
        out.data(&table.text())?;
    } else {
        out.words(&table.text());
    }
    if plan.questions.len() > SHOWN {
        out.words(&format!("… and {} more.", plan.questions.len() - SHOWN));
    }
    for note in &plan.notes {
        out.words(note);
    }
    let what = match plan.work {
        Work::Create { .. } => "would make the bank",
        Work::Add => "would go into the bank",
    };
    out.words(&format!(
        "{} {what} {}.",
        counted(plan.questions.len(), "question"),
        plan.id
    ));
    Ok(())
}

fn agreed(context: &Context, out: &Out, plan: &Plan) -> Result<bool, Failure> {
    if !context.env.can_ask() {
        return Err(
            Failure::usage("Importing asks first, and there is no terminal to ask on.")
                .hint("Give --yes if you mean it, --dry-run only to look."),
        );
    }
    out.words(&format!("Import them into {}? [y/N]", plan.id));
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    Ok(read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

fn is_id(id: &str) -> bool {
    (1..=check::limits::ID).contains(&id.len())
        && id
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
