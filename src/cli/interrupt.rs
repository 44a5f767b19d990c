//! Ctrl-C and its like for commands that have something to clean up: noted, and left to the command.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

/// Signals that ask for an end.
const SIGNALS: [i32; 3] = [libc::SIGINT, libc::SIGTERM, libc::SIGHUP];

/// What has asked this process to end.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<AtomicI32>);

impl Interrupt {
    /// Catches the signals from now on. `then` is called at once in a signal handler: it may only store to
    /// atomics.
    pub fn catch(then: impl Fn() + Clone + Send + Sync + 'static) -> Self {
        let caught = Self::default();
        for signal in SIGNALS {
            let (number, then) = (Arc::clone(&caught.0), then.clone());
            #[expect(
                unsafe_code,
                reason = "an action in a signal handler has rules the compiler cannot check"
            )]
            // SAFETY: the action stores to an atomic and calls `then`, which by contract does no more.
            let registered = unsafe {
                signal_hook_registry::register(signal, move || {
                    number.store(signal, Ordering::Release);
                    then();
                })
            };
            // Where it cannot be caught the process ends as it always did.
            drop(registered);
        }
        caught
    }

    /// Returns the exit code due, once a signal has come.
    pub fn code(&self) -> Option<u8> {
        match self.0.load(Ordering::Acquire) {
            0 => None,
            number => Some(128 + number as u8),
        }
    }
}
