//! Proofs of recording (RELIABILITY R1 to R3, R7 to R12, R16), on the whole program: it is killed at every
//! system call and at any moment, its disk is full or broken, its folder is taken away, it is started eight
//! times at once, and it panics everywhere. A few trials of each in every run of the tests; all of them with
//! `HOTSEAT_SOAK`, by `tests/soak.sh recording`.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

mod calls;
mod faults;
mod lair;
mod moments;
mod order;
mod panics;
mod places;
mod tracer;
mod two;

use crate::pty::soak;

/// How many trials are made: few, all, or as many as `HOTSEAT_SOAK_TRIALS` says.
#[expect(
    clippy::disallowed_methods,
    reason = "a knob of the tests, not of the program"
)]
fn trials(quick: usize, full: usize) -> usize {
    let asked = std::env::var("HOTSEAT_SOAK_TRIALS").ok();
    match asked.and_then(|text| text.parse().ok()) {
        Some(asked) if soak() => asked,
        _ if soak() => full,
        _ => quick,
    }
}

/// Returns the beginning of a command that first does this in a shell of its own, which may mount what it likes.
fn with_own_mounts(inside: &'static str) -> [&'static str; 7] {
    [
        "unshare",
        "--user",
        "--map-root-user",
        "--mount",
        "/bin/sh",
        "-c",
        inside,
    ]
}

/// Does each trial, some of them at once; a trial that fails fails all.
fn at_once(
    hands: usize,
    trials: impl IntoIterator<Item = usize, IntoIter: Send>,
    trial: impl Fn(usize) + Sync,
) {
    let left = std::sync::Mutex::new(trials.into_iter());
    std::thread::scope(|scope| {
        for _ in 0..hands {
            scope.spawn(|| {
                loop {
                    // Its own statement: the lock must not be held while the trial is made.
                    let next = left.lock().unwrap().next();
                    match next {
                        Some(number) => trial(number),
                        None => return,
                    }
                }
            });
        }
    });
}

/// Writes a file as somebody else than hotseat would.
fn put(path: &std::path::Path, bytes: &[u8]) {
    use std::io::Write as _;
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::File::create(path).unwrap().write_all(bytes).unwrap();
}
