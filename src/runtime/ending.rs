//! What has to happen before the program ends, whichever way it ends.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

type Hook = Arc<dyn Fn(Duration) + Send + Sync>;

/// Hooks that are called once the end is certain: by the loop, by the panic hook on the loop's thread,
/// and by the watchdog. So a hook may be called twice, from two threads at once, and must return within
/// the time it is given.
#[derive(Clone, Default)]
pub struct BeforeEnd {
    hooks: Arc<Mutex<Vec<Hook>>>,
}

impl BeforeEnd {
    /// Adds a hook; it gets the longest time it may take.
    pub fn add(&self, hook: impl Fn(Duration) + Send + Sync + 'static) {
        self.hooks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Arc::new(hook));
    }

    /// Returns an empty place for a thread that is started when it is needed; one that stands there at the end
    /// is finished within its time.
    pub fn place<T: Send + 'static>(
        &self,
        finish: impl Fn(&mut T, Duration) + Send + Sync + 'static,
    ) -> Arc<Mutex<Option<T>>> {
        let place: Arc<Mutex<Option<T>>> = Arc::default();
        let at_the_end = Arc::clone(&place);
        self.add(move |within| {
            let mut thread = at_the_end.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(thread) = thread.as_mut() {
                finish(thread, within);
            }
        });
        place
    }

    /// Calls the hooks in the order they were added.
    pub fn run(&self, within: Duration) {
        // Cloned out, so that a hook that hangs in one thread does not keep another from its turn.
        let hooks = self.hooks.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for hook in hooks {
            hook(within);
        }
    }
}

impl fmt::Debug for BeforeEnd {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BeforeEnd")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn every_hook_runs_in_order_each_time() {
        let before_end = BeforeEnd::default();
        let digits = Arc::new(AtomicU32::new(0));
        for digit in 1..=3 {
            let digits = Arc::clone(&digits);
            before_end.add(move |_| {
                digits.store(digits.load(Ordering::SeqCst) * 10 + digit, Ordering::SeqCst);
            });
        }
        before_end.run(Duration::ZERO);
        before_end.clone().run(Duration::ZERO);
        assert_eq!(digits.load(Ordering::SeqCst), 123_123);
    }
}
