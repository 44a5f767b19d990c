//! `hotseat bank`: lists, questions, and every problem of a bank with its place.

use super::{World, assert_safe, fields, fixture};

/// A bank with two slips.
const TYPOS: &str = r#"{
  "format": 1,
  "id": "mine",
  "questions": [{
    "id": "th-own", "round": "ml_theory", "topic": "losses", "difficulty": "medim", "minutes": 8,
    "promt": "Why?", "prompt": "Why?",
    "rubric": [{ "criterion": "Why", "weight": 1, "ideas": [{ "id": "a", "idea": "Because" }] }]
  }]
}
"#;

#[test]
fn banks_are_listed_with_their_questions_counted() {
    let world = World::new();
    let list = world.run(&["bank"]).ok();
    assert_eq!(list, world.run(&["bank", "list"]).ok());
    let mut lines = list.lines();
    let head: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(head, ["bank", "title", "questions", "min", "origin"]);
    assert!(lines.clone().count() >= 3);
    assert!(lines.all(|line| line.ends_with("built in")), "{list}");

    let json = world.run(&["bank", "list", "--json"]).json(0);
    assert_eq!(json, world.run(&["bank", "--json"]).json(0));
    assert_eq!(fields(&json), ["format", "banks", "problems"]);
    assert_eq!(
        fields(&json["banks"][0]),
        [
            "id",
            "title",
            "license",
            "questions",
            "rounds",
            "minutes",
            "origin"
        ]
    );
}

#[test]
fn an_own_bank_joins_in_and_a_bad_one_is_said_with_its_place() {
    let world = World::new();
    world.bank("good.json", fixture("banks/good.json"));
    let list = world.run(&["bank", "list"]).ok();
    assert!(
        list.lines()
            .any(|line| line.starts_with("good ") && line.ends_with("yours")),
        "{list}"
    );

    world.bank("mine.json", TYPOS);
    let listed = world.run(&["bank", "list"]);
    assert_eq!(listed.code, 1);
    assert_eq!(listed.out, list, "the others are there all the same");
    insta::assert_snapshot!(listed.err, @"hotseat: ~/data/hotseat/banks/mine.json:5:76: error: `difficulty` is `medim`.");
    let json = world.run(&["bank", "list", "--json"]).json(1);
    assert_eq!(json["problems"].as_array().unwrap().len(), 1);
}

#[test]
fn a_bank_and_a_question_are_shown() {
    let world = World::new();
    let questions = world.run(&["bank", "show", "theory-deep"]).ok();
    assert!(
        questions
            .lines()
            .any(|line| line.starts_with("theory-deep/th-kv-caching ")),
        "{questions}"
    );
    let json = world.run(&["bank", "show", "theory-deep", "--json"]).json(0);
    assert_eq!(fields(&json), ["format", "bank", "title", "license", "questions"]);
    assert_eq!(fields(&json["questions"][0]), ["name", "question"]);

    let page = world.run(&["bank", "show", "th-kv-caching"]).ok();
    assert_eq!(
        page,
        world.run(&["bank", "show", "theory-deep/th-kv-caching"]).ok()
    );
    for part in [
        "# theory-deep/th-kv-caching",
        "## Hints",
        "## Rubric",
        "## Follow-ups",
        "## An answer at level 4",
    ] {
        assert!(page.contains(&format!("{part}\n")), "{part}");
    }
    let json = world.run(&["bank", "show", "th-kv-caching", "--json"]).json(0);
    assert_eq!(fields(&json), ["format", "name", "question"]);
    assert_eq!(json["question"]["id"], "th-kv-caching");
}

#[test]
fn a_question_that_is_not_there_is_said_with_the_nearest() {
    let world = World::new();
    for (name, want) in [
        ("th-kv-cachin", "Did you mean `theory-deep/th-kv-caching`?"),
        ("th-kv", "Names that begin so: theory-deep/th-kv-caching."),
        ("nothing-like-it", "`hotseat bank list` names the banks"),
        (
            "theroy-deep",
            "There is no bank `theroy-deep`; the nearest is `theory-deep`. There is no question",
        ),
        ("", "There is no bank ``. There is no question ``."),
        ("theory-deep/nope", "There is no question `theory-deep/nope`."),
    ] {
        let words = world.run(&["bank", "show", name]).words(1);
        assert!(words.contains(want), "{name}: {words}");
    }
}

#[test]
fn the_built_in_banks_are_checked_where_none_is_named() {
    let world = World::new();
    let outcome = world.run(&["bank", "check", "--no-run"]);
    assert_eq!(outcome.code, 0, "{}", outcome.out);
    assert!(outcome.err.contains(" files: 0 errors, "), "{}", outcome.err);
    let json = world.run(&["bank", "check", "--no-run", "--json"]).json(0);
    assert_eq!(
        fields(&json),
        [
            "format", "files", "errors", "warnings", "left_off", "problems", "ran", "not_run"
        ]
    );
    assert_eq!(
        json["problems"],
        serde_json::json!([]),
        "what is shipped has nothing to be told"
    );
}

