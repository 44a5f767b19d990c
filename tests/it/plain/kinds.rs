//! The other rounds: parts by their names, code by its lines, stages.

use hotseat::domain::bank::RoundKind;
use hotseat::domain::loops::Loop;

use super::sitter::{Sitter, culture, design, express, programming, round};

fn sit(kind: RoundKind, minutes: f64, question: serde_json::Value) -> Sitter {
    let plan = Loop::new("one", "One", vec![round(kind, minutes, 1)]);
    Sitter::new(&plan, &[question])
}

fn culture_round() -> Sitter {
    sit(RoundKind::Culture, 8.0, culture())
}

fn programming_round() -> Sitter {
    sit(RoundKind::Programming, 12.0, programming())
}

#[test]
fn a_story_is_asked_for_part_by_part() {
    let mut sitter = culture_round();
    sitter.says("It asks for: conflict.\nPart 1 of 4, situation, about 1 minute. When and where, and what was at stake");
    sitter.lines("Two weeks before a deadline.\n.");
    sitter.says("Part 2 of 4, task, about 1 minute. What you had to achieve");
    sitter.lines("I had to decide.\n.\nI proposed a trial.\nAnd ran it.\n.");
    sitter.says("Part 4 of 4, result, about 1 minute 30 seconds.");
    sitter.lines("Two percent.\n.");
    sitter.says("Follow-up 1: What would you do differently?");
    sitter.lines("Ask first.\n.");
    sitter.says("Done. 20 words");
    for (field, text) in [
        ("situation", "Two weeks before a deadline."),
        ("task", "I had to decide."),
        ("action", "I proposed a trial.\nAnd ran it."),
        ("result", "Two percent."),
        ("follow_up.again", "Ask first."),
    ] {
        assert_eq!(sitter.text(field), text, "{field}");
    }
}

#[test]
fn one_goes_back_to_a_part_and_on_to_where_one_was() {
    let mut sitter = culture_round();
    sitter.lines("a\n.\nb\n[back]\nmore a\n.");
    sitter.says("It says so far, and what you type is added:\na\n");
    // The task has words and was left for the situation: the action is next.
    sitter.says("Part 3 of 4, action, about 4 minutes.");
    sitter.lines("[back task]\nmore b\n.\n[back 1]\n.\nc\n[back nowhere]");
    sitter.says("There is no such part before this one. The parts: situation, task, action, result.");
    assert_eq!(sitter.text("situation"), "a\nmore a");
    assert_eq!(sitter.text("task"), "b\nmore b");
    assert_eq!(sitter.text("action"), "c");
}

#[test]
fn a_part_that_was_left_empty_is_asked_for_again() {
    let mut sitter = culture_round();
    sitter.lines("a\n.\n[follow-up]");
    sitter.says("Your answer to follow-up 1.");
    sitter.lines("differently\n.\nb\n.\nc\n.\nd\n.");
    assert_eq!(sitter.text("task"), "b");
    assert_eq!(sitter.text("result"), "d");
    assert_eq!(sitter.text("follow_up.again"), "differently");
}

#[test]
fn done_in_the_middle_says_what_stands_empty() {
    let mut sitter = culture_round();
    sitter.lines("a\n[done]\n[done]");
    sitter
        .says("Done. 1 word")
        .says("Nothing stands under task, action and result.");
}

#[test]
fn only_the_parts_of_the_loop_are_asked_for() {
    let mut design_round = round(RoundKind::SystemDesign, 20.0, 1);
    design_round.fields = Some(["scope", "data", "model"].map(str::to_owned).to_vec());
    let plan = Loop::new("short", "Short", vec![design_round]);
    let mut sitter = Sitter::new(&plan, &[design()]);
    sitter
        .says("Only these parts are asked: clarify and scope, data and model and loss.")
        .says("An estimate, on the way: Storage for a day?")
        .says("Part 1 of 3, clarify and scope, about 4 minutes.");
    sitter.lines("[ask] how many labels\nTwenty speakers.\n.\nTen hours.\n.\nA streaming model.\n.");
    sitter.says("The interviewer: 10 h clean.").says("Done.");
    assert_eq!(sitter.text("model"), "A streaming model.");
}

#[test]
fn all_nine_parts_of_a_design_are_asked_for_in_their_order() {
    let mut sitter = sit(RoundKind::SystemDesign, 40.0, design());
    for (at, field) in RoundKind::SystemDesign.fields().iter().enumerate() {
        sitter.says(&format!("Part {} of 9, ", at + 1));
        sitter.lines(&format!("words on {field}\n."));
    }
    sitter.says("Done. 27 words");
    assert_eq!(sitter.text("canvas"), "words on canvas");
}

#[test]
fn a_programming_question_tells_its_stages_and_what_is_to_be_written() {
    let mut sitter = programming_round();
    sitter
        .says("Write a linear layer.\nTo write: forward and backward.\nNot allowed: np.linalg.inv.\n")
        .says("Stages: 1. forward; 2. backward.\nStage 1 of 2: forward.\nCompute y = xWᵀ.\n")
        .says("Tests: shapes of y and 1 hidden.\n")
        .says("Part 1 of 2, code. The file, through all stages.")
        .says(
            "The file so far, 5 lines:\n1: import numpy as np\n2: \n3: \n4: def forward(x, W):\n5:     raise \
             NotImplementedError\nType the whole file anew",
        );
}

#[test]
fn the_starter_stays_where_nothing_is_typed_and_is_no_answer() {
    let mut sitter = programming_round();
    sitter.lines(".\nIt is a product.\n.\n.");
    assert!(sitter.text("code").starts_with("import numpy as np\n"));
    sitter.says("Done. 4 words").says("Nothing stands under code.");
}

