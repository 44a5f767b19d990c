//! The loop: waits for signals, answers, input and deadlines, lets the app update, performs the effects,
//! paints once.
//!
//! There is no tick: nothing wakes an idle program. All events of one read are in the queue before the
//! first is processed, and a frame is painted when the queue is empty, so a burst costs one frame. While
//! the terminal is lent nothing is read and nothing painted, but messages and the clock go on.

mod lending;

use std::collections::VecDeque;
use std::future::pending;
use std::io;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::alarm::Alarm;
use super::clock::Clock;
use super::effects::handover::Lent;
use super::effects::{Effects, Flow};
use super::ending::BeforeEnd;
use super::face::Face;
use super::gather::Gather;
use super::input::{Drained, Input};
use super::output::Output;
use super::owed::Owed;
use super::parser::{Out, Parser};
use super::queue::{Before, sort};
use super::replies::{Answer, read};
use super::signals::{Caught, Cause, Signals};
use super::terminal::{Restore, questions, size};
use super::watchdog::Watchdog;
use super::{Error, Fault, Look, Options};
use crate::app::effect::Effect;
use crate::app::msg::{Msg, Signal, Size};
use crate::app::{App, Start};
use crate::ui::theme::{Ground, Theme};
use crate::ui::{View, paint, render_unswept};

/// How soon after a paste without brackets more keys still belong to it.
const BURST_GAP: Duration = Duration::from_millis(50);
/// A wake-up later than this may have a cause that is still to be heard of: a stop of little more than a
/// second, which is a pause, makes the next tick hardly later.
const LATE: Duration = Duration::from_millis(100);
/// How long that cause is waited for.
const GRACE: Duration = Duration::from_millis(50);
/// The longest a frame waits for the disk.
const FOR_THE_DISK: Duration = Duration::from_millis(500);
/// How often a frame is painted at least while input never ends.
const BUSY_FRAME: Duration = Duration::from_millis(50);

/// Why the loop woke.
enum Woken {
    Signal(Caught),
    Answer(Msg),
    Editor(io::Result<ExitStatus>),
    Input(Drained),
    Time,
}

/// Everything the loop owns.
pub struct Loop {
    app: App,
    view: View,
    options: Options,
    clock: Clock,
    restore: Arc<Restore>,
    face: Face,
    size: Size,
    output: Output,
    signals: Signals,
    watchdog: Watchdog,
    input: Input,
    alarm: Alarm,
    /// When the app wants to be woken.
    wake_at: Option<Duration>,
    parser: Parser,
    outs: Vec<Out>,
    /// When silence decides what half a sequence was.
    patience_ends: Option<Duration>,
    /// How many bytes came since events were last queued; `None`: nothing stirred.
    stirred: Option<usize>,
    gather: Gather,
    before: Before,
    burst_ends: Duration,
    answers: UnboundedReceiver<Msg>,
    queue: VecDeque<Msg>,
    /// Input read before the terminal was lent; it comes after the editor's text.
    held: Vec<Msg>,
    effects: Effects,
    owed: Owed,
    lent: Option<Lent>,
    /// Nothing is left of the screen: paint whatever the app says.
    repaint: bool,
    /// Whether the last read left more to read.
    drained: Drained,
    painted: Duration,
    own_stop_ends: Duration,
    /// When the editor gave the terminal back.
    returned: Option<Duration>,
    /// The end is certain, with this code.
    ending: Option<u8>,
    fault: Option<Fault>,
    render_fails: bool,
}

