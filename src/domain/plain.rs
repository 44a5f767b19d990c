//! Outside text made safe for a terminal. Banks, answers, file names and the output of code are data:
//! whatever they hold, no control, escape, bidi override or invisible character of theirs reaches the
//! screen, a title or an export. Everything that is shown and was not written in this source passes
//! here. Cleaning twice changes nothing more, and clean text is borrowed, never copied.

use std::borrow::Cow;

const ZWNJ: char = '\u{200c}';
const ZWJ: char = '\u{200d}';

/// Returns the text with line feeds and tabs kept and everything else that could steer a terminal
/// left out. Other line breaks become line feeds; escape sequences go as a whole.
pub fn clean(text: &str) -> Cow<'_, str> {
    filter(text, Shape::Block)
}

/// Returns the text fit for one line: as [`clean`], with line breaks and tabs as single spaces.
pub fn clean_line(text: &str) -> Cow<'_, str> {
    filter(text, Shape::Line)
}

/// Returns whether [`clean`] would leave the text as it is.
pub fn is_clean(text: &str) -> bool {
    first_unclean(text).is_none()
}

/// Returns the byte offset and the first character that [`clean`] would change.
pub fn first_unclean(text: &str) -> Option<(usize, char)> {
    let mut at = 0;
    let mut ends = Ends::default();
    while let Some(suspect) = next_suspect(text, at) {
        let before = text.get(..suspect).and_then(|kept| kept.chars().next_back());
        match judge(text, suspect, before, Shape::Block, &mut ends) {
            Verdict::Keep(length) => at = suspect + length,
            Verdict::Leave { .. } => return text.get(suspect..)?.chars().next().map(|c| (suspect, c)),
        }
    }
    None
}

/// Returns a short name for a character that is left out, for messages.
pub fn describe(c: char) -> String {
    let name = match c {
        '\u{1b}' => "an escape character",
        '\r' => "a carriage return",
        '\u{7f}' | '\0'..='\u{1f}' | '\u{80}'..='\u{9f}' => "a control character",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
            "a character that changes the direction of text"
        }
        '\u{2028}' | '\u{2029}' => "a line separator",
        _ => "an invisible character",
    };
    format!("{name} (U+{:04X})", u32::from(c))
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Block,
    Line,
}

enum Verdict {
    /// The bytes stay; their number.
    Keep(usize),
    /// The bytes go; what stands for them.
    Leave { length: usize, instead: Option<char> },
}

fn filter(text: &str, shape: Shape) -> Cow<'_, str> {
    let mut out: Option<String> = None;
    let mut from = 0;
    let mut at = 0;
    let mut ends = Ends::default();
    while let Some(suspect) = next_suspect(text, at) {
        // What stands before in the result, not in the text: a joiner must not hang on what was left out.
        let before = if from < suspect {
            text[from..suspect].chars().next_back()
        } else {
            out.as_ref().and_then(|out| out.chars().next_back())
        };
        match judge(text, suspect, before, shape, &mut ends) {
            Verdict::Keep(length) => at = suspect + length,
            Verdict::Leave { length, instead } => {
                let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
                out.push_str(&text[from..suspect]);
                out.extend(instead);
                at = suspect + length;
                from = at;
            }
        }
    }
    match out {
        None => Cow::Borrowed(text),
        Some(mut out) => {
            out.push_str(&text[from..]);
            Cow::Owned(out)
        }
    }
}

/// Bytes that can begin something to be left out; all others are passed over without decoding.
const SUSPECT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte < 0x20
            || byte == 0x7f
            || matches!(byte, 0xc2 | 0xcd | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf0 | 0xf3);
        byte += 1;
    }
    table
};

fn next_suspect(text: &str, from: usize) -> Option<usize> {
    text.as_bytes()
        .get(from..)?
        .iter()
        .position(|&byte| SUSPECT[usize::from(byte)])
        .map(|ahead| from + ahead)
}

