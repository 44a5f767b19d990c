//! R1, R12: a process that appends is killed with SIGKILL at some moment. Everything it was told is
//! saved is there, what is there is a prefix, its lock is free at once, and the session goes on.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command as Process, Stdio};
use std::sync::mpsc::channel;

use hotseat::domain::event::{Event, Record};
use hotseat::runtime::journal::{Command, JournalReply, JournalThread};
use hotseat::storage::disk::RealDisk;
use hotseat::storage::sessions::{self, Locking};

use super::{FOLDER, build, holder, ms};

const DIR: &str = "HOTSEAT_TEST_KILL";

/// Types one key a record for ever; every eighth is a hint, which must be on disk before it is told.
fn key(seq: u64) -> Record {
    let mut record = build::theory().swap_remove(0);
    record.seq = seq;
    record.mono = ms(seq);
    record.event = if seq.is_multiple_of(8) {
        Event::HintTaken { hint: seq as usize }
    } else {
        build::edit("main", 0, "", "x")
    };
    record
}

#[test]
#[ignore = "the process that is killed; started by the test below"]
fn child_that_types() {
    #[expect(
        clippy::disallowed_methods,
        reason = "how the parent tells its child the folder"
    )]
    let Some(dir) = std::env::var_os(DIR) else { return };
    let (sender, replies) = channel();
    let thread = JournalThread::spawn(
        RealDisk,
        dir.into(),
        holder(77),
        || ms(0),
        move |reply| {
            let _ = sender.send(reply);
        },
    )
    .unwrap();
    let mut out = std::io::stdout();
    thread
        .send(Command::Begin {
            folder: FOLDER.into(),
        })
        .unwrap();
    for block in 0.. {
        for seq in block * 8 + 1..=block * 8 + 8 {
            thread.send(Command::Append(FOLDER.to_owned(), key(seq))).unwrap();
            thread.send(Command::Heartbeat(ms(seq))).unwrap();
        }
        let JournalReply::Saved(_, seq) = replies.recv().unwrap() else {
            continue;
        };
        writeln!(out, "\nsaved {seq}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
#[cfg(unix)]
fn a_killed_writer_loses_nothing_it_was_told_is_saved() {
    for round in 0..10_usize {
        let root = tempfile::tempdir().unwrap();
        let program = std::env::current_exe().unwrap();
        let mut child = Process::new(program)
            .args([
                "journal::kill::child_that_types",
                "--exact",
                "--ignored",
                "--nocapture",
            ])
            .env(DIR, root.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let told = lines
            .map_while(Result::ok)
            .filter_map(|line| line.strip_prefix("saved ")?.parse::<u64>().ok());
        let saved = told.take(1 + round * 5).last().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let opened = sessions::open(&RealDisk, root.path(), FOLDER, &holder(2), Locking::Required).unwrap();
        let records = opened.loaded.records;
        assert!(records.len() as u64 >= saved, "{} of {saved}", records.len());
        for (record, seq) in records.iter().zip(1..) {
            assert_eq!(*record, key(seq));
        }
        assert!(opened.loaded.problems.is_empty(), "{:?}", opened.loaded.problems);
    }
}
