//! Reads `config.toml` and keeps `state.json`. A configuration is the person's and is never written; what
//! cannot be used of it is said with file, line and column, and everything else counts. The state is
//! ours: replaced as a whole, so that it is the old or the new one whatever happens, and fields of a newer
//! program stay in it.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::dirs;
use super::disk::{self, Disk, RealDisk};
use super::place::{located, read_text, shown};
use crate::domain::config::{Config, STATE_FORMAT, State, Value};

/// No configuration or state is larger.
const LIMIT: u64 = 256 * 1024;

/// Names of settings are no longer than this many parts.
const DEPTH: usize = 8;

/// Reads a configuration and says, in sentences, what of it could not be used. Without a file it is the
/// default.
pub fn read_config(file: &Path) -> (Config, Vec<String>) {
    match read_text(file, LIMIT) {
        Ok(None) => (Config::default(), Vec::new()),
        Ok(Some(text)) => parse_config(&text, file),
        Err(problem) => (Config::default(), vec![problem]),
    }
}

/// Reads the text of a configuration; `file` is for words only.
pub fn parse_config(text: &str, file: &Path) -> (Config, Vec<String>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        config: Config::default(),
        problems: errors
            .iter()
            .map(|error| {
                let at = error.span().map_or(0, |span| span.start);
                let what = error.message().lines().collect::<Vec<_>>().join(", ");
                (at, format!("This is not TOML: {what}."))
            })
            .collect(),
    };
    reader.table("", table.get_ref(), 1);
    reader.problems.sort();
    let sentences = reader
        .problems
        .iter()
        .map(|(at, sentence)| located(file, text, *at, sentence))
        .collect();
    (reader.config, sentences)
}

struct Reader {
    config: Config,
    /// By where they are.
    problems: Vec<(usize, String)>,
}

impl Reader {
    fn table(&mut self, prefix: &str, table: &DeTable, depth: usize) {
        for (key, value) in table {
            let name = match prefix {
                "" => key.get_ref().to_string(),
                prefix => format!("{prefix}.{}", key.get_ref()),
            };
            match value.get_ref() {
                DeValue::Table(inner) if depth < DEPTH => self.table(&name, inner, depth + 1),
                value => {
                    if let Err(refused) = self.config.set(&name, &plain_value(value)) {
                        self.problems.push((key.span().start, refused.to_string()));
                    }
                }
            }
        }
    }
}

fn plain_value(value: &DeValue) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(on) => Value::Switch(*on),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Other("a number too large"), |number| {
                Value::Number(number as f64)
            }),
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .map_or(Value::Other("a number"), Value::Number),
        DeValue::Array(list) => texts(list).map_or(Value::Other("a list"), Value::Texts),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Table(_) => Value::Other("a table"),
    }
}

fn texts(list: &DeArray) -> Option<Vec<String>> {
    list.iter()
        .map(Spanned::get_ref)
        .map(|value| value.as_str().map(ToOwned::to_owned))
        .collect()
}

/// Returns what is remembered; nothing where it cannot be read.
pub fn read_state(file: &Path) -> State {
    load_state(file).unwrap_or_default()
}

/// Why there is no state to go on from, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoState {
    #[error("{0}")]
    Unread(String),
    #[error("{file}: It has format {format}, which a newer hotseat wrote; it is left as it is.")]
    Newer { file: String, format: u32 },
}

/// Reads the state; without a file it is as at the first start.
pub fn load_state(file: &Path) -> Result<State, NoState> {
    let Some(text) = read_text(file, LIMIT).map_err(NoState::Unread)? else {
        return Ok(State::default());
    };
    let state: State = serde_json::from_str(&text).map_err(|error| {
        NoState::Unread(format!(
            "{}:{}:{}: It is not the state hotseat writes. It is started anew; only remembered choices are lost.",
            shown(file),
            error.line(),
            error.column()
        ))
    })?;
    if state.format > STATE_FORMAT {
        return Err(NoState::Newer {
            file: shown(file),
            format: state.format,
        });
    }
    Ok(state)
}

