//! `hotseat date` and what is due: the interview day in and out of the diary, and a drill of what was missed.

use super::{World, assert_safe, fields};

/// One theory question of which every idea is missed: nothing said, a prediction, no tick.
fn missed(world: &World) {
    let input = b"nothing much\n.\n.\n.\n\n1\nn\nn\nn\nn\nn\nn\nn\nn\nn\n0\n\n\n\n\n";
    let args = ["start", "--question", "th-ce-justification", "--plain"];
    let said = world.feed(&args, input);
    assert_eq!(said.code, 0, "{said:?}");
}

#[test]
fn an_interview_day_is_set_told_and_taken_back() {
    let world = World::new();
    let none = world.run(&["date"]);
    assert_eq!((none.code, none.out.as_str()), (0, "No interview day is set.\n"));
    assert!(none.err.contains("`hotseat date in 8 weeks`"), "{}", none.err);
    assert!(!world.path("data").exists(), "asking writes nothing");

    let set = world.run(&["date", "in", "8", "weeks"]);
    assert!(
        set.code == 0 && set.err.contains("`hotseat start` begins"),
        "{set:?}"
    );
    let set = set.out;
    assert!(set.contains(", in 8 weeks.\n"), "{set}");
    assert!(set.contains("Nothing was scored yet"), "{set}");
    let json = world.run(&["date", "--json"]).json(0);
    assert_eq!(
        fields(&json),
        [
            "format",
            "today",
            "interview_day",
            "days_left",
            "due",
            "forecast",
            "plan",
            "outcomes",
            "scores"
        ]
    );
    assert_eq!(
        (&json["days_left"], &json["plan"]["minutes_per_day"]),
        (&56.into(), &30.0.into())
    );
    assert_eq!(json["plan"]["days"].as_array().unwrap().len(), 56);

    assert_eq!(world.run(&["date", "none"]).out, "No interview day is set.\n");
    let lines = std::fs::read_to_string(world.path("data/hotseat/diary.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 2, "the diary only grows: {lines}");
}

#[test]
fn a_day_that_is_none_or_past_is_a_slip_and_a_sentence() {
    let world = World::new();
    for (words, want) in [
        (&["2020-01-01"][..], "2020-01-01 is past."),
        (&["soon"], "`soon` is not a day."),
        (&["31", "Feb"], "`31 Feb` is not a day."),
        (&["in", "9000", "weeks"], "more than two years away"),
    ] {
        let said = world.run(&[&["date"], words].concat());
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(want), "{}", said.err);
    }
    assert!(!world.path("data").exists());
}

#[test]
fn what_happened_outside_is_kept_and_a_damaged_line_stays() {
    let world = World::new();
    world.file("data/hotseat/diary.jsonl", "{\"v\":1,\"at\":\n");
    let outcome = [
        "date",
        "outcome",
        "second round",
        "--company",
        "A\u{202e}B",
        "--round",
        "theory",
        "--score",
        "3",
    ];
    assert_eq!(world.run(&outcome).code, 0);
    let score = [
        "date",
        "score",
        "2.5",
        "--by",
        "Anna",
        "--question",
        "th-ce-justification",
    ];
    assert_eq!(world.run(&score).code, 0);
    let said = world.run(&["date", "--json"]);
    assert!(said.err.contains("diary.jsonl:1:"), "{}", said.err);
    let json = said.json(0);
    assert_eq!(json["outcomes"][0]["result"], "second round");
    assert_eq!(json["outcomes"][0]["round"], "ml_theory");
    assert_eq!(
        json["scores"][0]["question"],
        "theory-foundations/th-ce-justification"
    );
    let text = std::fs::read_to_string(world.path("data/hotseat/diary.jsonl")).unwrap();
    assert!(text.starts_with("{\"v\":1,\"at\":\n"), "{text}");
    assert_safe(&text);
    for wrong in [
        &["date", "score", "9", "--by", "A"][..],
        &["date", "outcome", " "],
    ] {
        assert_eq!(world.run(wrong).code, 2);
    }
}

#[test]
fn what_was_missed_is_planned_and_drilled() {
    let world = World::new();
    missed(&world);
    let plan = world.run(&["date", "in", "3", "weeks"]).out;
    assert!(plan.contains("losses"), "{plan}");
    let drill = world
        .run(&["start", "drill", "--minutes", "15", "--dry-run", "--json"])
        .json(0);
    assert_eq!(drill["loop"], "drill");
    let minutes = drill["minutes"].as_f64().unwrap();
    assert!(
        minutes > 0.0 && minutes <= 15.0,
        "nothing is due on the day itself, so new ones: {drill}"
    );
    let cram = world
        .run(&["start", "cram", "--topic", "losses", "--dry-run"])
        .ok();
    assert!(cram.starts_with("Cram of "), "{cram}");
    let slip = world.run(&["start", "drill", "--draw", "random"]);
    assert_eq!(slip.code, 2, "{slip:?}");
    assert!(slip.err.contains("--draw has no place in it"), "{}", slip.err);
}
