//! What is asked again: every change of a bank or of its files, and what is swapped beneath a trusted name.

use std::fs;
use std::io::Write as _;

use tempfile::TempDir;

use super::*;
use crate::domain::bank::CodeText;

/// A folder with a bank `b` of one programming question `q`, and a place for what is trusted.
struct World {
    root: TempDir,
}

const BANK: &str = r#"{ "format": 1, "id": "b", "title": "B", "questions": [{
    "id": "q", "round": "programming", "topic": "t", "difficulty": "easy", "minutes": 5, "prompt": "?",
    "rubric": [{ "criterion": "c", "weight": 1, "tests": true }],
    "code": { "language": "python", "entry": ["f"], "stages": [{ "title": "s", "tests": "tests_1.py", "visible": ["test_f"] }] }
}] }"#;

impl World {
    fn new() -> Self {
        let world = Self {
            root: tempfile::tempdir().unwrap(),
        };
        world.write("banks/b.json", BANK);
        world.write("banks/b/q/starter.py", "def f():\n    pass\n");
        world.write("banks/b/q/solution.py", "def f():\n    return 1\n");
        world.write(
            "banks/b/q/tests_1.py",
            "import answer\n\n\ndef test_f():\n    assert answer.f() == 1\n",
        );
        world
    }

    fn path(&self, below: &str) -> PathBuf {
        self.root.path().canonicalize().unwrap().join(below)
    }

    fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(path)
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
    }

    fn file(&self) -> PathBuf {
        self.path("state/trust.json")
    }

    fn bank(&self) -> Bank {
        load(&self.path("banks/b.json")).unwrap().bank
    }

    /// Whose the question is as it stands on the disk.
    fn origin(&self) -> Option<Origin> {
        let bank = self.bank();
        read(&self.file()).unwrap().origin_of(&name(), &bank.questions[0])
    }

    fn standing(&self) -> Standing {
        read(&self.file())
            .unwrap()
            .standing(&self.bank(), &self.path("banks/b.json"))
    }
}

fn name() -> QuestionName {
    QuestionName::new("b", "q")
}

