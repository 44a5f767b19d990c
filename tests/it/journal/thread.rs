//! The writer thread: what it is sent is on disk and told, and it ends with nothing lost.

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use hotseat::app::msg::TaskId;
use hotseat::domain::event::{Event, Flush};
use hotseat::runtime::journal::{Command, JournalReply, JournalThread};
use hotseat::storage::disk::{Disk, RealDisk};
use hotseat::storage::journal;
use hotseat::storage::sessions::{Locking, SessionError};

use super::disk::{Fault, FaultyDisk, Plan};
use super::{FOLDER, build, holder};

const LONG: Duration = Duration::from_secs(20);

fn spawn(
    disk: impl Disk + Clone + 'static,
    root: &std::path::Path,
    pid: u32,
) -> (JournalThread, Receiver<JournalReply>) {
    #[expect(
        clippy::disallowed_methods,
        reason = "the thread's clock, as runtime/clock.rs would give it"
    )]
    let began = Instant::now();
    let (sender, replies) = channel();
    let thread = JournalThread::spawn(
        disk,
        root.to_owned(),
        holder(pid),
        move || began.elapsed(),
        move |reply| {
            let _ = sender.send(reply);
        },
    );
    (thread.unwrap(), replies)
}

fn wait_for<T>(replies: &Receiver<JournalReply>, mut wanted: impl FnMut(JournalReply) -> Option<T>) -> T {
    loop {
        let reply = replies.recv_timeout(LONG).unwrap();
        if let Some(found) = wanted(reply) {
            return found;
        }
    }
}

fn saved(replies: &Receiver<JournalReply>, seq: u64) {
    wait_for(replies, |reply| {
        matches!(reply, JournalReply::Saved(_, saved) if saved >= seq).then_some(())
    });
}

fn send_all(thread: &JournalThread, folder: &str) -> u64 {
    let records = build::theory();
    let (file, bytes) = build::fixture_snapshot();
    thread
        .send(Command::Begin {
            folder: folder.into(),
        })
        .unwrap();
    thread.send(Command::Snapshot { file, bytes }).unwrap();
    for record in &records {
        thread
            .send(Command::Append(folder.to_owned(), record.clone()))
            .unwrap();
        thread.send(Command::Heartbeat(record.mono)).unwrap();
    }
    records.len() as u64
}

#[test]
fn what_is_sent_is_on_disk_and_told_and_closing_makes_the_result() {
    let root = tempfile::tempdir().unwrap();
    let (thread, replies) = spawn(RealDisk, root.path(), 1);
    let count = send_all(&thread, FOLDER);
    saved(&replies, count);
    thread.send(Command::Close).unwrap();
    wait_for(&replies, |reply| {
        matches!(reply, JournalReply::Closed(folder) if folder == FOLDER).then_some(())
    });
    let dir = root.path().join(FOLDER);
    assert_eq!(journal::read(&dir).unwrap().records, build::theory());
    assert!(dir.join("session.json").exists());
    // Given back: another may open it.
    let (other, replies) = spawn(RealDisk, root.path(), 2);
    other
        .send(Command::Open {
            folder: FOLDER.into(),
            locking: Locking::Required,
        })
        .unwrap();
    let opened = wait_for(&replies, |reply| match reply {
        JournalReply::Opened(_, opened) => Some(opened.unwrap()),
        _ => None,
    });
    assert_eq!(opened.loaded.records, build::theory());
    assert!(opened.lock.is_none(), "the thread keeps the lock");
}

#[test]
fn typing_alone_is_told_saved_within_a_second_without_being_asked() {
    let root = tempfile::tempdir().unwrap();
    let (thread, replies) = spawn(RealDisk, root.path(), 1);
    let typed = build::theory()
        .into_iter()
        .find(|record| record.event.flush() == Flush::Soon)
        .unwrap();
    thread
        .send(Command::Begin {
            folder: FOLDER.into(),
        })
        .unwrap();
    thread
        .send(Command::Append(FOLDER.to_owned(), typed.clone()))
        .unwrap();
    saved(&replies, typed.seq);
}

