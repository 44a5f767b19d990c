//! Moving in a replay: its two clocks, and the edits made and taken back on the way.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Replay, Step, What};
use crate::domain::session::Said;

const MINUTE: Duration = Duration::from_mins(1);

/// Where a seek may stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    FollowUp,
    Run,
    /// A whole minute of the question's clock.
    Minute,
    /// Whatever happened but typing.
    Event,
}

/// A stretch of a clock.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: Duration,
    to: Duration,
}

impl Stretch {
    fn length(self) -> Duration {
        self.to.saturating_sub(self.from)
    }
}

impl Replay {
    /// Moves to a moment of the question's clock, past everything that happened up to it; at zero nothing has
    /// happened yet. Edits on the way are made, or taken back.
    pub fn seek(&mut self, at: Duration) {
        let at = at.min(self.total);
        let done = if at.is_zero() {
            0
        } else {
            self.steps.partition_point(|step| step.at <= at)
        };
        self.go(done);
        self.at = at;
    }

    /// Moves past the last step.
    pub fn finish(&mut self) {
        self.go(self.steps.len());
        self.at = self.total;
    }

    fn go(&mut self, done: usize) {
        while self.done < done {
            let step = &self.steps[self.done];
            change(&mut self.texts, step, false);
            self.done += 1;
        }
        while self.done > done {
            self.done -= 1;
            let step = &self.steps[self.done];
            change(&mut self.texts, step, true);
        }
    }

    /// Returns the played time at this moment of the question's clock.
    pub fn played_at(&self, at: Duration) -> Duration {
        let at = at.min(self.total);
        let next = self.steps.partition_point(|step| step.at <= at);
        let (time, played) = self.stretch(next);
        part(at.saturating_sub(time.from), time.length(), played.length()).saturating_add(played.from)
    }

    /// Returns the moment of the question's clock at this played time.
    pub fn time_at(&self, played: Duration) -> Duration {
        let played = played.min(self.length);
        let next = self.played.partition_point(|step| *step <= played);
        let (time, folded) = self.stretch(next);
        part(played.saturating_sub(folded.from), folded.length(), time.length()).saturating_add(time.from)
    }

    /// The stretch before the step of this index on both clocks.
    fn stretch(&self, next: usize) -> (Stretch, Stretch) {
        let before = next.checked_sub(1);
        let at = |index: usize| self.steps.get(index).map(|step| step.at);
        let played = |index: usize| self.played.get(index).copied();
        let time = Stretch {
            from: before.and_then(at).unwrap_or_default(),
            to: at(next).unwrap_or(self.total),
        };
        let folded = Stretch {
            from: before.and_then(played).unwrap_or_default(),
            to: played(next).unwrap_or(self.length),
        };
        (time, folded)
    }

    /// Returns the played time of the next step after this one, or of the end: until then nothing changes.
    pub fn next_change(&self, played: Duration) -> Option<Duration> {
        let next = self.played.partition_point(|step| *step <= played);
        let at = self.played.get(next).copied().unwrap_or(self.length);
        (at > played).then_some(at)
    }

    /// Returns the nearest stop after this moment of the question's clock.
    pub fn next(&self, stop: Stop, after: Duration) -> Option<Duration> {
        if stop == Stop::Minute {
            let minute = MINUTE.checked_mul(u32::try_from(after.as_secs() / 60 + 1).ok()?)?;
            return (minute <= self.total).then_some(minute);
        }
        let from = self.steps.partition_point(|step| step.at <= after);
        let mut later = self.steps.get(from..)?.iter();
        later.find(|step| stops(stop, step)).map(|step| step.at)
    }

    /// Returns the nearest stop before this moment of the question's clock.
    pub fn previous(&self, stop: Stop, before: Duration) -> Option<Duration> {
        if stop == Stop::Minute {
            let whole = before.as_nanos().checked_sub(1)? / MINUTE.as_nanos();
            return MINUTE.checked_mul(u32::try_from(whole).ok()?);
        }
        let to = self.steps.partition_point(|step| step.at < before);
        let mut earlier = self.steps.get(..to)?.iter().rev();
        earlier.find(|step| stops(stop, step)).map(|step| step.at)
    }
}

fn stops(stop: Stop, step: &Step) -> bool {
    match stop {
        Stop::FollowUp => matches!(step.what, What::Said(Said::FollowUp { .. })),
        Stop::Run => matches!(step.what, What::Ran(_)),
        Stop::Minute => false,
        Stop::Event => step.is_event(),
    }
}

fn change(texts: &mut BTreeMap<String, String>, step: &Step, back: bool) {
    let What::Edited { field, edit, .. } = &step.what else {
        return;
    };
    let Some(text) = texts.get_mut(field) else {
        return;
    };
    // Only edits that fitted are steps, and each is made in the text that the one before it left.
    let fits = if back {
        edit.invert().apply(text)
    } else {
        edit.apply(text)
    };
    debug_assert!(fits.is_ok(), "{edit:?}");
}

/// Returns the played time of each step and of the end.
pub(super) fn fold_idle(steps: &[Step], total: Duration) -> (Vec<Duration>, Duration) {
    let (mut at, mut played) = (Duration::ZERO, Duration::ZERO);
    let mut pass = |to: Duration| {
        played = played.saturating_add(to.saturating_sub(at).min(Replay::IDLE));
        at = to;
        played
    };
    let each = steps.iter().map(|step| pass(step.at)).collect();
    (each, pass(total))
}

/// Returns `part` of `whole` on a clock on which the whole is `other`. One of the two is at most
/// [`Replay::IDLE`] or they are the same, so that nothing overflows.
fn part(part: Duration, whole: Duration, other: Duration) -> Duration {
    if whole == other || whole.is_zero() {
        return part.min(other);
    }
    let nanos = part.as_nanos() * other.as_nanos() / whole.as_nanos();
    let second = Duration::from_secs(1).as_nanos();
    Duration::new(
        u64::try_from(nanos / second).unwrap_or(u64::MAX),
        u32::try_from(nanos % second).unwrap_or_default(),
    )
}
