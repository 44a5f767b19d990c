//! What the judge and its worker say to each other: frames on a socket (a length of four bytes, big-endian,
//! and JSON), and records of a run, one a line, on a pipe of that run alone.
//!
//! Nothing that is read here is trusted: frames and lines have a limit, records without the run's nonce are
//! none, and what they add up to is decided in `tally`.

use std::io::{self, ErrorKind, IoSlice, Read as _, Write as _};
use std::mem::MaybeUninit;
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use serde::{Deserialize, Serialize};

use crate::domain::verdict::{Forbidden, Outcome, TraceLine};

/// A longer frame is not the worker's, in bytes.
const LONGEST_FRAME: usize = 1 << 20;

/// What the worker is told once.
#[derive(Debug, Serialize)]
pub struct Boot<'a> {
    /// The judge's own modules, as text: no file of it has to be in the sandbox.
    pub modules: &'a [(&'a str, &'a str)],
    /// There are none: a frame of bytes comes with what Python made of them before.
    pub compiled: bool,
    pub imports: &'a [String],
    /// A run follows at once.
    pub soon: bool,
    pub policy: serde_json::Value,
}

/// What the worker is asked.
#[derive(Debug, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Ask<'a> {
    Run(Box<RunAsk<'a>>),
    Cancel { id: u64 },
}

/// One run.
#[derive(Debug, Serialize)]
pub struct RunAsk<'a> {
    pub id: u64,
    pub nonce: &'a str,
    pub kind: &'static str,
    pub answer: &'a str,
    pub tests_file: &'a str,
    pub tests: &'a str,
    /// The tests to run, in this order.
    pub names: Vec<&'a str>,
    /// Of the bank, for tests of speed.
    pub solution: Option<&'a str>,
    pub forbid: &'a [String],
    /// What the answer has to define.
    pub entry: &'a [String],
    /// CPU time of a test.
    pub seconds: f64,
    /// All tests in one fork: where a fork for each would take longer than the tests do.
    pub shared: bool,
    /// The answer in one process with the tests, also where it need not be.
    pub together: bool,
}

/// What the worker answers.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    Ready(Box<Ready>),
    Ended {
        ended: u64,
    },
    /// The next run has all that can be made before it is known.
    Stands {
        #[serde(rename = "stands")]
        _stands: bool,
    },
    /// A module that is there and cannot be imported after all.
    Missing {
        missing: String,
        why: String,
    },
}

/// The worker has imported everything.
#[derive(Debug, Deserialize)]
pub struct Ready {
    #[serde(rename = "ready")]
    _is: bool,
    pub python: String,
    #[serde(default)]
    pub versions: std::collections::BTreeMap<String, String>,
    pub cell: Cell,
    /// A frame of bytes comes with what it has made of the modules it got as source.
    #[serde(default)]
    pub codes: bool,
}

/// What isolates a run from within, as the worker found it.
#[derive(Debug, Deserialize)]
pub struct Cell {
    pub ok: bool,
    #[serde(default)]
    pub lacks: String,
}

/// One record of a run.
#[derive(Debug, Deserialize)]
pub struct Line {
    pub nonce: String,
    #[serde(flatten)]
    pub record: Record,
}

/// What a run's supervisor tells.
#[derive(Debug, Deserialize)]
#[serde(tag = "ev", rename_all = "snake_case")]
pub enum Record {
    /// This test begins; none: the file as a script.
    Start {
        index: Option<usize>,
    },
    Test {
        index: usize,
        #[serde(flatten)]
        end: TestEnd,
    },
    Script {
        #[serde(flatten)]
        end: TestEnd,
    },
    NotLoaded {
        message: String,
        #[serde(default)]
        line: Option<u32>,
        #[serde(default)]
        trace: Vec<TraceLine>,
    },
    Forbidden {
        uses: Vec<Forbidden>,
    },
    Tampered {
        message: String,
    },
    Broken {
        message: String,
    },
    End,
}

/// How a test ended, as its supervisor saw it.
#[derive(Debug, Deserialize)]
pub struct TestEnd {
    pub outcome: Outcome,
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub line: Option<u32>,
    #[serde(default)]
    pub trace: Vec<TraceLine>,
    #[serde(default)]
    pub ms: f64,
}

/// Sends a frame, and with it descriptors.
pub fn send(control: &UnixStream, message: &impl Serialize, fds: &[BorrowedFd]) -> io::Result<()> {
    send_with(control, &serde_json::to_vec(message)?, fds)
}

/// Sends a frame of bytes.
pub fn send_bytes(control: &UnixStream, bytes: &[u8]) -> io::Result<()> {
    send_with(control, bytes, &[])
}

fn send_with(control: &UnixStream, body: &[u8], fds: &[BorrowedFd]) -> io::Result<()> {
    let length = u32::try_from(body.len()).map_err(|_| io::Error::from(ErrorKind::InvalidInput))?;
    let head = length.to_be_bytes();
    let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
    let mut with = SendAncillaryBuffer::new(&mut room);
    if !fds.is_empty() {
        with.push(SendAncillaryMessage::ScmRights(fds));
    }
    let sent = sendmsg(control, &[IoSlice::new(&head)], &mut with, SendFlags::NOSIGNAL)?;
    let mut control = control;
    control.write_all(head.get(sent..).unwrap_or_default())?;
    control.write_all(body)
}

/// Receives a frame; waits as long as the socket's time limit.
pub fn receive(control: &UnixStream) -> io::Result<Answer> {
    Ok(serde_json::from_slice(&receive_bytes(control)?)?)
}

/// Receives a frame of bytes.
pub fn receive_bytes(mut control: &UnixStream) -> io::Result<Vec<u8>> {
    let mut head = [0; 4];
    control.read_exact(&mut head)?;
    let length = u32::from_be_bytes(head) as usize;
    if length > LONGEST_FRAME {
        return Err(io::Error::from(ErrorKind::InvalidData));
    }
    let mut body = vec![0; length];
    control.read_exact(&mut body)?;
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_arrive_as_they_were_sent() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        send(&ours, &serde_json::json!({"ended": 7, "status": 0}), &[]).unwrap();
        assert!(matches!(receive(&theirs).unwrap(), Answer::Ended { ended: 7 }));
        send(&ours, &serde_json::json!({"nothing": "of ours"}), &[]).unwrap();
        assert!(receive(&theirs).is_err());
        (&ours).write_all(&u32::MAX.to_be_bytes()).unwrap();
        assert_eq!(receive(&theirs).unwrap_err().kind(), ErrorKind::InvalidData);
        drop(ours);
        assert_eq!(receive(&theirs).unwrap_err().kind(), ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_record_is_one_of_the_known_ones() {
        let read = |text: &str| serde_json::from_str::<Line>(text);
        let line = read(
            r#"{"nonce":"n","ev":"test","index":1,"outcome":"failed","message":"m","ms":2.0,"over":false}"#,
        );
        let Ok(Line {
            record: Record::Test { index: 1, end },
            ..
        }) = line
        else {
            panic!("{line:?}")
        };
        assert_eq!(end.outcome, Outcome::Failed);
        assert!(
            read(r#"{"ev":"test","index":1,"outcome":"passed"}"#).is_err(),
            "no nonce"
        );
        assert!(read(r#"{"nonce":"n","ev":"test","index":1,"outcome":"great"}"#).is_err());
        assert!(read(r#"{"nonce":"n","ev":"end"}"#).is_ok());
    }
}
