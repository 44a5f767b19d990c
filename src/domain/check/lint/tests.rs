//! A question of each round that has nothing to tell, and one change at a time that has.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::*;
use crate::domain::bank::CodeText;
use crate::domain::catalog::Tables;
use crate::domain::check::check;

const WORDS_OF_A_REFERENCE: usize = 160;

fn text(words: usize, mark: &str) -> String {
    (0..words)
        .map(|at| format!("{mark}{at}"))
        .collect::<Vec<_>>()
        .join(" ")
}

fn question(round: &str) -> Json {
    let ideas: Vec<Json> = (1..=5)
        .map(|at| json!({"id": format!("i{at}"), "idea": format!("Idea {at}"), "signs": [format!("one{at}"), format!("two{at}")]}))
        .collect();
    let levels = json!([
        "nothing",
        "a fragment",
        "the main thing",
        "with its reason",
        "with its limits"
    ]);
    let follow_ups: Vec<Json> = (1..=4)
        .map(|at| json!({"id": format!("f{at}"), "ask": "Why?", "expect": "So.", "minutes": 1}))
        .collect();
    let mut made = json!({
        "id": "q", "round": round, "topic": "t", "difficulty": "easy", "minutes": 8, "prompt": "What is $x$?",
        "hints": ["a", "b"], "follow_ups": follow_ups, "resources": [{"title": "A"}],
        "rubric": [{"id": "c", "criterion": "Core", "weight": 3, "levels": levels}],
        "pitfalls": [{"id": "p1", "wrong": "a", "right": "b"}, {"id": "p2", "wrong": "a", "right": "b"},
                     {"id": "p3", "wrong": "a", "right": "b"}],
        "exemplars": [{"level": 4, "answer": "All of it."}, {"level": 2, "answer": "Some of it."}],
        "clarifications": vec![json!({"ask": "Is it?", "signs": ["is it"], "answer": "It is."}); 4],
    });
    match round {
        "ml_theory" => {
            made["rubric"] = json!([{"id": "c", "criterion": "Core", "weight": 3, "ideas": ideas}]);
            for (at, follow_up) in made["follow_ups"].as_array_mut().unwrap().iter_mut().enumerate() {
                follow_up["probes"] = json!([format!("i{}", at + 1)]);
            }
            let all: Vec<String> = (1..=5).map(|at| format!("one{at}")).collect();
            let answer = format!("{} {}", all.join(" "), text(WORDS_OF_A_REFERENCE, "w"));
            made["exemplars"][0]["answer"] = json!(answer);
        }
        "system_design" => {
            made["estimate"] = json!({"ask": "How many?", "expect": "Ten."});
            for follow_up in made["follow_ups"].as_array_mut().unwrap() {
                follow_up["phase"] = json!("data");
            }
            made["follow_ups"][0]["twist"] = json!(true);
        }
        "programming" => {
            made["code"] = json!({"language": "python", "entry": ["f"],
                "stages": [{"title": "s", "tests": "tests_1.py", "visible": ["test_a"]}]});
        }
        _ => {}
    }
    made
}

fn read(banks: &[Json], wrong: &[&str]) -> Vec<Linted> {
    let files: BTreeMap<String, CodeText> = wrong
        .iter()
        .enumerate()
        .map(|(at, line)| (format!("wrong/{at}.py"), (*line).to_owned().into()))
        .collect();
    let read: Vec<(String, Bank)> = banks
        .iter()
        .map(|bank| {
            let source = bank.to_string();
            let checked = check(source.as_bytes(), &Tables::default());
            assert!(checked.bank.is_some(), "{:#?}", checked.problems);
            let mut bank = checked.bank.unwrap();
            for code in bank
                .questions
                .iter_mut()
                .filter_map(|question| question.code.as_mut())
            {
                code.files.clone_from(&files);
            }
            (source, bank)
        })
        .collect();
    let subjects: Vec<Subject> = read
        .iter()
        .map(|(source, bank)| Subject { source, bank })
        .collect();
    lint(&subjects, &|text| {
        text.contains("\\odd").then(|| "\\odd".to_owned())
    })
}

fn bank(questions: &[Json]) -> Json {
    json!({"format": 1, "id": "b", "license": "CC0-1.0", "questions": questions})
}

fn told(question: &Json) -> Vec<(&'static str, String)> {
    let linted = read(std::slice::from_ref(&bank(std::slice::from_ref(question))), &[]);
    linted[0]
        .problems
        .iter()
        .map(|problem| (problem.rule, problem.path.clone()))
        .collect()
}

#[test]
fn a_full_question_of_each_round_has_nothing_to_tell() {
    for round in RoundKind::ALL {
        assert_eq!(told(&question(round.name())), [], "{}", round.name());
    }
}

