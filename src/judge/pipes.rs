//! Pipes and sockets read without waiting longer than told.

use std::io::{ErrorKind, Read};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// One end of a pipe that is read without waiting.
#[derive(Debug)]
pub struct Source {
    pub fd: std::fs::File,
    pub pending: Vec<u8>,
}

impl Source {
    pub fn new(fd: OwnedFd) -> Self {
        // A pipe that stays blocking is read only after it was said to be ready.
        let _ = rustix::io::ioctl_fionbio(&fd, true);
        Self {
            fd: fd.into(),
            pending: Vec::new(),
        }
    }

    /// Reads what is there; returns whether more can come.
    pub fn read(&mut self, mut seen: impl FnMut(&[u8])) -> bool {
        let mut bytes = [0; 16384];
        // Bounded, so that a flood does not keep the limits from being looked at.
        for _ in 0..64 {
            match self.fd.read(&mut bytes) {
                Ok(0) => return false,
                Ok(count) => {
                    let read = bytes.get(..count).unwrap_or_default();
                    seen(read);
                    self.pending.extend_from_slice(read);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return error.kind() == ErrorKind::WouldBlock,
            }
        }
        true
    }

    /// Returns the lines that are whole, and forgets them.
    pub fn lines(&mut self) -> Vec<Vec<u8>> {
        let Some(end) = self.pending.iter().rposition(|byte| *byte == b'\n') else {
            return Vec::new();
        };
        let rest = self.pending.split_off(end + 1);
        let whole = std::mem::replace(&mut self.pending, rest);
        whole
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(<[u8]>::to_vec)
            .collect()
    }
}

/// Returns which of them can be read, after at most this long.
pub fn wait(fds: &[BorrowedFd], within: Duration) -> Vec<bool> {
    let mut polled: Vec<PollFd> = fds
        .iter()
        .map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN))
        .collect();
    let within = Timespec {
        tv_sec: within.as_secs() as i64,
        tv_nsec: i64::from(within.subsec_nanos()),
    };
    // An error is an interruption; whoever waits looks again.
    let _ = poll(&mut polled, Some(&within));
    polled.iter().map(|fd| !fd.revents().is_empty()).collect()
}
