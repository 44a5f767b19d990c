//! Which interpreter runs a question's code: the first that imports everything it requires of the
//! configured one, the active environment, the one `hotseat setup` made, `python3` on the path and
//! `/usr/bin/python3`.
//!
//! Looking costs one short start of Python and imports nothing, so that a first run is not paid for twice:
//! a module counts as there when it is found whole. What does not look whole is imported for the reason why
//! not, and who imports and fails says so by [`cannot_import`]; [`find`] then passes that interpreter over.

mod ask;
mod glance;
mod reads;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use ask::{Answer, Module};

use super::kept::{self, Known, Stamp};
use crate::domain::plain;
use crate::domain::verdict::{Unable, Why};

pub use glance::{Glance, glance};

/// The oldest Python that runs answers.
pub const OLDEST: (u32, u32) = (3, 9);

/// How long an interpreter may take to say where it is. A cold disk or a busy machine makes it slow; one
/// that waits for something never ends.
const LOOKING: Duration = Duration::from_secs(10);

/// How long it may take to import: PyTorch from a cold disk needs most of it.
const IMPORTING: Duration = Duration::from_mins(1);

/// Where interpreters are looked for, and what the judge needs to know of this process.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// `python` under `[judge]` in `config.toml`.
    pub configured: Option<PathBuf>,
    /// The active environment: `VIRTUAL_ENV`, else `CONDA_PREFIX`.
    pub environment: Option<PathBuf>,
    /// What `hotseat setup` makes: `python/` in the data directory.
    pub made: PathBuf,
    /// The value of `PATH`.
    pub path: OsString,
    /// The home directory, which no run may read.
    pub home: PathBuf,
    /// hotseat's own binary, started again as the launcher of the sandbox.
    pub hotseat: PathBuf,
    /// Where what was found out is kept for the next start; nothing is without.
    pub cache: PathBuf,
}

/// An interpreter that can import what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreter {
    /// What is started. Not always what was found: a shim leads to another.
    pub path: PathBuf,
    /// `3.11.7`.
    pub version: String,
    /// Versions of the modules asked for, where they tell one.
    pub modules: BTreeMap<String, String>,
    /// The directories a sandbox has to let it read: its prefixes, those of `sys.path` and of its libraries,
    /// and where the executable and every link on the way to it stand. Neither the home directory nor one
    /// above it is among them; a directory within it may be.
    pub reads: Vec<PathBuf>,
    /// Which of the places it is, in words: `the environment hotseat setup made`.
    pub place: &'static str,
    /// What kind of Python it is: others cannot use what it has compiled. Empty where it does not tell.
    pub tag: String,
}

/// An interpreter that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    pub path: PathBuf,
    pub place: &'static str,
    pub found: Found,
}

/// What became of looking at an interpreter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// There is no file that could be started.
    Missing,
    /// It cannot be started or says nothing that can be read; a sentence.
    Fails(String),
    /// Older than [`OLDEST`]; its version.
    Old(String),
    /// It works, but for what it lacks of the modules asked for: nothing, where it can run them.
    Works(Interpreter, Vec<Lack>),
}

/// A module that an interpreter cannot import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    pub module: String,
    /// Why, where it is there and cannot be imported; empty where it is not there.
    pub why: String,
}

/// How closely is looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closely {
    /// Whether modules are there and look whole.
    Glancing,
    /// Whether they really import, which takes its time.
    Importing,
}

impl Looked {
    /// Returns the interpreter if it lacks nothing.
    pub fn whole(&self) -> Option<&Interpreter> {
        match &self.found {
            Found::Works(interpreter, lacks) if lacks.is_empty() => Some(interpreter),
            _ => None,
        }
    }

