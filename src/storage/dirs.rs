//! Where hotseat keeps its files: the XDG directories on every system, as people of the command line
//! expect. Computed by hand, as `etcetera` reads the environment itself, which only `cli` may do.
//! Nothing is made until something is written there, and then for its owner alone (0700).

use std::io;
use std::path::{Path, PathBuf};

use super::disk::{Disk, RealDisk};
use crate::domain::plain;

/// The directory of each kind of file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dirs {
    /// `config.toml`, `loops/`.
    pub config: PathBuf,
    /// `sessions/`, `banks/`, `versions/`, `python/`, `stories.json`, `diary.jsonl`.
    pub data: PathBuf,
    /// `state.json`, `trust.json`.
    pub state: PathBuf,
    /// What can be made again at any time.
    pub cache: PathBuf,
}

/// A directory that cannot be had, as a sentence.
#[derive(Debug, thiserror::Error)]
pub enum DirsError {
    #[error(
        "There is no home directory: HOME is not set to an absolute path. Set it, or set {variable} to an absolute path."
    )]
    NoHome { variable: &'static str },
    #[error("The directory {} cannot be made: {source}.{}", shown(.path), mend(.source))]
    NotMade { path: PathBuf, source: io::Error },
}

/// The variable that says where sessions and banks are.
pub const DATA_DIR: &str = "HOTSEAT_DATA_DIR";

impl Dirs {
    /// Finds the directories from an environment. `data` (`--data-dir`) wins over `HOTSEAT_DATA_DIR`,
    /// which wins over the XDG directory. Unset, empty and, for XDG variables, relative ones do not count.
    pub fn new(var: &dyn Fn(&str) -> Option<String>, data: Option<&str>) -> Result<Self, DirsError> {
        let data = data
            .map(PathBuf::from)
            .or_else(|| set(var, DATA_DIR).map(PathBuf::from));
        Ok(Self {
            config: xdg(var, "XDG_CONFIG_HOME", ".config")?,
            data: match data {
                Some(data) => data,
                None => xdg(var, "XDG_DATA_HOME", ".local/share")?,
            },
            state: xdg(var, "XDG_STATE_HOME", ".local/state")?,
            cache: xdg(var, "XDG_CACHE_HOME", ".cache")?,
        })
    }

