//! The judge for a long time: runs taken back at any moment, and good answers under full protection. With
//! `HOTSEAT_SOAK=1` as often as promised, and alone in the process, which then shows what was left in it.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hotseat::domain::verdict::{Ended, RunKind, RunRequest};
use hotseat::judge::{Cancel, Judge, Origin};

use super::hostile::question;
use super::runs::{places, questions, run};
use crate::pty::now;

/// Runs taken back, as promised and as a quick look.
const TAKEN_BACK: (usize, usize) = (200, 16);
/// Good runs, likewise.
const GOOD: (usize, usize) = (500, 40);
/// Good runs side by side.
const JUDGES: usize = 4;

const SLEEPS: &str = "import time\n\n\ndef softmax(x):\n    time.sleep(60)\n";
const LOOPS: &str = "def softmax(x):\n    while True:\n        pass\n";
const FORKS: &str = "import os\nimport time\n\n\ndef softmax(x):\n    for _ in range(20):\n        if os.fork() == 0:\n            os.setsid()\n            time.sleep(60)\n            os._exit(0)\n    time.sleep(60)\n";
const PRINTS: &str = "def softmax(x):\n    while True:\n        print('x' * 60)\n";

/// Whether everything is to be done as often as promised.
pub fn soaks() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a test has no cli/env.rs above it")]
    let value = std::env::var_os("HOTSEAT_SOAK");
    value.is_some_and(|value| value == "1")
}

fn times((all, quick): (usize, usize)) -> usize {
    if soaks() { all } else { quick }
}

/// Processes below this one, and its open descriptors.
#[cfg(target_os = "linux")]
fn left() -> (Vec<String>, usize) {
    let mut below = Vec::new();
    let mut waiting = vec![std::process::id()];
    let read = |path: String| std::fs::read_to_string(path).unwrap_or_default();
    while let Some(pid) = waiting.pop() {
        let Ok(tasks) = std::fs::read_dir(format!("/proc/{pid}/task")) else {
            continue;
        };
        for task in tasks.flatten() {
            let children = read(task.path().join("children").to_str().unwrap().to_owned());
            for child in children.split_whitespace() {
                below.push(format!(
                    "{child} {}",
                    read(format!("/proc/{child}/cmdline")).replace('\0', " ")
                ));
                waiting.push(child.parse().unwrap());
            }
        }
    }
    (below, std::fs::read_dir("/proc/self/fd").unwrap().count())
}

/// J5: whatever is taken back, and whenever, the next verdict is that of the next text, and nothing stays.
#[test]
fn runs_taken_back_at_any_moment_leave_nothing_and_the_next_verdict_is_the_next_texts() {
    let Some(python) = crate::pythons::numpy() else {
        return;
    };
    let (name, question) = question();
    let solution = question.code.as_ref().unwrap().files["solution.py"].clone();
    let wrong = solution.replace("axis=-1", "axis=0");
    let question = Arc::new(question);
    let mut judge = Judge::new(places(python));
    assert!(run(&mut judge, &name, &question, 0, RunKind::All, &solution).all_passed());
    #[cfg(target_os = "linux")]
    let descriptors = left().1;
    // No two machines stop a run at the same place; the moments themselves are the same each time.
    let mut seed = 20_261_128_u64;
    for trial in 0..times(TAKEN_BACK) {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let moment = Duration::from_millis((seed >> 33) % 300);
        let answer = [SLEEPS, LOOPS, FORKS, PRINTS, &*solution][trial % 5];
        let cancel = Cancel::default();
        let request = RunRequest {
            name: name.clone(),
            question: Arc::clone(&question),
            kind: RunKind::All,
            stage: 0,
            answer: answer.to_owned(),
        };
        let (verdict, after) = std::thread::scope(|scope| {
            let other = cancel.clone();
            let stopper = scope.spawn(move || {
                let (send, receive) = std::sync::mpsc::channel::<()>();
                let _ = receive.recv_timeout(moment);
                drop(send);
                other.cancel();
                now()
            });
            let verdict = judge.run(&request, Origin::Own, &cancel, &mut |_| {});
            let end = now();
            (verdict, end.saturating_duration_since(stopper.join().unwrap()))
        });
        let verdict = verdict.unwrap_or_else(|unable| panic!("{trial}: {unable:?}"));
        assert!(
            matches!(verdict.ended, Ended::Cancelled | Ended::Output)
                || answer == solution && verdict.all_passed(),
            "{trial}, after {moment:?}: {verdict:#?}"
        );
        assert!(
            after < Duration::from_secs(1),
            "{trial}: ended {after:?} after it was taken back"
        );
        // The verdict is that of the text it was asked for.
        let next: &str = if trial % 2 == 0 { &solution } else { &wrong };
        let verdict = run(&mut judge, &name, &question, 0, RunKind::All, next);
        assert_eq!(verdict.all_passed(), trial % 2 == 0, "{trial}: {verdict:#?}");
    }
    #[cfg(target_os = "linux")]
    if soaks() {
        assert_eq!(left().1, descriptors, "descriptors");
        judge.cool();
        let end = now() + Duration::from_secs(1);
        while !left().0.is_empty() {
            assert!(now() < end, "left over: {:#?}", left().0);
            std::thread::yield_now();
        }
    }
}

/// J6: no good answer is failed by what protects against bad ones.
#[test]
fn good_answers_pass_every_time_four_at_once() {
    let Some(python) = crate::pythons::numpy() else {
        return;
    };
    let found = questions(|requires| requires == ["numpy"]);
    let runs: Vec<_> = found
        .iter()
        .flat_map(|(name, question)| {
            (0..question.code.as_ref().unwrap().stages.len()).map(move |stage| (name, question, stage))
        })
        .collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..JUDGES {
            scope.spawn(|| {
                let mut judge = Judge::new(places(python.clone()));
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= times(GOOD) {
                        break;
                    }
                    let (name, question, stage) = runs[at % runs.len()];
                    let solution = &question.code.as_ref().unwrap().files["solution.py"];
                    let verdict = run(&mut judge, name, question, stage, RunKind::All, solution);
                    assert!(
                        verdict.all_passed(),
                        "run {at}, {name}, stage {stage}: {verdict:#?}"
                    );
                }
            });
        }
    });
}
