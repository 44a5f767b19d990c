//! Session folders: named, listed, found, opened by one, exported, deleted; nothing outside is touched.

use hotseat::domain::bank::QuestionName;
use hotseat::domain::event::{Event, Record};
use hotseat::domain::session::{Stand, folder_name};
use hotseat::storage::disk::{Disk, RealDisk};
use hotseat::storage::export;
use hotseat::storage::journal::Writer;
use hotseat::storage::sessions::{self, Locking, SessionError};

use super::disk::{Fault, FaultyDisk, Plan};
use super::{FOLDER, build, holder, ms, put, session_of};

fn with_snapshot(bytes: &[u8]) -> tempfile::TempDir {
    let root = session_of(bytes);
    let (file, snapshot) = build::fixture_snapshot();
    put(&root.path().join(FOLDER).join("questions").join(file), &snapshot);
    root
}

fn copy(root: &tempfile::TempDir, folder: &str) {
    put(
        &root.path().join(folder).join("journal.jsonl"),
        &build::fixture("v1-killed"),
    );
}

#[test]
fn a_folder_is_named_by_time_loop_and_digits() {
    let at = "2026-11-23T21:14:05+01:00[Europe/Berlin]".parse().unwrap();
    assert_eq!(folder_name(&at, "onsite", 0x3f9a), "2026-11-23-2114-onsite-3f9a");
    assert_eq!(
        folder_name(&at, "../My Loop", 7),
        "2026-11-23-2114----my-loop-0007"
    );
}

#[test]
fn a_name_may_be_a_prefix_or_last_but_must_mean_one() {
    let root = tempfile::tempdir().unwrap();
    let none = sessions::resolve(root.path(), "last").unwrap_err().to_string();
    assert!(none.starts_with("There are no sessions in"), "{none}");
    for folder in [
        "2026-11-23-2114-onsite-3f9a",
        "2026-11-23-2115-first-00aa",
        "2026-12-01-0900-first-0001",
    ] {
        copy(&root, folder);
    }
    put(&root.path().join("2027-stray/notes.txt"), b"no journal");
    put(&root.path().join("stray.txt"), b"no folder");
    let resolve = |name: &str| sessions::resolve(root.path(), name);
    assert_eq!(resolve("last").unwrap(), "2026-12-01-0900-first-0001");
    assert_eq!(resolve("2026-12").unwrap(), "2026-12-01-0900-first-0001");
    assert_eq!(resolve("2026-11-23-2114").unwrap(), "2026-11-23-2114-onsite-3f9a");
    assert!(
        matches!(resolve("2026-11"), Err(SessionError::Ambiguous { candidates, .. }) if candidates.len() == 2)
    );
    for name in ["", "x", "..", "../etc", "/", "2026-11-23-2114-onsite-3f9b"] {
        assert!(
            matches!(resolve(name), Err(SessionError::Unknown { .. })),
            "{name:?}"
        );
        assert!(sessions::load(root.path(), name).is_err(), "{name:?}");
    }
}

#[test]
fn the_list_is_the_same_from_results_and_from_journals() {
    let root = with_snapshot(&build::fixture("v1-theory"));
    copy(&root, "2026-11-22-0800-first-0001");
    put(
        &root.path().join("2026-11-21-0800-first-0001/journal.jsonl"),
        b"junk\n",
    );
    let folded = sessions::list(root.path()).unwrap();
    for session in &folded {
        sessions::repair(
            &RealDisk,
            root.path(),
            &session.folder,
            &holder(1),
            Locking::Required,
        )
        .unwrap();
    }
    let dir = root.path().join(FOLDER);
    assert!(dir.join("session.json").exists());
    assert_eq!(sessions::list(root.path()).unwrap(), folded);
    assert_eq!(folded.len(), 3, "a damaged session is listed too");
    assert_eq!(sessions::unscored(&folded).count(), 1);

    // One more record makes the result old.
    let mut more = build::theory();
    let seq = more.len() as u64 + 1;
    let last = more.pop().unwrap();
    let starred = Record {
        seq,
        event: Event::Disputed {
            question: build::name(),
            on: false,
            text: String::new(),
        },
        ..last
    };
    let mut bytes = build::fixture("v1-theory");
    bytes.extend(hotseat::storage::journal::encode(&starred));
    put(&dir.join("journal.jsonl"), &bytes);
    let summary = sessions::summary(root.path(), FOLDER);
    assert!(!summary.disputed && folded.iter().any(|session| session.disputed));
}

