//! Sessions looked back on: read, and added to after their end.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::journal::Command;
use super::store::Store;
use crate::app::msg::{Msg, Reviewed, TaskId};
use crate::domain::event::Event;
use crate::storage::sessions;

impl Store {
    /// Reads a session.
    pub fn review(&self, task: TaskId, folder: String) {
        let root = self.places().sessions.clone();
        self.spawn("review", move || {
            Msg::Reviewed(task, read(&root, &folder).map(Arc::new))
        });
    }

    /// Adds records to a session that is not open here: on the journal's thread, so that they are written in
    /// order, and before the program ends.
    pub fn amend(&self, task: TaskId, folder: String, events: Vec<Event>, again: bool) {
        let now = self.clock().now();
        self.command(Command::Amend {
            task,
            folder,
            events,
            again,
            at: Box::new(now.wall),
            mono: now.mono,
        });
    }
}

fn read(root: &Path, folder: &str) -> Result<Reviewed, String> {
    let loaded = sessions::load(root, folder).map_err(|error| error.to_string())?;
    let session = loaded.session();
    let questions: BTreeMap<_, _> = loaded
        .questions
        .into_iter()
        .map(|(name, snapshot)| (name, Arc::new(snapshot.question)))
        .collect();
    Ok(Reviewed {
        folder: loaded.folder,
        records: loaded.records,
        session,
        questions,
        problems: loaded.problems,
    })
}
