//! `hotseat keys`: the key map, from the one table.

use std::collections::BTreeMap;

use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::out::{Form, Out};
use super::table::{Side, Table};
use crate::app::keymap::bindings::BINDINGS;
use crate::app::keymap::{Keymap, Preset};
use crate::domain::config::Config;

#[derive(Debug, Serialize)]
struct KeyList {
    format: u32,
    preset: &'static str,
    leader: String,
    bindings: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    context: &'static str,
    action: &'static str,
    keys: Vec<String>,
    /// The letter after the leader.
    #[serde(skip_serializing_if = "Option::is_none")]
    leader: Option<char>,
    help: &'static str,
}

/// Returns the preset the configuration asks for.
pub(super) fn preset(config: &Config) -> Preset {
    if config.emacs_keys() {
        Preset::Emacs
    } else {
        Preset::Ordinary
    }
}

pub fn run(context: &Context, out: &Out, form: Form) -> Result<u8, Failure> {
    let (config, problems) = context.config();
    let preset = preset(&config);
    let (keymap, key_problems) = Keymap::new(preset, &config.keys);
    for problem in problems.iter().chain(&key_problems) {
        out.problem(problem);
    }
    let rows = rows(&keymap);
    match form {
        Form::Json => out.json(&KeyList {
            format: 1,
            preset: name(preset),
            leader: keymap.leader().to_string(),
            bindings: rows,
        })?,
        Form::Text => {
            let mut table = Table::new([
                ("context", Side::Left),
                ("action", Side::Left),
                ("keys", Side::Left),
                ("does", Side::Left),
            ]);
            for row in rows {
                let mut keys = row.keys;
                keys.extend(row.leader.map(|letter| format!("{} {letter}", keymap.leader())));
                table.row([
                    row.context.to_owned(),
                    row.action.to_owned(),
                    keys.join(", "),
                    row.help.to_owned(),
                ]);
            }
            out.data(&table.text())?;
        }
    }
    Ok(0)
}

fn name(preset: Preset) -> &'static str {
    match preset {
        Preset::Ordinary => "default",
        Preset::Emacs => "emacs",
    }
}

fn rows(keymap: &Keymap) -> Vec<Row> {
    keymap
        .rows()
        .map(|(binding, keys)| Row {
            context: binding.context.name(),
            action: binding.action.name(),
            keys: keys.iter().map(ToString::to_string).collect(),
            leader: binding.leader,
            help: binding.action.help(),
        })
        .collect()
}

/// Returns `docs/keys.md`, made from the table.
pub fn document() -> String {
    let mut text = String::from(
        "# Keys\n\n\
         Made from the key table (`src/app/keymap/bindings.rs`) and compared with it by a test; \
         `HOTSEAT_BLESS=1 cargo test` writes it anew. `?` (while text has the focus `F1`) shows the keys that work where you are.\n\n\
         While text has the focus every printable key types. Commands of the interview have a function key, \
         and each is also Ctrl-G and then a letter (emacs keys: Ctrl-X and then a letter).\n\n\
         Own keys go into `config.toml`: `[keys]` then `\"context.action\" = [\"ctrl-x\", \"f5\"]`.\n",
    );
    let mut contexts: BTreeMap<usize, (&str, &str, Vec<String>)> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for binding in BINDINGS {
        let name = binding.context.name();
        let at = order.iter().position(|known| *known == name).unwrap_or_else(|| {
            order.push(name);
            order.len() - 1
        });
        let mut keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
        if let Some(letter) = binding.leader {
            keys.push(format!("leader `{letter}`"));
        }
        if keys.is_empty() {
            continue;
        }
        let preset = binding.preset.map_or("", |preset| match preset {
            Preset::Ordinary => " (default keys)",
            Preset::Emacs => " (emacs keys)",
        });
        contexts
            .entry(at)
            .or_insert_with(|| (name, binding.context.title(), Vec::new()))
            .2
            .push(format!(
                "| `{}` | {} | {}{preset} |",
                binding.action.name(),
                keys.join(" "),
                binding.action.help()
            ));
    }
    for (name, title, rows) in contexts.into_values() {
        text.push_str(&format!(
            "\n## {title} (`{name}`)\n\n| action | keys | does |\n| --- | --- | --- |\n"
        ));
        for row in rows {
            text.push_str(&row);
            text.push('\n');
        }
    }
    text
}
