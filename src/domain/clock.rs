//! Time as arithmetic: what a clock shows for a budget and the time used, when that changes next, and
//! which gaps in time were pauses. Nothing here reads a clock. A wall clock never enters: setting it
//! changes nothing.

use std::time::Duration;

use super::event::PauseCause;
use super::loops::Pressure;

const SECOND: Duration = Duration::from_secs(1);

/// How near the end of its budget a clock is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClockState {
    Calm,
    /// Half of the budget is used.
    Half,
    /// Five minutes or a quarter of the budget is left, whichever is less.
    Low,
    /// One minute or a tenth of the budget is left, whichever is less.
    Last,
    /// The budget is used, and time goes on (relaxed).
    Over,
    /// The budget is used, and the answer locks (strict).
    Up,
}

/// Returns the state of a clock. A budget of nothing is no budget: its clock stays calm.
pub fn state(budget: Duration, spent: Duration, pressure: Pressure) -> ClockState {
    let [half, low, last, end] = thresholds(budget);
    match spent {
        _ if budget.is_zero() => ClockState::Calm,
        _ if spent >= end && pressure == Pressure::Strict => ClockState::Up,
        _ if spent >= end => ClockState::Over,
        _ if spent >= last => ClockState::Last,
        _ if spent >= low => ClockState::Low,
        _ if spent >= half => ClockState::Half,
        _ => ClockState::Calm,
    }
}

/// Returns how long the state stays as it is; `None`: for ever.
pub fn next_change(budget: Duration, spent: Duration) -> Option<Duration> {
    thresholds(budget)
        .into_iter()
        .find(|threshold| *threshold > spent)
        .map(|threshold| threshold.saturating_sub(spent))
}

/// Time used at which a clock is at half, low, last and over.
fn thresholds(budget: Duration) -> [Duration; 4] {
    let low = (budget / 4).min(SECOND * 5 * 60);
    let last = (budget / 10).min(SECOND * 60);
    [
        budget / 2,
        budget.saturating_sub(low),
        budget.saturating_sub(last),
        budget,
    ]
}

/// What a clock's face says, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Left(Duration),
    Over(Duration),
}

/// Returns what a clock says; it steps when the time used steps to a whole second.
pub fn face(budget: Duration, spent: Duration) -> Face {
    let spent = Duration::from_secs(spent.as_secs());
    match budget.checked_sub(spent) {
        Some(left) if !left.is_zero() => Face::Left(Duration::from_secs(left.as_secs())),
        _ => Face::Over(Duration::from_secs(spent.saturating_sub(budget).as_secs())),
    }
}

