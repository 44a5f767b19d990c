//! The index of past sessions: whatever happened to its file or to the sessions, it answers as a scan of
//! sessions that were just folded does.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::cell::Cell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Barrier};

use hotseat::domain::event::{Event, Record};
use hotseat::domain::loops::Pressure;
use hotseat::domain::search::{Asked, Found, Query, Searched, documents, scan};
use hotseat::storage::disk::{Disk, RealDisk};
use hotseat::storage::index::{Index, Unfinished};
use hotseat::storage::journal::encode;
use hotseat::storage::sessions;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tempfile::TempDir;

use crate::journal::build::{self, Script};
use crate::journal::disk::{Fault, FaultyDisk, Plan};

/// Words that answers are made of: several scripts, cases and accents, some that begin alike.
const WORDS: &[&str] = &[
    "loss",
    "Losses",
    "lost",
    "softmax",
    "Soft",
    "naïve",
    "cafe\u{301}",
    "ＫＶ",
    "交叉熵",
    "熵",
    "が",
    "👩‍🔬",
    "👍🏽",
    "∂L/∂z",
    "cross-entropy",
    "x_t",
    "log",
    "it's",
    "STRASSE",
    "straße",
    "1e-4",
    "\n\n",
    "—",
    "\u{1b}[31m",
    "é",
    "e",
];

struct Home {
    home: TempDir,
}

impl Home {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("sessions")).unwrap();
        Self { home }
    }

    fn root(&self) -> PathBuf {
        self.home.path().join("sessions")
    }

    fn file(&self) -> PathBuf {
        self.home.path().join("cache/search")
    }

    fn open(&self) -> Index {
        Index::open(&self.root(), &self.file())
    }

    /// Puts a session there, or in place of one.
    fn put(&self, folder: &str, records: &[Record]) {
        let dir = self.root().join(folder);
        std::fs::create_dir_all(dir.join("questions")).unwrap();
        let (name, bytes) = build::fixture_snapshot();
        RealDisk
            .replace(&dir.join("questions").join(name), &bytes)
            .unwrap();
        let bytes: Vec<u8> = records.iter().flat_map(encode).collect();
        RealDisk.replace(&dir.join("journal.jsonl"), &bytes).unwrap();
    }

    /// What the index has to answer.
    fn truth(&self, query: &str, most: usize) -> Found {
        let all: Vec<Searched> = sessions::list(&self.root())
            .unwrap()
            .iter()
            .map(|summary| read(&self.root(), &summary.folder))
            .collect();
        scan(&Query::new(query), &all, most)
    }

    #[track_caller]
    fn check(&self, index: &mut Index, query: &str) {
        let truth = self.truth(query, 10);
        assert_eq!(search(index, query, 10), Ok(truth), "{query}");
    }
}

fn read(root: &Path, folder: &str) -> Searched {
    match sessions::load(root, folder) {
        Ok(loaded) => documents(folder, &loaded.session(), |name| {
            loaded
                .questions
                .get(name)
                .map(|snapshot| Asked::of(&snapshot.question))
        }),
        Err(_) => Searched {
            folder: folder.to_owned(),
            ..Searched::default()
        },
    }
}

fn search(index: &mut Index, query: &str, most: usize) -> Result<Found, Unfinished> {
    index.search(&Query::new(query), most, &mut || false)
}

