//! Everything a session's records say, as one JSON value of format 1: the content of `session.json`, of
//! `sessions show --json` and of the JSON export. `docs/formats.md` names every field. Text of the question
//! stands beside each id, so that the file can be read without the bank.

use std::time::Duration;

use serde_json::{Value, json as value};

use crate::domain::bank::{Hint, Question};
use crate::domain::score;
use crate::domain::session::{Attempt, Pause, Said, Session};
use crate::domain::snapshot::Snapshot;
use crate::domain::verdict::TestResult;
use crate::storage::escape;
use crate::storage::export::{Stories, runs};
use crate::storage::sessions::{FORMAT, Loaded};

/// Returns the JSON of a session, indented, with what could steer a terminal escaped.
pub fn json(loaded: &Loaded) -> Vec<u8> {
    json_with(loaded, &Stories::LeftOut)
}

/// As [`json`], with what is said of the stories told.
pub fn json_with(loaded: &Loaded, stories: &Stories) -> Vec<u8> {
    escape::pretty(&session(loaded, stories)).expect("values of strings and finite numbers serialise")
}

fn session(loaded: &Loaded, stories: &Stories) -> Value {
    let session = loaded.session();
    let summary = loaded.summary();
    let started = session.started.as_ref();
    let questions: Vec<Value> = session
        .attempts
        .iter()
        .zip(&summary.questions)
        .map(|(attempt, short)| {
            let snapshot = loaded.questions.get(&attempt.question);
            let mut question = value!({
                "question": attempt.question,
                "kind": short.round,
                "topic": short.topic,
                "score": short.score,
                "outcome": short.outcome,
            });
            extend(&mut question, self::attempt(attempt, snapshot));
            extend(&mut question, judged(&session, attempt, snapshot));
            extend(&mut question, told(attempt, stories));
            question
        })
        .collect();
    let rounds: Vec<Value> = session
        .rounds
        .iter()
        .zip(&summary.rounds)
        .map(|(round, short)| {
            value!({
                "round": round.index,
                "kind": round.kind,
                "score": short.score,
                "budget_ms": ms(round.budget),
                "spent_ms": ms(round.spent),
                "ended": round.ended,
            })
        })
        .collect();
    let mut out = value!({
        "format": FORMAT,
        "folder": loaded.folder,
        "kind": summary.kind,
        "loop": summary.loop_id,
        "title": summary.title,
        "began_at": summary.began_at,
        "last_at": summary.last_at,
        "over": summary.over,
        "ended": session.ended,
        "place": summary.place,
        "paused": session.paused,
        "score": summary.score,
        "to_score": summary.to_score,
        "spent_ms": ms(summary.spent),
        "untimed_ms": ms(session.untimed),
        "opened": session.opened,
        "starred": summary.starred,
        "disputed": summary.disputed,
        "note": session.note,
    });
    if let Some(started) = started {
        extend(
            &mut out,
            value!({
                "seed": started.seed,
                "draw": started.draw,
                "draw_version": started.draw_version,
                "extra_time": started.extra_time,
                "pressure": started.pressure,
                "score_after": started.score_after,
                "abilities": started.abilities,
                "plan": started.plan,
            }),
        );
    }
    extend(
        &mut out,
        value!({
            "rounds": rounds,
            "questions": questions,
            "pauses": pauses(&session.pauses),
            "journal": files(loaded),
            "problems": loaded.problems,
        }),
    );
    out
}

/// The stories that were told, as far as that is wanted.
fn told(attempt: &Attempt, stories: &Stories) -> Value {
    let ids = attempt.stories.iter();
    match stories {
        _ if attempt.stories.is_empty() => value!({}),
        Stories::LeftOut => value!({}),
        Stories::Ids => value!({ "stories": ids.map(|id| value!({ "id": id })).collect::<Vec<_>>() }),
        Stories::Titles(titles) => value!({
            "stories": ids
                .map(|id| value!({ "id": id, "title": titles.get(id) }))
                .collect::<Vec<_>>(),
        }),
    }
}

/// The files this was made from, and how long they were: whether it is still as new as they are.
fn files(loaded: &Loaded) -> Vec<Value> {
    loaded
        .journal_files
        .iter()
        .map(|file| value!({ "file": file.name, "bytes": file.bytes }))
        .collect()
}

