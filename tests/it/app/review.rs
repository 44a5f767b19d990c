//! Looking back: what is chosen, what is added to the record of a session that is over, and what is done again.

use std::time::Duration;

use hotseat::app::msg::{Signal, TaskId};
use hotseat::app::screens::review::{Pane, Review, Tab};
use hotseat::domain::event::{ScoreKind, SessionKind};
use hotseat::domain::search::{Found, Hit, Place, Snippet};

use super::*;
use crate::past;

fn open() -> Script {
    let mut script = Script::new(120, 40);
    script.send(Msg::History(past::history()));
    script.set_wall("2026-11-28T18:55:00+01:00[Europe/Berlin]");
    past::keys(&mut script, "v");
    assert_eq!(scene(&script), "review");
    script
}

fn review(script: &Script) -> &Review {
    match script.app.screen() {
        Screen::Review(review) => review,
        _ => panic!("the review is gone: {}", scene(script)),
    }
}

/// Goes down to a session whose first answer is like that.
fn to(script: &mut Script, wanted: impl Fn(&hotseat::domain::session::Attempt) -> bool) {
    for _ in past::sessions() {
        if review(script)
            .attempt()
            .is_some_and(|(attempt, _)| wanted(attempt))
        {
            return;
        }
        past::keys(script, "Down");
    }
    panic!("no answer is like that");
}

/// What was asked to be added to which session; it is said to be done.
fn amended(script: &mut Script) -> Vec<(String, Vec<Event>)> {
    let mut added = Vec::new();
    for effect in std::mem::take(&mut script.effects) {
        if let Effect::Amend {
            task, folder, events, ..
        } = effect
        {
            added.push((folder, events));
            script.send(Msg::Amended(task, Ok(())));
        }
    }
    added
}

#[test]
fn the_session_in_hand_is_read_and_stays_in_hand_when_the_history_is_read_anew() {
    let mut script = open();
    past::keys(&mut script, "Down Down");
    let folder = review(&script).folder.clone();
    assert_eq!(folder, past::sessions()[2].folder);
    assert_eq!(
        review(&script).session().map(|opened| &opened.folder),
        Some(&folder)
    );
    script.send(Msg::History(past::history()[1..].to_vec()));
    past::give(&mut script);
    assert_eq!(review(&script).folder, folder);
    script.send(Msg::History(past::history()[..2].to_vec()));
    past::give(&mut script);
    assert_eq!(review(&script).folder, past::sessions()[0].folder, "it is gone");
}

#[test]
fn escape_goes_from_the_answer_to_its_session_to_all_of_them_and_home() {
    let mut script = open();
    past::keys(&mut script, "Enter Enter Right");
    assert_eq!(
        (review(&script).pane, review(&script).tab),
        (Pane::Text, Tab::Reference)
    );
    for pane in [Pane::Questions, Pane::Sessions] {
        script.keys("Esc");
        assert_eq!(review(&script).pane, pane);
    }
    script.keys("Esc");
    assert_eq!(scene(&script), "home");
}

#[test]
fn a_search_shows_what_it_found_and_escape_everything() {
    let mut script = open();
    let all = review(&script).rows(&script.app.data, &script.app.now).len();
    script.keys("/").text("calibration");
    let task = script.effects.iter().rev().find_map(|effect| match effect {
        Effect::Search { task, text } => {
            assert_eq!(text, "calibration");
            Some(*task)
        }
        _ => None,
    });
    let hit = Hit {
        folder: past::sessions()[5].folder.clone(),
        attempt: Some(0),
        question: String::new(),
        place: Place::Note,
        snippet: Snippet::new("calibration", &[]),
    };
    script.send(Msg::Found(
        TaskId(0),
        Ok(Found {
            hits: Vec::new(),
            ..Found::default()
        }),
    ));
    assert_eq!(
        review(&script).rows(&script.app.data, &script.app.now).len(),
        all,
        "an older search"
    );
    script.send(Msg::Found(
        task.unwrap(),
        Ok(Found {
            hits: vec![hit.clone()],
            more: false,
            sessions: all,
        }),
    ));
    past::give(&mut script);
    assert_eq!(review(&script).folder, hit.folder);
    assert_eq!(review(&script).hit(), Some(&hit));
    script.keys("Esc");
    assert_eq!(review(&script).rows(&script.app.data, &script.app.now).len(), all);
}

