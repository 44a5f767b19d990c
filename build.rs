//! Lists the built-in banks and assets so that they are inside the binary, and counts the questions so
//! that the first screen can say how many there are without parsing anything. New files are picked up
//! by being there.
#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads its environment and writes to its own folder"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde_json::Value;

const ROUNDS: [&str; 4] = ["programming", "culture", "ml_theory", "system_design"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    println!("cargo::rerun-if-changed=build.rs");
    let mut code = String::new();
    let folder = root.join("question_banks");
    let banks = files(&folder, Depth::Flat, "json")?;
    list(&mut code, "BANKS", &folder, &banks);
    list(&mut code, "CODE", &folder, &files(&folder, Depth::Deep, "py")?);
    let assets = files(&root.join("assets"), Depth::Deep, "json")?;
    list(&mut code, "ASSETS", &root.join("assets"), &assets);
    count(&mut code, &banks)?;
    fs::write(out.join("builtin.rs"), code)
}

#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Flat,
    Deep,
}

/// Returns the files of a folder with this extension, sorted; none where the folder is not there yet.
fn files(folder: &Path, depth: Depth, extension: &str) -> io::Result<Vec<PathBuf>> {
    // A folder's own time changes when files come and go, so new ones are seen as well.
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if depth == Depth::Deep {
                found.extend(files(&path, depth, extension)?);
            }
        } else if path.extension().is_some_and(|found| found == extension) {
            println!("cargo::rerun-if-changed={}", path.display());
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn list(code: &mut String, name: &str, root: &Path, files: &[PathBuf]) {
    let _ = writeln!(code, "pub static {name}: &[Embedded] = &[");
    for file in files {
        let relative = file
            .strip_prefix(root)
            .unwrap_or(file)
            .to_string_lossy()
            .replace('\\', "/");
        let _ = writeln!(
            code,
            "    Embedded {{ path: {relative:?}, text: include_str!({:?}) }},",
            file.display().to_string()
        );
    }
    code.push_str("];\n");
}

/// A bank that does not parse counts for nothing here; the tests name what is wrong with it.
fn count(code: &mut String, banks: &[PathBuf]) -> io::Result<()> {
    let (mut readable, mut questions) = (0_usize, 0_usize);
    let mut by_round = [0_usize; 4];
    let mut minutes = [0_f64; 4];
    for path in banks {
        let Ok(bank) = serde_json::from_slice::<Value>(&fs::read(path)?) else {
            println!("cargo::warning={} is not JSON", path.display());
            continue;
        };
        readable += 1;
        for question in bank["questions"].as_array().into_iter().flatten() {
            questions += 1;
            if let Some(round) = ROUNDS.iter().position(|round| question["round"] == **round) {
                by_round[round] += 1;
                minutes[round] += question["minutes"].as_f64().unwrap_or_default();
            }
        }
    }
    let _ = writeln!(
        code,
        "pub const COUNTS: Counts = Counts {{ banks: {readable}, questions: {questions}, \
         by_round: {by_round:?}, minutes: {minutes:?} }};"
    );
    Ok(())
}
