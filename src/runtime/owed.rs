//! What is shown only once it is on disk: a hint, a submitted answer, a score, what a run brought. Nothing of
//! the kind that a person has seen is lost by whatever ends the program.

use std::time::Duration;

use crate::app::data::DiskState;
use crate::app::effect::Effect;

/// The newest record of that kind, and until when it is waited for. A disk that is slower than that, or that
/// fails, holds nobody up: the status line says what is not saved.
#[derive(Debug)]
pub struct Owed {
    most: Duration,
    seq: u64,
    until: Duration,
}

impl Owed {
    /// Nothing is waited for longer than `most`.
    pub fn new(most: Duration) -> Self {
        Self {
            most,
            seq: 0,
            until: Duration::ZERO,
        }
    }

    /// Notes what is to be written.
    pub fn asked(&mut self, effect: &Effect, disk: &DiskState, now: Duration) {
        if let Effect::Append(_, record) = effect
            && record.event.is_shown_once_saved()
        {
            if self.due(disk, now).is_none() {
                self.until = now + self.most;
            }
            self.seq = record.seq;
        }
    }

    /// Returns until when nothing new is shown; `None`: everything may be.
    pub fn due(&self, disk: &DiskState, now: Duration) -> Option<Duration> {
        let waits = disk.saved < self.seq && disk.failed.is_none() && now < self.until;
        waits.then_some(self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Event, Record, VERSION};

    const MS: fn(u64) -> Duration = Duration::from_millis;

    fn append(seq: u64, event: Event) -> Effect {
        let record = Record {
            v: VERSION,
            seq,
            at: "2026-11-23T21:14:05+00:00[UTC]".parse().unwrap(),
            mono: Duration::ZERO,
            event,
        };
        Effect::Append("a-session".to_owned(), record)
    }

    fn saved(saved: u64) -> DiskState {
        DiskState {
            saved,
            ..DiskState::default()
        }
    }

    #[test]
    fn a_hint_waits_for_the_disk_and_typing_does_not() {
        let mut owed = Owed::new(MS(100));
        let entered = Event::Entered {
            field: "main".to_owned(),
        };
        owed.asked(&append(7, entered), &saved(6), MS(0));
        assert_eq!(owed.due(&saved(6), MS(0)), None);
        owed.asked(&append(8, Event::HintTaken { hint: 0 }), &saved(6), MS(10));
        assert_eq!(owed.due(&saved(7), MS(20)), Some(MS(110)));
        assert_eq!(owed.due(&saved(8), MS(20)), None);
    }

    #[test]
    fn a_disk_that_is_slow_or_fails_holds_nobody_up() {
        let mut owed = Owed::new(MS(100));
        owed.asked(&append(8, Event::HintTaken { hint: 0 }), &saved(7), MS(10));
        // Another one in that time does not put it off.
        owed.asked(&append(9, Event::HintTaken { hint: 1 }), &saved(7), MS(90));
        assert_eq!(owed.due(&saved(7), MS(109)), Some(MS(110)));
        assert_eq!(owed.due(&saved(7), MS(110)), None);
        owed.asked(&append(10, Event::HintTaken { hint: 2 }), &saved(7), MS(200));
        let failed = DiskState {
            failed: Some("No space is left.".to_owned()),
            ..saved(7)
        };
        assert_eq!(owed.due(&failed, MS(210)), None);
    }
}