#[test]
fn ending_saves_what_was_typed_last() {
    let root = tempfile::tempdir().unwrap();
    let (mut thread, replies) = spawn(RealDisk, root.path(), 1);
    let count = send_all(&thread, FOLDER);
    saved(&replies, count);
    let mut typed = build::theory().swap_remove(0);
    typed.seq = count + 1;
    typed.event = build::edit("main", 0, "", "the last words");
    thread
        .send(Command::Append(FOLDER.to_owned(), typed.clone()))
        .unwrap();
    assert!(thread.finish(LONG));
    let records = journal::read(&root.path().join(FOLDER)).unwrap().records;
    assert_eq!(records.last(), Some(&typed));
    // Synced too, not only written: nothing is left that a power cut could take.
    let told: Vec<u64> = replies
        .try_iter()
        .filter_map(|reply| match reply {
            JournalReply::Saved(_, seq) => Some(seq),
            _ => None,
        })
        .collect();
    assert_eq!(told.last(), Some(&typed.seq));
    assert!(thread.send(Command::Flush).is_err());
}

#[test]
fn two_writers_never_share_a_session() {
    let root = tempfile::tempdir().unwrap();
    let (first, first_replies) = spawn(RealDisk, root.path(), 1);
    let count = send_all(&first, FOLDER);
    saved(&first_replies, count);
    let (second, second_replies) = spawn(RealDisk, root.path(), 2);
    let open = |thread: &JournalThread, replies| {
        thread
            .send(Command::Open {
                folder: FOLDER.into(),
                locking: Locking::Required,
            })
            .unwrap();
        wait_for(replies, |reply| match reply {
            JournalReply::Opened(_, opened) => Some(opened),
            _ => None,
        })
    };
    let refused = open(&second, &second_replies).unwrap_err();
    assert!(matches!(refused, SessionError::Lock(_)));
    assert!(
        refused.to_string().contains("process 1, since 21:14"),
        "{refused}"
    );
    // Records sent all the same go nowhere; another session is open to it.
    second
        .send(Command::Append(FOLDER.to_owned(), build::theory()[0].clone()))
        .unwrap();
    let other = "2026-11-23-2115-first-0002";
    let count = send_all(&second, other);
    saved(&second_replies, count);
    assert_eq!(
        journal::read(&root.path().join(FOLDER)).unwrap().records,
        build::theory()
    );
    assert_eq!(
        journal::read(&root.path().join(other)).unwrap().records,
        build::theory()
    );
    drop(first);
    assert!(
        open(&second, &second_replies).is_ok(),
        "given back, it is taken over at once"
    );
}

/// Some network file systems: whoever has the session open nowhere else can go on with it.
#[test]
fn without_locks_a_session_is_opened_when_it_is_asked_for_once_more() {
    let root = tempfile::tempdir().unwrap();
    let (first, replies) = spawn(RealDisk, root.path(), 1);
    let count = send_all(&first, FOLDER);
    saved(&replies, count);
    drop(first);
    let disk = FaultyDisk::new(Plan {
        fault: Fault::NoLocks,
        at: 0,
        lasts: usize::MAX,
    });
    let (second, replies) = spawn(disk, root.path(), 2);
    let open = |folder: &str| {
        let folder = folder.to_owned();
        let locking = Locking::Required;
        second.send(Command::Open { folder, locking }).unwrap();
        wait_for(&replies, |reply| match reply {
            JournalReply::Opened(_, opened) => Some(opened),
            _ => None,
        })
    };
    let said = open(FOLDER).unwrap_err().to_string();
    assert!(said.ends_with("If none has, open it once more."), "{said}");
    assert!(
        open("2026-11-23-2115-first-0002").is_err(),
        "another is another question"
    );
    assert!(open(FOLDER).is_err());
    assert!(open(FOLDER).is_ok());
}

