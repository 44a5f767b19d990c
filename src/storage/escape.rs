//! JSON whose bytes are safe to show in a terminal: what JSON itself leaves raw (DEL, C1, direction
//! controls, line separators, tags and other invisible characters) is written as `\u` escapes.
//! Journals and exports are written through here, so that even `cat` of one is harmless.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::domain::plain::is_hidden;

/// Returns compact JSON.
pub fn compact(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = Vec::with_capacity(256);
    value.serialize(&mut Serializer::with_formatter(&mut out, Safe(CompactFormatter)))?;
    Ok(out)
}

/// Returns JSON for people to read, indented by two, with a newline at its end.
pub fn pretty(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = Vec::with_capacity(4096);
    value.serialize(&mut Serializer::with_formatter(
        &mut out,
        Safe(PrettyFormatter::new()),
    ))?;
    out.push(b'\n');
    Ok(out)
}

struct Safe<F>(F);

/// Passes a call on to the formatter inside.
macro_rules! pass {
    ($($name:ident ( $($arg:ident : $type:ty),* )),* $(,)?) => {
        $(fn $name<W: ?Sized + Write>(&mut self, writer: &mut W $(, $arg: $type)*) -> io::Result<()> {
            self.0.$name(writer $(, $arg)*)
        })*
    };
}

impl<F: Formatter> Formatter for Safe<F> {
    pass! {
        begin_array(), end_array(), begin_array_value(first: bool), end_array_value(),
        begin_object(), end_object(), begin_object_key(first: bool), end_object_key(),
        begin_object_value(), end_object_value(),
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut from = 0;
        // ASCII but DEL never needs an escape here: JSON's own are written elsewhere.
        if fragment.is_ascii() && !fragment.as_bytes().contains(&0x7f) {
            return writer.write_all(fragment.as_bytes());
        }
        for (at, c) in fragment.char_indices().filter(|(_, c)| is_hidden(*c)) {
            writer.write_all(&fragment.as_bytes()[from..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            from = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[from..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_steer_a_terminal_is_escaped_and_reads_back_the_same() {
        let text = "a\u{1b}[31m\u{7f}\u{85}\u{9b}\u{202e}\u{2066}\u{e0041}\0é漢\"\\ \u{1f600}\n";
        for json in [compact(&text).unwrap(), pretty(&[text]).unwrap()] {
            let json = String::from_utf8(json).unwrap();
            assert!(json.contains("\\udb40\\udc41"), "{json}");
            assert!(json.contains("é漢") && json.contains('\u{1f600}'));
            assert!(
                !json
                    .chars()
                    .any(|c| c != '\n' && (c.is_control() || is_hidden(c))),
                "{json:?}"
            );
            assert!(
                serde_json::from_str::<serde_json::Value>(&json)
                    .unwrap()
                    .to_string()
                    .contains("31m")
            );
        }
        let back: String = serde_json::from_slice(&compact(&text).unwrap()).unwrap();
        assert_eq!(back, text);
    }
}