/// Round, what is changed, to what, the rule and path of the one warning.
type Change = (&'static str, &'static str, Json, &'static str, &'static str);

#[expect(clippy::too_many_lines, reason = "a table")]
fn changes() -> Vec<Change> {
    let follow_up = json!({"id": "x", "ask": "Why?", "expect": "So.", "minutes": 0.5});
    let pitfall = json!({"id": "x", "wrong": "a", "right": "b"});
    let every = "two1 two2 two3 two4 two5";
    vec![
        (
            "culture",
            "/follow_ups",
            json!([follow_up]),
            "quality-number",
            "questions[0].follow_ups",
        ),
        (
            "culture",
            "/hints",
            json!(["a"]),
            "quality-number",
            "questions[0].hints",
        ),
        (
            "culture",
            "/pitfalls",
            json!([pitfall]),
            "quality-number",
            "questions[0].pitfalls",
        ),
        (
            "culture",
            "/resources",
            json!([{"title": "A"}, {"title": "B"}, {"title": "C"}, {"title": "D"}]),
            "quality-number",
            "questions[0].resources",
        ),
        (
            "system_design",
            "/clarifications",
            json!([{"ask": "Is it?", "signs": ["is"], "answer": "Yes."}]),
            "quality-number",
            "questions[0].clarifications",
        ),
        (
            "ml_theory",
            "/rubric/0/ideas",
            json!([{"id": "i1", "idea": "Idea", "signs": ["one1", "b"]}, {"id": "i2", "idea": "I", "signs": ["two1", "b"]},
                   {"id": "i3", "idea": "I", "signs": ["one1", "b"]}, {"id": "i4", "idea": "I", "signs": ["one1", "b"]}]),
            "quality-number",
            "questions[0].rubric",
        ),
        (
            "culture",
            "/minutes",
            json!(3.5),
            "quality-time",
            "questions[0].minutes",
        ),
        (
            "culture",
            "/rubric/0/weight",
            json!(4),
            "quality-weight",
            "questions[0].rubric[0]",
        ),
        (
            "culture",
            "/rubric/0/weight",
            json!(0.5),
            "quality-weight",
            "questions[0].rubric[0]",
        ),
        (
            "culture",
            "/rubric/0/levels/3",
            json!("a Good story"),
            "quality-levels",
            "questions[0].rubric[0].levels[3]",
        ),
        (
            "ml_theory",
            "/rubric/0/ideas/1/signs",
            json!(["one2"]),
            "quality-signs",
            "questions[0].rubric[0].ideas[1]",
        ),
        (
            "ml_theory",
            "/rubric/0/ideas/1/idea",
            json!("x".repeat(61)),
            "quality-ideas",
            "questions[0].rubric[0].ideas[1]",
        ),
        (
            "ml_theory",
            "/follow_ups/0/probes",
            json!(["i2"]),
            "quality-probes",
            "questions[0].follow_ups",
        ),
        (
            "culture",
            "/exemplars/1/level",
            json!(1),
            "quality-exemplars",
            "questions[0].exemplars",
        ),
        (
            "ml_theory",
            "/exemplars/1/answer",
            json!(every),
            "quality-exemplars",
            "questions[0].exemplars[1]",
        ),
        (
            "system_design",
            "/estimate",
            Json::Null,
            "quality-design",
            "questions[0]",
        ),
        (
            "system_design",
            "/follow_ups/0/twist",
            json!(false),
            "quality-design",
            "questions[0]",
        ),
        (
            "system_design",
            "/follow_ups/2/phase",
            Json::Null,
            "quality-design",
            "questions[0].follow_ups[2]",
        ),
        (
            "programming",
            "/code/stages/0/visible",
            json!([]),
            "quality-code",
            "questions[0].code",
        ),
        (
            "culture",
            "/prompt",
            json!(format!("So:\n```py\n{}\n```", "x".repeat(73))),
            "quality-code",
            "questions[0].prompt",
        ),
        (
            "culture",
            "/follow_ups/1/expect",
            json!("That is $\\odd x$."),
            "quality-formula",
            "questions[0].follow_ups[1].expect",
        ),
    ]
}

#[test]
fn each_change_is_told_once_with_its_place() {
    for (round, at, value, rule, path) in changes() {
        let mut changed = question(round);
        match changed.pointer_mut(at) {
            Some(place) => *place = value.clone(),
            None => changed[at.trim_start_matches('/')] = value.clone(),
        }
        // Fewer probes than half of the ideas: one follow-up has to lose its own for that.
        if rule == "quality-probes" {
            changed["follow_ups"][2]["probes"] = json!(["i2"]);
        }
        assert_eq!(told(&changed), [(rule, path.to_owned())], "{round}{at} = {value}");
    }
}

