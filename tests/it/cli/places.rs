//! Directories, configuration and what `hotseat doctor` says of them.

use super::{World, fields};

#[test]
fn a_flag_wins_over_the_variable_and_the_variable_over_the_usual_place() {
    let world = World::new();
    let place = |args: &[&str], variable: Option<&str>| {
        let mut command = world.command(&[args, &["sessions", "show", "last"][..]].concat());
        command.envs(variable.map(|value| ("HOTSEAT_DATA_DIR", value)));
        world.done(command).words(1)
    };
    for (args, variable, want) in [
        (&[][..], None, "in ~/data/hotseat/sessions yet"),
        (&[], Some(""), "in ~/data/hotseat/sessions yet"),
        (&[], Some("/by/variable"), "in /by/variable/sessions yet"),
        (
            &["--data-dir", "/by/flag"],
            Some("/by/variable"),
            "in /by/flag/sessions yet",
        ),
        (&["--data-dir", "here"], None, "in here/sessions yet"),
    ] {
        let words = place(args, variable);
        assert!(words.contains(want), "{want}: {words}");
    }
    let after = world
        .run(&["sessions", "show", "last", "--data-dir", "/after"])
        .words(1);
    assert!(after.contains("in /after/sessions yet"), "{after}");
}

#[test]
fn without_a_home_the_sentence_names_what_to_set() {
    let world = World::new();
    let mut command = world.command(&["sessions"]);
    command.env_clear();
    insta::assert_snapshot!(
        world.done(command).words(3),
        @"hotseat: There is no home directory: HOME is not set to an absolute path. Set it, or set XDG_CONFIG_HOME to an absolute path."
    );
}

#[cfg(unix)]
#[test]
fn a_directory_that_is_not_utf_8_is_not_guessed_at() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let world = World::new();
    let name = OsStr::from_bytes(b"/tmp/\xff");
    let mut command = world.command(&["sessions"]);
    command.env("HOTSEAT_DATA_DIR", name);
    insta::assert_snapshot!(world.done(command).words(3), @r"
    hotseat: HOTSEAT_DATA_DIR is not UTF-8, so hotseat cannot tell which directory it names.
      Set it to a path in UTF-8, or unset it.
    ");
    let mut command = world.command(&["sessions", "--data-dir"]);
    command.arg(name);
    assert!(world.done(command).words(2).contains("UTF-8"));
}

#[test]
fn a_data_directory_that_is_none_is_said_by_every_command() {
    let world = World::new();
    world.file("data/hotseat", "a file in its place");
    for args in [
        &["sessions"][..],
        &["sessions", "show", "last"],
        &["sessions", "repair"],
        &["sessions", "delete", "last", "--yes"],
        &["resume"],
    ] {
        let words = world.run(args).words(3);
        assert!(
            words.contains("~/data/hotseat/sessions cannot be used: "),
            "{args:?}: {words}"
        );
        assert!(words.contains("--data-dir"), "{args:?}: {words}");
    }
    assert_eq!(world.run(&["bank", "list"]).code, 1);
    let words = world.run(&["bank", "check"]).words(3);
    assert!(words.contains("~/data/hotseat/banks cannot be read: "), "{words}");
    let doctor = world.run(&["doctor"]);
    assert_eq!(doctor.code, 1);
    assert!(
        doctor.out.contains("~/data/hotseat is not a directory."),
        "{}",
        doctor.out
    );
}

/// Whether a line of the doctor's tells of what is built in or of the machine's own Python.
fn of_machine(line: &str) -> bool {
    [
        "ok  banks",
        "ok  python",
        "ok  numpy",
        "ok  torch",
        "ok  isolation",
    ]
    .iter()
    .any(|begin| line.starts_with(begin))
}

