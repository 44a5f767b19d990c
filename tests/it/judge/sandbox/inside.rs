//! What a run has: its interpreter, its folders, its limits; and what that costs.

use std::collections::BTreeMap;

use hotseat::judge::python::Interpreter;
use serde_json::json;

use super::*;

#[test]
fn an_interpreter_below_the_home_works_and_the_rest_of_the_home_is_not_there() {
    let Some(python) = interpreter(&[]) else { return };
    for rung in [Rung::Full, Rung::Partly] {
        let bench = Bench::new(rung);
        let venv = bench.home.path().join("my venv\n");
        let made = Command::new(&python.path)
            .args(["-I", "-m", "venv", "--without-pip"])
            .arg(&venv)
            .status()
            .unwrap();
        assert!(made.success());
        let mut reads = python.reads.clone();
        reads.push(venv.clone());
        let inside = Interpreter {
            path: venv.join("bin/python"),
            reads,
            ..python.clone()
        };
        let mut worker = Worker::start(&bench.sandbox, &inside, &[]);
        let home = bench.home.path().display().to_string();
        let answer = worker.run(&format!(
            "import os, sys\nout['prefix'] = sys.prefix\nopen(sys.prefix + '/pyvenv.cfg').close()\n\
             try:\n    out['listed'] = os.listdir('{home}')\nexcept OSError as error:\n    \
             out['listed'] = error.strerror\n\
             try:\n    open('{home}/secret')\nexcept OSError as error:\n    out['secret'] = error.strerror"
        ));
        assert_eq!(answer["prefix"], json!(venv), "{answer:#}");
        if rung == Rung::Full {
            assert_eq!(answer["listed"], json!(["my venv\n"]), "{answer:#}");
            assert_eq!(answer["secret"], "No such file or directory");
        } else {
            assert_eq!(answer["listed"], "Permission denied");
            assert_eq!(answer["secret"], "Permission denied");
        }
    }
}

#[test]
fn numpy_and_processes_of_its_own_work_inside() {
    let Some(python) = interpreter(&["numpy"]) else {
        return;
    };
    for rung in [Rung::Full, Rung::Partly] {
        let bench = Bench::new(rung);
        let mut worker = Worker::start(&bench.sandbox, &python, &["numpy"]);
        let answer = worker.run(
            "import numpy as np, tempfile, subprocess, sys, multiprocessing\n\
             a = np.random.default_rng(0).normal(size=(200, 200))\n\
             out['solved'] = bool(np.allclose(np.linalg.inv(a) @ a, np.eye(200)))\n\
             with tempfile.NamedTemporaryFile(suffix='.npy') as file:\n    \
             np.save(file, a)\n    file.seek(0)\n    out['kept'] = bool((np.load(file) == a).all())\n\
             out['child'] = subprocess.run([sys.executable, '-I', '-c', 'print(1)'], \
             capture_output=True, text=True).stdout\n\
             if policy['rung'] == 3:\n    \
             with multiprocessing.get_context('fork').Pool(2) as pool:\n        \
             out['pool'] = pool.map(abs, [-1, -2])\n",
        );
        assert_eq!(
            (&answer["solved"], &answer["kept"], &answer["child"]),
            (&json!(true), &json!(true), &json!("1\n")),
            "{rung:?} {answer:#}"
        );
        // Only a run with shared memory of its own may have any.
        if rung == Rung::Full {
            assert_eq!(answer["pool"], json!([1, 2]), "{answer:#}");
        }
    }
}

