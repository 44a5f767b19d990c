//! What is kept between starts, in the cache directory: what interpreters said of themselves, and the judge's
//! own modules as they compiled them. It saves the first run two tenths of its time; whatever of it is not
//! there, old or damaged is found out anew.
//!
//! A run cannot reach it where runs are sandboxed. Nothing that an answer has been in ever writes it.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::python::{Interpreter, Places};

/// Of the form of these files.
const FORMAT: u32 = 1;

/// Larger files are not ours, in bytes.
const MOST: u64 = 4 << 20;

/// Interpreters that are remembered; the oldest goes first.
const MOST_PYTHONS: usize = 16;

/// What tells whether a file or folder is still the one it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    path: PathBuf,
    /// Device, inode, length, and when its contents and its entry were changed last; none where it is not there.
    state: Option<(u64, u64, u64, i64, i64, i64, i64)>,
}

impl Stamp {
    pub fn of(path: PathBuf) -> Self {
        let state = path.metadata().ok().map(|data| {
            // A folder's length says nothing that its times do not say.
            let length = if data.is_dir() { 0 } else { data.len() };
            let (changed, nanoseconds) = (data.mtime(), data.mtime_nsec());
            let (entry, entry_nanoseconds) = (data.ctime(), data.ctime_nsec());
            let (device, inode) = (data.dev(), data.ino());
            (
                device,
                inode,
                length,
                changed,
                nanoseconds,
                entry,
                entry_nanoseconds,
            )
        });
        Self { path, state }
    }

    pub fn holds(&self) -> bool {
        *self == Self::of(self.path.clone())
    }
}

/// An interpreter that had everything it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    pub place: String,
    pub home: PathBuf,
    /// What it was asked for.
    pub asked: Vec<String>,
    pub path: PathBuf,
    pub version: String,
    pub tag: String,
    pub modules: BTreeMap<String, String>,
    pub reads: Vec<PathBuf>,
    /// What its answer hangs on.
    pub stamps: Vec<Stamp>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Pythons {
    format: u32,
    /// Another hotseat looks in another way.
    hotseat: Option<Stamp>,
    known: Vec<Known>,
}

/// Returns the interpreters that are known, as they were: whoever uses one asks whether its stamps hold.
pub fn pythons(places: &Places) -> Vec<Known> {
    let read = || {
        let bytes = bytes(&file(places, "pythons.json")?)?;
        let kept: Pythons = serde_json::from_slice(&bytes).ok()?;
        (kept.format == FORMAT && kept.hotseat?.holds()).then_some(kept.known)
    };
    read().unwrap_or_default()
}

/// Keeps an interpreter, in the place of what was known of it.
pub fn keep_python(places: &Places, known: Known) {
    let mut all = pythons(places);
    all.retain(|one| (&one.path, &one.asked) != (&known.path, &known.asked));
    all.push(known);
    if all.len() > MOST_PYTHONS {
        all.remove(0);
    }
    put_pythons(places, all);
}

/// Forgets what is known of an interpreter; returns whether anything was.
pub fn forget_python(places: &Places, path: &Path) -> bool {
    let mut all = pythons(places);
    let before = all.len();
    all.retain(|one| one.path != path);
    let found = all.len() < before;
    if found {
        put_pythons(places, all);
    }
    found
}

fn put_pythons(places: &Places, known: Vec<Known>) {
    let kept = Pythons {
        format: FORMAT,
        hotseat: Some(Stamp::of(places.hotseat.clone())),
        known,
    };
    if let (Some(path), Ok(text)) = (file(places, "pythons.json"), serde_json::to_vec(&kept)) {
        put(&path, &text);
    }
}

/// Returns the judge's own modules as an interpreter of this kind has compiled them.
pub fn codes(places: &Places, interpreter: &Interpreter) -> Option<Vec<u8>> {
    let mut bytes = bytes(&file(places, &codes_name(interpreter)?)?)?;
    let head = head(places)?;
    bytes.starts_with(&head).then(|| bytes.split_off(head.len()))
}

/// Keeps them; without a `code` they are forgotten.
pub fn keep_codes(places: &Places, interpreter: &Interpreter, code: Option<&[u8]>) {
    let path = codes_name(interpreter).and_then(|name| file(places, &name));
    match (path, head(places), code) {
        (Some(path), Some(head), Some(code)) => put(&path, &[&head, code].concat()),
        (Some(path), _, None) => {
            // Where it cannot be removed it is passed over the next time as well.
            let _ = std::fs::remove_file(path);
        }
        _ => {}
    }
}

/// Compiled code is of one kind of Python alone.
fn codes_name(interpreter: &Interpreter) -> Option<String> {
    let tag = &interpreter.tag;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!tag.is_empty() && tag.len() < 100 && tag.chars().all(plain)).then(|| format!("code-{tag}"))
}

