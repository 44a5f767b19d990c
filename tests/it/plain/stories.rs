//! Stories of one's own in lines.

use hotseat::app::msg::{Msg, StoryNews};
use hotseat::domain::bank::RoundKind;
use hotseat::domain::loops::Loop;
use hotseat::domain::story::Story;

use super::sitter::{Sitter, culture, round};

fn sit(stories: &[(&str, &str)]) -> Sitter {
    let plan = Loop::new("one", "One", vec![round(RoundKind::Culture, 8.0, 1)]);
    let mut sitter = Sitter::new(&plan, &[culture()]);
    let stories = stories
        .iter()
        .map(|(title, competency)| {
            let mut story = Story::new(title.to_lowercase(), jiff::civil::date(2026, 11, 28));
            story.title = (*title).into();
            story.competencies = vec![(*competency).to_owned()];
            story.situation = format!("{title} in March.");
            story.result = "It shipped.".into();
            story
        })
        .collect();
    sitter.send(Msg::Stories(StoryNews::Read {
        stories,
        problems: Vec::new(),
    }));
    sitter
}

#[test]
fn stories_are_listed_and_one_begins_the_answer() {
    let mut sitter = sit(&[("Mentoring", "LEAD"), ("Regression", "CONF")]);
    sitter.lines("It was cold.\n[stories]");
    sitter.says("1. Regression: conflict. It fits, never used, 1 min to tell.");
    sitter.says("2. Mentoring: leading and mentoring. It does not fit, never used, 1 min to tell.");
    sitter.lines("[story 3]");
    sitter.says("There are 2 stories: [stories] lists them");
    sitter.lines("[story 1]");
    sitter.says("Begun with Regression: 2 parts of the answer hold text now");
    sitter.says("It says so far, and what you type is added:");
    assert_eq!(sitter.text("situation"), "It was cold.\n\nRegression in March.");
    assert_eq!(sitter.text("result"), "It shipped.");
    assert_eq!(sitter.attempt().stories, ["regression"]);
    sitter.lines("[stories]");
    sitter.says("1. Regression: conflict. It fits, used 1x, in this answer, 1 min to tell.");
}

#[test]
fn without_stories_it_is_said_where_they_are_written() {
    let mut sitter = sit(&[]);
    sitter.lines("[stories]");
    sitter.says("[stories]: You have no stories yet");
}
