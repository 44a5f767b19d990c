//! The debrief: the prediction first, then ideas, levels, pitfalls; when it comes, putting it off,
//! scoring again; and a scorecard that says what the record says.

use hotseat::domain::config::Value;
use hotseat::domain::event::{Event, ScoreKind};
use hotseat::domain::export::ExportFormat;
use hotseat::domain::loops::ScoreAfter;
use hotseat::domain::scorecard::scorecard;
use hotseat::domain::summary::SessionSummary;

use super::*;

/// The rows of a rubric: two ideas, then `clear`, then `probing`.
fn answered(text: &str) -> Script {
    let mut script = one();
    script.text(text).seconds(60).keys("F2");
    while scene(&script) == "asking" {
        script.keys("F2");
    }
    script.keys("Enter");
    assert_eq!(scene(&script), "predicting");
    script
}

fn scored(script: &Script) -> Vec<(f64, ScoreKind)> {
    let attempt = &session(script).attempts[0];
    attempt
        .scores
        .iter()
        .map(|scored| (scored.score, scored.kind))
        .collect()
}

fn score_after(when: ScoreAfter, rounds: Vec<RoundPlan>) -> Script {
    let mut plan = plan(rounds);
    plan.score_after = when;
    sit(plan)
}

fn answer(script: &mut Script) {
    script
        .text("maximum likelihood; p - y")
        .seconds(60)
        .keys("F2 Enter");
}

#[test]
fn the_reference_opens_only_after_a_prediction() {
    let mut script = answered("maximum likelihood; p - y");
    script.keys("Enter");
    assert_eq!(scene(&script), "predicting");
    assert!(!script.screen().contains("The best."));
    script.keys("1 3");
    assert!(script.screen().contains("[3]"));
    assert_eq!(count(&script, "Predicted"), 0, "not said yet");
    script.keys("Enter");
    assert_eq!(scene(&script), "scoring");
    assert_eq!(attempt(&script).prediction, Some(3));
    assert_fold(&script);
}

#[test]
fn a_prediction_cannot_be_changed_once_the_reference_was_opened() {
    let mut script = answered("maximum likelihood; p - y");
    script.keys("2 Enter");
    let record = |script: &Script| {
        let mut predicted = script.records();
        predicted.retain(|record| matches!(record.event, Event::Predicted { .. }));
        predicted.len()
    };
    // Whatever is pressed here, and whichever way back there is.
    for keys in [
        "Tab Tab Tab Tab 4 Enter",
        "shift-Tab 0 Up Down Esc",
        "F6 Esc Esc Esc",
        "1 2 3 4 0 Enter Esc Enter",
    ] {
        let mut again = resumed(&script, script.records(), Duration::ZERO);
        assert_eq!(scene(&again), "scoring", "not asked again");
        again.keys(keys).keys("4 Enter 4 Enter");
        assert_eq!(record(&again), 0, "{keys}");
        assert_eq!(
            again
                .app
                .data
                .live
                .as_ref()
                .map_or(Some(2), |live| { live.session.attempts[0].prediction }),
            Some(2)
        );
    }
    script.keys("Esc");
    assert_eq!(scene(&script), "home");
    assert_eq!(record(&script), 1);
}

#[test]
fn nothing_is_taken_back_by_who_has_read_the_reference() {
    let mut script = score_after(ScoreAfter::Question, vec![round(20.0, 2)]);
    answer(&mut script);
    script.keys("2 Enter Esc");
    assert_eq!(scene(&script), "asking");
    // A run that ends between two records opens at the question that was read.
    for cut in 0..=script.records().len() {
        let mut records = script.records();
        records.truncate(cut);
        let read = records
            .iter()
            .any(|record| matches!(record.event, Event::Predicted { .. }));
        let asked = records
            .iter()
            .filter(|record| matches!(record.event, Event::QuestionAsked { .. }))
            .count();
        if !read || asked > 1 {
            continue;
        }
        let mut again = resumed(&script, records, Duration::ZERO);
        again.keys("Enter u F3 Enter u F3");
        assert_eq!(count(&again, "TakenBack"), 0, "cut at {cut}");
    }
}

#[test]
fn the_answer_can_be_read_again_before_predicting_and_the_reference_stays_shut() {
    let mut script = answered("maximum likelihood; p - y");
    script.keys("3 Tab");
    let screen = script.screen();
    assert!(screen.contains("maximum likelihood; p - y") && !screen.contains("The best."));
    script.keys("Tab");
    assert!(script.screen().contains("[3]"), "what was chosen stays");
    assert_eq!(scene(&script), "predicting");
}

#[test]
fn a_tick_with_evidence_stands_and_names_its_place() {
    let mut script = answered("It is maximum likelihood; p - y");
    script.keys("2 Enter Space");
    let tick = &attempt(&script).ticks["mle"];
    assert!(tick.on && !tick.in_other_words);
    let evidence = tick.evidence.as_ref().unwrap();
    assert_eq!(
        (evidence.field.as_str(), evidence.start, evidence.end),
        ("main", 6, 24)
    );
    script.keys("Space");
    assert!(!attempt(&script).ticks["mle"].on);
}

