//! The diary on disk, `diary.jsonl` in the data directory: a line is appended and none is ever changed. A
//! line that cannot be read is told of with its place and stays where it is.

use std::io;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::disk::{self, Append, Disk, RealDisk};
use super::journal::zoned;
use super::place::shown;
use super::settings::locked;
use super::{dirs, escape};
use crate::domain::diary::{Diary, Entry, Note, VERSION};

/// No diary is larger.
const LIMIT: u64 = 16 << 20;

/// Reads the diary and says, in sentences, which lines of it could not be read. No file yet is an empty one.
pub fn read(file: &Path) -> (Diary, Vec<String>) {
    match disk::read(file, LIMIT) {
        Ok(bytes) => parse(&bytes, file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (Diary::default(), Vec::new()),
        Err(error) => (
            Diary::default(),
            vec![format!("{}: It cannot be read: {error}.", shown(file))],
        ),
    }
}

/// Reads the bytes of a diary; `file` is for words only.
pub fn parse(bytes: &[u8], file: &Path) -> (Diary, Vec<String>) {
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let text = std::str::from_utf8(line)
            .map_err(|error| (error.valid_up_to() + 1, "A byte here is not UTF-8.".to_owned()));
        match text.and_then(entry) {
            Ok(entry) => entries.push(entry),
            Err((column, sentence)) => problems.push(format!(
                "{}:{}:{column}: {sentence} The line was left out and stays in the file.",
                shown(file),
                index + 1
            )),
        }
    }
    (Diary::of(entries), problems)
}

/// Appends a line, on disk on return. The error is a sentence.
pub fn append(file: &Path, entry: &Entry) -> Result<(), String> {
    let dir = file.parent().unwrap_or(Path::new("."));
    dirs::ensure(dir).map_err(|error| error.to_string())?;
    let _held = locked(file)?;
    write(file, &line(entry)).map_err(|error| format!("{} could not be written: {error}.", shown(file)))
}

fn write(file: &Path, line: &[u8]) -> io::Result<()> {
    let mut opened = match RealDisk.open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => RealDisk.create(file)?,
        opened => opened?,
    };
    let before = opened.length()?;
    let mut bytes = Vec::with_capacity(line.len() + 1);
    if !ends_in_newline(file, before)? {
        // A line cut short by a crash must not take this one with it.
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(line);
    let mut left = bytes.as_slice();
    while !left.is_empty() {
        match opened.append(left) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(taken) => left = left.get(taken..).unwrap_or_default(),
            Err(error) => {
                // Half a line is worth nothing: the file is as it was.
                let _ = RealDisk.cut(file, before);
                return Err(error);
            }
        }
    }
    opened.sync()
}

