//! Hostile answers and hostile tests: every file below `tests/fixtures/hostile` is one attack, with the
//! verdict due on its first line. `tests/hostile.py` tells what the words mean, runs the same files against
//! the command and looks from outside at what is left over.
//!
//! Here each runs once, warm, and the reference solution after it in the same worker: an attack neither
//! gets through nor leaves a judge that says something else of the next answer.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::io::Write;
use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{SocketAddr, UnixDatagram, UnixListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hotseat::domain::bank::{Bank, Question, QuestionName};
use hotseat::domain::verdict::{Ended, RunKind, RunRequest, Verdict};
use hotseat::judge::{Cancel, Judge, Origin};
use hotseat::storage::banks;
use hotseat::storage::builtin;

use super::runs::places;

const GROUPS: [&str; 4] = ["resources", "containment", "integrity", "tests"];
/// Judges at work side by side.
const JUDGES: usize = 2;
/// CPU seconds a test where the attack only waits to be ended.
const SHORT: f64 = 0.4;
const CANARY: &str = "this is a canary\n";

/// One file and what its first line says.
struct Attack {
    name: String,
    group: &'static str,
    text: String,
    expect: BTreeSet<String>,
    /// The lowest rung of isolation that promises it.
    from: u8,
    runs: usize,
}

impl Attack {
    /// Whether a rung promises to hold it. Without isolation only limits and truth are left.
    fn is_promised(&self, rung: u8) -> bool {
        self.from <= rung && (rung > 0 || matches!(self.group, "resources" | "integrity"))
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile")
}

fn attacks() -> Vec<Attack> {
    let mut found = Vec::new();
    for group in GROUPS {
        let mut files: Vec<_> = fs::read_dir(folder().join(group))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
            .collect();
        files.sort();
        for file in files {
            found.push(attack(group, &file));
        }
    }
    found
}

fn attack(group: &'static str, file: &Path) -> Attack {
    let text = fs::read_to_string(file).unwrap();
    let name = format!("{group}/{}", file.file_stem().unwrap().to_str().unwrap());
    let line = text.lines().next().unwrap();
    let field = |key: &str| {
        line.trim_start_matches("# ")
            .split("; ")
            .find_map(|part| part.strip_prefix(key)?.strip_prefix(": "))
    };
    let expect = field("expect").unwrap_or_else(|| panic!("{name}: `{line}` says no `expect`"));
    assert!(field("means").is_some(), "{name}: `{line}` says no `means`");
    Attack {
        expect: expect.split(" or ").map(str::to_owned).collect(),
        from: field("from").map_or(0, |rung| rung.parse().unwrap()),
        runs: field("runs").map_or(1, |runs| runs.parse().unwrap()),
        name,
        group,
        text,
    }
}

/// Bait: what attacks aim at, and how it was before.
struct World {
    folder: tempfile::TempDir,
    decoy: Mutex<Child>,
    tcp: TcpListener,
    udp: UdpSocket,
    stream: UnixListener,
    datagram: UnixDatagram,
    by_name: UnixListener,
    marker: String,
    before: Vec<String>,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("hotseat-hostile-")
            .tempdir()
            .unwrap();
        let root = folder.path();
        fs::set_permissions(root, Permissions::from_mode(0o755)).unwrap();
        for (name, mode) in [("home", 0o700), ("open", 0o777)] {
            fs::create_dir(root.join(name)).unwrap();
            fs::set_permissions(root.join(name), Permissions::from_mode(mode)).unwrap();
        }
        for (name, mode) in [("home/key", 0o600), ("home/notes", 0o666)] {
            let mut file = File::create(root.join(name)).unwrap();
            file.write_all(CANARY.as_bytes()).unwrap();
            fs::set_permissions(root.join(name), Permissions::from_mode(mode)).unwrap();
        }
        let marker = folder
            .path()
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .replace('-', "");
        let stream = UnixListener::bind(root.join("open/stream")).unwrap();
        let datagram = UnixDatagram::bind(root.join("open/datagram")).unwrap();
        let by_name = SocketAddr::from_abstract_name(marker.as_bytes()).unwrap();
        let mut world = Self {
            decoy: Mutex::new(
                Command::new("sleep")
                    .arg("3600")
                    .env("DECOY", "a decoy")
                    .stdin(Stdio::null())
                    .spawn()
                    .unwrap(),
            ),
            tcp: TcpListener::bind("127.0.0.1:0").unwrap(),
            udp: UdpSocket::bind("127.0.0.1:0").unwrap(),
            stream,
            datagram,
            by_name: UnixListener::bind_addr(&by_name).unwrap(),
            marker,
            before: Vec::new(),
            folder,
        };
        world.tcp.set_nonblocking(true).unwrap();
        world.udp.set_nonblocking(true).unwrap();
        world.stream.set_nonblocking(true).unwrap();
        world.datagram.set_nonblocking(true).unwrap();
        world.by_name.set_nonblocking(true).unwrap();
        world.before = world.state();
        world
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// The text of an attack with its targets filled in.
    fn filled(&self, attack: &Attack, run: usize) -> String {
        let pid = self.decoy.lock().unwrap().id();
        let free = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let targets = serde_json::json!({
            "home": self.path("home"), "key": self.path("home/key"), "open_file": self.path("home/notes"),
            "open_folder": self.path("open"), "marker": self.marker, "decoy": pid,
            "decoy_address": 4096, "decoy_descriptor": 0, "terminal": "/dev/tty", "ipc_key": 0x1234_0000 + pid,
            "run": run, "tcp": self.tcp.local_addr().unwrap().port(),
            "udp": self.udp.local_addr().unwrap().port(), "free_port": free,
            "unix_stream": self.path("open/stream"), "unix_datagram": self.path("open/datagram"),
            "abstract": self.marker,
        });
        attack
            .text
            .replace("\nTARGETS = {}\n", &format!("\nTARGETS = {targets}\n"))
    }

    /// Files, process and limits as anybody sees them from outside.
    fn state(&self) -> Vec<String> {
        let root = self.folder.path();
        let mut state = Vec::new();
        for name in ["home/key", "home/notes"] {
            let found = fs::metadata(root.join(name)).unwrap();
            state.push(format!(
                "{name}: {} {:o} {} {} {} {}.{}",
                fs::read_to_string(root.join(name)).unwrap(),
                found.mode(),
                found.uid(),
                found.nlink(),
                found.mtime(),
                found.ctime(),
                found.ctime_nsec(),
            ));
        }
        for name in ["home", "open"] {
            let mut names: Vec<_> = fs::read_dir(root.join(name))
                .unwrap()
                .map(|entry| entry.unwrap().file_name())
                .collect();
            names.sort();
            state.push(format!("{name}: {names:?}"));
        }
        let mut decoy = self.decoy.lock().unwrap();
        state.push(format!("decoy ended: {:?}", decoy.try_wait().unwrap()));
        let about =
            |name: &str| fs::read_to_string(format!("/proc/{}/{name}", decoy.id())).unwrap_or_default();
        state.push(about("limits"));
        state.extend(
            about("status")
                .lines()
                .filter(|line| {
                    ["TracerPid", "Cpus_allowed:", "State:\tT", "State:\tt"]
                        .iter()
                        .any(|key| line.starts_with(key))
                })
                .map(str::to_owned),
        );
        // Priority and nice value.
        state.push(
            about("stat")
                .split(' ')
                .skip(17)
                .take(2)
                .collect::<Vec<_>>()
                .join(" "),
        );
        state
    }

    /// Returns what of the bait was taken.
    fn taken(&self) -> Vec<String> {
        let mut taken = Vec::new();
        let now = self.state();
        if now != self.before {
            taken.push(format!("before: {:#?}\nafter: {now:#?}", self.before));
        }
        let mut heard = |what: &str, reached: bool| {
            if reached {
                taken.push(format!("{what} was reached"));
            }
        };
        heard("TCP", self.tcp.accept().is_ok());
        heard("UDP", self.udp.recv(&mut [0; 64]).is_ok());
        heard("a UNIX socket", self.stream.accept().is_ok());
        heard("a UNIX datagram socket", self.datagram.recv(&mut [0; 64]).is_ok());
        heard("an abstract socket", self.by_name.accept().is_ok());
        for place in ["/tmp", "/var/tmp", "/dev/shm", "/run/lock"] {
            if Path::new(place).join(&self.marker).exists() {
                taken.push(format!("a file was left in {place}"));
            }
        }
        taken
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let mut decoy = self.decoy.lock().unwrap();
        let _ = decoy.kill();
        let _ = decoy.wait();
    }
}

pub fn question() -> (QuestionName, Question) {
    let folder = folder().join("question");
    let loaded = banks::load_folder(&folder, &builtin::tables());
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let bank: Bank = loaded.banks.into_iter().next().unwrap().bank;
    let question = bank.questions.into_iter().next().unwrap();
    let name = QuestionName::try_from(format!("{}/{}", bank.id, question.id)).unwrap();
    (name, question)
}

/// What a person has who runs attacks: the question, and a worker.
struct Bench<'a> {
    world: &'a World,
    name: QuestionName,
    question: Question,
    judge: Judge,
}

impl Bench<'_> {
    fn run(&mut self, question: Arc<Question>, answer: String) -> Verdict {
        let request = RunRequest {
            name: self.name.clone(),
            question,
            kind: RunKind::All,
            stage: 0,
            answer,
        };
        self.judge
            .run(&request, Origin::Own, &Cancel::default(), &mut |_| {})
            .unwrap_or_else(|unable| panic!("{} {}", unable.sentence, unable.mend))
    }

    fn solution(&mut self) -> Verdict {
        let question = self.question.clone();
        let solution = question.code.as_ref().unwrap().files["solution.py"].clone();
        self.run(Arc::new(question), solution.into_owned())
    }

    /// Runs one attack; returns what is not as it is due, in sentences.
    fn attack(&mut self, attack: &Attack) -> Vec<String> {
        let mut question = self.question.clone();
        let code = question.code.as_mut().unwrap();
        let solution = code.files["solution.py"].clone();
        if attack.expect.iter().eq(["time"]) {
            code.stages[0].seconds = Some(SHORT);
        }
        let mut wrong = Vec::new();
        for run in 1..=attack.runs {
            let filled = self.world.filled(attack, run);
            let mut question = question.clone();
            let answer = if attack.group == "tests" {
                let code = question.code.as_mut().unwrap();
                code.files.insert("tests_1.py".to_owned(), filled.into());
                code.stages[0].visible = Vec::new();
                solution.clone().into_owned()
            } else {
                filled
            };
            let verdict = self.run(Arc::new(question), answer);
            wrong.extend(misses(attack, &verdict));
        }
        let next = self.solution();
        if !next.all_passed() {
            wrong.push(format!("the solution failed after it: {}", told(&next)));
        }
        wrong
    }
}

