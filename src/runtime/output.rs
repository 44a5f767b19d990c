//! Frames on their way to the terminal. The loop never waits for a terminal that is slow or does not read: what
//! it does not take at once is kept and offered again, and no other frame is painted until it is gone. So frames
//! are skipped and not queued, and keys, clock and journal go on.
//!
//! Waiting must be possible without touching the flags of the descriptor, which are shared with the shell. So
//! the terminal is opened once more, by itself. Where the system refuses that, writes wait as they always did.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::terminal::write_all;

const FRAME_BEGIN: &[u8] = b"\x1b[?2026h";
const FRAME_END: &[u8] = b"\x1b[?2026l";
/// A frame shorter than this is a letter or a clock: a terminal takes it in one piece anyway.
const SMALL: usize = 64;
/// How often a frame may find no room before it is kept, and how long each time is: a large frame does not fit
/// a terminal's queue, and one that reads has room again at once.
const PATIENCE: usize = 10;
const MOMENT: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 2_000_000,
};
/// How soon a kept rest is offered again, at first and at most.
const SOON: Duration = Duration::from_millis(4);
const LATE: Duration = Duration::from_millis(64);

/// Whether frames are wrapped in a synchronised update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sync {
    On,
    Off,
}

/// The way to the terminal.
#[derive(Debug)]
pub struct Output {
    /// The terminal, opened so that a write does not wait.
    fd: Option<OwnedFd>,
    sync: Sync,
    /// What the terminal has not taken yet.
    rest: Vec<u8>,
    /// When the rest is offered again, and how long the wait was.
    due: Option<Duration>,
    wait: Duration,
}

impl Output {
    /// Opens the terminal that standard output is.
    pub fn new() -> Self {
        Self::over(open())
    }

    fn over(fd: Option<OwnedFd>) -> Self {
        Self {
            fd,
            sync: Sync::On,
            rest: Vec::new(),
            due: None,
            wait: SOON,
        }
    }

    /// Tells that the terminal knows no synchronised updates.
    pub fn without_sync(&mut self) {
        self.sync = Sync::Off;
    }

    /// Returns whether the terminal has taken everything, so that a new frame would be seen.
    pub fn is_free(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns when [`Output::offer`] is due.
    pub fn due(&self) -> Option<Duration> {
        self.due
    }

    /// Writes a frame, emptying it, in one call, so that no terminal shows half of it.
    pub fn frame(&mut self, frame: &mut Vec<u8>, mono: Duration) -> io::Result<()> {
        if frame.is_empty() {
            return Ok(());
        }
        if self.sync == Sync::On && frame.len() >= SMALL {
            frame.splice(0..0, FRAME_BEGIN.iter().copied());
            frame.extend_from_slice(FRAME_END);
        }
        let Some(fd) = &self.fd else {
            let written = write_all(frame);
            frame.clear();
            return written;
        };
        if !self.rest.is_empty() {
            self.rest.append(frame);
            return Ok(());
        }
        let mut written = 0;
        for _ in 0..PATIENCE {
            written += take(fd, &frame[written..])?;
            if written == frame.len() {
                frame.clear();
                return Ok(());
            }
            let _ = poll(&mut [PollFd::new(fd, PollFlags::OUT)], Some(&MOMENT));
        }
        self.rest.extend_from_slice(&frame[written..]);
        frame.clear();
        self.wait = SOON;
        self.due = Some(mono + SOON);
        Ok(())
    }

    /// Offers the rest again, when it is due.
    pub fn offer(&mut self, mono: Duration) -> io::Result<()> {
        let (Some(fd), Some(_)) = (&self.fd, self.due.filter(|due| *due <= mono)) else {
            return Ok(());
        };
        let taken = take(fd, &self.rest)?;
        self.rest.drain(..taken);
        self.wait = if taken > 0 {
            SOON
        } else {
            (self.wait * 2).min(LATE)
        };
        self.due = (!self.rest.is_empty()).then(|| mono + self.wait);
        Ok(())
    }

    /// Writes the rest and a last frame, however long it takes: the terminal is about to change hands.
    pub fn finish(&mut self, frame: &mut Vec<u8>) {
        self.rest.append(frame);
        let _ = write_all(&self.rest);
        self.rest.clear();
        self.due = None;
    }
}

/// Writes what fits now; returns how much that was.
fn take(fd: &OwnedFd, bytes: &[u8]) -> io::Result<usize> {
    let mut taken = 0;
    while taken < bytes.len() {
        match rustix::io::write(fd, &bytes[taken..]) {
            Ok(0) | Err(Errno::AGAIN) => break,
            Ok(count) => taken += count,
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(taken)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn open() -> Option<OwnedFd> {
    use rustix::fs::{Mode, OFlags, fstat};

    let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    // By its descriptor: in a container its name may be that of another.
    let fd = rustix::fs::open("/proc/self/fd/1", flags, Mode::empty()).ok()?;
    let (ours, other) = (fstat(rustix::stdio::stdout()).ok()?, fstat(&fd).ok()?);
    (ours.st_rdev == other.st_rdev && rustix::termios::isatty(&fd)).then_some(fd)
}

/// Elsewhere a terminal opened twice was not tried.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn open() -> Option<OwnedFd> {
    None
}

#[cfg(test)]
mod tests {
    use rustix::pipe::{PipeFlags, fcntl_setpipe_size, pipe_with};

    use super::*;

    const fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    /// An output into a pipe of one page, and its other end.
    fn small() -> (Output, OwnedFd) {
        let (reader, writer) = pipe_with(PipeFlags::NONBLOCK).expect("a pipe");
        fcntl_setpipe_size(&writer, 4096).expect("a small pipe");
        (Output::over(Some(writer)), reader)
    }

    fn read(reader: &OwnedFd) -> Vec<u8> {
        let mut buffer = vec![0; 10_000];
        let count = rustix::io::read(reader, &mut buffer).unwrap_or(0);
        buffer.truncate(count);
        buffer
    }

    #[test]
    fn what_is_not_taken_is_kept_in_order_and_offered_again_ever_more_seldom() {
        let (mut output, reader) = small();
        output.without_sync();
        let frame: Vec<u8> = (0..6000_u32).map(|at| (at % 251) as u8).collect();
        output
            .frame(&mut frame.clone(), ms(0))
            .expect("a pipe that is open");
        assert!(!output.is_free());
        assert_eq!(output.due(), Some(ms(4)));
        // Too early: nothing happens.
        output.offer(ms(3)).expect("a pipe that is open");
        assert_eq!(output.due(), Some(ms(4)));
        let mut mono = ms(4);
        for wait in [8, 16, 32, 64, 64] {
            output.offer(mono).expect("a pipe that is open");
            assert_eq!(output.due(), Some(mono + ms(wait)));
            mono += ms(wait);
        }
        let mut seen = read(&reader);
        output.offer(mono).expect("a pipe that is open");
        assert!(output.is_free());
        assert_eq!(output.due(), None);
        seen.extend(read(&reader));
        assert!(seen == frame, "{} bytes of {}", seen.len(), frame.len());
    }

    #[test]
    fn a_terminal_that_is_gone_is_an_error() {
        let (mut output, reader) = small();
        drop(reader);
        assert!(output.frame(&mut b"a".to_vec(), ms(0)).is_err());
    }
}
