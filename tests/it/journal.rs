//! Recording, as RELIABILITY.md asks: torn, damaged, old and newer journals, a disk that fails at every
//! call, two writers, a writer that is killed; and what is made of sessions: lists and exports.

#![expect(clippy::unwrap_used, reason = "helpers of tests; a panic is the failure")]

mod build;
mod damaged;
pub mod disk;
mod faults;
mod folders;
mod formats;
mod kill;
mod ran;
mod thread;
mod torn;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use hotseat::storage::sessions::lock::Holder;

const FOLDER: &str = "2026-11-23-2114-first-3f9a";

/// Writes a file as somebody else than hotseat would.
fn put(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::File::create(path).unwrap().write_all(bytes).unwrap();
}

/// A folder of sessions with one session in it, whose journal is these bytes.
fn session_of(bytes: &[u8]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    put(&root.path().join(FOLDER).join("journal.jsonl"), bytes);
    root
}

fn holder(pid: u32) -> Holder {
    Holder {
        pid,
        host: "desk".into(),
        since: "2026-11-23T21:14:05+01:00[Europe/Berlin]".parse().unwrap(),
        run: format!("{pid:x}"),
    }
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
