//! Running code for the open session: what is known of Python here, the run under way, what the newest run
//! came to, and the final runs that are still due.
//!
//! It lies beside the screens and not in one of them, as a final run may end while the next question is
//! asked or the debrief is open. One run is under way at a time; a person's own goes before final ones.

mod told;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

pub use told::{Mark, Row, Told, bench_words, said, time_words};

use super::data::{Cx, Data};
use super::effect::Effect;
use super::flow::CODE;
use super::msg::TaskId;
use crate::domain::bank::{Question, QuestionName, RoundKind};
use crate::domain::event::{Event, text_hash};
use crate::domain::session::{Attempt, Stand};
use crate::domain::verdict::{Bench, Ended, Progress, RunKind, RunRequest, TestResult, Unable, Verdict};

/// What is known of running code here.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Readiness {
    /// Nobody asked.
    #[default]
    Unknown,
    /// Python is looked for and started.
    Looking,
    Ready,
    Unable(Unable),
}

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To look: visible tests, or the file as a script.
    Look,
    /// The stage was said to be done; what comes next waits for it.
    Done,
    /// The answer is submitted.
    Final,
}

/// The run under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub task: TaskId,
    pub name: QuestionName,
    pub purpose: Purpose,
    pub kind: RunKind,
    pub stage: usize,
    /// Of the text that runs.
    pub hash: String,
    /// Which run of its question it is, from 1.
    pub number: u32,
    /// Monotonic time at which it was asked for.
    pub began: Duration,
    /// All that are to be run; those that ended say how.
    pub rows: Vec<Row>,
    /// How many of them ended.
    pub ended: usize,
    pub passed: usize,
    /// Its end was asked for.
    pub stopping: bool,
    tests: Vec<TestResult>,
    /// Of a final run.
    key: Option<TaskId>,
}

/// A run that is due at submission.
#[derive(Debug, Clone, PartialEq)]
struct Final {
    /// As the open session has it among what it waits for.
    key: TaskId,
    name: QuestionName,
    stage: usize,
    hash: String,
}

/// Everything about running code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judging {
    pub ready: Readiness,
    /// What code is run with, in words: `Python 3.11, NumPy 2.4, sandboxed`. Empty until it is known.
    pub bench: String,
    /// How well it is isolated, in words.
    pub isolation: String,
    pub run: Option<Run>,
    /// The newest run of the question in hand that came to an end.
    pub told: Option<Told>,
    /// The text changed since it ran, or since the run under way began.
    pub older: bool,
    /// What a worker was made ready for.
    warm: Option<(TaskId, QuestionName)>,
    /// Runs of the question in hand.
    count: u32,
    /// The stage and text that done was said of without waiting for its tests.
    said: Option<(usize, String)>,
    finals: VecDeque<Final>,
    /// The failure whose line was gone to last.
    failure: Option<usize>,
}

/// What a message of the judge came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// It was of a run that nobody waits for, or said nothing new.
    Nothing,
    Changed,
    /// The run that done waits for has ended.
    Done {
        stage: usize,
        hash: String,
    },
}

impl Judging {
    /// Returns why no code can be run, where that is known.
    pub fn unable(&self) -> Option<&Unable> {
        match &self.ready {
            Readiness::Unable(unable) => Some(unable),
            _ => None,
        }
    }

    /// Returns the run under way that a person asked for.
    pub fn own_run(&self) -> Option<&Run> {
        self.run.as_ref().filter(|run| run.purpose != Purpose::Final)
    }

    /// Returns whether done was already said of this stage and text, and remembers that it was.
    pub fn said_again(&mut self, stage: usize, hash: &str) -> bool {
        let again = self
            .said
            .as_ref()
            .is_some_and(|(known, text)| *known == stage && text == hash);
        self.said = Some((stage, hash.to_owned()));
        again
    }

    /// Nobody waits for the run under way any more; it goes on.
    pub fn wait_no_more(&mut self) {
        if let Some(run) = self.run.as_mut().filter(|run| run.purpose == Purpose::Done) {
            run.purpose = Purpose::Look;
        }
    }

    /// Another stage is in hand: what was said of the one before is read in the debrief.
    pub fn stage_opened(&mut self) {
        self.told = None;
        self.older = false;
        self.failure = None;
    }

    /// The file was changed. What is on the screen is of an earlier text until it is compared.
    pub fn touched(&mut self) {
        self.older |= self.told.is_some() || self.run.is_some();
    }

