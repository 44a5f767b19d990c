//! One key as a person writes it (`ctrl-x`, `shift-left`, `f5`) and as the terminal sends it.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers; Shift is part of a printable character, not a modifier of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

const NAMED: &[(&str, &str, KeyCode)] = &[
    ("enter", "Enter", KeyCode::Enter),
    ("esc", "Esc", KeyCode::Esc),
    ("tab", "Tab", KeyCode::Tab),
    ("space", "Space", KeyCode::Char(' ')),
    ("backspace", "Backspace", KeyCode::Backspace),
    ("delete", "Del", KeyCode::Delete),
    ("insert", "Ins", KeyCode::Insert),
    ("up", "▴", KeyCode::Up),
    ("down", "▾", KeyCode::Down),
    ("left", "◂", KeyCode::Left),
    ("right", "▸", KeyCode::Right),
    ("home", "Home", KeyCode::Home),
    ("end", "End", KeyCode::End),
    ("pageup", "PgUp", KeyCode::PageUp),
    ("pagedown", "PgDn", KeyCode::PageDown),
];

impl Key {
    pub fn ctrl(letter: char) -> Self {
        Self {
            code: KeyCode::Char(letter),
            modifiers: KeyModifiers::CONTROL,
        }
    }

    /// Returns the key as bindings compare it.
    pub fn from_event(event: &KeyEvent) -> Self {
        let mut modifiers =
            event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let code = match event.code {
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            KeyCode::Char(c) => {
                let command = modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
                if !command {
                    modifiers.remove(KeyModifiers::SHIFT);
                }
                if modifiers.contains(KeyModifiers::CONTROL) {
                    KeyCode::Char(c.to_ascii_lowercase())
                } else {
                    KeyCode::Char(c)
                }
            }
            code => code,
        };
        Self { code, modifiers }
    }

    /// Returns the event by which a terminal tells of this key.
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }

    /// Returns the key written as `text`, or `None` where that names none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = text;
        loop {
            let lower = rest.to_ascii_lowercase();
            let (modifier, length) = if lower.starts_with("ctrl-") || lower.starts_with("ctrl+") {
                (KeyModifiers::CONTROL, 5)
            } else if lower.starts_with("alt-") || lower.starts_with("alt+") {
                (KeyModifiers::ALT, 4)
            } else if lower.starts_with("shift-") || lower.starts_with("shift+") {
                (KeyModifiers::SHIFT, 6)
            } else {
                break;
            };
            modifiers |= modifier;
            rest = rest.get(length..)?;
        }
        let lower = rest.to_ascii_lowercase();
        let code = if let Some((_, _, code)) = NAMED.iter().find(|(name, _, _)| *name == lower) {
            *code
        } else if let Some(number) = lower.strip_prefix('f').and_then(|n| n.parse::<u8>().ok()) {
            (1..=24).contains(&number).then_some(KeyCode::F(number))?
        } else {
            let mut characters = rest.chars();
            let character = characters.next()?;
            if characters.next().is_some() || character.is_control() {
                return None;
            }
            if modifiers.contains(KeyModifiers::CONTROL) {
                KeyCode::Char(character.to_ascii_lowercase())
            } else {
                KeyCode::Char(character)
            }
        };
        Some(Self { code, modifiers })
    }

    /// Returns whether terminals send this key as another one (Ctrl-H, I, J, M and `[`).
    pub fn is_ambiguous(self) -> bool {
        self.modifiers.contains(KeyModifiers::CONTROL)
            && matches!(self.code, KeyCode::Char('h' | 'i' | 'j' | 'm' | '['))
    }

    /// Returns whether this key, unclaimed, would be typed as text.
    pub fn is_text(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && self.modifiers.is_empty()
    }

    /// Returns the letter of a leader's second key, whatever Ctrl does to it.
    pub fn letter(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.modifiers.contains(KeyModifiers::ALT) => Some(c),
            _ => None,
        }
    }

    /// Returns the short form for the key line: `^X`, `M-b`, `F5`, `▴`.
    pub fn shown(self) -> String {
        let mut text = String::new();
        if self.modifiers.contains(KeyModifiers::ALT) {
            text.push_str("M-");
        }
        if self.modifiers.contains(KeyModifiers::SHIFT) {
            text.push_str("S-");
        }
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            text.push('^');
        }
        match self.code {
            KeyCode::F(number) => {
                text.push('F');
                text.push_str(&number.to_string());
            }
            KeyCode::Char(c) if c != ' ' => {
                if self.modifiers.contains(KeyModifiers::CONTROL) {
                    text.push(c.to_ascii_uppercase());
                } else {
                    text.push(c);
                }
            }
            code => text.push_str(
                NAMED
                    .iter()
                    .find(|(_, _, named)| *named == code)
                    .map_or("?", |(_, shown, _)| shown),
            ),
        }
        text
    }
}

impl fmt::Display for Key {
    /// The form that [`Key::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in [
            (KeyModifiers::CONTROL, "ctrl-"),
            (KeyModifiers::ALT, "alt-"),
            (KeyModifiers::SHIFT, "shift-"),
        ] {
            if self.modifiers.contains(modifier) {
                f.write_str(name)?;
            }
        }
        match self.code {
            KeyCode::F(number) => write!(f, "f{number}"),
            KeyCode::Char(c) if c != ' ' => write!(f, "{c}"),
            code => f.write_str(
                NAMED
                    .iter()
                    .find(|(_, _, named)| *named == code)
                    .map_or("unknown", |(name, _, _)| name),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_reads_back_as_the_same_key() {
        for text in [
            "ctrl-x",
            "alt-b",
            "shift-left",
            "ctrl-shift-end",
            "f2",
            "f12",
            "enter",
            "space",
            "?",
            "/",
            "A",
            "ctrl-alt-delete",
        ] {
            let key = Key::parse(text).unwrap();
            assert_eq!(Key::parse(&key.to_string()), Some(key), "{text}");
        }
        for text in ["", "ctrl-", "f0", "f99", "enterr", "ab"] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }

    #[test]
    fn shift_is_part_of_a_printable_key() {
        let event = KeyEvent::new(KeyCode::Char('?'), KeyModifiers::SHIFT);
        assert_eq!(Key::from_event(&event), Key::parse("?").unwrap());
        let back = KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT);
        assert_eq!(Key::from_event(&back), Key::parse("shift-tab").unwrap());
    }

    #[test]
    fn keys_that_terminals_cannot_tell_apart_are_known() {
        assert!(Key::parse("ctrl-h").unwrap().is_ambiguous());
        assert!(!Key::parse("ctrl-k").unwrap().is_ambiguous());
    }
}
