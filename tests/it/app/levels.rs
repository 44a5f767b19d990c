//! Culture, design and programming scored by levels: exemplars beside the answer, the fields a criterion is
//! about, tests that nobody runs, fields that were not asked for.

use hotseat::app::screens::debrief::{Pane, Tab};
use hotseat::domain::event::{Event, ScoreKind};
use hotseat::domain::score::{Missing, question_score};
use hotseat::storage::builtin;

use super::*;

/// More than one row on any screen.
const LONG: &str = "names the condition that is missing, finds it in the field, adds it to the mixture, trains again, \
    compares the slices before and after, and goes on until the gap between both test sets is closed and stays so";

fn axis(id: &str, weight: u32) -> serde_json::Value {
    json!({ "id": id, "criterion": format!("On {id}"), "weight": weight, "axis": id,
            "levels": [null, null, "own words of level 2", null, LONG] })
}

fn question(kind: RoundKind) -> serde_json::Value {
    match kind {
        RoundKind::SystemDesign => json!({
            "id": "d", "round": "system_design", "topic": "speech", "difficulty": "hard", "minutes": 10, "prompt": "Design it.",
            "estimate": { "ask": "What delay?", "expect": "22 ms in all." },
            "rubric": [axis("data", 3), axis("serving", 1), axis("tradeoffs", 1)],
            "follow_ups": [{ "id": "shift", "ask": "And if it shifts?", "phase": "data", "expect": "Sample like the field." }],
            "exemplars": [
                { "level": 2, "answer": { "data": "weak on data", "serving": "weak on serving" } },
                { "level": 4, "answer": { "serving": "strong on serving", "data": "strong on data" } } ],
            "pitfalls": [{ "id": "p", "wrong": "Wrong.", "right": "Right." }] }),
        RoundKind::Programming => json!({
            "id": "p", "round": "programming", "topic": "networks", "difficulty": "easy", "minutes": 10, "prompt": "Write it.",
            "rubric": [
                { "id": "correct", "criterion": "Correctness", "weight": 3, "tests": true },
                { "id": "cost", "criterion": "Cost", "weight": 1, "levels": ["0", "1", "2", "3", "4"] } ],
            "exemplars": [{ "level": 4, "answer": "In words alone." }],
            "code": { "language": "python", "entry": ["f"], "stages": [{ "title": "one", "tests": "tests_1.py" }] } }),
        _ => json!({
            "id": "c", "round": "culture", "topic": "conflict", "difficulty": "easy", "minutes": 10, "prompt": "Tell me.",
            "rubric": [axis("situation", 1), axis("reflection", 2)],
            "follow_ups": [{ "id": "again", "ask": "And now?", "expect": "A change." }],
            "exemplars": [
                { "level": 1, "answer": { "situation": "s-one" } },
                { "level": 4, "answer": { "situation": "s-four" } },
                { "level": 2, "answer": { "situation": "s-two" } } ] }),
    }
}

fn catalog() -> Arc<Catalog> {
    let questions: Vec<_> = [
        RoundKind::Programming,
        RoundKind::Culture,
        RoundKind::SystemDesign,
    ]
    .into_iter()
    .map(question)
    .collect();
    let mut bank: Bank =
        serde_json::from_value(json!({ "format": 1, "id": "own", "questions": questions })).unwrap();
    for question in &mut bank.questions {
        if let Some(code) = &mut question.code {
            let mut put = |name: &str, text: &str| code.files.insert(name.to_owned(), text.to_owned().into());
            put("starter.py", "def f(): ...");
            put("solution.py", "def f(): return 42");
        }
    }
    Arc::new(Catalog::new(Vec::new(), vec![bank], builtin::tables()))
}

/// In a loop of one round of this kind.
fn sit_in(width: u16, height: u16, kind: RoundKind, fields: Option<Vec<String>>) -> Script {
    let mut round = RoundPlan::new(kind, 10.0);
    round.questions = Some(1);
    round.fields = fields;
    let plan = Loop::new("one", "One", vec![round]);
    let mut script = Script::with(width, height, Config::default(), hotseat::app::Goal::Home);
    script.send(Msg::Banks(Banks {
        catalog: catalog(),
        loops: vec![plan],
        problems: Vec::new(),
    }));
    script.send(Msg::History(Vec::new()));
    script.keys("Enter Enter");
    assert_eq!(scene(&script), "asking");
    script
}