impl Loop {
    /// Enters the terminal, paints the first frame, and only then does anything else.
    pub fn new(
        options: Options,
        mut start: Start,
        restore: Arc<Restore>,
        before_end: BeforeEnd,
    ) -> Result<Self, Error> {
        let clock = Clock::start(options.zone.as_deref());
        let watchdog = Watchdog::install().map_err(Error::system("the watchdog's pipe"))?;
        let signals = Signals::new().map_err(Error::system("the signal handlers"))?;
        let input = Input::new().map_err(Error::system("the terminal's input"))?;
        let alarm = Alarm::new().map_err(Error::system("a timer"))?;
        restore.enter()?;
        let size = size();
        start.size = size;
        let (app, asked) = App::new(start, &clock.now());
        let view = View::new(first_theme(options.look));
        let area = Rect::new(0, 0, size.width, size.height);
        let (sender, answers) = unbounded_channel();
        let mut this = Self {
            app,
            view,
            effects: Effects::new(
                sender,
                &before_end,
                Arc::clone(&restore),
                options.places.clone(),
                clock.clone(),
            ),
            owed: Owed::new(FOR_THE_DISK),
            clock,
            restore,
            face: Face::new(area),
            size,
            output: Output::new(),
            signals,
            watchdog,
            input,
            alarm,
            wake_at: None,
            parser: Parser::new(),
            outs: Vec::new(),
            patience_ends: None,
            stirred: None,
            gather: Gather::default(),
            before: Before::Keys,
            burst_ends: Duration::ZERO,
            answers,
            queue: VecDeque::new(),
            held: Vec::new(),
            lent: None,
            repaint: true,
            drained: Drained::Empty,
            painted: Duration::ZERO,
            own_stop_ends: Duration::ZERO,
            returned: None,
            ending: None,
            fault: options.fault,
            render_fails: false,
            options,
        };
        this.paint();
        if this.ending.is_none() {
            let mut asked = questions(&this.options.terminal);
            let written = this.output.frame(&mut asked, this.clock.mono());
            this.written(&written);
        }
        this.watchdog.start(Arc::clone(&this.restore), before_end);
        this.perform(asked);
        Ok(this)
    }

    /// Runs until the end; returns the exit code.
    pub async fn run(mut self) -> Result<u8, Error> {
        loop {
            self.settle()?;
            if let Some(code) = self.ending {
                self.end_editor(code).await?;
                return Ok(code);
            }
            self.paint();
            if self.queue.is_empty() {
                let woken = self.wait().await?;
                // A size told of before the end of the stop it came in would hide the stop.
                if matches!(woken, Woken::Signal(Caught::Resized)) || !matches!(woken, Woken::Signal(_)) {
                    self.signals_first().await?;
                }
                self.take(woken);
            }
        }
    }

    async fn wait(&mut self) -> Result<Woken, Error> {
        let now = self.clock.now();
        // Never at once: an app that asks for that would starve everything else.
        let wait = self
            .app
            .next_wake(&now)
            .map(|wait| wait.max(Duration::from_millis(1)));
        self.wake_at = wait.map(|wait| now.mono + wait);
        let owed = self.owed.due(&self.app.data.disk, now.mono);
        let due = [
            self.patience_ends,
            self.gather.due(),
            self.output.due(),
            self.wake_at,
            owed,
        ]
        .into_iter()
        .flatten()
        .min();
        let due = due.map(|due| self.clock.absolute(due));
        self.alarm.set(due).map_err(Error::system("a timer"))?;
        let reading = self.lent.is_none();
        let (parser, outs, stirred) = (&mut self.parser, &mut self.outs, &mut self.stirred);
        let feed = |bytes: &[u8]| {
            *stirred = Some(stirred.unwrap_or(0) + bytes.len());
            parser.feed(bytes, outs);
        };
        let woken = tokio::select! {
            biased;
            caught = self.signals.next() => Woken::Signal(caught),
            Some(message) = self.answers.recv() => Woken::Answer(message),
            status = ended(&mut self.lent), if !reading => Woken::Editor(status),
            drained = self.input.read(feed), if reading => {
                Woken::Input(drained.map_err(Error::system("the terminal's input"))?)
            }
            rung = self.alarm.rung() => {
                rung.map_err(Error::system("a timer"))?;
                Woken::Time
            }
        };
        Ok(woken)
    }

    /// Hears of SIGCONT before anything else after a stop, or the stop would count as time spent: what fell
    /// due meanwhile is told of at once, the signal only when some thread has run its handler.
    async fn signals_first(&mut self) -> Result<(), Error> {
        let now = self.clock.mono();
        // By the app's last message: the stop may have come before this wait began.
        let seen = &self.app.now;
        let due = self.app.next_wake(seen).map(|wait| seen.mono + wait);
        if due.is_none_or(|due| now.saturating_sub(due) < LATE) {
            return Ok(());
        }
        let end = self.clock.absolute(now + GRACE);
        self.alarm.set(Some(end)).map_err(Error::system("a timer"))?;
        loop {
            let caught = tokio::select! {
                biased;
                caught = self.signals.next() => caught,
                rung = self.alarm.rung() => return rung.map_err(Error::system("a timer")),
            };
            self.signal(caught);
            if caught == Caught::Continued {
                return Ok(());
            }
        }
    }

