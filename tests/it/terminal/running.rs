//! J4: the program killed, stopped, or left by its terminal while an answer runs that forks, sleeps or prints
//! without end. A second later nothing of the run is there, whoever runs it; a stopped one has stopped its run.
#![cfg(target_os = "linux")]
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use rustix::process::Signal;

use super::stop::assert_shell_works;
use crate::house::{House, NOBODY, may_become_nobody};
use crate::pty::{LONG, Launch, Pty, SUSPEND, now, soak};

const F5: &str = "\x1b[15~";
const BOMB: &str = "import os\n\n\ndef linear_forward(x, W, b):\n    while True:\n        try:\n            if os.fork() == 0:\n                os.setsid()\n        except OSError:\n            pass  # bomb\n";
const SLEEPER: &str = "import time\n\n\ndef linear_forward(x, W, b):\n    time.sleep(60)  # sleeper\n";
/// Slow enough to last for seconds below the limit of output.
const FLOOD: &str = "import time\n\n\ndef linear_forward(x, W, b):\n    while True:\n        print('x' * 4000)\n        time.sleep(0.002)  # flood\n";

/// How long what ran may outlive the program, and what a busy machine may make of that.
const AFTER: Duration = Duration::from_secs(1);
const LATEST: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Kill,
    Term,
    Closed,
    Stopped,
}

const ENDS: [End; 4] = [End::Kill, End::Term, End::Closed, End::Stopped];
const RUNS: [(&str, &str); 3] = [("bomb", BOMB), ("sleeper", SLEEPER), ("flood", FLOOD)];

fn stat(pid: u32) -> Option<(char, u32, u64)> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let rest: Vec<&str> = stat[stat.rfind(')')? + 2..].split(' ').collect();
    Some((
        rest[0].chars().next()?,
        rest[1].parse().ok()?,
        rest[19].parse().ok()?,
    ))
}

fn namespace(pid: u32) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{pid}/ns/pid")).ok()
}

/// All processes there are, by number: their state, parent and start.
fn processes() -> BTreeMap<u32, (char, u32, u64)> {
    let listed = std::fs::read_dir("/proc").unwrap().flatten();
    let numbers = listed.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    numbers.filter_map(|pid| Some((pid, stat(pid)?))).collect()
}

/// What runs below a process: who it was, and in which worlds of processes new ones may appear.
struct Tree {
    members: BTreeSet<(u32, u64)>,
    worlds: BTreeSet<PathBuf>,
}

impl Tree {
    fn below(root: u32) -> Self {
        let all = processes();
        let mut members = BTreeSet::new();
        let mut found = vec![root];
        while let Some(parent) = found.pop() {
            for (pid, (_, of, start)) in &all {
                if *of == parent && members.insert((*pid, *start)) {
                    found.push(*pid);
                }
            }
        }
        let ours = namespace(std::process::id());
        let worlds = members.iter().filter_map(|(pid, _)| namespace(*pid));
        let worlds = worlds.filter(|world| Some(world) != ours.as_ref()).collect();
        Self { members, worlds }
    }

    /// Those of it that are still there, or came after, with their states; the dead that nobody asked after
    /// are none.
    fn left(&self) -> Vec<(u32, char, String)> {
        let all = processes().into_iter();
        all.filter(|(pid, (_, _, start))| {
            self.members.contains(&(*pid, *start))
                || namespace(*pid).is_some_and(|world| self.worlds.contains(&world))
        })
        .filter(|(_, (state, ..))| !matches!(state, 'Z' | 'X'))
        .map(|(pid, (state, ..))| {
            let command = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            (pid, state, command.replace('\0', " ").chars().take(60).collect())
        })
        .collect()
    }
}

/// The program with the answer running, in a shell of its own where it is to be stopped.
fn running(house: &House, answer: &str, end: End, nobody: bool, environment: &str) -> Pty {
    let words = ["start", "--question", "linear-backprop", "--seed", "1"];
    let mut pty = if end == End::Stopped {
        let mut command = if nobody { NOBODY.join(" ") } else { String::new() };
        command.push_str(&format!(" \"$BIN\" {}", words.join(" ")));
        // For its folder; the shell starts it.
        let _ = nobody.then(|| house.hotseat_as_nobody(&words));
        super::stop::under_bash(&command, "Stages", |launch: Launch| {
            launch
                .env("HOME", &house.path())
                .env("TMPDIR", &house.path())
                .env("VIRTUAL_ENV", environment)
                .size(120, 40)
        })
    } else {
        let launch = if nobody {
            house.hotseat_as_nobody(&words)
        } else {
            house.hotseat(&words)
        };
        launch.env("VIRTUAL_ENV", environment).start()
    };
    pty.wait_for("NumPy");
    pty.wait_for("sandboxed");
    pty.send("\x01");
    pty.send(format!("\x1b[200~{answer}\x1b[201~"));
    let last = answer.trim_end().rsplit('\n').next().unwrap().trim();
    pty.wait_for(last);
    pty
}

