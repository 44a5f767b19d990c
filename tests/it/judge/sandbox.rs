//! Isolation, by doing what must not be possible: a small worker in the real sandbox forks runs and tests as
//! the judge's own does, and each test tries things of which none may succeed at its rung.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]
#![expect(clippy::disallowed_methods, reason = "tests measure by the clock")]

mod ends;
mod inside;
mod reach;

use std::cell::RefCell;
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

use hotseat::judge::python::{Interpreter, Places};
use hotseat::judge::sandbox::{Held, Limits, Rung, Sandbox};
use rustix::process::{Gid, Uid};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
use serde_json::{Value, json};

const CELL: &str = include_str!("../../../assets/python/hotseat_cell.py");
const WORKER: &str = include_str!("worker.py");
const ATTEMPTS: &str = include_str!("attempts.py");

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
                tag: String::new(),
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
        hotseat: hotseat(),
        ..Places::default()
    }
}

thread_local! {
    /// A copy of the binary where every user can start it: the sources may lie in a folder that is closed.
    static COPY: RefCell<Option<PathBuf>> = const { RefCell::new(None) };
}

/// The binary that this thread starts.
fn hotseat() -> PathBuf {
    COPY.with_borrow(Clone::clone)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_hotseat")))
}

/// Does something as an ordinary user: as who runs the tests, but where that is the administrator, as nobody.
/// On Linux who one is belongs to the thread.
fn as_anybody<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let folder = tempfile::Builder::new()
        .prefix("hotseat-binary-")
        .permissions(Permissions::from_mode(0o755))
        .tempdir()
        .unwrap();
    let copy = folder.path().join("hotseat");
    std::fs::copy(hotseat(), &copy).unwrap();
    std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            COPY.set(Some(copy));
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
pub fn where_refused<T: Send>(calls: &[(i64, i32)], work: impl FnOnce() -> T + Send) -> T {
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
        let worker = Self::start_without(sandbox, interpreter, imports, &[]);
        assert_eq!(worker.hello["ok"], true, "{:?}", worker.hello);
        worker
    }

    /// Starts a worker in whose Python some modules are missing.
    fn start_without(
        sandbox: &Sandbox,
        interpreter: &Interpreter,
        imports: &[&str],
        without: &[&str],
    ) -> Self {
        let (control, theirs) = UnixStream::pair().unwrap();
        let stream = || OwnedFd::from(std::fs::File::options().write(true).open("/dev/null").unwrap());
        let stderr = OwnedFd::from(std::fs::File::from(
            rustix::io::dup(rustix::stdio::stderr()).unwrap(),
        ));
        let held = sandbox
            .start(interpreter, theirs.into(), stream(), stderr, &[WORKER.to_owned()])
            .unwrap();
        let mut worker = Self {
            held,
            control,
            hello: Value::Null,
        };
        let policy = sandbox.policy(&Limits::default());
        let first = json!({ "cell": CELL, "policy": policy, "imports": imports, "without": without });
        worker.hello = worker.ask(&first);
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
