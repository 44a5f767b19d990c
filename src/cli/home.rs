//! `hotseat` without a word: the home screen.

use super::context::Context;
use super::failure::Failure;
use crate::app::Goal;

pub fn run(context: &Context) -> Result<u8, Failure> {
    context.show(Goal::Home)
}