    /// Returns what is wrong with it, without its name: `is not there`; `None` where nothing is.
    pub fn lacks(&self) -> Option<String> {
        match &self.found {
            Found::Missing => Some("is not there".to_owned()),
            Found::Fails(why) => Some(why.clone()),
            Found::Old(version) => Some(format!(
                "is Python {version}, older than {}.{}",
                OLDEST.0, OLDEST.1
            )),
            Found::Works(_, lacks) if lacks.is_empty() => None,
            Found::Works(_, lacks) => Some(
                lacks
                    .iter()
                    .map(|lack| match lack.why.as_str() {
                        "" => format!("has no {}", lack.module),
                        why => format!("cannot import {} ({why})", lack.module),
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
        }
    }
}

/// Returns the first interpreter, 3.9 or newer, that imports all of `modules`. The error says what was
/// found instead and what to do.
pub fn find(places: &Places, modules: &[String]) -> Result<Interpreter, Unable> {
    let mut looked = Vec::new();
    for (path, place) in candidates(places) {
        let one = look(places, &path, place, modules, Closely::Glancing);
        if let Some(interpreter) = one.whole() {
            return Ok(interpreter.clone());
        }
        looked.push(one);
    }
    Err(unable(&looked, modules))
}

/// Looks at every interpreter there could be, in the order [`find`] does. Those that were asked for by name
/// are among them even where they are not there.
pub fn survey(places: &Places, modules: &[String], closely: Closely) -> Vec<Looked> {
    candidates(places)
        .into_iter()
        .map(|(path, place)| look(places, &path, place, modules, closely))
        .collect()
}

/// Remembers that a module of an interpreter cannot be imported, as who tried it has seen: [`find`] passes it
/// over until its packages change. What is remembered from an earlier start is looked at anew first.
pub fn cannot_import(places: &Places, interpreter: &Interpreter, module: &str, why: &str) {
    let mut memory = memory();
    if kept::forget_python(places, &interpreter.path) && memory.iter().any(|one| one.earlier) {
        memory.retain(|one| !one.earlier);
        return;
    }
    let lack = Lack {
        module: module.to_owned(),
        why: plain::clean_line(why).into_owned(),
    };
    let of_it = |one: &Remembered| match &one.looked.found {
        Found::Works(known, _) => known.path == interpreter.path && !one.modules.is_empty(),
        _ => false,
    };
    // What failed may be a part of what was asked for, under a name of its own.
    let named = memory
        .iter()
        .any(|one| of_it(one) && one.modules.contains(&lack.module));
    for one in memory.iter_mut() {
        if of_it(one)
            && (!named || one.modules.contains(&lack.module))
            && let Found::Works(_, lacks) = &mut one.looked.found
            && !lacks.contains(&lack)
        {
            lacks.push(lack.clone());
        }
    }
}

const CONFIGURED: &str = "the configured Python";
const ENVIRONMENT: &str = "the active environment";
const MADE: &str = "the environment `hotseat setup` made";
const ON_PATH: &str = "python3 on the path";
const SYSTEM: &str = "the system's Python";

/// Returns every interpreter to look at, in order, each once.
fn candidates(places: &Places) -> Vec<(PathBuf, &'static str)> {
    let mut found: Vec<(PathBuf, &'static str)> = Vec::new();
    let mut add = |path: PathBuf, place| {
        if !found.iter().any(|(known, _)| *known == path) {
            found.push((path, place));
        }
    };
    if let Some(configured) = &places.configured {
        add(named(configured, places), CONFIGURED);
    }
    // What is relative is of the working directory, where anything may lie.
    if let Some(environment) = places.environment.as_ref().filter(|path| path.is_absolute()) {
        add(within(environment), ENVIRONMENT);
    }
    let made = within(&places.made);
    if made.is_absolute() && is_file(&made) {
        add(made, MADE);
    }
    if let Some(path) = on_path("python3".as_ref(), places) {
        add(path, ON_PATH);
    }
    let system = PathBuf::from("/usr/bin/python3");
    if is_file(&system) {
        add(system, SYSTEM);
    }
    found
}

/// Returns what the configuration names: a file, the Python of an environment, or a name on the path.
fn named(configured: &Path, places: &Places) -> PathBuf {
    if configured.components().count() == 1 && configured.is_relative() {
        return on_path(configured.as_os_str(), places).unwrap_or_else(|| configured.to_owned());
    }
    let path = match configured.strip_prefix("~") {
        Ok(below) => places.home.join(below),
        Err(_) => configured.to_owned(),
    };
    if path.is_dir() { within(&path) } else { path }
}

/// Returns the Python of an environment.
fn within(environment: &Path) -> PathBuf {
    let bin = environment.join("bin");
    let plain = bin.join("python");
    if is_file(&plain) {
        plain
    } else {
        bin.join("python3")
    }
}

/// Looks a name up as a shell does, but never in the working directory: what lies there is anybody's.
fn on_path(name: &std::ffi::OsStr, places: &Places) -> Option<PathBuf> {
    split(&places.path)
        .into_iter()
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|path| is_file(path))
}

fn split(path: &std::ffi::OsStr) -> Vec<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    path.as_bytes()
        .split(|byte| *byte == b':')
        .map(|folder| PathBuf::from(std::ffi::OsStr::from_bytes(folder)))
        .collect()
}

/// Returns whether this is a file that can be started.
fn is_file(path: &Path) -> bool {
    path.is_file() && rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok()
}

/// What is known of an interpreter, as long as nothing of it changed.
#[derive(Debug)]
struct Remembered {
    path: PathBuf,
    place: &'static str,
    modules: Vec<String>,
    closely: Closely,
    home: PathBuf,
    /// Of the executable, the directories modules are imported from, and what adds to those.
    stamps: Vec<Stamp>,
    /// Found out by an earlier start.
    earlier: bool,
    looked: Looked,
}

fn memory() -> std::sync::MutexGuard<'static, Vec<Remembered>> {
    static MEMORY: Mutex<Vec<Remembered>> = Mutex::new(Vec::new());
    // What a thread that panicked left is whole: it is only ever pushed to.
    MEMORY.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Looks at one interpreter, or remembers having done so. What lacks something is not remembered: it may be
/// mended at any time.
fn look(places: &Places, path: &Path, place: &'static str, modules: &[String], closely: Closely) -> Looked {
    let same = |one: &Remembered| {
        one.path == path
            && one.place == place
            && one.modules == modules
            && one.closely == closely
            && one.home == places.home
    };
    let known = {
        let mut memory = memory();
        memory.retain(|one| !same(one) || one.stamps.iter().all(Stamp::holds));
        memory.iter().find(|one| same(one)).map(|one| one.looked.clone())
    };
    if let Some(known) = known {
        return known;
    }
    if closely == Closely::Glancing
        && let Some((looked, stamps)) = earlier(places, path, place, modules)
    {
        remember(places, modules, closely, stamps, true, &looked);
        return looked;
    }
    let (found, stamped) = look_anew(places, path, place, modules, closely);
    let looked = Looked {
        path: path.to_owned(),
        place,
        found,
    };
    if let Some(interpreter) = looked.whole() {
        let stamps: Vec<Stamp> = stamped.into_iter().map(Stamp::of).collect();
        // Behind a shim there may be another the next time.
        if closely == Closely::Glancing && interpreter.path == path {
            let interpreter = interpreter.clone();
            let known = Known {
                place: place.to_owned(),
                home: places.home.clone(),
                asked: modules.to_vec(),
                path: interpreter.path,
                version: interpreter.version,
                tag: interpreter.tag,
                modules: interpreter.modules,
                reads: interpreter.reads,
                stamps: stamps.clone(),
            };
            kept::keep_python(places, known);
        }
        remember(places, modules, closely, stamps, false, &looked);
    }
    looked
}

fn remember(
    places: &Places,
    modules: &[String],
    closely: Closely,
    stamps: Vec<Stamp>,
    earlier: bool,
    looked: &Looked,
) {
    memory().push(Remembered {
        path: looked.path.clone(),
        place: looked.place,
        modules: modules.to_vec(),
        closely,
        home: places.home.clone(),
        stamps,
        earlier,
        looked: looked.clone(),
    });
}

/// Returns what an earlier start found out, where nothing has changed since.
fn earlier(
    places: &Places,
    path: &Path,
    place: &'static str,
    modules: &[String],
) -> Option<(Looked, Vec<Stamp>)> {
    let known = kept::pythons(places).into_iter().find(|one| {
        (&*one.path, &*one.asked, &*one.home, &*one.place) == (path, modules, &*places.home, place)
    })?;
    if !is_file(path) || !known.stamps.iter().all(Stamp::holds) {
        return None;
    }
    let interpreter = Interpreter {
        path: known.path,
        version: known.version,
        modules: known.modules,
        reads: known.reads,
        place,
        tag: known.tag,
    };
    let looked = Looked {
        path: path.to_owned(),
        place,
        found: Found::Works(interpreter, Vec::new()),
    };
    Some((looked, known.stamps))
}

/// Returns the interpreter that [`find`] would return, if that is known without starting one.
pub fn known(places: &Places, modules: &[String]) -> Option<Interpreter> {
    let (path, place) = candidates(places).into_iter().next()?;
    let (looked, _) = earlier(places, &path, place, modules)?;
    looked.whole().cloned()
}

/// Returns what an interpreter's answer hangs on: itself, its environment's settings, the folders it imports
/// from and the files there that name more.
fn hangs_on(python: &Path, folders: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut all = vec![python.to_owned()];
    all.extend(
        python
            .ancestors()
            .skip(1)
            .take(2)
            .map(|folder| folder.join("pyvenv.cfg")),
    );
    for folder in folders {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        all.extend(
            entries
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|ending| ending == "pth")),
        );
        all.push(folder);
    }
    all
}

