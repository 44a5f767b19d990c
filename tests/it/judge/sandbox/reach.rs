//! What a run reaches: at each rung the same attempts, of which only those may succeed that are named.

use serde_json::{Value, json};

use super::*;

/// What succeeds at the rung where files and processes are the machine's own: nothing, as at the top.
const NOTHING: &[&str] = &[];

/// What may succeed where nothing guards files.
const FILES: &[&str] = &[
    "read",
    "list",
    "list home",
    "passwords",
    "write",
    "create",
    "create in /",
    "create in /usr",
    "remove",
    "rename",
    "link",
    "sysctl",
    "environ",
    "environ of supervisor",
    "memory of supervisor",
];

/// Returns what of the attempts succeeded.
fn done(answer: &Value) -> Vec<&str> {
    answer
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, how)| *how == "done")
        .map(|(name, _)| name.as_str())
        .collect()
}

fn denied(best: Rung, allowed: &[&str]) {
    let Some(python) = interpreter(&[]) else { return };
    let bench = Bench::new(best);
    assert_eq!(bench.sandbox.rung(), best, "{}", bench.sandbox.why());
    let mut worker = Worker::start(&bench.sandbox, &python, &[]);
    let answer = worker.run(&bench.attempts());
    assert!(answer.as_object().unwrap().len() > 40, "{answer}");
    let done: Vec<&str> = done(&answer)
        .into_iter()
        .filter(|name| !allowed.contains(name))
        .collect();
    assert!(done.is_empty(), "{done:?} of {answer:#}");
}

#[test]
fn nothing_outside_is_reached_in_a_full_sandbox() {
    denied(Rung::Full, NOTHING);
}

#[test]
fn nothing_outside_is_reached_without_namespaces() {
    denied(Rung::Partly, NOTHING);
}

#[test]
fn without_landlock_files_are_read_and_no_more() {
    denied(Rung::NoFiles, FILES);
}

#[test]
fn an_ordinary_user_is_isolated_as_well() {
    as_anybody(|| denied(Rung::Full, NOTHING));
    as_anybody(|| denied(Rung::Partly, NOTHING));
    as_anybody(|| denied(Rung::NoFiles, FILES));
}

#[test]
fn where_the_system_refuses_a_layer_the_next_rung_is_found() {
    let unshare = (libc::SYS_unshare, libc::EPERM);
    let landlock = (libc::SYS_landlock_create_ruleset, libc::ENOSYS);
    let seccomp = (libc::SYS_seccomp, libc::ENOSYS);
    for (refused, want) in [
        (vec![unshare], Rung::Partly),
        (vec![unshare, landlock], Rung::NoFiles),
        (vec![landlock], Rung::Full),
        (vec![unshare, landlock, seccomp], Rung::Nothing),
    ] {
        where_refused(&refused, || {
            let home = tempfile::tempdir().unwrap();
            let sandbox = Sandbox::probe(&places(home.path()));
            assert_eq!(sandbox.rung(), want, "{}", sandbox.why());
            assert_eq!(sandbox.why().is_empty(), want == Rung::Full, "{}", sandbox.why());
            assert_eq!(sandbox.rung().lacks().is_empty(), want == Rung::Full);
        });
    }
    // And what is found there holds.
    where_refused(&[unshare], || denied(Rung::Partly, NOTHING));
    where_refused(&[unshare, landlock], || denied(Rung::NoFiles, FILES));
    // Process 1 of a namespace gets no signal from inside that it does not wait for.
    let harmless = &["kill supervisor", "interrupt supervisor"];
    where_refused(&[landlock], || denied(Rung::Full, harmless));
}

#[test]
fn a_sandbox_that_cannot_be_started_is_not_called_one() {
    let home = tempfile::tempdir().unwrap();
    for hotseat in ["/nowhere/hotseat", "/bin/true", "/bin/false"] {
        let sandbox = Sandbox::probe(&Places {
            hotseat: PathBuf::from(hotseat),
            ..places(home.path())
        });
        assert_eq!(sandbox.rung(), Rung::Nothing, "{hotseat}");
        assert!(!sandbox.why().is_empty());
    }
}

/// The control: where nothing is put on, the same attempts succeed, so that those above mean something.
#[test]
fn without_a_sandbox_the_same_attempts_succeed() {
    let Some(python) = interpreter(&[]) else { return };
    let bench = Bench::new(Rung::Nothing);
    let mut worker = Worker::start(&bench.sandbox, &python, &[]);
    let answer = worker.run(&bench.attempts());
    let done = done(&answer);
    for name in [
        "read",
        "list",
        "write",
        "create",
        "chmod",
        "utime",
        "tcp",
        "tcp bind",
        "udp",
        "unix",
        "abstract",
        "netlink",
        "environ",
        "signal",
        "limits of another",
        "nice",
        "processors",
        "io_uring",
        "memfd",
        "shared memory",
    ] {
        assert!(done.contains(&name), "{name}: {answer:#}");
    }
}

#[test]
fn a_python_that_cannot_shut_itself_off_says_so_and_the_launcher_does_it() {
    let Some(python) = interpreter(&[]) else { return };
    let full = Bench::new(Rung::Full);
    let mut worker = Worker::start_without(&full.sandbox, &python, &[], &["ctypes"]);
    assert_eq!(worker.hello["ok"], false);
    assert!(
        worker.hello["lacks"].as_str().unwrap().contains("ctypes"),
        "{}",
        worker.hello
    );
    // Nothing is run that is not shut off.
    assert!(
        worker
            .ask(&json!({ "code": "out['ran'] = 1" }))
            .get("ran")
            .is_none()
    );
    let partly = Bench::new(Rung::Partly);
    let mut worker = Worker::start_without(&partly.sandbox, &python, &[], &["ctypes"]);
    let answer = worker.run(&partly.attempts());
    // A test and its supervisor are behind the same wall then.
    let inside = [
        "environ of supervisor",
        "memory of supervisor",
        "kill supervisor",
        "interrupt supervisor",
    ];
    let done: Vec<&str> = done(&answer)
        .into_iter()
        .filter(|name| !inside.contains(name))
        .collect();
    assert!(done.is_empty(), "{done:?} of {answer:#}");
}
