//! `hotseat completions SHELL` and `hotseat man`, for packagers: made from the arguments themselves, so
//! that they cannot lag behind. They need no home directory and hold no date: the same version gives
//! the same bytes.

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::args::Args;
use super::failure::Failure;
use super::out::Out;

pub fn completions(out: &Out, shell: Shell) -> Result<u8, Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "hotseat", &mut bytes);
    out.bytes(&bytes)?;
    Ok(0)
}

pub fn man(out: &Out) -> Result<u8, Failure> {
    let page = page().map_err(|error| Failure::failed(format!("The man page cannot be made: {error}.")))?;
    out.bytes(page.as_bytes())?;
    Ok(0)
}

/// Files and variables, each with what it is for.
const FILES: &[(&str, &str)] = &[
    (
        "~/.local/share/hotseat",
        "Data: sessions/, banks/ and python/, which setup makes. HOTSEAT_DATA_DIR or --data-dir name another directory.",
    ),
    (
        "~/.config/hotseat",
        "Configuration: config.toml and loops/. XDG_CONFIG_HOME moves it.",
    ),
    (
        "~/.local/state/hotseat",
        "What hotseat remembers between runs. XDG_STATE_HOME moves it.",
    ),
    (
        "~/.cache/hotseat",
        "What can be made again at any time. XDG_CACHE_HOME moves it.",
    ),
];
const VARIABLES: &[(&str, &str)] = &[
    ("HOTSEAT_DATA_DIR", "The data directory."),
    ("VISUAL, EDITOR", "The command that edits an answer on request."),
    (
        "VIRTUAL_ENV, CONDA_PREFIX, PATH",
        "Where the Python that runs answers is looked for.",
    ),
    (
        "NO_COLOR, CLICOLOR",
        "No colours, where the first is set to anything or the second to 0.",
    ),
    (
        "TERM, COLORTERM",
        "What the terminal can show; with TERM=dumb no screens open.",
    ),
    ("LC_ALL, LC_CTYPE, LANG", "Whether characters are UTF-8."),
    ("TZ", "The time zone of what is recorded."),
];
const CODES: &[(&str, &str)] = &[
    ("0", "Success."),
    (
        "1",
        "The thing asked about failed: a bank with errors, a session that is not there.",
    ),
    ("2", "The command was not understood."),
    (
        "3",
        "Something around hotseat is missing or refuses: a terminal, a directory, Python, trust in a bank.",
    ),
    ("101", "A fault of hotseat itself; the session is kept."),
    ("128+n", "Ended by signal n."),
];

/// Returns the man page: every command with its options.
pub fn page() -> std::io::Result<String> {
    let mut command = Args::command()
        .disable_help_subcommand(true)
        .version(env!("CARGO_PKG_VERSION"));
    command.build();
    let man = Man::new(command.clone());
    let mut bytes = Vec::new();
    man.render_title(&mut bytes)?;
    man.render_name_section(&mut bytes)?;
    man.render_synopsis_section(&mut bytes)?;
    man.render_description_section(&mut bytes)?;
    man.render_options_section(&mut bytes)?;
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for subcommand in command.get_subcommands() {
        describe(&mut roff, subcommand, "hotseat");
    }
    for (title, list) in [
        ("FILES", FILES),
        ("ENVIRONMENT", VARIABLES),
        ("EXIT STATUS", CODES),
    ] {
        roff.control("SH", [title]);
        for (term, words) in list {
            entry(&mut roff, vec![bold(*term)], words);
        }
    }
    roff.control("SH", ["EXAMPLES"]);
    roff.control("nf", []);
    for line in examples(&command) {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    bytes.extend(roff.to_roff().into_bytes());
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The indented lines of the long help's beginning.
fn examples(command: &Command) -> Vec<String> {
    command
        .get_before_long_help()
        .map(ToString::to_string)
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.strip_prefix("  ").map(str::to_owned))
        .collect()
}

fn describe(roff: &mut Roff, command: &Command, before: &str) {
    let path = format!("{before} {}", command.get_name());
    let mut command = command.clone().bin_name(&path);
    let usage = command.render_usage().to_string();
    roff.control("SS", [path.as_str()]);
    roff.text([bold(usage.trim_start_matches("Usage:").trim().to_owned())]);
    roff.control("PP", []);
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    roff.text([roman(format!("{about}."))]);
    for argument in command.get_arguments() {
        // Said once, at the top.
        if matches!(argument.get_id().as_str(), "help" | "version" | "data_dir") {
            continue;
        }
        let mut term: Vec<Inline> = Vec::new();
        if let Some(long) = argument.get_long() {
            term.push(bold(format!("--{long}")));
        }
        if argument.get_action().takes_values() {
            let name = argument
                .get_value_names()
                .and_then(|names| names.first())
                .map(ToString::to_string)
                .unwrap_or_default();
            if !term.is_empty() {
                term.push(roman(" "));
            }
            term.push(italic(name));
        }
        let mut words = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let values: Vec<String> = argument
            .get_possible_values()
            .iter()
            .filter(|_| argument.get_action().takes_values())
            .map(|value| value.get_name().to_owned())
            .collect();
        if !values.is_empty() {
            words = format!(
                "{words}{}{}",
                if words.is_empty() { "" } else { ": " },
                values.join(", ")
            );
        }
        entry(roff, term, &format!("{words}."));
    }
    let subcommands: Vec<Command> = command.get_subcommands().cloned().collect();
    for subcommand in &subcommands {
        describe(roff, subcommand, &path);
    }
}

fn entry(roff: &mut Roff, term: Vec<Inline>, words: &str) {
    roff.control("TP", []);
    roff.text(term);
    roff.text([roman(words)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_man_page_has_every_command_and_flag() {
        fn walk(command: &Command, page: &str) {
            for argument in command.get_arguments().filter_map(clap::Arg::get_long) {
                let flag = format!("\\-\\-{}", argument.replace('-', "\\-"));
                assert!(page.contains(&flag), "{flag}");
            }
            for subcommand in command.get_subcommands() {
                assert!(page.contains(subcommand.get_name()), "{}", subcommand.get_name());
                walk(subcommand, page);
            }
        }
        walk(&Args::command(), &page().unwrap());
    }
}
