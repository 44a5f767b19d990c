//! Ends the program when the loop cannot: while a terminal takes no bytes, the loop sits in `write` and
//! hears no signal.
//!
//! A process that aborts (its stack is used up, memory is refused, a panic in a panic) is ended by the same
//! thread, at once: what failed cannot be trusted to give the terminal back.
//!
//! A second handler for the signals that end the program feeds a pipe, and a thread asleep on the pipe
//! gives the loop 800 ms. The loop either is gone by then or has said that it heard; else the thread lets
//! the journal be flushed, gives the terminal back without waiting for it, and ends the process.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering};
use std::time::Duration;

use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};

use super::ending::BeforeEnd;
use super::signals::endings;
use super::terminal::Restore;

/// How long the loop has to act on a signal.
const GRACE: Duration = Duration::from_millis(800);

/// What the pipe brings where the process aborts.
const ABORTED: u8 = b'A';

/// The steps in which an abort waits for the thread: two seconds in all.
const ROUND: rustix::thread::Timespec = rustix::thread::Timespec {
    tv_sec: 0,
    tv_nsec: 10_000_000,
};

/// What is said then, on the screen as it was before hotseat.
const LAST_WORDS: &[u8] =
    b"hotseat: A fault in hotseat itself ended it (a stack or memory that is used up, or a panic in a \
panic). What was recorded is kept; `hotseat resume` goes on with it.\n";

/// What handlers, loop and thread share.
#[derive(Debug, Default)]
struct Shared {
    raised: AtomicU32,
    heard: AtomicU32,
    number: AtomicI32,
    watched: AtomicBool,
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
        let action = {
            let shared = Arc::clone(&shared);
            move || {
                let _ = rustix::io::write(&writer, &[ABORTED]);
                // The abort goes on when this returns, so the thread is given its time.
                let rounds = if shared.watched.load(Ordering::SeqCst) {
                    200
                } else {
                    0
                };
                for _ in 0..rounds {
                    let _ = rustix::thread::nanosleep(&ROUND);
                }
            }
        };
        // SAFETY: the action only loads an atomic, writes to a pipe that does not block and sleeps, all of
        // which a signal handler may do.
        unsafe { signal_hook_registry::register(libc::SIGABRT, action) }?;
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
        shared.watched.store(true, Ordering::SeqCst);
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
        let mut told = [0; 64];
        match rustix::io::read(pipe, &mut told) {
            Ok(count) if told[..count].contains(&ABORTED) => {
                restore.force();
                let _ = rustix::io::write(rustix::stdio::stderr(), LAST_WORDS);
                before_end.run(Duration::from_millis(500));
                exit(128 + libc::SIGABRT);
            }
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
