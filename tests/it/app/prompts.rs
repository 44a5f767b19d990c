//! What the interviewer says: follow-ups, hints, answers to what is asked, twists; and how a question
//! and a round end.

use hotseat::domain::event::{EndCause, SubmitCause};
use hotseat::domain::session::Said;

use super::*;

fn said(script: &Script) -> Vec<Said> {
    let transcript = &attempt(script).transcript;
    transcript.iter().map(|said| said.what.clone()).collect()
}

fn follow_up(id: &str) -> Said {
    Said::FollowUp { id: id.to_owned() }
}

#[test]
fn done_asks_on_when_an_idea_shows_no_sign_and_time_is_left() {
    let mut script = one();
    script.text("It is maximum likelihood.").seconds(2).keys("F2");
    assert_eq!(said(&script), [follow_up("on-grad")]);
    assert_eq!(scene(&script), "asking");
    assert_eq!(attempt(&script).focus.as_deref(), Some("follow_up.on-grad"));
    script.text("p - y").seconds(1);
    assert_eq!(attempt(&script).text_of("follow_up.on-grad"), "p - y");
    script.keys("F2");
    assert_eq!(scene(&script), "between", "nothing is left to ask");
    assert_eq!(attempt(&script).submitted, Some(SubmitCause::Done));
    assert_fold(&script);
}

#[test]
fn done_ends_the_question_when_the_follow_up_is_left_empty() {
    let mut script = one();
    script.text("Something else.").keys("F2");
    assert_eq!(said(&script), [follow_up("on-mle")]);
    script.keys("F2");
    assert_eq!(scene(&script), "between");
}

#[test]
fn done_asks_nothing_without_an_answer_without_time_or_without_a_gap() {
    let mut empty = one();
    empty.keys("F2");
    let mut late = one();
    late.text("Something else.").seconds(601).keys("F2");
    let mut whole = one();
    whole.text("maximum likelihood; p - y").keys("F2");
    for script in [empty, late, whole] {
        assert_eq!(scene(&script), "between");
        assert_eq!(said(&script), []);
    }
}

#[test]
fn done_can_be_taken_back_until_the_next_prompt() {
    let mut script = three();
    script.text("p - y, maximum likelihood").keys("F2 u");
    assert_eq!(scene(&script), "asking");
    script.text("!").keys("F2");
    assert_eq!(attempt(&script).text_of("main"), "p - y, maximum likelihood!");
    assert_eq!(attempt(&script).taken_back, 1);
    script.keys("Enter u").seconds(1);
    assert_eq!(count(&script, "TakenBack"), 1);
    assert_eq!(
        attempt(&script).text_of("main"),
        "u",
        "a letter of the next answer"
    );
    assert_fold(&script);
}

#[test]
fn a_follow_up_asked_for_after_done_takes_done_back() {
    let mut script = one();
    script.text("p - y, maximum likelihood").keys("F2 F3");
    assert_eq!(scene(&script), "asking");
    assert_eq!(said(&script), [follow_up("on-mle")]);
    script.text("more").seconds(1);
    assert_eq!(attempt(&script).text_of("follow_up.on-mle"), "more");
}

#[test]
fn follow_ups_come_by_key_until_none_is_left() {
    let mut script = one();
    script.text("maximum likelihood").keys("F3 F3 F3 F3");
    assert_eq!(said(&script), [follow_up("on-grad"), follow_up("on-mle")]);
    assert!(!script.screen().contains("F3 follow-up"));
}

#[test]
fn hints_come_in_order_and_are_recorded_with_their_time() {
    let mut script = one();
    assert!(script.screen().contains("F4 hint"));
    script.seconds(30).keys("F4").seconds(30).keys("F4 F4 F4");
    let hints: Vec<(Said, u64)> = attempt(&script)
        .transcript
        .iter()
        .map(|said| (said.what.clone(), said.at.as_secs()))
        .collect();
    assert_eq!(
        hints,
        [(Said::Hint { hint: 0 }, 30), (Said::Hint { hint: 1 }, 60)]
    );
    let screen = script.screen();
    assert!(screen.contains("Write the likelihood down.") && !screen.contains("F4 hint"));
}

#[test]
fn what_is_asked_is_matched_answered_and_recorded() {
    let mut script = one();
    script.keys("ctrl-g a").text("how many labels?").keys("Enter");
    script
        .keys("ctrl-g a")
        .text("will it rain tomorrow?")
        .keys("Enter");
    script
        .keys("ctrl-g a")
        .text("never mind")
        .keys("Esc ctrl-g a Enter");
    assert_eq!(
        said(&script),
        [
            Said::Clarified {
                ask: "how many labels?".to_owned(),
                matched: Some(0)
            },
            Said::Clarified {
                ask: "will it rain tomorrow?".to_owned(),
                matched: None
            },
        ]
    );
    assert!(script.screen().contains("Ten hours."));
}