/// Changes the state on disk and leaves what others changed meanwhile. A state that cannot be read is
/// started anew, one of a newer format left as it is. The error is a sentence.
pub fn update_state(file: &Path, change: impl FnOnce(&mut State)) -> Result<(), String> {
    let _held = locked(file)?;
    let mut state = match load_state(file) {
        Ok(state) => state,
        Err(NoState::Unread(_)) => State::default(),
        Err(NoState::Newer { .. }) => return Ok(()),
    };
    change(&mut state);
    let mut bytes =
        serde_json::to_vec_pretty(&state).expect("strings, numbers and maps with string keys serialise");
    bytes.push(b'\n');
    replace(file, &bytes)
}

/// Returns whether what is remembered can be written. There is no way to know but to write something; it is not
/// waited for until it is on disk, as this stands before the first frame.
pub fn can_remember(file: &Path) -> bool {
    let dir = file.parent().unwrap_or(Path::new("."));
    dirs::ensure(dir).is_ok() && disk::takes_files(dir)
}

/// Keeps others from changing a file until what is returned is dropped: two at once would each write without
/// the other's change. Where the file system has no locks the later one wins. The error is a sentence.
pub(super) fn locked(file: &Path) -> Result<Option<std::fs::File>, String> {
    let dir = file.parent().unwrap_or(Path::new("."));
    dirs::ensure(dir).map_err(|error| error.to_string())?;
    let lock = disk::open_lock(&file.with_extension("lock"));
    Ok(lock.and_then(|lock| lock.lock().map(|()| lock)).ok())
}

/// Writes a file as a whole: it is the old or the new one, whatever happens. Its directory is made where
/// there is none. The error is a sentence.
pub(super) fn replace(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let dir = file.parent().unwrap_or(Path::new("."));
    dirs::ensure(dir).map_err(|error| error.to_string())?;
    RealDisk
        .replace(file, bytes)
        .map_err(|error| format!("{} could not be written: {error}.", shown(file)))
}

