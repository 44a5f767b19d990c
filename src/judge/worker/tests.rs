//! What Python is started with, by itself; its runs are tried in `tests/it/judge`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::BOOT;

/// What is printed once the libraries are loaded: whether one of NumPy's is there, whether NumPy is, and whether the
/// thread that loaded it has gone within two seconds, as a fork needs it.
const TELL: &str = "
done.acquire()
import os, time
there = '_multiarray_umath' in open('/proc/self/maps').read()
for _ in range(200):
    if len(os.listdir('/proc/self/task')) == 1: break
    time.sleep(0.01)
print(int(there), int('numpy' in sys.modules), len(os.listdir('/proc/self/task')))
";

/// Runs the beginning of the program, before anything is imported for the judge.
fn early(python: &Path, options: &[&str], imports: &[&str]) -> String {
    let (early, _) = BOOT.split_once("\nimport ast").unwrap();
    let output = Command::new(python)
        // As a run is started: otherwise OpenBLAS has threads of its own.
        .env("OPENBLAS_NUM_THREADS", "1")
        .args(["-I", "-B"])
        .args(options)
        .args(["-c", &format!("{early}{TELL}")])
        .args(imports)
        .output()
        .unwrap();
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
#[cfg(target_os = "linux")]
fn the_libraries_of_numpy_are_loaded_before_it_by_a_thread_that_ends() {
    #[expect(clippy::disallowed_methods, reason = "a test has no cli/env.rs above it")]
    let active = std::env::var_os("VIRTUAL_ENV").map(|folder| Path::new(&folder).join("bin/python"));
    for python in active.into_iter().chain([PathBuf::from("/usr/bin/python3")]) {
        let has = |modules: &str| {
            Command::new(&python)
                .args(["-I", "-c", &format!("import {modules}")])
                .output()
                .is_ok_and(|output| output.status.success())
        };
        if !has("ctypes") {
            continue;
        }
        if has("numpy") {
            assert_eq!(early(&python, &[], &["numpy"]), "1 0 1");
        }
        // Nothing is asked for, or it cannot be found: nothing is loaded, and nobody waits.
        assert_eq!(early(&python, &[], &[]), "0 0 1");
        assert_eq!(early(&python, &["-S"], &["numpy"]), "0 0 1");
    }
}
