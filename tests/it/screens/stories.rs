//! The scenes of the story bank: none yet, seven of them, one being written, the matrix, and stories beside
//! a culture question.

use hotseat::app::effect::Effect;
use hotseat::app::msg::{Msg, StoryNews};
use hotseat::domain::bank::QuestionName;
use hotseat::domain::story::{Story, StoryUse};
use hotseat::domain::summary::SessionSummary;

use super::rounds;
use super::world::{World, history};
use crate::script::Script;

/// Title, competencies and tags, and the four told parts.
type Written = (
    &'static str,
    &'static [&'static str],
    &'static str,
    [&'static str; 4],
    &'static str,
);

const STORIES: [Written; 7] = [
    (
        "WER regression before launch",
        &["CONF", "RIG"],
        "speech",
        [
            "In March our streaming recogniser was two weeks from launch. My lead wanted to ship the new conformer; on \
our dev set it was 0.6 WER points better.",
            "I owned evaluation. I had to decide whether to sign off the release.",
            "I had looked at the errors by device and saw the gain came from one headset. I did not argue in the \
meeting; I asked for two days, and wrote down first what result would change my mind.\n\nI re-cut the test set by \
microphone and accent, and ran both models blind with a paired bootstrap.",
            "We shipped the old model and fixed the far-field data first.",
        ],
        "1.9 WER points worse on far-field speech, 95 % interval 1.2 to 2.6",
    ),
    (
        "Dropping the GAN vocoder",
        &["CONF", "INFL"],
        "",
        [
            "Half a year of a colleague's work stood in the vocoder.",
            "I had to say that it would not ship.",
            "I put three months of listening tests beside the cost of training, and asked him to read them before we met.",
            "He moved to the codec, and we shipped in May.",
        ],
        "",
    ),
    (
        "Label audit with interns",
        &["LEAD", "RIG"],
        "data",
        [
            "Two interns had ten weeks.",
            "",
            "I paired them on an audit of 4,000 labels and reviewed every day at ten.",
            "One of them gave the talk.",
        ],
        "7 % of labels wrong",
    ),
    (
        "The leak I found too late",
        &["FAIL", "OWN", "ETH"],
        "",
        [
            "A speaker stood in both sets.",
            "",
            "I told everyone who had cited the number.",
            "",
        ],
        "",
    ),
    (
        "Two weeks without a metric",
        &["AMB", "PRIO"],
        "",
        ["Nobody could say what a good summary was.", "", "", ""],
        "",
    ),
    (
        "Explaining beam search to sales",
        &["COMM", "USER"],
        "",
        ["A customer asked why the second result was better.", "", "", ""],
        "",
    ),
    (
        "The review that stung",
        &["GROW"],
        "",
        ["My first review of a senior colleague was returned.", "", "", ""],
        "",
    ),
];

/// The question each story was told for, the newest first.
const TOLD: [(&str, usize); 6] = [
    ("cul-disagree-manager", 1),
    ("cul-convince-sceptics", 1),
    ("cul-difficult-collaborator", 1),
    ("cul-leak-found-late", 3),
    ("cul-disagree-manager", 0),
    ("cul-mentoring", 2),
];

fn stories(world: &World) -> Vec<Story> {
    let written = STORIES.iter().enumerate();
    written
        .map(|(index, (title, competencies, tag, told, figures))| {
            let mut story = Story::new(format!("story-{index}"), jiff::civil::date(2026, 11, 20));
            story.title = world.typed(title);
            story.competencies = competencies.iter().map(|code| (*code).to_owned()).collect();
            story.tags = Some(*tag)
                .filter(|tag| !tag.is_empty())
                .map(str::to_owned)
                .into_iter()
                .collect();
            let [situation, task, action, result] = told.map(|text| world.typed(text));
            (story.situation, story.task) = (situation, task);
            (story.action, story.result) = (action, result);
            story.figures = world.typed(figures);
            story
        })
        .collect()
}

fn told_before(world: &World) -> Vec<SessionSummary> {
    let mut sessions = history();
    for ((question, story), session) in TOLD.iter().zip(&mut sessions) {
        let name = world.catalog.resolve(question).expect("the question is known");
        session.stories = vec![StoryUse {
            question: QuestionName::new(&name.name.bank, &name.name.question),
            story: format!("story-{story}"),
        }];
    }
    sessions
}

fn read(world: &World, script: &mut Script, stories: Vec<Story>) {
    script.send(Msg::History(told_before(world)));
    script.send(Msg::Stories(StoryNews::Read {
        stories,
        problems: Vec::new(),
    }));
}

pub fn empty(world: &World, width: u16, height: u16) -> Script {
    let mut script = world.home(width, height, Vec::new());
    read(world, &mut script, Vec::new());
    script.keys("End Up Enter");
    script
}

pub fn full(world: &World, width: u16, height: u16) -> Script {
    let mut script = world.home(width, height, history());
    read(world, &mut script, stories(world));
    script.keys("End Up Enter");
    script
}

/// In the action of the first story, all of it on disk.
pub fn writing(world: &World, width: u16, height: u16) -> Script {
    let mut script = full(world, width, height);
    script
        .keys("Enter Tab Tab ctrl-End")
        .text(" I showed my lead the");
    script.seconds(1);
    let task = script.effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveStory { task, .. } => Some(*task),
        _ => None,
    });
    script.send(Msg::Stories(StoryNews::Saved {
        task: task.expect("what was typed is saved"),
        other: None,
        said: None,
    }));
    script
}

pub fn matrix(world: &World, width: u16, height: u16) -> Script {
    let mut script = full(world, width, height);
    script.keys("Tab Down");
    script
}

/// A culture question with the stories beside it.
pub fn beside(world: &World, width: u16, height: u16) -> Script {
    let mut script = rounds::culture_fresh(world, width, height);
    read(world, &mut script, stories(world));
    script.keys("Tab shift-Tab").seconds(20);
    script
}

pub fn tell(world: &World, width: u16, height: u16) -> Script {
    let mut script = beside(world, width, height);
    script.keys("F5 Down");
    script
}

pub fn told(world: &World, width: u16, height: u16) -> Script {
    let mut script = beside(world, width, height);
    script.keys("F5 Enter").seconds(2);
    script
}
