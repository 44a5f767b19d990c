//! R2, R3: the program is killed at every system call that changes a file, before it and in its midst: while an
//! interview is sat in lines and on the screen, while a torn one is gone on with, repaired and exported, while a
//! bank is imported and mended.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::lair::{Lair, Talking};
use super::tracer::{Fault, Plan, Trace, Which, follow, works};
use super::{at_once, trials};
use crate::pty::{LONG, Pty, now};

pub const QUESTION: &[&str] = &["start", "--plain", "--question", "th-logsumexp", "--seed", "1"];
pub const ON_SCREEN: &[&str] = &["start", "--question", "th-logsumexp", "--seed", "1"];
pub const GOOD: &str = include_str!("../../fixtures/banks/good.json");

/// What is said, and what is heard once it is dealt with.
pub const SITTING: &[(&str, &str)] = &[
    ("", "Your answer."),
    ("word-one and\nword-two", ""),
    ("[hint]", "Hint 1 of"),
    ("[note] noted-one", "Note kept."),
    ("word-three", ""),
    (".", "Follow-up 1:"),
    ("follow-one\n.", "Follow-up 2:"),
    (".\n", "how good was your answer"),
    ("3", "Criterion 1 of"),
    ("y", "Was it really said"),
    ("y", "Idea 2 of 2"),
    ("n", "Criterion 2 of"),
];

/// The keys of the same on the screen, and what it shows then.
const KEYS: &[(&str, &str)] = &[
    ("", "Your answer"),
    ("word-one and ", "word-one"),
    ("\x1bOS", "hint 1 of 3"),
    ("word-three", "word-three"),
    ("\x1bOR", "follow-up 1"),
    ("follow-one", "follow-one"),
    ("\x1bOQ", "follow-up 2"),
    ("\x1bOQ", "takes it back"),
    ("\r", "how good was your answer"),
    ("2", "[2]"),
    ("\r", "tick"),
    (" ", "[✓]"),
];

/// What is shown, and the event that must be in the journal by then.
const SHOWN: &[(&str, &str)] = &[
    ("Hint 1 of", "hint_taken"),
    ("hint 1 of 3", "hint_taken"),
    ("Note kept.", "noted"),
    ("Follow-up 1:", "follow_up_shown"),
    ("follow-up 1 ", "follow_up_shown"),
    ("how good was your answer", "submitted"),
    ("takes it back", "submitted"),
    ("Criterion 1 of", "predicted"),
    ("Idea 2 of 2", "ticked"),
    ("[✓]", "ticked"),
];

/// A home with a session in it.
pub fn lived_in() -> Lair {
    let lair = Lair::new();
    let done = lair.run(QUESTION, "an earlier answer\n[leave]\n");
    assert_eq!(done.code, Some(0), "{}", done.err);
    lair
}

pub struct Sat {
    pub trace: Trace,
    pub said: String,
    /// `None`: it was killed.
    pub code: Option<i32>,
}

pub fn sit(lair: &Lair, args: &[&str], script: &[(&str, &str)], plan: Option<Plan>) -> Sat {
    let mut talking = Talking::start(lair.waiting(args));
    let pid = talking.child.id();
    let thread = follow(pid, &lair.path(""), plan, || talking.say("\n"));
    for (line, answer) in script {
        if !line.is_empty() {
            talking.say(&format!("{line}\n"));
        }
        if !answer.is_empty() && !talking.hears(answer) {
            break;
        }
    }
    let code = talking.ends();
    Sat {
        trace: thread.join().unwrap(),
        said: std::mem::take(&mut talking.all),
        code,
    }
}

