//! Reads the terminal: descriptor 0 itself, and nothing else ever does.
//!
//! `poll` stands before each `read`, because the flags of the descriptor are shared with the shell and
//! are never changed. Readiness is given back only after a read that found nothing, because tokio waits
//! for an edge. A read stops at a cap so that clock and signals get their turn.

use std::io;
use std::os::fd::BorrowedFd;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::stdio::stdin;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// The most that one drain takes.
pub const CAP: usize = 64 * 1024;

/// How a drain ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drained {
    /// Nothing is left to read.
    Empty,
    /// The cap was reached; more waits.
    More,
    /// The terminal hung up.
    Gone,
}

/// The terminal's input.
#[derive(Debug)]
pub struct Input {
    fd: AsyncFd<BorrowedFd<'static>>,
    buffer: Box<[u8]>,
}

impl Input {
    /// Watches descriptor 0; needs a running tokio reactor.
    #[expect(unsafe_code, reason = "tokio has no safe way to watch a borrowed descriptor")]
    pub fn new() -> io::Result<Self> {
        // SAFETY: a `BorrowedFd<'static>` stays open, and the same, as long as the process lives.
        let fd = unsafe { AsyncFd::register_with_interest(stdin(), Interest::READABLE) }?;
        Ok(Self {
            fd,
            buffer: vec![0; CAP].into_boxed_slice(),
        })
    }

    /// Waits for bytes and hands them to `take`. Cancelling loses nothing.
    pub async fn read(&mut self, take: impl FnMut(&[u8])) -> io::Result<Drained> {
        let mut ready = self.fd.readable().await?;
        let drained = drain(&mut self.buffer, take);
        if drained == Drained::Empty {
            ready.clear_ready();
        }
        Ok(drained)
    }

    /// Hands to `take` what is there now, waiting for nothing.
    pub fn drain(&mut self, take: impl FnMut(&[u8])) -> Drained {
        drain(&mut self.buffer, take)
    }
}

fn drain(buffer: &mut [u8], mut take: impl FnMut(&[u8])) -> Drained {
    const NOW: Timespec = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    let mut total = 0;
    while total < CAP {
        let fd = stdin();
        let mut asked = [PollFd::new(&fd, PollFlags::IN)];
        match poll(&mut asked, Some(&NOW)) {
            Ok(0) => return Drained::Empty,
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(_) => return Drained::Gone,
        }
        let found = asked[0].revents();
        if !found.contains(PollFlags::IN) {
            return if found.intersects(gone) {
                Drained::Gone
            } else {
                Drained::Empty
            };
        }
        match rustix::io::read(fd, &mut *buffer) {
            Ok(0) => return Drained::Gone,
            Ok(count) => {
                take(&buffer[..count]);
                total += count;
            }
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => return Drained::Empty,
            Err(_) => return Drained::Gone,
        }
    }
    Drained::More
}
