//! B3: seeded mutations of good and bad files against everything that reads a person's or a stranger's text:
//! the loader of banks, the Markdown and mathematics renderer, the importers, the journal, the configuration.
//! A fixed number of cases; with `HOTSEAT_FUZZ_SECONDS=600` each subject goes on that long, and a case that
//! panics or does not come back is kept in `target/fuzz/`.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

mod draw;
mod subjects;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hotseat::storage::disk::{Disk as _, RealDisk};

use crate::pty::now;
use draw::Mill;

/// No case takes longer, unoptimised and on a busy machine.
const STUCK: Duration = Duration::from_mins(1);

#[expect(
    clippy::disallowed_methods,
    reason = "a knob of the tests, not of the program"
)]
fn knob(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Keeps a case to look at; returns where.
fn keep(name: &str, bytes: &[u8]) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
    RealDisk.make_dir(&folder).unwrap();
    let file = folder.join(format!("{name}.case"));
    RealDisk.replace(&file, bytes).unwrap();
    file.display().to_string()
}

/// Gives a subject case after case, on a thread of its own: so many where no time is asked for.
fn fuzz(
    name: &'static str,
    cases: usize,
    corpus: Vec<Vec<u8>>,
    words: &'static [&'static str],
    subject: fn(&[u8]),
) {
    let seconds = knob("HOTSEAT_FUZZ_SECONDS").map(Duration::from_secs);
    let seed = knob("HOTSEAT_FUZZ_SEED").unwrap_or(1);
    assert!(corpus.len() > 3, "{name} has nothing to begin with");
    let current = Arc::new(Mutex::new(Vec::new()));
    let (done, heard) = channel();
    let case = Arc::clone(&current);
    let worker = std::thread::Builder::new().stack_size(8 << 20).spawn(move || {
        let began = now();
        let mut mill = Mill::new(seed, corpus, words);
        let mut slowest = (Duration::ZERO, 0);
        for number in 0.. {
            let over = seconds.map_or(number >= cases, |seconds| began.elapsed() >= seconds);
            if over {
                println!(
                    "{name}: {number} cases in {:.0?}, slowest {slowest:.1?}",
                    began.elapsed()
                );
                return;
            }
            let bytes = mill.next();
            case.lock().unwrap().clone_from(&bytes);
            let start = now();
            let whole = catch_unwind(AssertUnwindSafe(|| subject(&bytes))).is_ok();
            assert!(
                whole,
                "case {number} of seed {seed} is kept in {}",
                keep(name, &bytes)
            );
            if start.elapsed() > slowest.0 {
                slowest = (start.elapsed(), number);
                if seconds.is_some() && slowest.0 > Duration::from_secs(2) {
                    keep(&format!("{name}-slow"), &bytes);
                }
            }
            let _ = done.send(());
        }
    });
    let worker = worker.unwrap();
    loop {
        match heard.recv_timeout(STUCK) {
            Ok(()) => {}
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                let file = keep(name, &current.lock().unwrap());
                panic!("{name} does not come back from {file}");
            }
        }
    }
    assert!(worker.join().is_ok(), "{name}: see above");
}

#[test]
fn loader() {
    fuzz("loader", 3_000, draw::banks(), draw::JSON, subjects::bank);
}

#[test]
fn renderer() {
    fuzz("renderer", 100, draw::texts(), draw::MARKDOWN, subjects::markdown);
}

#[test]
fn importers() {
    fuzz("importers", 100, draw::lists(), draw::LISTS, subjects::import);
}

#[test]
fn journals() {
    fuzz("journals", 1_500, draw::journals(), draw::JSON, subjects::journal);
}

#[test]
fn configuration() {
    fuzz(
        "configuration",
        1_500,
        draw::configurations(),
        draw::TOML,
        subjects::configuration,
    );
}
