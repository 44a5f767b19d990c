//! What somebody wrote in a question's fields and what cannot be saved yet: one draft a question, beside the
//! versions of its code, until it is saved or thrown away.

use std::path::PathBuf;

use serde_json::Value as Json;

use super::versions::follows_no_link;
use super::{Desk, is_id, not_written};
use crate::domain::bank::QuestionName;
use crate::domain::bank::edit::{self, DRAFT_FORMAT, Draft, SaveProblem};
use crate::domain::check::limits;
use crate::storage::disk::{self, Disk};

const FILE: &str = "draft.json";

impl<D: Disk> Desk<D> {
    /// Keeps a draft in the place of the one before. One that is on disk as the question is none.
    pub fn keep_draft(&self, name: &QuestionName, draft: &Draft) -> Result<(), SaveProblem> {
        if self.on_disk(name).as_ref() == Some(&draft.draft) {
            return self.drop_draft(name);
        }
        let Some(file) = self.draft_file(name) else {
            return Ok(());
        };
        let dir = file.parent().unwrap_or(&file);
        follows_no_link(dir).map_err(|(link, error)| not_written(&link, &error))?;
        self.make_dir(dir)?;
        let text = serde_json::to_string_pretty(draft).unwrap_or_default();
        self.disk
            .replace(&file, text.as_bytes())
            .map_err(|error| not_written(&file, &error))
    }

    /// Reads the draft of a question, if there is one that says something else than what is on disk.
    pub fn draft(&self, name: &QuestionName) -> Option<Draft> {
        let bytes = disk::read(&self.draft_file(name)?, limits::FILE_BYTES).ok()?;
        let draft: Draft = serde_json::from_slice(&bytes).ok()?;
        let usable = draft.format <= DRAFT_FORMAT && draft.draft.is_object();
        (usable && self.on_disk(name).as_ref() != Some(&draft.draft)).then_some(draft)
    }

    /// Throws the draft of a question away.
    pub fn drop_draft(&self, name: &QuestionName) -> Result<(), SaveProblem> {
        match self.draft_file(name).filter(|file| file.is_file()) {
            Some(file) => self
                .disk
                .remove(&file)
                .map_err(|error| not_written(&file, &error)),
            None => Ok(()),
        }
    }

    fn draft_file(&self, name: &QuestionName) -> Option<PathBuf> {
        let good = is_id(&name.bank) && is_id(&name.question);
        good.then(|| {
            self.places
                .versions
                .join(&name.bank)
                .join(&name.question)
                .join(FILE)
        })
    }

    fn on_disk(&self, name: &QuestionName) -> Option<Json> {
        let seen = self.read(&name.bank, Some(&name.question)).ok()?;
        serde_json::from_str(&edit::question_text(&seen.text, &name.question)?).ok()
    }
}
