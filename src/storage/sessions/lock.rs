//! One session has one writer: the lock file of its folder is locked while a process has the session
//! open. The file says who holds it, for the one who is refused, and how far the holder's clock came, so
//! that a killed run resumes at the second. The system gives a lock back when its holder dies: a stale
//! one is taken over at once.
//!
//! `0000000000734512` (the heartbeat in milliseconds) and a newline, then one line of JSON.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};

use crate::storage::disk::Disk;
use crate::storage::escape;

pub const FILE: &str = "lock";
/// Digits of the heartbeat.
const BEAT: usize = 16;
const LARGEST: u64 = 64 * 1024;
/// Looks, 5 ms apart, for the name of the one that took a lock just now.
const NAMING: usize = 40;

/// The process that holds a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Holder {
    pub pid: u32,
    pub host: String,
    /// When the process began.
    pub since: ZonedDateTime,
    /// Tells runs apart that have the same process id.
    pub run: String,
}

/// A held lock; dropping it gives it back. One that was held without a record or a heartbeat leaves the words of the
/// holder before it: the time that one lived after its last record is still to be counted, by whoever goes on.
#[derive(Debug)]
pub struct Lock {
    file: File,
    beat: Duration,
    /// Who held it before, until this holder has written something.
    before: Option<(Holder, Duration)>,
}

/// What taking a lock tells.
#[derive(Debug)]
pub struct Taken {
    pub lock: Lock,
    /// Who held it last, and how far its monotonic clock came.
    pub previous: Option<(Holder, Duration)>,
}

#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error(
        "This session is open in another hotseat (process {}{}, since {}). Close it there, or open another session.",
        .holder.pid,
        on_host(&.holder.host, .here),
        .holder.since.strftime("%H:%M on %-d %B")
    )]
    Held { holder: Box<Holder>, here: String },
    #[error("This session is open in another hotseat. Close it there, or open another session.")]
    HeldBySomeone,
    #[error("{}", unsure(.0, "open it once more."))]
    Unsupported(PathBuf),
    #[error("The lock {path} cannot be used: {error}.")]
    Io { path: PathBuf, error: io::Error },
}

/// Says that only the person can know whether somebody else is at work in this folder, and what to do if nobody is.
pub(super) fn unsure(dir: &Path, then: &str) -> String {
    format!(
        "File locks do not work in {}, so hotseat cannot tell whether another one has this session open. If none has, \
         {then}",
        dir.display()
    )
}

fn on_host(host: &str, here: &str) -> String {
    if host == here {
        String::new()
    } else {
        format!(" on {host}")
    }
}

impl Lock {
    /// Takes the lock of a session's folder.
    pub fn take(disk: &impl Disk, dir: &Path, holder: &Holder) -> Result<Taken, LockError> {
        let path = dir.join(FILE);
        let (mut file, got) = disk.lock(&path).map_err(|error| match error.kind() {
            io::ErrorKind::Unsupported => LockError::Unsupported(dir.to_owned()),
            _ => LockError::Io {
                path: path.clone(),
                error,
            },
        })?;
        let mut previous = read(&mut file);
        if !got {
            // Who has it may still be writing its name over that of the one before.
            for _ in 0..NAMING {
                let stale = |(last, _): &(Holder, Duration)| last.host == holder.host && !is_alive(last.pid);
                if previous.as_ref().is_some_and(|last| !stale(last)) {
                    break;
                }
                a_moment();
                previous = read(&mut file);
            }
            return Err(match previous {
                Some((other, _)) => LockError::Held {
                    holder: Box::new(other),
                    here: holder.host.clone(),
                },
                None => LockError::HeldBySomeone,
            });
        }
        write(&mut file, holder, Duration::ZERO).map_err(|error| LockError::Io { path, error })?;
        let lock = Lock {
            file,
            beat: Duration::ZERO,
            before: previous.clone(),
        };
        Ok(Taken { lock, previous })
    }

    /// Notes how far the holder's monotonic clock came. It is not synced: it is for a process that is
    /// killed, not for a machine that loses power, and a lost one costs a second of time, never a word.
    pub fn beat(&mut self, mono: Duration) {
        if mono <= self.beat {
            return;
        }
        self.beat = mono;
        self.wrote();
        let _ = write_at(&mut self.file, beat(mono).as_bytes(), 0);
    }

    /// Notes that this holder has written a record, which says what was carried over from the one before.
    pub fn wrote(&mut self) {
        self.before = None;
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some((holder, beat)) = self.before.take() {
            // Where it cannot be written, what is lost is time that counts as a pause.
            let _ = write(&mut self.file, &holder, beat);
        }
    }
}

fn beat(mono: Duration) -> String {
    format!("{:0BEAT$}", mono.as_millis().min(9_999_999_999_999_999))
}

