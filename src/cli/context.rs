//! What every command starts from: directories, configuration, places, the look of the terminal.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use super::env::Env;
use super::failure::Failure;
use crate::app::data::Host;
use crate::app::msg::Size;
use crate::app::{Goal, Start};
use crate::domain::catalog::Catalog;
use crate::domain::config::{Config, FIRST_QUESTION, GlyphChoice, ThemeChoice};
use crate::domain::draw::Abilities;
use crate::judge::python;
use crate::runtime::{self, Editor, Look, Mouse, Options, Places, TerminalEnv, clock};
use crate::storage::banks::edit::DeskPlaces;
use crate::storage::banks::{self, FileProblem};
use crate::storage::dirs::{DATA_DIR, Dirs};
use crate::storage::sessions::lock::Holder;
use crate::storage::settings;
use crate::ui::theme::{Depth, GlyphSet, Ground};

/// Variables that name directories of ours.
const DIRECTORIES: [&str; 6] = [
    DATA_DIR,
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
];

/// Directories and environment of a command.
#[derive(Debug)]
pub struct Context<'a> {
    pub env: &'a Env,
    pub dirs: Dirs,
}

impl<'a> Context<'a> {
    pub fn new(env: &'a Env, data_dir: Option<&str>) -> Result<Self, Failure> {
        if let Some(name) = DIRECTORIES
            .iter()
            .find(|name| env.unreadable.contains_key(**name))
        {
            return Err(Failure::environment(format!(
                "{name} is not UTF-8, so hotseat cannot tell which directory it names."
            ))
            .hint("Set it to a path in UTF-8, or unset it."));
        }
        let dirs = Dirs::new(&|name| env.var(name).map(str::to_owned), data_dir)
            .map_err(|error| Failure::environment(error.to_string()))?;
        Ok(Self { env, dirs })
    }

    /// Returns the configuration and what is wrong with it, in sentences.
    pub fn config(&self) -> (Config, Vec<String>) {
        settings::read_config(&self.dirs.config_file())
    }

    pub fn sessions(&self) -> PathBuf {
        self.dirs.sessions()
    }

    pub fn banks(&self) -> PathBuf {
        self.dirs.banks()
    }

    /// Returns all banks together, and what is wrong with those that were not taken. The command's end gives the
    /// memory back at once; a hundred thousand questions one by one take as long as reading them does.
    pub fn catalog(&self) -> (ManuallyDrop<Catalog>, Vec<FileProblem>) {
        let (catalog, problems) = banks::load_kept(&self.banks(), &self.cache());
        (ManuallyDrop::new(catalog), problems)
    }

    pub fn cache(&self) -> PathBuf {
        self.dirs.cache.clone()
    }

    pub fn loops(&self) -> PathBuf {
        self.dirs.loops()
    }

    /// Returns the process as locks and records name it.
    pub fn holder(&self) -> Holder {
        Holder {
            pid: std::process::id(),
            host: self.env.host(),
            since: clock::wall(self.env.var("TZ")),
            run: format!("{:016x}", clock::seed()),
        }
    }

    /// Returns where files are.
    pub fn places(&self) -> Places {
        Places {
            sessions: self.sessions(),
            cache: self.dirs.cache.clone(),
            banks: self.banks(),
            versions: self.dirs.versions(),
            loops: self.loops(),
            diary: self.dirs.diary_file(),
            stories: self.dirs.stories_file(),
            state: self.dirs.state_file(),
            trust: self.dirs.trust_file(),
            index: self.dirs.index_file(),
            exports: self.env.cwd.clone(),
            holder: self.holder(),
            python: self.pythons(&self.config().0),
        }
    }

    /// Returns where banks are changed.
    pub fn desk(&self) -> DeskPlaces {
        self.desk_in(&self.banks())
    }

    /// The same, for banks of another folder.
    pub fn desk_in(&self, banks: &Path) -> DeskPlaces {
        DeskPlaces {
            banks: banks.to_owned(),
            versions: self.dirs.versions(),
            trust: self.dirs.trust_file(),
        }
    }

    /// Returns the person's editor.
    pub fn editor(&self) -> Editor {
        self.editor_of(&self.config().0)
    }

    fn editor_of(&self, config: &Config) -> Editor {
        let configured = config.editor.external.clone();
        Editor {
            command: configured.or_else(|| self.env.editor().map(str::to_owned)),
            scratch: PathBuf::from(self.env.var("TMPDIR").unwrap_or("/tmp")),
        }
    }

