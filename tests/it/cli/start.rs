//! `hotseat start`: what is drawn and why, without showing a question; names that do not exist.

use super::{World, fields, fixture};

#[test]
fn a_dry_run_explains_the_plan_and_shows_no_question() {
    let world = World::new();
    let plan = world.run(&["start", "--dry-run", "--seed", "7"]).ok();
    assert!(
        plan.starts_with("First: 1 round, 1 question, 10 min; draw balanced, seed 7\n"),
        "{plan}"
    );
    assert!(plan.ends_with("  not asked yet\n"), "{plan}");
    assert!(!plan.contains("th-"), "a name gives the question away: {plan}");
    assert_eq!(
        world.run(&["start", "--dry-run", "--seed", "7"]).ok(),
        plan,
        "same seed, same draw"
    );

    let json = world
        .run(&["start", "--dry-run", "--seed", "7", "--json"])
        .json(0);
    assert_eq!(
        fields(&json),
        [
            "format",
            "loop",
            "title",
            "draw",
            "draw_version",
            "seed",
            "minutes",
            "pressure",
            "score_after",
            "extra_time",
            "rounds",
            "left_out_recent",
            "left_out_torch",
            "notes"
        ]
    );
    assert_eq!(json["seed"], 7);
    let question = &json["rounds"][0]["questions"][0];
    assert_eq!(
        fields(question),
        [
            "round",
            "topic",
            "difficulty",
            "minutes",
            "of_minutes",
            "standing",
            "reason"
        ]
    );
    assert!(!world.path("data").exists(), "a dry run leaves nothing behind");
}

#[test]
fn flags_narrow_the_draw() {
    let world = World::new();
    let plan = |args: &[&str]| {
        world
            .run(&[&["start", "--dry-run", "--json", "--seed", "1"][..], args].concat())
            .json(0)
    };
    let questions = |plan: &serde_json::Value| plan["rounds"][0]["questions"].as_array().unwrap().clone();
    let three = plan(&["theory", "--questions", "3"]);
    assert_eq!(questions(&three).len(), 3);
    let losses = plan(&["theory", "--topic", "losses", "--minutes", "16"]);
    assert!(
        questions(&losses)
            .iter()
            .all(|question| question["topic"] == "losses"),
        "{losses}"
    );
    let easy = plan(&["--difficulty", "easy"]);
    assert_eq!(questions(&easy)[0]["difficulty"], "easy");
    let exact = plan(&[
        "--question",
        "th-kv-caching",
        "--question",
        "theory-deep/th-diffusion",
    ]);
    assert_eq!(exact["loop"], "chosen");
    let reasons: Vec<_> = questions(&exact)
        .iter()
        .map(|question| question["reason"].clone())
        .collect();
    assert_eq!(reasons, ["asked for by name", "asked for by name"]);
    assert_eq!(questions(&plan(&[])).len(), 1);
    let long = plan(&["first", "--minutes", "30"]);
    assert!(
        questions(&long).len() > 1 && long["minutes"] == 30.0,
        "as many as fit, not one stretched: {long}"
    );
    let counted = plan(&["first", "--minutes", "10", "--questions", "1"]);
    assert_eq!(questions(&counted).len(), 1);
    world.bank("good.json", fixture("banks/good.json"));
    let own = plan(&["--bank", "good", "--round", "theory"]);
    assert_eq!(questions(&own).len(), 1);
    assert_eq!(plan(&["--draw", "random"])["draw"], "random");
}

