//! The thread that searches past sessions. It keeps the index between keystrokes; only the newest wish is
//! answered. What is known is answered at once, and again if it turns out that sessions changed since.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use crate::app::msg::{Msg, TaskId};
use crate::domain::search::{Query, SHOWN};
use crate::runtime::clock::Clock;
use crate::runtime::ending::BeforeEnd;
use crate::storage::disk::RealDisk;
use crate::storage::index::{Index, Unfinished};

/// For so long what was read of the sessions is taken for what they are.
const FRESH: Duration = Duration::from_secs(2);
/// How often it is told how far reading has come.
const TOLD: Duration = Duration::from_millis(100);

/// A wish.
#[derive(Debug)]
struct Wish {
    task: TaskId,
    text: String,
}

#[derive(Debug)]
struct Thread {
    /// `None` once it was told to end.
    wishes: Option<Sender<Wish>>,
    /// Closed by the thread's end.
    ended: Receiver<()>,
}

/// Searches beside the loop. The thread is started with the first wish.
#[derive(Debug)]
pub struct Searcher {
    sessions: PathBuf,
    file: PathBuf,
    answers: UnboundedSender<Msg>,
    clock: Clock,
    thread: Arc<Mutex<Option<Thread>>>,
}

impl Searcher {
    pub fn new(
        sessions: PathBuf,
        file: PathBuf,
        answers: UnboundedSender<Msg>,
        clock: Clock,
        before_end: &BeforeEnd,
    ) -> Self {
        let thread = before_end.place(|thread: &mut Thread, within| {
            thread.finish(within);
        });
        Self {
            sessions,
            file,
            answers,
            clock,
            thread,
        }
    }

    /// Searches for a text; a search under way is given up.
    pub fn search(&self, task: TaskId, text: String) {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if thread.is_none() {
            *thread = self.start();
        }
        let sent = thread
            .as_ref()
            .and_then(|thread| thread.wishes.as_ref())
            .is_some_and(|wishes| wishes.send(Wish { task, text }).is_ok());
        if !sent {
            // The next wish starts another.
            *thread = None;
            let gone = "The thread that searches could not be started, or is gone.".to_owned();
            let _ = self.answers.send(Msg::Found(task, Err(gone)));
        }
    }

    fn start(&self) -> Option<Thread> {
        let (wishes, received) = channel();
        let (end, ended) = channel::<()>();
        let work = Work {
            received,
            closed: false,
            answers: self.answers.clone(),
            clock: self.clock.clone(),
            looked: None,
        };
        let (sessions, file) = (self.sessions.clone(), self.file.clone());
        std::thread::Builder::new()
            .name("search".to_owned())
            .spawn(move || {
                work.run(Index::open(&sessions, &file));
                drop(end);
            })
            .ok()?;
        Some(Thread {
            wishes: Some(wishes),
            ended,
        })
    }
}

impl Thread {
    /// Ends the thread. Who does not end in time ends with the process.
    fn finish(&mut self, within: Duration) -> bool {
        self.wishes = None;
        self.ended.recv_timeout(within) == Err(RecvTimeoutError::Disconnected)
    }
}

struct Work {
    received: Receiver<Wish>,
    /// Nobody wishes any more.
    closed: bool,
    answers: UnboundedSender<Msg>,
    clock: Clock,
    /// When the sessions were looked at.
    looked: Option<Duration>,
}

impl Work {
    fn run(mut self, mut index: Index) {
        while let Ok(mut wish) = self.received.recv() {
            let mut answered = None;
            if index.sessions() > 0 {
                answered = self.answer(&mut index, &mut wish);
            }
            let fresh = self
                .looked
                .is_some_and(|looked| self.clock.mono().saturating_sub(looked) < FRESH);
            if !(fresh && answered.is_some()) {
                self.look(&mut index, &mut wish, answered);
            }
            if self.closed {
                return;
            }
        }
    }

    /// Reads what changed, and answers again if anything did, or if another wish has come meanwhile.
    fn look(&mut self, index: &mut Index, wish: &mut Wish, mut answered: Option<TaskId>) {
        // Twice, as it may turn out that the file is damaged.
        for _ in 0..2 {
            let changed = self.refresh(index, wish);
            self.looked = Some(self.clock.mono());
            match changed {
                _ if self.closed => return,
                Err(error) => return self.tell(Msg::Found(wish.task, Err(error))),
                Ok(false) if answered == Some(wish.task) => return,
                Ok(_) => answered = self.answer(index, wish),
            }
            if answered.is_some() {
                return;
            }
        }
        let damaged = "The index of the sessions is damaged again and again; is the disk failing?".to_owned();
        self.tell(Msg::Found(wish.task, Err(damaged)));
    }

    /// Takes the newest wish in place of this one; returns whether there was a newer one, or nobody waits.
    fn newer(&mut self, wish: &mut Wish) -> bool {
        let mut newer = false;
        loop {
            match self.received.try_recv() {
                Ok(next) => {
                    *wish = next;
                    newer = true;
                }
                Err(TryRecvError::Empty) => return newer || self.closed,
                Err(TryRecvError::Disconnected) => {
                    self.closed = true;
                    return true;
                }
            }
        }
    }

