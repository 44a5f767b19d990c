//! Loops read from the binary and from the person's configuration directory. One bad file never blocks:
//! what is wrong with it is said in sentences with file, line and column, and the rest are there. A loop
//! of a person takes the place of the built-in one of its id.

mod read;

use std::path::{Path, PathBuf};

use super::disk::{Disk, RealDisk};
use super::place::{read_text, shown};
use super::settings::replace_own;
use crate::domain::catalog::Origin;
use crate::domain::loops::{Keep, Loop};

pub use read::parse;

/// No loop file is larger.
const LIMIT: u64 = 256 * 1024;

/// No more own loops are read.
const MOST: usize = 200;

/// The built-in loops, in the order they are offered.
const BUILT_IN: &[(&str, &str)] = &[
    ("first.json", include_str!("../../assets/loops/first.json")),
    ("theory.json", include_str!("../../assets/loops/theory.json")),
    ("onsite.json", include_str!("../../assets/loops/onsite.json")),
    (
        "phone-screen.json",
        include_str!("../../assets/loops/phone-screen.json"),
    ),
    ("express.json", include_str!("../../assets/loops/express.json")),
];

/// Returns the loops inside the binary.
pub fn built_in() -> Vec<Loop> {
    BUILT_IN
        .iter()
        .filter_map(|(name, text)| parse(text, Path::new(name)).0)
        .collect()
}

/// Returns the built-in loops and those of a folder, where there is one, and what is wrong with those
/// that are not among them, in sentences.
pub fn load_all(folder: &Path) -> (Vec<Loop>, Vec<String>) {
    let mut loops = built_in();
    let mut problems = Vec::new();
    let mut own: Vec<(String, PathBuf)> = Vec::new();
    for file in loop_files(folder, &mut problems) {
        let (plan, found) = match read_text(&file, LIMIT) {
            Ok(Some(text)) => parse(&text, &file),
            Ok(None) => continue,
            Err(problem) => (None, vec![problem]),
        };
        problems.extend(found);
        let Some(mut plan) = plan else { continue };
        if let Some((_, first)) = own.iter().find(|(id, _)| *id == plan.id) {
            problems.push(format!(
                "{}: The loop `{}` is already in {}. Give one of the two another id.",
                shown(&file),
                plan.id,
                shown(first)
            ));
            continue;
        }
        own.push((plan.id.clone(), file));
        if let Some(known) = loops.iter_mut().find(|known| known.id == plan.id) {
            plan.origin = Origin::Changed;
            *known = plan;
        } else {
            plan.origin = Origin::Own;
            loops.push(plan);
        }
    }
    (loops, problems)
}

/// Returns the `*.json` files of a folder by name; none where there is no folder.
fn loop_files(folder: &Path, problems: &mut Vec<String>) -> Vec<PathBuf> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            problems.push(format!("{}: It cannot be read: {error}.", shown(folder)));
            return Vec::new();
        }
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let hidden = path
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            !hidden && path.extension().is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    if files.len() > MOST {
        problems.push(format!(
            "{}: Only the first {MOST} loops are read; there are {}.",
            shown(folder),
            files.len()
        ));
        files.truncate(MOST);
    }
    files
}

/// Writes a loop into a folder, as `<id>.json` or in place of the file that has its id; returns where. The
/// error is a sentence.
pub fn save(folder: &Path, plan: &Loop, keep: Keep) -> Result<PathBuf, String> {
    if let Some(problem) = plan.check().into_iter().next() {
        return Err(format!("The loop was not saved. {}", problem.message));
    }
    let file = match (file_of(folder, &plan.id), keep) {
        (Some(file), Keep::Replace) => file,
        (Some(file), Keep::New) => {
            return Err(format!(
                "The loop was not saved. The loop `{}` is already in {}.",
                plan.id,
                shown(&file)
            ));
        }
        // The id has passed the check: it is a plain name and leads nowhere else.
        (None, _) => free_name(folder, &plan.id)?,
    };
    replace_own(&file, plan.to_json().as_bytes())?;
    Ok(file)
}

