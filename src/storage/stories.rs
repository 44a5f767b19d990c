//! `stories.json`: the person's stories. Read as a whole, changed story by story under a lock, so that two
//! hotseats at once keep each other's. Nothing a person wrote is overwritten: a file that cannot be read is
//! left as it is and a new one begun beside it, and a story that was changed outside meanwhile is kept
//! beside the one that is saved.

use std::path::{Path, PathBuf};

use super::place::{located, read_text, shown};
use super::settings::{locked, replace_own};
use crate::domain::story::{FORMAT, MOST, Stories, Story, check};

/// No file of stories is larger; one that would be is not written.
const LIMIT: u64 = 8 << 20;

/// Names tried where files before them cannot be read.
const MOST_FILES: u32 = 100;

/// The stories there are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    pub stories: Vec<Story>,
    /// What could not be read, in sentences.
    pub problems: Vec<String>,
}

/// What saving a story came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Saved {
    /// The story as somebody else left it meanwhile: kept beside the one saved, under an id of its own.
    pub other: Option<Story>,
    /// What has to be known, in a sentence.
    pub said: Option<String>,
}

/// What deleting a story came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Deleted {
    Gone,
    /// It was changed outside meanwhile and stays, as it is there.
    Changed(Box<Story>),
}

/// The file that is used, and those before it that cannot be.
struct Found {
    file: PathBuf,
    stories: Stories,
    problems: Vec<String>,
}

/// Reads the stories; without a file there are none. Where the file cannot be read, the first of
/// `stories-2.json`, … that can be takes its place.
pub fn read(file: &Path) -> Read {
    match find(file) {
        Ok(found) => {
            let mut problems = found.problems;
            if let Some(first) = problems.first_mut() {
                first.push_str(&format!(
                    " It is left as it is; until it is mended your stories are in {}.",
                    shown(&found.file)
                ));
            } else if numbered(file, 2).exists() {
                problems.push(format!(
                    "{} was written while {} could not be read, and is not read now: move its stories there.",
                    shown(&numbered(file, 2)),
                    shown(file)
                ));
            }
            Read {
                stories: found.stories.stories,
                problems,
            }
        }
        Err(problems) => Read {
            stories: Vec::new(),
            problems,
        },
    }
}

/// Puts a story in the place of the one of its id, or at the end. `known` is the story as it was read or
/// saved last: where the file has it otherwise, somebody changed it meanwhile. The error is a sentence;
/// then nothing was written.
pub fn save(file: &Path, story: &Story, known: Option<&Story>) -> Result<Saved, String> {
    let _held = locked(file)?;
    let mut found = find(file).map_err(|problems| problems.join(" "))?;
    let stories = &mut found.stories.stories;
    let mut saved = Saved::default();
    match stories.iter().position(|there| there.id == story.id) {
        Some(at) if stories[at] == *story => {}
        Some(at) => {
            let there = std::mem::replace(&mut stories[at], story.clone());
            if known != Some(&there) {
                let other = beside(there, stories);
                saved.said = Some(format!(
                    "{} was changed elsewhere meanwhile; that version is kept beside yours.",
                    other.name()
                ));
                stories.insert(at + 1, other.clone());
                saved.other = Some(other);
            }
        }
        None if stories.len() >= MOST => {
            return Err(format!(
                "{}: {MOST} stories are the most, and this one was not saved.",
                shown(&found.file)
            ));
        }
        None => stories.push(story.clone()),
    }
    write(&found)?;
    if saved.said.is_none() && !found.problems.is_empty() {
        saved.said = Some(format!("Saved in {}.", shown(&found.file)));
    }
    Ok(saved)
}

/// Removes a story, unless it was changed since it was `known`. The error is a sentence.
pub fn delete(file: &Path, id: &str, known: Option<&Story>) -> Result<Deleted, String> {
    let _held = locked(file)?;
    let mut found = find(file).map_err(|problems| problems.join(" "))?;
    let stories = &mut found.stories.stories;
    let Some(at) = stories.iter().position(|there| there.id == id) else {
        return Ok(Deleted::Gone);
    };
    if known.is_some_and(|known| *known != stories[at]) {
        return Ok(Deleted::Changed(Box::new(stories[at].clone())));
    }
    stories.remove(at);
    write(&found)?;
    Ok(Deleted::Gone)
}