    /// Answers the newest wish; returns which that was, or `None` if the index is damaged or nobody waits.
    fn answer(&mut self, index: &mut Index, wish: &mut Wish) -> Option<TaskId> {
        loop {
            self.newer(wish);
            let query = Query::new(&wish.text);
            let mut next = None;
            let found = index.search(&query, SHOWN, &mut || {
                let mut newest = Wish {
                    task: wish.task,
                    text: String::new(),
                };
                let newer = self.newer(&mut newest);
                if newer {
                    next = Some(newest);
                }
                newer
            });
            match (found, next) {
                (Ok(found), _) => {
                    self.tell(Msg::Found(wish.task, Ok(found)));
                    return Some(wish.task);
                }
                (Err(Unfinished::Stopped), Some(newest)) if !self.closed => *wish = newest,
                (Err(_), _) => return None,
            }
        }
    }

    /// Reads what changed, and tells how far that is where it takes long. A newer wish does not stop it, but
    /// is the one that is answered then.
    fn refresh(&mut self, index: &mut Index, wish: &mut Wish) -> Result<bool, String> {
        let mut told = self.clock.mono();
        let mut report = |done: usize, total: usize| {
            self.newer(wish);
            let now = self.clock.mono();
            if now.saturating_sub(told) >= TOLD {
                told = now;
                self.tell(Msg::Indexing {
                    task: wish.task,
                    done,
                    total,
                });
            }
            if self.closed {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        index
            .refresh(&RealDisk, &mut report)
            .map_err(|error| format!("The sessions cannot be read: {error}."))
    }

    fn tell(&self, msg: Msg) {
        let _ = self.answers.send(msg);
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

    use super::*;
    use crate::domain::search::Found;
    use crate::storage::disk::Disk;

    struct Desk {
        home: tempfile::TempDir,
        searcher: Searcher,
        heard: UnboundedReceiver<Msg>,
        before_end: BeforeEnd,
    }

    impl Desk {
        fn new() -> Self {
            let home = tempfile::tempdir().unwrap();
            let (answers, heard) = unbounded_channel();
            let before_end = BeforeEnd::default();
            let searcher = Searcher::new(
                home.path().join("sessions"),
                home.path().join("cache/search"),
                answers,
                Clock::start(Some("UTC")),
                &before_end,
            );
            Self {
                home,
                searcher,
                heard,
                before_end,
            }
        }

        fn put(&self, folder: &str) {
            let dir = self.home.path().join("sessions").join(folder);
            RealDisk.make_dir(&dir).unwrap();
            let journal = include_bytes!("../../../tests/fixtures/journals/v1-theory.jsonl");
            RealDisk.replace(&dir.join("journal.jsonl"), journal).unwrap();
        }

        /// The next answer, and to which wish.
        fn next(&mut self) -> (u64, Found) {
            loop {
                match self.heard.blocking_recv() {
                    Some(Msg::Found(task, found)) => return (task.0, found.unwrap()),
                    Some(Msg::Indexing { .. }) => {}
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    #[test]
    fn the_newest_wish_is_answered_and_the_thread_ends_in_time() {
        let mut desk = Desk::new();
        desk.put("2026-11-23-2114-first-3f9a");
        desk.searcher.search(TaskId(1), "calm".to_owned());
        let (task, found) = desk.next();
        assert_eq!((task, found.hits.len(), found.sessions), (1, 1, 1));
        // However many are typed while one is answered: the last is answered last, no older one after it.
        for task in 2..50 {
            desk.searcher
                .search(TaskId(task), "zyzzyva loss"[..12 - task as usize % 12].to_owned());
        }
        let mut last = 1;
        while last != 49 {
            let (task, _) = desk.next();
            assert!(task >= last, "{task} after {last}");
            last = task;
        }
        desk.before_end.run(Duration::from_secs(20));
        assert!(
            desk.searcher
                .thread
                .lock()
                .unwrap()
                .as_ref()
                .unwrap()
                .wishes
                .is_none()
        );
        // What is wished for after the end is answered too.
        desk.searcher.search(TaskId(50), "loss".to_owned());
        while !matches!(desk.heard.blocking_recv(), Some(Msg::Found(TaskId(50), Err(_)))) {}
    }

    #[test]
    fn what_changed_meanwhile_is_found_in_a_second_answer() {
        let mut desk = Desk::new();
        desk.put("2026-11-23-2114-first-3f9a");
        desk.searcher.search(TaskId(1), "calm".to_owned());
        assert_eq!(desk.next().1.sessions, 1);
        desk.before_end.run(Duration::from_secs(20));
        desk.put("2026-11-24-2114-first-3f9b");
        // Another program: it answers from the file first.
        let other = Searcher::new(
            desk.searcher.sessions.clone(),
            desk.searcher.file.clone(),
            desk.searcher.answers.clone(),
            Clock::start(Some("UTC")),
            &BeforeEnd::default(),
        );
        other.search(TaskId(2), "loss".to_owned());
        let (one, two) = (desk.next(), desk.next());
        assert_eq!((one.0, one.1.sessions), (2, 1));
        assert_eq!((two.0, two.1.sessions), (2, 2));
    }
}