#[test]
fn the_length_of_a_reference_is_told_on_both_sides() {
    for (words, said) in [(140, true), (145, false), (445, false), (446, true)] {
        let mut changed = question("ml_theory");
        let answer = format!("one1 one2 one3 one4 one5 {}", text(words, "w"));
        changed["exemplars"][0]["answer"] = json!(answer);
        assert_eq!(!told(&changed).is_empty(), said, "{words}");
    }
}

#[test]
fn a_level_left_to_its_axis_is_told_where_it_has_to_be_written() {
    let axes = Tables {
        axes: [("a".to_owned(), crate::domain::catalog::Axis::default())].into(),
        ..Tables::default()
    };
    let mut changed = question("culture");
    changed["rubric"][0]["axis"] = json!("a");
    changed["rubric"][0]["levels"] = json!([null, null, null, null, "with its limits"]);
    let source = bank(&[changed]).to_string();
    let bank = check(source.as_bytes(), &axes).bank.unwrap();
    let subject = Subject {
        source: &source,
        bank: &bank,
    };
    let linted = lint(&[subject], &|_| None);
    let paths: Vec<&str> = linted[0]
        .problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    assert_eq!(paths, ["questions[0].rubric[0].levels[2]"]);
}

#[test]
fn wrong_solutions_are_counted_and_say_what_is_wrong_with_them() {
    let banks = [bank(&[question("programming")])];
    let line = "# fault: x; rejected by test_a\n";
    let messages = |wrong: &[&str]| -> Vec<String> {
        let linted = read(&banks, wrong);
        linted[0]
            .problems
            .iter()
            .map(|problem| problem.message.clone())
            .collect()
    };
    assert_eq!(messages(&[line; 4]), Vec::<String>::new());
    assert_eq!(messages(&[line; 3]), ["The question has 3 wrong solutions."]);
    assert_eq!(messages(&[line; 9]), ["The question has 9 wrong solutions."]);
    let one = [line, line, line, "# x\n"];
    assert_eq!(
        messages(&one),
        ["`wrong/3.py` does not say what is wrong with it."]
    );
}

#[test]
fn words_shared_with_another_question_are_told_across_banks() {
    let mut first = question("culture");
    first["prompt"] = json!(text(12, "w"));
    let mut second = first.clone();
    second["prompt"] = json!(format!("So. {}", text(12, "w")));
    let mut other = bank(&[second]);
    other["id"] = json!("other");
    let linted = read(&[bank(&[first]), other], &[]);
    assert_eq!(linted[0].problems, []);
    assert_eq!(linted[1].problems.len(), 1, "{:?}", linted[1].problems);
    let problem = &linted[1].problems[0];
    assert_eq!(
        (problem.rule, problem.path.as_str()),
        ("quality-repeated", "questions[0].prompt")
    );
    assert!(problem.message.contains("`b/q`"), "{}", problem.message);
}

#[test]
fn a_plain_question_is_not_measured_by_a_full_one() {
    let mut plain = question("ml_theory");
    let object = plain.as_object_mut().unwrap();
    for part in [
        "exemplars",
        "follow_ups",
        "hints",
        "pitfalls",
        "resources",
        "clarifications",
    ] {
        object.remove(part);
    }
    plain["rubric"][0]["ideas"].as_array_mut().unwrap().truncate(1);
    assert_eq!(told(&plain), []);
    let source = bank(&[plain]).to_string();
    let problems = check(source.as_bytes(), &Tables::default()).problems;
    assert_eq!(problems.len(), 1, "one line says what it lacks: {problems:#?}");
}

#[test]
fn many_warnings_are_cut_and_the_rest_counted() {
    let mut changed = question("culture");
    changed["hints"] = json!(["a"]);
    let questions: Vec<Json> = (0..limits::QUALITY + 7)
        .map(|at| {
            let mut one = changed.clone();
            one["id"] = json!(format!("q{at}"));
            one
        })
        .collect();
    let linted = &read(&[bank(&questions)], &[])[0];
    assert_eq!((linted.problems.len(), linted.left_off), (limits::QUALITY, 7));
    assert_eq!(linted.problems[0].path, "questions[0].hints");
}

#[test]
fn a_byte_order_mark_moves_no_place() {
    let mut changed = question("culture");
    changed["hints"] = json!(["a"]);
    let source = bank(&[changed]).to_string();
    let bank = check(source.as_bytes(), &Tables::default()).bank.unwrap();
    let marked = format!("\u{feff}{source}");
    let look = |source: &str| lint(&[Subject { source, bank: &bank }], &|_| None);
    assert_eq!(look(&marked), look(&source));
}
