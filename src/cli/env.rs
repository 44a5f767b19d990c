//! The environment, read once: arguments, variables, streams, working directory. Everything else takes
//! it as data. A path that is not UTF-8 is never guessed at: it would name another folder.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

/// What the process was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Env {
    pub args: Vec<OsString>,
    pub vars: BTreeMap<String, String>,
    /// Variables that are set to something that is not UTF-8.
    pub unreadable: BTreeMap<String, OsString>,
    pub cwd: PathBuf,
    /// hotseat's own binary.
    pub exe: PathBuf,
    pub stdin_is_terminal: bool,
    pub stdout_is_terminal: bool,
    pub stderr_is_terminal: bool,
}

impl Env {
    /// Reads the process's own.
    pub fn from_process() -> Self {
        let mut env = Self {
            args: std::env::args_os().collect(),
            // The name it was called by, where the system does not tell.
            exe: std::env::current_exe()
                .unwrap_or_else(|_| std::env::args_os().next().unwrap_or_default().into()),
            cwd: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            stdin_is_terminal: std::io::stdin().is_terminal(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            ..Self::default()
        };
        for (name, value) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            match value.into_string() {
                Ok(value) => {
                    env.vars.insert(name, value);
                }
                Err(value) => {
                    env.unreadable.insert(name, value);
                }
            }
        }
        env
    }

    /// Returns a variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Returns a variable that is set and not empty, whatever its bytes: for what is handed on and not read.
    pub fn raw(&self, name: &str) -> Option<OsString> {
        self.var(name)
            .map(OsString::from)
            .or_else(|| self.unreadable.get(name).cloned())
    }

    /// Returns whether what goes to stdout may be coloured.
    pub fn colour(&self) -> bool {
        self.stdout_is_terminal && self.against_colour().is_none() && self.var("TERM") != Some("dumb")
    }

    /// Returns what in the environment says that nothing may be coloured, as it is told to people.
    pub fn against_colour(&self) -> Option<&'static str> {
        if self.var("NO_COLOR").is_some() {
            Some("NO_COLOR is set")
        } else if self.var("CLICOLOR") == Some("0") {
            Some("CLICOLOR is 0")
        } else {
            None
        }
    }

    /// Returns whether a question can be asked and answered: both of its streams are a terminal.
    pub fn can_ask(&self) -> bool {
        self.stdin_is_terminal && self.stderr_is_terminal
    }

    /// Returns whether the locale's characters are UTF-8.
    pub fn utf8(&self) -> bool {
        ["LC_ALL", "LC_CTYPE", "LANG"]
            .iter()
            .find_map(|name| self.var(name))
            .is_some_and(|locale| {
                let locale = locale.to_ascii_lowercase();
                locale.contains("utf-8") || locale.contains("utf8")
            })
    }

    /// Returns the name of the machine, for the record of who holds a session.
    pub fn host(&self) -> String {
        rustix::system::uname().nodename().to_string_lossy().into_owned()
    }

    /// Returns the command of the person's editor.
    pub fn editor(&self) -> Option<&str> {
        self.var("VISUAL").or_else(|| self.var("EDITOR"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(vars: &[(&str, &str)]) -> Env {
        Env {
            vars: vars
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            stdout_is_terminal: true,
            ..Env::default()
        }
    }

    #[test]
    fn colours_need_a_terminal_that_has_them_and_nobody_against_it() {
        assert!(env(&[]).colour());
        assert!(env(&[("NO_COLOR", "")]).colour(), "empty does not count");
        assert!(!env(&[("NO_COLOR", "1")]).colour());
        assert!(!env(&[("CLICOLOR", "0")]).colour());
        assert!(env(&[("CLICOLOR", "1")]).colour());
        assert!(!env(&[("TERM", "dumb")]).colour());
        let piped = Env {
            stdout_is_terminal: false,
            ..env(&[])
        };
        assert!(!piped.colour());
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        for (vars, want) in [
            (&[("LANG", "de_DE.UTF-8")] as &[_], true),
            (&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")], false),
            (&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8"), ("LANG", "C")], true),
            (&[], false),
        ] {
            assert_eq!(env(vars).utf8(), want, "{vars:?}");
        }
    }

    #[test]
    fn the_visual_editor_comes_first() {
        assert_eq!(env(&[("EDITOR", "ed"), ("VISUAL", "")]).editor(), Some("ed"));
        assert_eq!(env(&[("EDITOR", "ed"), ("VISUAL", "vi")]).editor(), Some("vi"));
    }
}
