//! Text of banks, names and arguments that a terminal would obey: it never reaches a stream raw, and a
//! list stays a line an entry.

use serde_json::json;

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