fn write(found: &Found) -> Result<(), String> {
    let mut bytes = serde_json::to_vec_pretty(&found.stories)
        .expect("strings, lists and maps with string keys serialise");
    bytes.push(b'\n');
    if bytes.len() as u64 > LIMIT {
        return Err(format!(
            "{} would be larger than {} MiB and was not written: shorten or delete stories.",
            shown(&found.file),
            LIMIT >> 20
        ));
    }
    replace_own(&found.file, &bytes)
}

/// Finds the file that can be read and written.
fn find(file: &Path) -> Result<Found, Vec<String>> {
    let mut problems = Vec::new();
    for number in 1..=MOST_FILES {
        let file = numbered(file, number);
        match read_one(&file) {
            Ok(stories) => {
                return Ok(Found {
                    file,
                    stories,
                    problems,
                });
            }
            Err(problem) => problems.push(problem),
        }
    }
    Err(problems)
}

/// Returns `stories.json`, `stories-2.json`, …
fn numbered(file: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return file.to_owned();
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}-{number}.json"))
}

fn read_one(file: &Path) -> Result<Stories, String> {
    #[derive(serde::Deserialize)]
    struct Head {
        format: u32,
    }
    let Some(text) = read_text(file, LIMIT)? else {
        return Ok(Stories::default());
    };
    if let Ok(Head { format }) = serde_json::from_str::<Head>(&text)
        && format > FORMAT
    {
        return Err(format!(
            "{}: It has format {format}, which a newer hotseat wrote.",
            shown(file)
        ));
    }
    let stories: Stories = serde_json::from_str(&text).map_err(|error| {
        let why = error.to_string();
        let why = why.split(" at line ").next().unwrap_or(&why);
        format!(
            "{}:{}:{}: These are no stories as hotseat writes them: {}.",
            shown(file),
            error.line(),
            error.column(),
            crate::domain::plain::clean_line(why)
        )
    })?;
    match check(&stories).into_iter().next() {
        Some((at, sentence)) => {
            // Of two that are the same, the second is the one too many.
            let at = text.rfind(&at).unwrap_or(0);
            Err(located(file, &text, at, &sentence))
        }
        None => Ok(stories),
    }
}

/// Gives a story that stays beside another an id and a title of its own.
fn beside(mut story: Story, stories: &[Story]) -> Story {
    let stem: String = story.id.chars().take(56).collect();
    for number in 2.. {
        let id = format!("{stem}-{number}");
        if stories.iter().all(|known| known.id != id) {
            story.id = id;
            break;
        }
    }
    let title: String = story.name().chars().take(100).collect();
    story.title = format!("{title} (other version)");
    story
}

#[cfg(test)]
mod tests {
    use super::super::settings::replace;
    use super::*;

    fn story(id: &str, title: &str) -> Story {
        let mut story = Story::new(id.to_owned(), jiff::civil::date(2026, 11, 28));
        story.title = title.to_owned();
        story
    }