    /// Returns the line of the next failure, from 1: the first, then each in turn.
    pub fn next_failure(&mut self) -> Option<u32> {
        let lines = self.told.as_ref().map(Told::places).unwrap_or_default();
        let next = self.failure.map_or(0, |last| last + 1) % lines.len().max(1);
        self.failure = Some(next);
        lines.get(next).copied()
    }
}

/// Returns the question in hand with its attempt, if it is one with code.
pub fn in_hand(data: &Data) -> Option<(&Attempt, &Arc<Question>)> {
    let (attempt, question) = data.live.as_ref()?.current()?;
    (question.round == RoundKind::Programming && question.code.is_some()).then_some((attempt, question))
}

/// Returns whether all tests of this stage ran on this text, to an end that says something of it.
pub fn is_settled(attempt: &Attempt, stage: usize, hash: &str) -> bool {
    attempt.runs.iter().rev().any(|run| {
        run.stage == stage
            && run.hash == hash
            && run.verdict.kind == RunKind::All
            && says_something(&run.verdict)
    })
}

fn says_something(verdict: &Verdict) -> bool {
    !matches!(verdict.ended, Ended::Cancelled | Ended::Broken)
}

/// A question opens: a worker is made ready for it, or given back where none is needed.
pub fn open(cx: &mut Cx) {
    let asking = cx
        .data
        .live
        .as_ref()
        .is_some_and(|live| live.session.stand() == Stand::Asking);
    let wanted = in_hand(cx.data).map(|(attempt, question)| (attempt.question.clone(), Arc::clone(question)));
    let Some((name, question)) = wanted.filter(|_| asking) else {
        rest(cx);
        return;
    };
    let known = cx
        .data
        .judging
        .warm
        .as_ref()
        .is_some_and(|(_, warm)| *warm == name);
    if known && !matches!(cx.data.judging.ready, Readiness::Unknown) {
        return;
    }
    let task = cx.data.task();
    // What ran before the session was resumed shows again.
    let (runs, stage) = in_hand(cx.data).map_or((&[][..], 0), |(attempt, _)| {
        (attempt.runs.as_slice(), attempt.stage())
    });
    let count = u32::try_from(runs.len()).unwrap_or(u32::MAX);
    let told = runs
        .last()
        .filter(|run| run.stage == stage)
        .map(|run| Told::new(count, run.stage, &run.hash, run.verdict.clone()));
    let judging = &mut cx.data.judging;
    judging.ready = Readiness::Looking;
    judging.warm = Some((task, name.clone()));
    judging.older = told.is_some();
    judging.told = told;
    judging.count = count;
    judging.said = None;
    judging.failure = None;
    compare(cx);
    cx.effects.push(Effect::WarmJudge { task, name, question });
}

/// Runs the text of the question in hand as it was recorded last.
pub fn run(cx: &mut Cx, kind: RunKind, purpose: Purpose) {
    let Some((attempt, question)) = in_hand(cx.data) else {
        return;
    };
    let answer = attempt.text_of(CODE).to_owned();
    let request = RunRequest {
        name: attempt.question.clone(),
        question: Arc::clone(question),
        kind,
        stage: attempt.stage(),
        answer,
    };
    let judging = &mut cx.data.judging;
    judging.count += 1;
    judging.older = false;
    // A final run that is in the way comes again afterwards.
    if let Some(former) = judging.run.take()
        && let Some(key) = former.key
    {
        judging.finals.push_front(Final {
            key,
            name: former.name,
            stage: former.stage,
            hash: former.hash,
        });
    }
    start(cx, request, purpose, None);
}

/// Asks for the end of the run under way; it still comes with a verdict.
pub fn cancel(cx: &mut Cx) {
    if let Some(run) = cx
        .data
        .judging
        .run
        .as_mut()
        .filter(|run| run.purpose != Purpose::Final)
    {
        run.stopping = true;
        let task = run.task;
        cx.effects.push(Effect::CancelRun(task));
    }
}

/// The newest answer was submitted: all tests of every stage are due on its final text.
pub fn submitted(cx: &mut Cx) {
    cx.data.judging.wait_no_more();
    let newest = cx
        .data
        .live
        .as_ref()
        .and_then(|live| live.session.attempts.len().checked_sub(1));
    due(cx, newest.into_iter());
    next_final(cx);
}

/// The newest answer was taken back: what was due of it is no longer.
pub fn taken_back(cx: &mut Cx) {
    let Some(name) = in_hand(cx.data).map(|(attempt, _)| attempt.question.clone()) else {
        return;
    };
    if let Some(live) = &mut cx.data.live {
        live.awaited.retain(|_, (of, _)| *of != name);
    }
    let judging = &mut cx.data.judging;
    judging.finals.retain(|due| due.name != name);
    let running = judging
        .run
        .take_if(|run| run.purpose == Purpose::Final && run.name == name);
    if let Some(run) = running {
        cx.effects.push(Effect::CancelRun(run.task));
    }
    next_final(cx);
    open(cx);
}