fn judge(text: &str, at: usize, before: Option<char>, shape: Shape, ends: &mut Ends) -> Verdict {
    let rest = &text[at..];
    let mut chars = rest.chars();
    let Some(c) = chars.next() else {
        return Verdict::Keep(1);
    };
    let length = c.len_utf8();
    let leave = |instead| Verdict::Leave { length, instead };
    let line_break = Some(if shape == Shape::Line { ' ' } else { '\n' });
    match c {
        '\n' | '\t' if shape == Shape::Block => Verdict::Keep(1),
        '\n' | '\t' => leave(Some(' ')),
        '\r' if rest.as_bytes().get(1) == Some(&b'\n') => Verdict::Leave {
            length: 2,
            instead: line_break,
        },
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => leave(line_break),
        '\u{1b}' => Verdict::Leave {
            length: escape_length(text, at, ends),
            instead: None,
        },
        '\u{9b}' => Verdict::Leave {
            length: length + csi_length(&rest.as_bytes()[length..]),
            instead: None,
        },
        '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => Verdict::Leave {
            length: length + ends.string_length(text.as_bytes(), at + length),
            instead: None,
        },
        ZWJ | ZWNJ
            if before.is_some_and(|c| joins(c) || is_selector(c)) && chars.next().is_some_and(joins) =>
        {
            Verdict::Keep(length)
        }
        _ if is_selector(c) && before.is_some_and(takes_selector) => Verdict::Keep(length),
        _ if is_unsafe(c) => leave(None),
        _ => Verdict::Keep(length),
    }
}

/// A character that a joiner may stand beside: emoji and the scripts that need joiners.
fn joins(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace() && !is_unsafe(c)
}

