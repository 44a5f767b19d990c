//! Ways out: leaving an interview, quitting, signals, and a disk that fails. Nothing is lost by any.

use hotseat::app::msg::{Journal, NotOpened, Signal, Size, TaskId};
use hotseat::domain::event::{Event, PauseCause};
use hotseat::storage::export::rescued as rescued_text;

use super::*;

fn quits(script: &Script) -> Vec<u8> {
    script
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Quit(code) => Some(*code),
            _ => None,
        })
        .collect()
}

#[test]
fn leaving_asks_records_a_pause_and_gives_the_session_back() {
    let mut script = one();
    script.text("so far").seconds(20).keys("Esc");
    assert_eq!(overlay(&script), "confirm");
    script.keys("Esc");
    assert_eq!((scene(&script), overlay(&script)), ("asking", "none"));
    let disk = script.on_disk(Duration::ZERO);
    script.keys("Esc l");
    assert_eq!(scene(&script), "home");
    assert!(matches!(
        last(&script),
        Event::Paused {
            cause: PauseCause::Person,
            past_ms: None
        }
    ));
    let tail: Vec<&Effect> = script.effects.iter().rev().take(2).collect();
    assert_eq!(tail, [&Effect::LoadHistory, &Effect::CloseSession]);

    let mut disk = disk;
    disk.records = script.records();
    script.seconds(500);
    script.send(Msg::History(vec![hotseat::domain::summary::SessionSummary::of(
        &disk.folder,
        &Session::fold(&disk.records),
        &|_| None,
        Vec::new(),
    )]));
    script.keys("r").send(Msg::Opened(Ok(Box::new(disk))));
    assert_eq!(scene(&script), "paused");
    script.keys("Enter").text("!").seconds(5);
    assert_eq!(times(&script).0, secs(25));
    assert_eq!(attempt(&script).text_of("main"), "so far!");
    assert_eq!(pauses(&script), [(PauseCause::Person, secs(500))]);
}

/// Esc by accident, in the middle of a sentence.
#[test]
fn whoever_types_on_answers_no_question() {
    let mut script = one();
    script
        .text("so far")
        .keys("Esc")
        .text("the loss, the slope, please quit");
    assert_eq!((scene(&script), overlay(&script)), ("asking", "confirm"));
    script.wait(ms(400)).text("l");
    assert_eq!(
        (scene(&script), overlay(&script)),
        ("asking", "confirm"),
        "still typing"
    );
    script.wait(ms(500)).keys("l");
    assert_eq!(scene(&script), "home");

    let mut script = one();
    script
        .text("so far")
        .keys("Esc")
        .text("the")
        .keys("Esc")
        .text("!");
    assert_eq!(attempt(&script).text_of("main"), "so far", "not recorded yet");
    script.seconds(1);
    assert_eq!(attempt(&script).text_of("main"), "so far!");
}

#[test]
fn leaving_can_be_a_pause_instead() {
    let mut script = one();
    script.seconds(20).keys("Esc p");
    assert_eq!(scene(&script), "paused");
    script.seconds(100).keys("Esc");
    assert_eq!(scene(&script), "home", "a paused interview is left at once");
    assert_eq!(count(&script, "Paused"), 1);
}

#[test]
fn quitting_asks_while_an_interview_runs() {
    let mut script = one();
    script.text("so far").keys("ctrl-c");
    assert_eq!(overlay(&script), "confirm");
    assert!(quits(&script).is_empty());
    script.keys("Esc").text("!").keys("ctrl-c q");
    assert_eq!(quits(&script), [0]);
    assert_eq!(
        names(&script).split_off(names(&script).len() - 2),
        ["Edited", "Paused"]
    );
    assert_eq!(
        Session::fold(&script.records()).attempts[0].text_of("main"),
        "so far!"
    );
}

#[test]
fn quitting_asks_whatever_is_open_above_the_answer_and_a_second_time_leaves() {
    for keys in [
        "ctrl-g n", "ctrl-g a", "ctrl-f", "ctrl-g /", "F1", "Esc", "ctrl-g k",
    ] {
        let mut script = one();
        script.keys(keys).text("xyz").keys("ctrl-c");
        assert_eq!((overlay(&script), quits(&script)), ("confirm", vec![]), "{keys}");
        if keys == "ctrl-g n" {
            assert_eq!(attempt(&script).note, "xyz");
        }
        script.keys("ctrl-c");
        assert_eq!(quits(&script), [0], "{keys}");
    }
}

