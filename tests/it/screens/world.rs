//! What the scenes are set in: a fixed choice of the built-in questions, the built-in loops, and a
//! history that nobody sat. Fixed, so that a question more in a bank changes no picture.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use hotseat::app::Goal;
use hotseat::app::first;
use hotseat::app::flow::{Plan, PlannedQuestion};
use hotseat::app::msg::{Banks, Msg, StoryNews};
use hotseat::domain::bank::{Bank, Idea, QuestionName, RoundKind};
use hotseat::domain::catalog::{Catalog, Tables};
use hotseat::domain::config::Config;
use hotseat::domain::diary::{Diary, Entry, Note};
use hotseat::domain::draw::{Abilities, DRAW_VERSION, Draw, DrawnQuestion, DrawnRound};
use hotseat::domain::event::{SessionKind, Started};
use hotseat::domain::loops::{Pressure, ScoreAfter};
use hotseat::domain::summary::{IdeaOutcome, Outcome, QuestionSummary, RoundSummary, Said, SessionSummary};
use hotseat::storage::{banks, builtin, loops};

use crate::script::Script;

/// The question most scenes ask.
pub const QUESTION: &str = "th-ce-justification";

/// The questions the scenes know.
const KNOWN: [&str; 43] = [
    "th-linear-layer-backprop",
    "th-batchnorm",
    "th-conv-1x1",
    "th-lstm-vanishing",
    "th-self-attention",
    "th-kv-caching",
    "th-causal-lm-training",
    "th-llm-agents",
    "th-vae-elbo",
    "th-diffusion",
    QUESTION,
    "th-logsumexp",
    "th-replace-softmax-ce",
    "th-ce-vs-mse-classification",
    "th-vall-e",
    "th-speech-synthetic-data",
    "coin-change",
    "pair-to-budget",
    "distinct-window",
    "linear-backprop",
    "logsumexp",
    "softmax-cross-entropy",
    "conv1x1-linear-numpy",
    "conv1x1-linear-torch",
    "torch-broadcasting",
    "cul-proudest-project",
    "cul-learned-from-project",
    "cul-do-differently",
    "cul-failed-experiment",
    "cul-disagree-manager",
    "cul-research-vs-product",
    "cul-leak-found-late",
    "cul-convince-sceptics",
    "cul-ambiguous-problem",
    "cul-mentoring",
    "cul-explain-nontechnical",
    "cul-difficult-collaborator",
    "sd-speech-denoise",
    "sd-keyword-spotting",
    "sd-streaming-asr",
    "sd-video-recsys",
    "sd-rag-assistant",
    "sd-fraud",
];

/// Returns the built-in banks with the questions of these ids only.
fn chosen(wanted: &dyn Fn(&str) -> bool) -> Vec<Bank> {
    let loaded = banks::load_builtin(&builtin::tables());
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let mut banks: Vec<Bank> = loaded.banks.into_iter().map(|loaded| loaded.bank).collect();
    for bank in &mut banks {
        bank.questions.retain(|question| wanted(&question.id));
    }
    banks.retain(|bank| !bank.questions.is_empty());
    banks
}

static BANKS: LazyLock<Vec<Bank>> = LazyLock::new(|| chosen(&|id| KNOWN.contains(&id)));

/// The same and the question a stranger is offered.
static OFFERED: LazyLock<Vec<Bank>> =
    LazyLock::new(|| chosen(&|id| KNOWN.contains(&id) || id == first::QUESTION.1));

static CATALOG: LazyLock<Arc<Catalog>> =
    LazyLock::new(|| Arc::new(Catalog::new(BANKS.clone(), Vec::new(), builtin::tables())));

static ASCII: LazyLock<Arc<Catalog>> = LazyLock::new(|| in_ascii(&BANKS));

/// Returns the catalog of banks whose texts hold nothing but ASCII.
fn in_ascii(banks: &[Bank]) -> Arc<Catalog> {
    let plain = |text: String| only_ascii(&text);
    let mut plain_banks: Vec<Bank> = banks.iter().map(|bank| rewritten(bank, &plain)).collect();
    // Code stands beside a bank and not in it.
    for (bank, old) in plain_banks.iter_mut().zip(banks) {
        for (question, old) in bank.questions.iter_mut().zip(&old.questions) {
            if let (Some(code), Some(old)) = (&mut question.code, &old.code) {
                let files = old.files.iter();
                code.files = files
                    .map(|(name, text)| (name.clone(), only_ascii(text).into()))
                    .collect();
            }
        }
    }
    let mut tables: Tables = builtin::tables();
    for resource in tables.resources.values_mut() {
        resource.title = only_ascii(&resource.title);
    }
    Arc::new(Catalog::new(plain_banks, Vec::new(), tables))
}

/// What a script is set in.
#[derive(Debug, Clone)]
pub struct World {
    pub catalog: Arc<Catalog>,
    /// Typed text and bank text hold nothing but ASCII, so that all else on the screen is the view's own.
    pub ascii: bool,
}