    /// Returns whether nothing was ever held or made here. The Python that `hotseat setup` makes is no work
    /// of a person; a directory that cannot be read may hold anything.
    pub fn is_untouched(&self) -> bool {
        match std::fs::read_dir(&self.data) {
            Ok(entries) => entries
                .into_iter()
                .all(|entry| entry.is_ok_and(|entry| entry.path() == self.python())),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    }

    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    pub fn loops(&self) -> PathBuf {
        self.config.join("loops")
    }

    pub fn sessions(&self) -> PathBuf {
        self.data.join("sessions")
    }

    pub fn banks(&self) -> PathBuf {
        self.data.join("banks")
    }

    pub fn diary_file(&self) -> PathBuf {
        self.data.join("diary.jsonl")
    }

    /// The story bank of the culture round.
    pub fn stories_file(&self) -> PathBuf {
        self.data.join("stories.json")
    }

    /// What banks were before they were changed.
    pub fn versions(&self) -> PathBuf {
        self.data.join("versions")
    }

    /// The environment `hotseat setup` makes.
    pub fn python(&self) -> PathBuf {
        self.data.join("python")
    }

    pub fn trust_file(&self) -> PathBuf {
        self.state.join("trust.json")
    }

    /// The index of the full text of the sessions: one for each directory of sessions.
    pub fn index_file(&self) -> PathBuf {
        let sessions = self.sessions();
        let sessions = std::path::absolute(&sessions).unwrap_or(sessions);
        let name = crate::domain::event::text_hash(&sessions.to_string_lossy());
        self.cache.join(format!("search-{name}"))
    }

    pub fn state_file(&self) -> PathBuf {
        self.state.join("state.json")
    }
}

/// Makes a directory and those above it, where they are not there yet, for their owner alone. One that
/// is there is left as it is.
pub fn ensure(path: &Path) -> Result<(), DirsError> {
    RealDisk.make_dir(path).map_err(|source| DirsError::NotMade {
        path: path.to_path_buf(),
        source,
    })
}

fn set(var: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    var(name).filter(|value| !value.is_empty())
}

fn xdg(
    var: &dyn Fn(&str) -> Option<String>,
    variable: &'static str,
    below_home: &str,
) -> Result<PathBuf, DirsError> {
    let absolute = |name: &str| {
        set(var, name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let base = absolute(variable)
        .or_else(|| absolute("HOME").map(|home| home.join(below_home)))
        .ok_or(DirsError::NoHome { variable })?;
    Ok(base.join("hotseat"))
}

fn shown(path: &Path) -> String {
    plain::clean_line(&path.display().to_string()).into_owned()
}

fn mend(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => " Choose another with --data-dir, or change who may write there.",
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            " A file stands in its place: move it away."
        }
        io::ErrorKind::StorageFull => " The disk is full: make room, or choose another with --data-dir.",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dirs(vars: &[(&str, &str)], data: Option<&str>) -> Result<Dirs, DirsError> {
        let var = |name: &str| {
            vars.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        };
        Dirs::new(&var, data)
    }

    #[test]
    fn the_environment_decides_in_the_order_of_the_conventions() {
        let home = ("HOME", "/home/ada");
        let cases: &[(&[(&str, &str)], Option<&str>, &str, &str)] = &[
            // vars, --data-dir, data, config
            (
                &[home],
                None,
                "/home/ada/.local/share/hotseat",
                "/home/ada/.config/hotseat",
            ),
            (
                &[home, ("XDG_DATA_HOME", "/d"), ("XDG_CONFIG_HOME", "/c")],
                None,
                "/d/hotseat",
                "/c/hotseat",
            ),
            (
                &[home, ("XDG_DATA_HOME", "relative"), ("XDG_CONFIG_HOME", "")],
                None,
                "/home/ada/.local/share/hotseat",
                "/home/ada/.config/hotseat",
            ),
            (
                &[home, ("XDG_DATA_HOME", "/d"), (DATA_DIR, "/mine")],
                None,
                "/mine",
                "/home/ada/.config/hotseat",
            ),
            (
                &[home, (DATA_DIR, "/mine")],
                Some("here"),
                "here",
                "/home/ada/.config/hotseat",
            ),
            (
                &[home, (DATA_DIR, "")],
                None,
                "/home/ada/.local/share/hotseat",
                "/home/ada/.config/hotseat",
            ),
        ];
        for (vars, flag, data, config) in cases {
            let dirs = dirs(vars, *flag).unwrap();
            assert_eq!(dirs.data, Path::new(data), "{vars:?}");
            assert_eq!(dirs.config, Path::new(config), "{vars:?}");
        }
        let dirs = dirs(&[home], None).unwrap();
        assert_eq!(
            dirs.state_file(),
            Path::new("/home/ada/.local/state/hotseat/state.json")
        );
        assert_eq!(dirs.cache, Path::new("/home/ada/.cache/hotseat"));
    }

    #[test]
    fn without_a_home_the_sentence_names_what_to_set() {
        let problem = dirs(&[("HOME", "")], None).unwrap_err().to_string();
        assert_eq!(
            problem,
            "There is no home directory: HOME is not set to an absolute path. Set it, or set \
             XDG_CONFIG_HOME to an absolute path."
        );
        let all = [
            ("XDG_CONFIG_HOME", "/c"),
            ("XDG_STATE_HOME", "/s"),
            ("XDG_CACHE_HOME", "/k"),
            (DATA_DIR, "/d"),
        ];
        assert!(dirs(&all, None).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_is_made_for_its_owner_alone_and_once() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/b");
        ensure(&path).unwrap();
        ensure(&path).unwrap();
        for made in [&path, &root.path().join("a")] {
            assert_eq!(made.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn a_file_in_its_place_is_said() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        std::fs::File::create(&file).unwrap();
        let problem = ensure(&file.join("sessions")).unwrap_err().to_string();
        assert!(problem.contains("cannot be made"), "{problem}");
        assert!(problem.contains("move it away"), "{problem}");
    }

    #[test]
    fn a_folder_is_untouched_until_something_is_held_or_made_there() {
        let root = tempfile::tempdir().unwrap();
        let data = root.path().join("data");
        let dirs = dirs(&[("HOME", "/home/ada")], data.to_str()).unwrap();
        assert!(dirs.is_untouched());
        ensure(&dirs.python()).unwrap();
        assert!(dirs.is_untouched(), "`setup` alone");
        ensure(&dirs.sessions()).unwrap();
        assert!(!dirs.is_untouched());
        let file = root.path().join("data/sessions");
        let dirs = Dirs {
            data: file.join("none"),
            ..dirs
        };
        assert!(dirs.is_untouched(), "not there");
        let placed = root.path().join("placed");
        crate::storage::settings::replace(&placed, b"").unwrap();
        assert!(
            !Dirs { data: placed, ..dirs }.is_untouched(),
            "a file in its place"
        );
    }
}
