//! A draw explained without giving it away: rounds, topics, difficulties, minutes and reasons, never a
//! prompt or the name of a question.

use serde::Serialize;

use super::too_few::number;
use super::{Abilities, DRAW_VERSION, Draw, Drawn, Standing};
use crate::domain::bank::{Difficulty, RoundKind};
use crate::domain::loops::{Pressure, ScoreAfter};
use crate::domain::words::counted;

/// The format of [`Explained`] as JSON.
const FORMAT: u32 = 1;

/// What an interview is held under, beside what is drawn for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    pub pressure: Pressure,
    pub score_after: ScoreAfter,
    /// 1.0 or the factor of extended time.
    pub extra_time: f64,
    pub can: Abilities,
}

/// What `start --dry-run --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    pub format: u32,
    #[serde(rename = "loop")]
    pub loop_id: String,
    pub title: String,
    pub draw: Draw,
    pub draw_version: u32,
    pub seed: u64,
    /// Without extra time.
    pub minutes: f64,
    pub pressure: Pressure,
    pub score_after: ScoreAfter,
    pub extra_time: f64,
    pub rounds: Vec<ExplainedRound>,
    pub left_out_recent: usize,
    pub left_out_torch: usize,
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedRound {
    pub round: RoundKind,
    pub minutes: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<String>>,
    pub questions: Vec<ExplainedQuestion>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedQuestion {
    pub round: RoundKind,
    pub topic: String,
    pub difficulty: Option<Difficulty>,
    pub minutes: f64,
    /// The question's own minutes.
    pub of_minutes: Option<f64>,
    pub standing: Option<Standing>,
    pub reason: String,
}

/// Returns the draw as data.
pub fn explained(drawn: &Drawn, terms: Terms) -> Explained {
    let mut notes = drawn.notes.clone();
    notes.extend(of_code(drawn, terms.can).map(str::to_owned));
    Explained {
        format: FORMAT,
        loop_id: drawn.loop_id.clone(),
        title: drawn.title.clone(),
        draw: drawn.strategy,
        draw_version: DRAW_VERSION,
        seed: drawn.seed,
        minutes: drawn.minutes(),
        pressure: terms.pressure,
        score_after: terms.score_after,
        extra_time: terms.extra_time,
        rounds: drawn
            .rounds
            .iter()
            .map(|round| ExplainedRound {
                round: round.round,
                minutes: round.minutes,
                fields: round.fields.clone(),
                questions: round
                    .questions
                    .iter()
                    .map(|question| {
                        let detail = drawn.details.get(&question.name);
                        ExplainedQuestion {
                            round: question.round,
                            topic: question.topic.clone(),
                            difficulty: detail.map(|detail| detail.difficulty),
                            minutes: question.minutes,
                            of_minutes: detail.map(|detail| detail.own_minutes),
                            standing: detail.map(|detail| detail.standing),
                            reason: question.reason.clone(),
                        }
                    })
                    .collect(),
            })
            .collect(),
        left_out_recent: drawn.left_out.recent,
        left_out_torch: drawn.left_out.torch,
        notes,
    }
}

/// Returns what becomes of code that this machine is not known to run, if any is asked for.
pub fn of_code(drawn: &Drawn, can: Abilities) -> Option<&'static str> {
    let code = drawn
        .rounds
        .iter()
        .flat_map(|round| &round.questions)
        .any(|question| question.round == RoundKind::Programming);
    match can {
        _ if !code => None,
        Abilities { python: false, .. } => Some(
            "Programming: tests are not run, as no Python was found; your code is kept and scored by levels. `hotseat setup` \
             makes one.",
        ),
        Abilities { numpy: false, .. } => Some(
            "Programming: NumPy was not found; of questions that need it the tests are not run, and your code is scored by \
             levels. `hotseat setup` makes a Python that has it.",
        ),
        _ => None,
    }
}

/// Returns the draw as lines for people.
pub fn explain(drawn: &Drawn, terms: Terms) -> Vec<String> {
    let plan = explained(drawn, terms);
    let mut lines = vec![format!(
        "{}: {}, {}, {} min; draw {}, seed {}",
        plan.title,
        counted(plan.rounds.len(), "round"),
        counted(drawn.questions(), "question"),
        number(plan.minutes),
        strategy(plan.draw),
        plan.seed
    )];
    if plan.pressure == Pressure::Strict {
        lines.push("Strict: time up locks the answer.".to_owned());
    }
    if plan.extra_time > 1.0 {
        lines.push(format!(
            "Extra time {}x: {} min in all.",
            plan.extra_time,
            number(plan.minutes * plan.extra_time)
        ));
    }
    let topic_width = widest(&plan, |question| question.topic.chars().count());
    for round in &plan.rounds {
        lines.push(String::new());
        let only = round
            .fields
            .as_ref()
            .map(|fields| format!(", only {}", fields.join(", ")))
            .unwrap_or_default();
        lines.push(format!(
            "{}, {} min{only}",
            round.round.title(),
            number(round.minutes)
        ));
        for question in &round.questions {
            let kind = if question.round == round.round {
                String::new()
            } else {
                format!("{}: ", question.round.title())
            };
            lines.push(format!(
                "  {:>6}  {:<6}  {:<topic_width$}  {kind}{}",
                clock(question.minutes),
                question.difficulty.map_or("", Difficulty::name),
                question.topic,
                question.reason
            ));
        }
    }
    let mut notes = plan.notes;
    if plan.left_out_recent > 0 {
        notes.push(format!(
            "Asked in the last two sessions and left out: {}.",
            plan.left_out_recent
        ));
    }
    if !notes.is_empty() {
        lines.push(String::new());
        lines.extend(notes);
    }
    lines
}

fn widest(plan: &Explained, width: impl Fn(&ExplainedQuestion) -> usize) -> usize {
    plan.rounds
        .iter()
        .flat_map(|round| &round.questions)
        .map(width)
        .max()
        .unwrap_or(0)
}

/// Returns minutes as `m:ss`.
fn clock(minutes: f64) -> String {
    let seconds = (minutes * 60.0).round().max(0.0) as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn strategy(draw: Draw) -> &'static str {
    match draw {
        Draw::Balanced => "balanced",
        Draw::Due => "due first",
        Draw::Weakest => "weakest first",
        Draw::Random => "random",
    }
}
