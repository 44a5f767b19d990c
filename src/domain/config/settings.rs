//! The list of settings: name, kind, default and what each does.

use super::Refused;
use crate::domain::check::nearest;
use crate::domain::plain;

/// What every setting of the keyboard begins with.
pub const KEYS: &str = "keys.";

/// Keys one action may have.
const MAX_KEYS: usize = 8;

/// Characters a command may have.
const MAX_TEXT: usize = 1000;

/// A value as it stands in a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Switch(bool),
    Number(f64),
    Texts(Vec<String>),
    /// Anything else; its kind in words.
    Other(&'static str),
}

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    OneOf(&'static [&'static str]),
    Switch,
    /// Least and most.
    Number(f64, f64),
    /// A line of text.
    Line,
}

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    pub name: &'static str,
    pub kind: Kind,
    /// As it would stand in the file.
    pub default: &'static str,
    pub help: &'static str,
}

/// Every setting but the keys of the keyboard, which are `keys.<context>.<action>`.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "ui.theme",
        kind: Kind::OneOf(&["auto", "dark", "light", "16", "none"]),
        default: "\"auto\"",
        help: "Colours. `auto` goes by the terminal's background; `16` uses the terminal's own colours; \
               `none` draws without any. `NO_COLOR` in the environment wins over it.",
    },
    Setting {
        name: "ui.glyphs",
        kind: Kind::OneOf(&["auto", "unicode", "ascii"]),
        default: "\"auto\"",
        help: "Characters drawn. `auto` goes by the locale; `ascii` is for terminals and fonts that draw \
               lines and bars badly.",
    },
    Setting {
        name: "ui.mouse",
        kind: Kind::Switch,
        default: "false",
        help: "Mouse clicks and the wheel. While it is on, the terminal's own selection needs Shift.",
    },
    Setting {
        name: "ui.bell",
        kind: Kind::Switch,
        default: "false",
        help: "Ring the terminal's bell when time runs low, in the last minute and when it is over.",
    },
    Setting {
        name: "ui.notify",
        kind: Kind::Switch,
        default: "false",
        help: "Send a desktop notification at the same moments, where the terminal passes them on.",
    },
    Setting {
        name: "editor.keys",
        kind: Kind::OneOf(&["default", "emacs", "vim"]),
        default: "\"default\"",
        help: "Editing keys in answers and notes. `vim` has its modes in answers; fields of one line, notes \
               and search stay as they are. There are no `:` commands, macros, marks or registers.",
    },
    Setting {
        name: "editor.external",
        kind: Kind::Line,
        default: "\"\"",
        help: "Command that edits an answer, such as `code --wait`. Empty: `$VISUAL`, then `$EDITOR`.",
    },
    Setting {
        name: "interview.extra_time",
        kind: Kind::Number(1.0, 4.0),
        default: "1.0",
        help: "Factor of extended time for every interview; the record and the screen show it.",
    },
    Setting {
        name: "interview.score_after",
        kind: Kind::OneOf(&["loop-says", "question", "round", "loop"]),
        default: "\"loop-says\"",
        help: "When answers are scored, whatever the loop says.",
    },
    Setting {
        name: "judge.python",
        kind: Kind::Line,
        default: "\"\"",
        help: "Python that runs answers: a path, `~/…`, the folder of an environment, or a name on the path. \
               Where it lacks what a question requires, and where this is empty, the next one is taken: the \
               active environment, the one `hotseat setup` made, `python3` on the path, `/usr/bin/python3`.",
    },
];

pub(super) fn find(name: &str) -> Result<&'static Setting, Refused> {
    if let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) {
        return Ok(setting);
    }
    let names = || SETTINGS.iter().map(|setting| setting.name);
    let last = |name: &'static str| name.rsplit('.').next().unwrap_or(name);
    // `theme` alone, or under the wrong heading, is the one setting that ends so.
    let near = nearest(name, names()).or_else(|| {
        let wanted = nearest(name.rsplit('.').next().unwrap_or(name), names().map(last))?;
        let mut ending = names().filter(|name| last(name) == wanted);
        ending.next().filter(|_| ending.next().is_none())
    });
    let shown = plain::clean_line(name);
    Err(Refused(match near {
        Some(near) => format!("There is no setting `{shown}`. Did you mean `{near}`?"),
        None => format!("There is no setting `{shown}`."),
    }))
}

