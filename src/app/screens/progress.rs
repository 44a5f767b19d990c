//! Progress: the figures over the history, as a board or one a tab.

use super::{Input, Nav};
use crate::app::action::Action;
use crate::app::data::{Cx, Data};
use crate::app::effect::Effect;
use crate::app::msg::Now;
use crate::domain::stats::{self, Figures, Period};

/// One of the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    Scores,
    Topics,
    Time,
    Calibration,
    Days,
    Due,
    Pitfalls,
}

impl Figure {
    const ALL: [Self; 7] = [
        Self::Scores,
        Self::Topics,
        Self::Time,
        Self::Calibration,
        Self::Days,
        Self::Due,
        Self::Pitfalls,
    ];

    /// Returns the figures there are: what is due only where a schedule was asked for.
    pub fn of(figures: &Figures) -> Vec<Self> {
        let mut all = Self::ALL.to_vec();
        all.retain(|figure| *figure != Self::Due || figures.due.is_some());
        all
    }

    /// Returns the word on its tab.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scores => "Scores",
            Self::Topics => "Topics",
            Self::Time => "Time",
            Self::Calibration => "Calibration",
            Self::Days => "Days",
            Self::Due => "Due",
            Self::Pitfalls => "Pitfalls",
        }
    }
}

/// What is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    pub figure: Figure,
    pub figures: Figures,
    /// Rows of a list that are above its pane.
    pub scroll: usize,
}

impl Progress {
    /// Reckons everything the history holds.
    pub fn new(cx: &mut Cx) -> Self {
        cx.effects
            .push(Effect::WindowTitle("hotseat: progress".to_owned()));
        Self {
            figure: Figure::Scores,
            figures: reckon(cx.data, cx.now, Period::All),
            scroll: 0,
        }
    }

    pub fn update(&mut self, input: &Input, cx: &mut Cx) -> Option<Nav> {
        let action = match input {
            Input::Action(action) => action,
            Input::Loaded => {
                self.figures = reckon(cx.data, cx.now, self.figures.period);
                return None;
            }
            _ => return None,
        };
        match action {
            Action::NextPane => self.turn(1),
            Action::PreviousPane => self.turn(-1),
            Action::Left => self.period(-1, cx),
            Action::Right => self.period(1, cx),
            Action::Up => self.scroll = self.scroll.saturating_sub(1),
            Action::Down => self.scroll = (self.scroll + 1).min(self.rows().saturating_sub(1)),
            Action::Export => {
                let task = cx.data.task();
                cx.effects.push(Effect::ExportFigures {
                    task,
                    figures: Box::new(self.figures.clone()),
                });
            }
            Action::StartNow => return super::home::next(cx),
            Action::Back => return Some(Nav::Back),
            _ => {}
        }
        None
    }

    fn turn(&mut self, by: i32) {
        let all = Figure::of(&self.figures);
        let at = all.iter().position(|figure| *figure == self.figure).unwrap_or(0);
        let next = (at as i32 + by).rem_euclid(all.len() as i32) as usize;
        self.figure = all.get(next).copied().unwrap_or(Figure::Scores);
        self.scroll = 0;
    }

    fn period(&mut self, by: i32, cx: &Cx) {
        let at = Period::ALL
            .iter()
            .position(|period| *period == self.figures.period)
            .unwrap_or(0);
        // To the left is the past: a longer time.
        let next = (at as i32 + by).clamp(0, Period::ALL.len() as i32 - 1) as usize;
        if let Some(period) = Period::ALL.get(next).filter(|_| next != at) {
            self.figures = reckon(cx.data, cx.now, *period);
            self.scroll = 0;
        }
    }

    /// Returns the rows of the list in focus.
    pub fn rows(&self) -> usize {
        match self.figure {
            Figure::Topics => self.figures.topics.len(),
            Figure::Pitfalls => self.figures.pitfalls.len(),
            _ => 0,
        }
    }
}

fn reckon(data: &Data, now: &Now, period: Period) -> Figures {
    let history = data.history.as_deref().unwrap_or_default();
    stats::figures(history, stats::practice_day(&now.wall), period)
}
