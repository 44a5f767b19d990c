//! The end of a run, of a worker, of hotseat itself: nothing is left.

use serde_json::json;

use super::*;

#[test]
fn what_a_worker_has_started_ends_with_it() {
    let Some(python) = interpreter(&[]) else { return };
    for rung in [Rung::Full, Rung::Partly, Rung::NoFiles, Rung::Nothing] {
        let bench = Bench::new(rung);
        let mut worker = Worker::start(&bench.sandbox, &python, &[]);
        let mark = format!("600.{}{}", std::process::id(), rung.number());
        // A grandchild in a session of its own, of whom nobody waits.
        let daemon = format!(
            "import os\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n        \
             os.execv('/bin/sleep', ['sleep', '{mark}'])\n    os._exit(0)\nos.wait()\n\
             import time\ntime.sleep(600)"
        );
        worker.tell(&json!({ "code": daemon }));
        wait_for(|| count(&mark) == 1);
        worker.held.kill();
        assert_eq!(count(&mark), 0, "{rung:?}");
        assert!(!worker.held.is_alive());
    }
}

#[test]
fn what_a_test_leaves_behind_is_counted_and_ended() {
    let Some(python) = interpreter(&[]) else { return };
    for rung in [Rung::Full, Rung::Partly, Rung::NoFiles, Rung::Nothing] {
        let bench = Bench::new(rung);
        let mut worker = Worker::start(&bench.sandbox, &python, &[]);
        let mark = format!("601.{}{}", std::process::id(), rung.number());
        let code = format!(
            "import os, time\nfor _ in range(5):\n    if not os.fork():\n        os.setsid()\n        \
             os.execv('/bin/sleep', ['sleep', '{mark}'])\n"
        );
        let answer = worker.run(&code);
        assert_eq!(answer["left"], 5, "{rung:?} {answer}");
        assert_eq!(count(&mark), 0, "{rung:?}");
        assert_eq!(worker.run("out['x'] = 1")["left"], 0, "{rung:?}");
    }
}

/// Not a test of its own: what [`nothing_is_left_of_a_parent_that_is_killed`] kills.
#[test]
#[ignore = "is started by another test, which kills it"]
fn a_parent_that_is_killed() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let python = interpreter(&[]).unwrap();
    for rung in [Rung::Full, Rung::Partly, Rung::NoFiles, Rung::Nothing] {
        let bench = Bench::new(rung);
        let mut worker = Worker::start(&bench.sandbox, &python, &[]);
        let mark = line.trim();
        worker.tell(&json!({ "code": format!(
            "import os, time\nfor _ in range(3):\n    if not os.fork():\n        os.setsid()\n        \
             os.execv('/bin/sleep', ['sleep', '{mark}'])\nopen('left', 'w').close()\ntime.sleep(600)"
        ) }));
        std::mem::forget((bench, worker));
    }
    std::thread::sleep(std::time::Duration::from_mins(10));
}

#[test]
fn nothing_is_left_of_a_parent_that_is_killed() {
    let Some(_) = interpreter(&[]) else { return };
    let mark = format!("602.{}", std::process::id());
    let folder = tempfile::tempdir().unwrap();
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--nocapture", "a_parent_that_is_killed"])
        .env("TMPDIR", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(parent.stdin.take().unwrap(), "{mark}").unwrap();
    wait_for(|| count(&mark) == 12);
    parent.kill().unwrap();
    parent.wait().unwrap();
    let start = std::time::Instant::now();
    wait_for(|| count(&mark) == 0);
    let runs = || {
        let folders = std::fs::read_dir(folder.path()).unwrap().flatten();
        folders
            .filter(|one| one.file_name().to_string_lossy().starts_with("hotseat-runs-"))
            .count()
    };
    wait_for(|| runs() == 0);
    // Promised is one second; a machine that is busy with other things gets three.
    assert!(start.elapsed().as_secs() < 3, "{:?}", start.elapsed());
}
