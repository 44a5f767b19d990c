//! The scripts that check the questions, run with every test run: `tests/content/lint.py` reads the texts,
//! `*_numbers*.py` recompute what the references state, `run_code.py` runs the
//! code of programming questions, `check_helper.py` what their tests compare with, `signatures.py` compares
//! names and parameters with the syllabus, `mutate.py` makes faults in solutions that tests have to reject.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::path::Path;
use std::process::Command;

use crate::pythons::{self, said};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
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
    if let Some(python) = pythons::plain() {
        passes(&python, "lint.py");
    }
}

/// Each script that recomputes the figures of some questions, whatever it is called before `_numbers`.
#[test]
fn every_number_of_a_reference_is_recomputed() {
    let Some(python) = pythons::numpy() else {
        return;
    };
    let mut scripts: Vec<String> = std::fs::read_dir(root().join("tests/content"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            name.strip_suffix(".py")
                .is_some_and(|name| name.contains("_numbers"))
        })
        .collect();
    scripts.sort();
    assert!(scripts.len() >= 10, "{scripts:?}");
    for script in scripts {
        passes(&python, &script);
    }
}

/// Names, defaults and methods are those of the contracts of the syllabus; `syllabus.rs` compares the rest.
#[test]
fn the_signatures_of_programming_questions_are_those_of_their_contracts() {
    if let Some(python) = pythons::plain() {
        passes(&python, "signatures.py");
    }
}

/// What bank tests compare with says what it should, also after an answer has patched Python and NumPy.
#[test]
fn the_helper_of_bank_tests_is_not_talked_round() {
    if let Some(python) = pythons::numpy() {
        passes_with(&python, "check_helper.py", &["--need", "numpy"]);
    }
}

#[test]
fn the_helper_of_bank_tests_is_not_talked_round_about_tensors() {
    if let Some(python) = pythons::torch() {
        passes_with(&python, "check_helper.py", &["--need", "torch"]);
    }
}

/// Solutions pass, those in another style too, starters fail, every wrong solution is caught by the test it names.
#[test]
fn the_code_of_programming_questions_does_what_its_bank_says() {
    if let Some(python) = pythons::numpy() {
        passes(&python, "run_code.py");
    }
}

#[test]
fn the_code_of_pytorch_questions_does_what_its_bank_says() {
    if let Some(python) = pythons::torch() {
        passes_with(
            &python,
            "run_code.py",
            &["--need-torch", "question_banks/programming-torch.json"],
        );
    }
}

/// Faults made in solutions by seed are rejected; a few of each question, or ten with `HOTSEAT_FULL=1`.
#[test]
fn small_faults_in_solutions_are_rejected() {
    if let Some(python) = pythons::numpy() {
        let banks = [
            "question_banks/programming-numpy.json",
            "question_banks/programming-dsa.json",
        ];
        mutated(&python, &banks, "2");
    }
}

#[test]
fn small_faults_in_pytorch_solutions_are_rejected() {
    if let Some(python) = pythons::torch() {
        mutated(
            &python,
            &["--need-torch", "question_banks/programming-torch.json"],
            "1",
        );
    }
}

fn mutated(python: &Path, banks: &[&str], quick: &str) {
    let full: &[&str] = &["--jobs", "2", "--count", "10"];
    // That solutions pass is seen by `run_code.py`, in a test of its own.
    let few: &[&str] = &["--jobs", "2", "--no-control", "--count", quick];
    let options = if pythons::is_set("HOTSEAT_FULL") {
        full
    } else {
        few
    };
    passes_with(python, "mutate.py", &[options, banks].concat());
}
