//! Histories that nobody sat, in the format of real ones: journals with every kind of event and the
//! questions as they were asked, some with a result beside them, some cut off in the middle. The same seed
//! gives the same files.
//!
//! `HOTSEAT_MAKE_SESSIONS=dir:n cargo test --test it -- histories::` writes n of them into a folder.
#![expect(clippy::unwrap_used, reason = "helpers of tests; a panic is the failure")]

mod plan;
mod scoring;
mod sitting;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use hotseat::domain::event::{Event, Record};
use hotseat::domain::session::Session;
use hotseat::storage::disk::RealDisk;
use hotseat::storage::{journal, sessions};
use jiff::ToSpan;
use jiff::civil::Date;

/// The day of the newest session.
pub const LAST: Date = Date::constant(2026, 11, 27);

/// One session: the name of its folder and what is in it.
#[derive(Debug, Clone)]
pub struct Made {
    pub folder: String,
    pub records: Vec<Record>,
    /// By file name.
    pub snapshots: BTreeMap<String, Vec<u8>>,
    /// Whether its result was written.
    pub result: bool,
    /// From this record on, the journal went on in a second file.
    pub second: Option<usize>,
}

/// A small generator of numbers, the same for ever (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.roll() % end.max(1) as u64) as usize
    }

    /// Returns whether it happens, in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Returns a number from 0 to below 1.
    pub fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Returns a history of `count` sessions, oldest first.
pub fn made(count: usize, seed: u64) -> impl Iterator<Item = Made> {
    let days = days(count, seed);
    days.into_iter().enumerate().map(move |(index, back)| {
        let day = LAST.checked_sub(back.days()).unwrap();
        let mut dice = Dice::new(seed ^ (index as u64 + 1).wrapping_mul(0xd134_2543_de82_ef95));
        sitting::sat(&mut dice, &plan::Place { index, count, day })
    })
}

/// Writes a history of `count` sessions into a folder of sessions.
pub fn write(root: &Path, count: usize, seed: u64) {
    for made in made(count, seed) {
        put(root, &made);
    }
}

/// Returns how many days before the last one each session was, oldest first: a few days a week, a gap of
/// two weeks now and then, and never more than three years.
fn days(count: usize, seed: u64) -> Vec<i64> {
    let mut dice = Dice::new(seed ^ 0xda75);
    let mut back = 0;
    let mut days = Vec::with_capacity(count);
    let busy = count > 500;
    for index in 0..count {
        days.push(back);
        back += match dice.below(if busy { 20 * count / 2_000 + 4 } else { 6 }) {
            _ if !busy && index % 40 == 17 => 16,
            0 => 3,
            1 => 2,
            2 | 3 => 1,
            4 if !busy => 4,
            _ => 0,
        };
        back = back.min(1_090);
    }
    days.reverse();
    days
}

fn put(root: &Path, made: &Made) {
    let dir = root.join(&made.folder);
    std::fs::create_dir_all(dir.join("questions")).unwrap();
    let write = |name: PathBuf, bytes: &[u8]| {
        std::fs::File::create(name).unwrap().write_all(bytes).unwrap();
    };
    for (file, bytes) in &made.snapshots {
        write(dir.join("questions").join(file), bytes);
    }
    let lines = |records: &[Record]| -> Vec<u8> { records.iter().flat_map(journal::encode).collect() };
    let second = made.second.unwrap_or(made.records.len());
    write(dir.join("journal.jsonl"), &lines(&made.records[..second]));
    if made.second.is_some() {
        // What was not known to be on disk is there twice.
        let from = second.saturating_sub(3);
        write(dir.join("journal.2.jsonl"), &lines(&made.records[from..]));
    }
    if made.result {
        sessions::write_result(&RealDisk, root, &made.folder).unwrap();
    }
}

#[test]
fn sessions_are_made_for_benchmarks() {
    #[expect(clippy::disallowed_methods, reason = "how whoever measures names the folder")]
    let Ok(wish) = std::env::var("HOTSEAT_MAKE_SESSIONS") else {
        return;
    };
    let (dir, count) = wish.rsplit_once(':').expect("dir:n");
    write(Path::new(dir), count.parse().unwrap(), 1);
}

#[test]
fn a_history_has_every_kind_of_event_and_nothing_in_it_is_damaged() {
    let root = tempfile::tempdir().unwrap();
    let history: Vec<Made> = made(60, 1).collect();
    let mut names = std::collections::BTreeSet::new();
    let mut zones = std::collections::BTreeSet::new();
    let mut bytes = 0;
    for made in &history {
        put(root.path(), made);
        let session = Session::fold(&made.records);
        for field in session.attempts.iter().flat_map(|attempt| &attempt.fields) {
            assert_eq!(field.misfits, 0, "{}: {}", made.folder, field.name);
        }
        for record in &made.records {
            bytes += journal::encode(record).len();
            zones.insert(record.at.time_zone().iana_name().unwrap().to_owned());
            let value = serde_json::to_value(&record.event);
            names.insert(match &record.event {
                Event::Unknown { ev, .. } => ev.clone(),
                _ => value.unwrap()["ev"].as_str().unwrap().to_owned(),
            });
        }
    }
    for name in Event::NAMES {
        assert!(names.contains(name), "{name} never happens");
    }
    assert!(names.len() > Event::NAMES.len(), "an event of a newer program");
    assert!(zones.len() >= 4, "{zones:?}");
    let list = sessions::list(root.path()).unwrap();
    assert_eq!(list.len(), history.len());
    for summary in &list {
        assert_eq!(summary.problems, Vec::<String>::new(), "{}", summary.folder);
    }
    let count =
        |is: &dyn Fn(&&hotseat::domain::summary::SessionSummary) -> bool| list.iter().filter(is).count();
    assert!(count(&|session| !session.over) >= 1, "one left in the middle");
    assert!(
        count(&|session| session.to_score > 0) >= 2,
        "some wait for scores"
    );
    assert!(count(&|session| session.score.is_some()) >= 40, "most are scored");
    let each = bytes / history.len();
    assert!((12_000..24_000).contains(&each), "{each} bytes a journal");
}

#[test]
fn the_same_seed_gives_the_same_history() {
    let twice = [made(6, 3), made(6, 3)].map(|history| history.map(|made| made.records).collect::<Vec<_>>());
    assert_eq!(twice[0], twice[1]);
    let other: Vec<_> = made(6, 4).map(|made| made.records).collect();
    assert_ne!(twice[0], other);
}
