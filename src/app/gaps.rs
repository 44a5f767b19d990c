//! Time that was no time spent: the machine slept, or the process was stopped.

use super::App;
use super::effect::Effect;
use super::msg::{Msg, Now, Signal};
use crate::domain::clock;
use crate::domain::event::Event;

impl App {
    /// Records what the clocks and signals say of time that was no time spent.
    pub(super) fn gaps(&mut self, msg: &Msg, now: &Now, effects: &mut Vec<Effect>) {
        let continued = *msg == Msg::Signal(Signal::Continued);
        let gap = clock::gap(
            clock::Reading {
                mono: self.now.mono,
                boot: self.now.boot,
            },
            clock::Reading {
                mono: now.mono,
                boot: now.boot,
            },
            continued,
        );
        let running = self.data.live.as_ref().is_some_and(|live| live.session.running());
        if let Some((cause, length)) = gap.filter(|_| running) {
            let before = self.now.clone();
            self.keep_typed(&before, effects);
            self.cx(now, effects).record(Event::Paused {
                cause,
                past_ms: Some(u64::try_from(length.as_millis()).unwrap_or(u64::MAX)),
            });
        }
    }
}
