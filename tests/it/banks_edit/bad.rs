//! At least 150 bad banks, made from a good one: each is refused with file and place, or read and harmless to
//! show; in time, in bounds, and never at the cost of the good banks beside it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use hotseat::domain::check::Colour;
use hotseat::domain::plain;
use hotseat::storage::{banks, builtin};
use serde_json::{Value, json};

use crate::pty::now;

/// What has to become of a bank.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Label {
    Refuse,
    Neutralise,
}

pub struct Case {
    pub name: String,
    pub label: Label,
    pub bytes: Vec<u8>,
}

pub const GOOD: &str = include_str!("../../fixtures/banks/good.json");
const HOSTILE: [&str; 8] = [
    "a\u{1b}[2J",
    "b\u{9b}31m",
    "c\u{202e}d",
    "e\u{2066}f",
    "g\u{e0041}h",
    "i\u{7f}\u{8}",
    "j\u{200b}\u{feff}k",
    "l\u{1b}]0;title\u{7}",
];

fn good() -> Value {
    serde_json::from_str(GOOD).unwrap()
}

/// Every place in the good bank where a value stands, as a JSON pointer.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                let at = format!("{at}/{name}");
                found.push(at.clone());
                places(value, &at, found);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                places(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |name: String, label: Label, bytes: Vec<u8>| cases.push(Case { name, label, bytes });
    let mut found = Vec::new();
    places(&good(), "", &mut found);
    found.retain(|place| {
        !place.contains("/x-")
            && place != "/$schema"
            && !place.contains("/answer/")
            && !place.ends_with("/title")
    });
    // Types: a value that no field of a bank has.
    for place in found.iter().step_by(found.len().div_ceil(70).max(1)) {
        let mut bank = good();
        *bank.pointer_mut(place).unwrap() = json!([[{ "no": "such" }]]);
        add(
            format!("type {place}"),
            Label::Refuse,
            bank.to_string().into_bytes(),
        );
    }
    // Limits of numbers and texts.
    let question = |change: &dyn Fn(&mut Value)| {
        let mut bank = good();
        change(&mut bank["questions"][0]);
        bank.to_string().into_bytes()
    };
    for minutes in [
        json!(0),
        json!(-1),
        json!(241),
        json!(1e300),
        json!(0.49),
        json!("10"),
    ] {
        add(
            format!("minutes {minutes}"),
            Label::Refuse,
            question(&|q| q["minutes"] = minutes.clone()),
        );
    }
    for (field, most) in [("prompt", 40_001), ("topic", 61)] {
        let long = "x".repeat(most);
        add(
            format!("long {field}"),
            Label::Refuse,
            question(&|q| q[field] = json!(long)),
        );
        add(
            format!("empty {field}"),
            Label::Refuse,
            question(&|q| q[field] = json!("")),
        );
    }
    for (field, most) in [
        ("tags", 21),
        ("hints", 21),
        ("resources", 21),
        ("competencies", 21),
    ] {
        let many: Vec<String> = (0..most).map(|n| format!("cs{n}")).collect();
        add(
            format!("many {field}"),
            Label::Refuse,
            question(&|q| q[field] = json!(many)),
        );
    }
    for field in [
        "id",
        "round",
        "topic",
        "difficulty",
        "minutes",
        "prompt",
        "rubric",
    ] {
        add(
            format!("no {field}"),
            Label::Refuse,
            question(&|q| {
                q.as_object_mut().unwrap().remove(field);
            }),
        );
    }
    // Ids, as names of files and among themselves.
    for id in [
        "",
        "../up",
        "a/b",
        "UP",
        "a b",
        "ä",
        "a\u{308}",
        "..",
        ".",
        "-\u{0}",
        "a\\b",
        "CON:",
        &"x".repeat(65),
    ] {
        add(
            format!("id {id:?}"),
            Label::Refuse,
            question(&|q| q["id"] = json!(id)),
        );
        let mut bank = good();
        bank["id"] = json!(id);
        add(
            format!("bank id {id:?}"),
            Label::Refuse,
            bank.to_string().into_bytes(),
        );
    }
    let mut bank = good();
    let first = bank["questions"][0].clone();
    bank["questions"].as_array_mut().unwrap().push(first);
    add(
        "id twice".to_owned(),
        Label::Refuse,
        bank.to_string().into_bytes(),
    );
    for place in ["\"format\"", "\"id\"", "\"questions\""] {
        let twice = GOOD.replacen(place, &format!("{place}: 1, {place}"), 1);
        add(format!("{place} twice"), Label::Refuse, twice.into_bytes());
    }
    // Encodings and syntax.
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("blank", b" \n\t".to_vec()),
        ("list", b"[]".to_vec()),
        ("null", b"null".to_vec()),
        ("text", b"\"bank\"".to_vec()),
        (
            "latin",
            GOOD.replacen("title", "t\u{1}", 1)
                .bytes()
                .map(|byte| if byte == 1 { 0xe4 } else { byte })
                .collect(),
        ),
        ("utf-16", GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("nul", [GOOD.as_bytes(), b"\0"].concat()),
        ("two", [GOOD, GOOD].concat().into_bytes()),
        ("comment", GOOD.replacen('{', "{ // here\n", 1).into_bytes()),
        (
            "comma",
            GOOD.replacen("\"questions\": [", "\"questions\": [,", 1)
                .into_bytes(),
        ),
        ("quotes", GOOD.replacen("\"format\"", "'format'", 1).into_bytes()),
        ("no name", GOOD.replacen("\"format\":", "format:", 1).into_bytes()),
        (
            "surrogate",
            GOOD.replacen("\"title\": \"", "\"title\": \"\\ud800", 1)
                .into_bytes(),
        ),
        (
            "nan",
            GOOD.replacen("\"minutes\": ", "\"minutes\": NaN, \"x\": ", 1)
                .into_bytes(),
        ),
        (
            "newer",
            GOOD.replacen("\"format\": 1", "\"format\": 2", 1).into_bytes(),
        ),
        (
            "deep",
            format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes(),
        ),
        (
            "deep field",
            GOOD.replacen(
                '{',
                &format!(
                    "{{\"x-a\": {}1{},",
                    "{\"a\":".repeat(200_000),
                    "}".repeat(200_000)
                ),
                1,
            )
            .into_bytes(),
        ),
        (
            "many values",
            format!("{{\"x\": [{}1]}}", "1,".repeat(600_000)).into_bytes(),
        ),
    ] {
        add(name.to_owned(), Label::Refuse, bytes);
    }
    let whole = GOOD.trim_end().len();
    for part in 1..10 {
        let mut end = whole * part / 10;
        while !GOOD.is_char_boundary(end) {
            end -= 1;
        }
        add(
            format!("cut at {end}"),
            Label::Refuse,
            GOOD.as_bytes()[..end].to_vec(),
        );
    }
    // Text that a terminal would obey is read, and shown without it.
    for text in HOSTILE {
        for field in ["prompt", "topic"] {
            add(
                format!("hostile {field} {text:?}"),
                Label::Neutralise,
                question(&|q| q[field] = json!(text)),
            );
        }
        let mut bank = good();
        bank["title"] = json!(text);
        bank[text] = json!(1);
        add(
            format!("hostile title {text:?}"),
            Label::Neutralise,
            bank.to_string().into_bytes(),
        );
    }
    cases
}

