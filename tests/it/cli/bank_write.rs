//! `hotseat bank new`, `edit`, `check --fix`, `import`, `export`, and `docs/banks.md` done word for word.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{Outcome, World, assert_safe, fixture};
use crate::pythons;

fn exchange(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exchange");
    root.join(name).to_str().unwrap().to_owned()
}

impl World {
    /// Runs `bank edit` with an editor that is these lines of shell; `$1` is the file.
    fn edit(&self, args: &[&str], editor: &str) -> Outcome {
        let script = self.file("bin/ed.sh", editor);
        let mut command = self.command(&[&["bank", "edit"], args].concat());
        command
            .env("EDITOR", format!("sh {}", script.display()))
            .env("PATH", "/usr/bin:/bin");
        self.done(command)
    }

    fn own(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(&format!("data/hotseat/banks/{name}"))).unwrap()
    }
}

#[test]
fn a_new_bank_of_each_round_is_complete_and_has_no_errors() {
    let world = World::new();
    for round in ["programming", "culture", "ml_theory", "system_design"] {
        let id = format!("my-{}", round.replace('_', "-"));
        let made = world.run(&["bank", "new", &id, "--round", round]);
        assert_eq!(made.code, 0, "{}", made.err);
        assert!(made.out.ends_with(&format!("banks/{id}.json\n")), "{}", made.out);
        let again = world.run(&["bank", "new", &format!("{id}.json"), "--round", round]);
        assert_eq!(again.code, 3, "it is not overwritten");
        assert!(again.err.contains("is there already"), "{}", again.err);
    }
    let own = world.path("data/hotseat/banks");
    let told = world
        .run(&["bank", "check", "--json", own.to_str().unwrap()])
        .json(0);
    assert_eq!(told["errors"], 0, "{told}");
    let shown = world.run(&["bank", "show", "my-programming"]).ok();
    assert!(shown.contains("my-programming/moving-average"), "{shown}");
    if pythons::plain().is_some() {
        let checked = world.run(&["bank", "check", own.to_str().unwrap()]);
        let ran = checked.err.contains("The code of 1 question was run.") || checked.err.contains("Python");
        assert!(ran, "what is written here is trusted: {}", checked.err);
    }
    for (name, hint) in [
        ("My Bank.json", "Name it my-bank.json."),
        ("..", "Name it, for example"),
    ] {
        let refused = world.run(&["bank", "new", name, "--round", "culture"]).words(2);
        assert!(refused.contains(hint), "{refused}");
    }
    let elsewhere = world.run(&["bank", "new", "./here.json", "--round", "culture"]);
    assert_eq!(elsewhere.code, 0, "{}", elsewhere.err);
    assert!(world.path("here.json").is_file());
}

