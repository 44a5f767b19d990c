//! What relates the fields of a bank to one another: ids that must be unique, references that must
//! lead somewhere, parts that only one kind of round has.

use std::collections::{HashMap, HashSet};

use jsonc_parser::ast::{Object, Value};
use unicode_normalization::UnicodeNormalization;

use super::find::{Finder, Path, integer, items, name_span, opening, present, short, span, text};
use super::nearest;
use crate::domain::bank::RoundKind;
use crate::domain::catalog::Tables;

/// Checks a bank and every question in it.
pub(super) fn bank(finder: &mut Finder, bank: &Object<'_>, tables: &Tables) {
    let list = Path::ROOT.key("questions");
    let mut ids = Ids::new("question of the bank");
    for (at, value) in items(bank, "questions").iter().enumerate() {
        let Value::Object(object) = value else { continue };
        let path = list.index(at);
        ids.add(finder, object, &path);
        Question::new(object).check(finder, &path, tables);
    }
}

/// Ids that are looked through for the one that was meant.
const SUGGESTED: usize = 200;

/// Ids seen so far among their kind.
struct Ids<'v> {
    of: &'static str,
    seen: HashMap<String, &'v str>,
}

impl<'v> Ids<'v> {
    fn new(of: &'static str) -> Self {
        Self {
            of,
            seen: HashMap::new(),
        }
    }

    fn add(&mut self, finder: &mut Finder, object: &'v Object<'_>, path: &Path<'_>) {
        let Some(Value::StringLit(literal)) = present(object, "id") else {
            return;
        };
        let id: &'v str = literal.value.as_ref();
        // Ids become file names, and file systems fold case and compose accents.
        let folded: String = id.nfkc().flat_map(char::to_lowercase).collect();
        let Some(first) = self.seen.get(&folded) else {
            self.seen.insert(folded, id);
            return;
        };
        let place = literal.range.start..literal.range.end;
        let path = path.key("id");
        let message = if *first == id {
            format!("The id `{}` is used twice.", short(id))
        } else {
            format!(
                "The id `{}` differs from `{}` only in case or form.",
                short(id),
                short(first)
            )
        };
        finder
            .error("duplicate-id", place, &path, message)
            .expected(format!("an id that no other {} has", self.of));
    }
}

/// What the rules of one question ask for again and again.
struct Question<'v, 'a> {
    object: &'v Object<'a>,
    round: Option<RoundKind>,
    ideas: HashSet<&'v str>,
    stages: usize,
}

impl<'v, 'a> Question<'v, 'a> {
    fn new(object: &'v Object<'a>) -> Self {
        let name = text(object, "round");
        let round = RoundKind::ALL
            .into_iter()
            .find(|round| Some(round.name()) == name);
        let ideas = items(object, "rubric")
            .iter()
            .filter_map(Value::as_object)
            .flat_map(|criterion| items(criterion, "ideas"))
            .filter_map(Value::as_object)
            .filter_map(|idea| text(idea, "id"))
            .collect();
        let stages = present(object, "code")
            .and_then(Value::as_object)
            .map_or(0, |code| items(code, "stages").len());
        Self {
            object,
            round,
            ideas,
            stages,
        }
    }

    fn check(&self, finder: &mut Finder, path: &Path<'_>, tables: &Tables) {
        self.code(finder, path);
        self.rubric(finder, path, tables);
        self.follow_ups(finder, path);
        self.hints(finder, path);
        self.exemplars(finder, path);
        self.resources(finder, path, tables);
        let mut pitfalls = Ids::new("pitfall of the question");
        each(self.object, "pitfalls", path, |object, path| {
            pitfalls.add(finder, object, path);
        });
    }

