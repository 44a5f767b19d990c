//! Undo and redo: edits joined to what a person would call one step.
//!
//! Typing makes a step of each word, a pause of a second ends a step, and so does moving away.
//! Whatever else is done (a paste, a cut) is a step by itself. What is typed in vim's insert mode is one.
//!
//! A step keeps what does not stand in the text, and of what does only where: a paste of megabytes is in memory
//! once. Taking a step back and taking it again are the same exchange.

use std::time::Duration;

use super::buffer::Place;

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

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made<'a> {
    /// Where, in bytes of the whole text.
    pub at: usize,
    pub del: String,
    pub ins: &'a str,
}

/// What is undone at once, as one replacement, and where the cursor stood.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Where it begins, in bytes of the whole text.
    pub at: usize,
    /// How many bytes of the text, as it is now, are its.
    pub there: usize,
    /// What stands there when the step is taken back, or taken again.
    pub other: String,
    pub before: Place,
    pub after: Place,
    /// Whether what it inserted ends with white space.
    spaced: bool,
}

impl Step {
    /// The exchange is made, and `taken` was taken out of the text for it.
    pub fn turn(&mut self, taken: String) {
        self.there = self.other.len();
        self.other = taken;
    }

    /// Takes `next`, which follows at once, into this step where they touch. Returns whether it did.
    fn join(&mut self, next: &Made) -> bool {
        let end = self.at + self.there;
        let next_end = next.at + next.del.len();
        if next.at == end {
            self.other.push_str(&next.del);
        } else if next_end == self.at {
            self.at = next.at;
            self.other.insert_str(0, &next.del);
        } else if next.at >= self.at && next_end <= end {
            // What it deletes was this step's own.
            self.there -= next.del.len();
        } else {
            return false;
        }
        self.there += next.ins.len();
        if !next.ins.is_empty() {
            self.spaced = next.ins.ends_with(char::is_whitespace);
        }
        true
    }
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
    /// Records a change made at `now`, with the cursor before and after it.
    pub fn record(&mut self, made: Made, kind: Kind, now: Duration, before: Place, after: Place) {
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
            && !begins_word(step, &made, kind)
            && step.join(&made)
        {
            step.after = after;
            return;
        }
        self.done.push(Step {
            at: made.at,
            there: made.ins.len(),
            other: made.del,
            before,
            after,
            spaced: made.ins.ends_with(char::is_whitespace),
        });
    }

    /// Ends the open step: what comes next is undone by itself.
    pub fn seal(&mut self) {
        self.open = None;
    }

    /// Takes out the step to take back; it goes to [`Self::taken_back`] once that is done.
    pub fn undo(&mut self) -> Option<Step> {
        self.open = None;
        self.done.pop()
    }

    pub fn taken_back(&mut self, step: Step) {
        self.undone.push(step);
    }

    /// Takes out the step to take again; it goes to [`Self::taken_again`] once that is done.
    pub fn redo(&mut self) -> Option<Step> {
        self.open = None;
        self.undone.pop()
    }

    pub fn taken_again(&mut self, step: Step) {
        self.done.push(step);
    }

    /// Returns how many bytes of text the steps hold.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        self.done
            .iter()
            .chain(&self.undone)
            .map(|step| step.other.capacity())
            .sum()
    }
}

fn begins_word(last: &Step, next: &Made, kind: Kind) -> bool {
    kind == Kind::Typing && last.spaced && next.ins.starts_with(|c: char| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(history: &mut History, at: usize, ins: &str, millis: u64) {
        let del = String::new();
        let place = |byte| Place { line: 0, byte };
        let now = Duration::from_millis(millis);
        history.record(
            Made { at, del, ins },
            Kind::Typing,
            now,
            place(at),
            place(at + ins.len()),
        );
    }

    /// Where the steps stand, the last one first.
    fn steps(history: &mut History) -> Vec<(usize, usize)> {
        std::iter::from_fn(|| history.undo().map(|step| (step.at, step.there))).collect()
    }

    #[test]
    fn a_pause_of_more_than_a_second_ends_a_step() {
        let mut history = History::default();
        typed(&mut history, 0, "a", 0);
        typed(&mut history, 1, "b", 1000);
        typed(&mut history, 2, "c", 2001);
        assert_eq!(steps(&mut history), [(2, 1), (0, 2)]);
    }

    #[test]
    fn a_new_word_and_a_sealed_step_begin_another() {
        let mut history = History::default();
        typed(&mut history, 0, "a", 0);
        typed(&mut history, 1, " ", 0);
        typed(&mut history, 2, "b", 0);
        history.seal();
        typed(&mut history, 3, "c", 0);
        assert_eq!(steps(&mut history), [(3, 1), (2, 1), (0, 2)]);
    }

    #[test]
    fn what_is_deleted_of_a_step_leaves_it_and_what_reaches_beyond_it_is_another() {
        let kind = Kind::Inserting;
        let made = |history: &mut History, at, del: &str, ins| {
            let del = del.to_owned();
            let place = Place::default();
            history.record(Made { at, del, ins }, kind, Duration::ZERO, place, place);
        };
        let mut history = History::default();
        made(&mut history, 5, "", "words");
        made(&mut history, 8, "ds", "");
        made(&mut history, 4, "xwor", "");
        assert_eq!(steps(&mut history), [(4, 0), (5, 3)]);
    }
}
