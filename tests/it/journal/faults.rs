//! A disk that fails at every single call, in every way: nothing is lost while the program lives, nothing
//! is called saved that is not, and what follows the fault is in order (P2, P6; R8, R9).

use std::time::Duration;

use hotseat::domain::event::{Event, Record};
use hotseat::storage::disk::{Append, Disk, RealDisk};
use hotseat::storage::journal::{self, Outcome, Writer};
use hotseat::storage::sessions::{self, Locking};

use super::disk::{Fault, FaultyDisk, Plan};
use super::{FOLDER, build, holder, ms};

struct Run {
    root: tempfile::TempDir,
    outcomes: Vec<Outcome>,
    saved: u64,
}

/// Begins a session, appends every record, and goes on until all is saved or `patience` has passed.
fn run(disk: &FaultyDisk, records: &[Record], patience: Duration) -> Run {
    let root = tempfile::tempdir().unwrap();
    let mut writer = Writer::begin(disk.clone(), root.path().join(FOLDER), holder(4_711));
    let (file, bytes) = build::fixture_snapshot();
    let mut now = Duration::ZERO;
    let mut outcomes = Vec::new();
    for (index, record) in records.iter().enumerate() {
        if index == 3 {
            writer.snapshot(&file, bytes.clone());
        }
        now += ms(150);
        writer.append(record, now);
        writer.beat(now);
        outcomes.extend(writer.advance(now));
    }
    let until = now + patience;
    while let Some(due) = writer.due().filter(|due| *due <= until) {
        now = now.max(due);
        outcomes.extend(writer.advance(now));
    }
    let saved = outcomes.iter().fold(0, |saved, outcome| match outcome {
        Outcome::Saved(seq) => saved.max(*seq),
        _ => saved,
    });
    Run {
        root,
        outcomes,
        saved,
    }
}

/// Every call index until the run no longer reaches it.
fn every_call(mut test: impl FnMut(usize) -> bool) {
    let hits = (0..10_000).take_while(|at| test(*at)).count();
    assert!(hits > 60, "only {hits} calls were failed");
}

#[test]
fn whatever_fails_for_a_while_is_written_in_order_afterwards() {
    let records = build::theory();
    let faults = [
        Fault::Full,
        Fault::Torn(0),
        Fault::Torn(1),
        Fault::Torn(60),
        Fault::ReadOnly,
        Fault::NoSync,
        Fault::Interrupted,
    ];
    for fault in faults {
        for lasts in [1, 7] {
            every_call(|at| {
                let disk = FaultyDisk::new(Plan { fault, at, lasts });
                let run = run(&disk, &records, Duration::from_mins(2));
                let what = format!("{fault:?} at call {at} for {lasts}");
                assert_eq!(run.saved, records.len() as u64, "{what}: {:?}", run.outcomes);
                let dir = run.root.path().join(FOLDER);
                let journal = journal::read(&dir).unwrap();
                assert_eq!(journal.records, records, "{what}");
                assert_eq!(journal.problems, Vec::<String>::new(), "{what}");
                let (file, bytes) = build::fixture_snapshot();
                assert_eq!(
                    std::fs::read(dir.join("questions").join(file)).unwrap(),
                    bytes,
                    "{what}"
                );
                let told = run
                    .outcomes
                    .iter()
                    .filter(|outcome| matches!(outcome, Outcome::Failed(_)));
                assert!(told.count() <= lasts, "{what} was told again and again");
                disk.was_hit()
            });
        }
    }
}

