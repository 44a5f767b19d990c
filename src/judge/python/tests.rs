//! Interpreters of every kind: fake ones as shell scripts, environments made by `-m venv`, broken packages,
//! odd paths, hostile variables. Python itself is whatever this machine has.

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use tempfile::TempDir;

use super::*;

fn numpy() -> Vec<String> {
    vec!["numpy".to_owned()]
}

fn file(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::File::create(path)
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
}

/// A script that can be started under a name of its own.
fn script(path: &Path, text: &str) -> PathBuf {
    file(path, &format!("#!/bin/sh\n{text}\n"));
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_owned()
}

/// Some Python that works, found on this machine; the tests of a program that runs Python need one.
fn python() -> PathBuf {
    static FOUND: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    FOUND
        .get_or_init(|| {
            #[expect(clippy::disallowed_methods, reason = "a test has no cli/env.rs above it")]
            let places = Places {
                path: std::env::var_os("PATH").unwrap_or_default(),
                home: std::env::var_os("HOME").unwrap_or_default().into(),
                ..Places::default()
            };
            find(&places, &[])
                .unwrap_or_else(|unable| panic!("these tests need Python: {}", unable.sentence))
                .path
        })
        .clone()
}

/// Makes an environment without pip: fast, and empty.
fn environment(at: &Path) -> PathBuf {
    let made = Command::new(python())
        .args(["-I", "-m", "venv", "--without-pip"])
        .arg(at)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    at.join("bin/python")
}

/// The folder of packages of an environment.
fn packages(environment: &Path) -> PathBuf {
    let library = environment.join("lib");
    let version = std::fs::read_dir(library).unwrap().next().unwrap().unwrap();
    version.path().join("site-packages")
}

/// Only what is configured, in a home of its own.
fn configured(path: impl Into<PathBuf>, home: &TempDir) -> Places {
    Places {
        configured: Some(path.into()),
        // What the scripts below call.
        path: "/usr/bin:/bin".into(),
        home: home.path().to_owned(),
        ..Places::default()
    }
}

/// What came of the first place.
fn first(places: &Places, modules: &[String], closely: Closely) -> Looked {
    survey(places, modules, closely).remove(0)
}