#[test]
fn what_is_seen_of_quality_is_told_apart_from_problems_and_fails_nothing() {
    let world = World::new();
    let file = world.file("good.json", fixture("banks/good.json"));
    let outcome = world.run(&["bank", "check", "--no-run", file.to_str().unwrap()]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert_safe(&outcome.out);
    for part in [
        "warning: The question has 2 follow-ups.",
        "~/good.json:38:21",
        "expected 3 to 5",
    ] {
        assert!(outcome.out.contains(part), "{part} in\n{}", outcome.out);
    }
    let json = world
        .run(&["bank", "check", "--no-run", "--json", "good.json"])
        .json(0);
    let problems = json["problems"].as_array().unwrap();
    let of_quality = |problem: &&serde_json::Value| problem["rule"].as_str().unwrap().starts_with("quality-");
    assert_eq!(problems.iter().filter(of_quality).count(), 15, "{problems:#?}");
    assert!(
        problems
            .iter()
            .filter(of_quality)
            .all(|problem| problem["severity"] == "warning")
    );
}

#[test]
fn every_problem_of_a_file_is_reported_once_on_stdout() {
    let world = World::new();
    let file = world.file("mine.json", TYPOS);
    let outcome = world.run(&["bank", "check", file.to_str().unwrap()]);
    assert_eq!(outcome.code, 1);
    assert_safe(&outcome.out);
    for part in [
        "error: ",
        "~/mine.json:5:76",
        "Did you mean `medium`?",
        "warning: ",
        "~/mine.json:6:5",
        "`prompt`",
    ] {
        assert!(outcome.out.contains(part), "{part} in\n{}", outcome.out);
    }
    assert!(outcome.err.starts_with("1 file: 1 error, "), "{}", outcome.err);

    let json = world.run(&["bank", "check", "mine.json", "--json"]).json(1);
    assert_eq!((&json["files"], &json["errors"]), (&1.into(), &1.into()));
    let problems = json["problems"].as_array().unwrap();
    let problem = problems
        .iter()
        .find(|problem| problem["severity"] == "error")
        .unwrap();
    assert_eq!(
        fields(problem),
        [
            "file", "line", "column", "severity", "rule", "path", "message", "expected", "mend"
        ]
    );
    assert_eq!((&problem["line"], &problem["column"]), (&5.into(), &76.into()));
}

/// A bank of one question whose code does nothing of what it should.
const CARELESS: &str = r#"{ "format": 1, "id": "careless", "title": "Careless", "questions": [{
    "id": "one", "round": "programming", "topic": "t", "difficulty": "easy", "minutes": 5, "prompt": "Return one.",
    "rubric": [{ "id": "c", "criterion": "It is right", "weight": 1, "tests": true }],
    "code": { "language": "python", "entry": ["one"], "stages": [
        { "title": "s", "tests": "tests_1.py", "visible": ["test_one"] }, { "title": "t", "tests": "tests_2.py" }] }
}] }"#;

