//! What time brings: typing recorded within a second, warnings, twists, the end of strict time.

use std::time::Duration;

use hotseat::app::msg::{Msg, Signal};
use hotseat::domain::bank::RoundKind;
use hotseat::domain::event::{Event, SubmitCause};
use hotseat::domain::loops::Loop;
use hotseat::domain::session::Stand;
use hotseat::runtime::plain::End;

use super::sitter::{Sitter, one, round, strict, theory, with_twist};

fn two() -> Loop {
    Loop::new("theory", "Theory", vec![round(RoundKind::MlTheory, 20.0, 2)])
}

#[test]
fn what_is_typed_is_recorded_within_a_second_though_no_line_follows() {
    let mut sitter = Sitter::theory();
    sitter.line("words");
    assert_eq!(sitter.attempt().text_of("main"), "");
    sitter.wait(Duration::from_millis(999));
    assert_eq!(sitter.attempt().text_of("main"), "words");
}

#[test]
fn each_warning_is_said_once_with_what_is_left() {
    let mut sitter = Sitter::theory();
    sitter.heard();
    sitter.seconds(660);
    let warnings: Vec<&str> = sitter.said.lines().collect();
    assert_eq!(
        warnings,
        [
            "Time: half of this question is used, 5 minutes left of 10 minutes.",
            "Time: 2 minutes 30 seconds left of 10 minutes for this question.",
            "Time: 1 minute left of 10 minutes for this question.",
            "Time: this question's 10 minutes are over. You may go on; overtime is recorded.",
        ]
    );
    sitter.line("[time]");
    sitter.says("Question and round: 1 minute over 10 minutes.");
}

#[test]
fn where_the_round_is_longer_than_the_question_both_are_warned_of() {
    let mut sitter = Sitter::new(&two(), &[theory("a"), theory("b")]);
    sitter.heard();
    sitter.seconds(300);
    sitter.says("half of this question is used");
    sitter.lines("x\n[done]\n[done]\n[next]");
    sitter.heard();
    sitter.seconds(301);
    sitter
        .says("Time: half of this question is used, 5 minutes left of 10 minutes.")
        .says("Time: half of this round is used, 10 minutes left of 20 minutes.");
}

#[test]
fn a_pause_does_not_say_a_warning_again() {
    let mut sitter = Sitter::theory();
    sitter.seconds(301).lines("[pause]\n[resume]");
    sitter.seconds(10);
    assert_eq!(sitter.said.matches("half of this question").count(), 1);
}

#[test]
fn what_was_warned_of_before_is_not_said_again_after_going_on() {
    let mut sitter = Sitter::theory();
    sitter.seconds(301).end_of_input();
    let mut again = sitter.resumed(&[theory("th")]);
    again.line("[resume]").seconds(10);
    again
        .says("Question and round: 4 minutes 59 seconds left of 10 minutes.")
        .says_not("half of this question");
}

#[test]
fn a_twist_at_half_time_takes_nobody_out_of_what_they_write() {
    let mut sitter = Sitter::new(&one(), &[with_twist("th")]);
    sitter.line("first words").seconds(301);
    sitter
        .says("A twist, the interviewer changes a constraint: Now without labels?")
        .says("Answer it after this part. Go on with your answer.");
    sitter.lines("second words\n.");
    sitter.says("Your answer to the twist.");
    sitter.lines("without them\n[done]\n[done]\n[done]");
    assert_eq!(sitter.text("main"), "first words\nsecond words");
    assert_eq!(sitter.text("follow_up.turn"), "without them");
}

#[test]
fn a_twist_that_has_not_come_comes_with_the_dot() {
    let mut sitter = Sitter::new(&one(), &[with_twist("th")]);
    sitter.lines("words\n.\nwithout them");
    sitter.says("A twist");
    sitter.seconds(1);
    assert_eq!(sitter.text("follow_up.turn"), "without them");
}

#[test]
fn strict_time_up_locks_the_answer_and_takes_no_later_line() {
    let mut sitter = Sitter::new(&strict(two()), &[theory("a"), theory("b")]);
    sitter.line("in time").seconds(600);
    sitter.says("Time is up: the answer is locked. 2 words, 10 minutes used of 10 minutes.");
    assert_eq!(sitter.attempt().submitted, Some(SubmitCause::TimeUp));
    // Typed for the answer: nothing is taken, and an empty line does not lead on.
    sitter.lines("too late\n\n.");
    assert_eq!(sitter.attempt().text_of("main"), "in time");
    assert_eq!(sitter.session().stand(), Stand::Between);
    sitter
        .says("The answer is closed, and this line was not taken.")
        .says("Time was up just before this line. [next] goes on.")
        .says_not("[take back] opens");
    sitter.line("[take back]");
    assert_eq!(sitter.session().stand(), Stand::Between);
    sitter.line("[next]");
    sitter.says("Question 2 of 2");
}

#[test]
fn an_empty_line_leads_on_once_the_end_is_past() {
    let mut sitter = Sitter::new(&strict(two()), &[theory("a"), theory("b")]);
    sitter.seconds(602).line("");
    sitter.says("Question 2 of 2");
}

#[test]
fn lines_that_come_after_the_end_though_nobody_woke_are_too_late() {
    for at_once in [false, true] {
        let mut sitter = Sitter::new(&strict(two()), &[theory("a"), theory("b")]);
        sitter.line("in time").seconds(599);
        sitter.advance(Duration::from_secs(2));
        if at_once {
            sitter.burst("too late\nthis too");
        } else {
            sitter.lines("too late\nthis too");
        }
        assert_eq!(sitter.attempt().text_of("main"), "in time");
        sitter.says("Time is up").says("was not taken");
    }
}

#[test]
fn the_strict_end_of_a_round_leads_to_the_debrief() {
    let mut sitter = Sitter::new(&strict(one()), &[theory("th")]);
    sitter.line("in time").seconds(600);
    sitter.says("Time is up: the answer is locked.");
    sitter.says("The time of the round is up: ML theory, 10 minutes used of 10 minutes.");
    sitter.line("[next]");
    sitter.says("The interview is over.").says("Debrief 1 of 1");
}

#[test]
fn time_asleep_is_a_pause_and_said() {
    let mut sitter = Sitter::theory();
    sitter.seconds(60);
    sitter.now.boot += Duration::from_secs(90);
    sitter.send(Msg::Wake);
    sitter.says("1 minute 30 seconds without hotseat running are counted as a pause.");
    sitter.line("[time]");
    sitter.says("Question and round: 9 minutes left");
}

#[test]
fn a_signal_keeps_everything_and_gives_its_code() {
    let mut sitter = Sitter::theory();
    sitter
        .line("to the last word")
        .send(Msg::Signal(Signal::End(143)));
    assert_eq!(sitter.end(), Some(&End::Code(143)));
    assert_eq!(sitter.text("main"), "to the last word");
    sitter.says("Everything is kept: `hotseat resume");
    let last = sitter.records().pop().unwrap().event;
    assert!(matches!(last, Event::Paused { .. }), "{last:?}");
}
