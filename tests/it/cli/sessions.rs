//! `hotseat sessions` and `hotseat resume`: the history of a home with fixture journals in it, whole,
//! damaged and of the future.

use std::path::PathBuf;

use hotseat::domain::event::{Event, Record};
use hotseat::storage::journal::{decode, encode};

use super::{World, assert_safe, fields, fixture};

/// The one that is whole.
pub const WHOLE: &str = "2026-11-23-2114-first-3f9a";
const STRICT: &str = "2026-11-24-0800-first-0002";

pub fn records(name: &str) -> Vec<Record> {
    fixture(&format!("journals/{name}.jsonl"))
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| decode(line).unwrap())
        .collect()
}

impl World {
    /// Puts a session there as these records tell it, with the question it asked.
    pub fn session(&self, folder: &str, records: &[Record]) -> PathBuf {
        let dir = format!("data/hotseat/sessions/{folder}");
        let snapshot =
            std::fs::read(self.path("snapshot")).unwrap_or_else(|_| snapshot("Why cross-entropy?"));
        for record in records {
            if let Event::QuestionAsked { snapshot: name, .. } = &record.event {
                self.file(&format!("{dir}/questions/{name}"), &snapshot);
            }
        }
        let bytes: Vec<u8> = records.iter().flat_map(encode).collect();
        self.file(&format!("{dir}/journal.jsonl"), bytes);
        self.sessions().join(folder)
    }

    fn history(&self) {
        self.session(WHOLE, &records("v1-theory"));
        self.session(STRICT, &records("v1-strict"));
    }
}

/// The snapshot of a question with this prompt.
pub fn snapshot(prompt: &str) -> Vec<u8> {
    serde_json::to_vec(&serde_json::json!({
        "format": 1,
        "bank": { "id": "theory-foundations", "title": "Foundations", "license": "CC-BY-4.0" },
        "question": {
            "id": "th-ce", "round": "ml_theory", "topic": "losses", "difficulty": "medium", "minutes": 8,
            "prompt": prompt,
            "hints": ["Think of a distribution."],
            "rubric": [{ "id": "core", "criterion": "Why it is right", "weight": 3, "ideas": [
                { "id": "mle", "idea": "It is the negative log-likelihood" },
                { "id": "kl", "idea": "It is KL up to a constant" }
            ] }],
            "follow_ups": [{ "id": "mse", "ask": "Why not squared error?" }]
        },
        "files": {}
    }))
    .unwrap()
}

#[test]
fn without_a_session_the_list_is_empty_and_says_what_to_do() {
    let world = World::new();
    for args in [&["sessions"][..], &["sessions", "list"]] {
        assert_eq!(
            world.run(args).words(0),
            "No sessions yet. `hotseat start` begins one.\n"
        );
    }
    assert_eq!(
        world.run(&["sessions", "--json"]).json(0)["sessions"],
        serde_json::json!([])
    );
    assert_eq!(
        world.run(&["sessions", "repair"]).words(0),
        "No sessions yet: there is nothing to mend.\n"
    );
    assert_eq!(
        world.run(&["resume"]).words(1),
        "hotseat: No session waits to be resumed.\n  `hotseat start` begins one.\n"
    );
    for command in [
        &["show", "last"][..],
        &["export", "last"],
        &["delete", "last"],
        &["repair", "last"],
    ] {
        let words = world.run(&[&["sessions"][..], command].concat()).words(1);
        assert!(
            words.contains("There are no sessions in ~/data/hotseat/sessions yet."),
            "{words}"
        );
    }
    assert!(!world.path("data").exists(), "looking makes nothing");
}