#[test]
fn a_tick_without_evidence_asks_once_and_y_keeps_and_n_unticks() {
    let mut script = answered("Something else.");
    script.keys("2 Enter Space");
    assert!(attempt(&script).ticks["mle"].in_other_words);
    let asks = |script: &Script| match script.app.screen() {
        Screen::Debrief(debrief) => debrief.asking.clone(),
        _ => None,
    };
    assert_eq!(asks(&script).as_deref(), Some("mle"));
    script.keys("y");
    assert_eq!(asks(&script), None);
    assert!(attempt(&script).ticks["mle"].on);
    script.keys("Down Space n");
    assert_eq!(asks(&script), None);
    assert!(!attempt(&script).ticks["grad"].on);
    assert_eq!(overlay(&script), "none", "n is no note here");
    script.keys("n");
    assert_eq!(overlay(&script), "notes", "and one again afterwards");
    assert_fold(&script);
}

#[test]
fn levels_are_chosen_changed_and_set_aside() {
    let mut script = answered("maximum likelihood; p - y");
    script.keys("2 Enter Down Down 3");
    assert_eq!(attempt(&script).levels["clear"], Some(3));
    script.keys("1 1");
    assert_eq!(attempt(&script).levels["clear"], Some(1));
    assert_eq!(count(&script, "Levelled"), 2, "the same level is no event");
    script.keys("-");
    assert_eq!(attempt(&script).levels["clear"], None);
    script.keys("Space");
    assert!(attempt(&script).ticks.is_empty(), "a level is not ticked");
}

#[test]
fn enter_with_something_to_score_goes_there_and_says_so() {
    let mut script = answered("Something else.");
    script.keys("2 Enter Enter");
    assert_eq!(scene(&script), "scoring");
    assert!(script.screen().contains("2 criteria are still to score"));
    script.keys("3 Enter");
    assert!(script.screen().contains("One criterion is still to score"));
    assert_eq!(count(&script, "Scored"), 0);
    script.keys("- Enter");
    assert_eq!(scene(&script), "scorecard");
    assert_eq!(count(&script, "Scored"), 1);
    assert_fold(&script);
}

#[test]
fn the_first_score_stays_and_a_revision_lies_beside_it() {
    let mut script = answered("maximum likelihood; p - y");
    script.keys("2 Enter Space Down Space Down 2 Enter");
    assert_eq!(scene(&script), "scorecard");
    // (3 x 4 + 1 x 2) / 4; no follow-up was asked.
    assert_eq!(scored(&script), [(3.5, ScoreKind::First)]);
    script.keys("Enter");
    assert_eq!(scene(&script), "scoring");
    script.keys("Enter");
    assert_eq!(scored(&script).len(), 1, "nothing was changed");
    script.keys("Enter End Up 4 Enter");
    assert_eq!(
        scored(&script),
        [(3.5, ScoreKind::First), (4.0, ScoreKind::Revision)]
    );
    assert_eq!(scene(&script), "scorecard");
    script.keys("Enter Space Esc");
    assert_eq!(scene(&script), "scorecard");
    assert_eq!(
        scored(&script).len(),
        3,
        "ticks and score change together, also by Esc"
    );
    assert_eq!(scored(&script)[0], (3.5, ScoreKind::First));
    assert_fold(&script);
}

#[test]
fn pitfalls_are_marked_and_a_question_is_disputed_with_its_note() {
    let mut script = answered("maximum likelihood; p - y");
    script.keys("2 Enter shift-Tab Down Space");
    assert!(attempt(&script).pitfalls.contains("squared"));
    script.keys("Space");
    assert!(attempt(&script).pitfalls.is_empty());
    script.keys("n").text("unclear").keys("Esc !");
    assert_eq!(attempt(&script).disputed.as_deref(), Some("unclear"));
    script.keys("w ctrl-End").text(": which squares?").keys("Esc");
    let about = attempt(&script);
    assert_eq!(about.disputed.as_deref(), Some("unclear: which squares?"));
    assert_eq!(about.note, "unclear", "the note is one's own");
    script.keys("!");
    assert_eq!(attempt(&script).disputed, None);
    script.keys("w");
    assert_eq!(overlay(&script), "none", "nothing is disputed");
    script.keys("*");
    assert!(attempt(&script).starred);
    assert_fold(&script);
}

#[test]
fn answers_are_scored_after_each_question_where_the_loop_says_so() {
    let mut script = score_after(ScoreAfter::Question, vec![round(20.0, 2)]);
    answer(&mut script);
    assert_eq!(scene(&script), "predicting");
    let spent = times(&script).1;
    script.seconds(500);
    assert_eq!(times(&script).1, spent, "the debrief is never timed");
    script.keys("2 Enter Space Down Space Down 2 Enter");
    assert_eq!(scene(&script), "asking");
    assert_eq!(session(&script).attempts.len(), 2);
    answer(&mut script);
    assert_eq!(scene(&script), "predicting");
    script.keys("2 Enter Space Down Space Down 2 Enter");
    assert_eq!(scene(&script), "scorecard");
    assert_eq!(pauses(&script), [], "a debrief is no pause");
    assert_fold(&script);
}

