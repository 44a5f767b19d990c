//! Debriefs by levels and scorecards of several rounds as scenes: one question of each kind, written for
//! them, so that a word changed in a bank changes no picture.

use std::sync::Arc;

use hotseat::app::effect::Effect;
use hotseat::app::flow::{Plan, PlannedQuestion};
use hotseat::app::screens::Screen;
use hotseat::app::screens::interview::Side;
use hotseat::domain::bank::{Question, QuestionName, RoundKind};
use hotseat::domain::draw::{DrawnQuestion, DrawnRound};
use hotseat::domain::loops::{Pressure, ScoreAfter};
use hotseat::domain::session::Attempt;
use hotseat::storage::journal::encode;
use hotseat::storage::{export, sessions};
use serde_json::json;

use super::world::World;
use crate::script::Script;

const KINDS: [RoundKind; 4] = RoundKind::ALL;

/// A criterion on a shared axis.
fn axis(id: &str, title: &str, weight: u32) -> serde_json::Value {
    json!({ "id": id, "criterion": title, "weight": weight, "axis": id, "levels": [null, null, null, null, null] })
}

fn design() -> serde_json::Value {
    json!({
        "id": "denoise", "round": "system_design", "topic": "speech enhancement", "difficulty": "hard", "minutes": 40,
        "prompt": "Design a model that removes noise from calls, on the sender's device.\n\nThere are 40 h of clean speech.",
        "estimate": { "ask": "What delay does your design add?", "expect": "Window 20 ms and 2 ms of work: 22 ms of the 30." },
        "hints": ["Begin with the delay people notice.", "Add up the path of a frame."],
        "rubric": [
            axis("framing", "Framing and requirements", 2),
            axis("metrics", "Metrics tied to the goal", 2),
            { "id": "data", "criterion": "Data and labels", "weight": 3, "axis": "data", "levels": [
                null, null, "synthesises mixtures, no thought for mismatch",
                "mixtures with rooms, devices and SNR; a real test set",
                "also closes the loop: finds and fixes the mismatch with field data" ] },
            axis("modelling", "Modelling and losses", 3),
            axis("evaluation", "Evaluation, error analysis", 2),
            axis("serving", "Serving numbers", 2),
            axis("monitoring", "Monitoring, safety", 1),
            axis("tradeoffs", "Trade-offs, communication", 2)
        ],
        "follow_ups": [
            { "id": "field", "ask": "Users say that quiet voices vanish. What now?", "phase": "data",
              "expect": "Take calls with quiet voices, measure their level and SNR, and sample training pairs like them." },
            { "id": "headset", "ask": "It has to run in a headset with a hundredth of the power.", "phase": "serving", "twist": true,
              "expect": "Fewer bands, a smaller network distilled from the large one, eight bits." }
        ],
        "exemplars": [
            { "level": 4, "answer": {
                "scope": "One microphone, 16 kHz, **30 ms** added and a fifth of a phone core.",
                "metrics": "- *Goal*: bad ratings from 6.0 to 5.4 %.\n- *Guards*: caption errors, quiet calls.",
                "data": "Mix on the fly: 40 h clean x 900 h noise x 60 k room responses, SNR from the field's distribution, not uniform. Simulate the device: clipping, gain control, codec. Test only on real calls, by device and noise, with listening scores.\n\nThen mine the worst calls of a pilot, find which simulated condition is missing, add it, and repeat.",
                "features": "Windows of 20 ms, hop 10 ms, 161 bins.",
                "model": "Baseline: two GRUs and a real mask. Candidate: a causal complex U-Net. Rejected: diffusion, for its passes.",
                "training": "Real recordings by slice, with an interval.",
                "serving": "20 ms window, 2 ms of work, a limiter: 22 ms.",
                "monitoring": "Ratings by device, a switch to the baseline.",
                "canvas": "```text\nmic -> [ framing ] -> [ network ] -> [ overlap-add ] -> [ codec ]\n                          |\n                     [ fallback ]\n```" } },
            { "level": 2, "answer": {
                "scope": "A noise suppressor for calls, on the device.",
                "metrics": "SI-SDR and ratings.",
                "data": "Take clean speech and add noise at random SNR. Train on the mixtures. More noise types make it robust. Split 80/10/10.",
                "features": "Spectrograms.", "model": "A U-Net with an L1 loss.", "training": "Adam.",
                "serving": "On the phone, in real time.", "monitoring": "Crashes and ratings.",
                "canvas": "mic -> model -> speaker" } }
        ],
        "pitfalls": [
            { "id": "codec", "wrong": "Train with the call's codec on the input.", "right": "The suppressor sits before the codec; degrade by what comes before it." },
            { "id": "hop", "wrong": "A hop of 10 ms is a delay of 10 ms.", "right": "A sample is final after the last window that covers it." }
        ],
        "resources": ["cs329s"]
    })
}