    fn place(text: Option<&str>) -> (tempfile::TempDir, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("data/stories.json");
        if let Some(text) = text {
            replace(&file, text.as_bytes()).unwrap();
        }
        (root, file)
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_a_link_is_read_and_not_written_through() {
        let (root, file) = place(None);
        save(&file, &story("a", "First"), None).unwrap();
        let synced = root.path().join("synced.json");
        std::fs::rename(&file, &synced).unwrap();
        std::os::unix::fs::symlink(&synced, &file).unwrap();
        let refused = save(&file, &story("b", "Second"), None).unwrap_err();
        assert!(
            refused.contains("stories.json is a link to ") && refused.contains("synced.json"),
            "{refused}"
        );
        assert!(delete(&file, "a", None).is_err());
        assert!(file.is_symlink());
        assert_eq!(read(&file).stories, [story("a", "First")]);
    }

    #[test]
    fn without_a_file_there_are_none_and_what_is_saved_comes_back() {
        let (_root, file) = place(None);
        assert_eq!(read(&file), Read::default());
        let mut first = story("a", "First");
        assert_eq!(save(&file, &first, None), Ok(Saved::default()));
        assert_eq!(save(&file, &story("b", "Second"), None), Ok(Saved::default()));
        let known = first.clone();
        first.result = "It shipped.".to_owned();
        assert_eq!(save(&file, &first, Some(&known)), Ok(Saved::default()));
        let there = read(&file);
        assert_eq!(there.stories, [first.clone(), story("b", "Second")]);
        assert_eq!(delete(&file, "a", Some(&first)), Ok(Deleted::Gone));
        assert_eq!(read(&file).stories.len(), 1);
        assert_eq!(delete(&file, "a", None), Ok(Deleted::Gone));
    }

    #[test]
    fn fields_of_a_newer_program_stay() {
        let (_root, file) = place(Some(
            r#"{"format":1,"stories":[{"id":"a","mood":3},{"id":"b"}],"later":true}"#,
        ));
        let mut first = read(&file).stories[0].clone();
        let known = first.clone();
        first.title = "A".to_owned();
        save(&file, &first, Some(&known)).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(
            text.contains("\"mood\": 3") && text.contains("\"later\": true"),
            "{text}"
        );
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_place_and_never_overwritten() {
        for (text, place_and_words) in [
            ("{\"format\": 1,\n oops", "stories.json:2:2: These are no stories"),
            (
                "{\"format\": 1, \"stories\": [{\"id\": \"a\"},\n {\"id\": \"a\"}]}",
                "stories.json:2:9: Two stories have the id `a`.",
            ),
            (
                "{\"format\": 2, \"stories\": {}}",
                "stories.json: It has format 2",
            ),
            ("[]", "stories.json:1:0: These are no stories"),
        ] {
            let (_root, file) = place(Some(text));
            let there = read(&file);
            assert!(there.stories.is_empty());
            let said = &there.problems[0];
            assert!(said.contains(place_and_words), "{said}");
            assert!(said.contains("until it is mended your stories are in"), "{said}");
            let saved = save(&file, &story("mine", "Mine"), None).unwrap();
            assert!(saved.said.unwrap().ends_with("stories-2.json."));
            save(&file, &story("more", "More"), None).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
            assert_eq!(read(&file).stories.len(), 2, "and they are read from there");
            replace(&file, b"{\"format\":1}").unwrap();
            let mended = read(&file);
            assert!(mended.stories.is_empty());
            assert!(mended.problems[0].contains("stories-2.json was written while"));
        }
    }

    #[test]
    fn a_story_changed_elsewhere_meanwhile_is_kept_beside_the_one_saved() {
        let (_root, file) = place(None);
        let known = story("a", "A");
        save(&file, &known, None).unwrap();
        let mut theirs = known.clone();
        theirs.task = "theirs".to_owned();
        save(&file, &theirs, Some(&known)).unwrap();
        let mut mine = known.clone();
        mine.task = "mine".to_owned();
        let saved = save(&file, &mine, Some(&known)).unwrap();
        let other = saved.other.unwrap();
        assert_eq!((other.id.as_str(), other.task.as_str()), ("a-2", "theirs"));
        assert_eq!(other.title, "A (other version)");
        assert!(saved.said.unwrap().contains("changed elsewhere"));
        assert_eq!(read(&file).stories, [mine.clone(), other]);
        assert_eq!(
            delete(&file, "a", Some(&known)),
            Ok(Deleted::Changed(Box::new(mine.clone())))
        );
        assert_eq!(delete(&file, "a", Some(&mine)), Ok(Deleted::Gone));
    }

    #[test]
    fn stories_saved_at_once_are_all_kept() {
        let (_root, file) = place(None);
        std::thread::scope(|scope| {
            for number in 0..8 {
                let file = &file;
                scope.spawn(move || save(file, &story(&format!("s{number}"), "S"), None).unwrap());
            }
        });
        assert_eq!(read(&file).stories.len(), 8);
    }

    #[test]
    fn a_file_that_would_be_too_large_to_read_again_is_not_written() {
        let (_root, file) = place(None);
        let mut large = story("a", "A");
        large.action = "a".repeat(LIMIT as usize);
        let said = save(&file, &large, None).unwrap_err();
        assert!(said.contains("would be larger than 8 MiB"), "{said}");
        assert!(!file.exists());
    }
}
