//! The program as it is shipped, through pipes: a script sits an interview, whatever bytes it is made of,
//! whoever reads or stops reading, however it is ended.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::time::Duration;

use hotseat::domain::plain;
use hotseat::domain::verdict::{Unable, Why};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use super::cut::EXPRESS;
use super::sitter::{FILES, bank, express};
use crate::cli::World;
use crate::pty::{LONG, now};

const THEORY: &[&str] = &["start", "own", "--plain", "--seed", "1"];

/// A world in which the loop `own` has the four rounds with a question each.
fn world() -> World {
    let world = World::new();
    let (_, questions) = express();
    world.bank("own.json", serde_json::to_vec(&bank(&questions)).unwrap());
    for (name, text) in FILES {
        world.file(&format!("data/hotseat/banks/own/pr/{name}"), text);
    }
    let own = |kind: &str, minutes: u32| json!({ "round": kind, "minutes": minutes, "banks": ["own"] });
    let mut design = own("system_design", 15);
    design["fields"] = json!(["scope", "data", "model"]);
    let plan = json!({
        "format": 1, "id": "own", "title": "Express", "pressure": "relaxed", "score_after": "round",
        "rounds": [own("ml_theory", 10), own("culture", 8), own("programming", 12), design],
    });
    world.file(
        "config/hotseat/loops/own.json",
        serde_json::to_vec(&plan).unwrap(),
    );
    world
}

fn last(world: &World) -> Value {
    world.run(&["sessions", "show", "last", "--json"]).json(0)
}

fn text_of<'a>(session: &'a Value, question: usize, field: &str) -> &'a str {
    let fields = session["questions"][question]["fields"].as_array().unwrap();
    let field = fields.iter().find(|known| known["name"] == field);
    field.map_or("", |field| field["text"].as_str().unwrap())
}

#[test]
fn a_script_sits_the_four_rounds_to_the_scorecard() {
    let world = world();
    let outcome = world.feed(THEORY, EXPRESS.as_bytes());
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""), "{}", outcome.out);
    assert!(
        plain::is_clean(&outcome.out),
        "{:?}",
        plain::first_unclean(&outcome.out)
    );
    assert!(
        outcome
            .out
            .starts_with("Express: 4 rounds, 4 questions, 45 minutes, relaxed")
    );
    assert!(outcome.out.contains("\nScorecard: Express.\n"), "{}", outcome.out);
    let session = last(&world);
    let questions = session["questions"].as_array().unwrap();
    assert_eq!(questions.len(), 4);
    assert_eq!(
        (&session["over"], &session["to_score"]),
        (&json!(true), &json!(0))
    );
    assert_eq!(session["problems"], json!([]));
    assert_eq!(
        text_of(&session, 0, "main"),
        "It is theory-one.\nAlso maximum likelihood."
    );
    assert_eq!(text_of(&session, 1, "action"), "culture-three");
    assert_eq!(text_of(&session, 2, "code"), "code-one\n    code-two\ncode-three");
    assert_eq!(text_of(&session, 3, "model"), "model-one");
    let said: Vec<&Value> = questions
        .iter()
        .flat_map(|question| question["transcript"].as_array().unwrap())
        .collect();
    for kind in ["hint", "follow_up", "clarified"] {
        assert!(
            said.iter().any(|said| !said[kind].is_null()),
            "{kind} in {said:?}"
        );
    }
    assert_eq!(questions[3]["spoken"], true);
    assert_eq!(questions[3]["pauses"][0]["cause"], "person");
    assert!(
        questions
            .iter()
            .all(|question| question["scores"].as_array().unwrap().len() == 1)
    );
}

#[test]
fn the_program_says_what_the_talk_says() {
    let world = world();
    let outcome = world.feed(THEORY, EXPRESS.as_bytes());
    let (plan, questions) = express();
    let mut sitter = super::sitter::Sitter::new(&plan, &questions);
    sitter.unable = Unable {
        why: Why::NotTrusted,
        sentence: "The bank own is not trusted, so its tests are not run.".to_owned(),
        mend: "`hotseat bank trust own` shows what it would be able to run, and asks.".to_owned(),
    };
    sitter.lines(EXPRESS);
    let timeless = |text: &str| -> Vec<String> {
        let session = |line: &str| line.contains("hotseat sessions show");
        // Times and the session's name differ from run to run.
        let lines = text.lines().filter(|line| !session(line));
        lines
            .map(|line| {
                let words = line
                    .split(' ')
                    .map(|word| if word.parse::<f64>().is_ok() { "N" } else { word });
                words
                    .collect::<Vec<_>>()
                    .join(" ")
                    .replace("seconds", "second")
                    .replace("minutes", "minute")
            })
            .filter(|line| {
                !line.contains(" used of ") && !line.contains("left of") && !line.contains("Beside")
            })
            .collect()
    };
    let announced = outcome.out.find("\nRound 1 of 4").unwrap();
    let (program, talk) = (timeless(&outcome.out[announced..]), timeless(&sitter.said));
    assert_eq!(program, talk);
}