/// Reads what changed; returns how many sessions were read and whether anything changed.
fn refresh(index: &mut Index, disk: &impl Disk) -> (usize, bool) {
    let mut read = 0;
    let changed = index
        .refresh(disk, &mut |_, _| {
            read += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    (read, changed)
}

/// A session of one answer with notes on it and on the session.
fn session(minute: usize, answer: &str, note: &str) -> Vec<Record> {
    let mut script = Script::new(Pressure::Relaxed, vec![build::round(&["th-ce", "th-lse"])]);
    script.then(0, Event::RoundStarted { round: 0 });
    script.then(
        0,
        build::ask(
            0,
            if minute.is_multiple_of(3) {
                "th-lse"
            } else {
                "th-ce"
            },
        ),
    );
    script.then(500, Event::Entered { field: "main".into() });
    script.types("main", answer);
    script.then(10, Event::FollowUpShown { id: "mse".into() });
    script.then(10, build::edit("follow_up.mse", 0, "", note));
    script.then(10, build::done());
    script.then(
        10,
        Event::Noted {
            question: None,
            text: format!("{note} again"),
        },
    );
    let mut records = script.records;
    for record in &mut records {
        record.at = record
            .at
            .saturating_add(jiff::SignedDuration::from_mins(minute as i64 / 2));
    }
    records
}

fn folder(number: usize) -> String {
    format!("2026-11-23-2114-first-{number:04x}")
}

fn text(words: &[usize]) -> String {
    let words: Vec<&str> = words.iter().map(|word| WORDS[word % WORDS.len()]).collect();
    words.join(" ")
}

#[test]
fn the_index_answers_as_a_scan_of_the_sessions_does() {
    let words = || prop::collection::vec(0..WORDS.len(), 0..12);
    let history = prop::collection::vec((words(), words()), 0..12);
    let queries = prop::collection::vec(
        (
            prop::collection::vec(0..WORDS.len(), 1..3),
            any::<bool>(),
            0..6_usize,
        ),
        1..24,
    );
    let mut runner = TestRunner::new(Config::with_cases(48));
    runner
        .run(&(history, queries, 1..12_usize), |(history, queries, most)| {
            let home = Home::new();
            for (number, (answer, note)) in history.iter().enumerate() {
                home.put(&folder(number), &session(number, &text(answer), &text(note)));
            }
            let mut index = home.open();
            refresh(&mut index, &RealDisk);
            // From the file, as another program finds it.
            let mut again = home.open();
            prop_assert_eq!(refresh(&mut again, &RealDisk), (0, false));
            for (words, quoted, cut) in &queries {
                let mut query = text(words);
                if *quoted {
                    query = format!("\"{query}\"");
                }
                let cut = query.floor_char_boundary(query.len().saturating_sub(*cut));
                let query = &query[..cut];
                let truth = Ok(home.truth(query, most));
                prop_assert_eq!(&search(&mut index, query, most), &truth, "{}", query);
                prop_assert_eq!(&search(&mut again, query, most), &truth, "{}", query);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn only_sessions_that_changed_are_read_again() {
    read_again(u64::MAX, 0);
}

#[test]
fn a_long_file_is_not_written_again_for_a_few_sessions() {
    read_again(0, 3);
}

/// `small`: whether the file is short; `unwritten`: sessions another program has to read as well.
fn read_again(small: u64, unwritten: usize) {
    let home = Home::new();
    for number in 0..5 {
        home.put(&folder(number), &session(number, "the loss falls", "note"));
    }
    let mut index = home.open().small(small);
    assert_eq!(refresh(&mut index, &RealDisk), (5, true));
    assert_eq!(refresh(&mut index, &RealDisk), (0, false));
    assert_eq!(index.sessions(), 5);
    // One more, one fewer, one that goes on, one whose journal went on in a second file.
    home.put(&folder(7), &session(7, "the softmax shifts", "note"));
    std::fs::remove_dir_all(home.root().join(folder(0))).unwrap();
    home.put(&folder(1), &session(1, "the loss rises", "note"));
    let dir = home.root().join(folder(2));
    let mut records = session(2, "the loss falls", "note");
    let last = records.len();
    records.push(Record {
        seq: last as u64 + 1,
        event: Event::Noted {
            question: None,
            text: "a second thought".to_owned(),
        },
        ..records[last - 1].clone()
    });
    RealDisk
        .replace(&dir.join("journal.2.jsonl"), &encode(&records[last]))
        .unwrap();
    assert_eq!(refresh(&mut index, &RealDisk), (3, true));
    assert_eq!(refresh(&mut index, &RealDisk), (0, false));
    let mut again = home.open().small(small);
    assert_eq!(refresh(&mut again, &RealDisk), (unwritten, unwritten > 0));
    for index in [&mut index, &mut again] {
        assert_eq!(index.sessions(), 5);
        for query in [
            "loss",
            "softmax",
            "rises",
            "falls",
            "thought",
            "note",
            "th-lse",
            "First inter",
        ] {
            home.check(index, query);
        }
    }
    assert_eq!(
        search(&mut index, "thought", 10).unwrap().hits[0].folder,
        folder(2)
    );
    // Another change of one that is held, and its end.
    home.put(&folder(7), &session(7, "the softmax overflows", "note"));
    assert_eq!(refresh(&mut index, &RealDisk), (1, true));
    home.check(&mut index, "softmax over");
    std::fs::remove_dir_all(home.root().join(folder(7))).unwrap();
    assert_eq!(refresh(&mut index, &RealDisk), (0, true));
    home.check(&mut index, "softmax");
    // So many that it is worth it.
    for number in 100..165 {
        home.put(&folder(number), &session(number, "so many losses", "note"));
    }
    assert_eq!(refresh(&mut index, &RealDisk), (65, true));
    let mut again = home.open();
    assert_eq!(refresh(&mut again, &RealDisk), (0, false));
    home.check(&mut again, "many");
    home.check(&mut index, "many");
}

#[test]
fn what_is_no_session_is_passed_over_and_a_damaged_one_hides_no_other() {
    let home = Home::new();
    home.put(&folder(1), &session(1, "the loss falls", "note"));
    home.put(&folder(2), &session(2, "the loss falls", "note"));
    std::fs::create_dir(home.root().join("empty")).unwrap();
    RealDisk.replace(&home.root().join("a file"), b"loss").unwrap();
    let newer = home.root().join(folder(3));
    std::fs::create_dir(&newer).unwrap();
    RealDisk
        .replace(&newer.join("journal.jsonl"), b"{\"v\":9,\"loss\":1}\n")
        .unwrap();
    RealDisk
        .replace(
            &home.root().join(folder(2)).join("journal.jsonl"),
            b"loss\n\xff\xfe\n",
        )
        .unwrap();
    let mut index = home.open();
    assert_eq!(refresh(&mut index, &RealDisk), (3, true));
    assert_eq!(refresh(&mut index, &RealDisk), (0, false));
    home.check(&mut index, "loss");
    assert_eq!(search(&mut index, "loss", 10).unwrap().hits.len(), 1);
}

#[test]
fn a_file_damaged_anywhere_is_made_again() {
    let home = Home::new();
    for number in 0..6 {
        let answer = text(&(number..number + 9).collect::<Vec<_>>());
        home.put(&folder(number), &session(number, &answer, "softmax of the loss"));
    }
    refresh(&mut home.open(), &RealDisk);
    let whole = std::fs::read(home.file()).unwrap();
    let queries = ["loss", "\"of the\"", "s", "交叉", "first", "th-lse"];
    let truths: Vec<Found> = queries.iter().map(|query| home.truth(query, 10)).collect();
    let repaired = Cell::new(0);
    let checks = |bytes: &[u8], what: &str| {
        RealDisk.replace(&home.file(), bytes).unwrap();
        let mut index = home.open();
        refresh(&mut index, &RealDisk);
        for (query, truth) in queries.iter().zip(&truths) {
            let found = search(&mut index, query, 10).or_else(|unfinished| {
                assert_eq!(unfinished, Unfinished::Damaged);
                assert_eq!(refresh(&mut index, &RealDisk), (6, true));
                search(&mut index, query, 10)
            });
            assert_eq!(found.as_ref(), Ok(truth), "{query}, {what}");
        }
        let same = std::fs::read(home.file()).unwrap() == whole;
        repaired.set(repaired.get() + usize::from(same));
    };
    let mut all = 0;
    for at in (0..whole.len()).step_by(64).chain([whole.len() - 1]) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        checks(&damaged, &format!("byte {at} is another"));
        checks(&whole[..at], &format!("it ends before byte {at}"));
        all += 2;
    }
    // A text of which nothing was shown may stay damaged: what is shown of it is checked then.
    let repaired = repaired.get();
    assert!(repaired * 2 > all, "{repaired} of {all}");
    let mut newer = whole.clone();
    newer[15] += 1;
    checks(&newer, "its format is newer");
    checks(b"SQLite format 3\0", "it is something else");
    checks(&[0; 4096], "it is nothing");
    checks(b"", "it is empty");
}

#[test]
fn the_index_of_another_folder_is_not_taken_for_this_one() {
    let (one, other) = (Home::new(), Home::new());
    one.put(&folder(1), &session(1, "the loss falls", "note"));
    other.put(&folder(1), &session(1, "the softmax falls", "note"));
    refresh(&mut one.open(), &RealDisk);
    std::fs::create_dir_all(other.file().parent().unwrap()).unwrap();
    std::fs::copy(one.file(), other.file()).unwrap();
    let mut index = other.open();
    assert_eq!(index.sessions(), 0);
    refresh(&mut index, &RealDisk);
    other.check(&mut index, "loss");
    other.check(&mut index, "softmax");
}

#[test]
fn where_nothing_can_be_written_it_works_in_memory() {
    let home = Home::new();
    for number in 0..4 {
        home.put(&folder(number), &session(number, "the loss falls", "note"));
    }
    let fails = |fault, at| {
        FaultyDisk::new(Plan {
            fault,
            at,
            lasts: usize::MAX,
        })
    };
    let disk = fails(Fault::ReadOnly, 0);
    let mut index = home.open();
    assert_eq!(refresh(&mut index, &disk), (4, true));
    assert!(!home.file().exists());
    home.check(&mut index, "loss");
    assert_eq!(refresh(&mut index, &disk), (0, false));
    home.put(&folder(9), &session(9, "one more loss", "note"));
    assert_eq!(refresh(&mut index, &disk), (1, true));
    home.check(&mut index, "loss");
    // There is a folder for it, and no room.
    let disk = fails(Fault::Full, 1);
    let mut index = home.open();
    refresh(&mut index, &disk);
    home.check(&mut index, "loss");
}

#[test]
fn two_programs_at_once_do_each_other_no_harm() {
    let home = Arc::new(Home::new());
    for number in 0..8 {
        home.put(&folder(number), &session(number, "the loss falls", "note"));
    }
    for round in 0..6 {
        home.put(&folder(20 + round), &session(round, "one more loss", "note"));
        let barrier = Arc::new(Barrier::new(3));
        let programs: Vec<_> = (0..3)
            .map(|_| {
                let (home, barrier) = (Arc::clone(&home), Arc::clone(&barrier));
                std::thread::Builder::new()
                    .spawn(move || {
                        let mut index = home.open();
                        barrier.wait();
                        refresh(&mut index, &RealDisk);
                        home.check(&mut index, "loss");
                        home.check(&mut index, "more");
                    })
                    .unwrap()
            })
            .collect();
        for program in programs {
            program.join().unwrap();
        }
        let mut index = home.open();
        assert_eq!(refresh(&mut index, &RealDisk), (0, false));
        home.check(&mut index, "more");
    }
    let left: Vec<_> = std::fs::read_dir(home.file().parent().unwrap())
        .unwrap()
        .collect();
    assert_eq!(left.len(), 1, "no file of theirs is left: {left:?}");
}

#[test]
fn one_that_is_stopped_changes_nothing() {
    let home = Home::new();
    for number in 0..4 {
        home.put(&folder(number), &session(number, "the loss falls", "note"));
    }
    let mut index = home.open();
    let mut told = Vec::new();
    let stopped = index.refresh(&RealDisk, &mut |done, total| {
        told.push((done, total));
        if done == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert!(!stopped.unwrap());
    assert_eq!(told, [(0, 4), (1, 4), (2, 4)]);
    assert_eq!(index.sessions(), 0);
    let left = std::fs::read_dir(home.file().parent().unwrap()).unwrap().count();
    assert_eq!(left, 0);
    assert_eq!(refresh(&mut index, &RealDisk), (4, true));
    let query = Query::new("loss");
    assert_eq!(index.search(&query, 10, &mut || true), Err(Unfinished::Stopped));
    home.check(&mut index, "loss");
}

#[test]
fn without_sessions_nothing_is_written() {
    let home = Home::new();
    let mut index = home.open();
    assert_eq!(refresh(&mut index, &RealDisk), (0, false));
    assert_eq!(search(&mut index, "loss", 10), Ok(Found::default()));
    std::fs::remove_dir(home.root()).unwrap();
    assert_eq!(refresh(&mut index, &RealDisk), (0, false));
    assert!(!home.file().parent().unwrap().exists());
}
