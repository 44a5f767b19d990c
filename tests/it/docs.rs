//! The pages of the repository are true: links lead somewhere, paths are there, commands are understood, and
//! what README and CONTRIBUTING tell a newcomer to type works, word for word.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser;
use hotseat::cli::args::Args;
use tempfile::TempDir;

use crate::pythons;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(page: &str) -> String {
    std::fs::read_to_string(root().join(page)).unwrap()
}

/// Every page for people, by its path.
fn pages() -> Vec<String> {
    let mut found: Vec<String> = [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "BENCHMARKS.md",
        "assets/screenshots/README.md",
    ]
    .map(str::to_owned)
    .to_vec();
    for entry in std::fs::read_dir(root().join("docs")).unwrap() {
        found.push(format!("docs/{}", entry.unwrap().file_name().to_string_lossy()));
    }
    found.sort();
    found
}

/// The lines of a page outside fenced blocks, and the blocks with what stands behind their fence.
fn parts(text: &str) -> (Vec<&str>, Vec<(&str, Vec<&str>)>) {
    let (mut prose, mut blocks) = (Vec::new(), Vec::<(&str, Vec<&str>)>::new());
    let mut fenced = false;
    for line in text.lines() {
        if let Some(kind) = line.trim_start().strip_prefix("```") {
            fenced = !fenced;
            if fenced {
                blocks.push((kind, Vec::new()));
            }
        } else if fenced {
            blocks.last_mut().unwrap().1.push(line);
        } else {
            prose.push(line);
        }
    }
    (prose, blocks)
}

/// What a line has between backticks.
fn quoted(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

/// Where the links of a line lead; what is in backticks is no link.
fn links(line: &str) -> Vec<String> {
    let bare: String = line.split('`').step_by(2).collect::<Vec<_>>().join("_");
    bare.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(link, _)| link.to_owned())
        .collect()
}

/// The names by which the headings of a page are linked to, as code hosts make them.
fn anchors(text: &str) -> BTreeSet<String> {
    parts(text)
        .0
        .iter()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            let title = line.trim_start_matches('#').trim().to_lowercase();
            title
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    let mut dead = Vec::new();
    let mut seen = 0;
    for page in pages() {
        let content = text(&page);
        let folder = root().join(&page).parent().unwrap().to_path_buf();
        for link in parts(&content).0.iter().flat_map(|line| links(line)) {
            if link.contains("://") {
                continue;
            }
            seen += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let file = if path.is_empty() {
                root().join(&page)
            } else {
                folder.join(path)
            };
            if !file.exists() {
                dead.push(format!("{page}: {link}"));
            } else if !anchor.is_empty() {
                let there = std::fs::read_to_string(&file).unwrap();
                if !anchors(&there).contains(anchor) {
                    dead.push(format!("{page}: {link}, no such heading"));
                }
            }
        }
    }
    assert!(seen > 60, "{seen} links");
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn the_readme_leads_to_every_page() {
    let content = text("README.md");
    let led: BTreeSet<String> = content.lines().flat_map(links).collect();
    for page in pages() {
        let known = led
            .iter()
            .any(|link| link.split('#').next() == Some(page.as_str()));
        assert!(known || page == "README.md", "README does not lead to {page}");
    }
}

#[test]
fn every_path_that_a_page_names_is_there() {
    let folders = ["src/", "tests/", "docs/", "assets/", "question_banks/", ".ci/"];
    let mut missing = Vec::new();
    let mut seen = 0;
    for page in pages() {
        let content = text(&page);
        for name in parts(&content).0.iter().flat_map(|line| quoted(line)) {
            let name = name.split(' ').next().unwrap();
            // Capitals stand for a name of one's own; a star, a bracket or dots for several.
            let made_up =
                name.contains(['*', '<', '{', '…', '|']) || name.contains("BANK") || name.contains("_N");
            if !folders.iter().any(|folder| name.starts_with(folder)) || made_up {
                continue;
            }
            seen += 1;
            if !root().join(name).exists() {
                missing.push(format!("{page}: {name}"));
            }
        }
    }
    assert!(seen > 100, "{seen} paths");
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The words of a line as a shell splits them, up to what explains, a redirection or a pipe; `None` where it is
/// no command of ours or has something to be filled in.
fn command(line: &str) -> Option<Vec<String>> {
    let line = line.trim().trim_start_matches("$ ");
    let line = ["cargo run --quiet -- ", "cargo run -- "]
        .iter()
        .find_map(|before| line.strip_prefix(before))
        .map_or(line.to_owned(), |rest| format!("hotseat {rest}"));
    let line = line.split("  ").next().unwrap().split(" #").next().unwrap();
    let words: Vec<String> = line
        .split(['<', '>', '|'])
        .next()
        .unwrap()
        .split_whitespace()
        .map(|word| word.trim_matches(['\'', '"']).to_owned())
        .collect();
    let open = |word: &String| {
        let capital = word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase() || "/[]".contains(c));
        capital
            || word.len() == 1 && word.chars().all(|c| c.is_ascii_uppercase())
            || word.contains(['[', '…'])
    };
    (words.first().is_some_and(|word| word == "hotseat") && !words.iter().any(open)).then_some(words)
}

#[test]
fn every_command_that_a_page_shows_is_understood() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for page in pages() {
        let content = text(&page);
        let (prose, blocks) = parts(&content);
        let quoted = prose.iter().flat_map(|line| quoted(line));
        let shown = blocks.iter().flat_map(|(_, lines)| lines.iter().copied());
        for line in quoted.chain(shown) {
            let Some(words) = command(line) else { continue };
            // Names of the program itself, and of a command that people do not give.
            if words.len() == 1 || words[1].starts_with("__") || words[1] == "›" {
                continue;
            }
            seen += 1;
            if let Err(error) = Args::try_parse_from(&words) {
                let asked = matches!(
                    error.kind(),
                    clap::error::ErrorKind::DisplayHelp
                        | clap::error::ErrorKind::DisplayVersion
                        | clap::error::ErrorKind::MissingRequiredArgument
                        | clap::error::ErrorKind::InvalidSubcommand
                );
                // In prose a command may stand for its kind; a word that is none is still wrong.
                let known = error.kind() != clap::error::ErrorKind::InvalidSubcommand;
                if !asked || !known {
                    wrong.push(format!(
                        "{page}: {line}: {}",
                        error.to_string().lines().next().unwrap()
                    ));
                }
            }
        }
    }
    assert!(seen > 60, "{seen} commands");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_no_command_and_leads_nowhere_is_found() {
    assert!(Args::try_parse_from(command("hotseat bnak list").unwrap()).is_err());
    assert_eq!(
        command("cargo run -- bank  # the screen").unwrap(),
        ["hotseat", "bank"]
    );
    assert_eq!(command("hotseat judge B/Q FILE"), None);
    assert_eq!(links("[a](b.md#c) and `[d](e)`"), ["b.md#c"]);
    assert!(anchors("# The judge's ladder\n```\n# no\n```").contains("the-judges-ladder"));
}

/// A checkout with nothing in it that takes long to copy, and a `cargo` that runs the program that is built.
struct Checkout {
    folder: TempDir,
}

impl Checkout {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let copied = Command::new("cp")
            .args(["-r", "question_banks"])
            .arg(folder.path())
            .current_dir(root())
            .status()
            .unwrap();
        assert!(copied.success());
        let bin = folder.path().join("bin");
        std::fs::create_dir(&bin).unwrap();
        let cargo = format!(
            "#!/bin/sh\n[ \"$1 $2 $3\" = 'run --quiet --' ] || {{ echo \"cargo $*?\" >&2; exit 9; }}\nshift 3\nexec '{}' \"$@\"\n",
            env!("CARGO_BIN_EXE_hotseat")
        );
        let script = bin.join("cargo");
        std::io::Write::write_all(&mut std::fs::File::create(&script).unwrap(), cargo.as_bytes()).unwrap();
        let made = Command::new("chmod").arg("755").arg(&script).status().unwrap();
        assert!(made.success());
        Self { folder }
    }

    /// Types the lines of a page's `console` blocks that begin with `$`, and looks for the others in what is said.
    fn follow(&self, page: &str) -> usize {
        let content = text(page);
        let mut typed = 0;
        for (_, lines) in parts(&content).1.iter().filter(|(kind, _)| *kind == "console") {
            let mut said = String::new();
            for line in lines {
                let Some(command) = line.strip_prefix("$ ") else {
                    assert!(said.contains(line), "{page}: {line}\nis not in\n{said}");
                    continue;
                };
                let output = Command::new("sh")
                    .args(["-c", &format!("{command} 2>&1")])
                    .env_clear()
                    .env("HOME", self.folder.path())
                    .env(
                        "PATH",
                        format!("{}:/usr/bin:/bin", self.folder.path().join("bin").display()),
                    )
                    .env("LANG", "C.UTF-8")
                    .current_dir(self.folder.path())
                    .output()
                    .unwrap();
                said = String::from_utf8_lossy(&output.stdout).into_owned();
                assert!(output.status.success(), "{page}: {command}:\n{said}");
                typed += 1;
            }
        }
        typed
    }
}

