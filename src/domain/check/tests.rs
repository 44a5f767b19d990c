//! Tests of the rules: the good bank is good both ways, and a mutation of any value of it is refused by
//! loading exactly where the walk calls it an error.

use super::*;
use crate::domain::bank::Resource;
use crate::domain::catalog::Axis;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const GOOD: &str = include_str!("../../../tests/fixtures/banks/good.json");

fn tables() -> Tables {
    let resource = |title: &str| Resource {
        title: title.to_owned(),
        url: None,
    };
    Tables {
        resources: ["cs229", "star-method", "cs329s"]
            .map(|id| (id.to_owned(), resource(id)))
            .into(),
        axes: ["actions", "serving"]
            .map(|id| (id.to_owned(), Axis::default()))
            .into(),
    }
}

#[test]
fn the_good_bank_has_nothing_to_report() {
    let checked = check(GOOD.as_bytes(), &tables());
    assert_eq!(checked.problems, []);
    let bank = checked.bank.expect("no errors");
    assert_eq!(load(GOOD.as_bytes(), &tables()), Ok(bank.clone()));
    assert!(quick::is_good(&bank, &tables()), "the fast way must take it");
}

#[test]
fn a_byte_order_mark_and_dos_line_ends_are_accepted() {
    let dos = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(check(dos.as_bytes(), &tables()).problems, []);
    assert!(load(dos.as_bytes(), &tables()).is_ok());
    let broken = dos.replacen("\"minutes\": 7", "\"minutes\": 0", 1);
    let problems = check(broken.as_bytes(), &tables()).problems;
    assert_eq!((problems[0].line, problems[0].column), (56, 18));
}

#[test]
fn a_bank_tells_where_its_questions_stand() {
    let compact = serde_json::from_str::<Json>(GOOD).unwrap().to_string();
    let beside = GOOD.replacen(
        '{',
        r#"{"x-old": {"questions": [{"id": "no"}, [{}]]}, "x-list": [{"questions": [{}]}],"#,
        1,
    );
    let marked = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    for text in [GOOD, &compact, &marked] {
        let placed = load_placed(text.as_bytes(), &tables()).unwrap();
        let pieces = placed.pieces.expect("the quick check is sure of it");
        let read = |piece: &Range<usize>| serde_json::from_str::<Json>(&text[piece.clone()]).unwrap();
        let ids: Vec<String> = pieces
            .iter()
            .map(|piece| read(piece)["id"].as_str().unwrap().to_owned())
            .collect();
        let questions: Vec<&String> = placed
            .bank
            .questions
            .iter()
            .map(|question| &question.id)
            .collect();
        assert_eq!(ids.iter().collect::<Vec<_>>(), questions);
    }
    // What is called the same elsewhere makes them more than there are questions, so that nobody takes them.
    let pieces = syntax::plain(beside.as_bytes()).unwrap();
    assert!(pieces.len() > load(GOOD.as_bytes(), &tables()).unwrap().questions.len());
    // A text of which the quick check is not sure.
    let surrogates = GOOD.replacen("\"title\": \"", "\"title\": \"\\ud83d\\ude00 ", 1);
    let placed = load_placed(surrogates.as_bytes(), &tables()).unwrap();
    assert!(placed.pieces.is_none() && placed.bank.title.starts_with('😀'));
}

/// Pointers to every value of a document.
fn pointers(value: &Json, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Json::Object(map) => {
            for (key, value) in map {
                pointers(
                    value,
                    &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    out,
                );
            }
        }
        Json::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), out);
            }
        }
        _ => {}
    }
}

fn agree(document: &Json, what: &str) {
    let text = document.to_string();
    let checked = check(text.as_bytes(), &tables());
    let loaded = load(text.as_bytes(), &tables());
    assert_eq!(
        checked.bank.is_some(),
        checked.errors().next().is_none(),
        "{what}"
    );
    assert_eq!(
        loaded.as_ref().ok(),
        checked.bank.as_ref(),
        "{what}: {:?}",
        checked.problems
    );
}

/// Values that are wrong, or right, in as many ways as there are rules.
fn odd_values() -> Vec<Json> {
    let mut values: Vec<Json> = serde_json::from_str(
        r#"[null, true, false, 0, -1, 1, 2, 5, 0.25, 1e300, "", "x", "Über", "a/b#c", "main", "mle", "code",
            "../x.py", "x.py", "a\u202eb", [], [null], ["x"], [1, "x"], [4, "x"], {}, {"title": "x"},
            {"stage": 1, "text": "x"}, {"main": "x"}]"#,
    )
    .unwrap();
    values.push(json!(vec!["x"; 50]));
    for length in [61, 65, 121, 1_001, 8_001] {
        values.push(json!("x".repeat(length)));
    }
    values
}

