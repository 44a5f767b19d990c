//! T4, I9: the terminal vanishes, or takes no more bytes. What was typed is on disk, at once where the terminal
//! is gone, as ever where it only does not read; the program ends or waits, and neither costs anything.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rustix::event::{Timespec, poll};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::house::{House, text_of};
use crate::pty::{Control, LONG, Launch, Pty, READY, now, soak};

/// How soon the program has to be gone. Beside other tests a machine of two processors needs longer.
fn soon() -> Duration {
    Duration::from_millis(if soak() { 1_000 } else { 3_000 })
}

/// The same where the watchdog has to give the terminal back.
fn stuck_soon() -> Duration {
    Duration::from_millis(if soak() { 1_500 } else { 5_000 })
}

fn question(house: &House) -> Launch {
    house.hotseat(&["start", "--question", "th-logsumexp", "--seed", "1"])
}

/// Waits without reading what the program writes.
fn wait_unread(what: &str, within: Duration, mut met: impl FnMut() -> bool) {
    let end = now() + within;
    while !met() {
        assert!(now() < end, "waited in vain for {what}");
        turn();
    }
}

fn turn() {
    let step = Timespec {
        tv_sec: 0,
        tv_nsec: 1_000_000,
    };
    let _ = poll(&mut [], Some(&step));
}

fn is_gone(pid: Pid) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    // A dead process whose parent has not asked after it is gone too.
    test_kill_process(pid).is_err() || stat.is_ok_and(|stat| stat.contains(") Z "))
}

/// The hotseat among the processes below this one.
fn hotseat_below(pid: Pid) -> Option<Pid> {
    let number = pid.as_raw_nonzero();
    let name = std::fs::read_to_string(format!("/proc/{number}/comm")).unwrap_or_default();
    if name.trim() == "hotseat" {
        return Some(pid);
    }
    let children = std::fs::read_to_string(format!("/proc/{number}/task/{number}/children"));
    let children = children.unwrap_or_default();
    let mut children = children.split_whitespace().filter_map(|child| child.parse().ok());
    children.find_map(|child| hotseat_below(Pid::from_raw(child)?))
}

/// The answer as the program tells it afterwards.
fn answer(house: &House) -> String {
    text_of(&house.session()["questions"][0], "main").to_owned()
}

/// One way in which a terminal vanishes: how the program is started in it, and what takes it away. Returns
/// how long the program outlived it.
fn vanishes(way: &str, trial: usize) -> Duration {
    let house = House::new();
    let typed = format!("typed{trial}");
    let words = "start --question th-logsumexp --seed 1";
    let relayed = |command: &[&str]| Launch::command(command).env("HOME", &house.path()).size(120, 40);
    let socket = house.folder().join("tmux");
    let socket = socket.to_str().unwrap();
    let inside = format!("exec \"$BIN\" {words}");
    let launch = match way {
        "closed" => question(&house),
        "closed, no SIGHUP" => question(&house).control(Control::None),
        "closed, SIGHUP ignored" => relayed(&["/bin/sh", "-c", &format!("trap '' HUP; {inside}")]),
        "the relay killed" => relayed(&["/usr/bin/script", "-q", "-c", &inside, "/dev/null"]),
        _ => relayed(&[
            "/usr/bin/tmux",
            "-f",
            "/dev/null",
            "-S",
            socket,
            "new-session",
            &inside,
        ]),
    };
    let mut pty = launch.start();
    pty.wait_for(READY);
    let pid = match way {
        "tmux kill-session" => {
            let told = tmux(socket, &["display-message", "-p", "#{pane_pid}"]);
            Pid::from_raw(told.trim().parse().unwrap()).unwrap()
        }
        _ => hotseat_below(pty.pid()).unwrap(),
    };
    pty.send(&typed);
    pty.wait_for(&typed);
    let begin = now();
    match way {
        "the relay killed" => kill_process(pty.pid(), Signal::KILL).unwrap(),
        "tmux kill-session" => {
            tmux(socket, &["kill-session"]);
        }
        _ => pty.hang_up(),
    }
    wait_unread("the end", LONG, || {
        // The harness is the parent of some: it has to ask after them.
        let _ = pty.ended_unread();
        is_gone(pid)
    });
    let took = begin.elapsed();
    assert!(took < soon(), "{way}, {trial}: {took:?}");
    assert_eq!(answer(&house), typed, "{way}, {trial}");
    took
}

