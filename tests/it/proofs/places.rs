//! R10: as a plain user: no permission, a read-only file system, a folder that is deleted, renamed, replaced by a
//! file, a link or a pipe, before a start, while it is typed, and when a session is gone on with. Nothing hangs,
//! no planted link is followed, and what was typed is on disk or in a file of the person's choice.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::calls::{ON_SCREEN, QUESTION};
use super::lair::Lair;
use super::{at_once, trials};
use crate::pty::{LONG, Pty, READY, now};

const UNSAVED: &str = "Not saved:";
const PRECIOUS: &str = "precious\n";

/// Where things are while a session is open.
struct Site {
    data: PathBuf,
    session: PathBuf,
    /// What nothing may be written to.
    outside: PathBuf,
}

type Act = fn(&Site);

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn aside(path: &Path) -> PathBuf {
    path.with_extension("aside")
}

fn put_aside(path: &Path) {
    fs::rename(path, aside(path)).unwrap();
}

fn put_back(path: &Path) {
    let _ = fs::remove_file(path);
    let _ = fs::remove_dir_all(path);
    fs::rename(aside(path), path).unwrap();
}

fn pipe(path: &Path) {
    rustix::fs::mkfifoat(rustix::fs::CWD, path, rustix::fs::Mode::from_raw_mode(0o666)).unwrap();
}

/// A name, what is done, and how it is undone.
const CASES: &[(&str, Act, Act)] = &[
    (
        "no permission for the sessions",
        |site| mode(&site.data.join("sessions"), 0o000),
        |site| mode(&site.data.join("sessions"), 0o700),
    ),
    (
        "no permission to write the session",
        |site| mode(&site.session, 0o500),
        |site| mode(&site.session, 0o700),
    ),
    (
        "no permission for the journal",
        |site| mode(&site.session.join("journal.jsonl"), 0o000),
        |site| mode(&site.session.join("journal.jsonl"), 0o600),
    ),
    (
        "the session renamed",
        |site| put_aside(&site.session),
        |site| put_back(&site.session),
    ),
    (
        "the session deleted",
        |site| {
            put_aside(&site.session);
            fs::remove_dir_all(aside(&site.session)).unwrap();
        },
        |_| {},
    ),
    (
        "the sessions a file",
        |site| {
            put_aside(&site.data.join("sessions"));
            super::put(&site.data.join("sessions"), b"a file\n");
        },
        |site| put_back(&site.data.join("sessions")),
    ),
    (
        "the session a link",
        |site| {
            put_aside(&site.session);
            symlink(&site.outside, &site.session).unwrap();
        },
        |site| put_back(&site.session),
    ),
    (
        "the journal a folder",
        |site| {
            put_aside(&site.session.join("journal.jsonl"));
            fs::create_dir(site.session.join("journal.jsonl")).unwrap();
        },
        |site| put_back(&site.session.join("journal.jsonl")),
    ),
    (
        "the journal a link",
        |site| {
            put_aside(&site.session.join("journal.jsonl"));
            symlink(site.outside.join("precious"), site.session.join("journal.jsonl")).unwrap();
        },
        |site| put_back(&site.session.join("journal.jsonl")),
    ),
    (
        "the journal a pipe",
        |site| {
            put_aside(&site.session.join("journal.jsonl"));
            pipe(&site.session.join("journal.jsonl"));
        },
        |site| put_back(&site.session.join("journal.jsonl")),
    ),
    (
        "the journal /dev/full",
        |site| {
            put_aside(&site.session.join("journal.jsonl"));
            symlink("/dev/full", site.session.join("journal.jsonl")).unwrap();
        },
        |site| put_back(&site.session.join("journal.jsonl")),
    ),
    (
        "the lock a pipe",
        |site| {
            put_aside(&site.session.join("lock"));
            pipe(&site.session.join("lock"));
        },
        |site| put_back(&site.session.join("lock")),
    ),
    (
        "the questions a link",
        |site| {
            put_aside(&site.session.join("questions"));
            symlink(&site.outside, site.session.join("questions")).unwrap();
        },
        |site| put_back(&site.session.join("questions")),
    ),
];

fn outside(lair: &Lair) -> PathBuf {
    let outside = lair.path("outside");
    super::put(&outside.join("precious"), PRECIOUS.as_bytes());
    // Anybody may write there: only hotseat's own care keeps it from that.
    mode(&outside, 0o777);
    mode(&outside.join("precious"), 0o666);
    outside
}

fn assert_untouched(outside: &Path, what: &str) {
    let names = hotseat::storage::disk::list(outside).unwrap();
    assert_eq!(names, ["precious"], "{what}");
    assert_eq!(
        fs::read_to_string(outside.join("precious")).unwrap(),
        PRECIOUS,
        "{what}"
    );
}

