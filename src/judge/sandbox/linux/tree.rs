//! Processes below a process: who they are, what memory they hold, their end.

use std::fs;

use rustix::process::{Pid, Signal, WaitOptions, kill_process};

/// Returns the children of a process, in no order.
pub fn children(pid: i32) -> Vec<i32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for thread in threads.flatten() {
        match fs::read_to_string(thread.path().join("children")) {
            Ok(list) => found.extend(list.split_whitespace().filter_map(|one| one.parse::<i32>().ok())),
            // A kernel without these lists.
            Err(_) if thread.path().join("stat").exists() => return children_by_search(pid),
            Err(_) => {}
        }
    }
    found
}

fn children_by_search(pid: i32) -> Vec<i32> {
    let Ok(all) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    all.flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok())
        .filter(|one| status(*one).is_some_and(|(_, parent)| parent == pid))
        .collect()
}

/// Returns a process's state and its parent.
fn status(pid: i32) -> Option<(char, i32)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in parentheses and may hold any letters.
    let mut rest = stat.rsplit_once(") ")?.1.split(' ');
    let state = rest.next()?.chars().next()?;
    Some((state, rest.next()?.parse().ok()?))
}

/// Returns whether a process runs, sleeps or is stopped: it is there, and not only waited for.
pub fn is_alive(pid: i32) -> bool {
    status(pid).is_some_and(|(state, _)| !matches!(state, 'Z' | 'X'))
}

/// Returns all processes below one, parents before their children.
pub fn descendants(pid: i32) -> Vec<i32> {
    let mut found = children(pid);
    let mut at = 0;
    while at < found.len() {
        for child in children(found[at]) {
            if !found.contains(&child) {
                found.push(child);
            }
        }
        at += 1;
    }
    found
}

/// Ends every process below this one, however they fork: all are stopped before the first is ended, until
/// this process has no child any more. Those whose parent has ended have to come to it (a subreaper).
pub fn end_descendants(own: i32) {
    // More rounds than any tree is deep; one that grows all the while, or cannot be ended, is left then.
    for _ in 0..2_000 {
        let below: Vec<Pid> = descendants(own).into_iter().filter_map(Pid::from_raw).collect();
        for signal in [Signal::STOP, Signal::KILL] {
            for pid in &below {
                // It may have ended by itself.
                let _ = kill_process(*pid, signal);
            }
        }
        // A look at a tree may miss what moves in it: only having no child left says that it is over.
        loop {
            match rustix::process::wait(WaitOptions::NOHANG) {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_) => return,
            }
        }
        let moment = rustix::time::Timespec {
            tv_sec: 0,
            tv_nsec: 500_000,
        };
        let _ = rustix::event::poll(&mut [], Some(&moment));
    }
}

/// Returns the memory that all processes below one hold, in bytes.
///
/// What they share is counted for each while the sum stays under `exact_from`; from there on it is counted
/// once, which takes longer.
pub fn memory(pid: i32, exact_from: u64) -> u64 {
    let all = descendants(pid);
    let sum: u64 = all.iter().filter_map(|pid| resident(*pid)).sum();
    if sum < exact_from {
        return sum;
    }
    all.iter()
        .filter_map(|pid| share(*pid).or_else(|| resident(*pid)))
        .sum()
}

fn resident(pid: i32) -> Option<u64> {
    let pages = fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let pages: u64 = pages.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

/// A process's part of what it shares, and all that it has alone.
fn share(pid: i32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}