fn put(file: &Path, bytes: &[u8]) {
    std::fs::File::create(file).unwrap().write_all(bytes).unwrap();
}

#[test]
fn every_bad_bank_is_refused_with_its_place_or_harmless_and_spares_the_good_ones() {
    let cases = cases();
    assert!(cases.len() >= 150, "{}", cases.len());
    let tables = builtin::tables();
    let folder = tempfile::tempdir().unwrap();
    for id in ["aa", "bb", "zz"] {
        let bank = GOOD.replacen("\"id\": \"good\"", &format!("\"id\": \"{id}\""), 1);
        put(&folder.path().join(format!("{id}.json")), bank.as_bytes());
    }
    let file = folder.path().join("case.json");
    let mut slowest = (Duration::ZERO, String::new());
    for Case { name, label, bytes } in &cases {
        put(&file, bytes);
        let began = now();
        let checked = banks::check_file(&file, &tables).unwrap();
        let loaded = banks::load_folder(folder.path(), &tables);
        let took = began.elapsed();
        if took > slowest.0 {
            slowest = (took, name.clone());
        }
        let report = checked.report(Colour::Plain);
        assert!(plain::is_clean(&report), "{name}: {report}");
        let ids: Vec<&str> = loaded
            .banks
            .iter()
            .map(|loaded| loaded.bank.id.as_str())
            .collect();
        for id in ["aa", "bb", "zz"] {
            assert!(ids.contains(&id), "{name}: {ids:?}");
        }
        match label {
            Label::Refuse => {
                let error = checked.checked.errors().next();
                let error = error.unwrap_or_else(|| panic!("{name} is taken"));
                assert!(
                    error.line >= 1 && error.column >= 1 && !error.message.is_empty(),
                    "{name}"
                );
                let place = format!("{}:{}:{}", file.display(), error.line, error.column);
                assert!(report.contains(&place), "{name}: {report}");
                assert_eq!(loaded.problems.len(), 1, "{name}");
            }
            Label::Neutralise => {
                assert_eq!(checked.checked.errors().count(), 0, "{name}: {report}");
                assert_eq!(loaded.banks.len(), 4, "{name}");
            }
        }
    }
    // Unoptimised and beside other tests: the bound of a release is 2 s a file.
    assert!(slowest.0 < Duration::from_secs(20), "{slowest:?}");
}

