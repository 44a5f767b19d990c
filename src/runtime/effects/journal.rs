//! The thread that owns the disk of the open session. Commands reach it in order; what became of them
//! comes back through a callback. Nothing that can block on a disk ever runs where keys are read.
//!
//! It sleeps until a command comes or something is due: a sync of what was typed, another try after a
//! failure. Idle, it has no wake-ups of its own.

use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use jiff::ZonedDateTime;

use crate::app::msg::TaskId;
use crate::domain::event::{Event, Opened as Opening, Record};
use crate::runtime::memory::give_back;
use crate::storage::disk::Disk;
use crate::storage::journal::{Outcome, Writer};
use crate::storage::sessions::lock::Holder;
use crate::storage::sessions::lock::LockError;
use crate::storage::sessions::{self, Locking, Opened, SessionError};

/// How often a heartbeat is written.
const BEAT: Duration = Duration::from_secs(1);

/// Milliseconds without a heartbeat after which the session counts as resting.
const SILENT: u64 = 2_000;

/// How many faults of its own the thread goes on after.
const FAULTS: usize = 16;

/// How long dropping the handle waits for what is not on disk yet.
const AT_THE_END: Duration = Duration::from_millis(500);

/// What the thread is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// A new session; its folder is made with its first record.
    Begin { folder: String },
    /// An old session; answered by [`JournalReply::Opened`]. The one that was open is closed.
    Open { folder: String, locking: Locking },
    /// A file in `questions/`, on disk before any record sent later.
    Snapshot { file: String, bytes: Vec<u8> },
    /// A record of the session of this folder. Where that is not the open one, the record goes to its own journal or
    /// to none, and that is told.
    Append(String, Record),
    /// Records for a session that is over; answered by [`JournalReply::Amended`]. The one that is open stays so.
    Amend {
        task: TaskId,
        folder: String,
        events: Vec<Event>,
        /// The person was told why it failed, and asks for it once more.
        again: bool,
        at: Box<ZonedDateTime>,
        mono: Duration,
    },
    /// The monotonic time up to which the open session was alive. From then on the thread keeps time by
    /// itself, for as long as [`JournalThread::heartbeat`] goes on.
    Heartbeat(Duration),
    /// Everything on disk as soon as can be, whether due or not.
    Flush,
    /// Everything on disk, `session.json` made, the lock given back; answered by [`JournalReply::Closed`].
    Close,
    /// A fault, asked for by a test.
    Panic,
}

/// What became of it.
#[derive(Debug)]
pub enum JournalReply {
    /// Everything of the session of this folder up to this `seq` is on disk.
    Saved(String, u64),
    /// Not on disk, and why, in a sentence. It is kept in memory and tried again until it works.
    Failed(String, String),
    /// Something worth a line, in a sentence.
    Note(String),
    /// The session of this folder is open, or not. The lock stays with the thread: `lock` is `None` here.
    Opened(String, Result<Box<Opened>, SessionError>),
    /// Records were added to a session that is over, or why not.
    Amended(TaskId, Result<(), SessionError>),
    /// The session of this folder is closed; its line in the history is new.
    Closed(String),
}

/// The handle of the thread. Dropping it saves what is left, for at most half a second.
#[derive(Debug)]
pub struct JournalThread {
    /// `None` once it was told to end.
    commands: Option<Sender<Command>>,
    /// Closed by the thread's end.
    ended: Receiver<()>,
    /// Milliseconds of the newest heartbeat.
    alive: Arc<AtomicU64>,
}

impl JournalThread {
    /// Starts the thread. `root` is the folder of sessions, `clock` the monotonic clock whose times records
    /// carry, `reply` is called on the thread.
    pub fn spawn<D: Disk + Clone + 'static>(
        disk: D,
        root: PathBuf,
        holder: Holder,
        clock: impl Fn() -> Duration + Send + 'static,
        reply: impl Fn(JournalReply) + Send + 'static,
    ) -> io::Result<Self> {
        let (commands, received) = channel();
        let (end, ended) = channel::<()>();
        let alive = Arc::new(AtomicU64::new(0));
        let mut work = Work {
            alive: Arc::clone(&alive),
            next_beat: None,
            disk,
            root,
            holder,
            clock,
            reply,
            open: None,
            asked: None,
            unlocked: BTreeSet::new(),
            waived: BTreeSet::new(),
            swollen: false,
            stranded: Vec::new(),
        };
        std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || {
                // What is in memory outlives a fault; one that comes again and again ends the thread.
                for _ in 0..FAULTS {
                    if catch_unwind(AssertUnwindSafe(|| work.run(&received))).is_ok() {
                        break;
                    }
                    work.doubt();
                }
                drop(end);
            })?;
        Ok(Self {
            commands: Some(commands),
            ended,
            alive,
        })
    }

    /// Sends a command. Returns it if the thread is gone.
    pub fn send(&self, command: Command) -> Result<(), Box<Command>> {
        match &self.commands {
            Some(commands) => commands.send(command).map_err(|unsent| Box::new(unsent.0)),
            None => Err(Box::new(command)),
        }
    }

    /// Says that the session is alive. It wakes the thread only where that has stopped keeping time: a
    /// message a second would wake it twice, once for the message and once for the channel's lock.
    pub fn heartbeat(&self, mono: Duration) {
        let now = u64::try_from(mono.as_millis()).unwrap_or(u64::MAX);
        let before = self.alive.swap(now, Ordering::Relaxed);
        if before == 0 || now.saturating_sub(before) > SILENT {
            let _ = self.send(Command::Heartbeat(mono));
        }
    }

    /// Saves what is left and ends the thread. Returns whether it ended in time.
    pub fn finish(&mut self, within: Duration) -> bool {
        self.commands = None;
        self.ended.recv_timeout(within) == Err(RecvTimeoutError::Disconnected)
    }
}

