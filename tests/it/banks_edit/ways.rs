//! B1, B6: bad banks by every way in, and hostile names and links, through the whole program. Some of each in
//! every run of the tests; all of them with `HOTSEAT_SOAK`.
#![expect(clippy::print_stdout, reason = "figures are for looking at")]

use std::fmt::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use hotseat::domain::plain;

use super::bad::{Case, GOOD, Label, cases};
use super::person::{Person, With, root};
use crate::cli::World;
use crate::pty::{now, soak};
use crate::pythons::missing;

/// Bytes of memory a command may write to, as `ulimit` takes it.
const MEMORY: &str = "ulimit -d 262144 && exec \"$0\" \"$@\"";

/// Runs a command within 256 MiB; returns its exit code, what it said, and how long it took.
fn bounded(world: &World, args: &[&str]) -> (i32, String, Duration) {
    let plain = world.command(args);
    let mut command = Command::new("sh");
    command.args(["-c", MEMORY]).arg(plain.get_program());
    command.args(plain.get_args()).env_clear();
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(world.path("")).stdin(Stdio::null());
    let began = now();
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).expect("what is said is UTF-8");
    (output.status.code().unwrap_or(-1), said, began.elapsed())
}

#[test]
fn every_bad_bank_is_refused_or_harmless_by_every_way_in() {
    let step = if soak() { 1 } else { 40 };
    let mut slowest = [
        (Duration::ZERO, String::new()),
        (Duration::ZERO, String::new()),
        (Duration::ZERO, String::new()),
        (Duration::ZERO, String::new()),
    ];
    let all = cases();
    let mut tried = 0;
    for Case { name, label, bytes } in all.iter().step_by(step) {
        tried += 1;
        let world = World::new();
        let file = world.bank("case.json", bytes);
        world.bank("zz.json", GOOD.replacen("\"id\": \"good\"", "\"id\": \"zz\"", 1));
        let outside = world.file("case.json", bytes);
        let (file, outside) = (file.to_str().unwrap(), outside.to_str().unwrap());
        let refuse = *label == Label::Refuse;
        let ways: [(&[&str], &[i32]); 4] = [
            (
                &["bank", "check", "--no-run", file],
                if refuse { &[1] } else { &[0] },
            ),
            (&["bank", "list"], if refuse { &[1] } else { &[0] }),
            // The good bank beside it is drawn from.
            (
                &[
                    "start",
                    "--dry-run",
                    "--bank",
                    "zz",
                    "--round",
                    "theory",
                    "--questions",
                    "1",
                ],
                &[0],
            ),
            (
                &["bank", "import", outside, "--dry-run"],
                if refuse { &[1, 2] } else { &[0, 1] },
            ),
        ];
        for (way, (args, codes)) in ways.iter().enumerate() {
            let (code, said, took) = bounded(&world, args);
            assert!(codes.contains(&code), "{name}, {args:?}: {code}\n{said}");
            assert!(plain::is_clean(&said), "{name}, {args:?}: {said}");
            assert!(!said.contains("panicked"), "{name}, {args:?}: {said}");
            if refuse && way < 2 {
                assert!(said.contains("case.json:"), "{name}, {args:?}: {said}");
            }
            if way == 1 {
                assert!(said.contains("zz "), "{name}: the good one is listed\n{said}");
            }
            if took > slowest[way].0 {
                slowest[way] = (took, name.clone());
            }
        }
    }
    let mut told = format!("{tried} bad banks within 256 MiB");
    for (way, (took, name)) in ["check", "list", "start", "import"].iter().zip(&slowest) {
        let _ = write!(told, "; {way} at most {took:.1?} ({name})");
    }
    println!("{told}");
    if soak() {
        assert!(
            slowest.iter().all(|(took, _)| *took < Duration::from_secs(10)),
            "{told}"
        );
    }
}

