//! The story bank: what is written is saved by itself and never lost, and a story begins an answer without
//! taking anything away.

use hotseat::app::msg::StoryNews;
use hotseat::app::screens::stories::{Side, StoriesScreen, Tab};
use hotseat::domain::story::{MAX_TITLE, Story};

use super::*;

fn stories(script: &Script) -> &StoriesScreen {
    match script.app.screen() {
        Screen::Stories(screen) => screen,
        _ => panic!("the stories are gone"),
    }
}

fn story(id: &str, title: &str, competencies: &[&str]) -> Story {
    let mut story = Story::new(id.to_owned(), jiff::civil::date(2026, 11, 1));
    story.title = title.into();
    story.competencies = competencies.iter().map(|code| (*code).to_owned()).collect();
    story.situation = format!("{title}: in March.");
    story.action = "I asked for two days.".into();
    story.figures = "1.9 points".into();
    story
}

fn read(script: &mut Script, stories: Vec<Story>) {
    script.send(Msg::Stories(StoryNews::Read {
        stories,
        problems: Vec::new(),
    }));
}

/// At the stories, of which there are these.
fn at(list: Vec<Story>) -> Script {
    let mut script = Script::new(120, 40);
    read(&mut script, list);
    script.keys("End Up Enter");
    assert_eq!(scene(&script), "stories");
    script
}

/// What was asked to be saved, in order; each is answered here.
fn saved(script: &mut Script) -> Vec<Story> {
    let effects = std::mem::take(&mut script.effects);
    let mut stories = Vec::new();
    for effect in effects {
        if let Effect::SaveStory { task, story } = effect {
            stories.push(*story);
            script.send(Msg::Stories(StoryNews::Saved {
                task,
                other: None,
                said: None,
            }));
        }
    }
    stories
}

#[test]
fn a_new_story_is_saved_within_half_a_second_of_typing() {
    let mut script = at(Vec::new());
    script.keys("n").text("Leak");
    assert_eq!(saved(&mut script), [], "not at every key");
    script.wait(Duration::from_millis(400));
    let first = saved(&mut script);
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].title, "Leak");
    assert_eq!(first[0].id, "story-20261123-185500");
    assert_eq!(first[0].updated, Some(jiff::civil::date(2026, 11, 23)));
    script.keys("Tab").text("A speaker in both sets.").keys("Tab");
    let second = saved(&mut script);
    assert_eq!(second.len(), 1, "a part that is left is saved at once");
    assert_eq!(second[0].situation, "A speaker in both sets.");
    script.seconds(10);
    assert_eq!(saved(&mut script), [], "and once");
}

#[test]
fn whatever_way_one_leaves_what_was_typed_is_saved_first() {
    for (keys, left) in [
        ("Esc", "stories"),
        ("F2", "stories"),
        ("F6", "stories"),
        ("ctrl-c", "stories"),
        ("Esc Esc", "home"),
        ("ctrl-g z", "stories"),
    ] {
        let mut script = at(vec![story("a", "A", &[])]);
        script.keys("Enter").text(" More.").keys(keys);
        let stories = saved(&mut script);
        assert_eq!(stories.len(), 1, "{keys}");
        assert_eq!(stories[0].situation, "A: in March. More.", "{keys}");
        assert_eq!(scene(&script), left, "{keys}");
    }
    let mut script = at(vec![story("a", "A", &[])]);
    script.keys("Enter").text("!");
    script.send(Msg::Signal(hotseat::app::msg::Signal::End(143)));
    assert_eq!(saved(&mut script)[0].situation, "A: in March.!");
}

#[test]
fn a_story_in_which_nothing_was_written_is_none() {
    let mut script = at(vec![story("a", "A", &[])]);
    script.keys("n Esc");
    assert_eq!(script.app.data.book.list().len(), 1);
    assert_eq!(saved(&mut script), []);
    assert_eq!(stories(&script).side, Side::List);
}

