//! The layers of the architecture, held by reading the source: which layer a file is in says which paths
//! it may name. The checker reads tokens, not lines, so that neither a comment nor a text trips it and a
//! `use` tree hides nothing; made-up lines below show that it can fail.
//!
//! What counts as a file's length: its lines before the first `#[cfg(test)]` that begins a line (tests
//! stand last, and tables of cases are long). A file over 600 says why in its head, with the word `long`.
//! Tests keep to the layers too, but may use what the machine has: threads, folders, clocks.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::path::{Path, PathBuf};

/// The most lines of a file without a reason at its head.
const LONGEST: usize = 600;

/// A layer: what of ours it may name, and which paths of others it may not.
struct Layer {
    name: &'static str,
    may: &'static [&'static str],
    must_not: &'static [&'static str],
    /// Exceptions to `must_not`.
    but: &'static [&'static str],
}

const IO: &[&str] = &[
    "std::fs",
    "std::io",
    "std::env",
    "std::process",
    "std::net",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "fs_err",
    "tempfile",
    "rustix",
    "libc",
    "tokio",
    "ratatui",
    "crossterm",
    "signal_hook_registry",
];

const LAYERS: &[Layer] = &[
    Layer {
        name: "text",
        may: &[],
        must_not: IO,
        but: &[],
    },
    Layer {
        name: "domain",
        may: &["text"],
        must_not: IO,
        but: &[],
    },
    Layer {
        name: "storage",
        may: &["domain", "text"],
        must_not: &["tokio", "ratatui", "crossterm", "std::thread", "std::env"],
        // Many files are read by several threads, all of which end before the call does.
        but: &["std::thread::scope", "std::thread::available_parallelism"],
    },
    Layer {
        name: "judge",
        may: &["domain", "text"],
        must_not: &["tokio", "ratatui", "crossterm", "std::env"],
        // What the machine is was known when the program was built.
        but: &["std::env::consts"],
    },
    Layer {
        name: "app",
        may: &["domain", "text"],
        must_not: IO,
        but: &["ratatui::layout", "crossterm::event"],
    },
    Layer {
        name: "ui",
        may: &["app", "domain", "text"],
        must_not: IO,
        // The view draws; what it may not is run.
        but: &["ratatui", "crossterm::event"],
    },
    Layer {
        name: "runtime",
        may: &["ui", "app", "judge", "storage", "domain", "text"],
        must_not: &[],
        but: &[],
    },
    Layer {
        name: "cli",
        may: &["runtime", "ui", "app", "judge", "storage", "domain", "text"],
        must_not: &["tokio"],
        but: &[],
    },
];

/// Event types only: crossterm's functions of that module read the terminal.
const EVENT_FUNCTIONS: &[&str] = &["read", "poll", "EventStream"];

const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Mark(char),
}

/// Splits source into words and marks; comments are left out, texts and characters become a mark `"`.
fn tokens(source: &str) -> Vec<(usize, Token)> {
    let text: Vec<char> = source.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    let is = |at: usize, c: char| text.get(at) == Some(&c);
    while at < text.len() {
        let start = at;
        let first = line;
        let c = text[at];
        if c == '/' && is(at + 1, '/') {
            while at < text.len() && text[at] != '\n' {
                at += 1;
            }
        } else if c == '/' && is(at + 1, '*') {
            let mut depth = 0;
            loop {
                if is(at, '/') && is(at + 1, '*') {
                    depth += 1;
                    at += 2;
                } else if is(at, '*') && is(at + 1, '/') {
                    depth -= 1;
                    at += 2;
                } else {
                    at += 1;
                }
                if depth == 0 || at >= text.len() {
                    break;
                }
            }
        } else if let Some(end) = raw_text(&text, at).or_else(|| plain_text(&text, at)) {
            at = end;
            found.push((first, Token::Mark('"')));
        } else if c.is_alphanumeric() || c == '_' {
            while at < text.len() && (text[at].is_alphanumeric() || text[at] == '_') {
                at += 1;
            }
            found.push((first, Token::Word(text[start..at].iter().collect())));
        } else {
            at += 1;
            if !c.is_whitespace() {
                found.push((first, Token::Mark(c)));
            }
        }
        let end = at.min(text.len());
        line += text[start..end].iter().filter(|c| **c == '\n').count();
    }
    found
}

