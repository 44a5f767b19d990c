//! Running a programming answer: what a key asks for, what the judge tells, what of it is recorded, and
//! that nobody waits who does not want to.

use hotseat::app::judging::Readiness;
use hotseat::domain::code::test_names;
use hotseat::domain::event::text_hash;
use hotseat::domain::verdict::{Ended, Outcome, Progress, RunKind, TestResult, Verdict};
use hotseat::storage::builtin;

use super::*;
use crate::script::{FakeJudge, bench, no_python};

const TESTS: &str = "import answer\n\n\ndef test_seen():\n    ...\n\n\ndef test_secret():\n    ...\n";

/// One question of two stages, each with a visible and a hidden test, and another question.
fn catalog() -> Arc<Catalog> {
    let question = |id: &str| {
        json!({
            "id": id, "round": "programming", "topic": format!("topic-{id}"), "difficulty": "easy",
            "minutes": 10, "prompt": "Write it.",
            "rubric": [{ "id": "correct", "criterion": "Correctness", "weight": 1, "tests": true }],
            "code": { "language": "python", "entry": ["f"], "requires": ["numpy"], "stages": [
                { "title": "one", "tests": "tests_1.py", "visible": ["test_seen"] },
                { "title": "two", "tests": "tests_2.py", "visible": ["test_seen"] } ] }
        })
    };
    let mut bank: Bank = serde_json::from_value(
        json!({ "format": 1, "id": "own", "questions": [question("p"), question("q")] }),
    )
    .unwrap();
    for question in &mut bank.questions {
        let files = &mut question.code.as_mut().unwrap().files;
        for (name, text) in [
            ("starter.py", "def f():\n    ..."),
            ("solution.py", "def f(): return 42"),
            ("tests_1.py", TESTS),
            ("tests_2.py", TESTS),
        ] {
            files.insert(name.to_owned(), text.to_owned().into());
        }
    }
    Arc::new(Catalog::new(Vec::new(), vec![bank], builtin::tables()))
}

/// At the start of a programming round of so many questions, with a judge.
fn sit_in(questions: u32, pressure: Pressure) -> Script {
    let mut round = RoundPlan::new(RoundKind::Programming, 10.0 * f64::from(questions));
    round.questions = Some(questions);
    let mut plan = Loop::new("one", "One", vec![round]);
    plan.pressure = pressure;
    let mut script = Script::with(120, 40, Config::default(), hotseat::app::Goal::Home);
    script.send(Msg::Banks(Banks {
        catalog: catalog(),
        loops: vec![plan],
        problems: Vec::new(),
    }));
    script.send(Msg::History(Vec::new()));
    script.keys("Enter Enter");
    assert_eq!(scene(&script), "asking");
    script.with_judge();
    script
}

fn coding() -> Script {
    let mut script = sit_in(1, Pressure::Relaxed);
    script.keys("ctrl-End").text("1").seconds(5);
    script
}

/// A verdict on the newest run: a letter a test, `.` passed, `x` failed.
fn verdict(script: &Script, outcomes: &str) -> Verdict {
    let (_, request) = script.asked().unwrap();
    let visible = |name: &str| name == "test_seen";
    let names = test_names(TESTS).filter(|name| request.kind == RunKind::All || visible(name));
    Verdict {
        kind: request.kind,
        tests: names
            .zip(outcomes.chars())
            .map(|(name, letter)| TestResult {
                name: name.to_owned(),
                visible: visible(name),
                outcome: match letter {
                    '.' => Outcome::Passed,
                    _ => Outcome::Failed,
                },
                ms: 2.0,
                message: if letter == '.' {
                    String::new()
                } else {
                    format!("{name} wants 42")
                },
                line: (letter != '.').then_some(2),
                trace: Vec::new(),
            })
            .collect(),
        ms: 20.0,
        bench: bench(),
        ..Verdict::default()
    }
}

fn answer(script: &mut Script, outcomes: &str) {
    let verdict = verdict(script, outcomes);
    script.verdict(verdict);
}

