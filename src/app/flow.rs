//! The course of a session: begin, resume, what comes after a question, a round, a debrief. All of
//! it is decided from the session itself, so that a killed run goes on exactly where it stood.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::data::{Cx, Live};
use super::effect::Effect;
use super::judging;
use super::msg::OpenedSession;
use super::screens::Screen;
use super::screens::debrief::Debrief;
use super::screens::interview::Interview;
use super::screens::scorecard::ScorecardScreen;
use crate::domain::bank::{Question, QuestionName};
use crate::domain::draw::DrawnRound;
use crate::domain::event::{EndCause, Event, Opened, PauseCause, Started, SubmitCause};
use crate::domain::loops::ScoreAfter;
use crate::domain::plain;
use crate::domain::session::{self, Session, Stand};
use crate::domain::snapshot;
use crate::text::edit::Edit;

/// An interview about to begin.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub started: Started,
    pub questions: BTreeMap<QuestionName, PlannedQuestion>,
}

/// A question of the plan with what its snapshot keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedQuestion {
    pub question: Arc<Question>,
    pub bank_title: String,
    pub license: Option<String>,
}

/// Whether answers that wait for a score are scored now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scoring {
    Now,
    /// The person put it off; Home offers it.
    Later,
}

/// Makes the session and asks its first question.
pub fn begin(cx: &mut Cx, plan: Plan) -> Screen {
    let folder = folder_name(cx, &plan.started);
    // An older session that is still being opened would take this one's place on the screen.
    cx.data.opening = None;
    cx.effects.push(Effect::Begin {
        folder: folder.clone(),
    });
    cx.effects.push(Effect::Remember {
        loop_id: plan.started.loop_id.clone(),
        seed: plan.started.seed,
    });
    cx.data.last_loop = Some(plan.started.loop_id.clone());
    let mut questions = BTreeMap::new();
    let mut snapshots = BTreeMap::new();
    for (name, planned) in plan.questions {
        let (file, bytes) = snapshot::snapshot(
            &name.bank,
            &planned.question,
            &planned.bank_title,
            planned.license.as_deref(),
        );
        snapshots.insert(name.clone(), file.clone());
        cx.effects.push(Effect::Snapshot { file, bytes });
        questions.insert(name, planned.question);
    }
    cx.data.disk = super::data::DiskState::default();
    cx.data.live = Some(Live {
        folder,
        session: Session::default(),
        questions,
        snapshots,
        recorded: cx.now.mono,
        typed_since: None,
        awaited: BTreeMap::new(),
        scratch: false,
    });
    record_opened(cx, Duration::ZERO);
    cx.record(Event::SessionStarted(Box::new(plan.started)));
    advance(cx, Scoring::Now)
}

/// Takes a session from disk and opens the screen where it stood.
pub fn resume(cx: &mut Cx, opened: OpenedSession) -> Screen {
    let session = Session::fold(&opened.records);
    cx.data.disk = super::data::DiskState {
        saved: session.seq,
        ..Default::default()
    };
    cx.data.live = Some(Live {
        folder: opened.folder,
        session,
        questions: opened.questions,
        snapshots: opened.snapshots,
        recorded: cx.now.mono,
        typed_since: None,
        awaited: BTreeMap::new(),
        scratch: false,
    });
    record_opened(cx, opened.carried);
    let stand = cx
        .data
        .live
        .as_ref()
        .map_or(Stand::Fresh, |live| live.session.stand());
    match stand {
        Stand::Asking => Interview::open(cx),
        Stand::Between if !in_debrief(cx) => Interview::open(cx),
        Stand::Over if unscored(cx, None).is_empty() => scorecard(cx),
        _ => advance(cx, Scoring::Now),
    }
}