/// These attempts are debriefed: final runs that are missing come now.
pub fn debriefed(cx: &mut Cx, attempts: &[usize]) {
    due(cx, attempts.iter().copied());
    next_final(cx);
    rest(cx);
}

/// The session is left: nothing of it runs on.
pub fn leave(data: &mut Data, effects: &mut Vec<Effect>) {
    let judging = std::mem::take(&mut data.judging);
    if judging.warm.is_some() || judging.run.is_some() {
        effects.push(Effect::CoolJudge);
    }
}

/// The text of the question in hand was recorded: what is on the screen is compared with it.
pub fn compare(cx: &mut Cx) {
    let judging = &cx.data.judging;
    if !judging.older {
        return;
    }
    let Some(hash) = in_hand(cx.data).map(|(attempt, _)| text_hash(attempt.text_of(CODE))) else {
        return;
    };
    let shown = match (judging.own_run(), &judging.told) {
        (Some(run), _) => Some(&run.hash),
        (None, Some(told)) => Some(&told.hash),
        (None, None) => None,
    };
    cx.data.judging.older = shown.is_some_and(|shown| *shown != hash);
}

/// Takes in what the judge tells.
pub fn hear(cx: &mut Cx, task: TaskId, progress: Progress) -> Heard {
    let judging = &mut cx.data.judging;
    let of_run = judging.run.as_ref().is_some_and(|run| run.task == task);
    let of_warm = judging.warm.as_ref().is_some_and(|(warm, _)| *warm == task);
    if !of_run && !of_warm {
        return Heard::Nothing;
    }
    match progress {
        Progress::Ready(bench) => ready(judging, &bench),
        Progress::Unable(unable) if of_run => {
            let run = judging.run.take();
            judging.ready = Readiness::Unable(unable);
            run.map_or(Heard::Changed, |run| ended(cx, &run))
        }
        Progress::Unable(unable) => {
            judging.ready = Readiness::Unable(unable);
            Heard::Changed
        }
        Progress::Began(tests) => {
            if let Some(run) = judging.run.as_mut().filter(|_| of_run) {
                run.rows = told::rows(&tests);
                run.tests = tests;
            }
            Heard::Changed
        }
        Progress::Test(result) => {
            if let Some(run) = judging.run.as_mut().filter(|_| of_run) {
                take_test(run, result);
            }
            Heard::Changed
        }
        Progress::Done(verdict) => match judging.run.take_if(|_| of_run) {
            Some(run) => done(cx, &run, *verdict),
            None => Heard::Nothing,
        },
    }
}

fn ready(judging: &mut Judging, bench: &Bench) -> Heard {
    let words = bench_words(bench);
    if judging.ready == Readiness::Ready && judging.bench == words {
        return Heard::Nothing;
    }
    judging.ready = Readiness::Ready;
    judging.bench = words;
    judging.isolation.clone_from(&bench.isolation);
    Heard::Changed
}

fn take_test(run: &mut Run, result: TestResult) {
    let known = run.tests.iter().position(|test| test.name == result.name);
    let Some(index) = known else { return };
    if run.rows.get(index).is_none_or(|row| row.mark != Mark::Waits) {
        return;
    }
    run.ended += 1;
    run.passed += usize::from(result.outcome.passed());
    run.tests[index] = result;
    if let (Some(row), Some(new)) = (run.rows.get_mut(index), told::rows(&run.tests).get(index)) {
        row.clone_from(new);
    }
}

/// A run came to its verdict: recorded, shown where its question is in hand.
fn done(cx: &mut Cx, run: &Run, verdict: Verdict) -> Heard {
    if says_something(&verdict) || run.kind != RunKind::All {
        cx.record(Event::Ran {
            question: Some(run.name.clone()),
            stage: run.stage,
            hash: run.hash.clone(),
            verdict: Box::new(verdict.clone().trimmed()),
        });
    }
    let here = in_hand(cx.data).is_some_and(|(attempt, _)| attempt.stage() == run.stage);
    if run.purpose != Purpose::Final && here {
        let judging = &mut cx.data.judging;
        judging.told = Some(Told::new(run.number, run.stage, &run.hash, verdict));
        judging.failure = None;
    }
    ended(cx, run)
}