#[test]
fn with_a_selection_ctrl_c_copies() {
    let mut script = one();
    script.text("word").keys("ctrl-a ctrl-c");
    assert_eq!(overlay(&script), "none");
    assert!(script.effects.contains(&Effect::Copy("word".to_owned())));
    script.keys("Esc");
    assert_eq!(overlay(&script), "none", "Esc ends the selection first");
    script.keys("ctrl-c");
    assert_eq!(overlay(&script), "confirm");
}

#[test]
fn where_no_clock_runs_quitting_does_not_ask() {
    let mut home = home(Config::default(), Vec::new());
    home.keys("q");
    let mut setup = Script::new(120, 40);
    setup.keys("Enter ctrl-c");
    let mut paused = one();
    paused.keys("F8 ctrl-c");
    let mut debrief = one();
    debrief.keys("F2 Enter ctrl-c");
    for script in [home, setup, paused, debrief] {
        assert_eq!(quits(&script), [0]);
    }
}

#[test]
fn the_end_from_outside_records_what_was_typed_and_quits_with_its_code() {
    for code in [129, 130, 131, 143] {
        let mut script = one();
        script.seconds(3).text("to the last letter");
        script.send(Msg::Signal(Signal::End(code)));
        assert_eq!(quits(&script), [code]);
        let tail = names(&script).split_off(names(&script).len() - 2);
        assert_eq!(tail, ["Edited", "Paused"]);
        let session = Session::fold(&script.records());
        assert_eq!(session.attempts[0].text_of("main"), "to the last letter");
        assert_eq!(session.paused, Some(PauseCause::Ended));
        let close = script
            .effects
            .iter()
            .position(|effect| *effect == Effect::CloseSession);
        let append = script
            .effects
            .iter()
            .rposition(|effect| matches!(effect, Effect::Append(..)));
        assert!(append < close && close < Some(script.effects.len() - 1));
    }
}

#[test]
fn the_end_from_outside_keeps_a_note_that_is_open() {
    let mut script = one();
    script.keys("ctrl-g n").text("a thought");
    script.send(Msg::Signal(Signal::End(129)));
    assert_eq!(Session::fold(&script.records()).attempts[0].note, "a thought");
}

#[test]
fn a_disk_that_fails_is_told_the_interview_goes_on_and_recovery_is_seen() {
    let mut script = one();
    let failed = "There is no room left on the disk.";
    script.send(Msg::Journal(Journal::Failed(None, failed.to_owned())));
    assert!(script.app.take_dirty());
    let words = script.app.data.disk.failed.clone();
    assert_eq!(words.as_deref(), Some(failed));
    let screen = script.screen();
    assert!(screen.contains("no room left"), "{screen}");
    // Script answers every record with Saved, as a writer that recovers does.
    script.text("goes on").seconds(1);
    assert_eq!(attempt(&script).text_of("main"), "goes on");
    assert_eq!(script.app.data.disk.failed, None);
    assert!(!script.screen().contains("no room left"));
}

#[test]
fn leaving_an_interview_that_is_not_saved_offers_a_file_at_once() {
    let mut script = one();
    script.text("so far").seconds(2);
    script.send(Msg::Journal(Journal::Failed(
        None,
        "No room: hotseat could not write.".to_owned(),
    )));
    script.keys("Esc");
    let screen = script.screen();
    assert!(screen.contains("w write the answers to a file"), "{screen}");
    assert!(!screen.contains("Everything is kept"), "{screen}");
    script.keys("Esc");
    assert_eq!((scene(&script), overlay(&script)), ("asking", "none"));
    script.keys("Esc l");
    assert_eq!(scene(&script), "home");
}

/// An interview that was left while its disk was full.
fn left_unsaved() -> (Script, String) {
    let mut script = one();
    script.text("so far").seconds(2);
    let folder = script.app.data.live.as_ref().unwrap().folder.clone();
    script.send(Msg::Journal(Journal::Failed(
        None,
        "No room: hotseat could not write.".to_owned(),
    )));
    script.keys("Esc l");
    assert_eq!((scene(&script), overlay(&script)), ("home", "none"));
    (script, folder)
}

fn rescued(script: &Script) -> Vec<(String, String)> {
    let rescues = script.effects.iter().filter_map(|effect| match effect {
        Effect::RescueSession {
            folder,
            session,
            questions,
            ..
        } => Some((folder.clone(), rescued_text(folder, session, questions))),
        _ => None,
    });
    rescues.collect()
}