/// The answer is given and the prediction asked for.
fn predicting(mut script: Script) -> Script {
    script.text("my own words").seconds(60);
    while scene(&script) == "asking" {
        script.keys("F2");
    }
    script.keys("Enter");
    assert_eq!(scene(&script), "predicting");
    script
}

fn scoring(kind: RoundKind) -> Script {
    let mut script = predicting(sit_in(120, 40, kind, None));
    script.keys("3 Enter");
    assert_eq!(scene(&script), "scoring");
    script
}

fn debrief(script: &Script) -> &hotseat::app::screens::debrief::Debrief {
    match script.app.screen() {
        Screen::Debrief(debrief) => debrief,
        _ => panic!("no debrief"),
    }
}

#[test]
fn nothing_of_the_rubric_shows_before_the_prediction() {
    for kind in [
        RoundKind::SystemDesign,
        RoundKind::Culture,
        RoundKind::Programming,
    ] {
        for (width, height) in [(120, 40), (80, 24)] {
            let mut script = sit_in(width, height, kind, None);
            if width < 100 {
                // The question is read first where one pane shows.
                script.keys("F6");
            }
            let mut script = predicting(script);
            for keys in ["", "2", "Tab", "PageDown"] {
                script.keys(keys);
                let screen = script.screen();
                for given_away in [
                    "own words of level 2",
                    "strong on",
                    "s-four",
                    "22 ms",
                    "42",
                    "In words",
                ] {
                    assert!(!screen.contains(given_away), "{given_away} in\n{screen}");
                }
            }
        }
    }
}

#[test]
fn levels_are_chosen_by_digit_and_make_the_weighted_mean() {
    let mut script = scoring(RoundKind::SystemDesign);
    script.keys("2 Down 4 Enter");
    assert_eq!(scene(&script), "scoring", "one is still to score");
    assert!(script.screen().contains("One criterion is still to score"));
    assert_eq!(debrief(&script).cursor, 2, "and the cursor is there");
    script.keys("1 Enter");
    assert_eq!(scene(&script), "scorecard");
    let scores = &session(&script).attempts[0].scores;
    // (3 x 2 + 1 x 4 + 1 x 1) / 5
    assert_eq!(scores.len(), 1);
    assert!((scores[0].score - 2.2).abs() < 1e-9, "{scores:?}");
    assert_eq!(scores[0].kind, ScoreKind::First);
    assert_fold(&script);
}

#[test]
fn answer_and_exemplars_show_the_fields_of_the_criterion_or_all_by_a_key() {
    let mut script = scoring(RoundKind::SystemDesign);
    let shows = |script: &mut Script, words: &[(&str, bool)]| {
        let screen = script.screen();
        for (word, shown) in words {
            assert_eq!(screen.contains(word), *shown, "{word} in\n{screen}");
        }
    };
    let data = [
        ("Your answer, data", true),
        ("weak on data", true),
        ("strong on data", true),
    ];
    shows(&mut script, &data);
    shows(
        &mut script,
        &[("strong on serving", false), ("own words of level 2", true)],
    );
    // What was expected of the follow-up asked there stands with the reference.
    shows(
        &mut script,
        &[("Sample like the field.", true), ("22 ms in all.", false)],
    );
    script.keys("Down");
    shows(
        &mut script,
        &[
            ("strong on serving", true),
            ("weak on data", false),
            ("22 ms in all.", true),
        ],
    );
    script.keys("a");
    shows(
        &mut script,
        &[("strong on serving", true), ("weak on data", true)],
    );
    script.keys("a");
    shows(&mut script, &[("weak on data", false)]);
    // A criterion about all of the answer has no other fields to show.
    script.keys("Down a");
    shows(
        &mut script,
        &[("weak on data", true), ("strong on serving", true)],
    );
    assert!(!debrief(&script).whole);
}

#[test]
fn the_exemplars_go_round_and_the_pane_of_the_criteria_keeps_the_focus() {
    let mut script = scoring(RoundKind::Culture);
    for (key, low, high) in [
        ("", "s-two", "s-four"),
        ("]", "s-one", "s-two"),
        ("]", "s-two", "s-four"),
        ("[", "s-one", "s-two"),
    ] {
        script.keys(key);
        let screen = script.screen();
        assert!(screen.contains(low) && screen.contains(high), "{screen}");
        assert_eq!(debrief(&script).pane, Pane::Rubric);
    }
    // Two side by side of two leave nothing to change to; where one shows, they do.
    let mut design = scoring(RoundKind::SystemDesign);
    assert!(!design.screen().contains("[ ] exemplar"));
    design.resize(80, 24);
    assert!(design.screen().contains("[ ] exemplar"));
    assert!(design.screen().contains("Exemplar at level 2"));
    design.keys("]");
    assert!(design.screen().contains("Exemplar at level 4"));
}

