//! What is kept of a large collection is taken, and only while it is true.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::domain::catalog::{Catalog, Tables};
use crate::storage::banks::FileProblem;
use crate::storage::banks::shelve::shelves;

struct World {
    home: TempDir,
}

impl World {
    /// Two banks, the first of them large.
    fn new() -> Self {
        let world = Self {
            home: TempDir::new().unwrap(),
        };
        fs::create_dir(world.banks()).unwrap();
        world.write("large", 3, usize::try_from(LARGE).unwrap() / 3);
        world.write("small", 2, 1);
        world
    }

    fn banks(&self) -> PathBuf {
        self.home.path().join("banks")
    }

    fn cache(&self) -> PathBuf {
        self.home.path().join("cache")
    }

    fn write(&self, id: &str, questions: usize, blanks: usize) {
        let blank = " ".repeat(blanks);
        let question = |at| {
            format!(
                r#"{{"id": "{id}-{at}", "round": "ml_theory", "topic": "losses", "difficulty": "easy", "minutes": 5,{blank}
                "prompt": "Why {at}?", "rubric": [{{"id": "clear", "criterion": "Clear", "weight": 1,
                "levels": ["a", "b", "c", "d", "e"]}}]}}"#
            )
        };
        let questions: Vec<String> = (0..questions).map(question).collect();
        let text = format!(
            r#"{{"format": 1, "id": "{id}", "title": "Of {id}", "questions": [{}]}}"#,
            questions.join(",")
        );
        fs::write(self.banks().join(format!("{id}.json")), text).unwrap();
    }

    fn load(&self) -> (Catalog, Vec<FileProblem>) {
        let (shelves, problems) = shelves(&self.banks(), Some(&self.cache()), &Tables::default());
        (Catalog::of(Vec::new(), shelves, Tables::default()), problems)
    }

    fn kept(&self) -> Vec<PathBuf> {
        let Ok(folders) = fs::read_dir(self.cache()) else {
            return Vec::new();
        };
        let mut kept: Vec<PathBuf> = folders
            .flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap())
            .map(|file| file.unwrap().path())
            .collect();
        kept.sort();
        kept
    }

    /// Lets the clock of the file system go on.
    fn later(&self) {
        for file in self.kept() {
            let file = File::options().write(true).open(file).unwrap();
            file.set_modified(SystemTime::now() + 2 * TICK).unwrap();
        }
    }

    /// Makes what is kept of a bank say something else, so that it is seen whether it is taken.
    fn forge(&self, bank: &str, from: &str, to: &str) {
        let file = self.kept().into_iter().find(|file| file.ends_with(bank)).unwrap();
        let json = fs::read_to_string(&file).unwrap()[9..].replace(from, to);
        fs::write(file, check_sum(json.as_bytes()) + &json).unwrap();
        self.later();
    }
}

fn titles(catalog: &Catalog) -> Vec<&str> {
    let mut titles: Vec<&str> = catalog.entries().iter().map(|entry| &*entry.bank_title).collect();
    titles.dedup();
    titles
}

#[test]
fn what_was_made_of_a_large_collection_is_taken_the_next_time() {
    let world = World::new();
    let (first, problems) = world.load();
    assert_eq!(
        (first.counts().questions, problems.len(), world.kept().len()),
        (5, 0, 2)
    );
    world.later();
    let (second, _) = world.load();
    assert!(first == second, "compared without reading");
    assert!(second.entries().iter().all(|entry| !entry.question.is_read()));
    assert_eq!(second.resolve("large-2").unwrap().question.prompt, "Why 2?");
    world.forge("small.json", "Of small", "As kept");
    assert_eq!(titles(&world.load().0), ["Of large", "As kept"]);
}

#[test]
fn what_is_not_of_this_very_file_is_made_again() {
    let world = World::new();
    world.load();
    world.forge("small.json", "Of small", "As kept");
    world.write("small", 2, 1);
    let (catalog, _) = world.load();
    assert_eq!(
        titles(&catalog),
        ["Of large", "Of small"],
        "written anew, the same bytes"
    );
    // In the moment in which it was written it could be written again and look the same.
    world.forge("small.json", "Of small", "As kept");
    for file in world.kept() {
        File::options()
            .write(true)
            .open(file)
            .unwrap()
            .set_modified(SystemTime::now())
            .unwrap();
    }
    assert_eq!(titles(&world.load().0), ["Of large", "Of small"], "too young");
    for damage in [
        |text: &mut String| text.clear(),
        |text: &mut String| text.truncate(text.len() / 2),
        |text: &mut String| *text = text.replacen("Of small", "Of smell", 1),
        |text: &mut String| {
            let json = text[9..].replacen(env!("CARGO_PKG_VERSION"), "another", 1);
            let json = json.replacen("Of small", "As kept", 1);
            *text = check_sum(json.as_bytes()) + &json;
        },
    ] {
        let file = world
            .kept()
            .into_iter()
            .find(|file| file.ends_with("small.json"))
            .unwrap();
        let mut text = fs::read_to_string(&file).unwrap();
        damage(&mut text);
        fs::write(&file, text).unwrap();
        world.later();
        assert_eq!(titles(&world.load().0), ["Of large", "Of small"]);
    }
}

#[test]
fn a_question_is_found_by_its_id_where_the_file_has_changed_since() {
    let world = World::new();
    let (catalog, _) = world.load();
    world.write("small", 2, 40);
    assert_eq!(catalog.resolve("small-1").unwrap().question.prompt, "Why 1?");
    fs::remove_file(world.banks().join("small.json")).unwrap();
    let gone = &catalog.resolve("small-0").unwrap().question.prompt;
    assert!(gone.contains("could not be read"), "{gone}");
}

#[test]
fn nothing_is_kept_of_a_small_collection_of_code_or_of_what_is_gone() {
    let world = World::new();
    let code = include_str!("../../../../tests/fixtures/banks/good.json");
    fs::write(world.banks().join("good.json"), code).unwrap();
    let (catalog, problems) = world.load();
    assert!(problems.is_empty() && catalog.counts().banks == 3, "{problems:?}");
    let names = |world: &World| -> Vec<_> {
        world
            .kept()
            .iter()
            .map(|file| file.file_name().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&world), ["large.json", "small.json"]);
    fs::remove_file(world.banks().join("small.json")).unwrap();
    world.load();
    assert_eq!(names(&world), ["large.json"]);
    let small = World::new();
    fs::remove_file(small.banks().join("large.json")).unwrap();
    small.load();
    assert!(small.kept().is_empty());
}
