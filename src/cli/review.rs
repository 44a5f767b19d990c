//! `hotseat review`: past sessions on the screen.

use super::context::Context;
use super::failure::Failure;
use super::sessions::failed;
use crate::app::Goal;
use crate::storage::sessions;

pub fn run(context: &Context, session: Option<&str>) -> Result<u8, Failure> {
    let folder = session
        .map(|name| sessions::resolve(&context.sessions(), name).map_err(|error| failed(&error)))
        .transpose()?;
    context.show(Goal::Review(folder))
}
