//! R5: whatever is done to a journal's bytes, reading it never panics, names the damage by line, keeps
//! the rest, and changes nothing.

use std::path::Path;

use hotseat::domain::event::Record;
use hotseat::domain::session::Session;
use hotseat::storage::journal::{self, Journal};
use hotseat::storage::sessions;
use proptest::prelude::*;

use super::{FOLDER, build, put, session_of};

fn parse(bytes: &[u8]) -> Journal {
    journal::parse(Path::new("journal.jsonl"), bytes).unwrap()
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

fn seqs(records: &[Record]) -> Vec<u64> {
    records.iter().map(|record| record.seq).collect()
}

#[test]
fn a_flipped_byte_anywhere_costs_its_line_and_is_named() {
    let whole = build::fixture("v1-killed");
    let good = parse(&whole).records;
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let read = parse(&bytes);
        Session::fold(&read.records);
        let line = lines(&whole[..=at]).len();
        let lost: Vec<u64> = good
            .iter()
            .map(|record| record.seq)
            .filter(|seq| !seqs(&read.records).contains(seq))
            .collect();
        // A newline gone joins two lines; a newline made cuts one in two.
        assert!(lost.len() <= 2, "byte {at}: {lost:?}");
        for record in &read.records {
            assert!(
                good.contains(record),
                "byte {at}: a changed record was taken for a good one"
            );
        }
        if !lost.is_empty() {
            let said = read
                .problems
                .iter()
                .chain(&read.torn().collect::<Vec<_>>())
                .cloned()
                .collect::<String>();
            let named = said.contains(&format!("line {line},")) || said.contains("in the middle of a line");
            assert!(named, "byte {at} in line {line}: {said}");
        }
    }
}

#[test]
fn blocks_of_zeros_are_named_and_the_rest_is_kept() {
    let whole = build::fixture("v1-theory");
    let good = parse(&whole).records;
    for block in (0..whole.len()).step_by(512) {
        let mut bytes = whole.clone();
        let end = (block + 512).min(bytes.len());
        bytes[block..end].fill(0);
        let read = parse(&bytes);
        assert!(read.records.len() + 6 >= good.len());
        assert!(read.records.iter().all(|record| good.contains(record)));
        assert!(!read.problems.is_empty() || read.torn().count() > 0);
    }
}

#[test]
fn a_tail_of_zeros_is_a_torn_end() {
    let mut bytes = build::fixture("v1-killed");
    let count = parse(&bytes).records.len();
    bytes.extend([0; 700]);
    let read = parse(&bytes);
    assert_eq!(read.records.len(), count);
    assert_eq!(
        read.torn().collect::<Vec<_>>(),
        ["journal.jsonl ends in the middle of a line; its last 700 bytes were left out."]
    );
}

#[test]
fn repeated_swapped_and_missing_lines_are_named_and_put_right() {
    let whole = build::fixture("v1-killed");
    let good = parse(&whole).records;
    let lines = lines(&whole);
    let all: Vec<u64> = seqs(&good);

    let mut repeated = lines.clone();
    repeated.insert(7, lines[4]);
    let read = parse(&repeated.concat());
    assert_eq!(
        (read.records, read.problems),
        (good.clone(), vec![]),
        "a repeated line says nothing new"
    );

    let mut swapped = lines.clone();
    swapped.swap(4, 5);
    let read = parse(&swapped.concat());
    assert_eq!(read.records, good);
    assert_eq!(
        read.problems,
        [
            "journal.jsonl, line 5: number 5 is missing before it.",
            "journal.jsonl, line 6, stands too late: number 5 was put back before number 6.",
        ]
    );

    let mut missing = lines.clone();
    missing.drain(4..6);
    let read = parse(&missing.concat());
    assert_eq!(seqs(&read.records), [&all[..4], &all[6..]].concat());
    assert_eq!(
        read.problems,
        ["journal.jsonl, line 5: numbers 5 to 6 are missing before it."]
    );

    let mut other = good[3].clone();
    other.mono += super::ms(1);
    let twice = [&whole[..], &journal::encode(&other)].concat();
    let read = parse(&twice);
    assert_eq!(read.records, good);
    assert_eq!(
        read.problems,
        [format!(
            "journal.jsonl, line {}, was left out: it repeats number 4 with something else.",
            lines.len() + 1
        )]
    );
}