#[test]
fn marks_disputes_and_notes_are_added_to_the_record_of_their_session() {
    let mut script = open();
    to(&mut script, |attempt| {
        !attempt.starred && attempt.disputed.is_none()
    });
    let folder = review(&script).folder.clone();
    let question = review(&script).attempt().unwrap().0.question.clone();
    script.effects.clear();
    script.keys("*");
    let on = true;
    assert_eq!(
        amended(&mut script),
        [(
            folder.clone(),
            vec![Event::Starred {
                question: question.clone(),
                on
            }]
        )]
    );
    script.keys("!");
    assert!(
        matches!(&amended(&mut script)[..], [(_, events)] if matches!(events[..], [Event::Disputed { .. }]))
    );
    script.keys("n").text(" and calibration").keys("Esc");
    let noted = amended(&mut script);
    let text = noted
        .iter()
        .flat_map(|(_, events)| events)
        .find_map(|event| match event {
            Event::Noted { text, .. } => Some(text.clone()),
            _ => None,
        });
    assert!(
        text.is_some_and(|text| text.ends_with(" and calibration")),
        "{noted:?}"
    );
}

#[test]
fn what_is_wrong_with_a_disputed_question_is_said_long_after() {
    let mut script = open();
    to(&mut script, |attempt| attempt.disputed.is_some());
    script.effects.clear();
    script.keys("w ctrl-a").text("the sign is wrong").keys("Esc");
    let disputed = amended(&mut script);
    assert!(
        matches!(&disputed[..], [(_, events)] if matches!(
            &events[..],
            [Event::Disputed { on: true, text, .. }] if text == "the sign is wrong"
        )),
        "{disputed:?}"
    );
    to(&mut script, |attempt| attempt.disputed.is_none());
    script.keys("w");
    assert_eq!(overlay(&script), "none", "nothing is disputed");
}

#[test]
fn a_note_that_is_being_written_is_kept_when_the_program_is_told_to_end() {
    let mut script = open();
    script.effects.clear();
    script.keys("n").text("half a word");
    script.send(Msg::Signal(Signal::End(143)));
    assert!(amended(&mut script).iter().any(
        |(_, events)| matches!(&events[..], [Event::Noted { text, .. }] if text.ends_with("half a word"))
    ));
}

/// Refuses everything that was asked to be added; returns it, with whether the person asked once more.
fn refused(script: &mut Script, why: &str) -> Vec<(Vec<Event>, bool)> {
    let mut asked = Vec::new();
    for effect in std::mem::take(&mut script.effects) {
        if let Effect::Amend {
            task, events, again, ..
        } = effect
        {
            asked.push((events, again));
            script.send(Msg::Amended(task, Err(why.to_owned())));
        }
    }
    past::give(script);
    asked
}

fn quit(script: &Script) -> bool {
    script
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::Quit(_)))
}

const FULL: &str = "The disk is full: journal.jsonl could not be written.";

#[test]
fn a_note_that_cannot_be_kept_stays_is_said_and_goes_along_with_the_next_one() {
    let mut script = open();
    to(&mut script, |attempt| !attempt.starred && attempt.note.is_empty());
    script.effects.clear();
    script.keys("n").text("half").seconds(2);
    assert_eq!(refused(&mut script, FULL).len(), 1);
    assert!(script.screen().contains("Not saved"), "{}", script.screen());
    script.text(" and whole").keys("Esc");
    // The older text is void by now.
    let asked = refused(&mut script, FULL);
    let noted = |events: &[Event]| {
        let texts = events.iter().filter_map(|event| match event {
            Event::Noted { text, .. } => Some(text.clone()),
            _ => None,
        });
        texts.collect::<Vec<_>>()
    };
    assert_eq!(noted(&asked[0].0), ["half and whole"]);
    assert_eq!(asked.len(), 1);

    // Opened again it says what was written, not what is on disk.
    assert_eq!(review(&script).attempt().unwrap().0.note, "half and whole");
    script.keys("*");
    let added = amended(&mut script);
    let [(_, events)] = &added[..] else {
        panic!("{added:?}")
    };
    assert_eq!(noted(events), ["half and whole"]);
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::Starred { on: true, .. }))
    );
    assert!(!script.screen().contains("Not saved"), "{}", script.screen());
    script.effects.clear();
    script.keys("ctrl-c");
    assert!(quit(&script), "all is on disk");
}

