//! One arm an event: what each record changes in a [`Session`].

use std::time::Duration;

use jiff::ZonedDateTime;

use super::{Attempt, RoundRun, Run, Said, Scored, Session, StageRun, Tick, Utterance, time};
use crate::domain::bank::{QuestionName, RoundKind};
use crate::domain::event::{EndCause, Event, Record, SubmitCause};

const BEST: u8 = 4;

pub(super) fn apply(session: &mut Session, record: &Record) {
    match &record.event {
        Event::Opened(opened) => time::opened(session, opened, record),
        Event::Paused {
            cause,
            past_ms: Some(past),
        } => time::pass_with_pause(session, record, *cause, Duration::from_millis(*past)),
        _ => time::pass(session, record),
    }
    session.seq = session.seq.max(record.seq);
    session.last_at = Some(record.at.clone());
    let at = || Some(record.at.clone());
    match &record.event {
        Event::SessionStarted(started) => {
            if session.started.is_none() {
                session.started = Some((**started).clone());
                session.began_at = at();
            }
        }
        Event::RoundStarted { round } => {
            open_round(session, *round, Reopen::No);
        }
        Event::QuestionAsked {
            round,
            question,
            snapshot,
            budget_ms,
        } => ask(session, *round, question, snapshot, *budget_ms, at()),
        Event::Paused { past_ms: Some(_), .. } => {}
        Event::Paused { cause, past_ms: None } => time::pause(session, *cause, at()),
        Event::Resumed {} => time::resume(session),
        Event::TakenBack {} => take_back(session),
        event if event.is_remark() => remark(session, event),
        Event::RoundEnded { round, cause } => end_round(session, *round, *cause),
        Event::SessionEnded { cause } => {
            session.ended.get_or_insert(*cause);
            time::resume(session);
        }
        event => {
            let of_debrief = debriefed(event).is_some();
            let concerned = concerned(session, event);
            if let Some(attempt) = concerned.and_then(|index| session.attempts.get_mut(index)) {
                if of_debrief {
                    debrief(attempt, event, at());
                } else {
                    answer(attempt, event);
                }
            }
        }
    }
}

/// Takes in what somebody says of an answer or of the session: what needs no time of its own.
pub(super) fn remark(session: &mut Session, event: &Event) {
    let Event::Noted { question: None, text } = event else {
        let concerned = concerned(session, event);
        if let Some(attempt) = concerned.and_then(|index| session.attempts.get_mut(index)) {
            remark_on(attempt, event);
        }
        return;
    };
    session.note.clone_from(text);
}

