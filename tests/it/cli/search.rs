//! `hotseat sessions search`: what is found, how it is told, and that the cache it keeps may be missing,
//! damaged or not be written.

use super::sessions::{WHOLE, records};
use super::{World, assert_safe, fields};

const OTHER: &str = "2026-11-24-0800-first-0002";

impl World {
    fn searched(&self) {
        self.session(WHOLE, &records("v1-theory"));
        self.session(OTHER, &records("v1-strict"));
    }

    fn index(&self) -> Vec<std::path::PathBuf> {
        std::fs::read_dir(self.path("cache/hotseat"))
            .map(|files| files.map(|file| file.unwrap().path()).collect())
            .unwrap_or_default()
    }
}

#[test]
fn what_is_found_is_told_newest_first_with_its_place() {
    let world = World::new();
    world.searched();
    insta::assert_snapshot!(world.run(&["sessions", "search", "likelihood"]).ok(), @r"
    session                     question                  field   text
    2026-11-23-2114-first-3f9a  theory-foundations/th-ce  answer  We maximise the likelihood — of the labels. Its log is a sum.
    ");
    let first = world.run(&["sessions", "search", "--limit", "1", "cross-ent"]);
    insta::assert_snapshot!(first.out, @r"
    session                     question                  field   text
    2026-11-24-0800-first-0002  theory-foundations/th-ce  prompt  Why cross-entropy?
    ");
    assert_eq!(
        first.err,
        "The first of more: --limit shows them, another word leaves fewer.\n"
    );
    let json = world
        .run(&["sessions", "search", "Cross", "entropy", "--json"])
        .json(0);
    assert_eq!(fields(&json), ["format", "text", "sessions", "hits", "more"]);
    assert_eq!(json["text"], "Cross entropy");
    assert_eq!(json["sessions"], 2);
    let hit = &json["hits"][0];
    assert_eq!(
        fields(hit),
        [
            "session", "attempt", "question", "place", "field", "snippet", "matches"
        ]
    );
    let snippet = hit["snippet"].as_str().unwrap();
    for matched in hit["matches"].as_array().unwrap() {
        let [start, end] = [0, 1].map(|at| matched[at].as_u64().unwrap() as usize);
        assert!(["cross", "entropy"].contains(&snippet[start..end].to_lowercase().as_str()));
    }
}

#[test]
fn nothing_found_says_what_was_searched() {
    let world = World::new();
    assert_eq!(
        world.run(&["sessions", "search", "loss"]).words(1),
        "No sessions yet. `hotseat start` begins one.\n"
    );
    assert!(!world.path("cache").exists(), "looking makes nothing");
    world.searched();
    assert_eq!(
        world.run(&["sessions", "search", "zyzzyva", "loss"]).words(1),
        "Nothing matches `zyzzyva loss` in 2 sessions: names, topics and prompts of questions, answers, notes, \
         disputes and titles were searched. Every word must stand in the same question and its answer; the last \
         one may be a beginning.\n"
    );
    let json = world.run(&["sessions", "search", "zyzzyva", "--json"]).json(1);
    assert_eq!(json["hits"], serde_json::json!([]));
    assert_eq!(
        world.run(&["sessions", "search", "+ -"]).words(2),
        "hotseat: There is no word in `+ -` to search for.\n  Letters, digits, signs of mathematics and emoji \
         are searched for, other signs are not.\n"
    );
}

#[test]
fn the_cache_may_be_damaged_deleted_or_not_be_written() {
    let world = World::new();
    world.searched();
    let found = world.run(&["sessions", "search", "loss"]).ok();
    assert_safe(&found);
    let [file] = &world.index()[..] else {
        panic!("{:?}", world.index());
    };
    let whole = std::fs::read(file).unwrap();
    for damaged in [&whole[..40], b"", &[0; 200]] {
        std::fs::File::create(file).unwrap();
        world.file(
            &format!("cache/hotseat/{}", file.file_name().unwrap().to_str().unwrap()),
            damaged,
        );
        assert_eq!(world.run(&["sessions", "search", "loss"]).ok(), found);
        assert_eq!(std::fs::read(file).unwrap(), whole);
    }
    std::fs::remove_dir_all(world.path("cache")).unwrap();
    world.file("cache", "a file stands where the directory would be");
    assert_eq!(world.run(&["sessions", "search", "loss"]).ok(), found);
}

#[test]
fn the_time_is_told_where_it_is_asked_for() {
    let world = World::new();
    world.searched();
    let done = world.run(&["sessions", "search", "loss", "--repeat", "3"]);
    assert!(done.err.contains("2 sessions: opened in "), "{}", done.err);
    let json = world
        .run(&["sessions", "search", "loss", "--repeat", "3", "--json"])
        .json(0);
    assert_eq!(fields(&json["times"]), ["opened", "read", "searched"]);
    assert_eq!(json["times"]["searched"].as_array().unwrap().len(), 3);
}
