//! Setup: what the interview will be like, before it starts. The form changes the chosen loop itself, so
//! that what is drawn, what is shown and what is kept as a loop of one's own are one thing. Every change
//! draws again; the questions themselves stay hidden.

mod drawing;
mod form;
mod keeping;
mod topics;

use super::{Input, Nav};
use crate::app::action::Action;
use crate::app::data::{Cx, Data};
use crate::app::flow::{self, Plan};
use crate::app::msg::{Now, TaskId};
use crate::domain::bank::RoundKind;
use crate::domain::catalog::Catalog;
use crate::domain::draw::{Draw, Drawn, Request};
use crate::domain::loops::Loop;
use crate::domain::stats::practice_day;

pub use drawing::{draw_from, plan_drill, plan_exactly, plan_first, plan_of, plan_retake};
pub use form::{DIFFICULTIES, DRAWS, Extra, Row, SCORES};
pub use keeping::{AsLoop, Named};
pub use topics::TopicRow;

use drawing::fresh_seed;

#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Loops that can be held with the banks there are.
    pub loops: Vec<Loop>,
    pub chosen: usize,
    /// The chosen loop as it was changed here.
    pub plan: Option<Loop>,
    /// Rounds switched off, by index.
    pub off: Vec<usize>,
    pub draw: Draw,
    pub extra: Extra,
    /// The factor of [`Extra::Own`].
    pub own_factor: f64,
    pub seed: u64,
    /// What is being typed on the row of the cursor.
    pub typed: Option<String>,
    pub cursor: usize,
    /// What would be asked, or why it cannot be, in a sentence; `None` until the banks are read.
    pub drawn: Option<Result<Drawn, String>>,
    /// The name typed last for a loop to keep.
    name: String,
    /// The loop to keep once it was confirmed.
    pending: Option<Box<Loop>>,
    /// What is being kept or deleted.
    waiting: Option<(TaskId, keeping::Change)>,
}

impl Setup {
    pub fn new(cx: &Cx) -> Self {
        let (extra, own_factor) = Extra::of(cx.data.config.extra_time());
        let mut setup = Self {
            loops: Vec::new(),
            chosen: 0,
            plan: None,
            off: Vec::new(),
            draw: Draw::Balanced,
            extra,
            own_factor,
            seed: fresh_seed(cx.now),
            typed: None,
            cursor: 0,
            drawn: None,
            name: String::new(),
            pending: None,
            waiting: None,
        };
        setup.loaded(cx.data, cx.now);
        setup
    }

    /// Returns the factor of extended time.
    pub fn factor(&self) -> f64 {
        self.extra.factor(self.own_factor)
    }

    /// Fills what was waiting for the banks.
    pub fn settle(&mut self, data: &Data, now: &Now) {
        if self.plan.is_none() {
            self.loaded(data, now);
        }
    }

    fn loaded(&mut self, data: &Data, now: &Now) {
        self.list(data);
        self.chosen = data
            .last_loop
            .as_ref()
            .and_then(|id| self.position(id))
            .unwrap_or(0);
        self.take_loop(data);
        self.redraw(data, now);
    }

    /// Lists the loops that can be held.
    fn list(&mut self, data: &Data) {
        let Some(banks) = &data.banks else { return };
        self.loops = banks
            .loops
            .iter()
            .filter(|candidate| lacking(candidate, &banks.catalog).is_empty())
            .cloned()
            .collect();
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.loops.iter().position(|candidate| candidate.id == id)
    }

    fn take_loop(&mut self, data: &Data) {
        self.plan = self.loops.get(self.chosen).cloned();
        self.off.clear();
        if let Some(plan) = &mut self.plan {
            plan.score_after = data.config.score_after().unwrap_or(plan.score_after);
        }
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Option<Nav> {
        match input {
            Input::Loaded if self.plan.is_none() => self.loaded(cx.data, cx.now),
            Input::Loaded => self.redraw(cx.data, cx.now),
            Input::Loops(task, done) => self.loops_changed(*task, *done, cx),
            Input::Char(c) => self.type_chars(&c.to_string(), cx),
            Input::Paste(text) => self.type_chars(text, cx),
            Input::Action(action) => return self.act(*action, cx),
            _ => {}
        }
        None
    }

    fn act(&mut self, action: Action, cx: &mut Cx) -> Option<Nav> {
        match action {
            Action::StartNow => {
                let plan = self.planned(cx.data)?;
                return Some(Nav::Replace(flow::begin(cx, plan)));
            }
            Action::Back => return Some(Nav::Back),
            Action::SaveLoop => self.ask_name(cx),
            Action::DeleteLoop => self.ask_delete(cx),
            action => self.change_form(action, cx),
        }
        None
    }

    /// Returns the chosen loop without the rounds switched off.
    fn effective(&self) -> Option<Loop> {
        let mut plan = self.plan.clone()?;
        let mut index = 0;
        plan.rounds.retain(|_| {
            index += 1;
            !self.off.contains(&(index - 1))
        });
        Some(plan)
    }

    fn redraw(&mut self, data: &Data, now: &Now) {
        if let (Some(plan), Some(catalog)) = (self.effective(), data.catalog()) {
            let drawn = draw_from(
                &plan,
                &self.request(),
                catalog,
                data,
                self.seed,
                practice_day(&now.wall),
            );
            self.drawn = Some(drawn);
        }
    }

    fn request(&self) -> Request {
        Request {
            strategy: self.draw,
            ..Request::default()
        }
    }

    /// Returns what starts the interview as it stands in the form.
    fn planned(&self, data: &Data) -> Option<Plan> {
        let chosen = self.effective()?;
        let drawn = self.drawn.as_ref()?.as_ref().ok()?;
        plan_of(
            &chosen,
            drawn,
            data.catalog()?,
            self.seed,
            self.draw,
            self.factor(),
            data.abilities,
        )
    }

    /// Returns the loops that cannot be held yet and the rounds they have no question for, in a sentence.
    pub fn waiting_loops(data: &Data) -> Option<String> {
        let banks = data.banks.as_ref()?;
        let mut names: Vec<&str> = Vec::new();
        let mut missing: Vec<RoundKind> = Vec::new();
        for plan in &banks.loops {
            let lacking = lacking(plan, &banks.catalog);
            if !lacking.is_empty() {
                names.push(plan.short_name());
                missing.extend(lacking);
            }
        }
        missing.sort();
        missing.dedup();
        let missing: Vec<&str> = missing.iter().map(|kind| kind.title()).collect();
        let (last, wait) = match names.len() {
            0 => return None,
            1 => ("", "waits"),
            _ => ("s", "wait"),
        };
        Some(format!(
            "The loop{last} {} {wait} for questions of {}.",
            names.join(", "),
            missing.join(", ")
        ))
    }
}

/// Returns the rounds of a loop that no question is there for.
fn lacking(candidate: &Loop, catalog: &Catalog) -> Vec<RoundKind> {
    candidate
        .parts()
        .map(|part| part.round)
        .filter(|kind| catalog.of_round(*kind).next().is_none())
        .collect()
}
