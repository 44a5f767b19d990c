//! What a sandbox has to let an interpreter read.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// Links followed from the executable; more are a circle.
const MOST_LINKS: usize = 40;

/// Packages of these systems lie each in a folder of its own below one that holds nothing else, and load
/// their libraries from one another.
const STORES: [&str; 2] = ["/nix/store", "/gnu/store"];

/// Returns the directories that the interpreter at `python` reads: those it told, where it and every link on
/// the way to it stand, each as named and as it really is. The home directory and those above it are left
/// out, as is what stands below another.
pub(super) fn all(python: &Path, told: &[PathBuf], home: &Path) -> Vec<PathBuf> {
    let mut found: BTreeSet<PathBuf> = BTreeSet::new();
    let mut add = |path: &Path| {
        // `a/../b` is named by what it really is alone.
        let plain = !path.components().any(|part| part == Component::ParentDir);
        let named = plain.then(|| path.to_owned());
        for path in [named, path.canonicalize().ok()].into_iter().flatten() {
            for store in STORES {
                if path.starts_with(store) {
                    found.insert(PathBuf::from(store));
                }
            }
            found.insert(path);
        }
    };
    for path in told {
        add(path);
    }
    let mut link = python.to_owned();
    for _ in 0..MOST_LINKS {
        let Some(folder) = link.parent().map(Path::to_owned) else {
            break;
        };
        add(&folder);
        let Ok(next) = std::fs::read_link(&link) else {
            break;
        };
        link = folder.join(next);
    }
    let homes = [Some(home.to_owned()), home.canonicalize().ok()];
    let too_wide =
        |path: &Path| path.parent().is_none() || homes.iter().flatten().any(|home| home.starts_with(path));
    let mut kept: Vec<PathBuf> = Vec::new();
    // In order, so that what a directory holds comes after it.
    for path in found {
        if path.is_absolute() && !too_wide(&path) && !kept.iter().any(|known| path.starts_with(known)) {
            kept.push(path);
        }
    }
    kept
}