#[test]
fn what_was_called_saved_outlives_a_power_cut_at_every_call() {
    let records = build::theory();
    for keep in [0, 100, 255] {
        every_call(|at| {
            let fault = Fault::PowerCut;
            let disk = FaultyDisk::new(Plan { fault, at, lasts: 1 });
            let run = run(&disk, &records, ms(900));
            disk.lose_power(keep);
            let what = format!("cut at call {at}, {keep}/256 kept");
            match sessions::open(&RealDisk, run.root.path(), FOLDER, &holder(2), Locking::Required) {
                Ok(opened) => {
                    let read = opened.loaded.records;
                    assert!(
                        read.len() as u64 >= run.saved,
                        "{what}: {} of {}",
                        read.len(),
                        run.saved
                    );
                    assert_eq!(read[..], records[..read.len()], "{what}: no prefix");
                    let again = sessions::load(run.root.path(), FOLDER).unwrap();
                    assert_eq!(
                        again
                            .problems
                            .iter()
                            .filter(|line| line.contains("journal"))
                            .count(),
                        0
                    );
                }
                Err(error) => assert_eq!(run.saved, 0, "{what}: {error}"),
            }
            disk.was_hit()
        });
    }
}

#[test]
fn a_failed_sync_is_followed_by_a_new_file_that_repeats_what_is_in_doubt() {
    let records = build::theory();
    let mut numbers = Vec::new();
    every_call(|at| {
        let fault = Fault::NoSync;
        let disk = FaultyDisk::new(Plan { fault, at, lasts: 1 });
        let run = run(&disk, &records, Duration::from_mins(1));
        let dir = run.root.path().join(FOLDER);
        let files = journal::read(&dir).unwrap().files;
        numbers.push(files.len());
        if let [first, second] = &files[..] {
            assert_eq!(
                (first.name.as_str(), second.name.as_str()),
                ("journal.jsonl", "journal.2.jsonl")
            );
            let of = |name: &str| {
                let path = dir.join(name);
                journal::parse(&path, &std::fs::read(&path).unwrap())
                    .unwrap()
                    .records
            };
            let (first, second) = (of("journal.jsonl"), of("journal.2.jsonl"));
            assert!(
                second[0].seq <= first.last().map_or(1, |last| last.seq),
                "nothing was repeated"
            );
        }
        disk.was_hit()
    });
    assert!(numbers.contains(&2), "no sync was failed");
}

#[test]
fn a_disk_that_stays_full_is_told_once_and_tried_every_few_seconds() {
    let fault = Fault::Full;
    let disk = FaultyDisk::new(Plan {
        fault,
        at: 12,
        lasts: usize::MAX,
    });
    let root = tempfile::tempdir().unwrap();
    let mut writer = Writer::begin(disk, root.path().join(FOLDER), holder(1));
    let mut told = Vec::new();
    let mut now = Duration::ZERO;
    for record in build::theory() {
        now += ms(100);
        writer.append(&record, now);
        told.extend(writer.advance(now));
    }
    for _ in 0..100 {
        let due = writer.due().unwrap();
        assert!(due <= now + Duration::from_secs(5), "the next try is too late");
        assert!(due > now, "it is tried without a rest");
        now = due;
        told.extend(writer.advance(now));
    }
    let failures: Vec<_> = told
        .iter()
        .filter(|outcome| matches!(outcome, Outcome::Failed(_)))
        .collect();
    assert_eq!(failures.len(), 1, "{failures:?}");
    let Outcome::Failed(sentence) = failures[0] else {
        unreachable!()
    };
    assert!(
        sentence.contains("journal.jsonl") && sentence.ends_with("every few seconds."),
        "{sentence}"
    );
    let files = std::fs::read_dir(root.path().join(FOLDER)).unwrap().count();
    assert!(files <= 4, "{files} files were left by a full disk");
}

#[test]
fn syncs_that_never_work_do_not_heap_up_files() {
    let fault = Fault::NoSync;
    let disk = FaultyDisk::new(Plan {
        fault,
        at: 12,
        lasts: usize::MAX,
    });
    let run = run(&disk, &build::theory(), Duration::from_mins(10));
    let dir = run.root.path().join(FOLDER);
    let journal = journal::read(&dir).unwrap();
    assert!(journal.files.len() <= 3, "{:?}", journal.files);
    assert_eq!(journal.records, build::theory());
}