fn ended(cx: &mut Cx, run: &Run) -> Heard {
    if let (Some(live), Some(key)) = (&mut cx.data.live, &run.key) {
        live.awaited.remove(key);
    }
    next_final(cx);
    rest(cx);
    match run.purpose {
        Purpose::Done => Heard::Done {
            stage: run.stage,
            hash: run.hash.clone(),
        },
        _ => Heard::Changed,
    }
}

/// Puts the final runs of these attempts that are missing into the queue. What was not answered has none.
fn due(cx: &mut Cx, attempts: impl Iterator<Item = usize>) {
    let mut all = Vec::new();
    if let Some(live) = &cx.data.live {
        for index in attempts {
            let Some(attempt) = live.session.attempts.get(index) else {
                continue;
            };
            let stages = live
                .question(&attempt.question)
                .and_then(|question| question.code.as_ref())
                .map_or(0, |code| code.stages.len());
            if stages == 0 || attempt.submitted.is_none() || !attempt.answered() {
                continue;
            }
            let hash = text_hash(attempt.text_of(CODE));
            for stage in 0..stages {
                if !is_settled(attempt, stage, &hash) {
                    all.push((attempt.question.clone(), stage, hash.clone()));
                }
            }
        }
    }
    for (name, stage, hash) in all {
        let judging = &cx.data.judging;
        let under_way = judging.run.as_ref().is_some_and(|run| {
            run.key.is_some() && run.name == name && run.stage == stage && run.hash == hash
        });
        let queued = judging
            .finals
            .iter()
            .any(|due| due.name == name && due.stage == stage && due.hash == hash);
        if under_way || queued {
            continue;
        }
        let key = cx.data.task();
        if let Some(live) = &mut cx.data.live {
            live.awaited.insert(key, (name.clone(), stage));
        }
        cx.data.judging.finals.push_back(Final {
            key,
            name,
            stage,
            hash,
        });
    }
}

/// Starts the next final run, if none is under way. Where no code can be run none is asked for.
fn next_final(cx: &mut Cx) {
    if cx.data.judging.unable().is_some() {
        // They would end the same way.
        let dropped = std::mem::take(&mut cx.data.judging.finals);
        if let Some(live) = &mut cx.data.live {
            live.awaited
                .retain(|key, _| dropped.iter().all(|due| due.key != *key));
        }
    }
    if cx.data.judging.run.is_some() {
        return;
    }
    while let Some(due) = cx.data.judging.finals.pop_front() {
        let Some(live) = &mut cx.data.live else { return };
        // A run that was under way at submission may have said it meanwhile.
        let request = live
            .session
            .attempt(&due.name)
            .zip(live.question(&due.name))
            .filter(|(attempt, _)| !is_settled(attempt, due.stage, &due.hash))
            .map(|(attempt, question)| RunRequest {
                name: due.name.clone(),
                question: Arc::clone(question),
                kind: RunKind::All,
                stage: due.stage,
                answer: attempt.text_of(CODE).to_owned(),
            });
        match request {
            Some(request) => {
                start(cx, request, Purpose::Final, Some(due.key));
                return;
            }
            None => {
                live.awaited.remove(&due.key);
            }
        }
    }
}

fn start(cx: &mut Cx, request: RunRequest, purpose: Purpose, key: Option<TaskId>) {
    let task = cx.data.task();
    let began = cx.now.mono;
    let judging = &mut cx.data.judging;
    if !matches!(judging.ready, Readiness::Ready) {
        judging.ready = Readiness::Looking;
    }
    judging.run = Some(Run {
        task,
        name: request.name.clone(),
        purpose,
        kind: request.kind,
        stage: request.stage,
        hash: text_hash(&request.answer),
        number: judging.count,
        began,
        rows: Vec::new(),
        ended: 0,
        passed: 0,
        stopping: false,
        tests: Vec::new(),
        key,
    });
    cx.effects.push(Effect::Run {
        task,
        request: Box::new(request),
    });
}

/// Gives the worker back where neither a question in hand nor a final run needs it.
fn rest(cx: &mut Cx) {
    let stand = cx.data.live.as_ref().map(|live| live.session.stand());
    let open = matches!(stand, Some(Stand::Asking | Stand::Between)) && in_hand(cx.data).is_some();
    let judging = &mut cx.data.judging;
    if open || judging.run.is_some() || !judging.finals.is_empty() {
        return;
    }
    let used = judging.warm.take().is_some() || judging.ready != Readiness::Unknown;
    // Why nothing could be run is still said in the debrief.
    if judging.unable().is_none() {
        judging.ready = Readiness::Unknown;
    }
    if used {
        cx.effects.push(Effect::CoolJudge);
    }
}
