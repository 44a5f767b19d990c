//! Every figure of `hotseat stats --json`, reckoned a second time: from the lines of the journals alone, as
//! `docs/stats.md` defines them.
#![expect(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

mod kept;
mod told;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::cli::World;
use crate::histories;
use told::{Answer, Told};

const ROUNDS: [&str; 4] = ["programming", "culture", "ml_theory", "system_design"];

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    match n {
        0 => None,
        _ if n % 2 == 1 => Some(sorted[n / 2]),
        _ => Some(f64::midpoint(sorted[n / 2 - 1], sorted[n / 2])),
    }
}

fn standard_error(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = mean(values).filter(|_| values.len() >= 3)?;
    Some((values.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>() / (n - 1.0) / n).sqrt())
}

fn last<T>(values: &[T]) -> &[T] {
    &values[values.len().saturating_sub(5)..]
}

fn scores(history: &[Told]) -> Value {
    let of = |round: &str| {
        let all: Vec<(&Told, f64)> = history
            .iter()
            .filter_map(|session| {
                let scores: Vec<f64> = session
                    .rounds_of(round)
                    .filter_map(|at| session.round_score(at))
                    .collect();
                Some((session, mean(&scores)?))
            })
            .collect();
        let values: Vec<f64> = all.iter().map(|(_, score)| *score).collect();
        let enough = values.len() >= 5;
        let n = values.len();
        let low = last(&values).iter().copied().fold(9.0, f64::min);
        let high = last(&values).iter().copied().fold(-9.0, f64::max);
        let change =
            (n >= 6).then(|| median(last(&values)).unwrap() - median(&values[n - 6..n - 1]).unwrap());
        let answers = |spoken: bool| {
            let scores: Vec<f64> = answers(history)
                .filter(|(_, answer)| answer.round == round && answer.spoken == spoken)
                .filter_map(|(_, answer)| answer.score())
                .collect();
            json!({ "answers": scores.len(), "mean": mean(last(&scores)) })
        };
        json!({
            "round": round,
            "scores": all.iter().map(|(session, score)| json!({
                "session": session.folder, "day": session.day.to_string(), "score": score,
            })).collect::<Vec<_>>(),
            "median": median(last(&values)),
            "lowest": enough.then_some(low),
            "highest": enough.then_some(high),
            "change": change,
            "written": answers(false),
            "spoken": answers(true),
        })
    };
    ROUNDS.map(of).to_vec().into()
}

fn answers(history: &[Told]) -> impl Iterator<Item = (&Told, &Answer)> {
    history
        .iter()
        .flat_map(|session| session.answers.iter().map(move |answer| (session, answer)))
}

fn topics(history: &[Told]) -> BTreeMap<String, Value> {
    let mut cells: BTreeMap<(String, usize), Vec<f64>> = BTreeMap::new();
    for (_, answer) in answers(history) {
        if let Some(score) = answer.score() {
            let round = ROUNDS.iter().position(|round| *round == answer.round).unwrap();
            cells
                .entry((answer.topic.clone(), round))
                .or_default()
                .push(score);
        }
    }
    let mut topics: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for ((topic, round), scores) in cells {
        topics.entry(topic).or_default().push(json!({
            "round": ROUNDS[round], "answers": scores.len(), "mean": mean(last(&scores)),
        }));
    }
    topics
        .into_iter()
        .map(|(topic, cells)| (topic, cells.into()))
        .collect()
}

fn time(history: &[Told]) -> Value {
    let of = |round: &str| {
        let given: Vec<&Answer> = answers(history)
            .map(|(_, answer)| answer)
            .filter(|answer| answer.round == round && answer.closed && answer.said())
            .collect();
        let spent: u64 = given.iter().map(|answer| answer.spent).sum();
        let budget: u64 = given.iter().map(|answer| answer.budget).sum();
        let over = given.iter().filter(|answer| answer.spent > answer.budget).count();
        json!({
            "round": round, "answers": given.len(), "spent_ms": spent, "budget_ms": budget, "over": over,
            "used": (budget > 0).then(|| spent as f64 / budget as f64),
            "over_share": (!given.is_empty()).then(|| over as f64 / given.len() as f64),
        })
    };
    ROUNDS.map(of).to_vec().into()
}

