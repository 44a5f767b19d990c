//! How a session went: both clocks, the answers typed edit by edit, what was asked and run.

use std::collections::BTreeMap;
use std::time::Duration;

use hotseat::domain::bank::RoundKind;
use hotseat::domain::event::{EndCause, Event, Opened, PauseCause, Record, SubmitCause, text_hash};
use hotseat::domain::loops::Pressure;
use hotseat::domain::session::folder_name;
use hotseat::domain::snapshot::snapshot;
use hotseat::domain::verdict::{Outcome, RunKind, TestResult, Verdict};
use hotseat::text::edit::Edit;
use jiff::{SignedDuration, ZonedDateTime};

use super::plan::{self, Known, Place};
use super::scoring::{afterwards, debrief};
use super::{Dice, Made};

const WORDS: [&str; 40] = [
    "the",
    "loss",
    "gradient",
    "of",
    "softmax",
    "is",
    "p − y",
    "because",
    "likelihood",
    "we",
    "scale",
    "by",
    "1/√d_k",
    "variance",
    "attention",
    "cache",
    "memory",
    "grows",
    "with",
    "length",
    "batch",
    "norm",
    "in",
    "training",
    "naïve",
    "overflow",
    "log-sum-exp",
    "stable",
    "latency",
    "data",
    "labels",
    "noise",
    "precision",
    "recall",
    "I",
    "proposed",
    "measured",
    "team",
    "Straße",
    "trade-off",
];

/// What is being recorded.
pub(super) struct Sitting<'a> {
    pub dice: &'a mut Dice,
    pub records: Vec<Record>,
    wall: ZonedDateTime,
    mono: u64,
    texts: BTreeMap<String, String>,
    snapshots: BTreeMap<String, Vec<u8>>,
}

impl Sitting<'_> {
    pub fn then(&mut self, after_ms: u64, event: Event) {
        self.mono += after_ms;
        self.later(after_ms);
        self.records.push(Record {
            v: 1,
            seq: self.records.len() as u64 + 1,
            at: self.wall.clone(),
            mono: Duration::from_millis(self.mono),
            event,
        });
    }

    /// The wall alone goes on: nobody is here, or the machine sleeps.
    pub fn later(&mut self, ms: u64) {
        self.wall = self.wall.saturating_add(SignedDuration::from_millis(ms as i64));
    }

    pub fn opened(&mut self, carried_ms: u64) {
        self.mono = 60 + self.dice.below(200) as u64;
        let pid = 1_000 + self.dice.below(30_000) as u32;
        self.then(
            0,
            Event::Opened(Opened {
                pid,
                host: "desk".to_owned(),
                version: "0.1.0".to_owned(),
                carried_ms,
            }),
        );
    }

    fn edit(&mut self, after_ms: u64, field: &str, at: usize, del: String, ins: String) {
        let text = self.texts.entry(field.to_owned()).or_default();
        let edit = Edit { at, del, ins };
        edit.apply(text).expect("it was made for this text");
        let field = field.to_owned();
        self.then(after_ms, Event::Edited { field, edit });
    }

    pub fn words(&mut self, count: usize) -> String {
        let mut text = String::new();
        for _ in 0..count {
            text.push_str(WORDS[self.dice.below(WORDS.len())]);
            text.push(' ');
        }
        text
    }

    /// Types into a field for about so long, with second thoughts.
    fn types(&mut self, field: &str, edits: usize, each_ms: u64) {
        self.then(
            each_ms / 2,
            Event::Entered {
                field: field.to_owned(),
            },
        );
        for _ in 0..edits {
            let after = each_ms / 2 + self.dice.below(each_ms.max(1) as usize) as u64;
            let len = self.texts.get(field).map_or(0, String::len);
            let count = 5 + self.dice.below(9);
            let mut piece = self.words(count);
            if self.dice.chance(20) {
                piece.push('\n');
            }
            match self.dice.below(12) {
                // A word in front of everything.
                0 => self.edit(after, field, 0, String::new(), piece),
                // The end is written anew.
                1 if len > 0 => {
                    let text = &self.texts[field];
                    let from = text.trim_end().rfind(' ').map_or(0, |at| at + 1);
                    let del = text[from..].to_owned();
                    self.edit(after, field, from, del, piece);
                }
                _ => self.edit(after, field, len, String::new(), piece),
            }
        }
    }

    /// What interrupts an answer, or nothing.
    fn interrupted(&mut self) {
        let minutes = (1 + self.dice.below(20)) as u64 * 60_000;
        match self.dice.below(14) {
            0 => {
                self.then(
                    900,
                    Event::Paused {
                        cause: PauseCause::Person,
                        past_ms: None,
                    },
                );
                self.then(minutes, Event::Resumed {});
            }
            1 => {
                self.later(minutes);
                self.then(
                    700,
                    Event::Paused {
                        cause: PauseCause::Slept,
                        past_ms: Some(minutes),
                    },
                );
            }
            2 => {
                let past_ms = Some(minutes);
                self.then(
                    minutes + 700,
                    Event::Paused {
                        cause: PauseCause::Stopped,
                        past_ms,
                    },
                );
            }
            // Left, and taken up by another process.
            3 => {
                self.then(
                    300,
                    Event::Paused {
                        cause: PauseCause::Person,
                        past_ms: None,
                    },
                );
                self.later(minutes * 40);
                self.opened(0);
                self.then(120, Event::Resumed {});
            }
            // Killed, and taken up.
            4 => {
                self.later(minutes * 3 + 1_500);
                self.opened(1_500);
                self.then(200, Event::Resumed {});
            }
            _ => {}
        }
    }
}

