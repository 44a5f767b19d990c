//! Setting an interview up: what each row changes, what is drawn for it, and loops of one's own.

use std::collections::BTreeSet;

use hotseat::app::screens::setup::{Extra, Row, Setup};
use hotseat::domain::bank::Difficulty;
use hotseat::domain::catalog::Origin;
use hotseat::domain::draw::{Draw, Drawn};
use hotseat::domain::loops::{Keep, ScoreAfter};

use super::*;

/// Six questions of every round, three topics each, `a` of all of them.
fn all_rounds() -> Arc<Catalog> {
    let kinds = [
        ("programming", 15.0),
        ("culture", 8.0),
        ("ml_theory", 10.0),
        ("system_design", 45.0),
    ];
    let mut questions = Vec::new();
    for (kind, minutes) in kinds {
        for index in 0..6 {
            let topic = match index % 3 {
                0 => "a".to_owned(),
                more => format!("{kind}-{more}"),
            };
            questions.push(json!({
                "id": format!("{}-{index}", kind.replace('_', "-")), "round": kind, "topic": topic,
                "difficulty": if index < 3 { "easy" } else { "hard" }, "minutes": minutes, "prompt": "?",
                "rubric": [{ "id": "r", "criterion": "R", "weight": 1, "levels": ["0", "1", "2", "3", "4"] }],
            }));
        }
    }
    let bank: Bank =
        serde_json::from_value(json!({ "format": 1, "id": "b", "title": "B", "questions": questions }))
            .unwrap();
    Arc::new(Catalog::new(vec![bank], Vec::new(), Tables::default()))
}

fn built_in() -> Vec<Loop> {
    hotseat::storage::loops::built_in()
}

fn mine(id: &str, title: &str) -> Loop {
    let mut own = Loop::new(id, title, vec![RoundPlan::new(RoundKind::Culture, 16.0)]);
    own.origin = Origin::Own;
    own
}

/// The setup screen with these own loops beside the built-in ones, at `onsite`.
fn at_onsite(width: u16, height: u16, own: &[Loop]) -> Script {
    let mut script = Script::with(width, height, Config::default(), hotseat::app::Goal::Home);
    let mut loops = built_in();
    loops.extend(own.iter().cloned());
    script.send(Msg::Banks(Banks {
        catalog: all_rounds(),
        loops,
        problems: Vec::new(),
    }));
    script.keys("Enter Right Right");
    assert_eq!(form(&script).plan.as_ref().unwrap().id, "onsite");
    script
}

fn form(script: &Script) -> &Setup {
    match script.app.screen() {
        Screen::Setup(setup) => setup,
        _ => panic!("the setup screen is gone"),
    }
}

fn drawn(script: &Script) -> &Drawn {
    form(script).drawn.as_ref().unwrap().as_ref().unwrap()
}