/// Returns the attempt that an event of an answer or of a debrief changes: the newest at the question it
/// names, or else the newest of all.
pub(super) fn concerned(session: &Session, event: &Event) -> Option<usize> {
    match debriefed(event) {
        Some(question) => session
            .attempts
            .iter()
            .rposition(|attempt| attempt.question == *question),
        None => session.attempts.len().checked_sub(1),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Reopen {
    Yes,
    No,
}

/// Makes this round of the plan the newest, and runs its clock.
fn open_round(session: &mut Session, index: usize, reopen: Reopen) {
    time::resume(session);
    if let Some(newest) = session.rounds.last_mut().filter(|newest| newest.index == index)
        && (newest.ended.is_none() || reopen == Reopen::Yes)
    {
        newest.ended = None;
        return;
    }
    let started = session.started.as_ref();
    let planned = started.and_then(|started| started.plan.get(index));
    let minutes = planned.map_or(0.0, |planned| planned.minutes);
    let extra = started.map_or(1.0, |started| started.extra_time);
    session.rounds.push(RoundRun {
        index,
        kind: planned.map_or(RoundKind::MlTheory, |planned| planned.round),
        budget: Duration::try_from_secs_f64(minutes * 60.0 * extra).unwrap_or_default(),
        spent: Duration::ZERO,
        ended: None,
    });
}

fn ask(
    session: &mut Session,
    round: usize,
    question: &QuestionName,
    snapshot: &str,
    budget_ms: u64,
    asked_at: Option<ZonedDateTime>,
) {
    open_round(session, round, Reopen::Yes);
    let mut attempt = Attempt::new(question.clone(), snapshot, Duration::from_millis(budget_ms));
    attempt.round = session.rounds.len() - 1;
    attempt.asked_at = asked_at;
    session.attempts.push(attempt);
}

/// Opens the newest answer again, with its round; not once the session or a later round began its course.
fn take_back(session: &mut Session) {
    if session.ended.is_some() {
        return;
    }
    let rounds = session.rounds.len();
    let newest = session
        .attempts
        .last_mut()
        .filter(|attempt| attempt.over() && attempt.round + 1 == rounds);
    if let Some(attempt) = newest {
        attempt.submitted = None;
        attempt.skipped = false;
        attempt.taken_back = attempt.taken_back.saturating_add(1);
        attempt.submissions.push(attempt.spent);
        if let Some(round) = session.rounds.last_mut() {
            round.ended = None;
        }
        time::resume(session);
    }
}

fn end_round(session: &mut Session, index: usize, cause: EndCause) {
    let open = session
        .rounds
        .iter_mut()
        .rev()
        .find(|round| round.index == index && round.ended.is_none());
    if let Some(round) = open {
        round.ended = Some(cause);
        if !session.timed() {
            time::resume(session);
        }
    }
}

/// Returns the question that a record names: one of a debrief, or of a run that ended after the answer.
fn debriefed(event: &Event) -> Option<&QuestionName> {
    match event {
        Event::Predicted { question, .. }
        | Event::Ticked { question, .. }
        | Event::Levelled { question, .. }
        | Event::PitfallMarked { question, .. }
        | Event::Scored { question, .. }
        | Event::Starred { question, .. }
        | Event::Disputed { question, .. }
        | Event::SetAside { question }
        | Event::Ran {
            question: Some(question),
            ..
        }
        | Event::Noted {
            question: Some(question),
            ..
        } => Some(question),
        _ => None,
    }
}

/// What a candidate does while a question is open.
fn answer(attempt: &mut Attempt, event: &Event) {
    match event {
        Event::Entered { field } => {
            attempt.open(field);
            attempt.focus = Some(field.clone());
        }
        Event::Edited { field, edit } => {
            let index = attempt.open(field);
            // What is written at the instant of asking, before anything was entered, is the
            // interviewer's: a starter file.
            let given = attempt.focus.is_none() && attempt.spent.is_zero();
            if !given {
                attempt.focus.get_or_insert_with(|| field.clone());
            }
            let field = &mut attempt.fields[index];
            field.edit(edit);
            if given {
                field.given.clone_from(&field.text);
            }
        }
        Event::StageOpened { stage } => open_stage(attempt, *stage),
        Event::StagePassedOver { stage } => {
            let run = attempt.stages.iter_mut().rev().find(|run| run.stage == *stage);
            if let Some(run) = run {
                run.passed_over = true;
            }
        }
        Event::Clarified { ask, matched } => say(
            attempt,
            Said::Clarified {
                ask: ask.clone(),
                matched: *matched,
            },
        ),
        Event::FollowUpShown { id } if !attempt.follow_ups().contains(id) => {
            attempt.open(&format!("follow_up.{id}"));
            say(attempt, Said::FollowUp { id: id.clone() });
        }
        Event::HintTaken { hint } if !attempt.hints().contains(hint) => {
            if attempt.before_hint.is_none() {
                let lengths = attempt
                    .fields
                    .iter()
                    .map(|field| (field.name.clone(), field.text.len()));
                attempt.before_hint = Some(lengths.collect());
            }
            say(attempt, Said::Hint { hint: *hint });
        }
        Event::StoryUsed { story } if !attempt.stories.contains(story) => {
            attempt.stories.push(story.clone());
        }
        Event::Spoken { on } => attempt.spoken = *on,
        Event::Ran { .. } => ran(attempt, event),
        Event::Submitted { cause } => submit(attempt, *cause),
        Event::Skipped {} => attempt.skipped |= !attempt.over(),
        _ => {}
    }
}

/// Opens a stage once: time spent from here on is its own.
fn open_stage(attempt: &mut Attempt, stage: usize) {
    if attempt.stages.iter().any(|run| run.stage == stage) {
        return;
    }
    let opened = attempt.spent;
    leave_stage(attempt);
    attempt.stages.push(StageRun {
        stage,
        opened,
        left: None,
        passed_over: false,
    });
}

fn leave_stage(attempt: &mut Attempt) {
    let spent = attempt.spent;
    if let Some(run) = attempt.stages.last_mut() {
        run.left.get_or_insert(spent);
    }
}

fn ran(attempt: &mut Attempt, event: &Event) {
    if let Event::Ran {
        stage, hash, verdict, ..
    } = event
    {
        attempt.keep_run(Run {
            stage: *stage,
            hash: hash.clone(),
            verdict: (**verdict).clone(),
            at: attempt.spent,
        });
    }
}

fn say(attempt: &mut Attempt, what: Said) {
    let at = attempt.spent;
    attempt.transcript.push(Utterance { at, what });
}

fn submit(attempt: &mut Attempt, cause: SubmitCause) {
    if !attempt.over() {
        attempt.submitted = Some(cause);
        attempt.submissions.push(attempt.spent);
    }
}

/// What a candidate says of an answer afterwards. A level or a score out of its range is no level.
fn debrief(attempt: &mut Attempt, event: &Event, at: Option<ZonedDateTime>) {
    match event {
        Event::Predicted { level, .. } if *level <= BEST => attempt.prediction = Some(*level),
        Event::Ticked {
            idea,
            on,
            evidence,
            in_other_words,
            ..
        } => {
            let tick = Tick {
                on: *on,
                evidence: evidence.clone(),
                in_other_words: *in_other_words,
            };
            attempt.ticks.insert(idea.clone(), tick);
        }
        Event::Levelled { criterion, level, .. } if level.is_none_or(|level| level <= BEST) => {
            attempt.levels.insert(criterion.clone(), *level);
        }
        Event::PitfallMarked {
            pitfall, on: true, ..
        } => {
            attempt.pitfalls.insert(pitfall.clone());
        }
        Event::PitfallMarked {
            pitfall, on: false, ..
        } => {
            attempt.pitfalls.remove(pitfall);
        }
        Event::Scored { score, by, kind, .. } if (0.0..=f64::from(BEST)).contains(score) => {
            attempt.scores.push(Scored {
                score: *score,
                by: by.clone(),
                kind: *kind,
                at,
            });
        }
        Event::SetAside { .. } => attempt.set_aside = true,
        Event::Ran { .. } => ran(attempt, event),
        _ => {}
    }
}

/// What somebody says of an answer.
fn remark_on(attempt: &mut Attempt, event: &Event) {
    match event {
        Event::Noted { text, .. } => attempt.note.clone_from(text),
        Event::Starred { on, .. } => attempt.starred = *on,
        Event::Disputed { on, text, .. } => attempt.disputed = on.then(|| text.clone()),
        _ => {}
    }
}
