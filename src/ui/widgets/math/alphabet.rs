//! Letters in other shapes: alphabets, small raised and lowered characters, and what stands for a
//! character where only ASCII may be drawn.

use unicode_normalization::UnicodeNormalization;

use crate::text::symbols;

/// A mathematical alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    Plain,
    Bold,
    Blackboard,
    Calligraphic,
    Fraktur,
}

/// Returns `text` in an alphabet; characters it lacks stay as they are.
pub(super) fn styled(text: &str, alphabet: Alphabet) -> String {
    if alphabet == Alphabet::Plain {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() * 4);
    for c in text.chars() {
        match alphabet {
            Alphabet::Blackboard if c.is_ascii_uppercase() => {
                out.push_str(symbols::blackboard(c).unwrap_or_default());
            }
            Alphabet::Calligraphic if c.is_ascii_uppercase() => {
                out.push_str(symbols::calligraphic(c).unwrap_or_default());
            }
            _ => out.push(shifted(c, alphabet).unwrap_or(c)),
        }
    }
    out
}

/// Returns a letter of the alphabets that stand in Unicode in unbroken order.
fn shifted(c: char, alphabet: Alphabet) -> Option<char> {
    let (first, start) = match (alphabet, c) {
        (Alphabet::Bold, 'A'..='Z') => ('A', 0x1_D400),
        (Alphabet::Bold, 'a'..='z') => ('a', 0x1_D41A),
        (Alphabet::Bold, '0'..='9') => ('0', 0x1_D7CE),
        (Alphabet::Bold, 'Α'..='Ω') => ('Α', 0x1_D6A8),
        (Alphabet::Bold, 'α'..='ω') => ('α', 0x1_D6C2),
        (Alphabet::Blackboard, 'a'..='z') => ('a', 0x1_D552),
        (Alphabet::Blackboard, '0'..='9') => ('0', 0x1_D7D8),
        (Alphabet::Fraktur, 'C') => return Some('ℭ'),
        (Alphabet::Fraktur, 'H') => return Some('ℌ'),
        (Alphabet::Fraktur, 'I') => return Some('ℑ'),
        (Alphabet::Fraktur, 'R') => return Some('ℜ'),
        (Alphabet::Fraktur, 'Z') => return Some('ℨ'),
        (Alphabet::Fraktur, 'A'..='Z') => ('A', 0x1_D504),
        (Alphabet::Fraktur, 'a'..='z') => ('a', 0x1_D51E),
        _ => return None,
    };
    char::from_u32(start + (c as u32 - first as u32))
}

/// Returns `text` raised, if every character has a raised form.
pub(super) fn raised(text: &str) -> Option<String> {
    text.chars().map(raised_char).collect()
}

/// Returns `text` lowered, if every character has a lowered form.
pub(super) fn lowered(text: &str) -> Option<String> {
    text.chars().map(lowered_char).collect()
}

const RAISED: &str = "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺−⁻-⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻ\
AᴬBᴮDᴰEᴱGᴳHᴴIᴵJᴶKᴷLᴸMᴹNᴺOᴼPᴾRᴿTᵀUᵁVⱽWᵂβᵝγᵞδᵟθᶿφᵠχᵡ⊤ᵀ′′††‡‡**∘°°°";

const LOWERED: &str = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊−₋-₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨφᵩχᵪ";

fn raised_char(c: char) -> Option<char> {
    paired(RAISED, c)
}

fn lowered_char(c: char) -> Option<char> {
    paired(LOWERED, c)
}

/// Looks a character up in a string of pairs.
fn paired(pairs: &str, wanted: char) -> Option<char> {
    let mut chars = pairs.chars();
    while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
        if from == wanted {
            return Some(to);
        }
    }
    None
}

/// Returns `text` in ASCII: symbols by their name, letters without their marks, `?` for the rest.
pub(super) fn to_ascii(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
            continue;
        }
        let mut buffer = [0; 4];
        if let Some(symbol) = symbols::drawn_as(c.encode_utf8(&mut buffer)) {
            out.push_str(symbol.ascii);
            continue;
        }
        match c {
            '–' | '—' | '−' | '‐' | '‑' => out.push('-'),
            '‘' | '’' => out.push('\''),
            '“' | '”' => out.push('"'),
            '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' => {}
            _ => {
                let known: String = c
                    .nfkd()
                    .filter(|part| !('\u{300}'..='\u{36f}').contains(part))
                    .map(|part| if part.is_ascii() { part } else { '?' })
                    .collect();
                out.push_str(if known.is_empty() { "?" } else { &known });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn the_tables_are_pairs_of_single_cells() {
        for table in [RAISED, LOWERED] {
            assert_eq!(table.chars().count() % 2, 0);
            assert!(table.chars().all(|c| c.to_string().width() == 1), "{table}");
        }
    }

    #[test]
    fn letters_change_their_shape() {
        assert_eq!(styled("Wx1θΩ", Alphabet::Bold), "𝐖𝐱𝟏𝛉𝛀");
        assert_eq!(styled("R1", Alphabet::Blackboard), "ℝ𝟙");
        assert_eq!(styled("Lx", Alphabet::Calligraphic), "ℒx");
        assert_eq!(styled("gR", Alphabet::Fraktur), "𝔤ℜ");
        assert_eq!(raised("t−1").as_deref(), Some("ᵗ⁻¹"));
        assert_eq!(raised("q"), None);
        assert_eq!(lowered("i=1").as_deref(), Some("ᵢ₌₁"));
        assert_eq!(lowered("θ"), None);
    }

    #[test]
    fn ascii_comes_out_of_anything() {
        for (text, ascii) in [
            ("θ", "theta"),
            ("𝐱", "x"),
            ("ℒ", "L"),
            ("é", "e"),
            ("→", "->"),
            ("漢", "?"),
            ("x̂", "x"),
            ("—", "-"),
        ] {
            assert_eq!(to_ascii(text), ascii, "{text}");
        }
    }
}
