//! What is built into the program: licences, sources and double versions, by the lists of `deny.toml`. It
//! asks nothing but cargo, so that every run of the tests knows; `cargo deny check bans licenses sources`
//! reads the same lists with more care, and the release script runs it.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use toml::Table;

/// A crate of the program, as `cargo tree` names it.
struct Crate {
    name: String,
    version: String,
    licence: String,
}

/// Every crate that is in the binary or makes it; test libraries are not among them.
fn crates() -> Vec<Crate> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--offline",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
        ])
        .args(["--format", "{p}|{l}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    lines.sort_unstable();
    lines.dedup();
    let read = |line: &&str| {
        let (package, licence) = line.split_once('|')?;
        let mut words = package.split(' ');
        Some(Crate {
            name: words.next()?.to_owned(),
            version: words.next()?.trim_start_matches('v').to_owned(),
            licence: licence.to_owned(),
        })
    };
    lines.iter().filter_map(read).collect()
}

fn rules() -> Table {
    include_str!("../../deny.toml").parse().unwrap()
}

fn texts(value: &toml::Value) -> Vec<&str> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
        .collect()
}

/// Whether an SPDX expression is met by these licences: one of each `OR`, all of an `AND`.
fn met(expression: &str, allowed: &[&str]) -> bool {
    let expression = expression.replace('/', " OR ");
    let spaced = expression.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    any(&words, &mut at, allowed) && at == words.len()
}

fn any(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut found = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        found |= all(words, at, allowed);
    }
    found
}

fn all(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut found = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        found &= one(words, at, allowed);
    }
    found
}

fn one(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word == "(" {
        let found = any(words, at, allowed);
        *at += 1;
        return found;
    }
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
        return false;
    }
    allowed.contains(&word)
}

#[test]
fn every_licence_in_the_program_is_one_of_the_list() {
    let rules = rules();
    let allowed = texts(&rules["licenses"]["allow"]);
    let exceptions: BTreeMap<&str, Vec<&str>> = rules["licenses"]["exceptions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["crate"].as_str().unwrap(), texts(&one["allow"])))
        .collect();
    let crates = crates();
    assert!(crates.len() > 100, "{} crates", crates.len());
    let none = Vec::new();
    for Crate { name, licence, .. } in &crates {
        let more = exceptions.get(name.as_str()).unwrap_or(&none);
        assert!(
            met(licence, &[&allowed[..], more].concat()),
            "{name} is under `{licence}`, which deny.toml does not allow"
        );
    }
    for name in exceptions.keys() {
        assert!(
            crates.iter().any(|known| known.name == *name),
            "{name}: an exception for nothing"
        );
    }
}

#[test]
fn no_crate_of_the_program_is_there_twice_without_a_reason() {
    let rules = rules();
    let skipped: BTreeSet<&str> = rules["bans"]["skip"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["crate"].as_str().unwrap().split('@').next().unwrap())
        .collect();
    let mut versions = BTreeMap::<String, BTreeSet<String>>::new();
    for known in crates() {
        versions.entry(known.name).or_default().insert(known.version);
    }
    let twice: BTreeSet<&str> = versions
        .iter()
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(twice, skipped, "what is there twice, and what deny.toml excuses");
}

#[test]
fn every_crate_comes_from_the_one_registry() {
    let lock: Table = include_str!("../../Cargo.lock").parse().unwrap();
    let rules = rules();
    let registries = texts(&rules["sources"]["allow-registry"]);
    for package in lock["package"].as_array().unwrap() {
        // What has no source is this project.
        let Some(source) = package.get("source") else {
            assert_eq!(package["name"].as_str(), Some(env!("CARGO_PKG_NAME")));
            continue;
        };
        let source = source.as_str().unwrap();
        let from = source.strip_prefix("registry+").unwrap_or(source);
        assert!(registries.contains(&from), "{package}");
        assert!(package.get("checksum").is_some(), "{package}");
    }
}

#[test]
fn an_expression_is_met_as_spdx_has_it() {
    let allowed = ["MIT", "Unicode-3.0"];
    for (expression, want) in [
        ("MIT OR Apache-2.0", true),
        ("Apache-2.0/MIT", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0", false),
        ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true),
        ("Apache-2.0 WITH LLVM-exception", false),
        ("GPL-3.0-only", false),
        ("", false),
    ] {
        assert_eq!(met(expression, &allowed), want, "{expression}");
    }
}
