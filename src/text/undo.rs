//! Undo and redo: edits joined to what a person would call one step.
//!
//! Typing makes a step of each word, a pause of a second ends a step, and so does moving away.
//! Whatever else is done (a paste, a cut) is a step by itself. What is typed in vim's insert mode is one.

use std::time::Duration;

use super::buffer::Place;
use super::edit::Edit;

/// A pause longer than this ends a step.
const PAUSE: Duration = Duration::from_secs(1);

/// What sort of change an edit is; only changes of one sort make a step together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Typing,
    DeletingBack,
    DeletingForward,
    /// All that is done in vim's insert mode, however long it takes.
    Inserting,
    /// A step by itself.
    Whole,
}

/// What is undone at once, as one edit, and where the cursor stood.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub edit: Edit,
    pub before: Place,
    pub after: Place,
}

/// The steps taken and those taken back.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// The sort and time of the last edit, while its step is open.
    open: Option<(Kind, Duration)>,
}

impl History {
    /// Records an edit made at `now`, with the cursor before and after it.
    pub fn record(&mut self, edit: Edit, kind: Kind, now: Duration, before: Place, after: Place) {
        self.undone.clear();
        let goes_on = self.open.is_some_and(|(last, at)| {
            last == kind
                && match kind {
                    Kind::Whole => false,
                    Kind::Inserting => true,
                    _ => now.saturating_sub(at) <= PAUSE,
                }
        });
        self.open = Some((kind, now));
        if goes_on
            && let Some(step) = self.done.last_mut()
            && !begins_word(&step.edit, &edit, kind)
            && step.edit.join(&edit)
        {
            step.after = after;
            return;
        }
        self.done.push(Step { edit, before, after });
    }

    /// Ends the open step: what comes next is undone by itself.
    pub fn seal(&mut self) {
        self.open = None;
    }

    /// Returns the step to take back.
    pub fn undo(&mut self) -> Option<&Step> {
        self.open = None;
        self.undone.push(self.done.pop()?);
        self.undone.last()
    }

    /// Returns the step to take again.
    pub fn redo(&mut self) -> Option<&Step> {
        self.open = None;
        self.done.push(self.undone.pop()?);
        self.done.last()
    }
}

fn begins_word(last: &Edit, next: &Edit, kind: Kind) -> bool {
    kind == Kind::Typing
        && last.ins.ends_with(char::is_whitespace)
        && next.ins.starts_with(|c: char| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(history: &mut History, at: usize, ins: &str, millis: u64) {
        let edit = Edit {
            at,
            del: String::new(),
            ins: ins.to_owned(),
        };
        let place = |byte| Place { line: 0, byte };
        let now = Duration::from_millis(millis);
        history.record(edit, Kind::Typing, now, place(at), place(at + ins.len()));
    }

    #[test]
    fn a_pause_of_more_than_a_second_ends_a_step() {
        let mut history = History::default();
        typed(&mut history, 0, "a", 0);
        typed(&mut history, 1, "b", 1000);
        typed(&mut history, 2, "c", 2001);
        assert_eq!(history.undo().map(|step| step.edit.ins.as_str()), Some("c"));
        assert_eq!(history.undo().map(|step| step.edit.ins.as_str()), Some("ab"));
        assert_eq!(history.undo(), None);
    }

    #[test]
    fn a_new_word_and_a_sealed_step_begin_another() {
        let mut history = History::default();
        typed(&mut history, 0, "a", 0);
        typed(&mut history, 1, " ", 0);
        typed(&mut history, 2, "b", 0);
        history.seal();
        typed(&mut history, 3, "c", 0);
        let steps: Vec<String> = std::iter::from_fn(|| Some(history.undo()?.edit.ins.clone())).collect();
        assert_eq!(steps, ["c", "b", "a "]);
    }
}