/// Removes the file of a loop; returns where it was. The error is a sentence.
pub fn delete(folder: &Path, id: &str) -> Result<PathBuf, String> {
    let file = file_of(folder, id)
        .ok_or_else(|| format!("{}: The loop is in no file there any more.", shown(folder)))?;
    RealDisk
        .remove(&file)
        .map_err(|error| format!("{} cannot be removed: {error}.", shown(&file)))?;
    Ok(file)
}

/// Returns the file that a loop of this id was read from.
fn file_of(folder: &Path, id: &str) -> Option<PathBuf> {
    loop_files(folder, &mut Vec::new()).into_iter().find(|file| {
        let text = read_text(file, LIMIT).ok().flatten();
        text.and_then(|text| parse(&text, file).0)
            .is_some_and(|plan| plan.id == id)
    })
}

/// Returns a file for a new loop. One of that name may be there and hold something else, or a slip that
/// its owner wants to mend: it stays. The error is a sentence.
fn free_name(folder: &Path, id: &str) -> Result<PathBuf, String> {
    let first = folder.join(format!("{id}.json"));
    std::iter::once(first.clone())
        .chain((2..=MOST).map(|number| folder.join(format!("{id}-{number}.json"))))
        .find(|file| std::fs::symlink_metadata(file).is_err())
        .ok_or_else(|| {
            format!(
                "The loop was not saved. {} is there, and so are all names up to {id}-{MOST}.json. Remove what is not \
                 needed of them, or give the loop another id.",
                shown(&first)
            )
        })
}

#[cfg(test)]
mod tests {
    use super::super::settings::replace;
    use super::*;
    use crate::domain::bank::RoundKind;
    use crate::domain::loops::RoundPlan;
    use proptest::prelude::*;

    fn problems(text: &str) -> Vec<String> {
        parse(text, Path::new("own.json")).1
    }

    #[test]
    fn the_built_in_loops_are_good_and_as_long_as_they_say() {
        for (name, text) in BUILT_IN {
            assert_eq!(parse(text, Path::new(name)).1, [""; 0]);
        }
        let loops = built_in();
        let lengths: Vec<(&str, f64)> = loops
            .iter()
            .map(|plan| (plan.id.as_str(), plan.total_minutes()))
            .collect();
        assert_eq!(
            lengths,
            [
                ("first", 10.0),
                ("theory", 45.0),
                ("onsite", 225.0),
                ("phone-screen", 60.0),
                ("express", 50.0)
            ]
        );
    }

