//! Help, version, completions, the man page, and words that are no command.

use super::{World, assert_safe};

const COMMANDS: &[&[&str]] = &[
    &[],
    &["start"],
    &["resume"],
    &["sessions"],
    &["sessions", "list"],
    &["sessions", "show"],
    &["sessions", "export"],
    &["sessions", "delete"],
    &["sessions", "repair"],
    &["sessions", "search"],
    &["date"],
    &["date", "outcome"],
    &["date", "score"],
    &["bank"],
    &["bank", "list"],
    &["bank", "show"],
    &["bank", "check"],
    &["bank", "schema"],
    &["keys"],
    &["doctor"],
    &["completions"],
    &["man"],
];

#[test]
fn every_command_has_a_short_and_a_long_help() {
    let world = World::new();
    for command in COMMANDS {
        let short = world.run(&[command, &["-h"][..]].concat()).ok();
        let long = world.run(&[command, &["--help"][..]].concat()).ok();
        assert!(short.contains("Usage: hotseat"), "{command:?}: {short}");
        assert!(long.contains("--data-dir"), "{command:?}: {long}");
        assert_ne!(short, long, "{command:?}");
        assert_safe(&long);
        if command.len() == 1 && ["start", "sessions", "date", "bank"].contains(&command[0])
            || command.is_empty()
        {
            assert!(
                long.contains("Examples:") && !short.contains("Examples:"),
                "{command:?}"
            );
        }
    }
    let start = world.run(&["start", "--help"]).ok();
    assert!(start.starts_with("Examples:\n"), "{start}");
    assert!(world.run(&["help", "start"]).ok().contains("--dry-run"));
}

#[test]
fn the_examples_of_the_help_are_commands_that_are_understood() {
    let world = World::new();
    for command in [&[][..], &["start"], &["sessions"], &["date"], &["bank"]] {
        let long = world.run(&[command, &["--help"][..]].concat()).ok();
        let examples = long.lines().filter_map(|line| line.strip_prefix("  hotseat"));
        for example in examples.filter(|line| !line.contains(" -h")) {
            // What stands behind two spaces explains.
            let example = example.split("  ").next().unwrap();
            let example = example.split(['<', '>']).next().unwrap();
            let example = example.split(" the plan").next().unwrap();
            let mut words: Vec<&str> = example.split_whitespace().collect();
            if words == ["bank", "check"] {
                // Running the code of every bank takes minutes, and is tested elsewhere.
                words.push("--no-run");
            }
            let outcome = world.run(&words);
            let names_nothing =
                outcome.err.contains("There is no session") || outcome.err.contains("There are no");
            assert!(
                outcome.code != 2 || names_nothing,
                "hotseat{example}: {}",
                outcome.err
            );
        }
    }
}

#[test]
fn the_version_is_data() {
    let world = World::new();
    let version = format!("hotseat {}\n", env!("CARGO_PKG_VERSION"));
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
