//! Good banks in the layouts that people and programs write: after a change of one field all other bytes are
//! what they were.

use std::fmt::Write as _;

use hotseat::domain::bank::edit::{BankEdit, Change, Step, apply, question_ids};
use hotseat::domain::catalog::Tables;
use hotseat::domain::check;
use serde_json::Value;

use crate::cli::World;

/// How a bank is laid out.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// One step of indentation; `None`: one line.
    indent: Option<&'static str>,
    newline: &'static str,
    mark: bool,
    colon: &'static str,
    comma: &'static str,
    /// Keys from the last to the first.
    reversed: bool,
    /// Characters beyond ASCII as `\u`.
    escapes: bool,
}

pub fn styles() -> Vec<Style> {
    let mut all = Vec::new();
    for (at, indent) in [
        None,
        Some(""),
        Some(" "),
        Some("  "),
        Some("    "),
        Some("\t"),
        Some("   \t"),
    ]
    .into_iter()
    .enumerate()
    {
        for turn in 0..6 {
            all.push(Style {
                indent,
                newline: if turn % 2 == 1 && indent.is_some() {
                    "\r\n"
                } else {
                    "\n"
                },
                mark: turn == 2 || turn == 3,
                colon: [": ", ":", " : ", ":  "][(at + turn) % 4],
                comma: [",", " ,", ", "][turn % 3],
                reversed: turn % 3 == 2,
                escapes: turn == 4,
            });
        }
    }
    all
}

impl Style {
    pub fn bank(&self, value: &Value) -> String {
        let mut out = String::new();
        if self.mark {
            out.push('\u{feff}');
        }
        self.write(value, 0, &mut out);
        out.push_str(self.newline);
        out
    }

    fn write(&self, value: &Value, depth: usize, out: &mut String) {
        let line = |depth: usize, out: &mut String| {
            if let Some(indent) = self.indent {
                out.push_str(self.newline);
                for _ in 0..depth {
                    out.push_str(indent);
                }
            }
        };
        match value {
            Value::Array(list) if !list.is_empty() => {
                out.push('[');
                for (at, value) in list.iter().enumerate() {
                    if at > 0 {
                        out.push_str(self.comma);
                    }
                    line(depth + 1, out);
                    self.write(value, depth + 1, out);
                }
                line(depth, out);
                out.push(']');
            }
            Value::Object(map) if !map.is_empty() => {
                out.push('{');
                let mut keys: Vec<&String> = map.keys().collect();
                if self.reversed {
                    keys.reverse();
                }
                for (at, key) in keys.into_iter().enumerate() {
                    if at > 0 {
                        out.push_str(self.comma);
                    }
                    line(depth + 1, out);
                    out.push_str(&Value::from(key.as_str()).to_string());
                    out.push_str(self.colon);
                    self.write(&map[key], depth + 1, out);
                }
                line(depth, out);
                out.push('}');
            }
            Value::String(_) if self.escapes => {
                for c in value.to_string().chars() {
                    if c.is_ascii() {
                        out.push(c);
                    } else {
                        for unit in c.encode_utf16(&mut [0; 2]) {
                            let _ = write!(out, "\\u{unit:04X}");
                        }
                    }
                }
            }
            // Numbers in a form that no serialiser keeps.
            Value::Number(number) if number.is_u64() => {
                let _ = write!(out, "{number}.0e0");
            }
            other => out.push_str(&other.to_string()),
        }
    }
}

/// A bank of two questions with fields that hotseat does not know, and the literal that is changed.
pub fn bank() -> Value {
    let good = include_str!("../../fixtures/banks/good.json");
    let mut bank: Value = serde_json::from_str(good).unwrap();
    bank["format"] = serde_json::json!(1);
    bank["x-notes"] = serde_json::json!({ "écrit": [true, null, 1.5], "later": {} });
    let questions = bank["questions"].as_array_mut().unwrap();
    for question in questions.iter_mut() {
        question["x-mine"] = serde_json::json!("ünïcode 𝛼");
    }
    bank
}

/// The format and the levels are whole numbers by the rules; all other numbers may be written oddly.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(".0e0") {
        let (before, after) = rest.split_at(at);
        let digits = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let key = digits.trim_end_matches([' ', ':']);
        let whole = ["format\"", "level\"", "stage\""]
            .iter()
            .any(|name| key.ends_with(name));
        out.push_str(before);
        out.push_str(if whole { "" } else { ".0e0" });
        rest = &after[4..];
    }
    out + rest
}

