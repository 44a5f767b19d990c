//! A question as it was asked, kept with the session so that editing or deleting a bank never changes
//! the past. Its hash names the version of the question: a score is comparable only within one. The
//! hash is taken over a canonical form that leaves out whatever has its default, so that a new optional
//! field, another key order or another version of the program gives the same hash.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::bank::{CodeText, FORMAT, Question, QuestionName};

/// A question with everything needed to show it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    pub format: u32,
    pub bank: BankNote,
    pub question: Question,
    /// The question's code files by name.
    #[serde(default)]
    pub files: BTreeMap<String, CodeText>,
}

/// What a record says about the bank a question came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankNote {
    pub id: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub license: Option<String>,
}

/// Why a snapshot could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    #[error("It is not a snapshot of a question: {0}.")]
    Malformed(String),
    #[error("It has format {0}; this version of hotseat reads up to {FORMAT}. Update hotseat to open it.")]
    Newer(u32),
}

impl Snapshot {
    pub fn new(bank: BankNote, question: Question) -> Self {
        let files = question.code.as_ref().map(|code| code.files.clone());
        Self {
            format: FORMAT,
            bank,
            question,
            files: files.unwrap_or_default(),
        }
    }

    pub fn name(&self) -> QuestionName {
        QuestionName::new(self.bank.id.clone(), self.question.id.clone())
    }

    /// Returns `<bank>.<id>.<hash8>.json`.
    pub fn file_name(&self) -> String {
        format!(
            "{}.{}.{}.json",
            self.bank.id,
            self.question.id,
            hash(&self.question)
        )
    }

    /// Returns the file's content, for people to read.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes =
            serde_json::to_vec_pretty(self).expect("strings, numbers and maps with string keys serialise");
        bytes.push(b'\n');
        bytes
    }

    /// Reads a snapshot back.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let malformed = |error: serde_json::Error| SnapshotError::Malformed(error.to_string());
        let head: Head = serde_json::from_slice(bytes).map_err(malformed)?;
        if head.format > FORMAT {
            return Err(SnapshotError::Newer(head.format));
        }
        let mut read: Self = serde_json::from_slice(bytes).map_err(malformed)?;
        if let Some(code) = &mut read.question.code {
            code.files.clone_from(&read.files);
        }
        Ok(read)
    }
}

/// Returns the file name and the content of a question's snapshot.
pub fn snapshot(bank: &str, question: &Question, title: &str, license: Option<&str>) -> (String, Vec<u8>) {
    let bank = BankNote {
        id: bank.to_owned(),
        title: title.to_owned(),
        license: license.map(ToOwned::to_owned),
    };
    let snapshot = Snapshot::new(bank, question.clone());
    (snapshot.file_name(), snapshot.to_bytes())
}

/// Returns the eight hex digits that name this version of a question: the upper half of the 64-bit
/// FNV-1a hash of its canonical form, its code files included.
pub fn hash(question: &Question) -> String {
    let hash = canonical_text(question)
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{:08x}", hash >> 32)
}

/// Returns the form of a question, its code files included, that is the same however its file is written and
/// different where anything of it is.
pub fn canonical_text(question: &Question) -> String {
    let value = serde_json::to_value(question).expect("strings, numbers and maps with string keys serialise");
    let mut text = String::new();
    canonical(&value, &mut text);
    for (name, content) in question.code.iter().flat_map(|code| &code.files) {
        string(name, &mut text);
        string(content, &mut text);
    }
    text
}

/// Keys sorted, no space, numbers in their shortest decimal form, and nothing that is empty.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let kept: BTreeMap<&String, &Value> = map.iter().filter(|(_, value)| !is_empty(value)).collect();
            out.push('{');
            for (at, (key, value)) in kept.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                string(key, out);
                out.push(':');
                canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for (at, value) in list.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                canonical(value, out);
            }
            out.push(']');
        }
        Value::Number(number) => {
            // `Display` of a float is the shortest that reads back and never has an exponent.
            let number = number.as_f64().unwrap_or_default();
            write!(out, "{number}").expect("writing to a string cannot fail");
        }
        Value::String(text) => string(text, out),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Null => out.push_str("null"),
    }
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            _ => out.push(c),
        }
    }
    out.push('"');
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalog::Tables;
    use crate::domain::check;

    fn questions() -> Vec<Question> {
        let bank = include_bytes!("../../tests/fixtures/banks/good.json");
        check::load(bank, &Tables::default())
            .expect("the bank is good")
            .questions
    }

    #[test]
    fn a_snapshot_reads_back_as_it_was() {
        for question in questions() {
            let (name, bytes) = snapshot("good", &question, "A bank", Some("CC-BY-4.0"));
            let back = Snapshot::from_bytes(&bytes).unwrap();
            assert_eq!(back.question, question);
            assert_eq!(back.bank.title, "A bank");
            assert_eq!(back.file_name(), name);
        }
    }

    #[test]
    fn the_hash_is_the_same_in_every_version() {
        // Golden: sessions on people's disks are compared by these.
        let names: Vec<String> = questions()
            .iter()
            .map(|question| snapshot("good", question, "", None).0)
            .collect();
        assert_eq!(names, GOLDEN);
    }

    const GOLDEN: [&str; 4] = [
        "good.th-cross-entropy.438d74e3.json",
        "good.cu-disagreement.d0137226.json",
        "good.pr-linear.e3863f93.json",
        "good.sd-transcription.22f501df.json",
    ];

    #[test]
    fn the_hash_follows_the_content_and_not_its_form() {
        let question = &questions()[0];
        let mut value = serde_json::to_value(question).unwrap();
        value["estimate"] = Value::Null;
        value["future_field"] = Value::Array(Vec::new());
        value["minutes"] = serde_json::from_str("10.0").unwrap();
        let mut text = String::new();
        canonical(&value, &mut text);
        let mut plain = String::new();
        canonical(&serde_json::to_value(question).unwrap(), &mut plain);
        assert_eq!(text, plain);
        let mut changed = question.clone();
        changed.prompt.push('!');
        assert_ne!(hash(&changed), hash(question));
        changed = question.clone();
        changed.minutes = 10.5;
        assert_ne!(hash(&changed), hash(question));
    }

    #[test]
    fn a_snapshot_of_a_later_format_is_refused_with_a_sentence() {
        let error = Snapshot::from_bytes(br#"{"format": 9, "unlike": true}"#).unwrap_err();
        assert_eq!(
            error.to_string(),
            "It has format 9; this version of hotseat reads up to 1. Update hotseat to open it."
        );
        assert!(Snapshot::from_bytes(b"{").is_err());
    }
}
