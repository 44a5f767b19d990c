//! The thread that runs code for the interface. Wishes reach it in order; what comes of them goes back as
//! messages. It lives as long as the worker it keeps: what isolates a worker ends with the thread that
//! started it.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use crate::app::msg::{Msg, TaskId};
use crate::domain::bank::{Question, QuestionName};
use crate::domain::verdict::{Ended, Progress, RunRequest, Verdict};
use crate::judge::python::Places;
use crate::judge::{Cancel, Judge, worker};
use crate::runtime::ending::BeforeEnd;
use crate::storage::trust;

/// What the thread is asked for.
#[derive(Debug)]
enum Command {
    Warm {
        task: TaskId,
        name: QuestionName,
        question: Arc<Question>,
        cancel: Cancel,
    },
    Run {
        task: TaskId,
        request: Box<RunRequest>,
        cancel: Cancel,
    },
    Cool,
    /// As `Cool`; the sender is dropped once nothing is left.
    Rest(Sender<()>),
    /// A fault, asked for by a test.
    Panic(TaskId),
}

/// The handle of the thread.
#[derive(Debug)]
struct JudgeThread {
    /// `None` once it was told to end.
    commands: Option<Sender<Command>>,
    /// Closed by the thread's end.
    ended: Receiver<()>,
    /// The newest worker being made ready.
    warming: Cancel,
    /// The newest run.
    running: Option<(TaskId, Cancel)>,
}

/// Runs code beside the loop. The thread is started with the first wish.
#[derive(Debug)]
pub struct Runner {
    places: Places,
    /// `trust.json`.
    trust: PathBuf,
    answers: UnboundedSender<Msg>,
    thread: Arc<Mutex<Option<JudgeThread>>>,
}

impl Runner {
    pub fn new(
        places: Places,
        trust: PathBuf,
        answers: UnboundedSender<Msg>,
        before_end: &BeforeEnd,
    ) -> Self {
        let thread = before_end.place(|thread: &mut JudgeThread, within| {
            thread.finish(within);
        });
        Self {
            places,
            trust,
            answers,
            thread,
        }
    }

    /// Has a worker made ready for this question.
    pub fn warm(&self, task: TaskId, name: QuestionName, question: Arc<Question>) {
        self.with(task, |thread| {
            let cancel = Cancel::default();
            thread.warming = cancel.clone();
            thread.send(Command::Warm {
                task,
                name,
                question,
                cancel,
            })
        });
    }

    /// Runs an answer; a run under way is stopped first.
    pub fn run(&self, task: TaskId, request: Box<RunRequest>) {
        self.with(task, |thread| {
            let cancel = Cancel::default();
            if let Some((_, former)) = thread.running.replace((task, cancel.clone())) {
                former.cancel();
            }
            thread.send(Command::Run {
                task,
                request,
                cancel,
            })
        });
    }

    /// Has the thread fail, for a test.
    pub fn panic(&self, task: TaskId) {
        self.with(task, |thread| thread.send(Command::Panic(task)));
    }

    /// Stops this run, if it is the newest.
    pub fn cancel(&self, task: TaskId) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cancel)) = thread
            .as_ref()
            .and_then(|thread| thread.running.as_ref())
            .filter(|(known, _)| *known == task)
        {
            cancel.cancel();
        }
    }

    /// Stops what runs, ends the worker and waits for that, because this process is about to stop: nothing would
    /// hold a run to its limits meanwhile, and a worker would wait beside it.
    pub fn pause(&self, within: Duration) {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.as_mut() {
            if let Some((_, cancel)) = &thread.running {
                cancel.at_once();
            }
            // A run that ends in this moment by itself has not heard of it: the worker is ended in any case.
            let (resting, rested) = channel();
            if thread.send(Command::Rest(resting)) {
                let _ = rested.recv_timeout(within);
            }
        }
    }

    /// Stops everything and gives the worker back.
    pub fn cool(&self) {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.as_mut() {
            thread.stop();
            let _ = thread.send(Command::Cool);
        }
    }

    /// Sends a command to the thread, which is started if it is not there. Where that cannot be, it is said.
    fn with(&self, task: TaskId, send: impl FnOnce(&mut JudgeThread) -> bool) {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if thread.is_none() {
            *thread = JudgeThread::spawn(self.places.clone(), self.trust.clone(), self.answers.clone()).ok();
        }
        let sent = thread.as_mut().is_some_and(send);
        if !sent {
            // The next wish starts another.
            *thread = None;
            let gone = worker::broken("The thread that runs code could not be started, or is gone.");
            let _ = self.answers.send(Msg::Judge(task, Progress::Unable(gone)));
        }
    }
}

