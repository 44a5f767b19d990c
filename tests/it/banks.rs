//! Banks from the outside: files good and bad, folders with traps in them, what is inside the binary,
//! and what is generated from the rules.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use hotseat::domain::bank::{Resource, RoundKind};
use hotseat::domain::catalog::{Axis, Catalog, Counts, Origin, Tables};
use hotseat::domain::check::{self, Checked, Colour, Severity};
use hotseat::domain::plain;
use hotseat::storage::banks::{self, Fault};
use hotseat::storage::builtin;

const BLESS: &str = "HOTSEAT_BLESS";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures() -> PathBuf {
    root().join("tests/fixtures/banks")
}

fn tables() -> Tables {
    let resource = |id: &str| Resource {
        title: id.to_owned(),
        url: None,
    };
    Tables {
        resources: ["cs229", "star-method", "cs329s"]
            .map(|id| (id.to_owned(), resource(id)))
            .into(),
        axes: ["actions", "serving"]
            .map(|id| (id.to_owned(), Axis::default()))
            .into(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever changes a rule asks for new expectations this way"
)]
fn blessing() -> bool {
    std::env::var_os(BLESS).is_some()
}

#[expect(clippy::disallowed_methods, reason = "a test makes its own files")]
fn write(path: &Path, content: impl AsRef<[u8]>) {
    std::fs::write(path, content).expect("the folder can be written to");
}

/// Compares what is generated with what is in the repository, or writes it when asked to.
fn compare(path: &Path, generated: &str) {
    if blessing() {
        write(path, generated);
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == generated,
        "{} is not what the rules generate; run the tests with {BLESS}=1 and look at the difference",
        path.display()
    );
}

fn summary(checked: &Checked) -> String {
    let mut out = String::new();
    for problem in &checked.problems {
        let severity = match problem.severity {
            Severity::Error => "error",
            Severity::Warning if problem.rule == "lacking" => continue,
            Severity::Warning => "warning",
        };
        let (line, column, rule) = (problem.line, problem.column, problem.rule);
        let _ = write!(
            out,
            "{severity} {line}:{column} {rule} {}: {}",
            problem.path, problem.message
        );
        if !problem.expected.is_empty() {
            let _ = write!(out, " Expected {}.", problem.expected);
        }
        if !problem.mend.is_empty() {
            let _ = write!(out, " {}", problem.mend);
        }
        out.push('\n');
    }
    out
}

#[test]
fn every_bad_bank_is_reported_with_all_its_problems_and_their_places() {
    let files = banks::bank_files(&fixtures().join("bad")).unwrap();
    assert!(files.len() >= 20, "the fixtures are gone");
    for file in files {
        let checked = banks::check_file(&file, &tables()).unwrap();
        compare(&file.with_extension("expected"), &summary(&checked.checked));
        let report = checked.report(Colour::Plain);
        assert!(plain::is_clean(&report), "{report}");
        for problem in &checked.checked.problems {
            let place = format!("{}:{}:{}", file.display(), problem.line, problem.column);
            assert!(report.contains(&place), "{place} is missing in\n{report}");
            assert!(
                report.contains(&problem.message),
                "{} is missing in\n{report}",
                problem.message
            );
        }
        let refused = checked.checked.errors().next().is_some();
        assert_eq!(
            banks::load_file(&file, &tables()).is_err(),
            refused,
            "{}",
            file.display()
        );
    }
}

#[test]
fn a_report_points_into_the_line_and_says_what_to_do() {
    let file = fixtures().join("bad/references.json");
    let bytes = std::fs::read(&file).unwrap();
    let checked = check::check(&bytes, &tables());
    let problem = checked
        .errors()
        .find(|problem| problem.rule == "resource")
        .unwrap();
    let source = String::from_utf8(bytes).unwrap();
    insta::assert_snapshot!(check::report(problem, "references.json", &source, Colour::Plain), @r#"
    error: There is no resource `cs22`.
      --> references.json:52:9
       |
    52 |         "cs22",
       |         ^^^^^^ expected an id of `assets/resources.json`, or an object with a title
       |
       = note: at questions[0].resources[0]
       = help: Did you mean `cs229`?
    "#);
    let long = format!(
        r#"{{ "format": 1, "id": "x", "questions": [], "title": "{}" }}"#,
        "ü".repeat(9_000)
    );
    let checked = check::check(long.as_bytes(), &tables());
    insta::assert_snapshot!(check::report(checked.errors().next().unwrap(), "long.json", &long, Colour::Plain), @r#"
    error: `title` has 9000 characters.
     --> long.json:1:53
      |
    1 | { "format": 1, "id": "x", "questions": [], "title": "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü…
      |                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected a text of 0 to 120 characters
      |
      = note: at title
    "#);
    let coloured = check::report(problem, "references.json", &source, Colour::Ansi);
    assert!(coloured.contains("\u{1b}["));
}

#[test]
fn one_bad_bank_does_not_block_the_good_ones() {
    let folder = tempfile::tempdir().unwrap();
    let good = std::fs::read_to_string(fixtures().join("good.json")).unwrap();
    for id in ["aa", "bb", "cc"] {
        let bank = good.replacen("\"id\": \"good\"", &format!("\"id\": \"{id}\""), 1);
        write(&folder.path().join(format!("{id}.json")), bank);
    }
    for file in banks::bank_files(&fixtures().join("bad")).unwrap() {
        std::fs::copy(&file, folder.path().join(file.file_name().unwrap())).unwrap();
    }
    let loaded = banks::load_folder(folder.path(), &tables());
    let ids: Vec<&str> = loaded
        .banks
        .iter()
        .map(|loaded| loaded.bank.id.as_str())
        .collect();
    for id in ["aa", "bb", "cc"] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    assert!(loaded.problems.len() >= 15);
    for problem in &loaded.problems {
        let line = problem.to_string();
        assert!(plain::is_clean(&line) && !line.contains('\n'), "{line}");
        assert!(line.contains(".json:"), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn pipes_links_folders_and_oversized_files_neither_hang_nor_load() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let good = fixtures().join("good.json");
    std::os::unix::fs::symlink(&good, at("link.json")).unwrap();
    std::os::unix::fs::symlink(at("loop.json"), at("loop.json")).unwrap();
    std::os::unix::fs::symlink(at("nowhere"), at("dangling.json")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", at("zero.json")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, at("pipe.json"), rustix::fs::Mode::RWXU).unwrap();
    std::fs::create_dir(at("folder.json")).unwrap();
    std::fs::File::create(at("huge.json"))
        .unwrap()
        .set_len(17 << 20)
        .unwrap();
    write(&at(".hidden.json"), "{");
    write(&at("notes.txt"), "{");
    std::fs::copy(&good, at("twin.json")).unwrap();
    let loaded = banks::load_folder(folder.path(), &tables());
    assert_eq!(loaded.banks.len(), 1, "the link leads to a good bank");
    let mut why: Vec<(String, String)> = loaded
        .problems
        .iter()
        .map(|problem| {
            let name = problem.file.file_name().unwrap().to_string_lossy().into_owned();
            let why = match &problem.fault {
                Fault::Unread(why) => why.split(['.', ':']).next().unwrap_or_default().to_owned(),
                other => format!("{other:?}").chars().take(6).collect(),
            };
            (name, why)
        })
        .collect();
    why.sort();
    let want = [
        ("dangling.json", "The file cannot be read"),
        ("huge.json", "The file is larger than 16 MiB and was not read"),
        ("loop.json", "The file cannot be read"),
        ("pipe.json", "It is not a regular file"),
        ("twin.json", "SameId"),
        ("zero.json", "It is not a regular file"),
    ];
    assert_eq!(why, want.map(|(name, why)| (name.to_owned(), why.to_owned())));
}

#[test]
fn a_folder_that_is_not_there_has_no_banks_and_no_problems() {
    let loaded = banks::load_folder(Path::new("/nowhere/at/all"), &tables());
    assert_eq!(loaded, banks::LoadedBanks::default());
}

#[test]
fn the_binary_holds_every_bank_and_asset_of_the_repository() {
    let listed = |folder: &str| -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![root().join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "json") {
                    found.push(path.strip_prefix(root()).unwrap().to_string_lossy().into_owned());
                }
            }
        }
        found.sort();
        found
    };
    let banks: Vec<String> = builtin::banks()
        .iter()
        .map(|file| format!("question_banks/{}", file.path))
        .collect();
    let assets: Vec<String> = builtin::assets()
        .iter()
        .map(|file| format!("assets/{}", file.path))
        .collect();
    let on_disk: Vec<String> = listed("question_banks")
        .into_iter()
        .filter(|path| path.matches('/').count() == 1)
        .collect();
    assert_eq!(banks, on_disk);
    assert_eq!(assets, listed("assets"));
    for file in builtin::banks() {
        let kept = std::fs::read_to_string(root().join("question_banks").join(file.path)).unwrap();
        assert!(kept == file.text, "{} in the binary is stale", file.path);
    }
}

#[test]
fn the_built_in_banks_are_good_and_their_count_is_true() {
    let loaded = banks::load_builtin(&builtin::tables());
    let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{problems:#?}");
    let mut counts = Counts {
        banks: loaded.banks.len(),
        ..Counts::default()
    };
    for question in loaded.banks.iter().flat_map(|loaded| &loaded.bank.questions) {
        counts.add(question.round, question.minutes);
    }
    assert_eq!(builtin::counts(), counts);
}

#[test]
fn every_entry_of_the_shared_tables_is_read() {
    fn ids(value: &serde_json::Value, out: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                out.extend(map.get("id").and_then(|id| id.as_str()).map(ToOwned::to_owned));
                map.values().for_each(|value| ids(value, out));
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| ids(value, out)),
            _ => {}
        }
    }
    let tables = builtin::tables();
    for (path, read) in [
        ("resources.json", tables.resources.into_keys().collect::<Vec<_>>()),
        ("axes.json", tables.axes.into_keys().collect()),
    ] {
        let mut want = Vec::new();
        if let Some(text) = builtin::asset(path) {
            ids(&serde_json::from_str(text).unwrap(), &mut want);
        }
        want.sort();
        assert_eq!(read, want, "{path}");
    }
}

#[test]
fn an_own_question_takes_the_place_of_the_built_in_one() {
    let tables = tables();
    let bytes = std::fs::read(fixtures().join("good.json")).unwrap();
    let good = check::load(&bytes, &tables).unwrap();
    let mut own = good.clone();
    own.title = String::new();
    own.questions.truncate(1);
    own.questions[0].prompt = "Changed.".to_owned();
    let mut extra = good.questions[1].clone();
    extra.id = "cu-own".to_owned();
    own.questions.push(extra);
    let catalog = Catalog::new(vec![good.clone()], vec![own], tables);
    let shown: Vec<(String, Origin)> = catalog
        .entries()
        .iter()
        .map(|entry| (entry.name.to_string(), entry.origin))
        .collect();
    assert_eq!(
        shown,
        [
            ("good/th-cross-entropy".to_owned(), Origin::Changed),
            ("good/cu-disagreement".to_owned(), Origin::BuiltIn),
            ("good/pr-linear".to_owned(), Origin::BuiltIn),
            ("good/sd-transcription".to_owned(), Origin::BuiltIn),
            ("good/cu-own".to_owned(), Origin::Own),
        ]
    );
    assert_eq!(catalog.entries()[0].question.prompt, "Changed.");
    assert_eq!(&*catalog.entries()[4].bank_title, "A small bank for tests");
    assert_eq!(catalog.counts().by_round, [1, 2, 1, 1]);
    assert_eq!(catalog.topics(RoundKind::Culture)[0].questions, 2);
    assert_eq!(catalog.resolve("th-cross-entropy").unwrap().name.bank, "good");
    assert_eq!(
        catalog.resolve("good/pr-linear").unwrap().name.question,
        "pr-linear"
    );
    let miss = catalog.resolve("good/th-crossentropy").unwrap_err().to_string();
    assert!(miss.contains("Did you mean `good/th-cross-entropy`?"), "{miss}");
}

#[test]
fn the_schema_in_assets_is_the_one_of_the_rules() {
    compare(&root().join("assets/bank.schema.json"), &check::schema());
}

#[test]
fn the_table_in_the_documentation_is_the_one_of_the_rules() {
    let (begin, end) = ("<!-- bank fields -->\n", "<!-- end of bank fields -->");
    let path = root().join("docs/formats.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    compare(
        &path,
        &format!("{before}{begin}{}{end}{after}", check::field_table()),
    );
}

#[test]
fn the_schema_accepts_the_shipped_banks_and_refuses_what_the_rules_refuse() {
    let schema: serde_json::Value = serde_json::from_str(&check::schema()).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let good = read(&std::fs::read_to_string(fixtures().join("good.json")).unwrap());
    let banks = builtin::banks().iter().map(|file| (file.path, read(file.text)));
    for (path, bank) in banks.chain([("good.json", good)]) {
        let errors: Vec<String> = validator
            .iter_errors(&bank)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{path}: {errors:#?}");
    }
    for name in ["limits", "missing", "types", "choices"] {
        let bad = std::fs::read_to_string(fixtures().join(format!("bad/{name}.json"))).unwrap();
        assert!(!validator.is_valid(&read(&bad)), "{name}");
    }
}