#[test]
fn every_bad_bank_is_browsed_without_a_byte_that_a_terminal_obeys() {
    let step = if soak() { 1 } else { 5 };
    for (at, Case { name, label, bytes }) in cases().iter().enumerate().step_by(step) {
        let root = root(&GOOD.replacen("\"id\": \"good\"", "\"id\": \"zz\"", 1));
        let file = root.path().join("banks/case.json");
        std::fs::File::create(&file)
            .and_then(|mut file| std::io::Write::write_all(&mut file, bytes))
            .unwrap();
        let size = [(120, 40), (80, 24), (60, 16)][at % 3];
        let mut person = Person::on(hotseat::storage::disk::RealDisk, &root, With::Nothing, size);
        let look = |person: &mut Person| {
            let screen = person.script.screen();
            assert!(plain::is_clean(&screen), "{name}: {screen}");
            screen
        };
        // The good questions are there; what is bad is told with its file.
        assert!(look(&mut person).contains("th-cross-entropy"), "{name}");
        for _ in 0..5 {
            person.keys("Tab");
            look(&mut person);
        }
        if *label == Label::Refuse {
            let problems = &person.script.app.data.banks.as_ref().unwrap().problems;
            assert_eq!(problems.len(), 1, "{name}");
            assert!(problems[0].contains("case.json"), "{name}: {problems:?}");
            continue;
        }
        for _ in 0..7 {
            person.keys("]");
            look(&mut person);
        }
        person.keys("/").text("th-").keys("Enter e");
        look(&mut person);
        person.keys("Tab Tab F6");
        look(&mut person);
    }
}

/// What a run did to files, by strace: each call with its path, where it changes something or opens a canary.
fn trespasses(world: &World, args: &[&str], outside: &Path) -> Vec<String> {
    let log = world.path("strace.log");
    let plain = world.command(args);
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-e", "trace=%file", "-s", "4096", "-o"])
        .arg(&log)
        .arg(plain.get_program())
        .args(plain.get_args())
        .env_clear()
        .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("EDITOR", "sh -c 'echo changed >> \"$1\"' editor")
        .env("TMPDIR", world.path("tmp"))
        .env("PATH", "/usr/bin:/bin")
        .current_dir(world.path(""))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().expect("strace is installed");
    let home = world.path("");
    let home = home.to_str().unwrap().trim_end_matches('/');
    let text = String::from_utf8_lossy(&std::fs::read(&log).unwrap()).into_owned();
    assert!(text.contains("execve("), "nothing was traced");
    let changes = [
        "O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "mkdir", "rename", "unlink", "rmdir", "symlink", "link",
        "chmod", "chown", "truncate", "mknod", "utime",
    ];
    let mut found = Vec::new();
    for line in text.lines() {
        let call = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let name = call.split('(').next().unwrap_or_default();
        if name == "readlink" || name == "readlinkat" || name.starts_with("stat") {
            continue;
        }
        let paths: Vec<&str> = call.split('"').skip(1).step_by(2).collect();
        let canary =
            paths.iter().any(|path| Path::new(path).starts_with(outside)) && name.starts_with("open");
        let opens = name.starts_with("open") && changes[..4].iter().any(|flag| call.contains(flag));
        let changing = opens || changes[4..].iter().any(|known| name.starts_with(known));
        let elsewhere = paths.iter().any(|path| {
            let path = Path::new(path);
            let ours = path.starts_with(home) && !path.starts_with(outside);
            path.is_absolute() && !ours && !path.starts_with("/dev") && !path.starts_with("/proc")
        });
        let climbs = paths.iter().any(|path| path.split('/').any(|part| part == ".."));
        if canary || (changing && (elsewhere || climbs)) {
            found.push(call.to_owned());
        }
    }
    found
}

/// Everything below a folder with its bytes.
fn all_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (
                path.display().to_string(),
                std::fs::read(&path).unwrap_or_default(),
            )
        })
        .collect();
    found.sort();
    found
}

