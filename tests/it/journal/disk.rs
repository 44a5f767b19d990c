//! A disk that fails on demand: at one call, of one kind, for a while. It also knows what was synced, so
//! that a power cut can drop the rest. It never syncs for real, which makes thousands of runs quick.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use hotseat::storage::disk::{Append, Disk};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Every change fails: no space is left.
    Full,
    /// An append takes this many bytes, then no space is left.
    Torn(usize),
    /// Every change fails: the file system is read-only.
    ReadOnly,
    /// Syncs fail, all else seems well.
    NoSync,
    /// Appends are interrupted once before they are done.
    Interrupted,
    /// The machine lost power: nothing works from here on.
    PowerCut,
    /// The file system knows no locks.
    NoLocks,
}

/// The call at which it goes wrong, and how many calls it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub fault: Fault,
    pub at: usize,
    pub lasts: usize,
}

#[derive(Debug, Default)]
struct State {
    plan: Option<Plan>,
    calls: usize,
    synced: BTreeMap<PathBuf, u64>,
}

#[derive(Debug, Clone, Default)]
pub struct FaultyDisk(Arc<Mutex<State>>);

#[derive(Clone, Copy, PartialEq)]
enum Call {
    Append,
    Sync,
    /// Changes something.
    Change,
    /// Changes nothing: works on a full disk.
    Look,
}

impl FaultyDisk {
    pub fn new(plan: Plan) -> Self {
        let disk = Self::default();
        disk.0.lock().unwrap().plan = Some(plan);
        disk
    }

    /// Whether the call the plan names was reached.
    pub fn was_hit(&self) -> bool {
        let state = self.0.lock().unwrap();
        state.plan.is_some_and(|plan| state.calls > plan.at)
    }

    /// Drops what was not synced: `keep` of 256 parts of it happen to be there.
    pub fn lose_power(&self, keep: u64) {
        for (path, synced) in &self.0.lock().unwrap().synced {
            if let Ok(file) = OpenOptions::new().write(true).open(path) {
                let length = file.metadata().unwrap().len();
                let lost = length.saturating_sub(*synced);
                file.set_len(length - lost + lost * keep / 256).unwrap();
            }
        }
    }

    /// Counts a call. Returns how many bytes an append may still take, or the error due.
    fn call(&self, call: Call) -> io::Result<usize> {
        let mut state = self.0.lock().unwrap();
        let now = state.calls;
        state.calls += 1;
        let Some(plan) = state.plan else {
            return Ok(usize::MAX);
        };
        let over = plan.at.saturating_add(plan.lasts);
        if now < plan.at || (now >= over && plan.fault != Fault::PowerCut) {
            return Ok(usize::MAX);
        }
        match plan.fault {
            Fault::Full | Fault::ReadOnly if call == Call::Look => Ok(usize::MAX),
            Fault::Full => Err(io::ErrorKind::StorageFull.into()),
            Fault::Torn(bytes) if call == Call::Append && now == plan.at => Ok(bytes),
            Fault::Torn(_) if call == Call::Append => Err(io::ErrorKind::StorageFull.into()),
            Fault::ReadOnly => Err(io::ErrorKind::ReadOnlyFilesystem.into()),
            Fault::NoSync if call == Call::Sync => Err(io::Error::other("input/output error")),
            Fault::Interrupted if call == Call::Append => Err(io::ErrorKind::Interrupted.into()),
            Fault::PowerCut => Err(io::Error::other("no power")),
            _ => Ok(usize::MAX),
        }
    }
}

impl Disk for FaultyDisk {
    type File = FaultyFile;

    fn make_dir(&self, dir: &Path) -> io::Result<()> {
        self.call(Call::Change)?;
        std::fs::create_dir_all(dir)
    }

    fn create(&self, path: &Path) -> io::Result<FaultyFile> {
        self.call(Call::Change)?;
        let file = OpenOptions::new().append(true).create_new(true).open(path)?;
        self.0.lock().unwrap().synced.insert(path.to_owned(), 0);
        Ok(FaultyFile {
            file,
            path: path.to_owned(),
            disk: self.clone(),
        })
    }

    fn open(&self, path: &Path) -> io::Result<FaultyFile> {
        self.call(Call::Change)?;
        let file = OpenOptions::new().append(true).open(path)?;
        let length = file.metadata()?.len();
        self.0.lock().unwrap().synced.insert(path.to_owned(), length);
        Ok(FaultyFile {
            file,
            path: path.to_owned(),
            disk: self.clone(),
        })
    }

    fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.call(Call::Change)?;
        let dir = path.parent().unwrap();
        let mut file = tempfile::NamedTempFile::new_in(dir)?;
        file.write_all(bytes)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    fn cut(&self, path: &Path, length: u64) -> io::Result<()> {
        self.call(Call::Change)?;
        OpenOptions::new().write(true).open(path)?.set_len(length)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.call(Call::Change)?;
        self.0.lock().unwrap().synced.remove(path);
        std::fs::remove_file(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        self.call(Call::Look)?;
        hotseat::storage::disk::list(dir)
    }

    fn lock(&self, path: &Path) -> io::Result<(File, bool)> {
        self.call(Call::Change)?;
        if self
            .0
            .lock()
            .unwrap()
            .plan
            .is_some_and(|plan| plan.fault == Fault::NoLocks)
        {
            return Err(io::ErrorKind::Unsupported.into());
        }
        hotseat::storage::disk::RealDisk.lock(path)
    }
}

#[derive(Debug)]
pub struct FaultyFile {
    file: File,
    path: PathBuf,
    disk: FaultyDisk,
}

impl Append for FaultyFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.disk.call(Call::Append)?.min(bytes.len());
        self.file.write(&bytes[..room])
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.call(Call::Sync)?;
        let length = self.file.metadata()?.len();
        self.disk
            .0
            .lock()
            .unwrap()
            .synced
            .insert(self.path.clone(), length);
        Ok(())
    }

    fn length(&mut self) -> io::Result<u64> {
        self.disk.call(Call::Look)?;
        Ok(self.file.metadata()?.len())
    }
}
