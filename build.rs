//! Lists the built-in banks and assets so that they are inside the binary, with every question in brief and
//! where it stands in its bank's text, so that Home, a draw and a list need not parse any. New files are
//! picked up by being there.
#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads its environment and writes to its own folder"
)]

use std::fmt::Write as _;
use std::{env, fs, io};

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// As in `src/domain/catalog/brief.rs`.
const PROMPT: usize = 400;

const ROUNDS: [&str; 4] = ["programming", "culture", "ml_theory", "system_design"];

include!("build/commit.rs");

/// Tells the program what `--version` says. The commit is in releases only: elsewhere every commit would build
/// everything anew.
fn version(root: &Path) -> io::Result<()> {
    let mut version = env::var("CARGO_PKG_VERSION").map_err(io::Error::other)?;
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if let Some((commit, files)) = commit(root).filter(|_| release) {
        version = format!("{version} ({commit})");
        for file in files {
            println!("cargo::rerun-if-changed={}", file.display());
        }
    }
    println!("cargo::rustc-env=HOTSEAT_VERSION={version}");
    Ok(())
}

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/commit.rs");
    version(&root)?;
    let mut code = String::new();
    let folder = root.join("question_banks");
    let banks = files(&folder, Depth::Flat, "json")?;
    list(&mut code, "BANKS", &folder, &banks);
    let code_files = files(&folder, Depth::Deep, "py")?;
    list(&mut code, "CODE", &folder, &code_files);
    let assets = files(&root.join("assets"), Depth::Deep, "json")?;
    list(&mut code, "ASSETS", &root.join("assets"), &assets);
    shelve(&mut code, &folder, &banks, &code_files)?;
    println!("cargo::rustc-env=HOTSEAT_RULES={:016x}", rules(&root)?);
    fs::write(out.join("builtin.rs"), code)
}

