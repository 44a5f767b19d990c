//! The journal: one record a line, appended, each line with the check sum of its own bytes, so that what
//! was torn or changed is known and the rest stays readable. Lines of this version are final; a line of
//! a newer version is refused, never guessed at.

mod read;
mod writer;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

use jiff::ZonedDateTime;
use jiff::fmt::temporal::{DateTimeParser, Pieces};
use jiff::tz::{OffsetConflict, TimeZone};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

pub(in crate::storage) use read::torn_number;
pub use read::{End, Journal, JournalFile, ReadError, file_name, file_number, mend, parse, read};
pub use writer::{Outcome, Writer};

use super::escape;
use crate::domain::event::{Event, Record, VERSION};

const CRC_KEY: &[u8] = b",\"crc\":\"";
/// `,"crc":"9f3c21aa"}`
const CRC_LENGTH: usize = CRC_KEY.len() + 8 + 2;
/// Higher numbers do not survive every JSON reader.
const HIGHEST_SEQ: u64 = (1 << 53) - 1;

/// Returns the line of a record with its newline.
pub fn encode(record: &Record) -> Vec<u8> {
    let event = match &record.event {
        Event::Unknown { ev, d } => escape::compact(&serde_json::json!({ "ev": ev, "d": d })),
        event => escape::compact(event),
    }
    .expect("events hold strings, numbers and maps with string keys");
    let mut line = format!(
        r#"{{"v":{},"seq":{},"at":"{:.3}","mono_ms":{},"#,
        record.v,
        record.seq,
        record.at,
        record.mono.as_millis()
    )
    .into_bytes();
    line.extend_from_slice(&event[1..event.len() - 1]);
    let mut crc = String::with_capacity(CRC_LENGTH + 1);
    writeln!(crc, ",\"crc\":\"{:08x}\"}}", crc32fast::hash(&line)).expect("writing to a string cannot fail");
    line.extend_from_slice(crc.as_bytes());
    line
}

/// Why a line is no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("its check sum does not match, so it was changed or damaged")]
    Crc,
    #[error("it is not UTF-8")]
    NotText,
    #[error("it is not a record ({0})")]
    Malformed(String),
    #[error("it has version {0}, and this version of hotseat reads up to {VERSION}")]
    Newer(u64),
}

/// Reads a line back, without its newline.
pub fn decode(line: &[u8]) -> Result<Record, LineError> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let checked = match check(line) {
        Some(true) => true,
        Some(false) => return Err(LineError::Crc),
        None => false,
    };
    let text = std::str::from_utf8(line).map_err(|_| LineError::NotText)?;
    let malformed = |error: serde_json::Error| LineError::Malformed(without_place(&error));
    let head: Head = match serde_json::from_str(text) {
        Ok(head) => head,
        // A newer line may lack what this version needs, but says which version it has.
        Err(error) => {
            return Err(match serde_json::from_str(text) {
                Ok(Version { v }) if v > u64::from(VERSION) => LineError::Newer(v),
                _ => malformed(error),
            });
        }
    };
    if head.v > u64::from(VERSION) {
        return Err(LineError::Newer(head.v));
    }
    if !checked && (head.crc.is_some() || ends_like_a_sum(line)) {
        return Err(LineError::Crc);
    }
    if head.seq == 0 || head.seq > HIGHEST_SEQ {
        return Err(LineError::Malformed(format!(
            "number {} is out of range",
            head.seq
        )));
    }
    let event = if Event::NAMES.contains(&&*head.ev) {
        serde_json::from_str(text).map_err(malformed)?
    } else {
        Event::Unknown {
            ev: head.ev.into_owned(),
            d: serde_json::from_str(head.d.map_or("null", RawValue::get)).map_err(malformed)?,
        }
    };
    Ok(Record {
        v: head.v as u16,
        seq: head.seq,
        at: zoned(&head.at).ok_or_else(|| LineError::Malformed(format!("`{}` is no time", head.at)))?,
        mono: Duration::from_millis(head.mono_ms),
        event,
    })
}

/// Returns whether a line ends as a check sum does, whatever its key says: no person ends a record so, but
/// damage to the key must not make a damaged line one that was written by hand.
fn ends_like_a_sum(line: &[u8]) -> bool {
    let Some(rest) = line.strip_suffix(b"\"}") else {
        return false;
    };
    let sum = rest.len().saturating_sub(8);
    rest.len() > 8 && rest[sum..].iter().all(u8::is_ascii_hexdigit) && rest[..sum].ends_with(b"\"")
}

#[derive(Deserialize)]
struct Version {
    v: u64,
}

#[derive(Deserialize)]
struct Head<'a> {
    v: u64,
    seq: u64,
    #[serde(borrow)]
    at: Cow<'a, str>,
    mono_ms: u64,
    #[serde(borrow)]
    ev: Cow<'a, str>,
    #[serde(borrow)]
    d: Option<&'a RawValue>,
    crc: Option<IgnoredAny>,
}

/// Returns whether the check sum at a line's end is right; `None`: the line does not end in one.
fn check(line: &[u8]) -> Option<bool> {
    let (head, tail) = line.split_at_checked(line.len().checked_sub(CRC_LENGTH)?)?;
    let hex = tail.strip_prefix(CRC_KEY)?.strip_suffix(b"\"}")?;
    Some(hex == format!("{:08x}", crc32fast::hash(head)).as_bytes())
}

/// Every line is its own text, so serde's "at line 1" would name the wrong one.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

/// Reads a time with its zone. The instant is what its offset says, even where the zone's rules have
/// changed since; a zone this machine does not know is kept as its offset.
pub(super) fn zoned(text: &str) -> Option<ZonedDateTime> {
    const PARSER: DateTimeParser = DateTimeParser::new().offset_conflict(OffsetConflict::AlwaysOffset);
    if let Ok(zoned) = PARSER.parse_zoned_datetime(text) {
        return Some(zoned);
    }
    let pieces = Pieces::parse(text).ok()?;
    let offset = pieces.to_numeric_offset()?;
    let local = pieces.date().to_datetime(pieces.time()?);
    let timestamp = offset.to_timestamp(local).ok()?;
    Some(ZonedDateTime::new(timestamp, TimeZone::fixed(offset)))
}