/// As [`replace`], for a file of the person's own, which may be a link into a folder that is kept in step
/// elsewhere: replacing it would leave what it leads to behind, so it is refused, as it is with banks.
pub(super) fn replace_own(file: &Path, bytes: &[u8]) -> Result<(), String> {
    if file.is_symlink() {
        let target = file.canonicalize().unwrap_or_else(|_| file.to_owned());
        return Err(format!(
            "{} is a link to {}, which hotseat does not write through. Put the file itself there to change it here.",
            shown(file),
            shown(&target)
        ));
    }
    replace(file, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::config::{EditorKeys, ThemeChoice};
    use proptest::prelude::*;

    struct Loaded {
        config: Config,
        problems: Vec<String>,
    }

    fn parse(text: &str) -> Loaded {
        let (config, problems) = parse_config(text, Path::new("config.toml"));
        Loaded { config, problems }
    }

    #[test]
    fn every_setting_is_read() {
        let loaded = parse("ui.theme = \"16\"\n[ui]\n");
        assert!(!loaded.problems.is_empty(), "a table defined twice is not TOML");
        let loaded = parse(
            r#"
            [ui]
            theme = "16"
            bell = true
            [editor]
            keys = "emacs"
            external = "code --wait"
            [interview]
            extra_time = 2
            score_after = "loop"
            [keys]
            "interview.done" = ["ctrl-x", "f5"]
            home.quit = "ctrl-q"
            "#,
        );
        assert_eq!(loaded.problems, [""; 0]);
        assert_eq!(loaded.config.ui.theme, ThemeChoice::Ansi);
        assert!(loaded.config.bell());
        assert_eq!(loaded.config.editor.keys, EditorKeys::Emacs);
        assert_eq!(loaded.config.editor.external.as_deref(), Some("code --wait"));
        assert_eq!(loaded.config.extra_time(), 2.0);
        assert_eq!(loaded.config.keys["interview.done"], ["ctrl-x", "f5"]);
        assert_eq!(loaded.config.keys["home.quit"], ["ctrl-q"]);
    }

    #[test]
    fn what_cannot_be_used_is_named_with_its_place_and_the_rest_counts() {
        let loaded =
            parse("[ui]\nbell = true\nthem = \"dark\"\n[interview]\nextra_time = 9\n[x.y]\nz = 1979-05-27\n");
        assert_eq!(
            loaded.problems,
            [
                "config.toml:3:1: There is no setting `ui.them`. Did you mean `ui.theme`?",
                "config.toml:5:1: `interview.extra_time` is a number from 1 to 4.",
                "config.toml:7:1: There is no setting `x.y.z`.",
            ]
        );
        assert!(loaded.config.ui.bell);
        assert_eq!(loaded.config.extra_time(), 1.0);
    }

    #[test]
    fn a_broken_line_does_not_take_the_others_with_it() {
        let loaded = parse("ui.bell = true\nui.theme = dark\nui.mouse = true\n");
        assert!(loaded.config.ui.bell && loaded.config.ui.mouse);
        assert!(
            loaded.problems[0].starts_with("config.toml:2:12: This is not TOML: "),
            "{:?}",
            loaded.problems
        );
    }

    #[test]
    fn no_file_is_the_default_and_a_folder_or_binary_is_said() {
        let root = tempfile::tempdir().unwrap();
        let missing = root.path().join("config.toml");
        assert_eq!(read_config(&missing), (Config::default(), Vec::new()));
        let (_, problems) = read_config(root.path());
        assert!(problems[0].ends_with("It is not a regular file and was not read."));
        let file = root.path().join("binary.toml");
        replace(&file, b"ui.bell = true\n\xff").unwrap();
        let (_, problems) = read_config(&file);
        assert!(problems[0].contains(":2:1: A byte here is not UTF-8."));
    }

    #[test]
    fn the_state_comes_back_with_fields_of_a_newer_program() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("made/state.json");
        assert_eq!(load_state(&file), Ok(State::default()));
        update_state(&file, |state| {
            state.seen.insert("keys".to_owned());
            state
                .other
                .insert("x-later".to_owned(), serde_json::json!({ "a": [1] }));
        })
        .unwrap();
        update_state(&file, |state| state.background = Some([22, 24, 29])).unwrap();
        let state = read_state(&file);
        assert_eq!(state.background, Some([22, 24, 29]));
        assert!(state.seen.contains("keys"));
        assert_eq!(state.other["x-later"]["a"][0], 1);
        let mut left: Vec<_> = std::fs::read_dir(root.path().join("made"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["state.json", "state.lock"], "no temporary file is left");
    }

    #[test]
    fn changes_made_at_once_are_all_kept() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("state.json");
        std::thread::scope(|scope| {
            for number in 0..8 {
                let file = &file;
                scope.spawn(move || {
                    update_state(file, |state| {
                        state.seen.insert(format!("note-{number}"));
                    })
                    .unwrap();
                });
            }
        });
        assert_eq!(read_state(&file).seen.len(), 8);
    }

    #[test]
    fn a_newer_state_is_neither_read_nor_overwritten_and_a_broken_one_is_started_anew() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("state.json");
        let newer = b"{\"format\": 2, \"seen\": []}";
        replace(&file, newer).unwrap();
        assert!(
            load_state(&file)
                .unwrap_err()
                .to_string()
                .contains("has format 2")
        );
        update_state(&file, |state| state.seed = Some(1)).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), newer);

        replace(&file, b"{\"format\": 1,\n oops").unwrap();
        let problem = load_state(&file).unwrap_err().to_string();
        assert!(problem.contains("state.json:2:2: "), "{problem}");
        assert_eq!(read_state(&file), State::default());
        update_state(&file, |state| state.seed = Some(1)).unwrap();
        assert_eq!(read_state(&file).seed, Some(1));
    }

    proptest! {
        #[test]
        fn no_text_panics_and_every_problem_has_a_place(text in "([a-z.\"=\\[\\]{}#,' \n0-9]|\\PC){0,200}") {
            let places = parse(&text).problems;
            prop_assert!(places.iter().all(|problem| problem.starts_with("config.toml:")));
        }
    }
}
