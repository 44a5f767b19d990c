//! Somebody who sits an interview in lines, without a process: lines in, time stepped, what is said and
//! what is recorded collected.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use hotseat::app::data::Host;
use hotseat::app::effect::Effect;
use hotseat::app::flow::Plan;
use hotseat::app::msg::{Banks, Journal, Msg, Now, OpenedSession, StoryNews, TaskId};
use hotseat::app::screens::setup;
use hotseat::app::{Goal, Start};
use hotseat::domain::bank::{Bank, RoundKind};
use hotseat::domain::catalog::{Catalog, Tables};
use hotseat::domain::config::Config;
use hotseat::domain::draw::{self, Abilities, Candidate, Draw, History, Request};
use hotseat::domain::event::Record;
use hotseat::domain::loops::{Loop, Pressure, RoundPlan, ScoreAfter};
use hotseat::domain::plain;
use hotseat::domain::session::{Attempt, Session};
use hotseat::domain::verdict::{Progress, RunRequest, Unable, Verdict};
use hotseat::runtime::plain::{End, Letters, SIZE, Talk, shown};
use serde_json::{Value, json};

use crate::script::{FakeJudge, bench, no_python, start_now};

/// A theory question with everything a question can have.
pub fn theory(id: &str) -> Value {
    json!({
        "id": id, "round": "ml_theory", "topic": format!("topic-{id}"), "difficulty": "medium", "minutes": 10,
        "prompt": format!("Why is this loss right ({id})?\n\nStart from $-\\log p$."),
        "clarifications": [
            { "ask": "How much labelled data is there?", "signs": ["labels"], "answer": "Ten hours." },
            { "ask": "How noisy are the labels?", "signs": ["labels", "noise"], "answer": "A tenth is wrong." },
            { "ask": "Which network is it?", "signs": ["network"], "answer": "A small one." },
        ],
        "hints": ["Think of the model first.", "Write the likelihood down."],
        "rubric": [
            { "id": "core", "criterion": "Why it is right", "weight": 3, "ideas": [
                { "id": "mle", "idea": "It is the likelihood", "weight": 2, "signs": ["maximum likelihood"] },
                { "id": "grad", "idea": "Its gradient is $p - y$", "weight": 1, "signs": ["p - y"] },
            ] },
            { "id": "clear", "criterion": "Clear", "weight": 1, "levels": ["c0", "c1", "c2", "c3", "c4"] },
            { "id": "probing", "criterion": "Holds up", "weight": 1, "levels": ["h0", "h1", "h2", "h3", "h4"] },
        ],
        "follow_ups": [
            { "id": "on-mle", "ask": "Where does it come from?", "expect": "A categorical model.", "probes": ["mle"] },
            { "id": "on-grad", "ask": "And its gradient?", "expect": "Bounded.", "probes": ["grad"] },
        ],
        "exemplars": [{ "level": 4, "answer": "The best." }, { "level": 2, "answer": "A fair one." }],
        "pitfalls": [
            { "id": "bounded", "wrong": "It is bounded.", "right": "It is not." },
            { "id": "squared", "wrong": "Squares do.", "right": "They do not." },
        ],
        "resources": [{ "title": "A book", "url": "https://example.org/book" }],
    })
}

/// The same with a twist.
pub fn with_twist(id: &str) -> Value {
    let mut question = theory(id);
    let twist = json!({ "id": "turn", "ask": "Now without labels?", "twist": true });
    question["follow_ups"].as_array_mut().unwrap().push(twist);
    question
}

pub fn culture() -> Value {
    json!({
        "id": "cu", "round": "culture", "topic": "conflict", "difficulty": "easy", "minutes": 8,
        "prompt": "Tell me about a disagreement.",
        "hints": ["Name the stakes."],
        "rubric": [{ "id": "actions", "criterion": "Own actions", "weight": 1,
                     "levels": ["a0", "a1", "a2", "a3", "a4"] }],
        "follow_ups": [{ "id": "again", "ask": "What would you do differently?", "expect": "A change." }],
        "exemplars": [{ "level": 4, "answer": { "result": "Two percent.", "situation": "Two weeks before." } }],
        "pitfalls": [{ "id": "we", "wrong": "Only “we”.", "right": "Say “I”." }],
        "competencies": ["CONF"],
    })
}