/// Returns `3:13`, minutes and seconds; minutes go on past the hour.
pub fn short(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Returns `1:05`, hours and minutes, rounded down.
pub fn hours(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Returns a long time in words: `45 min`, `3 h 20 min`, from ten hours on `47 h`.
pub fn long(time: Duration) -> String {
    let minutes = time.as_secs().saturating_add(30) / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, _) if hours >= 10 => format!("{hours} h"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// Both clocks of a machine at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Stands still while the machine sleeps.
    pub mono: Duration,
    /// Counts sleep too.
    pub boot: Duration,
}

/// Returns the pause that lies between two readings, with its cause: the machine slept (`boot` gained on
/// `mono`), or the process was stopped and has `continued`. A late wake without a cause is time spent.
/// Below a second it is no pause.
pub fn gap(before: Reading, now: Reading, continued: bool) -> Option<(PauseCause, Duration)> {
    let asleep = |reading: Reading| reading.boot.saturating_sub(reading.mono);
    let slept = asleep(now).saturating_sub(asleep(before));
    let (cause, length) = if continued {
        let stopped = now.mono.saturating_sub(before.mono);
        (PauseCause::Stopped, stopped.saturating_add(slept))
    } else {
        (PauseCause::Slept, slept)
    };
    (length >= SECOND).then_some((cause, length))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn warnings_come_at_half_low_last_and_over() {
        use ClockState::{Calm, Half, Last, Low, Over};
        for (budget, spent, expect) in [
            (480, 0, Calm),
            (480, 239, Calm),
            (480, 240, Half),
            (480, 359, Half),
            (480, 360, Low),
            (480, 431, Low),
            (480, 432, Last),
            (480, 479, Last),
            (480, 480, Over),
            (480, 1000, Over),
            // A long round: five minutes and one minute, not a quarter and a tenth.
            (3600, 3299, Half),
            (3600, 3300, Low),
            (3600, 3539, Low),
            (3600, 3540, Last),
            (0, 0, Calm),
            (0, 99, Calm),
        ] {
            let state = state(s(budget), s(spent), Pressure::Relaxed);
            assert_eq!(state, expect, "{spent} of {budget}");
        }
    }

    #[test]
    fn a_strict_clock_is_up_where_a_relaxed_one_is_over() {
        assert_eq!(state(s(60), s(60), Pressure::Strict), ClockState::Up);
        assert_eq!(state(s(60), s(60), Pressure::Relaxed), ClockState::Over);
    }

    #[test]
    fn faces_and_times_are_written_for_people() {
        let ms = Duration::from_millis;
        assert_eq!(face(s(480), ms(300)), Face::Left(s(480)));
        assert_eq!(face(s(480), ms(1_000)), Face::Left(s(479)));
        assert_eq!(face(s(480), ms(480_000)), Face::Over(s(0)));
        assert_eq!(face(s(480), ms(560_999)), Face::Over(s(80)));
        assert_eq!(short(s(193)), "3:13");
        assert_eq!(short(s(5405)), "90:05");
        assert_eq!(hours(s(3 * 3600 + 59)), "3:00");
    }

    /// RELIABILITY R15: what the clocks may do between two wakes, and what is a pause.
    #[test]
    fn a_pause_needs_a_cause() {
        let read = |mono: u64, boot: u64| Reading {
            mono: Duration::from_millis(mono),
            boot: Duration::from_millis(boot),
        };
        let slept = |ms| Some((PauseCause::Slept, Duration::from_millis(ms)));
        let stopped = |ms| Some((PauseCause::Stopped, Duration::from_millis(ms)));
        for (what, before, now, continued, expect) in [
            ("a second passed", read(0, 0), read(1_000, 1_000), false, None),
            ("nothing passed", read(5, 5), read(5, 5), false, None),
            (
                "a late wake has no cause",
                read(0, 0),
                read(90_000, 90_000),
                false,
                None,
            ),
            (
                "suspended for an hour",
                read(0, 0),
                read(500, 3_600_500),
                false,
                slept(3_600_000),
            ),
            (
                "boot differs from the start",
                read(9, 70_000),
                read(1_009, 71_000),
                false,
                None,
            ),
            ("a nap below a second", read(0, 0), read(10, 1_009), false, None),
            (
                "a nap of a second",
                read(0, 0),
                read(10, 1_010),
                false,
                slept(1_000),
            ),
            (
                "stopped and continued",
                read(7, 7),
                read(30_007, 30_007),
                true,
                stopped(30_000),
            ),
            ("continued at once", read(7, 7), read(107, 107), true, None),
            (
                "suspended while stopped",
                read(0, 0),
                read(2_000, 62_000),
                true,
                stopped(62_000),
            ),
            (
                "no clock that counts sleep",
                read(4_000, 0),
                read(9_000, 0),
                false,
                None,
            ),
            (
                "boot fell behind",
                read(0, 5_000),
                read(9_000, 6_000),
                false,
                None,
            ),
            ("mono fell", read(9_000, 9_000), read(0, 0), true, None),
        ] {
            assert_eq!(gap(before, now, continued), expect, "{what}");
        }
    }

    proptest! {
        #[test]
        fn a_state_holds_until_its_next_change(budget in 1u64..20_000_000, spent in 0u64..30_000_000) {
            let (budget, spent) = (Duration::from_millis(budget), Duration::from_millis(spent));
            let now = state(budget, spent, Pressure::Relaxed);
            match next_change(budget, spent) {
                None => prop_assert_eq!(now, ClockState::Over),
                Some(wait) => {
                    let just_before = (spent + wait).saturating_sub(Duration::from_nanos(1));
                    prop_assert_eq!(state(budget, just_before, Pressure::Relaxed), now);
                    prop_assert!(state(budget, spent + wait, Pressure::Relaxed) > now);
                }
            }
        }

        #[test]
        fn a_gap_is_never_longer_than_what_passed(
            before in (0u64..u64::MAX, 0u64..u64::MAX),
            now in (0u64..u64::MAX, 0u64..u64::MAX),
            continued: bool,
        ) {
            let read = |(mono, boot)| Reading {
                mono: Duration::from_millis(mono),
                boot: Duration::from_millis(boot),
            };
            let (before, now) = (read(before), read(now));
            if let Some((_, length)) = gap(before, now, continued) {
                let mono = now.mono.saturating_sub(before.mono);
                let boot = now.boot.saturating_sub(before.boot);
                prop_assert!(length <= mono + boot + before.mono);
            }
        }
    }
}