#[test]
fn the_input_may_end_anywhere_and_the_session_is_gone_on_with() {
    let lines: Vec<&str> = EXPRESS.lines().collect();
    // Every cut is tried without a process, elsewhere; here some, far apart.
    for cut in [0, 1, 5, 13, 19, 27, 35, 44, lines.len() - 2] {
        let world = world();
        let outcome = world.feed(THEORY, lines[..cut].join("\n").as_bytes());
        assert_eq!(
            (outcome.code, outcome.err.as_str()),
            (0, ""),
            "{cut}: {}",
            outcome.out
        );
        assert!(
            outcome.out.contains("The input ended. "),
            "{cut}: {}",
            outcome.out
        );
        let before = last(&world);
        assert_eq!(before["problems"], json!([]), "{cut}");
        if cut > 0 {
            assert!(
                text_of(&before, 0, "main").starts_with("It is theory-one."),
                "{cut}"
            );
        }
        let outcome = world.feed(&["resume", "--plain"], b"[resume]\n[show]\n[help]\n");
        assert_eq!(
            (outcome.code, outcome.err.as_str()),
            (0, ""),
            "{cut}: {}",
            outcome.out
        );
        assert!(
            outcome.out.contains("Express, gone on with."),
            "{cut}: {}",
            outcome.out
        );
        let after = last(&world);
        assert_eq!(after["opened"], 2, "{cut}");
        assert_eq!(text_of(&before, 0, "main"), text_of(&after, 0, "main"), "{cut}");
    }
}

#[test]
fn any_bytes_are_lines() {
    let world = world();
    let input = b"\xef\xbb\xbfone\r\ntwo \xff\xfe\r\n\x1b[31mred\x00\r\n[note] a\x1b]0;x\x07b\r\n.\r\n";
    let outcome = world.feed(THEORY, input);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert!(plain::is_clean(&outcome.out));
    let session = last(&world);
    assert_eq!(text_of(&session, 0, "main"), "one\ntwo \u{fffd}\u{fffd}\nred");
    assert_eq!(session["questions"][0]["note"], "ab");
    // What stands after the last line end is a line.
    let outcome = world.feed(&["resume", "--plain"], b"\nno line end");
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert!(
        text_of(&last(&world), 0, "follow_up.on-mle").ends_with("no line end"),
        "{}",
        last(&world)
    );
}

#[test]
fn a_line_of_megabytes_and_a_flood_of_lines_are_kept_whole() {
    let world = world();
    let mut input = "word ".repeat(600_000).into_bytes();
    input.push(b'\n');
    for number in 0..20_000 {
        input.extend(format!("line {number}\n").into_bytes());
    }
    let outcome = world.feed(THEORY, &input);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let session = last(&world);
    let text = text_of(&session, 0, "main");
    assert_eq!(text.lines().count(), 20_001);
    assert_eq!(text.len(), input.len() - 1);
    assert!(text.ends_with("\nline 19999"));
}

/// A running program whose input is open.
struct Running {
    child: Child,
    input: ChildStdin,
}

impl Running {
    fn start(world: &World, args: &[&str]) -> Self {
        let mut child = world.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take().unwrap();
        Self { child, input }
    }

    fn say(&mut self, text: &str) {
        self.input.write_all(text.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    fn kill(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.child.id().cast_signed()).unwrap(), signal).unwrap();
    }
}

fn journal(world: &World) -> String {
    let folder = std::fs::read_dir(world.sessions())
        .into_iter()
        .flatten()
        .next()
        .map(|entry| entry.unwrap().path());
    folder
        .and_then(|folder| std::fs::read_to_string(folder.join("journal.jsonl")).ok())
        .unwrap_or_default()
}

#[track_caller]
fn wait_for_journal(world: &World, text: &str) -> Duration {
    let began = now();
    while !journal(world).contains(text) {
        assert!(
            now() - began < LONG,
            "{text} never came to the disk:\n{}",
            journal(world)
        );
        std::thread::yield_now();
    }
    now() - began
}

#[test]
fn what_is_typed_reaches_the_disk_while_the_input_stays_open() {
    let world = world();
    let mut running = Running::start(&world, THEORY);
    running.say("typed and waiting\n");
    wait_for_journal(&world, "typed and waiting");
    running.kill(Signal::KILL);
    running.child.wait().unwrap();
    assert_eq!(text_of(&last(&world), 0, "main"), "typed and waiting");
}