fn culture() -> serde_json::Value {
    json!({
        "id": "leak", "round": "culture", "topic": "rigour", "difficulty": "medium", "minutes": 8,
        "prompt": "Have you ever found a fault after the result had been reported? What did you do?",
        "rubric": [
            axis("situation", "Specific situation and stakes", 1),
            axis("actions", "Own actions and reasons", 3),
            axis("result", "Result with evidence", 2),
            axis("reflection", "Lesson learned and used since", 2),
            axis("competency", "Rigour and honesty at a price", 2)
        ],
        "follow_ups": [{ "id": "again", "ask": "What would you do differently?", "expect": "A concrete change, and an occasion on which it was used." }],
        "exemplars": [
            { "level": 4, "answer": { "situation": "On Thursday, a day before the vote, I saw one screw in two images: one of training, one of the test.", "task": "To say whether our figure stood.", "action": "I rang both hospitals before I had the new figure, since the board would vote on the old one.", "result": "The AUC was 0.88 and not 0.94. The pilot came three months late. Patients are split first since." } },
            { "level": 2, "answer": { "situation": "At a bank I built a model.", "task": "To correct its figure.", "action": "I retrained without the feature.", "result": "The figures were lower." } },
            { "level": 1, "answer": { "situation": "We often find faults.", "task": "To mend them.", "action": "We mended it.", "result": "It went well." } }
        ],
        "pitfalls": [{ "id": "we", "wrong": "Saying only we.", "right": "Say what you did yourself." }],
        "resources": ["star-method"], "competencies": ["RIG"]
    })
}

fn programming() -> serde_json::Value {
    json!({
        "id": "linear", "round": "programming", "topic": "backpropagation", "difficulty": "easy", "minutes": 20,
        "prompt": "Write a linear layer, forward and backward.",
        "hints": ["Go by shapes."],
        "rubric": [
            { "id": "correct", "criterion": "Correctness", "weight": 3, "tests": true },
            { "id": "approach", "criterion": "Approach: from the chain rule to three products", "weight": 1, "levels": [
                "no way to the gradients is named", "recites formulas", "finds the products by matching shapes",
                "takes one entry through the chain rule", "also reduces any leading dims to rows" ] },
            { "id": "cost", "criterion": "Discussion of cost", "weight": 1, "levels": [
                "nothing on cost", "says that it is fast", "counts one pass", "counts both passes", "also what has to be kept" ] }
        ],
        "follow_ups": [{ "id": "check", "ask": "How would you convince me?", "expect": "Central differences, entry by entry, in float64.", "stage": 2 }],
        "exemplars": [
            { "level": 4, "answer": { "code": "import numpy as np\n\n\ndef forward(x, W, b):\n    return x @ W.T + b, (x, W)\n\n\ndef backward(dy, cache):\n    x, W = cache  # rows know nothing of each other\n    return dy @ W, dy.T @ x, dy.sum(axis=0)\n", "talk": "**Approach.** I take single entries: $\\partial L/\\partial W = dy^\\top x$." } },
            { "level": 2, "answer": { "code": "def forward(x, W, b):\n    return np.dot(x, W.T) + b, x\n", "talk": "A matrix product and the bias." } }
        ],
        "pitfalls": [{ "id": "bias", "wrong": "Forgetting to sum db.", "right": "Sum over every leading dimension." }],
        "resources": ["cs231n"],
        "code": { "language": "python", "entry": ["forward"], "stages": [
            { "title": "forward", "prompt": "Compute y.", "tests": "tests_1.py",
              "visible": ["test_forward_matches_the_reference"] },
            { "title": "backward", "prompt": "And its gradients.", "tests": "tests_2.py",
              "visible": ["test_dW_matches_finite_differences"] },
            { "title": "any dims", "prompt": "With leading dims.", "tests": "tests_3.py" } ] }
    })
}