pub fn programming() -> Value {
    json!({
        "id": "pr", "round": "programming", "topic": "networks", "difficulty": "easy", "minutes": 12,
        "prompt": "Write a linear layer.",
        "hints": ["Go by shapes."],
        "rubric": [
            { "id": "correct", "criterion": "Correctness", "weight": 3, "tests": true },
            { "id": "cost", "criterion": "Cost", "weight": 1, "levels": ["k0", "k1", "k2", "k3", "k4"] },
        ],
        "exemplars": [{ "level": 4, "answer": { "code": "def f(x):\n    return x", "talk": "O(N)." } }],
        "code": {
            "language": "python", "entry": ["forward", "backward"], "requires": ["numpy"], "forbid": ["np.linalg.inv"],
            "stages": [
                { "title": "forward", "prompt": "Compute $y = xW^T$.", "tests": "tests_1.py",
                  "visible": ["test_shapes_of_y"] },
                { "title": "backward", "prompt": "Compute the gradients.", "tests": "tests_2.py" },
            ],
        },
    })
}

/// The files in its folder.
pub const FILES: &[(&str, &str)] = &[
    (
        "starter.py",
        "import numpy as np\n\n\ndef forward(x, W):\n    raise NotImplementedError\n",
    ),
    ("solution.py", "def forward(x, W):\n    return x @ W.T\n"),
    (
        "tests_1.py",
        "def test_shapes_of_y():\n    pass\n\n\ndef test_values():\n    pass\n",
    ),
    ("tests_2.py", "def test_gradients():\n    pass\n"),
];

pub fn design() -> Value {
    json!({
        "id": "sd", "round": "system_design", "topic": "speech", "difficulty": "hard", "minutes": 40,
        "prompt": "Design a transcriber.",
        "clarifications": [{ "ask": "How much labelled data?", "signs": ["labels"], "answer": "10 h clean." }],
        "estimate": { "ask": "Storage for a day?", "expect": "2.8 GB." },
        "hints": ["Begin with the latency."],
        "rubric": [{ "id": "serving", "criterion": "Serving", "weight": 1,
                     "levels": ["s0", "s1", "s2", "s3", "s4"] }],
        "exemplars": [{ "level": 4, "answer": { "scope": "Twenty speakers.", "serving": "300 ms." } }],
    })
}

/// A bank of these questions.
pub fn bank(questions: &[Value]) -> Value {
    json!({ "format": 1, "id": "own", "title": "Own", "questions": questions })
}

pub fn catalog(questions: &[Value]) -> Arc<Catalog> {
    let mut bank: Bank = serde_json::from_value(bank(questions)).unwrap();
    for code in bank
        .questions
        .iter_mut()
        .filter_map(|question| question.code.as_mut())
    {
        code.files = FILES
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).into()))
            .collect();
    }
    Arc::new(Catalog::new(Vec::new(), vec![bank], Tables::default()))
}

/// A round of one question.
pub fn round(kind: RoundKind, minutes: f64, questions: u32) -> RoundPlan {
    let mut round = RoundPlan::new(kind, minutes);
    round.questions = Some(questions);
    round
}

/// One theory question of ten minutes.
pub fn one() -> Loop {
    Loop::new("theory", "Theory", vec![round(RoundKind::MlTheory, 10.0, 1)])
}

/// The four rounds, shortened.
pub fn express() -> (Loop, Vec<Value>) {
    let mut design_round = round(RoundKind::SystemDesign, 15.0, 1);
    design_round.fields = Some(["scope", "data", "model"].map(str::to_owned).to_vec());
    let mut plan = Loop::new(
        "express",
        "Express",
        vec![
            round(RoundKind::MlTheory, 10.0, 1),
            round(RoundKind::Culture, 8.0, 1),
            round(RoundKind::Programming, 12.0, 1),
            design_round,
        ],
    );
    plan.score_after = ScoreAfter::Round;
    (plan, vec![theory("th"), culture(), programming(), design()])
}

pub fn strict(mut plan: Loop) -> Loop {
    plan.pressure = Pressure::Strict;
    plan
}

pub fn planned(plan: &Loop, catalog: &Catalog) -> Plan {
    let candidates: Vec<Candidate> = catalog.entries().iter().map(Candidate::of).collect();
    let abilities = Abilities::default();
    let today = start_now().wall.date();
    let history = History::default();
    let request = Request::default();
    let drawn = draw::draw(plan, &request, &candidates, &history, 1, today, abilities).unwrap();
    setup::plan_of(plan, &drawn, catalog, 1, Draw::Balanced, 1.0, abilities).unwrap()
}