#[test]
fn hostile_names_and_planted_links_reach_nothing_outside() {
    let traced = Command::new("strace").arg("-V").stdout(Stdio::null()).status();
    if !traced.is_ok_and(|status| status.success()) {
        missing("What hotseat does to files of hostile names is not watched: strace is not installed");
        return;
    }
    let with_id = |id: &str| {
        GOOD.replacen(
            "\"id\": \"good\"",
            &format!("\"id\": {}", serde_json::Value::from(id)),
            1,
        )
    };
    let ids = [
        "../../outside/x",
        "..",
        "/etc/hotseat",
        "a/../../outside",
        "GOOD",
        "Good",
        "go\u{f6}d",
        "goo\u{308}d",
        "con",
        "nul",
        "aux",
        "com1",
        "good.",
        "good ",
        "-rf",
        ".hidden",
        "a\u{0}b",
        "outside",
    ];
    let step = if soak() { 1 } else { 9 };
    let mut tried = 0;
    for (at, id) in ids.iter().enumerate().step_by(step) {
        let world = World::new();
        let outside = world
            .file("outside/canary.json", "{}")
            .parent()
            .unwrap()
            .to_owned();
        world.file("tmp/x", "");
        world.bank("good.json", GOOD);
        world.bank("hostile.json", with_id(id));
        let question = with_id("fresh").replacen("th-cross-entropy", &id.replace(['\0', '"'], ""), 1);
        let import = world.file("import.json", if at % 2 == 0 { with_id(id) } else { question });
        let before = all_of(&outside);
        let name = format!("{id}/th-cross-entropy").replace('\0', "");
        let commands: [&[&str]; 4] = [
            &["bank", "edit", &name, "--file", "prompt"],
            &["bank", "import", import.to_str().unwrap(), "--yes"],
            &["bank", "check", "--fix", "--no-run"],
            &["bank", "trust", &id.replace('\0', ""), "--yes"],
        ];
        for args in commands {
            tried += 1;
            assert_eq!(trespasses(&world, args, &outside), [""; 0], "{id:?}, {args:?}");
        }
        assert_eq!(all_of(&outside), before, "{id:?}");
    }
    // Links in the places that are written to.
    let planted = [
        "banks/good",
        "banks/good/pr-linear",
        "banks/good/pr-linear/wrong",
        "banks/good/pr-linear/starter.py",
        "versions/good",
        "versions/good/pr-linear",
        "versions/lock",
        "banks/good.json",
        "banks/fresh",
        "banks/fresh.json",
        "versions/fresh",
    ];
    for place in planted.iter().step_by(if soak() { 1 } else { 3 }) {
        let world = World::new();
        let outside = world
            .file("outside/canary.json", GOOD)
            .parent()
            .unwrap()
            .to_owned();
        world.file("outside/starter.py", "SECRET = 1\n");
        world.file("tmp/x", "");
        let good = world.bank("good.json", GOOD);
        world.bank("good/pr-linear/tests_1.py", "def test_a():\n    pass\n");
        let link = world.path("data/hotseat").join(place);
        if place == &"banks/good.json" {
            std::fs::remove_file(&good).unwrap();
        }
        let _ = std::fs::remove_dir_all(&link);
        std::fs::create_dir_all(link.parent().unwrap()).unwrap();
        let target = match Path::new(place).extension() {
            Some(ending) if ending == "py" => outside.join("starter.py"),
            Some(_) => outside.join("canary.json"),
            None if place.ends_with("lock") => outside.join("lock"),
            None => outside.clone(),
        };
        symlink(&target, &link).unwrap();
        let import = world.file("import.json", with_id("fresh"));
        let before = all_of(&outside);
        let commands: [&[&str]; 4] = [
            &["bank", "edit", "good/pr-linear", "--file", "starter.py"],
            &["bank", "edit", "good/pr-linear", "--file", "prompt"],
            &["bank", "import", import.to_str().unwrap(), "--yes"],
            &["bank", "check", "--fix", "--no-run"],
        ];
        for args in commands {
            tried += 1;
            // A bank that is a link is read through it: only what changes something is a trespass then.
            let mut found = trespasses(&world, args, &outside);
            if Path::new(place)
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                found.retain(|call| {
                    ["O_WRONLY", "O_RDWR", "O_CREAT", "rename", "unlink"]
                        .iter()
                        .any(|word| call.contains(word))
                });
            }
            assert_eq!(found, [""; 0], "{place}, {args:?}");
        }
        assert_eq!(all_of(&outside), before, "{place}");
    }
    println!("{tried} commands under strace: nothing outside was opened, made or changed");
}