fn calibration(history: &[Told]) -> Value {
    let pairs = |round: Option<&str>| {
        let pairs: Vec<(usize, f64)> = answers(history)
            .filter(|(_, answer)| round.is_none_or(|round| answer.round == round))
            .filter_map(|(_, answer)| Some((answer.prediction?, answer.score()?)))
            .collect();
        let mut counts = [[0_u64; 5]; 5];
        for (prediction, score) in &pairs {
            counts[score.round() as usize][*prediction] += 1;
        }
        let errors: Vec<f64> = pairs
            .iter()
            .map(|(predicted, score)| *predicted as f64 - score)
            .collect();
        (json!(counts), pairs.len(), mean(&errors), standard_error(&errors))
    };
    let compared = |other: &dyn Fn(&Answer) -> Option<f64>| {
        let differences: Vec<f64> = answers(history)
            .filter_map(|(_, answer)| Some(answer.score()? - other(answer)?))
            .collect();
        json!({
            "answers": differences.len(),
            "difference": mean(&differences),
            "standard_error": standard_error(&differences),
        })
    };
    let (counts, count, error, standard) = pairs(None);
    json!({
        "all": { "counts": counts, "pairs": count, "error": error, "standard_error": standard },
        "rounds": ROUNDS.map(|round| {
            let (counts, count, error, standard) = pairs(Some(round));
            json!({ "round": round, "counts": counts, "pairs": count, "error": error, "standard_error": standard })
        }),
        "judge": compared(&|answer| answer.judged()),
        "blind": compared(&|answer| answer.given("blind")),
        "outside": compared(&|answer| answer.given("outside")),
    })
}

fn pitfalls(history: &[Told]) -> BTreeMap<String, Value> {
    let mut found: BTreeMap<(String, String), Vec<Date>> = BTreeMap::new();
    for (session, answer) in answers(history) {
        for pitfall in &answer.pitfalls {
            let key = (answer.question.clone(), pitfall.clone());
            found.entry(key).or_default().push(session.day);
        }
    }
    found
        .into_iter()
        .filter(|(_, days)| days.len() >= 2)
        .map(|((question, pitfall), days)| {
            let last = days.iter().max().unwrap().to_string();
            let told =
                json!({ "question": question, "pitfall": pitfall, "answers": days.len(), "last": last });
            (format!("{question} {pitfall}"), told)
        })
        .collect()
}

fn days(history: &[Told], today: Date) -> Value {
    let mut days: BTreeMap<Date, (u64, u64)> = BTreeMap::new();
    for session in history.iter().filter(|session| session.spent() > 0) {
        let day = days.entry(session.day).or_default();
        day.0 += session.spent();
        day.1 += 1;
    }
    // Days are counted from a fixed one, so that a row is a row of numbers.
    let number = |day: Date| i64::from((day - Date::constant(1970, 1, 1)).get_days());
    let numbers: Vec<i64> = days.keys().map(|day| number(*day)).collect();
    let row = |numbers: &[i64], mut at: i64| {
        if !numbers.contains(&at) {
            at -= 1;
        }
        (0..9_999)
            .take_while(|back| numbers.contains(&(at - back)))
            .count()
    };
    // The first day of 1970 was a Thursday.
    let week = |day: i64| (day + 3).div_euclid(7);
    let weeks: Vec<i64> = numbers.iter().map(|day| week(*day)).collect();
    let longest = numbers
        .iter()
        .map(|day| (0..9_999).take_while(|on| numbers.contains(&(day + on))).count())
        .max()
        .unwrap_or(0);
    json!({
        "days": days.iter().map(|(day, (spent, sessions))| json!({
            "day": day.to_string(), "spent_ms": spent, "sessions": sessions,
        })).collect::<Vec<_>>(),
        "days_running": row(&numbers, number(today)),
        "weeks_running": row(&weeks, week(number(today))),
        "longest": longest,
    })
}