#[test]
fn quitting_on_home_offers_a_file_while_an_interview_that_was_left_is_not_saved() {
    let (mut script, folder) = left_unsaved();
    let screen = script.screen();
    assert!(screen.contains("Esc offers a file."), "{screen}");
    for key in ["q", "Esc"] {
        script.keys(key);
        assert_eq!(overlay(&script), "confirm", "{key}");
        let screen = script.screen();
        assert!(screen.contains("Saving fails: No room."), "{screen}");
        assert!(quits(&script).is_empty(), "{key}");
        script.keys("w");
    }
    let files = rescued(&script);
    assert_eq!(files.len(), 2);
    assert_eq!(files[0].0, folder);
    assert!(files[0].1.contains("so far"), "{}", files[0].1);
    script.keys("Esc q");
    assert_eq!(quits(&script), [0]);
}

#[test]
fn the_file_has_what_was_made_of_the_answers_also_after_the_last_question() {
    let mut script = one();
    script.text("so far").seconds(60);
    while scene(&script) == "asking" {
        script.keys("F2");
    }
    script.keys("Enter");
    assert_eq!(scene(&script), "predicting");
    script.keys("3 Enter");
    assert_eq!(scene(&script), "scoring");
    script.keys("*");
    script.send(Msg::Journal(Journal::Failed(
        None,
        "No room: hotseat could not write.".to_owned(),
    )));
    script.keys("ctrl-c w");
    let files = rescued(&script);
    let text = &files.last().unwrap().1;
    for made in ["so far", "Predicted 3 of 4", "Marked to revisit"] {
        assert!(text.contains(made), "{made}: {text}");
    }
}

#[test]
fn what_is_said_of_an_interview_that_was_left_ends_once_it_is_on_disk() {
    let (mut script, folder) = left_unsaved();
    // Another one that is saved does not make this one so.
    script.send(Msg::Journal(Journal::Saved("another".to_owned(), 1)));
    assert!(script.screen().contains("Not saved"), "{}", script.screen());
    script.app.take_dirty();
    script.send(Msg::Journal(Journal::Closed(folder)));
    assert!(script.app.take_dirty());
    assert!(!script.screen().contains("Not saved"), "{}", script.screen());
    script.keys("Esc");
    assert_eq!(quits(&script), [0]);
}

#[test]
fn an_interview_that_cannot_be_given_back_is_not_called_saved() {
    let mut script = one();
    script.text("so far").keys("Esc l");
    script.send(Msg::Journal(Journal::Failed(None, "No room: so.".to_owned())));
    let screen = script.screen();
    assert!(screen.contains("Not saved: No room."), "{screen}");
    script.keys("q");
    assert_eq!(overlay(&script), "confirm");
    // On other screens Esc goes back.
    script.keys("Esc b");
    let screen = script.screen();
    assert!(screen.contains("^C offers a file."), "{screen}");
}

#[test]
fn an_interview_left_unsaved_is_opened_again_though_no_history_has_it_and_the_answer_is_seen() {
    let (mut script, folder) = left_unsaved();
    script.keys("r");
    let asked = Effect::OpenSession {
        folder: folder.clone(),
    };
    assert_eq!(script.effects.last(), Some(&asked));
    let why = "The interview cannot go on before it is saved: No room.";
    let sentence = why.to_owned();
    script.send(Msg::Opened(Err(NotOpened { folder, sentence })));
    assert!(script.screen().contains(why), "{}", script.screen());
}

#[test]
fn where_the_answers_were_written_is_seen_beside_what_is_not_saved() {
    let (mut script, folder) = left_unsaved();
    let short = "Written to ~/a.md";
    script
        .send(Msg::Exported(TaskId(9), Ok(short.to_owned())))
        .seconds(8);
    let screen = script.screen();
    assert!(
        screen.contains(&format!("Not saved: No room. {short}")),
        "{screen}"
    );
    script.seconds(3);
    assert!(script.screen().contains("Esc offers a file."), "it goes");
    // What is too long for one row takes two.
    let long = format!("Written to ~/some/folder/{folder}-answers-1.md");
    for (width, height) in [(80, 24), (120, 40)] {
        script.send(Msg::Resize(Size { width, height }));
        script.send(Msg::Exported(TaskId(9), Ok(long.clone())));
        let screen = script.screen();
        let words: String = screen.split_whitespace().collect();
        let wanted: String = long.split_whitespace().collect();
        assert!(screen.contains("Not saved"), "{screen}");
        assert!(words.contains(&wanted), "{screen}");
    }
}

