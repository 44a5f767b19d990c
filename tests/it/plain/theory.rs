//! Answers and commands, in a theory question.

use hotseat::app::effect::Effect;
use hotseat::app::msg::{Journal, Msg};
use hotseat::domain::bank::RoundKind;
use hotseat::domain::event::{Event, PauseCause};
use hotseat::domain::loops::Loop;
use hotseat::domain::session::Said;
use hotseat::runtime::plain::End;

use super::sitter::{Disk, Sitter, one, round, strict, theory};

#[test]
fn the_round_and_the_question_are_announced_as_lines() {
    let mut sitter = Sitter::theory();
    sitter
        .says("\nRound 1 of 1: ML theory, 10 minutes, 1 question.\n")
        .says("\nQuestion 1 of 1, ML theory, 10 minutes.\nWhy is this loss right (th)?\nStart from −log p.\n")
        .says("Your answer. Say the answer first");
}

#[test]
fn lines_are_the_answer_until_a_lone_dot() {
    let mut sitter = Sitter::theory();
    sitter.lines("It is so.\n\n  indented\n..\n...\n.x\n.");
    assert_eq!(sitter.text("main"), "It is so.\n\n  indented\n.\n...\n.x");
    sitter.says("Follow-up 1: Where does it come from?");
}

#[test]
fn what_comes_at_once_is_the_same_answer_as_what_comes_line_by_line() {
    let text = "\none\n\ntwo [hint] three\n[1, 2]\n..\nlast\n.\nfollow\n.\n.";
    let (mut slow, mut fast) = (Sitter::theory(), Sitter::theory());
    slow.lines(text);
    fast.burst(text);
    assert_eq!(slow.text("main"), "\none\n\ntwo [hint] three\n[1, 2]\n.\nlast");
    let texts = |sitter: &Sitter| -> Vec<(String, String)> {
        let fields = sitter.attempt().fields;
        fields.into_iter().map(|field| (field.name, field.text)).collect()
    };
    assert_eq!(texts(&slow), texts(&fast));
    assert_eq!(slow.said, fast.said);
}

#[test]
fn follow_ups_come_with_the_dot_and_nothing_typed_ends_the_question() {
    let mut sitter = Sitter::theory();
    sitter.lines("words\n.");
    sitter.says("Your answer to follow-up 1.");
    sitter.lines("a model\n.\n.");
    sitter
        .says("Follow-up 2: And its gradient?")
        .says("Done. 3 words");
    assert_eq!(sitter.text("follow_up.on-mle"), "a model");
    assert_eq!(
        sitter.attempt().submitted,
        Some(hotseat::domain::event::SubmitCause::Done)
    );
}

#[test]
fn a_follow_up_that_was_passed_over_in_no_time_is_not_gone_back_to() {
    let mut sitter = Sitter::theory();
    sitter.lines("words\n.\n[follow-up]\na model\n.\n[done]");
    assert_eq!(sitter.text("follow_up.on-grad"), "a model");
    assert_eq!(
        sitter.attempt().submitted,
        Some(hotseat::domain::event::SubmitCause::Done)
    );
}

#[test]
fn hints_come_one_by_one_and_are_recorded() {
    let mut sitter = Sitter::theory();
    sitter.lines("[hint]\n[Hint]\n[hint]");
    sitter
        .says("Hint 1 of 2: Think of the model first.")
        .says("Hint 2 of 2: Write the likelihood down.")
        .says("[hint]: No hint is left.");
    assert_eq!(sitter.attempt().hints(), [0, 1]);
}

#[test]
fn a_question_to_the_interviewer_is_matched_or_picked_from_a_list() {
    let mut sitter = Sitter::theory();
    sitter.lines("[ask] which network is it?");
    sitter.says("The interviewer: A small one.");
    sitter.lines("[ask are the labels any good]");
    sitter.says("1. How noisy are the labels?\n2. How much labelled data is there?\n");
    sitter.lines("[ask 3]\n[ask 2]\n[ask 2]");
    sitter
        .says("There are 2 questions.")
        .says("The interviewer: Ten hours.")
        .says("There is no list to pick from");
    sitter.lines("[ask] how long is a day\n[ask]");
    sitter.says("The interviewer: take whatever assumption you need, and say it.");
    let asked: Vec<(String, Option<usize>)> = sitter
        .attempt()
        .transcript
        .into_iter()
        .filter_map(|said| match said.what {
            Said::Clarified { ask, matched } => Some((ask, matched)),
            _ => None,
        })
        .collect();
    let asked: Vec<(&str, Option<usize>)> = asked.iter().map(|(ask, at)| (ask.as_str(), *at)).collect();
    assert_eq!(
        asked,
        [
            ("which network is it?", Some(2)),
            ("are the labels any good", Some(0)),
            ("how long is a day", None)
        ]
    );
    assert!(sitter.talk.app().overlay.is_none());
}

