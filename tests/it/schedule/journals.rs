//! Journals of a candidate who answers theory questions, from a seed; with what each must be graded as, by the
//! rules and not by the code that is tested.

use std::sync::LazyLock;
use std::time::Duration;

use hotseat::domain::bank::{Bank, Question, QuestionName, RoundKind};
use hotseat::domain::catalog::{Catalog, Tables};
use hotseat::domain::draw::{Abilities, Draw, DrawnQuestion, DrawnRound};
use hotseat::domain::event::{
    EndCause, Event, Evidence, Opened, Record, ScoreKind, SessionKind, Started, SubmitCause,
};
use hotseat::domain::loops::{Pressure, ScoreAfter};
use hotseat::domain::session::Session;
use hotseat::domain::summary::SessionSummary;
use hotseat::text::edit::Edit;
use jiff::{SignedDuration, ZonedDateTime};
use rand::rngs::ChaCha20Rng;
use rand::{RngExt, SeedableRng};

/// How an idea came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Missed,
    /// In answer to a follow-up.
    AfterFollowUp,
    /// In what was written once a hint was there.
    AfterHint,
    Alone,
}

/// One question answered in a session of its own.
#[derive(Debug, Clone)]
pub struct Sitting {
    /// Since the first of the histories; the day turns at four in the morning.
    pub day: u32,
    hour: i64,
    kind: SessionKind,
    question: usize,
    /// `None`: it was put off.
    score: Option<f64>,
    /// Of the question's minutes.
    spent: f64,
    ideas: Vec<Said>,
}

static BANK: LazyLock<Bank> = LazyLock::new(|| {
    let question = |id: usize| {
        format!(
            r#"{{"id": "q{id}", "round": "ml_theory", "topic": "t{}", "difficulty": "easy", "minutes": {},
             "prompt": "Why?", "hints": ["Look."], "rubric": [{{"id": "core", "criterion": "Core", "weight": 1,
               "ideas": [{{"id": "a", "idea": "A"}}, {{"id": "b", "idea": "B"}}, {{"id": "c", "idea": "C"}}]}}],
             "follow_ups": [{{"id": "f", "ask": "A?", "probes": ["a"], "minutes": 2}},
                            {{"id": "g", "ask": "B?", "probes": ["b"], "minutes": 1.5}}]}}"#,
            id % 3,
            6 + id
        )
    };
    let questions: Vec<String> = (0..6).map(question).collect();
    serde_json::from_str(&format!(
        r#"{{"format": 1, "id": "b", "questions": [{}]}}"#,
        questions.join(",")
    ))
    .expect("a bank")
});

pub fn catalog() -> Catalog {
    Catalog::new(vec![BANK.clone()], Vec::new(), Tables::default())
}

/// Returns the sittings of a history, in the order of time.
pub fn generated(seed: u64) -> Vec<Sitting> {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut random = ChaCha20Rng::from_seed(bytes);
    let mut day = 0;
    (0..random.random_range(3..16))
        .map(|_| {
            day += [0, 0, 1, 1, 2, 5, 11, 23][random.random_range(0..8)];
            (day, random.random_range(0..10))
        })
        .collect::<Vec<_>>()
        .into_iter()
        .scan((u32::MAX, 0), |(last, hour), (day, later)| {
            // Several sittings of a day come one after the other, the last ones after midnight.
            *hour = if day == *last {
                (*hour + 2).min(27)
            } else {
                4 + later
            };
            *last = day;
            Some((day, *hour))
        })
        .map(|(day, hour)| Sitting {
            day,
            hour,
            kind: match random.random_range(0..10) {
                0 => SessionKind::Cram,
                1 => SessionKind::Drill,
                _ => SessionKind::Interview,
            },
            question: random.random_range(0..6),
            score: (random.random_range(0..10) > 0).then(|| f64::from(random.random_range(0..=40)) / 10.0),
            spent: f64::from(random.random_range(1..=20)) / 10.0,
            ideas: (0..3)
                .map(|idea| match random.random_range(0..4) {
                    0 => Said::Missed,
                    // No follow-up asks for the last idea.
                    1 if idea < 2 => Said::AfterFollowUp,
                    2 => Said::AfterHint,
                    _ => Said::Alone,
                })
                .collect(),
        })
        .collect()
}