/// Every layout as a text, with the bank's first question's id.
pub fn texts() -> Vec<(Style, String, String)> {
    let bank = bank();
    let id = bank["questions"][0]["id"].as_str().unwrap().to_owned();
    styles()
        .into_iter()
        .map(|style| (style, mended(&style.bank(&bank)), id.clone()))
        .collect()
}

pub fn literal(style: &Style, bank: &Value) -> String {
    let mut out = String::new();
    style.write(&bank["questions"][0]["prompt"], 0, &mut out);
    out
}

#[test]
fn one_field_of_an_oddly_written_bank_changes_and_no_other_byte() {
    let bank = bank();
    let all = texts();
    assert!(all.len() >= 40, "{}", all.len());
    for (style, text, id) in all {
        assert!(
            check::load(text.as_bytes(), &Tables::default()).is_ok(),
            "{style:?}\n{text}"
        );
        let old = literal(&style, &bank);
        assert_eq!(text.matches(&old).count(), 1, "{style:?}");
        let edit = BankEdit::Question {
            id: id.clone(),
            change: Change::Set {
                at: vec!["prompt".into()],
                value: "Another?".into(),
            },
        };
        let edited = apply(&text, &edit).unwrap();
        assert_eq!(edited.text, text.replacen(&old, "\"Another?\"", 1), "{style:?}");
        let back = apply(&edited.text, &edited.undo[0]).unwrap();
        assert_eq!(back.text, text, "{style:?}");
    }
}

#[test]
fn what_is_added_and_taken_away_touches_nothing_else() {
    for (style, text, id) in texts() {
        let question = |change: Change| BankEdit::Question {
            id: id.clone(),
            change,
        };
        let at = |steps: &[&str]| steps.iter().map(|step| Step::from(*step)).collect::<Vec<_>>();
        for edit in [
            question(Change::Insert {
                at: at(&["tags"]),
                index: 0,
                value: "new".into(),
            }),
            question(Change::Insert {
                at: at(&["hints"]),
                index: 9,
                value: "More.".into(),
            }),
            question(Change::Set {
                at: at(&["x-new"]),
                value: serde_json::json!({ "a": [1, { "b": [] }] }),
            }),
            BankEdit::Duplicate {
                id: id.clone(),
                new_id: "a-copy".to_owned(),
            },
        ] {
            let edited = apply(&text, &edit).unwrap();
            assert!(
                check::load(edited.text.as_bytes(), &Tables::default()).is_ok(),
                "{style:?} {edit:?}"
            );
            // The new text is the old one with one piece put in.
            let front = text
                .bytes()
                .zip(edited.text.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            let back = text.len() - front;
            assert!(
                edited
                    .text
                    .as_bytes()
                    .ends_with(&text.as_bytes()[text.len() - back..]),
                "{style:?} {edit:?}"
            );
            let undone = hotseat::domain::bank::edit::apply_all(&edited.text, &edited.undo).unwrap();
            assert_eq!(undone.text, text, "{style:?} {edit:?}");
        }
        for id in question_ids(&text).unwrap() {
            let edited = apply(&text, &BankEdit::Delete { id }).unwrap();
            assert!(
                check::load(edited.text.as_bytes(), &Tables::default()).is_ok(),
                "{style:?}"
            );
            let front = text
                .bytes()
                .zip(edited.text.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            let back = edited.text.len() - front;
            assert!(
                text.as_bytes()
                    .ends_with(&edited.text.as_bytes()[edited.text.len() - back..]),
                "{style:?}"
            );
        }
    }
}

#[test]
fn the_command_changes_oddly_written_banks_as_little() {
    let bank = bank();
    for (at, (style, text, id)) in texts().into_iter().enumerate() {
        // Each layout in process above; a few through the whole program.
        if at % 7 != 3 {
            continue;
        }
        let world = World::new();
        let file = world.bank("odd.json", &text);
        let editor = world.file("ed.sh", "printf Another? > \"$1\"\n");
        let mut command = world.command(&["bank", "edit", &format!("good/{id}"), "--file", "prompt"]);
        command.env("EDITOR", format!("sh {}", editor.display()));
        let outcome = world.done(command);
        assert_eq!(outcome.code, 0, "{style:?}: {}", outcome.err);
        let old = literal(&style, &bank);
        let after = std::fs::read_to_string(&file).unwrap();
        assert_eq!(after, text.replacen(&old, "\"Another?\"", 1), "{style:?}");
    }
}
