//! Puts the pieces of a paste without brackets together, pure.
//!
//! Such a paste comes in many reads. Handed on piece by piece, each would be a step of undo of its own
//! and cost a frame and whatever a paste costs, so that a large one would take the square of its size.
//! The first read of a few keys is handed on at once: only what goes on is waited for, and not for long.

use std::time::Duration;

use super::queue::Before;
use crate::app::msg::Msg;

/// A read as large as a terminal's own queue: more is on its way.
const FULL: usize = 4000;
/// How long the next piece may take.
const GAP: Duration = Duration::from_millis(10);
/// How long pieces are kept at most, so that a slow line is seen to come in.
const LONGEST: Duration = Duration::from_millis(100);
/// How much is kept at most, in bytes.
const MOST: usize = 1 << 20;

/// What is kept.
#[derive(Debug, Default)]
pub struct Gather {
    text: String,
    since: Duration,
    due: Option<Duration>,
}

impl Gather {
    /// Takes the messages of a read of `bytes` bytes and returns those to hand on now, what was kept
    /// first. `before` and `after` tell whether the read began and ended within such a paste.
    pub fn add(
        &mut self,
        mut messages: Vec<Msg>,
        bytes: usize,
        (before, after): (Before, Before),
        mono: Duration,
    ) -> Vec<Msg> {
        let continues = before == Before::Burst && matches!(messages.first(), Some(Msg::Paste(_)));
        match messages.first_mut() {
            _ if self.text.is_empty() => self.since = mono,
            Some(Msg::Paste(piece)) if continues => {
                self.text.push_str(piece);
                *piece = std::mem::take(&mut self.text);
            }
            _ => messages.insert(0, Msg::Paste(std::mem::take(&mut self.text))),
        }
        let kept_long = self.due.is_some() && mono.saturating_sub(self.since) >= LONGEST;
        self.due = None;
        let more = after == Before::Burst && (continues || bytes >= FULL) && !kept_long;
        match messages.pop() {
            Some(Msg::Paste(text)) if more && text.len() < MOST => {
                self.text = text;
                self.due = Some(mono + GAP);
            }
            Some(message) => messages.push(message),
            None => {}
        }
        messages
    }

    /// Returns when [`Gather::rest`] is due.
    pub fn due(&self) -> Option<Duration> {
        self.due
    }

    /// Returns what was kept, because nothing more came.
    pub fn rest(&mut self) -> Option<Msg> {
        self.due = None;
        (!self.text.is_empty()).then(|| Msg::Paste(std::mem::take(&mut self.text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    fn paste(text: &str) -> Vec<Msg> {
        vec![Msg::Paste(text.to_owned())]
    }

    const BEGINS: (Before, Before) = (Before::Keys, Before::Burst);
    const GOES_ON: (Before, Before) = (Before::Burst, Before::Burst);

    #[test]
    fn a_burst_of_a_few_keys_is_handed_on_at_once() {
        let mut gather = Gather::default();
        assert_eq!(gather.add(paste("few"), 400, BEGINS, ms(0)), paste("few"));
        assert_eq!((gather.due(), gather.rest()), (None, None));
    }

    #[test]
    fn the_pieces_of_a_large_paste_become_one() {
        let mut gather = Gather::default();
        assert_eq!(gather.add(paste("a"), 4095, BEGINS, ms(0)), []);
        assert_eq!(gather.due(), Some(ms(10)));
        assert_eq!(gather.add(paste("b"), 4095, GOES_ON, ms(5)), []);
        assert_eq!(gather.add(paste("c"), 17, GOES_ON, ms(6)), []);
        assert_eq!(gather.due(), Some(ms(16)));
        assert_eq!(gather.rest(), Some(Msg::Paste("abc".to_owned())));
        assert_eq!((gather.due(), gather.rest()), (None, None));
    }

    #[test]
    fn what_comes_after_the_paste_comes_after_it() {
        let mut gather = Gather::default();
        gather.add(paste("a"), 4095, BEGINS, ms(0));
        let messages = [paste("b"), vec![Msg::Focus(true)]].concat();
        let expected = [paste("ab"), vec![Msg::Focus(true)]].concat();
        assert_eq!(
            gather.add(messages, 20, (Before::Burst, Before::Keys), ms(1)),
            expected
        );

        gather.add(paste("a"), 4095, BEGINS, ms(0));
        let expected = [paste("a"), vec![Msg::Focus(true)]].concat();
        assert_eq!(
            gather.add(vec![Msg::Focus(true)], 3, (Before::Burst, Before::Keys), ms(1)),
            expected
        );
        assert_eq!(gather.rest(), None);
    }

    #[test]
    fn a_line_that_never_falls_silent_is_handed_on_now_and_then() {
        let mut gather = Gather::default();
        gather.add(paste("a"), 4095, BEGINS, ms(0));
        for time in 1..100 {
            assert_eq!(gather.add(paste("b"), 1, GOES_ON, ms(time)), []);
        }
        assert_eq!(gather.add(paste("b"), 1, GOES_ON, ms(100)).len(), 1);
        assert_eq!(gather.add(paste("c"), 1, GOES_ON, ms(101)), []);
    }
}
