//! Every setting with its default, its limits and what it does. [`SETTINGS`] is the one list: reading
//! `config.toml`, its documentation and "did you mean" all use it. A setting that cannot be used
//! leaves its default in place and gives a sentence; it never stops a start.

mod settings;
mod state;

use std::collections::BTreeMap;

use super::loops::ScoreAfter;

pub use settings::{KEYS, Kind, SETTINGS, Setting, Value, documentation};
pub use state::{FIRST_QUESTION, FORMAT as STATE_FORMAT, State};

/// The settings of `config.toml`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    pub ui: Ui,
    pub editor: Editor,
    pub interview: Interview,
    pub judge: Judge,
    /// Keys by `context.action`, in place of the built-in ones.
    pub keys: BTreeMap<String, Vec<String>>,
}

/// How hotseat looks and makes itself heard.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ui {
    pub theme: ThemeChoice,
    pub glyphs: GlyphChoice,
    pub mouse: bool,
    pub bell: bool,
    pub notify: bool,
}

/// How answers are typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Editor {
    pub keys: EditorKeys,
    /// The command that edits an answer; `None`: `$VISUAL`, then `$EDITOR`.
    pub external: Option<String>,
}

/// How interviews are held where nothing else is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Interview {
    /// Factor of extended time, 1 to 4.
    pub extra_time: f64,
    /// `None`: as the loop has it.
    pub score_after: Option<ScoreAfter>,
}

/// How answers are run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judge {
    /// The Python that runs them: a path, or a name to look up; `None`: the first that has what is required.
    pub python: Option<String>,
}

impl Default for Interview {
    fn default() -> Self {
        Self {
            extra_time: 1.0,
            score_after: None,
        }
    }
}

/// Which colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeChoice {
    /// By what the terminal tells of its background.
    #[default]
    Auto,
    Dark,
    Light,
    /// The terminal's own 16 colours.
    Ansi,
    None,
}

/// Which characters are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GlyphChoice {
    /// Unicode where the locale is UTF-8.
    #[default]
    Auto,
    Unicode,
    Ascii,
}

/// Which editing keys hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EditorKeys {
    #[default]
    Ordinary,
    Emacs,
    /// Vim's, in answers.
    Vim,
}

impl Config {
    /// Returns the factor of extended time.
    pub fn extra_time(&self) -> f64 {
        self.interview.extra_time
    }

    pub fn editor_keys(&self) -> EditorKeys {
        self.editor.keys
    }

    pub fn theme(&self) -> ThemeChoice {
        self.ui.theme
    }

    pub fn glyphs(&self) -> GlyphChoice {
        self.ui.glyphs
    }

    pub fn mouse(&self) -> bool {
        self.ui.mouse
    }

    /// Returns when answers are scored, where the person has a say against the loop.
    pub fn score_after(&self) -> Option<ScoreAfter> {
        self.interview.score_after
    }

    pub fn bell(&self) -> bool {
        self.ui.bell
    }

    pub fn notify(&self) -> bool {
        self.ui.notify
    }