#[test]
fn the_doctor_finds_nothing_wrong_in_an_empty_home_and_leaves_it_empty() {
    let world = World::new();
    let doctor = world.run(&["doctor"]).ok();
    insta::assert_snapshot!(doctor.lines().filter(|line| !of_machine(line)).collect::<Vec<_>>().join("\n"), @r"
    hotseat 0.1.0

    --  terminal       none on standard input and output, so the screens are not to be had here
                       Run hotseat in a terminal; the commands without screens work.
    ok  locale         UTF-8
    --  editor         neither VISUAL nor EDITOR is set, so no editor of your own can be opened; the built-in one works
                       Set EDITOR, or `external` under [editor] in config.toml.
    ok  data           ~/data/hotseat
    ok  configuration  ~/config/hotseat
    ok  state          ~/state/hotseat
    ok  cache          ~/cache/hotseat
    ok  config.toml    none, defaults hold
    ok  loops          5 loops
    ok  sessions       0 sessions
    ");
    let json = world.run(&["doctor", "--json"]).json(0);
    assert_eq!(fields(&json), ["format", "version", "checks"]);
    let what: Vec<&str> = json["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["what"].as_str().unwrap())
        .collect();
    assert_eq!(
        what,
        [
            "terminal",
            "locale",
            "editor",
            "data",
            "configuration",
            "state",
            "cache",
            "config.toml",
            "python",
            "numpy",
            "torch",
            "isolation",
            "banks",
            "loops",
            "sessions"
        ]
    );
    assert_eq!(std::fs::read_dir(world.path("")).unwrap().count(), 0);
}

#[test]
fn the_doctor_names_every_fault_with_its_mend() {
    let world = World::new();
    world.config("[ui]\nthem = \"dark\"\ntheme = \"drak\"\n[keys]\n\"home.nothing\" = [\"x\"]\n");
    world.bank("bad.json", "{");
    let doctor = world.run(&["doctor"]);
    assert_eq!((doctor.code, doctor.err.as_str()), (1, ""));
    for part in [
        "!!  config.toml    3 settings cannot be used",
        "config.toml:2:1: There is no setting `ui.them`. Did you mean `ui.theme`?",
        "config.toml:3:1: ",
        "keys.home.nothing names no action; `hotseat keys` lists them as context.action.",
        "Defaults hold for these meanwhile; a key that cannot be used is left out.",
        "!!  banks ",
        "banks/bad.json:1:",
        "`hotseat bank check` shows every problem",
    ] {
        assert!(doctor.out.contains(part), "{part} in\n{}", doctor.out);
    }
    let json = world.run(&["doctor", "--json"]).json(1);
    let config = json["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["what"] == "config.toml")
        .unwrap()
        .clone();
    assert_eq!(config["state"], "bad");
    assert_eq!(config["problems"].as_array().unwrap().len(), 3);
}

#[test]
fn the_key_map_follows_the_configuration() {
    let world = World::new();
    let ordinary = world.run(&["keys"]).ok();
    let done = |keys: &str| {
        let line = keys
            .lines()
            .find(|line| line.starts_with("interview ") && line.contains(" done "));
        line.unwrap().to_owned()
    };
    assert!(done(&ordinary).contains("f2, ctrl-g d"), "{ordinary}");
    let json = world.run(&["keys", "--json"]).json(0);
    assert_eq!(fields(&json), ["format", "preset", "leader", "bindings"]);
    assert_eq!(
        (&json["preset"], &json["leader"]),
        (&"default".into(), &"ctrl-g".into())
    );
    assert_eq!(
        fields(&json["bindings"][0]),
        ["context", "action", "keys", "leader", "help"]
    );

    world.config("[editor]\nkeys = \"emacs\"\n[keys]\n\"interview.done\" = [\"f12\"]\n");
    assert!(done(&world.run(&["keys"]).ok()).contains("f12, ctrl-x d"));
    assert!(
        !ordinary.lines().any(|line| line.starts_with("vim ")),
        "{ordinary}"
    );
    world.config("[editor]\nkeys = \"vim\"\n[keys]\n\"vim.word\" = [\"f12\"]\n");
    let vim = world.run(&["keys"]);
    let word = vim
        .out
        .lines()
        .find(|line| line.starts_with("vim ") && line.contains(" next word"));
    assert!(word.is_some_and(|word| word.contains(" w ")), "{}", vim.out);
    assert!(vim.err.contains("vim's keys cannot be changed"), "{}", vim.err);
    assert_eq!(world.run(&["keys", "--json"]).json(0)["preset"], "vim");
    world.config("[keys]\n\"interview.dome\" = [\"f12\"]\n");
    let unknown = world.run(&["keys"]);
    assert_eq!((unknown.code, unknown.out), (0, ordinary));
    assert!(unknown.err.contains("interview.dome"), "{}", unknown.err);
}
