//! What people ask of one answered question: its words, its texts, its scores.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{Attempt, Field, Run, Said, Scored, StageRun};
use crate::domain::bank::QuestionName;
use crate::domain::event::ScoreKind;
use crate::domain::verdict::{Output, RunKind};
use crate::text::edit::Edit;

impl Attempt {
    /// Returns an attempt at which nothing was done yet, in the first round.
    pub fn new(question: QuestionName, snapshot: &str, budget: Duration) -> Self {
        Self {
            question,
            snapshot: snapshot.to_owned(),
            round: 0,
            asked_at: None,
            budget,
            spent: Duration::ZERO,
            fields: Vec::new(),
            focus: None,
            transcript: Vec::new(),
            before_hint: None,
            spoken: false,
            stories: Vec::new(),
            stages: Vec::new(),
            runs: Vec::new(),
            submitted: None,
            submissions: Vec::new(),
            taken_back: 0,
            skipped: false,
            pauses: Vec::new(),
            prediction: None,
            ticks: BTreeMap::new(),
            levels: BTreeMap::new(),
            pitfalls: BTreeSet::new(),
            scores: Vec::new(),
            set_aside: false,
            note: String::new(),
            starred: false,
            disputed: None,
        }
    }

    /// Returns whether the answer is closed: submitted or skipped, and not taken back.
    pub fn over(&self) -> bool {
        self.submitted.is_some() || self.skipped
    }

    /// Returns whether what is asked of the answer may be told: it was predicted or scored.
    pub fn is_open(&self) -> bool {
        self.prediction.is_some() || !self.scores.is_empty() || self.set_aside
    }

    /// Returns whether there is something to score: a word in any field that was not given, or a spoken
    /// answer.
    pub fn answered(&self) -> bool {
        self.spoken || self.fields.iter().any(Field::answered)
    }

    /// Returns the stage in hand, an index into the question's stages; the first until another was opened.
    pub fn stage(&self) -> usize {
        self.stages.last().map_or(0, |run| run.stage)
    }

    /// Returns when the stage was opened and left, in question's time; `None`: it never was.
    pub fn stage_run(&self, stage: usize) -> Option<&StageRun> {
        self.stages.iter().rev().find(|run| run.stage == stage)
    }

    /// Returns whether the reference may be seen: the answer was predicted, set aside, scored or skipped.
    pub fn reference_open(&self) -> bool {
        self.prediction.is_some() || self.set_aside || self.skipped || !self.scores.is_empty()
    }

    /// Returns whether the answer is closed and its score is still to be made.
    pub fn waits_for_score(&self) -> bool {
        self.submitted.is_some() && self.scores.is_empty() && !self.set_aside
    }

    /// Returns the words of all fields together.
    pub fn words(&self) -> usize {
        self.fields.iter().map(Field::words).sum()
    }

    /// Returns the field of this name, if it was opened.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns the text of a field; empty if it was never opened.
    pub fn text_of(&self, field: &str) -> &str {
        self.field(field).map_or("", |field| &field.text)
    }

    /// Returns the indices of the hints taken, in order.
    pub fn hints(&self) -> Vec<usize> {
        self.transcript
            .iter()
            .filter_map(|said| match said.what {
                Said::Hint { hint } => Some(hint),
                _ => None,
            })
            .collect()
    }

    /// Returns the ids of the follow-ups shown, in order.
    pub fn follow_ups(&self) -> Vec<String> {
        self.transcript
            .iter()
            .filter_map(|said| match &said.what {
                Said::FollowUp { id } => Some(id.clone()),
                _ => None,
            })
            .collect()
    }

    /// Returns the score that is never overwritten.
    pub fn first_score(&self) -> Option<&Scored> {
        self.scores.iter().find(|scored| scored.kind == ScoreKind::First)
    }

    /// Returns the candidate's score as it stands: the newest revision, else the first. Blind and
    /// outside scores lie beside it.
    pub fn latest_score(&self) -> Option<&Scored> {
        self.scores
            .iter()
            .rev()
            .find(|scored| scored.kind == ScoreKind::Revision)
            .or_else(|| self.first_score())
    }

    /// Returns the time paused while this question was open.
    pub fn pause_total(&self) -> Duration {
        self.pauses
            .iter()
            .fold(Duration::ZERO, |sum, pause| sum.saturating_add(pause.length))
    }

    /// Keeps a run. Somebody who runs their code every few seconds for hours does not fill the memory: of
    /// older runs only the outcomes are kept, but runs at submission stay whole, and the oldest go.
    pub(super) fn keep_run(&mut self, run: Run) {
        self.runs.push(run);
        let whole = self.runs.len().saturating_sub(Run::WHOLE);
        if let Some(run) = whole.checked_sub(1).and_then(|at| self.runs.get_mut(at)) {
            run.outline();
        }
        if self.runs.len() > Run::MOST {
            self.runs.remove(0);
        }
    }

    /// Returns the index of the field, which is opened if it was not.
    pub(super) fn open(&mut self, name: &str) -> usize {
        if let Some(index) = self.fields.iter().position(|field| field.name == name) {
            return index;
        }
        self.fields.push(Field {
            name: name.to_owned(),
            entered: self.spent,
            ..Field::default()
        });
        self.fields.len() - 1
    }
}

impl Run {
    /// Runs of one answer that are kept.
    pub const MOST: usize = 500;

    /// The newest runs, which keep what was printed.
    pub const WHOLE: usize = 20;

    /// Leaves the outcomes and what the tests said, unless it is a run at submission.
    fn outline(&mut self) {
        if self.verdict.kind == RunKind::All {
            return;
        }
        self.verdict.output = Output::default();
        self.verdict.trace = Vec::new();
        for test in &mut self.verdict.tests {
            test.trace = Vec::new();
        }
    }
}

impl Field {
    /// Returns the words the candidate wrote: none while only what was given stands there.
    pub fn words(&self) -> usize {
        if self.answered() {
            self.text.split_whitespace().count()
        } else {
            0
        }
    }

    /// Returns whether there is something in it that was not given.
    pub fn answered(&self) -> bool {
        !self.text.trim().is_empty() && self.text != self.given
    }

    /// Takes an edit in where it fits; one that does not is counted and changes nothing.
    pub(super) fn edit(&mut self, edit: &Edit) {
        if edit.apply(&mut self.text).is_ok() {
            self.edits = self.edits.saturating_add(1);
        } else {
            self.misfits = self.misfits.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_that_does_not_fit_is_counted_and_changes_nothing() {
        let edit = |at, del: &str, ins: &str| Edit {
            at,
            del: del.into(),
            ins: ins.into(),
        };
        for (text, edit, expect) in [
            ("añb", edit(1, "ñ", "n"), Some("anb")),
            ("añb", edit(4, "", "!"), Some("añb!")),
            ("añb", edit(2, "", "x"), None),
            ("añb", edit(1, "n", "x"), None),
            ("añb", edit(5, "", "x"), None),
            ("añb", edit(usize::MAX, "b", "x"), None),
        ] {
            let mut field = Field {
                text: text.into(),
                ..Field::default()
            };
            field.edit(&edit);
            assert_eq!(field.text, expect.unwrap_or(text), "{edit:?}");
            assert_eq!(
                (field.edits, field.misfits),
                if expect.is_some() { (1, 0) } else { (0, 1) }
            );
        }
    }
}