    /// Sets one setting by its name, such as `ui.theme`; keys of the keyboard by
    /// `keys.context.action`. The error says what was expected, as a sentence; nothing is changed then.
    pub fn set(&mut self, name: &str, value: &Value) -> Result<(), Refused> {
        if let Some(binding) = name.strip_prefix(KEYS) {
            self.keys
                .insert(binding.to_owned(), settings::chords(binding, value)?);
            return Ok(());
        }
        let setting = settings::find(name)?;
        setting.check(value)?;
        match (name, value) {
            ("ui.theme", Value::Text(text)) => {
                self.ui.theme = match text.as_str() {
                    "dark" => ThemeChoice::Dark,
                    "light" => ThemeChoice::Light,
                    "16" => ThemeChoice::Ansi,
                    "none" => ThemeChoice::None,
                    _ => ThemeChoice::Auto,
                }
            }
            ("ui.glyphs", Value::Text(text)) => {
                self.ui.glyphs = match text.as_str() {
                    "unicode" => GlyphChoice::Unicode,
                    "ascii" => GlyphChoice::Ascii,
                    _ => GlyphChoice::Auto,
                }
            }
            ("ui.mouse", Value::Switch(on)) => self.ui.mouse = *on,
            ("ui.bell", Value::Switch(on)) => self.ui.bell = *on,
            ("ui.notify", Value::Switch(on)) => self.ui.notify = *on,
            ("editor.keys", Value::Text(text)) => {
                self.editor.keys = match text.as_str() {
                    "emacs" => EditorKeys::Emacs,
                    "vim" => EditorKeys::Vim,
                    _ => EditorKeys::Ordinary,
                }
            }
            ("editor.external", Value::Text(text)) => {
                let text = text.trim();
                self.editor.external = (!text.is_empty()).then(|| text.to_owned());
            }
            ("judge.python", Value::Text(text)) => {
                let text = text.trim();
                self.judge.python = (!text.is_empty()).then(|| text.to_owned());
            }
            ("interview.extra_time", Value::Number(factor)) => self.interview.extra_time = *factor,
            ("interview.score_after", Value::Text(text)) => {
                self.interview.score_after = match text.as_str() {
                    "question" => Some(ScoreAfter::Question),
                    "round" => Some(ScoreAfter::Round),
                    "loop" => Some(ScoreAfter::Loop),
                    _ => None,
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Why a setting could not be used, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn every_default_that_is_documented_is_the_default() {
        for setting in SETTINGS {
            let mut config = Config::default();
            config
                .set(setting.name, &setting.default_value())
                .unwrap_or_else(|problem| panic!("{}: {problem}", setting.name));
            assert_eq!(config, Config::default(), "{}", setting.name);
        }
    }

    #[test]
    fn the_documentation_has_every_setting() {
        let page = include_str!("../../docs/formats.md");
        assert!(
            page.contains(&documentation()),
            "docs/formats.md lacks this table:\n{}",
            documentation()
        );
    }

    #[test]
    fn every_setting_changes_something() {
        for setting in SETTINGS {
            let changed = setting.samples().into_iter().any(|value| {
                let mut config = Config::default();
                config.set(setting.name, &value).is_ok() && config != Config::default()
            });
            assert!(changed, "{} changes nothing", setting.name);
        }
    }

    #[test]
    fn what_cannot_be_used_is_said_and_changes_nothing() {
        for (name, value, want) in [
            (
                "ui.theme",
                text("drak"),
                "`ui.theme` is one of \"auto\", \"dark\", \"light\", \"16\", \"none\"; did you mean \"dark\"?",
            ),
            ("ui.bell", text("yes"), "`ui.bell` is true or false."),
            (
                "interview.extra_time",
                Value::Number(0.5),
                "`interview.extra_time` is a number from 1 to 4.",
            ),
            (
                "interview.extra_time",
                Value::Number(f64::NAN),
                "`interview.extra_time` is a number from 1 to 4.",
            ),
            (
                "ui.them",
                text("dark"),
                "There is no setting `ui.them`. Did you mean `ui.theme`?",
            ),
            (
                "theme",
                text("dark"),
                "There is no setting `theme`. Did you mean `ui.theme`?",
            ),
            (
                "colour.scheme.of.mine",
                text("dark"),
                "There is no setting `colour.scheme.of.mine`.",
            ),
            (
                "keys.interview.done",
                Value::Switch(true),
                "`keys.interview.done` is a list of keys, such as [\"ctrl-x\", \"f5\"]; [] takes its keys away.",
            ),
            (
                "keys.done",
                Value::Texts(vec!["f5".to_owned()]),
                "Keys are set by context and action, as `keys.interview.done`; `hotseat keys` lists both.",
            ),
        ] {
            let mut config = Config::default();
            let refused = config.set(name, &value).unwrap_err();
            assert_eq!(refused.to_string(), want);
            assert_eq!(config, Config::default());
        }
    }

    #[test]
    fn keys_are_kept_by_context_and_action() {
        let mut config = Config::default();
        config
            .set("keys.interview.done", &Value::Texts(vec!["f5".to_owned()]))
            .unwrap();
        config.set("keys.home.quit", &text("ctrl-q")).unwrap();
        assert_eq!(config.keys["interview.done"], ["f5"]);
        assert_eq!(config.keys["home.quit"], ["ctrl-q"]);
    }

    proptest! {
        #[test]
        fn no_name_and_no_value_panics(name in "\\PC{0,40}", value in "\\PC{0,40}") {
            let mut config = Config::default();
            let _ = config.set(&name, &Value::Text(value.clone()));
            let _ = config.set(&format!("ui.{name}"), &Value::Text(value.clone()));
            let _ = config.set(&format!("keys.{name}"), &Value::Text(value));
        }
    }
}
