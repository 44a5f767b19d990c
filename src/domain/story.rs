//! The story bank of the culture round: stories in the person's own words, what each is good for, how long
//! it takes to tell, and which competencies have none. `docs/formats.md`, Stories.

mod matrix;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::bank::QuestionName;
use super::fields;
use super::plain;

pub use matrix::{Cell, Column, MOST_SHARE, Matrix, Row, Told, matrix};

/// The format of `stories.json` this program writes and the highest it reads.
pub const FORMAT: u32 = 1;

/// Stories one file may hold.
pub const MOST: usize = 1000;
/// Characters of a title.
pub const MAX_TITLE: usize = 120;
/// Bytes of each text of a story.
pub const MAX_TEXT: usize = 64 * 1024;
/// Competencies of a story, and tags.
pub const MAX_NAMES: usize = 40;
/// Characters of a competency or a tag.
pub const MAX_NAME: usize = 64;

/// Words a minute that are spoken.
const WORDS_A_MINUTE: f64 = 140.0;
/// Characters a minute of scripts that are written without spaces.
const CHARACTERS_A_MINUTE: f64 = 240.0;

/// One story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Given once and never changed: the history hangs on it.
    pub id: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub situation: String,
    #[serde(default)]
    pub task: String,
    #[serde(default)]
    pub action: String,
    #[serde(default)]
    pub result: String,
    /// The result in numbers.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub figures: String,
    /// Codes as the banks use them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub competencies: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The day of the last change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<Date>,
    /// Fields of a newer program.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// `stories.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stories {
    pub format: u32,
    #[serde(default)]
    pub stories: Vec<Story>,
    /// Fields of a newer program.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Default for Stories {
    fn default() -> Self {
        Self {
            format: FORMAT,
            stories: Vec::new(),
            other: Map::new(),
        }
    }
}

/// A story told as an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryUse {
    pub question: QuestionName,
    /// Id of the story.
    pub story: String,
}

/// A part of a story that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Title,
    Situation,
    Task,
    Action,
    Result,
    Figures,
    /// Competencies and tags, on one line.
    Names,
}

impl Part {
    pub const ALL: [Self; 7] = [
        Self::Title,
        Self::Situation,
        Self::Task,
        Self::Action,
        Self::Result,
        Self::Figures,
        Self::Names,
    ];

    /// The parts that are the fields of a culture answer.
    pub const TOLD: [Self; 4] = [Self::Situation, Self::Task, Self::Action, Self::Result];

    /// Returns the name of the field of a culture answer it fills, or its own.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Situation => "situation",
            Self::Task => "task",
            Self::Action => "action",
            Self::Result => "result",
            Self::Figures => "figures",
            Self::Names => "competencies",
        }
    }

    /// Returns its name on the screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Situation => "Situation",
            Self::Task => "Task",
            Self::Action => "Action",
            Self::Result => "Result",
            Self::Figures => "Figures",
            Self::Names => "Competencies",
        }
    }

    /// Returns a line on what belongs there.
    pub fn aside(self) -> &'static str {
        match self {
            Self::Title => "A few words you will know it by.",
            Self::Figures => "The result in numbers: before, after, by when.",
            Self::Names => {
                "What it shows, parted by commas: conflict, scientific rigour; other words are tags."
            }
            told => fields::info(super::bank::RoundKind::Culture, told.name()).map_or("", |info| info.aside),
        }
    }

    /// Returns whether it is a text of one line.
    pub fn is_line(self) -> bool {
        matches!(self, Self::Title | Self::Figures | Self::Names)
    }
}

impl Story {
    /// Returns an empty story.
    pub fn new(id: String, today: Date) -> Self {
        Self {
            id,
            title: String::new(),
            situation: String::new(),
            task: String::new(),
            action: String::new(),
            result: String::new(),
            figures: String::new(),
            competencies: Vec::new(),
            tags: Vec::new(),
            updated: Some(today),
            other: Map::new(),
        }
    }

