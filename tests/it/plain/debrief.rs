//! The debrief and the scorecard in lines.

use hotseat::app::effect::Effect;
use hotseat::domain::bank::RoundKind;
use hotseat::domain::event::ScoreKind;
use hotseat::domain::loops::Loop;
use hotseat::domain::session::Stand;
use hotseat::runtime::plain::End;

use super::sitter::{Sitter, culture, design, programming, round, theory};

/// In the debrief of a theory answer that shows both ideas, after one follow-up.
fn scoring() -> Sitter {
    let mut sitter = Sitter::theory();
    sitter.lines("It is maximum likelihood.\n.\nSo p - y it is.\n.\n");
    sitter.says("Debrief 1 of 1, not timed: Why is this loss right (th)?");
    sitter
}

#[test]
fn the_prediction_comes_before_the_reference() {
    let mut sitter = scoring();
    sitter
        .says("0. nothing that answers the question\n")
        .says("4. what a strong candidate says\n")
        .says_not("The best.");
    sitter.lines("5\nx\n\n[exemplar 4]\n[reference]\n[next]");
    sitter
        .says("Type 0 to 4: the reference opens after that.")
        .says("[reference]: That opens after the prediction.")
        .says_not("The best.");
    assert_eq!(sitter.attempt().prediction, None);
    sitter.line("[answer]");
    sitter.says("Your answer, 4 words:\nIt is maximum likelihood.\nYour answer to follow-up 1, 6 words:\nSo p - y it is.\n");
    sitter.line("3");
    sitter
        .says("Predicted 3.\n\nThe reference, an answer of level 4:\nThe best.\n")
        .says("Asked “And its gradient?”, a strong answer has: Bounded.")
        .says("Another written answer: [exemplar 2].");
    assert_eq!(sitter.attempt().prediction, Some(3));
}

#[test]
fn ideas_are_asked_one_by_one_with_the_words_found() {
    let mut sitter = scoring();
    sitter.line("3");
    sitter.says(
        "Criterion 1 of 3: Why it is right, 2 ideas.\nIdea 1 of 2: It is the likelihood\nFound in your answer: “It is \
         maximum likelihood.” under your answer\nDid you say it? y or n.\n",
    );
    sitter.lines("maybe\ny");
    sitter.says("Type y or n.").says(
        "Idea 2 of 2: Its gradient is p − y\nFound in your answer: “So p - y it is.” under your answer to follow-up 1",
    );
    sitter.line("N");
    let ticks = sitter.attempt().ticks;
    assert!(ticks["mle"].on && ticks["mle"].evidence.is_some());
    assert!(!ticks["grad"].on, "what was not said is not asked again");
}

#[test]
fn a_tick_without_words_asks_once_whether_it_was_said() {
    for (then, on) in [("y", true), ("n", false)] {
        let mut sitter = Sitter::theory();
        sitter.lines("Something else.\n[done]\n[done]\n\n1\ny");
        sitter
            .says("No words for it were found in your answer.")
            .says("Was it really said, in other words?");
        sitter.line("perhaps").line(then);
        sitter.says("Idea 2 of 2");
        let tick = sitter.attempt().ticks["mle"].clone();
        assert_eq!(tick.on, on);
        assert_eq!(tick.in_other_words, on);
    }
}

#[test]
fn levels_are_chosen_by_their_anchors() {
    let mut sitter = scoring();
    sitter.lines("3\ny\ny");
    sitter.says("Criterion 2 of 3: Clear.\n0. c0\n1. c1\n2. c2\n3. c3\n4. c4\nType 0 to 4, or a minus (-) where it does not apply.");
    sitter.lines("7\n\n[exemplar 2]\n[exemplar 3]");
    sitter
        .says("A written answer of level 2:\nA fair one.\n")
        .says("Written answers: [exemplar 4] and [exemplar 2].");
    sitter.lines("4\n-");
    let levels = sitter.attempt().levels;
    assert_eq!((levels["clear"], levels["probing"]), (Some(4), None));
}