#[test]
fn a_deletion_is_undone_by_a_key() {
    let mut script = at(vec![
        story("a", "A", &[]),
        story("b", "B", &[]),
        story("c", "C", &[]),
    ]);
    script.keys("Down x");
    assert!(
        script
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::DeleteStory { id, .. } if id == "b"))
    );
    assert!(script.screen().contains("B is deleted; u brings it back"));
    script.keys("u");
    let ids: Vec<&str> = script
        .app
        .data
        .book
        .list()
        .iter()
        .map(|story| story.id.as_str())
        .collect();
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(saved(&mut script).len(), 1);
    script.keys("u");
    assert_eq!(saved(&mut script), [], "there is nothing more to bring back");
}

#[test]
fn renaming_selects_the_title_and_names_become_competencies() {
    let mut script = at(vec![story("a", "A", &[])]);
    script.keys("r").text("Better").keys("shift-Tab");
    assert_eq!(saved(&mut script)[0].title, "Better");
    script.text("conflict, rigour, speech").keys("Esc");
    let story = saved(&mut script).remove(0);
    assert_eq!(story.competencies, ["CONF", "RIG"]);
    assert_eq!(story.tags, ["speech"]);
}

#[test]
fn a_text_over_its_limit_is_refused_and_nothing_is_cut() {
    let mut script = at(vec![story("a", "A", &[])]);
    script.keys("r").paste(&"t".repeat(MAX_TITLE + 1));
    assert!(script.screen().contains("Title holds 120 characters at most"));
    script.paste(&"t".repeat(MAX_TITLE - 1)).keys("Esc");
    assert_eq!(saved(&mut script)[0].title.len(), MAX_TITLE - 1);
}

#[test]
fn a_story_that_cannot_be_saved_is_tried_again_and_quitting_asks() {
    let mut script = at(vec![story("a", "A", &[])]);
    script.keys("Enter").text("!").keys("F2");
    let task = script.effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveStory { task, .. } => Some(*task),
        _ => None,
    });
    let sentence = "stories.json could not be written: No space left on device.".to_owned();
    script.send(Msg::Stories(StoryNews::Failed {
        task: task.unwrap(),
        sentence,
    }));
    assert!(script.screen().contains("! not saved"));
    script.effects.clear();
    script.seconds(4);
    assert!(
        script
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::SaveStory { .. })),
        "tried again"
    );
    script.keys("ctrl-c");
    assert_eq!(overlay(&script), "confirm");
    script.keys("w");
    let rescued = script.effects.iter().any(|effect| {
        matches!(effect, Effect::Rescue { folder, text, .. } if folder == "stories" && text.contains("A: in March.!"))
    });
    assert!(rescued);
    saved(&mut script);
    assert!(!script.screen().contains("! not saved"));
    script.keys("ctrl-c");
    assert_eq!(overlay(&script), "none", "saved now, quitting does not ask");
}

#[test]
fn a_version_somebody_else_left_joins_the_list() {
    let mut script = at(vec![story("a", "A", &[])]);
    script.keys("Enter").text("!").keys("F2");
    let task = script.effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveStory { task, .. } => Some(*task),
        _ => None,
    });
    script.send(Msg::Stories(StoryNews::Saved {
        task: task.unwrap(),
        other: Some(Box::new(story("a-2", "A (other version)", &[]))),
        said: Some("A was changed elsewhere meanwhile; that version is kept beside yours.".to_owned()),
    }));
    assert!(script.screen().contains("A (other version)"));
    assert!(script.screen().contains("kept beside yours"));
}

#[test]
fn the_matrix_has_the_cursor_of_the_list_and_opens_what_it_stands_on() {
    let mut script = at(vec![story("a", "First", &["CONF"]), story("b", "Second", &[])]);
    script.keys("Tab Down");
    assert_eq!(stories(&script).tab, Tab::Matrix);
    let screen = script.screen();
    assert!(screen.contains("! No story for ownership"), "{screen}");
    script.keys("Enter");
    assert_eq!(
        (stories(&script).tab, stories(&script).side),
        (Tab::Stories, Side::Story)
    );
    script.text("?").keys("Esc");
    assert_eq!(saved(&mut script)[0].id, "b");
}