/// The end of a raw text that begins here, with or without `b`.
fn raw_text(text: &[char], at: usize) -> Option<usize> {
    let begin = match text.get(at..)? {
        ['r', ..] => at + 1,
        ['b', 'r', ..] => at + 2,
        _ => return None,
    };
    let hashes = text[begin..].iter().take_while(|c| **c == '#').count();
    if text.get(begin + hashes) != Some(&'"') {
        return None;
    }
    let mut end = begin + hashes + 1;
    while end < text.len() {
        let closes = text[end] == '"' && text[end + 1..].iter().take_while(|c| **c == '#').count() >= hashes;
        end += 1;
        if closes {
            break;
        }
    }
    Some(end + hashes)
}

/// The end of a text or a character that begins here; a lifetime is neither.
fn plain_text(text: &[char], at: usize) -> Option<usize> {
    let (quote, mut end) = match text.get(at..)? {
        ['"', ..] => ('"', at + 1),
        ['b', '"', ..] => ('"', at + 2),
        ['\'', '\\', ..] | ['\'', _, '\'', ..] => ('\'', at + 1),
        ['b', '\'', ..] => ('\'', at + 2),
        _ => return None,
    };
    while end < text.len() && text[end] != quote {
        end += if text[end] == '\\' { 2 } else { 1 };
    }
    Some(end + 1)
}

/// A path as it stands in the source, with its line and in how many inline modules it is.
#[derive(Debug, PartialEq)]
struct Named {
    line: usize,
    inside: usize,
    path: Vec<String>,
}

/// Reads every path of two parts or more, `use` trees spread out, and every macro as `name!`.
fn paths(source: &str) -> Vec<Named> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    // For each open brace, whether it is a module's.
    let mut braces: Vec<bool> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let inside = braces.iter().filter(|module| **module).count();
        match &tokens[at].1 {
            Token::Mark('{') => {
                let module = at >= 2 && tokens[at - 2].1 == Token::Word("mod".to_owned());
                braces.push(module);
                at += 1;
            }
            Token::Mark('}') => {
                braces.pop();
                at += 1;
            }
            Token::Word(_) => at = tree(&tokens, at, &[], inside, &mut found),
            Token::Mark(_) => at += 1,
        }
    }
    found
}

/// Reads one path, or a `use` tree under what stands before it; returns where it ends.
fn tree(
    tokens: &[(usize, Token)],
    start: usize,
    before: &[String],
    inside: usize,
    found: &mut Vec<Named>,
) -> usize {
    let mut path = before.to_vec();
    let mut at = start;
    let mark = |at: usize, c: char| tokens.get(at).is_some_and(|(_, token)| *token == Token::Mark(c));
    let line = tokens[start].0;
    while let Some((_, Token::Word(word))) = tokens.get(at) {
        path.push(word.clone());
        at += 1;
        if mark(at, '!') && !mark(at + 1, '=') {
            path.push("!".to_owned());
            at += 1;
            break;
        }
        if !(mark(at, ':') && mark(at + 1, ':')) {
            break;
        }
        at += 2;
        if mark(at, '{') {
            at += 1;
            while at < tokens.len() && !mark(at, '}') {
                if matches!(tokens[at].1, Token::Word(_)) || mark(at, '{') {
                    at = tree(tokens, at, &path, inside, found);
                } else {
                    at += 1;
                }
            }
            return at + 1;
        }
    }
    if path.len() > 1 {
        found.push(Named { line, inside, path });
    }
    at.max(start + 1)
}