#[test]
fn quitting_names_what_could_not_be_kept_tries_it_again_and_writes_it_to_a_file() {
    let mut script = open();
    script.effects.clear();
    script.keys("N").text("slept badly").keys("Esc");
    let screen = script.screen();
    assert!(
        !screen.contains("kept"),
        "whether it is, is not known yet: {screen}"
    );
    script.keys("ctrl-c");
    assert!(!quit(&script), "whether it can be kept is not known yet");
    refused(&mut script, FULL);
    assert_eq!(overlay(&script), "confirm");
    let screen = script.screen();
    assert!(screen.contains("a note on the session"), "{screen}");
    assert!(screen.contains("The disk is full"), "{screen}");
    // On a small terminal all of it is said, in more rows.
    let screen = script.resize(80, 24).screen();
    for whole in ["is lost when hotseat ends.", "t try again", "q quit without them"] {
        assert!(screen.contains(whole), "{whole}: {screen}");
    }
    script.resize(120, 40);
    script.keys("w");
    assert!(script.effects.iter().any(|effect| matches!(
        effect,
        Effect::Rescue { folder, text, .. } if folder == "notes" && text.contains("slept badly")
    )));
    script.effects.clear();
    script.keys("ctrl-c t");
    let asked = refused(&mut script, FULL);
    assert!(matches!(&asked[..], [(_, true)]), "the person asks: {asked:?}");
    // Leaving tries it too, and says so wherever one is.
    script.keys("Esc");
    assert_eq!(scene(&script), "home");
    let asked = refused(&mut script, FULL);
    assert!(matches!(&asked[..], [(_, false)]), "{asked:?}");
    assert!(
        script.screen().contains("Not saved: The disk is full"),
        "{}",
        script.screen()
    );
    script.keys("ctrl-c q");
    assert!(quit(&script));

    let mut script = open();
    script.effects.clear();
    script.keys("N").text("slept well").keys("ctrl-c");
    assert!(!quit(&script));
    assert_eq!(amended(&mut script).len(), 1);
    assert!(quit(&script), "it quits once it is kept");
}

#[test]
fn a_blind_score_and_a_note_beside_it_that_cannot_be_kept_are_said_and_stay() {
    let mut script = open();
    to(&mut script, |attempt| {
        let old = attempt.asked_at.as_ref().is_some_and(|at| at.month() < 11);
        old && !attempt.scores.is_empty() && !attempt.ticks.is_empty()
    });
    script.keys("b").effects.clear();
    script.keys("n").text("doubtful").keys("Esc");
    assert_eq!(scene(&script), "scoring");
    assert_eq!(refused(&mut script, FULL).len(), 1);
    assert!(script.screen().contains("Not saved"), "{}", script.screen());
    for _ in 0..12 {
        if scene(&script) != "scoring" {
            break;
        }
        script.keys("Enter 2");
    }
    let asked = refused(&mut script, FULL);
    assert!(asked.iter().flat_map(|(events, _)| events).any(|event| matches!(
        event,
        Event::Scored {
            kind: ScoreKind::Blind,
            ..
        }
    )));
    script.keys("ctrl-c");
    let screen = script.screen();
    assert!(screen.contains("a blind score of "), "{screen}");
    script.keys("t");
    let added = amended(&mut script);
    let kept = added.iter().flat_map(|(_, events)| events);
    assert_eq!(kept.count(), 2, "{added:?}");
}

#[test]
fn the_session_has_a_note_of_its_own_whatever_pane_has_the_focus() {
    let mut script = open();
    for keys in ["N", "Tab N"] {
        script.effects.clear();
        script.keys(keys);
        assert!(script.screen().contains("A note on this session"));
        script.text("slept badly").keys("Esc");
        let added = amended(&mut script);
        let kept = |event: &Event| matches!(event, Event::Noted { question: None, text } if text.ends_with("slept badly"));
        let [(folder, events)] = &added[..] else {
            panic!("{added:?}")
        };
        assert_eq!(*folder, review(&script).folder);
        assert!(matches!(&events[..], [event] if kept(event)), "{events:?}");
    }
}

#[test]
fn only_what_was_missed_is_asked_again_answered_and_scored() {
    let mut script = open();
    for _ in past::sessions() {
        if !review(&script).missed().is_empty() {
            break;
        }
        past::keys(&mut script, "Down");
    }
    let missed = review(&script).missed();
    let question = review(&script).attempt().unwrap().0.question.clone();
    assert!(!missed.is_empty());
    script.effects.clear();
    script.keys("m");
    let started = script
        .records()
        .into_iter()
        .find_map(|record| match record.event {
            Event::SessionStarted(started) => Some(started),
            _ => None,
        });
    let started = started.unwrap_or_else(|| panic!("no session began:\n{}", script.screen()));
    assert_eq!(started.kind, SessionKind::Retake);
    let asked = &started.plan[0].questions[0];
    assert_eq!((&asked.name, asked.ideas.as_ref()), (&question, Some(&missed)));
    script.text("said this time").seconds(60);
    // Submitted, predicted, and each idea that was asked for ticked.
    for _ in 0..40 {
        match scene(&script) {
            "scorecard" => break,
            "predicting" => script.keys("3 Enter"),
            "scoring" => script.keys("Space Enter"),
            _ => script.keys("F2 Enter"),
        };
    }
    assert_eq!(scene(&script), "scorecard");
    let session = &script.app.data.live.as_ref().unwrap().session;
    let ticked = session.attempts[0].ticks.keys().cloned().collect::<Vec<_>>();
    assert!(!ticked.is_empty() && ticked.iter().all(|idea| missed.contains(idea)));
    assert!(!session.attempts[0].scores.is_empty());
}