/// The program's own number: the shell's child where a shell is between.
fn hotseat(pty: &Pty, end: End) -> u32 {
    let own = pty.pid().as_raw_nonzero().get() as u32;
    if end != End::Stopped {
        return own;
    }
    let all = processes();
    let child = all.iter().find(|(_, (_, parent, _))| *parent == own);
    *child.unwrap().0
}

/// One trial; returns how long the run outlived the end.
fn trial(number: usize, end: End, (name, answer): (&str, &str), nobody: bool, environment: &str) -> Duration {
    let what = format!(
        "{number}: {name}, {end:?}, {}",
        if nobody { "nobody" } else { "self" }
    );
    let house = House::new();
    let mut pty = running(&house, answer, end, nobody, environment);
    let root = hotseat(&pty, end);
    pty.send(F5);
    // Some trials fall into its first moments.
    pty.wait_for("run 1   ");
    pty.pass(Duration::from_millis(number as u64 * 37 % 400));
    let tree = Tree::below(root);
    let begin = now();
    match end {
        End::Kill => pty.kill(Signal::KILL),
        End::Term => pty.kill(Signal::TERM),
        End::Closed => pty.hang_up(),
        End::Stopped => pty.send(SUSPEND),
    }
    let moves = |tree: &Tree| {
        let mut left = tree.left();
        if end == End::Stopped {
            left.retain(|(_, state, _)| !matches!(state, 'T' | 't'));
        }
        left
    };
    // What is stopped has to stay so; what sleeps in the system looks still for a moment.
    while !moves(&tree).is_empty() {
        let _ = pty.ended_unread();
        assert!(
            begin.elapsed() < LATEST,
            "{what}: still there: {:?}, of {:?}\n{}",
            moves(&tree),
            tree.members,
            pty.screen().contents()
        );
        pty.pass(Duration::from_millis(5));
    }
    let took = begin.elapsed();
    if end == End::Stopped {
        assert_shell_works(&mut pty, "one");
        // Long enough to be a pause, and to see that what stopped stays so.
        pty.pass(Duration::from_millis(1_300));
        assert_eq!(moves(&tree), [], "{what}");
        pty.send("fg\n");
        pty.wait("the question again", LONG, |pty| {
            pty.screen().alternate_screen() && pty.shows("Stages")
        });
        // It still does what it is asked to: nothing of the stop is in the way of the end.
        pty.send("\x03");
        pty.wait_for("q quit");
        pty.send("q");
        pty.wait("the shell again", LONG, |pty| !pty.screen().alternate_screen());
        pty.wait("nothing left", LONG, |_| tree.left().is_empty());
        let session = house.session();
        let pauses = session["questions"][0]["pauses"].as_array().unwrap().clone();
        assert!(
            pauses.iter().any(|pause| pause["cause"] == "stopped"),
            "{what}: {pauses:?}"
        );
    }
    took
}

#[test]
fn whatever_ends_the_program_while_an_answer_runs_ends_the_run() {
    let Some(environment) = crate::pythons::environment() else {
        return;
    };
    let environment = environment.to_str().unwrap();
    let trials = if soak() { 50 } else { 4 };
    let mut longest: BTreeMap<String, (usize, Duration)> = BTreeMap::new();
    for number in 0..trials {
        let (end, run) = (ENDS[number % 4], RUNS[number / 4 % 3]);
        let run = if soak() { run } else { RUNS[number % 3] };
        let nobody = may_become_nobody() && number % 2 == number / 12 % 2;
        let took = trial(number, end, run, nobody, environment);
        let user = if nobody { "nobody" } else { "self" };
        let seen = longest
            .entry(format!("{end:?}, {}, as {user}", run.0))
            .or_default();
        *seen = (seen.0 + 1, seen.1.max(took));
    }
    for (what, (count, took)) in &longest {
        println!("J4: {what}: {count} cases in {took:?} at most each");
    }
    if soak() {
        assert!(longest.values().all(|(_, took)| *took < AFTER), "{longest:?}");
    }
}
