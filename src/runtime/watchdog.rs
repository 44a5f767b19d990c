//! Ends the program when the loop cannot: while a terminal takes no bytes, the loop sits in `write` and
//! hears no signal.
//!
//! A second handler for the signals that end the program feeds a pipe, and a thread asleep on the pipe
//! gives the loop 800 ms. The loop either is gone by then or has said that it heard; else the thread lets
//! the journal be flushed, gives the terminal back without waiting for it, and ends the process.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::time::Duration;

use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};

use super::ending::BeforeEnd;
use super::signals::endings;
use super::terminal::Restore;

/// How long the loop has to act on a signal.
const GRACE: Duration = Duration::from_millis(800);

/// What handlers, loop and thread share.
#[derive(Debug, Default)]
struct Shared {
    raised: AtomicU32,
    heard: AtomicU32,
    number: AtomicI32,
}

/// The watchdog: its handlers from the beginning, its thread from [`Watchdog::start`] on.
#[derive(Debug)]
pub struct Watchdog {
    shared: Arc<Shared>,
    pipe: Option<OwnedFd>,
}

impl Watchdog {
    /// Installs its handlers. They must come before the loop's own, so that the loop never says it heard
    /// a signal that is counted later.
    #[expect(unsafe_code, reason = "a handler can only be registered by an unsafe call")]
    pub fn install() -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let (reader, writer) = pipe_with(PipeFlags::CLOEXEC)?;
        rustix::fs::fcntl_setfl(&writer, rustix::fs::OFlags::NONBLOCK)?;
        let writer = Arc::new(writer);
        for kind in endings() {
            let (shared, writer) = (Arc::clone(&shared), Arc::clone(&writer));
            let number = kind.as_raw_value();
            let action = move || {
                shared.number.store(number, Ordering::SeqCst);
                shared.raised.fetch_add(1, Ordering::SeqCst);
                let _ = rustix::io::write(&writer, b"!");
            };
            // SAFETY: the action only stores to atomics and writes to a pipe that does not block, all of
            // which a signal handler may do.
            unsafe { signal_hook_registry::register(number, action) }?;
        }
        Ok(Self {
            shared,
            pipe: Some(reader),
        })
    }

    /// Starts the thread; asleep until a signal comes.
    pub fn start(&mut self, restore: Arc<Restore>, before_end: BeforeEnd) {
        let Some(pipe) = self.pipe.take() else {
            return;
        };
        let shared = Arc::clone(&self.shared);
        // Without the thread signals still work wherever the terminal takes bytes.
        let _ = std::thread::Builder::new()
            .name("watchdog".to_owned())
            .stack_size(64 * 1024)
            .spawn(move || watch(&pipe, &shared, &restore, &before_end));
    }

    /// Tells that the loop heard every signal so far and goes on.
    pub fn heard(&self) {
        self.shared
            .heard
            .store(self.shared.raised.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}

fn watch(pipe: &OwnedFd, shared: &Shared, restore: &Restore, before_end: &BeforeEnd) {
    loop {
        match rustix::io::read(pipe, &mut [0; 64]) {
            Ok(1..) => {}
            Err(Errno::INTR) => continue,
            Ok(0) | Err(_) => return,
        }
        let raised = shared.raised.load(Ordering::SeqCst);
        std::thread::sleep(GRACE);
        let heard = shared.heard.load(Ordering::SeqCst);
        if raised.wrapping_sub(heard).cast_signed() <= 0 {
            continue;
        }
        before_end.run(Duration::from_millis(500));
        restore.force();
        exit(128 + shared.number.load(Ordering::SeqCst));
    }
}

#[expect(
    unsafe_code,
    reason = "std's exit waits for locks the loop may hold; only _exit ends at once"
)]
fn exit(code: i32) -> ! {
    // SAFETY: _exit has no preconditions.
    unsafe { libc::_exit(code) }
}
