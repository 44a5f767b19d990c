//! R8, R9: a disk that is full, broken, over quota, slow to answer or takes one byte at a time, at every call of a
//! sitting on the screen. The interview goes on, the screen says so within two seconds, and once the disk is well
//! everything is written in order; no key is lost.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::sync::Mutex;
use std::thread::JoinHandle;
use std::time::Duration;

use hotseat::storage::sessions;
use rustix::process::{Resource, Rlimit, Signal, kill_process, prlimit};

use super::calls::{ON_SCREEN, lived_in};
use super::lair::Lair;
use super::tracer::{Fault, Plan, Trace, Which, follow, works};
use super::{at_once, trials};
use crate::pty::{LONG, Pty, READY, now, soak};
use crate::terminal::banks::new_theory_question;

const HINT: &str = "\x1bOS";
const UNSAVED: &str = "Not saved:";

/// An interview on the screen.
struct Sitting {
    lair: Lair,
    known: Vec<String>,
    pty: Pty,
    typed: String,
    /// How long it took to say that all is well again.
    mended: Duration,
}

impl Sitting {
    fn over(lair: Lair, pty: Pty, known: Vec<String>) -> Self {
        Self {
            lair,
            known,
            pty,
            typed: String::new(),
            mended: Duration::ZERO,
        }
    }

    fn followed(plan: Option<Plan>) -> (Self, JoinHandle<Trace>) {
        let lair = lived_in();
        let known = lair.folders();
        let mut pty = lair.waiting_screens(ON_SCREEN).start();
        let pid = pty.pid().as_raw_nonzero().get().cast_unsigned();
        let thread = follow(pid, &lair.path(""), plan, || pty.send("\n"));
        pty.wait_for(READY);
        (Self::over(lair, pty, known), thread)
    }

    fn write(&mut self, text: &str) {
        self.typed.push_str(text);
        self.pty.send(text);
    }

    fn journal(&self) -> String {
        let folder = self.lair.new_folder(&self.known).unwrap_or_default();
        self.lair.journal(&folder)
    }

    /// Waits until the screen says that it is not saved, and that it is again.
    fn wait_for_well(&mut self, what: &str) {
        let began = now();
        self.pty.wait(what, LONG, |pty| !pty.shows(UNSAVED));
        self.mended = began.elapsed();
    }

    /// Leaves; everything typed and the hints are there, in order.
    fn leaves(mut self, thread: Option<JoinHandle<Trace>>, hints: usize, what: &str) -> Left {
        let typed = self.typed.clone();
        self.pty
            .wait(&format!("{what}: everything in the journal"), LONG, |_| {
                let folder = self.lair.new_folder(&self.known).unwrap_or_default();
                self.lair.words(&folder).contains(&typed)
            });
        self.pty.quit();
        // Whoever follows a program hears of its end first.
        let trace = thread.map(|thread| thread.join().unwrap()).unwrap_or_default();
        let ended = self.pty.ended(LONG);
        let last = self.pty.screen().contents();
        assert_eq!((ended.code, ended.signal), (0, None), "{what}: {last}");
        let folder = self.lair.new_folder(&self.known).expect(what);
        let loaded = sessions::load(&self.lair.data("sessions"), &folder).expect(what);
        assert_eq!(loaded.problems, [""; 0], "{what}");
        let numbers = loaded.records.iter().map(|record| record.seq);
        assert!(numbers.eq(1..=loaded.records.len() as u64), "{what}: a gap");
        let session = loaded.session();
        assert_eq!(session.attempts[0].fields[0].text, typed, "{what}");
        let there = self.journal().matches("\"ev\":\"hint_taken\"").count();
        // A new file repeats what is in doubt, so one hint may be written twice.
        assert!(there >= hints, "{what}: {there} hints of {hints}");
        Left {
            trace,
            mended: self.mended,
        }
    }
}

struct Left {
    trace: Trace,
    mended: Duration,
}