/// The line that compiled code begins with: of which binary it is.
fn head(places: &Places) -> Option<Vec<u8>> {
    let stamp = Stamp::of(places.hotseat.clone());
    stamp.state.as_ref()?;
    let mut head = serde_json::to_vec(&(FORMAT, stamp)).ok()?;
    head.push(b'\n');
    Some(head)
}

fn file(places: &Places, name: &str) -> Option<PathBuf> {
    // What is relative is of the working directory, where anything may lie.
    places
        .cache
        .is_absolute()
        .then(|| places.cache.join("judge").join(name))
}

/// Reads a file of ours: a plain one, that nobody else could have written.
fn bytes(path: &Path) -> Option<Vec<u8>> {
    let data = path.symlink_metadata().ok()?;
    let ours =
        data.is_file() && data.uid() == rustix::process::geteuid().as_raw() && data.mode() & 0o022 == 0;
    (ours && data.len() <= MOST).then(|| std::fs::read(path).ok())?
}

/// Puts a whole file in place. Where that fails, the next start finds out anew.
fn put(path: &Path, bytes: &[u8]) {
    let write = || -> std::io::Result<()> {
        let folder = path.parent().ok_or(std::io::ErrorKind::InvalidInput)?;
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    let _ = write();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interpreter(tag: &str) -> Interpreter {
        Interpreter {
            path: "/usr/bin/python3".into(),
            version: "3.11.2".to_owned(),
            modules: BTreeMap::new(),
            reads: Vec::new(),
            place: "somewhere",
            tag: tag.to_owned(),
        }
    }

    fn write(path: &Path, text: &str) {
        std::fs::File::create(path)
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
    }

    fn places(folder: &Path) -> Places {
        let hotseat = folder.join("hotseat");
        write(&hotseat, "one");
        Places {
            cache: folder.join("cache"),
            hotseat,
            ..Places::default()
        }
    }

    #[test]
    fn code_is_kept_for_its_kind_of_python_and_for_this_binary() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path());
        let python = interpreter("cpython-311-a70d0d0a");
        assert_eq!(codes(&places, &python), None);
        keep_codes(&places, &python, Some(b"code\n\0"));
        assert_eq!(codes(&places, &python).unwrap(), b"code\n\0");
        for other in ["cpython-312-cb0d0d0a", "", "../../up"] {
            assert_eq!(codes(&places, &interpreter(other)), None, "{other}");
        }
        write(&places.hotseat, "another");
        assert_eq!(codes(&places, &python), None, "of another binary");
        keep_codes(&places, &python, Some(b"new"));
        assert_eq!(codes(&places, &python).unwrap(), b"new");
        keep_codes(&places, &python, None);
        assert_eq!(codes(&places, &python), None);
        // Without a cache nothing is kept, and nothing fails.
        keep_codes(&Places::default(), &python, Some(b"code"));
        assert_eq!(codes(&Places::default(), &python), None);
    }

    #[test]
    fn what_somebody_else_could_have_written_is_not_read() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path());
        let python = interpreter("cpython-311");
        keep_codes(&places, &python, Some(b"code"));
        let path = places.cache.join("judge/code-cpython-311");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
        assert_eq!(codes(&places, &python), None);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(codes(&places, &python).unwrap(), b"code");
        let moved = folder.path().join("moved");
        std::fs::rename(&path, &moved).unwrap();
        std::os::unix::fs::symlink(&moved, &path).unwrap();
        assert_eq!(codes(&places, &python), None);
    }

    #[test]
    fn an_interpreter_is_known_until_something_of_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path());
        let packages = folder.path().join("packages");
        std::fs::create_dir(&packages).unwrap();
        let known = Known {
            place: "somewhere".to_owned(),
            home: "/home/ada".into(),
            asked: vec!["numpy".to_owned()],
            path: "/usr/bin/python3".into(),
            version: "3.11.2".to_owned(),
            tag: String::new(),
            modules: BTreeMap::new(),
            reads: Vec::new(),
            stamps: vec![Stamp::of(packages.clone()), Stamp::of(folder.path().join("none"))],
        };
        keep_python(&places, known.clone());
        keep_python(&places, known.clone());
        let found = pythons(&places);
        assert_eq!(found, [known]);
        assert!(found[0].stamps.iter().all(Stamp::holds));
        write(&packages.join("new.pth"), "/x");
        assert!(!found[0].stamps.iter().all(Stamp::holds));
        assert!(forget_python(&places, Path::new("/usr/bin/python3")));
        assert!(!forget_python(&places, Path::new("/usr/bin/python3")));
        write(&places.cache.join("judge/pythons.json"), "{");
        assert!(pythons(&places).is_empty());
    }
}
