//! Entering and leaving the terminal.
//!
//! [`Restore::leave`] is the one function for every way out: the end, an error, a signal, a panic, a
//! stop, a lent terminal. It is one write and may be called twice; nothing hangs on a `Drop`, which an
//! exit skips. The settings from before are read once and never again: after a stop the shell may have
//! put back ours.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use rustix::stdio::{stdin, stdout};
use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcgetwinsize, tcsetattr};

use super::{Error, Mouse, TerminalEnv};
use crate::app::msg::Size;

const ENTER: &[u8] = b"\x1b[?1049h\x1b[2J\x1b[?25l\x1b[?2004h\x1b[?1004h";
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const KITTY_ON: &[u8] = b"\x1b[>1u";
const KITTY_OFF: &[u8] = b"\x1b[<u";
const TITLE_KEEP: &[u8] = b"\x1b[22;2t";
const TITLE_BACK: &[u8] = b"\x1b[23;2t";
/// Ends a half-written string and a half-painted frame before anything else.
const LEAVE_FIRST: &[u8] = b"\x1b\\\x1b[?2026l";
const LEAVE_LAST: &[u8] =
    b"\x1b[?2004l\x1b[?1004l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[0m\x1b[?1049l\x1b[?25h";

/// The size assumed where the terminal tells none.
const UNKNOWN_SIZE: Size = Size {
    width: 80,
    height: 24,
};

/// What is needed to give the terminal back as it was, from any thread.
#[derive(Debug)]
pub struct Restore {
    before: Termios,
    entered: AtomicBool,
    kitty: AtomicBool,
    title: AtomicBool,
    mouse: Mouse,
}

impl Restore {
    /// Reads how the terminal is now, refusing where there is none or none that can be painted on.
    pub fn new(env: &TerminalEnv, mouse: Mouse) -> Result<Self, Error> {
        if !rustix::termios::isatty(stdin()) {
            return Err(Error::NoTerminal { stream: "input" });
        }
        if !rustix::termios::isatty(stdout()) {
            return Err(Error::NoTerminal { stream: "output" });
        }
        if env.term == "dumb" {
            return Err(Error::DumbTerminal);
        }
        let before = tcgetattr(stdin()).map_err(Error::terminal("its settings could not be read"))?;
        Ok(Self {
            before,
            entered: AtomicBool::new(false),
            kitty: AtomicBool::new(false),
            title: AtomicBool::new(false),
            mouse,
        })
    }

    /// Takes the terminal: raw, alternate screen, cursor hidden, pastes bracketed.
    pub fn enter(&self) -> Result<(), Error> {
        // First the settings: in the background this stops us until `fg`, before anything is written.
        let mut raw = self.before.clone();
        raw.make_raw();
        set(&raw).map_err(Error::terminal("it could not be set to raw mode"))?;
        self.entered.store(true, Ordering::SeqCst);
        let mut bytes = ENTER.to_vec();
        if self.mouse == Mouse::On {
            bytes.extend_from_slice(MOUSE_ON);
        }
        if self.kitty.load(Ordering::SeqCst) {
            bytes.extend_from_slice(KITTY_ON);
        }
        write_all(&bytes).map_err(Error::terminal("it could not be written to"))
    }

    /// Gives the terminal back; does nothing if it was not taken. Errors are ignored: there is nowhere
    /// to report them.
    pub fn leave(&self) {
        if self.entered.swap(false, Ordering::SeqCst) {
            self.give_back();
        }
    }

    fn give_back(&self) {
        let _ = write_all(&self.leave_bytes());
        let _ = set(&self.before);
    }

    fn leave_bytes(&self) -> Vec<u8> {
        let mut bytes = LEAVE_FIRST.to_vec();
        if self.kitty.load(Ordering::SeqCst) {
            bytes.extend_from_slice(KITTY_OFF);
        }
        if self.title.swap(false, Ordering::SeqCst) {
            bytes.extend_from_slice(TITLE_BACK);
        }
        bytes.extend_from_slice(LEAVE_LAST);
        bytes
    }

    /// Puts the settings back and leaves the screen even if another program, an editor that was ended,
    /// held it last.
    pub fn take_back(&self) {
        self.entered.store(false, Ordering::SeqCst);
        self.give_back();
    }

    /// Sets only the settings from before, which in the background stops us until `fg`.
    pub fn cooked(&self) {
        let _ = set(&self.before);
    }

    /// Gives back a terminal that takes no more bytes: nothing here waits for it.
    pub fn force(&self) {
        let flags = fcntl_getfl(stdout());
        if let Ok(flags) = flags {
            let _ = fcntl_setfl(stdout(), flags | OFlags::NONBLOCK);
        }
        let _ = tcflush(stdout(), QueueSelector::OFlush);
        let _ = rustix::io::write(stdout(), &self.leave_bytes());
        let _ = set(&self.before);
        if let Ok(flags) = flags {
            let _ = fcntl_setfl(stdout(), flags);
        }
    }

    /// Returns whether the terminal is ours at this moment.
    pub fn is_entered(&self) -> bool {
        self.entered.load(Ordering::SeqCst)
    }

    /// Turns the kitty keyboard protocol on, now and at every later entry.
    pub fn use_kitty(&self, bytes: &mut Vec<u8>) {
        if !self.kitty.swap(true, Ordering::SeqCst) {
            bytes.extend_from_slice(KITTY_ON);
        }
    }

    /// Sets the window's title, keeping the one from before for the way out.
    pub fn set_title(&self, title: &str, bytes: &mut Vec<u8>) {
        if !self.title.swap(true, Ordering::SeqCst) {
            bytes.extend_from_slice(TITLE_KEEP);
        }
        bytes.extend_from_slice(b"\x1b]2;");
        bytes.extend(clean(title).bytes());
        bytes.extend_from_slice(b"\x1b\\");
    }
}

/// Returns `text` without anything that could end or begin a sequence.
pub fn clean(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_control()).collect()
}

/// The terminal's size; 80 by 24 where it tells none.
pub fn size() -> Size {
    match tcgetwinsize(stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size {
            width: size.ws_col,
            height: size.ws_row,
        },
        _ => UNKNOWN_SIZE,
    }
}

/// Returns the questions to ask once after the first paint; answers come whenever they come.
pub fn questions(env: &TerminalEnv) -> Vec<u8> {
    if env.term == "linux" || env.term.is_empty() {
        return Vec::new();
    }
    let mut bytes = b"\x1b[?u".to_vec();
    if !env.remote {
        bytes.extend_from_slice(b"\x1b]11;?\x1b\\");
    }
    // Last what every terminal answers.
    bytes.extend_from_slice(b"\x1b[?2026$p\x1b[c");
    bytes
}

/// Writes everything, waiting where the terminal is slow.
pub fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(stdout(), bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::INTR) => {}
            // Someone else made the shared descriptor non-blocking: wait for room ourselves.
            Err(Errno::AGAIN) => {
                let _ = poll(&mut [PollFd::new(&stdout(), PollFlags::OUT)], None);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn set(termios: &Termios) -> io::Result<()> {
    loop {
        match tcsetattr(stdin(), OptionalActions::Now, termios) {
            Err(Errno::INTR) => {}
            done => return Ok(done?),
        }
    }
}
