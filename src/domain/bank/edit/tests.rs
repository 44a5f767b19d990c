//! What a change leaves as it was: everything else.

use serde_json::json;

use super::*;
use crate::domain::bank::Bank;

const BANK: &str = "{\n  \"format\": 1,\n  \"id\": \"b\",\n  \"x-note\": [1,2 ,  3],\n  \"questions\": [\n    {\n      \"id\": \"one\",\n      \"round\": \"ml_theory\",\n      \"topic\": \"t\",\n      \"difficulty\": \"easy\",\n      \"minutes\": 10,\n      \"prompt\": \"Why?\",\n      \"x-mine\": {\"kept\": true},\n      \"rubric\": [\n        { \"id\": \"c\", \"criterion\": \"Why\", \"weight\": 1, \"ideas\": [{ \"id\": \"a\", \"idea\": \"Because\", \"signs\": [\"because\"] }] }\n      ]\n    },\n    {\n      \"id\": \"two\",\n      \"round\": \"ml_theory\",\n      \"topic\": \"t\",\n      \"difficulty\": \"hard\",\n      \"minutes\": 5.50,\n      \"prompt\": \"How\\u003f\",\n      \"rubric\": [\n        { \"id\": \"c\", \"criterion\": \"How\", \"weight\": 1, \"ideas\": [{ \"id\": \"a\", \"idea\": \"So\" }] }\n      ]\n    }\n  ]\n}\n";

fn set(id: &str, at: &[&str], value: Json) -> BankEdit {
    BankEdit::Question {
        id: id.to_owned(),
        change: Change::Set {
            at: at.iter().map(|step| Step::from(*step)).collect(),
            value,
        },
    }
}

