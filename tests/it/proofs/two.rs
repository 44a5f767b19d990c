//! R11, R12: two to eight at once: at one session, at one bank, at the first start of all; and a lock that its
//! holder left behind, or that the file system does not know.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::time::{Duration, Instant};

use hotseat::storage::sessions;
use rustix::process::{Pid, Signal, kill_process};

use super::calls::{GOOD, QUESTION, lived_in};
use super::lair::{Lair, Talking};
use super::tracer::{Fault, Plan, Which, follow, works};
use super::{at_once, trials};
use crate::chance::Draw;
use crate::pty::{LONG, now, soak};

const READY: &str = "Your answer";
const RESUMED: &str = "gone on with.";

fn kill(talking: &Talking) {
    let pid = Pid::from_raw(talking.child.id().cast_signed()).unwrap();
    kill_process(pid, Signal::KILL).unwrap();
}

fn assert_whole(lair: &Lair, folder: &str, what: &str) -> usize {
    let loaded = sessions::load(&lair.data("sessions"), folder).expect(what);
    assert_eq!(loaded.problems, [""; 0], "{what}");
    let numbers = loaded.records.iter().map(|record| record.seq);
    assert!(numbers.eq(1..=loaded.records.len() as u64), "{what}: a gap");
    loaded.records.len()
}

/// One gets the session; the others are told which process has it and since when, and may open another.
fn at_one_session(trial: usize) {
    let count = 2 + Draw::new(trial as u64).below(7) as usize;
    let what = format!("trial {trial}, {count} at one session");
    let lair = lived_in();
    let folder = lair.folders().remove(0);
    let args = ["resume", &folder, "--plain"];
    let mut all: Vec<Talking> = (0..count).map(|_| Talking::start(lair.command(&args))).collect();
    let end = now() + LONG;
    let (mut refused, mut holder) = (Vec::new(), None);
    while refused.len() + 1 < count || holder.is_none() {
        assert!(now() < end, "{what}: {} were refused", refused.len());
        for (number, talking) in all.iter_mut().enumerate() {
            talking.listen(Duration::from_millis(2));
            let over = talking.child.try_wait().unwrap().is_some();
            if over && !refused.contains(&number) {
                refused.push(number);
            } else if !over && talking.all.contains(RESUMED) {
                holder = Some(number);
            }
        }
    }
    let holder = holder.unwrap();
    let pid = all[holder].child.id();
    all[holder].say("[resume]\ntyped by one\n");
    for number in refused {
        assert_ne!(number, holder, "{what}");
        let (code, said) = all[number].left();
        assert_eq!(code, Some(1), "{what}: {said}");
        let words = format!("open in another hotseat (process {pid}, since ");
        assert!(said.contains(&words), "{what}: {said}");
    }
    // Another one is open to everybody.
    let other = lair.run(QUESTION, "elsewhere\n[leave]\n");
    assert_eq!(other.code, Some(0), "{what}: {}", other.err);
    assert_eq!(all[holder].ends(), Some(0), "{what}");
    assert_whole(&lair, &folder, &what);
    assert!(lair.words(&folder).contains("typed by one"), "{what}");
    let opened = lair.journal(&folder).matches("\"ev\":\"opened\"").count();
    assert_eq!(opened, 2, "{what}: only one had it");
}

/// Every edit that was accepted is there; whoever came second is told and may do it again.
fn at_one_bank(trial: usize) {
    const QUESTIONS: [&str; 4] = [
        "th-cross-entropy",
        "cu-disagreement",
        "pr-linear",
        "sd-transcription",
    ];
    let what = format!("trial {trial}, at one bank");
    let lair = Lair::new();
    super::put(&lair.data("banks/good.json"), GOOD.as_bytes());
    let children: Vec<_> = QUESTIONS
        .iter()
        .map(|question| {
            let name = format!("good/{question}");
            let mut command = lair.command(&["bank", "edit", &name, "--file", "prompt"]);
            let script = format!("sh -c 'printf \"\\nby {question}\" >> \"$1\"' editor");
            command.env("EDITOR", script);
            command.spawn().unwrap()
        })
        .collect();
    let mut refused = 0;
    for (child, question) in children.into_iter().zip(QUESTIONS) {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        let text = std::fs::read_to_string(lair.data("banks/good.json")).unwrap();
        if output.status.success() {
            assert!(
                text.contains(&format!("by {question}")),
                "{what}: {question} is lost\n{text}"
            );
        } else {
            refused += 1;
            assert!(said.contains("changed"), "{what}: {said}");
        }
    }
    assert!(refused < QUESTIONS.len(), "{what}: all were refused");
    let check = lair.run(&["bank", "check", "--no-run"], "");
    assert_eq!(check.code, Some(0), "{what}: {}", check.out);
}