/// Asks an interpreter; returns also what its answer hangs on.
fn look_anew(
    places: &Places,
    path: &Path,
    place: &'static str,
    modules: &[String],
    closely: Closely,
) -> (Found, Vec<PathBuf>) {
    if !is_file(path) {
        return (Found::Missing, Vec::new());
    }
    let limit = match closely {
        Closely::Glancing => LOOKING,
        Closely::Importing => IMPORTING,
    };
    let answer = match ask::ask(path, places, modules, closely, limit) {
        Ok(answer) => answer,
        Err(why) => return (Found::Fails(why), Vec::new()),
    };
    let (path, answer) = behind(path, answer, places, modules, closely, limit);
    let version = answer.version();
    if (answer.version.0, answer.version.1) < OLDEST {
        return (Found::Old(version), Vec::new());
    }
    let mut versions = BTreeMap::new();
    let mut lacks = Vec::new();
    for module in modules {
        let lack = |why: &str| Lack {
            module: module.clone(),
            why: why.to_owned(),
        };
        match answer.modules.get(module) {
            Some(Module::There(version)) if version.is_empty() => {}
            Some(Module::There(version)) => {
                versions.insert(module.clone(), version.clone());
            }
            Some(Module::Missing) => lacks.push(lack("")),
            Some(Module::Broken(why)) => lacks.push(lack(why)),
            None => lacks.push(lack("the interpreter said nothing of it")),
        }
    }
    let stamped = hangs_on(&path, answer.path.clone());
    let interpreter = Interpreter {
        tag: answer.tag,
        reads: reads::all(&path, &answer.reads, &places.home),
        path,
        version,
        modules: versions,
        place,
    };
    (Found::Works(interpreter, lacks), stamped)
}

