//! What running code puts on a terminal, and what it runs while files are exchanged under it.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use hotseat::domain::plain;

use super::World;
use crate::judge::endurance::soaks;
use crate::pythons;

const BANK: &str = r#"{ "format": 1, "id": "theirs", "title": "Theirs", "questions": [{
    "id": "one", "round": "programming", "topic": "t", "difficulty": "easy", "minutes": 5, "prompt": "Return one.",
    "rubric": [{ "id": "c", "criterion": "It is right", "weight": 1, "tests": true }],
    "code": { "language": "python", "entry": ["one"], "stages": [{ "title": "s", "tests": "tests_1.py", "visible": ["test_one"] }] }
}] }"#;

const TESTS: &str = "import answer\n\n\ndef test_one():\n    assert answer.one() == 1, f'got {answer.one()}'\n\n\n\
                     def test_two():\n    assert answer.one() == 1\n";

/// Every means of an answer to have something shown: it prints, it says it as an error's message, as an error's
/// name, as the name of a file and of a function in a traceback, as a value.
const SPEAKS: &str = "import os, random

rng = random.Random(SEED)
PARTS = [b'\\x1b', b'\\x1b[', b'\\x1b]0;x\\x07', b'\\x1b]52;c;aGk=\\x07', b'\\x1bP', b'\\x9b', b'\\x9d', b'\\x90', b'\\xc2\\x9b', b'\\xc2\\x85',
         b'\\r', b'\\x00', b'\\x07', b'\\x08', b'\\x7f', b'\\x0c', b'\\x0e', b'\\t', b'2J', b'?1049h', b'31m', b'A', b'\\xff\\xfe',
         '\\u202e\\u2066\\u200f\\u061c'.encode(), '\\U000e0041\\U000e007f'.encode(), '\\u2028\\ufeff\\u200b'.encode(), b'\\xed\\xa0\\x80']


def stream():
    return b''.join(rng.choice(PARTS) if rng.random() < 0.7 else rng.randbytes(3) for _ in range(rng.randrange(4, 60)))


for _ in range(20):
    os.write(1 + rng.randrange(2), stream() + b'\\n')
TEXT = stream().decode('latin-1') + stream().decode('utf-8', 'replace')
CALLS = [0]


def one():
    CALLS[0] += 1
    if CALLS[0] == 1:
        return type(TEXT.replace('\\0', ''), (), {'__repr__': lambda self: TEXT})()
    code = compile('def f(): raise KeyError(TEXT)\\nf()', TEXT.replace('\\0', '') or 'x', 'exec')
    if CALLS[0] % 2:
        exec(code.replace(co_name=TEXT), {'TEXT': TEXT})
    raise type(TEXT.replace('\\0', ''), (Exception,), {})(TEXT)
";

fn world() -> Option<World> {
    let python = pythons::plain()?;
    let world = World::new();
    world.bank("theirs.json", BANK);
    for (name, text) in [
        ("starter.py", "def one():\n    raise NotImplementedError\n"),
        ("solution.py", "def one():\n    return 1\n"),
        ("tests_1.py", TESTS),
    ] {
        world.bank(&format!("theirs/one/{name}"), text);
    }
    world.config(&format!("[judge]\npython = \"{}\"\n", python.display()));
    world.file("answer.py", "def one():\n    return 1\n");
    assert_eq!(world.run(&["bank", "trust", "theirs", "--yes"]).code, 0);
    let judged = world.run(&["judge", "theirs/one", "answer.py"]);
    if judged.code == 3 && judged.err.contains("cannot isolate") {
        pythons::missing("this machine cannot isolate what is run, so no trusted bank was run");
        return None;
    }
    assert_eq!(judged.code, 0, "{}{}", judged.out, judged.err);
    Some(world)
}

/// J9: whatever bytes an answer has shown, none of them steers the terminal; twenty streams a run.
#[test]
fn no_byte_of_an_answer_steers_the_terminal() {
    let Some(world) = world() else { return };
    let mut told = 0;
    for seed in 0..if soaks() { 10 } else { 2 } {
        world.file("speaks.py", SPEAKS.replace("SEED", &seed.to_string()));
        for args in [
            &["judge", "theirs/one", "speaks.py"][..],
            &["judge", "theirs/one", "speaks.py", "--json"],
        ] {
            let judged = world.run(args);
            assert_eq!(judged.code, 1, "seed {seed}: {}{}", judged.out, judged.err);
            for text in [&judged.out, &judged.err] {
                assert!(
                    plain::is_clean(text),
                    "seed {seed}, {args:?}: {:?} in {text:?}",
                    plain::first_unclean(text)
                );
            }
            told += judged.out.len();
        }
        // In JSON everything is there, escaped: what it holds is what was said.
        let json: serde_json::Value =
            serde_json::from_str(&world.run(&["judge", "theirs/one", "speaks.py", "--json"]).out).unwrap();
        let verdict = &json["stages"][0]["verdict"];
        assert!(
            verdict["output"]["head"].as_str().unwrap().lines().count() >= 20,
            "{verdict}"
        );
        for test in verdict["tests"].as_array().unwrap() {
            assert_eq!(test["outcome"], "error", "{verdict}");
        }
    }
    assert!(told > 1_000);
}