fn takes_selector(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !is_unsafe(c)
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Never shown, wherever it stands; joiners and selectors are judged by their neighbours first.
fn is_unsafe(c: char) -> bool {
    c.is_ascii_control() || is_hidden(c) || is_selector(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

/// Returns whether a character beyond ASCII, or DEL, could steer a terminal or is there without being seen.
/// Joiners and emoji's selectors are not: they belong to letters and pictures.
pub fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Bytes of the escape sequence at a place, at least the escape itself.
fn escape_length(text: &str, at: usize, ends: &mut Ends) -> usize {
    let bytes = &text.as_bytes()[at..];
    match bytes.get(1) {
        Some(b'[') => 2 + csi_length(&bytes[2..]),
        Some(b']' | b'P' | b'X' | b'^' | b'_') => 2 + ends.string_length(text.as_bytes(), at + 2),
        Some(0x20..=0x2f) => {
            let between = bytes[1..].iter().take_while(|b| matches!(b, 0x20..=0x2f)).count();
            let last = usize::from(matches!(bytes.get(1 + between), Some(0x30..=0x7e)));
            1 + between + last
        }
        Some(0x30..=0x7e) => 2,
        _ => 1,
    }
}

/// Bytes of parameters and the final byte after a control sequence introducer.
fn csi_length(bytes: &[u8]) -> usize {
    let between = bytes.iter().take_while(|b| matches!(b, 0x20..=0x3f)).count();
    between + usize::from(matches!(bytes.get(between), Some(0x40..=0x7e)))
}

/// Where control strings end.
#[derive(Default)]
struct Ends {
    /// Up to here it is known that none ends, so that a flood of introducers is looked through once.
    none_until: usize,
}

impl Ends {
    /// Bytes of a control string with its end; nothing where the end is missing within its line, so
    /// that a stray introducer cannot swallow the text after it.
    fn string_length(&mut self, bytes: &[u8], from: usize) -> usize {
        if from < self.none_until {
            return 0;
        }
        for (at, &byte) in bytes.iter().enumerate().skip(from) {
            match byte {
                0x07 => return at + 1 - from,
                0x1b if bytes.get(at + 1) == Some(&b'\\') => return at + 2 - from,
                0x9c if at > from && bytes[at - 1] == 0xc2 => return at + 1 - from,
                b'\n' => {
                    self.none_until = at;
                    return 0;
                }
                _ => {}
            }
        }
        self.none_until = bytes.len();
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_characters_are_left_out_and_the_words_stay() {
        let cases = [
            ("plain text\n\twith a tab", "plain text\n\twith a tab"),
            ("a\u{1b}[31mred\u{1b}[0m", "ared"),
            ("a\u{1b}]0;title\u{7}b", "ab"),
            ("a\u{1b}]52;c;aGk=\u{1b}\\b", "ab"),
            ("a\u{1b}]never ends", "anever ends"),
            ("a\u{1b}]one line\nnext", "aone line\nnext"),
            ("a\u{1b}Pq#0\u{1b}\\b", "ab"),
            ("a\u{1b}(0b", "ab"),
            ("a\u{1b}cb", "ab"),
            ("a\u{1b}", "a"),
            ("a\u{1b}é", "aé"),
            ("a\u{9b}31mb", "ab"),
            ("a\u{9d}0;t\u{9c}b", "ab"),
            ("a\u{90}q\u{9c}b", "ab"),
            ("nul\0 bell\u{7} back\u{8} del\u{7f}", "nul bell back del"),
            ("c1\u{80}\u{84}\u{9f}", "c1"),
            ("one\r\ntwo\rthree", "one\ntwo\nthree"),
            (
                "vt\u{b}ff\u{c}nel\u{85}ls\u{2028}ps\u{2029}end",
                "vt\nff\nnel\nls\nps\nend",
            ),
            ("abc\u{202e}cba\u{202c}", "abccba"),
            ("\u{2066}iso\u{2069}\u{200e}\u{200f}\u{61c}", "iso"),
            ("tag\u{e0001}\u{e0041}\u{e007f}", "tag"),
            ("zero\u{200b}wi\u{2060}dth\u{feff}", "zerowidth"),
            ("soft\u{ad}hyphen", "softhyphen"),
            ("inter\u{fff9}linear\u{fffb}", "interlinear"),
            ("de\u{206a}precated\u{206f}", "deprecated"),
            ("in\u{2062}visible", "invisible"),
            ("a\u{200d}b", "ab"),
            ("a\u{fe0f}\u{fe0f}", "a\u{fe0f}"),
            ("\u{fe0f}x", "x"),
            ("\u{200d}👩", "👩"),
            ("👩\u{200d}", "👩"),
            ("👩\u{200d}\u{200d}🔬", "👩\u{200d}🔬"),
        ];
        for (text, want) in cases {
            assert_eq!(clean(text), want, "{text:?}");
            assert_eq!(is_clean(text), text == want, "{text:?}");
        }
    }

    #[test]
    fn ordinary_writing_is_borrowed_as_it_is() {
        for text in [
            "",
            "Why −log p? ∂L/∂z = p − y, “quotes”… — O(n²)",
            "👩\u{200d}🔬 1\u{fe0f}\u{20e3} ❤\u{fe0f} 🏳\u{fe0f}\u{200d}🌈",
            "می\u{200c}خواهم क्\u{200d}ष 漢字 한글 naïve e\u{301}",
            "© ½ µ £ \u{a0}no-break",
        ] {
            assert!(matches!(clean(text), Cow::Borrowed(_)), "{text:?}");
            assert!(is_clean(text));
        }
    }

    #[test]
    fn one_line_has_spaces_for_breaks() {
        assert_eq!(clean_line("a\r\nb\nc\td\u{2028}e"), "a b c d e");
        assert!(matches!(clean_line("one line"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_flood_of_introducers_is_looked_through_once() {
        let flood = "\u{1b}]".repeat(1 << 20);
        assert_eq!(clean(&flood), "");
    }

    #[test]
    fn the_first_character_to_go_is_named_with_its_place() {
        assert_eq!(first_unclean("aé\u{202e}b"), Some((3, '\u{202e}')));
        assert_eq!(
            describe('\u{202e}'),
            "a character that changes the direction of text (U+202E)"
        );
    }

    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            prop::sample::select(vec![
                "\u{1b}",
                "[",
                "]",
                "\u{7}",
                "\\",
                "m",
                "\u{9b}",
                "\u{9c}",
                "\u{200d}",
                "\u{200c}",
                "\u{fe0f}",
                "👩",
                "é",
                "\r",
                "\n",
                " ",
                "\u{202e}",
                "\u{e0041}",
                "\u{e0100}",
                "\u{200b}",
                "x",
            ])
            .prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(text in hostile()) {
            let once = clean(&text).into_owned();
            prop_assert!(is_clean(&once), "{:?} -> {:?}", text, once);
            let line = clean_line(&text).into_owned();
            prop_assert_eq!(clean_line(&line), line.as_str());
            prop_assert!(!line.contains(['\n', '\t', '\r']));
        }

        #[test]
        fn nothing_that_steers_a_terminal_is_left(text in hostile()) {
            for c in clean(&text).chars() {
                prop_assert!(c == '\n' || c == '\t' || !c.is_control());
                let steers = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}');
                prop_assert!(!steers, "{:?} is left", c);
            }
        }
    }
}