/// Returns what is wrong with one file, in lines `file:line: what`. `file` is its path below `src`.
fn faults(file: &str, source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let head: Vec<&str> = source
        .lines()
        .take_while(|line| line.starts_with("//!"))
        .collect();
    if head.is_empty() {
        found.push(format!("{file}:1: it does not open with `//!`"));
    }
    let length = source
        .lines()
        .position(|line| line.starts_with("#[cfg(test)]"))
        .unwrap_or(source.lines().count());
    let excused = head.iter().any(|line| {
        line.split(|c: char| !c.is_alphabetic())
            .any(|word| word == "long")
    });
    let is_test = file.ends_with("/tests.rs") || file.contains("/tests/") || file.ends_with("/cases.rs");
    let tested_from = if is_test { 0 } else { length };
    if length > LONGEST && !excused && !is_test {
        found.push(format!(
            "{file}:1: {length} lines, and its head does not say why it is long"
        ));
    }
    let module: Vec<&str> = file
        .trim_end_matches(".rs")
        .split('/')
        .filter(|part| !matches!(*part, "lib" | "main"))
        .collect();
    let layer = LAYERS.iter().find(|layer| module.first() == Some(&layer.name));
    for Named { line, inside, path } in paths(source) {
        let mut fault = |what: String| found.push(format!("{file}:{line}: {what}"));
        let whole = path.join("::");
        let last = path.last().map(String::as_str).unwrap_or_default();
        if last == "!" && PRINTING.contains(&path[path.len() - 2].as_str()) && module.first() != Some(&"cli")
        {
            fault(format!("`{}!` prints, and only cli does", path[path.len() - 2]));
        }
        let Some(layer) = layer else { continue };
        if let Some(other) = crossed(&path, module.len() + inside)
            && other != layer.name
            && LAYERS.iter().any(|known| known.name == other)
            && !layer.may.contains(&other)
        {
            fault(format!("{} must not use {other} (`{whole}`)", layer.name));
        }
        let begins = |known: &&&str| whole == **known || whole.starts_with(&format!("{known}::"));
        let allowed = layer.but.iter().find(|known| begins(known));
        if line > tested_from {
            continue;
        }
        let reads = whole.starts_with("crossterm::event::") && EVENT_FUNCTIONS.contains(&last);
        if layer.must_not.iter().any(|known| begins(&known)) && (allowed.is_none() || reads) {
            fault(format!("{} must not use `{whole}`", layer.name));
        }
    }
    if layer.is_some_and(|layer| layer.name == "ui") {
        found.extend(lent_app(file, source));
    }
    found
}

/// Returns the layer a path leads to, if it leaves its own through `crate` or enough `super`.
fn crossed(path: &[String], depth: usize) -> Option<&str> {
    if path[0] == "crate" {
        return path.get(1).map(String::as_str);
    }
    let ups = path.iter().take_while(|part| *part == "super").count();
    (ups >= depth)
        .then(|| path.get(ups).map(String::as_str))
        .flatten()
}

/// The view never takes `&mut App`.
fn lent_app(file: &str, source: &str) -> Vec<String> {
    tokens(source)
        .windows(3)
        .filter(|three| {
            let [(_, first), (_, second), (_, third)] = three else {
                return false;
            };
            *first == Token::Mark('&')
                && *second == Token::Word("mut".to_owned())
                && *third == Token::Word("App".to_owned())
        })
        .map(|three| format!("{file}:{}: ui must not take `&mut App`", three[0].0))
        .collect()
}

