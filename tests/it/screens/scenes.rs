//! Every screen and overlay as a named scene: a state reached as a person reaches it, by keys and by
//! time going on. What a scene is called names its pictures and texts in the repository.

use std::time::Duration;

use hotseat::app::Goal;
use hotseat::app::effect::Effect;
use hotseat::app::msg::{Journal, Msg, TaskId};
use hotseat::domain::bank::edit::{BankText, SaveProblem, TextHome};
use hotseat::domain::config::Config;
use hotseat::domain::loops::{Pressure, ScoreAfter};

use super::debriefs;
use super::firsts;
use super::progress;
use super::reviews;
use super::rounds;
use super::runs;
use super::stories;
use super::tested;
use super::world::{QUESTION, World, history};
use crate::script::Script;

/// A scene: how to reach it on a screen of a size.
pub struct Scene {
    pub name: &'static str,
    pub build: fn(&World, u16, u16) -> Script,
}

const fn scene(name: &'static str, build: fn(&World, u16, u16) -> Script) -> Scene {
    Scene { name, build }
}

/// All of them, in the order in which one meets them.
pub const SCENES: &[Scene] = &[
    scene("loading", loading),
    scene("home-empty", |world, w, h| world.home(w, h, Vec::new())),
    scene("home-full", |world, w, h| world.home(w, h, history())),
    scene("home-first", firsts::offer),
    scene("progress", progress::full),
    scene("progress-topics", progress::topics),
    scene("progress-time", progress::time),
    scene("progress-calibration", progress::calibration),
    scene("progress-days", progress::days),
    scene("progress-pitfalls", progress::pitfalls),
    scene("progress-empty", progress::empty),
    scene("progress-one", progress::one),
    scene("progress-four", progress::four),
    scene("review-empty", reviews::empty),
    scene("review", reviews::list),
    scene("review-timeline", reviews::timeline),
    scene("review-rubric", reviews::rubric),
    scene("review-runs", reviews::runs),
    scene("review-filter", reviews::filter),
    scene("replay", reviews::replay),
    scene("compare", reviews::compare),
    scene("compare-ideas", reviews::ideas),
    scene("setup", setup),
    scene("setup-topics", setup_topics),
    scene("setup-naming", setup_naming),
    scene("stories-empty", stories::empty),
    scene("stories", stories::full),
    scene("story", stories::writing),
    scene("story-matrix", stories::matrix),
    scene("banks", |world, w, h| {
        banks(world, w, h, "Left Down Down Down Tab Down")
    }),
    scene("banks-groups", |world, w, h| banks(world, w, h, "Left Down Down")),
    scene("banks-rubric", |world, w, h| banks(world, w, h, "Enter ] Down")),
    scene("banks-search", banks_search),
    scene("banks-nothing", banks_nothing),
    scene("banks-problems", banks_problems),
    scene("banks-new", |world, w, h| {
        banks(world, w, h, "Left Down Down Down Tab n")
    }),
    scene("bank-form", |world, w, h| {
        bank_form(world, w, h, "Tab Tab Tab Tab")
    }),
    scene("bank-form-rubric", |world, w, h| {
        bank_form(
            world,
            w,
            h,
            "Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Enter Tab Tab",
        )
    }),
    scene("bank-form-problem", bank_form_problem),
    scene("bank-form-preview", |world, w, h| bank_form(world, w, h, "F6")),
    scene("bank-conflict", bank_conflict),
    scene("theory-fresh", |world, w, h| {
        round(world, w, h, Pressure::Relaxed)
    }),
    scene("theory", theory),
    scene("interviewer", interviewer),
    scene("programming-fresh", rounds::programming_fresh),
    scene("programming", rounds::programming),
    scene("talk", rounds::talk),
    scene("run-unable", runs::unable),
    scene("run-under-way", runs::under_way),
    scene("run-failed", runs::failed),
    scene("run-older", runs::older),
    scene("run-refused", runs::refused),
    scene("run-passed", runs::passed),
    scene("run-error", runs::error),
    scene("run-forbidden", runs::forbidden),
    scene("run-script", runs::script_ran),
    scene("run-output", runs::output),
    scene("culture-fresh", rounds::culture_fresh),
    scene("culture", rounds::culture),
    scene("culture-probe", rounds::culture_probe),
    scene("culture-stories", stories::beside),
    scene("tell", stories::tell),
    scene("culture-told", stories::told),
    scene("design-fresh", rounds::design_fresh),
    scene("design", rounds::design),
    scene("phases", rounds::phases),
    scene("canvas", rounds::canvas),
    scene("time-low", |world, w, h| answered_at(world, w, h, 8 * 60)),
    scene("time-last", |world, w, h| answered_at(world, w, h, 9 * 60 + 12)),
    scene("time-up", |world, w, h| answered_at(world, w, h, 11 * 60 + 20)),
    scene("strict-up", strict_up),
    scene("paused", paused),
    scene("between", between),
    scene("not-saved", not_saved),
    scene("leader", leader),
    scene("help", help),
    scene("palette", palette),
    scene("palette-home", palette_home),
    scene("confirm", confirm),
    scene("notes", notes),
    scene("ask", ask),
    scene("find", find),
    scene("predict", predict),
    scene("reread", reread),
    scene("debrief-ideas", debrief_ideas),
    scene("debrief-asks", debrief_asks),
    scene("debrief-levels", debrief_levels),
    scene("reference", reference),
    scene("pitfalls", pitfalls),
    scene("predict-code", debriefs::predict_code),
    scene("levels-reference", debriefs::reference_of_design),
    scene("levels-culture", debriefs::of_culture),
    scene("scorecard", scorecard),
    scene("scorecard-early", debriefs::card_ended_early),
    scene("scorecard-unscored", scorecard_unscored),
    scene("predict-design", rounds::predict_design),
    scene("debrief-design", rounds::debrief_design),
    scene("debrief-culture", rounds::debrief_culture),
    scene("debrief-code", rounds::debrief_code),
    scene("debrief-tests", tested::mixed),
    scene("debrief-tests-passed", tested::green),
    scene("debrief-tests-running", tested::running),
    scene("debrief-tests-not-run", tested::not_run),
    scene("scorecard-onsite", rounds::scorecard_onsite),
    scene("first-prediction", firsts::prediction),
    scene("first-ideas", firsts::ideas),
    scene("first-ticks", firsts::ticks),
    scene("first-unheard", firsts::unheard),
    scene("first-levels", firsts::levels),
    scene("first-score", firsts::score),
    scene("first-reference", firsts::reference),
    scene("first-kept", firsts::kept),
];

