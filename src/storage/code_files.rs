//! The code beside a bank: `<bank id>/<question id>/` with a starter, a solution, tests and wrong
//! solutions. Read with the bank and kept in its questions, so that whoever has a question has all of it.
//! As with banks, nothing in such a folder can make reading hang or take more than a file may be.

use std::collections::BTreeMap;
use std::path::Path;

use super::banks::read_regular;
use super::builtin;
use crate::domain::bank::{Bank, CodeText};
use crate::domain::check::limits;
use crate::domain::plain;

/// Files of one question that are read; more are no question's.
const MOST_FILES: usize = 100;

/// Folders of a question's folder that are read.
const FOLDERS: [&str; 1] = ["wrong"];

/// Fills in the files of a built-in bank's questions, or of the own questions that take their place and
/// have no files of their own.
pub fn fill_builtin(bank: &mut Bank) {
    for question in &mut bank.questions {
        let Some(code) = question.code.as_mut().filter(|code| code.files.is_empty()) else {
            continue;
        };
        code.files = builtin_files(&bank.id, &question.id);
    }
}

/// Returns the files that are built in for a question; none where there is no such question.
pub fn builtin_files(bank: &str, question: &str) -> BTreeMap<String, CodeText> {
    builtin::code()
        .iter()
        .filter_map(|file| {
            let path = file.path.strip_prefix(bank)?.strip_prefix('/')?;
            let path = path.strip_prefix(question)?.strip_prefix('/')?;
            Some((path.to_owned(), CodeText::Borrowed(file.text)))
        })
        .collect()
}

/// Fills in the files of a bank whose JSON stands in `folder`. Returns what could not be read, in
/// sentences; a folder that is not there is none of them.
pub fn fill(bank: &mut Bank, folder: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    for question in &mut bank.questions {
        if let Some(code) = &mut question.code {
            let place = folder.join(&bank.id).join(&question.id);
            code.files = read(&place, &mut problems);
        }
    }
    problems
}

/// Returns the files of an own question that can be read.
pub(super) fn own_files(folder: &Path, bank: &str, question: &str) -> BTreeMap<String, CodeText> {
    read(&folder.join(bank).join(question), &mut Vec::new())
}

fn read(place: &Path, problems: &mut Vec<String>) -> BTreeMap<String, CodeText> {
    let mut files = BTreeMap::new();
    let folders = std::iter::once(None).chain(FOLDERS.map(Some));
    for below in folders {
        let folder = below.map_or_else(|| place.to_owned(), |below| place.join(below));
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            if name.starts_with('.') || path.extension().is_none_or(|extension| extension != "py") {
                continue;
            }
            let shown = path.display().to_string();
            let shown = plain::clean_line(&shown);
            if files.len() == MOST_FILES {
                problems.push(format!(
                    "{shown}: A question has at most {MOST_FILES} code files; this and further ones were not read."
                ));
                return files;
            }
            let text = read_regular(&path, limits::SMALL_FILE as u64).and_then(|bytes| {
                String::from_utf8(bytes)
                    .map_err(|_| "The file is not UTF-8. Save it in that encoding.".to_owned())
            });
            match text {
                Ok(text) => {
                    let key = below.map_or_else(|| name.to_owned(), |below| format!("{below}/{name}"));
                    files.insert(key, CodeText::Owned(text.replace("\r\n", "\n")));
                }
                Err(why) => problems.push(format!("{shown}: {why}")),
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bank() -> Bank {
        serde_json::from_value(serde_json::json!({
            "format": 1, "id": "b", "questions": [{
                "id": "q", "round": "programming", "topic": "t", "difficulty": "easy", "minutes": 5,
                "prompt": "?", "rubric": [],
                "code": { "language": "python", "entry": ["f"], "stages": [{ "title": "s", "tests": "tests_1.py" }] }
            }]
        }))
        .unwrap()
    }

    #[test]
    fn the_files_of_a_question_are_those_in_its_folder() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("b/q");
        std::fs::create_dir_all(folder.join("wrong/deeper")).unwrap();
        for (name, bytes) in [
            ("starter.py", &b"a\r\n"[..]),
            ("tests_1.py", b"b"),
            ("notes.txt", b"c"),
            (".hidden.py", b"d"),
            ("wrong/x.py", b"e"),
            ("wrong/deeper/y.py", b"f"),
            ("latin.py", b"\xe4"),
        ] {
            #[expect(clippy::disallowed_methods, reason = "a test lays out its own folder")]
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        let mut bank = bank();
        let problems = fill(&mut bank, place.path());
        let code = bank.questions[0].code.as_ref().unwrap();
        let names: Vec<&str> = code.files.keys().map(String::as_str).collect();
        assert_eq!(names, ["starter.py", "tests_1.py", "wrong/x.py"]);
        assert_eq!(code.starter(), "a\n");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("latin.py"), "{problems:?}");
    }

    #[test]
    fn a_folder_that_is_not_there_is_no_problem() {
        let place = tempfile::tempdir().unwrap();
        let mut bank = bank();
        assert_eq!(fill(&mut bank, place.path()), Vec::<String>::new());
        assert_eq!(bank.questions[0].code.as_ref().unwrap().starter(), "");
    }
}