fn attempt(attempt: &Attempt, snapshot: Option<&Snapshot>) -> Value {
    let question = snapshot.map(|snapshot| &snapshot.question);
    value!({
        "round": attempt.round,
        "prompt": question.map(|question| &question.prompt),
        "difficulty": question.map(|question| question.difficulty),
        "bank": snapshot.map(|snapshot| &snapshot.bank),
        "snapshot": attempt.snapshot,
        "asked_at": attempt.asked_at,
        "budget_ms": ms(attempt.budget),
        "spent_ms": ms(attempt.spent),
        "over_ms": ms(attempt.spent.saturating_sub(attempt.budget)),
        "spoken": attempt.spoken,
        "submitted": attempt.submitted,
        "skipped": attempt.skipped,
        "submissions_ms": attempt.submissions.iter().copied().map(ms).collect::<Vec<_>>(),
        "taken_back": attempt.taken_back,
        "words": attempt.words(),
        "fields": attempt.fields.iter().map(|field| value!({
            "name": field.name,
            "text": field.text,
            "given": field.given,
            "words": field.words(),
            "entered_ms": ms(field.entered),
            "spent_ms": ms(field.spent),
            "edits": field.edits,
            "misfits": field.misfits,
        })).collect::<Vec<_>>(),
        "stages": attempt.stages.iter().map(|run| value!({
            "stage": run.stage,
            "title": question
                .and_then(|question| question.code.as_ref()?.stages.get(run.stage))
                .map(|stage| &stage.title),
            "opened_ms": ms(run.opened),
            "left_ms": run.left.map(ms),
            "passed_over": run.passed_over,
        })).collect::<Vec<_>>(),
        "transcript": attempt.transcript.iter().map(|said| {
            let mut line = value!({ "at_ms": ms(said.at) });
            extend(&mut line, self::said(&said.what, question));
            line
        }).collect::<Vec<_>>(),
        "pauses": pauses(&attempt.pauses),
        "prediction": attempt.prediction,
        "ideas": attempt.ticks.iter().map(|(id, tick)| {
            let named = question.and_then(|question| question.idea(id));
            value!({
                "id": id,
                "idea": named.map(|(_, idea)| &idea.idea),
                "criterion": named.map(|(criterion, _)| &criterion.id),
                "on": tick.on,
                "evidence": tick.evidence.as_ref().map(|evidence| value!({
                    "field": evidence.field,
                    "start": evidence.start,
                    "end": evidence.end,
                    "text": attempt.text_of(&evidence.field).get(evidence.start..evidence.end),
                })),
                "in_other_words": tick.in_other_words,
            })
        }).collect::<Vec<_>>(),
        "levels": attempt.levels.iter().map(|(id, level)| value!({
            "id": id,
            "criterion": question.and_then(|question| {
                question.rubric.iter().find(|criterion| criterion.id == *id).map(|found| &found.criterion)
            }),
            "level": level,
        })).collect::<Vec<_>>(),
        "pitfalls": attempt.pitfalls.iter().map(|id| value!({
            "id": id,
            "wrong": question.and_then(|question| {
                question.pitfalls.iter().find(|pitfall| pitfall.id == *id).map(|found| &found.wrong)
            }),
        })).collect::<Vec<_>>(),
        "set_aside": attempt.set_aside,
        "scores": attempt.scores.iter().map(|scored| value!({
            "score": scored.score,
            "by": scored.by,
            "kind": scored.kind,
            "at": scored.at,
        })).collect::<Vec<_>>(),
        "note": attempt.note,
        "starred": attempt.starred,
        "disputed": attempt.disputed,
    })
}

/// What the judge said: each run in short, and the tests at submission. Names of tests that stay hidden until
/// the answer was predicted stay so here.
fn judged(session: &Session, attempt: &Attempt, snapshot: Option<&Snapshot>) -> Value {
    let Some(question) = snapshot
        .map(|snapshot| &snapshot.question)
        .filter(|question| question.code.is_some() || !attempt.runs.is_empty())
    else {
        return value!({});
    };
    let (told, left) = runs::newest(attempt);
    let stages = score::at_submission(question, attempt);
    let open = attempt.is_open();
    value!({
        "runs": told.iter().map(|run| value!({
            "at_ms": ms(run.at),
            "stage": run.stage,
            "kind": run.verdict.kind,
            "ended": run.verdict.ended,
            "said": runs::cut(&run.verdict.said),
            "passed": runs::passed(run),
            "of": run.verdict.tests.len(),
            "took_ms": run.verdict.ms,
            "first_failure": runs::first_failure(run, attempt).map(result),
        })).collect::<Vec<_>>(),
        "runs_left_out": left,
        "tests": stages.iter().map(|stage| value!({
            "stage": stage.stage,
            "title": stage.title,
            "run": stage.run.is_some(),
            "ended": stage.run.map(|run| run.verdict.ended),
            "passed": stage.passed(),
            "of": stage.of(),
            "tests": stage.tests.iter().filter(|test| open || test.visible).map(|test| {
                let mut told = test.result.map_or_else(|| value!({}), result);
                extend(&mut told, value!({
                    "name": test.name,
                    "visible": test.visible,
                    "outcome": test.outcome(),
                }));
                told
            }).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "tests_not_run": (stages.is_empty() && attempt.over())
            .then(|| score::why_not_run(Some(session), question, attempt)),
    })
}

fn result(test: &TestResult) -> Value {
    value!({
        "name": test.name,
        "outcome": test.outcome,
        "ms": test.ms,
        "message": runs::cut(&test.message),
        "line": test.line,
    })
}

fn said(said: &Said, question: Option<&Question>) -> Value {
    match said {
        Said::Hint { hint } => value!({
            "hint": hint,
            "text": question.and_then(|question| question.hints.get(*hint)).map(Hint::text),
        }),
        Said::FollowUp { id } => value!({
            "follow_up": id,
            "text": question.and_then(|question| question.follow_up(id)).map(|found| &found.ask),
        }),
        Said::Clarified { ask, matched } => value!({
            "clarified": ask,
            "matched": matched,
            "text": matched
                .and_then(|index| question?.clarifications.get(index))
                .map(|clarification| &clarification.answer),
        }),
    }
}

fn pauses(pauses: &[Pause]) -> Vec<Value> {
    pauses
        .iter()
        .map(|pause| {
            value!({
                "cause": pause.cause,
                "at": pause.at,
                "length_ms": ms(pause.length),
            })
        })
        .collect()
}

fn extend(object: &mut Value, more: Value) {
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
}

/// Milliseconds; what does not fit in 64 bits is no time a session lasted.
fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