    /// Returns the text of a part as it is written.
    pub fn text(&self, part: Part) -> String {
        match part {
            Part::Title => self.title.clone(),
            Part::Situation => self.situation.clone(),
            Part::Task => self.task.clone(),
            Part::Action => self.action.clone(),
            Part::Result => self.result.clone(),
            Part::Figures => self.figures.clone(),
            Part::Names => {
                let words = self.competencies.iter().map(|code| fields::competency(code));
                let all: Vec<String> = words.chain(self.tags.iter().cloned()).collect();
                all.join(", ")
            }
        }
    }

    /// Takes the text of a part as it was written.
    pub fn set(&mut self, part: Part, text: String) {
        match part {
            Part::Title => self.title = text,
            Part::Situation => self.situation = text,
            Part::Task => self.task = text,
            Part::Action => self.action = text,
            Part::Result => self.result = text,
            Part::Figures => self.figures = text,
            Part::Names => (self.competencies, self.tags) = names(&text, &self.competencies),
        }
    }

    /// Returns what it is called: its title, or the words it begins with.
    pub fn name(&self) -> String {
        let title = plain::clean_line(&self.title);
        if !title.trim().is_empty() {
            return title.trim().to_owned();
        }
        let text = Part::TOLD.into_iter().map(|part| self.text(part));
        let first = text.map(|text| plain::clean_line(&text).into_owned());
        let words: Vec<String> = first
            .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .take(6)
            .collect();
        if words.is_empty() {
            "Untitled".to_owned()
        } else {
            words.join(" ")
        }
    }

    /// Returns whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        Part::ALL
            .into_iter()
            .all(|part| self.text(part).trim().is_empty())
    }

    /// Returns about how long it takes to tell.
    pub fn speaking(&self) -> Duration {
        let told = Part::TOLD.into_iter().chain([Part::Figures]);
        told.map(|part| speaking(&self.text(part)))
            .fold(Duration::ZERO, Duration::saturating_add)
    }

    /// Returns how many of these competencies it shows; a tag of the same words counts.
    pub fn fits(&self, competencies: &[String]) -> usize {
        competencies.iter().filter(|code| self.shows(code)).count()
    }

    fn shows(&self, code: &str) -> bool {
        let words = fields::competency(code);
        self.competencies.iter().any(|known| known == code)
            || self
                .tags
                .iter()
                .any(|tag| tag.eq_ignore_ascii_case(code) || tag.eq_ignore_ascii_case(&words))
    }

    /// Returns the text that fills a field of a culture answer; the figures stand at the end of the result.
    pub fn told(&self, field: &str) -> Option<String> {
        let part = Part::TOLD.into_iter().find(|part| part.name() == field)?;
        let text = self.text(part).trim().to_owned();
        let figures = self.figures.trim();
        Some(match part {
            Part::Result if text.is_empty() => figures.to_owned(),
            Part::Result if !figures.is_empty() && !text.contains(figures) => format!("{text}\n{figures}"),
            _ => text,
        })
    }
}

/// Returns about how long a text takes to say: its words at 140 a minute, and characters of Chinese and
/// Japanese, which are written without spaces, at 240 a minute.
pub fn speaking(text: &str) -> Duration {
    let characters = text.chars().filter(|c| is_ideograph(*c)).count();
    let words = text
        .split(|c: char| c.is_whitespace() || is_ideograph(c))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count();
    let minutes = words as f64 / WORDS_A_MINUTE + characters as f64 / CHARACTERS_A_MINUTE;
    Duration::from_secs_f64(minutes * 60.0)
}

/// Returns a time to tell as it is shown: in steps of five seconds, the last one begun counted whole.
pub fn shown(time: Duration) -> Duration {
    Duration::from_secs((time.as_secs_f64() / 5.0).ceil() as u64 * 5)
}

/// Han, Hiragana and Katakana; Korean has spaces.
fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x3041..=0x30ff | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_134f)
}

