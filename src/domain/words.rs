//! Numbers in words, the same wherever they are said.

use std::fmt::Display;

/// Returns `1 hint` or `3 hints`; for words that take an s.
pub fn counted(number: impl Display + Copy + PartialEq + From<u8>, noun: &str) -> String {
    if number == 1.into() {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_all_others_are_many() {
        assert_eq!(
            [
                counted(0_usize, "hint"),
                counted(1_u32, "hint"),
                counted(2_i64, "hint")
            ],
            ["0 hints", "1 hint", "2 hints"]
        );
    }
}
