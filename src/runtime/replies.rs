//! What the terminal's answers say, pure.

/// An answer of interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Its background as 8-bit red, green, blue (OSC 11).
    Background(u8, u8, u8),
    /// It knows the kitty keyboard protocol.
    Kitty,
    /// It does not know synchronised updates (DEC mode 2026).
    NoSync,
}

/// Returns what an answer (without its leading escape and its terminator) says, if it matters.
pub fn read(reply: &[u8]) -> Option<Answer> {
    match reply {
        [b'[', b'?', flags @ .., b'u'] if flags.iter().all(u8::is_ascii_digit) => Some(Answer::Kitty),
        b"[?2026;0$y" | b"[?2026;4$y" => Some(Answer::NoSync),
        [b']', b'1', b'1', b';', color @ ..] => background(std::str::from_utf8(color).ok()?),
        _ => None,
    }
}

fn background(color: &str) -> Option<Answer> {
    let parts = color
        .strip_prefix("rgba:")
        .or_else(|| color.strip_prefix("rgb:"))?;
    let mut parts = parts.split('/').map(component);
    Some(Answer::Background(parts.next()??, parts.next()??, parts.next()??))
}

/// One to four hexadecimal digits, scaled to eight bits.
fn component(digits: &str) -> Option<u8> {
    if !(1..=4).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let most = (1_u32 << (4 * digits.len())) - 1;
    Some((value * 255 / most) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_nonsense_is_not() {
        let cases: [(&[u8], Option<Answer>); 11] = [
            (b"[?0u", Some(Answer::Kitty)),
            (b"[?2026;0$y", Some(Answer::NoSync)),
            (b"[?2026;2$y", None),
            (b"]11;rgb:ffff/8080/0000", Some(Answer::Background(255, 128, 0))),
            (b"]11;rgb:f/8/0", Some(Answer::Background(255, 136, 0))),
            (
                b"]11;rgba:1e1e/1e1e/2e2e/ffff",
                Some(Answer::Background(30, 30, 46)),
            ),
            (b"]11;rgb:fffff/0/0", None),
            (b"]11;rgb:+f/0/0", None),
            (b"]11;rgb:ff", None),
            (b"]10;rgb:0/0/0", None),
            (b"[?62;22c", None),
        ];
        for (reply, expected) in cases {
            assert_eq!(read(reply), expected, "{}", reply.escape_ascii());
        }
    }
}
