//! Setup: what the interview will be like, before it starts. Every change draws again, so that the
//! last line says what will be asked for; the questions themselves stay hidden.

use jiff::civil::Date;

use super::{Input, Nav};
use crate::app::action::Action;
use crate::app::data::{Cx, Data};
use crate::app::effect::Effect;
use crate::app::flow::{self, Plan, PlannedQuestion};
use crate::app::msg::Now;
use crate::domain::bank::{Difficulty, QuestionName};
use crate::domain::catalog::Catalog;
use crate::domain::draw::{self, Abilities, Candidate, DRAW_VERSION, Draw, Drawn, History, Request};
use crate::domain::event::{SessionKind, Started};
use crate::domain::loops::{Loop, Pressure, RoundPlan, ScoreAfter};

/// Factors of extended time on offer.
pub const EXTRA: [f64; 4] = [1.0, 1.25, 1.5, 2.0];
pub const DRAWS: [Draw; 3] = [Draw::Balanced, Draw::Weakest, Draw::Random];
pub const SCORES: [ScoreAfter; 3] = [ScoreAfter::Round, ScoreAfter::Question, ScoreAfter::Loop];
pub const DIFFICULTIES: [Option<Difficulty>; 4] = [
    Some(Difficulty::Easy),
    Some(Difficulty::Medium),
    None,
    Some(Difficulty::Hard),
];

/// A row of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Loop,
    Round(usize),
    Topics,
    Difficulty,
    Draw,
    Pressure,
    ScoreAfter,
    Extra,
    Seed,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Loops that can be held with the banks there are.
    pub loops: Vec<Loop>,
    pub chosen: usize,
    /// The chosen loop with the minutes changed here.
    pub plan: Option<Loop>,
    /// Rounds switched off, by index.
    pub off: Vec<usize>,
    pub topic: Option<String>,
    pub difficulty: Option<Difficulty>,
    pub draw: Draw,
    pub pressure: Pressure,
    pub score_after: ScoreAfter,
    pub extra: f64,
    pub seed: u64,
    pub cursor: usize,
    /// What would be asked, or why it cannot be, in a sentence; `None` until the banks are read.
    pub drawn: Option<Result<Drawn, String>>,
}

impl Setup {
    pub fn new(cx: &Cx) -> Self {
        let mut setup = Self {
            loops: Vec::new(),
            chosen: 0,
            plan: None,
            off: Vec::new(),
            topic: None,
            difficulty: None,
            draw: Draw::Balanced,
            pressure: Pressure::Relaxed,
            score_after: ScoreAfter::Round,
            extra: cx.data.config.extra_time(),
            seed: fresh_seed(cx.now),
            cursor: 0,
            drawn: None,
        };
        setup.loaded(cx.data, cx.now);
        setup
    }

    /// Asks only for this topic, where the chosen loop has it.
    pub fn only(&mut self, topic: Option<String>, cx: &Cx) {
        self.topic = topic.filter(|topic| self.topics(cx.data).contains(topic));
        self.redraw(cx.data, cx.now);
    }

    /// Returns the rows of the form.
    pub fn rows(&self) -> Vec<Row> {
        let rounds = self.plan.as_ref().map_or(0, |plan| plan.rounds.len());
        let mut rows = vec![Row::Loop];
        rows.extend((0..rounds).map(Row::Round));
        rows.extend([
            Row::Topics,
            Row::Difficulty,
            Row::Draw,
            Row::Pressure,
            Row::ScoreAfter,
            Row::Extra,
            Row::Seed,
        ]);
        rows
    }

    pub fn row(&self) -> Row {
        self.rows().get(self.cursor).copied().unwrap_or(Row::Loop)
    }

    /// Fills what was waiting for the banks.
    pub fn settle(&mut self, data: &Data, now: &Now) {
        if self.plan.is_none() {
            self.loaded(data, now);
        }
    }

    fn loaded(&mut self, data: &Data, now: &Now) {
        let Some(banks) = &data.banks else { return };
        self.loops = banks
            .loops
            .iter()
            .filter(|candidate| can_be_held(candidate, &banks.catalog))
            .cloned()
            .collect();
        self.chosen = data
            .last_loop
            .as_ref()
            .and_then(|id| self.loops.iter().position(|candidate| candidate.id == *id))
            .unwrap_or(0);
        self.take_loop(data);
        self.redraw(data, now);
    }