/// The same on the screen, which is left with Ctrl-C at the end.
fn sit_on_screen(lair: &Lair, plan: Option<Plan>) -> Sat {
    let mut pty = lair.waiting_screens(ON_SCREEN).start();
    let pid = pty.pid().as_raw_nonzero().get().cast_unsigned();
    let thread = follow(pid, &lair.path(""), plan, || pty.send("\n"));
    let mut said = String::new();
    let wait = |pty: &mut Pty, shows: &str| {
        let end = now() + LONG;
        while !pty.shows(shows) {
            if thread.is_finished() {
                return false;
            }
            assert!(
                now() < end,
                "waited in vain for {shows}:\n{}",
                pty.screen().contents()
            );
            pty.pass(Duration::from_millis(2));
        }
        true
    };
    let all = KEYS.iter().chain(&[("\x03", "q quit")]);
    for (keys, shows) in all {
        pty.send(keys);
        let there = wait(&mut pty, shows);
        said.push_str(&pty.screen().contents());
        if !there {
            break;
        }
        if keys.is_empty() {
            // Making the folder is the slowest, and nothing of the person's is in it yet.
            let asked = |folder: &&String| lair.journal(folder).contains("question_asked");
            let end = now() + LONG;
            while lair.folders().iter().filter(asked).count() < 2 && !thread.is_finished() && now() < end {
                pty.pass(Duration::from_millis(2));
            }
        }
    }
    pty.send("q");
    let trace = thread.join().unwrap();
    // What was painted last counts too.
    pty.pass(Duration::from_millis(1));
    said.push_str(&pty.screen().contents());
    let ended = pty.ended(LONG);
    let code = ended.signal.is_none().then_some(ended.code.cast_signed());
    Sat { trace, said, code }
}

pub fn plan(at: usize, fault: Fault) -> Plan {
    Plan {
        which: Which::All,
        at,
        fault,
        lasts: Duration::ZERO,
    }
}

fn describe(trace: &Trace, at: usize, fault: Fault) -> String {
    match trace.calls.iter().find(|call| call.hit) {
        Some(call) => format!("{fault:?} at call {at}, {} {}", call.name, call.path.display()),
        None => format!("{fault:?} at call {at}, which was not reached"),
    }
}

/// Kills a sitting at a call; returns whether it was reached.
fn killed_at(at: usize, fault: Fault, sit: impl Fn(&Lair, Option<Plan>) -> Sat) -> bool {
    let lair = lived_in();
    let (before, known) = (lair.tree(), lair.folders());
    let sat = sit(&lair, Some(plan(at, fault)));
    let what = describe(&sat.trace, at, fault);
    assert_eq!(
        sat.trace.hit,
        sat.code.is_none(),
        "{what}: {:?}\n{}",
        sat.code,
        sat.said
    );
    let folder = lair.new_folder(&known).unwrap_or_default();
    let journal = lair.journal(&folder);
    lair.assert_sound(&before, &known, &what);
    for (shown, event) in SHOWN {
        assert!(
            !sat.said.contains(shown) || journal.contains(&format!("\"ev\":\"{event}\"")),
            "{what}: «{shown}» was shown and is lost\n{}",
            sat.said
        );
    }
    sat.trace.hit
}

