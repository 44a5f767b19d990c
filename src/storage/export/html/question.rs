//! One question of the page: what was asked, the answer as it was given, its course, and what it came to.

use std::ops::Range;

use serde::Serialize;

use super::{Safe, chart, prose, rubric, safe};
use crate::domain::bank::{Hint, Question, RoundKind};
use crate::domain::clock::short;
use crate::domain::code::readable;
use crate::domain::event::SubmitCause;
use crate::domain::fields;
use crate::domain::plain::{clean, clean_line};
use crate::domain::replay::Replay;
use crate::domain::score;
use crate::domain::session::{Attempt, Field, Said, Session};
use crate::domain::timeline::{Sign, Timeline};
use crate::domain::written::{self, Form};
use crate::storage::builtin;
use crate::storage::export::markdown::{amount, time_of, title};
use crate::storage::export::{Formulas, runs};
use crate::storage::sessions::Loaded;

/// A question as the template shows it.
#[derive(Debug, Serialize)]
pub(super) struct View {
    number: usize,
    pub(super) class: &'static str,
    round: &'static str,
    pub(super) heading: String,
    about: String,
    prompt: Option<Safe>,
    stages: Vec<Stage>,
    score: Option<String>,
    /// Short facts: time, how it ended, how much was written.
    facts: Vec<String>,
    fields: Vec<Written>,
    said: Vec<Line>,
    drawing: Option<Safe>,
    course: Vec<Line>,
    judged: Option<String>,
    runs: Vec<String>,
    runs_left: usize,
    /// What is asked of an answer may be told.
    open: bool,
    scored: Option<rubric::View>,
    reference: Option<Reference>,
    note: String,
    disputed: Option<String>,
}

#[derive(Debug, Serialize)]
struct Stage {
    number: usize,
    title: String,
    when: String,
    prompt: Safe,
}

/// A text of an answer or of a reference.
#[derive(Debug, Serialize)]
struct Written {
    title: Option<Safe>,
    time: String,
    /// `prose`, `code`, `drawing` or `none`.
    kind: &'static str,
    html: Safe,
    /// Of code.
    lines: Vec<String>,
    /// What is wrong with it.
    note: String,
}

#[derive(Debug, Serialize)]
struct Line {
    at: String,
    sign: &'static str,
    kind: String,
    words: Safe,
}

#[derive(Debug, Serialize)]
struct Reference {
    level: Option<u8>,
    parts: Vec<Written>,
    estimate: Option<Pair>,
    expected: Vec<Pair>,
    read: Vec<Read>,
}

/// What was asked, and what belongs there.
#[derive(Debug, Serialize)]
struct Pair {
    ask: Safe,
    expect: Safe,
}

#[derive(Debug, Serialize)]
struct Read {
    title: String,
    url: Option<String>,
}

/// Returns the question of the attempt of this index.
pub(super) fn view(loaded: &Loaded, session: &Session, index: usize, formulas: Formulas) -> Option<View> {
    let attempt = session.attempts.get(index)?;
    let replay = Replay::of(&loaded.records, index)?;
    let snapshot = loaded.questions.get(&attempt.question);
    let question = snapshot.map(|snapshot| &snapshot.question);
    let kind = question.map_or_else(
        || {
            let round = session.rounds.get(attempt.round);
            round.map_or(RoundKind::MlTheory, |round| round.kind)
        },
        |question| question.round,
    );
    let line = Timeline::of(attempt, &replay, question);
    let open = attempt.is_open();
    let (told, left) = runs::newest(attempt);
    Some(View {
        number: index + 1,
        class: kind.short(),
        round: kind.title(),
        heading: clean_line(&attempt.question.to_string()).into_owned(),
        about: question.map_or_else(String::new, |question| {
            let difficulty = format!("{:?}", question.difficulty).to_lowercase();
            format!("{}, {difficulty}", clean_line(&question.topic))
        }),
        prompt: question.map(|question| safe(prose::blocks(&question.prompt, formulas))),
        stages: stages(attempt, question, formulas),
        score: score::standing(attempt)
            .filter(|_| attempt.over())
            .map(score::shown),
        facts: facts(attempt, question),
        fields: answer(attempt, question, formulas),
        said: said(attempt, question, formulas),
        drawing: (!line.span().is_zero()).then(|| safe(chart::timeline(&line))),
        judged: line.judged.clone(),
        course: course(&line, formulas),
        runs: told
            .iter()
            .map(|run| {
                let failed = runs::first_failure(run, attempt).map_or_else(String::new, |test| {
                    let message = runs::cut(&test.message);
                    let stop = if message.is_empty() { "" } else { ", " };
                    format!(
                        "; first {}: {}{stop}{message}",
                        test.outcome.word(),
                        readable(&test.name)
                    )
                });
                let words = runs::came_to(run);
                let stage = run.stage.saturating_add(1);
                clean_line(&format!("{} stage {stage}, {words}{failed}", short(run.at))).into_owned()
            })
            .collect(),
        runs_left: left,
        open,
        scored: question
            .filter(|_| open)
            .map(|question| rubric::view(session, question, attempt, formulas)),
        reference: question
            .filter(|_| open)
            .map(|question| reference(question, attempt, formulas)),
        note: clean(&attempt.note).into_owned(),
        disputed: attempt.disputed.as_deref().map(|text| clean(text).into_owned()),
    })
}