/// J10: tests are exchanged again and again while they are hashed, read and run: what runs is what was trusted.
#[test]
fn what_is_swapped_meanwhile_never_runs() {
    let Some(world) = world() else { return };
    let (trusted, other) = (
        world.file("trusted.py", TESTS),
        world.file("other.py", format!("print('CAN' + 'ARY')\n{TESTS}")),
    );
    let at = world.path("data/hotseat/banks/theirs/one/tests_1.py");
    let swap = |to: &std::path::Path| {
        let link = at.with_extension("next");
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(to, &link).unwrap();
        std::fs::rename(&link, &at).unwrap();
    };
    swap(&other);
    assert_eq!(world.run(&["judge", "theirs/one", "answer.py"]).code, 3);
    swap(&trusted);
    let judged = world.run(&["judge", "theirs/one", "answer.py"]);
    assert_eq!(judged.code, 0, "a link to the same: {}{}", judged.out, judged.err);
    let over = AtomicBool::new(false);
    let (mut ran, mut refused) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                swap(&other);
                swap(&trusted);
            }
        });
        // More than the races asked for: each is one of the two.
        for _ in 0..if soaks() { 100 } else { 16 } {
            let judged = world.run(&["judge", "theirs/one", "answer.py"]);
            assert!(!judged.out.contains("CANARY"), "{}", judged.out);
            match judged.code {
                0 => ran += 1,
                3 => refused += 1,
                _ => panic!("{}{}", judged.out, judged.err),
            }
        }
        over.store(true, Ordering::Relaxed);
    });
    assert_eq!(ran + refused, if soaks() { 100 } else { 16 });
}

/// J7: whatever a Python is called, wherever it lies and whatever is set against it, a run is run by it.
#[test]
fn every_kind_of_python_runs_a_run() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::PermissionsExt as _;
    let (Some(world), Some(python)) = (world(), pythons::plain()) else {
        return;
    };
    world.config("");
    let make = |at: &std::path::Path| {
        let plain = world.path("plain");
        let made = std::process::Command::new(&python)
            .args(["-I", "-m", "venv", "--without-pip"])
            .arg(&plain)
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        // Moved there, as `venv` itself cannot write every name.
        std::fs::rename(&plain, at).unwrap();
    };
    let judged = |variable: &str, value: &std::path::Path, more: &[(&str, &str)]| {
        let mut command = world.command(&["judge", "theirs/one", "answer.py", "--json"]);
        command.env(variable, value).envs(more.iter().copied());
        let judged = world.done(command);
        assert_eq!(judged.code, 0, "{value:?}: {}{}", judged.out, judged.err);
        let told: serde_json::Value = serde_json::from_str(&judged.out).unwrap();
        let by = told["bench"]["interpreter"].as_str().unwrap().to_owned();
        assert_eq!(told["passed"], true, "{told}");
        by
    };
    let elsewhere = tempfile::tempdir().unwrap();
    for name in [
        &b"plain"[..],
        b"with a blank",
        b"with 'one' and \"two\" quotes",
        b"with\na newline",
        b"latin \xe4\xff",
        "ümlaut ∑".as_bytes(),
        b"$(touch canary) `id`; -x",
    ] {
        // Outside of the home directory and below it.
        for folder in [elsewhere.path(), &world.path("below")] {
            let venv = folder.join(std::ffi::OsStr::from_bytes(name));
            make(&venv);
            let by = judged("VIRTUAL_ENV", &venv, &[]);
            // On a line: the home directory as people write it, what steers a terminal left out.
            let shown = hotseat::domain::plain::clean_line(&by).into_owned();
            assert!(shown.ends_with("bin/python"), "{by:?}");
            assert!(
                shown.starts_with('~') == venv.starts_with(world.path("")),
                "{by:?}"
            );
        }
    }
    let venv = elsewhere.path().join("plain");
    // A prefix of its own, as conda makes: no environment of another Python.
    let told = std::process::Command::new(&python)
        .args(["-I", "-c", "import sys; print(sys.base_prefix, end='')"])
        .output()
        .unwrap();
    let base = std::path::PathBuf::from(String::from_utf8(told.stdout).unwrap());
    let by = judged("CONDA_PREFIX", &base, &[]);
    assert!(by.starts_with(&base.join("bin").display().to_string()), "{by}");
    let hostile = world.file("hostile/json.py", "raise SystemExit('hostile')");
    let hostile = hostile.parent().unwrap().to_str().unwrap();
    let against = [
        ("PYTHONPATH", hostile),
        ("PYTHONHOME", hostile),
        ("PYTHONSTARTUP", hostile),
        ("PYTHONUSERBASE", hostile),
        ("PYTHONINSPECT", "1"),
        ("PYTHONWARNINGS", "error"),
        ("PYTHONOPTIMIZE", "2"),
    ];
    judged("VIRTUAL_ENV", &venv, &against);
    // A shim leads to another; what it leads to is what is started.
    let text = format!(
        "#!/bin/sh\nexport PYTHONHOME=/nowhere\nexec '{}' \"$@\"\n",
        venv.join("bin/python").display()
    );
    let shim = world.file("shims/bin/python", text);
    std::fs::set_permissions(&shim, std::fs::Permissions::from_mode(0o755)).unwrap();
    for _ in 0..2 {
        let by = judged("VIRTUAL_ENV", &world.path("shims"), &[]);
        assert_eq!(by, venv.join("bin/python").display().to_string());
    }
}

/// What is known from an earlier start holds until something changes, and what is damaged is made anew.
#[test]
fn what_an_earlier_start_kept_never_decides() {
    let Some(world) = world() else { return };
    let judge = |what: &str| {
        let judged = world.run(&["judge", "theirs/one", "answer.py"]);
        assert_eq!(judged.code, 0, "{what}: {}{}", judged.out, judged.err);
    };
    let kept: Vec<_> = std::fs::read_dir(world.path("cache/hotseat/judge"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(kept.len(), 2, "{kept:?}");
    judge("known");
    for path in kept {
        let whole = std::fs::read(&path).unwrap();
        for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
            std::fs::File::create(&path)
                .unwrap()
                .write_all(&whole[..cut])
                .unwrap();
            judge(&format!("{path:?} cut at {cut}"));
        }
    }
}