    /// Returns where the Python that runs answers is looked for.
    pub fn pythons(&self, config: &Config) -> python::Places {
        let folder = |name: &str| self.env.raw(name).map(PathBuf::from);
        python::Places {
            configured: config.judge.python.as_deref().map(|named| match named {
                // A path from here; a bare name is looked up, `~/` is the home directory.
                path if path.contains('/') && !path.starts_with('~') => self.env.cwd.join(path),
                name => PathBuf::from(name),
            }),
            environment: folder("VIRTUAL_ENV").or_else(|| folder("CONDA_PREFIX")),
            made: self.env.cwd.join(self.dirs.python()),
            path: self.env.raw("PATH").unwrap_or_default(),
            home: folder("HOME").unwrap_or_default(),
            hotseat: self.env.exe.clone(),
            cache: self.env.cwd.join(&self.dirs.cache),
        }
    }

    /// Returns what this machine is likely to run, from a look at folders that takes no time.
    pub fn abilities(&self, config: &Config) -> Abilities {
        let python::Glance { python, numpy, torch } = python::glance(&self.pythons(config));
        Abilities { python, numpy, torch }
    }

    /// Returns the process as a session's record names it.
    pub fn host(&self) -> Host {
        Host {
            name: self.env.host(),
            pid: std::process::id(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sessions_dir: self.sessions().display().to_string(),
            banks_dir: self.banks().display().to_string(),
        }
    }

    /// Shows the screens until they end; returns the exit code.
    pub fn show(&self, goal: Goal) -> Result<u8, Failure> {
        let (config, problems) = self.config();
        let state = settings::read_state(&self.dirs.state_file());
        // Whoever asks for something else by name is shown that, and nothing is written for them.
        let stranger = matches!(goal, Goal::Home) && self.meets_a_stranger();
        let options = Options {
            terminal: TerminalEnv {
                term: self.env.var("TERM").unwrap_or_default().to_owned(),
                remote: ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"]
                    .iter()
                    .any(|name| self.env.var(name).is_some()),
            },
            look: self.look(&config, state.background),
            mouse: if config.ui.mouse { Mouse::On } else { Mouse::Off },
            editor: self.editor_of(&config),
            zone: self.env.var("TZ").map(str::to_owned),
            fault: self.env.var("HOTSEAT_TEST_PANIC").and_then(runtime::Fault::named),
            places: self.places(),
        };
        let start = Start {
            size: Size::default(),
            abilities: self.abilities(&config),
            config,
            host: self.host(),
            stranger,
            last_loop: state.loop_id,
            goal,
            problems,
        };
        runtime::run(options, start).map_err(|error| failed(&error))
    }

    /// Returns whether nothing was ever held or made here and nobody was offered the first question. Where
    /// an answer could not be remembered it is not asked for either: it would be asked for at every start.
    fn meets_a_stranger(&self) -> bool {
        self.env.stdin_is_terminal
            && self.dirs.is_untouched()
            && settings::load_state(&self.dirs.state_file())
                .is_ok_and(|state| !state.seen.contains(FIRST_QUESTION))
            && settings::can_remember(&self.dirs.state_file())
    }

    /// Returns which characters are drawn.
    pub fn glyphs(&self, config: &Config) -> GlyphSet {
        match config.ui.glyphs {
            GlyphChoice::Unicode => GlyphSet::Unicode,
            GlyphChoice::Auto if self.env.utf8() => GlyphSet::Unicode,
            GlyphChoice::Ascii | GlyphChoice::Auto => GlyphSet::Ascii,
        }
    }

    /// Returns how the screens look: the configuration first, then what the terminal says of itself.
    fn look(&self, config: &Config, remembered: Option<[u8; 3]>) -> Look {
        let env = self.env;
        let by_terminal = || {
            let term = env.var("TERM").unwrap_or_default();
            let true_colour = env
                .var("COLORTERM")
                .is_some_and(|value| value == "truecolor" || value == "24bit");
            if true_colour {
                Depth::True
            } else if term.contains("256color") {
                Depth::Indexed
            } else {
                Depth::Ansi
            }
        };
        let no_colour = env.against_colour().is_some();
        let (depth, ground) = match config.ui.theme {
            _ if no_colour => (Depth::None, None),
            ThemeChoice::Auto => (by_terminal(), None),
            ThemeChoice::Dark => (by_terminal(), Some(Ground::Dark)),
            ThemeChoice::Light => (by_terminal(), Some(Ground::Light)),
            ThemeChoice::Ansi => (Depth::Ansi, None),
            ThemeChoice::None => (Depth::None, None),
        };
        Look {
            depth,
            ground,
            glyphs: self.glyphs(config),
            remembered,
        }
    }
}

/// Returns a failure of the runtime as the command's.
pub fn failed(error: &runtime::Error) -> Failure {
    let message = error.to_string();
    match error.exit_code() {
        3 => Failure::environment(message),
        _ => Failure::failed(message),
    }
}
