//! The streams: closed, a pipe, `/dev/null`, a file, full, gone. Screens refuse in words, commands work, no
//! escape code reaches what is no terminal, and nothing waits.
#![cfg(unix)]

use std::process::{Command, Stdio};

use super::{World, assert_safe};

/// The shell's words for a stream of this kind.
fn redirection(stream: usize, kind: &str) -> String {
    let sign = if stream == 0 { '<' } else { '>' };
    match kind {
        "closed" => format!("{stream}{sign}&-"),
        "null" => format!("{stream}{sign}/dev/null"),
        "file" => format!("{stream}{sign}file"),
        _ => String::new(),
    }
}

/// A command of a shell in this world; `$BIN` is hotseat.
fn shell(world: &World, script: &str) -> Command {
    let mut command = world.command(&[]);
    let vars: Vec<_> = command
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
        .collect();
    let dir = command.get_current_dir().unwrap().to_owned();
    command = Command::new("/bin/sh");
    command
        .args(["-c", script])
        .env_clear()
        .envs(vars)
        .env("BIN", env!("CARGO_BIN_EXE_hotseat"))
        .env("PATH", "/usr/bin:/bin")
        .current_dir(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Which stream × what it is × screens or not, with every TERM, half of them in a session of their own.
#[test]
fn without_a_terminal_screens_refuse_and_commands_work() {
    let setsid = ["/usr/bin/setsid", "/bin/setsid"]
        .into_iter()
        .find(|path| std::path::Path::new(path).exists());
    let terms = [None, Some("dumb"), Some("martian")];
    let mut combinations = 0;
    for stream in 0..3 {
        for kind in ["closed", "pipe", "null", "file"] {
            for screens in [true, false] {
                let world = World::new();
                world.file("file", "");
                let args = if screens { "start" } else { "sessions --json" };
                let session = setsid.filter(|_| combinations % 2 == 1).unwrap_or("");
                let script = format!("exec {session} \"$BIN\" {args} {}", redirection(stream, kind));
                let mut command = shell(&world, &script);
                match terms[combinations % terms.len()] {
                    None => command.env_remove("TERM"),
                    Some(term) => command.env("TERM", term),
                };
                let mut child = command.spawn().unwrap();
                // Open until the end: a command that read it would wait.
                let held = child.stdin.take();
                let outcome = world.wait(child);
                drop(held);
                let name = format!("{stream} {kind} {args}");
                let written = std::fs::read_to_string(world.path("file")).unwrap();
                let (out, err) = match (stream, kind) {
                    (1, "file") => (written, outcome.err),
                    (2, "file") => (outcome.out, written),
                    _ => (outcome.out, outcome.err),
                };
                for text in [&out, &err] {
                    assert_safe(text);
                    assert!(!text.contains('\u{1b}'), "{name}");
                }
                let lost = |of: usize| stream == of && ["closed", "null"].contains(&kind);
                if screens {
                    assert_eq!(outcome.code, 3, "{name}: {err}");
                    assert_eq!(out, "", "{name}");
                    assert!(
                        lost(2) || err.starts_with("hotseat: The screens need a terminal"),
                        "{name}: {err}"
                    );
                } else {
                    assert_eq!((outcome.code, err.as_str()), (0, ""), "{name}");
                    assert!(lost(1) || out.contains("\"sessions\": []"), "{name}: {out}");
                }
                combinations += 1;
            }
        }
    }
    assert_eq!(combinations, 24);
}

#[test]
fn every_way_to_the_screens_refuses_without_a_terminal_and_names_what_works() {
    let world = World::new();
    for args in [&[][..], &["start"], &["start", "theory", "--strict"]] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(
                world.run(args).words(3),
                @"hotseat: The screens need a terminal, and standard input is not one. Run hotseat in a terminal; `hotseat --help` names the commands that do without."
            );
        }
    }
    assert!(!world.path("data").exists(), "no session is begun");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let world = World::new();
    for args in [
        "keys",
        "man",
        "bank schema",
        "bank show theory-deep --json",
        "completions bash",
        "--help",
    ] {
        // The reader takes one byte and is gone; what is written is larger than a pipe holds, or written late.
        let script = format!("{{ \"$BIN\" {args}; echo $? >code; }} | head -c 1 >/dev/null");
        let outcome = world.done(shell(&world, &script));
        assert_eq!((outcome.code, outcome.err.as_str()), (0, ""), "{args}");
        assert_eq!(
            std::fs::read_to_string(world.path("code")).unwrap(),
            "0\n",
            "{args}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_the_result_is_a_failure() {
    let world = World::new();
    for args in ["keys", "bank list --json", "--help", "man"] {
        let outcome = world.done(shell(&world, &format!("\"$BIN\" {args} >/dev/full")));
        assert_eq!(outcome.code, 3, "{args}");
        assert!(
            outcome
                .err
                .starts_with("hotseat: The result cannot be written to standard output: "),
            "{args}: {}",
            outcome.err
        );
    }
}

#[test]
fn a_deletion_does_not_ask_where_the_question_would_not_be_seen() {
    let world = World::new();
    world.session("2026-11-23-2114-first-3f9a", &[]);
    let mut command = world.command(&["sessions", "delete", "last"]);
    command.stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let held = child.stdin.take();
    let outcome = world.wait(child);
    drop(held);
    assert_eq!(outcome.code, 2, "{}", outcome.err);
}

#[test]
fn colour_that_is_asked_for_still_does_not_reach_a_pipe() {
    let world = World::new();
    world.bank("bad.json", "{");
    for (name, value) in [
        ("CLICOLOR_FORCE", "1"),
        ("FORCE_COLOR", "1"),
        ("COLORTERM", "truecolor"),
        ("NO_COLOR", "1"),
    ] {
        for args in [
            &["--help"][..],
            &["bank", "check", "--no-run"],
            &["nonsense"],
            &["doctor"],
        ] {
            let mut command = world.command(args);
            command.env(name, value);
            let outcome = world.done(command);
            assert!(
                !outcome.out.contains('\u{1b}') && !outcome.err.contains('\u{1b}'),
                "{name} {args:?}"
            );
        }
    }
}
