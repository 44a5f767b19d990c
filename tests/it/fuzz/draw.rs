//! Cases: a pool of files to begin with, and what is done to them. Seeded, so that a case comes again.

use std::path::{Path, PathBuf};

use hotseat::domain::check;
use hotseat::storage::builtin;

/// Pieces that a format gives a meaning.
pub const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "0.5",
    "18446744073709551616",
    "\"\"",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "\u{1b}[2J",
    "\u{202e}",
    "[[[[[[[[",
    "{\"a\":{\"a\":",
    "\"x-a\":1,",
    "\"format\":",
    "\"questions\":",
    "\"ideas\":",
    "\"levels\":",
    "\"axis\":",
    "\"tests\":true",
    "\"ev\":",
    "\"edited\"",
    "\"seq\":",
    "\"mono_ms\":",
    "\"d\":",
    "\"stage\":",
    "\"range\":",
    "\n",
    "\r\n",
    "4294967296",
];
pub const MARKDOWN: &[&str] = &[
    "$",
    "$$",
    "\\frac{",
    "}",
    "\\sqrt[",
    "]",
    "^{",
    "_{",
    "\\left(",
    "\\right.",
    "\\begin{bmatrix}",
    "&",
    "\\\\",
    "\\end{bmatrix}",
    "\\begin{cases}",
    "\\text{",
    "\\sum",
    "\\mathbb{R}",
    "\\hat",
    "|",
    "|-|-|\n",
    "\n|a|b|\n",
    "# ",
    "- ",
    "1. ",
    "> ",
    "```python\n",
    "```",
    "~~~",
    "**",
    "_",
    "[",
    "](",
    "<b>",
    "<!--",
    "-->",
    "&amp;",
    "    ",
    "\t",
    "\n\n",
    "e\u{301}",
    "\u{1f469}\u{200d}\u{1f4bb}",
    "漢字",
    "\u{202e}",
    "\u{1b}]0;",
    "\u{0}",
    "\\",
    "{",
    "^",
    "'",
];
pub const LISTS: &[&str] = &[
    "\n",
    "\r\n",
    "\t",
    ",",
    ";",
    "\"",
    "\"\"",
    "#separator:tab\n",
    "#html:true\n",
    "#tags column:3\n",
    "#notetype column:1\n",
    "#deck:x\n",
    "#columns:a\tb\n",
    "question",
    "answer",
    "**Q:** ",
    "A: ",
    "## ",
    "1. ",
    "- ",
    "<br>",
    "<div>",
    "</div>",
    "&nbsp;",
    "&#x1F600;",
    "&#99999999;",
    "{{c1::",
    "}}",
    "[sound:",
    "<img src=\"",
    "\\(",
    "\\)",
    "[$]",
    "[/$]",
    "\u{feff}",
    "<details>",
    "<summary>",
    "```",
    "| a | b |\n|---|---|\n",
    "\u{0}",
    "---\n",
];
pub const TOML: &[&str] = &[
    "[",
    "]",
    "[[",
    "]]",
    "=",
    "\"",
    "'''",
    "\"\"\"",
    ".",
    "\n",
    "#",
    "true",
    "1e400",
    "0x",
    "inf",
    "nan",
    "{",
    "}",
    "1979-05-27",
    "\\u0000",
    "theme",
    "keys",
    "editor",
    "\u{1b}",
    "a.b.c.d.e.f.g.h.i.j = 1\n",
    "\u{feff}",
    "-",
    "\"rounds\":",
    "\"minutes\":",
    "\"inside\":",
    "9223372036854775808",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<Vec<u8>> {
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|known| known == ending))
        .collect();
    names.sort();
    names.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Good banks in many layouts, and every bad one.
pub fn banks() -> Vec<Vec<u8>> {
    let mut all = files(&root().join("tests/fixtures/banks"), "json");
    all.extend(files(&root().join("tests/fixtures/banks/bad"), "json"));
    all.extend(crate::banks_edit::bad::texts());
    let odd = crate::banks_edit::styles::texts();
    all.extend(odd.into_iter().map(|(_, text, _)| text.into_bytes()));
    all.retain(|bytes| bytes.len() < 100_000);
    all
}

/// Every kind of text in the built-in banks.
pub fn texts() -> Vec<Vec<u8>> {
    let tables = builtin::tables();
    let mut all = Vec::new();
    for file in builtin::banks() {
        let bank = check::load(file.text.as_bytes(), &tables).unwrap();
        for question in bank.questions.iter().step_by(7) {
            all.push(question.prompt.clone().into_bytes());
            for exemplar in &question.exemplars {
                all.push(
                    serde_json::to_string(exemplar)
                        .unwrap()
                        .replace("\\n", "\n")
                        .into_bytes(),
                );
            }
        }
    }
    all.extend(files(&root().join("docs"), "md"));
    all.retain(|bytes| bytes.len() < 20_000);
    all
}