/// Returns how often each story was told, by its id.
pub fn usage<'a>(told: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for id in told {
        *counts.entry(id.to_owned()).or_default() += 1;
    }
    counts
}

/// Returns the indices of the stories in the order in which they are offered for a question: those that
/// show most of what it looks for, then those told least, then by name.
pub fn offered(
    stories: &[Story],
    competencies: &[String],
    used: &BTreeMap<String, usize>,
) -> Vec<(usize, usize)> {
    let mut order: Vec<(usize, usize)> = stories
        .iter()
        .enumerate()
        .map(|(index, story)| (index, story.fits(competencies)))
        .collect();
    order.sort_by_cached_key(|(index, fits)| {
        let story = &stories[*index];
        let used = used.get(&story.id).copied().unwrap_or(0);
        (std::cmp::Reverse(*fits), used, story.name())
    });
    order
}

/// Parts a line at its commas into codes of competencies and tags; a code that the story had already
/// stays one.
fn names(text: &str, had: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut codes, mut tags) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for piece in text.split([',', ';', '，', '、']) {
        let piece: String = plain::clean_line(piece).trim().chars().take(MAX_NAME).collect();
        if piece.is_empty() {
            continue;
        }
        let own = had.iter().find(|code| code.eq_ignore_ascii_case(&piece));
        let known = fields::competency_named(&piece).map(str::to_owned);
        let (list, name) = match known.or_else(|| own.cloned()) {
            Some(code) => (&mut codes, code),
            None => (&mut tags, piece),
        };
        if seen.insert(name.to_lowercase()) && list.len() < MAX_NAMES {
            list.push(name);
        }
    }
    (codes, tags)
}

/// Returns what is wrong with a file's stories, in sentences, each with a text that stands at the place.
pub fn check(file: &Stories) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    if file.stories.len() > MOST {
        wrong.push((
            "\"stories\"".to_owned(),
            format!("There are {} stories; {MOST} are the most.", file.stories.len()),
        ));
    }
    let mut seen = BTreeSet::new();
    for story in &file.stories {
        let at = format!("\"{}\"", story.id);
        if !is_id(&story.id) {
            wrong.push((
                at.clone(),
                "An id is 1 to 64 of the characters a-z, 0-9 and `-`.".to_owned(),
            ));
        } else if !seen.insert(&story.id) {
            wrong.push((at.clone(), format!("Two stories have the id `{}`.", story.id)));
        }
        if story.title.chars().count() > MAX_TITLE {
            wrong.push((at.clone(), format!("A title has at most {MAX_TITLE} characters.")));
        }
        let long = Part::TOLD.into_iter().chain([Part::Figures]);
        for part in long.filter(|part| story.text(*part).len() > MAX_TEXT) {
            let sentence = format!("`{}` has at most {} KiB.", part.name(), MAX_TEXT / 1024);
            wrong.push((at.clone(), sentence));
        }
        for (name, list) in [("competencies", &story.competencies), ("tags", &story.tags)] {
            let long = list.iter().any(|name| name.chars().count() > MAX_NAME);
            if list.len() > MAX_NAMES || long {
                wrong.push((
                    at.clone(),
                    format!("`{name}` has at most {MAX_NAMES} names of at most {MAX_NAME} characters."),
                ));
            }
        }
    }
    wrong
}

fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(id: &str, competencies: &[&str]) -> Story {
        let mut story = Story::new(id.to_owned(), jiff::civil::date(2026, 11, 28));
        story.competencies = competencies.iter().map(|code| (*code).to_owned()).collect();
        story
    }

    #[test]
    fn a_file_comes_back_with_fields_of_a_newer_program() {
        let text = r#"{"format":1,"stories":[{"id":"a","title":"A","result":"r","updated":"2026-11-28","mood":[1]}],"x":{"y":2}}"#;
        let file: Stories = serde_json::from_str(text).unwrap();
        assert_eq!(file.stories[0].updated, Some(jiff::civil::date(2026, 11, 28)));
        let back = serde_json::to_value(&file).unwrap();
        assert_eq!(back["stories"][0]["mood"][0], 1);
        assert_eq!(back["x"]["y"], 2);
        assert_eq!(serde_json::from_value::<Stories>(back).unwrap(), file);
    }

    #[test]
    fn time_to_tell_goes_by_words_and_by_characters_where_there_are_no_spaces() {
        let seconds = |text: &str| speaking(text).as_secs_f64().round();
        assert_eq!(seconds(""), 0.0);
        assert_eq!(seconds(&"word ".repeat(140)), 60.0);
        assert_eq!(seconds(&"語".repeat(240)), 60.0);
        assert_eq!(seconds("- – ,"), 0.0, "no word");
        assert_eq!(shown(speaking("")).as_secs(), 0);
        assert_eq!(shown(speaking("one")).as_secs(), 5);
        assert_eq!(shown(speaking(&"word ".repeat(14))).as_secs(), 10);
        assert_eq!(speaking("GPU を 2 枚"), speaking("a b") + speaking("語語"));
        assert_eq!(seconds(&"한국어 ".repeat(70)), 30.0, "Korean has words");
    }

    #[test]
    fn names_are_competencies_by_code_or_words_and_tags_else() {
        let mut told = story("a", &["TEAM"]);
        told.set(
            Part::Names,
            "conf, Scientific Rigour; mentoring,, speech , speech,team, communication".to_owned(),
        );
        assert_eq!(told.competencies, ["CONF", "RIG", "LEAD", "TEAM", "COMM"]);
        assert_eq!(told.tags, ["speech"]);
        let again = told.text(Part::Names);
        assert_eq!(
            again,
            "conflict, scientific rigour, leading and mentoring, TEAM, communication, speech"
        );
        let before = told.clone();
        told.set(Part::Names, again);
        assert_eq!(told, before, "what is shown reads back as it was");
    }

    #[test]
    fn stories_that_fit_come_first_and_of_those_the_one_told_least() {
        let stories = [
            story("none", &["OWN"]),
            story("often", &["CONF"]),
            story("both", &["CONF", "RIG"]),
            story("never", &["CONF"]),
        ];
        let used = usage(["often", "often", "both"]);
        assert_eq!(used["often"], 2);
        let wanted = ["CONF".to_owned(), "RIG".to_owned()];
        let order: Vec<(&str, usize)> = offered(&stories, &wanted, &used)
            .into_iter()
            .map(|(index, fits)| (stories[index].id.as_str(), fits))
            .collect();
        assert_eq!(order, [("both", 2), ("never", 1), ("often", 1), ("none", 0)]);
    }

    #[test]
    fn figures_go_with_the_result_once() {
        let mut told = story("a", &[]);
        told.situation = " In March.\n".to_owned();
        told.result = "It shipped.".to_owned();
        told.figures = "1.9 points".to_owned();
        assert_eq!(told.told("situation").as_deref(), Some("In March."));
        assert_eq!(told.told("result").as_deref(), Some("It shipped.\n1.9 points"));
        told.result = "It shipped, 1.9 points better.".to_owned();
        assert_eq!(
            told.told("result").as_deref(),
            Some("It shipped, 1.9 points better.")
        );
        assert_eq!(told.told("main"), None);
    }

    #[test]
    fn what_breaks_a_limit_is_said() {
        let mut file = Stories {
            stories: vec![story("a", &[]), story("a", &[]), story("B", &[])],
            ..Stories::default()
        };
        file.stories[0].title = "t".repeat(MAX_TITLE + 1);
        file.stories[1].action = "a".repeat(MAX_TEXT + 1);
        let said: Vec<String> = check(&file).into_iter().map(|(_, sentence)| sentence).collect();
        assert_eq!(said.len(), 4, "{said:?}");
        assert!(said.iter().any(|sentence| sentence.contains("Two stories")));
        assert!(check(&Stories::default()).is_empty());
    }
}
