//! The only asynchronous code: clocks, terminal, threads.
//!
//! [`run`] takes the terminal, drives the app until it ends and gives the terminal back, whatever
//! happens. Nothing but `input` ever reads the terminal: crossterm's own reader loses keys, and is
//! started by innocent calls (`clippy.toml` names them).

mod alarm;
mod canvas;
pub mod clock;
mod effects;
mod ending;
mod event_loop;
mod face;
mod gather;
mod input;
mod memory;
mod output;
mod owed;
mod panic;
mod parser;
pub mod plain;
mod queue;
mod replies;
mod signals;
mod terminal;
mod watchdog;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::app::Start;
use crate::storage::export::Formulas;
use crate::ui::theme::{Depth, GlyphSet, Ground};
use crate::ui::widgets::math;
pub use effects::handover::{Editor, edit_text};
pub use effects::journal;
pub use effects::store::Places;
use ending::BeforeEnd;
use event_loop::Loop;
use terminal::Restore;

/// Formulas of exports, as the screen shows them.
pub const FORMULAS: Formulas = Formulas {
    inline: |tex| math::inline(tex, false),
    display: |tex| math::display(tex, false),
};

/// The most that flushing the journal may take at the end.
const FLUSH: Duration = Duration::from_millis(500);

/// What the environment and the configuration say about this run.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    pub terminal: TerminalEnv,
    pub look: Look,
    pub mouse: Mouse,
    pub editor: Editor,
    /// Where files are.
    pub places: Places,
    /// `TZ`, where it is set.
    pub zone: Option<String>,
    /// What a test wants to go wrong.
    pub fault: Option<Fault>,
}

/// What the environment says about the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TerminalEnv {
    /// `TERM`; empty where it is not set.
    pub term: String,
    /// Whether an `SSH_*` variable is set: the background is then not asked for.
    pub remote: bool,
}

/// How the screens look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub depth: Depth,
    /// `None`: ask the terminal, and take dark until it answers.
    pub ground: Option<Ground>,
    pub glyphs: GlyphSet,
    /// The background as the terminal told it last time.
    pub remembered: Option<[u8; 3]>,
}

/// Whether the mouse is reported to hotseat or left to the terminal's own selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    On,
    Off,
}

/// What goes wrong at the first key, for tests of the ways out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Update,
    Render,
    /// A thread of no importance.
    Thread,
    /// The thread that writes the journal.
    Journal,
    /// The thread that runs code.
    Judge,
    /// A panic, and another while the first is dealt with.
    Twice,
    /// The stack is used up.
    Stack,
    /// Memory is refused.
    Memory,
    Error,
}

impl Fault {
    /// Returns the fault of this name (`HOTSEAT_TEST_PANIC`).
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "update" => Some(Self::Update),
            "render" => Some(Self::Render),
            "thread" => Some(Self::Thread),
            "journal" => Some(Self::Journal),
            "judge" => Some(Self::Judge),
            "twice" => Some(Self::Twice),
            "stack" => Some(Self::Stack),
            "memory" => Some(Self::Memory),
            "error" => Some(Self::Error),
            _ => None,
        }
    }
}

/// Why the screens could not be shown, or ended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "The screens need a terminal, and standard {stream} is not one. Run hotseat in a terminal; \
         `hotseat --help` names the commands that do without."
    )]
    NoTerminal { stream: &'static str },
    #[error(
        "This terminal (TERM=dumb) cannot show screens. Use another, or set TERM to what it really is; \
         `hotseat --help` names the commands that do without."
    )]
    DumbTerminal,
    #[error("The terminal failed: {what} ({source}). Start hotseat again to go on.")]
    Terminal { what: &'static str, source: io::Error },
    #[error("The system refused {what} ({source}), without which hotseat cannot run.")]
    System { what: &'static str, source: io::Error },
}

impl Error {
    /// Returns the exit code due: 3 where the surroundings do not fit, else 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoTerminal { .. } | Self::DumbTerminal => 3,
            Self::Terminal { .. } | Self::System { .. } => 1,
        }
    }

    fn terminal<E: Into<io::Error>>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |error| Self::Terminal {
            what,
            source: error.into(),
        }
    }

    fn system<E: Into<io::Error>>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |error| Self::System {
            what,
            source: error.into(),
        }
    }
}

/// Runs the program in the terminal until it ends; returns its exit code. Must be called on the main
/// thread: stopping and panics are handled there.
pub fn run(options: Options, start: Start) -> Result<u8, Error> {
    let restore = Arc::new(Restore::new(&options.terminal, options.mouse)?);
    let before_end = BeforeEnd::default();
    panic::install(Arc::clone(&restore), before_end.clone(), options.fault);
    let outcome = drive(options, start, &restore, &before_end);
    before_end.run(FLUSH);
    restore.leave();
    outcome
}

fn drive(
    options: Options,
    start: Start,
    restore: &Arc<Restore>,
    before_end: &BeforeEnd,
) -> Result<u8, Error> {
    let reactor = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(Error::system("an event queue"))?;
    let outcome = reactor.block_on(async {
        let events = Loop::new(options, start, Arc::clone(restore), before_end.clone())?;
        events.run().await
    });
    // Helpers' threads are told by `before_end`; waiting for them here could be for ever.
    reactor.shutdown_background();
    outcome
}