#[test]
fn typing_is_synced_within_a_second_and_everything_else_at_once() {
    let root = tempfile::tempdir().unwrap();
    let mut writer = Writer::begin(FaultyDisk::default(), root.path().join(FOLDER), holder(1));
    assert_eq!(writer.due(), Some(Duration::ZERO), "the folder waits");
    let mut records = build::theory().into_iter();
    writer.append(&records.next().unwrap(), ms(0));
    assert_eq!(writer.advance(ms(0)), [Outcome::Saved(1)]);
    assert_eq!(writer.due(), None, "idle has no wake-ups");
    let typed = records
        .find(|record| record.event.flush() == hotseat::domain::event::Flush::Soon)
        .unwrap();
    writer.append(&typed, ms(100));
    assert_eq!(writer.advance(ms(100)), []);
    let written = std::fs::read(root.path().join(FOLDER).join("journal.jsonl")).unwrap();
    assert_eq!(
        written.split(|byte| *byte == b'\n').count() - 1,
        2,
        "it is written at once"
    );
    let due = writer.due().unwrap();
    assert!(due <= ms(900), "{due:?}");
    let before = due.saturating_sub(ms(1));
    writer.append(&typed, before);
    assert_eq!(writer.advance(before), []);
    assert_eq!(writer.due(), Some(due), "a later key does not put it off");
    assert_eq!(writer.advance(due), [Outcome::Saved(typed.seq)]);
}

#[test]
fn very_much_is_synced_before_it_is_due_and_not_kept() {
    let root = tempfile::tempdir().unwrap();
    let mut writer = Writer::begin(FaultyDisk::default(), root.path().join(FOLDER), holder(1));
    let mut typed = build::theory()
        .into_iter()
        .find(|record| matches!(record.event, Event::Edited { .. }));
    let record = typed.as_mut().unwrap();
    if let Event::Edited { edit, .. } = &mut record.event {
        edit.ins = "word ".repeat(1 << 20);
    }
    writer.append(record, ms(0));
    assert!(!writer.is_full());
    assert_eq!(writer.advance(ms(0)), []);
    record.seq += 1;
    writer.append(record, ms(0));
    assert!(writer.is_full());
    assert_eq!(writer.advance(ms(0)), [Outcome::Saved(record.seq)]);
    assert!(!writer.is_full() && writer.is_idle());
}

#[test]
fn a_journal_that_was_deleted_is_not_called_saved() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join(FOLDER);
    let mut writer = Writer::begin(RealDisk, dir.clone(), holder(1));
    let records = build::theory();
    writer.append(&records[0], ms(0));
    assert_eq!(writer.advance(ms(0)), [Outcome::Saved(1)]);
    std::fs::remove_file(dir.join("journal.jsonl")).unwrap();
    writer.append(&records[1], ms(10));
    let told = writer.advance(ms(10));
    assert!(matches!(&told[..], [Outcome::Failed(_)]), "{told:?}");
    assert_eq!(writer.advance(ms(9_000)), [Outcome::Saved(2)]);
}

#[test]
#[cfg(unix)]
fn planted_links_and_pipes_are_neither_followed_nor_waited_for() {
    let root = tempfile::tempdir().unwrap();
    let precious = root.path().join("precious");
    super::put(&precious, b"keep");
    let link = root.path().join("journal.jsonl");
    std::os::unix::fs::symlink(&precious, &link).unwrap();
    assert!(RealDisk.open(&link).is_err());
    assert!(RealDisk.create(&link).is_err());
    assert!(RealDisk.cut(&link, 0).is_err());
    assert!(hotseat::storage::disk::read(&link, 100).is_err());
    RealDisk.replace(&link, b"new").unwrap();
    assert_eq!(std::fs::read(&precious).unwrap(), b"keep");
    let pipe = root.path().join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
    assert!(RealDisk.open(&pipe).is_err());
    assert!(hotseat::storage::disk::read(&pipe, 100).is_err());
    let mut file = RealDisk.create(&root.path().join("journal.2.jsonl")).unwrap();
    assert_eq!(file.append(b"x\n").unwrap(), 2);
}