fn sources() -> Vec<(String, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push((below(&path, &root), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn below(path: &Path, root: &Path) -> String {
    path.strip_prefix(root)
        .unwrap()
        .to_string_lossy()
        .replace('\\', "/")
}

#[test]
fn every_file_keeps_to_its_layer() {
    let sources = sources();
    for layer in LAYERS {
        let files = sources
            .iter()
            .filter(|(file, _)| file.split(['/', '.']).next() == Some(layer.name))
            .count();
        assert!(files > 0, "there is no layer {}", layer.name);
    }
    let found: Vec<String> = sources
        .iter()
        .flat_map(|(file, source)| faults(file, source))
        .collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// Function keys and the leader written out in the texts of a file, with their lines; people may change all of them.
fn keys_in_words(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let is_key = |word: &str| {
        let function = word
            .strip_prefix('F')
            .and_then(|number| number.parse::<u8>().ok());
        function.is_some_and(|number| (1..=12).contains(&number)) || word == "^G"
    };
    code.lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim_start().starts_with("//"))
        .filter(|(line, _)| line.split(|c: char| !c.is_alphanumeric() && c != '^').any(is_key))
        .map(|(line, number)| format!("{number}: {}", line.trim()))
        .collect()
}

#[test]
fn no_text_names_a_key_beside_the_key_table() {
    // `cli/keys.rs` writes the table of the keys as they come.
    let of_keys =
        |file: &str| file.starts_with("app/keymap") || file == "cli/keys.rs" || file.ends_with("tests.rs");
    let found: Vec<String> = sources()
        .iter()
        .filter(|(file, _)| !of_keys(file))
        .flat_map(|(file, source)| {
            let found = keys_in_words(source);
            found.into_iter().map(move |line| format!("{file}:{line}"))
        })
        .collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
    assert_eq!(
        keys_in_words("// F2\nsay(\"x F2 again\");\n#[cfg(test)]\nmod tests { F5 }").len(),
        1
    );
    assert_eq!(keys_in_words("KeyCode::F(2) \"F64, F13, FN, G^\"").len(), 0);
}

#[test]
fn every_folder_of_the_source_has_its_file_beside_it() {
    for (file, _) in sources() {
        assert!(!file.ends_with("mod.rs"), "{file}");
    }
}

#[test]
fn what_breaks_a_layer_is_found_with_its_line() {
    for (file, line, want) in [
        (
            "text/a.rs",
            "use crate::domain::bank;",
            "text must not use domain",
        ),
        (
            "text/a.rs",
            "fn f() { crate::domain::x() }",
            "text must not use domain",
        ),
        (
            "text/a.rs",
            "use super::super::domain;",
            "text must not use domain",
        ),
        ("text.rs", "use super::domain::bank;", "text must not use domain"),
        (
            "domain/a/b.rs",
            "use crate::{text::edit, storage::disk};",
            "domain must not use storage",
        ),
        (
            "domain/a.rs",
            "mod t { use super::super::super::app; }",
            "domain must not use app",
        ),
        ("storage/a.rs", "use crate::app::App;", "storage must not use app"),
        ("app/a.rs", "type A = crate::ui::Theme;", "app must not use ui"),
        ("ui/a.rs", "use crate::storage::x;", "ui must not use storage"),
        ("runtime/a.rs", "use crate::cli::env;", "runtime must not use cli"),
        (
            "domain/a.rs",
            "use std::{fmt, fs::{File}};",
            "must not use `std::fs::File`",
        ),
        (
            "domain/a.rs",
            "let a = std::time::Instant::now();",
            "must not use `std::time::Instant::now`",
        ),
        (
            "app/a.rs",
            "use ratatui::style::Style;",
            "must not use `ratatui::style::Style`",
        ),
        (
            "app/a.rs",
            "use crossterm::event::{KeyCode, read};",
            "must not use `crossterm::event::read`",
        ),
        ("storage/a.rs", "use tokio::fs;", "must not use `tokio::fs`"),
        ("cli/a.rs", "use tokio::fs;", "must not use `tokio::fs`"),
        ("app/a.rs", "println!(\"x\");", "`println!` prints"),
        ("lib.rs", "std::eprintln!(\"x\");", "`eprintln!` prints"),
        ("ui/a.rs", "fn f(app: &mut App) {}", "&mut App"),
    ] {
        let found = faults(file, &format!("//! Head.\n\n{line}\n"));
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert!(
            found[0].starts_with(&format!("{file}:3: ")) && found[0].contains(want),
            "{line}: {found:?}"
        );
    }
}

#[test]
fn what_keeps_to_its_layer_is_not_found() {
    for (file, lines) in [
        (
            "text/a.rs",
            "// crate::domain\n/* std::fs /* crate::app */ */\nconst A: &str = \"crate::ui\";",
        ),
        (
            "text/a.rs",
            "const A: &str = r#\"std::fs \" crate::app\"#; const B: char = '\"';",
        ),
        (
            "text/a.rs",
            "fn f<'a>(a: &'a str) { let c = '\\''; let d = b'\"'; }",
        ),
        (
            "domain/a/b.rs",
            "use super::super::x; use crate::text::edit::Edit;",
        ),
        (
            "domain/a.rs",
            "mod tests { use super::super::text; use super::*; }",
        ),
        (
            "domain/a.rs",
            "#[cfg(test)]\nmod tests { fn f() { std::thread::scope(|_| ()) } }",
        ),
        ("domain/a.rs", "use std::time::Duration; let a = b != c;"),
        (
            "app/a.rs",
            "use ratatui::layout::Rect; use crossterm::event::KeyEvent;",
        ),
        ("ui/a.rs", "use ratatui::style::Style; fn f(app: &App) {}"),
        ("cli/a.rs", "eprintln!();"),
    ] {
        let found = faults(file, &format!("//! Head.\n\n{lines}\n"));
        assert!(found.is_empty(), "{lines}: {found:?}");
    }
}

#[test]
fn a_file_without_a_head_or_long_without_a_reason_is_found() {
    assert_eq!(
        faults("app/a.rs", "use x;\n"),
        ["app/a.rs:1: it does not open with `//!`"]
    );
    let body = "const A: u8 = 0;\n".repeat(LONGEST + 1);
    let found = faults("app/a.rs", &format!("//! A belonging.\n{body}"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(faults("app/a.rs", &format!("//! It is long, for it is a table.\n{body}")).is_empty());
    let tested = format!("//! Short.\n\n#[cfg(test)]\nmod tests {{}}\n{body}");
    assert!(faults("app/a.rs", &tested).is_empty());
}
