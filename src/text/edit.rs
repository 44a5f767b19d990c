//! One invertible change of a text: the unit of undo, of the journal and of replay.
//!
//! Offsets are bytes into the whole text, lines joined by `\n`. An edit names what it deletes, so that
//! it can be undone without the text, and so that a journal that does not fit its text is noticed.
//! Nothing here panics, whatever a journal holds.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_segmentation::GraphemeCursor;

/// At byte `at` of the text (lines joined by `\n`), `del` is replaced by `ins`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub at: usize,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub del: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ins: String,
}

/// Why an edit cannot be made in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Misfit {
    /// The place is past the end, or inside a character.
    #[error("an edit at byte {at} does not fit a text of {len} bytes")]
    Place { at: usize, len: usize },
    /// The text to delete is not what stands there.
    #[error("the text an edit deletes at byte {at} is not there")]
    Text { at: usize },
}

impl Edit {
    /// Returns the edit that takes this one back.
    #[must_use]
    pub fn invert(&self) -> Self {
        Self {
            at: self.at,
            del: self.ins.clone(),
            ins: self.del.clone(),
        }
    }

    /// Returns whether it changes nothing.
    pub fn is_idle(&self) -> bool {
        self.del == self.ins
    }

    /// Makes the change in `text`, or leaves it alone where `del` does not stand at `at`.
    pub fn apply(&self, text: &mut String) -> Result<(), Misfit> {
        let len = text.len();
        let there = text.get(self.at..).ok_or(Misfit::Place { at: self.at, len })?;
        if !there.starts_with(self.del.as_str()) {
            return Err(Misfit::Text { at: self.at });
        }
        if self.del.is_empty() {
            // The same, but not byte by byte.
            text.insert_str(self.at, &self.ins);
        } else {
            text.replace_range(self.at..self.at + self.del.len(), &self.ins);
        }
        Ok(())
    }

    /// Returns the smallest single edit that makes `new` of `old`, or `None` where they are the same.
    /// It splits no grapheme of either.
    pub fn between(old: &str, new: &str) -> Option<Self> {
        if old == new {
            return None;
        }
        let mut head = common(old.bytes(), new.bytes());
        while !(is_boundary(old, head) && is_boundary(new, head)) {
            head -= 1;
        }
        let (old_rest, new_rest) = (&old[head..], &new[head..]);
        let mut tail = common(old_rest.bytes().rev(), new_rest.bytes().rev());
        while !(is_boundary(old, old.len() - tail) && is_boundary(new, new.len() - tail)) {
            tail -= 1;
        }
        Some(Self {
            at: head,
            del: old_rest[..old_rest.len() - tail].to_owned(),
            ins: new_rest[..new_rest.len() - tail].to_owned(),
        })
    }

    /// Takes `next`, which follows at once, into this edit where they touch, so that one change says
    /// both. Returns whether it did.
    pub fn join(&mut self, next: &Self) -> bool {
        let end = self.at + self.ins.len();
        let next_end = next.at + next.del.len();
        if next.at == end {
            self.del.push_str(&next.del);
            self.ins.push_str(&next.ins);
        } else if next_end == self.at {
            self.at = next.at;
            self.del.insert_str(0, &next.del);
            self.ins.insert_str(0, &next.ins);
        } else if next.at >= self.at && next_end <= end {
            let from = next.at - self.at;
            let to = next_end - self.at;
            if self.ins.get(from..to) != Some(next.del.as_str()) {
                return false;
            }
            self.ins.replace_range(from..to, &next.ins);
        } else {
            return false;
        }
        true
    }
}

