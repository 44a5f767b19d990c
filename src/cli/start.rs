//! `hotseat start` and `hotseat resume`: the same draw as the setup screen makes, from flags. What cannot
//! be held is said in words before any screen opens; `--dry-run` explains without showing a question.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::args::StartArgs;
use super::bank;
use super::context::Context;
use super::failure::{Failure, Kind};
use super::held::{self, Held};
use super::out::{Form, Out};
use crate::app::Goal;
use crate::app::screens::setup;
use crate::domain::bank::{QuestionName, RoundKind};
use crate::domain::catalog::Catalog;
use crate::domain::check::nearest;
use crate::domain::config::Config;
use crate::domain::draw::{self, Candidate, Draw, Drawn, History, Request, Shortfall, Terms, TooFew};
use crate::domain::drill::{self, Rest, Wish};
use crate::domain::due::Schedule;
use crate::domain::loops::{Loop, Pressure, RoundPlan};
use crate::domain::plain;
use crate::domain::stats::practice_day;
use crate::domain::summary::SessionSummary;
use crate::runtime::clock;
use crate::storage::{diary, loops};

pub fn run(context: &Context, out: &Out, args: &StartArgs) -> Result<u8, Failure> {
    let (catalog, problems) = context.catalog();
    for problem in &problems {
        out.problem(&problem.to_string());
    }
    let (config, config_problems) = context.config();
    if let Some(apart) = apart(context, args)? {
        return apart_from_interviews(context, out, args, &catalog, &config, apart);
    }
    let exact = exact_questions(args, &catalog)?;
    let mut chosen = choose_loop(context, out, args, &exact, &catalog)?;
    if args.minutes.is_some() && args.questions.is_none() {
        fill(&mut chosen);
    }
    if args.strict {
        chosen.pressure = Pressure::Strict;
    }
    if let Some(when) = config.interview.score_after {
        chosen.score_after = when;
    }
    let request = Request {
        strategy: args.draw.map_or(Draw::Balanced, super::args::Strategy::draw),
        rounds: args.round.iter().map(|round| round.kind()).collect(),
        minutes: args.minutes,
        questions: args.questions,
        exact,
        topics: args.topic.clone(),
        difficulty: args.difficulty.map(super::args::Level::difficulty),
        banks: args.bank.clone(),
    };
    let seed = args.seed.unwrap_or_else(|| clock::seed() % 10_000);
    let extra = args.extra_time.unwrap_or_else(|| config.extra_time());
    let (sessions, schedule, today) = scheduled(context, out, &catalog);
    let history = History::of(&sessions).with(&schedule, today);
    let candidates: Vec<Candidate> = catalog.entries().iter().map(Candidate::of).collect();
    let abilities = context.abilities(&config);
    let drawn = draw::draw(&chosen, &request, &candidates, &history, seed, today, abilities)
        .map_err(|too_few| refused(&too_few))?;
    if args.dry_run {
        // The screens show these themselves.
        for problem in &config_problems {
            out.problem(problem);
        }
        let form = if args.json { Form::Json } else { Form::Text };
        let terms = Terms {
            pressure: chosen.pressure,
            score_after: chosen.score_after,
            extra_time: extra,
            can: abilities,
        };
        return dry_run(out, &drawn, terms, form);
    }
    let plan = setup::plan_of(
        &chosen,
        &drawn,
        &catalog,
        seed,
        request.strategy,
        extra,
        abilities,
    )
    .ok_or_else(|| Failure::failed("A question that was drawn is no longer in its bank. Start again."))?;
    held::hold(context, out, Goal::Begin(Box::new(plan)), Held::of(args.plain))
}

/// Returns the sessions, what is due, and the day.
fn scheduled(context: &Context, out: &Out, catalog: &Catalog) -> (Vec<SessionSummary>, Schedule, Date) {
    let sessions = super::sessions::all(context).unwrap_or_else(|failure| {
        out.problem(&format!(
            "{} The questions are drawn as if none had been asked.",
            failure.message
        ));
        Vec::new()
    });
    let (diary, problems) = diary::read(&context.dirs.diary_file());
    for problem in &problems {
        out.problem(problem);
    }
    let today = practice_day(&clock::wall(context.env.var("TZ")));
    let schedule = Schedule::fold(&sessions, &diary, catalog, today);
    (sessions, schedule, today)
}

/// What is started by a name and is no interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Apart {
    Drill,
    Cram,
}

