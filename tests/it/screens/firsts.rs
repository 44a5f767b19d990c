//! The first minute: what a stranger is offered, and the words under the debrief that follows.

use super::world::World;
use crate::script::Script;

const ANSWER: &str = "I look at the inputs and labels as the network gets them. Then I overfit a few examples to a \
loss near zero. The loss at the start should be ln C, 2.30 for ten classes.";

/// The first start: nothing was ever held.
pub fn offer(world: &World, width: u16, height: u16) -> Script {
    let world = world.of_strangers();
    let mut script = world.home(width, height, Vec::new());
    script.app.data.stranger = true;
    script
}

/// The question taken, answered, and done.
pub fn prediction(world: &World, width: u16, height: u16) -> Script {
    let mut script = offer(world, width, height);
    script.keys("Enter").seconds(5).paste(ANSWER).seconds(200);
    script.keys("F2 F2 Enter");
    script
}

pub fn ideas(world: &World, width: u16, height: u16) -> Script {
    let mut script = prediction(world, width, height);
    script.keys("2 Enter");
    script
}

pub fn ticks(world: &World, width: u16, height: u16) -> Script {
    let mut script = ideas(world, width, height);
    script.keys("Space Down Space Down");
    script
}

/// A tick of which no words are found.
pub fn unheard(world: &World, width: u16, height: u16) -> Script {
    let mut script = ticks(world, width, height);
    script.keys("Down Space");
    script
}

pub fn levels(world: &World, width: u16, height: u16) -> Script {
    let mut script = unheard(world, width, height);
    script.keys("n End");
    script
}

pub fn score(world: &World, width: u16, height: u16) -> Script {
    let mut script = levels(world, width, height);
    script.keys("1");
    script
}

pub fn reference(world: &World, width: u16, height: u16) -> Script {
    let mut script = ticks(world, width, height);
    script.keys("Tab Tab");
    script
}

/// The scorecard at the end.
pub fn kept(world: &World, width: u16, height: u16) -> Script {
    let mut script = score(world, width, height);
    script.keys("Enter");
    script
}