fn again(history: &[Told]) -> BTreeMap<String, Value> {
    let mut asked: BTreeMap<(String, bool), Vec<&Answer>> = BTreeMap::new();
    for (_, answer) in answers(history).filter(|(_, answer)| answer.score().is_some()) {
        asked
            .entry((answer.question.clone(), answer.spoken))
            .or_default()
            .push(answer);
    }
    asked
        .into_iter()
        .filter_map(|((question, spoken), all)| {
            let newest = all.last()?;
            let same: Vec<f64> = all
                .iter()
                .filter(|answer| answer.scale == newest.scale)
                .filter_map(|answer| answer.score())
                .collect();
            let (first, last) = (same[0], same[same.len() - 1]);
            let told = json!({
                "question": question, "round": newest.round, "spoken": spoken, "answers": same.len(),
                "first": first, "last": last, "change": last - first, "other_scales": all.len() - same.len(),
            });
            (same.len() >= 2).then(|| (format!("{question} {spoken}"), told))
        })
        .collect()
}

fn totals(history: &[Told]) -> Value {
    let count = |is: &dyn Fn(&Answer) -> bool| answers(history).filter(|(_, answer)| is(answer)).count();
    let sum = |of: &dyn Fn(&Answer) -> usize| answers(history).map(|(_, answer)| of(answer)).sum::<usize>();
    let mut days: Vec<Date> = history
        .iter()
        .filter(|session| session.spent() > 0)
        .map(|session| session.day)
        .collect();
    days.sort_unstable();
    days.dedup();
    json!({
        "sessions": history.len(),
        "days": days.len(),
        "spent_ms": history.iter().map(Told::spent).sum::<u64>(),
        "asked": count(&|_| true),
        "answered": count(&|answer| answer.closed && answer.said()),
        "skipped": count(&|answer| answer.skipped),
        "scored": count(&|answer| answer.score().is_some()),
        "to_score": count(&Answer::waits),
        "words": sum(&Answer::words),
        "hints": sum(&|answer| answer.hints.len()),
        "follow_ups": sum(&|answer| answer.follow_ups.len()),
    })
}

/// Holds what the program says to what was expected; numbers may differ by the rounding of sums. What was
/// expected need not name every field.
#[track_caller]
fn same(got: &Value, want: &Value, place: &str) {
    match (got, want) {
        (_, Value::Object(fields)) => {
            for (name, want) in fields {
                same(&got[name], want, &format!("{place}.{name}"));
            }
        }
        (Value::Array(values), Value::Array(wanted)) => {
            assert_eq!(values.len(), wanted.len(), "{place}: {got} is not {want}");
            for (at, (got, want)) in values.iter().zip(wanted).enumerate() {
                same(got, want, &format!("{place}[{at}]"));
            }
        }
        (Value::Number(_), Value::Number(_)) => {
            let (a, b) = (got.as_f64().unwrap(), want.as_f64().unwrap());
            assert!((a - b).abs() < 1e-9, "{place}: {got} is not {want}");
        }
        _ => assert_eq!(got, want, "{place}"),
    }
}

