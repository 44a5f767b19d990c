//! Code of banks that nobody trusts is never run: not by listing, showing, checking, drawing or answering.
//! The Python that is configured here leaves a mark when it is started at all.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::World;
use crate::pythons;

const BANK: &str = r#"{ "format": 1, "id": "theirs", "title": "Theirs", "questions": [{
    "id": "one", "round": "programming", "topic": "t", "difficulty": "easy", "minutes": 5, "prompt": "Return one.",
    "rubric": [{ "id": "c", "criterion": "It is right", "weight": 1, "tests": true }],
    "code": { "language": "python", "entry": ["one"], "stages": [{ "title": "s", "tests": "tests_1.py", "visible": ["test_one"] }] }
}] }"#;

const TESTS: &str = "import answer\n\n\ndef test_one():\n    assert answer.one() == 1\n";

/// A world with a bank from somewhere else.
struct Theirs {
    world: World,
    /// Made when the configured Python is started.
    canary: PathBuf,
}

impl Theirs {
    fn new() -> Option<Self> {
        let python = pythons::plain()?;
        let world = World::new();
        world.bank("theirs.json", BANK);
        for (name, text) in [
            ("starter.py", "def one():\n    raise NotImplementedError\n"),
            ("solution.py", "def one():\n    return 1\n"),
            ("tests_1.py", TESTS),
            ("wrong/two.py", "# two: test_one\ndef one():\n    return 2\n"),
        ] {
            world.bank(&format!("theirs/one/{name}"), text);
        }
        let canary = world.path("canary");
        let script = world.file(
            "bin/python3",
            format!(
                "#!/bin/sh\n: > '{}'\nexec '{}' \"$@\"\n",
                canary.display(),
                python.display()
            ),
        );
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
        world.config(&format!("[judge]\npython = \"{}\"\n", script.display()));
        world.file("answer.py", "def one():\n    return 1\n");
        Some(Self { world, canary })
    }

    /// Whether Python has been started since the last time.
    #[track_caller]
    fn started(&self) -> bool {
        std::fs::remove_file(&self.canary).is_ok()
    }

    fn judge(&self) -> super::Outcome {
        self.world.run(&["judge", "theirs/one", "answer.py"])
    }

    /// Judges what is trusted. `None`: this machine cannot isolate it, which is said aloud.
    fn judged(&self) -> Option<super::Outcome> {
        let judged = self.judge();
        if judged.code == 3 && judged.err.contains("cannot isolate") {
            pythons::missing("this machine cannot isolate what is run, so no trusted bank was run");
            return None;
        }
        Some(judged)
    }

    fn write(&self, below: &str, text: &str) {
        self.world.bank(&format!("theirs/one/{below}"), text);
    }
}

#[test]
fn nothing_that_only_looks_at_a_bank_runs_its_code() {
    let Some(theirs) = Theirs::new() else { return };
    let world = &theirs.world;
    for args in [
        &["bank"][..],
        &["bank", "list", "--json"],
        &["bank", "show", "theirs"],
        &["bank", "show", "theirs/one", "--json"],
        &["bank", "check", "--no-run"],
        &["bank", "check", "data/hotseat/banks/theirs.json", "--json"],
        &["bank", "check", "data/hotseat/banks", "--run"],
        &["start", "--question", "theirs/one", "--dry-run"],
        &["start", "programming", "--bank", "theirs", "--dry-run", "--json"],
        &["sessions"],
    ] {
        let _ = world.run(args);
        assert!(!theirs.started(), "{args:?}");
    }
    let sat = world.feed(
        &["start", "--question", "theirs/one", "--plain"],
        b"def one():\n    return 1\n.\nsaid\n.\n",
    );
    assert!(!theirs.started(), "{}\n{}", sat.out, sat.err);
    let refused = theirs.judge();
    assert_eq!((refused.code, refused.out.as_str()), (3, ""), "{}", refused.err);
    insta::assert_snapshot!(refused.err, @r"
    hotseat: The bank theirs is not trusted, so its tests are not run.
      `hotseat bank trust theirs` shows what it would be able to run, and asks.
    ");
    assert!(!theirs.started());
}

#[test]
fn trusting_shows_what_could_run_and_every_change_asks_again() {
    let Some(theirs) = Theirs::new() else { return };
    let world = &theirs.world;
    let asks = world.run(&["bank", "trust", "theirs"]);
    assert_eq!((asks.code, asks.out.as_str()), (2, ""), "{}", asks.err);
    for part in [
        "one/tests_1.py",
        "61 bytes",
        "one/wrong/two.py",
        "Give --yes if you mean it.",
    ] {
        assert!(asks.err.contains(part), "{part}: {}", asks.err);
    }
    assert_eq!(theirs.judge().code, 3);
    assert_eq!(world.run(&["bank", "trust", "theirs", "--yes"]).code, 0);
    assert!(!theirs.started(), "trusting runs nothing");
    let Some(ran) = theirs.judged() else { return };
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("1 of 1 tests passed") && theirs.started(),
        "{}",
        ran.out
    );
    let again = world.run(&["bank", "trust", "theirs", "--yes"]);
    assert!(
        again.err.contains("is trusted already, as it is now"),
        "{}",
        again.err
    );

    for (file, text) in [
        ("tests_1.py", TESTS.replace("== 1", "== 2")),
        ("tests_1.py", format!("{TESTS}\n")),
        ("added.py", String::new()),
    ] {
        theirs.write(file, &text);
        assert_eq!(theirs.judge().code, 3, "{file}");
        assert!(!theirs.started());
        theirs.write("tests_1.py", TESTS);
    }
    let changed = world.run(&["bank", "trust", "theirs"]);
    assert!(
        changed
            .err
            .contains("It was trusted before and has changed since."),
        "{}",
        changed.err
    );
    std::fs::remove_file(world.path("data/hotseat/banks/theirs/one/added.py")).unwrap();
    assert_eq!(theirs.judge().code, 0, "as it was when it was trusted");
}

#[test]
fn a_bank_of_ones_own_is_trusted_whatever_it_becomes() {
    let Some(theirs) = Theirs::new() else { return };
    let world = &theirs.world;
    let mine = world.run(&["bank", "trust", "theirs", "--mine", "--yes"]);
    assert_eq!(mine.code, 0, "{}", mine.err);
    theirs.write("tests_1.py", &TESTS.replace("== 1", "== 2"));
    let Some(ran) = theirs.judged() else { return };
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("!!  one "), "{}", ran.out);
}

#[test]
fn what_cannot_be_trusted_is_said() {
    let world = World::new();
    for (name, want) in [
        (
            "programming-numpy",
            "programming-numpy is built in, so its code is trusted without a word.",
        ),
        ("nothing", "There is no bank `nothing` of yours."),
        ("./nowhere.json", "nowhere.json: The file cannot be read"),
    ] {
        let words = world.run(&["bank", "trust", name]).words(1);
        assert!(words.contains(want), "{name}: {words}");
    }
    world.bank("good.json", super::fixture("banks/good.json"));
    world.file("state/hotseat/trust.json", "{\"format\": 9}");
    let words = world.run(&["bank", "trust", "good", "--yes"]).words(3);
    assert!(
        words.contains("It has format 9, which a newer hotseat wrote"),
        "{words}"
    );
}