/// Returns a session as it was held.
pub fn sat(dice: &mut Dice, place: &Place) -> Made {
    let began = plan::began(dice, place);
    let (started, rounds) = plan::started(dice, place);
    let folder = folder_name(&began, &started.loop_id, (place.index % 65_536) as u16);
    let strict = started.pressure == Pressure::Strict;
    let extra = started.extra_time;
    // The newest is left in the middle, and one in twelve before it; one in eight waits for scores.
    let left = place.count > 6 && (place.index + 1 == place.count || place.index % 12 == 5);
    let scored = !left && place.index % 8 != 3;
    let mut sitting = Sitting {
        dice,
        records: Vec::new(),
        wall: began,
        mono: 0,
        texts: BTreeMap::new(),
        snapshots: BTreeMap::new(),
    };
    sitting.opened(0);
    sitting.then(4, Event::SessionStarted(Box::new(started)));
    let count = rounds.len();
    for (round, questions) in rounds.iter().enumerate() {
        let last = round + 1 == count;
        sitting.then(600, Event::RoundStarted { round });
        for (at, known) in questions.iter().enumerate() {
            let stop = left && last && at + 1 == questions.len();
            answer(&mut sitting, place, round, known, extra, strict, stop);
        }
        if left && last {
            break;
        }
        let cause = if strict { EndCause::TimeUp } else { EndCause::Done };
        sitting.then(2_500, Event::RoundEnded { round, cause });
        if scored {
            for known in questions {
                debrief(&mut sitting, place, known);
            }
        }
    }
    if !left {
        sitting.then(
            3_000,
            Event::SessionEnded {
                cause: EndCause::Done,
            },
        );
    }
    if scored {
        afterwards(&mut sitting, &rounds);
    }
    let result = sitting.dice.chance(60);
    let second = (place.index % 25 == 8).then_some(sitting.records.len() * 2 / 3);
    Made {
        folder,
        result,
        second,
        records: sitting.records,
        snapshots: sitting.snapshots,
    }
}

fn answer(
    sitting: &mut Sitting,
    place: &Place,
    round: usize,
    known: &Known,
    extra: f64,
    strict: bool,
    stop: bool,
) {
    let question = &known.question;
    let (file, bytes) = snapshot(&known.bank, question, &known.bank_title, known.license.as_deref());
    sitting.snapshots.insert(file.clone(), bytes);
    sitting.texts.clear();
    let budget_ms = (question.minutes * 60_000.0 * extra) as u64;
    sitting.then(
        400,
        Event::QuestionAsked {
            round,
            question: known.name(),
            snapshot: file,
            budget_ms,
        },
    );
    if question.round == RoundKind::Programming {
        let starter = question
            .code
            .as_ref()
            .map_or("", |code| code.starter())
            .to_owned();
        sitting.edit(0, "code", 0, String::new(), starter);
        sitting.then(0, Event::StageOpened { stage: 0 });
    }
    match sitting.dice.below(25) {
        0 => return sitting.then(20_000, Event::Skipped {}),
        // Time came and nothing was said.
        1 if !stop => {
            sitting.then(
                budget_ms,
                Event::Submitted {
                    cause: SubmitCause::TimeUp,
                },
            );
            return;
        }
        _ => {}
    }
    let spoken =
        matches!(question.round, RoundKind::Culture | RoundKind::MlTheory) && sitting.dice.chance(18);
    if spoken {
        sitting.then(2_000, Event::Spoken { on: true });
    }
    if question.round == RoundKind::Culture && sitting.dice.chance(40) {
        sitting.then(
            1_000,
            Event::StoryUsed {
                story: "the-leak".to_owned(),
            },
        );
    }
    let fields: Vec<&str> = match question.round {
        RoundKind::SystemDesign => vec!["scope", "data", "model"],
        RoundKind::Programming => vec!["code"],
        round => round.fields().to_vec(),
    };
    let edits = if spoken {
        2
    } else {
        16 / fields.len() + sitting.dice.below(4)
    };
    let factor = if strict {
        0.8
    } else {
        0.55 + 0.7 * sitting.dice.share()
    };
    let each = (budget_ms as f64 * factor) as u64 / (edits * fields.len() + 4).max(1) as u64;
    if let Some(clarification) = question
        .clarifications
        .first()
        .filter(|_| sitting.dice.chance(45))
    {
        let (ask, matched) = (clarification.ask.clone(), Some(0));
        sitting.then(each / 2, Event::Clarified { ask, matched });
        if sitting.dice.chance(30) {
            let ask = "What is the weather like?".to_owned();
            sitting.then(each / 2, Event::Clarified { ask, matched: None });
        }
    }
    for (at, field) in fields.iter().enumerate() {
        sitting.types(field, edits, each);
        if at == 0 {
            sitting.interrupted();
            helped(sitting, known, field, each, place);
        }
        if at == 0 && stop {
            return;
        }
    }
    if question.round == RoundKind::Programming {
        runs(sitting, known, each);
    }
    if !spoken && let Some(follow_up) = question.follow_ups.first().filter(|_| sitting.dice.chance(60)) {
        let field = format!("follow_up.{}", follow_up.id);
        sitting.then(
            each,
            Event::FollowUpShown {
                id: follow_up.id.clone(),
            },
        );
        sitting.types(&field, 2, each / 2);
    }
    let cause = if strict && sitting.dice.chance(30) {
        SubmitCause::TimeUp
    } else {
        SubmitCause::Done
    };
    sitting.then(each, Event::Submitted { cause });
    if cause == SubmitCause::Done && sitting.dice.chance(10) {
        sitting.then(4_000, Event::TakenBack {});
        sitting.types(fields[0], 1, each / 2);
        sitting.then(2_000, Event::Submitted { cause });
    }
    if question.round == RoundKind::Programming {
        submitted(sitting, known, place);
    }
}