fn facts(attempt: &Attempt, question: Option<&Question>) -> Vec<String> {
    let state = match (attempt.submitted, attempt.skipped) {
        (Some(SubmitCause::Done), _) => "submitted",
        (Some(SubmitCause::TimeUp), _) => "locked when time was up",
        (None, true) => "skipped",
        (None, false) => "not submitted",
    };
    let mut out = vec![
        time_of(attempt.spent, attempt.budget),
        state.to_owned(),
        amount(attempt, question),
    ];
    match attempt.taken_back {
        0 => {}
        1 => out.push("taken back once".to_owned()),
        times => out.push(format!("taken back {times} times")),
    }
    let hints = attempt.hints().len();
    if let Some(question) = question.filter(|_| hints > 0) {
        out.push(format!("{hints} of {} hints", question.hints.len().max(hints)));
    }
    if !attempt.pause_total().is_zero() {
        out.push(format!("paused {}", short(attempt.pause_total())));
    }
    if attempt.spoken {
        out.push("spoken; what is written are notes".to_owned());
    }
    if attempt.starred {
        out.push("marked to revisit".to_owned());
    }
    out
}

fn stages(attempt: &Attempt, question: Option<&Question>, formulas: Formulas) -> Vec<Stage> {
    let code = question.and_then(|question| question.code.as_ref());
    let reached = code.iter().flat_map(|code| &code.stages).enumerate();
    reached
        .filter_map(|(index, stage)| {
            let run = attempt.stage_run(index)?;
            let left = run
                .left
                .map_or_else(String::new, |left| format!(" to {}", short(left)));
            let passed_over = if run.passed_over { ", passed over" } else { "" };
            Some(Stage {
                number: index + 1,
                title: clean_line(&stage.title).into_owned(),
                when: format!("{}{left}{passed_over}", short(run.opened)),
                prompt: safe(prose::blocks(&stage.prompt, formulas)),
            })
        })
        .collect()
}

fn answer(attempt: &Attempt, question: Option<&Question>, formulas: Formulas) -> Vec<Written> {
    let read: Vec<&Field> = match question {
        Some(question) => written::reading(question, attempt),
        None => attempt.fields.iter().collect(),
    };
    read.into_iter()
        .map(|field| {
            let title = title(&field.name, question);
            let mut out = if field.text.trim().is_empty() {
                none("Nothing was written.")
            } else if field.answered() {
                let form =
                    question.map_or(Form::Prose, |question| written::form(question.round, &field.name));
                text(form, &field.text, &marks(attempt, &field.name))
            } else {
                none("The file as it was given.")
            };
            // The page's own head says what the one field of a theory answer is.
            out.title = (field.name != "main").then(|| safe(prose::inline(&title, formulas)));
            out.time = short(field.spent);
            if field.misfits > 0 {
                out.note = format!(
                    "The record is damaged: {} edits could not be taken in.",
                    field.misfits
                );
            }
            out
        })
        .collect()
}

fn none(words: &str) -> Written {
    Written {
        title: None,
        time: String::new(),
        kind: "none",
        html: safe(prose::escaped(words)),
        lines: Vec::new(),
        note: String::new(),
    }
}

/// A text as the candidate wrote it, with these ranges marked.
fn text(form: Form, source: &str, marks: &[Range<usize>]) -> Written {
    let (kind, html, lines) = match form {
        Form::Prose => ("prose", marked(source.trim_end(), marks), Vec::new()),
        Form::Drawing => ("drawing", prose::escaped(source.trim_end()), Vec::new()),
        Form::Code => {
            let source = clean(source.trim_end());
            let lines = source.lines().map(|line| line.replace('\t', "    "));
            ("code", String::new(), lines.collect())
        }
    };
    Written {
        html: safe(html),
        kind,
        lines,
        ..none("")
    }
}

/// Where the ideas ticked were said, in order and apart from each other.
fn marks(attempt: &Attempt, field: &str) -> Vec<Range<usize>> {
    let ticked = attempt.ticks.values().filter(|tick| tick.on);
    let evidence = ticked.filter_map(|tick| tick.evidence.as_ref());
    let mut ranges: Vec<Range<usize>> = evidence
        .filter(|evidence| evidence.field == field && evidence.start < evidence.end)
        .map(|evidence| evidence.start..evidence.end)
        .collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => out.push(range),
        }
    }
    out
}

