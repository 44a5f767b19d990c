//! The rows of the form and what changes them.

use super::{Setup, fresh_seed};
use crate::app::action::Action;
use crate::app::data::Cx;
use crate::app::overlays::Overlay;
use crate::app::overlays::topics::Topics;
use crate::domain::bank::Difficulty;
use crate::domain::draw::Draw;
use crate::domain::loops::{Loop, Pressure, ScoreAfter};

pub const DRAWS: [Draw; 4] = [Draw::Balanced, Draw::Due, Draw::Weakest, Draw::Random];
pub const SCORES: [ScoreAfter; 3] = [ScoreAfter::Round, ScoreAfter::Question, ScoreAfter::Loop];
pub const DIFFICULTIES: [Option<Difficulty>; 4] = [
    Some(Difficulty::Easy),
    Some(Difficulty::Medium),
    None,
    Some(Difficulty::Hard),
];
const PRESSURES: [Pressure; 2] = [Pressure::Relaxed, Pressure::Strict];

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

/// Extended time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    None,
    Quarter,
    Half,
    /// A factor of one's own.
    Own,
}

/// Limits of a factor of one's own, and its step.
const FACTORS: (f64, f64) = (1.0, 4.0);
const STEPS: f64 = 20.0;

/// Digits of the largest seed that can be typed.
const SEED_DIGITS: usize = 19;
/// Characters of a factor: `1.35`.
const FACTOR_CHARACTERS: usize = 4;

/// Least minutes of a round, beside what it borrows, and the step.
const MINUTES: f64 = 5.0;

impl Extra {
    pub const ALL: [Self; 4] = [Self::None, Self::Quarter, Self::Half, Self::Own];

    /// Returns the choice that has this factor, and the factor one's own choice begins with.
    pub(super) fn of(factor: f64) -> (Self, f64) {
        let fixed = [Self::None, Self::Quarter, Self::Half]
            .into_iter()
            .find(|extra| (extra.factor(0.0) - factor).abs() < 1e-9);
        match fixed {
            Some(extra) => (extra, 2.0),
            None => (Self::Own, factor),
        }
    }

    pub(super) fn factor(self, own: f64) -> f64 {
        match self {
            Self::None => 1.0,
            Self::Quarter => 1.25,
            Self::Half => 1.5,
            Self::Own => own,
        }
    }
}

impl Setup {
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

    /// Returns whether digits go into the row of the cursor.
    pub fn takes_digits(&self) -> bool {
        match self.row() {
            Row::Seed => true,
            Row::Extra => self.extra == Extra::Own,
            _ => false,
        }
    }

    /// Returns the difficulty every round asks for, `None` where they differ.
    pub fn difficulty(&self) -> Option<Option<Difficulty>> {
        let mut parts = self.plan.iter().flat_map(Loop::parts);
        let first = parts.next().and_then(|part| part.difficulty);
        parts.all(|part| part.difficulty == first).then_some(first)
    }

    pub(super) fn change_form(&mut self, action: Action, cx: &mut Cx) {
        let last = self.rows().len().saturating_sub(1);
        match action {
            Action::Up => self.go(self.cursor.saturating_sub(1)),
            Action::Down => self.go((self.cursor + 1).min(last)),
            Action::First => self.go(0),
            Action::Last => self.go(last),
            Action::Left => self.change(Step::Back, cx),
            Action::Right => self.change(Step::On, cx),
            Action::Toggle => self.toggle(cx),
            Action::More => self.step(Step::On, cx),
            Action::Less => self.step(Step::Back, cx),
            Action::NewSeed => {
                self.typed = None;
                self.seed = fresh_seed(cx.now);
                self.redraw(cx.data, cx.now);
            }
            Action::DeleteBack => {
                let mut text = self.typed.take().unwrap_or_else(|| self.digits());
                text.pop();
                self.take_typed(text, cx);
            }
            _ => {}
        }
    }

    fn go(&mut self, row: usize) {
        self.cursor = row;
        self.typed = None;
    }

