//! What the journals tell, read line by line without any of the program's own types.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use jiff::{ToSpan, ZonedDateTime};
use serde_json::Value;

/// A session.
pub struct Told {
    pub folder: String,
    began: ZonedDateTime,
    pub day: Date,
    /// Kind and time spent, in milliseconds.
    rounds: Vec<(String, u64)>,
    pub answers: Vec<Answer>,
}

/// An answer.
#[derive(Default)]
pub struct Answer {
    pub question: String,
    /// Which round of the session, and of which kind.
    at: usize,
    pub round: String,
    pub topic: String,
    pub budget: u64,
    pub spent: u64,
    /// Text and what was given of it, by field.
    fields: BTreeMap<String, (String, String)>,
    entered: bool,
    pub spoken: bool,
    pub closed: bool,
    pub skipped: bool,
    set_aside: bool,
    pub prediction: Option<usize>,
    pub pitfalls: BTreeSet<String>,
    /// Kind and score, in order.
    scores: Vec<(String, f64)>,
    pub hints: BTreeSet<u64>,
    pub follow_ups: BTreeSet<String>,
    /// Of the whole runs: the hash of the text, the stage, the verdict.
    runs: Vec<(String, u64, Value)>,
    snapshot: Value,
    /// Ids of criteria and ideas.
    pub scale: String,
}

impl Answer {
    pub fn said(&self) -> bool {
        self.spoken
            || self
                .fields
                .values()
                .any(|(text, given)| !text.trim().is_empty() && text != given)
    }

    pub fn words(&self) -> usize {
        let written = self.fields.values().filter(|(text, given)| text != given);
        written.map(|(text, _)| text.split_whitespace().count()).sum()
    }

    pub fn waits(&self) -> bool {
        self.closed && self.scores.is_empty() && !self.set_aside
    }

    pub fn given(&self, kind: &str) -> Option<f64> {
        self.scores
            .iter()
            .rev()
            .find(|(known, _)| known == kind)
            .map(|(_, score)| *score)
    }

    pub fn score(&self) -> Option<f64> {
        let first = || {
            self.scores
                .iter()
                .find(|(kind, _)| kind == "first")
                .map(|(_, score)| *score)
        };
        let nothing = self.skipped || self.set_aside && !self.said();
        self.given("revision").or_else(first).or(nothing.then_some(0.0))
    }

    /// Four times the share of the tests passed on the final text.
    pub fn judged(&self) -> Option<f64> {
        if !self.closed {
            return None;
        }
        let text = self.fields.get("code").map_or("", |(text, _)| text);
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in text.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let hash = format!("{hash:016x}");
        let (mut passed, mut of, mut ran) = (0, 0, false);
        for (at, stage) in self.snapshot["question"]["code"]["stages"]
            .as_array()?
            .iter()
            .enumerate()
        {
            let file = self.snapshot["files"][stage["tests"].as_str()?].as_str()?;
            of += file.lines().filter(|line| line.starts_with("def test_")).count();
            let run = self
                .runs
                .iter()
                .rev()
                .find(|(of, stage, _)| *of == hash && *stage == at as u64);
            if let Some((_, _, verdict)) = run {
                ran = true;
                let tests = verdict["tests"].as_array()?.iter();
                passed += tests.filter(|test| test["outcome"] == "passed").count();
            }
        }
        (ran && of > 0).then(|| 4.0 * passed as f64 / of as f64)
    }
}

impl Told {
    /// Reads every session of a folder, oldest first.
    pub fn read(root: &Path) -> Vec<Self> {
        let mut history: Vec<Self> = std::fs::read_dir(root)
            .unwrap()
            .map(|entry| session(&entry.unwrap().path()))
            .collect();
        history.sort_by(|a, b| (&a.began, &a.folder).cmp(&(&b.began, &b.folder)));
        history
    }

    pub fn spent(&self) -> u64 {
        self.rounds.iter().map(|(_, spent)| spent).sum()
    }

    pub fn rounds_of(&self, kind: &str) -> impl Iterator<Item = usize> {
        let of_kind = |(at, (known, _)): (usize, &(String, u64))| (known == kind).then_some(at);
        self.rounds
            .iter()
            .enumerate()
            .filter_map(of_kind)
            .collect::<Vec<_>>()
            .into_iter()
    }

    pub fn round_score(&self, at: usize) -> Option<f64> {
        let (mut sum, mut weights) = (0.0, 0.0);
        for answer in self.answers.iter().filter(|answer| answer.at == at) {
            if let Some(score) = answer.score() {
                let weight = (answer.budget as f64 / 1_000.0).max(1.0);
                sum += score * weight;
                weights += weight;
            }
        }
        (weights > 0.0).then(|| sum / weights)
    }
}

/// The clock of a session, as `docs/formats.md` has it: time counts while a round is open and nothing is
/// paused, and while a question is open it counts for that too.
#[derive(Default)]
struct Clock {
    last: u64,
    round: bool,
    question: bool,
    paused: bool,
}

impl Clock {
    fn charge(&self, told: &mut Told, ms: u64) {
        if self.round && !self.paused {
            told.rounds.last_mut().unwrap().1 += ms;
            if self.question {
                told.answers.last_mut().unwrap().spent += ms;
            }
        }
    }
}

fn lines(dir: &Path) -> Vec<Value> {
    let mut lines: Vec<Value> = Vec::new();
    for file in ["journal.jsonl", "journal.2.jsonl"] {
        let text = std::fs::read_to_string(dir.join(file)).unwrap_or_default();
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            if line["seq"].as_u64() > lines.last().and_then(|last| last["seq"].as_u64()) {
                lines.push(line);
            }
        }
    }
    lines
}