/// Returns whether a drill or cramming is asked for. A loop of one's own of that name comes first.
fn apart(context: &Context, args: &StartArgs) -> Result<Option<Apart>, Failure> {
    let apart = match args.loop_id.as_deref() {
        Some(drill::DRILL) => Apart::Drill,
        Some(drill::CRAM) => Apart::Cram,
        _ => return Ok(None),
    };
    let id = args.loop_id.as_deref().unwrap_or_default();
    if loops::load_all(&context.loops()).0.iter().any(|own| own.id == id) {
        return Ok(None);
    }
    let foreign = [
        ("--questions", args.questions.is_some()),
        ("--question", !args.question.is_empty()),
        ("--difficulty", args.difficulty.is_some()),
        ("--bank", !args.bank.is_empty()),
        ("--draw", args.draw.is_some()),
    ];
    match foreign.iter().find(|(_, given)| *given) {
        Some((flag, _)) => Err(Failure::usage(format!(
            "`{id}` chooses its questions itself: {flag} has no place in it."
        ))
        .hint("It takes --minutes, --topic and --round.")),
        None => Ok(Some(apart)),
    }
}

fn apart_from_interviews(
    context: &Context,
    out: &Out,
    args: &StartArgs,
    catalog: &Catalog,
    config: &Config,
    apart: Apart,
) -> Result<u8, Failure> {
    let (_, schedule, today) = scheduled(context, out, catalog);
    let seed = args.seed.unwrap_or_else(|| clock::seed() % 10_000);
    let extra = args.extra_time.unwrap_or_else(|| config.extra_time());
    let abilities = context.abilities(config);
    let mut wish = Wish {
        topics: args.topic.clone(),
        rounds: args.round.iter().map(|round| round.kind()).collect(),
        ..Wish::of(0.0, Rest::New)
    };
    let drawn = match apart {
        Apart::Drill => {
            wish.minutes = args.minutes.unwrap_or(drill::DRILL_MINUTES);
            drill::drill(&wish, &schedule, catalog, seed, today, abilities)
        }
        Apart::Cram => {
            wish.minutes = args.minutes.unwrap_or(drill::CRAM_MINUTES);
            drill::cram(&wish, &schedule, catalog, seed, today, abilities)
        }
    }
    .map_err(|nothing| {
        Failure::failed(nothing.to_string())
            .hint("`hotseat start` holds an interview; --minutes gives more time.")
    })?;
    let mut chosen = Loop::new(drawn.loop_id.clone(), drawn.title.clone(), Vec::new());
    if args.strict {
        chosen.pressure = Pressure::Strict;
    }
    if let Some(when) = config.interview.score_after {
        chosen.score_after = when;
    }
    if args.dry_run {
        let form = if args.json { Form::Json } else { Form::Text };
        let terms = Terms {
            pressure: chosen.pressure,
            score_after: chosen.score_after,
            extra_time: extra,
            can: abilities,
        };
        return dry_run(out, &drawn, terms, form);
    }
    let plan = setup::plan_of(&chosen, &drawn, catalog, seed, drawn.strategy, extra, abilities)
        .ok_or_else(|| Failure::failed("A question that was drawn is no longer in its bank. Start again."))?;
    held::hold(context, out, Goal::Begin(Box::new(plan)), Held::of(args.plain))
}

/// Drops the loop's own counts, so that as many questions are drawn as fit: a count belongs to the loop's own
/// length, and one question would be stretched over any other.
fn fill(plan: &mut Loop) {
    for round in &mut plan.rounds {
        round.questions = None;
        for part in &mut round.inside {
            part.questions = None;
        }
    }
}

/// A name that does not exist is a slip of the command; too few questions is an answer to it.
fn refused(too_few: &TooFew) -> Failure {
    let slip = |shortfall: &Shortfall| !matches!(shortfall, Shortfall::Round { .. });
    if too_few.shortfalls.iter().any(slip) {
        Failure::usage(too_few.to_string())
    } else {
        Failure::failed(too_few.to_string()).hint(
            "`hotseat bank list` shows what the banks have; --minutes, --questions and --round ask for less.",
        )
    }
}

fn dry_run(out: &Out, drawn: &Drawn, terms: Terms, form: Form) -> Result<u8, Failure> {
    match form {
        Form::Json => out.json(&draw::explained(drawn, terms))?,
        Form::Text => {
            // A line each: a topic must not make another one.
            let lines: Vec<_> = draw::explain(drawn, terms);
            let lines: Vec<_> = lines.iter().map(|line| plain::clean_line(line)).collect();
            out.data(&lines.join("\n"))?;
        }
    }
    Ok(0)
}

fn exact_questions(args: &StartArgs, catalog: &Catalog) -> Result<Vec<QuestionName>, Failure> {
    args.question
        .iter()
        .map(|asked| {
            catalog
                .resolve(asked)
                .map(|entry| entry.name.clone())
                .map_err(|unresolved| bank::unresolved(&unresolved, catalog, Kind::Usage))
        })
        .collect()
}

