//! R7: the order of the calls by which files come about, for every kind of file that hotseat writes.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::collections::BTreeSet;
use std::path::Path;
use std::thread::JoinHandle;

use super::calls::{QUESTION, SITTING, Sat, WORKS, lived_in, sit, torn};
use super::lair::Lair;
use super::tracer::{Call, Trace, Which, follow, works};
use crate::pty::{LONG, Pty};

fn went_well(call: &Call) -> bool {
    call.result.is_some_and(|result| result >= 0)
}

fn is_journal(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("journal") && path.extension().is_some_and(|extension| extension == "jsonl")
}

/// Returns what breaks a rule, in words.
fn violations(calls: &[Call]) -> Vec<String> {
    let mut found = Vec::new();
    let calls: Vec<&Call> = calls
        .iter()
        .filter(|call| went_well(call) && call.is(Which::All))
        .collect();
    for (at, call) in calls.iter().enumerate() {
        let path = call.path.display();
        let (before, after) = (&calls[..at], &calls[at + 1..]);
        let folder_synced = |path: &Path| {
            let folder = path.parent();
            after
                .iter()
                .any(|later| later.is_sync() && Some(&*later.path) == folder)
        };
        match call.name {
            "rename" => {
                let to = call.to.as_deref().unwrap_or(&call.path);
                let last = before.iter().rev().find(|known| {
                    known.path == call.path && (known.is_sync() || known.name.contains("write"))
                });
                if !last.is_some_and(|last| last.is_sync()) {
                    found.push(format!("{path} was put in place unsynced"));
                }
                if !folder_synced(to) {
                    found.push(format!(
                        "the folder of {} was not synced after its rename",
                        to.display()
                    ));
                }
            }
            "mkdir" if !folder_synced(&call.path) => {
                found.push(format!("the folder above {path} was not synced"));
            }
            "openat" => {
                let new = call.flags & libc::O_EXCL as u64 != 0;
                let temporary = path.to_string().contains("/.hotseat-");
                if call.creates() && new && !temporary && !folder_synced(&call.path) {
                    found.push(format!("the folder of {path} was not synced after it was made"));
                }
                if call.flags & libc::O_TRUNC as u64 != 0 {
                    found.push(format!("{path} was opened to be emptied"));
                }
                if is_journal(&call.path) && call.flags & libc::O_APPEND as u64 == 0 {
                    // Only to cut what was put aside before.
                    let aside = before.iter().position(|known| {
                        let to = known.to.as_deref().and_then(Path::file_name);
                        to.is_some_and(|name| name.to_string_lossy().starts_with("journal.torn."))
                    });
                    let kept = aside.is_some_and(|aside| {
                        let folder = call.path.parent();
                        before[aside..]
                            .iter()
                            .any(|known| known.is_sync() && Some(&*known.path) == folder)
                    });
                    if !kept {
                        found.push(format!("{path} was opened to be written over"));
                    }
                }
            }
            "pwrite64" | "truncate" if is_journal(&call.path) => {
                found.push(format!("{path} was written over by {}", call.name));
            }
            "ftruncate" if is_journal(&call.path) => {
                let mut later = after.iter();
                if !later.any(|later| later.is_sync() && later.path == call.path) {
                    found.push(format!("{path} was cut and not synced"));
                }
            }
            "unlink" if is_journal(&call.path) => found.push(format!("{path} was deleted")),
            _ => {}
        }
    }
    found
}

/// Kinds of files: the folder and what the name ends in, without numbers and ids.
fn kinds(lair: &Lair, sat: &Sat) -> BTreeSet<String> {
    let root = lair.path("");
    let paths = sat.trace.calls.iter().filter(|call| went_well(call)).map(|call| {
        let path = call.to.as_ref().unwrap_or(&call.path);
        path.strip_prefix(&root).unwrap_or(path).display().to_string()
    });
    let named = |path: String| {
        let mut parts: Vec<&str> = path.split('/').collect();
        for part in &mut parts {
            if part.contains("-chosen-") {
                *part = "SESSION";
            }
        }
        parts.join("/")
    };
    paths
        .filter(|path| !path.contains("/.hotseat-"))
        .map(named)
        .collect()
}

/// A story is written on its screen, and a session is reviewed and marked.
fn on_the_screens(lair: &Lair) -> [Sat; 2] {
    let follows = |args: &[&str]| {
        let mut pty = lair.waiting_screens(args).start();
        let pid = pty.pid().as_raw_nonzero().get().cast_unsigned();
        let thread = follow(pid, &lair.path(""), None, || pty.send("\n"));
        (pty, thread)
    };
    let sat = |mut pty: Pty, thread: JoinHandle<Trace>, done: &dyn Fn() -> bool| {
        pty.wait("what is written, on disk", LONG, |_| done());
        pty.send("\x03");
        let trace = thread.join().unwrap();
        let code = Some(pty.ended(LONG).code.cast_signed());
        Sat {
            trace,
            said: pty.screen().contents(),
            code,
        }
    };
    let (mut pty, thread) = follows(&["review", "last"]);
    pty.wait_for("replay");
    pty.send("*");
    let folder = lair.folders().remove(0);
    let marked = sat(pty, thread, &|| {
        lair.journal(&folder).contains("\"ev\":\"starred\"")
    });
    let (mut pty, thread) = follows(&[]);
    pty.wait_for("Start an interview");
    pty.send("\x1b[F\x1b[A\r");
    pty.wait_for("writes the first");
    pty.send("n");
    pty.wait_for("A few words you will know it by.");
    pty.send("Regression before launch");
    let text = || std::fs::read_to_string(lair.data("stories.json")).unwrap_or_default();
    let told = sat(pty, thread, &|| text().contains("before launch"));
    [marked, told]
}

#[test]
fn files_are_synced_before_they_are_named_and_their_folders_afterwards() {
    if !works() {
        return;
    }
    let mut files = BTreeSet::new();
    let mut broken = BTreeSet::new();
    let mut calls = 0;
    let mut look = |lair: &Lair, sat: &Sat| {
        assert_eq!(sat.code, Some(0), "{}", sat.said);
        files.extend(kinds(lair, sat));
        calls += sat.trace.calls.len();
        for sentence in violations(&sat.trace.calls) {
            broken.insert(sentence.replace(lair.path("").to_str().unwrap(), ""));
        }
    };
    let fresh = Lair::new();
    look(&fresh, &sit(&fresh, QUESTION, SITTING, None));
    let lair = lived_in();
    look(&lair, &sit(&lair, QUESTION, SITTING, None));
    let lair = torn();
    for args in WORKS {
        let script: &[(&str, &str)] = match args[0] {
            "resume" => &[("[resume]\nmore-one", ""), ("[hint]", "Hint 1 of")],
            _ => &[],
        };
        look(&lair, &sit(&lair, args, script, None));
    }
    let lair = lived_in();
    for sat in on_the_screens(&lair) {
        look(&lair, &sat);
    }
    println!(
        "R7: {calls} calls on {} kinds of files: {}",
        files.len(),
        files.iter().cloned().collect::<Vec<_>>().join(", ")
    );
    assert_eq!(broken.into_iter().collect::<Vec<_>>(), [""; 0]);
}
