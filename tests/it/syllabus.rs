//! What the syllabus makes due against what is shipped. `tests/content/contracts.json` is the syllabus as a
//! list, made by hand: every id with its difficulty and minutes, and for programming the contract, whose
//! signatures `tests/content/signatures.py` compares. Questions marked `later` may be lacking as yet.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hotseat::domain::bank::{Bank, Question, ResourceRef, RoundKind};
use hotseat::storage::{banks, builtin};
use serde::Deserialize;

/// Questions that use a resource, at least; [`RARE`] has fewer.
const USES: usize = 3;
/// Named without an address, so there is less to point to.
const RARE: (&str, usize) = ("kaggle", 2);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Due {
    id: String,
    difficulty: String,
    minutes: Minutes,
    /// Where the contract asks for so many.
    stages: Option<usize>,
    /// Python, a line each; empty for other rounds than programming.
    #[serde(default)]
    contract: Vec<String>,
    #[serde(default)]
    later: bool,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Minutes {
    Exactly(f64),
    Within(f64, f64),
}

impl Minutes {
    fn allow(self, minutes: f64) -> bool {
        let (least, most) = match self {
            Self::Exactly(minutes) => (minutes, minutes),
            Self::Within(least, most) => (least, most),
        };
        (least..=most).contains(&minutes)
    }
}

type List = BTreeMap<String, Vec<Due>>;

fn list() -> List {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/content/contracts.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn shipped() -> Vec<Bank> {
    let loaded = banks::load_builtin(&builtin::tables());
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.banks.into_iter().map(|loaded| loaded.bank).collect()
}

/// Returns the names that a contract defines at the top level.
fn entry(contract: &[String]) -> BTreeSet<String> {
    contract
        .iter()
        .filter_map(|line| line.strip_prefix("def ").or_else(|| line.strip_prefix("class ")))
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        })
        .collect()
}

/// Returns in sentences how questions differ from the list, and what of it is missing.
fn differences(list: &List, questions: &[Question]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut listed = BTreeMap::new();
    for (round, dues) in list {
        for due in dues {
            if listed.insert(due.id.as_str(), (round.as_str(), due)).is_some() {
                problems.push(format!("{} is in the list twice", due.id));
            }
        }
    }
    for question in questions {
        let id = question.id.as_str();
        let Some((round, due)) = listed.remove(id) else {
            problems.push(format!(
                "{id} is shipped, and not in the list or twice in the banks"
            ));
            continue;
        };
        if question.round.name() != round {
            problems.push(format!("{id} is of round {}, not {round}", question.round.name()));
        }
        let difficulty = serde_json::to_value(question.difficulty).unwrap();
        if difficulty != due.difficulty.as_str() {
            problems.push(format!("{id} is {difficulty}, not {}", due.difficulty));
        }
        if !due.minutes.allow(question.minutes) {
            problems.push(format!("{id} takes {}, not {:?}", question.minutes, due.minutes));
        }
        let code = question.code.as_ref();
        // In any order: an entry is a set of names.
        let has: BTreeSet<String> = code.into_iter().flat_map(|code| code.entry.clone()).collect();
        let names = entry(&due.contract);
        if has != names {
            problems.push(format!("{id} has the entry {has:?}, not {names:?}"));
        }
        let stages = code.map_or(0, |code| code.stages.len());
        if due.stages.is_some_and(|due| due != stages) {
            problems.push(format!("{id} has {stages} stages, not {:?}", due.stages));
        }
    }
    problems.extend(
        listed
            .values()
            .filter(|(_, due)| !due.later)
            .map(|(round, due)| format!("{} ({round}) is due and missing", due.id)),
    );
    problems
}

#[test]
fn every_question_that_is_due_is_shipped_as_the_syllabus_says() {
    let questions: Vec<Question> = shipped().into_iter().flat_map(|bank| bank.questions).collect();
    let problems = differences(&list(), &questions);
    assert!(
        problems.is_empty(),
        "{} differences:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

#[test]
fn every_way_to_differ_from_the_list_is_told() {
    let questions: Vec<Question> = shipped().into_iter().flat_map(|bank| bank.questions).collect();
    let mut one: Question = questions
        .into_iter()
        .find(|question| question.id == "linear-backprop")
        .unwrap();
    let alone =
        |due: &str| -> List { serde_json::from_str(&format!(r#"{{"programming": [{due}]}}"#)).unwrap() };
    let right = alone(
        r#"{"id": "linear-backprop", "difficulty": "easy", "minutes": 20, "stages": 3,
            "contract": ["def linear_forward(x):", "    pass", "def linear_backward(y):"]}"#,
    );
    let said = |list: &List, question: &Question| differences(list, std::slice::from_ref(question));
    assert!(said(&right, &one).is_empty(), "{:?}", said(&right, &one));
    let wrong = alone(
        r#"{"id": "linear-backprop", "difficulty": "hard", "minutes": [21, 30], "stages": 2,
            "contract": ["class linear_forward(x):"]}"#,
    );
    assert_eq!(said(&wrong, &one).len(), 4, "{:?}", said(&wrong, &one));
    assert_eq!(
        differences(&right, &[]),
        ["linear-backprop (programming) is due and missing"]
    );
    one.round = RoundKind::Culture;
    assert_eq!(
        said(&right, &one),
        ["linear-backprop is of round culture, not programming"]
    );
    assert_eq!(said(&List::new(), &one).len(), 1);
}

#[test]
fn every_resource_is_used_by_enough_questions() {
    let mut uses: BTreeMap<String, usize> = builtin::tables()
        .resources
        .keys()
        .map(|id| (id.clone(), 0))
        .collect();
    for question in shipped().iter().flat_map(|bank| &bank.questions) {
        for resource in &question.resources {
            if let ResourceRef::Id(id) = resource {
                *uses.get_mut(id).unwrap() += 1;
            }
        }
    }
    assert!(uses.len() > 20, "{} resources", uses.len());
    let due = |id: &str| if id == RARE.0 { RARE.1 } else { USES };
    let few: Vec<String> = uses
        .iter()
        .filter(|(id, used)| **used < due(id))
        .map(|(id, used)| format!("{id} is used by {used} questions, not {}", due(id)))
        .collect();
    assert!(few.is_empty(), "{}", few.join("\n"));
}