#[test]
fn a_twist_comes_at_half_of_the_questions_time_and_only_once() {
    let mut script = asked("q-twist");
    script.text("maximum likelihood; p - y").wait(ms(299_900));
    assert_eq!(said(&script), []);
    script.seconds(1);
    assert_eq!(said(&script), [follow_up("turn")]);
    assert_eq!(attempt(&script).transcript[0].at, secs(300));
    // It takes nobody from the middle of a word.
    assert_eq!(attempt(&script).focus.as_deref(), Some("main"));
    script.text(", and on").seconds(5).keys("F2");
    assert_eq!(
        attempt(&script).text_of("main"),
        "maximum likelihood; p - y, and on"
    );
    assert_eq!(attempt(&script).focus.as_deref(), Some("follow_up.turn"));
    script.text("an answer to it").seconds(60).keys("F2");
    assert_eq!(said(&script), [follow_up("turn")]);
    assert_eq!(scene(&script), "between");
}

#[test]
fn a_twist_comes_with_done_when_that_is_earlier() {
    let mut script = asked("q-twist");
    script.text("maximum likelihood; p - y").keys("F2");
    assert_eq!(said(&script), [follow_up("turn")]);
    assert!(script.screen().contains("Now without labels?"));
    script.keys("F2").seconds(400);
    assert_eq!(said(&script), [follow_up("turn")]);
    assert_eq!(scene(&script), "between");
}

#[test]
fn a_question_is_skipped_only_after_asking() {
    let mut script = three();
    let first = attempt(&script).question.clone();
    script.text("half a thought").keys("ctrl-g k");
    assert_eq!(overlay(&script), "confirm");
    script.keys("Esc");
    assert_eq!((scene(&script), overlay(&script)), ("asking", "none"));
    script.keys("ctrl-g k s");
    assert_eq!(scene(&script), "asking");
    let skipped = session(&script).attempt(&first).unwrap();
    assert!(skipped.skipped && skipped.submitted.is_none());
    assert_eq!(skipped.text_of("main"), "half a thought");
    assert_ne!(attempt(&script).question, first);
}

#[test]
fn the_round_is_ended_early_only_after_asking_and_counts_what_was_not_reached() {
    let mut script = three();
    script.text("maximum likelihood").keys("ctrl-g x");
    assert!(script.screen().contains("2 questions not reached"));
    script.keys("e");
    assert_eq!(scene(&script), "predicting");
    let round = &session(&script).rounds[0];
    assert_eq!(round.ended, Some(EndCause::Person));
    assert_eq!(session(&script).attempts.len(), 1);
    assert!(session(&script).attempts[0].submitted.is_some());
    assert_fold(&script);
}

#[test]
fn three_questions_follow_each_other_and_the_ribbon_says_where_it_is() {
    let mut script = three();
    for number in 1..=3 {
        assert!(script.screen().contains(&format!("question {number} of 3")));
        assert_eq!(session(&script).attempts.len(), number);
        script.text("maximum likelihood; p - y").seconds(60).keys("F2");
        assert_eq!(scene(&script), "between");
        script.seconds(10);
        assert_eq!(times(&script).0, secs(60), "the question's clock stands");
        assert_eq!(times(&script).1, secs(70 * number as u64), "the round's goes on");
        script.keys("Enter");
    }
    assert_eq!(scene(&script), "predicting");
    let asked: std::collections::BTreeSet<_> = session(&script)
        .attempts
        .iter()
        .map(|attempt| attempt.question.clone())
        .collect();
    assert_eq!(asked.len(), 3, "never the same question twice");
    assert_fold(&script);
}

#[test]
fn the_question_in_the_record_is_the_one_drawn_and_its_snapshot_comes_first() {
    let script = three();
    let at = |wanted: fn(&Effect) -> bool| script.effects.iter().position(wanted).unwrap();
    let begin = at(|effect| matches!(effect, Effect::Begin { .. }));
    let snapshot = at(|effect| matches!(effect, Effect::Snapshot { .. }));
    let first = at(|effect| matches!(effect, Effect::Append(..)));
    assert!(begin < snapshot && snapshot < first);
    let planned = &session(&script).started.as_ref().unwrap().plan[0].questions[0];
    assert_eq!(attempt(&script).question, planned.name);
    assert!(attempt(&script).snapshot.starts_with("own.q"));
}
