//! Text of banks, names and arguments that a terminal would obey: it never reaches a stream raw, and a
//! list stays a line an entry.

use std::time::Duration;

use hotseat::domain::event::{Event, Opened, Record};
use hotseat::domain::stats::{self, Period};
use serde_json::json;

use super::sessions::{WHOLE, records};
use super::{World, assert_safe};

/// Escapes, C1, a carriage return, direction controls, tags, separators.
pub const TEXT: &str =
    "a\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{7f}\rb\u{202e}c\u{2066}\u{e0041}\u{2028}d\nz\u{200b}";

fn bank() -> String {
    json!({
        "format": 1, "id": "hostile", "title": TEXT, "license": "x\u{1b}[31m",
        "questions": [{
            "id": "th-hostile", "round": "ml_theory", "topic": "t\u{1b}[31m\u{202e}", "difficulty": "easy",
            "minutes": 10, "prompt": TEXT,
            "hints": [TEXT],
            "clarifications": [{ "ask": TEXT, "answer": TEXT }],
            "rubric": [{ "id": "a", "criterion": TEXT, "weight": 1, "ideas": [{ "id": "i", "idea": TEXT }] }],
            "follow_ups": [{ "id": "f", "ask": TEXT, "expect": TEXT }],
            "exemplars": [{ "level": 4, "answer": TEXT }],
            "pitfalls": [{ "id": "p", "wrong": TEXT, "right": TEXT }],
            "resources": [{ "title": "r\u{1b}[31m", "url": "https://example.org/\u{202e}" }],
            "x\u{1b}[31m": 1
        }]
    })
    .to_string()
}

#[test]
fn a_hostile_bank_reaches_no_stream_raw() {
    let world = World::new();
    world.bank("hostile\u{1b}[31m.json", bank());
    world.bank("worse\u{202e}.json", "{ \"format\": \"\u{1b}[31m\u{9b}\" }");
    let mut seen = 0;
    for args in [
        &["bank"][..],
        &["bank", "--json"],
        &["bank", "show", "hostile"],
        &["bank", "show", "hostile", "--json"],
        &["bank", "show", "th-hostile"],
        &["bank", "show", "th-hostile", "--json"],
        &["bank", "check", "--no-run"],
        &["bank", "check", "--no-run", "--json"],
        &["start", "--dry-run", "--question", "th-hostile"],
        &["start", "--dry-run", "--question", "th-hostile", "--json"],
        &["doctor"],
        &["doctor", "--json"],
    ] {
        let outcome = world.run(args);
        assert_ne!(outcome.code, 2, "{args:?}: {}", outcome.err);
        assert_safe(&outcome.out);
        assert_safe(&outcome.err);
        seen += usize::from(outcome.out.contains("hostile"));
    }
    assert!(seen >= 8, "the bank is there to be shown");
    let list = world.run(&["bank", "list"]).out;
    assert_eq!(
        list.lines().filter(|line| line.starts_with("hostile ")).count(),
        1,
        "{list}"
    );
}

#[test]
fn an_argument_reaches_no_stream_raw() {
    let world = World::new();
    for args in [
        &[TEXT][..],
        &["start", TEXT, "--dry-run"],
        &["start", "--question", TEXT, "--dry-run"],
        &["start", "--topic", TEXT, "--dry-run"],
        &["start", "--bank", TEXT, "--dry-run"],
        &["start", "--round", TEXT],
        &["start", "--minutes", TEXT],
        &["sessions", "show", TEXT],
        &["resume", TEXT],
        &["bank", "show", TEXT],
        &["bank", "check", TEXT],
        &["--data-dir", TEXT, "doctor"],
        &["--data-dir", TEXT, "sessions", "show", "x"],
    ] {
        let outcome = world.run(args);
        assert_safe(&outcome.out);
        assert_safe(&outcome.err);
    }
}

#[test]
fn settings_and_loops_of_a_person_reach_no_stream_raw() {
    let world = World::new();
    world.config(
        "[ui]\n\"th\\u001b[31m\" = 1\ntheme = \"\\u001b[31m\\u202e\"\n[keys]\n\"\\u009b\" = [\"f2\"]\n",
    );
    world.file(
        "config/hotseat/loops/mine.json",
        format!("{{ \"format\": 1, \"id\": \"{}\" }}", "\u{9b}"),
    );
    for args in [
        &["doctor"][..],
        &["keys"],
        &["start", "--dry-run"],
        &["start", "nothing", "--dry-run"],
    ] {
        let outcome = world.run(args);
        assert_safe(&outcome.out);
        assert_safe(&outcome.err);
        assert!(
            outcome.err.len() + outcome.out.len() > 100,
            "{args:?}: {outcome:?}"
        );
    }
}

/// Times that no interview can take, in a journal edited by hand: they are shown as the largest there are, and the
/// other sessions beside them.
#[test]
fn times_too_large_to_add_up_hide_no_session() {
    let mut journal = Vec::new();
    for record in records("v1-strict") {
        let asked = matches!(record.event, Event::QuestionAsked { .. });
        journal.push(record);
        let Some(last) = journal.last().filter(|_| asked).cloned() else {
            continue;
        };
        // So many that either round alone has all the time there is.
        for _ in 0..1_100 {
            let opened = Event::Opened(Opened {
                pid: 1,
                host: "desk".into(),
                version: "0.1.0".into(),
                carried_ms: u64::MAX,
            });
            journal.extend([opened, Event::Resumed {}].map(|event| Record {
                event,
                ..last.clone()
            }));
        }
    }
    for (seq, record) in (1..).zip(&mut journal) {
        record.seq = seq;
    }
    let world = World::new();
    world.session(WHOLE, &records("v1-theory"));
    let large = "2026-11-24-0800-first-0002";
    world.session(large, &journal);
    for other in ["2026-11-24-0900-first-0003", "2026-11-24-1000-first-0004"] {
        world.session(other, &journal);
    }
    for words in [
        &["sessions", "list"][..],
        &["sessions", "show", large],
        &["sessions", "export", large, "--format", "html"],
        &["sessions", "export", large, "--format", "cast"],
        &["stats"],
        &["stats", "--json"],
    ] {
        let ran = world.run(words);
        assert_eq!(ran.code, 0, "{words:?}: {}", ran.err);
    }
    let listed = world.run(&["sessions", "list"]).out;
    assert!(listed.contains(WHOLE) && listed.contains(large), "{listed}");
    let history = hotseat::storage::sessions::list(&world.sessions()).unwrap();
    let spent = history.iter().map(|summary| summary.spent).max();
    assert_eq!(spent, Some(Duration::MAX));
    let newest = history[0].began_at.as_ref().unwrap();
    assert!(stats::week(&history, newest).contains(&u32::MAX));
    let figures = stats::figures(&history, stats::practice_day(newest), Period::All);
    assert!(
        figures
            .days
            .days
            .iter()
            .any(|day| day.minutes() == u64::MAX / 60_000)
    );
}
