//! An interview without the screens: plain lines in, plain lines out, for screen readers and scripts. It
//! is the same app, the same journal and the same clock; only what is shown is said. Lines are read and
//! written on threads of their own, so that neither holds up the clock.

mod answering;
mod card;
mod commands;
mod doing;
mod leaving;
pub mod markdown;
mod opening;
mod parts;
mod patching;
mod quote;
mod reader;
mod running;
mod scoring;
mod stories;
mod talk;
mod tell;
mod words;
mod writer;

use std::io::{self, ErrorKind, Read, Write};
use std::time::Duration;

use rustix::termios::tcgetwinsize;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver, unbounded_channel};

use super::alarm::Alarm;
use super::clock::Clock;
use super::effects::judge::Runner;
use super::effects::store::{Places, Store};
use super::ending::BeforeEnd;
use super::owed::Owed;
use super::signals::{Caught, Signals, Whom, stop};
use super::{Error, FLUSH};
use crate::app::effect::Effect;
use crate::app::msg::{Msg, Signal, Size};
use crate::app::{Goal, Start};
use reader::Input;
use writer::Writer;

pub use markdown::Letters;
pub use opening::Begin;
pub use talk::{End, Talk};
pub use words::{Line, Shape};
pub use writer::shown;

/// Wide enough that nothing is laid out as for a small screen.
pub const SIZE: Size = Size {
    width: 200,
    height: 60,
};
/// The longest the end waits for the disk; a signal waits less.
const AT_THE_END: Duration = Duration::from_secs(5);
/// The longest lines wait for the disk.
const FOR_THE_DISK: Duration = Duration::from_secs(1);
/// A wake-up later than this may have a cause that is still to be heard of.
const LATE: Duration = Duration::from_millis(100);
/// How long that cause is waited for.
const GRACE: Duration = Duration::from_millis(50);

/// What the environment and the configuration say about a run in lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    pub places: Places,
    /// `TZ`, where it is set.
    pub zone: Option<String>,
    pub begin: Begin,
    pub width: Width,
    pub letters: Letters,
}

/// How long a line may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// A paragraph is a line: whoever reads the pipe wraps it.
    Unwrapped,
    /// As wide as the terminal on standard output is.
    Terminal,
}

/// How a run in lines ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub code: u8,
    /// What went wrong, in a sentence.
    pub failure: Option<String>,
}

