//! Watches the person's banks, so that what is changed elsewhere joins in by itself. Where the system tells
//! of changes nothing runs meanwhile; on network file systems, which tell nothing, files are looked at every
//! few seconds.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::{
    Config, Event, EventHandler, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher as _,
};
use tokio::sync::mpsc::UnboundedSender;

use crate::app::msg::Msg;

/// Editors write a file in several steps: a change counts once there was quiet for so long.
const QUIET: Duration = Duration::from_millis(150);
/// … or after so many in a row.
const MANY: usize = 500;
/// How often files are looked at where nothing is told.
const LOOK: Duration = Duration::from_secs(3);

/// What watches; dropped, it ends.
#[derive(Debug)]
struct Eyes {
    _told: Option<RecommendedWatcher>,
    _looking: Option<PollWatcher>,
}

/// The watch over a folder of banks.
#[derive(Debug, Default)]
pub struct Watch {
    eyes: Option<(PathBuf, Eyes)>,
}

impl Watch {
    /// Watches `folder`, or where it is not there yet the nearest one it will be in. Called again with every
    /// reading of the banks: a folder that was made meanwhile is watched from then on.
    pub fn over(&mut self, folder: &Path, answers: &UnboundedSender<Msg>) {
        let Some(place) = folder.ancestors().find(|place| place.is_dir()) else {
            return;
        };
        if self.eyes.as_ref().is_some_and(|(watched, _)| watched == place) {
            return;
        }
        // Without a watch the banks are read when hotseat starts, as ever.
        self.eyes = begin(place, folder, answers).map(|eyes| (place.to_owned(), eyes));
    }
}

fn begin(place: &Path, folder: &Path, answers: &UnboundedSender<Msg>) -> Option<Eyes> {
    let mode = if place == folder {
        RecursiveMode::Recursive
    } else {
        RecursiveMode::NonRecursive
    };
    let (changed, changes) = channel();
    let eyes = told(place, mode, teller(place, folder, changed.clone()))
        .or_else(|| looking(place, mode, teller(place, folder, changed)))?;
    let answers = answers.clone();
    let thread = std::thread::Builder::new().name("watch".to_owned());
    thread
        .spawn(move || {
            while once_quiet(&changes) {
                if answers.send(Msg::BanksChanged).is_err() {
                    break;
                }
            }
        })
        .ok()?;
    Some(eyes)
}

fn told(place: &Path, mode: RecursiveMode, teller: impl EventHandler) -> Option<Eyes> {
    if is_remote(place) {
        return None;
    }
    let mut watcher = RecommendedWatcher::new(teller, Config::default()).ok()?;
    watcher.watch(place, mode).ok()?;
    Some(Eyes {
        _told: Some(watcher),
        _looking: None,
    })
}

fn looking(place: &Path, mode: RecursiveMode, teller: impl EventHandler) -> Option<Eyes> {
    let config = Config::default().with_poll_interval(LOOK);
    let mut watcher = PollWatcher::new(teller, config).ok()?;
    watcher.watch(place, mode).ok()?;
    Some(Eyes {
        _told: None,
        _looking: Some(watcher),
    })
}

/// Tells of what happens to the folder, in it, or on the way to it.
fn teller(place: &Path, folder: &Path, changed: Sender<()>) -> impl EventHandler {
    // Some systems name paths without the links that led there.
    let real = place.canonicalize().unwrap_or_else(|_| place.to_owned());
    let rest = folder.strip_prefix(place).unwrap_or(Path::new(""));
    let wanted = [folder.to_owned(), real.join(rest)];
    let concerns = move |path: &PathBuf| {
        let known = |wanted: &PathBuf| path.starts_with(wanted) || wanted.starts_with(path);
        wanted.iter().any(known)
    };
    move |event: notify::Result<Event>| {
        // Reading is no change, and hotseat reads.
        let change = event.is_ok_and(|event| {
            !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(&concerns)
        });
        if change {
            let _ = changed.send(());
        }
    }
}

/// Waits for a change and then for quiet; returns `false` once nothing watches any more.
fn once_quiet(changes: &Receiver<()>) -> bool {
    if changes.recv().is_err() {
        return false;
    }
    for _ in 0..MANY {
        match changes.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}

/// Returns whether changes made on other machines are not told here.
#[cfg(target_os = "linux")]
fn is_remote(place: &Path) -> bool {
    // NFS, SMB, CIFS, SMB2, FUSE, 9P, AFS.
    const REMOTE: [u32; 7] = [
        0x6969,
        0x517b,
        0xff53_4d42,
        0xfe53_4d42,
        0x6573_5546,
        0x0102_1997,
        0x5346_414f,
    ];
    // Which of the fields are wider differs by machine; the numbers fit 32 bits.
    rustix::fs::statfs(place).is_ok_and(|system| REMOTE.contains(&(system.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::disk::{Disk as _, RealDisk};

    #[test]
    fn a_bank_that_is_written_elsewhere_is_told_once_it_is_quiet() {
        let root = tempfile::tempdir().unwrap();
        let (answers, mut answered) = tokio::sync::mpsc::unbounded_channel();
        let mut watch = Watch::default();
        // Neither the folder nor the one it will be in is there.
        let banks = root.path().join("share/banks");
        watch.over(&banks, &answers);
        RealDisk.make_dir(&banks).unwrap();
        assert_eq!(
            answered.blocking_recv(),
            Some(Msg::BanksChanged),
            "the folder is made"
        );
        watch.over(&banks, &answers);
        RealDisk.replace(&banks.join("mine.json"), b"{}").unwrap();
        assert_eq!(answered.blocking_recv(), Some(Msg::BanksChanged));
        RealDisk.make_dir(&banks.join("mine/q")).unwrap();
        assert_eq!(
            answered.blocking_recv(),
            Some(Msg::BanksChanged),
            "code stands further in"
        );
    }
}
