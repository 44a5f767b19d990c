//! `hotseat setup`: what it asks, what it leaves when it fails, whose settings hold. NumPy itself is not
//! fetched here: a package of that name stands for it, in a folder that pip is told to look in.

use std::io::Read as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};

use super::World;
use crate::pythons;

/// Writes a wheel by name, version and the source of its package.
const WHEEL: &str = r#"
import sys, zipfile
folder, version, source = sys.argv[1:]
records = f"numpy-{version}.dist-info"
with zipfile.ZipFile(f"{folder}/numpy-{version}-py3-none-any.whl", "w") as wheel:
    wheel.writestr("numpy/__init__.py", source)
    wheel.writestr(f"{records}/METADATA", f"Metadata-Version: 2.1\nName: numpy\nVersion: {version}\n")
    wheel.writestr(f"{records}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(f"{records}/RECORD", "")
"#;

fn wheel(world: &World, folder: &str, version: &str, source: &str) -> PathBuf {
    let folder = world.path(folder);
    std::fs::create_dir_all(&folder).unwrap();
    let written = Command::new(pythons::plain().unwrap())
        .args(["-I", "-c", WHEEL])
        .arg(&folder)
        .args([version, source])
        .output()
        .unwrap();
    assert!(written.status.success(), "{}", pythons::said(&written));
    folder
}

/// `hotseat setup --yes` with a Python that can make environments.
fn setup(world: &World) -> Command {
    let mut command = world.command(&["setup", "--yes"]);
    command.env("PATH", pythons::plain().unwrap().parent().unwrap());
    command
}

/// What lies in the data directory but for the lock.
fn left(world: &World) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(world.path("data/hotseat"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != ".python.lock")
        .collect();
    names.sort();
    names
}

#[test]
fn it_asks_first_and_where_nobody_can_be_asked_nothing_is_made() {
    if pythons::plain().is_none() {
        return;
    }
    let world = World::new();
    let mut asks = world.command(&["setup"]);
    asks.env("PATH", pythons::plain().unwrap().parent().unwrap());
    let words = world.done(asks).words(2);
    assert!(words.contains("Give --yes if you mean it."), "{words}");
    assert!(!world.path("data").exists());
}

#[test]
fn what_pip_is_told_by_its_file_holds_but_for_where_to_install() {
    if pythons::plain().is_none() {
        return;
    }
    let world = World::new();
    let wheels = wheel(&world, "my wheels", "1.99.1", "__version__ = '1.99.1'");
    world.file(
        "config/pip/pip.conf",
        format!(
            "[global]\nno-index = true\nfind-links =\n    file://{}\nuser = true\n",
            wheels.display().to_string().replace(' ', "%20")
        ),
    );
    let mut command = setup(&world);
    command
        .env("PYTHONPATH", world.path("nowhere"))
        .env("PYTHONHOME", world.path("nowhere"))
        .env("PIP_TARGET", world.path("elsewhere"));
    let made = world.done(command);
    assert_eq!((made.code, made.out.as_str()), (0, ""), "{}", made.err);
    assert!(
        made.err.contains("Done: NumPy 1.99.1 for Python 3."),
        "{}",
        made.err
    );
    assert_eq!(left(&world), ["python"]);
    assert!(!world.path("elsewhere").exists() && !world.path(".local").exists());
    // Nothing in it names the folder it was built in.
    let activate = std::fs::read_to_string(world.path("data/hotseat/python/bin/activate")).unwrap();
    assert!(!activate.contains(".python-"), "{activate}");

    let again = world.done(setup(&world));
    assert_eq!(again.code, 0);
    assert!(
        again.err.contains("is there already: NumPy 1.99.1"),
        "{}",
        again.err
    );
    let doctor = world.run(&["doctor"]).ok();
    assert!(
        doctor.contains("(the environment `hotseat setup` made)"),
        "{doctor}"
    );
}

#[test]
fn what_fails_leaves_everything_as_it_was() {
    if pythons::plain().is_none() {
        return;
    }
    let world = World::new();
    // One that was made before and has no NumPy.
    world.file("data/hotseat/python/kept", "as it was");
    // What a setup left that was killed.
    world.file("data/hotseat/.python-killed/bin/python", "");
    std::fs::create_dir(world.path("empty")).unwrap();
    let broken = wheel(&world, "broken", "1.99.2", "raise ImportError('no such library')");
    let cut = wheel(&world, "cut", "1.99.3", "");
    let whole = std::fs::read(cut.join("numpy-1.99.3-py3-none-any.whl")).unwrap();
    world.file("cut/numpy-1.99.3-py3-none-any.whl", &whole[..whole.len() / 2]);
    for (folder, want) in [
        (
            world.path("empty"),
            "NumPy could not be installed: No matching distribution found",
        ),
        (cut, "NumPy could not be installed: "),
        (
            broken,
            "NumPy was installed, but it cannot be imported. Nothing was changed.",
        ),
    ] {
        let mut command = setup(&world);
        command.env("PIP_NO_INDEX", "1").env("PIP_FIND_LINKS", &folder);
        let failed = world.done(command);
        assert_eq!((failed.code, failed.out.as_str()), (3, ""), "{}", failed.err);
        assert!(failed.err.contains(want), "{want}: {}", failed.err);
        assert_eq!(left(&world), ["python"], "{want}");
        assert!(world.path("data/hotseat/python/kept").exists());
    }
}

/// Whether anything runs from a folder: its name is in the arguments of all that a setup starts.
fn runs_from(folder: &Path) -> bool {
    let folder = folder.to_str().unwrap();
    std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        std::fs::read(entry.path().join("cmdline"))
            .is_ok_and(|line| String::from_utf8_lossy(&line).contains(folder))
    })
}

#[test]
fn ctrl_c_leaves_nothing_behind() {
    if pythons::plain().is_none() {
        return;
    }
    let world = World::new();
    // An index that takes a question and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = setup(&world);
    command.env(
        "PIP_INDEX_URL",
        format!("http://{}/simple", silent.local_addr().unwrap()),
    );
    let child = command.spawn().unwrap();
    let (mut asked, _) = silent.accept().unwrap();
    let mut byte = [0];
    asked.read_exact(&mut byte).unwrap();
    assert!(runs_from(&world.path("data/hotseat")));
    kill_process(Pid::from_raw(child.id().cast_signed()).unwrap(), Signal::INT).unwrap();
    let stopped = world.wait(child);
    assert_eq!(stopped.code, 130, "{}", stopped.err);
    assert!(
        stopped.err.ends_with("Stopped; nothing was changed.\n"),
        "{}",
        stopped.err
    );
    assert_eq!(left(&world), [""; 0]);
    // Killed, though perhaps not yet gone.
    while runs_from(&world.path("data/hotseat")) {
        std::thread::yield_now();
    }
}
