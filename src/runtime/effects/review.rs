//! Sessions looked back on: read, and added to after their end.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::store::Store;
use crate::app::msg::{Msg, Reviewed, TaskId};
use crate::domain::event::{Event, Opened};
use crate::storage::disk::RealDisk;
use crate::storage::sessions;

impl Store {
    /// Reads a session.
    pub fn review(&self, task: TaskId, folder: String) {
        let root = self.places().sessions.clone();
        self.spawn("review", move || {
            Msg::Reviewed(task, read(&root, &folder).map(Arc::new))
        });
    }

    /// Adds records to a session that is not open here.
    pub fn amend(&self, task: TaskId, folder: String, events: Vec<Event>) {
        let places = self.places().clone();
        let clock = self.clock().clone();
        self.spawn("amend", move || {
            let holder = &places.holder;
            let opened = Opened {
                pid: holder.pid,
                host: holder.host.clone(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                carried_ms: 0,
            };
            let now = clock.now();
            let time = (&now.wall, now.mono);
            let done = sessions::amend(&RealDisk, &places.sessions, &folder, holder, opened, events, time);
            Msg::Amended(task, done.map_err(|error| error.to_string()))
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