    fn code(&self, finder: &mut Finder, path: &Path<'_>) {
        let code = present(self.object, "code");
        match (self.round, code) {
            (Some(RoundKind::Programming), None) => {
                finder
                    .error(
                        "code",
                        opening(self.object),
                        path,
                        "A programming question has no `code`.".to_owned(),
                    )
                    .expected("`code` with at least one stage");
            }
            (Some(round), Some(code)) if round != RoundKind::Programming => {
                let message = format!("A question of the round `{}` has `code`.", round.name());
                finder
                    .error("code", start(code), &path.key("code"), message)
                    .expected("`code` only where `round` is `programming`");
            }
            _ => {}
        }
    }

    fn rubric(&self, finder: &mut Finder, path: &Path<'_>, tables: &Tables) {
        let mut criteria = Ids::new("criterion of the question");
        let mut ideas = Ids::new("idea of the question");
        each(self.object, "rubric", path, |criterion, path| {
            criteria.add(finder, criterion, path);
            each(criterion, "ideas", path, |idea, path| {
                ideas.add(finder, idea, path);
            });
            self.criterion(finder, criterion, path, tables);
        });
    }

    fn criterion(&self, finder: &mut Finder, criterion: &Object<'_>, path: &Path<'_>, tables: &Tables) {
        let ways: Vec<&str> = ["ideas", "levels", "tests"]
            .into_iter()
            .filter(|way| present(criterion, way).is_some())
            .collect();
        if ways.len() != 1 {
            let message = if ways.is_empty() {
                "Nothing says how this criterion is scored.".to_owned()
            } else {
                format!(
                    "This criterion is scored in {} ways: `{}`.",
                    ways.len(),
                    ways.join("`, `")
                )
            };
            finder
                .error("one-way", opening(criterion), path, message)
                .expected("exactly one of `ideas`, `levels`, `tests`");
        }
        if let Some(tests) = present(criterion, "tests") {
            let off = matches!(tests, Value::BooleanLit(flag) if !flag.value);
            if off || self.round.is_some_and(|round| round != RoundKind::Programming) {
                let message = if off {
                    "`tests` is false.".to_owned()
                } else {
                    "Only programming questions are scored by tests.".to_owned()
                };
                finder
                    .error("tests", span(tests), &path.key("tests"), message)
                    .expected("`\"tests\": true` in a programming question, `ideas` or `levels` elsewhere");
            }
        }
        let axis = present(criterion, "axis");
        if let Some(Value::StringLit(axis)) = axis {
            let place = axis.range.start..axis.range.end;
            let path = path.key("axis");
            let id: &str = axis.value.as_ref();
            if present(criterion, "levels").is_none() {
                finder
                    .error("axis", place, &path, "`axis` stands without `levels`.".to_owned())
                    .expected("`levels`: five texts or nulls");
            } else if !tables.axes.is_empty() && !tables.axes.contains_key(id) {
                let message = format!("There is no axis `{}`.", short(id));
                finder
                    .error("axis", place, &path, message)
                    .expected("an axis of `assets/axes.json`")
                    .suggest(|| nearest(id, tables.axes.keys().map(String::as_str)));
            }
        }
        let levels = items(criterion, "levels");
        if axis.is_none()
            && let Some(at) = levels
                .iter()
                .position(|level| matches!(level, Value::NullKeyword(_)))
            && let Some(level) = levels.get(at)
        {
            let list = path.key("levels");
            finder
                .error(
                    "levels",
                    span(level),
                    &list.index(at),
                    format!("Level {at} is null and there is no `axis` to fill it."),
                )
                .expected("a text, or an `axis`");
        }
    }