#[test]
fn two_journals_joined_read_as_the_first() {
    let (first, second) = (build::fixture("v1-killed"), build::fixture("v1-theory"));
    let read = parse(&[&first[..], &second].concat());
    assert_eq!(
        read.records[..parse(&first).records.len()],
        parse(&first).records[..]
    );
    assert!(!read.problems.is_empty());
    Session::fold(&read.records);
}

#[test]
fn windows_line_ends_and_blank_lines_do_no_harm() {
    let whole = build::fixture("v1-killed");
    let text = String::from_utf8(whole.clone()).unwrap();
    let read = parse(text.replace('\n', "\r\n\r\n  \r\n").as_bytes());
    assert_eq!((read.records, read.problems), (parse(&whole).records, vec![]));
}

#[test]
fn a_copy_a_sync_tool_left_is_named_and_left_out() {
    let whole = build::fixture("v1-killed");
    let root = session_of(&whole);
    let dir = root.path().join(FOLDER);
    put(
        &dir.join("journal.sync-conflict-20261123.jsonl"),
        &build::fixture("v1-theory"),
    );
    put(&dir.join("journal.02.jsonl"), b"junk");
    let read = journal::read(&dir).unwrap();
    assert_eq!(read.records, parse(&whole).records);
    assert_eq!(read.problems.len(), 2, "{:?}", read.problems);
    assert!(read.problems[1].starts_with("journal.sync-conflict-20261123.jsonl was left out"));
}

#[test]
fn reading_a_damaged_journal_changes_no_byte_of_it() {
    let mut bytes = build::fixture("v1-theory");
    bytes[700] ^= 4;
    bytes.truncate(bytes.len() - 30);
    let root = session_of(&bytes);
    let loaded = sessions::load(root.path(), FOLDER).unwrap();
    assert!(loaded.problems.len() >= 2, "{:?}", loaded.problems);
    sessions::list(root.path()).unwrap();
    let dir = root.path().join(FOLDER);
    assert_eq!(std::fs::read(dir.join("journal.jsonl")).unwrap(), bytes);
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 1, "and makes no file");
}

#[test]
fn a_file_of_nothing_but_damage_says_how_much_it_is() {
    let read = parse(&b"junk\n".repeat(1_000));
    assert_eq!(read.records, []);
    assert_eq!(read.problems.len(), 51);
    assert_eq!(read.problems[50], "950 more lines are damaged.");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Seeded damage of several kinds at once.
    #[test]
    fn no_damage_makes_the_reader_panic_or_take_a_false_record(
        flips in proptest::collection::vec((0usize..100_000, any::<u8>()), 0..6),
        order in proptest::collection::vec(0usize..22, 0..26),
    ) {
        let whole = build::build("v1-killed");
        let good = parse(&whole).records;
        let lines = lines(&whole);
        let mut bytes: Vec<u8> = order.iter().filter_map(|at| lines.get(*at)).copied().collect::<Vec<_>>().concat();
        for (at, byte) in flips {
            if !bytes.is_empty() {
                let at = at % bytes.len();
                bytes[at] = byte;
            }
        }
        if let Ok(read) = journal::parse(Path::new("journal.jsonl"), &bytes) {
            Session::fold(&read.records);
            prop_assert!(read.records.windows(2).all(|pair| pair[0].seq < pair[1].seq));
            for record in &read.records {
                prop_assert!(good.contains(record), "{record:?}");
            }
        }
    }
}
