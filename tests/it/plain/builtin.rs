//! The built-in `express`, sat through the pipes by a script that listens: it answers what is asked, whatever
//! the questions are.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use hotseat::domain::plain;
use serde_json::{Value, json};

use crate::cli::World;

/// What the script types to a line it hears, if that asks for something.
fn answer(heard: &str, asked: &mut BTreeSet<&'static str>) -> Option<&'static str> {
    Some(match heard {
        // What was typed passes no test: it goes on as it is.
        _ if heard.contains("A lone dot goes on as it is") => {
            asked.insert("as it is");
            return None;
        }
        _ if heard.starts_with("Part 1 of 2, code") && asked.remove("as it is") => ".\n",
        _ if heard.starts_with("Part 1 of 2, code") => "[append]\n# typed here\n.\n",
        _ if heard.contains("with nothing typed") && asked.insert("follow-up") => {
            "It follows from the model.\n.\n"
        }
        _ if heard.contains("with nothing typed") => ".\n",
        _ if heard.contains("A lone dot ends it.") && asked.insert("first") => {
            "[hint]\nIt is the likelihood.\n[follow-up]\n"
        }
        _ if heard.contains("clarify and scope") && heard.contains("ends it.") && asked.insert("design") => {
            "[spoken]\n[ask] how much data is there, with labels, and which latency?\n[ask 1]\nTwenty users.\n[pause]\n[resume]\n.\n"
        }
        _ if heard.contains("A lone dot ends it.") => "So many words, and 42 of them.\n.\n",
        _ if heard.starts_with("An empty line or [next]") => "\n",
        _ if heard.starts_with("Type 0 to 4; it cannot be changed") => "3\n",
        _ if heard.starts_with("Did you say it?") && asked.insert("idea") => "y\n",
        _ if heard.starts_with("Did you say it?") => "n\n",
        _ if heard.contains("in other words?") => "y\n",
        _ if heard.starts_with("Type 0 to 4, or a minus") => "2\n",
        _ if heard.starts_with("Type the numbers of those") => "1\n",
        _ if heard.starts_with("A note of your own") => "\n",
        _ => return None,
    })
}

#[test]
fn a_script_that_listens_sits_express() {
    for seed in ["1", "2"] {
        let world = World::new();
        let mut command = world.command(&["start", "express", "--plain", "--seed", seed]);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (mut asked, mut said) = (BTreeSet::new(), String::new());
        for line in output.lines() {
            let line = line.unwrap();
            said.push_str(&line);
            said.push('\n');
            assert!(said.len() < 1 << 20, "it asks for ever:\n{said}");
            if let Some(typed) = answer(&line, &mut asked) {
                input.write_all(typed.as_bytes()).unwrap();
            }
        }
        let outcome = world.wait(child);
        assert_eq!((outcome.code, outcome.err.as_str()), (0, ""), "{said}");
        assert!(plain::is_clean(&said), "{:?}", plain::first_unclean(&said));
        assert!(said.contains("\nScorecard: Express.\n"), "{said}");

        let session = world.run(&["sessions", "show", "last", "--json"]).json(0);
        assert_eq!(
            (&session["over"], &session["to_score"]),
            (&json!(true), &json!(0)),
            "{said}"
        );
        let questions = session["questions"].as_array().unwrap();
        let kinds: BTreeSet<&str> = questions
            .iter()
            .map(|question| question["kind"].as_str().unwrap())
            .collect();
        assert_eq!(
            kinds,
            BTreeSet::from(["culture", "ml_theory", "programming", "system_design"])
        );
        let all: Vec<&Value> = questions
            .iter()
            .flat_map(|question| question["transcript"].as_array().unwrap())
            .collect();
        for kind in ["hint", "follow_up", "clarified"] {
            assert!(
                all.iter().any(|said| !said[kind].is_null()),
                "{seed}: {kind}\n{said}"
            );
        }
        let design = questions
            .iter()
            .find(|question| question["kind"] == "system_design")
            .unwrap();
        assert_eq!(design["spoken"], true);
        assert_eq!(design["pauses"][0]["cause"], "person");
    }
}