/// The screen's words, whichever line they stand on.
fn words(script: &mut Script) -> String {
    script.screen().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Moves to a row by keys.
fn go(script: &mut Script, row: Row) {
    script.keys("Home");
    for _ in 0..30 {
        if form(script).row() == row {
            return;
        }
        script.keys("Down");
    }
    panic!("there is no row {row:?}");
}

fn topics_asked(script: &Script, kind: RoundKind) -> BTreeSet<String> {
    drawn(script)
        .rounds
        .iter()
        .filter(|round| round.round == kind)
        .flat_map(|round| &round.questions)
        .map(|question| question.topic.clone())
        .collect()
}

#[test]
fn several_topics_are_chosen_round_by_round_and_all_come_back_with_one_key() {
    let mut script = at_onsite(120, 40, &[]);
    script.keys("l l l").text("hhh");
    assert_eq!(form(&script).plan.as_ref().unwrap().id, "theory");
    script.keys("Right");
    go(&mut script, Row::Topics);
    assert!(script.screen().contains("all 12"), "three of each of four rounds");
    script.keys("Space");
    assert_eq!(overlay(&script), "topics");
    // The second and third of programming: four questions of an hour in all.
    script.keys("Down Space Down Space Enter");
    assert_eq!((overlay(&script), scene(&script)), ("none", "setup"));
    let asked = topics_asked(&script, RoundKind::Programming);
    assert_eq!(
        asked,
        BTreeSet::from(["programming-1".to_owned(), "programming-2".to_owned()])
    );
    assert_eq!(
        topics_asked(&script, RoundKind::Culture).len(),
        3,
        "of culture all are asked"
    );
    let screen = script.screen();
    assert!(
        screen.contains("2 of 12") && screen.contains("programming-1, programming-2"),
        "{screen}"
    );

    script.keys("Right Home Down Space Esc");
    let plan = form(&script).plan.as_ref().unwrap();
    assert_eq!(plan.rounds[0].topics, ["programming-2"], "one is taken off again");
    assert!(script.screen().contains("1 of 12"));
    script.keys("Space a Enter");
    assert!(script.screen().contains("all 12"));
    assert_eq!(topics_asked(&script, RoundKind::Programming).len(), 3);
}

#[test]
fn a_topic_that_no_question_has_any_more_can_be_taken_off() {
    let mut own = mine("old", "Old");
    own.each_part(|part| part.topics = vec!["gone".to_owned()]);
    let mut script = at_onsite(120, 40, &[own]);
    script.keys("Right Right Right");
    assert!(words(&mut script).contains("no question matches topic `gone`"));
    go(&mut script, Row::Topics);
    script.keys("Space");
    assert!(script.screen().contains("[✓] gone"), "{}", script.screen());
    script.keys("a Enter");
    assert_eq!(drawn(&script).questions(), 2);
}

#[test]
fn too_few_questions_say_so_and_nothing_starts() {
    let mut script = at_onsite(120, 40, &[]);
    go(&mut script, Row::Topics);
    script.keys("Space Space");
    assert!(
        script.screen().contains("! too few questions"),
        "seen before going back"
    );
    script.keys("Esc");
    let screen = words(&mut script);
    assert!(
        screen.contains("! Programming: 60 min wanted; 2 questions of 30 min together match"),
        "{screen}"
    );
    assert!(!screen.contains("starts:"));
    script.keys("Enter");
    assert_eq!(scene(&script), "setup");
    script.resize(60, 16);
    assert!(script.screen().contains("! Programming: 60 min wanted"));
}

#[test]
fn difficulty_and_draw_are_what_the_rows_say() {
    let mut script = at_onsite(120, 40, &[]);
    go(&mut script, Row::Loop);
    script.keys("Left Left");
    go(&mut script, Row::Difficulty);
    script.keys("Right");
    let of_all = |script: &Script| {
        let drawn = drawn(script);
        drawn
            .details
            .values()
            .map(|detail| detail.difficulty)
            .collect::<Vec<_>>()
    };
    assert_eq!(of_all(&script), [Difficulty::Hard], "one question, a hard one");
    script.keys("Left Left Left");
    assert_eq!(of_all(&script), [Difficulty::Easy]);
    go(&mut script, Row::Draw);
    script.keys("Right");
    assert_eq!(form(&script).draw, Draw::Due);
    let screen = script.screen();
    assert!(
        screen.contains("what is due first, the most forgotten before"),
        "{screen}"
    );
    assert!(screen.contains("! Nothing of this is due"), "{screen}");
    script.keys("Right Right Right");
    assert_eq!(form(&script).draw, Draw::Random);
}

#[test]
fn extra_time_of_ones_own_is_stepped_and_typed_and_counts_in_the_end() {
    let mut script = at_onsite(120, 40, &[]);
    assert!(script.screen().contains("225 min, ends about 22:40"));
    go(&mut script, Row::Extra);
    script.keys("Right Right");
    assert!(
        script
            .screen()
            .contains("starts: 4 rounds, 17 questions, 338 min, ends about 00:32"),
        "{}",
        script.screen()
    );
    script.keys("Right");
    assert_eq!((form(&script).extra, form(&script).factor()), (Extra::Own, 2.0));
    script.keys("+ + -");
    assert_eq!(form(&script).factor(), 2.05);
    script.text("1.3");
    assert_eq!(form(&script).factor(), 1.3);
    assert!(script.screen().contains("[own 1.3x]"));
    script.text("57");
    assert_eq!(form(&script).factor(), 1.35, "four characters are enough");
    script.keys("Backspace Backspace Backspace Backspace").text("9");
    assert_eq!(
        form(&script).factor(),
        1.0,
        "9 is none: the last that was one holds"
    );
    assert!(script.screen().contains("! a factor from 1 to 4"));
    script.keys("Up Down");
    assert!(script.screen().contains("[own 1x]"));
    for _ in 0..100 {
        script.keys("+");
    }
    assert_eq!(form(&script).factor(), 4.0);
    script.keys("Left");
    assert_eq!(form(&script).factor(), 1.5);
    script.text("3");
    assert_eq!(form(&script).factor(), 1.5, "digits are for one's own");
    script.keys("Enter");
    let started = session(&script).started.clone().unwrap();
    assert_eq!(started.extra_time, 1.5);
}

#[test]
fn a_seed_is_typed_and_gives_the_same_draw_again() {
    let mut script = at_onsite(80, 24, &[]);
    script.text("5");
    assert_ne!(form(&script).seed, 5, "only its row takes digits");
    go(&mut script, Row::Seed);
    script.text("7412");
    assert_eq!(form(&script).seed, 7412);
    let first = drawn(&script).clone();
    script.keys("n");
    assert_ne!(form(&script).seed, 7412);
    script.text("741x2\u{7}");
    assert_eq!(form(&script).seed, 7412, "what is no digit is no part of it");
    assert_eq!(*drawn(&script), first);
    script.keys("Backspace Right");
    assert_eq!(form(&script).seed, 742);
    script.keys("Backspace Backspace Backspace");
    assert!(script.screen().contains("type its digits"));
    script.paste(" 12 34 ");
    assert_eq!(form(&script).seed, 1234);
    script.text("99999999999999999999");
    assert_eq!(form(&script).seed.to_string().len(), 19);
}

#[test]
fn a_round_keeps_room_beside_what_it_borrows() {
    let mut script = at_onsite(120, 40, &[]);
    script.keys("Right");
    assert!(script.screen().contains("10 of them culture, asked first"));
    go(&mut script, Row::Round(1));
    for _ in 0..20 {
        script.keys("-");
    }
    let plan = form(&script).plan.clone().unwrap();
    assert_eq!(plan.rounds[1].minutes, 15.0);
    assert_eq!(plan.check(), []);
    go(&mut script, Row::Loop);
    script.keys("Right");
    assert!(script.screen().contains("only scope, data, model"));
}

#[test]
fn the_form_is_kept_as_a_loop_with_every_setting() {
    let mut script = at_onsite(120, 40, &[]);
    go(&mut script, Row::Round(1));
    script.keys("Space");
    go(&mut script, Row::Round(2));
    script.keys("- - - -");
    go(&mut script, Row::Topics);
    script.keys("Space Down Space Down Space Esc");
    go(&mut script, Row::Pressure);
    script.keys("Right");
    go(&mut script, Row::ScoreAfter);
    script.keys("Right");
    script.keys("s");
    assert_eq!(overlay(&script), "naming");
    script.text("Speech, mine");
    let screen = words(&mut script);
    assert!(screen.contains("speech-mine.json, among your loops."), "{screen}");
    script.keys("Enter");
    assert_eq!((overlay(&script), scene(&script)), ("none", "setup"));
    let Some(Effect::SaveLoop { task, plan, keep }) = script.effects.last().cloned() else {
        panic!("nothing is kept: {:?}", script.effects.last());
    };
    assert_eq!(keep, Keep::New);
    assert_eq!(
        (plan.id.as_str(), plan.title.as_str()),
        ("speech-mine", "Speech, mine")
    );
    assert_eq!(
        (plan.pressure, plan.score_after),
        (Pressure::Strict, ScoreAfter::Question)
    );
    let rounds: Vec<(RoundKind, f64, usize)> = plan
        .rounds
        .iter()
        .map(|round| (round.round, round.minutes, round.topics.len()))
        .collect();
    assert_eq!(
        rounds,
        [
            (RoundKind::Programming, 60.0, 2),
            (RoundKind::MlTheory, 40.0, 0),
            (RoundKind::SystemDesign, 60.0, 0),
        ]
    );

    let mut loops = built_in();
    loops.push((*plan).clone());
    script.send(Msg::Loops(task, Ok("Kept as speech-mine.json".to_owned()), loops));
    let screen = script.screen();
    assert!(
        screen.contains("[mine: Speech, mine]"),
        "at once in the list: {screen}"
    );
    assert!(screen.contains("Kept as speech-mine.json"), "{screen}");
    assert!(
        script
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Remember { loop_id, .. } if loop_id == "speech-mine"))
    );
    assert_eq!(script.app.data.last_loop.as_deref(), Some("speech-mine"));
    script.keys("Esc Enter");
    assert_eq!(
        form(&script).plan.as_ref().unwrap().id,
        "speech-mine",
        "it is the last one"
    );
}

