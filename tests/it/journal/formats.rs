//! R18: journals of every released version open; those of a newer hotseat are refused in a sentence and
//! never rewritten. What is unknown within a version is kept.

use std::time::Duration;

use hotseat::domain::event::{Event, PauseCause};
use hotseat::domain::replay::{Replay, Step, What};
use hotseat::domain::session::{Session, Stand};
use hotseat::storage::disk::RealDisk;
use hotseat::storage::journal::{self, decode, encode};
use hotseat::storage::sessions::{self, Locking};

use super::{FOLDER, build, holder, put, session_of};

#[test]
fn journals_of_every_version_open_and_mean_what_they_meant() {
    for (name, records, stand, spent) in [
        ("v1-theory", 46, Stand::Over, 69_752),
        ("v1-killed", 34, Stand::Over, 58_103),
        ("v1-strict", 37, Stand::Over, 986_565),
        ("v1-ran", 21, Stand::Over, 139_013),
        ("v1-by-hand", 35, Stand::Over, 58_103),
    ] {
        let root = session_of(&build::fixture(name));
        let journal = journal::read(&root.path().join(FOLDER)).unwrap();
        assert_eq!(journal.problems, Vec::<String>::new(), "{name}");
        let session = Session::fold(&journal.records);
        let total: Duration = session.rounds.iter().map(|round| round.spent).sum();
        assert_eq!(
            (journal.records.len(), session.stand(), total.as_millis()),
            (records, stand, spent),
            "{name}"
        );
        assert!(
            session
                .attempts
                .iter()
                .all(|attempt| attempt.fields.iter().all(|field| field.misfits == 0))
        );
    }
}

#[test]
fn journals_of_every_version_replay_to_the_answer_as_it_was_submitted() {
    for name in build::NAMES {
        let root = session_of(&build::fixture(name));
        let journal = journal::read(&root.path().join(FOLDER)).unwrap();
        let session = Session::fold(&journal.records);
        assert!(!session.attempts.is_empty());
        for (index, attempt) in session.attempts.iter().enumerate() {
            let mut replay = Replay::of(&journal.records, index).unwrap();
            replay.finish();
            for field in &attempt.fields {
                assert_eq!(replay.text(&field.name), field.text, "{name} {index}");
            }
            replay.seek(Duration::ZERO);
            for field in &attempt.fields {
                assert_eq!(replay.text(&field.name), field.given, "{name} {index}");
            }
            let of_runs = |step: &Step| matches!(step.what, What::Ran(_));
            let runs = replay.steps().iter().filter(|step| of_runs(step));
            assert_eq!(runs.count(), attempt.runs.len(), "{name} {index}");
        }
    }
}

#[test]
fn a_line_is_written_as_the_format_says() {
    let records = build::theory();
    let line = String::from_utf8(encode(&records[4])).unwrap();
    assert_eq!(
        line.trim_end().split_once(",\"crc\":\"").unwrap().0,
        r#"{"v":1,"seq":5,"at":"2026-11-23T21:14:05.129+01:00[Europe/Berlin]","mono_ms":126,"ev":"entered","d":{"field":"main"}"#
    );
    for record in records {
        let line = encode(&record);
        assert_eq!(decode(&line[..line.len() - 1]).unwrap(), record);
    }
}