/// In a home where nobody has been.
fn at_first(trial: usize) {
    let count = 2 + Draw::new(trial as u64).below(7) as usize;
    let what = format!("trial {trial}, {count} first starts");
    let lair = Lair::new();
    let mut all: Vec<Talking> = (0..count)
        .map(|_| Talking::start(lair.command(QUESTION)))
        .collect();
    for (number, talking) in all.iter_mut().enumerate() {
        talking.say(&format!("typed by {number}\n[hint]\n"));
    }
    for talking in &mut all {
        assert_eq!(talking.ends(), Some(0), "{what}: {}", talking.all);
    }
    let folders = lair.folders();
    assert_eq!(folders.len(), count, "{what}");
    let words: Vec<String> = folders.iter().map(|folder| lair.words(folder)).collect();
    for number in 0..count {
        let mine = format!("typed by {number}");
        assert_eq!(
            words.iter().filter(|words| words.contains(&mine)).count(),
            1,
            "{what}"
        );
    }
    for folder in &folders {
        assert_whole(&lair, folder, &what);
    }
    let state = std::fs::read(lair.path("home/.local/state/hotseat/state.json")).unwrap();
    serde_json::from_slice::<serde_json::Value>(&state).expect(&what);
}

#[test]
fn several_at_once_lose_nothing_of_one_another() {
    let count = trials(6, 100);
    at_once(2, 0..count, |trial| match trial % 3 {
        0 => at_one_session(trial),
        1 => at_one_bank(trial),
        _ => at_first(trial),
    });
    println!("R11: {count} times two to eight at once");
}

/// How long a resume takes until it listens.
fn taken_over(lair: &Lair, folder: &str, what: &str) -> Duration {
    let began: Instant = now();
    let mut talking = Talking::start(lair.command(&["resume", folder, "--plain"]));
    assert!(talking.hears(RESUMED), "{what}: {}", talking.all);
    let took = began.elapsed();
    talking.say("[resume]\nafter it\n");
    assert_eq!(talking.ends(), Some(0), "{what}: {}", talking.all);
    assert!(lair.words(folder).contains("after it"), "{what}");
    assert_whole(lair, folder, what);
    took
}

#[test]
fn a_lock_that_was_left_behind_is_taken_over() {
    let count = trials(1, 20);
    let slowest = std::sync::Mutex::new(Duration::ZERO);
    at_once(2, 0..3 * count, |trial| {
        let lair = lived_in();
        let folder = lair.folders().remove(0);
        let lock = lair.data("sessions").join(&folder).join("lock");
        let text = std::fs::read_to_string(&lock).unwrap();
        let mut holder: serde_json::Value = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
        let what = match trial % 3 {
            0 => {
                let mut talking = Talking::start(lair.command(&["resume", &folder, "--plain"]));
                assert!(talking.hears(RESUMED), "{}", talking.all);
                kill(&talking);
                assert_eq!(talking.ends(), None);
                "its holder was killed"
            }
            1 => {
                // The number belongs to another process by now: this one.
                holder["pid"] = std::process::id().into();
                "its holder's number is another's"
            }
            _ => {
                holder["host"] = "elsewhere".into();
                "its holder was on another machine"
            }
        };
        if trial % 3 > 0 {
            let text = format!("0000000000012000\n{holder}\n");
            super::put(&lock, text.as_bytes());
        }
        let took = taken_over(&lair, &folder, what);
        let mut slowest = slowest.lock().unwrap();
        *slowest = took.max(*slowest);
    });
    let slowest = slowest.into_inner().unwrap();
    println!(
        "R12: {} stale locks, taken over after at most {} ms",
        3 * count,
        slowest.as_millis()
    );
    let limit = Duration::from_secs(if soak() { 1 } else { 10 });
    assert!(slowest <= limit, "{slowest:?}");
}

/// On a file system without locks a session is begun, which is said.
#[test]
fn without_locks_a_session_begins_and_the_lack_is_said() {
    if !works() {
        return;
    }
    for trial in 0..trials(1, 20) {
        let lair = Lair::new();
        let plan = Plan {
            which: Which::Named("flock"),
            at: 1,
            fault: Fault::Error(libc::ENOLCK),
            lasts: Duration::from_mins(1),
        };
        let mut talking = Talking::start(lair.waiting(QUESTION));
        let pid = talking.child.id();
        let thread = follow(pid, &lair.path(""), Some(plan), || talking.say("\n"));
        assert!(talking.hears(READY));
        talking.say("without a lock\n[hint]\n");
        assert!(talking.hears("Hint 1 of"));
        assert_eq!(talking.ends(), Some(0), "{}", talking.all);
        assert!(thread.join().unwrap().hit);
        assert!(
            talking.all.contains("File locks do not work in"),
            "trial {trial}: {}",
            talking.all
        );
        let folder = lair.folders().remove(0);
        assert!(lair.words(&folder).contains("without a lock"));
        assert_whole(&lair, &folder, "without locks");
    }
    println!("R12: {} times without locks", trials(1, 20));
}