fn ends_in_newline(file: &Path, length: u64) -> io::Result<bool> {
    use std::io::{Read, Seek, SeekFrom};
    if length == 0 {
        return Ok(true);
    }
    let mut opened = std::fs::File::open(file)?;
    opened.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    opened.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// Returns the line of an entry with its newline.
pub fn line(entry: &Entry) -> Vec<u8> {
    let note = match &entry.note {
        Note::Unknown { ev, d } => escape::compact(&serde_json::json!({ "ev": ev, "d": d })),
        note => escape::compact(note),
    }
    .expect("notes hold strings, numbers and maps with string keys");
    let mut line = format!(r#"{{"v":{VERSION},"at":"{:.0}","#, entry.at).into_bytes();
    line.extend_from_slice(&note[1..]);
    line.push(b'\n');
    line
}

#[derive(Deserialize)]
struct Head {
    v: u64,
    at: String,
    ev: String,
    #[serde(default)]
    d: Value,
}

/// Reads a line; the error is its column and a sentence.
fn entry(line: &str) -> Result<Entry, (usize, String)> {
    let unreadable = |error: &serde_json::Error| {
        let text = error.to_string();
        let what = text
            .rfind(" at line ")
            .and_then(|at| text.get(..at))
            .unwrap_or(&text);
        (
            error.column().max(1),
            format!("This is no line of a diary ({what})."),
        )
    };
    let head: Head = serde_json::from_str(line).map_err(|error| unreadable(&error))?;
    if head.v > u64::from(VERSION) {
        let sentence = format!(
            "It has version {}, and this version of hotseat reads up to {VERSION}.",
            head.v
        );
        return Err((1, sentence));
    }
    let at = zoned(&head.at).ok_or_else(|| (1, format!("`{}` is no time.", head.at)))?;
    let known = ["interview_day", "outcome", "score"].contains(&head.ev.as_str());
    let note = if known {
        serde_json::from_value(serde_json::json!({ "ev": head.ev, "d": head.d }))
            .map_err(|error| unreadable(&error))?
    } else {
        Note::Unknown {
            ev: head.ev,
            d: head.d,
        }
    };
    match note.problem() {
        Some(sentence) => Err((1, sentence)),
        None => Ok(Entry { at, note }),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::bank::RoundKind;
    use crate::domain::diary::{FriendScore, RealOutcome};

    fn entries() -> Vec<Entry> {
        let at = |hour: i8| {
            date(2026, 11, 28)
                .at(hour, 5, 0, 0)
                .in_tz("Europe/Berlin")
                .unwrap()
        };
        let notes = [
            Note::InterviewDay {
                day: Some(date(2027, 1, 18)),
            },
            Note::Outcome(RealOutcome {
                result: "second round".to_owned(),
                company: Some("A \u{202e}B".to_owned()),
                round: Some(RoundKind::MlTheory),
                score: Some(3.0),
                note: None,
            }),
            Note::Score(FriendScore {
                score: 2.5,
                by: "Anna".to_owned(),
                ..FriendScore::default()
            }),
            Note::Unknown {
                ev: "later".to_owned(),
                d: serde_json::json!({ "a": 1 }),
            },
            Note::InterviewDay { day: None },
        ];
        notes
            .into_iter()
            .zip(8..)
            .map(|(note, hour)| Entry { at: at(hour), note })
            .collect()
    }

    #[test]
    fn what_is_appended_is_read_back_and_the_file_is_for_people() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("made/diary.jsonl");
        assert_eq!(read(&file), (Diary::default(), Vec::new()));
        for entry in entries() {
            append(&file, &entry).unwrap();
        }
        let (diary, problems) = read(&file);
        assert_eq!(problems, [""; 0]);
        assert_eq!(diary.entries(), entries());
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(
            text.starts_with(
                r#"{"v":1,"at":"2026-11-28T08:05:00+01:00[Europe/Berlin]","ev":"interview_day","d":{"day":"2027-01-18"}}"#
            ),
            "{text}"
        );
        assert!(
            text.contains(r"A \u202eB"),
            "nothing in it turns a terminal: {text}"
        );
    }

    #[test]
    fn a_damaged_line_is_told_of_with_its_place_and_kept() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("diary.jsonl");
        let torn = "{\"v\":1,\"at\":\"2026-11-28T08:0";
        let damaged = format!("\n{{\"v\":9,\"at\":\"x\",\"ev\":\"y\"}}\n{torn}");
        RealDisk
            .replace(&file, &[b"\xff", damaged.as_bytes()].concat())
            .unwrap();
        append(&file, &entries()[0]).unwrap();
        let (diary, problems) = read(&file);
        assert_eq!(diary.interview_day(), Some(date(2027, 1, 18)));
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(
            problems[0].contains("diary.jsonl:1:1: A byte here is not UTF-8."),
            "{problems:?}"
        );
        assert!(
            problems[1].contains("diary.jsonl:2:1: It has version 9"),
            "{problems:?}"
        );
        assert!(
            problems[2].contains("diary.jsonl:3:") && problems[2].contains("stays in the file"),
            "{problems:?}"
        );
        let kept = std::fs::read(&file).unwrap();
        assert!(String::from_utf8_lossy(&kept).contains(torn));
        let (_, problems) = parse(
            br#"{"v":1,"at":"2026-11-28T08:05:00+00:00[UTC]","ev":"score","d":{"score":9,"by":"A"}}"#,
            &file,
        );
        assert!(problems[0].contains("a number from 0 to 4"), "{problems:?}");
    }

    #[test]
    fn a_file_that_cannot_be_written_is_a_sentence() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("diary.jsonl");
        std::fs::create_dir(&file).unwrap();
        let said = append(&file, &entries()[0]).unwrap_err();
        assert!(said.contains("diary.jsonl could not be written: "), "{said}");
        assert!(read(&file).1[0].contains("It cannot be read: "));
    }

    proptest! {
        #[test]
        fn no_text_panics_and_every_problem_has_a_place(text in "([a-z0-9\":{},\\[\\]. \n]|\\PC){0,300}") {
            let (_, problems) = parse(text.as_bytes(), Path::new("diary.jsonl"));
            prop_assert!(problems.iter().all(|problem| problem.starts_with("diary.jsonl:")));
        }
    }
}
