//! `hotseat setup`: a Python environment with NumPy in the data directory, for machines whose Python has
//! none. It is built beside its place and put there once it imports, so that a broken download changes
//! nothing; what pip is told by its own variables and files holds here too.

mod child;

use std::ffi::{OsStr, OsString};
use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::out::Out;
use crate::domain::plain;
use crate::domain::verdict::Why;
use crate::judge::python::{self, Closely, Found, Interpreter, Looked, Places};
use crate::storage::dirs;

use child::{Child, Ended};

/// What is installed, as pip reads it.
const NUMPY: &str = "numpy>=1.22,<3";

/// What the folders it builds in are called, before a random part.
const BUILDING: &str = ".python-";

/// Whether it is asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    First,
    Never,
}

pub fn run(context: &Context, out: &Out, asking: Asking) -> Result<u8, Failure> {
    let (config, _) = context.config();
    let places = context.pythons(&config);
    if let Some(there) = made(&places) {
        out.words(&format!(
            "{} is there already: {}. To make it anew, delete that folder and run `hotseat setup` again.",
            shown(&places.made),
            what(&there)
        ));
        return Ok(0);
    }
    let base = base(&places)?;
    if asking == Asking::First && !agreed(context, out, &places, &base)? {
        out.words("Nothing was made.");
        return Ok(1);
    }
    let parent = places.made.parent().unwrap_or(Path::new("."));
    dirs::ensure(parent).map_err(|error| Failure::environment(error.to_string()))?;
    let _alone = alone(parent)?;
    sweep(parent);
    let interrupt = Interrupt::catch(|| {});
    let built = tempfile::Builder::new()
        .prefix(BUILDING)
        .tempdir_in(parent)
        .map_err(|error| not_made(parent, &error))?;
    let making = Making {
        out,
        interrupt: &interrupt,
        base: &base,
        place: &places.made,
        folder: built.path(),
    };
    let done = making.all(&places);
    if let Some(code) = interrupt.code() {
        // Whatever failed, failed for this reason.
        drop(built);
        out.words("Stopped; nothing was changed.");
        return Ok(code);
    }
    done?;
    put(built, &places.made)?;
    match made(&places) {
        Some(there) => {
            out.words(&format!("Done: {} is in {}.", what(&there), shown(&places.made)));
            Ok(0)
        }
        None => Err(Failure::environment(format!(
            "{} was made, but NumPy cannot be imported from it where it now is.",
            shown(&places.made)
        ))
        .hint("`hotseat doctor` says what each Python here lacks.")),
    }
}

/// Returns the environment that was made before, if it imports NumPy.
fn made(places: &Places) -> Option<Interpreter> {
    let alone = Places {
        configured: Some(places.made.clone()),
        environment: None,
        path: OsString::new(),
        ..places.clone()
    };
    if !places.made.is_dir() {
        return None;
    }
    let looked = python::survey(&alone, &["numpy".to_owned()], Closely::Importing);
    looked.first().and_then(Looked::whole).cloned()
}

/// `NumPy 2.4.1 for Python 3.11.7`
fn what(python: &Interpreter) -> String {
    let numpy = python.modules.get("numpy").map_or("", String::as_str);
    format!("NumPy {numpy} for Python {}", python.version)
}

/// Returns the Python that the environment is made from.
fn base(places: &Places) -> Result<Interpreter, Failure> {
    let others = Places {
        made: PathBuf::new(),
        ..places.clone()
    };
    let needed = ["venv", "ensurepip"].map(str::to_owned);
    python::find(&others, &needed).map_err(|unable| match unable.why {
        Why::NoModule => {
            let version = python::survey(&others, &needed, Closely::Glancing)
                .into_iter()
                .find_map(|one| match one.found {
                    Found::Works(python, _) => Some(python.version),
                    _ => None,
                })
                .unwrap_or_default();
            Failure::environment(format!(
                "Python {version} is here without `venv` and `ensurepip`, which make environments."
            ))
            .hint(
                "Debian and Ubuntu have them in the package python3-venv: `apt install python3-venv`. Or install \
                 NumPy for your Python yourself, such as by the package python3-numpy.",
            )
        }
        _ => Failure::environment(unable.sentence)
            .hint("Install Python 3 (Debian and Ubuntu: `apt install python3-venv`), then run `hotseat setup` again."),
    })
}