/// Returns the interpreter behind a shim or a script, which a sandbox could not start, with its answer; the
/// one that was asked where it is no other, or where the other one does not answer alone.
fn behind(
    path: &Path,
    answer: Answer,
    places: &Places,
    modules: &[String],
    closely: Closely,
    limit: Duration,
) -> (PathBuf, Answer) {
    let real = |path: &Path| path.canonicalize().ok();
    let told = &answer.executable;
    if !told.is_absolute() || !is_file(told) || real(told) == real(path) {
        return (path.to_owned(), answer);
    }
    match ask::ask(told, places, modules, closely, limit) {
        Ok(direct) if direct.modules == answer.modules => (told.clone(), direct),
        _ => (path.to_owned(), answer),
    }
}

fn unable(looked: &[Looked], modules: &[String]) -> Unable {
    let path = |one: &Looked| plain::clean_line(&one.path.display().to_string()).into_owned();
    let told: Vec<String> = looked
        .iter()
        .filter_map(|one| Some(format!("{} ({}) {}", path(one), one.place, one.lacks()?)))
        .collect();
    let told = match told.as_slice() {
        [] => String::new(),
        told => format!(" {}.", told.join("; ")),
    };
    let works = looked.iter().any(|one| matches!(one.found, Found::Works(..)));
    if !works {
        return Unable {
            why: Why::NoPython,
            sentence: format!(
                "There is no Python {}.{} or newer here.{told}",
                OLDEST.0, OLDEST.1
            ),
            mend: "Install Python 3 or name one as `python` under [judge] in config.toml.".to_owned(),
        };
    }
    let mend = if modules.iter().all(|module| module == "numpy") {
        "`hotseat setup` makes an environment with NumPy."
    } else if modules.iter().any(|module| module == "torch") {
        "Install PyTorch and NumPy into a Python of yours, and name it as `python` under [judge] in \
         config.toml or start hotseat in its environment."
    } else {
        "Install them into a Python of yours, and name it as `python` under [judge] in config.toml or start \
         hotseat in its environment."
    };
    Unable {
        why: Why::NoModule,
        sentence: format!("No Python here has {}.{told}", modules.join(" and ")),
        mend: mend.to_owned(),
    }
}

#[cfg(test)]
mod tests;