/// Replaces, removes and repeats every value below a pointer, one at a time.
fn mutate(document: &Json, below: &str) {
    let mut all = Vec::new();
    pointers(document.pointer(below).unwrap(), below, &mut all);
    let odd = odd_values();
    for pointer in &all {
        for value in &odd {
            let mut mutant = document.clone();
            *mutant.pointer_mut(pointer).unwrap() = value.clone();
            agree(&mutant, &format!("{pointer} = {:.40}", value.to_string()));
        }
        let Some((parent, key)) = pointer.rsplit_once('/') else {
            continue;
        };
        let mut mutant = document.clone();
        match mutant.pointer_mut(parent).unwrap() {
            Json::Object(map) => {
                map.remove(key);
            }
            Json::Array(list) => {
                let element = list[key.parse::<usize>().unwrap()].clone();
                list.push(element);
            }
            _ => {}
        }
        agree(&mutant, &format!("{pointer} removed or repeated"));
    }
}

#[test]
fn loading_refuses_exactly_what_the_walk_calls_an_error() {
    let good: Json = serde_json::from_str(GOOD).unwrap();
    let questions = good["questions"].as_array().unwrap().clone();
    for question in questions {
        let mut bank = json!({"format": 1, "id": "one"});
        bank["questions"] = json!([question]);
        mutate(&bank, "/questions/0");
    }
    let mut head = good;
    head["questions"] = json!([]);
    mutate(&head, "");
}

#[test]
fn a_text_too_long_is_refused_both_ways() {
    let good: Json = serde_json::from_str(GOOD).unwrap();
    for (pointer, most) in [
        ("/questions/0/prompt", limits::TEXT),
        ("/questions/0/exemplars/0/answer", limits::TEXT),
    ] {
        for (length, fits) in [(most, true), (most + 1, false)] {
            let mut bank = good.clone();
            *bank.pointer_mut(pointer).unwrap() = json!("é".repeat(length));
            agree(&bank, pointer);
            assert_eq!(
                load(bank.to_string().as_bytes(), &tables()).is_ok(),
                fits,
                "{pointer} of {length}"
            );
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_in_fields_nobody_reads() {
    let at = GOOD.find("nobody").unwrap();
    let mut bytes = GOOD.as_bytes().to_vec();
    bytes[at] = 0x80;
    let refused = load(&bytes, &tables()).unwrap_err();
    assert_eq!(
        (refused.problems[0].rule, refused.problems[0].line),
        ("encoding", 10)
    );
}

#[test]
fn a_flood_of_problems_is_counted_and_cut() {
    let keys: Vec<String> = (0..5_000).map(|at| format!("\"k{at}\": 0")).collect();
    let text = format!("{{ {} }}", keys.join(", "));
    let checked = check(text.as_bytes(), &tables());
    assert_eq!(checked.problems.len() + checked.left_off, 5_000 + 5);
    assert!(checked.problems.len() <= 2 * limits::REPORTED);
    assert_eq!(checked.errors().count(), 3, "errors are never cut for warnings");
}

#[test]
fn the_field_table_knows_every_field_of_the_types_and_no_other() {
    let schema: Json = serde_json::from_str(&schema()).unwrap();
    let names =
        |value: &Json| -> Vec<String> { value["properties"].as_object().unwrap().keys().cloned().collect() };
    let definitions = &schema["$defs"];
    let types = [
        &schema,
        &definitions["Question"],
        &definitions["Clarification"],
        &definitions["Estimate"],
        &definitions["Hint"]["anyOf"][1],
        &definitions["Criterion"],
        &definitions["Idea"],
        &definitions["FollowUp"],
        &definitions["Exemplar"],
        &definitions["Pitfall"],
        &definitions["Resource"],
        &definitions["Code"],
        &definitions["Stage"],
    ];
    assert_eq!(types.len(), shape::OBJECTS.len());
    for (of_type, (path, fields)) in types.into_iter().zip(shape::OBJECTS) {
        let table: Vec<String> = fields.iter().map(|field| field.name.to_owned()).collect();
        assert_eq!(names(of_type), table, "{path}");
    }
}

#[test]
fn the_phases_of_a_design_are_its_answer_fields() {
    assert_eq!(
        shape::DESIGN_PHASES,
        crate::domain::bank::RoundKind::SystemDesign.fields()
    );
}

proptest! {
    #[test]
    fn no_bytes_make_the_loader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let checked = check(&bytes, &tables());
        prop_assert!(checked.bank.is_none() && checked.errors().next().is_some());
    }

    #[test]
    fn a_damaged_bank_is_reported_with_a_place_in_the_file(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_usize..3), 1..4)
    ) {
        let mut bytes = GOOD.as_bytes().to_vec();
        for (at, byte, kind) in cuts {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let checked = check(&bytes, &tables());
        prop_assert_eq!(checked.bank.is_none(), checked.errors().next().is_some());
        prop_assert_eq!(load(&bytes, &tables()).is_ok(), checked.bank.is_some());
        let source = String::from_utf8_lossy(&bytes);
        let lines = source.lines().count() + 1;
        for problem in &checked.problems {
            prop_assert!(problem.line >= 1 && problem.line <= lines && problem.column >= 1);
            prop_assert!(crate::domain::plain::is_clean(&problem.message));
            prop_assert!(crate::domain::plain::is_clean(&problem.excerpt));
            let shown = report(problem, "good.json", &source, Colour::Plain);
            prop_assert!(shown.contains(&format!("good.json:{}:{}", problem.line, problem.column)), "{}", shown);
        }
    }
}
