//! Scenes of what is looked back on: the list, an answer, its course, replay, two attempts side by side.

use hotseat::app::screens::Screen;

use super::world::World;
use crate::past;
use crate::script::Script;

/// At the review, a day after the newest session.
pub fn list(world: &World, width: u16, height: u16) -> Script {
    let mut script = world.home(width, height, past::history());
    script.set_wall("2026-11-28T18:55:00+01:00[Europe/Berlin]");
    past::keys(&mut script, "v");
    script
}

pub fn empty(world: &World, width: u16, height: u16) -> Script {
    let mut script = world.home(width, height, Vec::new());
    script.keys("v");
    script
}

/// At a session of which `wanted` holds.
fn at(
    world: &World,
    (width, height): (u16, u16),
    wanted: impl Fn(&hotseat::app::screens::review::Review) -> bool,
) -> Script {
    let mut script = list(world, width, height);
    for _ in past::sessions() {
        if matches!(script.app.screen(), Screen::Review(review) if wanted(review)) {
            return script;
        }
        past::keys(&mut script, "Down");
    }
    panic!("no session is like that");
}

/// The course of an answer with a pause in it.
pub fn timeline(world: &World, width: u16, height: u16) -> Script {
    let mut script = at(world, (width, height), |review| {
        let attempt = review.attempt();
        attempt.is_some_and(|(attempt, _)| {
            !attempt.pauses.is_empty() && !attempt.hints().is_empty() && !attempt.scores.is_empty()
        })
    });
    past::keys(&mut script, "Enter Enter Right Right Right Down");
    script
}

pub fn rubric(world: &World, width: u16, height: u16) -> Script {
    let mut script = timeline(world, width, height);
    past::keys(&mut script, "Left");
    script
}

/// The runs of a programming answer.
pub fn runs(world: &World, width: u16, height: u16) -> Script {
    let mut script = at(world, (width, height), |review| {
        let attempt = review.attempt();
        attempt.is_some_and(|(attempt, _)| !attempt.runs.is_empty() && !attempt.scores.is_empty())
    });
    past::keys(&mut script, "Enter Enter Left");
    script
}

/// Stopped in the middle of an answer.
pub fn replay(world: &World, width: u16, height: u16) -> Script {
    let mut script = timeline(world, width, height);
    past::keys(&mut script, "Home Space m m m m");
    script
}

/// The newest two attempts at a question that was asked twice.
pub fn compare(world: &World, width: u16, height: u16) -> Script {
    let mut script = at(world, (width, height), |review| {
        review.attempt().is_some_and(|(attempt, question)| {
            let asked = past::sessions().iter().filter(|session| {
                let mut attempts = session.session.attempts.iter();
                attempts.any(|other| other.question == attempt.question && !other.scores.is_empty())
            });
            !attempt.scores.is_empty()
                && question.rubric.iter().any(|criterion| criterion.ideas.is_some())
                && asked.count() > 1
        })
    });
    past::keys(&mut script, "c");
    script
}

pub fn ideas(world: &World, width: u16, height: u16) -> Script {
    let mut script = compare(world, width, height);
    past::keys(&mut script, "i");
    script
}

pub fn filter(world: &World, width: u16, height: u16) -> Script {
    let mut script = list(world, width, height);
    past::keys(&mut script, "f Down Down Right Right");
    script
}
