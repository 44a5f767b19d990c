//! R4: every fixture journal cut at every byte opens to a prefix, says so in one line, keeps what it cut
//! off, resumes, and is clean the second time.

use std::path::Path;

use hotseat::domain::session::Session;
use hotseat::storage::journal::{self, Outcome, Writer};
use hotseat::storage::sessions::lock::LockError;
use hotseat::storage::sessions::{self, Locking, Opened, SessionError};

use super::disk::{Fault, FaultyDisk, Plan};
use super::{FOLDER, build, holder, ms, put};

#[test]
fn a_theory_round_cut_at_every_byte_resumes() {
    cut_at_every_byte("v1-theory");
}

#[test]
fn a_killed_run_cut_at_every_byte_resumes() {
    cut_at_every_byte("v1-killed");
}

#[test]
fn a_strict_round_cut_at_every_byte_resumes() {
    cut_at_every_byte("v1-strict");
}

#[test]
fn a_round_with_runs_cut_at_every_byte_resumes() {
    cut_at_every_byte("v1-ran");
}

#[test]
fn a_journal_edited_by_hand_cut_at_every_byte_resumes() {
    cut_at_every_byte("v1-by-hand");
}

/// Opens the session. A program that another test starts holds every lock from its fork to its exec, for
/// microseconds: that is waited out.
fn open(disk: &FaultyDisk, root: &Path) -> Opened {
    for _ in 0..100_000 {
        match sessions::open(disk, root, FOLDER, &holder(2), Locking::Required) {
            Err(SessionError::Lock(LockError::Held { .. } | LockError::HeldBySomeone)) => {
                std::thread::yield_now();
            }
            opened => return opened.unwrap(),
        }
    }
    panic!("the lock is held for good");
}

fn cut_at_every_byte(name: &str) {
    let whole = build::fixture(name);
    let all = journal::parse(&build::path(name), &whole).unwrap();
    assert_eq!(all.problems, Vec::<String>::new());
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join(FOLDER);
    let path = dir.join("journal.jsonl");
    let mut whole_lines = 0;
    for cut in 0..=whole.len() {
        if cut > 0 && whole[cut - 1] == b'\n' {
            whole_lines += 1;
        }
        put(&path, &whole[..cut]);
        let disk = FaultyDisk::default();
        let opened = open(&disk, root.path());
        let records = opened.loaded.records;
        // A last line that only lacks its newline is whole.
        assert!(
            (whole_lines..=whole_lines + 1).contains(&records.len()),
            "{name} cut at {cut}"
        );
        assert_eq!(records[..], all.records[..records.len()], "{name} cut at {cut}");
        let line_began = whole[..cut]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let torn = &whole[line_began..cut];
        let aside = dir.join("journal.torn.1");
        if torn.is_empty() || records.len() > whole_lines {
            assert_eq!(opened.mended, Vec::<String>::new(), "{name} cut at {cut}");
            assert!(!aside.exists());
        } else {
            let said = format!("its last {} bytes were moved to journal.torn.1.", torn.len());
            assert!(
                matches!(&opened.mended[..], [line] if line.ends_with(&said)),
                "{:?}",
                opened.mended
            );
            assert_eq!(std::fs::read(&aside).unwrap(), torn);
            std::fs::remove_file(&aside).unwrap();
        }
        // What is left is whole lines, wherever the cut was: resuming is tried at every byte of one
        // journal, and round every line's end of the others.
        let near = whole.get(cut.saturating_sub(3)..(cut + 3).min(whole.len()));
        if name != "v1-killed" && !near.is_some_and(|near| near.contains(&b'\n')) {
            continue;
        }
        // It resumes: one more record, and it reads back clean.
        let mut more = all.records[0].clone();
        more.seq = opened.seq + 1;
        let mut writer = Writer::resume(
            disk,
            dir.clone(),
            opened.lock,
            holder(2),
            opened.number,
            opened.seq,
        );
        writer.append(&more, ms(0));
        assert_eq!(writer.advance(ms(0)), [Outcome::Saved(more.seq)]);
        drop(writer);
        let again = journal::read(&dir).unwrap();
        assert_eq!(again.problems, Vec::<String>::new(), "{name} cut at {cut}");
        assert_eq!(again.torn().count(), 0);
        assert_eq!(again.records.len(), records.len() + 1);
        Session::fold(&again.records);
    }
}

#[test]
fn what_was_torn_before_is_never_overwritten() {
    let whole = build::fixture("v1-killed");
    let root = super::session_of(&whole[..whole.len() - 9]);
    let dir = root.path().join(FOLDER);
    put(&dir.join("journal.torn.1"), b"older");
    let disk = FaultyDisk::default();
    let opened = open(&disk, root.path());
    assert!(
        opened.mended[0].ends_with("moved to journal.torn.2."),
        "{:?}",
        opened.mended
    );
    assert_eq!(std::fs::read(dir.join("journal.torn.1")).unwrap(), b"older");
    let aside = std::fs::read(dir.join("journal.torn.2")).unwrap();
    let mended = std::fs::read(dir.join("journal.jsonl")).unwrap();
    assert_eq!([mended, aside].concat(), whole[..whole.len() - 9]);
}

#[test]
fn mending_that_fails_at_any_call_loses_no_byte() {
    let whole = build::fixture("v1-killed");
    for at in 0..20 {
        let root = super::session_of(&whole[..whole.len() - 9]);
        let dir = root.path().join(FOLDER);
        let disk = FaultyDisk::new(Plan {
            fault: Fault::PowerCut,
            at,
            lasts: 1,
        });
        let opened = sessions::open(&disk, root.path(), FOLDER, &holder(2), Locking::Required);
        let left = std::fs::read(dir.join("journal.jsonl")).unwrap();
        let aside = std::fs::read(dir.join("journal.torn.1")).unwrap_or_default();
        let kept = left.len() == whole.len() - 9 || [left, aside].concat() == whole[..whole.len() - 9];
        assert!(kept, "call {at}");
        if !disk.was_hit() {
            assert!(opened.is_ok() && at > 2, "only {at} calls were failed");
            return;
        }
        drop(opened);
        let again = sessions::open(
            &FaultyDisk::default(),
            root.path(),
            FOLDER,
            &holder(2),
            Locking::Required,
        );
        assert!(again.is_ok(), "call {at}");
    }
}