/// Lets 5 ms pass.
fn a_moment() {
    #[cfg(unix)]
    {
        let moment = rustix::time::Timespec {
            tv_sec: 0,
            tv_nsec: 5_000_000,
        };
        let _ = rustix::event::poll(&mut [], Some(&moment));
    }
}

/// Whether a process of this machine is there; where that cannot be told it is.
fn is_alive(pid: u32) -> bool {
    #[cfg(unix)]
    {
        let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
        pid.is_none_or(|pid| rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
    }
    #[cfg(not(unix))]
    {
        let _ = pid;
        true
    }
}

fn read(file: &mut File) -> Option<(Holder, Duration)> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(LARGEST).read_to_string(&mut text).ok()?;
    let (beat, holder) = text.split_once('\n')?;
    let holder = serde_json::from_str(holder.lines().next()?).ok()?;
    Some((holder, Duration::from_millis(beat.parse().ok()?)))
}

fn write(file: &mut File, holder: &Holder, mono: Duration) -> io::Result<()> {
    let mut text = beat(mono).into_bytes();
    text.push(b'\n');
    text.extend(escape::compact(holder)?);
    text.push(b'\n');
    write_at(file, &text, 0)?;
    file.set_len(text.len() as u64)
}

/// One system call, so that a reader never sees half of a heartbeat.
fn write_at(file: &mut File, bytes: &[u8], at: u64) -> io::Result<()> {
    #[cfg(unix)]
    {
        std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
    }
    #[cfg(not(unix))]
    {
        file.seek(SeekFrom::Start(at))?;
        io::Write::write_all(file, bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::storage::disk::RealDisk;

    fn holder(pid: u32, host: &str) -> Holder {
        Holder {
            pid,
            host: host.into(),
            since: "2026-11-23T21:14:05+01:00[Europe/Berlin]".parse().unwrap(),
            run: "1f".into(),
        }
    }

    #[test]
    fn a_second_opener_is_told_who_holds_the_session() {
        let dir = tempfile::tempdir().unwrap();
        let held = Lock::take(&RealDisk, dir.path(), &holder(41, "desk")).unwrap();
        assert!(held.previous.is_none());
        let here = Lock::take(&RealDisk, dir.path(), &holder(42, "desk")).unwrap_err();
        assert_eq!(
            here.to_string(),
            "This session is open in another hotseat (process 41, since 21:14 on 23 November). \
             Close it there, or open another session."
        );
        let there = Lock::take(&RealDisk, dir.path(), &holder(42, "lap")).unwrap_err();
        assert!(there.to_string().contains("process 41 on desk, since"), "{there}");
    }

    #[test]
    fn a_lock_given_back_is_taken_over_with_its_heartbeat() {
        let dir = tempfile::tempdir().unwrap();
        let mut taken = Lock::take(&RealDisk, dir.path(), &holder(41, "desk")).unwrap();
        taken.lock.beat(Duration::from_millis(734_512));
        taken.lock.beat(Duration::from_secs(734));
        drop(taken);
        let taken = Lock::take(&RealDisk, dir.path(), &holder(42, "desk")).unwrap();
        assert_eq!(
            taken.previous,
            Some((holder(41, "desk"), Duration::from_millis(734_512)))
        );
        drop(taken);
        for junk in ["", "nonsense", "12\n", "x\n{}\n", "\0\0\0\0"] {
            std::fs::File::create(dir.path().join(FILE))
                .unwrap()
                .write_all(junk.as_bytes())
                .unwrap();
            let taken = Lock::take(&RealDisk, dir.path(), &holder(43, "desk")).unwrap();
            assert_eq!(taken.previous, None, "{junk:?}");
        }
    }

    #[test]
    fn a_holder_that_writes_nothing_leaves_the_words_of_the_one_before() {
        let dir = tempfile::tempdir().unwrap();
        let take = |pid| Lock::take(&RealDisk, dir.path(), &holder(pid, "desk")).unwrap();
        take(41).lock.beat(Duration::from_secs(700));
        let second = take(42);
        let refused = Lock::take(&RealDisk, dir.path(), &holder(43, "desk")).unwrap_err();
        assert!(refused.to_string().contains("process 42"), "{refused}");
        drop(second);
        let third = take(43);
        assert_eq!(
            third.previous,
            Some((holder(41, "desk"), Duration::from_secs(700)))
        );
        let mut lock = third.lock;
        lock.wrote();
        drop(lock);
        assert_eq!(take(44).previous, Some((holder(43, "desk"), Duration::ZERO)));
    }

    #[test]
    fn a_planted_link_is_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("precious");
        std::fs::File::create(&target)
            .unwrap()
            .write_all(b"keep")
            .unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&target, dir.path().join(FILE)).unwrap();
            assert!(matches!(
                Lock::take(&RealDisk, dir.path(), &holder(1, "desk")),
                Err(LockError::Io { .. })
            ));
        }
        assert_eq!(std::fs::read(&target).unwrap(), b"keep");
    }
}