/// Returns the bytes two texts differ in: what of the first became what of the second.
fn difference(before: &str, after: &str) -> (String, String) {
    let front = before
        .bytes()
        .zip(after.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let most = before.len().min(after.len()) - front;
    let back = before
        .bytes()
        .rev()
        .zip(after.bytes().rev())
        .take(most)
        .take_while(|(a, b)| a == b)
        .count();
    let cut = |text: &str| String::from_utf8_lossy(&text.as_bytes()[front..text.len() - back]).into_owned();
    (cut(before), cut(after))
}

#[test]
fn one_field_changes_and_no_byte_beside_it() {
    let edited = apply(BANK, &set("one", &["prompt"], json!("Why \"so\"?"))).unwrap();
    assert_eq!(
        difference(BANK, &edited.text),
        (String::new(), " \\\"so\\\"".to_owned())
    );
    assert_eq!(apply_all(&edited.text, &edited.undo).unwrap().text, BANK);
    let same = apply(BANK, &set("two", &["minutes"], json!(5.5))).unwrap();
    assert_eq!(same.text, BANK, "5.50 is 5.5 already");
    let minutes = apply(BANK, &set("two", &["minutes"], json!(7.0))).unwrap();
    assert_eq!(
        difference(BANK, &minutes.text),
        ("5.50".to_owned(), "7".to_owned())
    );
}

#[test]
fn a_new_field_stands_where_the_documentation_has_it() {
    let edited = apply(BANK, &set("one", &["hints"], json!(["Look."]))).unwrap();
    let (gone, new) = difference(BANK, &edited.text);
    assert_eq!(gone, "");
    assert!(new.contains("hints\": [\n        \"Look.\"\n      ]"), "{new}");
    let question = question_text(&edited.text, "one").unwrap();
    assert!(
        question.find("\"prompt\"") < question.find("\"hints\""),
        "{question}"
    );
    assert!(
        question.find("\"hints\"") < question.find("\"rubric\""),
        "{question}"
    );
    assert_eq!(apply_all(&edited.text, &edited.undo).unwrap().text, BANK);
}

#[test]
fn lists_grow_shrink_and_are_put_in_order() {
    let at: Vec<Step> = vec![
        "rubric".into(),
        0.into(),
        "ideas".into(),
        0.into(),
        "signs".into(),
    ];
    let change = |change: Change| BankEdit::Question {
        id: "one".to_owned(),
        change,
    };
    let grown = apply(
        BANK,
        &change(Change::Insert {
            at: at.clone(),
            index: 1,
            value: json!("since"),
        }),
    )
    .unwrap();
    assert!(grown.text.contains("[\"because\", \"since\"]"), "{}", grown.text);
    let moved = apply(
        &grown.text,
        &change(Change::Move {
            at: at.clone(),
            from: 1,
            to: 0,
        }),
    )
    .unwrap();
    assert!(moved.text.contains("[\"since\", \"because\"]"));
    let shrunk = apply(&moved.text, &change(Change::Remove { at, index: 0 })).unwrap();
    assert_eq!(shrunk.text, BANK);
}

#[test]
fn questions_come_go_and_move_and_each_way_leads_back() {
    let two = question_text(BANK, "two").unwrap();
    for edit in [
        BankEdit::Delete { id: "one".to_owned() },
        BankEdit::Delete { id: "two".to_owned() },
        BankEdit::Move {
            id: "one".to_owned(),
            to: 1,
        },
        BankEdit::Duplicate {
            id: "one".to_owned(),
            new_id: "one-2".to_owned(),
        },
        BankEdit::Add {
            question: json!({ "id": "new" }),
            at: None,
        },
        BankEdit::Bank(Change::Set {
            at: vec!["title".into()],
            value: json!("T"),
        }),
    ] {
        let edited = apply(BANK, &edit).unwrap();
        assert_ne!(edited.text, BANK);
        if !matches!(edit, BankEdit::Delete { ref id } if id == "two") {
            assert_eq!(
                question_text(&edited.text, "two").as_ref(),
                Some(&two),
                "{edit:?}"
            );
        }
        assert_eq!(
            apply_all(&edited.text, &edited.undo).unwrap().text,
            BANK,
            "{edit:?}"
        );
    }
    let copied = apply(
        BANK,
        &BankEdit::Duplicate {
            id: "one".to_owned(),
            new_id: "one-2".to_owned(),
        },
    )
    .unwrap();
    assert_eq!(question_ids(&copied.text).unwrap(), ["one", "one-2", "two"]);
}

#[test]
fn a_question_becomes_another_by_the_fewest_changes_and_keeps_what_is_not_known() {
    let bank: Bank = serde_json::from_str(BANK).unwrap();
    let become_ = |question: &Question| {
        apply(
            BANK,
            &BankEdit::Become {
                id: "one".to_owned(),
                question: Box::new(question.clone()),
            },
        )
    };
    let mut question = bank.questions[0].clone();
    assert_eq!(become_(&question).unwrap().text, BANK);
    question.prompt = "Why not?".to_owned();
    let edited = become_(&question).unwrap();
    assert_eq!(difference(BANK, &edited.text), (String::new(), " not".to_owned()));
    question.tags = vec!["x".to_owned()];
    let ideas = question.rubric[0].ideas.as_mut().unwrap();
    ideas[0].weight = 2.0;
    let mut more = ideas[0].clone();
    more.id = "first".to_owned();
    ideas.insert(0, more);
    let edited = become_(&question).unwrap();
    let again: Bank = serde_json::from_str(&edited.text).unwrap();
    assert_eq!(again.questions[0], question);
    assert!(edited.text.contains("\"x-mine\": {\"kept\": true}"));
    question.rubric[0].ideas = None;
    question.rubric[0].levels = Some(vec![None; 5]);
    let edited = become_(&question).unwrap();
    let again: Bank = serde_json::from_str(&edited.text).unwrap();
    assert_eq!(again.questions[0], question);
    question.id = "other".to_owned();
    assert_eq!(become_(&question), Err(EditError::IdChanged("one".to_owned())));
}

#[test]
fn marks_line_ends_and_one_line_files_stay_what_they_are() {
    let windows = format!("\u{feff}{}", BANK.replace('\n', "\r\n"));
    let edited = apply(&windows, &set("one", &["tags"], json!(["a", "b"]))).unwrap();
    assert!(edited.text.starts_with('\u{feff}'));
    assert_eq!(
        edited.text.matches('\n').count(),
        edited.text.matches("\r\n").count()
    );
    assert_eq!(apply_all(&edited.text, &edited.undo).unwrap().text, windows);

    // Line ends of both kinds, as two programs leave them.
    for (at, _) in BANK.match_indices('\n') {
        let mixed = BANK[..at].replace('\n', "\r\n") + &BANK[at..];
        for mixed in [mixed, BANK[..at].to_owned() + &BANK[at..].replace('\n', "\r\n")] {
            let edited = apply(&mixed, &set("one", &["tags"], json!(["a", "b"]))).unwrap();
            let back = apply_all(&edited.text, &edited.undo).unwrap();
            assert!(back.text == mixed, "at {at}: {:?}", back.text);
        }
    }

    let line = serde_json::to_string(&serde_json::from_str::<Json>(BANK).unwrap()).unwrap();
    let edited = apply(&line, &set("one", &["tags"], json!(["a", "b"]))).unwrap();
    assert!(
        edited
            .text
            .contains("\"topic\":\"t\",\"tags\":[\"a\",\"b\"],\"difficulty\""),
        "{}",
        edited.text
    );
}

#[test]
fn what_cannot_be_changed_is_said() {
    let error = |text: &str, edit: &BankEdit| apply(text, edit).unwrap_err().to_string();
    assert_eq!(
        error(BANK, &BankEdit::Delete { id: "no".to_owned() }),
        "The bank has no question `no`."
    );
    assert!(error(BANK, &set("one", &["id"], json!("x"))).starts_with("The id of a question stays"));
    assert_eq!(
        error(BANK, &set("one", &["nothing", "deep"], json!("x"))),
        "There is no `questions[0].nothing` to change."
    );
    let twice = BANK.replacen("\"topic\": \"t\",", "\"topic\": \"t\", \"topic\": \"u\",", 1);
    assert_eq!(
        error(&twice, &set("one", &["topic"], json!("x"))),
        "`topic` is given twice. Mend that in an editor first."
    );
    let newer = BANK.replacen("\"format\": 1", "\"format\": 2", 1);
    assert!(matches!(
        apply(&newer, &set("one", &["topic"], json!("x"))),
        Err(EditError::Newer)
    ));
    for broken in ["", "{", "[]", "{\"questions\": 3}", "nonsense"] {
        assert!(
            apply(broken, &set("one", &["topic"], json!("x"))).is_err(),
            "{broken}"
        );
    }
    let taken = BankEdit::Add {
        question: json!({ "id": "one" }),
        at: None,
    };
    assert!(error(BANK, &taken).contains("has a question `one` already"));
}

#[test]
fn a_text_that_a_terminal_would_obey_is_written_with_escapes() {
    let edited = apply(BANK, &set("one", &["prompt"], json!("a\u{1b}[2J\u{202e}\u{7f}é"))).unwrap();
    assert!(
        edited.text.contains("a\\u001b[2J\\u202e\\u007fé"),
        "{}",
        edited.text
    );
}

#[test]
fn a_rule_that_is_newly_broken_refuses_and_one_that_was_broken_before_does_not() {
    let tables = Tables::default();
    let wrong = apply(BANK, &set("one", &["minutes"], json!(0))).unwrap().text;
    let refused = checked(BANK, &wrong, &tables).unwrap_err().to_string();
    assert!(refused.starts_with("Not saved: "), "{refused}");
    let mended = apply(&wrong, &set("one", &["topic"], json!("u"))).unwrap().text;
    assert_eq!(checked(&wrong, &mended, &tables), Ok(()));
    let worse = apply(&wrong, &set("two", &["minutes"], json!(0))).unwrap().text;
    assert!(
        checked(&wrong, &worse, &tables).is_err(),
        "the same fault in another question"
    );
}

#[test]
fn ids_are_made_of_words_and_none_is_taken_twice() {
    assert_eq!(
        id_from("Why is the Größe of a batch norm's γ important?", "q"),
        "why-is-the-gro-e-of-a-batch-norm-s"
    );
    assert_eq!(id_from("??", "q"), "q");
    assert_eq!(id_from(&"x".repeat(99), "q").len(), MADE_ID);
    assert_eq!(free_id("a", ["a", "a-2"].into_iter()), "a-3");
    let long = "y".repeat(64);
    assert_eq!(free_id(&long, [long.as_str()].into_iter()).len(), 64);
}

#[test]
fn a_question_is_handed_out_without_its_indentation_and_taken_back_with_it() {
    let raw = question_text(BANK, "one").unwrap();
    let out = outdented(&raw);
    assert!(out.text.starts_with("{\n  \"id\": \"one\""), "{}", out.text);
    assert_eq!(out.indented(&out.text), raw);
    let windows = outdented(&raw.replace('\n', "\r\n"));
    assert_eq!(windows.text, out.text);
}