/// Holds an interview in lines until it ends. Must be called on the main thread: stopping is handled there.
pub fn run(
    options: &Options,
    start: Start,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> Result<Ended, Error> {
    let reactor = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(Error::system("an event queue"))?;
    let before_end = BeforeEnd::default();
    let ended = reactor.block_on(async {
        let lines = Lines::new(options, &before_end, input, output)?;
        lines.run(start).await
    });
    before_end.run(FLUSH);
    // A thread that still waits for input is left behind.
    reactor.shutdown_background();
    ended
}

/// Everything the loop owns.
struct Lines {
    clock: Clock,
    store: Store,
    runner: Runner,
    answers: UnboundedReceiver<Msg>,
    signals: Signals,
    alarm: Alarm,
    input: Receiver<Input>,
    writer: Writer,
    begin: Begin,
    width: Width,
    letters: Letters,
    /// Lines that came with the one that began.
    held: Vec<String>,
    owed: Owed,
    /// Lines that wait until what they tell of is on disk.
    unsaid: Vec<Line>,
    /// What woke the loop while a signal was awaited; it comes after that.
    after_signal: Option<Woken>,
    /// What became of the output, once it cannot be written to.
    output: io::Result<()>,
}

/// Why the loop woke.
enum Woken {
    Signal(Caught),
    Answer(Msg),
    Input(Input),
    /// The output is closed, or cannot be written to.
    Output(io::Result<()>),
    Time,
}

impl Lines {
    fn new(
        options: &Options,
        before_end: &BeforeEnd,
        input: impl Read + Send + 'static,
        output: impl Write + Send + 'static,
    ) -> Result<Self, Error> {
        let clock = Clock::start(options.zone.as_deref());
        let (sender, answers) = unbounded_channel();
        Ok(Self {
            runner: Runner::new(
                options.places.python.clone(),
                options.places.trust.clone(),
                sender.clone(),
                before_end,
            ),
            store: Store::new(options.places.clone(), sender, clock.clone(), before_end),
            answers,
            signals: Signals::new().map_err(Error::system("the signal handlers"))?,
            alarm: Alarm::new().map_err(Error::system("a timer"))?,
            input: reader::start(input).map_err(Error::system("a thread for the input"))?,
            writer: Writer::start(output).map_err(Error::system("a thread for the output"))?,
            clock,
            begin: options.begin,
            width: options.width,
            letters: options.letters,
            held: Vec::new(),
            owed: Owed::new(FOR_THE_DISK),
            unsaid: Vec::new(),
            after_signal: None,
            output: Ok(()),
        })
    }

    async fn run(mut self, start: Start) -> Result<Ended, Error> {
        self.say(&opening::lines(&start.goal, self.begin));
        if self.begin == Begin::WhenAsked
            && let Goal::Begin(_) = start.goal
            && let Some(ended) = self.asked_to_begin().await
        {
            return Ok(self.finish(ended).await);
        }
        let mut talk = Talk::new(start, self.letters, &self.clock.now());
        loop {
            self.perform(&mut talk);
            if talk.end().is_some() {
                break;
            }
            let woken = self.wait(&talk).await?;
            let now = self.clock.now();
            match woken {
                Woken::Signal(Caught::End(cause)) => {
                    talk.message(Msg::Signal(Signal::End(cause.code())), &now);
                }
                Woken::Signal(Caught::Stop) => {
                    talk.message(Msg::Wake, &now);
                    self.perform(&mut talk);
                    stop(Whom::Group);
                    talk.message(Msg::Signal(Signal::Continued), &self.clock.now());
                }
                Woken::Signal(Caught::Continued) => talk.message(Msg::Signal(Signal::Continued), &now),
                Woken::Signal(Caught::Resized) => {}
                Woken::Answer(message) => talk.message(message, &now),
                Woken::Input(Input::Lines(lines)) => talk.hear(&lines, &now),
                Woken::Input(Input::End) => talk.end_of_input(&now),
                Woken::Output(done) => {
                    // Nobody listens: what was typed is kept, and nothing is said.
                    self.output = done;
                    talk.end_of_input(&now);
                }
                Woken::Time => talk.message(Msg::Wake, &now),
            }
        }
        let ended = self.last_words(&mut talk).await?;
        Ok(self.finish(ended).await)
    }

    /// Waits for the line that begins; an end before it is returned.
    async fn asked_to_begin(&mut self) -> Option<Ended> {
        loop {
            let code = tokio::select! {
                biased;
                caught = self.signals.next() => match caught {
                    Caught::End(cause) => cause.code(),
                    Caught::Stop => {
                        stop(Whom::Group);
                        continue;
                    }
                    Caught::Continued | Caught::Resized => continue,
                },
                heard = self.input.recv() => {
                    let mut lines = match heard {
                        Some(Input::Lines(lines)) => lines.into_iter(),
                        Some(Input::End) | None => Vec::new().into_iter(),
                    };
                    match lines.next().as_deref().map(str::trim) {
                        Some("") => {
                            self.held = lines.collect();
                            return None;
                        }
                        None | Some("[leave]") => 0,
                        Some(_) => {
                            self.say(&[Line::prose("An empty line begins; [leave] leaves.")]);
                            continue;
                        }
                    }
                }
                _ = self.writer.done() => 0,
            };
            self.say(&[Line::prose("Nothing was begun.")]);
            return Some(Ended { code, failure: None });
        }
    }

    async fn wait(&mut self, talk: &Talk) -> Result<Woken, Error> {
        if let Some(woken) = self.after_signal.take() {
            return Ok(woken);
        }
        if talk.listens() && !self.held.is_empty() {
            return Ok(Woken::Input(Input::Lines(std::mem::take(&mut self.held))));
        }
        let now = self.clock.now();
        let wait = talk
            .next_wake(&now)
            .map(|wait| wait.max(Duration::from_millis(1)));
        let due = wait.map(|wait| now.mono + wait);
        let owed = self.owed.due(talk.disk(), now.mono);
        let due = due.into_iter().chain(owed).min();
        self.alarm
            .set(due.map(|due| self.clock.absolute(due)))
            .map_err(Error::system("a timer"))?;
        let woken = tokio::select! {
            biased;
            caught = self.signals.next() => Woken::Signal(caught),
            Some(message) = self.answers.recv() => Woken::Answer(message),
            done = self.writer.done() => Woken::Output(done),
            rung = self.alarm.rung() => {
                rung.map_err(Error::system("a timer"))?;
                Woken::Time
            }
            heard = self.input.recv(), if talk.listens() => Woken::Input(heard.unwrap_or(Input::End)),
        };
        let late = due.is_some_and(|due| self.clock.mono().saturating_sub(due) >= LATE);
        if late && !matches!(woken, Woken::Signal(_)) {
            // What came in a stop is told of at once, the signal a little later: without it the stop would be
            // time spent.
            if let Ok(caught) = tokio::time::timeout(GRACE, self.signals.next()).await {
                self.after_signal = Some(woken);
                return Ok(Woken::Signal(caught));
            }
        }
        Ok(woken)
    }

    /// Says what is to be said, and does what is to be done.
    fn perform(&mut self, talk: &mut Talk) {
        for effect in talk.take_effects() {
            self.owed.asked(&effect, talk.disk(), self.clock.mono());
            match effect {
                Effect::LoadBanks => self.store.load_banks(),
                Effect::Begin { folder } => self.store.begin(folder),
                Effect::OpenSession { folder } => self.store.open(folder),
                Effect::Snapshot { file, bytes } => self.store.snapshot(file, bytes),
                Effect::Append(folder, record) => self.store.append(folder, record),
                Effect::Heartbeat(mono) => self.store.heartbeat(mono),
                Effect::CloseSession => self.store.close(),
                Effect::Export { task, folder, format } => self.store.export(task, folder, format),
                Effect::RescueSession {
                    task,
                    folder,
                    session,
                    questions,
                } => self.store.rescue_session(task, folder, session, questions),
                Effect::Rescue { task, folder, text } => self.store.rescue(task, folder, text),
                Effect::LoadStories => self.store.load_stories(),
                Effect::Remember { loop_id, seed } => self.store.remember(loop_id, seed),
                Effect::WarmJudge { task, name, question } => self.runner.warm(task, name, question),
                Effect::Run { task, request } => self.runner.run(task, request),
                Effect::CancelRun(task) => self.runner.cancel(task),
                Effect::CoolJudge => self.runner.cool(),
                // The talk keeps what is for screens and terminals to itself.
                _ => {}
            }
        }
        self.unsaid.extend(talk.take_lines());
        if self.owed.due(talk.disk(), self.clock.mono()).is_none() {
            self.say_all();
        }
    }

    fn say_all(&mut self) {
        let lines = std::mem::take(&mut self.unsaid);
        self.say(&lines);
    }

    fn say(&self, lines: &[Line]) {
        let width = match self.width {
            Width::Unwrapped => None,
            Width::Terminal => tcgetwinsize(rustix::stdio::stdout())
                .ok()
                .map(|size| usize::from(size.ws_col))
                .filter(|width| *width > 0),
        };
        self.writer.say(lines, width);
    }

    /// Waits until what happened is on disk, or cannot be.
    async fn last_words(&mut self, talk: &mut Talk) -> Result<Ended, Error> {
        let code = match talk.end() {
            Some(End::Nothing(why)) => {
                return Ok(Ended {
                    code: 1,
                    failure: Some(why.clone()),
                });
            }
            Some(End::Code(code)) => *code,
            None => 0,
        };
        let within = if code == 0 { AT_THE_END } else { FLUSH };
        let end = self.clock.mono() + within;
        self.alarm
            .set(Some(self.clock.absolute(end)))
            .map_err(Error::system("a timer"))?;
        let mut closed = false;
        while !closed && talk.unsaved().is_none() {
            let message = tokio::select! {
                Some(message) = self.answers.recv() => message,
                _ = self.alarm.rung() => break,
            };
            // The history is read anew once a session is closed, and only then.
            closed = matches!(message, Msg::History(_) | Msg::NoHistory(_));
            talk.message(message, &self.clock.now());
        }
        let saved = talk.saved();
        talk.keep_elsewhere();
        self.perform(talk);
        if !saved {
            // Written elsewhere, where that was asked for.
            while let Ok(Some(message)) = tokio::time::timeout(FLUSH, self.answers.recv()).await {
                let written = matches!(message, Msg::Exported(..));
                talk.message(message, &self.clock.now());
                if written {
                    break;
                }
            }
        }
        talk.say_farewell(saved);
        self.perform(talk);
        Ok(if saved || code != 0 {
            Ended { code, failure: None }
        } else {
            Ended {
                code: 3,
                failure: Some(talk.unsaved().map_or_else(
                    || "The disk takes too long: the last of what was typed may not be kept.".to_owned(),
                    str::to_owned,
                )),
            }
        })
    }

    /// Waits until everything is said, unless a signal says otherwise.
    async fn finish(mut self, ended: Ended) -> Ended {
        self.say_all();
        self.writer.finish();
        if ended.code > 128 {
            let _ = tokio::time::timeout(FLUSH, self.writer.done()).await;
            return ended;
        }
        loop {
            tokio::select! {
                biased;
                caught = self.signals.next() => {
                    if let Caught::End(cause) = caught {
                        return Ended { code: cause.code(), failure: None };
                    }
                }
                done = self.writer.done() => {
                    return match self.output.and(done) {
                        // Whoever went away needs no more lines.
                        Err(error) if error.kind() != ErrorKind::BrokenPipe => unsaid(&error),
                        _ => ended,
                    };
                }
            }
        }
    }
}

fn unsaid(error: &io::Error) -> Ended {
    Ended {
        code: 3,
        failure: Some(format!(
            "The lines cannot be written to standard output: {error}. Everything typed is kept; `hotseat resume --plain` \
             goes on."
        )),
    }
}