/// What was recorded of runs: question, stage, kind, passed of all.
fn ran(script: &Script) -> Vec<(String, usize, RunKind, usize, usize)> {
    script
        .records()
        .into_iter()
        .filter_map(|record| match record.event {
            Event::Ran {
                question,
                stage,
                verdict,
                ..
            } => Some((
                question.unwrap().question,
                stage,
                verdict.kind,
                verdict.passed(),
                verdict.tests.len(),
            )),
            _ => None,
        })
        .collect()
}

fn runs_asked(script: &Script) -> Vec<(usize, RunKind)> {
    script
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Run { request, .. } => Some((request.stage, request.kind)),
            _ => None,
        })
        .collect()
}

fn stage(script: &Script) -> usize {
    attempt(script).stage()
}

#[test]
fn a_worker_is_made_ready_as_the_question_opens_and_given_back_as_it_is_left() {
    let script = sit_in(1, Pressure::Relaxed);
    let warm = effects(&script, |effect| matches!(effect, Effect::WarmJudge { .. }));
    assert_eq!(warm, 1);
    let mut script = script;
    script.keys("Esc l");
    assert_eq!(effects(&script, |effect| *effect == Effect::CoolJudge), 1);
    // Theory needs none.
    let script = one();
    assert_eq!(
        effects(&script, |effect| matches!(effect, Effect::WarmJudge { .. })),
        0
    );
}

#[test]
fn f5_runs_the_visible_tests_of_the_text_as_it_stands_and_records_the_verdict() {
    let mut script = coding();
    script.text("2").keys("F5");
    let text = shown(&script, "code");
    let (_, request) = script.asked().unwrap();
    assert_eq!((request.kind, request.stage), (RunKind::Visible, 0));
    assert_eq!(request.answer, text);
    assert_eq!(attempt(&script).text_of("code"), text, "typing is recorded first");
    answer(&mut script, "x");
    assert_eq!(ran(&script), [("p".to_owned(), 0, RunKind::Visible, 0, 1)]);
    let run = attempt(&script).runs.last().unwrap();
    assert_eq!(run.hash, text_hash(&text));
    let screen = script.screen();
    for words in [
        "run 1   0 of 1 passed   20 ms",
        "✗ seen",
        "line 2   test_seen wants 42",
    ] {
        assert!(screen.contains(words), "{words} in\n{screen}");
    }
    assert_fold(&script);
}

#[test]
fn keys_type_on_during_a_run_and_the_verdict_says_it_is_of_an_earlier_text() {
    let mut script = coding();
    script.keys("F5").text("23");
    answer(&mut script, ".");
    assert!(shown(&script, "code").ends_with("123"));
    assert!(
        script.screen().contains("of an earlier text"),
        "{}",
        script.screen()
    );
    // Back at what ran, it is no longer.
    script.keys("Backspace Backspace").seconds(1);
    assert!(
        !script.screen().contains("of an earlier text"),
        "{}",
        script.screen()
    );
    assert_fold(&script);
}

#[test]
fn tests_show_one_by_one_as_they_end_and_hidden_ones_by_number_alone() {
    let mut script = coding();
    script.keys("F2");
    let verdict = verdict(&script, "xx");
    let waiting = verdict.tests.iter().map(|test| TestResult {
        outcome: Outcome::NotRun,
        message: String::new(),
        ..test.clone()
    });
    script.judge(Progress::Began(waiting.collect()));
    assert!(script.screen().contains("… seen"), "{}", script.screen());
    script.judge(Progress::Test(verdict.tests[1].clone()));
    let screen = script.screen();
    assert!(screen.contains("✗ hidden 1: failed"), "{screen}");
    assert!(!screen.contains("secret"), "{screen}");
    assert!(screen.contains("… seen"), "{screen}");
    // Twice is once, and a name nobody knows is nobody's.
    script.judge(Progress::Test(verdict.tests[1].clone()));
    script.judge(Progress::Test(TestResult::default()));
    assert!(script.screen().contains("0 of 2 passed …"), "{}", script.screen());
    script.judge(Progress::Done(Box::new(verdict)));
    script.keys("F7");
    assert!(!script.screen().contains("secret"), "{}", script.screen());
}