/// Waits for something that may be so or not.
fn comes(pty: &mut Pty, within: Duration, mut met: impl FnMut(&mut Pty) -> bool) -> bool {
    let end = now() + within;
    while !met(pty) {
        if now() > end {
            return false;
        }
        pty.pass(Duration::from_millis(10));
    }
    true
}

/// Leaves: what is typed is in the journal, or goes to a file that is offered.
fn leave(lair: &Lair, pty: &mut Pty, folder: &str, typed: &str, what: &str) -> &'static str {
    let saved = comes(pty, Duration::from_secs(8), |pty| {
        !pty.shows(UNSAVED) && lair.words(folder).contains(typed)
    });
    if !saved {
        assert!(
            pty.shows(UNSAVED),
            "{what}: it is not there, and that is not said\n{}",
            pty.screen().contents()
        );
        pty.send("\x1b");
        pty.wait_for("write the answers to a file");
        pty.send("w");
        let scratch = pty.folder().to_owned();
        let written = |_: &mut Pty| {
            let names = hotseat::storage::disk::list(&scratch).unwrap();
            let answers = names.iter().find(|name| name.ends_with("-answers-1.md"));
            answers.is_some_and(|name| {
                let text = fs::read_to_string(scratch.join(name));
                text.is_ok_and(|text| text.contains(typed))
            })
        };
        pty.wait(&format!("{what}: the answers in a file"), LONG, written);
    }
    pty.send("\x03");
    pty.wait_for("q quit");
    pty.send("q");
    let ended = pty.ended(LONG);
    assert_eq!((ended.code, ended.signal), (0, None), "{what}");
    if saved { "saved" } else { "written to a file" }
}

/// Starts in a folder in which it may write.
fn start(lair: &Lair, args: &[&str]) -> Pty {
    let pty = lair.screens(args).start();
    mode(pty.folder(), 0o777);
    pty
}

fn while_typed((name, break_it, mend): (&str, Act, Act)) -> Option<String> {
    let lair = Lair::of_a_plain_user()?;
    let what = format!("{name}, while it is typed");
    let outside = outside(&lair);
    let mut pty = start(&lair, ON_SCREEN);
    pty.wait_for(READY);
    pty.send("before ");
    let in_journal = |text: &str| {
        lair.folders()
            .first()
            .is_some_and(|folder| lair.words(folder).contains(text))
    };
    pty.wait(&what, LONG, |_| in_journal("before "));
    let folder = lair.folders().remove(0);
    let site = Site {
        data: lair.data(""),
        session: lair.data("sessions").join(&folder),
        outside: outside.clone(),
    };
    break_it(&site);
    pty.send("during ");
    pty.wait_for("before during");
    comes(&mut pty, Duration::from_millis(2_500), |pty| pty.shows(UNSAVED));
    // A hint and another question's snapshot go the same way.
    pty.send("\x1bOS");
    pty.wait_for("hint 1 of 3");
    let said = pty.shows(UNSAVED);
    mend(&site);
    pty.send("after ");
    let end = leave(&lair, &mut pty, &folder, "before during after ", &what);
    assert_untouched(&outside, &what);
    Some(format!("{what}: {}{end}", if said { "said, " } else { "" }))
}

fn when_resumed((name, break_it, mend): (&str, Act, Act)) -> Option<String> {
    let lair = Lair::of_a_plain_user()?;
    let what = format!("{name}, when it is gone on with");
    let outside = outside(&lair);
    let done = lair.run(QUESTION, "before\n[leave]\n");
    assert_eq!(done.code, Some(0), "{}", done.err);
    let folder = lair.folders().remove(0);
    let site = Site {
        data: lair.data(""),
        session: lair.data("sessions").join(&folder),
        outside: outside.clone(),
    };
    break_it(&site);
    let began = now();
    let tried = lair.run(&["resume", &folder, "--plain"], "[resume]\nmore\n");
    let list = lair.run(&["sessions", "--json"], "");
    assert!(began.elapsed() < LONG, "{what}: it hangs");
    assert!(tried.code.is_some() && list.code.is_some(), "{what}");
    let said = format!("{}{}", tried.out, tried.err);
    assert!(!said.contains("panicked"), "{what}: {said}");
    if tried.code != Some(0) {
        assert!(tried.err.contains("hotseat: "), "{what}: {said}");
    }
    mend(&site);
    assert_untouched(&outside, &what);
    if site.session.exists() {
        let again = lair.run(&["resume", &folder, "--plain"], "[resume]\nagain\n");
        assert_eq!(again.code, Some(0), "{what}: {}{}", again.out, again.err);
        let words = lair.words(&folder);
        assert!(
            words.contains("before") && words.contains("again"),
            "{what}: {words}"
        );
    }
    Some(format!("{what}: exit {}", tried.code.unwrap_or(-1)))
}

