//! Where the time of a session goes. Time between two records of a run is charged to what was
//! running: the open round, the open question, its focused field; or else to the pause that lasts, or
//! to nothing. Monotonic time alone is charged; the wall tells only how long no process ran.

use std::time::Duration;

use jiff::ZonedDateTime;

use super::{Pause, Pausing, Session};
use crate::domain::event::{Opened, PauseCause, Record};

/// Charges what passed on the monotonic clock up to `record`.
pub(super) fn pass(session: &mut Session, record: &Record) {
    // A clock that fell belongs to a run whose `opened` is lost: it says nothing of the time between.
    let delta = record.mono.saturating_sub(session.last_mono);
    session.last_mono = record.mono;
    charge(session, delta);
}

/// Charges a pause that is over: what the monotonic clock ran in it is not
/// time spent.
pub(super) fn pass_with_pause(session: &mut Session, record: &Record, cause: PauseCause, past: Duration) {
    let delta = record.mono.saturating_sub(session.last_mono);
    session.last_mono = record.mono;
    // While the machine sleeps the monotonic clock stands still; in every other pause it runs.
    let (ran, paused) = match cause {
        PauseCause::Slept => (delta, past),
        _ => (delta.saturating_sub(past), past),
    };
    charge(session, ran);
    if session.running() && cause != PauseCause::Debrief {
        let began = record.at.saturating_sub(signed(paused));
        list(session, cause, Some(began), paused);
        session.pausing = Pausing::Nothing;
    } else {
        charge(session, paused);
    }
}

/// Begins a pause that lasts until [`resume`].
pub(super) fn pause(session: &mut Session, cause: PauseCause, at: Option<ZonedDateTime>) {
    match session.paused {
        // A debrief takes over, as it is never listed; whatever else comes within a pause is part of it.
        Some(_) if cause != PauseCause::Debrief => {}
        _ if cause == PauseCause::Debrief => {
            session.paused = Some(cause);
            session.pausing = Pausing::Nothing;
        }
        _ => {
            if session.timed() {
                list(session, cause, at, Duration::ZERO);
            }
            session.paused = Some(cause);
        }
    }
}

pub(super) fn resume(session: &mut Session) {
    session.paused = None;
    session.pausing = Pausing::Nothing;
}

/// A process took the session: what the run before still spent is charged, and the time in which no
/// process ran is a pause if a clock would have run in it.
pub(super) fn opened(session: &mut Session, opened: &Opened, record: &Record) {
    session.opened = session.opened.saturating_add(1);
    session.last_mono = record.mono;
    let Some(last_at) = &session.last_at else {
        return;
    };
    let carried = Duration::from_millis(opened.carried_ms);
    let began = last_at.saturating_add(signed(carried));
    let gap = unsigned(record.at.duration_since(&began));
    charge(session, carried);
    if session.running() {
        pause(session, PauseCause::Ended, Some(began));
    }
    if session.paused.is_some_and(|cause| cause != PauseCause::Debrief) {
        grow(session, gap);
    }
}

fn charge(session: &mut Session, time: Duration) {
    if time.is_zero() {
        return;
    }
    if session.paused.is_some() {
        if session.pausing == Pausing::Nothing {
            session.untimed = session.untimed.saturating_add(time);
        }
        grow(session, time);
        return;
    }
    if !session.timed() {
        session.untimed = session.untimed.saturating_add(time);
        return;
    }
    let answering = session.answering();
    if let Some(round) = session.rounds.last_mut() {
        round.spent = round.spent.saturating_add(time);
    }
    if let Some(attempt) = session.attempts.last_mut().filter(|_| answering) {
        attempt.spent = attempt.spent.saturating_add(time);
        let focus = &attempt.focus;
        let focused = attempt
            .fields
            .iter_mut()
            .find(|field| Some(&field.name) == focus.as_ref());
        if let Some(field) = focused {
            field.spent = field.spent.saturating_add(time);
        }
    }
}

/// Lists a pause with the session and with the question it interrupted.
fn list(session: &mut Session, cause: PauseCause, at: Option<ZonedDateTime>, length: Duration) {
    let pause = Pause { cause, at, length };
    session.pausing = Pausing::Round;
    if session.answering()
        && let Some(attempt) = session.attempts.last_mut()
    {
        attempt.pauses.push(pause.clone());
        session.pausing = Pausing::Attempt(session.attempts.len() - 1);
    }
    session.pauses.push(pause);
}

/// Lengthens the pause that lasts, where it is listed.
fn grow(session: &mut Session, time: Duration) {
    let of_attempt = match session.pausing {
        Pausing::Nothing => return,
        Pausing::Round => None,
        Pausing::Attempt(index) => session
            .attempts
            .get_mut(index)
            .and_then(|attempt| attempt.pauses.last_mut()),
    };
    for pause in of_attempt.into_iter().chain(session.pauses.last_mut()) {
        pause.length = pause.length.saturating_add(time);
    }
}

/// jiff adds signed time; what does not fit is beyond any calendar.
fn signed(time: Duration) -> jiff::SignedDuration {
    jiff::SignedDuration::try_from(time).unwrap_or(jiff::SignedDuration::MAX)
}

fn unsigned(time: jiff::SignedDuration) -> Duration {
    Duration::try_from(time).unwrap_or(Duration::ZERO)
}