#[test]
fn tab_goes_through_answer_exemplars_reference_and_pitfalls_and_comes_back() {
    let mut script = scoring(RoundKind::SystemDesign);
    for (pane, tab) in [
        (Pane::Text, Tab::Answer),
        (Pane::Text, Tab::Exemplars),
        (Pane::Text, Tab::Reference),
        (Pane::Text, Tab::Pitfalls),
        (Pane::Rubric, Tab::Answer),
    ] {
        script.keys("Tab");
        assert_eq!((debrief(&script).pane, debrief(&script).tab), (pane, tab));
    }
    script.keys("shift-Tab");
    assert_eq!(debrief(&script).tab, Tab::Pitfalls);
    script.keys("Space");
    assert!(attempt(&script).pitfalls.contains("p"));
    script.keys("Left Left Right");
    assert_eq!(debrief(&script).tab, Tab::Reference);
    let screen = script.screen();
    for words in [
        "22 ms in all.",
        "strong on data",
        "strong on serving",
        "Sample like the field.",
    ] {
        assert!(screen.contains(words), "{words} in\n{screen}");
    }
    // One exemplar is no pair: there is nothing to read side by side.
    let mut code = scoring(RoundKind::Programming);
    code.keys("Tab Tab Tab");
    assert_eq!(debrief(&code).tab, Tab::Reference);
    assert!(code.screen().contains("return 42"), "{}", code.screen());
}

#[test]
fn tests_that_nobody_runs_are_named_leave_the_mean_and_block_nothing() {
    let mut script = scoring(RoundKind::Programming);
    let screen = script.screen();
    assert!(screen.contains("not run; they leave the mean"), "{screen}");
    assert!(screen.contains("1 to score"), "{screen}");
    script.keys("Home 3");
    assert_eq!(attempt(&script).levels.len(), 1, "the cursor skips the tests");
    let question = live(&script)
        .question(&attempt(&script).question)
        .unwrap()
        .clone();
    let scored = question_score(&question, attempt(&script));
    assert_eq!(scored.criteria[0].missing, Some(Missing::NoJudge));
    assert_eq!((scored.score, scored.to_score), (Some(3.0), 0));
    script.keys("Enter");
    assert_eq!(scene(&script), "scorecard");
    assert_eq!(session(&script).attempts[0].scores[0].score, 3.0);
}

#[test]
fn what_no_field_was_asked_for_is_set_aside_as_the_reference_opens() {
    let fields = vec!["scope".to_owned(), "data".to_owned()];
    let mut script = predicting(sit_in(120, 40, RoundKind::SystemDesign, Some(fields)));
    assert_eq!(count(&script, "Levelled"), 0, "not before");
    script.keys("3 Enter");
    let aside: Vec<_> = script
        .records()
        .into_iter()
        .filter_map(|record| match record.event {
            Event::Levelled { criterion, level, .. } => Some((criterion, level)),
            _ => None,
        })
        .collect();
    assert_eq!(aside, [("serving".to_owned(), None)]);
    assert!(script.screen().contains("not applicable"), "{}", script.screen());
    script.keys("2 End 4 Enter");
    // (3 x 2 + 1 x 4) / 4
    assert_eq!(session(&script).attempts[0].scores[0].score, 2.5);
    script.keys("Enter Down 0 Enter");
    assert_eq!(
        attempt(&script).levels["serving"],
        Some(0),
        "it counts where one says so"
    );
    assert_eq!(
        attempt(&script).latest_score().map(|scored| scored.score),
        Some(2.0)
    );
    assert_fold(&script);
}

#[test]
fn a_criterion_with_long_anchors_is_read_to_its_end_on_the_smallest_screen() {
    let mut script = scoring(RoundKind::SystemDesign);
    script.resize(60, 16);
    let last = "stays so";
    assert!(!script.screen().contains(last), "it has no room at first");
    script.keys("PageDown");
    assert!(script.screen().contains(last), "{}", script.screen());
}