impl JudgeThread {
    fn spawn(places: Places, trusted: PathBuf, answers: UnboundedSender<Msg>) -> io::Result<Self> {
        let (commands, received) = channel::<Command>();
        let (end, ended) = channel::<()>();
        std::thread::Builder::new()
            .name("judge".to_owned())
            .spawn(move || {
                let mut judge = Judge::new(places.clone());
                while let Ok(command) = received.recv() {
                    let task = command.task();
                    let done = AssertUnwindSafe(|| obey(command, &mut judge, &trusted, &answers));
                    if catch_unwind(done).is_err() {
                        // Whatever it was in the midst of is given up, and whoever waits for it is told.
                        judge = Judge::new(places.clone());
                        let fault = worker::broken("hotseat itself failed while it ran the code.");
                        if let Some(task) = task {
                            let _ = answers.send(Msg::Judge(task, Progress::Unable(fault)));
                        }
                    }
                }
                drop(end);
            })?;
        Ok(Self {
            commands: Some(commands),
            ended,
            warming: Cancel::default(),
            running: None,
        })
    }

    fn send(&self, command: Command) -> bool {
        self.commands
            .as_ref()
            .is_some_and(|commands| commands.send(command).is_ok())
    }

    /// Stops everything at once: beside code that takes all the machine has, this thread's turn can be long in coming.
    fn stop(&mut self) {
        self.warming.cancel();
        if let Some((_, cancel)) = self.running.take() {
            cancel.at_once();
        }
    }

    /// Stops what runs and ends the thread. Whoever does not end in time ends with the process.
    fn finish(&mut self, within: Duration) -> bool {
        self.stop();
        self.commands = None;
        self.ended.recv_timeout(within) == Err(RecvTimeoutError::Disconnected)
    }
}

impl Command {
    fn task(&self) -> Option<TaskId> {
        match self {
            Self::Warm { task, .. } | Self::Run { task, .. } | Self::Panic(task) => Some(*task),
            Self::Cool | Self::Rest(_) => None,
        }
    }
}

fn obey(command: Command, judge: &mut Judge, trusted: &Path, answers: &UnboundedSender<Msg>) {
    match command {
        Command::Warm {
            task,
            name,
            question,
            cancel,
        } => {
            if cancel.is_cancelled() {
                return;
            }
            let warmed =
                trust::allowed(trusted, &name, &question).and_then(|_| judge.warm(&question, &cancel));
            let progress = match warmed {
                Ok(bench) => Progress::Ready(bench),
                Err(unable) => Progress::Unable(unable),
            };
            // Who gave it back meanwhile is told nothing.
            if !cancel.is_cancelled() {
                let _ = answers.send(Msg::Judge(task, progress));
            }
        }
        Command::Run {
            task,
            request,
            cancel,
        } => {
            let mut report = |progress| {
                let _ = answers.send(Msg::Judge(task, progress));
            };
            let progress = run(judge, trusted, &request, &cancel, &mut report);
            report(progress);
            judge.settle();
        }
        Command::Cool => judge.cool(),
        Command::Rest(rested) => {
            judge.cool();
            drop(rested);
        }
        Command::Panic(_) => panic!("a panic in the judge, asked for by a test"),
    }
}

fn run(
    judge: &mut Judge,
    trusted: &Path,
    request: &RunRequest,
    cancel: &Cancel,
    report: &mut dyn FnMut(Progress),
) -> Progress {
    if cancel.is_cancelled() {
        return Progress::Done(Box::new(Verdict {
            kind: request.kind,
            ended: Ended::Cancelled,
            ..Verdict::default()
        }));
    }
    let verdict = trust::allowed(trusted, &request.name, &request.question)
        .and_then(|origin| judge.run(request, origin, cancel, report));
    match verdict {
        Ok(verdict) => Progress::Done(Box::new(verdict)),
        Err(unable) => Progress::Unable(unable),
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;
    use crate::domain::verdict::RunKind;
    use crate::storage::banks;

    fn question(id: &str) -> (QuestionName, Arc<Question>) {
        let (catalog, _) = banks::load_all(None);
        let entry = catalog.resolve(id).unwrap();
        (entry.name.clone(), Arc::clone(&entry.question))
    }

    #[test]
    fn every_wish_is_answered_under_its_task_and_the_thread_ends_in_time() {
        let (name, question) = question("linear-backprop");
        let (answers, mut heard) = unbounded_channel();
        let before_end = BeforeEnd::default();
        let runner = Runner::new(Places::default(), PathBuf::new(), answers, &before_end);
        runner.warm(TaskId(1), name.clone(), Arc::clone(&question));
        runner.run(
            TaskId(2),
            Box::new(RunRequest {
                name,
                question,
                kind: RunKind::Visible,
                stage: 0,
                answer: String::new(),
            }),
        );
        let last = |heard: &mut tokio::sync::mpsc::UnboundedReceiver<Msg>| match heard.blocking_recv() {
            Some(Msg::Judge(task, progress)) => (task, progress),
            other => panic!("{other:?}"),
        };
        // There is no Python in these places: both say so.
        for task in [TaskId(1), TaskId(2)] {
            let (of, progress) = last(&mut heard);
            assert_eq!(of, task);
            assert!(matches!(progress, Progress::Unable(_)), "{progress:?}");
        }
        before_end.run(Duration::from_secs(20));
        assert!(runner.thread.lock().unwrap().as_ref().unwrap().commands.is_none());
        // What is wished for after the end is answered too.
        let (name, question) = self::question("linear-backprop");
        runner.warm(TaskId(3), name, question);
        assert_eq!(last(&mut heard).0, TaskId(3));
    }
}
