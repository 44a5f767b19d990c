//! Changed questions of a built-in bank go into an own one of the same id, with their code and the mark that
//! names the original.

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{Desk, Whose, builtin_bank, own_text};
use crate::domain::bank::edit::{self, BankEdit, BankText, SaveProblem, Saved, apply_all, checked};
use crate::storage::disk::Disk;
use crate::storage::place::shown;

impl<D: Disk> Desk<D> {
    /// Puts changed questions of a built-in bank, and one that is not changed yet, into the own one.
    pub(super) fn save_copy(
        &self,
        seen: &BankText,
        edits: &[BankEdit],
        unchanged: Option<&str>,
        whose: Whose,
        now: Timestamp,
    ) -> Result<Saved, SaveProblem> {
        let fixed = edits.iter().any(|edit| {
            matches!(
                edit,
                BankEdit::Bank(_) | BankEdit::Delete { .. } | BankEdit::Move { .. }
            )
        });
        let built_in = builtin_bank(&seen.bank).filter(|_| !fixed).ok_or_else(|| {
            SaveProblem::Disk(format!(
                "`{}` is built in: its questions can be changed and copied, not deleted or moved.",
                seen.bank
            ))
        })?;
        let ours = apply_all(&seen.text, edits)?;
        checked(&seen.text, &ours.text, &self.tables)?;
        let current = self.current(&seen.bank)?;
        let before = match &current.text {
            Some(text) => text.clone(),
            None => edit::own_bank(&built_in),
        };
        let mut adding = Vec::new();
        for id in edit::question_ids(&ours.text)? {
            let text = edit::question_text(&ours.text, &id).unwrap_or_default();
            if unchanged != Some(id.as_str()) && edit::question_text(&seen.text, &id).as_ref() == Some(&text)
            {
                continue;
            }
            if let Some(theirs) = edit::question_text(&before, &id) {
                return Err(self.conflict(seen, Some(&id), &ours.text, &theirs, &current.file, now));
            }
            let mut question: Json = serde_json::from_str(&text).unwrap_or_default();
            let original = built_in.questions.iter().find(|known| known.id == id);
            if let (Some(original), Json::Object(fields)) = (original, &mut question) {
                // One that is brought back knows what it was made from.
                fields.entry("x-from").or_insert_with(|| edit::mark(original));
            }
            adding.push(BankEdit::Add { question, at: None });
        }
        if adding.is_empty() {
            return Ok(Saved {
                now: seen.clone(),
                undo: Vec::new(),
                notes: Vec::new(),
            });
        }
        let edited = apply_all(&before, &adding)?;
        checked(&before, &edited.text, &self.tables)?;
        for question in &built_in.questions {
            let copied = edit::question_text(&edited.text, &question.id).is_some()
                && edit::question_text(&before, &question.id).is_none();
            if copied && question.code.is_some() {
                self.copy_builtin_code(&seen.bank, &question.id, &question.id, now)?;
            }
        }
        let mut notes = self.put(&seen.bank, &current, &edited.text, edits, whose, now)?;
        notes.push(format!(
            "The built-in question stays; yours in {} takes its place.",
            shown(&current.file)
        ));
        Ok(Saved {
            now: own_text(&seen.bank, &edited.text),
            undo: edited.undo,
            notes,
        })
    }
}
