//! The scripts that check the questions, run with every test run: `tests/content/lint.py` reads the texts,
//! `theory_numbers*.py` and `design_numbers*.py` recompute what the references state, `run_code.py` runs the
//! code of programming questions, `check_helper.py` what their tests compare with.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// What the scripts with numbers were written against.
const NUMPY: &str = "numpy>=1.26,<3";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Without it the run is not silent, and in CI it fails: unchecked questions are not checked questions.
fn missing(what: &str) {
    #[expect(clippy::disallowed_methods, reason = "a test has no cli/env.rs above it")]
    let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    assert!(!ci, "{what}; in CI the questions must be checked");
    // Not by `eprintln!`, which a passing test keeps to itself.
    let line = format!("\nSKIPPED: the questions were not checked by script: {what}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

fn has_numpy(python: &Path) -> bool {
    Command::new(python)
        .args(["-I", "-c", "import numpy"])
        .output()
        .is_ok_and(|output| output.status.success())
}

pub fn python() -> Option<PathBuf> {
    let found = Command::new("python3").args(["-I", "-c", "pass"]).output();
    match found {
        Ok(output) if output.status.success() => Some(PathBuf::from("python3")),
        Ok(output) => {
            missing(&format!("python3 does not start: {}", said(&output)));
            None
        }
        Err(error) => {
            missing(&format!("there is no python3 here ({error})"));
            None
        }
    }
}

/// A Python with NumPy, looked for or made once: tests run side by side, and two of them making the same
/// environment would undo each other's.
pub fn python_with_numpy() -> Option<PathBuf> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOUND.get_or_init(find_python_with_numpy).clone()
}

/// The machine's, or one of our own beneath the build folder, made the first time.
fn find_python_with_numpy() -> Option<PathBuf> {
    let machine = python()?;
    if has_numpy(&machine) {
        return Some(machine);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("content-python");
    let own = folder.join("bin").join("python");
    if has_numpy(&own) {
        return Some(own);
    }
    let made = Command::new(&machine)
        .args(["-m", "venv", "--clear"])
        .arg(&folder)
        .output()
        .unwrap();
    if !made.status.success() {
        missing(&format!("python3 -m venv failed: {}", said(&made)));
        return None;
    }
    let installed = Command::new(&own)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            NUMPY,
        ])
        .output()
        .unwrap();
    if !installed.status.success() {
        missing(&format!("NumPy could not be installed: {}", said(&installed)));
        return None;
    }
    Some(own)
}

/// A Python with PyTorch and NumPy: the machine's first or its packaged one. It is too large to be fetched
/// for a test run.
pub fn python_with_torch() -> Option<PathBuf> {
    let found = ["python3", "/usr/bin/python3"].into_iter().find(|python| {
        Command::new(python)
            .args(["-I", "-c", "import numpy, torch"])
            .output()
            .is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        missing("no python3 here has PyTorch, which Debian's python3-torch would bring");
    }
    found.map(PathBuf::from)
}

fn passes(python: &Path, script: &str) {
    passes_with(python, script, &[]);
}

fn passes_with(python: &Path, script: &str, arguments: &[&str]) {
    let output = Command::new(python)
        .arg("-I")
        .arg(root().join("tests/content").join(script))
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{script}:\n{}", said(&output));
}

#[test]
fn texts_of_questions_keep_the_quality_rules() {
    if let Some(python) = python() {
        passes(&python, "lint.py");
    }
}

#[test]
fn every_number_of_a_reference_is_recomputed() {
    if let Some(python) = python_with_numpy() {
        passes(&python, "theory_numbers.py");
        passes(&python, "theory_numbers_deep.py");
    }
}

#[test]
fn every_number_of_a_design_is_recomputed() {
    if let Some(python) = python() {
        passes(&python, "design_numbers.py");
        passes(&python, "design_numbers_speech.py");
    }
}

/// What bank tests compare with says what it should, also after an answer has patched Python and NumPy.
#[test]
fn the_helper_of_bank_tests_is_not_talked_round() {
    if let Some(python) = python_with_numpy() {
        passes_with(&python, "check_helper.py", &["--need", "numpy"]);
    }
}

#[test]
fn the_helper_of_bank_tests_is_not_talked_round_about_tensors() {
    if let Some(python) = python_with_torch() {
        passes_with(&python, "check_helper.py", &["--need", "torch"]);
    }
}

/// Solutions pass, those in another style too, starters fail, every wrong solution is caught by the test it names.
#[test]
fn the_code_of_programming_questions_does_what_its_bank_says() {
    if let Some(python) = python_with_numpy() {
        passes(&python, "run_code.py");
    }
}

#[test]
fn the_code_of_pytorch_questions_does_what_its_bank_says() {
    if let Some(python) = python_with_torch() {
        passes_with(
            &python,
            "run_code.py",
            &["--need-torch", "question_banks/programming-torch.json"],
        );
    }
}