impl World {
    pub fn new() -> Self {
        Self {
            catalog: Arc::clone(&CATALOG),
            ascii: false,
        }
    }

    pub fn ascii() -> Self {
        Self {
            catalog: Arc::clone(&ASCII),
            ascii: true,
        }
    }

    /// Returns the same world with the question in it that a stranger is offered.
    pub fn of_strangers(&self) -> Self {
        Self {
            catalog: if self.ascii {
                in_ascii(&OFFERED)
            } else {
                Arc::new(Catalog::new(OFFERED.clone(), Vec::new(), builtin::tables()))
            },
            ascii: self.ascii,
        }
    }

    /// Starts at Home with the history of nobody in particular, or with none.
    pub fn home(&self, width: u16, height: u16, history: Vec<SessionSummary>) -> Script {
        let mut script = Script::bare(width, height, Config::default(), Goal::Home);
        script.send(Msg::Banks(self.banks()));
        let diary = if history.is_empty() {
            Diary::default()
        } else {
            interview_day()
        };
        script.send(Msg::Diary(diary, Vec::new()));
        script.send(Msg::History(history));
        script.send(Msg::Stories(StoryNews::Read {
            stories: Vec::new(),
            problems: Vec::new(),
        }));
        script
    }

    /// Starts in an interview of one theory round that asks these questions, ten minutes each.
    pub fn interview(&self, width: u16, height: u16, ids: &[&str], pressure: Pressure) -> Script {
        self.begin(width, height, self.plan("ML theory", ids, pressure))
    }

    /// Starts in the interview of a plan.
    pub fn begin(&self, width: u16, height: u16, plan: Plan) -> Script {
        let goal = Goal::Begin(Box::new(plan));
        let mut script = Script::bare(width, height, Config::default(), goal);
        script.send(Msg::Banks(self.banks()));
        script.send(Msg::History(Vec::new()));
        script
    }

    /// A loop of one theory round that asks these questions, ten minutes each.
    pub fn plan(&self, title: &str, ids: &[&str], pressure: Pressure) -> Plan {
        let mut plan = self.rounds(title, &[(RoundKind::MlTheory, 10.0, ids)], pressure);
        "theory".clone_into(&mut plan.started.loop_id);
        plan
    }

    /// A loop of these rounds, each of its questions as long as told.
    pub fn rounds(&self, title: &str, rounds: &[(RoundKind, f64, &[&str])], pressure: Pressure) -> Plan {
        let mut questions = BTreeMap::new();
        let mut plan = Vec::new();
        for (round, minutes, ids) in rounds {
            let mut drawn = Vec::new();
            for id in *ids {
                let entry = self
                    .catalog
                    .resolve(id)
                    .expect("the scene's question is in a bank");
                drawn.push(DrawnQuestion {
                    name: entry.name.clone(),
                    round: entry.question.round,
                    topic: entry.question.topic.clone(),
                    minutes: *minutes,
                    reason: "not asked yet".to_owned(),
                    ideas: None,
                });
                questions.insert(
                    entry.name.clone(),
                    PlannedQuestion {
                        question: Arc::clone(&entry.question),
                        bank_title: entry.bank_title.to_string(),
                        license: None,
                    },
                );
            }
            plan.push(DrawnRound {
                round: *round,
                minutes: minutes * ids.len() as f64,
                questions: drawn,
                fields: None,
            });
        }
        Plan {
            started: Started {
                kind: SessionKind::Interview,
                loop_id: "onsite".to_owned(),
                title: title.to_owned(),
                seed: 7412,
                draw: Draw::Balanced,
                draw_version: DRAW_VERSION,
                extra_time: 1.0,
                pressure,
                score_after: ScoreAfter::Round,
                abilities: Abilities::default(),
                plan,
            },
            questions,
        }
    }

    pub fn banks(&self) -> Banks {
        Banks {
            catalog: Arc::clone(&self.catalog),
            loops: loops::built_in(),
            problems: Vec::new(),
        }
    }

    /// Returns what a person types, fit for this world.
    pub fn typed(&self, text: &str) -> String {
        if self.ascii {
            only_ascii(text)
        } else {
            text.to_owned()
        }
    }
}

/// Returns the bank with every text of its questions passed through `rewrite`, mathematics included.
pub fn rewritten(bank: &Bank, rewrite: &dyn Fn(String) -> String) -> Bank {
    fn walk(value: &mut serde_json::Value, rewrite: &dyn Fn(String) -> String) {
        match value {
            serde_json::Value::String(text) => *text = rewrite(std::mem::take(text)),
            serde_json::Value::Array(items) => items.iter_mut().for_each(|item| walk(item, rewrite)),
            serde_json::Value::Object(fields) => {
                fields.values_mut().for_each(|field| walk(field, rewrite));
            }
            _ => {}
        }
    }
    let mut value = serde_json::to_value(bank).expect("a bank is JSON");
    walk(&mut value, rewrite);
    serde_json::from_value(value).expect("only texts changed")
}

