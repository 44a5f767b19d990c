//! What can be seen of a question's quality without understanding it: numbers of parts, times, weights,
//! what follow-ups reach, lines too wide and formulas that cannot be drawn, words shared by two questions.
//! Warnings only, for banks that have no error. A plain question is not measured by the full ones: parts
//! that are missing are `quality.rs`' affair, and what belongs to a worked-out question is looked for only
//! where there are follow-ups and exemplars.

mod runs;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::{Range, RangeInclusive};

use jsonc_parser::ast::{Object, Value};

use super::find::{Finder, Path, integer, items, opening, present, short, span, text};
use super::rules::each;
use super::{Problem, limits, syntax};
use crate::domain::bank::{Bank, Question, RoundKind};
use crate::domain::code::fault_line;
use crate::domain::signs::Folded;
use runs::Runs;

/// Columns of code that every pane shows.
const COLUMNS: usize = 72;
/// Words of the reference of a theory question.
const WORDS: RangeInclusive<usize> = 150..=450;
/// Ideas of a theory question.
const IDEAS: RangeInclusive<usize> = 5..=9;
/// Characters of an idea: it is one line of a checklist.
const IDEA: usize = 60;
const SIGNS: RangeInclusive<usize> = 2..=12;
const WEIGHTS: RangeInclusive<f64> = 1.0..=3.0;
const WRONG: RangeInclusive<usize> = 4..=8;
/// Words of a level that judge where it should describe.
const JUDGING: [&str; 5] = ["good", "excellent", "great", "poor", "weak"];

/// A bank without errors, with its code filled in where there is any.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub source: &'a str,
    pub bank: &'a Bank,
}

/// What was seen in one bank.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Linted {
    /// In the order of the text.
    pub problems: Vec<Problem>,
    /// Warnings beyond [`limits::QUALITY`].
    pub left_off: usize,
}

/// Returns for each bank what a reader should look at. `undrawn` returns the first thing of a Markdown
/// text's formulas that no terminal shows.
pub fn lint(subjects: &[Subject<'_>], undrawn: &dyn Fn(&str) -> Option<String>) -> Vec<Linted> {
    let mut runs = Runs::default();
    subjects
        .iter()
        .map(|subject| of_bank(*subject, undrawn, &mut runs))
        .collect()
}

fn of_bank(subject: Subject<'_>, undrawn: &dyn Fn(&str) -> Option<String>, runs: &mut Runs) -> Linted {
    let mut finder = Finder::default();
    let source = subject.source.strip_prefix('\u{feff}').unwrap_or(subject.source);
    if let Some(Value::Object(bank)) = syntax::tree(&mut finder, source) {
        let list = Path::ROOT.key("questions");
        for (at, value) in items(&bank, "questions").iter().enumerate() {
            let (Value::Object(object), Some(question)) = (value, subject.bank.questions.get(at)) else {
                continue;
            };
            let path = list.index(at);
            Looking {
                finder: &mut finder,
                object,
                question,
            }
            .all(&path);
            let name = format!("{}/{}", subject.bank.id, question.id);
            let mut texts = Texts {
                finder: &mut finder,
                undrawn,
                runs: &mut *runs,
                name: &name,
            };
            texts.look(value, &path);
        }
    }
    let (mut problems, mut left_off) = finder.finish(source);
    left_off += problems.len().saturating_sub(limits::QUALITY);
    problems.truncate(limits::QUALITY);
    Linted { problems, left_off }
}

/// Returns how many of each list a question of this kind has.
fn due(round: RoundKind) -> [(&'static str, &'static str, Option<RangeInclusive<usize>>); 5] {
    let follow_ups = match round {
        RoundKind::Culture => 3..=4,
        RoundKind::SystemDesign => 4..=5,
        RoundKind::MlTheory | RoundKind::Programming => 3..=5,
    };
    let clarifications = match round {
        RoundKind::SystemDesign => Some(4..=6),
        RoundKind::Programming => Some(3..=6),
        RoundKind::MlTheory | RoundKind::Culture => None,
    };
    [
        ("follow_ups", "follow-ups", Some(follow_ups)),
        ("hints", "hints", Some(2..=4)),
        ("pitfalls", "pitfalls", Some(3..=6)),
        ("resources", "resources", Some(1..=3)),
        ("clarifications", "clarifications", clarifications),
    ]
}

/// One question, as text with its places and as what it means.
struct Looking<'l, 'v, 'a> {
    finder: &'l mut Finder,
    object: &'v Object<'a>,
    question: &'v Question,
}