#[test]
fn the_score_is_said_before_it_is_kept_and_steps_can_be_gone_back() {
    let mut sitter = scoring();
    sitter.lines("3\ny\ny\n4\n2\n");
    sitter.heard();
    sitter.line("my note");
    sitter.says(
        "The score:\nWhy it is right: 4.0 of 4, 2 of 2 ticked; weight 3.\nClear: 4.0 of 4; weight 1.\nHolds up: 2.0 of \
         4; weight 1.\nScore: 3.6 of 4. You predicted 3, 0.6 below it.\nBeside it: 10 words,",
    );
    assert!(sitter.attempt().scores.is_empty());
    assert_eq!(sitter.attempt().note, "my note");
    sitter.lines("[back]\n\n[back]\n[back]\n[back]");
    sitter.says("It is 2; an empty line keeps that.");
    sitter.lines("3\n\n\n\n");
    let attempt = sitter.attempt();
    assert_eq!(attempt.levels["probing"], Some(3));
    assert_eq!(attempt.scores.len(), 1);
    assert_eq!(attempt.scores[0].kind, ScoreKind::First);
    sitter.says("Scorecard: Theory.");
}

#[test]
fn the_prediction_stays_however_far_one_goes_back() {
    let mut sitter = scoring();
    sitter.lines("3\n[back]\n[back]");
    sitter.says("There is nothing to go back to: the prediction stays.");
    assert_eq!(sitter.attempt().prediction, Some(3));
}

#[test]
fn pitfalls_are_marked_by_their_numbers_and_unmarked() {
    let mut sitter = scoring();
    sitter.lines("3\ny\ny\n4\n2");
    sitter.says(
        "Often missed:\n1. It is bounded.\n   Rather: It is not.\n2. Squares do.\n   Rather: They do not.\n",
    );
    sitter.lines("3\nx\n1, 2");
    sitter.says("Type numbers from 1 to 2, 0 or an empty line.");
    assert_eq!(sitter.attempt().pitfalls.len(), 2);
    sitter.lines("[back]\n2");
    sitter.says("Marked: 1 and 2. Type all numbers anew, 0 for none; an empty line keeps them.");
    assert_eq!(
        sitter.attempt().pitfalls.into_iter().collect::<Vec<_>>(),
        ["squared"]
    );
    sitter.lines("[back]\n0");
    assert!(sitter.attempt().pitfalls.is_empty());
}

#[test]
fn notes_stars_and_disputes_work_while_scoring() {
    let mut sitter = scoring();
    sitter.lines("3\n[note] the signs are off\n[star]\n[dispute]\n[time]\n[hint]");
    sitter
        .says("Disputed. It says: the signs are off")
        .says("[time]: That does not work here.");
    let attempt = sitter.attempt();
    assert_eq!(attempt.note, "the signs are off");
    assert!(attempt.starred && attempt.disputed.is_some());
}

#[test]
fn what_is_wrong_with_a_question_is_said_with_the_dispute() {
    let mut sitter = scoring();
    sitter.lines("3\n[dispute]\n[dispute]\n[dispute] the sum is over rows");
    sitter
        .says("Disputed. [dispute] and words behind it say what is wrong with the question.")
        .says("Disputed. It says: the sum is over rows");
    assert_eq!(sitter.attempt().disputed.as_deref(), Some("the sum is over rows"));
    sitter.lines("[dispute] and the sign is lost");
    let both = "the sum is over rows\nand the sign is lost";
    assert_eq!(sitter.attempt().disputed.as_deref(), Some(both));
    sitter.lines("[dispute]");
    sitter.says("No longer disputed.");
    assert_eq!(sitter.attempt().disputed, None);
}

#[test]
fn scoring_is_put_off_and_taken_up_again() {
    let mut sitter = scoring();
    sitter.lines("3\ny\n[later]");
    sitter.says("The interview is over, and 1 answer is still to be scored: `hotseat resume");
    assert_eq!(sitter.end(), Some(&End::Code(0)));
    let mut again = sitter.resumed(&[theory("th")]);
    again
        .says("You predicted 3. [reference] says the reference again, [answer] your answer.")
        .says("Idea 2 of 2")
        .says_not("Idea 1 of 2")
        .says_not("The best.");
    again.lines("[back]");
    again.says("it is ticked, and an empty line keeps that.");
    again.lines("\n[reference]\nn\n[later]");
    assert!(!again.attempt().ticks["grad"].on, "that it was not said is kept");
    let mut again = again.resumed(&[theory("th")]);
    again.says("Criterion 2 of 3").says_not("Idea");
    again.lines("[reference]\n4\n4\n\n\n");
    again.says("The best.").says("Scorecard: Theory.");
    assert_eq!(again.attempt().scores.len(), 1);
}