fn only_ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() { c } else { '-' }).collect()
}

/// Nine sessions, newest first: one left in the middle, one that waits for scores, seven scored.
pub fn history() -> Vec<SessionSummary> {
    use RoundKind::{Culture, MlTheory, Programming, SystemDesign};
    let theory = |score| vec![(MlTheory, score, 42)];
    let onsite = |programming, culture, ml_theory, system_design| {
        vec![
            (Programming, Some(programming), 58),
            (Culture, Some(culture), 41),
            (MlTheory, Some(ml_theory), 60),
            (SystemDesign, Some(system_design), 57),
        ]
    };
    let mut sessions = vec![
        session("2026-11-23T12:10", "ML theory, 45 min", &[(MlTheory, None, 14)]),
        session("2026-11-22T19:40", "ML theory, 45 min", &theory(None)),
        session("2026-11-21T10:05", "Onsite", &onsite(2.6, 3.1, 2.4, 3.4)),
        session("2026-11-19T20:15", "First", &[(MlTheory, Some(2.9), 9)]),
        session("2026-11-16T18:00", "ML theory, 45 min", &theory(Some(2.7))),
        session("2026-11-14T09:30", "Onsite", &onsite(2.2, 2.9, 2.1, 3.0)),
        session("2026-11-09T21:00", "ML theory, 45 min", &theory(Some(2.3))),
        session("2026-11-07T10:00", "Onsite", &onsite(1.9, 3.2, 1.8, 2.6)),
        session("2026-11-02T19:20", "First", &[(MlTheory, Some(1.4), 10)]),
    ];
    sessions[0].over = false;
    "ML theory, question 2 of 4".clone_into(&mut sessions[0].place);
    sessions[1].to_score = 4;
    sessions
}

/// The interview is eight weeks after the scenes.
fn interview_day() -> Diary {
    Diary::of(vec![Entry {
        at: "2026-11-20T20:00:00+01:00[Europe/Berlin]"
            .parse()
            .expect("the scene's dates are dates"),
        note: Note::InterviewDay {
            day: Some(jiff::civil::date(2027, 1, 18)),
        },
    }])
}

fn session(at: &str, title: &str, rounds: &[(RoundKind, Option<f64>, u64)]) -> SessionSummary {
    let at: jiff::ZonedDateTime = format!("{at}:00+01:00[Europe/Berlin]")
        .parse()
        .expect("the scene's dates are dates");
    let scores: Vec<f64> = rounds.iter().filter_map(|(_, score, _)| *score).collect();
    SessionSummary {
        folder: at.strftime("%Y-%m-%d-%H%M-scene").to_string(),
        began_at: Some(at.clone()),
        last_at: Some(at.clone()),
        kind: SessionKind::Interview,
        loop_id: "scene".to_owned(),
        title: title.to_owned(),
        rounds: rounds
            .iter()
            .map(|(kind, score, minutes)| RoundSummary {
                kind: *kind,
                score: *score,
                spent: Duration::from_secs(minutes * 60),
            })
            .collect(),
        questions: rounds
            .iter()
            .map(|(kind, score, _)| QuestionSummary {
                name: name(*kind),
                round: *kind,
                topic: topic(*kind).to_owned(),
                score: *score,
                outcome: outcome(*kind, *score),
            })
            .collect(),
        score: (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64),
        over: true,
        to_score: 0,
        place: String::new(),
        spent: Duration::from_secs(rounds.iter().map(|(_, _, minutes)| minutes * 60).sum()),
        starred: false,
        disputed: false,
        stories: Vec::new(),
        problems: Vec::new(),
    }
}

/// Two kinds are asked what is in a bank, and have something due.
fn name(kind: RoundKind) -> QuestionName {
    match kind {
        RoundKind::MlTheory => QuestionName::new("theory-foundations", QUESTION),
        RoundKind::Programming => QuestionName::new("programming-numpy", "linear-backprop"),
        RoundKind::Culture | RoundKind::SystemDesign => QuestionName::new("scene", "question"),
    }
}

/// Of the theory question one idea is missed whenever it is scored.
fn outcome(kind: RoundKind, score: Option<f64>) -> Outcome {
    let missed = |idea: &Idea| IdeaOutcome {
        id: idea.id.clone(),
        said: Said::Missed,
        same_as: None,
    };
    let ideas = BANKS
        .iter()
        .flat_map(|bank| &bank.questions)
        .find(|question| question.id == QUESTION && kind == RoundKind::MlTheory && score.is_some())
        .into_iter()
        .flat_map(|question| &question.rubric)
        .flat_map(|criterion| criterion.ideas.iter().flatten());
    Outcome {
        ideas: ideas.take(1).map(missed).collect(),
        ..Outcome::default()
    }
}

fn topic(kind: RoundKind) -> &'static str {
    match kind {
        RoundKind::Programming => "beam search",
        RoundKind::Culture => "conflict",
        RoundKind::MlTheory => "losses",
        RoundKind::SystemDesign => "speech recognition",
    }
}