#[test]
fn a_question_is_edited_alone_and_what_is_wrong_is_not_saved_and_not_lost() {
    let world = World::new();
    world.bank("good.json", fixture("banks/good.json"));
    let before = world.own("good.json");
    let edited = world.edit(
        &["good/th-cross-entropy"],
        "sed -i 's/\"minutes\": 10/\"minutes\": 12/' \"$1\"\n",
    );
    assert_eq!((edited.code, edited.out.as_str()), (0, ""), "{}", edited.err);
    assert_eq!(
        world.own("good.json"),
        before.replacen("\"minutes\": 10", "\"minutes\": 12", 1)
    );

    let before = world.own("good.json");
    let wrong = world.edit(
        &["th-cross-entropy"],
        "sed -i 's/\"minutes\": 12/\"minutes\": 0/' \"$1\"\n",
    );
    assert_eq!(wrong.code, 1);
    assert!(
        wrong.err.contains("`minutes`") && wrong.err.contains("is kept in"),
        "{}",
        wrong.err
    );
    assert_eq!(world.own("good.json"), before);
    let kept: Vec<_> = std::fs::read_dir(world.path("data/hotseat/versions/good/th-cross-entropy"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    assert!(
        kept.iter().any(|text| text.contains("\"minutes\": 0")),
        "{kept:?}"
    );
    for (editor, want) in [
        ("echo nonsense > \"$1\"\n", "not the JSON of a question"),
        (
            "sed -i 's/\"id\": \"th-cross-entropy\"/\"id\": \"other\"/' \"$1\"\n",
            "The id of a question stays",
        ),
        ("exit 3\n", "ended with code 3"),
        ("true\n", "Nothing was changed."),
    ] {
        let outcome = world.edit(&["good/th-cross-entropy"], editor);
        assert!(outcome.err.contains(want), "{editor}: {}", outcome.err);
        assert_eq!(world.own("good.json"), before, "{editor}");
        assert_safe(&outcome.err);
    }
    let prompt = world.edit(
        &["good/th-cross-entropy", "--file", "prompt"],
        "printf 'Why \"so\"?\\n\\nSay.' > \"$1\"\n",
    );
    assert_eq!(prompt.code, 0, "{}", prompt.err);
    assert!(
        world
            .own("good.json")
            .contains(r#""prompt": "Why \"so\"?\n\nSay.""#)
    );
}

#[test]
fn a_built_in_question_is_copied_by_an_edit_with_its_code() {
    let world = World::new();
    let edited = world.edit(
        &["programming-dsa/brackets-check", "--file", "starter.py"],
        "echo '# mine' >> \"$1\"\n",
    );
    assert_eq!(edited.code, 0, "{}", edited.err);
    assert!(
        edited.err.contains("The built-in question stays"),
        "{}",
        edited.err
    );
    let bank: Value = serde_json::from_str(&world.own("programming-dsa.json")).unwrap();
    assert_eq!(bank["questions"].as_array().unwrap().len(), 1);
    assert_eq!(
        bank["questions"][0]["x-from"]["builtin"].as_str().unwrap().len(),
        8
    );
    assert!(
        world
            .own("programming-dsa/brackets-check/starter.py")
            .ends_with("# mine\n")
    );
    assert!(
        world
            .own("programming-dsa/brackets-check/solution.py")
            .contains("def ")
    );
    let list = world.run(&["bank", "list"]).ok();
    let line = list
        .lines()
        .find(|line| line.starts_with("programming-dsa "))
        .unwrap();
    assert!(line.ends_with("changed"), "{line}");
}

#[test]
fn an_own_bank_that_broke_meanwhile_is_left_alone_and_what_was_written_is_kept() {
    let world = World::new();
    let changed = world.edit(
        &["theory-foundations/th-ce-justification", "--file", "prompt"],
        "echo Mine? > \"$1\"\n",
    );
    assert_eq!(changed.code, 0, "{}", changed.err);
    let file = world.path("data/hotseat/banks/theory-foundations.json");
    let slip = world.own("theory-foundations.json").replacen(',', "", 1);
    world.file("data/hotseat/banks/theory-foundations.json", &slip);
    // Before anything is typed, and in the middle of it.
    let before = world.edit(
        &["theory-foundations/th-ce-justification"],
        "echo never > \"$1\"\n",
    );
    assert_eq!(before.code, 3);
    assert!(before.err.contains("cannot be read as a bank"), "{}", before.err);
    assert_eq!(world.own("theory-foundations.json"), slip);
    let told = world.run(&["bank", "check", "--no-run"]);
    assert!(told.out.contains("theory-foundations.json") || told.err.contains("theory-foundations.json"));

    std::fs::remove_file(&file).unwrap();
    let during = world.edit(
        &["theory-foundations/th-ce-justification", "--file", "prompt"],
        &format!(
            "echo Typed? > \"$1\"\nprintf '{{ a slip' > '{}'\n",
            file.display()
        ),
    );
    assert_eq!(during.code, 3);
    assert!(
        during.err.contains("cannot be read as a bank") && during.err.contains("What you wrote is kept in"),
        "{}",
        during.err
    );
    assert_eq!(world.own("theory-foundations.json"), "{ a slip");
}

#[test]
fn missing_ids_are_made_the_same_every_time() {
    let world = World::new();
    let text = r#"{ "format": 1, "id": "mine", "questions": [{ "id": "q", "round": "ml_theory", "topic": "t",
  "difficulty": "easy", "minutes": 8, "prompt": "Why?",
  "rubric": [{ "criterion": "The why", "weight": 1, "ideas": [{ "id": "a", "idea": "So" }] },
             {"criterion":"The why","weight":1,"ideas":[{"id":"b","idea":"Thus"}]}],
  "follow_ups": [{ "ask": "And then?" }] }] }
"#;
    let file = world.bank("mine.json", text);
    let fixed = world.run(&["bank", "check", "--no-run", "--fix", file.to_str().unwrap()]);
    assert_eq!(fixed.code, 0, "{}", fixed.err);
    assert!(fixed.err.contains("mine.json: 3 ids made."), "{}", fixed.err);
    let want = text
        .replacen("{ \"criterion\"", "{ \"id\": \"the-why\", \"criterion\"", 1)
        .replacen("{\"criterion\"", "{\"id\":\"the-why-2\",\"criterion\"", 1)
        .replacen("{ \"ask\"", "{ \"id\": \"and-then\", \"ask\"", 1);
    let made: Value = serde_json::from_str(&world.own("mine.json")).unwrap();
    assert_eq!(made, serde_json::from_str::<Value>(&want).unwrap());
    let again = world.run(&["bank", "check", "--no-run", "--fix", file.to_str().unwrap()]);
    assert!(!again.err.contains("made."), "{}", again.err);
}

