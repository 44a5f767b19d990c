//! R19: eight hours of typing, far faster than anybody types. What a record costs does not grow with the
//! session, and the memory stays small. `HOTSEAT_FULL=1` has an edit every half second, as typing is recorded.

use std::time::Duration;

use hotseat::domain::event::{Event, PauseCause, Record};
use hotseat::domain::session::Session;
use hotseat::storage::journal::{self, Writer};
use hotseat::text::edit::Edit;
use jiff::SignedDuration;

use super::disk::FaultyDisk;
use super::{build, holder};

const HOURS: u64 = 8;

#[expect(
    clippy::disallowed_methods,
    reason = "a knob of the tests, not of the program"
)]
fn step_ms() -> u64 {
    if std::env::var_os("HOTSEAT_FULL").is_some_and(|value| value == "1") {
        500
    } else {
        2_000
    }
}

/// Memory of this process, in bytes; nothing where the system does not tell.
fn memory() -> u64 {
    let told = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = told.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or(0) * 4_096
}

#[test]
fn after_eight_hours_a_record_costs_what_it_cost_at_first() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("2026-11-23-2114-first-3f9a");
    let mut writer = Writer::begin(FaultyDisk::default(), dir.clone(), holder(1));
    let mut session = Session::default();
    // The first records are those of a session as it begins.
    let begun = build::theory();
    let asked = begun
        .iter()
        .position(|record| matches!(record.event, Event::QuestionAsked { .. }))
        .unwrap();
    for record in &begun[..=asked] {
        session.apply(record);
        writer.append(record, record.mono);
    }
    let mut last = begun[asked].clone();
    let mut write = |session: &mut Session, writer: &mut Writer<FaultyDisk>, after: u64, event: Event| {
        let before = &last;
        let record = Record {
            seq: before.seq + 1,
            at: before
                .at
                .saturating_add(SignedDuration::from_millis(after as i64)),
            mono: before.mono + Duration::from_millis(after),
            event,
            ..before.clone()
        };
        session.apply(&record);
        writer.append(&record, record.mono);
        writer.advance(record.mono);
        last = record;
    };
    let before = memory();
    let count = HOURS * 3_600_000 / step_ms();
    let mut costs = Vec::new();
    let mut length = 0;
    for index in 0..count {
        let began = crate::pty::now();
        let event = match index % 900 {
            // Now and then a pause, and the whole text deleted.
            700 => Event::Paused {
                cause: PauseCause::Person,
                past_ms: None,
            },
            701 => Event::Resumed {},
            899 => {
                let text = session.current().unwrap().text_of("main").to_owned();
                length = 0;
                edit(0, &text, "")
            }
            _ => {
                let at = length;
                length += "softmax ".len();
                edit(at, "", "softmax ")
            }
        };
        write(&mut session, &mut writer, step_ms(), event);
        costs.push(began.elapsed());
    }
    let grown = memory().saturating_sub(before);
    assert!(grown < 150 << 20, "{} MiB more", grown >> 20);
    // Of each quarter the middle cost: what else the machine does is none of this.
    let quarter = costs.len() / 4;
    let middle = |costs: &[Duration]| {
        let mut sorted = costs.to_vec();
        sorted.sort_unstable();
        sorted[sorted.len() / 2]
    };
    let (first, fourth) = (middle(&costs[..quarter]), middle(&costs[3 * quarter..]));
    assert!(
        fourth < first * 3 + Duration::from_micros(20),
        "{first:?}, then {fourth:?}"
    );
    writer.flush(Duration::from_hours(9));
    assert!(writer.is_idle());
    let read = journal::read(&dir).unwrap();
    assert_eq!(read.records.len(), asked + 1 + count as usize);
    assert_eq!(Session::fold(&read.records), session);
    let spent = session.current().unwrap().spent;
    let paused = session.pauses.iter().map(|pause| pause.length).sum::<Duration>();
    assert_eq!(spent + paused, Duration::from_millis(count * step_ms()));
}

fn edit(at: usize, del: &str, ins: &str) -> Event {
    Event::Edited {
        field: "main".into(),
        edit: Edit {
            at,
            del: del.into(),
            ins: ins.into(),
        },
    }
}