pub struct Sitter {
    pub talk: Talk,
    pub effects: Vec<Effect>,
    /// Everything said.
    pub said: String,
    pub now: Now,
    /// Whether records reach the disk.
    pub disk: Disk,
    /// Whether code can be run here; where not, whoever asks is told so at once.
    pub judge: FakeJudge,
    /// What is said where there is none.
    pub unable: Unable,
    /// Requests that the judge was asked for and has not answered.
    asked: Vec<(TaskId, Option<RunRequest>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    Works,
    Silent,
}

impl Sitter {
    pub fn new(plan: &Loop, questions: &[Value]) -> Self {
        let catalog = catalog(questions);
        let goal = Goal::Begin(Box::new(planned(plan, &catalog)));
        Self::with(goal, &catalog, start_now())
    }

    /// In the one theory question, with nothing typed.
    pub fn theory() -> Self {
        Self::new(&one(), &[theory("th")])
    }

    /// The same, where the test tells what the judge tells.
    pub fn judged(plan: &Loop, questions: &[Value]) -> Self {
        let catalog = catalog(questions);
        let goal = Goal::Begin(Box::new(planned(plan, &catalog)));
        Self::beside(goal, &catalog, start_now(), FakeJudge::Told)
    }

    pub fn with(goal: Goal, catalog: &Arc<Catalog>, now: Now) -> Self {
        Self::beside(goal, catalog, now, FakeJudge::None)
    }

    fn beside(goal: Goal, catalog: &Arc<Catalog>, now: Now, judge: FakeJudge) -> Self {
        let start = Start {
            size: SIZE,
            config: Config::default(),
            abilities: Abilities::default(),
            host: Host {
                name: "here".to_owned(),
                pid: 42,
                version: "0.1.0".to_owned(),
                ..Host::default()
            },
            last_loop: None,
            stranger: false,
            goal,
            problems: Vec::new(),
        };
        let mut sitter = Self {
            talk: Talk::new(start, Letters::Unicode, &now),
            effects: Vec::new(),
            said: String::new(),
            now,
            disk: Disk::Works,
            judge,
            unable: no_python(),
            asked: Vec::new(),
        };
        assert!(!sitter.talk.listens(), "lines wait for the banks");
        sitter.send(Msg::Banks(Banks {
            catalog: Arc::clone(catalog),
            loops: Vec::new(),
            problems: Vec::new(),
        }));
        assert!(!sitter.talk.listens(), "lines wait for the stories");
        sitter.send(Msg::Stories(StoryNews::Read {
            stories: Vec::new(),
            problems: Vec::new(),
        }));
        sitter
    }

    /// The same session after everything ended at this moment.
    pub fn resumed(&self, questions: &[Value]) -> Self {
        let catalog = catalog(questions);
        let records = self.records();
        let mut sitter = Self::with(Goal::Resume("the-session".to_owned()), &catalog, self.now.clone());
        let plan = Session::fold(&records).started.unwrap().plan;
        let names = plan
            .iter()
            .flat_map(|round| &round.questions)
            .map(|question| &question.name);
        let known: BTreeMap<_, _> = names
            .map(|name| (name.clone(), Arc::clone(&catalog.get(name).unwrap().question)))
            .collect();
        let snapshots = known
            .keys()
            .map(|name| (name.clone(), format!("{name}.json")))
            .collect();
        // What was recorded before is this session's too.
        let before = records.iter().cloned();
        let before = before.map(|record| Effect::Append("the-session".to_owned(), record));
        sitter.effects.splice(0..0, before);
        sitter.send(Msg::Opened(Ok(Box::new(OpenedSession {
            folder: "the-session".to_owned(),
            records,
            questions: known,
            snapshots,
            carried: Duration::ZERO,
            notes: Vec::new(),
        }))));
        sitter
    }

    /// The folder of the session that was recorded last.
    pub fn folder(&self) -> String {
        let of = |effect: &Effect| match effect {
            Effect::Append(folder, _) => Some(folder.clone()),
            _ => None,
        };
        self.effects.iter().rev().find_map(of).unwrap()
    }

    pub fn send(&mut self, msg: Msg) -> &mut Self {
        self.talk.message(msg, &self.now);
        self.gather();
        self
    }

    fn gather(&mut self) {
        loop {
            let effects = self.talk.take_effects();
            if effects.is_empty() {
                break;
            }
            if self.disk == Disk::Works {
                for effect in &effects {
                    if let Effect::Append(folder, record) = effect {
                        self.talk.message(
                            Msg::Journal(Journal::Saved(folder.clone(), record.seq)),
                            &self.now,
                        );
                    }
                }
            }
            self.ask(&effects);
            self.effects.extend(effects);
        }
        if self.talk.end().is_some() {
            self.talk.keep_elsewhere();
            self.effects.extend(self.talk.take_effects());
            self.talk.say_farewell(true);
        }
        let lines = self.talk.take_lines();
        self.said.push_str(&shown(&lines, None));
        self.check();
    }

