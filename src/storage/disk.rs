//! The few ways in which hotseat changes a disk, each with a promise for the case that the program or the
//! machine dies in it. A trait, so that tests fail every single call: full, torn, read-only, not synced.
//!
//! Nothing here follows a link or waits on a pipe that was planted under one of hotseat's names.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// What the journal and the session folders need of a file system.
pub trait Disk: Send {
    type File: Append;

    /// Makes a folder that only its owner can read, with its parents; one that is there is left as it is.
    fn make_dir(&self, dir: &Path) -> io::Result<()>;
    /// Makes a file to append to, which must not be there yet. It is in its folder on disk on return.
    fn create(&self, path: &Path) -> io::Result<Self::File>;
    /// Opens a file to append to, which must be there.
    fn open(&self, path: &Path) -> io::Result<Self::File>;
    /// Puts a whole file in place: after a crash there is the old one or the new one.
    fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// As [`Disk::replace`], for a file that need not fit in memory: `write` writes it from its beginning.
    fn replace_by(
        &self,
        path: &Path,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        self.replace(path, &bytes)
    }
    /// Shortens a file, durably.
    fn cut(&self, path: &Path, length: u64) -> io::Result<()>;
    /// Removes a file or a link, never what it leads to.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Lists the names in a folder, sorted.
    fn list(&self, dir: &Path) -> io::Result<Vec<String>>;
    /// Opens the lock file, which is made if it is not there, and tries to lock it: `false` if another
    /// process holds it. An error of kind [`io::ErrorKind::Unsupported`] means that locks do not work here.
    fn lock(&self, path: &Path) -> io::Result<(File, bool)>;
}

/// A file that only grows.
pub trait Append: Send {
    /// Appends by a single write; returns how many of the bytes were taken.
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize>;
    /// Returns once everything appended is on disk.
    fn sync(&mut self) -> io::Result<()>;
    /// Returns the file's length, or an error if it is no longer in its folder.
    fn length(&mut self) -> io::Result<u64>;
}

/// The file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    type File = RealFile;

    fn make_dir(&self, dir: &Path) -> io::Result<()> {
        if dir.is_dir() {
            return Ok(());
        }
        let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
        if let Some(parent) = parent {
            self.make_dir(parent)?;
        }
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(dir) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => {}
            result => result?,
        }
        parent.map_or(Ok(()), sync_dir).inspect_err(|_| {
            // Or the next try would find it there and take it for durable.
            let _ = std::fs::remove_dir(dir);
        })
    }

    fn create(&self, path: &Path) -> io::Result<RealFile> {
        let file = RealFile(open_plain(path, options().append(true).create_new(true))?);
        match path.parent().map_or(Ok(()), sync_dir) {
            Ok(()) => Ok(file),
            Err(error) => {
                // Or every try would leave one more empty file behind.
                let _ = std::fs::remove_file(path);
                Err(error)
            }
        }
    }

    fn open(&self, path: &Path) -> io::Result<RealFile> {
        Ok(RealFile(open_plain(path, options().append(true))?))
    }

    fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.replace_by(path, &mut |file| file.write_all(bytes))
    }

    fn replace_by(
        &self,
        path: &Path,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let dir = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new()
            .prefix(TEMPORARY)
            .suffix(".tmp")
            .tempfile_in(dir)?;
        write(&mut file)?;
        // Who could read a file before still can. Where that cannot be set, the contents count for more.
        if let Ok(old) = path.symlink_metadata()
            && old.is_file()
        {
            let _ = file.as_file().set_permissions(old.permissions());
        }
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        sync_dir(dir)
    }

    fn cut(&self, path: &Path, length: u64) -> io::Result<()> {
        let file = open_plain(path, options().write(true))?;
        file.set_len(length)?;
        file.sync_all()
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        list(dir)
    }

    fn lock(&self, path: &Path) -> io::Result<(File, bool)> {
        let file = open_plain(path, options().read(true).write(true).create(true))?;
        match file.try_lock() {
            Ok(()) => Ok((file, true)),
            Err(std::fs::TryLockError::WouldBlock) => Ok((file, false)),
            Err(std::fs::TryLockError::Error(error)) => {
                Err(io::Error::new(io::ErrorKind::Unsupported, error))
            }
        }
    }
}

/// Returns whether a file can be made in a folder and be written. Nothing of it stays.
pub fn takes_files(dir: &Path) -> bool {
    let mut file = tempfile::Builder::new();
    let file = file.prefix(TEMPORARY).suffix(".tmp").tempfile_in(dir);
    file.and_then(|mut file| file.write_all(b"\n")).is_ok()
}

/// How the name of a file begins that is not yet in its place.
pub const TEMPORARY: &str = ".hotseat-";

/// A file opened with `O_APPEND`.
#[derive(Debug)]
pub struct RealFile(File);

impl Append for RealFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn length(&mut self) -> io::Result<u64> {
        let metadata = self.0.metadata()?;
        #[cfg(unix)]
        if std::os::unix::fs::MetadataExt::nlink(&metadata) == 0 {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the file was deleted"));
        }
        Ok(metadata.len())
    }
}

/// Opens a plain file to read parts of it.
pub fn open(path: &Path) -> io::Result<File> {
    open_plain(path, options().read(true))
}

/// Reads a plain file; one longer than `limit` bytes is refused unread.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut file = open_plain(path, options().read(true))?;
    let length = file.metadata()?.len();
    if length > limit {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it has {length} bytes, the limit is {limit}"),
        ));
    }
    let mut bytes = Vec::with_capacity(length as usize + 1);
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a plain file that only stands for a lock; it is made where there is none.
pub fn open_lock(path: &Path) -> io::Result<File> {
    open_plain(path, options().append(true).create(true))
}

/// Lists the names in a folder, sorted; names that are no UTF-8 are none of hotseat's.
pub fn list(dir: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        names.extend(entry?.file_name().into_string().ok());
    }
    names.sort_unstable();
    Ok(names)
}

/// Returns options that follow no link, wait on no pipe and are not inherited by other programs.
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        use rustix::fs::OFlags;
        options.mode(0o600).custom_flags(
            (OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY)
                .bits()
                .cast_signed(),
        );
    }
    options
}

fn open_plain(path: &Path, options: &OpenOptions) -> io::Result<File> {
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a plain file",
        ))
    }
}

/// Makes names made or changed in a folder durable.
fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(if dir.as_os_str().is_empty() {
            Path::new(".")
        } else {
            dir
        })?
        .sync_all()
    } else {
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_that_is_replaced_stays_as_readable_as_it_was() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("bank.json");
        let mode = || path.metadata().unwrap().permissions().mode() & 0o777;
        RealDisk.replace(&path, b"new").unwrap();
        assert_eq!(mode(), 0o600, "what nobody was given yet is the person's alone");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        RealDisk.replace(&path, b"again").unwrap();
        assert_eq!((mode(), read(&path, 100).unwrap()), (0o644, b"again".to_vec()));
    }
}
