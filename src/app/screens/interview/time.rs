//! What time brings to an interview: typing recorded, warnings, a twist, the end of strict time.

use std::time::Duration;

use super::says::{FieldTime, clocks, field_times, next_change, pressure, twist_due};
use super::{Interview, SECOND, TYPING};
use crate::app::data::{Cx, Data, Live};
use crate::app::effect::Effect;
use crate::app::flow;
use crate::app::msg::Now;
use crate::app::screens::Nav;
use crate::domain::clock::ClockState;
use crate::domain::event::SubmitCause;
use crate::domain::loops::Pressure;
use crate::domain::session::Stand;

impl Interview {
    /// What time brings: typing recorded, warnings, a twist, strict time up.
    pub(super) fn wake(&mut self, cx: &mut Cx) -> Option<Nav> {
        let now = cx.now.mono;
        if let Some(until) = self.notice.as_ref().and_then(|notice| notice.until)
            && until <= now
        {
            self.notice = None;
        }
        let typed = cx.data.live.as_ref().and_then(|live| live.typed_since);
        if typed.is_some_and(|since| now.saturating_sub(since) >= TYPING) {
            self.flush(cx);
        }
        let live = cx.data.live.as_ref()?;
        if !live.session.running() {
            return None;
        }
        for field in &mut self.fields {
            field.words = field.editor.words();
        }
        cx.effects.push(Effect::Heartbeat(now));
        let strict = pressure(&live.session) == Pressure::Strict;
        let asking = live.session.stand() == Stand::Asking;
        let (question, round) = clocks(live, cx.now);
        let twist = twist_due(live, cx.now);
        if strict && round == ClockState::Up {
            if asking {
                self.submit(SubmitCause::TimeUp, cx);
            }
            flow::end_round_at_time(cx);
            self.cut_off = Some(now);
            return None;
        }
        let of_question = asking && question != self.question_clock;
        let of_round = round != self.round_clock;
        if asking {
            self.question_clock = question;
        }
        self.round_clock = round;
        // One warning at a time: that of the clock that is nearer its end.
        if of_question && !(of_round && round > question) {
            self.warn(question, "question", cx);
        } else if of_round {
            self.warn(round, "round", cx);
        }
        if asking && question == ClockState::Up {
            self.submit(SubmitCause::TimeUp, cx);
            self.cut_off = Some(now);
        } else if asking && let Some(id) = twist {
            self.flush(cx);
            self.announce_twist(id, cx);
        }
        None
    }

    pub(super) fn warn(&mut self, state: ClockState, of: &str, cx: &mut Cx) {
        let text = match state {
            ClockState::Half => format!("Half of this {of}'s time is used."),
            ClockState::Low => format!("The {of}'s time runs low."),
            ClockState::Last => format!("The last minute of this {of}."),
            ClockState::Over => format!("The {of}'s time is over; overtime is recorded."),
            ClockState::Up => format!("The {of}'s time is up."),
            ClockState::Calm => return,
        };
        if state != ClockState::Half {
            if cx.data.config.bell() {
                cx.effects.push(Effect::Bell);
            }
            if cx.data.config.notify() {
                cx.effects.push(Effect::Notify(text.clone()));
            }
        }
        // Once the answer is locked the screen says so, and what comes next.
        if state != ClockState::Up {
            self.say(&text, cx);
        }
    }

    /// Returns the times of the fields, in their order.
    pub fn times(&self, live: &Live, now: &Now) -> Vec<FieldTime> {
        let names: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        field_times(live, now, &names)
    }

    pub fn wake_at(&self, data: &Data, now: &Now) -> Option<Duration> {
        let live = data.live.as_ref()?;
        let typed = live.typed_since.map(|since| since + TYPING);
        [typed, self.changes_at(data, now)].into_iter().flatten().min()
    }

    /// Returns when time alone changes what the screen says.
    pub fn changes_at(&self, data: &Data, now: &Now) -> Option<Duration> {
        let live = data.live.as_ref()?;
        let notice = self.notice.as_ref().and_then(|notice| notice.until);
        let tick = live.session.running().then(|| {
            let spent = live.session.live(live.since(now)).tick();
            let part = Duration::from_nanos(u64::from(spent.subsec_nanos()));
            now.mono + SECOND.saturating_sub(part)
        });
        let change = live.session.running().then(|| next_change(live, now)).flatten();
        [notice, tick, change].into_iter().flatten().min()
    }
}