fn told(verdict: &Verdict) -> String {
    let tests: Vec<String> = verdict
        .tests
        .iter()
        .map(|test| format!("{} {:?} {}", test.name, test.outcome, test.message))
        .collect();
    format!("{:?} {} {tests:#?}", verdict.ended, verdict.said)
}

fn misses(attack: &Attack, verdict: &Verdict) -> Option<String> {
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut words: BTreeSet<String> = verdict
        .tests
        .iter()
        .map(|test| word(serde_json::to_value(test.outcome).unwrap()))
        .collect();
    words.insert(word(serde_json::to_value(verdict.ended).unwrap()));
    let passed = verdict.all_passed();
    let due = |word: &str| attack.expect.contains(word);
    let held = match verdict.ended {
        Ended::Broken => false,
        _ if due("any") || due("holds") && passed => true,
        _ if passed => false,
        _ => due("fails") || attack.expect.iter().any(|word| words.contains(word)),
    };
    (!held).then(|| format!("due {:?}, seen {}", attack.expect, told(verdict)))
}

/// Runs attacks side by side where a run is isolated like this, if it is said how; returns what was not held.
fn not_held(python: &Path, attacks: &[&Attack], isolation: Option<&str>) -> Vec<String> {
    let world = World::new();
    let (name, question) = question();
    let next = AtomicUsize::new(0);
    let lost = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..JUDGES {
            scope.spawn(|| {
                let mut places = places(python.to_owned());
                places.home = world.folder.path().join("home");
                let mut bench = Bench {
                    world: &world,
                    name: name.clone(),
                    question: question.clone(),
                    judge: Judge::new(places),
                };
                let first = bench.solution();
                assert!(first.all_passed(), "{}", told(&first));
                let seen = &first.bench.isolation;
                assert!(isolation.is_none_or(|wanted| wanted == seen), "{:?}", first.bench);
                let rung = rung(seen);
                while let Some(attack) = attacks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if !attack.is_promised(rung) {
                        crate::pythons::missing(&format!(
                            "{} needs a better isolation than `{seen}`",
                            attack.name
                        ));
                        continue;
                    }
                    for sentence in bench.attack(attack) {
                        lost.lock().unwrap().push(format!("{}: {sentence}", attack.name));
                    }
                }
            });
        }
    });
    let mut lost = lost.into_inner().unwrap();
    lost.extend(world.taken());
    lost
}