impl Drop for JournalThread {
    fn drop(&mut self) {
        if self.commands.is_some() {
            self.finish(AT_THE_END);
        }
    }
}

struct Work<D: Disk, C, R> {
    alive: Arc<AtomicU64>,
    /// When the next heartbeat is written.
    next_beat: Option<Duration>,
    disk: D,
    root: PathBuf,
    holder: Holder,
    clock: C,
    reply: R,
    open: Option<(String, Writer<D>)>,
    /// The session that was refused last because locks do not work here: whoever opens it once more says that no
    /// other hotseat has it open.
    asked: Option<String>,
    /// Sessions to which nothing was added because locks do not work here.
    unlocked: BTreeSet<String>,
    /// Those of which the person said that no other hotseat has them open.
    waived: BTreeSet<String>,
    /// Whether very much was taken since memory was given back.
    swollen: bool,
    /// Sessions that were closed with records that could not be saved yet.
    stranded: Vec<(String, Writer<D>)>,
}

impl<D: Disk + Clone, C: Fn() -> Duration, R: Fn(JournalReply)> Work<D, C, R> {
    fn run(&mut self, received: &Receiver<Command>) {
        loop {
            let command = match self.due() {
                None => received.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(due) => received.recv_timeout(due.saturating_sub((self.clock)())),
            };
            match command {
                Ok(command) => self.take(command),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            // What came meanwhile shares one sync, as long as it is not very much.
            while !self.is_full()
                && let Ok(command) = received.try_recv()
            {
                self.take(command);
            }
            self.advance();
        }
        self.flush();
        for (_, writer) in &mut self.stranded {
            writer.flush((self.clock)());
        }
    }

    fn is_full(&self) -> bool {
        self.open.as_ref().is_some_and(|(_, writer)| writer.is_full())
    }

    fn doubt(&mut self) {
        for (_, writer) in self.open.iter_mut().chain(&mut self.stranded) {
            writer.doubt();
        }
    }

    fn due(&self) -> Option<Duration> {
        let writers = self.open.iter().chain(&self.stranded);
        writers
            .filter_map(|(_, writer)| writer.due())
            .chain(self.next_beat)
            .min()
    }

    fn take(&mut self, command: Command) {
        match command {
            Command::Begin { folder } => {
                self.close();
                let dir = self.root.join(&folder);
                let writer = Writer::begin(self.disk.clone(), dir, self.holder.clone());
                self.open = Some((folder, writer));
            }
            Command::Open { folder, locking } => self.reopen(folder, locking),
            Command::Snapshot { file, bytes } => {
                if let Some((_, writer)) = &mut self.open {
                    writer.snapshot(&file, bytes);
                }
            }
            Command::Append(folder, record) => self.append(&folder, &record),
            Command::Heartbeat(mono) => {
                if let Some((_, writer)) = &mut self.open {
                    writer.beat(mono);
                    self.next_beat = Some((self.clock)() + BEAT);
                }
            }
            Command::Amend {
                task,
                folder,
                events,
                again,
                at,
                mono,
            } => {
                if again && self.unlocked.contains(&folder) {
                    self.waived.insert(folder.clone());
                }
                let locking = if self.waived.contains(&folder) {
                    Locking::Waived
                } else {
                    Locking::Required
                };
                let opened = Opening {
                    pid: self.holder.pid,
                    host: self.holder.host.clone(),
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                    carried_ms: 0,
                };
                let time = (&*at, mono);
                let done = self.free(&folder).and_then(|()| {
                    sessions::amend(
                        &self.disk,
                        &self.root,
                        &folder,
                        &self.holder,
                        opened,
                        events,
                        locking,
                        time,
                    )
                });
                if matches!(done, Err(SessionError::Lock(LockError::Unsupported(_)))) {
                    self.unlocked.insert(folder);
                }
                let done = done.map(|stale| {
                    if let Some(stale) = stale {
                        (self.reply)(JournalReply::Note(stale.to_string()));
                    }
                });
                (self.reply)(JournalReply::Amended(task, done));
            }
            Command::Flush => self.flush(),
            Command::Close => self.close(),
            Command::Panic => panic!("a panic in the journal, asked for by a test"),
        }
    }

    fn append(&mut self, folder: &str, record: &Record) {
        let now = (self.clock)();
        let mut writers = self.open.iter_mut().chain(&mut self.stranded);
        if let Some((_, writer)) = writers.find(|(name, _)| name == folder) {
            writer.append(record, now);
        } else {
            // In another session's journal it would be worse than lost: it would make that one false.
            let sentence = format!(
                "What was just done in {folder} could not be written: a fault in hotseat itself closed its journal. \
                 Leave the interview, which offers a file."
            );
            (self.reply)(JournalReply::Failed(folder.to_owned(), sentence));
        }
    }

    /// Saves a session that was left with records that could not be, and gives its lock back: it is held here,
    /// and whoever opened it would hear of another hotseat.
    fn free(&mut self, folder: &str) -> Result<(), SessionError> {
        let Some(at) = self.stranded.iter().position(|(name, _)| name == folder) else {
            return Ok(());
        };
        let (folder, mut writer) = self.stranded.swap_remove(at);
        writer.flush((self.clock)());
        if writer.is_idle() {
            self.leave(folder, writer);
            return Ok(());
        }
        let why = writer.failed().and_then(|why| why.split(": ").next());
        let sentence = format!(
            "The interview cannot go on before it is saved: {}.",
            why.unwrap_or("saving takes long").trim_end_matches('.')
        );
        self.stranded.push((folder, writer));
        Err(SessionError::Unsaved(sentence))
    }

    fn reopen(&mut self, folder: String, locking: Locking) {
        self.close();
        if let Err(error) = self.free(&folder) {
            (self.reply)(JournalReply::Opened(folder, Err(error)));
            return;
        }
        let answered = self.asked.as_ref() == Some(&folder);
        if answered {
            self.waived.insert(folder.clone());
        }
        let locking = if answered { Locking::Waived } else { locking };
        let asked = folder.clone();
        let opened =
            sessions::open(&self.disk, &self.root, &folder, &self.holder, locking).map(|mut opened| {
                let writer = Writer::resume(
                    self.disk.clone(),
                    self.root.join(&folder),
                    opened.lock.take(),
                    self.holder.clone(),
                    opened.number,
                    opened.seq,
                );
                self.open = Some((folder, writer));
                Box::new(opened)
            });
        let unlocked = matches!(opened, Err(SessionError::Lock(LockError::Unsupported(_))));
        self.asked = unlocked.then(|| asked.clone());
        (self.reply)(JournalReply::Opened(asked, opened));
    }

    /// Writes how far the clock came, while the session is alive.
    fn beat(&mut self, now: Duration) {
        if self.next_beat.is_none_or(|at| at > now) {
            return;
        }
        let alive = Duration::from_millis(self.alive.load(Ordering::Relaxed));
        self.next_beat = None;
        if let Some((_, writer)) = &mut self.open
            && now.saturating_sub(alive) <= Duration::from_millis(SILENT)
        {
            writer.beat(now);
            self.next_beat = Some(now + BEAT);
        }
    }

    fn advance(&mut self) {
        let now = (self.clock)();
        self.beat(now);
        if let Some((folder, writer)) = &mut self.open {
            self.swollen |= writer.is_full();
            let outcomes = writer.advance(now);
            if self.swollen && writer.is_idle() {
                self.swollen = false;
                give_back();
            }
            tell(&self.reply, folder, outcomes);
        }
        if self.stranded.is_empty() {
            return;
        }
        for (_, writer) in &mut self.stranded {
            writer.advance(now);
        }
        let stranded = std::mem::take(&mut self.stranded);
        let (saved, left) = stranded.into_iter().partition(|(_, writer)| writer.is_idle());
        self.stranded = left;
        for (folder, writer) in saved {
            self.leave(folder, writer);
        }
    }

    fn flush(&mut self) {
        if let Some((folder, writer)) = &mut self.open {
            let outcomes = writer.flush((self.clock)());
            tell(&self.reply, folder, outcomes);
        }
    }

    fn close(&mut self) {
        self.flush();
        match self.open.take() {
            Some((folder, writer)) if writer.is_idle() => self.leave(folder, writer),
            Some(unsaved) => self.stranded.push(unsaved),
            None => {}
        }
    }

    /// Makes what is derived from a session's records, then gives its lock back.
    fn leave(&self, folder: String, writer: Writer<D>) {
        if writer.dir().is_dir()
            && let Err(error) = sessions::write_result(&self.disk, &self.root, &folder)
        {
            (self.reply)(JournalReply::Note(error.to_string()));
        }
        drop(writer);
        (self.reply)(JournalReply::Closed(folder));
    }
}

fn tell(reply: &impl Fn(JournalReply), folder: &str, outcomes: Vec<Outcome>) {
    for outcome in outcomes {
        reply(match outcome {
            Outcome::Saved(seq) => JournalReply::Saved(folder.to_owned(), seq),
            Outcome::Failed(sentence) => JournalReply::Failed(folder.to_owned(), sentence),
            Outcome::Note(sentence) => JournalReply::Note(sentence),
        });
    }
}