    /// Puts what arrived into the queue, and what the terminal has sent by now.
    fn take(&mut self, woken: Woken) {
        match woken {
            Woken::Input(drained) => return self.heard_terminal(drained),
            Woken::Signal(caught) => self.signal(caught),
            Woken::Answer(message) => self.queue.push_back(message),
            Woken::Editor(status) => self.editor_ended(status),
            Woken::Time => {
                if self.wake_at.is_some_and(|at| at <= self.clock.mono()) {
                    self.queue.push_back(Msg::Wake);
                }
            }
        }
        // Also before patience ends: the loop may have been late, not the terminal.
        self.drain();
        if self.patience_ends.is_some_and(|due| due <= self.clock.mono()) {
            self.parser.timeout(&mut self.outs);
            self.stirred = Some(0);
            self.heard_terminal(self.drained);
        }
        if self.gather.due().is_some_and(|due| due <= self.clock.mono()) {
            self.queue.extend(self.gather.rest());
        }
    }

    fn drain(&mut self) {
        if self.lent.is_some() {
            return;
        }
        let (parser, outs, stirred) = (&mut self.parser, &mut self.outs, &mut self.stirred);
        let drained = self.input.drain(|bytes| {
            *stirred = Some(stirred.unwrap_or(0) + bytes.len());
            parser.feed(bytes, outs);
        });
        self.heard_terminal(drained);
    }

    /// Queues what the parser made of the last bytes, or of the lack of them.
    fn heard_terminal(&mut self, drained: Drained) {
        self.drained = drained;
        if self.stirred.is_some() {
            self.queue_events();
        }
        if drained == Drained::Gone {
            self.end(Cause::hang_up());
        }
    }

    fn queue_events(&mut self) {
        let mono = self.clock.mono();
        self.patience_ends = self
            .parser
            .patience()
            .map(|wait| mono + Duration::from_millis(wait));
        let before = if mono <= self.burst_ends {
            self.before
        } else {
            Before::Keys
        };
        let (sorted, after) = sort(&mut self.outs, before);
        self.before = after;
        self.burst_ends = mono + BURST_GAP;
        let bytes = self.stirred.take().unwrap_or(0);
        let messages = self.gather.add(sorted.messages, bytes, (before, after), mono);
        self.queue.extend(messages);
        for answer in sorted.replies.iter().filter_map(|reply| read(reply)) {
            self.answered(answer);
        }
    }

    fn answered(&mut self, answer: Answer) {
        match answer {
            Answer::Background(red, green, blue) => self.queue.push_back(Msg::Background(red, green, blue)),
            Answer::Kitty => {
                self.parser.expect_kitty();
                self.restore.use_kitty(self.face.bytes());
            }
            Answer::NoSync => self.output.without_sync(),
        }
    }

    fn signal(&mut self, caught: Caught) {
        match caught {
            Caught::End(cause) if self.is_for_the_editor(cause) => self.watchdog.heard(),
            Caught::End(cause) => {
                self.drain();
                self.end(cause);
            }
            Caught::Stop => self.stopped(),
            Caught::Continued => self.continued(),
            Caught::Resized => self.measure(),
        }
    }

    /// Makes the end certain: the app hears of it after everything that came before, the text of an editor too.
    fn end(&mut self, cause: Cause) {
        if self.ending.is_none() {
            self.ending = Some(cause.code());
            if self.lent.is_none() {
                self.last_messages(cause.code());
            }
        }
    }

    /// Queues the end behind all that was typed: neither half a paste nor what waited for the editor is lost.
    fn last_messages(&mut self, code: u8) {
        self.parser.finish(&mut self.outs);
        self.queue_events();
        self.queue.extend(self.gather.rest());
        self.queue.extend(self.held.drain(..));
        self.queue.push_back(Msg::Signal(Signal::End(code)));
    }

    /// Updates until the queue is empty.
    fn settle(&mut self) -> Result<(), Error> {
        let now = self.clock.now();
        loop {
            while let Some(message) = self.queue.pop_front() {
                self.notice(&message)?;
                let asked = self.app.update(message, &now);
                self.perform(asked);
            }
            // Answers that came meanwhile belong to the same frame.
            match self.answers.try_recv() {
                Ok(message) => self.queue.push_back(message),
                Err(_) => return Ok(()),
            }
        }
    }