/// The rung of the ladder that a worker stands on.
fn rung(isolation: &str) -> u8 {
    match isolation {
        "sandboxed" => 3,
        "sandboxed, partly" => 2,
        "can read your files" => 1,
        _ => 0,
    }
}

#[test]
fn no_hostile_answer_gets_through() {
    let Some(python) = crate::pythons::numpy() else {
        return;
    };
    let attacks = attacks();
    let lost = not_held(&python, &attacks.iter().collect::<Vec<_>>(), None);
    assert!(lost.is_empty(), "{} not held:\n{}", lost.len(), lost.join("\n"));
}

/// J3: where the system refuses a layer, the rung below is named and what that promises is held; all of it in
/// the soak, every seventh attack else.
#[test]
fn each_rung_names_itself_truly_and_holds_what_it_promises() {
    let Some(python) = crate::pythons::numpy() else {
        return;
    };
    let unshare = (libc::SYS_unshare, libc::EPERM);
    let landlock = (libc::SYS_landlock_create_ruleset, libc::ENOSYS);
    let seccomp = (libc::SYS_seccomp, libc::ENOSYS);
    let step = if super::endurance::soaks() { 1 } else { 7 };
    for (refused, words) in [
        (vec![unshare], "sandboxed, partly"),
        (vec![unshare, landlock], "can read your files"),
        (vec![unshare, landlock, seccomp], "not isolated"),
    ] {
        let attacks = attacks();
        let promised: Vec<&Attack> = attacks
            .iter()
            .filter(|attack| attack.is_promised(rung(words)))
            .step_by(step)
            .collect();
        super::sandbox::where_refused(&refused, || {
            let lost = not_held(&python, &promised, Some(words));
            assert!(
                lost.is_empty(),
                "{words}: {} not held:\n{}",
                lost.len(),
                lost.join("\n")
            );
            let doctor = Command::new(env!("CARGO_BIN_EXE_hotseat"))
                .arg("doctor")
                .env("HOTSEAT_DATA_DIR", std::env::temp_dir().join("hotseat-no-data"))
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&doctor.stdout);
            let line = said
                .lines()
                .find(|line| line.contains("isolation"))
                .unwrap_or_default();
            assert!(line.starts_with("--") && line.ends_with(words), "{words}: {said}");
        });
    }
}

#[test]
fn there_are_enough_attacks_each_by_a_means_of_its_own() {
    let attacks = attacks();
    let words = ["fails", "time", "memory", "output", "died", "holds", "any"];
    for attack in &attacks {
        assert!(
            attack.expect.iter().all(|word| words.contains(&word.as_str())),
            "{}",
            attack.name
        );
    }
    for (group, least) in [("resources", 14), ("containment", 18), ("integrity", 18)] {
        let count = attacks.iter().filter(|attack| attack.group == group).count();
        assert!(count >= least, "{group}: {count}");
    }
    let means: BTreeSet<_> = attacks
        .iter()
        .map(|attack| attack.text.lines().next().unwrap())
        .collect();
    assert_eq!(means.len(), attacks.len());
}
