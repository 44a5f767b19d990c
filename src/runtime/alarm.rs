//! Wakes the loop at a point of time: one descriptor that is set anew only when that point moves.
//!
//! tokio's own timer wakes twice for a wait of a second (its wheel turns in steps) and writes to itself
//! whenever a nearer deadline is registered, so every key would pay for the clock on the screen. Where
//! the system has no timer descriptors tokio's timer has to do.

use std::io;
use std::time::Duration;

#[cfg(any(target_os = "linux", target_os = "android"))]
pub use with_descriptor::Alarm;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub use with_tokio::Alarm;

#[cfg(any(target_os = "linux", target_os = "android"))]
mod with_descriptor {
    use std::os::fd::OwnedFd;

    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;

    use super::{Duration, io};

    /// A timer of the system.
    #[derive(Debug)]
    pub struct Alarm {
        fd: AsyncFd<OwnedFd>,
        due: Option<Duration>,
    }

    impl Alarm {
        /// Makes a timer that is not set; needs a running tokio reactor.
        #[expect(
            unsafe_code,
            reason = "tokio has no safe way to watch a descriptor of one's own"
        )]
        pub fn new() -> io::Result<Self> {
            let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
            let fd = timerfd_create(TimerfdClockId::Monotonic, flags)?;
            // SAFETY: an `OwnedFd` stays open, and the same, as long as it is owned, which is here.
            let fd = unsafe { AsyncFd::register_with_interest(fd, Interest::READABLE) }?;
            Ok(Self { fd, due: None })
        }

        /// Sets when to ring, on the monotonic clock of the system, or never.
        pub fn set(&mut self, due: Option<Duration>) -> io::Result<()> {
            if self.due == due {
                return Ok(());
            }
            self.due = due;
            let zero = Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            };
            let value = due.map_or(zero, |due| Timespec {
                tv_sec: due.as_secs() as i64,
                tv_nsec: i64::from(due.subsec_nanos()),
            });
            let new = Itimerspec {
                it_interval: zero,
                it_value: value,
            };
            timerfd_settime(self.fd.get_ref(), TimerfdTimerFlags::ABSTIME, &new)?;
            Ok(())
        }

        /// Waits until it rings. Cancelling loses nothing.
        pub async fn rung(&mut self) -> io::Result<()> {
            loop {
                let mut ready = self.fd.readable().await?;
                // A ring that was set anew since is none: there is nothing to read then.
                let count = rustix::io::read(ready.get_inner(), &mut [0; 8]);
                ready.clear_ready();
                if count.is_ok() {
                    self.due = None;
                    return Ok(());
                }
            }
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod with_tokio {
    use rustix::time::{ClockId, clock_gettime};

    use super::{Duration, io};

    /// tokio's timer.
    #[derive(Debug)]
    pub struct Alarm {
        due: Option<Duration>,
    }

    impl Alarm {
        pub fn new() -> io::Result<Self> {
            Ok(Self { due: None })
        }

        /// Sets when to ring, on the monotonic clock of the system, or never.
        pub fn set(&mut self, due: Option<Duration>) -> io::Result<()> {
            self.due = due;
            Ok(())
        }

        /// Waits until it rings. Cancelling loses nothing.
        pub async fn rung(&mut self) -> io::Result<()> {
            let Some(due) = self.due else {
                return std::future::pending().await;
            };
            let now = clock_gettime(ClockId::Monotonic);
            let now = Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs() as u32);
            tokio::time::sleep(due.saturating_sub(now)).await;
            self.due = None;
            Ok(())
        }
    }
}