#[test]
fn an_event_nobody_knows_is_kept_and_written_back_as_it_was() {
    let journal = journal::parse(&build::path("v1-by-hand"), &build::fixture("v1-by-hand")).unwrap();
    let last = journal.records.last().unwrap();
    assert!(matches!(&last.event, Event::Unknown { ev, .. } if ev == "hummed"));
    let line = String::from_utf8(encode(last)).unwrap();
    assert!(
        line.contains(r#""ev":"hummed","d":{"tune":[1,2.5]},"crc":""#),
        "{line}"
    );
    assert_eq!(decode(line.trim_end().as_bytes()).unwrap(), *last);
}

#[test]
fn a_newer_version_is_refused_in_a_sentence_and_never_rewritten() {
    let old = String::from_utf8(build::fixture("v1-by-hand")).unwrap();
    let newer = old.replacen("{\"v\":1,\"seq\":9,", "{\"v\":2,\"seq\":9,\"new\":{},", 1);
    let root = session_of(newer.as_bytes());
    let path = root.path().join(FOLDER).join("journal.jsonl");
    let error = sessions::load(root.path(), FOLDER).unwrap_err().to_string();
    assert!(
        error.contains("line 9, was written by a newer hotseat (version 2, this one reads up to 1)"),
        "{error}"
    );
    assert!(sessions::open(&RealDisk, root.path(), FOLDER, &holder(1), Locking::Required).is_err());
    assert!(sessions::repair(&RealDisk, root.path(), FOLDER, &holder(1), Locking::Required).is_err());
    let listed = sessions::list(root.path()).unwrap();
    assert_eq!(listed[0].problems, [error]);
    assert_eq!(std::fs::read(path).unwrap(), newer.as_bytes());
    assert!(!root.path().join(FOLDER).join("session.json").exists());
}

#[test]
fn a_result_of_a_newer_format_is_left_alone() {
    let root = session_of(&build::fixture("v1-killed"));
    let path = root.path().join(FOLDER).join("session.json");
    let newer = br#"{"format": 2, "moods": []}"#;
    put(&path, newer);
    let error = sessions::repair(&RealDisk, root.path(), FOLDER, &holder(1), Locking::Required)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("newer hotseat (format 2, this one reads up to 1)"),
        "{error}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), newer);
    assert_eq!(
        sessions::list(root.path()).unwrap()[0].title,
        "First interview",
        "the journal tells"
    );
}

#[test]
fn a_zone_whose_rules_changed_or_that_nobody_knows_keeps_its_instant() {
    let line = |at: &str| format!(r#"{{"v":1,"seq":1,"at":"{at}","mono_ms":0,"ev":"resumed","d":{{}}}}"#);
    let read = |at: &str| decode(line(at).as_bytes()).unwrap().at.timestamp().to_string();
    for at in [
        "2026-11-23T21:14:05.123+01:00[Europe/Berlin]",
        "2026-11-23T23:14:05.123+03:00[Europe/Berlin]",
        "2026-11-23T21:14:05.123+01:00[Mars/Olympus]",
        "2026-11-23T21:14:05.123+01:00[+01:00]",
    ] {
        assert_eq!(read(at), "2026-11-23T20:14:05.123Z", "{at}");
    }
    for at in ["", "soon", "2026-11-23", "2026-11-23T21:14:05"] {
        assert!(decode(line(at).as_bytes()).is_err(), "{at}");
    }
}

#[test]
fn the_killed_fixture_resumed_at_the_second() {
    let session = Session::fold(&build::killed());
    let causes: Vec<_> = session
        .pauses
        .iter()
        .map(|pause| (pause.cause, pause.length.as_secs()))
        .collect();
    assert_eq!(causes, [(PauseCause::Ended, 86_401), (PauseCause::Person, 3_602)]);
    let text = session.attempts[0].text_of("main");
    assert!(
        text.starts_with("First this. ") && text.contains(" It ends. Zero losses. One loss. Two"),
        "{text}"
    );
}

#[test]
fn every_event_and_its_fields_are_documented() {
    let docs = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs");
    let text = std::fs::read_to_string(docs.join("formats.md")).unwrap();
    let missing: Vec<&str> = Event::NAMES
        .into_iter()
        .filter(|name| !text.contains(&format!("`{name}`")))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
    for record in build::theory().into_iter().chain(super::ran::records()) {
        let line = String::from_utf8(encode(&record)).unwrap();
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        for field in line["d"].as_object().unwrap().keys() {
            assert!(text.contains(&format!("`{field}`")), "{}: `{field}`", line["ev"]);
        }
    }
}