#[test]
fn a_list_that_nobody_picks_from_asks_nothing() {
    let mut sitter = Sitter::theory();
    sitter.lines("[ask] labels\nwords\n[ask 1]");
    sitter.says("There is no list to pick from");
    assert_eq!(sitter.attempt().transcript, []);
    assert_eq!(sitter.text("main"), "words");
}

#[test]
fn a_pause_stands_the_clock_still_and_takes_no_words() {
    let mut sitter = Sitter::theory();
    sitter.lines("before");
    sitter
        .seconds(60)
        .line("[pause]")
        .seconds(300)
        .lines("lost?\n[time]");
    sitter
        .says("The clock stands still, and this line was not taken: [resume] first.")
        .says("Question and round: 9 minutes left of 10 minutes. The clock stands still.");
    sitter.lines("[resume]\nafter");
    sitter.says("The clock runs again.\nQuestion and round: 9 minutes left");
    assert_eq!(sitter.text("main"), "before\nafter");
    let pauses = sitter.attempt().pauses;
    assert_eq!((pauses.len(), pauses[0].cause), (1, PauseCause::Person));
    assert_eq!(pauses[0].length.as_secs(), 300);
}

#[test]
fn an_empty_line_goes_on_from_a_pause() {
    let mut sitter = Sitter::theory();
    sitter.lines("[pause]\n\nwords");
    assert_eq!(sitter.text("main"), "words");
}

#[test]
fn spoken_star_and_note_are_recorded_and_said() {
    let mut sitter = Sitter::theory();
    sitter.lines("[spoken]\n[star]\n[note] ask about KL\n[note and more]\n[note]\nnotes only");
    sitter
        .says("Answer aloud: the clock runs, type only notes.")
        .says("Marked to revisit.")
        .says("Your note:\nask about KL\nand more\n");
    let attempt = sitter.seconds(1).attempt();
    assert!(attempt.spoken && attempt.starred);
    assert_eq!(attempt.note, "ask about KL\nand more");
    assert_eq!(attempt.text_of("main"), "notes only");
    sitter.lines("[spoken]\n[star]");
    assert!(!sitter.attempt().spoken && !sitter.attempt().starred);
}

#[test]
fn an_answer_is_taken_back_and_written_on() {
    let mut sitter = Sitter::theory();
    sitter.lines("one\n.\n.");
    sitter.says("[take back] opens the answer again.");
    sitter.lines("[take back]\n[back main]");
    sitter.says("It says so far, and what you type is added:\none\n");
    sitter.lines("two\n.\n.");
    assert_eq!(sitter.text("main"), "one\ntwo");
    assert_eq!(sitter.attempt().taken_back, 1);
}

#[test]
fn a_skip_asks_first_with_numbered_choices() {
    let plan = Loop::new("theory", "Theory", vec![round(RoundKind::MlTheory, 20.0, 2)]);
    let mut sitter = Sitter::new(&plan, &[theory("a"), theory("b")]);
    sitter.lines("words\n[skip]");
    sitter
        .says("Skip this question?\n")
        .says("1. keep going\n2. skip it\n");
    sitter.lines("9\nx\n1\nmore");
    sitter
        .says("Type a number from 1 to 2.")
        .says("Going on.\nGo on with your answer.");
    assert_eq!(sitter.text("main"), "words\nmore");
    sitter.lines("[skip]\n2");
    sitter.says("Skipped.").says("Question 2 of 2, ML theory");
    assert!(sitter.session().attempts[0].skipped);
    assert_eq!(sitter.session().attempts[0].text_of("main"), "words\nmore");
}

#[test]
fn a_command_instead_of_a_choice_keeps_what_is() {
    let mut sitter = Sitter::theory();
    sitter.lines("words\n[end round]\n[hint]\nmore");
    sitter
        .says("End the round now?")
        .says("Going on.")
        .says("Hint 1 of 2");
    assert_eq!(sitter.text("main"), "words\nmore");
}