#[test]
fn what_is_built_in_is_trusted_and_a_changed_copy_of_it_is_not() {
    let loaded = banks::load_builtin(&builtin::tables());
    let trust = Trust::default();
    let mut seen = 0;
    for bank in loaded.banks.iter().map(|loaded| &loaded.bank) {
        for question in bank.questions.iter().filter(|question| question.code.is_some()) {
            let name = QuestionName::new(bank.id.clone(), question.id.clone());
            assert_eq!(trust.origin_of(&name, question), Some(Origin::Own), "{name}");
            // Another prompt runs nothing else.
            let mut other = question.clone();
            other.prompt.push('!');
            assert_eq!(trust.origin_of(&name, &other), Some(Origin::Own));
            let files = |change: &dyn Fn(&mut BTreeMap<String, CodeText>)| {
                let mut changed = question.clone();
                change(&mut changed.code.as_mut().unwrap().files);
                changed
            };
            for changed in [
                files(&|files| files.values_mut().next().unwrap().to_mut().push(' ')),
                files(&|files| drop(files.insert("more.py".to_owned(), CodeText::default()))),
                files(&|files| drop(files.pop_first())),
                files(&BTreeMap::clear),
            ] {
                assert_eq!(trust.origin_of(&name, &changed), None, "{name}");
            }
            // Nor under a name that it does not have.
            let elsewhere = QuestionName::new("b", question.id.clone());
            assert_eq!(trust.origin_of(&elsewhere, question), None);
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn every_change_asks_again_and_what_was_trusted_stays_so() {
    let world = World::new();
    assert_eq!((world.origin(), world.standing()), (None, Standing::Unknown));
    let before = world.bank();
    trust_content(&world.file(), &before, Whose::Asked).unwrap();
    assert_eq!(world.origin(), Some(Origin::Trusted));
    assert_eq!(world.standing(), Standing::Trusted);

    let tests = fs::read_to_string(world.path("banks/b/q/tests_1.py")).unwrap();
    for (path, text) in [
        ("banks/b/q/tests_1.py", format!("{tests}#")),
        ("banks/b/q/starter.py", "def f():\n    pass\n ".to_owned()),
        ("banks/b/q/solution.py", String::new()),
        ("banks/b.json", BANK.replace("\"?\"", "\"!\"")),
        ("banks/b/q/added.py", String::new()),
        ("banks/b/q/wrong/added.py", String::new()),
    ] {
        let old = fs::read_to_string(world.path(path)).ok();
        world.write(path, &text);
        assert_eq!(
            (world.origin(), world.standing()),
            (None, Standing::Changed),
            "{path}"
        );
        match old {
            Some(old) => world.write(path, &old),
            None => fs::remove_file(world.path(path)).unwrap(),
        }
        assert_eq!(world.origin(), Some(Origin::Trusted), "{path}, put back");
    }
    // A session that was begun with what was trusted goes on with it.
    world.write("banks/b/q/tests_1.py", "def test_f():\n    pass\n");
    let trust = read(&world.file()).unwrap();
    assert_eq!(
        trust.origin_of(&name(), &before.questions[0]),
        Some(Origin::Trusted)
    );
    assert_eq!(world.origin(), None);
    trust_content(&world.file(), &world.bank(), Whose::Asked).unwrap();
    assert_eq!(world.origin(), Some(Origin::Trusted));
    // The same under another name was not meant.
    let trust = read(&world.file()).unwrap();
    let bank = world.bank();
    for (b, q) in [("c", "q"), ("b", "r")] {
        assert_eq!(
            trust.origin_of(&QuestionName::new(b, q), &bank.questions[0]),
            None
        );
    }
}

#[test]
fn a_link_that_is_swapped_leads_to_other_content() {
    let world = World::new();
    let tests = world.path("banks/b/q/tests_1.py");
    fs::rename(&tests, world.path("good.py")).unwrap();
    world.write("evil.py", "import os\n");
    std::os::unix::fs::symlink(world.path("good.py"), &tests).unwrap();
    trust_content(&world.file(), &world.bank(), Whose::Asked).unwrap();
    let trust = read(&world.file()).unwrap();
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                for target in ["evil.py", "good.py"] {
                    let new = world.path("new");
                    std::os::unix::fs::symlink(world.path(target), &new).unwrap();
                    fs::rename(&new, &tests).unwrap();
                }
            }
        });
        // Whatever was read, what is trusted of it is what would run.
        let mut seen = [0, 0];
        while seen.iter().any(|count| *count < 25) {
            let bank = world.bank();
            let question = &bank.questions[0];
            let evil = question.code.as_ref().unwrap().files["tests_1.py"].contains("import os");
            let origin = trust.origin_of(&name(), question);
            assert_eq!(origin.is_none(), evil);
            seen[usize::from(evil)] += 1;
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn a_path_of_ones_own_is_trusted_whatever_stands_there_and_nothing_else_by_its_name() {
    let world = World::new();
    trust_path(&world.file(), &world.bank(), &world.path("banks/b.json")).unwrap();
    assert_eq!(
        (world.origin(), world.standing()),
        (Some(Origin::Trusted), Standing::Mine)
    );
    world.write("banks/b/q/tests_1.py", "def test_f():\n    pass\n");
    assert_eq!(
        (world.origin(), world.standing()),
        (Some(Origin::Trusted), Standing::Mine)
    );
    // A session from elsewhere that says it is of this bank.
    let trust = read(&world.file()).unwrap();
    let mut foreign = world.bank().questions.remove(0);
    foreign
        .code
        .as_mut()
        .unwrap()
        .files
        .insert("tests_1.py".to_owned(), "import os\n".into());
    assert_eq!(trust.origin_of(&name(), &foreign), None);
    // Another file that takes its place by a link is not that path.
    world.write("other/b.json", BANK);
    world.write("other/b/q/tests_1.py", "import os\n");
    fs::remove_file(world.path("banks/b.json")).unwrap();
    std::os::unix::fs::symlink(world.path("other/b.json"), world.path("banks/b.json")).unwrap();
    fs::remove_dir_all(world.path("banks/b")).unwrap();
    std::os::unix::fs::symlink(world.path("other/b"), world.path("banks/b")).unwrap();
    assert_eq!((world.origin(), world.standing()), (None, Standing::Unknown));
}

#[test]
fn what_hotseat_wrote_itself_is_its_own() {
    let world = World::new();
    trust_content(&world.file(), &world.bank(), Whose::Written).unwrap();
    assert_eq!(world.origin(), Some(Origin::Own));
    world.write("banks/b/q/tests_1.py", "import os\n");
    assert_eq!(world.origin(), None);
}

#[test]
fn a_file_that_cannot_be_read_trusts_nothing_and_is_not_overwritten() {
    let world = World::new();
    for (text, want) in [
        (
            "{\"format\": 2, \"banks\": []}",
            "It has format 2, which a newer hotseat wrote; no bank is trusted",
        ),
        ("{\"format\": 1, \"banks\": 3}", "trust.json:1:"),
        ("[]", "trust.json:1:"),
        ("", "trust.json:1:"),
    ] {
        world.write("state/trust.json", text);
        let error = read(&world.file()).unwrap_err().to_string();
        assert!(error.contains(want), "{text}: {error}");
        assert_eq!(
            trust_content(&world.file(), &world.bank(), Whose::Asked),
            Err(error)
        );
        assert_eq!(fs::read_to_string(world.file()).unwrap(), text);
    }
    world.write(
        "state/trust.json",
        "{\"format\": 1, \"x-later\": [1], \"banks\": [{\"bank\": \"z\", \"hash\": \"00\", \"x\": 1}]}",
    );
    trust_content(&world.file(), &world.bank(), Whose::Asked).unwrap();
    let kept = fs::read_to_string(world.file()).unwrap();
    assert!(kept.contains("x-later") && kept.contains("\"x\": 1"), "{kept}");
}