fn marked(source: &str, marks: &[Range<usize>]) -> String {
    let mut out = String::new();
    let mut from = 0;
    for mark in marks {
        let (Some(before), Some(said)) = (source.get(from..mark.start), source.get(mark.clone())) else {
            continue;
        };
        out.push_str(&prose::escaped(before));
        out.push_str("<mark>");
        out.push_str(&prose::escaped(said));
        out.push_str("</mark>");
        from = mark.end;
    }
    out.push_str(&prose::escaped(source.get(from..).unwrap_or_default()));
    out
}

fn said(attempt: &Attempt, question: Option<&Question>, formulas: Formulas) -> Vec<Line> {
    let of = question.map_or(0, |question| question.hints.len());
    let line = |at, kind: String, words: String| Line {
        at,
        sign: "",
        kind,
        words: safe(words),
    };
    attempt
        .transcript
        .iter()
        .map(|told| {
            let at = short(told.at);
            match &told.what {
                Said::Hint { hint } => {
                    let text = question.and_then(|question| question.hints.get(*hint));
                    let text = text.map_or("", Hint::text);
                    let kind = format!("hint {} of {of}", hint.saturating_add(1));
                    line(at, kind, prose::blocks(text, formulas))
                }
                Said::FollowUp { id } => {
                    let asked = question.and_then(|question| question.follow_up(id));
                    let twist = asked.is_some_and(|asked| asked.twist);
                    let kind = if twist { "twist" } else { "follow-up" };
                    let words = asked.map_or(id.as_str(), |asked| &asked.ask);
                    line(at, kind.to_owned(), prose::blocks(words, formulas))
                }
                Said::Clarified { ask, matched } => {
                    let answer = matched.and_then(|index| question?.clarifications.get(index));
                    let answer = answer.map_or_else(
                        || "<p>No answer.</p>".to_owned(),
                        |clarification| prose::blocks(&clarification.answer, formulas),
                    );
                    let asked = prose::escaped(&clean_line(ask));
                    line(
                        at,
                        "you asked".to_owned(),
                        format!("<p><em>{asked}</em></p>{answer}"),
                    )
                }
            }
        })
        .collect()
}

fn course(line: &Timeline, formulas: Formulas) -> Vec<Line> {
    line.events
        .iter()
        .map(|event| Line {
            at: short(event.at),
            sign: match event.sign {
                Sign::Asked | Sign::Part => "▸",
                Sign::Hint => "?",
                Sign::Paused => "░",
                Sign::Passed | Sign::Done => "✓",
                Sign::Failed => "✗",
                Sign::TimeUp => "!",
                Sign::Clarified | Sign::Skipped | Sign::TakenBack | Sign::Spoken => "·",
            },
            kind: String::new(),
            words: safe(prose::inline(&event.words, formulas)),
        })
        .collect()
}

fn reference(question: &Question, attempt: &Attempt, formulas: Formulas) -> Reference {
    let known = builtin::tables();
    let reference = question.reference();
    let mut parts: Vec<Written> = Vec::new();
    if let Some(reference) = reference {
        for part in written::parts(question.round, &reference.answer) {
            let mut out = match part.form {
                Form::Prose => Written {
                    kind: "markdown",
                    html: safe(prose::blocks(part.text, formulas)),
                    ..none("")
                },
                form => text(form, part.text, &[]),
            };
            out.title = part
                .name
                .map(|name| safe(prose::escaped(&fields::title(question, name, &[]))));
            parts.push(out);
        }
    }
    if let Some(solution) = written::solution(question) {
        let mut out = text(Form::Code, solution, &[]);
        out.title = Some(safe("The file of a solution".to_owned()));
        parts.push(out);
    }
    let pair = |ask: &str, expect: &str| Pair {
        ask: safe(prose::inline(ask, formulas)),
        expect: safe(prose::blocks(expect, formulas)),
    };
    Reference {
        level: reference.map(|reference| reference.level),
        parts,
        estimate: question
            .estimate
            .as_ref()
            .map(|estimate| pair(&estimate.ask, &estimate.expect)),
        expected: written::expected(question, attempt)
            .into_iter()
            .map(|follow_up| pair(&follow_up.ask, &follow_up.expect))
            .collect(),
        read: question
            .resources
            .iter()
            .filter_map(|reference| known.resource(reference))
            .map(|resource| Read {
                title: clean_line(&resource.title).into_owned(),
                url: resource
                    .url
                    .as_deref()
                    .and_then(prose::address)
                    .map(str::to_owned),
            })
            .collect(),
    }
}