#[test]
fn a_round_ended_early_keeps_the_answer_and_counts_what_was_not_reached() {
    let plan = Loop::new("theory", "Theory", vec![round(RoundKind::MlTheory, 20.0, 2)]);
    let mut sitter = Sitter::new(&plan, &[theory("a"), theory("b")]);
    sitter.lines("words\n[end round]");
    sitter
        .says("1 question not reached")
        .says("2. end the round\n3. pause instead\n");
    sitter.lines("2");
    sitter
        .says("Done. 1 word")
        .says("The round is over: ML theory")
        .says("Debrief 1 of 1");
    assert_eq!(sitter.session().attempts.len(), 1);
}

#[test]
fn leaving_keeps_everything_and_says_how_to_go_on() {
    let mut sitter = Sitter::theory();
    sitter.lines("half an answer\n[leave]\nnot heard");
    sitter
        .says("Left. Everything is kept: `hotseat resume 2026-11-23-1855-theory-")
        .says_not("Leave this interview?");
    assert_eq!(sitter.end(), Some(&End::Code(0)));
    assert_eq!(sitter.text("main"), "half an answer");
    assert!(sitter.effects.contains(&Effect::CloseSession));
    assert_eq!(sitter.session().paused, Some(PauseCause::Person));
}

#[test]
fn what_is_gone_on_with_is_shown_once_the_clock_runs() {
    let questions = [theory("th")];
    let mut sitter = Sitter::theory();
    sitter.lines("half an answer\n[hint]\n[follow-up]\nof the model");
    sitter.end_of_input();
    sitter
        .says("The input ended. Everything is kept: ")
        .says("--plain` goes on here.");
    let mut again = sitter.resumed(&questions);
    again
        .says("Theory, gone on with.\nThe clock stands still.")
        .says_not("Why is this loss right");
    again.line("");
    again
        .says("Why is this loss right (th)?")
        .says("Hint 1 of 2: Think of the model first.")
        .says("Follow-up 1: Where does it come from?")
        .says("Your answer, 3 words:\nhalf an answer\n")
        .says("Your answer to follow-up 1, 3 words:\nof the model\n");
    again.lines("and more\n.\n.");
    assert_eq!(again.text("follow_up.on-mle"), "of the model\nand more");
    assert_eq!(again.text("main"), "half an answer");
    again.says("Done.");
}

#[test]
fn a_word_in_brackets_that_is_no_command_is_text_and_said_to_be() {
    let mut sitter = Sitter::theory();
    sitter.lines("[hnit]\n[x for x in y]\n[1] Vaswani\n[hint] tokens\n[MASK]");
    assert_eq!(
        sitter.text("main"),
        "[hnit]\n[x for x in y]\n[1] Vaswani\n[hint] tokens\n[MASK]"
    );
    sitter
        .says("[hnit] is no command, so it was taken as text.")
        .says_not("[1] is no command")
        .says("[MASK] is no command, so it was taken as text.");
}

#[test]
fn commands_that_do_nothing_here_say_so_and_are_no_text() {
    let mut sitter = Sitter::theory();
    sitter.lines(
        "[resume]\n[take back]\n[next]\n[later]\n[exemplar 4]\n[answer]\n[change 3]\n[start-now]\n[quit]",
    );
    assert_eq!(sitter.text("main"), "");
    assert_eq!(sitter.said.matches("That does not work here.").count(), 8);
    sitter.says("[change]: That is for lines of code.");
    assert_eq!(sitter.end(), None);
    sitter.lines("[done]\n[hint]\n[done]\nwords");
    sitter.says("The answer is closed, and this line was not taken.");
    assert_eq!(sitter.text("main"), "");
}

#[test]
fn help_lists_what_works_and_no_more() {
    let mut sitter = Sitter::theory();
    sitter.heard();
    sitter.line("[help]");
    sitter
        .says("[hint] the next hint")
        .says("[pause] ")
        .says("[follow-up] ")
        .says_not("[resume]")
        .says_not("[take back]")
        .says_not("[exemplar")
        .says_not("[external")
        .says_not("[change");
    let mut sitter = Sitter::new(&strict(one()), &[theory("th")]);
    sitter.lines("[help]\n[pause]");
    sitter
        .says_not("[pause] the clock")
        .says("[pause]: This interview is strict: there is no pause.");
    assert_eq!(sitter.session().paused, None);
}