    fn take_loop(&mut self, data: &Data) {
        self.plan = self.loops.get(self.chosen).cloned();
        self.off.clear();
        if let Some(plan) = &self.plan {
            self.pressure = plan.pressure;
            self.score_after = data.config.score_after().unwrap_or(plan.score_after);
        }
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Option<Nav> {
        if *input == Input::Loaded {
            if self.plan.is_none() {
                self.loaded(cx.data, cx.now);
            } else {
                self.redraw(cx.data, cx.now);
            }
            return None;
        }
        let Input::Action(action) = *input else {
            return None;
        };
        let last = self.rows().len().saturating_sub(1);
        match action {
            Action::Up => self.cursor = self.cursor.saturating_sub(1),
            Action::Down => self.cursor = (self.cursor + 1).min(last),
            Action::Left => self.change(Step::Back, cx),
            Action::Right => self.change(Step::On, cx),
            Action::Toggle => self.toggle(cx),
            Action::More => self.minutes(5.0, cx),
            Action::Less => self.minutes(-5.0, cx),
            Action::NewSeed => {
                self.seed = fresh_seed(cx.now);
                self.redraw(cx.data, cx.now);
            }
            Action::SaveLoop => self.save(cx),
            Action::StartNow => {
                let plan = self.plan(cx.data, cx.now)?;
                return Some(Nav::Replace(flow::begin(cx, plan)));
            }
            Action::Back => return Some(Nav::Back),
            _ => {}
        }
        None
    }

    fn change(&mut self, step: Step, cx: &mut Cx) {
        match self.row() {
            Row::Loop => {
                self.chosen = step.within(self.chosen, self.loops.len());
                self.take_loop(cx.data);
            }
            Row::Round(_) => {
                self.minutes(if step == Step::On { 5.0 } else { -5.0 }, cx);
                return;
            }
            Row::Topics => {
                let topics = self.topics(cx.data);
                let at = self
                    .topic
                    .as_ref()
                    .and_then(|topic| topics.iter().position(|known| known == topic))
                    .map_or(0, |at| at + 1);
                let next = step.within(at, topics.len() + 1);
                self.topic = next.checked_sub(1).and_then(|at| topics.get(at).cloned());
            }
            Row::Difficulty => self.difficulty = step.among(&DIFFICULTIES, &self.difficulty),
            Row::Draw => self.draw = step.among(&DRAWS, &self.draw),
            Row::Pressure => {
                self.pressure = step.among(&[Pressure::Relaxed, Pressure::Strict], &self.pressure);
            }
            Row::ScoreAfter => self.score_after = step.among(&SCORES, &self.score_after),
            Row::Extra => self.extra = step.among(&EXTRA, &self.extra),
            Row::Seed => {
                self.seed = match step {
                    Step::On => self.seed.wrapping_add(1) % 1_000_000,
                    Step::Back => self.seed.checked_sub(1).unwrap_or(999_999),
                };
            }
        }
        self.redraw(cx.data, cx.now);
    }

    fn toggle(&mut self, cx: &mut Cx) {
        if let Row::Round(index) = self.row() {
            let rounds = self.plan.as_ref().map_or(0, |plan| plan.rounds.len());
            if let Some(at) = self.off.iter().position(|off| *off == index) {
                self.off.remove(at);
            } else if self.off.len() + 1 < rounds {
                self.off.push(index);
            }
            self.redraw(cx.data, cx.now);
        }
    }

    fn minutes(&mut self, by: f64, cx: &mut Cx) {
        let Row::Round(index) = self.row() else { return };
        if let Some(round) = self.plan.as_mut().and_then(|plan| plan.rounds.get_mut(index)) {
            round.minutes = (round.minutes + by).clamp(5.0, 240.0);
            // A loop that asks for one question asks for as many as fit once it grows.
            round.questions = None;
        }
        self.redraw(cx.data, cx.now);
    }

    /// Returns the topics of the chosen loop's rounds.
    pub fn topics(&self, data: &Data) -> Vec<String> {
        let Some(catalog) = data.catalog() else {
            return Vec::new();
        };
        let mut topics: Vec<String> = self
            .plan
            .iter()
            .flat_map(|plan| &plan.rounds)
            .flat_map(|round| catalog.topics(round.round))
            .map(|topic| topic.name)
            .collect();
        topics.sort();
        topics.dedup();
        topics
    }

    fn effective(&self) -> Option<Loop> {
        let mut plan = self.plan.clone()?;
        plan.pressure = self.pressure;
        plan.score_after = self.score_after;
        let off = &self.off;
        let mut index = 0;
        plan.rounds.retain(|_| {
            index += 1;
            !off.contains(&(index - 1))
        });
        Some(plan)
    }

    fn redraw(&mut self, data: &Data, now: &Now) {
        let (Some(plan), Some(catalog)) = (self.effective(), data.catalog()) else {
            return;
        };
        let request = Request {
            strategy: self.draw,
            topics: self.topic.iter().cloned().collect(),
            difficulty: self.difficulty,
            ..Request::default()
        };
        self.drawn = Some(draw_from(
            &plan,
            &request,
            catalog,
            data,
            self.seed,
            now.wall.date(),
        ));
    }

    /// Returns what starts the interview as it stands in the form.
    fn plan(&self, data: &Data, _now: &Now) -> Option<Plan> {
        let chosen = self.effective()?;
        let drawn = self.drawn.as_ref()?.as_ref().ok()?;
        plan_of(
            &chosen,
            drawn,
            data.catalog()?,
            self.seed,
            self.draw,
            self.extra,
            data.abilities,
        )
    }

    fn save(&mut self, cx: &mut Cx) {
        let Some(mut plan) = self.effective() else { return };
        let minutes = plan.total_minutes().round();
        let base = plan.id.trim_end_matches("-own").to_owned();
        plan.id = format!("{base}-{minutes}");
        plan.title = format!("{}, {minutes} min", plan.name());
        let task = cx.data.task();
        cx.effects.push(Effect::SaveLoop {
            task,
            plan: Box::new(plan),
        });
    }
}

/// Which way a value is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    On,
    Back,
}