/// A sitting of two seconds in which this goes wrong; returns the figures, or `None` if it was not reached.
fn faulty(plan: Plan) -> Option<(Duration, Duration)> {
    let what = format!(
        "{:?} at {:?} {} for {:?}",
        plan.fault, plan.which, plan.at, plan.lasts
    );
    let (mut sitting, thread) = Sitting::followed(Some(plan));
    let began = now();
    let mut unsaved = None;
    for word in 0..20 {
        sitting.write(&format!("w{word} "));
        if word == 4 || word == 12 {
            sitting.pty.send(HINT);
        }
        let end = now() + Duration::from_millis(100);
        while now() < end {
            sitting.pty.pass(Duration::from_millis(10));
            if unsaved.is_none() && sitting.pty.shows(UNSAVED) {
                unsaved = Some(now());
            }
        }
    }
    // It goes on until the disk is well again.
    while began.elapsed() < plan.lasts {
        sitting.pty.pass(Duration::from_millis(20));
        if unsaved.is_none() && sitting.pty.shows(UNSAVED) {
            unsaved = Some(now());
        }
    }
    if plan.lasts > Duration::from_secs(3) && matches!(plan.fault, Fault::Error(_)) {
        unsaved.get_or_insert_with(now);
    }
    sitting.wait_for_well(&what);
    let left = sitting.leaves(Some(thread), 2, &what);
    let first = left.trace.since?;
    let told = unsaved.map(|unsaved| unsaved.saturating_duration_since(first));
    Some((told.unwrap_or_default(), left.mended))
}

/// The most there is to fail: calls of a sitting in which nothing fails.
fn calls(which: Which) -> usize {
    let (mut sitting, thread) = Sitting::followed(None);
    for word in 0..20 {
        sitting.write(&format!("w{word} "));
        if word == 4 || word == 12 {
            sitting.pty.send(HINT);
        }
        sitting.pty.pass(Duration::from_millis(100));
    }
    let left = sitting.leaves(Some(thread), 2, "nothing fails");
    left.trace.calls.iter().filter(|call| call.is(which)).count()
}

fn failed(name: &str, quick: usize, plans: &[Plan]) {
    let step = plans.len().div_ceil(trials(quick, plans.len()));
    let figures = Mutex::new(Vec::new());
    at_once(5, (0..plans.len()).step_by(step), |at| {
        let done = faulty(plans[at]);
        figures.lock().unwrap().extend(done);
    });
    let figures = figures.into_inner().unwrap();
    let told = figures.iter().map(|(told, _)| *told).max().unwrap_or_default();
    let mended = figures
        .iter()
        .map(|(_, mended)| *mended)
        .max()
        .unwrap_or_default();
    println!(
        "{name}: {} faults hit, said after at most {} ms, well again after at most {} ms",
        figures.len(),
        told.as_millis(),
        mended.as_millis()
    );
    let limit = if soak() { 2_000 } else { 6_000 };
    assert!(
        told.as_millis() <= limit,
        "{name}: it was said only after {told:?}"
    );
}

#[test]
fn a_disk_that_is_full_from_any_call_on_costs_nothing() {
    if !works() {
        return;
    }
    let lasts = Duration::from_millis(if soak() { 5_000 } else { 2_500 });
    let plans: Vec<Plan> = (1..=calls(Which::Growing))
        .map(|at| Plan {
            which: Which::Growing,
            at,
            fault: Fault::Error(libc::ENOSPC),
            lasts,
        })
        .collect();
    failed("R8a disk full", 6, &plans);
}

#[test]
fn any_call_that_fails_once_or_for_a_while_costs_nothing() {
    if !works() {
        return;
    }
    let mut plans = Vec::new();
    for name in [
        "openat",
        "write",
        "pwrite64",
        "ftruncate",
        "fsync",
        "fdatasync",
        "rename",
        "mkdir",
    ] {
        let which = Which::Named(name);
        let most = calls(which).min(if soak() { 10 } else { 3 });
        for at in 1..=most {
            for fault in [
                Fault::Error(libc::EIO),
                Fault::Error(libc::EDQUOT),
                Fault::Error(libc::ESTALE),
                Fault::Error(libc::EINTR),
                Fault::Short,
            ] {
                if fault == Fault::Short && !matches!(name, "write" | "pwrite64") {
                    continue;
                }
                let once = at % 2 == 0 || matches!(fault, Fault::Short | Fault::Error(libc::EINTR));
                let lasts = Duration::from_millis(if once { 0 } else { 1_500 });
                plans.push(Plan {
                    which,
                    at,
                    fault,
                    lasts,
                });
            }
        }
    }
    failed("R9 errors", 8, &plans);
}