#[test]
fn the_memory_of_a_whole_tree_is_summed_and_what_is_shared_counts_once() {
    let Some(python) = interpreter(&[]) else { return };
    let bench = Bench::new(Rung::Full);
    let mut worker = Worker::start(&bench.sandbox, &python, &[]);
    // 64 MiB that three processes share.
    worker.tell(&json!({ "code": "
import os, time
held = bytearray(b'x') * (64 << 20)
for _ in range(2):
    if not os.fork():
        break
time.sleep(600)
" }));
    let mib = |exact_from| worker.held.memory(exact_from) >> 20;
    wait_for(|| mib(u64::MAX) > 3 * 64);
    let exact = mib(0);
    assert!((64..3 * 64).contains(&exact), "{exact}");
    worker.held.kill();
    assert_eq!(worker.held.memory(0), 0);
}

#[test]
fn a_run_has_limits_of_its_own() {
    let Some(python) = interpreter(&[]) else { return };
    let bench = Bench::new(Rung::Full);
    let mut worker = Worker::start(&bench.sandbox, &python, &[]);
    let code = "
import os, signal, time
out['held back'] = list(signal.pthread_sigmask(signal.SIG_BLOCK, []))
out['cwd'] = os.getcwd()
out['listed'] = os.listdir('.')
out['root'] = sorted(os.listdir('/'))
out['processes'] = [name for name in os.listdir('/proc') if name.isdigit()]
out['descriptors'] = sorted(int(name) for name in os.listdir('/proc/self/fd'))
out['host'] = os.uname().nodename
out['environ'] = sorted(os.environ)
out['devices'] = sorted(os.listdir('/dev'))
written = 0
try:
    for number in range(3):
        with open(f'big{number}', 'wb', buffering=0) as file:
            for _ in range(40):
                written += file.write(bytes(1 << 20))
except OSError as error:
    out['full'] = error.strerror
out['written'] = written
for name in os.listdir('.'):
    os.unlink(name)
made = 0
try:
    for number in range(5000):
        open(f'f{number}', 'w').close()
        made += 1
except OSError as error:
    out['many'] = error.strerror
out['made'] = made
forked = 0
try:
    for _ in range(100):
        if not os.fork():
            time.sleep(600)
        forked += 1
except OSError as error:
    out['forks'] = error.strerror
out['forked'] = forked
opened = []
try:
    while len(opened) < 1000:
        opened.append(os.open('/dev/null', os.O_RDONLY))
except OSError as error:
    out['descriptors full'] = error.strerror
out['opened'] = len(opened)
";
    let answer = worker.run(code);
    assert_eq!(answer["cwd"], "/sandbox", "{answer:#}");
    assert_eq!(answer["listed"], json!([]));
    assert_eq!(
        answer["held back"],
        json!([]),
        "a worker would not hear of its children"
    );
    assert_eq!(answer["full"], "No space left on device");
    let written = answer["written"].as_u64().unwrap();
    assert!((60 << 20..=64 << 20).contains(&written), "{written}");
    assert_eq!(answer["many"], "No space left on device");
    assert!(
        (4_000..4_096).contains(&answer["made"].as_u64().unwrap()),
        "{answer:#}"
    );
    assert_eq!(answer["forks"], "Resource temporarily unavailable");
    let forked = answer["forked"].as_u64().unwrap();
    assert!((55..64).contains(&forked), "{forked}");
    assert_eq!(answer["left"], forked);
    assert!(answer["opened"].as_u64().unwrap() < 256);
    assert_eq!(answer["descriptors full"], "Too many open files");
    // Its own, the supervisor, and nothing else of the machine.
    assert_eq!(answer["processes"].as_array().unwrap().len(), 2, "{answer:#}");
    // 0, 1, 2, the one that was kept, and that of the listing.
    assert_eq!(answer["descriptors"].as_array().unwrap().len(), 5, "{answer:#}");
    assert_eq!(answer["host"], "hotseat");
    assert_eq!(answer["devices"], json!(["null", "shm", "urandom", "zero"]));
    for name in answer["environ"].as_array().unwrap() {
        let known = ["HOME", "LANG", "LC_CTYPE", "LOGNAME", "PATH", "TMPDIR", "USER"];
        let name = name.as_str().unwrap();
        assert!(
            known.contains(&name) || name.ends_with("_NUM_THREADS") || name.ends_with("MAXIMUM_THREADS"),
            "{name}"
        );
    }
    // Nothing is left for the next run.
    let next = worker.run("import os; out['listed'] = os.listdir('.') + os.listdir('/dev/shm')");
    assert_eq!(next["listed"], json!([]));
}

#[test]
#[ignore = "figures, for looking at"]
#[expect(clippy::print_stderr, reason = "figures are for looking at")]
fn costs() {
    let python = interpreter(&["numpy"]).unwrap();
    for rung in [Rung::Full, Rung::Partly] {
        let start = std::time::Instant::now();
        let bench = Bench::new(rung);
        let probed = start.elapsed();
        let mut started = Vec::new();
        for _ in 0..10 {
            let start = std::time::Instant::now();
            let worker = Worker::start(&bench.sandbox, &python, &[]);
            started.push(start.elapsed().as_secs_f64() * 1000.0);
            drop(worker);
        }
        let mut worker = Worker::start(&bench.sandbox, &python, &["numpy"]);
        let mut of: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for _ in 0..100 {
            let start = std::time::Instant::now();
            let answer = worker.run("pass");
            of.entry("whole")
                .or_default()
                .push(start.elapsed().as_secs_f64() * 1000.0);
            for name in ["open_ms", "seal_ms", "end_ms"] {
                of.entry(name).or_default().push(answer[name].as_f64().unwrap());
            }
        }
        of.insert("bare python", started);
        let memory = worker.held.memory(u64::MAX);
        let exact = worker.held.memory(0);
        let start = std::time::Instant::now();
        worker.held.kill();
        let killed = start.elapsed();
        eprintln!("{rung:?} probe {probed:?} memory {memory} {exact} kill {killed:?}");
        for (name, mut times) in of {
            times.sort_by(f64::total_cmp);
            eprintln!(
                "  {name:12} p50 {:6.2} p95 {:6.2}",
                times[times.len() / 2],
                times[times.len() * 95 / 100]
            );
        }
    }
}