#[test]
fn from_a_clone_to_a_mended_question_as_contributing_says() {
    if pythons::plain().is_none() {
        return;
    }
    let checkout = Checkout::new();
    let bank = checkout.folder.path().join("question_banks/theory-deep.json");
    let before = std::fs::read_to_string(&bank).unwrap();
    assert!(checkout.follow("CONTRIBUTING.md") >= 6);
    let after = std::fs::read_to_string(&bank).unwrap();
    let changed = before
        .lines()
        .zip(after.lines())
        .filter(|(before, after)| before != after)
        .count();
    assert_eq!(changed, 1, "the mend changed one line");
    let own = checkout
        .folder
        .path()
        .join(".local/share/hotseat/banks/draft.json");
    assert!(own.exists());
}

#[test]
fn the_readme_says_how_to_start_and_how_to_test_as_the_gate_reads_it() {
    let content = text("README.md");
    let below = |title: &str| {
        let (_, rest) = content.split_once(&format!("\n## {title}\n")).unwrap();
        let (_, rest) = rest.split_once("```sh\n").unwrap();
        rest.lines().next().unwrap().to_owned()
    };
    assert_eq!(below("Start"), "cargo run --release");
    assert_eq!(below("Test"), "cargo test");
}

#[test]
fn what_is_packaged_is_there_and_is_of_this_version() {
    let manifest: toml::Table = text("Cargo.toml").parse().unwrap();
    let assets = manifest["package"]["metadata"]["deb"]["assets"]
        .as_array()
        .unwrap();
    let script = text("assets/packaging/release.sh");
    for asset in assets {
        // The script lays out the tree that cargo-deb takes.
        let from = asset[0]
            .as_str()
            .unwrap()
            .strip_prefix("target/release/")
            .unwrap();
        let laid = from.trim_start_matches("share/").trim_end_matches("/*");
        let folder = Path::new(laid)
            .parent()
            .filter(|folder| folder.components().count() > 0);
        let wanted = folder.map_or(laid.to_owned(), |folder| folder.display().to_string());
        assert!(script.contains(&wanted), "release.sh makes no {wanted}");
    }
    let readme = text("README.md");
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        readme.contains(&format!("hotseat-{version}-")) && readme.contains(&format!("hotseat_{version}-1_"))
    );
}