impl Looking<'_, '_, '_> {
    fn all(&mut self, path: &Path<'_>) {
        self.times(path);
        self.criteria(path);
        self.reach(path);
        let worked_out = !self.question.follow_ups.is_empty() && !self.question.exemplars.is_empty();
        if worked_out {
            self.numbers(path);
            self.exemplars(path);
            self.design(path);
            self.code(path);
        }
    }

    fn numbers(&mut self, path: &Path<'_>) {
        for (name, what, range) in due(self.question.round) {
            let list = items(self.object, name);
            if let Some(range) = range
                && !list.is_empty()
                && !range.contains(&list.len())
            {
                let what = if list.len() == 1 {
                    what.trim_end_matches('s')
                } else {
                    what
                };
                let message = format!("The question has {} {what}.", list.len());
                self.finder
                    .warning("quality-number", self.at(name), &path.key(name), message)
                    .expected(between(&range));
            }
        }
        let criteria = &self.question.rubric;
        let ideas = criteria.iter().flat_map(|one| one.ideas.iter().flatten()).count();
        if self.question.round == RoundKind::MlTheory && ideas > 0 && !IDEAS.contains(&ideas) {
            let message = format!(
                "The question has {ideas} {}.",
                if ideas == 1 { "idea" } else { "ideas" }
            );
            self.finder
                .warning("quality-number", self.at("rubric"), &path.key("rubric"), message)
                .expected(between(&IDEAS));
        }
    }

    fn times(&mut self, path: &Path<'_>) {
        let asked: f64 = self
            .question
            .follow_ups
            .iter()
            .filter_map(|one| one.minutes)
            .sum();
        if asked > self.question.minutes {
            let message = format!(
                "The follow-ups alone take {asked} of the {} minutes.",
                self.question.minutes
            );
            self.finder
                .warning("quality-time", self.at("minutes"), &path.key("minutes"), message)
                .expected("minutes that hold the answer and the follow-ups");
        }
    }

    fn criteria(&mut self, path: &Path<'_>) {
        each(self.object, "rubric", path, |object, path| {
            let place = present(object, "weight").map_or_else(|| opening(object), span);
            let weight = place_number(object, "weight");
            if weight.is_some_and(|weight| !WEIGHTS.contains(&weight)) {
                self.finder
                    .warning(
                        "quality-weight",
                        place,
                        path,
                        "The criterion weighs out of proportion.".to_owned(),
                    )
                    .expected("a weight from 1 to 3");
            }
            self.levels(object, path);
            each(object, "ideas", path, |object, path| self.idea(object, path));
        });
    }

    fn levels(&mut self, criterion: &Object<'_>, path: &Path<'_>) {
        let list = path.key("levels");
        for (at, value) in items(criterion, "levels").iter().enumerate() {
            match value {
                Value::NullKeyword(_) if at == 2 || at == 4 => {
                    let message = format!("Level {at} is that of the axis, the same for every question.");
                    self.finder
                        .warning("quality-levels", span(value), &list.index(at), message)
                        .expected("what an answer to this question shows at this level");
                }
                Value::StringLit(literal) => {
                    let folded = literal.value.to_lowercase();
                    let judges = folded
                        .split(|c: char| !c.is_alphanumeric())
                        .find(|word| JUDGING.contains(word));
                    if let Some(word) = judges {
                        let message = format!("The level says `{word}`, which two readers see differently.");
                        self.finder
                            .warning("quality-levels", span(value), &list.index(at), message)
                            .expected("what can be observed in an answer");
                    }
                }
                _ => {}
            }
        }
    }

    fn idea(&mut self, idea: &Object<'_>, path: &Path<'_>) {
        let signs = items(idea, "signs").len();
        if signs > 0 && !SIGNS.contains(&signs) {
            let noun = if signs == 1 { "sign" } else { "signs" };
            let message = format!("The idea has {signs} {noun}.");
            self.finder
                .warning("quality-signs", opening(idea), path, message)
                .expected(between(&SIGNS));
        }
        let length = text(idea, "idea").map_or(0, |text| text.chars().count());
        if length > IDEA {
            let place = present(idea, "idea").map_or_else(|| opening(idea), span);
            let message = format!("The idea has {length} characters.");
            self.finder
                .warning("quality-ideas", place, path, message)
                .expected(format!("one statement of at most {IDEA}"));
        }
    }

    /// Ideas that no follow-up draws out: some are for the answer itself, but not most of them.
    fn reach(&mut self, path: &Path<'_>) {
        let ideas: Vec<&str> = self
            .question
            .rubric
            .iter()
            .flat_map(|criterion| criterion.ideas.iter().flatten())
            .map(|idea| idea.id.as_str())
            .collect();
        let probed: HashSet<&str> = self
            .question
            .follow_ups
            .iter()
            .flat_map(|follow_up| follow_up.probes.iter().map(String::as_str))
            .collect();
        let alone: Vec<&str> = ideas
            .iter()
            .copied()
            .filter(|idea| !probed.contains(idea))
            .collect();
        if !probed.is_empty() && 2 * alone.len() > ideas.len() {
            let message = format!(
                "No follow-up probes {} of {} ideas: {}.",
                alone.len(),
                ideas.len(),
                short(&alone.join(", "))
            );
            self.finder
                .warning(
                    "quality-probes",
                    self.at("follow_ups"),
                    &path.key("follow_ups"),
                    message,
                )
                .expected("follow-ups that reach at least half of them");
        }
    }

    fn exemplars(&mut self, path: &Path<'_>) {
        let theory = self.question.round == RoundKind::MlTheory;
        let has_two = self.question.exemplars.iter().any(|exemplar| exemplar.level == 2);
        if !has_two && self.question.round != RoundKind::Programming {
            self.finder
                .warning(
                    "quality-exemplars",
                    self.at("exemplars"),
                    &path.key("exemplars"),
                    "The question has no exemplar of level 2.".to_owned(),
                )
                .expected("a plausible answer with gaps, to place one's own between the two");
        }
        each(self.object, "exemplars", path, |exemplar, path| {
            let (Some(answer), Some(value)) = (text(exemplar, "answer"), present(exemplar, "answer")) else {
                return;
            };
            let words = answer.split_whitespace().count();
            match integer(exemplar, "level") {
                Some(4) if theory && !WORDS.contains(&words) => {
                    let message = format!("The reference has {words} words.");
                    self.finder
                        .warning("quality-exemplars", start(value), path, message)
                        .expected(format!("{}, what can be said in the time", between(&WORDS)));
                }
                Some(2) if answer.len() <= limits::SMALL_FILE && self.has_every_idea(answer) => {
                    self.finder
                        .warning(
                            "quality-exemplars",
                            start(value),
                            path,
                            "The exemplar of level 2 has a sign of every idea.".to_owned(),
                        )
                        .expected("an answer that lacks some of them");
                }
                _ => {}
            }
        });
    }

    fn has_every_idea(&self, answer: &str) -> bool {
        let folded = Folded::new(answer);
        let mut ideas = self
            .question
            .rubric
            .iter()
            .flat_map(|criterion| criterion.ideas.iter().flatten())
            .filter(|idea| !idea.signs.is_empty())
            .peekable();
        ideas.peek().is_some() && ideas.all(|idea| folded.has(&idea.signs))
    }

    fn design(&mut self, path: &Path<'_>) {
        if self.question.round != RoundKind::SystemDesign {
            return;
        }
        let mut lacks = |what: &str, expected: &str| {
            self.finder
                .warning(
                    "quality-design",
                    present(self.object, "id").map_or_else(|| opening(self.object), span),
                    path,
                    format!("The design question has no {what}."),
                )
                .expected(expected);
        };
        if self.question.estimate.is_none() {
            lacks("sum to estimate", "`estimate`, with the figure in `expect`");
        }
        if !self.question.follow_ups.iter().any(|follow_up| follow_up.twist) {
            lacks(
                "twist",
                "a follow-up with `\"twist\": true` that changes a constraint",
            );
        }
        each(self.object, "follow_ups", path, |follow_up, path| {
            if text(follow_up, "phase").is_none() {
                let message = "The follow-up names no phase of the design.".to_owned();
                self.finder
                    .warning("quality-design", opening(follow_up), path, message)
                    .expected("`phase`: the field of the answer that it is about");
            }
        });
    }

    fn code(&mut self, path: &Path<'_>) {
        let Some(code) = &self.question.code else { return };
        let place = self.at("code");
        let path = path.key("code");
        if code.stages.iter().all(|stage| stage.visible.is_empty()) {
            self.finder
                .warning(
                    "quality-code",
                    place.clone(),
                    &path,
                    "No test can be seen before the answer is handed in.".to_owned(),
                )
                .expected("`visible`: names of some tests");
        }
        if code.files.is_empty() {
            return; // That there is no folder is told elsewhere.
        }
        let wrong: Vec<_> = code
            .files
            .iter()
            .filter(|(file, _)| file.starts_with("wrong/"))
            .collect();
        if !WRONG.contains(&wrong.len()) {
            let noun = if wrong.len() == 1 { "solution" } else { "solutions" };
            let message = format!("The question has {} wrong {noun}.", wrong.len());
            self.finder
                .warning("quality-code", place.clone(), &path, message)
                .expected(format!("{} files in `wrong/`, one fault each", between(&WRONG)));
        }
        for (file, text) in wrong {
            if fault_line(text).is_none() {
                let message = format!("`{}` does not say what is wrong with it.", short(file));
                self.finder
                    .warning("quality-code", place.clone(), &path, message)
                    .expected("a first line `# fault: what; rejected by test_name`");
            }
        }
    }

    /// Returns where a field begins, or the question where it has none.
    fn at(&self, name: &str) -> Range<usize> {
        present(self.object, name).map_or_else(|| opening(self.object), start)
    }
}

