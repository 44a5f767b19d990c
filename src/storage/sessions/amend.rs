//! Records that follow a session's end: notes, stars, disputes, scores given later. Each is written under the
//! session's lock, so that nobody else is writing, and is on disk before anybody says so.

use std::path::Path;
use std::time::Duration;

use jiff::ZonedDateTime;

use super::lock::Holder;
use super::{Locking, SessionError, open, write_result};
use crate::domain::event::{Event, Opened, Record, VERSION};
use crate::storage::disk::Disk;
use crate::storage::journal::{Outcome, Writer};

/// Appends events to a session that is not open here, at this time by both clocks, and makes its
/// `session.json` again. Returns what kept that from being made: the events are on disk all the same, and lists
/// read the journal until it is.
#[expect(clippy::too_many_arguments, reason = "a record is made of all of them")]
pub fn amend<D: Disk + Clone>(
    disk: &D,
    root: &Path,
    folder: &str,
    holder: &Holder,
    opened: Opened,
    events: Vec<Event>,
    locking: Locking,
    (at, mono): (&ZonedDateTime, Duration),
) -> Result<Option<SessionError>, SessionError> {
    let session = open(disk, root, folder, holder, locking)?;
    let mut writer = Writer::resume(
        disk.clone(),
        root.join(folder),
        session.lock,
        holder.clone(),
        session.number,
        session.seq,
    );
    // Within one run of a process its clock goes on.
    let ours = runs_on(&session.loaded.records, &opened, mono);
    let opened = (!ours).then(|| {
        Event::Opened(Opened {
            carried_ms: u64::try_from(session.carried.as_millis()).unwrap_or(u64::MAX),
            ..opened
        })
    });
    for (seq, event) in (session.seq + 1..).zip(opened.into_iter().chain(events)) {
        let record = Record {
            v: VERSION,
            seq,
            at: at.clone(),
            mono,
            event,
        };
        writer.append(&record, mono);
    }
    for outcome in writer.flush(mono) {
        if let Outcome::Failed(sentence) = outcome {
            return Err(SessionError::Unsaved(sentence));
        }
    }
    if !writer.is_idle() {
        return Err(SessionError::Unsaved(format!(
            "{} could not be written.",
            root.join(folder).display()
        )));
    }
    Ok(write_result(disk, root, folder).err())
}

/// Returns whether this process wrote the newest records, by this clock.
fn runs_on(records: &[Record], opened: &Opened, mono: Duration) -> bool {
    let run = records.iter().rev().find_map(|record| match &record.event {
        Event::Opened(opened) => Some(opened),
        _ => None,
    });
    let same = run.is_some_and(|run| run.pid == opened.pid && run.host == opened.host);
    same && records.last().is_some_and(|newest| newest.mono <= mono)
}