    fn follow_ups(&self, finder: &mut Finder, path: &Path<'_>) {
        let mut ids = Ids::new("follow-up of the question");
        each(self.object, "follow_ups", path, |follow_up, path| {
            ids.add(finder, follow_up, path);
            let probes = path.key("probes");
            for (at, probe) in items(follow_up, "probes").iter().enumerate() {
                let Value::StringLit(literal) = probe else {
                    continue;
                };
                let id: &str = literal.value.as_ref();
                if !self.ideas.contains(id) {
                    let message = format!("No idea of this question has the id `{}`.", short(id));
                    finder
                        .error("probes", span(probe), &probes.index(at), message)
                        .expected("the id of an idea in the rubric")
                        .suggest(|| nearest(id, self.ideas.iter().copied().take(SUGGESTED)));
                }
            }
            if let (Some(phase), Some(round)) = (present(follow_up, "phase"), self.round)
                && round != RoundKind::SystemDesign
            {
                finder
                    .warning(
                        "phase",
                        span(phase),
                        &path.key("phase"),
                        "`phase` is read in system design only.".to_owned(),
                    )
                    .mend("Remove it.");
            }
            self.stage(finder, follow_up, path);
        });
    }

    fn hints(&self, finder: &mut Finder, path: &Path<'_>) {
        each(self.object, "hints", path, |hint, path| {
            self.stage(finder, hint, path);
        });
    }

    fn stage(&self, finder: &mut Finder, object: &Object<'_>, path: &Path<'_>) {
        let (Some(stage), Some(value)) = (integer(object, "stage"), present(object, "stage")) else {
            return;
        };
        if stage == 0 || stage > self.stages as u64 {
            let message = match self.stages {
                0 => format!("There is no stage {stage}: this question has no code."),
                1 => format!("There is no stage {stage}: this question has one."),
                stages => format!("There is no stage {stage}: this question has {stages}."),
            };
            finder
                .error("stage", span(value), &path.key("stage"), message)
                .expected("the number of a stage of `code`, from 1");
        }
    }

    fn exemplars(&self, finder: &mut Finder, path: &Path<'_>) {
        let Some(round) = self.round else { return };
        let follow_ups: HashSet<&str> = items(self.object, "follow_ups")
            .iter()
            .filter_map(Value::as_object)
            .filter_map(|follow_up| text(follow_up, "id"))
            .collect();
        each(self.object, "exemplars", path, |exemplar, path| {
            let Some(Value::Object(answer)) = present(exemplar, "answer") else {
                return;
            };
            let path = path.key("answer");
            for prop in &answer.properties {
                let name = prop.name.as_str();
                let follow_up = name
                    .strip_prefix("follow_up.")
                    .is_some_and(|id| follow_ups.contains(id));
                if !follow_up && !round.fields().contains(&name) {
                    let message = format!("`{}` is no field of an answer in this round.", short(name));
                    finder
                        .error("answer-field", name_span(prop), &path.key(name), message)
                        .expected(format!(
                            "one of `{}`, or `follow_up.` and an id",
                            round.fields().join("`, `")
                        ))
                        .suggest(|| nearest(name, round.fields().iter().copied()));
                }
            }
        });
    }

    fn resources(&self, finder: &mut Finder, path: &Path<'_>, tables: &Tables) {
        let list = path.key("resources");
        for (at, value) in items(self.object, "resources").iter().enumerate() {
            let Value::StringLit(literal) = value else {
                continue;
            };
            let id: &str = literal.value.as_ref();
            if !tables.resources.is_empty() && !tables.resources.contains_key(id) {
                let message = format!("There is no resource `{}`.", short(id));
                finder
                    .error("resource", span(value), &list.index(at), message)
                    .expected("an id of `assets/resources.json`, or an object with a title")
                    .suggest(|| nearest(id, tables.resources.keys().map(String::as_str)));
            }
        }
    }
}

fn start(value: &Value<'_>) -> std::ops::Range<usize> {
    let place = span(value);
    place.start..place.start + 1
}

/// Visits the objects of a list field.
pub(super) fn each<'v, 'a>(
    object: &'v Object<'a>,
    name: &str,
    path: &Path<'_>,
    mut visit: impl FnMut(&'v Object<'a>, &Path<'_>),
) {
    let list = path.key(name);
    for (at, value) in items(object, name).iter().enumerate() {
        if let Value::Object(object) = value {
            visit(object, &list.index(at));
        }
    }
}