/// Holds a list to what was expected of each of its parts, by a name.
#[track_caller]
fn same_by(got: &Value, want: &BTreeMap<String, Value>, name: &dyn Fn(&Value) -> String, place: &str) {
    let got: BTreeMap<String, &Value> = got
        .as_array()
        .unwrap()
        .iter()
        .map(|value| (name(value), value))
        .collect();
    let names: Vec<&String> = got.keys().collect();
    assert_eq!(names, want.keys().collect::<Vec<_>>(), "{place}");
    for (name, want) in want {
        same(got[name], want, &format!("{place} {name}"));
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A history in a home of its own, what the program says of it, and what its journals tell.
fn world(count: usize) -> (World, Value, Vec<Told>) {
    let world = World::new();
    std::fs::create_dir_all(world.sessions()).unwrap();
    histories::write(&world.sessions(), count, 7);
    let told = Told::read(&world.sessions());
    let said = world.run(&["stats", "--json"]).json(0);
    assert_eq!(told.len(), count);
    (world, said, told)
}

#[test]
fn every_figure_is_what_the_journals_say_of_25_sessions() {
    check(25);
}

#[test]
fn every_figure_is_what_the_journals_say_of_120_sessions() {
    check(120);
}

fn check(count: usize) {
    let (_world, said, history) = world(count);
    let today: Date = said["today"].as_str().unwrap().parse().unwrap();
    same(&said["totals"], &totals(&history), "totals");
    same(&said["scores"], &scores(&history), "scores");
    same(&said["time"], &time(&history), "time");
    same(&said["calibration"], &calibration(&history), "calibration");
    same(&said["days"], &days(&history, today), "days");
    let topics: BTreeMap<String, Value> = topics(&history)
        .into_iter()
        .map(|(topic, rounds)| (topic, json!({ "rounds": rounds })))
        .collect();
    same_by(&said["topics"], &topics, &|row| text(&row["topic"]), "topics");
    let weakest: Vec<f64> = said["topics"].as_array().unwrap().iter().map(weakest).collect();
    assert!(weakest.is_sorted(), "{weakest:?}");
    let name = |row: &Value| format!("{} {}", text(&row["question"]), text(&row["pitfall"]));
    same_by(&said["pitfalls"], &pitfalls(&history), &name, "pitfalls");
    let often = said["pitfalls"].as_array().unwrap().iter();
    let often: Vec<(i64, String)> = often
        .map(|row| (-row["answers"].as_i64().unwrap(), text(&row["question"])))
        .collect();
    assert!(often.is_sorted_by_key(|(answers, _)| *answers), "{often:?}");
    let name = |row: &Value| format!("{} {}", text(&row["question"]), row["spoken"]);
    same_by(&said["questions"], &again(&history), &name, "questions");
    let days = || history.iter().map(|session| session.day);
    assert_eq!(text(&said["from"]), days().min().unwrap().to_string());
    assert_eq!(text(&said["to"]), days().max().unwrap().to_string());
    assert_eq!(said["due"], Value::Null);
    if count >= 25 {
        assert!(
            !again(&history).is_empty() && !pitfalls(&history).is_empty(),
            "{count} sessions are enough"
        );
    }
}

fn weakest(row: &Value) -> f64 {
    let cells = row["rounds"].as_array().unwrap();
    cells
        .iter()
        .map(|cell| cell["mean"].as_f64().unwrap())
        .fold(9.0, f64::min)
}

#[test]
fn figures_of_none_one_and_four_sessions_teach() {
    let world_of = |count: usize| {
        let (world, said, history) = world(count);
        same(&said["totals"], &totals(&history), "totals");
        same(&said["scores"], &scores(&history), "scores");
        world
    };
    let none = world_of(0).run(&["stats"]);
    assert_eq!((none.code, none.out.as_str()), (0, ""));
    assert!(
        none.err.contains("`hotseat start` asks one theory question"),
        "{}",
        none.err
    );
    let one = world_of(1).run(&["stats"]).ok();
    assert!(one.contains("1 session, "), "{one}");
    let four = world_of(4).run(&["stats"]).ok();
    assert!(four.contains("too few for a trend"), "{four}");
    assert!(
        four.contains("and its range and its change stand here."),
        "{four}"
    );
}

#[test]
fn a_session_that_cannot_be_read_is_said_and_left_out() {
    let (world, before, _) = world(6);
    world.file(
        "data/hotseat/sessions/2026-11-28-0900-first-0001/journal.jsonl",
        b"junk\n",
    );
    let outcome = world.run(&["stats", "--json"]);
    assert!(
        outcome.err.contains("1 of the sessions cannot be read"),
        "{}",
        outcome.err
    );
    let after: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(after["scores"], before["scores"]);
}
