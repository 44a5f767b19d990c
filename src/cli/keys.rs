//! `hotseat keys`: the key map, from the one table, and vim's keys from theirs.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::out::{Form, Out};
use super::table::{Side, Table};
use crate::app::keymap::bindings::BINDINGS;
use crate::app::keymap::{Keymap, Preset};
use crate::text::vim;

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
    help: String,
}

/// What vim's keys stand under, beside the contexts of the key table.
const VIM: &str = "vim";

pub fn run(context: &Context, out: &Out, form: Form) -> Result<u8, Failure> {
    let (config, problems) = context.config();
    let preset = Preset::from(config.editor_keys());
    let (keymap, key_problems) = Keymap::new(preset, &config.keys);
    for problem in problems.iter().chain(&key_problems) {
        out.problem(problem);
    }
    let rows = rows(&keymap);
    match form {
        Form::Json => out.json(&KeyList {
            format: 1,
            preset: preset.name(),
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
                    row.help,
                ]);
            }
            out.data(&table.text())?;
        }
    }
    Ok(0)
}

fn rows(keymap: &Keymap) -> Vec<Row> {
    let vim = vim::keys::listed().into_iter().map(|listed| Row {
        context: VIM,
        action: listed.name,
        help: listed.help_and_place(),
        keys: listed.keys,
        leader: None,
    });
    // A key that does one thing in two states of a screen has two rows in the table and one here.
    let mut known = HashSet::new();
    keymap
        .rows()
        .map(|(binding, keys)| Row {
            context: binding.context.name(),
            action: binding.action.name(),
            keys: keys.iter().map(ToString::to_string).collect(),
            leader: binding.leader,
            help: binding.action.help().to_owned(),
        })
        .chain(vim.filter(|_| keymap.preset == Preset::Vim))
        .filter(|row| known.insert((row.context, row.action, row.leader, row.keys.clone())))
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
        let presets: Vec<&str> = binding.presets.iter().map(|preset| preset.name()).collect();
        let preset = match presets.join(" and ") {
            presets if presets.is_empty() => presets,
            presets => format!(" ({presets} keys)"),
        };
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
        text.push_str(&section(title, name, &rows));
    }
    let rows: Vec<String> = vim::keys::listed()
        .into_iter()
        .map(|listed| {
            let keys: Vec<String> = listed.keys.iter().map(|key| quoted(key)).collect();
            format!(
                "| `{}` | {} | {} |",
                listed.name,
                keys.join(" "),
                listed.help_and_place()
            )
        })
        .collect();
    text.push_str(&section("Vim's normal and visual mode", VIM, &rows));
    text.push_str(
        "\nWith `editor.keys = \"vim\"`; they cannot be bound to other keys. A count before a key repeats it; \
         an operator (delete, change, copy, deeper, less deep, comment, case) is over the motion or object that \
         follows, or over what is selected. A WORD is all between blanks. `j` and `k` go by rows of the screen; \
         with a count or after an operator by lines. One clip is all the registers there are; what ends in a line \
         break is pasted as lines. There are no `:` commands, macros or marks.\n",
    );
    text
}

fn section(title: &str, name: &str, rows: &[String]) -> String {
    let rows = rows.join("\n");
    format!("\n## {title} (`{name}`)\n\n| action | keys | does |\n| --- | --- | --- |\n{rows}\n")
}

/// Returns a key as code in Markdown, whatever it is.
fn quoted(key: &str) -> String {
    if key.contains('`') {
        format!("`` {key} ``")
    } else {
        format!("`{key}`")
    }
}