#[test]
fn a_list_of_sixty_questions_becomes_a_bank_that_can_be_asked() {
    let world = World::new();
    let list = exchange("sixty.md");
    let asked = world.run(&["bank", "import", &list]);
    assert_eq!(asked.code, 2, "it asks first: {}", asked.err);
    let look = world.run(&["bank", "import", &list, "--dry-run"]);
    assert_eq!(look.code, 0);
    assert!(
        look.err.contains("60 questions would make the bank sixty."),
        "{}",
        look.err
    );
    assert!(!world.path("data/hotseat/banks").exists(), "only a look");
    let made = world.run(&[
        "bank",
        "import",
        &list,
        "--yes",
        "--license",
        "CC-BY-4.0",
        "--source",
        "my notes",
    ]);
    assert_eq!(made.code, 0, "{}", made.err);
    let bank: Value = serde_json::from_str(&world.own("sixty.json")).unwrap();
    let questions = bank["questions"].as_array().unwrap();
    assert_eq!(
        (questions.len(), &bank["license"], &bank["source"]),
        (60, &"CC-BY-4.0".into(), &"my notes".into())
    );
    for question in questions {
        assert!(
            !question["exemplars"][0]["answer"].as_str().unwrap().is_empty(),
            "{question}"
        );
        assert_ne!(question["topic"], "imported", "{question}");
    }
    let told = world.run(&[
        "bank",
        "check",
        "--no-run",
        "--json",
        world.path("data/hotseat/banks").to_str().unwrap(),
    ]);
    assert_eq!(told.json(0)["errors"], 0);
    let plan = world.run(&[
        "start",
        "--dry-run",
        "--bank",
        "sixty",
        "--round",
        "ml_theory",
        "--minutes",
        "20",
    ]);
    assert!(
        plan.code == 0 && plan.out.contains("7 questions, 20 min"),
        "{} {}",
        plan.out,
        plan.err
    );

    let again = world.run(&["bank", "import", &list, "--yes"]).words(1);
    assert!(again.contains("There is a bank sixty already."), "{again}");
    let nothing = world
        .run(&["bank", "import", &list, "--yes", "--bank", "sixty"])
        .words(1);
    assert!(
        nothing.contains("60 with a prompt that is there already"),
        "{nothing}"
    );
}

#[test]
fn a_table_and_an_export_of_anki_become_questions() {
    let world = World::new();
    let table = world
        .run(&["bank", "import", &exchange("cards.csv"), "--dry-run", "--json"])
        .json(0);
    let first = &table["questions"][0];
    assert_eq!(
        (&first["prompt"], &first["topic"], &first["difficulty"]),
        (&"What is a \"prior\"?".into(), &"bayes".into(), &"easy".into())
    );
    assert_eq!(first["tags"], serde_json::json!(["bayes", "basics"]));
    let anki = world
        .run(&["bank", "import", &exchange("anki.txt"), "--dry-run", "--json"])
        .json(0);
    let questions = anki["questions"].as_array().unwrap();
    assert_eq!(questions.len(), 6);
    let answer = |at: usize| questions[at]["exemplars"][0]["answer"].as_str().unwrap();
    assert_eq!(
        answer(0),
        "The uniform distribution: $1/n$ for each of $n$ classes."
    );
    assert_eq!(answer(2), "- weight decay\n- dropout\n- early stopping");
    assert_eq!(questions[3]["prompt"], "Is x < y when x & y are NaN?");
    assert_eq!(
        questions[5]["prompt"],
        "Adam keeps a running mean of the … and of its … (power)."
    );
    assert_eq!(questions[0]["topic"], "Theory");
}

#[test]
fn lines_that_stand_in_no_question_are_told_of() {
    let world = World::new();
    let list = "## Why log-sum-exp?\nTo be stable.\n\n- Q: What is KL?\n- A: a divergence\n\n## Why Adam?\nMoments.\n";
    let file = world.file("mixed.md", list);
    let look = world.run(&["bank", "import", file.to_str().unwrap(), "--dry-run"]);
    let look = format!("{}{}", look.out, look.err);
    let told = "2 lines stand in no question and will be left out, the first: “To be stable.”.";
    assert!(look.contains(told), "{look}");
}

#[test]
fn a_list_without_a_question_is_no_import() {
    let world = World::new();
    let file = world.file("none.json", b"[]");
    let refused = world
        .run(&["bank", "import", file.to_str().unwrap(), "--dry-run"])
        .words(1);
    assert!(refused.contains("none.json:1:1"), "{refused}");
}