#[test]
fn what_helps_is_not_cut_off_a_long_sentence() {
    let mut script = home(Config::default(), Vec::new());
    let why = "This session is open in another hotseat (process 1234567, since 21:14 on 23 November). Close it there, \
               or open another session.";
    for (width, height) in [(80, 24), (120, 31), (120, 40)] {
        script.send(Msg::Resize(Size { width, height }));
        script.send(Msg::Exported(TaskId(9), Err(why.to_owned())));
        let screen = script.screen();
        let words: String = screen.split_whitespace().collect();
        assert!(words.contains("openanothersession."), "{screen}");
        assert!(screen.contains("Enter open"), "the key line stays\n{screen}");
    }
}

#[test]
fn saved_is_said_only_of_what_is_on_disk() {
    let mut script = one();
    script.text("x");
    let seq = session(&script).seq;
    let effects = script.app.update(Msg::Signal(Signal::Continued), &{
        let mut now = script.now().clone();
        now.mono += ms(500);
        now.boot += ms(500);
        now
    });
    let appended = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Append(..)))
        .count();
    assert_eq!(appended, 1, "what was typed is due");
    assert_eq!(session(&script).seq, seq + 1);
    assert!(script.app.data.disk.saved < session(&script).seq);
    assert!(script.app.data.disk.unsaved_since.is_some());
    let folder = script.app.data.live.as_ref().unwrap().folder.clone();
    // What an earlier session still had to save is no news of this one, whatever its number.
    let other = Msg::Journal(Journal::Saved("another".to_owned(), 400));
    let _ = script.app.update(other, &script.now().clone());
    assert!(script.app.data.disk.saved < session(&script).seq);
    assert!(script.app.data.disk.unsaved_since.is_some());
    let _ = script.app.update(
        Msg::Journal(Journal::Saved(folder, seq + 1)),
        &script.now().clone(),
    );
    assert_eq!(script.app.data.disk.unsaved_since, None);
}

#[test]
fn a_failure_is_that_of_the_session_it_came_from() {
    let (mut script, left) = left_unsaved();
    script.keys("/").text("q2").keys("Enter");
    assert_eq!(scene(&script), "asking");
    let failed = |script: &mut Script, folder: &str, why: &str| {
        let why = format!("{why}: so.");
        script.send(Msg::Journal(Journal::Failed(Some(folder.to_owned()), why)));
    };
    failed(&mut script, &left, "Still no room");
    assert_eq!(script.app.data.disk.failed, None);
    failed(&mut script, "another", "Nobody's");
    assert_eq!(script.app.data.disk.failed, None);
    let live = script.app.data.live.as_ref().unwrap().folder.clone();
    failed(&mut script, &live, "Here neither");
    assert_eq!(script.app.data.disk.failed.as_deref(), Some("Here neither: so."));
    // The one that was left is saved: that does not mend this one.
    script.send(Msg::Journal(Journal::Saved(left, 400)));
    assert!(script.app.data.disk.failed.is_some());
}

#[test]
fn a_session_opened_from_the_palette_gives_the_one_before_back() {
    let mut script = one();
    script.keys("F2 Enter 3 Enter Space Down Space Down 2 Enter");
    assert_eq!(scene(&script), "scorecard");
    script.keys("/").text("q2").keys("Enter");
    assert_eq!(scene(&script), "asking");
    let closed = script
        .effects
        .iter()
        .position(|effect| *effect == Effect::CloseSession);
    let begun = script
        .effects
        .iter()
        .rposition(|effect| matches!(effect, Effect::Begin { .. }));
    assert!(closed.is_some() && closed < begun);
    script.keys("Esc l");
    assert_eq!(scene(&script), "home");
}

#[test]
fn the_bank_is_closed_until_the_interview_is_over() {
    let mut script = three();
    for keys in ["ctrl-g /", "F8 /"] {
        script.keys(keys);
        assert_eq!(overlay(&script), "palette");
        script.text("q2");
        let screen = script.screen();
        assert!(screen.contains("Nothing matches"), "{screen}");
        script.keys("Esc");
    }
}

#[test]
fn what_a_session_still_had_to_save_as_it_was_left_is_heard_of() {
    let mut script = one();
    let folder = script.app.data.live.as_ref().unwrap().folder.clone();
    script.keys("Esc").text("l");
    assert_eq!(scene(&script), "home");
    // A frame may wait for it.
    script.send(Msg::Journal(Journal::Saved(folder, 400)));
    assert_eq!(script.app.data.disk.saved, 400);
}