#[test]
fn a_blind_score_lies_beside_the_first_and_touches_nothing_else() {
    let mut script = open();
    to(&mut script, |attempt| {
        let old = attempt.asked_at.as_ref().is_some_and(|at| at.month() < 11);
        old && !attempt.scores.is_empty() && !attempt.ticks.is_empty()
    });
    let folder = review(&script).folder.clone();
    let before = review(&script).session().unwrap().session.clone();
    script.effects.clear();
    script.keys("b");
    assert_eq!(scene(&script), "scoring");
    let Screen::Debrief(debrief) = script.app.screen() else {
        unreachable!()
    };
    let (attempt, _) = debrief.attempt(&script.app.data).unwrap();
    assert!(attempt.scores.is_empty() && attempt.ticks.is_empty() && attempt.prediction.is_none());
    // Every criterion in levels is given a 2, the ideas stay missed.
    for _ in 0..12 {
        if scene(&script) != "scoring" {
            break;
        }
        script.keys("Enter 2");
    }
    assert_eq!(scene(&script), "review");
    let records = script.effects.iter().filter(|effect| {
        matches!(
            effect,
            Effect::Append(..) | Effect::CloseSession | Effect::OpenSession { .. }
        )
    });
    assert_eq!(records.count(), 0, "nothing of the copy is written");
    let added = amended(&mut script);
    let [(to, events)] = &added[..] else {
        panic!("{added:?}")
    };
    assert_eq!(*to, folder);
    assert!(
        matches!(
            &events[..],
            [Event::Scored {
                kind: ScoreKind::Blind,
                ..
            }]
        ),
        "{events:?}"
    );
    past::give(&mut script);
    assert_eq!(review(&script).session().unwrap().session, before);
}

#[test]
fn a_young_answer_is_not_scored_blind() {
    let mut script = open();
    to(&mut script, |attempt| !attempt.scores.is_empty());
    script.keys("b");
    assert_eq!(scene(&script), "review");
}

#[test]
fn what_was_missed_is_asked_again_and_nothing_is_missed_that_was_not_scored() {
    let mut script = open();
    to(&mut script, |attempt| attempt.scores.is_empty());
    assert!(review(&script).missed().is_empty());
    let mut script = open();
    to(&mut script, |attempt| {
        !attempt.scores.is_empty() && attempt.ticks.values().any(|tick| tick.on)
    });
    let missed = review(&script).missed();
    let (attempt, question) = review(&script).attempt().unwrap();
    let ideas = question
        .rubric
        .iter()
        .flat_map(|criterion| criterion.ideas.iter().flatten());
    for idea in ideas {
        let said = attempt.ticks.get(&idea.id).is_some_and(|tick| tick.on);
        assert_eq!(missed.contains(&idea.id), !said, "{}", idea.id);
    }
}

#[test]
fn the_reference_stays_shut_until_the_answer_was_predicted() {
    let open = past::sessions()
        .iter()
        .flat_map(|session| &session.session.attempts)
        .find(|attempt| attempt.prediction.is_none() && attempt.scores.is_empty() && !attempt.skipped);
    assert!(open.is_some_and(|attempt| !attempt.reference_open()));
    let scored = past::sessions()
        .iter()
        .flat_map(|session| &session.session.attempts)
        .find(|attempt| !attempt.scores.is_empty());
    assert!(scored.is_some_and(hotseat::domain::session::Attempt::reference_open));
}

#[test]
fn a_replay_plays_to_the_end_and_wakes_only_while_it_plays() {
    let mut script = open();
    to(&mut script, |attempt| {
        attempt.submitted.is_some() && attempt.words() > 20
    });
    let (attempt, _) = review(&script).attempt().unwrap();
    let texts: Vec<(String, String)> = attempt
        .fields
        .iter()
        .map(|field| (field.name.clone(), field.text.clone()))
        .collect();
    script.keys("Space");
    assert_eq!(scene(&script), "replay");
    assert_eq!(script.app.next_wake(&script.app.now), None, "it stands");
    script.keys("+ + + Space");
    assert!(
        script
            .app
            .next_wake(&script.app.now)
            .is_some_and(|wake| wake <= Duration::from_secs(1))
    );
    script.seconds(1_200);
    let Screen::Replay(replay) = script.app.screen() else {
        panic!("the replay is gone")
    };
    for (field, text) in texts {
        assert_eq!(replay.course.replay.text(&field), text, "{field}");
    }
    assert_eq!(script.app.next_wake(&script.app.now), None, "it is at the end");
    script.keys("Esc");
    assert_eq!(scene(&script), "review");
}
