//! Playing: which moment of a replay stands on the screen at a moment of the monotonic clock.

use std::time::Duration;

/// How many seconds of a replay are played in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(u32);

impl Speed {
    pub const ALL: [Self; 6] = [Self(1), Self(2), Self(4), Self(8), Self(16), Self(32)];

    /// Returns the next faster one; the fastest stays.
    pub fn faster(self) -> Self {
        Self((self.0 * 2).min(32))
    }

    /// Returns the next slower one; the slowest stays.
    pub fn slower(self) -> Self {
        Self((self.0 / 2).max(1))
    }

    /// Returns it as a number: 1 to 32.
    pub fn times(self) -> u32 {
        self.0
    }
}

impl Default for Speed {
    /// As fast as people read.
    fn default() -> Self {
        Self(4)
    }
}

/// Whether a replay plays, from where and how fast. All times but `now`, the monotonic clock, are played
/// time; `length` is that of the replay ([`super::Replay::length`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Playback {
    speed: Speed,
    /// Where it stood at `since`, or stands.
    from: Duration,
    /// Monotonic time at which it began to play; `None`: it stands.
    since: Option<Duration>,
}

impl Playback {
    /// Returns one that stands at a moment.
    pub fn at(from: Duration) -> Self {
        Self {
            from,
            ..Self::default()
        }
    }

    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// Returns where it is.
    pub fn position(&self, now: Duration, length: Duration) -> Duration {
        let ran = self
            .since
            .map_or(Duration::ZERO, |since| now.saturating_sub(since));
        self.from
            .saturating_add(ran.saturating_mul(self.speed.0))
            .min(length)
    }

    /// Returns whether it plays: it stops at the end.
    pub fn plays(&self, now: Duration, length: Duration) -> bool {
        self.since.is_some() && self.position(now, length) < length
    }

    /// Begins to play; from the beginning where it is at the end.
    pub fn play(&mut self, now: Duration, length: Duration) {
        let at = self.position(now, length);
        self.from = if at < length { at } else { Duration::ZERO };
        self.since = Some(now);
    }

    /// Stops where it is.
    pub fn stop(&mut self, now: Duration, length: Duration) {
        self.from = self.position(now, length);
        self.since = None;
    }

    /// Goes to a moment, and plays on from there if it plays.
    pub fn seek(&mut self, to: Duration, now: Duration, length: Duration) {
        let plays = self.plays(now, length);
        self.from = to.min(length);
        self.since = plays.then_some(now);
    }

    /// Changes the speed, where it is.
    pub fn set_speed(&mut self, speed: Speed, now: Duration, length: Duration) {
        let plays = self.plays(now, length);
        self.from = self.position(now, length);
        self.since = plays.then_some(now);
        self.speed = speed;
    }

    /// Returns how long it takes by the wall until it is at `to`; `None`: it stands, or is past it.
    pub fn until(&self, to: Duration, now: Duration, length: Duration) -> Option<Duration> {
        let at = self.position(now, length);
        // Rounded up: a wake that comes a nanosecond early would find nothing changed.
        let left = to.checked_sub(at).filter(|left| !left.is_zero())?;
        self.plays(now, length)
            .then(|| left / self.speed.0 + Duration::from_nanos(1))
    }
}