    fn ask(&mut self, effects: &[Effect]) {
        for effect in effects {
            let (task, request) = match effect {
                Effect::WarmJudge { task, .. } => (*task, None),
                Effect::Run { task, request } => (*task, Some((**request).clone())),
                _ => continue,
            };
            match self.judge {
                FakeJudge::None => {
                    let unable = Progress::Unable(self.unable.clone());
                    self.talk.message(Msg::Judge(task, unable), &self.now);
                }
                FakeJudge::Told => self.asked.push((task, request)),
            }
        }
    }

    /// A worker is ready for whoever asked for one.
    pub fn ready(&mut self) -> &mut Self {
        let (task, _) = self.asked.remove(0);
        self.send(Msg::Judge(task, Progress::Ready(bench())))
    }

    /// What the newest run is to run.
    pub fn request(&self) -> &RunRequest {
        let newest = self.asked.iter().rev().find_map(|(_, request)| request.as_ref());
        newest.expect("a run was asked for")
    }

    /// The newest run comes to this verdict.
    pub fn verdict(&mut self, verdict: Verdict) -> &mut Self {
        let (task, _) = self.asked.pop().expect("a run was asked for");
        self.send(Msg::Judge(task, Progress::Done(Box::new(verdict))))
    }

    /// What holds at every moment.
    fn check(&self) {
        assert!(
            plain::is_clean(&self.said),
            "{:?}",
            plain::first_unclean(&self.said)
        );
        if let Some(live) = &self.talk.app().data.live {
            let folded = Session::fold(self.records().iter());
            assert_eq!(
                folded.attempts, live.session.attempts,
                "what is recorded is what is true"
            );
        }
    }

    /// Types lines, each on its own; what stands after the last line end is a line too.
    pub fn lines(&mut self, text: &str) -> &mut Self {
        for line in text.split('\n') {
            self.line(line);
        }
        self
    }

    pub fn line(&mut self, line: &str) -> &mut Self {
        assert!(self.talk.end().is_some() || self.talk.listens());
        self.talk.hear(&[line.to_owned()], &self.now);
        self.gather();
        self
    }

    /// Types lines that arrive at once.
    pub fn burst(&mut self, text: &str) -> &mut Self {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        self.talk.hear(&lines, &self.now);
        self.gather();
        self
    }

    pub fn end_of_input(&mut self) -> &mut Self {
        self.talk.end_of_input(&self.now);
        self.gather();
        self
    }

    /// Lets time pass, waking the talk whenever it asks for that.
    pub fn wait(&mut self, time: Duration) -> &mut Self {
        let end = self.now.mono + time;
        while let Some(after) = self.talk.next_wake(&self.now) {
            if self.now.mono + after > end {
                break;
            }
            self.advance(after.max(Duration::from_nanos(1)));
            self.send(Msg::Wake);
        }
        self.advance(end.saturating_sub(self.now.mono));
        self
    }

    pub fn seconds(&mut self, seconds: u64) -> &mut Self {
        self.wait(Duration::from_secs(seconds))
    }

    /// Lets time pass unseen.
    pub fn advance(&mut self, time: Duration) -> &mut Self {
        self.now.mono += time;
        self.now.boot += time;
        let signed = jiff::SignedDuration::try_from(time).unwrap();
        self.now.wall = self.now.wall.checked_add(signed).unwrap();
        self
    }

    pub fn records(&self) -> Vec<Record> {
        let appended = self.effects.iter().filter_map(|effect| match effect {
            Effect::Append(_, record) => Some(record.clone()),
            _ => None,
        });
        appended.collect()
    }

    pub fn session(&self) -> Session {
        Session::fold(self.records().iter())
    }

    pub fn attempt(&self) -> Attempt {
        self.session().attempts.last().unwrap().clone()
    }

    /// The text of a field, once it had time to be recorded.
    pub fn text(&mut self, field: &str) -> String {
        self.seconds(1);
        self.attempt().text_of(field).to_owned()
    }

    /// What was said since the last call.
    pub fn heard(&mut self) -> String {
        std::mem::take(&mut self.said)
    }

    #[track_caller]
    pub fn says(&mut self, text: &str) -> &mut Self {
        assert!(self.said.contains(text), "{text:?} was not said:\n{}", self.said);
        self
    }

    #[track_caller]
    pub fn says_not(&mut self, text: &str) -> &mut Self {
        assert!(!self.said.contains(text), "{text:?} was said:\n{}", self.said);
        self
    }

    pub fn end(&self) -> Option<&End> {
        self.talk.end()
    }
}