/// Returns the scene of this name.
pub fn named(name: &str) -> &'static Scene {
    SCENES
        .iter()
        .find(|scene| scene.name == name)
        .expect("the scene is in the list")
}

fn banks(world: &World, width: u16, height: u16, keys: &str) -> Script {
    let mut script = world.home(width, height, history());
    script.keys("b").keys(keys);
    script
}

fn banks_search(world: &World, width: u16, height: u16) -> Script {
    let mut script = banks(world, width, height, "/");
    script.text("cross-ent").keys("Down");
    script
}

/// Opens the fields of [`QUESTION`] and presses keys.
fn bank_form(world: &World, width: u16, height: u16, keys: &str) -> Script {
    let mut script = banks(world, width, height, "/");
    script.text(QUESTION).keys("Enter e");
    let (task, seen) = opened(world, &script);
    script.send(Msg::BankOpened(task, Ok(seen)));
    script.keys(keys);
    script
}

/// The newest wish to read a bank, with its text as this world has it.
pub fn opened(world: &World, script: &Script) -> (TaskId, BankText) {
    let asked = script.effects.iter().rev().find_map(|effect| match effect {
        Effect::OpenBank { task, bank, .. } => Some((*task, bank.clone())),
        _ => None,
    });
    let (task, bank) = asked.expect("a bank is asked for");
    let questions: Vec<_> = world
        .catalog
        .entries()
        .iter()
        .filter(|entry| entry.name.bank == bank)
        .map(|entry| entry.question.as_ref())
        .collect();
    let text = serde_json::json!({ "format": 1, "id": bank, "questions": questions });
    let seen = BankText {
        bank,
        text: text.to_string().into(),
        home: TextHome::BuiltIn,
    };
    (task, seen)
}

