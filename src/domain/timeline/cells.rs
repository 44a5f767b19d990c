//! A timeline cut into cells: columns of a terminal, or bars of a drawing.

use std::time::Duration;

use super::{Mark, Sign, Timeline};

/// Cells that a pause takes at most: it has no length on the question's clock.
const PAUSE: usize = 3;

/// Minutes between two labels of an axis, of which the first that leaves room is taken.
const STEPS: [u64; 9] = [1, 2, 5, 10, 15, 20, 30, 60, 120];

/// A label of the axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tick {
    pub cell: usize,
    pub minute: u64,
}

/// A timeline in `n` cells of the same length; each row has `n` entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cells {
    /// Words begun.
    pub words: Vec<u32>,
    pub asked: Vec<bool>,
    /// What the candidate asked.
    pub clarified: Vec<bool>,
    pub hints: Vec<bool>,
    pub paused: Vec<bool>,
    /// Whether all tests passed, of the newest run of the cell.
    pub runs: Vec<Option<bool>>,
    /// A stage was opened, or a section begun.
    pub parts: Vec<bool>,
    /// The first cell past the budget; `n` where the budget lasts to the end of the axis.
    pub budget: usize,
    /// The first cell past the time used.
    pub used: usize,
}

impl Timeline {
    /// Returns the cell in which a moment lies.
    pub fn cell(&self, at: Duration, cells: usize) -> usize {
        let span = self.span().as_nanos();
        if span == 0 || cells == 0 {
            return 0;
        }
        let scaled = (at.as_nanos() / 1_000).saturating_mul(cells as u128) / (span / 1_000).max(1);
        usize::try_from(scaled).unwrap_or(usize::MAX).min(cells - 1)
    }

    /// Returns the moment at which a cell begins.
    pub fn begins(&self, cell: usize, cells: usize) -> Duration {
        let share = cell.min(cells) as f64 / cells.max(1) as f64;
        Duration::try_from_secs_f64(self.span().as_secs_f64() * share).unwrap_or(Duration::MAX)
    }

    /// Returns the labels of an axis of so many cells, `room` or more apart.
    pub fn ticks(&self, cells: usize, room: usize) -> Vec<Tick> {
        let minutes = self.span().as_secs() / 60;
        let room = (room.max(1) as u64).saturating_mul(minutes + 1);
        // The longest step goes on doubling: nobody answers for a year, but a damaged record may say so.
        let doubled = (0..48).map(|times| 240_u64 << times);
        let step = STEPS
            .into_iter()
            .chain(doubled)
            .find(|step| step.saturating_mul(cells as u64) >= room)
            .unwrap_or(u64::MAX);
        (0..=minutes / step)
            .map(|index| index * step)
            .map(|minute| Tick {
                cell: self.cell(Duration::from_secs(minute.saturating_mul(60)), cells),
                minute,
            })
            .collect()
    }

    /// Returns the rows in so many cells.
    pub fn cells(&self, cells: usize) -> Cells {
        let mut out = Cells {
            words: vec![0; cells],
            asked: vec![false; cells],
            clarified: vec![false; cells],
            hints: vec![false; cells],
            paused: vec![false; cells],
            runs: vec![None; cells],
            parts: vec![false; cells],
            budget: self.first_past(self.budget, cells),
            used: self.first_past(self.total, cells),
        };
        for (at, begun) in &self.words {
            if let Some(cell) = out.words.get_mut(self.cell(*at, cells)) {
                *cell = cell.saturating_add(*begun);
            }
        }
        for mark in &self.marks {
            self.mark(&mut out, mark, cells);
        }
        out
    }

    fn mark(&self, out: &mut Cells, mark: &Mark, cells: usize) {
        let at = self.cell(mark.at, cells);
        let row = match mark.sign {
            Sign::Asked => &mut out.asked,
            Sign::Clarified => &mut out.clarified,
            Sign::Hint => &mut out.hints,
            Sign::Part => &mut out.parts,
            Sign::Passed | Sign::Failed => {
                if let Some(cell) = out.runs.get_mut(at) {
                    *cell = Some(mark.sign == Sign::Passed);
                }
                return;
            }
            Sign::Paused => {
                let long = self.cell(mark.length.min(self.span()), cells).clamp(1, PAUSE);
                for cell in out.paused.iter_mut().skip(at).take(long) {
                    *cell = true;
                }
                return;
            }
            Sign::TimeUp | Sign::Done | Sign::Skipped | Sign::TakenBack | Sign::Spoken => return,
        };
        if let Some(cell) = row.get_mut(at) {
            *cell = true;
        }
    }

    fn first_past(&self, at: Duration, cells: usize) -> usize {
        if at >= self.span() {
            cells
        } else {
            self.cell(at, cells)
        }
    }
}

impl Cells {
    /// Returns the height of each cell's words, 0 to `most`; whatever was written is at least 1 high.
    pub fn heights(&self, most: u32) -> Vec<u32> {
        let highest = u64::from(self.words.iter().copied().max().unwrap_or(0).max(1));
        self.words
            .iter()
            .map(|words| {
                u32::try_from((u64::from(*words) * u64::from(most)).div_ceil(highest)).unwrap_or(most)
            })
            .collect()
    }
}
