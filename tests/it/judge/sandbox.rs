//! Isolation, by doing what must not be possible: a small worker in the real sandbox forks runs and tests as
//! the judge's own does, and each test tries things of which none may succeed at its rung.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::io::{Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::os::fd::OwnedFd;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use hotseat::judge::python::{Interpreter, Places};
use hotseat::judge::sandbox::{Held, Limits, Rung, Sandbox};
use rustix::process::{Gid, Uid};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
use serde_json::{Value, json};

const CELL: &str = include_str!("../../../assets/python/hotseat_cell.py");
const WORKER: &str = include_str!("worker.py");
const ATTEMPTS: &str = include_str!("attempts.py");

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

/// Returns an interpreter, or none where the machine has none: then the test says so, and fails in CI.
fn interpreter(modules: &[&str]) -> Option<Interpreter> {
    let ask = "import importlib, json, sys\n\
               [importlib.import_module(name) for name in sys.argv[1:]]\n\
               print(json.dumps([sys.executable, '.'.join(map(str, sys.version_info[:3])), \
               [sys.prefix, sys.base_prefix] + sys.path]))";
    for path in ["/usr/bin/python3", "python3"] {
        let Ok(output) = Command::new(path).args(["-I", "-c", ask]).args(modules).output() else {
            continue;
        };
        if let Ok((path, version, reads)) =
            serde_json::from_slice::<(PathBuf, String, Vec<PathBuf>)>(&output.stdout)
        {
            return Some(Interpreter {
                path,
                version,
                modules: BTreeMap::new(),
                reads,
                place: "the system's",
            });
        }
    }
    assert!(
        std::env::vars_os().all(|(name, _)| name != "CI"),
        "no python3 with {modules:?} is installed"
    );
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    {
        eprintln!("SKIPPED: no python3 with {modules:?} is installed");
    }
    None
}

/// Things outside, and a worker inside.
struct Bench {
    home: tempfile::TempDir,
    sandbox: Sandbox,
    tcp: TcpListener,
    udp: UdpSocket,
    _unix: UnixListener,
    _abstract: UnixListener,
    name: String,
    decoy: Child,
}

impl Bench {
    fn new(best: Rung) -> Self {
        let home = tempfile::Builder::new()
            .prefix("hotseat-home-")
            .tempdir()
            .unwrap();
        std::fs::File::create(home.path().join("secret"))
            .unwrap()
            .write_all(b"secret")
            .unwrap();
        let unix = UnixListener::bind(home.path().join("socket")).unwrap();
        let name = format!("hotseat-test-{}-{}", std::process::id(), home.path().display());
        let address = SocketAddr::from_abstract_name(&name).unwrap();
        let sandbox = Sandbox::at_most(&places(home.path()), best);
        Self {
            sandbox,
            tcp: TcpListener::bind("127.0.0.1:0").unwrap(),
            udp: UdpSocket::bind("127.0.0.1:0").unwrap(),
            _unix: unix,
            _abstract: UnixListener::bind_addr(&address).unwrap(),
            name,
            decoy: Command::new("sleep").arg("600").spawn().unwrap(),
            home,
        }
    }

    fn attempts(&self) -> String {
        let given = json!({
            "canary": self.home.path().join("secret"),
            "outside": self.home.path(),
            "home": self.home.path(),
            "decoy": self.decoy.id(),
            "tcp": self.tcp.local_addr().unwrap().port(),
            "udp": self.udp.local_addr().unwrap().port(),
            "socket": self.home.path().join("socket"),
            "abstract": self.name,
        });
        format!("GIVEN = {given}\n{ATTEMPTS}")
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = self.decoy.kill();
        let _ = self.decoy.wait();
    }
}

fn places(home: &Path) -> Places {
    Places {
        home: home.to_owned(),
        hotseat: hotseat().to_owned(),
        ..Places::default()
    }
}

/// The binary, where every user of the machine can start it: the sources may lie in a folder that is closed.
fn hotseat() -> &'static Path {
    static COPY: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = COPY.get_or_init(|| {
        let built = Path::new(env!("CARGO_BIN_EXE_hotseat"));
        let folder = tempfile::Builder::new()
            .prefix("hotseat-binary-")
            .permissions(Permissions::from_mode(0o755))
            .tempdir()
            .unwrap();
        let path = folder.path().join("hotseat");
        std::fs::copy(built, &path).unwrap();
        (folder, path)
    });
    path
}

