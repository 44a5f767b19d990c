//! The schedule proved from outside: against the library of the field over histories folded from generated
//! journals, by the property of the interview day, and by a candidate with known weaknesses who practises for
//! thirty days.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

mod candidate;
mod journals;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hotseat::domain::diary::Diary;
use hotseat::domain::due::{Card, Memory, Schedule, WANTED};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::pythons::{environment, missing, said};
use journals::{Sitting, catalog, generated};

/// Day 0 of the generated histories.
const BEGIN: Date = date(2026, 1, 1);

fn day(number: u32) -> Date {
    BEGIN.checked_add(i64::from(number).days()).unwrap()
}

/// The grades every card got by the rules of FORMATS, told from what was generated and not from the fold.
fn reviews(sittings: &[Sitting]) -> BTreeMap<String, Vec<(u32, u8)>> {
    let mut reviews: BTreeMap<String, Vec<(u32, u8)>> = BTreeMap::new();
    for sitting in sittings {
        for (card, grade) in sitting.grades() {
            reviews.entry(card).or_default().push((sitting.day, grade));
        }
    }
    reviews
}

#[test]
fn a_thousand_histories_are_scheduled_as_the_library_of_the_field_does() {
    let Some(python) = reference() else { return };
    let catalog = catalog();
    let mut cards: Vec<Vec<(u32, u8)>> = Vec::new();
    let mut ours = Vec::new();
    for seed in 0..1000 {
        let sittings = generated(seed);
        let mut history: Vec<_> = sittings.iter().map(Sitting::summary).collect();
        // In whatever order the folders are listed.
        history.reverse();
        let schedule = Schedule::fold(&history, &Diary::default(), &catalog, day(ASKED_ON));
        let reviews = reviews(&sittings);
        assert_eq!(
            schedule.cards().len(),
            reviews.len(),
            "seed {seed}: the same cards"
        );
        for card in schedule.cards() {
            let name = card.card.to_string();
            cards.push(
                reviews
                    .get(&name)
                    .unwrap_or_else(|| panic!("seed {seed}: {name}"))
                    .clone(),
            );
            let recall = schedule.recall(&card.card, day(ASKED_ON)).unwrap();
            ours.push((seed, name, card.memory, recall));
        }
    }
    assert!(cards.len() > 5000, "{} cards", cards.len());
    let theirs = told_by(&python, &cards);
    for ((seed, name, memory, recall), [stability, difficulty, interval, recall_there]) in
        ours.iter().zip(theirs)
    {
        let near = |ours: f64, theirs: f64| (ours - theirs).abs() <= 0.01 * theirs.abs();
        assert!(
            near(memory.stability, stability)
                && near(memory.difficulty, difficulty)
                && near(*recall, recall_there)
                && near(f64::from(memory.interval()), interval),
            "seed {seed}, {name}: {memory:?}, recall {recall}, not {stability} {difficulty} {interval} {recall_there}"
        );
    }
}

/// The day on which recall is compared.
const ASKED_ON: u32 = 200;

/// A Python that has the library: installed once beneath the build folder, as NumPy is.
fn reference() -> Option<(PathBuf, PathBuf)> {
    let python = environment()?.join("bin/python");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fsrs");
    if !target.join("fsrs/__init__.py").exists() {
        let install = Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--target",
            ])
            .arg(&target)
            .arg("fsrs==6.3.2")
            .output()
            .unwrap();
        if !install.status.success() {
            missing(&format!("pip did not install fsrs: {}", said(&install)));
            return None;
        }
    }
    Some((python, target))
}

fn told_by((python, library): &(PathBuf, PathBuf), cards: &[Vec<(u32, u8)>]) -> Vec<[f64; 4]> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schedule/fsrs_reference.py");
    let mut child = Command::new(python)
        .arg(script)
        .env("PYTHONPATH", library)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let asked = serde_json::json!({ "day": ASKED_ON, "cards": cards });
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(asked.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn on_the_interview_day_everything_is_known_or_was_named_as_not_fitting() {
    let catalog = catalog();
    for seed in 0..200 {
        let history: Vec<_> = generated(seed).iter().map(Sitting::summary).collect();
        let schedule = Schedule::fold(&history, &Diary::default(), &catalog, day(ASKED_ON));
        let ahead = [0, 1, 3, 7, 20, 56, 90][seed as usize % 7];
        let interview = day(ASKED_ON + ahead);
        for minutes in [0.0, 5.0, 20.0, 1000.0] {
            let plan = schedule.plan_back(interview, minutes);
            let told = format!("seed {seed}, {ahead} days, {minutes} min");
            // Practised as planned, every answer good, by nothing but the memory.
            let mut memories: BTreeMap<Card, (Memory, Date)> = schedule
                .cards()
                .iter()
                .map(|card| (card.card.clone(), (card.memory, card.last)))
                .collect();
            assert_eq!(plan.days.len(), ahead as usize, "{told}");
            for planned in &plan.days {
                let sum: f64 = planned.askings.iter().map(|asking| asking.minutes).sum();
                assert!(
                    sum <= minutes + 1e-6 && (sum - planned.minutes).abs() < 1e-6,
                    "{told}"
                );
                for asking in &planned.askings {
                    for (card, (memory, last)) in &mut memories {
                        let whole = asking.ideas.is_none() && *card.question() == asking.question;
                        if (whole || asking.cards.contains(card)) && planned.day > *last {
                            let since = last.until(planned.day).unwrap().get_days();
                            *memory = memory.after(since.unsigned_abs(), hotseat::domain::due::Grade::Good);
                            *last = planned.day;
                        }
                    }
                }
            }
            for (card, (memory, last)) in &memories {
                let since = last.until(interview).unwrap().get_days().unsigned_abs();
                let known = memory.recall(since) >= WANTED - 1e-9;
                let named = plan.not_fitting.iter().any(|due| due.card == *card);
                assert!(known != named, "{told}: {card} known {known}, named {named}");
            }
            if minutes > 999.0 && ahead >= 7 {
                assert_eq!(plan.not_fitting, [], "{told}: there is time for everything");
            }
            if minutes == 0.0 {
                assert!(plan.days.iter().all(|day| day.askings.is_empty()), "{told}");
            }
        }
    }
}

#[test]
fn ten_thousand_sessions_are_folded_while_nobody_waits() {
    let catalog = catalog();
    let sitting = generated(1);
    let one: Vec<_> = sitting.iter().map(Sitting::summary).collect();
    let history: Vec<_> = one.iter().cycle().take(10_000).cloned().collect();
    let began = crate::pty::now();
    let schedule = Schedule::fold(&history, &Diary::default(), &catalog, day(ASKED_ON));
    let took = began.elapsed();
    assert!(!schedule.cards().is_empty());
    // Unoptimised, and on a machine that does other things too; `BENCHMARKS.md` has the figure that counts.
    assert!(took.as_secs() < 10, "{took:?}");
    #[expect(clippy::print_stderr, reason = "the figure is what one runs this for")]
    {
        eprintln!("10,000 sessions folded in {took:?}");
    }
}