fn bank_form_problem(world: &World, width: u16, height: u16) -> Script {
    let mut script = bank_form(world, width, height, "Tab Tab Tab ctrl-a");
    script.text("0");
    script
}

fn bank_conflict(world: &World, width: u16, height: u16) -> Script {
    let mut script = bank_form(world, width, height, "");
    script.text(" and more").keys("F2");
    let saving = script.effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveQuestion { task, .. } => Some(*task),
        _ => None,
    });
    let entry = world.catalog.resolve(QUESTION).expect("it is there");
    let mut theirs = serde_json::to_value(entry.question.as_ref()).expect("it is JSON");
    let mut ours = theirs.clone();
    theirs["minutes"] = 12.into();
    ours["topic"] = "losses and more".into();
    let problem = SaveProblem::Conflict {
        file: "theory-foundations.json".to_owned(),
        ours: ours.to_string(),
        theirs: theirs.to_string(),
        kept: "versions/theory-foundations/2026-11-23-conflict.json".to_owned(),
    };
    script.send(Msg::BankSaved(saving.expect("it is being saved"), Err(problem)));
    script
}

fn banks_nothing(world: &World, width: u16, height: u16) -> Script {
    let mut script = banks(world, width, height, "/");
    script.text("zzzz");
    script
}

fn banks_problems(world: &World, width: u16, height: u16) -> Script {
    let mut script = world.home(width, height, history());
    let mut known = world.banks();
    known.problems = vec![
        "my-speech.json:41:17: error: `minutes` is 0.".to_owned(),
        "old.json: The bank `my-speech` is already in my-speech.json. Give one of the two another id."
            .to_owned(),
    ];
    script.send(Msg::Banks(known));
    script.keys("b Tab Tab");
    script
}

/// What is answered to [`QUESTION`].
const ANSWER: &str = "\
Minimising cross-entropy is maximum likelihood under a categorical model: the negative log-likelihood \
of the label is −log p_y, and summed over the data that is the cross-entropy between the empirical \
distribution and the model's. So the loss falls out of the model; it is not a choice.

At the logits the gradient is p − y. It is bounded, it is linear in the error, and it does not vanish \
while the prediction is wrong:

  L     = −z_y + log Σⱼ exp(zⱼ)
  ∂L/∂z = softmax(z) − y

With squared error on the softmax output the gradient is multiplied by the softmax Jacobian, which goes \
to zero at the corners, so a confidently wrong example hardly learns.";

const SECOND: &str = "A margin loss (multi-class hinge) would also work, and label smoothing is common in";

const CACHE: &str = "Keys and values of earlier tokens do not change when a token is added, so they are \
kept: one new query attends to all cached keys, and a step costs one row instead of the whole triangle.";

const ELBO: &str = "The log-likelihood is bounded from below by the expected reconstruction minus the KL \
from the approximate posterior to the prior; the gap is the KL to the true posterior.";

/// As the journal's writer says it.
const NO_SPACE: &str = "No space left on device: hotseat could not write ~/.local/share/hotseat/sessions/2026-11-23-1855-theory-4b1d/\
    journal.jsonl. Everything is kept in memory, and saving is tried again every few seconds.";

fn loading(_: &World, width: u16, height: u16) -> Script {
    Script::bare(width, height, Config::default(), Goal::Home)
}

fn setup(world: &World, width: u16, height: u16) -> Script {
    let mut script = world.home(width, height, history());
    script.keys("Home Enter Right Right Down Down Down Down");
    script
}