#[test]
fn escape_codes_that_are_typed_are_not_kept_and_not_said() {
    let mut sitter = Sitter::theory();
    sitter.lines("a\u{1b}[31mred\u{1b}[0m\u{202e}\n[note] \u{1b}]0;title\u{7}words\n[show]\n[note]");
    assert_eq!(sitter.text("main"), "ared");
    assert_eq!(sitter.attempt().note, "words");
    sitter.says("\nared\n").says("\nwords\n");
}

#[test]
fn what_cannot_be_saved_is_said_and_written_elsewhere_at_the_end() {
    let mut sitter = Sitter::theory();
    sitter.disk = Disk::Silent;
    sitter.send(Msg::Journal(Journal::Failed(
        None,
        "The disk is full.".to_owned(),
    )));
    sitter.says("Not saved: The disk is full.\nThe interview goes on in memory");
    sitter.send(Msg::Journal(Journal::Failed(
        None,
        "The disk is full.".to_owned(),
    )));
    assert_eq!(sitter.said.matches("Not saved").count(), 1);
    let folder = sitter.folder();
    sitter.send(Msg::Journal(Journal::Saved(folder, 3)));
    sitter.says("Saving works again; everything is on disk.");
    sitter.line("words");
    sitter.send(Msg::Journal(Journal::Failed(
        None,
        "The disk is full.".to_owned(),
    )));
    sitter.end_of_input();
    sitter
        .says("The input ended. Saving failed: what is not on disk is only in the file of the answers.")
        .says_not("Everything is kept")
        .says_not("hotseat resume");
    let rescued = sitter
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::RescueSession { session, .. } if session.attempts[0].text_of("main").contains("words")));
    assert!(rescued);
}

#[test]
fn where_nothing_can_be_saved_leaving_asks_and_writes_elsewhere() {
    let mut sitter = Sitter::theory();
    sitter.disk = Disk::Silent;
    sitter.line("words");
    sitter.send(Msg::Journal(Journal::Failed(
        None,
        "The disk is full.".to_owned(),
    )));
    sitter.line("[leave]");
    sitter.says("1. keep going\n2. write the answers to a file\n3. leave without them\n");
    sitter.lines("2\n[leave]\n3");
    assert!(
        sitter
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::RescueSession { .. }))
    );
    sitter.says_not("Everything is kept");
    assert_eq!(sitter.end(), Some(&End::Code(0)));
}

#[test]
fn the_session_that_cannot_be_opened_ends_with_a_sentence() {
    let sitter = Sitter::theory();
    let catalog = super::sitter::catalog(&[theory("th")]);
    let goal = hotseat::app::Goal::Resume("gone".to_owned());
    let mut again = Sitter::with(goal, &catalog, sitter.now.clone());
    again.send(Msg::Opened(Err(hotseat::app::msg::NotOpened {
        folder: "gone".to_owned(),
        sentence: "Another hotseat holds it.".to_owned(),
    })));
    assert_eq!(
        again.end(),
        Some(&End::Nothing("Another hotseat holds it.".to_owned()))
    );
}

#[test]
fn two_questions_are_counted_and_an_empty_line_leads_from_one_to_the_other() {
    let plan = Loop::new("theory", "Theory", vec![round(RoundKind::MlTheory, 20.0, 2)]);
    let mut sitter = Sitter::new(&plan, &[theory("a"), theory("b")]);
    sitter.lines("one\n.\n.");
    sitter.says("An empty line or [next] goes on to question 2 of 2.");
    sitter.line("stray");
    assert_eq!(sitter.session().attempts.len(), 1);
    sitter.line("");
    sitter.says("Question 2 of 2, ML theory, 10 minutes.");
    sitter.lines("two\n[done]\n[done]\n[next]");
    let texts: Vec<String> = sitter
        .session()
        .attempts
        .iter()
        .map(|attempt| attempt.text_of("main").to_owned())
        .collect();
    assert_eq!(texts, ["one", "two"]);
    let kinds: Vec<bool> = sitter
        .records()
        .iter()
        .map(|record| matches!(record.event, Event::SessionEnded { .. }))
        .collect();
    assert_eq!(kinds.last(), Some(&true));
}