fn killed_everywhere(name: &str, quick: usize, sit: impl Fn(&Lair, Option<Plan>) -> Sat + Sync) {
    if !works() {
        return;
    }
    let whole = sit(&lived_in(), None);
    assert_eq!(whole.code, Some(0), "{}", whole.said);
    let calls = whole.trace.calls.len();
    assert!(calls > 40, "{calls}");
    let step = calls.div_ceil(trials(quick, calls));
    let killed = AtomicUsize::new(0);
    at_once(3, (1..=calls + 3).step_by(step), |at| {
        for (turn, fault) in [Fault::Kill, Fault::Torn].into_iter().enumerate() {
            // In the few trials each call is killed in one of the ways.
            if (step == 1 || at / step % 2 == turn) && killed_at(at, fault, &sit) {
                killed.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    println!(
        "R2 {name}: {} kills: at every {step}. of {calls} calls",
        killed.into_inner()
    );
}

#[test]
fn killed_at_every_call_of_a_sitting_in_lines() {
    killed_everywhere("in lines", 14, |lair, plan| sit(lair, QUESTION, SITTING, plan));
}

#[test]
fn killed_at_every_call_of_a_sitting_on_the_screen() {
    killed_everywhere("on the screen", 12, sit_on_screen);
}

/// A home with a session that has a torn end, and banks, one of which lacks an id.
pub fn torn() -> Lair {
    let lair = lived_in();
    let folder = &lair.folders()[0];
    let journal = lair.data("sessions").join(folder).join("journal.jsonl");
    let mut bytes = std::fs::read(&journal).unwrap();
    bytes.extend_from_slice(TORN);
    super::put(&journal, &bytes);
    let without_id = GOOD.replacen("{ \"id\": \"replace\", \"ask\"", "{ \"ask\"", 1);
    super::put(&lair.data("banks/good.json"), without_id.as_bytes());
    super::put(
        &lair.data("banks/good/pr-linear/tests_1.py"),
        b"def test_a():\n    pass\n",
    );
    let other = GOOD.replacen("\"id\": \"good\"", "\"id\": \"other\"", 1);
    super::put(&lair.path("home/other.json"), other.as_bytes());
    lair
}

const TORN: &[u8] = b"{\"v\":1,\"seq\":99,\"at\":\"2026-11-2";

/// What is done to files, in words; each is followed from its first call on.
pub const WORKS: &[&[&str]] = &[
    &["resume", "--plain"],
    &["sessions", "repair", "last"],
    &["bank", "import", "other.json", "--yes"],
    &["bank", "check", "--fix", "--no-run"],
    &["bank", "edit", "good/th-cross-entropy", "--file", "prompt"],
    &["bank", "edit", "good/pr-linear", "--file", "tests_1.py"],
    &["bank", "trust", "good", "--yes"],
    &["date", "in 8 weeks"],
];

/// R3: nothing of before is lost by a kill in any of it, and done again it is done.
#[test]
fn killed_at_every_call_of_what_is_done_to_files() {
    if !works() {
        return;
    }
    let mut kills = Vec::new();
    for args in WORKS {
        let script: &[(&str, &str)] = if args[0] == "resume" {
            &[("[resume]\nmore-one", ""), ("[hint]", "Hint 1 of")]
        } else {
            &[]
        };
        let lair = torn();
        let whole = sit(&lair, args, script, None);
        assert_eq!(whole.code, Some(0), "{args:?}: {}", whole.said);
        let calls = whole.trace.calls.len();
        assert!(calls > 3, "{args:?}: {calls}");
        let done: Vec<Vec<u8>> = lair.tree().into_values().collect();
        let step = calls.div_ceil(trials(4, calls));
        at_once(3, (1..=calls).step_by(step), |at| {
            let fault = if at % 2 == 0 { Fault::Torn } else { Fault::Kill };
            let lair = torn();
            let (before, folder) = (lair.tree(), lair.folders().remove(0));
            let records = lair.journal(&folder);
            let records = records.strip_suffix(std::str::from_utf8(TORN).unwrap()).unwrap();
            let sat = sit(&lair, args, script, Some(plan(at, fault)));
            let what = format!("{args:?}: {}", describe(&sat.trace, at, fault));
            let after = lair.tree();
            let session = lair.data("sessions").join(&folder);
            for (path, bytes) in &before {
                let there = after
                    .get(path)
                    .unwrap_or_else(|| panic!("{what}: {} is gone", path.display()));
                let whole = path.starts_with(&session) || there == bytes || done.contains(there);
                assert!(whole, "{what}: {} is neither old nor new", path.display());
            }
            // The records of before come first, and the torn end is there or aside.
            assert!(
                lair.journal(&folder).starts_with(records),
                "{what}: records of before"
            );
            let kept = after.iter().any(|(path, bytes)| {
                path.starts_with(&session) && bytes.windows(TORN.len()).any(|window| window == TORN)
            });
            assert!(kept, "{what}: the torn end is lost");
            let list = lair.run(&["sessions", "--json"], "");
            assert_eq!(list.code, Some(0), "{what}: {}", list.err);
            let again = sit(&lair, args, script, None);
            // A bank that is there already is not taken in a second time.
            let imported = args[1] == "import" && lair.data("banks/other.json").exists();
            let codes: &[Option<i32>] = if imported { &[Some(0), Some(1)] } else { &[Some(0)] };
            assert!(codes.contains(&again.code), "{what}, again: {}", again.said);
            let whole = lair.run(&["sessions", "repair", "last"], "");
            assert_eq!(whole.code, Some(0), "{what}, repaired: {}", whole.err);
            let loaded = hotseat::storage::sessions::load(&lair.data("sessions"), &folder);
            assert_eq!(loaded.expect(&what).problems, [""; 0], "{what}");
        });
        kills.push(format!("{} {}", calls.div_ceil(step), args[..2].join(" ")));
    }
    println!("R3: kills: {}", kills.join(", "));
}