/// Returns the first character of a value: a whole list or text would mark too much.
fn start(value: &Value<'_>) -> Range<usize> {
    let place = span(value);
    if matches!(value, Value::NumberLit(_)) {
        return place;
    }
    place.start..place.start + 1
}

fn place_number(object: &Object<'_>, name: &str) -> Option<f64> {
    present(object, name)?.as_number_lit()?.value.parse().ok()
}

fn between(range: &RangeInclusive<usize>) -> String {
    format!("{} to {}", range.start(), range.end())
}

/// Looks at every text that people read.
struct Texts<'l> {
    finder: &'l mut Finder,
    undrawn: &'l dyn Fn(&str) -> Option<String>,
    runs: &'l mut Runs,
    name: &'l str,
}

impl Texts<'_> {
    fn look(&mut self, value: &Value<'_>, path: &Path<'_>) {
        match value {
            Value::StringLit(literal) => self.text(&literal.value, span(value), path),
            Value::Array(list) => {
                for (at, value) in list.elements.iter().enumerate() {
                    self.look(value, &path.index(at));
                }
            }
            Value::Object(object) => {
                for prop in &object.properties {
                    let name = prop.name.as_str();
                    // Names and addresses, phrases to be searched for, and the code of an exemplar.
                    let read = !matches!(
                        name,
                        "id" | "signs" | "url" | "same_as" | "probes" | "tags" | "code" | "resources"
                    );
                    if read && !name.starts_with("x-") {
                        self.look(&prop.value, &path.key(name));
                    }
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, place: Range<usize>, path: &Path<'_>) {
        let mut fenced = false;
        let mut wide = 0;
        for line in text.lines() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if fenced {
                wide = wide.max(line.chars().count());
            }
        }
        let place = place.start..place.start + 1;
        if wide > COLUMNS {
            self.finder
                .warning(
                    "quality-code",
                    place.clone(),
                    path,
                    format!("A line of code has {wide} columns and is cut in narrow panes."),
                )
                .expected(format!("at most {COLUMNS}"));
        }
        if let Some(what) = (self.undrawn)(text) {
            self.finder
                .warning(
                    "quality-formula",
                    place.clone(),
                    path,
                    format!("`{}` of a formula is shown as it is, not drawn.", short(&what)),
                )
                .expected("a command that is drawn, or the same in words");
        }
        if let Some((other, words)) = self.runs.shared(self.name, text) {
            self.finder
                .warning(
                    "quality-repeated",
                    place,
                    path,
                    format!(
                        "The text shares twelve words with `{}`: {}.",
                        short(&other),
                        short(&words)
                    ),
                )
                .mend("Say it in other words, or ask it once.");
        }
    }
}