/// Returns the screen that is due after a question was submitted, a round ended or a debrief closed.
pub fn advance(cx: &mut Cx, scoring: Scoring) -> Screen {
    loop {
        let Some(live) = &cx.data.live else {
            return Screen::Home(super::screens::home::Home::default());
        };
        let session = &live.session;
        let score_after = session
            .started
            .as_ref()
            .map_or(ScoreAfter::Loop, |started| started.score_after);
        match session.stand() {
            Stand::Asking => return Interview::open(cx),
            Stand::Between => {
                let current = session.attempts.len().saturating_sub(1);
                let waits = unscored(cx, None).contains(&current);
                if score_after == ScoreAfter::Question && scoring == Scoring::Now && waits {
                    stand_still(cx);
                    return debrief(cx, vec![current]);
                }
                go_on(cx);
                if !ask_next(cx) {
                    end_round(cx, EndCause::Done);
                }
            }
            Stand::Fresh | Stand::BetweenRounds => {
                if session.rounds.last().is_some_and(|round| round.ended.is_none()) {
                    // The run before ended between the round's start and its first question.
                    go_on(cx);
                    if !ask_next(cx) {
                        end_round(cx, EndCause::Done);
                    }
                    continue;
                }
                let last = session.rounds.len().checked_sub(1);
                let waiting = unscored(cx, last);
                let now = score_after != ScoreAfter::Loop && scoring == Scoring::Now;
                if last.is_some() && now && !waiting.is_empty() {
                    stand_still(cx);
                    return debrief(cx, waiting);
                }
                go_on(cx);
                if !start_next_round(cx) {
                    cx.record(Event::SessionEnded {
                        cause: EndCause::Done,
                    });
                }
            }
            Stand::Over => {
                if session.ended.is_none() {
                    cx.record(Event::SessionEnded {
                        cause: EndCause::Done,
                    });
                    continue;
                }
                let waiting = unscored(cx, None);
                if scoring == Scoring::Now && !waiting.is_empty() {
                    return debrief(cx, waiting);
                }
                return scorecard(cx);
            }
        }
    }
}

/// Opens the debrief of these attempts; final runs that are missing come meanwhile.
fn debrief(cx: &mut Cx, attempts: Vec<usize>) -> Screen {
    judging::debriefed(cx, &attempts);
    Debrief::open(cx, attempts)
}

/// Ends the current round with whatever was asked so far and returns what comes then.
pub fn end_round_early(cx: &mut Cx) -> Screen {
    let asking = cx
        .data
        .live
        .as_ref()
        .is_some_and(|live| live.session.stand() == Stand::Asking);
    go_on(cx);
    if asking {
        cx.record(Event::Submitted {
            cause: SubmitCause::Done,
        });
        judging::submitted(cx);
    }
    end_round(cx, EndCause::Person);
    advance(cx, Scoring::Now)
}

/// Strict: the round's time is over. What comes next waits for a key: nobody is taken from a page in
/// the middle of a word.
pub fn end_round_at_time(cx: &mut Cx) {
    end_round(cx, EndCause::TimeUp);
}

/// Has everything that cannot be saved written to files outside the sessions' folders: the open session, and the
/// ones that were left.
pub fn rescue(cx: &mut Cx) {
    if cx.data.book.failed.is_some() {
        super::book::rescue(cx);
    }
    if cx.data.additions.failed().is_some() {
        super::additions::rescue(cx);
    }
    let left = cx.data.left.iter().filter(|left| left.failed.is_some());
    let open = cx.data.live.as_ref().filter(|live| !live.scratch);
    let unsaved: Vec<Live> = left
        .map(|left| &left.live)
        .chain(open.filter(|_| cx.data.disk.failed.is_some()))
        .cloned()
        .collect();
    for live in unsaved {
        let task = cx.data.task();
        cx.effects.push(Effect::RescueSession {
            task,
            folder: live.folder,
            session: Box::new(live.session),
            questions: live.questions,
        });
    }
}

/// Opens the scorecard of the open session.
pub fn scorecard(cx: &mut Cx) -> Screen {
    Screen::Scorecard(Box::new(ScorecardScreen::new(cx)))
}

/// Returns the attempts that wait for a score, of one round or of all.
pub fn unscored(cx: &Cx, round: Option<usize>) -> Vec<usize> {
    let Some(live) = &cx.data.live else {
        return Vec::new();
    };
    live.session
        .attempts
        .iter()
        .enumerate()
        .filter(|(_, attempt)| round.is_none_or(|round| attempt.round == round))
        .filter(|(_, attempt)| attempt.waits_for_score())
        .filter(|(_, attempt)| live.questions.contains_key(&attempt.question))
        .map(|(index, _)| index)
        .collect()
}

/// Returns the plan of the current round.
pub fn planned(live: &Live) -> Option<&DrawnRound> {
    let round = live.session.rounds.last()?;
    live.session.started.as_ref()?.plan.get(round.index)
}

/// Returns how many questions of the current round are not asked yet.
pub fn left_in_round(live: &Live) -> usize {
    let asked = asked_in_round(live);
    planned(live).map_or(0, |round| round.questions.len().saturating_sub(asked))
}

pub fn asked_in_round(live: &Live) -> usize {
    let current = live.session.rounds.len().checked_sub(1);
    live.session
        .attempts
        .iter()
        .filter(|attempt| Some(attempt.round) == current)
        .count()
}

fn record_opened(cx: &mut Cx, carried: Duration) {
    let host = cx.data.host.clone();
    cx.record(Event::Opened(Opened {
        pid: host.pid,
        host: host.name,
        version: host.version,
        carried_ms: u64::try_from(carried.as_millis()).unwrap_or(u64::MAX),
    }));
}

