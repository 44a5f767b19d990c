//! The full text of past sessions, kept ready for a search.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::domain::search::{Found, Query, Searched, documents, scan};
use crate::storage::sessions;

/// Is told how many sessions of how many are read; may stop the reading.
pub type Report<'a> = &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>;

/// What is known of a folder of sessions.
#[derive(Debug)]
pub struct Index {
    root: PathBuf,
    sessions: Vec<Searched>,
}

impl Index {
    /// Opens the index of the sessions in `root`, which is kept in `file`.
    pub fn open(root: &Path, _file: &Path) -> Self {
        Self {
            root: root.to_owned(),
            sessions: Vec::new(),
        }
    }

    /// Reads what changed since. Returns whether anything did.
    pub fn refresh(&mut self, report: Report) -> io::Result<bool> {
        let folders: Vec<String> = sessions::list(&self.root)?
            .into_iter()
            .map(|summary| summary.folder)
            .collect();
        let mut read = Vec::with_capacity(folders.len());
        for (done, folder) in folders.iter().enumerate() {
            if report(done, folders.len()).is_break() {
                return Ok(false);
            }
            if let Ok(loaded) = sessions::load(&self.root, folder) {
                let question = |name: &_| loaded.questions.get(name).map(|snapshot| &snapshot.question);
                read.push(documents(folder, &loaded.session(), question));
            }
        }
        let changed = self.sessions != read;
        self.sessions = read;
        Ok(changed)
    }

    /// Returns whether there is anything to search in.
    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    /// Returns the best documents that match, as many as asked for.
    pub fn search(&mut self, query: &Query, most: usize) -> Found {
        scan(query, &self.sessions, most)
    }
}