#[test]
fn an_answer_without_a_word_is_0_and_asks_for_no_ticks() {
    let mut sitter = Sitter::theory();
    sitter.lines("[done]\n\n0");
    sitter.says("Often missed:").says_not("Idea 1 of 2");
    sitter.lines("\n\n");
    sitter.says("Nothing was answered.\nScore: 0.0 of 4. You predicted 0, as scored.");
    sitter.says("Scorecard: Theory.\n0.0 of 4: strong no.");
}

#[test]
fn holding_up_is_not_asked_where_nothing_was_asked() {
    let mut question = theory("th");
    question["follow_ups"] = serde_json::json!([]);
    let plan = Loop::new("theory", "Theory", vec![round(RoundKind::MlTheory, 10.0, 1)]);
    let mut sitter = Sitter::new(&plan, &[question]);
    sitter.lines("words\n.\n\n3\nn\nn\n2");
    sitter.says("Often missed:").says_not("Criterion 3 of 3");
    sitter.lines("\n");
    sitter.says("Holds up: not counted, no follow-up was asked; weight 1.");
}

#[test]
fn written_answers_come_by_field_in_the_order_they_are_asked_for() {
    let sat = |kind, minutes, question| {
        let plan = Loop::new("one", "One", vec![round(kind, minutes, 1)]);
        let mut sitter = Sitter::new(&plan, &[question]);
        sitter.lines("words\n[done]");
        while sitter.talk.app().data.live.as_ref().unwrap().session.stand() == Stand::Asking {
            sitter.line("[done]");
        }
        sitter.lines("\n2");
        sitter
    };
    sat(RoundKind::Culture, 8.0, culture()).says("Situation: Two weeks before.\nResult: Two percent.\n");
    sat(RoundKind::SystemDesign, 40.0, design())
        .says("Clarify and scope: Twenty speakers.\nServing: 300 ms.\nThe estimate: 2.8 GB.\n");
    let mut sitter = sat(RoundKind::Programming, 12.0, programming());
    sitter.says("Code:\n1: def f(x):\n2:     return x\nTalk: O(N).\n");
    sitter.lines("3\n\n");
    sitter.says("Correctness: not counted, tests were not run; weight 3.\nCost: 3.0 of 4; weight 1.\nScore: 3.0 of 4.");
}

#[test]
fn a_loop_that_scores_at_its_end_scores_all_of_it_then() {
    let mut plan = Loop::new("theory", "Theory", vec![round(RoundKind::MlTheory, 20.0, 2)]);
    plan.score_after = hotseat::domain::loops::ScoreAfter::Loop;
    let mut sitter = Sitter::new(&plan, &[theory("a"), theory("b")]);
    sitter.lines("one\n[done]\n[done]\n\ntwo\n[done]\n[done]\n");
    sitter.says("Debrief 1 of 2");
    sitter.lines("1\nn\nn\n1\n1\n\n\n");
    sitter.says("Debrief 2 of 2");
    sitter.lines("1\nn\nn\n1\n1\n\n\n");
    sitter.says("Scorecard: Theory.").says("2 questions");
    assert!(sitter.effects.contains(&Effect::CloseSession));
}

#[test]
fn between_two_questions_the_clock_stands_still_while_one_is_scored() {
    let mut plan = Loop::new("theory", "Theory", vec![round(RoundKind::MlTheory, 20.0, 2)]);
    plan.score_after = hotseat::domain::loops::ScoreAfter::Question;
    let mut sitter = Sitter::new(&plan, &[theory("a"), theory("b")]);
    sitter.lines("one\n[done]\n[done]\n");
    sitter.seconds(3600).lines("1\nn\nn\n1\n1\n\n\n");
    sitter.says("Question 2 of 2, ML theory").says_not("Time: ");
    sitter.line("[time]");
    sitter.says("Round: 20 minutes left of 20 minutes.");
}