#[test]
fn answers_are_scored_after_each_round_where_the_loop_says_so() {
    let mut script = score_after(ScoreAfter::Round, vec![round(20.0, 2), round(10.0, 1)]);
    answer(&mut script);
    assert_eq!(scene(&script), "asking");
    answer(&mut script);
    assert_eq!(scene(&script), "predicting");
    script.keys("2 Enter Space Down Space Down 2 Enter 2 Enter Space Down Space Down 2 Enter");
    assert_eq!(scene(&script), "asking");
    assert_eq!(session(&script).rounds.len(), 2);
    assert_fold(&script);
}

#[test]
fn answers_are_scored_after_the_loop_where_the_loop_or_the_person_says_so() {
    let by_loop = score_after(ScoreAfter::Loop, vec![round(10.0, 1), round(10.0, 1)]);
    let mut config = Config::default();
    config
        .set("interview.score_after", &Value::Text("loop".to_owned()))
        .unwrap();
    let by_person = sit_with(config, plan(vec![round(10.0, 1), round(10.0, 1)]));
    for mut script in [by_loop, by_person] {
        answer(&mut script);
        assert_eq!(scene(&script), "asking");
        answer(&mut script);
        assert_eq!(scene(&script), "predicting");
        let Screen::Debrief(debrief) = script.app.screen() else {
            panic!();
        };
        assert_eq!(debrief.queue, [0, 1]);
        assert_fold(&script);
    }
}

fn summary(script: &Script, records: &[Record]) -> SessionSummary {
    let session = Session::fold(records);
    let folder = script
        .effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Begin { folder } => Some(folder.clone()),
            _ => None,
        })
        .unwrap();
    SessionSummary::of(&folder, &session, &|_| None, Vec::new())
}

#[test]
fn a_debrief_put_off_is_offered_by_home_and_scored_later() {
    let mut script = answered("maximum likelihood; p - y");
    let disk = script.on_disk(Duration::ZERO);
    script.keys("Esc");
    assert_eq!(scene(&script), "home");
    assert_eq!(
        effects(&script, |effect| *effect == Effect::CloseSession),
        1,
        "the lock is given back"
    );
    let history = summary(&script, &script.records());
    assert_eq!((history.to_score, history.resumable()), (1, false));
    script.send(Msg::History(vec![history]));
    script.keys("t");
    let Some(Effect::OpenSession { folder }) = script.effects.last().cloned() else {
        panic!("{:?}", script.effects.last());
    };
    assert_eq!(folder, disk.folder);
    script.send(Msg::Opened(Ok(Box::new(disk))));
    assert_eq!(scene(&script), "predicting");
    script.keys("3 Enter Space Down Space Down 2 Enter");
    assert_eq!(scene(&script), "scorecard");
    assert_eq!(scored(&script), [(3.5, ScoreKind::First)]);
    script.keys("Esc");
    assert_eq!(scene(&script), "home");
}

#[test]
fn the_scorecard_shows_the_numbers_of_the_record() {
    let mut script = score_after(ScoreAfter::Loop, vec![round(20.0, 2), round(10.0, 1)]);
    answer(&mut script);
    script.keys("F4").seconds(700);
    answer(&mut script);
    script.keys("F8").seconds(33).keys("Enter");
    answer(&mut script);
    script.keys("1 Enter Space Down Space Down 4 Enter");
    script.keys("2 Enter Space Down Down 1 Enter");
    script.keys("3 Enter Down Space Down 0 Enter");
    assert_eq!(scene(&script), "scorecard");
    let Screen::Scorecard(screen) = script.app.screen() else {
        panic!();
    };
    let shown = screen.card.clone();
    let live = live(&script);
    let from_disk = scorecard(
        &Session::fold(&script.records()),
        &|name| live.questions.get(name).map(AsRef::as_ref),
        &|_| None,
    );
    assert_eq!(shown, from_disk);
    assert_eq!((shown.facts.hints, shown.facts.pauses), (1, 1));
    assert_eq!(shown.rounds.len(), 2);
    let screen = script.screen();
    for card in &from_disk.rounds {
        let score = format!("{:.1}", card.score.unwrap());
        assert!(screen.contains(&score), "{score}");
    }
}

#[test]
fn an_export_is_asked_for_and_what_became_of_it_is_told() {
    let mut script = answered("maximum likelihood; p - y");
    script.keys("2 Enter Space Down Space Down 2 Enter e");
    assert!(
        !script
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Export { .. }))
    );
    assert!(script.screen().contains("Export this session as"));
    script.keys("h");
    let Some(Effect::Export { task, folder, format }) = script.effects.last().cloned() else {
        panic!("{:?}", script.effects.last());
    };
    assert_eq!(
        (folder, format),
        (live(&script).folder.clone(), ExportFormat::Html)
    );
    script.send(Msg::Exported(task, Ok("Written to answer.md.".to_owned())));
    assert!(script.screen().contains("Written to answer.md."));
    script.keys("n").text("a good day").keys("Esc");
    assert_eq!(session(&script).note, "a good day");
    assert_fold(&script);
}