/// The size a file may have is less than the journal needs: EFBIG, and a signal that would end the program.
#[test]
fn a_limit_to_the_size_of_files_costs_nothing() {
    for trial in 0..trials(1, 5) {
        let lair = lived_in();
        let known = lair.folders();
        let mut pty = lair.screens(ON_SCREEN).start();
        pty.wait_for(READY);
        let mut sitting = Sitting::over(lair, pty, known);
        sitting.write("before ");
        sitting.pty.wait("the first words", LONG, |_| {
            let folder = sitting.lair.new_folder(&sitting.known).unwrap_or_default();
            sitting.lair.words(&folder).contains("before")
        });
        let pid = Some(sitting.pty.pid());
        let before = prlimit(
            pid,
            Resource::Fsize,
            Rlimit {
                current: Some(sitting.journal().len() as u64 + 50),
                maximum: None,
            },
        );
        let before = before.unwrap();
        sitting.write("between ");
        sitting.pty.wait_for(UNSAVED);
        sitting.write("more ");
        prlimit(pid, Resource::Fsize, before).unwrap();
        sitting.write("after ");
        let what = format!("a limit, trial {trial}");
        sitting.wait_for_well(&what);
        sitting.leaves(None, 0, &what);
    }
    println!("R8c: {} trials with RLIMIT_FSIZE", trials(1, 5));
}

/// Starts on a small file system of its own; returns that too, as it is seen from outside.
fn on_a_small_file_system(lair: &Lair, args: &[&str], ready: &str) -> (Pty, std::path::PathBuf) {
    const INSIDE: &str =
        "mount -t tmpfs -o size=256k hotseat \"$HOTSEAT_DATA_DIR\" || exit 9; exec \"$0\" \"$@\"";
    let shell = super::with_own_mounts(INSIDE);
    let command = [&shell[..], &[env!("CARGO_BIN_EXE_hotseat")], args].concat();
    let mut pty = lair.launch(&command).start();
    pty.wait_for(ready);
    let data = pty.proc("root").join(lair.data("").strip_prefix("/").unwrap());
    (pty, data)
}

fn may_mount() -> bool {
    let can = std::process::Command::new("unshare")
        .args([
            "--user",
            "--map-root-user",
            "--mount",
            "mount",
            "-t",
            "tmpfs",
            "hotseat",
            "/mnt",
        ])
        .status();
    let can = can.is_ok_and(|status| status.success());
    if !can {
        crate::pythons::missing("A full file system is not tried: it may not be mounted here");
    }
    can
}

fn fill(data: &std::path::Path) -> std::path::PathBuf {
    let filler = data.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    for size in [4096, 1] {
        while std::io::Write::write_all(&mut file, &vec![0; size]).is_ok() {}
    }
    filler
}

/// Types until it is said that it is not saved: until its page is full it goes well.
fn type_until_unsaved(pty: &mut Pty, mut write: impl FnMut(&mut Pty, &str)) {
    for word in 0..40 {
        write(pty, &format!("while-full-{word} "));
        pty.pass(Duration::from_millis(500));
        if pty.shows(UNSAVED) {
            break;
        }
    }
    pty.wait_for(UNSAVED);
}

/// Left while the disk is full: Home says so, offers a file, tells where it is and why the interview cannot go
/// on; once there is room it goes on.
#[test]
fn an_interview_left_on_a_full_disk_is_offered_as_a_file_and_goes_on_once_there_is_room() {
    const WHAT: &str = "left on a full disk";
    if !may_mount() {
        return;
    }
    let lair = Lair::new();
    let (mut pty, data) = on_a_small_file_system(&lair, ON_SCREEN, READY);
    let filler = fill(&data);
    type_until_unsaved(&mut pty, |pty, text| pty.send(text));
    pty.send("\x1b");
    pty.wait_for("write the answers to a file");
    pty.send("l");
    pty.wait_for("Start an interview");
    assert!(pty.shows(UNSAVED), "{}", pty.screen().contents());
    pty.send("q");
    pty.wait_for("write the answers to a file");
    pty.send("w");
    pty.wait_for("Written to");
    pty.send("r");
    pty.wait_for("cannot go on before it is saved");
    std::fs::remove_file(&filler).unwrap();
    pty.wait(WHAT, LONG, |pty| !pty.shows(UNSAVED));
    pty.send("r");
    pty.wait_for("Paused.");
    pty.send("\r");
    pty.wait_for("while-full-0");
    pty.quit();
    assert_eq!(pty.ended(LONG).code, 0, "{WHAT}");
}

