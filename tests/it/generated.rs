//! What is generated and kept in the repository is what the program generates. `HOTSEAT_BLESS=1` writes
//! it anew. The bank schema and the tables in `docs/formats.md` are compared beside their rules.

use std::path::Path;

use hotseat::cli::{keys, packaging};

#[expect(
    clippy::disallowed_methods,
    reason = "whoever changes keys or commands asks for the files anew this way"
)]
fn compare(file: &str, generated: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("HOTSEAT_BLESS").is_some() {
        std::fs::write(&path, generated).expect("the repository can be written to");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let first = kept.lines().zip(generated.lines()).position(|(a, b)| a != b);
    assert!(
        kept == generated,
        "{file} is not what the program generates, from line {} on; run the tests with HOTSEAT_BLESS=1 \
         and look at the difference",
        first.unwrap_or_else(|| kept.lines().count().min(generated.lines().count())) + 1
    );
}

#[test]
fn the_keys_in_docs_are_those_of_the_table() {
    compare("docs/keys.md", &keys::document());
}

#[test]
fn the_man_page_is_that_of_the_arguments() {
    compare("assets/hotseat.1", &packaging::page().unwrap());
}

#[test]
fn the_contents_of_the_formats_name_every_heading() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md")).unwrap();
    let mut fenced = false;
    let mut headings = Vec::new();
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        if let Some(title) = line.strip_prefix("##").filter(|_| !fenced) {
            headings.push(title.trim_start_matches('#').trim());
        }
    }
    let listed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("- [")?.split_once("](#"))
        .map(|(title, _)| title)
        .collect();
    assert!(headings.len() >= 10);
    assert_eq!(listed, headings);
}