/// Two topics chosen, the cursor on the second.
fn setup_topics(world: &World, width: u16, height: u16) -> Script {
    let mut script = world.home(width, height, history());
    script.keys("Home Enter Right Home Down Down Space Down Space Down Down Space");
    script
}

/// About to be kept under a name.
fn setup_naming(world: &World, width: u16, height: u16) -> Script {
    let mut script = setup(world, width, height);
    script.keys("s").text(&world.typed("Speech"));
    script
}

/// Four questions; the first is answered, the second has just been asked.
fn round(world: &World, width: u16, height: u16, pressure: Pressure) -> Script {
    let ids = ["th-kv-caching", QUESTION, "th-vae-elbo", "th-batchnorm"];
    let mut script = world.interview(width, height, &ids, pressure);
    script.seconds(60).paste(&world.typed(CACHE)).seconds(500);
    submit(&mut script);
    script.keys("Enter").seconds(1);
    script
}

/// Done, whatever the interviewer still asks: a follow-up with nothing typed ends the question.
fn submit(script: &mut Script) {
    script.keys("F2 F2");
}

/// In the middle of a theory question: a hint, something asked, a follow-up half answered.
fn theory(world: &World, width: u16, height: u16) -> Script {
    let mut script = round(world, width, height, Pressure::Relaxed);
    script
        .seconds(70)
        .paste(&world.typed(ANSWER))
        .seconds(40)
        .keys("F4");
    if script.app.size.width < 100 {
        script.keys("F6");
    }
    script
        .seconds(25)
        .keys("ctrl-g a")
        .text("are the labels clean")
        .keys("Enter")
        .seconds(84)
        .keys("F3")
        .seconds(20)
        .paste(SECOND)
        .seconds(10);
    script
}

/// The same with the interviewer's side in focus.
fn interviewer(world: &World, width: u16, height: u16) -> Script {
    let mut script = theory(world, width, height);
    script.keys("F6");
    script
}

fn answered_at(world: &World, width: u16, height: u16, seconds: u64) -> Script {
    let mut script = round(world, width, height, Pressure::Relaxed);
    script
        .seconds(120)
        .paste(&world.typed(ANSWER))
        .seconds(100)
        .keys("F3")
        .paste(SECOND)
        .seconds(seconds - 221);
    script
}

fn strict_up(world: &World, width: u16, height: u16) -> Script {
    let mut script = round(world, width, height, Pressure::Strict);
    script.seconds(120).paste(&world.typed(ANSWER)).seconds(482);
    script
}

fn paused(world: &World, width: u16, height: u16) -> Script {
    let mut script = theory(world, width, height);
    script.keys("F8").seconds(34);
    script
}

fn between(world: &World, width: u16, height: u16) -> Script {
    let mut script = theory(world, width, height);
    submit(&mut script);
    script.seconds(3);
    script
}

fn not_saved(world: &World, width: u16, height: u16) -> Script {
    let mut script = theory(world, width, height);
    script.send(Msg::Journal(Journal::Failed(None, NO_SPACE.to_owned())));
    script
}

fn leader(world: &World, width: u16, height: u16) -> Script {
    let mut script = theory(world, width, height);
    script.keys("ctrl-g");
    script
}

fn help(world: &World, width: u16, height: u16) -> Script {
    let mut script = theory(world, width, height);
    script.keys("F1");
    script
}

fn palette(world: &World, width: u16, height: u16) -> Script {
    let mut script = theory(world, width, height);
    script.keys("ctrl-g /").text("en");
    script
}

fn palette_home(world: &World, width: u16, height: u16) -> Script {
    let mut script = world.home(width, height, history());
    script.keys("/").text("cach").keys("Backspace Backspace");
    script
}

fn confirm(world: &World, width: u16, height: u16) -> Script {
    let mut script = theory(world, width, height);
    script.keys("ctrl-g x");
    script
}