/// What is edited on the bank screen while the disk is full stays on the screen, and the bank on disk is whole.
#[test]
fn an_edit_of_a_bank_on_a_full_disk_is_told_kept_and_saved_once_there_is_room() {
    const WHAT: &str = "a bank on a full disk";
    const F2: &str = "\x1bOQ";
    const ALL: &str = "\x01";
    if !may_mount() {
        return;
    }
    let lair = Lair::new();
    let (mut pty, data) = on_a_small_file_system(&lair, &["bank"], "All questions");
    let file = data.join("banks/my-questions.json");
    let bank = || std::fs::read_to_string(&file).unwrap_or_default();
    new_theory_question(&mut pty);
    pty.send(format!("{ALL}before\t"));
    pty.wait(WHAT, LONG, |_| bank().contains("before"));
    let filler = fill(&data);
    let old = bank();
    // Past tags, difficulty and minutes to the prompt: longer than what is left of a page.
    let prompt = "Why do transformers use layer norm? ".repeat(200);
    pty.send(format!("\t\t\t{ALL}{prompt}"));
    pty.send(F2);
    pty.wait_for("The disk is full");
    pty.wait_for("Free some space and save again.");
    assert!(pty.shows("! not saved"), "{WHAT}");
    assert_eq!(bank(), old, "{WHAT}");
    std::fs::remove_file(&filler).unwrap();
    pty.send(F2);
    pty.wait(WHAT, LONG, |_| bank().contains(prompt.trim()));
    let saved: serde_json::Value = serde_json::from_str(&bank()).unwrap();
    assert_eq!(saved["questions"][0]["topic"], "before");
    pty.wait(WHAT, LONG, |pty| !pty.shows("! not saved"));
    pty.send("\x03");
    assert_eq!(pty.ended(LONG).code, 0, "{WHAT}");
}

/// A file system of its own that is filled and emptied again.
#[test]
fn a_file_system_that_is_filled_and_freed_costs_nothing() {
    if !may_mount() {
        return;
    }
    let count = trials(1, 20);
    at_once(4, 0..count, |trial| {
        let lair = Lair::new();
        let what = format!("a small file system, trial {trial}");
        let (mut pty, data) = on_a_small_file_system(&lair, ON_SCREEN, READY);
        let mut typed = String::new();
        let mut write = |pty: &mut Pty, text: &str| {
            typed.push_str(text);
            pty.send(text);
        };
        write(&mut pty, "before ");
        let root = data.join("sessions");
        let words = || {
            let folders = hotseat::storage::disk::list(&root).unwrap_or_default();
            let folder = folders.first().cloned().unwrap_or_default();
            let loaded = sessions::load(&root, &folder);
            loaded.map(|loaded| {
                let session = loaded.session();
                let field = session
                    .attempts
                    .first()
                    .and_then(|attempt| attempt.fields.first());
                field.map_or(String::new(), |field| field.text.clone())
            })
        };
        pty.wait(&what, LONG, |_| words().is_ok_and(|words| words == "before "));
        let filler = fill(&data);
        type_until_unsaved(&mut pty, &mut write);
        write(&mut pty, "more ");
        pty.pass(Duration::from_millis(300 * (trial as u64 % 5)));
        std::fs::remove_file(&filler).unwrap();
        pty.wait(&what, LONG, |pty| !pty.shows(UNSAVED));
        write(&mut pty, "after ");
        pty.wait(&what, LONG, |_| words().is_ok_and(|words| words == typed));
        assert!(kill_process(pty.pid(), Signal::TERM).is_ok());
        assert_eq!(pty.ended(LONG).code, 143, "{what}");
    });
    println!("R8b: {count} file systems of 256 KiB filled and freed");
}