    #[test]
    fn every_problem_of_a_file_is_named_with_its_place() {
        let text = r#"{
  "format": 1,
  "id": "My Loop",
  "titel": "Mine",
  "x-note": "mine alone",
  "rounds": [
    { "round": "theory", "minutes": 25 },
    { "round": "ml_theory", "minutes": "ten" },
    { "round": "culture", "minutes": 0.5, "fields": ["situation", "main"] },
    { "round": "programming", "minutes": 20, "minutes": 30,
      "inside": [{ "round": "programming", "minutes": 40 }] }
  ]
}"#;
        assert_eq!(
            problems(text),
            [
                "own.json:4:3: There is no field `titel` here. Did you mean `title`?",
                "own.json:7:16: `round` is one of \"programming\", \"culture\", \"ml_theory\", \"system_design\".",
                "own.json:8:40: `minutes` is a number.",
                "own.json:10:46: The field `minutes` stands twice.",
            ]
        );
        let text = text
            .replace("\"theory\"", "\"ml_theory\"")
            .replace("\"ten\"", "10")
            .replace("\"minutes\": 20, ", "");
        assert_eq!(
            problems(&text),
            [
                "own.json:3:9: An id is 1 to 64 of the characters a-z, 0-9 and `-`.",
                "own.json:4:3: There is no field `titel` here. Did you mean `title`?",
                "own.json:9:38: A round lasts 1 to 240 minutes; this one lasts 0.5.",
                "own.json:9:67: A Culture answer has no field `main`; it has situation, task, action, result.",
                "own.json:11:17: Borrowed minutes lie within the round's 30: at least 1 must be left of its own kind.",
                "own.json:11:29: A round borrows minutes of another kind, not of its own.",
            ]
        );
    }

    #[test]
    fn what_is_no_loop_at_all_is_said_in_one_sentence() {
        for (text, want) in [
            ("", "own.json:1:1: This is not JSON: EOF while parsing a value."),
            (
                "[]",
                "own.json:1:1: A loop is an object with `format`, `id` and `rounds`.",
            ),
            (
                "{\n \"format\": 1,\n}",
                "own.json:3:1: This is not JSON: trailing comma.",
            ),
            (
                "{\"format\": 1, \"id\": \"a\"}",
                "own.json:1:1: The field `rounds` is missing.",
            ),
            (
                "{\"format\": 2, \"id\": 7, \"rounds\": 1}",
                "own.json:1:12: This loop has format 2; this version of hotseat reads format 1.",
            ),
        ] {
            assert_eq!(problems(text), [want], "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(problems(&deep).len(), 1);
    }

    #[test]
    fn an_unknown_field_is_kept() {
        let text = r#"{"format":1,"id":"a","rounds":[{"round":"culture","minutes":8,"x-mood":"calm"}],"later":{"b":1}}"#;
        let (plan, problems) = parse(text, Path::new("own.json"));
        assert_eq!(problems, ["own.json:1:81: There is no field `later` here."]);
        let json = plan.unwrap().to_json();
        assert!(
            json.contains("\"x-mood\": \"calm\"") && json.contains("\"later\""),
            "{json}"
        );
    }

    #[test]
    fn one_bad_file_never_blocks_and_an_own_loop_takes_the_place_of_a_built_in_one() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("loops");
        assert_eq!(load_all(&folder), (built_in(), Vec::new()));

        let mine = Loop::new("mine", "Mine", vec![RoundPlan::new(RoundKind::Culture, 20.0)]);
        save(&folder, &mine, Keep::New).unwrap();
        let first = Loop::new("first", "My first", vec![RoundPlan::new(RoundKind::Culture, 8.0)]);
        save(&folder, &first, Keep::New).unwrap();
        replace(&folder.join("zz.json"), mine.to_json().as_bytes()).unwrap();
        replace(&folder.join("bad.json"), b"{").unwrap();
        replace(&folder.join(".hidden.json"), b"{").unwrap();
        replace(&folder.join("notes.txt"), b"{").unwrap();
        std::fs::create_dir(folder.join("folder.json")).unwrap();

        let (loops, problems) = load_all(&folder);
        let titles: Vec<&str> = loops.iter().map(Loop::name).collect();
        assert_eq!(
            titles,
            [
                "My first",
                "ML theory",
                "Onsite",
                "Phone screen, 60 minutes",
                "Express",
                "Mine"
            ]
        );
        let origins: Vec<Origin> = loops.iter().map(|plan| plan.origin).collect();
        assert_eq!(origins[..2], [Origin::Changed, Origin::BuiltIn]);
        assert_eq!(origins.last(), Some(&Origin::Own));
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems[0].contains("bad.json:1:1: This is not JSON"));
        assert!(problems[1].contains("folder.json: It is not a regular file"));
        assert!(problems[2].contains("zz.json: The loop `mine` is already in "));
    }

    #[test]
    fn a_loop_that_breaks_a_rule_is_not_saved() {
        let root = tempfile::tempdir().unwrap();
        let bad = Loop::new("../out", "Out", vec![RoundPlan::new(RoundKind::Culture, 20.0)]);
        assert!(
            save(root.path(), &bad, Keep::Replace)
                .unwrap_err()
                .starts_with("The loop was not saved. An id")
        );
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_loop_is_replaced_and_deleted_where_it_is_and_no_other_file_is_touched() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("loops");
        let file = |name: &str| folder.join(name);
        let read = |name: &str| read_text(&file(name), LIMIT).unwrap();
        let mut mine = Loop::new("mine", "Mine", vec![RoundPlan::new(RoundKind::Culture, 20.0)]);
        replace(&file("by-hand.json"), mine.to_json().as_bytes()).unwrap();
        replace(&file("other.json"), b"{ a slip").unwrap();

        mine.title = "Mine too".to_owned();
        let refused = save(&folder, &mine, Keep::New).unwrap_err();
        assert!(
            refused.contains("is already in") && refused.contains("by-hand.json"),
            "{refused}"
        );
        assert!(!read("by-hand.json").unwrap().contains("Mine too"));
        assert_eq!(save(&folder, &mine, Keep::Replace).unwrap(), file("by-hand.json"));
        assert!(read("by-hand.json").unwrap().contains("Mine too"));

        let other = Loop::new("other", "Other", vec![RoundPlan::new(RoundKind::Culture, 8.0)]);
        assert_eq!(
            save(&folder, &other, Keep::Replace).unwrap(),
            file("other-2.json")
        );
        assert_eq!(read("other.json").unwrap(), "{ a slip");

        assert_eq!(delete(&folder, "mine").unwrap(), file("by-hand.json"));
        assert_eq!(read("by-hand.json"), None);
        assert!(delete(&folder, "mine").unwrap_err().contains("any more"));
        assert!(delete(&folder, "onsite").is_err(), "what is built in has no file");
        assert_eq!(read("other.json").unwrap(), "{ a slip");
    }

    #[test]
    fn where_every_name_is_taken_nothing_is_written_over() {
        let root = tempfile::tempdir().unwrap();
        let name = |number| match number {
            1 => "mine.json".to_owned(),
            number => format!("mine-{number}.json"),
        };
        for number in 1..=MOST {
            replace(&root.path().join(name(number)), b"{ a slip").unwrap();
        }
        let mine = Loop::new("mine", "Mine", vec![RoundPlan::new(RoundKind::Culture, 20.0)]);
        let refused = save(root.path(), &mine, Keep::New).unwrap_err();
        assert!(
            refused.contains("mine.json is there") && refused.contains("another id"),
            "{refused}"
        );
        for number in 1..=MOST {
            let text = read_text(&root.path().join(name(number)), LIMIT).unwrap();
            assert_eq!(text.as_deref(), Some("{ a slip"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_that_is_a_link_is_read_and_not_written_through() {
        let root = tempfile::tempdir().unwrap();
        let (folder, synced) = (root.path().join("loops"), root.path().join("synced.json"));
        let mut mine = Loop::new("mine", "Mine", vec![RoundPlan::new(RoundKind::Culture, 20.0)]);
        save(&folder, &mine, Keep::New).unwrap();
        std::fs::rename(folder.join("mine.json"), &synced).unwrap();
        std::os::unix::fs::symlink(&synced, folder.join("mine.json")).unwrap();
        assert_eq!(load_all(&folder).0.last().map(Loop::name), Some("Mine"));
        mine.title = "Mine too".to_owned();
        let refused = save(&folder, &mine, Keep::Replace).unwrap_err();
        assert!(
            refused.contains("mine.json is a link to ") && refused.contains("synced.json"),
            "{refused}"
        );
        assert!(folder.join("mine.json").is_symlink());
        assert_eq!(load_all(&folder).0.last().map(Loop::name), Some("Mine"));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "([a-z_\"\\[\\]{}:, \n0-9.-]|\\PC){0,200}") {
            parse(&text, Path::new("own.json"));
        }

        #[test]
        fn a_good_file_with_any_bytes_put_in_never_panics(at in 0usize..400, put in "[\"{}\\[\\],:a1]{1,4}") {
            let (_, good) = BUILT_IN[1];
            let mut text = good.to_owned();
            text.insert_str(at.min(good.len()), &put);
            let (plan, problems) = parse(&text, Path::new("own.json"));
            prop_assert!(plan.is_some() || !problems.is_empty());
        }
    }
}