    fn change(&mut self, step: Step, cx: &mut Cx) {
        self.typed = None;
        match self.row() {
            Row::Loop => {
                self.chosen = step.within(self.chosen, self.loops.len());
                self.take_loop(cx.data);
            }
            Row::Round(_) => return self.step(step, cx),
            Row::Topics => return self.choose_topics(cx),
            Row::Difficulty => {
                let now = self.difficulty().unwrap_or(None);
                let next = step.among(&DIFFICULTIES, &now);
                if let Some(plan) = &mut self.plan {
                    plan.each_part(|part| part.difficulty = next);
                }
            }
            Row::Draw => self.draw = step.among(&DRAWS, &self.draw),
            Row::Pressure => {
                if let Some(plan) = &mut self.plan {
                    plan.pressure = step.among(&PRESSURES, &plan.pressure);
                }
            }
            Row::ScoreAfter => {
                if let Some(plan) = &mut self.plan {
                    plan.score_after = step.among(&SCORES, &plan.score_after);
                }
            }
            Row::Extra => self.extra = step.among(&Extra::ALL, &self.extra),
            Row::Seed => {
                self.seed = match step {
                    Step::On => self.seed.saturating_add(1),
                    Step::Back => self.seed.saturating_sub(1),
                };
            }
        }
        self.redraw(cx.data, cx.now);
    }

    fn toggle(&mut self, cx: &mut Cx) {
        match self.row() {
            Row::Topics => self.choose_topics(cx),
            Row::Round(index) => {
                let rounds = self.plan.as_ref().map_or(0, |plan| plan.rounds.len());
                if let Some(at) = self.off.iter().position(|off| *off == index) {
                    self.off.remove(at);
                } else if self.off.len() + 1 < rounds {
                    self.off.push(index);
                }
                self.redraw(cx.data, cx.now);
            }
            _ => {}
        }
    }

    fn choose_topics(&self, cx: &mut Cx) {
        if !self.topics(cx.data).is_empty() {
            *cx.overlay = Some(Overlay::Topics(Topics::default()));
        }
    }

    /// More or less: of a round's minutes, of a factor of one's own.
    fn step(&mut self, step: Step, cx: &mut Cx) {
        let sign = match step {
            Step::On => 1.0,
            Step::Back => -1.0,
        };
        match self.row() {
            Row::Round(index) => {
                let round = self.plan.as_mut().and_then(|plan| plan.rounds.get_mut(index));
                if let Some(round) = round {
                    let borrowed: f64 = round.inside.iter().map(|part| part.minutes).sum();
                    round.minutes = (round.minutes + sign * MINUTES).clamp(borrowed + MINUTES, 240.0);
                    // A loop that asks for one question asks for as many as fit once it grows.
                    round.questions = None;
                }
                self.redraw(cx.data, cx.now);
            }
            Row::Extra if self.extra == Extra::Own => {
                self.typed = None;
                let steps = (self.own_factor * STEPS).round() + sign;
                self.own_factor = (steps / STEPS).clamp(FACTORS.0, FACTORS.1);
            }
            _ => {}
        }
    }

    pub(super) fn type_chars(&mut self, text: &str, cx: &mut Cx) {
        if !self.takes_digits() {
            return;
        }
        let (most, point) = match self.row() {
            Row::Seed => (SEED_DIGITS, false),
            _ => (FACTOR_CHARACTERS, true),
        };
        // The first digit begins anew: what stands there is no one's to be changed in the middle.
        let mut typed = self.typed.clone().unwrap_or_default();
        for c in text.chars() {
            let c = if c == ',' { '.' } else { c };
            let good = c.is_ascii_digit() || (point && c == '.' && !typed.contains('.'));
            if good && typed.len() < most {
                typed.push(c);
            }
        }
        if self.typed.is_some() || !typed.is_empty() {
            self.take_typed(typed, cx);
        }
    }

    /// Returns the value of the row of the cursor as it would be typed.
    fn digits(&self) -> String {
        match self.row() {
            Row::Seed => self.seed.to_string(),
            _ => self.own_factor.to_string(),
        }
    }

    /// Takes what is typed, once it is a value; until then the one before holds.
    fn take_typed(&mut self, typed: String, cx: &mut Cx) {
        match self.row() {
            Row::Seed => {
                if let Ok(seed) = typed.parse() {
                    self.seed = seed;
                    self.redraw(cx.data, cx.now);
                }
            }
            _ => {
                if let Some(factor) = factor_of(&typed) {
                    self.own_factor = factor;
                }
            }
        }
        self.typed = Some(typed);
    }

    /// Returns what is wrong with what is being typed, in a few words.
    pub fn typed_problem(&self) -> Option<&'static str> {
        let typed = self.typed.as_deref()?;
        match self.row() {
            Row::Seed => typed.is_empty().then_some("type its digits"),
            Row::Extra => factor_of(typed).is_none().then_some("a factor from 1 to 4"),
            _ => None,
        }
    }
}

fn factor_of(typed: &str) -> Option<f64> {
    let factor: f64 = typed.parse().ok()?;
    (FACTORS.0..=FACTORS.1).contains(&factor).then_some(factor)
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