pub fn lists() -> Vec<Vec<u8>> {
    let folder = root().join("tests/fixtures/exchange");
    let mut all = ["md", "csv", "txt"].map(|ending| files(&folder, ending)).concat();
    all.extend(
        [
            "a,b\n1,2\n",
            "q\ta\n",
            "<b>x</b>\ty\n",
            "# Topic\n\n## Why?\n\nBecause.\n",
        ]
        .map(Into::into),
    );
    all
}

/// Journals as they are, and without the sums that would have any change to them left out.
pub fn journals() -> Vec<Vec<u8>> {
    let mut all = files(&root().join("tests/fixtures/journals"), "jsonl");
    for bytes in all.clone() {
        let text = String::from_utf8(bytes).unwrap();
        let bare: Vec<String> = text
            .lines()
            .map(|line| match line.find(",\"crc\":") {
                Some(at) => format!("{}}}", &line[..at]),
                None => line.to_owned(),
            })
            .collect();
        all.push(bare.join("\n").into_bytes());
        // And more of them than of the others: a mutant of these is read.
        all.push((bare.join("\n") + "\n").into_bytes());
    }
    all
}

pub fn configurations() -> Vec<Vec<u8>> {
    let written = hotseat::domain::config::documentation();
    let mut all: Vec<Vec<u8>> = vec![
        written.into(),
        b"theme = \"light\"\nmouse = false\n[editor]\nkeys = \"vim\"\n".to_vec(),
        b"extra_time = 1.25\nbell = true\n".to_vec(),
        b"{ \"format\": 1, \"seen\": [1], \"loop\": \"first\" }".to_vec(),
    ];
    all.extend(files(&root().join("assets/loops"), "json"));
    all
}

/// What makes one case after the other.
pub struct Mill {
    state: u64,
    pool: Vec<Vec<u8>>,
    own: usize,
    words: &'static [&'static str],
}

impl Mill {
    pub fn new(seed: u64, pool: Vec<Vec<u8>>, words: &'static [&'static str]) -> Self {
        Self {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            own: pool.len(),
            pool,
            words,
        }
    }

    fn below(&mut self, most: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as usize % most.max(1)
    }

    pub fn next(&mut self) -> Vec<u8> {
        let at = self.below(self.pool.len());
        let mut bytes = self.pool[at].clone();
        for _ in 0..=self.below(6) {
            self.change(&mut bytes);
        }
        bytes.truncate(200_000);
        // A mutant goes on being changed, as long as there is room for it.
        if bytes.len() < 50_000 && self.below(8) == 0 {
            if self.pool.len() < self.own + 400 {
                self.pool.push(bytes.clone());
            } else {
                let at = self.own + self.below(400);
                self.pool[at].clone_from(&bytes);
            }
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len() + 1);
        let length = self.below(64).min(bytes.len() - at);
        match self.below(10) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => bytes[at] = self.below(256) as u8,
            2 => drop(bytes.drain(at..at + length)),
            3 => {
                let piece = bytes[at..at + length].to_vec();
                let to = self.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            4 => {
                let other = self.below(self.pool.len());
                let from = self.below(self.pool[other].len() + 1);
                let most = self.pool[other].len() - from;
                let to = from + self.below(400).min(most);
                let piece = self.pool[other][from..to].to_vec();
                bytes.splice(at..at + length, piece);
            }
            5 => {
                // Many of one thing: depth, width, length.
                let word = self.word();
                let times = 1 << self.below(11);
                bytes.splice(at..at, word.repeat(times));
            }
            6 => self.number(bytes),
            7 if self.below(4) == 0 => bytes.truncate(at),
            _ => {
                let word = self.word();
                bytes.splice(at..at + length.min(self.below(8)), word);
            }
        }
    }

    fn word(&mut self) -> Vec<u8> {
        let at = self.below(self.words.len());
        self.words[at].as_bytes().to_vec()
    }

    /// Another number in the place of one.
    fn number(&mut self, bytes: &mut Vec<u8>) {
        let from = self.below(bytes.len().max(1));
        let Some(first) = bytes.iter().skip(from).position(u8::is_ascii_digit) else {
            return;
        };
        let first = from + first;
        let length = bytes[first..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let numbers = [
            "0",
            "1",
            "-1",
            "255",
            "65536",
            "4294967295",
            "9007199254740993",
            "18446744073709551615",
            "1e308",
        ];
        let number = numbers[self.below(numbers.len())];
        bytes.splice(first..first + length, number.bytes());
    }
}