/// Does something as an ordinary user: as who runs the tests, but where that is the administrator, as nobody.
/// On Linux who one is belongs to the thread.
fn as_anybody<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    hotseat();
    std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            if rustix::process::geteuid().is_root() {
                let (user, group) = (Uid::from_raw(65534), Gid::from_raw(65534));
                rustix::thread::set_thread_groups(&[]).unwrap();
                rustix::thread::set_thread_res_gid(group, group, group).unwrap();
                rustix::thread::set_thread_res_uid(user, user, user).unwrap();
            }
            work()
        });
        work.join().unwrap()
    })
}

/// Does something where the kernel refuses system calls, each with an error of its own.
fn where_refused<T: Send>(calls: &[(i64, i32)], work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            for (call, error) in calls {
                let filter = SeccompFilter::new(
                    [(*call, Vec::new())].into(),
                    SeccompAction::Allow,
                    SeccompAction::Errno(*error as u32),
                    std::env::consts::ARCH.try_into().unwrap(),
                )
                .unwrap();
                seccompiler::apply_filter(&BpfProgram::try_from(filter).unwrap()).unwrap();
            }
            work()
        });
        work.join().unwrap()
    })
}

/// A started worker.
struct Worker {
    held: Held,
    control: UnixStream,
    /// What the worker said when it was ready.
    hello: Value,
}

impl Worker {
    fn start(sandbox: &Sandbox, interpreter: &Interpreter, imports: &[&str]) -> Self {
        let (control, theirs) = UnixStream::pair().unwrap();
        let stream = || OwnedFd::from(std::fs::File::options().write(true).open("/dev/null").unwrap());
        let stderr = OwnedFd::from(std::fs::File::from(
            rustix::io::dup(rustix::stdio::stderr()).unwrap(),
        ));
        let held = sandbox
            .start(
                interpreter,
                theirs.into(),
                stream(),
                stderr,
                &[WORKER.to_owned(), "more".to_owned()],
            )
            .unwrap();
        let mut worker = Self {
            held,
            control,
            hello: Value::Null,
        };
        let policy = sandbox.policy(&Limits::default());
        worker.hello = worker.ask(&json!({ "cell": CELL, "policy": policy, "imports": imports }));
        assert_eq!(worker.hello["ok"], true, "{:?}", worker.hello);
        worker
    }

    fn ask(&mut self, request: &Value) -> Value {
        self.tell(request);
        let mut size = [0; 4];
        self.control.read_exact(&mut size).unwrap();
        let mut bytes = vec![0; u32::from_le_bytes(size) as usize];
        self.control.read_exact(&mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn tell(&mut self, request: &Value) {
        let bytes = request.to_string().into_bytes();
        let size = (bytes.len() as u32).to_le_bytes();
        self.control.write_all(&size).unwrap();
        self.control.write_all(&bytes).unwrap();
    }

    /// Runs code as a test of a run of its own.
    fn run(&mut self, code: &str) -> Value {
        let answer = self.ask(&json!({ "code": code }));
        assert!(answer.get("raised").is_none(), "{answer}");
        answer
    }
}

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
             with multiprocessing.get_context('fork').Pool(2) as pool:\n    \
             out['pool'] = pool.map(abs, [-1, -2])\n",
        );
        assert_eq!(
            (
                &answer["solved"],
                &answer["kept"],
                &answer["child"],
                &answer["pool"]
            ),
            (&json!(true), &json!(true), &json!("1\n"), &json!([1, 2])),
            "{rung:?} {answer:#}"
        );
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

/// Returns how many processes have a word among their arguments.
fn count(word: &str) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|process| std::fs::read(process.path().join("cmdline")).ok())
        .filter(|line| {
            line.split(|byte| *byte == 0)
                .any(|argument| argument == word.as_bytes())
        })
        .count()
}

/// Waits until something holds, 30 s at most.
fn wait_for(holds: impl Fn() -> bool) {
    for _ in 0..3_000 {
        if holds() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("it never came to hold");
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

#[test]
fn a_run_has_limits_of_its_own() {
    let Some(python) = interpreter(&[]) else { return };
    let bench = Bench::new(Rung::Full);
    let mut worker = Worker::start(&bench.sandbox, &python, &[]);
    let code = "
import os, socket, time
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
    assert_eq!(answer["cwd"], "/work", "{answer:#}");
    assert_eq!(answer["listed"], json!([]));
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