#[test]
fn what_is_told_of_another_run_changes_nothing() {
    let mut script = coding();
    script.keys("F5");
    let (old, _) = script
        .asked()
        .map(|(task, request)| (task, request.clone()))
        .unwrap();
    let stale = verdict(&script, ".");
    script.text("2").keys("F5");
    let before = script.fork().screen();
    let records = script.records().len();
    script.send(Msg::Judge(old, Progress::Done(Box::new(stale))));
    script.send(Msg::Judge(
        hotseat::app::msg::TaskId(9_999),
        Progress::Ready(bench()),
    ));
    assert_eq!(script.fork().screen(), before);
    assert_eq!(script.records().len(), records);
}

#[test]
fn a_message_that_says_nothing_new_paints_nothing() {
    let mut script = coding();
    script.keys("F5");
    script.paint();
    script.app.take_dirty();
    script.judge(Progress::Ready(bench()));
    assert!(!script.app.take_dirty(), "it was ready before");
    script.judge(Progress::Began(Vec::new()));
    assert!(script.app.take_dirty());
}

#[test]
fn esc_stops_a_run_and_only_then_leaves() {
    let mut script = coding();
    script.keys("F5");
    let (task, _) = script
        .asked()
        .map(|(task, request)| (task, request.clone()))
        .unwrap();
    assert!(
        script.screen().contains("Esc stop the run"),
        "{}",
        script.screen()
    );
    script.keys("Esc");
    assert_eq!(script.effects.last(), Some(&Effect::CancelRun(task)));
    let mut stopped = verdict(&script, "x");
    stopped.ended = Ended::Cancelled;
    script.judge(Progress::Done(Box::new(stopped)));
    assert!(
        script.screen().contains("The run was stopped."),
        "{}",
        script.screen()
    );
    script.keys("Esc");
    assert_eq!(overlay(&script), "confirm");
}

#[test]
fn done_runs_every_test_of_the_stage_and_goes_on_where_they_pass() {
    let mut script = coding();
    script.keys("F2");
    assert_eq!(runs_asked(&script), [(0, RunKind::All)]);
    assert_eq!(stage(&script), 0);
    answer(&mut script, "..");
    assert_eq!(stage(&script), 1);
    script.keys("F2");
    answer(&mut script, "..");
    assert_eq!(scene(&script), "between");
    // The first stage ran on this very text already, and so did the second.
    assert_eq!(runs_asked(&script), [(0, RunKind::All), (1, RunKind::All)]);
    assert_fold(&script);
}

#[test]
fn done_stays_where_tests_fail_and_goes_on_when_it_is_said_again() {
    let mut script = coding();
    script.keys("F2");
    answer(&mut script, "xx");
    assert_eq!(stage(&script), 0);
    let words = "2 of 2 fail, 1 of them hidden. F2 again goes on";
    assert!(script.screen().contains(words), "{}", script.screen());
    script.keys("F2");
    assert_eq!(stage(&script), 1);
    assert_eq!(runs_asked(&script).len(), 1);
    // A changed text is another text.
    script.keys("F2");
    answer(&mut script, ".x");
    assert!(
        script.screen().contains("1 of 2 fails, a hidden one."),
        "{}",
        script.screen()
    );
    script.text("9").keys("F2");
    assert_eq!(runs_asked(&script).len(), 3);
    answer(&mut script, "..");
    assert_eq!(scene(&script), "between");
}

#[test]
fn nobody_has_to_wait_for_the_tests_of_a_stage() {
    let mut script = coding();
    script.keys("F2 F2");
    assert_eq!(stage(&script), 1);
    // What they say then takes nobody further.
    answer(&mut script, "..");
    assert_eq!(stage(&script), 1);
    assert_eq!(ran(&script).len(), 1);
    script.keys("F2 F2");
    assert_eq!(scene(&script), "between");
}

#[test]
fn a_text_changed_while_its_tests_ran_is_not_handed_in() {
    let mut script = coding();
    script.keys("F2").text("7");
    answer(&mut script, "..");
    assert_eq!(stage(&script), 0);
    assert!(
        script.screen().contains("the file changed meanwhile"),
        "{}",
        script.screen()
    );
}

#[test]
fn a_starter_nobody_touched_is_handed_in_without_a_run() {
    let mut script = sit_in(1, Pressure::Relaxed);
    script.keys("F2");
    assert_eq!(stage(&script), 1);
    script.keys("F2");
    assert_eq!(scene(&script), "between");
    assert_eq!(runs_asked(&script), []);
}