#[test]
fn what_could_not_be_kept_is_said_and_the_form_stays() {
    let mut script = at_onsite(120, 40, &[]);
    script.keys("s").text("Quick").keys("Enter");
    let Some(Effect::SaveLoop { task, .. }) = script.effects.last() else {
        panic!("nothing is kept");
    };
    let task = *task;
    script.send(Msg::Loops(task, Err("The disk is full.".to_owned()), built_in()));
    assert!(script.screen().contains("The disk is full."));
    assert_eq!(form(&script).plan.as_ref().unwrap().id, "onsite");
    script.keys("s");
    assert!(
        script.screen().contains("Quick"),
        "the name need not be typed again"
    );
}

#[test]
fn a_built_in_loop_is_not_put_in_the_shade() {
    let mut script = at_onsite(120, 40, &[]);
    for name in ["Onsite", "first!", "EXPRESS"] {
        script.keys("s ctrl-a").text(name).keys("Enter");
        assert_eq!(overlay(&script), "naming", "{name}");
        assert!(script.screen().contains("is built in and stays"), "{name}");
        script.keys("Esc");
    }
    script.keys("s ctrl-a Backspace Enter");
    assert!(script.screen().contains("A loop needs a name."));
    script.keys("Esc");
    assert_eq!(
        effects(&script, |effect| matches!(effect, Effect::SaveLoop { .. })),
        0
    );
}