/// In a culture question that looks for conflict, with these stories.
fn asked_for_conflict(list: Vec<Story>) -> Script {
    let bank: Bank = serde_json::from_value(json!({
        "format": 1, "id": "b", "title": "B", "questions": [{
            "id": "cul", "round": "culture", "topic": "conflict", "difficulty": "easy", "minutes": 8, "prompt": "Tell me.",
            "rubric": [{ "id": "r", "criterion": "R", "weight": 1, "levels": ["0", "1", "2", "3", "4"] }],
            "competencies": ["CONF"],
        }],
    }))
    .unwrap();
    let mut script = Script::with(120, 40, Config::default(), hotseat::app::Goal::Home);
    script.send(Msg::Banks(Banks {
        catalog: Arc::new(Catalog::new(vec![bank], Vec::new(), Tables::default())),
        loops: Vec::new(),
        problems: Vec::new(),
    }));
    read(&mut script, list);
    script.keys("/").text("cul").keys("Enter");
    assert_eq!(scene(&script), "asking");
    script
}

#[test]
fn a_story_fills_what_is_empty_and_stands_below_what_is_written() {
    let other = story("other", "Mentoring", &["LEAD"]);
    let fits = story("fits", "Regression", &["CONF"]);
    let mut script = asked_for_conflict(vec![other, fits.clone()]);
    let screen = script.screen();
    assert!(
        screen.contains("Your stories") && screen.contains("1 fits"),
        "{screen}"
    );
    script.text("It was March.").seconds(1).keys("F5");
    assert_eq!(overlay(&script), "tell");
    script.keys("Enter");
    assert_eq!(overlay(&script), "none");
    assert_eq!(
        shown(&script, "situation"),
        "It was March.\n\nRegression: in March."
    );
    assert_eq!(shown(&script, "action"), fits.action);
    assert_eq!(shown(&script, "result"), "1.9 points");
    assert_eq!(shown(&script, "task"), "");
    assert_eq!(attempt(&script).stories, ["fits"]);
    assert_eq!(script.app.data.book.list()[1], fits, "the story stays as it is");
    assert_eq!(saved(&mut script), []);
    script.keys("F5 Enter");
    assert_eq!(
        shown(&script, "action"),
        fits.action,
        "what stands there is not added again"
    );
    assert_eq!(attempt(&script).stories, ["fits"]);
    script.keys("ctrl-z");
    assert_eq!(shown(&script, "situation"), "It was March.", "one step of undo");
}

#[test]
fn a_story_told_is_in_the_record_before_its_text() {
    let mut script = asked_for_conflict(vec![story("fits", "Regression", &["CONF"])]);
    script.text("x").keys("F5 Enter");
    let tail: Vec<String> = names(&script);
    let used = tail.iter().position(|name| name == "StoryUsed").unwrap();
    assert_eq!(tail[used - 1], "Edited", "what was typed before it");
    assert_eq!(&tail[used + 1..], ["Edited"; 3]);
    assert_fold(&script);
    assert!(script.screen().contains("in this answer"));
}

#[test]
fn stories_are_offered_only_where_one_answers_with_them() {
    let mut script = asked_for_conflict(Vec::new());
    script.keys("F5");
    assert_eq!(overlay(&script), "none", "there is none");
    let mut script = asked_for_conflict(vec![story("a", "A", &[])]);
    script.keys("F2 F5");
    assert_eq!(overlay(&script), "none", "the answer is closed");
    let mut script = one();
    read(&mut script, vec![story("a", "A", &[])]);
    script.keys("F5");
    assert_eq!(overlay(&script), "none", "a theory question");
    script.keys("ctrl-g y");
    assert_eq!(scene(&script), "asking", "the clock runs: the stories wait");
}

#[test]
fn the_palette_finds_the_stories_from_home() {
    let mut script = Script::new(120, 40);
    read(&mut script, vec![story("a", "A", &[])]);
    script.keys("/").text("your stories").keys("Enter");
    assert_eq!(scene(&script), "stories");
    script.keys("Esc");
    assert_eq!(scene(&script), "home");
}