/// A hint, and what was written after it.
fn helped(sitting: &mut Sitting, known: &Known, field: &str, each: u64, place: &Place) {
    if !known.question.hints.is_empty() && sitting.dice.share() > 0.55 + 0.3 * place.come() {
        sitting.then(each, Event::HintTaken { hint: 0 });
        sitting.types(field, 1, each);
    }
    if sitting.dice.chance(6) {
        let d = serde_json::json!({ "of": "a newer program" });
        sitting.then(
            50,
            Event::Unknown {
                ev: "gazed".to_owned(),
                d,
            },
        );
    }
}

/// The tests of a stage by name, as the judge finds them.
fn tests(known: &Known, stage: usize) -> Vec<(String, bool)> {
    let Some(code) = &known.question.code else {
        return Vec::new();
    };
    let stage = &code.stages[stage];
    let file = code.files.get(&stage.tests).map_or("", |text| text);
    file.lines()
        .filter_map(|line| line.strip_prefix("def test_")?.split('(').next())
        .map(|rest| format!("test_{rest}"))
        .map(|name| (name.clone(), stage.visible.contains(&name)))
        .collect()
}

fn verdict(sitting: &mut Sitting, known: &Known, stage: usize, kind: RunKind, passes: usize) -> Event {
    let results = tests(known, stage)
        .into_iter()
        .filter(|(_, visible)| kind == RunKind::All || *visible)
        .map(|(name, visible)| {
            let passed = sitting.dice.chance(passes);
            TestResult {
                name,
                visible,
                outcome: if passed { Outcome::Passed } else { Outcome::Failed },
                ms: sitting.dice.below(300) as f64 / 10.0,
                message: if passed {
                    String::new()
                } else {
                    "expected 1.0, got nan".to_owned()
                },
                ..TestResult::default()
            }
        })
        .collect();
    Event::Ran {
        question: (kind == RunKind::All).then(|| known.name()),
        stage,
        hash: text_hash(sitting.texts.get("code").map_or("", |text| text)),
        verdict: Box::new(Verdict {
            kind,
            tests: results,
            ms: 84.0,
            ..Verdict::default()
        }),
    }
}

fn runs(sitting: &mut Sitting, known: &Known, each: u64) {
    for _ in 0..=sitting.dice.below(2) {
        let ran = verdict(sitting, known, 0, RunKind::Visible, 60);
        sitting.then(each / 2, ran);
    }
    let stages = known.question.code.as_ref().map_or(0, |code| code.stages.len());
    if stages > 1 {
        if sitting.dice.chance(40) {
            sitting.then(each / 3, Event::StagePassedOver { stage: 0 });
        }
        sitting.then(200, Event::StageOpened { stage: 1 });
        sitting.types("code", 2, each / 2);
    }
    sitting.types("talk", 1, each / 2);
}

/// The judge's runs at submission; now and then there was no Python.
fn submitted(sitting: &mut Sitting, known: &Known, place: &Place) {
    if sitting.dice.chance(15) {
        return;
    }
    let stages = known.question.code.as_ref().map_or(0, |code| code.stages.len());
    let passes = 55 + (40.0 * place.come()) as usize;
    for stage in 0..stages {
        let ran = verdict(sitting, known, stage, RunKind::All, passes);
        sitting.then(90, ran);
    }
}