#[test]
fn done_opens_the_next_stage_with_the_file_as_it_is() {
    let mut sitter = programming_round();
    sitter.lines("one\n.\ntalk\n.");
    sitter
        .says("Stage 2 of 2: backward.\nCompute the gradients.\nTests: 1 hidden.\n")
        .says("The file so far, 1 line:\n1: one\n");
    sitter.heard();
    sitter.lines("[show]");
    sitter
        .says("Stage 2 of 2: backward.")
        .says("Code, 1 line:\n1: one\n");
    sitter.lines("[append]\ntwo\n.");
    sitter.says("Done.");
    assert_eq!(sitter.text("code"), "one\ntwo");
    let stages = sitter.attempt().stages;
    assert_eq!(stages.len(), 2);
    assert!(!stages[0].passed_over);
}

#[test]
fn a_stage_is_passed_over_by_its_name() {
    let mut sitter = programming_round();
    sitter.lines("one\n[help]\n[pass stage]");
    sitter
        .says("[pass stage] ")
        .says("Stage 1 is passed over.")
        .says("Stage 2 of 2: backward.");
    sitter.lines("[pass stage]\n.\n.");
    sitter
        .says("[pass stage]: That does not work here.")
        .says("Done.");
    assert!(sitter.attempt().stages[0].passed_over);
    assert_eq!(sitter.text("code"), "one");
}

#[test]
fn a_stage_in_hand_is_gone_on_with() {
    let mut sitter = programming_round();
    sitter.lines("one\n.\ntalk\n.").end_of_input();
    let mut again = sitter.resumed(&[programming()]);
    again.line("[resume]");
    again
        .says("Stage 1 of 2: forward.")
        .says("Stage 2 of 2: backward.");
    again.lines(".\n.");
    again.says("Done.");
}

#[test]
fn code_is_typed_as_lines_and_shown_with_numbers() {
    let mut sitter = programming_round();
    sitter.lines("def f(x):\n\treturn [x]\n\n[1, 2]\n.\nO(N).\n[back code]");
    assert_eq!(sitter.text("code"), "def f(x):\n\treturn [x]\n\n[1, 2]");
    sitter.says("The file so far, 4 lines:\n1: def f(x):\n2: \treturn [x]\n3: \n4: [1, 2]\n");
    sitter.line(".");
    assert_eq!(
        sitter.text("code"),
        "def f(x):\n\treturn [x]\n\n[1, 2]",
        "an empty answer keeps it"
    );
}

#[test]
fn a_new_file_takes_the_place_of_the_old_one() {
    let mut sitter = programming_round();
    sitter.lines("one\ntwo\n.\n[back code]\nthree\nfour\n.");
    assert_eq!(sitter.text("code"), "three\nfour");
    sitter.burst("[back code]\nfive\nsix\n\nseven\n.");
    assert_eq!(sitter.text("code"), "five\nsix\n\nseven");
}

#[test]
fn lines_of_a_file_are_changed_by_their_numbers() {
    let edited = |commands: &str| {
        let mut sitter = programming_round();
        sitter
            .lines("a\nb\nc\nd\n.\n[back code]")
            .lines(commands)
            .line(".");
        sitter.text("code")
    };
    for (commands, want) in [
        ("[change 2-3]\nX\nY\nZ", "a\nX\nY\nZ\nd"),
        ("[change 2]\nX", "a\nX\nc\nd"),
        ("[insert 1]\nX", "X\na\nb\nc\nd"),
        ("[append]\nX\nY", "a\nb\nc\nd\nX\nY"),
        ("[delete 2-3]", "a\nd"),
        ("[delete 2-3]\nX", "a\nX\nd"),
        ("[delete 1-4]", ""),
        ("[change 2]\nX\n[change 4]\nY", "a\nX\nc\nY"),
        ("[change 9]", "a\nb\nc\nd"),
        ("[change]", "a\nb\nc\nd"),
        ("[insert 2]", "a\nb\nc\nd"),
        ("[delete 2]\n[undo]", "a\nb\nc\nd"),
        ("[delete 2]\n[undo]\nX", "a\nb\nc\nd\nX"),
        ("[change 4-3]", "a\nb\nc\nd"),
    ] {
        assert_eq!(edited(commands), want, "{commands:?}");
    }
}

#[test]
fn prose_is_not_changed_by_line_numbers_but_can_be_undone() {
    let mut sitter = Sitter::theory();
    sitter.lines("one\n[undo]\n[undo]\ntwo");
    sitter.says("Undone.");
    assert_eq!(sitter.text("main").trim(), "two");
}

#[test]
fn the_four_rounds_are_sat_one_after_the_other() {
    let (plan, questions) = express();
    let mut sitter = Sitter::new(&plan, &questions);
    sitter.lines(super::cut::EXPRESS);
    sitter.says("Scorecard: Express.");
    assert_eq!(sitter.end(), Some(&hotseat::runtime::plain::End::Code(0)));
    let session = sitter.session();
    let kinds: Vec<RoundKind> = session.rounds.iter().map(|round| round.kind).collect();
    assert_eq!(
        kinds,
        [
            RoundKind::MlTheory,
            RoundKind::Culture,
            RoundKind::Programming,
            RoundKind::SystemDesign
        ]
    );
    assert_eq!(session.attempts.len(), 4);
    assert!(session.attempts.iter().all(|attempt| attempt.scores.len() == 1));
    assert!(session.ended.is_some());
}