fn session(dir: &Path) -> Told {
    let lines = lines(dir);
    let started = lines.iter().find(|line| line["ev"] == "session_started").unwrap();
    let began: ZonedDateTime = started["at"].as_str().unwrap().parse().unwrap();
    let mut told = Told {
        folder: dir.file_name().unwrap().to_str().unwrap().to_owned(),
        day: (began.datetime() - 4.hours()).date(),
        began,
        rounds: Vec::new(),
        answers: Vec::new(),
    };
    let mut clock = Clock::default();
    for line in &lines {
        let mono = line["mono_ms"].as_u64().unwrap();
        let past = line["d"]["past_ms"].as_u64();
        match line["ev"].as_str().unwrap() {
            "opened" => {
                let carried = line["d"]["carried_ms"].as_u64().unwrap_or(0);
                clock.charge(&mut told, carried);
                // Nobody was here: a pause, until it is said to be over.
                clock.paused |= clock.round;
            }
            "paused" if past.is_some() => {
                let ran = mono - clock.last;
                let slept = line["d"]["cause"] == "slept";
                clock.charge(&mut told, if slept { ran } else { ran - past.unwrap() });
            }
            _ => clock.charge(&mut told, mono - clock.last),
        }
        clock.last = mono;
        happens(&mut told, &mut clock, &started["d"], dir, line);
    }
    told
}

fn happens(told: &mut Told, clock: &mut Clock, started: &Value, dir: &Path, line: &Value) {
    let d = &line["d"];
    let text = |name: &str| d[name].as_str().unwrap_or_default().to_owned();
    let named = d["question"].as_str();
    match line["ev"].as_str().unwrap() {
        "round_started" => {
            let kind = started["plan"][d["round"].as_u64().unwrap() as usize]["round"].as_str();
            told.rounds.push((kind.unwrap().to_owned(), 0));
            (clock.round, clock.question, clock.paused) = (true, false, false);
        }
        "round_ended" => {
            (clock.round, clock.question, clock.paused) = (false, false, false);
        }
        "session_ended" => clock.round = false,
        "paused" if d["past_ms"].is_null() => clock.paused = true,
        "resumed" => clock.paused = false,
        "question_asked" => {
            told.answers.push(asked(told, started, dir, d));
            (clock.question, clock.paused) = (true, false);
        }
        event => {
            let answers = &mut told.answers;
            let answer = match named {
                Some(name) => answers.iter_mut().rev().find(|answer| answer.question == name),
                None => answers.last_mut(),
            };
            let Some(answer) = answer else { return };
            match event {
                "submitted" => (answer.closed, clock.question) = (true, false),
                "skipped" => (answer.skipped, clock.question) = (true, false),
                "taken_back" => (answer.closed, clock.question) = (false, true),
                "spoken" => answer.spoken = d["on"] == true,
                "entered" => {
                    answer.entered = true;
                    answer.fields.entry(text("field")).or_default();
                }
                "edited" => {
                    let given = !answer.entered && answer.spent == 0;
                    let field = answer.fields.entry(text("field")).or_default();
                    let edit = &d["edit"];
                    let at = edit["at"].as_u64().unwrap() as usize;
                    let del = edit["del"].as_str().unwrap_or("").len();
                    field
                        .0
                        .replace_range(at..at + del, edit["ins"].as_str().unwrap_or(""));
                    if given {
                        field.1 = field.0.clone();
                    }
                }
                "hint_taken" => {
                    answer.hints.insert(d["hint"].as_u64().unwrap());
                }
                "follow_up_shown" => {
                    answer.follow_ups.insert(text("id"));
                }
                "ran" if d["verdict"]["kind"] == "all" => {
                    let stage = d["stage"].as_u64().unwrap();
                    answer.runs.push((text("hash"), stage, d["verdict"].clone()));
                }
                "predicted" => answer.prediction = Some(d["level"].as_u64().unwrap() as usize),
                "pitfall_marked" => {
                    answer.pitfalls.insert(text("pitfall"));
                }
                "scored" => answer.scores.push((text("kind"), d["score"].as_f64().unwrap())),
                "set_aside" => answer.set_aside = true,
                _ => {}
            }
        }
    }
}

fn asked(told: &Told, started: &Value, dir: &Path, d: &Value) -> Answer {
    let file = dir.join("questions").join(d["snapshot"].as_str().unwrap());
    let snapshot: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let name = d["question"].as_str().unwrap();
    let plan = started["plan"].as_array().unwrap().iter();
    let planned = plan
        .flat_map(|round| round["questions"].as_array().unwrap())
        .find(|question| question["name"] == name)
        .unwrap();
    let mut scale = String::new();
    for criterion in snapshot["question"]["rubric"].as_array().unwrap() {
        scale += criterion["id"].as_str().unwrap();
        for idea in criterion["ideas"].as_array().into_iter().flatten() {
            scale = scale + " " + idea["id"].as_str().unwrap();
        }
        scale += "; ";
    }
    Answer {
        question: name.to_owned(),
        at: told.rounds.len() - 1,
        round: told.rounds.last().unwrap().0.clone(),
        topic: planned["topic"].as_str().unwrap().to_owned(),
        budget: d["budget_ms"].as_u64().unwrap(),
        scale,
        snapshot,
        ..Answer::default()
    }
}