#[test]
fn the_final_text_runs_through_every_stage_one_after_the_other_also_into_the_debrief() {
    let mut script = coding();
    script.keys("F2");
    answer(&mut script, "..");
    script.text("5").keys("F2");
    answer(&mut script, "..");
    assert_eq!(scene(&script), "between");
    // Only the first stage ran on another text.
    assert_eq!(runs_asked(&script)[2..], [(0, RunKind::All)]);
    script.keys("Enter");
    assert_eq!(scene(&script), "predicting");
    let waits = |script: &Script| live(script).awaited.len();
    assert_eq!(waits(&script), 1);
    assert_eq!(effects(&script, |effect| *effect == Effect::CoolJudge), 0);
    answer(&mut script, ".x");
    assert_eq!(waits(&script), 0);
    assert_eq!(
        ran(&script).last().unwrap(),
        &("p".to_owned(), 0, RunKind::All, 1, 2)
    );
    assert_eq!(effects(&script, |effect| *effect == Effect::CoolJudge), 1);
    assert_fold(&script);
}

#[test]
fn strict_time_hands_the_final_text_to_every_stage() {
    let mut script = sit_in(1, Pressure::Strict);
    script.keys("ctrl-End").text("1").seconds(11 * 60);
    assert_eq!(scene(&script), "between");
    assert_eq!(runs_asked(&script), [(0, RunKind::All)]);
    answer(&mut script, "..");
    answer(&mut script, "..");
    assert_eq!(runs_asked(&script), [(0, RunKind::All), (1, RunKind::All)]);
    assert_eq!(live(&script).awaited.len(), 0);
}

#[test]
fn a_run_of_ones_own_goes_before_final_ones_which_come_again() {
    let mut script = sit_in(2, Pressure::Relaxed);
    script.keys("ctrl-End").text("1").seconds(5).keys("F2 F2 F2 F2");
    assert_eq!(scene(&script), "between");
    script.keys("Enter");
    assert_eq!(scene(&script), "asking");
    let asked = runs_asked(&script).len();
    script.keys("ctrl-End").text("2").keys("F5");
    assert_eq!(runs_asked(&script).len(), asked + 1);
    answer(&mut script, ".");
    let last = script.asked().unwrap().1.clone();
    assert_eq!(
        (last.kind, last.name.question.as_str()),
        (RunKind::All, first_asked(&script).as_str())
    );
    answer(&mut script, "..");
    answer(&mut script, "..");
    assert_eq!(live(&script).awaited.len(), 0);
    let own = ran(&script)
        .iter()
        .filter(|(_, _, kind, ..)| *kind == RunKind::Visible)
        .count();
    assert_eq!(own, 1);
}

fn first_asked(script: &Script) -> String {
    session(script).attempts[0].question.question.clone()
}

#[test]
fn an_answer_taken_back_runs_no_more_until_it_is_handed_in_again() {
    let mut script = coding();
    script.keys("F2 F2 F2 F2");
    assert_eq!(scene(&script), "between");
    assert_eq!(live(&script).awaited.len(), 2);
    script.keys("u");
    assert_eq!(scene(&script), "asking");
    assert_eq!(live(&script).awaited.len(), 0);
    let asked = runs_asked(&script).len();
    answer(&mut script, "..");
    assert_eq!(runs_asked(&script).len(), asked, "what was due is due no longer");
    script.text("3").keys("F2");
    answer(&mut script, "..");
    assert_eq!(scene(&script), "between");
    assert_eq!(live(&script).awaited.len(), 1);
}

#[test]
fn final_runs_that_never_came_come_when_the_debrief_opens_again() {
    let mut script = coding();
    script.keys("F2 F2 F2 F2 Enter");
    assert_eq!(scene(&script), "predicting");
    let disk = script.on_disk(Duration::ZERO);
    let goal = hotseat::app::Goal::Resume(disk.folder.clone());
    let mut again = Script::with(120, 40, Config::default(), goal);
    again.judge = FakeJudge::Told;
    again.send(Msg::Opened(Ok(Box::new(disk))));
    assert_eq!(scene(&again), "predicting");
    assert_eq!(runs_asked(&again), [(0, RunKind::All)]);
    answer(&mut again, "..");
    answer(&mut again, "..");
    assert_eq!(runs_asked(&again), [(0, RunKind::All), (1, RunKind::All)]);
    assert_eq!(live(&again).awaited.len(), 0);
}

