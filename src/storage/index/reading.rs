//! Reads sessions for the index. Many of them ask the same questions, whose snapshots are parsed once.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::postings::hash;
use crate::domain::bank::QuestionName;
use crate::domain::event::Event;
use crate::domain::search::{Asked, Searched, documents};
use crate::domain::session::Session;
use crate::domain::snapshot::Snapshot;
use crate::storage::sessions;

/// Questions that are remembered at a time.
const MOST: usize = 2_000;

/// What of a question is searched: its prompt and its topic.
type Texts = Rc<(String, String)>;

/// Reads sessions one after the other.
#[derive(Debug)]
pub struct Reading {
    root: PathBuf,
    /// By the snapshot's bytes; `None`: it is none.
    known: HashMap<(u64, u32, usize), Option<Texts>>,
}

impl Reading {
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            known: HashMap::new(),
        }
    }

    /// Reads a session. One that cannot be read has nothing to search in.
    pub fn session(&mut self, folder: &str) -> Searched {
        let Ok(records) = sessions::records(&self.root, folder) else {
            return Searched {
                folder: folder.to_owned(),
                ..Searched::default()
            };
        };
        let dir = self.root.join(folder);
        let mut asked: BTreeMap<&QuestionName, Texts> = BTreeMap::new();
        for record in &records {
            if let Event::QuestionAsked {
                question, snapshot, ..
            } = &record.event
                && let Some(texts) = self.texts(&dir, snapshot)
            {
                asked.insert(question, texts);
            }
        }
        documents(folder, &Session::fold(&records), |name| {
            asked.get(name).map(|texts| Asked {
                prompt: &texts.0,
                topic: &texts.1,
            })
        })
    }

    fn texts(&mut self, dir: &Path, file: &str) -> Option<Texts> {
        let bytes = sessions::snapshot_bytes(dir, file).ok()?;
        let content = (hash(&bytes), crc32fast::hash(&bytes), bytes.len());
        if let Some(known) = self.known.get(&content) {
            return known.clone();
        }
        let question = Snapshot::from_bytes(&bytes)
            .ok()
            .map(|snapshot| snapshot.question);
        let texts = question.map(|question| Rc::new((question.prompt, question.topic)));
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(content, texts.clone());
        texts
    }
}