fn theory() -> serde_json::Value {
    json!({
        "id": "loss", "round": "ml_theory", "topic": "losses", "difficulty": "medium", "minutes": 10,
        "prompt": "Why is cross-entropy the natural loss for a classifier?",
        "rubric": [{ "id": "core", "criterion": "Why it is right", "weight": 3, "ideas": [
            { "id": "mle", "idea": "It is the likelihood of a categorical model", "weight": 2, "signs": ["likelihood"] },
            { "id": "grad", "idea": "Its gradient at the logits is p - y", "signs": ["p - y"] },
            { "id": "proper", "idea": "It is a proper score", "signs": ["proper"] } ] }],
        "exemplars": [{ "level": 4, "answer": "It is the negative log-likelihood." }],
        "pitfalls": [{ "id": "kl", "wrong": "KL and cross-entropy are the same.", "right": "They differ by the entropy of the data." }],
        "resources": ["cs229"]
    })
}

/// The tests of the programming question, by file.
pub const TESTS: [(&str, &[&str]); 3] = [
    (
        "tests_1.py",
        &[
            "test_forward_matches_the_reference",
            "test_forward_keeps_the_dtype",
        ],
    ),
    (
        "tests_2.py",
        &[
            "test_dW_matches_finite_differences",
            "test_db_sums_over_the_batch",
            "test_inputs_are_not_modified",
            "test_a_large_batch_stays_vectorised",
        ],
    ),
    (
        "tests_3.py",
        &["test_no_leading_dim", "test_a_leading_dim_of_length_0"],
    ),
];

fn question(kind: RoundKind) -> Question {
    let value = match kind {
        RoundKind::Programming => programming(),
        RoundKind::Culture => culture(),
        RoundKind::MlTheory => theory(),
        RoundKind::SystemDesign => design(),
    };
    let mut question: Question = serde_json::from_value(value).expect("the scene's question is one");
    if let Some(code) = &mut question.code {
        let starter = "def forward(x, W, b):\n    raise NotImplementedError\n";
        code.files
            .insert("starter.py".to_owned(), starter.to_owned().into());
        for (file, names) in TESTS {
            let source = names.join("():\n    pass\ndef ");
            code.files
                .insert(file.to_owned(), format!("def {source}():\n    pass\n").into());
        }
    }
    question
}

/// A loop of one question a round.
fn plan(world: &World, kinds: &[RoundKind]) -> Plan {
    let mut plan = world.plan("Onsite", &[], Pressure::Relaxed);
    plan.started.score_after = ScoreAfter::Round;
    for kind in kinds {
        let question = question(*kind);
        let name = QuestionName::new("scene", question.id.clone());
        let drawn = DrawnQuestion {
            name: name.clone(),
            round: *kind,
            topic: question.topic.clone(),
            minutes: question.minutes,
            reason: "not asked yet".to_owned(),
            ideas: None,
        };
        plan.started.plan.push(DrawnRound {
            round: *kind,
            minutes: question.minutes,
            questions: vec![drawn],
            fields: None,
        });
        let planned = PlannedQuestion {
            question: Arc::new(question),
            bank_title: "Scenes".to_owned(),
            license: None,
        };
        plan.questions.insert(name, planned);
    }
    plan.started.plan.retain(|round| !round.questions.is_empty());
    plan
}

