//! What a run printed: always read, kept at its head and its tail, stopped where it is too much.

use crate::domain::verdict::Output;

/// Kept at the head and at the tail each, in bytes.
const KEPT: usize = 64 * 1024;

/// What a run may print, in bytes.
pub const MOST: u64 = 8 * 1024 * 1024;

/// Printed bytes as they come.
#[derive(Debug, Default)]
pub struct Captured {
    head: Vec<u8>,
    tail: Vec<u8>,
    total: u64,
}

impl Captured {
    pub fn take(&mut self, bytes: &[u8]) {
        self.total += bytes.len() as u64;
        let room = KEPT.saturating_sub(self.head.len()).min(bytes.len());
        let (head, rest) = bytes.split_at(room);
        self.head.extend_from_slice(head);
        self.tail.extend_from_slice(rest);
        // Cut now and then, not with every piece.
        if self.tail.len() > 4 * KEPT {
            self.tail.drain(..self.tail.len() - KEPT);
        }
    }

    pub fn is_too_much(&self) -> bool {
        self.total > MOST
    }

    /// Returns it as text; what is no UTF-8 is shown as replaced.
    pub fn finish(mut self) -> Output {
        if self.tail.len() > KEPT {
            self.tail.drain(..self.tail.len() - KEPT);
        }
        let left_out = self.total - (self.head.len() + self.tail.len()) as u64;
        if left_out == 0 {
            self.head.append(&mut self.tail);
        }
        Output {
            head: String::from_utf8_lossy(&self.head).into_owned(),
            tail: String::from_utf8_lossy(&self.tail).into_owned(),
            left_out,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_and_tail_are_kept_and_the_middle_is_counted() {
        let mut captured = Captured::default();
        captured.take(b"small");
        assert_eq!(captured.finish().head, "small");
        let mut captured = Captured::default();
        for piece in 0..1000 {
            captured.take(format!("{piece:0>999}\n").as_bytes());
        }
        assert!(!captured.is_too_much());
        let output = captured.finish();
        assert_eq!(
            output.head.len() + output.tail.len() + output.left_out as usize,
            1_000_000
        );
        assert!(output.head.starts_with("000") && output.tail.ends_with("999\n"));
        let mut captured = Captured::default();
        captured.take(&vec![b'x'; 100_000]);
        let output = captured.finish();
        assert_eq!((output.head.len(), output.left_out), (100_000, 0));
    }
}