    /// What of a message concerns the runtime itself.
    fn notice(&mut self, message: &Msg) -> Result<(), Error> {
        match message {
            Msg::Background(red, green, blue) if self.options.look.ground.is_none() => {
                let look = &self.options.look;
                let theme = Theme::on(look.depth, (*red, *green, *blue), look.glyphs);
                if theme != self.view.theme {
                    self.view.set_theme(theme);
                    self.repaint = true;
                    self.effects.background(*red, *green, *blue);
                }
            }
            Msg::Key(_) => match self.fault {
                Some(Fault::Update | Fault::Twice) => panic!("a panic in update, asked for by a test"),
                Some(Fault::Stack) => {
                    deep(0);
                }
                Some(Fault::Memory) => std::alloc::handle_alloc_error(std::alloc::Layout::new::<[u64; 64]>()),
                Some(Fault::Journal) => {
                    self.fault = None;
                    self.effects.panic_in_journal();
                }
                Some(Fault::Thread) => {
                    self.fault = None;
                    let thread = std::thread::Builder::new()
                        .spawn(|| panic!("a panic in a thread, asked for by a test"));
                    let _ = thread.map(std::thread::JoinHandle::join);
                }
                Some(Fault::Error) => {
                    return Err(Error::system("a test's wish")(io::Error::other("an error")));
                }
                Some(Fault::Render) => self.render_fails = true,
                Some(Fault::Judge) | None => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn perform(&mut self, asked: Vec<Effect>) {
        for effect in asked {
            self.owed.asked(&effect, &self.app.data.disk, self.clock.mono());
            if let (Effect::Run { task, .. }, Some(Fault::Judge)) = (&effect, self.fault) {
                self.fault = None;
                self.effects.panic_in_judge(*task);
                continue;
            }
            match self.effects.perform(effect, self.face.bytes()) {
                Flow::On => {}
                // Nothing takes the terminal any more, and the code stays the signal's.
                _ if self.ending.is_some() => {}
                Flow::Quit(code) => {
                    self.ending = Some(code);
                    self.queue.clear();
                }
                Flow::Suspend => self.suspend(),
                Flow::Lend(text) => self.lend(text),
            }
        }
    }

    fn paint(&mut self) {
        if self.lent.is_some() {
            return;
        }
        let mono = self.clock.mono();
        let offered = self.output.offer(mono);
        self.written(&offered);
        // A terminal that lags is shown what is true once it has caught up, and nothing between.
        if !self.output.is_free() {
            return;
        }
        if self.drained == Drained::More && mono.saturating_sub(self.painted) < BUSY_FRAME {
            return;
        }
        if self.owed.due(&self.app.data.disk, mono).is_some() {
            return;
        }
        if self.app.take_dirty() || self.repaint {
            self.repaint = false;
            self.painted = mono;
            let (app, view, fails) = (&self.app, &mut self.view, self.render_fails);
            let dots = view.theme.glyphs.dots;
            let render = |frame: &mut Frame| {
                render_unswept(frame, app, view);
                assert!(!fails, "a panic in render, asked for by a test");
            };
            self.face.draw(render, |cells| paint::sweep(cells, dots));
        }
        let written = self.output.frame(self.face.bytes(), mono);
        self.written(&written);
    }

    /// A terminal that cannot be written to is gone.
    fn written(&mut self, written: &io::Result<()>) {
        if written.is_err() {
            self.end(Cause::hang_up());
        }
    }
}

/// Uses up the stack, for a test.
#[expect(unconditional_recursion, reason = "that is what it is for")]
fn deep(level: u64) -> u64 {
    let room = std::hint::black_box([level; 512]);
    deep(level + 1) + room[1]
}

async fn ended(lent: &mut Option<Lent>) -> io::Result<ExitStatus> {
    match lent {
        Some(lent) => lent.ended().await,
        None => pending().await,
    }
}

/// Returns the theme until the terminal has answered: as configured, else as it answered last time, else
/// the 16 colours that are safe on any background.
fn first_theme(look: Look) -> Theme {
    match (look.ground, look.remembered) {
        (Some(ground), _) => Theme::new(look.depth, ground, look.glyphs),
        (None, Some([red, green, blue])) => Theme::on(look.depth, (red, green, blue), look.glyphs),
        (None, None) => Theme::new(look.depth.until_answered(), Ground::Dark, look.glyphs),
    }
}
