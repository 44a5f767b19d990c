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
/// `session.json` again.
pub fn amend<D: Disk + Clone>(
    disk: &D,
    root: &Path,
    folder: &str,
    holder: &Holder,
    opened: Opened,
    events: Vec<Event>,
    (at, mono): (&ZonedDateTime, Duration),
) -> Result<(), SessionError> {
    let session = open(disk, root, folder, holder, Locking::Required)?;
    let mut seq = session.seq;
    let mut writer = Writer::resume(
        disk.clone(),
        root.join(folder),
        session.lock,
        holder.clone(),
        session.number,
        session.seq,
    );
    let opened = Event::Opened(Opened {
        carried_ms: u64::try_from(session.carried.as_millis()).unwrap_or(u64::MAX),
        ..opened
    });
    for event in std::iter::once(opened).chain(events) {
        seq += 1;
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
    write_result(disk, root, folder)
}