/// The heaviest files there can be, each to the program with 256 MiB to write to.
#[cfg(target_os = "linux")]
#[test]
fn the_heaviest_files_are_checked_within_256_mebibytes() {
    let folder = tempfile::tempdir().unwrap();
    let limit = 16 << 20;
    let fill = |piece: &str, most: usize| piece.repeat(most / piece.len());
    let heavy = [
        ("one-line", format!("{{\"x\": \"{}\"}}", fill("é", limit - 64))),
        ("values", format!("{{\"x\": [{}1]}}", fill("1,", limit - 64))),
        ("brackets", fill("[", limit - 1)),
        (
            "keys",
            format!("{{{}\"z\": 1}}", fill("\"x-key\": \"\",", limit - 64)),
        ),
        (
            "escapes",
            format!("{{\"x\": \"{}\"}}", fill("\\u00e9", limit - 64)),
        ),
        (
            "prompt",
            GOOD.replacen(
                "\"prompt\": \"",
                &format!("\"prompt\": \"{}", fill("$x$ ", limit - GOOD.len() - 64)),
                1,
            ),
        ),
        ("over", fill("x", limit + 1)),
    ];
    for (name, text) in heavy {
        let file = folder.path().join(format!("{name}.json"));
        put(&file, text.as_bytes());
        let began = now();
        let output = Command::new("sh")
            .arg("-c")
            .arg("ulimit -d 262144 && exec \"$0\" bank check --no-run --json \"$1\"")
            .arg(env!("CARGO_BIN_EXE_hotseat"))
            .arg(&file)
            .env_clear()
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(told["errors"].as_u64().unwrap() >= 1, "{name}: {told}");
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{name} took {:?}",
            began.elapsed()
        );
    }
}

/// The bytes of every case, for others to begin with.
pub fn texts() -> Vec<Vec<u8>> {
    cases().into_iter().map(|case| case.bytes).collect()
}
