//! Stopping and going on, as a shell's job.

use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::pty::{LONG, Launch, Pty, READY, START, SUSPEND};

/// Starts hotseat in an interactive shell and waits for what its screen shows.
pub fn under_bash(command: &str, shows: &str, set: impl FnOnce(Launch) -> Launch) -> Pty {
    let shell = Launch::command(&["/bin/bash", "--norc", "--noprofile", "--noediting", "-i"]);
    let mut pty = set(shell.env("PS1", "> ")).start();
    pty.wait_for("> ");
    pty.send(format!("{command}\n"));
    pty.wait(shows, LONG, |pty| {
        pty.shows(shows) && pty.screen().alternate_screen()
    });
    pty
}

/// The same with a theory question at the usual size.
fn job(command: &str) -> Pty {
    under_bash(command, READY, |launch| launch)
}

/// The shell's first child, and its first child in turn where there is one.
fn youngest(pty: &Pty) -> Pid {
    let mut pid = pty.pid();
    loop {
        let number = pid.as_raw_nonzero();
        let children = std::fs::read_to_string(format!("/proc/{number}/task/{number}/children")).unwrap();
        match children.split_whitespace().next() {
            Some(child) => pid = Pid::from_raw(child.parse().unwrap()).unwrap(),
            None => return pid,
        }
    }
}

/// Waits until the shell has the terminal, checks that it is whole, and uses it.
pub fn assert_shell_works(pty: &mut Pty, word: &str) {
    pty.wait_for("Stopped");
    pty.wait("a clean screen", LONG, |pty| pty.left_on().is_empty());
    assert!(!pty.screen().alternate_screen());
    pty.send(format!("echo {word}$((1+1))\n"));
    pty.wait_for(&format!("{word}2"));
}

/// Brings hotseat back and checks that nothing was lost.
fn assert_back(pty: &mut Pty, answer: &str) {
    pty.send("fg\n");
    pty.wait_for(READY);
    pty.wait("the alternate screen", LONG, |pty| {
        pty.screen().alternate_screen()
    });
    assert_eq!(pty.answer(), answer);
}

#[test]
fn it_stops_like_a_job_and_keeps_what_was_read_already() {
    let mut pty = job(START);
    pty.send(format!("abc{SUSPEND}def"));
    assert_shell_works(&mut pty, "one");
    assert_back(&mut pty, "abcdef");
    pty.send(format!("g{SUSPEND}"));
    assert_shell_works(&mut pty, "two");
    assert_back(&mut pty, "abcdefg");
}

#[test]
fn it_stops_together_with_its_parent_in_the_same_job() {
    let mut pty = job(&format!("sh -c '{START}; true'"));
    pty.send(format!("abc{SUSPEND}"));
    assert_shell_works(&mut pty, "one");
    assert_back(&mut pty, "abc");
}

#[test]
fn stopped_from_outside_it_leaves_the_screen_and_comes_back() {
    let mut pty = job(START);
    pty.send("abc");
    pty.wait_for("abc");
    for word in ["one", "two"] {
        kill_process(youngest(&pty), Signal::TSTP).unwrap();
        assert_shell_works(&mut pty, word);
        assert_back(&mut pty, "abc");
    }
    // SIGSTOP cannot be seen coming; the screen is put right when it ends.
    kill_process(youngest(&pty), Signal::STOP).unwrap();
    pty.wait_for("Stopped");
    assert_back(&mut pty, "abc");
}

#[test]
fn in_the_background_it_waits_until_it_is_brought_back() {
    let mut pty = job(START);
    pty.send(format!("abc{SUSPEND}"));
    assert_shell_works(&mut pty, "one");
    pty.send("bg\n");
    pty.send("echo three$((1+1))\n");
    pty.wait_for("three2");
    pty.pass(Duration::from_millis(200));
    assert_eq!(pty.left_on(), [""; 0], "nothing is written from the background");
    assert_back(&mut pty, "abc");
}

#[test]
fn a_session_leader_is_not_frozen() {
    let mut pty = Pty::hotseat();
    pty.send(format!("ab{SUSPEND}cd"));
    pty.wait_for("abcd");
    assert_eq!(pty.answer(), "abcd");
}

#[test]
fn a_resize_while_stopped_is_seen_on_the_way_back() {
    let mut pty = job(START);
    pty.send(format!("abc{SUSPEND}"));
    assert_shell_works(&mut pty, "one");
    pty.resize(70, 20);
    pty.send("fg\n");
    pty.wait_until_painted();
}