#[test]
fn an_own_loop_is_replaced_and_deleted_only_after_asking() {
    let mut script = at_onsite(120, 40, &[mine("speech", "Speech")]);
    script.keys("s").text("speech").keys("Enter");
    assert_eq!(overlay(&script), "confirm");
    assert!(script.screen().contains("Replace your loop Speech?"));
    script.keys("Esc");
    assert_eq!(
        effects(&script, |effect| matches!(effect, Effect::SaveLoop { .. })),
        0
    );
    script.keys("s Enter r");
    assert!(matches!(
        script.effects.last(),
        Some(Effect::SaveLoop { plan, keep: Keep::Replace, .. }) if plan.id == "speech" && plan.title == "speech"
    ));

    let deletes = |script: &Script| effects(script, |effect| matches!(effect, Effect::DeleteLoop { .. }));
    script.keys("x");
    assert_eq!(overlay(&script), "none", "what is built in stays");
    script.keys("Right Right Right");
    assert!(script.screen().contains("[mine: Speech]"));
    script.keys("x");
    assert!(script.screen().contains("Delete your loop Speech?"));
    script.keys("Esc");
    assert_eq!(deletes(&script), 0);
    script.keys("x d");
    let Some(Effect::DeleteLoop { task, id }) = script.effects.last().cloned() else {
        panic!("nothing is deleted");
    };
    assert_eq!(id, "speech");
    script.send(Msg::Loops(task, Ok("Deleted speech.json".to_owned()), built_in()));
    assert!(!script.screen().contains("Speech"));
    assert!(script.screen().contains("[Express]"));
}

#[test]
fn the_chosen_one_of_many_loops_is_always_in_sight() {
    let own: Vec<Loop> = (0..60)
        .map(|n| mine(&format!("own-{n}"), &format!("Number {n} of my loops")))
        .collect();
    for (width, height) in [(60, 16), (80, 24), (100, 30), (120, 40)] {
        let mut script = at_onsite(width, height, &own);
        for _ in 0..70 {
            let chosen = form(&script).loops[form(&script).chosen].clone();
            let label = match chosen.origin {
                Origin::BuiltIn => format!("[{}]", chosen.short_name()),
                _ => format!("[mine: {}]", chosen.title),
            };
            let screen = script.screen();
            assert!(
                screen.contains(&label),
                "{width}x{height}: {label} is out of sight\n{screen}"
            );
            script.keys("Right");
        }
        assert_eq!(form(&script).chosen, form(&script).loops.len() - 1);
    }
}