fn agreed(context: &Context, out: &Out, places: &Places, base: &Interpreter) -> Result<bool, Failure> {
    if !context.env.can_ask() {
        return Err(
            Failure::usage("Setting up asks first, and there is no terminal to ask on.")
                .hint("Give --yes if you mean it."),
        );
    }
    out.words(&format!(
        "This makes a Python environment in {} from Python {} ({}) and has pip install NumPy there, a \
         download of about 20 MB. Nothing else is changed. Go on? [y/N]",
        shown(&places.made),
        base.version,
        shown(&base.path)
    ));
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    Ok(read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// Two at once would undo each other's. The lock goes with the file.
fn alone(parent: &Path) -> Result<std::fs::File, Failure> {
    let file = parent.join(".python.lock");
    let lock = std::fs::File::options()
        .append(true)
        .create(true)
        .open(&file)
        .map_err(|error| not_made(&file, &error))?;
    match lock.try_lock() {
        Err(std::fs::TryLockError::WouldBlock) => Err(Failure::environment(
            "Another `hotseat setup` is at work on this data directory.",
        )
        .hint("Wait for it to end.")),
        // A file system without locks: two at once are not likely.
        _ => Ok(lock),
    }
}

/// Removes what a setup left that was killed. Only called by the one that is alone.
fn sweep(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(BUILDING.as_bytes())
        {
            // Tried again the next time.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn not_made(place: &Path, error: &std::io::Error) -> Failure {
    Failure::environment(format!("{} cannot be made: {error}.", shown(place)))
        .hint("Make room and see that you may write there, or name another data directory with --data-dir.")
}

fn shown(path: &Path) -> String {
    plain::clean_line(&path.display().to_string()).into_owned()
}

/// An environment that is being built.
struct Making<'a> {
    out: &'a Out,
    interrupt: &'a Interrupt,
    base: &'a Interpreter,
    /// Where it will be.
    place: &'a Path,
    /// Where it is built.
    folder: &'a Path,
}

impl Making<'_> {
    fn all(&self, places: &Places) -> Result<(), Failure> {
        self.out.words(&format!(
            "Making the environment from Python {} ({}) …",
            self.base.version,
            shown(&self.base.path)
        ));
        let arguments = ["-I", "-m", "venv", "--prompt=hotseat"].map(OsStr::new);
        let arguments = [&arguments[..], &[self.folder.as_os_str()]].concat();
        self.step(&self.base.path, &arguments).map_err(|why| {
            Failure::environment(format!("The environment could not be made: {why}"))
                .hint("Nothing was changed. On Debian and Ubuntu it needs the package python3-venv.")
        })?;
        self.out.words("Installing NumPy …");
        let python = self.folder.join("bin").join("python");
        let arguments = [
            "-I",
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--progress-bar=off",
            "--prefer-binary",
            NUMPY,
        ];
        self.step(&python, &arguments.map(AsRef::as_ref)).map_err(|why| {
            Failure::environment(format!("NumPy could not be installed: {why}")).hint(
                "Nothing was changed. Look at the network and at pip's own settings (`pip config list` shows \
                 them), then run `hotseat setup` again.",
            )
        })?;
        let built = Places {
            made: self.folder.to_owned(),
            ..places.clone()
        };
        if made(&built).is_none() && self.interrupt.code().is_none() {
            return Err(Failure::environment(
                "NumPy was installed, but it cannot be imported. Nothing was changed.",
            )
            .hint("`hotseat doctor` says what each Python here lacks."));
        }
        renamed(self.folder, self.place);
        Ok(())
    }

    /// Runs a step, showing what it says; the error is what it said last.
    fn step(&self, program: &Path, arguments: &[&OsStr]) -> Result<(), String> {
        let child = Child::start(program, arguments)?;
        let mut last = String::new();
        let ended = child.follow(self.interrupt, |line| {
            let line = plain::clean_line(line.trim_end()).into_owned();
            if line.is_empty() {
                return;
            }
            self.out.words(&format!("  {line}"));
            // What follows an error is advice.
            if !last.starts_with("ERROR") || line.starts_with("ERROR") {
                last = line;
            }
        });
        match ended {
            Ended::Well => Ok(()),
            Ended::Interrupted => Err("it was stopped.".to_owned()),
            Ended::Badly(status) if last.is_empty() => Err(format!("it ended with {status}.")),
            Ended::Badly(_) => {
                let last = last.trim_start_matches("ERROR:").trim().trim_end_matches('.');
                Err(format!("{last}."))
            }
        }
    }
}

/// Scripts in `bin` name the folder they were made in: `activate`, and the first line of others. What cannot
/// be changed stays; hotseat itself uses none of them.
fn renamed(folder: &Path, place: &Path) {
    use std::io::Write as _;
    let (Some(from), Some(to)) = (folder.to_str(), place.to_str()) else {
        return;
    };
    for entry in std::fs::read_dir(folder.join("bin"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let path = entry.path();
        if !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        if text.contains(from) {
            let opened = std::fs::File::options().write(true).truncate(true).open(&path);
            let _ = opened.and_then(|mut file| file.write_all(text.replace(from, to).as_bytes()));
        }
    }
}

/// Puts what was built in its place; what stood there is gone only once the new one stands.
fn put(built: tempfile::TempDir, place: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::environment(format!(
            "What was built could not be put into {}: {error}.",
            shown(place)
        ))
        .hint("Nothing was changed. Move away what stands there, then run `hotseat setup` again.")
    };
    let folder = built.keep();
    let mut aside = folder.clone().into_os_string();
    aside.push("-old");
    let aside = PathBuf::from(aside);
    let done = match std::fs::rename(place, &aside) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => std::fs::rename(&folder, place),
        Err(error) => Err(error),
        Ok(()) => std::fs::rename(&folder, place).inspect_err(|_| {
            let _ = std::fs::rename(&aside, place);
        }),
    };
    // Either the new one or, where that failed, nothing.
    let rest = if done.is_ok() { &aside } else { &folder };
    let _ = std::fs::remove_dir_all(rest);
    let _ = std::fs::remove_file(rest);
    done.map_err(failed)
}
