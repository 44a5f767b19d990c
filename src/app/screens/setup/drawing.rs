//! From a loop to the plan of an interview: the same for the form, the command line and one question
//! asked by name.

use std::sync::Arc;

use jiff::civil::Date;

use crate::app::data::Data;
use crate::app::first;
use crate::app::flow::{Plan, PlannedQuestion};
use crate::app::msg::Now;
use crate::domain::bank::{QuestionName, RoundKind};
use crate::domain::catalog::Catalog;
use crate::domain::draw::{self, Abilities, Candidate, DRAW_VERSION, Draw, Drawn, History, Request};
use crate::domain::drill::{self, Nothing, Wish};
use crate::domain::due::Schedule;
use crate::domain::event::Started;
use crate::domain::loops::{Loop, RoundPlan};
use crate::domain::stats::practice_day;

/// Why nothing can be asked yet.
const STILL_READ: &str = "The banks are still being read; try again in a moment.";

/// Draws for a loop from the catalog and the history.
pub fn draw_from(
    plan: &Loop,
    request: &Request,
    catalog: &Catalog,
    data: &Data,
    seed: u64,
    today: Date,
) -> Result<Drawn, String> {
    let candidates: Vec<Candidate> = catalog.entries().iter().map(Candidate::of).collect();
    let history = History::of(data.sessions());
    let history = match &data.schedule {
        Some(schedule) => history.with(schedule, today),
        None => history,
    };
    draw::draw(plan, request, &candidates, &history, seed, today, data.abilities)
        .map_err(|too_few| too_few.to_string())
}

/// Returns the plan of an interview from what was drawn for it.
pub fn plan_of(
    chosen: &Loop,
    drawn: &Drawn,
    catalog: &Catalog,
    seed: u64,
    strategy: Draw,
    extra_time: f64,
    abilities: Abilities,
) -> Option<Plan> {
    let mut questions = std::collections::BTreeMap::new();
    for question in drawn.rounds.iter().flat_map(|round| &round.questions) {
        let entry = catalog.get(&question.name)?;
        questions.insert(
            question.name.clone(),
            PlannedQuestion {
                question: match &question.ideas {
                    None => Arc::clone(&entry.question),
                    Some(ideas) => Arc::new(drill::part_of(&entry.question, ideas)?),
                },
                bank_title: entry.bank_title.to_string(),
                license: entry.license.as_ref().map(ToString::to_string),
            },
        );
    }
    Some(Plan {
        started: Started {
            kind: drawn.kind,
            loop_id: chosen.id.clone(),
            title: chosen.name().to_owned(),
            seed,
            draw: strategy,
            draw_version: DRAW_VERSION,
            extra_time,
            pressure: chosen.pressure,
            score_after: chosen.score_after,
            abilities,
            plan: drawn.rounds.clone(),
        },
        questions,
    })
}

/// Returns the plan of an interview that asks exactly this question, in its own minutes.
pub fn plan_exactly(name: &QuestionName, catalog: &Catalog, data: &Data, now: &Now) -> Result<Plan, String> {
    let entry = catalog
        .get(name)
        .ok_or_else(|| format!("There is no question {name} any more."))?;
    let round = RoundPlan::new(entry.brief.round, entry.brief.minutes);
    let chosen = Loop::new("one-question", "One question", vec![round]);
    plan_named(name, chosen, None, catalog, data, now)
}

/// Returns the plan of the question a stranger is offered, in so many minutes.
pub fn plan_first(name: &QuestionName, minutes: f64, data: &Data, now: &Now) -> Result<Plan, String> {
    let catalog = data.catalog().ok_or(STILL_READ)?;
    let round = RoundPlan::new(RoundKind::MlTheory, minutes);
    let chosen = Loop::new(first::LOOP, "First question", vec![round]);
    plan_named(name, chosen, Some(minutes), catalog, data, now)
}

/// Plans a loop that asks one question.
fn plan_named(
    name: &QuestionName,
    mut chosen: Loop,
    minutes: Option<f64>,
    catalog: &Catalog,
    data: &Data,
    now: &Now,
) -> Result<Plan, String> {
    chosen.score_after = data.config.score_after().unwrap_or(chosen.score_after);
    let request = Request {
        minutes,
        exact: vec![name.clone()],
        ..Request::default()
    };
    let seed = fresh_seed(now);
    let drawn = draw_from(&chosen, &request, catalog, data, seed, practice_day(&now.wall))?;
    plan_of(
        &chosen,
        &drawn,
        catalog,
        seed,
        Draw::Balanced,
        data.config.extra_time(),
        data.abilities,
    )
    .ok_or_else(|| format!("The question {name} cannot be asked now."))
}

/// Returns the plan of a drill of what is due.
pub fn plan_drill(wish: &Wish, data: &Data, now: &Now) -> Result<Plan, String> {
    plan_alone(data, now, |schedule, catalog, seed, today| {
        drill::drill(wish, schedule, catalog, seed, today, data.abilities)
    })
}

/// Returns the plan that asks a question again: whole, or only these ideas of it.
pub fn plan_retake(
    name: &QuestionName,
    ideas: Option<Vec<String>>,
    data: &Data,
    now: &Now,
) -> Result<Plan, String> {
    plan_alone(data, now, |schedule, catalog, seed, today| {
        drill::retake(name, ideas, schedule, catalog, seed, today)
    })
}

/// Plans what is no interview, from banks and schedule.
fn plan_alone(
    data: &Data,
    now: &Now,
    draw: impl FnOnce(&Schedule, &Catalog, u64, Date) -> Result<Drawn, Nothing>,
) -> Result<Plan, String> {
    let catalog = data.catalog().ok_or(STILL_READ)?;
    let none = Schedule::default();
    let schedule = data.schedule.as_deref().unwrap_or(&none);
    let seed = fresh_seed(now);
    let drawn =
        draw(schedule, catalog, seed, practice_day(&now.wall)).map_err(|nothing| nothing.to_string())?;
    let mut chosen = Loop::new(drawn.loop_id.clone(), drawn.title.clone(), Vec::new());
    chosen.score_after = data.config.score_after().unwrap_or(chosen.score_after);
    plan_of(
        &chosen,
        &drawn,
        catalog,
        seed,
        drawn.strategy,
        data.config.extra_time(),
        data.abilities,
    )
    .ok_or_else(|| "A question that was drawn is no longer in its bank. Try again.".to_owned())
}

/// Returns a seed people can type, from the moment it is asked for.
pub(super) fn fresh_seed(now: &Now) -> u64 {
    let mixed = (now.mono.as_nanos() as u64)
        .wrapping_add(now.wall.timestamp().as_nanosecond() as u64)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) % 10_000
}