pub fn sit(world: &World, width: u16, height: u16, kinds: &[RoundKind]) -> Script {
    world.begin(width, height, plan(world, kinds))
}

/// Goes to a field of the answer, whichever pane shows, and types into it.
pub fn write(script: &mut Script, field: &str, text: &str) {
    for _ in 0..24 {
        let Screen::Interview(interview) = script.app.screen() else {
            break;
        };
        let here = interview.fields.get(interview.focus);
        if interview.side == Side::Answer && here.is_some_and(|known| known.name == field) {
            script.paste(text);
            return;
        }
        let code = here.is_some_and(|known| known.name == "code");
        let key = if interview.side == Side::Answer && !code {
            "Tab"
        } else {
            "F6"
        };
        script.keys(key);
    }
    panic!("{field} is not to be reached");
}

/// Answers the question in hand and ends it.
pub fn answer(script: &mut Script, kind: RoundKind) {
    match kind {
        RoundKind::Programming => {
            write(script, "code", "# rows first\nimport numpy as np\n\n");
            script.seconds(300).keys("F2").seconds(200).keys("F2").seconds(90);
            write(
                script,
                "talk",
                "Rows are independent, so the leading dims are flattened.",
            );
        }
        RoundKind::Culture => {
            for (field, text, seconds) in [
                (
                    "situation",
                    "In March our review found speakers of the training set in the test set.",
                    50,
                ),
                ("task", "To say within two days whether the launch stood.", 40),
                (
                    "action",
                    "I split by speaker, ran both models again and told the lead before the figures were nice.",
                    400,
                ),
                (
                    "result",
                    "The error went from 6.1 to 7.4 percent; we launched three weeks later.",
                    80,
                ),
            ] {
                write(script, field, text);
                script.seconds(seconds);
            }
            script.keys("F3");
            write(
                script,
                "follow_up.again",
                "I would look at the split on the first day.",
            );
        }
        RoundKind::MlTheory => {
            write(
                script,
                "main",
                "It is the likelihood of the labels, and its gradient is p - y.",
            );
            script.seconds(500);
        }
        RoundKind::SystemDesign => {
            for (field, text, seconds) in [
                (
                    "scope",
                    "Sender's side, one microphone. 30 ms in all. Packet loss is out.",
                    200,
                ),
                (
                    "metrics",
                    "Ratings, and DNSMOS offline; caption errors must not rise.",
                    200,
                ),
                (
                    "data",
                    "40 h clean is enough to start: mix it with noise at -5 to 20 dB and convolve with room \
                    responses. Augment with level, clipping and codec. Hold out speakers and rooms. 200 real calls \
                    as test.",
                    620,
                ),
                (
                    "model",
                    "A GRU mask network first; a causal complex U-Net as candidate.",
                    60,
                ),
            ] {
                write(script, field, text);
                script.seconds(seconds);
            }
            script.keys("F4 F3");
            write(
                script,
                "follow_up.field",
                "Take calls with quiet voices and sample pairs like them.",
            );
            script.seconds(40);
        }
    }
    for _ in 0..8 {
        if session_over(script) {
            break;
        }
        script.keys("F2");
    }
    script.keys("Enter");
}

/// Whether the question in hand is submitted.
pub fn session_over(script: &Script) -> bool {
    let live = script.app.data.live.as_ref().expect("a session is open");
    live.session.current().is_some_and(Attempt::over)
}

/// Predicts 3, opens the reference, and gives these keys.
pub fn score(script: &mut Script, keys: &str) {
    script.keys("3 Enter").keys(keys);
}

fn opened(world: &World, width: u16, height: u16, kind: RoundKind, keys: &str) -> Script {
    let mut script = sit(world, width, height, &[kind]);
    answer(&mut script, kind);
    score(&mut script, keys);
    script
}

pub fn predict_code(world: &World, width: u16, height: u16) -> Script {
    let mut script = sit(world, width, height, &[RoundKind::Programming]);
    answer(&mut script, RoundKind::Programming);
    script.keys("2");
    script
}