fn in_debrief(cx: &Cx) -> bool {
    cx.data
        .live
        .as_ref()
        .is_some_and(|live| live.session.paused == Some(PauseCause::Debrief))
}

/// The clock stands still while answers are scored.
fn stand_still(cx: &mut Cx) {
    if !in_debrief(cx) {
        cx.record(Event::Paused {
            cause: PauseCause::Debrief,
            past_ms: None,
        });
    }
}

fn go_on(cx: &mut Cx) {
    let paused = cx
        .data
        .live
        .as_ref()
        .is_some_and(|live| live.session.paused.is_some());
    if paused {
        cx.record(Event::Resumed {});
    }
}

fn end_round(cx: &mut Cx, cause: EndCause) {
    let Some(live) = &cx.data.live else { return };
    let Some(round) = live.session.rounds.last().filter(|round| round.ended.is_none()) else {
        return;
    };
    let round = round.index;
    cx.record(Event::RoundEnded { round, cause });
}

/// Starts the next round of the plan and asks its first question; `false` when there is none.
fn start_next_round(cx: &mut Cx) -> bool {
    let Some(live) = &cx.data.live else {
        return false;
    };
    let next = live.session.rounds.last().map_or(0, |round| round.index + 1);
    let exists = live
        .session
        .started
        .as_ref()
        .is_some_and(|started| next < started.plan.len());
    if exists {
        cx.record(Event::RoundStarted { round: next });
        if !ask_next(cx) {
            end_round(cx, EndCause::Done);
        }
    }
    exists
}

/// Asks the next question of the current round; `false` when there is none.
fn ask_next(cx: &mut Cx) -> bool {
    let Some(live) = &cx.data.live else {
        return false;
    };
    let asked = asked_in_round(live);
    let factor = live
        .session
        .started
        .as_ref()
        .map_or(1.0, |started| started.extra_time);
    let Some((round, question)) = live
        .session
        .rounds
        .last()
        .filter(|round| round.ended.is_none())
        .and_then(|round| {
            let next = planned(live)?.questions.get(asked)?;
            Some((round.index, next.clone()))
        })
    else {
        return false;
    };
    let snapshot = live.snapshots.get(&question.name).cloned().unwrap_or_default();
    let first_field = first_field(live, &question.name);
    let code = live
        .question(&question.name)
        .and_then(|question| question.code.clone());
    cx.record(Event::QuestionAsked {
        round,
        question: question.name,
        snapshot,
        budget_ms: (question.minutes * factor * 60_000.0).round().max(0.0) as u64,
    });
    if let Some(code) = code {
        give(cx, code.starter());
        if !code.stages.is_empty() {
            cx.record(Event::StageOpened { stage: 0 });
        }
    }
    cx.record(Event::Entered { field: first_field });
    true
}

/// Puts a starter file into the code field: an edit like any other, at the instant of asking.
fn give(cx: &mut Cx, starter: &str) {
    let text = plain::clean(starter);
    let text = text.trim_end_matches('\n');
    if !text.is_empty() {
        cx.record(Event::Edited {
            field: CODE.to_owned(),
            edit: Edit {
                at: 0,
                del: String::new(),
                ins: text.to_owned(),
            },
        });
    }
}

fn first_field(live: &Live, name: &QuestionName) -> String {
    live.question(name)
        .and_then(|question| fields(question, planned(live)).into_iter().next())
        .unwrap_or_else(|| "main".to_owned())
}

/// The field that holds a programming question's file.
pub const CODE: &str = "code";

/// Returns the fields of an answer to `question`, in order. A round that asks only some leaves the others
/// out, but not those of another kind that it borrows minutes of.
pub fn fields(question: &Question, planned: Option<&DrawnRound>) -> Vec<String> {
    let only = planned
        .filter(|round| round.round == question.round)
        .and_then(|round| round.fields.as_deref());
    question
        .round
        .fields()
        .iter()
        .filter(|name| only.is_none_or(|only| only.iter().any(|wanted| wanted == *name)))
        .map(|name| (*name).to_owned())
        .collect()
}

/// Returns the name of a new session's folder.
fn folder_name(cx: &Cx, started: &Started) -> String {
    // Two sessions of one minute and one seed still differ: the process and its time are mixed in.
    let mixed = started
        .seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(u64::from(cx.data.host.pid))
        .wrapping_add(cx.now.mono.as_nanos() as u64)
        .wrapping_mul(0xbf58_476d_1ce4_e5b9);
    session::folder_name(&cx.now.wall, &started.loop_id, (mixed >> 48) as u16)
}