#[test]
fn what_is_exported_can_be_imported_again() {
    let world = World::new();
    let count = |bank: &str| {
        let shown = world.run(&["bank", "show", bank, "--json"]).json(0);
        shown["questions"].as_array().unwrap().len()
    };
    let all = count("theory-deep");
    for (format, ending) in [("md", "md"), ("csv", "csv"), ("anki", "txt")] {
        let out = world
            .run(&["bank", "export", "theory-deep", "--format", format])
            .ok();
        let file = world.file(&format!("deep.{ending}"), &out);
        let bank = format!("from-{format}");
        let made = world.run(&["bank", "import", file.to_str().unwrap(), "--bank", &bank, "--yes"]);
        assert_eq!(made.code, 0, "{format}: {}", made.err);
        assert_eq!(count(&bank), all, "{format}");
    }
    let zipped = world.run(&["bank", "export", "programming-dsa", "--format", "zip"]);
    assert_eq!(zipped.code, 0, "{}", zipped.err);
    let zip = world.path("programming-dsa.zip");
    let again = world
        .run(&["bank", "export", "programming-dsa", "--format", "zip"])
        .words(1);
    assert!(again.contains("is not overwritten"), "{again}");
    let refused = world
        .run(&["bank", "import", zip.to_str().unwrap(), "--yes"])
        .words(1);
    assert!(
        refused.contains("is built in; it is not overwritten"),
        "{refused}"
    );
    let made = world.run(&[
        "bank",
        "import",
        zip.to_str().unwrap(),
        "--bank",
        "theirs",
        "--yes",
    ]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(made.err.contains("hotseat bank trust theirs"), "{}", made.err);
    assert_eq!(count("theirs"), count("programming-dsa"));
    assert!(
        world
            .own("theirs/brackets-check/tests_1.py")
            .contains("import answer")
    );
    let json = world.run(&["bank", "export", "theirs"]).ok();
    assert_eq!(json, world.own("theirs.json"), "as it is written");
}

#[test]
fn what_is_no_list_is_said_with_what_would_be_one() {
    let world = World::new();
    for (name, content, want) in [
        ("empty.md", &b""[..], "has no questions that hotseat finds"),
        ("deck.apkg", b"PK\x03\x04nonsense", "cannot be read"),
        ("latin.csv", b"question,answer\n\xe4,b\n", "is not UTF-8"),
        ("bad.json", b"{ \"format\": 1 }", "bad.json:1:"),
    ] {
        let file = world.file(name, content);
        let said = world
            .run(&["bank", "import", file.to_str().unwrap(), "--yes"])
            .words(1);
        assert!(said.contains(want), "{name}: {said}");
    }
    let file = world.file("a.md", "## Why?\n\nSo.\n");
    let said = world
        .run(&["bank", "import", file.to_str().unwrap(), "--round", "programming"])
        .words(2);
    assert!(said.contains("A list has no tests"), "{said}");
    assert!(!world.path("data/hotseat/banks").exists());
}

/// Does what `docs/banks.md` says before its second chapter: writes its files, runs its commands, and finds
/// each line that it shows of their output.
#[test]
fn the_ten_minutes_of_the_documentation_work_word_for_word() {
    if pythons::plain().is_none() {
        return;
    }
    let text = include_str!("../../../docs/banks.md");
    let (part, _) = text.split_once("\n## Changing a question").unwrap();
    let world = World::new();
    let banks = world.path(".local/share/hotseat/banks");
    let hotseat = Path::new(env!("CARGO_BIN_EXE_hotseat")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", hotseat.display());
    let mut blocks = part.split("```");
    let (mut ran, mut written) = (0, 0);
    while let (Some(before), Some(block)) = (blocks.next(), blocks.next()) {
        let (kind, content) = block.split_once('\n').unwrap();
        if kind != "console" {
            // The last name in backticks before a block that ends in a file's ending is its file.
            let name = before
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|name| name.contains('.') && !name.contains(' '))
                .last()
                .unwrap();
            world.file(&format!(".local/share/hotseat/banks/{name}"), content);
            written += 1;
            continue;
        }
        let mut said = String::new();
        for line in content.lines() {
            let Some(command) = line.strip_prefix("$ ") else {
                assert!(said.contains(line), "{line}\nis not in\n{said}");
                continue;
            };
            let output = Command::new("sh")
                .args(["-c", &format!("{command} 2>&1")])
                .env_clear()
                .env("HOME", world.path(""))
                .env("PATH", &path)
                .env("LANG", "C.UTF-8")
                .current_dir(if banks.is_dir() {
                    banks.clone()
                } else {
                    world.path("")
                })
                .output()
                .unwrap();
            said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{command}:\n{said}");
            ran += 1;
        }
    }
    assert!(ran >= 8 && written >= 6, "{ran} commands, {written} files");
}