#[test]
fn sessions_are_listed_newest_first() {
    let world = World::new();
    world.history();
    insta::assert_snapshot!(world.run(&["sessions"]).ok(), @r"
    session                     loop             rounds          questions  score  min  state
    2026-11-24-0800-first-0002  First interview  theory, theory          2      -   16  2 to score
    2026-11-23-2114-first-3f9a  First interview  theory                  2    1.5    1  scored
    ");
    let json = world.run(&["sessions", "list", "--json"]).json(0);
    assert_eq!(fields(&json), ["format", "sessions"]);
    assert_eq!(json["sessions"][1]["session"], WHOLE);
    assert_eq!(
        fields(&json["sessions"][0]),
        [
            "session",
            "began_at",
            "last_at",
            "kind",
            "loop",
            "title",
            "rounds",
            "questions",
            "score",
            "over",
            "to_score",
            "place",
            "spent_ms",
            "starred",
            "disputed",
            "problems"
        ]
    );
}

#[test]
fn a_session_is_named_by_any_unique_beginning_or_last() {
    let world = World::new();
    world.history();
    let whole = world.run(&["sessions", "show", WHOLE]).ok();
    assert_eq!(world.run(&["sessions", "show", "2026-11-23"]).ok(), whole);
    assert_ne!(world.run(&["sessions", "show", "last"]).ok(), whole);
    let words = world.run(&["sessions", "show", "2026"]).words(1);
    assert!(
        words.contains(WHOLE) && words.contains(STRICT) && words.contains("Give more of its name."),
        "{words}"
    );
    for name in ["2027", "", "..", "../hotseat", "/"] {
        let words = world.run(&["sessions", "show", name]).words(1);
        assert!(
            words.contains("`hotseat sessions` lists them."),
            "{name:?}: {words}"
        );
    }
}

#[test]
fn a_session_is_shown_and_exported_whole() {
    let world = World::new();
    world.history();
    let page = world.run(&["sessions", "show", WHOLE]).ok();
    assert_eq!(page, world.run(&["sessions", "export", WHOLE]).ok());
    for part in [
        "# First interview",
        "> Why cross-entropy?",
        "### Follow-up: Why not squared error? (0:05)",
        "- Predicted 3 of 4",
        "- First score: 3.5 of 4",
        "> A calm day.",
    ] {
        assert!(page.lines().any(|line| line == part), "{part} in\n{page}");
    }
    let json = world.run(&["sessions", "show", WHOLE, "--json"]).json(0);
    assert_eq!(
        json,
        world
            .run(&["sessions", "export", WHOLE, "--format", "json"])
            .json(0)
    );
    assert_eq!(json["folder"], WHOLE);
    assert_eq!(json["questions"][0]["prediction"], 3);
    assert_eq!(json["questions"][0]["fields"][0]["name"], "main");
    let export = |args: &[&str]| {
        world
            .run(&[&["sessions", "export", WHOLE][..], args].concat())
            .ok()
    };
    assert!(export(&["--format", "html"]).starts_with("<!doctype html>\n"));
    let cast = export(&["--format", "cast", "--size", "80x24"]);
    let first: serde_json::Value = serde_json::from_str(cast.lines().next().unwrap()).unwrap();
    assert_eq!((&first["width"], &first["height"]), (&80.into(), &24.into()));
    let disputes = export(&["--disputes"]);
    assert!(
        disputes.starts_with("# Disputed: theory-foundations/th-ce\n"),
        "{disputes}"
    );
    assert!(!disputes.contains("## The answer"), "{disputes}");
    assert!(export(&["--disputes", "--answers"]).contains("## The answer"));
}

#[test]
fn a_session_in_which_nothing_is_disputed_says_so() {
    let world = World::new();
    world.history();
    let outcome = world.run(&["sessions", "export", STRICT, "--disputes"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (0, ""));
    assert!(outcome.err.contains("Nothing is disputed in"), "{}", outcome.err);
}

#[test]
fn a_question_without_a_prediction_keeps_what_is_asked_of_its_answer() {
    let world = World::new();
    world.history();
    for args in [&["show", STRICT][..], &["show", STRICT, "--json"]] {
        let page = world.run(&[&["sessions"][..], args].concat()).ok();
        assert!(page.contains("Why cross-entropy?"), "{page}");
        for given_away in ["log-likelihood", "KL up to a constant", "Why it is right"] {
            assert!(!page.contains(given_away), "{given_away} in\n{page}");
        }
    }
    let page = world.run(&["sessions", "show", STRICT]).ok();
    let sentence = "Not scored yet; what is asked of an answer is shown after the prediction.";
    assert!(page.lines().any(|line| line == sentence), "{page}");
}

#[test]
fn a_deletion_asks_where_it_can_and_never_without_a_terminal() {
    let world = World::new();
    world.history();
    let words = world.run(&["sessions", "delete", WHOLE]).words(2);
    assert_eq!(
        words,
        format!(
            "hotseat: Deleting {WHOLE} asks first, and there is no terminal to ask on.\n  Give --yes if you mean it.\n"
        )
    );
    assert_eq!(world.feed(&["sessions", "delete", WHOLE], b"delete\n").code, 2);
    assert!(world.sessions().join(WHOLE).exists());
    let words = world.run(&["sessions", "delete", WHOLE, "--yes"]).words(0);
    assert_eq!(words, format!("Deleted {WHOLE}.\n"));
    assert!(!world.sessions().join(WHOLE).exists());
    assert!(world.sessions().join(STRICT).exists());

    let own = world.sessions().join(STRICT).join("mine.txt");
    std::fs::File::create(&own).unwrap();
    let words = world.run(&["sessions", "delete", STRICT, "--yes"]).words(0);
    assert!(
        words.contains("Its folder stays") && words.contains("mine.txt"),
        "{words}"
    );
    assert!(own.exists());
}

#[test]
fn what_is_damaged_is_said_by_line_and_the_rest_is_there() {
    let world = World::new();
    let dir = world.session(WHOLE, &records("v1-theory"));
    let bytes = std::fs::read(dir.join("journal.jsonl")).unwrap();
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let bad = String::from_utf8(lines[6].to_vec())
        .unwrap()
        .replace("\"seq\"", "\"sEq\"");
    lines[6] = bad.as_bytes();
    let tail = &lines[40][..20];
    let torn = [lines[..40].concat(), tail.to_vec()].concat();
    world.file(&format!("data/hotseat/sessions/{WHOLE}/journal.jsonl"), torn);

    let shown = world.run(&["sessions", "show", "last"]);
    assert_eq!(shown.code, 0);
    assert!(shown.out.contains("# First interview"));
    insta::assert_snapshot!(shown.err, @r"
    hotseat: journal.jsonl, line 7, was left out: its check sum does not match, so it was changed or damaged.
    hotseat: journal.jsonl, line 8: number 7 is missing before it.
    hotseat: journal.jsonl ends in the middle of a line; its last 20 bytes were left out.
    ");
    let listed = world.run(&["sessions"]);
    assert_eq!(listed.code, 0);
    assert!(
        listed
            .err
            .contains(&format!("And 2 more: `hotseat sessions show {WHOLE}` says all.")),
        "{}",
        listed.err
    );
    let json = world.run(&["sessions", "--json"]).json(0);
    assert_eq!(json["sessions"][0]["problems"].as_array().unwrap().len(), 3);

    let repaired = world.run(&["sessions", "repair", "last"]);
    assert_eq!(repaired.code, 0);
    assert!(
        repaired
            .out
            .contains("its last 20 bytes were moved to journal.torn.1."),
        "{}",
        repaired.out
    );
    assert_eq!(std::fs::read(dir.join("journal.torn.1")).unwrap(), tail);
    assert!(dir.join("session.json").exists());
    let json = world.run(&["sessions", "repair", "--json"]).json(0);
    assert_eq!(fields(&json["sessions"][0]), ["session", "notes", "error"]);
}

#[test]
fn a_session_of_a_newer_hotseat_is_refused_and_never_written() {
    let world = World::new();
    world.history();
    let journal = world.sessions().join(WHOLE).join("journal.jsonl");
    let text = std::fs::read_to_string(&journal).unwrap();
    let last = text.lines().last().unwrap();
    let newer = last
        .split(",\"crc\"")
        .next()
        .unwrap()
        .replacen("{\"v\":1", "{\"v\":2", 1)
        + "}\n";
    let text = text.replace(&format!("{last}\n"), &newer);
    world.file(&format!("data/hotseat/sessions/{WHOLE}/journal.jsonl"), &text);
    let files = |world: &World| {
        let mut names: Vec<_> = std::fs::read_dir(world.sessions().join(WHOLE))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .filter(|name| name != "lock")
            .collect();
        names.sort();
        names
    };
    let before = files(&world);
    let sentence = "was written by a newer hotseat (version 2, this one reads up to 1). Update hotseat";
    for args in [
        &["sessions", "show", WHOLE][..],
        &["sessions", "show", WHOLE, "--json"],
        &["sessions", "export", WHOLE],
        &["sessions", "repair", WHOLE],
        &["resume", WHOLE],
    ] {
        let words = world.run(args).words(1);
        assert!(words.contains(sentence), "{args:?}: {words}");
    }
    let listed = world.run(&["sessions"]);
    assert_eq!(listed.code, 0);
    assert!(listed.err.contains(sentence), "{}", listed.err);
    assert!(
        listed.out.contains(STRICT) && listed.out.contains("cannot be read"),
        "{}",
        listed.out
    );
    assert_eq!(std::fs::read_to_string(&journal).unwrap(), text);
    assert_eq!(files(&world), before);
}

#[test]
fn a_session_in_use_is_neither_mended_nor_deleted() {
    let world = World::new();
    let dir = world.session(WHOLE, &records("v1-theory"));
    let holder = hotseat::storage::sessions::lock::Holder {
        pid: 41,
        host: "elsewhere".into(),
        since: "2026-11-23T21:14:05+01:00[Europe/Berlin]".parse().unwrap(),
        run: "1".into(),
    };
    let _held =
        hotseat::storage::sessions::lock::Lock::take(&hotseat::storage::disk::RealDisk, &dir, &holder)
            .unwrap();
    for args in [
        &["sessions", "repair", "last"][..],
        // Where locks work, one that is held counts whatever is said.
        &["sessions", "repair", "last", "--unlocked"],
        &["sessions", "delete", "last", "--yes"],
    ] {
        let words = world.run(args).words(1);
        assert!(
            words.contains("open in another hotseat (process 41 on elsewhere"),
            "{args:?}: {words}"
        );
    }
    assert!(dir.join("journal.jsonl").exists());
    world.run(&["sessions", "show", "last"]).ok();
}

#[test]
fn what_was_typed_reaches_no_stream_raw() {
    let world = World::new();
    let hostile = super::hostile::TEXT;
    let mut told = records("v1-theory");
    for record in &mut told {
        match &mut record.event {
            Event::SessionStarted(started) => hostile.clone_into(&mut started.title),
            Event::Edited { edit, .. } if edit.at == 0 => edit.ins.insert_str(0, hostile),
            Event::Noted { text, .. } | Event::Disputed { text, .. } => hostile.clone_into(text),
            Event::Scored { by, .. } => hostile.clone_into(by),
            Event::Clarified { ask, .. } => hostile.clone_into(ask),
            _ => {}
        }
    }
    world.file("snapshot", snapshot(hostile));
    world.session(WHOLE, &told);
    for args in [
        &["sessions"][..],
        &["sessions", "--json"],
        &["sessions", "show", "last"],
        &["sessions", "show", "last", "--json"],
        &["sessions", "repair"],
        &["sessions", "repair", "--json"],
        &["sessions", "delete", "last"],
        &["doctor"],
    ] {
        let outcome = world.run(args);
        assert_safe(&outcome.out);
        assert_safe(&outcome.err);
    }
    let json = world.run(&["sessions", "show", "last", "--json"]).json(0);
    assert_eq!(json["title"], hostile, "escaped, not changed");
}