/// Returns the keys of one action.
pub(super) fn chords(binding: &str, value: &Value) -> Result<Vec<String>, Refused> {
    let shown = plain::clean_line(binding);
    if binding.split('.').filter(|part| !part.is_empty()).count() != 2 || binding.matches('.').count() != 1 {
        return Err(Refused(
            "Keys are set by context and action, as `keys.interview.done`; `hotseat keys` lists both."
                .to_owned(),
        ));
    }
    match value {
        Value::Text(key) => Ok(vec![key.clone()]),
        Value::Texts(keys) if keys.len() <= MAX_KEYS => Ok(keys.clone()),
        Value::Texts(_) => Err(Refused(format!("`keys.{shown}` has at most {MAX_KEYS} keys."))),
        _ => Err(Refused(format!(
            "`keys.{shown}` is a list of keys, such as [\"ctrl-x\", \"f5\"]; [] takes its keys away."
        ))),
    }
}

impl Setting {
    /// Returns what the setting takes, in words.
    pub fn takes(&self) -> String {
        match self.kind {
            Kind::OneOf(words) => {
                let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                format!("one of {}", quoted.join(", "))
            }
            Kind::Switch => "true or false".to_owned(),
            Kind::Number(least, most) => format!("a number from {least} to {most}"),
            Kind::Line => format!("a line of text of at most {MAX_TEXT} characters"),
        }
    }

    pub(super) fn check(&self, value: &Value) -> Result<(), Refused> {
        let name = self.name;
        let fits = match (self.kind, value) {
            (Kind::OneOf(words), Value::Text(text)) => words.contains(&text.as_str()),
            (Kind::Switch, Value::Switch(_)) => true,
            (Kind::Number(least, most), Value::Number(number)) => (least..=most).contains(number),
            (Kind::Line, Value::Text(text)) => {
                text.chars().count() <= MAX_TEXT && plain::clean_line(text) == text.as_str()
            }
            _ => false,
        };
        if fits {
            return Ok(());
        }
        let near = match (self.kind, value) {
            (Kind::OneOf(words), Value::Text(text)) => nearest(text, words.iter().copied()),
            _ => None,
        };
        Err(Refused(match near {
            Some(near) => format!("`{name}` is {}; did you mean \"{near}\"?", self.takes()),
            None => format!("`{name}` is {}.", self.takes()),
        }))
    }

    /// Returns the default as a value.
    pub fn default_value(&self) -> Value {
        match (self.kind, self.default) {
            (Kind::Switch, default) => Value::Switch(default == "true"),
            (Kind::Number(least, _), default) => Value::Number(default.parse().unwrap_or(least)),
            (_, default) => Value::Text(default.trim_matches('"').to_owned()),
        }
    }

    /// Returns values it takes, for tests and examples.
    #[cfg(test)]
    pub(super) fn samples(&self) -> Vec<Value> {
        match self.kind {
            Kind::OneOf(words) => words.iter().map(|word| Value::Text((*word).to_owned())).collect(),
            Kind::Switch => vec![Value::Switch(true), Value::Switch(false)],
            Kind::Number(_, most) => vec![Value::Number(most)],
            Kind::Line => vec![Value::Text("vim -f".to_owned())],
        }
    }
}

/// Returns the settings as a table for `docs/formats.md`.
pub fn documentation() -> String {
    let mut text = "| setting | takes | default | does |\n| --- | --- | --- | --- |\n".to_owned();
    for setting in SETTINGS {
        text.push_str(&format!(
            "| `{}` | {} | `{}` | {} |\n",
            setting.name,
            setting.takes(),
            setting.default,
            setting.help
        ));
    }
    text.push_str(
        "| `keys.<context>.<action>` | a list of at most 8 keys | as `hotseat keys` lists them | Keys of an action, in place of the built-in ones; `[]` takes them away. |\n",
    );
    text
}
