//! The root a run sees: an empty file system with the system's programs and libraries, the interpreter, four
//! files of its own, and nothing else of the machine. All of it is for reading; runs mount folders of their
//! own over `/sandbox` and `/dev/shm`.

use std::fs;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::mount::{MountFlags, MountPropagationFlags, UnmountFlags};

use super::sys;

/// Where a run works.
pub const WORK: &str = "/sandbox";

/// Folders that the new root is first mounted on: the first there is.
const BASES: &[&str] = &["/tmp", "/var/tmp", "/run", "/mnt", "/usr"];

/// The system's folders with programs and libraries; where one is a link, the link is made anew.
const SYSTEM: &[&str] = &["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

/// Files and folders that libraries are found by, and the local time.
const SETTINGS: &[&str] = &["/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"];

/// Stores that hold programs and all they need, by content.
const STORES: &[&str] = &["/nix/store", "/gnu/store"];

/// Never bound: they are made anew, or lead out.
const OWN: &[&str] = &["/proc", "/dev", "/sys", WORK];

/// A path to be let in.
#[derive(Debug)]
pub enum Entry {
    /// The thing at `from`, seen at `at`.
    Bind {
        at: PathBuf,
        from: PathBuf,
    },
    Link {
        at: PathBuf,
        to: PathBuf,
    },
}

/// Returns everything that is let in: the system, the interpreter behind all its links, and what it reads.
/// The home directory and what it lies in are never let in as a whole.
pub fn entries(interpreter: Option<&Path>, reads: &[PathBuf], home: &Path) -> Vec<Entry> {
    let mut entries = Vec::new();
    for path in SYSTEM.iter().map(Path::new) {
        match fs::read_link(path) {
            Ok(to) => entries.push(Entry::Link {
                at: path.to_owned(),
                to,
            }),
            Err(_) if path.is_dir() => bind(&mut entries, path, path, home),
            Err(_) => {}
        }
    }
    for path in SETTINGS.iter().map(Path::new).filter(|path| path.exists()) {
        bind(&mut entries, path, path, home);
    }
    let mut reads = reads.to_vec();
    reads.sort_by_key(|path| path.as_os_str().len());
    let hops = interpreter.map(hops).unwrap_or_default();
    if let Some(store) = STORES.iter().map(Path::new).find(|store| {
        let inside = |path: &PathBuf| path.starts_with(store);
        reads.iter().any(inside) || hops.iter().any(inside)
    }) {
        bind(&mut entries, store, store, home);
    }
    for path in reads.iter().chain(&hops) {
        let Ok(real) = fs::canonicalize(path) else {
            continue;
        };
        bind(&mut entries, &real, &real, home);
        bind(&mut entries, path, &real, home);
    }
    entries
}

/// The interpreter's path and every path that its links lead over.
fn hops(interpreter: &Path) -> Vec<PathBuf> {
    let mut hops = vec![interpreter.to_owned()];
    while let Some(last) = hops.last()
        && hops.len() < 40
        && let Ok(to) = fs::read_link(last)
    {
        let next = last
            .parent()
            .map_or_else(|| to.clone(), |folder| folder.join(&to));
        hops.push(plain(&next));
    }
    hops
}

/// Takes `.` and `..` out of a path by its letters.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                plain.pop();
            }
            std::path::Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

fn bind(entries: &mut Vec<Entry>, at: &Path, from: &Path, home: &Path) {
    let leads_out = home.starts_with(at) || home.starts_with(from);
    let is_own = OWN.iter().any(|own| at.starts_with(own));
    let is_there = entries.iter().any(|entry| match entry {
        Entry::Bind { at: known, .. } | Entry::Link { at: known, .. } => at.starts_with(known),
    });
    if at.is_absolute() && !is_there && !is_own && !leads_out {
        entries.push(Entry::Bind {
            at: at.to_owned(),
            from: from.to_owned(),
        });
    }
}

