//! Files that are made by a test and kept in the repository: compared byte for byte, or written anew
//! when the person who changed a screen asks for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Asks for the files to be written anew.
const BLESS: &str = "HOTSEAT_BLESS";

#[expect(
    clippy::disallowed_methods,
    reason = "whoever changes a screen asks for new pictures this way"
)]
pub fn asked_for(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| value == "1")
}

#[expect(clippy::disallowed_methods, reason = "a test makes the files it compares")]
fn write(path: &Path, text: &str) {
    std::fs::write(path, text).expect("the folder can be written to");
}

/// Compares the files of a folder that end in `extension` with what was made, by name; a file too many
/// is as wrong as one that is missing. Returns what is wrong, in a sentence.
pub fn compare(folder: &str, extension: &str, made: &BTreeMap<String, String>) -> Result<(), String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let kept: BTreeMap<String, PathBuf> = std::fs::read_dir(&root)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), path)))
        .collect();
    if asked_for(BLESS) {
        std::fs::create_dir_all(&root).expect("the folder can be made");
        for (name, path) in &kept {
            if !made.contains_key(name) {
                std::fs::remove_file(path).expect("a file that is no longer made can go");
            }
        }
        for (name, text) in made {
            write(&root.join(name), text);
        }
        return Ok(());
    }
    let mut wrong: Vec<String> = Vec::new();
    for (name, text) in made {
        match kept.get(name).map(std::fs::read_to_string) {
            None => wrong.push(format!("{name} is missing")),
            Some(Ok(old)) if old == *text => {}
            Some(_) => wrong.push(format!("{name} is not what the screen shows now")),
        }
    }
    for name in kept.keys().filter(|name| !made.contains_key(*name)) {
        wrong.push(format!("{name} belongs to no scene"));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!(
        "In {folder}: {}. Run `{BLESS}=1 cargo test --test it screens`, look at the difference, and commit it.",
        wrong.join("; ")
    ))
}

#[test]
fn a_missing_a_stale_and_a_needless_file_are_each_told_with_the_command_that_mends_them() {
    if asked_for(BLESS) {
        return;
    }
    let made = BTreeMap::from([("theory-120x40.txt".to_owned(), "something else".to_owned())]);
    let told = compare("tests/snapshots", "txt", &made).expect_err("nothing of this is so");
    assert!(told.contains("theory-120x40.txt is not what the screen shows now"));
    assert!(told.contains("home-empty-80x24.txt belongs to no scene"));
    assert!(told.contains("HOTSEAT_BLESS=1 cargo test --test it screens"));
    let made = BTreeMap::from([("nowhere.svg".to_owned(), String::new())]);
    let told = compare("assets/screenshots", "svg", &made).expect_err("there is no such picture");
    assert!(told.contains("nowhere.svg is missing"));
}