#[test]
fn without_python_the_round_goes_on_and_f5_looks_again() {
    let mut script = sit_in(1, Pressure::Relaxed);
    script.keys("ctrl-End").text("1").keys("F5");
    script.judge(Progress::Unable(no_python()));
    let screen = script.screen();
    assert!(screen.contains("No Python with NumPy was found here"), "{screen}");
    assert!(screen.contains("`hotseat setup` makes one"), "{screen}");
    script.keys("F2");
    assert_eq!(stage(&script), 1, "done asks for nothing that cannot be");
    script.keys("F5");
    assert_eq!(script.app.data.judging.ready, Readiness::Looking);
    answer(&mut script, ".");
    assert_eq!(script.app.data.judging.ready, Readiness::Ready);
    assert!(!script.screen().contains("No Python"), "{}", script.screen());
}

#[test]
fn a_judge_that_fails_at_done_keeps_nobody() {
    let mut script = coding();
    script.keys("F2");
    script.judge(Progress::Unable(no_python()));
    assert_eq!(stage(&script), 1);
}

#[test]
fn the_next_failure_brings_its_line_to_the_cursor() {
    let mut script = coding();
    script.keys("F5");
    answer(&mut script, "x");
    script.keys("F6 ctrl-g j");
    let Screen::Interview(interview) = script.app.screen() else {
        panic!("no interview");
    };
    assert_eq!(interview.fields[interview.focus].name, "code");
    assert_eq!(interview.editor().unwrap().cursor_line(), 1);
    script.keys("ctrl-Home F7 Enter");
    assert_eq!(overlay(&script), "none");
    let Screen::Interview(interview) = script.app.screen() else {
        panic!("no interview");
    };
    assert_eq!(interview.editor().unwrap().cursor_line(), 1);
}

#[test]
fn what_the_editor_of_ones_own_changed_runs_when_it_comes_back() {
    let mut script = coding();
    script.keys("F9");
    let Some(Effect::OpenEditor { task, .. }) = script.effects.last().cloned() else {
        panic!("{:?}", script.effects.last());
    };
    script.send(Msg::Returned(task, Ok("def f():\n    return 42\n".to_owned())));
    let (_, request) = script.asked().unwrap();
    assert_eq!(
        (request.kind, request.answer.as_str()),
        (RunKind::Visible, "def f():\n    return 42")
    );
    // Unchanged, it does not.
    answer(&mut script, ".");
    script.keys("F9");
    let Some(Effect::OpenEditor { task, .. }) = script.effects.last().cloned() else {
        panic!("{:?}", script.effects.last());
    };
    script.send(Msg::Returned(task, Ok("def f():\n    return 42\n".to_owned())));
    assert_eq!(runs_asked(&script).len(), 1);
}

#[test]
fn a_session_left_while_tests_run_takes_nothing_of_them_in() {
    let mut script = coding();
    script.keys("F5");
    let late = verdict(&script, "x");
    script.keys("Esc Esc l");
    assert_eq!(scene(&script), "home");
    let records = script.records().len();
    script.judge(Progress::Done(Box::new(late)));
    assert_eq!(script.records().len(), records);
    assert!(script.app.data.judging.told.is_none());
}

#[test]
fn what_ran_before_shows_again_when_the_session_is_resumed() {
    let mut script = coding();
    script.keys("F5");
    answer(&mut script, "x");
    let records = script.records();
    let mut again = resumed(&script, records, Duration::ZERO);
    again.keys("Enter");
    let screen = again.screen();
    assert!(screen.contains("run 1   0 of 1 passed"), "{screen}");
    assert!(!screen.contains("of an earlier text"), "{screen}");
}

#[test]
fn the_file_runs_as_a_script_too() {
    let mut script = coding();
    script.keys("ctrl-g i");
    assert_eq!(runs_asked(&script), [(0, RunKind::Script)]);
    let mut said = verdict(&script, "");
    said.output.head = "shape (2, 3)\n".to_owned();
    script.verdict(said);
    assert!(script.screen().contains("shape (2, 3)"), "{}", script.screen());
}