/// A bank with questions for every round, made of the good one's: id, round, topic, minutes, module.
fn every_round() -> String {
    let good: serde_json::Value = serde_json::from_slice(&fixture("banks/good.json")).unwrap();
    let kinds = [
        ("programming", &[15.0, 15.0, 20.0, 12.0, 18.0][..]),
        ("culture", &[7.0; 9]),
        ("ml_theory", &[10.0; 8]),
        ("system_design", &[45.0, 40.0]),
    ];
    let mut questions = Vec::new();
    for (kind, minutes) in kinds {
        let like = good["questions"]
            .as_array()
            .unwrap()
            .iter()
            .find(|question| question["round"] == kind)
            .unwrap();
        for (index, minutes) in minutes.iter().enumerate() {
            let mut question = like.clone();
            question["id"] = format!("{}-{index}", kind.replace('_', "-")).into();
            question["topic"] = format!("{kind}-{}", index % 3).into();
            question["minutes"] = (*minutes).into();
            if kind == "programming" && index < 2 {
                question["code"]["requires"] = serde_json::json!(["torch"]);
            }
            questions.push(question);
        }
    }
    serde_json::json!({ "format": 1, "id": "every-round", "questions": questions }).to_string()
}

#[test]
fn the_built_in_loops_are_held_once_there_are_questions_for_every_round() {
    let world = World::new();
    world.bank("every-round.json", every_round());
    for (id, minutes, first) in [
        ("onsite", &[60.0, 45.0, 60.0, 60.0][..], "programming"),
        ("phone-screen", &[25.0, 35.0], "ml_theory"),
        ("express", &[10.0, 8.0, 12.0, 20.0], "ml_theory"),
        ("first", &[10.0], "ml_theory"),
        ("theory", &[45.0], "ml_theory"),
    ] {
        for seed in ["1", "2", "3"] {
            let plan = world
                .run(&["start", id, "--dry-run", "--json", "--seed", seed])
                .json(0);
            let rounds = plan["rounds"].as_array().unwrap();
            let budgets: Vec<f64> = rounds
                .iter()
                .map(|round| round["minutes"].as_f64().unwrap())
                .collect();
            assert_eq!(budgets, minutes, "{id}");
            assert_eq!(rounds[0]["round"], first, "{id}");
            let code = rounds.iter().any(|round| round["round"] == "programming");
            let notes = plan["notes"].to_string();
            // Whether there is Python is the machine's; without code nothing is said of it.
            assert!(code || !notes.contains("tests are not run"), "{id}: {notes}");
        }
    }
}

#[test]
fn what_an_interview_is_held_under_is_in_the_plan() {
    let world = World::new();
    let args = [
        "start",
        "--dry-run",
        "--seed",
        "7",
        "--strict",
        "--extra-time",
        "1.25x",
    ];
    let plan = world.run(&args).ok();
    assert!(
        plan.contains("seed 7\nStrict: time up locks the answer.\nExtra time 1.25x: 12.5 min in all.\n"),
        "{plan}"
    );
    let json = world.run(&[&args[..], &["--json"]].concat()).json(0);
    assert_eq!(json["pressure"], "strict");
    assert_eq!(json["extra_time"], 1.25);
    assert_eq!(json["score_after"], "round");
    assert_eq!(json["minutes"], 10.0, "without extra time");
    let due = world.run(&["start", "--dry-run", "--draw", "due"]).ok();
    assert!(due.contains("Nothing of this is due"), "{due}");
}