/// The same for what is added later: typing on is no answer, asking once more is.
#[test]
fn without_locks_something_is_added_when_it_is_asked_for_once_more() {
    let root = tempfile::tempdir().unwrap();
    let (first, replies) = spawn(RealDisk, root.path(), 1);
    let count = send_all(&first, FOLDER);
    saved(&replies, count);
    drop(first);
    let disk = FaultyDisk::new(Plan {
        fault: Fault::NoLocks,
        at: 0,
        lasts: usize::MAX,
    });
    let (second, replies) = spawn(disk, root.path(), 2);
    let add = |text: &str, again: bool| {
        let noted = Event::Noted {
            question: None,
            text: text.to_owned(),
        };
        second
            .send(Command::Amend {
                task: TaskId(1),
                folder: FOLDER.to_owned(),
                events: vec![noted],
                again,
                at: Box::new("2026-11-28T18:55:00+01:00[Europe/Berlin]".parse().unwrap()),
                mono: Duration::from_secs(1),
            })
            .unwrap();
        wait_for(&replies, |reply| match reply {
            JournalReply::Amended(_, done) => Some(done),
            _ => None,
        })
    };
    let note = || {
        let records = journal::read(&root.path().join(FOLDER)).unwrap().records;
        hotseat::domain::session::Session::fold(&records).note
    };
    let before = note();
    assert!(add("never asked", true).is_err(), "nobody was told yet");
    assert!(add("typed on", false).is_err());
    assert_eq!(note(), before);
    add("asked", true).unwrap();
    assert_eq!(note(), "asked");
    add("and on", false).unwrap();
    assert_eq!(note(), "and on", "it is asked once a session");
}

#[test]
fn a_failure_is_told_and_so_is_its_end_also_after_closing() {
    let root = tempfile::tempdir().unwrap();
    let disk = FaultyDisk::new(Plan {
        fault: Fault::Full,
        at: 20,
        lasts: 2,
    });
    let (thread, replies) = spawn(disk, root.path(), 1);
    send_all(&thread, FOLDER);
    thread.send(Command::Close).unwrap();
    let mut failed = false;
    let closed = wait_for(&replies, |reply| match reply {
        JournalReply::Failed(..) => {
            failed = true;
            None
        }
        JournalReply::Closed(folder) => Some(folder),
        _ => None,
    });
    assert_eq!(closed, FOLDER);
    assert!(failed);
    assert_eq!(
        journal::read(&root.path().join(FOLDER)).unwrap().records,
        build::theory()
    );
}

#[test]
fn a_session_left_unsaved_is_opened_again_once_it_is_saved_and_till_then_the_reason_is_told() {
    let root = tempfile::tempdir().unwrap();
    let disk = FaultyDisk::new(Plan {
        fault: Fault::Full,
        at: 20,
        lasts: 6,
    });
    let (thread, replies) = spawn(disk, root.path(), 1);
    send_all(&thread, FOLDER);
    thread.send(Command::Close).unwrap();
    let mut refused = Vec::new();
    let opened = loop {
        let (folder, locking) = (FOLDER.to_owned(), Locking::Required);
        thread.send(Command::Open { folder, locking }).unwrap();
        let opened = wait_for(&replies, |reply| match reply {
            JournalReply::Opened(_, opened) => Some(opened),
            _ => None,
        });
        match opened {
            Ok(opened) => break opened,
            Err(error) => refused.push(error.to_string()),
        }
        assert!(refused.len() < 20, "{refused:?}");
    };
    assert!(!refused.is_empty());
    for said in refused {
        assert!(
            said.starts_with("The interview cannot go on before it is saved: no storage space"),
            "{said}"
        );
    }
    assert_eq!(opened.loaded.records, build::theory());
}

#[test]
fn a_record_of_another_session_than_the_open_one_is_refused_and_that_is_told() {
    let root = tempfile::tempdir().unwrap();
    let (thread, replies) = spawn(RealDisk, root.path(), 1);
    let count = send_all(&thread, FOLDER);
    let stray = build::theory()[0].clone();
    let other = "2026-11-20-0900-theory-0001";
    thread.send(Command::Append(other.to_owned(), stray)).unwrap();
    thread.send(Command::Flush).unwrap();
    // In either order: what was sent before may be safe before.
    let (mut told, mut safe) = (None, false);
    let told = wait_for(&replies, |reply| {
        match reply {
            JournalReply::Failed(_, sentence) => told = Some(sentence),
            JournalReply::Saved(_, seq) => safe |= seq >= count,
            _ => {}
        }
        told.take_if(|_| safe)
    });
    assert!(told.contains(other), "{told}");
    let records = journal::read(&root.path().join(FOLDER)).unwrap().records;
    assert_eq!(records, build::theory());
}