#[test]
fn the_places_are_looked_at_in_their_order_and_a_gap_is_passed_over() {
    let root = tempfile::tempdir().unwrap();
    let at = |below: &str| root.path().join(below);
    let real = python();
    for below in [
        "mine/bin/python",
        "venv/bin/python",
        "made/bin/python",
        "path/python3",
    ] {
        std::fs::create_dir_all(at(below).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(&real, at(below)).unwrap();
    }
    let mut places = Places {
        cache: PathBuf::new(),
        configured: Some(at("mine/bin/python")),
        environment: Some(at("venv")),
        made: at("made"),
        path: std::env::join_paths([at("nowhere"), at("path")]).unwrap(),
        home: at("home"),
        hotseat: PathBuf::new(),
    };
    for place in [CONFIGURED, ENVIRONMENT, MADE, ON_PATH] {
        let found = find(&places, &[]).unwrap();
        assert_eq!(found.place, place);
        // Gone, or not asked for any more.
        match place {
            CONFIGURED => std::fs::remove_file(at("mine/bin/python")).unwrap(),
            ENVIRONMENT => places.environment = None,
            _ => std::fs::remove_file(&found.path).unwrap(),
        }
    }
    let left = survey(&places, &[], Closely::Glancing);
    assert_eq!(
        left[0].found,
        Found::Missing,
        "what was asked for by name is told"
    );
}

#[test]
fn an_environment_is_started_in_itself_and_all_it_reads_is_named() {
    let root = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    let venv = root.path().join("venv");
    let python = environment(&venv);
    let found = find(&configured(&venv, &home), &["json".to_owned()]).unwrap();
    assert_eq!(found.path, python, "the folder of an environment is as good");
    assert!(found.version.starts_with("3."));
    let read = |path: &Path| found.reads.iter().any(|known| path.starts_with(known));
    let mut link = python;
    while let Ok(next) = std::fs::read_link(&link) {
        assert!(read(&link), "{} in {:?}", link.display(), found.reads);
        link = link.parent().unwrap().join(next);
    }
    assert!(
        read(&link) && read(&link.canonicalize().unwrap()),
        "{:?}",
        found.reads
    );
    assert!(read(&packages(&venv)));
    // And it is enough: the folder that the standard library is in.
    let library = Command::new(&found.path)
        .args(["-I", "-c", "import os; print(os.path.realpath(os.__file__))"])
        .output()
        .unwrap();
    let library = PathBuf::from(String::from_utf8(library.stdout).unwrap().trim());
    assert!(read(&library), "{} in {:?}", library.display(), found.reads);
}

#[test]
fn the_home_directory_is_never_read_as_a_whole_though_an_environment_in_it_is() {
    let home = tempfile::tempdir().unwrap();
    let python = environment(&home.path().join("code/venv"));
    // One that lets modules be imported from the home directory itself.
    file(
        &packages(&home.path().join("code/venv")).join("mine.pth"),
        &format!("{}\n", home.path().display()),
    );
    let found = find(&configured(&python, &home), &[]).unwrap();
    let real = home.path().canonicalize().unwrap();
    for path in &found.reads {
        assert!(!real.starts_with(path), "{}", path.display());
    }
    assert!(found.reads.iter().any(|path| path.ends_with("code/venv")));
}

#[test]
fn odd_names_are_no_different() {
    let root = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    for name in [
        &b"with a blank"[..],
        b"with 'one' and \"two\" quotes",
        b"with\na newline",
        b"latin \xe4\xff",
        "ümlaut ∑".as_bytes(),
        b"$(touch canary) `id`; -x",
    ] {
        let venv = root.path().join(OsStr::from_bytes(name));
        // Moved there, as `venv` itself cannot write every name.
        let plain = root.path().join("plain");
        environment(&plain);
        std::fs::rename(&plain, &venv).unwrap();
        let python = venv.join("bin/python");
        file(&packages(&venv).join("there.py"), "");
        let found = find(&configured(&python, &home), &["there".to_owned()]).unwrap();
        assert_eq!(found.path, python);
        assert!(found.reads.contains(&venv), "{:?}", found.reads);
    }
}

#[test]
fn variables_of_python_change_nothing() {
    let root = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    let venv = root.path().join("venv");
    let python = environment(&venv);
    file(
        &root.path().join("hostile/json.py"),
        "raise SystemExit('hostile')",
    );
    file(&root.path().join("hostile/numpy/__init__.py"), "");
    // A shim as people have them: a script that leads to Python, here with every variable set against it.
    let hostile = root.path().join("hostile");
    let shim = script(
        &root.path().join("shim/python3"),
        &format!(
            "export PYTHONPATH='{0}' PYTHONHOME='{0}' PYTHONSTARTUP='{0}/json.py' PYTHONVERBOSE=1 PYTHONINSPECT=1\n\
             export PYTHONUSERBASE='{0}' PYTHONWARNINGS=error PYTHONOPTIMIZE=2 PYTHONDEBUG=1\n\
             exec '{1}' \"$@\"",
            hostile.display(),
            python.display()
        ),
    );
    let looked = first(&configured(&shim, &home), &numpy(), Closely::Glancing);
    assert_eq!(looked.lacks().as_deref(), Some("has no numpy"));
    let found = find(&configured(&shim, &home), &[]).unwrap();
    assert_eq!(found.path, python, "what is started is what the shim leads to");
}

#[test]
fn an_old_python_is_refused_in_words() {
    let root = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    let old = script(
        &root.path().join("python3.8"),
        r#"echo noise; printf '\nhotseat:{"version": [3, 8, 10]}\n'"#,
    );
    let looked = first(&configured(&old, &home), &numpy(), Closely::Glancing);
    assert_eq!(
        looked.lacks().as_deref(),
        Some("is Python 3.8.10, older than 3.9")
    );
    let unable = unable(&[looked], &numpy());
    assert_eq!(unable.why, Why::NoPython);
    assert!(
        unable
            .sentence
            .starts_with("There is no Python 3.9 or newer here. /")
            && unable
                .sentence
                .ends_with("python3.8 (the configured Python) is Python 3.8.10, older than 3.9."),
        "{}",
        unable.sentence
    );
}

#[test]
fn what_is_no_python_is_told_by_what_it_does() {
    let root = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    for (name, does, want) in [
        ("silent", "exit 0", "does not answer as a Python does"),
        ("failing", "exit 7", "does not start: exit status: 7"),
        (
            "complaining",
            "echo 'Unknown option: -I' >&2; exit 2",
            "does not start: Unknown option: -I",
        ),
        (
            "hostile",
            "printf '\\033]0;title\\007\\033[2J' >&2; exit 1",
            "does not start: ",
        ),
        ("flooding", "exec yes", "says more than an answer"),
        (
            "lying",
            "printf '\\nhotseat:{\"version\": \"x\"}\\nhotseat:[]\\n'",
            "does not answer as a Python does",
        ),
    ] {
        let path = script(&root.path().join(name), does);
        let looked = first(&configured(&path, &home), &[], Closely::Glancing);
        let told = looked.lacks().unwrap();
        assert!(told.starts_with(want), "{name}: {told}");
        assert!(plain::is_clean(&told), "{told:?}");
    }
    file(&root.path().join("no-program"), "text");
    for (path, want) in [("no-program", Found::Missing), ("nowhere", Found::Missing)] {
        let looked = first(&configured(root.path().join(path), &home), &[], Closely::Glancing);
        assert_eq!(looked.found, want, "{path}");
    }
}

#[test]
fn one_that_never_ends_is_ended_with_all_it_started() {
    let root = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    let note = root.path().join("pid");
    let slow = script(
        &root.path().join("slow"),
        &format!("sleep 1000 & echo $! > '{}'; wait", note.display()),
    );
    let limit = Duration::from_millis(500);
    let why = ask::ask(&slow, &configured(&slow, &home), &[], Closely::Glancing, limit).unwrap_err();
    assert_eq!(why, "does not answer within 0 s");
    let pid: i32 = std::fs::read_to_string(note).unwrap().trim().parse().unwrap();
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    let state = || std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    while let Ok(stat) = state() {
        // Ended, and waited for by whoever does so here.
        if stat.contains(") Z") {
            break;
        }
        std::thread::yield_now();
    }
}

#[test]
fn numpy_is_missing_broken_or_there() {
    let root = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    let venv = root.path().join("venv");
    let python = environment(&venv);
    let places = configured(&python, &home);
    let lacks = |closely| first(&places, &numpy(), closely).lacks();
    assert_eq!(lacks(Closely::Glancing).as_deref(), Some("has no numpy"));

    let package = packages(&venv).join("numpy");
    std::fs::create_dir(&package).unwrap();
    assert_eq!(
        lacks(Closely::Glancing).as_deref(),
        Some("has no numpy"),
        "an empty folder is no module"
    );
    for (source, want) in [
        (
            "raise ImportError('libopenblas.so: cannot open\\x1b[31m')",
            "cannot import numpy (ImportError: libopenblas.so: cannot open",
        ),
        ("raise SystemExit(0)", "cannot import numpy (SystemExit: 0)"),
        (
            "import os; os._exit(0)",
            "cannot import numpy (importing it ends Python)",
        ),
        (
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            "cannot import numpy (importing it ends Python)",
        ),
        (
            "import nowhere",
            "cannot import numpy (ModuleNotFoundError: No module named 'nowhere')",
        ),
        ("def", "cannot import numpy (SyntaxError: invalid syntax"),
    ] {
        file(&package.join("__init__.py"), source);
        let _ = std::fs::remove_dir_all(package.join("__pycache__"));
        for closely in [Closely::Glancing, Closely::Importing] {
            let told = lacks(closely).unwrap_or_default();
            assert!(told.starts_with(want), "{source}: {told}");
            assert!(plain::is_clean(&told), "{told:?}");
        }
    }
    let unable = unable(&[first(&places, &numpy(), Closely::Glancing)], &numpy());
    assert_eq!(unable.why, Why::NoModule);
    assert!(unable.mend.contains("hotseat setup"), "{}", unable.mend);

    // Whole to the eye, with a version beside it.
    let endings = Command::new(&python)
        .args([
            "-I",
            "-c",
            "import importlib.machinery as m; print(m.EXTENSION_SUFFIXES[0])",
        ])
        .output()
        .unwrap();
    let ending = String::from_utf8(endings.stdout).unwrap();
    file(
        &package.join(format!("_core/_multiarray_umath{}", ending.trim())),
        "",
    );
    file(
        &package.join("__init__.py"),
        "print('loud'); raise ImportError('late')",
    );
    std::fs::create_dir(packages(&venv).join("numpy-2.1.0.dist-info")).unwrap();
    let found = find(&places, &numpy()).unwrap();
    assert_eq!(found.modules["numpy"], "2.1.0");
    // Whoever imports it sees the rest, and it is passed over from then on.
    cannot_import(&places, &found, "numpy", "ImportError: late");
    let left = first(&places, &numpy(), Closely::Glancing).lacks().unwrap();
    assert_eq!(left, "cannot import numpy (ImportError: late)");
    assert_eq!(
        lacks(Closely::Importing).as_deref(),
        Some("cannot import numpy (ImportError: late)")
    );
    // Mended: something of its packages changed.
    std::fs::create_dir(packages(&venv).join("numpy-2.1.1.dist-info")).unwrap();
    assert_eq!(first(&places, &numpy(), Closely::Glancing).lacks(), None);
}

#[test]
fn the_first_that_has_everything_is_taken_and_the_others_are_told() {
    let root = tempfile::tempdir().unwrap();
    let without = environment(&root.path().join("without"));
    let with = environment(&root.path().join("with"));
    file(
        &packages(&root.path().join("with")).join("special.py"),
        "__version__ = '1.5'",
    );
    let places = Places {
        configured: Some(without.clone()),
        environment: Some(root.path().join("with")),
        home: root.path().join("home"),
        ..Places::default()
    };
    let special = ["special".to_owned()];
    let found = find(&places, &special).unwrap();
    assert_eq!((found.path, found.place), (with, ENVIRONMENT));
    assert_eq!(find(&places, &[]).unwrap().path, without);
    let looked = survey(&places, &special, Closely::Importing);
    assert_eq!(looked[0].lacks().as_deref(), Some("has no special"));
    assert_eq!(looked[1].whole().unwrap().modules["special"], "1.5");
}

#[test]
fn a_name_is_looked_up_on_the_path_but_never_in_the_working_directory() {
    let root = tempfile::tempdir().unwrap();
    let real = script(
        &root.path().join("bin/python3.99"),
        &format!("exec '{}' \"$@\"", python().display()),
    );
    let mut places = configured("python3.99", &root);
    places.path = std::env::join_paths([root.path().join("bin")]).unwrap();
    assert_eq!(candidates(&places)[0].0, real);
    places.path = OsStr::from_bytes(b":.:bin:\xff:").to_owned();
    assert_eq!(candidates(&places)[0].0, Path::new("python3.99"));
    assert_eq!(first(&places, &[], Closely::Glancing).found, Found::Missing);
    places.configured = Some(PathBuf::from("~/bin/python3.99"));
    assert_eq!(candidates(&places)[0].0, real);
}

#[test]
fn a_glance_sees_what_lies_in_the_folders_without_starting_anything() {
    let root = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    let canary = root.path().join("canary");
    let bin = root.path().join("conda");
    script(
        &bin.join("bin/python3.11"),
        &format!("touch '{}'", canary.display()),
    );
    std::os::unix::fs::symlink("python3.11", bin.join("bin/python")).unwrap();
    let alone = Places {
        environment: Some(bin.clone()),
        home: home.path().to_owned(),
        ..Places::default()
    };
    // What this machine has beside it.
    let nothing = glance(&Places {
        environment: None,
        ..alone.clone()
    });
    let seen = glance(&alone);
    assert!(seen.python);
    assert_eq!((seen.numpy, seen.torch), (nothing.numpy, nothing.torch));
    let site = bin.join("lib/python3.11/site-packages");
    file(&site.join("numpy/__init__.py"), "");
    file(&site.join("torch/__init__.py"), "");
    let seen = glance(&alone);
    assert!(seen.numpy && seen.torch);
    assert!(!canary.exists());

    // An environment has what it is given and, where it shares them, those of its base.
    let venv = root.path().join("venv");
    std::fs::create_dir_all(venv.join("bin")).unwrap();
    std::os::unix::fs::symlink(bin.join("bin/python"), venv.join("bin/python")).unwrap();
    for (shares, want) in [("false", nothing.torch), ("true", true)] {
        file(
            &venv.join("pyvenv.cfg"),
            &format!("home = /x\ninclude-system-site-packages = {shares}\n"),
        );
        let seen = glance(&Places {
            environment: Some(venv.clone()),
            ..alone.clone()
        });
        assert_eq!(seen.torch, want, "{shares}");
    }
}