fn of_design(world: &World, width: u16, height: u16) -> Script {
    opened(world, width, height, RoundKind::SystemDesign, "3 Down 3 Down 2")
}

/// The reference of all fields, with what was expected of estimate and follow-up.
pub fn reference_of_design(world: &World, width: u16, height: u16) -> Script {
    let mut script = of_design(world, width, height);
    script.keys("a Tab Tab Tab End");
    script
}

/// The next two of three exemplars, beside a criterion of result and follow-up.
pub fn of_culture(world: &World, width: u16, height: u16) -> Script {
    opened(world, width, height, RoundKind::Culture, "2 Down 3 Down Down ] 1")
}

/// Keys that score the answers of a kind.
fn keys(kind: RoundKind) -> &'static str {
    match kind {
        RoundKind::Programming => "3 Down 1 shift-Tab Space Enter",
        RoundKind::Culture => "3 Down 4 Down 2 Down 2 Down 3 Enter",
        RoundKind::MlTheory => "Space Down Space Enter",
        RoundKind::SystemDesign => "3 Down 3 Down 2 Down 3 Down 1 Down 4 Down 2 Down 3 Enter",
    }
}

/// The scorecard of four rounds; those after the first `answered` are ended before anything is answered.
fn card(world: &World, width: u16, height: u16, answered: usize) -> Script {
    let mut script = sit(world, width, height, &KINDS);
    for (at, kind) in KINDS.into_iter().enumerate() {
        if at < answered {
            answer(&mut script, kind);
            score(&mut script, keys(kind));
        } else {
            script.seconds(30).keys("ctrl-g x e 1 Enter Enter");
        }
    }
    script
}

fn card_of_four(world: &World, width: u16, height: u16) -> Script {
    card(world, width, height, 4)
}

pub fn card_ended_early(world: &World, width: u16, height: u16) -> Script {
    card(world, width, height, 3)
}

/// The onsite as it would be on disk.
fn on_disk(script: &Script) -> tempfile::TempDir {
    const FOLDER: &str = "2026-11-23-1855-onsite-7412";
    let root = tempfile::tempdir().expect("there is a folder for what is passing");
    let put = |name: &str, bytes: &[u8]| {
        let path = root.path().join(FOLDER).join(name);
        let dir = path.parent().expect("the file is in a folder");
        std::fs::create_dir_all(dir).expect("the folder can be made");
        let mut file = std::fs::File::create(path).expect("the file can be made");
        std::io::Write::write_all(&mut file, bytes).expect("there is room for it");
    };
    let lines: Vec<u8> = script.records().iter().flat_map(encode).collect();
    put("journal.jsonl", &lines);
    for effect in &script.effects {
        if let Effect::Snapshot { file, bytes } = effect {
            put(&format!("questions/{file}"), bytes);
        }
    }
    root
}

#[test]
fn an_onsite_is_exported_whole_each_round_in_its_own_form() {
    let script = card_of_four(&World::new(), 120, 40);
    let root = on_disk(&script);
    let folder = sessions::resolve(root.path(), "last").expect("there is one session");
    let loaded = sessions::load(root.path(), &folder).expect("its journal is whole");
    assert_eq!(loaded.problems, Vec::<String>::new());
    let text = export::markdown(&loaded);
    insta::assert_snapshot!(text);

    let json: serde_json::Value = serde_json::from_slice(&export::json(&loaded)).expect("it is JSON");
    let code = &json["questions"][0];
    assert_eq!(
        code["fields"][0]["given"],
        "def forward(x, W, b):\n    raise NotImplementedError"
    );
    let stages: Vec<_> = code["stages"]
        .as_array()
        .expect("stages are a list")
        .iter()
        .map(|stage| {
            (
                stage["title"].as_str(),
                stage["opened_ms"].as_u64(),
                stage["passed_over"].as_bool(),
            )
        })
        .collect();
    assert_eq!(
        stages,
        [
            (Some("forward"), Some(0), Some(false)),
            (Some("backward"), Some(300_000), Some(false)),
            (Some("any dims"), Some(590_000), Some(false)),
        ]
    );
}