#[test]
fn a_signal_ends_it_with_its_code_and_everything_kept() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130), (Signal::HUP, 129)] {
        let world = world();
        let mut running = Running::start(&world, THEORY);
        running.say("the first line\n[hint]\nto the last word\n");
        // The hint is on disk at once; the line after it came with it and may still wait in the program.
        wait_for_journal(&world, "hint_taken");
        wait_for_journal(&world, "to the last word");
        running.kill(signal);
        let status = running.child.wait().unwrap();
        assert_eq!(status.code(), Some(code), "{signal:?}");
        let session = last(&world);
        assert_eq!(text_of(&session, 0, "main"), "the first line\nto the last word");
        let outcome = world.feed(&["resume", "--plain"], b"[resume]\n");
        assert_eq!(outcome.code, 0, "{}", outcome.err);
        assert_eq!(last(&world)["questions"][0]["pauses"][0]["cause"], "ended");
    }
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly_with_the_session_kept() {
    let world = world();
    let mut running = Running::start(&world, THEORY);
    let mut output = BufReader::new(running.child.stdout.take().unwrap());
    let mut first = String::new();
    output.read_line(&mut first).unwrap();
    assert!(first.starts_with("Express: "), "{first}");
    drop(output);
    // It is noticed with the next thing that is said.
    let _ = running.input.write_all(b"words\n[hint]\n");
    let outcome = world.wait(running.child);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    drop(running.input);
    let session = last(&world);
    assert_eq!(session["problems"], json!([]));
    assert_eq!(session["over"], false);
}

#[test]
fn a_script_that_reads_nothing_before_it_has_written_everything_is_served() {
    let world = world();
    let mut running = Running::start(&world, THEORY);
    // More comes back than a pipe holds.
    for _ in 0..400 {
        running.say("[show]\n[help]\n");
    }
    running.say("still heard\n");
    wait_for_journal(&world, "still heard");
    drop(running.input);
    let outcome = running.child.wait_with_output().unwrap();
    assert_eq!(outcome.status.code(), Some(0));
    let said = String::from_utf8(outcome.stdout).unwrap();
    assert_eq!(said.matches("[help] what works here").count(), 400);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_the_lines_is_a_failure_and_the_session_is_kept() {
    let world = world();
    let mut command = world.command(THEORY);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    command.stdin(Stdio::piped()).stdout(full);
    let child = command.spawn().unwrap();
    let outcome = world.wait(child);
    assert_eq!(outcome.code, 3, "{}", outcome.err);
    assert!(
        outcome
            .err
            .starts_with("hotseat: The lines cannot be written to standard output: "),
        "{}",
        outcome.err
    );
}

#[test]
fn sessions_that_cannot_be_written_are_said_and_the_answers_go_elsewhere() {
    let world = world();
    world.file("data/hotseat/sessions", "a file in its place");
    let outcome = world.feed(THEORY, b"words to keep\n[time]\n");
    assert_eq!(outcome.code, 3, "{}", outcome.out);
    assert!(outcome.out.contains("Not saved: "), "{}", outcome.out);
    assert!(!outcome.out.contains("Everything is kept: "), "{}", outcome.out);
    assert!(!outcome.out.contains("hotseat resume"), "{}", outcome.out);
    assert!(outcome.out.contains("Written to ~/"), "{}", outcome.out);
    let written = std::fs::read_dir(world.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "md"))
        .unwrap();
    assert!(
        std::fs::read_to_string(written)
            .unwrap()
            .contains("words to keep")
    );
}

#[test]
fn words_of_the_command_that_do_not_fit_are_usage() {
    let world = world();
    for args in [
        &["start", "--plain", "--dry-run"][..],
        &["resume", "--plain", "--json"],
    ] {
        assert_eq!(world.run(args).code, 2, "{args:?}");
    }
    let outcome = world.run(&["resume", "--plain"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.err.contains("No session waits to be resumed."),
        "{}",
        outcome.err
    );
}

#[test]
fn a_session_that_another_one_holds_is_not_opened() {
    let world = world();
    let mut running = Running::start(&world, THEORY);
    running.say("words\n");
    wait_for_journal(&world, "words");
    let outcome = world.feed(&["resume", "last", "--plain"], b"[resume]\n");
    assert_eq!(outcome.code, 1, "{}", outcome.out);
    assert!(!outcome.err.is_empty());
    running.kill(Signal::TERM);
    running.child.wait().unwrap();
}
