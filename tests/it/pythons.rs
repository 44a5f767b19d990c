//! The Pythons that tests run code with. NumPy comes from hotseat's own `setup`, run once beneath the build
//! folder and shared by all tests; PyTorch is too large for that and is used where the machine has it.
//!
//! What is not to be had is named aloud and skipped, and is a failure in CI and wherever
//! `HOTSEAT_TEST_NEEDS_ALL=1` says that nothing may be lacking.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use hotseat::judge::python::{Places, find};

#[expect(clippy::disallowed_methods, reason = "a test has no cli/env.rs above it")]
fn var(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty() && value != "false" && value != "0")
}

/// Whether an environment variable asks for something.
pub fn is_set(name: &str) -> bool {
    var(name).is_some()
}

/// Says that something is not checked here, for the lack of what the sentence names.
pub fn missing(what: &str) {
    let due = ["CI", "HOTSEAT_TEST_NEEDS_ALL"]
        .into_iter()
        .find(|name| is_set(name));
    assert!(
        due.is_none(),
        "{what}; with {} set nothing may be lacking",
        due.unwrap_or_default()
    );
    // Not by `eprintln!`, which a passing test keeps to itself.
    let line = format!("\nSKIPPED: {what}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// Where the machine's own Pythons are.
fn machine() -> Places {
    Places {
        path: var("PATH").unwrap_or_default(),
        home: var("HOME").unwrap_or_default().into(),
        ..Places::default()
    }
}

fn found(modules: &[&str]) -> Option<PathBuf> {
    let modules: Vec<String> = modules.iter().map(|module| (*module).to_owned()).collect();
    match find(&machine(), &modules) {
        Ok(python) => Some(python.path),
        Err(unable) => {
            missing(&unable.sentence);
            None
        }
    }
}

/// Some Python, with nothing but its own library.
pub fn plain() -> Option<PathBuf> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOUND.get_or_init(|| found(&[])).clone()
}

/// A Python with PyTorch and NumPy.
pub fn torch() -> Option<PathBuf> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOUND
        .get_or_init(|| {
            // Debian's package python3-torch would bring it.
            found(&["numpy", "torch"])
        })
        .clone()
}

/// A Python with NumPy 1: the one that `HOTSEAT_TEST_NUMPY_1` names, else the one with PyTorch, if it has that.
pub fn numpy_1() -> Option<PathBuf> {
    let python = var("HOTSEAT_TEST_NUMPY_1").map(PathBuf::from).or_else(torch)?;
    let told = Command::new(&python)
        .args(["-I", "-c", "import numpy; print(numpy.__version__)"])
        .output()
        .unwrap();
    if said(&told).starts_with("1.") {
        return Some(python);
    }
    missing(&format!("{} has no NumPy 1: {}", python.display(), said(&told)));
    None
}

/// A Python with NumPy.
pub fn numpy() -> Option<PathBuf> {
    environment().map(|environment| environment.join("bin/python"))
}

/// The environment of [`numpy`]: what `VIRTUAL_ENV` would name.
pub fn environment() -> Option<PathBuf> {
    static MADE: OnceLock<Option<PathBuf>> = OnceLock::new();
    MADE.get_or_init(make).clone()
}

fn make() -> Option<PathBuf> {
    plain()?;
    let root = Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(root).unwrap();
    // Test binaries run side by side, and two setups of one folder would undo each other's.
    let lock = std::fs::File::options()
        .append(true)
        .create(true)
        .open(root.join("python.lock"))
        .unwrap();
    lock.lock().unwrap();
    let data = root.join("python-data");
    let setup = Command::new(env!("CARGO_BIN_EXE_hotseat"))
        .args(["setup", "--yes"])
        .env("HOTSEAT_DATA_DIR", &data)
        .output()
        .unwrap();
    if !setup.status.success() {
        missing(&format!(
            "`hotseat setup` made no Python with NumPy: {}",
            said(&setup)
        ));
        return None;
    }
    Some(data.join("python"))
}

/// What a program said on both streams.
pub fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
