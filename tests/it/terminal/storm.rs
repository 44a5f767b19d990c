//! T2, T6: storms of sizes, of mouse and focus reports, of a key held down, while one types and code runs. Every
//! key arrives, the last size and the last report win, the clock keeps step, memory stays.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::time::Duration;

use crate::house::{House, text_of};
use crate::pty::{LONG, Pty, READY, now, soak};

const F5: &str = "\x1b[15~";
/// Runs for as long as the storm lasts.
const SLOW: &str = "import time\n\n\ndef linear_forward(x, W, b):\n    time.sleep(8)\n";

/// Whether the key line is at the foot of the screen, where a large one has a margin below it.
fn is_painted(pty: &Pty) -> bool {
    let (rows, columns) = pty.screen().size();
    let foot = pty
        .screen()
        .rows(0, columns.get())
        .skip(usize::from(rows.get()) - 2);
    foot.into_iter().any(|row| row.contains("F2 "))
}

/// A programming question with its code running.
fn running(house: &House) -> Option<Pty> {
    let environment = crate::pythons::environment()?;
    let mut pty = house
        .hotseat(&["start", "--question", "linear-backprop", "--seed", "1"])
        .env("VIRTUAL_ENV", environment.to_str().unwrap())
        .start();
    pty.wait_for("NumPy");
    pty.send("\x01");
    pty.send(format!("\x1b[200~{SLOW}\x1b[201~"));
    pty.wait_for("sleep(8)");
    pty.send(F5);
    pty.wait_for("run 1   ");
    Some(pty)
}

/// Two seconds of 1,000 sizes with a key at every twentieth; returns how long the last size took to be painted.
fn sizes(pty: &mut Pty) -> Duration {
    let begin = now();
    for turn in 0..1_000_u16 {
        pty.resize(80 + turn % 60, 24 + turn % 20);
        if turn % 20 == 19 {
            pty.send("k");
        }
        let due = begin + Duration::from_millis(2) * u32::from(turn + 1);
        pty.pass(due.saturating_duration_since(now()));
    }
    // The last one is larger, so that no row of it was ever painted by another.
    pty.resize(150, 50);
    let last = now();
    pty.wait("the last size", LONG, |pty| is_painted(pty));
    last.elapsed()
}

#[test]
fn a_storm_of_sizes_while_one_types_and_code_runs_loses_no_key_and_ends_in_the_last_size() {
    let trials = if soak() { 10 } else { 1 };
    let mut painted = Vec::new();
    for trial in 0..trials {
        let house = House::new();
        let Some(mut pty) = running(&house) else {
            return;
        };
        painted.push(sizes(&mut pty));
        assert_eq!(pty.answer(), format!("{SLOW}{}", "k".repeat(50)), "{trial}");
        pty.send("\x03");
        pty.wait_for("q quit");
        pty.send("q");
        assert_eq!(pty.ended(LONG).code, 0, "{trial}");
        let journal = house.journal();
        let ran = journal.lines().filter(|line| line.contains("\"ev\":\"ran\""));
        assert!(ran.count() <= 1, "{trial}");
    }
    painted.sort();
    println!(
        "T2: {trials} cases in {:?} at most until the last size is painted: {painted:?}",
        painted.last().unwrap()
    );
    let due = Duration::from_millis(if soak() { 100 } else { 3_000 });
    assert!(painted.iter().all(|took| *took <= due), "{painted:?}");
}

/// What the title's clock says, in seconds.
fn clock(pty: &Pty) -> Option<u64> {
    let screen = pty.screen().contents();
    let words: Vec<&str> = screen.split_whitespace().collect();
    let at = words.windows(2).find(|pair| pair[1] == "left")?[0];
    let (minutes, seconds) = at.split_once(':')?;
    Some(minutes.parse::<u64>().ok()? * 60 + seconds.parse::<u64>().ok()?)
}

/// Resident memory in KiB.
fn memory(pty: &Pty) -> u64 {
    let status = std::fs::read_to_string(pty.proc("status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

struct Flood {
    what: &'static str,
    /// How many come in a hundredth of a second.
    each: usize,
    report: fn(usize) -> String,
    /// What is typed by them.
    types: &'static str,
}

const FLOODS: [Flood; 3] = [
    Flood {
        what: "mouse",
        each: 100,
        report: |turn| format!("\x1b[<35;{};{}M", turn % 118 + 1, turn % 38 + 1),
        types: "",
    },
    Flood {
        what: "focus",
        each: 100,
        report: |turn| if turn % 2 == 0 { "\x1b[O" } else { "\x1b[I" }.to_owned(),
        types: "",
    },
    Flood {
        what: "a key held down",
        each: 10,
        report: |_| "k".to_owned(),
        types: "k",
    },
];

#[test]
fn floods_of_reports_and_of_a_key_leave_the_clock_in_step_and_memory_as_it_was() {
    let (trials, seconds) = if soak() { (5, 10) } else { (1, 2) };
    for flood in &FLOODS {
        let (mut latest, mut most, mut worst) = (Duration::ZERO, 0, 0.0_f64);
        for trial in 0..trials {
            let house = House::new();
            let mut pty = house
                .hotseat(&["start", "--question", "th-logsumexp", "--seed", "1"])
                .start();
            pty.wait_for(READY);
            pty.send("a");
            pty.wait_for("1 word");
            let before = memory(&pty);
            // From the moment the clock changes, so that its seconds are whole.
            let first = clock(&pty).unwrap();
            pty.wait("the next second", LONG, |pty| clock(pty) == Some(first - 1));
            let begin = now();
            let mut count = 0;
            for step in 0..seconds * 100_u32 {
                let burst: String = (0..flood.each).map(|turn| (flood.report)(count + turn)).collect();
                count += flood.each;
                pty.send(&burst);
                let due = begin + Duration::from_millis(10) * (step + 1);
                // Also where this test itself is late: a screen nobody reads says what it said.
                let rest = due.saturating_duration_since(now());
                pty.pass(rest.max(Duration::from_millis(1)));
                let shown = clock(&pty).unwrap();
                let is = begin.elapsed().as_secs_f64();
                worst = worst.max(is - (first - 1 - shown) as f64);
            }
            let took = begin.elapsed();
            pty.send("z");
            let last = now();
            house.wait_for_journal(&mut pty, "z");
            pty.wait("the last key", LONG, |pty| pty.screen().contents().contains('z'));
            latest = latest.max(last.elapsed());
            most = most.max(memory(&pty).saturating_sub(before));
            let expected = format!("a{}z", flood.types.repeat(count));
            let answer = pty.answer();
            let end = answer.len().saturating_sub(80);
            assert!(
                answer == expected,
                "{}, {trial}: {} characters for {}, at their end {:?}",
                flood.what,
                answer.len(),
                expected.len(),
                answer.get(end..)
            );
            pty.quit();
            assert_eq!(pty.ended(LONG).code, 0);
            let session = house.session();
            assert_eq!(text_of(&session["questions"][0], "main"), expected);
            assert!(
                took < Duration::from_secs(u64::from(seconds) * 2),
                "the program does not keep up: {took:?}"
            );
        }
        println!(
            "T6: {}: {trials} cases in {latest:?} at most from the last key to the journal, clock {worst:.2} s behind, {most} KiB more",
            flood.what
        );
        // A clock of whole seconds lags by up to one.
        assert!(worst < if soak() { 1.5 } else { 3.0 }, "{}: {worst}", flood.what);
        assert!(most < 50 * 1024, "{}: {most} KiB", flood.what);
    }
}