impl Step {
    fn within(self, at: usize, count: usize) -> usize {
        match self {
            Self::On => (at + 1).min(count.saturating_sub(1)),
            Self::Back => at.saturating_sub(1),
        }
    }

    fn among<T: PartialEq + Clone>(self, values: &[T], value: &T) -> T {
        let at = values.iter().position(|known| known == value).unwrap_or(0);
        values.get(self.within(at, values.len())).unwrap_or(value).clone()
    }
}

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
    let history = History::of(data.history.as_deref().unwrap_or_default());
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
    for name in drawn
        .rounds
        .iter()
        .flat_map(|round| round.questions.iter().map(|question| &question.name))
    {
        let entry = catalog.get(name)?;
        questions.insert(
            name.clone(),
            PlannedQuestion {
                question: entry.question.clone(),
                bank_title: entry.bank_title.to_string(),
                license: entry.license.as_ref().map(ToString::to_string),
            },
        );
    }
    Some(Plan {
        started: Started {
            kind: SessionKind::Interview,
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
    let round = RoundPlan::new(entry.question.round, entry.question.minutes);
    let mut chosen = Loop::new("one-question", "One question", vec![round]);
    chosen.score_after = data.config.score_after().unwrap_or(chosen.score_after);
    let request = Request {
        exact: vec![name.clone()],
        ..Request::default()
    };
    let seed = fresh_seed(now);
    let drawn = draw_from(&chosen, &request, catalog, data, seed, now.wall.date())?;
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

/// Returns whether the banks have a question for every round of a loop.
fn can_be_held(candidate: &Loop, catalog: &Catalog) -> bool {
    candidate
        .rounds
        .iter()
        .flat_map(|round| std::iter::once(round).chain(&round.inside))
        .all(|round| catalog.of_round(round.round).next().is_some())
}

/// Returns a seed people can type, from the moment it is asked for.
fn fresh_seed(now: &Now) -> u64 {
    let mixed = (now.mono.as_nanos() as u64)
        .wrapping_add(now.wall.timestamp().as_nanosecond() as u64)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) % 10_000
}