#[test]
fn code_that_does_not_do_what_it_should_is_told_with_its_place() {
    if crate::pythons::plain().is_none() {
        return;
    }
    let world = World::new();
    let file = world.bank("careless.json", CARELESS);
    for (name, text) in [
        ("starter.py", "def one():\n    return 1\n"),
        ("solution.py", "def one():\n    value = 1\n    return [][value]\n"),
        (
            "tests_1.py",
            "import answer\n\n\ndef test_one():\n    assert answer.one() == 1\n",
        ),
        (
            "tests_2.py",
            "import answer\n\n\ndef test_twice():\n    assert answer.one() * 2 == 2\n",
        ),
        (
            "wrong/good.py",
            "# fault: it returns two; rejected by test_twice\ndef one():\n    return 2\n",
        ),
        (
            "wrong/right.py",
            "# fault: none; rejected by test_twice\ndef one():\n    return 1\n",
        ),
        ("wrong/unnamed.py", "def one():\n    return 2\n"),
        (
            "wrong/nowhere.py",
            "# fault: none; rejected by test_gone\ndef one():\n    return 2\n",
        ),
        (
            "wrong/broken.py",
            "# fault: none; rejected by test_one\n\ndef one(:\n",
        ),
    ] {
        world.bank(&format!("careless/one/{name}"), text);
    }
    let check = |more: &[&str]| world.run(&[&["bank", "check", "data/hotseat/banks"], more].concat());
    // Nobody trusts it yet.
    for (more, code) in [(&[][..], 0), (&["--no-run"], 0), (&["--run"], 3)] {
        let left = check(more);
        assert_eq!(
            (left.code, left.out.contains("solution.py")),
            (code, false),
            "{}",
            left.err
        );
        let told = left
            .err
            .contains("The bank careless is not trusted, so its tests are not run.");
        assert_eq!(told, more != ["--no-run"], "{}", left.err);
    }
    // As one that hotseat's own screens wrote it runs however well this machine isolates.
    let bank = hotseat::storage::trust::load(&file).unwrap().bank;
    let trusted = world.path("state/hotseat/trust.json");
    hotseat::storage::trust::trust_content(&trusted, &bank, hotseat::storage::trust::Whose::Written).unwrap();
    let json = check(&["--run", "--json"]).json(1);
    assert_eq!(
        (&json["ran"], json["not_run"].as_array().unwrap().len()),
        (&1.into(), 0)
    );
    let problems: Vec<String> = json["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|problem| problem["severity"] == "error")
        .map(|problem| {
            let file = problem["file"]
                .as_str()
                .unwrap()
                .rsplit_once("one/")
                .unwrap()
                .1
                .to_owned();
            format!(
                "{file}:{}: {}",
                problem["line"],
                problem["rule"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        problems,
        [
            "solution.py:3: solution-fails",
            "starter.py:1: starter-passes",
            "solution.py:3: solution-fails",
            "starter.py:1: starter-passes",
            "wrong/broken.py:3: wrong-broken",
            "wrong/nowhere.py:1: wrong-unnamed",
            "wrong/right.py:1: wrong-passes",
            "wrong/unnamed.py:1: wrong-unnamed",
        ]
    );
    let told = check(&[]);
    assert_eq!(told.code, 1);
    assert_safe(&told.out);
    for part in [
        "careless/one/solution.py:3:5",
        "The solution does not pass stage 1: test_one (one): ",
        "It passes test_twice, which must reject it.",
    ] {
        assert!(told.out.contains(part), "{part} in\n{}", told.out);
    }
    assert!(
        told.err.ends_with("The code of 1 question was run.\n"),
        "{}",
        told.err
    );
}

#[test]
fn without_python_the_code_is_not_run_and_only_a_demand_fails() {
    let world = World::new();
    let file = world.bank(
        "careless.json",
        CARELESS.replace("\"entry\"", "\"requires\": [\"no_such_module\"], \"entry\""),
    );
    world.bank("careless/one/solution.py", "def one():\n    return 1\n");
    let bank = hotseat::storage::trust::load(&file).unwrap().bank;
    let trusted = world.path("state/hotseat/trust.json");
    hotseat::storage::trust::trust_content(&trusted, &bank, hotseat::storage::trust::Whose::Written).unwrap();
    for (more, code) in [(&[][..], 0), (&["--run"], 3)] {
        let left = world.run(&[&["bank", "check", "data/hotseat/banks"], more].concat());
        assert_eq!(left.code, code, "{}", left.err);
        assert!(left.err.contains("careless/one was not run: "), "{}", left.err);
    }
}

#[test]
fn standard_input_is_a_file_like_any_other() {
    let world = World::new();
    let good = world.feed(&["bank", "check", "-"], &fixture("banks/good.json"));
    assert_eq!(good.code, 0, "{}", good.out);
    let bad = world.feed(&["bank", "check", "-"], TYPOS.as_bytes());
    assert_eq!(bad.code, 1);
    assert!(bad.out.contains("standard input:5:76"), "{}", bad.out);
    let bytes = world
        .feed(&["bank", "check", "-", "--json"], b"\xff\x00\x1b[31m")
        .json(1);
    assert_eq!(bytes["errors"], 1);
}

#[test]
fn a_file_that_cannot_be_read_and_a_folder_without_banks_are_said() {
    let world = World::new();
    let missing = world.run(&["bank", "check", "nowhere.json"]);
    assert_eq!(missing.code, 1);
    insta::assert_snapshot!(missing.out, @"nowhere.json: The file cannot be read: No such file or directory (os error 2).");
    let json = world.run(&["bank", "check", "nowhere.json", "--json"]).json(1);
    assert_eq!(json["problems"][0]["rule"], "unread");
    assert!(json["problems"][0]["line"].is_null());
    std::fs::create_dir(world.path("empty")).unwrap();
    let empty = world.run(&["bank", "check", "empty"]);
    assert_eq!(empty.code, 0);
    insta::assert_snapshot!(empty.err, @r"
    hotseat: empty has no bank files; their names end in .json.
    0 files: 0 errors, 0 warnings.
    ");
}

#[test]
fn two_banks_of_one_folder_must_not_have_one_id() {
    let world = World::new();
    world.bank("a.json", fixture("banks/good.json"));
    world.bank("b.json", fixture("banks/good.json"));
    let outcome = world.run(&["bank", "check", "data/hotseat/banks"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome
            .out
            .contains("b.json: The bank `good` is already in data/hotseat/banks/a.json."),
        "{}",
        outcome.out
    );
}