fn tmux(socket: &str, words: &[&str]) -> String {
    let output = Command::new("/usr/bin/tmux")
        .args(["-S", socket])
        .args(words)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn whatever_takes_the_terminal_away_what_was_typed_is_on_disk_and_the_program_gone() {
    let trials = if soak() { 10 } else { 1 };
    for way in [
        "closed",
        "closed, no SIGHUP",
        "closed, SIGHUP ignored",
        "the relay killed",
        "tmux kill-session",
    ] {
        let tool = match way {
            "the relay killed" => "/usr/bin/script",
            "tmux kill-session" => "/usr/bin/tmux",
            _ => "/bin/sh",
        };
        if !Path::new(tool).exists() {
            crate::pythons::missing(&format!("{tool} is not there, so T4 leaves out «{way}»"));
            continue;
        }
        let longest = (0..trials).map(|trial| vanishes(way, trial)).max();
        println!("T4: {way}: {trials} cases in {longest:?} at most each");
    }
}

/// Bytes that a terminal of the system holds at least, unread.
const QUEUE: usize = 16 * 1024;

/// Types until the terminal has taken all it takes while nobody reads; returns what was typed.
fn stick(pty: &mut Pty) -> String {
    let mut typed = String::new();
    for step in 0..60 {
        // Each size is a whole frame, and a terminal holds a few of them.
        pty.resize(190 + step % 2, 60);
        assert_eq!(pty.offer(b"k"), 1, "keys are not read any more");
        typed.push('k');
        let end = now() + LONG;
        while pty.unread() > 0 {
            assert!(now() < end, "keys are not read while the terminal does not");
            turn();
        }
        for _ in 0..10 {
            turn();
        }
    }
    typed
}

/// A screen full of text, so that a frame is long.
fn full_page(house: &House) -> (Pty, String) {
    let mut pty = question(house).size(200, 60).ready();
    let page = format!("{}\n", "x".repeat(199)).repeat(60);
    pty.send(format!("\x1b[200~{}\x1b[201~", page.replace('\n', "\r")));
    pty.wait_for("xxxxxxxxxx");
    house.wait_for_journal(&mut pty, "xxxxxxxxxx");
    let typed = stick(&mut pty);
    (pty, page + &typed)
}

#[test]
fn a_terminal_that_does_not_read_holds_up_neither_keys_nor_journal_and_costs_nothing() {
    let trials = if soak() { 10 } else { 1 };
    let (mut longest, mut dearest) = (Duration::ZERO, 0.0_f64);
    for trial in 0..trials {
        let house = House::new();
        let (mut pty, text) = full_page(&house);
        let begin = now();
        let word = format!("blind{trial}");
        assert_eq!(pty.offer(word.as_bytes()), word.len());
        wait_unread("what was typed blind in the journal", LONG, || {
            house.journal().contains(&word)
        });
        longest = longest.max(begin.elapsed());
        let (before, begin) = (pty.cpu(), now());
        wait_unread("time", Duration::from_secs(5), || {
            begin.elapsed() > Duration::from_secs(3)
        });
        dearest = dearest.max(pty.cpu().saturating_sub(before).as_secs_f64() / begin.elapsed().as_secs_f64());
        // It reads again: what was typed blind is there, after what the terminal held and no more than a frame.
        let from = pty.raw().len();
        pty.wait_for(&word);
        let caught_up = pty.raw().len() - from;
        assert!(
            (QUEUE..3 * QUEUE).contains(&caught_up),
            "{caught_up} bytes were under way"
        );
        pty.quit();
        assert_eq!(pty.ended(LONG).code, 0);
        assert!(pty.left_on().is_empty(), "{:?}", pty.left_on());
        assert_eq!(answer(&house), text + &word);
    }
    println!(
        "T4: does not read: {trials} cases in {longest:?} at most from key to journal, {:.2} % of a processor",
        dearest * 100.0
    );
    // Typing is recorded 0.4 s after the keystroke.
    let due = if soak() { Duration::from_secs(1) } else { LONG };
    assert!(longest < due, "{longest:?}");
    assert!(dearest < if soak() { 0.01 } else { 0.1 }, "{dearest}");
}

#[test]
fn a_terminal_that_does_not_read_lets_the_program_end_with_everything_kept() {
    let trials = if soak() { 10 } else { 1 };
    for (way, code) in [("TERM", 143), ("hang-up", 129)] {
        let mut longest = Duration::ZERO;
        for trial in 0..trials {
            let house = House::new();
            let (mut pty, text) = full_page(&house);
            // Longer than what its timers tell it meanwhile, eight bytes each.
            let word = format!("last{trial:0>36}");
            let read = pty.read_so_far();
            assert_eq!(pty.offer(word.as_bytes()), word.len());
            // What a terminal has not handed on yet is lost with it. Typing is recorded 0.4 s after the keystroke,
            // so the end still finds it unrecorded.
            wait_unread("the keys read", LONG, || {
                pty.read_so_far() >= read + word.len() as u64
            });
            let before = pty.settings().1;
            let begin = now();
            match way {
                "TERM" => pty.kill(Signal::TERM),
                _ => pty.hang_up(),
            }
            let mut ended = None;
            wait_unread("the end", LONG, || {
                ended = pty.ended_unread();
                ended.is_some()
            });
            longest = longest.max(begin.elapsed());
            assert_eq!(ended.unwrap().code, code, "{way}");
            assert!(longest < stuck_soon(), "{way}, {trial}: {longest:?}");
            if way == "TERM" {
                assert_eq!(pty.settings().0, before);
            }
            assert_eq!(answer(&house), text + &word, "{way}, {trial}");
        }
        println!("I9: does not read, then {way}: {trials} cases in {longest:?} at most each");
    }
}