#[test]
fn a_round_the_first_loop_does_not_have_is_held_as_in_the_onsite() {
    let world = World::new();
    world.bank("every-round.json", every_round());
    let plan = |args: &[&str]| {
        world
            .run(&[&["start", "--dry-run", "--json"][..], args].concat())
            .json(0)
    };
    let culture = plan(&["--round", "culture"]);
    assert_eq!(culture["loop"], "onsite");
    assert_eq!(culture["minutes"], 45.0);
    assert_eq!(culture["rounds"].as_array().unwrap().len(), 1);
    let short = plan(&["--round", "design", "--round", "culture", "--minutes", "50"]);
    assert_eq!(short["minutes"], 50.0);
    let kinds: Vec<&serde_json::Value> = short["rounds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|round| &round["round"])
        .collect();
    assert_eq!(kinds, ["culture", "system_design"], "in the loop's order");
    assert_eq!(plan(&["--round", "theory"])["loop"], "first");
}

#[test]
fn questions_asked_for_by_name_leave_the_draw_no_say() {
    let world = World::new();
    for flag in [
        &["--round", "theory"][..],
        &["--questions", "2"],
        &["--topic", "losses"],
        &["--difficulty", "easy"],
        &["--bank", "theory-deep"],
        &["--draw", "random"],
    ] {
        let args = [&["start", "--dry-run", "--question", "th-kv-caching"], flag].concat();
        let words = world.run(&args).words(2);
        assert!(words.contains("cannot be used with"), "{flag:?}: {words}");
    }
    let args = [
        "start",
        "--dry-run",
        "--json",
        "--question",
        "th-kv-caching",
        "--minutes",
        "6",
    ];
    assert_eq!(world.run(&args).json(0)["minutes"], 6.0);
}

#[test]
fn names_that_do_not_exist_are_usage_with_the_nearest() {
    let world = World::new();
    for (args, want) in [
        (
            &["onsit"][..],
            "There is no loop `onsit`. Did you mean `onsite`?\n  Loops: first, theory, onsite, phone-screen, express.",
        ),
        (&["--topic", "lossess"], "Did you mean `losses`?"),
        (&["--bank", "theory-depp"], "Did you mean `theory-deep`?"),
        (
            &["--question", "th-kv"],
            "Names that begin so: theory-deep/th-kv-caching.",
        ),
        (
            &["first", "--round", "culture"],
            "The loop `First` has no such round; it has ML theory.",
        ),
    ] {
        let words = world.run(&[&["start", "--dry-run"][..], args].concat()).words(2);
        assert!(words.contains(want), "{args:?}: {words}");
    }
}

#[test]
fn too_few_questions_is_an_answer_that_says_what_is_possible() {
    let world = World::new();
    let words = world
        .run(&["start", "--dry-run", "--topic", "losses", "--questions", "50"])
        .words(1);
    assert!(
        words.contains("50 questions wanted; ") && words.contains("`hotseat bank list`"),
        "{words}"
    );
}

#[test]
fn a_bank_with_a_slip_is_said_and_the_others_are_drawn_from() {
    let world = World::new();
    world.bank("bad.json", "{ \"format\": 1, }");
    let outcome = world.run(&["start", "--dry-run"]);
    assert_eq!(outcome.code, 0);
    assert!(outcome.out.starts_with("First: "));
    assert!(
        outcome
            .err
            .starts_with("hotseat: ~/data/hotseat/banks/bad.json:1:"),
        "{}",
        outcome.err
    );
}

#[test]
fn a_loop_of_ones_own_is_found_and_a_bad_one_is_said() {
    let world = World::new();
    world.file(
        "config/hotseat/loops/short.json",
        r#"{ "format": 1, "id": "short", "title": "Short", "rounds": [{ "round": "ml_theory", "minutes": 8 }] }"#,
    );
    assert!(
        world
            .run(&["start", "short", "--dry-run"])
            .ok()
            .starts_with("Short: ")
    );
    world.file(
        "config/hotseat/loops/bad.json",
        "{\n  \"format\": 1,\n  \"id\": 3 }",
    );
    let outcome = world.run(&["start", "short", "--dry-run"]);
    assert_eq!(outcome.code, 0);
    assert!(
        outcome.err.contains("~/config/hotseat/loops/bad.json:"),
        "{}",
        outcome.err
    );
}

#[test]
fn a_history_that_cannot_be_read_is_said_and_the_draw_goes_on() {
    let world = World::new();
    world.file("data/hotseat/sessions", "a file in its place");
    let outcome = world.run(&["start", "--dry-run"]);
    assert_eq!(outcome.code, 0);
    assert!(
        outcome.err.contains("~/data/hotseat/sessions cannot be used: ")
            && outcome.err.contains("drawn as if none had been asked"),
        "{}",
        outcome.err
    );
}
