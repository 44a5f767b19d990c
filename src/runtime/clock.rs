//! The only reader of clocks and entropy.
//!
//! Everything else gets the time as a [`Now`] and randomness as a seed, so that a test can say what time
//! it is.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use rand::RngExt as _;
use rustix::time::{ClockId, clock_gettime};

use crate::app::msg::Now;

#[cfg(any(target_os = "linux", target_os = "android"))]
const BOOT: ClockId = ClockId::Boottime;
// Elsewhere no clock tells sleep apart; a gap is then seen by its signal only.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const BOOT: ClockId = ClockId::Monotonic;

/// The clocks, counted from when this was made, and the time zone.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: TimeZone,
    mono: Duration,
    boot: Duration,
}

impl Clock {
    /// Starts counting, in the zone that `TZ` names if it is set, else the system's.
    pub fn start(tz: Option<&str>) -> Self {
        Self {
            zone: zone(tz),
            mono: read(ClockId::Monotonic),
            boot: read(BOOT),
        }
    }

    /// Returns the time of day and both clocks.
    pub fn now(&self) -> Now {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the time of day"
        )]
        let instant = Timestamp::now();
        Now {
            wall: instant.to_zoned_datetime(self.zone.clone()),
            mono: self.mono(),
            boot: read(BOOT).saturating_sub(self.boot),
        }
    }

    /// Returns a time of [`Clock::mono`] as the system's monotonic clock counts it.
    pub fn absolute(&self, mono: Duration) -> Duration {
        self.mono + mono
    }

    /// Returns the monotonic time since the start.
    pub fn mono(&self) -> Duration {
        read(ClockId::Monotonic).saturating_sub(self.mono)
    }
}

/// Returns the time of day, for commands that show no screens.
pub fn wall(tz: Option<&str>) -> ZonedDateTime {
    Clock::start(tz).now().wall
}

/// Returns the time, for commands that write it.
pub fn timestamp() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the time of day"
    )]
    Timestamp::now()
}

/// Returns entropy for one session.
pub fn seed() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads entropy")]
    rand::rng().random()
}

/// Reads one file, where the library would first walk the whole database: longer than everything else
/// before the first frame. What is not found this way is the library's to find.
fn zone(tz: Option<&str>) -> TimeZone {
    const DATABASE: &str = "/usr/share/zoneinfo/";
    let linked = || {
        std::fs::read_link("/etc/localtime")
            .ok()?
            .into_os_string()
            .into_string()
            .ok()
    };
    let name = match tz.filter(|tz| !tz.is_empty()) {
        Some(tz) => Some(tz.trim_start_matches(':').to_owned()),
        None => linked().and_then(|path| Some(path.rsplit_once("zoneinfo/")?.1.to_owned())),
    };
    let plain = |name: &String| !name.starts_with('/') && !name.split('/').any(|part| part == "..");
    name.filter(plain)
        .and_then(|name| {
            let data = std::fs::read(format!("{DATABASE}{name}")).ok()?;
            TimeZone::tzif(&name, &data).ok()
        })
        .unwrap_or_else(TimeZone::system)
}

fn read(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_clocks_start_near_zero_and_never_go_back() {
        let clock = Clock::start(None);
        let (first, second) = (clock.now(), clock.now());
        assert!(second.mono >= first.mono && second.boot >= first.boot);
        assert!(second.mono < Duration::from_mins(1));
    }

    #[test]
    fn a_zone_has_its_name_and_its_rules_and_nonsense_has_the_systems() {
        if !std::path::Path::new("/usr/share/zoneinfo/Europe/Berlin").exists() {
            return;
        }
        let clock = Clock::start(Some(":Europe/Berlin"));
        let zone = clock.now().wall.time_zone().clone();
        assert_eq!(zone.iana_name(), Some("Europe/Berlin"));
        let summer: jiff::Timestamp = "2026-07-01T12:00:00Z".parse().unwrap();
        assert_eq!(zone.to_offset(summer), jiff::tz::offset(2));
        for nonsense in ["../../../etc/passwd", "/etc/passwd", "Nowhere/City"] {
            let zone = super::zone(Some(nonsense));
            assert_eq!(zone.iana_name(), TimeZone::system().iana_name(), "{nonsense}");
        }
    }

    #[test]
    fn two_seeds_differ() {
        assert_ne!(seed(), seed());
    }
}