#[test]
fn opening_again_gives_the_records_the_questions_and_the_time_carried() {
    let records = build::theory();
    let cut: Vec<u8> = records[..7]
        .iter()
        .flat_map(hotseat::storage::journal::encode)
        .collect();
    let root = with_snapshot(&cut);
    // The run before was process 4711; its heartbeat came 2.5 s further than its last record.
    let mut held = sessions::open(&RealDisk, root.path(), FOLDER, &holder(4_711), Locking::Required).unwrap();
    held.lock.as_mut().unwrap().beat(records[6].mono + ms(2_500));
    let refused = sessions::open(&RealDisk, root.path(), FOLDER, &holder(2), Locking::Required).unwrap_err();
    assert!(
        refused.to_string().contains("process 4711, since 21:14"),
        "{refused}"
    );
    drop(held);
    let opened = sessions::open(&RealDisk, root.path(), FOLDER, &holder(2), Locking::Required).unwrap();
    assert_eq!(opened.carried, ms(2_500));
    assert_eq!(opened.loaded.records, records[..7]);
    assert_eq!(
        opened.loaded.questions[&build::name()].question,
        build::question()
    );
    assert_eq!(opened.loaded.session().stand(), Stand::Asking);
    drop(opened);
    // Whoever opens it and writes nothing takes nothing of that time away.
    sessions::repair(&RealDisk, root.path(), FOLDER, &holder(3), Locking::Required).unwrap();
    let dir = root.path().join(FOLDER);
    std::fs::rename(dir.join("journal.jsonl"), dir.join("away")).unwrap();
    std::fs::create_dir(dir.join("journal.jsonl")).unwrap();
    assert!(sessions::open(&RealDisk, root.path(), FOLDER, &holder(4), Locking::Required).is_err());
    std::fs::remove_dir(dir.join("journal.jsonl")).unwrap();
    std::fs::rename(dir.join("away"), dir.join("journal.jsonl")).unwrap();
    let mut other = sessions::open(&RealDisk, root.path(), FOLDER, &holder(5), Locking::Required).unwrap();
    assert_eq!(other.carried, ms(2_500));
    // Process 5 carries it over with its first record; then it is not there a second time.
    let mut record = records[0].clone();
    record.seq = 8;
    let lock = other.lock.take();
    let mut writer = Writer::resume(RealDisk, dir, lock, holder(5), other.number, other.seq);
    writer.append(&record, ms(0));
    writer.flush(ms(0));
    drop(writer);
    let last = sessions::open(&RealDisk, root.path(), FOLDER, &holder(6), Locking::Required).unwrap();
    assert_eq!(last.carried, ms(0));
}

#[test]
fn a_question_whose_snapshot_is_gone_is_named_and_the_session_opens() {
    let root = session_of(&build::fixture("v1-theory"));
    let loaded = sessions::load(root.path(), FOLDER).unwrap();
    assert_eq!(loaded.questions.len(), 0);
    assert_eq!(loaded.problems.len(), 2);
    assert!(
        loaded.problems[0].starts_with("questions/theory-foundations.th-ce."),
        "{:?}",
        loaded.problems
    );
}

#[test]
fn where_locks_do_not_work_a_session_is_mended_once_somebody_says_that_nobody_else_has_it() {
    let root = session_of(&build::fixture("v1-theory"));
    let disk = FaultyDisk::new(Plan {
        fault: Fault::NoLocks,
        at: 0,
        lasts: usize::MAX,
    });
    let repair = |locking| sessions::repair(&disk, root.path(), FOLDER, &holder(1), locking);
    let refused = repair(Locking::Required).unwrap_err().to_string();
    assert!(refused.contains("File locks do not work"), "{refused}");
    assert!(!root.path().join(FOLDER).join("session.json").exists());
    repair(Locking::Waived).unwrap();
    assert!(root.path().join(FOLDER).join("session.json").exists());
}