impl Sitting {
    /// Returns each card with its grade: 1 again to 4 easy.
    pub fn grades(&self) -> Vec<(String, u8)> {
        let Some(score) = self.score.filter(|_| self.kind != SessionKind::Cram) else {
            return Vec::new();
        };
        let name = format!("b/q{}", self.question);
        let by_score = [1.5, 2.5, 3.5].iter().filter(|bound| score >= **bound).count() as u8 + 1;
        let slow = u8::from(self.spent > 1.5);
        let mut grades = vec![(name.clone(), (by_score - slow).max(1))];
        for (said, id) in self.ideas.iter().zip(["a", "b", "c"]) {
            let grade = match said {
                Said::Missed => 1,
                Said::AfterFollowUp | Said::AfterHint => 2,
                Said::Alone => 3,
            };
            grades.push((format!("{name}#{id}"), grade));
        }
        grades
    }

    /// Returns the session as its journal tells it.
    pub fn summary(&self) -> SessionSummary {
        let question = &BANK.questions[self.question];
        let session = Session::fold(&self.records(question));
        SessionSummary::of("folder", &session, &|_| Some(question), Vec::new())
    }

    fn records(&self, question: &Question) -> Vec<Record> {
        let name = QuestionName::new("b", question.id.clone());
        let begin: ZonedDateTime = super::day(self.day)
            .at(0, 0, 0, 0)
            .in_tz("Europe/Berlin")
            .unwrap()
            .checked_add(SignedDuration::from_hours(self.hour))
            .unwrap();
        let budget = Duration::from_secs_f64(question.minutes * 60.0);
        let used = budget.mul_f64(self.spent);
        let text = |field: &str, at: usize, ins: &str| Event::Edited {
            field: field.to_owned(),
            edit: Edit {
                at,
                del: String::new(),
                ins: ins.to_owned(),
            },
        };
        let mut events = vec![
            (
                Duration::ZERO,
                Event::Opened(Opened {
                    pid: 1,
                    host: "desk".to_owned(),
                    version: "0".to_owned(),
                    carried_ms: 0,
                }),
            ),
            (
                Duration::ZERO,
                Event::SessionStarted(Box::new(self.started(question, &name))),
            ),
            (Duration::ZERO, Event::RoundStarted { round: 0 }),
            (
                Duration::ZERO,
                Event::QuestionAsked {
                    round: 0,
                    question: name.clone(),
                    snapshot: "s.json".to_owned(),
                    budget_ms: budget.as_millis() as u64,
                },
            ),
            // What was said alone stands in the first ten letters, what after the hint behind them.
            (Duration::ZERO, text("main", 0, "0123456789")),
            (Duration::ZERO, Event::HintTaken { hint: 0 }),
            (Duration::ZERO, text("main", 10, "0123456789")),
            (Duration::ZERO, Event::FollowUpShown { id: "f".to_owned() }),
            (Duration::ZERO, text("follow_up.f", 0, "0123456789")),
            (
                used,
                Event::Submitted {
                    cause: SubmitCause::Done,
                },
            ),
        ];
        for (said, id) in self.ideas.iter().zip(["a", "b", "c"]) {
            let (field, start) = match said {
                Said::Missed => continue,
                Said::AfterFollowUp => ("follow_up.f", 2),
                Said::AfterHint => ("main", 12),
                Said::Alone => ("main", 2),
            };
            events.push((
                used,
                Event::Ticked {
                    question: name.clone(),
                    idea: id.to_owned(),
                    on: true,
                    evidence: Some(Evidence {
                        field: field.to_owned(),
                        start,
                        end: start + 3,
                    }),
                    in_other_words: false,
                },
            ));
        }
        if let Some(score) = self.score {
            events.push((
                used,
                Event::Scored {
                    question: name,
                    score,
                    by: "self".to_owned(),
                    kind: ScoreKind::First,
                },
            ));
        }
        events.push((
            used,
            Event::SessionEnded {
                cause: EndCause::Done,
            },
        ));
        events
            .into_iter()
            .zip(1..)
            .map(|((mono, event), seq)| Record {
                v: 1,
                seq,
                at: begin
                    .checked_add(SignedDuration::try_from(mono).unwrap())
                    .unwrap(),
                mono,
                event,
            })
            .collect()
    }

    fn started(&self, question: &Question, name: &QuestionName) -> Started {
        Started {
            kind: self.kind,
            loop_id: "theory".to_owned(),
            title: "Theory".to_owned(),
            seed: 1,
            draw: Draw::Balanced,
            draw_version: 1,
            extra_time: 1.0,
            pressure: Pressure::Relaxed,
            score_after: ScoreAfter::Round,
            abilities: Abilities::default(),
            plan: vec![DrawnRound {
                round: RoundKind::MlTheory,
                minutes: question.minutes,
                questions: vec![DrawnQuestion {
                    name: name.clone(),
                    round: RoundKind::MlTheory,
                    topic: question.topic.clone(),
                    minutes: question.minutes,
                    reason: "not asked yet".to_owned(),
                    ideas: None,
                }],
                fields: None,
            }],
        }
    }
}