#[test]
fn every_row_and_what_enter_does_are_in_sight_on_every_size() {
    let mut long = mine("long", "Long");
    long.rounds = vec![RoundPlan::new(RoundKind::Culture, 8.0); 12];
    long.each_part(|part| part.questions = Some(1));
    for (width, height) in [
        (60, 16),
        (72, 17),
        (80, 24),
        (100, 30),
        (111, 31),
        (112, 32),
        (120, 40),
    ] {
        let mut script = at_onsite(width, height, &[long.clone()]);
        for more in ["", "Right Right Right"] {
            script.keys("Home").keys(more);
            for _ in 0..form(&script).rows().len() {
                let held = matches!(form(&script).drawn, Some(Ok(_)));
                let focused: Vec<String> = script
                    .screen()
                    .lines()
                    .filter(|line| line.trim_start().starts_with('▸'))
                    .map(str::to_owned)
                    .collect();
                assert_eq!(focused.len(), 1, "{width}x{height}\n{}", script.screen());
                let said = if held {
                    "starts: "
                } else {
                    "! Culture: 1 question wanted; no question"
                };
                assert!(
                    words(&mut script).contains(said.trim()),
                    "{width}x{height}\n{}",
                    script.screen()
                );
                script.keys("Down");
            }
        }
    }
}

#[test]
fn a_topic_to_practise_finds_a_loop_that_can_be_filled_with_it() {
    let mut script = at_onsite(120, 40, &[]);
    // An hour of it cannot be had: six questions of each round, two of a topic.
    let Screen::Setup(mut setup) = script.app.screen().clone() else {
        panic!("the setup screen is gone");
    };
    let now = script.now().clone();
    let (mut effects, mut clip) = (Vec::new(), hotseat::app::editor::Clip::default());
    let (mut toast, mut shown) = (None, None);
    let size = script.app.size;
    let cx = hotseat::app::data::Cx {
        data: &mut script.app.data,
        keymap: &script.app.keymap,
        now: &now,
        size,
        effects: &mut effects,
        clip: &mut clip,
        toast: &mut toast,
        overlay: &mut shown,
    };
    setup.only(Some("ml_theory-1".to_owned()), &cx);
    let chosen = setup.plan.as_ref().unwrap();
    assert_eq!(chosen.id, "first");
    assert_eq!(chosen.rounds[0].topics, ["ml_theory-1"]);
    assert!(matches!(&setup.drawn, Some(Ok(_))));
    let before = setup.clone();
    setup.only(Some("no such topic".to_owned()), &cx);
    assert_eq!(setup, before, "what is nowhere changes nothing");
}

#[test]
fn the_pane_tells_how_the_questions_stand_and_names_none() {
    let mut script = at_onsite(120, 40, &[]);
    let screen = script.screen();
    for words in [
        "weak   new   seen",
        "The questions stay hidden",
        "! Programming: tests are not run",
    ] {
        assert!(screen.contains(words), "{words} is missing in\n{screen}");
    }
    for question in drawn(&script).details.keys().map(|name| name.question.clone()) {
        assert!(!screen.contains(&question), "{question} is given away");
    }
    script.resize(112, 36);
    let screen = script.screen();
    assert!(screen.contains("weak new seen\n"), "{screen}");
    assert!(screen.contains("4 rounds, 17 questions\n"), "{screen}");
    assert!(screen.contains("ends about 22:40, no breaks\n"), "{screen}");
    script.resize(100, 30);
    let screen = script.screen();
    assert!(!screen.contains("What will be drawn"));
    assert!(screen.contains("! Programming: tests are not run"), "{screen}");
}

#[test]
fn loops_that_wait_for_questions_are_named_with_what_they_wait_for() {
    let mut script = home(Config::default(), built_in());
    script.keys("Enter");
    let screen = words(&mut script);
    assert!(!screen.contains("[Onsite]"));
    assert!(screen.contains("Onsite, Phone"), "{screen}");
}