fn choose_loop(
    context: &Context,
    out: &Out,
    args: &StartArgs,
    exact: &[QuestionName],
    catalog: &Catalog,
) -> Result<Loop, Failure> {
    let (known, problems) = loops::load_all(&context.loops());
    for problem in problems {
        out.problem(&problem);
    }
    if args.loop_id.is_none() && !exact.is_empty() {
        return Ok(loop_of(exact, catalog));
    }
    let id = match &args.loop_id {
        Some(id) => id.as_str(),
        None if has_rounds(&known, FIRST, args) => FIRST,
        // It has a round of every kind.
        None => "onsite",
    };
    known
        .iter()
        .find(|candidate| candidate.id == id)
        .cloned()
        .ok_or_else(|| {
            let near = nearest(
                id,
                known
                    .iter()
                    .map(|candidate| candidate.id.as_str())
                    .chain([drill::DRILL, drill::CRAM]),
            );
            let near = near
                .map(|near| format!(" Did you mean `{near}`?"))
                .unwrap_or_default();
            Failure::usage(format!("There is no loop `{id}`.{near}")).hint(what_loops(&known, catalog))
        })
}

/// The loop that is held where none is named.
const FIRST: &str = "first";

/// Returns whether a loop has every round asked for.
fn has_rounds(known: &[Loop], id: &str, args: &StartArgs) -> bool {
    known
        .iter()
        .filter(|candidate| candidate.id == id)
        .any(|candidate| {
            args.round
                .iter()
                .all(|asked| candidate.rounds.iter().any(|round| round.round == asked.kind()))
        })
}

/// Returns the loops that the banks can hold, and which rounds the other ones wait for, in words.
fn what_loops(known: &[Loop], catalog: &Catalog) -> String {
    let there: BTreeSet<RoundKind> = catalog.entries().iter().map(|entry| entry.brief.round).collect();
    let mut missing: BTreeSet<RoundKind> = BTreeSet::new();
    let (mut held, mut waiting) = (Vec::new(), Vec::new());
    for plan in known {
        let before = waiting.len();
        let parts = plan
            .rounds
            .iter()
            .flat_map(|round| std::iter::once(round).chain(&round.inside));
        for kind in parts.map(|part| part.round).filter(|kind| !there.contains(kind)) {
            missing.insert(kind);
            if waiting.len() == before {
                waiting.push(plan.id.as_str());
            }
        }
        if waiting.len() == before {
            held.push(plan.id.as_str());
        }
    }
    let mut sentences = Vec::new();
    if !held.is_empty() {
        sentences.push(format!("Loops: {}.", held.join(", ")));
    }
    if !waiting.is_empty() {
        let missing: Vec<&str> = missing.iter().map(|kind| kind.title()).collect();
        sentences.push(format!(
            "There is no question yet for a round of {}, which {} would need.",
            listed(&missing, "or"),
            listed(&waiting, "and")
        ));
    }
    sentences.join(" ")
}

/// `a, b and c`
fn listed(names: &[&str], last: &str) -> String {
    match names {
        [first @ .., end] if !first.is_empty() => format!("{} {last} {end}", first.join(", ")),
        _ => names.concat(),
    }
}

/// Returns a loop that has a round for every kind among these questions, in the order of an onsite.
fn loop_of(exact: &[QuestionName], catalog: &Catalog) -> Loop {
    let mut rounds: Vec<RoundPlan> = Vec::new();
    for question in exact
        .iter()
        .filter_map(|name| catalog.get(name))
        .map(|entry| &entry.question)
    {
        match rounds.iter_mut().find(|round| round.round == question.round) {
            Some(round) => round.minutes += question.minutes,
            None => rounds.push(RoundPlan::new(question.round, question.minutes)),
        }
    }
    rounds.sort_by_key(|round| round.round);
    let title = match exact {
        [_] => "One question",
        _ => "Chosen questions",
    };
    Loop::new("chosen", title, rounds)
}

pub fn resume(context: &Context, out: &Out, session: Option<&str>, held: Held) -> Result<u8, Failure> {
    let folder = match session {
        // Read here, so that what is damaged or newer is said in words and not on a screen.
        Some(name) => super::sessions::load(context, name)?.folder,
        None => super::sessions::all(context)?
            .into_iter()
            .find(|summary| summary.resumable() || summary.to_score > 0)
            .map(|summary| summary.folder)
            .ok_or_else(|| {
                Failure::failed("No session waits to be resumed.").hint("`hotseat start` begins one.")
            })?,
    };
    held::hold(context, out, Goal::Resume(folder), held)
}