#[test]
#[cfg(unix)]
fn deleting_removes_what_is_hotseats_and_follows_no_link() {
    use std::os::unix::fs::symlink;
    let root = with_snapshot(&build::fixture("v1-theory"));
    let dir = root.path().join(FOLDER);
    sessions::repair(&RealDisk, root.path(), FOLDER, &holder(1), Locking::Required).unwrap();
    put(&dir.join("journal.2.jsonl"), b"");
    put(&dir.join("journal.torn.1"), b"x");
    put(&dir.join(".hotseat-abc.tmp"), b"x");
    let outside = root.path().join("outside");
    put(&outside.join("precious.json"), b"keep");
    let held = sessions::open(&RealDisk, root.path(), FOLDER, &holder(1), Locking::Required).unwrap();
    assert!(
        sessions::delete(&RealDisk, root.path(), FOLDER, &holder(2)).is_err(),
        "it is open elsewhere"
    );
    drop(held);
    symlink(outside.join("precious.json"), dir.join("questions/link.json")).unwrap();
    symlink(&outside, dir.join("journal.9.jsonl")).unwrap();
    put(&dir.join("mine.txt"), b"mine");
    let left = sessions::delete(&RealDisk, root.path(), FOLDER, &holder(2)).unwrap();
    assert_eq!(left, ["questions/link.json", "journal.9.jsonl", "mine.txt"]);
    assert_eq!(std::fs::read(outside.join("precious.json")).unwrap(), b"keep");
    assert_eq!(std::fs::read(dir.join("mine.txt")).unwrap(), b"mine");
    assert_eq!(
        RealDisk.list(&dir).unwrap(),
        ["journal.9.jsonl", "mine.txt", "questions"]
    );
    symlink(&outside, root.path().join("2026-link")).unwrap();
    assert!(sessions::delete(&RealDisk, root.path(), "2026-link", &holder(2)).is_err());
    copy(&root, "2026-11-22-0800-first-0001");
    sessions::delete(&RealDisk, root.path(), "2026-11-22-0800-first-0001", &holder(2)).unwrap();
    assert!(!root.path().join("2026-11-22-0800-first-0001").exists());
}

#[test]
#[cfg(unix)]
fn a_session_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("deep/sessions").join(FOLDER);
    let mut writer = hotseat::storage::journal::Writer::begin(RealDisk, dir.clone(), holder(1));
    writer.append(&build::theory()[0], ms(0));
    writer.advance(ms(0));
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    assert_eq!(mode(&dir.join("journal.jsonl")), 0o600);
    assert_eq!(mode(&dir.join("lock")), 0o600);
}

#[test]
fn the_json_has_everything_and_no_byte_that_steers_a_terminal() {
    let root = with_snapshot(&build::fixture("v1-theory"));
    let loaded = sessions::load(root.path(), FOLDER).unwrap();
    let bytes = export::json(&loaded);
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.chars().all(|c| c == '\n' || !c.is_control()),
        "a control character came out raw"
    );
    assert!(!text.contains('\u{202e}'));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let session = loaded.session();
    let attempt = session
        .attempt(&QuestionName::new("theory-foundations", "th-ce"))
        .unwrap();
    let first = &json["questions"][0];
    assert_eq!(json["format"], 1);
    for (name, got, expect) in [
        (
            "answer",
            &first["fields"][0]["text"],
            attempt.text_of("main").into(),
        ),
        (
            "follow-up",
            &first["fields"][1]["text"],
            attempt.text_of("follow_up.mse").into(),
        ),
        ("tick", &first["ideas"][1]["id"], "mle".into()),
        (
            "evidence",
            &first["ideas"][1]["evidence"]["text"],
            "We maximise the likelihood".into(),
        ),
        ("other words", &first["ideas"][0]["in_other_words"], true.into()),
        ("level", &first["levels"][0]["level"], 2.into()),
        ("prediction", &first["prediction"], 3.into()),
        (
            "hint",
            &first["transcript"][2]["text"],
            "Think of a distribution.".into(),
        ),
        (
            "clarified",
            &first["transcript"][0]["text"],
            "One class each.".into(),
        ),
        ("first score", &first["scores"][0]["score"], 3.5.into()),
        ("revision", &first["scores"][1]["kind"], "revision".into()),
        ("outside", &first["scores"][2]["by"], "Ada".into()),
        ("pause by key", &json["pauses"][0]["length_ms"], 61_000.into()),
        ("stop", &json["pauses"][1]["cause"], "stopped".into()),
        ("sleep", &json["pauses"][2]["length_ms"], 600_000.into()),
        (
            "time",
            &first["spent_ms"],
            (attempt.spent.as_millis() as u64).into(),
        ),
        (
            "submissions",
            &first["submissions_ms"][2],
            (attempt.spent.as_millis() as u64).into(),
        ),
        ("pitfall", &first["pitfalls"][0]["wrong"], "It is bounded".into()),
        ("note", &first["note"], "Say KL first.".into()),
        ("dispute", &first["disputed"], "Hint 1 tells it all.".into()),
        ("skip", &json["questions"][1]["skipped"], true.into()),
        ("session's note", &json["note"], "A calm day.".into()),
        ("seed", &json["seed"], 17.into()),
    ] {
        let expect: serde_json::Value = expect;
        assert_eq!(*got, expect, "{name}");
    }
}

#[test]
fn the_markdown_reads_well_and_has_no_byte_that_steers_a_terminal() {
    let root = with_snapshot(&build::fixture("v1-theory"));
    let text = export::markdown(&sessions::load(root.path(), FOLDER).unwrap());
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
    assert!(!text.contains('\u{202e}'));
    insta::assert_snapshot!(text);
}
