//! Help, version, completions, the man page, and words that are no command.

use clap::{Command, CommandFactory, Parser};
use hotseat::cli::args::Args;
use hotseat::cli::args::VERSION;

use super::{World, assert_safe};

/// The words of every command, those of commands below commands too; clap's own `help` is none of ours.
fn commands() -> Vec<Vec<String>> {
    fn walk(command: &Command, words: &[String], found: &mut Vec<Vec<String>>) {
        found.push(words.to_vec());
        for below in command
            .get_subcommands()
            .filter(|below| below.get_name() != "help")
        {
            walk(below, &[words, &[below.get_name().to_owned()]].concat(), found);
        }
    }
    let mut found = Vec::new();
    walk(&Args::command(), &[], &mut found);
    found
}

/// The commands in what a help begins with, as a shell would hand them over.
fn examples(help: &str) -> Vec<Vec<String>> {
    let shown = help.strip_prefix("Examples:\n").expect("it begins with examples");
    let lines = shown.lines().map_while(|line| line.strip_prefix("  "));
    lines.map(words).collect()
}

/// A line as a shell splits it, up to what explains, a redirection or a pipe.
fn words(line: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let (mut quoted, mut blanks) = (false, 0);
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => {
                blanks += 1;
                if blanks == 2 {
                    break;
                }
                found.push(String::new());
                continue;
            }
            '<' | '>' | '|' if !quoted => break,
            _ => found.last_mut().unwrap().push(c),
        }
        blanks = 0;
    }
    found.retain(|word| !word.is_empty());
    found
}

#[test]
fn every_command_has_a_short_and_a_long_help_that_begins_with_examples() {
    let world = World::new();
    let commands = commands();
    assert!(commands.len() > 30, "{}", commands.len());
    for command in &commands {
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let short = world.run(&[&command[..], &["-h"]].concat()).ok();
        let long = world.run(&[&command[..], &["--help"]].concat()).ok();
        assert!(short.contains("Usage: hotseat"), "{command:?}: {short}");
        assert!(long.contains("--data-dir"), "{command:?}: {long}");
        assert!(!short.contains("Examples:"), "{command:?}: {short}");
        assert_safe(&long);
        let examples = examples(&long);
        assert!(!examples.is_empty(), "{command:?}: {long}");
        for example in examples {
            let begins = [&["hotseat"], &command[..]].concat();
            let leads = example.iter().zip(&begins).all(|(word, want)| word == want);
            assert!(
                leads && example.len() >= begins.len(),
                "{begins:?} shows {example:?}"
            );
            if let Err(error) = Args::try_parse_from(&example) {
                panic!("{example:?}: {error}");
            }
        }
    }
    assert!(world.run(&["help", "start"]).ok().contains("--dry-run"));
}

#[test]
fn an_example_is_read_as_a_shell_reads_it() {
    for (line, want) in [
        (
            "hotseat sessions                      one line",
            &["hotseat", "sessions"][..],
        ),
        ("hotseat a 'b c' > d.md", &["hotseat", "a", "b c"]),
        ("hotseat a - < b", &["hotseat", "a", "-"]),
        ("hotseat man | man -l -    at once", &["hotseat", "man"]),
    ] {
        assert_eq!(words(line), want, "{line}");
    }
}

#[test]
fn the_examples_of_the_help_name_what_is_there() {
    let world = World::new();
    for command in [&[][..], &["start"], &["sessions"], &["date"], &["bank"]] {
        let long = world.run(&[command, &["--help"][..]].concat()).ok();
        for mut example in examples(&long) {
            if example[1..] == ["bank", "check"] {
                // Running the code of every bank takes minutes, and is tested elsewhere.
                example.push("--no-run".to_owned());
            }
            let words: Vec<&str> = example[1..].iter().map(String::as_str).collect();
            let outcome = world.run(&words);
            let names_nothing =
                outcome.err.contains("There is no session") || outcome.err.contains("There are no");
            assert!(outcome.code != 2 || names_nothing, "{example:?}: {}", outcome.err);
        }
    }
}

#[test]
fn the_version_is_data() {
    let world = World::new();
    let version = format!("hotseat {VERSION}\n");
    assert!(VERSION.starts_with(env!("CARGO_PKG_VERSION")), "{VERSION}");
    assert_eq!(world.run(&["--version"]).ok(), version);
    assert_eq!(world.run(&["-V"]).ok(), version);
}

#[test]
fn what_is_no_command_is_usage_and_names_the_nearest() {
    let world = World::new();
    let words = world.run(&["sesions"]).words(2);
    insta::assert_snapshot!(words, @r"
    error: unrecognized subcommand 'sesions'

      tip: a similar subcommand exists: 'sessions'

    Usage: hotseat [OPTIONS] [COMMAND]

    For more information, try '--help'.
    ");
    for (args, want) in [
        (&["bank", "chek"][..], "'check'"),
        (&["start", "--dryrun"], "'--dry-run'"),
        (
            &["sessions", "export", "last", "--format", "pdf"],
            "[possible values: md, html, json, cast]",
        ),
        (
            &["sessions", "export", "last", "--size", "9x9"],
            "columns and rows, such as 120x40",
        ),
        (&["sessions", "export", "last", "--answers"], "--disputes"),
        (&["start", "--json"], "--dry-run"),
        (&["start", "--minutes", "0"], "a number of minutes from 1 to 600"),
        (
            &["start", "--questions", "51"],
            "a number of questions from 1 to 50",
        ),
        (&["start", "--extra-time", "0.5"], "a factor from 1 to 4"),
        (&["start", "--seed", "x"], "a whole number from 0"),
        (
            &["start", "--round", "dance"],
            "programming, culture, theory, design",
        ),
        (&["start", "--round", "theroy"], "'theory'"),
        (&["start", "--difficulty", "hrad"], "'hard'"),
        (&["start", "--draw", "balnced"], "'balanced'"),
        (&["completions"], "<SHELL>"),
        (&["completions", "csh"], "bash"),
        (&["sessions", "show"], "<SESSION>"),
        (&["--data-dir", "", "doctor"], "a value is required"),
        (&["keys", "--yaml"], "unexpected argument"),
    ] {
        let words = world.run(args).words(2);
        assert!(words.contains(want), "{args:?}: {words}");
    }
}

#[test]
fn packages_are_built_where_there_is_no_home() {
    let world = World::new();
    let bare = |args: &[&str]| {
        let mut command = world.command(args);
        command.env_clear();
        world.done(command).ok()
    };
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(bare(&["completions", shell]).contains("dry-run"), "{shell}");
    }
    let page = bare(&["man"]);
    assert!(page.contains(".TH hotseat 1") && page.contains(".SH \"EXIT STATUS\""));
    assert!(bare(&["bank", "schema"]).contains("\"hotseat question bank\""));
    assert!(bare(&["--version"]).starts_with("hotseat "));
}
