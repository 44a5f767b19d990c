//! Which modules there are, told from the folders alone: no Python is started, so that a start is as fast as
//! without. What is told here is for drawing questions; a run looks properly.

use std::path::{Path, PathBuf};

use super::{OLDEST, Places, candidates};

/// What the interpreters of this machine are likely to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Glance {
    pub python: bool,
    pub numpy: bool,
    pub torch: bool,
}

/// Looks at the folders beside every interpreter.
pub fn glance(places: &Places) -> Glance {
    let mut seen = Glance::default();
    for (path, _) in candidates(places) {
        let Some(folders) = packages(&path) else {
            continue;
        };
        let has = |module: &str| {
            folders
                .iter()
                .any(|folder| folder.join(module).join("__init__.py").is_file())
        };
        seen.python = true;
        seen.numpy |= has("numpy");
        seen.torch |= has("torch");
        // Nothing more could be learnt, and a folder in the path may be far away.
        if seen.numpy && seen.torch {
            break;
        }
    }
    seen
}

/// Returns the folders that an interpreter imports packages from, as far as its place tells; `None` where it
/// is not there or known to be too old.
fn packages(python: &Path) -> Option<Vec<PathBuf>> {
    if !super::is_file(python) {
        return None;
    }
    let python = pyenv(python).unwrap_or_else(|| python.to_owned());
    let real = python.canonicalize().ok()?;
    let minor = minor(&real);
    if minor.is_some_and(|minor| minor < OLDEST.1) {
        return None;
    }
    let mut folders = Vec::new();
    let environment = prefix(&python).map(|prefix| (prefix, prefix.join("pyvenv.cfg")));
    if let Some((environment, config)) = environment.filter(|(_, config)| config.is_file()) {
        of_prefix(environment, minor, &mut folders);
        let shares = std::fs::read_to_string(config).unwrap_or_default();
        let shares = shares
            .lines()
            .filter_map(|line| line.split_once('='))
            .any(|(key, value)| {
                key.trim() == "include-system-site-packages" && value.trim().eq_ignore_ascii_case("true")
            });
        if !shares {
            return Some(folders);
        }
    }
    let prefixes = [prefix(&python), prefix(&real)];
    let same = prefixes[0] == prefixes[1];
    for prefix in prefixes.into_iter().skip(usize::from(same)).flatten() {
        of_prefix(prefix, minor, &mut folders);
        // As Debian has it.
        folders.push(prefix.join("lib/python3/dist-packages"));
        of_prefix(&prefix.join("local"), minor, &mut folders);
    }
    folders.retain(|folder| folder.is_dir());
    Some(folders)
}

/// `/usr` of `/usr/bin/python3`.
fn prefix(python: &Path) -> Option<&Path> {
    python.parent()?.parent()
}

/// The 11 of `python3.11`.
fn minor(python: &Path) -> Option<u32> {
    python
        .file_name()?
        .to_str()?
        .strip_prefix("python3.")?
        .parse()
        .ok()
}

fn of_prefix(prefix: &Path, minor: Option<u32>, folders: &mut Vec<PathBuf>) {
    for library in ["lib", "lib64"].map(|name| prefix.join(name)) {
        let versions: Vec<PathBuf> = match minor {
            Some(minor) => vec![library.join(format!("python3.{minor}"))],
            None => std::fs::read_dir(&library)
                .into_iter()
                .flatten()
                .flatten()
                .filter(|entry| entry.file_name().to_string_lossy().starts_with("python3."))
                .map(|entry| entry.path())
                .collect(),
        };
        for version in versions {
            folders.push(version.join("site-packages"));
            folders.push(version.join("dist-packages"));
        }
    }
}

/// Returns the interpreter that a shim of pyenv starts where no folder says otherwise.
fn pyenv(shim: &Path) -> Option<PathBuf> {
    let shims = shim.parent()?;
    let root = shims.parent().filter(|_| shims.ends_with("shims"))?;
    let version = std::fs::read_to_string(root.join("version")).ok()?;
    let version = version.split_whitespace().next()?;
    let python = root.join("versions").join(version).join("bin/python3");
    python.is_file().then_some(python)
}