fn common(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// Returns whether a grapheme of `text` may begin at byte `at`; the ends always are boundaries.
fn is_boundary(text: &str, at: usize) -> bool {
    if at == 0 || at >= text.len() {
        return true;
    }
    text.is_char_boundary(at)
        && GraphemeCursor::new(at, text.len(), true)
            .is_boundary(text, 0)
            .unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edit(at: usize, del: &str, ins: &str) -> Edit {
        Edit {
            at,
            del: del.to_owned(),
            ins: ins.to_owned(),
        }
    }

    #[test]
    fn an_edit_that_does_not_fit_leaves_the_text_alone() {
        for (edit, misfit) in [
            (edit(4, "", "x"), Misfit::Place { at: 4, len: 3 }),
            (edit(2, "", "x"), Misfit::Place { at: 2, len: 3 }),
            (edit(0, "b", ""), Misfit::Text { at: 0 }),
            (edit(0, "aéx", ""), Misfit::Text { at: 0 }),
            (
                edit(usize::MAX, "a", ""),
                Misfit::Place {
                    at: usize::MAX,
                    len: 3,
                },
            ),
        ] {
            let mut text = "aé".to_owned();
            assert_eq!(edit.apply(&mut text), Err(misfit));
            assert_eq!(text, "aé");
        }
    }

    #[test]
    fn the_edit_between_two_texts_is_small_and_splits_no_grapheme() {
        for (old, new, wanted) in [
            ("aaa", "aa", edit(2, "a", "")),
            ("abc", "axc", edit(1, "b", "x")),
            ("", "ab", edit(0, "", "ab")),
            ("é", "è", edit(0, "é", "è")),
            ("e", "e\u{301}", edit(0, "e", "e\u{301}")),
            (
                "👩\u{200d}👩",
                "👩\u{200d}👧",
                edit(0, "👩\u{200d}👩", "👩\u{200d}👧"),
            ),
            ("🇩🇪", "🇩🇰", edit(0, "🇩🇪", "🇩🇰")),
        ] {
            assert_eq!(Edit::between(old, new), Some(wanted));
        }
        assert_eq!(Edit::between("same", "same"), None);
    }

    #[test]
    fn typing_and_deleting_join_and_distant_edits_do_not() {
        for (first, next, joined) in [
            (edit(1, "", "a"), edit(2, "", "b"), Some(edit(1, "", "ab"))),
            (edit(1, "", "ab"), edit(2, "b", ""), Some(edit(1, "", "a"))),
            (edit(1, "", "ab"), edit(2, "b", "xy"), Some(edit(1, "", "axy"))),
            (edit(5, "x", ""), edit(4, "y", ""), Some(edit(4, "yx", ""))),
            (edit(4, "x", ""), edit(4, "y", ""), Some(edit(4, "xy", ""))),
            (edit(1, "", "a"), edit(4, "", "b"), None),
            (edit(4, "", "ab"), edit(3, "xa", ""), None),
        ] {
            let mut edit = first.clone();
            assert_eq!(edit.join(&next), joined.is_some());
            assert_eq!(edit, joined.unwrap_or(first));
        }
    }

    #[test]
    fn the_journal_keeps_only_what_an_edit_has() {
        let json = serde_json::to_string(&edit(3, "", "x")).unwrap();
        assert_eq!(json, r#"{"at":3,"ins":"x"}"#);
        assert_eq!(serde_json::from_str::<Edit>(&json).unwrap(), edit(3, "", "x"));
    }

    /// Texts that are likely to have something in common, with what graphemes are made of.
    fn text() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a", "b", " ", "\n", "é", "e", "\u{301}", "漢", "👩", "\u{200d}", "🇩", "🇪", "\u{fe0f}",
        ]);
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn an_edit_and_its_inverse_leave_a_text_as_it_was(old in text(), new in text()) {
            let mut text = old.clone();
            if let Some(edit) = Edit::between(&old, &new) {
                edit.apply(&mut text).unwrap();
                prop_assert_eq!(&text, &new);
                edit.invert().apply(&mut text).unwrap();
            }
            prop_assert_eq!(text, old);
        }

        #[test]
        fn joined_edits_do_what_each_did_in_turn(a in text(), b in text(), c in text()) {
            let (Some(mut first), Some(next)) = (Edit::between(&a, &b), Edit::between(&b, &c)) else {
                return Ok(());
            };
            if first.join(&next) {
                let mut text = a;
                first.apply(&mut text).unwrap();
                prop_assert_eq!(text, c);
            }
        }

        #[test]
        fn no_edit_panics(at in 0..20usize, del in text(), ins in text(), text in text()) {
            let mut text = text;
            let before = text.clone();
            let edit = Edit { at, del, ins };
            if edit.apply(&mut text).is_ok() {
                edit.invert().apply(&mut text).unwrap();
                prop_assert_eq!(text, before);
            }
        }
    }
}