/// Returns a mark of the rules that banks are checked by, and of what is kept in brief of them: what was kept by
/// others is not taken. FNV-1a of the sources and of the tables that banks refer to.
fn rules(root: &Path) -> io::Result<u64> {
    let mut mark = 0xcbf2_9ce4_8422_2325_u64;
    for (folder, extension) in [
        ("src/domain/bank", "rs"),
        ("src/domain/catalog", "rs"),
        ("src/domain/check", "rs"),
        ("assets", "json"),
    ] {
        let mut sources = files(&root.join(folder), Depth::Deep, extension)?;
        let beside = root.join(folder).with_extension("rs");
        if beside.is_file() {
            println!("cargo::rerun-if-changed={}", beside.display());
            sources.push(beside);
        }
        for source in sources {
            for byte in fs::read(source)? {
                mark = (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    Ok(mark)
}

#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Flat,
    Deep,
}

/// Returns the files of a folder with this extension, sorted; none where the folder is not there yet.
fn files(folder: &Path, depth: Depth, extension: &str) -> io::Result<Vec<PathBuf>> {
    // A folder's own time changes when files come and go, so new ones are seen as well.
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if depth == Depth::Deep {
                found.extend(files(&path, depth, extension)?);
            }
        } else if path.extension().is_some_and(|found| found == extension) {
            println!("cargo::rerun-if-changed={}", path.display());
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Names the text of a listed file.
fn name(list: &str, at: usize) -> String {
    format!("{list}_{at}")
}

fn list(code: &mut String, list: &str, root: &Path, files: &[PathBuf]) {
    for (at, file) in files.iter().enumerate() {
        let file = file.display().to_string();
        let _ = writeln!(code, "const {}: &str = include_str!({file:?});", name(list, at));
    }
    let _ = writeln!(code, "pub static {list}: &[Embedded] = &[");
    for (at, file) in files.iter().enumerate() {
        let relative = file
            .strip_prefix(root)
            .unwrap_or(file)
            .to_string_lossy()
            .replace('\\', "/");
        let _ = writeln!(
            code,
            "    Embedded {{ path: {relative:?}, text: {} }},",
            name(list, at)
        );
    }
    code.push_str("];\n");
}

#[derive(Deserialize)]
struct Bank<'a> {
    id: String,
    #[serde(default)]
    title: String,
    license: Option<String>,
    #[serde(borrow)]
    questions: Vec<&'a RawValue>,
}

/// Puts every question of the banks in brief, and counts them. A bank that does not parse counts for nothing
/// here; the tests name what is wrong with it.
fn shelve(code: &mut String, folder: &Path, banks: &[PathBuf], code_files: &[PathBuf]) -> io::Result<()> {
    let mut counts = Counts::default();
    let mut shelves = String::new();
    for (at, path) in banks.iter().enumerate() {
        let text = fs::read_to_string(path)?;
        let Ok(bank) = serde_json::from_str::<Bank>(&text) else {
            println!("cargo::warning={} is not a bank", path.display());
            continue;
        };
        counts.banks += 1;
        let mut listed = String::new();
        for (place, raw) in bank.questions.iter().enumerate() {
            let question: Value = serde_json::from_str(raw.get())?;
            counts.add(&question);
            let start = raw.get().as_ptr().addr() - text.as_ptr().addr();
            let id = question["id"].as_str().unwrap_or_default();
            let beside = folder.join(&bank.id).join(id);
            let brief = brief(code, &format!("{at}_{place}"), &question);
            let _ = writeln!(
                listed,
                "    Listed {{ id: {id:?}, piece: ({start}, {}), files: &[{}], brief: {brief} }},",
                start + raw.get().len(),
                beside_it(&beside, code_files),
            );
        }
        let _ = writeln!(
            shelves,
            "ListedBank {{ id: {:?}, title: {:?}, license: {:?}, text: {}, questions: &[\n{listed}] }},",
            bank.id,
            bank.title,
            bank.license,
            name("BANKS", at),
        );
    }
    let _ = writeln!(code, "pub static SHELVES: &[ListedBank] = &[\n{shelves}];");
    let Counts {
        banks,
        questions,
        by_round,
        minutes,
    } = counts;
    let _ = writeln!(
        code,
        "pub const COUNTS: Counts = Counts {{ banks: {banks}, questions: {questions}, \
         by_round: {by_round:?}, minutes: {minutes:?} }};"
    );
    Ok(())
}

/// Returns the code files of a question's folder as pairs of name and text.
fn beside_it(folder: &Path, code_files: &[PathBuf]) -> String {
    let named = code_files.iter().enumerate().filter_map(|(at, file)| {
        let below = file.strip_prefix(folder).ok()?;
        let below = below.to_string_lossy().replace('\\', "/");
        Some(format!("({below:?}, {}), ", name("CODE", at)))
    });
    named.collect()
}

/// Returns a question in brief as an expression; the lists it refers to are appended to the code.
fn brief(code: &mut String, place: &str, question: &Value) -> String {
    let text = |value: &Value| format!("Cow::Borrowed({:?})", value.as_str().unwrap_or_default());
    let texts = |value: &Value| {
        value
            .as_array()
            .into_iter()
            .flatten()
            .map(text)
            .collect::<Vec<_>>()
    };
    let tags = statics(code, "Text", &format!("TAGS_{place}"), &texts(&question["tags"]));
    let requires = texts(&question["code"]["requires"]);
    let requires = statics(code, "Text", &format!("REQUIRES_{place}"), &requires);
    let criteria = question["rubric"].as_array().into_iter().flatten();
    let ideas: Vec<String> = criteria
        .flat_map(|criterion| criterion["ideas"].as_array().into_iter().flatten())
        .map(|idea| {
            let same_as = idea["same_as"].as_str();
            let same_as = same_as.map_or("None".to_owned(), |name| format!("Some(Cow::Borrowed({name:?}))"));
            let asked_by = asked_by(question, &idea["id"]).map_or("None".to_owned(), |follow_up| {
                format!(
                    "Some(BriefFollowUp {{ id: {}, minutes: {:?} }})",
                    text(&follow_up["id"]),
                    follow_up["minutes"].as_f64()
                )
            });
            format!(
                "BriefIdea {{ id: {}, same_as: {same_as}, asked_by: {asked_by} }}",
                text(&idea["id"])
            )
        })
        .collect();
    let ideas = statics(code, "BriefIdea", &format!("IDEAS_{place}"), &ideas);
    let prompt: String = question["prompt"]
        .as_str()
        .unwrap_or_default()
        .chars()
        .take(PROMPT)
        .collect();
    format!(
        "Brief {{ round: RoundKind::{}, topic: {}, tags: {tags}, difficulty: Difficulty::{}, minutes: {:?}, \
         prompt: Cow::Borrowed({prompt:?}), requires: {requires}, ideas: {ideas} }}",
        variant(&question["round"]),
        text(&question["topic"]),
        variant(&question["difficulty"]),
        question["minutes"].as_f64().unwrap_or_default(),
    )
}

/// The first follow-up that asks for an idea alone: no twist and none of a stage, as in `Brief::of`.
fn asked_by<'a>(question: &'a Value, idea: &Value) -> Option<&'a Value> {
    question["follow_ups"].as_array()?.iter().find(|follow_up| {
        follow_up["twist"] != true
            && follow_up["stage"].is_null()
            && follow_up["probes"]
                .as_array()
                .is_some_and(|probes| probes.contains(idea))
    })
}

/// Appends a list of its own and returns how it is borrowed.
fn statics(code: &mut String, kind: &str, name: &str, items: &[String]) -> String {
    if items.is_empty() {
        return "Cow::Borrowed(&[])".to_owned();
    }
    let _ = writeln!(
        code,
        "static {name}: [{kind}; {}] = [{}];",
        items.len(),
        items.join(", ")
    );
    format!("Cow::Borrowed(&{name})")
}

/// Returns the name of a variant from the name in files: `ml_theory` is `MlTheory`.
fn variant(value: &Value) -> String {
    let words = value.as_str().unwrap_or_default().split('_');
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    words.filter(|word| !word.is_empty()).map(capital).collect()
}

#[derive(Default)]
struct Counts {
    banks: usize,
    questions: usize,
    by_round: [usize; 4],
    minutes: [f64; 4],
}

impl Counts {
    fn add(&mut self, question: &Value) {
        self.questions += 1;
        if let Some(round) = ROUNDS.iter().position(|round| question["round"] == **round) {
            self.by_round[round] += 1;
            self.minutes[round] += question["minutes"].as_f64().unwrap_or_default();
        }
    }
}