/// Builds the root and moves into it. Needs mount and pid namespaces of its own, and the right to mount.
pub fn build(entries: &[Entry]) -> Result<(), String> {
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    rustix::mount::mount_change("/", private).map_err(word("its mounts could not be made its own"))?;
    let base = BASES
        .iter()
        .map(Path::new)
        .find(|base| base.is_dir())
        .ok_or("there is no folder to mount its root on")?;
    // Opened before the new root hides what lies below its folder.
    let mut opened: Vec<(PathBuf, Option<OwnedFd>, bool)> = Vec::new();
    for entry in entries {
        if let Entry::Bind { at, from } = entry {
            let descriptor = rustix::fs::open(from, OFlags::PATH | OFlags::CLOEXEC, Mode::empty())
                .map_err(word(&format!("{} could not be opened", from.display())))?;
            opened.push((at.clone(), Some(descriptor), from.is_dir()));
        }
    }
    for device in ["null", "zero", "urandom"] {
        let path = Path::new("/dev").join(device);
        let descriptor = rustix::fs::open(&path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty())
            .map_err(word(&format!("{} could not be opened", path.display())))?;
        opened.push((path, Some(descriptor), false));
    }
    tmpfs(base, c"size=1m,nr_inodes=4096,mode=0755")?;
    for (at, descriptor, is_folder) in &opened {
        let Some(descriptor) = descriptor else { continue };
        let target = below(base, at);
        place(&target, *is_folder).map_err(word(&format!("{} could not be placed", at.display())))?;
        let source = format!("/proc/self/fd/{}", descriptor.as_raw_fd());
        rustix::mount::mount_bind_recursive(source, &target)
            .map_err(word(&format!("{} could not be let in", at.display())))?;
        let mut attributes = libc::MOUNT_ATTR_RDONLY | libc::MOUNT_ATTR_NOSUID;
        if !at.starts_with("/dev") {
            attributes |= libc::MOUNT_ATTR_NODEV;
        }
        sys::add_mount_attributes(&target, attributes, true)
            .map_err(|error| format!("{} could not be made read-only: {error}", at.display()))?;
    }
    for entry in entries {
        if let Entry::Link { at, to } = entry {
            symlink(to, below(base, at)).map_err(word("a link could not be made"))?;
        }
    }
    furnish(base).map_err(word("its folders could not be made"))?;
    let quiet = MountFlags::NOSUID | MountFlags::NODEV;
    rustix::mount::mount(
        "proc",
        base.join("proc"),
        "proc",
        quiet | MountFlags::NOEXEC,
        None,
    )
    .map_err(word("its /proc could not be mounted"))?;
    tmpfs(&below(base, Path::new(WORK)), c"size=4m,nr_inodes=256,mode=1777")?;
    tmpfs(&base.join("dev/shm"), c"size=4m,nr_inodes=256,mode=1777")?;
    rustix::process::chdir(base).map_err(word("its root could not be entered"))?;
    rustix::process::pivot_root(".", ".").map_err(word("its root could not be made the root"))?;
    rustix::mount::unmount(".", UnmountFlags::DETACH).map_err(word("the old root could not be left"))?;
    rustix::process::chdir("/").map_err(word("its root could not be entered"))?;
    sys::add_mount_attributes(Path::new("/"), libc::MOUNT_ATTR_RDONLY, false)
        .map_err(word("its root could not be made read-only"))
}

fn furnish(base: &Path) -> io::Result<()> {
    for folder in ["proc", "sandbox", "dev/shm", "etc"] {
        fs::create_dir_all(base.join(folder))?;
    }
    // Code that asks who it is gets an answer.
    put(
        &base.join("etc/passwd"),
        "candidate:x:1000:1000::/sandbox:/bin/false\nnobody:x:65534:65534::/sandbox:/bin/false\n",
    )?;
    put(&base.join("etc/group"), "candidate:x:1000:\nnogroup:x:65534:\n")?;
    if !base.join("tmp").exists() {
        symlink("sandbox", base.join("tmp"))?;
    }
    Ok(())
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    io::Write::write_all(&mut fs::File::create(path)?, text.as_bytes())
}

fn place(target: &Path, is_folder: bool) -> io::Result<()> {
    if is_folder {
        return fs::create_dir_all(target);
    }
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::File::create(target).map(drop)
}

fn tmpfs(target: &Path, options: &std::ffi::CStr) -> Result<(), String> {
    let flags = MountFlags::NOSUID | MountFlags::NODEV;
    rustix::mount::mount("tmpfs", target, "tmpfs", flags, Some(options))
        .map_err(word("a file system in memory could not be mounted"))
}

fn below(base: &Path, path: &Path) -> PathBuf {
    base.join(path.strip_prefix("/").unwrap_or(path))
}

fn word<E: std::fmt::Display>(what: &str) -> impl Fn(E) -> String {
    move |error| format!("{what}: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_the_home_nor_what_it_lies_in_is_let_in() {
        let home = tempfile::tempdir().unwrap();
        let inside = home.path().join("venv");
        fs::create_dir(&inside).unwrap();
        let reads = [
            home.path().to_owned(),
            home.path().parent().unwrap().to_owned(),
            PathBuf::from("/"),
            inside.clone(),
            PathBuf::from("/proc/self"),
        ];
        let let_in: Vec<PathBuf> = entries(None, &reads, home.path())
            .iter()
            .filter_map(|entry| match entry {
                Entry::Bind { at, .. } => Some(at.clone()),
                Entry::Link { .. } => None,
            })
            .filter(|at| {
                !at.starts_with("/usr")
                    && !at.starts_with("/etc")
                    && !SYSTEM.iter().any(|system| at == Path::new(system))
            })
            .collect();
        assert_eq!(let_in, [inside]);
    }

    #[test]
    fn an_interpreter_is_let_in_behind_all_its_links() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("real/bin");
        let linked = folder.path().join("venv/bin");
        fs::create_dir_all(&real).unwrap();
        fs::create_dir_all(&linked).unwrap();
        fs::File::create(real.join("python3.11")).unwrap();
        symlink("python3.11", real.join("python3")).unwrap();
        symlink("../../real/bin/python3", linked.join("python")).unwrap();
        let found = hops(&linked.join("python"));
        assert_eq!(
            found,
            [
                linked.join("python"),
                real.join("python3"),
                real.join("python3.11")
            ]
        );
    }
}