/// What may be wrong before the first start: where to put it, and how it is undone.
const BEFORE: &[(&str, Act, Act)] = &[
    (
        "no permission for the data",
        |site| mode(&site.data, 0o500),
        |site| mode(&site.data, 0o700),
    ),
    (
        "the data folder is a file",
        |site| {
            put_aside(&site.data);
            super::put(&site.data, b"a file\n");
        },
        |site| put_back(&site.data),
    ),
    (
        "the data folder is missing",
        |site| fs::remove_dir(&site.data).unwrap(),
        |_| {},
    ),
    (
        "the sessions are a pipe",
        |site| pipe(&site.data.join("sessions")),
        |site| fs::remove_file(site.data.join("sessions")).unwrap(),
    ),
];

fn before_a_start((name, break_it, mend): (&str, Act, Act)) -> Option<String> {
    let lair = Lair::of_a_plain_user()?;
    let what = format!("{name}, before a start");
    let outside = outside(&lair);
    let site = Site {
        data: lair.path("data"),
        session: lair.path("data"),
        outside: outside.clone(),
    };
    break_it(&site);
    let mut pty = start(&lair, ON_SCREEN);
    pty.wait_for(READY);
    pty.send("during ");
    pty.wait_for("during");
    let said = comes(&mut pty, Duration::from_millis(2_500), |pty| pty.shows(UNSAVED));
    mend(&site);
    pty.send("after ");
    // The folder is made by the next try.
    comes(&mut pty, Duration::from_secs(8), |_| !lair.folders().is_empty());
    let folder = lair.folders().first().cloned().unwrap_or_default();
    let end = leave(&lair, &mut pty, &folder, "during after ", &what);
    assert_untouched(&outside, &what);
    Some(format!("{what}: {}{end}", if said { "said, " } else { "" }))
}

#[test]
fn whatever_becomes_of_its_folder_nothing_typed_is_lost() {
    let all = CASES.len() * 2 + BEFORE.len();
    let step = all.div_ceil(trials(10, all));
    let told = std::sync::Mutex::new(Vec::new());
    at_once(5, (0..all).step_by(step), |at| {
        let done = match at {
            at if at < CASES.len() => while_typed(CASES[at]),
            at if at < 2 * CASES.len() => when_resumed(CASES[at - CASES.len()]),
            at => before_a_start(BEFORE[at - 2 * CASES.len()]),
        };
        told.lock().unwrap().extend(done);
    });
    let mut told = told.into_inner().unwrap();
    told.sort();
    println!("R10: {} cases\n  {}", told.len(), told.join("\n  "));
}

#[test]
fn a_read_only_file_system_and_a_missing_home_are_said() {
    const INSIDE: &str = "mount -t tmpfs hotseat \"$HOTSEAT_DATA_DIR\" && mount -o remount,ro \"$HOTSEAT_DATA_DIR\" \
                          || exit 9; exec \"$0\" \"$@\"";
    let shell = super::with_own_mounts(INSIDE);
    let lair = Lair::new();
    let mounts = std::process::Command::new(shell[0])
        .args(&shell[1..6])
        .args(["true", "/bin/true"])
        .env("HOTSEAT_DATA_DIR", lair.data(""))
        .status();
    if mounts.is_ok_and(|status| status.success()) {
        let command = [&shell[..], &[INSIDE, env!("CARGO_BIN_EXE_hotseat")], ON_SCREEN].concat();
        let mut pty = lair.launch(&[&command[..6], &command[7..]].concat()).start();
        pty.wait_for(READY);
        pty.send("typed all the same");
        pty.wait_for(UNSAVED);
        let folder = "a read-only file system";
        assert_eq!(
            leave(&lair, &mut pty, folder, "typed all the same", folder),
            "written to a file"
        );
    } else {
        crate::pythons::missing("A read-only file system is not tried: it may not be mounted here");
    }
    let Some(lair) = Lair::of_a_plain_user() else {
        return;
    };
    let mut command = lair.command(QUESTION);
    command
        .env_remove("HOTSEAT_DATA_DIR")
        .env("HOME", "/nonexistent/home");
    command.stdin(std::process::Stdio::null());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(
        said.contains("/nonexistent/home") || said.contains("HOME"),
        "{said}"
    );
    assert!(!said.contains("panicked"), "{said}");
}
