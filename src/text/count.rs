//! How words are counted: runs between spaces that have a letter or a digit in them. Scripts written without
//! spaces count each character.
//!
//! A change is counted by what it touched: a line may have a megabyte, and every key changes it.

/// Words so far, and whether the run in hand has a letter or a digit in it.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    words: usize,
    open: bool,
}

/// What a character makes of the run in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It is one word by itself.
    Ideograph,
    Letter,
    Space,
    /// A sign, which leaves the run as it is.
    Sign,
}

impl Role {
    fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => Self::Letter,
            c if is_ideograph(c) => Self::Ideograph,
            c if c.is_alphanumeric() => Self::Letter,
            c if c.is_whitespace() => Self::Space,
            _ => Self::Sign,
        }
    }
}

impl Count {
    fn take(&mut self, role: Role) {
        match role {
            Role::Ideograph => {
                self.words += usize::from(self.open) + 1;
                self.open = false;
            }
            Role::Letter => self.open = true,
            Role::Space => {
                self.words += usize::from(self.open);
                self.open = false;
            }
            Role::Sign => {}
        }
    }

    fn take_all(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii() {
                if byte.is_ascii_alphanumeric() {
                    self.open = true;
                } else if matches!(byte, b' ' | b'\t'..=b'\r') {
                    self.take(Role::Space);
                }
                at += 1;
                continue;
            }
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            self.take(Role::of(c));
            at += c.len_utf8();
        }
    }

    fn all(self) -> usize {
        self.words + usize::from(self.open)
    }
}

/// Counts the words of a text.
pub fn words(text: &str) -> usize {
    let mut count = Count::default();
    count.take_all(text);
    count.all()
}

/// Returns how many words a line has that had `before`, after the bytes from `from` to `to` of it took the place
/// of `old`.
pub fn words_after(line: &str, before: usize, from: usize, to: usize, old: &str) -> usize {
    let (Some(head), Some(new), Some(tail)) = (line.get(..from), line.get(from..to), line.get(to..)) else {
        return words(line);
    };
    // The last character before that says how the run stood there.
    let said = head.chars().rev().map(Role::of).find(|role| *role != Role::Sign);
    let begun = Count {
        words: 0,
        open: said == Some(Role::Letter),
    };
    let (mut was, mut is) = (begun, begun);
    was.take_all(old);
    is.take_all(new);
    // Behind it all goes on as before, once the run stands as it stood.
    let mut behind = tail.chars();
    while was.open != is.open
        && let Some(c) = behind.next()
    {
        let role = Role::of(c);
        was.take(role);
        is.take(role);
    }
    (before + is.all()).saturating_sub(was.all())
}

/// Han and kana. Hangul is written with spaces and counts as other alphabets do.
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_counted_as_a_reader_would() {
        for (text, count) in [
            ("", 0),
            ("  \n\t", 0),
            ("one two  three\nfour", 4),
            ("don't re-use y_hat", 3),
            ("x + y = 2", 3),
            ("∑ → ≤", 0),
            ("naïve café", 2),
            ("損失関数", 4),
            ("loss損失 関", 4),
            ("손실 함수", 2),
            ("カー", 2),
        ] {
            assert_eq!(words(text), count, "{text}");
        }
    }

    fn line() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a", "1", " ", "\u{3000}", "é", "-", "∑", "漢", "한", "\u{301}",
        ]);
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn a_change_counts_as_the_whole_line_would(head in line(), old in line(), new in line(), tail in line()) {
            let before = words(&format!("{head}{old}{tail}"));
            let after = format!("{head}{new}{tail}");
            let (from, to) = (head.len(), head.len() + new.len());
            prop_assert_eq!(words_after(&after, before, from, to, &old), words(&after));
        }
    }
}