fn notes(world: &World, width: u16, height: u16) -> Script {
    let mut script = theory(world, width, height);
    script
        .keys("ctrl-g n")
        .text("Derive the gradient aloud next time.\nRead up on proper scoring rules");
    script
}

fn ask(world: &World, width: u16, height: u16) -> Script {
    let mut script = theory(world, width, height);
    script.keys("ctrl-g a").text("is it one label or several labels");
    script
}

fn find(world: &World, width: u16, height: u16) -> Script {
    let mut script = theory(world, width, height);
    script.keys("shift-Tab ctrl-f").text("gradient");
    script
}

/// One question, answered with a follow-up, ready to be scored.
fn single(world: &World, width: u16, height: u16) -> Script {
    let mut script = world.interview(width, height, &[QUESTION], Pressure::Relaxed);
    script
        .seconds(120)
        .paste(&world.typed(ANSWER))
        .seconds(30)
        .keys("F4")
        .seconds(100)
        .keys("F3")
        .paste(SECOND)
        .text(" practice.")
        .seconds(60)
        .keys("F8");
    script.wait(Duration::from_secs(90)).keys("F8").seconds(120);
    submit(&mut script);
    script.keys("Enter");
    script
}

fn predict(world: &World, width: u16, height: u16) -> Script {
    let mut script = single(world, width, height);
    script.keys("3");
    script
}

fn reread(world: &World, width: u16, height: u16) -> Script {
    let mut script = predict(world, width, height);
    script.keys("Tab");
    script
}

fn debrief_ideas(world: &World, width: u16, height: u16) -> Script {
    let mut script = predict(world, width, height);
    script.keys("Enter Space Down Down Down Space Down Space");
    script
}

/// A tick where no sign of the idea is in the answer: was it said in other words?
fn debrief_asks(world: &World, width: u16, height: u16) -> Script {
    let mut script = predict(world, width, height);
    script.keys("Enter Space Down Space");
    script
}

fn debrief_levels(world: &World, width: u16, height: u16) -> Script {
    let mut script = debrief_ideas(world, width, height);
    script.keys("End 3");
    script
}

fn reference(world: &World, width: u16, height: u16) -> Script {
    let mut script = debrief_levels(world, width, height);
    script.keys("Tab Right");
    script
}

fn pitfalls(world: &World, width: u16, height: u16) -> Script {
    let mut script = reference(world, width, height);
    script.keys("Right Down Space");
    script
}

/// A round of three with every answer scored.
fn scorecard(world: &World, width: u16, height: u16) -> Script {
    let mut script = three(world, width, height);
    for (prediction, ticks) in [
        ("3", "Space Down Space Down Down Space"),
        ("3", "Space Down Down Down Space"),
        ("2", "Down Down Space"),
    ] {
        script
            .keys(prediction)
            .keys("Enter")
            .keys(ticks)
            .keys("End 2 Enter");
    }
    script
}

/// The same, but every score put off.
fn scorecard_unscored(world: &World, width: u16, height: u16) -> Script {
    let mut plan = world.plan("ML theory", &THREE, Pressure::Relaxed);
    plan.started.score_after = ScoreAfter::Question;
    let mut script = world.begin(width, height, plan);
    answer_three(&mut script, world, "Enter Esc");
    script
}

const THREE: [&str; 3] = ["th-kv-caching", QUESTION, "th-vae-elbo"];

fn three(world: &World, width: u16, height: u16) -> Script {
    let mut script = world.interview(width, height, &THREE, Pressure::Relaxed);
    answer_three(&mut script, world, "Enter");
    script
}

/// Answers three questions with a hint each, and goes on by these keys.
fn answer_three(script: &mut Script, world: &World, on: &str) {
    for (answer, seconds) in [(CACHE, 530), (ANSWER, 640), (ELBO, 360)] {
        script
            .seconds(60)
            .paste(&world.typed(answer))
            .keys("F4")
            .seconds(seconds);
        submit(script);
        script.keys(on);
    }
}
